"""The TOWS option pairs, ranked by the poles that do or plan what the option says."""

from __future__ import annotations

from ptce_helpers.evidence import Cell, Traced, cell, table
from ptce_helpers.files import rows_of
from ptce_helpers.parameters import WEIGHTS
from ptce_helpers.rankings import Ranking, ranks, without_one
from ptce_helpers.swot import Answers, Item, ask, items_of, named

PAIRS = ("option", "item", "fit", "n", "supporting", "announced", "with_item", "with_both", "score", "rank", "rank_low", "rank_high")
Supporters = dict[str, dict[tuple[str, str], float]]  # pair_id -> (case, study) -> strength


def supporters(answers: Answers) -> Supporters:
    """For each option the poles that do or plan it, in each study, with the strength of the evidence."""
    return {item.item_id: {place: answers.found[item.item_id, place].strength for place in answers.places(item, "supports")} for item in answers.items}


def scores(found: Supporters, places: set[tuple[str, str]], weighting: str) -> dict[str, float]:
    """What the supporting poles add up to for each option.

    ``weighting``: equal (each pole counts one, in however many studies), evidence (each counts the strength of its best
    evidence, 0.5 to 3), study (the share of poles in percent, mean of the studies, so that both count the same).
    """
    return {pair: _score({place: strength for place, strength in by.items() if place in places}, places, weighting) for pair, by in found.items()}


def _score(by: dict[tuple[str, str], float], places: set[tuple[str, str]], weighting: str) -> float:
    if weighting == "study":
        studies = {study for _, study in places}
        return sum(100 * sum(of == study for _, of in by) / sum(of == study for _, of in places) for study in studies) / max(len(studies), 1)
    best: dict[str, float] = {}
    for (case, _), strength in by.items():
        best[case] = max(best.get(case, 0.0), strength)
    return float(len(best)) if weighting == "equal" else sum(best.values())


def rankings(answers: Answers) -> dict[str, Ranking]:
    """The places of the options under each weighting."""
    found, places = supporters(answers), set(answers.sample.pairs)
    return {weighting: ranks(scores(found, places, weighting)) for weighting in WEIGHTS}


def without_a_pole(answers: Answers, weighting: str) -> dict[str, tuple[int, int]]:
    """The best and worst place of each option when one pole is left out of both studies."""
    found, places = supporters(answers), answers.sample.pairs

    def rank(kept: set[str]) -> Ranking:
        return ranks(scores(found, {place for place in places if place[0] in kept}, weighting))

    return without_one({case for case, _ in places}, rank)


def pairs(answers: Answers, weighting: str) -> Traced:
    """The pairs by rank: option, item it answers, poles that do or plan it, and the poles of the item among them.

    Columns: option, item, fit; n (poles), supporting (poles with the option, each once), announced (of these: only plan
    it); with_item (poles that support the opportunity or threat; none where it has no query), with_both (poles with the item and the option); score
    under the weighting; rank, and rank_low/high when one pole is left out.
    """
    sample = answers.sample
    swot = ask(sample, [*items_of(sample, "opportunity"), *items_of(sample, "threat")])
    asked = {item.item_id: item for item in swot.items}
    of = {row["pair_id"]: asked[row["item_id"]] for row in rows_of(sample.raw["tows"])}
    made = scores(supporters(answers), set(sample.pairs), weighting)
    order, spans = ranks(made), without_a_pole(answers, weighting)
    rows = [_pair_row(answers, option, swot, of[option.item_id]) | _rank_cells(answers, option, made, order, spans) for option in answers.items]
    return table(sorted(rows, key=lambda row: row["rank"].value), PAIRS)


def _pair_row(answers: Answers, option: Item, swot: Answers, item: Item) -> dict:
    has, meets = answers.poles(option, "supports"), swot.poles(item, "supports")
    doing = {case for case, study in answers.places(option, "supports") if not answers.found[option.item_id, (case, study)].announced}
    places = answers.sample.pairs
    refs, of_item = answers.refs(option, answers.places(option, "supports") or places), swot.refs(item, swot.places(item, "supports") or places)
    cases = [f"cases.csv#{case}" for case, _ in places]
    return {"option": cell(option.label, [option.item_id]), "item": cell(item.label, [item.item_id]), "fit": cell(answers.sample.labels.text(f"fit_{option.fit}"), [option.item_id]),
            "n": cell(len({case for case, _ in places}), [option.item_id], cases), "supporting": cell(len(has), refs),
            "announced": cell(len(set(has) - doing), refs), "with_item": cell(len(meets) if item.query else None, of_item),
            "with_both": cell(len(set(has) & set(meets)) if item.query else None, refs, of_item)}


def _rank_cells(answers: Answers, option: Item, made: dict[str, float], order: Ranking, spans: dict[str, tuple[int, int]]) -> dict:
    refs = all_refs(answers)
    low, high = spans[option.item_id]
    own = answers.refs(option, answers.places(option, "supports") or answers.sample.pairs)
    return {"score": cell(round(made[option.item_id], 10), own), "rank": cell(order[option.item_id], refs), "rank_low": cell(low, refs), "rank_high": cell(high, refs)}


def all_refs(answers: Answers) -> list[str]:
    """What a place in a ranking rests on: the support of all options."""
    return [ref for item in answers.items for ref in answers.refs(item, answers.places(item, "supports"))]


def leaders(answers: Answers, weighting: str) -> dict[str, Cell]:
    """Numbers for the sentence on the ranking: the first option or options, by how many poles, and how many keep their rank without any one pole."""
    order, labels = rankings(answers)[weighting], answers.sample.labels
    first = [item for item in answers.items if order[item.item_id] == 1]
    ahead = [answers.refs(item, answers.places(item, "supports") or answers.sample.pairs) for item in first]
    steady = sum(low == high for low, high in without_a_pole(answers, weighting).values())
    return {"n": cell(max(len(answers.poles(item, "supports")) for item in first), *ahead), "first": cell(named([item.label for item in first], labels), all_refs(answers)),
            "poles": cell(len({case for case, _ in answers.sample.pairs}), answers.sample.rows_of_cases()), "weighting": cell(labels.text(f"weighting_{weighting}"), ["ptce_helpers/options.py"]),
            "pairs": cell(len(answers.items), [item.item_id for item in answers.items]), "steady": cell(steady, all_refs(answers))}
