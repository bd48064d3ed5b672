// SPDX-License-Identifier: EUPL-1.2
// What the body writes about itself is shown: a file in which every name, address and text is a mark of its own, and each
// mark looked for on the pages and in the letters.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { openDesk } from './lib/desk.mjs';
import { parseMail } from './lib/mail.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

const OTHERWISE = ['anonymous_policy'];    // is no text: see below

function mark(section, key, value) {
    const name = `segno-${section}-${key.replace(/[._]/g, '-')}-fine`;
    if (/^https?:/.test(value)) return `https://${name}.example/`;
    return /^\S+@\S+$/.test(value) ? `${name}@comune.test` : name;
}

function marked(ente) {
    for (const section of ['ente', 'texts']) {
        for (const [key, value] of Object.entries(ente[section])) if (!OTHERWISE.includes(key)) ente[section][key] = mark(section, key, value);
    }
    return ente;
}

// Every page that a stranger reaches by links alone.
async function crawl(desk) {
    const seen = new Map([['/', '']]);
    for (const where of seen.keys()) {
        const p = await new Plain(desk).open(where);
        assert.equal(p.status, 200, where);
        seen.set(where, p.html);
        for (const href of p.links()) if (href.startsWith('/') && !href.startsWith('/static/')) seen.set(href.split('#')[0], seen.get(href.split('#')[0]) ?? '');
    }
    return [...seen.values()].join('\n');
}

test('every name, address and text of the body is shown somewhere', { timeout: 120000 }, async t => {
    const desk = await openDesk({ ente: marked });
    t.after(() => desk.close());
    const box = path.join(desk.data, 'posta', 'new');
    let all = await crawl(desk);
    for (const [i, type] of ['accesso-civico-semplice', 'accesso-civico-generalizzato', 'segnalazione'].entries()) {
        const { track, page } = await fileReport(desk, report(i, { address: 'Via Roma 1, Borgo', reply_by: 'email', email: 'mario.rossi@cittadino.test' }), { type: i < 2 ? `/richiedi/${type}` : '/segnala' });
        all += page.html + (await new Plain(desk).open(track.replace(desk.url, ''))).html;
    }
    const letters = await until('three receipts', () => {
        const mails = existsSync(box) ? readdirSync(box).map(f => parseMail(readFileSync(path.join(box, f)))) : [];
        const receipts = mails.filter(m => /Abbiamo ricevuto|ricevuto/i.test(m.text + m.subject));
        return receipts.length >= 3 && receipts;
    });
    const said = letters.map(m => m.raw.toString('latin1') + m.text).join('\n');
    const ente = marked(desk.ente());
    const unseen = ['ente', 'texts'].flatMap(section => Object.entries(ente[section])
        .filter(([key, value]) => !OTHERWISE.includes(key) && !all.includes(value) && !said.includes(value)).map(([key]) => `${section}.${key}`));
    assert.deepEqual(unseen, []);
    for (const key of ['substitute_name', 'rpct_name', 'review_name', 'ombudsman']) assert.ok(said.includes(ente.ente[key]), `${key} stands in a receipt`);
});

test('what the body does without a name is said where one leaves it out', { timeout: 120000 }, async t => {
    const desk = await openDesk();
    t.after(() => desk.close());
    const words = { archive: /archiviamo/, handle_if_detailed: /fatti precisi/, handle: /come delle altre/, '': /segui la richiesta con il numero e il codice/ };
    for (const [policy, text] of Object.entries(words)) {
        await desk.loadEnte(e => ({ ente: { ...e.ente, anonymous_policy: policy } }));
        const p = await new Plain(desk).open('/segnala');
        await p.submit('privacy', { privacy: '1' });
        assert.match(p.form('anonymous').html, text, policy);
    }
    await assert.rejects(desk.loadEnte(() => ({ ente: { anonymous_policy: 'forse' } })), /anonymous_policy: può essere refuse/);
});

test('a body that refuses requests without a name does not offer them, and takes none', { timeout: 120000 }, async t => {
    const desk = await openDesk();
    t.after(() => desk.close());
    const p = await new Plain(desk).open('/segnala');
    await p.submit('privacy', { privacy: '1' });
    await desk.loadEnte(e => ({ ente: { ...e.ente, anonymous_policy: 'refuse' } }));
    const old = await new Plain(desk).open('/segnala');
    assert.match(old.text(), /servono nome e cognome/);
    const draft = p.path, send = fields => p.fetch('POST', draft, { body: new URLSearchParams({ do: 'avanti', place: 'Via Roma 1', subject: 'Prova', body: 'Testo di una prova.',
        category: p.form('body').options.get('category').find(o => /buca/i.test(o.text)).value, ...fields }).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    await p.open(draft);
    assert.ok(!p.form('body').names.has('anonymous'), 'not offered');
    const anonymous = await send({ anonymous: '1' });
    assert.equal(anonymous.status, 422);
    assert.match(anonymous.text, /non accetta richieste senza nome/);
    assert.equal((await send({ email: 'x@cittadino.test' })).status, 422);
    assert.equal((await send({ name: 'Mario', surname: 'Rossi' })).status, 303);
});
