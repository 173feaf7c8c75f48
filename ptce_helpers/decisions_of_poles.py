"""Figures of the poles that decide a conclusion: how many, by how many more, who is the largest, what rises together."""

from __future__ import annotations

import math
from itertools import combinations

from ptce_helpers import asked, bounds, funding, member_kinds, members, rubrics, summaries, values
from ptce_helpers import measures as of_poles
from ptce_helpers.decisions import Analysis, Figure, exactly, measure, without
from ptce_helpers.evidence import references
from ptce_helpers.values import Value


@measure("treat_about_as", quick=True)
def count(at: Analysis, query: str) -> Figure:
    """Of how many poles a condition holds, each once: those of which a text says so, up to those of which none denies it."""
    found = of_poles.answers(at.sample, query)
    if not found:
        return without("no_pole")
    yes, unknown = (sum(one.value == state for one in found) for state in ("yes", "open"))
    possible = bounds.count(yes, unknown)
    return Figure(possible.low, possible.high, at.asked(*asked.variables(query)), _refs(found), len(found))


@measure("treat_about_as", quick=True)
def more(at: Analysis, query: str, other: str) -> Figure:
    """Of how many more poles one condition is said to hold than another: of named things, so that silence plays no part."""
    one, two = of_poles.answers(at.sample, query), of_poles.answers(at.sample, other)
    if not one or not two:
        return without("no_pole")
    lead = sum(answer.value == "yes" for answer in one) - sum(answer.value == "yes" for answer in two)
    return exactly(lead, at.asked(*asked.variables(query)) | at.asked(*asked.variables(other)), _refs([*one, *two]), len(one))


def _refs(found: list[of_poles.Answer]) -> tuple[str, ...]:
    told = [one.refs for one in found if one.value == "yes"]
    return tuple(dict.fromkeys(ref for refs in told or [one.refs for one in found] for ref in refs))


@measure(quick=True)
def lead(at: Analysis, variable: str, code: str) -> Figure:
    """By how many poles a code is named for more of them than the one named next most often; each pole once."""
    named: dict[str, set[str]] = {}
    for case, study in at.asked(variable):
        for row in at.sample.used(case, study, variable):
            named.setdefault(row["value"], set()).add(case)
    if not named:
        return without("no_pole", at.asked(variable))
    others = max((len(cases) for one, cases in named.items() if one != code), default=0)
    return exactly(len(named.get(code, ())) - others, at.asked(variable), at.sample.having(variable, code).refs)


@measure()
def rubric_lead(at: Analysis, rubric: str, second_rubric: str) -> Figure:
    """By how many poles two rubrics of cooperation are found together more often than any other two."""
    held = dict(zip((one.key for one in rubrics.LEVELS), rubrics.members(at.sample, rubrics.LEVELS).values(), strict=True))
    both = {frozenset(pair): len(held[pair[0]].keys() & held[pair[1]].keys()) for pair in combinations(held, 2)}
    ours = frozenset((rubric, second_rubric))
    if not any(both.values()):
        return without("no_pole", at.asked())
    refs = references(*(list(held[key].values()) for key in ours))
    return exactly(both[ours] - max(number for pair, number in both.items() if pair != ours), at.asked(), refs)


@measure("treat_about_as")
def largest(at: Analysis, case: str, variable: str) -> Figure:
    """By how much the figure of a pole exceeds the largest that is stated of another; figures no text states play no part."""
    stated = [value for value in of_poles.numbers(at.sample, variable) if not value.missing]
    ours = [value for value in stated if value.case_id == case]
    others = [value for value in stated if value.case_id != case]
    if not ours or not others:
        return without("pole_left_out" if not ours else "no_pole", at.asked(variable))
    low, high = ours[0].low - max(value.high for value in others), ours[0].high - max(value.low for value in others)
    return Figure(low, high, at.asked(variable), tuple(ref for value in stated for ref in value.refs), len(stated))


@measure("treat_about_as", quick=True)
def rise_together(at: Analysis, study: str, variable: str, other_variable: str) -> Figure:
    """Of two poles, how often the one with more of one thing has more of another, less how often it has fewer (Kendall's count).

    Of the poles of which both are stated; a pair of which the intervals of the texts leave the order open may count either way.
    """
    one, two = ({value.case_id: value for value in values.of_variable(at.sample, name, study) if not value.missing} for name in (variable, other_variable))
    both = sorted(one.keys() & two.keys())
    asked_of = frozenset(pair for pair in at.asked(variable, other_variable) if pair[1] == study)
    if len(both) < 3:
        return without("no_pole", asked_of)
    ways = [(_way(one[a], one[b]), _way(two[a], two[b])) for a, b in combinations(both, 2)]
    products = [sorted(x * y for x in first for y in second) for first, second in ways]
    return Figure(sum(ends[0] for ends in products), sum(ends[-1] for ends in products), asked_of,
                  tuple(ref for case in both for ref in (*one[case].refs, *two[case].refs)), len(both))


def _way(one: Value, other: Value) -> tuple[int, ...]:
    """Whether one figure is the larger (1), the smaller (-1) or the same (0); all that the intervals allow."""
    if one.low == one.high == other.low == other.high:
        return (0,)
    if one.low >= other.high:
        return (1,)
    return (-1,) if one.high <= other.low else (-1, 0, 1)


@measure("treat_about_as")
def middle(at: Analysis, study: str, variable: str) -> Figure:
    """The median over all poles of a study, from the figures stated and from what the text says of all of them."""
    asked_of = frozenset(pair for pair in at.asked(variable) if pair[1] == study)
    if not asked_of:
        return without("study_left_out")
    possible, n, refs = summaries.middle(at.sample, variable, study)
    return Figure(possible.low, possible.high, asked_of, refs, n)


@measure()
def social_share(at: Analysis) -> Figure:
    """The share in percent of organisations of the social economy among all named members, those of unknown kind on either side."""
    ours = members.counted(at.sample)
    if not ours:
        return without("no_pole", at.asked())
    groups = [member_kinds.group_of(one) for one in ours]
    social = groups.count("social")
    possible = social + sum(group == "unknown" and member_kinds.could_be(one, "social") for one, group in zip(ours, groups, strict=True))
    return Figure(100 * social / len(ours), 100 * possible / len(ours), at.asked(), references([one["refs"] for one in ours]), len(ours))


@measure("treat_about_as")
def pooled_share(at: Analysis) -> Figure:
    """Own resources in percent of all budgets together, of the poles of which both are known in euros."""
    pool = funding.pool(at.sample)
    asked_of = at.asked("own_resources_amount", funding.BUDGET)
    if pool is None:
        return without("no_pole", asked_of)
    low, high, both = pool
    return Figure(low, high, asked_of, tuple(ref for pair in both.values() for one in pair for ref in one.refs), len(both)) if math.isfinite(high) else without("undefined", asked_of)
