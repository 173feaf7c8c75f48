"""The plain loop that ptce is held against: papermill, default settings, an ordinary kernel for each notebook, one after the other.

    python loop.py FOLDER_OF_NOTEBOOKS FOLDER_OF_COPIES '[["04-members", {"lang": "fr"}], ...]'
"""

import json
import sys
from pathlib import Path

import papermill

notebooks, copies, runs = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
copies.mkdir(parents=True, exist_ok=True)
for number, (name, parameters) in enumerate(runs):
    papermill.execute_notebook(str(notebooks / f"{name}.ipynb"), str(copies / f"{number:03d}.ipynb"), parameters, kernel_name="python3")
