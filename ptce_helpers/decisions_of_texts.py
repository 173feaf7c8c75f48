"""Figures of the texts that decide a conclusion: verdicts, comparisons of the studies, support for items, the graph, the amount of text."""

from __future__ import annotations

import math
from collections import Counter

import pandas as pd

from ptce_helpers import claims, diversification, network_facts, network_tables, networks, options, reach, swot
from ptce_helpers.decisions import Analysis, Figure, Pair, exactly, measure, without
from ptce_helpers.evidence import references
from ptce_helpers.reach import agreement
from ptce_helpers.snapshots import BOTH
from ptce_helpers.swot import Answers

EVERYTHING = ("codings.csv", "members.csv", "ties.csv")  # whatever was coded of a pole
TRUE, FALSE = ("reproduced", "approximately"), ("contradicted",)


@measure("treat_about_as", quick=True)
def claim(at: Analysis, claim: str) -> Figure:
    """1 where the codings bear a claim out, 0 where they contradict it, either where they can't decide it."""
    row = next(row for row in at.sample.raw.rows("claims") if row["claim_id"] == claim)
    between, case = row["kind"] == "between", row["case_id"]
    asked = frozenset(pair for pair in at.asked() if (between or pair[1] == row["source_id"]) and case in ("", pair[0]))
    if row["source_id"] not in at.sample.studies or (between and len(at.sample.studies) < 2):
        return without("study_left_out", asked, (claim,))
    if not asked:
        return without("pole_left_out", asked, (claim,))
    decided = claims.decide(at.sample, row)
    low, high = (1, 1) if decided.strict.verdict in TRUE else (0, 0) if decided.strict.verdict in FALSE else (0, 1)
    return Figure(low, high, asked, (claim, *decided.strict.answer.refs))


def _in_both(at: Analysis) -> frozenset[Pair]:
    return frozenset(pair for pair in at.asked() if pair[0] in at.snapshots.poles)


@measure("treat_about_as")
def told_alike(at: Analysis) -> Figure:
    """The share in percent of comparisons in which the two studies say the same, of those in which both speak."""
    speaking = at.snapshots.of(*BOTH)
    if not speaking:
        return without("study_left_out" if len(at.sample.studies) < 2 else "no_pole", _in_both(at))
    same = at.snapshots.of("same")
    return exactly(100 * len(same) / len(speaking), _in_both(at), tuple(ref for one in same for ref in one.refs), len(speaking))


@measure("treat_about_as")
def told_apart(at: Analysis, case: str) -> Figure:
    """Of how many more facts the two studies differ without a change on one pole than on any other."""
    found = at.snapshots.of("told")
    if case not in at.snapshots.poles:
        return without("study_left_out" if len(at.sample.studies) < 2 else "pole_left_out", _in_both(at))
    by = Counter(one.case_id for one in found)
    others = max((number for one, number in by.items() if one != case), default=0)
    return exactly(by[case] - others, _in_both(at), tuple(ref for one in found if one.case_id == case for ref in one.refs) or ("comparability.csv",))


@measure("treat_about_as", "weights", quick=True)
def option_lead(at: Analysis, option: str) -> Figure:
    """By how much an option of the TOWS pairs scores more than the next one, under the weights of the analysis."""
    answers = swot.ask(at.sample, swot.options_of(at.sample))
    scores = options.scores(options.supporters(answers), set(at.sample.pairs), str(at.given.get("weights", "equal")))
    return _ahead(at, answers, option, scores)


@measure("treat_about_as")
def challenge_lead(at: Analysis, practice: str) -> Figure:
    """By how many poles a challenge (or practice) of the synthesis has more support than the next of its kind and domain; each pole once."""
    row = next(row for row in at.sample.raw.rows("practices") if row["practice_id"] == practice)
    answers = swot.ask(at.sample, swot.practices_of(at.sample, row["kind"], row["domain"] if row["kind"] == "practice" else ""))
    return _ahead(at, answers, practice, {item.item_id: len(answers.poles(item, "supports")) for item in answers.items})


def _ahead(at: Analysis, answers: Answers, item_id: str, scores: dict[str, float]) -> Figure:
    if not any(scores.values()):
        return without("no_pole", at.asked())
    ours = next(item for item in answers.items if item.item_id == item_id)
    lead = round(scores[item_id] - max(score for one, score in scores.items() if one != item_id), 10)
    return exactly(lead, at.asked(), tuple(answers.refs(ours, answers.places(ours, "supports"))))


@measure()
def funder_lead(at: Analysis, level: str) -> Figure:
    """By how many poles a level of authority is named as their funder more often than the next level; each pole once."""
    edges = [edge for edge in networks.edges(at.net) if edge[3]["relation"] in networks.FUNDING and edge[3]["level"]]
    by = Counter(of for _, of in {(case, data["level"]) for case, _, _, data in edges})
    if not by:
        return without("no_pole", at.asked())
    refs = tuple(key for _, _, key, data in edges if data["level"] == level) or ("ties.csv",)
    return exactly(by[level] - max((number for of, number in by.items() if of != level), default=0), at.asked(), refs)


@measure()
def largest_group(at: Analysis) -> Figure:
    """How many poles the largest group holds that ties between poles or shared partners join, without what poles share as poles."""
    groups = networks.components(at.net, "own")
    if not groups:
        return without("no_pole", at.asked())
    shared = [ref for of in networks.pairs(at.net).values() for rows in of.values() for ref in rows]
    return exactly(len(groups[0]), at.asked(), tuple(dict.fromkeys(shared)) or ("ties.csv",), len(networks.poles(at.net)))


# --- how much text stands behind a count ------------------------------------------------------------------------------


@measure()
def ties_with_lines(at: Analysis, study: str) -> Figure:
    """The rank correlation, within a study, of a pole's ties and of the lines coded of it."""
    cases = sorted(case for case, of in at.sample.pairs if of == study)
    asked = frozenset((case, study) for case in cases)
    if not cases:
        return without("study_left_out", asked)
    ties = {case: sum(data["sort"] == "tie" and data["study"] == study for *_, data in at.net.out_edges(case, data=True)) for case in cases}
    lines = {case: network_tables.coded_lines(at.sample, case, study)[0] for case in cases}
    rho = network_facts.spearman([ties[case] for case in cases], [lines[case] for case in cases])
    return exactly(rho, asked, EVERYTHING, len(cases))


@measure("treat_about_as")
def sources_with_text(at: Analysis, study: str) -> Figure:
    """The rank correlation, within a study, of the sources of money named of a pole and of the other facts coded of its economy."""
    found = at.once("sources", diversification.breadth)
    return _rank(at, study, found.frame, found.evidence, "sources_named", "other_codings")


def _rank(at: Analysis, study: str, frame: pd.DataFrame, evidence: pd.DataFrame, one: str, other: str) -> Figure:
    rows = frame["study"] == study
    asked = frozenset(pair for pair in at.asked() if pair[1] == study)
    if not rows.any():
        return without("study_left_out", asked)
    rho = network_facts.spearman(frame.loc[rows, one].astype(float).tolist(), frame.loc[rows, other].astype(float).tolist())
    return exactly(rho, asked, references(list(evidence.loc[rows, [one, other]].to_numpy().ravel())), int(rows.sum()))


@measure()
def modalities_with_lines(at: Analysis, study: str) -> Figure:
    """Of two poles of a study that differ in both, the share in percent of which the one with more lines has more modalities of cooperation."""
    found = at.once("reach", reach.of_poles)
    rows = found.frame["study"] == study
    asked = frozenset(pair for pair in at.asked() if pair[1] == study)
    if not rows.any():
        return without("study_left_out", asked)
    same, pairs = agreement(found.frame.loc[rows, "lines"].tolist(), found.frame.loc[rows, "modalities"].tolist())
    return exactly(100 * same / pairs if pairs else math.nan, asked, references(list(found.evidence.loc[rows, "modalities"])), pairs)
