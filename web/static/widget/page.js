// The page that a citation is from, as a picture with the quoted words in a frame.

// `load` fetches it when it is first looked at, and again after it failed.
function page({ texts, lang, base }, citation) {
  const frame = make("div", { class: "page", lang });
  let asked = false;
  const load = async () => {
    if (asked) return;
    asked = true;
    frame.replaceChildren(make("p", { class: "soft" }, texts.page_wait));
    try {
      const response = await fetch(base + citation.page_image.replace(/^\//, ""), { credentials: "omit", referrerPolicy: "no-referrer" });
      if (!response.ok) throw troubleOf(response);
      const number = response.headers.get("x-page");
      const [, top, , bottom] = (response.headers.get("x-box") || "0,0,1,0").split(",").map(Number);
      const picture = await createImageBitmap(await response.blob());
      showPage(texts, frame, picture, number, citation.document.title, (top + bottom) / 2);
    } catch {
      asked = false;
      frame.replaceChildren(make("p", { class: "soft" }, texts.page_failed));
    }
  };
  return { frame, load };
}

// On a canvas: an image would need a word for it in the policy of the page around. `middle` is the quote's height, 0 to 1.
function showPage(texts, frame, picture, number, title, middle) {
  const { width, height } = picture;
  const canvas = make("canvas", { width, height, role: "img", "aria-label": fill(texts.page_picture, { page: number, title }) });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  picture.close();
  const name = fill(texts.page_of, { page: number });
  const sheet = make("div", { class: "sheet", tabindex: "0", role: "group", "aria-label": name }, canvas);
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
  frame.replaceChildren(sheet, make("p", {}, zoom, make("span", { class: "soft" }, name)));
  look(middle);
}
