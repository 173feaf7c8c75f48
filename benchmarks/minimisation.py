"""How long the minimisers of QCA take for the same random truth tables: one proven smallest model, and all of them."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks import environments, workbench
from benchmarks.peers import said
from benchmarks.table import Table, faster, times

SEED, PATIENCE = 2015, 30  # seconds of computing that a tool may take for a table, imports included
SIZES = ((5, 10), (6, 20), (8, 20), (8, 50), (10, 50), (10, 200), (12, 20), (12, 50), (15, 20), (15, 50), (15, 200))  # conditions, positive rows
ALL = ((5, 10), (6, 20), (8, 20), (8, 50), (10, 50), (12, 20), (12, 50), (15, 20), (15, 50))  # of which all models are asked for
TOOLS = ("ptce", "setqca", "pyqca", "R QCA")
ONE_CORE = {"OMP_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1}  # threads that wait for each other would count as computing
CALLS = Path(__file__).with_name("minimiser_calls.py")


@dataclass(frozen=True)
class Took:
    """What a tool said: seconds, terms of the models, how many there are, and whether the size is proven."""

    seconds: float
    terms: int
    models: str
    proven: bool


def random_table(k: int, positive: int) -> dict[str, object]:
    """As many negative as positive rows, or what is left of all, drawn without repetition; every other row is a don't care."""
    rng = np.random.default_rng([SEED, k, positive])
    drawn = rng.permutation(2**k)[: 2 * positive]
    rows = ((drawn[:, None] >> np.arange(k)) & 1).tolist()
    return {"on": rows[:positive], "off": rows[positive:], "k": k}


def commands(folder: Path) -> tuple[dict[str, list[object]], dict[str, str]]:
    """How each tool is called, and why some can't be."""
    found, missing = {"ptce": [sys.executable, CALLS, "ptce"]}, {}
    for name in ("setqca", "pyqca"):
        try:
            found[name] = [environments.bin_of(folder, name) / "python", CALLS, name]
        except environments.Missing as reason:
            missing[name] = f"does not install: {said(reason)}"
    if reason := no_r():
        return found, missing | {"R QCA": reason}
    return found | {"R QCA": ["Rscript", CALLS.with_suffix(".R")]}, missing


def no_r() -> str:
    """Why R QCA can't be asked, or nothing."""
    if not shutil.which("Rscript"):
        return "no R on this machine"
    return "" if subprocess.run(["Rscript", "-e", "library(QCA)"], capture_output=True, check=False).returncode == 0 else "R has no package QCA on this machine"


def once(command: list[object], path: Path, everything: bool) -> Took | str:
    """One call in a process of its own; a text says why there is no answer."""
    path = path.with_suffix(".csv") if str(command[0]) == "Rscript" else path
    words = [str(word) for word in (*command, path, PATIENCE, *(["all"] if everything else []))]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=workbench.environment(path.parent, PYTHONPATH=workbench.ROOT, **ONE_CORE))
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):  # the limit is the system's, who takes one or the other
        return f"not within {PATIENCE} s"
    return Took(*json.loads(done.stdout.splitlines()[-1])) if done.returncode == 0 else said(RuntimeError(done.stderr or "ended without a word"))


def asked(command: list[object], table: dict, everything: bool, repeats: int) -> Took | str:
    """The median of some calls; a tool that gives no answer, or one without proof, is not asked again."""
    with tempfile.TemporaryDirectory(prefix="ptce-bench-") as folder:
        path = Path(folder) / "table.json"
        path.write_text(json.dumps(table), encoding="utf-8")
        with path.with_suffix(".csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([[*(f"C{i}" for i in range(table["k"])), "Y"], *([*row, 1] for row in table["on"]), *([*row, 0] for row in table["off"])])
        found = []
        for _ in range(repeats):
            found.append(once(command, path, everything))
            if isinstance(found[-1], str) or not found[-1].proven:
                return found[-1]
    return Took(median(one.seconds for one in found), *(getattr(found[0], name) for name in ("terms", "models", "proven")))


def said_of(took: Took | str, ours: Took | str) -> str:
    """A cell: seconds, and how many times slower than the project's; terms that differ are said."""
    if isinstance(took, str):
        return took
    unit = f"{took.seconds:.2f} s" if took.seconds >= 0.1 else f"{1000 * took.seconds:.1f} ms"
    if took is ours or isinstance(ours, str):
        return unit if took.proven else f"{unit}, not proven"
    differs = "" if took.terms == ours.terms else f", {took.terms} terms"
    ratio = f"{times(took.seconds / ours.seconds)} slower" if took.seconds >= ours.seconds else faster(ours.seconds / took.seconds)
    return f"{unit}, {ratio}{differs}"


def report(repeats: int = 3, folder: Path | None = None) -> Table:
    """The table of this part."""
    found, missing = commands(folder or environments.default_folder())
    table = Table("minimisation", "Exact minimisation of random truth tables", repeats, ("asked for", "conditions / positive rows", "terms", "models", *(t for t in TOOLS if t in found)))
    answered: dict[str, set[tuple[int, int]]] = {tool: set() for tool in TOOLS}
    failed: set[str] = set()  # a tool that has had no answer is not asked for more conditions or more models
    for everything, sizes in ((False, SIZES), (True, ALL)):
        for k, positive in sizes:
            answers = {}
            for tool, command in found.items():
                if everything and tool == "pyqca":
                    answers[tool] = "one model only"
                elif tool in failed and (k, positive) not in answered[tool]:
                    answers[tool] = "not asked"
                else:
                    answers[tool] = asked(command, random_table(k, positive), everything, repeats)
                    failed |= {tool} if isinstance(answers[tool], str) and tool != "ptce" else set()
                    answered[tool] |= set() if isinstance(answers[tool], str) else {(k, positive)}
            ours = answers["ptce"]
            terms, models = (ours.terms, ours.models) if isinstance(ours, Took) else ("", "")
            table.add("all smallest models" if everything else "one, proven", f"{k} / {positive}", terms, models, *(said_of(answers[t], ours) for t in found))
    table.notes += [_note(), *(f"{tool} is not in the table: {reason}." for tool, reason in missing.items())]
    return table


def _note() -> str:
    return (f"Binary tables with as many negative as positive rows, drawn at random; all other rows are don't cares (the parsimonious solution). Seconds of computing (not of waiting) on one core from the rows to the models, without imports; "
            f"at most {PATIENCE} s a table. A tool that had no answer for a table is not asked for the larger ones (*not asked*). setqca lists only those smallest models that also have "
            "the fewest conditions in all; pyqca lists one model; ptce lists up to 100,000 and counts on.")  # fmt: skip


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else 3, Path(sys.argv[2]) if len(sys.argv) > 2 else None))
