# SPDX-License-Identifier: MIT
"""Starts QEMU so that equal input gives equal runs, and always stops it.

One hart of the machine `virt`, a fixed device tree, time counted in guest instructions
(-icount): no wall clock reaches the guest. Guest RAM is an anonymous file shared with this
process: the host plants bytes before the start, and reads all of memory while the machine stands
at a checkpoint and after it has ended. Nothing is left on disk and no process survives: QEMU is
killed when run() ends for whatever reason, and by the system when this process dies.

    RAM file:   [ what the device tree calls memory ][ result region ]
                0x80000000                           0x80000000 + ram_mib

What ends a run (Status): the guest itself, through the test device or an SBI shutdown; the
instruction budget, kept exactly by a plug-in of QEMU; rest, when the virtual CPU sleeps and nothing
can wake it; and where the plug-in cannot be used, limits that depend on time and are set
generously.
"""

from __future__ import annotations

import contextlib
import functools
import mmap
import os
import re
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from autograder import Refusal, products, sandbox

QEMU = "qemu-system-riscv64"
RAM_BASE = 0x80000000
MIB = 1 << 20
SANDBOX = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"
PLUGIN_SOURCE = Path(__file__).parent / "plugin" / "budget.c"

IDLE_SECONDS = 1.0  # no thread of QEMU ran for so long: nothing can wake the guest
REST_SECONDS = 1.0  # QEMU was busy for so long, but the guest executed nothing: it is at rest
WALL_SECONDS = 60.0  # since the last progress, if nobody counts instructions
COUNTED = 10  # times as long if somebody does: then their limit decides, also on a busy host
POLL_SECONDS = 0.05
ERROR_LIMIT = 4096
COUNT_BYTES = 8

# A block device at the last of the machine's places, 0x10008000 with interrupt 8: where QEMU puts
# one by itself, but said, so that it stays there beside others.
DISK_WORDS = ["-global", "virtio-mmio.force-legacy=false",
              "-device", "virtio-blk-device,drive=disk,bus=virtio-mmio-bus.7"]


class Status(Enum):
    """Why a run ended."""

    EXIT = "guest exit"
    BUDGET = "instruction budget used up"
    SAID = "the awaited words"
    STUCK = "no progress"
    WALL = "wall-clock limit"
    ERROR = "QEMU error"


@dataclass
class RunResult:
    """A run that has ended.

    `result` is a copy of the result region; `ram` is all of guest RAM, offset 0 being physical
    address 0x80000000, and stays valid until close(). `instructions` is None without plug-in.
    `reason` is one line and the same in every run on every host. `address` is where a machine
    without progress was stopped, if it was executing instructions.
    """

    status: Status
    reason: str
    exit_code: int
    console: bytes
    console_cut: bool
    result: bytes
    ram: mmap.mmap
    instructions: int | None
    address: int | None = None

    def close(self) -> None:
        """Gives guest RAM back."""
        self.ram.close()


@dataclass(frozen=True)
class Run:
    """What is read of a run that has ended: how, and the console as text."""

    status: Status
    reason: str
    exit_code: int
    instructions: int | None
    console: str

    @classmethod
    def of(cls, result: RunResult, start: int = 0) -> Run:
        """Of the console, what comes from the byte `start` on."""
        text = result.console[start:].decode("utf-8", "replace").replace("\r", "")
        return cls(result.status, result.reason, result.exit_code, result.instructions, text)

    def lines(self, *programs: str) -> list[str]:
        """The lines that begin with `program:`, of any of the programs, in their order."""
        starts = tuple(f"{program}: " for program in programs)
        return [line for line in self.console.splitlines() if line.startswith(starts)]


@dataclass
class Machine:
    """What a checkpoint callback sees: the machine stands still while it looks."""

    ram: mmap.mmap
    checkpoint: int
    instructions: int
    console_bytes: int  # printed so far, as far as RunResult.console keeps it


@functools.cache
def plugin(folder: Path) -> Path | None:
    """The budget plug-in, compiled into `folder` when it is not there yet.

    None where it cannot be used: another major version of QEMU, or no compiler.
    """
    version = subprocess.run([QEMU, "--version"], capture_output=True, text=True, check=False)
    if not re.search(r"version 7\.", version.stdout):
        return None
    target = folder / "budget.so"
    if target.exists() and target.stat().st_mtime >= PLUGIN_SOURCE.stat().st_mtime:
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            built = Path(scratch) / "budget.so"
            subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-shared", "-fPIC",
                            str(PLUGIN_SOURCE), "-o", str(built)],
                           check=True, capture_output=True)
            os.replace(built, target)
    except (OSError, subprocess.CalledProcessError):
        return None
    return target


def command(image: Path, initrd: Path | None, dtb: Path | None, ram_mib: int, ram_fd: int,
            bootargs: str, typed: bool = False, disk: str = "") -> list[str]:
    """The command line of QEMU, plug-in apart. `ram_fd` holds ram_mib MiB of guest RAM.

    An idle guest normally jumps to its next timer at once. If that lies far away and input is
    still to be `typed`, or a `disk` has something to do, the clock would run to its end before
    that arrives: then idle time takes its time.
    """
    sleep = "on" if typed or disk else "off"
    line = [QEMU, "-M", "virt,memory-backend=ram", "-cpu", "rv64", "-smp", "1",
            "-m", f"{ram_mib}M",
            "-object", f"memory-backend-file,id=ram,size={ram_mib}M,share=on,"
                       f"mem-path=/proc/self/fd/{ram_fd}",
            "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
            "-monitor", "none", "-chardev", "stdio,id=console,signal=off",
            "-serial", "chardev:console",
            "-seed", "1", "-icount", f"shift=0,sleep={sleep}", "-rtc", "base=2026-01-01,clock=vm",
            "-sandbox", SANDBOX, "-kernel", str(image)]
    if dtb is not None:
        line += ["-dtb", str(dtb)]
    if initrd is not None:
        line += ["-initrd", str(initrd)]
    if bootargs:
        line += ["-append", bootargs]
    if disk:
        line += ["-drive", f"{disk},if=none,id=disk", *DISK_WORDS]
    return line


def run(image: Path, initrd: Path | None, *, dtb: Path | None, ram_mib: int = 128,
        result_mib: int = 4, budget: int = 2_000_000_000, step_budget: int | None = None,
        input: bytes = b"", bootargs: str = "", console_limit: int = 65536,
        region: bytes = b"", status_offset: int | None = None, progress_at: int | None = None,
        on_checkpoint: Callable[[Machine], None] | None = None,
        until: bytes = b"", disk: str = "", wall_seconds: float = WALL_SECONDS,
        use_plugin: bool = True, plugin_folder: Path = Path("build/autograder")) -> RunResult:
    """Boots `image` and waits until the machine has ended.

    ram_mib        what the device tree calls memory; the result region follows it
    budget         guest instructions of the whole run
    step_budget    guest instructions between two changes of the progress word
    input          typed on the guest's serial line once the firmware has printed something
    until          words on the console after which the run is over, and the console cut: for a
                   guest that then waits for ever, which in counted time never comes to rest
    region         planted at the start of the result region
    status_offset  where in the region the status words stand (records.STATUS_OFFSET); None: the
                   guest keeps none
    progress_at    offset in RAM of a word whose change is progress too, for wall_seconds; the
                   status words need none
    disk           what is on the guest's block device, as QEMU's -drive has it: for a plain image
                   "file=PATH,format=raw"; none: there is no such device
    on_checkpoint  called when the guest changes its checkpoint word; needs the plug-in

    Raises Refusal when a file or QEMU itself is missing, Unfit (products.py) in a sandbox for what
    is no plain file. Whatever the guest does is a result.
    """
    for path in (image, initrd, dtb):
        if path is not None and not Path(path).is_file():
            raise Refusal(f"{path}: no such file")
    if not shutil.which(QEMU):
        raise Refusal(f"{QEMU} is missing: `make setup` installs it")
    if sandbox.current():       # where the current folder is another, and a link leads outside
        image, initrd, dtb = (path and products.checked(Path(path)).absolute()
                              for path in (image, initrd, dtb))
    total_mib = ram_mib + result_mib
    with contextlib.ExitStack() as cleanup:
        ram_fd = os.memfd_create("guest-ram")
        cleanup.callback(os.close, ram_fd)
        os.ftruncate(ram_fd, total_mib * MIB)
        ram = mmap.mmap(ram_fd, total_mib * MIB)
        ram[ram_mib * MIB:ram_mib * MIB + len(region)] = region
        line = command(image, initrd, dtb, total_mib, ram_fd, bootargs, bool(input), disk)
        library = plugin(plugin_folder.resolve()) if use_plugin else None
        watch = _Watch(ram, budget, on_checkpoint, console_limit, wall_seconds, input,
                       None if status_offset is None else ram_mib * MIB + status_offset)
        watch.progress_at = watch.status_at if progress_at is None else progress_at
        watch.awaited = until
        watch.files = [path for path in (image, initrd, dtb) if path]
        with watch.process(line, library, ram_fd, step_budget):
            watch.until_end()
        return watch.result(ram[ram_mib * MIB:])


def _disk_files(line: list[str]) -> list[Path]:
    """The images of the block devices on a command line."""
    return [Path(word.partition("file=")[2].partition(",")[0])
            for option, word in zip(line, line[1:]) if option == "-drive" and "file=" in word]


def tied(line: list[str]) -> list[str]:
    """A command that is killed when this process dies; one that died before the system was told
    does not begin it."""
    return ["setpriv", "--pdeathsig", "KILL", "--",
            "sh", "-c", 'test "$PPID" = "$0" && exec "$@"', str(os.getpid()), *line]


class _Watch:
    """One QEMU process: feeds it, collects what it says, decides when it is over."""

    def __init__(self, ram: mmap.mmap, budget: int,
                 on_checkpoint: Callable[[Machine], None] | None, console_limit: int,
                 wall_seconds: float, input: bytes, status_at: int | None) -> None:
        self.ram = ram
        self.budget = budget
        self.on_checkpoint = on_checkpoint
        self.console_limit = console_limit
        self.wall_seconds = wall_seconds
        self.input = input
        self.status_at = self.progress_at = status_at
        self.awaited = b""
        self.files: list[Path] = []     # that QEMU opens by name
        self.console = bytearray()
        self.console_cut = False
        self.errors = bytearray()
        self.report = bytearray()
        self.instructions: int | None = None
        self.ended: tuple[Status, str] | None = None
        self.address: int | None = None
        self.qemu: subprocess.Popen[bytes]
        self.patience: _Patience
        self.report_fd = self.resume_fd = -1
        self.count: mmap.mmap | None = None     # instructions so far, little endian

    @contextlib.contextmanager
    def process(self, line: list[str], library: Path | None, ram_fd: int,
                step_budget: int | None) -> Iterator[None]:
        """QEMU runs while the block does, and not a moment longer."""
        with contextlib.ExitStack() as cleanup:
            fds = [ram_fd]
            if library is not None:
                report = self._pipe(cleanup)
                resume = self._pipe(cleanup)
                self.report_fd, self.resume_fd = report[0], resume[1]
                count_fd = os.memfd_create("instructions")
                cleanup.callback(os.close, count_fd)
                os.ftruncate(count_fd, COUNT_BYTES)
                self.count = mmap.mmap(count_fd, COUNT_BYTES)
                fds += [report[1], resume[0], count_fd]
                file = str(library).replace(",", ",,")     # the option's way to say a comma
                options = (f"file={file},total={self.budget},report={report[1]},"
                           f"count={count_fd}")
                if step_budget is not None:
                    options += f",step={step_budget}"
                if self.status_at is not None:
                    options += f",ram={ram_fd},offset={self.status_at},resume={resume[0]}"
                line = line + ["-plugin", options]
            if box := sandbox.current():
                line = box.wrap(line, readable=self.files + ([library] if library else []),
                                writable=_disk_files(line), seconds=sandbox.QEMU_SECONDS)
            try:
                self.qemu = subprocess.Popen(
                    tied(line), pass_fds=fds, start_new_session=True, stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            except FileNotFoundError as missing:
                raise Refusal(f"{missing.filename} is missing: `make setup` installs it") from None
            try:
                yield
            finally:
                self.qemu.kill()
                self.qemu.wait()
                for stream in (self.qemu.stdin, self.qemu.stdout, self.qemu.stderr):
                    assert stream is not None
                    with contextlib.suppress(BrokenPipeError):
                        stream.close()

    @staticmethod
    def _pipe(cleanup: contextlib.ExitStack) -> tuple[int, int]:
        pair = os.pipe()
        for fd in pair:
            cleanup.callback(os.close, fd)
        return pair

    def until_end(self) -> None:
        """Returns when QEMU has ended or a limit is reached."""
        assert self.qemu.stdin and self.qemu.stdout and self.qemu.stderr
        with selectors.DefaultSelector() as selector:
            for stream, take in ((self.qemu.stdout, self._take_console),
                                 (self.qemu.stderr, self._take_errors)):
                os.set_blocking(stream.fileno(), False)
                selector.register(stream, selectors.EVENT_READ, take)
            if self.report_fd >= 0:
                os.set_blocking(self.report_fd, False)
                selector.register(self.report_fd, selectors.EVENT_READ, self._take_report)
            os.set_blocking(self.qemu.stdin.fileno(), False)
            waiting_input = bool(self.input)
            self.patience = _Patience(self.qemu.pid, self.wall_seconds)
            open_streams = 2
            while open_streams:
                for key, _ in selector.select(POLL_SECONDS):
                    if not key.data(key.fd):
                        selector.unregister(key.fileobj)
                        open_streams -= key.data in (self._take_console, self._take_errors)
                if waiting_input and self.console:  # before, firmware resets the UART
                    selector.register(self.qemu.stdin, selectors.EVENT_WRITE, self._give_input)
                    waiting_input = False
                progress = b"" if self.progress_at is None else \
                    self.ram[self.progress_at:self.progress_at + 8]
                count = b"" if self.count is None else self.count[:]
                self.ended = self.ended or self.patience.over(progress, count)
                if self.ended:
                    return
            self.qemu.wait()
            if self.report_fd >= 0:
                self._take_report(self.report_fd)

    def _take_console(self, fd: int) -> bool:
        data = self._read(fd)
        self._keep(data or b"")
        return data != b""

    def _keep(self, data: bytes) -> None:
        """Adds to the console, as far as there is room."""
        room = self.console_limit - len(self.console)
        self.console += data[:room]
        self.console_cut |= len(data) > room
        before, found, _ = self.console.partition(self.awaited or b"\0")
        if self.awaited and found and not self.ended:
            self.console = before + found
            self.ended = (Status.SAID, f"it said {self.awaited.decode('utf-8', 'replace')!r}")

    def _drain_console(self) -> None:
        """Takes what is in the pipe: while the machine stands, that is all it has printed."""
        assert self.qemu.stdout
        while data := self._read(self.qemu.stdout.fileno()):
            self._keep(data)

    @staticmethod
    def _read(fd: int) -> bytes | None:
        """What is there to read: empty at the end, None if nothing has come yet."""
        try:
            return os.read(fd, 65536)
        except BlockingIOError:
            return None

    def _take_errors(self, fd: int) -> bool:
        data = self._read(fd)
        self.errors += (data or b"")[:ERROR_LIMIT - len(self.errors)]
        return data != b""

    def _take_report(self, fd: int) -> bool:
        """Lines of the plug-in; see plugin/budget.c."""
        data = self._read(fd)
        self.report += data or b""
        while b"\n" in self.report:
            line, _, rest = self.report.partition(b"\n")
            self.report = bytearray(rest)
            words = line.decode("ascii", "replace").split()
            self.instructions = int(words[-1])
            if words[0] == "checkpoint":
                self._drain_console()
                if self.on_checkpoint:
                    self.on_checkpoint(Machine(self.ram, int(words[1]), self.instructions,
                                               len(self.console)))
                    self.patience.start()
                with contextlib.suppress(BrokenPipeError):
                    os.write(self.resume_fd, b"\0")
            elif words[:2] == ["stop", "total"]:
                self.ended = (Status.BUDGET, f"the run's {self.budget:,} instructions are used up")
            elif words[:2] == ["stop", "step"]:
                self.ended = (Status.STUCK, "stopped: no progress")
                self.address = int(words[2], 16)
        return data != b""

    def _give_input(self, fd: int) -> bool:
        try:
            self.input = self.input[os.write(fd, self.input):]
        except (BlockingIOError, BrokenPipeError):
            pass
        return bool(self.input)

    def result(self, region: bytes) -> RunResult:
        """What is known when the process is gone."""
        code = self.qemu.returncode
        if self.ended:
            status, reason = self.ended
        elif code >= 0 and not self._failed(code):
            status, reason = Status.EXIT, f"the guest stopped the machine with code {code}"
        else:
            lines = self.errors.decode("utf-8", "replace").strip().splitlines()
            detail = lines[-1] if lines else f"ended by signal {-code}" if code < 0 else \
                f"exit status {code}"
            status, reason = Status.ERROR, f"QEMU failed: {detail}"
        return RunResult(status, reason, code, bytes(self.console), self.console_cut, region,
                         self.ram, self.instructions, self.address)

    def _failed(self, code: int) -> bool:
        """QEMU's own failures write to stderr; an exit that the guest asked for does not."""
        return code == 1 and bool(self.errors.strip()) or \
            b"qemu-system" in self.errors and code != 0


class _Patience:
    """The limits that count seconds: QEMU asleep for good, and no progress for very long."""

    def __init__(self, pid: int, wall_seconds: float) -> None:
        self.pid = pid
        self.boxed = sandbox.current() is not None
        self.wall_seconds = wall_seconds
        self.progress: bytes | None = None
        self.activity: object = None
        self.count = bytes(COUNT_BYTES)
        self.busy_at_count = 0.0
        self.start()

    def start(self) -> None:
        """Begins to count anew."""
        self.progress_since = self.looked_at = time.monotonic()
        self.idle = 0.0     # seconds

    def over(self, progress: bytes, count: bytes) -> tuple[Status, str] | None:
        """Why the run is over, or None. To be called every few milliseconds.

        count: the instructions executed so far; empty if nobody counts them.
        """
        now = time.monotonic()
        if progress != self.progress:
            self.progress, self.progress_since = progress, now
        activity = self._activity()
        # Between two looks QEMU was idle no longer than a poll takes: if they are farther apart,
        # this process had to wait, and what QEMU waits for has perhaps not been given to it.
        self.idle += min(now - self.looked_at, POLL_SECONDS)
        self.looked_at = now
        if activity is None or activity != self.activity:
            self.activity, self.idle = activity, 0.0
        if self.idle > IDLE_SECONDS:
            return Status.STUCK, "stopped: no progress"
        if count and self._at_rest(count):
            return Status.STUCK, "stopped: no progress"
        if now - self.progress_since > self.wall_seconds * (COUNTED if count else 1):
            return Status.WALL, "stopped: no progress"
        return None

    def _at_rest(self, count: bytes) -> bool:
        """Whether the guest sleeps for good. Counted time does not wait for its next timer, but
        jumps there; when nothing is executed all the same, there is none. What is measured is
        QEMU's own processor time: on a busy host it just takes longer."""
        if count == bytes(COUNT_BYTES):
            return False    # QEMU is still starting
        busy = self._busy()
        if count != self.count:
            self.count, self.busy_at_count = count, busy
        return busy - self.busy_at_count > REST_SECONDS

    def _busy(self) -> float:
        """Processor time of all threads so far, in seconds."""
        return sum(int(fields[11]) + int(fields[12]) for _, fields in self._tasks() or ()) \
            / os.sysconf("SC_CLK_TCK")

    def _activity(self) -> object:
        """Processor time of all threads; None while any of them runs or could run."""
        tasks = self._tasks()
        if tasks is None or any(fields[0] != "S" for _, fields in tasks):
            return None
        return [(task, fields[11], fields[12]) for task, fields in tasks]

    def _tasks(self) -> list[tuple[str, list[str]]] | None:
        """What /proc says of each thread, from its state on; None if the process is gone."""
        found = []
        ahead = [str(self.pid)]     # in a sandbox, QEMU is a child of it
        try:
            while ahead:
                pid = ahead.pop()
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/stat", encoding="ascii",
                              errors="replace") as stat:
                        found.append((task, stat.read().rpartition(")")[2].split()))
                    if self.boxed:
                        with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as below:
                            ahead += below.read().split()
        except OSError:
            return None
        return found


def main() -> int:
    """python3 -m autograder.qemu IMAGE [INITRD [DTB]]: one run, console on standard output."""
    paths = [Path(word) for word in sys.argv[1:4]]
    if not paths:
        print("use: python3 -m autograder.qemu IMAGE [INITRD [DTB]]", file=sys.stderr)
        return 2
    try:
        result = run(paths[0], paths[1] if len(paths) > 1 else None,
                     dtb=paths[2] if len(paths) > 2 else None)
    except (Refusal, OSError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    sys.stdout.buffer.write(result.console)
    print(f"\n{result.status.value}: {result.reason}"
          + (f" ({result.instructions:,} instructions)" if result.instructions else ""))
    result.close()
    return 0 if result.status is Status.EXIT else 1


if __name__ == "__main__":
    sys.exit(main())
