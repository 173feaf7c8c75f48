"""What the results of a notebook rest on. As long as none of it changes, the notebook need not run again."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from ptce_helpers import modules
from ptce_helpers.errors import RunError
from ptce_helpers.notebooks import BY_NAME, code_cells, read_notebook, source_of
from ptce_helpers.paths import Paths

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.M)
PARTS = ("cells", "parameters", "files", "modules", "versions")


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was: the part of the key, its name, what it was and is (None where it wasn't there)."""

    part: str
    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Key:
    """Everything a notebook's results rest on: part -> name -> hash, value or version."""

    parts: dict[str, dict[str, str]]

    @property
    def digest(self) -> str:
        """One hash of it all."""
        return hashlib.sha256(json.dumps(self.parts, sort_keys=True).encode()).hexdigest()[:32]

    def given(self, parameters: dict[str, object]) -> Key:
        """The key of the same notebook with other parameters."""
        return Key(self.parts | {"parameters": _written(parameters)})

    def changes(self, before: Key) -> list[Change]:
        """What changed since an earlier key; empty when nothing did."""
        found = []
        for part in PARTS:
            old, new = before.parts.get(part, {}), self.parts.get(part, {})
            if part == "cells":
                found += _changed_cells(old, new)
            else:
                found += [Change(part, name, old.get(name), new.get(name)) for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
        return found


def _changed_cells(old: dict[str, str], new: dict[str, str]) -> list[Change]:
    """A cell put in between is one new cell, though all that follow have other numbers."""
    before, now = (sorted(cells, key=int) for cells in (old, new))
    compared = SequenceMatcher(None, [old[n] for n in before], [new[n] for n in now], autojunk=False)
    return [Change("cells", name or gone, old.get(gone), new.get(name))
            for what, i1, i2, j1, j2 in compared.get_opcodes() if what != "equal"
            for gone, name in zip_longest(before[i1:i2], now[j1:j2])]


def key_of(where: Paths, name: str, given: dict[str, object]) -> Key:
    """The key of a notebook as everything is now.

    Its code cells (not its prose), the parameters it is given, the bytes of the files it reads, the project's modules
    behind its code with their tables, the versions of requirements.lock and of Python.
    """
    cells = code_cells(read_notebook(where.notebooks, name))
    code = [source_of(cell) for cell in cells]
    tags = [",".join(cell.get("metadata", {}).get("tags", [])) for cell in cells]
    return Key({
        "cells": {str(n): _hash(f"{tag}\n{text}".encode()) for n, (tag, text) in enumerate(zip(tags, code, strict=True), 1)},
        "parameters": _written(given),
        "files": {path: hash_of(where.root / path) for folder in BY_NAME[name].reads for path in tables_in(where, folder)},
        "modules": modules.files_behind("\n".join(code)),
        "versions": {"Python": platform.python_version()} | _pinned(where.root / "requirements.lock"),
    })  # fmt: skip


def path_of(folder: Path, name: str) -> Path:
    """Where the key of a notebook stands beside its results."""
    return folder / f"{name}.key.json"


def tables_in(where: Paths, folder: str) -> list[str]:
    """The data files of a folder, as paths from the root of the workbench; not what systems and programs hide there."""
    return sorted(path.relative_to(where.root).as_posix() for path in (where.root / folder).glob("*.csv") if not path.name.startswith("."))


def _written(given: dict[str, object]) -> dict[str, str]:
    return {parameter: json.dumps(value, ensure_ascii=False, sort_keys=True) for parameter, value in sorted(given.items())}


def _pinned(lock: Path) -> dict[str, str]:
    return dict(PINNED.findall(lock.read_text(encoding="utf-8"))) if lock.is_file() else {}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, or an empty text where there is none."""
    try:
        return _hash(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise RunError(f"{path} can't be read: {error.strerror}.", todo="check its permissions.") from None
