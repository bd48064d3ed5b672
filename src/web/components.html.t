{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Pieces of every page: icons, messages, form fields, files, story, lists. }}
{{ include "http/http.h" }}
{{ include "web/prose.h" }}
{{ include "web/view_id.h" }}

{{ define part_icon(const char *name) }}
<svg class="icon" aria-hidden="true" focusable="false"><use href="{{ static_url("icons.svg") }}#{{ name }}"></use></svg>
{{ end }}

{{# Words of the body in a page of another language: read aloud and set as the Italian that they are. }}
{{ define part_own(const char *text) }}
{{ if view_own(text) }}<span lang="it" dir="ltr">{{ text }}</span>{{ else }}{{ text }}{{ end }}
{{ end }}

{{# The same for sentences: addresses of the web and of mail in them are links; and for what says where to turn: telephone numbers, too. }}
{{ define part_own_linked(const char *text) }}
{{ if view_own(text) }}<span lang="it" dir="ltr">{{ render prose_put_linked(text) }}</span>{{ else }}{{ render prose_put_linked(tr(text ? text : "")) }}{{ end }}
{{ end }}
{{ define part_own_contact(const char *text) }}
{{ if view_own(text) }}<span lang="it" dir="ltr">{{ render prose_put_contact(text) }}</span>{{ else }}{{ render prose_put_contact(tr(text ? text : "")) }}{{ end }}
{{ end }}

{{# Words of people, in the language in which they wrote. }}
{{ define part_wrote(const char *lang, const char *quoted) }}
{{ if view_foreign(lang) }}<span lang="{{ lang }}" dir="auto">{{ quoted }}</span>{{ else }}{{ quoted }}{{ end }}
{{ end }}

{{ define part_badge(const struct view_badge *b) }}
{{ if view_set(b->label) }}
{{ if b->tone == TONE_GOOD }}
<span class="badge urp-badge is-good">{{ b->label }}</span>
{{ elif b->tone == TONE_WARN }}
<span class="badge urp-badge is-warn">{{ b->label }}</span>
{{ elif b->tone == TONE_BAD }}
<span class="badge urp-badge is-bad">{{ b->label }}</span>
{{ elif b->tone == TONE_INFO }}
<span class="badge urp-badge is-info">{{ b->label }}</span>
{{ else }}
<span class="badge urp-badge">{{ b->label }}</span>
{{ end }}
{{ end }}
{{ end }}

{{ define part_crumbs(const struct view_link *list, size_t n, const char *here) }}
{{ if n > 0 }}
<nav class="breadcrumb-container" aria-label="Percorso di navigazione">
<ol class="breadcrumb" data-element="breadcrumb">
{{ for size_t i = 0; i < n; i++ }}
<li class="breadcrumb-item"><a href="{{ list[i].url }}">{{ list[i].label }}</a><span class="separator" aria-hidden="true">/</span></li>
{{ end }}
<li class="breadcrumb-item active" aria-current="page">{{ here }}</li>
</ol>
</nav>
{{ end }}
{{ end }}

{{# Gets the focus when the page opens, with and without script. }}
{{ define part_errors(const struct view_error *list, size_t n) }}
{{ if n > 0 }}
<div class="urp-errors" id="errori" role="alert" tabindex="-1" autofocus>
<h2>{{ render part_icon("it-warning-circle") }} {{ if n == 1 }}C’è una cosa da correggere{{ else }}Ci sono {{ int (long)n }} cose da correggere{{ end }}</h2>
<ul>
{{ for size_t i = 0; i < n; i++ }}
<li>{{ if view_set(list[i].url) }}<a href="{{ list[i].url }}">{{ list[i].text }}</a>{{ else }}{{ list[i].text }}{{ end }}</li>
{{ end }}
</ul>
</div>
{{ end }}
{{ end }}

{{ define part_notice(const char *text) }}
{{ if view_set(text) }}
<div class="alert alert-success urp-notice" role="status">{{ render prose_put(text) }}</div>
{{ end }}
{{ end }}

{{# ---- form fields ---- }}

{{ define part_help(const struct view_field *f, const char *id) }}
{{ if view_set(f->hint) }}
<p class="form-text" id="{{ id }}-aiuto">{{ if f->own }}{{ render part_own(f->hint) }}{{ else }}{{ f->hint }}{{ end }}</p>
{{ end }}
{{ if view_set(f->error) }}
<p class="urp-error" id="{{ id }}-errore"><span class="visually-hidden">Errore: </span>{{ f->error }}</p>
{{ end }}
{{ end }}

{{ define part_label(const struct view_field *f, const char *label) }}{{ if f->own }}{{ render part_own(label) }}{{ else }}{{ label }}{{ end }}{{ end }}

{{ define part_star(bool required) }}
{{ if required }}<span class="urp-star" aria-hidden="true"> *</span>{{ end }}
{{ end }}

{{ define part_input(const struct view_field *f, const char *id) }}
<input class="form-control" id="{{ id }}" name="{{ f->name }}" type="{{ if f->type }}{{ f->type }}{{ else }}text{{ end }}" value="{{ f->value }}"
{{ if f->autocomplete }} autocomplete="{{ f->autocomplete }}"{{ end }}
{{ if f->inputmode }} inputmode="{{ f->inputmode }}"{{ end }}
{{ if view_set(f->hint) || view_set(f->error) }} aria-describedby="{{ if view_set(f->hint) }}{{ id }}-aiuto {{ end }}{{ if view_set(f->error) }}{{ id }}-errore{{ end }}"{{ end }}
{{ if view_set(f->error) }} aria-invalid="true"{{ end }}
{{ attr f->required required }}{{ attr f->autofocus autofocus }}>
{{ end }}

{{ define part_area(const struct view_field *f, const char *id) }}
<textarea class="form-control" id="{{ id }}" name="{{ f->name }}" rows="{{ int f->rows > 0 ? f->rows : 5 }}"
{{ if f->max > 0 }} data-max="{{ int f->max }}"{{ end }}
{{ if f->max > 0 || view_set(f->hint) || view_set(f->error) }} aria-describedby="{{ if view_set(f->hint) }}{{ id }}-aiuto {{ end }}{{ if view_set(f->error) }}{{ id }}-errore {{ end }}{{ if f->max > 0 }}{{ id }}-conto{{ end }}"{{ end }}
{{ if view_set(f->error) }} aria-invalid="true"{{ end }}
{{ attr f->required required }}>
{{ f->value }}</textarea>
{{ if f->max > 0 }}
<p class="form-text urp-count" id="{{ id }}-conto">Al massimo {{ int f->max }} caratteri.</p>
{{ end }}
{{ end }}

{{ define part_select(const struct view_field *f, const char *id) }}
{{# Said in so many words: browsers call a required choice wrong before anybody has had the time to choose. }}
<select class="form-select" id="{{ id }}" name="{{ f->name }}"
{{ if view_set(f->error) }} aria-invalid="true"{{ elif f->required }} aria-invalid="false"{{ end }}
{{ if view_set(f->hint) || view_set(f->error) }} aria-describedby="{{ if view_set(f->hint) }}{{ id }}-aiuto {{ end }}{{ if view_set(f->error) }}{{ id }}-errore{{ end }}"{{ end }}
{{ if f->autocomplete }} autocomplete="{{ f->autocomplete }}"{{ end }}
{{# HTML wants an empty first choice where one is required. }}
{{ attr f->required && f->n_options > 0 && !view_set(f->options[0].value) required }}>
{{ for size_t i = 0; i < f->n_options; i++ }}
{{ let const struct view_option *o = &f->options[i] }}
{{ if view_set(o->group) && (i == 0 || view_differ(o->group, o[-1].group)) }}<optgroup label="{{ o->group }}"{{ if o->own_group && view_own(o->group) }} lang="it" dir="ltr"{{ end }}>{{ end }}
<option value="{{ o->value }}"{{ attr o->chosen selected }}{{ if (f->own || o->own) && view_own(o->label) }} lang="it" dir="ltr"{{ end }}>{{ o->label }}</option>
{{ if view_set(o->group) && (i + 1 == f->n_options || view_differ(o->group, o[1].group)) }}</optgroup>{{ end }}
{{ end }}
</select>
{{ end }}

{{ define part_radios(const struct view_field *f, const char *id) }}
<fieldset class="urp-set"{{ if view_set(f->hint) || view_set(f->error) }} aria-describedby="{{ if view_set(f->hint) }}{{ id }}-aiuto {{ end }}{{ if view_set(f->error) }}{{ id }}-errore{{ end }}"{{ end }}>
<legend>{{ render part_label(f, f->label) }}{{ render part_star(f->required) }}</legend>
{{ render part_help(f, id) }}
{{ for size_t i = 0; i < f->n_options; i++ }}
{{ let const struct view_option *o = &f->options[i] }}
<div class="form-check">
<input type="radio" name="{{ f->name }}" value="{{ o->value }}" id="{{ id }}{{ if i > 0 }}-{{ int i }}{{ end }}"{{ attr o->chosen checked }}{{ attr f->required required }}
{{ if view_set(o->hint) }} aria-describedby="{{ id }}-{{ int i }}-nota"{{ end }}>
<label for="{{ id }}{{ if i > 0 }}-{{ int i }}{{ end }}">{{ render part_label(f, o->label) }}</label>
{{ if view_set(o->hint) }}<p class="form-text" id="{{ id }}-{{ int i }}-nota">{{ o->hint }}</p>{{ end }}
</div>
{{ end }}
</fieldset>
{{ end }}

{{ define part_checks(const struct view_field *f, const char *id) }}
<fieldset class="urp-set"{{ if view_set(f->hint) || view_set(f->error) }} aria-describedby="{{ if view_set(f->hint) }}{{ id }}-aiuto {{ end }}{{ if view_set(f->error) }}{{ id }}-errore{{ end }}"{{ end }}>
<legend>{{ render part_label(f, f->label) }}{{ render part_star(f->required) }}</legend>
{{ render part_help(f, id) }}
{{ for size_t i = 0; i < f->n_options; i++ }}
{{ let const struct view_option *o = &f->options[i] }}
<div class="form-check">
<input type="checkbox" name="{{ o->value }}" value="1" id="{{ id }}{{ if i > 0 }}-{{ int i }}{{ end }}"{{ attr o->chosen checked }}>
<label for="{{ id }}{{ if i > 0 }}-{{ int i }}{{ end }}">{{ render part_label(f, o->label) }}</label>
</div>
{{ end }}
</fieldset>
{{ end }}

{{ define part_check(const struct view_field *f, const char *id) }}
<div class="form-check">
<input type="checkbox" name="{{ f->name }}" value="1" id="{{ id }}"{{ attr f->checked checked }}{{ attr f->required required }}
{{ if view_set(f->hint) || view_set(f->error) }} aria-describedby="{{ if view_set(f->hint) }}{{ id }}-aiuto {{ end }}{{ if view_set(f->error) }}{{ id }}-errore{{ end }}"{{ end }}
{{ if view_set(f->error) }} aria-invalid="true"{{ elif f->required }} aria-invalid="false"{{ end }}>
<label for="{{ id }}">{{ f->label }}{{ render part_star(f->required) }}</label>
{{ render part_help(f, id) }}
</div>
{{ end }}

{{ define part_file_input(const char *id, const char *note, const char *error) }}
<label for="{{ id }}">Aggiungi file</label>
{{ if view_set(note) }}<p class="form-text" id="{{ id }}-aiuto">{{ note }}</p>{{ end }}
{{ if view_set(error) }}<p class="urp-error" id="{{ id }}-errore"><span class="visually-hidden">Errore: </span>{{ error }}</p>{{ end }}
<input class="form-control" type="file" name="files" multiple id="{{ id }}"
{{ if view_set(note) || view_set(error) }} aria-describedby="{{ if view_set(note) }}{{ id }}-aiuto {{ end }}{{ if view_set(error) }}{{ id }}-errore{{ end }}"{{ end }}
{{ if view_set(error) }} aria-invalid="true"{{ end }}>
{{ end }}

{{# form: id of the action it belongs to, or NULL. }}
{{ define part_field_in(const struct view_field *f, const char *form) }}
{{ let struct view_id made = view_id(form, f->name) }}
{{ let const char *id = made.text }}
{{ if f->kind == VIEW_HIDDEN }}
<input type="hidden" name="{{ f->name }}" value="{{ f->value }}">
{{ else }}
<div class="form-group{{ if view_set(f->error) }} has-error{{ end }}{{ if f->narrow }} is-narrow{{ end }}">
{{ if f->kind == VIEW_RADIOS }}
{{ render part_radios(f, id) }}
{{ elif f->kind == VIEW_CHECKS }}
{{ render part_checks(f, id) }}
{{ elif f->kind == VIEW_CHECK }}
{{ render part_check(f, id) }}
{{ elif f->kind == VIEW_FILES }}
{{ render part_file_input(id, f->hint, f->error) }}
{{ else }}
<label for="{{ id }}">{{ render part_label(f, f->label) }}{{ render part_star(f->required) }}</label>
{{ render part_help(f, id) }}
{{ if f->kind == VIEW_AREA }}{{ render part_area(f, id) }}{{ elif f->kind == VIEW_SELECT }}{{ render part_select(f, id) }}{{ else }}{{ render part_input(f, id) }}{{ end }}
{{ end }}
</div>
{{ end }}
{{ end }}

{{ define part_field(const struct view_field *f) }}{{ render part_field_in(f, NULL) }}{{ end }}

{{ define part_fields(const struct view_field *list, size_t n) }}
{{ for size_t i = 0; i < n; i++ }}
{{ render part_field_in(&list[i], NULL) }}
{{ end }}
{{ end }}

{{# A draft that this device remembers: shown and filled by static/urp.js, which alone knows. }}
{{ define part_resume() }}
<section class="callout urp-callout" data-kept hidden aria-labelledby="t-riprendi">
<h2 id="t-riprendi">Riprendi la tua richiesta</h2>
<p>L’hai cominciata e non l’hai inviata: <strong data-kept-name></strong></p>
<p class="urp-hero-links"><a class="btn btn-primary btn-sm" data-kept-link href="/segnala">Riprendi</a> <button type="button" class="btn btn-outline-primary btn-sm" data-kept-drop>Dimentica</button></p>
<p class="urp-small">Lo sa solo questo dispositivo. Se lo usano anche altri, premi «Dimentica».</p>
</section>
{{ end }}

{{# ---- things to do ---- }}

{{ define part_action_form(const struct view_action *a) }}
<form method="post" action="{{ a->url }}"{{ if a->files }} enctype="multipart/form-data"{{ end }} novalidate data-guard
{{ if view_set(a->confirm) }} data-confirm="{{ a->confirm }}"{{ end }}>
{{ if a->csrf }}<input type="hidden" name="_csrf" value="{{ a->csrf }}">{{ end }}
{{ if a->version }}<input type="hidden" name="version" value="{{ a->version }}">{{ end }}
{{ if a->n_inserts > 0 }}
<p class="urp-inserts">{{ if view_set(a->inserts_title) }}{{ a->inserts_title }}{{ else }}Testi pronti{{ end }}:
{{ for size_t i = 0; i < a->n_inserts; i++ }}
<a href="{{ a->inserts[i].url }}"{{ if a->inserts[i].current }} aria-current="true"{{ end }}>{{ a->inserts[i].label }}</a>
{{ end }}
</p>
{{ end }}
{{ for size_t i = 0; i < a->n_fields; i++ }}
{{ render part_field_in(&a->fields[i], a->id) }}
{{ end }}
{{ if a->files }}
{{ let struct view_id files = view_id(a->id, "files") }}
<div class="form-group{{ if view_set(a->file_error) }} has-error{{ end }}">{{ render part_file_input(files.text, a->file_note, a->file_error) }}</div>
{{ end }}
<button type="submit" class="btn {{ if a->tone == TONE_BAD }}btn-danger{{ elif a->tone == TONE_PLAIN }}btn-outline-primary{{ else }}btn-primary{{ end }}">{{ a->submit }}</button>
</form>
{{ end }}

{{ define part_action(const struct view_action *a) }}
<section class="urp-act" id="a-{{ a->id }}" aria-labelledby="t-{{ a->id }}">
<h2 id="t-{{ a->id }}">{{ a->title }}</h2>
{{ if view_set(a->note) }}<p>{{ a->note }}</p>{{ end }}
{{ render part_action_form(a) }}
</section>
{{ end }}

{{ define part_action_body(const struct view_action *a) }}
{{ if view_set(a->note) }}<p>{{ a->note }}</p>{{ end }}
{{ render part_action_form(a) }}
{{ end }}

{{ define part_action_fold(const struct view_action *a) }}
<details class="urp-act" id="a-{{ a->id }}"{{ attr a->open open }}>
<summary>{{ if a->icon }}{{ render part_icon(a->icon) }}{{ end }}<span>{{ a->title }}</span></summary>
<div class="urp-act-body">{{ render part_action_body(a) }}</div>
</details>
{{ end }}

{{# po: off }}
{{# In a fold whose form is made when somebody asks for it: by script when it is unfolded, else by this link. }}
{{ define part_ask(const struct view_action *a, const struct view_folds *f) }}
<p><a href="{{ f->page_url }}?apri={{ a->id }}{{ for size_t i = 0; i < f->n_from; i++ }}&amp;{{ f->from[i].label }}={{ f->from[i].value }}{{ end }}#a-{{ a->id }}">Apri il modulo<span class="visually-hidden"> «{{ a->title }}»</span></a></p>
{{ end }}

{{# po: on }}
{{# ---- pieces ---- }}

{{ define part_rows(const struct view_row *list, size_t n) }}
{{ if n > 0 }}
<dl class="urp-rows">
{{ for size_t i = 0; i < n; i++ }}
<div><dt>{{ if list[i].own_label }}{{ render part_own(list[i].label) }}{{ else }}{{ list[i].label }}{{ end }}</dt><dd>{{ if view_set(list[i].url) }}<a href="{{ list[i].url }}">{{ list[i].value }}</a>{{ elif view_set(list[i].own_value) }}{{ render tr_put_around(list[i].value, list[i].own_value) }}{{ elif view_set(list[i].value_lang) }}{{ render part_wrote(list[i].value_lang, list[i].value) }}{{ else }}{{ list[i].value }}{{ end }}</dd></div>
{{ end }}
</dl>
{{ end }}
{{ end }}

{{# The reserved channel, in the body's words or ours. }}
{{ define part_whistleblowing(const struct view_body *b) }}
{{ if view_set(b->whistleblowing) }}
<p>{{ render part_own_linked(b->whistleblowing) }}</p>
{{ if view_set(b->whistleblowing_url) }}<p><a href="{{ b->whistleblowing_url }}">Vai al canale riservato (whistleblowing)</a></p>{{ end }}
{{ elif view_set(b->whistleblowing_url) }}
<p>Per segnalare illeciti visti sul lavoro usa il <a href="{{ b->whistleblowing_url }}">canale riservato (whistleblowing)</a>, che protegge la tua identità: non questo modulo.</p>
{{ end }}
{{ end }}

{{ define part_files(const struct view_file *list, size_t n) }}
{{ if n > 0 }}
<ul class="urp-files">
{{ for size_t i = 0; i < n; i++ }}
{{ let const struct view_file *f = &list[i] }}
<li>
{{ if view_set(f->thumb_url) }}<img src="{{ f->thumb_url }}" alt="" loading="lazy" width="64" height="64">{{ else }}{{ render part_icon("it-file") }}{{ end }}
<span>{{ if view_set(f->view_url) }}<a href="{{ f->view_url }}">{{ f->name }}</a>{{ elif view_set(f->url) }}<a href="{{ f->url }}">{{ f->name }}</a>{{ else }}{{ f->name }}{{ end }} <small>{{ f->size }}</small>{{ if view_set(f->original_url) }} · <a href="{{ f->original_url }}">originale<span class="visually-hidden"> di {{ f->name }}</span></a>{{ end }}{{ if view_set(f->read_url) }} · <a href="{{ f->read_url }}">Apri il messaggio allegato<span class="visually-hidden">: {{ f->name }}</span></a>{{ end }}</span>
{{ if f->remove }}<button type="submit" class="btn btn-sm btn-outline-danger" name="togli" value="{{ f->remove }}">Togli<span class="visually-hidden"> {{ f->name }}</span></button>{{ end }}
</li>
{{ end }}
</ul>
{{ end }}
{{ end }}

{{# What an office wrote to a citizen. }}
{{ define part_told(const char *lang, const char *quoted) }}
{{ if view_foreign(lang) }}<span lang="{{ lang }}" dir="auto">{{ render prose_put_linked(quoted) }}</span>{{ else }}{{ render prose_put_linked(quoted) }}{{ end }}
{{ end }}

{{# po: off }}
{{ define part_letter_head(const struct view_letter *l) }}
{{ if l && l->n_marks > 0 }}
<p class="urp-marks">
{{ for size_t i = 0; i < l->n_marks; i++ }}{{ render part_badge(&l->marks[i]) }} {{ end }}
</p>
{{ end }}
{{ if l && l->n_notes > 0 }}
<ul class="urp-unread">
{{ for size_t i = 0; i < l->n_notes; i++ }}
<li>{{ render part_icon("it-warning-circle") }} {{ l->notes[i] }}</li>
{{ end }}
</ul>
{{ end }}
{{ end }}

{{ define part_letter_foot(const struct view_letter *l) }}
{{ if l && l->n_pictures > 0 }}
<ul class="urp-pictures">
{{ for size_t i = 0; i < l->n_pictures; i++ }}
{{ let const struct view_file *f = &l->pictures[i] }}
<li><a href="{{ f->url }}"><img src="{{ f->thumb_url }}" alt="Immagine nel messaggio: {{ f->name }}" loading="lazy"></a>
<small>{{ f->name }}, {{ f->size }}{{ if view_set(f->original_url) }} · <a href="{{ f->original_url }}">originale<span class="visually-hidden"> di {{ f->name }}</span></a>{{ end }}</small></li>
{{ end }}
</ul>
{{ end }}
{{ if l && view_set(l->whole_url) }}
<p>Il messaggio continua: <a href="{{ l->whole_url }}">leggilo tutto</a>.</p>
{{ end }}
{{ if l && (view_set(l->page_url) || view_set(l->source_url)) }}
<div class="urp-letter-foot">
{{ if view_set(l->page_url) }}<a href="{{ l->page_url }}">Mostra il messaggio originale</a>{{ end }}
{{ if l->n_way > 0 }}
<details><summary>Come è arrivato</summary>
{{ render part_rows(l->way, l->n_way) }}
{{ if view_set(l->source_url) }}<p class="urp-small"><a href="{{ l->source_url }}">Sorgente del messaggio</a> · <a href="{{ l->download_url }}">scarica il file .eml</a></p>{{ end }}
</details>
{{ end }}
</div>
{{ end }}
{{ end }}

{{ define part_quoted(const char *quoted) }}
{{ if view_set(quoted) }}<details class="urp-quoted"><summary>Mostra il testo citato</summary><div class="urp-text">{{ quoted }}</div></details>{{ end }}
{{ end }}

{{# po: on }}
{{ define part_said(const struct view_event *e) }}
{{ render part_letter_head(e->letter) }}
{{ if view_set(e->text) }}<div class="urp-text">{{ if e->told }}{{ render part_told(e->lang, e->text) }}{{ else }}{{ render part_wrote(e->lang, e->text) }}{{ end }}</div>{{ end }}
{{ render part_quoted(e->quoted) }}
{{ render part_letter_foot(e->letter) }}
{{ render part_files(e->files, e->n_files) }}
{{ end }}

{{ define part_event(const struct view_event *e) }}
<li class="urp-event{{ if e->tone == TONE_GOOD }} is-good{{ elif e->tone == TONE_WARN }} is-warn{{ elif e->tone == TONE_BAD }} is-bad{{ elif e->tone == TONE_INFO }} is-info{{ end }}">
<p class="urp-event-head">{{ if e->icon }}{{ render part_icon(e->icon) }}{{ end }}<strong>{{ e->title }}</strong>
{{ if view_set(e->note) }}<span class="badge urp-badge is-warn">{{ e->note }}</span>{{ end }}
<span class="urp-event-at"><time{{ if e->iso }} datetime="{{ e->iso }}"{{ end }}>{{ e->at }}</time>{{ if view_set(e->who) }} · {{ if e->own_who }}{{ render part_own(e->who) }}{{ else }}{{ e->who }}{{ end }}{{ end }}</span></p>
{{ if view_set(e->why) }}<p class="urp-small">{{ e->why }}</p>{{ end }}
{{ if e->folded }}
<details class="urp-quoted"><summary>Mostra il messaggio scartato</summary>{{ render part_said(e) }}</details>
{{ else }}
{{ render part_said(e) }}
{{ end }}
{{ if view_set(e->action_note) }}<p class="urp-small">{{ e->action_note }}</p>{{ end }}
{{ for size_t i = 0; i < e->n_actions; i++ }}
{{ render part_action_form(&e->actions[i]) }}
{{ end }}
</li>
{{ end }}

{{ define part_events(const struct view_event *list, size_t n) }}
{{ if n > 0 }}
<ol class="urp-events">
{{ for size_t i = 0; i < n; i++ }}
{{ render part_event(&list[i]) }}
{{ end }}
</ol>
{{ end }}
{{ end }}

{{ define part_pager(const struct view_pager *p) }}
{{ if p->prev_url || p->next_url }}
<nav class="urp-pager" aria-label="Pagine">
{{ if p->prev_url }}<a class="btn btn-outline-primary" rel="prev" href="{{ p->prev_url }}">Precedenti</a>{{ end }}
{{ if view_set(p->text) }}<span>{{ p->text }}</span>{{ end }}
{{ if p->next_url }}<a class="btn btn-outline-primary" rel="next" href="{{ p->next_url }}">Successive</a>{{ end }}
</nav>
{{ end }}
{{ end }}

{{ define part_table(const struct view_table *t) }}
<div class="table-responsive" tabindex="0" role="region" aria-label="{{ t->caption }}">
<table class="table">
<caption>{{ t->caption }}</caption>
<thead><tr>
{{ for size_t i = 0; i < t->n_heads; i++ }}<th scope="col">{{ t->heads[i] }}</th>{{ end }}
</tr></thead>
<tbody>
{{ for size_t r = 0; r < t->n_rows; r++ }}
<tr>
{{ for size_t c = 0; c < t->n_heads; c++ }}
{{ let const char *cell = t->cells[r * t->n_heads + c] }}
{{ if c == 0 }}
<th scope="row">{{ if t->urls && t->urls[r] }}<a href="{{ t->urls[r] }}">{{ cell }}</a>{{ else }}{{ cell }}{{ end }}</th>
{{ else }}
<td>{{ cell }}</td>
{{ end }}
{{ end }}
</tr>
{{ end }}
</tbody>
</table>
</div>
{{ end }}

{{ define part_figures(const struct view_row *list, size_t n) }}
{{ if n > 0 }}
<dl class="urp-figures">
{{ for size_t i = 0; i < n; i++ }}
<div><dt>{{ list[i].label }}</dt><dd>{{ list[i].value }}</dd></div>
{{ end }}
</dl>
{{ end }}
{{ end }}
