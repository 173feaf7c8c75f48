"""Members: each organisation once, what is stated beside what is named, groups with bounds for those not said."""

import pandas as pd
import pytest

from ptce_helpers import member_kinds, members, overview, social_share
from ptce_helpers.cleaning import clean
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.study import narrow

EN, FR = Labels("en"), Labels("fr")
BOTH = ["labo2014", "crida2015"]
NAMED = pd.DataFrame(
    [
        ("m1", "a", "One", "", "", "member", "labo2014"),
        ("m2", "a", "One", "association", "yes", "member", "labo2014"),
        ("m3", "a", "One", "association", "", "founder", "crida2015"),
        ("m4", "a", "Two", "", "", "carrier", "labo2014"),
        ("m5", "a", "Three", "", "", "carrier", "labo2014"),
        ("m6", "a", "Three", "", "", "member", "labo2014"),
        ("m7", "b", "One", "", "", "tool", "crida2015"),
    ],
    columns=["member_id", "case_id", "member", "form", "ess", "role", "study"],
)


@pytest.fixture(scope="module")
def sample(of):
    return of()


@pytest.fixture(scope="module")
def alone(raw, coded):
    """Only the study of 2015."""
    return Sample(narrow(coded, [], ["crida2015"]), raw, EN)


@pytest.fixture(scope="module")
def nothing(raw, coded):
    return Sample(narrow(coded, raw.cases, BOTH), raw, EN)


@pytest.fixture
def drawn_sample(small):
    """``drawn_sample(rules, codings=..., members=...)``: the small data as a sample."""
    def make(rules=None, **tables):
        raw = small(**tables)
        return Sample(clean(raw), raw, EN, rules or Rules())

    return make


MEMBERS = """
    case_id,  member, form,            ess, role
    la_serre, A,      association,     yes, member
    la_serre, B,      company,         no,  member
    la_serre, C,      local_authority, no,  authority
    la_serre, D,      ,                ,    member
    la_serre, E,      network,         ,    founder
    phares,   F,      ,                ,    carrier
"""


def words(table, *columns):
    return [tuple(row) for row in table.frame[list(columns)].astype(object).itertuples(index=False, name=None)]


# --- named --------------------------------------------------------------------------------------------------------------


def test_an_organisation_counts_once_for_a_pole_and_carriers_and_tools_do_not():
    once = members.organisations(NAMED).set_index(["case_id", "member"])
    assert once["counted"].to_dict() == {("a", "One"): True, ("a", "Two"): False, ("a", "Three"): True, ("b", "One"): False}
    one = once.loc[("a", "One")]
    assert (one["form"], one["ess"], one["studies"], one["refs"]) == ("association", "yes", {"labo2014", "crida2015"}, ("m1", "m2", "m3"))


def test_pages_give_the_same_number_of_members(raw, sample):
    first, said, forms = bare(overview.counts(raw)), bare(members.named(sample)), members.by_form(sample).frame
    assert (first["members"], first["others"]) == (said["n"], said["others"])
    assert forms["total"].sum() == said["n"]
    assert forms[BOTH].to_numpy().sum() == said["n"] + said["both"]
    assert members.stated_and_named(sample).frame["named"].sum() == said["n"] + said["both"]
    assert member_kinds.named(sample).frame["total"].sum() == said["n"]


def test_forms_are_bounded_by_those_without_a_stated_form(sample):
    forms = members.by_form(sample).frame
    silent = forms.iloc[-1]
    assert silent["form"] == "Not stated" and pd.isna(silent["total_high"])
    known = forms.iloc[:-1]
    assert (known["total_low"] == known["total"]).all() and (known["total_high"] == known["total"] + silent["total"]).all()
    assert known["form"].iloc[0] == "Association", "2015 calls associations the largest group (297-298); among the named ones they are"


def test_a_study_left_out_has_no_column_and_nothing_left_is_an_empty_table(alone, nothing):
    assert list(members.by_form(alone).frame.columns) == ["form", "crida2015", "total_low", "total_high"]
    assert EN.text("say_members", **bare(members.summary(alone))) == "No number of members is stated for the pole-study pairs chosen (11)."
    assert members.by_form(nothing).frame.empty and members.stated_and_named(nothing).frame.empty


def test_without_bounds_forms_have_none(raw, coded):
    assert list(members.by_form(Sample(coded, raw, EN, Rules(missing="drop"))).frame.columns) == ["form", *BOTH, "total"]


def test_a_number_said_to_be_about_is_not_stated_when_such_figures_count_as_missing(raw, coded):
    def stated(about):
        rows = members.stated_and_named(Sample(coded, raw, EN, Rules(about=about))).frame
        return {case: text for case, study, text in rows[["case", "study", "stated"]].itertuples(index=False) if study == "labo2014" and text == text}

    assert set(stated("exact")) - set(stated("missing")) == {"Pôle Sud Aquitain"}, "the only number said to be about so much (219-220)"
    assert set(stated("missing")) < set(stated("rounded"))


def test_poles_come_by_name_the_older_study_first(sample):
    listed = members.stated_and_named(sample).frame
    assert list(listed.loc[listed["case"] == "Domb’Innov", "study"]) == BOTH


# --- groups --------------------------------------------------------------------------------------------------------------


def test_groups_by_hand(drawn_sample):
    found = member_kinds.named(drawn_sample(members=MEMBERS))
    assert words(found, "group", "total", "total_low", "total_high", "share_low", "share_high")[:4] == [
        ("Social economy", 1, 1, 3, 20, 60),  # A; D or E could be
        ("Conventional companies", 1, 1, 3, 20, 60),
        ("Public bodies", 1, 1, 2, 20, 40),  # D only: that E is a network rules it out
        ("Research", 0, 0, 1, 0, 20),
    ]
    assert words(found, "group", "total")[4] == ("Not said", 2)


def test_groups_without_bounds_are_shares_of_those_known(drawn_sample):
    found = member_kinds.named(drawn_sample(Rules(missing="drop"), members=MEMBERS)).frame
    assert list(found["share_low"].round(1)[:4]) == list(found["share_high"].round(1)[:4]) == [33.3, 33.3, 33.3, 0]


def test_the_figure_of_groups_shows_every_named_member(sample, nothing):
    axes = member_kinds.draw(sample).axes[0]
    told = [int(text.get_text()) for text in axes.texts]
    said = bare(members.named(sample))
    assert sum(told) == said["n"] + said["both"]
    assert "nothing to draw" in member_kinds.draw(nothing).axes[0].texts[0].get_text()


# --- shares pole by pole --------------------------------------------------------------------------------------------------

VARIABLES = """
    variable_id,           theme,   scale,  unit,          several, silence, asked_of
    members_total,         members, count,  organisations, one,     no,      both
    members_ess_count,     members, count,  organisations, one,     no,      both
    members_non_ess_count, members, count,  organisations, one,     no,      both
    members_ess_majority,  members, yes_no, ,              one,     no,      both
"""
CODES = "variable_id, code, label_en, label_fr\nmembers_ess_majority, yes, yes, oui\nmembers_ess_majority, no, no, non"


@pytest.mark.parametrize(
    ("rows", "low", "high"),
    [
        ("members_total, 14, exact; members_ess_count, 12, exact; members_non_ess_count, 2, exact", 85.714, 85.714),
        ("members_total, 34, exact; members_ess_majority, yes,", 52.941, 100),  # eighteen of thirty-four are most
        ("members_total, 10, exact; members_non_ess_count, 3, exact", 70, 70),
        ("members_total, 10, exact; members_ess_count, 4, at_least", 40, 100),
        ("members_total, 10, exact; members_non_ess_count, 2, at_least", 0, 80),
        ("members_ess_majority, yes,", 50, 100),
        ("members_total, 10, exact", float("nan"), float("nan")),
    ],
)
def test_share_of_the_social_economy_by_hand(drawn_sample, rows, low, high):
    codings = "case_id, variable_id, value, qualifier\n" + "\n".join(f"la_serre, {row.strip()}" for row in rows.split(";"))
    sample = drawn_sample(variables=VARIABLES, codes=CODES, codings=codings)
    assert social_share.share(sample, "la_serre", "crida2015") == pytest.approx((low, high), abs=0.001, nan_ok=True)


def test_one_pole_of_2014_has_no_majority_of_the_social_economy(sample):
    found = dict(words(social_share.of_poles(sample), "case", "share_high"))
    assert found["Éco-Domaine de Bouquetot"] == pytest.approx(40), "two of its five members (444-453)"
    assert bare(social_share.pole_counts(sample)) == {"n": 7, "pairs": 23, "sure": 6, "against": 1, "open": 0}


# --- the published mean share ---------------------------------------------------------------------------------------------


def test_the_published_share_allows_other_numbers_in_each_reading(sample):
    pooled, of_poles = words(social_share.outside(sample), "members_low", "members_high", "median_low", "median_high")
    assert pooled[:2] == (25, 35), "17.5% of 140 is 24.5, 18.5% of 191 is 35.3 (340-341 with 246-247)"
    assert of_poles[:2] == (12, 40), "two poles of six wholly outside make a mean of 18.2; eleven times 18.5% of twenty is 40.7"
    assert of_poles[2:] == pytest.approx((0, 11 * 18.5 / 6)), "six poles at or above the median share all there is"


def test_the_bounds_of_a_mean_of_shares_are_attained():
    few = [6, 6] + [0] * 9  # organisations outside, in poles of 6, 6, 6, 6, 16, 16, 16, 16, 16, 16, 20
    many = [20, 20] + [0] * 9  # in poles of 20, 20, 16 ...
    assert 17.5 <= 100 * sum(outside / 6 for outside in few) / 11 <= 18.5
    assert 17.5 <= 100 * sum(outside / 20 for outside in many) / 11 <= 18.5
    assert (social_share.mean_of_shares((17.5, 18.5), 11, 6, 20).low, social_share.mean_of_shares((17.5, 18.5), 11, 6, 20).high) == (sum(few), sum(many))


def test_a_share_of_all_poles_says_nothing_when_one_is_left_out(raw, coded, sample):
    less = Sample(narrow(coded, ["phares"], BOTH), raw, EN)
    assert social_share.outside(less).frame.empty and bare(social_share.outside_counts(less)) == {"n": 0}
    assert social_share.outside(Sample(coded, raw, EN, Rules(missing="drop"))).frame.empty


def test_leading_codes_are_those_of_most_poles(sample, nothing):
    assert bare(member_kinds.leading(sample, "transverse_function"))["told"] == (
        "2014 study: Local development and Support and incubation (10 of 12 poles); 2015 study: Support and incubation (7 of 11 poles)")
    assert bare(member_kinds.leading(nothing, "sector"))["n"] == 0
