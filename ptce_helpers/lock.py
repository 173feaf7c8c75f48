"""Only one run at a time in a workbench."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ptce_helpers.paths import Paths
from ptce_helpers.writing import unwritable


@contextmanager
def alone(where: Paths, waiting: Callable[[], None]) -> Iterator[None]:
    """Only one run at a time in a workbench; a second one says so and waits."""
    from filelock import FileLock, Timeout

    try:
        where.reports.mkdir(parents=True, exist_ok=True)
        lock = FileLock(where.reports / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            waiting()
            lock.acquire()
    except OSError as error:
        raise unwritable(where.reports, error) from None
    try:
        yield
    finally:
        lock.release()
