"""Meetings: how often bodies, working meetings and convivial occasions bring the poles together."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from ptce_helpers import notes, values
from ptce_helpers.bars import finish
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.figures import INK, STUDY_COLOURS, STUDY_MARKERS, nothing
from ptce_helpers.sample import Sample
from ptce_helpers.wording import says

VARIABLE, HELD = "meetings_per_year", "meetings_held"
KINDS = ("body", "convivial", "work")
WORDS = {"body": ("board", "bureau", "assembly", "committee", "decision"),
         "convivial": ("lunch", "meal", "drinks", "festival", "bistrot", "market")}  # what is neither is work and exchange
RHYTHMS = {1: "yearly", 2: "twice_a_year", 3: "three_a_year", 4: "quarterly", 6: "two_months", 8.7: "six_weeks", 12: "monthly", 24: "twice_a_month", 52: "weekly"}
TICKS = (1, 2, 4, 6, 12, 24, 52)
COLUMNS = ("kind", "case", "study", "meeting", "rhythm", "times", "figure", "doubt")


@dataclass(frozen=True)
class Meeting:
    """One thing that meets, of one pole: how often in a year, as an interval and as stated."""

    case_id: str
    study: str
    item: str
    value: values.Value

    @property
    def kind(self) -> str:
        """A governing body, a convivial occasion, or work and exchange; told from the words of the coder's item."""
        return next((kind for kind, words in WORDS.items() if any(word in self.item.lower() for word in words)), "work")


def of(sample: Sample) -> list[Meeting]:
    """All frequencies that the texts state, kind by kind, the most frequent first.

    With ``rules.about`` "missing" those that are only about so often are left out.
    """
    found = []
    for case, study in sample.pairs:
        for item in dict.fromkeys(row["item"] for row in sample.used(case, study, VARIABLE)):
            value = next(value for value in values.of_variable(sample, VARIABLE, study, item) if value.case_id == case)
            if value.stated is not None:
                found.append(Meeting(case, study, item, value))
    return sorted(found, key=lambda one: (KINDS.index(one.kind), -one.value.low, sample.names[one.case_id], one.item))


def rhythm(sample: Sample, times: float) -> str:
    """Times a year as people say it: 12 is monthly."""
    return sample.labels.text(f"rhythm_{RHYTHMS[times]}") if times in RHYTHMS else sample.labels.text("rhythm_times", n=times)


def listed(sample: Sample) -> Traced:
    """Each meeting: its kind, pole, study, what meets, the rhythm in words, times a year as stated, the figure in words, doubt.

    Then the meetings that were counted over one year, which have no rhythm.
    """
    rows = []
    for one in of(sample):
        coded = next(row for row in sample.used(one.case_id, one.study, VARIABLE, one.item) if row["coding_id"] in one.value.refs)
        words = rhythm(sample, one.value.stated)
        rows.append(_row(sample, coded, one.kind, one.study) | {"rhythm": cell(words, one.value.refs), "times": cell(one.value.stated, one.value.refs)})
    held = [(row, study) for case, study in sample.pairs for row in sample.used(case, study, HELD)]
    return table(rows + [_row(sample, row, "held", study) for row, study in held], COLUMNS)


def _row(sample: Sample, row: dict, kind: str, study: str) -> dict:
    refs = [row["coding_id"]]
    told = says({**row, "item": ""}, sample.raw, sample.labels)
    return {"kind": sample.labels.text(f"meeting_{kind}"), "case": sample.names[row["case_id"]], "study": study, "meeting": cell(sample.said(row["item"]), refs),
            "rhythm": cell(None, refs), "times": cell(None, refs), "figure": cell(told, refs), "doubt": cell(sample.said(row["doubt"]) or None, refs)}


def draw(sample: Sample) -> Figure:
    """How often each meets, kind by kind, on a scale of words: a dot, an open dot (about), an arrow (at least), a bar (range)."""
    found = of(sample)
    if not found:
        return nothing(sample.labels)
    figure, axes = plt.subplots(figsize=(9.5, 0.27 * (len(found) + len({one.kind for one in found})) + 1.5))
    names, height, last = [], 0, ""
    for one in found:
        if one.kind != last:
            last = one.kind
            names.append("")
            axes.annotate(sample.labels.text(f"meeting_{last}"), (0.72, height), va="center", fontsize=8.5, fontweight="bold", color=INK, annotation_clip=False)
            height += 1
        _mark(axes, one, height)
        year = sample.labels.text("case_in_study", case=sample.names[one.case_id], year=one.study[-4:])
        names.append(sample.labels.text("item", item=year) + sample.said(one.item))
        height += 1
    for study in sample.studies:
        axes.scatter([], [], marker=STUDY_MARKERS[study], color=STUDY_COLOURS[study], s=30, label=sample.labels.text(f"study_{study}"))
    finish(axes, names, sample.labels.text("axis_meetings"), sample.labels, legend=True)
    axes.set_xlabel(axes.get_xlabel(), fontsize=8.5, loc="right")  # longer than the axis: it runs to the left, below the names
    axes.set_xscale("log")
    axes.set_xticks(TICKS, [rhythm(sample, times) for times in TICKS], rotation=25, ha="right", rotation_mode="anchor")
    axes.minorticks_off()
    axes.set(xlim=(0.7, 85), ylim=(len(names) - 0.4, -0.7))
    figure.tight_layout()
    return figure


def _mark(axes: plt.Axes, one: Meeting, height: float) -> None:
    colour, value = STUDY_COLOURS[one.study], one.value
    if value.qualifier == "at_least":
        axes.annotate("", xy=(value.stated * 1.45, height), xytext=(value.stated, height), arrowprops={"arrowstyle": "->", "color": colour, "linewidth": 1.4})
    elif value.high > value.low:
        axes.plot([value.low, value.high], [height, height], color=colour, linewidth=4, solid_capstyle="butt")
        if value.qualifier == "range":
            return
    axes.scatter([value.stated], [height], marker=STUDY_MARKERS[one.study], facecolor="white" if value.qualifier == "about" else colour, edgecolor=colour, s=32, linewidth=1.4, zorder=3)


def note(sample: Sample) -> str:
    """What stands below the figure: poles asked, and for how many the text gives no rhythm at all."""
    having = {(one.case_id, one.study) for one in of(sample)}
    lacking = [notes_kind(sample, *pair) for pair in sample.pairs if pair not in having]
    asked = {study: len(sample.asked(VARIABLE, study)) for study in sample.studies}
    return notes.say(sample, asked, {kind: lacking.count(kind) for kind in lacking}, len(sample.pairs))


def notes_kind(sample: Sample, case_id: str, study: str) -> str:
    """Why a pole has no rhythm: its figures are only about so much, or the text gives none."""
    return "about" if sample.used(case_id, study, VARIABLE) else sample.why_missing(case_id, study, VARIABLE)


def told(sample: Sample) -> dict[str, Cell]:
    """For the sentence: in how many texts a body has a rhythm, and the middle rhythm of bodies and of convivial occasions."""
    found, looked = of(sample), sample.looked(VARIABLE)
    by_kind = {kind: [one.value for one in found if one.kind == kind] for kind in KINDS}
    bodies = {(one.case_id, one.study) for one in found if one.kind == "body"}
    refs = {kind: [value.refs for value in some] for kind, some in by_kind.items()}
    middle = {kind: sample.labels.number(median([value.stated for value in some])) if some else sample.labels.text("nothing") for kind, some in by_kind.items()}
    return {"n": counted([one.value.refs for one in found], looked), "pairs": cell(len(sample.pairs), sample.rows_of_cases()), "poles": cell(len(bodies), *(refs["body"] or [looked])),
            **{kind: counted(some, looked) for kind, some in refs.items()}, **{f"middle_{kind}": cell(middle[kind], *(refs[kind] or [looked])) for kind in KINDS}}
