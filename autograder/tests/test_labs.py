# SPDX-License-Identifier: MIT
"""The proofs of every lab of this tree (see prove.py), each one a test."""

from __future__ import annotations

import contextlib
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


class Provers:
    """One Prover per lab: the proofs of a lab share their gradings. While one lab's last proofs
    are made, the next lab's gradings have begun, each with one pair of hands."""

    def __init__(self, order: list[str]):
        self.order = order              # the labs of this run
        self.made: dict[str, Prover] = {}

    def of(self, lab: str) -> Prover:
        """The prover of a lab; Refusal if the lab cannot be read."""
        for name in self.order[:self.order.index(lab)]:
            if name in self.made:
                self.made.pop(name).close()
        prover = self._make(lab)
        for name in self.order[self.order.index(lab) + 1:][:1]:
            with contextlib.suppress(Refusal):      # its own proofs will say it
                self._make(name)
        return prover

    def _make(self, lab: str) -> Prover:
        if lab not in self.made:
            hands = 1 if len(self.order) > 1 else 2
            prover = Prover(ROOT, labs.load(ROOT, lab), hands=hands)
            prover.start()
            self.made[lab] = prover
        return self.made[lab]


@pytest.fixture(scope="module")
def provers(request):
    """The provers of the labs of which a proof was asked for."""
    asked = {item.callspec.params["lab"] for item in request.session.items
             if getattr(item, "originalname", "") == "test_proof" and item.path == Path(__file__)}
    found = Provers(sorted(asked))
    yield found
    for prover in found.made.values():
        prover.close()


@pytest.mark.slow
@pytest.mark.parametrize("lab, proof", _proofs())
def test_proof(provers, lab, proof):
    try:
        provers.of(lab).check(proof)
    except (Failed, Refusal) as failure:
        pytest.fail(str(failure), pytrace=False)
