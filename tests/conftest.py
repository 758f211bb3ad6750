"""What every test may use: the real corpus where it is present, the model loaded once."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import hypothesis
import pytest
import uvicorn
from playwright.sync_api import Browser, expect, sync_playwright

os.environ["HF_HUB_OFFLINE"] = "1"

import cli
from api import create_app
from commands.serving import listening
from corpus.settings import Settings
from corpus.store import Store
from eval.chromium import FLAGS
from index.library import Library
from qa.assistant import Assistant
from tests.running import Ran, Run

# No deadlines: machines are shared. The same examples at every run of CI, new ones on people's machines.
hypothesis.settings.register_profile("kehoach", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("kehoach")

# As long as it takes on a busy machine; only what never comes is waited for to the end.
expect.set_options(timeout=60_000)

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents that stands beside the repository on some machines."""
    folder = ROOT.parent / "shared"
    if not (folder / "corpus").is_dir():
        pytest.skip("the folder of real documents (../shared) is not on this machine")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """The plans that ship with the repository."""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def sample_settings(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a data folder that holds the sample plans; tests that change it make it as it was."""
    settings = Settings(data=tmp_path_factory.mktemp("samples-data"))
    library = Library(settings)
    failed = [report for report in library.ingest([samples]) if report.status == "failed"]
    assert not failed, failed
    return settings


@pytest.fixture(scope="session")
def assistant(sample_settings: Settings) -> Assistant:
    """An assistant over the sample plans, warmed up."""
    assistant = Assistant.open(sample_settings)
    assistant.warm_up()
    return assistant


@pytest.fixture(scope="session")
def sample_store(sample_settings: Settings) -> Store:
    """The store of the sample plans."""
    return Store(sample_settings.store_path)


@pytest.fixture(scope="session")
def server(sample_settings: Settings) -> Iterator[str]:
    """The base address of a real server over the sample plans, ready for questions."""
    with serving(sample_settings) as base:
        yield base


@pytest.fixture
def client(server: str) -> Iterator[httpx.Client]:
    # A page of a Word file takes its time to draw on a busy machine.
    with httpx.Client(base_url=server, timeout=120) as client:
        yield client


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in this process, where the model's libraries are loaded already."""

    def run(*arguments: object) -> Ran:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        printed = capfd.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, printed.out, printed.err)

    return run


@pytest.fixture
def data(sample_settings: Settings, tmp_path: Path) -> Path:
    """A copy of the ingested samples, to change at will."""
    return copied(sample_settings, tmp_path / "data")


def copied(settings: Settings, data: Path) -> Path:
    """Copy a data folder; returns ``data``, where the copy is."""
    shutil.copytree(settings.data, data, ignore=shutil.ignore_patterns("*.sqlite3*", "eval"))
    # Not by copying the file: a second reader in this process that closes it would take SQLite's locks away.
    with contextlib.closing(sqlite3.connect(settings.store_path)) as store:
        store.execute("VACUUM INTO ?", [str(data / settings.store_path.name)])
    return data


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium. Not for the whole session: while it runs, no test of its thread can start an event loop."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """A real server in a thread, on a free port of the loopback; yields its address once it is ready."""
    config = uvicorn.Config(create_app(settings), host="127.0.0.1", port=0, log_level="warning")
    server = uvicorn.Server(config)
    listener = listening("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, args=[[listener]], name="server")
    thread.start()
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        with httpx.Client(base_url=base, timeout=60) as client:
            give_up = time.monotonic() + 60
            while not _ready(client):
                assert time.monotonic() < give_up, "the server is not ready after a minute"
                time.sleep(0.05)
        yield base
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def _ready(client: httpx.Client) -> bool:
    answer = client.get("/readyz")
    assert answer.status_code == 200 or "still being loaded" in answer.text, answer.text
    return answer.status_code == 200
