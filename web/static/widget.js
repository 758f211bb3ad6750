// The chat widget, for pages of other sites: <script src="…/widget.js"></script>. docs/widget.md tells the rest.
(() => {
  "use strict";
  // The server fills these in (web/widget.py): the texts, the styles, and what its operator has set.
  const STRINGS = null;
  const STYLE = null;
  const SERVER = null;

  const NAME = "kehoach-chat";
  const SMALL = "(max-width: 480px)";
  const SLOW_MS = 4000;
  const TIMEOUT_S = 45;
  const KEPT_TURNS = 12;
  const MARGIN_PX = 14;
  const LONGEST_HEADING = 96;
  const LONGEST_COMMENT = 2000;
  const LABEL = /^(\p{L}[^:“”[\]]{0,30}):\s+(?=\S)/u;
  const CELLS = " | ";
  const MARKER = /\s*\[(\d+)\]/g;
  const ICONS = {
    chat: "M4 5h16v11H11l-4 4v-4H4zM8 9h8M8 12h5",
    close: "M6 6l12 12M18 6L6 18",
    again: "M5 12a7 7 0 1 0 2.2-5.1M5 4v4h4",
    send: "M5 12h13M12 6l6 6-6 6",
    stop: "M8 8h8v8H8z",
    up: "M7 11v9H4v-9zM7 11l4-8c2 0 2.600 1.500 2.200 3L12.500 9H18c1.500 0 2.300 1.200 2 2.500l-1.500 6c-.3 1.500-1.200 2.500-2.500 2.500H7",
    down: "M17 13V4h3v9zM17 13l-4 8c-2 0-2.600-1.500-2.200-3l.7-3H6c-1.500 0-2.300-1.200-2-2.500l1.500-6C5.800 5 6.700 4 8 4h9",
  };

  // Every text goes in as a text node: what plans and people write is never read as markup.
  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value != null) node.setAttribute(name, value);
    }
    node.append(...children.flat().filter((child) => child != null && child !== false && child !== ""));
    return node;
  }

  function icon(name) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  const fill = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);
  const cut = (text) => (text.length > LONGEST_HEADING ? `${text.slice(0, LONGEST_HEADING).replace(/\s+\S*$/, "")} …` : text);
  const isoToVietnamese = (date) => date.split("-").reverse().join("/");

  function randomId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // Why a question has no answer: a key of the texts, and the values that belong into it.
  class Trouble extends Error {
    constructor(key, values = {}) {
      super(key);
      this.key = key;
      this.values = values;
    }
  }

  function troubleOf(response) {
    const { status } = response;
    if (status === 429) return new Trouble("too_many", { seconds: response.headers.get("retry-after") || "60" });
    if (status === 503) return new Trouble("not_ready");
    return new Trouble(status >= 500 ? "failed" : "refused");
  }

  // The events of a stream, [name, data], as many at once as came at once.
  async function* eventsOf(response, alive) {
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let waiting = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      alive();
      const blocks = (waiting + decoder.decode(value, { stream: true })).split("\n\n");
      waiting = blocks.pop();
      const events = [];
      for (const block of blocks) {
        const fields = { event: "", data: "" };
        for (const line of block.split("\n")) {
          const at = line.indexOf(": ");
          if (at > 0) fields[line.slice(0, at)] += line.slice(at + 2);
        }
        if (fields.event) events.push([fields.event, JSON.parse(fields.data)]);
      }
      yield events;
    }
  }

  // What a page view keeps of its conversation; in memory alone where the browser blocks storage.
  class Memory {
    constructor(key) {
      this.key = key;
      try {
        this.storage = window.sessionStorage;
        const kept = JSON.parse(this.storage.getItem(key));
        if (kept && typeof kept.id === "string" && Array.isArray(kept.turns)) Object.assign(this, { id: kept.id, turns: kept.turns });
      } catch {
        this.storage = null; // blocked, or not what was written here
      }
      if (!this.id) this.clear();
    }

    clear() {
      this.id = randomId();
      this.turns = [];
      this.write();
    }

    add(turn) {
      this.turns = [...this.turns, turn].slice(-KEPT_TURNS);
      this.write();
    }

    write() {
      try {
        this.storage?.setItem(this.key, JSON.stringify({ id: this.id, turns: this.turns }));
      } catch {
        this.storage = null; // full
      }
    }
  }

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
      this.unsent = null;
      this.comments = 0;
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
      this.sendRating();
      this.launcher.hidden = false;
      this.launcher.setAttribute("aria-expanded", "false");
      this.launcher.focus();
    }

    startAgain() {
      this.busy?.abort();
      this.sendRating();
      this.memory.clear();
      this.restore();
      this.input.focus({ preventScroll: true });
    }

    restore() {
      this.talk.replaceChildren(this.greeting());
      for (const { question, response } of this.memory.turns) {
        const turn = this.turn(question);
        this.finish(turn, response);
      }
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
      this.sendRating();
      const asked = this.send(question); // before anything is drawn
      const turn = this.turn(question);
      this.input.focus({ preventScroll: true });
      await this.answer(turn, asked);
    }

    send(question) {
      const busy = new AbortController();
      const body = { question, conversation_id: this.memory.id };
      return { busy, response: this.post("api/ask/stream", body, { signal: busy.signal }) };
    }

    async answer(turn, asked) {
      const { texts } = this;
      const { busy } = asked;
      this.busy = busy;
      this.showSend();
      turn.body.replaceChildren(make("p", { class: "wait" }, texts.searching));
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
      const slow = setTimeout(() => {
        const wait = turn.body.querySelector(".wait");
        if (wait) wait.textContent = texts.slow;
      }, SLOW_MS);
      alive();
      try {
        const response = await this.stream(turn, await asked.response, alive);
        this.finish(turn, response);
        this.memory.add({ question: turn.question, response });
        this.say(`${response.answer.replace(MARKER, "")} ${fill(texts.announced, { count: response.citations.length })}`);
      } catch (error) {
        if (late) this.failed(turn, new Trouble("timeout", { seconds: this.timeout }));
        else if (busy.signal.aborted) this.failed(turn, new Trouble("stopped"));
        else this.failed(turn, error instanceof Trouble ? error : new Trouble("unreachable"));
      } finally {
        clearTimeout(timer);
        clearTimeout(slow);
        if (this.busy === busy) {
          this.busy = null;
          this.showSend();
        }
      }
    }

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
        if (text !== shown) this.write(turn, text, citations);
        shown = text;
      }
      throw new Trouble("unreachable"); // the stream broke off
    }

    async post(path, body, options = {}) {
      // The widget is the public's, on the server's own page too: it is shown nothing internal.
      const response = await fetch(`${this.base}${path}?audience=public`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        credentials: "omit",
        referrerPolicy: "no-referrer",
        ...options,
      });
      if (!response.ok) throw troubleOf(response);
      return response;
    }

    // -- a turn ------------------------------------------------------------------------------------------------------

    turn(question) {
      const { texts } = this;
      const body = make("div", { class: "body" });
      const node = make(
        "article",
        {},
        make("p", { class: "question" }, make("span", { class: "unseen" }, texts.you), " ", question),
        make("div", { class: "reply" }, make("span", { class: "unseen" }, texts.reply), body),
      );
      this.talk.append(node);
      this.talk.scrollTop += node.getBoundingClientRect().top - this.talk.getBoundingClientRect().top - MARGIN_PX;
      return { question, node, body };
    }

    // The answer so far, line by line.
    write(turn, text, citations, abstained = false) {
      const sources = citations.map((citation) => this.source(citation, abstained));
      const open = (marker) => {
        const found = sources[citations.findIndex((citation) => citation.marker === marker)];
        found.firstChild.open = true;
        found.querySelector("summary").focus({ preventScroll: true });
        this.reveal(found);
      };
      const lines = text.split("\n").filter(Boolean).map((line) => this.line(line, citations, abstained, open));
      turn.body.replaceChildren(make("div", { class: "answer" }, lines));
      return sources;
    }

    // What officials write to refer to the place, ready to be pasted.
    reference(words) {
      const { texts } = this;
      const text = make("q", {}, words);
      const copy = make("button", { type: "button", class: "plain", lang: this.lang, onclick: async () => {
        if (!(await this.copied(words, copy))) return;
        copy.textContent = texts.copied;
        this.say(texts.copied);
        setTimeout(() => { copy.textContent = texts.copy; }, 2000);
      } }, texts.copy);
      return make("p", { class: "reference" }, make("span", { class: "label", lang: this.lang }, texts.reference), " ", text, " ", copy);
    }

    async copied(words, button) {
      // Browsers give the clipboard to https alone, and a page can keep it from what it frames.
      try {
        await navigator.clipboard.writeText(words);
        return true;
      } catch {
        const field = make("textarea", { class: "unseen", "aria-hidden": "true" });
        field.value = words;
        button.after(field);
        field.select();
        const done = document.execCommand("copy");
        field.remove();
        button.focus({ preventScroll: true });
        return done;
      }
    }

    line(line, citations, abstained, open) {
      const label = abstained ? null : LABEL.exec(line);
      const rest = label ? line.slice(label[0].length) : line;
      const children = [];
      let at = 0;
      for (const found of rest.matchAll(MARKER)) {
        const citation = citations.find(({ marker }) => marker === Number(found[1]));
        if (!citation) continue;
        const name = fill(this.texts.source, { number: citation.marker, title: citation.document.title });
        const chip = make("button", { type: "button", class: "chip", "aria-label": name, title: name, onclick: () => open(citation.marker) }, found[1]);
        // Bound to the word before it, which it must not leave at a line's end.
        const before = rest.slice(at, found.index);
        const word = before.lastIndexOf(" ") + 1;
        children.push(before.slice(0, word), make("span", { class: "bound" }, before.slice(word), "\u00a0", chip));
        at = found.index + found[0].length;
      }
      children.push(rest.slice(at));
      if (label) return make("p", { class: "typed" }, make("span", { class: "label" }, label[1], make("span", { class: "unseen" }, ":")), " ", make("span", { class: "value" }, children));
      return make("p", { class: line.startsWith("“") ? "quoted" : null }, children);
    }

    finish(turn, response) {
      const { texts } = this;
      const sources = this.write(turn, response.answer, response.citations, response.abstained);
      turn.node.lang = response.language;
      const parts = response.notes.map((note, at) => make("p", { class: "soft" }, make("b", { lang: this.lang }, texts.note), " ", this.linked(note, response.noted?.[at])));
      if (response.understood_as !== turn.question) {
        parts.push(make("p", { class: "soft", lang: this.lang }, `${texts.understood} `, make("q", { lang: "vi" }, response.understood_as)));
      }
      if (sources.length) {
        parts.push(make("h3", { lang: this.lang }, response.abstained ? texts.nearest : texts.sources), make("ol", { class: "sources" }, sources));
      }
      turn.body.append(...parts, response.abstained ? this.office() : this.rating(turn.question, response.answer));
      turn.body.firstChild.classList.toggle("abstained", response.abstained);
    }

    // A note, with the document that it leads to as a link; one that a tab kept over an update knows of none.
    linked(note, noted) {
      const at = noted ? note.indexOf(noted.name) : -1;
      if (at < 0) return note;
      const link = this.away(this.address(noted.id), { lang: "vi" }, noted.name);
      return [note.slice(0, at), link, note.slice(at + noted.name.length)];
    }

    address(document) {
      return `${this.base}documents/${encodeURIComponent(document)}?lang=${this.lang}`;
    }

    // A link out of the conversation, which stays where it is.
    away(href, attributes, text) {
      return make("a", { href, target: "_blank", rel: "noopener", ...attributes }, text, make("span", { class: "unseen", lang: this.lang }, ` ${this.texts.new_tab}`));
    }

    source(citation, abstained) {
      const { texts } = this;
      const { title, number, type, issuer, date } = citation.document;
      const dated = date && fill(texts.dated, { date: isoToVietnamese(date) });
      const name = number ? [type, texts.number.toLowerCase(), number, dated].filter(Boolean).join(" ") : title;
      const about = [number && title, issuer, !number && dated, citation.page && fill(texts.page, { page: citation.page })];
      const columns = citation.section.at(-1)?.split(CELLS) ?? [];
      const cells = citation.quote.split(CELLS);
      // A row of a table whose columns are named in the heading above it: each cell beside its column's name.
      const row = cells.length > 1 && cells.length === columns.length;
      const trail = row ? citation.section.slice(0, -1) : citation.section;
      const quote = row ? cells.map((cell, at) => cell && make("p", {}, make("span", { class: "label" }, columns[at]), " ", cell)) : citation.quote;
      const place = `${this.address(citation.document_id)}&start=${citation.start}&end=${citation.end}#mark`;
      const page = citation.page_image && this.page(citation);
      return make(
        "li",
        { lang: "vi" },
        make(
          "details",
          { ontoggle: (event) => event.target.open && page?.load() },
          make("summary", {}, make("span", { class: "chip" }, String(citation.marker)), " ", make("span", { class: "name" }, name)),
          make(
            "div",
            { class: "proof" },
            trail.length > 0 && make("ol", { class: "trail" }, trail.map((heading) => make("li", {}, cut(heading)))),
            make("blockquote", {}, quote),
            make("p", { class: "soft" }, about.filter(Boolean).join(" · ")),
            !abstained && this.reference(citation.reference),
            page?.frame,
            this.away(place, { lang: this.lang }, texts.see),
          ),
        ),
      );
    }

    // -- the page of a citation ----------------------------------------------------------------------------------------

    // Fetched when it is first looked at, and again after it failed.
    page(citation) {
      const { texts } = this;
      const frame = make("div", { class: "page", lang: this.lang });
      let asked = false;
      const load = async () => {
        if (asked) return;
        asked = true;
        frame.replaceChildren(make("p", { class: "soft" }, texts.page_wait));
        try {
          const address = this.base + citation.page_image.replace(/^\//, "");
          const response = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
          if (!response.ok) throw troubleOf(response);
          const number = response.headers.get("x-page");
          const [, top, , bottom] = (response.headers.get("x-box") || "0,0,1,0").split(",").map(Number);
          const picture = await createImageBitmap(await response.blob());
          this.showPage(frame, picture, fill(texts.page_picture, { page: number, title: citation.document.title }), number, (top + bottom) / 2);
        } catch {
          asked = false;
          frame.replaceChildren(make("p", { class: "soft" }, texts.page_failed));
        }
      };
      return { frame, load };
    }

    // On a canvas: an image would need a word for it in the policy of the page around. `middle` is the quote's height, 0 to 1.
    showPage(frame, picture, name, number, middle) {
      const { texts } = this;
      const { width, height } = picture;
      const canvas = make("canvas", { width, height, role: "img", "aria-label": name });
      canvas.getContext("2d").drawImage(picture, 0, 0);
      picture.close();
      const sheet = make("div", { class: "sheet", tabindex: "0", role: "group", "aria-label": fill(texts.page_of, { page: number }) }, canvas);
      const look = (at) => {
        sheet.scrollTop = at * canvas.clientHeight - sheet.clientHeight / 2;
      };
      const zoom = make("button", { type: "button", class: "plain", "aria-pressed": "false" }, texts.zoom);
      const turn = () => {
        const at = (sheet.scrollTop + sheet.clientHeight / 2) / canvas.clientHeight;
        const large = sheet.classList.toggle("large");
        zoom.setAttribute("aria-pressed", String(large));
        look(at);
      };
      zoom.addEventListener("click", turn);
      canvas.addEventListener("click", turn);
      frame.replaceChildren(sheet, make("p", {}, zoom, make("span", { class: "soft" }, fill(texts.page_of, { page: number }))));
      look(middle);
    }

    office() {
      const { texts } = this;
      const contact = this.dataset.contact || this.server.contact;
      return make(
        "div",
        { class: "office", lang: this.lang },
        this.server.keeps && make("p", {}, texts.kept),
        contact && make("p", {}, make("b", {}, `${texts.ask_office}:`), " ", contact),
      );
    }

    failed(turn, { key, values }) {
      const { texts } = this;
      const told = fill(texts[key], values);
      const again = make("button", { type: "button", class: "plain", onclick: () => {
        if (this.busy) return;
        this.input.focus({ preventScroll: true });
        this.answer(turn, this.send(turn.question));
      } }, texts.retry);
      turn.body.replaceChildren(make("div", { class: key === "stopped" ? "stopped" : "trouble" }, make("p", {}, told), again));
      this.reveal(turn.body);
      this.say(told);
    }

    // -- rating ------------------------------------------------------------------------------------------------------

    rating(question, answer) {
      const { texts } = this;
      const thumbs = {};
      const box = make("div", { class: "rating", role: "group", "aria-label": texts.rate, lang: this.lang });
      const choose = (rating) => {
        if (this.unsent && this.unsent.box !== box) this.sendRating();
        for (const [name, thumb] of Object.entries(thumbs)) thumb.setAttribute("aria-pressed", String(name === rating));
        box.querySelector("form")?.remove();
        const comment = make("textarea", { id: `comment-${++this.comments}`, rows: "2", maxlength: LONGEST_COMMENT });
        const send = () => this.sendRating();
        const form = make(
          "form",
          { onsubmit: (event) => {
            event.preventDefault();
            send();
          } },
          make("label", { for: comment.id }, texts[`comment_${rating}`]),
          comment,
          make("button", { type: "submit", class: "plain" }, texts.comment_send),
        );
        box.append(form);
        this.unsent = { box, body: () => ({ question, answer, rating, comment: comment.value.trim() }) };
        comment.focus({ preventScroll: true });
        this.reveal(form);
      };
      for (const name of ["up", "down"]) {
        thumbs[name] = make("button", { type: "button", class: "thumb", "aria-pressed": "false", onclick: () => choose(name) }, icon(name), make("span", {}, texts[name]));
      }
      box.append(make("span", { class: "soft" }, texts.rate), thumbs.up, thumbs.down);
      return box;
    }

    // A thumb counts without a comment too: it goes out at the latest with the next question, or at closing.
    async sendRating() {
      const { unsent, texts } = this;
      this.unsent = null;
      if (!unsent) return;
      const told = make("p", { class: "soft", tabindex: "-1" });
      const had = unsent.box.contains(this.shadowRoot.activeElement);
      try {
        await this.post("api/feedback", unsent.body());
        told.textContent = texts.thanks;
        unsent.box.replaceChildren(told);
      } catch {
        told.textContent = texts.rate_failed;
        unsent.box.querySelector(".failed")?.remove();
        told.classList.add("failed");
        unsent.box.append(told);
        this.unsent = unsent;
      }
      this.say(told.textContent);
      if (had) told.focus();
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

  const script = document.currentScript;
  const BASE = script ? new URL(".", script.src).href.replace(/static\/$/, "") : document.baseURI;
  if (!customElements.get(NAME)) customElements.define(NAME, Chat);
  if (!script) return; // loaded as a module: the page holds the element itself

  function place() {
    const chat = document.createElement(NAME);
    Object.assign(chat.dataset, script.dataset);
    chat.server = { base: BASE, ...SERVER };
    // Beside the body, not in it: what a page does to its body (a transform, a filter) would move what is fixed.
    const inside = script.dataset.inside ? document.querySelector(script.dataset.inside) : document.documentElement;
    if (!inside) throw new Error(`kehoach: no element of this page is ${script.dataset.inside} (data-inside)`);
    inside.append(chat);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
})();
