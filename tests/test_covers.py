"""Models equal those of R QCA and of a search through all choices of implicants; where a limit stops, the answer says so."""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from ptce_helpers import cover_search, cover_sizes, cover_tree, covers, implicants, terms
from ptce_helpers.cover_parts import core, reduced, stripped, take_apart
from ptce_helpers.errors import ResearcherError

REFERENCE = Path(__file__).with_name("reference") / "qca"
STORED = [entry for name in ("random", "analyses") for entry in json.loads((REFERENCE / f"{name}_minimisation.json").read_text(encoding="utf-8"))]
ALL_IRREDUNDANT = {"parsimonious_all", "parsimonious_all_irredundant"}

# McCluskey's cyclic chart: rows in a ring, each implicant holds two neighbours; two models of three, and five irredundant ones in all
RING = np.array([[row in (number, (number + 1) % 6) for row in range(6)] for number in range(6)])


def terms_and_chart(entry, kind):
    """The prime implicants of a stored table and which positive rows they hold."""
    configs, out = np.array(entry["configs"]), np.array(entry["out"])
    on, off, levels = configs[out == 1], configs[out == 0], entry["levels"]
    found = implicants.complex_primes(on, levels) if kind == "complex" else implicants.primes(on, off, levels)
    return found, implicants.holds(found, on)


def printed(entry, found, models):
    return sorted(sorted(terms.model(found[list(model)].tolist(), entry["conditions"], entry["levels"])) for model in models)


def by_trying_all(chart):
    """Every choice of implicants that holds all rows and from which none can be left out."""
    def holds(chosen):
        return chart[list(chosen)].any(axis=0).all()

    every = [chosen for size in range(len(chart) + 1) for chosen in combinations(range(len(chart)), size) if holds(chosen)]
    return sorted(chosen for chosen in every if not any(holds([o for o in chosen if o != one]) for one in chosen))


def random_chart(rng, most_implicants=9, most_rows=9):
    chart = rng.random((rng.integers(1, most_implicants + 1), rng.integers(1, most_rows + 1))) < rng.uniform(0.15, 0.7)
    chart[rng.integers(len(chart), size=chart.shape[1]), np.arange(chart.shape[1])] = True  # each row is held
    return chart


def dense_chart(rows=40, implicants=120):
    """A large chart in one piece with many ties: every implicant holds four rows."""
    rng = np.random.default_rng(5)
    return np.array([np.isin(np.arange(rows), rng.choice(rows, 4, replace=False)) for _ in range(implicants)])


# --- equal to another program and to brute force ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["complex", "parsimonious"])
@pytest.mark.parametrize("entry", STORED, ids=lambda entry: str(entry["id"]))
def test_minimum_models_are_all_those_of_r_qca(entry, kind):
    found, chart = terms_and_chart(entry, kind)
    got = covers.minimum(chart)
    assert got.complete and got.exact and got.proven and got.total == len(got.models)
    assert printed(entry, found, got.models) == sorted(map(sorted, entry[kind]["models"]))


@pytest.mark.parametrize("entry", [e for e in STORED if ALL_IRREDUNDANT & set(e)], ids=lambda entry: str(entry["id"]))
def test_irredundant_models_are_all_those_of_r_qca(entry):
    found, chart = terms_and_chart(entry, "parsimonious")
    got = covers.irredundant(chart)
    assert got.complete
    assert printed(entry, found, got.models) == sorted(map(sorted, entry[(ALL_IRREDUNDANT & set(entry)).pop()]["models"]))


@pytest.fixture
def small_up_to(monkeypatch):
    """Set from how many rows on a part is large: divided into branches with HiGHS beside it, not counted over all sets of its rows."""
    def rows(number):
        for module in (covers, cover_tree):
            monkeypatch.setattr(module, "MOST_ROWS", number)

    return rows


@pytest.mark.parametrize("seed", range(8))
def test_models_are_all_that_a_search_through_every_choice_finds(seed, small_up_to, monkeypatch):
    rng = np.random.default_rng(seed)
    for number in range(30):
        small_up_to((0, 3, 20)[number % 3])
        monkeypatch.setattr(cover_tree, "FEW_NODES", number % 2 * 60)  # HiGHS proves the size, or a small tree
        chart = random_chart(rng)
        wanted = by_trying_all(chart)
        least = min(map(len, wanted))
        assert list(covers.irredundant(chart).models) == wanted
        got = covers.minimum(chart)
        assert list(got.models) == [model for model in wanted if len(model) == least] and got.low == got.size == least and got.complete


@pytest.mark.parametrize("levels", [(2, 2, 2), (3, 2, 2), (2, 2, 2, 2), (3, 2, 3)], ids=str)
def test_solutions_of_random_tables_are_those_of_brute_force(levels):
    rng = np.random.default_rng(1966)
    every = np.indices(levels).reshape(len(levels), -1).T
    for _ in range(12):
        out = rng.choice(3, size=len(every), p=(0.5, 0.25, 0.25))
        chart = implicants.holds(implicants.primes(every[out == 1], every[out == 2], levels), every[out == 1])
        if 0 < len(chart) <= 12:
            wanted = by_trying_all(chart)
            assert list(covers.irredundant(chart).models) == wanted
            assert list(covers.minimum(chart).models) == [model for model in wanted if len(model) == min(map(len, wanted))]


def test_count_of_a_large_chart_is_the_same_however_it_is_divided(small_up_to):
    chart = dense_chart(rows=23, implicants=45)
    found = []
    for rows in (12, 20):
        small_up_to(rows)
        found.append(covers.minimum(chart))
    least = found[0].size
    part, = take_apart(chart)[1]
    listed = list(cover_search.of_size(part, least, cover_search.Steps(10**6)))
    assert found[0] == found[1] and found[0].complete and found[0].total > 10
    assert found[0].total == sum(np.prod([len(part.classes[one]) for one in cover]) for cover in listed)
    assert not list(cover_search.of_size(part, least - 1, cover_search.Steps(10**6)))


# --- charts of the textbooks --------------------------------------------------------------------------------------------------


def test_cyclic_chart_has_two_minimum_models_and_three_longer_irredundant_ones():
    assert covers.minimum(RING).models == ((0, 2, 4), (1, 3, 5))
    assert covers.irredundant(RING).models == ((0, 1, 3, 4), (0, 2, 3, 5), (0, 2, 4), (1, 2, 4, 5), (1, 3, 5))


def test_essential_implicant_is_in_every_model_and_equal_ones_stand_for_each_other():
    chart = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1], [0, 1, 1, 0]], dtype=bool)
    assert covers.minimum(chart).models == covers.irredundant(chart).models == ((0, 1), (0, 2))


def test_implicant_that_holds_no_row_is_in_no_model():
    assert covers.irredundant(np.array([[True], [False]])).models == ((0,),)


def test_models_of_independent_parts_are_multiplied():
    chart = np.kron(np.eye(4, dtype=bool), RING)
    got = covers.minimum(chart)
    assert (got.total, len(got.models), got.size, got.complete) == (2**4, 16, 12, True)
    assert covers.irredundant(chart).total == 5**4


def test_no_rows_need_no_terms():
    assert covers.minimum(np.empty((0, 0))).models == covers.irredundant(np.empty((3, 0))).models == ((),)


def test_row_that_no_implicant_holds_is_refused():
    with pytest.raises(ResearcherError, match="No implicant holds positive row 1"):
        covers.minimum(np.array([[True, False]]))


# --- limits say so --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", [covers.minimum, covers.irredundant])
def test_limit_stops_the_list_and_not_the_count(question):
    chart = np.kron(np.eye(4, dtype=bool), RING)
    whole, some = question(chart), question(chart, limit=7)
    assert len(some.models) == 7 and set(some.models) < set(whole.models)
    assert (some.total, some.exact, some.complete) == (whole.total, True, False)


def test_steps_that_do_not_suffice_leave_a_lower_bound_of_the_count():
    got = covers.irredundant(dense_chart(), limit=50, steps=2_000)
    assert not got.exact and not got.complete and len(got.models) == 50 <= got.total
    assert all(dense_chart()[list(model)].any(axis=0).all() for model in got.models)
    assert got.low <= got.size


@pytest.mark.parametrize("question", [covers.minimum, covers.irredundant])
def test_a_model_is_there_however_few_the_steps(question):
    for chart in (RING, dense_chart()):
        got = question(chart, steps=0)
        assert len(got.models) == 1 and chart[list(got.models[0])].any(axis=0).all() and not got.complete and got.total >= 1


def test_proof_that_is_not_finished_leaves_a_bound_of_the_size(monkeypatch, small_up_to):
    proof = cover_tree.Least(2, ((0,), (1,), (3,), (4,)))
    small_up_to(0)
    monkeypatch.setattr(covers, "least", lambda part, seconds: proof)
    got = covers.minimum(RING)
    assert (got.low, got.size, got.proven, got.exact, got.complete) == (2, 4, False, False, False)


def test_proof_without_time_gives_a_cover_and_a_bound(monkeypatch):
    monkeypatch.setattr(cover_tree, "FEW_NODES", 0)
    part, = take_apart(dense_chart())[1]
    proof = cover_tree.least(part, seconds=0)
    assert 10 <= proof.low < len(proof.found)  # forty rows, four in each implicant
    assert part.chart[[part.classes.index(one) for one in proof.found]].any(axis=0).all()


def test_tree_that_is_not_grown_to_the_end_counts_what_it_has(small_up_to):
    small_up_to(12)
    chart = dense_chart(rows=21, implicants=45)
    whole, some = covers.minimum(chart), covers.minimum(chart, steps=20 * cover_tree.A_NODE)
    assert not some.exact and some.proven and 0 < some.total < whole.total and set(some.models) < set(whole.models)
    assert len(some.models) == some.total and not some.complete  # the list ends where the tree ends


def test_one_model_and_its_proof_need_no_count():
    """What dominance leaves of a part may fall into pieces and may be nothing at all: the least size stays that of the count."""
    rng = np.random.default_rng(8)
    for rows, implicants_ in ((5, 9), (9, 14), (12, 40), (14, 12)):
        for _ in range(15):
            chart = random_chart(rng, implicants_, rows)
            one, every = covers.minimum(chart, limit=1, steps=0), covers.minimum(chart)
            assert (one.size, one.low, one.proven) == (every.size, every.size, True) and one.models[0] in every.models
            assert one.total <= every.total and len(one.models) == 1


def test_what_is_stripped_holds_nothing_more_to_take_away():
    """Essential classes make others dominated, and dominated ones leave others essential: this goes on until nothing changes."""
    rng, again = np.random.default_rng(5), 0
    for _ in range(20):
        rows = np.array(list(np.ndindex((2,) * 7)))[rng.permutation(128)[:40]]
        chart = implicants.holds(implicants.primes(rows[:20], rows[20:], [2] * 7), rows[:20])
        for part in take_apart(chart)[1]:
            needed, pieces = stripped(part)
            for piece in pieces:
                assert core(piece).chart.shape == piece.chart.shape and not reduced(piece)[0] and len(reduced(piece)[1]) == 1
            again += bool(needed) and bool(pieces)
    assert again, "no chart needed a second round"


def test_weights_of_few_rows_are_a_bound_without_a_linear_program(monkeypatch):
    monkeypatch.setattr(cover_sizes, "linprog", None)
    chart = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]], dtype=bool)
    assert cover_sizes.row_weights(chart).tolist() == [0.5, 0.5, 0.5]  # one over the size of the largest class that holds the row
    for small in (RING, chart):
        assert (small @ cover_sizes.row_weights(small) <= 1).all()


def test_count_by_inclusion_and_exclusion_is_the_number_that_the_search_lists():
    rng = np.random.default_rng(3)
    for _ in range(20):
        for part in take_apart(random_chart(rng, 40, 14))[1]:
            size, total = cover_sizes.counted(part)
            ways = [np.prod([len(part.classes[one]) for one in cover]) for cover in cover_search.of_size(part, size, cover_search.Steps(10**6))]
            assert total == sum(ways) and size == cover_tree.least(part, 10).low
