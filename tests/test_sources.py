"""A passage is found again in one's own copy, however its lines were moved or re-wrapped, from a mark that holds nothing to read."""

import random
import textwrap
from bisect import bisect_left, bisect_right

import pandas as pd
import pytest

from ptce_helpers import sources
from ptce_helpers.errors import DataError, NotFound
from ptce_helpers.lookup import look_up
from ptce_helpers.sources import Copy, fingerprint, open_copies, words

SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi zo an or".split()


def made_up(seed, lines=60, per_line=11):
    """A text of invented words, some joined by hyphens, in lines of even length."""
    draw = random.Random(seed)

    def word():
        return "".join(draw.choices(SYLLABLES, k=draw.randint(2, 4)))

    return "\n".join(" ".join(word() if draw.random() > 0.1 else f"{word()}-{word()}" for _ in range(per_line)) for _ in range(lines))


TEXT = made_up(1)
LINES = TEXT.split("\n")


def mark(first, last, text=TEXT):
    return fingerprint(Copy(text).passage(first, last))


def where(found):
    return found.verdict, found.line_start, found.line_end


def rewrapped(text, width):
    """All words re-flowed at another width; lines may break inside hyphenated words."""
    return "\n".join(textwrap.wrap(" ".join(text.split()), width, break_long_words=False))


def true_lines(original, copy, first, last):
    """The lines of a re-wrapped copy that hold the words of lines first to last of the original."""
    (_, at), (_, new) = original._words, copy._words
    return new[bisect_left(at, first)], new[bisect_right(at, last) - 1]


# --- the fingerprint ---------------------------------------------------------------------------------------


def test_a_fingerprint_counts_the_words_and_keeps_at_most_twelve_hashes_with_their_places():
    head, *hashes = mark(3, 6).split()
    assert head == f"{len(words(Copy(TEXT).passage(3, 6)))}w4"
    assert len(hashes) == 12 and hashes[0].startswith("0.") and int(hashes[-1].split(".")[0]) == int(head[:-2]) - 4


@pytest.mark.parametrize(("text", "head", "hashes"), [("un", "1w1", 1), ("un deux", "2w2", 1), ("un deux trois", "3w3", 1), ("a b c d", "4w4", 1),
                                                      ("a b c d e", "5w4", 2)])  # fmt: skip
def test_short_passages_have_shorter_shingles(text, head, hashes):
    found = fingerprint(text).split()
    assert found[0] == head and len(found) == hashes + 1


@pytest.mark.parametrize("text", ["", " \n\t", "— … « » ’ 	_ *"])
def test_a_text_without_words_has_no_fingerprint(text):
    assert fingerprint(text) == ""


def test_a_fingerprint_holds_no_word_of_the_passage():
    for first in range(1, 61):
        written = set(words(mark(first, first))) | set(mark(first, first).replace(".", " ").split())
        assert not written & set(words(LINES[first - 1]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’économie d’ici", "L'économie d'ici"),
        ("54 % : oui", "54\u00a0%\u202f: oui"),
        ("les « pôles » — territoriaux", 'Les "pôles" - TERRITORIAUX'),
        ("coope\u0301ration", "coopération"),
        ("eﬃcace", "efficace"),
        ("un deux\ntrois", "un\r\ndeux trois"),
        ("socio-économique", "socio-\néconomique"),
    ],
)
def test_typography_capitals_and_line_ends_play_no_part(one, other):
    assert fingerprint(one) == fingerprint(other) != ""


def test_accents_and_word_order_do_play_a_part():
    assert fingerprint("marché") != fingerprint("marche")
    assert fingerprint("un deux") != fingerprint("deux un")


# --- finding it again --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "last"), [(1, 1), (20, 24), (60, 60), (1, 60)])
def test_a_passage_is_found_at_its_lines(first, last):
    found = Copy(TEXT).find(mark(first, last), first, last)
    assert where(found) == ("found", first, last) and found.share == 1


def test_a_passage_inside_a_longer_range_of_lines_is_found_with_its_own_lines():
    assert where(Copy(TEXT).find(mark(21, 22), 20, 25)) == ("found", 21, 22)


def test_moved_lines_are_reported_with_the_new_ones():
    moved = Copy("\n".join([made_up(2, lines=10), TEXT]))
    assert where(moved.find(mark(20, 24), 20, 24)) == ("moved", 30, 34)
    earlier = Copy("\n".join(LINES[15:]))
    assert where(earlier.find(mark(20, 24), 20, 24)) == ("moved", 5, 9)


@pytest.mark.parametrize("width", [31, 60, 97, 2000])
def test_a_re_wrapped_text_still_has_every_passage_where_its_words_are(width):
    original, copy = Copy(TEXT), Copy(rewrapped(TEXT, width))
    assert any(line.endswith("-") for line in copy.lines) or width == 2000
    for first in range(1, 58):
        found = copy.find(mark(first, first + 3), first, first + 3)
        assert (found.line_start, found.line_end) == true_lines(original, copy, first, first + 3)


def test_other_line_ends_and_a_byte_order_mark_change_nothing(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert where(Copy(sources.read_text(tmp_path / "a.txt")).find(mark(20, 24), 20, 24)) == ("found", 20, 24)


@pytest.mark.parametrize("change", [{5: "nouveau"}, {30: "nouveau"}, {5: "nouveau", 30: "autre"}, {12: ""}, {12: "", 40: ""}, {12: "deux mots"}, {20: "deux mots", 40: ""}])
def test_a_passage_with_one_or_two_words_changed_added_or_left_out_is_still_found(change):
    original = " ".join(LINES[19:24]).split()
    spoilt = [change.get(i, word) for i, word in enumerate(original)]
    found = Copy("\n".join([*LINES[:19], " ".join(spoilt), *LINES[24:]])).find(mark(20, 24), 20, 24)
    assert where(found) == ("found", 20, 20)
    assert 0.6 <= found.share <= 1


def test_a_deleted_passage_is_not_found():
    assert where(Copy("\n".join([*LINES[:19], *LINES[24:]])).find(mark(20, 24), 20, 24)) == ("not_found", 0, 0)


def test_a_passage_of_which_less_than_half_is_left_is_not_found():
    found = Copy("\n".join([*LINES[:21], *LINES[24:]])).find(mark(20, 24), 20, 24)
    assert found.verdict == "not_found" and 0 < found.share < 0.6


def test_nothing_is_found_in_an_empty_copy():
    assert Copy("").find(mark(1, 3), 1, 3).verdict == "not_found"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_passage_of_a_few_words_is_found_at_its_line(count):
    short = " ".join(LINES[40].replace("-", " ").split()[:count])
    text = "\n".join([*LINES[:30], short, *LINES[30:]])
    assert where(Copy(text).find(fingerprint(short), 31, 31)) == ("found", 31, 31)


def test_a_word_said_twice_in_a_row_elsewhere_does_not_draw_a_short_passage_away():
    text = "\n".join(["vide", "pôle", "vide", "pôle pôle pôle", "le pôle le pôle"])
    assert where(Copy(text).find(fingerprint("pôle"), 2, 2)) == ("found", 2, 2)
    assert where(Copy(text).find(fingerprint("le pôle"), 5, 5)) == ("found", 5, 5)


@pytest.mark.parametrize(("first", "last"), [(10, 12), (33, 35), (56, 58)])
def test_a_passage_that_stands_several_times_is_found_where_it_was(first, last):
    again = LINES[9:12]
    text = "\n".join([*LINES[:32], *again, *LINES[35:55], *again, *LINES[58:]])
    assert where(Copy(text).find(mark(10, 12), first, last)) == ("found", first, last)


def test_the_passage_itself_is_read_from_the_copy():
    assert Copy(TEXT).passage(20, 21) == LINES[19] + "\n" + LINES[20]


# --- a folder of copies ------------------------------------------------------------------------------------


@pytest.fixture
def study():
    """Two made-up sources with ten passages each: (sources, marks, texts)."""
    texts = {"crida2015": TEXT, "labo2014": made_up(3)}
    table = pd.DataFrame({"source_id": list(texts), "sha256": [sources.hashlib.sha256(text.encode()).hexdigest() for text in texts.values()]})
    rows = [("codings", first, source, str(first), str(first + 1), mark(first, first + 1, text)) for source, text in texts.items() for first in range(1, 41, 4)]
    return table, pd.DataFrame(rows, columns=["table", "row", "source_id", "line_start", "line_end", "passage"]), texts


def test_copies_are_recognised_by_their_bytes_under_any_name(tmp_path, study):
    table, marks, texts = study
    (tmp_path / "a.txt").write_text(texts["labo2014"], encoding="utf-8")
    (tmp_path / "b.txt").write_text(texts["crida2015"], encoding="utf-8")
    assert {source: copy.text for source, copy in open_copies(tmp_path, table, marks).items()} == texts


def test_re_wrapped_copies_are_recognised_by_their_passages_among_other_texts(tmp_path, study):
    table, marks, texts = study
    for name, text in (("scan.txt", rewrapped(texts["labo2014"], 47)), ("copy.txt", rewrapped(texts["crida2015"], 90)), ("notes.txt", made_up(4))):
        (tmp_path / name).write_text(text, encoding="utf-8")
    copies = open_copies(tmp_path, table, marks)
    assert {source: words(copy.text) for source, copy in copies.items()} == {source: words(text) for source, text in texts.items()}
    assert set(look_up(marks, copies)["verdict"]) <= {"found", "moved"}


def test_a_copy_of_which_only_a_half_is_left_is_recognised(tmp_path, study):
    table, marks, texts = study
    (tmp_path / "half.txt").write_text("\n".join(texts["labo2014"].split("\n")[:20]), encoding="utf-8")
    copies = open_copies(tmp_path, table, marks)
    assert list(copies) == ["labo2014"]
    assert look_up(marks, copies)["verdict"].value_counts().to_dict() == {"no_copy": 10, "found": 5, "not_found": 5}


def test_a_source_without_a_copy_is_left_out_and_its_passages_say_so(tmp_path, study):
    table, marks, texts = study
    (tmp_path / "only.txt").write_text("\n" * 7 + texts["crida2015"], encoding="utf-8")
    copies = open_copies(tmp_path, table, marks)
    found = look_up(marks, copies)
    assert list(copies) == ["crida2015"]
    assert found.groupby("source_id")["verdict"].unique().map(list).to_dict() == {"crida2015": ["moved"], "labo2014": ["no_copy"]}
    assert (found["new_start"] - found["line_start"].astype(int))[found["verdict"] == "moved"].unique().tolist() == [7]


@pytest.mark.parametrize("folder", [".", "nowhere"])
def test_a_folder_without_texts_is_refused_with_what_to_do(tmp_path, study, folder):
    (tmp_path / "study.pdf").write_bytes(b"%PDF")
    with pytest.raises(NotFound, match=r"No text files \(\*\.txt\) in") as caught:
        open_copies(tmp_path / folder, *study[:2])
    assert "→ give the folder that holds your own copies of the two studies." in str(caught.value)


def test_a_copy_in_latin_1_is_named(tmp_path, study):
    (tmp_path / "old.txt").write_bytes("un\né".encode("latin-1"))
    with pytest.raises(DataError, match="old.txt: line 2 is not UTF-8 text"):
        open_copies(tmp_path, *study[:2])


# --- the text itself, and a copy that was changed -------------------------------------------------------------


def rows(*lines, text=TEXT):
    """Marks of some line ranges of a made-up source, as Raw.marks gives them."""
    table = [("codings", row, "crida2015", str(first), str(last), mark(first, last, text)) for row, (first, last) in enumerate(lines, start=2)]
    return pd.DataFrame(table, columns=["table", "row", "source_id", "line_start", "line_end", "passage"])


def verdicts(marks, copy, all_marks=None):
    found = look_up(marks, {"crida2015": copy}, all_marks)
    return list(zip(found["verdict"], found["new_start"], found["new_end"], strict=True))


@pytest.mark.parametrize(("first", "last"), [("30", "31"), ("19", "24"), ("20", "23"), ("20", "25")])
def test_in_the_text_itself_lines_and_fingerprint_must_belong_together(first, last):
    marks = rows((20, 24)).assign(line_start=first, line_end=last)
    assert verdicts(marks, Copy(TEXT, reference=True)) == [("misplaced", 20, 24)]
    assert verdicts(rows((20, 24)), Copy(TEXT, reference=True)) == [("found", 20, 24)]


def test_a_fingerprint_of_another_text_is_not_found_in_the_text_itself():
    other = rows((20, 24), text=made_up(5))
    assert verdicts(other, Copy(TEXT, reference=True)) == [("not_found", 0, 0)]


def test_only_a_copy_with_the_bytes_of_the_text_is_the_text_itself(tmp_path, study):
    table, marks, texts = study
    (tmp_path / "a.txt").write_text(texts["labo2014"], encoding="utf-8")
    (tmp_path / "b.txt").write_text(texts["crida2015"] + "\n", encoding="utf-8")
    assert {source: copy.reference for source, copy in open_copies(tmp_path, table, marks).items()} == {"crida2015": False, "labo2014": True}


LONG_ONES = rows(*((first, first + 2) for first in range(1, 58, 3) if first not in (22, 40)))
SAID_TWICE = "\n".join([*LINES[:22], "la même phrase", *LINES[23:40], "la même phrase", *LINES[41:]])  # lines 23 and 41
SHORT = pd.concat([LONG_ONES, rows((23, 23), (41, 41), text=SAID_TWICE).assign(row=[90, 91])], ignore_index=True)


def test_a_short_passage_said_in_two_places_is_found_in_the_right_one_of_a_moved_copy():
    moved = Copy("\n".join([made_up(2, lines=12), SAID_TWICE]))
    assert verdicts(SHORT[SHORT["row"] >= 90], moved, SHORT) == [("moved", 35, 35), ("moved", 53, 53)]


def test_a_short_passage_that_was_cut_out_is_not_taken_for_the_same_words_elsewhere():
    cut = Copy("\n".join(SAID_TWICE.split("\n")[:38] + SAID_TWICE.split("\n")[43:]))
    assert verdicts(SHORT[SHORT["row"] >= 90], cut, SHORT) == [("found", 23, 23), ("ambiguous", 23, 23)]


def test_a_short_passage_in_a_large_gap_is_not_found_for_certain_even_beside_its_edge():
    text = "\n".join([made_up(6, lines=300)])
    said = "\n".join([*text.split("\n")[:99], "la même phrase", *text.split("\n")[100:180], "la même phrase", *text.split("\n")[181:]])
    marks = pd.concat([rows(*((first, first + 2) for first in range(1, 298, 3) if not 94 <= first <= 214), text=said), rows((181, 181), text=said).assign(row=99)])
    cut = Copy("\n".join(said.split("\n")[:102] + said.split("\n")[212:]))
    assert verdicts(marks[marks["row"] == 99], cut, marks) == [("ambiguous", 100, 100)]


def test_a_long_passage_is_found_wherever_it_was_put():
    put = Copy("\n".join([*LINES[40:44], *LINES[:40], *LINES[44:]]))
    assert verdicts(rows((41, 43)), put, SHORT) == [("moved", 1, 3)]


@pytest.mark.parametrize("cut", [(600, 900), (1000, 1100), (2000, 2867)])
def test_in_a_shortened_real_copy_no_passage_of_the_part_that_was_cut_out_is_found(real, cut):
    marks, copies = real
    short = Copy("\n".join([*copies["labo2014"].lines[: cut[0] - 1], *copies["labo2014"].lines[cut[1] :]]))
    found = look_up(marks[marks["source_id"] == "labo2014"], {"labo2014": short})
    start, end = found["line_start"].astype(int), found["line_end"].astype(int)
    gone, left = (start >= cut[0]) & (end <= cut[1]), (end < cut[0]) | (start > cut[1])
    assert gone.sum() > 100
    assert set(found.loc[gone, "verdict"]) <= {"not_found", "ambiguous"}
    assert found.loc[left, "verdict"].isin(["found", "moved"]).mean() > 0.995


# --- the two real texts ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(sources_folder, raw):
    """(marks, copies) of the real data."""
    marks = raw.marks()
    return marks, open_copies(sources_folder, raw["sources"], marks)


def test_every_passage_of_every_table_is_found_at_its_lines(real, raw):
    marks, copies = real
    assert set(copies) == set(raw["sources"]["source_id"])
    assert set(marks["table"]) == {name for name, frame in raw.tables.items() if "passage" in frame and len(frame)}
    found = look_up(marks, copies)
    astray = found[found["verdict"] != "found"]
    assert astray.empty, astray.drop(columns="passage").to_string()


@pytest.mark.parametrize("width", [43, 100])
def test_passages_are_found_again_in_a_re_wrapped_copy_and_nearly_all_of_them_at_the_right_lines(real, width):
    marks, copies = real
    again = {source: Copy(rewrapped(copy.text, width)) for source, copy in copies.items()}
    found = look_up(marks, again)
    share = (found["verdict"] != "not_found").mean()
    right = [(row.new_start, row.new_end) == true_lines(copies[row.source_id], again[row.source_id], int(row.line_start), int(row.line_end))
             for row in found.drop_duplicates(["source_id", "line_start", "line_end"]).itertuples()]  # fmt: skip
    assert share >= 0.99, f"{share:.2%} of {len(found)} passages were found again"
    assert sum(right) >= 0.97 * len(right), f"{sum(right)} of {len(right)} places are the right ones"


def test_re_wrapped_real_copies_are_told_apart(real, raw, tmp_path):
    marks, copies = real
    for number, (_, copy) in enumerate(sorted(copies.items())):
        (tmp_path / f"scan{number}.txt").write_text(rewrapped(copy.text, 55), encoding="utf-8")
    found = open_copies(tmp_path, raw["sources"], marks)
    assert {source: len(words(copy.text)) for source, copy in found.items()} == {source: len(words(copy.text)) for source, copy in copies.items()}


def test_no_table_of_the_repository_holds_a_line_of_the_texts(real, root):
    written = " ".join(" ".join(words(path.read_text(encoding="utf-8"))) for path in sorted((root / "data" / "raw").glob("*.csv")))
    long_lines = {" ".join(found) for copy in real[1].values() for line in copy.lines if len(found := words(line)) >= 8}
    assert len(long_lines) > 1000
    assert sorted(line for line in long_lines if line in written) == []
