"""Follow a value back to its passage: value, how it came about, each coding behind it, document and lines."""

from __future__ import annotations

from dataclasses import dataclass

from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw, check_case
from ptce_helpers.labels import Labels
from ptce_helpers.sources import Copy


@dataclass(frozen=True)
class Evidence:
    """One coding behind a value: what it says, where it stands, what was decided about it."""

    coding_id: str
    coder: str
    study: str
    lines: tuple[int, int]
    says: str
    status: str
    fate: str
    doubt: str
    comment: str
    passage: str


@dataclass(frozen=True)
class Trace:
    """All that is known of one variable of one case, a value per study first, then the evidence."""

    case_id: str
    variable_id: str
    label: str
    values: dict[str, str]
    evidence: list[Evidence]


def trace(case_id: str, variable_id: str, raw: Raw, clean: Clean, copies: dict[str, Copy], labels: Labels) -> Trace:
    """Trace one variable of one case. ``copies`` (source_id -> Copy) may be empty: then no passage is shown.

    Raises NotFound for an unknown case or variable, naming the nearest.
    """
    check_case(case_id, raw.cases)
    label = raw.codebook.label(variable_id, labels.lang)
    fates = _fates(raw, case_id, variable_id)
    evidence = [
        _evidence(row, coder, fates, raw, copies, labels)
        for coder, table in (("first", "codings"), ("second", "second_codings"))
        for row in raw[table].to_dict("records")
        if row["case_id"] == case_id and row["variable_id"] == variable_id
    ]
    return Trace(case_id, variable_id, label, _values(clean, case_id, variable_id, raw, labels), evidence)


def _values(clean: Clean, case_id: str, variable_id: str, raw: Raw, labels: Labels) -> dict[str, str]:
    """The value that the analyses use, for each study; a kind of missing where there is none."""
    used = clean.codings[(clean.codings["case_id"] == case_id) & (clean.codings["variable_id"] == variable_id)]
    found = {}
    for study, group in used[(used["used"] == "yes") & (used["value"] != "")].groupby("study", sort=True):
        found[study] = "; ".join(says(row, raw, labels) for row in group.to_dict("records"))
    lacking = clean.missing[(clean.missing["case_id"] == case_id) & (clean.missing["variable_id"] == variable_id)]
    for row in lacking.to_dict("records"):
        found.setdefault(row["study"], labels.text(f"missing_{row['kind']}"))
    return dict(sorted(found.items()))


def says(row: dict, raw: Raw, labels: Labels) -> str:
    """A coding in words: item, figure with its qualifier and unit, year; or the label of its code."""
    book, value = raw.codebook, row["value"]
    if not value:
        return labels.text(f"missing_{row['status']}")
    if book.is_number(row["variable_id"]):
        if book.variable(row["variable_id"])["scale"] == "year":
            written = labels.year(value, row["upper"], row["qualifier"])
        else:
            written = labels.qualified(float(value), float(row["upper"]) if row["upper"] else None, row["qualifier"])
        written = labels.with_unit(written, row["unit"] or book.variable(row["variable_id"])["unit"], float(row["upper"] or value))
    else:
        written = book.code_label(row["variable_id"], value, labels.lang)
    item = f"{row['item']}: " if row["item"] else ""
    return item + written + (f" ({row['as_of']})" if row["as_of"] else "")


def _fates(raw: Raw, case_id: str, variable_id: str) -> dict[str, str]:
    """What corrections.csv decided about each coding, with its reason."""
    fates: dict[str, str] = {}
    rows = raw["corrections"]
    for row in rows[(rows["case_id"] == case_id) & (rows["variable_id"] == variable_id)].to_dict("records"):
        for place, coding in (("first", row["first_coding"]), ("second", row["second_coding"])):
            if coding:
                verdict = "kept" if row["winner"] in (place, "both") else "set aside"
                fates[coding] = f"{verdict} ({row['correction_id']}: {row['reason']})"
    return fates


def _evidence(row: dict, coder: str, fates: dict[str, str], raw: Raw, copies: dict[str, Copy], labels: Labels) -> Evidence:
    lines = int(row["line_start"]), int(row["line_end"])
    copy, passage = copies.get(row["source_id"]), ""
    if copy is not None:
        found = copy.find(row["passage"], *lines)
        passage = copy.passage(found.line_start, found.line_end) if found.verdict != "not_found" else ""
        lines = (found.line_start, found.line_end) if found.verdict == "moved" else lines
    agreed = "kept" if coder == "first" else "agrees with the first coder, or was not needed"
    return Evidence(row["coding_id"], coder, row["source_id"], lines, says(row, raw, labels), row["status"],
                    fates.get(row["coding_id"], agreed), row["doubt"], row["comment"], passage)
