{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# What is known before somebody writes. A part of the form, kept up to date by script, and a page without. }}
{{ include "web/citizen_view.h" }}
{{ include "web/near_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define near_found(const struct near_view *v) }}
{{ if v->n_rows > 0 }}
<h3>{{ if v->n_rows == 1 }}Qui vicino c’è già una segnalazione simile{{ else }}Qui vicino ci sono già {{ int v->n_rows }} segnalazioni simili{{ end }}</h3>
<p>Se è lo stesso problema non serve scriverlo di nuovo: premi «Anche io» e ti diciamo quando è concluso.</p>
<ul class="urp-near">
{{ for size_t i = 0; i < v->n_rows; i++ }}
<li><div><strong>{{ render tr_put_around(v->rows[i].title, v->rows[i].own) }}</strong><br><span class="urp-small">{{ v->rows[i].facts }}</span>{{ if view_set(v->rows[i].joined) }} <span class="urp-small">{{ v->rows[i].joined }}</span>{{ end }}</div>
<a class="btn btn-outline-primary btn-sm" href="{{ v->rows[i].join_url }}" target="_blank" rel="noopener">Anche io<span class="visually-hidden">: <span{{ if view_own(v->rows[i].own) }} lang="it" dir="ltr"{{ end }}>{{ v->rows[i].title }}</span>, {{ v->rows[i].facts }} (si apre in una nuova scheda)</span></a></li>
{{ end }}
</ul>
{{ elif !v->certain }}
<p>{{ render part_icon("it-info-circle") }} {{ if v->n_streets > 0 }}Non troviamo questa via nel nostro stradario.{{ else }}Non troviamo questo luogo nel nostro stradario. Va bene lo stesso: se puoi, scrivi anche un punto riconoscibile.{{ end }}</p>
{{ elif !v->placed }}
<p>{{ render part_icon("it-info-circle") }} Scrivi il luogo: così ti diciamo se qualcuno ha già segnalato questo problema.</p>
{{ else }}
<p>{{ render part_icon("it-check-circle") }} Qui vicino nessuno ha ancora segnalato questo problema.</p>
{{ end }}
{{ end }}

{{# What was perhaps meant: a button each, which takes it. }}
{{ define near_meant(const struct near_view *v) }}
{{ if v->n_streets > 0 }}
<p data-near-meant>{{ if v->n_streets == 1 }}Forse intendevi:{{ else }}Forse intendevi una di queste:{{ end }}
{{ for size_t i = 0; i < v->n_streets; i++ }}
<button type="submit" name="via" value="{{ v->streets[i].label }}" class="btn btn-outline-primary btn-sm">{{ render part_own(v->streets[i].label) }}</button>
{{ end }}
</p>
{{ end }}
{{ if v->no_number }}<p>{{ render part_icon("it-info-circle") }} Davanti a quale numero? Se lo sai, aggiungilo al luogo: troviamo prima il punto.</p>{{ end }}
{{ end }}

{{ define near_other(const char *name, const char *email) }}
{{ if view_set(name) }}
<div class="callout urp-callout is-warn">
<p>{{ render part_icon("it-warning-circle") }} <strong>Di questo non ci occupiamo noi.</strong> L’ente competente è: <span{{ if view_own(name) }} lang="it" dir="ltr"{{ end }}>{{ name }}</span>.{{ if view_set(email) }} Scrivi direttamente a <a href="mailto:{{ email }}">{{ email }}</a>: fai prima.{{ end }}</p>
</div>
{{ end }}
{{ end }}

{{ define near_part(const struct near_view *v) }}
{{ if v->known }}
{{ if v->emergency }}<div class="callout urp-callout is-danger"><p>{{ render part_icon("it-warning-circle") }} <strong>Se c’è pericolo adesso</strong> non usare questo modulo: <a href="tel:112">chiama il 112</a>.</p></div>{{ end }}
{{ render near_other(v->other_body, v->other_email) }}
{{ if v->paused }}
<div class="callout urp-callout is-warn"><p>{{ render part_icon("it-warning-circle") }} <strong>Per ora non raccogliamo richieste su questo argomento: l’avviso in alto dice perché e a chi rivolgersi.</strong></p></div>
{{ if v->n_rows > 0 }}{{ render near_found(v) }}{{ end }}
{{ else }}
<p>{{ if view_set(v->other_body) }}Se la mandi a noi, la passiamo noi a quell’ente.{{ elif view_set(v->office) }}Se ne occuperà: <strong{{ if view_own(v->office_own) }} lang="it" dir="ltr"{{ end }}>{{ v->office }}</strong>.{{ else }}L’URP legge la segnalazione e la manda all’ufficio giusto.{{ end }}</p>
{{ render near_found(v) }}
{{ if v->alone && v->n_streets > 0 }}<form method="post" action="{{ v->url }}">{{ render near_meant(v) }}</form>{{ else }}{{ render near_meant(v) }}{{ end }}
{{ end }}
{{ if v->n_schede > 0 }}
<h3>Forse la risposta c’è già</h3>
<ul class="link-list urp-links">
{{ for size_t i = 0; i < v->n_schede; i++ }}
<li><a href="{{ v->schede[i].url }}" target="_blank" rel="noopener">{{ render part_icon("it-info-circle") }}<span>{{ render part_own(v->schede[i].label) }}<span class="visually-hidden"> (si apre in una nuova scheda)</span></span></a></li>
{{ end }}
</ul>
{{ end }}
{{ end }}
{{ end }}

{{# In the form, behind kind and place. The tools of the place are made by script: they work with nothing else. }}
{{ define near_panel(const struct near_view *v) }}
<section class="urp-panel" id="vicino" aria-labelledby="t-vicino" data-near="{{ v->url }}" data-streets="{{ v->streets_url }}"
{{ if view_set(v->ground.tiles) }} data-map="{{ static_url("map.js") }}" data-style="{{ static_url("map.css") }}" data-tiles="{{ v->ground.tiles }}" data-attribution="{{ v->ground.attribution }}" data-south="{{ v->ground.south }}" data-west="{{ v->ground.west }}" data-north="{{ v->ground.north }}" data-east="{{ v->ground.east }}"{{ end }}>
<h2 id="t-vicino">Prima di scrivere</h2>
<div data-near-part>{{ render near_part(v) }}</div>
<p data-near-ask><button type="submit" name="do" value="vicino" class="btn btn-outline-primary btn-sm">{{ render part_icon("it-search") }} Guarda se è già segnalato</button></p>
<p class="urp-small" data-near-wait hidden>Scegli che cosa segnalare e scrivi il luogo: qui ti diciamo chi se ne occupa e se qualcuno l’ha già segnalato.</p>
{{ if !view_set(v->ground.tiles) }}<p class="urp-small">Qui non c’è una mappa. Bastano la via e il numero, o quello che c’è lì vicino (davanti alla scuola, dietro la fermata); con il telefono puoi usare anche la tua posizione.</p>{{ end }}
{{ render say_place() }}
{{ if view_set(v->ground.tiles) }}{{ render say_map() }}{{ end }}
<script src="{{ static_url("place.js") }}" defer></script>
</section>
{{ end }}

{{ define near_page(const struct near_view *v) }}
{{ render layout_open_part(&v->page, false, "passo 2 di 3", false) }}
<div class="container urp-flow">
{{ render layout_steps(STEP_DATA) }}
<div class="urp-read">
{{ if !v->known }}<p>Torna al modulo e scegli che cosa vuoi segnalare: poi qui ti diciamo chi se ne occupa e se qualcuno l’ha già segnalato.</p>{{ end }}
{{ if v->known && !v->paused }}<h2>Chi se ne occuperà</h2>{{ end }}
{{ render near_part(v) }}
<div class="urp-buttons">{{ if !v->paused }}<a class="btn btn-primary" href="{{ v->go_on_url }}">Continua: descrivi il problema</a> {{ end }}<a class="btn btn-outline-primary" href="{{ v->back_url }}">Cambia argomento o luogo</a></div>
</div>
</div>
{{ render layout_close(&v->page) }}
{{ end }}
