# SPDX-License-Identifier: MIT
"""The runner of QEMU: every way a run can end, on toy images of a few instructions."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder import Refusal, qemu, records
from autograder.qemu import Status

ROOT = Path(__file__).parents[2]
LONG = 120     # s; what a busy host may need for what takes none

pytestmark = pytest.mark.skipif(not shutil.which(qemu.QEMU), reason="QEMU is not installed")

START = """
    .globl _start
_start:
    li s0, 0x10000000      # UART
    li s1, 0x100000        # test device
    li s2, 0x88000000      # result region
"""
PASS = """
    li t0, 0x5555
    sw t0, 0(s1)
1:  j 1b
"""


@pytest.fixture(scope="session")
def plugin_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("plugin")


def assemble(source: Path, image: Path, code: str) -> None:
    """Makes a toy kernel that starts where the firmware jumps to."""
    source.write_text(START + code)
    subprocess.run(["riscv64-unknown-elf-gcc", "-nostdlib", "-static",
                    "-Wl,-N,-Ttext=0x80200000,--build-id=none,--no-warn-rwx-segments",
                    "-march=rv64ima_zicsr", "-mabi=lp64", str(source), "-o", str(image)],
                   check=True)


@pytest.fixture
def boot(tmp_path, plugin_folder):
    """Assembles a toy kernel and runs it; closes the result afterwards."""
    results = []

    def boot(code: str, **options):
        image = tmp_path / "toy.elf"
        assemble(tmp_path / "toy.S", image, code)
        options.setdefault("plugin_folder", plugin_folder)
        results.append(qemu.run(image, None, dtb=None, **options))
        return results[-1]

    yield boot
    for result in results:
        result.close()


def test_guest_exit_reports_its_code(boot):
    result = boot("li t0, 0x00073333\n sw t0, 0(s1)\n1: j 1b\n")
    assert (result.status, result.exit_code) == (Status.EXIT, 7)
    assert boot(PASS).exit_code == 0
    assert boot("li t0, 0x00013333\n sw t0, 0(s1)\n1: j 1b\n").status is Status.EXIT


def test_region_is_planted_and_read_back(boot):
    result = boot("ld t0, 0(s2)\n addi t0, t0, 1\n sd t0, 8(s2)\n" + PASS,
                  region=(41).to_bytes(8, "little"))
    assert result.result[:16] == (41).to_bytes(8, "little") + (42).to_bytes(8, "little")
    assert len(result.result) == 4 << 20
    assert result.ram[128 << 20] == 41


def test_console_arrives_and_is_bounded(boot):
    result = boot("li t1, 1000\n li t0, 'x'\n1: sb t0, 0(s0)\n addi t1, t1, -1\n bnez t1, 1b\n"
                  + PASS, console_limit=600)
    assert len(result.console) == 600 and result.console_cut
    assert result.status is Status.EXIT


def test_awaited_words_end_the_run(boot):
    say = "".join(f" li t0, {ord(c)}\n sb t0, 0(s0)\n" for c in "one two three")
    result = boot(say + "1: j 1b\n", until=b"one two")
    assert result.status is Status.SAID and result.console.endswith(b"\r\none two")
    assert boot(say + PASS, until=b"four").status is Status.EXIT


def test_input_reaches_the_guest(boot):
    result = boot("1: lb t0, 5(s0)\n andi t0, t0, 1\n beqz t0, 1b\n lb t0, 0(s0)\n sb t0, 0(s2)\n"
                  + PASS, input=b"Q")
    assert result.result[:1] == b"Q"


def test_endless_loop_ends_at_the_same_instruction_each_time(boot):
    runs = [boot("1: j 1b\n", budget=30_000_000) for _ in range(2)]
    assert [run.status for run in runs] == [Status.BUDGET] * 2
    assert runs[0].instructions == runs[1].instructions
    assert 30_000_000 < runs[0].instructions < 30_001_000


def test_no_progress_ends_the_run_and_progress_prolongs_it(boot):
    spin = "li t1, {}\n2: addi t1, t1, -1\n bnez t1, 2b\n"
    status = "li s3, 0x8800f000\n"
    stuck = boot(status + "li t0, 1\n sd t0, 0(s3)\n" + spin.format(20_000_000) + PASS,
                 step_budget=30_000_000, status_offset=records.STATUS_OFFSET)
    assert (stuck.status, stuck.reason) == (Status.STUCK, "stopped: no progress")
    assert stuck.address and 0 < stuck.address - 0x80000000 < 128 << 20
    moving = boot(status + "".join(f"li t0, {i}\n sd t0, 0(s3)\n" + spin.format(9_000_000)
                                   for i in (1, 2, 3)).replace("2:", "22:").replace("2b", "22b")
                  + PASS, step_budget=30_000_000, status_offset=records.STATUS_OFFSET)
    assert moving.status is Status.EXIT


def test_checkpoint_lets_the_host_look_while_the_machine_stands(boot):
    code = "li s3, 0x8800f000\n li t2, 0\n"
    for i in (1, 2):
        code += f"li t0, {i}\n sd t0, 0(s2)\n sd t0, 8(s3)\n nop\n j 3f\n3:\n"
    seen = []

    def look(machine):
        time.sleep(0.1)
        seen.append((machine.checkpoint, machine.ram[128 << 20]))

    result = boot(code + PASS, status_offset=records.STATUS_OFFSET, on_checkpoint=look)
    assert result.status is Status.EXIT
    assert seen == [(1, 1), (2, 2)]


def test_what_is_printed_before_a_checkpoint_is_there_at_it(boot):
    code = "li s3, 0x8800f000\n li t2, 300\n li t3, '#'\n"
    code += "1: sb t3, 0(s0)\n ld t0, 8(s3)\n addi t0, t0, 1\n sd t0, 8(s3)\n j 2f\n"
    code += "2: addi t2, t2, -1\n bnez t2, 1b\n"
    printed = []
    result = boot(code + PASS, status_offset=records.STATUS_OFFSET,
                  on_checkpoint=lambda machine: printed.append(machine.console_bytes))
    assert result.status is Status.EXIT
    firmware = result.console.index(b"#")
    assert printed == list(range(firmware + 1, firmware + 301))


def test_sleeping_cpu_is_noticed(boot):
    result = boot("csrw sie, zero\n1: wfi\n j 1b\n")
    assert result.status is Status.STUCK
    assert result.reason == "stopped: no progress"


def test_wall_clock_is_the_last_resort(boot):
    result = boot("1: j 1b\n", use_plugin=False, wall_seconds=0.5)
    assert (result.status, result.reason) == (Status.WALL, "stopped: no progress")


def test_a_missing_qemu_is_said(tmp_path, monkeypatch):
    (tmp_path / "image").touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal, match="qemu-system-riscv64 is missing: `make setup` installs it"):
        qemu.run(tmp_path / "image", None, dtb=None)


def test_qemu_error_is_reported(boot, tmp_path):
    (tmp_path / "bad.elf").write_bytes(b"")
    result = qemu.run(tmp_path / "bad.elf", None, dtb=None)
    assert result.status is Status.ERROR
    assert "bad.elf" in result.reason
    result.close()


def test_missing_image_is_refused(tmp_path):
    with pytest.raises(Refusal, match="none.elf: no such file"):
        qemu.run(tmp_path / "none.elf", None, dtb=None)


def guests_of(pid: int) -> list[int]:
    """The machines that process `pid` has started; not the QEMU that is asked for its version.

    Line and parent come from one look at the process table: a process may be gone before a second.
    """
    out = subprocess.run(["ps", "-ww", "-eo", "pid,ppid,args"], capture_output=True, text=True,
                         check=True).stdout
    rows = [line.split(None, 2) for line in out.splitlines()[1:]]
    return [int(child) for child, parent, line in rows
            if parent == str(pid) and line.startswith("qemu-system") and "loop.elf" in line]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_qemu_dies_with_its_caller(tmp_path, plugin_folder, how):
    assemble(tmp_path / "loop.S", tmp_path / "loop.elf", "1: j 1b\n")
    script = (f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
              f"from pathlib import Path; from autograder import qemu; "
              f"qemu.run(Path({str(tmp_path / 'loop.elf')!r}), None, dtb=None, "
              f"budget=10**12, plugin_folder=Path({str(plugin_folder)!r}))")
    caller = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT,
                              stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + LONG
    guests: list[int] = []
    while not guests and time.monotonic() < deadline:
        time.sleep(0.05)
        guests = guests_of(caller.pid)
    assert guests
    caller.send_signal(how)
    caller.wait()
    deadline = time.monotonic() + LONG
    while any(os.path.exists(f"/proc/{pid}") for pid in guests) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(os.path.exists(f"/proc/{pid}") for pid in guests)


def test_qemu_does_not_begin_when_its_caller_is_dead(tmp_path):
    line = qemu.tied(["touch", str(tmp_path / "begun")])
    subprocess.run(["sh", "-c", '"$@"; true', "sh", *line], check=True)    # another is its parent
    assert not (tmp_path / "begun").exists()
    subprocess.run(line, check=True)
    assert (tmp_path / "begun").exists()


def test_rest_is_noticed_although_counted_time_runs_on(boot):
    """A guest that waits for a timer far away executes nothing, and keeps QEMU busy."""
    result = boot("li a7, 0x54494d45\n li a6, 0\n li a0, -1\n srli a0, a0, 1\n ecall\n"
                  "csrsi sie, 0\n1: wfi\n j 1b\n", wall_seconds=1000)
    assert result.status is Status.STUCK
    assert result.reason == "stopped: no progress"


def test_a_caller_that_had_to_wait_does_not_take_qemu_for_idle():
    """Two looks far apart say nothing about the time between them."""
    patience = qemu._Patience(os.getpid(), wall_seconds=60)
    patience._activity = lambda: "asleep"
    assert patience.over(b"", b"") is None
    patience.looked_at -= 10 * qemu.IDLE_SECONDS
    assert patience.over(b"", b"") is None
    patience.idle = qemu.IDLE_SECONDS
    patience.looked_at -= 1
    assert patience.over(b"", b"") == (Status.STUCK, "stopped: no progress")
