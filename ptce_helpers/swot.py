"""Items of the SWOT, options, practices and challenges: which poles' codings support or contradict each, and how strongly."""

from __future__ import annotations

from dataclasses import dataclass

from ptce_helpers import bounds
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.queries import OUTCOMES, Answer, answer, parse
from ptce_helpers.rankings import ranks, without_one
from ptce_helpers.sample import Sample
from ptce_helpers.wording import says

Place = tuple[str, str]  # case_id, study
COUNTS = ("item", "study", "fit", "n", *OUTCOMES, "possible_low", "possible_high", "rank_low", "rank_high", "strength", "codings")
NAMES = ("item", "study", "poles_supports", "poles_both", "poles_contradicts")
FOUND = ("item", "case", "study", "outcome", "strength", "codings_say")
ASKED = ("item", "fit", "query", "against")


@dataclass(frozen=True)
class Item:
    """A statement on the poles, with the queries that say what supports it and what contradicts it."""

    item_id: str
    label: str
    query: str
    against: str
    fit: str


@dataclass(frozen=True)
class Answers:
    """What the codings of each pole in each study say of each of some items."""

    sample: Sample
    items: list[Item]
    found: dict[tuple[str, Place], Answer]

    def places(self, item: Item, outcome: str, study: str = "") -> list[Place]:
        """The poles (with the study) of which an item has an outcome, by name."""
        return [place for place in self.sample.pairs if study in ("", place[1]) and self.found[item.item_id, place].outcome == outcome]

    def poles(self, item: Item, outcome: str) -> list[str]:
        """The poles of which an item has an outcome in either study, each once."""
        return list(dict.fromkeys(case for case, _ in self.places(item, outcome)))

    def refs(self, item: Item, places: list[Place]) -> list[str]:
        """The rows that the answers of some poles rest on, and the item itself, whose row holds the queries."""
        return [item.item_id, *(ref for place in places for ref in self.found[item.item_id, place].refs)]


def items_of(sample: Sample, quadrant: str) -> list[Item]:
    """The items of one quadrant of the SWOT: strength, weakness, opportunity or threat."""
    return [_item(row, "item_id", "label", sample.labels) for row in rows_of(sample.raw["swot"]) if row["quadrant"] == quadrant]


def practices_of(sample: Sample, kind: str, domain: str = "") -> list[Item]:
    """Practices or challenges (``kind``) of governance or of cooperation, or of both."""
    return [_item(row, "practice_id", "label", sample.labels) for row in rows_of(sample.raw["practices"]) if row["kind"] == kind and domain in ("", row["domain"])]


def options_of(sample: Sample) -> list[Item]:
    """The options of the TOWS pairs, each as an item: what a pole does or plans."""
    return [_item(row, "pair_id", "option", sample.labels) for row in rows_of(sample.raw["tows"])]


def _item(row: dict, key: str, label: str, labels: Labels) -> Item:
    return Item(row[key], row[f"{label}_{labels.lang}"], row["query"], row["against"], row["fit"])


def ask(sample: Sample, items: list[Item]) -> Answers:
    """Ask the codings of each pole in each study about each item."""
    found = {(item.item_id, place): sample.once(("said of an item", *place, item.query, item.against), lambda: answer(sample, *place, item.query, item.against)) for item in items for place in sample.pairs}
    return Answers(sample, items, found)


def counts(answers: Answers) -> Traced:
    """For each item and study: how many poles support it, say both, contradict it, or are silent.

    Columns: item, study, fit (how near the query comes to the item), n (poles of the study), the four outcomes;
    possible_low/high: the poles that support it in the worst completion (only those that do without contradiction) and in
    the best (also those that say both or are silent); rank_low/high: its place among the items by supporting poles,
    whichever one pole is left out; strength (mean over the supporting poles, 0.5 to 3) and codings (how many support).
    """
    spans = {study: _rank_spans(answers, study) for study in answers.sample.studies}
    return table([_counts_row(answers, item, study, spans[study].get(item.item_id)) for item in answers.items for study in answers.sample.studies], COUNTS)


def _rank_spans(answers: Answers, study: str) -> dict[str, tuple[int, int]]:
    """The best and the worst place of each item that any pole of the study supports, when one pole is left out."""
    supporters = {item.item_id: found for item in answers.items if (found := set(answers.places(item, "supports", study)))}
    places = [place for place in answers.sample.pairs if place[1] == study]
    return without_one(places, lambda kept: ranks({item: len(found & kept) for item, found in supporters.items()}))


def _counts_row(answers: Answers, item: Item, study: str, span: tuple[int, int] | None) -> dict:
    labels, places = answers.sample.labels, [place for place in answers.sample.pairs if place[1] == study]
    by = {outcome: answers.places(item, outcome, study) for outcome in OUTCOMES}
    everything = answers.refs(item, places)
    cells = {outcome: cell(len(found), answers.refs(item, found) if found else everything) for outcome, found in by.items()}
    possible = bounds.count(len(by["supports"]), len(by["both"]) + len(by["silent"])) if item.query else None
    yes = [answers.found[item.item_id, place] for place in by["supports"]]
    refs = answers.refs(item, by["supports"]) if yes else everything
    return {"item": cell(item.label, [item.item_id]), "study": study, "fit": cell(labels.text(f"fit_{item.fit}"), [item.item_id]),
            "n": cell(len(places), [item.item_id], [f"cases.csv#{case}" for case, _ in places]), **cells,
            **{f"possible_{end}": cell(getattr(possible, end, None), everything) for end in ("low", "high")},
            **{f"rank_{end}": cell(span[place] if span else None, everything) for place, end in enumerate(("low", "high"))},
            "strength": cell(mean_strength(yes), refs), "codings": cell(len({ref for found in yes for ref in found.refs}), refs)}


def mean_strength(answers: list[Answer]) -> float | None:
    """The mean strength of evidence of poles that support an item; None without any."""
    return round(sum(one.strength for one in answers) / len(answers), 10) if answers else None


def names(answers: Answers) -> Traced:
    """For each item and study the poles that support it, that say both, and that contradict it; none where all are silent."""
    rows = []
    for item in answers.items:
        for study in answers.sample.studies:
            by = {outcome: answers.places(item, outcome, study) for outcome in ("supports", "both", "contradicts")}
            if any(by.values()):
                rows.append({"item": cell(item.label, [item.item_id]), "study": study} | {f"poles_{outcome}": _named(answers, item, places) for outcome, places in by.items()})
    return table(rows, NAMES)


def _named(answers: Answers, item: Item, places: list[Place]) -> Cell:
    called = answers.sample.names
    return cell(", ".join(called[case] for case, _ in places) or None, answers.refs(item, places))


def findings(*groups: Answers) -> Traced:
    """Each answer that is no silence, one a row: item, pole, study, outcome, strength, and what the codings say in words."""
    rows = []
    for answers in groups:
        for (item_id, place), found in answers.found.items():
            if found.outcome != "silent":
                rows.append(_finding(answers, next(item for item in answers.items if item.item_id == item_id), place, found))
    return table(rows, FOUND)


def _finding(answers: Answers, item: Item, place: Place, found: Answer) -> dict:
    sample, refs = answers.sample, answers.refs(item, [place])
    rows = [row for variable in dict.fromkeys(_variables(item)) for row in sample.used(*place, variable) if row["coding_id"] in found.refs]
    told = [sample.labels.text("term", variable=sample.book.label(row["variable_id"], sample.labels.lang), value=says(row, sample.raw, sample.labels)) for row in rows]
    return {"item": cell(item.label, [item.item_id]), "case": sample.names[place[0]], "study": place[1], "outcome": cell(sample.labels.text(f"outcome_{found.outcome}"), refs),
            "strength": cell(found.strength or None, refs), "codings_say": cell(sample.labels.text("semicolon").join(told), refs)}


def _variables(item: Item) -> list[str]:
    return [term.variable_id for query in (item.query, item.against) for option in parse(query) for term in option]


def asked(sample: Sample, items: list[Item]) -> Traced:
    """What is asked: for each item how near its query comes, and both queries in words."""
    rows = [{"item": cell(item.label, [item.item_id]), "fit": sample.labels.text(f"fit_{item.fit}"),
             "query": in_words(sample, item.query) or None, "against": in_words(sample, item.against) or None} for item in items]
    return table(rows, ASKED)


def in_words(sample: Sample, query: str) -> str:
    """A query with the labels of the codebook; terms of one variable that are alternatives stand together."""
    options: dict[str, list[str]] = {}
    for terms in parse(query):
        if len(terms) == 1 and terms[0].sign == "=":
            options.setdefault(terms[0].variable_id, []).append(_code(sample, terms[0]))
        else:
            options[" + ".join(_in_words(sample, term) for term in terms)] = []
    labels = sample.labels
    return labels.text("semicolon").join(labels.text("term", variable=sample.book.label(key, labels.lang), value=" / ".join(codes)) if codes else key for key, codes in options.items())


def _in_words(sample: Sample, term) -> str:
    labels = sample.labels
    label = sample.book.label(term.variable_id, labels.lang)
    if term.sign == "=":
        return labels.text("term", variable=label, value=_code(sample, term))
    scale = sample.book.variable(term.variable_id)["scale"]
    figure = term.value if scale == "year" else labels.percent(float(term.value)) if scale == "share" else labels.number(float(term.value))
    return f"{label} {'≥' if term.sign == '>=' else '≤'}\u00a0{figure}"


def _code(sample: Sample, term) -> str:
    return sample.book.code_label(term.variable_id, term.value, sample.labels.lang)


def summary(answers: Answers) -> dict[str, Cell]:
    """Numbers for the sentence on a group of items: which is most supported (each pole counted once), how many are contradicted, unsupported, indirect, or not asked for at all."""
    items, labels = answers.items, answers.sample.labels
    supporting = {item.item_id: len(answers.poles(item, "supports")) for item in items}
    most = max(supporting.values())
    top, bare = ([item for item in items if supporting[item.item_id] == number] for number in (most, 0))
    against = {item.item_id: [*answers.places(item, "contradicts"), *answers.places(item, "both")] for item in items}
    denied = [answers.refs(item, against[item.item_id]) for item in items if against[item.item_id]]
    everything = [ref for item in items for ref in answers.refs(item, answers.sample.pairs)]
    ids = [item.item_id for item in items]
    supported = [ref for item in items for ref in answers.refs(item, answers.places(item, "supports"))]
    behind = [answers.refs(item, answers.places(item, "supports") or answers.sample.pairs) for item in top]
    return {"n": cell(most, *behind), "most": cell(named([item.label for item in top], labels), supported), "poles": cell(len({case for case, _ in answers.sample.pairs}), answers.sample.rows_of_cases()),
            "items": cell(len(items), ids), "unasked": counted([[item.item_id] for item in items if not item.query], ids),
            "unsupported": counted([answers.refs(item, answers.sample.pairs) for item in bare], everything), "contradicted": counted(denied, everything),
            "indirect": counted([[item.item_id] for item in items if item.fit == "indirect"], ids)}


def named(names: list[str], labels: Labels) -> str:
    """Names of items in quotation marks, joined."""
    return labels.join([labels.text("quoted", text=name) for name in names])
