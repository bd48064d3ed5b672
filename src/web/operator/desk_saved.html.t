{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# What is given to the person who is at the telephone or at the counter. is_open: on the page of the request itself. }}
{{ include "web/desk_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define saved_box(const struct desk_saved *v, bool is_open) }}
<div class="urp-read-out">
{{ if v->answered }}
<p>Risposta registrata, richiesta chiusa: <strong data-copy>{{ v->code }}</strong></p>
{{ else }}
<p>Registrata. Numero da leggere alla persona:</p><p class="urp-ticket-code" data-copy>{{ v->code }}</p>
{{ end }}
{{ if v->emergency }}<p><strong>C’è pericolo adesso? Di’ alla persona di chiamare subito il <a href="tel:112">112</a>.</strong></p>{{ end }}
<ul class="urp-inline">
{{ if !is_open }}<li><a href="{{ v->url }}">Apri la richiesta</a></li>{{ end }}
<li><a href="{{ v->print_url }}" target="_blank" rel="noopener">Stampa la ricevuta<span class="visually-hidden"> (si apre in un’altra scheda)</span></a></li>
<li><a href="{{ v->pdf_url }}" download>Scarica la ricevuta in PDF</a></li>
</ul>
<details><summary>Testo per un SMS</summary><p data-copy>{{ v->sms }}</p></details>
</div>
{{ end }}
