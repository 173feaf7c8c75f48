"""Everything said to people exists in English and French, is asked for, and is written as each language writes it."""

import ast
import csv
import json
import re
from functools import cache
from itertools import chain
from pathlib import Path
from string import Formatter

import pytest

from ptce_helpers import (
    accounting,
    claim_words,
    claims,
    conflicts,
    coverage_map,
    decisions,
    economy,
    funding,
    impact,
    legal_forms,
    meetings,
    member_kinds,
    network_tables,
    perturbations,
    reliability,
    rubrics,
    snapshots,
    statements,
    type_questions,
    type_stability,
    type_tables,
    verdicts,
)
from ptce_helpers import places as places_of
from ptce_helpers.audit import CHECKS
from ptce_helpers.errors import NotFound
from ptce_helpers.inventory import WINNERS
from ptce_helpers.labels import LANGUAGES, NBSP, THIN, Labels, catalogue
from ptce_helpers.matrix import STATES
from ptce_helpers.notebooks import NAMES
from ptce_helpers.parameters import CATALOGUE as PARAMETERS
from ptce_helpers.parameters import READINGS, WEIGHTS
from ptce_helpers.perturbations import ENDS
from ptce_helpers.pole_configurations import KINDS as SOLUTIONS
from ptce_helpers.queries import OUTCOMES
from ptce_helpers.sample import KINDS
from ptce_helpers.schemas import (
    CALIBRATIONS,
    CLAIM_KINDS,
    FAMILIES,
    FITS,
    LEVELS,
    METHODS,
    OPERATIONS,
    PARAGRAPHS,
    PARTS,
    QUALIFIERS,
    RELATIONS,
    ROLES,
    SEVERITIES,
    STATUSES,
    STUDIES,
    TABLES,
    UNITS,
)
from ptce_helpers.support_matrix import SHOWN
from ptce_helpers.tables import NOTED

EN, FR = Labels("en"), Labels("fr")
SPACES = NBSP + THIN
UNSAID = {"percent", "items", "YYYY-MM"}  # units that are written otherwise, or not at all


def places(phrase):
    return sorted({name for _, name, _, _ in Formatter().parse(phrase) if name is not None})


def unfolded(phrase):
    """A phrase with its forms for one and for several as plain words: {n:pole|poles} is n pole poles."""
    return re.sub(r"{\w+:?=?([^}]*)}", lambda place: f"n {place[1].replace('|', ' ')}".strip(), phrase)


# --- the catalogue -----------------------------------------------------------------------------------------


def test_no_key_stands_twice_or_without_a_phrase(root):
    with (root / "ptce_helpers" / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    keys = [row["key"] for row in rows]
    assert [key for key in keys if keys.count(key) > 1] == []
    assert [row["key"] for row in rows if list(row) != ["key", *LANGUAGES] or not all(map(str.strip, row.values()))] == []


def test_both_languages_have_the_same_places():
    assert {key: row for key, row in catalogue().items() if places(row["en"]) != places(row["fr"])} == {}


def french_faults(phrase):
    """What is wrong with the typography of a French phrase: spaces before : ; ? ! % and the apostrophe."""
    faults = re.findall(rf"\S*(?<![{SPACES}(])[:;?!%»]|[«](?![{SPACES}])\S*", unfolded(phrase))
    faults += re.findall(rf"\([{SPACES}]", phrase)
    return faults + re.findall(r"\w*['\"]\w*", phrase)


@pytest.mark.parametrize("phrase", ["Réussi?", "l'étude", "oui : non", "54 %", "54%", "{share}%", f"({NBSP}%)", "«étude»", 'dit "oui"'])
def test_a_fault_of_french_typography_is_seen(phrase):
    assert french_faults(phrase)
    assert french_faults(f"L’étude{NBSP}: «{NBSP}oui{NBSP}»{THIN}; {{share}}{NBSP}% (%)") == []


def test_french_is_written_with_no_break_spaces_and_typographic_apostrophes():
    assert {key: faults for key, row in catalogue().items() if (faults := french_faults(row["fr"]))} == {}


def test_english_has_typographic_apostrophes_and_no_space_before_a_colon():
    pattern = rf"\w*'\w*|\S*[ {SPACES}][:;?!%]"
    assert {key: faults for key, row in catalogue().items() if (faults := re.findall(pattern, unfolded(row["en"])))} == {}


# --- which keys are asked for ------------------------------------------------------------------------------


@cache
def sources_of(root):
    """All code: modules, and the code cells of each notebook, by name: its calls and constants."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((root / "ptce_helpers").glob("*.py"))}
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts[path.name] = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return {name: [node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.Call, ast.Constant))] for name, text in texts.items()}


def literals(nodes):
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def calls(nodes, *names):
    return [node for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in names]


def keys_asked(root):
    """What is given as the key of a phrase, with the name of the file."""
    return [(name, call.args[0] if call.args else None) for name, nodes in sources_of(root).items() for call in calls(nodes, "text", "say", "heading")]


def asked_by_name(root):
    """Keys asked for with a literal, text("...") and say("..."), also of the form "..." if ... else "..."."""
    for name, key in keys_asked(root):
        for branch in (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,):
            if isinstance(branch, ast.Constant):
                yield name, branch.value


def prefixes(root):
    """The constant beginnings of keys that are put together, text(f"month_{...}") or text("month_" + ...)."""
    for name, key in keys_asked(root):
        first = key.values[0] if isinstance(key, ast.JoinedStr) else key.left if isinstance(key, ast.BinOp) else None
        if isinstance(first, ast.Constant):
            yield name, first.value


def captions(root):
    """Names of tables and figures, the second argument of show, show_first and draw in the notebooks."""
    for name, nodes in sources_of(root).items():
        if name.endswith(".ipynb"):
            ours = (call for call in calls(nodes, "show", "show_first", "draw") if getattr(call.func.value, "id", "") == "desk")
            yield from (call.args[1].value for call in ours)


def checks(root):
    """Keys of findings, the first argument of _finding in findings.py."""
    found = [node.args[0].value for node in sources_of(root)["findings.py"] if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_finding"]
    return [name + end for name in found for end in ("", "_says")]


def changed(name, parameter):
    """What follows changed_ for a parameter: its name, and where it has a choice of words, each of them."""
    return [f"{name}_{value}".replace(":", "_") for value in parameter.allowed] if parameter.allowed and name != "lang" else [name]


def of_types(raw):
    """Columns of the typology that are named after questions, axes and types."""
    active = {name for name, question in type_questions.questions(raw).items() if question.role == "active"}
    return active | {f"{name}_{n}" for name in ("coordinate", "contribution", "cos2", "v", "eta2") for n in type_tables.PLANE} | {f"type_{n}" for n in range(1, 7)}


@pytest.fixture(scope="module")
def put_together(root, raw):
    """What may follow each prefix of a key that is put together; column_ is optional, so it follows the code's words."""
    words = set(chain.from_iterable(map(literals, sources_of(root).values())))
    words |= {keyword.arg for nodes in sources_of(root).values() for node in nodes if isinstance(node, ast.Call) for keyword in node.keywords}
    words |= {name[:-4] + "_range" for name in words if name and name.endswith("_low")}  # shown as one column
    words |= {f"status_{status}" for status in STATUSES} | {f"winner_{winner}" for winner in WINNERS} | {"missing", "qualifier"}
    columns = {key.removeprefix("column_") for key in catalogue() if key.startswith("column_")}
    return {
        "month_": {f"{month:02d}" for month in range(1, 13)},
        "caption_": set(captions(root)),
        "column_": of_types(raw) | columns & words | {f"ties_{group}" for group in network_tables.GROUPS} | {"amount_range"} | {f"kind_{kind}" for kind in set(perturbations.KINDS) - {"base", "cases"}},
        "notebook_": set(NAMES),
        "question_": set(NAMES),
        "table_": set(TABLES),
        "status_": set(STATUSES),
        "theme_": set(raw["variables"]["theme"]),
        "exactness_": set(QUALIFIERS),
        "qualifier_": set(QUALIFIERS) - {"exact", "range"},
        "year_": set(QUALIFIERS) - {"exact", "range"},
        "say_years_": {"silent", "contradictory", "not_coded"},
        "changed_": {word for name, parameter in PARAMETERS.items() for word in changed(name, parameter)} | {f"missing_{end}" for end in ENDS} | {"anchors"},
        "missing_": set(KINDS),
        "short_": set(KINDS),
        "inexact_": set(QUALIFIERS) - {"exact"},
        "note_": set(NOTED),
        "study_": set(STUDIES),
        "source_": set(STUDIES),
        "state_": set(STATES),
        "paragraph_": set(PARAGRAPHS),
        "part_": set(PARTS),
        "lane_": {*coverage_map.LANES, "kind"},
        "band_": set(coverage_map.KINDS),
        "map_": {"labo2014", "crida2015", "both"},
        "timeline_": {"genesis_year", "grouping_year", "pole_founded_year", "labo2014", "crida2015"},
        "winner_": set(WINNERS),
        "arbitration_": {"coders", "sources"},
        "coders_": set(reliability.VERDICTS), "verdict_": set(verdicts.VERDICTS),
        "claim_says_pole_": {"yes", "no", "open"},
        "claim_counted_": set(re.findall(r"[a-z_]{4,}", claim_words.COUNTED.pattern)),
        "claim_kind_": set(CLAIM_KINDS),
        "claim_word_": set(verdicts.WORDS) - {"none"} | {"no_pole"},
        "claim_sign_": set(claim_words.NAMES.values()),
        "claim_taken_": set(claims.TAKEN) - {"own"} | {"known"},
        "claim_lacks_": set(claim_words.KINDS),
        "claim_says_": {"poles", "poles_elsewhere", "each_within", "mean_of_poles", "share"},
        "parameter_": set(PARAMETERS),
        "check_": set(checks(root)),
        "unit_": set(UNITS) - UNSAID,
        "operation_": set(OPERATIONS),
        "limit_": set(economy.STATISTICS),
        "completion_": {f"{name}_{end}" for name in economy.STATISTICS for end in ("low", "high")},
        "isolated_": set(accounting.SITUATIONS),
        "comparable_": set(accounting.SITUATIONS),
        "booked_": set(accounting.ITEMS),
        "half_": {"below", "above", "open"},
        "sum_": {"below", "above", "open"},
        "relation_": set(funding.PAYS),
        "fit_": set(FITS),
        "claim_named_": set(claim_words.LISTS),
        "outcome_": {*OUTCOMES, *SHOWN},
        "weighting_": set(WEIGHTS),
        "column_class_": set(snapshots.CLASSES),
        "why_": set(snapshots.BARRING),
        "direction_": {"up", "down", "forward", "back", "other"} | {"both", "one", "third", "study"},
        "statement_": set(statements.VERDICTS),
        "statistic_": set(statements.SAYS.values()) - {"count"},
        "reads_": {reading.replace(":", "_") for reading in READINGS[1:]},
        "conflict_": set(conflicts.KINDS),
        "conflict_open_": set(conflicts.KINDS),
        "reading_": {*legal_forms.READINGS, "text", "passage", "conclusion", "stated"},
        "category_": {*legal_forms.CATEGORIES, "unknown"},
        "meeting_": {*meetings.KINDS, "held"},
        "rhythm_": set(meetings.RHYTHMS.values()),
        "node_": set(network_tables.TYPES),
        "tie_": {*RELATIONS, *ROLES},
        "funder_": {*LEVELS, "unstated"},
        "level_short_": {*LEVELS, "unstated"},
        "drawn_": {"one", "third", "study"},
        "basis_": set(network_tables.BASES),
        "rubric_": {rubric.key for some in rubrics.TYPOLOGIES.values() for rubric in some},
        "place_": {*places_of.ROLES, "both", "silent"},
        "holds_": {"yes", "possible", "no"},
        "claimed_": {"all", "majority", "count"},
        "axis_reach_": {"lines", "modalities"},
        "circle_": {"first", "second", "third", "fourth"},
        "chart_": set("123456"),
        "fill_": set("123456"),
        "group_": set(member_kinds.GROUPS),
        "outside_": {"pooled", "of_poles", "picture"},
        "add_": {"same", "within", "unit", "flow", "year", "one", "unlike", "inexact", "doubt"},
        "kind_": {"heads", "fte", "contracts", "bodies", "stock", "flow"},
        "found_": {"poles", "members", "percent"},
        "fits_": {"follows", "same", "open", "contradicts", "other_poles"},
        "impact_": set(impact.KINDS),
        "audit_": set(CHECKS),
        "criterion_": set(CHECKS),
        "differs_": {*CHECKS, "twice_words", "repeated_words", "complete_over"},
        "severity_": set(SEVERITIES),
        "audit_result_": {"holds", "fails", "nothing"},
        "hold_": {*decisions.STATES, "same"},
        "method_": set(METHODS),
        "tried_": set(perturbations.KINDS),
        "wanted_": set(verdicts.WORDS) - {"none"} | {"no_pole"},
        "inapplicable_": {"undefined", "no_pole", "pole_left_out", "study_left_out", "floor", "no_types", "no_solution", "at_half", "too_many"},
        "role_": {"active", "passive", "supplementary", "typical_ask", "degree_ask", "kind_ask", "coverage_ask"}, "used_": {"yes", "few", "alike"}, "change_": set(type_stability.KINDS),
        "audit_said_": {*statements.SAYS.values(), "min", "max", "mean", "range", "share"},
        "family_": set(FAMILIES),
        "compared_why_": {"cases", "group_empty", "all_equal", "floor"},
        "strength_": {"cliffs_delta", "epsilon_squared", "cramers_v"},
        "calibrated_": set(CALIBRATIONS),
        "expected_": {"present", "absent", "open", "value"},
        "necessity_": {"yes", "trivial"},
        "solution_": set(SOLUTIONS),
        "met_": {"met", "opposite", "both", "idle"},
    }


def test_every_key_asked_for_by_name_exists(root):
    assert [(where, key) for where, key in asked_by_name(root) if key not in catalogue()] == []


def test_every_key_that_is_put_together_exists(put_together):
    wanted = {prefix + end for prefix, ends in put_together.items() for end in ends}
    assert sorted(wanted - set(catalogue())) == []


def test_every_prefix_in_the_code_is_known_here(root, put_together):
    assert [(where, prefix) for where, prefix in prefixes(root) if prefix not in put_together] == []


def test_no_phrase_of_the_catalogue_is_unused(root, put_together):
    used = {prefix + end for prefix, ends in put_together.items() for end in ends}
    used |= set(chain.from_iterable(map(literals, sources_of(root).values())))  # axis_members is handed on as a word
    used |= {f"{key}_none" for key in used}
    assert sorted(set(catalogue()) - used) == []


def test_every_prefix_is_entered_once():
    """Of two entries of a prefix only the last one would count."""
    entries = [key.value for node in ast.walk(ast.parse(Path(__file__).read_text(encoding="utf-8"))) if isinstance(node, ast.Dict) for key in node.keys if isinstance(key, ast.Constant)]
    assert [key for key in entries if str(key).endswith("_") and entries.count(key) > 1] == []


def test_the_keys_of_the_code_were_really_collected(root):
    assert len(set(asked_by_name(root))) > 20 and len(set(prefixes(root))) > 10 and len(set(captions(root))) > 10
    assert "keys_says" in checks(root)


# --- phrases -----------------------------------------------------------------------------------------------


def test_an_unknown_key_names_the_nearest():
    with pytest.raises(NotFound, match="has no phrase 'not_statd'") as caught:
        EN.text("not_statd")
    assert "did you mean 'not_stated'?" in str(caught.value)


@pytest.mark.parametrize(("n", "english", "french"), [(0, "0 rows", "0 ligne"), (1, "1 row", "1 ligne"), (1.5, "1.5 rows", "1,5 ligne"), (2, "2 rows", "2 lignes"), (2000, "2,000 rows", f"2{THIN}000 lignes")])
def test_nouns_after_a_number_are_in_the_singular_where_each_language_has_it(n, english, french):
    said = [labels.text("say_written", files=n, rows=n) for labels in (EN, FR)]
    assert said[0].endswith(f" {english}.") and said[1].endswith(f" {french}.")


def test_a_word_may_depend_on_a_number_without_repeating_it():
    assert "1 carrier or tool of the poles is named besides" in EN.text("say_named", n=2, both=0, unknown=1, others=1)
    assert "0 carriers and tools of the poles are named besides" in EN.text("say_named", n=2, both=0, unknown=1, others=0)


def test_a_sentence_about_nothing_says_so():
    assert EN.text("say_turnover", n=0) == "The turnover of the members together is not stated in what was chosen."
    assert EN.text("say_turnover", n=1) == "The turnover of the members together is stated for 1 pole-study pair."
    assert EN.text("say_years_silent", n=0) == " For 0 poles they do not say it.", "without a phrase for nothing the number is said"


def test_every_phrase_for_nothing_belongs_to_a_phrase_about_n():
    study_by_study = {"say_territories"}  # n is all poles asked, said as those of each study
    ends = [key.removesuffix("_none") for key in catalogue() if key.endswith("_none") and "winner" not in key and key.removesuffix("_none") not in study_by_study]
    assert len(ends) > 5 and [key for key in ends if "n" not in places(catalogue()[key]["en"])] == []


def test_units_and_years_are_said_as_people_say_them():
    assert [EN.with_unit("1", "jobs", 1), EN.with_unit("about 2", "jobs", 2)] == [f"1{NBSP}job", f"about 2{NBSP}jobs"]
    assert [FR.with_unit("0", "jobs", 0), FR.with_unit("1,5", "jobs", 1.5), FR.with_unit("1", "fte", 1)] == [f"0{NBSP}emploi", f"1,5{NBSP}emploi", f"1{NBSP}ETP"]
    years = [("2000", "", "at_most"), ("2009", "", "at_least"), ("1994", "", "about"), ("2005", "2008", "range"), ("2007", "", "exact")]
    assert [EN.year(*year) for year in years] == ["by 2000 at the latest", "2009 or later", "about 1994", "2005 to 2008", "2007"]
    assert [FR.year(*year) for year in years] == ["au plus tard en 2000", "2009 ou après", "vers 1994", "2005 à 2008", "2007"]


def test_numbers_in_a_sentence_are_written_in_its_language():
    assert EN.text("range", low=1234.5, high=2000) == "1,234.5 to 2,000"
    assert FR.text("range", low=1234.5, high=2000) == f"1{THIN}234,5 à 2{THIN}000"


@pytest.mark.parametrize(
    ("value", "digits", "english", "french"),
    [
        (1234.5, None, "1,234.5", f"1{THIN}234,5"),
        (1234567, None, "1,234,567", f"1{THIN}234{THIN}567"),
        (12.0, None, "12", "12"),
        (0.256, None, "0.26", "0,26"),
        (-3.5, None, "\u22123.5", "\u22123,5"),
        (2, 1, "2.0", "2,0"),
        (-0.004, 2, "0.00", "0,00"),
    ],
)
def test_numbers_have_each_languages_form(value, digits, english, french):
    assert (EN.number(value, digits), FR.number(value, digits)) == (english, french)


def test_percentages_stand_close_in_english_and_apart_in_french():
    assert (EN.percent(54.3), FR.percent(54.3, 1)) == ("54%", f"54,3{NBSP}%")


def test_months_are_named():
    assert [labels.month("2013-10") for labels in (EN, FR)] == ["October 2013", "octobre 2013"]
    assert [EN.month(f"2014-{month:02d}").split()[0] for month in (1, 8, 12)] == ["January", "August", "December"]


@pytest.mark.parametrize(("items", "english", "french"), [
    ([], "", ""), (["a"], "a", "a"), (["a", "b"], "a and b", "a et b"), (["a", "b", "c"], "a, b and c", "a, b et c"),
])  # fmt: skip
def test_lists_end_in_and(items, english, french):
    assert (EN.join(items), FR.join(items)) == (english, french)


@pytest.mark.parametrize(("value", "upper", "qualifier", "english", "french"), [
    (20, None, "exact", "20", "20"),
    (20, None, "", "20", "20"),
    (1500, None, "about", "about 1,500", f"environ 1{THIN}500"),
    (10, None, "at_least", "at least 10", "au moins 10"),
    (10, None, "at_most", "at most 10", "au plus 10"),
    (6, 20.5, "range", "6 to 20.5", "6 à 20,5"),
])  # fmt: skip
def test_figures_are_as_exact_as_the_text(value, upper, qualifier, english, french):
    assert (EN.qualified(value, upper, qualifier), FR.qualified(value, upper, qualifier)) == (english, french)


def test_a_figure_is_said_with_its_unit_and_without_one_that_has_no_word():
    assert [EN.with_unit("54", unit) for unit in ("percent", "m2", "items", "")] == ["54%", f"54{NBSP}m²", "54", "54"]
    assert [FR.with_unit("4,8", unit) for unit in ("percent", "fte")] == [f"4,8{NBSP}%", f"4,8{NBSP}ETP"]
