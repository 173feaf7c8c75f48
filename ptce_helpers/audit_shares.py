"""Stated shares against the shares that stated amounts give."""

from __future__ import annotations

import math

from ptce_helpers.audit_parts import comparable
from ptce_helpers.audit_places import HOLDS, IMPRECISION, Operand, Place, apart, gap, identities, of_identity, operand, scopes, severity_of
from ptce_helpers.sample import Sample

WRITTEN = 0.5  # a share that is written in whole percent may have been rounded by half a point


def shares(sample: Sample) -> list[Place]:
    """Shares that a text states beside the amount and the whole, by identities.csv.

    A place is a pole and study in which all three are told. What rounding to whole percent explains is an imprecision.
    """
    places = []
    for identity in identities(sample, "share"):
        for case, study in scopes(sample, identity):
            sides = [operand(sample, case, study, identity[name]) for name in ("parts", "whole", "rate")]
            if all(sides) and sides[1].low > 0 and comparable("parts", sides[0], sides[1]):
                places.append(_place(identity, *sides))
    return places


def _place(identity: dict, part: Operand, whole: Operand, stated: Operand) -> Place:
    computed = (100 * part.low / whole.high if math.isfinite(whole.high) else 0.0, 100 * part.high / whole.low)
    rows = (*part.rows, *whole.rows)
    severity = HOLDS
    if apart(computed, stated.range):
        severity = severity_of((*rows, *stated.rows), identity["severity"]) if apart(computed, stated.range, WRITTEN) else IMPRECISION
    numbers = {"low": round(computed[0], 1), "high": round(computed[1], 1), "whole_low": stated.low, "whole_high": stated.high, "gap": round(gap(computed, stated.range), 1)}
    return Place("share", rows, stated.rows, severity, numbers, **of_identity(identity))
