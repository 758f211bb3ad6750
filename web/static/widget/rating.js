// What readers say of answers: a thumb, and a comment if they like.

const LONGEST_COMMENT = 2000;

class Ratings {
  constructor(chat) {
    this.chat = chat;
    this.unsent = null;
    this.comments = 0;
  }

  // The thumbs below an answer.
  box(question, answer) {
    const { texts, lang } = this.chat;
    const thumbs = {};
    const box = make("div", { class: "rating", role: "group", "aria-label": texts.rate, lang });
    const choose = (rating) => {
      if (this.unsent && this.unsent.box !== box) this.send();
      for (const [name, thumb] of Object.entries(thumbs)) thumb.setAttribute("aria-pressed", String(name === rating));
      box.querySelector("form")?.remove();
      const comment = make("textarea", { id: `comment-${++this.comments}`, rows: "2", maxlength: LONGEST_COMMENT });
      const form = make(
        "form",
        { onsubmit: (event) => {
          event.preventDefault();
          this.send();
        } },
        make("label", { for: comment.id }, texts[`comment_${rating}`]),
        comment,
        make("button", { type: "submit", class: "plain" }, texts.comment_send),
      );
      box.append(form);
      this.unsent = { box, body: () => ({ question, answer, rating, comment: comment.value.trim() }) };
      comment.focus({ preventScroll: true });
      this.chat.reveal(form);
    };
    for (const name of ["up", "down"]) {
      thumbs[name] = make("button", { type: "button", class: "thumb", "aria-pressed": "false", onclick: () => choose(name) }, icon(name), make("span", {}, texts[name]));
    }
    box.append(make("span", { class: "soft" }, texts.rate), thumbs.up, thumbs.down);
    return box;
  }

  // A thumb counts without a comment too: it goes out at the latest with the next question, or at closing.
  async send() {
    const { chat, unsent } = this;
    this.unsent = null;
    if (!unsent) return;
    const told = make("p", { class: "soft", tabindex: "-1" });
    const had = unsent.box.contains(chat.shadowRoot.activeElement);
    try {
      await post(`${chat.base}api/feedback`, unsent.body());
      told.textContent = chat.texts.thanks;
      unsent.box.replaceChildren(told);
    } catch {
      told.textContent = chat.texts.rate_failed;
      unsent.box.querySelector(".failed")?.remove();
      told.classList.add("failed");
      unsent.box.append(told);
      this.unsent = unsent;
    }
    chat.say(told.textContent);
    if (had) told.focus();
  }
}
