{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# What everybody will see of a report: written, looked at, published; and what waits for that. }}
{{ include "web/report_view.h" }}
{{ include "t/web/layout.html.h" }}
{{ include "t/web/operator/case.html.h" }}
{{ include "t/web/report.html.h" }}

{{ define publish_preview(const struct publish_view *v) }}
<section class="urp-panel urp-publish-seen" aria-labelledby="tutti-titolo"><h2 id="tutti-titolo">Ciò che tutti vedranno</h2>
<h3>{{ render part_wrote(v->preview.lang, v->preview.title) }}</h3>
{{ render report_facts(&v->preview) }}
{{ render report_words(&v->preview) }}
</section>
{{ if view_set(v->hints) }}
<section class="callout urp-callout is-warning" aria-labelledby="dati-titolo"><h2 id="dati-titolo">Guarda prima di pubblicare</h2>
<p>{{ v->hints }}</p>
<div class="urp-text">{{ for size_t i = 0; i < v->n_marked; i++ }}{{ if v->marked[i].marked }}<mark>{{ v->marked[i].text }}</mark>{{ else }}{{ v->marked[i].text }}{{ end }}{{ end }}</div>
</section>
{{ end }}
<div class="urp-panel">{{ render part_action_form(&v->confirm) }}</div>
{{ end }}

{{ define publish_draw_pictures(const struct publish_view *v) }}
{{ if v->n_pictures > 0 }}
<fieldset class="urp-set"><legend>Foto</legend>
<p class="form-text">Solo quelle senza metadati. Di ognuna scrivi che cosa si vede: lo sente chi non la vede.</p>
{{ if view_set(v->pictures_error) }}<p class="urp-error" id="f-pubblica-photos"><span class="visually-hidden">Errore: </span>{{ v->pictures_error }}</p>{{ end }}
<ul class="urp-publish-photos">
{{ for size_t i = 0; i < v->n_pictures; i++ }}
{{ let const struct publish_picture *p = &v->pictures[i] }}
<li><img src="{{ p->thumb_url }}" alt="Foto {{ p->name }}" width="120" loading="lazy"><div>
<div class="form-check"><input type="checkbox" name="{{ p->check_name }}" value="1" id="f-{{ p->check_name }}"{{ attr p->chosen checked }}><label for="f-{{ p->check_name }}">Mostra {{ p->name }}</label></div>
<label for="f-{{ p->alt_name }}">Che cosa si vede</label><input class="form-control" id="f-{{ p->alt_name }}" name="{{ p->alt_name }}" type="text" value="{{ p->alt }}" autocomplete="off">
</div></li>
{{ end }}
</ul></fieldset>
{{ end }}
{{ end }}

{{ define publish_form(const struct publish_view *v) }}
<form class="urp-panel" method="post" action="{{ v->url }}" novalidate data-guard aria-labelledby="scrivi-titolo">
<h2 id="scrivi-titolo">{{ if v->previewed }}Cambia ancora{{ else }}Scrivi la versione per tutti{{ end }}</h2>
<input type="hidden" name="_csrf" value="{{ v->csrf }}"><input type="hidden" name="version" value="{{ v->version }}"><input type="hidden" name="fai" value="anteprima">
{{ for size_t i = 0; i < v->n_fields; i++ }}
{{ render part_field_in(&v->fields[i], "pubblica") }}
{{ end }}
{{ render publish_draw_pictures(v) }}
<button type="submit" class="btn {{ if v->previewed }}btn-outline-primary{{ else }}btn-primary{{ end }}">{{ if v->previewed }}Aggiorna l’anteprima{{ else }}Guarda l’anteprima{{ end }}</button>
</form>
{{ end }}

{{ define publish_page(const struct publish_view *v) }}
{{ render office_open(&v->page, false) }}
{{ render case_back(v->ticket_url, v->code, v->subject) }}
<p class="urp-lead">{{ v->lead }}</p>
<p>{{ render part_badge(&v->state) }}{{ if view_set(v->public_url) }} <a href="{{ v->public_url }}">Guarda la pagina pubblica</a>{{ end }}</p>
<div class="urp-one-thing">
{{ if v->n_flags > 0 }}
<section class="urp-panel" aria-labelledby="errori-titolo"><h2 id="errori-titolo">Chi l’ha letta dice che c’è un errore</h2>{{ render part_rows(v->flags, v->n_flags) }}</section>
{{ end }}
{{ if view_set(v->bar) }}
<section class="urp-panel" aria-labelledby="no-titolo"><h2 id="no-titolo">Non si può pubblicare</h2><p>{{ v->bar }}</p></section>
{{ else }}
{{ if v->previewed }}{{ render publish_preview(v) }}{{ end }}
{{ render publish_form(v) }}
{{ end }}
{{ for size_t i = 0; i < v->n_others; i++ }}
{{ let const struct view_action *b = &v->others[i] }}
<section class="urp-panel" aria-labelledby="t-{{ b->id }}"><h2 id="t-{{ b->id }}">{{ b->title }}</h2>{{ if view_set(b->note) }}<p>{{ b->note }}</p>{{ end }}{{ render part_action_form(b) }}</section>
{{ end }}
</div>
{{ render office_close(&v->page) }}
{{ end }}

{{ define publish_rows(const struct publish_row *list, size_t n) }}
<ul class="urp-publish-rows">
{{ for size_t i = 0; i < n; i++ }}
{{ let const struct publish_row *r = &list[i] }}
<li><p><a href="{{ r->url }}"><strong>{{ r->code }}</strong> {{ r->title }}</a> {{ render part_badge(&r->badge) }}<br><small>{{ r->about }}{{ if view_set(r->on) }} · {{ r->on }}{{ end }}</small></p>{{ if view_set(r->words) }}<p class="urp-small">{{ r->words }}</p>{{ end }}</li>
{{ end }}
</ul>
{{ end }}

{{ define publish_queue_page(const struct publish_queue_view *v) }}
{{ render office_open(&v->page, false) }}
<p class="urp-lead">Prima di essere per tutti, ogni segnalazione passa di qui: la riscrivi, guardi l’anteprima e la pubblichi, oppure la metti da parte.</p>
{{ if view_set(v->off) }}<p class="callout urp-callout is-warning">{{ v->off }}</p>{{ end }}
<div class="urp-one-thing">
<section class="urp-panel" aria-labelledby="q-errori"><h2 id="q-errori">Forse c’è un errore</h2>
{{ if v->n_flagged > 0 }}{{ render publish_rows(v->flagged, v->n_flagged) }}{{ else }}<p>Nessuno ha detto che qualcosa non va.</p>{{ end }}
</section>
<section class="urp-panel" aria-labelledby="q-nuove"><h2 id="q-nuove">Da guardare per la pubblicazione</h2>
{{ if v->n_waiting > 0 }}{{ render publish_rows(v->waiting, v->n_waiting) }}{{ else }}<p>Niente da guardare: qui compaiono le segnalazioni prese in carico degli argomenti che si pubblicano.</p>{{ end }}
{{ if view_set(v->next_url) }}<p><a class="btn btn-outline-primary" rel="next" href="{{ v->next_url }}">Più vecchie</a></p>{{ end }}
</section>
</div>
{{ render office_close(&v->page) }}
{{ end }}
