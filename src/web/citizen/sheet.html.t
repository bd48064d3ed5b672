{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# The sheet of a service: sections, their order and the data-element attributes are those of the municipal model. }}
{{ include "web/sheet_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define sheet_say(const struct sheet_text *w) }}
{{ if w->own }}{{ render part_own_linked(w->text) }}{{ else }}{{ w->text }}{{ end }}
{{ end }}

{{ define sheet_metatag(const struct sheet_view *v) }}
{{ let const struct sheet_metatag *m = &v->metatag }}
<script type="application/ld+json" data-element="metatag">{"@context":"https://schema.org","@type":"GovernmentService","name":{{ m->name }},"serviceType":{{ m->name }},"serviceOperator":{"@type":"GovernmentOrganization","name":{{ m->operator_name }}},"areaServed":{"@type":"AdministrativeArea","name":{{ m->area }}},"audience":{"@type":"Audience","audienceType":{{ v->addressed }}},"availableChannel":{"@type":"ServiceChannel","name":{{ v->begin_label }},"serviceUrl":{{ m->service_url }},"serviceLocation":{"@type":"Place","name":{{ m->place }},"address":{"@type":"PostalAddress","streetAddress":{{ m->street }},"postalCode":{{ m->postcode }},"addressLocality":{{ m->locality }}}}}}</script>
{{ end }}

{{ define sheet_head(const struct sheet_view *v) }}
<div class="container cmp-heading urp-sheet-head">
{{ render part_crumbs(v->page.crumbs, v->page.n_crumbs, v->page.title) }}
<h1 class="title-xxxlarge" data-element="service-title">{{ v->page.title }}</h1>
<p class="chip chip-simple{{ if v->open }} urp-chip-open{{ end }}" data-element="service-status"><span class="chip-label">{{ v->status }}</span></p>
<p class="lead" data-element="service-description">{{ render sheet_say(&v->lead) }}</p>
<p class="urp-hero-links">
{{ if v->open }}<a class="btn btn-primary" href="{{ v->begin_url }}">{{ v->begin_label }}</a>{{ end }}
{{ if view_set(v->reports_url) }}<a class="btn btn-outline-primary" href="{{ v->reports_url }}">Tutte le segnalazioni</a>{{ end }}
</p>
</div>
{{ end }}

{{ define sheet_index(const struct sheet_view *v) }}
<nav class="urp-index it-navscroll-wrapper" aria-label="Indice della pagina">
<p class="urp-index-title" aria-hidden="true">Indice della pagina</p>
<details>
<summary>Indice della pagina</summary>
<ul class="link-list" data-element="page-index">
<li class="nav-item"><a class="nav-link" href="#a-chi">A chi è rivolto</a></li>
<li class="nav-item"><a class="nav-link" href="#descrizione">Descrizione</a></li>
<li class="nav-item"><a class="nav-link" href="#come-fare">Come fare</a></li>
<li class="nav-item"><a class="nav-link" href="#cosa-serve">Cosa serve</a></li>
<li class="nav-item"><a class="nav-link" href="#cosa-si-ottiene">Cosa si ottiene</a></li>
<li class="nav-item"><a class="nav-link" href="#tempi">Tempi e scadenze</a></li>
<li class="nav-item"><a class="nav-link" href="#costi">Costi</a></li>
<li class="nav-item"><a class="nav-link" href="#accedi">Accedi al servizio</a></li>
<li class="nav-item"><a class="nav-link" href="#condizioni">Condizioni di servizio</a></li>
<li class="nav-item"><a class="nav-link" href="#contatti">Contatti</a></li>
{{ if v->n_faq + v->n_answers > 0 }}<li class="nav-item"><a class="nav-link" href="#domande">Domande frequenti</a></li>{{ end }}
</ul>
</details>
</nav>
{{ end }}

{{ define sheet_how(const struct sheet_view *v) }}
<section id="come-fare">
<h2>Come fare</h2>
<div data-element="service-how-to">
{{ if view_set(v->how.text) }}<p class="urp-text">{{ render sheet_say(&v->how) }}</p>{{ end }}
{{ if v->n_steps > 0 }}
<ol class="urp-next">
{{ for size_t i = 0; i < v->n_steps; i++ }}
<li>{{ v->steps[i].label }}</li>
{{ end }}
</ol>
{{ end }}
</div>
</section>
<section id="cosa-serve">
<h2>Cosa serve</h2>
<div data-element="service-needed">
<ul>
{{ for size_t i = 0; i < v->n_needs; i++ }}
<li>{{ v->needs[i].label }}</li>
{{ end }}
</ul>
</div>
</section>
<section id="cosa-si-ottiene">
<h2>Cosa si ottiene</h2>
<p class="urp-text" data-element="service-achieved">{{ render sheet_say(&v->achieved) }}</p>
</section>
{{ end }}

{{ define sheet_times(const struct sheet_view *v) }}
<section id="tempi">
<h2>Tempi e scadenze</h2>
<p data-element="service-calendar-text">{{ render sheet_say(&v->calendar) }}</p>
<dl class="urp-rows" data-element="service-calendar-list">
{{ for size_t i = 0; i < v->n_terms; i++ }}
<div><dt>{{ v->terms[i].label }}</dt><dd>{{ v->terms[i].value }}</dd></div>
{{ end }}
</dl>
{{ if v->n_by_category > 0 }}
<details class="urp-act"><summary><span>Argomenti con tempi diversi</span></summary><div class="urp-act-body">{{ render part_rows(v->by_category, v->n_by_category) }}</div></details>
{{ end }}
{{ if view_set(v->silence) }}<p>{{ v->silence }}</p>{{ end }}
</section>
<section id="costi">
<h2>Costi</h2>
<p data-element="service-cost">{{ render sheet_say(&v->cost) }}</p>
</section>
{{ end }}

{{ define sheet_access(const struct sheet_view *v) }}
<section id="accedi" class="urp-panel">
<h2>Accedi al servizio</h2>
{{ if v->open }}
<p>Online, in ogni momento, senza registrarti.</p>
<p><a class="btn btn-primary" href="{{ v->begin_url }}" data-element="service-online-access">{{ v->begin_label }}</a></p>
{{ else }}
<p data-element="service-online-access">{{ v->status }}: usa uno dei modi qui sotto.</p>
{{ end }}
<div data-element="service-generic-access">
<p>{{ if v->open }}Oppure in uno di questi modi: l’operatore scrive per te e ti dà la stessa ricevuta.{{ else }}L’operatore scrive per te e ti dà la stessa ricevuta.{{ end }}</p>
{{ render part_rows(v->ways, v->n_ways) }}
</div>
{{ if view_set(v->page.body->appointment_url) }}
<p><a class="btn btn-outline-primary" href="{{ v->page.body->appointment_url }}" data-element="service-booking-access">{{ render part_icon("it-calendar") }} Prenota un appuntamento</a></p>
{{ end }}
</section>
{{ end }}

{{ define sheet_rules(const struct sheet_view *v) }}
<section id="condizioni">
<h2>Condizioni di servizio</h2>
{{ if view_set(v->conditions) }}<p class="urp-text">{{ render part_own_linked(v->conditions) }}</p>{{ end }}
{{ if view_set(v->damages) }}<h3>Ti sei fatto male o hai avuto un danno?</h3><p class="urp-text">{{ render part_own_linked(v->damages) }}</p>{{ end }}
{{ if view_set(v->not_for) }}<h3>Quando non usarlo</h3><p>{{ v->not_for }}</p>{{ end }}
{{ if view_set(v->answerer) }}<h3>Chi risponde</h3><p>{{ render prose_put_linked(v->answerer) }}</p>{{ end }}
{{ if view_set(v->remedies) }}<h3>Se non sei d’accordo</h3><p>{{ render prose_put_linked(v->remedies) }}</p>{{ end }}
{{ if view_set(v->law) }}<p class="urp-small">Fonte: {{ v->law }}.</p>{{ end }}
<p><a href="{{ v->document_url }}" data-element="service-file">{{ v->document_label }}</a></p>
{{ render part_whistleblowing(v->page.body) }}
</section>
<section id="contatti">
<h2>Contatti</h2>
<div class="card card-teaser urp-panel" data-element="service-area">
<h3 class="card-title">{{ render part_own(v->page.body->office) }}</h3>
{{ render part_rows(v->contacts, v->n_contacts) }}
</div>
</section>
{{ end }}

{{ define sheet_more(const struct sheet_view *v) }}
{{ if v->n_faq + v->n_answers > 0 }}
<section id="domande">
<h2>Domande frequenti</h2>
{{ for size_t i = 0; i < v->n_faq; i++ }}
<details class="urp-act"><summary><span>{{ v->faq[i].label }}</span></summary><div class="urp-act-body"><p>{{ tr(v->faq[i].value) }}</p></div></details>
{{ end }}
{{ if v->n_answers > 0 }}
<h3>Risposte pronte</h3>
<ul class="link-list urp-links">
{{ for size_t i = 0; i < v->n_answers; i++ }}
<li><a href="{{ v->answers[i].url }}">{{ render part_icon("it-arrow-right") }}<span>{{ render part_own(v->answers[i].label) }}</span></a></li>
{{ end }}
</ul>
{{ end }}
<p><a href="/domande-frequenti">Tutte le domande frequenti</a></p>
</section>
{{ end }}
<section id="argomenti">
<h2>Argomenti</h2>
<ul class="urp-topics">
{{ for size_t i = 0; i < v->n_topics; i++ }}
<li class="chip chip-simple" data-element="service-topic"><span class="chip-label">{{ tr(v->topics[i]) }}</span></li>
{{ end }}
</ul>
{{ if view_set(v->updated) }}<p class="urp-small">Ultimo aggiornamento: <time datetime="{{ v->updated_iso }}">{{ v->updated }}</time></p>{{ end }}
</section>
{{ end }}

{{ define sheet_page(const struct sheet_view *v) }}
{{ render layout_open(&v->page, true) }}
{{ render sheet_metatag(v) }}
{{ render sheet_head(v) }}
<div class="container urp-flow urp-sheet">
<div class="urp-cols">
{{ render sheet_index(v) }}
<div class="urp-read">
<section id="a-chi">
<h2>A chi è rivolto</h2>
<p class="urp-text" data-element="service-addressed">{{ v->addressed }}</p>
</section>
<section id="descrizione">
<h2>Descrizione</h2>
<p class="urp-text">{{ render sheet_say(&v->about) }}</p>
</section>
{{ render sheet_how(v) }}
{{ render sheet_times(v) }}
{{ render sheet_access(v) }}
{{ render sheet_rules(v) }}
{{ render sheet_more(v) }}
</div>
</div>
</div>
{{ render layout_close(&v->page) }}
{{ end }}

{{ define sheets_page(const struct sheets_view *v) }}
{{ render layout_open(&v->page, false) }}
<div class="container urp-flow">
{{ for size_t i = 0; i < v->n_items; i++ }}
{{ let const struct sheet_item *s = &v->items[i] }}
{{ if i == 0 || view_differ(s->group, s[-1].group) }}
{{ if i > 0 }}</ul>{{ end }}
<h2 class="urp-cards-head">{{ s->group }}</h2>
<ul class="urp-cards">
{{ end }}
<li class="card urp-card">{{ render part_icon(s->icon) }}<div><h3 class="card-title"><a href="{{ s->url }}" data-element="service-link">{{ s->title }}</a></h3><p class="card-text">{{ render sheet_say(&s->text) }}</p></div></li>
{{ end }}
{{ if v->n_items > 0 }}</ul>{{ end }}
</div>
{{ render layout_close(&v->page) }}
{{ end }}
