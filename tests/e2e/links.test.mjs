// SPDX-License-Identifier: EUPL-1.2
// The link of a settore through its life: used, renewed, revoked, expired, never given out; without a mail server, from the
// Maildir of the desk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { parseMail } from './lib/mail.mjs';
import { MOUSE, Operator, Settore, actionLink, fill, press } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

let desk, browser;
before(async () => {
    desk = await openDesk();
    browser = await openBrowser();
});
after(async () => {
    await browser?.close();
    await desk?.close();
});

// Letters to the office about this request, oldest first by the links they carry.
function letters(code, subject) {
    const box = path.join(desk.data, 'posta', 'new');
    const mails = existsSync(box) ? readdirSync(box).map(f => parseMail(readFileSync(path.join(box, f)))) : [];
    return mails.filter(m => m.subject.includes(code) && subject.test(m.subject));
}
const linkOf = async (code, subject) => new URL(actionLink(await until(`the letter ${subject}`, () => letters(code, subject)[0]))).pathname;
const events = (code, kind) => Number(query(desk, `SELECT count(*) FROM event e JOIN ticket t ON t.id = e.ticket_id WHERE t.code = '${code}' AND e.kind = '${kind}'`)[0][0]);
const urlencoded = { 'Content-Type': 'application/x-www-form-urlencoded' };

async function assigned(n) {
    const { code } = await fileReport(desk, report(n));
    return { code, link: await linkOf(code, /lampione|Prova numero/i) };
}

test('every act answers with a redirect: a reload repeats the word, not the act', { timeout: 60000 }, async () => {
    const { code, link } = await assigned(1);
    const p = await new Plain(desk).open(link);
    assert.equal(p.status, 200);
    await p.submit('testo', { testo: 'Nota senza firma.' }, { button: null });
    assert.equal(p.status, 422);
    assert.ok(p.html.includes('Nota senza firma.'), 'what was typed is kept');
    await p.open(link);
    const conclude = p.forms().find(f => f.action.endsWith('/concludi'));
    const fields = { version: conclude.fields.get('version'), chi: 'Paolo Neri', esito: 'solved', testo: 'Lampada sostituita.' };
    const r = await p.fetch('POST', conclude.action, { body: new URLSearchParams(fields).toString(), headers: urlencoded });
    assert.equal(r.status, 303);
    assert.equal(r.headers.location.replace(desk.url, ''), `${link}?fatto=concludi`);
    for (let i = 0; i < 2; i++) {
        await p.open(`${link}?fatto=concludi`);
        assert.match(p.text(), /Fatto, grazie/);
    }
    assert.equal(events(code, 'chiusa'), 1);
    await p.open(link);
    assert.equal(p.status, 410, 'the link ends with the request');
    assert.match(p.text(), /La richiesta è conclusa/);
});

test('given back to the URP: a redirect to the thanks, afterwards the link says whose it is', { timeout: 60000 }, async () => {
    const { link } = await assigned(2);
    const p = await new Plain(desk).open(link);
    assert.doesNotMatch((await p.open(`${link}?fatto=restituisci`)).text(), /Fatto, grazie/, 'an address alone does not make it so');
    const back = p.forms().find(f => f.action.endsWith('/restituisci'));
    const send = () => p.fetch('POST', back.action, { body: new URLSearchParams({ version: back.fields.get('version'), chi: 'Paolo Neri', testo: 'Non è nostra, è della Polizia locale.' }).toString(), headers: urlencoded });
    assert.equal((await send()).status, 303);
    assert.match((await p.open(`${link}?fatto=restituisci`)).text(), /tornata all'URP|tornata all’URP/);
    assert.equal((await p.open(link)).status, 410);
    const late = await send();
    assert.equal(late.status, 410);
    assert.match(late.text, /della Polizia locale/, 'what was typed can be copied');
});

test('an expired link asks for a new one; the new one ends the old', { timeout: 120000 }, async () => {
    const { code, link } = await assigned(3);
    await desk.stop();
    execFileSync('sqlite3', [path.join(desk.data, 'urp.db'), `UPDATE capability SET expires_at = 1 WHERE ticket_id = (SELECT id FROM ticket WHERE code = '${code}')`]);
    await desk.start();
    const s = await Settore.arrive(desk, browser);
    try {
        s.v.expect(/status of 410/);
        await s.v.go(desk.url + link);
        assert.match(await s.page.locator('h1').innerText(), /scaduto/);
        await s.v.look('settore-scaduto');
        await press(s.v, s.page.getByRole('button', { name: 'Manda un nuovo collegamento' }));
        assert.equal(new URL(s.page.url()).search, '?fatto=rinnova');
        assert.match(await s.page.locator('main').innerText(), /Controlla la posta/);
        await s.v.look('settore-rinnovato');
        const fresh = await linkOf(code, /Nuovo collegamento/);
        await s.v.go(desk.url + fresh);
        assert.match(await s.page.locator('main').innerText(), /Prova numero 3/);
        await s.v.go(desk.url + link);
        assert.match(await s.page.locator('h1').innerText(), /non vale più/);
        await s.v.look('settore-sostituito');
        assert.equal(await s.page.getByRole('button', { name: 'Manda un nuovo collegamento' }).count(), 1, 'older letters lead on');
        assert.equal(events(code, 'collegamento_rinnovato'), 1);
    } finally {
        await s.v.context.close();
    }
    for (let i = 0; i < 2; i++) assert.equal((await desk.post(`${link}/rinnova`, {})).status, 303);
    assert.equal((await desk.post(`${link}/rinnova`, {})).status, 429, 'nobody fills a mailbox with it');
});

test('a leaked link: the operator ends it and sends another', { timeout: 120000 }, async () => {
    const { code, link } = await assigned(4);
    const o = await Operator.arrive(desk, browser);
    try {
        await o.open(code);
        await o.v.look('ufficio-collegamento');
        const again = o.page.locator('#a-rinnova-collegamento');
        await MOUSE.unfold(again);
        const stale = await again.locator('input[name="version"]').getAttribute('value');
        await o.act('rinnova-collegamento');
        assert.match(await o.page.locator('body').innerText(), /quello nuovo è in viaggio/);
        assert.match(await o.page.locator('#storia').innerText(), /Collegamenti del settore annullati/);
        const dead = await new Plain(desk).open(link);
        assert.equal(dead.status, 410);
        assert.doesNotMatch(dead.text(), /Prova numero 4/);
        assert.equal((await new Plain(desk).open(await linkOf(code, /Nuovo collegamento/))).status, 200);
        o.v.expect(/status of 4\d\d/);
        await MOUSE.unfold(again);
        await again.locator('input[name="version"]').evaluate((e, v) => { e.value = v; }, stale);
        await press(o.v, again.locator('form button').last());
        assert.match(await o.page.locator('body').innerText(), /nel frattempo|cambiat|modificat/i);
        assert.equal(events(code, 'collegamento_rinnovato'), 1);
    } finally {
        await o.v.context.close();
    }
});

test('an unknown link: a page of its own, the same words for all, and how to get a new one', { timeout: 60000 }, async () => {
    const s = await Settore.arrive(desk, browser);
    try {
        s.v.expect(/status of 404/);
        await s.v.go(`${desk.url}/s/${'A'.repeat(22)}`);
        await s.v.look('settore-sconosciuto');
        assert.match(await s.page.locator('main').innerText(), /Chiedi un collegamento nuovo all'URP/);
        assert.equal(await s.page.locator('main a[href^="mailto:urp@"]').count(), 1);
    } finally {
        await s.v.context.close();
    }
    const texts = await Promise.all(['A'.repeat(22), 'x', '0'.repeat(200)].map(async t => (await new Plain(desk).open(`/s/${t}`)).text()));
    assert.equal(new Set(texts).size, 1);
    assert.equal((await desk.post(`/s/${'A'.repeat(22)}/rinnova`, {})).status, 404);
    const typed = await desk.post(`/s/${'A'.repeat(22)}/nota`, { chi: 'Paolo Neri', testo: 'Scritto a lungo.' });
    assert.equal(typed.status, 404);
    assert.match(typed.text, /Scritto a lungo\./);
});
