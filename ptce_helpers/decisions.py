"""What decides a conclusion: a figure of one analysis, of which the codings may leave open how large it is."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ptce_helpers.sample import Sample
from ptce_helpers.verdicts import Range

if TYPE_CHECKING:
    import networkx as nx

    from ptce_helpers.snapshots import Snapshots

STATES = ("holds", "open", "fails")
ALWAYS = ("exclude_cases", "study", "readings")  # parameters that touch every conclusion
Pair = tuple[str, str]  # case_id, study


@dataclass(frozen=True)
class Analysis:
    """One analysis of the poles: the sample as its parameters leave it, and the parameters themselves."""

    sample: Sample
    given: dict[str, object] = field(default_factory=dict)
    _made: dict[str, object] = field(default_factory=dict, compare=False)

    def once(self, key: str, make: Callable[[Sample], Any]) -> Any:
        """What is made of the sample for several conclusions, made once; ``key`` is its name."""
        if key not in self._made:
            self._made[key] = make(self.sample)
        return self._made[key]

    @cached_property
    def net(self) -> nx.MultiDiGraph:
        """The graph of the poles and their partners."""
        from ptce_helpers import networks  # takes a while to load

        return networks.graph(self.sample)

    @cached_property
    def snapshots(self) -> Snapshots:
        """The comparisons of the poles that both studies describe."""
        from ptce_helpers.snapshots import Snapshots

        return Snapshots(self.sample)

    def asked(self, *variables: str) -> frozenset[Pair]:
        """The poles, each with the study, that are asked all of some variables; without a variable all poles."""
        book = self.sample.book
        return frozenset((case, study) for case, study in self.sample.pairs if all(book.asked_of(variable, study) for variable in variables))


@dataclass(frozen=True)
class Figure:
    """The figure that decides a conclusion, as the lowest and the highest that the codings allow.

    ``asked``: the poles (with the study) that were asked: leaving out any other can't touch it. ``refs``: the rows of data it
    rests on. ``n``: of how many, for words such as most. ``why``: the key of the reason why there is none; it is then not applicable.
    """

    low: float
    high: float
    asked: frozenset[Pair] = frozenset()
    refs: tuple[str, ...] = ()
    n: float = math.nan
    why: str = ""

    def state(self, wanted: Range) -> str:
        """holds: whatever is not known; fails: whatever is not known; open: it depends on what no text says; empty: not applicable."""
        if self.why:
            return ""
        return "holds" if wanted.holds_all(self.low, self.high) else "open" if wanted.holds_some(self.low, self.high) else "fails"


def exactly(value: float, asked: frozenset[Pair], refs: tuple[str, ...], n: float = math.nan) -> Figure:
    """A figure of which nothing is open; not applicable where it is not a number."""
    return Figure(value, value, asked, refs, n, "" if value == value else "inapplicable_undefined")


def without(why: str, asked: frozenset[Pair] = frozenset(), refs: tuple[str, ...] = ()) -> Figure:
    """No figure: ``why`` is undefined, no_pole, pole_left_out, study_left_out, floor, no_types, no_solution, at_half or too_many."""
    return Figure(math.nan, math.nan, asked, refs, why=f"inapplicable_{why}")


@dataclass(frozen=True)
class Measure:
    """A function that finds the figure, the arguments it takes, and the parameters that touch it besides those that touch all.

    ``quick``: it takes so little time that it can be asked again without each two poles. ``completed``: for a figure of what is known only, the
    same figure at both ends of what the silences and doubts of the texts allow (None where there are none); without it the figure itself has these ends.
    """

    find: Callable[..., Figure]
    touched_by: tuple[str, ...]
    quick: bool = False
    completed: Callable[..., Figure | None] | None = None

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of its arguments, by which they are checked: a variable, a code, a query, a case ..."""
        return tuple(inspect.signature(self.find).parameters)[1:]


MEASURES: dict[str, Measure] = {}


def measure(*touched_by: str, quick: bool = False, completed: Callable[..., Figure | None] | None = None) -> Callable[[Callable[..., Figure]], Callable[..., Figure]]:
    """Enter a function in MEASURES under its own name, which conclusions.csv uses; ``touched_by``: parameters it depends on besides ALWAYS."""
    def enter(function: Callable[..., Figure]) -> Callable[..., Figure]:
        MEASURES[function.__name__] = Measure(function, (*ALWAYS, *touched_by), quick, completed)
        return function

    return enter
