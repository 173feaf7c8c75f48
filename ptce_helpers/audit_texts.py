"""The study of 2014 against that of 2015 for the same pole, and codes that can't both hold."""

from __future__ import annotations

from ptce_helpers.audit_places import HOLDS, INCONSISTENCY, Place, identities, of_identity, severity_of
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample
from ptce_helpers.snapshots import BOTH, Comparison, Snapshots


def told(sample: Sample) -> list[Place]:
    """What both studies say of a pole, where by comparability.csv the fact can't have changed between them.

    A place is a pole and variable on which both speak and can be compared. What they tell differently is an inconsistency:
    each text may be right in its own terms.
    """
    return [_place(one) for one in Snapshots(sample).of(*BOTH) if one.pairs and _fixed(one)]


def _fixed(one: Comparison) -> bool:
    return one.verdict == "told" or any(pair.verdict == "same" for pair in one.pairs)


def _place(one: Comparison) -> Place:
    kept = [pair for pair in one.pairs if pair.verdict == "told"] or [pair for pair in one.pairs if pair.verdict == "same"]
    first, second = (tuple(row for pair in kept for row in getattr(pair, side)) for side in ("first", "second"))
    severity = INCONSISTENCY if one.verdict == "told" else HOLDS
    reasons = {"reason": one.reason if severity else "", "rests_on": tuple(ref for ref in one.refs if "#" in ref)}
    return Place("told", first, second, severity, **reasons)


def excludes(sample: Sample) -> list[Place]:
    """Codes that, by identities.csv, can't both hold of a pole: within a study where one is named, else in either.

    A place is a pole coded in both variables. It offends where it has both codes.
    """
    places = []
    for identity in identities(sample, "excludes"):
        (variable, code), (other, against) = (identity[side].split("=") for side in ("parts", "whole"))
        for case in dict.fromkeys(case for case, _ in sample.pairs if identity["case_id"] in ("", case)):
            one, two = (_coded(sample, case, name, identity["source_id"]) for name in (variable, other))
            if not one or not two or (variable == other and len(one) < 2):
                continue
            left, right = ([row for row in rows if row["value"] == value] for rows, value in ((one, code), (two, against)))
            severity = severity_of((*left, *right), identity["severity"]) if left and right else HOLDS
            places.append(Place("excludes", tuple(left if severity else one), tuple(right if severity else two), severity, **of_identity(identity)))
    return places


def _coded(sample: Sample, case: str, variable: str, study: str) -> list[dict]:
    return [row for row in rows_of(sample.frame(variable)) if row["case_id"] == case and study in ("", row["study"])]
