// SPDX-License-Identifier: EUPL-1.2
// What a citizen sees and does with number and secret: the story in pieces, the feeds, the address, the reopening, the end of the link.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { links, parseMail } from './lib/mail.mjs';
import { Plain } from './lib/plain.mjs';
import { actOn, fileReport, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

let desk, browser;
before(async () => {
    desk = await openDesk();
    browser = await openBrowser();
});
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
});

const here = url => url.replace(desk.url, '');
const someone = (n, name, more = {}) => report(n, { name, surname: 'Prova', email: `${name.toLowerCase()}@cittadino.test`, ...more });
const post = (p, url, values) => p.fetch('POST', url, { body: new URLSearchParams(values).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
async function office(p, code, slug, values) {
    await p.open(`/ufficio/richieste/${code}`);
    const form = await p.formFor(slug);
    assert.equal((await post(p, form.action, [...new Map([...form.fields, ...Object.entries(values)])])).status, 303);
}
const titles = p => [...p.html.matchAll(/<li[^>]* id="e(\d+)"/g)].map(m => Number(m[1]));

test('a long story comes in pieces, and what the page says besides does not depend on them', { timeout: 180000 }, async () => {
    const a = await fileReport(desk, someone(1, 'Mara')), p = await new Plain(desk).signIn(desk.operator), c = new Plain(desk);
    for (let i = 1; i <= 45; i++) await office(p, a.code, 'scrivi', { testo: `Notizia ${i}.` });
    for (let i = 1; i <= 90; i++) await office(p, a.code, 'nota', { testo: `Nota interna ${i}.` });
    await office(p, a.code, 'domanda', { testo: 'A quale altezza della via?' }).catch(async () => office(p, a.code, 'chiedi', { testo: 'A quale altezza della via?' }));
    await c.open(here(a.track));
    assert.match(c.text(), /A quale altezza della via\?/);
    assert.match(c.text(), /Notizia 45\./);
    assert.doesNotMatch(c.text(), /Notizia 5\.|Nota interna/);
    const first = titles(c);
    const older = c.links().find(l => /storia=/.test(l));
    assert.ok(older, 'there is more');
    await c.open(here(older).split('#')[0]);
    for (let i = 0; i < 6 && !/Notizia 1\./.test(c.text()); i++) await c.open(here(c.links().find(l => /storia=/.test(l))).split('#')[0]);
    assert.match(c.text(), /Notizia 1\./);
    assert.doesNotMatch(c.text(), /Nota interna/);
    const whole = titles(c);
    assert.deepEqual(whole.slice(0, first.length), first, 'the newest stay where they were');
    assert.deepEqual(whole, [...whole].sort((x, y) => y - x));
    assert.match(c.text(), /In lavorazione[^.]*\d{4}/, 'when it began is known all the same');
});

test('a calendar and a feed reader follow it: valid, with nothing of its words and no secret in the calendar', { timeout: 60000 }, async () => {
    const a = await fileReport(desk, someone(2, 'Ada', { subject: 'Cane che abbaia', body: 'Il cane del vicino.' })), p = new Plain(desk);
    const secret = here(a.track).split('/')[3];
    await p.open(here(a.track));
    const ics = await p.fetch('GET', p.links().find(l => l.endsWith('.ics')));
    assert.equal(ics.status, 200);
    assert.match(ics.headers['content-type'], /^text\/calendar; charset=utf-8/);
    const due = query(desk, `SELECT strftime('%Y%m%d', due_at, 'unixepoch') FROM ticket WHERE code = '${a.code}'`)[0][0];
    assert.ok(ics.text.includes(`DTSTART;VALUE=DATE:${due}\r\n`), ics.text);
    assert.ok(!ics.text.includes(secret) && !/cane/i.test(ics.text), ics.text);
    const seq = Number(/SEQUENCE:(\d+)/.exec(ics.text)[1]), uid = /UID:(.*)\r/.exec(ics.text)[1];

    const feed = await p.fetch('GET', p.links().find(l => l.endsWith('.atom')));
    assert.match(feed.headers['content-type'], /^application\/atom\+xml/);
    const v = await visitor(browser, { keep: false });
    await v.go(desk.url);
    const read = await v.page.evaluate(text => {
        const d = new DOMParser().parseFromString(text, 'application/xml'), one = (e, n) => [...e.children].filter(x => x.localName === n).map(x => x.textContent);
        return { bad: d.querySelector('parsererror')?.textContent, id: one(d.documentElement, 'id'), updated: one(d.documentElement, 'updated'), author: one(d.documentElement, 'author'),
            entries: [...d.querySelectorAll('entry')].map(e => ({ id: one(e, 'id'), title: one(e, 'title'), updated: one(e, 'updated') })) };
    }, feed.text);
    assert.equal(read.bad, undefined);
    assert.equal(read.id.length + read.updated.length + read.author.length, 3);
    assert.ok(read.entries.length >= 1 && read.entries.every(e => e.id.length === 1 && e.title[0] && /^\d{4}-\d\d-\d\dT[\d:]+[+-]\d\d:\d\d$/.test(e.updated[0])), JSON.stringify(read));
    assert.equal(new Set(read.entries.map(e => e.id[0])).size, read.entries.length);
    assert.doesNotMatch(feed.text, /vicino/);
    await v.close();

    const o = await new Plain(desk).signIn(desk.operator);
    await office(o, a.code, 'concludi', { esito: 'solved', testo: 'Abbiamo parlato con il vicino.', do: 'invia' });
    const later = await p.fetch('GET', `${here(a.track)}/scadenza.ics`);
    assert.equal(/UID:(.*)\r/.exec(later.text)[1], uid);
    assert.ok(Number(/SEQUENCE:(\d+)/.exec(later.text)[1]) > seq);
    assert.match(later.text, /conclusa/);
    assert.doesNotMatch((await p.fetch('GET', `${here(a.track)}/novita.atom`)).text, /parlato con il vicino/);
    const german = (await p.fetch('GET', `${here(a.track)}/novita.atom`, { headers: { Cookie: 'lingua=de' } })).text;
    assert.match(german, /xml:lang="de"/);
    assert.doesNotMatch(german, /Ricevuta|Presa in carico|Assegnata/, 'what it says of the request, too');
    for (const f of ['scadenza.ics', 'novita.atom']) assert.equal((await p.fetch('GET', `/pratica/${a.code}/aaaaaaaaaaaaaaaa/${f}`)).status, 404);
});

test('the office reads what the citizen reads, and nowhere his key', { timeout: 120000 }, async () => {
    const a = await fileReport(desk, someone(20, 'Lina', { body: 'Il lampione è spento da lunedì.' })), own = here(a.track), secret = own.split('/').pop();
    const mail = await mailTo('lina@cittadino.test', /ricevuto/i), text = JSON.stringify(mail);
    assert.ok(text.includes(own) && text.includes(secret), 'what is sent holds it');
    await desk.must('intake', { input: `From: Lina Prova <lina@cittadino.test>\r\nTo: urp@comune.test\r\nSubject: Re: ${a.code}\r\nIn-Reply-To: ${mail.messageId}\r\nMessage-ID: <cita@cittadino.test>\r\n` +
        `Date: ${new Date().toUTCString()}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDa qui: ${a.track}\r\n\r\nIl giorno 1/1/2026 URP ha scritto:\r\n> Codice segreto: ${secret}\r\n> ${a.track}\r\n` });
    const entry = await until('the reply on the ticket', () => query(desk, "SELECT id FROM mail_journal WHERE header_id = 'cita@cittadino.test' AND ticket_id > 0")[0]?.[0]);
    const p = await new Plain(desk).signIn(desk.operator), at = `/ufficio/richieste/${a.code}`;
    const pages = [at, `${at}/stampa`, `${at}/come-cittadino`, `/ufficio/posta/arrivo/${entry}`, ...query(desk, `SELECT id FROM outbox WHERE ticket_id = (SELECT id FROM ticket WHERE code = '${a.code}')`).map(([id]) => `/ufficio/posta/uscita/${id}`)];
    assert.ok(pages.length > 4);
    for (const url of pages) {
        assert.equal((await p.open(url)).status, 200, url);
        assert.ok(!p.html.includes(secret), `${url}: ${p.html.slice(Math.max(0, p.html.indexOf(secret) - 200), p.html.indexOf(secret) + 20)}`);
    }
    assert.match((await p.open(`/ufficio/posta/uscita/${query(desk, `SELECT id FROM outbox WHERE kind = 'receipt' AND to_addr = 'lina@cittadino.test'`)[0][0]}`)).text(), new RegExp(`/pratica/${a.code}/…`), 'that there was one is seen');
    await p.open(at);
    assert.match(p.text(), /Da qui: http\S+\/…/, 'the words of the reply are there');
    assert.ok(p.links().includes(`${at}/come-cittadino`));
    await p.open(`${at}/come-cittadino`);
    assert.match(p.text(), /Così la vede chi l’ha scritta/);
    assert.match(p.text(), /Abbiamo ricevuto la tua richiesta|arrivata all'ufficio competente/);
    assert.match(p.text(), /Il lampione è spento da lunedì/);
    assert.deepEqual(p.forms().filter(f => !/^\/(pratica|ricerca|giudizio)?$|\/ufficio\/esci/.test(f.action)).map(f => f.action), [], 'nothing to be sent');
    assert.deepEqual(p.links().filter(l => l.includes('/pratica/')), []);
    const c = await new Plain(desk).open(own), told = x => x.text().match(/Che cosa è successo([\s\S]*?)Che cosa hai scritto/)[1].replace(/\s+/g, ' ');
    assert.equal(told(p), told(c).replaceAll(secret, '…'), 'the same story');
});

const box = () => {
    const dir = path.join(desk.data, 'posta', 'new');
    return existsSync(dir) ? readdirSync(dir).map(f => parseMail(readFileSync(path.join(dir, f)))) : [];
};
const mailTo = (addr, subject) => until(`a mail to ${addr}`, () => box().find(m => m.to === addr && subject.test(m.subject)));
const linkIn = (mail, re) => here(links(mail).find(u => re.test(u)));

test('addresses that the office writes are links; those of a citizen stay words', { timeout: 60000 }, async () => {
    const words = x => `Guarda https://${x}.example/pagina?a=1&b=2, oppure scrivi a urp@${x}.example.`;
    const a = await fileReport(desk, someone(24, 'Nora', { body: words('cittadino') }));
    const own = await new Plain(desk).open(here(a.track));
    const add = own.forms().find(f => f.action.endsWith('/aggiungi'));
    await own.settle(await own.fetch('POST', add.action, { body: new URLSearchParams([...new Map([...add.fields, ['testo', words('cittadino')]])]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }), add.action);
    assert.match(own.text(), /Hai aggiunto|Informazioni.*Guarda https:/s);
    const p = await new Plain(desk).signIn(desk.operator);
    await actOn(p, a.code, 'concludi', { testo: words('comune'), esito: 'solved', do: 'invia' });
    const c = await new Plain(desk).open(here(a.track));
    assert.match(c.html, /Guarda <a rel="noopener nofollow" href="https:\/\/comune\.example\/pagina\?a=1&amp;b=2">https:\/\/comune\.example\/pagina\?a=1&amp;b=2<\/a>, oppure scrivi a <a href="mailto:urp@comune\.example">urp@comune\.example<\/a>\./);
    assert.match(c.text(), /Guarda https:\/\/cittadino\.example\/pagina/);
    assert.deepEqual(c.links().filter(l => l.includes('cittadino.example')), []);
});

test('another address: asked at the new one, by a button; the old one is told; other requests keep theirs', { timeout: 90000 }, async () => {
    const a = await fileReport(desk, someone(3, 'Nina', { subject: 'Parole private' })), b = await fileReport(desk, someone(4, 'Nina', { email: 'nina@cittadino.test' }));
    const v = await visitor(browser, { width: 360 });
    v.expect(/422/);
    await v.go(desk.url + here(a.track));
    const fold = v.page.locator('#a-indirizzo');
    await fold.locator('summary').click();
    await fold.locator('[name="email"]').fill('nina@@x');
    await fold.getByRole('button').click();
    assert.match(await v.page.locator('#errori').innerText(), /indirizzo/i);
    assert.equal(await v.page.locator('#a-indirizzo [name="email"]').inputValue(), 'nina@@x');
    await v.look('pratica-indirizzo-errore');
    await v.page.locator('#a-indirizzo [name="email"]').fill('Nina.Nuova@cittadino.test');
    await v.page.locator('#a-indirizzo').getByRole('button').click();
    assert.match(await v.page.locator('main').innerText(), /messaggio al nuovo indirizzo/);

    const ask = await mailTo('nina.nuova@cittadino.test', /Conferma/);
    assert.doesNotMatch(ask.text + ask.subject, /Parole private|Nina /, 'a stranger learns nothing');
    const url = linkIn(ask, /indirizzo/);
    const person = () => query(desk, `SELECT p.email FROM person p JOIN ticket t ON t.person_id = p.id WHERE t.code = '${a.code}'`)[0][0];
    await v.go(desk.url + url);
    assert.equal(person(), 'nina@cittadino.test', 'looking changes nothing');
    await v.look('indirizzo-conferma');
    await v.page.getByRole('button', { name: 'Confermo' }).click();
    await v.page.getByRole('heading', { name: 'Indirizzo confermato' }).waitFor();
    await v.look('indirizzo-confermato');
    assert.equal(new URL(await v.page.getByRole('link', { name: 'Torna alla richiesta' }).getAttribute('href'), desk.url).pathname, here(a.track));
    assert.doesNotMatch(await v.page.locator('main').innerText(), /a quello di prima/);
    assert.equal(person(), 'nina.nuova@cittadino.test');
    assert.equal(query(desk, `SELECT p.email FROM person p JOIN ticket t ON t.person_id = p.id WHERE t.code = '${b.code}'`)[0][0], 'nina@cittadino.test');
    const old = await mailTo('nina@cittadino.test', /è cambiato/);
    assert.match(old.text, /chiamaci subito/);
    assert.doesNotMatch(old.text, /nina\.nuova/, 'nor where it went');
    const p = await new Plain(desk).open(url);
    assert.equal((await post(p, url, {})).status, 303, 'twice is once');
    assert.equal(query(desk, "SELECT count(*) FROM event WHERE kind = 'indirizzo_cambiato'")[0][0], '1');
    await p.open(here(a.track));
    assert.match(p.text(), /Hai cambiato il tuo indirizzo/);
    await v.close();
});

test('a photo alone is enough and can be taken off again; taken back, it asks for no stars and the office hears why', { timeout: 90000 }, async () => {
    const a = await fileReport(desk, someone(8, 'Rita'));
    const v = await visitor(browser, { width: 360 });
    await v.go(desk.url + here(a.track));
    const fold = v.page.locator('#a-aggiungi'), png = await v.page.screenshot({ clip: { x: 0, y: 0, width: 40, height: 40 } });
    await fold.locator('summary').click();
    await fold.locator('[type="file"]').setInputFiles(['una', 'due'].map(name => ({ name: `${name}.png`, mimeType: 'image/png', buffer: png })));
    await fold.getByRole('button', { name: 'Togli una.png' }).click();
    await fold.getByRole('button', { name: 'Invia', exact: true }).click();
    await v.page.getByText('abbiamo ricevuto il tuo messaggio').waitFor();
    assert.deepEqual(query(desk, `SELECT f.name FROM attachment f JOIN ticket t ON t.id = f.ticket_id WHERE t.code = '${a.code}'`), [['due.png']]);

    const p = await new Plain(desk).open(here(a.track));
    assert.match(p.text(), /puoi chiedere di riaprirla, una volta sola/);
    assert.equal((await post(p, `${here(a.track)}/ritira`, {})).status, 303);
    await p.open(here(a.track));
    assert.match(p.text(), /Hai ritirato la richiesta/);
    assert.match(p.text(), /Hai cambiato idea\? Chiedi di riaprirla/);
    assert.doesNotMatch(p.text(), /Dai un voto|Non potrai tornare indietro|Il cittadino/);
    assert.equal((await p.fetch('GET', `${here(a.track)}/giudizio`)).status, 303);
    const told = await until('the mail to the office', () => box().find(m => m.subject.includes(a.code) && /Ritirata dal cittadino/.test(m.subject)));
    assert.match(told.text, /se però il guasto o il pericolo c'è davvero/i);
    const pdf = await p.fetch('GET', `${here(a.track)}/ricevuta/pdf`);
    assert.equal(pdf.headers['content-type'], 'application/pdf');
    assert.match(pdf.headers['content-disposition'], /^attachment/);
    await v.close();
});

test('the own requests by a mailed link: the same answer whoever asks; confidential ones are not in it', { timeout: 90000 }, async () => {
    const a = await fileReport(desk, someone(5, 'Pia', { subject: 'Prima di Pia' })), b = await fileReport(desk, someone(6, 'Pia', { subject: 'Segreta di Pia', confidential: '1' }));
    const p = new Plain(desk);
    const answers = [];
    for (const email of ['nessuno@cittadino.test', 'PIA@cittadino.test']) {
        const r = await post(p, '/pratica/mie', { email });
        answers.push(`${r.status} ${r.headers.location}`);
    }
    assert.equal(answers[0], answers[1]);
    const mail = await mailTo('pia@cittadino.test', /Le tue richieste/);
    assert.doesNotMatch(mail.text, /Prima di Pia/);
    const url = linkIn(mail, /\/pratica\/mie\//);
    const v = await visitor(browser);
    await v.go(desk.url + url);
    const text = await v.page.locator('main').innerText();
    assert.match(text, /Prima di Pia/);
    assert.doesNotMatch(text, /Segreta di Pia/);
    await v.look('mie-richieste');
    await v.page.getByRole('link', { name: /Prima di Pia/ }).click();
    assert.match(await v.page.locator('main').innerText(), new RegExp(a.code));
    await v.close();
    assert.ok(!box().some(m => m.to === 'nessuno@cittadino.test'));
    assert.equal((await desk.get(url.slice(0, -1) + (url.endsWith('a') ? 'b' : 'a'))).status, 404);
    for (let i = 0; i < 12; i++) await post(p, '/pratica/mie', { email: 'pia@cittadino.test' });
    assert.equal((await post(p, '/pratica/mie', { email: 'pia@cittadino.test' })).status, 429);
    assert.ok(b.code);
});

test('who asks to take something away lands on the board, as something for a human', { timeout: 60000 }, async () => {
    const a = await fileReport(desk, someone(7, 'Ida'));
    const v = await visitor(browser);
    await v.go(desk.url + here(a.track));
    await v.page.locator('#a-oscura summary').click();
    await v.page.locator('#a-oscura [name="testo"]').fill('Ho scritto il telefono di mio figlio per sbaglio.');
    await v.page.locator('#a-oscura').getByRole('button').click();
    assert.match(await v.page.locator('main').innerText(), /un operatore guarda/);
    assert.match(await v.page.locator('main').innerText(), /Hai chiesto di togliere o coprire/);
    await v.look('pratica-oscura');
    assert.equal(query(desk, `SELECT attention & 8 FROM ticket WHERE code = '${a.code}'`)[0][0], '8');
    const o = await new Plain(desk).signIn(desk.operator);
    await o.open(`/ufficio/richieste/${a.code}`);
    assert.match(o.text(), /Il cittadino chiede di oscurare dei dati/);
    await v.close();
});
