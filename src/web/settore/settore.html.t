{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# What opens from the mail to a settore: everything needed to act, and one form an action. }}
{{ include "web/settore_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define settore_head(const struct settore_view *v) }}
<div class="urp-case-head">
<p class="urp-small urp-jump"><a href="#azioni">Vai a «Che cosa vuoi fare?»</a></p>
<p class="urp-small">{{ v->settore }} · {{ v->type_name }}</p>
<h1>{{ v->subject }}</h1>
<p><strong class="urp-code" data-copy>{{ v->code }}</strong> {{ render part_badge(&v->state) }}</p>
{{ if view_set(v->due) }}
<p class="urp-due{{ if v->due_tone == TONE_BAD }} is-bad{{ elif v->due_tone == TONE_WARN }} is-warn{{ end }}">{{ render part_icon("it-clock") }} Risposta {{ v->due }}{{ if view_set(v->due_note) }}<br><small>{{ v->due_note }}</small>{{ end }}</p>
{{ end }}
</div>
{{ end }}

{{ define settore_page(const struct settore_view *v) }}
{{ render office_open(&v->page, true) }}
<div class="urp-case">
<div class="urp-case-main">
{{ render settore_head(v) }}
<section class="urp-panel" aria-labelledby="t-richiesta">
<h2 id="t-richiesta">La richiesta</h2>
<div class="urp-text urp-words">{{ v->body }}</div>
{{ render part_rows(v->facts, v->n_facts) }}
{{ render part_files(v->files, v->n_files) }}
<h3>Chi scrive</h3>
{{ if view_set(v->hidden_note) }}<p>{{ v->hidden_note }}</p>{{ end }}
{{ render part_rows(v->person, v->n_person) }}
</section>
{{ if v->n_events > 0 }}
<section class="urp-panel" aria-labelledby="t-storia">
<h2 id="t-storia">Che cosa è successo finora</h2>
{{ render part_events(v->events, v->n_events) }}
</section>
{{ end }}
</div>
<div class="urp-case-side" id="azioni">
<h2>Che cosa vuoi fare?</h2>
{{ if view_set(v->closed) }}<div class="callout urp-callout"><p>{{ v->closed }}</p></div>{{ end }}
{{ for size_t i = 0; i < v->n_actions; i++ }}
{{ render part_action_fold(&v->actions[i]) }}
{{ end }}
{{ if view_set(v->link_until) }}<p class="urp-small">Questo collegamento è personale del settore e vale fino al {{ v->link_until }}. Chi lo ha può agire al posto vostro: non inoltratelo, usate «Inoltra a un collega». Ogni azione è registrata e comunicata alla casella del settore.</p>{{ end }}
</div>
</div>
{{ render office_close(&v->page) }}
{{ end }}

{{ define settore_plain_page(const struct settore_plain_view *v) }}
{{ render office_open(&v->page, true) }}
<div class="urp-plain{{ if v->tone == TONE_GOOD }} is-good{{ elif v->tone == TONE_WARN }} is-warn{{ elif v->tone == TONE_BAD }} is-bad{{ end }}">
{{ if view_set(v->icon) }}{{ render part_icon(v->icon) }}{{ end }}
<h1>{{ v->page.title }}</h1>
{{ if view_set(v->text) }}<p class="lead">{{ v->text }}</p>{{ end }}
{{ if view_set(v->more) }}<p class="urp-text">{{ v->more }}</p>{{ end }}
{{ if view_set(v->typed) }}
<div class="urp-panel"><p><strong>Il testo che avevi scritto non è stato inviato.</strong> Copialo, se ti serve ancora:</p><div class="urp-text">{{ v->typed }}</div></div>
{{ end }}
{{ for size_t i = 0; i < v->n_actions; i++ }}
<div class="urp-panel">{{ if view_set(v->actions[i].note) }}<p>{{ v->actions[i].note }}</p>{{ end }}{{ render part_action_form(&v->actions[i]) }}</div>
{{ end }}
{{ for size_t i = 0; i < v->n_links; i++ }}
<p><a href="{{ v->links[i].url }}">{{ v->links[i].label }}</a></p>
{{ end }}
</div>
{{ render office_close(&v->page) }}
{{ end }}
