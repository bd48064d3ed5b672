{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# The operator's manual: one page, so that it can be searched by the browser and printed. Chapters follow the day. }}
{{ include "web/help_view.h" }}
{{ include "t/web/layout.html.h" }}

{{ define help_day() }}
<section id="giornata"><h2>La giornata in breve</h2>
<ol>
<li>Apri <a href="/ufficio">Da fare</a>: in alto c’è quello che è urgente. Le richieste nuove arrivano da sole, non serve ricaricare.</li>
<li>Apri una richiesta, leggila, scegli: rispondi tu, oppure assegnala al settore giusto. Il settore riceve un messaggio con tutto quello che serve e risponde da lì, senza entrare qui.</li>
<li>Quando il settore o il cittadino scrive, la richiesta torna in «Da fare».</li>
<li>Al telefono: <a href="/ufficio/nuova">Nuova richiesta</a>. Se rispondi subito, con «Rispondi e chiudi» registri domanda e risposta in una volta.</li>
</ol>
<p>Niente si perde: ogni cambiamento resta nella storia della richiesta, con il nome di chi lo ha fatto e l’ora.</p>
</section>
{{ end }}

{{ define help_board() }}
<section id="da-fare"><h2>Da fare</h2>
<p>Le richieste stanno in gruppi, per il motivo per cui aspettano una persona: nuove, da assegnare, il cittadino ha scritto, il settore ha scritto, il settore non risponde, scadono oggi, oltre il termine, messaggi non consegnati. Ogni riga dice il motivo e da quando.</p>
<ul>
<li>«Le mie» sono quelle che hai preso tu o che segui.</li>
<li>Se lavori sull’elenco, le richieste nuove non spostano niente: un pulsante dice quante sono.</li>
<li>Una richiesta che può aspettare si rimanda a un giorno, con il motivo: fino ad allora non compare e i solleciti tacciono. I termini di legge corrono lo stesso.</li>
</ul>
</section>
{{ end }}

{{ define help_phone() }}
<section id="telefono"><h2>Telefono e sportello</h2>
<ol>
<li>Scrivi nome, telefono, e-mail o codice fiscale di chi chiama: se lo conosciamo, vedi le sue richieste aperte.</li>
<li>Scrivi la domanda. Mentre scrivi, compaiono le <a href="/ufficio/schede">schede</a> che rispondono e il settore competente, con il perché.</li>
<li>Se rispondi subito, scrivi la risposta e chiudi. Se serve il settore, salva: la richiesta parte.</li>
<li>Leggi il numero a chi chiama. La ricevuta si manda per e-mail, si copia in un SMS o si stampa.</li>
</ol>
<p>Il codice segreto è del cittadino: nelle pagine dell’ufficio non si vede, e nei messaggi spediti al suo posto ci sono dei puntini. <strong>Come la vede il cittadino</strong>, nella pagina della richiesta, mostra quello che legge lui. Se viene con un documento perché ha perso la ricevuta, sotto <strong>Altro</strong> c’è <strong>Ricevuta da dare al cittadino</strong>, da stampare di nuovo.</p>
<p>Quello che scrivi è conservato anche se il browser si chiude. La data e l’ora si possono cambiare: i termini partono da quando la richiesta è arrivata, non da quando la registri.</p>
</section>
{{ end }}

{{ define help_lists() }}
<section id="elenchi"><h2>Elenchi e ricerca</h2>
<ul>
<li>La casella in alto trova per numero, nome, telefono, e-mail, codice fiscale, indirizzo e parole. Le parole fra virgolette si cercano una dopo l’altra: «via roma». Se un numero è sbagliato di una cifra, ti proponiamo quello giusto.</li>
<li>In <a href="/ufficio/richieste">Tutte le richieste</a> puoi filtrare per tutto, scegliere le colonne, ordinare. L’indirizzo della pagina è l’elenco: si può salvare e mandare a un collega.</li>
<li>«Salva l’elenco» gli dà un nome; il responsabile può dividerlo con tutti.</li>
<li>«Scarica» dà esattamente quello che vedi, in CSV o ODS. Resta scritto chi ha scaricato che cosa: sono dati personali.</li>
<li>Scegli più righe per assegnarle, sollecitarle, collegarle o chiuderle insieme. Prima vedi che cosa succederà; dopo hai un minuto per annullare.</li>
</ul>
</section>
{{ end }}

{{ define help_ticket() }}
<section id="richiesta"><h2>La pagina di una richiesta</h2>
<ul>
<li>A sinistra la storia: messaggi, note, posta con il suo esito, termini, assegnazioni. A destra scadenza, settore, persona, altre sue richieste, casi simili.</li>
<li>«Come abbiamo risposto» mostra risposte già date a domande simili: si possono usare come inizio.</li>
<li>Mentre scrivi la bozza si salva da sola, e i colleghi vedono che stai scrivendo.</li>
<li>Nella risposta scrivi <kbd>::</kbd> per cercare un testo pronto. L’anteprima mostra il messaggio come lo leggerà il cittadino. Si può anche programmare l’invio.</li>
<li>Se nel frattempo qualcuno ha cambiato la richiesta, vedi che cosa è successo e il tuo testo è ancora lì: decidi tu.</li>
<li>Due richieste dello stesso fatto si uniscono; una richiesta che ne contiene due si divide.</li>
<li>Dati che non dovevano esserci si oscurano: l’originale resta a parte, per il responsabile.</li>
</ul>
</section>
{{ end }}

{{ define help_terms(const struct help_view *v) }}
<section id="termini"><h2>Termini</h2>
<ul>
<li>Il termine parte dalla presentazione, non dalla registrazione. Il primo giorno non si conta; sabati, domeniche e festivi in mezzo si contano; se l’ultimo giorno è festivo si passa al primo non festivo.</li>
<li>Accesso agli atti, accesso civico semplice e generalizzato: 30 giorni. «Come è calcolato», nella pagina della richiesta, mostra il conto.</li>
<li>Chiedere chiarimenti non ferma i 30 giorni dell’accesso civico generalizzato. Li ferma solo l’avviso ai controinteressati.</li>
<li>Dell’accesso agli atti, dopo 30 giorni di silenzio, la legge dice che è rifiutato: non farlo succedere.</li>
<li>Una richiesta arrivata all’ufficio sbagliato dello stesso ente corre lo stesso: passala subito.</li>
<li>Il cittadino può riaprire entro {{ v->days_reopen }}; una richiesta a cui si è risposto si chiude da sola dopo {{ v->days_close }}.</li>
<li>I solleciti non partono di notte né nei giorni di chiusura. In <a href="/ufficio/promemoria">Promemoria</a> vedi quelli dei prossimi giorni, e i testi che hai programmato per dopo: «Invia subito» li fa partire prima.</li>
</ul>
</section>
{{ end }}

{{ define help_people() }}
<section id="riservate"><h2>Richieste riservate e persone</h2>
<ul>
<li>Chi scrive può non dire il nome, può chiedere che il settore non lo sappia, può chiedere che la richiesta sia riservata: sono tre scelte diverse.</li>
<li>Una richiesta riservata la legge chi ci lavora, il responsabile e chi il responsabile fa entrare, con il motivo. Ogni lettura resta scritta.</li>
<li>Chi segnala illeciti sul lavoro va sul canale riservato, non qui.</li>
<li>Non copiare dati di cittadini nelle note se non servono. Nelle schede non devono esserci.</li>
</ul>
</section>
<section id="posta"><h2>Posta</h2>
<ul>
<li><a href="/ufficio/posta">Posta</a> mostra tutto quello che è arrivato e partito. Anche il messaggio più rovinato diventa una richiesta, con l’originale allegato.</li>
<li>Un messaggio non consegnato è in rosso: correggi l’indirizzo e riparte.</li>
<li>Se il responsabile chiude la casella (<a href="/ufficio/impostazioni/canali">Canali</a>), le richieste nuove che arrivano per e-mail stanno fra le <a href="/ufficio/posta?scheda=non-prese">non prese</a>: chi scrive riceve i modi aperti, e tu puoi prenderle lo stesso. Le risposte a richieste che ci sono già arrivano come sempre. La PEC non si chiude: la legge vuole che un’istanza si registri.</li>
<li>Un settore che risponde al nostro messaggio agisce da solo se il mittente è certo; altrimenti la sua risposta è una nota da confermare.</li>
</ul>
</section>
{{ end }}

{{ define help_keys(const struct help_view *v) }}
<section id="tasti"><h2>Tasti</h2>
<table class="table urp-keys"><caption class="visually-hidden">Tasti</caption>
<thead><tr><th scope="col">Tasto</th><th scope="col">Che cosa fa</th></tr></thead>
<tbody>
<tr><td><kbd>?</kbd></td><td>Mostra i tasti di questa pagina</td></tr>
<tr><td><kbd>/</kbd></td><td>Va alla casella di ricerca</td></tr>
<tr><td><kbd>d</kbd> <kbd>n</kbd> <kbd>c</kbd></td><td>Da fare, Nuova richiesta, Schede</td></tr>
<tr><td><kbd>j</kbd> <kbd>k</kbd></td><td>Riga dopo, riga prima; nella pagina di una richiesta: la successiva, la precedente</td></tr>
<tr><td><kbd>x</kbd></td><td>In un elenco sceglie la riga</td></tr>
<tr><td><kbd>f</kbd></td><td>In un elenco apre i filtri</td></tr>
<tr><td><kbd>a</kbd></td><td>In una richiesta va alle azioni</td></tr>
<tr><td><kbd>Ctrl</kbd> + <kbd>Invio</kbd></td><td>Invia quello che stai scrivendo</td></tr>
<tr><td><kbd>Esc</kbd></td><td>Chiude un elenco o una finestra</td></tr>
</tbody></table>
<p>I tasti di una lettera non fanno niente mentre scrivi. {{ if v->keys_on }}Se usi un lettore di schermo o i comandi a voce, puoi spegnerli.{{ else }}Ora sono spenti.{{ end }}</p>
<form method="post" action="/ufficio/aiuto/tasti"><input type="hidden" name="_csrf" value="{{ v->page.csrf }}">
{{ if v->keys_on }}<button type="submit" class="btn btn-outline-primary" name="tasti" value="no">Spegni i tasti di una lettera</button>
{{ else }}<button type="submit" class="btn btn-outline-primary" name="tasti" value="si">Accendi i tasti di una lettera</button>{{ end }}
</form>
</section>
{{ end }}

{{ define help_page(const struct help_view *v) }}
{{ render office_open(&v->page, false) }}
<div class="urp-help">
<nav aria-label="Capitoli" class="urp-box"><ul>
{{ if v->steps_url }}<li><a href="{{ v->steps_url }}">Primi passi di un nuovo ente</a></li>{{ end }}
<li><a href="#giornata">La giornata in breve</a></li>
<li><a href="#da-fare">Da fare</a></li>
<li><a href="#telefono">Telefono e sportello</a></li>
<li><a href="#elenchi">Elenchi e ricerca</a></li>
<li><a href="#richiesta">La pagina di una richiesta</a></li>
<li><a href="#termini">Termini</a></li>
<li><a href="#riservate">Richieste riservate e persone</a></li>
<li><a href="#posta">Posta</a></li>
<li><a href="#tasti">Tasti</a></li>
</ul></nav>
<div class="urp-read">
{{ render help_day() }}
{{ render help_board() }}
{{ render help_phone() }}
{{ render help_lists() }}
{{ render help_ticket() }}
{{ render help_terms(v) }}
{{ render help_people() }}
{{ render help_keys(v) }}
</div>
</div>
{{ render office_close(&v->page) }}
{{ end }}

{{ define first_steps_page(const struct first_steps_view *v) }}
{{ render office_open(&v->page, false) }}
<p>{{ v->summary }}. Ogni voce si controlla da sola: quando è fatta, qui compare il segno.</p>
<ol class="urp-steps-list">
{{ for size_t i = 0; i < v->n_steps; i++ }}
{{ let const struct first_step *s = &v->steps[i] }}
<li{{ if s->done }} class="is-done"{{ end }}>
{{ if s->done }}{{ render part_icon("it-check-circle") }}{{ else }}{{ render part_icon("it-warning-circle") }}{{ end }}
<div><h2>{{ s->title }}<span class="visually-hidden">{{ if s->done }}: fatto{{ else }}: da fare{{ end }}</span></h2>
<p>{{ s->why }}</p>
{{ if !s->done }}<p>{{ if view_set(s->url) }}<a href="{{ s->url }}">{{ s->how }}</a>{{ else }}{{ s->how }}{{ end }}</p>{{ end }}</div>
</li>
{{ end }}
</ol>
{{ render office_close(&v->page) }}
{{ end }}
