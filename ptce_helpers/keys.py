"""What the results of a notebook rest on. As long as none of it changes, the notebook need not run again."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from dataclasses import dataclass
from pathlib import Path

from ptce_helpers import modules
from ptce_helpers.notebooks import BY_NAME, code_cells, read_notebook, source_of
from ptce_helpers.paths import Paths

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.M)
# part -> how a change of one of its entries is told
TOLD = {
    "cells": ("code cell {name} changed", "code cell {name} is new", "code cell {name} is gone"),
    "parameters": ("parameter {name} is {new}, was {old}", "parameter {name} is {new}, was the notebook's own", "parameter {name} is the notebook's own again, was {old}"),
    "files": ("{name} changed", "{name} is new", "{name} is gone"),
    "modules": ("ptce_helpers/{name} changed", "ptce_helpers/{name} is used now", "ptce_helpers/{name} is no longer used"),
    "versions": ("{name} is {new}, was {old}", "{name} {new} is new", "{name} {old} is gone"),
}  # fmt: skip


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

    def reasons(self, before: Key) -> list[str]:
        """What changed since an earlier key, each in a few words; empty when nothing did."""
        told = []
        for part, (changed, added, gone) in TOLD.items():
            old, new = before.parts.get(part, {}), self.parts.get(part, {})
            for name in sorted(old.keys() | new.keys(), key=lambda n: (len(n), n) if part == "cells" else (0, n)):
                if old.get(name) != new.get(name):
                    words = changed if name in old and name in new else added if name in new else gone
                    told.append(words.format(name=name, old=old.get(name), new=new.get(name)))
        return told


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
        "files": {path: _hash((where.root / path).read_bytes()) for folder in BY_NAME[name].reads for path in tables_in(where, folder)},
        "modules": modules.files_behind("\n".join(code)),
        "versions": {"Python": platform.python_version()} | _pinned(where.root / "requirements.lock"),
    })  # fmt: skip


def path_of(folder: Path, name: str) -> Path:
    """Where the key of a notebook stands beside its results."""
    return folder / f"{name}.key.json"


def tables_in(where: Paths, folder: str) -> list[str]:
    """The data files of a folder, as paths from the root of the workbench."""
    return sorted(path.relative_to(where.root).as_posix() for path in (where.root / folder).glob("*.csv"))


def _written(given: dict[str, object]) -> dict[str, str]:
    return {parameter: json.dumps(value, ensure_ascii=False, sort_keys=True) for parameter, value in sorted(given.items())}


def _pinned(lock: Path) -> dict[str, str]:
    return dict(PINNED.findall(lock.read_text(encoding="utf-8"))) if lock.is_file() else {}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
