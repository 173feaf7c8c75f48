"""What tables and figures say of a comparison in words: its p or why there is none, its direction, who is silent."""

from __future__ import annotations

import math

from ptce_helpers.effect_sizes import Effect
from ptce_helpers.group_comparisons import Compared
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample

SMALL = 0.0005  # what would be written 0.000
MILLION = 1_000_000
INFINITE = "\u221e"


def p(value: float, labels: Labels) -> str | None:
    """A p with three decimals; None where there is none."""
    if math.isnan(value):
        return None
    return labels.text("compared_p_small", figure=labels.number(0.001, 3)) if value < SMALL else labels.number(value, 3)


def found(one: Compared, labels: Labels) -> str:
    """The p of a comparison, with its 99 % interval where the arrangements were too many to look at them all."""
    said = p(one.p, labels)
    return said if one.result.card.exact else labels.text("compared_p_sampled", p=said, low=p(one.result.p_low, labels), high=p(one.result.p_high, labels))


def verdict(one: Compared, labels: Labels) -> str:
    """The p, or why none is shown: then the smallest that could have been reached, or what is missing."""
    if one.shown:
        return found(one, labels)
    if one.reason == "floor":
        return labels.text("compared_floor", p=p(one.p_floor, labels))
    return labels.text(f"compared_why_{one.reason}")


def headline(one: Compared, labels: Labels) -> str:
    """The line below the title of a panel: p with the smallest reachable one, and the effect."""
    if not one.applicable:
        return labels.text("compared_not", why=labels.text(f"compared_why_{one.reason}"))
    effect = strength(one, labels)
    if one.shown:
        return labels.text("compared_head", p=found(one, labels), floor=p(one.p_floor, labels), effect=effect)
    return labels.text("compared_head_floor", floor=p(one.p_floor, labels), effect=effect)


def strength(one: Compared, labels: Labels) -> str:
    """The effect with its sign for letters: δ −0.42, ε² 0.53, V 0.59."""
    return labels.text(f"strength_{one.effect.name}", figure=labels.number(one.effect.value, 2))


def more_in(one: Compared, sample: Sample) -> str | None:
    """Which group has more, or more often the first result, or is the later one; None where there is no direction."""
    if not one.sign:
        return None
    name, results = one.sides[0 if one.sign > 0 else 1], one.question.outcome.names
    if results:
        return sample.labels.text("compared_more_often", group=name, result=results[0])
    return sample.labels.text("compared_later", group=name) if of_years(one, sample) else name


def of_years(one: Compared, sample: Sample) -> bool:
    """Whether the outcome is a year, of which there is no more or less, but earlier and later."""
    return not one.question.outcome.groups and sample.book.variable(one.question.outcome.asks)["scale"] == "year"


def detectable(one: Compared, labels: Labels) -> str | None:
    """The smallest effect that would reach alpha, as the card has it; None where none does."""
    reach = [(name, value) for name, value in one.result.card.detectable if name in ("cliffs_delta", "epsilon_squared", "cramers_v") and not math.isnan(value)]
    return labels.text(f"strength_{reach[0][0]}", figure=labels.number(reach[0][1], 2)) if reach else None


def figure(effect: Effect, value: float, labels: Labels) -> str:
    """An effect, or an end of its interval; an odds ratio may be infinite."""
    return INFINITE if math.isinf(value) else labels.number(value, 2 if effect.name == "odds_ratio" else None)


def interval(effect: Effect, labels: Labels) -> str:
    """The interval of an effect; or why there is none, with the most confidence that so few poles can give."""
    if effect.reason:
        return labels.text("effect_without_interval", reach=labels.percent(100 * effect.reach))
    return labels.text("range", low=figure(effect, effect.low, labels), high=figure(effect, effect.high, labels))


def sizes(one: Compared, labels: Labels) -> list[str]:
    """How many known poles each group has."""
    return [labels.number(sum(pole.group == place for pole in one.split.known)) for place in range(len(one.question.grouping.names))]


def silent(one: Compared, sample: Sample) -> str:
    """Which poles are left open, and which lie outside; empty where all are known."""
    labels, told = sample.labels, []
    for key, cases in (("compared_silent", [pole.case_id for pole in one.split.silent]), ("compared_outside", list(one.split.outside))):
        if cases:
            told.append(labels.text(key, n=len(cases), names=named(cases, sample)))
    return " ".join(told)


def named(cases: list[str] | tuple[str, ...], sample: Sample) -> str:
    """Poles by their short names, in one list."""
    return sample.labels.join([sample.short_names[case] for case in cases])


def axis(one: Compared, sample: Sample) -> str:
    """The name of the numeric outcome, with its unit."""
    variable = sample.book.variable(one.question.outcome.asks)
    label = sample.book.label(one.question.outcome.asks, sample.labels.lang)
    unit = {"percent": "%", "EUR": "€"}.get(variable["unit"], "")
    return f"{label} ({unit})" if unit else label


def short(value: float, labels: Labels) -> str:
    """A number on an axis: millions by their word."""
    return labels.text("axis_million", figure=labels.number(value / MILLION)) if abs(value) >= MILLION else labels.number(value)
