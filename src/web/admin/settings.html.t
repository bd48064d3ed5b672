{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# What a responsabile changes: lists, forms, what came of a trial, and who changed what. }}
{{ include "web/settings_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define settings_home(const struct settings_home_view *v) }}
{{ render office_open(&v->page, false) }}
{{ for size_t i = 0; i < v->n_groups; i++ }}
{{ let const struct settings_home_group *g = &v->groups[i] }}
<h2>{{ g->title }}</h2>
<ul class="urp-setting-cards">
{{ for size_t k = 0; k < g->n_cards; k++ }}
{{ let const struct settings_card *c = &g->cards[k] }}
<li>{{ render part_icon(c->icon) }}<div><a href="{{ c->url }}">{{ c->title }}</a>{{ if view_set(c->count) }} <span class="urp-small">{{ c->count }}</span>{{ end }}<p>{{ c->text }}</p></div></li>
{{ end }}
</ul>
{{ end }}
{{ for size_t i = 0; i < v->n_tables; i++ }}
{{ render part_table(&v->tables[i]) }}
{{ end }}
{{ render office_close(&v->page) }}
{{ end }}

{{ define settings_act_form(const struct settings_act *a, const char *csrf) }}
<form method="post" action="{{ a->url }}" data-guard>
<input type="hidden" name="_csrf" value="{{ csrf }}">
<input type="hidden" name="version" value="{{ a->version }}">
{{ if a->name }}<input type="hidden" name="{{ a->name }}" value="{{ a->value }}">{{ end }}
<button type="submit" class="btn btn-sm {{ if a->tone == TONE_BAD }}btn-outline-danger{{ else }}btn-outline-primary{{ end }}">{{ a->label }}{{ if view_set(a->of) }}<span class="visually-hidden">: {{ a->of }}</span>{{ end }}</button>
</form>
{{ end }}

{{ define settings_list(const struct settings_table *t, const char *csrf) }}
<section class="urp-setting-list">
<h2>{{ t->caption }}</h2>
{{ if view_set(t->note) }}<p>{{ t->note }}</p>{{ end }}
{{ if t->n_rows == 0 }}
<p class="urp-empty">{{ t->empty }}</p>
{{ else }}
<div class="table-responsive" tabindex="0" role="region" aria-label="{{ t->caption }}">
<table class="table urp-settings">
<thead><tr>
{{ for size_t i = 0; i < t->n_heads; i++ }}<th scope="col">{{ t->heads[i] }}</th>{{ end }}
{{ if t->has_acts && csrf }}<th scope="col"><span class="visually-hidden">Comandi</span></th>{{ end }}
</tr></thead>
<tbody>
{{ for size_t r = 0; r < t->n_rows; r++ }}
{{ let const struct settings_row *row = &t->rows[r] }}
<tr class="{{ if row->off }}is-off{{ end }}{{ if row->indented }} is-leaf{{ end }}">
{{ for size_t c = 0; c < t->n_heads; c++ }}
{{ if c == 0 }}
<th scope="row">{{ if row->url }}<a href="{{ row->url }}">{{ row->cells[0] }}</a>{{ else }}{{ row->cells[0] }}{{ end }} {{ render part_badge(&row->badge) }}</th>
{{ else }}
<td data-head="{{ t->heads[c] }}">{{ row->cells[c] }}</td>
{{ end }}
{{ end }}
{{ if t->has_acts && csrf }}
<td class="urp-setting-acts">
{{ for size_t k = 0; k < row->n_acts; k++ }}{{ render settings_act_form(&row->acts[k], csrf) }}{{ end }}
</td>
{{ end }}
</tr>
{{ end }}
</tbody>
</table>
</div>
{{ end }}
</section>
{{ end }}

{{ define settings_form_part(const struct settings_form *f, const char *csrf) }}
<form class="urp-panel urp-setting-form" method="post" action="{{ f->url }}" novalidate data-guard>
<input type="hidden" name="_csrf" value="{{ csrf }}">
<input type="hidden" name="version" value="{{ f->version }}">
{{ for size_t i = 0; i < f->n_groups; i++ }}
{{ let const struct settings_group *g = &f->groups[i] }}
{{ if view_set(g->fold) }}<details class="urp-quoted"{{ attr settings_has_error(g) open }}><summary>{{ g->fold }}</summary>{{ end }}
{{ if view_set(g->title) }}<h2>{{ g->title }}</h2>{{ end }}
{{ if view_set(g->note) }}<p>{{ g->note }}</p>{{ end }}
<div class="urp-grid">
{{ render part_fields(g->fields, g->n_fields) }}
</div>
{{ if view_set(g->fold) }}</details>{{ end }}
{{ end }}
<div class="urp-buttons">
{{ for size_t i = 0; i < f->n_buttons; i++ }}
{{ let const struct settings_button *b = &f->buttons[i] }}
<button type="submit"{{ if b->name }} name="{{ b->name }}" value="{{ b->value }}"{{ end }} class="btn {{ if b->tone == TONE_INFO }}btn-primary{{ elif b->tone == TONE_BAD }}btn-danger{{ else }}btn-outline-primary{{ end }}">{{ b->label }}</button>
{{ end }}
{{ if f->cancel_url }}<a class="btn btn-outline-secondary" href="{{ f->cancel_url }}">Annulla</a>{{ end }}
</div>
</form>
{{ end }}

{{ define settings_trial_part(const struct settings_trial *t) }}
{{ if view_set(t->title) }}
<section class="urp-panel urp-trial" id="prova" aria-labelledby="prova-titolo">
<h2 id="prova-titolo">{{ t->title }}</h2>
<p>{{ t->note }}</p>
{{ if t->n_codes > 0 }}
<div class="table-responsive" tabindex="0" role="region" aria-label="Alcune delle richieste">
<table class="table">
<thead><tr><th scope="col">Richiesta</th><th scope="col">{{ if t->from_head }}{{ t->from_head }}{{ else }}Oggi{{ end }}</th><th scope="col">{{ if t->to_head }}{{ t->to_head }}{{ else }}Con il cambiamento{{ end }}</th></tr></thead>
<tbody>
{{ for size_t i = 0; i < t->n_codes; i++ }}
<tr><th scope="row"><a href="{{ t->codes[i].url }}">{{ t->codes[i].label }}</a></th><td data-head="Oggi">{{ t->from[i] }}</td><td data-head="Con il cambiamento">{{ t->to[i] }}</td></tr>
{{ end }}
</tbody>
</table>
</div>
{{ end }}
</section>
{{ end }}
{{ end }}

{{ define settings_changes(const struct settings_view *v) }}
{{ if v->shows_changes }}
<section class="urp-setting-changes" aria-labelledby="storia-titolo">
<h2 id="storia-titolo">Cambiamenti</h2>
{{ if v->n_changes == 0 }}<p>Nessuno, da queste pagine.</p>{{ end }}
<ol class="urp-changes">
{{ for size_t i = 0; i < v->n_changes; i++ }}
{{ let const struct settings_change *c = &v->changes[i] }}
<li>
<p><strong>{{ c->what }}</strong> <span class="urp-small">{{ c->at }} · {{ c->who }}</span></p>
{{ render part_rows(c->details, c->n_details) }}
{{ if c->restore_url && !v->only_read }}
<form method="post" action="{{ c->restore_url }}" data-guard>
<input type="hidden" name="_csrf" value="{{ v->page.csrf }}"><input type="hidden" name="version" value="{{ c->restore_version }}"><input type="hidden" name="cambio" value="{{ c->restore_id }}">
<button type="submit" class="btn btn-sm btn-outline-primary">Rimetti com’era prima<span class="visually-hidden"> del {{ c->at }}</span></button>
</form>
{{ end }}
</li>
{{ end }}
</ol>
</section>
{{ end }}
{{ end }}

{{ define settings_page(const struct settings_view *v) }}
{{ render office_open(&v->page, true) }}
{{ render part_crumbs(v->crumbs, v->n_crumbs, v->page.title) }}
<h1>{{ v->page.title }}</h1>
{{ if view_set(v->text) }}<p class="urp-setting-lead">{{ v->text }}</p>{{ end }}
{{ if v->n_links > 0 }}
<p class="urp-buttons">
{{ for size_t i = 0; i < v->n_links; i++ }}<a class="btn {{ if i == 0 }}btn-primary{{ else }}btn-outline-primary{{ end }}" href="{{ v->links[i].url }}">{{ v->links[i].label }}</a> {{ end }}
</p>
{{ end }}
{{ if v->n_now > 0 }}
<section class="urp-panel" id="adesso" aria-labelledby="adesso-titolo">
<h2 id="adesso-titolo">Com’è adesso</h2>
{{ if !v->only_read }}<p>Se salvi di nuovo, vale quello che hai scritto tu qui sotto.</p>{{ end }}
{{ render part_rows(v->now, v->n_now) }}
</section>
{{ end }}
{{ if view_set(v->answer_title) }}
<section class="urp-panel" id="risposta" aria-labelledby="risposta-titolo">
<h2 id="risposta-titolo">{{ v->answer_title }}</h2>
{{ render part_rows(v->answer, v->n_answer) }}
</section>
{{ end }}
{{ render settings_trial_part(&v->trial) }}
{{ if view_set(v->preview) }}
<section class="urp-panel" id="anteprima" aria-labelledby="anteprima-titolo">
<h2 id="anteprima-titolo">{{ v->preview_title }}</h2>
<div class="urp-text urp-preview">{{ v->preview }}</div>
</section>
{{ end }}
{{ for size_t i = 0; i < v->n_forms && !v->only_read; i++ }}
{{ render settings_form_part(&v->forms[i], v->page.csrf) }}
{{ end }}
{{ if v->n_acts > 0 && !v->only_read }}
<div class="urp-setting-acts is-wide">
{{ if view_set(v->acts_note) }}<p>{{ v->acts_note }}</p>{{ end }}
{{ for size_t i = 0; i < v->n_acts; i++ }}{{ render settings_act_form(&v->acts[i], v->page.csrf) }}{{ end }}
</div>
{{ end }}
{{ for size_t i = 0; i < v->n_tables; i++ }}
{{ render settings_list(&v->tables[i], v->only_read ? NULL : v->page.csrf) }}
{{ end }}
{{ render settings_changes(v) }}
{{ render office_close(&v->page) }}
{{ end }}
