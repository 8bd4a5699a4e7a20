#!/usr/bin/env bash
# Every script parses, and shellcheck has nothing to say.
source "$(dirname "$0")/common.sh"

while read -r script; do
    case $(head -n 1 "$script") in
    '#!'*bash | '# shellcheck shell=bash')
        bash -n "$script" || finding "$script:1: does not parse"
        shellcheck -x -P SCRIPTDIR -f gcc "$script" || finding "$script:1: shellcheck complains"
        ;;
    '#!'*sh)
        sh -n "$script" || finding "$script:1: does not parse"
        shellcheck -f gcc "$script" || finding "$script:1: shellcheck complains"
        ;;
    '#!'*python3 | '"""'*)
        python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read(), sys.argv[1])' "$script" ||
            finding "$script:1: does not parse"
        ;;
    esac
done < <(files -perm -u+x -o -name '*.sh' -o -name '*.py')
finish
