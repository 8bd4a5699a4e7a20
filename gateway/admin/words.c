#include "admin.intern.h"
#include "base/utf8.h"

/* A programme's own words for the commands, checked against all others before they are stored: a word that means two things would stop
 * somebody who asked for help. */

enum { WORD_BYTES_MAX = 40 };

static void ask_words(struct gw_unit *unit, struct str programme)
{
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_text(&args, programme);
    gw_unit_add(unit, SQL_PROGRAMME_WORDS, &args);
}

static enum rc check_word(const struct gw_word *word, struct arena *arena, struct err *err)
{
    struct str folded;
    if (sv_command_of(word->command) == SV_COMMAND_COUNT || sv_command_of(word->command) == SV_COMMAND_NONE)
        return err_set(err, RC_BAD_INPUT,
                       "no command '%.*s'; hint: stop, start, help, info, back, skip, repeat or erase",
                       STR_FMT(word->command));
    if (word->word.n > WORD_BYTES_MAX || sv_fold(word->word, NULL, arena, &folded) != RC_OK || folded.n < 2)
        return err_set(err, RC_BAD_INPUT, "'%.*s' is no word; hint: 2 letters and more, %d bytes at most",
                       STR_FMT(utf8_prefix(word->word, WORD_BYTES_MAX)), WORD_BYTES_MAX);
    return RC_OK;
}

/* The words that are there and the new one, together with those of the languages. */
static enum rc check_disjoint(const struct gw_admin *admin, const struct gw_rows *rows, const struct gw_word *word,
                              struct arena *arena, struct err *err)
{
    struct sv_added_word *words = ARENA_ARRAY(arena, struct sv_added_word, rows->n + 1);
    struct sv_languages all;
    if (words == NULL)
        return err_set(err, RC_TOO_BIG, "too many words");
    for (size_t row = 0; row < rows->n; row++)
        words[row] = (struct sv_added_word){.language = gw_row_str(rows, row, 0),
                                            .command = sv_command_of(gw_row_str(rows, row, 1)),
                                            .word = gw_row_str(rows, row, 2)};
    words[rows->n] =
        (struct sv_added_word){.language = word->language, .command = sv_command_of(word->command), .word = word->word};
    return sv_languages_add(gw_catalog_languages(admin->catalog), words, rows->n + 1, arena, &all, err);
}

static enum rc add_word(struct change *change, struct str programme_code, const struct gw_word *word, struct err *err)
{
    enum { AT_PROGRAMME = CHANGE_READS, AT_WORDS };
    struct programme programme;
    programme_ask(change, programme_code);
    ask_words(change->read, programme_code);
    enum rc rc = change_read(change, err);
    if (rc == RC_OK)
        rc = programme_take(change, AT_PROGRAMME, programme_code, &programme, err);
    if (rc == RC_OK)
        rc =
            check_disjoint(change->admin, gw_unit_rows(change->read, AT_WORDS), word, gw_unit_arena(change->read), err);
    if (rc != RC_OK)
        return rc;
    struct gw_args args = gw_args_on(gw_unit_arena(change->write));
    gw_arg_i32(&args, programme.id);
    gw_arg_text(&args, word->language);
    gw_arg_text(&args, word->command);
    gw_arg_text(&args, word->word);
    gw_unit_add(change->write, SQL_PROGRAMME_WORD_INSERT, &args);
    const struct gw_header details[] = {{STR("command"), word->command}, {STR("language"), word->language}};
    const struct audit_entry entry = {.action = STR("programme.word"),
                                      .object = programme_code,
                                      .details = details,
                                      .details_n = COUNT_OF(details),
                                      .notify = STR("catalog")};
    return change_commit(change, &entry, err);
}

enum rc gw_programme_add_word(struct gw_admin *admin, struct str programme, const struct gw_word *word, struct err *err)
{
    struct change change = change_begin(admin);
    enum rc rc = check_word(word, gw_unit_arena(change.read), err);
    if (rc == RC_OK)
        rc = add_word(&change, programme, word, err);
    change_release(&change);
    return rc;
}

enum rc gw_programme_words(struct gw_admin *admin, struct str programme, const struct gw_word **out_words,
                           size_t *out_n, struct err *err)
{
    struct gw_unit *unit = gw_unit_new(admin->pg);
    ask_words(unit, programme);
    const enum rc rc = admin_read(admin, unit, err);
    if (rc != RC_OK)
        return rc;
    const struct gw_rows *rows = gw_unit_rows(unit, 0);
    struct gw_word *words = ARENA_ARRAY(gw_unit_arena(unit), struct gw_word, rows->n);
    if (words == NULL)
        return err_set(err, RC_TOO_BIG, "too many words");
    for (size_t row = 0; row < rows->n; row++)
        words[row] = (struct gw_word){.language = gw_row_str(rows, row, 0),
                                      .command = gw_row_str(rows, row, 1),
                                      .word = gw_row_str(rows, row, 2)};
    *out_words = words;
    *out_n = rows->n;
    return RC_OK;
}
