"""Challenges pole by pole, each pole once, beside what the synthesis asks for."""

from dataclasses import replace

import pandas as pd
import pytest
from sampled import real

from ptce_helpers import challenges
from ptce_helpers.cleaning import clean
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample


@pytest.fixture(scope="module")
def sample(raw):
    return real(raw)


def test_challenges_are_counted_by_pole_and_the_most_shared_comes_first(sample):
    table = challenges.shared(sample).frame
    assert table.loc[0, ["challenge", "poles", "stated_labo2014", "stated_crida2015"]].tolist() == ["Economic model", 8, 8, 0]
    assert table["poles"].is_monotonic_decreasing


def test_a_pole_of_which_both_studies_state_a_challenge_counts_once(raw):
    made = clean(raw)
    again = made.codings.query("variable_id == 'challenge' and value == 'time' and case_id == 'lille_metropole_solidaire'").assign(study="crida2015")
    sample = Sample(replace(made, codings=pd.concat([made.codings, again], ignore_index=True)), raw, Labels("en"))
    assert challenges.shared(sample).frame.set_index("challenge").loc["Time", ["poles", "stated_labo2014", "stated_crida2015"]].tolist() == [5, 5, 1]


def test_each_challenge_stands_beside_the_items_whose_query_asks_for_it(sample):
    table = challenges.shared(sample).frame.set_index("challenge")
    assert table.loc["Time", ["named_challenges", "named_swot"]].tolist() == ["Lack of time", "Time of leaders and employees"]
    assert table.loc["Public support", ["named_challenges", "named_swot"]].isna().all()


def test_every_cell_leads_to_data(sample):
    traced = challenges.shared(sample)
    assert not (traced.evidence == "").any(axis=None)
    time = traced.frame.index[traced.frame["challenge"] == "Time"][0]
    assert traced.evidence.at[time, "named_challenges"] == "pL.018"
    assert len(traced.evidence.at[time, "poles"].split()) == 5


def test_sentences_count_without_the_rest_code(sample):
    said = bare(challenges.summary(sample))
    assert (said["n"], said["most"], said["count"], said["stating"], said["poles"]) == (13, "“Economic model”", 8, 11, 18)
    left = bare(challenges.left_out(sample))
    assert left == {"n": 3, "left": "Public support (5 poles), Communication (3 poles) and Premises (1 pole)"}


def test_the_study_that_states_no_challenge_has_none_and_a_study_left_out_no_column(raw):
    silent = real(raw, studies=["crida2015"])
    assert challenges.shared(silent).frame.empty and bare(challenges.summary(silent))["n"] == bare(challenges.left_out(silent))["n"] == 0
    assert "stated_crida2015" not in challenges.shared(real(raw, studies=["labo2014"])).frame


def test_a_pole_left_out_takes_its_challenges_along(raw):
    table = challenges.shared(real(raw, excluded=["articulteurs"])).frame.set_index("challenge")
    assert table.loc["Economic model", "poles"] == 7 and "Personalisation" not in table.index
