"""Each check of the texts against themselves can fail, passes where the figures fit, and has nothing to compare where nothing is told; what the real texts give."""

import pytest
from conftest import SMALL
from sampled import real

from ptce_helpers import audit, audit_picture
from ptce_helpers.audit_places import apart, gap, operand, rounded
from ptce_helpers.cleaning import clean
from ptce_helpers.errors import DataError
from ptce_helpers.evidence import bare
from ptce_helpers.labels import NBSP, THIN, Labels
from ptce_helpers.sample import Sample

VARIABLES = SMALL["variables"] + """
        sheet_written,        identity, text,    ,          one,     no, labo2014
        event_month,          identity, text,    ,          by_item, no, labo2014
        milestone,            identity, year,    ,          by_item, no, both
        lasted,               identity, measure, years,     by_item, no, both
        rate,                 identity, measure, per_year,  one,     no, both
        grant,                pole_economy, amount,  EUR,       one,     no, both
        pole_status_year,     identity, year,    ,          by_item, no, both
        members_first_circle, members,  count,   organisations, one, no, both
"""
CODING = "case_id, variable_id, item, value, upper, unit, qualifier, as_of, source_id, line_start, line_end, status, comment"
STATEMENT = "statement_id, subject, statistic, value, unit, qualifier, n, condition, line_start, line_end"
IDENTITY = "kind, case_id, source_id, parts, whole, rate, severity"


def coded(*rows):
    """Codings from short lines: case variable item value qualifier study line (and status)."""
    lines = [CODING]
    for row in rows:
        case, variable, item, value, qualifier, study, line, *status = row.split()
        lines.append(f"{case}, {variable}, {item.strip('-').replace('_', ' ')}, {value}, , , {qualifier.strip('-')}, , {study}, {line}, {line}, {(status or ['stated'])[0]}, how")
    return "\n".join(lines)


def table(head, *rows):
    return "\n".join([head, *rows]) if rows else ""


@pytest.fixture
def places(small):
    """``places(check, codings, identities, statements, members)``: the places of one check on the small data."""

    def ask(check, codings, identities=(), statements=(), members=""):
        raw = small(variables=VARIABLES, codings=coded(*codings),
                    identities=table(IDENTITY, *identities), statements=table(STATEMENT, *statements), members=members,
                    comparability="variable_id, comparable, can_change\nfounded, yes, no")
        return audit.run(Sample(clean(raw), raw, Labels("en"))).places[check]

    return ask


CRIDA, LABO = "crida2015", "labo2014"
USERS = ["la_serre users a 3 exact crida2015 3", "la_serre users b 4 exact crida2015 4"]
TOTAL = "la_serre members_total - {} {} crida2015 5"
SHEET = "domb_innov sheet_written - 2013-10 - labo2014 9"
STARTED = ["domb_innov milestone a_created 2010 exact labo2014 3", "domb_innov milestone c_created 2012 exact labo2014 3", "domb_innov rate - 1 exact labo2014 4"]
DRAWN = {  # check: (codings, identities, statements) that hold, and the same that offend
    "bound": ((["la_serre users a 3 exact crida2015 3", TOTAL.format(3, "exact")], ["bound, , , users@a, members_total, , contradiction"], []),
              (["la_serre users a 4 exact crida2015 3", TOTAL.format(3, "exact")], ["bound, , , users@a, members_total, , contradiction"], [])),
    "order": ((["domb_innov founded - 2012 exact labo2014 3", "domb_innov milestone label 2012 exact labo2014 4"], ["order, , , founded, milestone@label, , contradiction"], []),
              (["domb_innov founded - 2013 exact labo2014 3", "domb_innov milestone label 2012 exact labo2014 4"], ["order, , , founded, milestone@label, , contradiction"], [])),
    "duration": ((["domb_innov founded - 2012 exact labo2014 3", "domb_innov lasted so 1 at_least labo2014 4", SHEET], ["duration, , , founded, , lasted@so, contradiction"], []),
                 (["domb_innov founded - 2012 exact labo2014 3", "domb_innov lasted so 2 at_least labo2014 4", SHEET], ["duration, , , founded, , lasted@so, contradiction"], [])),
    "after_sheet": (([SHEET, "domb_innov event_month fair 2013-10 - labo2014 4"], [], []), ([SHEET, "domb_innov event_month fair 2013-11 - labo2014 4"], [], [])),
    "yearly": (([*STARTED, "domb_innov milestone b_created 2011 exact labo2014 3"], ["yearly, , , milestone@* created, , rate, contradiction"], []),
               (STARTED, ["yearly, , , milestone@* created, , rate, contradiction"], [])),
    "same": ((["la_serre users a 3 exact crida2015 3", TOTAL.format(3, "exact")], ["same, , , users@a, members_total, , contradiction"], []),
             (["la_serre users a 3 exact crida2015 3", TOTAL.format(4, "exact")], ["same, , , users@a, members_total, , contradiction"], [])),
    "twice": ((["la_serre members_total - 20 about crida2015 3", "la_serre members_total - 23 exact crida2015 4"], [], []),
              (["la_serre members_total - 20 about crida2015 3", "la_serre members_total - 26 exact crida2015 4"], [], [])),
    "exactness": ((["la_serre budget - 250000 about crida2015 3"], [], []), (["la_serre budget - 109738 about crida2015 3"], [], [])),
    "told": ((["domb_innov charter - yes - labo2014 3", "domb_innov charter - yes - crida2015 3"], [], []),
             (["domb_innov founded - 2010 exact labo2014 3", "domb_innov founded - 2011 exact crida2015 3"], [], [])),
    "excludes": ((["la_serre charter - yes - crida2015 3", "la_serre tenders - no - crida2015 4"], ["excludes, , , charter=yes, tenders=yes, , contradiction"], []),
                 (["la_serre charter - yes - crida2015 3", "la_serre tenders - yes - crida2015 4"], ["excludes, , , charter=yes, tenders=yes, , contradiction"], [])),
    "repeated": (([TOTAL.format(3, "exact")], [], ["s1, charter, count, 2, poles, exact, 3, yes, 3, 3", "s2, charter, majority, , , , 3, yes, 7, 7"]),
                 ([TOTAL.format(3, "exact")], [], ["s1, charter, count, 2, poles, exact, 3, yes, 3, 3", "s2, charter, count, 3, poles, exact, 3, yes, 7, 7"])),
    "complete": (([TOTAL.format(3, "exact")], [], ["s1, charter, count, 2, poles, exact, 3, yes, 3, 3", "s2, charter, count, 1, poles, exact, 3, no, 7, 7"]),
                 ([TOTAL.format(3, "exact")], [], ["s1, charter, count, 1, poles, exact, 3, yes, 3, 3", "s2, charter, count, 1, poles, exact, 3, no, 7, 7"])),
    "mean": (([TOTAL.format(30, "exact")], [], ["s1, members_total, mean, 10, organisations, exact, 3, , 3, 3"]),
             ([TOTAL.format(33, "exact")], [], ["s1, members_total, mean, 10, organisations, exact, 3, , 3, 3"])),
    "outside": (([TOTAL.format(20, "exact")], [], ["s1, members_total, max, 20, organisations, exact, 3, , 3, 3"]),
                ([TOTAL.format(21, "exact")], [], ["s1, members_total, max, 20, organisations, exact, 3, , 3, 3"])),
    "counted": ((["la_serre charter - no - crida2015 3"], [], ["s1, charter, count, 2, poles, exact, 3, yes, 3, 3"]),
                (["la_serre charter - no - crida2015 3"], [], ["s1, charter, count, 3, poles, exact, 3, yes, 3, 3"])),
    "every": ((["la_serre pole_status_year witness 2011 exact crida2015 3"], [], ["s1, pole_status_year, all, 2011, , exact, 3, witness, 3, 3"]),
              (["la_serre pole_status_year witness 2013 exact crida2015 3"], [], ["s1, pole_status_year, all, 2011, , exact, 3, witness, 3, 3"])),
}  # fmt: skip
PARTS = ["parts, , , users@*, 7, , contradiction"]


@pytest.mark.parametrize("check", DRAWN)
def test_check_holds_where_the_figures_fit_and_offends_where_they_do_not(places, check):
    fitting, offending = DRAWN[check]
    found = places(check, *fitting)
    assert found and [place.severity for place in found if place.severity] == []
    assert [place.severity for place in places(check, *offending) if place.severity] in (["contradiction"], ["inconsistency"], ["imprecision"])


def test_parts_make_their_total_as_exactly_as_the_text_says(places):
    assert [place.severity for place in places("parts", USERS, PARTS)] == [""]
    off = places("parts", USERS, ["parts, , , users@*, 8, , contradiction"])
    assert [(place.severity, place.numbers["gap"]) for place in off] == [("contradiction", 1)]
    about = ["la_serre users a 30 about crida2015 3", "la_serre users b 4 exact crida2015 4"]
    assert [place.severity for place in places("parts", about, ["parts, , , users@*, 39, , contradiction"])] == [""], "about 30 is 25 to 35"
    assert [place.severity for place in places("parts", about, ["parts, , , users@*, 40, , contradiction"])] == ["contradiction"]


def test_parts_of_other_units_are_not_added_up(places):
    assert places("parts", ["la_serre users a 3 exact crida2015 3", TOTAL.format(4, "exact")], ["parts, , , users@*, members_total, , contradiction"]) == [], "people and organisations"


def test_what_a_coder_concluded_makes_no_contradiction(places):
    derived = ["la_serre members_total - 3 exact crida2015 3", "la_serre members_total - 4 exact crida2015 4 derived"]
    assert [place.severity for place in places("twice", derived)] == ["inconsistency"]


def test_share_that_rounding_explains_is_an_imprecision(places):
    share = ["share, , , grant, budget, public_share, contradiction"]
    money = ["la_serre grant - 84000 exact crida2015 3", "la_serre budget - 230000 exact crida2015 3"]
    said = [places("share", [*money, f"la_serre public_share - {stated} exact crida2015 4"], share)[0].severity for stated in (37, 36, 38)]
    assert said == ["imprecision", "contradiction", "contradiction"], "84 of 230 thousand are 36.52 percent; 36.0 would be 35.5 to 36.5"


def test_members_are_not_named_in_greater_number_than_there_are(places):
    members = "case_id, member, circle\nla_serre, A, first\nla_serre, B, first\nla_serre, C, second"
    assert [place.severity for place in places("listed", ["la_serre members_first_circle - 2 exact crida2015 3"], members=members)] == [""]
    assert [place.severity for place in places("listed", ["la_serre members_first_circle - 1 exact crida2015 3"], members=members)] == ["contradiction"]


def test_what_is_announced_and_what_a_reading_explains_is_graver_or_not_at_all(places):
    late = [SHEET, "domb_innov milestone fair 2014 exact labo2014 4"]
    assert [place.severity for place in places("after_sheet", late)] == ["contradiction"]
    assert [place.severity for place in places("after_sheet", late, ["announced, , , milestone@fair, , , "])] == []
    assert [place.severity for place in places("after_sheet", late, ["reading, domb_innov, , , milestone, after_sheet, "])] == ["inconsistency"]
    half = [SHEET, "domb_innov event_month fair 2013-07/2013-12 - labo2014 4"]
    assert [(place.severity, place.numbers["months"]) for place in places("after_sheet", half)] == [("inconsistency", 2)]


def test_words_that_mean_a_code_are_held_against_the_codings(places):
    said = ["s1, charter, all, , , , 3, a common text, 3, 3"]
    assert places("counted", ["la_serre charter - no - crida2015 3"], [], said) == []
    held = places("counted", ["la_serre charter - no - crida2015 3"], ["means, , crida2015, charter=yes, charter, a common text, "], said)
    assert [place.severity for place in held] == ["inconsistency"]


def test_check_with_nothing_to_compare_did_not_pass(small):
    raw = small()
    empty = audit.run(Sample(clean(raw), raw, Labels("en")))
    assert [(finding.passed, finding.sentence) for finding in audit.findings(empty)] == [(False, "Nothing to compare.")] * len(audit.CHECKS)
    assert set(audit.checks(empty).frame["result"]) == {"nothing to compare"}
    assert audit.found(empty).frame.empty and bare(audit.counts(empty))["n"] == 0 and bare(audit.counts(empty))["nothing"] == len(audit.CHECKS)
    assert audit_picture.counts(empty) == {}


def test_operand_multiplies_and_leaves_figures_of_other_years_out(small):
    raw = small(codings=coded("la_serre users a 3 exact crida2015 3", "la_serre members_total - 4 exact crida2015 4"))
    sample = rounded(Sample(clean(raw), raw, Labels("en")))
    assert operand(sample, "la_serre", CRIDA, "users@a x members_total").range == (12, 12)
    assert operand(sample, "la_serre", CRIDA, "users@a | members_total | 5").range == (12, 12)
    assert operand(sample, "la_serre", CRIDA, "users@b") is None
    old = small(codings=f"{CODING}\nla_serre, budget, , 4, , , exact, 2011, crida2015, 3, 3, stated, how")
    assert operand(rounded(Sample(clean(old), old, Labels("en"))), "la_serre", CRIDA, "budget") is None


def test_ranges_apart_and_how_far():
    assert not apart((1, 3), (3, 4)) and apart((1, 2), (3, 4))
    assert gap((1, 2), (3, 4)) == gap((3, 4), (1, 2)) == 1 and gap((1, 3), (2, 4)) == 0


@pytest.mark.parametrize(("row", "message"), [
    ("parts, , , users@*, , , contradiction", "the operands do not fit the kind"),
    ("parts, , , usrs@*, 7, , contradiction", "this variable does not exist"),
    ("bound, , , ~usrs@max, members_total, , contradiction", "this variable does not exist"),
])  # fmt: skip
def test_identity_that_can_not_be_asked_is_refused(small, row, message):
    with pytest.raises(DataError, match=message):
        small(identities=table(IDENTITY, row))


# --- the real texts ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ours(raw):
    return audit.run(real(raw))


def told(audited, check, case=None):
    """What a check finds: severity, poles, the lines of both sides."""
    return [(place.severity, place.cases, [row["line_start"] for row in place.left], [row["line_start"] for row in place.right])
            for place in audited.offending if place.check == check and case in (None, *place.cases)]


def test_what_the_two_texts_give(ours):
    """Worked out by reading: see the five findings below; the numbers move with the codings."""
    assert bare(audit.counts(ours)) == {"n": 75, "checks": 19, "failed": 17, "nothing": 0, "places": 719, "contradictions": 14, "inconsistencies": 55,
                                  "imprecisions": 6, "poles": 15, "across": 12}
    assert [finding.name for finding in audit.findings(ours) if finding.passed] == ["Members named against members stated", "Means between the ends"]


def test_five_findings_with_their_lines(ours):
    assert told(ours, "yearly") == [("contradiction", ("domb_innov",), ["2283"], ["2319", "2319", "2319", "2368", "2320", "2319", "2319", "2320"])], "none in 2007"
    assert told(ours, "repeated")[0] == ("contradiction", (), ["107"], ["134"]), "five employers’ groups, and a note that names four"
    assert told(ours, "bound", "culture_cooperation")[0] == ("contradiction", ("culture_cooperation",), ["2108", "2108"], ["2202"]), "300 + 72 of about 300"
    assert told(ours, "excludes", "phares") == [("contradiction", ("phares",), ["965"], ["1025"])], "own bodies, and governance delegated to a member"
    assert told(ours, "every") == [("contradiction", ("paris_mix",), ["1676"], ["44"])], "witness pole in 2013, all in 2011"


def test_findings_across_the_studies_and_against_all_poles(ours):
    assert ("inconsistency", ("lille_metropole_solidaire",), ["1266"], ["503"]) in told(ours, "bound"), "450 employees, at most 162 full-time equivalents in any pole"
    assert ("inconsistency", ("lille_metropole_solidaire",), ["661"], ["246", "1176"]) in told(ours, "outside"), "22 in a first circle of 6 to 20"
    assert ("inconsistency", ("pole_sud_archer",), ["182"], ["1912"]) in told(ours, "order"), "a PTCE in 2007, the word of 2010"
    assert told(ours, "complete")[0][1] == ("innovales", "la_serre"), "nine of eleven in two configurations"


def test_arithmetic_that_holds_is_compared_and_not_found(ours):
    held = {place.rests_on[0]: place.numbers["low"] for place in ours.places["parts"] if not place.severity}
    names = {row["identity_id"]: row["parts"] for row in ours.sample.raw["identities"].to_dict("records")}
    figures = {names[ref.partition("#")[2]]: low for ref, low in held.items()}
    assert figures["investment_part@*, Béganne"] == 12_000_000, "1.8 + 0.3 + 0.1 + 0.5 + 9.3 million euros"
    assert figures["own_resources_amount | public_aid_amount"] == 230_000


def test_every_identity_of_a_pole_is_really_compared(ours):
    """A row that meets no coding would be a comparison that nobody makes."""
    used = {ref for places in ours.places.values() for place in places for ref in place.rests_on}
    rows = ours.sample.raw["identities"]
    meant = rows[rows["kind"] != "announced"]
    assert sorted(set("identities.csv#" + meant["identity_id"]) - used) == []


def test_tables_lead_back_to_both_passages(ours):
    found = audit.found(ours)
    row = found.evidence[found.frame["check"] == "One every year"].iloc[0]
    assert row["one"] == "aL.domb_innov.032" and "aL.domb_innov.064" in row["other"].split() and row["reason"].startswith("identities.csv#i.yearly")
    checks = audit.checks(ours)
    assert checks.frame["compared"].sum() == 719 and (checks.evidence != "").all(axis=None)
    assert list(checks.frame[["contradiction", "inconsistency", "imprecision"]].sum()) == [14, 55, 6]


def test_words_of_a_finding_in_both_languages(raw, ours):
    french = audit.found(audit.run(real(raw, "fr"))).frame
    english = audit.found(ours).frame
    assert len(french) == len(english) and not french.astype(str).apply(lambda column: column.str.contains("English|anglais")).any(axis=None)
    pick = english["check"] == "Parts against their total"
    assert english[pick]["difference"].iloc[0] == "The parts make 230, the whole is 250 to 350: at least 20 apart."
    assert set(english[english["check"] == "What is said twice of all poles"]["difference"]) == {"No number of poles fits both statements.", "One says all, the other most."}
    assert "The two passages say different things of what can only be one." in set(english["difference"])
    one = french[french["check"] == "Les parties face au total"].iloc[0]
    assert one["difference"] == f"Les parties font 230, le tout est 250 à 350{NBSP}: écart d’au moins 20."
    assert one["one"] == f"2014{NBSP}: Serv’emploi{NBSP}: 110{NBSP}personnes [2362]{THIN}; Côtière Services{NBSP}: 120{NBSP}personnes [2366]"


def test_parts_of_the_sample_can_be_audited(raw):
    for alone in (real(raw, studies=(LABO,)), real(raw, studies=(CRIDA,)), real(raw, excluded=("domb_innov", "paris_mix"))):
        counts = bare(audit.counts(audit.run(alone)))
        assert counts["n"] == counts["contradictions"] + counts["inconsistencies"] + counts["imprecisions"] > 0
    assert bare(audit.counts(audit.run(real(raw, studies=(CRIDA,)))))["across"] == 0


def test_picture_counts_each_pole_once_for_a_finding(ours):
    rows = audit_picture.counts(ours)
    assert rows["Domb’Innov"] == {"contradiction": 3, "inconsistency": 11} and list(rows)[-1] == "all poles"
    assert len(audit_picture.draw(ours).axes[0].get_yticklabels()) == len(rows) == 16
