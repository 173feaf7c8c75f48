"""Queries over the codings: what holds, what only seems to, how strong it is, and silence that is no denial."""

import pytest
from sampled import real

from ptce_helpers import queries
from ptce_helpers.cleaning import clean
from ptce_helpers.errors import ResearcherError
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample

CODINGS = """
    coding_id, case_id,  variable_id,   item,  value,    upper, qualifier, as_of, status,  doubt,    comment
    k1,        la_serre, members_total, ,      20,       ,      about,     ,      stated,  ,
    k2,        la_serre, charter,       ,      yes,      ,      ,          ,      derived, ,         it follows
    k3,        la_serre, leader,        ,      founders, ,      ,          ,      stated,  not sure,
    k4,        la_serre, users,         shop,  3,        ,      exact,     ,      counted, ,         a list
    k5,        la_serre, users,         meals, 900,      ,      exact,     ,      stated,  ,
    k6,        la_serre, budget,        ,      1000,     ,      exact,     2009,  stated,  ,
    k7,        la_serre, budget,        ,      5000,     ,      exact,     2015,  stated,  ,
    k8,        phares,   members_total, ,      10,       20,    range,     ,      stated,  ,
    k9,        phares,   public_share,  ,      60,       ,      at_least,  ,      stated,  ,
    k10,       phares,   charter,       ,      no,       ,      ,          ,      stated,  ,
    k11,       phares,   founded,       ,      2000,     ,      at_most,   ,      stated,  ,
"""


@pytest.fixture
def sample(small):
    return sample_of(small(codings=CODINGS))


def sample_of(raw, **rules):
    return Sample(clean(raw), raw, Labels("en"), Rules(**rules))


def refs(sample, case, query):
    found = queries.find(sample, case, "crida2015", query)
    return found and found.refs


# --- the language ----------------------------------------------------------------------------------------------------


def test_and_binds_more_closely_than_or():
    read = queries.parse("charter=yes | members_total>=15 & leader=manager|founded<=2004")
    assert [[(term.variable_id, term.sign, term.value) for term in option] for option in read] == [
        [("charter", "=", "yes")], [("members_total", ">=", "15"), ("leader", "=", "manager")], [("founded", "<=", "2004")]]
    assert queries.parse("") == []


def test_term_that_can_not_be_read_is_named():
    with pytest.raises(ResearcherError, match="The query term 'members_total > 15' can't be read") as caught:
        queries.parse("charter=yes & members_total > 15")
    assert "variable>=number" in str(caught.value)


def test_every_variable_is_named_once():
    assert queries.variables("charter=yes | leader=founders & charter=no", "founded>=2000", "") == ["charter", "leader", "founded"]


# --- what holds ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("case", "query", "found"), [
    ("la_serre", "charter=yes", ("k2",)),
    ("la_serre", "charter=no", None),
    ("la_serre", "charter=yes & leader=founders", ("k2", "k3")),
    ("la_serre", "charter=yes & leader=manager", None),
    ("la_serre", "leader=manager | charter=yes | leader=founders", ("k2", "k3")),
    ("phares", "leader=founders", None),
    ("la_serre", "", None),
])  # fmt: skip
def test_codings_that_make_a_query_hold(sample, case, query, found):
    assert refs(sample, case, query) == found


@pytest.mark.parametrize(("case", "query", "holds"), [
    ("la_serre", "members_total>=20", True), ("la_serre", "members_total>=21", False), ("la_serre", "members_total=20", True),
    ("phares", "members_total>=10", True), ("phares", "members_total>=15", False), ("phares", "members_total<=15", False), ("phares", "members_total<=20", True),
    ("phares", "public_share>=60", True), ("phares", "public_share<=70", False), ("phares", "public_share=60", False),
    ("phares", "founded<=2004", True), ("phares", "founded>=1999", False),
    ("la_serre", "founded<=2004", False),
])  # fmt: skip
def test_numbers_are_compared_as_exactly_as_the_text_gives_them(sample, case, query, holds):
    assert (refs(sample, case, query) is not None) == holds


@pytest.mark.parametrize(("about", "at_least_20", "at_least_15"), [("exact", True, True), ("rounded", False, True), ("missing", False, False)])
def test_about_twenty_is_what_the_rules_say(small, about, at_least_20, at_least_15):
    sample = sample_of(small(codings=CODINGS), about=about)
    assert (bool(refs(sample, "la_serre", "members_total>=20")), bool(refs(sample, "la_serre", "members_total>=15"))) == (at_least_20, at_least_15)


def test_a_figure_that_counts_as_missing_fulfils_nothing(small):
    assert refs(sample_of(small(codings=CODINGS), about="missing"), "la_serre", "members_total>=0") is None


def test_of_several_items_any_will_do_and_of_several_years_the_nearest_counts(sample):
    assert refs(sample, "la_serre", "users>=100") == ("k5",)
    assert refs(sample, "la_serre", "users<=5") == ("k4",)
    assert refs(sample, "la_serre", "users>=1") == ("k5", "k4"), "by item"
    assert refs(sample, "la_serre", "budget>=4000") == ("k7",) and refs(sample, "la_serre", "budget<=1000") is None


# --- how strong ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "doubt", "strength"), [("stated", "", 3), ("stated", "why", 2.5), ("counted", "", 2), ("derived", "", 1), ("derived", "why", 0.5), ("chart_read", "", 3)])
def test_stated_outweighs_counted_and_derived_and_a_doubt_takes_half_a_step(status, doubt, strength):
    assert queries.strength({"status": status, "doubt": doubt}) == strength


@pytest.mark.parametrize(("query", "strength"), [
    ("charter=yes", 1), ("leader=founders", 2.5), ("charter=yes & leader=founders", 1), ("charter=yes | leader=founders", 2.5), ("users>=1", 3),
])  # fmt: skip
def test_a_conjunction_is_as_strong_as_its_weakest_term_and_alternatives_as_the_strongest(sample, query, strength):
    assert queries.find(sample, "la_serre", "crida2015", query).strength == strength


def test_what_only_a_plan_supports_is_announced(raw):
    sample = real(raw)
    found = {query: queries.find(sample, "eoliennes_pays_vilaine", "labo2014", query).announced for query in
             ("employer_group=planned", "project=legal_form", "legal_change_envisaged=structure_undefined", "charter=yes | common_place=planned", "challenge=time & project=legal_form", "challenge=time | common_place=planned")}
    assert list(found.values()) == [True, True, True, True, True, False]


# --- outcomes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("case", "query", "against", "outcome", "rests_on"), [
    ("la_serre", "charter=yes", "charter=no", "supports", ("k2",)),
    ("phares", "charter=yes", "charter=no", "contradicts", ("k10",)),
    ("la_serre", "charter=yes", "leader=founders", "both", ("k2", "k3")),
    ("phares", "charter=yes", "", "silent", ("k10",)),
    ("phares", "leader=founders", "tenders=no", "silent", ("phares/crida2015/leader", "phares/crida2015/tenders")),
    ("phares", "", "", "silent", ()),
])  # fmt: skip
def test_three_outcomes_and_both_with_what_they_rest_on(sample, case, query, against, outcome, rests_on):
    said = queries.answer(sample, case, "crida2015", query, against)
    assert (said.outcome, said.refs) == (outcome, rests_on)
    assert (said.strength > 0) == (outcome in ("supports", "both"))


def test_a_range_that_straddles_the_limit_neither_supports_nor_contradicts(sample):
    assert queries.answer(sample, "phares", "crida2015", "members_total>=15", "members_total<=14").outcome == "silent"


# --- the real queries --------------------------------------------------------------------------------------------------


def all_queries(raw):
    return [(row[key], row["query"], row["against"]) for name, key in (("swot", "item_id"), ("tows", "pair_id"), ("practices", "practice_id"))
            for row in raw[name].to_dict("records")]  # fmt: skip


def test_no_real_query_holds_for_every_pole_or_on_both_sides_for_most(raw):
    sample = real(raw)
    for key, query, against in all_queries(raw):
        outcomes = [queries.answer(sample, *place, query, against).outcome for place in sample.pairs]
        assert outcomes.count("supports") < len(sample.pairs), key
        assert outcomes.count("both") <= len(sample.pairs) / 4, f"{key}: the two queries do not exclude each other"


def test_fragile_model_is_contradicted_where_own_resources_prevail(raw):
    fragile = raw["swot"].set_index("item_id").loc["wL.011"]
    asked = ("lille_metropole_solidaire", "labo2014", fragile["query"], fragile["against"])
    assert queries.answer(real(raw), *asked).outcome == "both", "to be consolidated, and about 70% own resources"
    assert queries.answer(real(raw, about="rounded"), *asked).outcome == "supports", "65% to 75% decides nothing"


def test_a_pole_that_says_nothing_of_its_economy_is_not_sound(raw):
    fragile = raw["swot"].set_index("item_id").loc["wL.011"]
    assert queries.answer(real(raw), "domb_innov", "labo2014", fragile["query"], fragile["against"]).outcome == "silent"
