"""What is withdrawn from the coded data: a row, the passages of some lines, a pole or a study, with all that can't stand without it."""

from __future__ import annotations

import csv
import difflib
import io
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ptce_helpers import codings
from ptce_helpers.codings import Raw, find_case, plain
from ptce_helpers.errors import DataError, NotFound, ParameterError, nearest, nearest_of_many
from ptce_helpers.files import ROW, delimiter_of, rows_of
from ptce_helpers.schemas import STUDIES, TABLES

# What the texts are and say, and what a researcher argues from them (anchors, expectations): it stays when evidence is withdrawn. A claim
# falls in the sense that its own passage is gone.
TEXTS = ("sources", "claims", "paragraphs", "calibration", "analyses", "analysis_conditions")
BY_ID = ("codings", "second_codings", "corrections", "statements", "members", "ties", "swot", "tows", "practices", "harmonisation", "aliases", "comparisons")
ON_LINES = tuple(name for name in codings.WITH_PASSAGE if name not in TEXTS)
RANGE = re.compile(r"\s*(\d+)\s*(?:[-–]\s*(\d+)\s*)?")

Rows = dict[str, set[int]]  # table -> rows, as a spreadsheet numbers them


@dataclass(frozen=True)
class Withdrawal:
    """What is withdrawn: how it is called, the rows of data/raw (table -> row of the spreadsheet -> its key), the claims whose passage goes.

    ``source``: the study that goes whole; then cases.csv says of every pole that it is not in this study. ``given``: the
    parameters that leave the same out of the notebooks that know them. A pole is left out by its parameter alone: its rows
    stay, as the notebooks on how the texts were coded go on telling of them.
    """

    what: str
    rows: dict[str, dict[int, str]] = field(default_factory=dict)
    claims: tuple[str, ...] = ()
    source: str = ""
    given: dict[str, object] = field(default_factory=dict)

    @property
    def excluded(self) -> list[str]:
        """The poles that are left out."""
        return list(self.given.get("exclude_cases", []))

    @property
    def keys(self) -> dict[str, list[str]]:
        """Table -> the keys of its rows that are withdrawn."""
        return {table: list(rows.values()) for table, rows in self.rows.items() if rows}


def find(what: str, raw: Raw, first: str = "", last: str = "") -> Withdrawal:
    """What a researcher means: a source with lines (2285-2286, or 2285 and 2286), the id of a row, a pole or a source.

    Raises NotFound or ParameterError with the nearest name, or the lines that the text has.
    """
    sources = {row["source_id"]: int(row["lines"]) for row in rows_of(raw["sources"])}
    if first:
        return _of_lines(_source(what, sources), *_lines(what, first, last, sources[_source(what, sources)]), raw)
    if what in sources:
        return _of_source(what, raw)
    case = "" if (row := _of_row(what, raw)) else _case(what, raw, sources)
    return row or Withdrawal(case, given={"exclude_cases": [case]})


def _source(name: str, sources: dict[str, int]) -> str:
    if name not in sources:
        raise NotFound(f"Lines are those of a source, and there is no source {name!r}.", todo=nearest(name, sorted(sources)))
    return name


def _lines(source: str, first: str, last: str, length: int) -> tuple[int, int]:
    found = RANGE.fullmatch(f"{first}-{last}" if last else first)
    if not found:
        raise ParameterError(f"{f'{first} {last}'.strip()!r} are no lines.", todo=f"write them as in: ptce impact {source} 12-14, or {source} 12 14")
    ends = int(found[1]), int(found[2] or found[1])
    if not 1 <= ends[0] <= ends[1] <= length:
        raise ParameterError(f"Lines {ends[0]}-{ends[1]} are not in {source}: it has the lines 1 to {length}.", todo="give lines of the text, the smaller number first.")
    return ends


def _of_lines(source: str, first: int, last: int, raw: Raw) -> Withdrawal:
    """Every row of either coder, and of every other table, whose passage shares a line with these."""
    def hit(row: dict) -> bool:
        return row["source_id"] == source and int(row["line_start"]) <= last and int(row["line_end"]) >= first

    rows = {name: _keyed(name, filter(hit, rows_of(raw[name]))) for name in ON_LINES}
    return Withdrawal(f"{source} {first}-{last}", rows, _claims(filter(hit, rows_of(raw["claims"]))))


def _of_source(source: str, raw: Raw) -> Withdrawal:
    """Every row that rests on a study, and the poles that it alone describes."""
    tables = [name for name, table in TABLES.items() if "source_id" in table.names and name not in TEXTS]
    rows = {name: _keyed(name, (row for row in rows_of(raw[name]) if row["source_id"] == source)) for name in tables}
    other = next(study for study in STUDIES if study != source)
    rows["cases"] = _keyed("cases", (row for row in rows_of(raw["cases"]) if row[f"in_{other}"] != "yes"))
    return Withdrawal(source, rows, _claims(row for row in rows_of(raw["claims"]) if row["source_id"] == source), source, {"study": other})


def _of_row(name: str, raw: Raw) -> Withdrawal | None:
    """The row of an id; None where the word has not the form of one, and may be a pole's name."""
    for table in BY_ID:
        found = _keyed(table, (row for row in rows_of(raw[table]) if row[TABLES[table].key[0]] == name))
        if found:
            return Withdrawal(name, {table: found})
    claim = next((row for row in rows_of(raw["claims"]) if row["claim_id"] == name), None)
    if claim:
        raise ParameterError(f"{name} is a claim: what a text says, on which no number rests.",
                             todo=f"withdraw its passage: ptce impact {claim['source_id']} {claim['line_start']}-{claim['line_end']}")
    if "." not in name:
        return None
    known = [key for table in BY_ID for key in raw[table][TABLES[table].key[0]]]
    raise NotFound(f"No row of data/raw has the id {name!r}.", todo=nearest_of_many(name, known, "the first columns of the tables of data/raw"))


def _case(name: str, raw: Raw, sources: dict[str, int]) -> str:
    """A pole by any of its names; a word that is nearer to a source than to a pole is taken for that source, misspelt."""
    near = difflib.get_close_matches(plain(name), [plain(source) for source in sources], n=1, cutoff=0.6)
    try:
        return find_case(name, raw["cases"])
    except NotFound:
        if near:
            raise NotFound(f"There is no source {name!r}.", todo=nearest(name, sorted(sources))) from None
        raise


def _keyed(table: str, rows: Iterator[dict]) -> dict[int, str]:
    return {row[ROW]: "/".join(row[name] for name in TABLES[table].key) for row in rows}


def _claims(rows: Iterator[dict]) -> tuple[str, ...]:
    return tuple(row["claim_id"] for row in rows)


# --- the data without it ------------------------------------------------------------------------------------------------


def withdraw(gone: Withdrawal, folder: Path, target: Path) -> Withdrawal:
    """Write a copy of data/raw without what is withdrawn; returns it with the rows that could not stand without it.

    These are the rows that name a withdrawn one: corrections, steps of harmonisation, aliases ... They are found as a
    researcher would find them who deletes rows by hand: the check of the data names them. All other rows stay as they
    are, to the byte.
    """
    raw = codings.load(folder)
    shutil.copytree(folder, target, dirs_exist_ok=True)
    out = {name: dict(rows) for name, rows in gone.rows.items()}
    while True:
        for name, rows in out.items():
            text = (folder / f"{name}.csv").read_bytes().decode("utf-8")
            (target / f"{name}.csv").write_bytes(without(text, set(rows)).encode("utf-8"))
        if gone.source:
            _out_of_study(gone.source, set(out["cases"].values()), target)
        try:
            codings.load(target)
        except DataError as error:
            _add(out, _named(error, out, raw), raw)
        else:
            return replace(gone, rows=out)


def without(text: str, rows: set[int]) -> str:
    """A table of CSV without some of its rows (numbered as a spreadsheet does), all else as it is."""
    lines = list(io.StringIO(text, newline=""))
    records = csv.reader(lines, delimiter=delimiter_of(lines[0]))
    kept, begin = [], 0
    for number, _ in enumerate(records, start=1):
        kept += lines[begin : records.line_num] if number not in rows else []
        begin = records.line_num
    return "".join(kept)


def _out_of_study(source: str, cases: set[str], folder: Path) -> None:
    """No pole is in the study any more, and none has a sheet there; paragraphs that tell of a pole that goes stay."""
    _change(folder / "cases.csv", lambda row: {name: "no" for name in (f"in_{source}", f"sheet_{source}") if name in row})
    _change(folder / "paragraphs.csv", lambda row: {"case_id": ""} if row["case_id"] in cases else {})


def _change(path: Path, new: Callable[[dict[str, str]], dict[str, str]]) -> None:
    """Write other cells into the rows of a table."""
    text = path.read_bytes().decode("utf-8-sig")
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter_of(text.split("\n", 1)[0]))
    out = io.StringIO()
    writer = csv.DictWriter(out, table.fieldnames, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row | new(row) for row in table)
    path.write_text(out.getvalue(), encoding="utf-8", newline="")


def _named(error: DataError, out: dict[str, dict[int, str]], raw: Raw) -> Rows:
    """The rows that are faulty without what was withdrawn, numbered as in the data as they are.

    Raises the error itself where a table as a whole is at fault: then more than rows would have to go.
    """
    found: Rows = {}
    for fault in error.faults:
        name = Path(fault.file).stem
        stay = [number for number in range(2, max(raw[name][ROW], default=1) + 1) if number not in out.get(name, {})]
        if not fault.row or fault.row - 2 >= len(stay):
            raise error
        found.setdefault(name, set()).add(stay[fault.row - 2])
    return found


def _add(out: dict[str, dict[int, str]], more: Rows, raw: Raw) -> None:
    for name, numbers in more.items():
        rows = [row for row in rows_of(raw[name]) if row[ROW] in numbers]
        out[name] = dict(sorted((out.get(name, {}) | _keyed(name, iter(rows))).items()))
