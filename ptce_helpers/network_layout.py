"""In which order the columns of a drawing stand, so that few of its lines cross."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

SWEEPS = 12
Links = list[tuple[str, str]]  # an organisation and a pole


def columns(groups: list[list[str]], poles: list[str], others: list[str], links: Links) -> tuple[list[str], list[str], list[str]]:
    """Orders of the left, the middle and the right column with few crossings of their lines.

    ``groups``: the left column, group after group; each stays together, and the groups keep their order. Each sweep puts
    every name at the mean place of those it is linked with (barycentre method of Sugiyama, Tagawa and Toda 1981); the
    order with the fewest crossings is kept. The same input gives the same order.
    """
    left, best = [list(group) for group in groups], None
    for _ in range(SWEEPS):
        of_poles = _means(links, {**_places(_flat(left)), **_places(others)}, of=1)
        poles = sorted(poles, key=_by(of_poles, poles))
        of_partners = _means(links, _places(poles), of=0)
        left = [sorted(group, key=_by(of_partners, group)) for group in left]
        others = sorted(others, key=_by(of_partners, others))
        found = crossings(_flat(left), poles, links) + crossings(others, poles, links)
        if best is None or found < best[0]:
            best = found, _flat(left), poles, others
    return best[1:]


def crossings(side: list[str], poles: list[str], links: Links) -> int:
    """How many lines between two columns cross."""
    at, of = {name: place for place, name in enumerate(side)}, {name: place for place, name in enumerate(poles)}
    ends = [(at[one], of[pole]) for one, pole in links if one in at]
    return sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(ends, 2))


def _flat(groups: list[list[str]]) -> list[str]:
    return [name for group in groups for name in group]


def _places(column: list[str]) -> dict[str, float]:
    """Places from 0 at the top to 1 at the bottom: columns of different length are as high as each other."""
    return {name: (place + 0.5) / len(column) for place, name in enumerate(column)}


def _means(links: Links, places: dict[str, float], of: int) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for link in links:
        found.setdefault(link[of], []).append(places[link[1 - of]])
    return {name: sum(values) / len(values) for name, values in found.items()}


def _by(means: dict[str, float], column: list[str]) -> Callable[[str], tuple]:
    """Linked names by the mean place of those they are linked with, the others last; in doubt as they stood."""
    stood = {name: place for place, name in enumerate(column)}
    return lambda name: (name not in means, means.get(name, 0), stood[name])
