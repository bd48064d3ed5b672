// SPDX-License-Identifier: EUPL-1.2
// What is guessed from the words: on the command line, in the forms of a request that nobody filed under anything, and learnt anew
// by a daemon that goes on answering.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { BUILD, Desk, openDesk } from './lib/desk.mjs';
import { MOUSE, Operator } from './lib/people.mjs';
import { query } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

const NARRATED = path.resolve(import.meta.dirname, '../fixtures/requests/narrated.jsonl');
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

async function explain(question) {
    const file = path.join(desk.dir, 'domanda.json');
    writeFileSync(file, JSON.stringify(question));
    return JSON.parse(await desk.must(['explain', 'route', file]));
}

async function byMail(subject, text) {
    await desk.must('intake', { input: `From: Anna Verdi <anna.verdi@cittadino.test>\r\nTo: urp@comune.test\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replace(/\W+/g, '-')}@cittadino.test>\r\nDate: ${new Date().toUTCString()}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n` });
    return until('the ticket of the mail', () => query(desk, `SELECT t.code FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE x.subject = '${subject}'`)[0]?.[0]);
}

test('explain route: up to three categories and offices, each with its probability and its words', async () => {
    const said = await explain({ type: 'complaint', channel: 'mail', subject: 'Bollette', text: 'La bolletta della TARI mi è arrivata due volte e ho già pagato: chiedo il rimborso.' });
    assert.equal(said.certain, false);
    assert.equal(said.categories[0].category, 'tributi');
    assert.match(said.categories[0].words, /tari|bolletta|rimborso/);
    assert.ok(said.categories.length <= 3 && said.suggestions.length <= 3);
    assert.equal(said.suggestions[0].settore, 'Tributi');
    assert.match(said.suggestions[0].why, /^Dal testo \(\d\d? %\): \S/);
    const sum = said.categories.reduce((a, c) => a + c.probability, 0);
    assert.ok(said.categories.every(c => c.probability > 0 && c.probability <= 1) && sum <= 1.001, `${sum}`);
    // A rule that names the category comes first and needs no guess.
    const ruled = await explain({ type: 'report', category: 'strade-buche', text: 'La bolletta della TARI' });
    assert.equal(ruled.certain, true);
    assert.match(ruled.why, /^Regola: /);
    assert.deepEqual(ruled.categories, []);
    assert.deepEqual((await explain({ type: 'complaint', text: 'xyzzy qwrtp' })).categories, []);
});

test('explain route --evaluate: how good, for whom, how sure, how fast', async () => {
    const sheet = JSON.parse(await desk.must(['explain', 'route', '--evaluate', NARRATED]));
    const lines = readFileSync(NARRATED, 'utf8').trim().split('\n').map(l => JSON.parse(l));
    assert.equal(sheet.texts, lines.length);
    assert.ok(sheet.first > 0.5 && sheet.first <= sheet.within_three && sheet.within_three <= 1);
    assert.ok(Number.isInteger(sheet.ns_per_text) && sheet.ns_per_text > 0);
    assert.deepEqual(new Set(sheet.categories.map(c => c.category)), new Set(lines.map(l => l.category)));
    assert.equal(sheet.calibration.bins.reduce((a, b) => a + b.texts, 0), lines.length);
    const right = sheet.categories.reduce((a, c) => a + Math.round(c.recall * c.texts), 0);
    assert.equal(right, Math.round(sheet.first * lines.length));
    const bad = path.join(desk.dir, 'storto.jsonl');
    writeFileSync(bad, '{"text":"a","category":"strade"}\n{"text":"b"}\n');
    const r = await desk.cli(['explain', 'route', '--evaluate', bad]);
    assert.equal(r.code, 1);
    assert.match(r.err, /riga 2/);
    assert.notEqual((await desk.cli(['explain', 'route', '--evaluate', NARRATED, '--model', 'mio'])).code, 0);
});

test('a mail that nobody filed: offices and categories are offered with their reasons, and nothing is decided', { timeout: 90000 }, async () => {
    await desk.loadEnte(e => ({ ...e, rules: e.rules.filter(r => r.category) }));    // a mail is a question, and these go to the URP by rule
    const code = await byMail('Contatore', 'La bolletta della TARI mi è arrivata due volte e ho già pagato in posta: chiedo il rimborso del tributo.');
    assert.deepEqual(query(desk, `SELECT category_id, settore_id FROM ticket WHERE code = '${code}'`)[0], ['', '']);
    const o = await Operator.arrive(desk, browser);
    await o.open(code);
    const options = form => o.page.locator(`form[action$="/${form}"] optgroup[label="Suggeriti"] option`).allTextContents();
    const offices = await options('assegna');
    assert.ok(offices.length >= 1 && offices.length <= 3);
    const guessed = offices.find(s => s.startsWith('Tributi — '));
    assert.match(guessed ?? '', /Dal testo \(\d\d? %\): /, offices.join(' | '));
    await MOUSE.unfold(o.page.locator('#a-correggi'));
    const topics = await options('correggi');
    assert.match(topics[0] ?? '', /^Tributi e pagamenti — Dal testo \(\d\d? %\): /);
    // Only looked at: the form changes nothing that was not chosen.
    assert.equal(await o.page.locator('form[action$="/correggi"] select[name="argomento"]').inputValue(), '');
    await o.v.look('ufficio-suggeriti');
    await o.v.close();
});

test('what the body has learnt is in its backup: restored elsewhere, the same text is read in the same way', { timeout: 120000 }, async () => {
    const words = path.join(desk.dir, 'parole.txt'), learnt = path.join(desk.data, 'suggerimenti.modello');
    const lines = ['= edifici-cimiteri', ...'wmt'.split('').flatMap(v => [`${v} vorrei prenotare la palestra zumpappero`, `${v} la zumpappero è chiusa di sera`]),
        '= tributi', ...'wmt'.split('').flatMap(v => [`${v} ho pagato due volte la tari`, `${v} la bolletta dei rifiuti è sbagliata`])];
    writeFileSync(words, `${lines.join('\n')}\n`);
    writeFileSync(learnt, execFileSync(path.join(BUILD, 'tools/seedmodel'), [words], { maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'ignore'] }), { mode: 0o600 });
    const case_ = { type: 'info', text: 'Quando apre la zumpappero?' };
    const was = await explain(case_);
    assert.equal(was.categories[0]?.category, 'edifici-cimiteri', 'the model of this body is in use');
    const copy = path.join(desk.dir, 'copia');
    await desk.must(['backup', copy]);
    rmSync(learnt);
    assert.notEqual((await explain(case_)).categories[0]?.category, 'edifici-cimiteri', 'without it the seed does not know this word');
    const other = await new Desk().configure();
    try {
        await other.must(['restore', copy]);
        const file = path.join(other.dir, 'domanda.json');
        writeFileSync(file, JSON.stringify(case_));
        assert.deepEqual(JSON.parse(await other.must(['explain', 'route', file])), was);
    } finally {
        await other.close();
    }
});

test('a damaged model beside the store is the seed again', { timeout: 60000 }, async () => {
    const file = path.join(desk.data, 'suggerimenti.modello');
    const seed = JSON.parse(await desk.must(['explain', 'route', '--evaluate', NARRATED, '--model', 'seed']));
    writeFileSync(file, 'non un modello');
    const r = await desk.cli(['explain', 'route', '--evaluate', NARRATED]);
    assert.equal(r.code, 0);
    assert.match(r.err, /suggest\.model/);
    assert.equal(JSON.parse(r.out).model.id, seed.model.id);
    await desk.restart();
    assert.equal((await desk.get('/status')).status, 200);
    await until('the daemon says it', () => /suggest\.model/.test(desk.log()));
});
