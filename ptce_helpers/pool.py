"""Do many tasks side by side, and hear of each as it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait


def each(work: Callable, tasks: list, jobs: int) -> Iterator[tuple[object, str]]:
    """Yield each task with what its work returned, in the order in which they end; ``jobs`` at a time.

    No more than ``jobs`` are ever handed out, so that one who stops listening stops the rest.
    """
    ahead = iter(tasks)
    with ThreadPoolExecutor(jobs) as executor:
        running = {executor.submit(work, task): task for _, task in zip(range(jobs), ahead, strict=False)}
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task, result = running.pop(future), future.result()  # one that raises is the last: nothing more is handed out
                following = next(ahead, None)
                if following is not None:
                    running[executor.submit(work, following)] = following
                yield task, result
