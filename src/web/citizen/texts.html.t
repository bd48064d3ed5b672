{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Texts every public site must have: privacy notice (GDPR artt. 12-13), accessibility, legal notes. }}
{{ include "web/public_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define text_updated(const char *day) }}
{{ if view_set(day) }}<p class="urp-small">Ultimo aggiornamento: {{ day }}</p>{{ end }}
{{ end }}

{{# The words of a version are as they were stored: never looked up. }}
{{ define notice_blocks(const struct privacy_view *v) }}
{{ for size_t i = 0; i < v->n_blocks; i++ }}
{{ let const struct notice_block *b = &v->blocks[i] }}
{{ if b->heading }}<h2>{{ render prose_put_linked(b->text) }}</h2>{{ else }}<p{{ if b->own }} lang="it" dir="ltr"{{ end }}>{{ render prose_put_linked(b->text) }}</p>{{ end }}
{{ end }}
{{ end }}

{{ define privacy_page(const struct privacy_view *v) }}
{{ render layout_open(&v->page, false) }}
<div class="container urp-flow"><div class="urp-read">
{{ if view_set(v->over) }}
<div class="callout urp-callout is-warn" role="note"><p>{{ render part_icon("it-warning-circle") }} <strong>{{ v->over }}</strong> <a href="/privacy">Leggi quella valida adesso</a>.</p></div>
{{ end }}
<p class="urp-small">{{ v->version }}</p>
<div{{ if v->italian }} lang="it" dir="ltr"{{ end }}>
{{ render notice_blocks(v) }}
</div>
<p><a href="/note-legali#cookie">L’elenco dei cookie</a></p>
{{ if v->n_others > 0 }}
<h2>Versioni precedenti</h2>
<p>Ogni richiesta conserva la versione che valeva quando è stata scritta.</p>
<ul>
{{ for size_t i = 0; i < v->n_others; i++ }}
<li><a href="{{ v->others[i].url }}">{{ v->others[i].label }}</a></li>
{{ end }}
</ul>
{{ end }}
</div></div>
{{ render layout_close(&v->page) }}
{{ end }}

{{ define accessibility_page(const struct accessibility_view *v) }}
{{ render layout_open(&v->page, false) }}
<div class="container urp-flow"><div class="urp-read">
<p>Vogliamo che chiunque possa usare queste pagine: con la tastiera, con un lettore di schermo, con caratteri grandi, da un telefono piccolo, anche senza JavaScript. Seguiamo le WCAG 2.1, livello AA, come chiede la legge 4/2004.</p>
{{ if view_set(v->statement_url) }}<p><a class="btn btn-outline-primary" href="{{ v->statement_url }}">Dichiarazione di accessibilità (sito AgID)</a></p>{{ end }}
<h2>Qualcosa non funziona?</h2>
<p>Dicci su quale pagina eri, che cosa volevi fare e con quali strumenti. Diventa una richiesta con un numero: la puoi seguire, e ti rispondiamo entro 30 giorni. Non serve dire chi sei.</p>
<p><a class="btn btn-primary" href="{{ v->feedback_url }}">Segnala un problema di accessibilità</a></p>
<p>Se non rispondiamo, o se la risposta non ti soddisfa, puoi rivolgerti al Difensore civico per il digitale presso AgID (art. 3-quinquies, L. 4/2004): <a href="https://www.agid.gov.it">agid.gov.it</a>.</p>
<h2>Altri modi per fare una richiesta</h2>
<p>Tutto ciò che si fa qui si può fare anche per telefono, per e-mail, per lettera o allo sportello: l’operatore scrive per te e ti dà la stessa ricevuta.</p>
{{ render text_updated(v->updated) }}
</div></div>
{{ render layout_close(&v->page) }}
{{ end }}

{{ define legal_page(const struct legal_view *v) }}
{{ render layout_open(&v->page, false) }}
<div class="container urp-flow"><div class="urp-read">
{{ if v->n_about > 0 }}<h2>Di chi sono queste pagine</h2>{{ render part_rows(v->about, v->n_about) }}{{ end }}
<h2 data-element="legal-notes-section">Licenza dei contenuti</h2>
{{# The words that the national model prescribes. }}
{{# po: off }}
<p lang="it" dir="ltr" data-element="legal-notes-body">In applicazione del principio open by default ai sensi dell’articolo 52 del decreto legislativo 7 marzo 2005, n. 82 (CAD) e salvo dove diversamente specificato (compresi i contenuti incorporati di terzi), i dati, i documenti e le informazioni pubblicati sul sito sono rilasciati con licenza CC-BY 4.0. Gli utenti sono quindi liberi di condividere (riprodurre, distribuire, comunicare al pubblico, esporre in pubblico), rappresentare, eseguire e recitare questo materiale con qualsiasi mezzo e formato e modificare (trasformare il materiale e utilizzarlo per opere derivate) per qualsiasi fine, anche commerciale con il solo onere di attribuzione, senza apporre restrizioni aggiuntive.</p>
{{# po: on }}
{{ if view_set(v->own) }}<p class="urp-text">{{ render part_own_linked(v->own) }}</p>{{ end }}
<h2 id="cookie">Cookie</h2>
<p>Queste pagine usano solo cookie tecnici, che servono a farle funzionare. Non contano le visite e non ti seguono su altri siti: per questo non c’è un avviso da accettare.</p>
<dl class="urp-rows">
{{ for size_t i = 0; i < v->n_cookies; i++ }}
<div><dt><code dir="ltr" data-cookie>{{ v->cookies[i].name }}</code></dt><dd>{{ v->cookies[i].what }}<br><small>{{ v->cookies[i].how_long }}</small></dd></div>
{{ end }}
</dl>
<p>Se cominci una richiesta e non la invii, il tuo dispositivo (non noi) tiene il collegamento alla bozza, per offrirtela di nuovo: non quello che hai scritto. Se ne va quando invii, quando la bozza scade o quando premi «Dimentica». Nel tuo browser non resta altro.</p>
<h2>Programma</h2>
<p>Questo servizio è software libero con licenza EUPL-1.2{{ if view_set(v->source_url) }}: il <a href="{{ v->source_url }}">codice è pubblico</a> e ogni ente può riusarlo{{ end }}. L’aspetto è quello di Bootstrap Italia (licenza BSD), il carattere è Titillium Web (licenza OFL).</p>
{{ render text_updated(v->updated) }}
</div></div>
{{ render layout_close(&v->page) }}
{{ end }}

{{ define faq_item(const char *question, const char *answer) }}
<details class="urp-act"><summary><span>{{ tr(question) }}</span></summary><div class="urp-act-body"><p>{{ answer }}</p></div></details>
{{ end }}

{{ define faq_page(const struct legal_view *v) }}
{{ render layout_open(&v->page, false) }}
<div class="container urp-flow"><div class="urp-read">
{{ render faq_item("Devo registrarmi?", "No. Scrivi la richiesta e conserva il numero e il codice segreto che ti diamo: bastano per seguirla.") }}
{{ render faq_item("Devo dire chi sono?", "Per segnalazioni, suggerimenti ed elogi no. Per i reclami, le richieste di informazioni e le richieste di accesso ai documenti servono nome e cognome, perché la risposta è per una persona precisa.") }}
{{ render faq_item("Chi vede il mio nome?", "Gli operatori dell’URP e l’ufficio che si occupa della richiesta. Puoi chiedere che l’ufficio non lo veda. Non lo pubblichiamo mai.") }}
{{ render faq_item("Quando ricevo la risposta?", "Di solito entro 30 giorni. La data esatta è nella ricevuta: la calcoliamo dal giorno in cui hai presentato la richiesta.") }}
{{ render faq_item("Ho perso il codice segreto. Come faccio?", "Cerca nella posta il messaggio con la ricevuta: contiene il codice e un collegamento che apre la richiesta. Se non lo trovi, chiama o vieni all’URP con un documento.") }}
{{ render faq_item("Posso aggiungere una foto dopo l’invio?", "Sì. Apri la tua richiesta e scegli «Aggiungi informazioni o foto».") }}
{{ render faq_item("La risposta non mi convince. Che cosa posso fare?", "Nella pagina della richiesta puoi chiedere di riaprirla spiegando perché. Nella risposta trovi anche gli altri rimedi, per esempio il Difensore civico.") }}
{{ render faq_item("Accesso documentale, civico o FOIA: quale scelgo?", "Accesso documentale se ti serve un documento che ti riguarda. Accesso civico semplice se l’ente doveva pubblicare qualcosa e non l’ha fatto. Accesso civico generalizzato (FOIA) per chiedere altri dati o documenti, senza dire perché. Se sbagli, ci pensiamo noi.") }}
{{ render faq_item("Non ho Internet, o non riesco a usare il modulo.", "Chiama o vieni allo sportello: l’operatore scrive per te e ti dà la stessa ricevuta.") }}
{{ render text_updated(v->updated) }}
</div></div>
{{ render layout_close(&v->page) }}
{{ end }}
