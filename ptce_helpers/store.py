"""Finished notebooks, kept by what they rest on, so that none runs twice for the same result."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ptce_helpers.errors import RunError
from ptce_helpers.keys import Key
from ptce_helpers.writing import unwritable

KEPT = 12  # results of a notebook that are kept; the oldest goes first
KEY, CONTENTS, LAST = "key.json", "contents.json", "last"


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

    def __init__(self, folder: Path, root: Path):
        self.folder, self.root = folder, root

    def find(self, name: str, key: Key) -> Entry | None:
        """The entry of a notebook for a key, if it is there, undamaged, and what it wrote elsewhere still stands."""
        entry = self._read(name, self.folder / name / key.digest)
        if entry is None:
            return None
        outside = {path: hash_of(self.root / path) for path in entry.outside}
        return entry if outside == entry.outside else None

    def changed_outside(self, name: str, key: Key) -> list[str]:
        """Files that a notebook wrote elsewhere and that are no longer as it wrote them."""
        entry = self._read(name, self.folder / name / key.digest)
        return [path for path, digest in entry.outside.items() if hash_of(self.root / path) != digest] if entry else []

    def _read(self, name: str, folder: Path) -> Entry | None:
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
            digest = (self.folder / name / LAST).read_text(encoding="utf-8").strip()
            return Key(json.loads((self.folder / name / digest / KEY).read_text(encoding="utf-8")))
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
            (folder / KEY).write_text(json.dumps(key.parts, indent=1, sort_keys=True), encoding="utf-8")
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
        """Note that this is the result that was last wanted, and drop the oldest ones."""
        last = self.folder / name / LAST
        try:
            if not last.is_file() or last.read_bytes() != key.digest.encode():
                last.write_text(key.digest, encoding="utf-8")
        except OSError as error:
            raise unwritable(last, error) from None
        entries = [path for path in (self.folder / name).iterdir() if path.is_dir() and not path.name.startswith(".")]
        for old in sorted(entries, key=lambda path: (path.stat().st_mtime, path.name))[:-KEPT]:
            if old.name != key.digest:
                shutil.rmtree(old, ignore_errors=True)

    def sweep(self) -> None:
        """Remove what an interrupted run left."""
        for left in self.folder.glob("*/.new-*"):
            shutil.rmtree(left, ignore_errors=True)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, or an empty text where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise RunError(f"{path} can't be read: {error.strerror}.", todo="check its permissions.") from None
