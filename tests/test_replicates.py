"""Each of many repeated analyses equals the same analysis made alone."""

import numpy as np
import pandas as pd
import pytest
from qca import data, lf, table

from ptce_helpers import configurations, covers, petrick
from ptce_helpers.errors import DataError, ParameterError, ResearcherError

LF = data("LF.csv")
CONDITIONS = ["DEV", "URB", "LIT", "IND", "STB"]
KINDS = [
    {"solution": "complex"}, {"solution": "parsimonious"}, {"solution": "parsimonious", "models": "irredundant"},
    {"solution": "parsimonious", "exclude": [21]}, {"solution": "parsimonious", "include": "C"}, {"solution": "intermediate", "expectations": "1,1,1,1,1"},
]  # fmt: skip


def alone(cases, outcome="SURV", conditions=CONDITIONS, incl=0.8, n_cut=1, pri_cut=0.0, **how):
    """The models of one analysis; none where it says that there are none."""
    try:
        return configurations.solve(configurations.truth_table(cases, outcome, conditions, incl, n_cut, pri_cut), **how).models
    except ResearcherError as error:
        assert "leads to" in str(error) or "lacks" in str(error), error
        return []


@pytest.mark.parametrize("how", KINDS, ids=str)
def test_leaving_out_each_case_equals_the_analyses_without_it(how):
    found = configurations.leave_one_out(lf(), **how)
    assert found.names == tuple(LF.index) and len(found) == 18
    for place, case in enumerate(LF.index):
        assert found.models(place) == alone(LF.drop(case), **how), case


@pytest.mark.parametrize("how", KINDS, ids=str)
def test_bootstrap_equals_the_analyses_of_the_drawn_cases(how):
    rng = np.random.default_rng(4)
    weights = rng.multinomial(18, [1 / 18] * 18, size=12)
    found = configurations.reweighted(lf(), weights, **how)
    for place, times in enumerate(weights):
        drawn = LF.iloc[np.repeat(range(18), times)].reset_index(drop=True)
        assert found.models(place) == alone(drawn, **how), place


@pytest.mark.parametrize("how", KINDS, ids=str)
def test_changed_cuts_equal_the_analyses_with_these_cuts(how):
    cuts = [(incl, n, pri) for incl in (0.5, 0.75, 0.95, (0.8, 0.5)) for n in (1, 2) for pri in (0, 0.6)]
    found = configurations.changed_cuts(lf(), cuts, **how)
    for place, (incl, n, pri) in enumerate(cuts):
        assert found.models(place) == alone(LF, incl=incl, n_cut=n, pri_cut=pri, **how), cuts[place]
    assert any(not one.models and one.reason == "no combination leads to the outcome" for one in found.solved)


def test_contradictory_rows_count_as_asked():
    found = configurations.changed_cuts(table("LF_SURV_contra"), [((0.8, 0.5), 1, 0)], include="?,C")
    assert found.models(0) == configurations.solve(table("LF_SURV_contra"), "parsimonious", include="?,C").models
    found = configurations.changed_cuts(table("LF_SURV_contra"), [((0.8, 0.5), 1, 0)], solution="intermediate", expectations="1,1,1,1,1", include="?,C")
    assert found.models(0) == configurations.solve(table("LF_SURV_contra"), "intermediate", "1,1,1,1,1", include="?,C").models


def test_changed_memberships_equal_the_analyses_of_the_changed_data():
    rng = np.random.default_rng(9)
    shifted = np.clip(LF.to_numpy() + rng.normal(0, 0.15, (12, *LF.shape)), 0, 1)
    found = configurations.changed_memberships(lf(), shifted[:, :, :5], shifted[:, :, 5])
    for place, values in enumerate(shifted):
        assert found.models(place) == alone(pd.DataFrame(values, LF.index, LF.columns), solution="parsimonious"), place
    assert configurations.changed_memberships(lf(), LF.to_numpy()[None, :, :5]).models(0) == configurations.solve(lf(), "parsimonious").models


@pytest.mark.parametrize("name", ["LM_SURV", "Krook_WNP", "dHMN_CO", "CVF_PROTEST_i80"])
def test_other_data_too_with_their_ties_and_several_values(name):
    one = table(name)
    found = configurations.reweighted(one, np.ones((2, len(one.sets.cases))))
    assert found.models(1) == configurations.solve(one, "parsimonious").models and len(found.solved) == 1
    assert (found.outputs[0] == one.rows["OUT"].to_numpy()).all()


def test_shares_count_what_occurs_in_some_and_in_all_models():
    one = table("Krook_WNP")
    found = configurations.reweighted(one, np.ones((4, len(one.sets.cases))))
    assert found.shares().to_dict() == {
        "certain": {"ES*WM": 1, "QU*LP": 1, "WS": 1, "WM*LP": 0, "~ES*LP": 0},
        "possible": {"ES*WM": 1, "QU*LP": 1, "WS": 1, "WM*LP": 1, "~ES*LP": 1},
    }
    assert found.same(configurations.solve(one, "parsimonious").models).all() and found.unlisted == 0
    left = configurations.leave_one_out(lf())
    assert left.same([["URB*STB", "DEV*~IND"]]).sum() == 10


def test_bootstrap_is_the_same_with_the_same_seed():
    one, other = (configurations.resampled(lf(), 50, seed) for seed in (3, 3))
    assert (one.which == other.which).all() and len(one.solved) > 5


def test_what_cannot_be_repeated_is_refused():
    with pytest.raises(ParameterError, match="162 combinations; repeated analyses take at most 64"):
        configurations.leave_one_out(table("HarKem_PB"))
    with pytest.raises(ParameterError, match="weights for 3 cases of 18"):
        configurations.reweighted(lf(), np.ones((2, 3)))
    with pytest.raises(ParameterError, match="needs expectations"):
        configurations.leave_one_out(lf(), solution="intermediate")
    with pytest.raises(ParameterError, match=r"give replicates x 18 x 5 \(cases, conditions\)"):
        configurations.changed_memberships(lf(), np.ones((2, 3, 5)))
    half = np.repeat(LF.to_numpy()[None, :, :5], 2, axis=0)
    half[1, 3, 2] = 0.5
    with pytest.raises(DataError, match="In replicate 1, case EE has 0.5 in LIT"):
        configurations.changed_memberships(lf(), half)
    half[1, 3, 2] = np.nan
    with pytest.raises(DataError, match="case EE has nan in LIT"):
        configurations.changed_memberships(lf(), half)


def test_models_of_a_small_chart_multiplied_out_are_those_of_the_search():
    rng, seen = np.random.default_rng(11), 0
    for _ in range(40):
        chart = rng.random((7, 6)) < 0.4
        chart = chart[:, chart.any(axis=0)]
        held = [sum(1 << place for place in np.flatnonzero(column).tolist()) for column in chart.T]
        for small, search in ((petrick.minimum, covers.minimum), (petrick.irredundant, covers.irredundant)):
            models = sorted(tuple(place for place in range(7) if model >> place & 1) for model in small(held))
            assert models == sorted(search(chart).models)
            seen += len(models)
    assert seen > 100
    many = [0b11 << 2 * pair for pair in range(12)]
    assert petrick.irredundant(many) is None and petrick.minimum(many) is None, "4,096 models: too many to write out"
