# SPDX-License-Identifier: MIT
"""Tests of lab 12: descriptions go in, errors or capabilities come out."""

from collections import Counter

from autograder import products

SYSTEM = "distribution"
FOLDER = f"build/debug/systems/{SYSTEM}"
INITIALISER, KERNEL = "build/debug/initialiser.elf", "build/debug/kernel.elf"
PAGE = 4096

# Two protection domains in lines 2 to 7, so that what a test adds begins in line 8.
PAIR = """<system>
    <protection_domain name="a" priority="{a}">
        <program_image path="client.elf" />{in_a}
    </protection_domain>
    <protection_domain name="b" priority="{b}">
        <program_image path="client.elf" />{in_b}
    </protection_domain>
{rest}</system>
"""
CHANNEL = """    <channel>
        <end pd="a" {a} />
        <end pd="b" {b} />
    </channel>
"""


def _pair(a=1, b=2, in_a="", in_b="", rest=""):
    return PAIR.format(a=a, b=b, in_a=in_a, in_b=in_b, rest=rest)


def _channel(a, b):
    return CHANNEL.format(a=a, b=b)


def _errors(bench, text):
    """What the composer says about a description: text and line of each error."""
    path = bench.scratch("pair.system", text)
    done = bench.compose("check", path)
    lines = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    bench.equal("exit of the composer", done.returncode != 0, bool(lines))
    return [line.removeprefix("error: ").replace(f"{path}:", "line ").rsplit(":", 1)[0]
            for line in lines]


def _expect(bench, what, text, expected):
    bench.equal(what, _errors(bench, text), expected)


def _image(bench, path, name, **variables):
    """Composes an image, with variables in the composer's environment; its bytes. The report
    lies beside it."""
    for target in (INITIALISER, KERNEL):
        bench.make(target)
    out = bench.scratch(f"{name}/placeholder", "").rsplit("/", 1)[0]
    bench.compose("image", path, "-I", FOLDER, "-o", f"{out}/image.elf", "--initialiser",
                  INITIALISER, "--kernel", KERNEL, "--report", out, check=True,
                  variables=variables)
    return products.data(bench.tree / out / "image.elf")


def _report(bench, name):
    """The report of an image that _image() has made under this name."""
    return products.report(bench.tree / "build/judge" / bench.spec.name / name / "report.json")


# -- reading a plan ---------------------------------------------------------------------


def _capabilities(report, component):
    """Slot, object, rights and badge of all that a component's CSpace holds."""
    index = next(c["index"] for c in report["components"] if c["name"] == component)
    cnode = next(t["cnode"] for t in report["threads"] if t["component"] == index)
    return [(cap["slot"], report["objects"][cap["object"]]["name"], cap["rights"], cap["badge"])
            for cap in report["capabilities"] if cap["cnode"] == cnode]


NAMES = ("keeper", "worker", "server", "client", "sensor")


def _slots(report, component):
    return [(slot, name) for slot, name, _, _ in _capabilities(report, component)]


def _badges(report, component):
    """Badges, by the object that is reached."""
    return sorted(f"{name}: {badge:#x}" for slot, name, _, badge in
                  _capabilities(report, component) if slot >= 8 and badge)


def _maps(report, name):
    """Who maps a region's first page, and how."""
    frame = next((o["index"] for o in report["objects"] if o["name"] == f"{name}[0]"), None)
    owner = {c["vspace"]: c["name"] for c in report["components"]}
    return sorted(f"{owner[m['vspace']]} {m['vaddr']:#x} {m['access']}"
                  f"{'' if m['cached'] else ' uncached'}"
                  for m in report["mappings"] if m["frame"] == frame and m["vspace"] in owner)


# -- parsing and rules ------------------------------------------------------------------


def parse_errors_have_line(bench):
    """Each mistake in an end is told, with its line."""
    _expect(bench, "errors of an id too high", _pair(rest=_channel('id="62"', 'id="0"')),
            ["attribute 'id' is 62; it must be 0 to 61 on element 'end': line 9"])
    _expect(bench, "errors of an attribute that does not exist",
            _pair(rest=_channel('id="1"', 'id="0" notfy="false"')),
            ["unknown attribute 'notfy' on element 'end': line 10"])
    _expect(bench, "errors of an end without id", _pair(rest=_channel('id="1"', 'pp="false"')),
            ["missing attribute 'id' on element 'end': line 10"])
    _expect(bench, "errors of an end at nobody",
            _pair(rest=_channel('id="1"', 'id="1"').replace('"b"', '"c"')),
            ["unknown protection domain 'c' on element 'end': line 10"])
    _expect(bench, "errors of a name that is no identifier",
            _pair(rest=_channel('id="1" name="7up"', 'id="0" name="up7"')),
            ["attribute 'name' is '7up', which is not a C identifier on element 'end': line 9"])
    _expect(bench, "errors of an end that holds an element",
            _pair(rest=_channel('id="1"', 'id="0"').replace("/>", "><map /></end>", 1)),
            ["unknown element inside 'end' on element 'map': line 9"])
    _expect(bench, "errors of a good description", _pair(rest=_channel('id="61"', 'id="0"')), [])


def duplicate_channel_id(bench):
    """An id is taken once, by a channel or an interrupt; the first one is named."""
    taken = "id 4 is taken by the '{}' at line {} on element 'end': line {}"
    one = _channel('id="4"', 'id="0"')
    _expect(bench, "errors of two channels with one id",
            _pair(rest=one + _channel('id="4"', 'id="1"')), [taken.format("end", 9, 13)])
    _expect(bench, "errors of three channels with one id",
            _pair(rest=one + _channel('id="4"', 'id="1"') + _channel('id="4"', 'id="2"')),
            [taken.format("end", 9, 13), taken.format("end", 9, 17)])
    _expect(bench, "errors of a channel with the id of an interrupt",
            _pair(in_a='<irq irq="1" id="4" />', rest=one), [taken.format("irq", 3, 9)])
    _expect(bench, "errors of the same id at two domains",
            _pair(in_b='<irq irq="1" id="4" />', rest=one), [])
    _expect(bench, "errors of an id that is taken at both ends",
            _pair(rest=one + one), [taken.format("end", 9, 13),
                                    "id 0 is taken by the 'end' at line 10 on element 'end': "
                                    "line 14"])
    wrong = "attribute 'id' is 62; it must be 0 to 61 on element 'end': line {}"
    _expect(bench, "errors of two ids that are wrong",
            _pair(rest=_channel('id="62"', 'id="0"') + _channel('id="62"', 'id="1"')),
            [wrong.format(9), wrong.format(13)])


def child_ids_are_apart(bench):
    """Children and slots have numbers of their own."""
    child = ('<protection_domain name="{}" id="4"><program_image path="client.elf" />'
             '</protection_domain>')
    one = _channel('id="4"', 'id="0"')
    _expect(bench, "errors of a child with the id of a channel",
            _pair(in_a=child.format("c"), rest=one), [])
    _expect(bench, "errors of two children with one id",
            _pair(in_a=child.format("c") + child.format("d")),
            ["id 4 is taken by the 'protection_domain' at line 3 "
             "on element 'protection_domain': line 3"])
    _expect(bench, "errors of two capabilities in one slot",
            _pair(in_a='<cspace><cap_tcb slot="4" pd="b" /><cap_sc slot="4" pd="b" /></cspace>'),
            ["slot 4 is taken by the 'cap_tcb' at line 3 on element 'cap_sc': line 3"])


def protected_call_priority_rule(bench):
    """Who calls has the lower priority."""
    a_calls, b_calls = _channel('id="1" pp="true"', 'id="1"'), _channel('id="1"',
                                                                       'id="1" pp="true"')
    told = ("'{}' may call '{}', so its priority {} must be below {} "
            "on element 'end': line {}")
    _expect(bench, "errors of a call upwards", _pair(1, 2, rest=a_calls), [])
    _expect(bench, "errors of a call downwards", _pair(2, 1, rest=a_calls),
            [told.format("a", "b", 2, 1, 9)])
    _expect(bench, "errors of a call among equals", _pair(7, 7, rest=b_calls),
            [told.format("b", "a", 7, 7, 10)])
    wrong = ("attribute 'priority' is 255; it must be 0 to 254 on element 'protection_domain': "
             "line {}")
    _expect(bench, "errors of a call of one whose priority is wrong",
            _pair(1, 255, rest=a_calls), [wrong.format(5)])
    _expect(bench, "errors of a call by one whose priority is wrong",
            _pair(255, 2, rest=a_calls), [wrong.format(2)])


# -- objects and capabilities -----------------------------------------------------------


def object_counts_table(bench):
    """As many objects of each type as the description asks for."""
    report = bench.report(SYSTEM)
    indexes = {c["index"] for c in report["components"]}
    count = Counter(o["type"] for o in report["objects"] if o["component"] in indexes)
    wanted = {"thread": 5, "cnode": 5, "vspace": 5, "scheduling context": 5, "endpoint": 3,
              "reply": 3, "notification": 4}
    wrong = {name for name in wanted if count[name] != wanted[name]}
    bench.equal("numbers of objects", [f"{name}: {count[name]}" for name in sorted(wrong)],
                [f"{name}: {wanted[name]}" for name in sorted(wrong)])


def slot_layout_exact(bench):
    """Everything is where the runtime looks for it."""
    report = bench.report(SYSTEM)
    wanted = {
        "keeper": [(1, "keeper.endpoint"), (2, "keeper.reply"), (35, "worker.tcb"),
                   (36, "worker.context"), (40, "worker.notification")],
        "worker": [(1, "worker.notification")],
        "server": [(1, "server.endpoint"), (2, "server.reply"), (24, "client.notification")],
        "client": [(1, "client.notification"), (57, "sensor.endpoint"), (65, "server.endpoint"),
                   (72, "keeper.notification")],
        "sensor": [(1, "sensor.endpoint"), (2, "sensor.reply"), (16, "client.notification"),
                   (50, "irq 10")],
    }
    for name in NAMES:
        bench.equal(f"slots of {name}", _slots(report, name), wanted[name])


def channel_badges_cross(bench):
    """A badge tells the receiver its own id."""
    report = bench.report(SYSTEM)
    bench.equal("badges of client", _badges(report, "client"),
                ["keeper.notification: 0x1", "sensor.endpoint: 0x8000000000000001",
                 "server.endpoint: 0x8000000000000002"])
    bench.equal("badges of server", _badges(report, "server"), ["client.notification: 0x80"])
    bench.equal("badges of keeper", _badges(report, "keeper"), ["worker.notification: 0x200"])
    bench.equal("badges of sensor", _badges(report, "sensor"), ["client.notification: 0x40"])


def irq_badge_one_bit(bench):
    """An interrupt sets one bit, that of its id, at its domain's notification."""
    bench.equal("interrupts", _interrupts(bench.report(SYSTEM)),
                ["irq 10, level, signals 0x20 to sensor.notification"])
    irqs = '<irq irq="1" id="40" trigger="edge" /><irq irq="2" id="3" />'
    _image(bench, bench.scratch("edge.system", _pair(in_b=irqs)), "edge")
    bench.equal("interrupts of one with two", _interrupts(_report(bench, "edge")),
                ["irq 1, edge, signals 0x10000000000 to b.notification",
                 "irq 2, level, signals 0x8 to b.notification"])


def _interrupts(report):
    """What each interrupt is, and what it does."""
    objects = {o["index"]: o for o in report["objects"]}
    return [f"{objects[i['object']]['name']}, {objects[i['object']]['trigger']}, signals "
            f"{i['badge']:#x} to {objects[i['notification']]['name']}"
            for i in report["interrupts"]]


def region_perms(bench):
    """Each map has the rights that it asks for, at each page's own address."""
    report = bench.report(SYSTEM)
    bench.equal("maps of shared", _maps(report, "shared"),
                ["client 0x10000000 rw-", "keeper 0x10000000 r--", "server 0x10000000 r--"])
    bench.equal("maps of code", _maps(report, "code"), ["server 0x11000000 r-x"])
    bench.equal("maps of registers", _maps(report, "registers"),
                ["sensor 0x20000000 rw- uncached"])
    second = next(o["index"] for o in report["objects"] if o["name"] == "shared[1]")
    bench.equal("addresses of the second page of shared",
                sorted(hex(m["vaddr"]) for m in report["mappings"] if m["frame"] == second),
                ["0x10001000"] * 3)
    big = '<memory_region name="big" size="0x400000" page_size="0x200000" />'
    path = bench.scratch("big.system", _pair(in_a='<map mr="big" vaddr="0x40000000" />', rest=big))
    _image(bench, path, "big")
    large = _report(bench, "big")
    name = {o["index"]: o["name"] for o in large["objects"]}
    bench.equal("addresses of large pages",
                sorted(f"{name[m['frame']]} {m['vaddr']:#x}" for m in large["mappings"]
                       if name[m["frame"]].startswith("big")),
                ["big[0] 0x40000000", "big[1] 0x40200000"])


def _places(report):
    """Where each object lies that takes memory, by its name."""
    return {o["name"]: o for o in report["objects"] if o.get("paddr") is not None and o["bytes"]}


def invocation_list_deterministic(bench):
    """The same bytes again, also where equals are sorted otherwise and fresh memory is dirty."""
    bench.report(SYSTEM)
    path = f"labs/12-distribution/tests/{SYSTEM}.system"
    once = _image(bench, path, "once")
    places = _places(_report(bench, "once"))
    sort = str(bench.make("build/host/reversing_sort.so").absolute())
    for what, variables in (
            ("in a second run", {}),
            ("where fresh memory is not zero", {"MALLOC_PERTURB_": "165"}),
            ("with a qsort that does not keep equals in their order", {"LD_PRELOAD": sort})):
        image = _image(bench, path, "again", **variables)
        others = _places(_report(bench, "again"))
        moved = sorted(name for name in places if others[name]["paddr"] != places[name]["paddr"])
        bench.equal(f"objects that lie elsewhere {what}",
                    [f"{name}: {others[name]['paddr']:#x}" for name in moved[:4]],
                    [f"{name}: {places[name]['paddr']:#x}" for name in moved[:4]])
        bench.check(image == once, f"the image has other bytes {what}")
    placed = sorted(places.values(), key=lambda o: o["paddr"])
    pairs = [(b["paddr"] - a["paddr"] - a["bytes"], a, b) for a, b in zip(placed, placed[1:])]
    bench.equal("memory lost between two objects",
                [f"{gap} bytes between {a['name']} and {b['name']}" for gap, a, b in pairs
                 if 0 < gap < PAGE], [])
    bench.equal("neighbours of one size that are not in the order of the plan",
                [f"{a['name']} before {b['name']}" for gap, a, b in pairs
                 if gap == 0 and a["bytes"] == b["bytes"] and a["index"] > b["index"]], [])


# -- the whole --------------------------------------------------------------------------


def boots_5_pd_system(bench):
    """All five do their part."""
    run = bench.boot(SYSTEM, until="keeper: child 3 stopped", typed=b"x")
    bench.equal("lines of the five", sorted(run.lines(*NAMES)), sorted([
        "client: answer 4711, called at 2", "client: notified at 7", "client: notified at 6",
        "keeper: notified at 0", "worker: notified at 9", "keeper: child 3 faults",
        "keeper: child 3 stopped", "sensor: called at 1", "sensor: 'x' at 5"]))


def least_authority_audit(bench):
    """No right more than needed, and the running kernel holds what the plan says."""
    report = bench.report(SYSTEM)
    wanted = {
        "keeper": ["r---", "rw--", "rwgp", "rwgp", "-w--"],
        "worker": ["r---"],
        "server": ["r---", "rw--", "-w--"],
        "client": ["r---", "-w-p", "-w-p", "-w--"],
        "sensor": ["r---", "rw--", "-w--", "rwgp"],
    }
    for name in NAMES:
        bench.equal(f"rights of {name}", [cap[2] for cap in _capabilities(report, name)],
                    wanted[name])
    bench.equal("differences between plan and kernel", bench.audit(SYSTEM), [])


def unused_caps_deleted(bench):
    """What nobody may use does not exist."""
    bench.report(SYSTEM)    # builds the programs
    child = ('<protection_domain name="c" id="4" priority="9"><program_image '
             'path="client.elf" /></protection_domain>')
    silent = _channel('id="3" notify="false" pp="true"', 'id="5" notify="false"')
    path = bench.scratch("silent.system", _pair(10, 11, in_b=child, rest=silent))
    _image(bench, path, "silent")
    report = _report(bench, "silent")
    bench.equal("slots of a", _slots(report, "a"), [(1, "a.notification"), (33, "b.endpoint")])
    bench.equal("slots of b", _slots(report, "b"),
                [(1, "b.endpoint"), (2, "b.reply"), (43, "c.tcb")])


def ids_at_the_limit(bench):
    """Ids of any size make one bit; two of them are drawn for each run."""
    bench.report(SYSTEM)
    low, high = bench.params.pick("low", 1, 29), bench.params.pick("high", 32, 60)
    irq = '<irq irq="1" id="61" />'
    rest = _channel(f'id="{low}"', f'id="{high}"')
    path = bench.scratch("limit.system", _pair(10, 11, in_a=irq, rest=rest))
    _image(bench, path, "limit")
    report = _report(bench, "limit")
    bench.equal("badges of a", _badges(report, "a"), [f"b.notification: {1 << high:#x}"])
    bench.equal("badges of b", _badges(report, "b"), [f"a.notification: {1 << low:#x}"])
    bench.equal("badges of interrupts", [hex(i["badge"]) for i in report["interrupts"]],
                [hex(1 << 61)])
