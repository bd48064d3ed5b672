{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# One's own access, the second factor, one account for an administrator, what is risky. }}
{{ include "web/access_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define session_table(const struct session_row *list, size_t n, const struct view_action *end_others) }}
<section class="urp-panel" aria-labelledby="t-sessioni">
<h2 id="t-sessioni">Accessi aperti</h2>
{{ if n > 0 }}
<ul class="urp-sessions">
{{ for size_t i = 0; i < n; i++ }}
{{ let const struct session_row *s = &list[i] }}
<li>
<p><strong>{{ s->browser }}</strong>{{ if s->here }} <span class="badge urp-badge is-good">questo</span>{{ end }}
<small>{{ if view_set(s->net) }}rete {{ s->net }} · {{ end }}con {{ s->way }} · dal {{ s->since }}{{ if !s->here }} · visto il {{ s->seen }}{{ end }}</small></p>
{{ if s->end }}{{ render part_action_form(s->end) }}{{ end }}
</li>
{{ end }}
</ul>
{{ else }}
<p>Nessun accesso aperto.</p>
{{ end }}
{{ if end_others }}{{ render part_action_form(end_others) }}{{ end }}
</section>
{{ end }}

{{ define own_access_page(const struct own_access_view *v) }}
{{ render office_open(&v->page, false) }}
{{ if view_set(v->lead) }}<p class="urp-lead" role="status">{{ v->lead }}</p>{{ end }}
{{ if v->n_links > 0 }}
<nav class="urp-tabs" aria-label="Pagine collegate"><ul>
{{ for size_t i = 0; i < v->n_links; i++ }}
<li><a href="{{ v->links[i].url }}">{{ v->links[i].label }}</a></li>
{{ end }}
</ul></nav>
{{ end }}
<div class="urp-panel">{{ render part_rows(v->facts, v->n_facts) }}</div>
{{ for size_t i = 0; i < v->n_actions; i++ }}
{{ render part_action_fold(&v->actions[i]) }}
{{ end }}
{{ render session_table(v->sessions, v->n_sessions, v->end_others) }}
{{ render office_close(&v->page) }}
{{ end }}

{{ define second_factor_page(const struct second_factor_view *v) }}
{{ render office_open(&v->page, false) }}
<div class="urp-panel urp-second">
<ol>
<li>Sul telefono apri un’app per i codici (per esempio FreeOTP, Aegis, Google Authenticator). Se non ne hai una, installala.</li>
<li>Inquadra questo codice con l’app:
<div class="urp-qr-box">{{ raw v->qr }}</div>
Oppure scrivilo a mano: <code class="urp-secret">{{ v->secret }}</code></li>
<li>Scrivi qui sotto le sei cifre che l’app mostra, e la tua password.</li>
</ol>
{{ render part_action_form(&v->action) }}
</div>
{{ render office_close(&v->page) }}
{{ end }}

{{ define codes_page(const struct own_access_view *v) }}
{{ render office_open(&v->page, false) }}
<p class="urp-lead">{{ v->lead }}</p>
<div class="urp-panel urp-narrow">{{ render part_action_form(&v->actions[0]) }}</div>
{{ render office_close(&v->page) }}
{{ end }}

{{ define away_page(const struct own_access_view *v) }}
{{ render office_open(&v->page, false) }}
<p class="urp-lead" role="status">{{ v->lead }}</p>
<p><a class="btn btn-primary" href="{{ v->links[0].url }}">{{ v->links[0].label }}</a></p>
<p><a href="/ufficio/accesso">Non collegare</a></p>
{{ render office_close(&v->page) }}
{{ end }}

{{ define recovery_page(const struct recovery_view *v) }}
{{ render office_open(&v->page, false) }}
<div class="urp-panel urp-recovery">
<p>Se un giorno non hai il telefono, entri con uno di questi codici al posto delle sei cifre. <strong>Stampali o copiali adesso: non li mostriamo più.</strong> Ognuno vale una volta sola.</p>
<ul class="urp-codes">
{{ for size_t i = 0; i < v->n_codes; i++ }}
<li><code>{{ v->codes[i] }}</code></li>
{{ end }}
</ul>
<p class="urp-small">Fatti il {{ v->on }}. Tienili dove tieni i documenti, non nel computer.</p>
<p class="urp-no-print"><a class="btn btn-primary" href="{{ v->next_url }}">Li ho conservati</a></p>
</div>
{{ render office_close(&v->page) }}
{{ end }}

{{ define person_page(const struct person_view *v) }}
{{ render office_open(&v->page, false) }}
<nav class="urp-tabs" aria-label="Pagine collegate"><ul><li><a href="/ufficio/persone">Tutte le persone</a></li></ul></nav>
<div class="urp-panel">{{ render part_rows(v->facts, v->n_facts) }}</div>
{{ for size_t i = 0; i < v->n_actions; i++ }}
{{ render part_action_fold(&v->actions[i]) }}
{{ end }}
{{ render session_table(v->sessions, v->n_sessions, v->end_others) }}
{{ render part_table(&v->events) }}
{{ render office_close(&v->page) }}
{{ end }}

{{ define people_page(const struct panel_view *v) }}
{{ render office_open(&v->page, false) }}
<nav class="urp-tabs" aria-label="Pagine collegate"><ul>
{{ for size_t i = 0; i < v->n_links; i++ }}
<li><a href="{{ v->links[i].url }}">{{ v->links[i].label }}</a></li>
{{ end }}
</ul></nav>
{{ for size_t i = 0; i < v->n_tables; i++ }}
{{ render part_table(&v->tables[i]) }}
{{ end }}
{{ for size_t i = 0; i < v->n_actions; i++ }}
<div class="urp-narrow">{{ render part_action(&v->actions[i]) }}</div>
{{ end }}
{{ render office_close(&v->page) }}
{{ end }}

{{# One request and those who may read it; also what is told of it to everybody else. }}
{{ define readers_page(const struct panel_view *v) }}
{{ render office_open(&v->page, false) }}
{{ if view_set(v->text) }}<p class="urp-lead">{{ v->text }}</p>{{ end }}
{{ if v->n_links > 0 }}
<nav class="urp-tabs" aria-label="Pagine collegate"><ul>
{{ for size_t i = 0; i < v->n_links; i++ }}
<li><a href="{{ v->links[i].url }}">{{ v->links[i].label }}</a></li>
{{ end }}
</ul></nav>
{{ end }}
<div class="urp-panel">{{ render part_rows(v->figures, v->n_figures) }}</div>
{{ for size_t i = 0; i < v->n_tables; i++ }}
{{ if v->tables[i].n_rows > 0 }}{{ render part_table(&v->tables[i]) }}{{ end }}
{{ end }}
{{ for size_t i = 0; i < v->n_actions; i++ }}
<div class="urp-narrow">{{ render part_action(&v->actions[i]) }}</div>
{{ end }}
{{ render office_close(&v->page) }}
{{ end }}

{{ define security_page(const struct security_view *v) }}
{{ render office_open(&v->page, false) }}
<p class="urp-lead">{{ v->lead }}</p>
<nav class="urp-tabs" aria-label="Pagine collegate"><ul><li><a href="/ufficio/persone">Persone</a></li></ul></nav>
{{ for size_t i = 0; i < v->n_risks; i++ }}
{{ let const struct risk *r = &v->risks[i] }}
<section class="urp-panel urp-risk">
<h2>{{ r->title }} {{ render part_badge(&r->level) }}</h2>
<p>{{ r->means }}</p>
<p><strong>Rimedio.</strong> {{ r->remedy }}</p>
</section>
{{ end }}
{{ if v->n_fine > 0 }}
<section class="urp-panel" aria-labelledby="t-bene"><h2 id="t-bene">A posto</h2>
{{ render part_rows(v->fine, v->n_fine) }}
</section>
{{ end }}
{{ render office_close(&v->page) }}
{{ end }}
