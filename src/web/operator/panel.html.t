{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Offices, users, texts, figures: a table, some numbers, a form. }}
{{ include "web/operator_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define panel_page(const struct panel_view *v) }}
{{ render office_open(&v->page, false) }}
{{ if view_set(v->text) }}<p class="urp-text">{{ v->text }}</p>{{ end }}
{{ if v->n_links > 0 }}
<nav class="urp-tabs" aria-label="Pagine collegate"><ul>
{{ for size_t i = 0; i < v->n_links; i++ }}
<li><a href="{{ v->links[i].url }}"{{ if v->links[i].current }} aria-current="page"{{ end }}>{{ v->links[i].label }}</a></li>
{{ end }}
</ul></nav>
{{ end }}
{{ render part_figures(v->figures, v->n_figures) }}
{{ for size_t i = 0; i < v->n_tables; i++ }}
{{ render part_table(&v->tables[i]) }}
{{ end }}
{{ render part_pager(&v->pager) }}
{{ if v->n_actions == 1 }}
<div class="urp-panel urp-narrow">{{ if view_set(v->actions[0].note) }}<p>{{ v->actions[0].note }}</p>{{ end }}{{ render part_action_form(&v->actions[0]) }}</div>
{{ else }}
{{ for size_t i = 0; i < v->n_actions; i++ }}
{{ render part_action_fold(&v->actions[i]) }}
{{ end }}
{{ end }}
{{ render office_close(&v->page) }}
{{ end }}
