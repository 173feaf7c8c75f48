"""Which variables two studies can be compared on, and which facts can change between them: rules, and decisions with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from ptce_helpers.codings import Raw
from ptce_helpers.files import rows_of

FIXED = "trajectory"  # the period of variables.csv whose facts belong to the past or to the place: they can't change between two studies


@dataclass(frozen=True)
class Decision:
    """What holds for a variable of a pole: whether the studies can be compared on it, whether the fact can change, and why.

    ``reason`` is in the coder's own words, empty where the rule alone decides; ``refs`` leads to the row behind it.
    """

    comparable: bool
    can_change: bool
    reason: str
    refs: tuple[str, ...]


def decisions(raw: Raw) -> dict[tuple[str, str], dict[str, str]]:
    """The rows of data/raw/comparability.csv by variable and case (an empty case stands for all poles)."""
    return {(row["variable_id"], row["case_id"]): row for row in rows_of(raw["comparability"])}


def decide(raw: Raw, given: dict[tuple[str, str], dict[str, str]], case_id: str, variable_id: str) -> Decision:
    """The decision for a variable of a pole: its own row, else that of the variable, else the rule.

    The rule: a variable can be compared; its fact can change unless its period is the trajectory of the pole. ``given``: as
    :func:`decisions` makes it.
    """
    key = next((key for key in ((variable_id, case_id), (variable_id, "")) if key in given), None)
    can_change = raw.codebook.variable(variable_id)["period"] != FIXED
    if key is None:
        return Decision(True, can_change, "", (f"variables.csv#{variable_id}",))
    row = given[key]
    return Decision(row["comparable"] == "yes", row["can_change"] == "yes" if row["can_change"] else can_change, row["reason"],
                    (f"comparability.csv#{variable_id}/{key[1]}",))
