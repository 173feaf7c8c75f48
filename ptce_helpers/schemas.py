"""The tables of data/raw: their columns, keys and what each cell may hold."""

from __future__ import annotations

from dataclasses import dataclass

STATUSES = ("stated", "counted", "derived", "not_stated", "not_applicable", "chart_only")
QUALIFIERS = ("exact", "about", "at_least", "at_most", "range")
LEVELS = ("europe", "state", "region", "department", "intercommunality", "commune", "private")
UNITS = (
    "EUR", "EUR_per_fte", "MWh_per_year", "YYYY-MM", "activities", "calls", "circles", "communes", "companies", "contracts", "days",
    "departments", "enterprises", "fte", "ha", "hours", "inhabitants", "inhabitants_per_km2", "intercommunalities",
    "issues_per_year", "items", "jobs", "m2", "meetings", "opportunities", "organisations", "people",
    "people_or_bodies", "people_or_fte", "people_or_organisations", "people_or_uses", "per_year", "percent", "places",
    "poles", "posts", "projects", "regions", "tonnes", "turbines", "years",
)
SCALES = ("count", "amount", "share", "year", "area", "measure", "yes_no", "category", "multi", "text")
NUMERIC = ("count", "amount", "share", "year", "area", "measure")
SEVERAL = ("one", "by_year", "by_item", "by_code")
ASKED_OF = ("both", "labo2014", "crida2015")
YES_NO = ("yes", "no")
STUDIES = ASKED_OF[1:]
IN_STUDY = ("yes", "mentioned", "no")  # mentioned: named in passing, no case of the study, not compared
STATISTICS = ("min", "max", "mean", "count", "share", "majority", "minority", "all", "some", "none", "range")
CLAIM_KINDS = ("count", "share", "range", "mean", "majority", "universal", "arithmetic", "temporal", "relation", "between")
PARTNER_KINDS = ("authority", "state_agency", "european_fund", "foundation", "bank", "network", "pole", "research",
                 "training", "company", "association", "public_body", "investor", "other")
RELATIONS = ("funds", "supports", "member_of", "hosts", "owns_place", "cooperates", "accompanies", "studies", "client",
             "accredits", "invests", "other")
ROLES = ("member", "founder", "carrier", "resident", "partner_member", "tool", "authority")
OPERATIONS = ("same_year", "same_scope", "complement", "complement_at_most", "at_least", "at_most", "add", "subtract_amount",
              "subtract_if_included", "subtract_share", "grow_by", "per_year", "per_fte", "share_of", "amount_of", "whole_of_share",
              "not_comparable")
QUADRANTS = ("strength", "weakness", "opportunity", "threat")
PARTS = ("introduction", "typology", "sheets", "analysis", "practices", "morphology", "cooperation", "governance", "economy",
         "conclusions", "advice")  # of the texts, in their order: five of 2014, then those of 2015, which begins with an introduction as well
PARAGRAPHS = ("case_sheet", "findings", "synthesis", "method", "context", "footnote", "reference", "chart_only", "front_matter", "heading",
              "page_furniture")
IDENTITIES = ("parts", "bound", "share", "order", "same", "duration", "yearly", "excludes", "announced", "means", "reading")
SEVERITIES = ("contradiction", "inconsistency", "imprecision")  # cannot both be true; true in another scope or at another date; a matter of rounding
CALIBRATIONS = ("crisp", "direct", "indirect", "multi_value")
FAMILIES = ("means", "size", "jobs", "staff", "governance", "cooperation")  # of comparisons, in the order in which they are told
TESTS = ("two_groups", "several_groups", "cross_table")
SILENCES = ("no",)  # what a text that lists things and does not name one is taken to say of it
METHODS = ("bounds", "cooperation", "governance", "economy", "snapshots", "comparisons", "typology", "configurations", "swot", "networks", "claims")
CIRCLES = ("first", "second", "third", "fourth", "employer_group")


# Units that a coding may give in the place of its variable's own, where a text counts in them.
ALSO = {
    "m2": ("ha",), "jobs": ("fte", "people", "posts"), "posts": ("people", "fte"), "people_or_fte": ("people", "fte", "posts", "jobs"),
    "people_or_organisations": ("people", "organisations"), "people_or_bodies": ("people", "organisations"), "people_or_uses": ("people",),
}


@dataclass(frozen=True)
class Column:
    """One column: its name, what its cells hold, whether a cell may be empty."""

    name: str
    kind: str = "text"  # text name whole number year line case source variable coding second_coding one_of months passage query
    required: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One file of data/raw: its columns in order and its key."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def file(self) -> str:
        return f"data/raw/{self.name}.csv"


def _text(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


def _must(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, required=True) for name in names)


def _named(name: str) -> Column:
    return Column(name, "name", True)


def _one_of(name: str, allowed: tuple[str, ...], required: bool = False) -> Column:
    return Column(name, "one_of", required, allowed)


EVIDENCE = (
    Column("source_id", "source", True), Column("line_start", "line", True), Column("line_end", "line", True),
    Column("passage", "passage", True),
)
JUDGEMENT = (_one_of("status", STATUSES, True), *_text("doubt", "comment"))
CASE = Column("case_id", "case", True)
NUMBER_CELLS = (Column("upper", "number"), _one_of("unit", UNITS), _one_of("qualifier", QUALIFIERS))
FITS = ("direct", "indirect", "absent")  # the codings that a query asks for say what the item says, stand in for it, or there are none
ASKED = (Column("query", "query"), Column("against", "query"), _one_of("fit", FITS, True))
CODING = (CASE, Column("variable_id", "variable", True), *_text("item", "value"), *NUMBER_CELLS, Column("as_of", "year"),
          *EVIDENCE, *JUDGEMENT)

TABLES = {
    table.name: table
    for table in (
        Table("sources", (*_must("source_id", "title", "authors", "publisher"), Column("published", "months", True),
                          *_must("language", "licence_note"), Column("lines", "number", True), *_must("sha256")), ("source_id",)),
        Table("cases", (*_must("case_id", "name"), *_text("aliases"), *_must("commune", "department", "region"),
                        Column("latitude", "number", True), Column("longitude", "number", True), *_must("location_basis"),
                        _one_of("in_labo2014", IN_STUDY, True), _one_of("sheet_labo2014", YES_NO, True),
                        _one_of("in_crida2015", IN_STUDY, True)), ("case_id",)),
        Table("variables", (*_must("variable_id", "theme", "label_en", "label_fr", "definition_en"), _one_of("scale", SCALES, True),
                            _one_of("unit", UNITS), _one_of("several", SEVERAL, True), _one_of("silence", YES_NO, True),
                            _one_of("level", ("case", "sample"), True), _one_of("asked_of", ASKED_OF, True), *_text("period", "changes")), ("variable_id",)),
        Table("codes", (Column("variable_id", "variable", True), *_must("code", "label_en", "label_fr", "definition_en")),
              ("variable_id", "code")),
        Table("codings", (*_must("coding_id"), *CODING), ("coding_id",)),
        Table("second_codings", (*_must("coding_id"), *CODING), ("coding_id",)),
        Table("corrections", (*_must("correction_id"), CASE, Column("variable_id", "variable", True), Column("source_id", "source", True),
                              _one_of("kind", ("coders", "sources"), True), Column("first_coding", "coding"),
                              Column("second_coding", "any_coding"), _one_of("winner", ("first", "second", "both", "none"), True),
                              *_must("reason")), ("correction_id",)),
        Table("statements", (*_must("statement_id"), Column("subject", "variable", True), _one_of("statistic", STATISTICS, True),
                             Column("value", "number"), *NUMBER_CELLS, Column("n", "number"), *_text("condition"),
                             Column("as_of", "year"), *EVIDENCE, *JUDGEMENT), ("statement_id",)),
        Table("claims", (*_must("claim_id"), *EVIDENCE, *_must("section", "claim_en", "claim_fr"), _one_of("kind", CLAIM_KINDS, True),
                         Column("case_id", "case"), Column("tolerance", "number"), *_text("check", "asks", "stated", "charitable", "reading", "needs", "discussion")), ("claim_id",)),
        Table("members", (*_must("member_id"), CASE, *_must("member"), *_text("form"), _one_of("ess", YES_NO), *_text("sector"),
                          _one_of("circle", CIRCLES), _one_of("role", ROLES, True), Column("created_year", "year"),
                          Column("jobs", "number"), Column("jobs_insertion", "number"), Column("volunteers", "number"),
                          *EVIDENCE, *JUDGEMENT), ("member_id",)),
        Table("ties", (*_must("tie_id"), CASE, *_must("partner"), _one_of("partner_kind", PARTNER_KINDS, True),
                       _one_of("relation", RELATIONS, True), _one_of("level", LEVELS), Column("amount", "number"), *NUMBER_CELLS,
                       Column("year", "year"), Column("year_end", "year"), *_text("purpose"), *EVIDENCE, *JUDGEMENT), ("tie_id",)),
        Table("swot", (*_must("item_id"), _one_of("quadrant", QUADRANTS, True),
                       *_must("label_en", "label_fr"), *ASKED, *EVIDENCE), ("item_id",)),
        Table("tows", (*_must("pair_id", "item_id", "option_en", "option_fr"), *ASKED, *EVIDENCE), ("pair_id",)),
        Table("practices", (*_must("practice_id"), _one_of("domain", ("governance", "cooperation"), True),
                            _one_of("kind", ("practice", "challenge"), True), *_must("label_en", "label_fr"), *ASKED, *EVIDENCE), ("practice_id",)),
        Table("calibration", (_named("condition_id"), *_must("symbol"), _one_of("method", CALIBRATIONS, True), Column("variable_id", "variable", True),
                              *_must("label_en", "label_fr"), *_text("absent_en", "absent_fr"), Column("full_out", "number"), Column("crossover", "number"),
                              Column("full_in", "number"), *_text("full_in_codes", "also"), _one_of("harmonised", YES_NO),
                              *_must("reason_en", "reason_fr"), *EVIDENCE), ("condition_id",)),
        Table("analyses", (_named("analysis_id"), *_must("label_en", "label_fr", "outcome"), Column("incl_cut", "number", True), Column("pri_cut", "number", True),
                           Column("n_cut", "number", True), *_text("doubtful"), *_must("reason_en", "reason_fr", "limits_en", "limits_fr"), *EVIDENCE),
              ("analysis_id",)),
        Table("analysis_conditions", (*_must("analysis_id", "condition_id", "expected", "reason_en", "reason_fr"), *EVIDENCE), ("analysis_id", "condition_id")),
        Table("comparisons", (_named("comparison_id"), _one_of("family", FAMILIES, True), *_must("outcome"), *_text("results", "results_en", "results_fr"),
                              *_must("grouping", "groups", "groups_en", "groups_fr"), _one_of("silence", SILENCES), _one_of("test", TESTS, True),
                              *_must("label_en", "label_fr", "why_en", "why_fr"), *EVIDENCE), ("comparison_id",)),
        Table("chart_values", (Column("chart", "number", True), Column("case_id", "case"), Column("variable_id", "variable", True),
                               *_text("item"), Column("as_of", "year"), Column("value", "number"), _one_of("unit", UNITS), *_text("comment")),
              ("chart", "case_id", "variable_id", "item", "as_of")),
        Table("harmonisation", (*_must("step_id"), CASE, Column("variable_id", "variable", True), *_text("applies_to"),
                                _one_of("operation", OPERATIONS, True), *_text("operand"), Column("result_variable", "variable", True),
                                *_must("reason_en", "reason_fr"), *EVIDENCE), ("step_id",)),
        Table("aliases", (*_must("alias_id"), CASE, Column("variable_id", "variable"), *_must("name", "also", "reason")), ("alias_id",)),
        Table("comparability", (Column("variable_id", "variable", True), Column("case_id", "case"), _one_of("comparable", YES_NO, True),
                                _one_of("can_change", YES_NO), *_must("reason")), ("variable_id", "case_id")),
        Table("translations", _must("english", "french"), ("english",)),
        Table("partner_aliases", _must("alias", "name", "reason"), ("alias",)),
        Table("identities", (*_must("identity_id"), _one_of("kind", IDENTITIES, True), Column("case_id", "case"), Column("source_id", "source"),
                             *_text("parts", "whole", "rate"), _one_of("severity", SEVERITIES[:2]), *_must("reason")), ("identity_id",)),
        Table("type_questions", (_named("question_id"), _one_of("role", ("active", "supplementary"), True), _one_of("studies", ("latest", "either"), True), Column("source_id", "source"),
                                 *_text("part"), Column("line_start", "line"), Column("line_end", "line"), *_must("label_en", "label_fr", "reason_en", "reason_fr")), ("question_id",)),
        Table("type_categories", (*_must("question_id"), Column("place", "whole", True), _named("category"), Column("condition", "query"), *_text("of_case"),
                                  *_must("label_en", "label_fr")), ("question_id", "place")),
        Table("conclusions", (_named("conclusion_id"), _one_of("method", METHODS, True), *_must("notebook", "label_en", "label_fr", "says_en", "says_fr", "measure"),
                              *_text("asks"), *_must("holds", "reason")), ("conclusion_id",)),
        Table("sheets", (CASE, Column("source_id", "source", True), Column("line_start", "line", True), Column("line_end", "line", True)), ("case_id",)),
        Table("paragraphs", (Column("source_id", "source", True), Column("line_start", "line", True), Column("line_end", "line", True),
                             Column("text_end", "line", True), _one_of("part", PARTS, True), _one_of("kind", PARAGRAPHS, True),
                             Column("case_id", "case"), Column("reason")), ("source_id", "line_start")),
    )
}


def units_of(variable: dict[str, str]) -> tuple[str, ...]:
    """The units that a coding of a variable may have: its own, those that mean the same, any for an open measure."""
    if variable["scale"] == "measure" and not variable["unit"]:
        return UNITS
    if variable["scale"] == "share":
        return ("percent",)
    return (variable["unit"], *ALSO.get(variable["unit"], ())) if variable["unit"] else ()
