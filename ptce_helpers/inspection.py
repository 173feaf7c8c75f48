"""All that ``ptce check`` looks at beyond the cells: the coders' differences, the clean data, the claims, the passages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ptce_helpers import arbitration, claims, codings, conclusions, findings
from ptce_helpers.checks import Finding
from ptce_helpers.cleaning import Clean, clean
from ptce_helpers.codings import Raw
from ptce_helpers.errors import DataError, Fault
from ptce_helpers.labels import Labels
from ptce_helpers.lookup import FAILED, VERDICTS
from ptce_helpers.sample import Sample
from ptce_helpers.schemas import STUDIES, TABLES

UNPUT = {"claims": "claim", "conclusions": "conclusion"}
SHOWN = 20  # rows shown of a check that failed
NAMED = {"table": "", "case_id": "case ", "study": "study ", "level": "level ", "modality": "", "variable_id": "variable ", "as_of": "year ",
         "coding_id": "coding ", "member_id": "member ", "tie_id": "tie ", "value": "value "}  # fmt: skip
COUNTED = {"found": "found at their lines", "moved": "found at other lines", "ambiguous": "in no certain place",
           "misplaced": "that are not those of their lines", "not_found": "not found", "no_copy": "of a source of which there is no copy in the folder"}


@dataclass(frozen=True)
class Inspection:
    """What was found in data/raw whose cells are sound; ``passages`` is what lookup.look_up returns, or None."""

    raw: Raw
    undecided: list[Fault]
    failed: list[Finding]
    passages: pd.DataFrame | None = None
    unput: tuple[Fault, ...] = ()  # claims and conclusions that can't be put to the codings

    @property
    def passed(self) -> bool:
        """Whether all is well; no passages where some were to be looked up is not."""
        return not (self.undecided or self.failed or self.unput) and (self.passages is None or (len(self.passages) > 0 and not self._lost))

    @property
    def _lost(self) -> int:
        return 0 if self.passages is None else int(self.passages["verdict"].isin(FAILED).sum())

    def lines(self, everything: bool = False) -> Iterator[str]:
        """What to tell, the summary last; passages that only moved are listed when ``everything`` is asked for."""
        yield from map(str, (*self.undecided, *self.unput))
        for finding in self.failed:
            yield from _failure(finding)
        if self.passages is not None:
            yield from _passages(self.passages, everything)
        yield self._summary()

    def _summary(self) -> str:
        rows = f"data/raw: {sum(len(frame) for frame in self.raw.tables.values())} rows in {len(self.raw.tables)} tables"
        wrong = [(len(self.undecided), "undecided difference(s) of the coders"), (len(self.failed), "failed check(s) of the clean data"),
                 *((sum(fault.file.endswith(f"{table}.csv") for fault in self.unput), f"{name}(s) that can't be put to the codings") for table, name in UNPUT.items()),
                 (self._lost, "passage(s) not found where they should be")]
        return f"{rows}, " + (", ".join(f"{count} {what}" for count, what in wrong if count) or "no fault") + "."


def load(folder: Path) -> Raw:
    """data/raw as :func:`ptce_helpers.codings.load` reads it; where it has faults, those of the conclusions are told with them.

    They are judged here and not with the cells, since what decides them is made of nearly all modules.
    """
    try:
        return codings.load(folder)
    except DataError as error:
        first = {TABLES[name].file for name in codings.REFERRED_TO}
        if all(fault.row and fault.file not in first for fault in error.faults):
            raise DataError([*error.faults, *conclusions.faults(codings.read(folder))]) from None
        raise


def inspect(raw: Raw, passages: pd.DataFrame | None = None) -> Inspection:
    """Look at the coders' differences, the clean data that would follow and the claims put to them; ``passages`` as looked up, or None."""
    tables = clean(raw)
    checked = findings.check_clean(tables, raw.codebook, Labels("en"))
    return Inspection(raw, arbitration.undecided(raw), [finding for finding in checked if not finding.passed], passages, _unput(raw, tables))


def _unput(raw: Raw, tables: Clean) -> tuple[Fault, ...]:
    """The claims without a checking function, and those that ask what can't be read; and so of the conclusions that notebook 14 tries."""
    try:
        claims.all_decided(Sample(tables, raw, Labels("en")), list(STUDIES))
    except DataError as error:
        return (*error.faults, *conclusions.faults(raw))
    return tuple(conclusions.faults(raw))


def _failure(finding: Finding) -> Iterator[str]:
    """A check that failed: its sentence, and the first rows that offend it."""
    yield f"FAILED: {finding.name}. {finding.sentence}"
    columns = [name for name in NAMED if name in finding.table]
    for row in finding.table[columns].head(SHOWN).fillna("").astype(str).to_dict("records"):
        yield "    " + ", ".join(NAMED[name] + text for name, text in row.items() if text)
    if len(finding.table) > SHOWN:
        yield f"    ... and {len(finding.table) - SHOWN} more"


def _passages(found: pd.DataFrame, everything: bool) -> Iterator[str]:
    """Each passage that is not where it should be, then the counts."""
    listed = (*FAILED[:-1], "moved") if everything else FAILED[:-1]
    for row in found[found["verdict"].isin(listed)].itertuples():
        yield f"data/raw/{row.table}.csv row {row.row}: {row.source_id} lines {row.line_start}-{row.line_end} → {_place(row)}"
    moved = int((found["verdict"] == "moved").sum())
    if moved and not everything:
        yield f"{moved} passages stand at other lines of your copy, which is not the text that the line numbers refer to; --all lists them."
    if found.empty:
        yield "There was no passage to look up."
    for verdict in VERDICTS:
        yield f"passages {COUNTED[verdict]}: {int((found['verdict'] == verdict).sum())}"


def _place(row) -> str:
    here = f"lines {row.new_start}-{row.new_end}"
    return {
        "moved": f"now at {here}",
        "ambiguous": f"NOT FOUND for certain: the same few words stand at {here}, not between the passages beside it",
        "misplaced": f"the lines of the row and its fingerprint do not belong together: the fingerprint is that of {here}\n"
                     f"    → correct the lines, or make the fingerprint: ptce passage {row.source_id} {row.line_start} {row.line_end} --sources DIR",
        "not_found": "NOT FOUND",
    }[row.verdict]
