"""reports/study is put together whole from finished notebooks, and an interruption never leaves half of it."""

import json
import shutil

import nbformat
import pytest
from workbench import TINY

from ptce_helpers import assembly, modules
from ptce_helpers.errors import RunError
from ptce_helpers.store import store_of


def executed(*cells):
    """A notebook of (kind, source) cells with outputs, as a run leaves it."""
    made = []
    for number, (kind, source, *tags) in enumerate(cells):
        cell = nbformat.v4.new_markdown_cell(source) if kind == "prose" else nbformat.v4.new_code_cell(source, metadata={"tags": tags}, execution_count=number)
        made.append(cell)
    return json.loads(nbformat.writes(nbformat.v4.new_notebook(cells=made)))


def texts(book):
    return ["".join(cell["source"]) for cell in book["cells"]]


@pytest.fixture
def source(tmp_path):
    def write(*cells):
        path = tmp_path / "source.ipynb"
        path.write_text(json.dumps(executed(*cells)), encoding="utf-8")
        return path

    return write


# --- prose --------------------------------------------------------------------------------------------------------------


def test_executed_notebook_takes_the_prose_of_its_source(source):
    ran = executed(("prose", "# Old"), ("code", "x = 1"), ("prose", "old end"))
    book = json.loads(assembly.with_prose(ran, source(("prose", "# New"), ("prose", "more"), ("code", "x = 1"))))
    assert texts(book) == ["# New", "more", "x = 1"]
    assert book["cells"][2]["execution_count"] == 1, "code cells are those that ran"
    assert [cell["id"] for cell in book["cells"]] == ["cell-00", "cell-01", "cell-02"]


def test_injected_parameters_stay_behind_the_parameters_cell(source):
    ran = executed(("code", "lang = 'en'", "parameters"), ("code", "lang = 'fr'", "injected-parameters"), ("prose", "old"), ("code", "x"))
    book = json.loads(assembly.with_prose(ran, source(("prose", "new"), ("code", "lang = 'en'", "parameters"), ("code", "x"))))
    assert texts(book) == ["new", "lang = 'en'", "lang = 'fr'", "x"]


@pytest.mark.parametrize("cells", [[("code", "x = 2")], [("code", "x = 1"), ("code", "y")], [("prose", "no code left")]])
def test_notebook_whose_code_was_edited_meanwhile_keeps_its_own_prose(source, cells):
    ran = executed(("prose", "# Old"), ("code", "x = 1"))
    assert json.loads(assembly.with_prose(ran, source(("prose", "# New"), *cells))) == ran


# --- what the study holds -------------------------------------------------------------------------------------------------


def test_manifest_names_every_file_of_the_study_with_its_notebook(finished):
    parts = assembly.parts_of(finished.where.study)
    listed = {path for part in parts.values() for path in part.files} | {"index.html", assembly.MANIFEST}
    assert listed == {path.removeprefix("reports/study/") for path in finished.files("reports/study")}
    assert list(parts["04-members"].files) == ["04-members.html", "04-members.ipynb", "04-members.key.json"]


@pytest.mark.parametrize(
    ("spoil", "left"),
    [
        (lambda study: (study / "04-members.html").unlink(), 4),
        (lambda study: (study / "04-members.ipynb").write_text("{}", encoding="utf-8"), 4),
        (lambda study: (study / assembly.MANIFEST).write_text("{", encoding="utf-8"), 0),
        (lambda study: (study / assembly.MANIFEST).write_text('{"notebooks": {"04-members": {"x": 1}}}', encoding="utf-8"), 0),
        (lambda study: (study / assembly.MANIFEST).unlink(), 0),
    ],
    ids=["page gone", "notebook edited", "half a manifest", "other manifest", "no manifest"],
)
def test_what_was_damaged_in_the_study_does_not_count_and_is_made_again(bench, spoil, left):
    before = bench.files("reports/study")
    spoil(bench.where.study)
    assert len(assembly.parts_of(bench.where.study)) == left
    assert bench.run().ran == () and bench.files("reports/study") == before


def test_notebook_that_is_no_longer_in_the_study_is_left_out(bench):
    manifest = bench.where.study / assembly.MANIFEST
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("04-members", "09-gone"), encoding="utf-8")
    for file in bench.where.study.glob("04-members*"):
        file.rename(file.with_name(file.name.replace("04-members", "09-gone")))
    assert list(assembly.parts_of(bench.where.study)) == sorted(TINY)[:4]
    assert bench.run("00").ran == () and not list(bench.where.study.glob("09-gone*"))


def test_edited_index_is_made_again(bench):
    before = bench.files("reports/study")
    (bench.where.study / "index.html").write_text("mine", encoding="utf-8")
    assert bench.run().renewed is True and bench.files("reports/study") == before


def test_results_of_what_was_spoilt_by_hand_are_found_in_the_store(bench):
    (bench.where.study / "04-members.html").write_text("spoilt", encoding="utf-8")
    found = assembly.mended(bench.where.study, store_of(bench.where))
    assert list(found) == ["04-members"] and found["04-members"].notebook.is_file()


def test_study_that_was_removed_is_there_again_without_a_notebook_running(bench):
    before = bench.files("reports/study")
    bench.where.study.rename(bench.root / "elsewhere")
    assert bench.run().ran == () and bench.files("reports/study") == before


def test_page_rests_on_notebook_prose_neighbours_and_looks():
    pages = {assembly.page_key(*given) for given in (("a", "b", ["c"]), ("x", "b", ["c"]), ("a", "x", ["c"]), ("a", "b", ["x"]), ("a", "b", ["c"]))}
    assert len(pages) == 4


@pytest.mark.parametrize("edited", ["report.py", "labels.csv", "templates/page.css"])
def test_pages_are_made_anew_when_their_looks_have_changed(tmp_path, monkeypatch, request, edited):
    request.addfinalizer(assembly._looks.cache_clear)
    package = shutil.copytree(modules.PACKAGE, tmp_path / "ptce_helpers", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(modules, "PACKAGE", package)
    assembly._looks.cache_clear()
    before = assembly.page_key("a", "b", ["c"])
    with (package / edited).open("a", encoding="utf-8") as file:
        file.write("\n")
    assembly._looks.cache_clear()
    assert assembly.page_key("a", "b", ["c"]) != before


# --- swapping -----------------------------------------------------------------------------------------------------------------


def test_finished_folder_takes_the_place_of_the_old_one(tmp_path):
    fresh, study = tmp_path / "fresh", tmp_path / "study"
    for folder in (fresh, study):
        folder.mkdir()
        (folder / folder.name).write_text("x", encoding="utf-8")
    assembly.swap(fresh, study)
    assert [path.name for path in study.iterdir()] == ["fresh"]
    assert [path.name for path in tmp_path.iterdir()] == ["study"]


def test_file_in_the_place_of_the_study_is_named(tmp_path):
    (tmp_path / "study").write_text("x", encoding="utf-8")
    with pytest.raises(RunError, match="(?s)study is a file; a folder belongs there.*move the file elsewhere"):
        assembly.swap(tmp_path / "fresh", tmp_path / "study")


def test_interrupted_swap_is_put_right_by_the_next_run(bench):
    before = bench.files("reports/study")
    bench.where.study.rename(bench.where.reports / assembly.OLD)
    (bench.where.reports / ".study-abc").mkdir()
    assert bench.run().renewed is False, "the last good study is taken as it is"
    assert bench.files("reports/study") == before
    assert sorted(path.name for path in bench.where.reports.iterdir()) == [".lock", ".store", "study"]
