"""Consolidation of types: cases change types one by one as long as this brings the cases of each type nearer together.

The k-means of Hartigan and Wong (1979, Algorithm AS 136, Applied Statistics 28), as R's kmeans and FactoMineR's HCPC have it. It goes on
where Lloyd's k-means stops, because it counts that a case pulls the centre of its type, and so may end in other types.
"""

from __future__ import annotations

import numpy as np

from ptce_helpers.errors import ResearcherError

ROUNDS = 100  # far more than it takes; R stops at ten and warns


def consolidate(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Types after consolidation; ``points``: cases x axes, ``labels``: the type of each case, 0 to K - 1, none empty.

    Starts at the centres of the types given. Returns the new labels, in the same numbering. Raises ResearcherError when a type is empty as
    soon as every case goes to the nearest centre (R stops there too).
    """
    k = labels.max() + 1
    if k == 1 or k == len(points):
        return labels
    search = _Search(points, np.array([points[labels == one].mean(axis=0) for one in range(k)]))
    for _ in range(ROUNDS):
        search.optimal_transfer()
        if search.idle == len(points):
            break
        search.quick_transfer()
        if k == 2:  # the second nearest type is then the only other one: nothing is left to try
            break
        search.updated[:] = 0
    return search.first


class _Search:
    """The state of the search, in the words of the paper: first and second nearest type of each case, the live set, steps of the last update."""

    def __init__(self, points: np.ndarray, centres: np.ndarray):
        distances = ((points[:, None, :] - centres) ** 2).sum(axis=2)
        self.first, self.second = np.argsort(distances, axis=1, kind="stable")[:, :2].T.copy()
        k = len(centres)
        self.points, self.size = points, np.bincount(self.first, minlength=k)
        if not self.size.all():
            raise ResearcherError("Consolidation would leave a type without cases: all of them are nearer to the centre of another one.", todo="keep the types as they are (consolidate=False), or ask for fewer.")
        self.centres = np.array([points[self.first == one].mean(axis=0) for one in range(k)])
        self.loss = np.zeros(len(points))  # what the types would gain if the case left its own
        self.in_stage, self.live, self.updated = np.ones(k, dtype=bool), np.zeros(k, dtype=int), np.full(k, -1)
        self.idle = 0

    def optimal_transfer(self) -> None:
        """Each case goes to the best of all types, if that is better; ends early when as many cases as there are stayed in turn."""
        n = len(self.points)
        self.live[self.in_stage] = n + 1
        for step, case in enumerate(range(n), start=1):
            self.idle += 1
            own = self.first[case]
            if self.size[own] > 1:
                if self.updated[own]:
                    self.loss[case] = self._distance(case, own) * self._leaving(own)
                best, cost = self._best(case, step)
                if cost >= self.loss[case]:
                    self.second[case] = best
                else:
                    self.idle = 0
                    self.live[[own, best]] = n + step
                    self._move(case, best, step)
            if self.idle == n:
                return
        self.in_stage[:] = False
        self.live -= n

    def quick_transfer(self) -> None:
        """Each case swaps its nearest and second nearest type, if that is better, until no case of all has in turn."""
        n, stayed, step = len(self.points), 0, 0
        while True:
            for case in range(n):
                stayed, step = stayed + 1, step + 1
                own, other = self.first[case], self.second[case]
                if self.size[own] > 1 and self._swaps(case, own, other, step):
                    stayed = self.idle = 0
                    self.in_stage[[own, other]] = True
                    self._move(case, other, step + n)
                if stayed == n:
                    return

    def _swaps(self, case: int, own: int, other: int, step: int) -> bool:
        if step <= self.updated[own]:
            self.loss[case] = self._distance(case, own) * self._leaving(own)
        if step >= self.updated[own] and step >= self.updated[other]:
            return False
        return self._distance(case, other) < self.loss[case] / self._joining(other)

    def _best(self, case: int, step: int) -> tuple[int, float]:
        """The other type that a case costs least, and its cost; types outside the live set were tried before."""
        own, best = self.first[case], self.second[case]
        cost, tried = self._distance(case, best) * self._joining(best), best
        for one in range(len(self.centres)):
            if one in (own, tried) or (step >= self.live[own] and step >= self.live[one]):
                continue
            if (distance := self._distance(case, one)) < cost / self._joining(one):
                best, cost = one, distance * self._joining(one)
        return best, cost

    def _move(self, case: int, to: int, step: int) -> None:
        own, point = self.first[case], self.points[case]
        self.updated[[own, to]] = step
        self.centres[own] = (self.centres[own] * self.size[own] - point) / (self.size[own] - 1)
        self.centres[to] = (self.centres[to] * self.size[to] + point) / (self.size[to] + 1)
        self.size[own] -= 1
        self.size[to] += 1
        self.first[case], self.second[case] = to, own

    def _distance(self, case: int, one: int) -> float:
        apart = self.points[case] - self.centres[one]
        return float((apart * apart).sum())

    def _leaving(self, one: int) -> float:
        return self.size[one] / (self.size[one] - 1)

    def _joining(self, one: int) -> float:
        return self.size[one] / (self.size[one] + 1)
