"""Configurations: Qualitative Comparative Analysis in one place, from raw values to paths, assumptions and the cases behind them.

``calibrate`` -> ``truth_table`` -> ``necessity``, ``solve`` -> ``fit``, ``roles``, ``enhanced``; ``replicates`` does it again a
thousand times. Methods: Ragin (1987, 2000, 2008), Ragin & Sonnett (2005), Schneider & Wagemann (2012), Dusa (2019).
Each function is documented where it is made; results equal those of the R package QCA 3.25.1 (tests/test_configurations.py).
"""

from __future__ import annotations

from ptce_helpers.assumptions import Enhanced, contradictory_assumptions, enhanced, simultaneous_subsets, untenable
from ptce_helpers.counterfactuals import Pair
from ptce_helpers.fits import WHOLE, fit
from ptce_helpers.memberships import calibrate, skewness
from ptce_helpers.necessity import necessary_combinations, necessity, sufficient_combinations
from ptce_helpers.replicates import Replicates, changed_cuts, changed_memberships, leave_one_out, resampled, reweighted
from ptce_helpers.roles import ROLES, roles
from ptce_helpers.solutions import Solution, solve
from ptce_helpers.truth_tables import TruthTable, row_of, truth_table

__all__ = [
    "ROLES", "WHOLE", "Enhanced", "Pair", "Replicates", "Solution", "TruthTable", "calibrate", "changed_cuts", "changed_memberships",
    "contradictory_assumptions", "enhanced", "fit", "leave_one_out", "necessary_combinations", "necessity", "resampled", "reweighted", "roles",
    "row_of", "simultaneous_subsets", "skewness", "solve", "sufficient_combinations", "truth_table", "untenable",
]  # fmt: skip
