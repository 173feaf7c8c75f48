"""Tables of one comparison of configurations: what is expected, raw values beside memberships, who is left out, necessity, the truth table."""

from __future__ import annotations

import math

from ptce_helpers import calibration, calibration_tables, configurations, designs, pole_configurations
from ptce_helpers.calibration import HALF
from ptce_helpers.designs import bracketed
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.labels import Labels
from ptce_helpers.pole_configurations import NECESSARY, TRIVIAL, Analysed, Side
from ptce_helpers.sample import Sample

OVERVIEW = ("analysis", "outcome_said", "outcome_known", "outcome_in", "conditions_said", "poles_whole", "combinations", "can_be_done")
OFTEN = 0.1  # a chance above which it says little that no combination is mixed
SIGNS = {"1": "row_positive", "0": "row_negative", "C": "row_contradictory", "?": "row_remainder"}


def overview(sample: Sample, **cuts: float) -> Traced:
    """Every declared comparison: poles with the outcome and more in it than out, conditions, poles with all values, and whether it can be done."""
    rows = []
    for name in designs.names(sample):
        found = pole_configurations.of(sample, name, **cuts)
        known = [member for member in found.members[found.design.outcome.condition_id].values() if member.membership is not None]
        refs = [found.design.refs, *(member.refs for member in known)]
        rows.append({"analysis": cell(found.design.label, found.design.refs), "outcome_said": cell(designs.small(found.design.outcome.label, sample.labels), found.design.refs),
                     "outcome_known": cell(len(known), *refs), "outcome_in": cell(sum(member.membership > HALF for member in known), *refs),
                     "conditions_said": cell(sample.labels.join([designs.small(one.label, sample.labels) for one in found.design.conditions]), found.design.refs),
                     "poles_whole": cell(len(found.data), found.refs()), "combinations": cell(_size(found), found.design.refs),
                     "can_be_done": cell(found.refused.said(sample.labels) if found.refused else sample.labels.text("yes"), found.refs(), *refs)})
    return table(rows, OVERVIEW)


def _size(found: Analysed) -> int:
    """How many combinations the conditions can make."""
    total = 1
    for one in found.design.conditions:
        total *= len(one.groups) if one.method == "multi_value" else 2
    return total


def overview_counts(sample: Sample, **cuts: float) -> dict[str, Cell]:
    """Numbers for the sentence: comparisons declared, those that can be done, and which can't."""
    found = [pole_configurations.of(sample, name, **cuts) for name in designs.names(sample)]
    done = [one.design.refs for one in found if not one.refused]
    out = [one for one in found if one.refused]
    told = sample.labels.semicolons([sample.labels.text("refused_analysis", analysis=one.design.label, why=one.refused.said(sample.labels)) for one in out])
    return {"n": counted(done, ["analyses.csv"]), "of": cell(len(found), ["analyses.csv"]), "refused": counted([one.design.refs for one in out], ["analyses.csv"]),
            "why": cell(told, *(one.refs() for one in out), ["analyses.csv"])}


def expectations(found: Analysed) -> Traced:
    """The conditions of a comparison: name in formulas, what is expected of each, and why."""
    labels, rows = found.sample.labels, []
    for one in found.design.conditions:
        why = found.design.why[one.condition_id]
        refs = [f"analysis_conditions.csv#{found.design.analysis_id}/{one.condition_id}"]
        said = why["expected"] if why["expected"] in ("present", "absent", "open") else "value"
        rows.append({"condition_said": cell(one.label, refs), "symbol": cell(one.symbol, [one.ref]), "expected": cell(labels.text(f"expected_{said}", value=why["expected"]), refs),
                     "expected_because": cell(why[f"reason_{labels.lang}"], refs)})
    return table(rows, ("condition_said", "symbol", "expected", "expected_because"))


def memberships(found: Analysed) -> Traced:
    """The poles of a comparison: for each set what the text says, and beside it the membership."""
    sample, rows = found.sample, []
    for case in found.data.index:
        row: dict[str, object] = {"case": sample.names[case]}
        for one in found.design.sets:
            member = found.members[one.condition_id][case]
            row[one.label] = cell(calibration_tables.raw(member, sample), member.refs, [one.ref])
            row[one.symbol] = cell(member.membership, member.refs, [one.ref])
        rows.append(row)
    return table(rows, ("case", *(name for one in found.design.sets for name in (one.label, one.symbol))))


def left_out(found: Analysed) -> Traced:
    """The poles of which the outcome is known but a condition is not: which, and why."""
    sample, rows = found.sample, []
    for case, lacking in found.left_out.items():
        if found.design.outcome.condition_id in lacking:
            continue
        member = {name: found.members[name].get(case) for name in lacking}
        refs = [ref for one in member.values() if one for ref in one.refs]
        told = [sample.labels.text("lacks", label=calibration.condition(sample, name).label, why=calibration_tables.raw(one, sample) if one else sample.labels.text("not_asked_here"))
                for name, one in member.items()]
        rows.append({"case": cell(sample.names[case], refs, found.design.refs), "lacking": cell(sample.labels.semicolons(told), refs, found.design.refs)})
    return table(rows, ("case", "lacking"))


def necessity(found: Analysed) -> Traced:
    """How nearly each condition, and each combination that reaches the mark, is necessary for the outcome and for its absence.

    Columns: explained, path (in formulas), inclN, RoN, covN, verdict (necessary from an inclN of 0.9; trivial below a RoN of 0.5).
    """
    labels, rows = found.sample.labels, []
    for side in found.sides if not found.refused else ():
        single = configurations.necessity(found.data, side.outcome, found.design.symbols)
        several = configurations.necessary_combinations(found.data, side.outcome, found.design.symbols, incl_cut=NECESSARY, ron_cut=TRIVIAL)
        for term, fit in [*single.iterrows(), *((term, fit) for term, fit in several.iterrows() if term not in single.index)]:
            rows.append({"explained": cell(explained(side, found), found.refs()), "term": term, "inclN": float(fit["inclN"]), "RoN": float(fit["RoN"]), "covN": float(fit["covN"]),
                         "verdict_said": labels.text(_necessary(fit))})
    return table(rows, ("explained", "term", "inclN", "RoN", "covN", "verdict_said"))


def _necessary(fit) -> str:
    if fit["inclN"] < NECESSARY - 1e-9:
        return "necessity_no"
    return "necessity_trivial" if fit["RoN"] < TRIVIAL else "necessity_yes"


def necessity_counts(found: Analysed) -> dict[str, Cell]:
    """Numbers for the sentence: conditions asked on both sides, those necessary by the mark, how many of these are trivial, and which are left."""
    frame, labels = necessity(found).frame, found.sample.labels
    said = {key: labels.text(f"necessity_{key}") for key in ("yes", "trivial")}
    yes, trivial = (frame[frame["verdict_said"] == word] for word in said.values())
    which = bracketed([labels.text("necessity_which", term=row["term"], outcome=row["explained"]) for row in yes.to_dict("records")], labels)
    return {name: cell(value, found.refs()) for name, value in (("n", len(frame)), ("necessary", len(yes)), ("trivial", len(trivial)), ("which", which))}


def explained(side: Side, found: Analysed) -> str:
    """The outcome, or its absence, in words."""
    outcome = found.design.outcome
    return outcome.absent if side.outcome.startswith("~") else designs.small(outcome.label, found.sample.labels)


def truth(found: Analysed) -> Traced:
    """The truth table: every combination that some pole shows, then how it stands to the outcome and to its absence, and the poles.

    ``row_against``: poles of the combination that show the opposite of what its row says of the outcome.
    """
    sample, rows = found.sample, []
    if found.refused:
        return table([], ("combination",))
    first, second = (side.table.rows for side in found.sides)
    every = found.refs()  # consistency is computed over all poles, also those that belong to a row a little
    for number in first.index[first["n"] > 0]:
        cases = first.at[number, "cases"].split(",")
        refs = found.refs(*cases)
        row: dict[str, object] = {one.symbol: cell(_value(one, int(first.at[number, one.symbol]), sample), refs) for one in found.design.conditions}
        row |= {"n_poles": cell(int(first.at[number, "n"]), refs), "row_says": cell(sample.labels.text(SIGNS[first.at[number, "OUT"]]), every), "incl": cell(float(first.at[number, "incl"]), every),
                "PRI": cell(float(first.at[number, "PRI"]), every), "row_says_absence": cell(sample.labels.text(SIGNS[second.at[number, "OUT"]]), every),
                "incl_absence": cell(float(second.at[number, "incl"]), every), "poles_said": cell(sample.labels.semicolons([sample.names[case] for case in cases]), refs),
                "row_against": cell(sample.labels.semicolons([sample.names[case] for case in against(found, number)]) or None, refs)}
        rows.append(row)
    names = [one.symbol for one in found.design.conditions]
    return table(rows, (*names, "n_poles", "row_says", "incl", "PRI", "row_says_absence", "incl_absence", "poles_said", "row_against"))


def _value(condition: calibration.Condition, value: int, sample: Sample) -> object:
    return value if condition.method != "multi_value" else "/".join(sample.book.code_label(condition.variable_id, code, sample.labels.lang) for code in condition.groups[value])


def against(found: Analysed, number: int) -> list[str]:
    """The poles of a combination that show the outcome where its row says no, or the reverse; a row with too few poles says nothing."""
    row, outcome = found.presence.table.rows.loc[number], found.data[found.design.outcome.symbol]
    return [case for case in row["cases"].split(",") if (outcome[case] > HALF) != (row["OUT"] == "1")] if row["OUT"] != "?" else []


def truth_counts(found: Analysed) -> dict[str, Cell]:
    """Numbers for the sentence on a truth table: poles, combinations possible, shown, with the outcome and its absence, mixed ones, the poles against.

    ``lucky``: of all ways to give the outcome to as many of these poles, how many percent would have left no combination mixed, and
    ``often`` what more than one in ten means: that conditions are too many for the poles (Marx and Dusa 2011).
    """
    labels: Labels = found.sample.labels
    if found.refused:
        return {"n": cell(0, found.refs(), ["calibration.csv"]), "why": cell(found.refused.said(labels), found.refs(), ["calibration.csv"])}
    first, second = (side.table.rows for side in found.sides)
    shown = first[first["n"] > 0]
    outcome = found.data[found.design.outcome.symbol] > HALF
    mixed = [number for number in shown.index if len({bool(outcome[case]) for case in shown.at[number, "cases"].split(",")}) == 2]
    opposed = [case for number in shown.index if number not in mixed for case in against(found, number)]
    share = 100 * unmixed(list(shown["n"]), int(outcome.sum()))
    told = {"n": len(found.data), "combinations": found.presence.table.size, "shown": len(shown), "positive": int((first["OUT"] == "1").sum()), "absent": int((second["OUT"] == "1").sum()),
            "mixed": len(mixed), "in_mixed": bracketed([found.sample.names[case] for number in mixed for case in shown.at[number, "cases"].split(",")], labels),
            "opposed": len(opposed), "who": bracketed([found.sample.names[case] for case in opposed], labels), "lucky": labels.percent(share, 0 if share >= 1 else 1),
            "often": labels.text("agreement_proves_little") if share > 100 * OFTEN else "", "why": ""}
    return {name: cell(value, found.refs()) for name, value in told.items()}


def unmixed(sizes: list[int], inside: int) -> float:
    """Of all choices of so many poles, the share in which every combination, of which the sizes are given, is chosen whole or not at all."""
    ways = [1] + [0] * inside  # to choose 0, 1, 2 ... poles
    for size in sizes:
        ways = [way + (ways[number - size] if number >= size else 0) for number, way in enumerate(ways)]
    return ways[inside] / math.comb(sum(sizes), inside)


def left_counts(found: Analysed) -> dict[str, Cell]:
    """Numbers for the sentence: the poles left out for a missing condition, by name, and what limits the comparison as declared in data."""
    names = list(left_out(found).frame["case"])
    told = {"n": len(names), "who": found.sample.labels.semicolons(names), "limits": found.design.row[f"limits_{found.sample.labels.lang}"]}
    return {name: cell(value, found.refs(), found.design.refs) for name, value in told.items()}


def note(found: Analysed, key: str) -> str:
    """What stands below a figure: how it is to be read, on how many poles it rests, and the source."""
    labels, sample = found.sample.labels, found.sample
    known = [case for case, member in found.members[found.design.outcome.condition_id].items() if member.membership is not None]
    sources = labels.text("note_source", studies=labels.join([labels.text(f"source_{study}") for study in sample.studies]))
    return f"{labels.text(key)} {labels.text('note_configuration', n=len(found.data), of=len(known), sources=sources)}"
