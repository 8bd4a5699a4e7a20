#include "gateway/verify.h"

#include "base/buf.h"
#include "gateway/command.h"
#include "options.h"
#include "session.h"

static const struct usage usage = {
    .name = "verify",
    .arguments = "",
    .about =
        "Proves on the live database that every session is the fold of its events, that answers and scores are those "
        "of\n"
        "the sessions, that no text was lost, sent twice without a reason or sent to somebody who had stopped, that "
        "every\n"
        "text no rule took waits for a human, that timers stand where they must, and that the audit chain holds. "
        "Changes\n"
        "nothing; everything else may go on meanwhile.\n"
        "One finding a line: what was checked, error or info, what it is about, what is wrong. An info is no fault.\n"
        "  {\"check\":\"fold\",\"severity\":\"error\",\"object\":\"session 12\",\"message\":\"...\"}\n"
        "Exit status: 0 no error, 1 an error was found, 3 it could not be checked.\n"
        "Environment: PUENTE_DATABASE_URL, a login that may act as puente_owner; PUENTE_KEYS, a directory.\n",
};

struct printing {
    bool json;
    int64_t errors;
};

static struct str severity_word(enum gw_severity severity)
{
    return severity == GW_FINDING_ERROR ? STR("error") : STR("info");
}

static void print(void *context, const struct gw_finding *finding)
{
    struct printing *printing = context;
    const struct str severity = severity_word(finding->severity);
    printing->errors += finding->severity == GW_FINDING_ERROR;
    if (printing->json)
        session_print(json_pack("{s:o, s:o, s:o, s:o}", "check", session_json(finding->check), "severity",
                                session_json(severity), "object", session_json(finding->object), "message",
                                session_json(finding->message)));
    else
        (void)printf("%-5.*s  %.*s: %.*s: %.*s\n", STR_FMT(severity), STR_FMT(finding->check), STR_FMT(finding->object),
                     STR_FMT(finding->message));
}

static enum rc prove_audit(struct gw_admin *admin, struct printing *printing, struct err *err)
{
    char storage[64];
    struct buf object = buf_on(storage, sizeof storage);
    struct gw_audit_proof proof;
    const enum rc rc = gw_audit_verify(admin, &proof, err);
    if (rc != RC_OK || proof.broken_id == 0)
        return rc;
    buf_printf(&object, "audit %lld", (long long)proof.broken_id);
    print(printing, &(struct gw_finding){.check = STR("audit"),
                                         .severity = GW_FINDING_ERROR,
                                         .object = buf_str(&object),
                                         .message = STR("does not follow from the row before it")});
    return RC_OK;
}

int gw_command_verify(int argc, char **argv)
{
    struct options options;
    struct err err = {.code = RC_OK};
    int status = GW_EXIT_USAGE;
    if (!options_read(&usage, argc, argv, &options, &status))
        return status;
    /* Also refuses a schema of another version and a wrong key. */
    struct gw_admin *admin = session_open(&status);
    if (admin == NULL)
        return status;
    struct printing printing = {.json = options.json};
    struct gw_prove_options wish = {.keys = session_keys(), .found = print, .context = &printing};
    struct gw_proof proof = {.sessions = 0};
    enum rc rc = session_url(&wish.url, &err);
    if (rc == RC_OK)
        rc = gw_prove(&wish, &proof, &err);
    if (rc == RC_OK)
        rc = prove_audit(admin, &printing, &err);
    gw_admin_free(admin);
    if (rc != RC_OK) {
        (void)session_fail(&err);
        return GW_EXIT_WORLD;
    }
    if (!options.json)
        (void)printf("%lld sessions with %lld events looked at: %s\n", (long long)proof.sessions,
                     (long long)proof.events, printing.errors == 0 ? "everything holds" : "see the errors above");
    return printing.errors == 0 ? GW_EXIT_YES : GW_EXIT_NO;
}
