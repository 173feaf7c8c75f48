"""Whose word stands where the two studies differ on a pole that both describe."""

from __future__ import annotations

import pandas as pd

from ptce_helpers import cleaning, settling
from ptce_helpers.codings import Raw
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.snapshots import FIRST, SECOND, Comparison, Pair, Snapshots, said_of

DIFFER = ("changed", "told")  # verdicts of two studies that differ; two lists of which one names more do not contradict each other


def differences(codings: pd.DataFrame, raw: Raw) -> list[tuple[Comparison, Pair]]:
    """Where the two studies can be compared on a pole and differ: the comparison, and its pair of codings.

    ``codings``: typed, as :func:`ptce_helpers.cleaning.arbitrated` makes them. Figures differ when the intervals that the texts
    allow do not meet, whatever a notebook takes “about” for.
    """
    sample = Sample(cleaning.tables(raw, codings), raw, Labels("en"), Rules(about="rounded"))
    return [(one, pair) for one in Snapshots(sample).of(*DIFFER) for pair in one.pairs if pair.verdict in DIFFER]


def by_study(codings: pd.DataFrame, raw: Raw, study: str) -> pd.DataFrame:
    """The codings with the word of one study standing in both, wherever the two can be compared and differ.

    The rows taken over keep their coding_id; the column ``source_id``, added here, says in which text their lines are.
    """
    other, gone, new = FIRST if study == SECOND else SECOND, set(), []
    for _, pair in differences(codings, raw):
        mine, theirs = (pair.first, pair.second) if study == FIRST else (pair.second, pair.first)
        gone |= {row["coding_id"] for row in theirs} | (_of_all_years(codings, theirs[0]) if said_of(mine[0]) != said_of(theirs[0]) else set())
        new += [row | {"study": other, "source_id": study} for row in mine]
    return settling.with_rows(codings.assign(source_id=codings["study"]), gone, new)


def _of_all_years(codings: pd.DataFrame, row: dict) -> set[str]:
    """All codings of the place of a coding, whatever their year: none of them may stand beside what is taken over from another year."""
    place = settling.PLACE[:-1]
    same = (codings[place] == pd.Series({part: row[part] for part in place})).all(axis=1)
    return set(codings.loc[same, "coding_id"])
