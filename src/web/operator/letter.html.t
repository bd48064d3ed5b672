{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# One mail of a request: in a frame that can do nothing, or as text. }}
{{ include "web/operator_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define letter_page(const struct letter_view *v) }}
{{ render office_open(&v->page, false) }}
<p class="urp-small"><a href="{{ v->ticket_url }}">{{ render part_icon("it-arrow-left") }} Richiesta {{ v->code }}</a></p>
{{ if v->n_notes > 0 }}
<ul class="urp-unread">
{{ for size_t i = 0; i < v->n_notes; i++ }}
<li>{{ v->notes[i] }}</li>
{{ end }}
</ul>
{{ end }}
{{ if view_set(v->frame_url) }}
<iframe class="urp-letter" src="{{ v->frame_url }}" sandbox="" referrerpolicy="no-referrer" title="Il messaggio come lo ha scritto il mittente"></iframe>
<p class="urp-small"><a href="{{ v->frame_url }}">Apri il messaggio da solo</a></p>
{{ else }}
<section class="urp-panel" aria-label="Messaggio">
{{ render part_rows(v->heads, v->n_heads) }}
<div class="urp-text urp-words">{{ v->text }}</div>
{{ render part_quoted(v->quoted) }}
{{ if v->n_files > 0 }}<h2 class="h5">File dentro il messaggio</h2>{{ end }}
{{ render part_files(v->files, v->n_files) }}
</section>
{{ end }}
{{ render office_close(&v->page) }}
{{ end }}
