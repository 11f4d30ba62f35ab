# SPDX-License-Identifier: MIT
"""The proofs of every lab of this tree (see prove.py), each one a test (see conftest.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import Refusal, labs
from autograder.prove import READABLE, proof_names

ROOT = Path(__file__).resolve().parents[2]


def _proofs():
    """(lab, proof) for all labs; a lab that cannot be read fails its one test."""
    for name in labs.names(ROOT):
        try:
            proofs = proof_names(labs.load(ROOT, name))
        except Refusal:
            proofs = [READABLE]
        for proof in proofs:
            yield pytest.param(name, proof, id=f"{name}-{proof.replace(' ', '-')}")


@pytest.mark.slow
@pytest.mark.parametrize("lab, proof", _proofs())
def test_proof(proving, lab, proof):
    if failure := proving.failure(lab, proof):
        pytest.fail(failure, pytrace=False)
