#!/usr/bin/env bash
# The first level of the tree is fixed, each of its folders says what it is, and what a README points at exists.
source "$(dirname "$0")/common.sh"

for folder in */; do
    case ${folder%/} in
    gateway | survey | include | sql | tests | docker)
        [[ -f ${folder}README.md ]] || finding "$folder: has no README.md"
        ;;
    build) ;;
    *) finding "$folder: no such folder belongs at the first level" ;;
    esac
done

while IFS=: read -r readme line target; do
    target=${target%%#*}
    [[ -z $target || -e $(dirname "$readme")/$target ]] || finding "$readme:$line: '$target' does not exist"
done < <(files -name '*.md' | xargs grep -noP '\]\(\K(?!https?:|mailto:)[^) ]+' /dev/null || true)
finish
