"""The parameters of the notebooks: one meaning, one type and one range each, checked before anything runs."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass

from ptce_helpers.errors import Fault, ParameterError, nearest
from ptce_helpers.labels import LANGUAGES

STUDIES = ("both", "labo2014", "crida2015")
ABOUT = ("exact", "rounded", "missing")
MISSING = ("bounds", "drop")
WEIGHTS = ("equal", "evidence", "study")
READINGS = ("arbitrated", "stated", "counted", "source:labo2014", "source:crida2015", "coder:first", "coder:second")


@dataclass(frozen=True)
class Parameter:
    """One parameter: its type, what it may be and what it does."""

    name: str
    type: type
    allowed: tuple = ()
    low: float | None = None
    high: float | None = None
    meaning: str = ""

    def says(self) -> str:
        """The allowed values in words."""
        if self.allowed:
            return ", ".join(map(str, self.allowed))
        if self.type is list:
            return "a list of case names, as la_serre,phares (an empty list leaves out none)"
        kind = {int: "a whole number", float: "a number", str: "text"}[self.type]
        return f"{kind} from {self.low:.10g} to {self.high:.10g}" if self.low is not None and self.high is not None else kind


CATALOGUE = {
    p.name: p
    for p in (
        Parameter("lang", str, LANGUAGES, meaning="language of labels, captions, numbers and dates"),
        Parameter("study", str, STUDIES, meaning="the study whose figures are used"),
        Parameter("exclude_cases", list, meaning="cases left out of the analysis"),
        Parameter("seed", int, low=0, high=2**32 - 1, meaning="seed of every random draw"),
        Parameter("n_resamples", int, low=100, high=100_000, meaning="number of bootstrap draws"),
        Parameter("alpha", float, low=0.001, high=0.5, meaning="1 minus the confidence level of intervals"),
        Parameter("treat_about_as", str, ABOUT, meaning="figures said to be about so much: as they stand, as rounded, or as missing"),
        Parameter("missing", str, MISSING, meaning="poles without a value: within the bounds, or left out"),
        Parameter("weights", str, WEIGHTS, meaning="what a supporting pole counts: all the same, by strength of evidence, or each study the same"),
        Parameter("readings", str, READINGS, meaning="where passages, studies or coders differ, whose word stands"),
        Parameter("n_types", int, low=2, high=6, meaning="number of types into which the poles are grouped"),
        Parameter("incl_cut", float, low=0.5, high=1, meaning="consistency from which a row of the truth table counts as sufficient"),
        Parameter("pri_cut", float, low=0, high=1, meaning="proportional reduction in inconsistency that such a row needs besides"),
        Parameter("n_cut", int, low=1, high=5, meaning="number of poles from which a row counts as observed"),
    )
}


def declared(notebook: dict) -> dict[str, object]:
    """The parameters that a notebook declares in its cell tagged ``parameters``, with their defaults."""
    for cell in notebook["cells"]:
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
            return _assigned(source)
    return {}


def _assigned(source: str) -> dict[str, object]:
    """The names and plain values of a parameters cell, with or without a type (``seed: int = 1``, ``seed = 1``)."""
    values, faults = {}, []
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise ParameterError([Fault("parameters cell", 0, f"line {error.lineno} can't be read", found=(error.text or "").strip(),
                                    todo='write NAME = VALUE, as lang = "fr"')]) from None
    for node in body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            try:
                values[ast.unparse(target)] = ast.literal_eval(node.value)
            except ValueError:
                faults.append(Fault("parameters cell", 0, f"{ast.unparse(target)}: the value is not written out", found=ast.unparse(node.value),
                                    allowed="a plain number, text or list", todo="write the value itself"))
    if faults:
        raise ParameterError(faults)
    return values


def parse(assignments: list[str]) -> dict[str, object]:
    """Turn NAME=VALUE texts of the command line into typed values; all faults at once."""
    values, faults = {}, []
    for text in assignments:
        name, sign, written = text.partition("=")
        name = name.strip()
        if not sign:
            faults.append(Fault("-p", 0, "a parameter needs a value", found=text, allowed="NAME=VALUE", todo="write for instance -p lang=fr"))
        elif name in CATALOGUE:
            values[name] = _from_text(CATALOGUE[name], written.strip())
        else:
            values[name] = written
    if faults:
        raise ParameterError(faults)
    return values


def _from_text(parameter: Parameter, written: str) -> object:
    """Text as the parameter's type; left as text when it does not fit, so that check() can say what was found."""
    if parameter.type is list:
        if written.startswith("["):
            try:
                return json.loads(written)
            except json.JSONDecodeError:
                return written
        return [part.strip() for part in written.split(",") if part.strip()]
    if parameter.type in (int, float):
        try:
            return parameter.type(written)
        except ValueError:
            return written
    return written


def check(values: dict[str, object], *, known: list[str] | None = None, cases: list[str] | None = None, where: str = "parameters") -> None:
    """Refuse parameters that are unknown, of the wrong type or out of range; all faults at once.

    ``known``: the names that the notebooks to be run declare (default: the whole catalogue); ``cases``: the existing
    case names. Raises ParameterError naming the parameter, the allowed values and the nearest name.
    """
    names = sorted(known) if known is not None else sorted(CATALOGUE)
    faults = []
    for name, value in values.items():
        if name not in names or name not in CATALOGUE:
            faults.append(Fault(where, 0, "no such parameter here", found=name, allowed=", ".join(names) or "none", todo=nearest(name, names)))
        else:
            faults += _faults(CATALOGUE[name], value, cases, where)
    if faults:
        raise ParameterError(faults)


def _faults(parameter: Parameter, value: object, cases: list[str] | None, where: str) -> list[Fault]:
    def fault(fact: str, found: object, todo: str) -> Fault:
        return Fault(where, 0, f"{parameter.name}: {fact}", found=str(found), allowed=parameter.says(), todo=todo)

    wrong_number = parameter.type in (int, float) and (isinstance(value, bool) or not isinstance(value, (int, float)))
    wrong_type = wrong_number or (parameter.type in (str, list) and not isinstance(value, parameter.type))
    if wrong_type or (parameter.type is int and not isinstance(value, int)):
        return [fault("wrong type", f"{value!r}, {type(value).__name__}", f"give {parameter.says()}")]
    if parameter.allowed and value not in parameter.allowed:
        return [fault("this value is not allowed", value, nearest(value, parameter.allowed))]
    if parameter.low is not None and not parameter.low <= value <= parameter.high:
        return [fault("out of range", value, f"give {parameter.says()}")]
    if parameter.type is list and cases is not None:
        out = [Fault(where, 0, "exclude_cases: this case does not exist", found=str(case), allowed=", ".join(cases), todo=nearest(str(case), cases))
               for case in value if case not in cases]
        if not out and set(cases) <= set(value):
            out = [fault("this would leave out every case", ", ".join(value), "leave at least one case in")]
        return out
    return []
