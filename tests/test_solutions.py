"""Solutions against a search through all sets of terms, what expectations and exclusions do, and what can't be solved."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from qca import ANALYSES, lf, made, table

from ptce_helpers import configurations
from ptce_helpers.counterfactuals import expected
from ptce_helpers.errors import NotFound, ParameterError, ResearcherError
from ptce_helpers.solutions import solve
from ptce_helpers.terms import write
from ptce_helpers.truth_tables import covered, numbered


def drawn(rng, levels):
    """A random truth table of crisp or multi-value cases, one case per observed combination, that can be analysed."""
    size = int(np.prod(levels))
    while True:
        rows = np.sort(rng.choice(size, int(rng.integers(len(levels) + 1, size + 1)), replace=False))
        cases = pd.DataFrame(np.stack(np.unravel_index(rows, levels), axis=1), columns=list("ABCD")[: len(levels)]).assign(Y=rng.integers(0, 2, len(rows)))
        try:
            found = configurations.truth_table(cases, "Y", list("ABCD")[: len(levels)])
        except ResearcherError:
            continue
        if found.levels == tuple(levels) and set(found.rows["OUT"]) >= {"0", "1"}:
            return found


def searched(found, allowed):
    """All primes and all covers of the positive rows by terms within the allowed rows, by looking at every term and every set of terms."""
    held = {cube: set(covered([cube], found.levels)) for cube in product(*(range(-1, size) for size in found.levels))}
    on = set(found.numbers("1"))
    free = {cube: rows for cube, rows in held.items() if rows <= allowed and rows & on}
    primes = [cube for cube, rows in free.items() if not any(rows < other for other in free.values())]
    covers = []
    for size in range(1, len(primes) + 1):
        for chosen in combinations(primes, size):
            if on <= set().union(*(held[cube] for cube in chosen)) and not any(set(small) <= set(chosen) for small in covers):
                covers.append(chosen)
    said = sorted(sorted(write(cube, found.conditions, found.levels) for cube in cover) for cover in covers)
    return {write(cube, found.conditions, found.levels) for cube in primes}, said


@pytest.mark.parametrize("levels", [(2, 2, 2), (2, 2, 2, 2), (3, 2, 2), (3, 3)])
def test_solutions_are_those_of_a_search_through_all_sets_of_terms(levels):
    rng, seen = np.random.default_rng(sum(levels)), 0
    for _ in range(15):
        found = drawn(rng, levels)
        for kind, allowed in (("complex", set(found.numbers("1"))), ("parsimonious", set(found.numbers("1", "?")))):
            primes, covers = searched(found, allowed)
            every = solve(found, kind, models="irredundant")
            assert set(every.prime_implicants) == primes
            assert every.models == covers and every.total == len(covers)
            fewest = [model for model in covers if len(model) == min(map(len, covers))]
            assert solve(found, kind).models == fewest
            seen += len(covers)
    assert seen > 2 * 15, "some have several models"


@pytest.mark.parametrize("levels", [(2, 2, 2, 2), (3, 2, 2)])
def test_intermediate_solution_lies_between_the_two_others_and_assumes_only_what_is_expected(levels):
    rng, easy = np.random.default_rng(7), 0
    for _ in range(12):
        found = drawn(rng, levels)
        between = solve(found, "intermediate", {name: 1 for name in found.conditions})
        for pair in between.pairs.values():
            inner, outer = (set(found.matching(" + ".join(model))) for model in (pair.complex, pair.parsimonious))
            for model in pair.models:
                rows = set(found.matching(" + ".join(model)))
                assert set(found.numbers("1")) <= rows <= outer and rows <= inner | set(pair.easy)
            assert set(pair.easy).isdisjoint(pair.difficult) and set(pair.easy) | set(pair.difficult) == outer - set(found.numbers("1"))
            easy += len(pair.easy)
    assert easy > 0


def test_without_expectations_the_intermediate_solution_is_the_complex_one():
    assert solve(lf(), "intermediate", {}).models == solve(lf(), "complex").models
    assert solve(lf(), "intermediate", "-,-,-,-,-").models == solve(lf(), "complex").models


def test_expectations_are_understood_in_each_way_they_can_be_written():
    conditions, levels = ("DEV", "URB", "T"), (2, 2, 3)
    wanted = (frozenset({1}), frozenset(), frozenset({1, 2}))
    for given in ({"DEV": 1, "T": [1, 2]}, {"DEV": "1", "URB": "-", "T": (1, 2)}, "DEV[1], T[1], T[2]", ["DEV[1]", "T[2]", "T[1]"], [1, "-", [1, 2]]):
        assert expected(given, conditions, levels) == wanted, given
    assert expected("1, -, 2", conditions, levels) == (frozenset({1}), frozenset(), frozenset({2}))
    assert expected("DEV, ~URB", ("DEV", "URB"), (2, 2)) == (frozenset({1}), frozenset({0}))
    assert expected(pd.Series({"URB": np.nan, "DEV": 1.0}), ("DEV", "URB"), (2, 2)) == (frozenset({1}), frozenset()), "NaN: nothing is expected"
    assert expected({"DEV": [0, 1]}, ("DEV",), (2,)) == (frozenset(),), "any value: nothing is expected"


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ("1,1", ParameterError, "2 expectations for 5 conditions"),
        ({"DEW": 1}, NotFound, "expected of 'DEW'(.|\n)*did you mean 'DEV'"),
        ({"DEV": 2}, ParameterError, "DEV has no value 2"),
        ({"DEV": "much"}, ParameterError, "expectation 'much' of DEV is no value"),
        ("DEV, URBB", NotFound, "'URBB'"),
        (None, ParameterError, "needs expectations"),
        (5, ParameterError, "expectations 5 can't be read(.|\n)*DEV, URB, LIT, IND, STB"),
    ],
)
def test_expectations_that_make_no_sense_are_refused(given, kind, said):
    with pytest.raises(kind, match=said):
        solve(lf(), "intermediate", given)


def test_excluded_rows_are_not_assumed():
    """Without the row DEV*~URB*LIT*~IND*~STB (21), DEV*~IND can't be assumed."""
    plain = solve(lf(), "parsimonious")
    assert plain.models == [["DEV*~IND", "URB*STB"]] and 21 in plain.assumptions[0]
    found = solve(lf(), "parsimonious", exclude=[21])
    assert found.models == [["DEV*~IND*STB", "URB*STB"]] and 21 not in found.assumptions[0]
    assert solve(lf(), "parsimonious", exclude="DEV*~URB*LIT*~IND*~STB").models == found.models
    assert all(21 not in pair.easy + pair.difficult for pair in solve(lf(), "intermediate", "1,1,1,1,1", exclude=[21]).pairs.values())


def test_rows_to_be_excluded_must_exist_and_be_no_positive_ones():
    with pytest.raises(NotFound, match="no row 33"):
        solve(lf(), "parsimonious", exclude=[33])
    with pytest.raises(ParameterError, match="Rows 22 are no remainders: their cases show SURV"):
        solve(lf(), "parsimonious", exclude=[22, 21])
    assert solve(lf(), "parsimonious", exclude="DEV*~URB").excluded == (17, 18, 19, 20, 21, 23, 24), "of an expression the positive rows stay"


def test_contradictory_rows_help_only_if_they_count_as_remainders():
    found = table("LF_SURV_contra")
    assert solve(found, "complex").models == [["DEV*URB*LIT*IND*STB", "DEV*~URB*LIT*~IND*STB"]]
    assert solve(found, "complex", include="C").models == [["DEV*LIT*IND*STB", "DEV*~URB*LIT*STB"], ["DEV*LIT*IND*STB", "~URB*LIT*~IND*STB"]]
    assert solve(found, "parsimonious", include="C").models == solve(found, "complex", include="C").models, "without remainders nothing more can be assumed"
    assert solve(found, "parsimonious", include="?").models == [["DEV*~IND", "URB*STB"]]
    with pytest.raises(ParameterError, match="Rows with 0 in OUT can't count as remainders"):
        solve(found, "parsimonious", include="?,0")


def test_a_list_that_stops_says_so():
    found = table("dHMN_CO")
    stopped = solve(found, "parsimonious", models="irredundant", limit=5)
    assert len(stopped.models) == 5 and not stopped.complete and stopped.total == 14
    between = solve(found, "intermediate", "1,1,1,1,1", limit=3)
    assert len(between.pairs) == 3 and not between.complete


def test_fit_of_each_model_ends_with_the_whole_and_names_the_cases():
    fit = solve(lf(), "parsimonious").fit[0]
    assert fit.index.to_list() == ["DEV*~IND", "URB*STB", "expression"]
    assert fit["cases"].to_list() == ["FI,IE", "BE,CZ,NL,UK", "FI,IE; BE,CZ,NL,UK"]
    alone = solve(table("LC_SURV"), "parsimonious").fit[0]
    assert alone.index.to_list() == ["DEV*STB", "expression"] and alone["covU"].isna().all()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"solution": "parsimonius"}, "no solution 'parsimonius'(.|\n)*did you mean 'parsimonious'"),
        ({"models": "all"}, "no models 'all'(.|\n)*choose one of: irredundant, minimum"),
    ],
)
def test_what_does_not_exist_is_refused(how, said):
    with pytest.raises(ParameterError, match=said):
        solve(lf(), **how)


def test_an_outcome_that_nothing_leads_to_or_nothing_lacks_is_said():
    with pytest.raises(ResearcherError, match="No combination of DEV, .* leads to SURV consistently: the highest consistency is 0.904, the cut 0.95"):
        solve(lf(incl_cut=0.95), "complex")
    every = configurations.truth_table(made(A="0011", B="0101", Y="0111"), "Y", ["A", "B"], 0)
    with pytest.raises(ResearcherError, match="No combination lacks Y"):
        solve(every, "parsimonious")
    assert solve(every, "complex").models == [["1"]]


def test_assumptions_made_for_the_outcome_and_its_absence_are_contradictory():
    one, other = solve(lf(), "parsimonious"), solve(lf("~SURV"), "parsimonious")
    found = configurations.contradictory_assumptions(one, other)
    assert found == sorted(set(one.assumptions[0]) & set(other.assumptions[0])) and len(found) > 0
    for row in found:
        values = dict(zip(one.table.conditions, one.table.values([row])[0], strict=True))
        assert (values["DEV"] and not values["IND"]) or (values["URB"] and values["STB"])
    with pytest.raises(ParameterError, match="SURV and SURV are not an outcome and its absence"):
        configurations.contradictory_assumptions(one, one)
    with pytest.raises(ParameterError, match="different conditions"):
        configurations.contradictory_assumptions(one, solve(table("Krook_WNP"), "parsimonious"))


def test_untenable_assumptions_are_named_with_their_reasons():
    found = configurations.untenable(lf(), lf("~SURV"), necessary=["LIT", "DEV + STB"], impossible="URB*~IND")
    rows = lf().rows
    assert (rows.loc[found.index, "n"] == 0).all(), "what cases show is no assumption"
    assert found.index[found["necessity"]].to_list() == [row for row in rows.index[rows["n"] == 0] if not rows.at[row, "LIT"] or not (rows.at[row, "DEV"] or rows.at[row, "STB"])]
    assert found.index[found["impossible"]].to_list() == [row for row in rows.index[rows["n"] == 0] if rows.at[row, "URB"] and not rows.at[row, "IND"]]
    assert found[["contradictory", "necessity", "impossible"]].any(axis=1).all()
    assert configurations.untenable(lf()).empty


def test_contradictions_that_come_up_only_without_the_first_ones_are_found_too():
    cases = made(A="000011", B="111001", C="011100", D="010010", Y="011001")
    one, other = (configurations.truth_table(cases, outcome, list("ABCD")) for outcome in ("Y", "~Y"))
    assert configurations.contradictory_assumptions(solve(one, "parsimonious"), solve(other, "parsimonious")) == [9, 11]
    without = [solve(found, "parsimonious", exclude=[9, 11]) for found in (one, other)]
    assert configurations.contradictory_assumptions(*without) == [14, 16]
    assert configurations.untenable(one, other).index.to_list() == [9, 11, 14, 16]


def test_enhanced_standard_analysis_rests_on_no_untenable_assumption():
    one, other = lf(), lf("~SURV")
    found = configurations.enhanced(one, other, "1,1,1,1,1", necessary="LIT*STB")
    assert found.complex.models == solve(one, "complex").models
    assert not set(found.excluded.index) & {row for rows in found.parsimonious.assumptions for row in rows}
    opposite = configurations.enhanced(other, one)
    again = configurations.contradictory_assumptions(configurations.enhanced(one, other).parsimonious, opposite.parsimonious)
    assert again == [], "contradictions that come up only after others are gone are found too"
    assert found.intermediate.models and configurations.enhanced(one).intermediate is None
    assert configurations.enhanced(one).parsimonious.models == solve(one, "parsimonious").models


def test_rows_that_lead_to_the_outcome_and_its_absence_are_found():
    assert configurations.simultaneous_subsets(lf(), lf("~SURV")) == []
    cases = pd.DataFrame({"A": [0.6, 0.6, 0.2], "Y": [0.55, 0.45, 0.1]}, index=list("abc"))
    tables = [configurations.truth_table(cases, outcome, ["A"], 0.75) for outcome in ("Y", "~Y")]
    assert tables[0].rows.at[2, "incl"] == pytest.approx(1.1 / 1.4) and tables[1].rows.at[2, "incl"] == pytest.approx(1.2 / 1.4)
    assert configurations.simultaneous_subsets(*tables) == [2]


def test_many_conditions_are_solved_without_listing_the_combinations():
    rng = np.random.default_rng(5)
    cases = pd.DataFrame(rng.integers(0, 2, (25, 18)), columns=[f"X{number}" for number in range(17)] + ["Y"])
    found = configurations.truth_table(cases, "Y", [f"X{number}" for number in range(17)])
    solution = solve(found, "parsimonious", limit=20)
    on, off = set(found.numbers("1")), set(found.numbers("0"))
    rows = set(numbered(found.values(sorted(on | off)), found.levels)) & set(found.matching(" + ".join(solution.models[0])))
    assert rows == on


def test_references_cover_the_kinds_of_data():
    assert {max(one["noflevels"]) for one in ANALYSES.values()} == {2, 3}
