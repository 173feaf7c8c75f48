"""A hundred parameter sets of one notebook: two languages, two choices of studies, twenty-five choices of cases left out."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

from ptce_helpers.paths import Paths
from ptce_helpers.run import cases_of

NOTEBOOK = "04-members"
LANGUAGES, STUDIES = ["en", "fr"], ["both", "crida2015"]


def left_out(home: Path) -> list[list[str]]:
    """No case, each case alone, and as many pairs of neighbours in the table as make twenty-five."""
    cases = cases_of(Paths(home))
    choices = [[], *([case] for case in cases), *(list(pair) for pair in zip(cases, cases[1:], strict=False))]
    return choices[:25]


def sets(home: Path) -> list[dict]:
    """The parameter sets in the order of the plan."""
    return [{"lang": lang, "study": study, "exclude_cases": cases} for lang, study, cases in product(LANGUAGES, STUDIES, left_out(home))]


def write_plan(home: Path, number: int = 25) -> Path:
    """The plan as a file, which YAML reads though it is JSON; ``number``: how many of the choices of cases."""
    plan = home / "hundred.yaml"
    grid = {"lang": LANGUAGES, "study": STUDIES, "exclude_cases": left_out(home)[:number]}
    plan.write_text(json.dumps({"name": "hundred", "notebooks": [NOTEBOOK], "grid": grid}), encoding="utf-8")
    return plan
