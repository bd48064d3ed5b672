{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Tags of one request, beside its story. }}
{{ include "web/list_view.h" }}
{{ include "t/web/components.html.h" }}

{{ define tags_box(const struct tags_view *v) }}
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
{{ if v->url }}
<details><summary>{{ if v->n_tags > 0 }}Aggiungi o togli{{ else }}Aggiungi un’etichetta{{ end }}</summary>
<form method="post" action="{{ v->url }}" data-guard>
<input type="hidden" name="_csrf" value="{{ v->csrf }}"><input type="hidden" name="version" value="{{ v->version }}">
<div class="form-group"><label for="etichetta">Etichetta</label><input class="form-control" id="etichetta" name="etichetta" list="etichette-note" autocomplete="off">
<datalist id="etichette-note">{{ for size_t i = 0; i < v->n_known; i++ }}<option value="{{ v->known[i].label }}"></option>{{ end }}</datalist></div>
<button type="submit" class="btn btn-sm btn-primary" name="do" value="aggiungi">Aggiungi</button>
{{ for size_t i = 0; i < v->n_tags; i++ }}
<button type="submit" class="btn btn-sm btn-outline-danger" name="togli" value="{{ v->tags[i].count }}">Togli «{{ v->tags[i].label }}»</button>
{{ end }}
</form>
</details>
{{ end }}
</section>
{{ end }}
{{ end }}
