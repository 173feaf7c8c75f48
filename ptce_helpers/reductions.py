"""Reductions: the rows of a truth table that lead to the outcome, brought to their shortest expressions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ptce_helpers import covers, implicants, truth_tables
from ptce_helpers.covers import Covers
from ptce_helpers.errors import ParameterError, ResearcherError
from ptce_helpers.truth_tables import CONTRADICTORY, NEGATIVE, POSITIVE, REMAINDER, TruthTable

MODELS = {"minimum": covers.minimum, "irredundant": covers.irredundant}


@dataclass(frozen=True)
class Reduction:
    """Implicants (terms x conditions), the chart of those and of the positive rows, and the models that cover these."""

    implicants: np.ndarray
    positives: tuple[int, ...]
    chart: np.ndarray
    covers: Covers

    def models(self) -> list[np.ndarray]:
        """The terms of each listed model: terms x conditions."""
        return [self.implicants[list(model)] for model in self.covers.models]


def included(include: str | Iterable[str]) -> tuple[str, ...]:
    """What counts as a remainder, from text such as ``"?,C"``: ``?`` combinations without (enough) cases, ``C`` contradictory ones."""
    parts = [part.strip() for part in (include.split(",") if isinstance(include, str) else include)]
    if wrong := [part for part in parts if part not in (REMAINDER, CONTRADICTORY, "")]:
        raise ParameterError(f"Rows with {', '.join(wrong)} in OUT can't count as remainders.", todo="include ? (no cases), C (contradictory), or both: '?,C'.")
    return tuple(part for part in parts if part)


def positives(table: TruthTable) -> list[int]:
    """The rows that lead to the outcome; ResearcherError if there are none, with the highest consistency found."""
    if found := table.numbers(POSITIVE):
        return found
    best = table.rows.loc[table.rows["n"] >= table.n_cut, "incl"].max()
    raise ResearcherError(f"No combination of {', '.join(table.conditions)} leads to {table.outcome} consistently: the highest consistency is {best:.3f}, the cut {table.incl_cut[0]:g}.",
                          todo="explain another outcome, choose other conditions, or argue for a lower cut.")  # fmt: skip


def parsimonious(table: TruthTable, include: tuple[str, ...], excluded: Sequence[int], which: str, limit: int) -> Reduction:
    """All remainders may help to shorten (Ragin & Sonnett 2005), but for those that are excluded."""
    on = positives(table)
    helping = [number for number in table.numbers(CONTRADICTORY) if CONTRADICTORY in include and number not in excluded]
    off = sorted({*table.numbers(NEGATIVE, CONTRADICTORY), *excluded} - set(helping))
    if not off and (REMAINDER in include or len(on) + len(helping) == table.size):
        raise ResearcherError(f"No combination lacks {table.outcome}, so that every condition could be left out: there is nothing to compare with.",
                              todo="choose cuts at which some combinations fail, or other conditions.")  # fmt: skip
    if REMAINDER not in include:
        return conservative(table.levels, on, helping, which, limit)
    return _covered(on, implicants.primes(table.values(on), table.values(off), table.levels), table.levels, which, limit)


def conservative(levels: Sequence[int], on: Sequence[int], helping: Iterable[int], which: str, limit: int) -> Reduction:
    """Only the rows named as helping may shorten the positive ones; all others are treated as if they lacked the outcome."""
    found = implicants.complex_primes(truth_tables.values(sorted({*on, *helping}), levels), levels)
    return _covered(on, found, levels, which, limit)


def _covered(on: Sequence[int], found: np.ndarray, levels: Sequence[int], which: str, limit: int) -> Reduction:
    chart = implicants.holds(found, truth_tables.values(on, levels))
    useful = chart.any(axis=1)
    return Reduction(found[useful], tuple(on), chart[useful], MODELS[which](chart[useful], limit))
