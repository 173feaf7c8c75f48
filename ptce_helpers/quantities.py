"""A figure worked out from codings, and the place at which it is worked out: a study, and a pole of it or all."""

from __future__ import annotations

from dataclasses import dataclass

from ptce_helpers.sample import Sample


@dataclass(frozen=True)
class Quantity:
    """A figure worked out from codings: its lowest and highest value, its rows; ``about`` where the text is not exact, ``unit`` year or month where it is a date."""

    low: float
    high: float
    refs: tuple[str, ...] = ()
    about: bool = False
    unit: str = ""


class Lacking(Exception):
    """A figure that an expression needs is not coded: ``refs`` say where it was looked for."""

    def __init__(self, refs: tuple[str, ...]):
        super().__init__(", ".join(refs))
        self.refs = refs


@dataclass(frozen=True)
class Place:
    """Where an expression is worked out: the sample, and the study and pole that a bare name speaks of (no pole: all of the study)."""

    sample: Sample
    study: str
    case_id: str


def within(row: dict, lines: tuple[int, int]) -> bool:
    """Whether the passage of a row touches some lines."""
    return int(row["line_start"]) <= lines[1] and lines[0] <= int(row["line_end"])
