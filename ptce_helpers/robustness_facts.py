"""Numbers of what holds, for the sentences of the page."""

from __future__ import annotations

from ptce_helpers.conclusions import Conclusion
from ptce_helpers.evidence import Cell, cell, counted
from ptce_helpers.robustness import Tested
from ptce_helpers.robustness_tables import applicable, refs

ROWS = ["conclusions.csv"]


def _counted(tested: Tested, some: list[Conclusion]) -> Cell:
    return counted([refs(tested, one) for one in some], ROWS)


def _named(tested: Tested, some: list[Conclusion]) -> str:
    labels = tested.sample.labels
    return labels.join([labels.text("quoted", text=one.label) for one in some])


def summary(tested: Tested) -> dict[str, Cell]:
    """Conclusions, how many can be put here, what they are in the base, and of those that hold how many hold in every analysis."""
    ours = applicable(tested)
    by = {state: [one for one in ours if tested.base(one).state == state] for state in ("holds", "open", "fails")}
    always = [one for one in by["holds"] if all(outcome.state == "holds" for outcome in tested.runs_of(one).values())]
    analyses = sum(len(tested.runs_of(one)) for one in ours)
    return {"n": _counted(tested, ours), "total": cell(len(tested.conclusions), ROWS), "analyses": cell(analyses, ROWS), "always": _counted(tested, always),
            **{state: _counted(tested, some) for state, some in by.items()}}


def carried(tested: Tested) -> dict[str, Cell]:
    """Of the conclusions that hold, those that some single pole carries (``n``), those that exactly one does, and which and who these are."""
    holding = [one for one in applicable(tested) if tested.base(one).state == "holds"]
    some, single = ([one for one in holding if test(len(tested.carriers(one)))] for test in (lambda n: n > 0, lambda n: n == 1))
    labels = tested.sample.labels
    told = labels.semicolons([labels.text("carried_by_pole", conclusion=one.label, pole=tested.sample.names[tested.carriers(one)[0]]) for one in single])
    return {"n": _counted(tested, some), "holds": _counted(tested, holding), "single": _counted(tested, single),
            "told": cell(labels.text("say_single", n=len(single), told=told), *([refs(tested, one) for one in single] or [ROWS]))}


def pairs(tested: Tested) -> dict[str, Cell]:
    """Of the conclusions that hold without any one pole, how many were tried without each two (``n``), and how many fall with some two."""
    put = [one for one in applicable(tested) if tested.runs_of(one, "cases")]
    fallen = [one for one in put if tested.flipping(one, "cases")]
    number = sum(setting.kind == "cases" for setting in tested.settings)
    return {"n": _counted(tested, put), "fallen": _counted(tested, fallen), "pairs": cell(number, tested.sample.rows_of_cases())}


def readers(tested: Tested) -> dict[str, Cell]:
    """Of the conclusions that hold (``n``), how many change when one coder stands alone, with another reading of conflicts, and with one study alone."""
    holding = [one for one in applicable(tested) if tested.base(one).state == "holds"]
    by = {kind: [one for one in holding if tested.flipping(one, kind)] for kind in ("coder", "reading", "study")}
    everywhere = [one for one in holding if not any(one in some for some in by.values())]
    return {"n": _counted(tested, holding), **{kind: _counted(tested, some) for kind, some in by.items()}, "neither": _counted(tested, everywhere),
            "names": cell(_named(tested, by["coder"]) or tested.sample.labels.text("nothing"), *([refs(tested, one) for one in by["coder"]] or [ROWS]))}


def silent(tested: Tested) -> dict[str, Cell]:
    """The conclusions that stay open (``n``), because what no text says would decide them, and which these are."""
    ours = [one for one in applicable(tested) if tested.base(one).state == "open"]
    return {"n": _counted(tested, ours), "names": cell(_named(tested, ours), *([refs(tested, one) for one in ours] or [ROWS]))}
