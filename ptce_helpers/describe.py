"""Describe the studies and the poles: what each is called, where it stands, which figures a text gives of it."""

from __future__ import annotations

import unicodedata
from functools import cache

import pandas as pd

from ptce_helpers import evidence
from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw
from ptce_helpers.labels import Labels
from ptce_helpers.wording import says

STUDIES = ("labo2014", "crida2015")


def sources(raw: Raw, labels: Labels) -> evidence.Traced:
    """The studies: title, publisher, date, number of poles and lines; one row a source, the older first."""
    cases, rows = raw["cases"], []
    for row in raw["sources"].sort_values("source_id", ascending=False).to_dict("records"):
        ours = cases.loc[cases[f"in_{row['source_id']}"] == "yes", "case_id"]
        told = {"study": row["source_id"], "title": row["title"], "publisher": row["publisher"], "appeared": labels.month(row["published"]), "lines": int(row["lines"])}
        rows.append({name: evidence.cell(value, [f"sources.csv#{row['source_id']}"]) for name, value in told.items()}
                    | {"poles": evidence.cell(len(ours), [f"cases.csv#{case}" for case in ours] or ["cases.csv"])})
    return evidence.table(rows, ["study", "title", "publisher", "appeared", "poles", "lines"])


def lines_of(row: dict) -> str:
    """The lines of a coding for people: 246, or 246–248; with the year of the study where they are in the text of the other one."""
    lines = row["line_start"] if row["line_start"] == row["line_end"] else f"{row['line_start']}\u2013{row['line_end']}"
    elsewhere = row.get("source_id", "") if "study" in row and row.get("source_id") != row["study"] else ""
    return f"{lines} ({elsewhere[-4:]})" if elsewhere else lines


def by_name(column: pd.Series) -> pd.Series:
    """A sort key for names: accents and capitals play no part, so that Éoliennes stands under E; the older study first."""
    if column.name == "study":
        return column.map(STUDIES.index)
    return column.map(plainly)


@cache
def plainly(name: object) -> str:
    """A name as it is sorted: accents and capitals play no part."""
    return unicodedata.normalize("NFKD", str(name)).encode("ascii", "ignore").decode().lower()


def chosen(clean: Clean) -> list[str]:
    """The studies that the clean tables hold, the older first."""
    return [study for study in STUDIES if study in set(clean.cases["study"])]


def names(raw: Raw) -> dict[str, str]:
    """case_id -> name of the pole for people."""
    return dict(zip(raw["cases"]["case_id"], raw["cases"]["name"], strict=True))


def cases(raw: Raw, labels: Labels, excluded: list[str] = ()) -> evidence.Traced:
    """The poles: place, and in which study each figures; one row a case, sorted by name."""
    rows = []
    for row in raw["cases"].to_dict("records"):
        if row["case_id"] not in excluded:
            sheet = "" if row["in_labo2014"] == "no" else labels.text("with_sheet" if row["sheet_labo2014"] == "yes" else "without_sheet")
            rows.append({"case": evidence.cell(row["name"], [f"cases.csv#{row['case_id']}"]), "commune": row["commune"], "department": row["department"],
                         "region": row["region"], "in_labo2014": sheet or None, "in_crida2015": labels.text("yes") if row["in_crida2015"] == "yes" else None})
    return evidence.sort(evidence.table(rows, ["case", "commune", "department", "region", "in_labo2014", "in_crida2015"]), ["case"], key=by_name)


def overlap(raw: Raw, excluded: list[str] = ()) -> dict[str, evidence.Cell]:
    """How many poles are in each study, in both, and in all."""
    kept = raw["cases"][~raw["cases"]["case_id"].isin(list(excluded))]
    first, second, sheet = (kept[name] == "yes" for name in ("in_labo2014", "in_crida2015", "sheet_labo2014"))
    chosen = {"n": first | second | True, "labo2014": first, "crida2015": second, "both": first & second, "sheets": sheet}
    return {name: evidence.counted([[f"cases.csv#{case}"] for case in kept.loc[some, "case_id"]], ["cases.csv"]) for name, some in chosen.items()}


def map_note(cases: pd.DataFrame, labels: Labels) -> str:
    """What stands below the map: poles of each study, whether any is missing, and what the marks stand for."""
    poles = labels.join([labels.text("note_n", n=int((cases[f"in_{study}"] == "yes").sum()), study=labels.text(f"study_{study}"))
                         for study in STUDIES if (cases[f"in_{study}"] == "yes").any()])
    return " ".join([*([f"{poles}."] if poles else []), labels.text("note_map")])


def figures_of(clean: Clean, variable_id: str, raw: Raw, labels: Labels) -> pd.DataFrame:
    """Every coded figure of one variable: case, study, figure in words, year, lines; conflicting ones marked."""
    rows = clean.codings[(clean.codings["variable_id"] == variable_id) & (clean.codings["value"] != "")]
    called = names(raw)
    return pd.DataFrame(
        [{"case": called[r["case_id"]], "study": r["study"], "figure": says(r, raw, labels), "lines": lines_of(r),
          "coding": r["coding_id"], "doubt": raw.in_words(r["doubt"], labels) or None} for r in rows.to_dict("records")],
        columns=["case", "study", "figure", "lines", "coding", "doubt"],
    ).sort_values(["case", "study", "coding"], key=by_name, ignore_index=True)
