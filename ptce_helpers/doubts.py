"""What may be read otherwise: the doubts of the coders."""

from __future__ import annotations

from ptce_helpers import evidence
from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw
from ptce_helpers.describe import by_name, lines_of, names
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.wording import says


def counts(clean: Clean, raw: Raw) -> dict[str, evidence.Cell]:
    """Kept codings with a doubt, and decisions between two passages."""
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
