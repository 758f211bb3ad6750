// The element is made known, and put on the page that the script is on.

const script = document.currentScript;
const BASE = script ? new URL(".", script.src).href : document.baseURI;
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
