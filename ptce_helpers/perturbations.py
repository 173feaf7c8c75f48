"""The changes under which conclusions are tried: one at a time, and what they leave of the sample."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ptce_helpers import parameters, readings
from ptce_helpers.cleaning import Clean
from ptce_helpers.decisions import Analysis, Pair
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.study import narrow

KINDS = ("base", "case", "study", "reading", "coder", "about", "completion", "alpha", "weights", "types", "cutoffs", "anchors", "seed", "cases")
ENDS = ("lowest", "highest")  # completions of what no text says: any other lies between them
# The values that each parameter takes in turn; one that is the notebook's own is no change. Anchors: the part of its way by which each turning point moves.
VALUES = {"about": {"treat_about_as": parameters.ABOUT}, "weights": {"weights": parameters.WEIGHTS}, "alpha": {"alpha": (0.05, 0.1, 0.2)},
          "types": {"n_types": (2, 3, 4, 5)}, "cutoffs": {"incl_cut": (0.75, 0.8, 0.85, 0.9, 1.0), "pri_cut": (0.0, 0.5, 0.75), "n_cut": (1, 2)}, "anchors": {"anchors": (-0.4, -0.2, 0.0, 0.2, 0.4)},
          "seed": {"seed": (1, 2, 3)}}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """One analysis: what kind of change it is, and the parameters that it changes (none: the base)."""

    kind: str
    changed: dict[str, object] = field(default_factory=dict)

    def touches(self, asked: frozenset[Pair], touched_by: tuple[str, ...], given: dict[str, object]) -> bool:
        """Whether it can change a conclusion that asks some poles of some studies and depends on some parameters."""
        if not self.changed.keys() <= {*touched_by, "missing"}:
            return False
        if "exclude_cases" in self.changed:
            return bool({case for case, _ in asked} & set(self.changed["exclude_cases"]) - set(given.get("exclude_cases", [])))
        return "study" not in self.changed or any(study != self.changed["study"] for _, study in asked)


def settings(sample: Sample, given: dict[str, object]) -> list[Setting]:
    """The base, then every single change of it: each pole, study, reading and coder left out, and each other value of the parameters declared.

    ``given``: the parameters of the notebook. That a pole is left out is said together with those that are left out anyway.
    """
    given = declared_cuts(sample) | {"anchors": 0.0} | given
    already = list(given.get("exclude_cases", []))
    poles = list(dict.fromkeys(case for case, _ in sample.pairs))
    found = [Setting("base")]
    found += [Setting("case", {"exclude_cases": sorted([*already, case])}) for case in poles if len(poles) > 1]
    found += [Setting("study", {"study": study}) for study in sample.studies if len(sample.studies) > 1]
    found += [Setting("coder" if one.startswith("coder") else "reading", {"readings": one}) for one in readings.ALL if one != given.get("readings", readings.ARBITRATED)]
    return found + [Setting(kind, {name: value}) for kind, by in VALUES.items() for name, values in by.items() if name in given for value in values if value != given[name]]


def declared_cuts(sample: Sample) -> dict[str, object]:
    """The cut-offs that all comparisons of configurations declare alike; one on which they differ has no base to be changed from."""
    table = sample.raw["analyses"]
    return {name: kind(float(table[name].iloc[0])) for name, kind in (("incl_cut", float), ("pri_cut", float), ("n_cut", int)) if table[name].nunique() == 1}


class Samples:
    """The samples of all settings; the data under a reading are cleaned once."""

    def __init__(self, sample: Sample, given: dict[str, object]):
        self.sample, self.given = sample, given
        self._cleaned: dict[str, Clean] = {str(given.get("readings", readings.ARBITRATED)): sample.clean}

    def of(self, setting: Setting) -> Analysis:
        """The analysis of one setting: the sample that it leaves, and all parameters."""
        given = self.given | setting.changed
        if setting.changed.keys() == {"exclude_cases"}:
            return Analysis(self.sample.apart_from(set(setting.changed["exclude_cases"])), given)
        rules = Rules(str(given.get("treat_about_as", "exact")), "bounds", float(given.get("alpha", self.sample.rules.alpha)))
        if not setting.changed.keys() & {"study", "readings"}:
            return Analysis(self.sample.under(rules), given)
        reading = str(given.get("readings", readings.ARBITRATED))
        if reading not in self._cleaned:
            self._cleaned[reading] = readings.clean(self.sample.raw, reading)
        studies = self.sample.studies if given.get("study", "both") == "both" else [str(given["study"])]
        outside = set(self.sample.raw["cases"]["case_id"]) - {case for case, _ in self.sample.pairs}  # a reading must not bring back who was left out
        return Analysis(replace(self.sample, clean=narrow(self._cleaned[reading], [*given.get("exclude_cases", []), *outside], studies), rules=rules), given)
