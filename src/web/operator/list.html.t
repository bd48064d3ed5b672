{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Every list of requests: a table that becomes cards on a telephone. Rows are short on purpose: fifty of them stay under 10 kB. }}
{{ include "web/list_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define list_cell_td(const struct list_cell *c) }}
<td data-h="{{ c->head }}">{{ if view_set(c->badge.label) }}{{ render part_badge(&c->badge) }}{{ end }}{{ c->text }}{{ if view_set(c->small) }}<small>{{ c->small }}</small>{{ end }}</td>
{{ end }}

{{ define list_found(const struct view_piece *list, size_t n) }}
<small class="urp-found">{{ for size_t i = 0; i < n; i++ }}{{ if list[i].marked }}<mark>{{ list[i].text }}</mark>{{ else }}{{ list[i].text }}{{ end }}{{ end }}</small>
{{ end }}

{{ define list_row_tr(const struct list_row *l, bool picks) }}
{{ let const struct queue_row *r = &l->q }}
<tr>
<td>{{ if picks }}<input type="checkbox" name="r" value="{{ l->pick }}" aria-label="Scegli {{ r->code }}">{{ end }}<a href="{{ r->url }}">{{ r->subject }}</a>{{ if view_set(r->joined) }} <span class="urp-joined">{{ r->joined }}</span>{{ end }}<small>{{ r->code }} · {{ r->kind }}{{ if view_set(r->who) }} · {{ r->who }}{{ end }}{{ if view_set(r->place) }} · {{ r->place }}{{ end }}</small>{{ if view_set(r->why) }}<b{{ if r->is_alarm }} class="is-bad"{{ end }}>{{ r->why }}</b>{{ end }}{{ if l->n_found > 0 }}{{ render list_found(l->found, l->n_found) }}{{ end }}</td>
{{ for size_t i = 0; i < l->n_cells; i++ }}
{{ render list_cell_td(&l->cells[i]) }}
{{ end }}
</tr>
{{ end }}

{{ define list_head_th(const struct list_head *h) }}
<th scope="col"{{ if h->sorted }} aria-sort="{{ h->sorted }}"{{ end }}>{{ if view_set(h->url) }}<a href="{{ h->url }}">{{ h->label }}{{ if h->sorted }}<span aria-hidden="true">{{ if view_differ(h->sorted, "descending") }} ▲{{ else }} ▼{{ end }}</span>{{ end }}</a>{{ else }}{{ h->label }}{{ end }}</th>
{{ end }}

{{ define list_table(const struct list_view *v) }}
<table class="table urp-queue urp-list">
<caption class="visually-hidden">{{ v->heading }}</caption>
<thead><tr><th scope="col">Richiesta</th>
{{ for size_t i = 0; i < v->n_heads; i++ }}{{ render list_head_th(&v->heads[i]) }}{{ end }}
</tr></thead>
<tbody>
{{ for size_t i = 0; i < v->n_rows; i++ }}
{{ render list_row_tr(&v->rows[i], v->n_actions > 0) }}
{{ end }}
</tbody>
</table>
{{ end }}

{{# One form around the rows: what was chosen, and what to do with it. }}
{{ define list_bulk_bar(const struct list_view *v) }}
<div class="urp-bulk">
<input type="hidden" name="_csrf" value="{{ v->page.csrf }}">
<input type="hidden" name="vista" value="{{ v->query }}">
{{ if view_set(v->all_label) }}<span class="form-check"><input type="checkbox" id="tutte" name="tutte" value="1"><label for="tutte">{{ v->all_label }}</label></span>{{ end }}
<label for="azione">Con quelle scelte</label>
<select class="form-select" id="azione" name="azione">
{{ for size_t i = 0; i < v->n_actions; i++ }}
<option value="{{ v->actions[i].value }}">{{ v->actions[i].label }}</option>
{{ end }}
</select>
<button type="submit" class="btn btn-sm btn-primary">Avanti</button>
<span class="urp-picked" role="status"></span>
</div>
{{ end }}

{{ define list_chips(const struct list_view *v) }}
{{ if v->n_chips > 0 }}
<ul class="urp-chips" aria-label="Filtri in uso">
{{ for size_t i = 0; i < v->n_chips; i++ }}
{{ if view_set(v->chips[i].count) }}<li class="urp-or">{{ v->chips[i].count }}</li>{{ end }}
<li><a href="{{ v->chips[i].url }}"><span class="visually-hidden">Togli il filtro </span>{{ v->chips[i].label }} <span aria-hidden="true">×</span></a></li>
{{ end }}
{{ if v->clear_url }}<li><a class="is-clear" href="{{ v->clear_url }}">Togli tutti</a></li>{{ end }}
</ul>
{{ end }}
{{ end }}

{{ define list_choice_box(const struct list_choice *c) }}
<details class="urp-choice{{ if view_set(c->count) }} is-set{{ end }}">
<summary>{{ c->label }}{{ if view_set(c->count) }} <span class="urp-small">{{ c->count }}</span>{{ end }}</summary>
<fieldset>
<legend class="visually-hidden">{{ c->label }}: scegli uno o più valori</legend>
{{ for size_t i = 0; i < c->n_options; i++ }}
{{ let const struct view_option *o = &c->options[i] }}
<label><input type="checkbox" name="{{ o->value }}" value="1"{{ attr o->chosen checked }}> {{ o->label }}</label>
{{ end }}
<label class="is-not"><input type="checkbox" name="{{ c->not_name }}" value="1"{{ attr c->is_not checked }}> Tutti <strong>tranne</strong> quelli scelti</label>
</fieldset>
</details>
{{ end }}

{{ define list_filter_form(const struct list_view *v) }}
<details class="urp-filter" id="filtri"{{ attr v->all_filters_url == NULL open }}>
<summary aria-keyshortcuts="f" data-key="f">Filtra e ordina</summary>
<form class="urp-filters" method="get" action="{{ v->filter_url }}">
{{ render part_fields(v->filters, v->n_filters) }}
<div class="urp-choices">
{{ for size_t i = 0; i < v->n_choices; i++ }}
{{ render list_choice_box(&v->choices[i]) }}
{{ end }}
</div>
<button type="submit" class="btn btn-sm btn-primary">Filtra</button>
{{ if v->all_filters_url }}<a class="btn btn-sm btn-outline-primary" href="{{ v->all_filters_url }}">Tutti i filtri</a>{{ end }}
</form>
</details>
{{ end }}

{{ define list_tools(const struct list_view *v) }}
{{ if v->n_columns > 0 }}
<details class="urp-filter">
<summary>Colonne</summary>
<form class="urp-columns" method="post" action="{{ v->columns_url }}">
<input type="hidden" name="_csrf" value="{{ v->page.csrf }}"><input type="hidden" name="vista" value="{{ v->query }}">
{{ for size_t i = 0; i < v->n_columns; i++ }}
<label><input type="checkbox" name="c-{{ v->columns[i].value }}" value="1"{{ attr v->columns[i].chosen checked }}> {{ v->columns[i].label }}</label>
{{ end }}
<button type="submit" class="btn btn-sm btn-primary">Mostra queste</button>
</form>
</details>
{{ end }}
{{ if v->n_save > 0 }}
<details class="urp-filter">
<summary>Salva l’elenco</summary>
<form class="urp-filters" method="post" action="{{ v->views_url }}">
<input type="hidden" name="_csrf" value="{{ v->page.csrf }}"><input type="hidden" name="vista" value="{{ v->query }}">
{{ render part_fields(v->save, v->n_save) }}
<button type="submit" class="btn btn-sm btn-primary">Salva</button>
</form>
</details>
{{ end }}
{{ end }}

{{ define list_near(const struct view_link *list, size_t n) }}
{{ if n > 0 }}
<section class="urp-near" aria-labelledby="t-forse"><h3 id="t-forse">Forse cercavi</h3><ul>
{{ for size_t i = 0; i < n; i++ }}
<li><a href="{{ list[i].url }}">{{ list[i].label }}</a>{{ if view_set(list[i].count) }} <small>{{ list[i].count }}</small>{{ end }}</li>
{{ end }}
</ul></section>
{{ end }}
{{ end }}

{{ define list_page(const struct list_view *v) }}
{{ render office_open(&v->page, false) }}
{{ if v->n_views > 0 }}
<nav class="urp-tabs" aria-label="Elenchi salvati"><ul>
<li><a href="{{ v->filter_url }}?ordine=nuove"{{ if view_differ(v->query, "") == 0 || view_differ(v->query, "ordine=nuove") == 0 }} aria-current="page"{{ end }}>Tutte</a></li>
{{ for size_t i = 0; i < v->n_views; i++ }}
<li><a href="{{ v->views[i].url }}"{{ if v->views[i].current }} aria-current="page"{{ end }}>{{ v->views[i].label }}</a></li>
{{ end }}
<li><a class="is-manage" href="{{ v->views_url }}">Gestisci</a></li>
</ul></nav>
{{ end }}
<div class="urp-list-head">
{{ if view_differ(v->heading, v->page.title) }}<h2>{{ v->heading }}</h2>{{ end }}
{{ if view_set(v->total) }}<p class="urp-total" id="totale">{{ v->total }}</p>{{ end }}
{{ if view_set(v->csv_url) }}<p class="urp-take">Scarica: <a href="{{ v->csv_url }}" download>CSV</a> <a href="{{ v->ods_url }}" download>ODS</a></p>{{ end }}
</div>
{{ render list_chips(v) }}
<div class="urp-list-tools">
{{ render list_filter_form(v) }}
{{ render list_tools(v) }}
</div>
{{ render list_near(v->near, v->n_near) }}
{{ if v->bulk_url }}<p class="urp-note"><a href="{{ v->bulk_url }}">La tua azione su più richieste</a> è in corso, o si può ancora annullare.</p>{{ end }}
{{ if view_set(v->note) }}<p class="urp-note">{{ v->note }}</p>{{ end }}
{{ if v->n_rows == 0 }}
<p class="urp-empty">{{ render part_icon("it-check-circle") }} {{ v->empty }}</p>
{{ elif v->n_actions > 0 }}
<form method="post" action="{{ v->actions_url }}" class="urp-pick" id="coda">
{{ render list_table(v) }}
{{ render list_bulk_bar(v) }}
</form>
{{ else }}
<div id="coda">{{ render list_table(v) }}</div>
{{ end }}
{{ render part_pager(&v->pager) }}
{{ render office_close(&v->page) }}
{{ end }}
