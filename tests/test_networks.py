"""The graph: one node an organisation, ties between poles with who names them, what is shared and what only poles share."""

from itertools import combinations

import pytest

from ptce_helpers import codings, network_facts, network_tables, networks, partners
from ptce_helpers.cleaning import clean
from ptce_helpers.codings import plain
from ptce_helpers.errors import DataError
from ptce_helpers.evidence import bare
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Sample
from ptce_helpers.schemas import RELATIONS
from ptce_helpers.study import narrow

EN = Labels("en")
BOTH = ["labo2014", "crida2015"]
TIES = """
    tie_id, case_id,    partner,                 partner_kind, relation,   level,  amount, source_id, line_start, line_end
    t1,     domb_innov, Région Bretagne,         authority,    funds,      region, 500,    labo2014,  3,          4
    t2,     domb_innov, La Serre,                pole,         cooperates, ,       ,       labo2014,  5,          5
    t3,     la_serre,   Conseil de Bretagne,     authority,    supports,   region, ,       crida2015, 6,          6
    t4,     la_serre,   local firms (not named), company,      funds,      ,       ,       crida2015, 7,          7
    t5,     phares,     local firms (not named), company,      funds,      ,       ,       crida2015, 7,          7
    t6,     phares,     CRIDA,                   research,     studies,    ,       ,       crida2015, 8,          8
    t7,     la_serre,   CRIDA,                   research,     studies,    ,       ,       crida2015, 8,          8
    t8,     la_serre,   Domb'Innov,              pole,         cooperates, ,       ,       crida2015, 9,          9
    t9,     phares,     Elsewhere,               pole,         cooperates, ,       ,       crida2015, 9,          9
"""
MEMBERS = """
    member_id, case_id, member,          role
    m1,        phares,  region BRETAGNE, authority
    m2,        phares,  Halage,          carrier
"""
ALIASES = "alias, name, reason\nConseil de Bretagne, Région Bretagne, the assembly for the region"
SHEETS = "case_id, source_id, line_start, line_end\ndomb_innov, labo2014, 2, 30"


@pytest.fixture
def drawn_sample(small):
    def make(cases=("domb_innov", "la_serre", "phares"), studies=BOTH, **tables):
        raw = small(**{"ties": TIES, "members": MEMBERS, "partner_aliases": ALIASES, "sheets": SHEETS} | tables)
        left_out = [case for case in raw.cases if case not in cases]
        return Sample(narrow(clean(raw), left_out, studies), raw, EN)

    return make


@pytest.fixture(scope="module")
def real(raw):
    """The real graph without some poles, of some studies, in a language: (graph, sample)."""
    coded = clean(raw)

    def make(excluded=(), studies=BOTH, lang="en"):
        sample = Sample(narrow(coded, list(excluded), list(studies)), raw, Labels(lang))
        return networks.graph(sample), sample

    return make


@pytest.fixture(scope="module")
def whole(real):
    return real()


# --- drawn: one node an organisation ----------------------------------------------------------------------------------


def test_names_of_one_organisation_are_one_node_and_unnamed_partners_are_of_one_pole(drawn_sample):
    net = networks.graph(drawn_sample())
    assert networks.shared(net) == {"org_region_bretagne": {"domb_innov": ["t1"], "la_serre": ["t3"], "phares": ["m1"]}}
    assert {key for key, kind in net.nodes(data="type") if kind == "unnamed"} == {"la_serre_local_firms", "phares_local_firms"}
    assert net.nodes["org_region_bretagne"] == {"label": "Région Bretagne", "type": "authority", "levels": {"region"}}
    assert [net.nodes[key]["type"] for key in ("org_halage", "org_elsewhere", "domb_innov")] == ["member", "other_pole", "pole"]


def test_a_tie_is_named_by_the_pole_in_whose_sheet_its_lines_are(drawn_sample):
    net = networks.graph(drawn_sample())
    found = networks.between(net)
    assert {pair: [edge[2] for edge in edges] for pair, edges in found.items()} == {("domb_innov", "la_serre"): ["t2", "t8"]}
    who = networks.naming(found["domb_innov", "la_serre"], ("domb_innov", "la_serre"))
    assert who == {"sides": {"domb_innov"}, "third": set(), "study": {"crida2015"}}
    assert network_tables.direction(who) == "one"


@pytest.mark.parametrize(("sides", "third", "study", "said"), [
    ({"a", "b"}, set(), set(), "both"), ({"a"}, {"c"}, set(), "one"), (set(), {"c"}, {"crida2015"}, "third"), (set(), set(), {"crida2015"}, "study")])
def test_direction_is_that_of_the_nearest_who_says_it(sides, third, study, said):
    assert network_tables.direction({"sides": sides, "third": third, "study": study}) == said


def test_what_poles_share_as_poles_is_counted_apart(drawn_sample):
    net = networks.graph(drawn_sample())
    assert set(networks.shared(net, common=True)) == {"org_region_bretagne", "org_crida"}
    assert networks.pairs(net) == {("domb_innov", "la_serre"): {"org_region_bretagne": ["t1", "t3"]}, ("domb_innov", "phares"): {"org_region_bretagne": ["t1", "m1"]},
                                   ("la_serre", "phares"): {"org_region_bretagne": ["t3", "m1"]}}
    assert networks.pairs(net, common=True)["la_serre", "phares"] == {"org_region_bretagne": ["t3", "m1"], "org_crida": ["t7", "t6"]}
    assert [len(group) for group in networks.components(net, "poles")] == [2, 1]
    assert [len(group) for group in networks.components(net, "own")] == [3]


def test_a_pole_left_out_is_no_partner_either(drawn_sample):
    net = networks.graph(drawn_sample(cases=("la_serre", "phares")))
    assert "domb_innov" not in net and networks.between(net) == {}
    assert networks.edges(net, "la_serre", study="labo2014") == []


def test_levels_count_ties_and_amounts_without_adding_them(drawn_sample):
    sample = drawn_sample()
    levels = network_tables.levels(networks.graph(sample), sample)
    assert levels.frame.to_dict("records")[0] == {"level": "region", "study": "labo2014", "poles": 1, "ties": 1, "funders": 1, "amounts_stated": 1, "amount_low": 500.0,
                                                  "amount_high": 500.0, "amounts_missing": 0}
    assert list(levels.frame.iloc[1][["level", "poles", "ties", "funders", "amounts_missing"]]) == ["level not stated", 2, 2, 0, 2]
    assert levels.evidence.loc[1, "ties"] == "t4 t5"


def test_degrees_tell_named_from_unnamed_and_own_from_common(drawn_sample):
    sample = drawn_sample()
    rows = network_tables.degrees(networks.graph(sample), sample).frame.set_index(["case", "study"])
    own = ["ties", "partners", "partners_own", "unnamed", "named_members", "sheet_lines", "coded_lines"]
    assert list(rows.loc[("La Serre", "crida2015"), own].fillna(0)) == [4, 2, 1, 1, 0, 0, 6]  # lines 3 to 4 (a coding) and 6 to 9
    assert list(rows.loc[("Domb’Innov", "labo2014"), own]) == [2, 1, 1, 0, 0, 29, 3]
    assert rows.loc[("Domb’Innov", "labo2014"), "per_100"] == pytest.approx(66.7)


def test_rank_correlation_by_hand():
    assert network_facts.spearman([1, 2, 3, 900], [10, 20, 40, 30]) == pytest.approx(0.8)  # 1 - 6 * 2 / (4 * 15)
    assert network_facts.spearman([1, 2, 2], [3, 2, 1]) == pytest.approx(-0.8660254)
    assert all(value != value for value in (network_facts.spearman([1, 2], [1, 2]), network_facts.spearman([1, 1, 1], [1, 2, 3])))


# --- what data/raw may not say ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tables", "said"), [
    ({"partner_aliases": "alias, name, reason\nNobody, Région Bretagne, why"}, "no partner and no member is called so"),
    ({"partner_aliases": "alias, name, reason\nCRIDA, Halage, why\nHalage, Région Bretagne, why"}, "an alias leads to another alias"),
    ({"sheets": "case_id, source_id, line_start, line_end\nla_serre, labo2014, 2, 30"}, "by cases.csv this case has no sheet"),
])
def test_an_alias_of_nobody_and_a_sheet_of_no_pole_are_refused(drawn_sample, tables, said):
    with pytest.raises(DataError, match=said):
        drawn_sample(**tables)


def test_sheets_may_not_overlap(raw_copy):
    path = raw_copy / "sheets.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("labo2014,601,", "labo2014,600,"), encoding="utf-8")
    with pytest.raises(DataError, match="this sheet begins before the one above it ends"):
        codings.load(raw_copy)


# --- the real poles ---------------------------------------------------------------------------------------------------


def test_ties_between_poles_and_who_names_them(whole):
    net, sample = whole
    rows = network_tables.between(net, sample).frame
    found = {(row["case"], row["other_pole"]): (row["named_in"], row["direction"]) for row in rows.to_dict("records")}
    one = "one sheet names the other pole"
    assert found == {
        ("Culture & Coopération", "Domb’Innov"): ("Domb’Innov", one),
        ("Culture & Coopération", "Pôle Sud Archer"): ("Domb’Innov", "only a third pole’s sheet names both"),
        ("Domb’Innov", "Pôle Sud Archer"): ("Domb’Innov", one),
        ("Éoliennes en Pays de Vilaine", "Les Articulteurs"): ("Éoliennes en Pays de Vilaine", one),
        ("Fontaine O Livres", "Paris Mix"): ("Fontaine O Livres and Paris Mix", "each sheet names the other pole"),  # 1529-1531 and 1769-1770
        ("Le Phares", "Resto Passerelle"): ("the 2015 study, of both at once", "said of both in one passage"),
    }


def test_funders_of_several_poles(whole):
    net, _ = whole
    rows = network_tables.shared_funders(net, EN).frame.set_index("partner")
    assert list(rows.loc["State", ["how_many", "how_many_own"]]) == [9, 1]  # eight laureates of the call (1043-1045) and Les Articulteurs (774-776)
    assert rows.loc["Fondation de France", "cases"] == "De Fil en Réseaux, Éoliennes en Pays de Vilaine and Les Articulteurs"
    assert rows.loc["Région Rhône-Alpes", "amounts"] == "30,000 euros to Culture & Coopération and 36,000 euros to Domb’Innov"
    assert set(rows.index) == {"State", "Fondation de France", "DATAR", "Région Bretagne", "Région Ile-de-France", "Région Rhône-Alpes", "Ville de Paris"}


def test_spellings_of_the_real_data_are_one(whole):
    net, _ = whole
    labels = [node["label"] for _, node in net.nodes(data=True) if node["type"] not in ("pole", "unnamed")]
    assert [(a, b) for a, b in combinations(labels, 2) if plain(a) == plain(b)] == []
    assert {"Labo de l’ESS", "Métropole Européenne de Lille", "COORACE", "COORACE Rhône-Alpes"} <= set(labels)
    assert not {"Lille Métropole Communauté Urbaine", "State (2013 interministerial call)"} & set(labels)


def test_every_sheet_of_2014_has_its_lines(raw):
    sheets = set(raw["sheets"]["case_id"])
    assert sheets == set(raw["cases"].query("sheet_labo2014 == 'yes'")["case_id"])


def test_groups_of_relations_hold_each_relation_once(whole):
    assert sorted(kind for kinds in network_tables.GROUPS.values() for kind in kinds) == sorted(RELATIONS)
    net, sample = whole
    relations, degrees = network_tables.by_relation(net, sample).frame, network_tables.degrees(net, sample).frame
    assert list(relations.filter(like="ties_").sum(axis=1)) == list(degrees["ties"])
    assert degrees["ties"].sum() == len(sample.clean.ties)


def all_tables(net, sample):
    labels = sample.labels
    return [network_tables.by_type(net, sample), network_tables.partners(net, labels), network_tables.shared_funders(net, labels), network_tables.between(net, sample),
            network_tables.levels(net, sample), network_tables.amounts(net, sample), network_tables.degrees(net, sample), network_tables.by_relation(net, sample),
            network_tables.pairs(net, labels), network_tables.components(net, labels), network_tables.nodes(net, labels), network_tables.edges(net), partners.aliases(sample)]


def sentences(net, sample):
    facts = {"say_network": bare(network_facts.counts(net)), "say_shared_partners": bare(network_facts.shared(net)), "say_levels": bare(network_facts.funding(net, sample)),
             "say_between": bare(network_facts.between(net)), "say_degrees": bare(network_facts.text_behind(net, sample)), "say_pairs": bare(network_facts.pairs(net)),
             "say_components": bare(network_facts.components(net))}
    notes = [note(net, sample) for note in (network_facts.shared_note, network_facts.between_note, network_facts.funding_note)]
    return [sample.labels.text(key, **values) for key, values in facts.items()] + notes


def parts(raw):
    """Sets of poles to leave out: none, one that others name, all but one, all but two, all."""
    return [[], ["domb_innov"], [c for c in raw.cases if c != "la_serre"], [c for c in raw.cases if c not in ("phares", "resto_passerelle")], raw.cases]


def test_no_cell_with_a_value_is_without_evidence_whatever_is_chosen(raw, real):
    for excluded in parts(raw):
        for studies in (BOTH, ["labo2014"], ["crida2015"]):
            for table in all_tables(*real(excluded, studies)):
                filled = table.frame.notna() & (table.frame != "")
                assert not (filled & (table.evidence == "")).any(axis=None), (excluded[:2], studies, list(table.frame))


def test_sentences_speak_of_what_was_chosen_only(raw, real):
    said = sentences(*real(parts(raw)[2], ["crida2015"]))
    assert said[0].startswith("The graph has 1 pole, ") and said[3] == "No tie between two of the poles chosen is named."
    assert "2014" not in " ".join(said).replace("2014-15", "")
    assert sentences(*real(raw.cases))[1] == "No organisation is named for two poles or more in what was chosen."
    assert all("Domb" not in text for text in sentences(*real(["domb_innov"])))


def test_each_parameter_changes_what_is_said(raw, real):
    both, one, less, french = (sentences(*real(*given)) for given in (([], BOTH), ([], ["labo2014"]), (["paris_mix"], BOTH), ([], BOTH, "fr")))
    assert both[0].startswith("The graph has 18 poles, ") and one[0].startswith("The graph has 12 poles, ") and less[0].startswith("The graph has 17 poles, ")
    assert french[0].startswith("Le graphe compte 18 pôles, ")
    assert bare(network_facts.counts(real()[0])) == bare(network_facts.counts(real(lang="fr")[0]))


def test_descriptions_are_in_the_language_of_the_page_and_names_are_not(raw, real):
    labels = {node["label"] for _, node in real(lang="fr")[0].nodes(data=True)}
    assert {"Communauté des PTCE", "État", "CRIDA"} <= labels
    assert [label for label in labels if "not named" in label or " of " in label or label == "State"] == []
