"""Each notebook is an essay with its engine elsewhere, and its stored outputs are those of one fresh ordered run."""

import ast
import copy
import json
import re
import statistics
from pathlib import Path

import pytest

from ptce_helpers import parameters
from ptce_helpers.errors import NotFound
from ptce_helpers.labels import Labels
from ptce_helpers.notebooks import NAMES, NOTEBOOKS, Notebook, code_cells, needed_by, read_notebook, select, source_of, with_needed

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
HOW = "run it (ptce run NAME), look at the page, then: ptce accept NAME"


def read(name):
    return json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))


def source(cell):
    return "".join(cell["source"])


def cells(book, kind):
    return [cell for cell in book["cells"] if cell["cell_type"] == kind]


def code_lines(cell):
    return [line for line in source(cell).splitlines() if line.strip()]


def shows_something(cell):
    """Whether a code cell ends in an expression (a table, a figure, a sentence) rather than in an assignment."""
    body = ast.parse(source(cell)).body
    return bool(body) and isinstance(body[-1], ast.Expr)


def faults_of_the_run(book):
    """What says that the stored outputs are not those of one fresh, ordered, complete run."""
    code, faults = cells(book, "code"), []
    counts = [cell.get("execution_count") for cell in code]
    if counts != list(range(1, len(code) + 1)):
        faults.append(f"execution counts {counts}")
    for number, cell in enumerate(code, start=1):
        if shows_something(cell) and not cell["outputs"]:
            faults.append(f"code cell {number} shows nothing")
        faults += [f"code cell {number} stopped: {o.get('ename')}" for o in cell["outputs"] if o["output_type"] == "error"]
        faults += [f"code cell {number} warns" for o in cell["outputs"] if o.get("name") == "stderr"]
    return faults


@pytest.fixture(params=NAMES)
def book(request):
    """Each notebook in turn, as a dictionary."""
    return read(request.param)


def test_study_lists_exactly_the_notebooks_that_there_are():
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == list(NAMES)


# --- outputs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_those_of_one_fresh_ordered_run(name):
    assert not faults_of_the_run(read(name)), HOW


def test_notebook_that_never_ran_is_caught():
    stripped = copy.deepcopy(read("04-members"))
    for cell in cells(stripped, "code"):
        cell["outputs"], cell["execution_count"] = [], None
    showing = sum(map(shows_something, cells(stripped, "code")))
    faults = faults_of_the_run(stripped)
    assert showing >= 10 and len(faults) == 1 + showing
    assert faults[0].startswith("execution counts [None, None")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"execution_count": 9}, "execution counts"),
        ({"outputs": []}, "code cell 4 shows nothing"),
        ({"outputs": [{"output_type": "error", "ename": "ValueError"}]}, "code cell 4 stopped: ValueError"),
        ({"outputs": [{"output_type": "stream", "name": "stderr"}]}, "code cell 4 warns"),
    ],
)
def test_one_spoilt_cell_is_caught(change, fault):
    spoilt = copy.deepcopy(read("04-members"))
    cells(spoilt, "code")[3].update(change)
    assert [found for found in faults_of_the_run(spoilt) if found.startswith(fault)]


def test_outputs_name_no_place_of_this_machine(book):
    written = json.dumps([cell.get("outputs") for cell in book["cells"]], ensure_ascii=False)
    written = re.sub(r'"image/png": "[^"]*"', "", written)  # what a picture spells by chance is no place
    assert not re.findall(r"/home/|/root/|/tmp/|/Users/|[A-Z]:\\\\|0x[0-9a-f]{6,}", written)


def test_stored_notebook_is_under_the_ptce_kernel(book):
    assert book["metadata"]["kernelspec"]["name"] == "ptce"
    assert book["nbformat"] == 4


# --- parameters ------------------------------------------------------------------------------------------------------


def test_one_cell_is_tagged_parameters_and_comes_first(book):
    tagged = [number for number, cell in enumerate(cells(book, "code")) if "parameters" in cell["metadata"].get("tags", [])]
    assert tagged == [0]


def test_parameters_are_typed_commented_and_allowed(book, raw):
    cell = cells(book, "code")[0]
    declared = parameters.declared(book)
    for line in code_lines(cell):
        assert re.fullmatch(r"\w+: (str|int|float|list) = .+  # [a-z].+", line), f"not a typed and commented assignment: {line}"
    assert len(declared) == len(code_lines(cell)) > 0
    parameters.check(declared, cases=raw.cases)
    types = {node.target.id: node.annotation.id for node in ast.parse(source(cell)).body}
    assert types == {name: parameters.CATALOGUE[name].type.__name__ for name in declared}


def test_every_parameter_is_handed_to_the_desk(book):
    opening = next(source(cell) for cell in cells(book, "code") if "begin(" in source(cell))
    for name in parameters.declared(book):
        assert f"{name}={name}" in opening


# --- the essay ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda n: n.name)
def test_first_cell_asks_the_question_and_says_what_is_read_and_made(notebook: Notebook):
    first = source(read(notebook.name)["cells"][0])
    title, question = (Labels("en").text(f"{what}_{notebook.name}") for what in ("notebook", "question"))
    assert first.startswith(f"# {title}\n"), "the title differs from the catalogue of labels"
    assert f"**Question.** {question}" in first, "the question differs from the catalogue of labels"
    read_, made = re.search(r"\*\*Reads\*\* (.+?)\. \*\*Makes\*\* (.+?)(?:\n\n|\Z)", first, re.S).groups()
    assert set(re.findall(r"`([^`]+)`", read_)) == set(notebook.reads)
    assert set(re.findall(r"`(data/\w+)`", made)) == {folder for folder in notebook.makes if folder.startswith("data/")}


def test_last_cell_says_what_the_notebook_does_not_show(book):
    last = book["cells"][-1]
    assert last["cell_type"] == "markdown"
    after = source(last).partition("## What this does not show\n")[2]
    assert len(after.split()) >= 20


def test_code_cells_are_short(book):
    lengths = [len(code_lines(cell)) for cell in cells(book, "code")]
    assert max(lengths) <= 15
    assert statistics.median(lengths) <= 3


def test_prose_outweighs_code(book):
    prose = sum(len(source(cell).split()) for cell in cells(book, "markdown"))
    code = sum(len(code_lines(cell)) for cell in cells(book, "code"))
    assert prose >= 6 * code


def test_nothing_is_defined_in_a_notebook(book):
    for cell in cells(book, "code"):
        defined = [node for node in ast.walk(ast.parse(source(cell))) if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda))]
        assert not defined, f"it belongs in ptce_helpers: {source(cell)}"


def test_code_is_preceded_by_words(book):
    kinds = [cell["cell_type"] for cell in book["cells"]]
    assert kinds[0] == "markdown"
    assert "code " * 5 not in " ".join(kinds), "five code cells in a row without a word between them"


@pytest.mark.parametrize("name", NAMES)
def test_desk_is_opened_under_the_notebooks_own_name(name):
    assert [f'begin("{name}"' in source(cell) for cell in cells(read(name), "code")].count(True) == 1


def test_readme_says_in_which_notebooks_each_parameter_is():
    table = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines() if line.startswith("|")]
    told = {row[0]: row[3] for row in rows if len(row) == 4 and row[0] in parameters.CATALOGUE}
    having = {name: [book[:2] for book in NAMES if name in parameters.declared(read(book))] for name in parameters.CATALOGUE}
    assert told == {name: "all" if len(books) == len(NAMES) else ", ".join(books) for name, books in having.items()}


# --- which notebooks, in which order ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["04", "4", "04-members", "04-members.ipynb", "notebooks/04-members.ipynb"])
def test_notebook_is_found_by_number_name_or_file(text):
    assert select([text]) == ["04-members"]


def test_notebooks_come_in_the_order_of_the_study_each_once():
    assert select(["04", "00", "04-members"]) == ["00-start-here", "04-members"]
    assert select([]) == list(NAMES)


@pytest.mark.parametrize(("text", "way_out"), [("99", "choose one of: 00-start-here, "), ("04-member", "did you mean '04-members'?"), ("", "choose one of")])
def test_notebook_that_does_not_exist_is_refused_with_the_nearest(text, way_out):
    with pytest.raises(NotFound) as refused:
        select(["00", text])
    assert str(refused.value).startswith(f"The study has no notebook {text!r}.\n    → {way_out}")


def test_what_makes_the_data_comes_before_what_reads_them():
    assert needed_by("04-members") == ["02-from-raw-to-clean"]
    assert [needed_by(name) for name in NAMES[:4]] == [[], [], [], []]
    assert with_needed(["04-members", "00-start-here"]) == ["00-start-here", "02-from-raw-to-clean", "04-members"]
    assert with_needed(["03-how-we-coded"]) == ["03-how-we-coded"]


def test_every_folder_that_is_read_exists_or_is_made_by_an_earlier_notebook():
    for place, notebook in enumerate(NOTEBOOKS):
        made = {folder for earlier in NOTEBOOKS[:place] for folder in earlier.makes}
        assert all(folder == "data/raw" or folder in made for folder in notebook.reads), notebook.name
    assert [notebook.name for notebook in NOTEBOOKS if "data/clean" in notebook.makes] == ["02-from-raw-to-clean"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "04-members.ipynb is missing."),
        (b'{"cells": [\n}', "04-members.ipynb is not a readable notebook (line 2)."),
        (b"", "04-members.ipynb is not a readable notebook (line 1)."),
        (b"\xff\xfe", "04-members.ipynb is not a readable notebook (it is not UTF-8)."),
        (b"[]", "04-members.ipynb is not a readable notebook (it has no cells)."),
        (b"{}", "04-members.ipynb is not a readable notebook (it has no cells)."),
    ],
)
def test_notebook_that_cannot_be_read_is_named(tmp_path, content, said):
    if content is not None:
        (tmp_path / "04-members.ipynb").write_bytes(content)
    with pytest.raises(NotFound) as refused:
        read_notebook(tmp_path, "04-members")
    assert str(refused.value) == f"{tmp_path}/{said}\n    → restore it from version control."


def test_cells_are_read_as_lines_or_as_one_text():
    assert source_of({"source": ["a\n", "b"]}) == source_of({"source": "a\nb"}) == "a\nb"
    assert code_cells({"cells": [{"cell_type": "markdown"}, {"cell_type": "code", "n": 1}, {"cell_type": "code", "n": 2}]}) == [
        {"cell_type": "code", "n": 1},
        {"cell_type": "code", "n": 2},
    ]
