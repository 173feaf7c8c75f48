"""Describe the cases: tables for people, made from the clean data and labelled in one language."""

from __future__ import annotations

import unicodedata

import pandas as pd

from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw
from ptce_helpers.files import rows_of
from ptce_helpers.labels import Labels
from ptce_helpers.schemas import STATUSES
from ptce_helpers.wording import says

STUDIES = ("labo2014", "crida2015")
YEARS = ("genesis_year", "grouping_year", "pole_founded_year")
MISSING = ("not_stated", "not_applicable", "chart_only", "contradictory", "not_coded")


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
    """A sort key for names: accents and capitals play no part, so that Éoliennes stands under E; the older study first."""
    if column.name == "study":
        return column.map(STUDIES.index)
    return column.map(lambda name: unicodedata.normalize("NFKD", str(name)).encode("ascii", "ignore").decode().lower())


def chosen(clean: Clean) -> list[str]:
    """The studies that the clean tables hold, the older first."""
    return [study for study in STUDIES if study in set(clean.cases["study"])]


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
    return {"n": len(kept), "labo2014": int(first.sum()), "crida2015": int(second.sum()), "both": int((first & second).sum()),
            "sheets": int((kept["sheet_labo2014"] == "yes").sum())}


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


def years_in_words(clean: Clean, raw: Raw, labels: Labels) -> pd.DataFrame:
    """The same years as a table for people, by name of the pole, with what the texts say of their exactness, or why there is none."""
    earliest, called = _earliest_years(clean), names(raw)

    def told(case: str, variable: str) -> str:
        row = earliest.get((case, variable))
        return says(row, raw, labels) if row else labels.text(f"missing_{_why_missing(clean, case, variable)}")

    rows = [{"case": called[case], **{variable: told(case, variable) for variable in YEARS}} for case in clean.cases["case_id"].unique()]
    return pd.DataFrame(rows, columns=["case", *YEARS]).sort_values("case", key=by_name, ignore_index=True)


def _why_missing(clean: Clean, case: str, variable: str) -> str:
    """Why neither study gives a case a value; what one study has not been coded for is not called silent."""
    kinds = set(clean.missing.loc[(clean.missing["case_id"] == case) & (clean.missing["variable_id"] == variable), "kind"])
    return next((kind for kind in ("not_coded", "contradictory", "chart_only", "not_stated", "not_applicable") if kind in kinds), "not_coded")


def span_of_years(clean: Clean, raw: Raw, labels: Labels) -> dict[str, object]:
    """How many poles have a year of origin, the first and the last, and why the others have none."""
    table = years(clean, raw)
    known = table["genesis_year"].dropna()
    why = [_why_missing(clean, case, "genesis_year") for case in table.loc[table["genesis_year"].isna(), "case_id"]]
    others = {"not_coded": why.count("not_coded"), "contradictory": why.count("contradictory")}
    told = {"silent": len(why) - sum(others.values()), **others}
    return {"n": len(known), "total": len(table), "first": f"{known.min():.0f}", "last": f"{known.max():.0f}",
            "others": "".join(labels.text(f"say_years_{kind}", n=n) for kind, n in told.items() if n)}


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
    """The five kinds of missing, by study: silent, not applicable, only a picture, contradictory, not coded."""
    counts = clean.missing.groupby(["kind", "study"]).size().unstack(fill_value=0).reindex(index=list(MISSING), columns=list(STUDIES), fill_value=0)
    return counts.rename_axis(None, axis=1).assign(kind=[labels.heading(f"missing_{k}") for k in counts.index])[["kind", *STUDIES]].reset_index(drop=True)


def silence(clean: Clean, raw: Raw) -> pd.DataFrame:
    """For each case and study, the share of silence-compared variables of each theme that the text leaves unstated.

    Returns a frame: rows ``case (study)`` by name, columns themes, values from 0 to 1; nan where nothing has been coded.
    Variables that have not been coded yet say nothing about the text and are left out of the share.
    """
    book = raw.codebook
    asked = [(v, study, book.variable(v)["theme"]) for study in STUDIES for v in book.compared_when_silent(study)]
    compared = pd.DataFrame(asked, columns=["variable_id", "study", "theme"])
    pairs = clean.cases[["case_id", "study"]].merge(compared, on="study").merge(clean.missing, how="left", on=["case_id", "study", "variable_id"])
    coded = pairs[pairs["kind"] != "not_coded"]
    share = coded.assign(silent=coded["kind"] == "not_stated").groupby(["case_id", "study", "theme"])["silent"].mean().unstack()
    called = clean.cases.assign(case=clean.cases["case_id"].map(names(raw))).sort_values(["case", "study"], key=by_name)
    return share.reindex(index=pd.MultiIndex.from_frame(called[["case_id", "study"]]), columns=sorted(compared["theme"].unique()))


def silence_counts(clean: Clean, raw: Raw, labels: Labels) -> dict[str, object]:
    """How many of the compared and coded case-variable pairs are silent, and how many are still to be coded."""
    ours = clean.missing[clean.missing["variable_id"].isin(raw.codebook.compared_when_silent())]
    silent, lacking = (int((ours["kind"] == kind).sum()) for kind in ("not_stated", "not_coded"))
    pairs = sum(len(raw.codebook.compared_when_silent(study)) for study in clean.cases["study"]) - lacking
    others = labels.text("say_missing_not_coded", n=lacking) if lacking else ""
    return {"n": pairs, "silent": silent, "share": labels.percent(100 * silent / max(pairs, 1)), "others": others}


def charts(raw: Raw) -> pd.DataFrame:
    """The six tables of 2015 that are pictures: how many values each can hold, how many are filled in."""
    slots = raw["chart_values"].assign(filled=raw["chart_values"]["value"] != "")
    table = slots.groupby("chart").agg(slots=("filled", "size"), filled=("filled", "sum")).reset_index()
    return table.assign(filled=table["filled"].astype(int))


def chart_counts(clean: Clean, raw: Raw) -> dict[str, int]:
    """What is only in pictures, counted three ways: codings, case-variable pairs without a value, values to be read off."""
    return {"codings": int((raw["codings"]["status"] == "chart_only").sum()), "pairs": int((clean.missing["kind"] == "chart_only").sum()),
            "slots": len(raw["chart_values"]), "filled": int((raw["chart_values"]["value"] != "").sum())}


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
          "coding": r["coding_id"], "doubt": raw.in_words(r["doubt"], labels) or None} for r in rows.to_dict("records")],
        columns=["case", "study", "figure", "lines", "coding", "doubt"],
    ).sort_values(["case", "study", "coding"], key=by_name, ignore_index=True)


def doubts(clean: Clean, raw: Raw, labels: Labels) -> pd.DataFrame:
    """Codings with a doubt: case, variable, what was coded, why it may be doubted, lines."""
    rows = clean.codings[clean.codings["doubt"] != ""]
    called = names(raw)
    return pd.DataFrame(
        [{"case": called[r["case_id"]], "variable": raw.codebook.label(r["variable_id"], labels.lang), "figure": says(r, raw, labels),
          "doubt": raw.in_words(r["doubt"], labels), "study": r["study"], "lines": lines_of(r), "coding": r["coding_id"]}
         for r in rows.to_dict("records")],
        columns=["case", "variable", "figure", "doubt", "study", "lines", "coding"],
    ).sort_values(["case", "variable", "study", "coding"], key=by_name, ignore_index=True)


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
          "one": told(r["first_coding"]), "other": told(r["second_coding"]), "winner": labels.text(f"winner_{r['winner']}"), "reason": raw.in_words(r["reason"], labels)}
         for r in rows.to_dict("records")],
        columns=["case", "variable", "study", "one", "other", "winner", "reason"],
    ).sort_values(["case", "variable", "study"], key=by_name, kind="stable", ignore_index=True)


def arbitration(raw: Raw, labels: Labels) -> pd.DataFrame:
    """How often each coder, both or none was right, by kind of arbitration."""
    rows = raw["corrections"]
    counts = rows.groupby(["kind", "winner"]).size().unstack(fill_value=0).reindex(columns=["first", "second", "both", "none"], fill_value=0)
    out = counts.rename(columns={w: labels.text(f"winner_{w}") for w in counts.columns}).rename_axis(None, axis=1)
    return out.assign(kind=[labels.text(f"arbitration_{k}") for k in counts.index]).reset_index(drop=True)[["kind", *out.columns]]
