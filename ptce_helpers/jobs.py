"""Jobs: what is stated of which kind for which pole, and which figures may be added to which."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

from ptce_helpers import bounds, charts, matrix
from ptce_helpers.bounds import Known
from ptce_helpers.describe import lines_of
from ptce_helpers.evidence import Cell, Traced, all_of, cell, cut, references, table
from ptce_helpers.first_circles import FIGURES
from ptce_helpers.sample import Sample
from ptce_helpers.wording import semicolons

HEADS, FTE, CONTRACTS, BODIES = "heads", "fte", "contracts", "bodies"


@dataclass(frozen=True)
class Kind:
    """A kind of job figure: in what it is counted, whether it is a stock at a date or what came about over time, and what may contain it.

    ``same``: the kind that counts the same work in another unit.
    """

    variable_id: str
    unit: str
    flow: bool = False
    within: tuple[str, ...] = ()
    same: str = ""


MEMBERS, MEMBERS_FTE = "jobs_members_total", "ftes_members_total"
WITHIN_MEMBERS = (MEMBERS, MEMBERS_FTE, "employees_whole_network")
KINDS = (
    Kind("staff_pole", HEADS, within=WITHIN_MEMBERS, same="ftes_pole"),
    Kind("ftes_pole", FTE, within=WITHIN_MEMBERS, same="staff_pole"),
    Kind(MEMBERS, HEADS, within=("employees_whole_network",), same=MEMBERS_FTE),
    Kind(MEMBERS_FTE, FTE, within=("employees_whole_network",), same=MEMBERS),
    Kind("employees_whole_network", HEADS),
    Kind("jobs_insertion", HEADS, within=WITHIN_MEMBERS),
    Kind("contracts_insertion", CONTRACTS, flow=True, same="jobs_insertion"),
    Kind("contracts_professionalisation", CONTRACTS, flow=True),
    Kind("entrepreneurs_employees", HEADS, within=WITHIN_MEMBERS),
    Kind("residents", BODIES),
    Kind("jobs_created", HEADS, flow=True, within=WITHIN_MEMBERS),
    Kind("jobs_induced", HEADS),
)
OWN = ("staff_pole", "ftes_pole", MEMBERS, MEMBERS_FTE, "employees_whole_network", "jobs_created")  # of the pole, its members, its network
BESIDE = tuple(kind.variable_id for kind in KINDS if kind.variable_id not in OWN)  # what stands beside or within them
BY_NAME = {kind.variable_id: kind for kind in KINDS}


def modalities(sample: Sample) -> list[matrix.Modality]:
    """The kinds of which any pole of the sample has a figure, for the matrix of who states what."""
    return [matrix.Modality(kind.variable_id) for kind in KINDS if not sample.frame(kind.variable_id).empty]


def of_poles(sample: Sample, wanted: tuple[str, ...] = tuple(kind.variable_id for kind in KINDS)) -> Traced:
    """Kind of job x pole: every stated figure, one row a pole and study, a column for each kind wanted of which there is any.

    Cells are figures with what the text says of their exactness; the unit is that of the heading.
    """
    kinds = [mode.variable_id for mode in modalities(sample) if mode.variable_id in wanted]
    rows = []
    for case, study in sample.pairs:
        found = {name: [row for row in sample.codings(case, study, name) if row["value"]] for name in kinds}
        if any(found.values()):
            rows.append({"case": sample.names[case], "study": study} | {name: cell(_figures(sample, codings), sample.refs(case, study, name)) for name, codings in found.items()})
    out = table(rows, ["case", "study", *kinds])
    heads = {name: sample.book.label(name, sample.labels.lang) for name in kinds}
    return Traced(out.frame.rename(columns=heads), out.evidence.rename(columns=heads))


def _figures(sample: Sample, codings: list[dict]) -> str | None:
    """All figures of one kind of a pole: an item is left to the codings, a further figure stands after a semicolon."""
    written = [sample.labels.qualified(float(row["value"]), float(row["upper"]) if row["upper"] else None, row["qualifier"]) for row in codings]
    dated = [f"{figure} ({row['as_of']})" if row["as_of"] else figure for figure, row in zip(written, codings, strict=True)]
    return semicolons(dated, sample.labels) or None


# --- may they be added? ------------------------------------------------------------------------------------------------


def reasons(one: Kind, other: Kind) -> list[str]:
    """Why two kinds may not be added up for one pole; empty where they may."""
    found = []
    if other.variable_id == one.same or one.variable_id == other.same:
        found.append("same")
    if other.variable_id in one.within or one.variable_id in other.within:
        found.append("within")
    if one.unit != other.unit:
        found.append("unit")
    if one.flow != other.flow:
        found.append("flow")
    return found


def pairs(sample: Sample) -> Traced:
    """Each pair of kinds: whether they may be added for one pole, why not, and the poles of which both are stated.

    The pairs that occur come first. A pair that differs in the years of its figures in every pole gets that reason as well.
    """
    rows = [_pair(sample, one, other) for one, other in combinations(KINDS, 2)]
    rows.sort(key=lambda row: -row["poles"].value)
    return table(rows, ["one_kind", "other_kind", "may", "why", "poles", "where"])


def _pair(sample: Sample, one: Kind, other: Kind) -> dict:
    both = [pair for pair in sample.pairs if all(sample.used(*pair, kind.variable_id) for kind in (one, other))]
    refs = [row["coding_id"] for pair in both for kind in (one, other) for row in sample.used(*pair, kind.variable_id)]
    why = reasons(one, other)
    if both and not any(_years(sample, pair, one) & _years(sample, pair, other) for pair in both):
        why.append("year")
    rest = refs or [f"variables.csv#{kind.variable_id}" for kind in (one, other)]
    label = sample.labels
    return {"one_kind": cell(_label(sample, one), rest), "other_kind": cell(_label(sample, other), rest), "may": cell(label.text("no" if why else "yes"), rest),
            "why": cell(semicolons([label.text(f"add_{reason}") for reason in why], label) or None, rest), "poles": cell(len({case for case, _ in both}), rest),
            "where": cell(label.join([sample.names[case] for case in dict.fromkeys(case for case, _ in both)]) or None, rest)}


def _label(sample: Sample, kind: Kind) -> str:
    return sample.book.label(kind.variable_id, sample.labels.lang)


def _years(sample: Sample, pair: tuple[str, str], kind: Kind) -> set[str]:
    """The years of the figures of a kind; an undated figure is of the study's own time, which is left open."""
    return {row["as_of"] for row in sample.used(*pair, kind.variable_id)}


def over_poles(sample: Sample) -> Traced:
    """Each kind of which there are figures: unit, stock or flow, poles and figures, and why they may not be added over the poles.

    Columns: kind, unit, counts, poles, figures, inexact, doubtful, years, may, why.
    """
    return table([_over(sample, BY_NAME[mode.variable_id]) for mode in modalities(sample)],
                 ["kind_of_job", "unit", "counts", "poles", "figures", "inexact", "doubtful", "years", "may", "why"])


def _over(sample: Sample, kind: Kind) -> dict:
    rows = sample.frame(kind.variable_id).to_dict("records")
    refs, labels = [row["coding_id"] for row in rows], sample.labels
    poles, years = {row["case_id"] for row in rows}, {row["as_of"] for row in rows}
    inexact, doubtful = sum(row["qualifier"] != "exact" for row in rows), sum(bool(row["doubt"]) for row in rows)
    units = {row["unit"] for row in rows}
    why = [name for name, holds in (("one", len(poles) == 1), ("unlike", len(poles) < len(rows)), ("unit", len(units) > 1), ("year", len(years) > 1),
                                    ("inexact", inexact), ("doubt", doubtful)) if holds]
    found = {"unit": labels.text(f"kind_{kind.unit}"), "counts": labels.text("kind_flow" if kind.flow else "kind_stock"), "poles": len(poles), "figures": len(rows),
             "inexact": inexact, "doubtful": doubtful, "years": labels.join(sorted(years - {""})) or None, "may": labels.text("no" if why else "yes"),
             "why": semicolons([labels.text(f"add_{reason}") for reason in why], labels) or None}
    return {"kind_of_job": cell(_label(sample, kind), refs), **{name: cell(value, refs) for name, value in found.items()}}


def counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on adding: pairs of kinds that occur in one pole, those that may be added, and the kinds with figures."""
    found = pairs(sample)
    occur = found.frame["poles"] > 0
    may = occur & (found.frame["may"] == sample.labels.text("yes"))
    figures = [ref for kind in KINDS for ref in sample.frame(kind.variable_id)["coding_id"]]
    refs = references(cut(found, occur, "poles")) or sample.looked(*BY_NAME)
    return {"n": cell(int(occur.sum()), refs), "may": cell(int(may.sum()), references(cut(found, may, "poles")) or refs),
            "kinds": cell(len(modalities(sample)), figures), "all": cell(len(found.frame), [f"variables.csv#{name}" for name in BY_NAME]), "figures": cell(len(figures), figures)}


# --- the published range of full-time equivalents ------------------------------------------------------------------------


def published(sample: Sample) -> dict[str, dict]:
    """The statements on the least and the most full-time equivalents of the members of a pole of 2015; empty where it is left out."""
    rows = charts.statements(sample, MEMBERS_FTE)
    return {row["statistic"]: row for row in rows if row["statistic"] in ("min", "max")}


def _known(sample: Sample) -> Known | None:
    found = published(sample)
    if len(found) < 2 or not charts.whole(sample) or sample.rules.missing == "drop":
        return None
    low, high = (float(found[end]["value"]) for end in ("min", "max"))
    n = int(float(found["min"]["n"]))
    return Known([low] * n, [high] * n, smallest=low, largest=high)


def ftes(sample: Sample) -> Traced:
    """What the published range of full-time equivalents allows for all poles of 2015 together: n, sum_low/high, mean_low/high, median_low/high.

    Empty where the study, or one of its poles, is left out: the range is one of all of them.
    """
    known, names = _known(sample), list(FIGURES)
    columns = ["n", *(f"{name}_{end}" for name in names for end in ("low", "high"))]
    if known is None:
        return table([], columns)
    refs = [row["statement_id"] for row in published(sample).values()]
    ends = {name: of(known) for name, of in FIGURES.items()}
    row = {f"{name}_{end}": cell(float(f"{getattr(found, end):.10g}"), refs) for name, found in ends.items() for end in ("low", "high")}
    return table([{"n": cell(known.n, refs), **row}], columns)


def fte_counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on full-time equivalents; ``n`` is 0 where nothing follows."""
    known, found = _known(sample), published(sample)
    if known is None:
        return {"n": cell(0, ["statements.csv"])}
    total, mean = bounds.total(known), bounds.mean(known)
    named = {case: max((float(row["value"]) for row in sample.used(case, "labo2014", MEMBERS_FTE)), default=math.nan) for case in sample.asked(MEMBERS_FTE, "labo2014")}
    beside = [case for case, value in named.items() if case in sample.asked(MEMBERS_FTE, charts.STUDY) and value < float(found["min"]["value"])]
    told = sample.labels.text("say_ftes_beside", cases=sample.labels.join([sample.names[case] for case in beside])) if beside else ""
    figures = {"n": known.n, "low": float(found["min"]["value"]), "high": float(found["max"]["value"]), "total_low": round(total.low), "total_high": round(total.high),
               "mean_low": round(mean.low, 1), "mean_high": round(mean.high, 1)}
    least = [found["min"]["statement_id"]]
    return all_of(figures, [row["statement_id"] for row in found.values()]) | {"beside": cell(told, *(sample.ids(case, "labo2014", MEMBERS_FTE) for case in beside), least)}


def said(sample: Sample) -> Traced:
    """What the text of 2015 says of jobs, a statement a row: in words, figure, lines."""
    subjects = (MEMBERS_FTE, "jobs_insertion", "residents", "jobs_induced", "animation_posts")
    rows = [{"in_words": cell(sample.said(row["comment"]), [row["statement_id"]]), "statement_id": row["statement_id"], "lines": lines_of(row)}
            for row in charts.statements(sample, *subjects)]
    return table(rows, ["in_words", "statement_id", "lines"])
