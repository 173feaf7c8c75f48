"""Prime implicants equal those of R QCA and of a search through all terms, on each of the three routes."""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from ptce_helpers import implicants, terms
from ptce_helpers.errors import ResearcherError

REFERENCE = Path(__file__).with_name("reference") / "qca"
STORED = [entry for name in ("random", "analyses") for entry in json.loads((REFERENCE / f"{name}_minimisation.json").read_text(encoding="utf-8"))]
ROUTES = (implicants.primes, implicants.dense, implicants.hitting_sets, implicants.merging)
SHAPES = [(2,), (3,), (2, 2), (2, 3), (2, 2, 2), (3, 2, 2), (4, 2, 3), (2, 2, 2, 2), (3, 3, 2, 2)]


def rows(entry):
    """Positive and negative rows of a stored table."""
    configs, out = np.array(entry["configs"]), np.array(entry["out"])
    return configs[out == 1], configs[out == 0]


def random_table(shape, rng):
    """Positive and negative rows, some of them neither; now and then no positive, no negative one, or no don't care."""
    out = rng.choice(3, size=np.prod(shape), p=rng.dirichlet([0.6, 0.6, 0.6]))
    every = np.array(list(product(*map(range, shape))))
    return every[out == 1], every[out == 0]


def by_trying_all(on, off, levels):
    """Every term that holds a positive row and no negative one, and of these the ones that no other contains."""
    def inside(row, cube):
        return all(value in (-1, found) for value, found in zip(cube, row, strict=True))

    cubes = [cube for cube in product(*(range(-1, level) for level in levels)) if any(inside(row, cube) for row in on) and not any(inside(row, cube) for row in off)]
    wider = {cube: [other for other in cubes if other != cube and all(o in (-1, c) for o, c in zip(other, cube, strict=True))] for cube in cubes}
    return sorted((cube for cube in cubes if not wider[cube]), key=terms.rank)


@pytest.mark.parametrize("entry", STORED, ids=lambda entry: str(entry["id"]))
def test_implicants_are_those_of_r_qca(entry):
    on, off = rows(entry)
    for kind, found in (("parsimonious", implicants.primes(on, off, entry["levels"])), ("complex", implicants.complex_primes(on, entry["levels"]))):
        assert sorted(terms.model(found.tolist(), entry["conditions"], entry["levels"])) == sorted(entry[kind]["PIs"])


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_route_finds_what_a_search_through_all_terms_finds(shape):
    rng = np.random.default_rng(1952)
    for _ in range(25):
        on, off = random_table(shape, rng)
        wanted = by_trying_all(on.tolist(), off.tolist(), shape)
        for route in ROUTES:
            assert list(map(tuple, route(on, off, shape).tolist())) == wanted, route.__name__


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_complex_implicants_are_those_for_which_every_other_row_is_negative(shape):
    rng = np.random.default_rng(1956)
    for _ in range(10):
        on, _ = random_table(shape, rng)
        every = np.array(list(product(*map(range, shape))))
        off = every[~(every[:, None] == on).all(axis=2).any(axis=1)]
        np.testing.assert_array_equal(implicants.complex_primes(on, shape), implicants.dense(on, off, shape))


@pytest.mark.parametrize(("levels", "positive", "negative"), [((2,) * 9, 90, 60), ((3, 2, 2, 4, 2, 2), 80, 70), ((2,) * 11, 30, 30)], ids=str)
def test_routes_agree_on_larger_tables(levels, positive, negative):
    rng = np.random.default_rng(1990)
    chosen = rng.permutation(np.prod(levels))[: positive + negative]
    table = np.stack(np.unravel_index(chosen, levels), axis=1)
    dense, sets, merged = (route(table[:positive], table[positive:], levels) for route in ROUTES[1:])
    np.testing.assert_array_equal(dense, sets)
    np.testing.assert_array_equal(dense, merged)


def test_route_is_chosen_by_size(monkeypatch):
    rng = np.random.default_rng(0)
    wide = np.unique(rng.integers(0, 2, (12, 30)), axis=0)  # 2^30 sets of conditions are too many for a table
    asked = []
    for name in ("dense", "hitting_sets", "merging"):
        monkeypatch.setattr(implicants, name, lambda *_, name=name: asked.append(name))
    implicants.primes(wide[:6], wide[6:], [2] * 30)
    implicants.primes(wide[:6, :10], [], [2] * 10)
    implicants.primes([[0, 1]], [[0, 0], [1, 0], [1, 1]], [2, 2])
    assert asked == ["hitting_sets", "dense", "merging"]


def test_many_conditions_have_implicants_that_hold_no_negative_row_and_can_lose_no_condition():
    rng = np.random.default_rng(30)
    table = rng.integers(0, 2, (12, 30))
    found = implicants.primes(table[:6], table[6:], [2] * 30)
    assert implicants.holds(found, table[:6]).any(axis=1).all() and not implicants.holds(found, table[6:]).any()
    for i in range(30):
        shorter = found[found[:, i] != -1].copy()
        shorter[:, i] = -1
        assert implicants.holds(shorter, table[6:]).any(axis=1).all()


def test_without_negative_rows_the_term_without_conditions_is_all():
    assert implicants.primes([[0, 1], [1, 1]], [], (2, 2)).tolist() == [[-1, -1]]


def test_without_positive_rows_there_is_none():
    for route in (*ROUTES, lambda on, off, levels: implicants.complex_primes(on, levels)):
        assert route([], [[0, 1]], (2, 2)).shape == (0, 2)


def test_row_both_positive_and_negative_is_refused():
    with pytest.raises(ResearcherError, match=r"row \[0, 1\] is positive and negative at once"):
        implicants.primes([[0, 1], [1, 1]], [[0, 1]], (2, 2))


@pytest.mark.parametrize("row", [[0, 2], [-1, 0]], ids=str)
def test_value_that_a_condition_has_not_is_refused(row):
    with pytest.raises(ResearcherError, match="holds a value that its condition has not"):
        implicants.primes([[0, 1]], [row], (2, 2))


def test_merging_refuses_to_write_out_too_many_rows():
    with pytest.raises(ResearcherError, match="1,073,741,824 rows"):
        implicants.merging(np.zeros((1, 30)), np.ones((1, 30)), [2] * 30)
    with pytest.raises(ResearcherError, match="60 conditions are too many to merge"):
        implicants.complex_primes(np.zeros((1, 60)), [2] * 60)
