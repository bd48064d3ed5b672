{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Lists everybody may see: published reports, register of access requests, statistics. Never a name. }}
{{ include "web/public_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define public_item(const struct public_row *r) }}
<li class="card urp-public">
<h3>{{ if view_set(r->url) }}<a href="{{ r->url }}">{{ r->title }}</a>{{ else }}{{ r->title }}{{ end }}</h3>
<p>{{ render part_badge(&r->state) }} {{ r->category }}{{ if view_set(r->place) }} · {{ r->place }}{{ end }}</p>
<p class="urp-small">{{ r->code }} · {{ r->at }}{{ if view_set(r->office) }} · {{ r->office }}{{ end }}</p>
</li>
{{ end }}

{{ define public_page(const struct public_view *v) }}
{{ render layout_open(&v->page, false) }}
<div class="container urp-flow">
{{ if view_set(v->solved) }}<p class="urp-solved">{{ render part_icon("it-check-circle") }} {{ v->solved }}</p>{{ end }}
<form class="urp-filters" method="get" action="{{ v->url }}" role="search" aria-label="Filtra le segnalazioni">
{{ render part_fields(v->filters, v->n_filters) }}
<button type="submit" class="btn btn-outline-primary">Filtra</button>
</form>
<h2 class="visually-hidden">Elenco</h2>
{{ if v->n_rows > 0 }}
<ul class="urp-public-list">
{{ for size_t i = 0; i < v->n_rows; i++ }}
{{ render public_item(&v->rows[i]) }}
{{ end }}
</ul>
{{ else }}
<p>Nessuna segnalazione pubblicata con questi criteri.</p>
{{ end }}
{{ render part_pager(&v->pager) }}
<p class="urp-hero-links"><a class="btn btn-primary" href="/segnala">Segnala un disservizio</a>{{ if view_set(v->csv_url) }} <a class="btn btn-outline-primary" href="{{ v->csv_url }}">{{ render part_icon("it-download") }} Scarica i dati (CSV)</a>{{ end }}</p>
<p class="urp-small">Le segnalazioni sono pubblicate dopo che un operatore le ha lette, senza il nome di chi le ha fatte.</p>
</div>
{{ render layout_close(&v->page) }}
{{ end }}

{{ define tables_page(const struct tables_view *v) }}
{{ render layout_open(&v->page, false) }}
<div class="container urp-flow">
{{ if view_set(v->text) }}<p class="urp-text urp-read">{{ v->text }}</p>{{ end }}
{{ render part_figures(v->figures, v->n_figures) }}
{{ for size_t i = 0; i < v->n_tables; i++ }}
{{ render part_table(&v->tables[i]) }}
{{ end }}
{{ render part_pager(&v->pager) }}
{{ if v->n_links > 0 }}
<p class="urp-hero-links">
{{ for size_t i = 0; i < v->n_links; i++ }}
<a class="btn btn-outline-primary" href="{{ v->links[i].url }}">{{ v->links[i].label }}</a>
{{ end }}
</p>
{{ end }}
{{ if view_set(v->method) }}<p class="urp-small">{{ v->method }}</p>{{ end }}
</div>
{{ render layout_close(&v->page) }}
{{ end }}
