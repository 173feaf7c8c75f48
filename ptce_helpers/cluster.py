"""The tasks of a batch on the workers of a Dask cluster: the same tasks, the same results, more machines.

The workers need this workbench at the same path as here (a disk that all of them see) and its environment. Each worker
process keeps a forkserver of its own. A task whose worker dies is given to another one.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator

from ptce_helpers import kernels, reasons
from ptce_helpers.batch import Task, execute, is_there
from ptce_helpers.errors import ResearcherError, RunError
from ptce_helpers.keys import key_of
from ptce_helpers.paths import Paths
from ptce_helpers.run import Options
from ptce_helpers.store import Store

PATIENCE = "15s"  # that the scheduler may take to answer


def each(address: str, where: Paths, tasks: list[Task], store: Store, options: Options, keep: str) -> Iterator[tuple[Task, str]]:
    """Yield each task with why it failed (or an empty text) as it ends somewhere on the cluster.

    ``address``: of the scheduler, as tcp://scheduler:8786. Raises RunError when it doesn't answer, has no worker, or is gone.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise RunError("The package distributed is not installed here.", todo="install the extra 'cluster' of this project, or run without --on.") from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL + 1)  # what is wrong is told by RunError, once
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise RunError(f"No Dask scheduler answers at {address} ({error}).", todo="start one (dask scheduler), or check the address.") from None
    with client:
        if not client.scheduler_info()["workers"]:
            raise RunError(f"The Dask scheduler at {address} has no workers.", todo=f"start some: dask worker {address}")
        futures = {client.submit(work, task, where, store, options, keep, key=f"{task.label}-{task.notebook}-{task.key.digest}", pure=False): task
                   for task in tasks}  # fmt: skip
        for future in as_completed(futures):
            if future.status not in ("finished", "error"):
                raise RunError(f"The Dask scheduler at {address} is gone.", todo="start it again, then this batch: what is finished is kept.")
            yield futures[future], future.result() if future.status == "finished" else _lost(future)
            future.release()


def work(task: Task, where: Paths, store: Store, options: Options, keep: str) -> str:
    """On a worker: run one task, after making sure that this is the workbench that was meant."""
    here = key_of(where, task.notebook, task.given)
    if here.digest != task.key.digest:
        return f"The worker on {socket.gethostname()} sees another state of the workbench: {', '.join(reasons.told(here.changes(task.key))[:3])}."
    if is_there(task, store, keep):
        return ""  # done by a worker that died before it could say so
    if not options.plain and kernels.can_fork():
        kernels.forkserver().to_come = 1
    return execute(where, task, store, options, keep)


def _lost(future: object) -> str:
    """Why a task has no result. Raises what stops the whole batch: something was edited."""
    error = future.exception()
    if isinstance(error, ResearcherError):
        raise error
    if type(error).__name__ == "KilledWorker":
        return "Each worker that took it died, as when memory runs out."
    return f"No worker brought it to an end: {error!r}."
