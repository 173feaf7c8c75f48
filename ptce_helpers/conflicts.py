"""The log of what contradicts itself: every place with conflicting values, what stands there and why, and what other readings take."""

from __future__ import annotations

from dataclasses import dataclass

from ptce_helpers import between, cleaning, readings, settling
from ptce_helpers.codings import Raw, plain
from ptce_helpers.describe import lines_of, names
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.readings import ALL, ARBITRATED, Stands
from ptce_helpers.wording import says

KINDS = ("passages", "lists", "studies")  # within one study; a number and the names counted; between the two studies
COLUMNS = ["case", "variable", "conflict", "values", "stands", "reason", "otherwise"]


@dataclass(frozen=True)
class Conflict:
    """Values that contradict each other: of one study, of a number and a list of names, or of the two studies.

    ``rows``: the codings; ``decisions``: rows of corrections.csv; ``reason`` and ``refs``: of a decision that stands elsewhere.
    """

    kind: str
    rows: tuple[dict, ...]
    decisions: tuple[dict, ...] = ()
    reason: str = ""
    refs: tuple[str, ...] = ()


def found(raw: Raw) -> list[Conflict]:
    """All conflicts of the kept codings. Where only the two coders differ there is none: corrections.csv says who misread."""
    codings = cleaning.arbitrated(raw)
    decided = [row for row in rows_of(raw["corrections"]) if row["kind"] == "sources"]
    out = []
    for group in settling.within(codings, raw):
        ids = {row["coding_id"] for row in group}
        out.append(Conflict("passages", tuple(group), tuple(row for row in decided if {row["first_coding"], row["second_coding"]} & ids)))
    out += [Conflict("lists", (said, *lists)) for one, said, lists in settling.beside_lists(codings) if float(said["value"]) != settling.named(one, lists)]
    return out + [Conflict("studies", (*pair.first, *pair.second), reason=one.reason, refs=one.refs) for one, pair in between.differences(codings, raw)]


def conflicts(raw: Raw, labels: Labels) -> Traced:
    """One row a conflict: case, variable, kind of conflict, the values with status and lines, what stands and why, what other readings take."""
    taken = {reading: readings.stands(readings.clean(raw, reading)) for reading in ALL}
    order = sorted(found(raw), key=lambda one: (KINDS.index(one.kind), *(plain(name) for name in _called(one, raw, labels))))
    return table([_row(conflict, raw, labels, taken) for conflict in order], COLUMNS)


def _called(conflict: Conflict, raw: Raw, labels: Labels) -> tuple[str, str]:
    """The names of the pole and of the variable."""
    first = conflict.rows[0]
    return names(raw)[first["case_id"]], raw.codebook.label(first["variable_id"], labels.lang)


def _row(conflict: Conflict, raw: Raw, labels: Labels, taken: dict[str, Stands]) -> dict[str, Cell]:
    ids = [row["coding_id"] for row in conflict.rows]
    standing = _standing(conflict, taken[ARBITRATED])
    decided = [row["correction_id"] for row in conflict.decisions] or conflict.refs
    case, variable = _called(conflict, raw, labels)
    return {"case": cell(case, ids), "variable": cell(variable, ids),
            "conflict": cell(labels.text(f"conflict_{conflict.kind}"), ids), "values": cell(labels.semicolons([_told(row, raw, labels) for row in conflict.rows]), ids),
            "stands": cell(_in_words(standing, raw, labels), [row["coding_id"] for row in standing] or ids, decided),
            "reason": cell(_reason(conflict, raw, labels), decided or ids), "otherwise": _otherwise(conflict, raw, labels, taken)}


def _told(row: dict, raw: Raw, labels: Labels) -> str:
    """A coding with its status, study and lines: 570 (derived, 2014, 2329–2331)."""
    return labels.text("conflict_value", figure=says(row, raw, labels), status=labels.text(f"status_{row['status']}"), year=row["study"][-4:], lines=lines_of(row))


def _reason(conflict: Conflict, raw: Raw, labels: Labels) -> str:
    """Why it was decided so; that nobody had to decide, where all stand side by side."""
    reasons = [raw.in_words(row["reason"], labels) for row in conflict.decisions] or [raw.in_words(conflict.reason, labels)]
    return " ".join(filter(None, reasons)) or labels.text(f"conflict_open_{conflict.kind}")


def _standing(conflict: Conflict, stands: Stands) -> list[dict]:
    """The codings that stand at the places of a conflict."""
    first = conflict.rows[0]
    ours = [row for row in conflict.rows if row["variable_id"] == first["variable_id"]]  # not the list beside a number
    said_of = {(row["item"], row["as_of"]) for row in ours}
    return [row for study in dict.fromkeys(row["study"] for row in ours)
            for row in stands.get((first["case_id"], study, first["variable_id"]), []) if (row["item"], row["as_of"]) in said_of]


def _in_words(rows: list[dict], raw: Raw, labels: Labels) -> str:
    """What stands, of each study by itself where both speak; that nothing does."""
    studies = dict.fromkeys(row["study"] for row in rows)
    said = {study: labels.join(list(dict.fromkeys(says(row, raw, labels) for row in rows if row["study"] == study))) for study in studies}
    if len(said) > 1 and len(set(said.values())) == 1:
        return labels.text("conflict_in_both", figure=next(iter(said.values())))
    if len(said) > 1:
        return labels.semicolons([labels.text("conflict_of_study", year=study[-4:], figure=told) for study, told in said.items()])
    return next(iter(said.values()), labels.text("conflict_nothing"))


def _otherwise(conflict: Conflict, raw: Raw, labels: Labels, taken: dict[str, Stands]) -> Cell:
    """What the readings take that do not take the same as the arbitration; nothing where all do.

    """
    same, told, refs = _figures(_standing(conflict, taken[ARBITRATED])), {}, []
    for reading in ALL[1:]:
        rows = _standing(conflict, taken[reading])
        if _figures(rows) != same and _speaks(reading, conflict, rows):
            told.setdefault(_in_words(rows, raw, labels), []).append(readings.name(reading, labels))
            refs += [row["coding_id"] for row in rows]
    said = [labels.text("conflict_otherwise", readings=labels.join(which), figure=figure) for figure, which in told.items()]
    return cell(labels.semicolons(said) or None, refs or [row["coding_id"] for row in conflict.rows])


def _speaks(reading: str, conflict: Conflict, rows: list[dict]) -> bool:
    """Whether a reading speaks of a place: a coder may have coded nothing there, or the same under another item or year."""
    return not reading.startswith("coder") or len(rows) >= (len(conflict.rows) if conflict.rows[0]["item"] else 1)


def _figures(rows: list[dict]) -> set[tuple]:
    return {(row["study"], row["value"], row["upper"], row["qualifier"]) for row in rows}


def counts(raw: Raw) -> dict[str, Cell]:
    """Numbers for the sentence: conflicts of each kind, those in which what is stated stands against what is counted or derived, whole lists of names."""
    every = found(raw)
    groups = {"n": every, **{kind: [one for one in every if one.kind == kind] for kind in KINDS}, "mixed": [one for one in every if one.kind == "passages" and _mixed(one)]}
    whole = [[row["coding_id"] for row in (said, *lists)] for _, said, lists in settling.beside_lists(cleaning.arbitrated(raw))]
    return {name: counted([[row["coding_id"] for row in one.rows] for one in some], ["codings.csv"]) for name, some in groups.items()} | {"whole": counted(whole, ["codings.csv"])}


def _mixed(conflict: Conflict) -> bool:
    """Whether a stated value stands against a counted or derived one."""
    stated = [row["status"] in settling.STATUSES["stated"] for row in conflict.rows]
    return any(stated) and not all(stated)
