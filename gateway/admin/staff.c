#include "admin.intern.h"

enum { LOGIN_BYTES_MAX = 64, PROGRAMMES_MAX = 64 };

/* STR for tables: gcc takes no compound literal as a constant initialiser. */
#define ROLE(word)                                                                                                     \
    {                                                                                                                  \
        .p = (word), .n = sizeof(word) - 1                                                                             \
    }

const struct str *gw_staff_roles(size_t *out_n)
{
    static const struct str roles[] = {
        ROLE("admin"),      ROLE("officer"), ROLE("case_worker"), ROLE("protection"), ROLE("call_centre"),
        ROLE("complaints"), ROLE("finance"), ROLE("partner"),     ROLE("auditor"),
    };
    *out_n = COUNT_OF(roles);
    return roles;
}

static bool is_role(struct str word)
{
    size_t n = 0;
    const struct str *roles = gw_staff_roles(&n);
    for (size_t i = 0; i < n; i++)
        if (str_eq(roles[i], word))
            return true;
    return false;
}

/* A login is compared as written, so it has one spelling: no capitals, no blanks. */
static bool is_login(struct str login)
{
    for (size_t i = 0; i < login.n; i++) {
        const char c = login.p[i];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && (i == 0 || (c != '.' && c != '_' && c != '-' && c != '@' && c != '+')))
            return false;
    }
    return login.n > 0 && login.n <= LOGIN_BYTES_MAX;
}

static enum rc check_staff(struct str login, struct str role, size_t programmes_n, struct err *err)
{
    if (!is_login(login))
        return err_set(err, RC_BAD_INPUT,
                       "'%.*s' is no login; hint: up to %d of a-z 0-9 . _ - @ +, a letter or digit first",
                       STR_FMT(login), LOGIN_BYTES_MAX);
    if (!is_role(role))
        return err_set(err, RC_BAD_INPUT, "no role '%.*s'; hint: puente staff add --help", STR_FMT(role));
    if (programmes_n > PROGRAMMES_MAX)
        return err_set(err, RC_TOO_BIG, "more than %d programmes", PROGRAMMES_MAX);
    return RC_OK;
}

/* Every code must have its row. */
static enum rc find_ids(const struct gw_rows *rows, const struct str *codes, size_t n, int32_t *ids, struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        size_t row = 0;
        while (row < rows->n && !str_eq(gw_row_str(rows, row, 0), codes[i]))
            row++;
        if (row == rows->n)
            return err_set(err, RC_NOT_FOUND, "no programme '%.*s'; hint: puente programme list", STR_FMT(codes[i]));
        ids[i] = (int32_t)gw_row_i64(rows, row, 1);
    }
    return RC_OK;
}

static void ask_staff(struct gw_unit *unit, struct str login, const struct str *programmes, size_t programmes_n)
{
    struct gw_args person = gw_args_on(gw_unit_arena(unit));
    gw_arg_text(&person, login);
    gw_unit_add(unit, SQL_STAFF_FIND, &person);
    struct gw_args codes = gw_args_on(gw_unit_arena(unit));
    gw_arg_texts(&codes, programmes, programmes_n);
    gw_unit_add(unit, SQL_PROGRAMMES_FIND, &codes);
}

enum rc gw_staff_add(struct gw_admin *admin, struct str login, struct str role, const struct str *programmes,
                     size_t programmes_n, struct err *err)
{
    enum { AT_STAFF = CHANGE_READS, AT_PROGRAMMES };
    enum rc rc = check_staff(login, role, programmes_n, err);
    if (rc != RC_OK)
        return rc;
    int32_t ids[PROGRAMMES_MAX];
    struct change change = change_begin(admin);
    ask_staff(change.read, login, programmes, programmes_n);
    rc = change_read(&change, err);
    if (rc == RC_OK && gw_unit_rows(change.read, AT_STAFF)->n > 0)
        rc = err_set(err, RC_CONFLICT, "login '%.*s' exists already", STR_FMT(login));
    if (rc == RC_OK)
        rc = find_ids(gw_unit_rows(change.read, AT_PROGRAMMES), programmes, programmes_n, ids, err);
    if (rc == RC_OK) {
        struct gw_args args = gw_args_on(gw_unit_arena(change.write));
        gw_arg_text(&args, login);
        gw_arg_text(&args, role);
        gw_arg_i32s(&args, ids, programmes_n);
        gw_unit_add(change.write, SQL_STAFF_INSERT, &args);
        const struct gw_header details[] = {{STR("role"), role}};
        const struct audit_entry entry = {
            .action = STR("staff.add"), .object = login, .details = details, .details_n = COUNT_OF(details)};
        rc = change_commit(&change, &entry, err);
    }
    change_release(&change);
    return rc;
}
