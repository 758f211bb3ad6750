// A question and what became of it.

const SLOW_MS = 4000;
const MARGIN_PX = 14;

class Turn {
  constructor(chat, question) {
    const { texts, talk } = chat;
    this.chat = chat;
    this.question = question;
    this.body = make("div", { class: "body" });
    this.node = make(
      "article",
      {},
      make("p", { class: "question" }, make("span", { class: "unseen" }, texts.you), " ", question),
      make("div", { class: "reply" }, make("span", { class: "unseen" }, texts.reply), this.body),
    );
    talk.append(this.node);
    talk.scrollTop += this.node.getBoundingClientRect().top - talk.getBoundingClientRect().top - MARGIN_PX;
  }

  // Says that the answer is being looked for, and after a while that it takes long; returns what ends that.
  wait() {
    const { texts } = this.chat;
    const words = make("p", { class: "wait" }, texts.searching);
    this.body.replaceChildren(words);
    const slow = setTimeout(() => { words.textContent = texts.slow; }, SLOW_MS);
    return () => clearTimeout(slow);
  }

  // The answer so far; returns its sources.
  write(text, citations, abstained = false) {
    const sources = citations.map((citation) => source(this.chat, citation, abstained));
    const open = (marker) => {
      const found = sources[citations.findIndex((citation) => citation.marker === marker)];
      found.firstChild.open = true;
      found.querySelector("summary").focus({ preventScroll: true });
      this.chat.reveal(found);
    };
    this.body.replaceChildren(answer(this.chat, text, citations, abstained, open));
    return sources;
  }

  // The whole response of the server.
  finish({ answer, citations, abstained, language, notes, noted, understood_as: understood }) {
    const { chat } = this;
    const { texts, lang } = chat;
    const sources = this.write(answer, citations, abstained);
    this.node.lang = language;
    const parts = notes.map((note, at) => make("p", { class: "soft" }, make("b", { lang }, texts.note), " ", linkedNote(chat, note, noted?.[at])));
    if (understood !== this.question) {
      parts.push(make("p", { class: "soft", lang }, `${texts.understood} `, make("q", { lang: "vi" }, understood)));
    }
    if (sources.length) {
      parts.push(make("h3", { lang }, abstained ? texts.nearest : texts.sources), make("ol", { class: "sources" }, sources));
    }
    this.body.append(...parts, abstained ? this.office() : chat.ratings.box(this.question, answer));
  }

  // Whom to ask where the plans do not answer.
  office() {
    const { server, texts, lang, dataset } = this.chat;
    const contact = dataset.contact || server.contact;
    return make(
      "div",
      { class: "office", lang },
      server.keeps && make("p", {}, texts.kept),
      contact && make("p", {}, make("b", {}, `${texts.ask_office}:`), " ", contact),
    );
  }

  // Why there is no answer, with a button to ask again; returns the words.
  failed({ key, values }) {
    const { chat } = this;
    const told = fill(chat.texts[key], values);
    const again = make("button", { type: "button", class: "plain", onclick: () => chat.askAgain(this) }, chat.texts.retry);
    this.body.replaceChildren(make("div", { class: key === "stopped" ? "stopped" : "trouble" }, make("p", {}, told), again));
    chat.reveal(this.body);
    return told;
  }
}
