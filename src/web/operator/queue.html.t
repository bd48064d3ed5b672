{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# The board and every list of requests. Rows are short on purpose: fifty of them stay under 10 kB. }}
{{ include "web/operator_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define queue_bands(const struct view_link *list, size_t n) }}
<nav class="urp-bands" aria-label="Code">
<ul>
{{ for size_t i = 0; i < n; i++ }}
{{ let const struct view_link *l = &list[i] }}
<li><a href="{{ l->url }}"{{ if l->current }} aria-current="page"{{ end }}><span>{{ l->label }}</span>{{ if view_set(l->count) }} <span class="urp-count-pill{{ if l->tone == TONE_BAD }} is-bad{{ elif l->tone == TONE_WARN }} is-warn{{ end }}">{{ l->count }}</span>{{ end }}</a></li>
{{ end }}
</ul>
</nav>
{{ end }}

{{ define queue_row(const struct queue_row *r) }}
<tr>
<td><a href="{{ r->url }}">{{ r->subject }}</a>{{ if view_set(r->joined) }} <span class="urp-joined">{{ r->joined }}</span>{{ end }}<small>{{ r->code }} · {{ r->kind }}{{ if view_set(r->who) }} · {{ r->who }}{{ end }}{{ if view_set(r->place) }} · {{ r->place }}{{ end }}</small>{{ if view_set(r->why) }}<b{{ if r->is_alarm }} class="is-bad"{{ end }}>{{ r->why }}</b>{{ end }}</td>
<td>{{ render part_badge(&r->state) }}<small>{{ if view_set(r->settore) }}{{ r->settore }}{{ else }}da assegnare{{ end }}</small></td>
<td>{{ render part_badge(&r->due) }}</td>
<td>{{ r->age }}</td>
</tr>
{{ end }}

{{ define queue_table(const struct queue_view *v) }}
{{ if v->n_rows > 0 }}
<table class="table urp-queue">
<caption class="visually-hidden">{{ v->heading }}</caption>
<thead><tr><th scope="col">Richiesta</th><th scope="col">Stato e settore</th><th scope="col">Scadenza</th><th scope="col">Da</th></tr></thead>
<tbody>
{{ for size_t i = 0; i < v->n_rows; i++ }}
{{ render queue_row(&v->rows[i]) }}
{{ end }}
</tbody>
</table>
{{ else }}
<p class="urp-empty">{{ render part_icon("it-check-circle") }} {{ v->empty }}</p>
{{ end }}
{{ render part_pager(&v->pager) }}
{{ end }}

{{ define queue_page(const struct queue_view *v) }}
{{ render office_open(&v->page, false) }}
<div class="urp-desk" id="coda" data-live>
{{ if v->n_bands > 0 }}{{ render queue_bands(v->bands, v->n_bands) }}{{ end }}
<div class="urp-desk-main">
{{ if view_differ(v->heading, v->page.title) }}
<div class="urp-desk-head">
<h2>{{ v->heading }}</h2>
</div>
{{ end }}
{{ if v->n_filters > 0 }}
<details class="urp-filter">
<summary>Filtra</summary>
<form class="urp-filters" method="get" action="{{ v->filter_url }}">
{{ render part_fields(v->filters, v->n_filters) }}
<button type="submit" class="btn btn-sm btn-primary">Filtra</button>
</form>
</details>
{{ end }}
{{ render queue_table(v) }}
</div>
</div>
{{ render office_close(&v->page) }}
{{ end }}
