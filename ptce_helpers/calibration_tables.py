"""Tables of the calibrated sets: how each is calibrated and why, how the poles fall on its sides, raw values beside memberships."""

from __future__ import annotations

from ptce_helpers import calibration, declared_sets, designs
from ptce_helpers.calibration import Condition, Member
from ptce_helpers.designs import bracketed
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample

SETS = ("calibrated_set", "symbol", "calibrated_by", "anchors", "poles_known", "poles_in", "skewed", "calibrated_because")
MEMBERS = ("case", "calibrated_set", "study", "raw_value", "membership", "membership_low", "membership_high")


def sets(sample: Sample) -> Traced:
    """Every set of calibration.csv: method, codes or anchors, poles with a membership, those more in than out, whether skewed, and the reason.

    First the sets that a declared comparison uses.
    """
    rows, used = [], designs.used(sample)
    for found in sorted(calibration.conditions(sample).values(), key=lambda one: one.condition_id not in used):
        members = calibration.of(sample, found)
        n, inside, skewed = calibration.skewness(members)
        refs = [[found.ref], *(member.refs for member in members if member.membership is not None)]
        rows.append({"calibrated_set": cell(found.label, [found.ref]), "symbol": cell(found.symbol, [found.ref]), "calibrated_by": cell(sample.labels.text(f"calibrated_{found.method}"), [found.ref]),
                     "anchors": cell(anchors(found, sample), [found.ref]), "poles_known": cell(n, *refs),
                     "poles_in": cell(None if found.method == "multi_value" else inside, *refs), "skewed": cell(_skew(found, n, skewed, sample.labels), *refs),
                     "calibrated_because": cell(found.row[f"reason_{sample.labels.lang}"], [found.ref])})
    return table(rows, SETS)


def _skew(found: Condition, n: int, skewed: bool, labels: Labels) -> str | None:
    return None if found.method == "multi_value" or not n else labels.text("yes" if skewed else "no")


def anchors(found: Condition, sample: Sample) -> str:
    """The anchors or codes of a set in words."""
    labels, lang = sample.labels, sample.labels.lang
    if found.anchors is not None:
        year = sample.book.variable(found.variable_id)["scale"] == "year"
        return labels.semicolons([f"{number:.10g}".replace(".", "," if lang == "fr" else ".") if year else labels.number(number) for number in found.anchors])
    told = [", ".join(sample.book.code_label(found.variable_id, code, lang) for code in group) for group in found.groups]
    if found.method == "multi_value":
        return labels.semicolons([f"{value} {group}" for value, group in enumerate(told)])
    if not found.row["also"]:
        return told[0]
    variable, codes = declared_sets.also(found.row["also"])
    return labels.text("calibrated_also", codes=told[0], variable=designs.small(sample.book.label(variable, lang), labels),
                       also=", ".join(sample.book.code_label(variable, code, lang) for code in codes))


def members(sample: Sample) -> Traced:
    """Raw beside calibrated: one row a pole and set, with what the text says and the membership (its range where the figure is inexact)."""
    rows = [_row(member, found, sample) for found in calibration.conditions(sample).values() for member in calibration.of(sample, found)]
    return table(sorted(rows, key=lambda row: row["case"]), MEMBERS)


def _row(member: Member, found: Condition, sample: Sample) -> dict:
    refs = [member.refs, [found.ref]]
    return {"case": sample.names[member.case_id], "calibrated_set": cell(found.label, *refs), "study": member.study, "raw_value": cell(raw(member, sample), *refs),
            "membership": cell(member.membership, *refs), "membership_low": cell(member.low, *refs), "membership_high": cell(member.high, *refs)}


def raw(member: Member, sample: Sample) -> str:
    """What the text says of a pole, in the language of the page, or why nothing can be said."""
    if member.membership is None:
        return sample.labels.text("calibrated_other_code" if member.missing == "other_code" else f"missing_{member.missing}")
    return member.raw


def counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence: sets, how many of them are fuzzy, how many are skewed and which, and the set that fewest poles have."""
    found = {one: calibration.of(sample, one.condition_id) for one in calibration.conditions(sample).values()}
    known = {one: [member for member in members if member.membership is not None] for one, members in found.items()}
    some = {one: members for one, members in known.items() if members}
    skewed = [one for one, members in some.items() if one.method != "multi_value" and calibration.skewness(members)[2]]
    fewest = min(some, key=lambda one: len(some[one]), default=None)
    refs = [[one.ref] for one in found]
    fuzzy = [[one.ref] for one in found if one.fuzzy]
    return {"n": cell(len(found), *refs), "fuzzy": counted(fuzzy, ["calibration.csv"]), "skewed": counted([[one.ref] for one in skewed], ["calibration.csv"]),
            "which": cell(bracketed([one.label for one in skewed], sample.labels), *([one.ref] for one in skewed), ["calibration.csv"]),
            "fewest": cell(fewest.label if fewest else "", *refs), "few": cell(len(some[fewest]) if fewest else 0, *(member.refs for member in some.get(fewest, ())), ["calibration.csv"])}
