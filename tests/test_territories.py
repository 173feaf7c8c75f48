"""Each study sorts its poles by kind of place, and leaves some out."""

from ptce_helpers import territories
from ptce_helpers.cleaning import clean
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample
from ptce_helpers.study import narrow


def test_both_paragraphs_are_counted_and_who_is_left_out_is_named(raw):
    told = bare(territories.counts(Sample(clean(raw), raw, Labels("en"))))
    assert (told["labo2014_n"], told["labo2014_of"], told["crida2015_n"], told["crida2015_of"]) == (12, 12, 9, 11)
    assert told["left"] == "InnoVales and Pôle Sud Aquitain", "the two poles that lines 98-101 do not name"


def test_one_study_speaks_of_its_own_poles_only(raw):
    told = bare(territories.counts(Sample(narrow(clean(raw), [], ["labo2014"]), raw, Labels("fr"))))
    assert (told["crida2015_of"], told["left"]) == (0, "rien")
