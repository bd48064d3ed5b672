{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# A report as everybody sees it: for its page and for the preview of the office. }}
{{ include "web/report_view.h" }}
{{ include "t/web/components.html.h" }}

{{ define report_facts(const struct report_view *r) }}
<p class="urp-report-facts">{{ render part_badge(&r->state) }} {{ render tr_put_around(r->about, r->about_own) }}</p>
<dl class="urp-rows is-narrow">
{{ if view_set(r->place) }}<div><dt>Luogo</dt><dd>{{ r->place }}</dd></div>{{ end }}
<div><dt>Segnalata</dt><dd>{{ r->presented }}</dd></div>
</dl>
{{ end }}

{{ define report_words(const struct report_view *r) }}
<div class="urp-text">{{ render part_wrote(r->lang, r->body) }}</div>
{{ if r->n_photos > 0 }}
<ul class="urp-report-photos">
{{ for size_t i = 0; i < r->n_photos; i++ }}
<li><a href="{{ r->photos[i].url }}"><img src="{{ r->photos[i].thumb_url }}" alt="{{ r->photos[i].alt }}"{{ if view_own(r->photos[i].alt) }} lang="it"{{ end }} loading="lazy"></a></li>
{{ end }}
</ul>
{{ end }}
{{ if view_set(r->answer) }}
<section class="urp-state is-good" aria-labelledby="risposta-titolo"><h2 class="urp-state-label" id="risposta-titolo">La risposta dell’ufficio</h2>
{{ if view_set(r->answer_on) }}<p class="urp-small">{{ r->answer_on }}</p>{{ end }}
<div class="urp-text">{{ render part_own_linked(r->answer) }}</div></section>
{{ end }}
{{ end }}
