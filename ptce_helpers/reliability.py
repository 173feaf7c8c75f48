"""The agreement of our two coders, as tables and sentences for people."""

from __future__ import annotations

import pandas as pd

from ptce_helpers import agreement, evidence
from ptce_helpers.codings import Raw
from ptce_helpers.labels import Labels
from ptce_helpers.schemas import STUDIES

GOOD = 0.667  # Krippendorff's lowest limit for tentative conclusions
VERDICTS = ("equal", "different", "only_first", "only_second")


def judgements(raw: Raw) -> pd.DataFrame:
    """Every categorical judgement that both coders made, side by side (see agreement.paired_codes)."""
    return agreement.paired_codes(*_of_the_studies(raw), raw.codebook)


def treated(cases: pd.DataFrame) -> set[tuple[str, str]]:
    """(case_id, study) wherever the study treats the pole; one that it only mentions is not in it."""
    return {(case, study) for study in STUDIES for case in cases.loc[cases[f"in_{study}"] == "yes", "case_id"]}


def _of_the_studies(raw: Raw) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both codings, without poles that a study only mentions in passing: silence on them is no judgement."""
    within = treated(raw["cases"])

    def kept(frame: pd.DataFrame) -> pd.DataFrame:
        mask = [pair in within for pair in zip(frame["case_id"], frame["source_id"], strict=True)]
        return frame[pd.Series(mask, index=frame.index, dtype=bool)]

    return kept(raw["codings"]), kept(raw["second_codings"])


def names(raw: Raw, labels: Labels) -> dict[str, str]:
    """variable_id -> label, for pictures."""
    return {v: raw.codebook.label(v, labels.lang) for v in raw.codebook.ids}


def summary(pairs: pd.DataFrame, table: pd.DataFrame) -> dict[str, evidence.Cell]:
    """Judgements, how many are equal, and for how many variables alpha is defined and good."""
    variables = {"defined": table["alpha"].notna(), "good": table["alpha"] >= GOOD, "undefined": table["alpha"].isna()}
    equal = pairs[pairs["first"] == pairs["second"]]
    of = {name: pairs[pairs["variable_id"].isin(table.loc[some, "variable_id"])] for name, some in variables.items()}
    return {name: evidence.cell(number, _compared(rest).split()) for name, number, rest in (
        ("units", len(pairs), pairs), ("equal", len(equal), equal), *((name, int(some.sum()), of[name]) for name, some in variables.items()))}


def labelled(table: pd.DataFrame, pairs: pd.DataFrame, raw: Raw, labels: Labels) -> evidence.Traced:
    """The agreement of each variable for people: label, alpha, interval, percent equal, units, poles; lowest first.

    Each row rests on all codings of the variable that were compared, of either coder.
    """
    order = table.sort_values(["alpha", "variable_id"], na_position="last", ignore_index=True)
    shown = order.assign(variable=[raw.codebook.label(v, labels.lang) for v in order["variable_id"]], equal=(100 * order["equal"]).round(),
                         alpha=order["alpha"].round(2), low=order["low"].round(2), high=order["high"].round(2))[
        ["variable", "alpha", "low", "high", "equal", "units", "cases"]]
    compared = {variable: _compared(group) for variable, group in pairs.groupby("variable_id")}
    return evidence.of_rows(shown, [compared[variable] for variable in order["variable_id"]])


def _compared(pairs: pd.DataFrame) -> str:
    """The codings behind judgements, as references; where neither coder coded anything, the two tables themselves."""
    ids = sorted({coding for side in ("first_ids", "second_ids") for held in pairs[side] for coding in held.split()})
    return " ".join(ids or ["codings.csv", "second_codings.csv"])


def by_theme(pairs: pd.DataFrame, raw: Raw, labels: Labels, confidence: float, n_resamples: int, seed: int) -> evidence.Traced:
    """Agreement over all categorical judgements of a theme: alpha, interval, percent equal, units, poles.

    Codes of different variables are kept apart, so that chance agreement is not overstated by pooling.
    """
    theme = pd.Series([raw.codebook.variable(v)["theme"] for v in pairs["variable_id"]], index=pairs.index)
    rows, compared = [], []
    for name, group in pairs.groupby(theme, sort=True):
        first, second = ((group["variable_id"] + "=" + group[side]).to_numpy(dtype=object) for side in ("first", "second"))
        found = agreement.alpha(first, second, group["case_id"].to_numpy(dtype=object), confidence=confidence, n_resamples=n_resamples, seed=seed)
        rows.append({"theme": labels.text(f"theme_{name}"), "alpha": round(found.value, 2), "low": round(found.low, 2),
                     "high": round(found.high, 2), "equal": round(100 * found.equal), "units": found.units, "cases": found.cases})
        compared.append(_compared(group))
    return evidence.of_rows(pd.DataFrame(rows), compared)


def note(pairs: pd.DataFrame, table: pd.DataFrame, labels: Labels) -> str:
    """What stands below the picture of agreement: judgements and poles of each study, the variables that are not drawn, the source."""
    studies = sorted(pairs["source_id"].unique(), reverse=True)
    poles = labels.join([labels.text("note_n", n=pairs.loc[pairs["source_id"] == study, "case_id"].nunique(), study=labels.text(f"study_{study}")) for study in studies])
    same = int((table["equal"] == 1).sum())
    return " ".join([f"{poles}.", labels.text("note_agreement", n=len(table) - same, of=len(table), same=same),
                     labels.text("note_coders", studies=labels.join([labels.text(f"source_{study}") for study in studies]))])


def figures(raw: Raw) -> pd.DataFrame:
    """Every numeric fact that either coder found, matched (see agreement.paired_numbers)."""
    first, second = _of_the_studies(raw)
    read = set(zip(second["case_id"], second["source_id"], strict=True))
    return agreement.paired_numbers(first, second, raw.codebook, read)


def verdicts(facts: pd.DataFrame, labels: Labels) -> evidence.Traced:
    """Numeric facts by what the two coders made of them; a share rests on all facts, a number on those that it counts."""
    everything = list(facts["first_coding"]) + list(facts["second_coding"])
    rows = []
    for verdict in VERDICTS:
        ours = facts[facts["verdict"] == verdict]
        refs = [ref for side in ("first_coding", "second_coding") for ref in ours[side] if ref]
        rows.append({"coders": labels.text(f"coders_{verdict}"), "facts": evidence.cell(len(ours), refs),
                     "share": evidence.cell(round(100 * len(ours) / len(facts)), filter(None, everything))})
    return evidence.table(rows, ["coders", "facts", "share"])


def figure_counts(facts: pd.DataFrame) -> dict[str, evidence.Cell]:
    """Numbers for the sentence on numeric facts."""
    def behind(some: pd.DataFrame) -> list[str]:
        return [ref for side in ("first_coding", "second_coding") for ref in some[side] if ref] or ["codings.csv", "second_codings.csv"]

    both, equal = facts[facts["verdict"].isin(["equal", "different"])], facts[facts["verdict"] == "equal"]
    cases = facts[["case_id", "source_id"]].drop_duplicates()
    return {"facts": evidence.cell(len(facts), behind(facts)), "cases": evidence.cell(len(cases), [f"cases.csv#{case}" for case in cases["case_id"]]),
            "both": evidence.cell(len(both), behind(both)), "equal": evidence.cell(len(equal), behind(equal))}
