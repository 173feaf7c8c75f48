"""Typology: correspondence analysis of categories, types of cases, and how stable they are. The public face of the modules behind it."""

from ptce_helpers.fillings import Fillings, completions
from ptce_helpers.mca import Mca, mca
from ptce_helpers.partitions import Comparison, adjusted_rand, compare
from ptce_helpers.stability import Stability, stability, survival, survives
from ptce_helpers.ward import Types, ward_types

__all__ = ["Comparison", "Fillings", "Mca", "Stability", "Types", "adjusted_rand", "compare", "completions", "mca", "stability", "survival", "survives", "ward_types"]
