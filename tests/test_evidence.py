"""Tables keep, for each cell, the rows of data behind it."""

import pandas as pd
import pytest

from ptce_helpers import evidence
from ptce_helpers.errors import ResearcherError
from ptce_helpers.evidence import cell


def test_a_value_keeps_its_references_once_and_sorted():
    assert cell(5, ["a2", "a1"], ("a2",)) == evidence.Cell(5, ("a1", "a2"))


def test_a_label_rests_on_all_that_its_row_rests_on():
    made = evidence.table([{"case": "La Serre", "members": cell(12, ["a1"]), "jobs": cell(30, ["a2"])}], ["case", "members", "jobs"])
    assert made.frame.to_dict("records") == [{"case": "La Serre", "members": 12, "jobs": 30}]
    assert made.evidence.to_dict("records") == [{"case": "a1 a2", "members": "a1", "jobs": "a2"}]


def test_a_zero_rests_on_all_that_was_looked_at_and_no_value_on_nothing():
    made = evidence.table([{"n": cell(2, ["a1", "x/y/z"]), "count": cell(0), "names": cell(None), "share": cell(float("nan"))}], ["n", "count", "names", "share"])
    assert made.evidence.to_dict("records") == [{"n": "a1 x/y/z", "count": "a1 x/y/z", "names": "", "share": ""}]


def test_a_column_that_a_row_lacks_is_empty_and_an_empty_table_has_its_columns():
    made = evidence.table([{"case": cell("La Serre", ["a1"])}], ["case", "members"])
    assert made.frame["members"].isna().all() and made.evidence["members"].tolist() == ["a1"]
    assert list(evidence.table([], ["case", "members"]).frame.columns) == ["case", "members"]


def test_rows_and_whole_tables():
    frame = pd.DataFrame({"case": ["x", "y"], "n": [1, 2]})
    assert evidence.of_rows(frame, ["a1", "a2 a3"]).evidence.to_dict("list") == {"case": ["a1", "a2 a3"], "n": ["a1", "a2 a3"]}
    assert set(evidence.of_whole(frame, "codings.csv", "codes.csv").evidence["n"]) == {"codings.csv codes.csv"}
    with pytest.raises(ResearcherError, match="1 references were given for 2 rows"):
        evidence.of_rows(frame, ["a1"])


def test_evidence_moves_with_its_rows():
    made = evidence.of_rows(pd.DataFrame({"case": ["x", "y", "z"], "n": [1, 3, 2]}), ["a1", "a2", "a3"])
    ordered = evidence.sort(made, ["n"], ascending=False)
    assert (ordered.frame["case"].tolist(), ordered.evidence["n"].tolist()) == (["y", "z", "x"], ["a2", "a3", "a1"])
    assert evidence.head(ordered, 1).evidence["case"].tolist() == ["a2"]
