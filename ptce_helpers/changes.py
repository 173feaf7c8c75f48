"""What differs between two runs, result by result, and why: data, code, parameters or versions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ptce_helpers import reasons
from ptce_helpers.differences import Difference, compare, compared
from ptce_helpers.errors import NotFound, ResearcherError, nearest, nearest_of_many
from ptce_helpers.keys import Key, path_of
from ptce_helpers.notebooks import NAMES
from ptce_helpers.paths import Paths
from ptce_helpers.results import ENDING, read


@dataclass(frozen=True)
class Change:
    """What differs in one notebook: its results, and what they rest on (None where a run does not say)."""

    name: str
    differences: list[Difference]
    reasons: list[str] | None
    compared: dict[str, int]

    def lines(self, most: int) -> list[str]:
        """The change in words, at most so many differences."""
        because = "; ".join(self.reasons) if self.reasons else "it is not recorded" if self.reasons is None else "nothing it rests on differs"
        why = f" Why: {because}." if self.differences else f" What it rests on differs, though: {because}." if self.reasons else ""
        head = f"{self.name}: {len(self.differences) or 'no'} difference{'s' * (len(self.differences) != 1)}.{why}"
        rest = [f"  ... and {len(self.differences) - most} more (--all lists them)"] if len(self.differences) > most else []
        return [head, *(f"  {one}" for one in self.differences[:most]), *rest]


def folder_of(text: str, where: Paths) -> Path:
    """The folder of a run: a path, or study, previous, failed, or BATCH/NUMBER for a run of a batch."""
    named = {name: where.reports / name for name in ("study", "previous", "failed")}
    batch, _, number = text.rpartition("/")
    for folder in (named.get(text), where.reports / "batches" / batch / "runs" / number if batch else None, Path(text)):
        if folder is not None and folder.is_dir() and list(folder.glob(f"*{ENDING}")):
            return folder
    raise NotFound(f"{text!r} is no run: no folder of that name with results (*{ENDING}).", todo=_meant(text, named, where))


def _meant(text: str, named: dict[str, Path], where: Paths) -> str:
    """The run that may have been meant."""
    of_batches = [f"{run.parent.parent.name}/{run.name}" for run in sorted((where.reports / "batches").glob("*/runs/*"))]
    if "/" in text and of_batches:
        return nearest_of_many(text, of_batches, "reports/batches, in the file runs.csv of each")
    there = [name for name, folder in named.items() if folder.is_dir()]
    return nearest(text, there) if there else "run the study first: ptce run"


def between(before: Path, after: Path) -> list[Change]:
    """Hold two runs against each other, notebook by notebook; raises ResearcherError when they have none in common."""
    both = [name for name in NAMES if all((folder / f"{name}{ENDING}").is_file() for folder in (before, after))]
    if not both:
        raise ResearcherError(f"{before.name} and {after.name} have no notebook in common.", todo="name two runs of the same notebooks.")
    return [_change(name, before, after) for name in both]


def only_in_one(before: Path, after: Path) -> dict[str, str]:
    """Notebooks that only one of two runs has -> the name of that run's folder."""
    has = [{path.name.removesuffix(ENDING) for path in folder.glob(f"*{ENDING}")} for folder in (before, after)]
    return {name: (before if name in has[0] else after).name for name in sorted(has[0] ^ has[1])}


def _change(name: str, before: Path, after: Path) -> Change:
    books = [read(folder / f"{name}{ENDING}") for folder in (before, after)]
    keys = [_key(path_of(folder, name)) for folder in (before, after)]
    why = reasons.told(keys[1].changes(keys[0])) if all(keys) else None
    return Change(name, compare(*books), why, dict(compared(*books)))


def _key(path: Path) -> Key | None:
    try:
        return Key(dict(json.loads(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError):
        return None
