"""Claims on small data: each checking function, the strict and the charitable reading, and what rests on a claim's own passage."""

import pytest

from ptce_helpers import claim_tables, claim_words, claims
from ptce_helpers.cards import Cards
from ptce_helpers.claim_answers import CHECKS, Part
from ptce_helpers.cleaning import clean
from ptce_helpers.errors import DataError
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample
from ptce_helpers.tables import Shown
from ptce_helpers.verdicts import Range

CODINGS = """
    coding_id, case_id,    source_id,  variable_id,   item, value,    upper, qualifier, status,     line_start, line_end
    k1,        la_serre,   crida2015,  charter,       ,     yes,      ,      ,          stated,     4,          4
    k2,        phares,     crida2015,  charter,       ,     no,       ,      ,          stated,     5,          5
    k3,        la_serre,   crida2015,  members_total, ,     20,       ,      exact,     stated,     6,          6
    k4,        phares,     crida2015,  members_total, ,     about,    ,      about,     stated,     7,          7
    k5,        la_serre,   crida2015,  leader,        ,     founders, ,      ,          stated,     8,          8
    k6,        phares,     crida2015,  leader,        ,     founders, ,      ,          stated,     9,          9
    k7,        domb_innov, crida2015,  leader,        ,     manager,  ,      ,          stated,     30,         30
    k8,        domb_innov, labo2014,   leader,        ,     founders, ,      ,          stated,     9,          9
    k9,        la_serre,   crida2015,  public_share,  ,     ,         ,      ,          chart_only, 10,         10
    k10,       domb_innov, crida2015,  tenders,       ,     yes,      ,      ,          stated,     11,         11
""".replace("members_total, ,     about, ", "members_total, ,     8,     ")


@pytest.fixture
def sample(small):
    raw = small(codings=CODINGS)
    return Sample(clean(raw), raw, Labels("en"))


def claim(check, asks, stated="", **more):
    row = dict.fromkeys(("case_id", "tolerance", "charitable", "reading", "needs", "discussion"), "")
    return row | {"claim_id": "c1", "source_id": "crida2015", "line_start": "30", "line_end": "31", "section": "A section", "claim_en": "A <claim>.", "claim_fr": "Un énoncé.",
                  "kind": "count", "check": check, "asks": asks, "stated": stated} | more


def put(sample, *args, **more):
    found = claims.decide(sample, claim(*args, **more))
    answer = found.strict.answer
    return found.strict.verdict, [(part.low, part.high) for part in answer.parts], found.charitable and (found.charitable.verdict, found.charitable.taken)


@pytest.mark.parametrize(("args", "more", "expected"), [
    # of three poles one has a charter, one has none, one is silent
    (("poles", "charter=yes", "=1"), {}, ("undecidable", [(1, 2)], ("reproduced", "told"))),
    (("poles", "charter=yes", "=3"), {}, ("contradicted", [(1, 2)], None)),
    (("poles", "charter=yes", "=3"), {"tolerance": "1"}, ("undecidable", [(1, 2)], None)),
    (("poles", "charter=yes", "all"), {}, ("contradicted", [(1, 2)], None)),
    (("poles", "charter=yes | leader=manager", "all"), {}, ("undecidable", [(2, 3)], None)),  # the leader of Le Phares may be a manager too
    (("poles", "leader=founders", "all"), {}, ("undecidable", [(2, 3)], None)),  # silence is no agreement with "all", however charitable
    (("poles", "charter=yes", "few"), {}, ("undecidable", [(1, 2)], None)),  # nor with "few", which every silence would bear out
    (("poles", "charter=yes", "<2"), {}, ("undecidable", [(1, 2)], None)),
    (("poles", "charter=yes & leader=manager", "none"), {}, ("undecidable", [(0, 2)], None)),
    (("poles", "charter=yes | members[ess=yes]>=1", "=1"), {}, ("undecidable", [(1, 3)], None)),  # a list that leaves out denies nothing
    (("poles", "charter=yes", "=1"), {"line_start": "4", "line_end": "4"}, ("undecidable", [(1, 2)], None)),  # only its own sentence names the pole
    (("poles", "charter=yes among la_serre", "all"), {}, ("reproduced", [(1, 1)], None)),
    (("poles", "motto=*", "=1"), {}, ("not_testable", [], None)),
    # the claim on line 5 says itself that Le Phares has none, which is then not known
    (("poles_elsewhere", "charter=yes", "=3"), {"line_start": "5", "line_end": "5"}, ("undecidable", [(1, 3)], None)),
    (("poles_elsewhere", "charter=yes", "=3"), {}, ("contradicted", [(1, 2)], None)),
    (("poles_elsewhere", "tenders=yes among domb_innov", "all"), {"line_start": "11", "line_end": "11"}, ("not_testable", [], None)),
    (("poles", "charter=yes", "=3"), {"charitable": "charter=yes | charter=no | leader=manager", "reading": "any"}, ("contradicted", [(1, 2)], ("reproduced", "own"))),
    (("poles", "charter=yes", "=9"), {"charitable": "poles: charter=yes among la_serre => =1", "reading": "one"}, ("contradicted", [(1, 2)], ("reproduced", "own"))),
    # where there is a condition on which poles are meant: of two led by founders one has a charter, and the third may be one of them
    (("poles", "charter=yes among leader=founders", "most"), {}, ("undecidable", [(pytest.approx(100 / 3), pytest.approx(200 / 3))], None)),
    (("poles", "leader=founders among charter=yes", "all"), {}, ("undecidable", [(50, 100)], None)),
    (("poles", "charter=no among charter=yes", "all"), {}, ("contradicted", [(0, 50)], None)),
    (("more_poles", "leader=founders > charter=yes"), {}, ("undecidable", [(0, 2)], ("reproduced", "told"))),
    (("more_poles", "charter=yes > leader=founders"), {}, ("contradicted", [(-2, 0)], None)),
    (("each_within", "members_total", "5..25"), {}, ("undecidable", [(0, 1)], ("reproduced", "told"))),
    (("each_within", "members_total", "10..25"), {}, ("contradicted", [(1, 2)], None)),
    # an expression is worked out for each pole: 30 less 20 and 30 less 8 members
    (("each_within", "30 - members_total", "5..25"), {}, ("undecidable", [(0, 1)], ("reproduced", "told"))),
    (("each_within", "30 - members_total", "5..20"), {}, ("contradicted", [(1, 2)], None)),
    (("smallest_and_largest", "members_total", "8..20"), {}, ("undecidable", [(0, 8), (20, float("inf"))], ("reproduced", "told"))),
    (("smallest_and_largest", "members_total", "9..20"), {}, ("contradicted", [(0, 8), (20, float("inf"))], None)),
    (("mean_of_poles", "members_total", "=14"), {}, ("undecidable", [(pytest.approx(28 / 3), float("inf"))], ("reproduced", "told"))),
    (("mean_of_poles", "members_total", "=5"), {}, ("contradicted", [(pytest.approx(28 / 3), float("inf"))], None)),
    (("expression", "members_total + 1", "=21"), {"case_id": "la_serre"}, ("reproduced", [(21, 21)], None)),
    (("expression", "members_total", "=7"), {"case_id": "phares"}, ("contradicted", [(8, 8)], None)),
    (("expression", "members_total", "=8.2"), {"case_id": "phares"}, ("contradicted", [(8, 8)], ("approximately", "rounded"))),
    (("expression", "members_total", "=7"), {"case_id": "phares", "tolerance": "1"}, ("approximately", [(8, 8)], None)),
    (("expression", "budget", "=7"), {"case_id": "phares"}, ("not_testable", [], None)),
    (("same_codes", "leader"), {"case_id": "domb_innov", "kind": "between"}, ("contradicted", [(2, 2)], None)),
    (("same_codes", "charter"), {"case_id": "domb_innov", "kind": "between"}, ("not_testable", [], None)),
    (("no_data", "public_share budget"), {}, ("not_testable", [], None)),
    (("no_data", "turnover_of_members"), {}, ("not_testable", [], None)),
    (("no_data", "turnover_of_members members_total"), {}, ("undecidable", [(0, 1)], None)),
    (("no_data", "members_total"), {}, ("undecidable", [(0, 1)], None)),
])
def test_a_claim_is_decided_strictly_and_charitably(sample, args, more, expected):
    assert put(sample, *args, **more) == expected


def test_poles_stand_for_and_against_a_claim_or_leave_it_open(sample):
    answer = claims.decide(sample, claim("poles", "charter=yes", "=1")).strict.answer
    assert (answer.cases_for, answer.cases_against, answer.cases_open) == (("la_serre",), ("phares",), ("domb_innov",))
    assert answer.refs == ("domb_innov/crida2015/charter", "k1", "k2") and answer.told == (Part(1, 1, Range(1, 1)),)


def test_without_the_codings_of_its_own_passage_a_claim_may_have_nothing(sample):
    alone = claims.decide(sample, claim("poles", "tenders=yes among domb_innov", "all", line_start="11", line_end="11"))
    assert (alone.strict.verdict, alone.elsewhere, alone.own) == ("reproduced", "not_testable", ("k10",))
    supported = claims.decide(sample, claim("poles", "tenders=yes among domb_innov", "all"))
    assert (supported.strict.verdict, supported.elsewhere, supported.own) == ("reproduced", "reproduced", ())
    assert claims.decide(sample, claim("expression", "members_total", "=20", case_id="la_serre", line_start="6", line_end="6")).elsewhere == ""


def test_what_was_withdrawn_decides_nothing_any_more(sample):
    before = claims.decide(sample, claim("poles", "charter=yes", "=3"))
    after = claims.decide(sample.without({"k2"}), claim("poles", "charter=yes", "=3"))
    assert (before.strict.verdict, after.strict.verdict) == ("contradicted", "undecidable")
    assert "k2" not in set(sample.without({"k2"}).clean.codings["coding_id"])


@pytest.mark.parametrize(("check", "asks", "stated", "match"), [
    ("", "charter=yes", "=1", "claim c1: no checking function is named"), ("pole", "charter=yes", "=1", "there is no checking function 'pole'.\n.*\n    → did you mean 'poles'"),
    ("poles", "chart=yes", "=1", "claim c1: The codebook has no variable 'chart'"), ("poles", "charter=yes", "eight", "claim c1: What is stated, 'eight', can't be read"),
    ("poles", "charter=yes", "=eight", "'eight', is no figure"), ("more_poles", "charter=yes", "", "compares nothing"), ("no_data", "", "", "no_data asks for nothing"),
    ("expression", "members_total", "all", "An expression can't be 'all'"), ("same_codes", "members_total", "", "members_total is a figure"),
])
def test_a_claim_that_can_not_be_put_is_named_with_its_row(sample, check, asks, stated, match):
    with pytest.raises(DataError, match=match):
        claims.decide(sample, claim(check, asks, stated))


def test_all_faults_of_the_table_are_named_at_once(small):
    raw = small(codings=CODINGS, claims="""
        claim_id, section, claim_en, claim_fr,  kind,  check, asks,        stated
        c1,       one,     A claim,  Un énoncé, count, ,      charter=yes, =1
        c2,       one,     A claim,  Un énoncé, count, poles, charter=yes, =1
        c3,       one,     A claim,  Un énoncé, count, poles, chart=yes,   =1
    """)
    with pytest.raises(DataError, match="2 faults found") as caught:
        claims.all_decided(Sample(clean(raw), raw, Labels("en")), ["crida2015"])
    assert "row 2: claim c1" in str(caught.value) and "row 4: claim c3" in str(caught.value)


def test_claims_of_one_study_leave_out_the_other_and_what_compares_both(small):
    raw = small(codings=CODINGS, claims="""
        claim_id, source_id, section, claim_en, claim_fr,  kind,    check,      asks,        stated, case_id
        c1,       crida2015, one,     A claim,  Un énoncé, count,   poles,      charter=yes, =1,
        c2,       labo2014,  one,     A claim,  Un énoncé, count,   poles,      charter=yes, =1,
        c3,       crida2015, one,     A claim,  Un énoncé, between, same_codes, leader,      ,       domb_innov
    """)
    sample = Sample(clean(raw), raw, Labels("en"))
    assert [[one.claim_id for one in claims.all_decided(sample, studies)] for studies in (["crida2015"], ["labo2014"], ["labo2014", "crida2015"])] == [["c1"], ["c2"], ["c2", "c1", "c3"]]


def test_the_sentence_says_what_is_computed_what_is_stated_and_what_is_open(sample):
    said = claim_words.sentence(claims.decide(sample, claim("poles", "charter=yes", "=1")), sample)
    assert said == "By the codings it holds for 1 to 2 of 3 poles; stated: 1. On 1 pole the text is silent. Silence taken for no: reproduced."
    summed = claim_words.sentence(claims.decide(sample, claim("expression", "members_total + 1", ">=30", case_id="la_serre")), sample)
    assert summed == "Computed: 21; stated: at least 30. From: a label 20\u00a0organisations (line 6)."
    lacking = claim_words.sentence(claims.decide(sample, claim("no_data", "public_share")), sample)
    assert lacking == "No value decides it: 1 value is printed only as a picture and 2 values are not stated."


def test_a_claim_that_only_its_own_passage_bears_out_says_so(sample):
    alone = claims.decide(sample, claim("poles_elsewhere", "tenders=yes among domb_innov", "all", line_start="11", line_end="11"))
    assert claim_words.sentence(alone, sample) == "In this study only its own passage says so, and no other one tests it."
    assert (alone.elsewhere, alone.strict.answer.cases_open) == ("", ("domb_innov",)) and "domb_innov/crida2015/tenders" in alone.strict.answer.refs
    tested = claims.decide(sample, claim("poles_elsewhere", "charter=yes", "=3", line_start="5", line_end="5"))
    assert claim_words.sentence(tested, sample) == "By other passages it holds for 1 to 3 of 3 poles; stated: 3. On 2 poles the text is silent."


def test_limits_that_each_pole_should_keep_to_are_said_and_figures_of_silent_poles_left_out(sample):
    limits = claim_words.sentence(claims.decide(sample, claim("each_within", "members_total", "10..25")), sample)
    assert limits == "By the codings 1 to 2 of 3 poles do not keep to it; stated: 10 to 25. On 1 pole the text is silent."
    mean = claim_words.sentence(claims.decide(sample, claim("mean_of_poles", "members_total", "=14")), sample)
    assert mean.endswith("Only the poles whose figures are known: reproduced.")


def test_tables_count_the_verdicts_and_lay_the_evidence_beside(sample):
    decided = [claims.decide(sample, claim("poles", "charter=yes", "=3")), claims.decide(sample, claim("poles", "charter=yes", "=1") | {"claim_id": "c2"})]
    assert bare(claim_tables.counts(decided, sample)) == {"n": 2, "between": 0, "reproduced": 0, "approximately": 0, "contradicted": 1, "undecidable": 1, "not_testable": 0, "charitable": 1, "alone": 0}
    whole = claim_tables.whole(decided, sample)
    assert whole.frame[["claim_id", "verdict", "charitable", "computed", "cases_for", "cases_against"]].values.tolist() == [
        ["c1", "contradicted", "", "1 to 2 of 3", "La Serre", "Le Phares"], ["c2", "undecidable", "reproduced", "1 to 2 of 3", "La Serre", "Le Phares"]]
    assert whole.evidence.at[0, "verdict"] == "c1 domb_innov/crida2015/charter k1 k2"
    beside = claim_tables.beside(decided, sample)
    assert beside.frame[["claim_id", "case", "coded_as", "lines"]].values.tolist() == [["c1", "Le Phares", "no", "5"], ["c1", "La Serre", "yes", "4"]]
    cards = Cards(Shown(beside.frame, "Caption", sample.labels))
    assert cards._repr_html_().count('<section class="card">') == 1 and "A &lt;claim&gt;." in cards._repr_html_() and "A <claim>." not in cards._repr_html_()
    assert "c1 · A section (2015 study), lines 30–31" in repr(cards) and "  Le Phares | a label | no | 2015 | 5" in repr(cards)


def test_each_checking_function_says_what_it_checks():
    assert all(function.__doc__ for function in CHECKS.values()) and set(CHECKS) >= {"poles", "more_poles", "each_within", "smallest_and_largest", "mean_of_poles", "expression", "same_codes", "no_data"}
