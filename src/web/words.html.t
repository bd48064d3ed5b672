{{# SPDX-License-Identifier: EUPL-1.2 }}
{{# What scripts say to people, in the language of the page: urp.words() of static/urp.js finds it by the name of the script. %1 is what the
   script puts there. In attributes, which no browser shows, one without <template> neither. }}
{{ include "web/view.h" }}

{{ define say_page() }}
<template data-words="urp"
 data-say-remove="Togli" data-say-removed="{{ "%1" }}: tolto"
 data-say-left="Puoi scrivere ancora {{ "%1" }} caratteri." data-say-over="Hai {{ "%1" }} caratteri di troppo."
 data-say-copy="Copia" data-say-copy-link="Copia il collegamento" data-say-copy-what="Copia {{ "%1" }}" data-say-copied="Copiato"
 data-say-offline="Non siamo riusciti a inviare: sembra che manchi la connessione. Quello che hai scritto è ancora qui, anche i file scelti. Non chiudere la pagina e riprova fra poco."
 data-say-wrong-one="C’è una cosa da correggere" data-say-wrong="Ci sono {{ "%1" }} cose da correggere"
 data-say-online="La connessione è tornata: ora puoi inviare." data-say-sending="Invio in corso"
 data-say-thanks="Grazie: il tuo giudizio ci aiuta a migliorare."></template>
{{ end }}

{{ define say_draft() }}
<template data-words="draft"
 data-say-second="1 secondo" data-say-seconds="{{ "%1" }} secondi"
 data-say-saved="Bozza salvata alle {{ "%1" }}."
 data-say-unsaved="Manca la connessione: quello che hai scritto è in questa pagina, non chiuderla. Lo mandiamo appena la connessione torna."
 data-say-not-saved="Adesso la bozza non si salva da sola. Quello che hai scritto è in questa pagina: per mandarlo premi «Avanti» o «Salva la bozza»."
 data-say-upload-of="Caricamento di {{ "%1" }}" data-say-upload="Caricamento" data-say-queued="In attesa" data-say-again="Riprova ora" data-say-cancel="Annulla"
 data-say-cancelled="{{ "%1" }}: annullato" data-say-refused="Questo file non è stato preso." data-say-close="Chiudi" data-say-there="{{ "%1" }}: c’era già"
 data-say-remove="Togli" data-say-use-place="Usa il luogo dello scatto" data-say-of="di {{ "%1" }}" data-say-uploaded="{{ "%1" }}: caricato"
 data-say-unreadable="Questo file non si riesce a leggere: sceglilo di nuovo."
 data-say-broken="La connessione si è interrotta: riprovo fra {{ "%1" }}. Quello che è già arrivato non si perde."
 data-say-busy="Il servizio è molto occupato: riprovo fra {{ "%1" }}. Quello che è già arrivato non si perde."
 data-say-too-many="Non è stato aggiunto: puoi allegare al massimo {{ "%1" }} file."
 data-say-too-big="È troppo grande: al massimo {{ "%1" }} MB. Se è una foto, riducila; se è un documento, dividilo."
 data-say-empty="È vuoto: sceglilo di nuovo." data-say-camera="Scatta una foto"
 data-say-removed="{{ "%1" }}: tolto" data-say-not-removed="Non siamo riusciti a togliere il file: manca la connessione. Riprova fra poco."
 data-say-one-file="Aspetto che finisca un file, poi vado avanti da solo. Se non vuoi aspettare, annullalo."
 data-say-files="Aspetto che finiscano {{ "%1" }} file, poi vado avanti da solo. Se non vuoi aspettare, annullali."
 data-say-no-line="Manca la connessione. Quello che hai scritto è ancora qui: non chiudere la pagina. Appena la connessione torna vado avanti da solo."></template>
{{ end }}

{{ define say_place() }}
<template data-words="place"
 data-say-near-one="Qui vicino c’è già una segnalazione simile: la trovi sotto il luogo."
 data-say-near="Qui vicino ci sono già {{ "%1" }} segnalazioni simili: le trovi sotto il luogo."
 data-say-near-fails="Adesso non riusciamo a dirti chi se ne occupa e se qualcuno l’ha già segnalato. Scrivi pure: la segnalazione arriva lo stesso all’ufficio giusto."
 data-say-streets="Vie" data-say-street-one="Una via trovata: freccia giù per sceglierla." data-say-street="{{ "%1" }} vie trovate: freccia giù per scegliere."
 data-say-off="Togli il punto" data-say-is-off="Punto tolto: vale l’indirizzo scritto." data-say-write="{{ "%1" }} Scrivi l’indirizzo."
 data-say-not-allowed="Non hai dato il permesso di leggere la posizione. Scrivi l’indirizzo: va bene lo stesso."
 data-say-unknown="Il dispositivo non sa dove si trova. Scrivi l’indirizzo." data-say-late="Il dispositivo ci mette troppo. Riprova o scrivi l’indirizzo."
 data-say-here="Usa la tua posizione" data-say-searching="Cerchiamo la posizione…" data-say-taken="Posizione presa, precisa a circa {{ "%1" }} metri."
 data-say-map="Indica sulla mappa"
 data-say-map-how="La mappa arriva da un altro sito, scelto dall’ente. Premi il punto; con la tastiera le frecce spostano la mappa e Invio prende il centro."
 data-say-map-keep="Va insieme alla segnalazione." data-say-map-fails="La mappa non si apre. Scrivi l’indirizzo: va bene lo stesso."
 data-say-map-taken="Punto scelto sulla mappa." data-say-has-point="C’è un punto sulla mappa per questo luogo."></template>
{{ end }}

{{ define say_proof() }}
<template data-words="proof"
 data-say-wait="Arrivano moltissime richieste: il tuo browser fa un piccolo calcolo per far passare le persone prima dei programmi. Bastano pochi secondi, poi la richiesta parte da sola."></template>
{{ end }}

{{ define say_map() }}
<template data-words="map"
 data-say-chosen="Punto scelto: {{ "%1" }}." data-say-keep="Per tenerlo, premi «Salva il punto»."
 data-say-aim="Mappa: le frecce la spostano, Invio prende il punto al centro" data-say-moves="Mappa: le frecce la spostano, più e meno la ingrandiscono"
 data-say-in="Ingrandisci" data-say-out="Riduci"
 data-say-reports="Mappa delle segnalazioni: le frecce la spostano, più e meno la ingrandiscono"
 data-say-one="Una segnalazione: avvicinati" data-say-many="{{ "%1" }} segnalazioni: avvicinati"
 data-say-one-here="Una segnalazione in questa parte della mappa." data-say-many-here="{{ "%1" }} segnalazioni in questa parte della mappa."></template>
{{ end }}
