"""From a value back to its codings, their lines, what was decided about them, and the passage in one's own copy."""

from dataclasses import replace

import pytest

from ptce_helpers.cleaning import clean
from ptce_helpers.errors import NotFound
from ptce_helpers.labels import Labels
from ptce_helpers.sources import Copy, fingerprint
from ptce_helpers.trace import lines, trace
from ptce_helpers.wording import says

TEXT = "A page.\n\nThe pole has about twenty members today.\nIt was founded in the year of the law.\n\nElsewhere the pole has twelve members."
PLACES = {"twenty": (3, 3), "twelve": (6, 6), "founded": (4, 4)}
COPY = {"crida2015": Copy(TEXT)}


def evidence(place):
    first, last = PLACES[place]
    return f"{first}, {last}, {fingerprint(Copy(TEXT).passage(first, last))}"


CODINGS = f"""
    coding_id, case_id,  variable_id,   value, qualifier, line_start, line_end, passage, doubt, comment
    a1,        la_serre, members_total, 20,    about,     {evidence("twenty")}, another line says 12, a round figure
    a2,        la_serre, members_total, 12,    exact,     {evidence("twelve")}, another line says 20,
    a3,        la_serre, founded,       2014,  exact,     {evidence("founded")}, ,
"""
SECOND = f"""
    coding_id, case_id,  variable_id, value, qualifier, line_start, line_end, passage
    b1,        la_serre, founded,     2013,  exact,     {evidence("founded")}
"""
CORRECTIONS = """
    correction_id, case_id,  variable_id,   kind,    first_coding, second_coding, winner, reason
    r1,            la_serre, members_total, sources, a1,           a2,            first,  the later passage is out of date
    r2,            la_serre, founded,       coders,  a3,           b1,            second, the law is of 2013
"""


TRANSLATIONS = """
    english, french
    a round figure, un chiffre rond
    the later passage is out of date, le passage ultérieur est dépassé
"""


@pytest.fixture
def coded(small):
    """The small data with two passages in conflict and two coders who differ; one of their notes has no French."""
    return small(codings=CODINGS, second_codings=SECOND, corrections=CORRECTIONS, translations=TRANSLATIONS)


def follow(raw, variable, copies=None, lang="en", case="la_serre"):
    return trace(case, variable, raw, clean(raw), copies or {}, Labels(lang))


def test_value_is_the_one_that_the_analyses_use(coded):
    assert follow(coded, "members_total").values == {"crida2015": "about 20\xa0organisations"}
    assert follow(coded, "founded").values == {"crida2015": "2013"}


def test_every_coding_is_told_with_its_lines_and_its_fate(coded):
    told = follow(coded, "members_total").evidence
    assert [(one.coding_id, one.lines, one.says, one.fate) for one in told] == [
        ("a1", (3, 3), "about 20\xa0organisations", "kept (r1: the later passage is out of date)"),
        ("a2", (6, 6), "12\xa0organisations", "set aside (r1: the later passage is out of date)"),
    ]
    assert (told[0].doubt, told[0].comment) == ("another line says 12", "a round figure")


def test_both_coders_are_heard(coded):
    told = follow(coded, "founded").evidence
    assert [(one.coding_id, one.coder, one.says, one.fate) for one in told] == [
        ("a3", "first", "2014", "set aside (r2: the law is of 2013)"),
        ("b1", "second", "2013", "kept (r2: the law is of 2013)"),
    ]


def test_passage_comes_from_the_copy_and_from_nowhere_else(coded):
    assert [one.passage for one in follow(coded, "members_total").evidence] == ["", ""]
    shown = [one.passage for one in follow(coded, "members_total", COPY).evidence]
    assert shown == [TEXT.split("\n")[2], TEXT.split("\n")[5]]


def test_passage_that_moved_is_shown_with_its_new_lines(coded):
    moved = follow(coded, "founded", {"crida2015": Copy("A new title.\n\n" + TEXT)}).evidence[0]
    assert (moved.lines, moved.place, moved.copy_lines) == ((4, 4), "moved", (6, 6))
    assert moved.passage == TEXT.split("\n")[3]


def test_passage_that_is_gone_is_not_replaced_by_another(coded):
    gone = follow(coded, "founded", {"crida2015": Copy("Nothing of this is left here.\n" * 9)}).evidence[0]
    assert (gone.lines, gone.place, gone.copy_lines, gone.passage) == ((4, 4), "not_found", (0, 0), "")


@pytest.mark.parametrize(("lang", "said"), [("en", "about 20\xa0organisations"), ("fr", "environ 20\xa0organisations")])
def test_value_is_said_in_the_language_asked_for(coded, lang, said):
    assert follow(coded, "members_total", lang=lang).values == {"crida2015": said}


@pytest.mark.parametrize(
    ("variable", "row", "said"),
    [
        ("members_total", {"value": "6", "upper": "20", "qualifier": "range"}, "6 to 20\xa0organisations"),
        ("members_total", {"value": "10", "qualifier": "at_least", "as_of": "2013"}, "at least 10\xa0organisations (2013)"),
        ("budget", {"value": "1250000", "qualifier": "exact"}, "1,250,000\xa0euros"),
        ("founded", {"value": "2009", "qualifier": "about"}, "about 2009"),
        ("charter", {"value": "yes"}, "yes"),
        ("users", {"value": "300", "qualifier": "exact", "item": "nursery"}, "nursery: 300\xa0people"),
        ("charter", {"value": "", "status": "not_stated"}, "the text does not say"),
    ],
)
def test_coding_is_said_as_exactly_as_the_text_says_it(coded, variable, row, said):
    full = dict.fromkeys(("item", "value", "upper", "unit", "qualifier", "as_of"), "") | {"variable_id": variable, "status": "stated"} | row
    assert says(full, coded, Labels("en")) == said


def test_variable_that_nobody_coded_has_no_evidence(coded):
    told = follow(coded, "motto")
    assert (told.values, told.evidence) == ({}, [])


def test_unknown_names_are_refused_with_the_nearest(coded):
    with pytest.raises(NotFound, match="There is no case 'la_sere'.\n    → did you mean 'la_serre'"):
        follow(coded, "founded", case="la_sere")
    with pytest.raises(NotFound, match="no variable 'foundd'.\n    → did you mean 'founded'"):
        follow(coded, "foundd")


def test_trace_does_not_change_the_data(coded):
    before = {name: frame.copy() for name, frame in coded.tables.items()}
    follow(replace(coded), "members_total", COPY)
    assert all(coded.tables[name].equals(frame) for name, frame in before.items())


# --- what became of a coding ---------------------------------------------------------------------------------------

HEAD = "coding_id, case_id, variable_id, value, qualifier, source_id, status"
SETTLED = {
    "the same code": ("a1, la_serre, charter, yes, , crida2015, stated", "b1, la_serre, charter, yes, , crida2015, stated", "", "agrees with the first coder"),
    "the same silence": ("a1, la_serre, charter, , , crida2015, not_stated", "b1, la_serre, charter, , , crida2015, not_stated", "", "agrees with the first coder"),
    "silence on a figure": ("", "b1, la_serre, founded, , , crida2015, not_stated", "", "agrees with the first coder"),
    "the same figure": ("a1, la_serre, founded, 2014, exact, crida2015, stated", "b1, la_serre, founded, 2014, exact, crida2015, stated", "", "agrees with the first coder"),
    "another code": ("a1, la_serre, charter, yes, , crida2015, stated", "b1, la_serre, charter, no, , crida2015, stated", "",
                     "the coders differ, and no row of corrections.csv decides: see ptce check"),
    "another figure": ("a1, la_serre, founded, 2014, exact, crida2015, stated", "b1, la_serre, founded, 2013, exact, crida2015, stated", "",
                       "the coders differ, and no row of corrections.csv decides: see ptce check"),
    "a decision that names the other": ("a1, la_serre, charter, yes, , crida2015, stated", "b1, la_serre, charter, , , crida2015, not_stated",
                                        "la_serre, charter, a1, , first", "was not needed: corrections.csv decided on the codings beside it"),
    "words of one's own": ("a1, la_serre, motto, this, , crida2015, stated", "b1, la_serre, motto, that, , crida2015, stated", "",
                           "was not compared with the first coder: text in one’s own words, or a pole that the study only mentions"),
    "a pole only mentioned": ("a1, phares, charter, yes, , labo2014, stated", "b1, phares, charter, no, , labo2014, stated", "",
                              "was not compared with the first coder: text in one’s own words, or a pole that the study only mentions"),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second", "decision", "fate"), SETTLED.values(), ids=SETTLED)
def test_agreeing_is_told_apart_from_not_being_needed(small, first, second, decision, fate):
    cases = "case_id, in_labo2014, in_crida2015\nla_serre, yes, yes\nphares, mentioned, yes"
    raw = small(cases=cases, codings=f"{HEAD}\n{first}", second_codings=f"{HEAD}\n{second}",
                corrections=f"case_id, variable_id, first_coding, second_coding, winner\n{decision}" if decision else "")  # fmt: skip
    told = follow(raw, second.split(", ")[2], case=second.split(", ")[1]).evidence
    assert [one.fate for one in told if one.coder == "second"] == [fate]
    if "no row" in fate:
        assert [one.fate for one in told] == [fate, fate], "the first coder's row is as open as the second's"


# --- data that are out of date -------------------------------------------------------------------------------------


def test_clean_data_that_are_older_than_the_raw_ones_are_told_with_the_value_that_is_now(coded, small):
    stale = clean(small(codings=CODINGS.replace("12,    exact", "15,    exact").replace("20,    about", "30,    about"), second_codings=SECOND, corrections=CORRECTIONS))
    told = trace("la_serre", "members_total", coded, stale, {}, Labels("en"))
    assert (told.values, told.now) == ({"crida2015": "about 30\xa0organisations"}, {"crida2015": "about 20\xa0organisations"})
    assert "  data/clean is older than data/raw, which now gives for crida2015: about 20\xa0organisations. Make it anew: ptce run 02" in lines(told, Labels("en"))
    assert follow(coded, "members_total").now == {}


def test_value_that_is_gone_from_the_raw_data_is_told(coded, small):
    told = trace("la_serre", "founded", small(), clean(coded), {}, Labels("en"))
    assert (told.values, told.now) == ({"crida2015": "2013"}, {"crida2015": "no value"})


# --- lines to read -------------------------------------------------------------------------------------------------


def read(raw, variable, copies=None, lang="en"):
    return list(lines(follow(raw, variable, copies, lang), Labels(lang)))


def test_trace_reads_as_lines(coded):
    assert read(coded, "founded", COPY)[:6] == [
        f"{coded.codebook.label('founded')} (founded), la_serre", "  crida2015: 2013", "", "  a3 (first coder, stated): 2014",
        "    crida2015, line 4; set aside (r2: the law is of 2013)", f"    │ {TEXT.split(chr(10))[3]}",
    ]  # fmt: skip


def test_lines_of_a_copy_are_given_beside_those_of_the_text_when_they_differ(coded):
    told = read(coded, "founded", {"crida2015": Copy("A new title.\n\n" + TEXT)})
    assert told[4:6] == ["    crida2015, line 4; set aside (r2: the law is of 2013)", "    in your copy: line 6 (it is not the text that the line numbers refer to)"]
    assert not any("in your copy" in line for line in read(coded, "founded", COPY))


def test_passage_that_is_not_in_the_copy_is_said_to_be_missing(coded):
    assert "    not found in your copy" in read(coded, "founded", {"crida2015": Copy("Nothing of this is left here.\n" * 9)})
    assert "    the folder holds no copy of this study" in read(coded, "founded", {"labo2014": Copy("Another text.")})


def test_trace_is_in_french_throughout(coded):
    told = read(coded, "members_total", {"crida2015": Copy("Un nouveau titre.\n\n" + TEXT)}, lang="fr")
    assert told[1:7] == [
        "  crida2015\xa0: environ 20\xa0organisations", "", "  a1 (premier codeur, énoncé)\xa0: environ 20\xa0organisations",
        "    crida2015, ligne 3\xa0; retenu (r1\xa0: le passage ultérieur est dépassé)",
        "    doute\xa0: another line says 12 (en anglais)", "    commentaire\xa0: un chiffre rond",
    ]  # fmt: skip
    assert told[7] == "    dans votre copie\xa0: ligne 5 (ce n’est pas le texte dont les numéros de ligne sont donnés)"
