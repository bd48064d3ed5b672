{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Following a request with number and secret, and judging the service. }}
{{ include "web/citizen_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define track_form_page(const struct track_form_view *v) }}
{{ render layout_open_part(&v->page, false, NULL, true) }}
<div class="container urp-flow">
<div class="urp-read">
<form method="post" action="{{ v->url }}" novalidate>
<div class="urp-panel">
{{ render part_field(&v->code) }}
{{ render part_field(&v->secret) }}
<button type="submit" class="btn btn-primary">Vedi la richiesta</button>
</div>
</form>
<h2>Dove trovo i codici?</h2>
<p>Numero e codice segreto sono nella ricevuta: sulla pagina dopo l’invio, nell’e-mail che ti abbiamo mandato, o sul foglio dello sportello. L’e-mail contiene anche un collegamento che apre subito la richiesta.</p>
<h2>Li ho persi</h2>
<p>Se ci hai lasciato un indirizzo e-mail, <a href="/pratica/mie">ti mandiamo l’elenco delle tue richieste</a>. Altrimenti chiama o vieni all’URP con un documento: per proteggerti, qui non possiamo darti i codici.</p>
<p>Se l’hai mandata senza nome e senza un recapito, non possiamo sapere che è tua: i codici non si recuperano. Puoi fare un’altra richiesta.</p>
</div>
</div>
{{ render layout_close(&v->page) }}
{{ end }}

{{ define follow_step(const struct track_view *v, int step, const char *label) }}
<li class="{{ if v->step == step }}is-now{{ elif view_set(v->steps_at[step]) }}is-past{{ end }}"{{ if v->step == step }} aria-current="step"{{ end }}><span class="urp-dot" aria-hidden="true"></span><span class="urp-way-label">{{ label }}{{ if v->step != step && view_set(v->steps_at[step]) }}<span class="visually-hidden"> (fatto)</span>{{ end }}</span>{{ if view_set(v->steps_at[step]) }}<span class="urp-way-at">{{ v->steps_at[step] }}</span>{{ end }}</li>
{{ end }}

{{ define follow_way(const struct track_view *v) }}
<ol class="urp-way" aria-label="A che punto è">
{{ render follow_step(v, 1, "Ricevuta") }}
{{ if v->step == 2 && view_set(v->steps_at[3]) }}{{ render follow_step(v, 3, "Chiarimenti ricevuti") }}{{ end }}
{{ render follow_step(v, 2, "In lavorazione") }}
{{ if v->step == 3 }}{{ render follow_step(v, 3, "Aspettiamo i tuoi chiarimenti") }}{{ elif v->step == 4 && view_set(v->steps_at[3]) }}{{ render follow_step(v, 3, "Chiarimenti ricevuti") }}{{ end }}
{{ render follow_step(v, 4, "Conclusa") }}
</ol>
{{ end }}

{{ define follow_side(const struct track_view *v) }}
<section class="urp-box" aria-labelledby="dati-titolo">
<h2 id="dati-titolo">La richiesta in breve</h2>
<dl class="urp-rows is-narrow">
<div><dt>Numero</dt><dd><strong data-copy>{{ v->code }}</strong></dd></div>
<div><dt>Tipo</dt><dd>{{ v->type_name }}</dd></div>
<div><dt>Presentata</dt><dd>{{ v->presented }}</dd></div>
{{ if view_set(v->protocol) }}<div><dt>Protocollo</dt><dd>{{ v->protocol }}</dd></div>{{ end }}
{{ if view_set(v->due) }}<div><dt>{{ if v->step == 4 }}Termine{{ else }}Risposta entro{{ end }}</dt><dd>{{ v->due }}{{ if v->late }} <span class="badge urp-badge is-bad">in ritardo</span>{{ end }}{{ if view_set(v->due_note) }}<br><small>{{ v->due_note }}</small>{{ end }}</dd></div>{{ end }}
{{ if view_set(v->office) }}<div><dt>Ufficio</dt><dd>{{ render tr_put_around(v->office, v->office_own) }}</dd></div>{{ end }}
{{ if view_set(v->officer) }}<div><dt>Responsabile</dt><dd>{{ v->officer }}</dd></div>{{ end }}
{{ if view_set(v->place) }}<div><dt>Luogo</dt><dd>{{ v->place }}</dd></div>{{ end }}
</dl>
<ul class="link-list urp-links">
{{ if view_set(v->public_url) }}<li><a href="{{ v->public_url }}">{{ render part_icon("it-presentation") }}<span>Come la vedono tutti</span></a></li>{{ end }}
{{ if view_set(v->receipt_url) }}
<li><a href="{{ v->receipt_url }}">{{ render part_icon("it-print") }}<span>Ricevuta da stampare</span></a></li>
<li><a href="{{ v->receipt_pdf_url }}" download>{{ render part_icon("it-download") }}<span>Scarica la ricevuta in PDF</span></a></li>
{{ end }}
{{ if view_set(v->notice_url) }}<li><a href="{{ v->notice_url }}">{{ render part_icon("it-lock") }}<span>L’informativa sulla privacy che valeva quando hai scritto</span></a></li>{{ end }}
{{ if view_set(v->calendar_url) }}
<li><a href="{{ v->calendar_url }}">{{ render part_icon("it-calendar") }}<span>Metti la data nel calendario</span></a></li>
<li><a href="{{ v->feed_url }}" type="application/atom+xml">{{ render part_icon("it-rss") }}<span>Segui i cambiamenti (Atom)</span></a></li>
{{ end }}
</ul>
</section>
{{ if view_set(v->remedies) }}
<section class="urp-box" aria-labelledby="rimedi-titolo"><h2 id="rimedi-titolo">{{ if v->late }}Se non ti rispondiamo{{ else }}Se non sei d’accordo{{ end }}</h2><p>{{ render prose_put_linked(v->remedies) }}</p></section>
{{ end }}
{{ end }}

{{ define follow_request(const struct track_view *v) }}
<h2>Che cosa hai scritto</h2>
{{ render part_rows(v->request, v->n_request) }}
{{ render part_files(v->files, v->n_files) }}
{{ end }}

{{ define track_page(const struct track_view *v) }}
{{ render layout_open(&v->page, false) }}
<div class="container urp-flow">
{{ render follow_way(v) }}
<div class="urp-two">
<div class="urp-two-main">
<div class="urp-state{{ if v->state.tone == TONE_GOOD }} is-good{{ elif v->state.tone == TONE_WARN }} is-warn{{ end }}">
<h2 class="urp-state-label">{{ v->state.label }}{{ if view_set(v->outcome) }}: {{ v->outcome }}{{ end }}</h2>
{{ if view_set(v->state_text) }}<p>{{ v->state_text }}</p>{{ end }}
{{ if view_set(v->due) && v->step != 3 && v->step != 4 }}<p>{{ if v->late }}Dovevamo risponderti entro <strong>{{ v->due }}</strong>: siamo in ritardo e ce ne scusiamo.{{ else }}Ti rispondiamo entro <strong>{{ v->due }}</strong>.{{ end }}</p>{{ end }}
{{ if view_set(v->question) }}<div class="urp-text urp-question"><p><strong>Ci serve sapere:</strong></p>{{ render part_told(v->question_lang, v->question) }}</div>{{ end }}
{{ if view_set(v->rated) && view_set(v->rate_url) }}<p>{{ v->rated }} <a href="{{ v->rate_url }}">Cambia il voto</a></p>
{{ elif view_set(v->rate_url) }}<p><a class="btn btn-primary" href="{{ v->rate_url }}">{{ render part_icon("it-star-full") }} Com’è andata? Dai un voto</a></p>{{ end }}
</div>
{{ if view_set(v->identity_text) }}
<div class="callout urp-callout is-warn" id="riconoscimento"><p>{{ render part_icon("it-user") }} {{ v->identity_text }}{{ if view_set(v->identity_url) }} <a href="{{ v->identity_url }}">Fatti riconoscere</a>{{ end }}</p></div>
{{ end }}
{{ if v->n_actions > 0 && view_set(v->question) }}{{ render part_action(&v->actions[0]) }}{{ end }}
<h2 id="storia">Che cosa è successo</h2>
{{ render part_events(v->events, v->n_events) }}
{{ if v->older_url }}<p class="urp-gap"><a href="{{ v->older_url }}">{{ v->older_text }}</a></p>{{ end }}
{{ render follow_request(v) }}
{{ if v->n_actions > (view_set(v->question) ? 1u : 0u) }}<h2>Che cosa puoi fare</h2>{{ end }}
{{ for size_t i = view_set(v->question) ? 1 : 0; i < v->n_actions; i++ }}
{{ render part_action_fold(&v->actions[i]) }}
{{ end }}
</div>
<aside class="urp-two-side" aria-label="Dati della richiesta">{{ render follow_side(v) }}</aside>
</div>
</div>
{{ render layout_close(&v->page) }}
{{ end }}
