"""A run is accepted as what later runs are held against: only a plain one, after its differences were shown."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from ptce_helpers import reference, results
from ptce_helpers import run as runner
from ptce_helpers.errors import ResearcherError
from ptce_helpers.notebooks import NAMES
from ptce_helpers.paths import Paths

ROOT = Path(__file__).resolve().parent.parent
NAME = "04-members"


def copy_of_the_workbench(folder, *more):
    for part in ("data", "notebooks", "tests/reference", *more):
        shutil.copytree(ROOT / part, folder / part)
    return Paths(folder)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A workbench in which two notebooks were run as they stand."""
    where = copy_of_the_workbench(tmp_path_factory.mktemp("ran"))
    runner.run(where, runner.plan(where, ["00", "04"], {}))
    return where


@pytest.fixture
def where(ran, tmp_path):
    """A copy of it that a test may spoil."""
    shutil.copytree(ran.root, tmp_path / "bench")
    return Paths(tmp_path / "bench")


def rewrite(path, change):
    """Change a file of results as a dictionary."""
    written = json.loads(path.read_text(encoding="utf-8"))
    change(written)
    path.write_text(json.dumps(written), encoding="utf-8")


def stripped(path):
    """Take all outputs out of a notebook."""
    book = nbformat.read(path, 4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell["outputs"], cell["execution_count"] = [], None
    nbformat.write(book, path)


def kept(where, name=NAME):
    return results.path_of(where.reference, name)


def ptce(where, *arguments, said=None):
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PTCE_")}
    return subprocess.run([sys.executable, "-m", "ptce_helpers.cli", *arguments], cwd=where.root, env=outside, input=said,
                          capture_output=True, text=True, check=False)  # fmt: skip


def test_every_notebook_has_a_reference_and_nothing_else_has():
    assert sorted(path.name for path in (ROOT / "tests" / "reference").glob("*.json")) == [f"{name}.results.json" for name in NAMES]
    for name in NAMES:
        assert len(results.read(ROOT / "tests" / "reference" / f"{name}.results.json")) > 0, name


def test_outputs_and_results_of_a_plain_run_are_stored(where):
    for name in ("00-start-here", NAME):
        stripped(where.notebooks / f"{name}.ipynb")
        kept(where, name).unlink()
    waiting = reference.pending(where, ["04", "00"])
    assert [str(one) for one in waiting] == [f"{name}:\n  it has no reference so far\n  its stored outputs change" for name in ("00-start-here", NAME)]
    assert reference.accept(where, waiting) == ["00-start-here", NAME]
    accepted, ran = (nbformat.read(folder / f"{NAME}.ipynb", 4) for folder in (where.notebooks, where.study))
    assert [cell.get("outputs") for cell in accepted.cells] == [cell.get("outputs") for cell in ran.cells]
    assert any(cell.get("outputs") for cell in accepted.cells)
    assert kept(where).read_bytes() == results.path_of(where.study, NAME).read_bytes()
    assert reference.accept(where, reference.pending(where, ["04", "00"])) == [], "a second time there is nothing new"


def test_differences_are_told_before_anything_is_stored(where):
    rewrite(kept(where), lambda book: book["scalars"]["say_turnover.n"].update(value=99))
    before = kept(where).read_bytes()
    now = results.read(results.path_of(where.study, NAME)).value("say_turnover.n")
    (waiting,) = reference.pending(where, ["04"])
    assert f"  scalar say_turnover.n: 99 became {now}" in str(waiting).splitlines()
    assert kept(where).read_bytes() == before


def test_broken_reference_is_replaced_and_said_to_be_broken(where):
    kept(where).write_text("{", encoding="utf-8")
    waiting = reference.pending(where, ["04"])
    assert "  its reference can't be read and would be replaced" in str(waiting[0]).splitlines()
    reference.accept(where, waiting)
    assert len(results.read(kept(where))) > 0


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda where: rewrite(results.path_of(where.study, NAME), lambda book: book["parameters"].update(lang="fr")),
         f"The last run of {NAME} was of other cells or parameters than notebooks/{NAME}.ipynb.\n    → run it as it stands: ptce run {NAME}"),
        (lambda where: results.path_of(where.study, NAME).unlink(), f"{NAME}.results.json is missing.\n    → make it anew: ptce run {NAME}"),
        (lambda where: (where.study / f"{NAME}.ipynb").unlink(), f"{NAME}.ipynb is missing.\n    → run it first: ptce run {NAME}"),
    ],
    ids=["results of other parameters", "no results", "never run"],
)  # fmt: skip
def test_run_that_cannot_be_accepted_is_refused_whole(where, spoil, said):
    spoil(where)
    with pytest.raises(ResearcherError) as refused:
        reference.pending(where, ["00", "04"])
    assert said in str(refused.value)


def test_run_with_changed_parameters_is_refused(where):
    runner.run(where, runner.plan(where, ["00"], {"lang": "fr"}))
    with pytest.raises(ResearcherError, match="The last run of 00-start-here was of other cells or parameters"):
        reference.pending(where, ["00"])


def test_all_notebooks_that_cannot_be_accepted_are_named_at_once(where):
    with pytest.raises(ResearcherError) as refused:
        reference.pending(where, [])
    assert [name for name in NAMES if f"{name}.ipynb is missing" in str(refused.value)] == [n for n in NAMES if n not in ("00-start-here", "02-from-raw-to-clean", NAME)]


def test_command_shows_the_differences_and_stores_nothing_unasked(where):
    rewrite(kept(where), lambda book: book["scalars"]["say_turnover.n"].update(value=99))
    before = kept(where).read_bytes()
    done = ptce(where, "accept", "04", said="")
    assert done.returncode == 2
    assert "scalar say_turnover.n: 99 became " in done.stdout
    assert done.stderr == "Nothing was stored: there is nobody to ask.\n    → look at the differences above, then add --yes.\n"
    assert kept(where).read_bytes() == before
    done = ptce(where, "accept", "04", "--yes")
    assert "scalar say_turnover.n: 99 became " in done.stdout and done.stdout.endswith(f"Accepted: {NAME}\n"), done.stderr
    assert kept(where).read_bytes() == results.path_of(where.study, NAME).read_bytes()
    assert ptce(where, "accept", "04").stdout == "Accepted: nothing, all was the same\n"


@pytest.mark.skipif(os.name != "posix", reason="a terminal is played with pty")
@pytest.mark.parametrize(("answer", "code", "last"), [("n\n", 1, "Nothing was stored."), ("y\n", 0, f"Accepted: {NAME}")])
def test_command_asks_where_there_is_somebody_to_ask(where, answer, code, last):
    import pty

    rewrite(kept(where), lambda book: book["scalars"]["say_turnover.n"].update(value=99))
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PTCE_")}
    done = subprocess.run([sys.executable, "-m", "ptce_helpers.cli", "accept", "04"], cwd=where.root, env=outside, stdin=theirs,
                          capture_output=True, text=True, check=False)  # fmt: skip
    os.close(ours)
    os.close(theirs)
    assert "Store this as what later runs are held against? [y/N]: " in done.stdout
    assert (done.returncode, done.stdout.splitlines()[-1].rpartition("]: ")[2]) == (code, last), done.stderr
    assert (results.read(kept(where)).value("say_turnover.n") == 99) == (code == 1)
