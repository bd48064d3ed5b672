// SPDX-License-Identifier: EUPL-1.2
// One request among others, by the pages that an operator really gets: its story, what stands beside it, and what is done to it as
// a file: joined, linked, split, closed to eyes, blackened, printed, followed.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { SCREENSHOTS, openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { photo } from './lib/files.mjs';
import { Operator, press } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

let desk, browser;
before(async () => {
    desk = await openDesk({ ente: e => ({ ...e, ente: { ...e.ente, map_url: 'https://mappe.example.it/?q={luogo}' } }) });
    browser = await openBrowser();
});
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
});

const at = (p, code, rest = '') => p.open(`/ufficio/richieste/${code}${rest}`);
const row = (code, columns) => query(desk, `SELECT ${columns} FROM ticket WHERE code = '${code}'`)[0];
const events = (code, kind) => Number(query(desk, `SELECT count(*) FROM event e JOIN ticket t ON t.id = e.ticket_id WHERE t.code = '${code}' AND e.kind = '${kind}'`)[0][0]);
const signedIn = () => new Plain(desk).signIn(desk.operator);
const someone = (n, name, more = {}) => report(n, { name, surname: 'Prova', email: `${name.toLowerCase()}@cittadino.test`, ...more });
const written = sha => readFileSync(path.join(desk.data, 'posta-in-uscita', sha.slice(0, 2), sha), 'latin1');
const mails = kind => query(desk, `SELECT to_addr FROM outbox WHERE kind = '${kind}'`).flat();

// Presses the form whose address ends so, with these values in it.
async function send(p, slug, values) {
    const form = await p.formFor(slug);
    const body = new URLSearchParams([...new Map([...form.fields, ...Object.entries(values)])]).toString();
    return p.fetch('POST', form.action, { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
}

// The citizen adds something on the page that the receipt links to.
async function adds(track, testo) {
    const c = await new Plain(desk).open(track.replace(desk.url, ''));
    await c.submit('testo', { testo });
    assert.equal(c.status, 200, c.text().slice(0, 300));
}

test('two requests become one story, their citizens are told, reopening takes it apart', { timeout: 120000 }, async () => {
    const first = await fileReport(desk, someone(1, 'Anna', { body: 'La fontana di piazza Garibaldi perde acqua da una settimana.' }));
    const second = await fileReport(desk, someone(1, 'Bruno', { body: 'In piazza Garibaldi la fontana perde tantissima acqua.' }));
    await adds(second.track, 'Adesso l’acqua arriva in strada.');
    const p = await signedIn();
    await at(p, second.code, '/unisci');
    assert.match(p.text(), /Forse è una di queste/);
    assert.ok(p.links().some(l => l.endsWith(`?altra=${first.code}`)), 'the other one is suggested');
    await p.submit('altra', { altra: '2026-999999-X' });
    assert.equal(p.status, 422);
    assert.match(p.html, /id="f-unisci-altra-errore"/);
    await at(p, second.code, `/unisci?altra=${first.code}`);
    assert.match(p.text(), /perde acqua da una settimana/, 'the other one is shown before anything is done');
    await p.submit('altra', { testo: 'Grazie anche a te.' });
    assert.equal(p.status, 200);
    assert.match(p.path, new RegExp(first.code), 'the operator goes on with the one that stays');
    assert.match(p.text(), /le due richieste sono una sola storia/);
    assert.match(p.text(), new RegExp(`dalla richiesta ${second.code}`));
    assert.match(p.text(), /Adesso l’acqua arriva in strada/, 'what was said on the other is read here');
    assert.deepEqual(row(second.code, 'state, outcome'), ['archived', 'duplicate']);
    assert.ok(mails('archived').includes('bruno@cittadino.test') && mails('update').includes('anna@cittadino.test'));
    const anna = await new Plain(desk).open(first.track);
    assert.doesNotMatch(anna.text(), /Bruno|arriva in strada/, 'one citizen learns nothing of the other');

    await at(p, first.code, '/avvisa-unite');
    await p.submit('testo', { testo: 'La fontana è riparata.' });
    assert.match(p.text(), /in viaggio verso le persone delle richieste unite/);
    assert.match((await new Plain(desk).open(second.track)).text(), /La fontana è riparata/);

    await at(p, second.code);
    assert.equal((await send(p, 'riapri', { testo: 'Sono due fontane.' })).status, 303);
    assert.deepEqual(row(second.code, 'state, coalesce(duplicate_of, 0)'), ['reopened', '0']);
    assert.doesNotMatch((await at(p, first.code)).text(), /arriva in strada/);
});

test('linked requests know of each other until somebody says that they do not', { timeout: 60000 }, async () => {
    const a = await fileReport(desk, someone(2, 'Carla')), b = await fileReport(desk, someone(3, 'Dario'));
    const p = await signedIn();
    await at(p, a.code, '/collega');
    await p.submit('altra', { altra: a.code });
    assert.equal(p.status, 422, 'not to itself');
    await p.submit('altra', { altra: b.code.toLowerCase() });
    assert.match(p.text(), /richieste collegate/);
    assert.match((await at(p, b.code)).text(), new RegExp(`Collegata a un'altra pratica: ${a.code}`));
    await p.settle(await send(p, 'scollega', {}), p.path);   // the button beside the link
    assert.match(p.text(), /non sono più collegate/);
    assert.equal(query(desk, 'SELECT count(*) FROM link WHERE kind = \'related\'')[0][0], '0');
});

test('a message becomes a request of its own, of the same person and with its own term', { timeout: 60000 }, async () => {
    const a = await fileReport(desk, someone(4, 'Elena'));
    await adds(a.track, 'E poi vorrei copia della delibera sui lampioni.');
    const p = await signedIn();
    await at(p, a.code);
    const link = p.links().find(l => l.includes('/dividi?messaggio='));
    assert.ok(link, 'the words of the citizen can be split off');
    await p.open(link);
    assert.match(p.text(), /copia della delibera/);
    await p.submit('oggetto', { oggetto: '' });
    assert.equal(p.status, 422);
    await p.submit('oggetto', { oggetto: 'Copia di una delibera', tipo: p.form('oggetto').options.get('tipo').find(o => /informazioni/i.test(o.text)).value });
    assert.match(p.text(), /questa è la nuova richiesta/);
    const [code, type, person] = query(desk, 'SELECT t.code, t.type, t.person_id FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE x.subject = \'Copia di una delibera\'')[0];
    assert.equal(type, 'info');
    assert.equal(person, row(a.code, 'person_id')[0]);
    assert.match((await at(p, a.code)).text(), new RegExp(`Da un messaggio è nata una nuova richiesta: ${code}`));
    await until('the receipt of the new one', () => mails('receipt').filter(m => m === 'elena@cittadino.test').length === 2);
});

test('confidential and without a name, with the reason on record', { timeout: 60000 }, async () => {
    const a = await fileReport(desk, someone(5, 'Fabio'));
    const p = await signedIn();
    await at(p, a.code, '/riservatezza');
    await p.submit('riservata', { riservata: '1' });
    assert.equal(p.status, 422);
    assert.ok(p.form('riservata').fields.get('riservata'), 'what was ticked stays ticked');
    await p.submit('riservata', { testo: 'Parla di un minore.' });
    assert.match(p.text(), /riservatezza cambiata/);
    assert.match(p.text(), /Parla di un minore/);
    assert.match((await new Plain(desk).open(a.track)).text(), /^(?!.*Parla di un minore)/);
    assert.equal(Number(row(a.code, 'flags')[0]) & 4, 4);
});

test('a passage is black for everybody, the original is for the responsabile, each look is on record', { timeout: 90000 }, async () => {
    const secret = 'Gualtiero Squarcialupi di via dei Mille';
    const a = await fileReport(desk, someone(6, 'Gina', { body: `Il rumore viene da ${secret}, ogni notte.` }));
    const p = await signedIn();
    await at(p, a.code, '/oscura');
    await p.submit('passaggio', { passaggio: 'Parole mai scritte', perche: 'Prova' });
    assert.equal(p.status, 422);
    assert.match(p.html, /id="f-oscura-passaggio-errore"/);
    await p.submit('passaggio', { passaggio: secret, perche: 'Dati di un terzo' });
    assert.match(p.text(), /oscurato dappertutto/);
    assert.match(p.text(), /Il rumore viene da \[oscurato\], ogni notte/);
    assert.doesNotMatch(p.text(), /Squarcialupi/);
    assert.doesNotMatch((await new Plain(desk).open(a.track)).text(), /Squarcialupi/);
    await p.open('/ufficio/richieste?q=Squarcialupi');
    assert.doesNotMatch(p.text(), new RegExp(a.code), 'the search forgot the words');
    assert.equal((await at(p, a.code, '/oscurati')).status, 403, 'an operator does not read below the black');

    const lead = await new Plain(desk).signIn(await desk.addOperator({ login: 'capo', name: 'Clara Capo', role: 'urp,responsabile' }));
    await at(lead, a.code, '/oscurati');
    assert.match(lead.text(), /Dati di un terzo/);
    assert.doesNotMatch(lead.text(), /Squarcialupi/, 'not before it is asked for');
    await lead.submit('parte');
    assert.match(lead.text(), /Squarcialupi/);
    assert.equal(events(a.code, 'originale_letto'), 1);
    assert.match((await at(p, a.code)).text(), /Letto il testo originale di una parte oscurata/);
});

test('the mail that holds what is black is for the responsabile alone', { timeout: 60000 }, async () => {
    await desk.must('intake', { input: 'From: Anna Verdi <anna.verdi@cittadino.test>\r\nTo: urp@comune.test\r\nSubject: Lite con Ermenegildo Fabbrizzi\r\nMessage-ID: <lite@cittadino.test>\r\n' +
        `Date: ${new Date().toUTCString()}\r\n\r\nErmenegildo Fabbrizzi mi insulta.\r\n` });
    const [code, mail] = await until('the ticket of the mail', () => query(desk, 'SELECT t.code, x.journal_id FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE x.subject LIKE \'Lite con%\'')[0]);
    const p = await signedIn();
    assert.equal((await p.open(`/ufficio/posta/arrivo/${mail}`)).status, 200);
    await at(p, code, '/oscura');
    await p.submit('passaggio', { passaggio: 'Ermenegildo Fabbrizzi', perche: 'Dati di un terzo' });
    assert.match(p.text(), /Lite con \[oscurato\]/);
    for (const page of ['', '/originale', '/sorgente']) assert.equal((await p.fetch('GET', `/ufficio/posta/arrivo/${mail}${page}`)).status, 403, page);
    assert.doesNotMatch((await p.open('/ufficio/posta')).text(), /Fabbrizzi/);
    const lead = await new Plain(desk).signIn(await desk.addOperator({ login: 'capo3', name: 'Cora Capo', role: 'urp,responsabile' }));
    for (const [i, page] of ['', '/originale', '/sorgente'].entries()) {
        assert.match((await lead.fetch('GET', `/ufficio/posta/arrivo/${mail}${page}`)).text, /Fabbrizzi/, page);
        assert.equal(events(code, 'originale_letto'), i + 1, page);
    }
});

test('a mail that we sent, and one attached, say what is black to the responsabile alone, each reading on record', { timeout: 90000 }, async () => {
    const secret = 'Teodolinda Brambilla';
    const letter = Buffer.from(`From: Anna <anna@cittadino.test>\r\nTo: urp@comune.test\r\nSubject: Una lettera\r\nDate: ${new Date().toUTCString()}\r\n\r\nIl cane è di ${secret}.\r\n`);
    const a = await fileReport(desk, someone(9, 'Ugo', { body: `Il cane di ${secret} abbaia di notte.` }), { files: [{ name: 'lettera.eml', mime: 'message/rfc822', bytes: letter }] });
    const p = await signedIn(), lead = await new Plain(desk).signIn(await desk.addOperator({ login: 'capo2', name: 'Carlo Capo', role: 'urp,responsabile' }));
    await (await at(p, a.code)).unfold('assegna');
    await p.submit('settore', { settore: p.form('settore').options.get('settore').find(o => o.value).value });
    const [sent, rawSent] = await until('the mail to the settore', () => query(desk, `SELECT o.id, lower(hex(o.raw_sha)) FROM outbox o JOIN ticket t ON t.id = o.ticket_id WHERE t.code = '${a.code}' AND o.kind = 'assigned' AND o.raw_sha IS NOT NULL`)[0]);
    const [[file]] = query(desk, `SELECT a.id FROM attachment a JOIN ticket t ON t.id = a.ticket_id WHERE t.code = '${a.code}'`);
    const places = [`/ufficio/posta/uscita/${sent}`, `/ufficio/richieste/${a.code}/allegati/${file}`, `/ufficio/richieste/${a.code}/allegati/${file}?originale=1`,
        `/ufficio/richieste/${a.code}/allegati/${file}/messaggio`];
    for (const url of places) assert.match((await p.fetch('GET', url)).text, /Brambilla/, url);
    assert.equal(events(a.code, 'originale_letto'), 0, 'nothing is black yet');

    await at(p, a.code, '/oscura');
    await p.submit('passaggio', { passaggio: secret, perche: 'Dati di un terzo' });
    for (const url of places) {
        const got = await p.fetch('GET', url);
        assert.equal(got.status, url.includes('uscita') ? 200 : 403, url);
        assert.doesNotMatch(got.text, /Brambilla/, url);
        assert.match(got.text, /soltanto il responsabile/, url);
    }
    assert.equal(events(a.code, 'originale_letto'), 0);
    for (const [i, url] of places.entries()) {
        assert.match((await lead.fetch('GET', url)).text, /Brambilla/, url);
        assert.equal(events(a.code, 'originale_letto'), i + 1, url);
    }
    const citizen = await new Plain(desk).open(a.track.replace(desk.url, ''));
    const own = citizen.links().find(u => u.endsWith(`/${file}`));
    assert.equal((await citizen.fetch('GET', own)).status, 403, 'nor the tracking page');

    // What is made from now on says nothing black: everybody reads it, and the whole mail no longer goes along.
    await new Promise(done => setTimeout(done, 1100));
    const [[last]] = query(desk, 'SELECT max(id) FROM outbox');
    await (await at(p, a.code)).unfold('assegna');
    await p.submit('settore', { settore: p.form('settore').options.get('settore').findLast(o => o.value).value });
    const [later, raw] = await until('the mail to the other settore', () => query(desk, `SELECT o.id, lower(hex(o.raw_sha)) FROM outbox o JOIN ticket t ON t.id = o.ticket_id WHERE t.code = '${a.code}' AND o.kind = 'assigned' AND o.id > ${last} AND o.raw_sha IS NOT NULL`)[0]);
    await p.open(`/ufficio/posta/uscita/${later}`);
    assert.match(p.text(), /cane di\s+\[oscurato\]\s+abbaia/, p.text().slice(-900));
    assert.match(written(rawSent), /lettera\.eml/);
    assert.doesNotMatch(written(raw), /lettera\.eml/);
});

test('a photo is seen small and large, made once; black it is a line of text', { timeout: 90000 }, async t => {
    if (!browser) return t.skip('no chromium');
    const a = await fileReport(desk, someone(7, 'Ivo'), { files: [{ name: 'buca.jpg', mime: 'image/jpeg', bytes: await photo(browser) }] });
    const p = await signedIn();
    await at(p, a.code);
    const small = /<img src="([^"]+\/miniatura)"/.exec(p.html)?.[1];
    assert.ok(small, 'the list of files shows it');
    const got = await p.fetch('GET', small);
    assert.equal(got.status, 200);
    assert.match(got.headers['content-type'], /image\/jpeg/);
    assert.ok(Number(got.headers['content-length']) < 20000, `a thumbnail of ${got.headers['content-length']} bytes`);
    const kept = path.join(desk.data, 'miniature');
    assert.equal(readdirSync(kept, { recursive: true }).filter(f => f.includes('/')).length, 1);
    await p.open(small.replace('miniatura', 'guarda'));
    assert.match(p.text(), /buca\.jpg/);
    assert.match(p.html, /<img src="[^"]+\/allegati\/\d+" alt="buca\.jpg">/);
    await at(p, a.code, '/oscura');
    const file = p.form('allegato').options.get('allegato').find(o => /buca/.test(o.text));
    await p.submit('allegato', { allegato: file.value, perche: 'Si vede una targa' });
    assert.match(p.text(), /buca\.jpg\.txt/);
    const [id] = query(desk, `SELECT a.id FROM attachment a JOIN ticket t ON t.id = a.ticket_id WHERE t.code = '${a.code}'`)[0];
    assert.equal((await p.fetch('GET', `/ufficio/richieste/${a.code}/allegati/${id}?originale=1`)).status, 403);
    assert.equal((await p.fetch('GET', `/ufficio/richieste/${a.code}/allegati/${id}/miniatura`)).status, 404);
    assert.match((await p.fetch('GET', `/ufficio/richieste/${a.code}/allegati/${id}`)).text, /è stato oscurato/);
});

test('whoever follows a request is named on it; the order of the story is each one’s own', { timeout: 60000 }, async () => {
    const a = await fileReport(desk, someone(8, 'Lea'));
    const p = await signedIn(), other = await new Plain(desk).signIn(await desk.addOperator({ login: 'altro', name: 'Otto Altro', role: 'urp' }));
    await at(p, a.code);
    await p.submit('segui');
    assert.match(p.text(), /la trovi fra quelle che tieni d'occhio/);
    assert.match((await at(other, a.code)).text(), new RegExp(`La tiene d’occhio ${desk.operator.name}`));
    await p.submit('segui');
    assert.match((await at(other, a.code)).text(), /La tiene d’occhio Nessuno\./);
    await adds(a.track, 'Una cosa nuova.');
    const order = page => [page.html.indexOf('Una cosa nuova'), page.html.indexOf('>Ricevuta<')];
    await at(p, a.code);
    assert.ok(order(p)[0] > order(p)[1], 'the oldest first');
    await p.submit('ordine');
    await at(p, a.code);
    assert.ok(order(p)[0] < order(p)[1], 'the newest first, and remembered');
    await at(other, a.code);
    assert.ok(order(other)[0] > order(other)[1], 'for him alone');
    await at(p, a.code);
    await p.submit('ordine');
});

// A request of somebody, to whom nobody answered, and sixty-six notes since.
async function longStory(p, n, name) {
    const a = await fileReport(desk, someone(n, name));
    await adds(a.track, 'Il lampione è ancora spento.');
    for (let i = 1; i <= 66; i++) {
        await at(p, a.code);
        assert.equal((await send(p, 'nota', { testo: `Nota ${i}.` })).status, 303, `note ${i}`);
    }
    return a;
}
const entries = page => [...page.html.matchAll(/<li id="e(\d+)"/g)].map(m => Number(m[1]));
const older = page => page.links().find(l => l.includes('storia=') && l.endsWith('#storia'));

test('a long story comes in pieces: how much is missing is said, and each entry can be reached', { timeout: 120000 }, async () => {
    const p = await signedIn(), a = await longStory(p, 9, 'Mara');
    await at(p, a.code);
    const shown = entries(p);
    assert.match(p.text(), /Nota 66\./);
    assert.doesNotMatch(p.text(), /Nota 20\./);
    assert.match(p.text(), /Il lampione è ancora spento/, 'what waits for an answer is there, however old');
    const missing = Number(/Mostra le altre (\d+) voci precedenti/.exec(p.text())[1]);
    assert.ok(p.html.indexOf('ancora spento') < p.html.indexOf('data-older') && p.html.indexOf('data-older') < p.html.indexOf('Nota 66.'), 'the gap is where they are missing');
    await p.open(older(p).split('#')[0]);
    assert.match(p.text(), /Nota 20\./);
    assert.equal(entries(p).length, shown.length + missing, 'exactly so many');
    assert.equal(older(p), undefined);
    const whole = entries(p), twenty = query(desk, `SELECT e.id FROM event_plain e JOIN message m ON m.id = json_extract(e.data, '$.message') WHERE m.body = 'Nota 20.'`)[0][0];
    assert.deepEqual(whole, [...whole].sort((x, y) => x - y));
    assert.match(p.html, new RegExp(`href="\\?storia=${twenty}#e${twenty}"`), 'the address of an entry holds from where on it is shown');
    await at(p, a.code, `?storia=${twenty}`);
    assert.ok(entries(p).includes(Number(twenty)));
    assert.doesNotMatch(p.text(), /Nota 19\./);
    assert.match(p.text(), /Il lampione è ancora spento/);
    assert.equal(entries(p).length + Number(/Mostra le altre (\d+) voci/.exec(p.text())[1]), whole.length);
    await at(p, a.code, '?storia=999999999');
    assert.deepEqual(entries(p), shown, 'an entry of no request');
    await at(p, a.code, '/stampa');
    assert.match(p.text(), /Nota 20\./, 'on paper there is all of it');

    await at(p, a.code);
    await p.submit('ordine');
    await at(p, a.code);
    assert.deepEqual(entries(p), [...shown].reverse());
    assert.ok(p.html.indexOf('Nota 66.') < p.html.indexOf('data-older') && p.html.indexOf('data-older') < p.html.indexOf('ancora spento'));
    await p.submit('ordine');

    // Answered, it waits for nobody any more.
    await at(p, a.code);
    assert.equal((await send(p, 'scrivi', { testo: 'Lo ripariamo domani.' })).status, 303);
    await at(p, a.code);
    assert.doesNotMatch(p.text(), /Il lampione è ancora spento/);
    assert.match(p.text(), /Mostra le \d+ voci precedenti/);
});

test('with script the older part of a story comes in place: nothing that is read moves, and the focus is at what came', { timeout: 180000 }, async t => {
    if (!browser) return t.skip('no chromium');
    const p = await signedIn(), a = await longStory(p, 22, 'Nora');
    const o = await Operator.arrive(desk, browser), { page } = o.v;
    const [[whole]] = query(desk, `SELECT count(*) FROM event e JOIN ticket t ON t.id = e.ticket_id WHERE t.code = '${a.code}' AND e.kind <> 'mail_inviata'`);
    const count = () => page.locator('#storia .urp-event').count(), focus = () => page.evaluate(() => document.activeElement.closest('.urp-event')?.id);
    for (const newest of [false, true]) {
        await o.open(a.code);
        if (newest) {
            await press(o.v, page.locator('.urp-story-head button'));
            await o.open(a.code);
        }
        await o.v.look(`pratica-lunga-${newest ? 'nuove' : 'vecchie'}`, { full: false });
        const link = page.locator('[data-older]'), before = await page.locator('#storia .urp-event').evaluateAll(l => l.map(e => e.id));
        const near = page.locator(`#${before.at(newest ? -2 : 1)}`);
        await link.scrollIntoViewIfNeeded();
        const top = (await near.boundingBox()).y;
        await link.focus();
        await page.keyboard.press('Enter');
        await page.waitForFunction(n => document.querySelectorAll('#storia .urp-event').length > n, before.length);
        assert.ok(Math.abs((await near.boundingBox()).y - top) <= 1, `it moved from ${top} to ${(await near.boundingBox()).y}`);
        assert.ok(await count() >= Number(whole) - 2, `${await count()} of ${whole}`);
        const all = await page.locator('#storia .urp-event').evaluateAll(l => l.map(e => e.id));
        assert.equal(await focus(), newest ? all[before.length - 1] : all[all.indexOf(before[1]) - 1], 'the nearest of those that came');
        assert.match(await page.locator('#urp-live').textContent(), /^\d+ voci in più, (sopra|qui sotto)\.$/);
        await page.reload();
        assert.equal(await count(), all.length, 'read again, it is as long');
        await o.v.look(`pratica-lunga-tutta-${newest ? 'nuove' : 'vecchie'}`, { save: false });

        // Sent to an entry that is not shown.
        const hidden = all.find(id => !before.includes(id));
        await o.v.go('about:blank');
        await o.open(`${a.code}#${hidden}`);
        await page.locator(`#${hidden}:target`).waitFor();
        assert.equal(await focus(), hidden);
        assert.ok((await page.locator(`#${hidden}`).boundingBox()).y < 900, 'in sight');
    }
    await o.v.close();

    // Without script the same links lead to a page that has it.
    const plain = await Operator.arrive(desk, browser, { script: false });
    await plain.open(a.code);
    await press(plain.v, plain.page.locator('[data-older]'));
    assert.match(plain.page.url(), /storia=tutta#storia$/);
    assert.match(await plain.page.locator('#storia').textContent(), /Nota 20\./);
    await press(plain.v, plain.page.locator('.urp-story-head button'));
    await plain.v.close();
});

test('similar requests are found with the reason, and an old answer is taken over', { timeout: 90000 }, async () => {
    const old = await fileReport(desk, someone(10, 'Nino', { subject: 'Semaforo lampeggiante', body: 'Il semaforo davanti alle scuole medie lampeggia giallo da lunedì.' }));
    const p = await signedIn();
    await at(p, old.code);
    await p.submit('esito', { esito: p.form('esito').options.get('esito').find(o => o.value === 'solved').value, testo: 'La centralina del semaforo è stata sostituita.' });
    const now = await fileReport(desk, someone(11, 'Olga', { subject: 'Semaforo guasto', body: 'Da lunedì il semaforo vicino alle scuole medie lampeggia sempre giallo.' }));
    await at(p, now.code, '/simili');
    assert.match(p.text(), /Come abbiamo risposto/);
    assert.match(p.text(), /La centralina del semaforo è stata sostituita/);
    assert.match(p.text(), /In comune: [^.]*semaforo/);
    await p.open(p.links().find(l => l.includes(`?come=${old.code}`)).split('#')[0]);
    assert.ok(p.forms().some(f => /La centralina del semaforo è stata sostituita/.test(f.fields.get('testo') ?? '')), 'the answer stands in the form');
    await at(p, (await fileReport(desk, someone(12, 'Pia', { subject: 'Zanzare', body: 'Troppe zanzare al parco giochi comunale.' }))).code, '/simili');
    assert.doesNotMatch(p.text(), /semaforo/);
});

test('the story names the tag, and what was planned', { timeout: 60000 }, async () => {
    const a = await fileReport(desk, someone(21, 'Zita'));
    const p = await signedIn();
    await (await at(p, a.code)).unfold('etichette');
    await p.submit('etichetta', { etichetta: 'Zona industriale' });
    await at(p, a.code);
    assert.match(p.text(), /Etichetta aggiunta: Zona industriale/);
    const due = new Date(Date.now() + 3 * 86400e3).toISOString().slice(0, 10);
    const form = await p.formFor('scrivi');
    const body = new URLSearchParams([...new Map([...form.fields, ['testo', 'Domani arriva la squadra.'], ['quando', `${due}T10:00`], ['do', 'programma']])]).toString();
    await p.settle(await p.fetch('POST', form.action, { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }), form.action);
    assert.match(p.text(), /Invio programmato: messaggio al cittadino, per (il |l.)\d+°? \S+ 20\d\d, ore 10:00/);
    await send(p, p.forms().find(f => /programmati/.test(f.action)).action.split('/').slice(-2).join('/'), { do: 'annulla' });
    await at(p, a.code);
    assert.match(p.text(), /Invio programmato annullato: messaggio al cittadino/);
    assert.doesNotMatch((await new Plain(desk).open(a.track.replace(desk.url, ''))).text(), /programmato|Etichetta/, 'not for the citizen');
});

test('the bodies to which most is handed over are one press away, and get what is theirs', { timeout: 60000 }, async () => {
    const a = await fileReport(desk, someone(20, 'Zeno', { body: 'Perde il tubo dell’acquedotto in via Verdi.' }));
    const p = await signedIn();
    await at(p, a.code);
    assert.ok(p.links().includes('https://mappe.example.it/?q=Via%20Roma%2020,%20Borgo%20Esempio'), 'the place on the map of the body');
    await p.unfold('trasferisci');
    await p.open(p.links().find(l => l.includes('?ente=acquedotto')).split('#')[0]);
    const form = p.forms().find(f => f.action.endsWith('/trasferisci'));
    const acque = desk.ente().other_bodies.find(b => b.code === 'acquedotto');
    assert.deepEqual([form.fields.get('ente'), form.fields.get('ente_email')], [acque.name, acque.email]);
    await send(p, 'trasferisci', {});
    assert.equal(row(a.code, 'state')[0], 'transferred');
    assert.ok(mails('handover').includes(acque.email));
});

test('the whole file on paper: nothing folded, nothing to press', { timeout: 60000 }, async () => {
    const a = await fileReport(desk, someone(13, 'Rita'));
    await adds(a.track, 'Si legge anche sulla carta.');
    const p = await signedIn();
    await at(p, a.code, '/stampa');
    assert.match(p.text(), /Si legge anche sulla carta/);
    assert.match(p.text(), /rita@cittadino\.test/);
    assert.doesNotMatch(p.html, /<details|<form/);
});

test('pages of one request look right at every width, with a keyboard, and axe finds nothing', { timeout: 240000 }, async t => {
    if (!browser) return t.skip('no chromium');
    const a = await fileReport(desk, someone(14, 'Sara', { body: 'La panchina del parco di via Verdi ha due assi rotte: ieri un bambino si è graffiato.' }),
        { files: [{ name: 'panchina.jpg', mime: 'image/jpeg', bytes: await photo(browser) }] });
    const b = await fileReport(desk, someone(14, 'Tito', { body: 'La panchina rotta al parco di via Verdi è pericolosa, ha le assi spezzate.' }));
    await adds(a.track, 'Aggiungo che manca anche un bullone.');
    const o = await Operator.arrive(desk, browser);
    await o.open(a.code);
    await o.v.page.locator('#a-altro summary').click();
    o.v.expect(/status of 422/);
    await o.v.look('pratica');
    for (const width of [320, 640, 768]) {   // 640: 1280 at 200 %
        await o.page.setViewportSize({ width, height: 900 });
        assert.ok(await o.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `sideways at ${width} px`);
        await o.page.screenshot({ path: path.join(SCREENSHOTS, `pratica-${width}.png`), fullPage: true });
    }
    await o.page.setViewportSize({ width: 1280, height: 900 });
    // For those who hear the page: one h1, the days below the story, a name for what stands beside it.
    assert.equal(await o.page.getByRole('heading', { level: 1 }).count(), 1);
    assert.ok(await o.page.getByRole('region', { name: 'Storia' }).getByRole('heading', { level: 3 }).count() > 0);
    assert.equal(await o.page.getByRole('complementary', { name: 'Dati della richiesta' }).count(), 1);
    for (const slug of ['unisci', `unisci?altra=${b.code}`, 'collega', 'riservatezza', 'oscura', 'simili']) {
        await o.v.go(`${desk.url}/ufficio/richieste/${a.code}/${slug}`);
        await o.v.look(`pratica-${slug.replace(/\?.*/, '-scelta')}`);
    }
    await o.v.go(`${desk.url}/ufficio/richieste/${a.code}/unisci`);
    await press(o.v, o.page.locator('form[data-guard] button[type="submit"]'));
    await o.v.look('pratica-unisci-errore');
    await o.open(a.code);
    await o.v.go(desk.url + await o.page.locator('a[href*="/dividi?messaggio="]').first().getAttribute('href'));
    await o.v.look('pratica-dividi');
    await o.open(a.code);
    await o.v.go(desk.url + await o.page.locator('a[href$="/guarda"]').first().getAttribute('href'));
    await o.v.look('pratica-allegato');
    await o.v.go(`${desk.url}/ufficio/richieste/${a.code}/stampa`);
    await o.v.look('pratica-stampa');
    await o.v.close();
});

test('the script brings similar requests beside the story, and nothing that is read moves', { timeout: 60000 }, async t => {
    if (!browser) return t.skip('no chromium');
    const a = await fileReport(desk, someone(15, 'Ugo', { subject: 'Semaforo spento', body: 'Il semaforo vicino alle scuole medie lampeggia giallo anche oggi.' }));
    const o = await Operator.arrive(desk, browser);
    await o.open(a.code);
    const before = await o.page.locator('#t-storia').boundingBox();
    await o.page.locator('#simili').scrollIntoViewIfNeeded();
    await o.page.locator('#simili .urp-like').first().waitFor();
    await o.page.evaluate(() => scrollTo(0, 0));
    assert.deepEqual(await o.page.locator('#t-storia').boundingBox(), before);
    await o.v.close();
});
