#include "admin.intern.h"
#include "gateway/store/columns.h"

struct published {
    struct str programme;
    struct str json;
    const struct sv_form *form;
    uint8_t hash[GW_DEDUPE_BYTES];
};

static struct str hash_of(const struct published *p)
{
    return (struct str){.p = (const char *)p->hash, .n = sizeof p->hash};
}

static struct str privacy_word(enum sv_privacy privacy)
{
    switch (privacy) {
    case SV_PRIVACY_NONE:
        return STR_EMPTY;
    case SV_PRIVACY_PERSONAL:
        return STR("personal");
    case SV_PRIVACY_SENSITIVE:
        return STR("sensitive");
    case SV_PRIVACY_SECRET:
        return STR("secret");
    }
    __builtin_unreachable();
}

/* What was published before: form_id, version, hash, keyword, whether it is the newest of its form. */
static enum rc judge(const struct published *p, const struct gw_rows *before, bool *out_new, struct err *err)
{
    *out_new = true;
    for (size_t row = 0; row < before->n; row++) {
        const struct str form_id = gw_row_str(before, row, 0);
        const bool same_form = str_eq(form_id, p->form->id);
        if (same_form && str_eq(gw_row_str(before, row, 1), p->form->version)) {
            *out_new = false;
            if (str_eq(gw_row_str(before, row, 2), hash_of(p)))
                return RC_OK;
            return err_set(err, RC_CONFLICT,
                           "version '%.*s' of '%.*s' is published with another content; hint: give it a new version",
                           STR_FMT(p->form->version), STR_FMT(form_id));
        }
    }
    for (size_t row = 0; row < before->n; row++) {
        const struct str form_id = gw_row_str(before, row, 0);
        const bool other_form = !str_eq(form_id, p->form->id);
        if (other_form && gw_row_bool(before, row, 4) && p->form->keyword.n > 0 &&
            str_eq(gw_row_str(before, row, 3), p->form->keyword))
            return err_set(err, RC_CONFLICT,
                           "keyword '%.*s' starts survey '%.*s' of this programme; hint: choose another",
                           STR_FMT(p->form->keyword), STR_FMT(form_id));
    }
    return RC_OK;
}

static void write_version(struct gw_unit *unit, const struct published *p, int32_t programme_id)
{
    const struct sv_form *form = p->form;
    struct gw_columns questions = gw_columns(unit, form->questions_n);
    for (size_t i = 0; i < form->questions_n; i++) {
        const struct sv_question *question = &form->questions[i];
        gw_put_i16(&questions, (int16_t)i);
        gw_put_text(&questions, question->name);
        gw_put_text(&questions, sv_type_word(question->type));
        gw_put_text(&questions, privacy_word(question->privacy));
        gw_put_bool(&questions, question->required != NULL);
        gw_put_text(&questions, question->label == NULL ? STR_EMPTY : question->label[form->default_language]);
        gw_next_row(&questions);
    }
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_i32(&args, programme_id);
    gw_arg_text(&args, form->id);
    gw_arg_text(&args, form->version);
    gw_arg_text(&args, p->json);
    gw_arg_text(&args, hash_of(p));
    gw_arg_text(&args, form->keyword);
    gw_columns_args(&questions, &args);
    gw_unit_add(unit, SQL_SURVEY_PUBLISH, &args);
    args = gw_args_on(gw_unit_arena(unit));
    gw_arg_text(&args, form->id);
    gw_unit_add(unit, SQL_SURVEY_VIEW, &args);
}

static enum rc publish(struct change *change, const struct published *p, bool *out_new, struct err *err)
{
    enum { AT_PROGRAMME = CHANGE_READS, AT_VERSIONS };
    struct programme programme;
    programme_ask(change, p->programme);
    struct gw_args args = gw_args_on(gw_unit_arena(change->read));
    gw_arg_text(&args, p->programme);
    gw_unit_add(change->read, SQL_SURVEY_VERSIONS, &args);
    enum rc rc = change_read(change, err);
    if (rc == RC_OK)
        rc = programme_take(change, AT_PROGRAMME, p->programme, &programme, err);
    if (rc == RC_OK)
        rc = judge(p, gw_unit_rows(change->read, AT_VERSIONS), out_new, err);
    if (rc != RC_OK || !*out_new)
        return rc;
    write_version(change->write, p, programme.id);
    const struct gw_header details[] = {{STR("programme"), p->programme}, {STR("version"), p->form->version}};
    const struct audit_entry entry = {.action = STR("survey.publish"),
                                      .object = p->form->id,
                                      .details = details,
                                      .details_n = COUNT_OF(details),
                                      .notify = STR("catalog")};
    return change_commit(change, &entry, err);
}

enum rc gw_survey_publish(struct gw_admin *admin, struct str programme, struct str json, const struct sv_form *form,
                          bool *out_new, struct err *err)
{
    if (form->questions_n == 0)
        return err_set(err, RC_BAD_INPUT, "survey '%.*s' asks nothing", STR_FMT(form->id));
    struct published published = {.programme = programme, .json = json, .form = form};
    gw_dedupe_key(&json, 1, published.hash);
    bool is_new = false;
    struct change change = change_begin(admin);
    const enum rc rc = publish(&change, &published, &is_new, err);
    change_release(&change);
    if (rc == RC_OK)
        *out_new = is_new;
    return rc;
}
