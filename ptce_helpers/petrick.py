"""Petrick's function: all irredundant models of a small chart at once, written out row after row."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 500  # models on the way: with more of them a search is faster (see covers)


def irredundant(held: Sequence[int]) -> list[int] | None:
    """All sets of terms that cover every row and of which none can be left out (Petrick 1956; Berge 1989, multiplication of hypergraphs).

    ``held``: for each row, the terms that hold it, as bits of a whole number; the models likewise. None where they become
    too many on the way: then :mod:`ptce_helpers.covers` has to search.
    """
    models = [0]
    for row in sorted(set(held), key=int.bit_count):
        enough = [model for model in models if model & row]
        longer = {model | term for model in models if not model & row for term in _bits(row)}
        models = enough + [model for model in longer if not any(short & model == short for short in enough)]
        if len(models) > MOST:
            return None
    return models


def minimum(held: Sequence[int]) -> list[int] | None:
    """The same with the fewest terms only: all ties."""
    if found := irredundant(held):
        fewest = min(map(int.bit_count, found))
        return [model for model in found if model.bit_count() == fewest]
    return found


def _bits(number: int) -> list[int]:
    return [1 << place for place in range(number.bit_length()) if number >> place & 1]
