"""The age of the cooperations, under each reading of what the typology of 2014 says."""

import math

import pytest

from ptce_helpers import ages
from ptce_helpers.ages import Age
from ptce_helpers.cleaning import clean
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.study import narrow

BETWEEN, MORE = Age("", 7, 20, 12, ""), Age("", 11, math.inf, 9, "")


@pytest.mark.parametrize(("youngest", "oldest", "age", "answer"), [(7, 20, BETWEEN, "yes"), (6, 8, BETWEEN, "perhaps"), (21, 25, BETWEEN, "no"), (3, 6, BETWEEN, "no"), (11, 11, MORE, "yes"), (10, 10, MORE, "no")])
def test_an_age_between_limits_meets_a_condition_fails_it_or_may(youngest, oldest, age, answer):
    assert ages.meets(youngest, oldest, age) == answer


@pytest.fixture(scope="module")
def sample(raw):
    return Sample(clean(raw), raw, Labels("en"))


@pytest.fixture(scope="module")
def table(sample):
    return ages.readings(sample)


def test_the_published_ages_are_read_from_the_statements(sample):
    told = ages.published(sample)
    assert [(age.low, age.high, age.poles, age.statement, age.label) for age in told] == [
        (7, 20, 12, "sL.018", "7 to 20 years old"), (11, math.inf, 9, "sL.020", "more than 10 years old")]


def test_no_reading_of_the_years_allows_the_published_numbers(sample, table):
    between = table.frame[table.frame["age"] == "7 to 20 years old"]
    assert len(between) == 4 and (between["n"] == 12).all() and (between["count_high"] < 12).all() and (between["said_of_all"] == 12).all()
    assert bare(ages.counts(table)) == {"n": 8, "allowed": 0}
    assert sample.labels.text("say_ages", **bare(ages.counts(table))).endswith("are possible under 0 of 8 readings of the years.")


def test_every_count_rests_on_its_codings(table, raw):
    for at, row in table.frame.iterrows():
        refs = table.evidence.loc[at, "count_low"].split()
        assert len(refs) == row["count_low"] and set(refs) <= {*raw["codings"]["coding_id"], *raw["second_codings"]["coding_id"]}
        assert row["count_low"] <= row["count_high"] <= row["n"]
    assert set(table.evidence["said_of_all"]) == {"sL.018", "sL.020"}


def test_an_inexact_year_may_only_meet_the_condition_when_it_is_taken_as_rounded(raw):
    exact, rounded = (ages.readings(Sample(clean(raw), raw, Labels("en"), Rules(about=about))).frame for about in ("exact", "rounded"))
    assert (rounded["count_low"] <= exact["count_low"]).all() and (rounded["count_high"] >= exact["count_high"]).all()
    assert not rounded.equals(exact)


@pytest.mark.parametrize(("excluded", "studies"), [([], ["crida2015"]), (["paris_mix"], ["labo2014", "crida2015"])], ids=["the other study", "a pole left out"])
def test_what_is_said_of_all_poles_is_not_held_against_some(raw, excluded, studies):
    some = Sample(narrow(clean(raw), excluded, studies), raw, Labels("en"))
    assert ages.readings(some).frame.empty and bare(ages.counts(ages.readings(some))) == {"n": 0, "allowed": 0}
    assert some.labels.text("say_ages", n=0, allowed=0).startswith("The typology of 2014 speaks of all poles of its study together")
