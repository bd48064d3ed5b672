#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# needed.sh PLAIN BUILD PROGRAM.o...: which objects of the library these need, one a line, as make's NEEDED wants them.
#
# A few test programs under another sanitizer need forty objects of six hundred; so only those are compiled. Who uses and who has a symbol is read
# from the objects of PLAIN, which holds all of them, and from those that BUILD already has: its compiler may have left in what the other dropped.
# PROGRAM.o: below BUILD/obj.
set -eu
PLAIN=${1:?usage: needed.sh PLAIN BUILD PROGRAM.o...}
BUILD=${2:?usage: needed.sh PLAIN BUILD PROGRAM.o...}
shift 2

symbols() { (cd "$1/obj" && find src gen "${@:2}" -name '*.o' ! -path 'gen/tests/*' ! -path 'gen/t/tests/*' -print0 2>/dev/null | xargs -0r nm -A -g) | sed 's/^\([^:]*\):/\1 /'; }

{ symbols "$PLAIN"; symbols "$BUILD" "$@"; } | awk -v programs="$*" '
    $(NF - 1) == "U" { uses[$1] = uses[$1] " " $NF; next }
    $(NF - 1) ~ /^[TDBRVWC]$/ && !($NF in home) { home[$NF] = $1 }
    END {
        n = split(programs, todo, " ")
        while (n) {
            k = split(uses[todo[n--]], symbol, " ")
            for (i = 1; i <= k; i++) {
                at = home[symbol[i]]
                if (at == "" || at in seen) continue
                seen[at] = 1
                todo[++n] = at
                print at
            }
        }
    }' | sort
