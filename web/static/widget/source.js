// What an answer cites: the quote with its headings, its document, its page, and the reference to copy.

const CELLS = " | ";
const LONGEST_HEADING = 96;
const COPIED_MS = 2000;

function source(chat, citation, abstained) {
  const { texts, lang } = chat;
  const { title, number, type, issuer, date } = citation.document;
  const dated = date && fill(texts.dated, { date: date.split("-").reverse().join("/") });
  const name = number ? [type, texts.number.toLowerCase(), number, dated].filter(Boolean).join(" ") : title;
  const about = [number && title, issuer, !number && dated, citation.page && fill(texts.page, { page: citation.page })];
  const columns = citation.section.at(-1)?.split(CELLS) ?? [];
  const cells = citation.quote.split(CELLS);
  // A row of a table whose columns are named in the heading above it: each cell beside its column's name.
  const row = cells.length > 1 && cells.length === columns.length;
  const trail = row ? citation.section.slice(0, -1) : citation.section;
  const quote = row ? cells.map((cell, at) => cell && make("p", {}, make("span", { class: "label" }, columns[at]), " ", cell)) : citation.quote;
  const place = `${documentAddress(chat, citation.document_id)}&start=${citation.start}&end=${citation.end}#mark`;
  const picture = citation.page_image && page(chat, citation);
  return make(
    "li",
    { lang: "vi" },
    make(
      "details",
      { ontoggle: (event) => event.target.open && picture?.load() },
      make("summary", {}, make("span", { class: "chip" }, String(citation.marker)), " ", make("span", { class: "name" }, name)),
      make(
        "div",
        { class: "proof" },
        trail.length > 0 && make("ol", { class: "trail" }, trail.map((heading) => make("li", {}, cut(heading)))),
        make("blockquote", {}, quote),
        make("p", { class: "soft" }, about.filter(Boolean).join(" · ")),
        !abstained && reference(chat, citation.reference),
        picture?.frame,
        linkAway(chat, place, { lang }, texts.see),
      ),
    ),
  );
}

// What officials write to refer to the place, ready to be pasted.
function reference(chat, words) {
  const { texts, lang } = chat;
  const button = make("button", { type: "button", class: "plain", lang, onclick: async () => {
    if (!(await copied(words, button))) return;
    button.textContent = texts.copied;
    chat.say(texts.copied);
    setTimeout(() => { button.textContent = texts.copy; }, COPIED_MS);
  } }, texts.copy);
  return make("p", { class: "reference" }, make("span", { class: "label", lang }, texts.reference), " ", make("q", {}, words), " ", button);
}

async function copied(words, button) {
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

// A note, with the document that it leads to as a link; one that a tab kept over an update knows of none.
function linkedNote(chat, note, noted) {
  const at = noted ? note.indexOf(noted.name) : -1;
  if (at < 0) return note;
  const link = linkAway(chat, documentAddress(chat, noted.id), { lang: "vi" }, noted.name);
  return [note.slice(0, at), link, note.slice(at + noted.name.length)];
}

const documentAddress = ({ base, lang }, id) => `${base}documents/${encodeURIComponent(id)}?lang=${lang}`;

// A link out of the conversation, which stays where it is.
function linkAway({ texts, lang }, href, attributes, text) {
  return make("a", { href, target: "_blank", rel: "noopener", ...attributes }, text, make("span", { class: "unseen", lang }, ` ${texts.new_tab}`));
}

const cut = (text) => (text.length > LONGEST_HEADING ? `${text.slice(0, LONGEST_HEADING).replace(/\s+\S*$/, "")} …` : text);
