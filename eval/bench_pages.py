"""The benchmark of the pages: how soon the widget shows an answer, and what each page asks for and weighs.

``python -m eval.bench_pages`` prints two tables in markdown. The widget stands on a page of another origin, in a real
Chromium; the same page asks the API itself, in turns with the widget, so that one run compares the two.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import http.server
import os
import statistics
import tempfile
import threading
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.settings import Settings
from eval import questions
from eval.bench import machine, row, served
from eval.chromium import chromium
from index.embedder import Embedder
from index.library import Library

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_QUESTIONS = Path("samples/questions.jsonl")
_TABLE = "| what | n | median | spread | target |\n|---|---|---|---|---|"
_HOST = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Host</title></head>'
    '<body><main><h1>Host</h1></main><script src="{}/widget.js"></script></body></html>'
)
#: Waits for the first words of the last answer, then until the frame that shows them is drawn: a message is handled only
#: after the frame in whose callback it was sent. Times count from the key's own time stamp.
_WATCH = """() => {
  const root = document.querySelector("kehoach-chat").shadowRoot;
  let pressed = 0;
  root.addEventListener("keydown", event => { if (event.key === "Enter") pressed = event.timeStamp; }, { once: true });
  window.firstAnswer = new Promise(done => new MutationObserver((_, watcher) => {
    if (!root.querySelector("article .answer")?.textContent.trim()) return;
    watcher.disconnect();
    const written = performance.now() - pressed;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done([written, performance.now() - pressed]);
      port2.postMessage(0);
    });
  }).observe(root, { childList: true, subtree: true }));
}"""
#: As the widget asks, but for the whole answer at once: what the API takes for this page, and what it says it took.
_FETCH = """async ([base, question]) => {
  const started = performance.now();
  const response = await fetch(`${base}/api/ask?audience=public`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ question }),
    credentials: "omit",
    referrerPolicy: "no-referrer",
  });
  const answer = await response.json();
  return [performance.now() - started, answer.timing_ms.total];
}"""
_LOADED = """() => { const [page] = performance.getEntriesByType("navigation"); return page.loadEventEnd - page.startTime; }"""


@dataclasses.dataclass(frozen=True)
class Turn:
    """One question asked in both ways, in milliseconds: ``shown`` and ``written`` from pressing Enter in the widget to the
    first words on the screen and in the page, ``fetched`` the API's whole answer in the same page, ``told`` its own count.
    """

    shown: float
    written: float
    fetched: float
    told: float


@dataclasses.dataclass(frozen=True)
class Weight:
    """A page loaded with an empty cache: requests, bytes with headers on the wire and of content unpacked, milliseconds."""

    requests: int
    wire: int
    content: int
    loaded: float


class Host:
    """A site of another origin, with the widget on its one page."""

    def __init__(self) -> None:
        self._page = b""
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200 if self.path == "/" else 204)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.end_headers()
                if self.path == "/":
                    self.wfile.write(host._page)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # Another site than 127.0.0.1 to a browser, not only another port of it.
        self.origin = f"http://localhost:{self._server.server_address[1]}"

    def show(self, base: str) -> None:
        """Put the widget of the server at ``base`` on the page."""
        self._page = _HOST.format(base).encode()

    @contextlib.contextmanager
    def running(self) -> Iterator[Host]:
        thread = threading.Thread(target=self._server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench_pages", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("samples"), help="plans to ingest (samples)")
    parser.add_argument("--questions", type=int, default=20, help="questions of the samples to ask (20)")
    parser.add_argument("--repeats", type=int, default=5, help="times to ask each question and to load each page (5)")
    arguments = parser.parse_args()
    asked = chosen(arguments.questions)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser, Host().running() as host:
        data = Path(folder)
        settings = Settings(data=data)
        library = Library(settings, Embedder(settings.model, settings.cache))
        library.ingest([arguments.folder])
        library.store.close()
        print(f"{machine()[:-1]}; Chromium {browser.version}.")
        print(f"Load when it began: {os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} cores.\n")
        surroundings = os.environ | {"KEHOACH_ORIGINS": host.origin, "KEHOACH_RATE_PER_MINUTE": "100000"}
        with served(data, surroundings) as server:
            host.show(server.address)
            print(_TABLE, flush=True)
            tell_turns(bench_widget(browser, host.origin, server.address, asked, arguments.repeats))
            print("\n| page | requests | on the wire | unpacked | loaded, median | spread |\n|---|---|---|---|---|---|")
            bench_pages(browser, page_addresses(browser, server.address, host.origin, asked[0]), arguments.repeats)


def chosen(count: int) -> list[str]:
    """``count`` questions of the samples, spread evenly over the file, always the same."""
    every = questions.load(_QUESTIONS)
    return [every[at * len(every) // count].question for at in range(count)]


def bench_widget(browser: Browser, host: str, base: str, asked: Sequence[str], repeats: int) -> list[Turn]:
    """Ask in the widget and through the API, in turns, each question ``repeats`` times; for each the medians.

    ``base`` is the server's address, and ``host`` the origin of a page with its widget, which the server allows.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(host)
    page.locator("kehoach-chat .launcher").click()
    # What happens once a page view: the browser asks whether it may ask, and the questions are new to the server.
    for question in asked:
        _in_widget(page, question)
        page.evaluate(_FETCH, [base, question])
    turns = []
    for question in asked:
        shown, fetched = [], []
        for _ in range(repeats):
            shown.append(_in_widget(page, question))
            fetched.append(page.evaluate(_FETCH, [base, question]))
        seen, written = (statistics.median(values) for values in zip(*shown, strict=True))
        whole, told = (statistics.median(values) for values in zip(*fetched, strict=True))
        turns.append(Turn(shown=seen, written=written, fetched=whole, told=told))
    context.close()
    return turns


def tell_turns(turns: Sequence[Turn]) -> None:
    """Rows of the table for the widget; ratios are those of each question, so their spread is that of questions."""
    row("widget, Enter to the answer's first words on the screen", [turn.shown for turn in turns], "ms")
    row("of it until they are in the page", [turn.written for turn in turns], "ms")
    row("the API, asked by the same page", [turn.fetched for turn in turns], "ms")
    row("of it by the server's own count (`timing_ms.total`)", [turn.told for turn in turns], "ms")
    row("widget on the screen / API", [turn.shown / turn.fetched for turn in turns], "times", "at most 1.3 times")
    row("widget in the page / API", [turn.written / turn.fetched for turn in turns], "times")
    row("widget on the screen / server's own count", [turn.shown / turn.told for turn in turns], "times")


def page_addresses(browser: Browser, base: str, host: str, question: str) -> dict[str, str]:
    """The pages to weigh, by name: document and body are the first that the lists lead to."""
    page = browser.new_page(base_url=base)
    addresses = {
        "`/`": f"{base}/",
        "an answer, `/?q=…`": f"{base}/?{urllib.parse.urlencode({'q': question})}",
        "`/documents`": f"{base}/documents",
        "a document": _first_link(page, "/documents"),
        "`/tasks`": f"{base}/tasks",
        "`/bodies`": f"{base}/bodies",
        "a body": _first_link(page, "/bodies"),
        "`/inbox`": f"{base}/inbox",
        "`/evaluation`": f"{base}/evaluation",
        "a page of another site with the widget, closed": f"{host}/",
        "`/embed`": f"{base}/embed",
    }
    page.close()
    return addresses


def weighed(browser: Browser, address: str) -> Weight:
    """Load a page once with an empty cache, until it has been still for half a second."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    wire: list[int] = []
    content: list[int] = []
    devtools.on("Network.loadingFinished", lambda event: wire.append(int(event["encodedDataLength"])))
    devtools.on("Network.dataReceived", lambda event: content.append(event["dataLength"]))
    devtools.send("Network.enable")
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    page.goto(address, wait_until="networkidle")
    loaded = page.evaluate(_LOADED)
    context.close()
    if refused:
        raise SystemExit(f"The server refused {', '.join(refused)}.")
    return Weight(len(wire), sum(wire), sum(content), loaded)


def bench_pages(browser: Browser, pages: Mapping[str, str], repeats: int) -> None:
    """One row for each page; the first load, which may find the server cold, is not counted."""
    for name, address in pages.items():
        weighed(browser, address)
        loads = [weighed(browser, address) for _ in range(repeats)]
        times = [load.loaded for load in loads]
        wire, content = (f"{amount / 1000:.1f} kB" for amount in (loads[-1].wire, loads[-1].content))
        spread = f"{min(times):.0f} to {max(times):.0f} ms"
        print(f"| {name} | {loads[-1].requests} | {wire} | {content} | {statistics.median(times):.0f} ms | {spread} |")


def _in_widget(page: Page, question: str) -> list[float]:
    """Ask in a conversation of its own; returns the milliseconds to the first words on the screen and in the page."""
    chat = page.locator("kehoach-chat")
    chat.locator("header .tool").first.click()
    page.evaluate(_WATCH)
    chat.locator("#question").fill(question)
    chat.locator("#question").press("Enter")
    written, shown = page.evaluate("() => window.firstAnswer")
    chat.locator("article .rating, article .office").wait_for()
    return [shown, written]


def _first_link(page: Page, path: str) -> str:
    page.goto(path)
    return str(page.locator(f'main a[href^="{path}/"]').first.evaluate("link => link.href"))


if __name__ == "__main__":
    main()
