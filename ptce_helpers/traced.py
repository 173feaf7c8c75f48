"""Look up what a number rests on, be it one of a pole, of a table or of a sentence: as lines for the command, as a page for a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from ptce_helpers import cell, describe, notebooks, paths, sources, spoken, trace
from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw
from ptce_helpers.errors import ResearcherError
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.paths import Paths
from ptce_helpers.sources import Copy
from ptce_helpers.tables import Shown

COLUMNS = ("reference", "case", "variable", "it_says", "study", "lines", "own_copy")
Names = tuple[str, str, str]  # as in TABLE ROW COLUMN, NOTEBOOK SENTENCE PLACE, CASE VARIABLE


# --- what is meant ---------------------------------------------------------------------------------------------------------


def is_table(names: Names) -> bool:
    """Whether a cell of a table is meant."""
    return names[0].endswith(".csv") or bool(names[2] and not is_sentence(names))


def is_sentence(names: Names) -> bool:
    """Whether the sentences of a notebook are meant: a notebook is named, or what follows is the key of a sentence."""
    return not names[0].endswith(".csv") and (notebooks.is_one(names[0]) or not names[1] or names[1].startswith("say_"))


def _complete(names: Names, raw: Raw) -> None:
    if names[0] in raw.cases and not names[1]:
        raise ResearcherError("A case needs a variable.", todo=f"name one, as in: ptce trace {names[0]} members_total")


def behind(where: Paths, names: Names, labels: Labels, folders: tuple[Path, ...]) -> cell.Behind:
    """The cell of a table, the sentence or the number that is meant, looked up in the first of the folders that holds it.

    Raises NotFound with the nearest name, ResearcherError where a table is named without a row and a column.
    """
    what, row, column = names
    if is_sentence(names):
        notebook = notebooks.select([what])[0]
        folder = next((one for one in folders if (one / f"{notebook}.results.json").is_file()), where.study)
        return spoken.find(folder, notebook, row, column)
    if not column:
        raise ResearcherError("A cell needs a row and a column.", todo="type: ptce trace TABLE ROW COLUMN, as in: ptce trace 04-members-forms 1 total")
    inside = [folder / "tables" / f"{what.removesuffix('.csv')}.csv" for folder in folders]
    return cell.find(next((path for path in inside if path.is_file()), where.table(what)), row, column, labels)


# --- for the command -------------------------------------------------------------------------------------------------------


def lines(where: Paths, names: Names, raw: Raw, copies: dict[str, Copy], labels: Labels, everything: bool = False) -> Iterator[str]:
    """All that is known of what is meant, as lines to read; of a notebook alone, the list of its sentences."""
    _complete(names, raw)
    if is_sentence(names) and not names[1]:
        return spoken.lines(where.study, notebooks.select([names[0]])[0], labels)
    if is_sentence(names) or is_table(names):
        found = behind(where, names, labels, (where.study,))
        return cell.lines(found, raw, copies, labels, len(found.refs) if everything else cell.MOST)
    return trace.lines(trace.trace(names[0], names[1], raw, _clean(where), copies, labels), labels)


def _clean(where: Paths) -> Clean:
    from ptce_helpers.study import load_clean  # the desk, of that module, asks this one

    return load_clean(where.clean)


# --- for a notebook --------------------------------------------------------------------------------------------------------


def shown(where: Paths, names: Names, raw: Raw, labels: Labels, everything: bool = False) -> Shown:
    """The rows of data behind what is meant, as a table: reference, pole, variable, what it says, study, lines, passage.

    Results made by hand come before those of the study. The passages are those of the copies that PTCE_SOURCES names.
    """
    folder = paths.sources_folder()
    copies = sources.open_copies(folder, raw["sources"], raw.marks()) if folder else {}
    caption, refs = _meant(where, names, raw, labels)
    most = len(refs) if everything else cell.MOST
    table = rows(refs[:most], raw, copies, labels)
    copied = ("traced_own",) if table["own_copy"].notna().any() else () if copies else ("traced_without",)
    notes = [*([labels.text("traced_more", n=len(refs) - most)] if len(refs) > most else []), *map(labels.text, copied)]
    return Shown(table, caption, labels, tuple(notes), "traced")


def _meant(where: Paths, names: Names, raw: Raw, labels: Labels) -> tuple[str, tuple[str, ...]]:
    """What is meant, with its value, as a caption; and the references behind it."""
    _complete(names, raw)
    if is_sentence(names) or is_table(names):
        found = behind(where, names, labels, (where.output, where.study))
        return next(found.head(labels)), found.refs
    told = trace.trace(names[0], names[1], raw, _clean(where), {}, labels)
    values = labels.semicolons([labels.text("trace_value", study=study, value=value) for study, value in told.values.items()])
    return f"{labels.text('spoken_value', place=describe.names(raw)[told.case_id], value=told.label)} ({values})", tuple(one.coding_id for one in told.evidence)


def rows(refs: tuple[str, ...], raw: Raw, copies: dict[str, Copy], labels: Labels) -> pd.DataFrame:
    """A row for each reference: reference, case, variable, it_says, study, lines, own_copy (empty where there is no such thing)."""
    codings = trace.evidence_of(list(refs), raw, copies, labels)
    keys = cell.by_key(raw) if len(codings) < len(refs) else {}
    found = [_coding(*codings[ref], raw, labels) if ref in codings else _other(ref, keys, raw, copies, labels) for ref in refs]
    return pd.DataFrame([{"reference": ref.replace("%20", " ")} | row for ref, row in zip(refs, found, strict=True)], columns=COLUMNS, dtype="str")


def _coding(case_id: str, variable_id: str, one: trace.Evidence, raw: Raw, labels: Labels) -> dict[str, str]:
    says = one.says if one.coder == "first" else labels.text("traced_second", says=one.says)
    return {"case": describe.names(raw)[case_id], "variable": raw.codebook.label(variable_id, labels.lang), "it_says": says, "study": one.study,
            "lines": _span(*one.lines), "own_copy": _on_one_line(one.passage)}


def _other(ref: str, keys: dict[str, tuple[str, str, int]], raw: Raw, copies: dict[str, Copy], labels: Labels) -> dict[str, str]:
    """The row of a reference that is no coding: a row of another table, a silence, a whole table, a file of the project."""
    if ref in keys:
        name, _, place = keys[ref]
        row = rows_of(raw[name].iloc[[place]])[0]
        out = {"case": describe.names(raw).get(row.get("case_id", ""), ""), "variable": f"data/raw/{name}.csv", "it_says": cell.in_words(name, row, raw, labels)}
        if "passage" in row:
            out |= {"study": row["source_id"], "lines": _span(row["line_start"], row["line_end"]), "own_copy": _on_one_line(trace.find_passage(row, copies, raw).passage)}
        return out
    if (silence := cell.as_silence(ref, raw)) is not None:
        case, study, variable = silence
        return {"case": describe.names(raw)[case], "variable": raw.codebook.label(variable, labels.lang), "it_says": labels.text("traced_silence"), "study": study}
    return {"it_says": cell.whole(ref, raw, labels)}


def _span(first: object, last: object) -> str:
    return str(first) if str(first) == str(last) else f"{first}\u2013{last}"


def _on_one_line(passage: str) -> str | None:
    return " ".join(passage.split()) or None
