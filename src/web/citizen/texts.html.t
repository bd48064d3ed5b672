{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# Texts every public site must have: privacy notice (GDPR artt. 12-13), accessibility, legal notes. }}
{{ include "web/public_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define text_updated(const char *day) }}
{{ if view_set(day) }}<p class="urp-small">Ultimo aggiornamento: {{ day }}</p>{{ end }}
{{ end }}

{{ define privacy_rights(const struct privacy_view *v) }}
<h2>I tuoi diritti</h2>
<p>Puoi chiederci di vedere i tuoi dati, di correggerli, di limitarne l’uso o di opporti. Puoi chiedere anche di cancellarli, ma gli atti di un ufficio pubblico vanno conservati per legge: in questo caso togliamo il tuo nome appena la legge lo permette.</p>
<p>{{ if view_set(v->dpo) }}Scrivi al Responsabile della protezione dei dati: <strong>{{ v->dpo }}</strong>{{ else }}Scrivi al Responsabile della protezione dei dati presso l’ente{{ end }}{{ if view_set(v->dpo_email) }} (<a href="mailto:{{ v->dpo_email }}">{{ v->dpo_email }}</a>){{ end }}.</p>
<p>Rispondiamo entro un mese. Se la risposta non ti soddisfa puoi rivolgerti al Garante per la protezione dei dati personali (<a href="https://www.garanteprivacy.it">garanteprivacy.it</a>).</p>
{{ end }}

{{ define privacy_page(const struct privacy_view *v) }}
{{ render layout_open(&v->page, false) }}
<div class="container urp-flow"><div class="urp-read">
<h2>Chi usa i tuoi dati</h2>
<p>Il titolare è <strong>{{ v->controller }}</strong>.</p>
<h2>Quali dati e perché</h2>
<p>Usiamo i dati che scrivi nel modulo, che mandi per e-mail o che dici all’operatore: il testo della richiesta, gli allegati e, se li dai, nome e recapiti. Servono per occuparci della richiesta, risponderti e tenere le statistiche. È un compito di interesse pubblico che la legge affida all’ente (regolamento UE 2016/679, art. 6, par. 1, lett. c ed e): per questo non ti chiediamo il consenso, ma di aver letto questa pagina.</p>
<h2>Chi li vede</h2>
<p>Li vedono gli operatori dell’URP e l’ufficio che si occupa della richiesta. Se hai chiesto di non dire il tuo nome, l’ufficio non lo riceve. Se la richiesta riguarda un altro ente, la mandiamo a quell’ente e te lo diciamo. Non li vendiamo e non li usiamo per la pubblicità.</p>
<p>Nelle richieste di accesso la legge può obbligarci ad avvisare le persone i cui dati sono nei documenti che chiedi (controinteressati).</p>
<h2>Che cosa è pubblico</h2>
<p>Nelle pagine pubbliche non compaiono mai nomi, recapiti o allegati non controllati. Dalle foto che altri possono vedere togliamo i dati nascosti, come il luogo dello scatto.</p>
<h2>Per quanto tempo</h2>
{{ if v->n_retention > 0 }}
{{ render part_rows(v->retention, v->n_retention) }}
<p>Dopo questi tempi togliamo nome e recapiti; restano il numero, le date e l’esito.</p>
{{ else }}
<p>Conserviamo nome e recapiti per il tempo che serve a trattare la richiesta e gli eventuali ricorsi, secondo il piano di conservazione dell’ente; poi li togliamo. Restano il numero, le date e l’esito. Le bozze non inviate si cancellano dopo 30 giorni.</p>
{{ end }}
{{ if view_set(v->extra) }}<p class="urp-text">{{ v->extra }}</p>{{ end }}
{{ render privacy_rights(v) }}
<h2>Cookie</h2>
<p>Queste pagine non usano cookie per chi fa una richiesta, non contano le visite e non chiamano altri siti. Se scegli un’altra lingua, un cookie tecnico la ricorda: contiene solo la sigla della lingua. Se cominci una richiesta e non la invii, il tuo dispositivo (non noi) tiene il collegamento alla bozza, per offrirtela di nuovo: non quello che hai scritto. Se ne va quando invii, quando la bozza scade o quando premi «Dimentica». Gli operatori, quando entrano, hanno un cookie tecnico.</p>
{{ render text_updated(v->updated) }}
</div></div>
{{ render layout_close(&v->page) }}
{{ end }}

{{ define accessibility_page(const struct accessibility_view *v) }}
{{ render layout_open(&v->page, false) }}
<div class="container urp-flow"><div class="urp-read">
<p>Vogliamo che chiunque possa usare queste pagine: con la tastiera, con un lettore di schermo, con caratteri grandi, da un telefono piccolo, anche senza JavaScript. Seguiamo le WCAG 2.1, livello AA, come chiede la legge 4/2004.</p>
{{ if view_set(v->statement_url) }}<p><a class="btn btn-outline-primary" href="{{ v->statement_url }}">Dichiarazione di accessibilità (sito AgID)</a></p>{{ end }}
<h2>Qualcosa non funziona?</h2>
<p>Dicci su quale pagina eri, che cosa volevi fare e con quali strumenti. Rispondiamo entro 30 giorni.</p>
<p><a class="btn btn-primary" href="{{ v->feedback_url }}">Segnala un problema di accessibilità</a></p>
<p>Se non rispondiamo, o se la risposta non ti soddisfa, puoi rivolgerti al Difensore civico per il digitale presso AgID (<a href="https://www.agid.gov.it">agid.gov.it</a>).</p>
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
<p lang="it" data-element="legal-notes-body">In applicazione del principio open by default ai sensi dell’articolo 52 del decreto legislativo 7 marzo 2005, n. 82 (CAD) e salvo dove diversamente specificato (compresi i contenuti incorporati di terzi), i dati, i documenti e le informazioni pubblicati sul sito sono rilasciati con licenza CC-BY 4.0. Gli utenti sono quindi liberi di condividere (riprodurre, distribuire, comunicare al pubblico, esporre in pubblico), rappresentare, eseguire e recitare questo materiale con qualsiasi mezzo e formato e modificare (trasformare il materiale e utilizzarlo per opere derivate) per qualsiasi fine, anche commerciale con il solo onere di attribuzione, senza apporre restrizioni aggiuntive.</p>
{{# po: on }}
<h2>Programma</h2>
<p>Questo servizio è software libero con licenza EUPL-1.2{{ if view_set(v->source_url) }}: il <a href="{{ v->source_url }}">codice è pubblico</a> e ogni ente può riusarlo{{ end }}. L’aspetto è quello di Bootstrap Italia (licenza BSD), il carattere è Titillium Web (licenza OFL).</p>
{{ render text_updated(v->updated) }}
</div></div>
{{ render layout_close(&v->page) }}
{{ end }}

{{ define faq_item(const char *question, const char *answer) }}
<details class="urp-act"><summary><span>{{ question }}</span></summary><div class="urp-act-body"><p>{{ answer }}</p></div></details>
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
