"""Axes, clouds and types are those of FactoMineR, to 1e-8, up to the sign of an axis and the number of a type."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ptce_helpers import typology

REFERENCE = Path(__file__).parent / "reference" / "mca"
CLOSE = {"rtol": 0, "atol": 1e-8}
UNSIGNED = ("row_contributions", "row_cos2", "category_contributions", "category_cos2", "supplementary_cos2", "eta2")
SIGNED = ("row_coordinates", "category_coordinates", "category_vtests", "supplementary_coordinates", "supplementary_vtests")


def data_of(name):
    read = {"tea": "tea", "poison_sup": "poison_sup"}.get(name, "poison_sup")
    table = pd.read_csv(REFERENCE / f"{read}.csv", index_col=0)
    return table if name in ("tea", "poison_sup") else table.drop(columns=["Sick", "Sex"])


def stored(name):
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))


def as_frame(reference, part, index):
    found = reference[part]
    return pd.DataFrame(found["values"], index=found.get("rows", index))


@pytest.fixture(scope="module", params=["poison", "tea", "poison_sup"])
def both(request):
    return typology.mca(data_of(request.param), ["Sick", "Sex"] if request.param == "poison_sup" else []), stored(request.param)


def sides(mca, reference):
    """For each axis that is stored whether it has the same sign here."""
    theirs = np.array(reference["row_coordinates"]["values"])
    return np.sign((mca.row_coordinates.iloc[:, : theirs.shape[1]].to_numpy() * theirs).sum(axis=0))


def test_eigenvalues_and_their_percentages_are_those_of_factominer_at_full_rank(both):
    mca, reference = both
    assert len(mca.eigenvalues) == len(reference["eigenvalues"]["values"]) in (11, 27)
    np.testing.assert_allclose(mca.eigenvalues, reference["eigenvalues"]["values"], **CLOSE)


@pytest.mark.parametrize("part", SIGNED + UNSIGNED)
def test_every_frame_is_that_of_factominer(both, part):
    mca, reference = both
    ours = getattr(mca, part)
    if part not in reference:
        assert part.startswith("supplementary") and ours.empty
        return
    theirs = as_frame(reference, part, ours.index)
    assert set(theirs.index) <= set(ours.index) and (part == "eta2" or len(theirs) == len(ours))
    ours = ours.loc[theirs.index].iloc[:, : theirs.shape[1]]
    np.testing.assert_allclose(ours * (sides(mca, reference) if part in SIGNED else 1), theirs, **CLOSE)


# --- specific analysis: some categories are passive --------------------------------------------------------------------


@pytest.fixture(scope="module", params=["tea", "poison"])
def specific(request):
    reference, supplementary = stored("specific")[request.param], ["Sick", "Sex"] if request.param == "poison" else []
    return typology.mca(data_of({"poison": "poison_sup"}.get(request.param, request.param)), supplementary, passive=reference["passive"]), reference


def test_eigenvalues_of_the_specific_analysis_are_those_of_factominer_at_full_rank(specific):
    """An axis a category in play, less one a variable of which all are: 39 - 13 and 18 - 7."""
    mca, reference = specific
    assert len(mca.eigenvalues) == len(reference["eigenvalues"]["values"]) in (26, 11)
    np.testing.assert_allclose(mca.eigenvalues, reference["eigenvalues"]["values"], **CLOSE)


@pytest.mark.parametrize("part", [*(one for one in SIGNED + UNSIGNED if not one.startswith(("supplementary", "eta2"))),
                                  "supplementary_coordinates", "supplementary_cos2", "supplementary_vtests"])
def test_every_frame_of_the_specific_analysis_is_that_of_factominer(specific, part):
    """Passive categories are held against what FactoMineR makes of a supplementary copy of their variables."""
    mca, reference = specific
    parts = [part] if not part.startswith("supplementary") else [name for name in (part.replace("supplementary", "passive"), part) if name in reference]
    theirs = pd.concat([as_frame(reference, name, getattr(mca, part).index) for name in parts])
    ours = getattr(mca, part)
    assert sorted(ours.index) == sorted(theirs.index)
    ours = ours.loc[theirs.index].iloc[:, : theirs.shape[1]]
    np.testing.assert_allclose(ours * (sides(mca, reference) if part in SIGNED else 1), theirs, **CLOSE)


def test_eta2_is_a_share_of_variance_where_factominer_leaves_the_passive_categories_out(specific):
    """eta2 is the variance between the groups that a variable makes, and cases with a passive category are a group; of active
    variables FactoMineR adds up the categories in play alone (of a copy of them, shown as supplementary, it does not)."""
    mca, reference = specific
    in_play, whole = as_frame(reference, "eta2_in_play", None), as_frame(reference, "eta2_whole", None)
    ours = mca.eta2.iloc[:, :5]
    np.testing.assert_allclose(ours.loc[whole.index], whole, **CLOSE)
    others = in_play.index.difference(whole.index)
    np.testing.assert_allclose(ours.loc[others], in_play.loc[others], **CLOSE)
    assert (ours.loc[whole.index].to_numpy() > in_play.loc[whole.index].to_numpy() + 1e-6).any()
    owner = mca.category_contributions.index.str.partition("=").get_level_values(0)
    of_play = (mca.category_contributions / 100 * mca.values * len(in_play)).groupby(owner).sum()
    np.testing.assert_allclose(of_play.loc[in_play.index].iloc[:, :5], in_play, **CLOSE)
    if "eta2" in reference:
        np.testing.assert_allclose(ours.loc[["Sick", "Sex"]], reference["eta2"]["values"], **CLOSE)


def test_modified_rates_of_the_specific_analysis_are_those_of_factominer_which_rounds_them(specific):
    mca, reference = specific
    assert len(mca.benzecri) == {26: 8, 11: 3}[len(mca.eigenvalues)]
    theirs = np.array(reference["modified_rates"][: len(mca.benzecri)])
    np.testing.assert_allclose(mca.benzecri["percentage"], theirs, rtol=0, atol=0.005)
    assert mca.greenacre["percentage"].isna().all() and mca.no_greenacre.startswith("Greenacre's rates take the complete tables")


# --- types -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "consolidate"), [("poison", False), ("tea", False), ("poison_consolidated", True)])
def test_types_are_those_of_factominer_on_its_five_axes(name, consolidate):
    wanted = stored(name)["cluster"]
    types = typology.ward_types(typology.mca(data_of(name)), max(wanted), consolidate=consolidate)
    pairs = set(zip(types.labels, wanted, strict=True))
    assert types.n_axes == 5 and len(pairs) == max(wanted) == len(set(types.labels))


@pytest.mark.parametrize("name", ["poison", "tea"])
def test_inertia_gained_and_left_at_each_cut_is_that_of_factominer(name):
    heights, reference = typology.ward_types(typology.mca(data_of(name)), 3).heights, stored(name)
    np.testing.assert_allclose(heights["gain"], reference["inertia_gain"], **CLOSE)
    np.testing.assert_allclose(heights["within"].iloc[:-1], reference["within"][1:], **CLOSE)
    assert heights["within"].iloc[-1] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("n_types", [3, 4, 8])
def test_consolidation_is_that_of_hartigan_and_wong_in_r(n_types):
    wanted = pd.read_csv(REFERENCE / "tea_kmeans.csv")[f"types_{n_types}"]
    mca = typology.mca(data_of("tea"))
    types = typology.ward_types(mca, n_types, consolidate=True)
    assert len(set(zip(types.labels, wanted, strict=True))) == n_types
    assert (types.labels.to_numpy() != typology.ward_types(mca, n_types).labels.to_numpy()).any(), "it changes something"


def test_description_is_that_of_catdes_with_the_tails_of_r():
    wanted = pd.read_csv(REFERENCE / "poison_description.csv")
    theirs = stored("poison")["cluster"]
    types = typology.ward_types(typology.mca(data_of("poison")), 3)
    wanted["type"] = wanted["cluster"].map(dict(zip(theirs, types.labels, strict=True)))
    columns = ["cases", "cla_mod", "mod_cla", "overall", "p", "v"]
    ours, wanted = (frame.set_index(["type", "category"])[columns].sort_index() for frame in (types.characteristic(), wanted))
    pd.testing.assert_frame_equal(ours, wanted, check_dtype=False, rtol=1e-9, atol=1e-9)
