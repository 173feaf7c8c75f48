"""Only what changed runs again. Real runs of tiny notebooks, each in a copy of a workbench where all have just run."""

import os
import shutil

import pytest
from workbench import TINY, Bench

from ptce_helpers import progress
from ptce_helpers.errors import RunError

NAMES = list(TINY)


def test_first_run_runs_all_and_a_second_one_none(finished, bench):
    assert sorted(path.stem for path in finished.where.study.glob("*.html")) == [*NAMES, "index"]
    before = bench.files()
    done = bench.run()
    assert (done.ran, list(done.unchanged), done.renewed) == ((), NAMES, False)
    assert progress.summary(done) == f"Nothing has changed since the last run. Open: {bench.where.study / 'index.html'}"
    assert bench.files() == before


def test_run_writes_only_reports_and_data_clean(finished, tmp_path):
    before = Bench(tmp_path / "bench").fill().files()
    after = finished.files()
    assert {path: content for path, content in after.items() if not path.startswith(("reports/", "data/clean/"))} == before
    assert {path.split("/")[1] for path in after if path.startswith("reports/")} == {".lock", ".store", "study"}


def test_run_elsewhere_in_ordinary_kernels_leaves_the_same_bytes(finished, tmp_path):
    other = Bench(tmp_path / "a place with spaces").fill()
    assert other.again() == ["00", "01", "02", "03", "04"]
    assert other.files("reports", "data") == finished.files("reports", "data")


# --- what makes a notebook run, and what does not ---------------------------------------------------------------------


def test_edited_prose_runs_nothing_but_is_on_the_page_and_in_the_executed_notebook(bench):
    bench.edit("notebooks/03-how-we-coded.ipynb", "Some prose.", "Prose of tonight.")
    others = {name: content for name, content in bench.files("reports/study").items() if "03-" not in name and "manifest" not in name}
    done = bench.run()
    assert (done.ran, done.renewed) == ((), True)
    assert progress.summary(done).startswith("No notebook had to run; the pages were put together anew. Open: ")
    assert "Prose of tonight." in bench.page("03") and "Some prose." not in bench.page("03")
    assert "Prose of tonight." in (bench.where.study / "03-how-we-coded.ipynb").read_text(encoding="utf-8")
    assert bench.printed("03") == "level 0.9\nthe end\n"
    assert {name: bench.files("reports/study")[name] for name in others} == others


def test_edited_code_cell_runs_that_notebook_only(bench):
    bench.edit("notebooks/03-how-we-coded.ipynb", "the end", "the very end")
    assert bench.again() == ["03"]
    assert "the very end" in bench.page("03")


def test_notebook_that_makes_the_same_data_as_before_leaves_its_readers_alone(bench):
    bench.edit("notebooks/02-from-raw-to-clean.ipynb", "'written,'", "'written anew,'")
    assert bench.again() == ["02"]
    assert bench.printed("02") == "written anew, en\n"


def test_notebook_that_makes_other_data_runs_its_readers_too(bench):
    bench.edit("notebooks/02-from-raw-to-clean.ipynb", ".read_text()", ".read_text().replace('exact', 'about')")
    assert bench.again("04") == ["02", "04"]
    assert "about" in bench.page("04") and "exact" not in bench.printed("04")


def test_changed_raw_table_runs_all_that_read_it(bench):
    bench.edit("data/raw/codings.csv", ",12,", ",13,")
    assert [name[:2] for name in bench.run().ran] == ["00", "01", "02", "03", "04"]
    assert ",13," in bench.printed("04") and ",13," in (bench.where.clean / "codings.csv").read_text(encoding="utf-8")


def test_files_that_are_only_touched_run_nothing(bench):
    for path in bench.files("data", "notebooks", "requirements.lock"):
        os.utime(bench.root / path, (1, 1))
    before = bench.files()
    assert bench.run().renewed is False
    assert bench.files() == before


def test_parameter_runs_the_notebooks_that_know_it_and_its_old_value_none(bench):
    before = bench.files("reports/study")
    assert bench.again(alpha=0.2) == ["03"]
    assert bench.printed("03").startswith("level 0.8\n")
    assert "alpha 0.2" in (bench.where.study / "index.html").read_text(encoding="utf-8")
    assert bench.again(alpha=0.1) == [], "the notebook's own value is no change"
    assert bench.files("reports/study") == before
    assert bench.again(alpha=0.2) == []


def test_clean_data_that_were_edited_by_hand_are_written_anew(bench):
    before = bench.files("data/clean")
    bench.edit("data/clean/codings.csv", "exact", "about")
    assert bench.again("04") == ["02"]
    assert bench.files("data/clean") == before and "exact" in bench.printed("04")


def test_hidden_files_of_a_system_or_a_spreadsheet_change_nothing(bench):
    for path in ("data/raw/._codings.csv", "data/clean/.~lock.codings.csv#", "data/clean/.DS_Store", "notebooks/.ipynb_checkpoints"):
        (bench.root / path).mkdir() if path.endswith("checkpoints") else (bench.root / path).write_text("x", encoding="utf-8")
    shutil.copy(bench.where.notebooks / "04-members.ipynb", bench.where.notebooks / ".ipynb_checkpoints" / "04-members-checkpoint.ipynb")
    assert bench.run().ran == ()
    assert bench.again("02", fresh=True) == ["02"]
    (bench.where.clean / ".DS_Store").unlink()
    assert bench.run().ran == (), "nor that they are gone again"


def test_fresh_runs_anew_what_was_asked_for_and_nothing_else(bench):
    before = bench.files("reports/study", "data/clean")
    assert bench.again("04", fresh=True) == ["04"]
    assert bench.files("reports/study", "data/clean") == before


# --- a part of the study ------------------------------------------------------------------------------------------------


def test_partial_run_keeps_the_pages_of_the_others(bench):
    bench.edit("notebooks/00-start-here.ipynb", "'hello'", "'good evening'")
    bench.edit("notebooks/03-how-we-coded.ipynb", "the end", "the very end")
    before = bench.files("reports/study")
    assert bench.again("00") == ["00"]
    after = bench.files("reports/study")
    assert {path.rpartition("/")[2] for path in before if before[path] != after[path]} == {
        "00-start-here.html", "00-start-here.ipynb", "00-start-here.key.json", "manifest.json"}
    assert before.keys() == after.keys()


def test_notebook_that_is_only_needed_keeps_the_parameters_it_has_in_the_study(bench):
    assert bench.again("02", "04", lang="fr") == ["02", "04"]
    french = bench.page("02")
    assert '<html lang="fr">' in french
    assert bench.again("04") == [], "English 04 is in the store, and French 02 has made the same data"
    assert bench.page("02") == french and bench.printed("04").endswith("members, en\n")


def test_page_that_was_spoilt_by_hand_is_there_again_after_a_run_of_another_notebook(bench):
    before = bench.files("reports/study")
    (bench.where.study / "04-members.html").write_text("spoilt", encoding="utf-8")
    (bench.where.study / "03-how-we-coded.ipynb").unlink()
    assert bench.again("00") == []
    assert bench.files("reports/study") == before


# --- when something goes wrong --------------------------------------------------------------------------------------------


def test_failed_run_resumes_where_it_stopped(bench):
    study = bench.files("reports/study")
    bench.edit("notebooks/00-start-here.ipynb", "'hello'", "'good evening'")
    bench.edit("notebooks/03-how-we-coded.ipynb", "print('the end')", "1 / 0")
    told = []
    with pytest.raises(RunError, match="(?s)^Notebook 03-how-we-coded stopped in code cell 3.*ZeroDivisionError.*then: ptce run 03-how-we-coded$"):
        bench.run(plain=True, tell=lambda what, step: told.append((what, step.name[:2])))
    assert ("done", "00") in told and ("failed", "03") in told and ("unchanged", "04") in told
    assert bench.files("reports/study") == study, "the last good study stays"
    assert [path.name for path in (bench.where.reports / "failed").iterdir()] == ["03-how-we-coded.ipynb"]
    bench.edit("notebooks/03-how-we-coded.ipynb", "1 / 0", "print(2 / 2)")
    assert bench.again() == ["03"], "what was finished is not run again"
    assert bench.printed("00") == "good evening\n" and bench.printed("03").endswith("1.0\n")
    assert not (bench.where.reports / "failed").exists()


def test_what_could_not_run_because_of_a_failure_is_named(bench):
    bench.edit("notebooks/02-from-raw-to-clean.ipynb", "clean.mkdir", "clean.make")
    with pytest.raises(RunError) as stopped:
        bench.again("04")
    assert str(stopped.value).splitlines()[0] == "Notebook 02-from-raw-to-clean stopped in code cell 2."
    assert str(stopped.value).splitlines()[-1] == "Not run, because of that: 04-members."


def test_result_of_a_notebook_whose_data_changed_while_it_ran_is_not_kept(bench):
    edit = "codings = '../data/raw/codings.csv'\ntext = open(codings).read()\n_ = open(codings, 'w').write(text.replace(',12,', ',13,'))"
    bench.write("00-start-here", TINY["00-start-here"][0], edit)
    with pytest.raises(RunError) as stopped:
        bench.again("00")
    assert str(stopped.value).splitlines() == [
        "Notebook 00-start-here ran while something was edited: data/raw/codings.csv has changed.",
        "    reports/study is as it was; what it had made is in reports/failed.",
        "    → run it again: ptce run 00-start-here",
    ]
    assert bench.again("00") == ["00"]
