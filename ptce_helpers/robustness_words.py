"""Changes of an analysis in words: which pole is left out, whose word stands, which value a parameter takes."""

from __future__ import annotations

from ptce_helpers.conclusions import Conclusion
from ptce_helpers.flips import cases_between
from ptce_helpers.parameters import CATALOGUE
from ptce_helpers.robustness import Tested

MOST_NAMED = 3  # pairs of poles that are named one by one
OPEN = ("missing",)  # that the ends of what is open differ is what open means


def smallest(tested: Tested, one: Conclusion) -> str:
    """The smallest changes that make a conclusion another, one a parameter, but for single poles; empty where none of those tried does."""
    labels, said = tested.sample.labels, []
    for change in tested.smallest(one):
        name, sign, values = change.partition(" = ")
        if not sign:
            said += _pairs(tested, one)
        elif name not in OPEN or tested.base(one).state != "open":
            said.append(f" {labels.text('or')} ".join(value_of(name, value, tested) for value in values.split(" / ")))
    return labels.semicolons(said)


def value_of(name: str, value: str, tested: Tested) -> str:
    """A parameter with its value as it stands in the words of the pages."""
    labels = tested.sample.labels
    if name == "missing" or (name in CATALOGUE and CATALOGUE[name].allowed):
        return labels.text(f"changed_{name}_{value}".replace(":", "_"))
    return labels.text(f"changed_{name}", value=float(value))


def _pairs(tested: Tested, one: Conclusion) -> list[str]:
    """The pairs of poles without which a conclusion falls that no single pole flips, the first of them by name; the single poles have a column of their own."""
    if tested.carriers(one):
        return []
    labels, called = tested.sample.labels, tested.sample.names
    pairs = [labels.join([called[case] for case in tested.left_out(run)]) for run in tested.flipping(one, "cases")]
    return [labels.text("without_pairs", n=len(pairs), of=len(tested.runs_of(one, "cases")), names=labels.semicolons(pairs[:MOST_NAMED]))]


def setting(tested: Tested, run: str) -> str:
    """One run in words."""
    labels = tested.sample.labels
    changed = tested.settings[int(run)].changed
    if "exclude_cases" in changed:
        out, _ = cases_between(",".join(tested.given.get("exclude_cases", [])), ",".join(changed["exclude_cases"]))
        return labels.text("without_poles", names=labels.join([tested.sample.names[case] for case in out]))
    return labels.join([value_of(name, str(value), tested) for name, value in changed.items()])
