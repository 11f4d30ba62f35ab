# SPDX-License-Identifier: MIT
"""Fixtures of the lab tool's tests; the proofs of the labs go beside all tests (proving.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.tests.counter_lab import make_tree
from autograder.tests.proving import Proving

ROOT = Path(__file__).resolve().parents[2]
PROOFS = Path(__file__).with_name("test_labs.py")
_proving = pytest.StashKey[Proving]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The proofs of the labs come last: by then most of them are made."""
    items.sort(key=lambda item: item.path == PROOFS)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begins with the proofs of the labs of which one was asked for."""
    asked = {item.callspec.params["lab"] for item in session.items
             if item.path == PROOFS and isinstance(item, pytest.Function)}
    if asked and not session.config.option.collectonly:
        session.config.stash[_proving] = Proving(ROOT, sorted(asked))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing survives the tests."""
    if _proving in config.stash:
        config.stash[_proving].end()


@pytest.fixture
def proving(pytestconfig: pytest.Config) -> Proving:
    """The run that proves the labs."""
    return pytestconfig.stash[_proving]


@pytest.fixture
def tree(tmp_path):
    """A small full tree with one lab (see counter_lab.py)."""
    return make_tree(tmp_path / "full")
