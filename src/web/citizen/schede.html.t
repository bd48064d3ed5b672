{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Answers that are there before anybody writes. }}
{{ include "web/scheda_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define public_schede_page(const struct public_schede_view *v) }}
{{ render layout_open(&v->page, false) }}
<div class="container urp-flow">
<form class="urp-ask" method="get" action="/schede" role="search" aria-label="Cerca una risposta">
<label for="chiedi">La tua domanda</label>
<p class="form-text" id="chiedi-aiuto">Per esempio: quando passa la raccolta della carta?</p>
<div><input class="form-control" id="chiedi" name="q" type="search" value="{{ v->asked }}" maxlength="300" autocomplete="off" aria-describedby="chiedi-aiuto">
<button type="submit" class="btn btn-primary">Cerca</button></div>
</form>
{{ if view_set(v->none) }}<p role="status">{{ v->none }}</p>{{ end }}
{{ if v->n_found > 0 }}
<h2>Risposte trovate</h2>
<ul class="urp-schede">
{{ for size_t i = 0; i < v->n_found; i++ }}
<li><h3><a href="{{ v->found[i].url }}">{{ render part_own(v->found[i].title) }}</a></h3><p>{{ render part_own(v->found[i].start) }}</p></li>
{{ end }}
</ul>
{{ end }}
{{ for size_t g = 0; g < v->n_groups; g++ }}
<section aria-labelledby="gruppo-{{ int g }}">
<h2 id="gruppo-{{ int g }}">{{ render tr_put_around(v->groups[g].title, v->groups[g].own) }}</h2>
<ul class="link-list urp-links">
{{ for size_t i = 0; i < v->groups[g].n_links; i++ }}
<li><a href="{{ v->groups[g].links[i].url }}">{{ render part_icon("it-arrow-right") }}<span>{{ render part_own(v->groups[g].links[i].label) }}</span></a></li>
{{ end }}
</ul>
</section>
{{ end }}
<section class="urp-panel" aria-labelledby="non-trovi"><h2 id="non-trovi">Non trovi la risposta?</h2>
<p>Scrivici: ti rispondiamo noi.</p>
<p><a class="btn btn-primary" href="/richiedi/informazioni">Chiedi informazioni</a></p></section>
</div>
{{ render layout_close(&v->page) }}
{{ end }}

{{ define public_scheda_page(const struct public_scheda_view *v) }}
{{ render layout_open(&v->page, false) }}
<div class="container urp-flow"><div class="urp-read">
<section class="urp-panel" aria-label="La risposta">
<div class="urp-text">{{ render part_own_linked(v->body) }}</div>
{{ if view_set(v->url) }}<p><a href="{{ v->url }}">{{ render part_icon("it-external-link") }} Pagina di approfondimento</a></p>{{ end }}
{{ if view_set(v->office) }}<p>Se ne occupa: <span{{ if view_own(v->office_own) }} lang="it" dir="ltr"{{ end }}>{{ v->office }}</span>{{ if view_set(v->office_contact) }}, {{ render prose_put_contact(v->office_contact) }}{{ end }}.</p>{{ end }}
<p class="urp-small">{{ v->checked }}</p>
</section>
{{ if view_set(v->useful_url) }}
<form method="post" action="{{ v->useful_url }}"><button type="submit" class="btn btn-outline-primary">{{ render part_icon("it-check") }} Era quello che cercavo</button></form>
{{ end }}
<p><a href="/schede">Cerca un’altra risposta</a> · <a href="/richiedi/informazioni">Chiedi all’URP</a></p>
</div></div>
{{ render layout_close(&v->page) }}
{{ end }}
