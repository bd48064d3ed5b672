{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Judging the service: questions, answers and data-elements of the national model, all visible without script. }}
{{ include "web/citizen_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define rate_star(const struct rate_view *v, int n, const char *label) }}
<input type="radio" name="stars" value="{{ int n }}" id="f-stars-{{ int n }}"{{ attr v->stars == n checked }} required>
<label for="f-stars-{{ int n }}" data-element="feedback-rate-{{ int n }}">{{ render part_icon("it-star-full") }}<span>{{ int n }} <span class="visually-hidden">{{ if n == 1 }}stella{{ else }}stelle{{ end }} su 5: </span><span class="urp-star-word">{{ label }}</span></span></label>
{{ end }}

{{# «Altro» is an answer of both questions: only the one that belongs to the stars may be chosen. }}
{{ define rate_answer(const struct rate_view *v, bool asked, const char *id, const char *text) }}
<div class="form-check"><input type="radio" name="reason" id="f-{{ id }}" value="{{ text }}"{{ attr asked && !view_differ(v->reason, text) checked }}><label for="f-{{ id }}" data-element="feedback-rating-answer">{{ text }}</label></div>
{{ end }}

{{ define rate_page(const struct rate_view *v) }}
{{ render layout_open(&v->page, true) }}
<div class="container urp-flow">
<div class="urp-read">
{{ render part_crumbs(v->page.crumbs, v->page.n_crumbs, v->page.title) }}
{{ render part_errors(v->page.errors, v->page.n_errors) }}
{{ render part_notice(v->page.notice) }}
<form method="post" action="{{ v->url }}" novalidate data-rating>
<div class="card urp-panel" data-element="feedback">
<h1 data-element="feedback-title">Quanto è stato facile usare questo servizio?</h1>
<p>Richiesta {{ v->code }}: «{{ v->subject }}»</p>
<fieldset class="urp-stars{{ if view_set(v->stars_error) }} has-error{{ end }}">
<legend>Dai un voto da 1 a 5 stelle<span class="urp-star" aria-hidden="true"> *</span></legend>
{{ if view_set(v->stars_error) }}<p class="urp-error" id="f-stars-errore">{{ v->stars_error }}</p>{{ end }}
<div class="urp-stars-row">
{{ render rate_star(v, 1, "molto difficile") }}
{{ render rate_star(v, 2, "difficile") }}
{{ render rate_star(v, 3, "così così") }}
{{ render rate_star(v, 4, "facile") }}
{{ render rate_star(v, 5, "molto facile") }}
</div>
</fieldset>
<fieldset class="urp-set urp-why" data-element="feedback-rating-positive" data-stars="4 5">
<legend data-element="feedback-rating-question">Quali sono stati gli aspetti che hai preferito?</legend>
<p class="form-text urp-noscript">Se hai dato 4 o 5 stelle.</p>
{{ render rate_answer(v, v->stars > 3, "bene-1", "Le indicazioni erano chiare") }}
{{ render rate_answer(v, v->stars > 3, "bene-2", "Le indicazioni erano complete") }}
{{ render rate_answer(v, v->stars > 3, "bene-3", "Capivo sempre che stavo procedendo correttamente") }}
{{ render rate_answer(v, v->stars > 3, "bene-4", "Non ho avuto problemi tecnici") }}
{{ render rate_answer(v, v->stars > 3, "bene-5", "Altro") }}
</fieldset>
<fieldset class="urp-set urp-why" data-element="feedback-rating-negative" data-stars="1 2 3">
<legend data-element="feedback-rating-question">Dove hai incontrato le maggiori difficoltà?</legend>
<p class="form-text urp-noscript">Se hai dato da 1 a 3 stelle.</p>
{{ render rate_answer(v, v->stars <= 3, "male-1", "A volte le indicazioni non erano chiare") }}
{{ render rate_answer(v, v->stars <= 3, "male-2", "A volte le indicazioni non erano complete") }}
{{ render rate_answer(v, v->stars <= 3, "male-3", "A volte non capivo se stavo procedendo correttamente") }}
{{ render rate_answer(v, v->stars <= 3, "male-4", "Ho avuto problemi tecnici") }}
{{ render rate_answer(v, v->stars <= 3, "male-5", "Altro") }}
</fieldset>
<div class="form-group">
<label for="f-text">Vuoi aggiungere altri dettagli?</label>
<textarea class="form-control" id="f-text" name="text" rows="3" data-max="200" aria-describedby="f-text-conto" data-element="feedback-input-text">{{ v->text }}</textarea>
<p class="form-text urp-count" id="f-text-conto">Al massimo 200 caratteri.</p>
</div>
<button type="submit" class="btn btn-primary">Invia il voto</button>
</div>
</form>
<p>Il voto non cambia la tua richiesta. Lo usiamo, senza il tuo nome, per migliorare e per le {{ if view_set(v->page.body->stats_url) }}<a href="{{ v->page.body->stats_url }}">statistiche</a>{{ else }}statistiche{{ end }}.</p>
</div>
</div>
{{ render layout_close(&v->page) }}
{{ end }}
