"""Claims inside a case sheet: when it was written, figures of one year, sums of amounts, limits, and the sentence that tells on what a figure rests."""

import math

import pytest
from sampled import real

from ptce_helpers import claim_words, claims
from ptce_helpers.cleaning import clean
from ptce_helpers.errors import ResearcherError
from ptce_helpers.expressions import work_out
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.quantities import Lacking, Place, Quantity
from ptce_helpers.sample import Sample

VARIABLES = """
    variable_id,   theme,        scale,  unit,          several, silence, asked_of
    budget,        pole_economy, amount, EUR,           by_year, no,      both
    founded,       identity,     year,   ,              one,     no,      both
    members_total, members,      count,  organisations, one,     no,      both
    sheet_written, identity,     text,   YYYY-MM,       one,     no,      labo2014
"""
CODINGS = """
    coding_id, case_id,    source_id, variable_id,   value,   qualifier, as_of, line_start, line_end
    k1,        domb_innov, labo2014,  sheet_written, 2013-12, ,          ,      20,         20
    k2,        domb_innov, labo2014,  founded,       2004,    exact,     ,      4,          4
    k3,        domb_innov, labo2014,  budget,        200,     about,     2011,  5,          5
    k4,        domb_innov, labo2014,  budget,        300,     exact,     2013,  5,          5
    k5,        domb_innov, labo2014,  members_total, 9,       exact,     ,      6,          6
"""
MEMBERS = """
    case_id,    source_id, member, ess, line_start, line_end
    domb_innov, labo2014,  Alpha,  yes, 7,          7
    domb_innov, labo2014,  Beta,   no,  8,          8
"""
TIES = """
    case_id,    source_id, partner, relation, amount, unit, qualifier, line_start, line_end
    domb_innov, labo2014,  A town,  funds,    30,     EUR,  exact,     10,         10
    domb_innov, labo2014,  A state, funds,    40,     EUR,  exact,     11,         11
    domb_innov, labo2014,  A state, supports, ,       ,     ,          11,         11
    domb_innov, labo2014,  A bank,  invests,  500,    EUR,  exact,     12,         12
"""


@pytest.fixture
def place(small):
    raw = small(variables=VARIABLES, codes="", codings=CODINGS, members=MEMBERS, ties=TIES)
    return Place(Sample(clean(raw), raw, Labels("en")), "labo2014", "domb_innov")


@pytest.mark.parametrize(("text", "expected"), [
    ("written('year')", Quantity(2013, 2013, ("k1",), unit="year")), ("written('year') - founded", Quantity(9, 9, ("k1", "k2"))),
    ("written() - month(2013, 10)", Quantity(2, 2, ("k1",))),
    ("in_year('budget', 2011)", Quantity(200, 200, ("k3",), about=True)), ("in_year('budget', 2013) - in_year('budget', 2011)", Quantity(100, 100, ("k4", "k3"), about=True)),
    ("tie_total(10, 12, relation='funds')", Quantity(70, 70, ("t1", "t2"))), ("tie_total()", Quantity(570, 570, ("t1", "t2", "t4"))),
    # one member of nine is said to belong to the social economy: one to nine do
    ("between(members(ess='yes'), members_total)", Quantity(1, 9, ("m1", "k5"))), ("at_least(members()) + 1", Quantity(3, math.inf, ("m1", "m2"))),
])
def test_figures_of_a_sheet_are_worked_out_with_their_evidence(place, text, expected):
    assert work_out(place, text) == expected


@pytest.mark.parametrize(("text", "refs"), [
    ("in_year('budget', 2012)", ("domb_innov/labo2014/budget",)), ("tie_total(13)", ("ties.csv",)), ("between(members(), in_year('budget', 2012))", ("domb_innov/labo2014/budget",)),
])
def test_a_figure_of_a_sheet_that_is_not_coded_is_lacking(place, text, refs):
    with pytest.raises(Lacking) as caught:
        work_out(place, text)
    assert caught.value.refs == refs


def test_two_figures_of_one_year_are_its_limits(small):
    raw = small(variables=VARIABLES, codes="", codings=CODINGS.replace("2013,  5", "2011,  5"))
    assert work_out(Place(Sample(clean(raw), raw, Labels("en")), "labo2014", "domb_innov"), "in_year('budget', 2011)") == Quantity(200, 300, ("k3", "k4"), about=True)


def test_a_sheet_without_a_date_and_a_limit_that_can_not_be_read(place):
    with pytest.raises(Lacking, match="phares/labo2014/sheet_written"):
        work_out(Place(place.sample, "labo2014", "phares"), "written()")
    with pytest.raises(ResearcherError, match="The expression 'between\\(members\\(\\)\\)' can't be read"):
        work_out(place, "between(members())")


def said_of(raw, claim_id, lang="en", without=()):
    sample = real(raw, lang).without(set(without))
    decided = claims.decide(sample, next(row for row in rows_of(raw["claims"]) if row["claim_id"] == claim_id))
    return decided, claim_words.sentence(decided, sample)


def test_names_behind_a_figure_are_counted_with_their_first_line(raw):
    decided, said = said_of(raw, "cL.081")
    assert said == "Computed: at least 39; stated: 41. From: Member organisations 41\u00a0organisations (line 1652); 39 members named (from line 1764)."
    assert "3 partners named (from line 2196)" in said_of(raw, "cL.092")[1]
    assert said_of(raw, "cL.081", "fr")[1].count("39 membres nommés (à partir de la l.\u00a01764)") == 1
    assert (decided.strict.verdict, decided.charitable) == ("undecidable", None)  # the list ends in etc.


def test_a_line_of_the_other_study_is_told_as_one(raw):
    assert "building at Espace Technologique Jean Bertin: 2014 (other study, line 662); " in said_of(raw, "cL.044")[1]


@pytest.mark.parametrize(("claim_id", "verdict", "computed"), [
    ("cL.057", "reproduced", (12_000_000, 12_000_000)),  # 1.8 + 0.3 + 0.1 + 0.5 + 9.3 million
    ("cL.070", "undecidable", (pytest.approx(100 * 23 / 70), 100)), ("cL.071", "reproduced", (57, 57)),  # 130 jobs leave room for 13 of 70 with ten or more
    ("cL.079", "approximately", (pytest.approx(100 * 84 / 230),) * 2), ("cL.087", "contradicted", (4, 4)),  # 2010 - 2006
    ("cL.092", "undecidable", (38, math.inf)), ("cL.100", "reproduced", (14, 14)), ("cL.104", "undecidable", (75, math.inf)),
])
def test_claims_of_the_sheets_have_the_figures_worked_out_by_hand(raw, claim_id, verdict, computed):
    part = said_of(raw, claim_id)[0].strict.answer.parts[0]
    assert (said_of(raw, claim_id)[0].strict.verdict, (part.low, part.high)) == (verdict, computed)


def test_a_coding_that_is_withdrawn_leaves_its_sum_untestable(raw):
    assert said_of(raw, "cL.057", without=["aL.eoliennes_pays_vilaine.137"])[0].strict.verdict == "contradicted"
    assert said_of(raw, "cL.072", without=["aL.fontaine_o_livres.099"])[0].strict.verdict == "not_testable"
