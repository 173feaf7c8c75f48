"""Parts against totals: what should make a whole, and what can't be more than the whole that it is part of."""

from __future__ import annotations

from collections.abc import Callable

from ptce_helpers.audit_places import HOLDS, Operand, Place, apart, gap, identities, of_identity, operand, scopes, severity_of
from ptce_helpers.sample import Sample

KIN = dict.fromkeys(("organisations", "enterprises", "companies", "activities"), "bodies") | dict.fromkeys(("people", "jobs"), "heads")  # units that can be added up


def parts(sample: Sample) -> list[Place]:
    """Sums that, by identities.csv, make a total (or 100): staff by role, shares, sources of an investment, kinds of members.

    A place is a pole and study in which all parts and the total are told in one unit. It offends where no figures that the
    text allows add up.
    """
    return _compare(sample, "parts", lambda one, whole: apart(one.range, whole.range), lambda one, whole: gap(one.range, whole.range), ("parts",))


def bounds(sample: Sample) -> list[Place]:
    """What, by identities.csv, can't be more than something else: part of a body, full-time equivalents against people.

    A place is a pole and study in which both sides are told. It offends where even the smallest figure of the one is above
    the largest of the other.
    """
    return _compare(sample, "bound", lambda one, whole: one.low > whole.high + 1e-9, lambda one, whole: one.low - whole.high, ("bound",))


Test = Callable[[Operand, Operand], bool]
Measure = Callable[[Operand, Operand], float]


def _compare(sample: Sample, check: str, differs: Test, by: Measure, kinds: tuple[str, ...]) -> list[Place]:
    places = []
    for identity in identities(sample, *kinds):
        for case, study in scopes(sample, identity):
            one, whole = (operand(sample, case, study, identity[side]) for side in ("parts", "whole"))
            if one is None or whole is None or not comparable(check, one, whole):
                continue
            severity = severity_of((*one.rows, *whole.rows), identity["severity"]) if differs(one, whole) else HOLDS
            numbers = {"low": one.low, "high": one.high, "whole_low": whole.low, "whole_high": whole.high, "gap": by(one, whole) if severity else 0.0}
            places.append(Place(check, one.rows, whole.rows, severity, numbers, **of_identity(identity)))
    return places


def comparable(check: str, one: Operand, whole: Operand) -> bool:
    """Whether two sides can be held against each other: in a sum all count in one unit, and no side was computed from the other."""
    mixed = check == "parts" and len({KIN.get(unit, unit) for unit in one.units | whole.units}) > 1
    own_work = any(row["status"] == "derived" for row in whole.rows) and lines(one) & lines(whole)
    computed = check == "parts" and any(row["status"] == "derived" for row in (*one.rows, *whole.rows))
    return not (mixed or own_work or computed)


def lines(side: Operand) -> set[tuple[str, str]]:
    """The lines at which the passages of a side begin."""
    return {(row.get("study") or row["source_id"], row["line_start"]) for row in side.rows}
