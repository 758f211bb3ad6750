"""`kehoach serve` and `kehoach doctor`: the machine that answers."""

from __future__ import annotations

import contextlib
import gc
import itertools
import socket
from typing import Annotated

import typer

from commands.app import Data, Json, messages, print_json, settings_of
from corpus.errors import KehoachError


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 is every one of this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    data: Data = None,
) -> None:
    """Serve the web pages and the HTTP API until Ctrl-C."""
    settings = settings_of(data)
    # Before the model is loaded: a port in use is told at once.
    listener = listening(host, port)
    # Nothing that is made while starting becomes garbage; ``Readiness`` ends this once the server is warm.
    gc.disable()
    import uvicorn

    from api import create_app

    # A line of access would hold the question: it stands in the address of the search page.
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning", access_log=False))
    name = f"[{host}]" if ":" in host else host
    if settings.staff_password is None and host not in ("127.0.0.1", "::1", "localhost"):
        messages.print("kehoach: whoever reaches this address is staff; KEHOACH_STAFF_PASSWORD asks for a password")
    messages.print(f"kehoach: http://{name}:{listener.getsockname()[1]} (Ctrl-C ends)")
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there, 0 for a free port. Raises ``KehoachError`` where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=512)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise KehoachError(f"Cannot listen on {host}:{port}: {reason}.", "Choose another --port or --host.") from error
    # Connections take this over. asyncio sets it only on sockets that name their protocol, which these do not; without it
    # the body of an answer waits some 40 ms until its header is acknowledged.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def doctor(data: Data = None, as_json: Json = False) -> None:
    """Check the machine, the model, the store, the indexes and what is open to whom; every fault is told with its remedy."""
    from index.doctor import examine
    from web.exposure import examine_access

    settings = settings_of(data)
    findings = []
    for finding in itertools.chain(examine(settings), examine_access(settings)):
        findings.append(finding)
        if not as_json:
            typer.echo(f"{finding.status:5} {finding.name}: {finding.found}")
            if finding.remedy:
                typer.echo(f"      {finding.remedy}")
    healthy = all(finding.status != "wrong" for finding in findings)
    if as_json:
        print_json({"healthy": healthy, "findings": [finding._asdict() for finding in findings]})
    if not healthy:
        raise typer.Exit(1)
