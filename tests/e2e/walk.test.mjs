// SPDX-License-Identifier: EUPL-1.2
// Every page that a GET can show, walked: at 320 px, at 200 %, with wide spacing, by Tab, through axe; empty, full, after bad
// input, with everything unfolded. The routes are those of the access matrix, which a unit test holds against the program:
// a page without a line here fails.
// long: every page that there is, in many ways each.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { Filled, TYPES } from './lib/filled.mjs';
import { MOUSE, Operator, fill, press } from './lib/people.mjs';
import { joinPath } from './lib/requests.mjs';
import { NARROW, Walker } from './lib/walk.mjs';

const routes = readFileSync(new URL('../fixtures/access-matrix.txt', import.meta.url), 'utf8').split('\n').map(l => l.trim().split(/ +/)).filter(l => l[0] === 'GET').map(l => l[1]);

// No page, and why not.
const NO_PAGE = {
    '/aspetto/{file}': 'a picture, a style sheet', '/robots.txt': 'text for programs', '/sitemap.xml': 'XML for programs',
    '/ufficio/richieste/{code}/luogo/disegno': 'a picture',
    '/ufficio/elenco/scarica': 'a file', '/ufficio/ascolto/scarica': 'a file', '/ufficio/entra/ente': 'leads to the identity provider', '/ufficio/entra/ente/esci': 'leads to the identity provider', '/ufficio/eventi': 'a stream', '/ufficio/nuova/argomenti': 'JSON for the desk', '/ufficio/nuova/domande': 'a piece of the form of the desk',
    '/ufficio/posta/arrivo/{id}/daticert': 'a file', '/ufficio/posta/arrivo/{id}/originale': 'a file', '/ufficio/richieste/{code}/allegati/{id}': 'a file',
    '/ufficio/richieste/{code}/allegati/{id}/miniatura': 'a picture', '/ufficio/richieste/{code}/modelli': 'JSON for the pen', '/ufficio/richieste/{code}/modulo': 'a piece of the page of a request', '/ufficio/richieste/{code}/originali/{id}/documento': 'what somebody else wrote',
    '/ufficio/richieste/{code}/presenza': 'JSON for the pen', '/ufficio/richieste/{code}/presenza/eventi': 'a stream', '/metrics': 'text for programs', '/status': 'JSON',
    '/bozza/{token}/ricevuta/pdf': 'a file', '/pratica/{code}/{secret}/ricevuta/pdf': 'a file', '/ufficio/richieste/{code}/pdf': 'a file', '/ufficio/richieste/{code}/ricevuta/pdf': 'a file', '/ufficio/registro-accessi/scarica': 'a file',
    '/pratica/{code}/{secret}/scadenza.ics': 'a file for calendars', '/pratica/{code}/{secret}/novita.atom': 'a feed',
    '/bozza/{token}/file': 'JSON for the script', '/bozza/{token}/identita/modulo': 'a file', '/pratica/{code}/{secret}/identita/modulo': 'a file', '/ufficio/richieste/{code}/identita/{id}': 'a file, which somebody has to have sent; identity-papers.test looks at it', '/bozza/{token}/identita/vai': 'leads to the identity provider', '/identita/ritorno': 'a way back that nobody has here', '/lingua/{lingua}': 'leads back',
    '/segnalazioni/atom': 'a feed', '/segnalazioni/griglia': 'JSON for the map', '/segnalazioni/{id}/foto/{file}': 'a picture', '/segnalazioni/{id}/foto/{file}/miniatura': 'a picture',
    '/pratica/{code}/{secret}/allegati/{id}': 'a file', '/s/{capability}/allegati/{id}': 'a file', '/ufficio/nuova/persone/{id}': 'JSON for the desk',
};

const S = '/ufficio/impostazioni';
const request = (code, rest = '') => `/ufficio/richieste/${code}${rest}`;
const first = w => w.codes.segnala;
const mailOf = (w, where) => w.id('mail_journal', where);
const inSettings = async (w, where, fits) => {
    await w.lead.open(where);
    return [...new Set(w.lead.links().map(l => l.split(/[?#]/)[0]).filter(l => l.startsWith(`${where}/`) && fits.test(l.slice(where.length + 1))))];
};

// Sends the form of this page with what is typed, which is not enough.
const wrong = (values, button = 'main form button:not([name="togli"])', scope = 'main') => async ({ v }) => {
    await fill(v.page.locator(scope), values);
    await press(v, v.page.locator(button).last());
    assert.ok(await v.page.locator('#errori, .urp-error, .urp-errors').count() > 0, 'the mistake is said');
};
const opened = id => async ({ v }) => {
    const box = v.page.locator(`#a-${id}`);
    if (await box.evaluate(e => e.localName === 'details' && !e.open)) await MOUSE.unfold(box);
    return box;
};
const sendAct = (id, values, what = 'invia') => async at => {
    const box = await opened(id)(at);
    await fill(box, values);
    const send = box.locator(`button[name="do"][value="${what}"]`);
    await press(at.v, await send.count() ? send.first() : box.locator('form button').last());
};

// By route: who looks (nobody, when not said), where, and what brings about the state.
const PAGES = {
    '/': { at: '/' },
    '/accessibilita': { at: '/accessibilita' }, '/domande-frequenti': { at: '/domande-frequenti' }, '/note-legali': { at: '/note-legali' }, '/privacy': { at: '/privacy' }, '/privacy/versioni/{id}': [{ at: '/privacy/versioni/1' }, { state: 'unknown', at: '/privacy/versioni/999', status: 404 }],
    '/annulla/{token}': [{ at: w => w.undo }, { at: '/annulla/aaaaaaaaaaaaaaaaaaaaaaaaaa', status: 404 }],
    '/avvisi/{token}': [{ at: w => w.optout }, { state: 'refused', at: w => w.optout, by: async ({ v }) => press(v, v.page.locator('main form button').first()) }],
    '/bozza/{token}': [{ at: w => w.draft }, { state: 'mistakes', at: w => w.draft, by: wrong({ subject: 'Titolo già scritto', email: 'non-è-un-indirizzo' }, 'button[name="do"][value="avanti"]:not([tabindex])') },
        { state: 'unknown', at: '/bozza/aaaaaaaaaaaaaaaaaaaaaa', status: 404 }],
    '/aderisci/{token}': [{ at: w => joinPath(w.desk, 'Via Roma 25') }, { state: 'unknown', at: '/aderisci/r1.aaaaaaaaaaaaaaaa', status: 404 }],
    '/adesione/{token}': { at: '/adesione/a1.aaaaaaaaaaaaaaaa', status: 404 },
    '/bozza/{token}/identita': [{ at: w => w.accessDraft('/identita') }, { state: 'mistakes', at: w => w.accessDraft('/identita'), by: wrong({}, '#modulo form button[value="carica"]:not([tabindex])') }],
    '/bozza/{token}/inizio': { at: w => `${w.draft}/inizio` },
    '/bozza/{token}/collegamento': [{ at: w => `${w.draft}/collegamento` }, { state: 'sent', at: w => `${w.draft}/collegamento?inviato=1` }, { state: 'mistakes', at: w => `${w.draft}/collegamento`, by: wrong({ email: 'non-è' }) }],
    '/bozza/{token}/vicino': { at: w => `${w.draft}/vicino` },
    '/bozza/{token}/riepilogo': { at: w => w.summary }, '/bozza/{token}/inviata': { at: w => w.sent }, '/bozza/{token}/ricevuta': { at: w => w.sent.replace('inviata', 'ricevuta') },
    '/giudizio/{token}': [{ at: '/note-legali', state: 'stars unfolded', by: async ({ v }) => v.page.locator('[data-element="feedback-rate-2"]').click() },
        { at: '/note-legali', state: 'why, without script', by: async ({ v }) => { await v.page.evaluate(() => { const f = document.querySelector('[data-rating]'); f.querySelector('[value="4"]').checked = true; HTMLFormElement.prototype.submit.call(f); }); await v.page.getByRole('heading', { name: /voto è registrato/ }).waitFor(); } },
        { state: 'unknown', at: '/giudizio/aaaaaaaaaaaaaaaaaaaaaaaaaa', status: 404 }],
    '/pratica': [{ at: '/pratica' }, { state: 'mistakes', at: '/pratica', by: wrong({ codice: '2026-000001-X', chiave: 'aaaabbbbccccdddd' }) }],
    '/pratica/mie': [{ at: '/pratica/mie' }, { state: 'sent', at: '/pratica/mie?inviata=1' }, { state: 'mistakes', at: '/pratica/mie', by: wrong({ email: 'non-è' }) }],
    '/pratica/mie/{token}': { state: 'unknown', at: '/pratica/mie/m1.aaaaaaaaaaaaaaaa', status: 404 },
    '/pratica/indirizzo/{token}': { state: 'unknown', at: '/pratica/indirizzo/i1.aaaaaaaaaaaaaaaa', status: 404 },
    '/pratica/{code}/{secret}': [{ at: w => w.track }, { state: 'closed', at: w => new URL(w.closed.track, w.desk.url).pathname },
        { state: 'mistakes', at: w => w.track, by: sendAct('aggiungi', { testo: '' }) }],
    '/pratica/{code}/{secret}/identita': { at: w => `${w.accessTrack}/identita` },
    '/pratica/{code}/{secret}/giudizio': [{ at: w => `${new URL(w.closed.track, w.desk.url).pathname}/giudizio` },
        { state: 'mistakes', at: w => `${new URL(w.closed.track, w.desk.url).pathname}/giudizio`, by: async ({ v }) => press(v, v.page.locator('main form button').last()) }],
    '/pratica/{code}/{secret}/ricevuta': { at: w => `${w.track}/ricevuta` },
    '/richiedi/{tipo}': { at: () => TYPES.slice(1) },
    '/segnala': [{ at: '/segnala' }, { state: 'mistakes', at: '/segnala', by: wrong({}) }],
    '/s/{capability}': [{ at: w => w.link }, { state: 'mistakes', at: w => w.link, by: sendAct('nota', { testo: 'Nota senza firma.', chi: '' }) }, { state: 'unknown', at: '/s/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', status: 404 }],
    '/segnalazioni': [{ at: '/segnalazioni' }, { state: 'nothing found', at: '/segnalazioni?via=zzzz' }], '/segnalazioni/mappa': { at: '/segnalazioni/mappa' },
    '/segnalazioni/{id}': [{ at: w => `/segnalazioni/${w.shown}` }, { state: 'unknown', at: '/segnalazioni/999', status: 404 }],
    '/segnalazioni/{id}/errore': [{ at: w => `/segnalazioni/${w.shown}/errore` }, { state: 'mistakes', at: w => `/segnalazioni/${w.shown}/errore`, by: wrong({}) }],
    '/servizi': { at: '/servizi' }, '/servizi/{tipo}': { at: () => TYPES.map(t => t.replace('/richiedi', '/servizi').replace('/segnala', '/servizi/segnalazione')) },
    '/schede': [{ at: '/schede' }, { state: 'found', at: '/schede?q=documento+scaduto' }, { state: 'nothing found', at: '/schede?q=zzzz' }], '/schede/{id}': { at: w => `/schede/${w.card}` },

    '/ufficio/entra': [{ at: '/ufficio/entra' }, { state: 'mistakes', at: '/ufficio/entra', by: wrong({ login: 'anna', password: 'sbagliata-davvero' }) },
        { state: 'second step', at: '/ufficio/entra', by: async ({ v, w }) => { await fill(v.page.locator('main'), { login: w.elsa.login, password: w.elsa.password }); await press(v, v.page.locator('main form button').first()); await v.page.locator('[name="codice"]').waitFor(); } },
        { state: 'second step, mistakes', at: '/ufficio/entra', by: async at => { await fill(at.v.page.locator('main'), { login: at.w.elsa.login, password: at.w.elsa.password }); await press(at.v, at.v.page.locator('main form button').first()); await wrong({ codice: '000000' })(at); } }],
    '/ufficio/entra/ente/ritorno': { at: '/ufficio/entra/ente/ritorno?state=x&code=y', status: [400, 403, 422] },

    '/ufficio': [{ as: 'laura', at: '/ufficio', wide: true }, { as: 'anna', state: 'all of mine', at: '/ufficio?vista=mie' }, { as: 'anna', state: 'nothing today', at: '/ufficio?fascia=oggi' },
        { as: 'fresh', state: 'empty', at: '/ufficio' }, { as: 'anna', state: 'keys', at: '/ufficio', by: async ({ v }) => { await v.page.keyboard.press('?'); await v.page.locator('dialog[open]').waitFor(); }, tab: false }],
    '/ufficio/accesso': [{ as: 'laura', at: '/ufficio/accesso' }, { as: 'laura', state: 'mistakes', at: '/ufficio/accesso', by: async at => { await at.v.page.locator('#a-password summary, details:has([name="password"]) summary').first().click(); await wrong({ attuale: 'x', password: 'corta' }, 'form:has([name="password"]) button', 'form:has([name="password"])')(at); } }],
    '/ufficio/accesso/codici': { as: 'laura', at: '/ufficio/accesso/codici' },
    '/ufficio/accesso/ente': [{ as: 'laura', at: '/ufficio/accesso/ente' }, { as: 'laura', state: 'mistakes', at: '/ufficio/accesso/ente', by: wrong({ attuale: 'sbagliata' }) }],
    '/ufficio/accesso/secondo-fattore': [{ as: 'laura', at: '/ufficio/accesso/secondo-fattore' }, { as: 'laura', state: 'mistakes', at: '/ufficio/accesso/secondo-fattore', by: wrong({ codice: '000000', attuale: 'sbagliata' }) }],
    '/ufficio/aiuto': { as: 'laura', at: '/ufficio/aiuto', wide: true },
    '/ufficio/assegnate': [{ as: 'tina', at: '/ufficio/assegnate' }, { as: 'nadia', state: 'empty', at: '/ufficio/assegnate' }],
    '/ufficio/elenco/azioni/{id}': { as: 'laura', at: w => w.bulk },
    '/ufficio/elenco/scaricati': [{ as: 'laura', at: '/ufficio/elenco/scaricati' }, { as: 'fresh', state: 'empty', at: '/ufficio/elenco/scaricati' }],
    '/ufficio/elenco/viste': [{ as: 'laura', at: '/ufficio/elenco/viste' }, { as: 'nadia', state: 'empty', at: '/ufficio/elenco/viste' }],
    [S]: { as: 'laura', at: S },
    [`${S}/spiega`]: [{ as: 'laura', at: `${S}/spiega` }, { as: 'laura', state: 'a case', at: `${S}/spiega`, by: async ({ v }) => { await fill(v.page.locator('main'), { type: 'report', place: 'via Montecolle 1' }); await press(v, v.page.locator('[name="do"][value="caso"]')); } }],
    [`${S}/spiega/{code}`]: { as: 'laura', at: w => `${S}/spiega/${first(w)}` }, [`${S}/vie`]: { as: 'laura', at: `${S}/vie` },
    [`${S}/{sezione}`]: { as: 'laura', at: w => inSettings(w, S, /^(?!spiega|vie)[a-z-]+$/) },
    [`${S}/{sezione}/{voce}`]: [
        { as: 'laura', at: async w => { const out = []; for (const s of await inSettings(w, S, /^(?!spiega|vie)[a-z-]+$/)) out.push(...(await inSettings(w, s, /^nuov[ao]$/)), ...(await inSettings(w, s, /^(?!nuov)[\w.-]+$/)).slice(0, 1)); return out; } },
        { as: 'laura', state: 'tried', at: `${S}/regole/nuova`, by: async ({ v }) => { await fill(v.page.locator('main'), { type: 'report', category: 'strade-buche', settore: 'ambiente' }); await press(v, v.page.locator('[name="do"][value="prova"]')); } },
        { as: 'laura', state: 'mistakes', at: w => `${S}/settori/${w.id('settore', "code = 'tributi'")}`, by: wrong({ email: 'tributi' }, '[name="do"][value="salva"]') },
        { as: 'laura', state: 'preview', at: `${S}/testi/mail.receipt.intro`, by: async ({ v }) => { await fill(v.page.locator('main'), { value: 'Grazie, {{nome|cittadino}}.' }); await press(v, v.page.locator('[name="do"][value="anteprima"]')); } }],
    '/ufficio/nuova': [{ as: 'anna', at: '/ufficio/nuova', wide: true }, { as: 'anna', state: 'mistakes', at: '/ufficio/nuova', by: wrong({ type: 'access_doc', subject: '', body: 'Detto a voce.' }, 'button[name="do"][value="salva"]') },
        { as: 'anna', state: 'found caller', at: '/ufficio/nuova', by: async ({ v }) => { await v.page.locator('#chi').pressSequentially('333 12'); await v.page.locator('#chi-elenco:not([hidden])').waitFor(); await v.page.keyboard.press('ArrowDown'); await v.page.keyboard.press('Enter'); await v.page.locator('.urp-asked').first().waitFor(); } },
        { as: 'anna', state: 'found caller, without script', at: '/ufficio/nuova?chi=Rossi' }, { as: 'anna', state: 'of a mail', at: w => `/ufficio/nuova?posta=${mailOf(w, "subject = 'Fuori ufficio'")}` }],
    '/ufficio/persone': [{ as: 'laura', at: '/ufficio/persone' }, { as: 'laura', state: 'mistakes', at: '/ufficio/persone', by: wrong({ login: 'ugo', nome: 'Ugo', email: 'non è un indirizzo' }, 'main form:has([name="login"]) button') }],
    '/ufficio/persone/{id}': { as: 'laura', at: w => `/ufficio/persone/${w.id('user', "login = 'tina'")}` },
    '/ufficio/posta': [{ as: 'anna', at: '/ufficio/posta' }, { as: 'anna', state: 'sent', at: '/ufficio/posta?scheda=uscita' }, { as: 'anna', state: 'nothing found', at: '/ufficio/posta?q=zzzz' }, { as: 'fresh', state: 'empty', at: '/ufficio/posta' }],
    '/ufficio/posta/arrivo/{id}': [{ as: 'anna', at: w => `/ufficio/posta/arrivo/${mailOf(w, "subject LIKE 'Lampione spento, allego%'")}` }, { as: 'anna', state: 'of no request', at: w => `/ufficio/posta/arrivo/${mailOf(w, "subject = 'Fuori ufficio'")}` }],
    '/ufficio/posta/arrivo/{id}/sorgente': { as: 'anna', at: w => `/ufficio/posta/arrivo/${mailOf(w, "subject LIKE 'Lampione spento, allego%'")}/sorgente` },
    '/ufficio/posta/uscita/{id}': { as: 'anna', at: w => `/ufficio/posta/uscita/${w.id('outbox')}` },
    '/ufficio/primi-passi': { as: 'laura', at: '/ufficio/primi-passi' },
    '/ufficio/promemoria': [{ as: 'anna', at: '/ufficio/promemoria' }, { as: 'fresh', state: 'empty', at: '/ufficio/promemoria' }],
    '/ufficio/pubblicazioni': [{ as: 'anna', at: '/ufficio/pubblicazioni' }],
    '/ufficio/richieste/{code}/pubblica': [{ as: 'anna', at: w => request(w.undone.code, '/pubblica') }, { as: 'anna', state: 'shown', at: w => request(w.twin.code, '/pubblica') },
        { as: 'anna', state: 'preview', at: w => request(w.undone.code, '/pubblica'), by: async ({ v }) => { await press(v, v.page.locator('form:has([name="fai"][value="anteprima"]) button').last()); } }],
    '/ufficio/richieste': [{ as: 'laura', at: '/ufficio/richieste', wide: true }, { as: 'laura', state: 'filtered', at: '/ufficio/richieste?tipo=report&stato=aperte' }, { as: 'anna', state: 'found', at: '/ufficio/richieste?q=lampione' },
        { as: 'anna', state: 'nothing found', at: '/ufficio/richieste?q=zzzz' }, { as: 'fresh', state: 'empty', at: '/ufficio/richieste' },
        { as: 'laura', state: 'one action on many, looked at first', at: '/ufficio/richieste?tipo=report', by: async ({ v }) => {
            for (const i of [0, 1]) await v.page.locator('[name="r"]').nth(i).check();
            await v.page.locator('#azione').selectOption('assegna');
            await press(v, v.page.getByRole('button', { name: 'Avanti' }));
            await v.page.locator('main [name="settore"]').selectOption({ index: 1 });
            await press(v, v.page.getByRole('button', { name: 'Anteprima' }));
        } }],
    '/ufficio/richieste/{code}': [{ as: 'laura', at: w => request(first(w)), wide: true }, { as: 'anna', state: 'of a mail', at: w => request(w.letterCode) }, { as: 'anna', state: 'two hundred events', at: w => request(w.long.code) },
        { as: 'anna', state: 'closed', at: w => request(w.closed.code) }, { as: 'anna', state: 'with black words', at: w => request(w.black.code) }, { as: 'anna', state: 'joined', at: w => request(w.twin.code) },
        { as: 'laura', state: 'confidential', at: w => request(w.secret.code) }, { as: 'anna', state: 'not for these eyes', at: w => request(w.secret.code), status: 403 }, { as: 'tina', state: 'of a settore', at: w => request(w.twin.code) },
        { as: 'anna', state: 'mistakes', at: w => request(w.codes.elogio), by: sendAct('nota', { testo: '' }) },
        { as: 'anna', state: 'somebody was faster', at: w => request(w.codes.suggerimento), by: async at => {
            const box = await opened('concludi')(at);
            await fill(box, { testo: 'Risposta mia.', esito: 'solved' });
            await at.w.at(at.w.lead, at.w.codes.suggerimento);
            await at.w.send(at.w.lead, 'nota', { testo: 'Nota di un’altra persona.' });
            await press(at.v, box.locator('button[value="invia"]'));
            assert.match(await at.v.page.locator('main').innerText(), /Nel frattempo/);
        } }],
    '/ufficio/richieste/{code}/allegati/{id}/guarda': { as: 'anna', at: w => request(first(w), `/allegati/${w.one(`SELECT a.id FROM attachment a JOIN ticket t ON t.id = a.ticket_id WHERE t.code = '${first(w)}' AND a.mime = 'image/jpeg'`)}/guarda`) },
    '/ufficio/richieste/{code}/allegati/{id}/messaggio': { as: 'anna', at: w => request(w.letterCode, `/allegati/${w.one("SELECT id FROM attachment WHERE name = 'preventivo.eml'")}/messaggio`) },
    '/ufficio/richieste/{code}/anteprima/{azione}': { as: 'anna', at: w => request(w.codes.reclamo, '/anteprima/concludi') },
    '/ufficio/richieste/{code}/avvisa-unite': { as: 'anna', at: w => request(w.twin.code, '/avvisa-unite') },
    '/ufficio/richieste/{code}/collega': [{ as: 'anna', at: w => request(first(w), '/collega') }, { as: 'anna', state: 'mistakes', at: w => request(first(w), '/collega'), by: wrong({ altra: '2026-999999-X' }) }],
    '/ufficio/richieste/{code}/come-cittadino': [{ as: 'laura', at: w => request(first(w), '/come-cittadino') }, { as: 'anna', state: 'closed', at: w => request(w.closed.code, '/come-cittadino') }],
    '/ufficio/richieste/{code}/ricevuta': { as: 'anna', at: w => request(first(w), '/ricevuta') },
    '/ufficio/richieste/{code}/dividi': { as: 'anna', at: async w => { await w.at(w.anna, first(w)); return w.anna.links().find(l => l.includes('/dividi?messaggio=')); } },
    '/ufficio/richieste/{code}/identita': [{ as: 'anna', at: w => request(w.codes['accesso-documentale'], '/identita') }, { as: 'anna', state: 'mistakes', at: w => request(w.codes['accesso-documentale'], '/identita'), by: wrong({}) }],
    '/ufficio/richieste/{code}/lettori': [{ as: 'laura', at: w => request(w.secret.code, '/lettori') }, { as: 'laura', state: 'mistakes', at: w => request(w.secret.code, '/lettori'), by: wrong({ motivo: '' }, 'main form:has([name="motivo"]) button') }],
    '/ufficio/richieste/{code}/originali/{id}': { as: 'anna', at: w => request(w.letterCode, `/originali/${w.id('message_page')}`) },
    '/ufficio/richieste/{code}/oscura': [{ as: 'anna', at: w => request(w.black.code, '/oscura') }, { as: 'anna', state: 'mistakes', at: w => request(w.black.code, '/oscura'), by: wrong({ passaggio: 'Parole mai scritte', perche: 'x' }) }],
    '/ufficio/richieste/{code}/oscurati': { as: 'laura', at: w => request(w.black.code, '/oscurati') },
    '/ufficio/richieste/{code}/luogo': { as: 'laura', at: w => [request(first(w), '/luogo')] },
    '/ufficio/richieste/{code}/riservatezza': { as: 'laura', at: w => [request(first(w), '/riservatezza'), request(w.secret.code, '/riservatezza')] },
    '/ufficio/richieste/{code}/simili': [{ as: 'anna', at: w => request(w.twin.code, '/simili') }, { as: 'anna', state: 'none', at: w => request(w.codes['lettera-al-sindaco'], '/simili') }],
    '/ufficio/richieste/{code}/stampa': { as: 'anna', at: w => [request(first(w), '/stampa'), request(w.long.code, '/stampa')] },
    '/ufficio/richieste/{code}/unisci': [{ as: 'anna', at: w => request(first(w), '/unisci') }, { as: 'anna', state: 'with the other one', at: w => request(first(w), `/unisci?altra=${w.twin.code}`) }],
    '/ufficio/registro-accessi': [{ as: 'laura', at: '/ufficio/registro-accessi' }, { as: 'fresh', state: 'empty', at: '/ufficio/registro-accessi' }],
    '/ufficio/richieste/{code}/registro': { as: 'laura', at: w => request(w.codes['accesso-civico-generalizzato'], '/registro') },
    '/ufficio/richieste/{code}/riesame': { as: 'laura', at: w => request(w.codes['accesso-civico-generalizzato'], '/riesame') },
    '/ufficio/ascolto': [{ as: 'laura', at: '/ufficio/ascolto' }, { as: 'fresh', state: 'empty', at: '/ufficio/ascolto' }],
    '/ufficio/riservate': [{ as: 'laura', at: '/ufficio/riservate' }, { as: 'fresh', state: 'empty', at: '/ufficio/riservate' }],
    '/ufficio/schede': [{ as: 'laura', at: '/ufficio/schede' }, { as: 'fresh', state: 'empty', at: '/ufficio/schede' }, { as: 'anna', state: 'found', at: '/ufficio/schede?q=documento' }],
    '/ufficio/schede/nuova': [{ as: 'laura', at: '/ufficio/schede/nuova' }, { as: 'laura', state: 'mistakes', at: '/ufficio/schede/nuova', by: wrong({ titolo: '', pagina: 'www.comune.it' }) }],
    '/ufficio/schede/{id}': { as: 'laura', at: w => `/ufficio/schede/${w.card}` },
    '/ufficio/sicurezza': { as: 'laura', at: '/ufficio/sicurezza' },
};

let browser, w, fresh;
const walkers = {}, titles = new Map();

before(async () => {
    browser = await openBrowser();
    fresh = await openDesk({ operator: { role: 'urp,responsabile,admin,rpct' } });
    w = await Filled.open(browser);
}, { timeout: 240000 });
after(async () => {
    await browser?.close();
    await w?.close();
    await fresh?.close();
});

// One browser for each person, for the whole walk.
async function walker(as) {
    if (walkers[as]) return walkers[as];
    const v = await visitor(browser);
    v.expect(/status of 4\d\d/);
    const desk = as === 'fresh' ? fresh : w.desk, who = { fresh: fresh.operator, anna: w.desk.operator, laura: w.laura, tina: w.tina, nadia: w.nadia }[as];
    if (who) await new Operator(desk, v).signIn(who);
    return walkers[as] = Object.assign(await Walker.on(v), { url: desk.url });
}

// Titles tell the pages of the citizens apart, and those of the office; states of one page may share theirs.
const SAME_PAGE = { '/bozza/{token}/inizio': '/segnala' }; // the first step, which knows its draft
function titled(title, area, at) {
    const route = SAME_PAGE[at] ?? at;
    const known = titles.get(`${area} ${title}`) ?? route;
    titles.set(`${area} ${title}`, route);
    return known === route ? [] : [`the title «${title}» is also that of ${known}`];
}

test('every page has its line, and no line is of a page that is gone', () => {
    assert.deepEqual(routes.filter(r => !PAGES[r] && !NO_PAGE[r]), [], 'walk these, or say why not');
    assert.deepEqual([...Object.keys(PAGES), ...Object.keys(NO_PAGE)].filter(r => !routes.includes(r)), []);
});

for (const [route, states] of Object.entries(PAGES)) {
    for (const s of [states].flat()) {
        test(`${route}${s.state ? ` (${s.state})` : ''}`, { timeout: 120000 }, async () => {
            const k = await walker(s.as ?? 'nobody'), said = [];
            const urls = [typeof s.at === 'function' ? await s.at(w) : s.at].flat();
            assert.ok(urls.length && urls.every(Boolean), 'there is somewhere to go');
            for (const url of urls) {
                const r = await k.page.goto(k.url + url);
                assert.ok([s.status ?? 200].flat().includes(r.status()), `${url}: ${r.status()}`);
                if (s.by) await s.by({ v: k.v, w });
                const found = await k.check({ tab: s.tab !== false, wide: !!s.wide });
                if (!s.by && !s.status) found.push(...titled(await k.page.title(), url.startsWith('/ufficio') ? 'office' : 'public', route));
                said.push(...found.map(x => `${url}: ${x}`));
            }
            assert.deepEqual(said, []);
        });
    }
}

// Colours of the reader's own, and a wish for stillness.
for (const [what, media] of [['forced colours', { forcedColors: 'active', colorScheme: 'dark' }], ['dark', { colorScheme: 'dark' }]]) {
    test(`${what}: the focus is seen, axe finds nothing`, { timeout: 120000 }, async () => {
        const said = [];
        for (const [as, url] of [['nobody', '/'], ['nobody', w.draft], ['nobody', w.track], ['nobody', w.link], ['laura', '/ufficio'], ['laura', '/ufficio/richieste'], ['laura', request(first(w))], ['laura', '/ufficio/nuova'], ['laura', S]]) {
            const k = await walker(as);
            await k.page.emulateMedia({ ...media, reducedMotion: 'reduce' });
            await k.page.goto(k.url + url);
            said.push(...(await k.check({ contrast: !media.forcedColors })).map(x => `${url}: ${x}`));
            await k.page.emulateMedia({ forcedColors: null, colorScheme: null, reducedMotion: 'reduce' });
        }
        assert.deepEqual(said, []);
    });
}

// The checks themselves: each must find what it is for.
test('the walk finds what is wrong', { timeout: 60000 }, async () => {
    const k = await walker('nobody');
    const bad = async (html, ...want) => {
        await k.page.goto('about:blank');         // no policy of ours there
        await k.page.setContent(`<!doctype html><html lang="it"><title>x</title><body><div class="skiplinks"><a href="#m">Vai</a></div><main id="m"><h1>Uno</h1>${html}</main></body></html>`);
        await k.cdp.send('Emulation.setDeviceMetricsOverride', NARROW);
        const said = await k.check();
        for (const words of want) assert.ok(said.some(s => words.test(s)), `${words} in ${JSON.stringify(said)}`);
    };
    await bad('<p style="width:400px">lungo</p>', /scrolls sideways by/);
    await bad('<div style="overflow-x:auto"><table style="width:500px"><tr><td>a</td></tr></table></div>', /no region with a name/);
    await bad('<p style="width:50px;overflow:hidden;white-space:nowrap">parole che non ci stanno</p>', /cut off/);
    await bad('<p>sotto</p><p style="margin-top:-2.2em">sopra</p>', /written over/);
    await bad('<a style="display:block;width:10px;height:10px;overflow:hidden" href="#a">a</a><a style="display:block;width:10px;height:10px" href="#b">b</a>', /target of 10 x 10/);
    await bad('<a href="#a" style="outline:none">senza</a>', /focus is not seen on a «senza»/);
    await bad('<a href="#a" tabindex="3">prima</a>', /tabindex/);
    await bad('<a href="#a">x</a><div style="position:fixed;inset:0;background:#fff">velo</div>', /has the focus under div/);
    await bad('<h3>Tre</h3>', /h3 after h1/);
    await bad('<button id="b">b</button><script>document.querySelector("#b").addEventListener("keydown", e => e.preventDefault())</script>', /Tab never leaves/);
    await bad('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', /axe .* image-alt/);
});
