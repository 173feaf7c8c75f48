"""Two groupings of the same cases side by side: what they have in common, and how often chance alone would do as well.

Adjusted Rand index (Hubert and Arabie 1985, Journal of Classification 2); where a case can be in several groups the Omega
index (Collins and Dent 1988, Multivariate Behavioral Research 23), which is the same when none is.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ptce_helpers.errors import ParameterError, ResearcherError

MOST_STEPS = 300_000  # of the exact count; above it arrangements are drawn
NEAR = 1e-9
FEWEST = 3  # cases


@dataclass(frozen=True, eq=False)
class Comparison:
    """A given classification beside computed types.

    ``table``: classes x types, numbers of cases (one in several classes is counted in each); ``index``: adjusted Rand, or Omega when ``overlapping``;
    1 for the same groups, 0 on average for types given out by lot, nan where either puts all cases together or all apart. ``p``: share of the
    ``arrangements`` of the types over the cases that reach the index; ``smallest_p``: the share that the best of them has. ``exact``: all
    arrangements were counted; otherwise p rests on ``drawn`` of them, with ``p_error`` its standard error, ``best`` is the best of these and ``smallest_p`` what so many can show. ``left_out``: cases without a class;
    ``untyped``: classified cases that have no type. Neither is compared.
    """

    table: pd.DataFrame
    index: float
    p: float
    smallest_p: float
    best: float
    arrangements: int
    exact: bool
    drawn: int
    p_error: float
    n: int
    overlapping: bool
    left_out: list[object]
    untyped: list[object]


def adjusted_rand(first: Iterable[object], second: Iterable[object]) -> float:
    """How far two groupings of the same cases agree, corrected for chance: 1 for the same, 0 on average by chance; nan where both put all cases together or all apart.

    Over pairs of cases: (together in both - expected) / ((together in the first + in the second) / 2 - expected).
    """
    first, second = list(first), list(second)
    if len(first) != len(second) or any(pd.isna(label) for label in (*first, *second)):
        raise ResearcherError(f"The groupings are not of the same cases: {len(first)} and {len(second)} labels, {sum(pd.isna(label) for label in (*first, *second))} missing.",
                              todo="give the label of each case in both, in the same order.")
    (rows, one), (columns, other) = (np.unique([str(label) for label in labels], return_inverse=True) for labels in (first, second))
    table = np.bincount(one * len(columns) + other, minlength=len(rows) * len(columns)).reshape(len(rows), -1)
    both, one, other, pairs = (_pairs(counts).sum() for counts in (table, table.sum(axis=1), table.sum(axis=0), table.sum()))
    expected = one * other / pairs if pairs else 0
    room = (one + other) / 2 - expected
    return float((both - expected) / room) if room > NEAR else math.nan


def pairs_kept(first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    """Of the pairs of cases that the first grouping puts together, the share that the second does too; and of those it parts, the share parted again."""
    above = np.triu_indices(len(first), 1)
    one, other = ((labels[:, None] == labels)[above] for labels in (np.asarray(first), np.asarray(second)))
    return _share(other[one]), _share(~other[~one])


def jaccard(first: np.ndarray, second: np.ndarray) -> dict[object, float]:
    """How well each group of the first grouping is found in the second: cases in common / cases in either, of the group that fits best (Hennig 2007)."""
    first, second = np.asarray(first), np.asarray(second)
    return {one: max(float(((first == one) & (second == other)).sum() / ((first == one) | (second == other)).sum()) for other in np.unique(second)) for one in np.unique(first)}


def compare(given: Mapping[object, object] | pd.Series, types: pd.Series, *, n_resamples: int = 10_000, seed: int = 0) -> Comparison:
    """Set a classification made by others against computed types.

    ``given``: case -> its class, or a list of classes; a case with none is left out and named. ``types``: case -> type. p asks how often types of these
    sizes, given out by lot to the classified cases, agree at least as well; counted exactly where that is feasible, else over ``n_resamples`` draws.
    Raises ResearcherError for fewer than three cases with both.
    """
    if not isinstance(types, pd.Series) or not isinstance(given, (Mapping, pd.Series)):
        raise ParameterError(f"A classification and types by case are needed, found {type(given).__name__} and {type(types).__name__}.",
                             todo="give case -> class, as a dict or a column, and the labels of types: compare(given, types.labels).")
    classes = {case: _classes(value) for case, value in dict(given).items()}
    cases = [case for case in types.index if classes.get(case)]
    if len(cases) < FEWEST:
        raise ResearcherError(f"Only {len(cases)} cases have both a class and a type; at least {FEWEST} are needed.", todo="classify more cases.")
    profiles, found = [classes[case] for case in cases], types[cases].to_numpy()
    overlapping = any(len(profile) > 1 for profile in profiles)
    return Comparison(_crossed(profiles, found), **_Reference(profiles, found).judged(n_resamples, seed), n=len(cases), overlapping=overlapping,
                      left_out=[case for case in types.index if not classes.get(case)], untyped=[case for case, found in classes.items() if found and case not in types.index])


def _crossed(profiles: list[tuple[object, ...]], types: np.ndarray) -> pd.DataFrame:
    pairs = [(name, kind) for profile, kind in zip(profiles, types, strict=True) for name in profile]
    return pd.crosstab(pd.Series([name for name, _ in pairs], name="class"), pd.Series([kind for _, kind in pairs], name="type"))


def _classes(value: object) -> tuple[object, ...]:
    """The classes of a case, sorted: none, one or several."""
    several = value if isinstance(value, Collection) and not isinstance(value, str) else [value]
    return tuple(sorted({name for name in several if not pd.isna(name) and name != ""}, key=str))


class _Reference:
    """The index of every arrangement of the types over the cases. Cases with the same classes are alike; what counts is how many of each kind a type has.

    A pair of cases agrees when it shares as many classes as types (0 or 1 types). So the number of agreeing pairs is a constant plus, over the pairs
    within each type, +1 where exactly one class is shared and -1 where none is.
    """

    def __init__(self, profiles: list[tuple[object, ...]], types: np.ndarray):
        kinds = list(dict.fromkeys(profiles))
        self.kind = np.array([kinds.index(profile) for profile in profiles])
        self.types, self.sizes = types, tuple(sorted(Counter(types.tolist()).values()))
        shared = np.array([[len(set(a) & set(b)) for b in kinds] for a in kinds])
        self.gain = (shared == 1).astype(int) - (shared == 0)
        self.margin = tuple(np.bincount(self.kind))
        self.arrangements = math.factorial(len(types)) // math.prod(map(math.factorial, self.sizes))
        self.pairs = len(types) * (len(types) - 1) // 2
        self.together = sum(size * (size - 1) // 2 for size in self.sizes)
        above = np.triu_indices(len(types), 1)
        among = Counter(shared[self.kind[above[0]], self.kind[above[1]]].tolist())
        self.base, self.chance = among[0], (among[0] * (self.pairs - self.together) + among[1] * self.together) / self.pairs**2

    def judged(self, n_resamples: int, seed: int) -> dict[str, float]:
        """The index of the types as they are, and its place among all arrangements, by the names of a Comparison."""
        if self.chance > 1 - NEAR:  # all together or all apart: every arrangement is the same
            return {"index": math.nan, "p": 1.0, "smallest_p": 1.0, "best": math.nan, "arrangements": self.arrangements, "exact": True, "drawn": self.arrangements, "p_error": 0.0}
        observed = self._of(self.types)
        found = self.counted()
        if exact := found is not None:
            reached, most = sum(number for worth, number in found.items() if worth >= observed), max(found)
            p, smallest, drawn, error = reached / self.arrangements, found[most] / self.arrangements, self.arrangements, 0.0
        else:
            worths = self.drawn(n_resamples, seed)
            most, drawn, smallest = max(observed, int(worths.max())), n_resamples, 1 / (n_resamples + 1)
            p = (1 + int((worths >= observed).sum())) / (n_resamples + 1)
            error = math.sqrt(p * (1 - p) / n_resamples)
        return {"index": self.index(observed), "p": p, "smallest_p": smallest, "best": self.index(most), "arrangements": self.arrangements, "exact": exact, "drawn": drawn,
                "p_error": error}

    def index(self, worth: int) -> float:
        """The index that goes with the worth of an arrangement."""
        return ((self.base + worth) / self.pairs - self.chance) / (1 - self.chance)

    def worth(self, counts: np.ndarray) -> int:
        """What the pairs within a type add, from how many of each kind of case it has."""
        counts = np.asarray(counts)
        return int(counts @ self.gain @ counts - self.gain.diagonal() @ counts) // 2

    def counted(self) -> dict[int, int] | None:
        """How many arrangements have each worth, type by type; None where it takes too long."""
        states: dict[tuple[int, ...], dict[int, int]] = {self.margin: {0: 1}}
        steps = 0
        for size in self.sizes:
            after: dict[tuple[int, ...], dict[int, int]] = defaultdict(lambda: defaultdict(int))
            for left, known in states.items():
                for taken in _takings(left, size):
                    if (steps := steps + 1) > MOST_STEPS:
                        return None
                    ways, worth = math.prod(map(math.comb, left, taken)), self.worth(taken)
                    rest = after[tuple(a - b for a, b in zip(left, taken, strict=True))]
                    for before, number in known.items():
                        rest[before + worth] += number * ways
            states = after
        return dict(states[tuple(0 for _ in self.margin)])

    def drawn(self, n_resamples: int, seed: int) -> np.ndarray:
        """The worths of arrangements drawn by lot."""
        rng = np.random.default_rng(seed)
        return np.array([self._of(rng.permutation(self.types)) for _ in range(n_resamples)])

    def _of(self, types: np.ndarray) -> int:
        same = types[:, None] == types
        return int((self.gain[np.ix_(self.kind, self.kind)] * np.triu(same, 1)).sum())


def _takings(left: tuple[int, ...], size: int) -> list[tuple[int, ...]]:
    """All ways to take ``size`` cases from kinds of which so many are left."""
    if not left:
        return [()] if size == 0 else []
    rest = sum(left[1:])
    return [(now, *later) for now in range(max(0, size - rest), min(left[0], size) + 1) for later in _takings(left[1:], size - now)]


def _pairs(counts: np.ndarray) -> np.ndarray:
    return np.asarray(counts) * (np.asarray(counts) - 1) / 2


def _share(found: np.ndarray) -> float:
    return float(found.mean()) if len(found) else math.nan
