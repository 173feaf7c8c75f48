"""One name for what two texts call by different names."""

import pytest

from ptce_helpers import aliases
from ptce_helpers.cleaning import clean
from ptce_helpers.codebook import Codebook
from ptce_helpers.files import rows_of
from ptce_helpers.members import organisations

ALIASES = """
    case_id,    variable_id, name,       also
    domb_innov, ,            Val’Horizon, Val Horizon
    domb_innov, users,       2005-2013,  all
    la_serre,   users,       readers,    all
"""
NAMED = """
    case_id,    member,       source_id, role
    domb_innov, Val’Horizon,  labo2014,  member
    domb_innov, Val Horizon,  crida2015, carrier
    la_serre,   Val Horizon,  crida2015, member
"""


def test_a_name_without_an_alias_stays_as_it_is(small):
    raw = small(aliases=ALIASES)
    assert [aliases.one_name(raw, "domb_innov", name) for name in ("Val Horizon", "Val’Horizon", "all", "Someone")] == ["Val’Horizon", "Val’Horizon", "all", "Someone"]
    assert aliases.one_name(raw, "la_serre", "Val Horizon") == "Val Horizon", "an alias holds for its pole only"


def test_an_alias_of_a_variable_holds_for_it_only_and_comes_first(small):
    raw = small(aliases=ALIASES + "domb_innov, , everyone, all\n")
    assert aliases.one_name(raw, "domb_innov", "all", "users") == "2005-2013"
    assert aliases.one_name(raw, "domb_innov", "all", "surface") == "everyone"
    first = small(aliases="case_id, variable_id, name, also\ndomb_innov, , everyone, all\ndomb_innov, users, 2005-2013, all\n")
    assert aliases.one_name(first, "domb_innov", "all", "users") == "2005-2013", "wherever it stands"
    assert aliases.row_of(raw, "domb_innov", "all", "users")["alias_id"] == "n2"
    assert aliases.row_of(raw, "domb_innov", "nobody") is None


def test_an_organisation_under_two_spellings_counts_once(small):
    raw = small(aliases=ALIASES, members=NAMED)
    once = organisations(clean(raw).members)
    assert once[["case_id", "member", "counted"]].values.tolist() == [["domb_innov", "Val’Horizon", True], ["la_serre", "Val Horizon", True]]
    assert once["studies"].tolist() == [{"labo2014", "crida2015"}, {"crida2015"}]
    assert set(raw["members"]["member"]) == {"Val’Horizon", "Val Horizon"}, "data/raw keeps the spelling of each text"


def test_no_alias_is_a_name_again_and_none_stands_twice(raw):
    rows = rows_of(raw["aliases"])
    keys = [(row["case_id"], row["variable_id"], row["also"]) for row in rows]
    names = {(row["case_id"], row["variable_id"], row["name"]) for row in rows}
    assert len(set(keys)) == len(keys) and not set(keys) & names


def test_every_alias_occurs_in_the_data(raw):
    book: Codebook = raw.codebook
    said = {(row["case_id"], row[part]) for row in rows_of(raw["codings"]) for part in ("item", "value") if not book.is_number(row["variable_id"]) or part == "item"}
    said |= {(row["case_id"], row["member"]) for row in rows_of(raw["members"])}
    for row in rows_of(raw["aliases"]):
        assert {(row["case_id"], row["name"]), (row["case_id"], row["also"])} <= said, row["alias_id"]


@pytest.mark.parametrize("name", ["EOLE", "GEIQ interprofessionnel", "CBE Seignanx"])
def test_members_of_pole_sud_aquitain_in_both_studies_are_one(raw, name):
    once = organisations(clean(raw).members).set_index(["case_id", "member"])
    assert once.loc[("pole_sud_aquitain", name), "studies"] == {"labo2014", "crida2015"}
