"""Tables and sentences for people: labelled in one language, every cell escaped."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from textwrap import fill

import pandas as pd

from ptce_helpers.labels import Labels, catalogue


@dataclass(frozen=True)
class Shown:
    """A table as a notebook shows it; ``frame`` keeps the data with their plain names."""

    frame: pd.DataFrame
    caption: str
    labels: Labels

    def _written(self) -> pd.DataFrame:
        out = pd.DataFrame({name: [self._cell(value, self._digits(name)) for value in self.frame[name]] for name in self.frame.columns}, dtype=object)
        return out.rename(columns={name: self._heading(name) for name in out.columns})

    def _heading(self, name: str) -> str:
        """The heading of a column, always with a capital."""
        said = self.labels.text(f"column_{name}") if f"column_{name}" in catalogue() else str(name)
        return said[:1].upper() + said[1:]

    def _digits(self, name: str) -> int | None:
        """As many decimals, at most two, as the number of the column that needs most: all of a column have the same."""
        if not self._is_number(name):
            return None
        values = self.frame[name].dropna().astype(float).round(2)
        return next(digits for digits in (0, 1, 2) if digits == 2 or (values.round(digits) == values).all())

    def _cell(self, value: object, digits: int | None) -> str:
        if value is None or (isinstance(value, float) and value != value):
            return "\u2013"
        if isinstance(value, bool):
            return self.labels.text("yes" if value else "no")
        if isinstance(value, (int, float)) or hasattr(value, "dtype"):
            return self.labels.number(float(value), digits)
        return str(value)

    def _repr_html_(self) -> str:
        numeric = [name for name in self.frame.columns if self._is_number(name)]
        heads = "".join(f"<th{_align(name in numeric)}>{escape(self._heading(name))}</th>" for name in self.frame.columns)
        body = "".join(
            "<tr>" + "".join(f"<td{_align(name in numeric)}>{escape(text)}</td>" for name, text in zip(self.frame.columns, row, strict=True)) + "</tr>\n"
            for row in self._written().itertuples(index=False, name=None)
        ) or f'<tr><td colspan="{len(self.frame.columns)}">{escape(self.labels.text("nothing"))}</td></tr>\n'
        return (f'<table class="ptce"><caption>{escape(self.caption)}</caption>\n<thead><tr>{heads}</tr></thead>\n'
                f"<tbody>\n{body}</tbody></table>")

    def _is_number(self, name: str) -> bool:
        kind = pd.api.types
        return kind.is_numeric_dtype(self.frame[name]) and not kind.is_bool_dtype(self.frame[name])

    def __repr__(self) -> str:
        return f"{self.caption}\n{self._written().to_string(index=False) if len(self.frame) else self.labels.text('nothing')}"


@dataclass(frozen=True)
class Said:
    """A computed sentence: a paragraph on pages and in JupyterLab, lines broken between words in plain text."""

    text: str

    def _repr_html_(self) -> str:
        return f'<p class="said">{escape(self.text)}</p>'

    def __repr__(self) -> str:
        return fill(self.text, width=100, break_long_words=False, break_on_hyphens=False)


def _align(right: bool) -> str:
    return ' style="text-align:right"' if right else ' style="text-align:left"'
