"""Where each part of the two studies is taken up: the table or figure in which its facts are computed anew, or why there is none."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

import pandas as pd

from ptce_helpers.evidence import Traced, of_whole
from ptce_helpers.labels import Labels
from ptce_helpers.notebooks import NAMES

FILE = "ptce_helpers/counterparts.csv"


@cache
def parts() -> tuple[dict[str, str], ...]:
    """The parts of both studies in the order of the texts: study, part, part_en/fr, results (NOTEBOOK/RESULT ...), reason_en/fr."""
    text = resources.files("ptce_helpers").joinpath("counterparts.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def results(part: dict[str, str]) -> list[tuple[str, str]]:
    """The results that take a part up: (notebook, name of its table or figure)."""
    return [tuple(name.split("/")) for name in part["results"].split()]


def table(labels: Labels) -> Traced:
    """One row a part: study, part, what it is about, and where it is taken up or why it is not."""
    rows = [{"study": part["study"], "part": part["part"].partition(",")[0], "about": part[f"part_{labels.lang}"], "taken_up": _taken_up(part, labels)} for part in parts()]
    return of_whole(pd.DataFrame(rows), FILE)


def _taken_up(part: dict[str, str], labels: Labels) -> str:
    if not part["results"]:
        return part[f"reason_{labels.lang}"]
    found: dict[str, list[str]] = {}
    for notebook, name in results(part):
        found.setdefault(notebook, []).append(name)
    return labels.semicolons([labels.text("taken_up", notebook=name[:2], title=labels.text(f"notebook_{name}"), results=", ".join(found[name]))
                              for name in NAMES if name in found])
