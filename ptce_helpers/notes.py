"""What stands below a figure: on how many poles it rests, what is missing and why, and where it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ptce_helpers.sample import KINDS, Sample


def of_variables(sample: Sample, variables: Iterable[str]) -> str:
    """For one or several variables: poles asked, values missing of each kind, and the studies."""
    variables = list(variables)
    asked = [(case, study, variable) for variable in variables for study in sample.studies for case in sample.asked(variable, study)]
    lacking = Counter(sample.why_missing(*pair) for pair in asked if not sample.used(*pair))
    return say(sample, {study: len({case for case, of, _ in asked if of == study}) for study in sample.studies}, lacking, len(asked))


def say(sample: Sample, n: dict[str, int], lacking: dict[str, int], of: int, instead: str = "") -> str:
    """The note itself: ``n`` poles of each study, how many of ``of`` values are ``lacking`` of each kind, or a sentence ``instead`` of that."""
    labels = sample.labels
    poles = labels.join([labels.text("note_n", n=number, study=labels.text(f"study_{study}")) for study, number in n.items() if number])
    gone = labels.join([labels.text(f"short_{kind}", n=lacking[kind]) for kind in KINDS if lacking.get(kind)])
    told = [f"{poles}."] if poles else []
    told.append(instead or (labels.text("note_missing", n=sum(lacking.values()), of=of, kinds=gone) if sum(lacking.values()) else labels.text("note_complete")))
    told.append(labels.text("note_source", studies=labels.join([labels.text(f"source_{study}") for study in n if n[study]])))
    return " ".join(told)
