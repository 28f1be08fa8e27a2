"""Answers that have no content are sent without one, whatever server speaks for the product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, TypeAlias

_Raised: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None]
_Headers: TypeAlias = list[tuple[str, str]]
_Application: TypeAlias = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_BARE = ("1", "204", "304")  # what a status begins with that never has content
_LENGTH = "content-length"


class NoContent:
    """Keep the content of ``HEAD`` and of 1xx, 204 and 304 from the connection.

    Servers differ in whether they do: where one does not, the next answer on the connection is
    read out of step. So it is done outermost, over every middleware. The length stays what
    ``GET`` would send; where nobody knows it, it is said to be nothing: a server would mark the
    end of chunks otherwise, which is content too. What was to be sent is closed and never made.
    """

    def __init__(self, application: _Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as the application does, but hold the head back until the length is known."""
        held = _Head()
        answer = self._application(environ, held)
        is_bare = held.status.startswith(_BARE)
        if not (is_bare or environ["REQUEST_METHOD"].upper() == "HEAD"):
            start(held.status, held.headers, *held.raised)
            return answer
        kept = [(name, text) for name, text in held.headers if name.lower() != _LENGTH]
        # A 304 may say the length of what it stands for; servers disagree about what follows
        start(
            held.status,
            kept if is_bare else [*kept, ("Content-Length", _length(held.headers, answer))],
            *held.raised,
        )
        return _Nothing(answer)


class _Head:
    """What an application calls to start its answer: kept, to be passed on."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: _Headers = []
        self.raised: tuple[_Raised, ...] = ()

    def __call__(self, status: str, headers: _Headers, *raised: _Raised) -> Callable[..., Any]:
        self.status, self.headers, self.raised = status, headers, raised
        return _no_writing


def _no_writing(_content: bytes) -> None:
    raise AssertionError("Django answers with an iterable.")


class _Nothing:
    """No content; closing it closes what would have been sent."""

    def __init__(self, answer: Iterable[bytes]) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        """Servers call this when the answer is over."""
        close = getattr(self._answer, "close", None)
        if close is not None:
            close()


def _length(headers: _Headers, answer: Iterable[bytes]) -> str:
    """The bytes that a ``GET`` would bring, as far as they are there already."""
    said = [text for name, text in headers if name.lower() == _LENGTH]
    return said[0] if said else str(len(getattr(answer, "content", b"")))
