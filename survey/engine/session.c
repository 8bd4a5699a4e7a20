#include "survey/session.h"

#include <assert.h>

#include "base/limits.h"

/* Layout, version 1: version, state, disposition, flags (one byte each); then varints: question, row, language,
 * attempts, reminders, started, prompted, heard, wake (zigzag), seq, number of answers; per answer question, row
 * (zigzag), how (byte), length, bytes. Every varint in its shortest form, so that a session has exactly one encoding. */
enum {
    VERSION = 1,
    FLAG_CONSENTED = 1,
    FLAG_CALL_PLANNED = 2,
    FLAGS_ALL = FLAG_CONSENTED | FLAG_CALL_PLANNED,
    ANSWER_BYTES_MIN = 4, /* question, row, how, length: one byte each */
    VARINT_BYTES_MAX = 10
};

static int order_of(const struct sv_answer *answer, int32_t question, int32_t row)
{
    if (answer->question != question)
        return answer->question < question ? -1 : 1;
    return (answer->row > row) - (answer->row < row);
}

const struct sv_answer *sv_session_answer(const struct sv_session *session, int32_t question, int32_t row)
{
    size_t from = 0;
    size_t to = session->answers_n;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const int order = order_of(&session->answers[middle], question, row);
        if (order == 0)
            return &session->answers[middle];
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

static void put_varint(struct buf *out, uint64_t value)
{
    char bytes[VARINT_BYTES_MAX];
    size_t n = 0;
    for (; value >= 0x80; value >>= 7)
        bytes[n++] = (char)(value | 0x80);
    bytes[n++] = (char)value;
    buf_put(out, (struct str){.p = bytes, .n = n});
}

/* Zigzag: small numbers of either sign stay short. */
static void put_signed(struct buf *out, int64_t value)
{
    put_varint(out, ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0));
}

static void put_answer(struct buf *out, const struct sv_answer *answer)
{
    put_signed(out, answer->question);
    put_signed(out, answer->row);
    buf_put_byte(out, (uint8_t)answer->how);
    put_varint(out, answer->value.n);
    buf_put(out, answer->value);
}

void sv_session_encode(const struct sv_session *session, struct buf *out)
{
    assert((unsigned)session->state < SV_STATE_COUNT && (unsigned)session->disposition < SV_DISPOSITION_COUNT);
    buf_put_byte(out, VERSION);
    buf_put_byte(out, (uint8_t)session->state);
    buf_put_byte(out, (uint8_t)session->disposition);
    buf_put_byte(
        out, (uint8_t)((session->consented ? FLAG_CONSENTED : 0) | (session->call_planned ? FLAG_CALL_PLANNED : 0)));
    put_signed(out, session->question);
    put_signed(out, session->row);
    put_signed(out, session->language);
    put_signed(out, session->attempts);
    put_signed(out, session->reminders);
    put_signed(out, session->started_ms);
    put_signed(out, session->prompted_ms);
    put_signed(out, session->heard_ms);
    put_signed(out, session->wake_ms);
    put_varint(out, session->seq);
    put_varint(out, session->answers_n);
    for (size_t i = 0; i < session->answers_n; i++)
        put_answer(out, &session->answers[i]);
}

/* Takes pieces off the front; after the first mistake `bad` stays set and everything read is 0. Look once at the end. */
struct reader {
    struct str rest;
    bool bad;
};

static uint8_t take_byte(struct reader *reader, unsigned below)
{
    if (reader->bad || reader->rest.n == 0 || (uint8_t)reader->rest.p[0] >= below) {
        reader->bad = true;
        return 0;
    }
    const uint8_t byte = (uint8_t)reader->rest.p[0];
    reader->rest = str_sub(reader->rest, 1, reader->rest.n);
    return byte;
}

static uint64_t take_varint(struct reader *reader)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < VARINT_BYTES_MAX; i++) {
        const uint8_t byte = take_byte(reader, 256);
        value |= (uint64_t)(byte & 0x7F) << (7 * i);
        if (byte >= 0x80)
            continue;
        /* A last byte of 0 could have been left out; the tenth has room for one bit only. */
        if ((i > 0 && byte == 0) || (i == VARINT_BYTES_MAX - 1 && byte > 1))
            break;
        return value;
    }
    reader->bad = true;
    return 0;
}

static int64_t take_signed(struct reader *reader)
{
    const uint64_t value = take_varint(reader);
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

static int32_t take_i32(struct reader *reader)
{
    const int64_t value = take_signed(reader);
    if (value >= INT32_MIN && value <= INT32_MAX)
        return (int32_t)value;
    reader->bad = true;
    return 0;
}

static struct str take_value(struct reader *reader)
{
    const uint64_t n = take_varint(reader);
    if (reader->bad || n > SV_VALUE_BYTES_MAX || n > reader->rest.n) {
        reader->bad = true;
        return STR_EMPTY;
    }
    const struct str value = str_sub(reader->rest, 0, (size_t)n);
    reader->rest = str_sub(reader->rest, (size_t)n, reader->rest.n);
    return value;
}

static void take_head(struct reader *reader, struct sv_session *out)
{
    out->state = (enum sv_state)take_byte(reader, SV_STATE_COUNT);
    out->disposition = (enum sv_disposition)take_byte(reader, SV_DISPOSITION_COUNT);
    const uint8_t flags = take_byte(reader, FLAGS_ALL + 1);
    out->consented = (flags & FLAG_CONSENTED) != 0;
    out->call_planned = (flags & FLAG_CALL_PLANNED) != 0;
    out->question = take_i32(reader);
    out->row = take_i32(reader);
    out->language = take_i32(reader);
    out->attempts = take_i32(reader);
    out->reminders = take_i32(reader);
    out->started_ms = take_signed(reader);
    out->prompted_ms = take_signed(reader);
    out->heard_ms = take_signed(reader);
    out->wake_ms = take_signed(reader);
    const uint64_t seq = take_varint(reader);
    reader->bad = reader->bad || seq > UINT32_MAX;
    out->seq = (uint32_t)seq;
}

static void take_answers(struct reader *reader, struct sv_answer *answers, size_t n)
{
    for (size_t i = 0; i < n && !reader->bad; i++) {
        answers[i].question = take_i32(reader);
        answers[i].row = take_i32(reader);
        answers[i].how = (enum sv_how)take_byte(reader, SV_HOW_COUNT);
        answers[i].value = take_value(reader);
        if (i > 0 && order_of(&answers[i - 1], answers[i].question, answers[i].row) >= 0)
            reader->bad = true;
    }
}

enum rc sv_session_decode(struct str bytes, struct arena *arena, struct sv_session *out_session, struct err *err)
{
    if (bytes.n > SV_SESSION_BYTES_MAX)
        return err_set(err, RC_BAD_INPUT, "session of %zu bytes is over the limit", bytes.n);
    struct reader reader = {.rest = bytes, .bad = false};
    if (take_byte(&reader, 256) != VERSION || reader.bad)
        return err_set(err, RC_BAD_INPUT, "session has an unknown version");
    struct sv_session session = {.state = SV_STATE_NONE};
    take_head(&reader, &session);
    const uint64_t n = take_varint(&reader);
    if (reader.bad || n > reader.rest.n / ANSWER_BYTES_MIN)
        return err_set(err, RC_BAD_INPUT, "session is damaged at its head");
    struct sv_answer *answers = ARENA_ARRAY(arena, struct sv_answer, (size_t)n);
    if (answers == NULL)
        return err_set(err, RC_TOO_BIG, "no room for the answers of a session");
    take_answers(&reader, answers, (size_t)n);
    if (reader.bad || reader.rest.n > 0)
        return err_set(err, RC_BAD_INPUT, "session is damaged in its answers");
    session.answers = answers;
    session.answers_n = (size_t)n;
    *out_session = session;
    return RC_OK;
}
