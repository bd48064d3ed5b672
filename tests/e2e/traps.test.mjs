// SPDX-License-Identifier: EUPL-1.2
// Programs and people at the public form: what gives a program away leads a person on, and nothing typed is lost.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { Citizen, fill, press } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { category, fileReport, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

const TRAP = 'sito_internet';
const REPORT = { category: '~lampione', place: 'Piazza Garibaldi', subject: 'Lampione spento', body: 'Il lampione davanti alla farmacia è spento da una settimana.', name: 'Mario', surname: 'Rossi' };
let desk, browser;
before(async () => {
    desk = await openDesk({ conf: { limits: { form_min_s: 2 } } });
    browser = await openBrowser();
});
after(async () => {
    await browser?.close();
    await desk?.close();
});
const tickets = () => Number(query(desk, 'SELECT count(*) FROM ticket')[0][0]);

async function withCitizen(work, options) {
    const c = await Citizen.arrive(desk, browser, options);
    try {
        await work(c);
        c.v.clean();
    } finally {
        await c.v.context.close();
    }
}
async function conditions(c) {
    await c.v.go(`${desk.url}/segnala`);
    await fill(c.page, { privacy: true });
    await press(c.v, c.page.locator('main form button[type="submit"]').last());
}

test('nobody meets the field for programs: not seen, not spoken, not reached by the keyboard', { timeout: 60000 }, () => withCitizen(async c => {
    await conditions(c);
    assert.equal(await c.page.locator(`[name="${TRAP}"]`).count(), 1);
    assert.equal(await c.page.locator(`[name="${TRAP}"]`).isVisible(), false);
    assert.equal(await c.page.getByLabel('Lascia vuoto questo campo').and(c.page.locator(':visible')).count(), 0);
    assert.doesNotMatch(await c.page.locator('main').ariaSnapshot(), /Lascia vuoto/, 'not in what a screen reader is told');
    const reached = await c.page.evaluate(() => [...document.querySelectorAll('main input, main button, main a, main textarea, main select')].filter(e => e.offsetParent !== null).map(e => e.name));
    assert.ok(reached.includes('subject') && !reached.includes(TRAP));
}));

test('who fills it all the same gets the page back with everything typed, is told why, and comes through', { timeout: 120000 }, () => withCitizen(async c => {
    c.v.expect(/status of 422/);
    await conditions(c);
    await c.fillData(REPORT, [{ name: 'nota.txt', mime: 'text/plain', bytes: Buffer.from('Una nota.\n') }]);
    await c.page.locator(`[name="${TRAP}"]`).evaluate(e => { e.value = 'http://spam.test'; });
    await press(c.v, c.page.locator('button[name="do"][value="avanti"]').last());
    const field = c.page.locator(`[name="${TRAP}"]`);
    assert.equal(await field.isVisible(), true);
    assert.equal(await field.inputValue(), '');
    assert.equal(await c.page.locator(`#errori a[href="#f-${TRAP}"]`).count(), 1);
    assert.equal(await c.page.locator('[name="body"]').inputValue(), REPORT.body);
    assert.match(await c.page.locator('main').innerText(), /nota\.txt/);
    await c.v.look('trappola-campo');
    await press(c.v, c.page.locator('button[name="do"][value="avanti"]').last());
    assert.match(await c.page.locator('h1').innerText(), /Rileggi/);
}));

test('the field does not keep a draft from being saved', { timeout: 60000 }, async () => {
    const p = await new Plain(desk).open('/segnala');
    await p.submit('privacy', { privacy: '1' });
    await p.submit('body', { ...report(1, category(p)), [TRAP]: 'x' }, { button: 'do=salva' });
    assert.match(p.path, /salvata=1/);
    assert.equal(p.form('body').fields.get('subject'), 'Prova numero 1');
    assert.equal(query(desk, `SELECT count(*) FROM draft_field WHERE name = '${TRAP}'`)[0][0], '0');
});

test('too fast for a person: no ticket yet, the same page, and a second press goes through', { timeout: 60000 }, async () => {
    const p = await new Plain(desk).open('/segnala');
    await p.submit('privacy', { privacy: '1' });
    await p.submit('body', report(2, category(p)), { button: 'do=avanti' });
    const before = tickets();
    await p.submit('nonce');
    if (p.status !== 422) return;                       // a machine so slow that two seconds have passed: a person's pace
    assert.equal(tickets(), before);
    assert.match(p.text(), /premi di nuovo «Invia»/);
    assert.match(p.text(), /Prova numero 2/);
    await until('the second press', async () => (await p.submit('nonce')).status === 200, { every: 200 });
    assert.equal(tickets(), before + 1);
    assert.match(p.text(), /Richiesta inviata/);
});

test('the page that asks to wait, as people see it', { timeout: 60000 }, async t => {
    const slow = await openDesk({ conf: { limits: { form_min_s: 60 } } });
    t.after(() => slow.close());
    const c = await Citizen.arrive(slow, browser);
    c.v.expect(/status of 422/);
    await c.v.go(`${slow.url}/segnala`);
    await fill(c.page, { privacy: true });
    await press(c.v, c.page.locator('main form button[type="submit"]').last());
    await c.fillData(REPORT);
    await press(c.v, c.page.locator('button[name="do"][value="avanti"]').last());
    await press(c.v, c.page.getByRole('button', { name: /^Invia/ }));
    await c.page.waitForFunction(() => document.activeElement?.id === 'errori');
    assert.equal(await c.page.locator('#errori a[href="#invia"]').count(), 1);
    await c.v.look('trappola-tempo');
    await c.v.context.close();
});

// What a page says, without what differs by itself: the code of the answer, what was typed.
const same = (html, ...typed) => typed.reduce((s, x) => s.replaceAll(x, '·'), html.replace(/<code>[^<]*<\/code>/g, ''));

test('an unknown number and a wrong secret get the same answer', { timeout: 60000 }, async () => {
    const { code } = await fileReport(desk, report(3));
    const secret = 'aaaaaaaaaaaaaaaa', headers = h => Object.fromEntries(Object.entries(h).filter(([k]) => !['date', 'x-request-id', 'content-length'].includes(k)));
    for (const other of ['2026-999999-Q', '2025-000001-A', 'nessuna']) {
        const [a, b] = await Promise.all([code, other].map(codice => desk.post('/pratica', { codice, chiave: secret })));
        assert.equal(a.status, 422);
        assert.equal(b.status, a.status);
        assert.equal(same(b.text, other), same(a.text, code));
        const [c, d] = await Promise.all([code, other].map(x => desk.get(`/pratica/${x}/${secret}`)));
        assert.equal(c.status, 404);
        assert.equal(d.status, c.status);
        assert.deepEqual(headers(d.headers), headers(c.headers));
        assert.equal(same(d.text, other), same(c.text, code));
    }
});

test('very many send at once: a browser reckons for a moment and sends by itself; without script one waits; nobody is shut out, a forged proof is none', { timeout: 120000 }, async t => {
    const d = await openDesk({ conf: { limits: { form_min_s: 0, sends_per_minute: 1 } } });
    t.after(() => d.close());
    const count = () => Number(query(d, 'SELECT count(*) FROM ticket')[0][0]);
    await fileReport(d, report(1));                      // what a calm minute takes
    const summary = async () => {
        const p = new Plain(d);
        await p.open('/segnala');
        await p.submit('privacy', { privacy: '1' });
        await p.submit('body', { ...category(p), ...report(2) }, { button: 'do=avanti' });
        return p;
    };
    const p = await summary(), q = await summary();
    await p.submit('nonce');
    assert.equal(p.status, 422);
    assert.match(p.text(), /aspetta 20 secondi e premi di nuovo/);
    assert.match(p.text(), /Testo della richiesta numero 2/);
    await q.submit('nonce');
    const stamp = p.form('nonce').fields.get('timbro'), foreign = q.form('nonce').fields.get('timbro');
    assert.notEqual(stamp, foreign);
    const old = `${Number(stamp.split('-')[0]) - 60}-${stamp.split('-')[1]}`;
    for (const timbro of [old, foreign, stamp, 'x', '']) {
        await p.submit('nonce', { timbro, prova: '1' });
        assert.equal(p.status, 422, timbro);
    }
    assert.equal(count(), 1);
    await p.submit('nonce', { timbro: stamp });
    assert.equal(p.form('nonce').fields.get('timbro'), stamp, 'pressed too early: the wait goes on');
    await until('the wait to be over', async () => (await p.submit('nonce')).status !== 422, { ms: 60000, every: 1000 });
    assert.equal(count(), 2);

    const c = await Citizen.arrive(d, browser);
    c.v.expect(/status of 422/);
    await c.v.go(`${d.url}${q.path.replace(/invia$/, 'riepilogo')}`);
    await Promise.all([c.page.waitForURL(/\/inviata$/, { timeout: 60000 }), c.page.getByRole('button', { name: /^Invia/ }).click()]);
    assert.equal(count(), 3);
    await c.v.close();
});
