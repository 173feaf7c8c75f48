"""The age of the cooperations, under each reading of what the typology of 2014 says."""

import pytest

from ptce_helpers import ages
from ptce_helpers.cleaning import clean
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample


@pytest.mark.parametrize(("youngest", "oldest", "wanted", "answer"), [(7, 20, (7, 20), "yes"), (6, 8, (7, 20), "perhaps"), (21, 25, (7, 20), "no"), (3, 6, (7, 20), "no"), (11, 11, (11, 200), "yes")])
def test_an_age_between_limits_meets_a_condition_fails_it_or_may(youngest, oldest, wanted, answer):
    assert ages.meets(youngest, oldest, wanted) == answer


@pytest.fixture(scope="module")
def table(raw):
    return ages.readings(Sample(clean(raw), raw, Labels("en")))


def test_no_reading_of_the_years_gives_all_poles_seven_to_twenty_years(table):
    said = table.frame[table.frame["age"] == "7 to 20 years old"]
    assert len(said) == 4 and (said["n"] == 12).all() and (said["count_high"] < 12).all()


def test_every_count_rests_on_its_codings(table, raw):
    for at, row in table.frame.iterrows():
        refs = table.evidence.loc[at, "count_low"].split()
        assert len(refs) == row["count_low"] and set(refs) <= {*raw["codings"]["coding_id"], *raw["second_codings"]["coding_id"]}
        assert row["count_low"] <= row["count_high"] <= row["n"]


def test_an_inexact_year_may_only_meet_the_condition_when_it_is_taken_as_rounded(raw):
    exact, rounded = (ages.readings(Sample(clean(raw), raw, Labels("en"), Rules(about=about))).frame for about in ("exact", "rounded"))
    assert (rounded["count_low"] <= exact["count_low"]).all() and (rounded["count_high"] >= exact["count_high"]).all()
    assert not rounded.equals(exact)


def test_without_the_study_of_2014_there_is_nothing_to_count(raw):
    from ptce_helpers.study import narrow

    assert ages.readings(Sample(narrow(clean(raw), [], ["crida2015"]), raw, Labels("en"))).frame.empty


def test_in_words_no_reading_gives_all_poles_the_published_age(raw, table):
    sample = Sample(clean(raw), raw, Labels("en"))
    assert ages.counts(sample, table) == {"n": 4, "all": 0, "nine": 0, "most": 8}
    assert sample.labels.text("say_ages", **ages.counts(sample, table)).startswith("Readings under which all poles can be 7 to 20 years old: 0 of 4.")
