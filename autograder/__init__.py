# SPDX-License-Identifier: MIT
"""The lab tool and the autograder of Tessera.

A lab takes functions out of the reference kernel; a student writes them anew;
the autograder lays what the student wrote onto a pristine tree, builds it,
boots it in QEMU and judges it. The parts, in the order a grade uses them:

    symbols      where every function, type and macro of the tree is defined
    definitions  cuts one C file into its top-level definitions
    replace      lays the functions of one tree over those of another
    labs         reads and checks labs/NN-name/lab.yml
    stage        writes the tree that a student works in
    build        keeps a build tree up to date and explains what a compiler says
    qemu, records, proctor, oracles   run the tests and judge what they left
    grade        all of it for one submission, into result.json
    report       that result for people and for other programs
    prove        shows that a lab's tests tell right from wrong

Run as `python3 -m autograder COMMAND` from the root of a tree.
"""

from __future__ import annotations


class Refusal(Exception):
    """Something the user can mend; its text is one line that says what and where."""
