#!/usr/bin/env bash
# clang-format decides layout.
source "$(dirname "$0")/common.sh"

files -name '*.c' -o -name '*.h' -o -name '*.cc' | xargs clang-format-14 --dry-run -Werror --style=file
