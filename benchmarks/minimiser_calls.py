"""One minimiser, one truth table: python minimiser_calls.py TOOL TABLE.json SECONDS [all] prints seconds of computing, terms of a model and models as JSON.

Runs in the environment of the tool, so it imports nothing but that. Imports and a first call are not timed.
"""

import json
import resource
import sys
import time

ENOUGH = 0.3  # seconds in all, of which the mean is told


def ptce(on, off, k, everything):
    """The project's own: with ``everything`` all models with the fewest terms, else one and the proof."""
    import numpy as np

    from ptce_helpers import covers, implicants

    on, off = np.array(on), np.array(off)
    begin = time.process_time()
    chart = implicants.holds(implicants.primes(on, off, [2] * k), on)
    found = covers.minimum(chart, limit=100_000) if everything else covers.minimum(chart, limit=1, steps=0, seconds=20)
    return time.process_time() - begin, found.size, f"{'' if found.exact else 'at least '}{found.total:,}" if everything else "", found.proven


def setqca(on, off, k, everything):
    """setqca 0.2: fewest terms, and of these the fewest conditions; all ties up to a number. One model costs the same search."""
    from setqca.minimize.qmc import exact_minimum_covers, prime_implicants

    wanted, others = ({int("".join(map(str, row)), 2) for row in rows} for rows in (on, off))
    begin = time.process_time()
    primes = prime_implicants(wanted, set(range(2**k)) - wanted - others, k)
    found = exact_minimum_covers(primes, wanted, max_solutions=100_000 if everything else 1)
    return time.process_time() - begin, len(found[0].implicants), f"{len(found):,} (those with the fewest conditions)" if everything else "", True


def pyqca(on, off, k, everything):
    """pyqca 0.2, its exact set cover: one model."""
    from itertools import product

    from qca.minimizers.algorithms import quine_mccluskey
    from qca.minimizers.set_cover import exact_set_cover

    places = {row: number for number, row in enumerate(product((0, 1), repeat=k))}
    wanted, others = ([places[tuple(row)] for row in rows] for rows in (on, off))
    begin = time.process_time()
    free = sorted(set(range(2**k)) - set(wanted) - set(others))
    primes = quine_mccluskey(minterms=wanted, all_patterns=list(places), is_multivalue=[False] * k, dont_care_indices=free)
    found = exact_set_cover(primes, wanted)
    return time.process_time() - begin, len(found), "", True


if __name__ == "__main__":
    tool, path, limit, everything = sys.argv[1], sys.argv[2], int(sys.argv[3]), len(sys.argv) > 4
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    with open(path, encoding="utf-8") as file:
        table = json.load(file)
    sys.setrecursionlimit(10_000)
    ask = {"ptce": ptce, "setqca": setqca, "pyqca": pyqca}[tool]
    ask([[0, 1], [1, 0]], [[1, 1]], 2, everything)  # what is loaded at the first call only
    spent, calls = 0.0, 0
    while spent < ENOUGH and calls < 300:  # the clock of computing time is coarse
        taken, *answer = ask(**table, everything=everything)
        spent, calls = spent + taken, calls + 1
    print(json.dumps([spent / calls, *answer]))
