"""Tables of the comparisons: what is asked and why, the card before each test, the answers, and what they hang on."""

from __future__ import annotations

import math

from ptce_helpers import comparison_words as words
from ptce_helpers.effect_sizes import Effect
from ptce_helpers.evidence import Cell, Traced, cell, table
from ptce_helpers.group_comparisons import Compared
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample

ANSWER = ("comparison", "more_in", "effect", "effect_low", "effect_high", "p_exact", "p_holm", "p_bh", "p_completed")


def _head(one: Compared, sample: Sample) -> dict[str, object]:
    """The family and the question, which rest on their row alone."""
    return {"family": cell(sample.labels.heading(f"family_{one.family}"), [one.question.ref]), "comparison": cell(one.question.label, [one.question.ref])}


def declared(found: list[Compared], sample: Sample) -> Traced:
    """The questions family by family: family, comparison, groups_compared, reason_why."""
    rows = [_head(one, sample) | {"groups_compared": cell(sample.labels.semicolons(list(one.question.grouping.names)), [one.question.ref]),
                                  "reason_why": cell(one.question.why, [one.question.ref])} for one in found]
    return table(rows, ["family", "comparison", "groups_compared", "reason_why"])


def cards(found: list[Compared], sample: Sample) -> Traced:
    """What each test could show, before it is made.

    Columns: family, comparison, sizes_known (known poles in each group), left_open, outside_groups (where there are any), splits (arrangements of these poles into groups of these
    sizes), p_floor, detectable (the smallest effect that would reach alpha), p_can_be_shown (yes, or why not).
    """
    outside = ["outside_groups"] if any(one.split.outside for one in found) else []
    return table([_card(one, sample) for one in found], ["family", "comparison", "sizes_known", "left_open", *outside, "splits", "p_floor", "detectable", "p_can_be_shown"])


def _card(one: Compared, sample: Sample) -> dict[str, object]:
    labels, refs, card = sample.labels, one.split.known_refs, one.result.card
    told = labels.text("compared_applies") if one.shown else labels.text(f"compared_why_{one.reason}")
    return _head(one, sample) | {
        "sizes_known": cell(" / ".join(words.sizes(one, labels)), refs), "left_open": cell(len(one.split.silent), one.split.refs), "outside_groups": cell(len(one.split.outside), one.split.refs),
        "splits": cell(card.arrangements if one.applicable else None, refs), "p_floor": cell(words.p(one.p_floor, labels), refs),
        "detectable": cell(words.detectable(one, labels), refs), "p_can_be_shown": cell(told, refs)}


def answers(found: list[Compared], sample: Sample) -> Traced:
    """The answers to some questions.

    Columns: comparison, more_in (the group that has more), effect with effect_low and effect_high, p_exact (or why none is shown), p_holm and p_bh (corrected
    within the family), p_completed (between which values p lies, whatever the silent poles are).
    """
    return table([_answer(one, sample) for one in found], ANSWER)


def _answer(one: Compared, sample: Sample) -> dict[str, object]:
    labels, refs = sample.labels, one.split.known_refs
    effect = {name: (getattr(one.effect, end) if one.effect else math.nan) for name, end in (("effect", "value"), ("effect_low", "low"), ("effect_high", "high"))}
    own = {name: cell(None if math.isnan(value) else round(value, 4), refs) for name, value in effect.items()}
    corrected = {f"p_{name}": cell(words.p(one.corrected[name], labels), refs, ["comparisons.csv"]) for name in ("holm", "bh")}
    return {"comparison": cell(one.question.label, [one.question.ref]), "more_in": cell(words.more_in(one, sample), refs), **own,
            "p_exact": cell(words.verdict(one, labels), refs), **corrected, "p_completed": completed(one, sample)}


def own_units(found: list[Compared], sample: Sample) -> Traced:
    """How large the differences are in what is measured: the difference of medians, or of two results the odds ratio.

    Columns: family, comparison, measured, in_unit (first group against the second), in_unit_interval (or how sure one could be at most). So few
    poles hardly ever give an interval of the difference of medians; then that of a shift stands there, and is called so.
    """
    return table([_in_unit(one, sample) for one in found if one.signed], ["family", "comparison", "measured", "in_unit", "in_unit_interval"])


def _in_unit(one: Compared, sample: Sample) -> dict[str, object]:
    labels, refs, results = sample.labels, one.split.known_refs, one.question.outcome.names
    effect = one.result.effect("odds_ratio" if results else "difference_of_medians")
    measured = labels.text("measured_odds", result=results[0]) if results else labels.text("measured_medians", outcome=words.axis(one, sample))
    return _head(one, sample) | {"measured": cell(measured, [one.question.ref]), "in_unit": cell(words.figure(effect, effect.value, labels), refs),
                                 "in_unit_interval": cell(_interval(one, effect, labels), refs)}


def _interval(one: Compared, effect: Effect, labels: Labels) -> str:
    """The interval of an effect, or that of a shift where the difference of medians has none."""
    if not effect.reason:
        return words.interval(effect, labels)
    shift = one.result.effect("hodges_lehmann")
    return words.interval(shift, labels) if shift.reason else labels.text("interval_of_shift", span=words.interval(shift, labels))


def completed(one: Compared, sample: Sample) -> Cell:
    """Between which values p lies, whatever the silent poles are; marked where only some completions could be tried."""
    if math.isnan(one.p_low):
        return cell(None, one.split.refs)
    low, high = (words.p(value, sample.labels) for value in (one.p_low, one.p_high))
    said = low if low == high else sample.labels.text("range", low=low, high=high)
    return cell(said if one.completions.exact else sample.labels.text("compared_inner", span=said), one.split.refs)


def carriers(found: list[Compared], sample: Sample) -> Traced:
    """Who carries each answer that shows a p: one pole left out at a time.

    Columns: family, comparison, p_exact, p_without_low and the pole left out for it (least_without), p_without_high and its pole (most_without), turning (poles
    without which the direction turns or vanishes), carried_by (poles without which p lies on the other side of alpha).
    """
    rows = [_carrier(one, sample) for one in found if one.shown and one.without]
    return table(rows, ["family", "comparison", "p_exact", "least", "least_without", "most", "most_without", "turning", "carried_by"])


def _carrier(one: Compared, sample: Sample) -> dict[str, object]:
    labels, refs = sample.labels, one.split.known_refs
    low, high = one.p_span
    told = {"p_exact": words.found(one, labels), "least": words.p(low, labels), "least_without": _poles_at(one, low, sample), "most": words.p(high, labels),
            "most_without": _poles_at(one, high, sample), "turning": words.named(one.turns, sample) or None, "carried_by": words.named(one.carriers, sample) or None}
    return _head(one, sample) | {name: cell(value, refs) for name, value in told.items()}


def _poles_at(one: Compared, p: float, sample: Sample) -> str | None:
    """The poles without which p has a value; only their number where they are more than three."""
    at = [other.case_id for other in one.without if other.p == p]
    if math.isnan(p) or not at:
        return None
    return words.named(at, sample) if len(at) <= 3 else sample.labels.text("compared_each_of", n=len(at))


def silences(found: list[Compared], sample: Sample) -> Traced:
    """What the silent poles leave possible: family, comparison, left_open, p_exact, p_completed, tried (completions looked at)."""
    rows = [_head(one, sample) | {"left_open": cell(len(one.split.silent), one.split.refs), "p_exact": cell(words.found(one, sample.labels), one.split.known_refs),
                                  "p_completed": completed(one, sample), "tried": cell(one.completions.looked_at, one.split.refs)}
            for one in found if one.shown and not math.isnan(one.p_low)]
    return table(rows, ["family", "comparison", "left_open", "p_exact", "p_completed", "tried"])
