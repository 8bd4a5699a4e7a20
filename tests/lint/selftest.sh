#!/usr/bin/env bash
# A check that cannot fail is no check: plants one violation for each in a copy of the tree and expects a finding.
source "$(dirname "$0")/common.sh"

tree=$(mktemp -d)
trap 'rm -rf -- "$tree"' EXIT

# expect CHECK WORDS [ARGUMENT...]: the check fails and its findings name WORDS.
expect() {
    local check=$1 words=$2 output status=0
    shift 2
    output=$("tests/lint/$check.sh" "$@" 2>&1) || status=$?
    [[ $status != 0 && $output == *"$words"* ]] ||
        finding "$check.sh: does not notice \"$words\" (status $status): ${output:0:300}"
}

# plant FILE: standard input is appended to FILE of the copy.
plant() {
    mkdir -p "$(dirname "$1")"
    cat >>"$1"
}

# compile LIBRARY: build/planted/libLIBRARY.a of the C on standard input.
compile() {
    mkdir -p build/planted
    gcc -O1 -x c -c -o "build/planted/$1.o" - && ar rcs "build/planted/lib$1.a" "build/planted/$1.o"
}

files -true | tar -c -T - | tar -x -C "$tree"
cd "$tree"

plant survey/planted.c <<<'#include <stdlib.h>'
expect layers 'survey/planted.c:1: no row'
plant survey/engine/planted.c <<<'#include <libpq-fe.h>'
expect layers 'survey/engine/planted.c:1: <libpq-fe.h> is not allowed'
plant gateway/aggregator/planted.c <<<'#include "gateway/loop.h"'
expect layers 'gateway/aggregator/planted.c:1: "gateway/loop.h" is not allowed'
plant gateway/ingest/planted.c <<<'#include "../store/pg.c"'
expect layers 'neither a path upwards'

{
    printf '%s\n' 'int planted(int n)' '{'
    for ((line = 0; line < 61; line++)); do echo '    n++;'; done
    printf '%s\n' '    return n;' '}'
} | plant survey/text/long_function.c
expect sizes 'survey/text/long_function.c:2: planted has 62 lines'
for ((line = 0; line < 501; line++)); do echo; done | plant survey/text/long_file.c
expect sizes 'survey/text/long_file.c:1: file has 501 lines'
for ((line = 0; line < 301; line++)); do echo; done | plant gateway/aggregator/long_adapter.c
expect sizes 'gateway/aggregator/long_adapter.c:1: file has 301 lines'

printf '%s\n' '-- name: planted_query' 'select 1;' | plant sql/queries/planted.sql
expect sql_names 'SQL_PLANTED_QUERY is used nowhere'
plant gateway/store/planted.c <<<'int planted = SQL_NOWHERE;'
expect sql_names 'SQL_NOWHERE is in no file'

plant survey/text/planted.c <<<'int   planted( void ) ;'
expect format 'survey/text/planted.c'

sed -i '/^libjansson-dev/d' docker/packages
expect packages "'jansson' of package 'libjansson-dev'" no-program
sed -i '/^libphonenumber-dev/d' docker/packages
expect packages "'phonenumber' of package 'libphonenumber-dev'" no-program

printf '%s\n' '#!/usr/bin/env bash' 'if true; do' | plant tests/planted.sh
expect scripts 'tests/planted.sh:1: does not parse'

plant survey/text/planted.c <<<'char *c = strcpy(a, b);'
expect words 'survey/text/planted.c:2'
plant gateway/worker/planted.c <<<'x = PQexec(connection, "select 1");'
expect words 'gateway/worker/planted.c:1'
plant docker/README.md <<<"call +1""2025550199 or +5021""2345678"
expect words '+5021''2345678'

mkdir planted
expect readmes 'planted/: no such folder'
plant sql/README.md <<<'[gone](nowhere.md)'
expect readmes "'nowhere.md' does not exist"

compile text <<<'#include <stdio.h>
int planted(void) { return getchar(); }'
expect symbols "needs '" build/planted
compile text <<<'int planted(void) { static int calls; return ++calls; }'
expect symbols 'bytes of variables outlive a call' build/planted
finish
