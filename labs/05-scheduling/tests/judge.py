# SPDX-License-Identifier: MIT
"""Tests of lab 05 that take one file of the scheduler alone, as a host program (tests/host)."""

import random

PROGRAMS = "build/host/lab05"


def _follow(bench, program, steps):
    """Has a program go through steps: pairs of a command and the answer that is right."""
    script = "".join(f"{command}\n" for command, _ in steps)
    lines = bench.program(f"{PROGRAMS}/{program}", script)
    before = ""
    for number, (command, expected) in enumerate(step for step in steps if step[1] is not None):
        seen = lines[number] if number < len(lines) else "nothing"
        right = f"{' '.join(command.split()[:2])} -> {expected}"
        if seen != right:
            was = f"{before}\n" if before else ""
            bench.fail(f"step {number + 1} of the script, '{command}', goes wrong",
                       was + right, was + seen)
        before = right


# -- queues -----------------------------------------------------------------------------


class Queues:
    """What the queues hold, as lists; each command returns the answer."""

    def __init__(self, threads):
        self.threads = threads      # name: priority, time
        self.levels = {priority: [] for priority, _ in threads.values()}
        self.waiting = []

    def start(self):
        return [(f"thread {name} {priority} {time}", None)
                for name, (priority, time) in self.threads.items()]

    def do(self, word, name):
        level, timer = self.levels[self.threads[name][0]], False
        if word in ("back", "front"):
            if name not in level:
                level.insert(0 if word == "front" else len(level), name)
        elif word == "remove":
            level[:] = [other for other in level if other != name]
        elif word == "postpone":
            level[:] = [other for other in level if other != name]
            time = self.threads[name][1]
            place = sum(self.threads[other][1] <= time for other in self.waiting)
            self.waiting.insert(place, name)
            timer = True
        elif name in self.waiting:
            timer = self.waiting[0] == name
            self.waiting.remove(name)
        return f"{word} {name}", self.shown() + ("; the timer is set" if timer else "")

    def shown(self):
        ready = " | ".join(f"{priority}: {' '.join(level)}"
                           for priority, level in sorted(self.levels.items(), reverse=True)
                           if level)
        return f"{ready or 'nobody is ready'}; waiting: {' '.join(self.waiting) or 'nobody'}"


READY = {name: (priority, 0) for name, priority in
         zip("ABCDEFGHIJ", (100, 100, 100, 200, 50, 100, 200, 150, 50, 100))}

# Levels come in between, above and below; the first, the last and the only one leave.
READY_BY_HAND = """back A, back B, front C, front C, back C, back D, back E, front G, back H,
    front F, remove B, remove B, remove C, remove H, remove E, remove F, remove A, back E, back A,
    front B, remove D, remove G, remove E, remove B, remove A"""


def ready_queues_alone(bench):
    """Front and back of each level, levels in falling order, any thread leaves."""
    queues = Queues(READY)
    steps = queues.start() + [queues.do(*command.split()) for command in READY_BY_HAND.split(",")]
    chance = random.Random(bench.params.pick("seed", 1, 1 << 30))
    for _ in range(300):
        word = chance.choice(("back", "front", "remove"))
        steps.append(queues.do(word, chance.choice(sorted(READY))))
    _follow(bench, "queues", steps)


# Some are due at the same time.
WAITING = {name: (100, time) for name, time in
           zip("ABCDEFGH", (500, 300, 500, 900, 500, 100, 900, 300))}
WAITING_BY_HAND = """postpone A, postpone B, postpone C, postpone D, postpone E, postpone F,
    release F, release F, release D, release C, release B, release E, release A, release A"""


def release_queue_alone(bench):
    """In the order of the times, who came first among equals; the timer follows its head."""
    queues = Queues(WAITING)
    steps = queues.start() + [queues.do(*command.split())
                              for command in WAITING_BY_HAND.split(",")]
    steps += [queues.do("back", "G"), queues.do("postpone", "G"), queues.do("release", "G")]
    chance = random.Random(bench.params.pick("seed", 1, 1 << 30))
    for _ in range(200):
        name = chance.choice(sorted(WAITING))
        steps.append(queues.do("release" if name in queues.waiting else "postpone", name))
    _follow(bench, "queues", steps)


# -- charging ---------------------------------------------------------------------------

GONE = "pending 0, consumed 5070, a new choice, the timer is set"
CHARGING = {
    "commit 300": "refill_charge 300, pending 0, consumed 370",
    "commit nothing": "pending 0, consumed 70",
    "commit, context not configured": "pending 0, consumed 70",
    "commit, idle": "pending 0, consumed 70",
    "exhaust 5000": f"refill_exhaust 5000, sched_postpone, {GONE}",
    "exhaust with a handler": f"refill_exhaust 5000, fault_raise_timeout, {GONE}",
    "exhaust with a handler, no fault allowed": f"refill_exhaust 5000, sched_postpone, {GONE}",
    "exhaust round robin with a handler": f"refill_exhaust 5000, ready_push_back, {GONE}",
    "exhaust of a thread that was suspended": "refill_exhaust 300, pending 0, consumed 370",
    "exhaust of idle": "pending 0, consumed 70",
    "check, just enough left": "pending 4800, consumed 70",
    "check, one tick too few left": "refill_exhaust 4801, sched_postpone, pending 0, "
                                    "consumed 4871, a new choice, the timer is set",
    "check, idle": "pending 300, consumed 70",
}


def charging_alone(bench):
    """What is called, and what is pending and consumed after it."""
    lines = bench.program(f"{PROGRAMS}/charging")
    for number, (case, expected) in enumerate(CHARGING.items()):
        seen = lines[number] if number < len(lines) else "nothing"
        if seen != f"{case}: {expected}":
            bench.fail(f"case {number + 1} of tests/host/charging.c, '{case}', goes wrong",
                       f"{case}: {expected}", seen)


# -- refills ----------------------------------------------------------------------------

TIMER = "; the timer is set"
# Time, +amount of each refill; 200 is the smallest that can be used.
REFILLS = {
    "the drawing of the page": [
        ("new 600 2000 4", "0 +600"), ("charge 200", "200 +400, 2000 +200"),
        ("now 700", "200 +400, 2000 +200"), ("unblock 0", "700 +400, 2000 +200" + TIMER),
        ("charge 400", "2000 +200, 2700 +400"), ("now 3000", "2000 +200, 2700 +400"),
        ("unblock 0", "3000 +600" + TIMER)],
    "the only refill": [
        ("new 600 2000 4", "0 +600"), ("charge 600", "2000 +600"), ("now 700", "2000 +600"),
        ("unblock 0", "2000 +600")],
    "what is used in one go": [
        ("new 600 2000 4", "0 +600"), ("charge 200", "200 +400, 2000 +200"),
        ("charge 100", "300 +300, 2000 +300")],
    "a rest that is too small": [
        ("new 600 2000 4", "0 +600"), ("charge 500", "1900 +600")],
    "a full list": [
        ("new 2000 10000 2", "0 +2000"), ("charge 300", "300 +1700, 10000 +300"),
        ("now 1000", "300 +1700, 10000 +300"),
        ("unblock 0", "1000 +1700, 10000 +300" + TIMER),
        ("charge 400", "1400 +1300, 10700 +700")],
    "whole refills and a part": [
        ("new 900 5000 8", "0 +900"), ("charge 300", "300 +600, 5000 +300"),
        ("now 1000", "300 +600, 5000 +300"), ("unblock 0", "1000 +600, 5000 +300" + TIMER),
        ("charge 200", "1200 +400, 5000 +300, 6000 +200"),
        ("exhaust 450", "5050 +250, 6000 +600, 10000 +50")],
    "round robin": [
        ("new 600 0 2", "0 +600, 0 +0"), ("charge 200", "0 +400, 0 +200"),
        ("now 50", "0 +400, 0 +200"), ("unblock 0", "0 +400, 0 +200"),
        ("exhaust 400", "0 +600, 0 +0")],
}


def refills_alone(bench):
    """Lists of refills, each after what was used or waited."""
    for steps in REFILLS.values():
        _follow(bench, "refills", steps)
