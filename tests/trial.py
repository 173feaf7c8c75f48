"""A copy of the workbench in which two notebooks are tiny trial ones, for the tests of many runs.

They record a verdict, a number and a table that depend on their parameters, and a line in ran.log when they come to their end.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from ptce_helpers.paths import Paths

ROOT = Path(__file__).resolve().parent.parent
START, TRIAL = "00-start-here", "03-how-we-coded"  # both read data/raw only: nothing has to run before them
OURS = ("PTCE_", "JUPYTER_RUNTIME_DIR")
START_CELLS = ('lang: str = "en"', """
from ptce_helpers import paths, results
results.open_book("00-start-here", paths.find().output, {"lang": lang})
results.scalar("greeting", {"en": "hello", "fr": "bonjour"}[lang])
""")  # fmt: skip
TRIAL_CELLS = ("""
lang: str = "en"
study: str = "both"
exclude_cases: list = []
seed: int = 1
n_resamples: int = 100  # milliseconds that it takes at least
alpha: float = 0.1
""", """
import json, os, time
import pandas as pd
from ptce_helpers import paths, results
given = {"lang": lang, "study": study, "exclude_cases": exclude_cases, "seed": seed, "alpha": alpha}
results.open_book("03-how-we-coded", paths.find().output, given)
time.sleep(n_resamples / 1000)
""", """
if alpha == 0.3:
    raise ValueError("no result at this alpha")
""", """
results.scalar("verdict", "fails" if "la_serre" in exclude_cases else "holds")
results.scalar("effect", 0.15 - alpha)
results.scalar("robust", study == "both" or seed == 1)
types = {case: "firm" if study == "both" else "network" for case in ("la_serre", "phares") if case not in exclude_cases}
results.table("types", pd.DataFrame({"case": list(types), "type": list(types.values())}), keys=["case"])
results.sentence("says", f"alpha is {alpha}", {"alpha": alpha})
""", """
log = os.open(paths.find().root / "ran.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
_ = os.write(log, (json.dumps(given, sort_keys=True) + "\\n").encode())
""")  # fmt: skip


def notebook_of(parameters, *cells):
    """A notebook with a parameters cell and some code cells."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(parameters.strip(), metadata={"tags": ["parameters"]}),
                                           *(nbformat.v4.new_code_cell(cell.strip()) for cell in cells)])  # fmt: skip
    book.metadata["kernelspec"] = {"name": "ptce", "display_name": "PTCE", "language": "python"}
    return book


def workbench(folder):
    """The data and notebooks of the study in a folder, with the two trial notebooks in place of the study's."""
    for part in ("data/raw", "notebooks"):
        shutil.copytree(ROOT / part, folder / part)
    where = Paths(folder)
    nbformat.write(notebook_of(*START_CELLS), where.notebooks / f"{START}.ipynb")
    nbformat.write(notebook_of(*TRIAL_CELLS), where.notebooks / f"{TRIAL}.ipynb")
    return where


def written(where, text, name="trial.yaml"):
    """A file with a plan in a workbench."""
    path = where.root / name
    path.write_text(text, encoding="utf-8")
    return path


def environment(where):
    """The variables of a command at work in a workbench; none that steers it comes from outside."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return outside | {"PTCE_HOME": str(where.root), "PYTHONPATH": str(ROOT)}


def command(*arguments):
    return [sys.executable, "-m", "ptce_helpers.cli", *map(str, arguments)]


def ptce(where, *arguments):
    """The command, run to its end."""
    return subprocess.run(command(*arguments), cwd=where.root, env=environment(where), capture_output=True, text=True, check=False)


def ended(where):
    """The parameters with which the trial notebook came to its end, once for each time."""
    log = where.root / "ran.log"
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.is_file() else []


def contents(folder, *patterns):
    """The files below a folder that fit a pattern, with their bytes."""
    found = {path for pattern in patterns or ("**/*",) for path in folder.glob(pattern) if path.is_file()}
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(found)}
