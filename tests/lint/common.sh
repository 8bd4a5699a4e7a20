# shellcheck shell=bash
# For the checks of this folder. Each runs in the root of the source tree, prints one line per finding,
# "path:line: what is wrong", and exits 1 if there is one. Status 77: nothing to check here.
set -euo pipefail
shopt -s inherit_errexit

# shellcheck disable=SC2034 # the checks use it
lint=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
findings=0

finding() {
    echo "$*"
    findings=$((findings + 1))
}

finish() {
    ((findings == 0)) || exit 1
    exit 0
}

skip() {
    echo "skipped: $*"
    exit 77
}

# files FIND_TEST...: the files of the source tree, without what builds, runs and package managers leave in it.
files() {
    find . -type d \( -name .git -o -name build -o -name .puente -o -name node_modules -o -name __pycache__ \) -prune \
        -o -type f \( "$@" \) -print | sed 's,^\./,,' | sort
}

# The program: what is compiled into it, without the tests.
program_files() {
    files \( -path './include/*' -o -path './survey/*' -o -path './gateway/*' \) \( -name '*.c' -o -name '*.h' -o -name '*.cc' \)
}

# table FILE: its rows without comments and empty lines.
table() {
    sed 's/#.*//; s/[[:space:]]*$//; /^$/d' "$1"
}
