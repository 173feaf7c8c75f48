"""Every published claim is one test: its verdict is computed anew and held against the accepted one, so that a changed coding shows what it moves."""

import csv
import re
from pathlib import Path

import pytest
from sampled import real

from ptce_helpers import claim_tables, claims, results
from ptce_helpers.claim_answers import CHECKS
from ptce_helpers.evidence import bare
from ptce_helpers.verdicts import VERDICTS

ROOT = Path(__file__).resolve().parent.parent
TOLD = ("verdict", "charitable", "elsewhere", "computed", "cases_for", "cases_against")
with (ROOT / "data" / "raw" / "claims.csv").open(encoding="utf-8") as file:
    CLAIMS = {row["claim_id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def accepted():
    """claim_id -> what was accepted of it (``ptce accept 15``)."""
    table = results.read(ROOT / "tests" / "reference" / "15-claims.results.json").frame("claims")
    return {row["claim_id"]: {name: row[name] for name in TOLD} for row in table.to_dict("records")}


@pytest.mark.parametrize("claim_id", sorted(CLAIMS))
def test_claim(raw, accepted, claim_id):
    sample, claim = real(raw), CLAIMS[claim_id]
    assert claim["check"] in CHECKS, f"{claim_id} has no computation: name a checking function in data/raw/claims.csv"
    row = claim_tables.whole([claims.decide(sample, claim)], sample).frame.iloc[0]
    found = {name: row[name] for name in TOLD}
    assert claim_id in accepted, f"{claim_id} was never accepted: ptce run, then ptce accept 15"
    moved = {name: f"{accepted[claim_id][name]!r} became {found[name]!r}" for name in TOLD if accepted[claim_id][name] != found[name]}
    assert not moved, f"{claim_id} ({claim['claim_en']}) moved: {moved}"


@pytest.mark.parametrize(("table", "pattern"), [("statements", r"\bs[CL]\.\d+\b"), ("codings", r"\ba[CL]\.\w+\.\d+\b")])
def test_claims_name_no_row_that_is_not_there(raw, table, pattern):
    """A claim whose statement was withdrawn is not testable; one that names a statement by mistake must not look like it."""
    known = set(raw[table].iloc[:, 0])
    named = {name for claim in CLAIMS.values() for cell in ("asks", "stated", "charitable") for name in re.findall(pattern, claim[cell])}
    assert named <= known and (named or table == "codings")


def test_the_counts_by_verdict(raw, accepted):
    """Printed with ``pytest -s``; the page, the table and the sentence say the same."""
    decided = claims.all_decided(real(raw), ["labo2014", "crida2015"])
    counts = bare(claim_tables.counts(decided, real(raw)))
    print(f"\n{counts['n']} claims: " + ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS))
    assert counts["n"] == len(CLAIMS) == len(accepted) == sum(counts[verdict] for verdict in VERDICTS)
    said = results.read(ROOT / "tests" / "reference" / "15-claims.results.json")
    assert {name: said.value(f"say_claims.{name}") for name in counts} == counts
    assert counts["contradicted"] >= 20
