// SPDX-License-Identifier: EUPL-1.2
// The language of a request: from the words, from a mail, from the desk, corrected beside the story; a column and a filter of lists; drafts that end.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { CODE, Operator } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

const GERMAN = 'Guten Tag, ich möchte wissen, wann die Straßenlaterne vor unserem Haus repariert wird. Sie ist seit zwei Wochen dunkel und das ist für die Kinder nicht sicher.';
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
const lang = where => query(desk, `SELECT x.lang FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE ${where}`)[0]?.[0];
const mail = (name, text, head = '') => `From: ${name} <${name}@cittadino.test>\r\nTo: urp@comune.test\r\nSubject: Prova di ${name}\r\nMessage-ID: <${name}@cittadino.test>\r\nDate: Thu, 26 Nov 2026 10:00:00 +0100\r\n${head}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`;

test('what a citizen writes says its language when it is sure; a mail says it by its words, else by its header', { timeout: 90000 }, async () => {
    await fileReport(desk, report(1, { subject: 'Straßenlaterne', body: GERMAN }));
    await fileReport(desk, report(2));
    assert.equal(lang("x.subject = 'Straßenlaterne'"), 'de');
    assert.equal(lang("x.subject = 'Prova numero 2'"), 'it');
    for (const [name, text, head] of [['otto', GERMAN, 'Content-Language: en-US\r\n'], ['ines', 'Gracias.', 'Content-Language: es\r\n'], ['zoe', 'Grazie.', 'Content-Language: tlh\r\n']])
        await desk.must(['intake'], { input: mail(name, text, head) });
    await until('the mails to be requests', () => query(desk, "SELECT count(*) FROM ticket WHERE channel = 'mail'")[0][0] === '3');
    assert.deepEqual(['otto', 'ines', 'zoe'].map(n => lang(`x.subject = 'Prova di ${n}'`)), ['de', 'es', 'it'], 'a mail program is often set to English');
});

test('at the desk, and beside the story: version check, on record, a filter and a column of the lists', { timeout: 90000 }, async t => {
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open('/ufficio/nuova');
    await p.submit('subject', { subject: 'Permesso di soggiorno', name: 'Ion', surname: 'Pop', lang: 'ro' }, { button: 'do=altra' });
    const code = CODE.exec(p.text())[0], where = `t.code = '${code}'`;
    assert.equal(lang(where), 'ro');
    const o = await Operator.arrive(desk, browser);
    t.after(() => o.v.close());
    await o.v.go(`${desk.url}/ufficio/richieste/${code}`);
    const box = o.page.locator('#lingua');
    assert.match(await box.innerText(), /Rumeno/);
    assert.match(await box.innerText(), /messaggi automatici partono in questa lingua/);
    const stale = await box.locator('[name="version"]').inputValue();
    await box.locator('summary').focus();
    await o.page.keyboard.press('Enter');
    await box.locator('select').selectOption('uk');
    await o.v.look('ufficio-richiesta-lingua');
    await Promise.all([o.page.waitForURL(/fatto=lingua/), box.getByRole('button', { name: 'Cambia' }).click()]);
    assert.equal(lang(where), 'uk');
    assert.match(await o.page.locator('main').innerText(), /Lingua della richiesta cambiata/);
    assert.deepEqual(query(desk, `SELECT e.data, e.actor FROM event_plain e JOIN ticket t ON t.id = e.ticket_id WHERE ${where} AND e.kind = 'lingua'`)[0], ['{"before":"ro","lang":"uk"}', 'urp']);
    const send = async fields => p.fetch('POST', `/ufficio/richieste/${code}/lingua`, { body: new URLSearchParams({ _csrf: /name="_csrf" value="([^"]*)"/.exec(p.html)[1].replaceAll('&#43;', '+'), ...fields }).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal((await send({ version: stale, lingua: 'de' })).status, 422, 'somebody changed the request meanwhile');
    const now = await box.locator('[name="version"]').inputValue();
    assert.equal((await send({ version: now, lingua: 'xx' })).status, 422);
    assert.equal(lang(where), 'uk');
    await o.v.go(`${desk.url}/ufficio/richieste?lingua=uk,es`);
    assert.equal(await o.page.locator('.urp-list tbody tr').count(), 2);
    assert.equal(await o.page.locator('#totale').innerText(), '2 richieste');
    assert.equal((await send({ version: now, lingua: 'sq' })).status, 303);
    await p.open(`/ufficio/richieste/${code}`);
    assert.match(p.html, /messaggi automatici partono in italiano/, 'there is no Albanian catalogue');
    o.v.expect?.(/422/);
});
