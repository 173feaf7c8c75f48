"""Members: the numbers that the texts state, and the organisations that they name."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd

from ptce_helpers import charts, describe, evidence, values
from ptce_helpers.evidence import Cell, Traced, cell, of_rows, table
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample

TOTAL = "members_total"
NOT_MEMBERS = ("carrier", "tool")  # the body that carries the pole and what the pole has created: named, not counted as members


def marks(sample: Sample, variable_id: str) -> pd.DataFrame:
    """All figures of one numeric variable, also conflicting ones, as :func:`ptce_helpers.figures.ranges` draws them."""
    rows = sample.clean.codings
    rows = rows[(rows["variable_id"] == variable_id) & (rows["value"] != "")]
    return rows[["case_id", "study", "value", "upper", "qualifier"]].reset_index(drop=True)


def figures(sample: Sample, variables: Iterable[str]) -> Traced:
    """Every coded figure of some variables in words, each resting on its coding: case, study, figure, lines, coding, doubt."""
    frames = [describe.figures_of(sample.clean, variable, sample.raw, sample.labels) for variable in variables]
    rows = pd.concat(frames).sort_values(["case", "study", "coding"], key=describe.by_name, ignore_index=True)
    return of_rows(rows, rows["coding"])


def summary(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on stated numbers of members."""
    rows = sample.clean.codings
    rows = rows[(rows["variable_id"] == TOTAL) & (rows["value"] != "")]
    numbers, looked = rows["value"].astype(float), sample.looked(TOTAL)
    inexact = rows.loc[rows["qualifier"] != "exact", "coding_id"]
    return {"n": cell(len(rows[["case_id", "study"]].drop_duplicates()), rows["coding_id"] if len(rows) else looked), "pairs": cell(len(sample.pairs), sample.rows_of_cases()),
            "low": cell(numbers.min(), rows["coding_id"]), "high": cell(numbers.max(), rows["coding_id"]),
            "inexact": evidence.counted([[ref] for ref in inexact], rows["coding_id"]), "figures": cell(len(rows), rows["coding_id"])}


def organisations(named: pd.DataFrame) -> pd.DataFrame:
    """Every organisation named for a pole once, however often and in however many studies it is named.

    ``named``: rows of members.csv. Returns case_id, member, form and ess (empty where no text states it), studies (a
    set), counted: whether it is a member, or only the carrier or a tool of the pole; and refs, the rows behind it.
    """
    study = "study" if "study" in named else "source_id"
    found: dict[tuple[str, str], dict] = {}
    for row in rows_of(named[["member_id", "case_id", "member", "form", "ess", "role", study]]):
        one = found.setdefault((row["case_id"], row["member"]), {"form": "", "ess": "", "studies": set(), "counted": False, "refs": ()})
        one["form"], one["ess"] = one["form"] or row["form"], one["ess"] or row["ess"]
        one["studies"].add(row[study])
        one["counted"] |= row["role"] not in NOT_MEMBERS
        one["refs"] += (row["member_id"],)
    rows = [{"case_id": case, "member": name, **found[case, name]} for case, name in sorted(found)]
    return pd.DataFrame(rows, columns=["case_id", "member", "form", "ess", "studies", "counted", "refs"]).astype({"counted": bool})


def counted(sample: Sample) -> list[dict]:
    """The organisations that are named as members, each once for a pole."""
    once = organisations(sample.clean.members)
    return once[once["counted"]].to_dict("records")


def named(sample: Sample) -> dict[str, Cell]:
    """Named members, those named in both studies, those without a stated legal form; and who is named but not a member."""
    once = organisations(sample.clean.members)
    ours = counted(sample)
    groups = {"n": ours, "both": [one for one in ours if len(one["studies"]) == 2], "unknown": [one for one in ours if not one["form"]],
              "others": once[~once["counted"]].to_dict("records")}
    return {name: evidence.counted([one["refs"] for one in some], ["members.csv"]) for name, some in groups.items()}


def by_form(sample: Sample) -> Traced:
    """Named members by legal form and study, those of both studies once in the total; last, those whose form no text states.

    Columns: form, a count for each study, total, and total_low/high: how many there are if none or all of those without a
    stated form had it. With ``rules.missing`` "drop" there are no bounds. ``picture``: the number of first-circle members
    in table 3 of 2015, once a researcher has filled it in.
    """
    ours, several = counted(sample), len(sample.studies) > 1
    silent = [one for one in ours if not one["form"]]
    pictured = {slot.item: slot for slot in charts.slots(sample, 3) if slot.value is not None}
    groups = {form: [one for one in ours if one["form"] == form] for form in {*(one["form"] for one in ours), *pictured}}
    rows = [_form_row(sample, form, groups[form], silent, pictured.get(form)) for form in sorted(groups, key=lambda form: (not form, -len(groups[form]), form))]
    bounds = ("total_low", "total_high") if sample.rules.missing == "bounds" else ()
    return table(rows, ["form", *sample.studies, *(["total"] if several else []), *bounds, *(["picture"] if pictured else [])])


def _form_row(sample: Sample, form: str, group: list[dict], silent: list[dict], picture: charts.Slot | None) -> dict:
    label = sample.book.code_label("member_kind", form, sample.labels.lang) if form else sample.labels.text("not_stated")
    refs = [ref for one in group for ref in one["refs"]] or ([picture.ref] if picture else [])
    per_study = {study: cell(sum(study in one["studies"] for one in group), *(one["refs"] for one in group if study in one["studies"])) for study in sample.studies}
    per_study = {study: found if found.refs else cell(0, refs) for study, found in per_study.items()}
    possible = [len(group), len(group) + len(silent)] if form else [math.nan, math.nan]
    ends = dict(zip(("total_low", "total_high"), possible, strict=True))
    return {"form": cell(label, refs), **per_study, "total": cell(len(group), refs), "picture": cell(picture.value if picture else math.nan, [picture.ref] if picture else refs),
            **{name: cell(end, refs, *(one["refs"] for one in silent)) for name, end in ends.items()}}


def stated_and_named(sample: Sample) -> Traced:
    """For each pole and study the number of members that the text states, beside the number of organisations that it names."""
    names: dict[tuple[str, str], dict[str, list[str]]] = {}
    for row in rows_of(sample.clean.members):
        if row["role"] not in NOT_MEMBERS:
            names.setdefault((row["case_id"], row["study"]), {}).setdefault(row["member"], []).append(row["member_id"])
    rows = []
    for case, study in sample.pairs:
        said = values.of_case(sample, case, study, "members_total")
        ours = names.get((case, study), {})
        rows.append({"case": sample.names[case], "study": study, "stated": cell(said.text or None, said.refs),
                     "named": cell(len(ours), *(ours.values() if ours else [[f"{case}/{study}/members_listed"]]))})
    return table(rows, ["case", "study", "stated", "named"])
