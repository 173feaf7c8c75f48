"""Why a notebook would run, in one sentence."""

from __future__ import annotations

from ptce_helpers.keys import key_of
from ptce_helpers.paths import Paths
from ptce_helpers.store import Store

TOLD = 3  # reasons that are named; of the others the number


def why(where: Paths, steps: list) -> str:
    """Whether the last of these steps would run, and what has changed since it ran last."""
    store = Store(where.reports / ".store", where.root)
    *before, step = steps
    first = [other for other in before if _reasons(where, store, other)]
    own = _reasons(where, store, step)
    if not own and not first:
        return f"{step.name} would not run: nothing that it rests on has changed since it ran."
    if not own:
        return f"{step.name} runs if {_joined([other.name for other in first])} makes something new; {why(where, first[:1])}"
    also = f"; before it {_joined([other.name for other in first])} would run" if first else ""
    return f"{step.name} would run: {_joined(own)}{also}."


def _reasons(where: Paths, store: Store, step: object) -> list[str]:
    """What has changed for one notebook since it was last wanted; empty when its result is in the store."""
    key = key_of(where, step.name, step.given)
    if store.find(step.name, key):
        return []
    last = store.last(step.name)
    if last is None:
        return ["it has not run yet, or its results are gone"]
    written = [f"{path} is not as it was written" for path in store.changed_outside(step.name, key)]
    return key.reasons(last) or written or ["its results are gone"]


def _joined(things: list[str]) -> str:
    more = [f"{len(things) - TOLD} more changes"] if len(things) > TOLD + 1 else things[TOLD:]
    listed = things[:TOLD] + more
    return listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + " and " + listed[-1]
