"""Completions of a table with silences: every way in which they could be filled, or a seeded sample of the ways, with its number."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pandas as pd

from ptce_helpers.categories import TABLE, check_names
from ptce_helpers.errors import Fault, ResearcherError

MOST = 1000


@dataclass(frozen=True, eq=False)
class Fillings:
    """The filled tables, one after the other: ``for table in found``.

    ``total``: how many ways there are; ``shown``: how many are gone through; ``exhaustive``: whether these are all. Each silence
    is filled with a category that another case states of the same variable.
    """

    data: pd.DataFrame = field(repr=False)
    silences: list[tuple[object, object]]
    total: int
    shown: int
    exhaustive: bool
    fillings: list[tuple[object, ...]] = field(repr=False)

    def __len__(self) -> int:
        return self.shown

    def __iter__(self) -> Iterator[pd.DataFrame]:
        answers = self.data.to_numpy(dtype=object)
        places = tuple(np.argwhere(self.data.isna().to_numpy()).T)  # in the order of the silences
        for filling in self.fillings:
            filled = answers.copy()
            filled[places] = np.array(filling, dtype=object)
            yield pd.DataFrame(filled, index=self.data.index, columns=self.data.columns, dtype=object)


def completions(data: pd.DataFrame, most: int = MOST, seed: int = 0) -> Fillings:
    """Every way to fill the empty cells of a table of categories, or a sample of ``most`` of them if there are more.

    The sample draws each cell evenly from the categories that other cases state, so that a way can come twice. Raises ResearcherError for names
    that occur twice and variables that no case states.
    """
    check_names(data)
    silences = [(data.index[i], data.columns[j]) for i, j in np.argwhere(data.isna().to_numpy())]
    choices = {name: sorted(data[name].dropna().unique(), key=str) for name in dict.fromkeys(name for _, name in silences)}
    if silent := [name for name, found in choices.items() if not found]:
        raise ResearcherError([Fault(TABLE, 0, "no case states it", variable=str(name), todo="leave the variable out") for name in silent])
    offered = [choices[name] for _, name in silences]
    total = math.prod(map(len, offered))
    if total <= most:
        return Fillings(data, silences, total, total, True, list(product(*offered)))
    rng = np.random.default_rng(seed)
    drawn = [[found[place] for place in rng.integers(len(found), size=most)] for found in offered]
    return Fillings(data, silences, total, most, False, list(zip(*drawn, strict=True)))
