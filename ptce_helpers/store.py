"""Finished notebooks, kept by what they rest on, so that none runs twice for the same result."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ptce_helpers.keys import Key, hash_of, path_of
from ptce_helpers.paths import Paths
from ptce_helpers.writing import unwritable

KEPT = 12  # results of a notebook that are kept; the one that was wanted longest ago goes first
CONTENTS, LAST = "contents.json", "last"


@dataclass(frozen=True)
class Entry:
    """What one run of a notebook made: a folder, and the hashes of all that is in it."""

    name: str
    folder: Path
    files: dict[str, str]
    outside: dict[str, str]  # files it wrote elsewhere (data/clean), from the root of the workbench

    @property
    def digest(self) -> str:
        return self.folder.name

    @property
    def notebook(self) -> Path:
        return self.folder / f"{self.name}.ipynb"


class Store:
    """A folder of entries, NOTEBOOK/KEY. An entry is there whole or not at all, and one that was damaged is dropped."""

    def __init__(self, folder: Path, root: Path, kept: int | None = KEPT):
        """``root``: of the workbench; ``kept``: how many results of a notebook stay (None: all of them)."""
        self.folder, self.root, self.kept = folder, root, kept

    def find(self, name: str, key: Key) -> Entry | None:
        """The entry of a notebook for a key, if it is there, undamaged, and what it wrote elsewhere still stands."""
        entry = self.entry(name, key.digest)
        if entry is None:
            return None
        outside = {path: hash_of(self.root / path) for path in entry.outside}
        return entry if outside == entry.outside else None

    def changed_outside(self, name: str, key: Key) -> list[str]:
        """Files that a notebook wrote elsewhere and that are no longer as it wrote them."""
        entry = self.entry(name, key.digest)
        return [path for path, digest in entry.outside.items() if hash_of(self.root / path) != digest] if entry else []

    def entry(self, name: str, digest: str) -> Entry | None:
        """The entry of a notebook under the hash of its key, if it is there and undamaged."""
        folder = self.folder / name / digest
        try:
            told = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
            entry = Entry(name, folder, dict(told["files"]), dict(told["outside"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            entry = None
        if entry is None or {path: hash_of(folder / path) for path in entry.files} != entry.files:
            shutil.rmtree(folder, ignore_errors=True)  # damaged: as if it had never been
            return None
        return entry

    def last(self, name: str) -> Key | None:
        """The key with which a notebook was last wanted and finished; None when it never was."""
        try:
            return self.key(name, (self.folder / name / LAST).read_text(encoding="utf-8").strip())
        except (OSError, ValueError):
            return None

    def key(self, name: str, digest: str) -> Key | None:
        """The key of an entry; None when there is no such entry."""
        try:
            return Key(json.loads(path_of(self.folder / name / digest, name).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return None

    def begin(self, name: str) -> Path:
        """A new folder for a notebook to write into."""
        try:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
            return Path(tempfile.mkdtemp(prefix=".new-", dir=self.folder / name))
        except OSError as error:
            raise unwritable(self.folder, error) from None

    def keep(self, name: str, key: Key, folder: Path, outside: list[str] = ()) -> Entry:
        """Keep a finished folder under its key."""
        written = {path: hash_of(self.root / path) for path in outside}
        try:
            path_of(folder, name).write_text(json.dumps(key.parts, indent=1, sort_keys=True), encoding="utf-8")
            files = {path.relative_to(folder).as_posix(): hash_of(path) for path in sorted(folder.rglob("*")) if path.is_file()}
            (folder / CONTENTS).write_text(json.dumps({"files": files, "outside": written}, indent=1, sort_keys=True), encoding="utf-8")
            target = self.folder / name / key.digest
            shutil.rmtree(target, ignore_errors=True)
            folder.chmod(0o755)
            os.replace(folder, target)
        except OSError as error:
            raise unwritable(folder, error) from None
        self.remember(name, key)
        return Entry(name, target, files, written)

    def remember(self, name: str, key: Key) -> None:
        """Note that this is the result that was last wanted, and drop those that were wanted longest ago."""
        last = self.folder / name / LAST
        try:
            if not last.is_file() or last.read_bytes() != key.digest.encode():
                last.write_text(key.digest, encoding="utf-8")
        except OSError as error:
            raise unwritable(last, error) from None
        if self.kept is None:
            return
        os.utime(self.folder / name / key.digest)
        others = [path for path in (self.folder / name).iterdir() if path.is_dir() and path.name != key.digest and not path.name.startswith(".")]
        for old in sorted(others, key=lambda path: (path.stat().st_mtime_ns, path.name))[: -(self.kept - 1)]:
            shutil.rmtree(old, ignore_errors=True)

    def sweep(self) -> None:
        """Remove what an interrupted run left."""
        for left in self.folder.glob("*/.new-*"):
            shutil.rmtree(left, ignore_errors=True)


def store_of(where: Paths) -> Store:
    """The store of a workbench."""
    return Store(where.reports / ".store", where.root)
