"""The comparisons of configurations on the real poles: truth tables by hand, all models, refusals with reasons, completions, evidence."""

import pytest

from ptce_helpers import calibration_tables, configuration_figures, configuration_paths, configuration_tables, designs, pole_completions, pole_configurations
from ptce_helpers.errors import DataError, NotFound, ResearcherError
from ptce_helpers.labels import Labels
from ptce_helpers.sample import Rules, Sample

MAIN = ("accounts", "autonomy", "autonomy_by_territory", "jobs")


@pytest.fixture(scope="module")
def sample(of):
    return of()


def row_of(side, **values):
    rows = side.table.rows
    return rows[(rows[list(values)] == list(values.values())).all(axis=1)].iloc[0]


# --- by hand -----------------------------------------------------------------------------------------------------------


def test_row_of_the_fuzzy_truth_table_is_that_worked_out_by_hand(sample):
    found = pole_configurations.of(sample, "jobs")
    assert len(found.data) == 7 and list(found.data.columns) == ["MEMBERS", "OLD", "OUTLYING", "JOBS"]
    # Only Culture & Coopération (0.146 by age, 0.05 in jobs) and Fontaine O Livres (0.891 and 0.95) are not outlying.
    culture, fontaine = 0.145958, 0.891211
    row = row_of(found.presence, MEMBERS=1, OLD=1, OUTLYING=0)
    assert (row["n"], row["cases"], row["OUT"]) == (1, "fontaine_o_livres", "1")
    assert row["incl"] == pytest.approx((0.05 + fontaine) / (culture + fontaine), abs=1e-5)
    assert row["PRI"] == pytest.approx((0.05 + fontaine - 0.1) / (culture + fontaine - 0.1), abs=1e-5)


def test_crisp_rows_hold_the_poles_that_the_codes_put_there(sample):
    found = pole_configurations.of(sample, "accounts")
    assert row_of(found.presence, INTEGRATION=0, LAUREATE=1, BODY=0)["cases"] == "la_serre,lille_metropole_solidaire"
    assert row_of(found.presence, INTEGRATION=0, LAUREATE=1, BODY=0)["incl"] == row_of(found.absence, INTEGRATION=0, LAUREATE=1, BODY=0)["incl"] == 0.5
    assert (row_of(found.presence, INTEGRATION=1, LAUREATE=1, BODY=1)["OUT"], row_of(found.absence, INTEGRATION=1, LAUREATE=0, BODY=0)["OUT"]) == ("1", "1")


def test_all_models_of_the_three_solutions_are_found(sample):
    found = pole_configurations.of(sample, "accounts")
    assert found.presence.models("complex") == [["INTEGRATION*LAUREATE*BODY", "~INTEGRATION*~LAUREATE*BODY"]]
    assert found.presence.models("intermediate") == [["LAUREATE*BODY", "~INTEGRATION*BODY"]]
    assert found.presence.models("parsimonious") == [["BODY"]] and found.absence.models() == [["~LAUREATE*~BODY"]]
    tied = pole_configurations.of(sample, "autonomy").presence
    assert tied.models("parsimonious") == [["MEMBERS*OUTLYING", "~MEMBERS*~OLD"], ["MEMBERS*OUTLYING", "~MEMBERS*~OUTLYING"]]
    assert len(tied.models()) == tied.solution("intermediate", "irredundant").total == 2


def test_three_kinds_of_territory_resolve_the_contradiction(sample):
    assert configuration_tables.truth_counts(pole_configurations.of(sample, "autonomy"))["mixed"].value == 1
    found = pole_configurations.of(sample, "autonomy_by_territory")
    counts = configuration_tables.truth_counts(found)
    assert counts["mixed"].value == 0 and counts["combinations"].value == 12
    assert found.presence.models("parsimonious") == [["MEMBERS[1]*TERRITORY[1]", "TERRITORY[0]"]]


def test_chance_of_a_table_without_contradiction_is_counted(sample):
    """Three of seven poles, in rows of 1, 2, 1, 2 and 1: all three rows of one pole, or one of them with one pair: 7 of 35 choices."""
    counts = configuration_tables.truth_counts(pole_configurations.of(sample, "autonomy"))
    assert (counts["n"].value, counts["shown"].value, counts["lucky"].value) == (7, 5, "20%")
    assert counts["often"].value == ": so often that rows of one kind prove little here"
    assert configuration_tables.unmixed([1, 2, 1, 2, 1], 3) == 7 / 35 and configuration_tables.unmixed([1] * 5, 2) == 1
    assert configuration_tables.unmixed([9, 9], 9) == 2 / 48620 and configuration_tables.unmixed([3, 3], 2) == 0


def test_a_row_with_too_few_poles_speaks_against_nobody(sample):
    found = pole_configurations.of(sample, "autonomy", n_cut=2)
    counts = configuration_tables.truth_counts(found)
    assert counts["opposed"].value == 0 and configuration_paths.counterfactual_counts(found)["unseen"].value == 6
    assert [configuration_tables.against(found, number) for number in found.presence.table.numbers("?")] == [[]] * 6


def test_enhanced_analysis_assumes_nothing_that_lacks_a_necessary_condition(sample):
    found = pole_configurations.of(sample, "jobs")  # only with many members are there many jobs
    barred = found.enhanced["JOBS"].excluded
    assert barred.loc[barred["necessity"], ["MEMBERS", "OLD", "OUTLYING"]].to_numpy().tolist() == [[0, 1, 0]]
    assert not found.enhanced["~JOBS"].excluded["necessity"].any()


def test_nothing_is_said_of_paths_where_there_is_none(sample):
    """Where three poles make a row, no row leads to jobs, and the only one that is left lacks them."""
    found = pole_configurations.of(sample, "jobs", n_cut=3)
    assert found.presence.refused.key == "refused_no_row" and "with enough poles" in found.absence.refused.said(sample.labels)
    assert pole_completions.counts(pole_completions.of(found))["frailest"].value == ""
    assert configuration_paths.crisp(sample, incl_cut=1.0, pri_cut=1.0, n_cut=3).frame.empty, "what has no solution is not called the same"


def test_sets_that_a_comparison_uses_come_first(sample):
    shown = calibration_tables.sets(sample).frame["symbol"].to_list()
    assert set(shown[:12]) == {one.symbol for name in designs.names(sample) for one in designs.of(sample, name).sets} and shown[12:] == ["AUTHORITIES", "CHARTER", "BUDGET", "RESEARCH", "EMPLOYERS", "PLACE"]


def test_contradictory_assumptions_are_barred(sample):
    found = pole_configurations.of(sample, "autonomy")
    clash = configuration_paths.counterfactual_counts(found)
    assert clash["clashing"].value == 2 and clash["which"].value == " (~MEMBERS*~OLD*OUTLYING; ~MEMBERS*OLD*~OUTLYING)"
    assert found.enhanced["AUTONOMY"].parsimonious.models == [["MEMBERS*OUTLYING", "~MEMBERS*~OLD*~OUTLYING"]]
    assert found.enhanced["~AUTONOMY"].parsimonious.models == [["~MEMBERS*OLD*OUTLYING"]]


def test_easy_and_difficult_counterfactuals_are_told_apart(sample):
    frame = configuration_paths.counterfactuals(pole_configurations.of(sample, "accounts")).frame
    assert dict(zip(frame["unseen_combination"], frame["counterfactual"], strict=True)) == {"~INTEGRATION*LAUREATE*BODY": "easy", "INTEGRATION*~LAUREATE*BODY": "difficult"}


def test_pole_whose_row_says_the_opposite_is_named(sample):
    found = pole_configurations.of(sample, "jobs")
    frame = configuration_tables.truth(found).frame.set_index("poles_said")
    assert frame.loc["Les Articulteurs", ["row_says", "row_says_absence", "row_against"]].tolist() == ["does not", "leads to it", "Les Articulteurs"]
    assert configuration_tables.truth_counts(found)["who"].value == " (Les Articulteurs)"
    assert "and Les Articulteurs, which shows the opposite" in configuration_paths.path_counts(found, absence=True)["against"].value
    roles = configuration_paths.case_roles(found).frame
    assert set(roles.loc[roles["case"] == "Les Articulteurs", "role_said"]) == {"not covered", "deviant in kind"}


def test_expectations_of_the_absence_are_the_other_values(sample):
    design = designs.of(sample, "autonomy")
    assert design.expectations() == {"MEMBERS": 1, "OLD": 1, "OUTLYING": 0}
    assert design.expectations(absence=True) == {"MEMBERS": [0], "OLD": [0], "OUTLYING": [1]}
    assert designs.of(sample, "autonomy_by_territory").expectations(absence=True)["TERRITORY"] is None


def test_paths_are_said_in_words(sample):
    design = designs.of(sample, "autonomy_by_territory")
    assert designs.in_words("MEMBERS[0]*TERRITORY[1]", design, sample) == "few members and kind of territory (rural/periurban)"
    assert designs.in_words("~OLD", designs.of(sample, "jobs"), sample) == "young cooperation"
    assert designs.in_words("1", design, sample) == "whatever the conditions"


# --- who is in ---------------------------------------------------------------------------------------------------------


def test_poles_that_lack_a_condition_are_named(sample):
    found = pole_configurations.of(sample, "jobs")
    assert found.left_out["pays_de_bray"] == ["large_membership"] and "articulteurs" not in found.left_out
    assert configuration_tables.left_counts(found)["who"].value == "Pays de Bray – Maison de l’économie solidaire"


@pytest.mark.parametrize(("analysis", "reason"), [("growth", "the 7 poles with a value are all in"), ("fragility", "the 7 poles with a value are all in")])
def test_outcome_that_does_not_vary_is_not_applicable(sample, analysis, reason):
    found = pole_configurations.of(sample, analysis)
    assert found.refused.said(sample.labels).startswith(reason) and found.presence.table is None and found.presence.models() == []


@pytest.mark.parametrize(("excluded", "studies", "analysis", "key"), [
    ((), ("crida2015",), "autonomy", "refused_few"),  # no share is stated in 2015
    (("culture_cooperation", "de_fil_en_reseaux", "fontaine_o_livres", "paris_mix"), ("labo2014", "crida2015"), "autonomy", "refused_few"),  # three poles, three conditions
    (("articulteurs", "lille_metropole_solidaire", "culture_cooperation"), ("labo2014", "crida2015"), "autonomy", "refused_outcome_out"),
    (("innovales", "domb_innov", "periscope"), ("labo2014", "crida2015"), "accounts", "refused_condition"),  # only laureates are left
    ((), (), "jobs", "refused_few"),
])  # fmt: skip
def test_sample_that_cannot_be_compared_says_why(of, excluded, studies, analysis, key):
    found = pole_configurations.of(of(excluded, studies), analysis)
    assert found.refused.key == key and found.refused.said(Labels("fr"))
    assert found.presence.solution("complex") is None and found.enhanced == {}


def test_more_conditions_than_poles_name_both_numbers(of):
    found = pole_configurations.of(of(("culture_cooperation", "de_fil_en_reseaux", "fontaine_o_livres", "paris_mix")), "autonomy")
    assert found.refused.said(Labels("en")).startswith("3 poles with all values for 3 conditions")


def test_conditions_that_coincide_are_refused_by_name(sample):
    same = {("integration_core", case): value for case, value in zip(("domb_innov", "innovales", "la_serre", "periscope", "lille_metropole_solidaire", "pays_de_bray", "pole_sud_aquitain", "resto_passerelle"),
                                                                    (0, 0, 1, 0, 1, 1, 1, 1), strict=True)}  # fmt: skip
    found = pole_configurations.of(sample, "accounts", instead=same)
    assert found.refused.key == "refused_twins" and "Work integration" in found.refused.said(sample.labels)


def test_pole_left_out_by_hand_is_as_if_it_were_not_in_the_sample(of, sample):
    one, other = pole_configurations.of(sample, "jobs", without=["domb_innov"]), pole_configurations.of(of(("domb_innov",)), "jobs")
    assert one.data.equals(other.data) and one.presence.table.rows.equals(other.presence.table.rows)


# --- other cut-offs, anchors, memberships -------------------------------------------------------------------------------


def test_cut_offs_are_those_declared_unless_given(sample):
    assert pole_configurations.of(sample, "jobs").cuts == (0.8, 0.5, 1)
    strict = pole_configurations.of(sample, "jobs", incl_cut=0.95)
    assert strict.presence.refused.key == "refused_no_row" and strict.absence.models()
    assert row_of(pole_configurations.of(sample, "jobs", n_cut=2).presence, MEMBERS=1, OLD=1, OUTLYING=0)["OUT"] == "?"
    assert row_of(pole_configurations.of(sample, "jobs", pri_cut=0.9).presence, MEMBERS=1, OLD=1, OUTLYING=0)["OUT"] == "0"


def test_other_anchors_move_the_poles(sample):
    moved = pole_configurations.of(sample, "jobs", anchors={"large_membership": (5, 12, 40)})
    assert moved.data.at["domb_innov", "MEMBERS"] > 0.5 > pole_configurations.of(sample, "jobs").data.at["domb_innov", "MEMBERS"]
    with pytest.raises(NotFound, match="has no set 'own_entity' to move"):
        pole_configurations.of(sample, "jobs", anchors={"own_entity": (1, 2, 3)})
    with pytest.raises(DataError, match="articulteurs.*exactly on the turning point"):
        pole_configurations.of(sample, "jobs", anchors={"jobs_born": (3, 20, 30)})


def test_crisp_memberships_change_the_path_to_jobs(sample):
    found = pole_configurations.of(sample, "jobs", crisp=True)
    assert set(found.data.to_numpy().ravel()) == {0.0, 1.0} and found.presence.models() == [["MEMBERS*OLD"]] and found.presence.models("parsimonious") == [["MEMBERS"]]
    assert configuration_paths.crisp_counts(sample)["same"].value == 4


def test_unknown_analysis_names_the_nearest(sample):
    with pytest.raises(NotFound, match="No analysis 'job'") as caught:
        pole_configurations.of(sample, "job")
    assert "did you mean 'jobs'?" in str(caught.value)


# --- completions -------------------------------------------------------------------------------------------------------


def test_every_completion_of_missing_and_doubtful_memberships_is_solved(sample):
    done = pole_completions.of(pole_configurations.of(sample, "jobs"))
    assert done.n == 32 and next(key for key, _ in done.choices) == ("large_membership", "pays_de_bray") and len(done.choices) == 5
    counts = pole_completions.counts(done)
    assert (counts["missing"].value, counts["doubtful"].value, counts["frailest"].value) == (1, 4, " The frailest path is in 0 of them.")
    # Pays de Bray is an old cooperation in the country with many jobs: with it, no completion calls the country a way to few.
    assert done.possible["~JOBS", "intermediate", "OUTLYING"] == 0 < done.possible["JOBS", "intermediate", "MEMBERS*OLD*~OUTLYING"] < 32


def test_dropped_poles_are_not_completed(of):
    assert pole_completions.of(pole_configurations.of(of(missing="drop"), "accounts")).n == 1
    assert len(pole_completions.choices(pole_configurations.of(of(), "accounts"))) == 6
    doubts = pole_completions.of(pole_configurations.of(of(missing="drop"), "autonomy"))
    assert doubts.n == 4  # two readings of two memberships stay


def test_as_coded_is_one_of_the_completions(sample):
    found = pole_configurations.of(sample, "autonomy")
    done = pole_completions.of(found)
    for side in found.sides:
        assert all(done.possible[side.outcome, kind, term] >= 1 for kind in pole_configurations.KINDS for model in side.models(kind) for term in model)


def test_completions_that_are_too_many_are_refused_with_their_number(sample, monkeypatch):
    monkeypatch.setattr(pole_completions, "MOST", 16)
    with pytest.raises(ResearcherError, match="jobs: 5 open memberships make 32 completions, more than 16"):
        pole_completions.of(pole_configurations.of(sample, "jobs"))


# --- tables, sentences, figures ------------------------------------------------------------------------------------------

TABLES = (configuration_tables.expectations, configuration_tables.memberships, configuration_tables.left_out, configuration_tables.necessity, configuration_tables.truth,
          configuration_paths.paths, configuration_paths.counterfactuals, configuration_paths.enhanced, configuration_paths.case_roles)
SENTENCES = (("say_truth", configuration_tables.truth_counts), ("say_necessity", configuration_tables.necessity_counts), ("say_poles_left", configuration_tables.left_counts),
             ("say_paths", configuration_paths.path_counts), ("say_assumptions", configuration_paths.counterfactual_counts), ("say_enhanced", configuration_paths.enhanced_counts),
             ("say_roles", configuration_paths.role_counts))  # fmt: skip


@pytest.mark.parametrize("analysis", MAIN)
def test_every_cell_leads_to_its_rows(sample, analysis):
    found = pole_configurations.of(sample, analysis)
    for made in TABLES:
        traced = made(found)
        empty = traced.evidence.eq("") & traced.frame.notna()
        assert not empty.to_numpy().any(), made.__name__
    cell = configuration_tables.truth(pole_configurations.of(sample, "jobs"))
    at = cell.frame.index[cell.frame["poles_said"] == "Fontaine O Livres"][0]
    poles = {column: {ref.split(".")[1] for ref in cell.evidence.at[at, column].split() if ref.startswith("aL.")} for column in ("poles_said", "incl")}
    assert poles["poles_said"] == {"fontaine_o_livres"} and len(poles["incl"]) == 7  # consistency is computed over all poles


BOTH = ("labo2014", "crida2015")


@pytest.mark.parametrize(("lang", "excluded", "studies"), [("en", (), BOTH), ("fr", (), BOTH), ("fr", (), BOTH[1:]), ("en", (), BOTH[:1]), ("fr", ("articulteurs", "lille_metropole_solidaire"), BOTH), ("en", (), ())])
def test_sentences_can_be_said_of_any_sample(of, excluded, studies, lang):
    english = of(excluded, studies)
    sample = Sample(english.clean, english.raw, Labels(lang), Rules())
    for analysis in designs.names(sample):
        found = pole_configurations.of(sample, analysis)
        for key, counts in SENTENCES:
            assert sample.labels.text(key, **{name: one.value for name, one in counts(found).items()})
        assert sample.labels.text("say_completions", **{name: one.value for name, one in pole_completions.counts(pole_completions.of(found)).items()}) if analysis == "autonomy" else True
    for key, counts in (("say_comparisons", configuration_tables.overview_counts), ("say_crisp", configuration_paths.crisp_counts), ("say_expectations", configuration_paths.met_counts)):
        assert sample.labels.text(key, **{name: one.value for name, one in counts(sample).items()})


def test_fate_of_each_expectation_is_counted(sample):
    frame = configuration_paths.expectations_met(sample).frame.set_index(["analysis", "condition_said"])["became"]
    assert frame["Financial autonomy", "Old cooperation"] == "both ways" and frame["Jobs created", "Many members"] == "borne out"
    assert frame["Accounts that can be told apart", "Legal body of its own"] == "borne out"


@pytest.mark.parametrize("draw", [configuration_figures.truth, configuration_figures.paths, configuration_figures.xy])
def test_figures_show_the_poles_or_say_that_there_is_nothing(sample, draw):
    told = {text.get_text() for axes in draw(pole_configurations.of(sample, "jobs")).axes for text in axes.texts}
    assert any("Fontaine O Livres" in text for text in told)
    assert draw(pole_configurations.of(sample, "growth")).axes[0].texts  # a note that there is nothing


def test_curves_show_each_pole_once_on_each_set(sample):
    axes = [one for one in configuration_figures.curves(sample).axes if one.get_title(loc="left")]
    assert len(axes) == 6 and sum(text.get_text() == "Paris Mix" for text in axes[2].texts) == 1


def test_cut_offs_of_the_notebook_are_those_declared(root, sample):
    from ptce_helpers.notebooks import read_notebook
    from ptce_helpers.parameters import declared

    given = declared(read_notebook(root / "notebooks", "11-configurations"))
    assert all((float(row["incl_cut"]), float(row["pri_cut"]), int(row["n_cut"])) == (given["incl_cut"], given["pri_cut"], given["n_cut"]) for row in sample.raw["analyses"].to_dict("records"))
