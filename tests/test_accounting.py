"""The three accounting situations: who is in which, what is said to be booked, and where the study contradicts itself."""

import pytest
from economies import SETTINGS, row, sample_of

from ptce_helpers import accounting, matrix
from ptce_helpers.evidence import bare


@pytest.fixture(scope="module")
def real(raw):
    return sample_of(raw)


def test_three_four_and_four_poles(real):
    assert bare(accounting.counts(real)) == {"n": 11, "own_entity": 3, "analytical_in_member": 4, "hard_to_separate": 4}  # lines 1024-1026
    said, refs = row(accounting.situations(real), situation="Own legal and budgetary entity")
    assert (said["n"], said["poles"]) == (3, "Culture & Coopération, La Coursive Boutaric and Le Périscope")
    assert len(refs["n"]) == 3 and all(ref.startswith("aC.") for ref in refs["n"])


def test_each_situation_says_what_it_does_to_a_comparison_in_both_languages(raw):
    for lang in ("en", "fr"):
        frame = accounting.situations(sample_of(raw, lang)).frame
        assert frame["comparability"].nunique() == frame["isolated"].nunique() == 3


def test_situations_are_crossed_with_governance(real):
    said, _ = row(accounting.by_governance(real), situation="Analytical accounts in a member")
    assert said["governance_direct"] == "Le Phares and Pays de Bray – Maison de l’économie solidaire"  # line 965
    assert said["governance_delegated"] == "Lille MétroPôle Solidaire and Pôle Sud Aquitain"  # lines 966-967
    said, refs = row(accounting.by_governance(real), situation="Hard to separate from the mother body")
    assert said["governance_unnamed"] == "InnoVales and La Serre" and not isinstance(said["governance_direct"], str)
    assert len(refs["governance_direct"]) == 8, "an empty cell rests on both codings of all four poles"


def test_the_contradiction_of_two_passages_is_said(raw, real):
    assert bare(accounting.contradicted(real)) == {"n": 2, "names": "Le Phares and Pays de Bray – Maison de l’économie solidaire"}
    assert bare(accounting.contradicted(sample_of(raw, out=["phares", "pays_de_bray"]))) == {"n": 0, "names": ""}


def test_what_is_booked_is_said_of_four_poles_only(real):
    table = accounting.booked(real)  # lines 1019-1022, 1078, 1132
    frame = table.frame.set_index("case")
    assert frame["rents of a shared place"].value_counts().to_dict() == {"silent": 7, "yes": 2, "no": 2}
    assert list(frame.index[frame["rents of a shared place"] == "no"]) == ["Pôle Sud Aquitain", "La Serre"]
    assert list(frame.index[frame["members’ contributions valued"] == "yes"]) == ["Lille MétroPôle Solidaire"]
    assert bare(accounting.answered(real)) == {"n": 66, "said": 5, "poles": 11}
    assert table.evidence["time of other employees"][0].split() == ["sC.230", "sC.231", "sC.232"]
    assert set(frame.to_numpy()[:, 1:].ravel()) <= set(matrix.STATES)


def test_pole_by_pole_holds_in_out_and_not_said(real):
    said, refs = row(accounting.pole_by_pole(real), case="Lille MétroPôle Solidaire")
    assert (said["booked_in"], said["not_said"]) == ("rents of a shared place and members’ contributions valued", "4 of 6")
    assert (said["rents_share"], said["valued"]) == ("residents’ dues: about 29%", "about 40,000\u00a0euros (2014)")
    assert row(accounting.pole_by_pole(real), case="La Serre")[0]["booked_out"] == "rents of a shared place"


def test_both_figures_of_rents_are_shown(real):
    assert row(accounting.pole_by_pole(real), case="Le Phares")[0]["rents_share"] == "residents’ dues: about 27%; residents’ dues and contribution of Halage: 45%"


def test_animation_costs_up_to_six_times_as_much_by_way_of_counting(raw, real):
    told = bare(accounting.animation(real))  # lines 1027-1031
    assert (told["n"], told["low"], told["high"], told["times"], told["share_high"]) == (11, 35_000, 200_000, 5.7, "82%")
    assert bare(accounting.animation(sample_of(raw, studies=["labo2014"]))) == {"n": 0}


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_tables_hold_under_every_parameter_set_and_each_cell_leads_back(raw, setting):
    sample = sample_of(raw, **setting)
    for table in (accounting.situations(sample), accounting.by_governance(sample), accounting.booked(sample), accounting.pole_by_pole(sample)):
        assert not (table.evidence == "").any(axis=None)
    told = bare(accounting.counts(sample))
    assert sum(told[code] for code in accounting.SITUATIONS) == told["n"]
    accounting.note(sample)
