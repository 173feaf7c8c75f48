"""What the texts leave unsaid: kinds of missing, the share of silence, and what was printed only as a picture."""

from __future__ import annotations

import pandas as pd

from ptce_helpers import evidence
from ptce_helpers.cleaning import Clean
from ptce_helpers.codings import Raw
from ptce_helpers.describe import STUDIES, by_name, names
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample

MISSING = ("not_stated", "not_applicable", "chart_only", "contradictory", "not_coded")


def by_kind(sample: Sample) -> evidence.Traced:
    """The five kinds of missing, by study: silent, not applicable, only a picture, contradictory, not coded.

    A cell rests on the codings that say so, or on the case, study and variable where there is none.
    """
    found: dict[tuple[str, str], list[list[str]]] = {}
    for row in rows_of(sample.clean.missing):
        found.setdefault((row["kind"], row["study"]), []).append(sample.refs(row["case_id"], row["study"], row["variable_id"]))

    def counted(kind: str, study: str) -> evidence.Cell:
        refs = found.get((kind, study), [])
        return evidence.cell(len(refs), *refs) if refs else evidence.cell(0, ["codings.csv"])

    rows = [{"kind": sample.labels.heading(f"missing_{kind}"), **{study: counted(kind, study) for study in STUDIES}} for kind in MISSING]
    return evidence.table(rows, ["kind", *STUDIES])


def share(clean: Clean, raw: Raw) -> pd.DataFrame:
    """For each case and study, the share of silence-compared variables of each theme that the text leaves unstated.

    Returns a frame: rows (case_id, study) by name, columns themes, values from 0 to 1; nan where nothing has been coded.
    Variables that have not been coded yet say nothing about the text and are left out of the share.
    """
    book = raw.codebook
    asked = [(v, study, book.variable(v)["theme"]) for study in STUDIES for v in book.compared_when_silent(study)]
    compared = pd.DataFrame(asked, columns=["variable_id", "study", "theme"])
    pairs = clean.cases[["case_id", "study"]].merge(compared, on="study").merge(clean.missing, how="left", on=["case_id", "study", "variable_id"])
    coded = pairs[pairs["kind"] != "not_coded"]
    silent = coded.assign(silent=coded["kind"] == "not_stated").groupby(["case_id", "study", "theme"])["silent"].mean().unstack()
    called = clean.cases.assign(case=clean.cases["case_id"].map(names(raw))).sort_values(["case", "study"], key=by_name)
    return silent.reindex(index=pd.MultiIndex.from_frame(called[["case_id", "study"]]), columns=sorted(compared["theme"].unique()))


def counts(sample: Sample) -> dict[str, evidence.Cell]:
    """How many of the compared and coded case-variable pairs are silent, and how many are still to be coded."""
    book, labels = sample.book, sample.labels
    compared = set(book.compared_when_silent())
    of_kind: dict[str, list[list[str]]] = {"not_stated": [], "not_coded": []}
    for row in rows_of(sample.clean.missing):
        if row["variable_id"] in compared and row["kind"] in of_kind:
            of_kind[row["kind"]].append(sample.refs(row["case_id"], row["study"], row["variable_id"]))
    silent, lacking = (len(of_kind[kind]) for kind in ("not_stated", "not_coded"))
    pairs = sum(len(book.compared_when_silent(study)) for _, study in sample.pairs) - lacking
    of = [*sample.rows_of_cases(), *(f"variables.csv#{variable}" for variable in sorted(compared))]
    others = evidence.cell(labels.text("say_missing_not_coded", n=lacking) if lacking else "", *of_kind["not_coded"])
    return {"n": evidence.cell(pairs, of), "silent": evidence.counted(of_kind["not_stated"], ["codings.csv"]),
            "share": evidence.cell(labels.percent(100 * silent / max(pairs, 1)), of, *of_kind["not_stated"]), "others": others}


def note(sample: Sample) -> str:
    """What stands below the picture of silence: poles, what the shares are of, what is not in them, and the source."""
    labels, told = sample.labels, evidence.bare(counts(sample))
    poles = labels.join([labels.text("note_n", n=sum(of == study for _, of in sample.pairs), study=labels.text(f"study_{study}")) for study in sample.studies])
    source = labels.text("note_source", studies=labels.join([labels.text(f"source_{study}") for study in sample.studies]))
    return " ".join([f"{poles}.", labels.text("note_of_silence", n=told["n"], silent=told["silent"]) + str(told["others"]), source])


def charts(raw: Raw) -> evidence.Traced:
    """The six tables of 2015 that are pictures: how many values each can hold, how many are filled in."""
    slots: dict[str, list[tuple[str, bool]]] = {}
    for row in rows_of(raw["chart_values"]):
        key = "/".join(row[name] for name in ("chart", "case_id", "variable_id", "item", "as_of"))
        slots.setdefault(row["chart"], []).append((f"chart_values.csv#{key}", row["value"] != ""))
    rows = [{"chart": chart, "slots": evidence.cell(len(held), [ref for ref, _ in held]), "filled": evidence.cell(sum(full for _, full in held), [ref for ref, _ in held])}
            for chart, held in sorted(slots.items())]
    return evidence.table(rows, ["chart", "slots", "filled"])


def chart_counts(sample: Sample) -> dict[str, evidence.Cell]:
    """What is only in pictures, counted three ways: codings, case-variable pairs without a value, values to be read off."""
    raw = sample.raw
    only = raw["codings"].loc[raw["codings"]["status"] == "chart_only", "coding_id"]
    pairs = [sample.refs(row["case_id"], row["study"], row["variable_id"]) for row in rows_of(sample.clean.missing) if row["kind"] == "chart_only"]
    return {"codings": evidence.counted([[ref] for ref in only], ["codings.csv"]), "pairs": evidence.counted(pairs, ["codings.csv"]),
            "slots": evidence.cell(len(raw["chart_values"]), ["chart_values.csv"]), "filled": evidence.cell(int((raw["chart_values"]["value"] != "").sum()), ["chart_values.csv"])}
