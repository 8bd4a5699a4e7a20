# awk -f layers.awk layers.txt FILE...: prints every #include that layers.txt does not allow; exit status 1 if there is one.

# "@group" and names to one list between blanks.
function expand(text,    words, n, i, list) {
    n = split(text, words, " ")
    list = " "
    for (i = 1; i <= n; i++)
        list = list (words[i] in group ? group[words[i]] : words[i]) " "
    return list
}

function trimmed(text) {
    gsub(/^[ \t]+|[ \t]+$/, "", text)
    return text
}

# A pattern fits a path that begins with it (a folder) or is it; "*" stands for any part of a name.
function fits(pattern, path,    regex) {
    regex = pattern
    gsub(/\./, "\\.", regex)
    gsub(/\*/, "[^/]*", regex)
    return path ~ ("^" regex (pattern ~ /\/$/ ? "" : "$"))
}

function row_of(path,    i, best) {
    best = 0
    for (i = 1; i <= rows; i++)
        if (fits(pattern[i], path) && (best == 0 || length(pattern[i]) > length(pattern[best])))
            best = i
    return best
}

# In the list itself, or directly in a folder of the list.
function allowed(header, list,    folder) {
    folder = header
    sub(/[^\/]*$/, "", folder)
    return index(list, " " header " ") > 0 || (folder != "" && index(list, " " folder " ") > 0)
}

function exists(path,    line, found) {
    found = (getline line < path) >= 0
    close(path)
    return found
}

function complain(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text
    bad = 1
}

function check(header, list,    folder) {
    folder = FILENAME
    sub(/[^\/]*$/, "", folder)
    if (header ~ /\.\./ || header ~ /\.c$/)
        complain("\"" header "\": neither a path upwards nor a .c file is included")
    else if (header !~ /\// && exists(folder header))
        return
    else if (index(header, folder) == 1)
        return
    else if (!allowed(header, list))
        complain("\"" header "\" is not allowed here (tests/lint/layers.txt, " pattern[row] ")")
}

BEGIN { rows = 0; bad = 0 }

FILENAME ~ /layers\.txt$/ {
    sub(/#.*/, "")
    line = continued $0
    continued = ""
    if (sub(/\\[ \t]*$/, " ", line)) { continued = line; next }
    if (split(line, part, "=") == 2) { group[trimmed(part[1])] = trimmed(part[2]); next }
    if (split(line, part, "|") == 3) {
        pattern[++rows] = trimmed(part[1]); project[rows] = expand(part[2]); system_headers[rows] = expand(part[3])
    }
    next
}

FNR == 1 {
    row = row_of(FILENAME)
    if (row == 0) complain("no row of tests/lint/layers.txt fits this file")
}
row == 0 { next }

/^[ \t]*#[ \t]*include/ {
    match($0, /[<"].*[>"]/)
    header = substr($0, RSTART + 1, RLENGTH - 2)
    if ($0 ~ /"/)
        check(header, project[row])
    else if (!allowed(header, system_headers[row]))
        complain("<" header "> is not allowed here (tests/lint/layers.txt, " pattern[row] ")")
}

END { exit bad }
