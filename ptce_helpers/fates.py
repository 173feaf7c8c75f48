"""What became of each coding of a variable: decided by corrections.csv, agreed on, not compared, or still open."""

from __future__ import annotations

from ptce_helpers import arbitration, reliability
from ptce_helpers.codings import Raw
from ptce_helpers.labels import Labels
from ptce_helpers.schemas import NUMERIC


def fates(raw: Raw, labels: Labels) -> dict[str, str]:
    """coding_id -> its fate in words; ``raw`` holds the codings and corrections of one variable of one case."""
    differing, still_open = arbitration.differences(raw), arbitration.open_differences(raw)
    unsettled, differs = _ids(still_open), _ids(differing)
    kept = {coding: labels.text("trace_open" if coding in unsettled else "trace_kept") for coding in raw["codings"]["coding_id"]}
    second = {row["coding_id"]: _second(row, raw, differs, unsettled, labels) for row in raw["second_codings"].to_dict("records")}
    return kept | second | _decided(raw, labels)


def _ids(rows: list[dict]) -> set[str]:
    return set(" ".join(f"{row['first_ids']} {row['second_ids']}" for row in rows).split())


def _second(row: dict, raw: Raw, differs: set[str], unsettled: set[str], labels: Labels) -> str:
    """The fate of a coding of the second coder that no decision names."""
    if row["coding_id"] in unsettled:
        return labels.text("trace_open")
    if (row["case_id"], row["source_id"]) not in reliability.treated(raw["cases"]) or raw.codebook.variable(row["variable_id"])["scale"] == "text":
        return labels.text("trace_not_compared")
    if row["coding_id"] not in differs and _agrees(row, raw):
        return labels.text("trace_agrees")
    return labels.text("trace_not_needed")


def _agrees(row: dict, raw: Raw) -> bool:
    """Whether the first coder said the same; a figure that differs is in the differences, so silence is what is left to compare."""
    first = raw["codings"][raw["codings"]["source_id"] == row["source_id"]]["value"]
    if raw.codebook.variable(row["variable_id"])["scale"] in NUMERIC:
        return bool(row["value"]) or not any(first)
    return row["value"] in (set(first) or {""})


def _decided(raw: Raw, labels: Labels) -> dict[str, str]:
    """What corrections.csv decided about each coding that it names, with its reason."""
    found: dict[str, str] = {}
    for row in raw["corrections"].to_dict("records"):
        for place, coding in (("first", row["first_coding"]), ("second", row["second_coding"])):
            key = "trace_decided_kept" if row["winner"] in (place, "both") else "trace_decided_set_aside"
            found |= {coding: labels.text(key, correction=row["correction_id"], reason=raw.in_words(row["reason"], labels))} if coding else {}
    return found
