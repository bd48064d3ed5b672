{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Everything on one page right before sending. }}
{{ include "web/citizen_view.h" }}
{{ include "t/web/layout.html.h" }}
{{ include "t/web/citizen/answers.html.h" }}
{{ include "t/web/citizen/near.html.h" }}

{{ define ask_section(const struct summary_section *s) }}
<section class="urp-panel">
<div class="urp-panel-head"><h2>{{ s->title }}</h2>{{ if view_set(s->edit_url) }}<a href="{{ s->edit_url }}">Modifica<span class="visually-hidden"> {{ s->title }}</span></a>{{ end }}</div>
{{ if s->n_rows == 0 && s->n_files == 0 }}<p>Non hai indicato niente.</p>{{ end }}
{{ render part_rows(s->rows, s->n_rows) }}
{{ render part_files(s->files, s->n_files) }}
</section>
{{ end }}

{{ define summary_page(const struct summary_view *v) }}
{{ render layout_open_part(&v->page, false, "passo 3 di 3", false) }}
<div class="container urp-flow">
{{ render layout_steps(STEP_SUMMARY) }}
<div class="urp-read">
<p>Rileggi con calma. Dopo l’invio non puoi più cambiare il testo, ma puoi aggiungere informazioni.</p>
{{ if v->n_near > 0 }}
<section class="urp-panel" id="vicino" aria-labelledby="t-vicino">
<h2 id="t-vicino">È già segnalato?</h2>
<p>Qui vicino c’è già qualcosa di simile. Se è lo stesso problema premi «Anche io»: non serve inviare questa.</p>
<ul class="urp-near">
{{ for size_t i = 0; i < v->n_near; i++ }}
<li><div><strong>{{ render tr_put_around(v->near[i].title, v->near[i].own) }}</strong><br><span class="urp-small">{{ v->near[i].facts }}</span></div>
<a class="btn btn-outline-primary btn-sm" href="{{ v->near[i].join_url }}">Anche io<span class="visually-hidden">: <span{{ if view_own(v->near[i].own) }} lang="it" dir="ltr"{{ end }}>{{ v->near[i].title }}</span>, {{ v->near[i].facts }}</span></a></li>
{{ end }}
</ul>
</section>
{{ end }}
{{ for size_t i = 0; i < v->n_sections; i++ }}
{{ render ask_section(&v->sections[i]) }}
{{ end }}
{{ render near_other(v->other_body, v->other_email) }}
<div class="callout urp-callout">
<h2>Chi se ne occuperà</h2>
<p>{{ if view_set(v->office) }}Di solito se ne occupa: <strong{{ if view_own(v->office_own) }} lang="it" dir="ltr"{{ end }}>{{ v->office }}</strong>. Se non è l’ufficio giusto, la mandiamo noi a quello giusto.{{ else }}L’URP legge la richiesta e la manda all’ufficio giusto. Ti diciamo quale.{{ end }}</p>
</div>
{{ render part_answers(&v->answers) }}
{{ if view_set(v->no_contact) }}<div class="callout urp-callout is-warn"><p>{{ render part_icon("it-warning-circle") }} {{ v->no_contact }}</p></div>{{ end }}
{{ if view_set(v->email) }}
<section class="urp-panel" aria-labelledby="t-email">
<h2 id="t-email">Controlla l’indirizzo</h2>
<p>{{ if v->unnamed }}Senza nome, ma ti scriviamo qui:{{ else }}Ti scriviamo qui:{{ end }}</p>
<p class="urp-email">{{ v->email }}</p>
{{ if view_set(v->email_meant) }}
<form method="post" action="{{ v->email_url }}" data-guard>
<p>{{ render part_icon("it-warning-circle") }} Intendevi <strong>{{ v->email_meant }}</strong>?</p>
<button type="submit" class="btn btn-outline-primary btn-sm">Sì, correggi così</button>
<p class="urp-small">Se l’indirizzo di prima è giusto, lascialo e vai avanti.</p>
</form>
{{ end }}
</section>
{{ end }}
<form method="post" action="{{ v->url }}" data-guard{{ if view_set(v->stamp) }} data-proof="{{ static_url("proof.js") }}" data-bits="{{ v->proof_bits }}"{{ end }}>
<input type="hidden" name="nonce" value="{{ v->nonce }}">
{{ if view_set(v->stamp) }}<input type="hidden" name="timbro" value="{{ v->stamp }}"><input type="hidden" name="prova" value="">{{ end }}
{{ if view_set(v->declaration) }}<p>{{ v->declaration }}</p>{{ end }}
<div class="urp-buttons">
<button type="submit" id="invia" class="btn btn-primary btn-lg">Invia</button>
<a class="btn btn-outline-primary" href="{{ v->back_url }}">Indietro</a>
</div>
</form>
<p class="urp-gap">{{ render part_icon("it-mail") }} <a href="{{ v->later_url }}">Mandami il collegamento per continuare dopo</a></p>
</div>
</div>
{{ if view_set(v->stamp) }}{{ render say_proof() }}<script src="{{ static_url("proof.js") }}" defer></script>{{ end }}
{{ render layout_close(&v->page) }}
{{ end }}
