"""Whether the server can answer without delay: the model and the indexes are loaded beside its start."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import AsyncIterator

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from corpus.errors import KehoachError
from qa.assistant import Assistant


class Readiness:
    """Warms assistants up in a thread, so that the server answers on its port at once."""

    def __init__(self, *assistants: Assistant) -> None:
        self._assistants = assistants
        self._done = False
        self._error: KehoachError | None = None
        self._thread = threading.Thread(target=self._warm_up, name="warm-up", daemon=True)

    @contextlib.asynccontextmanager
    async def lifespan(self, app: ASGIApp) -> AsyncIterator[None]:
        """The server's lifespan: warming up begins with it, and its end waits for the thread."""
        self._thread.start()
        yield
        self._thread.join()

    def check(self) -> None:
        """Return once warm; else raise the error that stopped it, or an ``HTTPException`` of status 503."""
        if self._error is not None:
            raise self._error
        if not self._done:
            raise HTTPException(503, "The model and the indexes are still being loaded.")

    def _warm_up(self) -> None:
        try:
            for assistant in self._assistants:
                assistant.warm_up()
        except KehoachError as error:
            self._error = error
        except Exception:
            # The log shows the cause; without this line /readyz would promise a start that never comes.
            self._error = KehoachError("The server failed to start.", "Its log says why; tell the administrator.")
            raise
        finally:
            # What was loaded stays for good: collections that walk over it would only make answers late.
            gc.freeze()
            gc.enable()
        self._done = self._error is None
