// SPDX-License-Identifier: EUPL-1.2
// One word that nobody else uses, in every place of a request; blackened; then everything that anybody can open is opened.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openDesk } from './lib/desk.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

const SECRET = 'Squarcialupi';
let desk;
before(async () => { desk = await openDesk(); });
after(async () => {
    await desk?.check();
    await desk?.close();
});

const send = async (p, slug, values, what) => {
    const form = await p.formFor(slug);
    const all = new Map([...form.fields, ...Object.entries(values), ...(what ? [['cosa', what]] : [])]);
    const button = what && form.buttons.find(b => b.value === what);
    if (button) {
        all.delete('cosa');
        all.set(button.name, button.value);
    }
    const data = new FormData();
    for (const [k, v] of all) data.set(k, v);
    const r = new Response(form.multipart ? data : new URLSearchParams([...all]));
    return p.settle(await p.fetch('POST', form.action, { body: Buffer.from(await r.arrayBuffer()), headers: { 'Content-Type': r.headers.get('content-type') } }), form.action);
};

// Whatever can be reached by links from here, and stays with the request or the desk's own pages.
async function walk(p, starts, most = 250) {
    const seen = new Set(), todo = [...starts], found = [];
    while (todo.length && seen.size < most) {
        const url = todo.shift().replace(desk.url, '').replace(/#.*/, '');
        if (seen.has(url) || !url.startsWith('/') || /\/esci|\/static\/|\/eventi|\/presenza/.test(url)) continue;
        seen.add(url);
        const r = await p.fetch('GET', url);
        const text = url.includes('formato=ods') && r.status === 200 ? '' : r.text;
        if (text.includes(SECRET) || text.toLowerCase().includes(SECRET.toLowerCase()) && !/[?&]q=/.test(url)) found.push(url);
        if (/html/.test(r.headers['content-type'] ?? '')) todo.push(...[...r.text.matchAll(/(?:href|src)="([^"]+)"/g)].map(m => m[1].replaceAll('&amp;', '&')));
    }
    return { seen, found };
}

test('after a word is black nothing that anybody can open contains it', { timeout: 240000 }, async () => {
    const lead = await new Plain(desk).signIn(await desk.addOperator({ login: 'capo', name: 'Clara Capo', role: 'urp,responsabile' }));
    const p = await new Plain(desk).signIn(desk.operator);
    const a = await fileReport(desk, report(1, { name: 'Ugo', surname: SECRET, email: 'ugo@cittadino.test', place: `Vicolo ${SECRET} 3`, subject: `${SECRET} grida`, body: `Il signor ${SECRET} grida di notte.` }),
        { files: [{ name: `verbale ${SECRET}.txt`, mime: 'text/plain', bytes: Buffer.from('Un verbale.') }] });
    const url = `/ufficio/richieste/${a.code}`;
    const citizen = new Plain(desk);
    await citizen.open(a.track.replace(desk.url, ''));
    await citizen.submit('testo', { testo: `Ancora ${SECRET}!` });
    await (await p.open(url)).unfold('assegna');
    await p.submit('settore', { settore: p.form('settore').options.get('settore').find(o => o.value).value });
    const [settore] = query(desk, `SELECT s.code FROM ticket t JOIN settore s ON s.id = t.settore_id WHERE t.code = '${a.code}'`)[0];
    await until('the mail to the settore', () => query(desk, "SELECT id FROM outbox WHERE kind = 'assigned' AND state = 'done'")[0]);
    const referente = await desk.addOperator({ login: 'rina', name: 'Rina Referente', role: 'referente' });
    await desk.must(['user', 'settori', 'rina', settore, '--role', 'referente']);
    await p.open(url);
    await send(p, 'nota', { testo: `Nota su ${SECRET}` });
    await p.open(url);
    const answer = await p.formFor('concludi');
    await p.fetch('POST', answer.action.replace(/concludi$/, 'bozza/concludi'), { body: new URLSearchParams([...new Map([...answer.fields, ['testo', `Gentile ${SECRET}`]])]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal(query(desk, `SELECT count(*) FROM writing WHERE text LIKE '%${SECRET}%'`)[0][0], '1');

    const starts = [url, `${url}/stampa`, `${url}/simili`, '/ufficio', '/ufficio/richieste', `/ufficio/richieste?q=${SECRET}`, '/ufficio/assegnate', '/ufficio/posta', '/ufficio/promemoria',
        '/ufficio/elenco/scarica?formato=csv', `/ufficio/elenco/scarica?formato=csv&q=${SECRET}`];
    const before = await walk(p, starts);
    assert.ok(before.found.length > 8, `before, many pages say it: ${before.found.join(' ')}`);

    await p.open(`${url}/oscura`);
    await p.submit('passaggio', { passaggio: SECRET, perche: 'Dati di un terzo' });
    assert.match(p.text(), /oscurato dappertutto/);
    const last = Number(query(desk, 'SELECT max(id) FROM outbox')[0][0]);

    for (const [who, session, own] of [['operator', p, starts], ['responsabile', lead, starts.filter(u => !u.includes('/posta'))],
        ['referente', await new Plain(desk).signIn(referente), [url, `${url}/stampa`, '/ufficio/assegnate']], ['reader', await new Plain(desk).signIn(await desk.addOperator({ login: 'piero', name: 'Piero', role: 'lettura' })), starts]]) {
        const { seen, found } = await walk(session, own);
        // Below the black, and mails as they were: for the responsabile, each reading on record.
        const wrong = found.filter(u => !(who === 'responsabile' && /\/oscurati|\/posta\/|originale/.test(u)) && !/[?&]q=/.test(u));
        assert.deepEqual(wrong, [], `${who}, ${seen.size} pages`);
        assert.ok(seen.size > 5, `${who} opened ${seen.size} pages`);
    }
    const found = await p.open(`/ufficio/richieste?q=${SECRET}`);
    assert.doesNotMatch(found.text(), new RegExp(a.code));
    const csv = await p.fetch('GET', `/ufficio/elenco/scarica?formato=csv&q=${SECRET}`);
    assert.equal(csv.status, 200);
    assert.doesNotMatch(csv.text, new RegExp(`${SECRET}|${a.code}`));
    const tracked = await walk(citizen, [a.track.replace(desk.url, ''), '/segnalazioni', '/'], 60);
    assert.deepEqual(tracked.found, [], 'the citizen');

    // What is written from now on: the settore's new link and its page, the answer to the citizen.
    await (await p.open(url)).unfold('assegna');
    await p.submit('settore', { settore: p.form('settore').options.get('settore').findLast(o => o.value).value });
    await p.open(url);
    await send(p, 'concludi', { testo: 'Abbiamo provveduto.', esito: 'solved' });
    await until('the new mails', () => Number(query(desk, `SELECT count(*) FROM outbox WHERE id > ${last} AND state = 'done'`)[0][0]) >= 2);
    for (const [sha] of query(desk, `SELECT lower(hex(raw_sha)) FROM outbox WHERE id > ${last} AND raw_sha IS NOT NULL`)) {
        const raw = readFileSync(path.join(desk.data, 'posta-in-uscita', sha.slice(0, 2), sha), 'latin1');
        assert.doesNotMatch(raw.replace(/=\r?\n/g, ''), new RegExp(SECRET));
        for (const part of raw.match(/(?:^[A-Za-z0-9+/]{40,}={0,2}\r?\n)+/gm) ?? []) assert.ok(!Buffer.from(part, 'base64').toString('utf8').includes(SECRET));
        const link = /https?:\/\/[^\s"<>]+\/s\/[A-Za-z0-9]+/.exec(raw.replace(/=\r?\n/g, ''))?.[0];
        if (link) assert.deepEqual((await walk(new Plain(desk), [new URL(link).pathname], 30)).found, [], 'the page of the settore');
    }
    assert.equal(query(desk, `SELECT count(*) FROM redacted WHERE body LIKE '%${SECRET}%'`)[0][0] > 4, true);
});
