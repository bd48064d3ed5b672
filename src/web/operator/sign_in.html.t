{{# SPDX-License-Identifier: EUPL-1.2 }}
{{ include "web/access_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define sign_in_page(const struct sign_in_view *v) }}
{{ render office_open(&v->page, false) }}
{{ if v->left_provider }}
<div class="urp-panel urp-sign-in" role="status">
<p><strong>Sei uscito.</strong> L’accesso dell’ente su questo computer è ancora aperto: se lo usa anche qualcun altro, esci anche da lì.</p>
<a class="btn btn-outline-primary" href="/ufficio/entra/ente/esci">Esci anche dall’accesso dell’ente</a>
</div>
{{ end }}
{{ if v->provider_url }}
<div class="urp-panel urp-sign-in">
<a class="btn btn-primary" href="{{ v->provider_url }}">{{ v->provider }}</a>
<p class="urp-small">Usi le stesse credenziali del tuo computer. Se non funziona, entra con nome utente e password.</p>
</div>
{{ end }}
<form class="urp-panel urp-sign-in" method="post" action="{{ v->url }}" novalidate data-guard>
{{ if view_set(v->next) }}<input type="hidden" name="next" value="{{ v->next }}">{{ end }}
{{ render part_field(&v->login) }}
{{ render part_field(&v->password) }}
<button type="submit" class="btn {{ if v->provider_url }}btn-outline-primary{{ else }}btn-primary{{ end }}">Entra</button>
<p class="urp-small">Password dimenticata? Chiedine una nuova all’amministratore del servizio. Cerchi una tua richiesta? <a href="/pratica">Seguila da qui</a>.</p>
</form>
{{ render office_close(&v->page) }}
{{ end }}

{{ define sign_in_code_page(const struct sign_in_code_view *v) }}
{{ render office_open(&v->page, false) }}
<form class="urp-panel urp-sign-in" method="post" action="{{ v->url }}" novalidate data-guard>
<input type="hidden" name="passo" value="{{ v->token }}">
<p>La password è giusta. Ora apri l’app dei codici sul telefono.</p>
{{ render part_field(&v->code) }}
<button type="submit" class="btn btn-primary">Entra</button>
<p class="urp-small">Senza telefono? Scrivi uno dei codici di recupero. Hai perso anche quelli? L’amministratore può togliere il secondo fattore. <a href="/ufficio/entra">Ricomincia</a>.</p>
</form>
{{ render office_close(&v->page) }}
{{ end }}
