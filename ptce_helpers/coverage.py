"""What of the two texts was coded: on which lines and paragraphs rows of data rest, and why nothing rests on the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from ptce_helpers.checks import Finding
from ptce_helpers.codings import Raw
from ptce_helpers.describe import STUDIES, lines_of, names
from ptce_helpers.evidence import Cell, Traced, all_of, cell, counted, table
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.schemas import PARAGRAPHS
from ptce_helpers.sources import Copy

GROUPS = {  # what rests on a line, by the tables that it stands in
    "codings": ("codings",), "second_coder": ("second_codings",), "organisations": ("members", "ties"), "statements": ("statements",), "claim_rows": ("claims",),
    "items": ("swot", "tows", "practices"), "money": ("harmonisation",),
}  # fmt: skip
APPARATUS = ("heading", "page_furniture", "front_matter", "footnote", "reference")  # not the running text


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: its row of paragraphs.csv, and for each of its lines with text the references of each group that rest on it."""

    row: dict
    rests: dict[int, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def ref(self) -> str:
        return f"paragraphs.csv#{self.row['source_id']}/{self.row['line_start']}"

    @property
    def covered(self) -> list[int]:
        """The lines on which something rests."""
        return [line for line, found in self.rests.items() if found]

    def refs(self, *groups: str) -> list[str]:
        """The references of some groups (of all if none is named), each once."""
        return sorted({ref for found in self.rests.values() for group in groups or GROUPS for ref in found.get(group, ())})


def of_texts(raw: Raw) -> list[Paragraph]:
    """All paragraphs, the older study first, each in the order of its text.

    A row that says that a text is silent (not_stated) rests on nothing that the text says, and is left out. Nor does a row rest
    on running feet and addresses: its lines may only cross the foot of a page.
    """
    rests = _resting(raw)
    order = sorted(rows_of(raw["paragraphs"]), key=lambda row: (STUDIES.index(row["source_id"]), int(row["line_start"])))
    return [Paragraph(row, {line: {} if row["kind"] == "page_furniture" else rests.get((row["source_id"], line), {})
                            for line in range(int(row["line_start"]), int(row["text_end"]) + 1)}) for row in order]


def _resting(raw: Raw) -> dict[tuple[str, int], dict[str, list[str]]]:
    """(source_id, line) -> group -> references."""
    found: dict[tuple[str, int], dict[str, list[str]]] = {}
    for group, tables in GROUPS.items():
        for name in tables:
            for row in rows_of(raw[name]):
                ref = next(iter(row.values()))
                for line in range(int(row["line_start"]), int(row["line_end"]) + 1) if row.get("status") != "not_stated" else ():
                    found.setdefault((row["source_id"], line), {}).setdefault(group, []).append(ref)
    return found


def lines(raw: Raw) -> pd.DataFrame:
    """Line by line: source_id, line, part, kind, case_id, how many rows of each group rest on it; only lines that hold text."""
    told = [{"source_id": p.row["source_id"], "line": line, "part": p.row["part"], "kind": p.row["kind"], "case_id": p.row["case_id"]}
            | {group: len(found.get(group, ())) for group in GROUPS} for p in of_texts(raw) for line, found in p.rests.items()]
    return pd.DataFrame(told, columns=["source_id", "line", "part", "kind", "case_id", *GROUPS])


def paragraphs(raw: Raw, labels: Labels) -> Traced:
    """Each paragraph with its lines of text, on how many of them something rests, and the rows of each group; the fullest first."""
    rows = [_told(p, raw, labels) | {"covered": cell(len(p.covered), [p.ref], p.refs()), "share": cell(_share([p]), [p.ref], p.refs())}
            | {group: cell(len(refs), refs or [p.ref]) for group in GROUPS for refs in [p.refs(group)]}
            for p in sorted(of_texts(raw), key=lambda p: -len(p.refs()))]
    return table(rows, ["study", "lines", "kind", "case", "length", "covered", "share", *GROUPS])


def uncoded(raw: Raw, labels: Labels) -> Traced:
    """The paragraphs on which nothing rests, with the reason: running text first, then notes, headings and what pages leave behind."""
    empty = sorted((p for p in of_texts(raw) if not p.covered), key=lambda p: PARAGRAPHS.index(p.row["kind"]))
    rows = [_told(p, raw, labels) | {"reason": cell(raw.in_words(p.row["reason"], labels) or None, [p.ref])} for p in empty]
    return table(rows, ["study", "lines", "kind", "case", "length", "reason"])


def _told(p: Paragraph, raw: Raw, labels: Labels) -> dict[str, object]:
    told = {"study": p.row["source_id"], "lines": lines_of(p.row | {"line_end": p.row["text_end"]}), "kind": labels.text(f"paragraph_{p.row['kind']}"),
            "case": names(raw).get(p.row["case_id"]), "length": len(p.rests)}
    return {name: cell(value, [p.ref]) for name, value in told.items()}


def by_kind(raw: Raw, labels: Labels) -> Traced:
    """For each study and kind of paragraph: paragraphs and lines, on how many of them something rests, and the share of the lines."""
    told, rows = of_texts(raw), []
    for study in STUDIES:
        for kind in PARAGRAPHS:
            ours = [p for p in told if (p.row["source_id"], p.row["kind"]) == (study, kind)]
            if ours:
                rows.append({"study": study, "kind": labels.text(f"paragraph_{kind}")} | _sums(ours))
    return table(rows, ["study", "kind", "paragraphs", "coded", "length", "covered", "share"])


def _sums(ours: list[Paragraph]) -> dict[str, object]:
    all_, coded = [p.ref for p in ours], [p for p in ours if p.covered]
    refs = [*all_, *(ref for p in coded for ref in p.refs())]
    return {"paragraphs": cell(len(ours), all_), "coded": cell(len(coded), refs), "length": cell(sum(len(p.rests) for p in ours), all_),
            "covered": cell(sum(len(p.covered) for p in ours), refs), "share": cell(_share(ours), refs)}


def _share(ours: list[Paragraph]) -> float:
    """Lines on which something rests, in percent of the lines with text; 0 where there are none."""
    return 100 * sum(len(p.covered) for p in ours) / max(1, sum(len(p.rests) for p in ours))


def counts(raw: Raw, labels: Labels) -> dict[str, Cell]:
    """What the sentence on the picture says: lines and paragraphs of both texts, and the longest stretch on which nothing rests."""
    told = of_texts(raw)
    empty, running = [p for p in told if not p.covered], [p for p in told if p.row["kind"] not in APPARATUS]
    found = [found for p in told for found in p.rests.values()]
    study, first, last, length = longest(running)
    tables = ["paragraphs.csv", *(f"{name}.csv" for names_of in GROUPS.values() for name in names_of)]
    stretch = [p.ref for p in running if p.row["source_id"] == study and int(p.row["line_start"]) <= last and int(p.row["text_end"]) >= first]
    of_all = {"covered": sum(map(bool, found)), "second": sum(set(line) == {"second_coder"} for line in found), "share": labels.percent(_share(told)), "running": labels.percent(_share(running))}
    of_stretch = {"length": length, "first": str(first), "last": str(last), "study": labels.text(f"study_{study}")}
    return {"n": cell(len(found), ["paragraphs.csv"]), "paragraphs": cell(len(told), ["paragraphs.csv"]), **all_of(of_all, tables), **all_of(of_stretch, stretch),
            "empty": counted([[p.ref] for p in empty], ["paragraphs.csv"]), "apparatus": counted([[p.ref] for p in empty if p.row["kind"] in APPARATUS], ["paragraphs.csv"])}


def longest(told: Iterable[Paragraph]) -> tuple[str, int, int, int]:
    """The longest stretch of some paragraphs without a row: its study, first and last line, and its lines with text; the first of several."""
    best, run = (STUDIES[0], 0, 0, 0), (STUDIES[0], 0, 0, 0)
    for p in told:
        for line, found in p.rests.items():
            goes_on = run[3] and run[0] == p.row["source_id"]
            run = (p.row["source_id"], 0, 0, 0) if found else (p.row["source_id"], run[1] if goes_on else line, line, run[3] + 1 if goes_on else 1)
            best = max(best, run, key=lambda stretch: stretch[3])
    return best


def figures_uncoded(raw: Raw, copies: dict[str, Copy]) -> list[tuple[str, int]]:
    """Lines of running text with a digit on which nothing rests, as (source_id, line): what to look at first when a fact is missing.

    ``copies``: source_id -> the researcher's copy; it must be the text itself (``reference``), since lines of another copy are other lines.
    """
    return [(p.row["source_id"], line) for p in of_texts(raw) if p.row["kind"] not in APPARATUS and (copy := copies.get(p.row["source_id"])) and copy.reference
            for line, found in p.rests.items() if not found and any(map(str.isdecimal, copy.lines[line - 1]))]


def explained(raw: Raw, labels: Labels) -> Finding:
    """Passes when each paragraph on which nothing rests has a reason (and there are paragraphs at all)."""
    told = of_texts(raw)
    empty = [p.row for p in told if not p.covered]
    lacking = pd.DataFrame([row for row in empty if not row["reason"]], columns=list(raw["paragraphs"].columns))
    return Finding(labels.text("check_paragraphs"), lacking.empty and bool(told), lacking,
                   labels.text("check_paragraphs_says", n=len(lacking), total=len(empty)), ("paragraphs.csv", *(f"{name}.csv" for group in GROUPS.values() for name in group)))
