{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Fate of every mail, in and out, and the way to read one. }}
{{ include "web/operator_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define mail_row(const struct mail_row *m) }}
<tr>
<td>{{ m->at }}</td>
<td>{{ if view_set(m->url) }}<a href="{{ m->url }}">{{ m->subject }}</a>{{ else }}{{ m->subject }}{{ end }}<small>{{ m->who }}{{ if view_set(m->kind) }} · {{ m->kind }}{{ end }}</small></td>
<td>{{ render part_badge(&m->state) }}{{ if view_set(m->note) }}<small>{{ m->note }}</small>{{ end }}{{ if view_set(m->tries) }}<small>{{ m->tries }}</small>{{ end }}</td>
<td>{{ if view_set(m->ticket_url) }}<a href="{{ m->ticket_url }}">{{ m->code }}</a>{{ end }}
{{ for size_t i = 0; i < m->n_actions; i++ }}
{{ render part_action_form(&m->actions[i]) }}
{{ end }}
</td>
</tr>
{{ end }}

{{ define mail_page(const struct mail_view *v) }}
{{ render office_open(&v->page, false) }}
<nav class="urp-tabs" aria-label="Posta"><ul>
{{ for size_t i = 0; i < v->n_tabs; i++ }}
<li><a href="{{ v->tabs[i].url }}"{{ if v->tabs[i].current }} aria-current="page"{{ end }}>{{ v->tabs[i].label }}{{ if view_set(v->tabs[i].count) }} <span class="urp-count-pill{{ if v->tabs[i].tone == TONE_BAD }} is-bad{{ end }}">{{ v->tabs[i].count }}</span>{{ end }}</a></li>
{{ end }}
</ul></nav>
{{ render part_rows(v->boxes, v->n_boxes) }}
<details class="urp-filter"{{ attr v->clear_url != NULL open }}>
<summary>Cerca e filtra</summary>
<form class="urp-filters" method="get" action="{{ v->filter_url }}" role="search" aria-label="Nella posta">
{{ render part_fields(v->filters, v->n_filters) }}
<button type="submit" class="btn btn-sm btn-primary">Cerca</button>
{{ if v->clear_url }}<a class="btn btn-sm btn-outline-primary" href="{{ v->clear_url }}">Togli i filtri</a>{{ end }}
</form>
</details>
<div id="posta" data-live>
{{ if view_set(v->total) }}<p class="urp-small" role="status">{{ v->total }}</p>{{ end }}
{{ if v->n_rows > 0 }}
<table class="table urp-queue urp-mail">
<caption class="visually-hidden">{{ v->page.title }}</caption>
<thead><tr><th scope="col">Quando</th><th scope="col">Messaggio ({{ v->who_head }})</th><th scope="col">Stato</th><th scope="col">Richiesta</th></tr></thead>
<tbody>
{{ for size_t i = 0; i < v->n_rows; i++ }}
{{ render mail_row(&v->rows[i]) }}
{{ end }}
</tbody>
</table>
{{ else }}
<p class="urp-empty">{{ render part_icon("it-check-circle") }} {{ v->empty }}</p>
{{ end }}
{{ render part_pager(&v->pager) }}
</div>
{{ render office_close(&v->page) }}
{{ end }}

{{ define mail_read_page(const struct mail_read_view *v) }}
{{ render office_open(&v->page, false) }}
<p class="urp-small">{{ if v->list_url }}<a href="{{ v->list_url }}">{{ render part_icon("it-arrow-left") }} Posta</a>{{ end }}
{{ if view_set(v->ticket_url) }} · Richiesta <a href="{{ v->ticket_url }}">{{ v->code }}</a>{{ end }}
{{ if view_set(v->source_url) }} · <a href="{{ v->source_url }}">Sorgente</a>{{ end }}
{{ if view_set(v->raw_url) }} · <a href="{{ v->raw_url }}">{{ render part_icon("it-download") }} Messaggio originale (.eml)</a>{{ end }}</p>
{{ if view_set(v->note) }}<div class="callout urp-callout is-warn"><p>{{ v->note }}</p></div>{{ end }}
<section class="urp-panel" aria-label="Messaggio">
{{ render part_rows(v->heads, v->n_heads) }}
<div class="urp-text urp-words">{{ v->text }}</div>
{{ if view_set(v->quoted) }}<details class="urp-quoted"><summary>Testo citato</summary><div class="urp-text">{{ v->quoted }}</div></details>{{ end }}
{{ if v->n_files > 0 }}
<h2 class="h6">Allegati</h2>
<ul class="urp-files">{{ for size_t i = 0; i < v->n_files; i++ }}<li>{{ render part_icon("it-file") }} <span>{{ v->files[i].label }} <small>{{ v->files[i].value }}</small></span></li>{{ end }}</ul>
{{ end }}
</section>
{{ if v->n_before > 0 }}
<details class="urp-quoted"><summary>Testo di prima</summary>
{{ for size_t i = 0; i < v->n_before; i++ }}
<p class="urp-small">{{ v->before[i].label }}</p><div class="urp-text">{{ v->before[i].value }}</div>
{{ end }}
</details>
{{ end }}
{{ if view_set(v->create_url) }}
<p><a class="btn btn-primary" id="a-crea" href="{{ v->create_url }}">{{ v->create_label }}</a></p>
{{ end }}
{{ if v->n_charset > 0 }}
<details class="urp-act" id="a-codifica"{{ attr view_set(v->charset_note) open }}>
<summary><span>Leggi con altra codifica</span></summary>
<div class="urp-act-body">
<p>Se al posto delle lettere accentate ci sono segni strani, prova un'altra codifica. Prima vedi come diventa, poi decidi.</p>
{{ if view_set(v->charset_note) }}<p role="status"><strong>{{ v->charset_note }}</strong></p>{{ end }}
<form class="urp-filters" method="get" action="{{ v->charset_url }}">
{{ render part_fields(v->charset, v->n_charset) }}
<button type="submit" class="btn btn-outline-primary">Mostra come diventa</button>
</form>
</div>
</details>
{{ end }}
{{ for size_t i = 0; i < v->n_actions; i++ }}
{{ render part_action_fold(&v->actions[i]) }}
{{ end }}
{{ render office_close(&v->page) }}
{{ end }}

{{ define mail_source_page(const struct mail_source_view *v) }}
{{ render office_open(&v->page, false) }}
<p class="urp-small"><a href="{{ v->back_url }}">{{ render part_icon("it-arrow-left") }} Messaggio</a> · <a href="{{ v->raw_url }}">{{ render part_icon("it-download") }} Scarica l'originale (.eml)</a></p>
{{ if view_set(v->note) }}<div class="callout urp-callout is-warn"><p>{{ v->note }}</p></div>{{ end }}
<pre class="urp-source" tabindex="0" role="region" aria-label="Sorgente del messaggio">{{ v->source }}</pre>
{{ render office_close(&v->page) }}
{{ end }}
