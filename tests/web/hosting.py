"""Pages of other sites that hold the widget, and those who visit them."""

from __future__ import annotations

import contextlib
import html
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, expect

from web.widget import WIDGET_STRINGS

LEAD = "Phòng Tài nguyên và Môi trường"
LAND = "Ai chủ trì hồ sơ giao đất cho trường học ở xã Bảo Lâm?"
GOLD = "giá vàng hôm nay bao nhiêu"
SUGGESTED = "Ai chủ trì số hóa sổ hộ tịch?"
CONTACT = "Văn phòng UBND huyện, 0205 000 000"
VI, EN = WIDGET_STRINGS["vi"], WIDGET_STRINGS["en"]


class Portal:
    """A site of another origin, whose pages may forbid all that it does not need."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, str]] = {}
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body, policy = portal.pages.get(self.path, ("", ""))
                self.send_response(200 if body else 204)  # a browser asks for an icon as well
                self.send_header("content-type", "text/html; charset=utf-8")
                if policy:
                    self.send_header("content-security-policy", policy)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # Another site than 127.0.0.1 to a browser, not only another port of it.
        self.origin = f"http://localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, name="portal").start()

    def page(self, body: str, head: str = "", lang: str = "vi", policy: str = "") -> str:
        """Put up a page; returns its address."""
        path = f"/{len(self.pages)}"
        start = f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Cổng thông tin</title>'
        viewport = '<meta name="viewport" content="width=device-width">'
        self.pages[path] = (
            f"{start}{viewport}{head}</head><body><main><h1>Cổng</h1>{body}</main></body></html>",
            policy,
        )
        return self.origin + path


class Relay:
    """Stands before the server, and can go away, come back, or take requests and never answer."""

    def __init__(self, target: str) -> None:
        split = urlsplit(target)
        self.target = (split.hostname or "", split.port or 0)
        self.silent = False
        self.live: list[socket.socket] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self._accepting()

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for each in self.live:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self.live.clear()

    def start(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", self.port))
        self._accepting()

    def _accepting(self) -> None:
        threading.Thread(target=self._accept, args=[self.listening], daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listening.accept()
                far = socket.create_connection(self.target)
                self.live += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=pair, daemon=True).start()

    def _pump(self, near: socket.socket, far: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := near.recv(65_536):
                if not self.silent:
                    far.sendall(data)
            far.shutdown(socket.SHUT_WR)


class Visit:
    """A browser on a page of the portal; what it says, and which other hosts it asks, is kept."""

    def __init__(self, context: BrowserContext, allowed: tuple[str, ...]) -> None:
        self.context = context
        self.said: list[str] = []
        self.abroad: list[str] = []
        context.on("console", lambda message: self.said.append(message.text))
        context.on("weberror", lambda error: self.said.append(str(error.error)))
        context.on("request", lambda request: self._requested(request.url, allowed))
        self.page = context.new_page()

    def _requested(self, url: str, allowed: tuple[str, ...]) -> None:
        if not url.startswith(tuple(f"{origin}/" for origin in allowed)):
            self.abroad.append(url)

    def clean(self) -> None:
        assert self.said == []
        assert self.abroad == []
        assert self.context.cookies() == []


def line(base: str, **data: str) -> str:
    """The one line on the host's page."""
    attributes = "".join(f' data-{name}="{html.escape(value)}"' for name, value in data.items())
    return f'<script src="{base}/widget.js"{attributes}></script>'


def strict(base: str) -> str:
    return f"default-src 'none'; script-src {base}; connect-src {base}; require-trusted-types-for 'script'"


def opened(page: Page) -> Locator:
    chat = page.locator("kehoach-chat")
    chat.locator(".launcher").click()
    return chat


def ask(chat: Locator, question: str) -> Locator:
    """Ask, and wait until the last answer is whole."""
    before = chat.locator("article").count()
    chat.locator("#question").fill(question)
    chat.locator("#question").press("Enter")
    answer = chat.locator("article").nth(before)
    expect(answer.locator(".rating, .office")).to_have_count(1)
    return answer
