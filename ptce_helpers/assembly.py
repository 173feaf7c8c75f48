"""reports/study put together from finished notebooks, and swapped in whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from ptce_helpers import modules
from ptce_helpers.errors import RunError
from ptce_helpers.keys import hash_of
from ptce_helpers.notebooks import NAMES, as_json, code_cells, source_of
from ptce_helpers.paths import Paths
from ptce_helpers.store import CONTENTS, Entry, Store
from ptce_helpers.writing import unwritable

MANIFEST = "manifest.json"
OLD = ".study-old"


@dataclass(frozen=True)
class Part:
    """What the study holds of one notebook: from which result and source, and its files with their hashes."""

    key: str
    stored: str
    source: str
    page: str
    files: dict[str, str] = field(default_factory=dict)


def parts_of(study: Path) -> dict[str, Part]:
    """The notebooks that a study folder holds whole; what was damaged or edited there does not count."""
    parts, index = _told(study)
    whole = {name: part for name, part in parts.items() if all(hash_of(study / path) == digest for path, digest in part.files.items())}
    return whole if hash_of(study / "index.html") == index else {name: _without_page(part) for name, part in whole.items()}


def mended(study: Path, store: Store) -> dict[str, Entry]:
    """The results of the notebooks whose files in the study were edited or removed by hand."""
    whole = parts_of(study)
    found = {name: store.entry(name, part.key) for name, part in _told(study)[0].items() if name not in whole}
    return {name: entry for name, entry in found.items() if entry}


def _told(study: Path) -> tuple[dict[str, Part], str]:
    """What the study says that it holds, and the hash of its index; nothing where that can't be read."""
    try:
        told = json.loads((study / MANIFEST).read_text(encoding="utf-8"))
        return {name: Part(**part) for name, part in told["notebooks"].items() if name in NAMES}, told["index"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, ""


def _without_page(part: Part) -> Part:
    return Part(part.key, part.stored, part.source, "", part.files)


class Assembly:
    """The study as it will be: results of this run, and of notebooks that were not asked for what is there already."""

    def __init__(self, where: Paths, entries: dict[str, Entry]):
        self.where, self.entries = where, entries
        self.there = parts_of(where.study)
        self.done = [name for name in NAMES if name in entries or name in self.there]

    def part(self, name: str) -> Part:
        """What the study will hold of a notebook, but for the hashes of its files."""
        if name not in self.entries:
            old = self.there[name]
            return Part(old.key, old.stored, old.source, page_key(old.stored, old.source, self.done), old.files)
        entry = self.entries[name]
        stored, source = entry.files[entry.notebook.name], hash_of(self.where.notebooks / f"{name}.ipynb")
        return Part(entry.digest, stored, source, page_key(stored, source, self.done))

    def is_there(self) -> bool:
        """Whether reports/study is already just this."""
        same = [(old := self.there.get(name)) and (old.key, old.stored, old.source, old.page) == (new.key, new.stored, new.source, new.page)
                for name in self.done for new in [self.part(name)]]
        return bool(same) and all(same) and self.done == sorted(self.there, key=NAMES.index)

    def differs(self) -> bool:
        """Whether some notebook of the study now rests on something else than before: then the old study is kept beside."""
        return any(old.key != self.part(name).key for name, old in self.there.items())

    def write(self, pages) -> None:
        """Make the study in a new folder and put it in the place of the old one; ``pages`` makes and remembers pages."""
        try:
            fresh = Path(tempfile.mkdtemp(prefix=".study-", dir=self.where.reports))
            fresh.chmod(0o755)
        except OSError as error:
            raise unwritable(self.where.reports, error) from None
        try:
            self._fill(fresh, pages)
            swap(fresh, self.where.study, self.where.reports / "previous" if self.differs() else None)
        except OSError as error:
            raise unwritable(self.where.study, error) from None
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def _fill(self, fresh: Path, pages) -> None:
        books, parts = {}, {}
        for name in self.done:
            files = self._copy(name, fresh)
            part, page = self.part(name), fresh / f"{name}.html"
            books[name] = json.loads((fresh / f"{name}.ipynb").read_text(encoding="utf-8"))
            old = self.there.get(name)
            if old and old.page == part.page:
                shutil.copyfile(self.where.study / page.name, page)
            else:
                page.write_text(pages.page(part.page, name, books[name], self.done), encoding="utf-8")
            files |= {page.name: hash_of(page)}
            parts[name] = asdict(part) | {"files": dict(sorted(files.items()))}
        (fresh / "index.html").write_text(pages.index(fresh, books), encoding="utf-8")
        manifest = {"notebooks": parts, "index": hash_of(fresh / "index.html")}
        (fresh / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")

    def _copy(self, name: str, fresh: Path) -> dict[str, str]:
        """The files of a notebook but for its page, copied; its prose is that of the source as it is now."""
        entry = self.entries.get(name)
        origin, files = (entry.folder, entry.files) if entry else (self.where.study, self.there[name].files)
        kept = {path: digest for path, digest in files.items() if path not in (CONTENTS, f"{name}.html")}
        for path in kept:
            (fresh / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(origin / path, fresh / path)
        if entry:
            book = with_prose(json.loads(entry.notebook.read_text(encoding="utf-8")), self.where.notebooks / f"{name}.ipynb")
            (fresh / f"{name}.ipynb").write_text(book, encoding="utf-8")
            kept[f"{name}.ipynb"] = hash_of(fresh / f"{name}.ipynb")
        return kept


def with_prose(executed: dict, source: Path) -> str:
    """An executed notebook with the prose its source has now; with its own where the code has been edited meanwhile."""
    cells, now = [], json.loads(source.read_text(encoding="utf-8"))
    ran = iter(code_cells(executed))
    if [source_of(cell) for cell in code_cells(executed) if not _is_injected(cell)] != [source_of(cell) for cell in code_cells(now)]:
        return as_json(executed)
    for cell in now["cells"]:
        cells.append(next(ran) if cell["cell_type"] == "code" else cell)
        if "parameters" in cell["metadata"].get("tags", []) and any(map(_is_injected, executed["cells"])):
            cells.append(next(ran))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:02d}"
    return as_json(executed | {"cells": cells})


def _is_injected(cell: dict) -> bool:
    return "injected-parameters" in cell["metadata"].get("tags", [])


def page_key(stored: str, source: str, done: list[str]) -> str:
    """What a page rests on: the executed notebook, its prose, the other pages it leads to, and how pages look."""
    return hashlib.sha256(json.dumps([stored, source, done, _looks()]).encode()).hexdigest()[:32]


@cache
def _looks() -> str:
    files = [modules.PACKAGE / "report.py", modules.PACKAGE / "labels.csv", *sorted((modules.PACKAGE / "templates").rglob("*.*"))]
    return hashlib.sha256("".join(map(hash_of, files)).encode()).hexdigest()


def swap(fresh: Path, target: Path, keep: Path | None = None) -> None:
    """Put a finished folder in the place of the old one, which is kept elsewhere or removed."""
    if target.exists() and not target.is_dir():
        raise RunError(f"{target} is a file; a folder belongs there.", todo="move the file elsewhere and run again.")
    old = target.with_name(OLD)
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        os.replace(target, old)
    os.replace(fresh, target)
    if keep and old.is_dir():
        shutil.rmtree(keep, ignore_errors=True)
        os.replace(old, keep)
    shutil.rmtree(old, ignore_errors=True)


def recover(where: Paths) -> None:
    """After an interrupted run: the last good study in its place, half-made folders gone."""
    if (where.reports / OLD).is_dir() and not where.study.exists():
        os.replace(where.reports / OLD, where.study)
    for left in where.reports.glob(".study-*"):
        shutil.rmtree(left, ignore_errors=True)
