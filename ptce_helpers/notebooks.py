"""The notebooks of the study: their order, what each reads and makes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ptce_helpers.errors import NotFound, nearest


@dataclass(frozen=True)
class Notebook:
    """One notebook: its name, what it reads, what it makes (folders from the root of the workbench)."""

    name: str
    reads: tuple[str, ...]
    makes: tuple[str, ...]


NOTEBOOKS = (
    Notebook("00-start-here", ("data/raw",), ("reports/study/tables",)),
    Notebook("01-sources-and-cases", ("data/raw",), ("reports/study/tables", "reports/study/figures")),
    Notebook("02-from-raw-to-clean", ("data/raw",), ("data/clean", "reports/study/tables", "reports/study/figures")),
    Notebook("03-how-we-coded", ("data/raw",), ("reports/study/tables", "reports/study/figures")),
    Notebook("04-members", ("data/clean", "data/raw"), ("reports/study/tables", "reports/study/figures")),
    Notebook("05-cooperation", ("data/clean", "data/raw"), ("reports/study/tables", "reports/study/figures")),
    Notebook("06-governance", ("data/clean", "data/raw"), ("reports/study/tables", "reports/study/figures")),
    Notebook("07-economy", ("data/clean", "data/raw"), ("reports/study/tables", "reports/study/figures")),
    Notebook("08-two-snapshots", ("data/clean", "data/raw"), ("reports/study/tables", "reports/study/figures")),
    Notebook("09-group-comparisons", ("data/clean", "data/raw"), ("reports/study/tables", "reports/study/figures")),
    Notebook("10-typology", ("data/clean", "data/raw"), ("reports/study/tables", "reports/study/figures")),
    Notebook("11-configurations", ("data/clean", "data/raw"), ("reports/study/tables", "reports/study/figures")),
    Notebook("12-swot", ("data/clean", "data/raw"), ("reports/study/tables", "reports/study/figures")),
    Notebook("13-networks", ("data/clean", "data/raw"), ("reports/study/tables", "reports/study/figures")),
    Notebook("14-does-it-hold", ("data/clean", "data/raw"), ("reports/study/tables", "reports/study/figures")),
    Notebook("15-claims", ("data/clean", "data/raw"), ("reports/study/tables", "reports/study/figures")),
)
TIMEOUT = 900  # seconds a notebook may take before it is stopped
NAMES = tuple(notebook.name for notebook in NOTEBOOKS)
BY_NAME = {notebook.name: notebook for notebook in NOTEBOOKS}


def select(wanted: list[str]) -> list[str]:
    """The notebooks asked for, in the study's order; all when none is named. A number (04 or 4) or a name will do."""
    chosen = set()
    for text in wanted:
        hits = _named(text)
        if not hits:
            raise NotFound(f"The study has no notebook {text!r}.", todo=nearest(Path(text).name.removesuffix(".ipynb"), NAMES))
        chosen.add(hits[0])
    return [n for n in NAMES if not wanted or n in chosen]


def _named(text: str) -> list[str]:
    name = Path(text).name.removesuffix(".ipynb")
    return [n for n in NAMES if n == name or (name and n.split("-")[0] == name.zfill(2))]


def is_one(text: str) -> bool:
    """Whether a number (04 or 4) or a name is that of a notebook of the study."""
    return bool(_named(text))


def needed_by(name: str) -> list[str]:
    """The notebooks that make what a notebook reads, in the study's order."""
    reads = set(BY_NAME[name].reads)
    return [other.name for other in NOTEBOOKS if other.name != name and reads & set(other.makes)]


def with_needed(names: list[str]) -> list[str]:
    """The notebooks named and all that must be up to date before them, in the study's order."""
    found, ahead = set(), list(names)
    while ahead:
        name = ahead.pop()
        found.add(name)
        ahead += [other for other in needed_by(name) if other not in found]
    return [name for name in NAMES if name in found]


def read_notebook(folder: Path, name: str) -> dict:
    """The source of a notebook as a dictionary."""
    path = folder / f"{name}.ipynb"
    try:
        book = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(f"{path} is missing.", todo="restore it from version control.") from None
    except ValueError as error:
        place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "it is not UTF-8"
        raise NotFound(f"{path} is not a readable notebook ({place}).", todo="restore it from version control.") from None
    if not isinstance(book, dict) or "cells" not in book:
        raise NotFound(f"{path} is not a readable notebook (it has no cells).", todo="restore it from version control.")
    return book


def source_of(cell: dict) -> str:
    """The text of a cell, which notebooks store as one text or as lines."""
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def code_cells(notebook: dict) -> list[dict]:
    """The code cells in their order."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def as_json(notebook: dict) -> str:
    """A notebook as text, in the form in which Jupyter itself writes it."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
