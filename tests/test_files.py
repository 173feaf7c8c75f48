"""CSV files are read as spreadsheets leave them; what can't be read is named; files are written whole or not at all."""

import numpy as np
import pandas as pd
import pytest

from ptce_helpers.errors import DataError, ResearcherError
from ptce_helpers.files import as_csv, read_csv, read_text, rows_of, write_text

COLUMNS = ["case_id", "value"]
GOOD = "case_id,value\nla_serre,12\nphares,é\n"


@pytest.fixture
def read(tmp_path):
    """read(text or bytes): the table of a file of that content, as a list of (case_id, value, row)."""

    def reader(content):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return [tuple(row) for row in read_csv(path, COLUMNS).itertuples(index=False)]

    return reader


def refusal(read, content):
    with pytest.raises(DataError) as caught:
        read(content)
    return str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(GOOD, id="plain"),
        pytest.param(b"\xef\xbb\xbf" + GOOD.encode(), id="with a byte-order mark"),
        pytest.param(GOOD.replace(",", ";"), id="semicolons"),
        pytest.param(GOOD.replace("\n", "\r\n"), id="Windows line ends"),
        pytest.param(GOOD.replace("\n", "\r"), id="old Macintosh line ends"),
        pytest.param(GOOD.replace(",", " , "), id="spaces around cells"),
        pytest.param("value,case_id\n12,la_serre\né,phares\n", id="columns in another order"),
        pytest.param(GOOD.rstrip("\n"), id="no line end at the end"),
        pytest.param(GOOD.replace("\n", ",,\n"), id="empty columns on the right"),
    ],
)
def test_a_table_is_read_however_a_spreadsheet_saved_it(read, content):
    assert read(content) == [("la_serre", "12", 2), ("phares", "é", 3)]


def test_a_row_is_numbered_as_the_spreadsheet_shows_it_also_below_a_cell_with_a_line_break_and_a_blank_row(read):
    assert read('case_id,value\nla_serre,"one\ntwo\nthree"\n\nphares,4\n') == [("la_serre", "one\ntwo\nthree", 2), ("phares", "4", 4)]


def test_cells_are_text_so_that_no_zero_or_decimal_is_lost(read):
    assert read("case_id,value\n007,1.50\nNA,null\n") == [("007", "1.50", 2), ("NA", "null", 3)]


def test_a_header_alone_is_a_table_without_rows(read):
    assert read("case_id,value\n") == []


def test_latin_1_is_refused_naming_the_line_and_the_letter(read):
    said = refusal(read, GOOD.encode("latin-1"))
    assert "table.csv: line 3 is not UTF-8 text" in said
    assert "found 'é'; allowed: UTF-8, with or without BOM" in said
    assert "save it again as UTF-8" in said


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named_as_such(read, encoding):
    said = refusal(read, GOOD.encode(encoding))
    assert said == ("1 fault found, nothing was changed:\ntable.csv: the file is UTF-16 text ('Unicode' in a spreadsheet)\n"
                    "    allowed: UTF-8, with or without BOM\n    → save it again as UTF-8 with commas ('CSV UTF-8' in a spreadsheet)")  # fmt: skip


def test_tabs_are_named_once(read):
    said = refusal(read, GOOD.replace(",", "\t"))
    assert said == ("1 fault found, nothing was changed:\ntable.csv, row 1: the cells are separated by tabs\n"
                    "    allowed: commas (or semicolons)\n    → save it again as UTF-8 with commas ('CSV UTF-8' in a spreadsheet)")  # fmt: skip


def test_a_column_without_a_name_and_a_cell_in_one_are_named(read):
    assert "row 1: column 2 has no name\n    allowed: case_id, value\n    → name it, or remove it" in refusal(read, "case_id,,value\nphares,,4\n")
    said = refusal(read, "case_id,value,,\nphares,4,,astray\nla_serre,5,,\n")
    assert said == ("1 fault found, nothing was changed:\ntable.csv, row 2: a cell stands in a column without a name\n"
                    "    found 'astray'\n    → clear it, or move it into its column")  # fmt: skip


@pytest.mark.parametrize("content", ["", "\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused_with_the_header_it_needs(read, content):
    said = refusal(read, content)
    assert "table.csv: the file is empty" in said
    assert "at least the header case_id,value" in said


def test_a_missing_file_is_named_with_its_place(tmp_path):
    with pytest.raises(DataError, match="gone.csv: the file is missing") as caught:
        read_csv(tmp_path / "gone.csv", COLUMNS)
    assert f"put it back at {tmp_path / 'gone.csv'}" in str(caught.value)


def test_a_missing_an_extra_and_a_doubled_column_are_named_at_once(read):
    said = refusal(read, "case_id,case_id,valeur\nla_serre,la_serre,3\n")
    assert "3 faults found" in said
    assert "row 1: a column is missing\n    found 'case_id,case_id,valeur'; allowed: value\n    → add the column 'value'" in said
    assert "row 1: a column is not in the data model\n    found 'valeur'; allowed: case_id, value" in said
    assert "row 1: a column stands twice\n    found 'case_id'" in said


def test_rows_with_too_few_or_too_many_cells_are_all_named(read):
    said = refusal(read, 'case_id,value\nla_serre\n"a\nb",1\nphares,1,234\n')
    assert "row 2: wrong number of cells\n    found '1'; allowed: 2" in said
    assert "row 4: wrong number of cells\n    found '3'; allowed: 2\n    → quote cells that contain ','" in said
    assert "2 faults found" in said


def test_a_comma_that_was_not_quoted_is_noticed_even_before_an_empty_last_cell(read):
    assert "row 2: wrong number of cells\n    found '3'; allowed: 2\n    → quote cells that contain ','" in refusal(read, "case_id,value\nla, serre,\n")


@pytest.mark.parametrize("last", ['"never closed', '"closed" too early', '"' + "long\n" * 60_000])
def test_a_quote_out_of_place_is_refused_since_it_would_swallow_the_rows_below(read, last):
    said = refusal(read, f"case_id,value\nla_serre,1\nphares,{last}\npays_de_bray,2\n")
    assert "table.csv, row 3: a quote is out of place in this row" in said
    assert "close the quote, or remove it" in said


def test_quotes_inside_a_cell_are_kept(read):
    assert read('case_id,value\nla_serre,"a ""b"", c"\nphares,5 "x"\n') == [("la_serre", 'a "b", c', 2), ("phares", '5 "x"', 3)]


def test_text_is_read_without_its_byte_order_mark(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfun\r\ndeux")
    assert read_text(tmp_path / "a.txt") == "un\r\ndeux"


def test_tables_are_written_in_one_form():
    frame = pd.DataFrame({
        "number": [12.0, 0.1 + 0.2, 12345678901.0, np.nan], "flag": [True, False, None, True], "text": ["a,b", 'say "so"', "", None],
        "whole": [1, 2, 3, 4], "_row": [2, 3, 4, 5],
    })  # fmt: skip
    assert as_csv(frame) == 'number,flag,text,whole\n12,true,"a,b",1\n0.3,false,"say ""so""",2\n12345678901,,,3\n,true,,4\n'


def test_a_file_is_replaced_whole_with_its_line_ends_and_leaves_nothing_beside_it(tmp_path):
    write_text(tmp_path / "new" / "a.csv", "old\n")
    write_text(tmp_path / "new" / "a.csv", "é\r\n\n")
    assert (tmp_path / "new" / "a.csv").read_bytes() == "é\r\n\n".encode()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.csv"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    write_text(tmp_path / "a.csv", "old\n")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(ResearcherError, match=r"a\.csv could not be written: No space left on device") as caught:
        write_text(tmp_path / "a.csv", "new\n")
    assert "check that the folder exists" in str(caught.value)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old\n"]


def test_a_folder_that_can_not_be_made_is_named(tmp_path):
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(ResearcherError, match=r"a\.csv could not be written: "):
        write_text(tmp_path / "data" / "a.csv", "x")


def test_rows_of_a_frame_are_plain_dictionaries_in_order():
    frame = pd.DataFrame({"case_id": ["la_serre", "phares"], "value": ["12", ""], "_row": [2, 3], "share": [0.5, None]}, index=[7, 3])
    assert rows_of(frame.drop(columns="share")) == [{"case_id": "la_serre", "value": "12", "_row": 2}, {"case_id": "phares", "value": "", "_row": 3}]
    assert [type(cell) for cell in rows_of(frame)[0].values()] == [str, str, int, float]
    assert rows_of(frame.head(0)) == []
