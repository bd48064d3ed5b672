/* SPDX-License-Identifier: EUPL-1.2 */
/* The legal clock, run through its events day by day. */
#include <stdarg.h>

#include "base/sv.h"
#include "ticket/term.h"

#define BIT(t_) (1U << (t_))
#define DOC BIT(TYPE_ACCESS_DOC)
#define CIVIC BIT(TYPE_ACCESS_CIVIC)
#define FOIA BIT(TYPE_ACCESS_FOIA)
#define ACCESS (DOC | CIVIC | FOIA)
/* Thirty days, and then somebody else is asked (L. 4/2004 art. 3-quinquies): no rule stops them. */
#define UNSTOPPED BIT(TYPE_ACCESSIBILITY)
#define OWN ((BIT(TICKET_TYPES) - 1U) & ~(ACCESS | UNSTOPPED)) /* no statute: the body's own rules */

enum { NEVER = INT32_MAX, PAUSES_MAX = 32, THIRD_PARTY_DAYS = 10, INCOMPLETE_DAYS = 10, OBSERVATION_DAYS = 10 };

/* What a suspension may do. No row: no effect on that type. */
struct suspend_law {
    enum clock_reason reason;
    unsigned types;
    int32_t max_days;    /* 0: until its cause ends */
    bool total;          /* max_days for all suspensions of this reason together, not for each */
    bool once;
    bool interrupts;     /* its end starts the term afresh */
    int32_t within_days; /* of the start of the term; later it has no effect. 0: at any time */
};
static const struct suspend_law suspend_laws[] = {
    { .reason = REASON_CLARIFICATION, .types = OWN },
    { .reason = REASON_WORKS, .types = OWN },
    { .reason = REASON_CERTIFICATES, .types = OWN, .max_days = 30, .once = true },
    { .reason = REASON_INCOMPLETE, .types = DOC, .interrupts = true, .within_days = INCOMPLETE_DAYS },
    { .reason = REASON_IDENTITY, .types = CIVIC | FOIA, .interrupts = true },
    { .reason = REASON_THIRD_PARTIES, .types = DOC, .max_days = THIRD_PARTY_DAYS },
    { .reason = REASON_THIRD_PARTIES, .types = FOIA, .max_days = THIRD_PARTY_DAYS, .total = true },
    { .reason = REASON_DENIAL_NOTICE, .types = ACCESS, .max_days = OBSERVATION_DAYS },
    { .reason = REASON_GARANTE, .types = FOIA, .max_days = 10, .total = true },
};

struct pause {
    const struct suspend_law *law;
    int32_t from, until; /* until the end of that day; NEVER: open */
};

struct run {
    const struct term_case *c;
    struct due *due;
    struct arena *a;
    const char **steps, **laws;
    size_t steps_max;
    int32_t last;                     /* last day by counting; while not suspended */
    int32_t today;                    /* day reached so far */
    struct pause pauses[PAUSES_MAX];  /* all of this term, also ended ones */
    size_t n_pauses;
    bool late_incomplete, stopped_in_pause;
    int32_t stopped_day;
};

/* ---- what is said ------------------------------------------------------------------------------- */

static void PRINTF(2, 3) say(struct run *u, const char *fmt, ...)
{
    va_list ap;
    char *step;

    if (!u->a || u->due->n_steps == u->steps_max)
        return;
    va_start(ap, fmt);
    step = arena_vfmt(u->a, fmt, ap);
    va_end(ap);
    if (step[0] >= 'a' && step[0] <= 'z') /* begins with the name of a weekday */
        step[0] = (char)(step[0] - 'a' + 'A');
    u->steps[u->due->n_steps++] = step;
}

static void cite(struct run *u, const char *law)
{
    if (!u->a || str_empty(law) || u->due->n_laws == u->steps_max)
        return;
    for (size_t i = 0; i < u->due->n_laws; i++)
        if (str_eq(u->laws[i], law))
            return;
    u->laws[u->due->n_laws++] = law;
}

/* Steps are built only when somebody reads them. */
static const char *said(struct run *u, int32_t day)
{
    return u->a ? day_format_it_weekday(u->a, day) : "";
}

static const char *days_said(struct run *u, int32_t n)
{
    const char *kind = u->due->term.unit == TERM_WORKING ? (n == 1 ? " lavorativo" : " lavorativi") : "";

    return u->a ? arena_fmt(u->a, "%d %s%s", n, n == 1 ? "giorno" : "giorni", kind) : "";
}

/* ---- counting ----------------------------------------------------------------------------------- */

static int32_t days_after(const struct run *u, int32_t day, int32_t n)
{
    return u->due->term.unit == TERM_WORKING ? office_add_days(u->c->office, day, n) : day + n;
}

static int32_t days_left(const struct run *u, int32_t day)
{
    if (u->last <= day)
        return 0;
    return u->due->term.unit == TERM_WORKING ? office_days_between(u->c->office, day, u->last) : u->last - day;
}

static int32_t open_day_from(int32_t day)
{
    while (legal_closed(day))
        day++;
    return day;
}

static void count_from(struct run *u, int32_t day)
{
    u->due->start_day = day;
    u->last = days_after(u, day, u->due->term.days);
    u->due->clock = CLOCK_RUNNING;
    u->n_pauses = 0;
    u->late_incomplete = false;
    say(u, "Dal giorno dopo si contano %s, %s: si arriva a %s.", days_said(u, u->due->term.days),
        u->due->term.unit == TERM_WORKING ? "cioè quelli in cui l'ufficio è aperto" : "domeniche e festivi compresi",
        said(u, u->last));
}

/* ---- suspensions -------------------------------------------------------------------------------- */

/* A question to the citizen has a name of its own in each procedure. */
static enum clock_reason in_this_procedure(enum clock_reason reason, enum ticket_type type)
{
    bool doc = type == TYPE_ACCESS_DOC, own = (OWN & BIT(type)) != 0;

    if (doc && (reason == REASON_CLARIFICATION || reason == REASON_IDENTITY))
        return REASON_INCOMPLETE;
    if (doc && (reason == REASON_CLARIFIED || reason == REASON_IDENTIFIED))
        return REASON_REGULARISED;
    if (own && reason == REASON_INCOMPLETE)
        return REASON_CLARIFICATION;
    return reason;
}

static const struct suspend_law *law_of(const struct term_case *c, enum clock_reason reason)
{
    if ((reason == REASON_DENIAL_NOTICE && !c->denial_notice) || (reason == REASON_GARANTE && !c->review))
        return NULL;
    for (size_t i = 0; i < sizeof suspend_laws / sizeof suspend_laws[0]; i++)
        if (suspend_laws[i].reason == reason && (suspend_laws[i].types & BIT(c->type)))
            return &suspend_laws[i];
    return NULL;
}

bool term_may_suspend(enum ticket_type type, enum clock_reason reason)
{
    struct term_case c = { .type = type };

    return law_of(&c, in_this_procedure(reason, type)) != NULL;
}

/* Days already suspended for this reason before day; pauses are in order of from. */
static int32_t days_used(const struct run *u, const struct suspend_law *law, int32_t day)
{
    int32_t used = 0, covered = INT32_MIN;

    for (size_t i = 0; i < u->n_pauses; i++) {
        const struct pause *p = &u->pauses[i];
        int32_t from = p->from > covered ? p->from : covered, until = p->until < day ? p->until : day;
        if (p->law != law || until <= from)
            continue;
        used += until - from;
        covered = until;
    }
    return used;
}

/* Several causes at once: the clock resumes at the latest of their ends. */
static int32_t pauses_end(const struct run *u)
{
    int32_t end = INT32_MIN;

    for (size_t i = 0; i < u->n_pauses; i++)
        if (u->pauses[i].until > end)
            end = u->pauses[i].until;
    return end;
}

static bool interrupted(const struct run *u, int32_t end)
{
    for (size_t i = 0; i < u->n_pauses; i++)
        if (u->pauses[i].law->interrupts && u->pauses[i].until == end)
            return true;
    return false;
}

static void go_on(struct run *u, int32_t day)
{
    if (interrupted(u, day)) {
        say(u, "%s: il termine ricomincia da capo.", said(u, day));
        count_from(u, day);
        return;
    }
    u->last = days_after(u, day, u->due->remaining_days);
    u->due->clock = CLOCK_RUNNING;
    say(u, "%s: il termine riprende; con i %s rimasti si arriva a %s.", said(u, day),
        days_said(u, u->due->remaining_days), said(u, u->last));
}

/* Suspensions that the law ends by itself last to the end of their last day. */
static void reach(struct run *u, int32_t day)
{
    if (u->due->clock == CLOCK_SUSPENDED) {
        int32_t end = pauses_end(u);
        if (end < day) {
            say(u, "La sospensione è finita %s: più non può durare.", said(u, end));
            go_on(u, end);
        }
    }
    u->today = day;
}

static void no_effect(struct run *u, int32_t day, enum clock_reason reason)
{
    if (u->c->type == TYPE_ACCESS_FOIA && (reason == REASON_CLARIFICATION || reason == REASON_INCOMPLETE)) {
        say(u, "%s: chiedere chiarimenti non ferma il termine dell'accesso civico generalizzato.", said(u, day));
        cite(u, "Circolare FOIA 2/2017, par. 5");
        return;
    }
    say(u, "%s: «%s» non cambia il termine di questo tipo di richiesta.", said(u, day), reason_label(reason));
}

static void suspend(struct run *u, int32_t day, enum clock_reason reason)
{
    const struct suspend_law *law = law_of(u->c, reason);
    int32_t used, until;

    if (!law || u->n_pauses == PAUSES_MAX) {
        no_effect(u, day, reason);
        return;
    }
    if (law->within_days && day - u->due->start_day > law->within_days) {
        u->late_incomplete = true;
        say(u, "%s: la richiesta di completare i dati è partita dopo i primi %d giorni, quindi non interrompe il termine.",
            said(u, day), law->within_days);
        cite(u, reason_law(reason));
        return;
    }
    used = days_used(u, law, day);
    until = !law->max_days ? NEVER : day + law->max_days - (law->total ? used : 0);
    if ((law->once && days_used(u, law, NEVER) > 0) || until <= day) {
        say(u, "%s: «%s» non sospende ancora: i giorni di sospensione che la legge permette sono finiti.", said(u, day), reason_label(reason));
        cite(u, reason_law(reason));
        return;
    }
    if (u->due->clock == CLOCK_RUNNING) {
        u->due->remaining_days = days_left(u, day);
        u->due->suspended_since = day;
    }
    u->pauses[u->n_pauses++] = (struct pause){ law, day, until };
    u->due->clock = CLOCK_SUSPENDED;
    cite(u, reason_law(reason));
    if (law->interrupts)
        say(u, "%s: «%s» interrompe il termine.", said(u, day), reason_label(reason));
    else if (until == NEVER)
        say(u, "%s: «%s» sospende il termine; restano %s.", said(u, day), reason_label(reason),
            days_said(u, u->due->remaining_days));
    else
        say(u, "%s: «%s» sospende il termine, al più tardi fino a %s; restano %s.", said(u, day), reason_label(reason),
            said(u, until), days_said(u, u->due->remaining_days));
}

static bool ends(enum clock_reason resume, enum clock_reason pause)
{
    switch (resume) {
    case REASON_CLARIFIED:
        return pause == REASON_CLARIFICATION;
    case REASON_OPPOSITION:
        return pause == REASON_THIRD_PARTIES;
    case REASON_OBSERVATIONS:
        return pause == REASON_DENIAL_NOTICE;
    case REASON_ENDED:
    case REASON_REGULARISED:
    case REASON_IDENTIFIED:
        return true;
    case REASON_TIME_OVER: /* reach() already did it */
    case REASON_UNDONE: /* it is about a stop, not about a pause */
    case REASON_PRESENTED:
    case REASON_REOPENED:
    case REASON_CLARIFICATION:
    case REASON_INCOMPLETE:
    case REASON_IDENTITY:
    case REASON_THIRD_PARTIES:
    case REASON_CERTIFICATES:
    case REASON_DENIAL_NOTICE:
    case REASON_GARANTE:
    case REASON_WORKS:
    case REASON_ANSWERED:
    case REASON_ARCHIVED:
    case REASON_TRANSFERRED:
    case REASON_SILENCE:
    case REASON_DELIVERED:
        return false;
    }
    return false;
}

/* Closes what this resume ends: one pause for an answer of one controinteressato, all of them otherwise. */
static bool close_pauses(struct run *u, int32_t day, enum clock_reason reason)
{
    bool any = false;

    for (size_t i = 0; i < u->n_pauses; i++) {
        struct pause *p = &u->pauses[i];
        if (p->until < day || !ends(reason, p->law->reason))
            continue;
        /* Art. 10-bis: the term resumes ten days after the observations were filed. */
        p->until = reason == REASON_OBSERVATIONS ? day + OBSERVATION_DAYS : day;
        any = true;
        if (reason == REASON_OPPOSITION)
            break;
    }
    return any;
}

static void resume(struct run *u, int32_t day, enum clock_reason reason)
{
    if (reason == REASON_TIME_OVER) {
        if (u->due->clock == CLOCK_SUSPENDED && pauses_end(u) <= day)
            go_on(u, pauses_end(u));
        return;
    }
    if (u->due->clock != CLOCK_SUSPENDED || !close_pauses(u, day, reason)) {
        no_effect(u, day, reason);
        return;
    }
    cite(u, reason_law(reason));
    if (reason == REASON_OBSERVATIONS)
        say(u, "%s: il termine riprende 10 giorni dopo le osservazioni.", said(u, day));
    if (reason == REASON_OPPOSITION && u->c->type == TYPE_ACCESS_FOIA) {
        say(u, "Se l'accesso viene concesso nonostante l'opposizione, i documenti non possono uscire prima di 15 giorni da "
               "quando il controinteressato ha ricevuto la decisione.");
        cite(u, "D.lgs. 33/2013, art. 5 c. 6");
    }
    if (pauses_end(u) <= day)
        go_on(u, pauses_end(u));
}

static void restart(struct run *u, int32_t day, enum clock_reason reason)
{
    bool own = (OWN & BIT(u->c->type)) != 0, doc = u->c->type == TYPE_ACCESS_DOC;

    if ((own && reason == REASON_IDENTIFIED) || (!own && !doc && reason == REASON_REGULARISED) ||
        (doc && u->late_incomplete)) {
        no_effect(u, day, reason);
        return;
    }
    cite(u, reason_law(reason));
    say(u, "%s: «%s», il termine ricomincia da capo.", said(u, day), reason_label(reason));
    count_from(u, day);
}

/* A term that is over is over: nothing suspends or restarts it any more. */
static bool over(const struct run *u, int32_t day)
{
    return u->due->clock == CLOCK_RUNNING && day > open_day_from(u->last);
}

static void stop(struct run *u, int32_t day, enum clock_reason reason)
{
    u->stopped_in_pause = u->due->clock == CLOCK_SUSPENDED;
    u->stopped_day = day;
    if (reason == REASON_ANSWERED && over(u, day)) {
        say(u, "La risposta arriva oltre il termine: deve dire quale era il termine e quanto tempo è servito.");
        cite(u, "L. 241/1990, art. 2 c. 9-quinquies");
    }
    u->due->clock = CLOCK_STOPPED;
    cite(u, reason_law(reason));
    say(u, "%s: «%s», il termine si ferma.", said(u, day), reason_label(reason));
}

bool term_needs_delivery(enum ticket_type type)
{
    return (BIT(type) & (CIVIC | FOIA)) != 0;
}

/* The clock stands since the answer; where only its communication ends the procedure, that day counts instead. */
static void deliver(struct run *u, int32_t day)
{
    if (u->due->clock != CLOCK_STOPPED || !term_needs_delivery(u->c->type) || day < u->stopped_day)
        return;
    u->stopped_day = day;
    cite(u, reason_law(REASON_DELIVERED));
    cite(u, "CAD (d.lgs. 82/2005), art. 45 c. 2");
    say(u, "%s: la risposta è nella casella PEC di chi ha chiesto; conta questo giorno.", said(u, day));
    if (!u->stopped_in_pause && day > open_day_from(u->last))
        say(u, "La risposta è stata consegnata oltre il termine.");
}

/* ---- the result --------------------------------------------------------------------------------- */

static void say_moved(struct run *u)
{
    for (int32_t day = u->due->moved_from; day < u->due->due_day; day++)
        say(u, "%s è %s%s%s: il termine passa al giorno dopo.", said(u, day), legal_holiday(day) ? "festivo (" : "",
            legal_holiday(day) ? legal_holiday(day) : "un giorno festivo", legal_holiday(day) ? ")" : "");
    if (u->due->due_day > u->due->moved_from) {
        cite(u, "Codice civile, art. 2963");
        cite(u, "Codice di procedura civile, art. 155");
    }
    say(u, "Il termine scade alla fine di %s.", said(u, u->due->due_day));
}

static void settle(struct run *u)
{
    struct due *d = u->due;
    bool in_pause = d->clock == CLOCK_SUSPENDED || (d->clock == CLOCK_STOPPED && u->stopped_in_pause);
    int32_t end = in_pause ? pauses_end(u) : 0;

    d->known = !in_pause || (end != NEVER && !interrupted(u, end));
    d->resumes_at = d->clock == CLOCK_SUSPENDED && end != NEVER ? day_end_at(end) : 0;
    if (d->clock != CLOCK_SUSPENDED)
        d->suspended_since = 0;
    if (!d->known) {
        say(u, "Finché dura la sospensione non c'è una data di scadenza.");
        return;
    }
    if (in_pause)
        u->last = days_after(u, end, d->remaining_days);
    d->moved_from = u->last;
    d->due_day = open_day_from(u->last);
    d->moved_why = d->due_day > d->moved_from ? legal_closed(d->moved_from) : NULL;
    d->due_at = day_end_at(d->due_day);
    if (d->clock != CLOCK_SUSPENDED)
        d->remaining_days = d->due_day - (d->clock == CLOCK_STOPPED ? u->stopped_day : u->today);
    say_moved(u);
}

static void begin(struct run *u, struct arena *a, const struct term_case *c, size_t n, struct due *ret)
{
    *ret = (struct due){ .term = c->review ? c->term : term_lawful(c->type, TIMER_FINAL, c->term) };
    *u = (struct run){ .c = c, .due = ret, .a = a };
    if (a) {
        u->steps_max = 24 + 6 * n;
        u->steps = arena_array(a, u->steps_max, const char *);
        u->laws = arena_array(a, u->steps_max, const char *);
        ret->steps = u->steps;
        ret->laws = u->laws;
    }
    u->today = ret->presented_day = day_of(c->presented_at);
    cite(u, type_info(c->type)->law);
    cite(u, reason_law(REASON_PRESENTED));
    say(u, "Presentata %s: il giorno della presentazione non si conta.", said(u, u->today));
    count_from(u, u->today);
}

static void apply(struct run *u, const struct clock_event *e)
{
    int32_t day = day_of(e->at);
    enum clock_reason reason = in_this_procedure(e->reason, u->c->type);

    day = day < u->today ? u->today : day;
    reach(u, day);
    if (over(u, day) && reason_kind(reason) != CLOCK_STOP && reason_kind(reason) != CLOCK_START) {
        say(u, "%s: «%s» non ha effetto, il termine era già scaduto.", said(u, day), reason_label(reason));
        return;
    }
    switch (reason_kind(reason)) {
    case CLOCK_START:
        break;
    case CLOCK_SUSPEND:
        suspend(u, day, reason);
        break;
    case CLOCK_RESUME:
        resume(u, day, reason);
        break;
    case CLOCK_RESTART:
        restart(u, day, reason);
        break;
    case CLOCK_STOP:
        stop(u, day, reason);
        break;
    }
}

/* An answer that was taken back before it left stopped nothing. */
static bool is_undone(const struct clock_event *events, size_t n, size_t i)
{
    if (reason_kind(events[i].reason) != CLOCK_STOP)
        return false;
    while (++i < n && reason_kind(events[i].reason) != CLOCK_STOP && events[i].reason != REASON_REOPENED)
        if (events[i].reason == REASON_UNDONE)
            return true;
    return false;
}

void term_due(struct arena *a, const struct term_case *c, const struct clock_event *events, size_t n, int64_t now_at,
              struct due *ret)
{
    struct run u;

    begin(&u, a, c, n, ret);
    for (size_t i = 0; i < n; i++) {
        if (events[i].reason == REASON_REOPENED) {
            u.today = day_of(events[i].at);
            say(&u, "%s: riaperta, comincia un termine nuovo.", said(&u, u.today));
            count_from(&u, u.today);
        } else if (events[i].reason == REASON_DELIVERED) {
            deliver(&u, day_of(events[i].at));
        } else if (is_undone(events, n, i) || events[i].reason == REASON_UNDONE) {
            say(&u, "%s: «%s», %s.", said(&u, day_of(events[i].at)), reason_label(events[i].reason),
                events[i].reason == REASON_UNDONE ? "il termine corre come se non ci fosse stata" : "ma poi è stata annullata");
        } else if (ret->clock != CLOCK_STOPPED) {
            apply(&u, &events[i]);
        }
    }
    if (now_at && ret->clock != CLOCK_STOPPED && day_of(now_at) > u.today)
        reach(&u, day_of(now_at));
    settle(&u);
}
