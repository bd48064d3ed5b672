/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/remedy.h"

#include <glib.h>

#include "base/auto.h"
#include "base/sv.h"
#include "base/tr.h"
#include "ticket/ente.h"

/* Among letters from right to left, the groups of a number would change places; what stands behind a name would follow its letters. */
static const char *apart(struct arena *a, const char *value)
{
    return tr_now && tr_now->rtl && *value ? arena_fmt(a, "%s%s%s", TR_APART, value, TR_APART_END) : value;
}

/* "Elena Marchetti, Segretaria generale (e-mail rpct@..., telefono 000 1234510)"; "" when the body names nobody. */
static const char *contact(struct dbr *r, struct arena *a, const char *who)
{
    const char *name = ente_text(r, a, arena_fmt(a, "%s_name", who), ""), *email = ente_text(r, a, arena_fmt(a, "%s_email", who), ""),
               *phone = ente_text(r, a, arena_fmt(a, "%s_phone", who), "");

    if (str_empty(name) || (str_empty(email) && str_empty(phone)))
        return apart(a, name);
    return arena_fmt(a, "%s (%s%s%s%s%s)", apart(a, name), *email ? tr("e-mail ") : "", apart(a, email), *email && *phone ? ", " : "",
                     *phone ? tr("telefono ") : "", apart(a, phone));
}

/* One sentence more, if there is somebody to name. */
static void name(GString *out, const char *before, const char *whom)
{
    if (!str_empty(whom))
        g_string_append_printf(out, " %s %s.", tr(before), whom);
}

/* Many bodies begin their line with the name of the office: it is not said twice. */
static void name_ombudsman(struct arena *a, GString *out, const char *whom)
{
    bool says_it = g_ascii_strncasecmp(whom, "difensore civico", sizeof "difensore civico" - 1) == 0;

    name(out, says_it ? N_("Indirizzo:") : N_("Il Difensore civico è:"), apart(a, whom));
}

const char *remedies_of(struct dbr *r, struct arena *a, enum ticket_type t)
{
    AUTO(GSTR) GString *out = g_string_new(tr(type_info(t)->remedies));

    switch (t) {
    case TYPE_REPORT: case TYPE_COMPLAINT: case TYPE_SUGGESTION: case TYPE_PRAISE: case TYPE_INFO: case TYPE_MAYOR:
    case TYPE_ACCESS_DOC:
        name_ombudsman(a, out, ente_text(r, a, "ombudsman", ""));
        break;
    case TYPE_ACCESS_CIVIC:
        name(out, "Il titolare del potere sostitutivo è:", contact(r, a, "substitute"));
        break;
    case TYPE_ACCESS_FOIA:
        name(out, "Il Responsabile della prevenzione della corruzione e della trasparenza è:", contact(r, a, "rpct"));
        /* Circolare FOIA 2/2017, 4.3: nobody reviews himself. */
        name(out, "Se è il suo ufficio ad avere i dati, sul riesame decide:", contact(r, a, "review"));
        name_ombudsman(a, out, ente_text(r, a, "ombudsman", ""));
        break;
    case TYPE_ACCESSIBILITY: /* one for the whole country, in the words of the type */
        break;
    }
    return arena_str(a, out->str);
}

const char *answerer_of(struct dbr *r, struct arena *a, enum ticket_type t)
{
    const char *who;

    switch (type_info(t)->recipient) {
    case RECIPIENT_RPCT:
        who = contact(r, a, "rpct");
        return *who ? arena_fmt(a, tr("Il Responsabile della prevenzione della corruzione e della trasparenza: %s."), who) : NULL;
    case RECIPIENT_MAYOR:
        who = contact(r, a, "mayor");
        return *who ? arena_fmt(a, tr("La lettera arriva al Sindaco, per mezzo della sua segreteria: %s."), who) : NULL;
    case RECIPIENT_CATEGORY: case RECIPIENT_URP: case RECIPIENT_HOLDER:
        return NULL;
    }
    assume(!"recipient out of range");
}
