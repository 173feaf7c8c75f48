"""Types by hand, their numbers, what distinguishes them, and what can't be asked."""

import math

import numpy as np
import pandas as pd
import pytest
from test_mca import FOUR, drawn, table

from ptce_helpers.errors import ParameterError, ResearcherError
from ptce_helpers.mca import mca
from ptce_helpers.ward import by_size, ward_types

# c and d are alike, e differs from them in one variable, a and b in all
FIVE = table("""
      form  place  size   field
   c  asso  rural  small  food
   a  coop  town   big    waste
   d  asso  rural  small  food
   b  coop  town   big    care
   e  asso  rural  small  care
""")


@pytest.fixture(scope="module")
def types():
    return ward_types(mca(FIVE), 2)


def test_cases_that_share_their_categories_are_of_one_type(types):
    assert types.labels.to_dict() == {"c": 1, "d": 1, "e": 1, "a": 2, "b": 2}
    assert types.sizes.to_dict() == {1: 3, 2: 2} and types.n_types == 2 and not types.tied


def test_types_are_numbered_by_size_and_then_by_their_first_case():
    assert by_size(np.array([7, 3, 3, 5, 5, 3])).tolist() == [3, 1, 1, 2, 2, 1]
    assert by_size(np.array([7, 3, 3, 7])).tolist() == [1, 2, 2, 1]


def test_all_inertia_lies_within_one_type_and_none_within_as_many_as_there_are_cases(types):
    total = float((types.points**2).sum().sum() / 5)
    assert types.heights["gain"].sum() == pytest.approx(total)
    assert types.heights["within"].loc[5] == pytest.approx(0, abs=1e-12)
    between = sum(size * (types.centres.loc[kind] ** 2).sum() for kind, size in types.sizes.items()) / 5
    assert types.heights["gain"].loc[2] == pytest.approx(between)


def test_description_by_hand(types):
    """All three associations are of type 1: 1 of C(5, 3) = 10 draws has all three, so that p = 2 x 1/10."""
    row = types.description.query("type == 1 and category == 'form=asso'").iloc[0]
    assert (row["cases"], row["cla_mod"], row["mod_cla"], row["overall"]) == (3, 100, 100, 60)
    assert row["p"] == pytest.approx(0.2) and row["v"] == pytest.approx(1.2815515655446004)
    absent = types.description.query("type == 2 and category == 'form=asso'").iloc[0]
    assert absent["p"] == pytest.approx(0.2) and absent["v"] == pytest.approx(-1.2815515655446004)


def test_description_says_something_of_each_type_and_category_and_puts_the_over_represented_first(types):
    assert len(types.description) == 2 * 9 and set(types.description["role"]) == {"active"}
    for _, rows in types.description.groupby("type"):
        assert rows["v"].is_monotonic_decreasing
    assert types.description["p"].max() <= 1 and types.characteristic().empty, "at five cases nothing can be below 0.05"
    assert set(types.characteristic(0.21)["category"]) == {"form=asso", "form=coop", "place=rural", "place=town", "size=small", "size=big"}


def test_supplementary_variables_describe_types_and_say_so():
    found = ward_types(mca(FIVE.assign(web=["yes", "no", "yes", "no", "yes"]), ["web"]), 2).description
    assert found.query("category == 'web=yes' and type == 1").iloc[0]["role"] == "supplementary"


def test_parangons_are_nearest_to_their_centre_and_specific_cases_farthest_from_the_others(types):
    distances = {case: math.dist(types.points.loc[case], types.centres.loc[types.labels[case]]) for case in FIVE.index}
    assert dict(zip(types.parangons["case"], types.parangons["distance"], strict=True)) == pytest.approx(distances)
    assert types.parangons["case"].tolist()[:3] == ["c", "d", "e"]
    others = {case: math.dist(types.points.loc[case], types.centres.loc[3 - types.labels[case]]) for case in FIVE.index}
    assert dict(zip(types.specific["case"], types.specific["distance"], strict=True)) == pytest.approx(others)
    for frame, rising in ((types.parangons, True), (types.specific, False)):
        for _, rows in frame.groupby("type"):
            assert rows["distance"].is_monotonic_increasing if rising else rows["distance"].is_monotonic_decreasing


def test_five_axes_unless_there_are_fewer_or_others_are_asked_for():
    assert ward_types(mca(drawn(1, n=15)), 3).n_axes == 5
    assert ward_types(mca(FIVE), 2).n_axes == len(mca(FIVE).axes) == 3
    assert ward_types(mca(drawn(1, n=15)), 3, n_axes=2).n_axes == 2


def test_axes_with_equal_eigenvalues_are_not_parted():
    assert ward_types(mca(FOUR[["form", "size"]]), 4, n_axes=1).n_axes == 2


def test_cut_between_two_mergers_of_equal_height_is_said():
    """Four cases in the corners of a square: which two sides merge first is arbitrary."""
    assert ward_types(mca(FOUR[["form", "size"]]), 3).tied
    assert not ward_types(mca(FOUR[["form", "size"]]), 4).tied


def test_one_type_and_as_many_types_as_cases_are_possible():
    assert set(ward_types(mca(FOUR), 1).labels) == {1}
    assert ward_types(mca(FOUR), 4).labels.tolist() == [1, 2, 3, 4]
    assert ward_types(mca(FOUR), 1, consolidate=True).labels.tolist() == [1] * 4


@pytest.mark.parametrize("n_types", [0, 6, -1, 2.0, True, "2"])
def test_number_of_types_that_there_cant_be(n_types):
    with pytest.raises(ParameterError, match="n_types is .*; allowed: a whole number from 1 to 5"):
        ward_types(mca(FIVE), n_types)


@pytest.mark.parametrize("n_axes", [0, 4, 1.5])
def test_number_of_axes_that_there_cant_be(n_axes):
    with pytest.raises(ParameterError, match="n_axes is .*; allowed: a whole number from 1 to 3"):
        ward_types(mca(FIVE), 2, n_axes=n_axes)


def test_more_types_than_cases_that_differ():
    with pytest.raises(ResearcherError, match="5 types can't be told apart: the 5 cases are in only 4 different places on 3 axes"):
        ward_types(mca(FIVE), 5)


def test_labels_are_a_series_of_the_cases():
    found = ward_types(mca(drawn(4)), 3).labels
    assert isinstance(found, pd.Series) and found.index.tolist() == drawn(4).index.tolist() and found.name == "type"
