"""Rows, cuts and remainders by hand; data that would make a truth table say something else than it seems to are refused by name."""

import numpy as np
import pandas as pd
import pytest
from qca import data, lf, made

from ptce_helpers import configurations, sets
from ptce_helpers.errors import DataError, NotFound, ParameterError
from ptce_helpers.truth_tables import covered, numbered, truth_table, values

FUZZY = pd.DataFrame({"A": [0.9, 0.2, 0.7, 0.4], "B": [0.6, 0.8, 0.1, 0.3], "Y": [0.8, 0.3, 0.6, 0.1]}, index=["p", "q", "r", "s"])


def test_rows_of_a_small_fuzzy_table_by_hand():
    """Membership of p, q, r, s in A*B: 0.6, 0.2, 0.1, 0.3; with Y: 0.6, 0.2, 0.1, 0.1; with Y and ~Y: 0.2, 0.2, 0.1, 0.1."""
    rows = truth_table(FUZZY, "Y", ["A", "B"], 0.75).rows
    assert rows[["A", "B"]].to_numpy().tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]] and rows.index.to_list() == [1, 2, 3, 4]
    assert rows["cases"].to_list() == ["s", "q", "r", "p"]
    assert rows.at[4, "incl"] == pytest.approx(1.0 / 1.2) and rows.at[4, "PRI"] == pytest.approx((1.0 - 0.6) / (1.2 - 0.6))
    assert rows.at[3, "incl"] == pytest.approx(1.3 / 1.7), "A*~B: 0.4, 0.2, 0.7, 0.4"
    assert rows["OUT"].to_list() == ["0", "0", "1", "1"]


def test_a_cut_is_reached_within_rounding():
    """0.1 + 0.7 is 0.7999999999999999."""
    cases = pd.DataFrame({"A": [1, 1, 1, 0], "Y": [0.8, 0.8, 0.1 + 0.7, 0]}, index=list("abcd"))
    assert cases["Y"].sum() / 3 < 0.8
    assert truth_table(cases, "Y", ["A"], 0.8).rows.at[2, "OUT"] == "1"
    assert truth_table(cases, "Y", ["A"], 0.8001).rows.at[2, "OUT"] == "0"
    assert truth_table(cases, "Y", ["A"], (0.9, 0.8)).rows.at[2, "OUT"] == "C"


def test_cuts_decide_positive_contradictory_negative_and_remainder():
    rows = lf(incl_cut=(0.8, 0.5)).rows
    assert rows.loc[rows["OUT"] == "C"].index.to_list() == [5, 6, 24]
    assert lf(incl_cut=(0.5, 0.8)).rows.equals(rows), "the order of the two cuts does not matter"
    assert lf(pri_cut=0.75).rows.loc[[22, 32], "OUT"].to_list() == ["0", "1"]
    rare = lf(n_cut=3).rows
    assert rare.loc[[22, 32], "OUT"].to_list() == ["?", "1"] and rare.at[22, "n"] == 2, "too few cases make a remainder; they stay visible"
    assert lf().limited_diversity == pytest.approx(23 / 32)


def test_truth_values_are_as_good_as_numbers():
    cases = made(A="00112", B="01010", Y="01110")
    rows = truth_table(cases.assign(B=cases["B"].astype(bool), Y=cases["Y"].astype(bool)), "Y", ["A", "B"]).rows
    assert rows.equals(truth_table(cases, "Y", ["A", "B"]).rows)


def test_negated_outcome_and_one_of_several_values():
    cases = made(A="0011", B="0101", Y="0122")
    assert truth_table(cases, "Y[2]", ["A", "B"]).rows["OUT"].to_list() == ["0", "0", "1", "1"]
    assert truth_table(cases, "~Y[2]", ["A", "B"]).rows["OUT"].to_list() == ["1", "1", "0", "0"]
    crisp = made(A="0011", B="0101", Y="0011")
    assert truth_table(crisp, "~Y", ["A", "B"]).rows["OUT"].equals(truth_table(crisp, "Y[0]", ["A", "B"]).rows["OUT"])
    with pytest.raises(ParameterError, match=r"more than two values(.|\n)*Y\[1\]"):
        truth_table(cases, "Y", ["A", "B"])


def test_all_combinations_are_listed_up_to_fifteen_conditions_then_the_observed_ones():
    rng = np.random.default_rng(3)
    cases = pd.DataFrame(rng.integers(0, 2, (40, 17)), columns=[f"X{number}" for number in range(16)] + ["Y"])
    assert len(truth_table(cases, "Y", [f"X{number}" for number in range(15)]).rows) == 2**15
    many = truth_table(cases, "Y", [f"X{number}" for number in range(16)])
    assert len(many.rows) == 40 and many.size == 2**16 and (many.rows["n"] == 1).all()
    assert many.rows.index.to_list() == sorted(numbered(many.sets.corners, many.levels))


def test_numbers_of_rows_go_both_ways_and_follow_expressions():
    levels = (3, 2, 2)
    assert numbered(values(range(1, 13), levels), levels).tolist() == list(range(1, 13))
    assert covered([(2, -1, 0), (2, 1, -1)], levels) == [9, 11, 12]
    assert covered([], levels) == []
    assert lf().matching("DEV*URB*~LIT + ~DEV*URB*~LIT*IND") == [11, 12, 25, 26, 27, 28]


def test_the_row_of_a_case():
    assert configurations.row_of(lf(), "SE") == 24
    with pytest.raises(NotFound, match="no case 'XX'"):
        configurations.row_of(lf(), "XX")


def with_value(case, name, value):
    return FUZZY.assign(**{name: FUZZY[name].astype(float).where(FUZZY.index != case, value)})


@pytest.mark.parametrize(
    ("cases", "conditions", "kind", "said"),
    [
        (FUZZY, ["A", "BB"], NotFound, "no column 'BB'(.|\n)*'B'|no column 'BB'(.|\n)*choose one of: A, B, Y"),
        (with_value("q", "B", np.nan), ["A", "B"], DataError, "case q has no membership in B"),
        (FUZZY.assign(B=np.nan), ["A", "B"], DataError, "All values are missing in: B"),
        (with_value("r", "A", 1.2), ["A", "B"], DataError, r"case r has 1.2 in A(.|\n)*calibrate first"),
        (with_value("r", "A", -0.1), ["A", "B"], DataError, "case r has -0.1 in A"),
        (with_value("r", "Y", 3.5), ["A", "B"], DataError, "case r has 3.5 in Y"),
        (with_value("s", "B", 0.5), ["A", "B"], DataError, "case s has exactly 0.5 in B"),
        (with_value("s", "Y", 0.5), ["A", "B"], DataError, "case s has exactly 0.5 in Y"),
        (FUZZY.assign(B=0.7), ["A", "B"], DataError, r"the condition B is the same \(0.7\) in all cases"),
        (FUZZY.assign(Y=1), ["A", "B"], DataError, "All 4 cases have the same membership, 1, in the outcome Y: one of the groups to compare is empty"),
        (FUZZY.assign(B=FUZZY["A"]), ["A", "B"], DataError, "the conditions A and B are the same in all cases"),
        (FUZZY.rename(columns={"B": "A"}), ["A"], DataError, "Columns stand in the data twice: A"),
        (FUZZY.rename(index={"q": "p"}), ["A", "B"], DataError, "Cases stand in the data twice: p"),
        (FUZZY.rename(index={"p": np.nan, "q": np.nan}), ["A", "B"], DataError, "2 cases have no name"),
        (FUZZY.iloc[:1], ["A", "B"], DataError, "no comparison with 1 case"),
        (FUZZY.iloc[:0], ["A", "B"], DataError, "no comparison with 0 cases"),
        (FUZZY, ["A", "B", "Y"], ParameterError, "The outcome Y is also among the conditions"),
        (FUZZY, ["A", "A"], ParameterError, "Conditions are named twice: A"),
        (FUZZY, [], ParameterError, "no conditions"),
        (FUZZY.assign(B=["no", "yes", "no", "no"]), ["A", "B"], DataError, "hold no numbers: B"),
        (FUZZY.rename(columns={"B": "incl"}), ["A", "incl"], ParameterError, "can't be called incl"),
    ],
)
def test_data_that_cannot_be_analysed_are_refused_by_name(cases, conditions, kind, said):
    with pytest.raises(kind, match=said):
        truth_table(cases, "Y", conditions)


def test_more_conditions_than_cases_are_refused():
    cases = made(A="0110", B="0011", C="0101", D="1000", E="1110", Y="0011")
    with pytest.raises(DataError, match="5 conditions for 4 cases"):
        truth_table(cases, "Y", list("ABCDE"))


def test_all_faults_of_the_sets_come_together():
    with pytest.raises(DataError, match="case p has exactly 0.5 in A, .*; case s has exactly 0.5 in B, .*; the condition C is the same"):
        truth_table(with_value("p", "A", 0.5).assign(B=with_value("s", "B", 0.5)["B"], C=1), "Y", ["A", "B", "C"])


@pytest.mark.parametrize("how", [{"incl_cut": 1.2}, {"incl_cut": (0.8, 0.5, 0.2)}, {"incl_cut": "high"}, {"incl_cut": None}, {"incl_cut": ()}, {"pri_cut": -0.1}, {"pri_cut": np.nan}])
def test_cuts_out_of_range_are_refused(how):
    with pytest.raises(ParameterError, match="choose a number from 0 to 1"):
        truth_table(FUZZY, "Y", ["A", "B"], **how)


@pytest.mark.parametrize("n_cut", [0, 1.5, np.nan, "2"])
def test_a_frequency_cut_is_a_number_of_cases(n_cut):
    with pytest.raises(ParameterError, match="at least 1"):
        truth_table(FUZZY, "Y", ["A", "B"], n_cut=n_cut)


def test_outcome_that_cannot_be_read_is_refused():
    with pytest.raises(ParameterError, match="outcome 'A~' can't be read"):
        truth_table(FUZZY, "A~", ["A", "B"])


def test_necessity_and_fit_allow_what_only_a_truth_table_refuses():
    cases = with_value("s", "B", 0.5).assign(C=1)
    found = configurations.necessity(cases, "Y", ["B", "C"])
    assert found.loc["C"].to_list() == pytest.approx([1, 0, 1.8 / 4]), "trivially necessary: no relevance"
    assert configurations.fit(cases, "B*C", "Y").at["B*C", "inclS"] == pytest.approx((0.6 + 0.3 + 0.1 + 0.1) / 2.0)
    with pytest.raises(DataError, match="case q has no membership in B"):
        configurations.necessity(with_value("q", "B", np.nan), "Y", ["A", "B"])
    with pytest.raises(NotFound, match="names 'AA'"):
        configurations.fit(cases, "AA*B", "Y")
    with pytest.raises(NotFound, match=r"'A\[2\]' names the value 2 of A, which no case has"):
        configurations.fit(cases, "A[2]", "Y")
    with pytest.raises(NotFound, match="names the value 3 of DEV"):
        lf().matching("URB[0]*DEV[3]")
    with pytest.raises(ParameterError, match="no relation 'sufficent'"):
        configurations.fit(cases, "A", "Y", "sufficent")


def test_necessity_of_each_value_of_a_multi_value_condition():
    found = configurations.necessity(data("LM.csv"), "SURV", ["DEV", "STB"])
    assert found.index.to_list() == ["DEV[0]", "DEV[1]", "DEV[2]", "STB[0]", "STB[1]"]
    assert found["inclN"].to_list() == [0, 3 / 8, 5 / 8, 0, 1]


def test_too_many_combinations_are_refused_with_their_number_unless_they_are_short():
    cases = pd.DataFrame(np.random.default_rng(1).integers(0, 2, (30, 15)), columns=[*"ABCDEFGHIJKLMN", "Y"])
    with pytest.raises(ParameterError, match="4,782,968 combinations of up to 14 of 14"):
        configurations.sufficient_combinations(cases, "Y", list("ABCDEFGHIJKLMN"))
    assert len(configurations.sufficient_combinations(cases, "Y", list("ABCDEFGHIJKLMN"), 0, depth=1)) == 28
    with pytest.raises(ParameterError, match="depth of at least 1"):
        configurations.necessary_combinations(cases, "Y", ["A"], depth=-1)


def test_memberships_in_terms_are_those_of_the_least_literal():
    found = sets.read(FUZZY, "~Y", ["A", "B"])
    assert found.members(np.array([[1, 0], [-1, 1], [-1, -1]])) == pytest.approx(np.array([[0.4, 0.6, 1], [0.2, 0.8, 1], [0.7, 0.1, 1], [0.4, 0.3, 1]]))
    assert found.y.tolist() == pytest.approx([0.2, 0.7, 0.4, 0.9])


def test_one_case_without_a_name_is_called_na_aloud():
    """As Namibia in HarKem, whose name pandas reads as missing."""
    with pytest.warns(UserWarning, match="has no name; it is called NA here"):
        rows = truth_table(FUZZY.rename(index={"q": np.nan}), "Y", ["A", "B"], 0.75).rows
    assert rows["cases"].to_list() == ["s", "NA", "r", "p"]


def test_one_cut_may_come_in_a_list_and_two_in_either_order():
    alone, listed = (truth_table(FUZZY, "Y", ["A", "B"], incl_cut=cut) for cut in (0.8, [0.8]))
    assert alone.rows.equals(listed.rows) and listed.incl_cut == (0.8, 0.8)
    assert truth_table(FUZZY, "Y", ["A", "B"], incl_cut=(0.5, 0.8)).incl_cut == (0.8, 0.5)


def test_whole_figures_that_nobody_calibrated_are_no_values_of_a_condition():
    with pytest.raises(DataError, match=r"not calibrated: A \(up to 2004\)(.|\n)*from 0 to 9 at most"):
        truth_table(FUZZY.assign(A=range(2005 - len(FUZZY), 2005)), "Y", ["A", "B"])


def test_an_outcome_is_named_without_spaces():
    assert truth_table(FUZZY, " ~ Y ", ["A", "B"]).outcome == "~Y"
