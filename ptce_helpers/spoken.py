"""On which rows of data the sentences and single numbers of a notebook rest: written down as they are said, and found again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ptce_helpers import files
from ptce_helpers.errors import NotFound, ResearcherError, nearest
from ptce_helpers.evidence import Cell, Traced, bare, references
from ptce_helpers.labels import Labels

COLUMNS = {"sentences": ("sentence", "place", "value", "refs"), "scalars": ("scalar", "value", "refs")}
RestsOn = str | Cell | Traced | Iterable


@dataclass(frozen=True)
class Spoken:
    """A sentence or a single number of a notebook, or (``place``) one value of a sentence, with the references behind it.

    ``text`` is the sentence as it was said, ``values`` are all the values in it.
    """

    notebook: str
    key: str
    place: str
    value: str
    refs: tuple[str, ...]
    text: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def head(self, labels: Labels) -> Iterator[str]:
        """What it is, as lines to read; of a whole sentence the values in it too."""
        name = ", ".join(part for part in (self.notebook, self.key, self.place) if part)
        yield labels.text("spoken_head", name=name, value=self.value or labels.text("cell_empty"))
        if self.place:
            yield f"  {self.text}"
        for place, value in () if self.place else self.values:
            yield f"  {labels.text('spoken_value', place=place, value=value or labels.text('cell_empty'))}"


# --- written down ----------------------------------------------------------------------------------------------------------


def of_sentence(key: str, text: str, values: dict[str, object], rests_on: RestsOn = "") -> list[tuple[str, ...]]:
    """The rows (sentence, place, value, refs) of a sentence: itself first, then each of its values by the name of its place.

    A value that is a Cell rests on its own references; one without any, like the sentence itself, on all that is behind
    the sentence. Raises ResearcherError where nobody says on what a value rests.
    """
    given = references(rests_on)
    silent = [place for place, value in values.items() if not isinstance(value, Cell)]
    if not given and (silent or not values):
        what = f"its {', '.join(sorted(silent))}" if silent else "it"
        raise ResearcherError(f"The sentence {key!r} does not say on which rows of data {what} rests.",
                              todo='give values as ptce_helpers.evidence.cell(value, references), or say it of all: rests_on="codings.csv".')
    whole = " ".join(references(given, *(value for value in values.values() if isinstance(value, Cell))))
    behind = {place: " ".join(value.refs) if isinstance(value, Cell) and value.refs else whole for place, value in values.items()}
    said = bare(values)
    return [(key, "", text, whole), *((key, place, files.cell(said[place]), behind[place]) for place in sorted(values))]


def of_scalar(name: str, value: object, rests_on: RestsOn = "") -> list[tuple[str, ...]]:
    """The row (scalar, value, refs) of a single number. Raises ResearcherError where nobody says on what it rests."""
    refs = " ".join(references(rests_on, value if isinstance(value, Cell) else ""))
    if not refs and not isinstance(value, Cell):
        raise ResearcherError(f"The result {name!r} does not say on which rows of data it rests.",
                              todo='name them: rests_on="codings.csv", or the table from which it was computed.')
    return [(name, files.cell(bare({name: value})[name]), refs)]


def write(folder: Path, notebook: str, kind: str, rows: dict[str, list[tuple[str, ...]]]) -> None:
    """Write down the evidence of all sentences ("sentences") or single numbers ("scalars") of a notebook, by their keys."""
    frame = pd.DataFrame([row for key in sorted(rows) for row in rows[key]], columns=COLUMNS[kind], dtype="str")
    files.write_text(folder / "evidence" / f"{notebook}-{kind}.csv", files.as_csv(frame))


# --- found again -----------------------------------------------------------------------------------------------------------


def find(folder: Path, notebook: str, key: str, place: str = "") -> Spoken:
    """A sentence or a single number by its key; with ``place`` (or as KEY.place, the name of the result) one value of the sentence.

    Raises NotFound with the nearest name.
    """
    known = read(folder, notebook)
    if key not in known and not place and key.partition(".")[0] in known:
        key, _, place = key.partition(".")
    if key not in known:
        raise NotFound(f"The notebook {notebook} says no sentence {key!r}.", todo=nearest(key, list(known)) if known else "it says none at all.")
    one = known[key]
    if place not in one:
        values = sorted(name for name in one if name)
        raise NotFound(f"The sentence {key!r} of {notebook} has no value {place!r}.", todo=nearest(place, values) if values else "it has none: leave it out.")
    value, refs = one[place]
    return Spoken(notebook, key, place, value, tuple(refs.split()), one[""][0], tuple((name, text) for name, (text, _) in one.items() if name))


def read(folder: Path, notebook: str) -> dict[str, dict[str, tuple[str, str]]]:
    """What a notebook says: key -> place ("" for the whole) -> value and references. Raises NotFound where it has not run yet."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    if not (folder / f"{notebook}.results.json").is_file():
        raise NotFound(f"There are no results of {notebook} in {folder}.", todo=f"make them: ptce run {notebook}")
    for kind, columns in COLUMNS.items():
        path = folder / "evidence" / f"{notebook}-{kind}.csv"
        for row in files.rows_of(files.read_csv(path, list(columns))) if path.is_file() else []:
            found.setdefault(row[columns[0]], {})[row.get("place", "")] = row["value"], row["refs"]
    return found


def lines(folder: Path, notebook: str, labels: Labels) -> Iterator[str]:
    """The sentences of a notebook as lines to read: the key of each, and what it says."""
    known = read(folder, notebook)
    yield labels.text("spoken_list", notebook=notebook, n=len(known))
    for key, one in known.items():
        yield f"  {labels.text('spoken_value', place=key, value=one[''][0])}"
