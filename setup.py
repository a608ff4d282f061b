"""Refuses a wrong Python at once: pip looks at `requires-python` only after it has downloaded every dependency."""

import sys

from setuptools import setup

if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit("Plumbline needs Python 3.11, 3.12 or 3.13")
setup()
