"""Prime implicants: the shortest terms that hold a positive row of a truth table and no negative one.

Every row that is neither positive nor negative is a don't care. Three routes lead to the same terms, exactly:
Quine's merging (1952; McCluskey 1956), the minimal hitting sets of what tells a positive row from the negative ones
(Dusa & Thiem 2015 look for the same sets), and these sets found all at once over all ways to leave conditions out.
A term is an array of ints, one per condition: its value, or -1 where the condition is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from ptce_helpers.errors import ResearcherError
from ptce_helpers.merging import merge

WORD = 64  # positive rows that are worked on at once, a bit each
MOST_SETS = 2**22  # words of the table over all sets of conditions, for every 64 positive rows
MOST_ROWS = 2**20  # that are merged, don't cares included, when they have to be written out


def primes(on: np.ndarray, off: np.ndarray, levels: Sequence[int]) -> np.ndarray:
    """All prime implicants that hold at least one positive row and no negative one, fewest conditions first.

    ``on``, ``off``: positive and negative rows (rows x conditions, whole numbers from 0); ``levels``: how many values
    each condition has. Returns ints (implicants x conditions). The route is chosen by size. Raises ResearcherError
    where a row is positive and negative, or holds a value that its condition has not.
    """
    on, off, levels = _checked(on, off, levels)
    if len(on) + len(off) == np.prod(levels, dtype=float):
        return merging(on, off, levels)
    return (dense if 2 ** len(levels) <= MOST_SETS else hitting_sets)(on, off, levels)


def complex_primes(on: np.ndarray, levels: Sequence[int]) -> np.ndarray:
    """The same without don't cares: every row that is not positive is negative, as in the complex (conservative) solution.

    The negative rows are never written out: the positive ones are merged.
    """
    on, _, levels = _checked(on, np.empty((0, len(levels)), dtype=int), levels)
    return ordered(merge(on, levels))


def dense(on: np.ndarray, off: np.ndarray, levels: Sequence[int]) -> np.ndarray:
    """Route one: for every set of conditions that can be left out, a bit per positive row says whether a negative row comes in.

    A bit passes from each set to the larger ones, in one step per condition; a term is prime where its own bit is not
    set and that of each set larger by one is. Needs 2^conditions words for every 64 positive rows.
    """
    on, off, levels = _checked(on, off, levels)
    found = [_of_rows(on[start : start + WORD], off, len(levels)) for start in range(0, len(on), WORD)]
    return ordered(np.concatenate([np.empty((0, len(levels)), dtype=int), *found]))


def hitting_sets(on: np.ndarray, off: np.ndarray, levels: Sequence[int]) -> np.ndarray:
    """Route two: a term that holds a positive row keeps, for each negative row, a condition in which the two differ.

    The primes are the smallest such sets of conditions (Berge's multiplication, one negative row after the other).
    For few rows and many conditions.
    """
    on, off, levels = _checked(on, off, levels)
    terms = [np.empty((0, len(levels)), dtype=int)]
    for row in on:
        kept = _minimal_hitting(np.unique(_masks(row != off)))
        terms.append(np.where(_bits(kept, len(levels)), row, -1))
    return ordered(np.concatenate(terms))


def merging(on: np.ndarray, off: np.ndarray, levels: Sequence[int]) -> np.ndarray:
    """Route three: positive rows and don't cares are merged as long as possible; terms without a positive row fall away.

    Raises ResearcherError where there are too many don't cares to be written out.
    """
    on, off, levels = _checked(on, off, levels)
    if np.prod(levels, dtype=float) > MOST_ROWS:
        raise ResearcherError(f"Merging would have to write out {np.prod(levels, dtype=float):,.0f} rows, over {MOST_ROWS:,}.",
                              todo="use dense or hitting_sets, or primes, which chooses")  # fmt: skip
    every = np.indices(levels).reshape(len(levels), -1).T
    allowed = np.ones(len(every), dtype=bool)
    allowed[np.ravel_multi_index(off.T, levels)] = False
    terms = merge(every[allowed], levels)
    return ordered(terms[holds(terms, on).any(axis=1)])


def holds(terms: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The chart of terms (down) and rows (across): whether the term holds the row."""
    chart = np.ones((len(terms), len(rows)), dtype=bool)
    for wanted, found in zip(np.asarray(terms).T, np.asarray(rows).T, strict=True):
        chart &= (wanted[:, None] == found) | (wanted == -1)[:, None]
    return chart


def ordered(terms: np.ndarray) -> np.ndarray:
    """Each term once: fewer conditions first, then condition by condition the lower value, left out last (as terms.rank)."""
    terms = np.unique(terms, axis=0)
    last = np.where(terms == -1, np.iinfo(terms.dtype).max, terms)
    return terms[np.lexsort((*last.T[::-1], (terms != -1).sum(axis=1)))]


def _checked(on: np.ndarray, off: np.ndarray, levels: Sequence[int]) -> tuple[np.ndarray, np.ndarray, tuple[int, ...]]:
    levels = tuple(int(level) for level in levels)
    on, off = (np.unique(np.asarray(rows, dtype=int).reshape(-1, len(levels)), axis=0) for rows in (on, off))
    for rows in (on, off):
        wrong = ((rows < 0) | (rows >= np.array(levels))).any(axis=1)
        if wrong.any():
            raise ResearcherError(f"The truth table row {rows[wrong][0].tolist()} holds a value that its condition has not: {list(levels)} values are allowed, counted from 0.",
                                  todo="give levels the number of values of each condition")  # fmt: skip
    both = set(map(tuple, on.tolist())) & set(map(tuple, off.tolist()))
    if both:
        raise ResearcherError(f"The truth table row {list(min(both))} is positive and negative at once.",
                              todo="decide the contradiction first: count the row as positive, as negative or as neither")  # fmt: skip
    return on, off, levels


def _masks(differs: np.ndarray) -> np.ndarray:
    """Sets of conditions as whole numbers, bit i for condition i."""
    return differs @ (1 << np.arange(differs.shape[-1], dtype=np.int64))


def _bits(masks: np.ndarray, k: int) -> np.ndarray:
    return (masks[:, None] >> np.arange(k, dtype=np.int64)) & 1 == 1


def _of_rows(on: np.ndarray, off: np.ndarray, k: int) -> np.ndarray:
    """The primes that hold one of at most 64 positive rows."""
    spoilt = np.zeros(2**k, dtype=np.uint64)
    for number, row in enumerate(on):
        spoilt[_masks(row != off)] |= np.uint64(1 << number)
    halves = [spoilt.reshape(-1, 2, 2**i) for i in range(k)]  # without and with condition i left out
    for half in halves:
        half[:, 1] |= half[:, 0]
    prime = ~spoilt & np.uint64(2 ** len(on) - 1)
    for i, half in enumerate(halves):
        prime.reshape(-1, 2, 2**i)[:, 0] &= half[:, 1]
    sets = np.flatnonzero(prime)
    place, row = np.nonzero((prime[sets, None] >> np.arange(len(on), dtype=np.uint64)) & np.uint64(1))
    return np.where(_bits(sets[place], k), -1, on[row])


def _minimal_hitting(sets: np.ndarray) -> np.ndarray:
    """The minimal sets of conditions that share one with each of the given sets."""
    small_first = sets[np.argsort(np.bitwise_count(sets), kind="stable")]
    return reduce(_hit_too, small_first, np.zeros(1, dtype=np.int64))


def _hit_too(found: np.ndarray, wanted: np.int64) -> np.ndarray:
    """Make minimal hitting sets hit one more set: those that miss it take in each of its conditions in turn."""
    hit, miss = found[found & wanted != 0], found[found & wanted == 0]
    new = [hit]
    for bit in (1 << np.flatnonzero(_bits(np.array([wanted]), 63)[0])) if len(miss) else ():
        rivals = hit[hit & wanted == bit] ^ bit  # only these can lie within a set that has just taken in this condition
        new.append((miss | bit)[_none_within(rivals, miss)])
    return np.concatenate(new)


def _none_within(rivals: np.ndarray, sets: np.ndarray, at_once: int = 2**22) -> np.ndarray:
    """For each set whether none of the rivals lies within it."""
    free = np.ones(len(sets), dtype=bool)
    step = max(1, at_once // max(1, len(sets)))
    for start in range(0, len(rivals), step):
        free &= ((rivals[start : start + step, None] & ~sets) != 0).all(axis=0)
    return free
