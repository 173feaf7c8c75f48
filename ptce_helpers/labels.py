"""Words for people, in English and French, from one catalogue; numbers and dates in each language's own form."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ptce_helpers.errors import NotFound, nearest

LANGUAGES = ("en", "fr")
THIN, NBSP = "\u202f", "\u00a0"


class Count(float):
    """A number within a sentence: it is written as its language writes it, and chooses between one and several.

    ``{n}`` writes the number; ``{n:member|members}`` the number and its noun; ``{n:=is|are}`` the word alone.
    """

    def __new__(cls, value: float, labels: Labels) -> Count:
        made = super().__new__(cls, value)
        made.labels = labels
        return made

    def __format__(self, spec: str) -> str:
        one, several, words = spec.removeprefix("=").partition("|")
        figure = self.labels.number(float(self))
        if not several:
            return figure
        word = one if self.labels.singular(float(self)) else words
        return word if spec.startswith("=") else f"{figure} {word}"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """The catalogue labels.csv: key -> {en, fr}."""
    text = resources.files("ptce_helpers").joinpath("labels.csv").read_text(encoding="utf-8")
    return {row["key"]: row for row in csv.DictReader(text.splitlines())}


@dataclass(frozen=True)
class Labels:
    """Everything that is said to people in one language.

    ``lang`` is en or fr. Keys of the catalogue hold sentences with {places}; numbers put into them are written in
    the language's form by :meth:`number`.
    """

    lang: str = "en"

    def text(self, key: str, /, **values: object) -> str:
        """A phrase of the catalogue, with its places filled.

        Where ``n``, the number that a phrase is about, is zero and the catalogue has a phrase KEY_none, that one is said.
        """
        if key not in catalogue():
            raise NotFound(f"The catalogue labels.csv has no phrase {key!r}.", todo=nearest(key, list(catalogue())))
        chosen = f"{key}_none" if values.get("n") == 0 and f"{key}_none" in catalogue() else key
        written = {name: Count(value, self) if isinstance(value, (int, float)) else value for name, value in values.items()}
        return catalogue()[chosen][self.lang].format(**written)

    def heading(self, key: str) -> str:
        """A phrase as it stands at the head of a row or column, with a capital."""
        said = self.text(key)
        return said[:1].upper() + said[1:]

    def singular(self, value: float) -> bool:
        """Whether a number takes the singular: 1 in English, anything below 2 in French."""
        return abs(value) < 2 if self.lang == "fr" else abs(value) == 1

    def number(self, value: float, digits: int | None = None) -> str:
        """1234.5 as 1,234.5 or 1 234,5; without digits given, as many as the number has (at most two)."""
        if digits is None:
            digits = next(d for d in (0, 1, 2) if d == 2 or round(value, d) == round(value, 2))
        written = f"{value:,.{digits}f}"
        if not written.strip("-0.,"):
            written = written.removeprefix("-")  # what rounds to nothing has no sign
        if self.lang == "fr":
            written = written.replace(",", THIN).replace(".", ",")
        return written.replace("-", "\u2212")

    def percent(self, value: float, digits: int | None = 0) -> str:
        """54.3 (in percent) as 54% or 54 %; with digits None as many as the number has (at most two)."""
        return self.number(value, digits) + (f"{NBSP}%" if self.lang == "fr" else "%")

    def with_unit(self, figure: str, unit: str, value: float = 2) -> str:
        """A written figure with its unit: 54%, 10 organisations, 4.8 FTE; ``value`` says whether one or several."""
        if unit == "percent":
            return figure + (f"{NBSP}%" if self.lang == "fr" else "%")
        if f"unit_{unit}" not in catalogue():
            return figure
        one, _, several = self.text(f"unit_{unit}").partition("|")
        return f"{figure}{NBSP}{one if self.singular(value) else several or one}"

    def year(self, value: str, upper: str, qualifier: str) -> str:
        """A year with what the text says of its exactness: about 1994, by 2000 at the latest, 2009 or later."""
        if qualifier == "range" and upper:
            return self.text("range", low=value, high=upper)
        return value if qualifier in ("", "exact") else self.text(f"year_{qualifier}", year=value)

    def month(self, written: str) -> str:
        """2013-10 as October 2013 or octobre 2013."""
        year, month = written.split("-")
        return f"{self.text('month_' + month)} {year}"

    def qualified(self, value: float, upper: float | None, qualifier: str, digits: int | None = None) -> str:
        """A figure with what the text says of its exactness: about 20, 6 to 20, at least 10."""
        figure = self.number(value, digits)
        if qualifier == "range" and upper is not None:
            return self.text("range", low=figure, high=self.number(upper, digits))
        return figure if qualifier in ("", "exact") else self.text(f"qualifier_{qualifier}", figure=figure)

    def join(self, items: list[str]) -> str:
        """a, b and c / a, b et c."""
        if len(items) < 2:
            return "".join(items)
        return ", ".join(items[:-1]) + f" {self.text('and')} " + items[-1]

    def semicolons(self, items: list[str]) -> str:
        """a; b; c / a ; b ; c: for items that hold commas of their own."""
        return (f"{THIN}; " if self.lang == "fr" else "; ").join(items)
