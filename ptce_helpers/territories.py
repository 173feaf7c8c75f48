"""The kinds of place in which the two studies put their poles."""

from __future__ import annotations

from ptce_helpers.sample import Sample

TYPES = {"labo2014": "territory_type_labo2014", "crida2015": "territory_dynamic_crida2015"}


def counts(sample: Sample) -> dict[str, object]:
    """How many poles each study puts under a kind of place, of how many; and who is left out."""
    asked = {study: sample.asked(variable, study) for study, variable in TYPES.items()}
    named = {study: [case for case in cases if sample.used(case, study, TYPES[study])] for study, cases in asked.items()}
    left = sorted({sample.names[case] for study, cases in asked.items() for case in cases if case not in named[study]})
    return {"n": sum(map(len, asked.values())), **{f"{study}_n": len(cases) for study, cases in named.items()},
            **{f"{study}_of": len(cases) for study, cases in asked.items()}, "left": sample.labels.join(left) or sample.labels.text("nothing")}
