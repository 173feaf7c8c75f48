"""Which files of the project a notebook's code rests on: the modules it imports, directly or not, and what they read."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import sys
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
KERNEL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "pandas", "great_tables", "ptce_helpers.study")
# What a kernel imports while it starts. JupyterLab's kernels do so themselves: a debugger should see its process begin.
STARTING = ("ipykernel.debugger", "IPython.core.completerlib", "IPython.core.debugger", "IPython.extensions.storemagic", "sqlite3",
            "tornado.platform.asyncio")  # fmt: skip
LIBRARIES = (*KERNEL, "matplotlib.pyplot", "seaborn", "statsmodels.stats.proportion", "scipy.optimize", "networkx", "pyproj")
IMPORT = re.compile(r"(?:^|[;:])[ \t]*import[ \t]+([\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[\w.]+(?:[ \t]+as[ \t]+\w+)?)*)", re.M)
FROM = re.compile(r"(?:^|[;:])[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|(?:[^\n\\#]|\\\n)+)", re.M)
TEXT = re.compile(r"""["']([^"'\n]{1,70}\.\w{1,8})["']""")
BY_HAND = ("traced.py", "impact.py")  # what a desk looks up when somebody asks it: no result of a notebook rests on it
STYLED = "figures.py"  # its import decides how all figures look: only in the notebooks that ask for it


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
            ahead += [path for path in _of_the_project(imports) if path.name not in BY_HAND] + [PACKAGE / text for text in texts if (PACKAGE / text).is_file()]
    return dict(sorted(found.items()))


def fingerprint() -> str:
    """One hash of all modules and tables of the package: whether a process that imported them is still up to date."""
    total = hashlib.sha256()
    for path in sorted(PACKAGE.glob("*.*")):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()


def wanted(notebooks: Path = PACKAGE.parent / "notebooks", names: list[str] | None = None) -> list[str]:
    """The modules that notebooks will import, for a process that imports them ahead.

    ``names``: of the notebooks that will run; by default all of the folder, and whatever a new one is likely to need.
    """
    found = set()
    for path in sorted(notebooks.glob("*.ipynb")) if names is None else [notebooks / f"{name}.ipynb" for name in names]:
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            found |= _behind("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # whoever runs this notebook is told what is wrong with it
    ours = {f"ptce_helpers.{path.stem}" for path in _of_the_project(found) if path.suffix == ".py"}
    plain = {name for name in ours if STYLED not in files_behind(f"import {name}")}
    first = LIBRARIES if names is None else (*KERNEL, *STARTING)
    libraries = {name for name in found if name.split(".")[0] not in {"ptce_helpers", *sys.stdlib_module_names} and name.rpartition(".")[2].islower()}
    return [*first, *sorted(libraries - set(first)), *sorted(plain - set(first))]


def _behind(code: str) -> set[str]:
    """Everything that code imports, and that the project's modules behind it import when they are imported."""
    found, ahead = set(_facts(code)[0]), [code]
    while ahead:
        new = {path for path in _of_the_project(_at_once(ahead.pop())) if path.suffix == ".py"}
        for path in sorted(new):
            content = path.read_text(encoding="utf-8")
            if not _at_once(content) <= found:
                found |= _at_once(content)
                ahead.append(content)
    return found


@lru_cache(maxsize=500)
def _at_once(code: str) -> frozenset[str]:
    """What Python code imports as it is imported itself, not later inside a function or for type checkers only."""
    try:
        return _facts(ast.unparse([node for node in ast.parse(code).body if isinstance(node, ast.Import | ast.ImportFrom)]))[0]
    except SyntaxError:
        return frozenset()


def _of_the_project(imports: set[str]) -> list[Path]:
    paths = (PACKAGE / f"{name.split('.')[1]}.py" for name in sorted(imports) if name.startswith("ptce_helpers."))
    return [path for path in paths if path.is_file()]


@lru_cache(maxsize=500)
def _facts(code: str) -> tuple[frozenset[str], frozenset[str]]:
    """The full names that Python code imports, anywhere in it, and its texts that may name a file.

    Found by the form of the lines, which takes a tenth of the time of parsing them: an import that stands in a text
    counts too, so that a notebook may run once too often but never once too rarely.
    """
    imports = {name.split()[0] for names in IMPORT.findall(code) for name in names.split(",") if name.strip()}
    for dots, module, names in FROM.findall(code):
        parent = ".".join(filter(None, ["ptce_helpers" if dots else "", module]))
        listed = re.sub(r"#[^\n]*|[()\\\\]", " ", names)
        imports |= {parent} | {f"{parent}.{name.split()[0]}" for name in listed.split(",") if name.strip()}
    return frozenset(imports), frozenset(TEXT.findall(code))
