"""Counts, shares and middle values over a few poles: worked out by hand on small data, and read off the real ones."""

import math

import pandas as pd
import pytest

from ptce_helpers import notes, summaries, values
from ptce_helpers.cleaning import clean
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample

# Three poles are in the study of 2015: domb_innov, la_serre, phares; the first is in that of 2014 too.
MEMBERS = """
    case_id,    variable_id,   value, qualifier, source_id,  status
    domb_innov, members_total, 20,    about,     crida2015,  stated
    la_serre,   members_total, 12,    exact,     crida2015,  stated
    phares,     members_total, ,      ,          crida2015,  chart_only
    domb_innov, members_total, 14,    at_least,  labo2014,   stated
"""
CODES = """
    case_id,    variable_id, value,    source_id, status
    domb_innov, charter,     yes,      crida2015, stated
    la_serre,   charter,     no,       crida2015, stated
    phares,     charter,     ,         crida2015, not_stated
    domb_innov, leader,      founders, crida2015, stated
    domb_innov, leader,      manager,  crida2015, stated
    phares,     leader,      manager,  crida2015, stated
"""


@pytest.fixture
def sampled(small):
    """``sampled(codings, about="rounded")`` is a sample of the small data under some rules."""

    def make(codings, lang="en", statements="", **rules):
        raw = small(codings=codings, statements=statements)
        return Sample(clean(raw), raw, Labels(lang), Rules(**rules))

    return make


@pytest.fixture(scope="module")
def real(raw):
    return Sample(clean(raw), raw, Labels("en"), Rules())


def row(table, **wanted):
    """The one row of a table that has some values."""
    frame = table.frame
    for name, value in wanted.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1, frame
    return frame.iloc[0].to_dict()


def refs(table, column, **wanted):
    frame = table.frame
    for name, value in wanted.items():
        frame = frame[frame[name] == value]
    return table.evidence.loc[frame.index[0], column].split()


# --- shares ------------------------------------------------------------------------------------------------


def test_a_yes_is_counted_with_its_bounds_and_without_one_pole(sampled):
    found = row(summaries.shares(sampled(CODES), ["charter"]), code="yes", study="crida2015")
    assert (found["n"], found["answered"], found["count"], found["share"]) == (3, 2, 1, 50.0)
    assert (found["count_low"], found["count_high"]) == (1, 2), "the silent pole may have one"
    assert (found["share_low"], found["share_high"]) == pytest.approx((100 / 3, 200 / 3))
    assert (found["without_low"], found["without_high"]) == (0, 100), "without the one that has it, and without the one that has not"
    assert found["missing_not_stated"] == 1 and found["missing_chart_only"] == 0


def test_the_interval_is_that_of_wilson(sampled):
    """E. B. Wilson (1927), for 1 of 2 at 90 percent: (p + z2/2n -+ z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n)."""
    found = row(summaries.shares(sampled(CODES), ["charter"]), code="yes", study="crida2015")
    z = 1.6448536269514722
    half = z * math.sqrt(0.25 / 2 + z * z / 16) / (1 + z * z / 2)
    assert (found["interval_low"], found["interval_high"]) == pytest.approx((100 * (0.5 - half), 100 * (0.5 + half)))


def test_of_a_variable_with_several_codes_any_pole_may_have_one_that_its_text_does_not_name(sampled):
    table = summaries.shares(sampled(CODES), ["leader"])
    manager, founders = row(table, code="manager", study="crida2015"), row(table, code="founders")
    assert (manager["count"], manager["count_high"]) == (2, 3) and (founders["count"], founders["count_high"]) == (1, 3)
    assert list(table.frame["code"])[1:] == ["manager", "founders"], "the most frequent first"


def test_what_no_text_says_is_a_row_of_its_own(sampled):
    found = row(summaries.shares(sampled(CODES), ["charter"]), study="labo2014")
    assert pd.isna(found["code"]) and (found["n"], found["answered"], found["count"], found["count_high"]) == (1, 0, 0, 1)
    assert math.isnan(found["share"]) and math.isnan(found["interval_low"])


def test_a_pole_that_the_question_does_not_concern_is_no_possible_one(sampled):
    changed = CODES.replace("phares,     charter,     ,         crida2015, not_stated", "phares,     charter,     ,         crida2015, not_applicable")
    found = row(summaries.shares(sampled(changed), ["charter"]), code="yes")
    assert (found["count_high"], found["missing_not_applicable"], found["share_high"]) == (1, 1, 50.0)


def test_dropping_what_is_missing_leaves_out_the_bounds_and_nothing_else(sampled):
    kept, dropped = (summaries.shares(sampled(CODES, missing=how), ["charter"]).frame for how in ("bounds", "drop"))
    assert [name for name in kept if name not in dropped] == ["count_low", "count_high", "share_low", "share_high"]
    assert kept[list(dropped.columns)].equals(dropped)


def test_each_cell_rests_on_its_codings(sampled):
    table = summaries.shares(sampled(CODES), ["charter"])
    assert refs(table, "count", code="yes") == ["a1"] and refs(table, "answered", code="yes") == ["a1", "a2"]
    assert refs(table, "n", code="yes") == ["a1", "a2", "a3"] and refs(table, "missing_not_stated", code="yes") == ["a3"]
    assert refs(table, "n", study="labo2014") == ["domb_innov/labo2014/charter"], "silence has no coding of its own here"


def test_that_there_is_none_rests_on_all_that_were_asked(sampled):
    for table in (summaries.shares(sampled(CODES), ["charter", "tenders"]), summaries.numbers(sampled(MEMBERS), ["members_total"])):
        assert (table.frame.notna() <= (table.evidence != "")).all(axis=None)
    assert refs(summaries.shares(sampled(CODES), ["charter"]), "missing_chart_only", code="yes") == ["a1", "a2", "a3"]


def test_shares_without_one_case():
    assert summaries.without_one(1, 2) == [0, 1] and summaries.without_one(3, 3) == [1] and summaries.without_one(0, 4) == [0]
    assert summaries.without_one(1, 1) == []


# --- numbers -----------------------------------------------------------------------------------------------


def test_numbers_as_they_stand_with_bounds_over_all_poles(sampled):
    found = row(summaries.numbers(sampled(MEMBERS), ["members_total"]), study="crida2015")
    assert (found["n"], found["answered"], found["min"], found["median"], found["mean"], found["max"]) == (3, 2, 12, 16, 16, 20)
    assert (found["median_low"], found["median_high"]) == (12, 20), "the third may be any number"
    assert (found["mean_low"], found["mean_high"]) == (pytest.approx(32 / 3), math.inf)
    assert (found["without_low"], found["without_high"]) == (12, 20)
    assert (found["missing_chart_only"], found["qualifier_about"], found["said_of_all"]) == (1, 1, None)


@pytest.mark.parametrize(("about", "answered", "median", "inexact"), [("exact", 2, (12, 20), 1), ("rounded", 2, (12, 25), 1), ("missing", 1, (0, math.inf), 0)])
def test_about_twenty_is_taken_as_the_parameter_says(sampled, about, answered, median, inexact):
    found = row(summaries.numbers(sampled(MEMBERS, about=about), ["members_total"]), study="crida2015")
    assert (found["answered"], found["qualifier_about"], found["missing_about"]) == (answered, inexact, 1 - inexact)
    assert (found["median_low"], found["median_high"]) == median


def test_at_least_has_no_upper_end(sampled):
    found = row(summaries.numbers(sampled(MEMBERS), ["members_total"]), study="labo2014")
    assert (found["median_low"], found["median_high"], found["qualifier_at_least"]) == (14, math.inf, 1)


def test_at_most_begins_at_nothing_and_about_never_falls_below(sampled):
    said = MEMBERS.replace("14,    at_least", "14,    at_most ")
    assert [(v.low, v.high) for v in values.of_variable(sampled(said), "members_total", "labo2014")] == [(0, 14)]
    none = MEMBERS.replace("14,    at_least", "0,     about   ")
    assert [(v.low, v.high) for v in values.of_variable(sampled(none, about="rounded"), "members_total", "labo2014")] == [(0, 0.5)]


def test_without_the_missing_ones_the_bounds_are_those_of_the_stated(sampled):
    found = row(summaries.numbers(sampled(MEMBERS, missing="drop", about="rounded"), ["members_total"]), study="crida2015")
    assert (found["median_low"], found["median_high"]) == ((12 + 15) / 2, (12 + 25) / 2)


SAID = """
    statement_id, subject,       statistic, value, qualifier, n, condition, unit
    s1,           members_total, min,       8,     exact,     3, ,
    s2,           members_total, max,       {top}, exact,     3, ,
    s3,           members_total, count,     1,     exact,     3, more than 15 members,
    s4,           members_total, mean,      99,    about,     3, ,
    s5,           members_total, max,       50,    exact,     3, of another kind,
    s0,           members_total, min,       2,     exact,     3, , percent
"""


def test_what_is_published_of_all_poles_narrows_the_bounds(sampled):
    sample = sampled(MEMBERS, statements=SAID.format(top=20))
    assert values.published(sample, "members_total", "crida2015") == values.Published(8, 20, None, ((15, 1),), ("s1", "s2", "s3"))  # neither another kind, nor about, nor a share
    found = row(summaries.numbers(sample, ["members_total"]), study="crida2015")
    assert (found["median_low"], found["median_high"], found["mean_low"]) == (12, 12, pytest.approx(40 / 3)), "the third must be the smallest, 8"
    assert found["said_of_all"] == "narrows the bounds"


def test_what_is_published_and_contradicts_a_pole_is_said_and_not_used(sampled):
    found = row(summaries.numbers(sampled(MEMBERS, statements=SAID.format(top=18)), ["members_total"]), study="crida2015")
    assert found["said_of_all"] == "contradicts a pole’s own figure, not used" and found["mean_high"] == math.inf


def test_a_figure_said_of_more_poles_than_the_sample_has_is_not_used(sampled):
    sample = sampled(MEMBERS, statements=SAID.format(top=20).replace("exact,     3", "exact,     4"))
    assert not values.published(sample, "members_total", "crida2015")


@pytest.mark.parametrize(("value", "half"), [(20, 5), (245_000, 500), (15, 0.5), (4.8, 0.05), (100, 50), (0, 0.5)])
def test_half_a_unit_of_the_last_digit(value, half):
    assert values.half_unit(value) == pytest.approx(half)


@pytest.mark.parametrize(("year", "years"), [(1994, (1993, 1995)), (1990, (1990, 1999))])
def test_about_a_year_is_a_year_more_or_less_or_its_decade(year, years):
    assert values.about_year(year) == years


def test_an_inexact_year_is_treated_as_a_year(sampled):
    said = "case_id, variable_id, value, qualifier\nphares, founded, 1990, about\n"
    assert [(v.low, v.high) for v in values.of_variable(sampled(said, about="rounded"), "founded", "crida2015") if v.stated] == [(1990, 1999)]


# --- the real data -----------------------------------------------------------------------------------------


def test_the_budgets_of_2015_are_bounded_by_what_is_published(real):
    found = row(summaries.numbers(real, ["budget_pole"]), study="crida2015")
    assert (found["n"], found["answered"], found["median_low"], found["median_high"]) == (11, 0, 35_000, 354_400)
    assert refs(summaries.numbers(real, ["budget_pole"]), "median_high", study="crida2015")[-3:] == ["sC.223", "sC.224", "sC.225"]


def test_five_poles_of_2015_have_a_charter_and_six_texts_are_silent(real):
    found = row(summaries.shares(real, ["charter"]), code="Yes", study="crida2015")
    assert (found["n"], found["count"], found["answered"], found["count_high"], found["missing_not_stated"]) == (11, 5, 5, 11, 6)


def test_the_note_of_a_figure_counts_poles_and_what_is_missing(real, raw):
    assert notes.of_variables(real, ["charter"]) == (
        "12 poles of the 2014 study and 11 poles of the 2015 study. Missing: 12 values of 23 (12 not stated). Source: codings of "
        "Le Labo de l’ESS, case studies, 2014 and CRIDA for Le Labo de l’ESS, characterisation, 2015.")
    french = Sample(real.clean, raw, Labels("fr"))
    assert "Manquent\u00a0: 12 valeurs sur 23 (12 non précisés)." in notes.of_variables(french, ["charter"])


def test_a_study_without_poles_is_not_in_the_note(real):
    assert notes.say(real, {"labo2014": 0, "crida2015": 11}, {}, 11).startswith("11 poles of the 2015 study. No value is missing. Source")


def test_a_variable_of_one_study_is_asked_of_its_poles_only(real):
    assert real.asked("governance_configuration", "labo2014") == [] and len(real.asked("governance_configuration", "crida2015")) == 11
    assert set(summaries.shares(real, ["governance_configuration"]).frame["study"]) == {"crida2015"}
