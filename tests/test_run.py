"""A run executes notebooks with real kernels into a new folder, swaps it in whole, and leaves data and notebooks alone.

Every run works in a copy of the workbench. The slow ones are made once, by the fixtures ``study`` and ``narrowed``.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from html import escape, unescape
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest

from ptce_helpers import execution
from ptce_helpers import run as runner
from ptce_helpers.errors import DataError, ParameterError, ResearcherError
from ptce_helpers.labels import Labels
from ptce_helpers.paths import Paths
from ptce_helpers.sources import words

ROOT = Path(__file__).resolve().parent.parent
RUN = ["00", "02", "04"]  # the cheap ones; 02 writes what 04 reads
MADE = ["00-start-here", "02-from-raw-to-clean", "04-members"]
OURS = ("PTCE_", "JUPYTER_RUNTIME_DIR")


def copy_of_the_workbench(folder, *parts):
    for part in parts or ("data/raw", "notebooks"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return Paths(folder)


def ptce(folder, *arguments, **environment):
    """The command, started in a folder; none of the variables that steer it comes from outside."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run([sys.executable, "-m", "ptce_helpers.cli", *arguments], cwd=folder, env=outside | environment,
                          capture_output=True, text=True, check=False)  # fmt: skip


def contents(*folders):
    """Every file below some folders, with its bytes."""
    return {path: path.read_bytes() for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()}


def notebook_of(*cells):
    """A notebook with a parameters cell and some code cells, under the ordinary kernel."""
    parameters = nbformat.v4.new_code_cell('lang: str = "en"  # language', metadata={"tags": ["parameters"]})
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Trial"), parameters, *map(nbformat.v4.new_code_cell, cells)])
    book.metadata["kernelspec"] = {"name": "ptce", "display_name": "PTCE", "language": "python"}
    return book


def with_first_notebook(folder, *cells):
    """A copy of the workbench whose first notebook is a trial one."""
    where = copy_of_the_workbench(folder)
    nbformat.write(notebook_of(*cells), where.notebooks / "00-start-here.ipynb")
    return where


def go(where, wanted, *, options=None, **given):
    return runner.run(where, runner.plan(where, wanted, given), options)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """One run of three notebooks, in a folder whose name has spaces and accents; then the same, anew in every notebook.

    JupyterLab has been there: it leaves copies of notebooks in a folder of its own.
    """
    where = copy_of_the_workbench(tmp_path_factory.mktemp("run") / "thèse de Zoé, été 2026")
    (where.notebooks / ".ipynb_checkpoints").mkdir()
    (where.notebooks / ".ipynb_checkpoints" / "04-members-checkpoint.ipynb").write_text("half a notebook", encoding="utf-8")
    before = contents(where.notebooks, where.raw)
    first = ptce(where.root, "run", *RUN)
    made = contents(where.clean, where.study)
    again = ptce(where.root.parent, "run", "--fresh", *RUN, PTCE_HOME=str(where.root))
    return SimpleNamespace(where=where, before=before, first=first, made=made, again=again)


@pytest.fixture(scope="module")
def narrowed(study, tmp_path_factory):
    """Notebook 04 in French without the first pole of its table, on the same clean data."""
    where = copy_of_the_workbench(tmp_path_factory.mktemp("narrowed"))
    shutil.copytree(study.where.clean, where.clean)
    raw_cases = pd.read_csv(where.raw / "cases.csv", dtype="str")
    first = table_of(study.where, "members-total")["case"].iloc[0]
    case = raw_cases.loc[raw_cases["name"] == first, "case_id"].iloc[0]
    clean = contents(where.clean)
    go(where, ["04"], lang="fr", exclude_cases=[case])
    return SimpleNamespace(where=where, case=case, name=first, clean_before=clean)


def table_of(where, name):
    return pd.read_csv(where.study / "tables" / f"04-members-{name}.csv", dtype="str", keep_default_na=False)


# --- what a run makes ------------------------------------------------------------------------------------------


def test_run_makes_notebooks_pages_tables_figures_and_an_index(study):
    assert study.first.returncode == 0, study.first.stderr
    made = {str(path.relative_to(study.where.study)) for path in study.made if path.is_relative_to(study.where.study)}
    assert {f"{name}.{kind}" for name in MADE for kind in ("ipynb", "html")} | {"index.html"} <= made
    assert {"tables/04-members-members-total.csv", "figures/04-members-members.png", "figures/04-members-members.svg"} <= made
    assert {path.name for path in study.made if path.is_relative_to(study.where.clean)} >= {"codings.csv", "README.md", "datapackage.json"}


def test_run_counts_its_notebooks_and_names_the_page_to_open(study):
    *steps, last = study.first.stdout.splitlines()
    assert [step.partition(" ")[0] for step in steps] == ["[1/3]", "[2/3]", "[3/3]"]
    told = [step.partition(" ")[2] for step in steps]
    assert sorted(told) == [f"{name}: done" for name in MADE]
    assert told.index("02-from-raw-to-clean: done") < told.index("04-members: done"), "04 reads what 02 makes"
    assert last == f"3 notebooks ran. Open: {study.where.study / 'index.html'}"
    assert study.first.stderr == ""


def test_run_touches_neither_notebooks_nor_raw_data(study):
    assert contents(study.where.notebooks, study.where.raw) == study.before


def test_run_that_makes_everything_anew_changes_no_byte(study):
    assert study.again.returncode == 0, study.again.stderr
    assert study.again.stdout.splitlines()[-1].startswith("3 notebooks ran.")
    after = contents(study.where.clean, study.where.study)
    assert sorted(after) == sorted(study.made)
    assert [str(path) for path in after if after[path] != study.made[path]] == []


def test_nothing_of_the_run_is_left_beside_the_study(study):
    assert sorted(path.name for path in study.where.reports.iterdir()) == [".lock", ".store", "study"]
    assert list((study.where.reports / ".store").glob("*/.*")) == [], "half-made results are left"


def test_executed_notebook_ran_in_order_and_names_neither_clock_nor_place(study):
    text = (study.where.study / "04-members.ipynb").read_text(encoding="utf-8")
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert str(study.where.root.parent) not in text
    assert not re.search(r"start_time|iopub|202\d-\d\d-\d\dT", text)


def test_pages_have_alternative_texts_and_links_that_lead_somewhere(study):
    for page in sorted(study.where.study.glob("*.html")):
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r'href="([^"#:]+)"', text):
            assert (page.parent / link).is_file(), f"{page.name} links to {link}"
    members = (study.where.study / "04-members.html").read_text(encoding="utf-8")
    captions = [Labels("en").text(f"caption_{path.stem.removeprefix('04-members-')}") for path in (study.where.study / "figures").glob("04-*.png")]
    told = [unescape(re.search(r'alt="([^"]*)"', image)[1]) for image in re.findall(r"<img\b[^>]*>", members)]
    assert captions and sorted(text.partition(". ")[0].removesuffix(".") for text in told) == sorted(captions)


def test_what_a_run_makes_holds_no_passage_of_the_texts(study, sources_folder):
    passages = set().union(*(nine_words(path.read_text(encoding="utf-8")) for path in sources_folder.glob("*.txt")))
    assert passages
    for path in contents(study.where.study, study.where.clean):
        if path.suffix in (".ipynb", ".html", ".csv", ".md", ".json"):
            shared = nine_words(plain_text(path)) & passages
            assert not shared, f"{path.name} shares {len(shared)} runs of nine words with a text"


def nine_words(text):
    found = words(text)
    return {tuple(found[i : i + 9]) for i in range(len(found) - 8)}


def plain_text(path):
    """A file as it is read: cells of a notebook, a page without its tags."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = json.dumps(json.loads(text), ensure_ascii=False).replace("\\n", " ")
    return re.sub(r"<[^>]*>", " ", text)


# --- parameters -------------------------------------------------------------------------------------------------


def test_french_run_labels_its_page_and_tables_in_french(narrowed):
    page = (narrowed.where.study / "04-members.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page
    assert "Nombres de membres" in page and "Stated numbers of members</caption>" not in page
    assert "environ " in " ".join(table_of(narrowed.where, "members-total")["figure"])
    assert "about " not in " ".join(table_of(narrowed.where, "members-total")["figure"])


def test_french_run_writes_numbers_in_the_french_way(narrowed):
    turnover = " ".join(table_of(narrowed.where, "turnover")["figure"])
    assert re.search(r"\d\u202f000\u202f000", turnover), turnover
    assert not re.search(r"\d,000", turnover)


def test_french_run_shows_decimal_commas(tmp_path):
    show = "from ptce_helpers.study import begin\nimport pandas as pd\nbegin('00-start-here', lang=lang).show(pd.DataFrame({'share': [12.5]}), 'notebooks', 'codings.csv')"
    where = with_first_notebook(tmp_path, show)
    go(where, ["00"], lang="fr")
    page = (where.study / "00-start-here.html").read_text(encoding="utf-8")
    assert re.search(r"<td[^>]*>12,5</td>", page) and "12.5</td>" not in page


def test_excluded_case_leaves_the_tables_but_not_the_clean_data(study, narrowed):
    for table in sorted((narrowed.where.study / "tables").glob("04-members-*.csv")):
        assert narrowed.name not in table.read_text(encoding="utf-8"), table.name
    assert narrowed.name in table_of(study.where, "members-total").to_csv()
    assert contents(narrowed.where.clean) == narrowed.clean_before
    assert narrowed.case in (narrowed.where.clean / "codings.csv").read_text(encoding="utf-8")


def test_index_says_which_parameters_were_changed(study, narrowed):
    changed = (narrowed.where.study / "index.html").read_text(encoding="utf-8")
    assert f"1 pole left out ({escape(narrowed.name)})" in changed
    plain = (study.where.study / "index.html").read_text(encoding="utf-8")
    assert "left out (" not in plain and "language" not in plain


@pytest.mark.parametrize(
    ("wanted", "given", "said"),
    [
        ([], {"langue": "fr"}, ["no such parameter here", "'langue'", "did you mean 'lang'?"]),
        (["00"], {"seed": 4}, ["no such parameter here", "'seed'", "allowed: lang"]),
        ([], {"n_resamples": 5}, ["n_resamples: out of range", "100 to 100000"]),
        ([], {"exclude_cases": ["innovale"]}, ["this case does not exist", "did you mean 'innovales'?"]),
    ],
)
def test_wrong_parameter_is_refused_before_anything_runs(wanted, given, said):
    with pytest.raises(ParameterError) as refused:
        runner.plan(Paths(ROOT), wanted, given)
    for words_ in said:
        assert words_ in str(refused.value)


def test_parameter_goes_only_to_the_notebooks_that_declare_it():
    steps = runner.plan(Paths(ROOT), ["02", "03", "04"], {"lang": "fr", "seed": 7, "study": "labo2014"})
    assert {step.name: step.given for step in steps} == {
        "02-from-raw-to-clean": {"lang": "fr"},
        "03-how-we-coded": {"lang": "fr", "seed": 7},
        "04-members": {"lang": "fr", "study": "labo2014"},
    }


# --- when something goes wrong --------------------------------------------------------------------------------------


def test_fault_in_the_data_stops_a_run_before_it_starts(tmp_path):
    where = copy_of_the_workbench(tmp_path)
    cases = where.raw / "cases.csv"
    cases.write_text(cases.read_text(encoding="utf-8").replace(",yes,no,yes", ",perhaps,no,yes"), encoding="utf-8")
    with pytest.raises(DataError, match="(?s)in_labo2014: this is not an allowed code.*'perhaps'"):
        go(where, [])
    assert sorted(path.name for path in where.reports.iterdir()) == [".lock"], "no notebook has begun"
    assert not where.clean.exists()


def test_failing_notebook_is_named_with_its_cell_and_the_study_stays_as_it_was(tmp_path):
    where = with_first_notebook(tmp_path, "print('so far so good')", "raise ValueError('no such pole\\nat all')", "print('never')")
    where.study.mkdir(parents=True)
    (where.study / "index.html").write_text("the study of yesterday", encoding="utf-8")
    done = ptce(where.root, "run", "00")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Notebook 00-start-here stopped in code cell 3.",
        "    ValueError: no such pole (and 1 more lines, in the notebook)",
        "    reports/study is as it was; what it had made is in reports/failed.",
        "    → open reports/failed/00-start-here.ipynb at that cell, mend the cause in notebooks/00-start-here.ipynb or in the data,",
        "      then: ptce run 00-start-here",
    ]
    assert {path.name: path.read_text(encoding="utf-8") for path in where.study.iterdir()} == {"index.html": "the study of yesterday"}
    partial = (where.reports / "failed" / "00-start-here.ipynb").read_text(encoding="utf-8")
    assert "so far so good" in partial and "no such pole" in partial
    assert sorted(path.name for path in where.reports.iterdir()) == [".lock", ".store", "failed", "study"]


def test_members_without_clean_data_bring_the_clean_data_up_to_date_first(tmp_path):
    where = copy_of_the_workbench(tmp_path)
    assert go(where, ["04"]).ran == ("02-from-raw-to-clean", "04-members")
    assert (where.clean / "codings.csv").is_file() and (where.study / "04-members.html").is_file()


def test_reports_that_cannot_be_written_are_named(tmp_path):
    where = copy_of_the_workbench(tmp_path)
    where.reports.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(ResearcherError) as refused:
        go(where, ["00"])
    assert str(refused.value).startswith(f"{where.reports} could not be written: ")
    assert "check that the folder exists" in str(refused.value)


# --- kernels ------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="sockets as files are for Linux and macOS")
@pytest.mark.parametrize("plain", [False, True], ids=["warm", "plain"])
def test_kernel_talks_over_sockets_in_a_private_folder_and_leaves_nothing(tmp_path, monkeypatch, plain):
    where = with_first_notebook(
        tmp_path,
        "import json, os\nfrom ipykernel.connect import get_connection_file, get_connection_info\n"
        "info = get_connection_info(unpack=True)\nfolder = os.path.dirname(info['ip'])\n"
        "print(json.dumps([info['transport'], get_connection_file(), folder, oct(os.stat(folder).st_mode)[-3:], os.getpid(),\n"
        "                  sorted(name for name in os.listdir(folder) if name.startswith('k'))]))",
    )
    monkeypatch.delenv("JUPYTER_RUNTIME_DIR", raising=False)
    go(where, ["00"], options=runner.Options(plain=plain))
    book = json.loads((where.study / "00-start-here.ipynb").read_text(encoding="utf-8"))
    transport, file, folder, mode, process, held = json.loads("".join(book["cells"][-1]["outputs"][0]["text"]))
    assert (transport, mode) == ("ipc", "700")
    assert Path(file).parent == Path(folder)
    assert held == ["k-1", "k-2", "k-3", "k-4", "k-5", "kernel.json"]
    assert not Path(folder).exists(), "the private folder is still there"
    assert not Path(f"/proc/{process}").exists(), "the kernel is still running"
    assert sorted(path.name for path in where.notebooks.iterdir()) == sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert "JUPYTER_RUNTIME_DIR" not in os.environ and "PTCE_OUTPUT" not in os.environ


def test_sentence_that_arrives_in_pieces_is_stored_as_one(tmp_path):
    where = with_first_notebook(tmp_path, "import time\nprint('one', flush=True)\ntime.sleep(0.5)\nprint('two')")
    go(where, ["00"])
    book = json.loads((where.study / "00-start-here.ipynb").read_text(encoding="utf-8"))
    assert ["".join(output["text"]) for output in book["cells"][-1]["outputs"]] == ["one\ntwo\n"]


def test_socket_path_that_would_be_too_long_falls_back_to_tcp(tmp_path):
    assert execution._connection(Path("/tmp/ptce-x")) == {"connection_file": "/tmp/ptce-x/kernel.json", "transport": "ipc", "ip": "/tmp/ptce-x/k"}
    assert "transport" not in execution._connection(Path("/tmp") / ("long" * 30))

