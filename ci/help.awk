# SPDX-License-Identifier: MIT
#
# Prints the list of commands from the Makefile's own lines of the form
#
#   target: ... ## audience [part]: text
#
# grouped by audience. A command whose part (a file or folder) is not in this
# tree is left out. In the text, `name` stays as it is.

function there(path) { return system("test -e " path) == 0 }

match($0, /## [a-z]+( \[[^]]+\])?: /) {
    head = substr($0, RSTART + 3, RLENGTH - 5)
    text = substr($0, RSTART + RLENGTH)
    target = $1
    sub(/:.*/, "", target)
    split(head, word, " ")
    audience = word[1]
    part = word[2]
    gsub(/[][]/, "", part)
    if (part != "" && !there(part))
        next
    list[audience] = list[audience] sprintf("  make %-12s %s\n", target, text)
}

END {
    print "Tessera: a capability operating system, taken apart into labs.\n"
    print "For students\n" list["student"]
    if (list["instructor"] != "")
        print "For instructors\n" list["instructor"]
    print "For developers\n" list["developer"]
    printf "BUILD=release builds without checks; the default is debug.\n"
}
