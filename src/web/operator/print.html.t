{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# The file of a request on paper: nothing folded, nothing to press. }}
{{ include "web/case_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define print_event(const struct view_event *e) }}
<li class="urp-event{{ if e->tone == TONE_GOOD }} is-good{{ end }}">
<p class="urp-event-head"><strong>{{ e->title }}</strong>{{ if view_set(e->note) }} ({{ e->note }}){{ end }}
<span class="urp-event-at">{{ if view_set(e->time) }}<time datetime="{{ e->iso }}">{{ e->time }}</time>{{ end }}{{ if view_set(e->who) }} · {{ e->who }}{{ end }}{{ if view_set(e->way) }}, {{ e->way }}{{ end }}{{ if view_set(e->joined) }} · richiesta {{ e->joined }}{{ end }}</span></p>
{{ if view_set(e->clock) }}<p>{{ e->clock }}</p>{{ end }}
{{ if view_set(e->why) }}<p>{{ e->why }}</p>{{ end }}
{{ if view_set(e->text) }}<div class="urp-text">{{ e->text }}</div>{{ end }}
{{ if view_set(e->quoted) }}<div class="urp-text urp-print-quoted">{{ e->quoted }}</div>{{ end }}
{{ if e->n_files > 0 }}<p>Allegati:{{ for size_t i = 0; i < e->n_files; i++ }} {{ e->files[i].name }}{{ if view_set(e->files[i].size) }} ({{ e->files[i].size }}){{ end }}{{ if i + 1 < e->n_files }};{{ end }}{{ end }}</p>{{ end }}
{{ for size_t i = 0; i < e->n_fates; i++ }}
<p>{{ e->fates[i].text }} ({{ e->fates[i].state.label }})</p>
{{ end }}
</li>
{{ end }}

{{ define print_rows(const char *title, const struct view_row *list, size_t n) }}
{{ if n > 0 }}<section><h2>{{ title }}</h2>{{ render part_rows(list, n) }}</section>{{ end }}
{{ end }}

{{ define print_page(const struct print_view *v) }}
{{ render layout_head(v->body, v->title, "stampa", false, false, true, NULL, NULL) }}
<body class="urp-paper">
<main id="contenuto">
<p class="d-print-none"><a class="btn btn-primary" href="{{ v->pdf_url }}" download>{{ render part_icon("it-download") }} Scarica il fascicolo in PDF</a> <button type="button" class="btn btn-outline-primary" data-print hidden>{{ render part_icon("it-print") }} Stampa</button> <a class="btn btn-outline-primary" href="{{ v->ticket_url }}">Torna alla richiesta</a></p>
<p class="d-print-none urp-small">{{ if v->no_notes }}Senza le note interne. <a href="{{ v->notes_url }}">Mostra anche le note interne</a>{{ else }}Con le note interne. <a href="{{ v->notes_url }}">Togli le note interne</a>, se il fascicolo va fuori dall’ente.{{ end }}</p>
<header><p>{{ v->body->name }}<br>{{ v->body->office }}</p><h1>{{ v->subject }}</h1><p><strong class="urp-code">{{ v->code }}</strong></p></header>
{{ render part_rows(v->head, v->n_head) }}
<section><h2>La richiesta</h2><div class="urp-text">{{ v->text }}</div>
{{ if view_set(v->quoted) }}<div class="urp-text urp-print-quoted">{{ v->quoted }}</div>{{ end }}
{{ render part_rows(v->facts, v->n_facts) }}
{{ if v->n_files > 0 }}<p>Allegati:{{ for size_t i = 0; i < v->n_files; i++ }} {{ v->files[i].name }} ({{ v->files[i].size }}){{ if i + 1 < v->n_files }};{{ end }}{{ end }}</p>{{ end }}
</section>
{{ render print_rows("Persona", v->person, v->n_person) }}
<section><h2>Termine e settore</h2>{{ render part_rows(v->clock, v->n_clock) }}{{ if view_set(v->due_why) }}<div class="urp-text">{{ v->due_why }}</div>{{ end }}</section>
<section><h2>Storia</h2>
{{ for size_t i = 0; i < v->n_events; i++ }}
{{ if view_set(v->events[i].day) }}
{{ if i > 0 }}
</ol>
{{ end }}
<h3>{{ v->events[i].day }}</h3>
<ol class="urp-events">
{{ end }}
{{ render print_event(&v->events[i]) }}
{{ end }}
{{ if v->n_events > 0 }}
</ol>
{{ end }}
</section>
<footer><p>{{ v->printed }}</p></footer>
</main>
</body>
</html>
{{ end }}
