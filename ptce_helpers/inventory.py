"""What was coded: rows, statuses, themes, exactness and arbitrations, counted."""

from __future__ import annotations

from collections.abc import Iterable

from ptce_helpers import evidence
from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw
from ptce_helpers.describe import STUDIES
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.schemas import QUALIFIERS, STATUSES

CLEANED = ("cases.csv", "codings.csv", "second_codings.csv", "corrections.csv", "chart_values.csv", "members.csv", "ties.csv", "aliases.csv", "variables.csv")
WINNERS = ("first", "second", "both", "none")


def counts(raw: Raw, clean: Clean) -> dict[str, evidence.Cell]:
    """Codings of each coder and what is kept of them."""
    valued = int((raw["codings"]["value"] != "").sum())
    first = {"codings": len(raw["codings"]), "valued": valued, "silent": len(raw["codings"]) - valued}
    return {name: evidence.cell(number, ["codings.csv"]) for name, number in first.items()} | {
        "second": evidence.cell(len(raw["second_codings"]), ["second_codings.csv"]), "kept": evidence.cell(len(clean.codings), clean.codings["coding_id"])}


def rows_per_table(raw: Raw, labels: Labels) -> evidence.Traced:
    """How many rows each table of data/raw holds."""
    rows = [{"table": name, "what": labels.text(f"table_{name}"), "rows": evidence.cell(len(frame), [f"{name}.csv"])} for name, frame in raw.tables.items()]
    return evidence.table(rows, ["table", "what", "rows"])


def by_status(raw: Raw) -> evidence.Traced:
    """Codings of the first coder by study and status."""
    found = _grouped(((row["source_id"], row["status"]), row["coding_id"]) for row in rows_of(raw["codings"]))
    statuses = [status for status in STATUSES if any(of == status for _, of in found)]
    rows = []
    for study in sorted({study for study, _ in found}):
        held = {status: found.get((study, status), []) for status in statuses}
        rows.append({"study": study, **{f"status_{status}": _counted(refs, "codings.csv") for status, refs in held.items()},
                     "total": evidence.cell(sum(map(len, held.values())), *held.values())})
    return evidence.table(rows, ["study", *(f"status_{status}" for status in statuses), "total"])


def by_theme(raw: Raw, labels: Labels) -> evidence.Traced:
    """Variables, codings with a value and silent codings for each theme of the codebook."""
    theme = {row["variable_id"]: row["theme"] for row in rows_of(raw["variables"])}
    held = _grouped((of, f"variables.csv#{variable}") for variable, of in theme.items())
    found = _grouped(((theme[row["variable_id"]], row["value"] != ""), row["coding_id"]) for row in rows_of(raw["codings"]))
    rows = [{"theme": labels.text(f"theme_{name}"), "variables": _counted(held[name], "variables.csv"),
             "with_value": _counted(found.get((name, True), []), "codings.csv"), "without_value": _counted(found.get((name, False), []), "codings.csv")}
            for name in sorted(held)]
    return evidence.table(rows, ["theme", "variables", "with_value", "without_value"])


def qualifiers(clean: Clean, labels: Labels) -> evidence.Traced:
    """How exact the texts' figures are: number of numeric codings by qualifier and study."""
    found = _grouped(((row["qualifier"], row["study"]), row["coding_id"]) for row in rows_of(clean.codings) if row["qualifier"])
    rows = [{"exactness": labels.text(f"exactness_{qualifier}"), **{study: _counted(found.get((qualifier, study), []), "codings.csv") for study in STUDIES}}
            for qualifier in QUALIFIERS if any(of == qualifier for of, _ in found)]
    return evidence.table(rows, ["exactness", *STUDIES])


def arbitration(raw: Raw, labels: Labels) -> evidence.Traced:
    """How often each coder, both or none was right, by kind of arbitration."""
    found = _grouped(((row["kind"], row["winner"]), row["correction_id"]) for row in rows_of(raw["corrections"]))
    rows = [{"kind": labels.text(f"arbitration_{kind}"), **{f"winner_{winner}": _counted(found.get((kind, winner), []), "corrections.csv") for winner in WINNERS}}
            for kind in sorted({kind for kind, _ in found})]
    return evidence.table(rows, ["kind", *(f"winner_{winner}" for winner in WINNERS)])


def written(clean: Clean) -> dict[str, evidence.Cell]:
    """Files and rows of data/clean, which come from the tables of data/raw that notebook 02 cleans, as a whole."""
    made = {"files": len(clean.tables()), "rows": sum(len(frame) for frame in clean.tables().values())}
    return {name: evidence.cell(number, CLEANED) for name, number in made.items()}


def _grouped(pairs: Iterable[tuple[object, str]]) -> dict[object, list[str]]:
    found: dict[object, list[str]] = {}
    for group, ref in pairs:
        found.setdefault(group, []).append(ref)
    return found


def _counted(refs: list[str], searched: str) -> evidence.Cell:
    """A count of rows; that there is none rests on the whole table in which it was looked for."""
    return evidence.cell(len(refs), refs or [searched])
