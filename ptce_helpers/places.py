"""The places of the poles, and the people who take part: what is known of each, pole by pole."""

from __future__ import annotations

from ptce_helpers.describe import lines_of
from ptce_helpers.evidence import Cell, Traced, cell, counted, table
from ptce_helpers.files import rows_of
from ptce_helpers.sample import Sample
from ptce_helpers.wording import says

# Which variables stand in which column of the table of places.
COLUMNS = {
    "common_place": ("common_place",), "place_name": ("place_name",), "place_role": ("place_role",), "place_opened": ("place_opened_year",),
    "surface": ("place_surface",), "inside": ("members_in_place", "residents", "coworking_posts", "capacity"), "spaces": ("collaborative_space",),
}  # fmt: skip
VARIABLES = tuple(variable for some in COLUMNS.values() for variable in some)
PEOPLE = ("persons_per_member", "people_involved")
ROLES = ("origin", "outcome")


def places(sample: Sample) -> Traced:
    """All that the texts say of places, one row a pole and study of which one says anything; columns of COLUMNS, in words."""
    rows = []
    for case, study in sample.pairs:
        found = {column: [row for variable in variables for row in sample.used(case, study, variable)] for column, variables in COLUMNS.items()}
        if any(found.values()):
            rows.append({"case": sample.names[case], "study": study} | {column: _told(sample, case, study, column, some) for column, some in found.items()})
    return table(rows, ["case", "study", *COLUMNS])


def _told(sample: Sample, case: str, study: str, column: str, rows: list[dict]) -> Cell:
    if not rows:
        return cell(None, *(sample.refs(case, study, variable) for variable in COLUMNS[column]))
    return cell(sample.labels.text("semicolon").join(_says(sample, row) for row in rows), [row["coding_id"] for row in rows])


def _says(sample: Sample, row: dict) -> str:
    """A coding in words; the name of a place before what the coder adds of it."""
    if row["variable_id"] == "place_name":
        return f"{row['value']} ({sample.said(row['item'])})" if row["item"] else row["value"]
    return says(row, sample.raw, sample.labels)


def roles(sample: Sample) -> Traced:
    """Place and cooperation, which came first: poles by what the texts say of the role of their place.

    One row a study and role (origin, outcome, both in one text, not said): n (poles asked), count, names.
    """
    rows = []
    for study in sample.studies:
        asked = sample.asked("place_role", study)
        said = {case: tuple(role for role in ROLES if role in {row["value"] for row in sample.used(case, study, "place_role")}) for case in asked}
        every = cell(len(asked), *(sample.refs(case, study, "place_role") for case in asked))
        for wanted, key in ((("origin",), "origin"), (("outcome",), "outcome"), (ROLES, "both"), ((), "silent")):
            ours = [case for case in asked if said[case] == wanted]
            refs = [ref for case in ours for ref in sample.refs(case, study, "place_role")]
            rows.append({"study": study, "role": sample.labels.text(f"place_{key}"), "n": every, "count": cell(len(ours), refs or every.refs),
                         "names": cell(sample.labels.join([sample.names[case] for case in ours]) or None, refs)})
    return table(rows, ["study", "role", "n", "count", "names"])


def role_counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on places: poles (each once) with a place, of which roles are said, and which of them clash.

    ``n``: poles whose place has a role; ``clash``: poles of which origin and outcome are both said, in one text or in two.
    """
    cases = list(dict.fromkeys(case for case, _ in sample.pairs))

    def ids(variable: str, *codes: str) -> dict[str, list[str]]:
        return {case: found for case in cases if (found := [ref for of, study in sample.pairs if of == case for ref in sample.ids(case, study, variable, *codes)])}

    roles_said, origin, outcome = ids("place_role"), ids("place_role", "origin"), ids("place_role", "outcome")
    clash = [case for case in origin if case in outcome]
    looked = sample.looked("place_role")
    told = sample.labels.text("say_place_clash", n=len(clash), names=sample.labels.join([sample.names[case] for case in clash]))
    return {"n": counted(list(roles_said.values()), looked), "poles": cell(len(cases), sample.rows_of_cases()), "places": counted(list(ids("common_place", "yes").values()), sample.looked("common_place")),
            "origin": counted(list(origin.values()), looked), "outcome": counted(list(outcome.values()), looked), "clash": cell(told, *([roles_said[case] for case in clash] or [looked]))}


def people(sample: Sample) -> Traced:
    """Who takes part: what the text of 2015 says of all poles together, and each figure that a text gives of one pole.

    One row a statement or figure: case (all poles together, or one), study, variable, figure in words, lines.
    """
    return table(_of_all(sample) + _of_poles(sample), ["case", "study", "variable", "figure", "lines"])


def _stated_of_all(sample: Sample) -> list[dict]:
    """What a text gives as the mean of all its poles, of whatever poles the sample has."""
    rows = sample.raw["statements"]
    return rows_of(rows[(rows["subject"] == "persons_per_member") & rows["value"].ne("") & rows["statistic"].eq("mean") & rows["source_id"].isin(sample.studies)])


def _of_all(sample: Sample) -> list[dict]:
    return [{"case": sample.labels.text("all_together", n=int(row["n"])), "study": row["source_id"], "variable": sample.book.label(row["subject"], sample.labels.lang),
             "figure": cell(_range(sample, row), [row["statement_id"]]), "lines": lines_of(row)} for row in _stated_of_all(sample)]


def _range(sample: Sample, row: dict) -> str:
    return sample.labels.qualified(float(row["value"]), float(row["upper"]) if row["upper"] else None, row["qualifier"])


def _of_poles(sample: Sample) -> list[dict]:
    return [{"case": sample.names[case], "study": study, "variable": sample.book.label(variable, sample.labels.lang),
             "figure": cell(says(row, sample.raw, sample.labels), [row["coding_id"]]), "lines": lines_of(row)}
            for variable in PEOPLE for case, study in sample.pairs for row in sample.used(case, study, variable)]


def people_counts(sample: Sample) -> dict[str, Cell]:
    """Numbers for the sentence on people: pole-study pairs with a figure per member, with a figure of people involved, and all."""
    said = next(iter(_stated_of_all(sample)), None)
    told = sample.labels.text("say_people_all", poles=int(said["n"]), range=_range(sample, said)) if said else ""
    return {"n": sample.having("persons_per_member"), "involved": sample.having("people_involved"), "pairs": cell(len(sample.pairs), sample.rows_of_cases()),
            "all": cell(told, [said["statement_id"]] if said else [])}
