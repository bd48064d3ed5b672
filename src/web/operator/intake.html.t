{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Phone, counter, letter: look the caller up, write while he talks, read the number out. Keyboard only. }}
{{ include "web/operator_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define intake_callers(const struct intake_view *v) }}
{{ if v->looked_up }}
<div id="chiamanti" role="status">
{{ if v->n_callers == 0 }}<p>Nessuno trovato per «{{ v->lookup }}»: scrivi i dati qui sotto.</p>{{ end }}
<ul class="urp-callers">
{{ for size_t i = 0; i < v->n_callers; i++ }}
{{ let const struct caller_hit *c = &v->callers[i] }}
<li><strong>{{ c->name }}</strong> <span class="urp-small">{{ c->contact }}</span> <a class="btn btn-sm btn-outline-primary" href="{{ c->url }}"{{ attr i == 0 autofocus }}>Usa questi dati<span class="visually-hidden">: {{ c->name }}</span></a>
{{ if c->n_tickets > 0 }}
<ul>
{{ for size_t j = 0; j < c->n_tickets; j++ }}
<li><a href="{{ c->tickets[j].url }}">{{ c->tickets[j].label }}</a></li>
{{ end }}
</ul>
{{ end }}
</li>
{{ end }}
</ul>
</div>
{{ end }}
{{ end }}

{{ define intake_fields(const struct desk_field *list, size_t n) }}
{{ for size_t i = 0; i < n; i++ }}
{{ if view_set(list[i].types) }}
<div class="urp-of-type" data-types="{{ list[i].types }}"{{ attr list[i].hidden hidden }}>{{ render part_field(&list[i].field) }}</div>
{{ else }}
{{ render part_field(&list[i].field) }}
{{ end }}
{{ end }}
{{ end }}

{{ define intake_group(const char *id, const char *title, const struct desk_field *list, size_t n) }}
<section class="urp-panel urp-grid" aria-labelledby="t-{{ id }}">
<h2 id="t-{{ id }}">{{ title }}</h2>
{{ render intake_fields(list, n) }}
</section>
{{ end }}

{{ define intake_page(const struct intake_view *v) }}
{{ render office_open(&v->page, false) }}
{{ if view_set(v->saved_code) }}
<div class="urp-read-out" role="status"><p>Registrata. Numero da leggere alla persona:</p><p class="urp-ticket-code" data-copy>{{ v->saved_code }}</p><p><a href="{{ v->saved_url }}">Apri la richiesta</a></p></div>
{{ end }}
{{ if !view_set(v->mail) }}
<form class="urp-lookup" method="get" action="{{ v->lookup_url }}" role="search" aria-label="Cerca la persona">
<label for="chi">Chi è? Nome, telefono, e-mail o codice fiscale</label>
<div><input class="form-control" id="chi" name="chi" type="search" value="{{ v->lookup }}" autocomplete="off" data-key="p" aria-keyshortcuts="p"{{ attr !v->looked_up && !v->focus && v->page.n_errors == 0 autofocus }}><button type="submit" class="btn btn-outline-primary">Cerca la persona</button></div>
</form>
{{ end }}
{{ render intake_callers(v) }}
<form method="post" action="{{ v->url }}" enctype="multipart/form-data" novalidate data-guard data-by-type class="urp-intake">
<button type="submit" class="visually-hidden" tabindex="-1" aria-hidden="true">Registra e apri</button>{{# what Enter presses }}
<input type="hidden" name="_csrf" value="{{ v->page.csrf }}">
<input type="hidden" name="nonce" value="{{ v->nonce }}">
{{ if view_set(v->mail) }}
<input type="hidden" name="posta" value="{{ v->mail }}">
<div class="callout urp-callout"><p>I campi vengono da un <a href="{{ v->mail_url }}">messaggio ricevuto</a>: controllali. I termini partono da quando è arrivato.</p></div>
{{ end }}
<section class="urp-panel urp-grid" aria-labelledby="t-come">
<h2 id="t-come">Come è arrivata</h2>
{{ render part_fields(v->head, v->n_head) }}
<p class="urp-noscript"><button type="submit" name="do" value="tipo" class="btn btn-sm btn-outline-primary">Mostra i campi del tipo scelto</button></p>
</section>
{{ render intake_group("persona", "Chi è", v->person, v->n_person) }}
{{ render intake_group("richiesta", "Che cosa chiede", v->request, v->n_request) }}
<section class="urp-panel" aria-labelledby="t-riservatezza">
<h2 id="t-riservatezza">Riservatezza e allegati</h2>
{{ render intake_fields(v->choices, v->n_choices) }}
<div class="form-group{{ if view_set(v->file_error) }} has-error{{ end }}">{{ render part_file_input("f-files", v->file_note, v->file_error) }}</div>
<p class="urp-small">Informa la persona: i dati servono solo per la sua richiesta, l’informativa è su questo sito alla pagina Privacy e allo sportello.</p>
</section>
<div class="urp-buttons">
<button type="submit" name="do" value="salva" class="btn btn-primary" data-key="s">Registra e apri</button>
<button type="submit" name="do" value="altra" class="btn btn-outline-primary">Registra e scrivine un’altra</button>
</div>
</form>
{{ render office_close(&v->page) }}
{{ end }}
