"""The documents are true: what they name exists. And nothing here quotes the texts or names who was interviewed."""

import json
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest
import typer
import yaml

from ptce_helpers import cli, parameters
from ptce_helpers.conclusions import MEASURES
from ptce_helpers.labels import Labels, catalogue
from ptce_helpers.notebooks import NAMES, read_notebook
from ptce_helpers.sources import words

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "GLOSSARY.md", "data/LICENSE.md", "data/raw/README.md", "reports/README.md", "benchmarks/README.md"]
MADE_BY_USE = (".venv", "reports/study", "reports/lab", "reports/failed", "reports/.store", "/path/to",
               "runs.csv", "results.csv", "flips.csv", "runs/", ".store/", "leave-one-case-out/")  # the second line: of a batch
IN_A_ROW = 9  # so many words in common with a text are a copied passage
INTERVIEWED = (8, 19)  # lines of the text of 2014 that list them, surnames in capitals


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def quoted(text):
    """Everything in backticks and every line of a code block, comments left out."""
    blocks = re.findall(r"(?s)```\w*\n(.*?)```", text)
    lines = [re.split(r"\s+#\s", line)[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line] + re.findall(r"`([^`\n]+)`", re.sub(r"(?s)```.*?```", "", text))


@pytest.fixture(params=DOCUMENTS)
def document(request):
    return request.param


# --- what they name exists ---------------------------------------------------------------------------------------------


def test_links_lead_to_files(document):
    for link in re.findall(r"\]\(([^)#]+)\)", text_of(document)):
        if "://" not in link:
            assert ((ROOT / document).parent / link).exists(), f"{document} links to {link}"


def test_paths_in_backticks_exist(document):
    for path in quoted(text_of(document)):
        if not re.fullmatch(r"[\w./-]*/[\w./-]*|[\w-]+\.(csv|md|py|toml|lock|yml|cff)", path) or path.startswith(MADE_BY_USE):
            continue
        if re.search(r"NOTEBOOK|NAME", path) or (document == "reports/README.md" and path.split("/")[0] in ("study", "previous", "failed", "lab", "batches", ".store", "tables", "figures")):
            continue
        places = [ROOT, (ROOT / document).parent, ROOT / "data" / "raw", ROOT / "data" / "clean"]
        assert any((place / path).exists() for place in places), f"{document} names {path}"


def test_make_targets_exist(document):
    targets = set(re.search(r"(?m)^\.PHONY: (.*)$", text_of("Makefile")).group(1).split())
    named = {name for line in quoted(text_of(document)) for name in re.findall(r"^make ([a-z]+)", line)}
    assert named <= targets, f"{document} names targets that the Makefile lacks"
    assert document != "README.md" or {"study", "test", "lab"} <= named


def test_ptce_commands_exist_with_their_options_and_parameters(document, raw):
    known = typer.main.get_command(cli.app).commands
    called = [re.sub(r"^(\.venv[/\\]\w+[/\\])", "", line) for line in quoted(text_of(document))]
    called = [line.split() for line in called if re.match(r"ptce \w", line)]
    for _, command, *arguments in called:
        assert command in known, f"{document} names ptce {command}"
        options = {opt for param in known[command].params for opt in param.opts}
        assert {word for word in arguments if word.startswith("-")} <= options, f"{document}: ptce {command} {arguments}"
        given = [after for word, after in zip(arguments, arguments[1:], strict=False) if word == "-p"]
        parameters.check(parameters.parse(given), cases=raw.cases)
        if command == "trace" and arguments[0].endswith(".csv"):
            notebook = next((name for name in NAMES if Path(arguments[0]).stem.startswith(f"{name}-")), "")
            assert notebook and f"caption_{Path(arguments[0]).stem.removeprefix(f'{notebook}-')}" in catalogue()
        elif command == "trace" and arguments[0].islower():
            assert arguments[0] in raw.cases and arguments[1] in raw.codebook.ids
    assert document != "README.md" or {"run", "check", "trace", "passage"} <= {command for _, command, *_ in called}


def test_continuous_integration_runs_the_test_command_of_the_readme():
    assert "`make test`" in text_of("README.md") or re.search(r"(?m)^make test\b", text_of("README.md"))
    assert re.search(r"(?m)^exec make test$", text_of(".ci/run"))


# --- the README -------------------------------------------------------------------------------------------------------------


def test_readme_lists_every_notebook_with_its_question():
    listed = re.findall(r"(?m)^\| \[([\w-]+)\]\(notebooks/\1\.ipynb\) \| (.+?) \|$", text_of("README.md"))
    assert listed == [(name, Labels("en").text(f"question_{name}")) for name in NAMES]


def test_readme_explains_every_parameter():
    table = text_of("README.md").partition("| parameter | allowed |")[2].partition("\n\n")[0]
    named = set(re.findall(r"\w+", " ".join(line.split("|")[1] for line in table.splitlines()[2:])))
    assert named == {name for book in NAMES for name in parameters.declared(read_notebook(ROOT / "notebooks", book))}


def test_readme_shows_the_two_commands_before_anything_else():
    first = re.search(r"(?s)```sh\n(.*?)```", text_of("README.md"))[1]
    assert [line.split("#")[0].strip() for line in first.splitlines()] == ["make study", "make test"]


# --- the others ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "LICENSE", "CITATION.cff", "data/raw/DO_NOT_EDIT_BY_PROGRAM"])
def test_document_is_there_and_not_empty(name):
    assert len(text_of(name)) > 30


def test_changelog_tells_of_the_data_first_and_names_the_cases(raw):
    parts = re.split(r"(?m)^## ", text_of("CHANGELOG.md"))[1:]
    assert [part.split("\n")[0] for part in parts] == ["Data", "Code"]
    names = {*raw["cases"]["name"], *raw.cases, "All cases"}
    entries = re.findall(r"(?m)^- (.+?):", parts[0])
    assert entries and len(entries) == len(re.findall(r"(?m)^- ", parts[0]))
    for entry in entries:
        assert set(re.split(r", | and ", entry)) <= names, f"this entry names no case: {entry}"


def glossary():
    return re.findall(r"(?m)^\*\*(.+?)\*\* +(\S.*)$", text_of("GLOSSARY.md"))


def test_glossary_is_alphabetical_and_explains_each_term_once():
    def plain(term):
        return unicodedata.normalize("NFKD", term).encode("ascii", "ignore").decode().lower().replace("_", " ")

    terms = [plain(term) for term, _ in glossary()]
    assert terms == sorted(terms)
    assert len(terms) == len(set(terms)) == text_of("GLOSSARY.md").count("\n**") > 20
    assert [term for term, said in glossary() if len(said) < 15] == []


def test_readme_s_example_of_the_methods_runs():
    block = re.search(r"## Use the methods.*?```python\n(.*?)```", text_of("README.md"), re.S)[1]
    found = {}
    exec(block, found)
    assert found["configurations"].solve(found["table"], "parsimonious").models == [["OLD"]]
    assert found["typology"].ward_types(found["typology"].mca(found["answers"]), n_types=2).labels.to_list() == [1, 1, 2, 2]
    assert found["compare"].two_groups([70, 54, 37], [30, 30, 37]).card.floor == 0.2


@pytest.mark.parametrize("term", ["PTCE", "SCIC", "ESS", "pole", "case", "alpha", "coding", "passage fingerprint", "arbitration", "qualifier", "silence", "kinds of missing"])
def test_glossary_explains(term):
    assert term in [name for name, _ in glossary()]


def test_citation_names_both_studies(raw):
    cited = yaml.safe_load(text_of("CITATION.cff"))
    assert len(cited["references"]) == len(raw["sources"])
    years = sorted(str(reference.get("year", "")) for reference in cited["references"])
    assert years == sorted(row["published"][:4] for row in raw["sources"].to_dict("records"))


# --- what stands in no file ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tracked():
    """The text files that are, or would be, under version control: {path: text as it is read}."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this copy is not under version control")
    found = {}
    for name in filter(None, listed):
        try:
            found[name] = readable(ROOT / name)
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    assert len(found) > 50
    return found


def readable(path):
    """The text of a file; of a notebook, its cells and outputs with their line ends."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    pieces = []

    def gather(part):
        if isinstance(part, dict):
            [gather(value) for key, value in part.items() if key not in ("image/png", "image/svg+xml")]
        elif isinstance(part, list):
            pieces.append("".join(part)) if part and isinstance(part[0], str) else [gather(value) for value in part]
        elif isinstance(part, str):
            pieces.append(part)

    gather(json.loads(text))
    return re.sub(r"<[^>]*>", " ", "\n".join(pieces))


@pytest.fixture(scope="module")
def texts(sources_folder):
    return [path.read_text(encoding="utf-8") for path in sorted(sources_folder.glob("*.txt"))]


def runs_of_words(text):
    found = words(text)
    return {tuple(found[i : i + IN_A_ROW]) for i in range(len(found) - IN_A_ROW + 1)}


def test_no_file_holds_a_passage_of_the_texts(tracked, texts):
    passages = set().union(*map(runs_of_words, texts))
    assert len(passages) > 10_000
    copied = {name: " ".join(min(shared)) for name, text in tracked.items() if (shared := runs_of_words(text) & passages)}
    assert copied == {}


def test_copied_passage_would_be_caught_in_prose_and_in_a_notebook(texts, tmp_path):
    passages = set().union(*map(runs_of_words, texts))
    passage = next(line for line in texts[0].split("\n") if len(words(line)) >= 12)
    half = len(passage) // 2
    cell = {"cell_type": "code", "source": ["x\n"], "outputs": [{"data": {"text/html": [f"<td>{passage[:half]}", passage[half:]]}}]}
    (tmp_path / "notes.md").write_text(f"As they say: {passage.upper()}.", encoding="utf-8")
    (tmp_path / "book.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    for name in ("notes.md", "book.ipynb"):
        assert runs_of_words(readable(tmp_path / name)) & passages, name


def plain(text):
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def names_pattern(surnames):
    """Surnames in any case; one that a name follows, or that is cited as such, is somebody's first name."""
    return re.compile(rf"(?<!given-names: )\b(?i:{'|'.join(surnames)})\b(?! [A-Z][a-z])")


def test_nobody_who_was_interviewed_is_named(tracked, texts):
    longest = max(texts, key=lambda text: text.count("\n"))
    first, last = INTERVIEWED
    surnames = sorted({plain(name) for line in longest.split("\n")[first - 1 : last] for name in re.findall(r"\b[A-ZÀ-Ý]{5,}\b", line)})
    assert len(surnames) == 13, "twelve poles, one of them with two people"
    pattern = names_pattern(surnames)
    assert {name: found[0] for name, text in tracked.items() if (found := pattern.search(plain(text)))} == {}


def test_a_surname_would_be_caught_but_not_a_first_name():
    pattern = names_pattern(["MARTIN"])
    assert pattern.search("according to Jeanne Martin, director") and pattern.search("JEANNE MARTIN")
    assert not pattern.search("Martin Dupont wrote it; given-names: Martin") and not pattern.search("Martinique")


def test_every_measure_of_a_conclusion_is_described_with_what_it_takes():
    table = text_of("data/raw/README.md").partition("| measure | asks | its figure |")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    listed = {name: {asked for asked in re.split(r"[,;] *", asks) if asked} for names, asks, _ in rows for name in names.split(", ")}
    assert set(listed) == set(MEASURES)
    assert {name: asked for name, asked in listed.items() if not set(MEASURES[name].arguments) <= asked or (not MEASURES[name].arguments and asked)} == {}
