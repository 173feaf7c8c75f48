"""The command: its help, its exit codes, what it prints and what it keeps to itself.

Exit codes are those of ``cli.main``: 0 all is well; 1 faults in the data, passages that were not found, a notebook that
failed; 2 the command was used wrongly (an unknown notebook, parameter, variable, table, source, folder).
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = ["run", "why", "batch", "compare", "check", "trace", "impact", "passage", "accept"]
OPTIONS = {"run": ["--parameter", "-p", "--jobs", "--fresh", "--plain", "--timeout"], "why": ["--parameter", "-p"], 
           "batch": ["--jobs", "--fresh", "--plain", "--timeout", "--on"], "compare": ["--all"], "check": ["--sources", "--table", "--all"], "trace": ["--sources", "--lang", "--all"], "impact": ["--lang", "--all", "--csv"], "passage": ["--sources"], "accept": ["--yes"]}


@pytest.fixture
def ptce(root):
    """``ptce('trace', 'phares', 'charter')`` runs the command in the repository, or in the folder ``at``."""

    def call(*arguments, at=root, **environment):
        outside = {name: value for name, value in os.environ.items() if not name.startswith("PTCE_")}
        done = subprocess.run([sys.executable, "-m", "ptce_helpers.cli", *map(str, arguments)], cwd=at, check=False, text=True,
                              capture_output=True, env=outside | {"COLUMNS": "100", "PYTHONUTF8": "1"} | environment)  # fmt: skip
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return done

    return call


@pytest.fixture
def texts(sources_folder, tmp_path):
    """Copies of the two texts that a test may change: {source_id: path}."""
    copies = {}
    for path in sorted(sources_folder.glob("*.txt")):
        name = "labo2014" if len(path.read_text(encoding="utf-8").split("\n")) > 2000 else "crida2015"
        copies[name] = Path(shutil.copy(path, tmp_path / f"{name}.txt"))
    return copies


@pytest.fixture
def tows(raw):
    """The rows of tows.csv of one study, whose passages are few and quick to look up."""
    return raw["tows"][raw["tows"]["source_id"] == "labo2014"].reset_index(drop=True)


def change_lines(path, start, end, new):
    """Put other lines in the place of lines start to end (1-based)."""
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([*lines[: start - 1], *new, *lines[end:]]), encoding="utf-8")


# --- help -----------------------------------------------------------------------------------------------------------


def test_installed_command_lists_what_it_can_do():
    shown = subprocess.run([Path(sys.executable).with_name("ptce"), "--help"], capture_output=True, text=True, check=True).stdout
    assert "run the study, check the coded data, trace a number" in shown
    assert re.findall(r"(?m)^\W*(\w+) {2,}[A-Z]", shown) == COMMANDS, shown


def test_command_alone_shows_its_help(ptce):
    shown = ptce().stdout
    assert "Usage: " in shown and all(f" {command} " in shown for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_is_a_sentence_and_explains_every_option(ptce, command):
    done = ptce(command, "--help")
    assert done.returncode == 0
    assert re.search(r"(?m)^ [A-Z][^\n]{30,}", done.stdout), "no sentence says what the command does"
    for option in OPTIONS[command]:
        assert re.search(rf"(?<!\S){option}\s.*[a-z]{{3}}", done.stdout), f"{option} is not explained"
    named = set(re.findall(r"(?<!\S)--[a-z]+(?=\s)", done.stdout)) - {"--help"}
    assert named == {option for option in OPTIONS[command] if option.startswith("--")}


# --- wrong usage and faults ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["run", "99"], 2, "The study has no notebook '99'.\n    → choose one of: 00-start-here, "),
        (["why", "99"], 2, "The study has no notebook '99'.\n    → choose one of: 00-start-here, "),
        (["why", "03", "-p", "alpha=2"], 2, "alpha: out of range"),
        (["run", "-p", "langue=fr"], 2, "no such parameter here\n    found 'langue'; allowed: "),
        (["run", "-p", "lang"], 2, "write for instance -p lang=fr"),
        (["trace", "domb_innov", "zzz"], 2, "The codebook has no variable 'zzz'.\n    → the nearest are 'body_size', 'board_size', 'circle_size'; all are listed in data/raw/variables.csv"),
        (["trace", "domb_innov", "members_totl"], 2, "The codebook has no variable 'members_totl'.\n    → did you mean 'members_total'?"),
        (["trace", "domb_inov", "members_total"], 2, "There is no case 'domb_inov'.\n    → did you mean 'domb_innov'?"),
        (["trace", "domb_innov"], 1, "A case needs a variable.\n    → name one, as in: ptce trace domb_innov members_total"),
        (["trace", "19", "say_gender", "n"], 2, "The study has no notebook '19'.\n    → choose one of: 00-start-here, "),
        (["trace", "domb_innov", "members_total", "--lang", "de"], 2, "found 'de'; allowed: en, fr"),
        (["check", "--sources", "no-such-folder"], 2, "No text files (*.txt) in no-such-folder.\n    → give the folder"),
        (["passage", "labo2014", "1", "2"], 2, "No copies of the texts.\n    → give --sources DIR, or set PTCE_SOURCES."),
        (["batch", "leave-one-case-ot"], 2, "no ready-made plan of that name.\n    → did you mean 'leave-one-case-out'?"),
        (["compare", "nowhere", "study"], 2, "'nowhere' is no run: no folder of that name with results"),
        (["accept", "44"], 2, "The study has no notebook '44'."),
        (["walk"], 2, "No such command 'walk'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistake_is_told_on_the_error_stream_with_the_way_out(ptce, arguments, code, said):
    done = ptce(*arguments)
    assert said in done.stderr
    assert done.returncode == code


def test_faults_in_the_data_end_in_exit_code_one(ptce, raw_copy, tmp_path):
    codings = raw_copy / "codings.csv"
    codings.write_text(codings.read_text(encoding="utf-8").replace(",crida2015,", ",crida2016,", 1), encoding="utf-8")
    done = ptce("check", at=tmp_path)
    assert done.returncode == 1
    assert "data/raw/codings.csv, row 2, case " in done.stderr
    assert "source_id: this source does not exist" in done.stderr and "did you mean 'crida2015'?" in done.stderr


def test_outside_a_workbench_the_command_says_where_to_go(ptce, tmp_path):
    done = ptce("check", at=tmp_path)
    assert done.returncode == 2
    assert "No workbench here" in done.stderr and "set PTCE_HOME to it" in done.stderr


def test_command_works_from_anywhere_with_ptce_home(ptce, root, tmp_path):
    assert ptce("check", at=tmp_path, PTCE_HOME=str(root)).returncode == 0


# --- why ------------------------------------------------------------------------------------------------------------


def test_why_answers_in_one_line_and_runs_nothing(ptce, finished):
    before = finished.files()
    done = ptce("why", "4", at=finished.root)
    assert (done.returncode, done.stdout) == (0, "04-members would not run: nothing that it rests on has changed since it ran.\n")
    done = ptce("why", "03", "-p", "alpha=0.2", at=finished.root)
    assert (done.returncode, done.stdout) == (0, "03-how-we-coded would run: the parameter alpha is 0.2 (it was 0.1).\n")
    assert finished.files() == before


# --- check ----------------------------------------------------------------------------------------------------------


def test_check_without_the_texts_counts_rows_and_says_what_it_did_not_do(ptce, raw):
    done = ptce("check")
    assert done.returncode == 0
    rows = sum(len(frame) for frame in raw.tables.values())
    assert done.stdout.splitlines()[-1] == f"data/raw: {rows} rows in {len(raw.tables)} tables, no fault."
    assert "The passages were not looked up: give --sources DIR" in done.stdout


def test_check_finds_every_passage_of_the_data_in_the_texts(ptce, raw, sources_folder):
    done = ptce("check", PTCE_SOURCES=str(sources_folder))
    assert done.stdout.splitlines()[:-1] == [
        f"passages found at their lines: {len(raw.marks())}",
        "passages found at other lines: 0",
        "passages in no certain place: 0",
        "passages that are not those of their lines: 0",
        "passages not found: 0",
        "passages of a source of which there is no copy in the folder: 0",
    ]
    assert done.returncode == 0


def test_check_names_table_and_row_of_a_passage_that_was_deleted(ptce, texts, tows):
    row = tows.iloc[3]
    change_lines(texts["labo2014"], int(row.line_start), int(row.line_end), [""] * (int(row.line_end) - int(row.line_start) + 1))
    done = ptce("check", "--table", "tows", "--sources", texts["labo2014"].parent)
    assert done.returncode == 1
    told = f"data/raw/tows.csv row {row._row}: labo2014 lines {row.line_start}-{row.line_end} → NOT FOUND"
    assert told in done.stdout.splitlines(), done.stdout


def test_check_tells_where_to_moved_passages_went(ptce, texts, tows):
    change_lines(texts["labo2014"], 1, 0, ["A new first page."] * 7)
    counted = ptce("check", "--table", "tows", "--sources", texts["labo2014"].parent)
    assert counted.returncode == 0, "moved passages are not lost"
    assert "→ now at lines" not in counted.stdout and f"{len(tows)} passages stand at other lines of your copy" in counted.stdout
    done = ptce("check", "--table", "tows", "--all", "--sources", texts["labo2014"].parent)
    assert f"passages found at other lines: {len(tows)}" in done.stdout
    for row in tows.to_dict("records"):
        was = f"data/raw/tows.csv row {row['_row']}: labo2014 lines {row['line_start']}-{row['line_end']}"
        told = re.search(rf"(?m)^{re.escape(was)} → now at lines (\d+)-(\d+)$", done.stdout)
        assert told, f"nothing is said of {was}"
        assert int(row["line_start"]) + 7 <= int(told[1]) <= int(told[2]) <= int(row["line_end"]) + 7


def test_check_does_not_pass_when_one_text_is_lacking(ptce, texts):
    texts["crida2015"].unlink()
    done = ptce("check", "--table", "statements", "--sources", texts["labo2014"].parent)
    assert done.returncode == 1
    assert int(re.search(r"no copy in the folder: (\d+)", done.stdout)[1]) > 0


def test_check_names_a_row_whose_lines_are_not_those_of_its_fingerprint(ptce, raw_copy, sources_folder, tmp_path):
    tows = (raw_copy / "tows.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    start, end, _ = re.search(r",labo2014,(\d+),(\d+),(\S+)", tows[2]).groups()
    tows[2] = tows[2].replace(f",labo2014,{start},{end},", f",labo2014,{int(start) + 1},{int(end) + 1},")
    (raw_copy / "tows.csv").write_text("".join(tows), encoding="utf-8")
    done = ptce("check", "--table", "tows", "--sources", sources_folder, at=tmp_path)
    assert done.returncode == 1
    assert f"data/raw/tows.csv row 3: labo2014 lines {int(start) + 1}-{int(end) + 1} → the lines of the row and its fingerprint do not belong together" in done.stdout
    assert f"the fingerprint is that of lines {start}-{end}\n" in done.stdout


def test_check_names_a_disputed_coding_that_nobody_decided(ptce, raw_copy, tmp_path):
    text = (raw_copy / "codings.csv").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("aC.domb_innov") and ",budget_pole,,,,,,,crida2015," in line)
    coding = row.split(",")[0]
    changed = row.replace("budget_pole,,,,,,,", "budget_pole,,90000,,EUR,exact,2014,").replace(",not_stated,", ",stated,")
    (raw_copy / "codings.csv").write_text(text.replace(row, changed), encoding="utf-8")
    done = ptce("check", at=tmp_path)
    assert done.returncode == 1
    assert "case domb_innov, variable budget_pole: the two coders differ, and no row of corrections.csv says who won" in done.stdout
    assert f"first coder: {coding} exact 90000; second coder: no coding" in done.stdout and ",coders," in done.stdout
    assert done.stdout.splitlines()[-1].endswith("1 undecided difference(s) of the coders.")


def test_check_names_what_a_check_of_the_clean_data_misses(ptce, raw_copy, tmp_path):
    text = (raw_copy / "codings.csv").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines(keepends=True) if line.startswith("aC.la_serre") and ",budget_pole,,,,,,,crida2015," in line)
    (raw_copy / "codings.csv").write_text(text.replace(row, ""), encoding="utf-8")
    done = ptce("check", at=tmp_path)
    assert done.returncode == 1
    assert "FAILED: No compared variable was forgotten. 1 of " in done.stdout
    assert "    case la_serre, study crida2015, variable budget_pole\n" in done.stdout


def test_check_refuses_a_table_without_passages(ptce, sources_folder):
    done = ptce("check", "--table", "codes", "--sources", sources_folder)
    assert done.returncode == 2
    assert "No table 'codes' with passages; allowed: codings, second_codings, " in done.stderr and "did you mean 'codings'?" in done.stderr


# --- trace and passage ------------------------------------------------------------------------------------------------


@pytest.fixture
def traced(raw):
    """A coding with a value: that of the number of members of one pole."""
    rows = raw["codings"]
    return rows[(rows["variable_id"] == "members_total") & (rows["case_id"] == "domb_innov") & (rows["value"] != "")].iloc[0]


def test_trace_prints_value_coding_document_and_lines(ptce, traced):
    done = ptce("trace", "domb_innov", "members_total")
    assert done.returncode == 0
    head, *rest = done.stdout.replace("\xa0", " ").splitlines()
    assert head == "Member organisations (members_total), domb_innov"
    assert f"  {traced.source_id}: {traced.value} organisations" in rest
    assert any(line.startswith(f"  {traced.coding_id} (first coder, {traced.status}): {traced.value} organisations") for line in rest)
    lines = {traced.line_start, traced.line_end}
    place = f"line {traced.line_start}" if len(lines) == 1 else f"lines {traced.line_start}-{traced.line_end}"
    assert any(line.startswith(f"    {traced.source_id}, {place}; ") for line in rest), done.stdout


def test_trace_shows_passages_only_from_the_researchers_own_copies(ptce, traced, texts):
    lines = texts[traced.source_id].read_text(encoding="utf-8").split("\n")
    passage = lines[int(traced.line_start) - 1 : int(traced.line_end)]
    without = ptce("trace", "domb_innov", "members_total").stdout
    assert "│" not in without and "To see the passages: --sources DIR" in without
    shown = ptce("trace", "domb_innov", "members_total", "--sources", texts["labo2014"].parent).stdout.splitlines()
    for line in passage:
        assert f"    │ {line}".rstrip() in [one.rstrip() for one in shown]


def test_trace_knows_a_pole_by_its_name(ptce):
    assert ptce("trace", "Domb'Innov", "members_total").stdout == ptce("trace", "domb_innov", "members_total").stdout


def test_trace_answers_in_french(ptce, raw):
    done = ptce("trace", "domb_innov", "members_total", "--lang", "fr")
    assert done.stdout.startswith(raw.codebook.label("members_total", "fr"))


def test_passage_prints_the_fingerprint_that_the_table_holds(ptce, traced, sources_folder):
    done = ptce("passage", traced.source_id, traced.line_start, traced.line_end, "--sources", sources_folder)
    assert done.returncode == 0
    assert (done.stdout, done.stderr) == (traced.passage + "\n", "")


def test_passage_of_a_copy_that_is_not_the_text_itself_says_so_and_shows_the_words(ptce, traced, texts):
    path = texts[traced.source_id]
    change_lines(path, 1, 0, ["A new first page."] * 2)
    done = ptce("passage", traced.source_id, 1, 2, "--sources", path.parent)
    assert done.returncode == 0
    assert re.fullmatch(r"8w4( \d+\.[0-9a-f]{8})+\n", done.stdout), "only the fingerprint goes where it can be piped"
    assert f"Your copy of {traced.source_id} is not the text that the line numbers refer to" in done.stderr
    assert "    │ A new first page.\n    │ A new first page.\n" in done.stderr


@pytest.mark.parametrize(
    ("source", "first", "last", "said"),
    [
        ("labo", 1, 2, "There is no source 'labo'.\n    → did you mean 'labo2014'?"),
        ("labo2014", 9, 8, "The first line (9) comes after the last (8).\n    → write the smaller number first: 8 9."),
        ("crida2015", 1, 1452, "Lines 1-1452 are not in crida2015: your copy has the lines 1 to 1451."),
    ],
)
def test_passage_that_cannot_be_is_refused(ptce, sources_folder, source, first, last, said):
    done = ptce("passage", source, first, last, "--sources", sources_folder)
    assert said in done.stderr
    assert done.returncode == 2


def test_impact_of_lines_on_which_nothing_rests_ends_well_in_either_language(ptce):
    done = ptce("impact", "labo2014", "1", "--lang", "fr")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Rien ne repose sur labo2014 1-1\u00a0: rien ne tombe.\n", "")


def test_impact_of_what_is_not_there_names_the_nearest(ptce):
    done = ptce("impact", "domb_inov")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "There is no case 'domb_inov'.\n    → did you mean 'domb_innov'?\n")
