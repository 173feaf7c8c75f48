"""Verdicts: whether what a study states holds, given all that the codings allow."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from ptce_helpers.errors import ResearcherError

VERDICTS = ("reproduced", "approximately", "contradicted", "undecidable", "not_testable")
SIGNS = re.compile(r"(>=|<=|=|>|<)\s*(.+)")
WORDS = ("all", "none", "most", "few", "half_or_more", "some", "several")
TODO = f"write a sign and a figure (=8, >=3, <10), two figures (6..20), or one of {', '.join(WORDS)}."


@dataclass(frozen=True)
class Range:
    """The values with which a statement is true: from ``low`` to ``high``; whether an end is itself outside."""

    low: float
    high: float
    without_low: bool = False
    without_high: bool = False

    def holds_all(self, low: float, high: float) -> bool:
        """Whether every value from low to high makes the statement true."""
        return (low > self.low or (low == self.low and not self.without_low)) and (high < self.high or (high == self.high and not self.without_high))

    def holds_some(self, low: float, high: float) -> bool:
        """Whether some value from low to high makes it true."""
        return (high > self.low or (high == self.low and not self.without_low)) and (low < self.high or (low == self.high and not self.without_high))

    def widened(self, by: float) -> Range:
        """The same, further at both ends by a tolerance, which belongs to it."""
        return Range(self.low - by, self.high + by, self.without_low and not by, self.without_high and not by)


def of(low: float, high: float, stated: Range, tolerance: float = 0.0) -> str:
    """The verdict on a statement when the codings allow every value from low to high.

    reproduced: it is true whatever is not known; approximately: true within the tolerance; contradicted: false
    whatever is not known, also within the tolerance; undecidable: both answers are possible.
    """
    near = stated.widened(tolerance)
    if stated.holds_all(low, high):
        return "reproduced"
    if near.holds_all(low, high):
        return "approximately"
    return "undecidable" if near.holds_some(low, high) else "contradicted"


def read(written: str, n: float, figure: Callable[[str], tuple[float, float]]) -> Range:
    """What a claim states, as the values that make it true: ``=8``, ``>=3``, ``6..20``, or a word such as ``most``.

    ``n``: the number of poles that a word speaks of; ``figure``: turns a written figure into its lowest and highest value.
    Raises ResearcherError for what can't be read.
    """
    if written in WORDS:
        return _of_word(written, n)
    match = SIGNS.fullmatch(written)
    if match:
        return _of_sign(match[1], *figure(match[2]))
    low, between, high = written.partition("..")
    if not between:
        raise ResearcherError(f"What is stated, {written!r}, can't be read.", todo=TODO)
    return Range(figure(low)[0], figure(high)[1])


def _of_word(word: str, n: float) -> Range:
    """*Most* is more than half, *few* fewer than half but one at least, *several* two at least."""
    return {"all": Range(n, n), "none": Range(0, 0), "most": Range(n / 2, n, without_low=True), "few": Range(1, n / 2, without_high=True),
            "half_or_more": Range(n / 2, n), "some": Range(1, n), "several": Range(2, n)}[word]


def _of_sign(sign: str, low: float, high: float) -> Range:
    return {"=": Range(low, high), ">=": Range(low, math.inf), "<=": Range(-math.inf, high), ">": Range(low, math.inf, without_low=True),
            "<": Range(-math.inf, high, without_high=True)}[sign]
