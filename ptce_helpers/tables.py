"""Tables for people: labelled in one language, with a caption, every cell escaped."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

from ptce_helpers.labels import Labels, catalogue


@dataclass(frozen=True)
class Shown:
    """A table as a notebook shows it; ``frame`` keeps the data with their plain names."""

    frame: pd.DataFrame
    caption: str
    labels: Labels

    def _written(self) -> pd.DataFrame:
        out = self.frame.map(self._cell)
        return out.rename(columns={name: self._heading(name) for name in out.columns})

    def _heading(self, name: str) -> str:
        return self.labels.text(f"column_{name}") if f"column_{name}" in catalogue() else name

    def _cell(self, value: object) -> str:
        if value is None or (isinstance(value, float) and value != value):
            return "\u2013"
        if isinstance(value, bool):
            return self.labels.text("yes" if value else "no")
        if isinstance(value, (int, float)) or hasattr(value, "dtype"):
            return self.labels.number(float(value))
        return str(value)

    def _repr_html_(self) -> str:
        numeric = [name for name in self.frame.columns if self._is_number(name)]
        heads = "".join(f"<th{_align(name in numeric)}>{escape(self._heading(name))}</th>" for name in self.frame.columns)
        body = "".join(
            "<tr>" + "".join(f"<td{_align(name in numeric)}>{escape(text)}</td>" for name, text in zip(self.frame.columns, row, strict=True)) + "</tr>\n"
            for row in self._written().itertuples(index=False, name=None)
        )
        return (f'<table class="ptce"><caption>{escape(self.caption)}</caption>\n<thead><tr>{heads}</tr></thead>\n'
                f"<tbody>\n{body}</tbody></table>")

    def _is_number(self, name: str) -> bool:
        kind = pd.api.types
        return kind.is_numeric_dtype(self.frame[name]) and not kind.is_bool_dtype(self.frame[name])

    def __repr__(self) -> str:
        return f"{self.caption}\n{self._written().to_string(index=False)}"


def _align(right: bool) -> str:
    return ' style="text-align:right"' if right else ' style="text-align:left"'
