// The element on the page: the button, the panel, and the conversation in it.

const NAME = "kehoach-chat";
const SMALL = "(max-width: 480px)";
const TIMEOUT_S = 45;

class Chat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const page = (this.dataset.lang || document.documentElement.lang || "vi").toLowerCase();
    this.lang = page.startsWith("en") ? "en" : "vi";
    this.texts = STRINGS[this.lang];
    this.server ??= { base: BASE, ...SERVER };
    this.base = this.dataset.server ? this.dataset.server.replace(/\/*$/, "/") : this.server.base;
    this.timeout = Number(this.dataset.timeout) || TIMEOUT_S;
    this.inline = this.hasAttribute("data-inside");
    this.busy = null;
    this.ratings = new Ratings(this);
    const place = this.id || this.dataset.inside || this.dataset.position || "right";
    this.memory = new Memory(`kehoach ${this.base} ${place}`);
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.build(root);
    this.restore();
  }

  // -- frame -------------------------------------------------------------------------------------------------------

  build(root) {
    const { texts } = this;
    const title = this.dataset.title || texts.title;
    this.small = matchMedia(SMALL);
    this.heading = make("h2", { id: "title", tabindex: "-1" }, title);
    this.talk = make("div", { class: "talk", role: "region", "aria-label": texts.conversation, tabindex: "0" });
    this.status = make("p", { class: "unseen", role: "status" });
    this.input = make("textarea", {
      id: "question",
      rows: "1",
      maxlength: this.server.longest,
      placeholder: texts.hint,
      enterkeyhint: "send",
      autocomplete: "off",
      onkeydown: (event) => this.typed(event),
    });
    this.button = make("button", { type: "submit", class: "send" });
    const form = make(
      "form",
      { class: "ask", onsubmit: (event) => this.submitted(event) },
      make("label", { class: "unseen", for: "question" }, texts.question),
      make("div", { class: "box" }, this.input, this.button),
      make("p", { class: "legal" }, texts.legal),
    );
    const tool = (name, act) => make("button", { type: "button", class: "tool", "aria-label": texts[name], title: texts[name], onclick: act }, icon(name));
    const top = make(
      "header",
      {},
      make("div", {}, this.heading, make("p", {}, texts.subtitle)),
      tool("again", () => this.startAgain()),
      !this.inline && tool("close", () => this.close()),
    );
    this.panel = make(this.inline ? "section" : "dialog", { class: "panel", "aria-labelledby": "title" }, top, this.talk, form, this.status);
    if (!CSS.supports("field-sizing", "content")) {
      this.input.addEventListener("input", () => {
        this.input.style.height = "auto";
        this.input.style.height = `${this.input.scrollHeight}px`;
      });
    }
    this.showSend();
    root.append(this.panel);
    if (this.inline) return;
    this.launcher = make(
      "button",
      { type: "button", class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.open() },
      icon("chat"),
      make("span", {}, this.dataset.button || texts.open),
    );
    root.prepend(this.launcher);
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) this.close();
    });
    this.panel.addEventListener("close", () => this.closed());
    this.small.addEventListener("change", () => {
      if (!this.panel.open) return;
      this.panel.close();
      this.show();
    });
    window.visualViewport?.addEventListener("resize", () => {
      // An on-screen keyboard makes what is seen lower than the page's own height.
      this.panel.style.setProperty("--seen", `${window.visualViewport.height}px`);
    });
  }

  open() {
    if (this.inline || this.panel.open) return;
    this.launcher.hidden = true;
    this.launcher.setAttribute("aria-expanded", "true");
    this.show();
    this.talk.scrollTop = this.talk.scrollHeight;
    // On a phone the keyboard would hide the suggestions.
    (this.small.matches ? this.heading : this.input).focus();
  }

  show() {
    // Over the whole of a small screen the page behind is out of reach; beside a large one's it is not.
    if (this.small.matches) this.panel.showModal();
    else this.panel.show();
  }

  close() {
    if (!this.inline) this.panel.close();
  }

  closed() {
    if (this.panel.open) return; // shown again in the other size
    this.ratings.send();
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.focus();
  }

  startAgain() {
    this.busy?.abort();
    this.ratings.send();
    this.memory.clear();
    this.restore();
    this.input.focus({ preventScroll: true });
  }

  restore() {
    this.talk.replaceChildren(this.greeting());
    for (const { question, response } of this.memory.turns) new Turn(this, question).finish(response);
  }

  greeting() {
    const { texts } = this;
    const own = (this.dataset.suggest || "").split("|").map((text) => text.trim()).filter(Boolean);
    const suggested = own.length ? own : this.server.suggest;
    const ask = (question) => make("li", {}, make("button", { type: "button", onclick: () => this.ask(question) }, question));
    return make(
      "div",
      { class: "greeting" },
      make("p", { class: "hello" }, texts.greeting),
      make("p", { class: "soft" }, texts.greeting_help),
      suggested.length > 0 && make("ul", { class: "suggested", "aria-label": texts.suggested }, suggested.map(ask)),
    );
  }

  // -- asking ------------------------------------------------------------------------------------------------------

  typed(event) {
    // While letters are being composed, Enter ends the word and not the question.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!this.busy) this.button.form.requestSubmit();
  }

  submitted(event) {
    event.preventDefault();
    if (this.busy) {
      this.busy.abort();
      return;
    }
    const question = this.input.value.trim();
    if (!question) {
      this.input.focus();
      return;
    }
    this.input.value = "";
    this.input.style.height = "";
    this.ask(question);
  }

  showSend() {
    const name = this.busy ? "stop" : "send";
    this.button.setAttribute("aria-label", this.texts[name]);
    this.button.title = this.texts[name];
    this.button.replaceChildren(icon(name));
  }

  async ask(question) {
    if (this.busy) return;
    this.ratings.send();
    const asked = this.send(question); // before anything is drawn
    const turn = new Turn(this, question);
    this.input.focus({ preventScroll: true });
    await this.answer(turn, asked);
  }

  async askAgain(turn) {
    if (this.busy) return;
    this.input.focus({ preventScroll: true });
    await this.answer(turn, this.send(turn.question));
  }

  send(question) {
    const busy = new AbortController();
    const body = { question, conversation_id: this.memory.id };
    return { busy, response: post(`${this.base}api/ask/stream`, body, { signal: busy.signal }) };
  }

  async answer(turn, { busy, response }) {
    const { texts } = this;
    this.busy = busy;
    this.showSend();
    const waited = turn.wait();
    idleFrames(2);
    this.say(texts.searching);
    let late = false;
    let timer = 0;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        late = true;
        busy.abort();
      }, this.timeout * 1000);
    };
    alive();
    try {
      const whole = await this.stream(turn, await response, alive);
      turn.finish(whole);
      this.memory.add({ question: turn.question, response: whole });
      this.say(`${whole.answer.replace(MARKER, "")} ${fill(texts.announced, { count: whole.citations.length })}`);
    } catch (error) {
      if (late) this.failed(turn, new Trouble("timeout", { seconds: this.timeout }));
      else if (busy.signal.aborted) this.failed(turn, new Trouble("stopped"));
      else this.failed(turn, error instanceof Trouble ? error : new Trouble("unreachable"));
    } finally {
      clearTimeout(timer);
      waited();
      if (this.busy === busy) {
        this.busy = null;
        this.showSend();
      }
    }
  }

  // Writes the answer as it comes; returns the whole.
  async stream(turn, response, alive) {
    let text = "";
    let shown = "";
    let citations = [];
    for await (const events of eventsOf(response, alive)) {
      for (const [name, data] of events) {
        if (name === "citations") citations = data.citations;
        if (name === "answer") text += data.text;
        if (name === "error") throw new Trouble("failed");
        if (name === "done") return data;
      }
      if (text !== shown) turn.write(text, citations);
      shown = text;
    }
    throw new Trouble("unreachable"); // the stream broke off
  }

  failed(turn, trouble) {
    this.say(turn.failed(trouble));
  }

  // Not scrollIntoView, which would move the page around the widget as well.
  reveal(node) {
    const seen = this.talk.getBoundingClientRect();
    const { top, bottom } = node.getBoundingClientRect();
    const above = top - seen.top - MARGIN_PX;
    const below = bottom - seen.bottom + MARGIN_PX;
    // What is higher than the view shows its beginning.
    if (above < 0 || below > 0) this.talk.scrollTop += above < 0 ? above : Math.min(above, below);
  }

  say(text) {
    this.status.textContent = text;
  }
}
