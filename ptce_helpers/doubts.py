"""What may be read otherwise: the doubts of the coders."""

from __future__ import annotations

from ptce_helpers import evidence
from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw
from ptce_helpers.describe import by_name, lines_of, names
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.wording import says


def counts(clean: Clean, raw: Raw) -> dict[str, int]:
    """Kept codings with a doubt, and decisions between two passages."""
    return {"doubts": int((clean.codings["doubt"] != "").sum()), "total": len(clean.codings),
            "conflicts": int((raw["corrections"]["kind"] == "sources").sum())}


def doubts(clean: Clean, raw: Raw, labels: Labels) -> evidence.Traced:
    """Codings with a doubt: case, variable, what was coded, why it may be doubted, lines."""
    called = names(raw)
    rows = [{"case": called[row["case_id"]], "variable": raw.codebook.label(row["variable_id"], labels.lang), "figure": says(row, raw, labels),
             "doubt": raw.in_words(row["doubt"], labels), "study": row["study"], "lines": lines_of(row), "coding": evidence.cell(row["coding_id"], [row["coding_id"]])}
            for row in rows_of(clean.codings) if row["doubt"]]
    table = evidence.table(rows, ["case", "variable", "figure", "doubt", "study", "lines", "coding"])
    return evidence.sort(table, ["case", "variable", "study", "coding"], key=by_name)
