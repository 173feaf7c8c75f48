"""Whether one figure of the poles rises with another: pairs counted by hand, with ties, inexact figures and silent poles."""

import math

import pytest

from ptce_helpers import claim_pairs, claim_words, claims
from ptce_helpers.cleaning import clean
from ptce_helpers.errors import DataError
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample

HEAD = "coding_id, case_id, source_id, variable_id, value, upper, qualifier, status, line_start, line_end\n"


def decided(small, rows, asks="members_total ~ budget"):
    raw = small(codings=HEAD + "\n".join(f"k{n}, {case}, crida2015, {variable}, {value}, , exact, stated, {n}, {n}" for n, (case, variable, value) in enumerate(rows, 1)))
    sample = Sample(clean(raw), raw, Labels("en"))
    empty = dict.fromkeys(("case_id", "tolerance", "charitable", "reading", "needs", "discussion", "stated"), "")
    return claims.decide(sample, empty | {"claim_id": "c1", "source_id": "crida2015", "line_start": "30", "line_end": "30", "kind": "relation", "check": "rise_together", "asks": asks}), sample


def of(members, budgets):
    cases = ("la_serre", "phares", "domb_innov")
    return [(case, name, figure) for name, figures in (("members_total", members), ("budget", budgets)) for case, figure in zip(cases, figures, strict=True) if figure]


@pytest.mark.parametrize(("members", "budgets", "expected"), [
    ((5, 10, 20), (1, 2, 3), ("reproduced", (3, 3))),
    ((5, 10, 20), (3, 2, 1), ("contradicted", (-3, -3))),
    ((5, 10, 20), (1, 3, 2), ("reproduced", (1, 1))),  # two pairs rise, one falls
    ((5, 10, 20), (2, 1, 2), ("contradicted", (0, 0))),  # one falls, one rises, one is level
    ((5, 10, None), (1, 2, 3), ("undecidable", (-1, 3))),  # one pair is known, two are open
])
def test_pairs_that_rise_are_set_against_pairs_that_fall(small, members, budgets, expected):
    found, _ = decided(small, of(members, budgets))
    assert (found.strict.verdict, (found.strict.answer.parts[0].low, found.strict.answer.parts[0].high)) == expected


def test_poles_with_both_figures_decide_when_silent_ones_are_left_out(small):
    found, sample = decided(small, of((5, 10, None), (1, 2, 3)))
    assert (found.charitable.verdict, found.charitable.taken, found.strict.answer.cases_open) == ("reproduced", "told", ("domb_innov",))
    assert set(found.strict.answer.refs) == {"k1", "k2", "k3", "k4", "k5", "domb_innov/crida2015/members_total"}
    assert claim_words.sentence(found, sample) == ("Pairs of poles in which both figures rise, less those in which one falls: \u22121 to 3; more than 0 would bear it out. "
                                                   "Among the 2 poles with both figures: 1. Only the poles whose figures are known: reproduced.")


def test_one_pole_with_both_figures_makes_no_pair(small):
    assert decided(small, of((5, None, None), (1, 2, 3)))[0].strict.verdict == "not_testable"


@pytest.mark.parametrize(("a", "b", "expected"), [
    ((1, 1), (2, 2), (1, 1)), ((2, 2), (1, 1), (-1, -1)), ((1, 1), (1, 1), (0, 0)), ((1, 3), (3, 4), (0, 1)), ((1, 3), (2, 2), (-1, 1)), ((0, math.inf), (5, 5), (-1, 1)), ((3, 4), (1, 3), (-1, 0)),
])
def test_two_figures_are_set_in_order_as_far_as_they_are_known(a, b, expected):
    assert claim_pairs._order(a, b) == expected


def test_what_compares_nothing_is_named(small):
    with pytest.raises(DataError, match="'members_total', compares nothing.\n.*\n    → write VARIABLE ~ VARIABLE"):
        decided(small, of((5, 10, 20), (1, 2, 3)), "members_total")
