"""On which rows the sentences and single numbers of a notebook rest: said at the desk, written down, found again, and true."""

from dataclasses import replace

import pandas as pd
import pytest

from ptce_helpers import (
    accounting,
    animation,
    challenges,
    circles,
    cooperation,
    evidence,
    funding,
    governance,
    leadership,
    meetings,
    members,
    network_facts,
    networks,
    places,
    products,
    results,
    snapshot_tables,
    spoken,
)  # fmt: skip
from ptce_helpers.errors import NotFound, ResearcherError
from ptce_helpers.evidence import bare, cell, cut, references
from ptce_helpers.labels import Labels
from ptce_helpers.paths import Paths
from ptce_helpers.sample import Sample
from ptce_helpers.snapshots import Snapshots
from ptce_helpers.study import Desk

EN = Labels("en")
TABLE = evidence.table([{"case": "La Serre", "n": cell(3, ["a2", "a1"])}, {"case": "Le Phares", "n": cell(4, ["a3"])}], ["case", "n"])


@pytest.fixture
def desk(raw, tmp_path, monkeypatch):
    """A desk whose results go to a folder of the test."""
    monkeypatch.setenv("PTCE_OUTPUT", str(tmp_path))
    results.open_book("04-members", tmp_path, {})
    return Desk("04-members", EN, raw, Paths(tmp_path))


def written(tmp_path, kind="sentences"):
    return (tmp_path / "evidence" / f"04-members-{kind}.csv").read_text(encoding="utf-8")


# --- said at the desk ------------------------------------------------------------------------------------------------------


def test_a_sentence_is_written_with_what_it_and_each_of_its_values_rests_on(desk, tmp_path, capsys):
    desk.say("say_turnover", n=cell(3, ["a2", "a1"]))
    desk.say("say_named", "members.csv", n=cell(5, ["mL.phares.001"]), both=2, unknown=cell(0), others=1)
    assert capsys.readouterr().out.startswith("The turnover of the members together is stated for 3 pole-study pairs.")
    rows = written(tmp_path).splitlines()
    assert rows[0] == "sentence,place,value,refs" and rows[1].startswith("say_named,,") and rows[1].endswith(",mL.phares.001 members.csv")
    assert rows[2:6] == ["say_named,both,2,mL.phares.001 members.csv", "say_named,n,5,mL.phares.001", "say_named,others,1,mL.phares.001 members.csv",
                         "say_named,unknown,0,mL.phares.001 members.csv"]  # a zero found nowhere rests on all that was looked at  # fmt: skip
    assert rows[6:] == ["say_turnover,,The turnover of the members together is stated for 3 pole-study pairs.,a1 a2", "say_turnover,n,3,a1 a2"]
    book = results.read(tmp_path / "04-members.results.json")
    assert book.sentences["say_turnover"]["values"] == {"n": 3} and book.value("say_named.both") == 2


def test_what_a_sentence_rests_on_may_be_a_table_a_part_of_it_a_text_or_several():
    assert references(TABLE) == ("a1", "a2", "a3") == references(["a3 a1", cell(1, ["a2"])])
    assert references(cut(TABLE, TABLE.frame["n"] > 3, "n")) == ("a3",) == references(cut(TABLE, [False, True]))
    rows = spoken.of_sentence("say_turnover", "A text.", {"n": 3}, [TABLE, "sL.001"])
    assert rows == [("say_turnover", "", "A text.", "a1 a2 a3 sL.001"), ("say_turnover", "n", "3", "a1 a2 a3 sL.001")]


@pytest.mark.parametrize(("values", "said"), [
    ({"n": 3}, "The sentence 'say_turnover' does not say on which rows of data its n rests."),
    ({"n": cell(3, ["a1"]), "m": 4}, "does not say on which rows of data its m rests.\n    → give values as ptce_helpers.evidence.cell"),
    ({}, "does not say on which rows of data it rests."),
])  # fmt: skip
def test_a_sentence_that_rests_on_nothing_is_refused(desk, tmp_path, values, said):
    with pytest.raises(ResearcherError) as refused:
        desk.say("say_turnover", **({"n": cell(1, ["a1"])} | values if "m" in values else values)) if values else spoken.of_sentence("say_turnover", "A text.", {})
    assert said in str(refused.value)
    assert not (tmp_path / "evidence").exists()


@pytest.mark.parametrize("nothing", [pd.DataFrame({"n": [1]}), 3, {"n": "a1"}])
def test_what_says_nothing_of_its_rows_is_no_evidence(nothing):
    with pytest.raises(ResearcherError, match=f"A {type(nothing).__name__} does not say on which rows of data it rests"):
        references(nothing)


def test_a_single_number_is_recorded_with_what_it_rests_on(desk, tmp_path):
    desk.scalar("share", 0.5, TABLE, tolerance=0.01, unit="share")
    desk.scalar("first", cell(3, ["a1"]))
    assert written(tmp_path, "scalars") == "scalar,value,refs\nfirst,3,a1\nshare,0.5,a1 a2 a3\n"
    assert results.read(tmp_path / "04-members.results.json").scalars["share"] == {"type": "float", "value": 0.5, "tolerance": 0.01, "unit": "share"}
    with pytest.raises(ResearcherError, match="The result 'other' does not say on which rows of data it rests.\n    → name them: rests_on="):
        desk.scalar("other", 1)


# --- found again -----------------------------------------------------------------------------------------------------------


def test_sentences_and_numbers_are_found_by_their_keys(desk, tmp_path):
    desk.say("say_turnover", n=cell(3, ["a2", "a1"]))
    desk.scalar("share", 0.5, "codings.csv")
    whole, value, number = spoken.find(tmp_path, "04-members", "say_turnover"), spoken.find(tmp_path, "04-members", "say_turnover", "n"), spoken.find(tmp_path, "04-members", "share")
    assert spoken.find(tmp_path, "04-members", "say_turnover.n") == value, "the name under which results.json holds it"
    assert (whole.refs, value.value, value.text, number.refs) == (("a1", "a2"), "3", whole.value, ("codings.csv",))
    assert list(whole.head(EN)) == [f"04-members, say_turnover: {whole.value}", "  n: 3"]
    assert list(value.head(EN)) == ["04-members, say_turnover, n: 3", f"  {whole.value}"]
    assert list(spoken.lines(tmp_path, "04-members", EN))[1:] == [f"  say_turnover: {whole.value}", "  share: 0.5"]


def test_what_is_not_there_names_the_nearest(desk, tmp_path):
    desk.say("say_turnover", n=cell(3, ["a1"]))
    desk.scalar("share", 0.5, "codings.csv")
    with pytest.raises(NotFound, match="The notebook 04-members says no sentence 'say_turnovr'.\n    → did you mean 'say_turnover'?"):
        spoken.find(tmp_path, "04-members", "say_turnovr")
    with pytest.raises(NotFound, match="'say_turnover' of 04-members has no value 'm'.\n    → choose one of: n"):
        spoken.find(tmp_path, "04-members", "say_turnover", "m")
    with pytest.raises(NotFound, match="'share' of 04-members has no value 'n'.\n    → it has none: leave it out"):
        spoken.find(tmp_path, "04-members", "share", "n")
    with pytest.raises(NotFound, match="There are no results of 05-cooperation in .*\n    → make them: ptce run 05-cooperation"):
        spoken.find(tmp_path, "05-cooperation", "say_turnover")


# --- true: numbers follow their rows, and no others ------------------------------------------------------------------------


def without(sample, refs, kept=False):
    """The sample without some rows of its tables, or (``kept``) with no other codings, members and ties."""
    def rest(frame, key):
        return frame[frame[key].isin(refs) == kept].reset_index(drop=True)

    tables = {"codings": "coding_id", "members": "member_id", "ties": "tie_id"}
    return Sample(replace(sample.clean, **{name: rest(getattr(sample.clean, name), key) for name, key in tables.items()}), sample.raw, EN)


@pytest.fixture(scope="module")
def whole(coded, raw):
    return Sample(coded, raw, EN)


NUMBERS = [  # a summary function, the place of one of its numbers, the number itself; one row of data makes one of what is counted
    (governance.rules, "charter", 9), (governance.rules, "pact", 1), (leadership.gender, "women", 2), (accounting.counts, "own_entity", 3), (accounting.contradicted, "n", 2),
    (animation.sheets, "few", 7), (places.people_counts, "n", 1), (products.fee_counts, "total", 1), (meetings.told, "body", 10), (members.named, "unknown", None),
    (funding.amount_counts, "named", None), (lambda sample: network_facts.counts(networks.graph(sample)), "ties", 273), (lambda sample: governance.challenged(sample), "formalisation", 7),
]  # fmt: skip


@pytest.mark.parametrize(("told", "place", "number"), NUMBERS, ids=[f"{number}-{place}" for number, (_, place, _) in enumerate(NUMBERS)])
def test_a_number_changes_with_a_row_that_it_names_and_with_no_other(whole, told, place, number):
    one = told(whole)[place]
    assert number in (None, one.value) and one.refs
    codings = [ref for ref in one.refs if "#" not in ref]
    for ref in (codings[0], codings[-1]):
        assert told(without(whole, [ref]))[place].value != one.value, f"it does not rest on {ref}"
    assert told(without(whole, codings, kept=True))[place].value == one.value, "it rests on more than it says"


@pytest.mark.parametrize(("told", "place"), [
    (circles.counts, "most"), (members.summary, "low"), (members.summary, "high"), (products.turnover_counts, "inexact"), (lambda sample: cooperation.stated(sample, 1), "poles"),
    (challenges.summary, "count"), (lambda sample: funding.most_named(sample, "supporter_level"), "most"), (funding.half_counts, "below"), (places.role_counts, "outcome"), (products.fee_counts, "amount"),
    (lambda sample: snapshot_tables.list_numbers(Snapshots(sample)), "second"),
])  # fmt: skip
def test_a_number_made_from_several_rows_needs_these_and_no_others(whole, told, place):
    one = told(whole)[place]
    codings = [ref for ref in one.refs if "#" not in ref]
    assert told(without(whole, codings, kept=True))[place].value == one.value, "it rests on more than it says"
    assert told(without(whole, codings))[place].value != one.value, "it rests on none of them"


def test_values_without_their_references_are_plain():
    assert bare({"n": cell(3, ["a1"]), "text": "x"}) == {"n": 3, "text": "x"}
