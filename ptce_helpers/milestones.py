"""Since when the poles exist: years of origin, of grouping and of foundation, as the texts date them."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from ptce_helpers import evidence, notes
from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw
from ptce_helpers.describe import by_name, names
from ptce_helpers.sample import Sample
from ptce_helpers.wording import says

YEARS = ("genesis_year", "grouping_year", "pole_founded_year")


def years(clean: Clean, raw: Raw) -> pd.DataFrame:
    """For each pole the years of origin, of grouping and of foundation, the earliest that either study gives.

    Returns case, case_id, genesis_year, grouping_year, pole_founded_year (floats, nan where there is none) and for
    each of them __qualifier (how exact the text is), sorted by the earliest year.
    """
    earliest = _earliest_years(clean)
    out = pd.DataFrame({"case_id": sorted(clean.cases["case_id"].unique())})
    for variable in YEARS:
        rows = [earliest.get((case, variable)) for case in out["case_id"]]
        out[variable] = [float(row["value"]) if row else float("nan") for row in rows]
        out[f"{variable}__qualifier"] = [row["qualifier"] if row else "" for row in rows]
    called = names(raw)
    out = out.assign(case=[called[c] for c in out["case_id"]], first=out[list(YEARS)].min(axis=1))
    columns = ["case", "case_id", *(variable + part for variable in YEARS for part in ("", "__qualifier"))]
    return out.sort_values(["first", "case"], na_position="last", ignore_index=True)[columns]


def _earliest_years(clean: Clean) -> dict[tuple[str, str], dict]:
    """(case, variable) -> the used coding with the earliest year that either study gives."""
    used = clean.codings[clean.codings["variable_id"].isin(YEARS) & (clean.codings["used"] == "yes") & (clean.codings["value"] != "")]
    order = used.assign(_year=used["value"].astype(float)).sort_values(["_year", "coding_id"]).drop_duplicates(["case_id", "variable_id"])
    return {(row["case_id"], row["variable_id"]): row for row in order.to_dict("records")}


def in_words(sample: Sample) -> evidence.Traced:
    """The same years as a table for people, by name of the pole, with what the texts say of their exactness, or why there is none.

    A cell rests on all that either study was coded to say of that year of the pole, not only on the earlier year that it shows.
    """
    earliest, clean = _earliest_years(sample.clean), sample.clean

    def told(case: str, variable: str) -> evidence.Cell:
        row = earliest.get((case, variable))
        said = says(row, sample.raw, sample.labels) if row else sample.labels.text(f"missing_{_why_missing(clean, case, variable)}")
        return evidence.cell(said, *(sample.refs(case, study, variable) for other, study in sample.pairs if other == case))

    rows = [{"case": evidence.cell(sample.names[case], [f"cases.csv#{case}"]), **{variable: told(case, variable) for variable in YEARS}}
            for case in clean.cases["case_id"].unique()]
    return evidence.sort(evidence.table(rows, ["case", *YEARS]), ["case"], key=by_name)


def _why_missing(clean: Clean, case: str, variable: str) -> str:
    """Why neither study gives a case a value; what one study has not been coded for is not called silent."""
    kinds = set(clean.missing.loc[(clean.missing["case_id"] == case) & (clean.missing["variable_id"] == variable), "kind"])
    return next((kind for kind in ("not_coded", "contradictory", "chart_only", "not_stated", "not_applicable") if kind in kinds), "not_coded")


def note(sample: Sample) -> str:
    """What stands below the timeline: poles, and how many of their years are missing in both studies, and why."""
    table = years(sample.clean, sample.raw)
    lacking = Counter(_why_missing(sample.clean, row["case_id"], variable) for row in table.to_dict("records") for variable in YEARS if row[variable] != row[variable])
    return notes.say(sample, {study: sum(of == study for _, of in sample.pairs) for study in sample.studies}, lacking, len(table) * len(YEARS))


def span(sample: Sample) -> dict[str, evidence.Cell]:
    """How many poles have a year of origin, the first and the last, and why the others have none."""
    clean, labels, table = sample.clean, sample.labels, years(sample.clean, sample.raw)
    known = table["genesis_year"].dropna()
    ids = {case: [row["coding_id"]] for (case, variable), row in _earliest_years(clean).items() if variable == "genesis_year"}
    silent = [case for case in table["case_id"] if case not in ids]
    why = [_why_missing(clean, case, "genesis_year") for case in silent]
    others = {"not_coded": why.count("not_coded"), "contradictory": why.count("contradictory")}
    told = {"silent": len(why) - sum(others.values()), **others}
    others = "".join(labels.text(f"say_years_{kind}", n=n) for kind, n in told.items() if n)
    looked = sample.looked("genesis_year")
    return {"n": evidence.counted(list(ids.values()), looked), "total": evidence.cell(len(table), sample.rows_of_cases()),
            "first": evidence.cell(f"{known.min():.0f}", looked), "last": evidence.cell(f"{known.max():.0f}", looked),
            "others": evidence.cell(others, *(sample.refs(case, study, "genesis_year") for case, study in sample.pairs if case in silent))}
