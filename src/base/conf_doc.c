/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of keys as a commented sample file. Every line but the headings of sections is a comment, so
 * the sample itself is a valid configuration with all defaults. */
#include "base/conf.h"
#include "base/sv.h"
#include "conf_table.h"

static void doc_row(FILE *out, const struct conf_row *r)
{
    (void)fprintf(out, "\n# %s\n", r->help);
    if (r->kind == CONF_INT)
        (void)fprintf(out, "# Da %lld a %lld.\n", (long long)r->min, (long long)r->max);
    if (r->kind == CONF_BOOL)
        (void)fprintf(out, "# si, no.\n");
    if (r->kind == CONF_CHOICE)
        (void)fprintf(out, "# Valori: %s.\n", r->choices);
    if (r->kind == CONF_SECRET)
        (void)fprintf(out, "# Il percorso di un file con modo 0600, mai la password.\n");
    if (r->required)
        (void)fprintf(out, "# Obbligatoria.\n");
    (void)fprintf(out, "#%s =%s%s\n", r->key, *r->def ? " " : "", r->def);
}

void conf_doc(FILE *out)
{
    (void)fprintf(out, "# SPDX-License-Identifier: EUPL-1.2\n"
                       "# Configurazione di urpd. Ogni chiave è scritta con il suo valore predefinito: per cambiarla,\n"
                       "# togliere il # e scrivere il nuovo valore. I percorsi relativi partono dalla cartella in cui\n"
                       "# urpd viene avviato. Si controlla con «urpd config check».\n");
    for (size_t i = 0; i < conf_heads_n; i++) {
        bool is_family = sv_ends(sv_from(conf_heads[i].section), SV(" *"));

        (void)fprintf(out, "\n# %s\n", conf_heads[i].help);
        if (is_family)
            (void)fprintf(out, "#[mailbox protocollo]\n");
        else
            (void)fprintf(out, "[%s]\n", conf_heads[i].section);
        for (size_t j = 0; j < conf_rows_n; j++)
            if (str_eq(conf_rows[j].section, conf_heads[i].section))
                doc_row(out, &conf_rows[j]);
    }
}
