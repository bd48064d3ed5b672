{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# A headline and a few words: thanks, corrected, errors. }}
{{ include "web/public_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define plain_page(const struct plain_view *v) }}
{{ render layout_open(&v->page, true) }}
<div class="container urp-flow">
<div class="urp-read urp-plain{{ if v->tone == TONE_GOOD }} is-good{{ elif v->tone == TONE_WARN }} is-warn{{ elif v->tone == TONE_BAD }} is-bad{{ end }}">
{{ render part_crumbs(v->page.crumbs, v->page.n_crumbs, v->page.title) }}
{{ render part_errors(v->page.errors, v->page.n_errors) }}
{{ render part_notice(v->page.notice) }}
{{ if view_set(v->icon) }}{{ render part_icon(v->icon) }}{{ end }}
<h1 data-element="page-name">{{ render prose_put(v->page.title) }}</h1>
{{ if view_set(v->page.lead) }}<p class="lead">{{ render prose_put(v->page.lead) }}</p>{{ end }}
{{ if view_set(v->text) }}<p class="urp-text">{{ if view_set(v->own) }}{{ render tr_put_around(v->text, v->own) }}{{ else }}{{ render prose_put(v->text) }}{{ end }}</p>{{ end }}
{{ if view_set(v->more) }}<p class="urp-text">{{ render prose_put(v->more) }}</p>{{ end }}
{{ for size_t i = 0; i < v->n_actions; i++ }}
<div class="urp-panel">
{{ if view_set(v->actions[i].note) }}<p>{{ v->actions[i].note }}</p>{{ end }}
{{ render part_action_form(&v->actions[i]) }}
</div>
{{ end }}
{{ if v->n_links > 0 }}
<ul class="link-list urp-links">
{{ for size_t i = 0; i < v->n_links; i++ }}
<li><a href="{{ v->links[i].url }}">{{ render part_icon(v->links[i].icon ? v->links[i].icon : "it-arrow-right") }}<span>{{ v->links[i].label }}</span></a>{{ if view_set(v->links[i].note) }}<p class="urp-small">{{ render prose_put(v->links[i].note) }}</p>{{ end }}</li>
{{ end }}
</ul>
{{ end }}
{{ if view_set(v->request_id) }}<p class="urp-small">Se chiedi aiuto, di’ questo codice: <code>{{ v->request_id }}</code>{{ if v->status > 0 }} (errore {{ int v->status }}){{ end }}.</p>{{ end }}
</div>
</div>
{{ render layout_close(&v->page) }}
{{ end }}
