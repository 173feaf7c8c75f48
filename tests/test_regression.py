"""The check of the notebooks is checked itself: each change that matters is made once, and must be caught and named.

One workbench holds a trial notebook under many names, each spoilt in one way; pytest runs once over all of them with
real kernels. What the notebook finds stands in a file beside it, so that its results change while its cells do not.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import nbformat
import pytest

from ptce_helpers import reference, results
from ptce_helpers import run as runner
from ptce_helpers.paths import Paths

ROOT = Path(__file__).resolve().parent.parent
BASE = "00-start-here"
GIVEN = {"n": 3, "form": "SCIC", "reading": "Most poles are associations.", "x": 2.0, "colour": "#2b6c8f", "share": 0.43, "all": True, "stop": False}
CELLS = [
    "import json\nfrom pathlib import Path\n\nimport matplotlib.pyplot as plt\nimport pandas as pd\n\nfrom ptce_helpers import results\n"
    "from ptce_helpers.study import begin",
    'desk = begin("NAME", lang=lang)\ngiven = json.loads(Path("given-NAME.json").read_text(encoding="utf-8"))',
    'desk.say("say_turnover", "codings.csv", n=given["n"])',
    'desk.show(pd.DataFrame({"case": ["La Serre", "Le Phares"], "form": [given["form"], "association"]}), "forms", "codings.csv")',
    'figure, axes = plt.subplots()\naxes.scatter([1, given["x"]], [1, 2], color=given["colour"])\ndesk.draw(figure, "members")',
    'results.sentence("reading", given["reading"])\nresults.scalar("share", given["share"], tolerance=0.01)',
    'if given["all"]:\n    results.scalar("extra", 1)',
    'if given["stop"]:\n    raise ValueError("the data are not what they were")',
    'print("the end")',
]
LAST = 1 + len(CELLS)  # the parameters cell comes first

CHANGED = {
    "tolerated": {"share": 0.435},
    "number": {"n": 4},
    "category": {"form": "SCOP"},
    "sentence": {"reading": "Some poles are associations."},
    "point": {"x": 2.1},
    "colour": {"colour": "#c0692b"},
    "missing": {"all": False},
    "raises": {"stop": True},
}


def trial():
    """The notebook: a cell with its parameters, and those above."""
    parameters = nbformat.v4.new_code_cell('lang: str = "en"  # language', metadata={"tags": ["parameters"]})
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Trial"), parameters, *map(nbformat.v4.new_code_cell, CELLS)])
    book.metadata["kernelspec"] = {"name": "ptce", "display_name": "PTCE", "language": "python"}
    return book


def code(book):
    return [cell for cell in book.cells if cell.cell_type == "code"]


def never_run(book, where, name):
    for cell in code(book):
        cell["outputs"], cell["execution_count"] = [], None


def out_of_order(book, where, name):
    code(book)[2]["execution_count"], code(book)[3]["execution_count"] = 9, None


def no_parameters(book, where, name):
    del code(book)[0]["metadata"]["tags"]


def no_results(book, where, name):
    book["cells"] = [book["cells"][1], nbformat.v4.new_code_cell("1 + 1", execution_count=2, outputs=[
        nbformat.v4.new_output("execute_result", {"text/plain": "2"}, execution_count=2)])]  # fmt: skip


def no_reference(book, where, name):
    results.path_of(where.reference, name).unlink()


def no_kernel(book, where, name):
    book.metadata["kernelspec"]["name"] = "no-such-kernel"


def exempt(book, where, name):
    code(book)[-1]["metadata"]["tags"] = ["nbval-ignore-output"]
    code(book)[-1]["outputs"][0]["text"] = "another end\n"


def exempt_with_reason(book, where, name):
    exempt(book, where, name)
    code(book)[-1]["metadata"]["ptce_exempt"] = "it prints how long it took"


SPOILT = {function.__name__: function for function in (never_run, out_of_order, no_parameters, no_results, no_reference, no_kernel, exempt, exempt_with_reason)}


def add(where, name):
    """The trial notebook under another name, with its reference and what it finds."""
    text = json.dumps(nbformat.read(where.notebooks / f"{BASE}.ipynb", 4))
    for before in (f'{BASE}\\"', f"given-{BASE}", f"t-{BASE}"):
        text = text.replace(before, before.replace(BASE, name))
    book = json.loads(text)
    (where.notebooks / f"given-{name}.json").write_text(json.dumps(GIVEN | CHANGED.get(name, {})), encoding="utf-8")
    accepted = results.path_of(where.reference, BASE).read_text(encoding="utf-8")
    results.path_of(where.reference, name).write_text(accepted.replace(f'"{BASE}"', f'"{name}"'), encoding="utf-8")
    book = nbformat.from_dict(book)
    SPOILT.get(name, lambda *_: None)(book, where, name)
    nbformat.write(book, where.notebooks / f"{name}.ipynb")


def check(where, *arguments):
    """pytest over the notebooks; its end, and each test with its outcome and message."""
    report = where.root / "report.xml"
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("PTCE_", "PYTEST_"))}
    command = [sys.executable, "-m", "pytest", "-p", "ptce_helpers.regression", "-p", "no:cacheprovider", "--color=no", f"--junitxml={report}"]
    done = subprocess.run([*command, *arguments], cwd=where.root, env=outside, capture_output=True, text=True, check=False)
    told = {}
    for case in ET.parse(report).iter("testcase"):
        notebook = case.get("classname").removeprefix("notebooks.").removesuffix(".ipynb")
        outcome = next((part for part in case if part.tag in ("failure", "error", "skipped")), None)
        text = "" if outcome is None else outcome.text if outcome.tag != "skipped" else outcome.get("message")
        told.setdefault(notebook, {})[case.get("name")] = ("passed" if outcome is None else outcome.tag, text)
    return done, told


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    """A workbench whose first notebook is the trial one, run and accepted, and stands there under every other name."""
    where = Paths(tmp_path_factory.mktemp("check"))
    shutil.copytree(ROOT / "data" / "raw", where.raw)
    shutil.copy(ROOT / "pyproject.toml", where.root)
    where.notebooks.mkdir()
    (where.notebooks / f"given-{BASE}.json").write_text(json.dumps(GIVEN), encoding="utf-8")
    nbformat.write(nbformat.from_dict(json.loads(json.dumps(trial()).replace("NAME", BASE))), where.notebooks / f"{BASE}.ipynb")
    runner.run(where, runner.plan(where, ["00"], {}))
    reference.accept(where, reference.pending(where, ["00"]))
    for name in [*CHANGED, *SPOILT]:
        add(where, name)
    return where


@pytest.fixture(scope="module")
def session(where):
    """One session over all of them."""
    return check(where, "--nbval", "notebooks")


@pytest.fixture
def told(session):
    """What was told of one notebook: its tests that did not pass, with their messages."""
    return lambda name: {test: text for test, (outcome, text) in session[1][name].items() if outcome in ("failure", "error")}


def not_reached(session, name):
    return {text for outcome, text in session[1][name].values() if outcome == "skipped"}


# --- what passes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [BASE, "tolerated", "exempt_with_reason"])
def test_notebook_as_it_was_accepted_passes(session, name):
    assert {outcome for outcome, _ in session[1][name].values()} == {"passed"}, session[1][name]
    assert list(session[1][name]) == ["stored", *(f"Cell {n}" for n in range(LAST)), "results"]


def test_session_that_found_something_ends_with_exit_code_one(session):
    assert session[0].returncode == 1


# --- what changed ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "cell", "lines"),
    [
        ("number", "Cell 3", ["scalar say_turnover.n: 3 became 4",
                              "sentence say_turnover: “The turnover of the members together is stated for 3 pole-study pairs.”"
                              " became “The turnover of the members together is stated for 4 pole-study pairs.”"]),
        ("category", "Cell 4", ["table forms, row case = La Serre, column form: SCIC became SCOP"]),
        ("sentence", None, ["sentence reading: “Most poles are associations.” became “Some poles are associations.”"]),
        ("point", None, ["figure members, axes 1, points 1, x: 1 of 2 changed; number 2: 2.0 became 2.1",
                         "figure members, axes 1, x_limits: 2 of 2 changed; number 1: 0.95 became 0.945"]),
        ("colour", None, ["figure members, axes 1, points 1, colour: #2b6c8fff became #c0692bff",
                          "figure members, axes 1, points 1, edge: #2b6c8fff became #c0692bff"]),
        ("missing", None, ["scalar extra: is gone"]),
    ],
)  # fmt: skip
def test_change_is_caught_and_named(told, name, cell, lines):
    found = told(name)
    assert set(found) == {"results"} | ({cell} if cell else set())
    head, *said, todo = found["results"].splitlines()
    assert head == f"{name}: {len(said)} difference{'s' if len(said) > 1 else ''} from tests/reference/{name}.results.json:"
    assert [line.strip() for line in said if "ticks" not in line] == lines
    assert todo == f"    → if it is meant: run it (ptce run {name}), look at its page, then: ptce accept {name}"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no_reference", "no_reference has no reference: tests/reference/no_reference.results.json is missing.\n    → run it (ptce run no_reference)"),
        ("no_results", "no_results left no results, so there is nothing to compare.\n    → begin it with desk = begin(\"no_results\", ...)"),
    ],
)
def test_nothing_to_compare_is_no_pass(told, name, said):
    (test,) = told(name).items()
    assert test[0] == "results" and test[1].startswith(said)


# --- one cause, one failure ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("never_run", f"it was never run: none of its {LAST} code cells has a number or an output"),
        ("out_of_order", "its cells did not run once, in order: they are numbered 1, 2, 9, none, 5, 6, 7, 8, 9, 10 instead of 1 to 10"),
        ("no_parameters", "no code cell is tagged parameters\n      → give the cell that sets lang the tag parameters"),
    ],
)
def test_stored_notebook_that_is_not_of_one_ordered_run_fails_once(session, told, name, said):
    (test,) = told(name).items()
    assert test[0] == "stored" and test[1].startswith(f"{name}:\n  {said}"), test[1]
    assert not_reached(session, name) == {"not reached: the stored notebook is not that of one fresh, ordered run"}
    assert len(session[1][name]) == LAST + 2


def test_cell_that_stops_fails_once_and_what_follows_is_not_reached(session, told):
    (test,) = told("raises").items()
    assert test[0] == "Cell 8" and "the data are not what they were" in test[1]
    assert not_reached(session, "raises") == {"not reached: code cell 9 (Cell 8 here) stopped (ValueError)"}
    assert [test for test, (outcome, _) in session[1]["raises"].items() if outcome == "skipped"] == ["Cell 9", "results"]


def test_kernel_that_does_not_start_fails_once(session, told):
    (test,) = told("no_kernel").items()
    assert test[0] == "Cell 0" and "No such kernel named no-such-kernel" in test[1]
    assert not_reached(session, "no_kernel") == {"not reached: the kernel did not start"}


# --- exempt cells and the count ------------------------------------------------------------------------------------------------


def test_exempt_cell_without_a_reason_fails(session, told):
    assert told("exempt") == {
        "stored": f"exempt:\n  code cell {LAST} (Cell {LAST - 1} here) is not compared (a tag or comment of nbval says so) and there is no reason for it\n"
                  "      → take the tag away, or say why in the cell's metadata, under ptce_exempt"
    }  # fmt: skip
    assert {outcome for outcome, _ in session[1]["exempt"].values()} == {"failure", "passed"}


def test_end_counts_what_was_compared_and_names_what_was_not(session):
    end = session[0].stdout[session[0].stdout.index("= notebooks =") :].splitlines()
    whole = 2 + len(CHANGED) - 1  # the base, the one without a reference and those with other results, all but the one that stops
    cells = whole * LAST + 9 + 2 + 2 * (LAST - 1)  # the one that stops, the one without results, the two with an exempt cell
    books = 1 + len(CHANGED) - 1 + 2  # a value is lost in one of them
    assert end[1] == f"compared: {cells} cells, {3 * books - 1} values, {books} tables, {books} figures, {2 * books} sentences"
    unreached = 3 * LAST + (LAST - 1) + 1  # of the three not of one run; without a kernel; after the cell that stops
    assert end[2] == f"not compared: 2 exempt, 0 only ran (--nbval-lax), {unreached} not reached"
    assert end[3:5] == [f"  exempt: exempt, code cell {LAST} (Cell {LAST - 1} here): no reason given",
                        f"  exempt: exempt_with_reason, code cell {LAST} (Cell {LAST - 1} here): it prints how long it took"]  # fmt: skip


def test_several_processes_come_to_the_same_count(where):
    done, told = check(where, "--nbval", "-n", "2", "--dist", "loadfile", "notebooks/tolerated.ipynb", "notebooks/exempt_with_reason.ipynb")
    assert {outcome for tests in told.values() for outcome, _ in tests.values()} == {"passed"}
    assert f"compared: {2 * LAST - 1} cells, 6 values, 2 tables, 2 figures, 4 sentences" in done.stdout
    assert f"exempt: exempt_with_reason, code cell {LAST} (Cell {LAST - 1} here): it prints how long it took" in done.stdout
    assert done.returncode == 0


def test_lax_session_compares_results_all_the_same(where):
    done, told = check(where, "--nbval-lax", "notebooks/category.ipynb")
    assert [test for test, (outcome, _) in told["category"].items() if outcome == "failure"] == ["results"]
    assert f"not compared: 0 exempt, {LAST} only ran (--nbval-lax), 0 not reached" in done.stdout


def test_session_in_which_no_cell_was_reached_does_not_pass(where):
    done, told = check(where, "--nbval", "notebooks/never_run.ipynb", "-k", "Cell")
    assert {outcome for outcome, _ in told["never_run"].values()} == {"skipped"}
    assert done.returncode == 1


def test_results_of_the_check_go_nowhere_near_the_study(session, where):
    assert sorted(path.name for path in where.reports.iterdir() if not path.name.startswith(".")) == ["study"]
    assert [path.name for path in where.study.glob("*.results.json")] == [f"{BASE}.results.json"]


def test_long_list_of_differences_is_cut_and_counted():
    from ptce_helpers.regression import told as say

    said = say("04-members", "04-members.results.json", [f"scalar n{n}: is gone" for n in range(12)]).splitlines()
    assert said[0] == "04-members: 12 differences from tests/reference/04-members.results.json:"
    assert said[1:11] == [f"  scalar n{n}: is gone" for n in range(10)] and said[11] == "  ... and 2 more"


# --- where it is active --------------------------------------------------------------------------------------------------------


def collected(*arguments, at):
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *arguments]
    return re.findall(r"(?m)^\S+\.ipynb::.+$", subprocess.run(command, cwd=at, capture_output=True, text=True, check=False).stdout)


def test_plugin_is_there_wherever_the_project_is_installed():
    tests = collected("--nbval", f"notebooks/{BASE}.ipynb", at=ROOT)
    assert tests[0] == f"notebooks/{BASE}.ipynb::stored" and tests[-1] == f"notebooks/{BASE}.ipynb::results"


def test_notebooks_elsewhere_are_left_to_nbval(tmp_path):
    nbformat.write(trial(), tmp_path / "trial.ipynb")
    assert collected("-p", "ptce_helpers.regression", "--nbval", "trial.ipynb", at=tmp_path) == [f"trial.ipynb::Cell {n}" for n in range(LAST)]
