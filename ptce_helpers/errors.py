"""What a researcher can mend, said in three parts: the fact, what was found and allowed, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CHOOSE = "choose one of: "
ARROW = "\n    → "  # before what to do


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place of a file, a parameter or a notebook.

    ``row`` is the row as a spreadsheet numbers it (the header is row 1); 0 means the file as a whole.
    """

    file: str
    row: int
    fact: str
    found: str = ""
    allowed: str = ""
    todo: str = ""
    case: str = ""
    variable: str = ""

    def __str__(self) -> str:
        where = [self.file]
        if self.row:
            where.append(f"row {self.row}")
        if self.case:
            where.append(f"case {self.case}")
        if self.variable:
            where.append(f"variable {self.variable}")
        parts = [f"{', '.join(where)}: {self.fact}"]
        if self.found or self.allowed:
            seen = f"found {self.found!r}" if self.found else ""
            may = f"allowed: {self.allowed}" if self.allowed else ""
            parts.append("    " + "; ".join(part for part in (seen, may) if part))
        if self.todo:  # a list of names that stands above is not repeated
            above = CHOOSE + ", ".join(sorted(self.allowed.split(", ")))
            parts.append(f"    → {self.todo.replace(above, 'use one of these') if self.allowed else self.todo}")
        return "\n".join(parts)


class ResearcherError(Exception):
    """A fault that the researcher can mend; it is shown without a traceback.

    Raised with a list of :class:`Fault`, or with one fact in words. All faults of a file come together.
    """

    def __init__(self, faults: Iterable[Fault] | str, *, todo: str = ""):
        self.faults: tuple[Fault, ...] = () if isinstance(faults, str) else tuple(sorted(faults))
        if isinstance(faults, str):
            text = faults + (ARROW + todo if todo else "")
        else:
            count = len(self.faults)
            head = f"{count} fault{'s' if count != 1 else ''} found, nothing was changed:"
            text = "\n".join([head, *map(str, self.faults)])
        super().__init__(text)

    @property
    def parts(self) -> tuple[str, str]:
        """The fact, and what to do about it."""
        fact, _, todo = str(self).partition(ARROW)
        return fact, todo

    def _render_traceback_(self) -> list[str]:
        """IPython shows these lines in the place of a traceback."""
        return str(self).splitlines()


class DataError(ResearcherError):
    """A table of data/raw or data/clean does not hold what the codebook allows."""


class ParameterError(ResearcherError):
    """A parameter is unknown, misspelt, of the wrong type or out of range."""


class RunError(ResearcherError):
    """A notebook failed, or its results could not be written."""


class NotFound(ResearcherError):
    """A case, variable, notebook or file that was asked for does not exist."""


def nearest(name: str, allowed: Sequence[str]) -> str:
    """Say which allowed name comes closest to a misspelt one, or list them all.

    Returns a phrase such as ``did you mean 'la_serre'?``; never fewer options than exist when none is near.
    """
    close = difflib.get_close_matches(name, list(allowed), n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else CHOOSE + ", ".join(sorted(allowed))


def nearest_of_many(name: str, allowed: Sequence[str], listed_in: str) -> str:
    """The same for a long list: the misspelt name's nearest, or the three nearest and the file that lists all."""
    close = difflib.get_close_matches(name, list(allowed), n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    three = difflib.get_close_matches(name, list(allowed), n=3, cutoff=0)
    return f"the nearest are {', '.join(map(repr, three))}; all are listed in {listed_in}"
