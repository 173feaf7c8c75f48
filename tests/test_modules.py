"""Code rests on the modules it imports, directly or not, and on the tables that these name."""

import ast
import shutil
from pathlib import Path

import pytest

from ptce_helpers import modules

ROOT = Path(__file__).resolve().parent.parent
MEMBERS = "from ptce_helpers.study import begin\nfrom ptce_helpers import describe, figures"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the package that a test may edit."""
    copy = shutil.copytree(modules.PACKAGE, tmp_path / "ptce_helpers", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(modules, "PACKAGE", copy)
    return copy


def appended(path, text="\n# one more line\n"):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_modules_behind_code_are_those_it_imports_and_those_they_import(package):
    behind = modules.files_behind(MEMBERS)
    assert {"study.py", "describe.py", "figures.py"} <= behind.keys(), "imported by the notebook"
    assert {"codings.py", "checks.py", "schemas.py", "errors.py", "cleaning.py"} <= behind.keys(), "imported by modules"
    assert {"labels.csv", "geo/fr_departements.geojson"} <= behind.keys(), "tables that modules read"
    assert not {"run.py", "cli.py", "agreement.py", "reliability.py", "report.py", "kernels.py"} & behind.keys()
    assert list(behind) == sorted(behind)


@pytest.mark.parametrize("edited", ["checks.py", "errors.py", "labels.csv", "geo/fr_departements.geojson"])
def test_change_of_a_module_or_table_behind_the_code_is_seen(package, edited):
    before = modules.files_behind(MEMBERS)
    appended(package / edited)
    after = modules.files_behind(MEMBERS)
    assert {name for name in after if after[name] != before.get(name)} == {edited}


@pytest.mark.parametrize("edited", ["agreement.py", "cli.py", "run.py", "templates/page.css"])
def test_change_of_what_the_code_does_not_use_is_not(package, edited):
    before = modules.files_behind(MEMBERS)
    appended(package / edited)
    assert modules.files_behind(MEMBERS) == before


def test_module_that_is_imported_only_now_is_seen(package):
    before = modules.files_behind(MEMBERS)
    appended(package / "errors.py", "\ndef late():\n    from ptce_helpers import agreement\n    return agreement\n")
    assert modules.files_behind(MEMBERS).keys() - before.keys() == {"agreement.py"}, "also when it is imported in a function"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("from ptce_helpers.errors import nearest", {"errors.py"}),
        ("from ptce_helpers import errors as e", {"errors.py"}),
        ("import ptce_helpers.errors", {"errors.py"}),
        ("%matplotlib inline\n!ls\nimport ptce_helpers.errors", {"errors.py"}),
        ("if True:\n    import ptce_helpers.errors", {"errors.py"}),
        ("import pandas\nfrom pathlib import Path", set()),
        ("from ptce_helpers import nothing_of_the_kind", set()),
        ("this is not Python", set()),
        ("", set()),
    ],
)
def test_every_way_to_import_is_understood(code, found):
    assert set(modules.files_behind(code)) == found


def test_import_by_a_dot_is_understood(package):
    (package / "circle.py").write_text("from . import errors\nfrom .labels import Labels\n", encoding="utf-8")
    assert {"circle.py", "errors.py", "labels.py", "labels.csv"} <= modules.files_behind("import ptce_helpers.circle").keys()


def test_modules_that_import_each_other_are_counted_once(package):
    (package / "left.py").write_text("from ptce_helpers import right\n", encoding="utf-8")
    (package / "right.py").write_text("from ptce_helpers import left\n", encoding="utf-8")
    assert list(modules.files_behind("from ptce_helpers import left")) == ["left.py", "right.py"]


def test_every_file_that_the_package_reads_is_seen_by_the_module_that_reads_it():
    """A table or template that is named in another way than by a plain text would be missed."""
    for path in sorted(modules.PACKAGE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "joinpath":
                assert all(isinstance(one, ast.Constant) for one in node.args), f"{path.name}, line {node.lineno}: name the file in one text"


def test_fingerprint_changes_with_any_module_or_table(package):
    prints = [modules.fingerprint()]
    for edited in ("agreement.py", "labels.csv"):
        appended(package / edited)
        prints.append(modules.fingerprint())
    (package / "labels.csv").rename(package / "labelled.csv")
    assert len({*prints, modules.fingerprint()}) == 4


def test_wanted_names_the_modules_of_the_notebooks_and_survives_a_broken_one(tmp_path):
    assert {"pandas", "ptce_helpers.study", "ptce_helpers.describe", "ptce_helpers.reliability"} <= set(modules.wanted(ROOT / "notebooks"))
    (tmp_path / "a.ipynb").write_text('{"cells": [{"cell_type": "code", "source": ["from ptce_helpers import trace"]}]}', encoding="utf-8")
    for name, text in (("b", "{"), ("c", "[]"), ("d", '{"cells": [1]}')):
        (tmp_path / f"{name}.ipynb").write_text(text, encoding="utf-8")
    found = modules.wanted(tmp_path)
    assert found[: len(modules.LIBRARIES)] == [*modules.LIBRARIES]
    assert {"ptce_helpers.trace", "ptce_helpers.fates", "ptce_helpers.cleaning"} <= set(found) and not set(found) & {"ptce_helpers.figures", "ptce_helpers.describe"}
    assert modules.wanted(tmp_path / "nowhere") == [*modules.LIBRARIES]


def test_run_imports_ahead_only_what_its_notebooks_need():
    start, clean = (modules.wanted(ROOT / "notebooks", [name]) for name in ("00-start-here", "02-from-raw-to-clean"))
    assert {"pandas", "ptce_helpers.study"} <= set(start) and not {"seaborn", "matplotlib.pyplot"} & set(start)
    assert {"pandas", "seaborn", "matplotlib.pyplot", "ptce_helpers.findings"} <= set(clean)
    assert not {"ptce_helpers.figures", "ptce_helpers.heat_map"} & set(start + clean), "these decide how figures look"


def imported_by_parsing(code):
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = ".".join(filter(None, ["ptce_helpers" if node.level else "", node.module]))
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", sorted(modules.PACKAGE.glob("*.py")), ids=lambda path: path.stem)
def test_no_import_of_the_project_is_overlooked(path):
    code = path.read_text(encoding="utf-8")
    assert imported_by_parsing(code) - modules._facts(code)[0] == set()


@pytest.mark.parametrize("code", [
    "import a.b as c, d", "x = 1; import y; from p import q", "from p import (\n    q,  # why\n    r as s,\n)", "from p import q, \\\n    r",
    "if x: import y", "def f():\n\tfrom . import z", "try:\n  import a\nexcept ImportError: import b", "from ..p.q import r",
])  # fmt: skip
def test_import_in_any_form_counts(code):
    assert imported_by_parsing(code) - modules._facts(code)[0] == set()
