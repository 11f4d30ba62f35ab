# SPDX-License-Identifier: MIT
"""The sandbox holds: files, network, processes, rights and amounts.

Where bubblewrap cannot make namespaces, in some containers, these tests are skipped with its own
words as the reason, and graders refuse: that, too, is tested here.
"""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import threading
from pathlib import Path

import pytest

from autograder import Refusal, audit, judge, sandbox
from autograder import build as builds
from autograder.build import Built, build
from autograder.proctor import Places, TestSpec
from autograder.records import Params
from autograder.sandbox import Box, confined, current, find


@pytest.fixture
def box():
    try:
        return find()
    except Refusal as refusal:
        pytest.skip(str(refusal))


def run(box, script, **options):
    return subprocess.run(box.wrap(["bash", "-c", script], **options), capture_output=True,
                          text=True, errors="replace", timeout=120, check=False)


def test_sees_no_file_but_what_it_is_given(box, tmp_path):
    (tmp_path / "given").mkdir()
    (tmp_path / "given/a").write_text("visible")
    (tmp_path / "secret").write_text("hidden")
    seen = run(box, f"cat {tmp_path}/given/a; ls {tmp_path}; ls / | tr '\\n' ' '; cat /etc/passwd "
               f"{tmp_path}/secret {__file__}", readable=[tmp_path / "given"])
    assert seen.stdout.startswith("visiblegiven\n") and "hidden" not in seen.stdout
    assert set(seen.stdout.split("\n")[1].split()) <= {
        "bin", "dev", "etc", "lib", "lib32", "lib64", "libx32", "proc", "sbin", "tmp", "usr"} \
        | {tmp_path.parts[1]}
    assert seen.stderr.count("No such file") == 3


def test_writes_only_where_it_may(box, tmp_path):
    for name in ("read", "write"):
        (tmp_path / name).mkdir()
    seen = run(box, f"echo x > {tmp_path}/write/a; echo x > {tmp_path}/read/a; echo x > /usr/a; "
               "echo x > /etc/alternatives/a; echo x > /tmp/a; rm -f /usr/bin/env",
               readable=[tmp_path / "read"], writable=[tmp_path / "write"])
    assert (tmp_path / "write/a").read_text() == "x\n"
    assert not list((tmp_path / "read").iterdir()) and os.path.exists("/usr/bin/env")
    assert seen.stderr.count("Read-only file system") == 4


def test_has_no_network(box):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        server.settimeout(0)
        seen = run(box, f"exec 3<>/dev/tcp/127.0.0.1/{port} && echo connected")
        assert "connected" not in seen.stdout and seen.returncode != 0
        with pytest.raises(BlockingIOError):
            server.accept()
    seen = run(box, "tail -n +3 /proc/net/dev | cut -d: -f1; tail -n +2 /proc/net/route")
    assert seen.stdout.split() in (["lo"], [])


def test_an_abstract_socket_of_the_host_is_out_of_reach(box):
    name = f"\0tessera-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()
        seen = subprocess.run(box.wrap(["/usr/bin/python3", "-c", f"""
import socket
socket.socket(socket.AF_UNIX).connect({name!r})
"""]), capture_output=True, text=True, check=False)
        assert "ConnectionRefusedError" in seen.stderr


def test_sees_only_its_own_processes(box):
    with subprocess.Popen(["sleep", "1000"], env={"MARK": "of-the-host"}) as outside:
        try:
            seen = run(box, "cat /proc/[0-9]*/environ | grep -c of-the-host; "
                       "ls -d /proc/[0-9]* | wc -l")
        finally:
            outside.kill()
    count, processes = map(int, seen.stdout.split())
    assert count == 0 and processes < 8


def test_has_no_rights(box):
    seen = run(box, "id -u; grep -E 'Cap(Eff|Prm|Bnd)|NoNewPrivs' /proc/self/status; "
               "mount -t tmpfs none /tmp; mknod /tmp/d b 8 0; chroot / true")
    words = seen.stdout.split()
    assert words[0] == "65534" and words[words.index("NoNewPrivs:") + 1] == "1"
    assert {words[words.index(f"Cap{kind}:") + 1] for kind in ("Prm", "Eff", "Bnd")} == {"0" * 16}
    assert seen.stderr.count("\n") >= 3


def test_gets_nothing_of_the_environment(box, monkeypatch):
    monkeypatch.setenv("TESSERA_SECRET", "value")
    assert "value" not in run(box, "env").stdout


def test_what_it_writes_is_bounded(box, tmp_path):
    seen = run(box, f"head -c {sandbox.FILE_BYTES + 1} /dev/zero > {tmp_path}/big",
               writable=[tmp_path])
    assert seen.returncode and (tmp_path / "big").stat().st_size <= sandbox.FILE_BYTES
    assert "True" in subprocess.run(box.wrap(["/usr/bin/python3", "-c", f"""
try:
    bytearray({sandbox.ADDRESS_BYTES})
except MemoryError:
    print(True)
"""]), capture_output=True, text=True, check=False).stdout
    assert run(box, "while :; do :; done", seconds=1).returncode != 0


def test_ends_with_its_parent(box, tmp_path):
    """A sandbox whose grader is killed leaves nothing behind."""
    fifo = tmp_path / "alive"
    os.mkfifo(fifo)
    command = box.wrap(["bash", "-c", f"exec 3> {fifo}; echo up >&3; sleep 1000"],
                       writable=[tmp_path])
    with subprocess.Popen(command) as process:
        with fifo.open() as alive:
            assert alive.readline() == "up\n"
            process.kill()
            assert alive.read() == ""       # the last writer is gone


def test_the_composer_is_confined(box, tmp_path, monkeypatch):
    """It can be a stranger's: it finds no other files, and changes no test and no kernel."""
    monkeypatch.setattr(sandbox, "HOST_SECONDS", 1)
    tool = tmp_path / judge.COMPOSE
    tool.parent.mkdir(parents=True)
    tool.write_text("#!/bin/sh\ntest $1 = loop && while :; do :; done\nls $SEEN\n"
                    "for at in labs/judge.py build/debug/kernel build/judge/made; do\n"
                    "    echo mine > $at\ndone 2> build/judge/said\nexit 0\n")
    for name in ("labs/judge.py", "build/debug/kernel"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("pristine")
    tool.chmod(0o755)
    bench = judge.Bench(tmp_path, TestSpec("a_test"), Params(0))
    with confined(box):
        assert bench.compose("list", variables={"SEEN": str(tool)}).stdout == f"{tool}\n"
        assert bench.compose("list", variables={"SEEN": str(Path(__file__))}).stdout == ""
        assert (tmp_path / "build/judge/made").read_text() == "mine\n"
        assert (tmp_path / "labs/judge.py").read_text() == "pristine"
        assert (tmp_path / "build/debug/kernel").read_text() == "pristine"
        with pytest.raises(judge.NotBuilt, match="did not end within 1 s of processor time"):
            bench.compose("loop")


COMPOSER = """#!/bin/sh
while [ "$1" != -o ]; do shift; done
printf image > "$2"
printf '{{"seen": "%s"}}' "$(cat {0} 2>&1)" > "$4/report.json"
"""


def test_the_composer_of_the_audit_is_confined(box, tmp_path):
    """The plan is made anew by the composer of the tree, which can be a stranger's."""
    tree, secret = tmp_path / "tree", tmp_path / "secret"
    secret.write_text("hidden")
    files = audit.Files(Path("build/debug"), "it")
    for path, text in (("kernel/systems/it.system", ""), (files.image, "image"),
                       ("build/host/compose", COMPOSER.format(secret))):
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text)
        (tree / path).chmod(0o755)
    assert audit.recompose(files, 1, tree) == {"seen": "hidden"}
    with confined(box):
        assert "No such file" in audit.recompose(files, 1, tree)["seen"]


def test_what_reads_a_strangers_debug_information_is_confined(box, tmp_path):
    (tmp_path / "a.c").write_text("int f(void)\n{\n    return 1;\n}\n")
    subprocess.run(["riscv64-unknown-elf-gcc", "-g", "-nostdlib", "-Wl,-Ttext=0x1000", "-Wl,-ef",
                    "a.c", "-o", "a.elf"], cwd=tmp_path, check=True)
    place = Places(tmp_path / "a.elf").of(0x1000)
    assert place.endswith("a.c:2 (f)")
    with confined(box):
        assert Places(tmp_path / "a.elf").of(0x1000) == place
    with confined(Box("no-such-program")):
        assert Places(tmp_path / "a.elf").of(0x1000) == "0x1000"


def test_the_build_is_confined(box, tmp_path):
    """A makefile, which stands for any host tool that a submission brings, finds nothing, and
    writes nowhere but among what is built; of that, not what is to be kept."""
    tree = tmp_path / "tree"
    (tree / "build/debug").mkdir(parents=True)
    (tmp_path / "secret").write_text("hidden\n")
    (tree / "build/debug/kernel").write_text("pristine")
    (tree / "Makefile").write_text(
        f"all:\n\tcd build; cat {tmp_path}/secret > got; cp /etc/passwd got; touch here; "
        "for at in ../../planted ../planted debug/kernel; do echo x > $$at; rm -f $$at; "
        "echo y > other; mv other $$at; done; mv ../build ../gone; mv debug gone; true\n")
    with confined(box):
        assert current() == box
        assert build(tree, targets=("all",), kept=("build/debug/kernel",)).ok
    assert current() is None
    assert (tree / "build/here").exists() and not (tmp_path / "planted").exists()
    assert (tree / "build/got").read_text() == "" and not (tree / "planted").exists()
    assert (tree / "build/debug/kernel").read_text() == "pristine"
    with confined(box):
        assert build(tree, targets=("all",)).ok
    assert (tree / "build/gone/kernel").read_text() == "y\n"
    assert build(tree, targets=("all",)).ok and (tmp_path / "planted").exists()


def test_other_threads_are_not_confined():
    seen = []
    with confined(Box("nothing")):
        thread = threading.Thread(target=lambda: seen.append(current()))
        thread.start()
        thread.join()
    assert seen == [None]


# -- where there is none -----------------------------------------------------------------------

def test_a_build_without_a_sandbox_is_bounded_too(tmp_path, monkeypatch):
    monkeypatch.setattr(builds, "_TOOL_SECONDS", 1)
    (tmp_path / "Makefile").write_text("all:\n\twhile :; do :; done\n")
    built = build(tmp_path, targets=("all",))
    assert not built.ok and "CPU time limit exceeded" in built.messages[-1]


def test_a_host_program_without_a_sandbox_is_bounded_too(tmp_path):
    tool = tmp_path / "tool"
    tool.write_text(f"""#!/usr/bin/python3
import resource
for size in ({sandbox.HOST_BYTES} // 4, {sandbox.HOST_BYTES}):
    try:
        bytearray(size)
        print("there")
    except MemoryError:
        print("none left")
print(resource.getrlimit(resource.RLIMIT_CORE), resource.getrlimit(resource.RLIMIT_FSIZE))
""")
    tool.chmod(0o755)
    bench = judge.Bench(tmp_path, TestSpec("a_test"), Params(0), builds={"tool": Built(True)})
    assert bench.program("tool") == ["there", "none left",
                                     f"(0, 0) {(sandbox.FILE_BYTES, sandbox.FILE_BYTES)}"]


def test_what_a_program_says_is_kept_in_part():
    """All of it would fill this process's memory."""
    line = ["python3", "-c", "import sys; print(input()); sys.stdout.write('x' * (5 << 20)); "
            "sys.stderr.write('y\\r\\n')"]
    said = sandbox.captured(line, most=100, script="word\n")
    assert (said.returncode, said.stdout, said.stderr) == (0, "word\n" + "x" * 95, "y\n")
    said = sandbox.captured(sandbox.bounded(["yes"], seconds=20, written=1 << 20))
    assert said.returncode == -signal.SIGXFSZ and len(said.stdout) == 1 << 20


def test_a_missing_make_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal, match="make is missing: `make setup` installs it"):
        build(tmp_path)


def test_no_bubblewrap_is_said(monkeypatch):
    with pytest.raises(Refusal, match="bubblewrap is missing.*SANDBOX=none"):
        find("no-such-program")


def test_a_bubblewrap_that_cannot_work_is_said(tmp_path):
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\n"
                      "echo 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(Refusal, match="cannot make a sandbox here: bwrap: No permissions.*none"):
        find(str(broken))
