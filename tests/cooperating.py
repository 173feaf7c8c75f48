"""A small made-up workbench with every modality of cooperation, for the tests of what rests on the rubrics."""

from ptce_helpers import rubrics
from ptce_helpers.cleaning import clean
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample
from ptce_helpers.study import narrow

ALSO = """\
    place_role,           cooperation_1, multi,   ,       by_code, no, both
    place_name,           cooperation_1, text,    ,       by_item, no, both
    place_opened_year,    cooperation_1, year,    ,       by_item, no, both
    place_surface,        cooperation_1, area,    m2,     by_item, no, both
    members_in_place,     cooperation_1, count,   ,       by_item, no, both
    residents,            members,       count,   ,       by_item, no, both
    coworking_posts,      cooperation_1, count,   posts,  one,     no, both
    capacity,             members,       count,   places, by_item, no, both
    people_involved,      jobs,          count,   people, by_item, no, both
    persons_per_member,   cooperation_3, measure, people, one,     no, both
    charter,              governance,    yes_no,  ,       one,     no, both
"""
MODALITIES = [(variable, rubric.level) for rubric in rubrics.LEVELS for variable in rubric.variables]
ROWS = [f"{variable}, cooperation_{level}, {'multi' if variable == 'collaborative_space' else 'category'}, , {'by_code' if variable == 'collaborative_space' else 'one'}, no, both"
        for variable, level in MODALITIES] + ALSO.strip().splitlines()
VARIABLES = "variable_id, theme, scale, unit, several, silence, asked_of, label_en, label_fr\n" + "".join(
    f"{row.strip()}, {row.strip().partition(',')[0]}, {row.strip().partition(',')[0]}\n" for row in ROWS)
CODED = {"collaborative_space": ("coworking", "nursery_planned"), "place_role": ("origin", "outcome"), "charter": ("yes", "no")}
CODES = "variable_id, code, label_en, label_fr\n" + "".join(
    f"{variable}, {code}, {code}, {code}\n" for variable in [*(name for name, _ in MODALITIES), "place_role", "charter"]
    for code in CODED.get(variable, ("yes", "no", "planned", "founding")))


def sample(small, codings, lang="en", studies=("labo2014", "crida2015"), without=(), **tables):
    """The sample of drawn codings: Domb’Innov in both studies, La Serre and Le Phares in that of 2015."""
    raw = small(codings=codings, variables=VARIABLES, codes=CODES, **tables)
    return Sample(narrow(clean(raw), list(without), list(studies)), raw, Labels(lang))
