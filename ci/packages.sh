# SPDX-License-Identifier: MIT
#
# Reading ci/packages.txt, for ci/setup and ci/need (bash, sourced).

# package_lines FILE: its lines without comments and blank lines.
package_lines() {
    local line
    while IFS= read -r line || [[ -n $line ]]; do
        [[ -z $line || $line == \#* ]] || printf '%s\n' "$line"
    done < "$1"
}

# is_there PROBE: does this program, file or Python module exist?
is_there() {
    case $1 in
    /*) [[ -e $1 ]] ;;
    python:*)
        /usr/bin/python3 -c "import sys
from importlib.util import find_spec
sys.exit(find_spec('${1#python:}') is None)" 2> /dev/null ;;
    *) type -P "$1" > /dev/null ;;
    esac
}
