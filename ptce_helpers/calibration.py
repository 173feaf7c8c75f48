"""How far each pole belongs to a set that calibration.csv declares: raw beside calibrated, with the rows that say so."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from ptce_helpers import declared_sets, harmonisation, measures, memberships
from ptce_helpers.errors import DataError, Fault, NotFound, ResearcherError, nearest
from ptce_helpers.files import ROW
from ptce_helpers.sample import Sample

FILE = "data/raw/calibration.csv"
HALF = 0.5
Anchors = tuple[float, float, float]


@dataclass(frozen=True)
class Condition:
    """A set that is calibrated: its name in formulas, its words, and how a pole's value becomes a membership (``method``).

    ``anchors``: full out, turning point, full in (direct, indirect); ``groups``: the codes of each value (crisp: of those inside).
    """

    condition_id: str
    symbol: str
    method: str
    variable_id: str
    label: str
    absent: str
    anchors: Anchors | None
    groups: tuple[tuple[str, ...], ...]
    row: dict = field(compare=False)

    @property
    def ref(self) -> str:
        """The row of calibration.csv."""
        return f"calibration.csv#{self.condition_id}"

    @property
    def fuzzy(self) -> bool:
        """Whether memberships lie between 0 and 1."""
        return self.method in ("direct", "indirect")

    def moved(self, by: float) -> Condition:
        """The same set with its turning point moved by a part of the way to full in (or, below zero, to full out): 0.1 is a tenth."""
        if self.anchors is None or not -1 < by < 1:
            raise ResearcherError(f"The turning point of {self.condition_id} can't be moved by {by:g}.", todo="move that of a direct or indirect set, by less than its whole way.")
        out, cross, inside = self.anchors
        return replace(self, anchors=(out, cross + by * ((inside - cross) if by > 0 else (cross - out)), inside))


@dataclass(frozen=True)
class Member:
    """One pole and one set: what the text says, the number that was calibrated, the membership, and why there is none.

    ``low`` and ``high``: the memberships at the ends of a figure that is only about so much, at least or at most so much.
    """

    case_id: str
    study: str
    raw: str
    number: float | None
    membership: float | None
    low: float | None
    high: float | None
    missing: str
    refs: tuple[str, ...]

    @property
    def undecided(self) -> bool:
        """Whether the text allows memberships on both sides of 0.5."""
        return self.membership is not None and (self.low < HALF) != (self.high < HALF)


def conditions(sample: Sample) -> dict[str, Condition]:
    """condition_id -> every set of calibration.csv, in the language of the labels."""
    return {row["condition_id"]: _condition(row, sample) for row in sample.raw.rows("calibration")}


def condition(sample: Sample, condition_id: str) -> Condition:
    """One set; NotFound names the nearest where nothing is calibrated under this name."""
    rows = {row["condition_id"]: row for row in sample.raw.rows("calibration")}
    if condition_id not in rows:
        raise NotFound(f"{condition_id!r} is not calibrated.", todo=f"{nearest(condition_id, list(rows))}, or add it to {FILE}")
    return _condition(rows[condition_id], sample)


def _condition(row: dict, sample: Sample) -> Condition:
    anchors = tuple(float(row[name]) for name in declared_sets.ANCHORS) if row["crossover"] else None
    groups = tuple(tuple(group) for group in declared_sets.groups(row["full_in_codes"])) if row["full_in_codes"] else ()
    lang = sample.labels.lang
    return Condition(row["condition_id"], row["symbol"], row["method"], row["variable_id"], row[f"label_{lang}"], row[f"absent_{lang}"], anchors, groups, row)


def anchored(found: Condition, anchors: Anchors | None) -> Condition:
    """The same set with other anchors (full out, turning point, full in); as it is without."""
    if anchors is None:
        return found
    if found.anchors is None:
        raise ResearcherError(f"{found.condition_id} is calibrated by codes and has no anchors.", todo="give anchors for direct or indirect sets only.")
    return replace(found, anchors=tuple(map(float, anchors)))


def of(sample: Sample, wanted: str | Condition) -> list[Member]:
    """All poles that a study of the sample asks, by name, with their membership in a set.

    ``wanted``: a condition_id, or a :class:`Condition` with other anchors. Raises DataError that names each pole at exactly 0.5.
    """
    found = wanted if isinstance(wanted, Condition) else condition(sample, wanted)
    kept = sample.kept.setdefault("calibrated", {})  # the same poles are calibrated for analysis after analysis
    if (found.condition_id, found.anchors, found.method) not in kept:
        kept[found.condition_id, found.anchors, found.method] = _numbered(sample, found) if found.fuzzy else [_by_codes(sample, case, found) for case in _poles(sample, found)]
    members = kept[found.condition_id, found.anchors, found.method]
    if half := [member for member in members if member.membership == HALF]:
        raise DataError([_at_half(member, found) for member in half])
    return members


def _at_half(member: Member, found: Condition) -> Fault:
    return Fault(FILE, found.row[ROW], f"{found.condition_id}: this pole sits exactly on the turning point, neither more in nor more out", found=f"{member.number:g}",
                 allowed="a turning point at which no pole lies", todo="move the crossover to where the reason puts it, between poles", case=member.case_id,
                 variable=found.variable_id)  # fmt: skip


def _poles(sample: Sample, found: Condition) -> list[str]:
    variables = [found.variable_id, *([declared_sets.also(found.row["also"])[0]] if found.row["also"] else [])]
    return [case for case in measures.poles(sample) if any(measures.studies(sample, case, variable) for variable in variables)]


def _by_codes(sample: Sample, case: str, found: Condition) -> Member:
    """The codes of the latest study that gives any; of ``also`` where the variable itself gives none."""
    asked = [(found.variable_id, found.groups)]
    if found.row["also"]:
        variable, codes = declared_sets.also(found.row["also"])
        asked.append((variable, (tuple(codes),)))
    silent: list[tuple[str, str]] = []
    for variable, groups in asked:
        for study in measures.studies(sample, case, variable):
            if rows := sample.used(case, study, variable):
                place = _place({row["value"] for row in rows}, groups, found.method)
                told = sample.labels.join([sample.book.code_label(variable, row["value"], sample.labels.lang) for row in {row["value"]: row for row in rows}.values()])
                refs = tuple(row["coding_id"] for row in rows)
                return Member(case, study, told, None, place, place, place, "" if place is not None else "other_code", refs)
            silent.append((study, variable))
    study, variable = silent[0]
    refs = tuple(ref for of, name in silent for ref in sample.refs(case, of, name))
    return Member(case, study, "", None, None, None, None, sample.why_missing(case, study, variable), refs)


def _place(codes: set[str], groups: tuple[tuple[str, ...], ...], method: str) -> float | None:
    """Crisp: 1 if a code is inside, else 0. Multi-value: the number of the group, none where no group holds the code."""
    hits = [number for number, group in enumerate(groups) if codes & set(group)]
    if method == "crisp":
        return 1.0 if hits else 0.0
    return float(hits[0]) if hits else None


def _numbered(sample: Sample, found: Condition) -> list[Member]:
    told = [_figure(sample, case, found) for case in _poles(sample, found)]
    known = [member for member in told if member.number is not None]
    if not known:
        return told
    ends = _calibrated(known, found)
    by_case = {member.case_id: replace(member, membership=middle, low=min(low, high), high=max(low, high)) for member, (middle, low, high) in zip(known, ends, strict=True)}
    return [by_case.get(member.case_id, member) for member in told]


def _figure(sample: Sample, case: str, found: Condition) -> Member:
    """The stated number of a pole (low and high for now in its unit), else the one that steps of harmonisation end in."""
    value = measures.number(sample, case, found.variable_id)
    if not value.missing:
        return Member(case, value.study, value.text, value.stated, None, value.low, value.high, "", value.refs)
    if found.row["harmonised"] == "yes":
        for chain in harmonisation.ends(sample, [found.variable_id]):
            after = chain[-1].after
            if chain[-1].row["case_id"] == case and after and after.low == after.high:
                told = sample.labels.text("calibrated_harmonised", figure=harmonisation.in_words(after, sample.labels))
                return Member(case, chain[-1].row["source_id"], told, after.low, None, after.low, after.high, "", chain[-1].refs)
    return Member(case, value.study, "", None, None, None, None, value.missing, value.refs)


def _calibrated(known: list[Member], found: Condition) -> list[tuple[float, float, float]]:
    """Membership of the figure and of both its ends; the anchors stand among the values, so that one pole alone can be calibrated."""
    numbers = [member.number for member in known]
    if found.method == "indirect":
        fitted = memberships.calibrate(pd.Series(numbers, dtype=float), list(found.anchors), "indirect")
        _check_order(known, list(fitted), found)
        return [(float(one),) * 3 for one in fitted]
    reach = 100 * abs(found.anchors[2] - found.anchors[0])  # beyond, a membership is 0 or 1 whatever the figure
    least, most = found.anchors[1] - reach, found.anchors[1] + reach
    every = np.clip([*numbers, *(m.low for m in known), *(m.high for m in known), *found.anchors], least, most)
    whole = memberships.calibrate(pd.Series(every), list(found.anchors)).to_numpy()[:-3].reshape(3, -1).T
    return [tuple(map(float, one)) for one in whole]


def _check_order(known: list[Member], fitted: list[float], found: Condition) -> None:
    """A smoothed curve over few poles can fall where it should rise: then a pole with more would be less in than one with less."""
    order = sorted(zip(known, fitted, strict=True), key=lambda pair: pair[0].number)
    for (one, lower), (other, higher) in pairwise(order):
        if higher < lower - 1e-6 and other.number > one.number:
            raise DataError([Fault(FILE, found.row[ROW], f"{found.condition_id}: the indirect method puts this pole below {one.case_id}, whose figure is smaller", found=f"{one.number:g}, {other.number:g}",
                                   allowed="memberships in the order of the figures", todo="use the direct method, or other anchors", case=other.case_id, variable=found.variable_id)])  # fmt: skip


def curve(found: Condition, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """The membership over all numbers from ``low`` to ``high`` (direct sets): for a figure."""
    numbers = np.linspace(low, high, 200)
    return numbers, memberships.calibrate(pd.Series([*numbers, *found.anchors]), list(found.anchors)).to_numpy()[:-3]


def skewness(members: list[Member]) -> tuple[int, int, bool]:
    """Poles with a membership, how many of them are more in than out, and whether less than a fifth are on either side.

    As :func:`ptce_helpers.memberships.skewness` has it. Multi-value sets are not judged by sides.
    """
    known = pd.Series([member.membership for member in members if member.membership is not None], dtype=float)
    found = memberships.skewness(known.to_frame("set")).loc["set"]
    return int(found["n"]), int(found["members"]), bool(found["skewed"])
