"""One word for each pole, whichever study says it."""

import pytest

from ptce_helpers import measures
from ptce_helpers.errors import ResearcherError


def test_each_pole_is_there_once_and_the_latest_study_that_says_something_stands(of):
    sample = of()
    assert len(measures.poles(sample)) == 18
    found = {one.case_id: one for one in measures.numbers(sample, "members_total")}
    assert len(found) == 18
    assert (found["domb_innov"].study, found["domb_innov"].low) == ("labo2014", 14)  # asked in 2015 too, which gives none
    assert (found["phares"].study, found["phares"].missing) == ("crida2015", "not_stated")
    codes = {one.case_id: one for one in measures.codes(sample, "own_legal_entity")}
    assert (codes["domb_innov"].study, codes["domb_innov"].value) == ("crida2015", "no")  # both studies say it
    assert (codes["phares"].value, codes["phares"].missing) == ("", "contradictory")


def test_only_poles_that_a_study_asks_are_compared(of):
    sample = of()
    assert len(measures.codes(sample, "governance_configuration")) == 11
    assert len(measures.codes(sample, "territory_type_labo2014")) == 12
    assert set(measures.poles(sample, "governance_configuration", "territory_type_labo2014")) == set()


def test_a_condition_is_answered_yes_no_or_open(of):
    sample = of()
    found = {one.case_id: one.value for one in measures.answers(sample, "self_financing_share>=49")}
    assert found["articulteurs"] == found["lille_metropole_solidaire"] == "yes"
    assert found["de_fil_en_reseaux"] == "no" and found["phares"] == "open"
    assert measures.answer(sample, "articulteurs", "self_financing_share>=49").refs[0].startswith("aL.articulteurs.")


def test_a_condition_that_cannot_be_read_says_how_to_write_it(of):
    with pytest.raises(ResearcherError, match="can't be read"):
        measures.answers(of(), "self_financing_share over 49")
