"""The real data as a sample of some poles and studies, cleaned once for all tests that ask."""

from ptce_helpers.cleaning import clean
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.study import narrow

_cleaned = {}


def cleaned(raw):
    """The clean tables of the real data."""
    if id(raw) not in _cleaned:
        _cleaned[id(raw)] = raw, clean(raw)  # raw is held, so that nothing else can have its id
    return _cleaned[id(raw)][1]


def real(raw, lang="en", excluded=(), studies=("labo2014", "crida2015"), **rules):
    """The sample without some poles, of some studies, under some rules."""
    return Sample(narrow(cleaned(raw), list(excluded), list(studies)), raw, Labels(lang), Rules(**rules))
