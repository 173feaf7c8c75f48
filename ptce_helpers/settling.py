"""Whose word stands where one study contradicts itself: what it states, or what was counted in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from ptce_helpers import cleaning
from ptce_helpers.codings import Raw
from ptce_helpers.files import rows_of

PLACE = ["case_id", "study", "variable_id", "item", "as_of"]
STATUSES = {"stated": ("stated", "chart_read"), "counted": ("counted", "derived")}  # a table printed as a picture states its figures
LISTED = "members_listed"
OF_THE_LIST = ("coding_id", "coder", "status", "qualifier", "doubt", "comment", "line_start", "line_end")


@dataclass(frozen=True)
class Listing:
    """A number of members that a text states, and the lists in which it names all of them, but for so many ``besides``."""

    case_id: str
    study: str
    variable_id: str
    items: tuple[str, ...]
    besides: int = 0


# Only lists that the text means to be whole: the members are introduced by their number, or named under a heading for all of
# them. Not Paris Mix (its list ends in etc.), Pôle Sud Aquitain (examples), the outer circles of Pôle Sud Archer (examples);
# nor Éoliennes en Pays de Vilaine, whose number of members is itself a count of the list.
WHOLE_LISTS = (
    Listing("culture_cooperation", "labo2014", "members_total", ("members of the pole",)),
    Listing("de_fil_en_reseaux", "labo2014", "members_total", ("cooperative enterprises", "associations")),
    Listing("domb_innov", "labo2014", "members_total", ("footnote 56, without Val’Horizon",), besides=1),
    Listing("eco_domaine_bouquetot", "labo2014", "members_total", ("member organisations named",)),
    Listing("lille_metropole_solidaire", "labo2014", "members_founding", ("pioneer companies",)),
    Listing("pole_sud_archer", "labo2014", "members_first_circle", ("first circle",)),
)


def figure(row: dict) -> tuple[str, str]:
    """What two codings of one place must share not to contradict each other: the value, and the upper end of a range."""
    return row["value"], row["upper"]


def within(codings: pd.DataFrame, raw: Raw) -> list[list[dict]]:
    """Places of one study (case, variable, item, year) with several values where one is possible; each as its codings, also those set aside.

    ``codings``: typed, as :func:`ptce_helpers.cleaning.arbitrated` makes them. Variables with several codes are lists, not conflicts.
    """
    groups: dict[tuple, list[dict]] = {}
    for row in rows_of(codings.sort_values([*PLACE, "coding_id"])):
        if row["value"] and raw.codebook.variable(row["variable_id"])["several"] != "by_code":
            groups.setdefault(tuple(row[part] for part in PLACE), []).append(row)
    return [group for group in groups.values() if len(set(map(figure, group))) > 1]


def by_status(codings: pd.DataFrame, raw: Raw, status: str) -> pd.DataFrame:
    """The codings with what is stated (or counted and derived) standing, wherever one kind is in conflict with the other.

    Among several of the chosen kind the arbitration holds. ``status``: stated or counted.
    """
    beaten, used = _beaten(raw), dict(zip(codings["coding_id"], codings["used"], strict=True))
    for group in within(codings, raw):
        ours = {row["coding_id"] for row in group if row["status"] in STATUSES[status]}
        if ours:
            used |= {row["coding_id"]: "yes" if row["coding_id"] in ours and not beaten.get(row["coding_id"], set()) & ours else "no" for row in group}
    return codings.assign(used=[used[coding] for coding in codings["coding_id"]])


def _beaten(raw: Raw) -> dict[str, set[str]]:
    """coding_id -> the codings against which it lost; where neither won, each lost against the other."""
    found: dict[str, set[str]] = {}
    for row in rows_of(raw["corrections"]):
        if row["kind"] == "sources":
            for lost in cleaning.losers(row):
                found.setdefault(lost, set()).update({row["first_coding"], row["second_coding"]} - {lost})
    return found


def beside_lists(codings: pd.DataFrame) -> Iterator[tuple[Listing, dict, list[dict]]]:
    """Each stated number of members beside which all names stand: the listing, the coding of the number, those of the lists."""
    found = {(*(row[part] for part in PLACE[:3]), row["item"]): row for row in rows_of(codings) if row["used"] == "yes" and row["value"]}
    for one in WHOLE_LISTS:
        said = found.get((one.case_id, one.study, one.variable_id, ""))
        lists = [found.get((one.case_id, one.study, LISTED, item)) for item in one.items]
        if all(lists) and said and said["status"] in STATUSES["stated"]:
            yield one, said, lists


def named(one: Listing, lists: list[dict]) -> float:
    """How many members a text names, those besides its lists included."""
    return sum(float(row["value"]) for row in lists) + one.besides


def by_lists(codings: pd.DataFrame) -> pd.DataFrame:
    """The codings with the number of named members in place of a stated one that differs from it, where the list is whole.

    The row put in its place keeps the coding_id of the (first) list, so that a trace leads to the names.
    """
    differing = [(one, said, lists) for one, said, lists in beside_lists(codings) if float(said["value"]) != named(one, lists)]
    gone = {said["coding_id"] for _, said, _ in differing}
    new = [said | {name: lists[0][name] for name in OF_THE_LIST} | {"value": f"{named(one, lists):.10g}", "upper": ""} for one, said, lists in differing]
    return with_rows(codings, gone, new)


def with_rows(codings: pd.DataFrame, gone: set[str], new: list[dict]) -> pd.DataFrame:
    """The codings, those of ``gone`` (coding_ids) no longer standing, and rows that stand in their place."""
    kept = codings.assign(used=["no" if coding in gone else used for coding, used in zip(codings["coding_id"], codings["used"], strict=True)])
    return pd.concat([kept, pd.DataFrame(new, columns=kept.columns)], ignore_index=True)
