"""What the measurements rest on (no test looks at a duration): their parameter sets, their edits, the tables in the README."""

import json
import shutil

import pytest

from benchmarks import __main__ as command
from benchmarks import environments, hundred, minimisation, minimiser_calls, peers, table, workbench
from ptce_helpers import plans
from ptce_helpers.keys import key_of
from ptce_helpers.notebooks import NAMES
from ptce_helpers.paths import Paths


@pytest.fixture(scope="module")
def home():
    with workbench.copy() as folder:
        yield folder


def test_plan_is_a_hundred_different_runs_in_the_order_of_the_sets(home):
    plan = plans.read(str(hundred.write_plan(home)), Paths(home))
    own = plan.declared[hundred.NOTEBOOK]
    assert len(plan.runs) == 100
    assert list(plan.runs) == [{k: v for k, v in given.items() if own[k] != v} for given in hundred.sets(home)]


def test_edit_of_the_code_makes_only_that_notebook_run_again(home):
    where = Paths(home)
    before = {name: key_of(where, name, {}).digest for name in NAMES}
    workbench.edit_code(home / "notebooks" / "04-members.ipynb", "edited")
    assert [name for name in NAMES if key_of(where, name, {}).digest != before[name]] == ["04-members"]


def test_copy_names_the_kernel_that_other_tools_start():
    with workbench.copy(kernel="python3") as folder:
        kernels = {json.loads(path.read_text(encoding="utf-8"))["metadata"]["kernelspec"]["name"] for path in (folder / "notebooks").glob("*.ipynb")}
        assert kernels == {"python3"}
        assert not (folder / "reports").exists()
    assert not folder.exists()


def test_table_replaces_that_of_its_part_only(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("first\n<!-- study: begin -->\nold\n<!-- study: end -->\n<!-- batch: begin -->\nkept\n<!-- batch: end -->\n", encoding="utf-8")
    made = table.Table("study", "A title", 3, ("what", "ratio"))
    made.add("this", table.times(12.34))
    table.write(made, readme)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("first\n<!-- study: begin -->\n### A title\n") and "old" not in text
    assert "| this | 12.3 × |\n<!-- study: end -->\n<!-- batch: begin -->\nkept\n" in text


def test_table_without_a_place_in_the_readme_is_refused(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="no marks <!-- study: begin -->"):
        table.write(table.Table("study", "A title", 3, ("what",)), readme)


def test_readme_has_a_place_for_every_part(tmp_path):
    shutil.copy(table.README, tmp_path)
    for part in command.PARTS:
        table.write(table.Table(part, part, 1, ("what",)), tmp_path / "README.md")
    assert command.PARTS == tuple(command.parts(tmp_path))


def test_versions_of_the_lock_lose_their_hashes_and_nothing_else():
    lock = "numpy==2.4.6 ; python_version >= '3.11' \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n    # via x\nrich==15.0\n"
    assert environments._versions(lock) == "numpy==2.4.6 ; python_version >= '3.11'\n    # via x\nrich==15.0\n"


def test_other_tools_run_every_notebook_after_those_it_needs(tmp_path):
    peers.snakefile(tmp_path)
    peers.pipeline(tmp_path)
    rules, pipeline = ((tmp_path / name).read_text(encoding="utf-8") for name in ("Snakefile", "pipeline.yaml"))
    for name in NAMES:
        assert f'notebook: "notebooks/{name}.ipynb"' in rules and f"source: notebooks/{name}.ipynb" in pipeline
    assert 'input: "data/raw/codings.csv", "out/02-from-raw-to-clean.done"\n    output: touch("out/04-members.done")' in rules
    assert "  upstream:\n  - 02-from-raw-to-clean\n" in pipeline


def test_reason_why_a_tool_does_not_run_names_no_place():
    error = RuntimeError("first\nNo module named x | see https://host.example/a/b in /home/me/cache/lib.py")
    assert peers.said(error) == "No module named x / see b in lib.py"


@pytest.mark.parametrize(("k", "positive", "negative"), [(5, 10, 10), (8, 50, 50), (4, 10, 6)])
def test_random_truth_tables_are_the_same_each_time_and_have_no_contradiction(k, positive, negative):
    made = minimisation.random_table(k, positive)
    rows = [tuple(row) for row in (*made["on"], *made["off"])]
    assert made == minimisation.random_table(k, positive) and (len(made["on"]), len(made["off"])) == (positive, negative)
    assert len(set(rows)) == len(rows) and {len(row) for row in rows} == {k}


def test_minimiser_is_asked_for_one_model_or_for_all():
    ring = {"on": [[0, 0, 1], [0, 1, 0], [0, 1, 1], [1, 0, 0], [1, 0, 1], [1, 1, 0]], "off": [[0, 0, 0], [1, 1, 1]], "k": 3}
    assert minimiser_calls.ptce(**ring, everything=True)[1:] == (3, "2", True)
    assert minimiser_calls.ptce(**ring, everything=False)[1:] == (3, "", True)


def test_cell_of_a_minimiser_says_the_ratio_other_terms_and_why_there_is_none():
    ours, slower, faster = minimisation.Took(0.2, 5, "2", True), minimisation.Took(1.0, 6, "", True), minimisation.Took(0.1, 5, "", True)
    assert [minimisation.said_of(took, ours) for took in (ours, slower, faster, "no R")] == ["0.20 s", "1.00 s, 5.00 × slower, 6 terms", "0.10 s, 2.00 × faster", "no R"]
    assert minimisation.said_of(one := minimisation.Took(45, 60, "", False), one) == "45.00 s, not proven"
