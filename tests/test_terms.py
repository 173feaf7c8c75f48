"""Terms are written as R QCA writes them, read back, and cases belong to them as fuzzy and crisp sets say."""

import numpy as np
import pandas as pd
import pytest

from ptce_helpers import terms
from ptce_helpers.errors import NotFound, ResearcherError

NAMES = ["DEV", "URB", "IND"]
FUZZY = pd.DataFrame({"DEV": [0.9, 0.2, 0.6], "URB": [0.3, 0.1, 1.0], "IND": [0.0, 0.4, 0.7]}, index=["la_serre", "phares", "archer"])
MULTI = pd.DataFrame({"DEV": [2, 0, 1], "URB": [1, 0, 1]}, index=["la_serre", "phares", "archer"])


def test_binary_terms_use_names_and_tildes_and_others_use_values_for_all():
    assert terms.write((1, -1, 0), NAMES, (2, 2, 2)) == "DEV*~IND"
    assert terms.write((1, -1, 0), NAMES, (3, 2, 2)) == "DEV[1]*IND[0]"


def test_term_without_conditions_is_written_1_and_read_back():
    assert terms.write((-1, -1, -1), NAMES, (2, 2, 2)) == "1"
    assert terms.read("1", NAMES) == [(-1, -1, -1)]


def test_terms_are_sorted_by_their_number_of_conditions_then_by_value_with_left_out_last():
    cubes = [(1, 0, 1), (-1, 1, 0), (1, -1, 0), (-1, -1, 1), (0, 1, -1), (-1, 0, -1)]
    assert terms.model(cubes, NAMES, (2, 2, 2)) == ["~URB", "IND", "~DEV*URB", "DEV*~IND", "URB*~IND", "DEV*~URB*IND"]


@pytest.mark.parametrize("text", ["DEV*~IND + URB", "~DEV+~URB*IND", " DEV * URB  +1"])
def test_binary_expressions_are_read_back(text):
    said = " + ".join(terms.write(cube, NAMES, (2, 2, 2)) for cube in terms.read(text, NAMES))
    assert said.replace(" ", "") == text.replace(" ", "")


def test_values_are_read_and_mean_the_same_as_names_where_there_are_two():
    assert terms.read("DEV[2]*URB[0] + IND", NAMES) == [(2, 0, -1), (-1, -1, 1)]
    assert terms.read("DEV[1]*IND[0]", NAMES) == terms.read("DEV*~IND", NAMES)


def test_unknown_condition_is_refused_with_the_nearest_name():
    with pytest.raises(NotFound, match=r"(?s)names 'UBR', which is no condition.*did you mean 'URB'"):
        terms.read("DEV*UBR", NAMES)


@pytest.mark.parametrize("text", ["", "DEV +", "DEV**IND", "(DEV + URB)*IND", "~DEV[2]", "DEV[x]", "~", "2"])
def test_what_is_no_sum_of_terms_is_refused(text):
    with pytest.raises(ResearcherError, match="can't be read at"):
        terms.read(text, NAMES)


def test_two_values_of_a_condition_in_one_term_are_refused():
    with pytest.raises(ResearcherError, match=r"'DEV\*~DEV' asks for two values of DEV"):
        terms.read("URB + DEV*~DEV", NAMES)
    assert terms.read("DEV*DEV", NAMES) == [(1, -1, -1)]


def test_fuzzy_membership_is_the_least_in_the_term_and_the_greatest_in_the_sum():
    found = terms.memberships("DEV*~IND + URB", FUZZY)
    assert list(found.columns) == ["DEV*~IND", "URB", "expression"]
    np.testing.assert_allclose(found["DEV*~IND"], [0.9, 0.2, 0.3])  # min(.9, 1), min(.2, .6), min(.6, .3)
    np.testing.assert_allclose(found["expression"], [0.9, 0.2, 1.0])


def test_membership_in_a_value_is_whether_the_case_has_it():
    found = terms.memberships("DEV[1]*URB[1] + DEV[2] + ~DEV", MULTI)
    assert found["expression"].tolist() == [1.0, 1.0, 1.0]
    assert found["DEV[1]*URB[1]"].tolist() == [0.0, 0.0, 1.0] and found["DEV[2]"].tolist() == [1.0, 0.0, 0.0]


def test_value_that_no_case_has_holds_no_case():
    assert terms.memberships("URB[2]", MULTI)["expression"].tolist() == [0.0, 0.0, 0.0]


def test_every_case_belongs_to_the_term_without_conditions():
    assert terms.membership((-1, -1, -1), FUZZY).tolist() == [1.0, 1.0, 1.0]


def test_missing_membership_names_case_and_condition():
    data = FUZZY.assign(URB=[0.3, np.nan, 1.0])
    with pytest.raises(ResearcherError, match="Case phares has no membership in URB"):
        terms.memberships("DEV*URB", data)
    assert len(terms.memberships("DEV*IND", data)) == 3  # a condition that the term does not name is not asked for


@pytest.mark.parametrize("value", [-0.1, 1.5])
def test_what_is_no_membership_is_refused(value):
    with pytest.raises(ResearcherError, match=f"Case archer has {value} in IND, which is neither"):
        terms.memberships("IND", FUZZY.assign(IND=[0.0, 1.0, value]))
