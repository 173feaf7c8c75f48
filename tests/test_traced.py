"""Looking up what a number rests on: which of the three forms is meant, as lines and as a page, with ways out of every mistake."""

import pytest

from ptce_helpers import evidence, results, spoken, traced
from ptce_helpers.errors import NotFound, ResearcherError
from ptce_helpers.evidence import cell
from ptce_helpers.files import as_csv
from ptce_helpers.labels import Labels
from ptce_helpers.paths import Paths
from ptce_helpers.study import Desk, write_clean

EN, FR = Labels("en"), Labels("fr")
REFS = ["aC.la_serre.031", "sC.031", "la_serre/crida2015/budget_pole", "cases.csv#la_serre", "codings.csv", "ptce_helpers/notebooks.py"]


@pytest.fixture
def where(tmp_path, monkeypatch):
    """A study with one table and one sentence, and no copies of the texts."""
    for name in ("PTCE_OUTPUT", "PTCE_SOURCES"):
        monkeypatch.delenv(name, raising=False)
    here = Paths(tmp_path)
    for folder, number in ((here.study, 6), (tmp_path / "elsewhere", 7)):
        results.open_book("04-members", folder, {})
        spoken.write(folder, "04-members", "sentences", {"say_named": spoken.of_sentence("say_named", f"There are {number} <members>.", {"n": cell(number, REFS)})})
        made = evidence.table([{"form": "SCIC", "total": cell(number, REFS[:1])}], ["form", "total"])
        for part, frame in (("tables", made.frame), ("evidence", made.evidence)):
            (folder / part).mkdir(exist_ok=True)
            (folder / part / "04-members-forms.csv").write_text(as_csv(frame), encoding="utf-8")
    return here


def lines(where, raw, *names, labels=EN):
    return list(traced.lines(where, (*names, "", "")[:3], raw, {}, labels))


# --- which form is meant ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", [("04", "say_named", "n"), ("4", "say_named", "n"), ("04-members", "say_named", "n")])
def test_a_notebook_is_named_by_its_number_or_its_name(where, raw, names):
    told = lines(where, raw, *names)
    assert told[:2] == ["04-members, say_named, n: 6", "  There are 6 <members>."]
    assert "  rests on the workbench itself: ptce_helpers/notebooks.py" in told and any(line.startswith("    crida2015, line") for line in told)


def test_a_sentence_as_a_whole_names_its_values_and_a_notebook_alone_lists_its_sentences(where, raw):
    assert lines(where, raw, "04", "say_named")[:2] == ["04-members, say_named: There are 6 <members>.", "  n: 6"]
    assert lines(where, raw, "04", labels=FR) == [
        "04-members\u00a0: 1 phrase. Pour en suivre une\u00a0: ptce trace CARNET PHRASE, ou l’une de ses valeurs\u00a0: ptce trace CARNET PHRASE PLACE", "  say_named\u00a0: There are 6 <members>."]


def test_a_table_and_a_pole_are_told_as_before(where, raw, coded):
    write_clean(coded, where.clean)
    assert lines(where, raw, "04-members-forms", "SCIC", "total")[0] == "04-members-forms, row 1 (SCIC · 6), Both, each once: 6"
    assert lines(where, raw, "la_serre", "members_total")[0] == "Member organisations (members_total), la_serre"


@pytest.mark.parametrize(("names", "kind", "said"), [
    (("04", "say_nmed"), NotFound, "says no sentence 'say_nmed'.\n    → did you mean 'say_named'?"),
    (("04", "say_named", "m"), NotFound, "has no value 'm'.\n    → choose one of: n"),
    (("04-membrs", "say_named", "n"), NotFound, "no notebook '04-membrs'.\n    → did you mean '04-members'?"),
    (("05", "say_named"), NotFound, "no results of 05-cooperation in"),
    (("99",), NotFound, "no notebook '99'.\n    → choose one of: 00-start-here"),
    (("la_serre",), ResearcherError, "A case needs a variable.\n    → name one, as in: ptce trace la_serre members_total"),
    (("04-members-forms.csv", "1"), ResearcherError, "A cell needs a row and a column."),
    (("04-members-form", "1", "total"), NotFound, "did you mean '04-members-forms.csv'?"),
])  # fmt: skip
def test_what_is_not_there_names_the_way_out(where, raw, names, kind, said):
    with pytest.raises(kind) as refused:
        lines(where, raw, *names)
    assert said in str(refused.value)


# --- as a page -------------------------------------------------------------------------------------------------------------


def test_the_page_has_a_row_for_each_reference(where, raw):
    desk = Desk("00-start-here", EN, raw, where)
    shown = desk.trace("04", "say_named", "n")
    assert shown.caption == "04-members, say_named, n: 6" and sorted(shown.frame["reference"]) == sorted(REFS)
    by = shown.frame.set_index("reference")
    coding = raw["codings"].set_index("coding_id").loc["aC.la_serre.031"]
    assert (by.loc["aC.la_serre.031", "case"], by.loc["aC.la_serre.031", "study"]) == ("La Serre", "crida2015")
    assert by.loc["aC.la_serre.031", "lines"].startswith(coding["line_start"])
    assert by.loc["sC.031", "variable"] == "data/raw/statements.csv" and by.loc["sC.031", "lines"] > ""
    assert by.loc["la_serre/crida2015/budget_pole", "it_says"] == "nothing was coded" and by.loc["cases.csv#la_serre", "case"] == "La Serre"
    assert by.loc["codings.csv", "it_says"].startswith("rests on the whole table data/raw/codings.csv")
    assert by["own_copy"].isna().all() and "PTCE_SOURCES" in shown.notes[-1]


def test_the_page_is_recorded_nowhere_and_escapes_what_it_says(where, raw):
    before = sorted(path.name for path in where.root.rglob("*"))
    page = Desk("00-start-here", FR, raw, where).trace("04", "say_named")._repr_html_()
    assert "There are 6 &lt;members&gt;." in page and "<members>" not in page and "rien n’est codé" in page
    assert sorted(path.name for path in where.root.rglob("*")) == before


def test_results_made_by_hand_come_first(where, raw, monkeypatch):
    monkeypatch.setenv("PTCE_OUTPUT", str(where.root / "elsewhere"))
    desk = Desk("00-start-here", EN, raw, where)
    assert desk.trace("04", "say_named", "n").caption == "04-members, say_named, n: 7"
    assert desk.trace("04-members-forms", 1, "total").caption == "04-members-forms, row 1 (SCIC · 7), Both, each once: 7"


def test_the_page_of_a_pole_names_its_values_and_that_of_many_rows_its_first(where, raw, coded):
    write_clean(coded, where.clean)
    desk = Desk("00-start-here", EN, raw, where)
    shown = desk.trace("domb_innov", "members_total")
    assert shown.caption.startswith("Domb’Innov: Member organisations (") and "14\u00a0organisations" in shown.caption
    assert any(says.startswith("second coder: ") for says in shown.frame["it_says"])
    many = [f"{row}" for row in raw["codings"]["coding_id"].head(50)]
    spoken.write(where.study, "04-members", "sentences", {"say_named": spoken.of_sentence("say_named", "x", {"n": cell(50, many)})})
    short, long = desk.trace("04", "say_named"), desk.trace("04", "say_named", everything=True)
    assert (len(short.frame), short.notes[0]) == (40, "10 further rows of data behind it; everything=True shows them too.") and len(long.frame) == 50


def test_passages_come_from_the_researchers_own_copies(where, raw, sources_folder, monkeypatch):
    monkeypatch.setenv("PTCE_SOURCES", str(sources_folder))
    shown = Desk("00-start-here", EN, raw, where).trace("04", "say_named", "n")
    assert len(shown.frame.set_index("reference").loc["aC.la_serre.031", "own_copy"]) > 20
    assert shown.notes == (EN.text("traced_own"),)
