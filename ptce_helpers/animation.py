"""Animation: who animates the poles, with how many posts, and how these compare with what is published."""

from __future__ import annotations

from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from ptce_helpers import statements, values
from ptce_helpers.bars import finish
from ptce_helpers.evidence import Cell, Traced, all_of, cell, counted, table
from ptce_helpers.figures import INK, PALE, STUDY_COLOURS, nothing
from ptce_helpers.sample import Sample
from ptce_helpers.wording import says

TEAM = ("animation_by", "animation_posts", "ftes_pole", "staff_pole", "staff_by_role")
SIZES = {"animation_posts": "D", "ftes_pole": "o", "staff_pole": "s"}  # posts, full-time equivalents and people are three things
WHO = {"staff": ("pole_staff", "carrier_staff", "coordinator"), "heads": ("director", "president"), "collective": ("volunteers", "members", "committee")}
PUBLISHED = ("crida2015", "animation_posts", "", "range")
AGAINST = ("variable", "study", "n", "answered", "within", "within_low", "within_high", "above", "published_low", "published_high")
GROWTH = ("members_total", "jobs_members_total")


def published(sample: Sample) -> tuple[float, float, str] | None:
    """The range of animation posts that the study of 2015 gives for its poles together, with its statement; None without that study."""
    if "crida2015" not in sample.studies:
        return None
    said = next(iter(statements.find(sample, *PUBLISHED)), None)
    return (float(said["value"]), float(said["upper"]), said["statement_id"]) if said else None


def against(sample: Sample) -> Traced:
    """The poles' own figures beside the published range: how many lie within it, how many could, how many are above.

    One row a measure and study: variable, study, n, answered, within, within_low/high (with inexact and missing figures; with
    ``rules.missing`` "drop" only those stated), above, published_low/high.
    """
    said = published(sample)
    rows = [_against(sample, variable, study, said) for variable in SIZES for study in sample.studies] if said else []
    return table(rows, AGAINST)


def _against(sample: Sample, variable: str, study: str, said: tuple[float, float, str]) -> dict:
    low, high, statement = said
    found = values.of_variable(sample, variable, study)
    stated = [value for value in found if value.stated is not None]
    counted = stated if sample.rules.missing == "drop" else found
    sure = [value for value in counted if low <= value.low and value.high <= high]
    could = [value for value in counted if value.low <= high and low <= value.high]
    within, above = ([value for value in stated if test(value.stated)] for test in (lambda figure: low <= figure <= high, lambda figure: figure > high))
    every = [ref for value in found for ref in value.refs]

    def counted_in(some: list[values.Value]) -> object:
        return cell(len(some), [ref for value in some for ref in value.refs] or every, [statement])

    return {"variable": sample.book.label(variable, sample.labels.lang), "study": study, "n": cell(len(found), every),
            "answered": cell(len(stated), [ref for value in stated for ref in value.refs] or every), "within": counted_in(within), "within_low": counted_in(sure),
            "within_high": counted_in(could), "above": counted_in(above), "published_low": cell(low, [statement]), "published_high": cell(high, [statement])}


def told(sample: Sample) -> dict[str, Cell]:
    """For the sentence on the published range: its ends, and of how many poles of 2015 (``n``) the text has a figure (``stated``); n 0 without 2015."""
    said = published(sample)
    found = values.of_variable(sample, "animation_posts", "crida2015") if said else []
    low, high, statement = said or (0, 0, "statements.csv")
    stated = [value.refs for value in found if value.stated is not None]
    return {"n": cell(len(found), sample.rows_of_cases("crida2015")), "low": cell(low, [statement]), "high": cell(high, [statement]),
            "stated": counted(stated, sample.looked("animation_posts", study="crida2015"))}


def sheets(sample: Sample) -> dict[str, Cell]:
    """For the sentence on the sheets of 2014 (``n``): posts stated, and how many have one or two posts, fewer or more."""
    found = values.of_variable(sample, "animation_posts", "labo2014") if "labo2014" in sample.studies else []
    stated = [value for value in found if value.stated is not None]
    few, others = ([value.refs for value in stated if (1 <= value.stated <= 2) is inside] for inside in (True, False))
    looked = sample.looked("animation_posts", study="labo2014")
    return {"n": cell(len(found), sample.rows_of_cases("labo2014")), "stated": counted([value.refs for value in stated], looked), "few": counted(few, looked), "others": counted(others, looked)}


def draw(sample: Sample) -> Figure:
    """Every stated figure of posts, full-time equivalents and people, pole by pole, on the published range as a band.

    Filled: exact; open: about; an arrow: at least. Years stand beside their marks, and a question mark where the coder
    doubts. The shape says what is counted.
    """
    rows = figures_of(sample)
    if not rows:
        return nothing(sample.labels)
    order = list(dict.fromkeys((row["case_id"], row["study"]) for row in rows))
    figure, axes = plt.subplots(figsize=(9, 0.42 * len(order) + 1.9))
    band = published(sample)
    if band:
        axes.axvspan(*band[:2], color=PALE, zorder=0, label=sample.labels.text("published_range", low=sample.labels.number(band[0]), high=sample.labels.number(band[1])))
    for row in rows:
        height = order.index((row["case_id"], row["study"])) + 0.25 * (list(SIZES).index(row["variable_id"]) - 1)
        _mark(axes, row, height)
    for variable, marker in SIZES.items():
        axes.scatter([], [], marker=marker, color=INK, s=30, label=sample.book.label(variable, sample.labels.lang))
    names = [sample.labels.text("case_in_study", case=sample.names[case], year=study[-4:]) for case, study in order]
    finish(axes, names, sample.labels.text("axis_team"), sample.labels, legend=False)
    axes.set_xlabel(axes.get_xlabel(), fontsize=8.5, loc="right")  # longer than the axis: it runs to the left, below the names
    axes.legend(loc="lower left", bbox_to_anchor=(-0.3, 1.0), ncols=2, frameon=False, fontsize=8.5)
    axes.set(xlim=(0, None), ylim=(len(order) - 0.5, -0.6))
    figure.tight_layout()
    return figure


def figures_of(sample: Sample) -> list[dict]:
    """All stated figures of the team by pole; those that are only about so much are left out with ``rules.about`` "missing"."""
    rows = [row for case, study in sample.pairs for variable in SIZES for row in sample.used(case, study, variable)]
    return [row for row in rows if not (row["qualifier"] == "about" and sample.rules.about == "missing")]


def _mark(axes: plt.Axes, row: dict, height: float) -> None:
    colour, value = STUDY_COLOURS[row["study"]], float(row["value"])
    if row["qualifier"] == "at_least":
        axes.annotate("", xy=(value + 0.35, height), xytext=(value, height), arrowprops={"arrowstyle": "->", "color": colour, "linewidth": 1.4})
    axes.scatter([value], [height], marker=SIZES[row["variable_id"]], facecolor="white" if row["qualifier"] == "about" else colour, edgecolor=colour, s=34, linewidth=1.4, zorder=3)
    beside = row["as_of"] + (" ?" if row["doubt"] else "")
    if beside:
        axes.annotate(beside.strip(), (value, height), (24 if row["qualifier"] == "at_least" else 6, 0), textcoords="offset points", va="center", fontsize=7.5, color=INK)


def who(sample: Sample) -> dict[str, Cell]:
    """For the sentence on who animates: texts that say it (``n`` of ``pairs``), with staff, with heads, with members; ``alone``: without staff."""
    found = {pair: {row["value"] for row in sample.used(*pair, "animation_by")} for pair in sample.pairs}
    alone = [sample.ids(*pair, "animation_by") for pair, codes in found.items() if codes and not codes & set(WHO["staff"])]
    return {"n": sample.having("animation_by"), "pairs": cell(len(found), sample.rows_of_cases()), **{name: sample.having("animation_by", *kind) for name, kind in WHO.items()},
            "alone": counted(alone, sample.looked("animation_by"))}


def growth(sample: Sample) -> Traced:
    """Posts of animation beside members and their jobs, for the poles with posts stated; as stated, in words."""
    lang, rows = sample.labels.lang, []
    for case, study in sample.pairs:
        found = {variable: sample.used(case, study, variable) for variable in ("animation_posts", *GROWTH)}
        if found["animation_posts"]:
            told = {sample.book.label(variable, lang): cell(sample.labels.join([says(row, sample.raw, sample.labels) for row in some]) or None,
                                                            [row["coding_id"] for row in some] or sample.refs(case, study, variable)) for variable, some in found.items()}
            rows.append({"case": sample.names[case], "study": study} | told)
    return table(rows, ["case", "study", *(sample.book.label(variable, lang) for variable in ("animation_posts", *GROWTH))])


def pairs(sample: Sample, size: str) -> dict[str, Cell]:
    """Of any two poles that differ in animation posts and in size: how many times the larger one has more posts, and how many times fewer.

    ``n``: such pairs; ``poles``: poles with both figures; ``agree``, ``differ``; ``ties``: pairs that are equal in one of the two. This is what
    Kendall's tau counts; with so few poles it describes them and nothing else. Within one study, the older first.
    """
    out, refs = {"n": 0, "poles": 0, "agree": 0, "differ": 0, "ties": 0}, []
    for study in sample.studies:
        posts, sizes = ({value.case_id: value for value in values.of_variable(sample, variable, study) if value.stated is not None} for variable in ("animation_posts", size))
        both = sorted(set(posts) & set(sizes))
        out["poles"] += len(both)
        refs += [ref for case in both for ref in (*posts[case].refs, *sizes[case].refs)]
        for one, other in combinations(both, 2):
            way = np.sign(posts[one].stated - posts[other].stated) * np.sign(sizes[one].stated - sizes[other].stated)
            out["agree" if way > 0 else "differ" if way < 0 else "ties"] += 1
    return all_of(out | {"n": out["agree"] + out["differ"]}, refs or sample.looked("animation_posts", size))
