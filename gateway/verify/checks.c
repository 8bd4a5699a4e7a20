#include "base/attr.h"
#include "verify.intern.h"

enum { FINDINGS_MAX = 1000 };

struct check {
    struct str name;
    enum gw_severity severity;
    enum gw_sql sql; /* rows (object, message); $1 is the most of them */
};

static const struct check checks[] = {
    {{"one_open", 8}, GW_FINDING_ERROR, SQL_VERIFY_ONE_OPEN},
    {{"orphans", 7}, GW_FINDING_ERROR, SQL_VERIFY_ORPHANS},
    {{"replies", 7}, GW_FINDING_ERROR, SQL_VERIFY_REPLIES},
    {{"doubled", 7}, GW_FINDING_ERROR, SQL_VERIFY_DOUBLED},
    {{"after_stop", 10}, GW_FINDING_ERROR, SQL_VERIFY_AFTER_STOP},
    {{"opt_outs", 8}, GW_FINDING_ERROR, SQL_VERIFY_OPT_OUTS},
    {{"causes", 6}, GW_FINDING_ERROR, SQL_VERIFY_CAUSES},
    {{"unread", 6}, GW_FINDING_ERROR, SQL_VERIFY_UNREAD},
    {{"timers", 6}, GW_FINDING_ERROR, SQL_VERIFY_TIMERS},
    {{"stuck", 5}, GW_FINDING_ERROR, SQL_VERIFY_STUCK},
    {{"waves", 5}, GW_FINDING_ERROR, SQL_VERIFY_WAVES},
    {{"partitions", 10}, GW_FINDING_ERROR, SQL_VERIFY_PARTITIONS},
    {{"numbers", 7}, GW_FINDING_ERROR, SQL_VERIFY_NUMBERS},
    {{"ledger", 6}, GW_FINDING_ERROR, SQL_VERIFY_LEDGER},
    {{"paid", 4}, GW_FINDING_ERROR, SQL_VERIFY_PAID},
    {{"balances", 8}, GW_FINDING_ERROR, SQL_VERIFY_BALANCES},
    {{"payments", 8}, GW_FINDING_ERROR, SQL_VERIFY_PAYMENTS},
    {{"form_views", 10}, GW_FINDING_ERROR, SQL_VERIFY_FORM_VIEWS},
    {{"unpaid", 6}, GW_FINDING_INFO, SQL_VERIFY_UNPAID},
    {{"exposed", 7}, GW_FINDING_INFO, SQL_VERIFY_EXPOSED},
    {{"paused", 6}, GW_FINDING_INFO, SQL_VERIFY_PAUSED},
    {{"weak_id", 7}, GW_FINDING_INFO, SQL_VERIFY_WEAK},
    {{"quarantine", 10}, GW_FINDING_INFO, SQL_VERIFY_QUARANTINE},
};

static enum rc run(struct verify *v, const struct check *check, struct err *err)
{
    struct gw_unit *unit = gw_unit_new(v->pg);
    struct gw_args args = gw_args_on(gw_unit_arena(unit));
    gw_arg_i32(&args, FINDINGS_MAX);
    gw_unit_add(unit, check->sql, &args);
    const enum rc rc = gw_unit_run(unit, err);
    const struct gw_rows *rows = gw_unit_rows(unit, 0);
    for (size_t row = 0; rc == RC_OK && row < rows->n; row++)
        verify_found(v, check->name, check->severity, gw_row_str(rows, row, 0), gw_row_str(rows, row, 1));
    if (rc == RC_OK && rows->n == FINDINGS_MAX)
        verify_found(v, check->name, GW_FINDING_INFO, STR("check"),
                     STR("there may be more: only the first thousand are told"));
    gw_unit_release(unit);
    return rc;
}

enum rc checks_run(struct verify *v, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < COUNT_OF(checks); i++)
        rc = run(v, &checks[i], err);
    return rc;
}
