# SPDX-License-Identifier: MIT
"""The proofs of every lab of this tree (see prove.py), each one a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import Refusal, labs
from autograder.prove import Failed, Prover, proof_names

ROOT = Path(__file__).resolve().parents[2]


def _proofs():
    """(lab, proof) for all labs; a lab that cannot be read fails its one test."""
    for name in labs.names(ROOT):
        try:
            proofs = proof_names(labs.load(ROOT, name))
        except Refusal:
            proofs = ["readable"]
        for proof in proofs:
            yield pytest.param(name, proof, id=f"{name}-{proof.replace(' ', '-')}")


@pytest.fixture(scope="module")
def provers():
    """One Prover per lab, made at its first proof: they share their gradings."""
    made: dict[str, Prover] = {}
    yield made
    for prover in made.values():
        prover.close()


@pytest.mark.slow
@pytest.mark.parametrize("lab, proof", _proofs())
def test_proof(provers, lab, proof):
    try:
        if lab not in provers:
            provers[lab] = Prover(ROOT, labs.load(ROOT, lab))
        provers[lab].check(proof)
    except (Failed, Refusal) as failure:
        pytest.fail(str(failure), pytrace=False)
