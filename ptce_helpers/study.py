"""The notebooks of the study: their order, what each reads and makes, and the desk at which each begins."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Image, display
from matplotlib.figure import Figure

from ptce_helpers import codings, misnamed, parameters, paths
from ptce_helpers.cleaning import Clean, clean
from ptce_helpers.errors import DataError, Fault, NotFound, nearest
from ptce_helpers.files import as_csv, read_csv, unwritable, write_text
from ptce_helpers.labels import Labels
from ptce_helpers.tables import Said, Shown


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
)
NAMES = tuple(notebook.name for notebook in NOTEBOOKS)


def select(wanted: list[str]) -> list[str]:
    """The notebooks asked for, in the study's order; all when none is named. A number (04) or a name will do."""
    chosen = set()
    for text in wanted:
        name = Path(text).name.removesuffix(".ipynb")
        hits = [n for n in NAMES if n == name or n.split("-")[0] == name]
        if not hits:
            raise NotFound(f"The study has no notebook {text!r}.", todo=nearest(name, NAMES))
        chosen.add(hits[0])
    return [n for n in NAMES if not wanted or n in chosen]


def read_notebook(folder: Path, name: str) -> dict:
    """The source of a notebook as a dictionary."""
    path = folder / f"{name}.ipynb"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(f"{path} is missing.", todo="restore it from version control.") from None
    except json.JSONDecodeError as error:
        raise NotFound(f"{path} is not a readable notebook (line {error.lineno}).", todo="restore it from version control.") from None


@dataclass(frozen=True)
class Desk:
    """Where a notebook works: its labels, its parameters, the coded data, and the folder its results go to."""

    notebook: str
    labels: Labels
    raw: codings.Raw
    where: paths.Paths
    given: dict[str, object] = field(default_factory=dict)

    @property
    def excluded(self) -> list[str]:
        return list(self.given.get("exclude_cases", []))

    @property
    def studies(self) -> list[str]:
        chosen = self.given.get("study", "both")
        return ["labo2014", "crida2015"] if chosen == "both" else [chosen]

    def name(self, case_id: str) -> str:
        """The name of a case for people."""
        cases = self.raw["cases"]
        return cases.loc[cases["case_id"] == case_id, "name"].iloc[0]

    def clean(self) -> Clean:
        """The clean tables of data/clean without the cases and studies that the parameters leave out."""
        return load_clean(self.where.clean, self.excluded, self.studies)

    def cleaned_now(self) -> Clean:
        """The same tables made afresh from data/raw, for the notebooks that come before data/clean is written."""
        return narrow(clean(self.raw), self.excluded, self.studies)

    def show(self, frame: pd.DataFrame, caption: str, **places: object) -> Shown:
        """Label a table, save it as CSV under tables/, and show it."""
        write_text(self.where.output / "tables" / f"{self.notebook}-{caption}.csv", as_csv(frame))
        return Shown(frame, self.labels.text(f"caption_{caption}", **places), self.labels)

    def show_first(self, frame: pd.DataFrame, caption: str, rows: int) -> Shown:
        """Save a long table whole, and show its first rows; the caption says how many there are."""
        shown = self.show(frame, caption, n=min(rows, len(frame)), total=len(frame))
        return replace(shown, frame=frame.head(rows))

    def draw(self, figure: Figure, name: str, **places: object) -> None:
        """Save a figure as PNG and SVG under figures/ and show it, with its caption as alternative text."""
        folder, caption = self.where.output / "figures", self.labels.text(f"caption_{name}", **places)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            figure.savefig(folder / f"{self.notebook}-{name}.svg", metadata={"Date": None, "Creator": None})
            figure.savefig(folder / f"{self.notebook}-{name}.png", dpi=130, metadata={"Software": None})
        except OSError as error:
            raise unwritable(folder, error) from None
        plt.close(figure)
        width = round(figure.get_figwidth() * 96)
        image = Image((folder / f"{self.notebook}-{name}.png").read_bytes(), width=width, alt=caption)
        display(image, metadata={"image/png": {"alt": caption, "width": width}})

    def say(self, key: str, **values: object) -> None:
        """Show a sentence of the catalogue with the numbers that were just computed."""
        display(Said(self.labels.text(key, **values)))


def begin(notebook: str, **given: object) -> Desk:
    """Open a notebook: check its parameters, read and check data/raw, choose the language.

    ``given`` are the notebook's own parameters. Raises ParameterError or DataError, shown without a traceback.
    """
    where = paths.find()
    known = sorted(parameters.declared(read_notebook(where.notebooks, notebook)))
    raw = codings.load(where.raw)
    parameters.check(given, known=known, cases=raw.cases, where=notebook)
    pd.set_option("display.max_rows", 200, "display.max_columns", 50, "display.width", 160, "display.max_colwidth", 80)
    return Desk(notebook, Labels(str(given.get("lang", "en"))), raw, where, given)


def load_clean(folder: Path, excluded: list[str] = (), studies: list[str] = ("labo2014", "crida2015")) -> Clean:
    """Read data/clean, without some cases and only for some studies. Raises DataError when it has not been made yet."""
    if not (folder / "codings.csv").is_file():
        raise DataError([Fault("data/clean/codings.csv", 0, "the clean data have not been made yet", todo="run notebook 02-from-raw-to-clean first (or: ptce run)")])
    tables = {}
    for name in Clean.__dataclass_fields__:
        path = folder / f"{name}.csv"
        header = path.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
        tables[name] = read_csv(path, header).drop(columns="_row")
    return narrow(Clean(**tables), excluded, studies)


def narrow(tables: Clean, excluded: list[str], studies: list[str]) -> Clean:
    """The clean tables without some cases and only for some studies."""
    def kept(frame: pd.DataFrame) -> pd.DataFrame:
        keep = ~frame["case_id"].isin(list(excluded)) & frame["study"].isin(list(studies))
        return frame[keep].reset_index(drop=True)

    return Clean(**{name: kept(frame) for name, frame in tables.tables().items()})


def write_clean(tables: Clean, folder: Path) -> None:
    """Write data/clean, each file whole; the same tables give the same bytes."""
    for name, frame in tables.tables().items():
        write_text(folder / f"{name}.csv", as_csv(frame))


misnamed.watch()  # a notebook imports this module before it names its parameters
