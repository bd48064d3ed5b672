{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Beside a request: in whose hands it is, when it comes back, what happens by itself. }}
{{ include "web/board_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define wait_fold(const struct view_action *a, const struct view_folds *folds) }}
{{ if a->is_shut }}
<details class="urp-act" id="a-{{ a->id }}" data-shut>
<summary>{{ if a->icon }}{{ render part_icon(a->icon) }}{{ end }}<span>{{ a->title }}</span></summary>
<div class="urp-act-body">{{ render part_ask(a, folds) }}</div>
</details>
{{ else }}
{{ render part_action_fold(a) }}
{{ end }}
{{ end }}

{{ define wait_box(const struct wait_view *v, const struct view_folds *folds) }}
<section class="urp-box urp-wait" aria-labelledby="t-attesa">
<h2 id="t-attesa">Chi la segue e quando</h2>
<p>{{ if v->holder }}In mano a <strong>{{ v->holder }}</strong>{{ else }}In mano a nessuno{{ end }}{{ if v->snoozed }}<br>{{ v->snoozed }}{{ end }}{{ if v->memo }}<br>{{ v->memo }}{{ end }}</p>
{{ if v->n_buttons > 0 }}
<div class="urp-wait-buttons">
{{ for size_t i = 0; i < v->n_buttons; i++ }}
<div id="a-{{ v->buttons[i].id }}">{{ render part_action_form(&v->buttons[i]) }}</div>
{{ end }}
</div>
{{ end }}
{{ if v->n_ahead > 0 }}
<h3>Se nessuno fa niente</h3>
{{ render part_rows(v->ahead, v->n_ahead) }}
{{ end }}
{{ for size_t i = 0; i < v->n_forms; i++ }}
{{ render wait_fold(&v->forms[i], folds) }}
{{ end }}
</section>
{{ end }}
