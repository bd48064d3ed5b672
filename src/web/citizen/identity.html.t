{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# The ways in which somebody makes themselves known: each by itself, none of them before the others can be read. }}
{{ include "web/identity_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define identity_there(const struct identity_view *v) }}
<ul class="urp-files" id="carte-messe">
{{ for size_t i = 0; i < v->n_papers; i++ }}
{{ let const struct identity_paper_view *f = &v->papers[i] }}
<li>{{ render part_icon("it-file") }}
<span>{{ f->kind }}: {{ f->name }} <small>{{ f->size }}</small></span>
{{ if view_set(f->id) }}<button type="submit" class="btn btn-sm btn-outline-danger" name="togli" value="{{ f->id }}">Togli<span class="visually-hidden"> {{ f->name }}</span></button>{{ end }}
</li>
{{ end }}
</ul>
{{ end }}

{{ define identity_file(const char *name, const char *label, const char *hint, const char *accept, const char *error, bool many) }}
<div class="form-group{{ if view_set(error) }} has-error{{ end }}">
<label for="f-{{ name }}">{{ label }}</label>
<p class="form-text" id="f-{{ name }}-aiuto">{{ hint }}</p>
{{ if view_set(error) }}<p class="urp-error" id="f-{{ name }}-errore"><span class="visually-hidden">Errore: </span>{{ error }}</p>{{ end }}
<input class="form-control" type="file" name="{{ name }}" id="f-{{ name }}" accept="{{ accept }}"{{ attr many multiple }}
 aria-describedby="f-{{ name }}-aiuto{{ if view_set(error) }} f-{{ name }}-errore{{ end }}"{{ if view_set(error) }} aria-invalid="true"{{ end }}>
</div>
{{ end }}

{{ define identity_form(const struct identity_view *v) }}
<section class="urp-panel" id="modulo" aria-labelledby="t-modulo">
<h2 id="t-modulo">Con il modulo firmato</h2>
<p>Vale come una firma fatta davanti a noi.</p>
<ol>
<li>{{ if view_set(v->form_url) }}<a href="{{ v->form_url }}">Scarica il modulo da firmare (PDF)</a>: è la tua richiesta, già scritta.{{ else }}<a href="{{ v->fill_url }}">Completa prima la richiesta</a>: poi qui trovi il modulo da firmare, già scritto.{{ end }}</li>
<li>Firmalo a mano e fotografalo; oppure firmalo con la tua firma digitale (PDF firmato o p7m).</li>
<li>Se l’hai firmato a mano, aggiungi la foto del tuo documento di riconoscimento. Con la firma digitale non serve.</li>
</ol>
<form method="post" action="{{ v->papers_url }}" enctype="multipart/form-data" novalidate data-guard>
<button type="submit" name="do" value="carica" class="visually-hidden" tabindex="-1" aria-hidden="true">Carica</button>
{{ if v->n_papers > 0 }}{{ render identity_there(v) }}{{ end }}
{{ if view_set(v->papers_note) }}<p class="callout urp-callout{{ if v->papers_done }} is-good{{ else }} is-warn{{ end }}">{{ render part_icon(v->papers_done ? "it-check-circle" : "it-info-circle") }} {{ v->papers_note }}</p>{{ end }}
{{ render identity_file("modulo", "Modulo firmato", "Una foto, una scansione o un PDF; se è firmato digitalmente, il PDF firmato o il file p7m.", "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif,.pdf,.p7m", v->form_error, true) }}
{{ render identity_file("documento", "Copia del documento", "Carta d’identità, passaporto o patente: fronte e retro, una foto o un PDF.", "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif,.pdf", v->document_error, true) }}
{{ if view_set(v->form_url) && !view_set(v->code) }}<p class="urp-small">Se poi cambi la richiesta, il modulo va firmato di nuovo.</p>{{ end }}
<p class="urp-small">{{ render part_icon("it-locked") }} {{ v->keep }}</p>
<button type="submit" name="do" value="carica" class="btn btn-outline-primary">{{ render part_icon("it-upload") }} Carica</button>
</form>
</section>
{{ end }}

{{ define identity_elsewhere(const struct identity_view *v) }}
{{ if view_set(v->pec) }}
<section class="urp-panel" aria-labelledby="t-pec">
<h2 id="t-pec">Con la tua PEC</h2>
<p>{{ if view_set(v->code) }}Scrivi dalla tua casella PEC a <strong>{{ v->pec }}</strong>, con il numero <strong>{{ v->code }}</strong> nell’oggetto.{{ else }}Puoi mandare la richiesta dalla tua casella PEC a <strong>{{ v->pec }}</strong>, invece che da qui.{{ end }} Controlliamo che la casella sia tua negli elenchi pubblici (INAD e INI-PEC). Ti rispondiamo alla stessa PEC.</p>
</section>
{{ end }}
{{ if view_set(v->page.body->address) }}
<section class="urp-panel" aria-labelledby="t-sportello">
<h2 id="t-sportello">Allo sportello</h2>
<p>Vieni con un documento di riconoscimento: lo guardiamo e te lo ridiamo, senza farne copia.</p>
<p>{{ v->page.body->address }}{{ if view_set(v->page.body->hours) }}<br>{{ render part_own(v->page.body->hours) }}{{ end }}</p>
</section>
{{ end }}
{{ end }}

{{ define identity_page(const struct identity_view *v) }}
{{ render layout_open(&v->page, true) }}
<div class="container urp-flow">
<div class="urp-read">
{{ render part_crumbs(v->page.crumbs, v->page.n_crumbs, v->page.title) }}
{{ render part_errors(v->page.errors, v->page.n_errors) }}
{{ render part_notice(v->page.notice) }}
<h1 data-element="page-name">{{ v->page.title }}</h1>
{{ if view_set(v->known) }}
<p class="callout urp-callout is-good">{{ render part_icon("it-check-circle") }} {{ v->known }}</p>
{{ else }}
{{ if view_set(v->by_law) }}<p class="lead">{{ v->by_law }}</p>{{ end }}
{{ if view_set(v->text) }}<p class="urp-text">{{ v->text }}</p>{{ end }}
<p>Scegli un modo solo: valgono tutti allo stesso modo.</p>
{{ if v->offer }}
<section class="urp-panel" id="entrato" aria-labelledby="t-entrato">
<h2 id="t-entrato">{{ v->offer->title }}</h2>
<p>{{ v->offer->note }}</p>
{{ render part_action_form(v->offer) }}
</section>
{{ end }}
{{ if view_set(v->online_url) }}
<section class="urp-panel" id="online" aria-labelledby="t-online">
<h2 id="t-online">Con SPID o CIE</h2>
<p>Scriviamo noi nome e codice fiscale, e non ti chiediamo altri documenti.</p>
<p><a class="btn btn-primary" href="{{ v->online_url }}">{{ render part_icon("it-key") }} {{ v->online_label }}</a></p>
</section>
{{ end }}
{{ if view_set(v->papers_url) }}{{ render identity_form(v) }}{{ end }}
{{ render identity_elsewhere(v) }}
{{ end }}
<div class="urp-buttons">
<a class="btn {{ if view_set(v->known) || v->papers_done }}btn-primary{{ else }}btn-outline-primary{{ end }}" href="{{ v->next_url }}">{{ v->next_label }}</a>
</div>
{{ if view_set(v->next_note) && !view_set(v->known) && !v->papers_done }}<p>{{ v->next_note }}</p>{{ end }}
</div>
</div>
{{ render layout_close(&v->page) }}
{{ end }}
