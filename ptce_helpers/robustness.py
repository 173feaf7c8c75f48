"""Does it hold? Every conclusion decided again under every change that can touch it, in the form of a batch."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

import pandas as pd

from ptce_helpers import conclusions, flips
from ptce_helpers.conclusions import Conclusion, Outcome
from ptce_helpers.decisions import MEASURES, Analysis, Figure
from ptce_helpers.perturbations import ENDS, KINDS, Samples, Setting, declared_cuts, settings
from ptce_helpers.sample import Sample

BASE = "0000"  # the run that changes nothing


@dataclass(frozen=True)
class Tested:
    """All conclusions under all settings. ``outcomes``: (conclusion_id, run) -> outcome, only where the setting can touch the conclusion."""

    sample: Sample
    given: dict[str, object]
    conclusions: list[Conclusion]
    settings: list[Setting]
    outcomes: dict[tuple[str, str], Outcome] = field(default_factory=dict)

    @property
    def kinds(self) -> list[str]:
        """The kinds of single changes that touch some conclusion, in a fixed order."""
        found = {self.settings[int(run)].kind for _, run in self.outcomes}
        return [kind for kind in KINDS if kind in found - {"base", "cases"}]

    def base(self, one: Conclusion) -> Outcome:
        """What a conclusion is when nothing is changed."""
        return self.outcomes[one.conclusion_id, BASE]

    def runs_of(self, one: Conclusion, *kinds: str) -> dict[str, Outcome]:
        """The single changes (of some kinds) under which a conclusion is applicable: run -> outcome; without the base."""
        wanted = kinds or self.kinds
        return {run: outcome for (name, run), outcome in self.outcomes.items()
                if name == one.conclusion_id and outcome.state and self.settings[int(run)].kind in wanted}

    def flipping(self, one: Conclusion, *kinds: str) -> list[str]:
        """The runs in which a conclusion is in another state than in the base."""
        return [run for run, outcome in self.runs_of(one, *kinds).items() if outcome.state != self.base(one).state]

    def carriers(self, one: Conclusion) -> list[str]:
        """The poles that carry a conclusion alone: without any one of them it is no longer what it was."""
        return [self.left_out(run)[0] for run in self.flipping(one, "case")]

    def left_out(self, run: str) -> list[str]:
        """The poles that a run leaves out in addition."""
        return sorted(set(self.settings[int(run)].changed.get("exclude_cases", [])) - set(self.given.get("exclude_cases", [])))

    @cached_property
    def runs(self) -> pd.DataFrame:
        """The runs as in runs.csv of a batch: run, a column a parameter, status, reason."""
        names = sorted({name for one in self.settings for name in one.changed})
        values = [[_written((declared_cuts(self.sample) | {"anchors": 0.0, "missing": "bounds"} | self.given | one.changed).get(name, "")) for name in names] for one in self.settings]
        frame = pd.DataFrame(values, columns=names, dtype="str")
        return frame.assign(status="done", reason="").assign(run=[label(number) for number in range(len(frame))])[["run", *names, "status", "reason"]]

    @cached_property
    def results(self) -> pd.DataFrame:
        """The results as in results.csv of a batch: run, notebook, kind, result (the conclusion), row, column, type, value (its state)."""
        of = {one.conclusion_id: one.notebook for one in self.conclusions}
        rows = [[run, of[name], "scalar", name, "", "", "str", outcome.state] for (name, run), outcome in self.outcomes.items()]
        return pd.DataFrame(rows, columns=["run", *flips.PLACE, "type", "value"], dtype="str")

    @cached_property
    def flips(self) -> flips.Flips:
        """The flip map, as a batch makes it."""
        return flips.flips(self.results, self.runs)

    def smallest(self, one: Conclusion) -> list[str]:
        """The smallest changes that make a conclusion another, one a parameter, in the signs of a batch."""
        found = self.flips.table
        ours = found[found["result"] == one.conclusion_id]
        return list(ours["smallest_change"].iloc[0].split("; ")) if len(ours) else []


def label(number: int) -> str:
    """The number of a run as it stands in the tables of a batch."""
    return f"{number:04d}"


def _written(value: object) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)


def of(sample: Sample, given: dict[str, object], found: list[Conclusion] | None = None) -> Tested:
    """Decide every conclusion under every change that can touch it.

    ``sample``: the data of the base analysis; ``given``: the parameters of the notebook; ``found``: the conclusions (those of
    data/raw). What no text says is tried at both ends of what the codings allow: as what a conclusion must be is an interval, it then
    holds of all that lies between. Where no single pole flips a conclusion that holds, each two poles are left out together (if its measure is quick).
    """
    found = conclusions.read(sample.raw, sample.labels) if found is None else found
    every = settings(sample, given)
    samples = Samples(sample, given)
    tested = Tested(sample, given, found, every)
    for number, setting in enumerate(list(every)):
        _run(tested, samples, number, setting, found)
    _complete(tested, samples)
    _in_pairs(tested, samples)
    return tested


def _run(tested: Tested, samples: Samples, number: int, setting: Setting, found: list[Conclusion]) -> None:
    ours = [one for one in found if setting.kind == "base" or setting.touches(tested.base(one).figure.asked, one.touched_by, tested.given)]
    if not ours:
        return
    at = samples.of(setting)
    for one in ours:
        tested.outcomes[one.conclusion_id, label(number)] = conclusions.decide(one, at)


def _complete(tested: Tested, samples: Samples) -> None:
    """Both ends of what the texts leave open in the base, as two more runs."""
    at = samples.of(tested.settings[0])
    left_open = [(one, figure) for one in tested.conclusions if not tested.base(one).figure.why and (figure := _completed(tested, one, at))]
    for end, place in zip(ENDS, ("low", "high"), strict=True):
        tested.settings.append(Setting("completion", {"missing": end}))
        for one, figure in left_open:
            value = getattr(figure, place)
            tested.outcomes[one.conclusion_id, label(len(tested.settings) - 1)] = Outcome("" if figure.why else _at(one, figure, value), replace(figure, low=value, high=value))


def _completed(tested: Tested, one: Conclusion, at: Analysis) -> Figure | None:
    """The figure of the base at both ends of what is silent or doubtful, None where nothing is; of most measures the figure itself has them."""
    completed, figure = MEASURES[one.measure].completed, tested.base(one).figure
    if completed:
        return completed(at, **one.arguments)
    return figure if figure.low < figure.high else None


def _at(one: Conclusion, figure: Figure, value: float) -> str:
    return "holds" if conclusions.required(one, figure).holds_all(value, value) else "fails"


def _in_pairs(tested: Tested, samples: Samples) -> None:
    """Two poles left out together, for the conclusions that no single pole flips; they are no part of the shares."""
    firm = [one for one in tested.conclusions if tested.base(one).state == "holds" and not tested.carriers(one) and MEASURES[one.measure].quick]
    already = list(tested.given.get("exclude_cases", []))
    poles = list(dict.fromkeys(case for case, _ in tested.sample.pairs))
    for pair in combinations(poles, 2) if len(poles) > 2 else ():
        setting = Setting("cases", {"exclude_cases": sorted([*already, *pair])})
        ours = [one for one in firm if set(pair) <= {case for case, _ in tested.base(one).figure.asked}]
        if ours:
            tested.settings.append(setting)
            _run(tested, samples, len(tested.settings) - 1, setting, ours)
