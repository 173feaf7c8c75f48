"""Every analysis that R QCA 3.25.1 was asked for comes out the same: rows, models, charts, assumptions, counterfactuals, fit, necessity."""

import numpy as np
import pandas as pd
import pytest
from qca import ANALYSES, data, read, table

from ptce_helpers import configurations

WITH_EXPECTATIONS = [name for name, one in ANALYSES.items() if "intermediate" in one]
WITH_NECESSITY = [name for name, one in ANALYSES.items() if "necessity" in one]
TOLERANCE = 1e-12


def models(listed):
    return sorted(sorted(model) for model in listed)


def assert_same(found, wanted, key="term", columns=("inclS", "PRI", "covS", "covU")):
    """Rows of a table of fit, found by their term; what R leaves empty is missing here."""
    for row in wanted:
        for name in columns:
            number = np.nan if row[name] is None else row[name]
            assert found.loc[row[key], name] == pytest.approx(number, abs=TOLERANCE, nan_ok=True), (row[key], name)
        if "cases" in row:
            assert found.loc[row[key], "cases"] == row["cases"]


def assert_fits(solution, wanted):
    """The fit of each model, and of all terms that occur."""
    of_model = {tuple(model): fit for model, fit in zip(solution.models, solution.fit, strict=True)}
    for one in wanted["individual"]:
        found = of_model[tuple(sorted(row["term"] for row in one["terms"]))]
        assert_same(found, one["terms"])
        assert_same(found.rename({"expression": one["model"][0]["term"]}), one["model"], columns=("inclS", "PRI", "covS"))
    return len(wanted["individual"])


def test_the_references_hold_what_is_compared():
    assert len(ANALYSES) == 11 and len(WITH_EXPECTATIONS) == 10 and len(WITH_NECESSITY) == 9
    assert sum(len(one["intermediate"]) for one in ANALYSES.values() if "intermediate" in one) == 22
    assert {one["outcome"][0] == "~" for one in ANALYSES.values()} == {True, False}


@pytest.mark.parametrize("name", ANALYSES)
def test_truth_table_equals_that_of_r(name):
    wanted = pd.DataFrame(ANALYSES[name]["truth_table"]["rows"], columns=ANALYSES[name]["truth_table"]["columns"]).set_index("row")
    found = table(name).rows
    assert list(found.columns) == list(wanted.columns)
    exact = [*ANALYSES[name]["conditions"], "OUT", "n", "cases"]
    assert found.index.to_list() == wanted.index.to_list()
    assert (found[exact] == wanted[exact]).all().all()
    assert np.allclose(found[["incl", "PRI"]], wanted[["incl", "PRI"]].astype(float), rtol=0, atol=TOLERANCE, equal_nan=True)
    assert table(name).levels == tuple(ANALYSES[name]["noflevels"])


@pytest.mark.parametrize("kind", ["complex", "parsimonious"])
@pytest.mark.parametrize("name", ANALYSES)
def test_complex_and_parsimonious_solutions_equal_those_of_r(name, kind):
    wanted, include = ANALYSES[name][kind], ANALYSES[name]["options"]["include"]
    found = configurations.solve(table(name), kind, include="?" if kind == "complex" else include)
    assert found.models == models(wanted["models"])
    assert (found.total, found.complete) == (len(wanted["models"]), True)
    assert set(found.prime_implicants) == set(wanted["prime_implicants"]) and len(found.prime_implicants) == len(wanted["prime_implicants"])
    assert found.essential == sorted(wanted["essential"])
    chart = pd.DataFrame(wanted["PIchart"]["matrix"], index=wanted["prime_implicants"], columns=wanted["PIchart"]["cols"])
    assert found.chart.astype(int).loc[chart.index].equals(chart)
    assumed = dict(zip(map(tuple, found.models), found.assumptions, strict=True))
    assert [assumed[tuple(sorted(model))] for model in wanted["models"]] == [sorted(rows) for rows in wanted["simplifying_assumptions"].values()]
    assert_same(found.overall, wanted["fit"]["overall"])
    assert assert_fits(found, wanted["fit"]) == len(wanted["models"])


@pytest.mark.parametrize("name", ANALYSES)
def test_all_irredundant_models_equal_those_of_r(name):
    wanted = ANALYSES[name]["parsimonious_all_irredundant"]
    found = configurations.solve(table(name), "parsimonious", include=ANALYSES[name]["options"]["include"], models="irredundant")
    assert found.models == models(wanted["models"])
    assert set(found.prime_implicants) == set(wanted["prime_implicants"])


@pytest.mark.parametrize("name", WITH_EXPECTATIONS)
def test_intermediate_solution_of_each_pair_equals_that_of_r(name):
    wanted, options = ANALYSES[name]["intermediate"], ANALYSES[name]["options"]
    found = configurations.solve(table(name), "intermediate", options["dir.exp"], include=options["include"])
    by_models = {(tuple(pair.complex), tuple(pair.parsimonious)): pair for pair in found.pairs.values()}
    assert len(by_models) == len(wanted)
    for one in wanted.values():
        pair = by_models[tuple(sorted(one["complex"])), tuple(sorted(one["parsimonious"]))]
        assert models(pair.models) == models(one["models"])
        assert (pair.easy, pair.difficult) == (sorted(one["EC"]), sorted(one["DC"]))
        assert set(pair.prime_implicants) == set(one["prime_implicants"])
        assert_fits(found, one["fit"])
    assert found.models == models({tuple(sorted(model)) for one in wanted.values() for model in one["models"]})
    assert list(found.easy.values()) == [pair.easy for pair in found.pairs.values()] and set(found.difficult) == set(found.pairs)


@pytest.mark.parametrize("name", WITH_NECESSITY)
def test_necessity_equals_that_of_r(name):
    one, cases = ANALYSES[name], data(ANALYSES[name]["dataset"])
    other = one["outcome"][1:] if one["outcome"].startswith("~") else f"~{one['outcome']}"
    for outcome, wanted in ((one["outcome"], one["necessity"]), (other, one["necessity_negated_outcome"])):
        found = configurations.necessity(cases, outcome, one["conditions"])
        assert found.index.to_list() == [row["literal"] for row in wanted]
        assert_same(found, wanted, "literal", ("inclN", "RoN", "covN"))
    found = configurations.fit(cases, [row["literal"] for row in one["sufficiency_literals"]], one["outcome"])
    assert_same(found, one["sufficiency_literals"], "literal")


@pytest.mark.parametrize("name", WITH_NECESSITY)
def test_combinations_that_are_necessary_or_sufficient_equal_those_of_r_in_its_order(name):
    one, cases = ANALYSES[name], data(ANALYSES[name]["dataset"])
    found = configurations.necessary_combinations(cases, one["outcome"], one["conditions"])
    assert found.index.to_list() == [row["term"] for row in one["superSubset_necessity"]]
    assert_same(found, one["superSubset_necessity"], columns=("inclN", "RoN", "covN"))
    found = configurations.sufficient_combinations(cases, one["outcome"], one["conditions"])
    assert found.index.to_list() == [row["term"] for row in one["superSubset_sufficiency"]]
    assert_same(found, one["superSubset_sufficiency"], columns=("inclS", "PRI", "covS"))


@pytest.mark.parametrize("one", read("expressions.json"), ids=lambda one: one["expression"])
def test_fit_of_a_written_expression_equals_that_of_r(one):
    expression, outcome = one["expression"].replace("<-", "->").split("->")
    found = configurations.fit(data(one["dataset"]), expression.strip(), outcome.strip(), one["relation"])
    assert found.index.to_list() == [row["term"] for row in one["table"]]
    assert_same(found, one["table"], columns=list(found.columns))


@pytest.mark.parametrize("one", read("calibrations.json"), ids=lambda one: one["id"])
def test_calibration_equals_that_of_r(one):
    asked = one["args"]
    method = asked.get("method") or ("crisp" if asked.get("type") == "crisp" else "direct")
    more = {name: asked[name] for name in ("idm", "logistic", "below", "above") if name in asked}  # R ignores ecdf in a logistic calibration
    found = configurations.calibrate(one["x"], asked.get("thresholds"), method, **more)
    assert found.to_list() == pytest.approx(one["result"], abs=TOLERANCE)


def test_contradictory_band_is_decided_before_the_frequency_cut():
    """R QCA 3.25.1 decides it after the cut and puts C on other rows than 24: each row's consistency decides."""
    rows = configurations.truth_table(data("LF.csv"), "SURV", ["DEV", "URB", "LIT", "IND", "STB"], (0.8, 0.5), n_cut=2).rows
    assert rows.loc[rows["OUT"].isin(["1", "C"]), "OUT"].to_dict() == {5: "C", 22: "1", 24: "C", 32: "1"}
    assert rows.loc[[5, 22, 24, 32], "incl"].round(3).to_list() == [0.521, 0.804, 0.709, 0.904]
    assert rows.loc[[6, 23, 31], "OUT"].to_list() == ["?", "?", "?"], "one case each"


def test_public_face_names_what_there_is():
    assert all(callable(getattr(configurations, name)) or isinstance(getattr(configurations, name), (tuple, str)) for name in configurations.__all__)
