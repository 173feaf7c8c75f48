"""The desk at which each notebook of the study begins: its parameters, its data, where its results go."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ptce_helpers import codings, misnamed, parameters, paths, readings, results, spoken
from ptce_helpers.cleaning import Clean, clean
from ptce_helpers.errors import DataError, Fault, ResearcherError
from ptce_helpers.evidence import Traced, bare, of_whole
from ptce_helpers.files import as_csv, read_csv, unwritable, write_text
from ptce_helpers.labels import Labels
from ptce_helpers.notebooks import read_notebook
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.spoken import RestsOn
from ptce_helpers.tables import Noted, Said, Shown

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Desk:
    """Where a notebook works: its labels, its parameters, the coded data, and the folder its results go to."""

    notebook: str
    labels: Labels
    raw: codings.Raw
    where: paths.Paths
    given: dict[str, object] = field(default_factory=dict)
    _spoken: dict[str, dict[str, list]] = field(default_factory=lambda: {"sentences": {}, "scalars": {}}, compare=False)  # with their evidence

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
        """The clean tables without the cases and studies that the parameters leave out.

        Those of data/clean as they are; under another reading of what is in conflict they are made from data/raw.
        """
        reading = str(self.given.get("readings", readings.ARBITRATED))
        if reading == readings.ARBITRATED:
            return load_clean(self.where.clean, self.excluded, self.studies)
        return narrow(readings.clean(self.raw, reading), self.excluded, self.studies)

    def cleaned_now(self) -> Clean:
        """The same tables made afresh from data/raw, for the notebooks that come before data/clean is written."""
        return narrow(self._cleaned, self.excluded, self.studies)

    @cached_property
    def _cleaned(self) -> Clean:
        return clean(self.raw)

    @cached_property
    def sample(self) -> Sample:
        """The clean data of the chosen poles and studies, with the labels and the rules that the parameters set."""
        return self.sample_of(self.clean())

    def sample_of(self, tables: Clean) -> Sample:
        """The same with other clean tables, for the notebooks that come before data/clean is written."""
        rules = Rules(str(self.given.get("treat_about_as", "exact")), str(self.given.get("missing", "bounds")), float(self.given.get("alpha", 0.1)))
        return Sample(tables, self.raw, self.labels, rules)

    def show(self, table: Traced | pd.DataFrame, caption: str, rests_on: str = "", notes: list[str] = (), file: str = "", **places: object) -> Shown:
        """Label a table, save it as CSV under tables/, its evidence under evidence/ and itself as a result, and show it.

        ``rests_on``: for a frame that says nothing of the data behind its cells, what all of them rest on (references as in
        :class:`ptce_helpers.evidence.Traced`, separated by spaces). ``notes``: keys of phrases to stand below, besides those
        on what the columns mean. ``file``: the name of its files, where it is another than NOTEBOOK-CAPTION. Raises ResearcherError
        for a frame of which nobody says on what it rests.
        """
        if isinstance(table, pd.DataFrame):
            if not rests_on:
                raise ResearcherError(f"The table {caption!r} does not say which rows of data its cells rest on.",
                                      todo="make it with ptce_helpers.evidence (table, of_rows), or name the tables: rests_on=\"codings.csv\".")
            table = of_whole(table, *rests_on.split())
        name = file or f"{self.notebook}-{caption}"
        write_text(self.where.output / "tables" / f"{name}.csv", as_csv(table.frame))
        write_text(self.where.output / "evidence" / f"{name}.csv", as_csv(table.evidence))
        shown = Shown(table.frame, self.labels.text(f"caption_{caption}", **places), self.labels, tuple(map(self.labels.text, notes)), name)
        self._turn_to_results()
        results.table(caption, table.frame)
        return shown

    def show_first(self, table: Traced | pd.DataFrame, caption: str, rows: int, **options: object) -> Shown:
        """Save a long table whole, and show its first rows; the caption says how many there are."""
        length = len(table.frame if isinstance(table, Traced) else table)
        shown = self.show(table, caption, n=min(rows, length), total=length, **options)
        return replace(shown, frame=shown.frame.head(rows))

    def draw(self, figure: Figure, name: str, note: str = "", **places: object) -> None:
        """Save a figure as PNG and SVG under figures/ and as a result, and show it with its caption and its note.

        ``note``: on how many poles the figure rests, what is missing, and the source (as :func:`ptce_helpers.notes.of_variables`
        makes it). Caption and note are the alternative text.
        """
        from IPython.display import Image, display  # these take a while to load: not for the command, nor for notebooks without figures

        from ptce_helpers.figures import save

        folder, caption = self.where.output / "figures", self.labels.text(f"caption_{name}", **places)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            save(figure, folder / f"{self.notebook}-{name}")
        except OSError as error:
            raise unwritable(folder, error) from None
        self._turn_to_results()
        results.figure(name, figure, picture=folder / f"{self.notebook}-{name}.png")
        width, told = round(figure.get_figwidth() * 96), f"{caption}. {note}".rstrip()
        image = Image((folder / f"{self.notebook}-{name}.png").read_bytes(), width=width, alt=told)
        display(image, metadata={"image/png": {"alt": told, "width": width}})
        display(Noted(caption, note))

    def say(self, key: str, /, rests_on: RestsOn = "", about: str = "", **values: object) -> None:
        """Show a sentence of the catalogue with the numbers that were just computed, and record both as results with their evidence.

        A value may be an :class:`ptce_helpers.evidence.Cell`, which rests on its own references; the other values and
        the sentence as a whole rest on ``rests_on``: a Traced table (or a part of it), references separated by spaces, or a
        list of these. ``about``: of what it is said, where a notebook says the same of several things; the result is then KEY_ABOUT.
        Raises ResearcherError for a value of which nobody says on what it rests.
        """
        from IPython.display import display

        said, name = bare(values), f"{key}_{about}" if about else key
        text = self.labels.text(key, **said)
        self._rest("sentences", name, spoken.of_sentence(name, text, values, rests_on))
        results.sentence(name, text, said)
        display(Said(text))

    def scalar(self, name: str, value: object, rests_on: RestsOn = "", tolerance: float = 0.0, unit: str = "") -> None:
        """Record one number (or a word, a yes or no) as a result, with its evidence; it is not shown.

        ``value``: also a Cell; ``rests_on``: as in :meth:`say`; ``tolerance`` and ``unit``: as in :func:`ptce_helpers.results.scalar`.
        """
        self._rest("scalars", name, spoken.of_scalar(name, value, rests_on))
        results.scalar(name, bare({name: value})[name], tolerance, unit)

    def _rest(self, kind: str, key: str, rows: list[tuple[str, ...]]) -> None:
        self._spoken[kind][key] = rows
        spoken.write(self.where.output, self.notebook, kind, self._spoken[kind])
        self._turn_to_results()

    def trace(self, what: str, row: str | int = "", column: str = "", everything: bool = False) -> Shown:
        """Look up by hand on which rows of data a number rests: a table to read, recorded nowhere.

        ``desk.trace("04-members-forms", 1, "total")`` a cell of a table, ``desk.trace("06", "say_gender", "n")`` a value of a
        sentence, ``desk.trace("domb_innov", "members_total")`` a variable of a pole. Of more than forty rows the first are
        shown, unless ``everything`` is asked for. The passages are there where PTCE_SOURCES names your own copies.
        """
        from ptce_helpers import traced  # look-ups are for work by hand: a run need not load it

        return traced.shown(self.where, (what, str(row), column), self.raw, self.labels, everything)

    def impact(self, what: str, first: object = "", last: object = "", everything: bool = False) -> Shown:
        """What of the study moves or falls when something is withdrawn: a coding ("aL.domb_innov.034"), a pole, a study, or lines of it.

        ``first`` and ``last``: the lines, as in ``desk.impact("labo2014", 2285, 2286)``. The study is run without it, in a copy
        of the workbench: that takes as long as a run does. Nothing is recorded.
        """
        from ptce_helpers import impact  # by hand, as traced

        return impact.ask(self.where, self.labels, what, first, last, everything)

    def _turn_to_results(self) -> None:
        results.turn_to(self.notebook, self.where.output, self.given)


def begin(notebook: str, **given: object) -> Desk:
    """Open a notebook: check its parameters, read and check data/raw, choose the language.

    ``given`` are the notebook's own parameters. Raises ParameterError or DataError, shown without a traceback.
    """
    where = paths.find()
    declared = parameters.declared(read_notebook(where.notebooks, notebook))
    raw = codings.load(where.raw)
    parameters.check(given, known=sorted(declared), cases=raw.cases, where=notebook)
    results.open_book(notebook, where.output, declared | given)
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
