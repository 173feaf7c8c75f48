"""From the codings that people wrote to the tables that are analysed: typed, arbitrated, with kinds of missing kept apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ptce_helpers import aliases
from ptce_helpers.codebook import Codebook
from ptce_helpers.codings import Raw
from ptce_helpers.files import rows_of
from ptce_helpers.schemas import NUMERIC

REFERENCE_YEAR = {"labo2014": 2013, "crida2015": 2015}  # the year that a study's undated figures are said of
HECTARE = 10_000
CODING_COLUMNS = [
    "coding_id", "coder", "case_id", "study", "variable_id", "theme", "scale", "item", "value", "upper", "unit", "qualifier",
    "as_of", "status", "used", "doubt", "comment", "line_start", "line_end",
]

NAMES = ("cases", "codings", "members", "ties", "cooperation", "missing")
Places = dict[tuple[str, str, str], list[dict]]  # case, study, variable -> its codings


@dataclass(frozen=True)
class Clean:
    """The tables of data/clean, sorted by key.

    ``cases``: one row per case and study, one column per variable that has one value. ``codings``: one row per kept
    coding, ``used`` says whether it stands for the case where two conflict. ``cooperation``: case x level x modality.
    ``missing``: case x variable x kind of missing.
    """

    cases: pd.DataFrame
    codings: pd.DataFrame
    members: pd.DataFrame
    ties: pd.DataFrame
    cooperation: pd.DataFrame
    missing: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Name -> table, in the order in which they are written."""
        return {name: getattr(self, name) for name in NAMES}


class Later(Clean):
    """Clean tables that are made when they are asked for: of hundreds of samples few need all of them. ``makers``: name -> how to make it."""

    def __init__(self, makers: dict[str, Callable[[], pd.DataFrame]]):
        object.__setattr__(self, "_makers", makers)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        object.__setattr__(self, name, self._makers[name]())
        return self.__dict__[name]


def clean(raw: Raw) -> Clean:
    """Turn checked raw tables into the clean ones, as corrections.csv decides; the same input gives the same bytes."""
    return tables(raw, arbitrated(raw))


def tables(raw: Raw, codings: pd.DataFrame) -> Clean:
    """All clean tables from codings that are typed and of which ``used`` says which stand."""
    codings = codings.sort_values(["case_id", "variable_id", "study", "item", "as_of", "coding_id"], ignore_index=True)
    studies = _studies(raw["cases"])
    places: Places = {}
    for row in rows_of(codings):
        places.setdefault((row["case_id"], row["study"], row["variable_id"]), []).append(row)
    return Clean(_cases(places, studies, raw.codebook), codings, _members(raw), _ties(raw),
                 _cooperation(places, studies, raw.codebook), _missing(places, studies, raw.codebook))


def _studies(cases: pd.DataFrame) -> pd.DataFrame:
    """One row per case and study in which the case figures."""
    rows = [
        {"case_id": row["case_id"], "study": study, "name": row["name"], "has_sheet": row["sheet_labo2014"] if study == "labo2014" else ""}
        for row in rows_of(cases)
        for study, column in (("labo2014", "in_labo2014"), ("crida2015", "in_crida2015"))
        if row[column] == "yes"
    ]
    return pd.DataFrame(rows).sort_values(["case_id", "study"], ignore_index=True)


def arbitrated(raw: Raw) -> pd.DataFrame:
    """The codings that corrections.csv keeps, typed; ``used`` is no for those that lost against another passage."""
    return typed(raw, *_arbitrated(*both_coders(raw), raw["corrections"]))


def both_coders(raw: Raw) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The codings of the first and of the second coder, each row saying whose it is."""
    return raw["codings"].assign(coder="first"), raw["second_codings"].assign(coder="second")


def typed(raw: Raw, kept: pd.DataFrame, unused: set[str]) -> pd.DataFrame:
    """Codings with numbers as numbers, areas in square metres and chart values filled in; those of ``unused`` (coding_ids) do not stand."""
    kept = _with_chart_values(kept, raw["chart_values"])
    book = raw.codebook
    variables = [book.variable(v) for v in kept["variable_id"]]
    numeric = pd.Series([v["scale"] in NUMERIC for v in variables], index=kept.index)
    kept = kept.assign(
        study=kept["source_id"],
        theme=[v["theme"] for v in variables],
        scale=[v["scale"] for v in variables],
        unit=[given or v["unit"] for given, v in zip(kept["unit"], variables, strict=True)],
        used=["no" if coding in unused else "yes" for coding in kept["coding_id"]],
    )
    kept = _in_square_metres(kept, numeric)
    return kept[CODING_COLUMNS].reset_index(drop=True)


def _arbitrated(first: pd.DataFrame, second: pd.DataFrame, corrections: pd.DataFrame) -> tuple[pd.DataFrame, set[str]]:
    """Apply corrections.csv: between coders the loser leaves, between passages both stay and the loser is not used."""
    dropped, added, unused = set(), set(), set()
    for row in rows_of(corrections):
        winner = row["winner"]
        if row["kind"] == "sources":
            unused |= losers(row)
            continue
        if winner in ("second", "none"):
            dropped.add(row["first_coding"])
        if winner in ("second", "both"):
            added.add(row["second_coding"])
    kept = pd.concat([first[~first["coding_id"].isin(dropped)], second[second["coding_id"].isin(added)]], ignore_index=True)
    return kept, unused


def losers(row: dict[str, str]) -> set[str]:
    """The codings that a row of corrections.csv between two passages sets aside: one, both or none."""
    lost = {"first": {row["second_coding"]}, "second": {row["first_coding"]}, "none": {row["first_coding"], row["second_coding"]}}
    return lost.get(row["winner"], set()) - {""}


def _with_chart_values(codings: pd.DataFrame, charts: pd.DataFrame) -> pd.DataFrame:
    """Where a researcher who has the pictures has filled in chart_values.csv, a chart_only coding gets that value."""
    read = {(r["case_id"], r["variable_id"], r["item"], r["as_of"]): r["value"] for r in rows_of(charts) if r["value"]}
    keys = zip(codings["case_id"], codings["variable_id"], codings["item"], codings["as_of"], strict=True)
    found = [read.get(key, "") if status == "chart_only" else "" for key, status in zip(keys, codings["status"], strict=True)]
    hit = pd.Series([bool(value) for value in found], index=codings.index)
    return codings.assign(
        value=codings["value"].where(~hit, found),
        qualifier=codings["qualifier"].where(~hit, "exact"),
        status=codings["status"].where(~hit, "chart_read"),
    )


def _in_square_metres(codings: pd.DataFrame, numeric: pd.Series) -> pd.DataFrame:
    hectares = numeric & (codings["unit"] == "ha")
    factor = hectares.map({True: HECTARE, False: 1})

    def scaled(column: str) -> list[str]:
        return [f"{float(v) * k:.10g}" if v and n else v for v, k, n in zip(codings[column], factor, numeric, strict=True)]

    return codings.assign(value=scaled("value"), upper=scaled("upper"), unit=codings["unit"].where(~hectares, "m2"))


def _usable(group: list[dict]) -> list[dict]:
    return [row for row in group if row["used"] == "yes" and row["value"]]


def _cases(places: Places, studies: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """One row per case and study; numbers come with __upper and __qualifier where any case needs them."""
    columns: dict[str, list[str]] = {}
    index = list(zip(studies["case_id"], studies["study"], strict=True))
    for variable in book.ids:
        several = book.variable(variable)["several"]
        found = [_usable(places.get((*key, variable), [])) for key in index]
        if several == "by_item" or not any(found):
            continue
        if several == "by_code":
            columns[variable] = ["|".join(sorted({row["value"] for row in group})) for group in found]
            continue
        chosen = [representative(group, study) for group, (_, study) in zip(found, index, strict=True)]
        columns[variable] = [row["value"] for row in chosen]
        if book.is_number(variable):
            columns |= {f"{variable}__{part}": values for part in ("upper", "qualifier")
                        if any(values := [row[part] for row in chosen])}
    return pd.concat([studies, pd.DataFrame(columns, index=studies.index)], axis=1)


def representative(group: list[dict], study: str) -> dict[str, str]:
    """The one coding that stands for a case: said of the year nearest to the study's, the earlier one when two are as near."""
    def distance(row: dict) -> tuple[int, int, str]:
        year = int(row["as_of"] or REFERENCE_YEAR[study])
        return abs(year - REFERENCE_YEAR[study]), year, row["coding_id"]

    return min(group, key=distance, default={"value": "", "upper": "", "qualifier": ""})


def _missing(places: Places, studies: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Why a case has no usable value: not_stated, not_applicable, chart_only, contradictory, or not_coded."""
    compared = {study: set(book.compared_when_silent(study)) for study in REFERENCE_YEAR}
    rows = [
        {"case_id": case, "study": study, "variable_id": variable, "kind": kind}
        for case, study in zip(studies["case_id"], studies["study"], strict=True)
        for variable in book.ids
        if (kind := _kind_of_missing(places.get((case, study, variable), []), variable in compared[study]))
    ]
    return pd.DataFrame(rows, columns=["case_id", "study", "variable_id", "kind"])


def _kind_of_missing(group: list[dict], compared: bool) -> str:
    if not group:
        return "not_coded" if compared else ""
    if _usable(group):
        return ""
    if any(row["value"] for row in group):
        return "contradictory"
    found = {row["status"] for row in group}
    return next(kind for kind in ("chart_only", "not_applicable", "not_stated") if kind in found)


def _cooperation(places: Places, studies: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Each modality of the three levels of cooperation for each case and study, with its evidence."""
    modalities = [
        (int(book.variable(v)["theme"][-1]), v)
        for v in book.ids
        if book.variable(v)["theme"].startswith("cooperation_") and book.variable(v)["scale"] in ("yes_no", "category", "multi")
    ]
    rows = []
    for case, study in zip(studies["case_id"], studies["study"], strict=True):
        for level, variable in sorted(modalities):
            group = places.get((case, study, variable), [])
            stated = _usable(group)
            rows.append({
                "case_id": case, "study": study, "level": level, "modality": variable,
                "state": "|".join(sorted({row["value"] for row in stated})) or _kind_of_missing(group, False) or "not_stated",
                "codings": " ".join(sorted(row["coding_id"] for row in stated)),
            })
    return pd.DataFrame(rows)


def _members(raw: Raw) -> pd.DataFrame:
    return _sorted(aliases.members(raw), "member_id")


def _ties(raw: Raw) -> pd.DataFrame:
    return _sorted(raw["ties"], "tie_id")


def _sorted(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """Without the fingerprints: they serve to re-find passages, not to analyse."""
    out = frame.rename(columns={"source_id": "study"}).drop(columns=["_row", "passage"])
    return out.sort_values(["case_id", key], ignore_index=True)
