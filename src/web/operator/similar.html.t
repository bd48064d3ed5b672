{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Requests like this one. The parts with an id are put beside the story by a script. }}
{{ include "web/case_view.h" }}
{{ include "t/web/layout.html.h" }}
{{ include "t/web/operator/case.html.h" }}

{{ define similar_page(const struct similar_view *v) }}
{{ render office_open(&v->c.page, false) }}
{{ render case_back(v->c.ticket_url, v->c.code, v->c.subject) }}
<div class="urp-one-thing" id="simili">
{{ render case_others("Forse lo stesso caso", "Nessuna richiesta recente riguarda la stessa cosa.", v->c.others, v->c.n_others) }}
{{ render case_others("Come abbiamo risposto", "Non troviamo risposte a richieste simili.", v->answers, v->n_answers) }}
</div>
{{ render office_close(&v->c.page) }}
{{ end }}
