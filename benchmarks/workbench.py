"""Copies of the workbench to measure in, and commands timed in them. The workbench itself is never written to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
PTCE = Path(sys.executable).with_name("ptce")
Measured = TypeVar("Measured")


@contextmanager
def copy(kernel: str = "") -> Iterator[Path]:
    """A fresh workbench without any results, removed afterwards; ``kernel``: the one its notebooks name."""
    with tempfile.TemporaryDirectory(prefix="ptce-bench-") as folder:
        home = Path(folder).resolve()
        for part in ("data", "notebooks"):
            shutil.copytree(ROOT / part, home / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        shutil.copy(ROOT / "requirements.lock", home)
        if kernel:
            for notebook in sorted((home / "notebooks").glob("*.ipynb")):
                rewrite(notebook, lambda book: book["metadata"].update(kernelspec={"name": kernel, "display_name": kernel, "language": "python"}))
        yield home


def rewrite(path: Path, change: Callable[[dict], object]) -> None:
    """Change a notebook in place."""
    book = json.loads(path.read_text(encoding="utf-8"))
    change(book)
    path.write_text(json.dumps(book, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def edit_code(path: Path, mark: str) -> None:
    """Edit the last code cell of a notebook so that it must run again, though it does the same as before."""
    def change(book: dict) -> None:
        cell = [cell for cell in book["cells"] if cell["cell_type"] == "code"][-1]
        cell["source"] = f"# {mark}\n" + "".join(cell["source"])

    rewrite(path, change)


def environment(home: Path, **more: object) -> dict[str, str]:
    """The variables for a command in a copy; what a notebook makes by hand goes to a folder of the copy, too."""
    return os.environ | {"PTCE_HOME": str(home), "PTCE_OUTPUT": str(home / "made"), **{name: str(value) for name, value in more.items()}}


def timed(command: list[object], home: Path, **more: object) -> float:
    """Seconds that a command takes from its start to its end, Python's start included; its messages if it fails."""
    begin = time.perf_counter()
    done = subprocess.run([str(word) for word in command], cwd=home, env=environment(home, **more), capture_output=True, text=True)
    seconds = time.perf_counter() - begin
    if done.returncode:
        raise RuntimeError(f"{Path(str(command[0])).name} ended with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return seconds


def ptce(home: Path, *arguments: object) -> float:
    """Seconds of a ptce command."""
    return timed([PTCE, *arguments], home)


def told(command: list[object], home: Path, **more: object) -> object:
    """What a script of this folder found out, which it prints as JSON in its last line."""
    done = subprocess.run([str(word) for word in command], cwd=home, env=environment(home, PYTHONPATH=path(), **more), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def path() -> str:
    """So that scripts started in a copy find this package."""
    return os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])


def interleaved(alternatives: dict[str, Callable[[], Measured]], repeats: int) -> dict[str, list[Measured]]:
    """Measure all alternatives in turn, then all again: what else the machine does meets each of them alike."""
    measured: dict[str, list[Measured]] = {name: [] for name in alternatives}
    for _ in range(repeats):
        for name, measure in alternatives.items():
            measured[name].append(measure())
    return measured


def medians(measured: dict[str, list[float]]) -> dict[str, float]:
    """The median of each."""
    return {name: median(values) for name, values in measured.items()}
