{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Writing on a ticket: the forms, who else is here, what goes out later, what happened meanwhile, how it will look. }}
{{ include "web/compose_view.h" }}
{{ include "web/operator_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define pen_boxes(const char *form, const char *name, const struct view_option *list, size_t n) }}
{{ let struct view_id made = view_id(form, name) }}
{{ for size_t i = 0; i < n; i++ }}
<div class="form-check">
<input type="checkbox" name="{{ name }}" value="{{ list[i].value }}" id="{{ made.text }}-{{ int i }}"{{ attr list[i].chosen checked }}>
<label for="{{ made.text }}-{{ int i }}">{{ list[i].label }} <small>{{ list[i].hint }}</small></label>
</div>
{{ end }}
{{ end }}

{{ define pen_files(const struct compose_form *f) }}
{{ let const struct view_action *a = f->act }}
{{ let struct view_id files = view_id(a->id, "files") }}
<details class="urp-attach"{{ if f->n_brought > 0 || view_set(a->file_error) }} open{{ end }}>
<summary>{{ render part_icon("it-clip") }} Allegati{{ if f->n_brought > 0 }} ({{ int f->n_brought }}){{ end }}</summary>
{{ if f->keeps }}<input type="hidden" name="tieni" value="0">{{ end }}
{{ if f->n_brought > 0 }}
<fieldset class="urp-set"><legend>Già aggiunti: togli la spunta a quello che non serve</legend>
{{ render pen_boxes(a->id, "tieni", f->brought, f->n_brought) }}
</fieldset>
{{ end }}
{{ if f->n_pickable > 0 }}
<fieldset class="urp-set"><legend>Dalla richiesta</legend>
{{ render pen_boxes(a->id, "allega", f->pickable, f->n_pickable) }}
</fieldset>
{{ end }}
<div class="form-group{{ if view_set(a->file_error) }} has-error{{ end }}">{{ render part_file_input(files.text, a->file_note, a->file_error) }}</div>
</details>
{{ end }}

{{ define pen_templates(const struct view_action *a) }}
{{ if a->n_inserts > 0 }}
<details class="urp-templates">
<summary>{{ render part_icon("it-files") }} Testi pronti ({{ int a->n_inserts }})</summary>
<ul>
{{ for size_t i = 0; i < a->n_inserts; i++ }}
<li><a href="{{ a->inserts[i].url }}">{{ a->inserts[i].label }}</a></li>
{{ end }}
</ul>
</details>
{{ end }}
{{ end }}

{{ define pen_buttons(const struct compose_form *f) }}
{{ let const struct view_action *a = f->act }}
<div class="urp-buttons urp-send">
<button type="submit" name="do" value="invia" class="btn {{ if a->tone == TONE_BAD }}btn-danger{{ elif f->is_likely }}btn-primary{{ else }}btn-outline-primary{{ end }}">{{ a->submit }}</button>
{{ if f->looks }}<button type="submit" name="do" value="anteprima" class="btn btn-outline-primary">Anteprima</button>{{ end }}
{{ if f->keeps }}<button type="submit" name="do" value="salva" class="urp-linklike">Salva bozza</button>{{ end }}
{{ if view_set(f->draft) }}<button type="submit" name="do" value="butta" class="urp-linklike">Butta la bozza</button>{{ end }}
</div>
{{ if f->keeps }}<p class="urp-small urp-draft-note" data-saved>{{ f->draft }}</p>{{ end }}
{{ if f->looks }}
<details class="urp-later"{{ if view_set(f->when.error) }} open{{ end }}>
<summary>{{ render part_icon("it-clock") }} Invia più tardi</summary>
{{ render part_field_in(&f->when, a->id) }}
{{ render part_field_in(&f->at_night, a->id) }}
<button type="submit" name="do" value="programma" class="btn btn-outline-primary">Programma l’invio</button>
</details>
{{ end }}
{{ end }}

{{ define pen_form(const struct compose_form *f) }}
{{ let const struct view_action *a = f->act }}
{{ if view_set(a->note) }}<p>{{ a->note }}</p>{{ end }}
<form method="post" action="{{ a->url }}"{{ if a->files }} enctype="multipart/form-data"{{ end }} novalidate data-guard
{{ if f->keeps }} data-compose="{{ f->save_url }}"{{ end }}{{ if f->is_composer }} data-templates="{{ f->templates_url }}"{{ end }}
{{ if view_set(a->confirm) }} data-confirm="{{ a->confirm }}"{{ end }}>
<input type="hidden" name="_csrf" value="{{ a->csrf }}"><input type="hidden" name="version" value="{{ a->version }}">
{{ if f->keeps }}<input type="hidden" name="bozza" value="{{ f->rev }}">{{ end }}
{{ if view_set(f->from) }}<input type="hidden" name="da" value="{{ f->from }}">{{ end }}
{{ render pen_templates(a) }}
{{ for size_t i = 0; i < a->n_fields; i++ }}
{{ render part_field_in(&a->fields[i], a->id) }}
{{ end }}
{{ if a->files }}{{ render pen_files(f) }}{{ end }}
{{ render pen_buttons(f) }}
</form>
{{ end }}

{{ define pen_fold(const struct compose_form *f, const struct view_folds *folds) }}
{{ let const struct view_action *a = f->act }}
<details class="urp-act{{ if f->is_likely }} is-likely{{ end }}" id="a-{{ a->id }}"{{ attr a->open open }}{{ attr a->is_shut data-shut }}>
<summary>{{ if a->icon }}{{ render part_icon(a->icon) }}{{ end }}<span>{{ a->title }}{{ if view_set(f->draft) }} <span class="badge urp-badge is-warn">Bozza</span>{{ end }}</span></summary>
<div class="urp-act-body">{{ if a->is_shut }}{{ render part_ask(a, folds) }}{{ else }}{{ render pen_form(f) }}{{ end }}</div>
</details>
{{ end }}

{{ define pen_hidden(const struct compose_view *c) }}
<input type="hidden" name="_csrf" value="{{ c->csrf }}"><input type="hidden" name="version" value="{{ c->version }}">
{{ end }}

{{ define pen_planned_one(const struct compose_planned *p, size_t i) }}
<li class="urp-planned{{ if view_set(p->stopped) }} is-bad{{ end }}">
{{ if view_set(p->code) }}<p><a href="{{ p->ticket_url }}">{{ p->code }} {{ p->subject }}</a></p>{{ end }}
<p><strong>{{ if view_set(p->stopped) }}Non è partito: {{ else }}Parte {{ p->when }}: {{ end }}«{{ p->title }}»</strong> <span class="urp-small">di {{ p->who }}</span></p>
{{ if view_set(p->stopped) }}<p>{{ render part_icon("it-warning-circle") }} {{ p->stopped }} Doveva partire {{ p->when }}.</p>{{ end }}
{{ if p->text }}<details><summary>Leggi il testo</summary><div class="urp-text">{{ p->text }}</div>{{ if view_set(p->files) }}<p class="urp-small">Allegati: {{ p->files }}</p>{{ end }}</details>{{ end }}
<form method="post" action="{{ p->url }}" data-guard>
<input type="hidden" name="_csrf" value="{{ p->csrf }}"><input type="hidden" name="version" value="{{ p->version }}"><input type="hidden" name="bozza" value="{{ p->rev }}">
{{ if p->goes }}<button type="submit" name="do" value="subito" class="btn btn-outline-primary btn-sm" aria-describedby="p-{{ int i }}">Invia subito</button>{{ end }}
<button type="submit" name="do" value="riprendi" class="btn btn-outline-primary btn-sm" aria-describedby="p-{{ int i }}">Riprendi e cambia</button>
<button type="submit" name="do" value="annulla" class="urp-linklike" aria-describedby="p-{{ int i }}">Annulla l’invio</button>
<span id="p-{{ int i }}" class="visually-hidden">«{{ p->title }}», {{ if view_set(p->code) }}{{ p->code }}, {{ end }}{{ p->when }}</span>
</form>
</li>
{{ end }}

{{ define pen_planned_list(const struct compose_planned *list, size_t n) }}
{{ if n > 0 }}
<section id="da-inviare" class="urp-panel urp-planned-list" aria-labelledby="t-da-inviare" tabindex="-1">
<h2 id="t-da-inviare">Invii programmati</h2>
<ul>
{{ for size_t i = 0; i < n; i++ }}{{ render pen_planned_one(&list[i], i) }}{{ end }}
</ul>
</section>
{{ end }}
{{ end }}

{{ define pen_left_list(const struct compose_view *c) }}
{{ for size_t i = 0; i < c->n_left; i++ }}
{{ let const struct compose_left *l = &c->left[i] }}
<section class="urp-panel" aria-labelledby="t-rimasta-{{ int i }}">
<h2 id="t-rimasta-{{ int i }}">Il tuo testo, non inviato</h2>
<p id="t-rimasta-nota-{{ int i }}">«{{ l->title }}» ora non si può più fare. {{ l->saved }} Se il testo serve ancora, copialo in un’altra azione.</p>
<textarea class="form-control" rows="6" readonly aria-labelledby="t-rimasta-{{ int i }}" aria-describedby="t-rimasta-nota-{{ int i }}">
{{ l->text }}</textarea>
<form method="post" action="{{ l->url }}">{{ render pen_hidden(c) }}<button type="submit" name="do" value="butta" class="urp-linklike">Butta la bozza</button></form>
</section>
{{ end }}
{{ end }}

{{# Who else is here: changed by script, loaded anew without. }}
{{ define pen_presence(const struct compose_view *c) }}
<p class="urp-others" id="presenti" role="status" data-presence="{{ c->presence_url }}" data-stream="{{ c->events_url }}" data-version="{{ c->version }}">{{ c->others }}</p>
{{ end }}

{{# The page puts what else can be done behind the forms. }}
{{ define pen_open(const struct compose_view *c, const struct view_folds *folds) }}
{{ render pen_planned_list(c->planned, c->n_planned) }}
{{ render pen_left_list(c) }}
<section class="urp-acts" id="azioni" aria-labelledby="t-azioni">
<h2 id="t-azioni">Che cosa fare</h2>
<noscript><p class="urp-small">Prima di aprire un altro modulo premi «Salva bozza» in quello in cui stai scrivendo.</p></noscript>
<div class="urp-acts-grid">
{{ for size_t i = 0; i < c->n_forms; i++ }}{{ render pen_fold(&c->forms[i], folds) }}{{ end }}
{{ end }}

{{ define pen_close() }}
</div>
</section>
{{ end }}

{{ define merge_page(const struct merge_view *v) }}
{{ render office_open(&v->page, true) }}
<div class="urp-writing">
<p class="urp-small"><a href="{{ v->ticket_url }}">{{ render part_icon("it-arrow-left") }} Richiesta {{ v->code }}</a></p>
<h1>{{ v->page.title }}</h1>
<p class="lead">{{ v->lead }}</p>
<section aria-labelledby="t-successo"><h2 id="t-successo">Che cosa è successo</h2>
{{ if v->n_events > 0 }}{{ render part_events(v->events, v->n_events) }}{{ else }}<p>Non sappiamo dire che cosa: <a href="{{ v->ticket_url }}">rileggi la storia</a>.</p>{{ end }}
</section>
{{ if v->form }}
{{ let const struct view_action *a = v->form->act }}
<section class="urp-act urp-merge" id="a-{{ a->id }}" aria-labelledby="t-tuo"><h2 id="t-tuo">{{ a->title }}</h2>
{{ if view_set(v->kept) }}<p>{{ v->kept }}</p>{{ end }}
{{ render pen_form(v->form) }}
</section>
{{ else }}
{{ if view_set(v->kept) }}<p>{{ v->kept }}</p>{{ end }}
{{ end }}
<p><a href="{{ v->ticket_url }}">Torna alla richiesta senza inviare</a></p>
</div>
{{ render office_close(&v->page) }}
{{ end }}

{{ define preview_page(const struct preview_view *v) }}
{{ render office_open(&v->page, true) }}
<div class="urp-writing">
<p class="urp-small"><a href="{{ v->ticket_url }}">{{ render part_icon("it-arrow-left") }} Richiesta {{ v->code }}</a></p>
<h1>{{ v->page.title }}</h1>
<p class="lead">Non è ancora partito niente: così lo vedrà il cittadino.</p>
<form method="post" action="{{ v->url }}" data-guard class="urp-buttons urp-send">
<input type="hidden" name="_csrf" value="{{ v->csrf }}">
{{ for size_t i = 0; i < v->n_hidden; i++ }}{{ render part_field(&v->hidden[i]) }}{{ end }}
<button type="submit" name="do" value="invia" class="btn btn-primary">{{ v->submit }}</button>
<a class="btn btn-outline-primary" href="{{ v->back_url }}">Torna a scrivere</a>
</form>
<section aria-labelledby="t-mail"><h2 id="t-mail">Il messaggio</h2>
{{ if view_set(v->no_mail) }}<p class="callout urp-callout">{{ v->no_mail }}</p>{{ end }}
{{ for size_t i = 0; i < v->n_mails; i++ }}
{{ let const struct preview_mail *m = &v->mails[i] }}
<article class="urp-panel urp-preview" aria-label="{{ m->label }}">
<dl class="urp-rows"><div><dt>A</dt><dd>{{ m->to }}</dd></div><div><dt>Oggetto</dt><dd>{{ m->subject }}</dd></div>
{{ if view_set(m->files) }}<div><dt>Allegati</dt><dd>{{ m->files }}</dd></div>{{ end }}</dl>
<div class="urp-text">{{ m->text }}</div>
</article>
{{ end }}
</section>
<section aria-labelledby="t-pagina"><h2 id="t-pagina">Nella pagina della richiesta</h2>
<p>{{ v->state }}{{ if view_set(v->also) }} {{ v->also }}{{ end }}</p>
{{ render part_events(v->entries, v->n_entries) }}
</section>
</div>
{{ render office_close(&v->page) }}
{{ end }}
