"""Tables of measurements: printed, and written into the README of this folder between their marks."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from pathlib import Path

README = Path(__file__).with_name("README.md")


@dataclass
class Table:
    """One part of the README: a title, how it was measured, rows of texts, and what is to be said about them."""

    part: str
    title: str
    repeats: int
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        self.rows.append(tuple(map(str, cells)))

    def __str__(self) -> str:
        """In Markdown."""
        lines = [f"### {self.title}", "", f"`make bench BENCH_ARGS={self.part}`: {conditions(self.repeats)}.", ""]
        widths = [max(len(row[n]) for row in [self.columns, *self.rows]) for n in range(len(self.columns))]
        for row in (self.columns, tuple("-" * width for width in widths), *self.rows):
            lines.append("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        return "\n".join([*lines, *(f"\n{note}" for note in self.notes)])


def conditions(repeats: int) -> str:
    """Under what a part was measured; no machine, no place, no day."""
    cores = os.cpu_count() or 1
    said = f"median of {repeats} repetitions" if repeats > 1 else "one repetition"
    return f"{said}, Python {platform.python_version()}, {platform.system()}, {cores} core{'s' * (cores != 1)}"


def seconds(value: float) -> str:
    return f"{value:.2f} s"


def times(value: float) -> str:
    return f"{value:.2f} ×" if value < 10 else f"{value:.1f} ×"


def faster(ratio: float) -> str:
    """How much faster, or slower, something is."""
    return f"{times(ratio)} faster" if ratio >= 1 else f"{times(1 / ratio)} slower"


def percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def verdict(met: bool) -> str:
    return "met" if met else "**missed**"


def write(table: Table, readme: Path = README) -> None:
    """Put a table in the place of the earlier one of the same part."""
    begin, end = f"<!-- {table.part}: begin -->", f"<!-- {table.part}: end -->"
    text = readme.read_text(encoding="utf-8")
    before, found, rest = text.partition(begin)
    if not found or end not in rest:
        raise ValueError(f"{readme.name} has no marks {begin} and {end} to put the table between")
    readme.write_text(f"{before}{begin}\n{table}\n{end}{rest.partition(end)[2]}", encoding="utf-8")
