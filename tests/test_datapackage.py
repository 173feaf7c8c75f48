"""The description of data/clean says what is there, to people and to programs, and can be caught lying."""

import json
import subprocess
import sys
from pathlib import Path

import frictionless
import pytest

from ptce_helpers import datapackage
from ptce_helpers.cleaning import clean
from ptce_helpers.findings import KEYS
from ptce_helpers.study import write_clean


@pytest.fixture(scope="module")
def tables(raw):
    return clean(raw)


@pytest.fixture(scope="module")
def package(raw, tables):
    return json.loads(datapackage.datapackage(tables, raw.codebook))


@pytest.fixture
def written(raw, tables, tmp_path):
    """A folder with the clean data and their description."""
    write_clean(tables, tmp_path)
    (tmp_path / "datapackage.json").write_text(datapackage.datapackage(tables, raw.codebook), encoding="utf-8")
    return tmp_path / "datapackage.json"


def errors(path):
    report = frictionless.validate(str(path))
    return [(error.type, getattr(error, "row_number", 0), getattr(error, "field_name", "")) for task in report.tasks for error in task.errors]


def test_every_table_is_described_column_by_column_with_its_key(package, tables):
    described = {r["name"]: r for r in package["resources"]}
    assert list(described) == list(tables.tables())
    for name, frame in tables.tables().items():
        assert [field["name"] for field in described[name]["schema"]["fields"]] == list(frame.columns)
        assert described[name]["schema"]["primaryKey"] == KEYS[name]


def test_variables_are_described_by_the_codebook(package, raw):
    fields = {field["name"]: field for field in package["resources"][0]["schema"]["fields"]}
    for name, kind in (("members_total", "number"), ("members_total__qualifier", "string"), ("charter", "string")):
        row = raw.codebook.variable(name.split("__")[0])
        assert fields[name]["type"] == kind
        assert fields[name]["title"].startswith(row["label_en"]) and fields[name]["description"] == row["definition_en"]


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [("codings", "value", "string"), ("codings", "as_of", "integer"), ("cooperation", "level", "integer"), ("ties", "level", "string"),
     ("ties", "amount", "number"), ("members", "jobs", "number")],
)  # fmt: skip
def test_each_column_has_the_type_of_what_it_holds(package, table, column, kind):
    resource = next(r for r in package["resources"] if r["name"] == table)
    assert {f["name"]: f["type"] for f in resource["schema"]["fields"]}[column] == kind


def test_description_fits_the_data(written):
    assert errors(written) == []


def test_wrong_cell_and_doubled_key_are_caught(written):
    missing, codings = (written.with_name(f"{name}.csv") for name in ("missing", "codings"))
    lines = codings.read_text(encoding="utf-8").split("\n")
    column = lines[0].split(",").index("line_start")
    cells = lines[1].split(",")
    cells[column] = "twelve"
    codings.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]), encoding="utf-8")
    text = missing.read_text(encoding="utf-8")
    missing.write_text(text + text.split("\n")[-2] + "\n", encoding="utf-8")
    found = errors(written)
    assert ("type-error", 2, "line_start") in found
    assert [kind for kind, *_ in found].count("primary-key") == 1


def test_description_in_the_repository_is_valid_for_the_frictionless_command(root):
    command = [str(Path(sys.executable).with_name("frictionless")), "validate", "datapackage.json"]
    done = subprocess.run(command, cwd=root / "data" / "clean", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "INVALID" not in done.stdout and done.stdout.count("VALID") >= len(KEYS)


def test_description_in_the_repository_is_valid(root):
    assert errors(root / "data" / "clean" / "datapackage.json") == []


def test_readme_lists_every_table_with_its_rows_and_every_variable(raw, tables):
    text = datapackage.readme(tables, raw.codebook)
    for name, frame in tables.tables().items():
        assert f"| {name}.csv | {len(frame)} | {len(frame.columns)} |" in text
    for variable in raw.codebook.ids:
        assert text.count(f"\n| {variable} | ") == 1
    assert all(line.replace("\\|", "").count("|") in (5, 6) for line in text.splitlines() if line.startswith("|"))
