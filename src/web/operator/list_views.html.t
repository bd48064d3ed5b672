{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Saved lists: name, for whom, where one begins. Each has a form of its own. }}
{{ include "web/list_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define saved_view_row(const struct saved_view_page *v, const struct saved_row *r) }}
<li class="urp-saved" id="v-{{ r->id }}">
<p><a href="{{ r->url }}">{{ r->name }}</a>{{ if r->is_default }} <span class="badge urp-badge is-info">Si apre per primo</span>{{ end }}{{ if r->shared }} <span class="badge urp-badge">Per tutti</span>{{ end }}
<small>{{ r->what }}{{ if view_set(r->owner) }} · di {{ r->owner }}{{ end }}</small></p>
<form method="post" action="{{ v->url }}/{{ r->id }}" data-guard>
<input type="hidden" name="_csrf" value="{{ v->page.csrf }}">
{{ if r->may_change }}
<label for="n-{{ r->id }}">Nome</label> <input class="form-control" id="n-{{ r->id }}" name="nome" value="{{ r->name }}">
{{ if v->may_share }}<span class="form-check"><input type="checkbox" id="s-{{ r->id }}" name="condiviso" value="1"{{ attr r->shared checked }}><label for="s-{{ r->id }}">Per tutti</label></span>{{ end }}
<button type="submit" class="btn btn-sm btn-primary" name="do" value="salva">Salva<span class="visually-hidden"> «{{ r->name }}»</span></button>
{{ end }}
{{ if r->is_default }}
<button type="submit" class="btn btn-sm btn-outline-primary" name="do" value="non-predefinito">Non aprirlo per primo</button>
{{ else }}
<button type="submit" class="btn btn-sm btn-outline-primary" name="do" value="predefinito">Apri per primo<span class="visually-hidden"> «{{ r->name }}»</span></button>
{{ end }}
{{ if r->may_change }}<button type="submit" class="btn btn-sm btn-outline-danger" name="do" value="elimina">Elimina<span class="visually-hidden"> «{{ r->name }}»</span></button>{{ end }}
</form>
</li>
{{ end }}

{{ define saved_views_page(const struct saved_view_page *v) }}
{{ render office_open(&v->page, false) }}
<p><a href="{{ v->list_url }}">{{ render part_icon("it-arrow-left") }} Torna alle richieste</a></p>
{{ if v->n_rows > 0 }}
<ul class="urp-saved-list">
{{ for size_t i = 0; i < v->n_rows; i++ }}
{{ render saved_view_row(v, &v->rows[i]) }}
{{ end }}
</ul>
{{ else }}
<p class="urp-empty">Non ci sono elenchi salvati. Scegli dei filtri nella pagina delle richieste e usa «Salva l’elenco».</p>
{{ end }}
{{ if v->may_share }}<p><a href="/ufficio/elenco/scaricati">Chi ha scaricato elenchi, e quando</a></p>{{ end }}
{{ render office_close(&v->page) }}
{{ end }}
