"""Where the time of a cold run goes: when each piece of work begins and ends, and what each process computes.

    python -m benchmarks.anatomy            the table
    python -m benchmarks.anatomy run START  one cold run of the copy in PTCE_HOME, watched from inside
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import threading
import time
from collections.abc import Iterator

import psutil

SPANS: list[tuple[str, float, float]] = []
USED: dict[str, float] = {}
TICK = 0.005  # seconds between two looks at a kernel that starts


@contextlib.contextmanager
def span(what: str) -> Iterator[None]:
    """Note when some work begins and ends."""
    begin = time.time()
    try:
        yield
    finally:
        SPANS.append((what, begin, time.time()))


def watched(owner: object, name: str, what: str) -> None:
    """Let every call of a function be noted."""
    function = getattr(owner, name)

    def noting(*arguments: object, **named: object) -> object:
        with span(what):
            return function(*arguments, **named)

    setattr(owner, name, noting)


def watch_kernels(server: type) -> None:
    """Note how long the forkserver loads the libraries, and each kernel from its fork to its open sockets."""
    start, fork = server.__init__, server.fork

    def starting(self: object, *arguments: object, **named: object) -> None:
        self.began = time.time()
        start(self, *arguments, **named)

    def forking(self: object, *arguments: object, **named: object) -> object:
        kernel = fork(self, *arguments, **named)
        threading.Thread(target=follow, args=[self, kernel], daemon=True).start()
        return kernel

    def follow(self: object, kernel: object) -> None:
        asked = time.time()
        while not kernel.pid:
            time.sleep(TICK)
        if not hasattr(self, "loaded"):
            self.loaded = asked = time.time()
            SPANS.append(("forkserver: loads the libraries", self.began, self.loaded))
        kernel.ready.wait()
        SPANS.append(("kernels: from fork to open sockets", max(asked, self.loaded), time.time()))

    server.__init__, server.fork = starting, forking


def watch_pages(runner: type) -> None:
    """Note how long the import of nbconvert takes, and each page."""
    pages = runner._pages

    def asked(self: object) -> object:
        if "ptce_helpers.report" in sys.modules:
            return pages(self)
        with span("pages: nbconvert is imported"):
            made = pages(self)
        watched(sys.modules["ptce_helpers.report"], "_page", "pages: one notebook as HTML")
        return made

    runner._pages = asked


def watch_end(server: type) -> None:
    """Note how long the end of the forkserver takes, and what it has computed itself until then."""
    close = server.close

    def closing(self: object) -> None:
        used = psutil.Process(self.process.pid).cpu_times()
        USED["the forkserver (imports)"] = used.user + used.system
        with span("end: forkserver and kernels end"):
            close(self)

    server.close = closing


def watch() -> None:
    """Run ptce run with its parts watched."""
    with span("command: imports (typer, rich, run)"):
        from ptce_helpers import cli, progress, run  # noqa: F401
    with span("command: imports (kernels, doit)"):
        from ptce_helpers import kernels, tasks  # noqa: F401
    from ptce_helpers.assembly import Assembly

    watch_kernels(kernels.Forkserver)
    watched(run, "plan", "command: plan of the run")
    watched(run, "key_of", "keys: hashes of what notebooks rest on")
    watched(kernels.Forkserver, "__init__", "forkserver: start of its process")
    watch_end(kernels.Forkserver)
    watched(run, "check_data", "command: reads and checks the data")
    watch_pages(run.Run)
    watched(run.Run, "execute", "notebooks: from start to results kept and page made")
    watched(Assembly, "write", "assembly: reports/study is put together")
    check = run.check_data

    def check_data(where: object) -> None:  # called just after papermill was imported
        import ptce_helpers.execution as execution
        from benchmarks.warm import cell_seconds

        tidy = execution.tidy

        def noting(target: object, source: object) -> None:
            now = time.time()
            SPANS.append(("notebooks: cells", now - cell_seconds(target), now))
            with span("notebooks: tidied"):
                tidy(target, source)

        execution.tidy = noting
        watched(execution, "execute", "notebooks: executed (papermill, cells included)")
        check(where)

    run.check_data = check_data
    sys.argv = ["ptce", "run"]
    with contextlib.redirect_stdout(sys.stderr):
        cli.main()


def cpu() -> dict[str, float]:
    """Seconds computed by this process, by the forkserver, and by the kernels that it waited for."""
    own, others = (sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"the command itself": own} | USED | {"the kernels": others - sum(USED.values())}


def main_watched(start: float) -> None:
    SPANS.append(("command: Python starts", start, time.time()))
    try:
        watch()
    except SystemExit as end:
        if end.code:
            raise
    print(json.dumps({"spans": [(what, begin - start, end - start) for what, begin, end in SPANS], "cpu": cpu(), "wall": time.time() - start}))


def once() -> dict:
    """One cold run in a copy."""
    from benchmarks import workbench

    with workbench.copy() as home:
        return workbench.told([sys.executable, "-m", "benchmarks.anatomy", "run", time.time()], home)


def report(repeats: int = 3) -> object:
    """The table of this part: of the repetition with the median duration."""
    from benchmarks.table import Table, seconds

    run = sorted((once() for _ in range(repeats)), key=lambda run: run["wall"])[(repeats - 1) // 2]
    table = Table("anatomy", "Where the time of a cold run goes", repeats, ("what", "times", "in all", "from", "to"))
    for what in sorted({what for what, _, _ in run["spans"]}, key=lambda what: min(begin for w, begin, _ in run["spans"] if w == what)):
        spans = [(begin, end) for w, begin, end in run["spans"] if w == what]
        table.add(what, len(spans), seconds(sum(end - begin for begin, end in spans)), seconds(min(spans)[0]), seconds(max(end for _, end in spans)))
    table.add("the whole run", 1, seconds(run["wall"]), seconds(0), seconds(run["wall"]))
    cores, computed = os.cpu_count() or 1, sum(run["cpu"].values())
    parts = ", ".join(f"{name} {seconds(value)}" for name, value in run["cpu"].items())
    table.notes.append(f"Processor time: {parts}; together {100 * computed / cores / run['wall']:.0f} % of what {cores} cores could give in that time. "
                       "Spans overlap: what several processes or threads do at once is counted for each. The repetition with the median duration is shown.")  # fmt: skip
    return table


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        main_watched(float(sys.argv[2]))
    else:
        print(report(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
