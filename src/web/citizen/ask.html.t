{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Asking: conditions, then data. Each step is one plain form. }}
{{ include "web/citizen_view.h" }}
{{ include "t/web/layout.html.h" }}
{{ include "t/web/citizen/files.html.h" }}
{{ include "t/web/citizen/answers.html.h" }}
{{ include "t/web/citizen/near.html.h" }}

{{# closed: there is no form that one could use. }}
{{ define ask_emergency(bool shown, bool closed) }}
{{ if shown }}
<div class="callout urp-callout is-danger">
{{ if closed }}<p>{{ render part_icon("it-warning-circle") }} <strong>C’è pericolo adesso?</strong> <a href="tel:112">Chiama il 112</a>.</p>
{{ else }}<p>{{ render part_icon("it-warning-circle") }} <strong>C’è pericolo adesso?</strong> Non usare questo modulo: <a href="tel:112">chiama il 112</a>.</p>{{ end }}
</div>
{{ end }}
{{ end }}

{{ define ask_needs(const struct conditions_view *v) }}
{{ if v->n_needs > 0 }}
<h2>Che cosa serve</h2>
<ul>
{{ for size_t i = 0; i < v->n_needs; i++ }}
<li>{{ if view_set(v->needs[i].value) }}<strong>{{ v->needs[i].label }}</strong>: {{ v->needs[i].value }}{{ else }}{{ v->needs[i].label }}{{ end }}</li>
{{ end }}
</ul>
{{ end }}
{{ end }}

{{ define closed_part(const struct closed_view *v) }}
<div class="callout urp-callout"><p>{{ render part_icon("it-info-circle") }} <strong>{{ v->title }}</strong></p><p class="urp-text">{{ render part_own_contact(v->text) }}</p>
{{ render part_rows(v->ways, v->n_ways) }}
</div>
{{ end }}

{{ define ask_conditions_text(const struct conditions_view *v) }}
{{ if view_set(v->not_for) && !view_set(v->closed.title) }}<h2>Quando non usare questo modulo</h2><p>{{ v->not_for }}</p>{{ end }}
{{ if view_set(v->damages) }}<h2>Ti sei fatto male o hai avuto un danno?</h2><p class="urp-text">{{ render part_own_linked(v->damages) }}</p>{{ end }}
{{ if view_set(v->term) }}<p><strong>{{ v->term }}</strong></p>{{ end }}
<details class="urp-act"><summary>Che cosa serve, tempi e costi</summary><div class="urp-act-body">
{{ if view_set(v->conditions) }}<h2>Come funziona</h2><p class="urp-text">{{ render part_own_linked(v->conditions) }}</p>{{ end }}
{{ render ask_needs(v) }}
<h2>Tempi e costi</h2>
<dl class="urp-rows">
{{ if view_set(v->answerer) }}<div><dt>Chi risponde</dt><dd>{{ render prose_put_linked(v->answerer) }}</dd></div>{{ end }}
{{ if view_set(v->silence) }}<div><dt>Se non rispondiamo</dt><dd>{{ v->silence }}</dd></div>{{ end }}
{{ if view_set(v->cost) }}<div><dt>Costo</dt><dd>{{ v->cost }}</dd></div>{{ end }}
{{ if view_set(v->remedies) }}<div><dt>Se non sei d’accordo</dt><dd>{{ render prose_put_linked(v->remedies) }}</dd></div>{{ end }}
</dl>
{{ render part_whistleblowing(v->page.body) }}
{{ if view_set(v->sheet_url) }}<p><a href="{{ v->sheet_url }}">Leggi tutto su questo servizio</a></p>{{ end }}
</div></details>
{{ end }}

{{ define conditions_page(const struct conditions_view *v) }}
{{ render layout_open_part(&v->page, false, view_set(v->closed.title) ? NULL : "passo 1 di 3", true) }}
<div class="container urp-flow">
{{ if !view_set(v->closed.title) }}{{ render layout_steps(STEP_CONDITIONS) }}{{ end }}
<div class="urp-read">
{{ if v->resume }}{{ render part_resume() }}{{ end }}
{{ render ask_emergency(v->emergency, view_set(v->closed.title)) }}
{{ if view_set(v->closed.title) }}{{ render closed_part(&v->closed) }}{{ end }}
{{ render ask_conditions_text(v) }}
{{ if !view_set(v->closed.title) }}
<form method="post" action="{{ v->url }}" novalidate data-guard>
<div class="urp-panel">
<h2>I tuoi dati</h2>
<p>{{ v->page.body->name }} usa i dati che scrivi solo per occuparsi della tua richiesta e risponderti. {{ if v->identified }}Per questo tipo di richiesta servono nome e cognome.{{ else }}Puoi anche non dire chi sei.{{ end }} Non pubblichiamo mai il tuo nome. Leggi l’<a href="/privacy">informativa sulla privacy</a>.</p>
{{ render part_field(&v->privacy) }}
</div>
<div class="urp-buttons"><button type="submit" class="btn btn-primary">Avanti</button></div>
</form>
{{ end }}
</div>
</div>
{{ render layout_close(&v->page) }}
{{ end }}

{{# ---- step 2 ---- }}

{{ define ask_draft(const struct data_view *v) }}
<div class="urp-draft">
<p>{{ render part_icon("it-bookmark") }} <strong>Devi interrompere?</strong> <button type="submit" name="do" value="salva" class="urp-linklike">Salva la bozza</button>.{{ if view_set(v->draft_url) && view_set(v->draft_until) }} Puoi riprendere quando vuoi da <a href="{{ v->draft_url }}" data-copy-link>questo collegamento</a>, entro il {{ v->draft_until }}.{{ elif view_set(v->draft_url) }} Puoi riprendere quando vuoi da <a href="{{ v->draft_url }}">questo collegamento</a>.{{ end }} Chi ha il collegamento può leggere la bozza: tienilo per te.</p>
<p>{{ render part_icon("it-mail") }} <button type="submit" name="do" value="link" class="urp-linklike">Mandami il collegamento per continuare dopo</button></p>
<p class="urp-saved" data-saved role="status" hidden></p>
<p class="urp-small" data-kept-here hidden>Questo dispositivo ricorda la bozza e te la offre in questo sito, finché non la invii. <button type="button" class="urp-linklike" data-kept-drop>Dimentica su questo dispositivo</button></p>
</div>
{{ end }}

{{ define ask_identity() }}
<p>Puoi farti riconoscere adesso: il pulsante mostra in quali modi. Oppure vai avanti: la richiesta la riceviamo comunque.</p>
<p><button type="submit" name="do" value="identita" class="btn btn-outline-primary">{{ render part_icon("it-key") }} Fatti riconoscere</button></p>
{{ end }}

{{ define data_page(const struct data_view *v) }}
{{ render layout_open_part(&v->page, false, "passo 2 di 3", false) }}
<div class="container urp-flow">
{{ render layout_steps(STEP_DATA) }}
<div class="urp-cols">
<nav class="urp-index" aria-labelledby="indice-titolo">
<h2 id="indice-titolo">Informazioni richieste</h2>
<ol>
{{ for size_t i = 0; i < v->n_groups; i++ }}
<li><a href="#{{ v->groups[i].id }}">{{ render tr_put_around(v->groups[i].title, v->groups[i].own) }}</a></li>
{{ if v->near && view_places(&v->groups[i]) }}<li><a href="#vicino">Prima di scrivere</a></li>{{ end }}
{{ if view_tells(&v->groups[i]) }}<li><a href="#allegati">Foto e documenti</a></li>{{ end }}
{{ end }}
</ol>
</nav>
<form class="urp-form" method="post" action="{{ v->url }}" enctype="multipart/form-data" novalidate data-guard data-draft data-kept-as="{{ v->type_name }}" data-kept-at="{{ v->url }}" data-kept-until="{{ v->kept_until }}">
{{ render ask_emergency(v->emergency, false) }}
<p class="urp-legend">I campi con l’asterisco <span class="urp-star">*</span> sono obbligatori.</p>
{{# The first submit button is what Enter presses in any field: it must be the harmless step forward. }}
<button type="submit" name="do" value="avanti" class="visually-hidden" tabindex="-1" aria-hidden="true">Avanti</button>
{{ for size_t i = 0; i < v->n_groups; i++ }}
{{ let const struct view_group *g = &v->groups[i] }}
<section class="urp-panel" id="{{ g->id }}" aria-labelledby="t-{{ g->id }}">
<h2 id="t-{{ g->id }}">{{ render tr_put_around(g->title, g->own) }}</h2>
{{ if view_set(g->note) }}<p>{{ g->note }}</p>{{ end }}
{{ if v->identify && !view_differ(g->id, "gruppo-2") }}{{ render ask_identity() }}{{ end }}
{{ render part_fields(g->fields, g->n_fields) }}
</section>
{{ if v->near && view_places(g) }}{{ render near_panel(v->near) }}{{ end }}
{{ if view_tells(g) }}<div data-answers="{{ v->answers_url }}">{{ render part_answers(&v->answers) }}</div>{{ render files_panel(&v->files) }}{{ end }}
{{ end }}
<div{{ attr !view_set(v->trap.error) hidden }}>{{ render part_field(&v->trap) }}</div>
{{ render ask_draft(v) }}
<div class="urp-buttons">
<button type="submit" name="do" value="avanti" class="btn btn-primary">Avanti: rileggi e invia</button>
<button type="submit" name="do" value="indietro" class="btn btn-outline-primary">Indietro</button>
</div>
</form>
</div>
</div>
{{ render say_draft() }}
<script src="{{ static_url("draft.js") }}" defer></script>
<script src="{{ static_url("answers.js") }}" defer></script>
{{ render layout_close(&v->page) }}
{{ end }}
