"""Several questions asked together: Holm and Benjamini & Hochberg, also where each p is only known between two ends."""

import gc
import json
import math
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from ptce_helpers import multiplicity
from ptce_helpers.errors import DataError
from ptce_helpers.multiplicity import corrected

CASES = json.loads((Path(__file__).parent / "reference/compare/corrections.json").read_text(encoding="utf-8"))["cases"]
NAN = math.nan


@pytest.mark.parametrize("case", CASES)
def test_corrections_are_those_of_r(case):
    found = corrected(case["p"])
    assert found["holm"].tolist() == pytest.approx(case["holm"], rel=1e-12) and found["bh"].tolist() == pytest.approx(case["bh"], rel=1e-12)


def test_three_questions_by_hand():
    found = corrected(pd.Series([0.01, 0.04, 0.03], index=["members", "jobs", "staff"]))
    assert found["holm"].to_dict() == pytest.approx({"members": 0.03, "jobs": 0.06, "staff": 0.06}), "3 x 0.01; 2 x 0.03; no less than that"
    assert found["bh"].to_dict() == pytest.approx({"members": 0.03, "jobs": 0.04, "staff": 0.04})


def test_test_that_is_not_applicable_does_not_count_in_the_family():
    found = corrected([0.02, NAN, 0.5])
    assert found["holm"].tolist()[::2] == [0.04, 0.5] and math.isnan(found.loc[1, "holm"]) and math.isnan(found.loc[1, "bh"])
    assert corrected([NAN, NAN])["holm"].isna().all() and len(corrected([])) == 0


def test_corrected_ends_bound_whatever_the_p_of_the_family_are():
    low, p, high = [0.01, 0.02, 0.03], [0.01, 0.03, 0.04], [0.02, 0.06, 0.3]
    found = corrected(p, low, high)
    every = [corrected(list(chosen)) for chosen in product(*zip(low, high, strict=True))]
    for name in ("holm", "bh"):
        values = np.array([one[name] for one in every])
        assert found[f"{name}_low"].tolist() == pytest.approx(values.min(axis=0)) and found[f"{name}_high"].tolist() == pytest.approx(values.max(axis=0))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (([0.1, 1.2],), r"test 1: p is no p: found 1.2; allowed: 0 to 1"),
        (([-0.1],), r"test 0: p is no p: found -0.1"),
        (([0.1], [0.2], [0.1]), r"test 0: p 0.1 has the interval 0.2 to 0.1; allowed: all three or none, the low end first"),
        (([0.1], [NAN], [0.1]), r"test 0: p 0.1 has the interval nan to 0.1"),
        (([NAN], [0.1], [0.2]), r"test 0: p nan has the interval 0.1 to 0.2"),
        (([0.1], [0.1]), r"only one end of the intervals of p is given"),
        (([0.1, 0.2], [0.1], [0.2]), r"2 p have 1 low and 1 high ends"),
    ],
)
def test_what_is_no_family_of_p_is_refused(given, words):
    with pytest.raises(DataError, match=words):
        corrected(*given)


@pytest.mark.parametrize(("name", "method"), [("holm", "holm"), ("bh", "fdr_bh")])
def test_statsmodels_corrects_and_finds_no_garbage_to_look_through(monkeypatch, name, method):
    asked = []

    def seen(p, method):
        asked.append((method, gc.get_freeze_count() > 100_000))
        return multipletests(p, method=method)

    monkeypatch.setattr(multiplicity, "multipletests", seen)
    for p in ([0.04], [0.01, 0.01, 0.5], [0.9, 0.02, 0.3, 0.02, 1.0], [0.0, 0.7]):
        assert corrected(p)[name].tolist() == multipletests(p, method=method)[1].tolist()
    assert asked.count((method, True)) == 4 and gc.get_freeze_count() == 0


def test_garbage_is_collected_again_where_a_correction_fails(monkeypatch):
    def fails(p, method):
        raise ZeroDivisionError

    monkeypatch.setattr(multiplicity, "multipletests", fails)
    with pytest.raises(ZeroDivisionError):
        corrected([0.1])
    assert gc.get_freeze_count() == 0
