"""A coding in words: what tables, pages and traces say of it."""

from __future__ import annotations

from ptce_helpers.codings import Raw
from ptce_helpers.labels import THIN, Labels

OWN_WORDS = ("circle_description", "territory_name")  # texts that are the coder's own words, or contain some


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
        written = raw.in_words(value, labels) if row["variable_id"] in OWN_WORDS else book.code_label(row["variable_id"], value, labels.lang)
    item = labels.text("item", item=item_in_words(row, raw, labels)) if row["item"] else ""
    return item + written + (f" ({row['as_of']})" if row["as_of"] else "")


def semicolons(items: list[str], labels: Labels) -> str:
    """Phrases that hold commas themselves, one after the other."""
    return f"{THIN if labels.lang == 'fr' else ''}; ".join(items)


def span(low: float, high: float, labels: Labels) -> str:
    """A range of numbers, or the one number where its ends meet."""
    ends = labels.number(low), labels.number(high)
    return ends[0] if ends[0] == ends[1] else labels.text("range", low=ends[0], high=ends[1])


def item_in_words(row: dict, raw: Raw, labels: Labels) -> str:
    """Of what a coding with several items speaks: in the coder's words, or the label of a code."""
    if row["variable_id"] == "members_by_form":
        return raw.codebook.code_label("member_kind", row["item"], labels.lang)
    return raw.in_words(row["item"], labels)
