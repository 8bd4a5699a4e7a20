#!/usr/bin/env bash
# The words of words.txt do not appear where they must not.
source "$(dirname "$0")/common.sh"

# below "PREFIX...": of the paths on standard input, those that begin with one of these.
below() {
    awk -v prefixes="$1" '
        BEGIN { n = split(prefixes, prefix, " ") }
        { for (i = 1; i <= n; i++) if (index($0, prefix[i]) == 1) { print; next } }'
}

tree=$(files -true)
while IFS=$'\t' read -r where except what why; do
    mapfile -t paths < <(below "$where" <<<"$tree" | grep -Ev -- "${except/#-/^$}")
    ((${#paths[@]} > 0)) || continue
    while IFS= read -r hit; do
        finding "$hit ($why)"
    done < <(grep -nIHP -- "$what" "${paths[@]}" | cut -c 1-160)
done < <(grep -Ev '^(#|$)' "$lint/words.txt" | sed 's/ | /\t/g')
finish
