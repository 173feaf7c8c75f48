"""What of the texts was coded: by hand on a text of ten lines, on the real data, and in the picture."""

from itertools import pairwise

import numpy as np
import pytest

from ptce_helpers import codings, coverage, coverage_map
from ptce_helpers.errors import DataError
from ptce_helpers.evidence import bare
from ptce_helpers.figures import save
from ptce_helpers.labels import LANGUAGES, Labels
from ptce_helpers.plotted import plotted
from ptce_helpers.schemas import STUDIES
from ptce_helpers.sources import open_copies

EN, FR = Labels("en"), Labels("fr")
SOURCES = """
    source_id, lines
    crida2015, 10
    labo2014,  30
"""
TEN = """
    source_id, line_start, line_end, text_end, part,         kind,         case_id,  reason
    crida2015, 1,          2,        1,        introduction, heading,      ,         a heading
    crida2015, 3,          6,        5,        morphology,   findings,     ,
    crida2015, 7,          8,        8,        morphology,   findings,     la_serre, an argument
    crida2015, 9,          10,       9,        morphology,   page_furniture, ,       a page foot
"""
CODED = """
    case_id,    variable_id,   value, qualifier, status,     line_start, line_end
    la_serre,   members_total, 12,    exact,     stated,     3,          4
    domb_innov, members_total, 9,     exact,     stated,     4,          4
    phares,     public_share,  ,      ,          not_stated, 7,          7
    phares,     members_total, 7,     exact,     stated,     9,          9
"""


@pytest.fixture
def ten(small):
    """A text of ten lines: 1 a heading, 3 to 5 findings, 7 and 8 findings on a pole, 9 a page foot; 2, 6 and 10 are blank."""
    return lambda paragraphs=TEN, **tables: small(sources=SOURCES, paragraphs=paragraphs, **({"codings": CODED} | tables))


# --- a text of ten lines -----------------------------------------------------------------------------------


def test_only_lines_with_text_are_counted_and_silences_rest_on_nothing(ten):
    lines = coverage.lines(ten())
    assert list(lines["line"]) == [1, 3, 4, 5, 7, 8, 9]
    assert list(lines["codings"]) == [0, 1, 2, 0, 0, 0, 0]  # 7 only says that the text is silent, 9 is a page foot
    assert lines.drop(columns=["source_id", "line", "part", "kind", "case_id", "codings"]).to_numpy().sum() == 0


def test_each_table_has_its_group(ten):
    raw = ten(statements="""
        statement_id, subject,       statistic, line_start, line_end
        s1,           members_total, all,       5,          5
    """, second_codings="""
        case_id,  variable_id,   value, qualifier, line_start, line_end
        la_serre, members_total, 12,    exact,     8,          8
    """)  # fmt: skip
    lines = coverage.lines(raw).set_index("line")
    assert lines.loc[5, "statements"] == 1 and lines.loc[8, "second_coder"] == 1 and lines.loc[[1, 7, 9], list(coverage.GROUPS)].to_numpy().sum() == 0


def test_a_paragraph_leads_to_its_rows(ten):
    told = coverage.paragraphs(ten(), EN)
    fullest = told.frame.iloc[0]
    assert (fullest["lines"], fullest["length"], fullest["covered"], fullest["codings"]) == ("3–5", 3, 2, 2) and fullest["share"] == pytest.approx(200 / 3)
    assert told.evidence.at[0, "codings"] == "a1 a2" and told.evidence.at[0, "kind"] == "paragraphs.csv#crida2015/3"
    assert told.evidence.at[0, "covered"] == "a1 a2 paragraphs.csv#crida2015/3"


def test_what_is_uncoded_stands_with_its_reason_running_text_first(ten):
    told = coverage.uncoded(ten(), EN).frame
    assert list(told["lines"]) == ["7–8", "1", "9"] and list(told["reason"]) == ["an argument", "a heading", "a page foot"]
    assert told.at[0, "case"] == "La Serre"
    assert coverage.uncoded(ten(), FR).frame.at[0, "reason"] == "an argument (en anglais)"


def test_kinds_are_summed_by_hand(ten):
    told = coverage.by_kind(ten(), EN)
    assert told.frame[["kind", "paragraphs", "coded", "length", "covered"]].to_numpy().tolist() == [
        ["findings", 2, 1, 5, 2], ["heading or motto", 1, 0, 1, 0], ["page feet and addresses", 1, 0, 1, 0]]
    assert list(told.frame["share"]) == [40, 0, 0] and set(told.frame["study"]) == {"crida2015"}


def test_the_sentence_says_it(ten):
    said = EN.text("say_coverage", **bare(coverage.counts(ten(), EN)))
    assert said.startswith("Rows of data rest on 2 of 7 lines with text (29%; in the running text 40%), on 0 of them only rows of the second coder.")
    assert "Nothing rests on 3 of 4 paragraphs; 2 of these are headings" in said and said.endswith("has 3 lines with text (lines 5 to 8, 2015 study).")


def test_texts_that_nobody_described_are_said_to_be_so(small):
    raw = small()
    assert EN.text("say_coverage", **bare(coverage.counts(raw, EN))) == "No paragraph of the texts is described yet."
    assert coverage.by_kind(raw, EN).frame.empty and not coverage.explained(raw, EN).passed
    assert plotted(coverage_map.draw(raw, EN))


def test_a_paragraph_without_rows_and_reason_is_found_and_stops_nothing(ten):
    raw = ten(paragraphs=TEN.replace("an argument", ""))
    finding = coverage.explained(raw, EN)
    assert not finding.passed and list(finding.table["line_start"]) == ["7"]
    assert finding.sentence == "Paragraphs on which nothing rests: 3. Without a reason: 1."
    assert coverage.explained(ten(), EN).passed


@pytest.mark.parametrize(("row", "instead", "fault"), [
    ("3,          6,        5,", "4,          6,        5,", "lines lie between two paragraphs"),
    ("3,          6,        5,", "2,          6,        5,", "two paragraphs overlap"),
    ("9,          10,       9,", "9,          9,        9,", "does not end with the text"),
    ("9,          10,       9,", "10,         10,       10,", "lines lie between two paragraphs"),
    ("3,          6,        5,", "3,          6,        7,", "text_end lies outside its paragraph"),
])
def test_gaps_overlaps_and_wrong_ends_are_faults(ten, row, instead, fault):
    with pytest.raises(DataError, match=fault):
        ten(paragraphs=TEN.replace(row, instead))


def test_a_fault_says_where_the_next_paragraph_should_begin(ten):
    with pytest.raises(DataError) as caught:
        ten(paragraphs=TEN.replace("3,          6,        5,", "4,          6,        5,"))
    assert "crida2015 4" in str(caught.value) and "3, the line after the paragraph above" in str(caught.value)


# --- the real texts ----------------------------------------------------------------------------------------


def test_the_paragraphs_hold_every_line_of_both_texts(raw):
    table = raw["paragraphs"]
    for study, last in (("labo2014", 2867), ("crida2015", 1451)):
        ours = table[table["source_id"] == study]
        lines = [line for first, end in zip(ours["line_start"], ours["line_end"], strict=True) for line in range(int(first), int(end) + 1)]
        assert lines == list(range(1, last + 1))
    assert (len(table), len(coverage.lines(raw))) == (1109, 3336)


def test_each_paragraph_on_which_nothing_rests_has_a_reason(raw):
    finding = coverage.explained(raw, EN)
    assert finding.passed, finding.table[["source_id", "line_start", "line_end"]]
    assert not coverage.uncoded(raw, FR).frame["reason"].str.contains("en anglais").any()


def test_the_sheets_of_the_poles_are_where_sheets_csv_says(raw):
    table = raw["paragraphs"]
    for row in raw["sheets"].itertuples():
        inside = table["line_start"].astype(int).between(int(row.line_start), int(row.line_end)) & (table["source_id"] == "labo2014")
        assert set(table.loc[inside, "case_id"]) <= {row.case_id, ""} and not (table.loc[inside & (table["kind"] == "case_sheet"), "case_id"] == "").any()


def test_lines_of_the_real_texts_are_counted_as_a_plain_loop_counts_them(raw):
    lines = coverage.lines(raw)
    found = set()
    for name in ("codings", "second_codings", "members", "ties", "statements", "claims", "swot", "tows", "practices", "harmonisation"):
        for row in raw[name].to_dict("records"):
            if row.get("status") != "not_stated":
                found |= {(row["source_id"], line) for line in range(int(row["line_start"]), int(row["line_end"]) + 1)}
    held = lines[(lines[list(coverage.GROUPS)] > 0).any(axis=1)]
    told = {*zip(held["source_id"], held["line"], strict=True)}
    text = lines[lines["kind"] != "page_furniture"]
    assert told == found & {*zip(text["source_id"], text["line"], strict=True)}
    assert len(told) == bare(coverage.counts(raw, EN))["covered"] == coverage.by_kind(raw, EN).frame["covered"].sum() >= 2427
    assert (lines["second_coder"] > 0).sum() == 1507  # these rows never change


def test_the_sheets_are_covered_best_and_advice_hardly(raw):
    share = coverage.by_kind(raw, EN).frame.set_index(["study", "kind"])["share"]
    assert share["labo2014", "sheet of a pole"] > 90 and share["labo2014", "synthesis"] > 95 and share["crida2015", "findings"] > 79
    assert share["crida2015", "synthesis"] < 60 and share["crida2015", "law, history, theory"] < 40


def test_text_ends_where_the_copies_have_their_last_line_of_text(raw, sources_folder):
    copies = open_copies(sources_folder, raw["sources"], raw.marks())
    for row in raw["paragraphs"].itertuples():
        lines, end = copies[row.source_id].lines, int(row.text_end)
        assert lines[int(row.line_start) - 1].strip() and lines[end - 1].strip() and not "".join(lines[end : int(row.line_end)]).strip(), row


def test_no_uncoded_line_of_a_sheet_states_a_figure(raw, sources_folder):
    """Of the sheets one line has a digit and no row: the number of a note. The others are dates of laws, calls and publications."""
    found = coverage.figures_uncoded(raw, open_copies(sources_folder, raw["sources"], raw.marks()))
    kinds = coverage.lines(raw).set_index(["source_id", "line"])["kind"]
    assert [place for place in found if kinds[place] == "case_sheet"] in ([("labo2014", 1675)], [])
    assert {place for place in found if place[0] == "crida2015"} <= {("crida2015", line) for line in (
        11, 13, 32, 58, 59, 115, 126, 177, 179, 182, 232, 372, 397, 421, 1209, 1218)}


def test_a_copy_with_other_lines_is_not_asked_for_figures(raw):
    assert coverage.figures_uncoded(raw, {}) == []


# --- the picture -------------------------------------------------------------------------------------------


def test_each_sheet_is_a_column_under_the_name_of_its_pole(raw):
    told = coverage_map.columns(raw, EN)
    assert [column.name for column in told if column.study == "labo2014"][:4] == ["Introduction", "Typology", "Pôle Sud Aquitain", "Éco-Domaine de Bouquetot"]
    assert len(told) == 22 and sum(len(p.rests) for column in told for p in column.paragraphs) == 3336
    assert [column.study for column in told] == sorted((column.study for column in told), key=STUDIES.index)


def test_shades_follow_the_number_of_rows():
    assert [coverage_map._shade("poles", rows) for rows in (0, 1, 3, 4, 9, 10, 40)] == ["", *(coverage_map.COLOURS["poles"][i] for i in (0, 0, 1, 1, 2, 2))]


def test_neighbouring_lines_of_one_shade_are_one_box_and_the_heights_add_up(ten):
    raw = ten()
    boxes = coverage_map._boxes(coverage_map.columns(raw, EN), [0, 1])
    assert boxes[coverage_map.COLOURS["poles"][0]] == [(1 + coverage_map.BAND, 0, coverage_map.LANE, 2)]  # lines 3 and 4, the first two of their column
    band = [box for found in boxes.values() for box in found if box[2] == coverage_map.BAND]
    assert sum(height for *_, height in band) == 7


def test_colours_can_be_told_apart_in_grey():
    def grey(colour):
        return np.dot([int(colour[i : i + 2], 16) for i in (1, 3, 5)], [0.299, 0.587, 0.114])

    for shades in (*coverage_map.COLOURS.values(), [colour for colour, _ in coverage_map.KINDS.values()]):
        levels = [255, *map(grey, shades)]
        assert all(light - dark > 22 for light, dark in pairwise(levels))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_picture_is_the_same_each_time_and_fits_a_page(raw, tmp_path, lang):
    for name in ("one", "two"):
        figure = coverage_map.draw(raw, Labels(lang))
        assert figure.get_figwidth() <= 10.5
        save(figure, tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_real_data_are_checked_for_gaps(raw_copy):
    path = raw_copy / "paragraphs.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(rows[:40] + rows[41:]), encoding="utf-8")
    with pytest.raises(DataError, match="lines lie between two paragraphs"):
        codings.load(raw_copy)
