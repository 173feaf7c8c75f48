"""Conditions are judged before they are put to the poles: each fault by itself, with what was found and what to do."""

import pytest

from ptce_helpers import conditions


@pytest.fixture
def book(small):
    return small().codebook


def test_a_sound_condition_has_no_fault(book):
    assert list(conditions.faults("charter=yes & members_total>=15 | members[ess=no,role=member]>=1 | users=*", book)) == []


@pytest.mark.parametrize(("query", "faults"), [
    ("charter: yes", [("The condition 'charter: yes' can't be read.", "charter: yes")]),
    ("chartr=yes | charter=maybe & leader=manager", [("the codebook has no variable 'chartr'", "chartr"), ("charter has no code 'maybe'", "maybe")]),
    ("charter>=1", [("charter is not a number, so >= can't be asked of it", ">=")]),
    ("members_total>=many", [("members_total is a number, 'many' is not", "many")]),
    ("motto=x", [("motto has no code 'x'", "x")]),
    ("members[es=no]>=1", [("members have no column 'es'", "es")]),
    ("ties[relation=fund]<3", [("relation of ties is never 'fund'", "fund"), ("of ties one can only ask for at least so many: the lists need not be whole", "<3")]),
])  # fmt: skip
def test_each_fault_is_named_with_what_was_found(book, query, faults):
    assert [(fact, found) for fact, found, _, _ in conditions.faults(query, book)] == faults


def test_what_to_do_is_said(book):
    said = [todo for query in ("chartr=yes", "charter=maybe", "motto=x", "members[es=no]>=1") for *_, todo in conditions.faults(query, book)]
    assert said == ["did you mean 'charter'?", "choose one of: no, yes", "write * to ask whether anything is coded", "did you mean 'ess'?"]
