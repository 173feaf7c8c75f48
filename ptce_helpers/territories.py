"""The kinds of place in which the two studies put their poles."""

from __future__ import annotations

from ptce_helpers.evidence import Cell, cell, counted
from ptce_helpers.sample import Sample

TYPES = {"labo2014": "territory_type_labo2014", "crida2015": "territory_dynamic_crida2015"}


def counts(sample: Sample) -> dict[str, Cell]:
    """How many poles each study puts under a kind of place, of how many; and who is left out."""
    asked = {study: sample.asked(variable, study) for study, variable in TYPES.items()}
    named = {study: [case for case in cases if sample.used(case, study, TYPES[study])] for study, cases in asked.items()}
    out = {(case, study) for study, cases in asked.items() for case in cases if case not in named[study]}
    left = sample.labels.join(sorted({sample.names[case] for case, _ in out})) or sample.labels.text("nothing")
    looked = {study: sample.looked(variable, study=study) for study, variable in TYPES.items()}
    return {"n": cell(sum(map(len, asked.values())), sample.rows_of_cases()),
            **{f"{study}_n": counted([sample.ids(case, study, TYPES[study]) for case in cases], looked[study]) for study, cases in named.items()},
            **{f"{study}_of": cell(len(cases), sample.rows_of_cases(study)) for study, cases in asked.items()},
            "left": cell(left, *([sample.refs(case, study, TYPES[study]) for case, study in sorted(out)] or looked.values()))}
