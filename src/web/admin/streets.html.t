{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# The list of streets: choose a file, see what it would change, take it. }}
{{ include "web/desk_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define streets_preview(const struct streets_view *v) }}
<section class="urp-panel" aria-labelledby="t-anteprima">
<h2 id="t-anteprima">Che cosa cambierebbe</h2>
{{ render part_rows(v->found, v->n_found) }}
{{ render part_table(&v->rows) }}
{{ if v->n_problems > 0 }}
<h3>Righe da guardare</h3>
<ul>
{{ for size_t i = 0; i < v->n_problems; i++ }}
<li><strong>{{ v->problems[i].label }}</strong>: {{ v->problems[i].value }}</li>
{{ end }}
</ul>
{{ end }}
<form method="post" action="{{ v->url }}" data-guard>
<input type="hidden" name="_csrf" value="{{ v->page.csrf }}">
<input type="hidden" name="elenco" value="{{ v->token }}">
{{ if view_set(v->missing) }}
<div class="form-group"><div class="form-check"><input type="checkbox" name="togli" value="1" id="f-togli"><label for="f-togli">{{ v->missing }}</label></div></div>
{{ end }}
<div class="urp-buttons"><button type="submit" class="btn btn-primary">Prendi questo elenco</button> <a href="{{ v->url }}">Lascia tutto com’è</a></div>
</form>
</section>
{{ end }}

{{ define streets_page(const struct streets_view *v) }}
{{ render office_open(&v->page, false) }}
<div id="andamento" data-live>
<p>{{ v->state }}</p>
{{ if view_set(v->taking) }}
<p role="status"{{ if v->running }} data-running{{ end }}>{{ if v->taking_tone == TONE_BAD }}{{ render part_icon("it-warning-circle") }} {{ end }}<strong>{{ v->taking }}</strong>{{ if v->running }} {{ int v->done }} di {{ int v->total }}. <a href="{{ v->url }}#andamento">Aggiorna</a>{{ end }}</p>
{{ if v->running }}<progress class="urp-bulk-bar" max="{{ int v->total }}" value="{{ int v->done }}" aria-label="Andamento"></progress>{{ end }}
{{ end }}
</div>
{{ if v->preview }}{{ render streets_preview(v) }}{{ end }}
{{ if v->only_read }}<p>Vale per tutto l’ente: qui puoi leggere; lo cambia chi è responsabile di tutto l’URP.</p>{{ else }}
<section class="urp-panel" aria-labelledby="t-carica">
<h2 id="t-carica">{{ if v->preview }}Un altro file{{ else }}Carica l’elenco{{ end }}</h2>
<form method="post" action="{{ v->url }}" enctype="multipart/form-data" data-guard>
<input type="hidden" name="_csrf" value="{{ v->page.csrf }}">
<div class="form-group{{ if view_set(v->file_error) }} has-error{{ end }}">
<label for="f-file">File CSV dell’anagrafe o dello stradario</label>
<p class="form-text" id="f-file-aiuto">La prima riga dice i nomi delle colonne: «via» (o «denominazione», con «dug» a parte), e se ci sono «zona», «civico», «latitudine» e «longitudine» (gradi WGS84, come 44,4949 e 11,3426): con il civico e le coordinate, un indirizzo scritto al telefono è subito un punto sulla mappa. Si può ricaricare quando si vuole: chi c’è già resta.</p>
{{ if view_set(v->file_error) }}<p class="urp-error" id="f-file-errore"><span class="visually-hidden">Errore: </span>{{ v->file_error }}</p>{{ end }}
<input class="form-control" type="file" name="file" id="f-file" accept=".csv,text/csv,text/plain" aria-describedby="f-file-aiuto{{ if view_set(v->file_error) }} f-file-errore{{ end }}"{{ if view_set(v->file_error) }} aria-invalid="true"{{ end }}>
</div>
<button type="submit" class="btn {{ if v->preview }}btn-outline-primary{{ else }}btn-primary{{ end }}">Guarda che cosa cambia</button>
</form>
</section>
{{ end }}
{{ render office_close(&v->page) }}
{{ end }}
