"""Figures of the comparing methods that decide a conclusion: the direction of a difference, its p, common types, paths of a solution."""

from __future__ import annotations

import math

import pandas as pd

from ptce_helpers import calibration, designs, group_comparisons, multiplicity, pole_completions, pole_configurations, pole_types, silent_ends, silent_poles, terms
from ptce_helpers.compare import Comparison
from ptce_helpers.decisions import Analysis, Figure, Pair, exactly, measure, without
from ptce_helpers.effect_sizes import Effect
from ptce_helpers.errors import DataError, ResearcherError
from ptce_helpers.pole_configurations import Analysed
from ptce_helpers.pole_types import PoleTypes
from ptce_helpers.questions import Question, questions
from ptce_helpers.splits import Split, split


def _split(at: Analysis, comparison: str) -> Split:
    return at.once(f"split {comparison}", lambda sample: split(sample, next(one for one in _questions(at) if one.comparison_id == comparison)))


def _questions(at: Analysis) -> list[Question]:
    return at.sample.once(("questions",), lambda: questions(at.sample.raw, at.sample.labels))


def _test(at: Analysis, comparison: str) -> tuple[Comparison, Effect | None]:
    """The test of a comparison, made once for the same poles: most poles that are left out are none of them."""
    found, alpha, seed = _split(at, comparison), at.sample.rules.alpha, int(at.given.get("seed", 0))
    return at.sample.once(("test", comparison, tuple(pole.case_id for pole in found.known), alpha, seed), lambda: group_comparisons.test(found, alpha, seed))


def _asked(at: Analysis, cases: set[str]) -> frozenset[Pair]:
    return frozenset(pair for pair in at.sample.pairs if pair[0] in cases)


def _all_known(found: Split) -> bool:
    return all(pole.known and not pole.inexact for pole in found.poles)


def _open_delta(at: Analysis, comparison: str) -> Figure | None:
    found = _split(at, comparison)
    if _all_known(found):
        return None
    ends, asked = silent_ends.of_delta(found), _asked(at, {pole.case_id for pole in found.poles})
    return Figure(*ends, asked, found.refs, len(found.poles)) if ends else without("too_many", asked)


@measure("treat_about_as", completed=_open_delta)
def difference(at: Analysis, comparison: str) -> Figure:
    """How far one group of poles has more of something than the other (Cliff's delta, from -1 to 1), for the poles of which both are known."""
    found = _split(at, comparison)
    _, effect = _test(at, comparison)
    asked = _asked(at, {pole.case_id for pole in found.known})
    refs = tuple(dict.fromkeys(ref for pole in found.known for ref in pole.refs))
    if effect is None or effect.name != "cliffs_delta":
        return without("no_pole", asked, refs)
    return exactly(effect.value, asked, refs, len(found.known))


def _open_p(at: Analysis, comparison: str) -> Figure | None:
    found, alpha = _split(at, comparison), at.sample.rules.alpha
    if _all_known(found):
        return None
    ends = silent_poles.completions(found, int(at.given.get("seed", 0)))
    return Figure(ends.low - alpha, ends.high - alpha, _asked(at, {pole.case_id for pole in found.poles}), found.refs, len(found.poles))


@measure("treat_about_as", "alpha", "seed", completed=_open_p)
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


@measure("treat_about_as", "alpha")
def least_corrected(at: Analysis) -> Figure:
    """By how much the smallest p after Holm's correction within its family lies above alpha, of all comparisons of which a p can be shown."""
    families: dict[str, list[float]] = {}
    known: dict[str, tuple[str, ...]] = {}
    for question in _questions(at):
        result, _ = _test(at, question.comparison_id)
        families.setdefault(question.family, []).append(result.p if result.p_shown else math.nan)
        if result.p_shown:
            known |= {pole.case_id: pole.refs for pole in _split(at, question.comparison_id).known}
    asked = _asked(at, set(known))
    least = min((float(multiplicity.corrected(pd.Series(found))["holm"].min()) for found in families.values() if not all(map(math.isnan, found))), default=math.nan)
    if math.isnan(least):
        return without("floor", asked)
    return exactly(least - at.sample.rules.alpha, asked, ("comparisons.csv", *dict.fromkeys(ref for refs in known.values() for ref in refs)), len(known))


def _types(at: Analysis) -> PoleTypes:
    return at.once("types", lambda sample: pole_types.of(sample, int(at.given.get("n_types", 3))))


def _open_types(at: Analysis, poles: str) -> Figure | None:
    """Over the fillings that notebook 10 tries: more would have to be tried to know the true ends, which lie further apart."""
    found, group = _types(at), set(poles.split()) & set(_types(at).labels.index)
    filled = at.once("filled types", lambda sample: silent_ends.of_types(found, int(at.given.get("seed", 0))))
    shares = [silent_ends.best_share(group, types) for types in filled]
    return Figure(min(shares), max(shares), at.asked(), tuple(found.everything), len(group)) if shares else None


def _grouped(found: PoleTypes) -> list[set[str]]:
    return [set(found.members(number)) for number in sorted(set(found.labels))]


@measure("n_types", completed=_open_types)
def kept_together(at: Analysis, poles: str) -> Figure:
    """How nearly a group of poles is one of the types: the largest share of common poles among all of both (Jaccard, 1: the very same poles)."""
    found = _types(at)
    group = set(poles.split()) & set(found.labels.index)
    if found.why_not or not group:
        return without("no_types", at.asked())
    return exactly(silent_ends.best_share(group, _grouped(found)), at.asked(), tuple(found.everything), len(group))


def analysed(at: Analysis, analysis: str) -> Analysed:
    """A declared comparison of configurations as the parameters have it: cut-offs, and turning points moved by a part of their way."""
    cuts = {name: at.given[name] for name in ("incl_cut", "pri_cut", "n_cut") if name in at.given}
    return at.once(f"configurations {analysis}", lambda sample: pole_configurations.of(sample, analysis, **cuts, anchors=_anchors(at, analysis)))


def _anchors(at: Analysis, analysis: str) -> dict[str, calibration.Anchors]:
    by = float(at.given.get("anchors", 0))
    sets = designs.of(at.sample, analysis, {}).sets if by else ()
    return {one.condition_id: one.moved(by).anchors for one in sets if one.anchors}


def _completed(at: Analysis, analysis: str) -> list[Analysed]:
    """A comparison under every completion of what is missing or doubtful; none where these are more than can be tried."""
    try:
        return at.once(f"completed {analysis}", lambda sample: list(pole_completions.each(analysed(at, analysis))))
    except ResearcherError:
        return []


def _written(found: Analysed, path: str) -> str:
    """A path as solutions write it, in whatever order its conditions were given."""
    table = found.presence.table or found.absence.table
    return terms.write(terms.read(path, table.conditions)[0], table.conditions, table.levels) if table else path


def _open_path(at: Analysis, analysis: str, side: str, solution: str, path: str) -> Figure | None:
    found = analysed(at, analysis)
    if not pole_completions.choices(found):
        return None
    ends = silent_ends.of_path(_completed(at, analysis), side, solution, _written(found, path))
    return Figure(*ends, _asked(at, set(found.data.index)), tuple(found.refs()), len(found.data)) if ends else without("too_many")


def _open_necessity(at: Analysis, analysis: str, side: str, condition: str) -> Figure | None:
    found = analysed(at, analysis)
    if not pole_completions.choices(found):
        return None
    values = [silent_ends.necessary(one, side, condition) for one in _completed(at, analysis) if not one.refused]
    return Figure(min(values), max(values), _asked(at, set(found.data.index)), tuple(found.refs()), len(found.data)) if values else without("too_many")


@measure("treat_about_as", "anchors", completed=_open_necessity)
def necessary(at: Analysis, analysis: str, side: str, condition: str) -> Figure:
    """The consistency with which a condition (``~``: its absence) is necessary for an outcome (``side`` presence) or for its absence."""
    try:
        found = analysed(at, analysis)
    except DataError:
        return without("at_half", at.asked())
    asked, refs = _asked(at, set(found.data.index)), tuple(found.refs())
    if found.refused:
        return without("no_solution", asked, refs)
    return exactly(silent_ends.necessary(found, side, condition), asked, refs, len(found.data))


@measure("treat_about_as", "incl_cut", "pri_cut", "n_cut", "anchors", completed=_open_path)
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
    if getattr(found, side).shown_by_none and found.cuts == (found.design.incl_cut, found.design.pri_cut, found.design.n_cut):
        return exactly(0.0, asked, refs, len(found.data))  # these poles show no path; stricter cut-offs may just ask for more than so few can show
    if not models:
        return without("no_solution", asked, refs)
    having = [_written(found, path) in model for model in models]
    return Figure(float(all(having)), float(any(having)), asked, refs, len(found.data))
