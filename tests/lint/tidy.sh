#!/usr/bin/env bash
# tidy.sh BUILD: clang-tidy over what BUILD/compile_commands.json compiles of the program, and cppcheck over all of it. Takes
# minutes; label analyze, on demand.
source "$(dirname "$0")/common.sh"

build=${1:-build/asan}

# The commands are gcc's; clang does not know all of its warnings.
run-clang-tidy-14 -quiet -p "$build" -j "$(nproc)" -extra-arg=-Wno-unknown-warning-option \
    "$PWD/(survey|gateway)/.*\.c\$" 2>/dev/null | grep -v '^$' | grep -v '^clang-tidy-14 ' && findings=1

# missingInclude and unusedFunction need the whole program at once; the linker and the compiler say it better.
cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --suppress=missingIncludeSystem \
    --error-exitcode=1 -I include survey gateway || findings=1
finish
