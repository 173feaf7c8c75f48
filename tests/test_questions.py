"""The declared questions: what a row may ask, and that every fault is named at once."""

import pytest

from ptce_helpers import questions
from ptce_helpers.errors import DataError
from ptce_helpers.labels import Labels
from ptce_helpers.schemas import FAMILIES


def refusal(small, drawn):
    with pytest.raises(DataError) as caught:
        small(comparisons=drawn)
    return str(caught.value)


def test_the_real_questions_come_family_by_family_in_both_languages(raw):
    found = {lang: questions.questions(raw, Labels(lang)) for lang in ("en", "fr")}
    assert len(found["en"]) == 30 and [q.comparison_id for q in found["en"]] == [q.comparison_id for q in found["fr"]]
    assert list(dict.fromkeys(q.family for q in found["en"])) == list(FAMILIES)
    assert all(mine.label != theirs.label and mine.why != theirs.why for mine, theirs in zip(*found.values(), strict=True))


def test_codes_of_a_group_are_joined_and_a_star_takes_the_rest(raw):
    region = next(q for q in questions.questions(raw, Labels("en")) if q.comparison_id == "g.self_financing.region").grouping
    assert region.groups == (("Bretagne",), ("Île-de-France",), ("*",)) and region.names[1] == "Paris region"
    assert [region.place(code) for code in ("Bretagne", "Île-de-France", "Limousin")] == [0, 1, 2]
    territory = questions.Side("x", questions.codes_of("a|b ; c"))
    assert [territory.place(code) for code in "abcd"] == [0, 0, 1, None]


def test_a_sound_row_is_read(small):
    raw = small(comparisons="outcome, results, results_en, results_fr, grouping, test\nmembers_total, , , , charter, two_groups\ncharter, yes ; no, a ; b, a ; b, surface>=3, cross_table")
    assert [q.test for q in questions.questions(raw, Labels("fr"))] == ["two_groups", "cross_table"]


@pytest.mark.parametrize(("row", "fact", "rest"), [
    ("outcome\nmembers_totl", "outcome: the codebook has no such variable", "did you mean 'members_total'?"),
    ("outcome\nleader", "outcome: this variable has more than one value a pole", "ask a condition of it"),
    ("grouping\nmotto", "grouping: this variable has more than one value a pole", "variable=code"),
    ("grouping, groups\ncharter, yes ; nope", "groups: there is no such code", "did you mean 'no'?"),
    ("grouping, groups\ncharter, yes ; yes", "groups: this code stands twice", "leave it in one group"),
    ("grouping, groups\nregion, Rhône-Alpes ; Bretagne", "groups: there is no such code", "Rhône-Alpes"),
    ("groups, groups_en, groups_fr\nyes, a, a", "so many groups do not fit the test", "2 for two_groups"),
    ("test\nseveral_groups", "so many groups do not fit the test", "3 or more for several_groups"),
    ("test\ncross_table", "this test does not fit the outcome", "two_groups, several_groups"),
    ("outcome, test\ncharter, cross_table", "results go with an outcome that is no number", "fill in or clear results"),
    ("groups_fr\ncharte", "groups_fr: each of groups needs a name", "found '1 for 2'"),
    ("silence\nno", "silence is given where there is no condition", "clear it"),
    ("grouping\ntenders~yes", "grouping: the codebook has no such variable", "tenders"),
    ("grouping\ntenders=maybe", "grouping: tenders has no code 'maybe'", "allowed: no, yes\n    → use one of these"),
    ("grouping\ntenders>=1", "grouping: tenders is not a number, so >= can't be asked of it", "write = and a code"),
    ("grouping\nmembers_total>=many", "grouping: members_total is a number, 'many' is not", "compare with a number"),
    ("grouping\nmembers_total", "grouping: a number makes no groups", "as members_total>=20, with the groups yes ; no"),
    ("grouping\nmembers[es=no]>=1", "grouping: members have no column 'es'", "did you mean 'ess'?"),
    ("grouping\nmembers[ess=some]>=1", "grouping: ess of members is never 'some'", "allowed: yes, no"),
    ("grouping\nties[relation=funds]<3", "of ties one can only ask for at least so many", "write >= and a number"),
    ("grouping\nregio", "grouping: the codebook has no such variable", "did you mean 'region'?"),
    ("comparison_id\nmy question", "comparison_id: this can't be a name", "as own_means"),
    ("label_fr\n=1+1", "label_fr: a spreadsheet would take this for a formula", "begin with a word"),
    ("grouping\ntender=yes", "grouping: the codebook has no variable 'tender'", "did you mean 'tenders'?"),
    ("grouping\ntenders=yes &", "can't be read", "write variable=code"),
    ("family\nsizes", "family: this is not an allowed code", "did you mean 'size'?"),
    ("line_end\n99", "the line range is not in the source", "correct line_start and line_end"),
])  # fmt: skip
def test_a_fault_is_named_with_what_to_do(small, row, fact, rest):
    said = refusal(small, row)
    assert "data/raw/comparisons.csv, row 2" in said and fact in said and rest in said


def test_a_word_that_is_not_allowed_is_said_once(small):
    said = refusal(small, "test, silence\nt_test, maybe")
    assert said.startswith("2 faults") and "found 't_test'; allowed: two_groups, several_groups, cross_table" in said and "found 'maybe'; allowed: no" in said


def test_all_faults_come_at_once(small):
    said = refusal(small, "outcome, test\nmembers_totl, two_groups\nmembers_total, cross_table\nleader, two_groups")
    assert all(f"comparisons.csv, row {row}" in said for row in (2, 3, 4))
