"""The same data under other readings: hand-worked for each on small data, and on the real ones."""

import pytest

from ptce_helpers import between, conflicts, describe, findings, parameters, reach, readings, settling, statements
from ptce_helpers.cleaning import arbitrated, clean
from ptce_helpers.errors import ParameterError
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.snapshots import Snapshots

EN, FR = Labels("en"), Labels("fr")

CASES = """
    case_id,    name,       in_labo2014, sheet_labo2014, in_crida2015
    domb_innov, Domb’Innov, yes,         yes,            yes
    la_serre,   La Serre,   no,          no,             yes
"""
FIRST_CODER = """
    coding_id, case_id,    variable_id,   value, qualifier, status,  source_id,  comment
    a1,        la_serre,   budget,        500,   exact,     stated,  crida2015,
    a2,        la_serre,   budget,        480,   about,     derived, crida2015,  a sum
    a3,        la_serre,   budget,        470,   exact,     counted, crida2015,  a count
    a4,        la_serre,   founded,       2001,  exact,     stated,  crida2015,
    a5,        la_serre,   founded,       2003,  exact,     stated,  crida2015,
    a6,        domb_innov, founded,       1999,  exact,     stated,  labo2014,
    a7,        domb_innov, founded,       2005,  exact,     stated,  crida2015,
    a8,        domb_innov, members_total, 14,    exact,     stated,  labo2014,
    a9,        domb_innov, members_total, 20,    exact,     stated,  crida2015,
    a10,       domb_innov, leader,        founders, ,       stated,  labo2014,
    a11,       domb_innov, leader,        manager,  ,       stated,  crida2015,
    a12,       domb_innov, charter,       yes,   ,          stated,  labo2014,
    a13,       domb_innov, charter,       yes,   ,          stated,  crida2015,
    a14,       la_serre,   surface,       95,    exact,     stated,  crida2015,
"""
SECOND_CODER = """
    coding_id, case_id,  variable_id, value, qualifier, status, source_id
    b1,        la_serre, budget,      510,   exact,     stated, crida2015
    b2,        la_serre, surface,     90,    exact,     stated, crida2015
"""
DECISIONS = """
    correction_id, case_id,  variable_id, kind,    first_coding, second_coding, winner
    k1,            la_serre, budget,      sources, a1,           a2,            first
    k2,            la_serre, budget,      sources, a1,           a3,            first
    k3,            la_serre, budget,      sources, a2,           a3,            second
    k4,            la_serre, founded,     sources, a4,           a5,            second
    k5,            la_serre, surface,     coders,  ,             b2,            second
    k7,            la_serre, surface, sources, a14,          b2,            second
    k6,            la_serre, budget,      coders,  a1,           b1,            first
"""
APART = """
    variable_id,   case_id, comparable, can_change
    founded,       ,        yes,        no
    members_total, ,        no,
"""


@pytest.fixture
def torn(small):
    """La Serre with three budgets and two years, Domb’Innov of which the two studies differ."""
    return small(cases=CASES, codings=FIRST_CODER, second_codings=SECOND_CODER, corrections=DECISIONS, comparability=APART)


def standing(tables, case, variable):
    """study -> the coding_ids that stand."""
    rows = tables.codings.query("case_id == @case and variable_id == @variable and used == 'yes' and value != ''")
    return {study: sorted(part["coding_id"]) for study, part in rows.groupby("study")}


# --- each reading, worked out by hand ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reading", "budget", "founded"),
    [
        ("arbitrated", ["a1"], ["a5"]),
        ("stated", ["a1"], ["a5"]),  # two stated years: the arbitration between them stays
        ("counted", ["a3"], ["a5"]),  # of the derived and the counted budget, the one that won between them
        ("coder:first", ["a1"], ["a5"]),
    ],
)
def test_whose_word_stands_within_a_study(torn, reading, budget, founded):
    tables = readings.clean(torn, reading)
    assert standing(tables, "la_serre", "budget") == {"crida2015": budget}
    assert standing(tables, "la_serre", "founded") == {"crida2015": founded}
    assert tables.cases.set_index("case_id").loc["la_serre", "budget"] == {"a1": "500", "a3": "470"}[budget[0]], "the wide table follows"


def test_one_coder_alone_has_what_that_coder_saw_and_no_decision_about_the_other(torn):
    first, second = readings.clean(torn, "coder:first").codings, readings.clean(torn, "coder:second").codings
    assert set(second["coding_id"]) == {"b1", "b2"} and set(second["used"]) == {"yes"}
    assert set(first["coding_id"]) == {f"a{n}" for n in range(1, 15)}, "not b2, which the arbitration took in"
    assert set(first.loc[first["used"] == "no", "coding_id"]) == {"a2", "a3", "a4"}, "a14 lost against a passage that only the other coder coded"


@pytest.mark.parametrize(("study", "won", "lines"), [("labo2014", "a6", ("3–4", "3–4 (2014)")), ("crida2015", "a7", ("3–4 (2015)", "3–4"))])
def test_word_of_one_study_stands_in_both_where_they_can_be_compared_and_differ(torn, study, won, lines):
    tables = readings.clean(torn, f"source:{study}")
    assert standing(tables, "domb_innov", "founded") == {"labo2014": [won], "crida2015": [won]}
    assert standing(tables, "domb_innov", "members_total") == {"labo2014": ["a8"], "crida2015": ["a9"]}, "not comparable"
    assert standing(tables, "domb_innov", "leader") == {"labo2014": ["a10"], "crida2015": ["a11"]}, "lists do not contradict each other"
    assert standing(tables, "domb_innov", "charter") == {"labo2014": ["a12"], "crida2015": ["a13"]}, "the studies agree"
    rows = tables.codings.query("coding_id == @won").to_dict("records")
    told = {row["study"]: describe.lines_of(row) for row in rows}
    assert (told["labo2014"], told["crida2015"]) == lines, "the lines are said to be of the other text"


def test_comparison_of_the_studies_bars_what_a_reading_took_over(torn):
    found = {one.variable_id: one for one in Snapshots(Sample(readings.clean(torn, "source:labo2014"), torn, EN, Rules())).comparisons}
    assert (found["founded"].verdict, found["founded"].key) == ("not_comparable", "why_taken")
    assert found["charter"].verdict == "same"


def test_what_a_study_says_of_all_poles_is_held_against_its_own_pages_only(raw, each):
    """A word taken over from the other study is not one of its own pages: the pole counts as silent there."""
    plain, taken = (Sample(each[reading], raw, EN) for reading in ("arbitrated", "source:crida2015"))
    with_word = statements.possible(plain, "governance_informal_said", "labo2014", "yes")
    without = statements.possible(taken, "governance_informal_said", "labo2014", "yes")
    assert (with_word.low - without.low, with_word.high - without.high) == (1, 0), "Pôle Sud Aquitain"
    lines, others = (reach.of_poles(sample).frame[["case", "study", "lines"]] for sample in (plain, taken))
    assert lines.equals(others), "nor are its lines lines of this text"


def test_stated_number_gives_way_to_a_whole_list_that_names_more(torn, monkeypatch):
    monkeypatch.setattr(settling, "LISTED", "users")
    monkeypatch.setattr(settling, "WHOLE_LISTS", (settling.Listing("domb_innov", "labo2014", "members_total", ("named",), besides=1),))
    codings = arbitrated(torn)
    lists = codings[codings["coding_id"] == "a8"].assign(coding_id="a20", variable_id="users", item="named", value="14", status="counted")
    named = settling.by_lists(codings.merge(lists, how="outer"))
    stands = named.query("variable_id == 'members_total' and study == 'labo2014' and used == 'yes'")
    assert stands[["coding_id", "value", "status"]].values.tolist() == [["a20", "15", "counted"]], "14 names and one body besides"
    agreeing = settling.by_lists(codings.merge(lists.assign(value="13"), how="outer")).query("variable_id == 'members_total' and used == 'yes'")
    assert sorted(agreeing["coding_id"]) == ["a8", "a9"], "13 names and one besides are the 14 that the text states"


def test_unknown_reading_is_refused_with_the_nearest(torn):
    with pytest.raises(ParameterError, match=r"readings: this value is not allowed\n    found 'source:labo2015'; allowed: arbitrated, stated.*\n.*did you mean 'source:labo2014'\?"):
        readings.clean(torn, "source:labo2015")


# --- the real data ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def each(raw):
    return {reading: readings.clean(raw, reading) for reading in readings.ALL}


def test_arbitrated_is_what_data_clean_holds(raw, coded, each):
    assert readings.ALL == parameters.CATALOGUE["readings"].allowed and readings.ALL[0] == "arbitrated"
    for name, frame in coded.tables().items():
        assert frame.equals(each["arbitrated"].tables()[name])


def test_clean_tables_of_each_reading_are_sound_in_keys_evidence_and_figures(raw, each):
    for reading, tables in each.items():
        found = {check.name: check.passed for check in findings.check_clean(tables, raw.codebook, EN)}
        assert all(found[EN.text(f"check_{name}")] for name in ("keys", "evidence", "figures")), reading


@pytest.mark.parametrize(
    ("reading", "jobs"),
    [("arbitrated", ["550"]), ("stated", ["550"]), ("counted", ["570"]), ("source:labo2014", ["550"]), ("source:crida2015", ["550"]),
     ("coder:first", ["550"]), ("coder:second", ["270", "550"])],
)
def test_jobs_of_domb_innov_under_each_reading(each, reading, jobs):
    rows = each[reading].codings.query("case_id == 'domb_innov' and variable_id == 'jobs_members_total' and used == 'yes' and value != ''")
    assert sorted(rows["value"]) == jobs


def test_each_whole_list_is_in_the_data_and_agrees_with_the_stated_number(raw):
    found = list(settling.beside_lists(arbitrated(raw)))
    assert [one for one, *_ in found] == list(settling.WHOLE_LISTS)
    assert [(one.case_id, float(said["value"]), settling.named(one, lists)) for one, said, lists in found] == [
        ("culture_cooperation", 11, 11), ("de_fil_en_reseaux", 13, 13), ("domb_innov", 14, 14), ("eco_domaine_bouquetot", 5, 5),
        ("lille_metropole_solidaire", 10, 10), ("pole_sud_archer", 4, 4)]  # fmt: skip


def test_effect_counts_what_changes_against_the_arbitrated_data(raw, each):
    effects = readings.effect(raw, EN)
    rows = effects.frame.set_index("reading")
    assert rows.loc["stated before counted"].tolist() == [0, 0, 0, 0], "the arbitration always kept what is stated"
    assert rows.loc["counted before stated"].tolist() == [2, 2, 2, 2], "Domb’Innov’s jobs, the year of Culture & Coopération"
    assert rows.loc["study of 2014"].tolist() == rows.loc["study of 2015"].tolist() == [3, 11, 11, 11]
    assert rows.loc["second coder", "cases"] == 18 and rows.loc["second coder", "values_gone"] > rows.loc["first coder", "values_gone"]
    assert "aL.domb_innov.088" in effects.evidence.loc[1, "places"].split()
    assert "stated before counted" in bare(readings.summary(effects, EN))["unchanged"]


# --- the log ---------------------------------------------------------------------------------------------------


def test_log_holds_every_conflict_with_all_values_what_stands_and_what_others_take(torn):
    told = conflicts.conflicts(torn, EN)
    assert told.frame[["case", "conflict"]].values.tolist() == [["La Serre", "within one study"]] * 3 + [["Domb’Innov", "between the studies"]]
    budget = told.frame.loc[0]
    assert budget["values"] == "500\u00a0euros [stated, 2015, 3–4]; about 480\u00a0euros [derived, 2015, 3–4]; 470\u00a0euros [counted, 2015, 3–4]"
    assert (budget["stands"], budget["otherwise"]) == ("500\u00a0euros", "counted before stated: 470\u00a0euros; second coder: 510\u00a0euros")
    assert set(told.evidence.loc[0, "reason"].split()) == {"k1", "k2", "k3"}
    assert told.frame.loc[3, ["stands", "otherwise"]].tolist() == ["2014: 1999; 2015: 2005", "study of 2014: 1999 in both; study of 2015: 2005 in both"]
    assert set(told.evidence.loc[3, "stands"].split()) == {"a6", "a7", "comparability.csv#founded/"}
    assert bare(conflicts.counts(torn)) == {"n": 4, "passages": 3, "lists": 0, "studies": 1, "mixed": 1, "whole": 0}


def test_log_of_the_real_data(raw):
    assert bare(conflicts.counts(raw)) == {"n": 29, "passages": 18, "lists": 0, "studies": 11, "mixed": 2, "whole": 6}
    assert {(one.case_id, one.variable_id) for one, _ in between.differences(arbitrated(raw), raw)} >= {
        ("lille_metropole_solidaire", "own_legal_entity"), ("domb_innov", "research_link"), ("pole_sud_aquitain", "charter")}
    decided = raw["corrections"].query("kind == 'sources'")["correction_id"]
    english, french = (conflicts.conflicts(raw, labels) for labels in (EN, FR))
    assert set(decided) <= {ref for refs in english.evidence["reason"] for ref in refs.split()}, "every arbitration is in the log"
    assert len(french.frame) == len(english.frame) and not set(english.frame["reason"]) & set(french.frame["reason"])
    assert not french.frame["reason"].str.contains("en anglais").any()


def test_clean_under_another_reading_leaves_the_raw_tables_alone(raw):
    before = raw["codings"].copy()
    readings.clean(raw, "source:labo2014")
    assert raw["codings"].equals(before) and clean(raw).codings.columns.tolist() == readings.clean(raw, "counted").codings.columns.tolist()
