"""What a text says of all poles together: pictures that someone fills in, things stated on lines, topics that a passage treats."""

import pytest

from ptce_helpers import claim_passages, claim_tables, claims
from ptce_helpers.cleaning import clean
from ptce_helpers.errors import NotFound, ResearcherError
from ptce_helpers.expressions import work_out
from ptce_helpers.labels import Labels
from ptce_helpers.quantities import Lacking, Place, Quantity
from ptce_helpers.sample import Sample

CODINGS = """
    coding_id, case_id,    source_id, variable_id,   value, qualifier, status, line_start, line_end
    k1,        la_serre,   crida2015, charter,       yes,   ,          stated, 4,          5
    k2,        phares,     crida2015, members_total, 30,    exact,     stated, 9,          9
    k3,        domb_innov, labo2014,  tenders,       yes,   ,          stated, 4,          4
"""
STATEMENTS = """
    statement_id, subject, statistic, condition, source_id, line_start, line_end, status, comment
    s1,           leader,  some,      founders,  crida2015, 10,         11,       stated, Founders lead some poles.
    s2,           leader,  minority,  manager,   crida2015, 11,         12,       stated, Managers lead few.
    s3,           leader,  some,      founders,  crida2015, 20,         20,       stated, Again the founders.
    s4,           leader,  some,      manager,   labo2014,  20,         20,       stated, Another study.
"""
NO_FIGURE = """
    chart, variable_id, item,     as_of, value
    3,     users,       meals,    2015,  7
    3,     users,       shop,     2015,  4
    3,     users,       bicycles, 2015,
"""


@pytest.fixture
def place(small, monkeypatch):
    monkeypatch.setattr(claim_passages, "PICTURES", {"users": 3})
    raw = small(codings=CODINGS, statements=STATEMENTS, chart_values=NO_FIGURE)
    return Place(Sample(clean(raw), raw, Labels("en")), "crida2015", "")


def key(item):
    return f"chart_values.csv#3//users/{item}/2015"


@pytest.mark.parametrize(("text", "expected"), [
    ("chart('users', 'meals')", Quantity(7, 7, (key("meals"),))), ("chart('users', 'meals', 'shop')", Quantity(11, 11, (key("meals"), key("shop")))),
    ("chart_largest('users', 'meals', 'bicycles')", Quantity(4, 4, (key("shop"),))),
    ("chart_largest('users', 'bicycles')", Quantity(7, 7, (key("meals"),))),
    ("said('leader', 10, 12)", Quantity(2, 2, ("s1", "s2"))), ("said('leader', 12, 20)", Quantity(2, 2, ("s2", "s3"))),
    ("said('leader', 10, 20, statistic='some')", Quantity(1, 1, ("s1", "s3"))), ("said('leader', 30, 40)", Quantity(0, 0, ("statements.csv",))),
    ("said_twice('leader', 10, 12, 20, 20)", Quantity(1, 1, ("s1", "s3"))), ("said_twice('leader', 12, 12, 20, 20)", Quantity(0, 0, ("statements.csv",))),
    # of three topics one is coded on the lines, one is only stated there; the code of the other study is none of this text
    ("treated(4, 12, 'charter|users', 'leader', 'tenders')", Quantity(2, 2, ("k1", "s1", "s2"))),
    ("treated(6, 9, 'charter', 'leader')", Quantity(0, 0, ("codings.csv", "statements.csv"))),
])
def test_what_the_text_says_of_all_poles_is_counted_with_its_evidence(place, text, expected):
    assert work_out(place, text) == expected


@pytest.mark.parametrize(("text", "refs"), [("chart('users')", 3), ("chart_largest('users', 'meals')", 1), ("chart('users', 'none of them')", 0)])
def test_a_picture_that_nobody_filled_in_decides_nothing(place, text, refs):
    with pytest.raises(Lacking) as caught:
        work_out(place, text)
    assert len(caught.value.refs) == refs and all(ref.startswith("chart_values.csv#3//users/") for ref in caught.value.refs)


@pytest.mark.parametrize(("text", "match"), [("chart('charter')", "No picture shows 'charter' of all poles"), ("said('lead', 1, 2)", "no variable 'lead'"), ("treated(1, 2, 'lead')", "no variable 'lead'"),
                                             ("said('leader', 1, 2, statistics='some')", "statements has no column 'statistics'")])
def test_what_is_misspelt_is_named(place, text, match):
    with pytest.raises((NotFound, ResearcherError), match=match):
        work_out(place, text)


def claim(check, asks, stated):
    row = dict.fromkeys(("case_id", "tolerance", "charitable", "reading", "needs", "discussion"), "")
    return row | {"claim_id": "c1", "source_id": "crida2015", "line_start": "30", "line_end": "31", "section": "A section", "claim_en": "A claim.", "claim_fr": "Un énoncé.",
                  "kind": "count", "check": check, "asks": asks, "stated": stated}


@pytest.mark.parametrize(("check", "asks", "stated", "expected"), [
    # the only pole of which it holds speaks against a claim that it holds of none
    ("poles", "charter=yes", "none", ((), ("la_serre",))), ("poles", "charter=yes", "=0", (("la_serre",), ())), ("poles", "charter=yes", "all", (("la_serre",), ())),
    ("smallest_and_largest", "members_total", "6..20", ((), ("phares",))), ("smallest_and_largest", "members_total", "6..30", (("phares",), ())),
    ("each_within", "members_total", "<=25", ((), ("phares",))),
])
def test_who_breaks_a_limit_stands_against_the_claim(place, check, asks, stated, expected):
    answer = claims.decide(place.sample, claim(check, asks, stated)).strict.answer
    assert (answer.cases_for, answer.cases_against) == expected


def test_a_limit_for_each_pole_is_said_as_it_is_stated(place):
    row = claim_tables.whole([claims.decide(place.sample, claim("each_within", "members_total", "<=25"))], place.sample).frame.iloc[0]
    assert row["claimed"] == "at most 25" and "1 to 3 of 3 poles do not keep to it; stated: at most 25." in row["sentence"]


def test_a_claim_against_which_only_statements_speak_is_laid_beside_them(place):
    found = claims.decide(place.sample, claim("expression", "said('leader', 10, 12)", "=said('leader', 20, 20)"))
    beside = claim_tables.beside([found], place.sample).frame
    assert found.strict.verdict == "contradicted"
    assert beside[["case", "coded_as", "study", "lines"]].values.tolist() == [["All poles together", "founders: Founders lead some poles.", "crida2015", "10–11"],
        ["All poles together", "manager: Managers lead few.", "crida2015", "11–12"], ["All poles together", "founders: Again the founders.", "crida2015", "20"]]


def test_a_claim_on_a_picture_says_so(place):
    said = claim_tables.whole([claims.decide(place.sample, claim("expression", "chart('users')", "=18"))], place.sample).frame.iloc[0]
    assert (said["verdict"], said["sentence"]) == ("not_testable", "No value decides it: 3 values are printed only as a picture.")
