"""Tables, sentences and notes of the two snapshots: what agrees, what changed, what is told differently, what can't be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ptce_helpers import notes
from ptce_helpers.describe import lines_of
from ptce_helpers.evidence import Cell, Traced, all_of, cell, counted, sort, table
from ptce_helpers.snapshots import BOTH, CLASSES, FIRST, SECOND, Comparison, Pair, Snapshots, said_of
from ptce_helpers.wording import says

SIDES = ("labo2014", "lines_labo2014", "crida2015", "lines_crida2015")


def counts(snapshots: Snapshots) -> Traced:
    """How many variables fall into each class: one row a pole, one column a class; total is the number of variables asked of both studies."""
    rows = []
    for case in snapshots.poles:
        ours = [one for one in snapshots.comparisons if one.case_id == case]
        rows.append({"case": cell(snapshots.sample.names[case], [f"cases.csv#{case}"]), **_classes(ours), "total_variables": _number(ours, ours)})
    return table(rows, ["case", *(f"class_{name}" for name in CLASSES), "total_variables"])


def coverage(snapshots: Snapshots) -> Traced:
    """Of how much both studies speak: one row a theme. Columns: comparable (pairs of a pole and a variable), both, share of comparable, one_only, silent."""
    themes: dict[str, list[Comparison]] = {}
    for one in snapshots.comparisons:
        if one.verdict != "not_comparable":
            themes.setdefault(snapshots.sample.book.variable(one.variable_id)["theme"], []).append(one)
    rows = []
    for theme, ours in themes.items():
        both = [one for one in ours if one.verdict in BOTH]
        rows.append({"theme": cell(snapshots.sample.labels.text(f"theme_{theme}"), ["variables.csv"]), "comparable": _number(ours, ours), "both_speak": _number(both, ours),
                     "share": cell(100 * len(both) / len(ours), _refs(ours)), "one_speaks": _number([one for one in ours if one.verdict.startswith("one_")], ours),
                     "class_silent": _number([one for one in ours if one.verdict == "silent"], ours)})
    made = table(rows, ["theme", "comparable", "both_speak", "share", "one_speaks", "class_silent"])
    return sort(made, ["share", "theme"], ascending=[False, True])


def _classes(ours: list[Comparison]) -> dict[str, Cell]:
    return {f"class_{name}": _number([one for one in ours if one.verdict == name], ours) for name in CLASSES}


def _number(some: list[Comparison], of: list[Comparison]) -> Cell:
    """How many; none rests on all that were looked through."""
    return cell(len(some), _refs(some or of))


def _refs(ours: Iterable[Comparison]) -> list[str]:
    return [ref for one in ours for ref in one.refs]


def pairs(snapshots: Snapshots, verdict: str) -> list[tuple[Comparison, Pair]]:
    """The pairs of one verdict, by name of the pole and of the variable."""
    found = [(one, pair) for one in snapshots.of(*BOTH) for pair in one.pairs if pair.verdict == verdict]
    return sorted(found, key=lambda both: (snapshots.poles.index(both[0].case_id), snapshots.place(both[0].variable_id)))


def changes(snapshots: Snapshots) -> Traced:
    """The differences of facts that can change, one a row: pole, variable, both passages with lines and year, direction."""
    rows = [_sides(snapshots, one, pair) | {
        "year_labo2014": cell(str(said_of(pair.first[0])), [pair.first[0]["coding_id"]]), "year_crida2015": cell(str(said_of(pair.second[0])), [pair.second[0]["coding_id"]]),
        "direction": cell(snapshots.sample.labels.text(f"direction_{pair.direction}"), one.refs),
        "reason": cell(snapshots.sample.said(one.reason) or None, one.refs)} for one, pair in pairs(snapshots, "changed")]
    return table(rows, ["case", "variable", "labo2014", "lines_labo2014", "year_labo2014", "crida2015", "lines_crida2015", "year_crida2015", "direction", "reason"])


def told(snapshots: Snapshots) -> Traced:
    """The differences that are no changes, one a row: pole, variable, both passages with lines, and why."""
    rows = [_sides(snapshots, one, pair) | {"reason": cell(_why(snapshots, one), one.refs)} for one, pair in pairs(snapshots, "told")]
    return table(rows, ["case", "variable", *SIDES, "reason"])


def same(snapshots: Snapshots) -> Traced:
    """What both studies say alike, one a row: pole, variable, both passages with lines."""
    return table([_sides(snapshots, one, pair) for one, pair in pairs(snapshots, "same")], ["case", "variable", *SIDES])


def lists(snapshots: Snapshots) -> Traced:
    """Lists that differ, one a row: pole, variable, the codes that both name, that only 2014 names, that only 2015 names."""
    rows = []
    for one, pair in pairs(snapshots, "lists"):
        first, second = ({row["value"]: row["coding_id"] for row in rows_of} for rows_of in (pair.first, pair.second))
        rows.append(_head(snapshots, one) | {
            "named_both": _codes(snapshots, one, [code for code in first if code in second], first, second),
            "named_labo2014": _codes(snapshots, one, [code for code in first if code not in second], first),
            "named_crida2015": _codes(snapshots, one, [code for code in second if code not in first], second)})
    return table(rows, ["case", "variable", "named_both", "named_labo2014", "named_crida2015"])


def _codes(snapshots: Snapshots, one: Comparison, codes: list[str], *where: dict[str, str]) -> Cell:
    labels = snapshots.sample.labels
    said = labels.join([snapshots.sample.book.code_label(one.variable_id, code, labels.lang) for code in codes])
    return cell(said or None, [ids[code] for ids in where for code in codes])


def not_comparable(snapshots: Snapshots) -> Traced:
    """What can't be compared: one row a variable and reason, with the poles, and of how many of them both texts say something all the same."""
    found: dict[tuple[str, str], list[Comparison]] = {}
    for one in snapshots.of("not_comparable"):
        found.setdefault((one.variable_id, _why(snapshots, one)), []).append(one)
    rows = []
    for (variable, why), ours in found.items():
        both = [one for one in ours if _both_used(snapshots, one)]
        names = [snapshots.sample.names[one.case_id] for one in ours]
        rows.append({"variable": _label(snapshots, ours[0]), "reason": cell(why, _refs(ours)), "cases": cell(snapshots.sample.labels.join(names), _refs(ours)),
                     "both_speak": _number(both, ours)})
    rows.sort(key=lambda row: (-row["both_speak"].value, row["reason"].value, row["variable"]))
    return table([*rows, *_asked_once(snapshots)], ["variable", "reason", "cases", "both_speak"])


def _both_used(snapshots: Snapshots, one: Comparison) -> bool:
    """Whether both texts say something, though it can't be compared."""
    return all(snapshots.sample.used(one.case_id, study, one.variable_id) for study in (FIRST, SECOND))


def _asked_once(snapshots: Snapshots) -> list[dict]:
    """The variables that belong to the grid of one study."""
    book, labels = snapshots.sample.book, snapshots.sample.labels
    names = labels.join([snapshots.sample.names[case] for case in snapshots.poles])
    return [{"variable": cell(book.label(name, labels.lang), [f"variables.csv#{name}"]), "cases": names, "both_speak": 0,
             "reason": labels.text("why_asked", study=labels.text(f"study_{book.variable(name)['asked_of']}"))}
            for name in book.ids if names and book.variable(name)["asked_of"] != "both"]


def _head(snapshots: Snapshots, one: Comparison) -> dict[str, Cell]:
    return {"case": cell(snapshots.sample.names[one.case_id], one.refs), "variable": cell(_label(snapshots, one), one.refs)}


def _sides(snapshots: Snapshots, one: Comparison, pair: Pair) -> dict[str, Cell]:
    """What both texts say, with their lines, each resting on its own codings."""
    out = _head(snapshots, one)
    for study, rows in ((FIRST, pair.first), (SECOND, pair.second)):
        ids, labels = [row["coding_id"] for row in rows], snapshots.sample.labels
        said = list(dict.fromkeys(says(row, snapshots.sample.raw, labels) for row in rows))
        out |= {study: cell(labels.join(said), ids), f"lines_{study}": cell(labels.join([lines_of(row) for row in rows]), ids)}
    return out


def _label(snapshots: Snapshots, one: Comparison) -> str:
    return snapshots.sample.book.label(one.variable_id, snapshots.sample.labels.lang)


def _why(snapshots: Snapshots, one: Comparison) -> str:
    """Why a comparison has its class: the coder's reason, else that of the rule."""
    return snapshots.sample.said(one.reason) if one.reason else snapshots.sample.labels.text(one.key or "why_fixed")


# --- sentences and notes -----------------------------------------------------------------------------------


def numbers(snapshots: Snapshots) -> dict[str, Cell]:
    """Numbers for the sentences on all comparisons: how many there are, of each class, and in how many both studies speak."""
    every, sample = snapshots.comparisons, snapshots.sample
    both, one_only = ([one for one in every if one.verdict in some] for some in (BOTH, ("one_labo2014", "one_crida2015")))
    comparable = [one for one in every if one.verdict != "not_comparable"]
    share = sample.labels.percent(100 * len(both) / len(comparable)) if comparable else ""
    cases = [f"cases.csv#{case}" for case in snapshots.poles] or ["cases.csv"]
    variables = [f"variables.csv#{variable}" for variable in snapshots.variables]
    return {"n": cell(len(every), cases, variables), "poles": cell(len(snapshots.poles), cases), "variables": cell(len(snapshots.variables), variables),
            "both": _number(both, every), "comparable": _number(comparable, every), "share": cell(share, _refs(comparable)), "one": _number(one_only, every),
            **{name: _number([one for one in every if one.verdict == name], every) for name in CLASSES}, "names": cell(sample.labels.join([sample.names[case] for case in snapshots.poles]), cases)}


def agreement_numbers(snapshots: Snapshots) -> dict[str, Cell]:
    """Numbers for the sentence on what both studies speak of: how many comparisons, and how many of each class."""
    ours = snapshots.of(*BOTH)
    return {"n": _number(ours, snapshots.comparisons), **{name: _number([one for one in ours if one.verdict == name], ours) for name in BOTH}}


def by_pole(snapshots: Snapshots, verdict: str) -> dict[str, Cell]:
    """Numbers for a sentence on one verdict: how many pairs, and how many of each pole that has any."""
    ours, sample = pairs(snapshots, verdict), snapshots.sample
    found = Counter(one.case_id for one, _ in ours)
    told_of = [sample.labels.text("of_pole", case=sample.names[case], number=number) for case, number in found.most_common()]
    n = counted([_ids(pair) for _, pair in ours], _refs(snapshots.of(*BOTH)) or ["codings.csv"])
    return {"n": n, "poles": cell(sample.labels.join(told_of), n.refs)}


def _ids(pair: Pair) -> list[str]:
    """The codings of both studies that a pair sets side by side."""
    return [row["coding_id"] for row in (*pair.first, *pair.second)]


def without_sheet(snapshots: Snapshots) -> dict[str, Cell]:
    """The poles in both studies of which that of 2014 prints no sheet, and of how many variables both studies speak there."""
    rows = snapshots.sample.raw["cases"].set_index("case_id")["sheet_labo2014"]
    lacking = [case for case in snapshots.poles if rows[case] != "yes"]
    both = [one for one in snapshots.of(*BOTH) if one.case_id in lacking]
    refs = [f"cases.csv#{case}" for case in lacking or snapshots.poles] or ["cases.csv"]
    names = snapshots.sample.labels.join([snapshots.sample.names[case] for case in lacking])
    return {"n": cell(len(lacking), refs), "names": cell(names, refs), "both": cell(len(both), _refs(both) or refs)}


def list_numbers(snapshots: Snapshots) -> dict[str, Cell]:
    """Numbers for the sentence on lists: how many lists, and how many of the codes named are named by both or by one study.

    All rest on the whole lists: that a code stands in one of them only takes the other.
    """
    ours = [pair for _, pair in pairs(snapshots, "lists")]
    found = [({row["value"] for row in pair.first}, {row["value"] for row in pair.second}) for pair in ours]
    told = {"n": len(found), "named": sum(len(first | second) for first, second in found), "both": sum(len(first & second) for first, second in found),
            "first": sum(len(first - second) for first, second in found), "second": sum(len(second - first) for first, second in found)}
    return all_of(told, *([_ids(pair) for pair in ours] or [_refs(snapshots.of(*BOTH)), ["codings.csv"]]))


def figure_numbers(snapshots: Snapshots) -> dict[str, Cell]:
    """Numbers for the sentence on figures: how many both studies state of the same thing, and of each verdict."""
    ours = [pair for one in snapshots.of(*BOTH) for pair in one.pairs if snapshots.sample.book.is_number(one.variable_id)]
    looked = [ref for pair in ours for ref in _ids(pair)] or _refs(snapshots.of(*BOTH)) or ["codings.csv"]
    return {"n": counted([_ids(pair) for pair in ours], looked), **{name: counted([_ids(pair) for pair in ours if pair.verdict == name], looked) for name in ("same", "changed", "told")}}


def barred_numbers(snapshots: Snapshots) -> dict[str, Cell]:
    """Numbers for the sentence on what can't be compared: variables, those of which both texts say something all the same, those of one grid."""
    barred, once = snapshots.of("not_comparable"), _asked_once(snapshots)
    speak = [one for one in barred if _both_used(snapshots, one)]
    return {**{name: cell(len({one.variable_id for one in some}), _refs(some) or _refs(barred) or ["comparability.csv"]) for name, some in (("n", barred), ("speak", speak))},
            "once": cell(len(once), [ref for row in once for ref in row["variable"].refs] or ["variables.csv"])}


def note(snapshots: Snapshots, variables: Iterable[str]) -> str:
    """The note below a figure of some variables: poles of each study, values missing of each kind, sources."""
    asked = [(case, study, variable) for variable in variables for case in snapshots.poles for study in (FIRST, SECOND)]
    lacking = Counter(snapshots.sample.why_missing(*key) for key in asked if not snapshots.sample.used(*key))
    return notes.say(snapshots.sample, dict.fromkeys((FIRST, SECOND), len(snapshots.poles)), lacking, len(asked)) if asked else ""
