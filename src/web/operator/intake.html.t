{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Phone, counter, letter on one screen: who is it, what is asked, answered at once or to be worked on. In the order in which a
   call goes; the requests of the caller stand beside. Keyboard only. }}
{{ include "web/desk_view.h" }}
{{ include "t/web/layout.html.h" }}
{{ include "t/web/operator/desk_saved.html.h" }}

{{ define caller_side(const struct caller_side *s) }}
{{ if s }}
<h2>{{ s->name }} <small>{{ s->contact }}</small></h2>
<p class="urp-small">{{ s->sum }}</p>
<ul class="urp-plainlist">
{{ for size_t i = 0; i < s->n_requests; i++ }}
{{ let const struct caller_request *r = &s->requests[i] }}
<li class="urp-asked"><a href="{{ r->url }}">{{ r->code }}</a> {{ render part_badge(&r->due) }}
<strong>{{ r->subject }}</strong> <span class="urp-small">{{ r->where }}</span>
{{ if r->call }}<button type="submit" name="do" value="{{ r->call }}" class="btn btn-sm btn-outline-primary">Ha chiamato per questa<span class="visually-hidden">: {{ r->code }} {{ r->subject }}</span></button>{{ end }}
</li>
{{ end }}
</ul>
{{ if s->n_requests == 0 }}<p>Non ha ancora fatto richieste.</p>{{ end }}
{{ if view_set(s->all_url) }}<p><a href="{{ s->all_url }}">Tutte le sue richieste</a></p>{{ end }}
{{ end }}
{{ end }}

{{ define intake_callers(const struct intake_view *v) }}
{{ if v->looked_up }}
<div id="chiamanti" role="status">
{{ if v->n_callers == 0 }}<p>Nessuno trovato per «{{ v->lookup }}»: è una persona nuova, controlla i dati qui sotto.</p>{{ elif v->n_callers == 1 }}<p>Una persona trovata.</p>{{ else }}<p>{{ int (long)v->n_callers }} persone trovate.</p>{{ end }}
</div>
<ul class="urp-callers">
{{ for size_t i = 0; i < v->n_callers; i++ }}
{{ let const struct caller_hit *c = &v->callers[i] }}
<li><button type="submit" name="do" value="usa:{{ c->id }}" class="btn btn-sm btn-outline-primary"{{ attr i == 0 autofocus }}>Usa questi dati<span class="visually-hidden">: {{ c->name }}</span></button> <strong>{{ c->name }}</strong> <span class="urp-small">{{ c->contact }}, {{ c->open }}</span></li>
{{ end }}
</ul>
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

{{ define intake_saved(const struct intake_view *v) }}
{{ if v->saved }}{{ render saved_box(v->saved, false) }}{{ end }}
{{ if view_set(v->noted_code) }}
<div class="urp-read-out" role="status"><p>Chiamata annotata sulla richiesta <a href="{{ v->noted_url }}">{{ v->noted_code }}</a>.</p></div>
{{ end }}
{{ end }}

{{ define intake_left(const struct intake_view *v) }}
{{ if v->n_left > 0 }}
<section class="urp-left" aria-labelledby="t-lasciate">
<h2 id="t-lasciate">Lasciate a metà</h2>
<ul class="urp-plainlist">
{{ for size_t i = 0; i < v->n_left; i++ }}
{{ let const struct desk_left *l = &v->left[i] }}
<li><span><strong>{{ l->what }}</strong> <span class="urp-small">ferma {{ l->at }}</span></span>
<a class="btn btn-sm btn-outline-primary" href="{{ l->url }}"{{ if i == 0 }} data-key="r" aria-keyshortcuts="r" title="Tasto r"{{ end }}>Riprendi<span class="visually-hidden">: {{ l->what }}</span></a>
<form method="post" action="{{ v->left_url }}"><input type="hidden" name="_csrf" value="{{ v->page.csrf }}"><input type="hidden" name="nonce" value="{{ l->nonce }}"><button type="submit" class="urp-linklike">Butta via<span class="visually-hidden">: {{ l->what }}</span></button></form></li>
{{ end }}
</ul>
</section>
{{ end }}
{{ end }}

{{ define intake_who(const struct intake_view *v) }}
<section class="urp-panel" aria-labelledby="t-persona">
<h2 id="t-persona">Chi è</h2>
{{ if !view_set(v->mail) }}
<div class="form-group urp-lookup">
<label for="chi">Telefono, nome, e-mail o codice fiscale; vuoto se non serve saperlo</label>
<div><input class="form-control" id="chi" name="chi" type="search" value="{{ v->lookup }}" maxlength="120" autocomplete="off" spellcheck="false" data-key="p" aria-keyshortcuts="p"{{ attr v->focus && !view_differ(v->focus, "chi") autofocus }}><button type="submit" name="do" value="cerca" class="btn btn-outline-primary">Cerca la persona</button></div>
</div>
{{ end }}
{{ render intake_callers(v) }}
<div class="urp-grid is-tight">{{ render intake_fields(v->person, v->n_person) }}</div>
<details id="altri-dati"{{ attr v->more_open open }}><summary>Altri dati della persona</summary>
<div class="urp-grid is-tight">{{ render intake_fields(v->more, v->n_more) }}</div>
</details>
</section>
{{ end }}

{{ define intake_ask(const struct intake_view *v) }}
<section class="urp-panel" aria-labelledby="t-richiesta">
<h2 id="t-richiesta">Che cosa chiede</h2>
{{ render part_field(&v->subject) }}
<div class="urp-at-once">
{{ render part_field(&v->answer) }}
<div id="risposte" class="urp-inserts" role="group" aria-label="Schede che rispondono" hidden></div>
<div class="urp-grid is-tight">
{{ if v->has_templates }}
<div>{{ render part_field(&v->template) }}<p class="urp-noscript"><button type="submit" name="do" value="modello" class="btn btn-sm btn-outline-primary">Metti il testo nella risposta</button></p></div>
{{ end }}
{{ render part_field(&v->answer_type) }}
{{ render part_field(&v->answer_mail) }}
</div>
</div>
</section>
{{ end }}

{{# Also alone, for the script: those of another category. }}
{{ define desk_question_fields(const struct desk_questions *q) }}
{{ if q->group.n_fields > 0 }}
<h3 id="t-domande">{{ q->group.title }}</h3>
<div class="urp-grid is-tight">{{ render part_fields(q->group.fields, q->group.n_fields) }}</div>
<input type="hidden" name="detto_112" value="{{ if q->told }}1{{ end }}">
{{ for size_t i = 0; i < q->n_stops; i++ }}
<div class="callout urp-callout is-danger" role="alert" data-stop="{{ q->stops[i].value }}" data-of="{{ q->stops[i].name }}"{{ attr q->stops[i].hidden hidden }}><p>{{ render part_icon("it-warning-circle") }} <strong>Di’ alla persona: «C’è pericolo adesso, non aspetti una nostra risposta: chiami subito il <a href="tel:112">112</a>».</strong> Poi salva: qui si registra soltanto.</p></div>
{{ end }}
{{ end }}
{{ end }}

{{ define intake_work(const struct intake_view *v) }}
<section class="urp-panel" aria-labelledby="t-lavorare" id="da-lavorare">
<h2 id="t-lavorare">Se è da lavorare</h2>
<div class="urp-grid is-tight">
<div>{{ render part_field(&v->type) }}<p class="urp-noscript"><button type="submit" name="do" value="tipo" class="btn btn-sm btn-outline-primary">Mostra i campi del tipo scelto</button></p></div>
{{ render intake_fields(v->request, v->n_request) }}
</div>
<p class="urp-noscript"><button type="submit" name="do" value="tipo" class="btn btn-sm btn-outline-primary">Mostra le domande dell’argomento scelto</button></p>
<div id="domande" role="group" aria-labelledby="t-domande"{{ attr v->questions.group.n_fields == 0 hidden }}>{{ render desk_question_fields(&v->questions) }}</div>
<div class="callout urp-callout is-danger" id="urgenza" role="alert"{{ attr !v->route.emergency hidden }}><p>{{ render part_icon("it-warning-circle") }} <strong>C’è pericolo adesso? Di’ alla persona di chiamare subito il <a href="tel:112">112</a>.</strong> Qui si registra soltanto.</p></div>
<div id="settore" class="urp-route" role="status">{{ if view_set(v->route.text) }}<strong>{{ v->route.text }}</strong> <span class="urp-small">{{ v->route.why }}</span>{{ end }}</div>
<div id="argomenti" class="urp-inserts" hidden></div>
<section id="gia-segnalata" aria-labelledby="t-gia" class="urp-like"{{ attr v->route.n_near == 0 hidden }}>
<h3 id="t-gia">Forse è già stata segnalata</h3>
<ul>
{{ for size_t i = 0; i < v->route.n_near; i++ }}
<li><a href="{{ v->route.near[i].url }}" target="_blank" rel="noopener">{{ v->route.near[i].label }}<span class="visually-hidden"> (si apre in un’altra scheda)</span></a> <small>{{ v->route.near[i].count }}</small></li>
{{ end }}
</ul>
</section>
</section>
{{ end }}

{{ define intake_page(const struct intake_view *v) }}
{{ render office_open(&v->page, false) }}
{{ render intake_saved(v) }}
{{ render intake_left(v) }}
<form method="post" action="{{ v->url }}" enctype="multipart/form-data" novalidate data-guard data-by-type data-desk{{ if v->kept }} data-kept{{ end }} class="urp-intake">
<button type="submit" class="visually-hidden" tabindex="-1" aria-hidden="true">Salva e apri</button>{{# what Enter presses }}
<input type="hidden" name="_csrf" value="{{ v->page.csrf }}">
<input type="hidden" name="nonce" value="{{ v->nonce }}">
<input type="hidden" name="ms" value="{{ v->ms }}">
<input type="hidden" name="scheda" value="{{ v->scheda }}">
<input type="hidden" name="drawn_at" value="{{ v->drawn_at }}">
<input type="hidden" name="persona" value="{{ v->person_id }}">
<input type="hidden" name="cercato" value="{{ v->lookup }}">
{{ if view_set(v->mail) }}
<input type="hidden" name="posta" value="{{ v->mail }}">
<div class="callout urp-callout"><p>I campi vengono da un <a href="{{ v->mail_url }}">messaggio ricevuto</a>: controllali. I termini partono da quando è arrivato.</p></div>
{{ end }}
<div class="urp-intake-ask">
{{ render intake_who(v) }}
{{ render intake_ask(v) }}
</div>
<div class="urp-intake-work">
{{ render intake_work(v) }}
<section class="urp-panel" aria-labelledby="t-come">
<h2 id="t-come">Come è arrivata, come si risponde</h2>
<div class="urp-grid is-tight">{{ render part_fields(v->come, v->n_come) }}{{ render part_field(&v->reply) }}</div>
<details id="riservatezza"{{ attr v->choices_open open }}><summary>Riservatezza e allegati</summary>
{{ render intake_fields(v->choices, v->n_choices) }}
<div class="form-group{{ if view_set(v->file_error) }} has-error{{ end }}">{{ render part_file_input("f-files", v->file_note, v->file_error) }}</div>
<p class="urp-small">Informa la persona: i dati servono solo per la sua richiesta, l’informativa è su questo sito alla pagina Privacy e allo sportello.</p>
</details>
</section>
<aside class="urp-side urp-panel" id="richieste-di" aria-label="Le richieste di chi chiama"{{ attr !v->side hidden }}>{{ render caller_side(v->side) }}</aside>
</div>
<div class="urp-buttons urp-stick">
<button type="submit" name="do" value="salva" class="btn btn-primary" data-key="s" title="Ctrl + Invio">Salva e apri</button>
<button type="submit" name="do" value="altra" class="btn btn-outline-primary" title="Ctrl + Maiuscole + Invio">Salva e nuova</button>
<p id="esito" role="status"></p>
<p class="urp-small" data-saved hidden></p>
</div>
<div class="urp-intake-foot">
<p class="urp-small urp-keys" hidden><kbd>Ctrl</kbd> + <kbd>Invio</kbd> salva e apre, <kbd>Ctrl</kbd> + <kbd>Maiusc</kbd> + <kbd>Invio</kbd> salva e ne comincia un’altra, <kbd>Esc</kbd> chiude un elenco.</p>
{{ if view_set(v->figures) }}<p class="urp-small">{{ v->figures }}</p>{{ end }}
</div>
</form>
{{ render office_close(&v->page) }}
{{ end }}
