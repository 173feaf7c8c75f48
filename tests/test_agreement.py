"""Alpha agrees with published values; intervals redraw whole cases; two coders' codings are put side by side fairly."""

import math

import krippendorff
import numpy as np
import pytest

from ptce_helpers import reliability
from ptce_helpers.agreement import alpha, by_variable, paired_codes, paired_numbers
from ptce_helpers.evidence import bare

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): sections A (binary) and B (nominal).
BINARY = ("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0", 0.095)
NOMINAL = ("a a b b d c c c e d d a", "b a b b b c c c e d d d", 0.692)


def of(first, second, groups=None, **options):
    first, second = first.split(), second.split()
    return alpha(first, second, groups.split() if groups else [str(i) for i in range(len(first))], **options)


def of_package(first, second):
    """The same by the package krippendorff, an independent implementation."""
    codes = sorted({*first, *second})
    data = [[codes.index(c) for c in coder] for coder in (first, second)]
    return krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")


# --- alpha -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second", "published"), [BINARY, NOMINAL], ids=["binary", "nominal"])
def test_alpha_is_the_published_value(first, second, published):
    assert of(first, second).value == pytest.approx(published, abs=0.0005)
    assert of(second, first).value == of(first, second).value


def test_the_share_equal_and_the_units_are_counted_beside_alpha():
    found = of(*NOMINAL[:2], groups="x x x x x x y y y y z z")
    assert (found.units, found.cases, found.equal) == (12, 3, 9 / 12)


def test_perfect_agreement_is_one():
    found = of("a b a c b", "a b a c b")
    assert (found.value, found.low, found.high, found.equal) == (1, 1, 1, 1)


def test_agreement_below_chance_is_negative():
    assert of("a b a b", "b a b a").value == pytest.approx(-0.75)


def test_alpha_is_undefined_without_variation_although_all_codes_are_equal():
    found = of("yes yes yes yes", "yes yes yes yes")
    assert math.isnan(found.value) and math.isnan(found.low) and math.isnan(found.high)
    assert found.equal == 1


def test_alpha_is_undefined_for_a_single_unit():
    assert math.isnan(of("a", "b").value)


# --- its interval ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.95])
def test_the_interval_contains_the_value(confidence):
    found = of(*NOMINAL[:2], n_resamples=2000, confidence=confidence)
    assert found.low < found.value < found.high


def test_more_confidence_makes_a_wider_interval():
    narrow, wide = (of(*NOMINAL[:2], confidence=c) for c in (0.5, 0.95))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    same = [of(*NOMINAL[:2], seed=7) for _ in range(2)]
    assert same[0] == same[1]
    assert (of(*NOMINAL[:2], seed=8).low, of(*NOMINAL[:2], seed=8).high) != (same[0].low, same[0].high)


def test_cases_are_redrawn_as_a_whole_so_that_one_case_alone_has_no_width():
    found = of(*NOMINAL[:2], groups=" ".join(["x"] * 12))
    assert found.low == pytest.approx(found.value) and found.high == pytest.approx(found.value)


def test_two_cases_give_only_the_values_of_their_three_mixtures():
    first, second = "a b a b a b".split(), "a b a b b a".split()
    groups = "x x x x y y".split()
    kinds = [("x", "x"), ("x", "y"), ("y", "y")]
    mixtures = [[i for drawn in pair for i, group in enumerate(groups) if group == drawn] for pair in kinds]
    allowed = {round(of_package([first[i] for i in mix], [second[i] for i in mix]), 9) for mix in mixtures}
    ends = {round(of(" ".join(first), " ".join(second), " ".join(groups), confidence=c, n_resamples=400, seed=1).low, 9) for c in (0.01, 0.5, 0.99)}
    assert ends <= allowed and len(ends) > 1


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_that_of_the_package_krippendorff(seed):
    draw = np.random.default_rng(seed)
    first = draw.choice(list("abcde"), size=40).tolist()
    second = [a if keep else b for a, b, keep in zip(first, draw.permutation(first).tolist(), draw.random(40) < 0.7, strict=True)]
    assert of(" ".join(first), " ".join(second)).value == pytest.approx(of_package(first, second), abs=1e-12)


def test_draws_without_variation_are_left_out_of_the_interval_not_counted_as_perfect():
    found = of("a a a b", "a a a a", groups="w x y z")  # a third of the draws lack the last case
    assert found.value == 0 and found.high < 0.5


# --- codes side by side ------------------------------------------------------------------------------------

FIRST = """
    coding_id, case_id,    variable_id,  value,    source_id, status
    a1,        la_serre,   charter,      yes,      crida2015, stated
    a2,        la_serre,   leader,       founders, crida2015, stated
    a3,        la_serre,   leader,       manager,  crida2015, stated
    a4,        domb_innov, charter,      ,         labo2014,  not_stated
    a5,        phares,     charter,      no,       crida2015, stated
    a6,        domb_innov, accounting,   own,      crida2015, stated
"""
SECOND = """
    coding_id, case_id,    variable_id,  value,    source_id, status
    b1,        la_serre,   charter,      no,       crida2015, stated
    b2,        la_serre,   leader,       manager,  crida2015, stated
    b3,        domb_innov, leader,       founders, labo2014,  stated
    b4,        domb_innov, accounting,   shared,   crida2015, stated
"""


@pytest.fixture
def pairs(small):
    raw = small(codings=FIRST, second_codings=SECOND)
    found = paired_codes(raw["codings"], raw["second_codings"], raw.codebook)
    return {(r["case_id"], r["source_id"], r["variable_id"], r["code"]): (r["first"], r["second"], r["first_ids"], r["second_ids"])
            for r in found.to_dict("records")}  # fmt: skip


def test_a_variable_with_one_code_is_compared_case_by_case_with_both_coding_ids(pairs):
    assert pairs["la_serre", "crida2015", "charter", ""] == ("yes", "no", "a1", "b1")


def test_silence_is_a_code_whether_written_down_or_not(pairs):
    assert pairs["domb_innov", "labo2014", "charter", ""] == ("not_stated", "not_stated", "a4", "")


def test_a_variable_with_several_codes_is_compared_code_by_code(pairs):
    assert pairs["la_serre", "crida2015", "leader", "manager"] == ("yes", "yes", "a3", "b2")
    assert pairs["la_serre", "crida2015", "leader", "founders"] == ("yes", "no", "a2", "")
    assert pairs["domb_innov", "labo2014", "leader", "founders"] == ("no", "yes", "", "b3")
    assert pairs["domb_innov", "labo2014", "leader", "manager"] == ("no", "no", "", "")


def test_only_cases_that_the_second_coder_read_are_compared(pairs):
    assert not [key for key in pairs if key[0] == "phares"]


def test_a_code_seen_only_in_a_case_that_was_read_once_makes_no_unit(small):
    raw = small(
        codings="case_id, variable_id, value\nla_serre, leader, founders\nphares, leader, manager",
        second_codings="case_id, variable_id, value\nla_serre, leader, founders",
    )  # fmt: skip
    assert paired_codes(raw["codings"], raw["second_codings"], raw.codebook)["code"].tolist() == ["founders"]


def test_a_variable_of_one_study_is_not_counted_as_agreed_silence_in_the_other(pairs):
    assert pairs["domb_innov", "crida2015", "accounting", ""] == ("own", "shared", "a6", "b4")
    assert sorted(key[:2] for key in pairs if key[2] == "accounting") == [("domb_innov", "crida2015"), ("la_serre", "crida2015")]


def test_numbers_and_texts_are_no_codes(small):
    rows = "case_id, variable_id, value, qualifier\nla_serre, members_total, 3, exact\nla_serre, motto, word,\nla_serre, charter, yes,"
    raw = small(codings=rows, second_codings=rows)
    assert set(paired_codes(raw["codings"], raw["second_codings"], raw.codebook)["variable_id"]) == {"charter"}


def test_agreement_is_given_variable_by_variable(small):
    raw = small(
        codings="case_id, variable_id, value\nla_serre, charter, yes\nphares, charter, no\nla_serre, tenders, yes\nphares, tenders, yes",
        second_codings="case_id, variable_id, value\nla_serre, charter, yes\nphares, charter, no\nla_serre, tenders, no\nphares, tenders, yes",
    )  # fmt: skip
    table = by_variable(paired_codes(raw["codings"], raw["second_codings"], raw.codebook)).set_index("variable_id")
    assert table.loc["charter", ["alpha", "equal", "units", "cases"]].tolist() == [1, 1, 2, 2]
    assert table.loc["tenders", ["alpha", "equal", "units", "cases"]].tolist() == [0, 0.5, 2, 2]


# --- numbers side by side ----------------------------------------------------------------------------------

HEAD = "coding_id, case_id, variable_id, item, value, upper, qualifier, line_start, line_end"
EXACT = "la_serre, members_total, , 12, , exact, 10, 11"


def facts(small, first, second, cases=(("la_serre", "crida2015"),)):
    raw = small(codings="\n".join([HEAD, *first]), second_codings="\n".join([HEAD, *second]))
    found = paired_numbers(raw["codings"], raw["second_codings"], raw.codebook, set(cases))
    assert set(found["verdict"]) <= set(reliability.VERDICTS)
    return [tuple(row) for row in found[["verdict", "first_coding", "second_coding"]].itertuples(index=False)]


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        (EXACT, "equal"),
        ("la_serre, members_total, , 12.0, , exact, 10, 11", "equal"),
        ("la_serre, members_total, , 12, , exact, 14, 15", "equal"),
        ("la_serre, members_total, , 13, , exact, 10, 11", "different"),
        ("la_serre, members_total, , 12, , about, 10, 11", "different"),
        ("la_serre, members_total, , 12, 14, range, 10, 11", "different"),
    ],
)
def test_two_figures_of_one_passage_are_equal_or_different(small, second, verdict):
    assert facts(small, [f"a1, {EXACT}"], [f"b1, {second}"]) == [(verdict, "a1", "b1")]


def test_ranges_are_equal_only_when_both_ends_are(small):
    head = "la_serre, members_total, , 6, {}, range, 10, 11"
    assert facts(small, [f"a1, {head.format(20)}"], [f"b1, {head.format(20)}"]) == [("equal", "a1", "b1")]
    assert facts(small, [f"a1, {head.format(20)}"], [f"b1, {head.format(25)}"]) == [("different", "a1", "b1")]


@pytest.mark.parametrize("second", ["la_serre, members_total, , 12, , exact, 15, 15", "la_serre, members_total, , 12, , exact, 6, 6",
                                    "la_serre, budget, , 12, , exact, 10, 11"])  # fmt: skip
def test_figures_of_distant_passages_or_of_other_variables_are_two_facts(small, second):
    assert sorted(facts(small, [f"a1, {EXACT}"], [f"b1, {second}"])) == [("only_first", "a1", ""), ("only_second", "", "b1")]


def test_equal_figures_are_matched_before_different_ones(small):
    first = ["a1, la_serre, users, library, 30, , exact, 5, 5", "a2, la_serre, users, garden, 40, , exact, 5, 5"]
    second = ["b1, la_serre, users, garden, 40, , exact, 5, 5", "b2, la_serre, users, library, 31, , exact, 5, 5"]
    assert sorted(facts(small, first, second)) == [("different", "a1", "b2"), ("equal", "a2", "b1")]


def test_numbers_of_cases_that_were_not_read_twice_are_left_out(small):
    assert facts(small, [f"a1, {EXACT}", "a2, phares, members_total, , 3, , exact, 3, 3"], []) == [("only_first", "a1", "")]


def test_counts_of_facts_add_up(small):
    raw = small(
        codings="\n".join([HEAD, f"a1, {EXACT}", "a2, la_serre, budget, , 5, , exact, 3, 3"]),
        second_codings="\n".join([HEAD, f"b1, {EXACT}", "b2, la_serre, surface, , 5, , exact, 3, 3"]),
    )  # fmt: skip
    assert bare(reliability.figure_counts(reliability.figures(raw))) == {"facts": 3, "cases": 1, "both": 1, "equal": 1}


def test_a_pole_that_a_study_only_mentions_is_not_compared(raw):
    pairs = reliability.judgements(raw)
    cases = raw["cases"].set_index("case_id")
    assert {cases.loc[case, f"in_{study}"] for case, study in zip(pairs["case_id"], pairs["source_id"], strict=True)} == {"yes"}
    mentioned = raw["second_codings"][raw["second_codings"]["source_id"] == "crida2015"]["case_id"]
    assert "paris_mix" in set(mentioned), "the case this test is about is gone"
