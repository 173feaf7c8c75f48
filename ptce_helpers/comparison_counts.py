"""Numbers for the sentences on the comparisons: how many can be tested, what is unusual, what is left of it."""

from __future__ import annotations

import math

from ptce_helpers import comparison_words as words
from ptce_helpers.evidence import Cell, all_of, cell, counted
from ptce_helpers.group_comparisons import Compared, by_family
from ptce_helpers.sample import Sample

ALL = ("comparisons.csv",)


def asked(found: list[Compared], sample: Sample) -> dict[str, Cell]:
    """How many questions in how many families, for how many a p can be shown, for how many it is too small a sample, and how many do not apply."""
    floor, lost = _refs(found, "floor"), [one.split.refs for one in found if not one.applicable]
    return {"n": cell(len(found), ALL), "families": cell(len(by_family(found)), ALL), "shown": counted([one.split.refs for one in found if one.shown], ALL),
            "floor": counted(floor, ALL), "lost": counted(lost, ALL)}


def _refs(found: list[Compared], reason: str) -> list[tuple[str, ...]]:
    return [one.split.refs for one in found if one.reason == reason]


def family(found: list[Compared], sample: Sample, name: str) -> dict[str, Cell]:
    """What the sentence on one family says: n comparisons with a p, the others, and which split is the least usual (told).

    ``n`` is 0 where no p can be shown; then the others alone are told.
    """
    ours = [one for one in found if one.family == name]
    shown = [one for one in ours if one.shown]
    return {"n": counted([one.split.refs for one in shown], ALL), "total": cell(len(ours), ALL), "floor": counted(_refs(ours, "floor"), ALL),
            "lost": counted([one.split.refs for one in ours if not one.applicable], ALL), "told": _least(shown, sample)}


def _least(shown: list[Compared], sample: Sample) -> Cell:
    """The smallest p in words, with how many are at most alpha; or that no split is unusual."""
    if not shown:
        return cell("", ALL)
    one, labels = min(shown, key=lambda one: one.p), sample.labels
    alpha, more = one.result.card.alpha, words.more_in(one, sample)
    told = {"label": one.question.label, "p": words.found(one, labels), "splits": float(one.result.card.arrangements), "effect": words.strength(one, labels),
            "holm": words.p(one.corrected["holm"], labels), "alpha": labels.number(alpha), "more": labels.text("compared_more", group=more) if more else "",
            "kept": sum(other.corrected["holm"] <= alpha for other in shown)}
    small = sum(other.p <= alpha for other in shown)
    return cell(labels.text("compared_least", n=small, **told), *[other.split.known_refs for other in shown], ALL)


def example(found: list[Compared], sample: Sample) -> dict[str, Cell]:
    """The comparison with the smallest p, counted out: n arrangements, how many differ at least as much; n is 0 without one."""
    shown = [one for one in found if one.shown and one.result.card.exact]
    if not shown:
        return {"n": cell(0, ALL)}
    one = min(shown, key=lambda one: one.p)
    ways = one.result.card.arrangements
    told = {"n": ways, "label": one.question.label, "poles": len(one.split.known), "sizes": sample.labels.join(words.sizes(one, sample.labels)), "extreme": round(one.p * ways), "p": words.p(one.p, sample.labels)}
    return all_of(told, one.split.known_refs)


def forest(found: list[Compared], sample: Sample) -> dict[str, Cell]:
    """Of the effects with a direction: how many, how many have an interval that holds no zero, and which."""
    signed = [one for one in found if one.signed]
    clear = [one for one in signed if one.effect.low > 0 or one.effect.high < 0]
    return {"n": counted([one.split.known_refs for one in signed], ALL), "clear": counted([one.split.known_refs for one in clear], ALL),
            "told": _these("compared_these", clear, sample),
            "confidence": cell(sample.labels.percent(100 * (1 - _alpha(found)), None), ALL)}


def corrected(found: list[Compared], sample: Sample) -> dict[str, Cell]:
    """How many p are at most alpha as they are, after Holm's correction and after that of Benjamini and Hochberg; n, all that are shown."""
    shown, alpha = [one for one in found if one.shown], _alpha(found)
    refs = [one.split.known_refs for one in shown]
    kept = {name: cell(sum(one.corrected[stands] <= alpha for one in shown), *refs, ALL) for name, stands in (("small", "p"), ("holm", "holm"), ("bh", "bh"))}
    small = [one for one in shown if one.corrected["p"] <= alpha]
    return {"n": counted(refs, ALL), "alpha": cell(sample.labels.number(alpha), ALL), "chance": cell(sample.labels.number(alpha * len(shown), 1), *refs, ALL), **kept,
            "told": _these("compared_small", small, sample)}


def _these(key: str, some: list[Compared], sample: Sample) -> Cell:
    """The names of some comparisons as a sentence; empty where there are none."""
    names = sample.labels.semicolons([one.question.label for one in some])
    return cell(sample.labels.text(key, n=len(some), names=names) if some else "", *[one.split.known_refs for one in some], ALL)


def completed(found: list[Compared], sample: Sample) -> dict[str, Cell]:
    """Of the p over completions: how many stay on one side of alpha whatever the silent poles are, and whether not all could be tried for some (told)."""
    with_one, alpha = [one for one in found if not math.isnan(one.p_low)], _alpha(found)
    refs = [one.split.refs for one in with_one]
    sure = [one for one in with_one if one.p_high <= alpha]
    never = [one for one in with_one if one.p_low > alpha]
    open_ = [one for one in with_one if one.p_low <= alpha < one.p_high]
    inner = sum(not one.completions.exact for one in (*sure, *never))
    return {"n": counted(refs, ALL), "alpha": cell(sample.labels.number(alpha), ALL), **{name: cell(len(some), *refs, ALL) for name, some in (("sure", sure), ("never", never), ("open", open_))},
            "told": cell(sample.labels.text("compared_unsure", n=inner) if inner else "", *refs, ALL)}


def carried(found: list[Compared], sample: Sample) -> dict[str, Cell]:
    """Of the p at most alpha, how many one pole carries; of the directions, how many one pole turns; and the pole that does so most often."""
    shown = [one for one in found if one.shown and one.without]
    small, signed = [one for one in shown if one.p <= one.result.card.alpha], [one for one in shown if one.sign]
    turned = [one for one in signed if one.turns]
    refs = [one.split.known_refs for one in shown]
    often = [case for one in shown for case in dict.fromkeys((*one.turns, *one.carriers))]
    most = max(map(often.count, often), default=0)
    poles = sorted({case for case in often if often.count(case) == most}, key=lambda case: sample.names[case])
    told = {"small": len(small), "hang": sum(bool(one.carriers) for one in small), "signed": len(signed), "turned": len(turned), "told": _most(most, poles, sample)}
    return {"n": counted(refs, ALL), **{name: cell(value, *refs, ALL) for name, value in told.items()}}


def _most(n: int, poles: list[str], sample: Sample) -> str:
    each = sample.labels.text("compared_each") if len(poles) > 1 else ""
    return sample.labels.text("compared_most", names=words.named(poles, sample), n=n, each=each) if n else ""


def _alpha(found: list[Compared]) -> float:
    return next((one.result.card.alpha for one in found), 0.1)
