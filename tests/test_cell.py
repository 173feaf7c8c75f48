"""From a cell of a table of the reports back to its rows of data, and from those to document and lines."""

import csv

import pytest

from ptce_helpers import cell, evidence, results, spoken
from ptce_helpers.codings import load
from ptce_helpers.errors import NotFound
from ptce_helpers.files import as_csv
from ptce_helpers.labels import Labels
from ptce_helpers.notebooks import NAMES
from ptce_helpers.schemas import TABLES
from ptce_helpers.sources import Copy, fingerprint

EN, FR = Labels("en"), Labels("fr")
TEXT = "A page.\n\nThe pole has about twenty members today.\nHalf of all poles have fewer than thirty members."
COPY = {"crida2015": Copy(TEXT, reference=True)}
DATA = {
    "codings": f"""
        case_id,  variable_id,   value, qualifier, line_start, line_end, passage, comment
        la_serre, members_total, 20,    about,     3,          3,        {fingerprint(Copy(TEXT).passage(3, 3))}, a round figure
    """,
    "statements": f"""
        statement_id, subject,       statistic, value, line_start, line_end, passage
        sC.001,       members_total, majority,  30,    4,          4,        {fingerprint(Copy(TEXT).passage(4, 4))}
    """,
    "corrections": """
        correction_id, case_id,  variable_id,   kind,    first_coding, winner, reason
        k.la_serre.1,  la_serre, members_total, coders,  a1,           first,  the text says so
    """,
    "translations": """
        english,          french
        a round figure,   un chiffre rond
        the text says so, le texte le dit
    """,
}
ROWS = [
    {"case": evidence.cell("La Serre", ["cases.csv#la_serre"]), "study": "crida2015", "members": evidence.cell(20, ["a1"]), "share_low": evidence.cell(5, ["a1", "sC.001"]), "share_high": 50},
    {"case": "Le Phares", "study": "crida2015", "members": evidence.cell(0, ["phares/crida2015/members_total"]), "share_low": evidence.cell(None), "share_high": None},
    {"case": "Domb’Innov", "study": "labo2014", "members": evidence.cell(7, ["codings.csv"]), "share_low": evidence.cell(1, ["k.la_serre.1"]), "share_high": 2},
    {"case": "Domb’Innov", "study": "crida2015", "members": evidence.cell(8, ["ptce_helpers/notebooks.py"]), "share_low": evidence.cell(1, [f"c{n}" for n in range(50)]), "share_high": 2},
]


@pytest.fixture
def raw(small):
    return small(**DATA)


@pytest.fixture
def table(tmp_path):
    """A table of a study, with its evidence beside it."""
    traced = evidence.table(ROWS, ["case", "study", "members", "share_low", "share_high"])
    for part, frame in (("tables", traced.frame), ("evidence", traced.evidence)):
        (tmp_path / part).mkdir(exist_ok=True)
        (tmp_path / part / "04-members-forms.csv").write_text(as_csv(frame), encoding="utf-8")
    return tmp_path / "tables" / "04-members-forms.csv"


def told(place, raw, labels=EN, copies=None, **options):
    return list(cell.lines(place, raw, copies or {}, labels, **options))


# --- which cell is meant -----------------------------------------------------------------------------------------------------


def test_a_row_is_found_by_its_number_or_by_what_stands_in_its_first_columns(table):
    by_number, by_name = cell.find(table, "2", "members", EN), cell.find(table, "Le Phares", "members", EN)
    assert by_number == by_name
    assert (by_number.table, by_number.row, by_number.column, by_number.value, by_number.refs) == ("04-members-forms", 2, "members", "0", ("phares/crida2015/members_total",))
    assert cell.find(table, "Domb’Innov labo2014", "members", EN).row == 3


def test_a_row_that_may_be_several_asks_for_its_number(table):
    with pytest.raises(NotFound, match="04-members-forms.csv has 2 rows that begin with 'Domb’Innov'.\n    → give the number of the row: 3, 4."):
        cell.find(table, "Domb’Innov", "members", EN)


@pytest.mark.parametrize(("row", "said"), [
    ("9", "has no row 9.\n    → give a number from 1 to 4, or what stands in its first column."),
    ("0", "has no row 0.\n    → give a number from 1 to 4"),
    ("La Sere", "has no row 'La Sere'.\n    → did you mean 'La Serre'?"),
])  # fmt: skip
def test_a_row_that_is_not_there_names_the_way_out(table, row, said):
    with pytest.raises(NotFound) as refused:
        cell.find(table, row, "members", EN)
    assert said in str(refused.value)


def test_a_column_is_found_by_its_name_or_by_its_heading_in_the_language_of_the_page(table):
    wanted = cell.find(table, "1", "case", EN)
    assert wanted == cell.find(table, "1", "Pole", EN) == cell.find(table, "1", "Pôle", FR)
    with pytest.raises(NotFound, match="has no column 'Pôle'"):
        cell.find(table, "1", "Pôle", EN)
    with pytest.raises(NotFound, match="has no column 'membres'.\n    → did you mean 'members'?"):
        cell.find(table, "1", "membres", EN)


def test_a_column_that_pages_show_as_a_range_is_found_by_its_heading(table):
    low = cell.find(table, "1", "share_low", EN)
    assert low == cell.find(table, "1", "Bounds (%)", EN) == cell.find(table, "1", "share_range", EN) == cell.find(table, "1", "Bornes (%)", FR)
    assert low.refs == ("a1", "sC.001")


def test_a_table_that_is_not_there_names_the_nearest(table):
    with pytest.raises(NotFound, match="(?s)There is no table .*04-members-form.csv.*did you mean '04-members-forms.csv'?"):
        cell.find(table.with_name("04-members-form.csv"), "1", "case", EN)
    (table.parent.parent / "evidence" / table.name).unlink()
    with pytest.raises(NotFound, match="There is no evidence of the table "):
        cell.find(table, "1", "case", EN)


# --- what is told of it ------------------------------------------------------------------------------------------------------


def test_a_coding_is_told_with_document_lines_and_passage(table, raw):
    assert told(cell.find(table, "1", "members", EN), raw, copies=COPY) == [
        "04-members-forms, row 1 (La Serre · crida2015 · 20), members: 20", "",
        "  La Serre, a label (members_total)", "  a1 (first coder, stated): about 20\xa0organisations",
        "    crida2015, line 3; kept (k.la_serre.1: the text says so)", "    comment: a round figure", "    │ The pole has about twenty members today.",
    ]  # fmt: skip


def test_a_cell_is_told_in_french_notes_of_the_coders_included(table, raw):
    said = told(cell.find(table, "1", "Bornes (%)", FR), raw, FR)
    assert said[0] == "04-members-forms, ligne 1 (La Serre · crida2015 · 20), share_low\xa0: 5"
    assert "    commentaire\xa0: un chiffre rond" in said and said[-1].startswith("  (Pour voir les passages")
    assert any("reason: le texte le dit" in line for line in told(cell.find(table, "3", "share_low", FR), raw, FR))


def test_a_statement_is_told_with_its_lines_and_passage(table, raw):
    said = told(cell.find(table, "1", "share_low", EN), raw, copies=COPY)
    at = said.index("  data/raw/statements.csv, sC.001: subject: members_total, statistic: majority, value: 30, status: stated")
    assert said[at + 1:] == ["    crida2015, line 4", "    │ Half of all poles have fewer than thirty members."]


@pytest.mark.parametrize(("row", "column", "said"), [
    ("2", "members", "  Le Phares, 2015 study, a label: nothing was coded, neither coder found anything in the text."),
    ("3", "members", "  rests on the whole table data/raw/codings.csv (1 row)."),
    ("4", "members", "  rests on the workbench itself: ptce_helpers/notebooks.py"),
    ("2", "share_low", "  It rests on no row of data."),
])  # fmt: skip
def test_silence_a_whole_table_a_file_and_nothing_are_told_apart(table, raw, row, column, said):
    assert told(cell.find(table, row, column, EN), raw)[-1] == said


def test_a_row_of_a_table_is_told_by_its_key(table, raw):
    said = told(cell.find(table, "1", "case", EN), raw)
    assert said[2].startswith("  data/raw/cases.csv, la_serre: name: La Serre, commune: Somewhere")


def test_a_key_with_spaces_is_one_reference(raw, table):
    one = evidence.cell("x", ["translations.csv#a round figure"])
    assert one.refs == ("translations.csv#a%20round%20figure",)
    place = cell.Place("t", 1, "", "case", "x", one.refs)
    assert told(place, raw)[-1] == "  data/raw/translations.csv, a round figure: french: un chiffre rond"


def test_of_many_rows_the_first_are_told_unless_all_are_asked_for(table, raw):
    place = cell.find(table, "4", "share_low", EN)
    short, whole = told(place, raw), told(place, raw, most=50)
    assert short[-1] == "  10 further rows of data behind it; --all tells them too."
    assert len([line for line in whole if line.startswith("  rests on")]) == 50 and "further" not in whole[-1]


def test_an_empty_table_has_no_row(table, raw):
    for part in ("tables", "evidence"):
        (table.parent.parent / part / table.name).write_text("case\n", encoding="utf-8")
    with pytest.raises(NotFound, match="has no row 1.\n    → the table is empty"):
        cell.find(table, "1", "case", EN)


# --- the tables of the study ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["en", "fr"])
def study(request, studies):
    """The study in either language, and its data."""
    return studies[request.param], load(studies[request.param].raw), Labels(request.param)


SPOKEN = ("-sentences.csv", "-scalars.csv")  # of which the last column holds the references


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_every_table_has_evidence_of_its_shape_and_every_value_some(study):
    where, _, _ = study
    tables = {path.name: rows_of(path) for path in (where.study / "tables").glob("*.csv")}
    behind = {path.name: rows_of(path) for path in (where.study / "evidence").glob("*.csv") if not path.name.endswith(SPOKEN)}
    assert len(tables) > 15 and tables.keys() == behind.keys()
    for name, rows in tables.items():
        assert rows[0] == behind[name][0] and list(map(len, rows)) == list(map(len, behind[name])), name
        bare = [(name, row, rows[0][at]) for row, cells in enumerate(rows) for at, value in enumerate(cells) if value and not behind[name][row][at]]
        assert bare == []


def known(raw):
    """What a reference may name: rows of each table by their key, alone or after the table's name, and whole tables."""
    keys = {name: raw[name][list(table.key)].agg("/".join, axis=1).str.replace(" ", "%20") for name, table in TABLES.items()}
    return {ref for name, held in keys.items() for ref in (f"{name}.csv", *held, *(f"{name}.csv#{key}" for key in held))}


def unresolved(refs, raw, root):
    """References that lead to no row, no table and no file, as a trace tells it."""
    place = cell.Place("a table", 1, "", "case", "x", tuple(sorted(refs)))
    ends = [line.strip() for line in cell.lines(place, raw, {}, EN, len(refs))]
    files = [line.removeprefix(FILE) for line in ends if line.startswith(FILE)]
    return [file for file in files if not (root / file).is_file()]


FILE = EN.text("cell_file", file="")


def test_every_reference_leads_to_a_row_a_table_or_a_file(study, root):
    where, raw, _ = study
    refs = {ref for path in (where.study / "evidence").glob("*.csv") for row in rows_of(path)[1:] for text in (row[-1:] if path.name.endswith(SPOKEN) else row) for ref in text.split()}
    assert len(refs) > 1000
    others = refs - known(raw)
    silences = [ref.split("/") for ref in others if ref.partition("/")[0] in raw.cases]
    assert [ref for ref in silences if ref[1] not in ("labo2014", "crida2015") or ref[2] not in raw.codebook.ids] == []
    assert unresolved(others | set(sorted(refs)[::500]), raw, root) == []


def test_a_reference_that_leads_nowhere_is_seen(raw, root):
    assert unresolved({"a1", "aC.la_serre.999", "cases.csv#la_serre", "ptce_helpers/notebooks.py"}, raw, root) == ["aC.la_serre.999"]


# --- the sentences of the study -------------------------------------------------------------------------------------------


def said(where):
    """(notebook, key, place) -> the value and references of every sentence, single number and value of a sentence of the study."""
    return {(name, key, place): found for name in NAMES for key, one in spoken.read(where.study, name).items() for place, found in one.items()}


def test_every_sentence_and_every_number_of_it_has_evidence(study):
    where, raw, labels = study
    evident = said(where)
    books = {name: results.read(results.path_of(where.study, name)) for name in NAMES}
    wanted = {(name, key, place) for name, book in books.items() for key, one in book.sentences.items() for place in ("", *one["values"])}
    alone = {(name, key, "") for name, book in books.items() for key in book.scalars if key.partition(".")[0] not in book.sentences}
    assert len(wanted) > 500 and wanted | alone == set(evident)
    assert [where_said for where_said, (value, refs) in evident.items() if value and not refs] == []
    assert {place: evident[place][0] for place in wanted if place[2] == ""} == {(name, key, ""): one["text"] for name, book in books.items() for key, one in book.sentences.items()}


def test_a_trace_of_any_sentence_ends_in_lines_of_a_text_or_in_the_data_as_a_whole(study):
    where, raw, labels = study
    ends = known(raw) - set(raw["codings"]["coding_id"])
    dark = [place for place, (value, refs) in said(where).items() if value and not any(ref in ends or ref.count("/") or ref[:1] in "ab" for ref in refs.split())]
    assert dark == []
    for name, key, place in list(said(where))[::40]:
        told_of = list(cell.lines(spoken.find(where.study, name, key, place), raw, {}, labels, most=3))
        assert told_of[0].startswith(f"{name}, {key}") and len(told_of) > 2 and not any(labels.text("cell_nothing") in line for line in told_of)
