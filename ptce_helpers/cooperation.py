"""What the poles do together: the modalities of the three levels of cooperation, pole by pole, and which go together."""

from __future__ import annotations

from itertools import combinations

from ptce_helpers import matrix, rubrics, summaries, upset
from ptce_helpers.evidence import Cell, Traced, all_of, cell, counted, cut, references, sort, table
from ptce_helpers.matrix import STATES, Modality
from ptce_helpers.sample import Sample
from ptce_helpers.wording import says

LEVELS = (1, 2, 3)
FIGURES = ("enterprises_born_of_cooperation", "enterprises_per_year", "new_activities_created", "joint_tender_members", "projects_per_year", "purchasing_gain")
PAIRS = ("first", "second", "n", "n_both", "n_first", "n_second", "n_neither", "names")
REACH = ("of_level", "study", "cells", "n_yes", "n_planned", "n_no", "n_silent", "share_silent")


def of_level(sample: Sample, level: int) -> Traced:
    """The matrix of one level: a row a pole and study, a column a modality in the order of the rubrics, cells one of matrix.STATES."""
    return matrix.of(sample, [Modality(variable) for variable in rubrics.variables(level)])


def in_words(sample: Sample, *keys: str) -> Traced:
    """The matrix of some rubrics (their keys) as a table in words; as many columns as a page holds are not those of a whole level."""
    some = [Modality(variable) for rubric in rubrics.LEVELS if rubric.key in keys for variable in rubric.variables]
    made, labels = matrix.of(sample, some), sample.labels
    words = {kind: labels.text("not_said" if kind == "silent" else f"state_{kind}") for kind in STATES}
    return Traced(made.frame.replace(dict.fromkeys(made.frame.columns[2:], words)), made.evidence)


def shares(sample: Sample, level: int) -> Traced:
    """The modalities of one level, counted: the columns of :func:`ptce_helpers.summaries.shares`, for what is yes, no or one of several."""
    book = sample.book
    return summaries.shares(sample, [variable for variable in rubrics.variables(level) if book.variable(variable)["scale"] != "multi"])


def kinds(sample: Sample, level: int) -> Traced:
    """The same for modalities of which a text may name several kinds: spaces, means of communication, convivial moments."""
    book = sample.book
    return summaries.shares(sample, [variable for variable in rubrics.variables(level) if book.variable(variable)["scale"] == "multi"])


def figures(sample: Sample) -> Traced:
    """Every figure that a text gives of what cooperation brought about: case, study, variable, figure in words."""
    rows = [{"case": sample.names[case], "study": study, "variable": sample.book.label(variable, sample.labels.lang),
             "figure": cell(says(row, sample.raw, sample.labels), [row["coding_id"]])}
            for variable in FIGURES for case, study in sample.pairs for row in sample.used(case, study, variable)]
    return table(rows, ["case", "study", "variable", "figure"])


def reach(sample: Sample) -> Traced:
    """How far the evidence reaches: of all cells of the three matrices, how many say yes, announce, deny, or are silent.

    One row a level and study; ``cells`` is the number of poles times that of modalities, ``share_silent`` in percent.
    """
    return table([_reach(sample, level, study) for level in LEVELS for study in sample.studies], REACH)


def _reach(sample: Sample, level: int, study: str) -> dict:
    found = [matrix.state(sample, case, study, Modality(variable)) for variable in rubrics.variables(level) for case in sample.asked(variable, study)]
    every = [one.refs for one in found]
    numbers = {f"n_{kind}": cell(sum(one.value == kind for one in found), *(one.refs for one in found if one.value == kind)) for kind in STATES}
    return {"of_level": sample.labels.text("level", level=level), "study": study, "cells": cell(len(found), *every), **numbers,
            "share_silent": cell(100 * numbers["n_silent"].value / max(len(found), 1), *every)}


def reached(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on silence: cells of the three matrices, and those of which the texts say nothing."""
    told = reach(sample)
    number = {name: cell(int(told.frame[name].sum()), references(cut(told, None, name)) or references(cut(told, None, "cells"))) for name in ("cells", "n_silent", "n_no", "n_planned")}
    cells, silent = number["cells"], number["n_silent"]
    n = cell(cells.value, sample.rows_of_cases(), (f"variables.csv#{variable}" for level in LEVELS for variable in rubrics.variables(level)))
    share = cell(sample.labels.percent(100 * silent.value / max(n.value, 1)), cells.refs)
    return {"n": n, "silent": silent, "share": share, "denied": number["n_no"], "planned": number["n_planned"]}


def stated(sample: Sample, level: int) -> dict[str, Cell]:
    """Numbers for the sentence on one level: ``n`` modalities that a text states of some pole, and the one of most poles.

    ``most`` and ``poles``: the modalities that most poles have, and how many (each pole once).
    """
    found, labels = of_level(sample, level), sample.labels
    frame, names = found.frame, list(found.frame.columns[2:])
    having = {name: frame.loc[frame[name] == "yes", "case"].nunique() for name in names}
    behind = {name: references(cut(found, frame[name] == "yes", name)) or references(cut(found, None, name)) for name in names}
    poles = max(having.values())
    without, top = ([name for name in names if having[name] == number] for number in (0, poles))
    semicolon = labels.text("semicolon")
    return {"n": cell(len(names) - len(without), *behind.values()), "modalities": cell(len(names), [f"variables.csv#{variable}" for variable in rubrics.variables(level)]),
            "all_poles": cell(frame["case"].nunique(), sample.rows_of_cases()), "poles": cell(poles, *(behind[name] for name in top)),
            "most": cell(semicolon.join(top), *behind.values()),
            "rest": cell(labels.text("say_level_rest", names=semicolon.join(without)) if without else "", *(behind[name] for name in without))}


def combined(sample: Sample, some: tuple[rubrics.Rubric, ...]) -> Traced:
    """Which of some rubrics each pole is said to have: the combinations that occur, with the poles; see upset.as_table."""
    poles = rubrics.poles(sample)
    looked = {case: [ref for rubric in some for of, study in sample.pairs if of == case for ref in rubrics.state(sample, case, study, rubric).refs] for case in poles}
    return upset.as_table(rubrics.members(sample, some), poles, sample.names, looked, sample.labels)


def pairs(sample: Sample) -> Traced:
    """Which rubrics go together: for each two of them, how many poles are said to have both, one, or neither.

    Columns: first, second (rubrics), n (poles, each once), n_both, n_first, n_second (one without the other), n_neither,
    names (of the poles with both). The pairs found most often come first, else in the order of the rubrics. A pole without a rubric is one whose texts do
    not say so.
    """
    held, poles = rubrics.members(sample, rubrics.LEVELS), rubrics.poles(sample)
    looked = {name: _looked(sample, rubric) for name, rubric in zip(held, rubrics.LEVELS, strict=True)}
    rows = [_pair(sample, one, other, held, poles, [*looked[one], *looked[other]]) for one, other in combinations(held, 2)]
    return sort(table(rows, PAIRS), ["n_both"], ascending=False, kind="stable")


def _looked(sample: Sample, rubric: rubrics.Rubric) -> list[str]:
    """All that was found of a rubric, and where nothing was."""
    return [ref for case, study in sample.pairs for ref in rubrics.state(sample, case, study, rubric).refs]


def _pair(sample: Sample, one: str, other: str, held: dict, poles: list[str], refs: list[str]) -> dict:
    both = [case for case in poles if case in held[one] and case in held[other]]
    number = len(both)
    ours = [held[name][case] for case in both for name in (one, other)]
    return {"first": one, "second": other, "n": cell(len(poles), refs), "n_both": cell(number, *ours),
            "n_first": cell(len(held[one]) - number, refs), "n_second": cell(len(held[other]) - number, refs),
            "n_neither": cell(len(poles) - len(held[one]) - len(held[other]) + number, refs),
            "names": cell(sample.labels.join([sample.names[case] for case in both]) or None, *ours)}


def together(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on pairs: the two rubrics found together most often, and how often each is found at all."""
    found, held = pairs(sample), rubrics.members(sample, rubrics.LEVELS)
    place = found.frame.index[0]
    top, rows = found.frame.loc[place], found.frame.index == place
    first, second = (list(held[top[name]].values()) for name in ("first", "second"))
    refs = references(cut(found, rows, "n_both")) or references(cut(found, rows, "n"))
    return all_of({"n": int(top["n_both"]), "poles": cell(int(top["n"]), sample.rows_of_cases()), "first": top["first"], "second": top["second"],
                   "n_first": counted(first, refs), "n_second": counted(second, refs)}, refs)
