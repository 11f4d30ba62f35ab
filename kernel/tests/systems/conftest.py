# SPDX-License-Identifier: MIT
"""Every system is booted once in the same way, however many tests look at it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.qemu import Run
from kernel.tests.systems.running import boot


@pytest.fixture(scope="session")
def run_system() -> Callable[..., Run]:
    """boot(), each run made once for all tests that look at it."""
    runs: dict[tuple[object, ...], Run] = {}

    def once(name: str, *words: object) -> Run:
        key = (name, *words)
        if key not in runs:
            runs[key] = boot(name, *words)  # type: ignore[arg-type]
        return runs[key]

    return once
