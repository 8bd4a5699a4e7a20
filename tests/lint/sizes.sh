#!/usr/bin/env bash
# A function has at most 60 lines, a file at most 500, an adapter at most 300; exceptions are in sizes.txt.
# Reads the layout that clang-format gives: a function opens with "{" and closes with "}" in the first column.
source "$(dirname "$0")/common.sh"

# shellcheck disable=SC2016 # dollars are awk's
{
    table "$lint/sizes.txt"
    echo --
    program_files | xargs awk '{ print FILENAME "\t" FNR "\t" $0 }'
} | awk -F '\t' '
    BEGIN { function_max = 60; file_max = 500; adapter_max = 300 }

    function limit(path, name, usual) {
        return (path, name) in exception ? exception[path, name] : usual
    }

    function check(path, line, name, lines, max) {
        if (lines <= max) return
        printf "%s:%d: %s has %d lines, at most %d\n", path, line, name, lines, max
        bad = 1
    }

    function check_file() {
        if (path == "") return
        check(path, 1, "file", last, limit(path, "file", path ~ /^gateway\/(aggregator|airtime)\// ? adapter_max : file_max))
    }

    !in_code && $1 == "--" { in_code = 1; next }
    !in_code { split($1, part, " "); exception[part[1], part[2]] = part[3]; next }

    $1 != path { check_file(); path = $1; start = 0 }
    {
        last = $2
        text = substr($0, length($1) + length($2) + 3)
    }
    text ~ /^[A-Za-z_].*\(/ && match(text, /[A-Za-z_0-9]+\(/) { name = substr(text, RSTART, RLENGTH - 1) }
    text == "{" { start = last }
    text == "}" && start > 0 { check(path, start, name, last - start - 1, limit(path, name, function_max)); start = 0 }

    END { check_file(); exit bad }'
