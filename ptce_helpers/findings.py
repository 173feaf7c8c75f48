"""Is the clean data sound? Each check has a stated criterion, a table of what offends it, and a sentence."""

from __future__ import annotations

import pandas as pd

from ptce_helpers.checks import YEARS, Finding
from ptce_helpers.cleaning import Clean
from ptce_helpers.codebook import Codebook
from ptce_helpers.evidence import Traced, cell, table
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.schemas import NUMERIC

OF = {"case_id": "case", "study": "study", "variable_id": "variable"}
CODED = ("codings.csv", "corrections.csv", "second_codings.csv")  # what the kept codings are made of
LOOKED_THROUGH = {
    "keys": (*CODED, "cases.csv", "members.csv", "ties.csv"), "evidence": CODED, "complete": (*CODED, "variables.csv"),
    "arbitrated": (*CODED, "variables.csv"), "figures": (*CODED, "variables.csv"),
}  # fmt: skip

KEYS = {
    "cases": ["case_id", "study"], "codings": ["coding_id", "study", "variable_id"], "members": ["member_id"], "ties": ["tie_id"],
    "cooperation": ["case_id", "study", "level", "modality"], "missing": ["case_id", "study", "variable_id"],
}


def check_clean(clean: Clean, book: Codebook, labels: Labels) -> list[Finding]:
    """All checks of the clean data, in a fixed order."""
    return [check(clean, book, labels) for check in (keys, evidence, complete, arbitrated, plausible)]


def as_table(findings: list[Finding]) -> Traced:
    """The findings as a table: check, passed, sentence; each rests on the tables that it looked through."""
    rows = [{"check": f.name, "passed": cell(f.passed, f.rests_on), "sentence": f.sentence} for f in findings]
    return table(rows, ["check", "passed", "sentence"])


def offending(findings: list[Finding]) -> Traced:
    """What offends the checks that failed: check, case, study and variable of each row; empty when all passed."""
    rows = [{"check": cell(f.name, _refs(row, f)), **{name: row.get(part) for part, name in OF.items()}}
            for f in findings if not f.passed for row in rows_of(f.table.fillna(""))]
    return table(rows, ["check", *OF.values()])


def _refs(row: dict, finding: Finding) -> tuple[str, ...]:
    """On what a row that offends a check rests: its coding; that there is none; or all that was looked through."""
    if row.get("coding_id"):
        return (row["coding_id"],)
    return ("/".join(row[part] for part in OF),) if all(row.get(part) for part in OF) else finding.rests_on


def _finding(key: str, passed: bool, offenders: pd.DataFrame, labels: Labels, **numbers: int) -> Finding:
    return Finding(labels.text(f"check_{key}"), passed, offenders.reset_index(drop=True), labels.text(f"check_{key}_says", **numbers), LOOKED_THROUGH[key])


def keys(clean: Clean, book: Codebook, labels: Labels) -> Finding:
    """Passes when no key of a clean table stands twice (and there are rows at all)."""
    doubled = [frame[frame.duplicated(KEYS[name])].assign(table=name)[["table", *KEYS[name]]] for name, frame in clean.tables().items()]
    offending = pd.concat(doubled) if doubled else pd.DataFrame()
    rows = sum(len(frame) for frame in clean.tables().values())
    return _finding("keys", offending.empty and rows > 0, offending, labels, n=len(offending), total=rows)


def evidence(clean: Clean, book: Codebook, labels: Labels) -> Finding:
    """Passes when every kept coding names a study and a line range."""
    lines = pd.to_numeric(clean.codings["line_start"], errors="coerce")
    ends = pd.to_numeric(clean.codings["line_end"], errors="coerce")
    good = (clean.codings["study"] != "") & (lines >= 1) & (ends >= lines)
    return _finding("evidence", bool(good.all()) and len(good) > 0, clean.codings[~good], labels, n=int(good.sum()), total=len(good))


def complete(clean: Clean, book: Codebook, labels: Labels) -> Finding:
    """Passes when no variable whose silence is compared was left out for a case that the study treats."""
    gaps = clean.missing[clean.missing["kind"] == "not_coded"]
    pairs = sum(len(book.compared_when_silent(study)) for study in clean.cases["study"])
    return _finding("complete", gaps.empty and pairs > 0, gaps, labels, n=len(gaps), total=pairs)


def arbitrated(clean: Clean, book: Codebook, labels: Labels) -> Finding:
    """Passes when no one-valued variable keeps two different values for one case, study and year."""
    used = clean.codings[(clean.codings["used"] == "yes") & (clean.codings["value"] != "")]
    one_valued = [v for v in book.ids if book.variable(v)["several"] in ("one", "by_year")]
    single = used[used["variable_id"].isin(one_valued)]
    place = ["case_id", "study", "variable_id", "as_of"]
    figures = (single["value"] + "\u241f" + single["upper"]).groupby([single[name] for name in place])
    several = single[figures.transform("nunique") > 1]
    count = len(several[place].drop_duplicates())
    return _finding("arbitrated", count == 0 and len(single) > 0, several, labels, n=count)


def plausible(clean: Clean, book: Codebook, labels: Labels) -> Finding:
    """Passes when every figure lies in the range of its scale: shares 0-100, years, no negative number."""
    numbers = clean.codings[clean.codings["scale"].isin(NUMERIC) & (clean.codings["value"] != "")]
    bad = _out_of_range(numbers["value"], numbers["scale"]) | _out_of_range(numbers["upper"], numbers["scale"])
    return _finding("figures", not bad.any() and len(numbers) > 0, numbers[bad], labels, n=int(bad.sum()), total=len(numbers))


def _out_of_range(written: pd.Series, scale: pd.Series) -> pd.Series:
    """Which figures can't be: no number, below 0, a share above 100, a year outside the years; an empty cell is none."""
    figure = pd.to_numeric(written, errors="coerce")
    possible = (figure >= 0) & ((scale != "share") | (figure <= 100)) & ((scale != "year") | figure.between(*YEARS))
    return (written != "") & ~possible
