#!/usr/bin/env bash
# packages.sh [PROGRAM]: docker/packages has what CMake asks for in its section "build" or "test", and the libraries that
# the program was linked with in "run".
source "$(dirname "$0")/common.sh"

program=${1:-build/release/puente}

main() {
    local sections listed run item package
    sections=$(docker/install --list build test)
    listed=" ${sections//$'\n'/ } "
    run=" $(docker/install --list run | paste -sd ' ') "
    while read -r item package; do
        [[ $listed == *" ${package:-?} "* ]] ||
            finding "docker/packages: CMake asks for '$item' of package '${package:-unknown}', which no section lists"
    done < <(asked_modules && asked_libraries)
    if [[ -x $program ]]; then
        while read -r item package; do
            [[ $run == *" ${package:-?} "* ]] ||
                finding "docker/packages: the program needs '$item' of package '${package:-unknown}', which 'run' lacks"
        done < <(linked_libraries)
    fi
    finish
}

# asked_modules: "module package" of every pkg_check_modules.
asked_modules() {
    local module folder
    files -name CMakeLists.txt -o -name '*.cmake' | xargs sed -n 's/^ *pkg_check_modules(\(.*\)).*/\1/p' |
        tr ' ' '\n' | grep -E '^[a-z]' | sort -u |
        while read -r module; do
            folder=$(pkg-config --variable=pcfiledir "$module" 2>/dev/null) || folder=
            echo "$module $(owner "$folder/$module.pc")"
        done
}

# asked_libraries: "library package" of what rooms link by name alone; libm comes with the compiler.
asked_libraries() {
    local rooms word
    rooms=$(sed -n 's/^puente_room(\([a-z_]*\) .*/\1/p' CMakeLists.txt)
    sed -n 's/^puente_room([a-z_]* [a-z_\/]*\(.*\))/\1/p' CMakeLists.txt | tr ' ' '\n' | grep -E '^[a-z]' | sort -u |
        grep -Fxv "$rooms"$'\nm\nembedded' | while read -r word; do
        echo "$word $(owner "/usr/lib/$(uname -m)-linux-gnu/lib$word.so")"
    done
}

# linked_libraries: "library package" of the program, but for what every Debian has.
linked_libraries() {
    local library
    objdump -p "$program" | awk '$1 == "NEEDED" { print $2 }' |
        grep -Ev '^(libc|libm|libgcc_s|libstdc\+\+|ld-linux.*|libasan|libubsan)\.so' |
        while read -r library; do
            echo "$library $(owner "/usr/lib/$(uname -m)-linux-gnu/$library" "/lib/$(uname -m)-linux-gnu/$library")"
        done
}

# owner PATH...: the package of the first that belongs to one.
owner() {
    dpkg-query -S "$@" 2>/dev/null | sed -n '1s/[:,].*//p' || true
}

main
