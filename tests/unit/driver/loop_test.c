#include "gateway/loop.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/str.h"
#include "gateway/clock.h"

enum { READ_END, WRITE_END };

struct pipe_watch {
    struct gw_loop *loop;
    struct gw_watch *watch;
    int ends[2];
    int calls;
    struct pipe_watch *victim; /* freed from the callback */
};

static void on_readable(void *context, uint32_t events)
{
    struct pipe_watch *mine = context;
    (void)events;
    mine->calls++;
    char byte = 0;
    (void)!read(mine->ends[READ_END], &byte, 1);
    if (mine->victim != NULL) {
        gw_watch_free(mine->victim->watch);
        mine->victim->watch = NULL;
        mine->victim = NULL;
    }
}

static void pipe_start(struct pipe_watch *mine, struct gw_loop *loop)
{
    *mine = (struct pipe_watch){.loop = loop};
    cr_assert(eq(int, pipe2(mine->ends, O_CLOEXEC | O_NONBLOCK), 0));
    mine->watch = gw_loop_watch(loop, mine->ends[READ_END], EPOLLIN, on_readable, mine);
}

static void pipe_write(const struct pipe_watch *mine)
{
    cr_assert(eq(int, (int)write(mine->ends[WRITE_END], "x", 1), 1));
}

static void pipe_stop(struct pipe_watch *mine)
{
    gw_watch_free(mine->watch);
    close(mine->ends[READ_END]);
    close(mine->ends[WRITE_END]);
}

Test(loop, descriptor_with_bytes_is_told)
{
    struct gw_loop *loop = gw_loop_new();
    struct pipe_watch pipe;
    pipe_start(&pipe, loop);
    gw_loop_once(loop, 0);
    cr_expect(eq(int, pipe.calls, 0));
    pipe_write(&pipe);
    gw_loop_once(loop, 1000);
    cr_expect(eq(int, pipe.calls, 1));
    gw_watch_change(pipe.watch, 0);
    pipe_write(&pipe);
    gw_loop_once(loop, 0);
    cr_expect(eq(int, pipe.calls, 1), "not interested any more");
    gw_watch_change(pipe.watch, EPOLLIN);
    gw_loop_once(loop, 1000);
    cr_expect(eq(int, pipe.calls, 2));
    pipe_stop(&pipe);
    gw_loop_free(loop);
}

Test(loop, watch_freed_by_an_earlier_callback_of_the_same_turn_is_not_called)
{
    struct gw_loop *loop = gw_loop_new();
    struct pipe_watch a;
    struct pipe_watch b;
    pipe_start(&a, loop);
    pipe_start(&b, loop);
    a.victim = &b;
    b.victim = &a;
    pipe_write(&a);
    pipe_write(&b);
    gw_loop_once(loop, 1000);
    gw_loop_once(loop, 0);
    cr_expect(eq(int, a.calls + b.calls, 1));
    pipe_stop(&a);
    pipe_stop(&b);
    gw_loop_free(loop);
}

Test(loop, callback_may_free_its_own_watch)
{
    struct gw_loop *loop = gw_loop_new();
    struct pipe_watch pipe;
    pipe_start(&pipe, loop);
    pipe.victim = &pipe;
    pipe_write(&pipe);
    pipe_write(&pipe);
    gw_loop_once(loop, 1000);
    gw_loop_once(loop, 0);
    cr_expect(eq(int, pipe.calls, 1));
    pipe_stop(&pipe);
    gw_loop_free(loop);
}

/* A library closes a descriptor, gets the same number for the next one, and lets us free the first watch only later. */
Test(loop, late_free_does_not_touch_the_next_watch_of_the_same_number)
{
    struct gw_loop *loop = gw_loop_new();
    struct pipe_watch first;
    struct pipe_watch second;
    pipe_start(&first, loop);
    const int number = first.ends[READ_END];
    close(first.ends[READ_END]);
    pipe_start(&second, loop);
    cr_assert(eq(int, second.ends[READ_END], number));
    gw_watch_change(first.watch, EPOLLIN | EPOLLOUT);
    gw_watch_free(first.watch);
    pipe_write(&second);
    gw_loop_once(loop, 1000);
    cr_expect(eq(int, second.calls, 1));
    cr_expect(eq(int, first.calls, 0));
    close(first.ends[WRITE_END]);
    pipe_stop(&second);
    gw_loop_free(loop);
}

/* The first to be called puts a new watch on the number of the other, whose event is already in hand. */
struct heir {
    struct pipe_watch *siblings;
    size_t n;
    struct pipe_watch heir;
    bool born;
};

static void on_inherit(void *context, uint32_t events)
{
    struct heir *heir = context;
    (void)events;
    if (heir->born)
        return;
    heir->born = true;
    for (size_t i = 0; i < heir->n; i++) {
        gw_watch_free(heir->siblings[i].watch);
        heir->siblings[i].watch = NULL;
    }
    /* Both numbers come back for the new pipe. */
    for (size_t i = 0; i < heir->n; i++)
        close(heir->siblings[i].ends[READ_END]);
    pipe_start(&heir->heir, heir->siblings[0].loop);
}

Test(loop, event_of_an_earlier_watch_of_the_same_number_is_dropped)
{
    struct gw_loop *loop = gw_loop_new();
    struct pipe_watch siblings[2];
    struct heir heir = {.siblings = siblings, .n = COUNT_OF(siblings)};
    for (size_t i = 0; i < COUNT_OF(siblings); i++) {
        siblings[i] = (struct pipe_watch){.loop = loop};
        cr_assert(eq(int, pipe2(siblings[i].ends, O_CLOEXEC | O_NONBLOCK), 0));
    }
    /* The lower number is given out again first; its event must come second. */
    for (size_t i = COUNT_OF(siblings); i > 0; i--) {
        siblings[i - 1].watch = gw_loop_watch(loop, siblings[i - 1].ends[READ_END], EPOLLIN, on_inherit, &heir);
        pipe_write(&siblings[i - 1]);
    }
    gw_loop_once(loop, 1000);
    cr_assert(heir.born);
    cr_expect(eq(int, heir.heir.ends[READ_END], siblings[0].ends[READ_END]));
    cr_expect(eq(int, heir.heir.calls, 0));
    for (size_t i = 0; i < COUNT_OF(siblings); i++)
        close(siblings[i].ends[WRITE_END]);
    pipe_stop(&heir.heir);
    gw_loop_free(loop);
}

/* Timers write their name. */
struct note {
    struct gw_timer *timer;
    char *text;
    char name;
    int again; /* arms itself so often, without delay */
    struct gw_timer *disarms;
};

static void on_note(void *context)
{
    struct note *note = context;
    const size_t n = strlen(note->text);
    note->text[n] = note->name;
    note->text[n + 1] = '\0';
    if (note->disarms != NULL)
        gw_timer_disarm(note->disarms);
    if (note->again-- > 0)
        gw_timer_arm(note->timer, 0);
}

Test(loop, timers_fire_in_order_of_time_then_of_arming)
{
    struct gw_loop *loop = gw_loop_new();
    char text[64] = "";
    static const int64_t delays_ms[] = {400, 0, 200, 200, 0, 600, 100};
    struct note notes[COUNT_OF(delays_ms)];
    for (size_t i = 0; i < COUNT_OF(notes); i++) {
        notes[i] = (struct note){.text = text, .name = (char)('a' + i)};
        notes[i].timer = gw_timer_new(loop, on_note, &notes[i]);
        gw_timer_arm(notes[i].timer, delays_ms[i]);
        cr_expect(gw_timer_armed(notes[i].timer));
    }
    gw_timer_disarm(notes[5].timer);
    gw_timer_arm(notes[0].timer, 50); /* sooner than it was */
    const int64_t until = gw_monotonic_ms() + 700;
    while (gw_monotonic_ms() < until)
        gw_loop_once(loop, until - gw_monotonic_ms());
    cr_expect(str_eq(str_of(text), STR("beagcd")), "%s", text);
    for (size_t i = 0; i < COUNT_OF(notes); i++) {
        cr_expect(not(gw_timer_armed(notes[i].timer)));
        gw_timer_free(notes[i].timer);
    }
    gw_loop_free(loop);
}

Test(loop, timers_of_the_same_time_fire_as_they_were_armed)
{
    enum { N = 26 };
    struct gw_loop *loop = gw_loop_new();
    char text[N + 1] = "";
    struct note notes[N];
    for (size_t i = 0; i < N; i++) {
        notes[i] = (struct note){.text = text, .name = (char)('a' + i)};
        notes[i].timer = gw_timer_new(loop, on_note, &notes[i]);
        gw_timer_arm(notes[i].timer, 0);
    }
    gw_loop_once(loop, 1000);
    cr_expect(str_eq(str_of(text), STR("abcdefghijklmnopqrstuvwxyz")), "%s", text);
    for (size_t i = 0; i < N; i++)
        gw_timer_free(notes[i].timer);
    gw_loop_free(loop);
}

Test(loop, timer_armed_by_a_timer_waits_for_the_next_turn)
{
    struct gw_loop *loop = gw_loop_new();
    char text[64] = "";
    struct note again = {.text = text, .name = 'x', .again = 2};
    struct note other = {.text = text, .name = 'y'};
    again.timer = gw_timer_new(loop, on_note, &again);
    other.timer = gw_timer_new(loop, on_note, &other);
    gw_timer_arm(again.timer, 0);
    gw_timer_arm(other.timer, 0);
    gw_loop_once(loop, 1000);
    cr_expect(str_eq(str_of(text), STR("xy")), "%s", text);
    gw_loop_once(loop, 1000);
    gw_loop_once(loop, 1000);
    cr_expect(str_eq(str_of(text), STR("xyxx")), "%s", text);
    gw_timer_free(again.timer);
    gw_timer_free(other.timer);
    gw_loop_free(loop);
}

Test(loop, timer_disarmed_by_another_that_is_due_does_not_fire)
{
    struct gw_loop *loop = gw_loop_new();
    char text[64] = "";
    struct note second = {.text = text, .name = 'b'};
    second.timer = gw_timer_new(loop, on_note, &second);
    struct note first = {.text = text, .name = 'a', .disarms = second.timer};
    first.timer = gw_timer_new(loop, on_note, &first);
    gw_timer_arm(first.timer, 0);
    gw_timer_arm(second.timer, 0);
    gw_loop_once(loop, 1000);
    gw_loop_once(loop, 0);
    cr_expect(str_eq(str_of(text), STR("a")), "%s", text);
    gw_timer_free(first.timer);
    gw_timer_free(second.timer);
    gw_loop_free(loop);
}

static void count_down(void *context)
{
    int *left = context;
    (*left)--;
}

Test(loop, thousands_of_timers_all_fire_once)
{
    enum { N = 5000 };
    struct gw_loop *loop = gw_loop_new();
    static struct gw_timer *timers[N];
    int left = N;
    for (int i = 0; i < N; i++) {
        timers[i] = gw_timer_new(loop, count_down, &left);
        gw_timer_arm(timers[i], (i * 7919) % 50);
    }
    for (int i = 0; i < N; i += 3) {
        gw_timer_disarm(timers[i]);
        gw_timer_arm(timers[i], (i * 31) % 40);
    }
    const int64_t until = gw_monotonic_ms() + 2000;
    while (left > 0 && gw_monotonic_ms() < until)
        gw_loop_once(loop, 10);
    gw_loop_once(loop, 0);
    cr_expect(eq(int, left, 0));
    for (int i = 0; i < N; i++)
        gw_timer_free(timers[i]);
    gw_loop_free(loop);
}

struct hook {
    struct gw_loop *loop;
    int calls;
    int64_t wait_ms;
    bool leaves;
};

static int64_t on_turn(void *context)
{
    struct hook *hook = context;
    hook->calls++;
    if (hook->leaves)
        gw_loop_not_each_turn(hook->loop, on_turn, hook);
    return hook->wait_ms;
}

Test(loop, hook_bounds_the_wait)
{
    struct gw_loop *loop = gw_loop_new();
    struct hook patient = {.loop = loop, .wait_ms = -1};
    struct hook hasty = {.loop = loop, .wait_ms = 20, .leaves = true};
    gw_loop_each_turn(loop, on_turn, &hasty);
    gw_loop_each_turn(loop, on_turn, &patient);
    int64_t start = gw_monotonic_ms();
    gw_loop_once(loop, 2000);
    cr_expect(lt(i64, gw_monotonic_ms() - start, 1000));
    cr_expect(eq(int, patient.calls, 1), "a hook that leaves takes nobody with it");
    start = gw_monotonic_ms();
    gw_loop_once(loop, 60);
    cr_expect(ge(i64, gw_monotonic_ms() - start, 55));
    cr_expect(eq(int, hasty.calls, 1));
    cr_expect(eq(int, patient.calls, 2));
    gw_loop_free(loop);
}

struct stop {
    struct gw_loop *loop;
    int signals[4];
    int n;
};

static void on_signal(void *context, int signal_number)
{
    struct stop *stop = context;
    stop->signals[stop->n++] = signal_number;
    gw_loop_stop(stop->loop);
}

Test(loop, signal_is_delivered_in_the_loop)
{
    struct stop stop = {.loop = gw_loop_new()};
    gw_loop_on_signal(stop.loop, SIGTERM, on_signal, &stop);
    gw_loop_on_signal(stop.loop, SIGUSR1, on_signal, &stop);
    cr_expect(eq(int, raise(SIGTERM), 0));
    cr_expect(eq(int, stop.n, 0), "not before the loop runs");
    gw_loop_run(stop.loop);
    cr_expect(eq(int, raise(SIGUSR1), 0));
    gw_loop_run(stop.loop);
    cr_expect(eq(int, stop.n, 2));
    cr_expect(eq(int, stop.signals[0], SIGTERM));
    cr_expect(eq(int, stop.signals[1], SIGUSR1));
    gw_loop_free(stop.loop);
}
