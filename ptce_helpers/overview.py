"""What is in the workbench: counts, notebooks, parameters; for the first page."""

from __future__ import annotations

import pandas as pd

from ptce_helpers import aliases
from ptce_helpers.codings import Raw
from ptce_helpers.labels import Labels
from ptce_helpers.members import organisations
from ptce_helpers.notebooks import NAMES
from ptce_helpers.parameters import CATALOGUE, Parameter


def counts(raw: Raw) -> dict[str, int]:
    """How much has been coded, for the sentence of the first page."""
    named = organisations(aliases.members(raw))["counted"]
    return {name: len(raw[name]) for name in ("codings", "variables", "cases", "ties", "statements")} | {"members": int(named.sum()), "others": int((~named).sum())}


def notebooks(labels: Labels) -> pd.DataFrame:
    """The notebooks in order, each with its title and question."""
    return pd.DataFrame([{"notebook": name, "title": labels.text(f"notebook_{name}"), "question": labels.text(f"question_{name}")} for name in NAMES])


def parameters(labels: Labels) -> pd.DataFrame:
    """The parameters, what each does and what it may be."""
    return pd.DataFrame([{"parameter": name, "meaning": labels.text(f"parameter_{name}"), "allowed": _allowed(p, labels)} for name, p in CATALOGUE.items()])


def _allowed(parameter: Parameter, labels: Labels) -> str:
    if parameter.allowed:
        return ", ".join(map(str, parameter.allowed))
    if parameter.type is list:
        return labels.text("allowed_cases")
    return labels.text("range", low=_edge(parameter.low, labels), high=_edge(parameter.high, labels))


def _edge(limit: float, labels: Labels) -> str:
    """A limit with all its digits: 0.999 rounded to 1 would allow what is refused."""
    return labels.number(limit, len(f"{limit:.10g}".partition(".")[2]))
