"""Who pays: own and public shares as stated and completed, kinds of own resources, levels of funders and the amounts named."""

from __future__ import annotations

from ptce_helpers import harmonisation, values
from ptce_helpers.evidence import Cell, Traced, all_of, cell, counted, table
from ptce_helpers.files import rows_of
from ptce_helpers.harmonisation import Figure, in_words
from ptce_helpers.matrix import Modality
from ptce_helpers.sample import Sample
from ptce_helpers.wording import says

OWN, PUBLIC, BUDGET, HALF = "self_financing_share", "public_share", "budget_pole", 50.0
LEVELS = ("europe", "state", "region", "department", "intercommunality", "commune", "private")
PAYS = ("funds", "invests", "client")
TIES = ("case", "study", "payer", "level", "relation", "sum_named", "years_paid", "purpose", "doubt")


def shares(sample: Sample) -> Traced:
    """Own and public share of the budget, for every pole with a figure: as stated, and as the steps of harmonisation make them.

    Columns: case, study, own, public (as stated, every year and every conflicting figure), own_harmonised, public_harmonised,
    whole (what the two stated shares of one year add up to, where both are stated).
    """
    rows = []
    for case, study in sample.pairs:
        stated = {variable: [row for row in sample.codings(case, study, variable) if row["value"]] for variable in (OWN, PUBLIC)}
        chains = {variable: [chain[-1] for chain in _chains(sample, variable) if (chain[-1].row["case_id"], chain[-1].row["source_id"]) == (case, study)]
                  for variable in (OWN, PUBLIC)}
        if any(stated.values()) or any(chains.values()):
            refs = {variable: sample.refs(case, study, variable) for variable in (OWN, PUBLIC)}
            rows.append({
                "case": sample.names[case], "study": study, "own": _stated(stated[OWN], refs[OWN], sample), "public": _stated(stated[PUBLIC], refs[PUBLIC], sample),
                "own_harmonised": _made(chains[OWN], refs[OWN], sample), "public_harmonised": _made(chains[PUBLIC], refs[PUBLIC], sample),
                "whole": _whole(sample, case, study),
            })
    return table(rows, ["case", "study", "own", "public", "own_harmonised", "public_harmonised", "whole"])


def _chains(sample: Sample, variable: str) -> list[list[harmonisation.Step]]:
    return harmonisation.ends(sample, [variable])


def _stated(found: list[dict], refs: list[str], sample: Sample) -> Cell:
    told = sample.labels.text("semicolon").join(says(row, sample.raw, sample.labels) + (f" ({sample.labels.text('not_taken')})" if row["used"] == "no" else "") for row in found)
    return cell(told or None, [row["coding_id"] for row in found] or refs)


def _made(steps: list[harmonisation.Step], refs: list[str], sample: Sample) -> Cell:
    told = sample.labels.text("semicolon").join(in_words(step.after, sample.labels) or sample.labels.text("harmonised_not") for step in steps)
    return cell(told or None, *(step.refs for step in steps), () if steps else refs)


def _whole(sample: Sample, case: str, study: str) -> Cell:
    """What own and public share add up to, if both are stated exactly for one year."""
    found = [_nearest(sample, case, study, variable) for variable in (OWN, PUBLIC)]
    if all(value.stated is not None and value.low == value.high for value in found):
        return cell(found[0].low + found[1].low, *(value.refs for value in found))
    return cell(None, *(value.refs for value in found))


def _nearest(sample: Sample, case: str, study: str, variable: str) -> values.Value:
    return next(value for value in values.of_variable(sample, variable, study) if value.case_id == case)


def own_shares(sample: Sample) -> list[tuple[str, str, Figure]]:
    """For each pole of which anything is known, between what its own share lies: its stated figure, else what the steps give.

    A step that corrects the stated figure (it leaves something out, or includes something) goes before it.
    """
    found = []
    for case, study in sample.pairs:
        value = _nearest(sample, case, study, OWN)
        chains = [chain[-1].after for chain in _chains(sample, OWN)
                  if (chain[-1].row["case_id"], chain[-1].row["source_id"]) == (case, study) and chain[-1].after]
        if chains:
            found.append((case, study, max(chains, key=lambda figure: figure.high - figure.low)))
        elif value.stated is not None:
            found.append((case, study, Figure(value.low, value.high, "percent", value.qualifier == "about", value.refs)))
    return found


def below_half(sample: Sample) -> Traced:
    """The claim that own resources make less than half, beside the poles' own figures: one row a pole that has any.

    Columns: case, study, own (as harmonised), side (of a half, by the figure as the text states it), side_harmonised.
    """
    rows = []
    for case, study, figure in own_shares(sample):
        stated = _nearest(sample, case, study, OWN)
        told = Figure(stated.low, stated.high, "percent", stated.qualifier == "about") if stated.stated is not None else None
        rows.append({"case": cell(sample.names[case], figure.refs), "study": study, "own": cell(in_words(figure, sample.labels), figure.refs),
                     "side": cell(sample.labels.text(f"half_{_side(told)}") if told else None, stated.refs),
                     "side_harmonised": cell(sample.labels.text(f"half_{_side(figure)}"), figure.refs)})
    return table(rows, ["case", "study", "own", "side", "side_harmonised"])


def _side(figure: Figure) -> str:
    """below and above where the figure itself decides it; open where it may be either, or is only about a half."""
    if figure.about and figure.low == figure.high == HALF:
        return "open"
    return "below" if figure.high < HALF else "above" if figure.low > HALF else "open"


def half_counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence: poles below, above and undecided, and those without a figure; of all of them, how many can be below."""
    study = "labo2014"
    ours = {case: figure for case, of, figure in own_shares(sample) if of == study}
    sides = {side: [figure.refs for figure in ours.values() if _side(figure) == side] for side in ("below", "above", "open")}
    unknown = {case: sample.refs(case, study, OWN) for case in sample.asked(OWN, study) if case not in ours}
    possible = list(unknown.values()) if sample.rules.missing == "bounds" else []
    looked, known = sample.looked(OWN, study=study), [figure.refs for figure in ours.values()]
    return {"n": counted(known, looked), "asked": cell(len(ours) + len(unknown), sample.rows_of_cases(study)), **{side: counted(refs, looked) for side, refs in sides.items()},
            "silent": counted(list(unknown.values()), looked), "most": counted([*sides["below"], *sides["open"], *possible], looked), "of": counted([*known, *possible], looked)}


Pool = tuple[float, float, dict[tuple[str, str], tuple[Figure, values.Value]]]


def pool(sample: Sample) -> Pool | None:
    """The poles' money put together: the lowest and highest share (percent) of own resources in all budgets, and the figures behind it.

    Of the poles of which both are known in euros; None without any. Where figures are intervals, the least of the one is set
    against the most of the other: the true share lies within.
    """
    own = {(case, study): chain[-1].after for chain in _chains(sample, "own_resources_amount")
           for case, study in [(chain[-1].row["case_id"], chain[-1].row["source_id"])] if chain[-1].after}
    for case, study in sample.pairs:
        value = _nearest(sample, case, study, "own_resources_amount")
        if value.stated is not None:
            own[case, study] = Figure(value.low, value.high, "EUR", refs=value.refs)
    both = {pair: (figure, budget) for pair, figure in own.items()
            if (budget := _nearest(sample, *pair, BUDGET)).stated is not None}
    if not both:
        return None
    own_low, own_high = (sum(getattr(figure, end) for figure, _ in both.values()) for end in ("low", "high"))
    all_low, all_high = (sum(getattr(budget, end) for _, budget in both.values()) for end in ("low", "high"))
    return 100 * own_low / all_high, 100 * own_high / all_low, both


def pooled(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on the poles' money put together: the share of own resources, of which poles, on which side of a half."""
    found = pool(sample)
    if found is None:
        return {"n": cell(0, sample.looked("own_resources_amount", BUDGET) or ["codings.csv"])}
    least, most, both = found
    low, high = (sample.labels.percent(share, 1) for share in (least, most))
    told = {"n": len(both), "share": low if low == high else sample.labels.text("range", low=low, high=high), "names": sample.labels.join([sample.names[case] for case, _ in both]),
            "reading": sample.labels.text(f"sum_{_side(Figure(least, most, 'percent'))}")}
    return all_of(told, *(one.refs for pair in both.values() for one in pair))


def most_named(sample: Sample, variable: str) -> dict[str, Cell]:
    """Numbers for a sentence on a variable with several codes: poles with any, poles in all, the codes named for most poles, and for how many."""
    poles: dict[str, set[str]] = {}
    for case, study in sample.pairs:
        for row in sample.used(case, study, variable):
            poles.setdefault(row["value"], set()).add(case)
    most = max(map(len, poles.values()), default=0)
    top = [code for code in sorted(poles) if len(poles[code]) == most]
    everything, frequent = sample.having(variable).refs, sample.having(variable, *top).refs
    return {"n": cell(len(set().union(*poles.values())), everything), "of": cell(len({case for case, _ in sample.pairs}), sample.rows_of_cases()), "kinds": cell(len(poles), everything),
            "top": cell(sample.labels.join([sample.book.code_label(variable, code, sample.labels.lang) for code in top]), everything), "most": cell(most, frequent)}


def supporters(sample: Sample) -> list[Modality]:
    """The levels of supporters from Europe to the commune, then private ones, those that occur; for a matrix."""
    there = set(sample.frame("supporter_level")["value"])
    return [Modality("supporter_level", level) for level in LEVELS if level in there]


def level_amounts(sample: Sample) -> Traced:
    """By level of the payer and study: ties in which it pays, poles, how many name an amount, and how many do not.

    Amounts are not added up: some are yearly, some for several years, some of one investment.
    """
    rows = []
    for level in (*LEVELS, ""):
        for study in sample.studies:
            ours = [row for row in _paying(sample) if row["level"] == level and row["study"] == study]
            refs = [row["tie_id"] for row in ours]
            if ours:
                with_amount = [row for row in ours if row["amount"]]
                rows.append({"level": _level(sample, level), "study": study, "ties": cell(len(ours), refs), "poles": cell(len({row["case_id"] for row in ours}), refs),
                             "with_amount": cell(len(with_amount), [row["tie_id"] for row in with_amount] or refs), "without_amount": cell(len(ours) - len(with_amount), refs)})
    return table(rows, ["level", "study", "ties", "poles", "with_amount", "without_amount"])


def _paying(sample: Sample) -> list[dict]:
    return [row for row in rows_of(sample.clean.ties) if row["relation"] in PAYS]


def _level(sample: Sample, level: str) -> str:
    return sample.book.code_label("supporter_level", level, sample.labels.lang) if level else sample.labels.text("missing_not_stated")


def amounts(sample: Sample) -> Traced:
    """Every payment that a text names with its amount: pole, payer, level, amount in words, years, purpose, doubt; one row a tie."""
    labels, rows = sample.labels, []
    order = {pair: place for place, pair in enumerate(sample.pairs)}
    ours = [row for row in _paying(sample) if row["amount"] and (row["case_id"], row["study"]) in order]
    for row in sorted(ours, key=lambda row: (order[row["case_id"], row["study"]], row["tie_id"])):
        figure = labels.qualified(float(row["amount"]), float(row["upper"]) if row["upper"] else None, row["qualifier"])
        years = labels.text("range", low=row["year"], high=row["year_end"]) if row["year_end"] else row["year"]
        cells = {"case": sample.names[row["case_id"]], "study": row["study"], "payer": sample.said(row["partner"]) if "(" in row["partner"] else row["partner"],
                 "level": _level(sample, row["level"]), "relation": labels.text(f"relation_{row['relation']}"), "sum_named": labels.with_unit(figure, row["unit"], float(row["amount"])),
                 "years_paid": years or None, "purpose": sample.said(row["purpose"]) or None, "doubt": sample.said(row["doubt"]) or None}
        rows.append({name: cell(value, (row["tie_id"],)) for name, value in cells.items()})
    return table(rows, TIES)


def amount_counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence: ties in which somebody pays, with and without an amount, and poles with at least one amount."""
    ours = _paying(sample)
    groups = {"n": ours, "named": [row for row in ours if row["amount"]], "without": [row for row in ours if not row["amount"]]}
    ids = {name: [[row["tie_id"]] for row in rows] for name, rows in groups.items()}
    return {name: counted(some, ["ties.csv"]) for name, some in ids.items()} | {
        "poles": cell(len({row["case_id"] for row in groups["named"]}), *(ids["named"] or [["ties.csv"]])), "all_poles": cell(len({case for case, _ in sample.pairs}), sample.rows_of_cases())}
