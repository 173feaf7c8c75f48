"""Both clouds by hand on four cases, by the singular value decomposition on drawn tables; rates, signs, silences, supplementary cases."""

import numpy as np
import pandas as pd
import pytest

from ptce_helpers.errors import NotFound, ParameterError, ResearcherError
from ptce_helpers.mca import mca


def table(text, **options):
    """A table drawn as text: first the variables, then a row a case; ? is a silence."""
    head, *rows = [line.split() for line in text.strip().splitlines()]
    found = pd.DataFrame([row[1:] for row in rows], index=[row[0] for row in rows], columns=head, **options)
    return found.mask(found == "?")


# two variables that say the same, one that is independent of them
FOUR = table("""
      form  place  size
   a  coop  town   big
   b  coop  town   small
   c  asso  rural  big
   d  asso  rural  small
""")


def drawn(seed, n=9, variables=5, categories=3):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.integers(0, categories, (n, variables)).astype(str), index=[f"case{i}" for i in range(n)], columns=list("vwxyz")[:variables])


# --- both clouds --------------------------------------------------------------------------------------------


def test_four_cases_by_hand():
    found = mca(FOUR)
    np.testing.assert_allclose(found.eigenvalues["eigenvalue"], [2 / 3, 1 / 3])
    np.testing.assert_allclose(found.eigenvalues["cumulative"], [200 / 3, 100])
    np.testing.assert_allclose(found.category_contributions[1], [25, 25, 25, 25, 0, 0], atol=1e-9)
    np.testing.assert_allclose(found.row_coordinates[1].abs(), [np.sqrt(2 / 3)] * 4)
    np.testing.assert_allclose(found.eta2, [[1, 0], [1, 0], [0, 1]], atol=1e-12)
    np.testing.assert_allclose(found.row_cos2, [[2 / 3, 1 / 3]] * 4)
    assert found.eta2.index.tolist() == ["form", "place", "size"] and found.axes.tolist() == [1, 2]


@pytest.mark.parametrize("seed", range(5))
def test_axes_are_those_of_the_singular_value_decomposition_of_the_indicator_matrix(seed):
    data = drawn(seed)
    z = pd.get_dummies(data, dtype=float).to_numpy()
    p = z / z.sum()
    r, c = p.sum(axis=1), p.sum(axis=0)
    u, s, _ = np.linalg.svd((p - np.outer(r, c)) / np.sqrt(np.outer(r, c)), full_matrices=False)
    rank = (s > 1e-8).sum()
    found = mca(data)
    np.testing.assert_allclose(found.eigenvalues["eigenvalue"], s[:rank] ** 2, rtol=1e-10)
    np.testing.assert_allclose(found.row_coordinates.abs(), np.abs(u * s / np.sqrt(r)[:, None])[:, :rank], atol=1e-8)


def test_full_rank_keeps_all_inertia_and_shows_every_point_fully():
    found = mca(drawn(7))
    assert found.eigenvalues["eigenvalue"].sum() == pytest.approx(len(found.category_coordinates) / 5 - 1)
    for shown in (found.row_cos2, found.category_cos2):
        np.testing.assert_allclose(shown.sum(axis=1), 1)
    for shared in (found.row_contributions, found.category_contributions):
        np.testing.assert_allclose(shared.sum(), 100)
    np.testing.assert_allclose(found.row_coordinates.mean(), 0, atol=1e-12)
    np.testing.assert_allclose(found.row_coordinates.var(ddof=0), found.eigenvalues["eigenvalue"])


def test_three_cases_are_enough():
    found = mca(table("""
          form  place
       a  coop  town
       b  asso  town
       c  asso  rural
    """))
    assert len(found.axes) == 2 and found.row_coordinates.shape == (3, 2)


# --- rates -------------------------------------------------------------------------------------------------


def test_adjusted_rates_by_hand():
    """Eigenvalues 2/3 and 1/3 of three variables: only the first is above 1/3; (3/2 (2/3 - 1/3))^2 = 1/4."""
    found = mca(FOUR)
    np.testing.assert_allclose(found.benzecri, [[1 / 4, 100, 100]])
    mean_off_diagonal = 3 / 2 * (4 / 9 + 1 / 9 - 3 / 9)
    np.testing.assert_allclose(found.greenacre, [[1 / 4, 100 * (1 / 4) / mean_off_diagonal, 100 * (1 / 4) / mean_off_diagonal]])


def test_benzecri_takes_every_axis_above_the_mean_at_full_rank_and_greenacre_claims_less():
    found = mca(drawn(3, n=12))
    above = found.eigenvalues["eigenvalue"] > 1 / 5
    assert found.benzecri.index.tolist() == found.axes[above].tolist() == found.greenacre.index.tolist()
    assert found.benzecri["cumulative"].iloc[-1] == pytest.approx(100) and found.greenacre["cumulative"].iloc[-1] < 100
    np.testing.assert_allclose(found.benzecri["eigenvalue"], found.greenacre["eigenvalue"])


def test_greenacre_divides_by_the_mean_inertia_of_the_tables_of_two_variables():
    """Worked out from the definition: the mean of phi^2 over all pairs of different variables."""
    data = drawn(11, n=12)
    shares = []
    for one in data:
        for other in data:
            if one != other:
                p = pd.crosstab(data[one], data[other]).to_numpy() / len(data)
                expected = np.outer(p.sum(axis=1), p.sum(axis=0))
                shares.append(((p - expected) ** 2 / expected).sum())
    found = mca(data).greenacre
    np.testing.assert_allclose(found["percentage"], 100 * found["eigenvalue"] / np.mean(shares))


# --- signs and order ----------------------------------------------------------------------------------------


def test_the_category_that_contributes_most_lies_on_the_positive_side():
    found = mca(drawn(5))
    for axis in found.axes:
        assert found.category_coordinates.loc[found.category_contributions[axis].idxmax(), axis] > 0


def test_of_two_that_contribute_as_much_the_first_lies_on_the_positive_side():
    found = mca(FOUR)
    assert found.category_coordinates.loc["form=asso", 1] > 0 and found.category_coordinates.loc["size=big", 2] > 0


@pytest.mark.parametrize("seed", range(8))
def test_rounding_does_not_decide_which_of_two_equal_categories_is_first(seed):
    """Of a variable with two categories that are as frequent both contribute the same."""
    rng = np.random.default_rng(seed)
    data = pd.DataFrame({name: rng.permutation(["no", "yes"] * 6) for name in "vwxyz"}, index=[f"case{i}" for i in range(12)])
    found = mca(data)
    for axis in found.axes:
        shares = found.category_contributions[axis]
        assert found.category_coordinates.loc[shares.index[(shares > shares.max() - 1e-6).argmax()], axis] > 0


def test_order_of_the_cases_changes_nothing():
    data = drawn(5)
    shuffled = data.sample(frac=1, random_state=1)
    np.testing.assert_allclose(mca(shuffled).row_coordinates.loc[data.index], mca(data).row_coordinates, atol=1e-10)


def test_axes_with_equal_eigenvalues_are_named_as_undetermined():
    """Two independent variables: neither axis comes first."""
    assert mca(FOUR[["form", "size"]]).undetermined == [[1, 2]]
    assert mca(FOUR).undetermined == []


def test_categories_are_named_by_variable_and_keep_a_given_order():
    data = FOUR.assign(size=pd.Categorical(FOUR["size"], categories=["small", "middle", "big"]))
    assert mca(data).category_coordinates.index.tolist() == ["form=asso", "form=coop", "place=rural", "place=town", "size=small", "size=big"]


def test_whole_numbers_are_named_alike_with_and_without_a_silence_in_their_column():
    data = FOUR.assign(number=[1, 2, 2, 1])
    silent = FOUR.assign(number=[1, 2, 2, None])
    assert "number=2" in mca(data).active.names
    assert mca(silent, missing="category").active.names[-3:] == ["number=1", "number=2", "number=not_stated"]


# --- silences ----------------------------------------------------------------------------------------------


SILENT = table("""
      form  place  size
   a  coop  town   big
   b  coop  ?      small
   c  asso  rural  ?
   d  asso  rural  small
""")


def test_every_silence_is_named_with_both_ways_out():
    with pytest.raises(ResearcherError, match="2 faults found") as error:
        mca(SILENT)
    assert "case b, variable place: the category is not stated" in str(error.value) and "case c, variable size" in str(error.value)
    assert all(way in str(error.value) for way in ('missing="category"', 'missing="passive"', "completions(data)"))


def test_silence_can_be_a_category_that_is_shown():
    found = mca(SILENT, missing="category")
    assert {"place=not_stated", "size=not_stated"} <= set(found.category_coordinates.index)
    assert found.data.isna().sum().sum() == 2, "the table stays as it was given"


def test_silence_of_a_supplementary_variable_is_an_error_too():
    with pytest.raises(ResearcherError, match="case b, variable place: the category is not stated"):
        mca(SILENT.fillna({"size": "big"}), ["place"])


def test_no_other_way_to_take_silences():
    with pytest.raises(ParameterError, match="missing is 'drop'; allowed: 'refuse', 'category', 'passive'"):
        mca(SILENT, missing="drop")


# --- passive categories: the specific analysis ---------------------------------------------------------------


SPECIFIC = table("""
      form  place
   a  coop  town
   b  coop  town
   c  asso  rural
   d  ?     rural
""")


def test_specific_analysis_of_four_cases_by_hand():
    """Centred columns over the root of their frequency: form=coop (f 1/2), form=asso (1/4), place=rural and town (1/2); nothing for the silence.

    Distances, squared, are 1/2 of the sum of 1/f over the categories in play in which two cases differ: d is at 1/2 * 4 from c, and a at
    1/2 (2 + 4 + 2 + 2) from c. All inertia is 1/2 of the sum of 1 - f: (1/2 + 3/4 + 1/2 + 1/2) / 2.
    """
    found = mca(SPECIFIC, missing="passive")
    assert found.eigenvalues["eigenvalue"].sum() == pytest.approx(9 / 8)
    rows = found.row_coordinates
    np.testing.assert_allclose(rows.mean(), 0, atol=1e-12)
    assert ((rows.loc["c"] - rows.loc["d"]) ** 2).sum() == pytest.approx(2) and ((rows.loc["a"] - rows.loc["c"]) ** 2).sum() == pytest.approx(5)
    assert found.category_coordinates.index.tolist() == ["form=asso", "form=coop", "place=rural", "place=town"]
    assert found.supplementary_coordinates.index.tolist() == ["form=not_stated"] and found.counts["form=not_stated"] == 1
    np.testing.assert_allclose(found.supplementary_coordinates.loc["form=not_stated"], rows.loc["d"] / np.sqrt(found.values))


def test_a_case_apart_only_by_its_silence_lies_half_as_far():
    """As a category the silence adds its own 1/f: 1/2 (4 + 4) where it was 1/2 * 4."""
    rows = mca(SPECIFIC, missing="category").row_coordinates
    assert ((rows.loc["c"] - rows.loc["d"]) ** 2).sum() == pytest.approx(4)


@pytest.mark.parametrize("seed", range(5))
def test_specific_axes_are_those_of_the_singular_value_decomposition_of_the_columns_in_play(seed):
    data, out = drawn(seed, n=12), ["v=0", "x=1", "x=2"]
    z = pd.get_dummies(data, prefix_sep="=", dtype=float)
    f = z.mean()
    u, s, vt = np.linalg.svd(((z - f) / np.sqrt(12 * 5 * f)).drop(columns=out).to_numpy(), full_matrices=False)
    rank = (s > 1e-8).sum()
    found = mca(data, passive=out)
    assert rank == len(found.axes)
    np.testing.assert_allclose(found.values, s[:rank] ** 2, rtol=1e-9)
    np.testing.assert_allclose(found.row_coordinates.abs(), np.abs(np.sqrt(12) * u * s)[:, :rank], atol=1e-8)
    np.testing.assert_allclose(found.category_coordinates.abs(), np.abs(vt.T * s / np.sqrt(f.drop(out) / 5).to_numpy()[:, None])[:, :rank], atol=1e-8)
    np.testing.assert_allclose(found.category_contributions.sum(), 100)
    np.testing.assert_allclose(found.row_contributions.sum(), 100)
    np.testing.assert_allclose(found.row_cos2.sum(axis=1), 1)
    np.testing.assert_allclose(found.category_cos2.sum(axis=1), 1)
    assert (found.supplementary_cos2.sum(axis=1) <= 1 + 1e-9).all()


def test_silences_out_of_play_are_the_same_by_either_keyword():
    silences = ["place=not_stated", "size=not_stated"]
    one, other = mca(SILENT, missing="passive"), mca(SILENT, missing="category", passive=silences)
    np.testing.assert_allclose(one.row_coordinates, other.row_coordinates)
    assert one.supplementary_coordinates.index.tolist() == other.supplementary_coordinates.index.tolist() == silences
    assert one.eta2.index.tolist() == ["form", "place", "size"]


def test_silence_of_a_supplementary_variable_is_shown_beside_passive_silences():
    found = mca(SILENT.fillna({"size": "big"}), ["place"], missing="passive")
    assert found.supplementary_coordinates.index.tolist() == ["place=not_stated", "place=rural", "place=town"] and not found.active.passive.any()


def test_supplementary_case_of_a_specific_analysis_falls_on_the_active_one_that_answers_alike():
    data = drawn(2, n=10)
    twin = data.iloc[[0]].set_axis(["twin"])
    out = [f"v={data.iloc[0]['v']}", "x=1"]
    found, alone = mca(pd.concat([data, twin]), supplementary_cases=["twin"], passive=out), mca(data, passive=out)
    np.testing.assert_allclose(found.supplementary_case_coordinates.loc["twin"], alone.row_coordinates.iloc[0])
    np.testing.assert_allclose(found.supplementary_case_cos2.loc["twin"], alone.row_cos2.iloc[0])


def test_passive_category_that_there_is_not_gets_the_nearest():
    with pytest.raises(NotFound, match="passive: 'size=bigg' is not a category of the active variables.\n.*did you mean 'size=big'"):
        mca(FOUR, passive=["size=bigg"])
    with pytest.raises(NotFound, match="passive: 'size=big' is not a category of the active variables"):
        mca(FOUR, ["size"], passive=["size=big"])
    with pytest.raises(ParameterError, match="passive is one name in words, 'size=big'"):
        mca(FOUR, passive="size=big")


def test_variable_or_case_of_which_nothing_is_in_play_is_named():
    with pytest.raises(ResearcherError, match="variable size: all its categories are passive"):
        mca(FOUR, passive=["size=big", "size=small"])
    data = pd.concat([FOUR, pd.DataFrame(None, index=["mute"], columns=FOUR.columns)])
    with pytest.raises(ResearcherError, match="case mute: all its categories are passive: nothing says where it lies"):
        mca(data, missing="passive")
    with pytest.raises(ResearcherError, match="case e: all its categories are passive"):
        mca(pd.concat([FOUR, table("form place size\ne coop rural big")]), supplementary_cases=["e"], passive=["form=coop", "place=rural", "size=big"])


# --- supplementary -----------------------------------------------------------------------------------------


def test_supplementary_case_with_the_categories_of_an_active_one_falls_on_it_and_moves_nothing():
    data = pd.concat([drawn(2), drawn(2).iloc[[0]].set_axis(["twin"])])
    found, alone = mca(data, supplementary_cases=["twin"]), mca(drawn(2))
    np.testing.assert_allclose(found.row_coordinates, alone.row_coordinates)
    np.testing.assert_allclose(found.supplementary_case_coordinates.loc["twin"], alone.row_coordinates.iloc[0])
    np.testing.assert_allclose(found.supplementary_case_cos2.loc["twin"], alone.row_cos2.iloc[0])


def test_supplementary_variable_that_repeats_an_active_one_falls_on_it():
    data = drawn(2).assign(copy=drawn(2)["v"])
    found = mca(data, ["copy"])
    for ours, theirs in (("supplementary_coordinates", "category_coordinates"), ("supplementary_cos2", "category_cos2"), ("supplementary_vtests", "category_vtests")):
        np.testing.assert_allclose(getattr(found, ours), getattr(found, theirs).iloc[: len(getattr(found, ours))])
    np.testing.assert_allclose(found.eta2.loc["copy"], found.eta2.loc["v"])


def test_supplementary_case_with_a_category_of_its_own_is_refused_by_name():
    data = pd.concat([FOUR, table("form place size\ne coop port big")])
    with pytest.raises(ResearcherError, match="case e, variable place: no active case has this category"):
        mca(data, supplementary_cases=["e"])


# --- bad input ---------------------------------------------------------------------------------------------


def test_fewer_than_three_cases_are_refused():
    with pytest.raises(ResearcherError, match="2 cases are too few"):
        mca(FOUR.iloc[:2])
    with pytest.raises(ResearcherError, match="2 cases are too few"):
        mca(FOUR, supplementary_cases=["a", "b"])


@pytest.mark.parametrize("supplementary", [[], ["land"]], ids=["active", "supplementary"])
def test_variable_in_which_all_cases_are_alike_is_named(supplementary):
    with pytest.raises(ResearcherError, match="variable land: all cases have the same category\n    found 'land=France'"):
        mca(FOUR.assign(land="France"), supplementary)


def test_cases_that_are_all_alike_have_no_inertia():
    with pytest.raises(ResearcherError, match="All cases are alike in every variable: there is no inertia"):
        mca(pd.DataFrame({"form": ["coop"] * 4, "place": ["town"] * 4}))


@pytest.mark.parametrize(("chosen", "said"), [(["form"], "1 active variable: nothing"), ([], "0 active variables: nothing")])
def test_fewer_than_two_active_variables_are_refused(chosen, said):
    with pytest.raises(ResearcherError, match=said):
        mca(FOUR, [name for name in FOUR if name not in chosen])


def test_variable_that_no_case_states_and_case_that_states_nothing_are_named_together():
    data = SILENT.assign(size=None)
    data.loc["b"] = None
    with pytest.raises(ResearcherError, match="2 faults") as error:
        mca(data)
    assert "variable size: no case states it" in str(error.value) and "case b: nothing is stated of this case" in str(error.value)


def test_names_that_occur_twice_are_refused():
    with pytest.raises(ResearcherError, match="variable form: two columns have this name"):
        mca(pd.concat([FOUR, FOUR[["form"]]], axis=1))
    with pytest.raises(ResearcherError, match="case a: two rows have this name"):
        mca(pd.concat([FOUR, FOUR.iloc[[0]]]))


def test_unknown_names_get_the_nearest():
    with pytest.raises(NotFound, match="supplementary: 'sise' is not in the table.\n.*did you mean 'size'"):
        mca(FOUR, ["sise"])
    with pytest.raises(NotFound, match="supplementary_cases: 'z' is not in the table"):
        mca(FOUR, supplementary_cases=["z"])
    with pytest.raises(ParameterError, match="supplementary is one name in words, 'size'"):
        mca(FOUR, "size")


def test_something_else_than_a_table_is_refused():
    with pytest.raises(ParameterError, match="found list"):
        mca([["a"]])
