"""Do the texts agree with themselves? All checks over all codings, statements and members, and what each of them finds."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ptce_helpers import audit_counts, audit_dates, audit_parts, audit_shares, audit_statements, audit_texts
from ptce_helpers.audit_places import Place, id_of, rounded
from ptce_helpers.audit_words import difference, name_of_cases, side, variables
from ptce_helpers.checks import Finding
from ptce_helpers.describe import by_name
from ptce_helpers.evidence import Cell, Traced, all_of, cell, counted, table
from ptce_helpers.sample import Sample
from ptce_helpers.schemas import SEVERITIES

CHECKS = {
    "parts": audit_parts.parts, "bound": audit_parts.bounds, "share": audit_shares.shares,
    "order": audit_dates.order, "duration": audit_dates.durations, "after_sheet": audit_dates.after_sheet, "yearly": audit_dates.yearly,
    "same": audit_counts.same, "twice": audit_counts.twice, "listed": audit_counts.listed, "exactness": audit_counts.exactness,
    "told": audit_texts.told, "excludes": audit_texts.excludes,
    "repeated": audit_statements.repeated, "complete": audit_statements.complete, "mean": audit_statements.means,
    "outside": audit_statements.outside, "counted": audit_statements.counted, "every": audit_statements.every,
}  # fmt: skip
LOOKED_THROUGH = ("codings.csv", "corrections.csv", "identities.csv", "second_codings.csv")
ALSO = {"listed": ("members.csv",), "told": ("aliases.csv", "comparability.csv")} | dict.fromkeys(
    ("bound", "order", "repeated", "complete", "mean", "outside", "counted", "every"), ("statements.csv",))
COLUMNS = ("severity", "check", "case", "variable", "one", "other", "difference", "reason")


@dataclass(frozen=True)
class Audit:
    """The places that each check compared, by its name, in the order of CHECKS."""

    sample: Sample
    places: dict[str, list[Place]]

    @property
    def offending(self) -> list[Place]:
        """All places that offend a check, the gravest first."""
        found = [place for places in self.places.values() for place in places if place.severity]
        return sorted(found, key=lambda place: (SEVERITIES.index(place.severity), _name(self.sample, place)))


def _name(sample: Sample, place: Place) -> str:
    """By what places of one severity are sorted: the pole, those of several poles last."""
    return by_name(pd.Series([name_of_cases(sample, place) or "\uffff"])).iloc[0]


def run(sample: Sample) -> Audit:
    """Hold the texts against themselves, with figures that are only about so much taken as rounded.

    ``sample`` may be of some poles or one study; each check then has fewer places, or none.
    """
    sample = rounded(sample)
    return Audit(sample, {name: check(sample) for name, check in CHECKS.items()})


def findings(audit: Audit) -> list[Finding]:
    """Each check as a Finding: it passes when it compared something and nothing offends; what has nothing to compare did not pass."""
    return [_finding(audit, name, places) for name, places in audit.places.items()]


def _finding(audit: Audit, name: str, places: list[Place]) -> Finding:
    labels, found = audit.sample.labels, [place for place in places if place.severity]
    sentence = labels.text("audit_compared", n=len(places), offending=len(found))
    return Finding(labels.text(f"audit_{name}"), bool(places) and not found, _rows(audit.sample, found).frame, sentence, tuple(sorted({*LOOKED_THROUGH, *ALSO.get(name, ())})))


def checks(audit: Audit) -> Traced:
    """A row a check: check, criterion, places compared, offending places of each severity, result; cells lead to what offends, else to what was looked through."""
    rows = []
    for name, finding in zip(audit.places, findings(audit), strict=True):
        counts = {severity: [place for place in audit.places[name] if place.severity == severity] for severity in SEVERITIES}
        rows.append({"check": finding.name, "criterion": audit.sample.labels.text(f"criterion_{name}"), "compared": cell(len(audit.places[name]), finding.rests_on),
                     **{severity: cell(len(found), _refs(found) or finding.rests_on) for severity, found in counts.items()},
                     "result": cell(_result(audit, name), finding.rests_on)})
    return table(rows, ["check", "criterion", "compared", *SEVERITIES, "result"])


def _result(audit: Audit, name: str) -> str:
    places = audit.places[name]
    state = "nothing" if not places else "fails" if any(place.severity for place in places) else "holds"
    return audit.sample.labels.text(f"audit_result_{state}")


def _refs(places: list[Place]) -> list[str]:
    return [ref for place in places for ref in (*map(id_of, place.rows), *place.rests_on)]


def found(audit: Audit) -> Traced:
    """A row a contradiction, inconsistency or imprecision, the gravest first: what is said where on both sides, the difference, and why they belong together."""
    return _rows(audit.sample, audit.offending)


def _rows(sample: Sample, places: list[Place]) -> Traced:
    return table([_row(sample, place) for place in places], COLUMNS)


def _row(sample: Sample, place: Place) -> dict:
    labels, left, right = sample.labels, list(map(id_of, place.left)), list(map(id_of, place.right))
    every = [*left, *right, *place.rests_on]
    return {"severity": cell(labels.text(f"severity_{place.severity}"), every), "check": cell(labels.text(f"audit_{place.check}"), every),
            "case": cell(name_of_cases(sample, place) or labels.text("audit_all_poles"), every), "variable": cell(variables(sample, place), every),
            "one": cell(side(sample, place.left), left), "other": cell(side(sample, place.right) or None, right),
            "difference": cell(difference(sample, place), every), "reason": cell(sample.said(place.reason) or None, place.rests_on)}


def counts(audit: Audit) -> dict[str, Cell]:
    """The numbers that the sentence of the notebook is made of: checks, places, findings by severity, poles and passages they touch."""
    found, looked = audit.offending, sorted({*LOOKED_THROUGH, *(name for names in ALSO.values() for name in names)})
    failed = [_refs(offending) for places in audit.places.values() if (offending := [place for place in places if place.severity])]
    of_severity = {name: [place for place in found if place.severity == severity] for name, severity in zip(("contradictions", "inconsistencies", "imprecisions"), SEVERITIES, strict=True)}
    groups = {"n": found, **of_severity, "across": [place for place in found if len(place.studies) > 1]}
    searched = {"places": sum(map(len, audit.places.values())), "nothing": sum(not places for places in audit.places.values())}
    return {**{name: counted([_refs([place]) for place in some], looked) for name, some in groups.items()}, "checks": cell(len(audit.places), ["ptce_helpers/audit.py"]), **all_of(searched, looked),
            "failed": counted(failed, looked), "poles": cell(len({case for place in found for case in place.cases}), _refs(found) or looked)}
