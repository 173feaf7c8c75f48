"""The methods on a table of one's own, at the prompt: what is printed, odd columns and names, and every slip told without a traceback."""

import warnings
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from ptce_helpers import compare, configurations, typology
from ptce_helpers.errors import DataError, ParameterError, ResearcherError
from ptce_helpers.memberships import calibrate, skewness

SETS = pd.DataFrame({"A": [1, 1, 0, 0, 1, 0], "B": [1, 0, 1, 0, 1, 0], "Y": [1, 1, 0, 0, 1, 0]}, index=list("pqrstu"))
ANSWERS = pd.DataFrame({"place": list("aabbab"), "size": list("sslmml"), "arts": ["yes", "no"] * 3}, index=list("pqrstu"))


def solved(data, *conditions):
    return configurations.solve(configurations.truth_table(data, "Y", list(conditions or ("A", "B")))).models


# --- what is printed ---------------------------------------------------------------------------------------------------


def test_configurations_are_printed_as_a_reader_reads_them():
    table = configurations.truth_table(SETS, "Y", ["A", "B"], (0.9, 0.7))
    lines = repr(table).splitlines()
    assert lines[0] == "Truth table of Y: 6 cases, incl_cut 0.7 to 0.9, pri_cut 0, n_cut 1" and len(lines) == 7 and lines[-1].split() == ["4", "1", "1", "1", "2", "1.0", "1.0", "p,t"]
    assert repr(configurations.solve(table)) == "Complex solution of Y: 1 model with the fewest terms\nM1: A -> Y"
    assert "certain  possible" in repr(configurations.leave_one_out(table)) and repr(configurations.leave_one_out(table)).startswith("6 analyses")


def test_large_truth_table_is_printed_with_its_cases_only():
    data = pd.DataFrame(np.eye(8, dtype=int), columns=list("ABCDEFGH"), index=list("pqrstuvw")).assign(Y=[1, 0] * 4)
    lines = repr(configurations.truth_table(data, "Y", list("ABCDEFGH"))).splitlines()
    assert len(lines) == 12 and lines[-1] == "and 248 combinations that no case shows"


def test_models_that_are_not_listed_are_counted():
    data = pd.DataFrame([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 1, 1], [0, 0, 1], [1, 0, 1], [0, 0, 0]], columns=list("ABC"), index=list("pqrstuv")).assign(Y=[1] * 6 + [0])
    cyclic = configurations.truth_table(data.drop(index=[]), "Y", list("ABC"))
    whole = configurations.solve(cyclic, models="irredundant")
    one = configurations.solve(cyclic, models="irredundant", limit=1)
    assert repr(whole).count("->") == whole.total > 1 and "of which no term can be left out" in repr(whole)
    assert repr(one).splitlines()[-1].startswith("and ") and len(repr(one).splitlines()) == 3


def test_typology_and_comparison_are_printed_as_a_reader_reads_them():
    types = typology.ward_types(typology.mca(ANSWERS), 2)
    assert repr(types.mca).startswith("Correspondence analysis of 6 cases by 3 active variables")
    assert repr(types).splitlines()[0] == "2 types of 6 cases on 4 axes" and sum(len(line.split(", ")) for line in repr(types).splitlines()[1:]) == 6
    assert repr(typology.stability(types, ["case"])).startswith("2 types in 6 changed analyses\n")
    card, p, delta, *_ = repr(compare.two_groups([1, 2, 3, 9], [4, 5, 6, 7, 12], names=("town", "country"))).splitlines()
    assert card == "rank_sum: town n 4, country n 5; smallest reachable p 0.0159 over 126 arrangements, alpha 0.05"
    assert p == "p 0.19" and delta.startswith("cliffs_delta -0.6 (-0.909 to 0.184 at 95%")


def test_what_can_not_be_shown_is_printed_with_its_reason():
    above = repr(compare.two_groups([1, 2], [3, 4]))
    assert "even the largest possible difference would not reach alpha" in above and "no evidence" in above and "too few cases for an interval" in above
    assert repr(compare.two_groups([], [3, 4])) == "rank_sum: a n 0, b n 2; fewer than two groups have cases"


# --- odd columns and names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [lambda column: pd.Categorical(column), lambda column: column.astype("Int64"), lambda column: column.astype("boolean"), lambda column: column.map(Decimal),
                                    lambda column: column.astype(object), lambda column: pd.Series([True, 1.0, 0, False, 1, 0], index=column.index, dtype=object)])  # fmt: skip
def test_numbers_are_read_however_a_column_holds_them(change):
    assert solved(SETS.assign(A=change(SETS["A"]))) == [["A"]]


def test_missing_among_objects_is_named():
    with pytest.raises(DataError, match="case q has no membership in A"):
        solved(SETS.assign(A=pd.Series([1, None, 0, 0, 1, 0], index=SETS.index, dtype=object)))


def test_text_is_shown_with_its_case():
    with pytest.raises(DataError, match=r"hold no numbers: A \(case p: 'yes'\)(.|\n)*write 1 for in and 0 for out"):
        solved(SETS.assign(A=["yes", "yes", "no", "no", "yes", "no"]))


@pytest.mark.parametrize(("name", "better"), [("own means", "own_means"), ("~A", "A"), ("A*C", "A_C"), ("A+C", "A_C"), ("A[1]", "A_1"), (" A", "A"), ("1A", "C1A"), ("", "C"), ("A-C", "A_C")])
def test_names_that_formulas_would_take_apart_are_refused_with_a_better_one(name, better):
    with pytest.raises(ParameterError, match="can't be called so in formulas") as caught:
        solved(SETS.rename(columns={"A": name}), name, "B")
    assert f"{{{name!r}: {better!r}}}" in str(caught.value)


def test_accents_are_letters():
    found = configurations.solve(configurations.truth_table(SETS.rename(columns={"A": "école"}), "Y", ["école", "B"]))
    assert found.models == [["école"]] and found.fit[0].loc["école", "covS"] == 1


@pytest.mark.parametrize(("call", "said"), [
    (lambda: solved(SETS.rename(columns={"A": 3}), 3, "B"), "The name 3 is no text"),
    (lambda: solved(SETS.set_index(["A", "B"], drop=False)), "named in 2 columns"),
    (lambda: solved(SETS.to_dict("list")), "found dict(.|\n)*give a DataFrame"),
    (lambda: configurations.truth_table(SETS, SETS["Y"], ["A"]), "give the name: 'Y'"),
    (lambda: configurations.solve(SETS), "A truth table is needed, found DataFrame"),
    (lambda: configurations.solve(configurations.truth_table(SETS, "Y", ["A"]), limit=0), "list at least one model"),
    (lambda: configurations.resampled(configurations.truth_table(SETS, "Y", ["A"]), n=0), "draw at least once"),
    (lambda: calibrate(SETS, (1, 2, 3)), r"give one column: data\['A'\]"),
    (lambda: calibrate([10, 20, 50], "20 44 70"), "with commas between them"),
    (lambda: typology.ward_types(ANSWERS, 2), "A correspondence analysis is needed, found DataFrame"),
    (lambda: typology.stability(typology.mca(ANSWERS)), "Types are needed, found Mca"),
    (lambda: typology.stability(typology.ward_types(typology.mca(ANSWERS), 2), "case"), r"give a list: kinds=\['case'\]"),
    (lambda: typology.compare({"p": 1}, typology.ward_types(typology.mca(ANSWERS), 2)), "the labels of types"),
    (lambda: typology.compare(["x"] * 6, pd.Series([1] * 6)), "give case -> class"),
    (lambda: typology.adjusted_rand([1, 1, 2], [1, 1]), "3 and 2 labels, 0 missing"),
    (lambda: typology.adjusted_rand([1, None], [1, 1]), "1 missing"),
    (lambda: typology.mca(ANSWERS.assign(place=["a ", *"abbab"])), r"only blanks tell two categories apart(.|\n)*str.strip"),
    (lambda: typology.mca(ANSWERS.assign(place=["  ", *"abbab"])), "case p, variable place: the category is not stated"),
    (lambda: typology.mca(ANSWERS.rename(columns={"place": "x", "size": "x=a"}).assign(x=["a=s", *"abbab"])), "Two categories would be called x=a=s"),
    (lambda: compare.several_groups([[1, 2], [3]]), "the groups need names: found list(.|\n)*groupby"),
    (lambda: compare.several_groups(ANSWERS.groupby("place")["size"]), "the groups need names: found SeriesGroupBy"),
    (lambda: compare.two_groups([1], [2], names=("town",)), "two groups have two names"),
    (lambda: compare.two_groups([1], [2], alpha="0.05"), "alpha is a share: found '0.05'"),
    (lambda: compare.two_groups([1], [2, 3], n_resamples=0), "n_resamples is a whole number: found 0"),
    (lambda: compare.cross_table([[3, 1], [0, 4]], seed=-1), "seed is a whole number"),
    (lambda: compare.cross_table([[1, 2], [3]]), "not equally long"),
    (lambda: compare.cross_table(pd.crosstab(ANSWERS["place"], ANSWERS["size"], margins=True)), r"the last row \(All\) and the last column(.|\n)*iloc"),
])  # fmt: skip
def test_each_slip_is_told_with_what_to_do(call, said):
    with pytest.raises(ResearcherError, match=said):
        call()


def test_tables_that_only_look_like_margins_are_tested():
    assert compare.cross_table([[2, 2], [2, 2]]).p == 1 and compare.cross_table([[Decimal(3), 1], [0, 4]]).p == pytest.approx(1 / 7)


def test_indirect_calibration_of_few_cases_does_not_warn_of_a_perfect_fit():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert calibrate([10, 20, 35, 50, 80, 95], (20, 44, 70), "indirect").is_monotonic_increasing


def test_skewness_counts_known_memberships_only():
    assert skewness(pd.DataFrame({"A": [0.9, 0.8, 0.1, np.nan]})).loc["A", ["n", "members"]].to_list() == [3, 2]
