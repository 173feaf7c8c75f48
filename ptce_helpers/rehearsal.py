"""The study run in a copy of the workbench, to see what it would say; nothing of the workbench itself is touched."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ptce_helpers import run
from ptce_helpers.errors import RunError
from ptce_helpers.keys import key_of
from ptce_helpers.paths import Paths
from ptce_helpers.store import store_of


@dataclass(frozen=True)
class Rehearsed:
    """What a rehearsal made: the folder of each finished notebook, and why others have none."""

    folders: dict[str, Path]
    failed: dict[str, str]

    def require(self) -> None:
        """Raise RunError when a notebook failed."""
        if self.failed:
            raise RunError("\n".join(filter(None, self.failed.values())))


@contextmanager
def stage(where: Paths) -> Iterator[Paths]:
    """A copy of the workbench among the temporary files, without reports; gone afterwards, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="ptce-impact-", ignore_cleanup_errors=True) as folder:
        copy = Paths(Path(folder).resolve())
        for part in (where.raw, where.clean, where.notebooks):
            if part.is_dir():
                shutil.copytree(part, copy.root / part.relative_to(where.root), ignore=shutil.ignore_patterns(".*"))
        with suppress(FileNotFoundError):
            shutil.copy(where.root / "requirements.lock", copy.root)
        copy.reports.mkdir()
        yield copy


def refuse_within_a_run() -> None:
    """A notebook that is itself being run can't run the study; the variable is one that runs set."""
    if os.environ.get("PTCE_OUTPUT"):
        raise RunError("A notebook that is being run can't run the study itself.", todo="ask in JupyterLab or with the command: ptce impact")


def rehearse(copy: Paths, lender: Paths, wanted: list[str], given: dict[str, object], options: run.Options, tell: Callable[[str, object], None]) -> Rehearsed:
    """Run notebooks in a copy of the workbench. What the lender's store holds already is taken from there.

    ``wanted``: the notebooks, all when none is named; ``given``: their parameters. Notebooks that fail are named with the
    reason, and so are those that need them.
    """
    rehearsal = Rehearsal(copy, lender, run.plan(copy, wanted, given), options, tell)
    rehearsal.make()
    left = {step.name: rehearsal.failed.get(step.name, "") for step in rehearsal.steps if step.name not in rehearsal.entries}
    return Rehearsed({name: entry.folder for name, entry in rehearsal.entries.items()}, left)


class Rehearsal(run.Run):
    """A run that borrows what is finished, and makes neither pages nor a study of what it made."""

    def __init__(self, copy: Paths, lender: Paths, *plan: object):
        super().__init__(copy, *plan)
        self.lent = store_of(lender).folder

    def is_current(self, step: run.Step) -> bool:
        if step.name not in self.entries and all(name in self.entries for name in step.after):
            self._borrow(step)
        return super().is_current(step)

    def _borrow(self, step: run.Step) -> None:
        """Copy a finished result; should it be removed or replaced meanwhile, the copy is not whole and does not count."""
        place = Path(step.name) / key_of(self.where, step.name, step.given).digest
        if not (self.store.folder / place).is_dir() and (self.lent / place).is_dir():
            with suppress(OSError, shutil.Error):
                shutil.copytree(self.lent / place, self.store.folder / place)

    def _pages(self) -> _NoPages:
        return _NoPages()


class _NoPages:
    """Stands where a run has the maker of its pages."""

    def get_ready(self) -> None:
        pass

    def prepare(self, *page: object) -> None:
        pass
