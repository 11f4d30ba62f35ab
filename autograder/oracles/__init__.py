# SPDX-License-Identifier: MIT
"""Judges that look at the kernel's memory from outside, while or after it runs.

They read guest RAM and take the layout of structures from the kernel's debug information, never
from numbers of their own. What a kernel under test left there can be anything: an oracle reports
it, and neither trusts a pointer nor runs without end.
"""
