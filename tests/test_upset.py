"""Combinations that occur: each member in one, the most frequent first, and no more sets than a picture can show."""

import pytest

from ptce_helpers import upset
from ptce_helpers.errors import ResearcherError
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels

SETS = {"A": ["x", "y", "z"], "B": ["x", "y", "w"], "C": ["v"]}
MEMBERS = ["v", "w", "x", "y", "z", "u"]
HELD = {name: {member: (f"{name}.{member}",) for member in some} for name, some in SETS.items()}
NAMES = {member: f"Pole {member}" for member in MEMBERS}


def test_each_member_is_in_exactly_one_combination():
    found = upset.combinations(SETS, MEMBERS)
    assert [(one.sets, one.members) for one in found] == [
        (("A", "B"), ("x", "y")), (("A",), ("z",)), (("B",), ("w",)), (("C",), ("v",)), ((), ("u",))]
    assert sorted(member for one in found for member in one.members) == sorted(MEMBERS)


def test_the_table_says_who_and_rests_on_the_codings_of_its_sets():
    made = upset.as_table(HELD, MEMBERS, NAMES, {member: [f"silent.{member}"] for member in MEMBERS}, Labels("en"))
    assert made.frame.iloc[0].tolist() == ["A; B", 2, 2, "Pole x and Pole y"]
    assert made.evidence.loc[0, "names"] == "A.x A.y B.x B.y"
    assert (made.frame.loc[4, "combination"], made.evidence.loc[4, "count"]) == ("none of these", "silent.u")


def test_the_sentence_counts_combinations_and_those_of_a_single_member():
    assert bare(upset.summary(HELD, MEMBERS, Labels("en"))) == {"n": 5, "poles": 6, "alone": 4, "most": 2, "top": "A + B"}
    assert upset.summary(HELD, MEMBERS, Labels("en"))["most"].refs == ("A.x", "A.y", "B.x", "B.y")
    assert bare(upset.summary(HELD, [], Labels("en")))["n"] == 0


def test_the_picture_names_members_beside_their_combination_and_the_size_of_each_set():
    figure = upset.draw(SETS, MEMBERS, NAMES, Labels("en"))
    dots, bars = figure.axes
    assert [text.get_text() for text in dots.get_xticklabels()] == ["A (3)", "B (3)", "C (1)"]
    assert [text.get_text() for text in bars.texts][:4] == ["2", "Pole x, Pole y", "1", "Pole z"]
    assert len(bars.patches) == 5 and figure.get_figwidth() <= 10.5
    heights = [bar.get_y() for bar in bars.patches]
    assert heights == sorted(heights) and bars.get_ylim()[0] > bars.get_ylim()[1], "the most frequent on top"


def test_long_rows_of_names_are_broken_into_lines_that_do_not_overlap():
    many = {f"m{i}": f"A pole with a rather long name number {i}" for i in range(8)}
    bars = upset.draw({"A": list(many)[:7]}, list(many), many, Labels("en")).axes[1]
    names = [text.get_text() for text in bars.texts][1]
    assert names.count("\n") >= 4 and max(map(len, names.split("\n"))) <= upset.WIDTH
    first, second = bars.patches[0].get_y(), bars.patches[1].get_y()
    assert second - first > 0.15 * names.count("\n") / 2


def test_nothing_to_combine_is_said_and_too_many_sets_are_refused():
    for empty in (upset.draw({}, MEMBERS, NAMES, Labels("en")), upset.draw(SETS, [], NAMES, Labels("en"))):
        assert [text.get_text() for text in empty.axes[0].texts] == [Labels("en").text("figure_nothing")]
    with pytest.raises(ResearcherError, match="9 sets are too many for one picture"):
        upset.draw({str(i): [] for i in range(9)}, MEMBERS, NAMES, Labels("en"))
