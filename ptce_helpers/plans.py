"""Plans of many runs: lists and grids of parameters, each case or each source left out in turn; checked whole before anything runs."""

from __future__ import annotations

import itertools
import json
import math
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from ptce_helpers import parameters
from ptce_helpers.errors import Fault, NotFound, ParameterError, nearest
from ptce_helpers.notebooks import NAMES, read_notebook
from ptce_helpers.paths import Paths
from ptce_helpers.run import cases_of, check_data

READY_MADE = Path(__file__).resolve().parent / "plans"
KEYS = {"name": str, "notebooks": list, "parameters": dict, "grid": dict, "runs": list, "leave_out": (str, list), "keep": str}
LEAVE_OUT, KEEP = ("cases", "sources"), ("failed", "all", "none")
MOST = 20_000  # runs of one plan


@dataclass(frozen=True)
class Plan:
    """Which notebooks run with which parameters. The first run is the one that all others are compared with."""

    name: str
    notebooks: tuple[str, ...]
    runs: tuple[dict[str, object], ...]
    declared: dict[str, dict[str, object]]
    keep: str = "failed"

    def given(self, number: int, notebook: str) -> dict[str, object]:
        """The parameters of a run that a notebook declares, without those that are its own values anyway."""
        own = self.declared[notebook]
        return {name: value for name, value in self.runs[number].items() if name in own and own[name] != value}

    def value(self, number: int, name: str) -> object:
        """The value of a parameter in a run: the plan's, or else the notebooks' own."""
        return self.runs[number].get(name, next((own[name] for own in self.declared.values() if name in own), None))

    def label(self, number: int) -> str:
        """The number of a run as it stands in tables and folder names."""
        return f"{number:0{max(4, len(str(len(self.runs))))}d}"


class _Strict(yaml.SafeLoader):
    """YAML without surprises: a key that stands twice is an error instead of the last one winning."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            name = str(self.construct_object(key, deep=True))
            if name in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{name!r} stands twice", key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


def read(text: str, where: Paths) -> Plan:
    """The plan in a file, or a ready-made one by its name; all faults at once, before anything runs.

    Raises NotFound when there is no such file or plan, ParameterError naming each fault with what is allowed.
    """
    path = Path(text)
    if not path.is_file():
        ready = {file.stem: file for file in sorted(READY_MADE.glob("*.yaml"))}
        if text not in ready:
            raise NotFound(f"There is no file {text!r} and no ready-made plan of that name.", todo=nearest(text, list(ready)))
        path = ready[text]
    return _plan(_loaded(path), path, where)


def _loaded(path: Path) -> dict:
    try:
        told = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_Strict)  # noqa: S506 (derived from the safe loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        fact = f"line {mark.line + 1} can't be read: {error.problem}" if mark else "this is not a plan in YAML (UTF-8 text)"
        raise ParameterError([Fault(path.name, 0, fact, todo="see the example in the README, section 'Many runs'")]) from None
    if not isinstance(told, dict):
        raise ParameterError([Fault(path.name, 0, "a plan is a list of NAME: VALUE lines", found=str(told)[:40], allowed=", ".join(KEYS),
                                    todo="see the example in the README, section 'Many runs'")])
    return told


def _plan(told: dict, path: Path, where: Paths) -> Plan:
    told, faults = _sound(told, path.name)
    faults += _told_twice(told, path.name)
    fixed, leave_out = told.get("parameters", {}), told["leave_out"]
    needed = {"cases": "exclude_cases", "sources": "study"}
    declared = {name: parameters.declared(read_notebook(where.notebooks, name)) for name in NAMES}
    cases = _cases(where)
    choices = _choices(told, cases)
    changed = {str(name) for parts in choices for part in parts for name in part}
    names, unknown = _notebooks(told.get("notebooks"), declared, {needed[what] for what in leave_out}, changed, path.name)
    known = sorted({parameter for name in names or NAMES for parameter in declared[name]})
    faults += unknown + _wrong_values([fixed, *itertools.chain(*choices)], known, cases, path.name)
    name = told.get("name", path.stem)
    if not re.fullmatch(r"[\w][\w .-]{0,60}", name):
        faults.append(Fault(path.name, 0, "name: not a name for a folder", found=name, allowed="letters, digits, spaces, - _ .", todo="choose another name"))
    number = math.prod(map(len, choices))
    if number > MOST:
        faults.append(Fault(path.name, 0, "too many runs", found=str(number), allowed=f"up to {MOST}", todo="take fewer values, or several plans"))
    if faults:
        raise ParameterError(faults)
    chosen = {name: declared[name] for name in names}
    return Plan(name, tuple(names), tuple(_distinct(_runs(fixed, choices), chosen)), chosen, told.get("keep", "failed"))


def _cases(where: Paths) -> list[str]:
    cases = cases_of(where)
    if not cases:
        check_data(where)  # names what is wrong with the table of cases
    return cases or []


def _sound(told: dict, file: str) -> tuple[dict, list[Fault]]:
    """The part of a plan that has the right form, and what is wrong with the form of the rest."""
    kinds = {str: "a text", list: "a list", dict: "NAME: VALUE lines", (str, list): "a text or a list"}
    faults = [Fault(file, 0, "a plan has no such word", found=str(key), allowed=", ".join(KEYS), todo=nearest(str(key), list(KEYS))) for key in told if key not in KEYS]
    faults += [Fault(file, 0, f"{key}: wrong kind", found=str(value)[:60], allowed=kinds[KEYS[key]], todo=f"give {kinds[KEYS[key]]}")
               for key, value in told.items() if key in KEYS and not isinstance(value, KEYS[key])]
    sound = {key: value for key, value in told.items() if key in KEYS and isinstance(value, KEYS[key])}
    sound["grid"] = {name: values for name, values in sound.get("grid", {}).items() if isinstance(values, list) and values}
    faults += [Fault(file, 0, f"grid, {name}: not a list of values", found=str(values), allowed="a list with at least one value", todo=f"write {name}: [{values}]")
               for name, values in _as(dict, told.get("grid")).items() if name not in sound["grid"]]
    sound["runs"] = [run for run in sound.get("runs", []) if isinstance(run, dict) and run]
    faults += [Fault(file, 0, f"runs, number {n}: not parameters", found=str(run), allowed="{NAME: VALUE, ...}", todo="write for instance - {alpha: 0.1}")
               for n, run in enumerate(_as(list, told.get("runs")), 1) if run not in sound["runs"]]
    if sound.get("notebooks") == []:
        faults.append(Fault(file, 0, "notebooks: the list is empty", allowed="at least one notebook", todo="name one, or leave the line out"))
    return sound, faults + _not_allowed(sound, file)


def _as(kind: type, value: object) -> object:
    return value if isinstance(value, kind) else kind()


def _not_allowed(sound: dict, file: str) -> list[Fault]:
    """Other words than those allowed, in leave_out and keep; what is left of leave_out is a list."""
    faults = []
    for key, allowed in (("leave_out", LEAVE_OUT), ("keep", KEEP)):
        values = sound.get(key, [])
        values = [values] if isinstance(values, str) else values
        faults += [Fault(file, 0, f"{key}: this is not allowed", found=str(value), allowed=", ".join(allowed), todo=nearest(str(value), allowed))
                   for value in values if value not in allowed]
        if key == "leave_out":
            sound[key] = [value for value in values if value in allowed]
    return faults


def _told_twice(told: dict, file: str) -> list[Fault]:
    """A parameter that two parts of a plan change: one of them would silently win over the other."""
    parts = {"grid": set(told["grid"]), "runs": {name for run in told["runs"] for name in run},
             "leave_out: cases": {"exclude_cases"} if "cases" in told["leave_out"] else set(),
             "leave_out: sources": {"study"} if "sources" in told["leave_out"] else set()}  # fmt: skip
    places = {name: [part for part, names in parts.items() if name in names] for names in parts.values() for name in names}
    return [Fault(file, 0, f"{name}: changed in two places", found=" and ".join(where), allowed="one place", todo="take it out of one of them, or write two plans")
            for name, where in sorted(places.items(), key=str) if len(where) > 1]


def _notebooks(wanted: list | None, declared: dict[str, dict], needed: set[str], changed: set[str], file: str) -> tuple[list[str], list[Fault]]:
    """The notebooks of a plan: those that are named, otherwise all that can leave out what it leaves out, or know something that it changes."""
    if wanted is None:
        return [name for name in NAMES if needed <= declared[name].keys() and (needed or not changed or changed & declared[name].keys())], []
    names, faults = set(), []
    for text in map(str, wanted):
        hits = [name for name in NAMES if name == text or name.split("-")[0] == text.zfill(2)]
        names |= set(hits)
        if not hits:
            faults.append(Fault(file, 0, "the study has no such notebook", found=text, allowed=", ".join(NAMES), todo=nearest(text, NAMES)))
    return [name for name in NAMES if name in names], faults


def _choices(told: dict, cases: list[str]) -> list[list[dict[str, object]]]:
    """What a run chooses from: a value of each line of the grid, one of the list of runs, what is left out (first of all nothing)."""
    choices: list[list[dict]] = [[{name: value} for value in values] for name, values in told["grid"].items()]
    if told["runs"]:
        choices.append(told["runs"])
    if "cases" in told["leave_out"]:
        always = _as(list, told.get("parameters", {}).get("exclude_cases"))
        choices.append([{}] + [{"exclude_cases": [*always, case]} for case in cases if case not in always])
    if "sources" in told["leave_out"]:
        choices.append([{}] + [{"study": study} for study in parameters.STUDIES if study != "both"])
    return choices


def _runs(fixed: dict[str, object], choices: list[list[dict]]) -> list[dict[str, object]]:
    """Every combination of the choices; first of all the run that changes nothing."""
    return [dict(fixed)] + [dict(fixed) | {k: v for part in parts for k, v in part.items()} for parts in itertools.product(*choices)]


def _distinct(runs: list[dict], declared: dict[str, dict[str, object]]) -> list[dict[str, object]]:
    """Each run once; a value that is the notebooks' own anyway is no change."""
    def own(name: str, value: object) -> bool:
        return all(defaults[name] == value for defaults in declared.values() if name in defaults)

    changed = [{name: value for name, value in run.items() if not own(name, value)} for run in runs]
    return list({json.dumps(run, sort_keys=True): run for run in changed}.values())


def _wrong_values(parts: list[dict], known: list[str], cases: list[str], file: str) -> list[Fault]:
    """What is wrong with the parameters that the parts of a plan set, each fault once."""
    faults: dict[str, Fault] = {}
    for part in parts:
        try:
            parameters.check({str(k): v for k, v in part.items()}, known=known, cases=cases, where=file)
        except ParameterError as error:
            for fault in error.faults:
                faults.setdefault(str(fault), fault)
    return list(faults.values())
