"""A parameter that the parameters cell does not set, told as such and not as a bare NameError."""

from __future__ import annotations

from difflib import get_close_matches
from types import TracebackType

from IPython import get_ipython
from IPython.core.interactiveshell import InteractiveShell

from ptce_helpers.errors import Fault, ParameterError
from ptce_helpers.parameters import CATALOGUE


def explain(name: str, written: list[str]) -> ParameterError | None:
    """What to tell when a notebook misses a name: an error if the name is a parameter, None if it is anything else.

    ``written``: the names that the notebook has set so far; the nearest of them is taken for the misnamed one.
    """
    if name not in CATALOGUE:
        return None
    others = [other for other in written if other not in CATALOGUE and not other.startswith("_")]
    found = "".join(get_close_matches(name, others, n=1))
    return ParameterError([Fault("parameters cell", 0, f"{name}: this parameter is not set", found=found, allowed=name,
                                 todo=f"set it in the parameters cell under its own name, {name} = ..., and run all cells")])


def watch() -> None:
    """Within a notebook, tell a missing parameter by its name; every other error is shown as ever."""
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((NameError,), _tell)


def _tell(shell: InteractiveShell, kind: type, error: NameError, trace: TracebackType, tb_offset: int | None = None) -> list[str]:
    told = explain(error.name or "", list(shell.user_ns))
    shell.showtraceback((ParameterError, told, trace) if told else (kind, error, trace), tb_offset=tb_offset)
    return []
