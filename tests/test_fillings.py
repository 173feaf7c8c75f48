"""All completions of a table where they are few, a seeded sample with its number where they are many."""

import numpy as np
import pandas as pd
import pytest
from test_mca import FOUR, SILENT, table

from ptce_helpers.errors import ResearcherError
from ptce_helpers.fillings import completions
from ptce_helpers.mca import mca


def test_all_completions_are_gone_through():
    found = completions(SILENT)
    assert (found.total, found.shown, found.exhaustive, len(found)) == (4, 4, True, 4)
    assert found.silences == [("b", "place"), ("c", "size")]
    tables = list(found)
    assert {(one.loc["b", "place"], one.loc["c", "size"]) for one in tables} == {("rural", "big"), ("rural", "small"), ("town", "big"), ("town", "small")}
    assert all((one == SILENT).sum().sum() == 10 for one in tables), "what is stated stays"
    assert SILENT.isna().sum().sum() == 2


def test_a_table_without_silences_is_its_only_completion():
    found = completions(FOUR)
    assert found.total == 1 and [one.equals(FOUR.astype(object)) for one in found] == [True]


def test_many_completions_are_sampled_by_a_seed_and_their_number_is_said():
    silent = pd.DataFrame({name: ["p", "q", "r", *[None] * 9] for name in "abcd"}, index=list("ABCDEFGHIJKL"))
    found = completions(silent, most=50, seed=3)
    assert (found.total, found.shown, found.exhaustive) == (3**36, 50, False)
    assert found.fillings == completions(silent, most=50, seed=3).fillings != completions(silent, most=50, seed=4).fillings
    shares = np.unique(np.array(found.fillings), return_counts=True)[1] / (50 * 36)
    np.testing.assert_allclose(shares, 1 / 3, atol=0.05)


def test_every_completion_can_be_analysed():
    assert [len(mca(one).row_coordinates) for one in completions(SILENT)] == [4] * 4


def test_variable_that_no_case_states_cant_be_completed():
    with pytest.raises(ResearcherError, match="variable size: no case states it"):
        completions(table("form size\na coop ?\nb asso ?\nc asso ?"))
