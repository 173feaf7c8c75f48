"""The order of the notebooks, and the desk at which each begins."""

import re

import pandas as pd
import pytest

from ptce_helpers import evidence, misnamed, notebooks, study
from ptce_helpers.cleaning import clean
from ptce_helpers.errors import DataError, NotFound, ParameterError, ResearcherError
from ptce_helpers.labels import Labels
from ptce_helpers.paths import Paths
from ptce_helpers.tables import Said, Shown


@pytest.fixture
def desk(raw, tmp_path, monkeypatch):
    """A desk that writes to a folder of its own."""
    monkeypatch.setenv("PTCE_OUTPUT", str(tmp_path / "out"))
    return study.Desk("04-members", Labels("fr"), raw, Paths(tmp_path))


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (["04"], ["04-members"]),
        (["04-members", "notebooks/00-start-here.ipynb"], ["00-start-here", "04-members"]),
        (["02", "02"], ["02-from-raw-to-clean"]),
        ([], list(notebooks.NAMES)),
    ],
)
def test_notebooks_are_chosen_by_number_name_or_file_and_run_in_order(wanted, chosen):
    assert notebooks.select(wanted) == chosen


def test_unknown_notebook_is_refused_with_the_nearest():
    with pytest.raises(NotFound, match="no notebook '04-membres'.\n    → did you mean '04-members'?"):
        notebooks.select(["00", "04-membres"])


def test_what_a_notebook_reads_was_made_before():
    made = {"data/raw"}
    for notebook in notebooks.NOTEBOOKS:
        assert set(notebook.reads) <= made, f"{notebook.name} reads what no notebook before it makes"
        made |= set(notebook.makes)


def test_desk_refuses_parameters_before_anything_else(root, monkeypatch):
    monkeypatch.setenv("PTCE_HOME", str(root))
    with pytest.raises(ParameterError) as refused:
        study.begin("04-members", lang="eng", exclude_cases=["la_sere"], seed=1)
    said = str(refused.value)
    assert said.startswith("3 faults found, nothing was changed:")
    for part in ("lang: this value is not allowed", "did you mean 'la_serre'?", "no such parameter here", "found 'seed'"):
        assert part in said


def test_desk_stops_at_a_fault_of_the_data(root, raw_copy, tmp_path, monkeypatch):
    monkeypatch.setenv("PTCE_HOME", str(tmp_path))
    (tmp_path / "notebooks").symlink_to(root / "notebooks")
    (raw_copy / "codes.csv").unlink()
    with pytest.raises(DataError, match="codes.csv: the file is missing"):
        study.begin("04-members", lang="en")


def test_table_is_saved_with_plain_names_and_shown_with_labels(desk, tmp_path):
    frame = pd.DataFrame({"form": ["Association <b>"], "crida2015": [12.5]})
    shown = desk.show(frame, "forms", "codings.csv")
    assert (tmp_path / "out" / "tables" / "04-members-forms.csv").read_bytes() == b"form,crida2015\nAssociation <b>,12.5\n"
    html = shown._repr_html_()
    assert ">Association &lt;b&gt;</td>" in html and ">12,5</td>" in html and f">{Labels('fr').text('column_form')}</th>" in html
    assert f">{Labels('fr').text('caption_forms')}</td>" in html and "<style>" not in html


def test_evidence_is_saved_beside_the_table_cell_by_cell(desk, tmp_path):
    desk.show(evidence.table([{"case": "Le Phares", "named": evidence.cell(3, ["mC.phares.002", "mC.phares.001"])}], ["case", "named"]), "forms")
    assert (tmp_path / "out" / "evidence" / "04-members-forms.csv").read_text(encoding="utf-8") == "case,named\n" + ",".join(["mC.phares.001 mC.phares.002"] * 2) + "\n"


def test_table_of_which_nobody_says_on_what_it_rests_is_refused(desk, tmp_path):
    with pytest.raises(ResearcherError, match="The table 'forms' does not say which rows of data its cells rest on.\n    → make it with ptce_helpers.evidence"):
        desk.show(pd.DataFrame({"form": ["a"]}), "forms")
    assert not (tmp_path / "out").exists()


def test_long_table_is_saved_whole_and_shown_in_part(desk, tmp_path):
    shown = desk.show_first(pd.DataFrame({"form": list("abcde")}), "doubts", rows=2, rests_on="codings.csv")
    assert list(shown.frame["form"]) == ["a", "b"]
    assert "2" in shown.caption and "5" in shown.caption
    assert (tmp_path / "out" / "tables" / "04-members-doubts.csv").read_text(encoding="utf-8").split() == ["form", *"abcde"]


def test_table_without_a_caption_in_the_catalogue_is_refused(desk):
    with pytest.raises(NotFound, match="no phrase 'caption_formes'.\n    → did you mean 'caption_forms'?"):
        desk.show(pd.DataFrame({"form": ["a"]}), "formes", "codings.csv")


def test_output_that_cannot_be_written_is_named(desk, tmp_path):
    (tmp_path / "out").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(ResearcherError, match="04-members-forms.csv could not be written: "):
        desk.show(pd.DataFrame({"form": ["a"]}), "forms", "codings.csv")


def test_clean_data_that_were_never_made_are_asked_for(tmp_path):
    with pytest.raises(DataError, match="(?s)data/clean/codings.csv: the clean data have not been made yet.*→ run notebook 02-from-raw-to-clean"):
        study.load_clean(tmp_path)


def test_clean_data_come_back_as_they_were_written(raw, tmp_path):
    tables = clean(raw)
    study.write_clean(tables, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    study.write_clean(study.load_clean(tmp_path), tmp_path)
    assert sorted(before) == ["cases.csv", "codings.csv", "cooperation.csv", "members.csv", "missing.csv", "ties.csv"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_cases_and_studies_that_are_left_out_are_in_no_table(raw):
    whole = clean(raw)
    part = study.narrow(whole, ["la_serre", "phares"], ["crida2015"])
    for name, frame in part.tables().items():
        assert not set(frame["case_id"]) & {"la_serre", "phares"}, name
        assert set(frame["study"]) <= {"crida2015"}, name
        assert 0 < len(frame) < len(whole.tables()[name]), name
    assert set(part.cases["case_id"]) == set(whole.cases.loc[whole.cases["study"] == "crida2015", "case_id"]) - {"la_serre", "phares"}


def test_sentence_is_a_paragraph_on_pages_and_broken_between_words_elsewhere():
    said = Said("A text <b> " + "of many words " * 20)
    assert said._repr_html_().startswith('<p class="said">A text &lt;b&gt; of many')
    lines = repr(said).splitlines()
    assert len(lines) == 3 and max(map(len, lines)) <= 100
    assert " ".join(lines) == said.text.strip()


def test_numbers_of_one_column_have_the_same_decimals_and_headings_a_capital():
    shown = Shown(pd.DataFrame({"alpha": [0.9, 1.0, 0.955], "units": [12, 3, 4], "low": [None, 1.5, "x"], "énoncé": ["a", "b", "c"]}), "A table", Labels("fr"))
    rows = [line.split() for line in repr(shown).splitlines()]
    assert rows[1:] == [["Alpha", "Unités", "De", "Énoncé"], ["0,90", "12", "–", "a"], ["1,00", "3", "1,5", "b"], ["0,95", "4", "x", "c"]]


def test_empty_table_says_that_there_is_nothing():
    shown = Shown(pd.DataFrame(columns=["form", "named"]), "A table", Labels("en"))
    assert repr(shown) == "A table\nnone"
    assert re.findall(r"<td[^>]*gt_row[^>]*>(.*?)</td>", shown._repr_html_()) == ["none", ""]


def test_a_missing_parameter_is_told_by_its_name():
    told = str(misnamed.explain("lang", ["langue", "study", "begin", "_x"]))
    assert "lang: this parameter is not set" in told and "found 'langue'" in told
    assert "→ set it in the parameters cell under its own name, lang = ..." in told
    assert "found" not in str(misnamed.explain("seed", ["study", "begin"])).splitlines()[2]
    assert misnamed.explain("labels", ["langue"]) is None
