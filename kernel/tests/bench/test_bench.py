# SPDX-License-Identifier: MIT
"""The benchmark itself: its table is whole and the same in every run. No figure is judged.

`make tasks BUILD=release` has built the program (`make test` does so first).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from elftools.elf.elffile import ELFFile

from autograder import Refusal, qemu
from kernel.tests.bench import bench, boot

PEERS = yaml.safe_load(bench.PEERS.read_text())


@pytest.fixture(scope="module", params=["release", "debug"])
def build(request: pytest.FixtureRequest) -> str:
    """A build of kernel and program."""
    folder = bench.ROOT / "build" / request.param
    if not shutil.which(qemu.QEMU):
        pytest.skip("QEMU is not installed")
    if not (folder / "tessera.elf").is_file() or not (folder / "tasks/bench.elf").is_file():
        pytest.skip(f"not built: make kernel tasks BUILD={request.param}")
    return request.param


@pytest.fixture(scope="module")
def runs(build: str) -> tuple[bench.Samples, bench.Samples]:
    """Two runs of the program."""
    return bench.run(build), bench.run(build)


def test_two_runs_give_the_same_samples(runs: tuple[bench.Samples, bench.Samples]) -> None:
    bench.must_be_equal(*runs)


def test_every_operation_has_its_line(runs: tuple[bench.Samples, bench.Samples]) -> None:
    rows = bench.operation_rows(PEERS, runs[0])
    text = bench.table(rows)
    assert [row.name for row in rows] == [op["name"] for op in PEERS["operations"]]
    for row in rows:
        assert row.measured > 0
        assert f"{row.title} " in text


def test_the_data_has_the_promised_fields(build: str,
                                          runs: tuple[bench.Samples, bench.Samples]) -> None:
    texts = [bench.as_json(bench.operation_rows(PEERS, samples) + bench.size_rows(PEERS, build))
             for samples in runs]
    assert texts[0] == texts[1]
    data = json.loads(texts[0])
    assert len(data) == len(PEERS["operations"]) + len(PEERS["sizes"])
    for entry in data:
        assert list(entry) == ["name", "instructions", "peer", "ratio", "goal"]
        assert isinstance(entry["name"], str) and isinstance(entry["instructions"], int)
        assert (entry["ratio"] is None) == (entry["peer"] is None)


def test_other_parts_add_their_rows_and_replace_them(monkeypatch: pytest.MonkeyPatch,
                                                     tmp_path: Path) -> None:
    monkeypatch.setattr(bench, "JSON", tmp_path / "bench.json")
    bench.JSON.write_text(bench.as_json([bench.Row("yield", "yield", 7, 8, 9)]))
    for counts in ({"one": 1, "two": 2}, {"two": 3}):
        bench.add_to_json("a", counts)
        bench.add_to_json("ab", {"one": 4})
    rows = json.loads(bench.JSON.read_text())
    assert [(row["name"], row["instructions"]) for row in rows] == [("yield", 7), ("a: two", 3),
                                                                    ("ab: one", 4)]
    assert all(list(row) == ["name", "instructions", "peer", "ratio", "goal"] for row in rows)


def test_a_padded_task_has_that_many_pages(build: str, tmp_path: Path) -> None:
    task = bench.ROOT / "build" / build / bench.TASK
    (tmp_path / "padded.elf").write_bytes(boot.padded(task, 57))
    with (tmp_path / "padded.elf").open("rb") as file:
        loads = [segment for segment in ELFFile(file).iter_segments()
                 if segment["p_type"] == "PT_LOAD"]
    end = max(segment["p_vaddr"] + segment["p_memsz"] for segment in loads)
    assert end - min(segment["p_vaddr"] for segment in loads) == 57 * 4096
    with pytest.raises(Refusal, match="more than 1 pages"):
        boot.padded(task, 1)


def test_many_more_pages_take_more_instructions(build: str) -> None:
    folder = bench.ROOT / "build" / build
    few, many = (boot.instructions(folder / "tessera.elf", folder / "kernel.elf",
                                   folder / bench.TASK, bench.ROOT / bench.DTB, pages)
                 for pages in (57, 157))
    assert few + 100 * 10 < many        # of a few pages some make fewer untypeds: not monotonic


def test_a_difference_between_two_runs_is_refused() -> None:
    with pytest.raises(Refusal, match="differ, first in yield"):
        bench.must_be_equal({"yield": [1, 2]}, {"yield": [1, 3]})


def test_a_missing_operation_is_refused() -> None:
    samples = {op["name"]: [1] for op in PEERS["operations"]}
    del samples["round_trip_0"]
    with pytest.raises(Refusal, match="round_trip_0"):
        bench.operation_rows(PEERS, samples)


@pytest.mark.parametrize("region, reason", [
    (bytes(bench.HEADER.size), "left no results"),
    (bench.HEADER.pack(bench.MAGIC, 0, b"main.c:1: false"), "gave up at main.c:1: false"),
    (bench.HEADER.pack(bench.MAGIC, 1, b"") + bytes(bench.SERIES.size), "damaged"),
])
def test_what_the_program_did_not_finish_is_refused(region: bytes, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        bench.read_region(region, 0)


def test_the_mode_is_the_most_frequent_and_of_equals_the_smallest() -> None:
    assert bench.figure([3, 2, 2, 3, 9], "mode") == 2
    assert bench.figure([3, 2, 2, 3, 9], "max") == 9
