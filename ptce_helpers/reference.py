"""The accepted run of the study: outputs stored in notebooks/, results in tests/reference, against which later runs are held."""

from __future__ import annotations

from dataclasses import dataclass

import nbformat

from ptce_helpers import parameters, results
from ptce_helpers.differences import Difference, compare
from ptce_helpers.errors import ResearcherError
from ptce_helpers.files import write_text
from ptce_helpers.notebooks import select
from ptce_helpers.paths import Paths


@dataclass(frozen=True)
class Pending:
    """What would change if the last run of a notebook were accepted.

    ``book``: the notebook with the outputs of that run; ``outputs``: whether they are other than those stored;
    ``text``: its results; ``kept``: those accepted before, if any; ``differences`` between the two.
    """

    name: str
    book: nbformat.NotebookNode
    outputs: bool
    text: str
    kept: str
    differences: list[Difference]
    unreadable: bool = False

    @property
    def changes(self) -> bool:
        """Whether accepting it would change a byte."""
        return self.outputs or self.text != self.kept

    def __str__(self) -> str:
        if self.unreadable:
            said = ["its reference can't be read and would be replaced"]
        elif not self.kept:
            said = ["it has no reference so far"]
        else:
            said = [str(one) for one in self.differences] or ["no result differs"]
        return "\n".join([f"{self.name}:", *(f"  {line}" for line in said), *(["  its stored outputs change"] if self.outputs else [])])


def pending(where: Paths, wanted: list[str]) -> list[Pending]:
    """Hold the last run of some notebooks (all when none is named) against what is stored, changing nothing.

    Only a run with the notebooks' own parameters will do, and only if its cells are those of the source: otherwise
    ResearcherError, for all the notebooks that can't be accepted at once.
    """
    found, refused = [], []
    for name in select(wanted):
        try:
            found.append(_pending(where, name))
        except ResearcherError as error:
            refused.append(str(error))
    if refused:
        raise ResearcherError("\n".join(refused))
    return found


def accept(where: Paths, waiting: list[Pending]) -> list[str]:
    """Store the outputs in notebooks/ and the results in tests/reference; returns the names of what changed."""
    changed = [one for one in waiting if one.changes]
    for one in changed:
        if one.outputs:
            nbformat.write(one.book, where.notebooks / f"{one.name}.ipynb")
        write_text(results.path_of(where.reference, one.name), one.text)
    return [one.name for one in changed]


def _pending(where: Paths, name: str) -> Pending:
    book, outputs = _with_outputs(where, name)
    after = results.read(results.path_of(where.study, name))
    if after.parameters != parameters.declared(book):
        raise _other(name)
    path = results.path_of(where.reference, name)
    kept = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    try:
        differ, unreadable = compare(results.read(path), after) if kept else [], False
    except ResearcherError:  # what is broken is replaced
        differ, unreadable = [], True
    return Pending(name, book, outputs, results.as_json(after), kept, differ, unreadable)


def _with_outputs(where: Paths, name: str) -> tuple[nbformat.NotebookNode, bool]:
    """The source of a notebook with the outputs of its last run, and whether it had others before."""
    executed = where.study / f"{name}.ipynb"
    if not executed.is_file():
        raise ResearcherError(f"{executed} is missing.", todo=f"run it first: ptce run {name}")
    ran, source = nbformat.read(executed, 4), nbformat.read(where.notebooks / f"{name}.ipynb", 4)
    if [c.source for c in ran.cells] != [c.source for c in source.cells]:
        raise _other(name)
    before = nbformat.writes(source)
    for mine, theirs in zip(source.cells, ran.cells, strict=True):
        mine["id"] = theirs["id"]
        if mine.cell_type == "code":
            mine["outputs"], mine["execution_count"] = theirs["outputs"], theirs["execution_count"]
    return source, nbformat.writes(source) != before


def _other(name: str) -> ResearcherError:
    return ResearcherError(f"The last run of {name} was of other cells or parameters than notebooks/{name}.ipynb.",
                           todo=f"run it as it stands: ptce run {name}")
