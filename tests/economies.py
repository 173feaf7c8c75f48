"""What the tests of the economy share: a sample of the real data under some rules."""

from ptce_helpers.cleaning import clean
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample
from ptce_helpers.study import narrow

BOTH = ("labo2014", "crida2015")
SETTINGS = (  # parameter sets under which nothing may break, nor be said of what is not there
    {}, {"studies": ("labo2014",)}, {"studies": ("crida2015",)}, {"about": "rounded"}, {"about": "missing", "missing": "drop"}, {"lang": "fr"},
    {"keep": ("phares",)}, {"keep": ("coursive_boutaric",)}, {"keep": ()},
)


_cleaned: list[tuple] = []  # data that were cleaned already: cleaning takes longer than most tests


def cleaned(raw):
    """The clean tables of data that were read, made once."""
    found = next((tables for of, tables in _cleaned if of is raw), None)
    if found is None:
        found = clean(raw)
        _cleaned.append((raw, found))
    return found


def sample_of(raw, lang="en", studies=BOTH, keep=None, out=(), **rules):
    """The real data, or small ones: some studies, without some poles or (``keep``) with few."""
    gone = [case for case in raw.cases if case not in keep] if keep is not None else list(out)
    return Sample(narrow(cleaned(raw), gone, list(studies)), raw, Labels(lang), Rules(**rules))


def row(table, **wanted):
    """The one row of a table that has some values, as (values, references)."""
    here = table.frame
    for name, value in wanted.items():
        here = here[here[name] == value]
    assert len(here) == 1, here
    return here.iloc[0].to_dict(), {name: refs.split() for name, refs in table.evidence.loc[here.index[0]].items()}
