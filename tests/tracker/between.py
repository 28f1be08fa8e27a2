"""A road to PostgreSQL that can be cut: between the product and its server, in a test's hands."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


class Between:
    """Forwards 127.0.0.1:port to a server's socket.

    ``is_open`` False refuses new connections and :meth:`cut` ends those there are. ``swallow`` is
    asked about each piece the server sends: True loses it and cuts the road, as a network does
    after the server has done its work. ``lose`` is asked about each piece the product sends: True
    loses it before the server has it.
    """

    def __init__(self, server: Path) -> None:
        self._server = server
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self.is_open = True
        self.sent: Callable[[bytes], None] = lambda piece: None
        self.lose: Callable[[bytes], bool] = lambda piece: False
        self.swallow: Callable[[bytes], bool] = lambda piece: False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Cut everything for good."""
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """End every connection, on both sides."""
        for pair in self._pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
        self._pairs.clear()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            if not self.is_open:
                client.close()
                continue
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(str(self._server))
            except OSError:
                client.close()
                continue
            self._pairs.append((client, server))
            for source, target, is_answer in ((client, server, False), (server, client, True)):
                threading.Thread(
                    target=self._forward, args=(source, target, is_answer), daemon=True
                ).start()

    def _forward(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                if is_answer and self.swallow(piece):
                    break
                if not is_answer:
                    self.sent(piece)
                    if self.lose(piece):
                        break
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
