{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Short answers: found while somebody is on the phone, written once, looked at again. }}
{{ include "web/scheda_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define scheda_item(const struct scheda_row *r) }}
<li>
<h3><a href="{{ r->url }}">{{ r->title }}</a> {{ for size_t i = 0; i < r->n_badges; i++ }}{{ render part_badge(&r->badges[i]) }} {{ end }}</h3>
<p>{{ r->start }}</p>
{{ if view_set(r->about) || view_set(r->used) }}<p class="urp-small">{{ r->about }}{{ if view_set(r->about) && view_set(r->used) }} · {{ end }}{{ r->used }}</p>{{ end }}
</li>
{{ end }}

{{ define schede_page(const struct schede_view *v) }}
{{ render office_open(&v->page, false) }}
<form class="urp-ask" method="get" action="/ufficio/schede" role="search" aria-label="Cerca fra le schede">
<label for="chiedi">Che cosa ti chiedono?</label>
<p class="form-text" id="chiedi-aiuto">Scrivi la domanda come te la fanno, o poche parole.</p>
<div><input class="form-control" id="chiedi" name="q" type="search" value="{{ v->asked }}" autocomplete="off" aria-describedby="chiedi-aiuto" autofocus>
<button type="submit" class="btn btn-primary">Cerca</button></div>
</form>
{{ if v->n_tabs > 0 }}
<nav class="urp-tabs" aria-label="Quali schede"><ul>
{{ for size_t i = 0; i < v->n_tabs; i++ }}
<li><a href="{{ v->tabs[i].url }}"{{ if v->tabs[i].current }} aria-current="page"{{ end }}>{{ v->tabs[i].label }}{{ if view_set(v->tabs[i].count) }} <span class="urp-count-pill{{ if v->tabs[i].tone == TONE_WARN }} is-warn{{ end }}">{{ v->tabs[i].count }}</span>{{ end }}</a></li>
{{ end }}
</ul></nav>
{{ end }}
<div class="urp-desk-head"><h2>{{ v->heading }}</h2>{{ if view_set(v->add_url) }}<a class="btn btn-sm btn-outline-primary" href="{{ v->add_url }}">{{ render part_icon("it-plus-circle") }} Nuova scheda</a>{{ end }}</div>
{{ if v->n_rows > 0 }}
<ul class="urp-schede">
{{ for size_t i = 0; i < v->n_rows; i++ }}
{{ render scheda_item(&v->rows[i]) }}
{{ end }}
</ul>
{{ else }}
<p class="urp-empty">{{ v->empty }}</p>
{{ end }}
{{ render office_close(&v->page) }}
{{ end }}

{{ define scheda_page(const struct scheda_view *v) }}
{{ render office_open(&v->page, true) }}
<p class="urp-small"><a href="{{ v->list_url }}">{{ render part_icon("it-arrow-left") }} Schede</a>{{ if view_set(v->public_url) }} · <a href="{{ v->public_url }}">Come la vede il cittadino</a>{{ end }}</p>
<h1>{{ v->title }}</h1>
<p>{{ for size_t i = 0; i < v->n_badges; i++ }}{{ render part_badge(&v->badges[i]) }} {{ end }}</p>
<section class="urp-panel urp-narrow" aria-label="La risposta">
<div class="urp-text urp-words">{{ v->body }}</div>
{{ if view_set(v->url) }}<p><a href="{{ v->url }}" rel="noopener noreferrer">{{ render part_icon("it-external-link") }} {{ v->url_label }}</a></p>{{ end }}
</section>
<section aria-labelledby="t-dati"><h2 id="t-dati">Dati della scheda</h2>{{ render part_rows(v->facts, v->n_facts) }}</section>
<section class="urp-acts urp-narrow" aria-labelledby="t-azioni"><h2 id="t-azioni">Che cosa fare</h2>
{{ for size_t i = 0; i < v->n_actions; i++ }}
{{ render part_action_fold(&v->actions[i]) }}
{{ end }}
</section>
{{ if v->n_before > 0 }}
<section aria-labelledby="t-prima"><h2 id="t-prima">Che cosa diceva prima</h2>{{ render part_events(v->before, v->n_before) }}</section>
{{ end }}
{{ render office_close(&v->page) }}
{{ end }}

{{ define scheda_edit_page(const struct scheda_edit_view *v) }}
{{ render office_open(&v->page, false) }}
{{ if view_set(v->note) }}<p>{{ v->note }}</p>{{ end }}
<div class="urp-panel urp-narrow">{{ render part_action_form(&v->form) }}</div>
{{ render office_close(&v->page) }}
{{ end }}
