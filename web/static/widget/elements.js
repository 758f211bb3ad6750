// Elements, and texts with values in them.

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

// Frames in which nothing is drawn. Chromium hears with the next frame that one was shown, and until then lets what comes wait for
// its turn: where frames follow the last that was drawn, an answer is shown some 7 ms sooner.
function idleFrames(count) {
  requestAnimationFrame(() => count > 0 && idleFrames(count - 1));
}

const fill = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);
