"""What two texts say of the same poles: conditions, members and statements of one held against the other."""

import math

import pytest

from ptce_helpers.claim_between import OF_BOTH
from ptce_helpers.claims import decide
from ptce_helpers.cleaning import clean
from ptce_helpers.errors import ResearcherError
from ptce_helpers.expression_functions import FUNCTIONS
from ptce_helpers.expressions import work_out
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.quantities import Lacking, Place, Quantity
from ptce_helpers.sample import Sample

# Of the poles of the small data only Domb’Innov is in both studies; Le Phares and La Serre are in that of 2015.
CODINGS = """
    coding_id, case_id,    source_id,  variable_id, item,  value, upper, qualifier, as_of, status,     line_start, line_end
    k1,        domb_innov, labo2014,   charter,     ,      yes,   ,      ,          ,      stated,     4,          4
    k2,        domb_innov, crida2015,  charter,     ,      no,    ,      ,          ,      stated,     5,          5
    k3,        domb_innov, labo2014,   users,       shop,  3,     ,      exact,     ,      stated,     6,          6
    k4,        domb_innov, labo2014,   users,       meals, 9,     12,    range,     ,      stated,     7,          7
    k5,        domb_innov, labo2014,   users,       rooms, 20,    ,      exact,     ,      stated,     8,          8
    k6,        phares,     crida2015,  charter,     ,      yes,   ,      ,          ,      stated,     9,          9
    k7,        domb_innov, labo2014,   budget,      ,      500,   ,      exact,     2012,  stated,     10,         10
"""
MEMBERS = """
    case_id,    member, form,        source_id, line_start, line_end
    domb_innov, Alpha,  association, labo2014,  20,         20
    domb_innov, Beta,   association, labo2014,  21,         21
    domb_innov, Alpha,  association, crida2015, 22,         22
    phares,     Gamma,  association, crida2015, 23,         23
"""
STATEMENTS = """
    statement_id, subject, condition,    source_id, statistic, status
    sL.1,         charter, first level,  labo2014,  some,      stated
    sC.1,         charter, first level,  crida2015, some,      stated
    sL.2,         charter, second level, labo2014,  some,      stated
    sC.2,         budget,  second level, crida2015, some,      stated
    sC.3,         budget,  third level,  crida2015, some,      stated
"""


@pytest.fixture
def place(small):
    raw = small(codings=CODINGS, members=MEMBERS, statements=STATEMENTS)
    return Place(Sample(clean(raw), raw, Labels("en")), "crida2015", "domb_innov")


@pytest.mark.parametrize(("text", "expected"), [
    ("both('charter=yes')", Quantity(1, 1, ("k1",))), ("both('charter=yes', 'charter=yes')", Quantity(0, 0, ("k1", "k2"))), ("both()", Quantity(1, 1)),
    # 2015 says nothing of a motto: it may have one, unless its list is taken as whole
    ("both('charter=yes', 'motto=*')", Quantity(0, 1, ("k1", "domb_innov/crida2015/motto"))), ("both('', 'motto=*', silence='no')", Quantity(0, 0, ("domb_innov/crida2015/motto",))),
    ("both('', 'charter=yes', among='phares')", Quantity(1, 1, ("k6",))),
    ("named('charter=yes')", Quantity(1, 1, ("k6",))), ("named('charter=yes', 'labo2014')", Quantity(1, 1, ("k1",))), ("named('motto=*')", Quantity(0, 0, ("variables.csv#motto",))),
    ("figures('users', '<10', study='labo2014')", Quantity(1, 2, ("k3", "k4", "k5"))), ("figures('users', '>=20', 7, 8, study='labo2014')", Quantity(1, 1, ("k5", "k4"))),
    ("same_members(form='association')", Quantity(1, 1, ("m1", "m2", "m3"))), ("same_members(form='scop')", Quantity(0, 0, ("members.csv",))),
    ("same_statements('first level', 'second level')", Quantity(1, 1, ("sL.1", "sC.1", "sL.2", "sC.2"))),
    ("in_year('budget', 2012, study='labo2014')", Quantity(500, 500, ("k7",))),
])
def test_what_both_texts_say_is_worked_out_with_its_evidence(place, text, expected):
    assert work_out(place, text) == expected


def test_members_of_all_poles_are_compared_where_a_claim_names_none(place):
    assert work_out(Place(place.sample, "crida2015", ""), "same_members()") == Quantity(1, 1, ("m1", "m2", "m3"))


def test_what_can_not_be_compared_is_said(place):
    with pytest.raises(Lacking, match="statements.csv"):  # only one text states something of it
        work_out(place, "same_statements('first level', 'third level')")
    with pytest.raises(ResearcherError, match="The limit 'few' can't be read"):
        work_out(place, "figures('users', 'few')")
    with pytest.raises(Lacking, match="domb_innov/crida2015/users"):
        work_out(place, "figures('users', '<10')")


def test_claims_can_ask_for_what_both_texts_say():
    assert set(OF_BOTH) <= set(FUNCTIONS)


@pytest.fixture(scope="module")
def whole(raw):
    return Sample(clean(raw), raw, Labels("en"))


@pytest.mark.parametrize(("claim_id", "verdict", "low", "high"), [
    ("cB.001", "reproduced", 4, 4), ("cB.002", "undecidable", pytest.approx(140 / 11), math.inf), ("cB.007", "contradicted", 2, 2), ("cB.013", "undecidable", 2, 5),
    ("cB.016", "reproduced", 3, 3), ("cB.018", "undecidable", 0, 3), ("cB.023", "undecidable", 53, math.inf), ("cB.037", "reproduced", 2013, 2013),
    ("cB.047", "contradicted", 2, 2), ("cB.051", "undecidable", 3_500_000, 4_500_000)])
def test_claims_between_the_texts_come_out_as_read_by_hand(whole, claim_id, verdict, low, high):
    decided = decide(whole, next(row for row in rows_of(whole.raw["claims"]) if row["claim_id"] == claim_id))
    part = decided.strict.answer.parts[0]
    assert (decided.strict.verdict, part.low, part.high) == (verdict, low, high)
    assert bool(decided.claim["discussion"]) == (verdict == "contradicted")
