"""Kinds of members: social economy, conventional, public, research; and the codes that most poles have."""

from __future__ import annotations

import math

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from ptce_helpers import members
from ptce_helpers.evidence import Cell, Traced, all_of, cell, counted, table
from ptce_helpers.figures import INK, nothing
from ptce_helpers.sample import Sample
from ptce_helpers.wording import semicolons

GROUPS = ("social", "conventional", "public", "research", "unknown")
PUBLIC, RESEARCH = ("local_authority", "public_body"), ("university_research",)
SHADES = {"social": "#2b6c8f", "conventional": "#c0692b", "public": "#6f8f3a", "research": "#5b3a78", "unknown": "#dfe3e4"}
HATCHES = {"social": "", "conventional": "///", "public": "...", "research": "xxx", "unknown": ""}


def group_of(one: dict) -> str:
    """Of an organisation as :func:`ptce_helpers.members.organisations` returns it, the group that the text or its legal form puts it in."""
    if one["form"] in PUBLIC:
        return "public"
    if one["form"] in RESEARCH:
        return "research"
    return {"yes": "social", "no": "conventional"}.get(one["ess"], "unknown")


def could_be(one: dict, group: str) -> bool:
    """Whether an organisation of no known group could belong to one: a stated form rules out public bodies and research."""
    return group in ("social", "conventional") or not one["form"]


def named(sample: Sample) -> Traced:
    """The named members by group: how many in each study, in all, how many there could be, and the share of all named.

    Columns: group, a count for each study, total, total_low/high, share_low/high (percent of all named). Bounds only
    where ``rules.missing`` is not "drop"; then the share is of those whose group is known.
    """
    ours, studies = members.counted(sample), sample.studies
    unknown = [one for one in ours if group_of(one) == "unknown"]
    drop, rows = sample.rules.missing == "drop", []
    every = [ref for one in ours for ref in one["refs"]]
    for group in GROUPS if ours else ():
        part = [one for one in ours if group_of(one) == group]
        possible = 0 if group == "unknown" or drop else sum(could_be(one, group) for one in unknown)
        of = len(ours) - len(unknown) if drop else len(ours)
        refs = [ref for one in part for ref in one["refs"]] or every
        ends = [math.nan] * 2 if group == "unknown" else [len(part), len(part) + possible]
        rows.append({"group": cell(sample.labels.text(f"group_{group}"), refs),
                     **{study: cell(sum(study in one["studies"] for one in part), refs) for study in studies}, "total": cell(len(part), refs),
                     **{f"total_{name}": cell(end, refs, every) for name, end in zip(("low", "high"), ends, strict=True)},
                     **{f"share_{name}": cell(100 * end / of if of else math.nan, refs, every) for name, end in zip(("low", "high"), ends, strict=True)}})
    total = ["total", "total_low", "total_high", "share_low", "share_high"]
    return table(rows, ["group", *studies, *total])


def named_counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on groups."""
    ours = members.counted(sample)
    groups = {group: [one["refs"] for one in ours if group_of(one) == group] for group in GROUPS}
    found, percent = {group: len(refs) for group, refs in groups.items()}, sample.labels.percent
    sure = [one["refs"] for one in ours if group_of(one) != "unknown"]
    known = len(sure)
    of = known if sample.rules.missing == "drop" else len(ours)
    ends = [percent(100 * number / of) if of else "–" for number in (found["social"], found["social"] + of - known)]
    everyone = [one["refs"] for one in ours]
    return {"n": counted(everyone, ["members.csv"]), **{group: counted(refs, ["members.csv"]) for group, refs in groups.items()}, "known": counted(sure, ["members.csv"]),
            "share": cell(percent(100 * found["social"] / known) if known else "–", *sure),
            "all": cell(ends[0] if ends[0] == ends[1] else sample.labels.text("range", low=ends[0], high=ends[1]), *everyone)}


def draw(sample: Sample) -> Figure:
    """One bar a study: the named members by group, with their numbers."""
    ours = members.counted(sample)
    if not ours:
        return nothing(sample.labels)
    figure, axes = plt.subplots(figsize=(8.5, 0.55 * len(sample.studies) + 1.5))
    sizes = {study: {group: sum(study in one["studies"] and group_of(one) == group for one in ours) for group in GROUPS} for study in sample.studies}
    narrow = 0.04 * max(sum(by.values()) for by in sizes.values())
    for y, study in enumerate(sample.studies):
        left, side = 0, -1
        for group, width in sizes[study].items():
            axes.barh(y, width, left=left, height=0.62, color=SHADES[group], hatch=HATCHES[group], edgecolor="white", linewidth=0.6)
            if width:
                side = -side if width < narrow else side  # numbers of narrow parts stand by turns below and above, apart from each other
                axes.annotate(sample.labels.number(width), (left + width / 2, y + (0.44 * side if width < narrow else 0)), ha="center", va="center",
                              fontsize=8.5, color=INK, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.85})
            left += width
    for group in GROUPS:
        axes.barh(0, 0, color=SHADES[group], hatch=HATCHES[group], edgecolor="white", label=sample.labels.text(f"group_{group}"))
    axes.set_yticks(range(len(sample.studies)), [sample.labels.text(f"study_{study}") for study in sample.studies])
    axes.set_ylim(len(sample.studies) - 0.4, -0.6)
    axes.set_xlabel(sample.labels.text("axis_named"), fontsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=3, frameon=False, fontsize=8.5)
    figure.tight_layout()
    return figure


def leading(sample: Sample, variable: str) -> dict[str, Cell]:
    """For the sentence on sectors and functions: the codes that most poles have, study by study; ``n`` is the number of codes found."""
    told, codes = [], set()
    for study in sample.studies:
        poles = sample.asked(variable, study)
        having = {case: {row["value"] for row in sample.used(case, study, variable)} for case in poles}
        found = {code: sum(code in codes_of for codes_of in having.values()) for code in {code for codes_of in having.values() for code in codes_of}}
        codes |= set(found)
        if found:
            most = max(found.values())
            names = sorted(sample.book.code_label(variable, code, sample.labels.lang) for code in found if found[code] == most)
            told.append(sample.labels.text("leading", study=sample.labels.text(f"study_{study}"), codes=sample.labels.join(names), n=most, of=len(poles)))
    return all_of({"n": len(codes), "told": semicolons(told, sample.labels)}, sample.having(variable).refs)
