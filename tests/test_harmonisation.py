"""Raw figures made comparable, step by step: each operation by hand, then the real data."""

import math

import pytest

from ptce_helpers import harmonisation
from ptce_helpers.cleaning import clean
from ptce_helpers.evidence import bare
from ptce_helpers.harmonisation import Figure, apply, in_words
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.study import narrow

EN, FR = Labels("en"), Labels("fr")


def euros(low, high=None):
    return Figure(low, low if high is None else high, "EUR")


def percent(low, high=None):
    return Figure(low, low if high is None else high, "percent")


def sample_of(raw, lang="en", studies=("labo2014", "crida2015"), out=(), **rules):
    return Sample(narrow(clean(raw), list(out), list(studies)), raw, Labels(lang), Rules(**rules))


@pytest.fixture(scope="module")
def real(raw):
    return sample_of(raw)


def made(sample):
    """step_id -> the figure after the step."""
    return {step.row["step_id"]: step.after for step in harmonisation.steps(sample)}


# --- each operation -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("operation", "before", "operand", "low", "high", "unit"), [
    ("same_year", percent(20), percent(37), 37, 37, "percent"),
    ("same_scope", percent(45), percent(27), 27, 27, "percent"),
    ("complement", percent(63), None, 37, 37, "percent"),
    ("complement", percent(45, 55), None, 45, 55, "percent"),
    ("complement_at_most", percent(54), None, 0, 46, "percent"),
    ("complement_at_most", percent(65, 75), None, 0, 35, "percent"),
    ("at_least", percent(37), None, 37, 100, "percent"),
    ("at_least", euros(100), None, 100, math.inf, "EUR"),
    ("at_most", percent(30), None, 0, 30, "percent"),
    ("add", euros(30), euros(40), 70, 70, "EUR"),
    ("subtract_amount", euros(100), euros(76), 24, 24, "EUR"),
    ("subtract_amount", euros(50), euros(76), 0, 0, "EUR"),
    ("subtract_if_included", euros(100), euros(40), 60, 100, "EUR"),
    ("subtract_if_included", euros(100), euros(30, 50), 50, 100, "EUR"),
    ("subtract_share", euros(35_000, 748_000), percent(27), 25_550, 546_040, "EUR"),
    ("grow_by", euros(160), percent(25), 200, 200, "EUR"),
    ("per_year", euros(36_000), Figure(4, 4, "years"), 9_000, 9_000, "EUR"),
    ("per_fte", euros(240), Figure(4.8, 4.8, "fte"), 50, 50, "EUR_per_fte"),
    ("share_of", euros(84), euros(240), 35, 35, "percent"),
    ("share_of", euros(10), euros(100, 200), 5, 10, "percent"),
    ("amount_of", percent(54), euros(200), 108, 108, "EUR"),
    ("whole_of_share", euros(9_592), percent(4), 239_800, 239_800, "EUR"),
])  # fmt: skip
def test_each_operation_by_hand(operation, before, operand, low, high, unit):
    found = apply(operation, before, operand)
    assert (pytest.approx(low), pytest.approx(high), unit) == (found.low, found.high, found.unit)


def test_what_cannot_be_compared_has_no_result():
    assert apply("not_comparable", euros(5)) is None


def test_about_and_the_references_of_both_parts_are_handed_on():
    found = apply("add", Figure(1, 1, "EUR", True, ("a1",)), Figure(2, 2, "EUR", False, ("a2",)))
    assert found.about and found.refs == ("a1", "a2")
    assert not apply("add", euros(1), euros(2)).about


@pytest.mark.parametrize(("figure", "english", "french"), [
    (percent(36.5217), "36.5%", "36,5\u00a0%"),
    (Figure(50, 50, "percent", True), "about 50%", "environ 50\u00a0%"),
    (percent(0, 46), "at most 46%", "au plus 46\u00a0%"),
    (percent(37, 100), "at least 37%", "au moins 37\u00a0%"),
    (percent(0, 100), "anything is possible", "tout est possible"),
    (Figure(100_000, math.inf, "EUR"), "at least 100,000\u00a0euros", "au moins 100\u202f000\u00a0euros"),
    (euros(24_850.4, 531_080), "24,850 to 531,080\u00a0euros", "24\u202f850 à 531\u202f080\u00a0euros"),
    (Figure(60_625, 60_625, "EUR_per_fte"), "60,625\u00a0euros per FTE", "60\u202f625\u00a0euros par ETP"),
])  # fmt: skip
def test_a_figure_is_said_no_more_exactly_than_it_is(figure, english, french):
    assert (in_words(figure, EN), in_words(figure, FR)) == (english, french)
    assert in_words(None, EN) is None


# --- chains, on drawn data ------------------------------------------------------------------------------------------------------

CODINGS = """
    coding_id,         case_id,    variable_id,  value,  unit, qualifier, source_id, as_of
    aL.domb_innov.001, domb_innov, budget,       100000, EUR,  about,     labo2014,  2013
    aL.domb_innov.002, domb_innov, public_share, 62,     ,     exact,     labo2014,
"""
STEPS = """
    step_id,           case_id,    variable_id,  applies_to,        operation,      operand,           result_variable, source_id
    hL.domb_innov.001, domb_innov, budget,       aL.domb_innov.001, subtract_share, 20,                budget,          labo2014
    hL.domb_innov.002, domb_innov, budget,       hL.domb_innov.001, add,            5000,              budget,          labo2014
    hL.domb_innov.003, domb_innov, budget,       hL.domb_innov.002, share_of,       aL.domb_innov.001, public_share,    labo2014
    hL.domb_innov.004, domb_innov, public_share, hL.domb_innov.003, at_most,        ,                  public_share,    labo2014
"""


@pytest.fixture
def drawn_sample(small):
    return lambda **rules: sample_of(small(codings=CODINGS, harmonisation=STEPS), **rules)


def test_steps_follow_each_other_and_a_chain_ends_where_the_kind_of_figure_changes(drawn_sample):
    sample = drawn_sample()
    assert [figure.high for figure in made(sample).values()] == [80_000, 85_000, 85, 85]
    assert [[step.row["step_id"][-3:] for step in chain] for chain in harmonisation.ends(sample)] == [["001", "002"], ["001", "002", "003", "004"]]
    assert [len(chain) for chain in harmonisation.ends(sample, ["budget"])] == [2]


def test_a_figure_per_full_time_equivalent_does_not_take_the_place_of_the_figure(small):
    more = STEPS + "    hL.domb_innov.005, domb_innov, budget,       hL.domb_innov.002, per_fte,        4,                 budget,          labo2014\n"
    sample = sample_of(small(codings=CODINGS, harmonisation=more))
    assert [chain[-1].after.high for chain in harmonisation.ends(sample, ["budget"])] == [85_000, 21_250]


def test_raw_and_harmonised_stand_side_by_side_with_the_texts_own_figure(drawn_sample):
    table = harmonisation.side_by_side(drawn_sample())
    assert list(table.frame["raw_figure"]) == ["a label: about 100,000\u00a0euros"] * 2
    assert list(table.frame["harmonised"]) == ["a label: about 85,000\u00a0euros", "a label: at most 85%"]
    assert list(table.frame["steps"]) == ["less the share → added", "less the share → added → as a share of → includes something else: at most"]
    assert table.frame["own_figure"][1] == "62" and bool(table.frame["own_fits"][1]) is True
    assert table.frame["own_figure"].isna()[0], "the figure with which a chain begins does not confirm it"
    assert table.evidence.loc[1, "harmonised"].split() == ["aL.domb_innov.001", "hL.domb_innov.001", "hL.domb_innov.002", "hL.domb_innov.003", "hL.domb_innov.004"]
    assert not (table.evidence == "").any(axis=None)


def test_a_figure_that_contradicts_the_harmonised_one_is_said_to(small):
    raw = small(codings=CODINGS.replace("62, ", "97, "), harmonisation=STEPS)
    assert list(harmonisation.side_by_side(sample_of(raw)).frame["own_fits"])[1:] == [False]
    assert {name: bare(harmonisation.counts(sample_of(raw)))[name] for name in ("compared", "met")} == {"compared": 1, "met": 0}


def test_the_treatment_of_about_reaches_every_step(drawn_sample):
    rounded = made(drawn_sample(about="rounded"))
    assert [rounded["hL.domb_innov.002"].low, rounded["hL.domb_innov.002"].high] == [45_000, 125_000]
    assert set(made(drawn_sample(about="missing")).values()) == {None}
    told = bare(harmonisation.counts(drawn_sample(about="missing")))
    assert told["figures"] == told["ranges"] == 0 and told["others"] == " 2 chains give nothing: the figure is only “about” so much."


def test_a_pole_that_is_left_out_takes_its_steps_with_it(small):
    raw = small(codings=CODINGS, harmonisation=STEPS)
    assert bare(harmonisation.counts(sample_of(raw, out=["domb_innov"])))["n"] == 0
    assert bare(harmonisation.counts(sample_of(raw, studies=["crida2015"])))["n"] == 0
    assert len(harmonisation.each_step(sample_of(raw, out=["domb_innov"])).frame) == 0


# --- the real data ------------------------------------------------------------------------------------------------------------------


def test_real_figures_by_hand(real):
    found = made(real)
    assert found["hL.articulteurs.003"].low == pytest.approx(291_000 / 4.8)  # lines 728-736
    assert (found["hL.culture_cooperation.007"].low, found["hL.culture_cooperation.007"].high) == (38, 100)  # 30 + 40 + 6 of 200 thousand, lines 2193-2198
    assert found["hL.culture_cooperation.005"].low == 24_000
    assert found["hL.domb_innov.003"].low == 36_000 / 4 + 15_000 + 1_500  # lines 2406-2410
    assert found["hL.fontaine_o_livres.004"].low == 161_000 * 1.25  # lines 1573-1574
    assert found["hL.paris_mix.002"].low == pytest.approx(100 * 84 / 230)  # lines 1758-1820
    assert found["hC.lille_metropole_solidaire.001"].low == pytest.approx(9_592 / 0.04)  # lines 838-839 and 1131
    assert (found["hC.lille_metropole_solidaire.003"].low, found["hC.lille_metropole_solidaire.003"].high) == pytest.approx((239_800 * 0.71 - 40_000, 239_800 * 0.71))
    assert (found["hC.phares.001"].low, found["hC.phares.001"].high) == (35_000 * 0.73, 748_000 * 0.73)  # lines 1016, 1019-1021, 1081
    assert found["hC.phares.001"].refs == ("aC.phares.072", "hC.phares.001", "sC.223", "sC.224")


def test_real_figures_that_the_texts_state_themselves_fit(real):
    told = bare(harmonisation.counts(real))
    assert told["compared"] == told["met"] == 4 and told["others"] == ""
    assert told["figures"] + told["ranges"] + told["refused"] == told["chains"] == len(harmonisation.side_by_side(real).frame)


def test_a_share_of_the_members_aggregate_is_not_made_a_share_of_the_budget(real):
    frame = harmonisation.side_by_side(real).frame
    row = frame[frame["raw_figure"].str.contains("at most 10%")].iloc[0]  # lines 308-309
    assert (row["case"], row["harmonised"]) == ("Pôle Sud Aquitain (2014)", "not comparable")


def test_the_language_changes_words_and_no_number(raw, real):
    french = sample_of(raw, "fr")
    assert [(figure.low, figure.high) if figure else None for figure in made(french).values()] == [(figure.low, figure.high) if figure else None for figure in made(real).values()]
    assert set(harmonisation.each_step(french).frame["reason"]) & set(harmonisation.each_step(real).frame["reason"]) == set()


@pytest.mark.parametrize("rules", [{}, {"about": "rounded"}, {"about": "missing", "missing": "drop"}])
def test_no_cell_lacks_its_evidence(raw, rules):
    for table in (harmonisation.each_step(sample_of(raw, **rules)), harmonisation.side_by_side(sample_of(raw, **rules))):
        assert not (table.evidence == "").any(axis=None)
