"""Typology: correspondence analysis of categories, types of cases, and how stable they are. The public face of the modules behind it."""

from ptce_helpers.mca import Mca, mca
from ptce_helpers.ward import Types, ward_types

__all__ = ["Mca", "Types", "mca", "ward_types"]
