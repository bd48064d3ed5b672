{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Photos and documents of a draft. Without script they go with the form; static/draft.js sends each one as soon as it is chosen. }}
{{ include "web/citizen_view.h" }}
{{ include "t/web/layout.html.h" }}

{{# What telephones and scanners make, and what the office can read: the same list as ticket/file_kind. }}
{{ define files_input(const struct files_view *v) }}
<label for="f-files">Aggiungi file</label>
<p class="form-text" id="f-files-aiuto">{{ v->note }}</p>
{{ if view_set(v->error) }}<p class="urp-error" id="f-files-errore"><span class="visually-hidden">Errore: </span>{{ v->error }}</p>{{ end }}
<input class="form-control" type="file" name="files" multiple id="f-files" data-at-once
 accept="image/jpeg,image/png,image/webp,image/gif,image/heic,image/heif,.heic,.heif,.pdf,.p7m,.doc,.docx,.odt,.rtf,.txt,.xls,.xlsx,.ods,.ppt,.pptx,.odp,.eml"
 aria-describedby="f-files-aiuto{{ if view_set(v->error) }} f-files-errore{{ end }}"{{ if view_set(v->error) }} aria-invalid="true"{{ end }}>
{{ end }}

{{ define files_list(const struct files_view *v) }}
<ul class="urp-files" id="file-della-bozza">
{{ for size_t i = 0; i < v->n_files; i++ }}
{{ let const struct draft_file_view *f = &v->files[i] }}
<li data-file="{{ f->id }}">
{{ render part_icon("it-file") }}
<span>{{ f->name }} <small>{{ f->size }}</small></span>
{{ if f->placed }}<button type="submit" class="btn btn-sm btn-outline-primary" name="luogo" value="{{ f->id }}">Usa il luogo dello scatto<span class="visually-hidden"> di {{ f->name }}</span></button>{{ end }}
<button type="submit" class="btn btn-sm btn-outline-danger" name="togli" value="{{ f->id }}">Togli<span class="visually-hidden"> {{ f->name }}</span></button>
</li>
{{ end }}
</ul>
{{ end }}

{{ define files_panel(const struct files_view *v) }}
<section class="urp-panel" id="allegati" aria-labelledby="t-file">
<h2 id="t-file">Foto e documenti</h2>
<p>Non sono obbligatori, ma una foto spesso vale più di molte parole. Dalle foto che altri vedranno togliamo i dati nascosti, come il luogo dello scatto.</p>
{{ if v->n_files > 0 }}{{ render files_list(v) }}{{ end }}
<div class="form-group{{ if view_set(v->error) }} has-error{{ end }}" data-upload="{{ v->url }}" data-max="{{ v->max }}" data-max-bytes="{{ v->max_bytes }}"{{ if v->place }} data-place="1"{{ end }}>
{{ render files_input(v) }}
<button type="submit" name="do" value="carica" class="btn btn-outline-primary btn-sm">{{ render part_icon("it-upload") }} Carica i file scelti</button>
</div>
</section>
{{ end }}
