"""Why a notebook would run is told in one sentence that a researcher understands. Nothing here runs a kernel but the fixture."""

import shutil

import pytest
from workbench import TINY, Bench

from ptce_helpers import modules
from ptce_helpers.store import store_of

FOUR = "notebooks/04-members.ipynb"


def test_notebook_that_has_never_run(tmp_path):
    bench = Bench(tmp_path / "bench").fill()
    assert bench.why("03") == "03-how-we-coded would run: no finished run of it is kept."
    assert bench.why("04") == "04-members would run: no finished run of it is kept; before it, 02-from-raw-to-clean would run."


def test_notebook_for_which_nothing_has_changed(bench):
    assert bench.why("04") == "04-members would not run: nothing that it rests on has changed since it ran."


@pytest.mark.parametrize(
    ("path", "old", "new", "because"),
    [
        (FOUR, "'members,'", "'membres,'", "code cell 3 (under “Part 2”) has changed"),
        (FOUR, r'lang: str = \"en\"', r'lang: str = \"fr\"', "the parameters cell has changed"),
        ("requirements.lock", "pandas==3.0.1", "pandas==3.0.2", "pandas is 3.0.2 (it was 3.0.1)"),
        ("requirements.lock", "pandas==3.0.1", "polars==1.9", "pandas 3.0.1 is gone from requirements.lock and polars 1.9 is new in requirements.lock"),
    ],
)
def test_change_is_named(bench, path, old, new, because):
    bench.edit(path, old, new)
    before = "" if path == FOUR else "; before it, 02-from-raw-to-clean would run"
    assert bench.why("04") == f"04-members would run: {because}{before}."


def test_changed_table_is_named(bench):
    bench.edit("data/raw/codings.csv", ",12,", ",13,")
    assert bench.why("01") == "01-sources-and-cases would run: data/raw/codings.csv has changed."
    assert bench.why("04") == "04-members would run: data/raw/codings.csv has changed; before it, 02-from-raw-to-clean would run."


def test_table_that_is_new_or_gone_is_named(bench):
    (bench.where.raw / "swot.csv").rename(bench.where.raw / "forces.csv")
    assert bench.why("00") == "00-start-here would run: data/raw/forces.csv is new and data/raw/swot.csv is gone."


def test_cells_that_are_new_or_gone_are_named(bench):
    lang, *code = TINY["04-members"]
    bench.write("04-members", lang, "print('first')", *code)
    assert bench.why("04") == "04-members would run: code cell 2 (under “Part 1”) is new."
    bench.write("04-members", lang, code[0])
    assert bench.why("04") == "04-members would run: code cell 3 is gone."


def test_changed_parameter_is_named_with_both_values(bench):
    assert bench.why("03", alpha=0.2) == "03-how-we-coded would run: the parameter alpha is 0.2 (it was 0.1)."
    assert bench.why("04", lang="fr") == "04-members would run: the parameter lang is fr (it was en)."
    bench.write("01-sources-and-cases", "exclude_cases: list = []  # cases", TINY["01-sources-and-cases"][1])
    told = bench.why("01", exclude_cases=["phares", "la_serre"])
    assert told == "01-sources-and-cases would run: the parameters cell has changed and the parameter exclude_cases is phares,la_serre (it was empty)."


def test_parameter_that_has_been_tried_before_would_not_run(bench):
    assert bench.again("03", alpha=0.2) == ["03"]
    assert bench.why("03") == "03-how-we-coded would not run: it has run before with everything as it is now, and that result is kept."
    assert bench.why("03", alpha=0.3) == "03-how-we-coded would run: the parameter alpha is 0.3 (it was 0.2)."


def test_changed_module_is_named(bench, tmp_path, monkeypatch):
    package = shutil.copytree(modules.PACKAGE, tmp_path / "ptce_helpers", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(modules, "PACKAGE", package)
    with (package / "errors.py").open("a", encoding="utf-8") as file:
        file.write("# one more line\n")
    assert bench.why("00") == "00-start-here would run: ptce_helpers/errors.py has changed."
    (package / "poles.py").write_text("x = 1\n", encoding="utf-8")
    (package / "notebooks.py").write_text("from ptce_helpers import poles\n", encoding="utf-8")
    assert bench.why("00") == (
        "00-start-here would run: ptce_helpers/errors.py is no longer used, ptce_helpers/notebooks.py has changed "
        "and ptce_helpers/poles.py is used now."
    )


def test_only_the_first_few_of_many_changes_are_named(bench):
    for table in sorted(bench.where.raw.glob("*.csv"))[:6]:
        table.write_text(table.read_text(encoding="utf-8") + "x\n", encoding="utf-8")
    told = bench.why("00")
    assert told.count(" has changed") == 3 and told.endswith(" and 3 more changes.")


def test_edited_clean_data_are_a_matter_of_the_notebook_that_writes_them(bench):
    bench.edit("data/clean/codings.csv", "exact", "about")
    because = "02-from-raw-to-clean would run: data/clean/codings.csv is not as it was written."
    assert bench.why("02") == because
    assert bench.why("04") == f"04-members would run only if 02-from-raw-to-clean made something new; {because}"


def test_changed_notebook_upstream_is_told(bench):
    bench.edit("notebooks/02-from-raw-to-clean.ipynb", "'written,'", "'written anew,'")
    assert bench.why("04") == (
        "04-members would run only if 02-from-raw-to-clean made something new; "
        "02-from-raw-to-clean would run: code cell 3 (under “Part 2”) has changed."
    )


def test_damaged_result_is_told(bench):
    entry = store_of(bench.where).entry("03-how-we-coded", store_of(bench.where).last("03-how-we-coded").digest)
    entry.notebook.write_text("spoilt", encoding="utf-8")
    assert bench.why("03") == "03-how-we-coded would run: its results were damaged or removed."


def test_answer_is_what_a_run_does(bench):
    """For each of a few edits the notebooks that would run by ``why`` are those that run."""
    bench.edit("notebooks/00-start-here.ipynb", "'hello'", "'good evening'")
    bench.edit("notebooks/04-members.ipynb", "Some prose.", "Other prose.")
    foretold = [name[:2] for name in TINY if " would run: " in bench.why(name)]
    assert foretold == bench.again() == ["00"]


def test_asking_changes_nothing(bench):
    bench.edit("data/raw/codings.csv", ",12,", ",13,")
    before = bench.files()
    for name in TINY:
        bench.why(name)
    assert bench.files() == before
