"""Members, their jobs and turnover: what is stated, how exactly, and for how many poles."""

from __future__ import annotations

import pandas as pd

from ptce_helpers import describe
from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw
from ptce_helpers.labels import Labels

JOBS = ("jobs_members_total", "ftes_members_total")


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
    return {"stated": stated_pairs(clean, "members_total"), "pairs": len(clean.cases), "low": values.min(), "high": values.max(),
            "inexact": int((rows["qualifier"] != "exact").sum())}


def first_circle(raw: Raw, clean: Clean) -> dict[str, float]:
    """The range of first circles that the text of 2015 states, and how many of them are only in a picture."""
    said = raw["statements"]
    ours = said[(said["subject"] == "members_first_circle") & (said["source_id"] == "crida2015")].sort_values("statement_id")
    smallest, largest = (ours[ours["statistic"] == statistic].iloc[0] for statistic in ("min", "max"))
    lacking = clean.missing[(clean.missing["variable_id"] == "members_first_circle") & (clean.missing["study"] == "crida2015")
                            & (clean.missing["kind"] == "chart_only")]
    return {"low": float(smallest["value"]), "high": float(largest["value"]), "n": float(smallest["n"]), "unknown": len(lacking)}


def named(clean: Clean) -> dict[str, int]:
    """Named member organisations, and those whose legal form is not stated."""
    once = clean.members.drop_duplicates(["case_id", "member"])
    return {"members": len(once), "unknown": int((once["form"] == "").sum())}


def jobs(clean: Clean, raw: Raw, labels: Labels) -> pd.DataFrame:
    """Stated jobs and full-time equivalents of the members, one figure a row."""
    frames = [describe.figures_of(clean, variable, raw, labels) for variable in JOBS]
    return pd.concat(frames).sort_values(["case", "study", "coding"], key=describe.by_name, ignore_index=True)


def job_counts(clean: Clean) -> dict[str, int]:
    """Numbers for the sentence on jobs."""
    rows = clean.codings[clean.codings["variable_id"].isin(JOBS) & (clean.codings["value"] != "")]
    return {"n": stated_pairs(clean, *JOBS), "inexact": int((rows["qualifier"] != "exact").sum())}
