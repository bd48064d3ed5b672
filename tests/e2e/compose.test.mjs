// SPDX-License-Identifier: EUPL-1.2
// Writing on a request: prepared texts, looking before sending, drafts, what goes out later, who else is here, and two
// people on one request. Nothing that somebody typed is ever lost.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { Keyboard, openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { pdf } from './lib/files.mjs';
import { parseMail } from './lib/mail.mjs';
import { MOUSE, Operator, press } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

let desk, browser, marco;
before(async () => {
    desk = await openDesk();
    marco = await desk.addOperator({ login: 'marco', name: 'Marco Riva' });
    browser = await openBrowser();
});
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
});

let made = 0;
// A request of Maria Bruni, who wants her answer by e-mail.
async function request(more = {}, options = {}) {
    const n = ++made;
    const mail = `maria${n}@cittadino.test`;
    return { ...await fileReport(desk, report(n, { name: 'Maria', surname: 'Bruni', email: mail, subject: `Lampione numero ${n}`, ...more }), options), mail };
}
const at = (p, code) => p.open(`/ufficio/richieste/${code}`);
const operator = (who = desk.operator) => new Plain(desk).signIn(who);
const rows = (code, sql) => query(desk, sql.replace('$T', `(SELECT id FROM ticket WHERE code = '${code}')`));
const said = (code, text) => rows(code, `SELECT count(*) FROM message WHERE ticket_id = $T AND body = '${text}'`)[0][0] === '1';
const drafts = code => rows(code, "SELECT w.action, replace(w.text, char(10), ' '), u.login, w.send_at IS NOT NULL FROM writing w JOIN user u ON u.id = w.user_id WHERE w.ticket_id = $T ORDER BY w.id");
const form = (p, action) => p.formFor(action);
// Sends the form of an action, with what it shows already and what is typed.
async function send(p, action, values, { what = 'invia', files = [] } = {}) {
    const f = await form(p, action);
    assert.ok(f, `${p.path} has no form ${action}: ${p.forms().map(x => x.action).join(' ')}`);
    const mark = '----urptest';
    const all = [...new Map([...f.fields, ...Object.entries(values), ['do', what]])].flatMap(([k, v]) => [v].flat().map(x => [k, x]));
    const parts = all.map(([k, v]) => Buffer.from(`--${mark}\r\nContent-Disposition: form-data; name="${k}"\r\n\r\n${v}\r\n`));
    for (const x of files) parts.push(Buffer.from(`--${mark}\r\nContent-Disposition: form-data; name="files"; filename="${x.name}"\r\nContent-Type: ${x.mime}\r\n\r\n`), x.bytes, Buffer.from('\r\n'));
    const body = Buffer.concat([...parts, Buffer.from(`--${mark}--\r\n`)]);
    return p.settle(await p.fetch('POST', f.action, { body, headers: { 'Content-Type': `multipart/form-data; boundary=${mark}` } }), f.action);
}
const mails = () => {
    const posta = path.join(desk.data, 'posta', 'new');
    return existsSync(posta) ? readdirSync(posta).map(f => parseMail(readFileSync(path.join(posta, f)))) : [];
};
const mailTo = (addr, what) => until(`the mail to ${addr}`, () => mails().find(m => JSON.stringify(m).includes(addr) && what.test(JSON.stringify(m))), { ms: 30000 });

async function citizenWrites(track, words) {
    const c = await new Plain(desk).open(new URL(track, desk.url).pathname);
    await c.submit('testo', { testo: words });
    assert.equal(c.status, 200, c.text().slice(0, 300));
}

test('prepared texts: fields filled in, by the link alone', { timeout: 60000 }, async () => {
    const { code } = await request();
    const p = await at(await operator(), code);
    const link = p.links().find(u => u.includes('modello=intervento-fatto') && u.includes('per=concludi'));
    assert.ok(link);
    await p.open(link.split('#')[0]);
    assert.match((await form(p, 'concludi')).fields.get('testo'), /^Gentile Maria Bruni,\nabbiamo verificato la sua segnalazione «Lampione numero \d+» e il \[giorno\]/);
    assert.equal((await form(p, 'scrivi')).fields.get('testo'), '', 'in the form that was asked for');
    const r = await p.fetch('GET', `/ufficio/richieste/${code}/modelli`);
    const { modelli } = JSON.parse(r.text);
    assert.ok(modelli.length > 2 && modelli.every(m => !m.testo.includes('{{')));
});

test('a prepared text for nobody in particular, and a wrong one refused by name', { timeout: 60000 }, async () => {
    const { code } = await request({ anonymous: '1', name: '', surname: '', email: '' });
    const p = await at(await operator(), code);
    await p.open(`/ufficio/richieste/${code}?modello=intervento-fatto&per=concludi`);
    assert.match((await form(p, 'concludi')).fields.get('testo'), /^Gentile cittadino,\n/);
    await assert.rejects(desk.loadEnte(e => ({ ...e, reply_templates: [{ code: 'x', title: 'X', body: 'Caro {{nom}},' }] })), /\{\{nom\}\} non esiste/);
});

test('looking before sending: the mail as it is rendered, the page of the citizen, files kept; then it goes, once', { timeout: 90000 }, async () => {
    const { code, mail, track } = await request();
    const p = await at(await operator(), code);
    await send(p, 'concludi', { testo: 'La lampada è stata cambiata ieri.\n\nGrazie di averci avvisato.', esito: 'solved' },
        { what: 'anteprima', files: [{ name: 'verbale.pdf', mime: 'application/pdf', bytes: pdf('Verbale') }] });
    assert.equal(p.status, 200, p.text().slice(0, 300));
    assert.match(p.path, /\/anteprima\/concludi$/);
    const seen = p.html;
    assert.ok(seen.includes(mail));
    for (const words of [/Gentile Maria Bruni/, /La lampada è stata cambiata ieri\./, /Ti abbiamo risposto/, /La tua richiesta \(presentata/, /verbale\.pdf/, /Dopo l'invio il cittadino legge: «Conclusa»/]) assert.match(p.text(), words);
    assert.equal(rows(code, 'SELECT count(*) FROM message WHERE ticket_id = $T')[0][0], '0', 'nothing has happened');
    assert.equal(rows(code, "SELECT count(*) FROM outbox WHERE ticket_id = $T AND kind = 'answer'")[0][0], '0');
    // Back to writing: everything is there.
    await at(p, code);
    assert.match((await form(p, 'concludi')).fields.get('testo'), /ieri\.\n\nGrazie/);
    assert.equal((await form(p, 'concludi')).fields.get('esito'), 'solved');
    assert.match((await form(p, 'concludi')).html, /verbale\.pdf/);
    await p.open(`/ufficio/richieste/${code}/anteprima/concludi`);
    await send(p, 'concludi', {});
    assert.match(p.path, /fatto=concludi/);
    assert.equal(drafts(code).length, 0, 'the draft ends with it');
    assert.equal(rows(code, "SELECT count(*) FROM attachment WHERE ticket_id = $T AND name = 'verbale.pdf' AND message_id IS NOT NULL")[0][0], '1');
    const got = await mailTo(mail, /ecco la risposta/);
    const text = seen.match(/<div class="urp-text">([\s\S]*?)<\/div>/)[1].replace(/&#?\w+;/g, m => ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#x27;': "'" })[m] ?? m);
    const plain = x => x.replace(/\s+/g, ' ').trim();
    const own = new URL(track, desk.url).pathname;
    assert.ok(plain(got.text).includes(own), 'the citizen gets his link');
    assert.equal(plain(got.text).replaceAll(own.split('/').pop(), '…').replace(/\/avvisi\/[\w.-]+/, '/avvisi/…'), plain(text), 'what was shown is what was sent, without his key');
    assert.match((await new Plain(desk).open(new URL(track, desk.url).pathname)).text(), /La lampada è stata cambiata ieri/);
});

test('an answer carries below what the citizen wrote last', { timeout: 60000 }, async () => {
    const { code, mail, track } = await request();
    await citizenWrites(track, 'Adesso sono spenti in tre.');
    const p = await at(await operator(), code);
    await send(p, 'scrivi', { testo: 'Usciamo domani.' });
    const m = JSON.stringify(await mailTo(mail, /Usciamo domani/));
    assert.match(m, /Il tuo messaggio \(/);
    assert.match(m, /Adesso sono spenti in tre\./);
});

test('a file of the request goes with the answer, without being copied', { timeout: 60000 }, async () => {
    const bytes = pdf('Mappa del guasto');
    const { code, mail } = await request({}, { files: [{ name: 'mappa.pdf', mime: 'application/pdf', bytes }] });
    const p = await at(await operator(), code);
    const id = rows(code, "SELECT id FROM attachment WHERE ticket_id = $T AND name = 'mappa.pdf'")[0][0];
    assert.match((await form(p, 'scrivi')).html, /mappa\.pdf/);
    const foreign = (await request({}, { files: [{ name: 'altrui.pdf', mime: 'application/pdf', bytes: pdf('Di un altro') }] })).code;
    const other = rows(foreign, "SELECT id FROM attachment WHERE ticket_id = $T AND name = 'altrui.pdf'")[0][0];
    await send(p, 'scrivi', { testo: 'Rimando la mappa.', allega: [id, other] });
    const sent = rows(code, "SELECT a.name, a.sha256, a.public FROM attachment a WHERE a.ticket_id = $T AND a.message_id IS NOT NULL");
    assert.equal(sent.length, 1, 'not the file of another request');
    assert.equal(sent[0][0], 'mappa.pdf');
    assert.equal(rows(code, 'SELECT count(DISTINCT sha256) FROM attachment WHERE ticket_id = $T')[0][0], '1');
    assert.match(JSON.stringify(await mailTo(mail, /Rimando la mappa/)), /mappa\.pdf/);
});

test('drafts without script: saved, found again, seen by others without their words, thrown away', { timeout: 60000 }, async () => {
    const { code } = await request();
    const p = await at(await operator(), code);
    await send(p, 'concludi', { testo: 'Una mezza frase segreta' }, { what: 'salva', files: [{ name: 'a.pdf', mime: 'application/pdf', bytes: pdf('a') }] });
    assert.match(p.text(), /Bozza salvata/);
    await at(p, code);
    await send(p, 'nota', { testo: 'E una nota a metà' }, { what: 'salva' });
    assert.equal((await form(p, 'concludi')).fields.get('testo'), 'Una mezza frase segreta');
    assert.equal((await form(p, 'nota')).fields.get('testo'), 'E una nota a metà');
    const m = await at(await operator(marco), code);
    assert.match(m.text(), /Anna Neri sta scrivendo una risposta \(bozza di meno di un minuto fa\)/);
    assert.ok(!m.html.includes('segreta'), 'the words are its author’s');
    assert.equal((await form(m, 'concludi')).fields.get('testo'), '');
    // The file goes when its box is cleared.
    await at(p, code);
    await send(p, 'concludi', { tieni: '0' }, { what: 'salva' });
    assert.ok(!(await form(p, 'concludi')).html.includes('a.pdf'));
    await send(p, 'nota', { testo: 'E una nota intera' });
    assert.deepEqual(drafts(code).map(d => d[0]), ['conclude'], 'the other one stays');
    await send(p, 'concludi', {}, { what: 'butta' });
    assert.equal(drafts(code).length, 0);
    assert.ok(!(await at(m, code)).text().includes('sta scrivendo'));
});

test('two windows of one person: neither loses its words', { timeout: 60000 }, async () => {
    const { code } = await request();
    const one = await at(await operator(), code), two = await at(await operator(), code);
    await send(one, 'concludi', { testo: 'Dalla prima finestra.' }, { what: 'salva' });
    await send(two, 'concludi', { testo: 'Dalla seconda.', esito: 'solved' }, { what: 'salva' });
    assert.match((await form(two, 'concludi')).fields.get('testo'), /Dalla seconda\.\n\n\[Scritto in un'altra finestra:\]\nDalla prima finestra\./);
    await send(one, 'concludi', { testo: 'Dalla prima, mandata.', esito: 'solved' });
    assert.match(one.path, /fatto=concludi/);
    assert.match(drafts(code)[0]?.[1] ?? '', /Dalla seconda/, 'what was not sent is still there');
});

test('what goes out later: seen, changed, cancelled; never at night unasked', { timeout: 60000 }, async () => {
    const { code } = await request();
    const p = await at(await operator(), code);
    const form1 = (await form(p, 'concludi'));
    assert.match(form1.fields.get('quando'), /T09:00$/, 'the next morning is offered');
    const night = form1.fields.get('quando').replace('T09:00', 'T03:00');
    await send(p, 'concludi', { testo: 'Domani.', esito: 'solved', quando: night }, { what: 'programma' });
    assert.equal(p.status, 422);
    assert.match(p.text(), /ora di notte/);
    assert.equal((await form(p, 'concludi')).fields.get('testo'), 'Domani.');
    await send(p, 'concludi', { quando: night, esito: '' }, { what: 'programma' });
    assert.equal(p.status, 422);
    await send(p, 'concludi', { esito: 'solved', quando: form1.fields.get('quando') }, { what: 'programma' });
    assert.match(p.text(), /l'invio è programmato/);
    assert.match(p.text(), /Invii programmati/);
    assert.deepEqual(drafts(code).map(d => d.slice(1)), [['Domani.', 'anna', '1']]);
    const m = await at(await operator(marco), code);
    assert.match(m.text(), /Parte .* ore 9:00|Parte .* ore 09:00/);
    await m.submit('do=riprendi', {}, { button: 'do=riprendi' });
    assert.equal((await form(m, 'concludi')).fields.get('testo'), 'Domani.', 'taken over by who goes on with it');
    await send(m, 'concludi', { quando: form1.fields.get('quando') }, { what: 'programma' });
    await m.submit('do=annulla', {}, { button: 'do=annulla' });
    assert.match(m.text(), /invio programmato è annullato/);
    assert.equal(drafts(code).length, 0);
    assert.equal(rows(code, 'SELECT count(*) FROM message WHERE ticket_id = $T')[0][0], '0');
});

test('what was to go later goes at once: from its request, and from the list of what happens by itself', { timeout: 60000 }, async () => {
    const one = await request(), two = await request();
    const p = await operator();
    for (const { code } of [one, two]) {
        await at(p, code);
        await send(p, 'concludi', { testo: `Subito per ${code}.`, esito: 'solved', quando: (await form(p, 'concludi')).fields.get('quando') }, { what: 'programma' });
    }
    const m = await at(await operator(marco), one.code);
    await m.submit('do=subito', {}, { button: 'do=subito', settle: false });
    await m.settle(await m.again(), m.path);
    assert.equal(m.status, 422, 'the second click');
    assert.match(m.text(), /Questo invio non c'è più: è già partito/);
    assert.ok(said(one.code, `Subito per ${one.code}.`));
    assert.match(m.text(), /Invio programmato mandato subito/);
    await m.open('/ufficio/promemoria');
    assert.match(m.text(), new RegExp(`${two.code} Lampione`));
    assert.doesNotMatch(m.text(), new RegExp(one.code));
    const before = m.html;
    await citizenWrites(two.track, 'Si è acceso!');
    await m.submit('do=subito', {}, { button: 'do=subito' });
    assert.equal(m.status, 422, 'nobody saw what the citizen wrote');
    assert.match(m.text(), /Nel frattempo qualcun altro ha modificato la richiesta/);
    assert.ok(!said(two.code, `Subito per ${two.code}.`));
    await m.submit('do=subito', {}, { button: 'do=subito' }); // the request is before one's eyes now
    assert.match(m.text(), /il testo programmato è partito adesso/);
    assert.ok(said(two.code, `Subito per ${two.code}.`));
    assert.match(before, /Invia subito/);
    assert.doesNotMatch((await m.open('/ufficio/promemoria')).html, /Invia subito/);
    assert.match(JSON.stringify(await mailTo(one.mail, /ecco la risposta/)), /Subito per/);
});

test('what is due goes out after a restart, once; what the citizen overtook stops, and the board says so', { timeout: 120000 }, async () => {
    const one = await request(), two = await request();
    for (const { code } of [one, two]) {
        const p = await at(await operator(), code);
        await send(p, 'concludi', { testo: `Fatto per ${code}.`, esito: 'solved', quando: (await form(p, 'concludi')).fields.get('quando') }, { what: 'programma' });
    }
    await citizenWrites(two.track, 'Si è acceso da solo!');
    await desk.stop();
    execFileSync('sqlite3', [path.join(desk.data, 'urp.db'), 'UPDATE writing SET send_at = unixepoch() - 60 WHERE send_at IS NOT NULL']);
    await desk.start();
    await until('the one that may go', () => said(one.code, `Fatto per ${one.code}.`), { ms: 60000 });
    await until('the other one stopped', () => rows(two.code, "SELECT stopped FROM writing WHERE ticket_id = $T AND stopped <> ''").length === 1, { ms: 60000 });
    assert.equal(drafts(one.code).length, 0);
    assert.ok(!said(two.code, `Fatto per ${two.code}.`));
    const p = await at(await operator(), two.code);
    assert.match(p.text(), /Non è partito/);
    assert.match(p.text(), /Il cittadino ha scritto dopo che questo testo era stato preparato/);
    assert.match(p.text(), /Un invio programmato non è partito/);
    await p.submit('do=riprendi', {}, { button: 'do=riprendi' });
    assert.equal((await form(p, 'concludi')).fields.get('testo'), `Fatto per ${two.code}.`);
    assert.ok(!p.text().includes('Un invio programmato non è partito'));
    assert.equal(rows(one.code, "SELECT count(*) FROM message WHERE ticket_id = $T AND kind = 'answer'")[0][0], '1');
    assert.match(JSON.stringify(await mailTo(one.mail, /ecco la risposta/)), /Fatto per/);
});

test('somebody was faster: what happened is told, the words are in their form, and go with one press', { timeout: 60000 }, async () => {
    const { code } = await request();
    const a = await at(await operator(), code), m = await at(await operator(marco), code);
    await send(m, 'nota', { testo: `Ho telefonato alla ditta.${' Risposta'.repeat(500)}` });
    await send(a, 'concludi', { testo: 'La mia risposta.', esito: 'solved' });
    assert.equal(a.status, 422);
    assert.ok(a.text().split(' Risposta').length < 300, 'of a long text the beginning');
    assert.match(a.text(), /Nel frattempo qualcun altro/);
    assert.match(a.text(), /Nota interna/);
    assert.match(a.text(), /Ho telefonato alla ditta\./);
    assert.match(a.text(), /Marco Riva/);
    assert.equal((await form(a, 'concludi')).fields.get('testo'), 'La mia risposta.');
    assert.equal(drafts(code)[0][1], 'La mia risposta.', 'and kept, should the page be closed');
    await send(a, 'concludi', {});
    assert.match(a.path, /fatto=concludi/);
    assert.ok(said(code, 'La mia risposta.'));
    assert.equal(drafts(code).length, 0);
});

test('somebody closed it: the words can still go to the citizen, or stay', { timeout: 60000 }, async () => {
    const { code } = await request();
    const a = await at(await operator(), code), m = await at(await operator(marco), code);
    await send(m, 'concludi', { testo: 'Chiusa da Marco.', esito: 'solved' });
    await send(a, 'concludi', { testo: 'Anna aveva scritto questo.', esito: 'solved' });
    assert.equal(a.status, 422);
    assert.match(a.text(), /«Rispondi e chiudi» ora non si può più fare/);
    assert.match(a.text(), /Chiusa da Marco\./);
    assert.equal((await form(a, 'scrivi')).fields.get('testo'), 'Anna aveva scritto questo.');
    const b = await at(await operator(), code);
    assert.match(b.text(), /Il tuo testo, non inviato/);
    assert.match(b.text(), /Anna aveva scritto questo\./);
    await send(a, 'scrivi', {});
    assert.ok(said(code, 'Anna aveva scritto questo.'));
    assert.equal(drafts(code).length, 0, 'the draft of the other form ends with it');
});

// ---- two people, one request ----

function random(seed) {
    let s = seed >>> 0;
    return n => {
        s = (s + 0x6d2b79f5) >>> 0;
        let t = Math.imul(s ^ (s >>> 15), 1 | s);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) % n;
    };
}

test('a citizen who gets no mail: the preview says so', { timeout: 60000 }, async () => {
    const { code } = await request({ anonymous: '1', name: '', surname: '', email: '' });
    const p = await at(await operator(), code);
    await send(p, 'scrivi', { testo: 'Grazie.' }, { what: 'anteprima' });
    assert.match(p.text(), /Il cittadino non riceve un messaggio/);
    assert.match(p.text(), /L'URP ti ha scritto/);
});

test('a referente who may not know the name learns it from no prepared text, preview, plan or merge page', { timeout: 90000 }, async () => {
    const { code, track } = await request({ name_hidden: '1' });
    const [settore, office] = rows(code, 'SELECT s.code, s.id FROM ticket t JOIN settore s ON s.id = t.settore_id WHERE t.id = $T')[0];
    assert.ok(office);
    const paolo = await desk.addOperator({ login: 'paolo', name: 'Paolo Neri', role: 'referente' });
    await desk.must(['user', 'settori', 'paolo', settore, '--role', 'referente']);
    const a = await at(await operator(), code);
    await send(a, 'concludi', { testo: 'Gentile Maria Bruni, domani.', esito: 'solved', quando: (await form(a, 'concludi')).fields.get('quando') }, { what: 'programma' });
    const p = await at(await operator(paolo), code);
    assert.equal(p.status, 200);
    assert.ok(!/Bruni/.test(p.html), 'nothing on the page');
    assert.ok((await form(p, 'concludi')), 'works on it');
    const { modelli } = JSON.parse((await p.fetch('GET', `/ufficio/richieste/${code}/modelli`)).text);
    assert.ok(modelli.length && !modelli.some(m => /Maria|Bruni/.test(m.testo)) && modelli.some(m => /^Gentile cittadino,/.test(m.testo)));
    await p.open(`/ufficio/richieste/${code}?modello=intervento-fatto&per=concludi`);
    assert.match((await form(p, 'concludi')).fields.get('testo'), /^Gentile cittadino,/);
    assert.ok(!(await form(p, 'concludi')).buttons.some(b => b.value === 'anteprima' || b.value === 'programma'));
    await send(p, 'concludi', { testo: 'Fatto.', esito: 'solved' }, { what: 'salva' });
    assert.equal((await p.fetch('GET', `/ufficio/richieste/${code}/anteprima/concludi`)).status, 403);
    await at(p, code);
    await citizenWrites(track, 'Aggiungo una cosa.');
    await send(p, 'concludi', { testo: 'Fatto.', esito: 'solved' });
    assert.equal(p.status, 422);
    assert.match(p.text(), /Aggiungo una cosa/);
    assert.ok(!/Bruni/.test(p.html), 'nor on the merge page');
    await send(p, 'concludi', {});
    assert.ok(said(code, 'Fatto.'));
    assert.equal(rows(code, "SELECT author FROM message WHERE ticket_id = $T AND body = 'Fatto.'")[0][0], 'settore');
});

test('nor does a role for another office tell it to them, on the page or in a list', { timeout: 60000 }, async () => {
    const { code } = await request({ name_hidden: '1', surname: 'Nascosti' });
    const [settore] = rows(code, 'SELECT s.code FROM ticket t JOIN settore s ON s.id = t.settore_id WHERE t.id = $T')[0];
    const [other] = query(desk, `SELECT code FROM settore WHERE code <> '${settore}' AND active = 1 LIMIT 1`)[0];
    const pia = await desk.addOperator({ login: 'pia', name: 'Pia Due', role: 'referente,lettura' });
    await desk.must(['user', 'settori', 'pia', settore, '--role', 'referente']);
    await desk.must(['user', 'settori', 'pia', other, '--role', 'lettura']);
    const p = await operator(pia);
    for (const url of [`/ufficio/richieste/${code}`, '/ufficio/assegnate', '/ufficio/richieste']) {
        await p.open(url);
        assert.equal(p.status, 200, url);
        assert.ok(p.html.includes(code), `${url} has the request`);
        assert.ok(!/Nascosti/.test(p.html), url);
    }
    await desk.must(['user', 'settori', 'pia', '', '--role', 'lettura']);
    assert.match((await (await operator(pia)).open('/ufficio/assegnate')).html, /Nascosti/, 'a reader of everything knows it');
});

test('two operators, one ticket, 200 interleaved edits: no lost text', { timeout: 300000 }, async t => {
    const seed = Number(process.env.SEED ?? Date.now() % 1000000);
    t.diagnostic(`SEED=${seed}`);
    console.log(`# SEED=${seed}`);
    const dice = random(seed);
    const { code } = await request();
    const people = [await operator(), await operator(marco)];
    for (const p of people) await at(p, code);
    const typed = new Map();         // words -> login
    const count = { sent: 0, merged: 0, saved: 0, autosaved: 0, reloaded: 0 };
    const login = p => (p === people[0] ? 'anna' : 'marco');
    const kept = (who, words) => drafts(code).some(d => d[2] === who && d[1].includes(words));
    const press1 = async (p, action, words, what) => {
        typed.set(words, login(p));
        // One goes on from what stands in the form, as a person does: nothing of an own draft is typed over.
        const before = (await form(p, action)).fields.get('testo');
        const text = before ? `${before}\n${words}` : words;
        const values = { testo: text, ...((await form(p, action)).names.has('esito') ? { esito: 'solved' } : {}) };
        await send(p, action, values, { what });
        if (p.status === 422) {
            count.merged++;
            const shown = p.forms().some(f => f.fields.get('testo')?.includes(words));
            assert.ok(shown, `the page that came back has «${words}» in a form`);
            assert.ok(kept(login(p), words), `and it is kept: ${words}`);
        } else {
            assert.equal(p.status, 200, `${action} ${what}: ${p.status}`);
            count[what === 'salva' ? 'saved' : 'sent']++;
        }
    };
    for (let i = 0; i < 200; i++) {
        const p = people[dice(2)];
        if (!(await form(p, 'nota'))) await at(p, code);      // from a merge page with another form
        const open = [];
        for (const x of ['nota', 'scrivi', 'concludi', 'riapri']) if ((await form(p, x))?.names.has('testo')) open.push(x);
        const pick = dice(20);
        const action = pick < 8 ? 'nota' : pick < 15 ? 'scrivi' : pick < 18 ? 'concludi' : 'riapri';
        const words = `parole-${seed}-${i}-fine`;
        if (!open.includes(action)) {
            await at(p, code);
            count.reloaded++;
            continue;
        }
        const how = dice(10);
        if (how < 7) await press1(p, action, words, 'invia');
        else if (how < 8) await press1(p, action, words, 'salva');
        else if (how < 9) {
            const f = (await form(p, action));
            typed.set(words, login(p));
            const values = [...f.fields].filter(([k]) => k !== 'testo' && k !== 'do');
            const r = await p.fetch('POST', f.action.replace(/\/([a-z-]+)$/, '/bozza/$1'), { body: new URLSearchParams([...values, ['testo', `${f.fields.get('testo')}\n${words}`.trim()]]).toString(),
                headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
            assert.equal(r.status, 200, r.text);
            f.fields.set('testo', '');
            await at(p, code);
            count.autosaved++;
        } else {
            await at(p, code);
            count.reloaded++;
        }
    }
    const story = rows(code, 'SELECT body FROM message WHERE ticket_id = $T').flat().join('\n');
    const rest = drafts(code).map(d => d[1]).join('\n');
    const lost = [...typed].filter(([w]) => !story.includes(w) && !rest.includes(w));
    assert.deepEqual(lost, [], `SEED=${seed}`);
    assert.ok(count.merged > 10 && count.sent > 50, JSON.stringify(count));
    t.diagnostic(JSON.stringify(count));
    console.log(`# ${JSON.stringify(count)}`);
});

// ---- in a browser ----

test('with script: what is typed is kept by itself, others see it live, and it is there again', { timeout: 120000 }, async () => {
    const { code } = await request();
    const a = await Operator.arrive(desk, browser), m = await Operator.arrive({ ...desk, url: desk.url, operator: marco }, browser);
    await a.open(code);
    await m.open(code);
    await a.page.locator('#presenti', { hasText: 'Marco Riva sta guardando questa richiesta.' }).waitFor();
    await MOUSE.unfold(a.page.locator('#a-nota'));
    await a.page.locator('#a-nota textarea').fill('Una nota che resta');
    await m.page.locator('#presenti', { hasText: 'Anna Neri sta scrivendo' }).waitFor();
    await a.page.locator('#a-nota [data-saved]', { hasText: 'Bozza salvata alle' }).waitFor();
    await m.page.locator('#presenti', { hasText: 'Anna Neri sta scrivendo una nota (bozza di' }).waitFor();
    await m.v.look('scrivere-presenza');
    // Two forms filled: sending one keeps the other.
    await MOUSE.unfold(a.page.locator('#a-scrivi'));
    await a.page.locator('#a-scrivi textarea').fill('Usciamo domani.');
    await a.page.locator('#a-nota textarea').fill('Una nota che resta, cambiata');
    await press(a.v, a.page.locator('#a-scrivi button[value="invia"]'));
    assert.equal(await a.page.locator('#a-nota textarea').inputValue(), 'Una nota che resta, cambiata');
    assert.ok(said(code, 'Usciamo domani.'));
    assert.deepEqual(drafts(code).map(d => d[1]), ['Una nota che resta, cambiata']);
    await m.page.locator('.urp-changed').waitFor({ timeout: 30000 });
    await m.page.goto(`${desk.url}/ufficio`);
    await a.page.locator('#presenti', { hasText: /^$/ }).waitFor({ state: 'attached' });
    await a.v.close();
    await m.v.close();
});

test('prepared texts by "::": searched, announced, chosen and shut by keyboard', { timeout: 120000 }, async () => {
    const { code } = await request();
    const a = await Operator.arrive(desk, browser);
    await a.open(code);
    const area = a.page.locator('#a-scrivi textarea');
    await MOUSE.unfold(a.page.locator('#a-scrivi'));
    await area.focus();
    await a.page.keyboard.type('Buongiorno. ::');
    const list = a.page.locator('#a-scrivi .urp-picker');
    await list.locator('li').first().waitFor();
    assert.equal(await area.getAttribute('role'), 'combobox');
    await a.v.look('scrivere-modelli');
    const all = await list.locator('li').count();
    await a.page.keyboard.type('program');
    await until('the list to follow', async () => await list.locator('li').count() < all);
    assert.match(await list.locator('[aria-selected="true"]').innerText(), /Intervento programmato/);
    assert.match(await a.page.locator('#urp-live').innerText(), /testo pronto|testi pronti/);
    assert.equal(await area.getAttribute('aria-activedescendant'), await list.locator('[aria-selected="true"]').getAttribute('id'));
    await a.page.keyboard.press('Enter');
    assert.match(await area.inputValue(), /^Buongiorno\. Gentile Maria Bruni,\nabbiamo fatto un sopralluogo/);
    assert.ok(!(await area.inputValue()).includes('::'));
    assert.equal(await list.isVisible(), false);
    assert.equal(await area.getAttribute('role'), null);
    await a.page.keyboard.press('Control+z');
    assert.match(await area.inputValue(), /^Buongiorno\. ::program/, 'the browser undoes it');
    await a.page.keyboard.press('Control+End');
    await a.page.keyboard.type('m');
    await list.locator('li').first().waitFor();
    await a.page.keyboard.press('Escape');
    assert.equal(await list.isVisible(), false);
    assert.equal(await a.page.locator('#a-scrivi').getAttribute('open'), '', 'Escape shuts the list alone');
    await a.v.close();
});

test('answered by keyboard alone: looked at, and sent with Ctrl+Enter', { timeout: 120000 }, async () => {
    const { code } = await request();
    const a = await Operator.arrive(desk, browser);
    await a.open(code);
    const k = new Keyboard(a.page);
    await a.page.keyboard.press('a');
    await k.choose('esito', 'solved');
    await k.field('testo', 'La lampada è stata cambiata.');
    await k.press('Anteprima', e => e.name === 'Anteprima');
    await a.page.waitForURL(/anteprima\/concludi/);
    await a.v.look('scrivere-anteprima');
    await k.press('Torna a scrivere', /Torna a scrivere/);
    await a.page.waitForURL(/#a-concludi/);
    assert.equal(await a.page.locator('#a-concludi textarea').inputValue(), 'La lampada è stata cambiata.');
    await k.to('testo', e => e.field === 'testo' && e.value.startsWith('La lampada'));
    await press(a.v, { click: () => a.page.keyboard.press('Control+Enter') });
    assert.match(a.page.url(), /fatto=concludi/);
    assert.ok(said(code, 'La lampada è stata cambiata.'));
    assert.match(await a.page.evaluate(() => document.activeElement.textContent), /Fatto: la risposta è in viaggio/);
    await a.v.close();
});

test('answered without JavaScript: prepared text, draft, preview, later, and sent', { timeout: 120000 }, async () => {
    const { code } = await request();
    const a = await Operator.arrive(desk, browser, { script: false });
    await a.open(code);
    await a.page.locator('#a-concludi .urp-templates > summary').click();
    await a.page.locator('#a-concludi .urp-templates a', { hasText: 'Intervento eseguito' }).click();
    await a.page.waitForURL(/modello=/);
    assert.match(await a.page.locator('#a-concludi textarea').inputValue(), /Gentile Maria Bruni/);
    await a.page.locator('#a-concludi textarea').fill('Scritto senza JavaScript.');
    await a.page.locator('#a-concludi select[name="esito"]').selectOption('solved');
    await a.v.look('scrivere-senza-script');
    await a.page.locator('#a-concludi button[value="salva"]').click();
    await a.page.waitForURL(/fatto=bozza/);
    assert.equal(await a.page.locator('#a-concludi textarea').inputValue(), 'Scritto senza JavaScript.');
    await a.page.locator('#a-concludi button[value="anteprima"]').click();
    await a.page.waitForURL(/anteprima\/concludi/);
    assert.match(await a.page.locator('main').innerText(), /Scritto senza JavaScript\./);
    await a.page.getByRole('link', { name: 'Torna a scrivere' }).click();
    await a.page.locator('#a-concludi .urp-later > summary').click();
    await a.page.locator('#a-concludi button[value="programma"]').click();
    await a.page.waitForURL(/fatto=programmata/);
    await a.v.look('scrivere-programmato');
    await a.v.go(`${desk.url}/ufficio/promemoria`);
    await a.v.look('ufficio-promemoria-programmati');
    await a.open(code);
    await a.page.getByRole('button', { name: 'Riprendi e cambia' }).click();
    await a.page.waitForURL(/fatto=ripresa/);
    await a.page.locator('#a-concludi button[value="invia"]').click();
    await a.page.waitForURL(/fatto=concludi/);
    assert.ok(said(code, 'Scritto senza JavaScript.'));
    await a.v.close();
});

test('the merge page, and a mistake, looked at', { timeout: 120000 }, async () => {
    const { code } = await request();
    const a = await Operator.arrive(desk, browser);
    a.v.expect(/status of 422/);
    await a.open(code);
    await a.act('concludi', { testo: 'Senza esito.' });
    assert.equal(await a.page.locator('#a-concludi [name="esito"]').getAttribute('aria-invalid'), 'true');
    assert.equal(await a.page.locator('#a-concludi textarea').inputValue(), 'Senza esito.');
    await a.v.look('scrivere-errore');
    const m = await at(await operator(marco), code);
    await send(m, 'nota', { testo: 'Ho chiamato la ditta: viene domani.' });
    await a.act('concludi', { testo: 'La lampada è a posto.', esito: 'solved' });
    assert.equal(await a.page.evaluate(() => document.activeElement.tagName), 'H1');
    await a.v.look('scrivere-nel-frattempo');
    await a.act('concludi', {});
    assert.match(a.page.url(), /fatto=concludi/);
    await a.v.close();
});
