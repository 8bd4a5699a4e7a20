#!/bin/sh
# embed.sh ROOT FILE...: C source of a table {path below ROOT, bytes} on standard output.
set -eu
root=$1
shift
printf '#include "gateway/embedded.h"\n'
i=0
for file in "$@"; do
    printf 'static const unsigned char bytes_%d[] = {\n' "$i"
    od -An -v -tu1 "$file" | sed 's/[0-9][0-9]*/&,/g'
    printf '0};\n'
    i=$((i + 1))
done
printf 'const struct gw_embedded gw_embedded_files[] = {\n'
i=0
for file in "$@"; do
    printf '    {"%s", bytes_%d, sizeof bytes_%d - 1},\n' "${file#"$root"/}" "$i" "$i"
    i=$((i + 1))
done
printf '};\nconst size_t gw_embedded_files_n = sizeof gw_embedded_files / sizeof gw_embedded_files[0];\n'
