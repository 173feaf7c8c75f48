"""What `ptce impact` says moves is what moves when a row is deleted by hand and the study is run. Real notebooks, real kernels."""

import csv
import json
import shutil
import tempfile
from collections import Counter

import pandas as pd
import pytest
from conftest import ROOT
from trials import wait_until

from ptce_helpers import codings, impact, moves, rehearsal, results, run, withdrawal
from ptce_helpers.errors import RunError
from ptce_helpers.labels import Labels
from ptce_helpers.notebooks import NAMES
from ptce_helpers.paths import Paths
from ptce_helpers.study import Desk

CODING = "aL.domb_innov.034"  # the first coder's 550 jobs; two corrections name it
WANTED = [name for name in NAMES if name.startswith(("02", "04", "15"))]
CLEAN = {"codings": "variable_id", "missing": "variable_id", "cooperation": "modality"}


def files_of(where):
    return {path.relative_to(where.root).as_posix(): path.read_bytes() for path in sorted(where.root.rglob("*")) if path.is_file()}


def study(root):
    """Some notebooks of the study, run on the data of a copied project."""
    where = Paths(root)
    run.run(where, run.plan(where, WANTED, {}))
    return where


@pytest.fixture(scope="module")
def as_is(tmp_path_factory, _raw_once):
    root = tmp_path_factory.mktemp("as_is")
    shutil.copytree(_raw_once, root / "data" / "raw")
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return study(root)


@pytest.fixture(scope="module")
def by_hand(as_is, tmp_path_factory):
    """The same project after somebody has deleted the coding, and the corrections that name it, with a text editor."""
    root = tmp_path_factory.mktemp("by_hand")
    for part in ("data/raw", "notebooks"):
        shutil.copytree(as_is.root / part, root / part)
    for table in ("codings", "corrections"):
        path = root / "data" / "raw" / f"{table}.csv"
        path.write_bytes(b"".join(line for line in path.read_bytes().splitlines(True) if CODING.encode() not in line))
    return study(root)


@pytest.fixture(scope="module")
def told(as_is, tmp_path_factory):
    """What impact says of the coding; it leaves the project as it was, to the byte, and no temporary file."""
    before, temporary = files_of(as_is), tmp_path_factory.mktemp("t")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(temporary))
        patch.setenv("PTCE_HOME", str(ROOT))  # as it may be set to another workbench
        heard = []
        said = impact.impact(as_is, withdrawal.find(CODING, codings.load(as_is.raw)), wanted=WANTED, tell=lambda what, step: heard.append((what, step.name)))
    assert files_of(as_is) == before
    wait_until(lambda: not list(temporary.iterdir()), "temporary files are still there")
    assert heard[: len(WANTED)] == [("unchanged", name) for name in WANTED], "the study as it is was run again"
    assert sorted(name for what, name in heard if what == "done") == WANTED
    return said


# --- what was there and is there, read from the files themselves -----------------------------------------------------------


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def book(where, name):
    return json.loads((where.study / f"{name}.results.json").read_text(encoding="utf-8"))


def changed_cells(old, new, keys):
    """(row, column, before, after) of every cell that differs; of rows that come or go, and where nothing tells rows apart, the whole row."""
    def whole(row):
        return " | ".join(filter(None, row.values()))

    if not keys or any(len({tuple(row[key] for key in keys) for row in rows}) < len(rows) for rows in (old, new)):
        gone, come = (Counter(map(whole, rows)) for rows in (old, new))
        yield from (("", "", row, "") for row in (gone - come).elements())
        yield from (("", "", "", row) for row in (come - gone).elements())
        return
    old, new = ({" · ".join(row[key] for key in keys): row for row in rows} for rows in (old, new))
    yield from ((key, "", whole(old[key]), "") for key in old.keys() - new.keys())
    yield from ((key, "", "", whole(new[key])) for key in new.keys() - old.keys())
    for key in old.keys() & new.keys():
        yield from ((key, column, old[key].get(column, ""), new[key].get(column, "")) for column in old[key] | new[key] if old[key].get(column, "") != new[key].get(column, ""))


def test_exactly_these_cells_of_tables_move(as_is, by_hand, told):
    found = Counter()
    for name in WANTED:
        for key, entry in book(as_is, name)["tables"].items():
            path = "tables/claims.csv" if f"{name}-{key}" == moves.CLAIMS else f"tables/{name}-{key}.csv"
            found.update((f"{name}-{key}", *cell) for cell in changed_cells(table(as_is.study / path), table(by_hand.study / path), entry["keys"]))
    of_claims = told.moved.claims.rename(columns={"claim_id": "row"}).assign(table=moves.CLAIMS)
    listed = pd.concat([told.moved.cells, of_claims])[["table", "row", "column", "before", "after"]]
    assert Counter(listed.itertuples(index=False, name=None)) == found
    assert found["04-members-jobs", "Domb’Innov", "Jobs in the member organisations", "at least 550; 270; about 570", "270; about 570"] == 1


def test_exactly_these_sentences_numbers_and_figures_move(as_is, by_hand, told):
    found, drawn = set(), set()
    for name in WANTED:
        old, new = book(as_is, name), book(by_hand, name)
        found |= {(name, "sentence", key, entry["text"], new["sentences"][key]["text"]) for key, entry in old["sentences"].items() if entry["text"] != new["sentences"][key]["text"]}
        found |= {(name, "scalar", key, moves.as_text(entry["value"]), moves.as_text(new["scalars"][key]["value"]))
                  for key, entry in old["scalars"].items() if entry["value"] != new["scalars"][key]["value"]}  # fmt: skip
        drawn |= {f"{name}-{key}" for key, entry in old["figures"].items() if entry["data"] != new["figures"][key]["data"]}
    assert set(told.moved.sentences.itertuples(index=False, name=None)) == found
    assert set(told.moved.figures["figure"]) == drawn
    assert any(name == "say_counts" for _, _, name, _, _ in found)


def test_exactly_these_clean_values_move(as_is, by_hand, told):
    found = set()
    for path in sorted(as_is.clean.glob("*.csv")):
        old, new = (Counter(tuple(row.items()) for row in table(where.clean / path.name)) for where in (as_is, by_hand))
        for row in map(dict, (old - new) + (new - old)):
            if path.stem == "cases":
                was, now = ([r for r in table(where.clean / path.name) if (r["case_id"], r["study"]) == (row["case_id"], row["study"])] for where in (as_is, by_hand))
                variables = {column.partition("__")[0] for column in was[0] | now[0] if was[0].get(column, "") != now[0].get(column, "")}
            else:
                variables = {row[CLEAN[path.stem]]}
            found |= {(row["case_id"], row["study"], variable) for variable in variables}
    assert set(told.moved.values[["case_id", "study", "variable_id"]].itertuples(index=False, name=None)) == found == {("domb_innov", "labo2014", "jobs_members_total")}
    assert told.moved.values[["before", "after", "tables"]].to_numpy().tolist() == [["550", "270; 570", "cases codings"]]


def test_rows_that_went_along_are_named(told):
    assert told.gone.keys == {"codings": [CODING], "corrections": ["k.domb_innov.030", "k.domb_innov.031"]}
    assert not told.failed


def test_answer_is_a_sentence_with_counts_then_each_kind(told, raw):
    said = list(impact.lines(told, raw, Labels("en")))
    assert said[0].startswith(f"Without {CODING}: 1 clean value moves (of 3,0") and f"of {len(raw['claims'])} claims." in said[0]
    assert said[1] == f"Withdrawn from data/raw, 3 rows: codings.csv ({CODING}); corrections.csv (k.domb_innov.030, k.domb_innov.031)."
    assert said[3:5] == ["Clean values (1)", "  Domb’Innov, labo2014, Jobs in the member organisations: 550 → 270; 570"]
    assert any(line.endswith("more (--all lists them)") for line in said)
    whole = list(impact.lines(told, raw, Labels("en"), everything=True))
    assert len(whole) > len(said) and not any("--all" in line for line in whole)


def test_answer_is_a_table_in_a_notebook(told, raw):
    page = impact.page(told, raw, Labels("fr"))._repr_html_()
    assert "Sans aL.domb_innov.034\u00a0: 1 valeur nettoyée change" in page and "everything=True" in page


# --- without a run -----------------------------------------------------------------------------------------------------------


def test_lines_on_which_nothing_rests_need_no_run_and_say_so(raw):
    told = impact.impact(Paths(ROOT), withdrawal.find("labo2014", raw, "1"))
    assert list(impact.lines(told, raw, Labels("en"))) == ["Nothing rests on labo2014 1-1: nothing falls."]


def test_one_call_from_a_notebook_gives_a_table_and_records_nothing(raw, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = Desk("04-members", Labels("en"), raw, Paths(ROOT)).impact("labo2014", 1, "1")
    assert shown.caption == "Nothing rests on labo2014 1-1: nothing falls." and shown.frame.empty
    assert "Nothing rests on labo2014 1-1" in shown._repr_html_() and not list(tmp_path.iterdir())


def test_notebook_that_is_being_run_does_not_run_the_study(raw, monkeypatch):
    monkeypatch.setenv("PTCE_OUTPUT", "somewhere")
    with pytest.raises(RunError, match="being run can't run the study itself.\n    → ask in JupyterLab"):
        impact.impact(Paths(ROOT), withdrawal.find(CODING, raw))


@pytest.fixture
def state(tmp_path):
    """``state("before", tables, sentences)`` writes the results of notebook 15 and returns where they are."""
    def write(name, verdicts, text):
        frame = {"keys": ["claim_id"], "columns": ["claim_id", "verdict", "computed"], "rows": verdicts}
        made = results.Book("15-claims", tables={"claims": frame}, sentences={"say_all": {"text": text, "values": {}}})
        (tmp_path / name).mkdir()
        results.path_of(tmp_path / name, "15-claims").write_text(results.as_json(made), encoding="utf-8")
        return {"15-claims": tmp_path / name}

    return write


@pytest.fixture
def known(monkeypatch):
    """Notebook 15 belongs to the study."""
    monkeypatch.setitem(moves.BY_NAME, "15-claims", moves.BY_NAME[NAMES[-1]])


def test_claims_are_listed_apart_with_those_whose_passage_is_withdrawn(state, known, coded, raw):
    before = state("before", [["cC.002", "reproduced", 11], ["cC.003", "reproduced", 5]], "2 of 2 reproduced.")
    after = state("after", [["cC.002", "contradicted", 10], ["cC.003", "reproduced", 5]], "1 of 2 reproduced.")
    told = impact.Impact(withdrawal.Withdrawal("crida2015 3-4", claims=("cC.001",)), moves.moved(coded, coded, before, after))
    assert told.claims.to_numpy().tolist() == [["cC.001", "passage", "", ""], ["cC.002", "verdict", "reproduced", "contradicted"], ["cC.002", "computed", "11", "10"]]
    assert told.moved.cells.empty and told.moved.values.empty
    assert f"0 cells in 0 of 1 tables, 0 of 0 figures, 1 of 1 sentences, 2 of {len(raw['claims'])} claims." in impact.summary(told, raw, Labels("en"))


def test_all_of_a_notebook_that_can_t_be_made_any_more_falls(state, known, coded, raw):
    before = state("before", [["cC.002", "reproduced", 11]], "1 of 1 reproduced.")
    told = impact.Impact(withdrawal.Withdrawal("labo2014"), moves.moved(coded, coded, before, {}), {"15-claims": "it stopped"})
    assert told.claims.to_numpy().tolist() == [["cC.002", "", "cC.002 | reproduced | 11", ""]]
    assert told.moved.sentences.to_numpy().tolist() == [["15-claims", "sentence", "say_all", "1 of 1 reproduced.", ""]]
    assert "Notebook 15-claims can’t be made without it: all that it shows falls." in list(impact.lines(told, raw, Labels("en")))


def test_rehearsal_borrows_what_is_finished_and_names_what_fails(bench):
    heard, before = [], bench.files()
    with rehearsal.stage(bench.where) as copy:
        (copy.notebooks / "03-how-we-coded.ipynb").write_text((copy.notebooks / "03-how-we-coded.ipynb").read_text(encoding="utf-8").replace("1 - alpha", "1 / 0"), encoding="utf-8")
        made = rehearsal.rehearse(copy, bench.where, [], {}, run.Options(2, plain=True), lambda what, step: heard.append((what, step.name[:2])))
        assert sorted(made.folders) == sorted(name for name in made.folders if (made.folders[name] / f"{name}.ipynb").is_file())
    assert (len(made.folders), list(made.failed)) == (4, ["03-how-we-coded"])
    assert [name for what, name in heard if what == "unchanged"] == ["00", "01", "02", "04"]
    assert not copy.root.exists() and bench.files() == before
    with pytest.raises(RunError, match="Notebook 03-how-we-coded stopped in code cell 2"):
        made.require()
