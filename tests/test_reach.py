"""How far the evidence reaches: lines outside cooperation, modalities, and in how many pairs of poles they go the same way."""

import pytest
from cooperating import sample

from ptce_helpers import reach
from ptce_helpers.cleaning import clean
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample

CODINGS = """
    case_id,  variable_id,     item, value, qualifier, source_id, line_start, line_end, status
    la_serre, charter,         ,     yes,   ,          crida2015, 3,          6,        stated
    la_serre, people_involved, all,  20,    exact,     crida2015, 6,          7,        stated
    la_serre, common_place,    ,     yes,   ,          crida2015, 30,         39,       stated
    la_serre, working_groups,  ,     no,    ,          crida2015, 31,         31,       stated
    phares,   charter,         ,     ,      ,          crida2015, 9,          12,       not_stated
"""


@pytest.fixture(scope="module")
def real(raw):
    return Sample(clean(raw), raw, Labels("en"))


def test_lines_are_counted_once_without_cooperation_and_without_silence(small):
    made = reach.of_poles(sample(small, CODINGS, studies=["crida2015"]))
    assert made.frame.set_index("case")[["modalities", "lines"]].to_dict("index") == {
        "Domb’Innov": {"modalities": 0, "lines": 0}, "Le Phares": {"modalities": 0, "lines": 0}, "La Serre": {"modalities": 2, "lines": 5}}
    behind = made.evidence.set_index(made.frame["case"]).loc["La Serre"]
    assert (behind["lines"], behind["modalities"]) == ("a1 a2", "a3 a4")


@pytest.mark.parametrize(("lines", "modalities", "found"), [
    ([1, 2, 3], [4, 5, 6], (3, 3)), ([1, 2, 3], [6, 5, 4], (0, 3)), ([1, 2, 3], [5, 4, 6], (2, 3)), ([1, 1, 3], [4, 5, 5], (1, 1)), ([5], [5], (0, 0)), ([], [], (0, 0)),
])  # fmt: skip
def test_pairs_that_go_the_same_way_are_counted_among_those_that_differ(lines, modalities, found):
    assert reach.agreement(lines, modalities) == found


def test_the_real_poles_in_the_order_of_their_lines(real):
    frame = reach.of_poles(real).frame
    assert len(frame) == 23 and (frame["asked"] == 38).all()
    for _, part in frame.groupby("study"):
        assert part["lines"].is_monotonic_increasing
    boutaric = frame.query("case == 'La Coursive Boutaric' and study == 'labo2014'").iloc[0]
    assert boutaric["modalities"] == 0 and boutaric["lines"] < 10, "the pole has no sheet in 2014"
    told = bare(reach.told(real))
    assert told["n"] == 112 and told["same"] == 63
    assert told["told"].startswith("In the 2014 study, 0 to 20 modalities per pole (median 15)")


def test_the_picture_has_a_part_for_each_study_and_writes_every_number(real):
    made = reach.of_poles(real)
    figure = reach.draw(made, real.labels)
    assert len(figure.axes) == 4
    assert [int(text.get_text()) for text in figure.axes[3].texts] == made.frame[made.frame["study"] == "crida2015"]["modalities"].tolist()
