#!/usr/bin/env bash
# Every statement of sql/queries is used in gateway/, and every statement used there exists, once.
source "$(dirname "$0")/common.sh"

# statements: "SQL_NAME path:line" of each "-- name: some_name".
# shellcheck disable=SC2016 # the dollar is awk's
statements() {
    files -path './sql/queries/*.sql' | xargs -r awk '/^-- name: / { print "SQL_" toupper($3), FILENAME ":" FNR }'
}

# uses: "SQL_NAME path:line"; SQL_COUNT is how many there are, SQL_FILE_... are the files.
uses() {
    files -path './gateway/*' -name '*.[ch]' | xargs -r grep -noEw 'SQL_[A-Z0-9_]+' /dev/null |
        awk -F : '$3 != "SQL_COUNT" && $3 !~ /^SQL_FILES?_/ { print $3, $1 ":" $2 }'
}

while read -r problem; do
    [[ -z $problem ]] || finding "$problem"
done < <(awk '
    FILENAME == ARGV[1] && $1 in written { print $2 ": " $1 " is written twice, also at " written[$1] }
    FILENAME == ARGV[1] { written[$1] = $2; next }
    !($1 in written) { print $2 ": " $1 " is in no file of sql/queries" }
    { used[$1] }
    END { for (name in written) if (!(name in used)) print written[name] ": " name " is used nowhere in gateway/" }
    ' <(statements) <(uses))
finish
