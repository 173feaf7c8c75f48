"""From a value back to its codings, their lines, what was decided about them, and the passage in one's own copy."""

from dataclasses import replace

import pytest

from ptce_helpers.cleaning import clean
from ptce_helpers.errors import DataError, NotFound
from ptce_helpers.labels import Labels
from ptce_helpers.sources import Copy, fingerprint
from ptce_helpers.trace import says, trace

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


@pytest.fixture
def coded(small):
    """The small data with two passages in conflict and two coders who differ."""
    return small(codings=CODINGS, second_codings=SECOND, corrections=CORRECTIONS)


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
    assert moved.lines == (6, 6)
    assert moved.passage == TEXT.split("\n")[3]


def test_passage_that_is_gone_is_not_replaced_by_another(coded):
    gone = follow(coded, "founded", {"crida2015": Copy("Nothing of this is left here.\n" * 9)}).evidence[0]
    assert (gone.lines, gone.passage) == ((4, 4), "")


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
