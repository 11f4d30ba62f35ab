# SPDX-License-Identifier: MIT
"""Fixtures of the lab tool's tests."""

import pytest

from autograder.tests.counter_lab import make_tree


@pytest.fixture
def tree(tmp_path):
    """A small full tree with one lab (see counter_lab.py)."""
    return make_tree(tmp_path / "full")
