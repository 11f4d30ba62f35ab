# SPDX-License-Identifier: MIT
"""Tests of lab 00 that look at the student's whole system from outside."""

SYSTEM = "greeting"
LINES = ["guest: greeted as number 1", "guest: the greeter waves", "guest: goodbye"]


def system_boots(bench):
    """Both are there, and the guest says what the page shows."""
    run = bench.boot(SYSTEM, until=LINES[-1])
    bench.equal("lines of the guest", run.lines("guest"), LINES)


def _capabilities(report, component):
    """The capabilities in a component's CSpace: what of, which rights, which badge."""
    name = next(c for c in report["components"] if c["name"] == component)["index"]
    cnode = next(t for t in report["threads"] if t["component"] == name)["cnode"]
    return sorted(f"{report['objects'][cap['object']]['name']}, rights {cap['rights']}, "
                  f"badge {cap['badge']:#x}"
                  for cap in report["capabilities"] if cap["cnode"] == cnode)


def least_authority_audit(bench):
    """The description gives what is needed and no more, and the running system is like it."""
    report = bench.report(SYSTEM)
    bench.equal("components", sorted(c["name"] for c in report["components"]),
                ["greeter", "guest"])
    bench.equal("capabilities of the guest", _capabilities(report, "guest"),
                ["greeter.endpoint, rights -w-p, badge 0x8000000000000001",
                 "guest.notification, rights r---, badge 0x0"])
    bench.equal("capabilities of the greeter", _capabilities(report, "greeter"),
                ["greeter.endpoint, rights r---, badge 0x0",
                 "greeter.reply, rights rw--, badge 0x0",
                 "guest.notification, rights -w--, badge 0x8"])
    bench.equal("differences between plan and kernel", bench.audit(SYSTEM), [])
