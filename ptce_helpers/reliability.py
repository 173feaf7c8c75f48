"""The agreement of our two coders, as tables and sentences for people."""

from __future__ import annotations

import pandas as pd

from ptce_helpers import agreement
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


def summary(pairs: pd.DataFrame, table: pd.DataFrame) -> dict[str, int]:
    """Judgements, how many are equal, and for how many variables alpha is defined and good."""
    defined = table["alpha"].notna()
    return {"units": len(pairs), "equal": int((pairs["first"] == pairs["second"]).sum()), "defined": int(defined.sum()),
            "good": int((table["alpha"] >= GOOD).sum()), "undefined": int((~defined).sum())}


def labelled(table: pd.DataFrame, raw: Raw, labels: Labels) -> pd.DataFrame:
    """The agreement of each variable for people: label, alpha, interval, percent equal, units, poles; lowest first."""
    order = table.sort_values(["alpha", "variable_id"], na_position="last", ignore_index=True)
    return order.assign(variable=[raw.codebook.label(v, labels.lang) for v in order["variable_id"]], equal=(100 * order["equal"]).round(),
                        alpha=order["alpha"].round(2), low=order["low"].round(2), high=order["high"].round(2))[
        ["variable", "alpha", "low", "high", "equal", "units", "cases"]]


def by_theme(pairs: pd.DataFrame, raw: Raw, labels: Labels, confidence: float, n_resamples: int, seed: int) -> pd.DataFrame:
    """Agreement over all categorical judgements of a theme: alpha, interval, percent equal, units, poles.

    Codes of different variables are kept apart, so that chance agreement is not overstated by pooling.
    """
    theme = pd.Series([raw.codebook.variable(v)["theme"] for v in pairs["variable_id"]], index=pairs.index)
    rows = []
    for name, group in pairs.groupby(theme, sort=True):
        first, second = ((group["variable_id"] + "=" + group[side]).to_numpy(dtype=object) for side in ("first", "second"))
        found = agreement.alpha(first, second, group["case_id"].to_numpy(dtype=object), confidence=confidence, n_resamples=n_resamples, seed=seed)
        rows.append({"theme": labels.text(f"theme_{name}"), "alpha": round(found.value, 2), "low": round(found.low, 2),
                     "high": round(found.high, 2), "equal": round(100 * found.equal), "units": found.units, "cases": found.cases})
    return pd.DataFrame(rows)


def figures(raw: Raw) -> pd.DataFrame:
    """Every numeric fact that either coder found, matched (see agreement.paired_numbers)."""
    first, second = _of_the_studies(raw)
    read = set(zip(second["case_id"], second["source_id"], strict=True))
    return agreement.paired_numbers(first, second, raw.codebook, read)


def verdicts(facts: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Numeric facts by what the two coders made of them."""
    counts = facts["verdict"].value_counts().reindex(list(VERDICTS), fill_value=0)
    return pd.DataFrame([{"verdict": labels.text(f"verdict_{v}"), "facts": int(n), "share": round(100 * n / len(facts))} for v, n in counts.items()])


def figure_counts(facts: pd.DataFrame) -> dict[str, int]:
    """Numbers for the sentence on numeric facts."""
    both = facts["verdict"].isin(["equal", "different"])
    return {"facts": len(facts), "cases": len(facts[["case_id", "source_id"]].drop_duplicates()), "both": int(both.sum()),
            "equal": int((facts["verdict"] == "equal").sum())}
