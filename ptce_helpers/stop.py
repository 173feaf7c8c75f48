"""Ctrl-C, and the system's request to end: told in one line, with nothing half-done left behind."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class Stopped(BaseException):
    """A signal asks a command to end. Like KeyboardInterrupt it is nothing that a notebook or a step may catch."""

    def __init__(self, signum: int, state: str):
        by = "with Ctrl-C" if signum == signal.SIGINT else f"by {signal.Signals(signum).name}"
        super().__init__(f"Stopped {by}: {state}")
        self.signum = signum


@contextmanager
def stoppable(state: str) -> Iterator[None]:
    """Ctrl-C and a polite request of the system to end become Stopped, once: tidying up is not interrupted again.

    ``state``: how things stand then, in words.
    """

    def stop(signum: int, frame: object) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(signum, state)

    before = {signum: signal.signal(signum, stop) for signum in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
