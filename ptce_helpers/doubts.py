"""What may be read otherwise: doubts of the coders, and passages that contradict each other."""

from __future__ import annotations

from ptce_helpers import evidence
from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw
from ptce_helpers.describe import by_name, lines_of, names
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.wording import says


def counts(clean: Clean, raw: Raw) -> dict[str, evidence.Cell]:
    """Kept codings with a doubt, and pairs of passages in conflict."""
    doubted = clean.codings.loc[clean.codings["doubt"] != "", "coding_id"]
    conflicts = raw["corrections"].loc[raw["corrections"]["kind"] == "sources", "correction_id"]
    return {"doubts": evidence.counted([[ref] for ref in doubted], ["codings.csv"]), "total": evidence.cell(len(clean.codings), clean.codings["coding_id"]),
            "conflicts": evidence.counted([[ref] for ref in conflicts], ["corrections.csv"])}


def doubts(clean: Clean, raw: Raw, labels: Labels) -> evidence.Traced:
    """Codings with a doubt: case, variable, what was coded, why it may be doubted, lines."""
    called = names(raw)
    rows = [{"case": called[row["case_id"]], "variable": raw.codebook.label(row["variable_id"], labels.lang), "figure": says(row, raw, labels),
             "doubt": raw.in_words(row["doubt"], labels), "study": row["study"], "lines": lines_of(row), "coding": evidence.cell(row["coding_id"], [row["coding_id"]])}
            for row in rows_of(clean.codings) if row["doubt"]]
    table = evidence.table(rows, ["case", "variable", "figure", "doubt", "study", "lines", "coding"])
    return evidence.sort(table, ["case", "variable", "study", "coding"], key=by_name)


def conflicts(raw: Raw, labels: Labels) -> evidence.Traced:
    """Two passages in conflict, side by side, with what was decided and why; one row an arbitration."""
    codings = {row["coding_id"]: row for name in ("codings", "second_codings") for row in rows_of(raw[name])}
    called = names(raw)

    def told(coding_id: str) -> evidence.Cell:
        row = codings.get(coding_id)
        return evidence.cell(f"{says(row, raw, labels)} [{lines_of(row)}]", [coding_id]) if row else evidence.cell(None)

    rows = [{"case": called[row["case_id"]], "variable": raw.codebook.label(row["variable_id"], labels.lang), "study": row["source_id"],
             "one": told(row["first_coding"]), "other": told(row["second_coding"]),
             "winner": evidence.cell(labels.text(f"winner_{row['winner']}"), [row["correction_id"]]), "reason": evidence.cell(raw.in_words(row["reason"], labels), [row["correction_id"]])}
            for row in rows_of(raw["corrections"]) if row["kind"] == "sources"]
    table = evidence.table(rows, ["case", "variable", "study", "one", "other", "winner", "reason"])
    return evidence.sort(table, ["case", "variable", "study"], key=by_name, kind="stable")
