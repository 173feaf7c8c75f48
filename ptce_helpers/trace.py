"""Follow a value back to its passage: value, how it came about, each coding behind it, document and lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from ptce_helpers import cleaning, lookup
from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw, find_case
from ptce_helpers.fates import fates
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.sources import Copy
from ptce_helpers.wording import says

PLACES = {"found": "trace_found", "moved": "trace_moved", "ambiguous": "trace_ambiguous", "misplaced": "trace_misplaced",
          "not_found": "trace_not_found", "no_copy": "trace_no_copy"}
CODERS = (("first", "codings"), ("second", "second_codings"))


@dataclass(frozen=True)
class Evidence:
    """One coding behind a value: what it says, where it stands, what was decided about it, its passage in the copy.

    ``lines`` are those of the text; ``place`` is a verdict of the look-up (empty without a copy), ``copy_lines`` where
    the passage stands in the copy, (0, 0) if nowhere.
    """

    coding_id: str
    coder: str
    study: str
    lines: tuple[int, int]
    says: str
    status: str
    fate: str
    doubt: str
    comment: str
    place: str = ""
    copy_lines: tuple[int, int] = (0, 0)
    passage: str = ""


@dataclass(frozen=True)
class Trace:
    """All that is known of one variable of one case, a value per study first, then the evidence.

    ``values`` are those of data/clean; ``now`` are those that data/raw gives where they differ (data/clean is out of date).
    """

    case_id: str
    variable_id: str
    label: str
    values: dict[str, str]
    evidence: list[Evidence]
    now: dict[str, str] = field(default_factory=dict)


def trace(case: str, variable_id: str, raw: Raw, clean: Clean, copies: dict[str, Copy], labels: Labels) -> Trace:
    """Trace one variable of one case (its case_id or name). ``copies`` (source_id -> Copy) may be empty: then no passage is shown.

    Raises NotFound for an unknown case or variable, naming the nearest.
    """
    case_id = find_case(case, raw["cases"])
    label = raw.codebook.label(variable_id, labels.lang)
    values = _values(clean, case_id, variable_id, raw, labels)
    now = _values(cleaning.clean(_of_case(raw, case_id)), case_id, variable_id, raw, labels)
    changed = {study: now.get(study, labels.text("trace_nothing")) for study in sorted({*values, *now}) if values.get(study) != now.get(study)}
    return Trace(case_id, variable_id, label, values, _all_evidence(raw, case_id, variable_id, copies, labels), changed)


def _of_case(raw: Raw, case_id: str) -> Raw:
    """The raw tables with the rows of one case only, wherever a row is one of a case."""
    return Raw({name: frame[frame["case_id"] == case_id] if "case_id" in frame else frame for name, frame in raw.tables.items()})


def _of_variable(raw: Raw, variable_id: str) -> Raw:
    narrowed = ("codings", "second_codings", "corrections")
    return Raw({name: frame[frame["variable_id"] == variable_id] if name in narrowed else frame for name, frame in raw.tables.items()})


def _all_evidence(raw: Raw, case_id: str, variable_id: str, copies: dict[str, Copy], labels: Labels) -> list[Evidence]:
    fate = fates(_of_variable(_of_case(raw, case_id), variable_id), labels)
    rows = pd.concat([raw[table].assign(coder=coder) for coder, table in CODERS])
    rows = rows[(rows["case_id"] == case_id) & (rows["variable_id"] == variable_id)]
    places = lookup.look_up(rows, copies, raw.marks()) if copies else rows.assign(verdict="", new_start=0, new_end=0)
    return [_evidence(row, fate[row["coding_id"]], raw, copies, labels) for row in places.to_dict("records")]


def _evidence(row: dict, fate: str, raw: Raw, copies: dict[str, Copy], labels: Labels) -> Evidence:
    place = row["new_start"], row["new_end"]
    passage = copies[row["source_id"]].passage(*place) if place[0] else ""
    return Evidence(row["coding_id"], row["coder"], row["source_id"], (int(row["line_start"]), int(row["line_end"])), says(row, raw, labels),
                    row["status"], fate, raw.in_words(row["doubt"], labels), raw.in_words(row["comment"], labels), row["verdict"], place, passage)


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


def lines(told: Trace, labels: Labels) -> Iterator[str]:
    """A trace as lines to read, in the language of the labels; passages are marked with a bar."""
    yield f"{told.label} ({told.variable_id}), {told.case_id}"
    for study, value in told.values.items():
        yield f"  {labels.text('trace_value', study=study, value=value)}"
    for study, value in told.now.items():
        yield f"  {labels.text('trace_out_of_date', study=study, value=value)}"
    if not told.evidence:
        yield f"  {labels.text('trace_no_coding')}"
    for one in told.evidence:
        yield ""
        yield from evidence_lines(one, labels)
    if told.evidence and not any(one.place for one in told.evidence):
        yield f"  {labels.text('trace_how_to_see')}"


def evidence_of(ids: list[str], raw: Raw, copies: dict[str, Copy], labels: Labels) -> dict[str, tuple[str, str, Evidence]]:
    """coding_id -> case, variable and evidence, of codings of either coder that are named by their id."""
    rows = pd.concat([raw[table][["coding_id", "case_id", "variable_id"]] for _, table in CODERS])
    wanted = rows[rows["coding_id"].isin(ids)]
    found: dict[str, tuple[str, str, Evidence]] = {}
    for case, variable in wanted[["case_id", "variable_id"]].drop_duplicates().itertuples(index=False):
        found |= {one.coding_id: (case, variable, one) for one in _all_evidence(raw, case, variable, copies, labels)}
    return {coding: found[coding] for coding in wanted["coding_id"]}


@dataclass(frozen=True)
class Found:
    """Where the passage of a row stands in a copy: the verdict of the look-up (empty without copies), its lines there, its words."""

    verdict: str = ""
    lines: tuple[int, int] = (0, 0)
    passage: str = ""


def find_passage(row: dict, copies: dict[str, Copy], raw: Raw) -> Found:
    """The passage of a row that is no coding (a statement, a member, a tie) in the researcher's copies."""
    if not copies:
        return Found()
    at = rows_of(lookup.look_up(pd.DataFrame([row]), copies, raw.marks()))[0]
    lines_of_copy = at["new_start"], at["new_end"]
    return Found(at["verdict"], lines_of_copy, copies[row["source_id"]].passage(*lines_of_copy) if lines_of_copy[0] else "")


def place_lines(row: dict, copies: dict[str, Copy], raw: Raw, labels: Labels) -> Iterator[str]:
    """Where the passage of such a row stands, and its words from the copy, as lines to read."""
    lines_of_text, found = (int(row["line_start"]), int(row["line_end"])), find_passage(row, copies, raw)
    yield labels.text("trace_place", study=row["source_id"], lines=_lines(lines_of_text, labels))
    if found.verdict in PLACES and (found.verdict != "found" or found.lines != lines_of_text):
        yield labels.text(PLACES[found.verdict], lines=_lines(found.lines, labels))
    yield from (f"│ {line}" for line in found.passage.splitlines())


def evidence_lines(one: Evidence, labels: Labels) -> Iterator[str]:
    """One coding as lines to read: what it says, where, what was decided about it, its passage."""
    coder = labels.text("trace_first_coder" if one.coder == "first" else "trace_second_coder")
    status = labels.text(f"status_{one.status}")
    yield f"  {labels.text('trace_coding', coding=one.coding_id, coder=coder, status=status, says=one.says)}"
    yield f"    {labels.text('trace_where', study=one.study, lines=_lines(one.lines, labels), fate=one.fate)}"
    if one.doubt:
        yield f"    {labels.text('trace_doubt', text=one.doubt)}"
    if one.comment:
        yield f"    {labels.text('trace_comment', text=one.comment)}"
    if one.place in PLACES and (one.place != "found" or one.copy_lines != one.lines):
        yield f"    {labels.text(PLACES[one.place], lines=_lines(one.copy_lines, labels))}"
    yield from (f"    │ {line}" for line in one.passage.splitlines())


def _lines(ends: tuple[int, int], labels: Labels) -> str:
    first, last = map(str, ends)
    return labels.text("trace_line", line=first) if first == last else labels.text("trace_lines", first=first, last=last)
