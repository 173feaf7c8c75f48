"""What is left of types after small changes: hand-made replicates, and each kind of change against a whole new analysis."""

import numpy as np
import pandas as pd
import pytest
from test_mca import FOUR, drawn

from ptce_helpers.errors import ParameterError
from ptce_helpers.fillings import completions
from ptce_helpers.mca import mca
from ptce_helpers.partitions import adjusted_rand
from ptce_helpers.stability import CHANGES, Replicate, Stability, stability, survival, survives
from ptce_helpers.ward import ward_types

DATA = drawn(3, n=12)


@pytest.fixture(scope="module")
def types():
    return ward_types(mca(DATA), 3)


def series(text):
    return pd.Series([int(one) for one in text], index=list("abcdef")[: len(text)])


def made(labels, *replicates):
    """Types of a to f, and replicates drawn as texts; a dash is a case that is left out."""
    class Drawn:
        sizes = series(labels).value_counts().sort_index()
    Drawn.labels = series(labels)
    found = [Replicate("case", str(n), None, "too few") if not one else Replicate("case", str(n), series(one.replace("-", "0")).replace(0, np.nan).dropna().astype(int)) for n, one in enumerate(replicates)]
    return Stability(Drawn, found)


def same(first, second):
    return first.index.tolist() == second.index.tolist() and adjusted_rand(first, second) == pytest.approx(1)


# --- each kind of change is a whole new analysis -----------------------------------------------------------


def test_without_a_case(types):
    for one in stability(types, ["case"]).replicates:
        assert same(one.labels, ward_types(mca(DATA.drop(index=one.what)), 3).labels), one.what


def test_without_a_variable(types):
    found = stability(types, ["variable"]).replicates
    assert [one.what for one in found] == list("vwxyz")
    for one in found:
        assert same(one.labels, ward_types(mca(DATA, [one.what]), 3).labels), one.what


def test_without_a_category_it_is_merged_with_the_most_frequent_other_one(types):
    found = {one.what: one.labels for one in stability(types, ["category"]).replicates}
    assert len(found) == 15
    for name, labels in found.items():
        variable, _, category = name.partition("=")
        counts = DATA[variable].value_counts().sort_index().drop(category)
        merged = DATA.assign(**{variable: DATA[variable].replace(category, counts.idxmax())})
        assert same(labels, ward_types(mca(merged), 3).labels), name


def test_categories_of_a_variable_with_two_are_not_merged():
    assert stability(ward_types(mca(FOUR), 2), ["category"]).replicates == []


def test_each_other_number_of_axes(types):
    found = stability(types, ["axes"]).replicates
    assert [one.what for one in found] == [str(n) for n in range(1, len(types.mca.axes) + 1) if n != 5]
    for one in found:
        assert same(one.labels, ward_types(types.mca, 3, n_axes=int(one.what)).labels), one.what
    assert not all(same(one.labels, types.labels) for one in found)


def test_variables_are_drawn_by_a_seed_as_often_as_asked(types):
    first, again, other = (stability(types, ["bootstrap"], n_resamples=20, seed=seed) for seed in (1, 1, 2))
    assert len(first.replicates) == 20
    pd.testing.assert_frame_equal(first.summary, again.summary)
    assert not first.summary.equals(other.summary)
    drawn_twice = np.sort(np.random.default_rng(1).choice(5, 5))
    doubled = pd.concat([DATA.iloc[:, [place]].set_axis([str(n)], axis=1) for n, place in enumerate(drawn_twice)], axis=1)
    assert same(first.replicates[0].labels, ward_types(mca(doubled), 3).labels)


def test_order_of_the_cases_is_nothing_where_no_mergers_are_tied_and_something_where_they_are(types):
    assert (stability(types, ["order"], n_resamples=20).summary["adjusted_rand"] == 1).all()
    square = ward_types(mca(FOUR[["form", "size"]]), 2)
    assert stability(square, ["order"], n_resamples=20).summary["adjusted_rand"].min() < 1


def test_completions_of_silences():
    silent = DATA.copy()
    silent.loc["case0", "v"] = None
    found = stability(ward_types(mca(silent, missing="category"), 3), ["completion"]).replicates
    assert len(found) == 3
    assert same(found[1].labels, ward_types(mca(silent.fillna("1")), 3).labels)


def test_changes_of_a_specific_analysis_stay_specific():
    """Passive categories stay passive when cases go and silences are filled, and are neither merged nor merged into."""
    silent = DATA.mask(np.random.default_rng(4).random(DATA.shape) < 0.2)
    silent.loc["case0"] = [None, "1", "2", "1", "2"]
    types = ward_types(mca(silent, missing="passive", passive=["z=0"]), 3)
    for one in stability(types, ["case"]).replicates:
        assert same(one.labels, ward_types(mca(silent.drop(index=one.what), missing="passive", passive=["z=0"]), 3).labels), one.what
    assert [one.what for one in stability(types, ["category"]).replicates] == [f"{name}={code}" for name in "vwxy" for code in "012"], "z has two in play"
    first = next(iter(completions(silent, 5, 0)))
    assert same(stability(types, ["completion"], n_resamples=5).replicates[0].labels, ward_types(mca(first, passive=["z=0"]), 3).labels)


def test_change_that_leaves_nothing_of_a_case_in_play_says_so():
    data = FOUR.assign(form=["coop", "coop", "asso", None], place=["town", "rural", "rural", None])
    found = stability(ward_types(mca(data, missing="passive"), 2), ["variable"]).summary.set_index("what")
    assert found.loc["size", "reason"] == "Nothing is in play of the case d." and found.loc["form", "reason"] == ""


def test_without_silences_there_is_nothing_to_complete(types):
    assert stability(types, ["completion"]).replicates == []


def test_supplementary_variables_stay_out_of_every_change():
    found = stability(ward_types(mca(DATA, ["z"]), 3), ["variable"]).replicates
    assert [one.what for one in found] == list("vwxy")


def test_consolidated_types_are_consolidated_again():
    data = drawn(8, n=14)
    types = ward_types(mca(data), 4, consolidate=True)
    for one in stability(types, ["case"]).replicates:
        assert same(one.labels, ward_types(mca(data.drop(index=one.what)), 4, consolidate=True).labels)


def test_change_that_leaves_no_typology_says_why():
    found = stability(ward_types(mca(FOUR), 4), ["variable"]).summary
    assert found.set_index("what").loc["size", "reason"].startswith("4 types can't be told apart: the 4 cases are in only 2 different places")
    assert found["adjusted_rand"].isna().tolist() == [True, True, True] or found.set_index("what")["reason"]["form"] == ""


def test_unknown_kind_of_change(types):
    with pytest.raises(ParameterError, match="'cases' is no change that can be made.\n.*did you mean 'case'"):
        stability(types, ["cases"])


# --- what is counted ---------------------------------------------------------------------------------------


def test_summary_of_hand_made_replicates():
    found = made("111222", "111222", "112222", "-11222", "").summary
    assert found["n"].tolist() == [6, 6, 5, 0]
    assert found["together"].tolist()[:3] == pytest.approx([1, 4 / 6, 1]) and found["apart"].tolist()[:3] == pytest.approx([1, 6 / 9, 1])
    assert found["adjusted_rand"].tolist()[:3] == pytest.approx([1, adjusted_rand("111222", "112222"), 1])
    assert found["reason"].tolist() == ["", "", "", "too few"]


def test_pairs_are_shares_of_the_analyses_with_both_cases():
    found = made("111222", "111222", "112222", "-11222", "").pairs()
    assert found.loc["b", "c"] == pytest.approx(2 / 3) and found.loc["a", "b"] == 1 and found.loc["c", "d"] == pytest.approx(1 / 3)
    assert (np.diag(found) == 1).all() and made("111222", "111222").pairs(["variable"]).isna().all().all()


def test_survival_by_hand():
    """Type 1 (a, b, c) is found again fully, with two of three cases, not counted (its cases are gone), fully."""
    found = survival(made("111222", "111222", "112222", "---222", "111223"), often=0.6).set_index("type")
    first, second = found.loc[1], found.loc[2]
    assert (first["analyses"], first["recovered"], first["dissolved"], first["lowest"]) == (3, 2, 0, pytest.approx(2 / 3))
    assert (second["analyses"], second["recovered"], second["broken_by"]) == (4, 3, ["3"])
    assert first["survives"] and second["share"] == 0.75


def test_verdict_names_the_weakest_change():
    found = survives(made("111222", "111222", "112222", "112222", "112222"))
    assert found["survives"].tolist() == [False, True] and found["share"].tolist() == [0.25, 1] and found["weakest"].tolist() == ["case", "case"]
    assert found["cases"].tolist() == [3, 3]


def test_verdict_takes_every_kind_of_change_and_names_the_weakest():
    good, bad = made("111222", "111222"), made("111222", "112122")
    found = survives(Stability(good.types, [*good.replicates, Replicate("variable", "form", bad.replicates[0].labels)]))
    assert found["survives"].tolist() == [False, False] and found["weakest"].tolist() == ["variable", "variable"]


def test_verdict_is_open_where_no_change_left_a_typology():
    assert survives(made("111222", ""))["survives"].tolist() == [None, None]


def test_threshold_of_recovery_counts():
    assert survives(made("111222", "112222"), recovered=0.6)["survives"].tolist() == [True, True]
    assert survives(made("111222", "112222"), recovered=0.7)["survives"].tolist() == [False, True]


def test_every_kind_of_change_is_described():
    assert all(f'"{kind}"' in stability.__doc__ for kind in CHANGES)
