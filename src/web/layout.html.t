{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# The frame: head, header and footer of the Italian municipal model, and the plainer frame of the office. The
   data-element attributes are what the national validator of public sites looks for. }}
{{ include "t/web/components.html.h" }}
{{ include "t/web/rating.html.h" }}
{{ include "t/web/words.html.h" }}

{{# part: "passo 2 di 3", in the title only. listed: search engines may know the page; never one with a secret in its address. }}
{{ define layout_head(const struct view_body *b, const char *title, const char *part, bool errors, bool listed, bool office, const char *description, const char *canonical) }}
<!DOCTYPE html>
<html lang="{{ tr_id() }}" dir="{{ tr_dir() }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ if errors }}Errore: {{ end }}{{ title }}{{ if part }} ({{ part }}){{ end }} - {{ tr(b->office) }} - {{ b->name }}</title>
{{ if !listed }}<meta name="robots" content="noindex">{{ else }}
<meta name="description" content="{{ if view_set(description) }}{{ description }}{{ else }}{{ title }}: {{ b->office }}, {{ b->name }}.{{ end }}">
{{ if view_set(canonical) }}<link rel="canonical" href="{{ canonical }}">{{ end }}
{{ end }}
<meta name="theme-color" content="{{ if view_set(b->color_url) }}{{ b->color }}{{ else }}#0066cc{{ end }}">
<meta name="format-detection" content="telephone=no">
<link rel="icon" type="image/svg+xml" href="{{ static_url("icon.svg") }}">
<link rel="stylesheet" href="{{ static_url("urp.css") }}">
{{ if view_set(b->color_url) }}<link rel="stylesheet" href="{{ b->color_url }}">{{ end }}
{{ if office }}<link rel="stylesheet" href="{{ static_url("office.css") }}">
<script src="{{ static_url("ahead.js") }}"></script>{{ end }}
<script src="{{ static_url("urp.js") }}" defer></script>
{{ render say_page() }}
{{ if office }}<script src="{{ static_url("office.js") }}" defer></script>{{ render say_map() }}{{ end }}
</head>
{{ end }}

{{ define layout_nav_item(const char *url, const char *label, bool current) }}
<li class="nav-item"><a class="nav-link{{ if current }} active{{ end }}" href="{{ url }}"{{ if current }} aria-current="page"{{ end }}>{{ label }}</a></li>
{{ end }}

{{# Each language in itself: whoever cannot read this page finds theirs. Links, so that neither script nor a form is needed. }}
{{ define layout_langs(const struct view_page *p) }}
{{ if view_set(p->here) }}
<details class="urp-langs">
<summary><span class="visually-hidden">Lingua: </span>{{ tr_now ? tr_now->name : tr_langs[0].name }}</summary>
<ul>
{{ for size_t i = 0; i < tr_langs_n; i++ }}
{{ let const struct tr_lang *l = &tr_langs[i] }}
<li><a href="/lingua/{{ l->id }}?torna={{ p->here }}" lang="{{ l->id }}" hreflang="{{ l->id }}"{{ if l->rtl }} dir="rtl"{{ end }} rel="nofollow"{{ if !view_differ(l->id, tr_id()) }} aria-current="true"{{ end }}>{{ l->name }}</a></li>
{{ end }}
</ul>
</details>
{{ end }}
{{ end }}

{{# The body's own logo, or a palace; beside its name, so it says nothing itself. }}
{{ define layout_logo(const struct view_body *b) }}
{{ if view_set(b->logo_url) }}<img class="icon urp-logo" src="{{ b->logo_url }}" alt="" width="82" height="82">{{ else }}{{ render part_icon("it-pa") }}{{ end }}
{{ end }}

{{ define layout_social(const struct view_body *b, const char *id) }}
{{ if b->n_social > 0 }}
<div class="it-socials">
<span id="{{ id }}">Seguici su</span>
<ul aria-labelledby="{{ id }}">
{{ for size_t i = 0; i < b->n_social; i++ }}
<li><a href="{{ b->social[i].url }}" rel="me">{{ render part_icon(b->social[i].icon) }}<span class="visually-hidden">{{ b->social[i].label }}</span></a></li>
{{ end }}
</ul>
</div>
{{ end }}
{{ end }}

{{# The four voices of every municipal site, as far as this body has told where they are: the validator knows them by data-element. }}
{{ define layout_site_menu(const struct view_body *b) }}
{{ if view_set(b->site_management_url) }}<li class="nav-item"><a class="nav-link" href="{{ b->site_management_url }}" data-element="management">Amministrazione</a></li>{{ end }}
{{ if view_set(b->site_news_url) }}<li class="nav-item"><a class="nav-link" href="{{ b->site_news_url }}" data-element="news">Novità</a></li>{{ end }}
{{ if view_set(b->site_services_url) }}<li class="nav-item"><a class="nav-link" href="{{ b->site_services_url }}" data-element="all-services">Servizi</a></li>{{ end }}
{{ if view_set(b->site_live_url) }}<li class="nav-item"><a class="nav-link" href="{{ b->site_live_url }}" data-element="live">Vivere il Comune</a></li>{{ end }}
{{ end }}

{{ define layout_header(const struct view_page *p) }}
{{ let const struct view_body *b = p->body }}
<header class="it-header-wrapper" id="testata">
<div class="it-header-slim-wrapper">
<div class="container">
<div class="it-header-slim-wrapper-content">
{{ if view_set(b->region_url) && view_set(b->region_name) }}<a class="navbar-brand" href="{{ b->region_url }}">{{ b->region_name }}</a>{{ elif view_set(b->site_url) }}<a class="navbar-brand" href="{{ b->site_url }}">Sito istituzionale</a>{{ else }}<span class="navbar-brand">{{ b->name }}</span>{{ end }}
<span class="urp-112">Emergenze: <a href="tel:112">chiama il 112</a></span>
{{ render layout_langs(p) }}
</div>
</div>
</div>
<div class="it-nav-wrapper">
<div class="it-header-center-wrapper">
<div class="container">
<div class="it-header-center-content-wrapper">
<div class="it-brand-wrapper">
<a href="/">{{ render layout_logo(b) }}<span class="it-brand-text"><span class="it-brand-title">{{ b->name }}</span> <span class="it-brand-tagline">{{ render part_own(b->office) }}</span></span></a>
</div>
{{ if b->n_social > 0 }}<div class="it-right-zone">{{ render layout_social(b, "seguici") }}</div>{{ end }}
</div>
</div>
</div>
<div class="urp-nav">
<div class="container">
<nav aria-label="Principale" data-element="menu">
<details class="urp-menu">
<summary>{{ render part_icon("it-burger") }} Menu</summary>
<ul class="navbar-nav">
{{ render layout_site_menu(b) }}
{{ render layout_nav_item("/", "Fai una richiesta", p->nav == NAV_HOME || p->nav == NAV_NEW) }}
<li class="nav-item"><a class="nav-link{{ if p->nav == NAV_SERVICES }} active{{ end }}" href="/servizi"{{ if !view_set(b->site_services_url) }} data-element="all-services"{{ end }}{{ if p->nav == NAV_SERVICES }} aria-current="page"{{ end }}>{{ if view_set(b->site_services_url) }}Servizi dell’URP{{ else }}Servizi{{ end }}</a></li>
{{ render layout_nav_item("/pratica", "Segui la tua richiesta", p->nav == NAV_TRACK) }}
{{ if view_set(b->reports_url) }}{{ render layout_nav_item(b->reports_url, "Segnalazioni", p->nav == NAV_PUBLIC) }}{{ end }}
{{ if view_set(b->register_url) }}{{ render layout_nav_item(b->register_url, "Registro degli accessi", p->nav == NAV_REGISTER) }}{{ end }}
{{ if view_set(b->stats_url) }}{{ render layout_nav_item(b->stats_url, "Statistiche", p->nav == NAV_STATS) }}{{ end }}
</ul>
</details>
</nav>
</div>
</div>
</div>
</header>
{{ end }}

{{ define layout_open_part(const struct view_page *p, bool bare, const char *part, bool listed) }}
{{ render layout_head(p->body, p->title, part, p->n_errors > 0, listed, false, p->lead, p->canonical) }}
<body{{ if p->framed }} class="urp-framed"{{ end }}>
{{ if !p->framed }}
<div class="skiplinks"><a class="visually-hidden-focusable" href="#contenuto">Vai al contenuto</a> <a class="visually-hidden-focusable" href="#piede">Vai ai contatti e ai collegamenti utili</a></div>
{{ render layout_header(p) }}
{{ end }}
<main id="contenuto">
{{ if p->n_alerts }}
<div class="urp-emergency" role="status"><div class="container">{{ render part_icon("it-warning-circle") }}<div>
{{ for size_t i = 0; i < p->n_alerts; i++ }}
<p>{{ render part_own_contact(p->alerts[i].text) }}{{ if view_set(p->alerts[i].contact) }} <span>Intanto rivolgiti a:</span> {{ render part_own_contact(p->alerts[i].contact) }}.{{ end }} <span>{{ p->alerts[i].until }}</span></p>
{{ end }}
</div></div></div>
{{ end }}
{{ if !bare }}
<div class="container urp-top">
{{ render part_crumbs(p->crumbs, p->n_crumbs, p->title) }}
{{ render part_errors(p->errors, p->n_errors) }}
{{ render part_notice(p->notice) }}
<h1 data-element="page-name">{{ if view_set(p->title_lang) }}{{ render part_wrote(p->title_lang, p->title) }}{{ else }}{{ render prose_put(p->title) }}{{ end }}</h1>
{{ if view_set(p->lead) }}<p class="lead">{{ render prose_put(p->lead) }}</p>{{ end }}
</div>
{{ end }}
{{ end }}

{{# Everything above the contents. bare: the page brings its own h1. }}
{{ define layout_open(const struct view_page *p, bool bare) }}
{{ render layout_open_part(p, bare, NULL, p->nav != NAV_TRACK && p->nav != NAV_NEW) }}
{{ end }}

{{ define layout_contacts(const struct view_body *b) }}
<section class="urp-contacts" aria-labelledby="contatti-titolo" data-element="contacts">
<div class="container">
<h2 id="contatti-titolo">Hai bisogno di aiuto?</h2>
<div class="row">
<div class="col-12 col-md-6">
<ul class="link-list urp-links">
{{ if view_set(b->phone_url) }}<li><a href="{{ b->phone_url }}">{{ render part_icon("it-telephone") }}<span>Chiama l’URP: {{ b->phone }}</span></a></li>{{ end }}
{{ if view_set(b->email_url) }}<li><a href="{{ b->email_url }}">{{ render part_icon("it-mail") }}<span>Scrivi all’URP: {{ b->email }}</span></a></li>{{ end }}
{{ if view_set(b->appointment_url) }}<li><a href="{{ b->appointment_url }}" data-element="appointment-booking">{{ render part_icon("it-calendar") }}<span>Prenota un appuntamento</span></a></li>{{ end }}
</ul>
</div>
<div class="col-12 col-md-6">
{{ if view_set(b->address) }}<p class="urp-place">{{ render part_icon("it-map-marker") }}<span>Allo sportello: {{ b->address }}{{ if view_set(b->hours) }}<br>{{ render part_own(b->hours) }}{{ end }}</span></p>{{ end }}
</div>
</div>
</div>
</section>
{{ end }}

{{ define layout_footer(const struct view_page *p) }}
{{ let const struct view_body *b = p->body }}
<footer class="it-footer" id="piede">
<div class="it-footer-main">
<div class="container">
<div class="it-brand-wrapper"><a href="{{ if view_set(b->site_url) }}{{ b->site_url }}{{ else }}/{{ end }}">{{ render layout_logo(b) }}<span class="it-brand-text"><span class="it-brand-title">{{ b->name }}</span></span></a></div>
<div class="row urp-footer">
<section class="col-12 col-md-4" aria-labelledby="piede-contatti">
<h2 id="piede-contatti">Contatti</h2>
<address>
<strong>{{ render part_own(b->office) }}</strong><br>
{{ if view_set(b->address) }}{{ b->address }}<br>{{ end }}
{{ if view_set(b->hours) }}{{ render part_own(b->hours) }}<br>{{ end }}
{{ if view_set(b->phone_url) }}Telefono: <a href="{{ b->phone_url }}">{{ b->phone }}</a><br>{{ end }}
{{ if view_set(b->email_url) }}E-mail: <a href="{{ b->email_url }}">{{ b->email }}</a><br>{{ end }}
{{ if view_set(b->pec_url) }}PEC: <a href="{{ b->pec_url }}">{{ b->pec }}</a>{{ end }}
</address>
</section>
<nav class="col-12 col-md-4" aria-labelledby="piede-servizi">
<h2 id="piede-servizi">Servizi dell’URP</h2>
<ul>
<li><a href="/servizi/segnalazione" data-element="report-inefficiency">Segnalazione disservizio</a></li>
<li><a href="/pratica">Segui la tua richiesta</a></li>
<li><a href="{{ if view_set(b->faq_url) }}{{ b->faq_url }}{{ else }}/domande-frequenti{{ end }}" data-element="faq">Leggi le FAQ</a></li>
{{ if view_set(b->appointment_url) }}<li><a href="{{ b->appointment_url }}" data-element="appointment-booking">Prenota un appuntamento</a></li>{{ end }}
{{ if view_set(b->whistleblowing_url) }}<li><a href="{{ b->whistleblowing_url }}">Segnalazione di illeciti (whistleblowing)</a></li>{{ end }}
</ul>
</nav>
{{ if view_set(b->transparency_url) || view_set(b->register_url) || view_set(b->stats_url) }}
<nav class="col-12 col-md-4" aria-labelledby="piede-trasparenza">
<h2 id="piede-trasparenza">Trasparenza</h2>
<ul>
{{ if view_set(b->transparency_url) }}<li><a href="{{ b->transparency_url }}">Amministrazione trasparente</a></li>{{ end }}
{{ if view_set(b->register_url) }}<li><a href="{{ b->register_url }}">Registro degli accessi</a></li>{{ end }}
{{ if view_set(b->stats_url) }}<li><a href="{{ b->stats_url }}">Statistiche e dati aperti</a></li>{{ end }}
</ul>
</nav>
{{ end }}
</div>
</div>
</div>
<div class="it-footer-small-prints">
<div class="container">
<h2 class="visually-hidden">Note e regole</h2>
{{ render layout_social(b, "seguici-piede") }}
{{ if view_set(b->footer) }}<p>{{ render part_own(b->footer) }}</p>{{ end }}
<ul class="it-footer-small-prints-list">
<li><a href="/privacy" data-element="privacy-policy-link">Informativa privacy</a></li>
<li><a href="/note-legali" data-element="legal-notes">Note legali</a></li>
<li><a href="{{ if view_set(b->accessibility_url) }}{{ b->accessibility_url }}{{ else }}/accessibilita{{ end }}" data-element="accessibility-link">Dichiarazione di accessibilità</a></li>
<li><a href="{{ p->feedback_url }}">Segnala un problema di accessibilità</a></li>
</ul>
</div>
</div>
</footer>
{{ end }}

{{# Within a page of another site, which has its own: only what is about this service. }}
{{ define layout_frame_foot(const struct view_page *p) }}
{{ let const struct view_body *b = p->body }}
<footer class="container urp-frame-foot" id="piede">
<ul>
<li><a href="/">Tutti i servizi dell’URP</a></li>
<li><a href="/pratica">Segui la tua richiesta</a></li>
<li><a href="/privacy" data-element="privacy-policy-link">Informativa privacy</a></li>
<li><a href="{{ if view_set(b->accessibility_url) }}{{ b->accessibility_url }}{{ else }}/accessibilita{{ end }}" data-element="accessibility-link">Dichiarazione di accessibilità</a></li>
<li><a href="{{ p->feedback_url }}">Segnala un problema di accessibilità</a></li>
{{ if view_set(b->phone_url) }}<li><a href="{{ b->phone_url }}">Chiama l’URP: {{ b->phone }}</a></li>{{ end }}
</ul>
</footer>
{{ end }}

{{ define layout_close(const struct view_page *p) }}
{{ if p->rating && p->rating->step != RATING_FIRST }}{{ render part_rating(p->rating) }}{{ end }}
</main>
{{ if p->rating && p->rating->step == RATING_FIRST }}<section aria-label="Il tuo giudizio">{{ render part_rating(p->rating) }}</section>{{ end }}
{{ if p->framed }}
{{ render layout_frame_foot(p) }}
{{ else }}
{{ render layout_contacts(p->body) }}
{{ render layout_footer(p) }}
{{ end }}
</body>
</html>
{{ end }}

{{# Where we are in the three steps of a request. }}
{{ define layout_steps(int step) }}
<div class="steppers urp-steps">
<div class="steppers-header">
<ol aria-label="A che punto è">
<li class="{{ if step == 1 }}active{{ else }}confirmed{{ end }}"{{ if step == 1 }} aria-current="step"{{ end }}><span class="urp-step-no" aria-hidden="true">1</span> Autorizzazioni e condizioni{{ if step > 1 }}<span class="visually-hidden"> (fatto)</span>{{ end }}</li>
<li class="{{ if step == 2 }}active{{ elif step > 2 }}confirmed{{ end }}"{{ if step == 2 }} aria-current="step"{{ end }}><span class="urp-step-no" aria-hidden="true">2</span> Dati della richiesta{{ if step > 2 }}<span class="visually-hidden"> (fatto)</span>{{ end }}</li>
<li class="{{ if step == 3 }}active{{ end }}"{{ if step == 3 }} aria-current="step"{{ end }}><span class="urp-step-no" aria-hidden="true">3</span> Riepilogo</li>
</ol>
<p class="steppers-index" aria-hidden="true">{{ if step == 1 }}Passo 1 di 3: <strong>Autorizzazioni e condizioni</strong>{{ elif step == 2 }}Passo 2 di 3: <strong>Dati della richiesta</strong>{{ else }}Passo 3 di 3: <strong>Riepilogo</strong>{{ end }}</p>
</div>
</div>
{{ end }}

{{# ---- the office ---- }}
{{# po: off }}

{{ define office_alarms(const struct office_page *p) }}
<div id="allarmi" data-live>
{{ for size_t i = 0; i < p->n_alarms; i++ }}
{{ let const struct view_link *l = &p->alarms[i] }}
<div class="urp-alarm" role="alert">{{ render part_icon("it-warning-circle") }}{{ if l->url }}<a href="{{ l->url }}">{{ l->label }}</a>{{ else }}<span>{{ l->label }}</span>{{ end }}</div>
{{ end }}
</div>
{{ end }}

{{# bare: the page brings its own h1. }}
{{ define office_open(const struct office_page *p, bool bare) }}
{{ render layout_head(p->body, p->title, NULL, p->n_errors > 0, false, true, NULL, NULL) }}
<body class="urp-office"{{ if p->keys_off }} data-keys="off"{{ end }}{{ if p->events_url }} data-events="{{ p->events_url }}"{{ end }}>
<div class="skiplinks"><a class="visually-hidden-focusable" href="#contenuto">Vai al contenuto</a></div>
<header class="urp-bar">
<div class="urp-bar-in">
<a class="urp-bar-name" href="{{ if p->user_name }}/ufficio{{ else }}/{{ end }}">{{ render part_icon("it-pa") }}<span><strong>{{ p->body->name }}</strong> <span>{{ p->body->office }}</span></span></a>
{{ if p->user_name }}
{{ if p->search_url }}
<form class="urp-search" method="get" action="{{ p->search_url }}" role="search" aria-label="Cerca le richieste">
<label class="visually-hidden" for="cerca">Cerca per numero, nome o parole</label>
<input id="cerca" name="q" type="search" maxlength="200" value="{{ p->search }}" placeholder="Numero, nome o parole" autocomplete="off" data-key="/" aria-keyshortcuts="/" title="Tasto /">
<button type="submit" aria-label="Cerca">{{ render part_icon("it-search") }}</button>
</form>
{{ end }}
<div class="urp-user">
{{ if p->help_url }}<a href="{{ p->help_url }}"{{ if !p->keys_off }} aria-keyshortcuts="?"{{ end }}>Aiuto</a>{{ end }}
{{ if p->account_url }}<a href="{{ p->account_url }}">{{ p->user_name }}</a>{{ else }}<span>{{ p->user_name }}</span>{{ end }}
<form method="post" action="{{ p->sign_out_url }}"><input type="hidden" name="_csrf" value="{{ p->csrf }}"><button type="submit">Esci</button></form>
</div>
<nav aria-label="Principale"><ul>
{{ for size_t i = 0; i < p->n_menu; i++ }}
{{ let const struct view_link *l = &p->menu[i] }}
<li><a href="{{ l->url }}"{{ if l->current }} aria-current="page"{{ end }}{{ if l->key }} data-key="{{ l->key }}" aria-keyshortcuts="{{ l->key }}" title="Tasto {{ l->key }}"{{ end }}>{{ l->label }}{{ if view_set(l->count) }} <span class="urp-count-pill{{ if l->tone == TONE_BAD }} is-bad{{ end }}">{{ l->count }}</span>{{ end }}</a></li>
{{ end }}
</ul></nav>
{{ end }}
</div>
</header>
<main id="contenuto" class="urp-main">
{{ render office_alarms(p) }}
{{ render part_errors(p->errors, p->n_errors) }}
{{ render part_notice(p->notice) }}
{{ if !bare }}<h1>{{ p->title }}</h1>{{ end }}
{{ end }}

{{ define office_close(const struct office_page *p) }}
</main>
{{ if !p->user_name }}
<footer class="urp-foot"><p>{{ p->body->office }} · {{ p->body->name }}{{ if view_set(p->body->phone_url) }} · <a href="{{ p->body->phone_url }}">{{ p->body->phone }}</a>{{ end }}{{ if view_set(p->body->email_url) }} · <a href="{{ p->body->email_url }}">{{ p->body->email }}</a>{{ end }}</p></footer>
{{ end }}
</body>
</html>
{{ end }}
