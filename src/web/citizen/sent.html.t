{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# What the citizen takes home: the page after sending, and the receipt to print. }}
{{ include "web/citizen_view.h" }}
{{ include "t/web/layout.html.h" }}
{{ include "t/web/citizen/summary.html.h" }}

{{ define sent_numbers(const struct sent_view *v) }}
<div class="urp-ticket">
<div><span class="urp-ticket-label">Numero della richiesta</span><strong class="urp-ticket-code" data-copy>{{ v->code }}</strong></div>
{{ if view_set(v->secret) }}<div><span class="urp-ticket-label">Codice segreto</span><strong class="urp-ticket-code" data-copy>{{ v->secret }}</strong></div>{{ end }}
</div>
{{ end }}

{{ define sent_facts(const struct sent_view *v) }}
<dl class="urp-rows">
<div><dt>Tipo</dt><dd>{{ v->type_name }}</dd></div>
<div><dt>Oggetto</dt><dd>{{ v->subject }}</dd></div>
<div><dt>Presentata</dt><dd>{{ v->presented }}</dd></div>
{{ if view_set(v->protocol) }}<div><dt>Protocollo</dt><dd>{{ v->protocol }}</dd></div>{{ end }}
{{ if view_set(v->due) }}<div><dt>Risposta entro</dt><dd><strong>{{ v->due }}</strong>{{ if view_set(v->due_note) }}<br>{{ v->due_note }}{{ end }}</dd></div>{{ end }}
{{ if view_set(v->office) }}<div><dt>Ufficio competente</dt><dd>{{ render tr_put_around(v->office, v->office_own) }}</dd></div>{{ end }}
{{ if view_set(v->officer) }}<div><dt>Responsabile del procedimento</dt><dd>{{ v->officer }}</dd></div>{{ end }}
{{ if view_set(v->page.body->pec) }}<div><dt>Domicilio digitale dell’ente</dt><dd>{{ v->page.body->pec }} (PEC)</dd></div>{{ end }}
{{ if view_set(v->remedies) }}<div><dt>Se non rispondiamo o non sei d’accordo</dt><dd>{{ render prose_put_linked(v->remedies) }}</dd></div>{{ end }}
</dl>
{{ end }}

{{ define sent_page(const struct sent_view *v) }}
{{ render layout_open(&v->page, true) }}
<div class="container urp-flow">
<div class="urp-read">
<div class="urp-done" role="status">
{{ render part_icon("it-check-circle") }}
<h1 data-element="page-name">{{ render prose_put(v->page.title) }}</h1>
{{ if view_set(v->page.lead) }}<p class="lead">{{ render prose_put(v->page.lead) }}</p>{{ end }}
{{ render sent_numbers(v) }}
{{ if view_set(v->due) && v->reached }}<p>Riceverai una risposta <strong>entro il {{ v->due }}</strong>.</p>{{ elif view_set(v->due) }}<p>Rispondiamo <strong>entro il {{ v->due }}</strong>. La risposta la leggi qui, con il numero e il codice.</p>{{ end }}
</div>
{{ if view_set(v->email) }}
<div class="callout urp-callout">
<h2>Ti abbiamo scritto a</h2>
<p class="urp-email">{{ v->email }}</p>
<p>Il messaggio contiene la ricevuta. Se non arriva, guarda nella posta indesiderata. L’indirizzo è sbagliato? Apri la tua richiesta e scrivi quello giusto in «Cambia il tuo indirizzo e-mail».</p>
</div>
{{ else }}
<div class="callout urp-callout is-warn">
<h2>Annota il numero e il codice segreto</h2>
<p>Non ci hai lasciato un’e-mail: senza questi due codici non potrai più vedere la richiesta e noi non potremo ridarteli.</p>
</div>
{{ end }}
<p class="urp-hero-links"><a class="btn btn-primary" href="{{ v->track_url }}">Segui la richiesta</a> <a class="btn btn-outline-primary" href="{{ v->receipt_url }}">{{ render part_icon("it-print") }} Ricevuta da stampare</a> <a class="btn btn-outline-primary" href="{{ v->receipt_pdf_url }}" download>{{ render part_icon("it-download") }} Scarica la ricevuta in PDF</a></p>
{{ if v->n_next > 0 }}
<h2>Che cosa succede adesso</h2>
<ol class="urp-next">
{{ for size_t i = 0; i < v->n_next; i++ }}
<li><strong>{{ v->next[i].label }}</strong> {{ tr(v->next[i].value) }}</li>
{{ end }}
</ol>
{{ end }}
<h2>I dati della ricevuta</h2>
{{ render sent_facts(v) }}
<p>Salva questo collegamento: apre la tua richiesta senza scrivere i codici. Non darlo ad altri.<br><a class="urp-break" href="{{ v->track_url }}" data-copy-link>Collegamento segreto alla tua richiesta</a></p>
{{ if view_set(v->more_url) }}<form method="post" action="{{ v->more_url }}" data-guard><button type="submit" class="btn btn-outline-primary btn-sm">Scrivine un’altra per lo stesso luogo</button><p class="urp-small">Teniamo il luogo, il nome e l’e-mail. Il testo lo scrivi tu.</p></form>{{ end }}
{{ if view_set(v->again_url) }}<p><a href="{{ v->again_url }}">Fai un’altra richiesta simile</a></p>{{ end }}
</div>
</div>
{{ render layout_close(&v->page) }}
{{ end }}

{{ define receipt_page(const struct sent_view *v) }}
{{ let const struct view_body *b = v->page.body }}
{{ render layout_open(&v->page, true) }}
<div class="container urp-flow urp-receipt">
<div class="urp-read">
<p class="urp-receipt-head"><strong>{{ b->name }}</strong><br>{{ render part_own(b->office) }}{{ if view_set(b->address) }}<br>{{ b->address }}{{ end }}{{ if view_set(b->pec) }}<br>PEC {{ b->pec }}{{ end }}</p>
<h1 data-element="page-name">{{ render prose_put(v->page.title) }}</h1>
{{ if view_set(v->page.lead) }}<p>{{ v->page.lead }}</p>{{ end }}
{{ render sent_numbers(v) }}
{{ if view_set(v->start) }}<p class="callout urp-callout">{{ tr(v->start) }}</p>{{ end }}
{{ render sent_facts(v) }}
{{ for size_t i = 0; i < v->n_sections; i++ }}
{{ render ask_section(&v->sections[i]) }}
{{ end }}
<p>{{ v->papers }}</p>
<p>Per sapere a che punto è la richiesta: apri la pagina «Segui la tua richiesta» di questo sito e scrivi numero e codice segreto.{{ if view_set(b->phone) }} Puoi anche chiamare il {{ b->phone }}.{{ end }}</p>
<p class="urp-hero-links d-print-none"><a class="btn btn-primary" href="{{ v->receipt_pdf_url }}" download>{{ render part_icon("it-download") }} Scarica in PDF</a> <button type="button" class="btn btn-outline-primary" data-print hidden>{{ render part_icon("it-print") }} Stampa</button> <a class="btn btn-outline-primary" href="{{ v->back_url }}">Torna alla richiesta</a></p>
</div>
</div>
{{ render layout_close(&v->page) }}
{{ end }}
