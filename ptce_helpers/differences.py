"""What differs between two runs of a notebook, result by result, each in a sentence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ptce_helpers import plotted
from ptce_helpers.results import Book, tells_apart

RELATIVE, TINY = 1e-9, 1e-12  # floats nearer to each other than this are the same number
DRAWN = 1e-8  # figures are kept to 9 digits
LOOKS = 12  # bits of 768 in which two fingerprints may differ while figures look alike
KINDS = {"scalar": "scalars", "table": "tables", "figure": "figures", "sentence": "sentences"}
ONE_OF = {"lines": "line", "shapes": "shape", "grids": "grid"}


@dataclass(frozen=True)
class Difference:
    """One thing in which a later run of a notebook differs from an earlier one.

    ``kind``: parameter, scalar, table, figure or sentence; ``where``: the row and column, or what in the figure;
    ``fact``: the difference in words.
    """

    notebook: str
    kind: str
    name: str
    where: str
    before: object
    after: object
    fact: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}{f', {self.where}' if self.where else ''}: {self.fact}"


Found = Iterator[tuple[str, object, object, str]]  # where, before, after, fact


def compare(before: Book, after: Book) -> list[Difference]:
    """All differences between an earlier and a later book of results, a line each.

    Numbers are compared with the tolerance of the earlier run, tables by their keys, whatever the order of rows,
    figures by their data and, where these are the same, by their looks. A result that is gone or new is a difference.
    """
    compared = {"scalar": _scalar, "table": _table, "figure": _figure, "sentence": _sentence}
    found = [Difference(before.notebook, "parameter", *_named(where), b, a, fact)
             for where, b, a, fact in _apart(before.parameters, after.parameters, "", RELATIVE)]
    for kind, part in KINDS.items():
        earlier, later = getattr(before, part), getattr(after, part)
        for name in sorted(earlier.keys() | later.keys()):
            if name in earlier and name in later:
                differ = compared[kind](earlier[name], later[name])
            else:
                differ = iter([("", earlier.get(name), later.get(name), "is gone" if name in earlier else "is new")])
            found += [Difference(before.notebook, kind, name, where, b, a, fact) for where, b, a, fact in differ]
    return found


def compared(before: Book, after: Book) -> Counter:
    """How many results of each kind (values, tables, figures, sentences) stand in both books."""
    names = {"values": "scalars"} | {part: part for part in ("tables", "figures", "sentences")}
    return Counter({name: len(getattr(before, part).keys() & getattr(after, part).keys()) for name, part in names.items()})


def _named(where: str) -> tuple[str, str]:
    name, _, rest = where.partition(", ")
    return name, rest


def _scalar(before: dict, after: dict) -> Found:
    if before["type"] != after["type"]:
        yield "", before["value"], after["value"], f"{_say(before['value'])} ({before['type']}) became {_say(after['value'])} ({after['type']})"
    elif not _same(before["value"], after["value"], RELATIVE, before["tolerance"]):
        allowed = f" (tolerance {before['tolerance']:g})" if before["tolerance"] else ""
        yield "", before["value"], after["value"], _became(before["value"], after["value"]) + allowed
    if before["unit"] != after["unit"]:
        yield "unit", before["unit"], after["unit"], _became(before["unit"], after["unit"])


def _sentence(before: dict, after: dict) -> Found:
    if before["text"] != after["text"]:
        yield "", before["text"], after["text"], f"“{before['text']}” became “{after['text']}”"
    else:  # its numbers are scalars of their own
        words = [{place: value for place, value in one["values"].items() if not _number(value)} for one in (before, after)]
        yield from _apart(*words, "", RELATIVE)


# --- tables --------------------------------------------------------------------------------------------------------------


def cells(before: dict, after: dict) -> Iterator[tuple[dict, str, object, object]]:
    """Every cell in which two tables differ: the cells that tell its row apart, its column, what it held and holds (None: it isn't there).

    A row that comes or goes is one of them, without a column: the whole row stands in the place of the value.
    """
    keys, (rows, later) = _aligned(before, after)
    for key in [*rows, *(key for key in later if key not in rows)]:
        old, new = rows.get(key), later.get(key)
        named = {name: (old or new)[name] for name in keys}
        if old is None or new is None:
            yield named, "", old, new
            continue
        for column in dict.fromkeys([*before["columns"], *after["columns"]]):
            if not _same(old.get(column), new.get(column), RELATIVE):
                yield named, column, old.get(column), new.get(column)


def _aligned(before: dict, after: dict) -> tuple[list[str], list[dict]]:
    """The columns that tell the rows of two tables apart, and the rows of each by them."""
    shared = [column for column in before["columns"] if column in after["columns"]]
    keys = next((keys for keys in (before["keys"], after["keys"]) if keys and all(map(_key_of, (before, after), (keys, keys)))), [])
    return keys, [_by_key(table, shared, keys) for table in (before, after)]


def _table(before: dict, after: dict) -> Found:
    shared = [column for column in before["columns"] if column in after["columns"]]
    for column in before["columns"] + after["columns"]:
        if column not in shared:
            gone = column in before["columns"]
            yield f"column {column}", column if gone else None, None if gone else column, "is gone" if gone else "is new"
    if shared != [column for column in after["columns"] if column in shared]:
        yield "columns", before["columns"], after["columns"], "stand in another order"
    keys, (rows, later) = _aligned(before, after)
    yield from ((_row(row, keys), row, None, "this row is gone") for key, row in rows.items() if key not in later)
    yield from ((_row(row, keys), None, row, "this row is new") for key, row in later.items() if key not in rows)
    common = [key for key in rows if key in later]
    for column in shared:
        changed = [key for key in common if not _same(rows[key][column], later[key][column], RELATIVE)]
        yield from _cells(column, changed, common, keys, rows, later)


def _key_of(table: dict, keys: list[str]) -> bool:
    return set(keys) <= set(table["columns"]) and tells_apart(table["columns"], table["rows"], keys)


def _by_key(table: dict, shared: list[str], keys: list[str]) -> dict[tuple[str, int], dict]:
    """Rows by their key; where no columns tell them apart, by all their cells and how often these came before."""
    seen, out = Counter(), {}
    for cells in table["rows"]:
        row = dict(zip(table["columns"], cells, strict=True))
        key = json.dumps([int(v) if isinstance(v, float) and v.is_integer() else v for v in (row[c] for c in keys or shared)])
        seen[key] += 1
        out[key, seen[key]] = row
    return out


def _row(row: dict, keys: list[str]) -> str:
    if keys:
        return "row " + ", ".join(f"{name} = {_say(row[name])}" for name in keys)
    return "row " + _short(" | ".join(map(_say, row.values())))


def _cells(column: str, changed: list[tuple], common: list[tuple], keys: list[str], rows: dict, later: dict) -> Found:
    """A changed cell is a difference; a column that changed in all of many rows is a single one."""
    whole = len(changed) == len(common) > 3
    for key in changed[:1] if whole else changed:
        before, after = rows[key][column], later[key][column]
        if whole:
            yield f"column {column}", before, after, f"changed in all {len(common)} rows; in {_row(rows[key], keys)}: {_became(before, after)}"
        else:
            yield f"{_row(rows[key], keys)}, column {column}", before, after, _became(before, after)


# --- figures --------------------------------------------------------------------------------------------------------------


def _figure(before: dict, after: dict) -> Found:
    tables = all(set(one["data"]) == {"keys", "columns", "rows"} for one in (before, after))
    differ = list(_table(before["data"], after["data"]) if tables else _apart(before["data"], after["data"], "", DRAWN))
    yield from differ
    if differ:
        return
    if len(before["hash"]) != len(after["hash"]):
        yield "looks", before["hash"], after["hash"], "has a fingerprint of another kind"
    elif (bits := plotted.distance(before["hash"], after["hash"])) > LOOKS:
        yield "looks", before["hash"], after["hash"], f"shows the same data but looks otherwise ({bits} of {len(before['hash']) * 4} bits of its fingerprint)"


def _apart(before: object, after: object, where: str, relative: float) -> Found:
    """Walk through two nested values side by side and tell where they part."""
    if _nested(before) and _nested(after) and isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            place = _join(where, key)
            if key in before and key in after:
                yield from _apart(before[key], after[key], place, relative)
            else:
                yield place, before.get(key), after.get(key), "is gone" if key in before else "is new"
    elif isinstance(before, list) and isinstance(after, list) and _nested(before) and _nested(after):
        yield from _elements(before, after, where, relative)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _listed(before, after, where, relative)
    elif not _same(before, after, relative):
        yield where, before, after, _became(before, after)


def _elements(before: list, after: list, where: str, relative: float) -> Found:
    """Two lists of lines, of bars, of axes ..."""
    if len(before) != len(after):
        yield where, len(before), len(after), f"{len(before)} became {len(after)}"
        return
    head, _, kind = where.rpartition(", ")
    for number, (b, a) in enumerate(zip(before, after, strict=True), start=1):
        label = b.get("label") or b.get("text") if isinstance(b, dict) else None
        yield from _apart(b, a, _join(head, f"{ONE_OF.get(kind, kind)} {number}" + (f" ({_short(label)})" if label else "")), relative)


def _listed(before: list, after: list, where: str, relative: float) -> Found:
    """Two lists of plain values, or of points: how many changed, and the first of them."""
    if len(before) != len(after):
        yield where, before, after, f"{len(before)} values became {len(after)}"
        return
    changed = [n for n, (b, a) in enumerate(zip(before, after, strict=True)) if next(_apart(b, a, "", relative), None)]
    if changed:
        first = changed[0]
        yield where, before, after, f"{len(changed)} of {len(before)} changed; number {first + 1}: {_became(before[first], after[first])}"


def _nested(value: object) -> bool:
    """Whether a value has parts with names of their own (a missing number has not)."""
    if isinstance(value, dict):
        return not _missing(value)
    return isinstance(value, list) and any(_nested(part) for part in value)


def _missing(value: object) -> bool:
    return isinstance(value, dict) and set(value) == {"value", "kind"}


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _same(before: object, after: object, relative: float, tolerance: float = 0.0) -> bool:
    """Whether two values are the same; whole numbers exactly so, unless there is a tolerance."""
    if _number(before) and _number(after):
        noise = 0.0 if isinstance(before, int) and isinstance(after, int) else max(TINY, relative * max(abs(before), abs(after)))
        return abs(before - after) <= tolerance + noise
    return isinstance(before, bool) == isinstance(after, bool) and before == after


def _join(where: str, part: str) -> str:
    return f"{where}, {part}" if where else part


def _became(before: object, after: object) -> str:
    return f"{_say(before)} became {_say(after)}"


def _say(value: object) -> str:
    """A value in a message, cut when it is long."""
    if _missing(value):
        return str(value["kind"])
    bare = isinstance(value, str) and any(character.isalpha() for character in value)  # "12" is not 12
    return _short(value if bare else json.dumps(value, ensure_ascii=False))


def _short(text: str, most: int = 80) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
