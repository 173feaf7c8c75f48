"""Where the study's files are, whatever folder one starts from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ptce_helpers.errors import NotFound


@dataclass(frozen=True)
class Paths:
    """The folders of one copy of the workbench."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def clean(self) -> Path:
        return self.root / "data" / "clean"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def study(self) -> Path:
        return self.reports / "study"

    @property
    def reference(self) -> Path:
        """Folder of the accepted results, against which every later run is held."""
        return self.root / "tests" / "reference"

    @property
    def output(self) -> Path:
        """Folder into which a notebook writes figures and tables: the run's own, or reports/lab when worked on by hand."""
        given = os.environ.get("PTCE_OUTPUT")
        return Path(given) if given else self.reports / "lab"

    def table(self, name: str) -> Path:
        """A table of the reports: by its path, from here or from the workbench, or by its name in reports/study/tables."""
        file = name if name.endswith(".csv") else f"{name}.csv"
        return next((path for path in (Path(file), self.root / file, self.study / "tables" / file) if path.is_file()), Path(file) if "/" in name else self.study / "tables" / file)


def find(start: Path | None = None) -> Paths:
    """Find the workbench that holds a folder (by default the current one).

    The variable PTCE_HOME wins; otherwise the nearest parent with data/raw/variables.csv.
    Raises :class:`~ptce_helpers.errors.NotFound` when there is none.
    """
    home = os.environ.get("PTCE_HOME")
    begin = Path(home) if home else (start or Path.cwd())
    for folder in (begin, *begin.resolve().parents):
        if (folder / "data" / "raw" / "variables.csv").is_file():
            return Paths(folder.resolve())
    raise NotFound(
        f"No workbench here: neither {begin} nor a folder above it holds data/raw/variables.csv.",
        todo="change into the folder of the workbench, or set PTCE_HOME to it.",
    )


def sources_folder() -> Path | None:
    """Folder of the researcher's own copies of the two texts (variable PTCE_SOURCES), or None."""
    given = os.environ.get("PTCE_SOURCES")
    return Path(given) if given else None
