// Shows in the outline where one is reading; without it the outline is a list of links.
const links = new Map(
  [...document.querySelectorAll(".outline a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]),
);
let current = null;

function show(link) {
  if (link === current) return;
  current?.removeAttribute("aria-current");
  current = link;
  link.setAttribute("aria-current", "true");
  const list = link.closest("ol");
  const top = link.offsetTop - list.offsetTop;
  if (top < list.scrollTop || top + link.offsetHeight > list.scrollTop + list.clientHeight) {
    list.scrollTop = top - list.clientHeight / 3;
  }
}

const watch = new IntersectionObserver(
  (entries) => {
    const seen = entries.filter((entry) => entry.isIntersecting).pop();
    if (seen) show(links.get(seen.target.id));
  },
  { rootMargin: "0px 0px -70% 0px" },
);
for (const id of links.keys()) watch.observe(document.getElementById(id));

// What stands before the place is laid out by now, and may have moved it.
addEventListener("load", () => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView());
