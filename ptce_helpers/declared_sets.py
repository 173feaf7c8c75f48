"""What calibration.csv, analyses.csv and analysis_conditions.csv must say together: codes, anchors, symbols, and which sets an analysis uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ptce_helpers.checks import number
from ptce_helpers.codebook import LIST
from ptce_helpers.errors import Fault, nearest, nearest_of_many
from ptce_helpers.files import ROW, rows_of

if TYPE_CHECKING:
    from ptce_helpers.codings import Raw

SYMBOL = re.compile(r"[A-Z][A-Z_]*")
ANCHORS = ("full_out", "crossover", "full_in")
BY_CODE = ("crisp", "multi_value")
EXPECTED = ("present", "absent", "open")
CUTS = {"incl_cut": (0.5, 1.0), "pri_cut": (0.0, 1.0), "n_cut": (1.0, 5.0)}
TAKEN = ("OUT", "PRI")  # columns of a truth table

Said = Iterator[tuple[str, str, str, str]]


def check(raw: Raw) -> list[Fault]:
    """All faults of the three tables that go beyond single cells, which have been checked before."""
    sets = {row["condition_id"]: row for row in rows_of(raw["calibration"]) if row["condition_id"]}
    analyses = sorted({row["analysis_id"] for row in rows_of(raw["analyses"])} - {""})
    used = rows_of(raw["analysis_conditions"])
    rows = rows_of(raw["calibration"])
    faults = [_fault("calibration", row, said) for row in rows for said in (*_codes(row, raw), *_anchors(row, raw), *_words(row), *_symbol(row, rows))]
    for row in rows_of(raw["analyses"]):
        conditions = list(dict.fromkeys(one["condition_id"] for one in used if one["analysis_id"] == row["analysis_id"]))
        faults += [_fault("analyses", row, said) for said in (*_outcome(row, sets, conditions), *_cuts(row), *_doubtful(row, conditions, raw))]
    faults += [_fault("analysis_conditions", row, said) for row in used for said in _condition(row, sets, analyses)]
    return sorted(faults)


def groups(codes: str) -> list[list[str]]:
    """The codes of each value of a condition: those of one value are separated by ``|``, values by ``;``."""
    return [[code.strip() for code in group.split("|")] for group in codes.split(";")]


def also(text: str) -> tuple[str, list[str]]:
    """The variable and codes of ``VARIABLE=code|code``."""
    variable, _, codes = text.partition("=")
    return variable.strip(), [code.strip() for code in codes.split("|")]


def doubts(text: str) -> list[tuple[str, str]]:
    """(condition_id, case_id) of ``CONDITION:CASE|CONDITION:CASE``."""
    return [(condition.strip(), case.strip()) for condition, _, case in (part.partition(":") for part in text.split("|") if part.strip())]


def _fault(table: str, row: dict, said: tuple[str, str, str, str]) -> Fault:
    fact, found, allowed, todo = said
    name = row["condition_id"] if table == "calibration" else "/".join(row[key] for key in ("analysis_id", "condition_id") if key in row)
    return Fault(f"data/raw/{table}.csv", row[ROW], f"{name}: {fact}", found=found, allowed=allowed, todo=todo)


def _codes(row: dict, raw: Raw) -> Said:
    if row["variable_id"] not in raw.codebook.ids or not row["method"]:
        return  # named already with the cells
    numeric = raw.codebook.is_number(row["variable_id"])
    if row["method"] in BY_CODE and numeric:
        yield f"{row['variable_id']} is a number and can't be calibrated by codes", row["method"], "direct, indirect", "give three anchors and another method"
    elif row["method"] in BY_CODE:
        yield from _known("full_in_codes", row["variable_id"], [code for group in groups(row["full_in_codes"]) for code in group], raw)
        yield from _grouped(row)
    elif row["full_in_codes"] or row["also"]:
        yield "codes are given for a set of numbers", row["full_in_codes"] or row["also"], "an empty cell", "clear it, or use the method crisp"
    if row["method"] in BY_CODE and row["also"]:
        yield from _known("also", *also(row["also"]), raw)


def _known(column: str, variable: str, codes: list[str], raw: Raw) -> Said:
    """That the codes named in a column are codes of the variable."""
    if variable not in raw.codebook.ids:
        yield f"{column}: the codebook has no such variable", variable, "VARIABLE=code|code", nearest_of_many(variable, raw.codebook.ids, LIST)
        return
    allowed = raw.codebook.allowed(variable)
    for code in codes:
        if not code:
            yield f"{column}: a code of {variable} is missing", "", ", ".join(allowed), "name the codes that are in" if column == "full_in_codes" else "write VARIABLE=code|code"
        elif code not in allowed:
            yield f"{column}: {variable} has no such code", code, ", ".join(allowed), nearest(code, allowed) if allowed else "name a variable with codes"


def _grouped(row: dict) -> Said:
    found = groups(row["full_in_codes"])
    codes = [code for group in found for code in group]
    if row["method"] == "multi_value" and len(found) < 2:
        yield "a multi-value condition needs at least two groups of codes", row["full_in_codes"], "code|code;code", "separate the values by semicolons"
    if row["method"] == "crisp" and len(found) > 1:
        yield "a crisp set has one group of codes", row["full_in_codes"], "code|code", "use the method multi_value, or write | between the codes"
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        yield "a code stands twice", ", ".join(twice), "each code once", "remove one"


def _anchors(row: dict, raw: Raw) -> Said:
    given = [row[name] for name in ANCHORS]
    if row["method"] in BY_CODE and any(given):
        yield "anchors are given for a set of codes", ", ".join(filter(None, given)), "empty cells", "clear them, or use the method direct"
    if row["method"] not in ("direct", "indirect"):
        return
    if row["variable_id"] in raw.codebook.ids and not raw.codebook.is_number(row["variable_id"]):
        yield f"{row['variable_id']} is no number and has no anchors", row["method"], ", ".join(BY_CODE), "give codes and another method"
    places = [number(text) for text in given]
    if not all(given):
        yield "an anchor is missing", ", ".join(f"{name} {text}" for name, text in zip(ANCHORS, given, strict=True) if text) or "none", ", ".join(ANCHORS), "give all three"
    elif None not in places and not (places[0] < places[1] < places[2] or (row["method"] == "direct" and places[0] > places[1] > places[2])):
        yield "the anchors are not in order", ", ".join(given), "rising, or falling where low numbers are in (direct)", "let them go from out over the turning point to in"


def _words(row: dict) -> Said:
    if row["method"] != "multi_value" and not (row["absent_en"] and row["absent_fr"]):
        yield "the words for its absence are missing", "", "absent_en and absent_fr", "say in both languages what a pole outside the set is"


def _symbol(row: dict, rows: list[dict]) -> Said:
    if not row["symbol"]:
        return  # named already with the cells
    if not SYMBOL.fullmatch(row["symbol"]) or row["symbol"] in TAKEN:
        yield "this can't be a name in formulas", row["symbol"], f"capitals and _ only, not {' or '.join(TAKEN)}", "choose a short word in capitals"
    if others := [other["condition_id"] for other in rows if other["symbol"] == row["symbol"] and other is not row]:
        yield "this symbol stands twice", row["symbol"], "one symbol for each set", f"rename it here or in {', '.join(others)}"


def _outcome(row: dict, sets: dict[str, dict], conditions: list[str]) -> Said:
    if row["outcome"] and row["outcome"] not in sets:
        yield "the outcome is not calibrated", row["outcome"], "a condition_id of calibration.csv", nearest(row["outcome"], list(sets)) if sets else "add it"
    elif row["outcome"] and sets[row["outcome"]]["method"] == "multi_value":
        yield "the outcome has more than two values", row["outcome"], "a crisp or fuzzy set", "calibrate one of its values as a set of its own"
    if not conditions:
        yield "the analysis has no conditions", "", "rows of analysis_conditions.csv", "name its conditions there"
    if row["outcome"] in conditions:
        yield "the outcome is also a condition", row["outcome"], "another condition", "remove it from analysis_conditions.csv: nothing explains itself"


def _cuts(row: dict) -> Said:
    for name, (low, high) in CUTS.items():
        value = number(row[name])
        if value is not None and not (low <= value <= high and (name != "n_cut" or value == int(value))):
            yield f"{name} is out of range", row[name], f"{low:g} to {high:g}{', whole' if name == 'n_cut' else ''}", "correct the cut-off"


def _doubtful(row: dict, conditions: list[str], raw: Raw) -> Said:
    for condition, case in doubts(row["doubtful"]):
        if not condition or not case or ":" in case:
            yield "a doubtful membership can't be read", f"{condition}:{case}".strip(":"), "CONDITION:CASE|CONDITION:CASE", "write the condition and the case, with a colon between them"
            continue
        if condition not in (row["outcome"], *conditions):
            yield "a doubtful membership is in no set of this analysis", condition, ", ".join((row["outcome"], *conditions)), "name its outcome or one of its conditions"
        if case not in raw.cases:
            yield "a doubtful membership is of no case", case, "CONDITION:CASE, a case_id of cases.csv", nearest(case, raw.cases)


def _condition(row: dict, sets: dict[str, dict], analyses: list[str]) -> Said:
    if row["analysis_id"] and row["analysis_id"] not in analyses:
        yield "there is no such analysis", row["analysis_id"], ", ".join(analyses), nearest(row["analysis_id"], analyses) if analyses else "add it to analyses.csv"
    if not row["condition_id"]:
        return  # named already with the cells
    if row["condition_id"] not in sets:
        yield "the condition is not calibrated", row["condition_id"], "a condition_id of calibration.csv", nearest(row["condition_id"], list(sets)) if sets else "add it"
        return
    found = sets[row["condition_id"]]
    values = [str(value) for value in range(len(groups(found["full_in_codes"])))] if found["method"] == "multi_value" else EXPECTED[:2]
    if row["expected"] and row["expected"] not in (*values, "open"):
        yield "this can't be expected", row["expected"], ", ".join((*values, "open")), "say which value should help the outcome along, or open"
