"""Legal forms: what a pole is in law, and how the published count of 2014 comes about."""

from __future__ import annotations

from ptce_helpers import statements
from ptce_helpers.evidence import Cell, Traced, all_of, cell, table
from ptce_helpers.sample import Sample

STUDY = "labo2014"
READINGS = ("apart", "by_association", "by_carrier", "steered")
CATEGORIES = ("association", "no_form", "ues", "other")
PUBLISHED = {"association": ("legal_form_pole", "association"), "no_form": ("own_legal_entity", "no"), "ues": ("legal_form_pole", "ues")}
COLUMNS = ("reading", "category", "count", "which", "published", "holds")


def category(form: str, carrier: str, reading: str) -> str:
    """Under which heading of the published count a pole falls: association, no_form (none of its own), ues, other, or unknown.

    ``form``, ``carrier``: codes of legal_form_pole and carrier_form, empty where the text does not say. ``reading``: a carried
    pole has no form of its own (apart); counts as an association if one carries it (by_association); has the form of its
    carrier, whichever (by_carrier); or, besides, an informal pole steered by an association counts as one (steered).
    """
    if form == "carried" and reading != "apart":
        if not carrier:
            return "unknown"
        return carrier if carrier == "association" else _other(carrier) if reading in ("by_carrier", "steered") else "no_form"
    if form == "informal":
        return "association" if reading == "steered" and carrier == "association" else "no_form"
    return "no_form" if form == "carried" else _other(form)


def _other(form: str) -> str:
    if not form:
        return "unknown"
    return form if form in CATEGORIES else "other"


def sorted_poles(sample: Sample, reading: str) -> dict[str, list[tuple[str, list[str]]]]:
    """Category (also unknown) -> the poles of 2014 in it, with the codings that put them there."""
    out: dict[str, list[tuple[str, list[str]]]] = {name: [] for name in (*CATEGORIES, "unknown")}
    for case in sample.asked("legal_form_pole", STUDY):
        form, carrier = (next((row["value"] for row in sample.used(case, STUDY, variable)), "") for variable in ("legal_form_pole", "carrier_form"))
        refs = sample.refs(case, STUDY, "legal_form_pole")
        if form in ("carried", "informal") and reading != "apart":
            refs = [*refs, *sample.refs(case, STUDY, "carrier_form")]
        out[category(form, carrier, reading)].append((case, refs))
    return out


def published(sample: Sample) -> dict[str, tuple[int, str]]:
    """Category -> the number that the study of 2014 gives and its statement; nothing where the sample lacks some of its poles."""
    out = {}
    for name, (subject, condition) in PUBLISHED.items():
        for said in statements.find(sample, STUDY, subject, condition, "count"):
            if said["n"] == str(len(sample.asked("legal_form_pole", STUDY))):
                out[name] = (int(float(said["value"])), said["statement_id"])
    return out


def reproduces(sample: Sample, reading: str) -> bool:
    """Whether all published numbers can hold together under a reading, once the poles of unknown form are placed.

    The three numbers add up to all poles, so that nothing may be left for other forms.
    """
    said, ours = published(sample), sorted_poles(sample, reading)
    if set(said) != set(PUBLISHED):
        return False
    gaps = [said.get(name, (0,))[0] - len(ours[name]) for name in CATEGORIES]
    return min(gaps) >= 0 and sum(gaps) == len(ours["unknown"])


def readings(sample: Sample) -> Traced:
    """The published count of 2014 beside ours under each reading.

    One row a reading and category: reading, category, count, which (their names), published, holds (whether the reading
    reproduces all published numbers at once). Poles whose form the text does not say have a row of their own.
    """
    said, rows = published(sample), []
    for reading in READINGS if STUDY in sample.studies else ():
        ours = sorted_poles(sample, reading)
        every = [ref for found in ours.values() for _, refs in found for ref in refs]
        whole = ("statement_possible" if ours["unknown"] else "statement_fits") if reproduces(sample, reading) else "statement_contradicted"
        for name, found in ours.items():
            number, statement = said.get(name, (None, ""))
            refs = [ref for _, some in found for ref in some] or every
            rows.append({"reading": sample.labels.text(f"reading_{reading}"), "category": sample.labels.text(f"category_{name}"), "count": cell(len(found), refs),
                         "which": cell(sample.labels.join([sample.names[case] for case, _ in found]) or None, refs),
                         "published": cell(number, [statement] if statement else every),
                         "holds": cell(sample.labels.text(whole) if said else None, every, [ref for _, ref in said.values()])})
    return table(rows, COLUMNS)


def told(sample: Sample) -> dict[str, Cell]:
    """For the sentence on the readings: how many there are, how many reproduce the published count, and with which poles left to place."""
    fit = [reading for reading in READINGS if reproduces(sample, reading)]
    found = {reading: [ref for some in sorted_poles(sample, reading).values() for _, refs in some for ref in refs] for reading in READINGS}
    unknown = sorted_poles(sample, fit[0])["unknown"] if fit else []
    names = sample.labels.join([sample.names[case] for case, _ in unknown]) or sample.labels.text("nothing")
    refs = [[ref for _, ref in published(sample).values()], *found.values()]
    return all_of({"n": len(fit), "readings": cell(len(READINGS), ["ptce_helpers/legal_forms.py"]), "which": sample.labels.join([sample.labels.text(f"reading_{name}") for name in fit]),
                   "unknown": cell(names, *(refs for _, refs in unknown))}, *refs)


def sentence(sample: Sample) -> str:
    """The key of that sentence: another where the sample lacks some of the poles of 2014, so that nothing can be compared."""
    return "say_readings" if published(sample) else "say_readings_left_out"
