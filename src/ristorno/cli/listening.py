"""A listener for webhooks on this machine, as a partner's program would have one."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from ristorno.cli.screen import errors


@contextmanager
def listening(port: int, hear: Callable[[str], None]) -> Iterator[None]:
    """Listen on a port of this machine; ``hear`` is told the name of every event. A port that is taken stays deaf."""

    class Ear(BaseHTTPRequestHandler):
        """Takes a message and thanks for it."""

        def do_POST(self) -> None:
            """Answer a message."""
            told = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(204)
            self.end_headers()
            hear(str(json.loads(told).get("type", "")))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - so it is called there
            """Say nothing."""

    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), Ear)
    except OSError:
        errors.print(f"Port {port} is taken, so webhooks of the demo will wait.")
        yield
        return
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
