"""Members, their jobs and turnover: what is stated, how exactly, and for how many poles."""

from __future__ import annotations

import re

import pandas as pd

from ptce_helpers import describe
from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.wording import says

JOBS = ("jobs_members_total", "ftes_members_total")
LIMIT = r"more than (\d+) members"  # the condition under which statements.csv counts first circles
NOT_MEMBERS = ("carrier", "tool")  # the body that carries the pole and what the pole has created: named, not counted as members


def figures_of(variable_id: str, clean: Clean) -> pd.DataFrame:
    """All figures of one numeric variable, also conflicting ones: case_id, study, value, upper, qualifier."""
    rows = clean.codings[(clean.codings["variable_id"] == variable_id) & (clean.codings["value"] != "")]
    return rows[["case_id", "study", "value", "upper", "qualifier"]].reset_index(drop=True)


def stated_pairs(clean: Clean, *variables: str) -> int:
    """Number of pole-study pairs for which at least one of the variables has a figure."""
    rows = clean.codings[clean.codings["variable_id"].isin(variables) & (clean.codings["value"] != "")]
    return len(rows[["case_id", "study"]].drop_duplicates())


def summary(clean: Clean) -> dict[str, float]:
    """Numbers for the sentence on stated numbers of members."""
    rows = figures_of("members_total", clean)
    values = rows["value"].astype(float)
    return {"n": stated_pairs(clean, "members_total"), "pairs": len(clean.cases), "low": values.min(), "high": values.max(),
            "inexact": int((rows["qualifier"] != "exact").sum()), "figures": len(rows)}


def first_circle(raw: Raw, clean: Clean) -> dict[str, float]:
    """What the text of 2015 states of the first circles together, the bounds that follow, and how many sizes are only in a picture.

    ``n``, the number of poles above the limit that the text names, is 0 where the study of 2015 is left out.
    """
    if "crida2015" not in set(clean.cases["study"]):
        return {"n": 0}
    said = raw["statements"]
    ours = said[(said["subject"] == "members_first_circle") & (said["source_id"] == "crida2015")].sort_values("statement_id")
    smallest, largest, above = (ours[ours["statistic"] == statistic].iloc[0] for statistic in ("min", "max", "count"))
    limit = int(re.fullmatch(LIMIT, above["condition"]).group(1))
    lacking = clean.missing[(clean.missing["variable_id"] == "members_first_circle") & (clean.missing["study"] == "crida2015")
                            & (clean.missing["kind"] == "chart_only")]
    poles, n = int(above["n"]), int(above["value"])
    return {"n": n, "poles": poles, "low": float(smallest["value"]), "high": float(largest["value"]), "limit": limit,
            "above": limit + 1, "rest": poles - n, "unknown": len(lacking)}


def organisations(members: pd.DataFrame) -> pd.DataFrame:
    """Every organisation named for a pole once, however often and in however many studies it is named.

    Returns case_id, member, form (empty where no text states it), studies (a set) and counted: whether it is a member,
    or only the carrier or a tool of the pole.
    """
    study = "study" if "study" in members else "source_id"
    found: dict[tuple[str, str], dict] = {}
    for row in rows_of(members[["case_id", "member", "form", "role", study]]):
        one = found.setdefault((row["case_id"], row["member"]), {"form": "", "studies": set(), "counted": False})
        one["form"] = one["form"] or row["form"]
        one["studies"].add(row[study])
        one["counted"] |= row["role"] not in NOT_MEMBERS
    rows = [{"case_id": case, "member": name, **found[case, name]} for case, name in sorted(found)]
    return pd.DataFrame(rows, columns=["case_id", "member", "form", "studies", "counted"]).astype({"counted": bool})


def named(clean: Clean) -> dict[str, int]:
    """Named members, those named in both studies, those without a stated legal form; and who is named but not a member."""
    once = organisations(clean.members)
    ours = once[once["counted"]]
    return {"n": len(ours), "both": int((ours["studies"].map(len) == 2).sum()), "unknown": int((ours["form"] == "").sum()), "others": len(once) - len(ours)}


def by_form(clean: Clean, raw: Raw, labels: Labels) -> pd.DataFrame:
    """Named members by legal form and study, with those whose form no text states; the total counts each once."""
    ours = organisations(clean.members).query("counted")
    label = {form: raw.codebook.code_label("member_kind", form, labels.lang) if form else labels.text("not_stated") for form in ours["form"].unique()}
    studies = describe.chosen(clean)
    rows = [{"form": label[form], **{study: sum(study in where for where in group["studies"]) for study in studies}, "total": len(group)}
            for form, group in ours.groupby("form")]
    table = pd.DataFrame(rows, columns=["form", *studies, "total"]).sort_values(["total", "form"], ascending=[False, True], ignore_index=True)
    return table if len(studies) > 1 else table.drop(columns="total")


def listed_and_stated(clean: Clean, raw: Raw, labels: Labels) -> pd.DataFrame:
    """The number of members a text states beside the number it names: case, study, stated, named."""
    called = describe.names(raw)
    said: dict[tuple[str, str], list[str]] = {}
    coded = clean.codings[(clean.codings["variable_id"] == "members_total") & (clean.codings["used"] == "yes") & (clean.codings["value"] != "")]
    for row in rows_of(coded):
        said.setdefault((row["case_id"], row["study"]), []).append(says(row, raw, labels))
    ours = clean.members[~clean.members["role"].isin(NOT_MEMBERS)]
    named_in = ours.groupby(["case_id", "study"])["member"].nunique().to_dict()
    rows = [{"case": called[case], "study": study, "stated": labels.join(said.get((case, study), [])) or None, "named": int(named_in.get((case, study), 0))}
            for case, study in clean.cases[["case_id", "study"]].itertuples(index=False)]
    return pd.DataFrame(rows, columns=["case", "study", "stated", "named"]).sort_values(["case", "study"], key=describe.by_name, ignore_index=True)


def jobs(clean: Clean, raw: Raw, labels: Labels) -> pd.DataFrame:
    """Stated jobs and full-time equivalents of the members, one figure a row."""
    frames = [describe.figures_of(clean, variable, raw, labels) for variable in JOBS]
    return pd.concat(frames).sort_values(["case", "study", "coding"], key=describe.by_name, ignore_index=True)


def job_counts(clean: Clean) -> dict[str, int]:
    """Numbers for the sentence on jobs."""
    rows = clean.codings[clean.codings["variable_id"].isin(JOBS) & (clean.codings["value"] != "")]
    return {"n": stated_pairs(clean, *JOBS), "inexact": int((rows["qualifier"] != "exact").sum()), "figures": len(rows)}
