{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# One file of a request: the picture, or what it is and how to have it. }}
{{ include "web/case_view.h" }}
{{ include "t/web/layout.html.h" }}
{{ include "t/web/operator/case.html.h" }}

{{ define file_page(const struct file_view *v) }}
{{ render office_open(&v->page, false) }}
{{ render case_back(v->ticket_url, v->code, NULL) }}
{{ if view_set(v->place) }}
<nav class="urp-file-nav" aria-label="Allegati">
{{ if view_set(v->prev_url) }}<a href="{{ v->prev_url }}" rel="prev" data-key="k">{{ render part_icon("it-arrow-left") }} Precedente</a>{{ end }}
<span>{{ v->place }}</span>
{{ if view_set(v->next_url) }}<a href="{{ v->next_url }}" rel="next" data-key="j">Successivo {{ render part_icon("it-arrow-right") }}</a>{{ end }}
</nav>
{{ end }}
<p>{{ v->facts }} · <a href="{{ v->url }}">Apri il file</a>{{ if view_set(v->original_url) }} · <a href="{{ v->original_url }}">Scarica l’originale</a>{{ end }}</p>
{{ if view_set(v->image_url) }}
<p class="urp-viewer"><img src="{{ v->image_url }}" alt="{{ v->name }}"></p>
{{ else }}
<p class="urp-panel urp-narrow">Questo file non si può mostrare qui: aprilo o scaricalo.</p>
{{ end }}
{{ render office_close(&v->page) }}
{{ end }}
