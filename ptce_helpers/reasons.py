"""Why a notebook would run, in one sentence."""

from __future__ import annotations

import json
import re

from ptce_helpers.keys import Change, Key, key_of
from ptce_helpers.notebooks import BY_NAME, read_notebook, source_of
from ptce_helpers.paths import Paths
from ptce_helpers.store import Store, store_of

TOLD = 3  # reasons that are named; of the others the number
# part -> how it is told that something changed, is new, is gone
WORDS = {
    "cells": ("{name} has changed", "{name} is new", "code cell {name} is gone"),
    "parameters": ("the parameter {name} is {new} (it was {old})",) * 3,
    "files": ("{name} has changed", "{name} is new", "{name} is gone"),
    "modules": ("ptce_helpers/{name} has changed", "ptce_helpers/{name} is used now", "ptce_helpers/{name} is no longer used"),
    "versions": ("{name} is {new} (it was {old})", "{name} {new} is new in requirements.lock", "{name} {old} is gone from requirements.lock"),
}  # fmt: skip


def why(where: Paths, steps: list) -> str:
    """Whether the last of these steps would run, and what has changed since it ran last."""
    store = store_of(where)
    *before, step = steps
    first = [other for other in before if _reasons(where, store, other)]
    own, names = _reasons(where, store, step, first), _joined([other.name for other in first])
    if own:
        return f"{step.name} would run: {_joined(own)}" + (f"; before it, {names} would run." if first else ".")
    if first:
        return f"{step.name} would run only if {names} made something new; {why(where, first[:1])}"
    if key_of(where, step.name, step.given) != store.last(step.name):
        return f"{step.name} would not run: it has run before with everything as it is now, and that result is kept."
    return f"{step.name} would not run: nothing that it rests on has changed since it ran."


def _reasons(where: Paths, store: Store, step: object, first: list = ()) -> list[str]:
    """What has changed for one notebook since it was last wanted; empty when its result is in the store.

    ``first``: notebooks that run before it; what they make is taken to be as it was.
    """
    last = store.last(step.name)
    if last is None:
        return ["no finished run of it is kept"]
    key = _with_files_of(key_of(where, step.name, step.given), last, tuple(folder for other in first for folder in BY_NAME[other.name].makes))
    if store.find(step.name, key):
        return []
    written = [f"{path} is not as it was written" for path in store.changed_outside(step.name, key)]
    return _told(where, step, key.changes(last)) or written or ["its results were damaged or removed"]


def _with_files_of(key: Key, last: Key, folders: tuple[str, ...]) -> Key:
    """A key with the files of some folders as an earlier key has them."""
    settled = {path: digest for path, digest in last.parts["files"].items() if path.startswith(folders)}
    return Key(key.parts | {"files": settled | {path: digest for path, digest in key.parts["files"].items() if not path.startswith(folders)}})


def told(changes: list[Change]) -> list[str]:
    """Changes in words, one each, where no notebook is at hand that would name its cells."""
    return [_one(change, {}, {}) for change in changes]


def in_words(where: Paths, step: object, changes: list[Change]) -> str:
    """Changes as a person would name them, the first few of them."""
    return _joined(_told(where, step, changes))


def _told(where: Paths, step: object, changes: list[Change]) -> list[str]:
    cells = _names_of_cells(read_notebook(where.notebooks, step.name))
    return [_one(change, cells, step.declared) for change in changes]


def _one(change: Change, cells: dict[str, str], own: dict[str, object]) -> str:
    changed, added, gone = WORDS[change.part]
    words = gone if change.new is None else added if change.old is None else changed
    name, old, new = change.name, change.old, change.new
    if change.part == "cells" and new is not None:
        name = cells.get(name, f"code cell {name}")
    if change.part == "parameters":
        old, new = (_plainly(own.get(name, "the notebook's own") if value is None else json.loads(value)) for value in (old, new))
    return words.format(name=name, old=old, new=new)


def _names_of_cells(book: dict) -> dict[str, str]:
    """The code cells by number, as a person finds them: counted from the top, with the heading above."""
    names, heading = {}, ""
    for cell in book["cells"]:
        if cell["cell_type"] != "code":
            heading = (re.findall(r"(?m)^#+ +(.+?) *$", source_of(cell)) or [heading])[-1]
        elif "parameters" in cell["metadata"].get("tags", []):
            names[str(len(names) + 1)] = "the parameters cell"
        else:
            names[str(len(names) + 1)] = f"code cell {len(names) + 1}" + (f" (under “{heading}”)" if heading else "")
    return names


def _plainly(value: object) -> str:
    """A value of a parameter as one would type it."""
    return (",".join(map(str, value)) or "empty") if isinstance(value, list) else str(value)


def _joined(things: list[str]) -> str:
    more = [f"{len(things) - TOLD} more changes"] if len(things) > TOLD + 1 else things[TOLD:]
    listed = things[:TOLD] + more
    return " and ".join(filter(None, [", ".join(listed[:-1]), *listed[-1:]]))
