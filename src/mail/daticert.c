/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/daticert.h"

#include <expat.h>
#include <glib.h>
#include <stddef.h>
#include <string.h>

#include "base/auto.h"
#include "base/rnd.h"
#include "base/text.h"
#include "ticket/calendar.h"

static const char *const tipi[PEC_TIPI] = {
    [PEC_POSTA_CERTIFICATA] = "posta-certificata",
    [PEC_ACCETTAZIONE] = "accettazione",
    [PEC_NON_ACCETTAZIONE] = "non-accettazione",
    [PEC_PRESA_IN_CARICO] = "presa-in-carico",
    [PEC_AVVENUTA_CONSEGNA] = "avvenuta-consegna",
    [PEC_ERRORE_CONSEGNA] = "errore-consegna",
    [PEC_PREAVVISO_ERRORE_CONSEGNA] = "preavviso-errore-consegna",
    [PEC_RILEVAZIONE_VIRUS] = "rilevazione-virus",
    [PEC_ERRORE] = "errore",
    [PEC_ALTRO] = "altro",
};

const char *pec_tipo_id(enum pec_tipo t)
{
    return tipi[t];
}

enum pec_tipo pec_tipo_of(struct sv text)
{
    struct sv s = sv_trim(text);

    for (int i = 0; i < PEC_ALTRO; i++)
        if (sv_eq_nocase(s, sv_from(tipi[i])))
            return (enum pec_tipo)i;
    return PEC_ALTRO;
}

struct sv message_id_bare(struct sv id)
{
    struct sv s = sv_trim(id);

    if (s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>')
        s = sv_trim(sv_of(s.p + 1, s.n - 2));
    return s;
}

/* ---- elements ----------------------------------------------------------------------------------- */

enum how { ONCE, MORE, ID }; /* more: blank separated */

/* Where a value may stand, and where it goes. */
static const struct element {
    const char *parent, *name;
    size_t offset; /* of a const char * in struct daticert */
    enum how how;
    const char *attribute; /* the value is this one, not the text; NULL */
} elements[] = {
    { "intestazione", "mittente", offsetof(struct daticert, mittente), ONCE, NULL },
    { "intestazione", "risposte", offsetof(struct daticert, risposte), ONCE, NULL },
    { "intestazione", "oggetto", offsetof(struct daticert, oggetto), ONCE, NULL },
    { "dati", "gestore-emittente", offsetof(struct daticert, gestore), ONCE, NULL },
    { "dati", "identificativo", offsetof(struct daticert, identificativo), ID, NULL },
    { "dati", "msgid", offsetof(struct daticert, msgid), ID, NULL },
    { "dati", "ricevuta", offsetof(struct daticert, ricevuta), ONCE, "tipo" },
    { "dati", "consegna", offsetof(struct daticert, consegna), ONCE, NULL },
    { "dati", "ricezione", offsetof(struct daticert, ricezione), MORE, NULL },
    { "dati", "errore-esteso", offsetof(struct daticert, errore_esteso), ONCE, NULL },
};

struct reading {
    XML_Parser parser;
    struct arena *a;
    struct daticert d;
    const char *path[DATICERT_DEPTH_MAX];
    const struct element *element; /* whose text is being read; NULL */
    const char *tipo;              /* of the destinatario being read; NULL: none is */
    const char *zona, *giorno, *ora;
    const char **plain;            /* of the three above that is being read; NULL */
    GString *text;
    int depth, n_elements;
    enum rc rc;
    const char *why;
};

static void give_up(struct reading *r, enum rc rc, const char *why)
{
    if (r->rc != OK)
        return;
    r->rc = rc;
    r->why = why;
    (void)XML_StopParser(r->parser, XML_FALSE);
}

static const char *attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (str_eq(attributes[i], name))
            return attributes[i + 1];
    return "";
}

static const char *line(struct reading *r, const char *s)
{
    struct sv v = sv_from(s);

    return text_line(r->a, sv_of(v.p, v.n < DATICERT_FIELD_MAX ? v.n : DATICERT_FIELD_MAX));
}

static const char **value_of(struct reading *r, const struct element *e)
{
    return (const char **)(void *)((char *)&r->d + e->offset);
}

static void keep(struct reading *r, const struct element *e, const char *text)
{
    const char **value = value_of(r, e), *new = line(r, text);

    if (e->how == MORE && **value)
        new = strlen(*value) + strlen(new) < DATICERT_FIELD_MAX ? arena_fmt(r->a, "%s %s", *value, new) : *value;
    else if (**value && !str_eq(*value, new))
        give_up(r, E_INPUT, "an element twice");
    if (e->how == ID)
        new = arena_sv(r->a, message_id_bare(sv_from(new)));
    *value = new;
}

static void add_destinatario(struct reading *r, const char *addr)
{
    if (r->d.n_destinatari == DATICERT_DESTINATARI_MAX) {
        give_up(r, E_LIMIT, "too many recipients");
        return;
    }
    r->d.destinatari[r->d.n_destinatari++] = (struct daticert_destinatario){ line(r, addr), r->tipo };
}

/* ---- what expat tells --------------------------------------------------------------------------- */

static void begin_root(struct reading *r, const char *name, const char **attributes)
{
    if (!str_eq(name, "postacert"))
        give_up(r, E_INPUT, "another root");
    r->d.tipo = line(r, attribute(attributes, "tipo"));
    r->d.errore = line(r, attribute(attributes, "errore"));
}

static void begin_value(struct reading *r, const char *parent, const char *name, const char **attributes)
{
    const char *tipo = attribute(attributes, "tipo");

    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++)
        if (str_eq(parent, elements[i].parent) && str_eq(name, elements[i].name))
            r->element = &elements[i];
    if (r->element && r->element->attribute)
        keep(r, r->element, attribute(attributes, r->element->attribute));
    if (str_eq(parent, "intestazione") && str_eq(name, "destinatari"))
        r->tipo = str_empty(tipo) ? "certificato" : line(r, tipo);
    if (str_eq(parent, "dati") && str_eq(name, "data"))
        r->zona = line(r, attribute(attributes, "zona"));
    if (str_eq(parent, "data"))
        r->plain = str_eq(name, "giorno") ? &r->giorno : str_eq(name, "ora") ? &r->ora : NULL;
}

static void XMLCALL begin_element(void *data, const char *name, const char **attributes)
{
    struct reading *r = data;

    if (++r->n_elements > DATICERT_ELEMENTS_MAX || r->depth == DATICERT_DEPTH_MAX) {
        give_up(r, E_LIMIT, "too many elements");
        return;
    }
    g_string_truncate(r->text, 0);
    r->element = NULL;
    r->tipo = NULL;
    r->plain = NULL;
    if (r->depth == 0)
        begin_root(r, name, attributes);
    else if (r->depth >= 2)
        begin_value(r, r->path[r->depth - 1], name, attributes);
    r->path[r->depth++] = arena_str(r->a, name);
}

static void XMLCALL end_element(void *data, const char *name)
{
    struct reading *r = data;

    (void)name;
    r->depth--;
    if (r->element && !r->element->attribute)
        keep(r, r->element, r->text->str);
    if (r->tipo)
        add_destinatario(r, r->text->str);
    if (r->plain)
        *r->plain = line(r, r->text->str);
    r->element = NULL;
    r->tipo = NULL;
    r->plain = NULL;
}

static void XMLCALL take_text(void *data, const char *s, int n)
{
    struct reading *r = data;

    if (r->text->len < DATICERT_FIELD_MAX)
        g_string_append_len(r->text, s, n);
}

/* Neither a provider nor anybody else has a reason: with it come entities, and with entities bombs and foreign files. */
static void XMLCALL refuse_dtd(void *data, const char *name, const char *sysid, const char *pubid, int internal)
{
    (void)name, (void)sysid, (void)pubid, (void)internal;
    give_up(data, E_INPUT, "a DTD");
}

/* ---- the moment --------------------------------------------------------------------------------- */

/* "05", "+01": two digits of a number within bounds. */
static bool two(const char *s, int64_t max, int64_t *ret)
{
    return strlen(s) >= 2 && sv_int(sv_of(s, 2), 0, max, ret);
}

/* zona "+0100" or "+01:00", giorno "05/03/2026", ora "09:16:04". */
static int64_t moment_of(const char *zona, const char *giorno, const char *ora)
{
    int64_t year, month, day, h, m, s, zh, zm, at;
    const char *minutes = zona + (strlen(zona) == 6 && zona[3] == ':' ? 4 : 3);

    if (strlen(giorno) != 10 || giorno[2] != '/' || giorno[5] != '/' || strlen(ora) != 8 || ora[2] != ':' || ora[5] != ':' ||
        (strlen(zona) != 5 && strlen(zona) != 6) || (zona[0] != '+' && zona[0] != '-'))
        return 0;
    if (!two(giorno, 31, &day) || !two(giorno + 3, 12, &month) || !sv_int(sv_of(giorno + 6, 4), 1970, 9999, &year) || !two(ora, 23, &h) ||
        !two(ora + 3, 59, &m) || !two(ora + 6, 60, &s) || !two(zona + 1, 14, &zh) || !two(minutes, 59, &zm) || strlen(minutes) != 2)
        return 0;
    if (!ymd_exists((int32_t)year, (int32_t)month, (int32_t)day))
        return 0;
    at = (int64_t)day_from_ymd((int32_t)year, (int32_t)month, (int32_t)day) * 86400 + h * 3600 + m * 60 + s -
         (zona[0] == '-' ? -1 : 1) * (zh * 3600 + zm * 60);
    return at > 0 ? at : 0;
}

/* ---- one door ----------------------------------------------------------------------------------- */

void daticert_blank(struct daticert *d)
{
    *d = (struct daticert){ .tipo = "", .errore = "", .mittente = "", .risposte = "", .oggetto = "", .gestore = "", .identificativo = "",
                            .msgid = "", .ricevuta = "", .consegna = "", .ricezione = "", .errore_esteso = "" };
}

static void auto_EXPAT(XML_Parser *p)
{
    if (*p)
        XML_ParserFree(*p);
}

/* encoding: NULL as declared. *ret_misread: the bytes are not in that encoding. */
static enum rc parse_as(const char *encoding, struct sv xml, struct arena *a, struct daticert *ret, bool *ret_misread, struct err *err)
{
    AUTO(EXPAT) XML_Parser p = XML_ParserCreate(encoding);
    AUTO(GSTR) GString *text = g_string_new(NULL);
    struct reading r = { .parser = p, .a = a, .text = text, .zona = "", .giorno = "", .ora = "" };
    enum XML_Error e;

    assume(p != NULL);
    *ret_misread = false;
    daticert_blank(&r.d);
    r.d.destinatari = arena_array(a, DATICERT_DESTINATARI_MAX, struct daticert_destinatario);
    (void)XML_SetHashSalt(p, (unsigned long)rnd_u64() | 1); /* or expat looks for /dev/urandom, which the child has not */
    XML_SetUserData(p, &r);
    XML_SetElementHandler(p, begin_element, end_element);
    XML_SetCharacterDataHandler(p, take_text);
    XML_SetStartDoctypeDeclHandler(p, refuse_dtd);
    (void)XML_SetParamEntityParsing(p, XML_PARAM_ENTITY_PARSING_NEVER);
    if (XML_Parse(p, xml.p, (int)xml.n, 1) != XML_STATUS_OK) {
        e = XML_GetErrorCode(p);
        *ret_misread = r.rc == OK && (e == XML_ERROR_INVALID_TOKEN || e == XML_ERROR_UNKNOWN_ENCODING || e == XML_ERROR_INCORRECT_ENCODING ||
                                      e == XML_ERROR_PARTIAL_CHAR);
        FAIL(err, r.rc == OK ? E_INPUT : r.rc, "daticert.xml", "%s", r.why ? r.why : XML_ErrorString(e));
    }
    if (r.rc != OK) /* found at the very end */
        FAIL(err, r.rc, "daticert.xml", "%s", r.why);
    r.d.data_at = moment_of(r.zona, r.giorno, r.ora);
    *ret = r.d;
    return OK;
}

enum rc daticert_parse(struct sv xml, struct arena *a, struct daticert *ret, struct err *err)
{
    bool misread;
    enum rc rc;

    if (xml.n > DATICERT_BYTES_MAX)
        FAIL(err, E_LIMIT, "daticert.xml", "%zu bytes", xml.n);
    rc = parse_as(NULL, xml, a, ret, &misread, err);
    return rc != OK && misread ? parse_as("ISO-8859-1", xml, a, ret, &misread, err) : rc;
}
