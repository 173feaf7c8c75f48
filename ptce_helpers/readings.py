"""The same data under other readings: where passages, studies or coders differ, whose word stands."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from ptce_helpers import cleaning, parameters, settling
from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw
from ptce_helpers.evidence import Cell, Traced, cell, cut, references, table
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels

ALL = parameters.READINGS
ARBITRATED = ALL[0]
CODED = ("codings.csv", "second_codings.csv", "corrections.csv")

Stands = dict[tuple[str, str, str], list[dict]]  # case, study, variable -> the codings that stand


def clean(raw: Raw, reading: str) -> Clean:
    """The clean tables under one reading; ``arbitrated`` gives those of data/clean.

    - stated, counted: where a text states one thing and another follows from counting or arithmetic, the one or the other stands;
    - source:STUDY: where both studies can be compared on a pole and differ, the word of that study stands in both;
    - coder:first, coder:second: only the codings of that coder, without the arbitration between the two.

    A coding that stands in both studies has two rows with the same coding_id. Raises ParameterError with the nearest name
    for any other reading.
    """
    parameters.check({"readings": reading}, known=["readings"], where="readings")
    kind, _, who = reading.partition(":")
    if kind == "coder":
        return cleaning.tables(raw, _of_coder(raw, who))
    codings = cleaning.arbitrated(raw)
    if kind in settling.STATUSES:
        codings = settling.by_status(codings, raw, kind)
    if kind == "counted":
        codings = settling.by_lists(codings)
    if kind == "source":
        from ptce_helpers import between  # compares the studies, which takes a while to load

        codings = between.by_study(codings, raw, who)
    return cleaning.tables(raw, codings)


def _of_coder(raw: Raw, who: str) -> pd.DataFrame:
    """The codings of one coder; of the arbitration between passages, what decides between two codings of that coder."""
    first, second = cleaning.both_coders(raw)
    rows = first if who == "first" else second
    ids = set(rows["coding_id"])
    decided = [row for row in rows_of(raw["corrections"]) if row["kind"] == "sources" and {row["first_coding"], row["second_coding"]} <= ids]
    return cleaning.typed(raw, rows, {lost for row in decided for lost in cleaning.losers(row)})


def stands(clean: Clean) -> Stands:
    """The codings with a value that stand for each case, study and variable."""
    found: Stands = {}
    for row in rows_of(clean.codings):
        if row["used"] == "yes" and row["value"]:
            found.setdefault((row["case_id"], row["study"], row["variable_id"]), []).append(row)
    return found


def effect(raw: Raw, labels: Labels) -> Traced:
    """How far each reading is from the arbitrated data: one row a reading.

    Columns: reading; cases, places (case, study and variable) where other values stand; values_gone and values_new: values of
    the arbitrated data that do not stand, and values that stand instead or besides. How an item is worded plays no part.
    """
    plain = stands(clean(raw, ARBITRATED))
    rows = [_effect(reading, plain, stands(clean(raw, reading)), labels) for reading in ALL[1:]]
    return table(rows, ["reading", "cases", "places", "values_gone", "values_new"])


def _effect(reading: str, plain: Stands, other: Stands, labels: Labels) -> dict:
    gone, new, refs = Counter(), Counter(), set()
    for place in plain.keys() | other.keys():
        before, after = Counter(map(_value, plain.get(place, []))), Counter(map(_value, other.get(place, [])))
        if before != after:
            gone[place], new[place] = (before - after).total(), (after - before).total()
            refs |= {row["coding_id"] for row in (*plain.get(place, []), *other.get(place, []))}
    of = CODED if reading.startswith("coder") or not refs else refs  # a coder's rows differ in so many places that the tables say it better
    numbers = {"cases": len({case for case, *_ in gone}), "places": len(gone), "values_gone": gone.total(), "values_new": new.total()}
    return {"reading": cell(name(reading, labels), of), **{key: cell(number, of) for key, number in numbers.items()}}


def _value(row: dict) -> tuple[str, ...]:
    return row["as_of"], row["value"], row["upper"], row["qualifier"]


def name(reading: str, labels: Labels) -> str:
    """A reading in words: “stated before counted”."""
    return labels.text(f"reads_{reading.replace(':', '_')}")


def summary(effects: Traced, labels: Labels) -> dict[str, Cell]:
    """Numbers for the sentence on the readings: how many there are, which change nothing, and which changes most."""
    rows = effects.frame
    same, top = rows["places"] == 0, rows.index == rows["places"].idxmax()
    unchanged, most = list(rows.loc[same, "reading"]), rows.loc[top].iloc[0]
    every, of_same, of_top = references(cut(effects, None, "places")), references(cut(effects, same, "places")), references(cut(effects, top, "places"))
    return {"n": cell(len(rows), ["ptce_helpers/parameters.py"]), "same": cell(len(unchanged), of_same or every),
            "unchanged": cell(labels.text("say_whose_word_same", n=len(unchanged), names=labels.join(unchanged)), of_same or every),
            "most": cell(most["reading"], every), "places": cell(int(most["places"]), of_top), "cases": cell(int(most["cases"]), of_top)}
