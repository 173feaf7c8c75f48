"""What the tests share: the real data, clean and raw, a copy of it to spoil, and a small made-up data/raw drawn as tables."""

import csv
import os
import shutil
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from textwrap import dedent

import pytest
import sampled
from filelock import FileLock
from workbench import Bench

from ptce_helpers import codings
from ptce_helpers import run as runner
from ptce_helpers.labels import LANGUAGES
from ptce_helpers.notebooks import NAMES
from ptce_helpers.paths import Paths
from ptce_helpers.schemas import TABLES

ROOT = Path(__file__).resolve().parent.parent
EVIDENCE = {"source_id": "crida2015", "line_start": "3", "line_end": "4", "passage": "5w4 0.0a1b2c3d 1.4e5f6a7b", "status": "stated"}
PHRASE = {"label_en": "a label", "label_fr": "un libellé", "definition_en": "what it means"}

# What a drawn table leaves out. A key that is left out is numbered: a1, a2 ...
DEFAULTS = {
    "sources": {"title": "A title", "authors": "Someone", "publisher": "A publisher", "published": "2015-10", "language": "fr",
                "licence_note": "not ours", "lines": "40", "sha256": "0"},
    "cases": {"name": "A pole", "commune": "Somewhere", "department": "Ain", "region": "Rhône-Alpes", "latitude": "46.1",
              "longitude": "5.2", "location_basis": "named", "in_labo2014": "no", "sheet_labo2014": "no", "in_crida2015": "yes"},
    "variables": PHRASE | {"theme": "identity", "scale": "count", "several": "one", "silence": "no", "level": "case", "asked_of": "both"},
    "codes": PHRASE,
    "codings": EVIDENCE,
    "second_codings": EVIDENCE,
    "corrections": {"source_id": "crida2015", "kind": "coders", "reason": "the text says so"},
    "statements": EVIDENCE,
    "claims": EVIDENCE,
    "members": EVIDENCE | {"role": "member"},
    "ties": EVIDENCE | {"partner_kind": "network", "relation": "member_of"},
    "swot": EVIDENCE | PHRASE | {"quadrant": "strength", "fit": "direct"},
    "tows": EVIDENCE | {"option_en": "an option", "option_fr": "une option", "fit": "direct"},
    "practices": EVIDENCE | PHRASE | {"domain": "governance", "kind": "practice", "fit": "direct"},
    "aliases": {"reason": "another spelling"},
    "comparisons": EVIDENCE | {"family": "size", "outcome": "members_total", "grouping": "charter", "groups": "yes ; no", "groups_en": "charter ; none",
                               "groups_fr": "charte ; aucune", "test": "two_groups", "label_en": "Members by charter", "label_fr": "Membres selon la charte",
                               "why_en": "why not", "why_fr": "pourquoi pas"},
    "comparability": {"comparable": "yes", "reason": "the texts say so"},
    "identities": {"reason": "both are said of the same"},
    "conclusions": {"method": "bounds", "notebook": "04-members", "label_en": "a label", "label_fr": "un libellé", "says_en": "It is so.", "says_fr": "Il en est ainsi.",
                    "holds": "most", "reason": "the page says so"},
    "harmonisation": EVIDENCE | {"reason_en": "a reason", "reason_fr": "une raison"},
}  # fmt: skip
PREFIX = {"codings": "a", "second_codings": "b", "corrections": "r", "swot": "w", "tows": "o", "practices": "p", "members": "m", "ties": "t", "aliases": "n", "identities": "i", "comparisons": "g", "conclusions": "k"}

# The small workbench: three poles (one in both studies), a variable of every sort.
SMALL = {
    "sources": """
        source_id, published, lines
        crida2015, 2015-10,   40
        labo2014,  2014-06,   30
    """,
    "cases": """
        case_id,    name,       in_labo2014, sheet_labo2014, in_crida2015
        domb_innov, Domb’Innov, yes,         yes,            yes
        la_serre,   La Serre,   no,          no,             yes
        phares,     Le Phares,  no,          no,             yes
    """,
    "variables": """
        variable_id,     theme,         scale,    unit,          several, silence, asked_of
        accounting,      pole_economy,  category, ,              one,     yes,     crida2015
        budget,          pole_economy,  amount,   EUR,           by_year, no,      both
        charter,         cooperation_1, yes_no,   ,              one,     yes,     both
        founded,         identity,      year,     ,              one,     no,      both
        leader,          governance,    multi,    ,              by_code, no,      both
        members_total,   members,       count,    organisations, one,     no,      both
        motto,           identity,      text,     ,              one,     no,      both
        public_share,    pole_economy,  share,    ,              one,     yes,     both
        surface,         members,       area,     m2,            one,     no,      both
        tenders,         cooperation_2, yes_no,   ,              one,     no,      both
        users,           members,       count,    people,        by_item, no,      both
    """,
    "codes": """
        variable_id, code,     label_en,     label_fr
        accounting,  own,      own accounts, comptes propres
        accounting,  shared,   shared,       partagés
        charter,     yes,      yes,          oui
        charter,     no,       no,           non
        leader,      founders, founders,     fondateurs
        leader,      manager,  manager,      gérant
        tenders,     yes,      yes,          oui
        tenders,     no,       no,           non
    """,
    "codings": """
        case_id,  variable_id,   value, qualifier
        la_serre, members_total, 12,    exact
    """,
}


def completed(name, drawn):
    """A drawn table as the CSV text of data/raw, with the columns and keys that the drawing leaves out."""
    rows = [{k.strip(): v.strip() for k, v in row.items()} for row in csv.DictReader(dedent(drawn).strip().splitlines(), skipinitialspace=True)]
    key = TABLES[name].key[0]
    lines = [TABLES[name].names]
    for number, row in enumerate(rows, start=1):
        full = DEFAULTS.get(name, {}) | ({key: f"{PREFIX[name]}{number}"} if name in PREFIX else {}) | row
        lines.append([full.get(column, "") for column in TABLES[name].names])
    return "".join(",".join(f'"{cell}"' if "," in cell else cell for cell in line) + "\n" for line in lines)


@pytest.fixture
def drawn(tmp_path):
    """``drawn(codings='''...''')`` writes the small data/raw with some tables replaced and returns its folder."""

    def write(**tables):
        folder = tmp_path / "data" / "raw"
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in TABLES.items():
            given = tables.get(name, SMALL.get(name, ""))
            text = completed(name, given) if given.strip() else ",".join(table.names) + "\n"
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def small(drawn):
    """``small(codings='''...''')`` is the small data, read and checked."""
    return lambda **tables: codings.load(drawn(**tables))


@pytest.fixture(scope="session")
def root():
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def raw():
    """The real coded data, read and checked once."""
    return codings.load(ROOT / "data" / "raw")


@pytest.fixture(scope="session")
def _raw_once(tmp_path_factory):
    """data/raw as it was when the tests began, whatever is edited meanwhile."""
    return shutil.copytree(ROOT / "data" / "raw", tmp_path_factory.mktemp("once") / "raw")


@pytest.fixture(scope="session")
def coded(raw):
    """The clean tables of the real data, made once."""
    return sampled.cleaned(raw)


@pytest.fixture(scope="session")
def of(raw):
    """``of(excluded, studies, missing=...)``: the real data in English without some poles, of some studies, under other rules."""
    return partial(sampled.real, raw, "en")


@pytest.fixture(autouse=True)
def _closed():
    """Close what a test drew."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture
def raw_copy(_raw_once, tmp_path):
    """A copy of data/raw that a test may spoil; tmp_path is its workbench."""
    return shutil.copytree(_raw_once, tmp_path / "data" / "raw", dirs_exist_ok=True)


@pytest.fixture(scope="session")
def sources_folder():
    """The folder of the two texts, which are not part of the repository."""
    given = os.environ.get("PTCE_SOURCES")
    if not given:
        pytest.skip("PTCE_SOURCES is not set")
    return Path(given)


@pytest.fixture(scope="session")
def studies(tmp_path_factory):
    """The whole study, run in a copy of the workbench in either language: language -> its paths."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # that of all processes: the study is made once for them
    made = {lang: Paths(shared / "whole" / lang) for lang in LANGUAGES}
    with FileLock(shared / "whole.lock"):
        for lang, where in made.items():
            if not where.study.is_dir():
                for part in ("data/raw", "notebooks"):
                    shutil.copytree(ROOT / part, where.root / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
                runner.run(where, runner.plan(where, [], {"lang": lang}))
    return made


@contextmanager
def five_notebooks():
    """The study as one of five notebooks, here and in the commands started meanwhile: tests of runs should not depend on how many there are."""
    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if getattr(module, "NAMES", None) is NAMES and name != __name__:
                patch.setattr(module, "NAMES", NAMES[:5])
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT / "tests" / "few"), os.environ.get("PYTHONPATH", "")])))
        yield


@pytest.fixture
def few():
    """The study has five notebooks during a test."""
    with five_notebooks():
        yield


@pytest.fixture(scope="session")
def _finished_once(tmp_path_factory):
    bench = Bench(tmp_path_factory.mktemp("tiny") / "bench").fill()
    with five_notebooks():
        bench.run()
    return bench


@pytest.fixture
def finished(_finished_once, few):
    """A small workbench with tiny notebooks in which the whole study has just run. Not to be changed: see ``bench``."""
    return _finished_once


@pytest.fixture
def bench(finished, tmp_path):
    """A copy of the finished workbench that a test may change and run again."""
    return Bench(shutil.copytree(finished.root, tmp_path / "bench"))
