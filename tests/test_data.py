"""The data of this repository: whole, arbitrated, in agreement with the texts, and clean as notebook 02 writes them."""

import hashlib
from collections import Counter

import pandas as pd
import pytest
from test_labels import french_faults

from ptce_helpers import arbitration, codings, datapackage, findings
from ptce_helpers.cleaning import clean
from ptce_helpers.files import as_csv
from ptce_helpers.labels import Labels
from ptce_helpers.wording import OWN_WORDS

CASES_IN = {"labo2014": 12, "crida2015": 11}
SHEETS, IN_BOTH, IN_ALL = 11, 5, 18


@pytest.fixture(scope="module")
def tables(raw):
    return clean(raw)


@pytest.fixture(scope="module")
def settled(raw):
    """The coding_ids that corrections.csv arbitrates: {kind: set}."""
    rows = raw["corrections"]
    return {kind: (set(part["first_coding"]) | set(part["second_coding"])) - {""} for kind, part in rows.groupby("kind")}


def in_study(raw, study):
    return sorted(raw["cases"].loc[raw["cases"][f"in_{study}"] == "yes", "case_id"])


# --- whole -------------------------------------------------------------------------------------------------------------


def test_raw_data_load_without_a_fault(root):
    assert sum(len(frame) for frame in codings.load(root / "data" / "raw").tables.values()) > 7000


def test_eighteen_poles_five_of_them_in_both_studies(raw):
    cases = raw["cases"]
    assert {study: len(in_study(raw, study)) for study in CASES_IN} == CASES_IN
    assert (cases["sheet_labo2014"] == "yes").sum() == SHEETS
    assert (len(cases), len(set(in_study(raw, "labo2014")) & set(in_study(raw, "crida2015")))) == (IN_ALL, IN_BOTH)


@pytest.mark.parametrize("table", ["codings", "second_codings"])
@pytest.mark.parametrize("study", CASES_IN)
def test_every_case_is_coded_in_each_study_it_figures_in(raw, study, table):
    coded = raw[table].loc[raw[table]["source_id"] == study, "case_id"].value_counts()
    assert [case for case in in_study(raw, study) if coded.get(case, 0) < 20] == []


@pytest.mark.parametrize("study", CASES_IN)
def test_silence_is_coded_wherever_it_is_compared(raw, study):
    coded = set(zip(raw["codings"]["case_id"], raw["codings"]["variable_id"], raw["codings"]["source_id"], strict=True))
    asked = [(case, variable, study) for case in in_study(raw, study) for variable in raw.codebook.compared_when_silent(study)]
    assert len(asked) > 100
    assert [key for key in asked if key not in coded] == []


def test_codes_of_members_are_those_of_the_codebook(raw):
    for column, variable in (("form", "member_kind"), ("sector", "sector")):
        allowed = set(raw.codebook.allowed(variable))
        assert allowed and set(raw["members"][column]) - {""} <= allowed, column


def test_every_picture_of_2015_has_its_slots(raw):
    charts = raw["chart_values"]
    poles = in_study(raw, "crida2015")
    slots = {number: part for number, part in charts.groupby("chart")}
    assert sorted(slots) == list("123456")
    for number, year, variables in (("1", "2015", ["members_first_circle", "members_second_circle"]), ("2", "2012", ["members_first_circle"])):
        found = list(zip(slots[number]["case_id"], slots[number]["variable_id"], slots[number]["as_of"], strict=True))
        assert sorted(found) == sorted((pole, variable, year) for pole in poles for variable in variables)
    for number, variable in (("3", "member_kind"), ("5", "sector"), ("6", "transverse_function")):
        assert sorted(slots[number]["item"]) == raw.codebook.allowed(variable)
    assert sorted(slots["4"]["variable_id"]) == ["members_ess_count", "members_non_ess_count"]


def test_no_figure_is_chart_only_without_a_slot_for_it(raw):
    charts, coded = raw["chart_values"], raw["codings"]
    place = ["case_id", "variable_id", "item", "as_of"]
    waiting = coded[coded["status"] == "chart_only"]
    assert len(waiting) > 0
    assert set(waiting[place].itertuples(index=False, name=None)) <= set(charts[place].itertuples(index=False, name=None))


def test_claims_between_the_studies_are_of_poles_in_both(raw):
    claims, both = raw["claims"], set(in_study(raw, "labo2014")) & set(in_study(raw, "crida2015"))
    between = claims[claims["kind"] == "between"]
    assert set(between["claim_id"]) == set(claims.loc[claims["claim_id"].str.startswith("cB."), "claim_id"])
    assert "" in set(between["case_id"]) <= both | {""}


def test_claims_are_in_typographic_french(raw):
    rows = raw["claims"].to_dict("records")
    assert {row["claim_id"]: faults for row in rows if (faults := french_faults(row["claim_fr"]))} == {}


# --- the texts --------------------------------------------------------------------------------------------------------


def test_texts_are_those_that_the_line_numbers_refer_to(raw, sources_folder):
    texts = [path.read_bytes() for path in sorted(sources_folder.glob("*.txt"))]
    found = {hashlib.sha256(text).hexdigest(): len(text.decode("utf-8").removesuffix("\n").split("\n")) for text in texts}
    assert found == {row["sha256"]: int(row["lines"]) for row in raw["sources"].to_dict("records")}


# --- arbitrated -----------------------------------------------------------------------------------------------------------


def test_every_difference_of_the_coders_is_arbitrated(raw):
    kinds = Counter(raw.codebook.is_number(row["variable_id"]) for row in arbitration.differences(raw))
    assert kinds[False] > 100 and kinds[True] > 50, "two independent coders who never differ are not independent"
    assert [str(fault) for fault in arbitration.undecided(raw)] == []


def test_every_conflict_of_passages_is_arbitrated(raw, settled):
    book, coded = raw.codebook, raw["codings"][raw["codings"]["value"] != ""]
    single = coded[[book.variable(v)["several"] in ("one", "by_year") for v in coded["variable_id"]]]
    lost = set(raw["corrections"].query("kind == 'coders' and winner in ['second', 'none']")["first_coding"])
    conflicts = 0
    for place, group in single[~single["coding_id"].isin(lost)].groupby(["case_id", "source_id", "variable_id", "as_of"]):
        if len(set(zip(group["value"], group["upper"], strict=True))) > 1:
            conflicts += 1
            assert set(group["coding_id"]) <= settled["sources"], f"{place}: {sorted(group['coding_id'])}"
    assert conflicts > 0


def test_arbitration_names_codings_of_its_own_case_variable_and_source(raw):
    coded = pd.concat([raw["codings"], raw["second_codings"]]).set_index("coding_id")[["case_id", "variable_id", "source_id"]]
    for row in raw["corrections"].to_dict("records"):
        named = [row[place] for place in ("first_coding", "second_coding") if row[place]]
        assert named, f"{row['correction_id']} names no coding"
        for coding in named:
            assert tuple(coded.loc[coding]) == (row["case_id"], row["variable_id"], row["source_id"]), row["correction_id"]


def test_no_coding_is_arbitrated_twice_between_the_coders(raw):
    rows = raw["corrections"][raw["corrections"]["kind"] == "coders"]
    for column in ("first_coding", "second_coding"):
        assert [coding for coding, n in Counter(rows[column]).items() if coding and n > 1] == []


@pytest.mark.parametrize("name", ["keys", "evidence", "complete", "arbitrated", "plausible"])
def test_clean_data_are_sound(raw, tables, name):
    finding = getattr(findings, name)(tables, raw.codebook, Labels("en"))
    assert finding.passed, f"{finding.sentence}\n{finding.table.head(10)}"


# --- clean ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cases", "codings", "members", "ties", "cooperation", "missing"])
def test_clean_table_in_the_repository_is_the_one_that_the_raw_data_give(root, tables, name):
    stored = (root / "data" / "clean" / f"{name}.csv").read_bytes()
    assert stored == as_csv(tables.tables()[name]).encode(), "run ptce run 02 and commit data/clean"


def test_description_of_the_clean_data_in_the_repository_is_up_to_date(root, raw, tables):
    folder = root / "data" / "clean"
    assert (folder / "README.md").read_text(encoding="utf-8") == datapackage.readme(tables, raw.codebook)
    assert (folder / "datapackage.json").read_text(encoding="utf-8") == datapackage.datapackage(tables, raw.codebook)


def test_clean_folder_holds_nothing_else(root):
    names = {path.name for path in (root / "data" / "clean").iterdir()}
    assert names == {"cases.csv", "codings.csv", "members.csv", "ties.csv", "cooperation.csv", "missing.csv", "README.md", "datapackage.json"}


# --- notes in French ---------------------------------------------------------------------------------------------------

NOTES = {"codings": ("doubt", "comment", "item"), "second_codings": ("doubt", "item"), "corrections": ("reason",), "members": ("doubt", "comment"),
         "ties": ("doubt", "comment", "purpose")}  # fmt: skip


def notes_of(raw):
    """Every note of a coder that a page may show, and where it stands."""
    yield from ((name, column, text) for name, columns in NOTES.items() for column in columns for text in raw[name][column])
    for name in ("codings", "second_codings"):
        yield from ((name, "value", text) for text in raw[name].loc[raw[name]["variable_id"].isin(OWN_WORDS), "value"])


def test_every_note_that_a_page_may_show_exists_in_french(raw):
    mark = Labels("fr").text("untranslated", text="")
    assert len(set(notes_of(raw))) > 2000
    assert sorted({note for note in notes_of(raw) if raw.in_words(note[2], Labels("fr")).endswith(mark)}) == []


def test_a_note_without_french_is_marked_and_a_number_needs_none(small):
    raw = small(translations="""
        english,        french
        a round figure, un chiffre rond
    """)
    assert [raw.in_words(text, Labels("fr")) for text in ("a round figure", "another", "2005-2013", "")] == ["un chiffre rond", "another (en anglais)", "2005-2013", ""]
    assert raw.in_words("another", Labels("en")) == "another"


def test_french_of_the_notes_is_set_as_french_is(raw):
    rows = raw["translations"]
    assert sorted(rows["english"]) == list(rows["english"])
    assert {row["english"]: faults for row in rows.to_dict("records") if (faults := french_faults(row["french"]))} == {}
