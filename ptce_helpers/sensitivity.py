"""How far the ranking of the options depends on what a supporting pole counts: ranks, distances, options that change places."""

from __future__ import annotations

from itertools import combinations

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from ptce_helpers.bars import finish
from ptce_helpers.evidence import Cell, Traced, all_of, cell, table
from ptce_helpers.figures import INK, nothing
from ptce_helpers.options import all_refs, rankings, supporters
from ptce_helpers.parameters import WEIGHTS
from ptce_helpers.rankings import distance, reversed_pairs
from ptce_helpers.swot import Answers

RANKS = ("option", "rank_equal", "rank_evidence", "rank_study", "highest", "lowest", "moves")
DISTANCES = ("weighting", "other_weighting", "distance", "reversed", "of")
SWAPS = ("option", "overtaken", "weighting", "other_weighting")
MARKS = {"equal": ("o", "white"), "evidence": ("s", "#9aa3a8"), "study": ("D", INK)}  # told apart in grey print too


def by_weighting(answers: Answers) -> Traced:
    """The rank of each option under each weighting, its best and worst, and by how many places it moves."""
    by, refs = rankings(answers), all_refs(answers)
    rows = []
    for option in answers.items:
        places = [by[weighting][option.item_id] for weighting in WEIGHTS]
        rows.append({"option": cell(option.label, [option.item_id])} | {f"rank_{weighting}": cell(place, refs) for weighting, place in zip(WEIGHTS, places, strict=True)}
                    | {"highest": cell(min(places), refs), "lowest": cell(max(places), refs), "moves": cell(max(places) - min(places), refs)})
    return table(sorted(rows, key=lambda row: row["rank_equal"].value), RANKS)


def distances(answers: Answers) -> Traced:
    """For each two weightings: Kendall's distance, the pairs of options in opposite order, of how many pairs."""
    by, refs, labels = rankings(answers), all_refs(answers), answers.sample.labels
    rows = [{"weighting": labels.text(f"weighting_{one}"), "other_weighting": labels.text(f"weighting_{other}"), "distance": cell(distance(by[one], by[other]), refs),
             "reversed": cell(len(reversed_pairs(by[one], by[other])), refs), "of": cell(len(list(combinations(answers.items, 2))), [item.item_id for item in answers.items])}
            for one, other in combinations(WEIGHTS, 2)]
    return table(rows, DISTANCES)


def swaps(answers: Answers) -> Traced:
    """Options that change places: ahead under one weighting, behind under the other."""
    by, labels = rankings(answers), answers.sample.labels
    called = {item.item_id: item for item in answers.items}
    rows = []
    for one, other in combinations(WEIGHTS, 2):
        for ahead, behind in reversed_pairs(by[one], by[other]):
            refs = [ref for pair in (ahead, behind) for ref in answers.refs(called[pair], answers.places(called[pair], "supports"))]
            rows.append({"option": cell(called[ahead].label, refs), "overtaken": cell(called[behind].label, refs),
                         "weighting": cell(labels.text(f"weighting_{one}"), refs), "other_weighting": cell(labels.text(f"weighting_{other}"), refs)})
    return table(rows, SWAPS)


def summary(answers: Answers) -> dict[str, Cell]:
    """Numbers for the sentence on the weights: pairs of options that change places, options that keep their rank, and that always come first."""
    by = rankings(answers)
    firsts = [{pair for pair, place in ranking.items() if place == 1} for ranking in by.values()]
    swapped = {frozenset(pair) for one, other in combinations(WEIGHTS, 2) for pair in reversed_pairs(by[one], by[other])}
    kept = sum(len({ranking[item.item_id] for ranking in by.values()}) == 1 for item in answers.items)
    told = {"n": len(swapped), "pairs": cell(len(answers.items), [item.item_id for item in answers.items]), "kept": kept, "always": len(set.intersection(*firsts))}
    return all_of(told, all_refs(answers))


def draw(answers: Answers) -> Figure:
    """The rank of each option under each weighting, a line from the best to the worst; marks of one rank stand below each other."""
    labels, by = answers.sample.labels, rankings(answers)
    if not any(supporters(answers).values()):
        return nothing(labels)
    order = sorted(answers.items, key=lambda item: (by["equal"][item.item_id], item.item_id))
    figure, axes = plt.subplots(figsize=(9.5, 0.36 * len(order) + 1.4))
    for row, item in enumerate(order):
        places = [by[weighting][item.item_id] for weighting in WEIGHTS]
        axes.plot([min(places), max(places)], [row, row], color="#c9cfd2", linewidth=1.4, zorder=1)
        for height, place, (marker, fill) in zip((-0.24, 0, 0.24), places, MARKS.values(), strict=True):
            axes.scatter(place, row + height, marker=marker, s=26, facecolor=fill, edgecolor=INK, zorder=3)
    for weighting, (marker, fill) in MARKS.items():
        axes.scatter([], [], marker=marker, s=26, facecolor=fill, edgecolor=INK, label=labels.text(f"weighting_{weighting}"))
    finish(axes, [item.label for item in order], labels.text("axis_rank"), labels, legend=False)
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, frameon=False, fontsize=8.5)
    axes.set_xticks(range(1, len(order) + 1))
    axes.set(xlim=(0.5, len(order) + 0.5), ylim=(len(order) - 0.4, -0.6))
    figure.tight_layout()
    return figure
