# SPDX-License-Identifier: MIT
"""The lab tool and the autograder of Tessera.

A lab takes functions out of the reference kernel; a student writes them anew;
the autograder lays what the student wrote onto a pristine tree, builds it,
boots it in QEMU and judges it. The parts, in the order a grade uses them:

    symbols      where every function, type and macro of the tree is defined
    definitions  cuts one C file into its top-level definitions
    replace      lays the functions of one tree over those of another
    labs         reads and checks labs/NN-name/lab.yml
    tree         trees of files in memory, on disk and in Git
    stage        writes the tree that a student works in
    sandbox      bounds and walls for programs that hold a student's code
    build        keeps a build tree up to date and explains what a compiler says
    products     reads what a build has made, and believes none of it
    subjects     where a test stands decides how it runs
    qemu, records, proctor, oracles   run tests in the guest, judge what they left
    judge, audit tests that look from outside
    exercise     the test that a student writes
    grade        all of it for one submission, into result.json
    report       that result for people and for other programs
    feedback     what of it a student may see before the lab is due

Around that: prove shows that a lab's tests tell right from wrong; publish and hunt make
the repository that students clone, and look for secrets in it; pages knows where a
student finds the page of a lab; track is the way through all labs with one's own
functions; submission and intake pack, unpack and grade what is handed in, classroom that
of a whole class; caps and timeline draw what a system is and did; cli is the command line.

Run as `python3 -m autograder COMMAND` from the root of a tree.
"""

from __future__ import annotations


class Refusal(Exception):
    """Something the user can mend; its text is one line that says what and where."""
