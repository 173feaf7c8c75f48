"""Figures made comparable: the steps of data/raw/harmonisation.csv applied to the raw figures, each shown beside what it makes of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import product

from ptce_helpers import values
from ptce_helpers.checks import number
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample
from ptce_helpers.steps import NEEDS

WHOLE = 100.0
COLUMNS = ("case", "step", "raw_figure", "operation", "harmonised", "reason")
CHAINS = ("case", "raw_figure", "steps", "harmonised", "own_figure", "own_fits")
OPERATIONS: dict[str, Callable[..., float]] = {  # x: the figure, y: the operand; both may be intervals, of which each end is tried
    "same_year": lambda x, y: y, "same_scope": lambda x, y: y, "complement": lambda x: WHOLE - x, "add": lambda x, y: x + y,
    "subtract_amount": lambda x, y: max(0.0, x - y), "subtract_share": lambda x, y: x * (1 - y / WHOLE), "grow_by": lambda x, y: x * (1 + y / WHOLE),
    "per_year": lambda x, y: x / y, "per_fte": lambda x, y: x / y, "share_of": lambda x, y: WHOLE * x / y,
    "amount_of": lambda x, y: x / WHOLE * y, "whole_of_share": lambda x, y: x / (y / WHOLE),
}


@dataclass(frozen=True)
class Figure:
    """A figure as an interval: exact where both ends are one; ``about`` when something in it is said to be about so much only."""

    low: float
    high: float
    unit: str
    about: bool = False
    refs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step as it was applied: its row, the figure before, the operand and the figure after (None where there is none)."""

    row: dict
    before: Figure | None
    operand: Figure | None
    after: Figure | None

    @property
    def refs(self) -> tuple[str, ...]:
        """The step itself and all that its result rests on."""
        found = [figure.refs for figure in (self.before, self.operand, self.after) if figure]
        return tuple(sorted({self.row["step_id"], *(ref for refs in found for ref in refs)}))


def steps(sample: Sample) -> list[Step]:
    """All steps of the poles and studies of the sample, in the order of the table, with the figures before and after.

    A step that rests on a coding which the sample does not hold (as under the reading of one coder) is not among them.
    """
    if "steps" not in sample.kept:  # asked for pole by pole and variable by variable
        sample.kept["steps"] = _all_steps(sample)
    return sample.kept["steps"]


def _all_steps(sample: Sample) -> list[Step]:
    known, done = _raw_figures(sample), []
    there = set(sample.clean.codings["coding_id"])
    pairs = set(sample.pairs)
    for row in sample.raw.rows("harmonisation"):
        if (row["case_id"], row["source_id"]) in pairs and _refers_to(row) <= known.keys() | there:
            step = _step(row, known, sample)
            known[row["step_id"]] = step.after
            done.append(step)
    return done


def _refers_to(row: dict) -> set[str]:
    """The codings, ties and steps that a step rests on."""
    return {row[part] for part in ("applies_to", "operand") if row[part] and number(row[part]) is None}


def _step(row: dict, known: dict[str, Figure | None], sample: Sample) -> Step:
    before = known.get(row["applies_to"]) if row["applies_to"] else _published(row, sample)
    needs = NEEDS[row["operation"]]
    plain = number(row["operand"])
    operand = known.get(row["operand"]) if plain is None else Figure(plain, plain, "" if needs.operand in ("same", "any") else needs.operand)
    after = None
    if before and (operand or not needs.operand):
        after = apply(row["operation"], before, operand)
    return Step(row, before, operand, after and replace(after, refs=tuple(sorted({row["step_id"], *after.refs}))))


def apply(operation: str, before: Figure, operand: Figure | None = None) -> Figure | None:
    """One operation on one figure; intervals go in and come out, their ends being those that any values within can give.

    Every operation rises or falls steadily with each of its parts, so that the ends are enough. None for not_comparable.
    """
    if operation == "not_comparable":
        return None
    refs = tuple(sorted({*before.refs, *(operand.refs if operand else ())}))
    about = before.about or bool(operand and operand.about)
    most = WHOLE if before.unit == "percent" else math.inf
    unit = {"operand": operand.unit if operand else ""}.get(NEEDS[operation].after, NEEDS[operation].after or before.unit)
    if operation == "at_least":
        low, high = before.low, most
    elif operation == "at_most":
        low, high = 0.0, before.high
    elif operation == "complement_at_most":
        low, high = 0.0, WHOLE - before.low
    elif operation == "subtract_if_included":
        low, high = max(0.0, before.low - operand.high), before.high
    else:
        low, high = _ends(operation, before, operand)
    return Figure(low, high, unit, about, refs)


def _ends(operation: str, before: Figure, operand: Figure | None) -> tuple[float, float]:
    sides = [(before.low, before.high)] + ([(operand.low, operand.high)] if operand else [])
    found = [OPERATIONS[operation](*ends) for ends in product(*sides)]
    return min(found), max(found)


def _raw_figures(sample: Sample) -> dict[str, Figure | None]:
    """Every number of the clean codings and every amount of the ties; None where the rules take it as missing."""
    found: dict[str, Figure | None] = {}
    for row in rows_of(sample.clean.codings):
        if row["value"] and sample.book.is_number(row["variable_id"]):
            found[row["coding_id"]] = _figure(row["coding_id"], row, sample, row["unit"] or ("percent" if row["scale"] == "share" else ""))
    for row in rows_of(sample.clean.ties):
        if row["amount"]:
            found[row["tie_id"]] = _figure(row["tie_id"], row | {"value": row["amount"]}, sample, row["unit"])
    return found


def _figure(name: str, row: dict, sample: Sample, unit: str) -> Figure | None:
    if row["qualifier"] == "about" and sample.rules.about == "missing":
        return None
    low, high = values.interval(sample, row | {"scale": "share" if unit == "percent" else "amount"})
    return Figure(low, high, unit, row["qualifier"] == "about", (name,))


def _published(row: dict, sample: Sample) -> Figure | None:
    """Of a figure that is not published: the smallest and the largest of all poles of the study, between which it lies."""
    if row["operation"] == "not_comparable":
        return None
    said = {line["statistic"]: line for line in sample.raw.rows("statements")
            if line["subject"] == row["variable_id"] and line["source_id"] == row["source_id"] and line["value"] and not line["condition"]}
    ends, unit = (said["min"], said["max"]), sample.book.variable(row["variable_id"])["unit"]
    return Figure(*(float(end["value"]) for end in ends), unit, refs=tuple(sorted(end["statement_id"] for end in ends)))


def in_words(figure: Figure | None, labels: Labels) -> str | None:
    """A figure for people: about 50%, at most 30%, 24,850 to 531,080 euros; None where there is none."""
    if figure is None:
        return None
    most = WHOLE if figure.unit == "percent" else math.inf
    low, high = (_rounded(end, figure.unit) for end in (figure.low, figure.high))
    if low == high:
        written = labels.qualified(low, None, "about" if figure.about else "exact")
    elif figure.low == 0 and figure.high == most:
        return labels.text("harmonised_anything")
    elif figure.high == most:
        written = labels.qualified(low, None, "at_least")
    elif figure.low == 0:
        written = labels.qualified(high, None, "at_most")
    else:
        written = labels.qualified(low, high, "range")
    return labels.with_unit(written, figure.unit, high if high < math.inf else low)


def _rounded(value: float, unit: str) -> float:
    """Shares to a tenth of a percent, amounts to the euro: no more digits than the texts can bear."""
    return value if math.isinf(value) else round(value, 1 if unit == "percent" else 0 if unit.startswith("EUR") else 2)


def each_step(sample: Sample) -> Traced:
    """Every step: case (with the year of the study), step (its id), raw_figure, operation (with what), harmonised, reason; one row a step."""
    labels, rows = sample.labels, []
    for step in sorted(steps(sample), key=lambda step: _place(step, sample)):
        of = (step.row["step_id"],)
        operation = labels.text(f"operation_{step.row['operation']}")
        if step.operand:
            operation = labels.text("item", item=operation) + in_words(step.operand, labels)
        rows.append({"case": cell(_pole(step, sample), of), "step": cell(step.row["step_id"].rpartition(".")[2], of), "raw_figure": _before(step, sample),
                     "operation": cell(operation, step.operand.refs if step.operand else (), of), "harmonised": _after(step, sample),
                     "reason": cell(step.row[f"reason_{labels.lang}"], of)})
    return table(rows, COLUMNS)


def _place(step: Step, sample: Sample) -> tuple[int, str]:
    """Where a step stands on a page: by name of the pole, then the older study, then its number."""
    return sample.pairs.index((step.row["case_id"], step.row["source_id"])), step.row["step_id"]


def _pole(step: Step, sample: Sample) -> str:
    return sample.labels.text("case_in_study", case=sample.names[step.row["case_id"]], year=step.row["source_id"][-4:])


def _before(step: Step, sample: Sample) -> Cell:
    """The variable and figure before a step; why there is none."""
    row, labels = step.row, sample.labels
    name = labels.text("item", item=sample.book.label(row["variable_id"], labels.lang))
    if step.before is not None:
        return cell(name + in_words(step.before, labels), step.before.refs)
    if row["applies_to"] and row["operation"] != "not_comparable":
        return cell(name + labels.text("harmonised_about"), (row["applies_to"],))
    kind = sample.why_missing(row["case_id"], row["source_id"], row["variable_id"])
    return cell(name + labels.text(f"missing_{kind}"), sample.refs(row["case_id"], row["source_id"], row["variable_id"]))


def _after(step: Step, sample: Sample) -> Cell:
    """The variable and figure after a step; that there is none."""
    labels = sample.labels
    if step.after is None:
        return cell(labels.text("harmonised_not" if step.row["operation"] == "not_comparable" else "harmonised_about"), step.refs)
    name = labels.text("item", item=sample.book.label(step.row["result_variable"], labels.lang))
    return cell(name + in_words(step.after, labels), step.refs)


def ends(sample: Sample, variables: Iterable[str] = ()) -> list[list[Step]]:
    """The chains of steps, each from its raw figure to its last step; ``variables``: only chains that end in one of them.

    A step ends a chain unless another goes on from it to a figure of the same kind; a figure of another kind may also start from it.
    """
    every = steps(sample)
    by_name = {step.row["step_id"]: step for step in every}
    on_the_way = {step.row["applies_to"] for step in every
                  if (before := by_name.get(step.row["applies_to"])) and _goes_on(before, step)}
    chains = []
    for step in every:
        if step.row["step_id"] in on_the_way:
            continue
        chain = [step]
        while (earlier := by_name.get(chain[0].row["applies_to"])) is not None:
            chain.insert(0, earlier)
        chains.append(chain)
    wanted = set(variables)
    return [chain for chain in chains if not wanted or chain[-1].row["result_variable"] in wanted]


def _goes_on(before: Step, step: Step) -> bool:
    """Whether a step makes of an earlier one's result a figure of the same variable in the same unit."""
    return before.row["result_variable"] == step.row["result_variable"] and not NEEDS[step.row["operation"]].after


def side_by_side(sample: Sample, variables: Iterable[str] = ()) -> Traced:
    """Raw and harmonised: one row a chain of steps, with the text's own figure of the same kind where it gives one.

    Columns: case (with the year of the study), raw_figure (the variable and figure where the chain begins), steps (the operations
    in order), harmonised (the variable and figure in which it ends), own_figure (what the text itself states of that variable) and
    fits (whether that figure, as exactly as it is written, lies within the harmonised one).
    """
    rows = []
    for chain in sorted(ends(sample, variables), key=lambda chain: _place(chain[-1], sample)):
        last, of = chain[-1], tuple(step.row["step_id"] for step in chain)
        own = _own(chain, sample)
        nothing = sample.refs(last.row["case_id"], last.row["source_id"], last.row["result_variable"])
        rows.append({
            "case": cell(_pole(last, sample), of), "raw_figure": _before(chain[0], sample),
            "steps": cell(" → ".join(sample.labels.text(f"operation_{step.row['operation']}") for step in chain), of), "harmonised": _after(last, sample),
            "own_figure": cell(own.text, own.refs, of) if own else cell(None, nothing),
            "own_fits": cell(_fits(last.after, own), of, own.refs) if own and last.after else cell(None, of),
        })
    return table(rows, CHAINS)


def _own(chain: list[Step], sample: Sample) -> values.Value | None:
    """What the text itself states of the result; nothing where the chain is made of just that figure, or where units differ."""
    last = chain[-1]
    row = last.row
    if last.after is None or last.after.unit != _unit(sample, row["result_variable"]):
        return None
    found = next(value for value in values.of_variable(sample, row["result_variable"], row["source_id"]) if value.case_id == row["case_id"])
    made_of = {step.row[part] for step in chain for part in ("applies_to", "operand")}
    stated = {coding["coding_id"] for coding in sample.used(row["case_id"], row["source_id"], row["result_variable"]) if coding["status"] == "stated"}
    return found if found.stated is not None and set(found.refs) <= stated - made_of else None


def _unit(sample: Sample, variable: str) -> str:
    row = sample.book.variable(variable)
    return "percent" if row["scale"] == "share" else row["unit"]


def _fits(figure: Figure, own: values.Value) -> bool:
    """Whether a stated figure, as a rounded one, can lie within a harmonised one."""
    half = values.half_unit(own.stated)
    return bool(own.low - half <= figure.high and figure.low <= own.high + half)


def counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence: steps, poles, chains that end in a figure, in a range or in nothing, and how many fit the text's own figure."""
    done, chains = steps(sample), ends(sample)
    lasts = [chain[-1] for chain in chains]
    refused, unknown = ([step.refs for step in lasts if not step.after and (step.row["operation"] == "not_comparable") is barred] for barred in (True, False))
    figures, ranges = ([step.refs for step in lasts if step.after and (step.after.low == step.after.high) is exact] for exact in (True, False))
    compared = [([*chain[-1].refs, *own.refs], _fits(chain[-1].after, own)) for chain in chains if chain[-1].after and (own := _own(chain, sample))]
    looked = [step.row["step_id"] for step in done] or ["harmonisation.csv"]
    groups = {"chains": [step.refs for step in lasts], "figures": figures, "ranges": ranges, "refused": refused, "compared": [refs for refs, _ in compared], "met": [refs for refs, fits in compared if fits]}
    return {"n": cell(len(done), looked), "poles": cell(len({step.row["case_id"] for step in done}), looked), **{name: counted(some, looked) for name, some in groups.items()},
            "others": cell(sample.labels.text("say_harmonised_unknown", n=len(unknown)) if unknown else "", *unknown)}
