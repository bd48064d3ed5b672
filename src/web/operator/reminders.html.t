{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# What will happen by itself in the next days: texts that leave, one's own reminders, what the timer does. }}
{{ include "web/compose_view.h" }}
{{ include "t/web/layout.html.h" }}
{{ include "t/web/operator/compose.html.h" }}

{{ define ahead_page(const struct ahead_view *v) }}
{{ render office_open(&v->page, false) }}
<p class="urp-small"><a href="{{ v->back_url }}">{{ render part_icon("it-arrow-left") }} Torna alle cose da fare</a></p>
{{ render pen_planned_list(v->planned, v->n_planned) }}
{{ render part_figures(v->memos, v->n_memos) }}
<p class="urp-text">{{ v->text }}</p>
{{ for size_t i = 0; i < v->n_days; i++ }}
{{ render part_table(&v->days[i]) }}
{{ end }}
{{ render office_close(&v->page) }}
{{ end }}
