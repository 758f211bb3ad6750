// The words of an answer, line by line, with the numbers of what they cite.

const LABEL = /^(\p{L}[^:“”[\]]{0,30}):\s+(?=\S)/u;
const MARKER = /\s*\[(\d+)\]/g;

// `open` shows the source of a number. An answer that abstains has no labels.
function answer(chat, text, citations, abstained, open) {
  const lines = text.split("\n").filter(Boolean);
  return make("div", { class: abstained ? "answer abstained" : "answer" }, lines.map((line) => answerLine(chat, line, citations, abstained, open)));
}

function answerLine({ texts }, line, citations, abstained, open) {
  const label = abstained ? null : LABEL.exec(line);
  const rest = label ? line.slice(label[0].length) : line;
  const children = [];
  let at = 0;
  for (const found of rest.matchAll(MARKER)) {
    const citation = citations.find(({ marker }) => marker === Number(found[1]));
    if (!citation) continue;
    const name = fill(texts.source, { number: citation.marker, title: citation.document.title });
    const chip = make("button", { type: "button", class: "chip", "aria-label": name, title: name, onclick: () => open(citation.marker) }, found[1]);
    // Bound to the word before it, which it must not leave at a line's end.
    const before = rest.slice(at, found.index);
    const word = before.lastIndexOf(" ") + 1;
    children.push(before.slice(0, word), make("span", { class: "bound" }, before.slice(word), "\u00a0", chip));
    at = found.index + found[0].length;
  }
  children.push(rest.slice(at));
  const quoted = rest.startsWith("“");
  if (!label) return make("p", { class: quoted ? "quoted" : null }, children);
  return make("p", { class: "typed" }, make("span", { class: "label" }, label[1], make("span", { class: "unseen" }, ":")), " ", make("span", { class: quoted ? "value quoted" : "value" }, children));
}
