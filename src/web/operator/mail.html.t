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
<div id="posta" data-live>
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
{{ if view_set(v->raw_url) }} · <a href="{{ v->raw_url }}">{{ render part_icon("it-download") }} Messaggio originale (.eml)</a>{{ end }}</p>
{{ if view_set(v->note) }}<div class="callout urp-callout is-warn"><p>{{ v->note }}</p></div>{{ end }}
<section class="urp-panel" aria-label="Messaggio">
{{ render part_rows(v->heads, v->n_heads) }}
<div class="urp-text urp-words">{{ v->text }}</div>
{{ if view_set(v->quoted) }}<details class="urp-quoted"><summary>Testo citato</summary><div class="urp-text">{{ v->quoted }}</div></details>{{ end }}
{{ render part_files(v->files, v->n_files) }}
</section>
{{ for size_t i = 0; i < v->n_actions; i++ }}
{{ render part_action_fold(&v->actions[i]) }}
{{ end }}
{{ render office_close(&v->page) }}
{{ end }}
