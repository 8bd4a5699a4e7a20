#include "cost_words.h"

#include "base/attr.h"

/* ---- promises ---- */

/* Folded; a word that begins so, or words. */
static const struct {
    const char *words;
    bool is_beginning;
} promises[] = {
    {"gratis", false},     {"gratuit", true},        {"free", false},      {"de balde", false},
    {"sin costo", false},  {"sin coste", false},     {"sin cargo", false}, {"no cuesta", false},
    {"sans frais", false}, {"ne coute rien", false}, {"no cost", false},   {"without cost", false},
    {"no charge", false},  {"costs nothing", false},
};

/* "no es gratis", "n'est pas gratuit", "is not free", "feel free". */
static const char *const before[] = {"no", "not", "nunca", "pas", "jamais", "never", "isnt", "feel"};

static const char *const after[] = {"time", "text", "word"};

static bool is_one_of(struct str word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(word, str_of(words[i])))
            return true;
    return false;
}

/* One of the three words in front turns it round. */
static bool is_turned(struct str front)
{
    enum { WORDS_BACK = 3 };
    front = str_trim(front);
    for (size_t i = 0; i < WORDS_BACK && front.n > 0; i++) {
        size_t from = front.n;
        while (from > 0 && front.p[from - 1] != ' ')
            from--;
        if (is_one_of(str_sub(front, from, front.n), before, COUNT_OF(before)))
            return true;
        front = str_trim(str_sub(front, 0, from));
    }
    return false;
}

static struct str word_at(struct str text, size_t at, size_t n)
{
    const size_t rest = str_find_byte(str_sub(text, at + n, text.n), ' ');
    return str_sub(text, at, rest == SIZE_MAX ? text.n : n + rest);
}

static bool is_meant(struct str folded, size_t at, struct str found, size_t n, bool is_beginning)
{
    const struct str behind = str_trim(str_sub(folded, at + found.n, folded.n));
    const struct str next = str_sub(behind, 0, str_find_byte(behind, ' '));
    return (at == 0 || folded.p[at - 1] == ' ') && (is_beginning || found.n == n) &&
           !is_turned(str_sub(folded, 0, at)) && !is_one_of(next, after, COUNT_OF(after));
}

struct str cost_promise(struct str folded)
{
    for (size_t i = 0; i < COUNT_OF(promises); i++) {
        const struct str words = str_of(promises[i].words);
        for (size_t from = 0; from < folded.n;) {
            const size_t offset = str_find(str_sub(folded, from, folded.n), words);
            if (offset == SIZE_MAX)
                break;
            const struct str found = word_at(folded, from + offset, words.n);
            if (is_meant(folded, from + offset, found, words.n, promises[i].is_beginning))
                return found;
            from += offset + words.n;
        }
    }
    return STR_EMPTY;
}

/* ---- distinctions ---- */

static const struct {
    const char *word;
    const char *means;
    const char *plain;
    const char *plain_means;
} pairs[] = {
    {"tú", "you", "tu", "your"},
    {"sí", "yes", "si", "if"},
    {"mí", "me", "mi", "my"},
    {"más", "more", "mas", "but"},
    {"aún", "still", "aun", "even"},
    {"cómo", "how", "como", "as, I eat"},
    {"cuál", "which one", "cual", "which"},
    {"cuándo", "when?", "cuando", "when"},
    {"cuánto", "how much?", "cuanto", "as much as"},
    {"dónde", "where?", "donde", "where"},
    {"está", "is", "esta", "this"},
    {"están", "are", "estan", "no word"},
    {"papá", "dad", "papa", "potato"},
    {"mamá", "mum", "mama", "breast"},
    {"pagó", "paid", "pago", "payment, I pay"},
    {"trabajó", "worked", "trabajo", "work, I work"},
    {"recibió", "received", "recibio", "no word"},
    {"ganó", "earned", "gano", "I earn"},
    {"dejó", "left", "dejo", "I leave"},
    {"río", "river", "rio", "laughed"},
    {"público", "public", "publico", "I publish"},
    {"dû", "owed", "du", "of the"},
    {"sûr", "sure", "sur", "on"},
    {"mûr", "ripe", "mur", "wall"},
    {"jeûne", "fast", "jeune", "young"},
    {"tâche", "task", "tache", "stain"},
    {"côte", "coast", "cote", "rating"},
    {"forêt", "forest", "foret", "drill"},
    {"hôte", "host", "hote", "no word"},
    {"ça", "that", "ca", "no word"},
};

/* Punctuation that stands at words, "¿" and "¡" included, ends them. */
static bool ends_word(struct str text, size_t at)
{
    static const char punctuation[] = " \n\t.,;:!?()[]/\"'=-+*";
    if (at >= text.n)
        return true;
    for (size_t i = 0; i + 1 < sizeof punctuation; i++)
        if (text.p[at] == punctuation[i])
            return true;
    return false;
}

static bool begins_word(struct str text, size_t at)
{
    return at == 0 || ends_word(text, at - 1) ||
           (at >= 2 && (str_eq(str_sub(text, at - 2, 2), STR("¿")) || str_eq(str_sub(text, at - 2, 2), STR("¡"))));
}

/* Capitals at the beginning are small letters here. */
static bool is_word(struct str text, size_t at, struct str word)
{
    const struct str there = str_sub(text, at, word.n);
    if (there.n < word.n || !begins_word(text, at) || !ends_word(text, at + word.n))
        return false;
    return str_eq_ascii_nocase(there, word);
}

static bool has_word(struct str text, struct str word)
{
    for (size_t at = 0; at < text.n; at++)
        if (is_word(text, at, word))
            return true;
    return false;
}

void cost_put_lost(struct str text, struct str plain, struct buf *out)
{
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        if (has_word(text, str_of(pairs[i].word)) && !has_word(plain, str_of(pairs[i].word)))
            buf_printf(out, "%s%s (%s) = %s (%s)", out->n > 0 ? ", " : "", pairs[i].word, pairs[i].means,
                       pairs[i].plain, pairs[i].plain_means);
}
