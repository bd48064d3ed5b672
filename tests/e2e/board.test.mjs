// SPDX-License-Identifier: EUPL-1.2
// The board that two operators have open at once: what one of them, a citizen or a clock changes, the other sees.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test, { after, before } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { Operator } from './lib/people.mjs';
import { fileReport, report } from './lib/requests.mjs';

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
    return o;
}
const RECLAMO = { type: '/richiedi/reclamo' };    // no rule is certain: it waits on the board
const complaint = n => report(n, { email: `mario.rossi${n}@cittadino.test` });
const row = (o, code) => o.page.locator('#coda tbody tr', { hasText: code });

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
    assert.match(await o.page.locator('#coda').innerText(), /Nessun settore lascia i solleciti senza risposta\./);
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

test('one who types or stands on a row is not disturbed by what comes in', { timeout: 120000 }, async t => {
    const first = await fileReport(desk, complaint(3), RECLAMO);
    const o = await arrive(t);
    await o.v.go(`${desk.url}/ufficio`);
    await row(o, first.code).locator('a').first().focus();
    const second = await fileReport(desk, complaint(4), RECLAMO);
    await row(o, second.code).waitFor();
    assert.match(await o.page.evaluate(() => document.activeElement.getAttribute('href')), new RegExp(first.code), 'the focus is where it was');
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
    await o.page.reload();
    assert.equal(await row(o, code).count(), 1);
    o.v.clean();
});
