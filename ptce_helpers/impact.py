"""From a passage to the numbers: what of the study moves or falls when something is withdrawn, found by recomputing it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pandas as pd

from ptce_helpers import cleaning, codings, describe, moves, rehearsal, run, withdrawal
from ptce_helpers.codings import Raw
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels, catalogue
from ptce_helpers.moves import CLAIM, OF_CLAIMS, Moved
from ptce_helpers.paths import Paths
from ptce_helpers.schemas import STUDIES
from ptce_helpers.study import narrow
from ptce_helpers.tables import DASH, Shown
from ptce_helpers.withdrawal import Withdrawal

KINDS = ("values", "cells", "figures", "sentences", "claims")
LISTED = ["moved_kind", "moved_place", "moved_before", "moved_after"]
MOST = 10  # of each kind that are listed unless all are asked for
LONG = 120  # characters of a value that are shown
NAMED = 4  # keys of withdrawn rows that are named, of each table
FIRST = ("passage", "", "verdict", "computed")  # what is told of a claim that moves; the whole row is without a column
YES_NO = {"true": "yes", "false": "no"}
YEAR = 4  # digits: a longer number is no year
DECIMAL = re.compile(r"-?\d+\.\d+")


@dataclass(frozen=True)
class Impact:
    """What was withdrawn (with the rows that went along), what moved, and the notebooks that can't be made without it."""

    gone: Withdrawal
    moved: Moved | None = None
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def claims(self) -> pd.DataFrame:
        """The claims whose verdict or computed value moved, and those whose own passage is withdrawn."""
        moved = self.moved.claims if self.moved else pd.DataFrame(columns=OF_CLAIMS, dtype="str")
        passages = pd.DataFrame([[claim, "passage", "", ""] for claim in self.gone.claims], columns=OF_CLAIMS, dtype="str")
        return pd.concat([moved, passages], ignore_index=True).sort_values(CLAIM, kind="stable", ignore_index=True)


def impact(where: Paths, gone: Withdrawal, lang: str = "en", wanted: list[str] = (), options: run.Options | None = None,
           tell: Callable[[str, object], None] = lambda what, step: None) -> Impact:  # fmt: skip
    """Run the study as it is, unless that is done already, and without what is withdrawn; hold one against the other.

    Everything happens in copies of the workbench, which are removed again. The parameters are those of the notebooks,
    but for the language. ``wanted``: the notebooks to look at, by default all.
    """
    rehearsal.refuse_within_a_run()
    if not gone.keys and not gone.given:
        return Impact(gone)
    own = {"lang": lang} if lang != "en" else {}
    with rehearsal.stage(where) as as_is, rehearsal.stage(where) as without:
        gone = withdrawal.withdraw(gone, as_is.raw, without.raw)
        before, after = (rehearsal.rehearse(copy, where, list(wanted), given, options or run.Options(), tell)
                         for copy, given in ((as_is, own), (without, own | gone.given)))  # fmt: skip
        before.require()
        old, new = (cleaning.clean(codings.load(copy.raw)) for copy in (as_is, without))
        return Impact(gone, moves.moved(old, narrow(new, gone.excluded, STUDIES), before.folders, after.folders), after.failed)


def ask(where: Paths, labels: Labels, what: str, first: object = "", last: object = "", everything: bool = False) -> Shown:
    """The same for a notebook: one call, one table to read."""
    raw = codings.load(where.raw)
    told = impact(where, withdrawal.find(what, raw, str(first), str(last)), labels.lang)
    return page(told, raw, labels, everything)


# --- in words -----------------------------------------------------------------------------------------------------------------


def lines(told: Impact, raw: Raw, labels: Labels, everything: bool = False) -> Iterator[str]:
    """An impact as lines to read: a sentence with the counts, what was withdrawn, then each kind, the first of it or all."""
    yield summary(told, raw, labels)
    yield from _notes(told, labels)
    listed = rows(told, raw, labels)
    for kind in KINDS:
        found = rows_of(listed[listed["moved_kind"] == kind])
        if found:
            yield ""
            yield f"{labels.heading(f'impact_{kind}')} ({labels.number(len(found))})"
        for row in found if everything else found[:MOST]:
            yield from _row_lines(row, labels)
        if len(found) > MOST and not everything:
            yield f"  {labels.text('impact_more', n=len(found) - MOST)}"


def _row_lines(row: dict[str, str], labels: Labels) -> Iterator[str]:
    before, after = _short(row["moved_before"]), _short(row["moved_after"])
    if row["moved_kind"] == "sentences":
        yield from (f"  {row['moved_place']}", f"    − {row['moved_before']}", f"    + {row['moved_after']}")
    else:
        yield f"  {labels.text('impact_line', place=row['moved_place'], change=after if row['moved_kind'] == 'figures' else f'{before} → {after}')}"


def _short(text: str) -> str:
    """A whole row, which may be long, cut."""
    return text if len(text) <= LONG else f"{text[:LONG - 1]}…"


def page(told: Impact, raw: Raw, labels: Labels, everything: bool = False) -> Shown:
    """An impact as a table for a notebook; it is shown, not recorded."""
    listed = rows(told, raw, labels)
    shown = listed if everything else listed.groupby("moved_kind", sort=False).head(MOST)
    more = [labels.text("impact_more_here", n=len(listed) - len(shown))] if len(listed) > len(shown) else []
    first = ~shown["moved_kind"].duplicated()
    named = shown.assign(moved_kind=shown["moved_kind"].map(lambda kind: labels.heading(f"impact_{kind}")).where(first, "")).reset_index(drop=True)
    return Shown(named, summary(told, raw, labels), labels, (*_notes(told, labels), *more), "impact")


def summary(told: Impact, raw: Raw, labels: Labels) -> str:
    """One sentence: how much of each kind moves, and of how much."""
    what = describe.names(raw).get(told.gone.what, told.gone.what)
    if told.moved is None:
        return labels.text("impact_no_rows", what=what, n=len(told.gone.claims))
    moved = told.moved
    counts = {"values": len(moved.values), "cells": len(moved.cells), "tables": moved.cells["table"].nunique(), "figures": len(moved.figures),
              "sentences": int((moved.sentences["kind"] == "sentence").sum()), "claims": told.claims[CLAIM].nunique()}  # fmt: skip
    there = moved.there | {"claims": len(raw["claims"])}
    return labels.text("impact_summary", what=what, **counts, **{f"all_{name}": number for name, number in there.items()})


def _notes(told: Impact, labels: Labels) -> list[str]:
    """The rows that were withdrawn, and the notebooks that can't be made without them."""
    tables = [f"{name}.csv ({_some(keys)})" for name, keys in told.gone.keys.items()]
    if told.gone.excluded:
        return [labels.text("impact_left_out"), *(labels.text("impact_failed", notebook=name) for name in told.failed)]
    out = [labels.text("impact_withdrawn", n=sum(map(len, told.gone.keys.values())), tables=labels.semicolons(tables))] if tables else []
    return out + [labels.text("impact_failed", notebook=name) for name in told.failed]


def _some(keys: list[str]) -> str:
    return ", ".join(keys[:NAMED]) + (f" … {len(keys)}" if len(keys) > NAMED else "")


def rows(told: Impact, raw: Raw, labels: Labels) -> pd.DataFrame:
    """All that moved as one table: kind, place, before, after, in words. Numbers in sentences are not listed once more."""
    found: list[list[str]] = []
    if told.moved:
        found = [*_values(told.moved, raw, labels), *_cells(told.moved, labels), *_figures(told.moved, labels), *_sentences(told.moved, labels)]
    return pd.DataFrame([*found, *_claims(told.claims, raw, labels)], columns=LISTED, dtype="str")


def _values(moved: Moved, raw: Raw, labels: Labels) -> Iterator[list[str]]:
    names = describe.names(raw)
    for row in rows_of(moved.values):
        variable = raw.codebook.label(row["variable_id"], labels.lang) if row["variable_id"] else row["row"] or labels.text("impact_case")
        before, after = (labels.text(f"missing_{text}") if f"missing_{text}" in catalogue() else _written(text, labels) for text in (row["before"], row["after"]))
        stays = labels.text("impact_stays", value=after) if row["after"] and before == after else after
        yield ["values", f"{names.get(row['case_id'], row['case_id'])}, {row['study']}, {variable}", before, stays]


def _cells(moved: Moved, labels: Labels) -> Iterator[list[str]]:
    for row in rows_of(moved.cells):
        column = labels.text(f"column_{row['column']}") if f"column_{row['column']}" in catalogue() else row["column"] or labels.text("impact_row")
        yield ["cells", " · ".join(filter(None, [row["table"], row["row"], column])), *_pair(row, labels)]


def _figures(moved: Moved, labels: Labels) -> Iterator[list[str]]:
    for row in rows_of(moved.figures):
        yield ["figures", row["figure"], DASH, labels.text("impact_plotted", n=int(row["n"]))]


def _sentences(moved: Moved, labels: Labels) -> Iterator[list[str]]:
    said = {(row["notebook"], row["name"]) for row in rows_of(moved.sentences) if row["kind"] == "sentence"}
    for row in rows_of(moved.sentences):
        if row["kind"] == "sentence" or (row["notebook"], row["name"].rpartition(".")[0]) not in said:
            yield ["sentences", f"{row['notebook']}, {row['name']}", *_pair(row, labels)]


def _claims(claims: pd.DataFrame, raw: Raw, labels: Labels) -> Iterator[list[str]]:
    """A line for each claim: its verdict where that moves, what is computed where that moves, otherwise the first thing that does."""
    texts = {row["claim_id"]: row[f"claim_{labels.lang}"] for row in rows_of(raw["claims"])}
    for claim, found in claims.groupby(CLAIM, sort=True):
        moved = {row["column"]: row for row in rows_of(found)}
        told = [moved[column] for column in FIRST if column in moved] or [next(iter(moved.values()))]
        sides = [labels.semicolons([f"{_said_of(row['column'], labels)} {text}" for row in told for text in [_of_claim(row, side, labels)]]) for side in ("before", "after")]
        yield ["claims", f"{claim} ({texts.get(claim, '')})", *sides]


def _said_of(column: str, labels: Labels) -> str:
    """What a cell of a claim holds, in words."""
    words = {"": "impact_row", "passage": "impact_passage"}.get(column, f"column_{column}")
    return labels.text(words).lower() if words in catalogue() else column


def _of_claim(row: dict[str, str], side: str, labels: Labels) -> str:
    if row["column"] == "passage":
        return labels.text("impact_is_withdrawn") if side == "after" else DASH
    key = f"verdict_{row[side]}"
    return labels.text(key) if row[side] and key in catalogue() else _pair(row, labels)[side == "after"]


def _pair(row: dict[str, str], labels: Labels) -> tuple[str, str]:
    """What was and what is, numbers to four digits unless they would then look the same."""
    pair = row["before"], row["after"]
    short = [f"{float(text):.4g}" if DECIMAL.fullmatch(text) else text for text in pair]
    before, after = (_written(text, labels) for text in (short if short[0] != short[1] else pair))
    return before, after


def _written(text: str, labels: Labels) -> str:
    """A cell in the form of the language: a decimal comma, thousands set apart, yes and no; a dash for nothing."""
    if text in YES_NO:
        return labels.text(YES_NO[text])
    if text.isdecimal() and len(text) > YEAR:
        return labels.number(float(text))
    return (text.replace(".", ",") if labels.lang == "fr" and DECIMAL.fullmatch(text) else text) or DASH
