{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Stars, and why: questions, answers and data-elements of the national model, word for word. Without script the stars are a form of their
   own and the rest is asked on the next page; with it the rest unfolds, and the stars are kept at the first click. }}
{{ include "web/view.h" }}
{{ include "t/web/components.html.h" }}

{{# Not marked as required: browsers would read all five as wrong before anybody has chosen. That one is missing is said when it is. }}
{{ define rating_star(const struct view_rating *r, int n, const char *label) }}
<input type="radio" name="stars" value="{{ int n }}" id="f-stars-{{ int n }}"{{ attr r->stars == n checked }}>
<label for="f-stars-{{ int n }}" data-element="feedback-rate-{{ int n }}">{{ render part_icon("it-star-full") }}<span>{{ int n }} <span class="visually-hidden">{{ if n == 1 }}stella{{ else }}stelle{{ end }} su 5: </span><span class="urp-star-word">{{ label }}</span></span></label>
{{ end }}

{{ define rating_stars(const struct view_rating *r) }}
{{ if view_set(r->stars_error) }}<p class="urp-error" id="f-stars-errore">{{ r->stars_error }}</p>{{ end }}
<div class="urp-stars-row" id="f-stars">
{{ if r->easy }}
{{ render rating_star(r, 1, "molto difficile") }}
{{ render rating_star(r, 2, N_("difficile")) }}
{{ render rating_star(r, 3, "così così") }}
{{ render rating_star(r, 4, N_("facile")) }}
{{ render rating_star(r, 5, "molto facile") }}
{{ else }}
{{ render rating_star(r, 1, "per niente") }}
{{ render rating_star(r, 2, N_("poco")) }}
{{ render rating_star(r, 3, N_("abbastanza")) }}
{{ render rating_star(r, 4, N_("chiare")) }}
{{ render rating_star(r, 5, "molto chiare") }}
{{ end }}
</div>
{{ end }}

{{# «Altro» is an answer of both questions: only the one that belongs to the stars may be chosen. }}
{{ define rating_answer(const struct view_rating *r, const char *id, const char *text) }}
<div class="form-check"><input type="radio" name="reason" id="f-{{ id }}" value="{{ id }}"{{ attr !view_differ(r->reason, id) checked }}><label for="f-{{ id }}" data-element="feedback-rating-answer">{{ text }}</label></div>
{{ end }}

{{ define rating_good(const struct view_rating *r) }}
<fieldset class="urp-set urp-why" data-element="feedback-rating-positive" data-stars="4 5">
<legend data-element="feedback-rating-question">Quali sono stati gli aspetti che hai preferito?</legend>
{{ if r->step == RATING_WHOLE }}<p class="form-text urp-noscript">Se hai dato 4 o 5 stelle.</p>{{ end }}
{{ render rating_answer(r, "bene-1", "Le indicazioni erano chiare") }}
{{ render rating_answer(r, "bene-2", "Le indicazioni erano complete") }}
{{ render rating_answer(r, "bene-3", "Capivo sempre che stavo procedendo correttamente") }}
{{ render rating_answer(r, "bene-4", "Non ho avuto problemi tecnici") }}
{{ render rating_answer(r, "bene-5", "Altro") }}
</fieldset>
{{ end }}

{{ define rating_bad(const struct view_rating *r) }}
<fieldset class="urp-set urp-why" data-element="feedback-rating-negative" data-stars="1 2 3">
<legend data-element="feedback-rating-question">Dove hai incontrato le maggiori difficoltà?</legend>
{{ if r->step == RATING_WHOLE }}<p class="form-text urp-noscript">Se hai dato da 1 a 3 stelle.</p>{{ end }}
{{ render rating_answer(r, "male-1", "A volte le indicazioni non erano chiare") }}
{{ render rating_answer(r, "male-2", "A volte le indicazioni non erano complete") }}
{{ render rating_answer(r, "male-3", "A volte non capivo se stavo procedendo correttamente") }}
{{ render rating_answer(r, "male-4", "Ho avuto problemi tecnici") }}
{{ render rating_answer(r, "male-5", "Altro") }}
</fieldset>
{{ end }}

{{ define rating_words(const struct view_rating *r) }}
<div class="form-group{{ if view_set(r->text_error) }} has-error{{ end }}">
<label for="f-text">Vuoi aggiungere altri dettagli?</label>
{{ if view_set(r->text_error) }}<p class="urp-error" id="f-text-errore"><span class="visually-hidden">Errore: </span>{{ r->text_error }}</p>{{ end }}
<textarea class="form-control" id="f-text" name="text" rows="3" data-max="200" aria-describedby="f-text-conto{{ if view_set(r->text_error) }} f-text-errore{{ end }}"{{ if view_set(r->text_error) }} aria-invalid="true"{{ end }} data-element="feedback-input-text">{{ r->text }}</textarea>
<p class="form-text urp-count" id="f-text-conto">Al massimo 200 caratteri. Non scrivere nomi o recapiti.</p>
</div>
{{ end }}

{{ define part_rating(const struct view_rating *r) }}
<div class="urp-rating" data-element="feedback">
<div class="container">
<form class="card urp-panel" method="post" action="{{ r->url }}" novalidate data-rating>
{{ if view_set(r->page) }}<input type="hidden" name="pagina" value="{{ r->page }}">{{ end }}
{{ if r->easy && view_set(r->page) }}<input type="hidden" name="domanda" value="facile">{{ end }}
<fieldset class="urp-stars{{ if view_set(r->stars_error) }} has-error{{ end }}">
<legend data-element="feedback-title">{{ if r->easy }}Quanto è stato facile usare questo servizio?{{ else }}Quanto sono chiare le informazioni su questa pagina?{{ end }}</legend>
{{ render rating_stars(r) }}
</fieldset>
{{ if r->step == RATING_FIRST }}
<div data-rating-more hidden>
{{ render rating_good(r) }}
{{ render rating_bad(r) }}
{{ render rating_words(r) }}
</div>
{{ elif r->step == RATING_WHOLE }}
{{ render rating_good(r) }}
{{ render rating_bad(r) }}
{{ render rating_words(r) }}
{{ else }}
{{ if r->stars > 3 }}{{ render rating_good(r) }}{{ else }}{{ render rating_bad(r) }}{{ end }}
{{ render rating_words(r) }}
{{ end }}
<button type="submit" class="btn btn-primary">{{ if r->step == RATING_MORE }}Invia{{ else }}Invia il voto{{ end }}</button>
</form>
</div>
</div>
{{ end }}
