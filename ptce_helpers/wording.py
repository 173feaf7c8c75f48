"""A coding in words: what tables, pages and traces say of it."""

from __future__ import annotations

from ptce_helpers.codings import Raw
from ptce_helpers.labels import Labels


def says(row: dict, raw: Raw, labels: Labels) -> str:
    """A coding in words: item, figure with its qualifier and unit, year; or the label of its code."""
    book, value = raw.codebook, row["value"]
    if not value:
        return labels.text(f"missing_{row['status']}")
    if book.is_number(row["variable_id"]):
        if book.variable(row["variable_id"])["scale"] == "year":
            written = labels.year(value, row["upper"], row["qualifier"])
        else:
            written = labels.qualified(float(value), float(row["upper"]) if row["upper"] else None, row["qualifier"])
        written = labels.with_unit(written, row["unit"] or book.variable(row["variable_id"])["unit"], float(row["upper"] or value))
    else:
        written = book.code_label(row["variable_id"], value, labels.lang)
    item = f"{row['item']}: " if row["item"] else ""
    return item + written + (f" ({row['as_of']})" if row["as_of"] else "")
