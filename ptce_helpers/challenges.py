"""The challenges that the texts state pole by pole, beside those that the synthesis of 2014 names for all."""

from __future__ import annotations

from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.files import rows_of
from ptce_helpers.queries import parse
from ptce_helpers.sample import Sample
from ptce_helpers.swot import named

SHARED = ("challenge", "poles", "stated_labo2014", "stated_crida2015", "named_challenges", "named_swot")
VARIABLE = "challenge"
UNSHARED = "other"  # a code that holds what has nothing in common


def shared(sample: Sample) -> Traced:
    """For each challenge coded: the poles that state it (each once, and in each study), and what the synthesis makes of it.

    named_challenges and named_swot: the challenges of the synthesis, and the weaknesses and threats of its SWOT, whose
    query asks for this challenge.
    """
    rows = []
    for code, found in _stated(sample).items():
        refs = [ref for ids in found.values() for ref in ids]
        per = {f"stated_{study}": cell(sum(of == study for _, of in found), refs) for study in sample.studies}
        rows.append({"challenge": cell(_label(sample, code), refs), "poles": cell(len({case for case, _ in found}), refs)} | per | _named(sample, code, refs))
    return table(sorted(rows, key=lambda row: (-row["poles"].value, row["challenge"].value)), [name for name in SHARED if not name.startswith("stated_") or name.removeprefix("stated_") in sample.studies])


def _stated(sample: Sample) -> dict[str, dict[tuple[str, str], list[str]]]:
    """code -> (case, study) -> codings."""
    found: dict[str, dict[tuple[str, str], list[str]]] = {}
    for case, study in sample.pairs:
        for row in sample.used(case, study, VARIABLE):
            found.setdefault(row["value"], {}).setdefault((case, study), []).append(row["coding_id"])
    return found


def _named(sample: Sample, code: str, refs: list[str]) -> dict:
    lang = sample.labels.lang
    out = {}
    for column, rows in (("named_challenges", _naming(sample, "practices", code)), ("named_swot", _naming(sample, "swot", code))):
        ids = [row.get("practice_id") or row.get("item_id") for row in rows]
        out[column] = cell(sample.labels.text("semicolon").join(row[f"label_{lang}"] for row in rows) or None, ids or refs)
    return out


def _naming(sample: Sample, name: str, code: str) -> list[dict]:
    """The challenges (or weaknesses and threats) whose query asks for a challenge."""
    return [row for row in rows_of(sample.raw[name]) if (row.get("kind") == "challenge" or row.get("quadrant") in ("weakness", "threat"))
            and any(term.variable_id == VARIABLE and term.value == code for option in parse(row["query"]) for term in option)]


def summary(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence: how many challenges are stated, by how many poles the most shared one, how many the synthesis asks for."""
    stated = _poles(sample)
    most = max(map(len, stated.values()), default=0)
    asking = {name: {code: [*ids, *sample.having(VARIABLE, code).refs] for code in stated if (ids := [row[key] for row in _naming(sample, name, code)])}
              for name, key in (("practices", "practice_id"), ("swot", "item_id"))}
    more = {code: ids for code, ids in asking["swot"].items() if code not in asking["practices"]}
    top, alone = [code for code in stated if len(stated[code]) == most], [code for code in stated if len(stated[code]) == 1]
    every, frequent = sample.having(VARIABLE, *stated).refs, sample.having(VARIABLE, *top).refs
    return {"n": cell(len(stated), every), "most": cell(named([_label(sample, code) for code in top], sample.labels), every), "count": cell(most, frequent),
            "poles": cell(len({case for case, _ in sample.pairs}), sample.rows_of_cases()), "stating": cell(len(set().union(*stated.values())), every),
            "single": counted([sample.having(VARIABLE, code).refs for code in alone], every), "named": counted(list(asking["practices"].values()), ["practices.csv"]),
            "more": counted(list(more.values()), ["swot.csv", "practices.csv"])}


def left_out(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on the challenges that the synthesis asks for nowhere, the most shared first."""
    left = {code: by for code, by in _poles(sample).items() if not _naming(sample, "practices", code) and not _naming(sample, "swot", code)}
    order = sorted(left, key=lambda code: (-len(left[code]), code))
    told = sample.labels.join([sample.labels.text("counted", text=_label(sample, code), n=len(left[code])) for code in order])
    n = counted([sample.having(VARIABLE, code).refs for code in order], ["practices.csv", "swot.csv"])
    return {"n": n, "left": cell(told, n.refs)}


def _poles(sample: Sample) -> dict[str, set[str]]:
    """code -> poles that state it, without the code for what has nothing in common."""
    return {code: {case for case, _ in found} for code, found in _stated(sample).items() if code != UNSHARED}


def _label(sample: Sample, code: str) -> str:
    return sample.book.code_label(VARIABLE, code, sample.labels.lang)
