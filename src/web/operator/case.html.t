{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# One thing done to a request as a whole: what it is, whom it is about, one form, the way back. }}
{{ include "web/case_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define case_back(const char *url, const char *code, const char *subject) }}
<p class="urp-small"><a href="{{ url }}">{{ render part_icon("it-arrow-left") }} Richiesta {{ code }}</a>{{ if view_set(subject) }} · {{ subject }}{{ end }}</p>
{{ end }}

{{ define case_other_item(const struct case_other *o) }}
<li>
<p><a href="{{ o->url }}"><strong>{{ o->code }}</strong> {{ o->subject }}</a> {{ render part_badge(&o->state) }}<br><small>{{ o->line }}</small></p>
{{ if view_set(o->why) }}<p class="urp-small">{{ o->why }}</p>{{ end }}
{{ if view_set(o->answer) }}<blockquote class="urp-text">{{ o->answer }}</blockquote>{{ elif view_set(o->words) }}<p class="urp-small">{{ o->words }}</p>{{ end }}
{{ if view_set(o->pick_url) }}<p><a class="btn btn-sm btn-outline-primary" href="{{ o->pick_url }}">{{ o->pick }}<span class="visually-hidden">: {{ o->code }}</span></a></p>{{ end }}
{{ if view_set(o->use_url) }}<p><a class="btn btn-sm btn-outline-primary" href="{{ o->use_url }}">Usa questo testo<span class="visually-hidden">: la risposta a {{ o->code }}</span></a></p>{{ end }}
</li>
{{ end }}

{{ define case_others(const char *title, const char *empty, const struct case_other *list, size_t n) }}
{{ if n > 0 || view_set(empty) }}
<section class="urp-like">
<h2>{{ title }}</h2>
{{ if n > 0 }}
<ul>
{{ for size_t i = 0; i < n; i++ }}
{{ render case_other_item(&list[i]) }}
{{ end }}
</ul>
{{ else }}
<p class="urp-small">{{ empty }}</p>
{{ end }}
</section>
{{ end }}
{{ end }}

{{ define case_page(const struct case_view *v) }}
{{ render office_open(&v->page, false) }}
{{ render case_back(v->ticket_url, v->code, v->subject) }}
{{ if view_set(v->lead) }}<p class="urp-lead">{{ v->lead }}</p>{{ end }}
<div class="urp-one-thing">
{{ if view_set(v->quote_title) }}
<section class="urp-panel"><h2>{{ v->quote_title }}</h2><div class="urp-text">{{ v->quote }}</div></section>
{{ end }}
{{ if view_set(v->links_title) }}
<section class="urp-panel"><h2>{{ v->links_title }}</h2>
<ul>
{{ for size_t i = 0; i < v->n_links; i++ }}
<li><a href="{{ v->links[i].url }}">{{ v->links[i].label }}</a></li>
{{ end }}
</ul>
</section>
{{ end }}
{{ if view_set(v->others_title) }}{{ render case_others(v->others_title, v->others_empty, v->others, v->n_others) }}{{ end }}
{{ if view_set(v->form.title) }}
<div class="urp-panel">{{ render part_action_form(&v->form) }}</div>
{{ end }}
{{ for size_t i = 0; i < v->n_buttons; i++ }}
{{ let const struct view_action *b = &v->buttons[i] }}
<section class="urp-panel" aria-labelledby="t-{{ b->id }}"><h2 id="t-{{ b->id }}">{{ b->title }}</h2><p>{{ b->note }}</p>{{ render part_action_form(b) }}</section>
{{ end }}
</div>
{{ render office_close(&v->page) }}
{{ end }}
