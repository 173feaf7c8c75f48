"""The real data as a sample of some poles and studies, cleaned once for all tests that ask."""

from ptce_helpers.cleaning import clean
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.study import narrow

_cleaned = {}


def real(raw, lang="en", excluded=(), studies=("labo2014", "crida2015"), **rules):
    """The sample without some poles, of some studies, under some rules."""
    made = _cleaned.setdefault(id(raw), None) or clean(raw)
    _cleaned[id(raw)] = made
    return Sample(narrow(made, list(excluded), list(studies)), raw, Labels(lang), Rules(**rules))
