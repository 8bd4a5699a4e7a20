#!/usr/bin/env bash
# Nothing includes what tests/lint/layers.txt does not allow.
source "$(dirname "$0")/common.sh"

program_files | xargs awk -f "$lint/layers.awk" "$lint/layers.txt"
