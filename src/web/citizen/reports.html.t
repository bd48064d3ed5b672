{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# What has been reported, for everybody: list, map, one report, what is wrong with it. }}
{{ include "web/report_view.h" }}
{{ include "t/web/layout.html.h" }}
{{ include "t/web/report.html.h" }}

{{ define reports_tab(const char *url, const char *label, bool here) }}
<li class="nav-item"><a class="nav-link{{ if here }} active{{ end }}" href="{{ url }}"{{ if here }} aria-current="page"{{ end }}>{{ label }}</a></li>
{{ end }}

{{ define reports_filters(const struct reports_view *v) }}
<form class="urp-panel urp-report-filters" id="filtri" method="get" action="{{ v->url }}" role="search" aria-label="Filtra le segnalazioni">
{{ render part_fields(v->filters, v->n_filters) }}
<div class="urp-buttons"><button type="submit" class="btn btn-primary">Filtra</button>{{ if view_set(v->clear_url) }} <a class="btn btn-outline-primary" href="{{ v->clear_url }}">Togli i filtri</a>{{ end }}</div>
</form>
{{ end }}

{{ define reports_head(const struct reports_view *v) }}
{{ render layout_open_part(&v->page, false, NULL, v->is_listed) }}
<div class="container urp-flow">
{{ if view_set(v->solved) }}<p class="urp-report-solved">{{ v->solved }}</p>{{ end }}
<nav aria-label="Come vedere le segnalazioni"><ul class="urp-report-tabs">
{{ render reports_tab(v->list_url, "Elenco", !v->is_map) }}
{{ render reports_tab(v->map_url, "Mappa", v->is_map) }}
</ul></nav>
<div class="urp-two urp-report-two">
<div class="urp-two-main">
<h2 id="trovate">{{ v->count }}</h2>
{{ if v->n_filters > 0 }}<p class="urp-report-jump"><a href="#filtri">{{ render part_icon("it-funnel") }} Filtra le segnalazioni</a></p>{{ end }}
{{ end }}

{{ define reports_foot(const struct reports_view *v) }}
</div>
<aside class="urp-two-side" aria-label="{{ if v->n_filters > 0 }}Filtri{{ else }}Che cosa puoi fare{{ end }}">
{{ if v->n_filters > 0 }}{{ render reports_filters(v) }}{{ end }}
<p><a href="{{ v->feed_url }}" type="application/atom+xml">{{ render part_icon("it-rss") }} {{ v->feed_label }}</a></p>
<p><a class="btn btn-primary" href="/segnala">Segnala un disservizio</a></p>
</aside>
</div>
</div>
{{ render layout_close(&v->page) }}
{{ end }}

{{ define reports_page(const struct reports_view *v) }}
{{ render reports_head(v) }}
{{ if view_set(v->empty) }}<p>{{ v->empty }}</p>{{ end }}
{{ if v->n_rows > 0 }}
<ul class="urp-reports" aria-labelledby="trovate">
{{ for size_t i = 0; i < v->n_rows; i++ }}
{{ let const struct report_row *r = &v->rows[i] }}
<li>{{ if view_set(r->thumb_url) }}<img src="{{ r->thumb_url }}" alt="" loading="lazy" width="96" height="96">{{ end }}<div>
<h3><a href="{{ r->url }}">{{ render part_wrote(r->lang, r->title) }}</a></h3>
<p>{{ render part_badge(&r->state) }} {{ render tr_put_around(r->about, r->about_own) }}</p>
<p class="urp-small">{{ if view_set(r->place) }}<bdi>{{ r->place }}</bdi> · {{ end }}<time datetime="{{ r->iso }}">{{ r->on }}</time></p>
</div></li>
{{ end }}
</ul>
{{ end }}
{{ if view_set(v->next_url) || view_set(v->first_url) }}
<nav class="urp-pager" aria-label="Pagine">
{{ if view_set(v->first_url) }}<a class="btn btn-outline-primary" href="{{ v->first_url }}">Torna alle più recenti</a>{{ end }}
{{ if view_set(v->next_url) }}<a class="btn btn-outline-primary" rel="next" href="{{ v->next_url }}">Altre segnalazioni</a>{{ end }}
</nav>
{{ end }}
{{ render reports_foot(v) }}
{{ end }}

{{ define reports_drawing(const struct reports_view *v) }}
<svg class="urp-report-drawing" preserveAspectRatio="xMidYMid slice" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 520" role="group" aria-label="{{ v->drawn }}">
<rect width="800" height="520" fill="#f5f6f7"></rect>
{{ for size_t i = 0; i < v->n_streets; i++ }}
<text x="{{ v->streets[i].x }}" y="{{ v->streets[i].y }}" dy="6" text-anchor="middle" fill="#4c5a67" font-size="17"{{ if view_own(v->streets[i].text) }} lang="it"{{ end }}>{{ v->streets[i].text }}</text>
{{ end }}
{{ for size_t i = 0; i < v->n_marks; i++ }}
{{ let const struct report_mark *m = &v->marks[i] }}
<a href="{{ m->url }}" aria-label="{{ m->label }}"{{ if view_foreign(m->lang) }} lang="{{ m->lang }}"{{ end }}><circle cx="{{ m->x }}" cy="{{ m->y }}" r="{{ m->r }}" fill="#06c" stroke="#fff" stroke-width="3"></circle>{{ if view_set(m->text) }}<text x="{{ m->x }}" y="{{ m->y }}" dy="6" text-anchor="middle" fill="#fff" font-size="17" font-weight="700" aria-hidden="true">{{ m->text }}</text>{{ end }}</a>
{{ end }}
</svg>
{{ end }}

{{ define reports_map_page(const struct reports_view *v) }}
{{ render reports_head(v) }}
{{ if v->found }}
<p class="urp-small" id="mappa-aiuto">Ogni cerchio dice quante segnalazioni ci sono lì: aprilo per avvicinarti. Le stesse segnalazioni sono tutte nell’<a href="{{ v->list_url }}">elenco</a>.</p>
<div class="urp-map urp-report-map" data-reports="{{ v->grid_url }}" data-tiles="{{ v->ground.tiles }}" data-attribution="{{ v->ground.attribution }}" data-south="{{ v->ground.south }}" data-west="{{ v->ground.west }}" data-north="{{ v->ground.north }}" data-east="{{ v->ground.east }}">
<nav aria-label="Muovi la mappa"><ul class="urp-report-moves">
{{ for size_t i = 0; i < v->n_moves; i++ }}
<li><a class="btn btn-outline-primary" href="{{ v->moves[i].url }}" title="{{ v->moves[i].label }}">{{ render part_icon(v->moves[i].icon) }}<span class="visually-hidden">{{ v->moves[i].label }}</span></a></li>
{{ end }}
</ul></nav>
{{ render reports_drawing(v) }}
{{ if v->n_jumps > 0 }}
<p class="urp-report-jumps">{{ for size_t i = 0; i < v->n_jumps; i++ }}<a href="{{ v->jumps[i].url }}">{{ v->jumps[i].label }}</a>{{ end }}</p>
{{ end }}
</div>
{{ end }}
{{ if view_set(v->empty) }}<p>{{ v->empty }}</p>{{ end }}
{{ if v->n_zones > 0 }}
<h2 id="zone">Zona per zona</h2>
<ul class="urp-report-zones" aria-labelledby="zone">
{{ for size_t i = 0; i < v->n_zones; i++ }}
<li>{{ if view_set(v->zones[i].url) }}<a href="{{ v->zones[i].url }}">{{ render part_own(v->zones[i].label) }}</a>{{ else }}{{ v->zones[i].label }}{{ end }} <span>{{ v->zones[i].count }}</span></li>
{{ end }}
</ul>
{{ end }}
{{ if view_set(v->ground.tiles) }}
<link rel="stylesheet" href="{{ static_url("map.css") }}">
{{ render say_map() }}
<script src="{{ static_url("map.js") }}" defer></script>
{{ end }}
{{ render reports_foot(v) }}
{{ end }}

{{ define report_page(const struct report_page_view *v) }}
{{ render layout_open_part(&v->page, false, v->number, v->is_listed) }}
<div class="container urp-flow">
<div class="urp-two">
<div class="urp-two-main">
{{ render report_facts(&v->r) }}
{{ render report_words(&v->r) }}
<h2>Che cosa è successo</h2>
{{ render part_events(v->r.events, v->r.n_events) }}
</div>
<aside class="urp-two-side" aria-label="Che cosa puoi fare">
{{ if view_set(v->join_url) || view_set(v->joined) }}
<section class="urp-box" aria-labelledby="anche-titolo"><h2 id="anche-titolo">Hai lo stesso problema?</h2>
{{ if view_set(v->joined) }}<p>{{ v->joined }}</p>{{ end }}
{{ if view_set(v->join_url) }}<p><a class="btn btn-primary" href="{{ v->join_url }}">Anche io</a></p>{{ end }}
</section>
{{ end }}
<section class="urp-box" aria-labelledby="numero-titolo"><h2 id="numero-titolo">{{ v->number }}</h2>
<p class="urp-small">{{ v->r.shown }}. Il testo è stato riletto dall’ufficio; chi l’ha scritto non si mostra.</p>
<p><a href="{{ v->flag_url }}">{{ render part_icon("it-flag") }} C’è un errore?</a></p>
</section>
<p><a href="{{ v->list_url }}">{{ render part_icon("it-arrow-left") }} Tutte le segnalazioni</a></p>
</aside>
</div>
</div>
{{ render layout_close(&v->page) }}
{{ end }}

{{ define report_flag_page(const struct report_flag_view *v) }}
{{ render layout_open_part(&v->page, false, NULL, false) }}
<div class="container urp-flow"><div class="urp-read">
<p><a href="{{ v->report_url }}">{{ render part_icon("it-arrow-left") }} {{ render part_wrote(v->report_lang, v->report_title) }}</a></p>
{{ if view_set(v->form.title) }}<div class="urp-panel">{{ render part_action_form(&v->form) }}</div>{{ end }}
</div></div>
{{ render layout_close(&v->page) }}
{{ end }}
