#!/usr/bin/env bash
# symbols.sh [LIBRARIES]: the pure core needs nothing from outside but what symbols.txt lists, and neither it nor the
# adapters have a variable that outlives a call. Reads the release libraries, for sanitizers add symbols of their own.
source "$(dirname "$0")/common.sh"

libraries=${1:-build/release}
core=(base text language expr form workbook xlsform answer engine paths)
stateless=("${core[@]}" wire aggregator)

main() {
    local name archive archives=()
    for name in "${core[@]}"; do
        if [[ -f $libraries/lib$name.a ]]; then archives+=("$libraries/lib$name.a"); fi
    done
    ((${#archives[@]} > 0)) || skip "no libraries in '$libraries'; hint: cmake --workflow --preset release"
    defined=$(nm --defined-only -g "${archives[@]}" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u)
    for name in "${core[@]}"; do check_needs "$name"; done
    for name in "${stateless[@]}"; do check_state "$name"; done
    finish
}

# ICU's functions carry its version: u_foldCase_72.
check_needs() {
    local archive=$libraries/lib$1.a allowed symbol
    [[ -f $archive ]] || return 0
    allowed=$(table "$lint/symbols.txt" | awk -v library="$1" '$1 == "*" || $1 == library { print $2 }' | paste -sd '|')
    while read -r symbol; do
        [[ -z $symbol ]] || finding "lib$1.a: needs '$symbol', which tests/lint/symbols.txt does not allow"
    done < <(nm -u "$archive" 2>/dev/null | awk '$1 == "U" { print $2 }' | sort -u |
        comm -23 - <(echo "$defined") | sed 's/_[0-9][0-9]$//' | grep -Evx "$allowed" || true)
}

# Under PIE a constant table of pointers lies in .data.rel.ro; everything else in .data* and .bss* can be changed.
check_state() {
    local archive=$libraries/lib$1.a object
    [[ -f $archive ]] || return 0
    while read -r object; do
        [[ -z $object ]] || finding "lib$1.a: $object bytes of variables outlive a call"
    done < <(size -A "$archive" | awk '
        / :$|\(ex / { object = $1 }
        $1 ~ /^\.(data|bss|tdata|tbss)/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 { print object, $1, $2 }')
}

main
