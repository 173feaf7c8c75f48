"""What tests of runs share: a copy of the workbench with tiny notebooks, the command in a process of its own, what it left behind."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat

from ptce_helpers.notebooks import NAMES
from ptce_helpers.paths import Paths

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30  # seconds until something that must come is given up


def book_of(*cells):
    """A notebook with a parameters cell and some code cells, under the project's kernel."""
    parameters = nbformat.v4.new_code_cell('lang: str = "en"  # language', metadata={"tags": ["parameters"]})
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Trial"), parameters, *map(nbformat.v4.new_code_cell, cells)])
    book.metadata["kernelspec"] = {"name": "ptce", "display_name": "PTCE", "language": "python"}
    return book


def wait_until(true, what):
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, f"waited in vain: {what}"
        time.sleep(0.02)


def printed(notebook):
    """What the last cell of an executed notebook printed, as JSON."""
    return json.loads("".join(json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"][-1]["outputs"][0]["text"]))


@dataclass(frozen=True)
class Bench:
    """A copy of the workbench and, beside it, the folder for temporary files of its runs."""

    root: Path

    @property
    def where(self):
        return Paths(self.root)

    @property
    def temporary(self):
        return self.root.parent / "t"

    @classmethod
    def make(cls, root, **cells):
        """All notebooks are tiny ones; ``n01=["raise ValueError()"]`` gives the second one these cells."""
        shutil.copytree(ROOT / "data" / "raw", root / "data" / "raw")
        (root / "notebooks").mkdir()
        bench = cls(root)
        bench.temporary.mkdir(exist_ok=True)
        for name in NAMES:
            bench.write(name, *cells.get(f"n{name[:2]}", [f"print('this is {name}')"]))
        return bench

    def copy(self, root):
        """The same workbench elsewhere, with all that its runs made."""
        shutil.copytree(self.root, root, symlinks=True)
        (root.parent / "t").mkdir(exist_ok=True)
        return Bench(root)

    def write(self, name, *cells):
        full = next(n for n in NAMES if n.startswith(name))
        nbformat.write(book_of(*cells), self.where.notebooks / f"{full}.ipynb")

    def start(self, *arguments, before=(), **options):
        """``ptce`` in a process group of its own; ``before``: a command that starts it."""
        ours = {n: v for n, v in os.environ.items() if not n.startswith(("PTCE_", "JUPYTER_RUNTIME_DIR"))}
        return subprocess.Popen([*before, sys.executable, "-m", "ptce_helpers.cli", *arguments], cwd=self.root, text=True, start_new_session=True,
                                env=ours | {"TMPDIR": str(self.temporary)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)  # fmt: skip

    def run(self, *arguments, **options):
        """``ptce run``, to its end: it writes no traceback and leaves neither process nor temporary file."""
        process = self.start("run", *arguments, **options)
        return self.ended(process)

    def ended(self, process):
        out, err = process.communicate(timeout=2 * PATIENCE)
        assert "Traceback" not in out + err and "Warning" not in err, err
        wait_until(lambda: not self.left(), f"still there: {self.left()}")
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def left(self):
        """Processes of runs, by their private folder, and what lies in the folder for temporary files."""
        found = [path.name for path in self.temporary.iterdir()]
        for command in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                told = command.read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if f"{self.temporary}/" in told:
                found.append(told)
        return found

    def study(self):
        """Every file of reports/study with its bytes."""
        return {path.relative_to(self.where.study).as_posix(): path.read_bytes() for path in sorted(self.where.study.rglob("*")) if path.is_file()}
