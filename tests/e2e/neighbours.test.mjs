// SPDX-License-Identifier: EUPL-1.2
// From one request to the next of the list it was opened from, with and without script, in both directions, to both ends.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { beside, codeOf, walk } from './lib/neighbours.mjs';
import { Operator, press } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, report } from './lib/requests.mjs';

let desk, browser;
const codes = []; // oldest first
before(async () => {
    desk = await openDesk();
    browser = await openBrowser();
    for (let i = 1; i <= 5; i++)
        codes.push((await fileReport(desk, report(i, { subject: i % 2 ? `Lampione ${i}` : `Buca ${i}`, body: i % 2 ? 'Il lampione è spento.' : 'Una buca in strada.' }))).code);
});
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
});

const signedIn = () => new Plain(desk).signIn(desk.operator);
const rowLink = (p, code) => p.links().find(l => l.startsWith(`/ufficio/richieste/${code}?elenco=`));

test('forwards and backwards to both ends of a list, in its order', { timeout: 60000 }, async () => {
    const p = await signedIn();
    for (const order of ['nuove', 'vecchie', 'scadenza', 'aggiornate', 'settore']) {
        await p.open(`/ufficio/richieste?ordine=${order}`);
        const here = [...new Set(p.links().map(l => /^\/ufficio\/richieste\/([^?/]+)\?elenco=/.exec(l)?.[1]).filter(Boolean))];
        assert.equal(here.length, 5, order);
        await p.open(rowLink(p, here[0]));
        assert.equal(beside(p, 'prev'), undefined, `${order}: before the first there is none`);
        assert.deepEqual(await walk(p, 'next'), here, order);
        assert.equal(beside(p, 'next'), undefined);
        assert.deepEqual(await walk(p, 'prev'), [...here].reverse(), order);
    }
});

test('only those of the filter; the way back leads to that list; opened otherwise there are none', { timeout: 60000 }, async () => {
    const p = await signedIn();
    await p.open('/ufficio/richieste?q=lampione');
    await p.open(rowLink(p, codes[4]));
    assert.deepEqual(await walk(p, 'next'), [codes[4], codes[2], codes[0]]);
    assert.deepEqual(await walk(p, 'prev'), [codes[0], codes[2], codes[4]]);
    assert.ok(p.links().includes('/ufficio/richieste?q=lampione'), 'back to the list');
    await p.open(`/ufficio/richieste/${codes[2]}`);
    assert.equal(beside(p, 'prev') ?? beside(p, 'next'), undefined);
    for (const bad of ['elenco=&posto=x', 'elenco=stato%3Daperte&posto=1', 'elenco=stato%3Dnessuno%26%26&posto=0.0', 'elenco=%FF&posto=9.9', 'posto=1.1'])
        assert.ok((await p.open(`/ufficio/richieste/${codes[2]}?${bad}`)).status < 500, bad);
});

test('what is done on the way does not lose the list, and a request that left it keeps its neighbours', { timeout: 60000 }, async () => {
    const p = await signedIn();
    await p.open('/ufficio/richieste?stato=aperte');
    await p.open(rowLink(p, codes[2]));
    const [before, behind] = [beside(p, 'prev'), beside(p, 'next')];
    assert.match(before, new RegExp(codes[3]));
    assert.match(behind, new RegExp(codes[1]));
    const form = p.forms().find(f => /\/concludi\?/.test(f.action));
    const body = new URLSearchParams([...new Map([...form.fields, ['testo', 'Riparato.'], ['esito', 'solved'], ['do', 'invia']])]).toString();
    await p.settle(await p.fetch('POST', form.action, { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }), form.action);
    assert.match(p.path, /fatto=concludi&elenco=/);
    assert.deepEqual([beside(p, 'prev'), beside(p, 'next')], [before, behind], 'it is closed now, its place stays');
    await p.open(before);
    assert.match(beside(p, 'next'), new RegExp(codes[1]), 'who comes from there passes it by');
});

test('j and k go on, ? says so, and they can be switched off', { timeout: 90000 }, async t => {
    if (!browser) return t.skip('no chromium');
    const o = await Operator.arrive(desk, browser);
    await o.v.go(`${desk.url}/ufficio/richieste?ordine=nuove`);
    await press(o.v, o.page.locator(`.urp-queue a[href*="${codes[4]}"]`).first());
    await Promise.all([o.page.waitForURL(u => u.pathname.endsWith(codes[3])), o.page.keyboard.press('j')]);
    await Promise.all([o.page.waitForURL(u => u.pathname.endsWith(codes[4])), o.page.keyboard.press('k')]);
    await o.page.keyboard.press('?');
    const keys = await o.page.locator('.urp-keys-dialog').innerText();
    assert.match(keys, /j\s+Successiva/);
    await o.page.keyboard.press('Escape');
    await o.v.look('pratica-da-elenco');
    await o.v.go(`${desk.url}/ufficio/aiuto`);
    await press(o.v, o.page.locator('form[action$="/aiuto/tasti"] button'));
    await o.v.go(`${desk.url}/ufficio/richieste?ordine=nuove`);
    await press(o.v, o.page.locator(`.urp-queue a[href*="${codes[4]}"]`).first());
    const here = o.page.url();
    await o.page.keyboard.press('j');
    await o.page.keyboard.press('?');
    await o.page.locator('.urp-keys-dialog').waitFor();
    assert.equal(o.page.url(), here);
    await o.v.close();
});
