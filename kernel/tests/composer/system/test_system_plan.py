# SPDX-License-Identifier: MIT
"""What the composer makes out of a system description: the plan, as its reports show it.

The programs, the initialiser and the kernel are stand-ins of a few lines (plans/*.S): the composer
reads them as it would the real ones.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from kernel.tests.composer.system.plan_block import PlanBlock

ROOT = Path(__file__).resolve().parents[4]
PLANS = Path(__file__).resolve().parent / "plans"
COMPOSE = ROOT / "build/host/compose"
LINK_AT = {"program": 0x10000, "initialiser": 0x10000, "kernel": 0xffffffff80200000}
WHOLE = "rwgp"  # objects without rights
IPC_BUFFER, STACK_TOP, RESTORE = 0x3fffffe000, 0x3fffffd000, 0x3f00000000
CALL, FAULT = 1 << 63, 1 << 62
AUTO = 0x10_0000_0000
TIMEOUT_S = 120


class Made:
    """A system that has been composed."""

    def __init__(self, folder: Path) -> None:
        self.report = json.loads((folder / "report/report.json").read_text())
        self.block = PlanBlock(folder / "out.elf", self.report)
        self.image = (folder / "out.elf").read_bytes()
        self.names = [o["name"] for o in self.report["objects"]]

    def caps(self, cnode: str) -> dict[int, tuple]:
        """slot -> name of the object, rights, badge."""
        index = self.names.index(cnode)
        return {c["slot"]: (self.names[c["object"]], c["rights"], c["badge"])
                for c in self.report["capabilities"] if c["cnode"] == index}

    def thread(self, name: str) -> dict:
        return next(t for t in self.report["threads"] if t["name"] == name)

    def handler(self, thread: str, kind: str) -> tuple:
        h = self.thread(thread)[kind]
        return self.names[h["endpoint"]], h["rights"], h["badge"]

    def maps(self, component: str) -> dict[int, tuple]:
        """address -> name of the frame, access, whether it is cached."""
        vspace = self.names.index(f"{component}.vspace")
        return {m["vaddr"]: (self.names[m["frame"]], m["access"], m["cached"])
                for m in self.report["mappings"] if m["vspace"] == vspace}

    def object(self, name: str) -> dict:
        return self.report["objects"][self.names.index(name)]

    def constants(self, component: str) -> dict[str, int]:
        index = [c["name"] for c in self.report["components"]].index(component)
        return {c["name"]: c["value"] for c in self.report["constants"]
                if c["component"] == index}


@pytest.fixture(scope="session")
def stand_ins(tmp_path_factory) -> Path:
    """Builds the composer and the stand-ins; gives the folder of the latter."""
    subprocess.run(["make", "-s", "--no-print-directory", COMPOSE.relative_to(ROOT)], cwd=ROOT,
                   check=True)
    folder = tmp_path_factory.mktemp("stand_ins")
    for name, address in LINK_AT.items():
        subprocess.run(["riscv64-unknown-elf-gcc", "-nostdlib", "-nostartfiles", "-static",
                        "-mcmodel=medany", "-march=rv64imac", "-mabi=lp64",
                        f"-Wl,-Ttext={address:#x},--build-id=none,-z,max-page-size=4096",
                        PLANS / f"{name}.S", "-o", folder / f"{name}.elf"], check=True)
    return folder


def compose(stand_ins: Path, description: Path, folder: Path,
            *words) -> subprocess.CompletedProcess:
    return subprocess.run(
        [COMPOSE, "image", description.name, "-I", stand_ins, "-o", folder / "out.elf",
         "--initialiser", stand_ins / "initialiser.elf", "--kernel", stand_ins / "kernel.elf",
         "--report", folder / "report", *words],
        cwd=description.parent, timeout=TIMEOUT_S, capture_output=True, text=True, check=False)


def made(stand_ins: Path, description: Path, folder: Path, *words) -> Made:
    done = compose(stand_ins, description, folder, *words)
    assert (done.returncode, done.stderr) == (0, "")
    return Made(folder)


@pytest.fixture(scope="module")
def family(stand_ins, tmp_path_factory) -> Made:
    return made(stand_ins, PLANS / "family.system", tmp_path_factory.mktemp("family"))


@pytest.fixture(scope="module")
def callee(stand_ins, tmp_path_factory) -> Made:
    return made(stand_ins, PLANS / "callee.system", tmp_path_factory.mktemp("callee"))


@pytest.fixture(scope="module")
def symbols(stand_ins) -> dict[str, int]:
    """Addresses of the symbols of plans/program.S."""
    with open(stand_ins / "program.elf", "rb") as f:
        table = ELFFile(f).get_section_by_name(".symtab")
        return {s.name: s["st_value"] for s in table.iter_symbols()}


# -- capabilities ------------------------------------------------------------

def test_stranger_may_only_notify(family):
    assert family.caps("stranger.cspace") == {
        1: ("stranger.notification", "r---", 0),
        8 + 8 * 61 + 0: ("parent.notification", "-w--", 1 << 1),
    }


def test_parent_has_what_its_elements_say(family):
    assert family.caps("parent.cspace") == {
        1: ("parent.endpoint", "r---", 0),
        2: ("parent.reply", "rw--", 0),
        8 + 8 * 0 + 0: ("server.notification", "-w--", 1 << 7),
        8 + 8 * 0 + 1: ("server.endpoint", "-w-p", CALL | 7),
        8 + 8 * 3 + 3: ("server.tcb", WHOLE, 0),
        8 + 8 * 3 + 4: ("server.context", WHOLE, 0),
        8 + 8 * 4 + 3: ("worker.tcb", WHOLE, 0),
        8 + 8 * 5 + 2: ("irq 10", WHOLE, 0),
        512 + 1: ("stranger.tcb", WHOLE, 0),
        512 + 2: ("stranger.context", WHOLE, 0),
        512 + 511: ("stranger.vspace", WHOLE, 0),
    }


def test_children_get_nothing_for_being_children(family):
    assert family.caps("server.cspace") == {1: ("server.endpoint", "r---", 0),
                                            2: ("server.reply", "rw--", 0)}
    assert family.caps("worker.cspace") == {1: ("worker.notification", "r---", 0)}


# -- threads -----------------------------------------------------------------

def test_threads_start_in_order_of_priority(family):
    assert [(t["name"], t["priority"]) for t in family.report["threads"]] == [
        ("server", 201), ("parent", 200), ("stranger", 1), ("worker", 1)]
    assert all(t["started"] and t["max_priority"] == 0 for t in family.report["threads"])


def test_faults_go_to_the_parent_or_the_monitor(family):
    assert family.handler("server", "fault") == ("parent.endpoint", "-w-p", FAULT | 3)
    assert family.handler("worker", "fault") == ("parent.endpoint", "-w-p", FAULT | 4)
    assert family.handler("parent", "fault") == ("monitor.endpoint", "-w-p", 2)
    assert family.handler("stranger", "fault") == ("monitor.endpoint", "-w-p", 3)


def test_timeouts_go_to_the_monitor(family):
    handlers = [family.handler(t["name"], "timeout") for t in family.report["threads"]]
    assert handlers == [("monitor.endpoint", "-w-p", n + 1) for n in range(4)]


def test_passive_and_fpu_are_flags_of_the_thread(family):
    assert {t["name"]: (t["passive"], t["fpu"]) for t in family.report["threads"]} == {
        "server": (True, True), "parent": (False, True), "stranger": (False, False),
        "worker": (False, True)}


def test_passive_domain_has_a_notification_for_its_context(family):
    thread = family.thread("server")
    assert family.names[thread["notification"]] == "server.notification"
    assert family.names[thread["sched_context"]] == "server.context"


def test_only_who_is_called_and_never_signalled_has_no_notification(callee):
    assert callee.thread("active")["notification"] is None
    assert "active.notification" not in callee.names
    assert callee.names[callee.thread("passive")["notification"]] == "passive.notification"
    assert callee.caps("active.cspace") == {1: ("active.endpoint", "r---", 0),
                                            2: ("active.reply", "rw--", 0),
                                            8: ("client.notification", "-w--", 1 << 0)}


def test_stack_lies_below_an_unmapped_page(family):
    thread = family.thread("parent")
    maps = family.maps("parent")
    assert (thread["stack"], thread["stack_top"]) == (STACK_TOP, STACK_TOP)
    assert thread["stack_bottom"] == STACK_TOP - 0x4000
    assert [a for a in sorted(maps) if a >= 0x3ff0000000] == [
        STACK_TOP - 0x4000, STACK_TOP - 0x3000, STACK_TOP - 0x2000, STACK_TOP - 0x1000, IPC_BUFFER]
    assert thread["ipc_vaddr"] == IPC_BUFFER
    assert maps[IPC_BUFFER] == ("parent ipc buffer[0]", "rw-", True)


def test_interrupt_signals_the_bit_of_its_id(family):
    (irq,) = family.report["interrupts"]
    assert irq["irq"] == 10 and irq["badge"] == 1 << 5
    assert family.names[irq["notification"]] == "parent.notification"


# -- memory ------------------------------------------------------------------

def test_shared_region_is_the_same_frames_with_rights_of_each(family):
    for page in range(3):
        frame = f"text[{page}]"
        assert family.maps("stranger")[0x20000000 + page * 4096] == (frame, "r--", True)
        assert family.maps("parent")[0x30000000 + page * 4096] == (frame, "r-x", True)
    assert family.names.count("text[0]") == 1


def test_region_takes_large_pages_where_it_can(family):
    assert [family.object(f"large[{n}]")["bytes"] for n in range(2)] == [1 << 21] * 2
    assert "large[2]" not in family.names
    assert family.object("dma[0]")["bytes"] == 4096


def test_region_takes_small_pages_where_a_map_needs_them(callee):
    assert callee.object("odd[511]")["bytes"] == 4096
    assert callee.maps("client")[0x20001000] == ("odd[0]", "rw-", True)


def test_maps_without_address_get_the_first_that_is_free(family):
    stranger, parent = family.maps("stranger"), family.maps("parent")
    assert stranger[AUTO][0] == "large[0]" and stranger[AUTO + (1 << 21)][0] == "large[1]"
    assert stranger[AUTO + (2 << 21) + 4096] == ("boot[0]", "r--", True)
    assert parent[AUTO] == ("uart[0]", "rw-", False)
    assert parent[AUTO + 2 * 4096][0] == "dma[0]" and parent[AUTO + 3 * 4096][0] == "dma[1]"


def test_region_lies_where_the_description_says(family):
    assert family.object("uart[0]")["paddr"] == 0x10000000


def test_region_whose_address_is_asked_for_lies_in_one_piece(family, symbols):
    first = family.object("dma[0]")["paddr"]
    assert family.object("dma[1]")["paddr"] == first + 4096
    assert family.block.word("parent", symbols["second"]) == first


def test_region_is_prefilled(family):
    content = (PLANS / "../cases/5000.bin").read_bytes()
    assert family.block.memory("stranger", 0x20000000, 4096) == content[:4096]
    assert family.block.memory("parent", 0x30001000, 4096) == content[4096:].ljust(4096, b"\0")
    assert [family.names[f] for f in family.block.boot_frames] == ["boot[0]"]


# -- symbols -----------------------------------------------------------------

RUNTIME = {
    "stranger": dict(passive=0, irqs=0, notifications=1 << 61, pps=0, children=0,
                     passive_children=0, input_is_endpoint=0),
    "parent": dict(passive=0, irqs=1 << 5, notifications=1 << 0, pps=1 << 0,
                   children=1 << 3 | 1 << 4, passive_children=1 << 3, input_is_endpoint=1),
    "server": dict(passive=1, irqs=0, notifications=0, pps=0, children=0, passive_children=0,
                   input_is_endpoint=1),
    "worker": dict(passive=0, irqs=0, notifications=0, pps=0, children=0, passive_children=0,
                   input_is_endpoint=0),
}


@pytest.mark.parametrize("component", RUNTIME)
def test_runtime_knows_what_it_has(family, symbols, component):
    name = family.block.memory(component, symbols["microkit_name"], 65)
    assert name == component.encode().ljust(65, b"\0")
    for what, value in RUNTIME[component].items():
        assert family.block.word(component, symbols[f"microkit_{what}"]) == value, what


@pytest.mark.parametrize("component, symbol, value", [
    ("stranger", "first", 0x20000000),  # setvar_vaddr
    ("stranger", "second", 0x3000),     # setvar_size
    ("stranger", "third", 5000),        # setvar_prefill_size
    ("parent", "first", 5),             # setvar_id of an irq
    ("parent", "third", 3),             # setvar_id of a child
    ("server", "first", 7),             # setvar_id of an end
    ("worker", "first", 0),
])
def test_symbol_of_the_description_is_written(family, symbols, component, symbol, value):
    assert family.block.word(component, symbols[symbol]) == value


def test_child_has_records_from_which_it_is_restored(family, symbols):
    word = family.block.word
    end = word("server", symbols["microkit_restore_end"])
    assert word("server", symbols["microkit_restore"]) == RESTORE
    assert RESTORE < end < RESTORE + 4096
    assert family.maps("server")[RESTORE] == ("server restore[0]", "r--", True)
    address = word("server", RESTORE)
    assert address == symbols["second"]  # .data


def test_only_children_have_such_records(family, symbols):
    assert RESTORE not in family.maps("parent")
    assert family.block.word("parent", symbols["microkit_restore_end"]) == 0


# -- names -------------------------------------------------------------------

def test_constants_of_the_headers(family):
    assert family.constants("parent") == {
        "CHANNEL_SERVE": 0, "IRQ_UART": 5, "CHILD_SERVER": 3, "CHILD_WORKER": 4,
        "REGION_UART": AUTO, "REGION_UART_SIZE": 4096, "REGION_DMA": AUTO + 0x2000,
        "REGION_DMA_SIZE": 0x2000, "REGION_TEXT": 0x30000000, "REGION_TEXT_SIZE": 0x3000,
        "CAP_TCB_STRANGER": 1, "CAP_SC_STRANGER": 2, "CAP_VSPACE_STRANGER": 511}
    assert family.constants("server") == {}


def test_headers_made_before_there_are_images_agree(family, stand_ins, tmp_path):
    subprocess.run([COMPOSE, "headers", "family.system", "-o", tmp_path], cwd=PLANS, check=True)
    text = (tmp_path / "include/parent.h").read_text()
    defined = {words[1]: int(words[2].rstrip("uUlL"), 0) for words in
               (line.split() for line in text.splitlines() if line.startswith("#define "))}
    assert defined == family.constants("parent")


def test_links_of_the_picture(family):
    names = [c["name"] for c in family.report["components"]] + [None]
    links = [(k["kind"], None if k["from"] is None else names[k["from"]], names[k["to"]], k["name"])
             for k in family.report["links"]]
    assert links == [
        ("call", "parent", "server", "serve"), ("notify", "parent", "server", "serve"),
        ("notify", "stranger", "parent", "up"), ("memory", "stranger", "parent", "text"),
        ("interrupt", None, "parent", "uart"), ("fault", "server", "parent", ""),
        ("fault", "worker", "parent", "")]


# -- domains -----------------------------------------------------------------

def test_schedule_of_domains(stand_ins, tmp_path):
    system = made(stand_ins, PLANS / "domains.system", tmp_path)
    entries = [(e["domain"], e["ticks"], e["end"])
               for e in system.report["domains"]["schedule"]]
    assert system.report["domains"]["start"] == 2
    assert entries == [(0, 10_000, False), (0, 0, True), (1, 3_000, False), (0, 20_000, False)]
    assert {t["name"]: t["domain"] for t in system.report["threads"]} == {"a": 1, "b": 0}


def test_more_domains_than_the_kernel_has_are_refused(stand_ins, tmp_path):
    done = compose(stand_ins, PLANS / "domains.system", tmp_path, "--domains", "1")
    assert done.returncode == 1
    assert done.stderr == ("error: 2 domains; the kernel has 1 on element 'domains': "
                           "domains.system:5:5\n")


# -- images ------------------------------------------------------------------

def refused(stand_ins: Path, folder: Path, body: str, image: str = "program.elf") -> str:
    """The errors of a system of one protection domain with this body."""
    description = folder / "one.system"
    description.write_text(f'<system>\n<memory_region name="m" size="0x1000" />\n'
                           f'<protection_domain name="a">\n<program_image path="{image}" />\n'
                           f"{body}\n</protection_domain>\n</system>\n")
    done = compose(stand_ins, description, folder)
    assert done.returncode == 1
    assert not (folder / "out.elf").exists()
    return done.stderr


@pytest.mark.parametrize("address", [0x10000, 0x11000])
def test_map_on_the_image_is_refused(stand_ins, tmp_path, address):
    text = refused(stand_ins, tmp_path, f'<map mr="m" vaddr="{address:#x}" />')
    assert text.startswith(f"error: addresses {address:#x} to {address + 4096:#x} overlap the "
                           "image 'program.elf' at ")
    assert text.endswith(" on element 'map': one.system:5:1\n")


@pytest.mark.parametrize("symbol, what", [
    ("fourth", "symbol 'fourth' is not in the image 'program.elf'"),
    ("small", "symbol 'small' has 4 bytes; it needs 8"),
])
def test_symbol_that_cannot_be_written_is_refused(stand_ins, tmp_path, symbol, what):
    text = refused(stand_ins, tmp_path, f'<irq irq="1" id="0" setvar_id="{symbol}" />'
                   '<map mr="m" />')
    assert text == f"error: {what} on element 'irq': one.system:5:1\n"


def test_image_that_is_not_there_is_refused(stand_ins, tmp_path):
    text = refused(stand_ins, tmp_path, '<map mr="m" />', image="none.elf")
    assert text == ("error: there is no file 'none.elf' on element 'program_image': "
                    "one.system:4:1\n")


def test_symbols_come_from_the_image_for_symbols(stand_ins, tmp_path, symbols):
    stripped = tmp_path / "stripped.elf"
    subprocess.run(["riscv64-unknown-elf-strip", stand_ins / "program.elf", "-o", stripped],
                   check=True)
    description = tmp_path / "one.system"
    description.write_text(
        '<system><protection_domain name="a">\n'
        '<program_image path="stripped.elf" path_for_symbols="program.elf" />\n'
        '<irq irq="1" id="9" setvar_id="second" />\n</protection_domain></system>\n')
    system = made(stand_ins, description, tmp_path)
    assert system.block.word("a", symbols["second"]) == 9
    assert system.block.memory("a", symbols["microkit_name"], 2) == b"a\0"


def test_system_that_does_not_fit_is_refused(stand_ins, tmp_path):
    description = tmp_path / "one.system"
    description.write_text(
        '<system><memory_region name="m" size="0x8000000" page_size="0x200000" />\n'
        '<protection_domain name="a"><program_image path="program.elf" />\n'
        '<map mr="m" /></protection_domain></system>\n')
    done = compose(stand_ins, description, tmp_path)
    assert done.returncode == 1 and done.stderr.startswith("error: ")
    assert not (tmp_path / "out.elf").exists()


# -- the whole ---------------------------------------------------------------

def test_same_description_gives_the_same_bytes(family, stand_ins, tmp_path):
    again = made(stand_ins, PLANS / "family.system", tmp_path)
    assert again.image == family.image
    assert again.report == family.report
