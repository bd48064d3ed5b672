{{# SPDX-License-Identifier: EUPL-1.2 }}
{{ include "web/citizen_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define home_cards(const struct home_view *v) }}
{{ for size_t i = 0; i < v->n_cards; i++ }}
{{ let const struct home_card *c = &v->cards[i] }}
{{ if i == 0 || view_differ(c->group, v->cards[i - 1].group) }}
{{ if i > 0 }}</ul>{{ end }}
<h2 class="urp-cards-head">{{ c->group }}</h2>
<ul class="urp-cards">
{{ end }}
<li class="card urp-card">{{ render part_icon(c->icon) }}<div><h3 class="card-title"><a href="{{ c->url }}">{{ c->title }}</a></h3><p class="card-text">{{ c->text }}</p></div></li>
{{ end }}
{{ if v->n_cards > 0 }}</ul>{{ end }}
{{ end }}

{{ define home_aside(const struct home_view *v) }}
<section class="urp-box" aria-labelledby="segui-titolo">
<h2 id="segui-titolo">Hai già fatto una richiesta?</h2>
<p>Con il numero e il codice della ricevuta vedi a che punto è, senza registrarti.</p>
<form method="get" action="{{ v->track_url }}">
<label for="segui-codice">Numero della richiesta</label>
<p class="form-text" id="segui-esempio">Per esempio: 2026-000417-X</p>
<input class="form-control" id="segui-codice" name="codice" type="text" autocomplete="off" aria-describedby="segui-esempio">
<button type="submit" class="btn btn-primary">Segui la richiesta</button>
</form>
<p>Non hai il numero o il codice? <a href="/pratica/mie">Le tue richieste</a></p>
</section>
<section class="urp-box is-danger" aria-labelledby="emergenza-titolo">
<h2 id="emergenza-titolo">{{ render part_icon("it-warning-circle") }} È un’emergenza?</h2>
{{ if view_set(v->emergency) }}<p>{{ render part_own_contact(v->emergency) }}</p><p><a href="tel:112"><strong>Chiama il 112</strong></a></p>{{ else }}<p>Se qualcuno è in pericolo <a href="tel:112"><strong>chiama subito il 112</strong></a>. Qui le richieste si leggono solo in orario d’ufficio.</p>{{ end }}
</section>
{{ if view_set(v->page.body->whistleblowing_url) || view_set(v->page.body->whistleblowing) }}
<section class="urp-box" aria-labelledby="illeciti-titolo">
<h2 id="illeciti-titolo">Lavori con noi e hai visto un illecito?</h2>
{{ render part_whistleblowing(v->page.body) }}
</section>
{{ end }}
{{ if v->n_more > 0 }}
<nav class="urp-box" aria-labelledby="altro-titolo">
<h2 id="altro-titolo">Che cosa puoi consultare</h2>
<ul>
{{ for size_t i = 0; i < v->n_more; i++ }}
<li><a href="{{ v->more[i].url }}">{{ v->more[i].label }}</a></li>
{{ end }}
</ul>
</nav>
{{ end }}
{{ end }}

{{ define home_page(const struct home_view *v) }}
{{ render layout_open(&v->page, true) }}
<div class="urp-hero">
<div class="container">
{{ if view_set(v->banner) }}<p class="urp-banner" role="status">{{ render part_icon("it-warning-circle") }} {{ render prose_put_contact(v->banner) }}</p>{{ end }}
{{ render part_notice(v->page.notice) }}
<h1 data-element="page-name">{{ v->page.title }}</h1>
<p class="lead">{{ render part_own(v->page.lead) }}</p>
<p class="urp-hero-links"><a class="btn btn-primary" href="/segnala">{{ render part_icon("it-flag") }} Segnala un disservizio</a> <a class="btn btn-outline-primary" href="/pratica">Segui la tua richiesta</a></p>
</div>
</div>
<div class="container urp-two">
<div class="urp-two-main">{{ render part_resume() }}{{ render home_cards(v) }}</div>
<aside class="urp-two-side" aria-label="Altre informazioni">{{ render home_aside(v) }}</aside>
</div>
{{ render layout_close(&v->page) }}
{{ end }}
