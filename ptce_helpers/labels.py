"""Words for people, in English and French, from one catalogue; numbers and dates in each language's own form."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ptce_helpers.errors import NotFound, nearest

LANGUAGES = ("en", "fr")
THIN, NBSP = "\u202f", "\u00a0"


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

    def text(self, key: str, **values: object) -> str:
        """A phrase of the catalogue, with its places filled."""
        if key not in catalogue():
            raise NotFound(f"The catalogue labels.csv has no phrase {key!r}.", todo=nearest(key, list(catalogue())))
        written = {name: self.number(value) if isinstance(value, (int, float)) else value for name, value in values.items()}
        return catalogue()[key][self.lang].format(**written)

    def number(self, value: float, digits: int | None = None) -> str:
        """1234.5 as 1,234.5 or 1 234,5; without digits given, as many as the number has (at most two)."""
        if digits is None:
            digits = next(d for d in (0, 1, 2) if d == 2 or round(value, d) == round(value, 2))
        written = f"{value:,.{digits}f}"
        if self.lang == "fr":
            written = written.replace(",", THIN).replace(".", ",")
        return written.replace("-", "\u2212")

    def percent(self, value: float, digits: int = 0) -> str:
        """54.3 (in percent) as 54% or 54 %."""
        return self.number(value, digits) + (f"{NBSP}%" if self.lang == "fr" else "%")

    def with_unit(self, figure: str, unit: str) -> str:
        """A written figure with its unit: 54%, 10 organisations, 4.8 FTE."""
        if unit == "percent":
            return figure + (f"{NBSP}%" if self.lang == "fr" else "%")
        return f"{figure}{NBSP}{self.text(f'unit_{unit}')}" if f"unit_{unit}" in catalogue() else figure

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
