"""The analyses of R QCA that tests hold ours against (tests/reference/README.md)."""

import json
from functools import cache
from pathlib import Path

import pandas as pd

from ptce_helpers import configurations

FOLDER = Path(__file__).resolve().parent / "reference" / "qca"


@cache
def data(name):
    return pd.read_csv(FOLDER / "data" / name, index_col=0, keep_default_na=False)  # a case is called NA


def read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


ANALYSES = {one["id"]: one for one in read("analyses.json")}


@cache
def table(name):
    one = ANALYSES[name]
    cuts = one["options"]
    return configurations.truth_table(data(one["dataset"]), one["outcome"], one["conditions"], cuts["incl.cut"], cuts["n.cut"], cuts["pri.cut"])


def lf(outcome="SURV", incl_cut=0.8, **how):
    """Lipset's democracies, fuzzy: the truth table of the five conditions."""
    return configurations.truth_table(data("LF.csv"), outcome, ["DEV", "URB", "LIT", "IND", "STB"], incl_cut, **how)


def made(**columns):
    """Crisp cases from strings: A="0011" is the condition A of the cases a, b, c, d."""
    length = len(next(iter(columns.values())))
    return pd.DataFrame({name: [int(value) for value in values] for name, values in columns.items()}, index=list("abcdefghijklmnopqrst"[:length]))
