"""Conditions on one pole in the logic of three values: silence is neither yes nor no."""

import pytest

from ptce_helpers import asked
from ptce_helpers.cleaning import clean
from ptce_helpers.errors import ResearcherError
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample

CODINGS = """
    coding_id, case_id,  variable_id,   item,  value,    upper, qualifier, status
    k1,        la_serre, members_total, ,      20,       ,      exact,     stated
    k2,        la_serre, charter,       ,      yes,      ,      ,          stated
    k3,        la_serre, leader,        ,      founders, ,      ,          stated
    k4,        la_serre, users,         shop,  3,        ,      exact,     stated
    k5,        phares,   members_total, ,      10,       20,    range,     stated
    k6,        phares,   charter,       ,      no,       ,      ,          stated
    k7,        phares,   public_share,  ,      ,         ,      ,          not_applicable
    k8,        phares,   motto,         ,      on,       ,      ,          stated
"""
MEMBERS = """
    case_id,  member, ess, role
    la_serre, Alpha,  yes, member
    la_serre, Beta,   no,  member
"""


@pytest.fixture
def sample(small):
    raw = small(codings=CODINGS, members=MEMBERS)
    return Sample(clean(raw), raw, Labels("en"))


@pytest.mark.parametrize(("case", "query", "state", "refs"), [
    ("la_serre", "charter=yes", "yes", ("k2",)), ("phares", "charter=yes", "no", ("k6",)), ("domb_innov", "charter=yes", "open", ("domb_innov/crida2015/charter",)),
    ("phares", "charter!=yes", "yes", ("k6",)), ("phares", "!charter=yes", "yes", ("k6",)), ("domb_innov", "!charter=yes", "open", ("domb_innov/crida2015/charter",)),
    # a variable with several codes: another code denies nothing
    ("la_serre", "leader=manager", "open", ("k3",)), ("la_serre", "leader=founders", "yes", ("k3",)),
    ("la_serre", "members_total>15", "yes", ("k1",)), ("la_serre", "members_total<=15", "no", ("k1",)), ("phares", "members_total>15", "open", ("k5",)),
    ("phares", "members_total<10", "no", ("k5",)), ("la_serre", "users[shop]=3", "yes", ("k4",)), ("la_serre", "users[meals]=3", "open", ("k4",)),
    ("phares", "public_share>=5", "no", ("k7",)), ("phares", "motto=*", "yes", ("k8",)), ("la_serre", "motto=*", "open", ("la_serre/crida2015/motto",)),
    ("la_serre", "members[ess=no]>=1", "yes", ("m2",)), ("la_serre", "members[ess=no]>1", "open", ("m2",)), ("la_serre", "members[ess=no,role=tool]>=1", "open", ("members.csv",)),
    # in three values: one open part leaves "and" open unless another denies it, and "or" unless another grants it
    ("la_serre", "charter=yes & motto=*", "open", ("la_serre/crida2015/motto",)), ("phares", "charter=yes & leader=manager", "no", ("k6",)),
    ("la_serre", "charter=yes | motto=*", "yes", ("k2",)), ("phares", "charter=yes | leader=manager", "open", ("phares/crida2015/leader",)),
    ("phares", "charter=yes | members_total>30", "no", ("k6", "k5")),
])
def test_a_condition_holds_is_denied_or_stays_open(sample, case, query, state, refs):
    assert asked.ask(sample, case, "crida2015", query) == asked.Held(state, refs)


def test_a_pole_that_is_left_out_is_one_of_which_nothing_is_known(small):
    from ptce_helpers.study import narrow

    raw = small(codings=CODINGS)
    left = Sample(narrow(clean(raw), ["la_serre"], ["labo2014", "crida2015"]), raw, Labels("en"))
    assert asked.ask(left, "la_serre", "crida2015", "charter=yes") == asked.Held("open", ("la_serre/crida2015/charter",))


@pytest.mark.parametrize(("query", "match"), [
    ("charter: yes", "The condition 'charter: yes' can't be read"), ("chartr=yes", "The codebook has no variable 'chartr'"),
    ("charter=maybe", "charter has no code 'maybe'"), ("members[es=no]>=1", r"members\[es=no\]>=1 can't be asked.\n    → did you mean 'ess'"),
    ("members[ess=no]<=1", "ask for at least so many"),
])
def test_what_can_not_be_asked_is_named(sample, query, match):
    with pytest.raises(ResearcherError, match=match):
        asked.ask(sample, "la_serre", "crida2015", query)


def test_variables_of_a_condition_are_named_once_without_the_lists():
    assert asked.variables("members_total>=15 & charter=yes | members[ess=no]>=1 | charter=no") == ["charter", "members_total"]
