{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# One request: its story in the middle, what the office must know beside it, one form for each thing to do. }}
{{ include "web/operator_view.h" }}
{{ include "web/compose_view.h" }}
{{ include "t/web/layout.html.h" }}
{{ include "t/web/operator/wait.html.h" }}
{{ include "t/web/operator/ticket_tags.html.h" }}
{{ include "t/web/operator/ticket_story.html.h" }}
{{ include "t/web/operator/compose.html.h" }}
{{ include "t/web/operator/desk_saved.html.h" }}
{{ include "t/web/operator/place.html.h" }}

{{ define ticket_head(const struct ticket_view *v) }}
<div class="urp-case-head">
<p class="urp-small">
{{ if v->list_url }}<a href="{{ v->list_url }}">{{ render part_icon("it-arrow-left") }} {{ v->list_label }}</a>{{ end }}
{{ if v->prev_url }} <a href="{{ v->prev_url }}" rel="prev" data-key="k">Precedente</a>{{ end }}
{{ if v->next_url }} <a href="{{ v->next_url }}" rel="next" data-key="j">Successiva</a>{{ end }}
{{ if v->n_actions > 0 }} <a href="#azioni" data-key="a">Vai alle azioni</a>{{ end }}
</p>
<h1>{{ v->subject }}</h1>
<p><strong class="urp-code" data-copy>{{ v->code }}</strong>
{{ for size_t i = 0; i < v->n_badges; i++ }}{{ render part_badge(&v->badges[i]) }}{{ end }}
<span class="urp-small">{{ v->kind }} · {{ v->channel }} · {{ v->received }}</span></p>
{{ if v->n_why > 0 }}
<ul class="urp-why-list">
{{ for size_t i = 0; i < v->n_why; i++ }}
<li{{ if v->why[i].tone == TONE_BAD }} class="is-bad"{{ end }}>{{ render part_icon("it-warning-circle") }} {{ if view_set(v->why[i].url) }}<a href="{{ v->why[i].url }}">{{ v->why[i].label }}</a>{{ else }}{{ v->why[i].label }}{{ end }}</li>
{{ end }}
</ul>
{{ end }}
</div>
{{ end }}

{{ define ticket_mails(const struct ticket_view *v) }}
{{ if v->n_mails > 0 }}
<section class="urp-box"><h2>Posta</h2><ul class="urp-mails">
{{ for size_t i = 0; i < v->n_mails; i++ }}
{{ let const struct ticket_mail *m = &v->mails[i] }}
<li>{{ if view_set(m->url) }}<a href="{{ m->url }}">{{ m->kind }}</a>{{ else }}{{ m->kind }}{{ end }} {{ render part_badge(&m->state) }}<small>{{ m->at }} · {{ m->to }}{{ if view_set(m->note) }} · {{ m->note }}{{ end }}</small></li>
{{ end }}
</ul></section>
{{ end }}
{{ end }}

{{ define ticket_more(const struct ticket_view *v) }}
{{ if v->n_more > 0 }}
<details class="urp-act" id="a-altro">
<summary>{{ render part_icon("it-more-items") }}<span>Altro</span></summary>
<div class="urp-act-body"><ul class="urp-more">
{{ for size_t i = 0; i < v->n_more; i++ }}
<li><a href="{{ v->more[i].url }}">{{ render part_icon(v->more[i].icon) }} {{ v->more[i].label }}</a></li>
{{ end }}
</ul></div>
</details>
{{ end }}
{{ end }}

{{ define ticket_related(const struct ticket_view *v) }}
{{ if v->n_united > 0 || v->n_links > 0 }}
<section class="urp-box"><h2>Richieste collegate</h2><ul>
{{ for size_t i = 0; i < v->n_united; i++ }}
<li><a href="{{ v->united[i].url }}">{{ v->united[i].label }}</a></li>
{{ end }}
{{ for size_t i = 0; i < v->n_links; i++ }}
<li class="urp-linked"><a href="/ufficio/richieste/{{ v->links[i].title }}">{{ v->links[i].title }}</a> {{ if view_set(v->links[i].submit) }}{{ render part_action_form(&v->links[i]) }}{{ end }}</li>
{{ end }}
</ul></section>
{{ end }}
{{ end }}

{{ define ticket_side(const struct ticket_view *v) }}
{{ if view_set(v->joined) }}<section class="urp-box"><h2>Anche io</h2><p><strong>{{ v->joined }}</strong>. Ricevono un avviso quando la richiesta è conclusa.</p>{{ if view_set(v->joined_hint) }}<p class="urp-small">{{ v->joined_hint }}</p>{{ end }}</section>{{ end }}
<section class="urp-box">
<h2>Termine</h2>
<p><strong>{{ if view_set(v->due_on) }}{{ v->due_on }}{{ else }}nessuno{{ end }}</strong> {{ render part_badge(&v->due) }}</p>
{{ if view_set(v->due_why) }}<details><summary>Come è calcolato</summary><div class="urp-text">{{ v->due_why }}</div></details>{{ end }}
{{ render part_rows(v->clock, v->n_clock) }}
</section>
<section class="urp-box">
<h2>Settore</h2>
{{ if view_set(v->settore) }}
<p><strong>{{ v->settore }}</strong>{{ if view_set(v->settore_since) }}<br>{{ v->settore_since }}{{ end }}{{ if view_set(v->settore_due) }}<br>Risposta attesa entro il {{ v->settore_due }}{{ end }}{{ if view_set(v->settore_contact) }}<br>{{ v->settore_contact }}{{ end }}</p>
{{ if v->n_contacts > 0 }}<details><summary>Persone e orari</summary>{{ render part_rows(v->contacts, v->n_contacts) }}</details>{{ end }}
{{ if view_set(v->settore_why) }}<details><summary>Perché questo settore?</summary><p>{{ v->settore_why }}</p></details>{{ end }}
{{ else }}
<p>Nessuno: <a href="#a-assegna">assegna</a></p>
{{ end }}
</section>
{{ render wait_box(v->wait, v->folds) }}
{{ render tags_box(v->tags, v->folds) }}
{{ render lang_box(v->lang) }}
<section class="urp-box">
<h2>Persona</h2>
{{ if view_set(v->person_note) }}<p>{{ v->person_note }}</p>{{ end }}
{{ render part_rows(v->person, v->n_person) }}
{{ if v->n_other > 0 }}
<h3>{{ v->other_text }}</h3><ul>
{{ for size_t i = 0; i < v->n_other; i++ }}
<li><a href="{{ v->other[i].url }}">{{ v->other[i].label }}</a>{{ if view_set(v->other[i].count) }} <span class="urp-count-pill{{ if v->other[i].tone == TONE_WARN }} is-warn{{ end }}">{{ v->other[i].count }}</span>{{ end }}</li>
{{ end }}
</ul>
{{ end }}
</section>
{{ render place_side(v->place, v->map) }}
{{ render ticket_related(v) }}
{{ if view_set(v->similar_url) }}
<section class="urp-box" id="simili" data-load="{{ v->similar_url }}"><h2>Richieste simili</h2><p>Forse è lo stesso caso di un’altra: <a href="{{ v->similar_url }}">cerca richieste simili e come abbiamo risposto</a></p></section>
{{ end }}
{{ render ticket_mails(v) }}
<section class="urp-box"><h2>La tiene d’occhio</h2>
{{ if view_set(v->followers) }}<p>{{ v->followers }}</p>{{ else }}<p class="urp-small">Nessuno.</p>{{ end }}
{{ if view_set(v->follow.submit) }}{{ render part_action_form(&v->follow) }}{{ end }}
</section>
{{ if view_set(v->seen_url) || view_set(v->print_url) }}
<p class="urp-small">{{ if view_set(v->print_url) }}<a href="{{ v->print_url }}">{{ render part_icon("it-print") }} Stampa tutta la pratica</a>{{ end }} {{ if view_set(v->seen_url) }}<a href="{{ v->seen_url }}">Come la vede il cittadino</a>{{ end }}</p>
{{ end }}
{{ end }}

{{ define ticket_page(const struct ticket_view *v) }}
{{ render office_open(&v->page, true) }}
<div class="urp-case" data-folds="{{ v->folds->load_url }}">
<div class="urp-case-main">
{{ render ticket_head(v) }}
{{ if v->saved }}{{ render saved_box(v->saved, true) }}{{ end }}
{{ render pen_presence(v->compose) }}
<section class="urp-panel" aria-label="La richiesta">
{{ render part_letter_head(v->letter) }}
<div class="urp-text urp-words">{{ v->body }}</div>
{{ render part_quoted(v->quoted) }}
{{ render part_letter_foot(v->letter) }}
{{ render part_rows(v->facts, v->n_facts) }}
{{ render part_files(v->files, v->n_files) }}
</section>
{{ render ticket_story(v) }}
{{ render pen_open(v->compose, v->folds) }}
{{ render ticket_more(v) }}
{{ render pen_close() }}
</div>
<aside class="urp-case-side" aria-label="Dati della richiesta">{{ render ticket_side(v) }}</aside>
</div>
{{ render office_close(&v->page) }}
{{ end }}
