"""Every passage of the tables in the researcher's copies: at its lines, elsewhere, in no certain place, or gone.

In a copy that is, byte for byte, the text to which the line numbers refer, a fingerprint must be that of its lines. In
any other copy passages are searched for. A short passage may stand by chance in many places, so it must lie between the
long passages that precede and follow it in the text.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import pandas as pd

from ptce_helpers.sources import Copy, Passage, fingerprint

LONG = 12  # hashes of a passage that can't stand somewhere by chance
SURE = 0.9  # share of its hashes that a long passage must have kept to say where others are
SLACK = 40  # lines by which a copy may fall short between two long passages without being called cut
VERDICTS = ("found", "moved", "ambiguous", "misplaced", "not_found", "no_copy")
FAILED = ("ambiguous", "misplaced", "not_found", "no_copy")


@dataclass(frozen=True)
class Order:
    """Long passages of a copy that was changed, in order: their lines in the text, and those in the copy."""

    text: tuple[int, ...]
    copy: tuple[int, ...]

    def between(self, line_start: int, line_end: int, last: int) -> tuple[int, int] | None:
        """The lines of the copy between which a passage must lie (``last``: its last one); None where the copy has a gap."""
        before, after = bisect_right(self.text, line_start) - 1, bisect_right(self.text, line_end)
        inside = before >= 0 and after < len(self.text)
        if inside and self._gap(self.text[after] - self.text[before], self.copy[after] - self.copy[before]):
            return None
        return (self.copy[before] if before >= 0 else 1), (self.copy[after] if after < len(self.text) else last)

    def _gap(self, in_text: int, in_copy: int) -> bool:
        """Whether so many lines of the text are far fewer in the copy than they are elsewhere."""
        expected = in_text * (self.copy[-1] - self.copy[0]) / max(self.text[-1] - self.text[0], 1)
        return in_copy < expected / 4 and expected - in_copy > SLACK


def look_up(marks: pd.DataFrame, copies: dict[str, Copy], all_marks: pd.DataFrame | None = None) -> pd.DataFrame:
    """Re-find passages in the copies.

    ``marks`` has columns table, row, source_id, line_start, line_end, passage; ``all_marks`` (by default the same) are
    the passages that give the order. Returns marks with verdict (found, moved, ambiguous, misplaced, not_found,
    no_copy), new_start, new_end.
    """
    orders = {source: _order(marks if all_marks is None else all_marks, source, copy) for source, copy in copies.items() if not copy.reference}
    out = [_one(row, copies.get(row.source_id), orders.get(row.source_id)) for row in marks.itertuples()]
    return marks.assign(verdict=[p.verdict for p in out], new_start=[p.line_start for p in out], new_end=[p.line_end for p in out])


def _one(row, copy: Copy | None, order: Order | None) -> Passage:
    lines = int(row.line_start), int(row.line_end)
    if copy is None:
        return Passage("no_copy")
    if order is not None:
        return _in_order(row.passage, *lines, copy, order)
    if fingerprint(copy.passage(*lines)) == row.passage:
        return Passage("found", *lines, 1.0)
    found = copy.find(row.passage, *lines)
    return found if found.verdict == "not_found" else Passage("misplaced", found.line_start, found.line_end, found.share)


def _in_order(mark: str, line_start: int, line_end: int, copy: Copy, order: Order) -> Passage:
    """A passage of a changed copy: a long one wherever it is, a short one only between its neighbours."""
    anywhere = copy.find(mark, line_start, line_end)
    if anywhere.verdict == "not_found" or _is_long(mark):
        return anywhere
    lines = order.between(line_start, line_end, len(copy.lines))
    here = copy.find(mark, line_start, line_end, between=lines) if lines else Passage("not_found")
    return here if here.verdict != "not_found" else Passage("ambiguous", anywhere.line_start, anywhere.line_end, anywhere.share)


def _is_long(mark: str) -> bool:
    return mark.count(" ") >= LONG


def _order(marks: pd.DataFrame, source: str, copy: Copy) -> Order:
    """The longest series of long passages that follow each other in the copy as they do in the text."""
    rows = marks[(marks["source_id"] == source) & marks["passage"].map(_is_long)].drop_duplicates(["line_start", "passage"])
    found = [(int(row.line_start), copy.find(row.passage, int(row.line_start), int(row.line_end))) for row in rows.itertuples()]
    sure = sorted((line, place.line_start) for line, place in found if place.share >= SURE)
    series = _longest_rising([line for _, line in sure])
    return Order(tuple(sure[i][0] for i in series), tuple(sure[i][1] for i in series))


def _longest_rising(values: list[int]) -> list[int]:
    """The places of a longest series of values that never falls (patience sorting)."""
    tails, ends, before = [], [], []
    for place, value in enumerate(values):
        pile = bisect_right(tails, value)
        tails[pile:pile + 1], ends[pile:pile + 1] = [value], [place]
        before.append(ends[pile - 1] if pile else -1)
    series, place = [], ends[-1] if ends else -1
    while place >= 0:
        series.append(place)
        place = before[place]
    return series[::-1]
