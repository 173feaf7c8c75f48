"""The studies and the poles as tables: each cell on its row, the poles by name."""


from ptce_helpers import describe, doubts
from ptce_helpers.labels import Labels

EN = Labels("en")


def test_tables_of_poles_are_in_the_order_of_names_the_older_study_first(raw, coded):
    for table in (doubts.doubts(coded, raw, EN), describe.cases(raw, EN)):
        assert list(describe.by_name(table.frame["case"])) == sorted(describe.by_name(table.frame["case"]))


# --- studies and poles ---------------------------------------------------------------------------------------------


def test_each_cell_of_a_study_rests_on_its_row_and_the_number_of_its_poles_on_theirs(raw):
    told = describe.sources(raw, EN)
    assert list(told.frame["poles"]) == [12, 11] and list(told.frame["appeared"]) == ["June 2014", "October 2015"]
    assert list(told.evidence["title"]) == ["sources.csv#labo2014", "sources.csv#crida2015"]
    assert told.evidence["poles"].iloc[1].split()[:2] == ["cases.csv#coursive_boutaric", "cases.csv#culture_cooperation"]
    assert len(told.evidence["poles"].iloc[0].split()) == 12


def test_each_pole_rests_on_its_row_wherever_it_is_sorted(raw):
    told = describe.cases(raw, EN, ["la_serre"])
    by_case = dict(zip(told.frame["case"], told.evidence["region"], strict=True))
    assert by_case["Éoliennes en Pays de Vilaine"] == "cases.csv#eoliennes_pays_vilaine" and len(by_case) == 17


def test_note_of_the_map_counts_the_poles_of_each_study(raw):
    told = describe.map_note(raw["cases"], EN)
    assert told.startswith("12 poles of the 2014 study and 11 poles of the 2015 study. Every pole chosen is on the map.")
    one = raw["cases"].query("case_id == 'la_serre'")
    assert describe.map_note(one, EN).startswith("1 pole of the 2015 study. Every")
    assert describe.map_note(one.head(0), EN).startswith("Every pole")
