"""Figures of the comparing methods that decide a conclusion: the direction of a difference, its p, common types, paths of a solution."""

from __future__ import annotations

from ptce_helpers import calibration, designs, group_comparisons, pole_configurations, pole_types
from ptce_helpers.compare import Comparison
from ptce_helpers.decisions import Analysis, Figure, Pair, exactly, measure, without
from ptce_helpers.effect_sizes import Effect
from ptce_helpers.errors import DataError
from ptce_helpers.pole_configurations import Analysed
from ptce_helpers.questions import questions
from ptce_helpers.splits import Split, split

NEGATED = "~"


def _split(at: Analysis, comparison: str) -> Split:
    declared = at.once("questions", lambda sample: questions(sample.raw, sample.labels))
    return at.once(f"split {comparison}", lambda sample: split(sample, next(one for one in declared if one.comparison_id == comparison)))


def _test(at: Analysis, comparison: str) -> tuple[Comparison, Effect | None]:
    return at.once(f"test {comparison}", lambda sample: group_comparisons.test(_split(at, comparison), sample.rules.alpha, int(at.given.get("seed", 0))))


def _asked(at: Analysis, cases: set[str]) -> frozenset[Pair]:
    return frozenset(pair for pair in at.sample.pairs if pair[0] in cases)


@measure("treat_about_as")
def difference(at: Analysis, comparison: str) -> Figure:
    """How far one group of poles has more of something than the other (Cliff's delta, from -1 to 1), for the poles of which both are known."""
    found = _split(at, comparison)
    _, effect = _test(at, comparison)
    asked = _asked(at, {pole.case_id for pole in found.known})
    refs = tuple(dict.fromkeys(ref for pole in found.known for ref in pole.refs))
    if effect is None or effect.name != "cliffs_delta":
        return without("no_pole", asked, refs)
    return exactly(effect.value, asked, refs, len(found.known))


@measure("treat_about_as", "alpha", "seed")
def p_below_alpha(at: Analysis, comparison: str) -> Figure:
    """By how much the exact p of a comparison, of the poles of which both are known, lies above alpha; no more where it lies below.

    Not applicable where no p could lie so low, however the poles were grouped.
    """
    found = _split(at, comparison)
    result, _ = _test(at, comparison)
    asked = _asked(at, {pole.case_id for pole in found.known})
    refs = tuple(dict.fromkeys(ref for pole in found.known for ref in pole.refs))
    if not result.p_shown:
        return without("floor", asked, refs)
    return exactly(result.p - at.sample.rules.alpha, asked, refs, len(found.known))


@measure("n_types")
def kept_together(at: Analysis, poles: str) -> Figure:
    """How nearly a group of poles is one of the types: the largest share of common poles among all of both (Jaccard, 1: the very same poles)."""
    found = at.once("types", lambda sample: pole_types.of(sample, int(at.given.get("n_types", 3))))
    group = set(poles.split()) & set(found.labels.index)
    if found.why_not or not group:
        return without("no_types", at.asked())
    types = [set(found.members(number)) for number in sorted(set(found.labels))]
    return exactly(max(len(group & one) / len(group | one) for one in types), at.asked(), tuple(found.everything), len(group))


def analysed(at: Analysis, analysis: str) -> Analysed:
    """A declared comparison of configurations as the parameters have it: cut-offs, and turning points moved by a part of their way."""
    cuts = {name: at.given[name] for name in ("incl_cut", "pri_cut", "n_cut") if name in at.given}
    return at.once(f"configurations {analysis}", lambda sample: pole_configurations.of(sample, analysis, **cuts, anchors=_anchors(at, analysis)))


def _anchors(at: Analysis, analysis: str) -> dict[str, calibration.Anchors]:
    by = float(at.given.get("anchors", 0))
    sets = designs.of(at.sample, analysis, {}).sets if by else ()
    return {one.condition_id: one.moved(by).anchors for one in sets if one.anchors}


@measure("treat_about_as", "incl_cut", "pri_cut", "n_cut", "anchors")
def path(at: Analysis, analysis: str, side: str, solution: str, path: str) -> Figure:
    """1 where a path stands in every model of a solution, 0 where it stands in none, either where only some models have it.

    ``side``: presence or absence of the outcome; ``solution``: complex, intermediate or parsimonious.
    """
    try:
        found = analysed(at, analysis)
    except DataError:  # moved anchors, or another reading, put a pole exactly on a turning point
        return without("at_half", at.asked())
    asked, refs = _asked(at, set(found.data.index)), tuple(found.refs())
    models = getattr(found, side).models(solution)
    if not models:
        return without("no_solution", asked, refs)
    having = [path in model for model in models]
    return Figure(float(all(having)), float(any(having)), asked, refs, len(found.data))
