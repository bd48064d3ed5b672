{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Where a request is on the ground: beside its story, and the page on which the point is set. }}
{{ include "web/map_view.h" }}
{{ include "t/web/layout.html.h" }}
{{ include "t/web/operator/case.html.h" }}

{{ define map_frame(const struct map_view *m) }}
<div class="urp-map"{{ if view_set(m->ground.tiles) }} data-map="{{ static_url("map.js") }}" data-style="{{ static_url("map.css") }}" data-tiles="{{ m->ground.tiles }}" data-attribution="{{ m->ground.attribution }}"
 data-south="{{ m->ground.south }}" data-west="{{ m->ground.west }}" data-north="{{ m->ground.north }}" data-east="{{ m->ground.east }}"
{{ if view_set(m->lat) }} data-lat="{{ m->lat }}" data-lon="{{ m->lon }}"{{ end }}{{ if view_set(m->field) }} data-field="{{ m->field }}"{{ end }}{{ end }}>
{{ if view_set(m->drawing_url) }}<img src="{{ m->drawing_url }}" alt="{{ m->alt }}" width="600" height="390" loading="lazy">{{ end }}
</div>
{{ end }}

{{ define map_lines(const struct map_view *m) }}
{{ if view_set(m->point) }}<br><a href="{{ m->geo_url }}">{{ m->point }}</a> <span class="urp-small">{{ m->origin }}</span>{{ end }}
{{ if view_set(m->map_url) }}<br><a href="{{ m->map_url }}" rel="noreferrer" target="_blank">Apri nella mappa{{ render part_icon("it-external-link") }}<span class="visually-hidden"> (si apre un altro sito in una nuova scheda)</span></a>{{ end }}
{{ end }}

{{ define place_side(const char *place, const struct map_view *m) }}
{{ if view_set(place) || view_set(m->point) || view_set(m->edit_url) }}
<section class="urp-box"><h2>Luogo</h2>
<p>{{ if view_set(place) }}{{ place }}{{ elif view_set(m->point) }}Un punto senza indirizzo{{ else }}Non indicato{{ end }}{{ render map_lines(m) }}</p>
{{ if view_set(m->drawing_url) }}<details class="urp-map-fold"><summary>Guarda la mappa</summary>{{ render map_frame(m) }}</details>{{ end }}
{{ if view_set(m->edit_url) }}<p><a href="{{ m->edit_url }}">{{ if view_set(m->point) }}Sposta il punto{{ else }}Indica il punto sulla mappa{{ end }}</a></p>{{ end }}
</section>
{{ end }}
{{ end }}

{{ define place_page(const struct place_view *v) }}
{{ render office_open(&v->c.page, false) }}
{{ render case_back(v->c.ticket_url, v->c.code, v->c.subject) }}
<p class="urp-lead">{{ v->c.lead }}</p>
<div class="urp-one-thing">
<section class="urp-panel" aria-labelledby="t-cerca"><h2 id="t-cerca">Da un indirizzo</h2>{{ render part_action_form(&v->find) }}</section>
<section class="urp-panel" aria-labelledby="t-punto"><h2 id="t-punto">Il punto</h2>
{{ if view_set(v->note) }}<p role="status">{{ v->note }}</p>{{ end }}
{{ render map_frame(&v->map) }}
{{ render part_action_form(&v->save) }}
</section>
{{ render case_others("Richieste aperte qui intorno", NULL, v->c.others, v->c.n_others) }}
</div>
{{ render office_close(&v->c.page) }}
{{ end }}

{{ define place_drawing(const struct drawing_view *v) }}
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 260" width="600" height="390" role="img" font-family="sans-serif" font-size="15">
<title>{{ v->title }}</title>
<rect width="400" height="260" fill="#f5f6f7"></rect>
<circle cx="200" cy="130" r="100" fill="none" stroke="#c2c7cc" stroke-width="1"></circle>
<text x="200" y="24" text-anchor="middle" fill="#4c5a67" font-size="13">100 m</text>
{{ for size_t i = 0; i < v->n_streets; i++ }}
<circle cx="{{ v->streets[i].x }}" cy="{{ v->streets[i].y }}" r="4" fill="#5a768a"></circle>
<text x="{{ v->streets[i].x }}" y="{{ v->streets[i].y }}" dy="20" text-anchor="middle" fill="#17324d">{{ v->streets[i].text }}</text>
{{ end }}
{{ for size_t i = 0; i < v->n_others; i++ }}
<circle cx="{{ v->others[i].x }}" cy="{{ v->others[i].y }}" r="8" fill="#995c00" stroke="#fff" stroke-width="2"></circle>
<text x="{{ v->others[i].x }}" y="{{ v->others[i].y }}" dy="22" text-anchor="middle" fill="#7a4a00" font-size="13">{{ v->others[i].text }}</text>
{{ end }}
<path d="M200 130 l-13 -26 a15 15 0 1 1 26 0 z" fill="#06c" stroke="#fff" stroke-width="2"></path>
<circle cx="200" cy="97" r="5" fill="#fff"></circle>
</svg>
{{ end }}
