"""Describe the cases: tables for people, made from the clean data and labelled in one language."""

from __future__ import annotations

import unicodedata

import pandas as pd

from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.schemas import STATUSES
from ptce_helpers.trace import says

STUDIES = ("labo2014", "crida2015")


def sources(raw: Raw, labels: Labels) -> pd.DataFrame:
    """The studies: title, publisher, date, number of poles and lines; one row a source."""
    cases = raw["cases"]
    rows = [
        {"study": row["source_id"], "title": row["title"], "publisher": row["publisher"], "published": labels.month(row["published"]),
         "poles": int((cases[f"in_{row['source_id']}"] == "yes").sum()), "lines": int(row["lines"])}
        for row in raw["sources"].to_dict("records")
    ]
    return pd.DataFrame(rows).sort_values("study", ascending=False, ignore_index=True)


def lines_of(row: dict) -> str:
    """The lines of a coding for people: 246, or 246–248."""
    return row["line_start"] if row["line_start"] == row["line_end"] else f"{row['line_start']}\u2013{row['line_end']}"


def by_name(column: pd.Series) -> pd.Series:
    """A sort key for names: accents and capitals play no part, so that Éoliennes stands under E."""
    return column.map(lambda name: unicodedata.normalize("NFKD", str(name)).encode("ascii", "ignore").decode().lower())


def names(raw: Raw) -> dict[str, str]:
    """case_id -> name of the pole for people."""
    return dict(zip(raw["cases"]["case_id"], raw["cases"]["name"], strict=True))


def cases(raw: Raw, labels: Labels, excluded: list[str] = ()) -> pd.DataFrame:
    """The poles: place, and in which study each figures; one row a case, sorted by name."""
    rows = []
    for row in raw["cases"].to_dict("records"):
        if row["case_id"] not in excluded:
            sheet = "" if row["in_labo2014"] == "no" else labels.text("with_sheet" if row["sheet_labo2014"] == "yes" else "without_sheet")
            rows.append({"case": row["name"], "commune": row["commune"], "department": row["department"], "region": row["region"],
                         "in_labo2014": sheet or None, "in_crida2015": labels.text("yes") if row["in_crida2015"] == "yes" else None})
    return pd.DataFrame(rows).sort_values("case", key=by_name, ignore_index=True)


def overlap(raw: Raw, excluded: list[str] = ()) -> dict[str, int]:
    """How many poles are in each study, in both, and in all."""
    kept = raw["cases"][~raw["cases"]["case_id"].isin(list(excluded))]
    first, second = kept["in_labo2014"] == "yes", kept["in_crida2015"] == "yes"
    return {"total": len(kept), "labo2014": int(first.sum()), "crida2015": int(second.sum()), "both": int((first & second).sum()),
            "sheets": int((kept["sheet_labo2014"] == "yes").sum())}


def years(clean: Clean, raw: Raw) -> pd.DataFrame:
    """For each pole the years of origin, of grouping and of foundation, the earliest that either study gives.

    Returns case, case_id, genesis_year, grouping_year, pole_founded_year (floats, nan where not stated), sorted by
    the earliest year.
    """
    wanted = ["genesis_year", "grouping_year", "pole_founded_year"]
    used = clean.codings[clean.codings["variable_id"].isin(wanted) & (clean.codings["used"] == "yes") & (clean.codings["value"] != "")]
    table = used.assign(value=used["value"].astype(float)).pivot_table(index="case_id", columns="variable_id", values="value", aggfunc="min")
    table = table.reindex(index=sorted(clean.cases["case_id"].unique()), columns=wanted)
    called = names(raw)
    out = table.assign(case=[called[c] for c in table.index], first=table.min(axis=1)).reset_index()
    return out.sort_values(["first", "case"], na_position="last", ignore_index=True)[["case", "case_id", *wanted]]


def years_in_words(clean: Clean, raw: Raw, labels: Labels) -> pd.DataFrame:
    """The same years as a table for people, with what the texts say of their exactness."""
    table = years(clean, raw)
    wanted = ["genesis_year", "grouping_year", "pole_founded_year"]
    used = clean.codings[clean.codings["variable_id"].isin(wanted) & (clean.codings["used"] == "yes") & (clean.codings["value"] != "")]
    said = {(r["case_id"], r["variable_id"], float(r["value"])): says(r, raw, labels) for r in used.to_dict("records")}
    for column in wanted:
        table[column] = [said.get((case, column, year)) for case, year in zip(table["case_id"], table[column], strict=True)]
    return table.drop(columns="case_id")


def span_of_years(table: pd.DataFrame) -> dict[str, object]:
    """How many poles have a year of origin, the first and the last."""
    known = table["genesis_year"].dropna()
    return {"genesis": len(known), "total": len(table), "first": f"{known.min():.0f}", "last": f"{known.max():.0f}"}


def coding_counts(raw: Raw, clean: Clean) -> dict[str, int]:
    """Codings of each coder and what is kept of them."""
    valued = int((raw["codings"]["value"] != "").sum())
    return {"codings": len(raw["codings"]), "valued": valued, "silent": len(raw["codings"]) - valued,
            "second": len(raw["second_codings"]), "kept": len(clean.codings)}


def rows_per_table(raw: Raw, labels: Labels) -> pd.DataFrame:
    """How many rows each table of data/raw holds."""
    return pd.DataFrame([{"table": name, "what": labels.text(f"table_{name}"), "rows": len(frame)} for name, frame in raw.tables.items()])


def codings_by_status(raw: Raw, labels: Labels) -> pd.DataFrame:
    """Codings of the first coder by study and status."""
    counts = raw["codings"].groupby(["source_id", "status"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=[s for s in STATUSES if s in counts.columns])
    out = counts.rename(columns={s: labels.text(f"status_{s}") for s in counts.columns})
    return out.assign(**{labels.text("total"): out.sum(axis=1)}).rename_axis("study").reset_index()


def codings_by_theme(raw: Raw, labels: Labels) -> pd.DataFrame:
    """Variables, codings with a value and silent codings for each theme of the codebook."""
    book = raw.codebook
    theme = [book.variable(v)["theme"] for v in raw["codings"]["variable_id"]]
    valued = raw["codings"].assign(theme=theme, valued=raw["codings"]["value"] != "")
    rows = []
    for name in raw["variables"]["theme"].drop_duplicates().sort_values():
        part = valued[valued["theme"] == name]
        rows.append({"theme": labels.text(f"theme_{name}"), "variables": int((raw["variables"]["theme"] == name).sum()),
                     "with_value": int(part["valued"].sum()), "without_value": int((~part["valued"]).sum())})
    return pd.DataFrame(rows)


def qualifiers(clean: Clean, labels: Labels) -> pd.DataFrame:
    """How exact the texts' figures are: number of numeric codings by qualifier and study."""
    numbers = clean.codings[clean.codings["qualifier"] != ""]
    counts = numbers.groupby(["qualifier", "study"]).size().unstack(fill_value=0).reindex(columns=list(STUDIES), fill_value=0)
    counts = counts.reindex([q for q in ("exact", "about", "at_least", "at_most", "range") if q in counts.index])
    return counts.rename_axis(None, axis=1).assign(exactness=[labels.text(f"exactness_{q}") for q in counts.index])[["exactness", *STUDIES]].reset_index(drop=True)


def missing_by_kind(clean: Clean, labels: Labels) -> pd.DataFrame:
    """Kinds of missing, by study: what is silent, what is a picture, what is contradictory, what was not coded."""
    counts = clean.missing.groupby(["kind", "study"]).size().unstack(fill_value=0).reindex(columns=list(STUDIES), fill_value=0)
    return counts.rename_axis(None, axis=1).assign(kind=[labels.text(f"missing_{k}") for k in counts.index])[["kind", *STUDIES]].reset_index(drop=True)


def silence(clean: Clean, raw: Raw) -> pd.DataFrame:
    """For each case and study, the share of silence-compared variables of each theme that the text leaves unstated.

    Returns a frame: rows ``case (study)``, columns themes, values from 0 to 1.
    """
    book = raw.codebook
    asked = [(v, study, book.variable(v)["theme"]) for study in STUDIES for v in book.compared_when_silent(study)]
    compared = pd.DataFrame(asked, columns=["variable_id", "study", "theme"])
    size = compared.groupby(["study", "theme"]).size().unstack(fill_value=0)
    gaps = clean.missing.merge(compared, on=["variable_id", "study"]).groupby(["case_id", "study", "theme"]).size().unstack(fill_value=0)
    wanted = pd.MultiIndex.from_frame(clean.cases[["case_id", "study"]])
    gaps = gaps.reindex(index=wanted, columns=size.columns, fill_value=0)
    return gaps / size.loc[gaps.index.get_level_values("study")].to_numpy()


def silence_counts(clean: Clean, raw: Raw, labels: Labels) -> dict[str, object]:
    """How many of the compared case-variable pairs are silent."""
    cells = sum(len(raw.codebook.compared_when_silent(study)) for study in clean.cases["study"])
    silent = int(((clean.missing["kind"] == "not_stated") & clean.missing["variable_id"].isin(raw.codebook.compared_when_silent())).sum())
    return {"cells": cells, "silent": silent, "share": labels.percent(100 * silent / cells)}


def charts(raw: Raw) -> pd.DataFrame:
    """The six tables of 2015 that are pictures: how many values each can hold, how many are filled in."""
    slots = raw["chart_values"].assign(filled=raw["chart_values"]["value"] != "")
    table = slots.groupby("chart").agg(slots=("filled", "size"), filled=("filled", "sum")).reset_index()
    return table.assign(filled=table["filled"].astype(int))


def written(clean: Clean) -> dict[str, int]:
    """Files and rows of data/clean."""
    return {"files": len(clean.tables()), "rows": sum(len(frame) for frame in clean.tables().values())}


def doubt_counts(clean: Clean, raw: Raw) -> dict[str, int]:
    """Kept codings with a doubt, and pairs of passages in conflict."""
    return {"doubts": int((clean.codings["doubt"] != "").sum()), "total": len(clean.codings),
            "conflicts": int((raw["corrections"]["kind"] == "sources").sum())}


def figures_of(clean: Clean, variable_id: str, raw: Raw, labels: Labels) -> pd.DataFrame:
    """Every coded figure of one variable: case, study, figure in words, year, lines; conflicting ones marked."""
    rows = clean.codings[(clean.codings["variable_id"] == variable_id) & (clean.codings["value"] != "")]
    called = names(raw)
    return pd.DataFrame(
        [{"case": called[r["case_id"]], "study": r["study"], "figure": says(r, raw, labels), "lines": lines_of(r),
          "coding": r["coding_id"], "doubt": r["doubt"] or None} for r in rows.to_dict("records")],
        columns=["case", "study", "figure", "lines", "coding", "doubt"],
    ).sort_values(["case", "study", "coding"], key=by_name, ignore_index=True)


def members_by_form(clean: Clean, raw: Raw, labels: Labels) -> pd.DataFrame:
    """Named member organisations by legal form and study, with those whose form no text states."""
    book = raw.codebook
    named = clean.members.assign(form_label=[book.code_label("member_kind", f, labels.lang) if f else labels.text("not_stated") for f in clean.members["form"]])
    counts = named.groupby(["form_label", "study"]).size().unstack(fill_value=0).reindex(columns=list(STUDIES), fill_value=0).rename_axis(None, axis=1)
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return counts.loc[order].rename_axis("form").reset_index()


def listed_and_stated(clean: Clean, raw: Raw, labels: Labels) -> pd.DataFrame:
    """The number of members a text states beside the number it names: case, study, stated, named in members.csv."""
    called = names(raw)
    coded = clean.codings[(clean.codings["variable_id"] == "members_total") & (clean.codings["used"] == "yes") & (clean.codings["value"] != "")]
    stated, named = {}, clean.members.groupby(["case_id", "study"])["member"].nunique()
    for row in rows_of(coded):
        stated.setdefault((row["case_id"], row["study"]), []).append(says(row, raw, labels))
    rows = [{"case": called[case], "study": study, "stated": labels.join(stated.get((case, study), [])) or None, "named": int(named.get((case, study), 0))}
            for case, study in zip(clean.cases["case_id"], clean.cases["study"], strict=True)]
    return pd.DataFrame(rows).sort_values(["case", "study"], key=by_name, ignore_index=True)


def doubts(clean: Clean, raw: Raw, labels: Labels) -> pd.DataFrame:
    """Codings with a doubt: case, variable, what was coded, why it may be doubted, lines."""
    rows = clean.codings[clean.codings["doubt"] != ""]
    called = names(raw)
    return pd.DataFrame(
        [{"case": called[r["case_id"]], "variable": raw.codebook.label(r["variable_id"], labels.lang), "figure": says(r, raw, labels),
          "doubt": r["doubt"], "study": r["study"], "lines": lines_of(r), "coding": r["coding_id"]}
         for r in rows.to_dict("records")],
        columns=["case", "variable", "figure", "doubt", "study", "lines", "coding"],
    )


def conflicts(raw: Raw, labels: Labels) -> pd.DataFrame:
    """Two passages in conflict, side by side, with what was decided and why; one row an arbitration."""
    codings = {r["coding_id"]: r for name in ("codings", "second_codings") for r in rows_of(raw[name])}
    called = names(raw)

    def told(coding_id: str) -> str | None:
        row = codings.get(coding_id)
        return f"{says(row, raw, labels)} [{lines_of(row)}]" if row else None

    rows = raw["corrections"][raw["corrections"]["kind"] == "sources"]
    return pd.DataFrame(
        [{"case": called[r["case_id"]], "variable": raw.codebook.label(r["variable_id"], labels.lang), "study": r["source_id"],
          "one": told(r["first_coding"]), "other": told(r["second_coding"]), "winner": labels.text(f"winner_{r['winner']}"), "reason": r["reason"]}
         for r in rows.to_dict("records")],
        columns=["case", "variable", "study", "one", "other", "winner", "reason"],
    )


def arbitration(raw: Raw, labels: Labels) -> pd.DataFrame:
    """How often each coder, both or none was right, by kind of arbitration."""
    rows = raw["corrections"]
    counts = rows.groupby(["kind", "winner"]).size().unstack(fill_value=0).reindex(columns=["first", "second", "both", "none"], fill_value=0)
    out = counts.rename(columns={w: labels.text(f"winner_{w}") for w in counts.columns}).rename_axis(None, axis=1)
    return out.assign(kind=[labels.text(f"arbitration_{k}") for k in counts.index]).reset_index(drop=True)[["kind", *out.columns]]
