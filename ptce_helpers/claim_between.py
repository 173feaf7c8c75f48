"""Functions of expressions on what the two texts say of the same poles: conditions, members and statements of one held against the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from ptce_helpers.asked import Held, ask, compare
from ptce_helpers.errors import ResearcherError
from ptce_helpers.files import rows_of
from ptce_helpers.quantities import Lacking, Place, Quantity
from ptce_helpers.schemas import STUDIES
from ptce_helpers.values import interval
from ptce_helpers.verdicts import SIGNS


def _both(place: Place, first: str = "", second: str = "", among: str = "", silence: str = "open") -> Quantity:
    """How many poles in both studies fulfil one condition in 2014 and another in 2015 (an empty one asks nothing).

    ``among``: only these poles. ``silence='no'``: where a text lists the poles that it means, a pole that it does not name is none of them.
    """
    cases = among.split() or [row["case_id"] for row in rows_of(place.sample.raw["cases"]) if all(row[f"in_{study}"] == "yes" for study in STUDIES)]
    return _counted((_joined(place, case, dict(zip(STUDIES, (first, second), strict=True))) for case in cases), silence)


def _joined(place: Place, case_id: str, asked: dict[str, str]) -> Held:
    held = [ask(place.sample, case_id, study, query) for study, query in asked.items() if query]
    states = {one.state for one in held}
    return Held(next((state for state in ("no", "open") if state in states), "yes"), tuple(ref for one in held for ref in one.refs))


def _counted(held: Iterable[Held], silence: str) -> Quantity:
    """How many conditions hold for sure, up to those that may; the rows of those that hold come first."""
    by_state: dict[str, list[Held]] = {"yes": [], "open": [], "no": []}
    for one in held:
        by_state[one.state].append(one)
    sure, open_ = len(by_state["yes"]), len(by_state["open"]) * (silence != "no")
    return Quantity(sure, sure + open_, tuple(dict.fromkeys(ref for some in by_state.values() for one in some for ref in one.refs)))


def _named(place: Place, query: str, study: str = "") -> Quantity:
    """Of how many poles the text of a study says that a condition holds; a pole on which it is silent does not count."""
    of = study or place.study
    cases = [row["case_id"] for row in rows_of(place.sample.raw["cases"]) if row[f"in_{of}"] == "yes"]
    held = [one for case in cases if (one := ask(place.sample, case, of, query)).state == "yes"]
    return Quantity(len(held), len(held), tuple(dict.fromkeys(ref for one in held for ref in one.refs)) or (f"variables.csv#{query.partition('=')[0]}",))


def _figures(place: Place, variable_id: str, limit: str, first: int | None = None, last: int | None = None, study: str = "") -> Quantity:
    """How many of the figures of a variable, on some lines or anywhere, keep to a limit such as ``<10``."""
    match = SIGNS.fullmatch(limit)
    if not match:
        raise ResearcherError(f"The limit {limit!r} can't be read.", todo="write a sign and a figure: <10, >=3.")
    at, ends = study or place.study, (first or 1, last or first or math.inf)
    rows = [row for row in place.sample.codings(place.case_id, at, variable_id) if row["value"] and int(row["line_start"]) <= ends[1] and ends[0] <= int(row["line_end"])]
    if not rows:
        raise Lacking((f"{place.case_id}/{at}/{variable_id}",))
    return _counted((Held(compare(*interval(place.sample, row), match[1], float(match[2])), (row["coding_id"],)) for row in rows), "open")


def _same_members(place: Place, **columns: object) -> Quantity:
    """How many members both texts name, under one name (aliases.csv): of the pole of the claim, or of all; of a form, in a role."""
    wanted = [row for row in rows_of(place.sample.clean.members) if place.case_id in ("", row["case_id"])
              and all(row[name] in str(value).split("|") for name, value in columns.items())]
    names = [{(row["case_id"], row["member"]) for row in wanted if row["study"] == study} for study in STUDIES]
    poles, same = {case for case, _ in names[0]} & {case for case, _ in names[1]}, len(names[0] & names[1])
    return Quantity(same, same, tuple(row["member_id"] for row in wanted if row["case_id"] in poles) or ("members.csv",))


def _same_statements(place: Place, *conditions: str) -> Quantity:
    """For how many conditions (such as ``third level of cooperation``) both texts state the same subject in statements.csv."""
    rows = [row for row in rows_of(place.sample.raw["statements"]) if row["condition"] in conditions]
    if any({row["source_id"] for row in rows if row["condition"] == condition} != set(STUDIES) for condition in conditions):
        raise Lacking(("statements.csv",))
    subjects = {(condition, study): {row["subject"] for row in rows if (row["condition"], row["source_id"]) == (condition, study)}
                for condition in conditions for study in STUDIES}
    same = sum(subjects[condition, STUDIES[0]] == subjects[condition, STUDIES[1]] for condition in conditions)
    return Quantity(same, same, tuple(row["statement_id"] for row in rows))


OF_BOTH: dict[str, Callable[..., Quantity]] = {"both": _both, "named": _named, "figures": _figures, "same_members": _same_members, "same_statements": _same_statements}
