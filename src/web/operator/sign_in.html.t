{{# SPDX-License-Identifier: EUPL-1.2 }}
{{ include "web/operator_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define sign_in_page(const struct sign_in_view *v) }}
{{ render office_open(&v->page, false) }}
<form class="urp-panel urp-sign-in" method="post" action="{{ v->url }}" novalidate data-guard>
{{ if view_set(v->next) }}<input type="hidden" name="next" value="{{ v->next }}">{{ end }}
{{ render part_field(&v->login) }}
{{ render part_field(&v->password) }}
<button type="submit" class="btn btn-primary">Entra</button>
<p class="urp-small">Password dimenticata? Chiedine una nuova all’amministratore del servizio. Cerchi una tua richiesta? <a href="/pratica">Seguila da qui</a>.</p>
</form>
{{ render office_close(&v->page) }}
{{ end }}
