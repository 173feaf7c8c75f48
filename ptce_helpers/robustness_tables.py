"""Tables of what holds: the one table over all methods, shares by kind of change, the poles that carry a conclusion, and what was tried."""

from __future__ import annotations

import math
from collections import Counter

from ptce_helpers import robustness_words as words
from ptce_helpers.conclusions import Conclusion, Outcome
from ptce_helpers.evidence import Cell, Traced, cell, table
from ptce_helpers.robustness import Tested

OVERVIEW = ("conclusion", "method", "state_base", "tried_in", "held", "share_held", "hangs_on", "smallest_changes")
ALONE = ("conclusion", "case", "state_base", "becomes", "concluded")
FIGURES = ("conclusion", "wanted", "decided_low", "decided_high", "lowest_found", "lowest_when", "highest_found", "highest_when")
SIGNS = {">": "> ", "<": "< ", ">=": "≥ ", "<=": "≤ ", "=": "= "}


def refs(tested: Tested, one: Conclusion) -> tuple[str, ...]:
    """What a conclusion rests on: its row, and the rows of data behind the figure that decides it."""
    return (*one.refs, *tested.base(one).figure.refs)


def applicable(tested: Tested) -> list[Conclusion]:
    """The conclusions that the base analysis can decide, or leave open."""
    return [one for one in tested.conclusions if tested.base(one).state]


def named(one: Conclusion) -> Cell:
    """A conclusion by the number of its notebook and its name."""
    return cell(f"{one.notebook[:2]} · {one.label}", one.refs)


def share(outcomes: list[Outcome]) -> float:
    """The share in percent of analyses in which a conclusion holds; nan without any."""
    return 100 * sum(one.state == "holds" for one in outcomes) / len(outcomes) if outcomes else math.nan


def overview(tested: Tested) -> Traced:
    """The one table: each conclusion, what it is when nothing is changed, in how many analyses it holds, who carries it, the smallest change that flips it.

    Columns: conclusion, method, state_base, tried_in (single changes under which it is applicable), held (of them), share_held (percent),
    hangs_on (poles without any one of which it is no longer what it was), smallest_changes.
    """
    labels, rows = tested.sample.labels, []
    for one in applicable(tested):
        outcomes, behind, carriers = list(tested.runs_of(one).values()), refs(tested, one), tested.carriers(one)
        rows.append({"conclusion": named(one), "method": cell(labels.text(f"method_{one.method}"), one.refs), "state_base": cell(labels.text(f"hold_{tested.base(one).state}"), behind),
                     "tried_in": cell(len(outcomes), behind), "held": cell(sum(outcome.state == "holds" for outcome in outcomes), behind), "share_held": cell(round(share(outcomes), 1), behind),
                     "hangs_on": cell(labels.join([tested.sample.names[case] for case in carriers]) or None, behind, [f"cases.csv#{case}" for case in carriers]),
                     "smallest_changes": cell(words.smallest(tested, one) or None, behind)})
    return table(rows, OVERVIEW)


def by_kind(tested: Tested) -> Traced:
    """For each conclusion and kind of change the share of analyses, in percent, in which it holds; empty where none of the kind can touch it."""
    rows = []
    for one in applicable(tested):
        behind = refs(tested, one)
        shares = {f"kind_{kind}": share(list(tested.runs_of(one, kind).values())) for kind in tested.kinds}
        rows.append({"conclusion": named(one)} | {name: cell(round(value, 1) if value == value else None, behind) for name, value in shares.items()})
    return table(rows, ["conclusion", *(f"kind_{kind}" for kind in tested.kinds)])


def alone(tested: Tested) -> Traced:
    """The conclusions that one pole alone carries: what they are with it, and what they become without it."""
    labels, rows = tested.sample.labels, []
    for one in applicable(tested):
        runs = tested.flipping(one, "case")
        if len(runs) == 1:
            case, behind = tested.left_out(runs[0])[0], refs(tested, one)
            rows.append({"conclusion": named(one), "case": cell(tested.sample.names[case], [f"cases.csv#{case}"]), "state_base": cell(labels.text(f"hold_{tested.base(one).state}"), behind),
                         "becomes": cell(labels.text(f"hold_{tested.outcomes[one.conclusion_id, runs[0]].state}"), behind), "concluded": cell(one.says, one.refs)})
    return table(rows, ALONE)


def poles(tested: Tested) -> Traced:
    """For each pole how many conclusions are no longer what they were without it, of how many that ask it, and which."""
    rows = []
    for case in dict.fromkeys(case for case, _ in tested.sample.pairs):
        asking = [one for one in applicable(tested) if case in {asked for asked, _ in tested.base(one).figure.asked}]
        ours = [one for one in asking if case in tested.carriers(one)]
        row = [f"cases.csv#{case}"]
        rows.append({"case": cell(tested.sample.names[case], row), "asked_of_it": cell(len(asking), row, *(one.refs for one in asking)),
                     "carried": cell(len(ours), row, *(one.refs for one in ours)), "carried_names": cell(tested.sample.labels.semicolons([str(named(one).value) for one in ours]) or None, row, *(one.refs for one in ours))})
    return table(sorted(rows, key=lambda row: -row["carried"].value), ["case", "asked_of_it", "carried", "carried_names"])


def figures(tested: Tested) -> Traced:
    """The figure behind each conclusion: what it must be, what it is, and the least and greatest that any single change makes of it, with that change."""
    rows = []
    for one in applicable(tested):
        runs = {run: outcome.figure for run, outcome in tested.runs_of(one).items()}
        base, behind = tested.base(one).figure, refs(tested, one)
        least, most = min(runs, key=lambda run: runs[run].low, default=""), max(runs, key=lambda run: runs[run].high, default="")
        ends = {"lowest_found": runs[least].low if least else None, "lowest_when": words.setting(tested, least) if least and runs[least].low < base.low else None,
                "highest_found": runs[most].high if most else None, "highest_when": words.setting(tested, most) if most and runs[most].high > base.high else None}
        rows.append({"conclusion": named(one), "wanted": cell(wanted(tested, one), one.refs), "decided_low": cell(_rounded(base.low), behind), "decided_high": cell(_rounded(base.high), behind)}
                    | {name: cell(_rounded(value), behind) for name, value in ends.items()})
    return table(rows, FIGURES)


def _rounded(value: object) -> object:
    return round(value, 4) if isinstance(value, float) and math.isfinite(value) else None if isinstance(value, float) and math.isnan(value) else value


def wanted(tested: Tested, one: Conclusion) -> str:
    """What the figure of a conclusion must be, in words or signs."""
    labels = tested.sample.labels
    sign = next((sign for sign in sorted(SIGNS, key=len, reverse=True) if one.holds.startswith(sign)), "")
    return SIGNS[sign] + labels.number(float(one.holds.removeprefix(sign))) if sign else labels.text(f"wanted_{'no_pole' if one.holds == 'none' else one.holds}")


def tried(tested: Tested) -> Traced:
    """What was tried: each kind of change, how many analyses it makes, and on how many conclusions these were put."""
    counts = Counter(tested.settings[int(run)].kind for run in dict.fromkeys(run for _, run in tested.outcomes))
    of_kind = {kind: [one for one in tested.conclusions if any(tested.settings[int(run)].kind == kind for name, run in tested.outcomes if name == one.conclusion_id)] for kind in counts}
    rows = [{"kind_of_change": cell(tested.sample.labels.text(f"tried_{kind}"), ["ptce_helpers/perturbations.py"]), "tried_in": cell(counts[kind], ["ptce_helpers/perturbations.py"]),
             "conclusions_tried": cell(len(of_kind[kind]), *(one.refs for one in of_kind[kind]))} for kind in (*tested.kinds, "cases") if kind in counts]
    return table(rows, ["kind_of_change", "tried_in", "conclusions_tried"])


def inapplicable(tested: Tested) -> Traced:
    """Where a conclusion is not applicable: in the base analysis or under which changes, and why."""
    labels, found = tested.sample.labels, {}
    for (name, run), outcome in tested.outcomes.items():
        if outcome.figure.why:
            found.setdefault((name, outcome.figure.why), []).append(run)
    of = {one.conclusion_id: one for one in tested.conclusions}
    rows = [{"conclusion": named(of[name]), "reason": cell(labels.text(why), of[name].refs), "tried_in": cell(len(runs), of[name].refs),
             "when": cell(labels.text("tried_base") if runs[0] == "0000" else labels.semicolons(list(dict.fromkeys(words.setting(tested, run) for run in runs))), of[name].refs)}
            for (name, why), runs in sorted(found.items())]
    return table(rows, ["conclusion", "reason", "tried_in", "when"])
