// Files go one by one, each with its progress; the form below this does the same in one go without JavaScript.
const form = document.querySelector(".upload");
const input = form.elements.files;
const outcomes = document.getElementById("received");
const words = form.dataset;
const queue = [];
let busy = false;

function row(file) {
  const item = document.createElement("li");
  item.className = "outcome waiting";
  const line = document.createElement("p");
  const status = document.createElement("span");
  status.className = "status";
  status.textContent = words.waiting;
  const name = document.createElement("b");
  name.className = "name";
  name.textContent = file.name;
  line.append(status, " ", name);
  item.append(line);
  outcomes.append(item);
  return item;
}

function failed(item, message) {
  item.className = "outcome failed";
  item.querySelector("progress")?.remove();
  const line = document.createElement("p");
  line.textContent = message;
  item.append(line);
}

function send(file, internal, item) {
  return new Promise((done) => {
    const status = item.querySelector(".status");
    if (file.size > Number(words.limit) * 2 ** 20) {
      failed(item, words.large);
      done();
      return;
    }
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.setAttribute("aria-label", file.name);
    item.append(bar);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      bar.value = event.loaded / event.total;
      status.textContent = words.sending;
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      status.textContent = words.reading;
    });
    request.addEventListener("load", () => {
      const told = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("li.outcome");
      if (told) item.replaceWith(document.adoptNode(told));
      else failed(item, words.lost);
      done();
    });
    request.addEventListener("error", () => {
      failed(item, words.lost);
      done();
    });
    request.open("POST", words.file);
    const body = new FormData();
    body.append("file", file);
    if (internal) body.append("internal", "true");
    request.send(body);
  });
}

async function refresh() {
  const answer = await fetch(location.pathname === "/documents" ? location.href : "/documents");
  const list = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("list");
  if (list) document.getElementById("list").replaceWith(document.adoptNode(list));
}

async function work() {
  if (busy) return;
  busy = true;
  while (queue.length) await send(...queue.shift());
  busy = false;
  await refresh();
}

function take(files) {
  for (const file of files) queue.push([file, form.elements.internal.checked, row(file)]);
  work();
}

form.classList.add("live");
input.addEventListener("change", () => {
  take([...input.files]);
  input.value = "";
});
// The whole page takes files, so that one that misses the frame does not open in place of it.
addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  form.classList.add("over");
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("over");
});
addEventListener("drop", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  form.classList.remove("over");
  take([...event.dataTransfer.files]);
});
addEventListener("beforeunload", (event) => {
  if (busy) event.preventDefault();
});
