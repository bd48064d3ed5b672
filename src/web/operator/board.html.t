{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# The board. Everything in #bacheca comes again as a fragment, for script; nothing in it needs script. }}
{{ include "web/board_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define board_count(const struct view_link *l) }}
{{ if view_set(l->count) }} <span class="urp-count-pill{{ if l->tone == TONE_BAD }} is-bad{{ elif l->tone == TONE_WARN }} is-warn{{ end }}">{{ l->count }}</span>{{ end }}
{{ end }}

{{ define board_views(const struct board_view *v) }}
<div class="urp-views" id="viste" data-counts>
<nav aria-label="Di chi"><ul>
{{ for size_t i = 0; i < v->n_views; i++ }}
<li><a href="{{ v->views[i].url }}"{{ if v->views[i].current }} aria-current="page"{{ end }}>{{ v->views[i].label }}{{ render board_count(&v->views[i]) }}</a></li>
{{ end }}
</ul></nav>
<form method="get" action="/ufficio">
<input type="hidden" name="fascia" value="{{ v->settore_band }}">
<label for="v-settore">Settore</label>
<select id="v-settore" name="settore">
{{ for size_t i = 0; i < v->n_settori; i++ }}
<option value="{{ v->settori[i].value }}"{{ attr v->settori[i].chosen selected }}>{{ v->settori[i].label }}</option>
{{ end }}
</select>
<button type="submit" class="btn btn-sm btn-outline-primary">Mostra</button>
</form>
</div>
{{ end }}

{{ define board_bands(const struct board_view *v) }}
<nav class="urp-bands" id="fasce" aria-label="Che cosa aspetta" data-counts>
<ul>
{{ for size_t i = 0; i < v->n_bands; i++ }}
{{ let const struct view_link *l = &v->bands[i] }}
<li><a href="{{ l->url }}"{{ if l->current }} aria-current="page"{{ end }}{{ if l->key }} data-key="{{ l->key }}" aria-keyshortcuts="{{ l->key }}" title="Tasto {{ l->key }}"{{ end }}><span>{{ l->label }}</span>{{ render board_count(l) }}</a></li>
{{ end }}
</ul>
</nav>
{{ end }}

{{ define board_take(const struct board_view *v, const struct board_item *i) }}
<form method="post" action="{{ i->take_url }}"><input type="hidden" name="_csrf" value="{{ v->page.csrf }}"><input type="hidden" name="version" value="{{ i->version }}"><input type="hidden" name="torna" value="{{ v->here_url }}"><button type="submit" class="urp-linklike" aria-label="Prendi {{ i->row.code }}">Prendi</button></form>
{{ end }}

{{ define board_item(const struct board_view *v, const struct board_item *i) }}
{{ let const struct queue_row *r = &i->row }}
<tr id="r-{{ r->code }}">
<td><a href="{{ r->url }}">{{ r->subject }}</a>{{ if view_set(r->joined) }} <span class="urp-joined">{{ r->joined }}</span>{{ end }}<small>{{ r->code }} · {{ r->kind }}{{ if view_set(r->who) }} · {{ r->who }}{{ end }}{{ if view_set(r->place) }} · {{ r->place }}{{ end }}</small></td>
<td>{{ if view_set(r->why) }}<b{{ if r->is_alarm }} class="is-bad"{{ end }}>{{ r->why }}</b>{{ end }}{{ if view_set(i->since) }}<small><time datetime="{{ i->iso }}">{{ i->since }}</time></small>{{ end }}</td>
<td>{{ render part_badge(&r->due) }}</td>
<td>{{ render part_badge(&r->state) }}<small>{{ if view_set(r->settore) }}{{ r->settore }}{{ else }}senza settore{{ end }}</small></td>
<td>{{ if i->holder }}<small>{{ i->holder }}</small>{{ elif i->take_url }}{{ render board_take(v, i) }}{{ end }}</td>
</tr>
{{ end }}

{{ define board_list(const struct board_view *v) }}
<div id="elenco" data-rows>
{{ if v->n_items > 0 }}
<table class="table urp-queue urp-board">
<caption class="visually-hidden">{{ v->heading }}</caption>
<thead><tr><th scope="col">Richiesta</th><th scope="col">Perché</th><th scope="col">Termine</th><th scope="col">Stato e settore</th><th scope="col">La segue</th></tr></thead>
<tbody>
{{ for size_t i = 0; i < v->n_items; i++ }}
{{ render board_item(v, &v->items[i]) }}
{{ end }}
</tbody>
</table>
{{ else }}
<p class="urp-empty">{{ render part_icon("it-check-circle") }} {{ v->empty }}{{ if view_set(v->empty_more) }}<br><small>{{ v->empty_more }}</small>{{ end }}</p>
{{ end }}
{{ render part_pager(&v->pager) }}
</div>
{{ end }}

{{ define board_fresh(const struct board_view *v) }}
<p class="urp-fresh"><span id="totale" data-counts>{{ v->total }}</span> <span id="aggiornato" data-counts>Aggiornato alle {{ v->updated }}</span> <a href="{{ v->here_url }}">Aggiorna</a></p>
{{ end }}

{{# What script asks for again and again: counts, rows, alarms; neither head nor frame. }}
{{ define board_part(const struct board_view *v) }}
<ul id="menu" data-counts>
{{ for size_t i = 0; i < v->page.n_menu; i++ }}
<li><a href="{{ v->page.menu[i].url }}">{{ v->page.menu[i].label }}{{ render board_count(&v->page.menu[i]) }}</a></li>
{{ end }}
</ul>
{{ render office_alarms(&v->page) }}
{{ render board_views(v) }}
{{ render board_bands(v) }}
{{ render board_fresh(v) }}
{{ render board_list(v) }}
{{ end }}

{{ define board_page(const struct board_view *v) }}
{{ render office_open(&v->page, false) }}
<div id="bacheca" data-board="{{ v->part_url }}">
{{ render board_views(v) }}
<div class="urp-desk">
{{ render board_bands(v) }}
<div class="urp-desk-main">
<div class="urp-desk-head">
<h2>{{ v->heading }}</h2>
{{ render board_fresh(v) }}
</div>
{{ render board_list(v) }}
{{ if v->n_ending > 0 }}
<p class="urp-small" id="bozze-vecchie">Testi tuoi non inviati, che si cancellano da soli se non li riprendi: {{ for size_t i = 0; i < v->n_ending; i++ }}{{ if i > 0 }}, {{ end }}<a href="{{ v->ending[i].url }}">{{ v->ending[i].label }}</a> {{ v->ending[i].count }}{{ end }}.</p>
{{ end }}
{{ if view_set(v->joined_note) }}<p class="urp-small">{{ v->joined_note }} <a href="{{ v->joined_url }}">Le aperte con più adesioni</a></p>{{ end }}
<p class="urp-small"><a href="/ufficio/promemoria">Solleciti e termini dei prossimi giorni</a></p>
</div>
</div>
</div>
{{ render office_close(&v->page) }}
{{ end }}
