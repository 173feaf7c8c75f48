"""What the text of 2015 allows the values of its pictures to be, slot by slot and table by table; a slot that is filled in is its own bounds."""

from __future__ import annotations

import math
from collections import Counter

from ptce_helpers import charts, first_circles, growth, social_share
from ptce_helpers.bounds import Bounds
from ptce_helpers.charts import Slot
from ptce_helpers.evidence import Cell, Traced, cell, table
from ptce_helpers.sample import Sample
from ptce_helpers.wording import span

FORMS, SECTORS, FUNCTIONS = 3, 5, 6
SPREAD = {FORMS: "member_kind", SECTORS: "sector", FUNCTIONS: "transverse_function"}  # tables that spread the members over codes
PRESENT = ("some", "majority", "count")  # a statement of these kinds says that there is at least one; "few" may be none


def of_slot(sample: Sample, slot: Slot, total: Bounds | None) -> tuple[float, float, list[str]]:
    """The lowest and the highest value of a slot of tables 3 to 6, with the statements behind them.

    At least one where the text says that there are some (and one in each pole that it counts), none where it says that there
    are none, at most all members of the first circles together. The most frequent form has at least as many as an even spread would give it: each member has
    at least one of the forms that can occur. ``total``: how many members there are (:func:`ptce_helpers.first_circles.total`);
    None where not all poles are chosen, and nothing is bounded.
    """
    if slot.value is not None:
        return slot.value, slot.value, []
    if total is None or sample.rules.missing == "drop":
        return 0.0, math.inf, []
    if slot.variable_id in (social_share.ESS, social_share.OUTSIDE):
        return _of_split(sample, slot.variable_id, total)
    said = [row for row in charts.of_chart(sample, slot.chart) if slot.item in _codes(row)]
    refs = [row["statement_id"] for row in said]
    if any(row["statistic"] == "none" for row in said):
        return 0.0, 0.0, refs
    low = max((float(row["value"]) if row["statistic"] == "count" else 1.0 for row in said if row["statistic"] in PRESENT), default=0.0)
    if slot.chart == FORMS and any(row["statistic"] == "majority" for row in said):
        possible = [other for other in charts.slots(sample, FORMS) if not _denied(sample, other)]
        low = max(low, math.ceil(total.low / len(possible)))
    return low, total.high, refs


def _codes(row: dict) -> set[str]:
    """The codes that a statement speaks of: one, several after commas, or one with a part of it after a colon."""
    return {part.partition(":")[0].strip() for part in row["condition"].split(",")}


def _denied(sample: Sample, slot: Slot) -> bool:
    return any(row["statistic"] == "none" and slot.item in _codes(row) for row in charts.of_chart(sample, slot.chart))


def _of_split(sample: Sample, variable_id: str, total: Bounds) -> tuple[float, float, list[str]]:
    """Table 4: outside the social economy, what either reading of the published mean share allows; inside it, a majority of the rest."""
    rows = social_share.outside(sample).frame
    row = social_share.published_share(sample)
    refs = [row["statement_id"]] if row else []
    low, high = rows["members_low"].min(), rows["members_high"].max()
    if variable_id == social_share.OUTSIDE:
        return low, high, refs
    predominant = [one["statement_id"] for one in charts.statements(sample, "members_ess_majority")]
    return (math.floor(total.low / 2) + 1 if predominant else 0), total.high - low, refs + predominant


def slots(sample: Sample) -> Traced:
    """Each value of tables 3 to 6: of what, the value where it has been filled in, and the bounds that the text leaves.

    Columns: chart, of, value, value_low/high, said (ids of the statements that speak of it).
    """
    rows, total = [], first_circles.total(sample)
    for chart in (3, 4, 5, 6):
        for slot in charts.slots(sample, chart):
            low, high, said = of_slot(sample, slot, total)
            refs = [slot.ref, *said]
            rows.append({"chart": cell(chart, [slot.ref]), "about": cell(label(sample, slot), [slot.ref]), "value": cell(_number(slot.value), [slot.ref]),
                         "value_low": cell(low, refs), "value_high": cell(high, refs), "statements": cell(" ".join(said) or None, refs)})
    return table(rows, ["chart", "about", "value", "value_low", "value_high", "statements"])


def label(sample: Sample, slot: Slot) -> str:
    """Of what a slot is the value: the label of its code, or of its variable."""
    if slot.chart in SPREAD:
        return sample.book.code_label(SPREAD[slot.chart], slot.item, sample.labels.lang)
    return sample.book.label(slot.variable_id, sample.labels.lang)


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def followed(sample: Sample) -> dict[int, Cell]:
    """For each of the six tables a phrase with what follows from the text for the values that it holds; for the table of tables."""
    labels = sample.labels
    if charts.STUDY not in sample.studies:
        return {}
    total, told = first_circles.total(sample), first_circles.said(sample)
    found: dict[int, tuple[str, list[str]]] = {2: _of_growth(sample)}
    refs = list(told.refs) if told else []
    if told is None or total is None or sample.rules.missing == "drop":
        found |= {chart: (labels.text("follows_nothing"), [slot.ref for slot in charts.slots(sample, chart)]) for chart in (1, 3, 4, 5, 6)}
    else:
        found[1] = (labels.text("follows_1", figure=span(total.low, total.high, labels), smallest=told.smallest, largest=told.largest), refs)
        for chart in SPREAD:
            found[chart] = _of_spread(sample, chart, total)
        non = next(slot for slot in charts.slots(sample, 4, social_share.OUTSIDE))
        low, high, said = of_slot(sample, non, total)
        found[4] = (labels.text("follows_4", figure=span(low, high, labels)), [*said, *refs])
    return {chart: cell(text, ids) for chart, (text, ids) in found.items()}


def _of_growth(sample: Sample) -> tuple[str, list[str]]:
    poles = growth.how_many(sample)
    refs = [ref for case in sample.asked(growth.TREND, charts.STUDY) for ref in sample.refs(case, charts.STUDY, growth.TREND)]
    return sample.labels.text("follows_2", figure=span(poles.low, poles.high, sample.labels)), refs


def _of_spread(sample: Sample, chart: int, total: Bounds) -> tuple[str, list[str]]:
    """How many of the codes occur for certain, how many can't, and how many are open."""
    states: Counter[str] = Counter()
    refs: list[str] = []
    for slot in charts.slots(sample, chart):
        low, high, said = of_slot(sample, slot, total)
        states["none" if high == 0 else "some" if low > 0 else "open"] += 1
        refs += said
    return sample.labels.text("follows_spread", some=states["some"], none=states["none"], n=states["open"]), refs or [slot.ref for slot in charts.slots(sample, chart)]
