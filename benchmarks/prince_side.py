"""What prince takes for the table of the part typology: run by the Python of its own environment."""

from __future__ import annotations

import json
import sys
import time

from benchmarks.typology import AXES, table


def main() -> None:
    import prince

    data = table()
    begin = time.perf_counter()
    found = prince.MCA(n_components=AXES, engine=sys.argv[1], random_state=1).fit(data)
    found.row_coordinates(data)
    took = time.perf_counter() - begin
    print(json.dumps([took, [float(value) for value in found.eigenvalues_]]))


if __name__ == "__main__":
    main()
