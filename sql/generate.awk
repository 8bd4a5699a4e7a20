# sql/queries/*.sql -> sql.h (part=names: an enum SQL_SOME_NAME, and a bit for each file) and sql_texts.h (part=texts: names, parameter counts, texts).
# A query is "-- name: some_name", then its text up to the next name.
function flush_query(    upper) {
    if (name == "") return
    gsub(/[ \t\n]+$/, "", text)
    upper = toupper(name)
    enum_lines = enum_lines "    SQL_" upper ",\n"
    table_lines = table_lines "    [SQL_" upper "] = {\"" name "\", SQL_FILE_" file ", " params ",\n" quoted "    },\n"
    name = ""; text = ""; quoted = ""; params = 0
}
function quote(line) {
    gsub(/\\/, "\\\\", line); gsub(/"/, "\\\"", line)
    return "        \"" line "\\n\"\n"
}
FNR == 1 {
    flush_query()
    file = toupper(FILENAME); sub(/.*\//, "", file); sub(/\.SQL$/, "", file)
    files = files "    SQL_FILE_" file " = 1 << " files_n++ ",\n"
}
/^-- name: / { flush_query(); name = $3; next }
/^[ \t]*--/ || /^[ \t]*$/ { next }
name != "" {
    line = $0; sub(/[ \t]*;[ \t]*$/, "", line); sub(/^[ \t]+/, "", line)
    rest = line
    while (match(rest, /\$[0-9]+/)) {
        number = substr(rest, RSTART + 1, RLENGTH - 1) + 0
        if (number > params) params = number
        rest = substr(rest, RSTART + RLENGTH)
    }
    text = text line "\n"; quoted = quoted quote(line)
}
BEGIN { params = 0 }
END {
    flush_query()
    print "/* Made from sql/queries by sql/generate.awk. */"
    print "#pragma once"
    if (part == "names")
        print "enum gw_sql {\n" enum_lines "    SQL_COUNT\n};\n/* One bit a file: what a connection prepares. */\nenum gw_sql_files {\n" files "    SQL_FILES_ALL = (1 << " files_n ") - 1\n};"
    else
        print "static const struct gw_sql_text gw_sql_texts[SQL_COUNT] = {\n" table_lines "};"
}
