"""Tables and sentences for people: labelled in one language, laid out by great-tables, every cell escaped."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from html import escape
from textwrap import fill

import pandas as pd

from ptce_helpers.labels import Labels, catalogue

DASH, INFINITE = "\u2013", "\u221e"
GROUPING = ("variable", "family")  # first columns whose rows can stand together under their name
OPTIONAL = ("qualifier", "said_of_all")  # columns that are left out where they say nothing
CODED = ("verdict", "charitable", "elsewhere")  # columns that hold a verdict by its code
WIDE = 9  # columns, from which on a table is set smaller
NOTED = ("answered", "count_low", "interval_low", "without_low", "median_low")  # columns that a note below the table explains


@dataclass(frozen=True)
class Shown:
    """A table as a notebook shows it; ``frame`` keeps the data with their plain names.

    Pairs of columns X_low and X_high are shown as one range; columns missing_KIND and qualifier_KIND as words in one
    column each; where no figure is inexact, or nothing is published of all poles, that column is left out. A study is shown by its
    year. The rows of each variable stand together under its name. ``notes`` stand below.
    """

    frame: pd.DataFrame
    caption: str
    labels: Labels
    notes: tuple[str, ...] = ()
    name: str = "table"

    def only(self, *columns: str) -> Shown:
        """The same table with some of its columns, where a page is too narrow for all; its file holds them all."""
        return replace(self, frame=self.frame[list(columns)])

    def _written(self) -> pd.DataFrame:
        """The cells as text, the columns as they are shown, under their plain names."""
        out: dict[str, list[str]] = {}
        for name in self.frame.columns:
            if name.endswith("_low") and name[:-4] + "_high" in self.frame:
                out[name[:-4] + "_range"] = self._ranges(name[:-4])
            elif name.startswith(("missing_", "qualifier_")):
                kind = name.partition("_")[0]
                if kind not in out:
                    out[kind] = self._kinds(kind)
            elif not (name.endswith("_high") and name[:-5] + "_low" in self.frame):
                digits = self._digits(name)
                out[name] = [self.cell(value, digits, name) for value in self.frame[name]]
        empty = [name for name in OPTIONAL if name in out and set(out[name]) == {DASH}]
        return pd.DataFrame(out, dtype=object).drop(columns=empty)

    def _ranges(self, name: str) -> list[str]:
        low, high = (self.frame[f"{name}_{end}"] for end in ("low", "high"))
        digits = max(self._digits(f"{name}_{end}") or 0 for end in ("low", "high"))
        return [self.cell(a, digits, name) if a == b else DASH if a != a else self.labels.text("range", low=self.cell(a, digits, name), high=self.cell(b, digits, name))
                for a, b in zip(low, high, strict=True)]

    def _kinds(self, kind: str) -> list[str]:
        names = [name for name in self.frame.columns if name.startswith(f"{kind}_")]
        word = "short_" if kind == "missing" else "inexact_"
        return [self.labels.join([self.labels.text(word + name.partition("_")[2], n=row[name]) for name in names if row[name]]) or DASH
                for row in self.frame[names].to_dict("records")]

    def heading(self, name: str) -> str:
        """The heading of a column, always with a capital."""
        said = self.labels.text(f"column_{name}") if f"column_{name}" in catalogue() else str(name)
        return said[:1].upper() + said[1:]

    def _digits(self, name: str) -> int | None:
        """As many decimals, at most two, as the number of the column that needs most: all of a column have the same."""
        if not self._is_number(name):
            return None
        values = self.frame[name].dropna().astype(float)
        values = values[values.abs() < math.inf].round(2)
        if len(values) and values.abs().max() >= 10_000 and not name.endswith("year"):
            return 0
        needed = next(digits for digits in (0, 1, 2) if digits == 2 or (values.round(digits) == values).all())
        return min(needed, 1) if name.startswith(("share", "interval", "without", "median", "mean")) else needed

    def cell(self, value: object, digits: int | None, name: str = "") -> str:
        if value is None or value is pd.NA or (isinstance(value, float) and value != value):
            return DASH
        if isinstance(value, bool):
            return self.labels.text("yes" if value else "no")
        if isinstance(value, (int, float)) or hasattr(value, "dtype"):
            return INFINITE if math.isinf(value) else self.labels.number(float(value), digits)
        if name == "study":
            return str(value).removeprefix("labo").removeprefix("crida")  # a study is called by its year
        if name in CODED and value:
            return self.labels.text(f"verdict_{value}")
        return str(value)

    def _notes(self) -> list[str]:
        """Below a table: what its columns of bounds and intervals mean, then its own notes."""
        explained = [self.labels.text(f"note_{name}") for name in NOTED if name in self.frame and f"note_{name}" in catalogue()]
        return [*explained, *self.notes]

    def _repr_html_(self) -> str:
        from great_tables import GT, html  # takes a tenth of a second: not for the command

        written = self._written()
        if not len(written):
            empty = pd.DataFrame([[self.labels.text("nothing")] + [""] * (len(written.columns) - 1)], columns=written.columns)
            written = empty
        grouped = written.columns[0] if self._grouped(written) else None
        laid_out = GT(written, id=f"t-{self.name}", groupname_col=grouped).tab_header(title=self.caption)
        laid_out = laid_out.cols_label({name: html(escape(self.heading(name))) for name in written.columns})
        laid_out = laid_out.cols_align("left").cols_align("right", columns=[name for name in written.columns if self._is_figure(name)])
        for note in self._notes():
            laid_out = laid_out.tab_source_note(html(escape(note)))
        # The style of our pages is one for all tables; great-tables would repeat its own, 9 kB, in each.
        page = re.sub(r"<style>.*?</style>\s*", "", laid_out.as_raw_html(), count=1, flags=re.S)
        return page.replace('class="gt_table"', 'class="gt_table wide"', 1) if len(written.columns) > WIDE else page

    def _grouped(self, written: pd.DataFrame) -> bool:
        """Whether the rows stand under the names of their variables (or families): where these come first, each in one block of several rows."""
        first = written.columns[0]
        if first not in GROUPING or len(written.columns) < 3:
            return False
        blocks = (written[first] != written[first].shift()).sum()
        return blocks == written[first].nunique() < len(written)

    def _is_figure(self, name: str) -> bool:
        return name.endswith("_range") or (name in self.frame and self._is_number(name))

    def _is_number(self, name: str) -> bool:
        kind = pd.api.types
        return kind.is_numeric_dtype(self.frame[name]) and not kind.is_bool_dtype(self.frame[name])

    def __repr__(self) -> str:
        written = self._written().rename(columns=self.heading)
        body = written.to_string(index=False) if len(self.frame) else self.labels.text("nothing")
        return "\n".join([self.caption, body, *self._notes()])


@dataclass(frozen=True)
class Said:
    """A computed sentence: a paragraph on pages and in JupyterLab, lines broken between words in plain text."""

    text: str

    def _repr_html_(self) -> str:
        return f'<p class="said">{escape(self.text)}</p>'

    def __repr__(self) -> str:
        return filled(self.text)


@dataclass(frozen=True)
class Noted:
    """What stands below a figure: its caption, and on what it rests."""

    caption: str
    note: str

    def _repr_html_(self) -> str:
        return f'<p class="figure"><strong>{escape(self.caption)}.</strong> {escape(self.note)}</p>'

    def __repr__(self) -> str:
        return filled(f"{self.caption}. {self.note}".rstrip())


def filled(text: str) -> str:
    return fill(text, width=100, break_long_words=False, break_on_hyphens=False)
