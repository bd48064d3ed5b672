{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Tags and language of one request, beside its story. }}
{{ include "web/list_view.h" }}
{{ include "t/web/components.html.h" }}

{{ define tags_form(const struct tags_view *v) }}
<form method="post" action="{{ v->url }}" data-guard>
<input type="hidden" name="_csrf" value="{{ v->csrf }}"><input type="hidden" name="version" value="{{ v->version }}">
<div class="form-group"><label for="etichetta">Etichetta</label><input class="form-control" id="etichetta" name="etichetta" list="etichette-note" autocomplete="off">
<datalist id="etichette-note">{{ for size_t i = 0; i < v->n_known; i++ }}<option value="{{ v->known[i].label }}"></option>{{ end }}</datalist></div>
<button type="submit" class="btn btn-sm btn-primary" name="do" value="aggiungi">Aggiungi</button>
{{ for size_t i = 0; i < v->n_tags; i++ }}
<button type="submit" class="btn btn-sm btn-outline-danger" name="togli" value="{{ v->tags[i].count }}">Togli «{{ v->tags[i].label }}»</button>
{{ end }}
</form>
{{ end }}

{{ define tags_box(const struct tags_view *v, const struct view_folds *folds) }}
{{ if v }}
<section class="urp-box" id="etichette">
<h2>Etichette</h2>
{{ if v->n_tags > 0 }}
<ul class="urp-chips">
{{ for size_t i = 0; i < v->n_tags; i++ }}
<li><a href="{{ v->tags[i].url }}">{{ v->tags[i].label }}</a></li>
{{ end }}
</ul>
{{ end }}
{{ if v->fold.id }}
<details id="a-{{ v->fold.id }}"{{ attr v->fold.open open }}{{ attr v->fold.is_shut data-shut }}><summary>{{ v->fold.title }}</summary>
<div>{{ if v->fold.is_shut }}{{ render part_ask(&v->fold, folds) }}{{ else }}{{ render tags_form(v) }}{{ end }}</div>
</details>
{{ end }}
</section>
{{ end }}
{{ end }}

{{ define lang_box(const struct lang_view *v) }}
{{ if v }}
<section class="urp-box" id="lingua">
<h2>Lingua</h2>
<p>{{ if v->list_url }}<a href="{{ v->list_url }}">{{ v->name }}</a>{{ else }}{{ v->name }}{{ end }}{{ if view_set(v->note) }}<br><span class="urp-small">{{ v->note }}</span>{{ end }}</p>
{{ if v->url }}
<details><summary>Cambia lingua</summary>
<form method="post" action="{{ v->url }}" data-guard>
<input type="hidden" name="_csrf" value="{{ v->csrf }}"><input type="hidden" name="version" value="{{ v->version }}">
<div class="form-group"><label for="f-lingua">La persona scrive in</label>
<select class="form-select" id="f-lingua" name="lingua">
{{ for size_t i = 0; i < v->n_langs; i++ }}
<option value="{{ v->langs[i].value }}"{{ attr v->langs[i].chosen selected }}>{{ v->langs[i].label }}</option>
{{ end }}
</select></div>
<button type="submit" class="btn btn-sm btn-primary">Cambia</button>
</form>
</details>
{{ end }}
</section>
{{ end }}
{{ end }}
