{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Judging how one request went: the stars of the national model, all in one step, all visible without script. }}
{{ include "web/citizen_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define rate_page(const struct rate_view *v) }}
{{ render layout_open(&v->page, false) }}
<div class="container urp-flow">
<p>Richiesta {{ v->code }}: «{{ v->subject }}»</p>
</div>
{{ render part_rating(&v->rating) }}
<div class="container urp-flow">
<p>Il voto non cambia la tua richiesta. Lo usiamo, senza il tuo nome, per migliorare e per le statistiche.{{ if view_set(v->page.body->stats_url) }} <a href="{{ v->page.body->stats_url }}">Statistiche</a>{{ end }}</p>
</div>
{{ render layout_close(&v->page) }}
{{ end }}
