"""One minimiser, many truth tables: python replicate_calls.py TOOL TABLES.json prints the seconds for all of them.

Runs in the environment of the tool, so it imports nothing but that and the calls beside it. Imports are not timed.
"""

import json
import sys

from minimiser_calls import pyqca, setqca

if __name__ == "__main__":
    tool, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        tables = json.load(file)
    call = {"setqca": setqca, "pyqca": pyqca}[tool]
    call(**tables[0], k=len(tables[0]["on"][0]), everything=tool == "setqca")  # imports
    print(sum(call(**one, k=len(one["on"][0]), everything=tool == "setqca")[0] for one in tables))
