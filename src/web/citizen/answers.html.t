{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Answers that are there already, beside what somebody writes. A fragment: the form shows it, and the script asks for it anew. }}
{{ include "web/scheda_view.h" }}
{{ include "t/web/components.html.h" }}

{{ define part_answers(const struct answers_view *v) }}
{{ if v->n_found > 0 }}
<section class="urp-answers" aria-labelledby="risposte-titolo" data-say="{{ v->say }}">
<h2 id="risposte-titolo">{{ render part_icon("it-help-circle") }} Forse la risposta c’è già</h2>
{{ for size_t i = 0; i < v->n_found; i++ }}
{{ let const struct scheda_row *s = &v->found[i] }}
<details class="urp-act"><summary><span>{{ render part_own(s->title) }}</span></summary><div class="urp-act-body"><p class="urp-text">{{ render part_own(s->start) }}</p>
<p><a href="{{ s->url }}" target="_blank" rel="noopener">Apri la risposta<span class="visually-hidden"> «{{ s->title }}»</span> in un’altra scheda</a></p></div></details>
{{ end }}
<p class="urp-small">Se non è quello che cerchi, continua pure.</p>
</section>
{{ end }}
{{ end }}
