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
