#include "base/buf.h"
#include "gateway/command.h"
#include "options.h"
#include "session.h"

static const struct usage verify_usage = {
    .name = "audit verify",
    .arguments = "",
    .about = "Recomputes the chain of the audit under audit.key. A row that was changed, added or taken out breaks it "
             "there.\n"
             "Rows cut off at the end show only by the last hash: write it down from time to time and compare.\n"
             "Exit status: 0 the chain holds, 1 it is broken.\n",
};

static void print_proof(const struct gw_audit_proof *proof, bool json)
{
    char storage[2 * GW_KEY_BYTES];
    struct buf last = buf_on(storage, sizeof storage);
    buf_put_hex(&last, proof->last, GW_KEY_BYTES);
    const struct str hash = buf_str(&last);
    if (json)
        session_print(json_pack("{s:b, s:I, s:I, s:o}", "ok", proof->broken_id == 0, "rows", (json_int_t)proof->rows,
                                "broken_id", (json_int_t)proof->broken_id, "last", session_json(hash)));
    else if (proof->broken_id == 0)
        (void)printf("%lld rows, the chain holds; last %.*s\n", (long long)proof->rows, STR_FMT(hash));
    else
        (void)printf("broken at row %lld, behind %lld good rows\n", (long long)proof->broken_id,
                     (long long)proof->rows);
}

static int run_verify(const struct options *options)
{
    int status = GW_EXIT_WORLD;
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct err err = {.code = RC_OK};
    struct gw_audit_proof proof = {.rows = 0};
    const enum rc rc = gw_audit_verify(admin, &proof, &err);
    gw_admin_free(admin);
    if (rc != RC_OK)
        return session_fail(&err);
    print_proof(&proof, options->json);
    return proof.broken_id == 0 ? GW_EXIT_YES : GW_EXIT_NO;
}

int gw_command_audit(int argc, char **argv)
{
    static const struct verb verbs[] = {{"verify", &verify_usage, run_verify}};
    return options_run_verb(verbs, COUNT_OF(verbs), argc, argv);
}
