"""Which files of the project a notebook's code rests on: the modules it imports, directly or not, and what they read."""

from __future__ import annotations

import ast
import hashlib
import json
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
LIBRARIES = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "matplotlib.pyplot", "pandas", "seaborn", "statsmodels", "pyproj", "ptce_helpers.study")
STYLED = "ptce_helpers.figures"  # its import decides how all figures look: only in the notebooks that ask for it


def files_behind(code: str) -> dict[str, str]:
    """The files of the project that Python code rests on, with their hashes.

    A module counts when the code imports it, also inside a function or by way of another module; a table of the
    package (labels.csv) counts when a module that counts names it.
    """
    found: dict[str, str] = {}
    ahead = _of_the_project(_facts(code)[0])
    while ahead:
        path = ahead.pop()
        name = path.relative_to(PACKAGE).as_posix()
        if name not in found:
            content = path.read_bytes()
            found[name] = hashlib.sha256(content).hexdigest()
            imports, texts = _facts(content.decode("utf-8")) if path.suffix == ".py" else ((), ())
            ahead += _of_the_project(imports) + [PACKAGE / text for text in texts if (PACKAGE / text).is_file()]
    return dict(sorted(found.items()))


def fingerprint() -> str:
    """One hash of all modules and tables of the package: whether a process that imported them is still up to date."""
    total = hashlib.sha256()
    for path in sorted(PACKAGE.glob("*.*")):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()


def wanted(notebooks: Path = PACKAGE.parent / "notebooks") -> list[str]:
    """The modules that the notebooks of a folder will import, for a process that imports them ahead."""
    found = set()
    for path in sorted(notebooks.glob("*.ipynb")):
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        except (OSError, ValueError, KeyError, TypeError):
            continue  # whoever runs this notebook is told what is wrong with it
        found |= _facts(code)[0]
    ours = {f"ptce_helpers.{path.stem}" for path in _of_the_project(found) if path.suffix == ".py"}
    return [*LIBRARIES, *sorted(ours - {*LIBRARIES, STYLED})]


def _of_the_project(imports: set[str]) -> list[Path]:
    paths = (PACKAGE / f"{name.split('.')[1]}.py" for name in sorted(imports) if name.startswith("ptce_helpers."))
    return [path for path in paths if path.is_file()]


@lru_cache(maxsize=500)
def _facts(code: str) -> tuple[frozenset[str], frozenset[str]]:
    """The full names that Python code imports, and its texts that may name a file; nothing for what isn't Python."""
    try:
        tree = ast.parse("\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in code.split("\n")))
    except SyntaxError:
        return frozenset(), frozenset()
    imports, texts = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = ".".join(filter(None, ["ptce_helpers" if node.level else "", node.module]))
            imports |= {module} | {f"{module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value[-9:] and len(node.value) < 80:
            texts.add(node.value)
    return frozenset(imports), frozenset(texts)
