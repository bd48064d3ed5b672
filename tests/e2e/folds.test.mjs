// SPDX-License-Identifier: EUPL-1.2
// Forms that a request page only names: made when their fold is opened, by script or by a link.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Keyboard, openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { MOUSE, Operator, press } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';

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
const request = () => fileReport(desk, report(++made, { name: 'Maria', surname: 'Bruni', email: `maria${made}@cittadino.test`, subject: `Panchina numero ${made}` }));
const fold = (o, id) => o.page.locator(`#a-${id}`);
const asks = url => url.includes('/modulo?');

test('only the likely form is on the page; every other is one fold and one link away', { timeout: 90000 }, async () => {
    const { code } = await request();
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open(`/ufficio/richieste/${code}`);
    const named = [...p.html.matchAll(/<details[^>]* id="a-([a-z-]+)"[^>]* data-shut>/g)].map(m => m[1]);
    for (const id of ['nota', 'scrivi', 'correggi', 'trasferisci', 'affida', 'rimanda', 'ricorda', 'etichette']) assert.ok(named.includes(id), `${id}: ${named}`);
    assert.deepEqual(p.forms().map(f => f.action.split('/').pop()).filter(x => named.includes(x)), [], 'none of them is made');
    for (const id of named) {
        const at = await new Plain(desk);
        at.cookies = p.cookies;
        await at.open(`/ufficio/richieste/${code}`);
        await at.unfold(id);
        assert.equal(at.status, 200, id);
        assert.match(at.html, new RegExp(`<details[^>]* id="a-${id}" open>`), id);
        const page = await at.formFor(id);
        await at.open(`/ufficio/richieste/${code}`);
        const single = await at.fetch('GET', `/ufficio/richieste/${code}/modulo?versione=1&modulo=${id}`);
        assert.equal(single.status, 200, id);
        for (const name of page.names) assert.match(single.text, new RegExp(`name="${name}"`), `${id}: ${name}`);
    }
    for (const bad of ['', 'mai', 'riapri', '../nota', 'conferma-nota']) assert.equal((await p.fetch('GET', `/ufficio/richieste/${code}/modulo?versione=1&modulo=${bad}`)).status, 404, bad);
});

test('by keyboard: the fold opens, the form comes, is said, and can be written in', { timeout: 90000 }, async () => {
    const { code } = await request();
    const o = await Operator.arrive(desk, browser);
    await o.open(code);
    const box = fold(o, 'nota'), k = new Keyboard(o.page);
    let go;
    const held = new Promise(done => { go = done; });
    await o.page.route(u => asks(u.href), async r => { await held; await r.continue(); });
    await o.v.accessible('fold shut');
    await k.to('Aggiungi una nota interna', e => e.tag === 'summary' && e.name.startsWith('Aggiungi una nota'));
    await o.page.keyboard.press('Enter');
    await box.locator('[aria-busy="true"]').waitFor();
    await o.v.accessible('fold waits');
    assert.ok(await box.locator('a').isVisible(), 'the link is there meanwhile');
    go();
    await box.locator('textarea').waitFor();
    assert.equal(await box.locator('[aria-busy]').count(), 0);
    assert.match(await o.page.locator('#urp-live').textContent(), /Aggiungi una nota interna: il modulo è pronto/);
    assert.ok(await box.locator('summary').first().evaluate(e => e === document.activeElement), 'the focus stays');
    await o.v.look('ufficio-modulo-aperto');
    await k.to('the words', e => e.field === 'testo' && e.tag === 'textarea');
    await o.page.keyboard.type('Scritta con i tasti.');
    await box.locator('[data-saved]', { hasText: 'Bozza salvata alle' }).waitFor();
    await press({ page: o.page, clean: () => o.v.clean() }, { click: () => o.page.keyboard.press('Control+Enter') });
    assert.equal(query(desk, "SELECT count(*) FROM message WHERE body = 'Scritta con i tasti.'")[0][0], '1');
    await o.v.close();
});

test('the address opens a fold, back finds what was typed, and a file shows its name', { timeout: 90000 }, async () => {
    const { code } = await request();
    const o = await Operator.arrive(desk, browser);
    await o.v.go(`${desk.url}/ufficio/richieste/${code}#a-scrivi`);
    const box = fold(o, 'scrivi');
    await box.locator('textarea').fill('Usciamo venerdì.');
    await box.locator('.urp-attach > summary').click();
    await box.locator('input[type="file"]').setInputFiles({ name: 'pianta.txt', mimeType: 'text/plain', buffer: Buffer.from('Una pianta.') });
    await box.locator('.urp-files', { hasText: 'pianta.txt' }).waitFor();
    await box.locator('[data-saved]', { hasText: 'Bozza salvata alle' }).waitFor();
    await o.v.go(`${desk.url}/ufficio`);
    await o.page.goBack();
    assert.equal(await fold(o, 'scrivi').locator('textarea').inputValue(), 'Usciamo venerdì.');
    await o.page.goForward();
    await o.open(code);
    assert.equal(await fold(o, 'scrivi').getAttribute('open'), '', 'what has a draft is on the page');
    assert.equal(await fold(o, 'scrivi').locator('textarea').inputValue(), 'Usciamo venerdì.');
    await o.v.close();
});

test('a form that does not come leaves its link, which opens it; what is written elsewhere stays', { timeout: 90000 }, async () => {
    const { code } = await request();
    const o = await Operator.arrive(desk, browser);
    await o.open(code);
    o.v.expect(/ERR_FAILED|Failed to load/);
    await o.page.locator('[id^="a-"].is-likely textarea').fill('Mezza risposta.');
    await o.page.route(u => asks(u.href), r => r.abort());
    const box = fold(o, 'nota');
    await box.locator('summary').click();
    await box.locator('[role="alert"]').waitFor();
    await o.v.look('ufficio-modulo-non-viene');
    await box.locator('summary').click();
    await box.locator('summary').click();
    await box.locator('[role="alert"]').waitFor();
    assert.equal(await box.locator('[role="alert"]').count(), 1);
    await o.page.locator('.is-likely [data-saved]', { hasText: 'Bozza salvata' }).waitFor();
    await box.locator('a').click();
    await o.page.waitForURL(/apri=nota/);
    await fold(o, 'nota').locator('textarea').waitFor();
    assert.equal(await o.page.locator('[id^="a-"].is-likely textarea').inputValue(), 'Mezza risposta.');
    await o.v.close();
});

test('a form that is opened late claims no later story: what a colleague did meanwhile is told', { timeout: 90000 }, async () => {
    const { code } = await request();
    const o = await Operator.arrive(desk, browser);
    await o.open(code);
    const m = await new Plain(desk).signIn(marco);
    await m.open(`/ufficio/richieste/${code}`);
    const note = await m.formFor('nota');
    await m.fetch('POST', note.action, { body: new URLSearchParams([...new Map([...note.fields, ['testo', 'Marco era qui.']])]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    await MOUSE.unfold(fold(o, 'scrivi'));
    await fold(o, 'scrivi').locator('textarea').fill('Gentile Maria.');
    o.v.expect(/status of 4\d\d/);
    await press(o.v, fold(o, 'scrivi').locator('button[value="invia"]'));
    assert.match(await o.page.locator('main').innerText(), /Nel frattempo/);
    assert.match(await o.page.locator('main').innerText(), /Marco era qui\./);
    assert.equal(query(desk, "SELECT count(*) FROM message WHERE body = 'Gentile Maria.'")[0][0], '0');
    await o.v.close();
});

test('without script a colleague, a day and a tag are one link away', { timeout: 90000 }, async () => {
    const { code } = await request();
    const o = await Operator.arrive(desk, browser, { script: false });
    await o.open(code);
    await MOUSE.unfold(fold(o, 'affida'));
    await o.v.look('ufficio-modulo-senza-script');
    await MOUSE.fill(fold(o, 'affida'), { collega: '~marco' });
    await press(o.v, fold(o, 'affida').locator('form button'));
    assert.match(await o.page.locator('.urp-wait').innerText(), /In mano a Marco Riva/);
    await MOUSE.unfold(fold(o, 'etichette'));
    await MOUSE.fill(fold(o, 'etichette'), { etichetta: 'Panchine' });
    await press(o.v, fold(o, 'etichette').locator('button[value="aggiungi"]'));
    assert.match(await o.page.locator('#etichette').innerText(), /Panchine/);
    await o.v.close();
});

test('a tag that is refused comes back with its box open, and what is wrong with it', { timeout: 60000 }, async () => {
    const { code } = await request();
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open(`/ufficio/richieste/${code}`);
    await p.unfold('etichette');
    await p.submit('etichetta', { etichetta: ' ' });
    assert.equal(p.status, 422);
    assert.match(p.html, /<details[^>]* id="a-etichette" open>/);
    assert.ok(p.forms().some(f => f.names.has('etichetta')), 'to be written again');
});
