"""On the path of the commands that tests start: the study has five notebooks there, as in the tests themselves (see ``few`` in conftest.py)."""

from ptce_helpers import notebooks

notebooks.NAMES = notebooks.NAMES[:5]
