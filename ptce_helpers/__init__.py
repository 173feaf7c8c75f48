"""The PTCE workbench: study the French poles of territorial economic cooperation, each number with its passage."""

__version__ = "0.1.0"
