"""How many sources a pole's money comes from: a stated index, with bounds for what the texts do not say.

Breadth: the sources named, out of ten kinds of own running income and six public levels. Effective number: the inverse of the
sum of squared shares (E. H. Simpson, Measurement of Diversity, Nature 163, 1949; as a number of equal sources: M. Laakso and
R. Taagepera, Comparative Political Studies 12, 1979), only where shares of a budget are stated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ptce_helpers import harmonisation
from ptce_helpers.evidence import Cell, Traced, all_of, cell, cut, references, table
from ptce_helpers.funding import own_shares
from ptce_helpers.harmonisation import Figure
from ptce_helpers.sample import Sample

# Running income of a pole's own. Left out: loans and capital (paid in once), voluntary work (no money); private funders are counted by what they give.
KINDS = ("external_services", "fees", "levies", "member_contribution", "other", "patronage", "rents", "sales", "services_to_members", "training")
PUBLIC = ("europe", "state", "region", "department", "intercommunality", "commune")
SOURCES = len(KINDS) + len(PUBLIC)
OWN_PARTS, OTHER_PARTS = ("fees_total", "public_contracts"), ("public_aid_amount",)
WHERE = {"own_resource_kind": KINDS, "supporter_level": PUBLIC}
BREADTH = ("case", "study", "own_kinds", "public_levels", "sources_named", "sure", "possible", "other_codings")


@dataclass(frozen=True)
class Group:
    """Money of which only the sum is known: a share of the whole (from 0 to 1) that comes from between one and so many sources."""

    share: float
    most: int


def effective(groups: list[Group]) -> tuple[float, float]:
    """The lowest and highest inverse sum of squared shares when the money of each group may be split among its sources in any way.

    Lowest: each group is one source. Highest: each is split evenly among as many as it can have, since squares of parts of a sum
    are smallest when the parts are equal.
    """
    low = sum(group.share**2 for group in groups)
    high = sum(group.share**2 / group.most for group in groups)
    return 1 / low, 1 / high


def breadth(sample: Sample) -> Traced:
    """Sources named for each pole and study.

    Columns: case, study, own_kinds (of ten), public_levels (of six), sources_named (both), sure (without those that a doubt is noted for), possible
    (all: silence denies nothing, and a text that numbers its sources counts in another way), other_codings (other figures and facts of the theme that are coded for the
    pole: how much text speaks of its economy).
    """
    rows = []
    for case, study in sample.pairs:
        found = {variable: [row for row in sample.used(case, study, variable) if row["value"] in codes] for variable, codes in WHERE.items()}
        every = [row for rows_of_one in found.values() for row in rows_of_one]
        refs = [row["coding_id"] for row in every] or [ref for variable in WHERE for ref in sample.refs(case, study, variable)]
        told = sample.once(("told of the economy", case, study), lambda: _told(sample, case, study))
        counts = {name: cell(len(found[variable]), [row["coding_id"] for row in found[variable]] or sample.refs(case, study, variable))
                  for name, variable in (("own_kinds", "own_resource_kind"), ("public_levels", "supporter_level"))}
        sure = [row["coding_id"] for row in every if not row["doubt"]]
        rows.append({"case": sample.names[case], "study": study, **counts, "sources_named": cell(len(every), refs), "sure": cell(len(sure), sure or refs),
                     "possible": cell(SOURCES, refs), "other_codings": cell(len(told), told or refs)})
    if sample.rules.missing == "drop":
        return table(rows, [name for name in BREADTH if name != "possible"])
    return table(rows, BREADTH)


def _told(sample: Sample, case: str, study: str) -> list[str]:
    """All other coded facts of the pole's economy: those that are no source themselves."""
    return [ref for ref, row in sample.listed(case, study) if row.get("theme") == "pole_economy" and row["used"] == "yes" and row["value"] and row["variable_id"] not in WHERE]


def summary(sample: Sample) -> Traced:
    """The number of named sources by study: n, min, median, max, and the median when any one pole is left out."""
    index, rows = breadth(sample), []
    for study in sample.studies:
        here = index.frame["study"] == study
        named = index.frame.loc[here, "sources_named"].astype(float).to_numpy()
        refs = [ref for refs in index.evidence.loc[here, "sources_named"] for ref in refs.split()]
        without = [float(np.median(np.delete(named, place))) for place in range(len(named))] if len(named) > 1 else [math.nan]
        rows.append({"study": study, "n": cell(len(named), refs), "min": cell(named.min(), refs), "median": cell(float(np.median(named)), refs), "max": cell(named.max(), refs),
                     "without_low": cell(min(without), refs), "without_high": cell(max(without), refs)})
    return table(rows, ["study", "n", "min", "median", "max", "without_low", "without_high"])


def equivalents(sample: Sample) -> Traced:
    """The effective number of sources of the poles whose own share is known, between what the texts leave open.

    Own money comes from one to all of the kinds, other money from one to all of the public levels or from private funders; each yearly
    amount that the text names, over the budget, is a source by itself. Columns: case, study, own_low/high (own share), parts (amounts
    named), equivalent_low/high.
    """
    rows = []
    for case, study, figure in own_shares(sample):
        own, other = _parts(sample, case, study, OWN_PARTS), _parts(sample, case, study, OTHER_PARTS)
        found = [effective([*ours, *others]) for end in _ends(figure.low, figure.high)
                 if (ours := _split(end / 100, own, len(KINDS))) is not None and (others := _split(1 - end / 100, other, len(PUBLIC) + 1)) is not None]
        if not found:
            continue
        low, high = min(low for low, _ in found), max(high for _, high in found)
        refs = (*figure.refs, *(ref for part in (*own, *other) for ref in part.refs))
        rows.append({"case": cell(sample.names[case], refs), "study": study, "own_low": cell(round(figure.low, 1), figure.refs), "own_high": cell(round(figure.high, 1), figure.refs),
                     "parts": cell(len(own) + len(other), refs), "equivalent_low": cell(round(low, 1), refs), "equivalent_high": cell(round(high, 1), refs)})
    return table(rows, ["case", "study", "own_low", "own_high", "parts", "equivalent_low", "equivalent_high"])


def _parts(sample: Sample, case: str, study: str, results: tuple[str, ...]) -> list[Figure]:
    """Amounts named for one year, in percent of the budget: those that a step of harmonisation sets against it or adds up."""
    steps = [step for step in harmonisation.steps(sample) if (step.row["case_id"], step.row["source_id"]) == (case, study)]
    budget = next((step.operand for step in steps if step.row["operation"] == "share_of" and step.operand), None)
    if budget is None:
        return []
    if results == OWN_PARTS:
        return [step.after for step in steps if step.row["operation"] == "share_of" and step.row["result_variable"] in results and step.after]
    named = {ref: figure for step in steps if step.row["operation"] == "add" and step.row["result_variable"] in results
             for figure in (step.before, step.operand) if figure and len(figure.refs) == 1 for ref in figure.refs}
    return [harmonisation.apply("share_of", figure, budget) for figure in named.values()]


def _split(share: float, parts: list[Figure], most: int) -> list[Group] | None:
    """A share of the whole as its named parts, one source each, and a rest from any of the other sources; None where the parts do not fit into it."""
    named = [part.low / 100 for part in parts]
    rest = share - sum(named)
    if rest < 0:
        return None
    return [*(Group(part, 1) for part in named), Group(rest, max(most - len(named), 1))]


def _ends(low: float, high: float) -> list[float]:
    """The own shares at which the effective number can be lowest or highest: the ends, and every percent between."""
    return [low, high, *(float(share) for share in range(math.ceil(low), math.floor(high) + 1))]


def counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence: the most and the fewest sources named, by whom, and how the number goes with how much text there is."""
    found = breadth(sample)
    named = found.frame["sources_named"]
    if found.frame.empty:
        return {"n": cell(0, ["codings.csv"])}
    groups = {"most": named == named.max(), "least": named == named.min(), "none": named == 0}
    refs = {name: references(cut(found, some, "sources_named")) or references(cut(found, None, "sources_named")) for name, some in groups.items()}
    names = [sample.labels.text("case_in_study", case=row["case"], year=row["study"][-4:]) for row in found.frame.loc[groups["most"], ["case", "study"]].to_dict("records")]
    return {"n": cell(len(found.frame), sample.rows_of_cases()), "most": cell(int(named.max()), refs["most"]), "least": cell(int(named.min()), refs["least"]),
            "names": cell(sample.labels.join(names), refs["most"]), "of": cell(SOURCES, [f"variables.csv#{variable}" for variable in WHERE]), "none": cell(int(groups["none"].sum()), refs["none"])}


def with_text(sample: Sample) -> dict[str, Cell]:
    """How the sources named go with the other facts coded, within each study (Spearman's rank correlation); n, the studies in which both vary."""
    found, told = breadth(sample), []
    for study in sample.studies:
        ours = found.frame.loc[found.frame["study"] == study, ["sources_named", "other_codings"]].astype(float)
        if (ours.nunique() > 1).all():
            rho = round(float(ours["sources_named"].rank().corr(ours["other_codings"].rank())), 2)
            told.append(sample.labels.text("rho_in_study", rho=rho, study=sample.labels.text(f"study_{study}"), n=len(ours)))
    return all_of({"n": len(told), "told": sample.labels.join(told)}, references(cut(found, None, "sources_named", "other_codings")))
