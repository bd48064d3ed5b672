{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# One action on many requests: what it will do, and what it did. }}
{{ include "web/list_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define bulk_lines(const struct bulk_line *list, size_t n, const char *caption) }}
{{ if n > 0 }}
<table class="table urp-queue urp-list">
<caption class="visually-hidden">{{ caption }}</caption>
<thead><tr><th scope="col">Richiesta</th><th scope="col">Stato</th><th scope="col">Perché</th></tr></thead>
<tbody>
{{ for size_t i = 0; i < n; i++ }}
<tr><td><a href="{{ list[i].url }}">{{ list[i].subject }}</a><small>{{ list[i].code }}</small></td><td data-h="Stato">{{ render part_badge(&list[i].state) }}</td><td data-h="Perché">{{ list[i].why }}</td></tr>
{{ end }}
</tbody>
</table>
{{ end }}
{{ end }}

{{ define bulk_preview_page(const struct bulk_preview *v) }}
{{ render office_open(&v->page, false) }}
<p><a href="{{ v->again_url }}">{{ render part_icon("it-arrow-left") }} Torna all’elenco</a></p>
<h2>{{ v->what }}</h2>
{{ if view_set(v->cut) }}<p class="urp-note">{{ v->cut }}</p>{{ end }}
<form method="post" action="{{ v->url }}" class="urp-panel urp-bulk-form" novalidate data-guard>
<input type="hidden" name="_csrf" value="{{ v->page.csrf }}">
<input type="hidden" name="vista" value="{{ v->query }}">
<input type="hidden" name="azione" value="{{ v->action }}">
<input type="hidden" name="nonce" value="{{ v->nonce }}">
<input type="hidden" name="scelte" value="{{ v->picked }}">
{{ render part_fields(v->fields, v->n_fields) }}
<p id="anteprima">{{ if v->will }}Riguarda <strong>{{ v->will }}</strong>.{{ else }}Non riguarda nessuna delle richieste scelte.{{ end }}{{ if v->not }} Per <strong>{{ v->not }}</strong> non è possibile: il perché è scritto qui sotto.{{ end }} Per un minuto puoi annullare tutto; fino ad allora nessun messaggio parte.</p>
{{ if view_set(v->submit) }}<button type="submit" class="btn btn-primary" name="do" value="esegui">{{ v->submit }}</button>{{ end }}
{{ if v->n_fields > 0 }}<button type="submit" class="btn {{ if view_set(v->submit) }}btn-outline-primary{{ else }}btn-primary{{ end }}" name="do" value="anteprima">Anteprima</button>{{ end }}
</form>
{{ render bulk_lines(v->lines, v->n_lines, "Richieste scelte") }}
{{ render office_close(&v->page) }}
{{ end }}

{{ define bulk_result_page(const struct bulk_page *v) }}
{{ render office_open(&v->page, false) }}
<p><a href="/ufficio/richieste">{{ render part_icon("it-arrow-left") }} Torna alle richieste</a></p>
<h2>{{ v->what }}</h2>
<div id="andamento" data-live>
<p role="status"{{ if v->running }} data-running{{ end }}><strong>{{ v->state }}</strong> {{ int v->done }} di {{ int v->total }}.{{ if v->refresh_url }} <a href="{{ v->refresh_url }}">Aggiorna</a>{{ end }}</p>
<progress class="urp-bulk-bar" max="{{ int v->total }}" value="{{ int v->done }}" aria-label="Andamento"></progress>
{{ if v->undo_url }}
<form method="post" action="{{ v->undo_url }}" data-guard>
<input type="hidden" name="_csrf" value="{{ v->page.csrf }}">
<p>{{ v->undo_note }}</p>
<button type="submit" class="btn btn-outline-danger">Annulla tutto</button>
</form>
{{ end }}
{{ render part_figures(v->figures, v->n_figures) }}
{{ render bulk_lines(v->lines, v->n_lines, "Esito di ogni richiesta") }}
</div>
{{ render part_pager(&v->pager) }}
{{ render office_close(&v->page) }}
{{ end }}
