"""The role of each case by hand: in the path or not, showing the outcome or not, and how much."""

import pandas as pd
import pytest
from qca import lf, made

from ptce_helpers.configurations import roles, solve, truth_table
from ptce_helpers.errors import NotFound


def test_roles_of_a_path_by_hand():
    cases = pd.DataFrame({"A": [0.8, 0.9, 0.7, 0.3, 0.1], "B": [0.9, 0.2, 0.3, 0.1, 0.2], "Y": [0.9, 0.8, 0.4, 0.7, 0.2]}, index=list("pqrst"))
    solution = solve(truth_table(cases, "Y", ["A", "B"], 0.8), "parsimonious")
    assert solution.models == [["A"]]
    found = roles(solution).query("term == 'A'").set_index("case")
    assert found["role"].to_dict() == {
        "p": "typical", "q": "deviant consistency in degree", "r": "deviant consistency in kind", "s": "deviant coverage", "t": "irrelevant",
    }  # fmt: skip
    assert found["row"].to_dict() == {"p": 4, "q": 3, "r": 3, "s": 1, "t": 1}
    assert found.index.to_list() == list("pqrst"), "in the order of the roles"


def test_a_case_in_one_path_only_is_its_best_witness_and_the_most_typical_come_first():
    found = roles(solve(lf(), "parsimonious"))
    path = found[(found["term"] == "URB*STB") & found["unique"]]
    assert path["case"].to_list() == ["BE"] and set(path["role"]) == {"typical"}, "CZ, NL and UK are more in the path than in the outcome, or in both paths"
    first = found[found["term"] == "URB*STB"]
    assert first["case"].to_list()[:8] == ["BE", "NL", "UK", "CZ", "SE", "FR", "IE", "FI"]
    assert first["role"].to_list()[4:8] == ["deviant coverage"] * 2 + ["on another path"] * 2
    assert len(found) == 3 * 18 and found["term"].unique().tolist() == ["DEV*~IND", "URB*STB", "expression"]


def test_crisp_cases_in_path_and_outcome_are_typical():
    found = roles(solve(truth_table(made(A="0011", B="0101", Y="0011"), "Y", ["A", "B"]), "parsimonious")).query("term == 'A'").set_index("case")
    assert found["role"].to_dict() == {"c": "typical", "d": "typical", "a": "irrelevant", "b": "irrelevant"}


def test_cases_that_no_path_explains_are_deviant_for_the_whole_solution():
    found = roles(solve(lf(), "parsimonious")).query("term == 'expression'").set_index("case")
    assert set(found.index[found["role"] == "deviant coverage"]) == {"FR", "SE"}


def test_a_model_that_does_not_exist_is_refused():
    with pytest.raises(NotFound, match="no model 1"):
        roles(solve(lf(), "parsimonious"), 1)
