// SPDX-License-Identifier: EUPL-1.2
// The board that two operators have open at once: what one of them, a citizen or a clock changes, the other sees.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test, { after, before } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { beside, codeOf, walk } from './lib/neighbours.mjs';
import { Operator, press } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';

let desk, browser;
before(async () => {
    desk = await openDesk();
    browser = await openBrowser();
});
after(async () => {
    await browser?.close();
    await desk?.close();
});

async function arrive(t, options) {
    const o = await Operator.arrive(desk, browser, options);
    t.after(() => o.v.context.close());
    await o.page.mouse.move(0, 0);               // where the button to sign in was there are rows now, and who points at them reads
    return o;
}
const RECLAMO = { type: '/richiedi/reclamo' };    // no rule is certain: it waits on the board
const complaint = n => report(n, { email: `mario.rossi${n}@cittadino.test` });
const row = (o, code) => o.page.locator('#elenco tbody tr', { hasText: code });

// What neither the store nor a form can bring about without weeks of waiting.
async function pretend(sql) {
    await desk.stop();
    execFileSync('sqlite3', [`${desk.data}/urp.db`, sql]);
    await desk.start();
}

test('a settore that does not answer: a band of its own, the reason in the row and on the request', { timeout: 120000 }, async t => {
    const { code } = await fileReport(desk, report(1));
    await pretend("UPDATE ticket SET attention = 256, attention_at = created_at");
    const o = await arrive(t);
    await o.v.go(`${desk.url}/ufficio`);
    const band = o.page.locator('.urp-bands a', { hasText: 'Il settore non risponde' });
    assert.match(await band.innerText(), /\b1$/);
    await band.click();
    assert.match(await row(o, code).innerText(), /Il settore non risponde/);
    await o.v.look('ufficio-silenziosi');
    await o.open(code);
    const why = o.page.locator('a', { hasText: 'Il settore non risponde: l\'abbiamo sollecitato più volte.' });
    assert.equal(await why.count(), 1);
    assert.equal(await o.page.locator(await why.getAttribute('href')).count(), 1, 'it leads to what can be done');
    await o.v.look('ufficio-richiesta-silenziosa');
    await o.act('vista');
    assert.equal(await why.count(), 0);
    await o.v.go(`${desk.url}/ufficio?fascia=silenziosi`);
    assert.match(await o.page.locator('#elenco').innerText(), /Nessun settore lascia i solleciti senza risposta\./);
});

const state = o => o.page.evaluate(() => ({ stayed: document.documentElement.dataset.mine === '1', said: document.getElementById('urp-live')?.textContent ?? '' }));
const mark = o => o.page.evaluate(() => { document.documentElement.dataset.mine = '1'; });

test('two operators: what comes in and what a colleague does is on the open board without a reload, and is said', { timeout: 120000 }, async t => {
    const anna = await arrive(t), bruno = await arrive(t);
    for (const o of [anna, bruno]) {
        await o.v.go(`${desk.url}/ufficio?fascia=tutte`);
        await mark(o);
    }
    const { code } = await fileReport(desk, { ...complaint(2), subject: 'Panchina rotta al parco' }, RECLAMO);
    for (const o of [anna, bruno]) {
        await row(o, code).waitFor();
        assert.match(await row(o, code).innerText(), /Panchina rotta al parco/);
        await o.page.waitForFunction(() => document.getElementById('urp-live')?.textContent === 'Nuova in elenco: Panchina rotta al parco');
        assert.deepEqual(await state(o), { stayed: true, said: 'Nuova in elenco: Panchina rotta al parco' });
        assert.equal(await o.page.locator('#urp-live').getAttribute('role'), 'status', 'politely');
        assert.match(await o.page.locator('.urp-bar nav a', { hasText: 'Da fare' }).innerText(), /\b1$/);
    }
    await anna.v.accessible('ufficio-viva');
    await anna.open(code);
    await anna.act('vista');
    await row(bruno, code).waitFor({ state: 'detached' });
    assert.ok((await state(bruno)).stayed);
    for (const o of [anna, bruno]) o.v.clean();
});

const offer = o => o.page.locator('.urp-offer');

test('one who stands on a row is not disturbed: counts follow, what comes in is offered and moves nothing', { timeout: 120000 }, async t => {
    const first = await fileReport(desk, complaint(3), RECLAMO);
    const o = await arrive(t);
    await o.v.go(`${desk.url}/ufficio?fascia=nuove`);
    const before = +await o.page.locator('.urp-bands [aria-current] .urp-count-pill').innerText();
    await row(o, first.code).locator('a').first().focus();
    const top = await row(o, first.code).evaluate(r => r.getBoundingClientRect().top);
    const second = await fileReport(desk, complaint(4), RECLAMO);
    await o.page.waitForFunction(() => document.querySelector('.urp-offer')?.textContent === 'Mostra 1 nuova');
    assert.equal(+await o.page.locator('.urp-bands [aria-current] .urp-count-pill').innerText(), before + 1);
    assert.equal(await row(o, second.code).count(), 0, 'not under the hands');
    assert.match(await o.page.evaluate(() => document.activeElement.getAttribute('href')), new RegExp(first.code), 'the focus is where it was');
    assert.equal(await row(o, first.code).evaluate(r => r.getBoundingClientRect().top), top, 'and so is the row');
    assert.equal((await state(o)).said, 'Nuova in elenco: Prova numero 4');
    await o.v.look('ufficio-mostra-nuove');
    await offer(o).click();
    assert.match(await o.page.evaluate(() => document.activeElement.getAttribute('href')), new RegExp(second.code), 'whoever wanted to see it is led there');
    assert.equal(await offer(o).isVisible(), false);
});

test('a row that somebody else dealt with stays where it is until one looks away', { timeout: 120000 }, async t => {
    const { code } = await fileReport(desk, complaint(8), RECLAMO);
    const anna = await arrive(t), bruno = await arrive(t);
    await anna.v.go(`${desk.url}/ufficio?fascia=nuove`);
    await row(anna, code).hover();
    await bruno.open(code);
    await bruno.act('vista');
    await anna.page.waitForFunction(c => document.getElementById(`r-${c}`)?.textContent.includes('Non è più in questo elenco'), code);
    await anna.page.mouse.move(0, 0);
    await row(anna, code).waitFor({ state: 'detached' });
});

test('a hundred changes are a few looks', { timeout: 120000 }, async t => {
    const { code } = await fileReport(desk, complaint(9), RECLAMO);
    const o = await arrive(t);
    await o.v.go(`${desk.url}/ufficio`);
    let looks = 0;
    o.page.on('request', r => { if (r.url().includes('parte=1')) looks++; });
    const p = new Plain(desk);
    await p.signIn(desk.operator);
    const began = Date.now();
    await p.open(`/ufficio/richieste/${code}`);
    const csrf = p.forms().map(f => f.fields.get('_csrf')).find(Boolean);
    for (let i = 0; i < 100; i++) {
        const { version } = Object.fromEntries(p.forms().find(f => f.fields.has('version')).fields);
        const body = new URLSearchParams({ _csrf: csrf, version: +version + i, testo: `Nota ${i}.` }).toString();
        const r = await p.fetch('POST', `/ufficio/richieste/${code}/nota`, { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
        assert.equal(r.status, 303);
    }
    const s = (Date.now() - began) / 1000;
    await o.page.waitForTimeout(2500);
    assert.ok(looks >= 1 && looks <= 3 + s / 2, `${looks} looks in ${s} s`);
});

test('no stream: the board asks by itself, and says when it cannot', { timeout: 120000 }, async t => {
    const o = await arrive(t);
    await o.page.addInitScript(() => {
        delete globalThis.EventSource;
        const every = globalThis.setInterval;
        globalThis.setInterval = (f, ms) => every(f, ms / 30);
    });
    await o.v.go(`${desk.url}/ufficio?fascia=nuove`);
    const { code } = await fileReport(desk, complaint(10), RECLAMO);
    await row(o, code).waitFor();
    o.v.expect(/ERR_|Failed to load|503/);
    await o.page.route('**/ufficio?*parte=1*', r => r.abort());
    await o.page.waitForFunction(() => /^Aggiornato alle \d\d:\d\d, ora il server non risponde\.$/.test(document.getElementById('aggiornato').textContent));
});

test('mine: taken from the board, seen in "Le mie di oggi", given back; one settore; the keys', { timeout: 120000 }, async t => {
    const { code } = await fileReport(desk, complaint(11), RECLAMO);
    const o = await arrive(t);
    await o.v.go(`${desk.url}/ufficio?vista=mie`);
    assert.match(await o.page.locator('#elenco').innerText(), /Buon lavoro/);
    await o.v.look('ufficio-mie-vuoto');
    await o.v.go(`${desk.url}/ufficio?fascia=nuove`);
    await press(o.v, row(o, code).getByRole('button', { name: /^Prendi / }));
    assert.match(await row(o, code).innerText(), /\btu\b/);
    await o.page.locator('.urp-views a', { hasText: 'Le mie di oggi' }).click();
    assert.match(await row(o, code).innerText(), new RegExp(code));
    assert.match(await o.page.locator('.urp-views a', { hasText: 'Le mie di oggi' }).innerText(), /\b1$/);
    await o.v.look('ufficio-mie');
    await o.page.keyboard.press('j');
    await o.page.keyboard.press('o');
    await o.page.waitForURL(`**/ufficio/richieste/${code}?*`);
    assert.match(await o.page.locator('.urp-wait').innerText(), /In mano a te/);
    await o.act('lascia');
    assert.match(await o.page.locator('.urp-wait').innerText(), /In mano a nessuno/);
    await o.v.go(`${desk.url}/ufficio?vista=mie`);
    assert.equal(await row(o, code).count(), 0);
    await o.page.locator('.urp-views a', { hasText: 'Tutto l\'ufficio' }).click();
    await o.page.waitForURL(/\/ufficio\?fascia=tutte$/);
    await o.page.keyboard.press('2');
    await o.page.waitForURL(/\/ufficio\?fascia=nuove$/);
    await Promise.all([o.page.waitForURL(/settore=\d+/), o.page.locator('#v-settore').selectOption({ index: 1 })]);
    assert.equal(await row(o, code).count(), 0, 'it has no settore');
});

test('put off: off the board with its reason, what happens by itself is told before; one\'s own reminders', { timeout: 120000 }, async t => {
    const { code } = await fileReport(desk, report(12));
    const o = await arrive(t);
    await o.open(code);
    assert.match(await o.page.locator('.urp-wait').innerText(), /Sollecito a prendere in carico al settore|Sollecito al settore/);
    await o.v.look('ufficio-attesa');
    const far = new Date(Date.now() + 5 * 86400000).toISOString().slice(0, 10);
    o.v.expect(/422/);
    await o.act('rimanda', { giorno: '2020-01-01', testo: 'Arriva il pezzo.' });
    assert.match(await o.page.locator('#errori').innerText(), /deve ancora venire/);
    assert.equal(await o.page.locator('[name="testo"]').inputValue(), 'Arriva il pezzo.', 'what was typed is kept');
    await o.v.look('ufficio-rimanda-errore');
    await o.page.locator('[name="giorno"]').fill(far);
    await press(o.v, o.page.getByRole('button', { name: 'Rimanda' }));
    assert.match(await o.page.locator('.urp-wait').innerText(), /Rimandata a/);
    assert.match(await o.page.locator('#storia').innerText(), /Arriva il pezzo\./);
    await o.v.go(`${desk.url}/ufficio/promemoria`);
    assert.match(await o.page.locator('main').innerText(), new RegExp(`${code}[^]*In bacheca: torna fra le cose da fare`));
    await o.v.look('ufficio-promemoria');
    await o.open(code);
    await o.act('ripresenta');
    assert.doesNotMatch(await o.page.locator('.urp-wait').innerText(), /Rimandata a/);
    await o.act('ricorda', { giorno: far });
    assert.match(await o.page.locator('.urp-wait').innerText(), /Te la ricordiamo/);
    o.v.expect(/ERR_CONNECTION_REFUSED/);        // the daemon stops under the open page, which asks who else is there
    await pretend(`UPDATE memo SET at = 1`);
    await o.v.go(`${desk.url}/ufficio?fascia=promemoria&vista=mie`);
    assert.match(await row(o, code).innerText(), /Volevi ricordartene/);
    await o.open(code);
    await o.act('dimentica');
    await o.v.go(`${desk.url}/ufficio?fascia=promemoria&vista=mie`);
    assert.match(await o.page.locator('#elenco').innerText(), /Nessun promemoria/);
});

test('from page to page, faster than the server notices that one was left: the board still hears', { timeout: 120000 }, async t => {
    const o = await arrive(t);
    for (let i = 0; i < 8; i++) await o.v.go(`${desk.url}/ufficio?fascia=${i % 2 ? 'nuove' : 'tutte'}`);
    await mark(o);
    const { code } = await fileReport(desk, complaint(5), RECLAMO);
    await row(o, code).waitFor();
    assert.ok((await state(o)).stayed);
});

test('the daemon was away: the board asks again and shows what it missed', { timeout: 120000 }, async t => {
    const o = await arrive(t);
    o.v.expect(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/);
    await o.v.go(`${desk.url}/ufficio?fascia=silenziosi`);
    await mark(o);
    const { code } = await fileReport(desk, report(6));
    await pretend("UPDATE ticket SET attention = 256, attention_at = created_at WHERE id = (SELECT max(id) FROM ticket)");
    await row(o, code).waitFor({ timeout: 30000 });
    assert.ok((await state(o)).stayed);
});

test('without JavaScript the board is as new as its last reload', { timeout: 120000 }, async t => {
    const o = await arrive(t, { script: false });
    await o.v.go(`${desk.url}/ufficio`);
    const { code } = await fileReport(desk, complaint(7), RECLAMO);
    assert.equal(await row(o, code).count(), 0);
    assert.match(await o.page.locator('.urp-fresh').innerText(), /Aggiornato alle \d\d:\d\d/);
    await o.page.getByRole('link', { name: 'Aggiorna' }).click();
    assert.equal(await row(o, code).count(), 1);
    o.v.clean();
});

// Seconds of today in Rome: at a quarter to midnight a quarter of an hour is tomorrow.
const leftToday = () => {
    const [h, m, s] = new Date().toLocaleTimeString('it', { timeZone: 'Europe/Rome', hourCycle: 'h23' }).split(':').map(Number);
    return 86399 - h * 3600 - m * 60 - s;
};
const boardLink = (p, code) => p.links().find(l => new RegExp(`^/ufficio/richieste/${code}\\?[a-z=0-9&]*fascia=`).test(l));
const onBoard = p => [...new Set(p.links().map(l => /^\/ufficio\/richieste\/([^?/]+)\?[a-z=0-9&]*fascia=/.exec(l)?.[1]).filter(Boolean))];

test('from each band of the board, in its order, and back to that band', { timeout: 90000 }, async () => {
    const codes = [];
    for (let i = 21; i < 25; i++) codes.push((await fileReport(desk, report(i))).code);
    const p = await new Plain(desk).signIn(desk.operator);
    const settore = query(desk, `SELECT settore_id FROM ticket WHERE code = '${codes[1]}'`)[0][0];
    await pretend(`UPDATE ticket SET attention = 1, attention_at = created_at, operator_id = (SELECT id FROM user WHERE login = 'anna'), due_at = unixepoch() + ${Math.min(900, leftToday())} WHERE open = 1;
        INSERT INTO memo SELECT (SELECT id FROM user WHERE login = 'anna'), id, created_at FROM ticket`);
    for (const band of ['fascia=tutte', 'fascia=nuove', 'fascia=oggi', 'vista=mie&fascia=tutte', 'vista=mie&fascia=oggi', 'vista=mie&fascia=promemoria', `settore=${settore}&fascia=nuove`, `settore=${settore}&fascia=oggi`]) {
        await p.open(`/ufficio?${band}`);
        const here = onBoard(p);
        assert.ok(here.length >= 4, `${band}: ${here}`);
        await p.open(boardLink(p, here[0]));
        assert.equal(beside(p, 'prev'), undefined, band);
        assert.deepEqual(await walk(p, 'next'), here, band);
        assert.deepEqual(await walk(p, 'prev'), [...here].reverse(), band);
        assert.ok(p.links().includes(`/ufficio?${band}`), `${band}: back to it`);
    }
    for (const bad of ['fascia=nuove&posto=x', 'fascia=nuove&posto=1.2', 'fascia=&posto=1.1.1', 'fascia=%FF&posto=9.9.9', 'fascia=oggi&settore=999&posto=9.9.9'])
        assert.ok((await p.open(`/ufficio/richieste/${codes[1]}?${bad}`)).status < 500, bad);
});

test('whoever works through a band goes on from what has left it', { timeout: 60000 }, async () => {
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open('/ufficio?fascia=nuove');
    const here = onBoard(p);
    await p.open(boardLink(p, here[1]));
    await p.unfold('vista'); // by its link, which keeps the band
    const form = p.forms().find(f => /\/vista\?/.test(f.action));
    await p.settle(await p.fetch('POST', form.action, { body: new URLSearchParams([...form.fields]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }), form.action);
    assert.match(p.path, /fatto=vista&fascia=nuove&posto=/);
    assert.match(beside(p, 'next'), new RegExp(here[2]));
    await p.open(beside(p, 'prev'));
    assert.equal(codeOf(p), here[0]);
    assert.match(beside(p, 'next'), new RegExp(here[2]), 'it is no longer new');
});
