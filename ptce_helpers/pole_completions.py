"""What a solution would be if the texts said more: every completion of missing conditions, both sides of every doubtful membership."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from ptce_helpers import calibration, pole_configurations
from ptce_helpers.configuration_tables import explained
from ptce_helpers.designs import bracketed
from ptce_helpers.errors import ResearcherError
from ptce_helpers.evidence import Cell, Traced, cell, table
from ptce_helpers.pole_configurations import KINDS, Analysed

MOST = 2**12  # completions, each of them six solutions
COLUMNS = ("explained", "solution_kind", "term", "in_main", "certain_in", "possible_in", "completions")
Choice = tuple[tuple[str, str], tuple[float, ...]]  # (condition_id, case_id) and the memberships it may have


@dataclass(frozen=True)
class Completed:
    """All completions of one comparison: ``choices`` of memberships, how many there are (``n``), how many have no solution on a side, and
    for each (side, kind, path) in how many completions it is in all models (certain) or in some (possible)."""

    found: Analysed
    choices: tuple[Choice, ...]
    n: int
    unsolved: Counter
    certain: Counter
    possible: Counter


def choices(found: Analysed) -> tuple[Choice, ...]:
    """The memberships that are open: of poles that lack one condition (unless missing ones are dropped), and those that are doubtful."""
    open_ = []
    for case, lacking in found.left_out.items() if found.sample.rules.missing == "bounds" else ():
        if len(lacking) == 1 and lacking[0] != found.design.outcome.condition_id and case in found.members[lacking[0]]:
            open_.append(((lacking[0], case), _values(calibration.condition(found.sample, lacking[0]))))
    for condition_id, case in found.doubtful:
        stands = found.members[condition_id][case].membership
        if calibration.condition(found.sample, condition_id).method != "multi_value":
            open_.append(((condition_id, case), (stands, 1 - stands)))
    return tuple(open_)


def _values(condition: calibration.Condition) -> tuple[float, ...]:
    return tuple(float(value) for value in range(len(condition.groups))) if condition.method == "multi_value" else (0.0, 1.0)


def of(found: Analysed, **cuts: float) -> Completed:
    """All completions of a comparison, each solved anew; with other cut-offs if these are given as to :func:`pole_configurations.of`. Raises as :func:`each`."""
    unsolved, certain, possible, n = Counter(), Counter(), Counter(), 0
    for n, one in enumerate(each(found, **cuts), start=1):
        _count(one, unsolved, certain, possible)
    return Completed(found, choices(found), n, unsolved, certain, possible)


def each(found: Analysed, **cuts: float) -> Iterator[Analysed]:
    """A comparison under each of its completions; under none where it can't be done at all.

    Raises ResearcherError where they are more than can be tried: never a part of them.
    """
    open_ = choices(found)
    total = math.prod(len(values) for _, values in open_)
    if total > MOST:
        raise ResearcherError(f"{found.design.analysis_id}: {len(open_)} open memberships make {total:,} completions, more than {MOST:,}.",
                              todo='leave poles out, or set missing to "drop".')
    incl_cut, pri_cut, n_cut = found.cuts
    given = {"incl_cut": incl_cut, "pri_cut": pri_cut, "n_cut": n_cut} | cuts
    for chosen in product(*(values for _, values in open_)) if not found.refused else ():
        instead: Mapping = dict(zip((key for key, _ in open_), chosen, strict=True))
        yield pole_configurations.of(found.sample, found.design.analysis_id, anchors=_anchors(found), without=_absent(found), instead=instead, **given)


def _anchors(found: Analysed) -> dict[str, calibration.Anchors]:
    return {one.condition_id: one.anchors for one in found.design.sets if one.anchors is not None}


def _absent(found: Analysed) -> set[str]:
    """The poles of the sample that were left out of the analysis by hand."""
    return {case for case, _ in found.sample.pairs} - {case for members in found.members.values() for case in members}


def _count(one: Analysed, unsolved: Counter, certain: Counter, possible: Counter) -> None:
    for side in one.sides:
        if side.refused:
            unsolved[side.outcome] += 1
        for kind in KINDS:
            models = [set(model) for model in side.models(kind)]
            for term in set().union(*models) if models else ():
                possible[side.outcome, kind, term] += 1
                certain[side.outcome, kind, term] += all(term in model for model in models)


def paths(done: Completed) -> Traced:
    """Each path of the analysis as coded, and each that holds in half of the completions: in how many of them it is in all models, in some."""
    found, labels, rows = done.found, done.found.sample.labels, []
    refs = _refs(done)
    for side in found.sides if done.n else ():
        for kind in KINDS:
            main = {term for model in side.models(kind) for term in model}
            often = {term for (outcome, of_kind, term), times in done.possible.items() if (outcome, of_kind) == (side.outcome, kind) and 2 * times >= done.n}
            for term in sorted(main | often, key=lambda term: (term not in main, term)):
                key = (side.outcome, kind, term)
                rows.append({"explained": cell(explained(side, found), refs), "solution_kind": labels.text(f"solution_{kind}"), "term": term, "in_main": term in main,
                             "certain_in": cell(done.certain[key], refs), "possible_in": cell(done.possible[key], refs), "completions": cell(done.n, refs)})
    return table(rows, COLUMNS)


def _refs(done: Completed) -> list[str]:
    more = [ref for (condition_id, case), _ in done.choices for ref in done.found.members[condition_id][case].refs]
    return [*done.found.refs(), *dict.fromkeys(more)]


def counts(done: Completed) -> dict[str, Cell]:
    """Numbers for the sentence: open memberships (missing, doubtful), completions, paths of the intermediate solution as coded, and those that hold in all."""
    found = done.found
    main = [(side.outcome, "intermediate", term) for side in found.sides for term in sorted({term for model in side.models() for term in model})]
    firm = [key for key in main if done.possible[key] == done.n]
    never = [key for key in main if not done.certain[key]]
    doubtful = set(found.doubtful)
    labels, refs = found.sample.labels, _refs(done)
    told = {"n": done.n if done.choices else 0, "missing": sum(key not in doubtful for key, _ in done.choices), "doubtful": sum(key in doubtful for key, _ in done.choices),
            "paths": len(main), "firm": len(firm), "which": bracketed([term for *_, term in firm], labels), "never": len(never),
            "frailest": labels.text("frailest_path", least=min(done.possible[key] for key in main)) if main else ""}
    return {name: cell(value, refs, ["calibration.csv"]) for name, value in told.items()}
