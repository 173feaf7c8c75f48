"""The three accounting situations of the study of 2015: who is in which, what is booked, and what that does to comparisons."""

from __future__ import annotations

from ptce_helpers import notes
from ptce_helpers.evidence import Cell, Traced, bare, cell, counted, cut, references, table
from ptce_helpers.sample import Sample
from ptce_helpers.wording import says

STUDY = "crida2015"
SITUATION, GOVERNANCE = "accounting_situation", "governance_configuration"
SITUATIONS = ("own_entity", "analytical_in_member", "hard_to_separate")
CONFIGURATIONS = {"direct": "governance_direct", "delegated": "governance_delegated", "": "governance_unnamed"}  # code -> column
# What, by lines 1011-1015 and 1019-1031, some poles book in their budget and others do not; the variable that says it of a pole, where there is one.
ITEMS = {"rents": "rents_in_budget", "valued": "contributions_valued", "coordination": "", "recharged": "", "staff_lent": "", "head": ""}


def _poles(sample: Sample) -> list[str]:
    return sample.asked(SITUATION, STUDY)


def situation(sample: Sample, case: str, variable: str = SITUATION) -> Cell:
    """The code that the study names a pole under, or an empty one; also for the governance configuration."""
    found = sample.used(case, STUDY, variable)
    return cell(found[0]["value"] if found else "", [found[0]["coding_id"]] if found else sample.refs(case, STUDY, variable))


def situations(sample: Sample) -> Traced:
    """One row a situation: situation, n (poles), poles, what the text lets one isolate, and what that means for a comparison."""
    labels, rows = sample.labels, []
    for code in SITUATIONS:
        ours = [case for case in _poles(sample) if situation(sample, case).value == code]
        refs = [ref for case in ours for ref in situation(sample, case).refs]
        if refs:
            rows.append({"situation": cell(sample.book.code_label(SITUATION, code, labels.lang), refs), "n": cell(len(ours), refs),
                         "poles": cell(labels.join([sample.names[case] for case in ours]), refs),
                         "isolated": cell(labels.text(f"isolated_{code}"), refs), "comparability": cell(labels.text(f"comparable_{code}"), refs)})
    return table(rows, ["situation", "n", "poles", "isolated", "comparability"])


def by_governance(sample: Sample) -> Traced:
    """Situation by governance configuration: the poles in each cell by name, and those named under neither configuration."""
    rows = []
    for code in SITUATIONS:
        ours = [case for case in _poles(sample) if situation(sample, case).value == code]
        if ours:
            row: dict[str, object] = {"situation": cell(sample.book.code_label(SITUATION, code, sample.labels.lang), *(situation(sample, case).refs for case in ours))}
            rows.append(row | {column: _of_kind(sample, ours, kind) for kind, column in CONFIGURATIONS.items()})
    return table(rows, ["situation", *CONFIGURATIONS.values()])


def _of_kind(sample: Sample, cases: list[str], kind: str) -> Cell:
    """The names of the poles of one configuration; where there is none, the cell rests on all that were asked."""
    found = [case for case in cases if situation(sample, case, GOVERNANCE).value == kind]
    refs = [ref for case in found or cases for ref in (*situation(sample, case, GOVERNANCE).refs, *situation(sample, case).refs)]
    return cell(sample.labels.join([sample.names[case] for case in found]) or None, refs)


def booked(sample: Sample) -> Traced:
    """Pole by item: whether it is in the budget (yes), outside it (no) or not said (silent); ordered by situation, for matrix.draw."""
    rows = []
    for case in _in_order(sample):
        cells = {sample.labels.text(f"booked_{item}"): _booked(sample, case, variable) for item, variable in ITEMS.items()}
        rows.append({"case": sample.names[case], "study": STUDY} | cells)
    return table(rows, ["case", "study", *(sample.labels.text(f"booked_{item}") for item in ITEMS)])


def _booked(sample: Sample, case: str, variable: str) -> Cell:
    if not variable:  # no passage says it of any pole: the cell rests on what the text says of all of them
        return cell("silent", _of_all(sample) or situation(sample, case).refs)
    found = sample.used(case, STUDY, variable)
    refs = [row["coding_id"] for row in found]
    return cell("no" if found[0]["value"] == "no" else "yes", refs) if found else cell("silent", sample.refs(case, STUDY, variable))


def _of_all(sample: Sample) -> list[str]:
    """The statements on what it costs to animate a pole, which depends on what is booked."""
    said = sample.raw["statements"]
    return sorted(said[(said["subject"] == "cost_item") & (said["source_id"] == STUDY) & (said["condition"] == "coordination")]["statement_id"])


def pole_by_pole(sample: Sample) -> Traced:
    """One row a pole: situation, governance, what is said to be in its budget, what is said to be outside, how much is not said of it, and the figures."""
    labels, rows, found = sample.labels, [], booked(sample)
    items = list(found.frame.columns[2:])
    for place, case in enumerate(_in_order(sample)):
        here, governed = situation(sample, case), situation(sample, case, GOVERNANCE)
        states = {item: (found.frame.at[place, item], found.evidence.at[place, item].split()) for item in items}
        every = [ref for _, refs in states.values() for ref in refs]
        named = {state: [item for item in items if states[item][0] == state] for state in ("yes", "no", "silent")}
        rows.append({
            "case": cell(sample.names[case], here.refs), "situation": cell(sample.book.code_label(SITUATION, here.value, labels.lang) or None, here.refs),
            "governance": cell(sample.book.code_label(GOVERNANCE, governed.value, labels.lang) or labels.text("missing_not_stated"), governed.refs),
            "booked_in": cell(labels.join(named["yes"]) or None, every), "booked_out": cell(labels.join(named["no"]) or None, every),
            "not_said": cell(labels.text("bar", count=len(named["silent"]), n=len(items)), every),
            "rents_share": _in_words(sample, case, "rents_share"), "valued": _in_words(sample, case, "contributions_valued"),
        })
    return table(rows, ["case", "situation", "governance", "booked_in", "booked_out", "not_said", "rents_share", "valued"])


def _in_order(sample: Sample) -> list[str]:
    """The poles by situation, then by name."""
    return sorted(_poles(sample), key=lambda case: [*SITUATIONS, ""].index(situation(sample, case).value))


def _in_words(sample: Sample, case: str, variable: str) -> Cell:
    found = sample.used(case, STUDY, variable)
    told = sample.labels.text("semicolon").join(says(row, sample.raw, sample.labels) for row in found)
    return cell(told or None, [row["coding_id"] for row in found] or sample.refs(case, STUDY, variable))


def counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence: poles in each situation."""
    found = {case: situation(sample, case) for case in _poles(sample)}
    return {"n": cell(len(found), sample.rows_of_cases(STUDY))} | {
        code: counted([one.refs for one in found.values() if one.value == code], sample.looked(SITUATION, study=STUDY)) for code in SITUATIONS}


def contradicted(sample: Sample) -> dict[str, Cell]:
    """Poles that one passage counts among those run by a member with analytical accounts, and another under direct governance."""
    found = {case: (situation(sample, case), situation(sample, case, GOVERNANCE)) for case in _poles(sample)}
    refs = {case: [*booked.refs, *governed.refs] for case, (booked, governed) in found.items() if (booked.value, governed.value) == ("analytical_in_member", "direct")}
    return {"n": counted(list(refs.values()), sample.looked(SITUATION, GOVERNANCE, study=STUDY)), "names": cell(sample.labels.join([sample.names[case] for case in refs]), *refs.values())}


def answered(sample: Sample) -> dict[str, Cell]:
    """How many of the questions what is booked in which budget the text answers: n questions, said, poles."""
    found = booked(sample)
    items = list(found.frame.columns[2:])
    said = [references(cut(found, found.frame[item] != "silent", item)) for item in items]
    looked = references(cut(found, None, *items)) or ["codings.csv"]
    return {"n": cell(len(found.frame) * len(items), sample.rows_of_cases(STUDY), ["ptce_helpers/accounting.py"]), "said": cell(int((found.frame[items] != "silent").to_numpy().sum()), *(said if any(said) else [looked])),
            "poles": cell(len(found.frame), sample.rows_of_cases(STUDY))}


def note(sample: Sample) -> str:
    """What stands below the figure of what is booked."""
    found = bare(answered(sample))
    return notes.say(sample, {STUDY: found["poles"]}, {"not_stated": found["n"] - found["said"]}, found["n"])


def animation(sample: Sample) -> dict[str, Cell]:
    """The published range of what animation costs beside the published budgets; n, the poles it is said of, is 0 without the study of 2015."""
    if not _poles(sample):
        return {"n": cell(0, ["statements.csv"])}
    said = sample.raw["statements"]
    ours = said[said["statement_id"].isin(_of_all(sample))].set_index("statistic")
    budgets = said[(said["subject"] == "budget_pole") & (said["source_id"] == STUDY)].set_index("statistic")
    low, high, least, mean = (float(of.at[end, "value"]) for of, end in ((ours, "min"), (ours, "max"), (budgets, "min"), (budgets, "mean")))
    ids = {"low": [ours.at["min", "statement_id"]], "high": [ours.at["max", "statement_id"]], "budget_low": [budgets.at["min", "statement_id"]]}
    return {"n": cell(int(ours.at["max", "n"]), ids["high"]), "low": cell(low, ids["low"]), "high": cell(high, ids["high"]), "times": cell(round(high / low, 1), ids["low"], ids["high"]),
            "budget_low": cell(least, ids["budget_low"]), "share_high": cell(sample.labels.percent(100 * high / mean), ids["high"], [budgets.at["mean", "statement_id"]])}
