"""What was coded, counted: sums agree with the tables, and each count leads to the rows that it counts."""


from ptce_helpers import inventory
from ptce_helpers.labels import Labels

EN = Labels("en")


def evidence_counts(told, columns):
    """For each cell of some columns, the number it shows and the number of rows it leads to."""
    return [(told.frame.at[row, name], len(told.evidence.at[row, name].split())) for row in told.frame.index for name in columns]


def test_every_table_of_the_raw_data_is_counted_and_leads_to_itself(raw):
    told = inventory.rows_per_table(raw, EN)
    assert list(told.frame["table"]) == list(raw.tables) and told.frame["rows"].sum() == sum(map(len, raw.tables.values()))
    assert list(told.evidence["rows"]) == [f"{name}.csv" for name in raw.tables]


def test_codings_by_status_and_theme_are_each_counted_once_and_led_to(raw):
    by_status, by_theme = inventory.by_status(raw), inventory.by_theme(raw, EN)
    assert by_status.frame["total"].sum() == len(raw["codings"]) == by_theme.frame[["with_value", "without_value"]].to_numpy().sum()
    assert by_theme.frame["variables"].sum() == len(raw["variables"])
    for told, columns in ((by_status, by_status.frame.columns[1:]), (by_theme, by_theme.frame.columns[1:])):
        assert all(shown == led or (shown == 0 and led == 1) for shown, led in evidence_counts(told, columns))


def test_a_count_of_nothing_leads_to_the_table_that_was_looked_through(small):
    told = inventory.by_status(small(codings="""
        case_id,  variable_id,   value, qualifier, status,     source_id
        la_serre, members_total, 12,    exact,     stated,     crida2015
        la_serre, public_share,  ,      ,          not_stated, crida2015
        domb_innov, charter,     ,      ,          not_stated, labo2014
    """))
    assert told.frame.to_dict("records") == [{"study": "crida2015", "status_stated": 1, "status_not_stated": 1, "total": 2},
                                             {"study": "labo2014", "status_stated": 0, "status_not_stated": 1, "total": 1}]
    assert list(told.evidence["status_stated"]) == ["a1", "codings.csv"]
    assert told.evidence.at[0, "total"] == "a1 a2"


def test_exactness_counts_the_figures_that_were_kept(coded):
    told = inventory.qualifiers(coded, EN)
    assert told.frame["exactness"].iloc[0] == "A plain figure"
    assert told.frame[["labo2014", "crida2015"]].to_numpy().sum() == (coded.codings["qualifier"] != "").sum()
    assert all(shown == led for shown, led in evidence_counts(told, ["labo2014", "crida2015"]) if shown)


def test_arbitrations_are_counted_by_winner_and_lead_to_their_reasons(raw):
    told = inventory.arbitration(raw, EN)
    winners = [f"winner_{winner}" for winner in inventory.WINNERS]
    assert told.frame[winners].to_numpy().sum() == len(raw["corrections"])
    assert told.evidence.at[0, "winner_first"].startswith("k.articulteurs.001 ")
