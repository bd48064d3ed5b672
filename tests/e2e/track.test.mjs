// SPDX-License-Identifier: EUPL-1.2
// What a citizen sees and does with number and secret: the story in pieces, the feeds, the address, the reopening, the end of the link.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';

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
    for (const f of ['scadenza.ics', 'novita.atom']) assert.equal((await p.fetch('GET', `/pratica/${a.code}/aaaaaaaaaaaaaaaa/${f}`)).status, 404);
});
