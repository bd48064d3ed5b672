// SPDX-License-Identifier: EUPL-1.2
// The one box: whatever somebody says on the phone finds the request.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { Operator } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';

let desk, browser, office, lamp, hole;
before(async () => {
    desk = await openDesk();
    browser = await openBrowser();
    office = await new Plain(desk).signIn(desk.operator);
    lamp = await fileReport(desk, report(1, {
        subject: 'Lampione spento', body: 'Da una settimana, davanti alla farmacia di corso Cavour, la viabilità di notte è un pericolo: il lampione non si accende più.',
        place: 'Corso Cavour 12', name: 'Niccolò', surname: 'D’Andrea', email: 'niccolo.dandrea@cittadino.test', phone: '333 765 43 21',
    }));
    hole = await fileReport(desk, report(2, { subject: 'Buca profonda', body: 'C’è una buca molto profonda in mezzo alla strada, proprio sotto il lampione.', place: 'Via Roma 3', name: 'Ada', surname: 'Bianchi', email: 'ada@cittadino.test', phone: '' }));
});
after(async () => {
    await browser?.close();
    await desk?.close();
});

const ask = async q => office.open(`/ufficio/richieste?q=${encodeURIComponent(q)}`);
const codes = () => [...office.html.matchAll(/<tr>\s*<td>[\s\S]*?richieste\/(20\d\d-\d{6}-[A-Z])["?]/g)].map(m => m[1]);
const near = () => (/id="t-forse"[\s\S]*?<\/section>/.exec(office.html) ?? [''])[0];

const one = [
    ['the number, as it is', () => lamp.code],
    ['the number, in small letters and with blanks', () => lamp.code.toLowerCase().replaceAll('-', ' ')],
    ['the telephone, with other blanks than it was given', () => '3337654321'],
    ['the telephone, in its international form', () => '+39 333-7654321'],
    ['the address of the mail', () => 'niccolo.dandrea@cittadino.test'],
    ['the name, accents and apostrophe left out', () => 'niccolo dandrea'],
    ['surname and beginning of the name', () => 'd’andrea nicc'],
    ['the place', () => 'corso cavour 12'],
    ['words of the text, without accent', () => 'viabilita notte'],
    ['a phrase in quotes', () => '«corso cavour»'],
];
for (const [what, typed] of one) {
    test(`found by ${what}`, async () => {
        await ask(typed());
        assert.deepEqual(codes(), [lamp.code]);
    });
}

test('what has the word in its subject comes before what is newer', async () => {
    await ask('lampione');
    assert.deepEqual(codes(), [lamp.code, hole.code]);
});

test('the words are marked where they stand', async () => {
    await ask('viabilita');
    assert.match(office.html, /<mark>viabilità<\/mark>/);
    await ask('pericolo notte');
    assert.match(office.html, /<mark>notte<\/mark> è un <mark>pericolo<\/mark>/);
});

test('markup in what citizens write stays text between the marks', async () => {
    const { code } = await fileReport(desk, report(3, { subject: 'Prova', body: 'Segnalo <b>semaforo</b> & <script>alert(1)</script> rotto' }));
    await ask('semaforo');
    assert.deepEqual(codes(), [code]);
    assert.match(office.html, /&lt;b&gt;<mark>semaforo<\/mark>&lt;\/b&gt; &amp; &lt;script&gt;/);
});

test('a number misheard: one digit, two swapped, no letter, another letter: the right one is offered, nothing is opened', async () => {
    const [, year, number, letter] = /(\d+)-(\d+)-(\w)/.exec(lamp.code);
    const wrongs = [`${year}-${number}`, `${Number(number)}`, `${Number(number)}/${year}`, `${year}-${number}-${letter === 'A' ? 'C' : 'A'}`, `${year}-${number.replace(/0(\d)$/, '$10')}-${letter}`];
    for (const w of wrongs) {
        await ask(w);
        assert.equal(office.status, 200);
        assert.ok(near().includes(lamp.code), `${w} -> ${lamp.code}`);
    }
    await ask(lamp.code);
    assert.equal(near(), '', 'the right number has no need of it');
});

test('a word misspelt: the right one is offered as a link, and only when nothing was found', async () => {
    await ask('lampoine');
    assert.deepEqual(codes(), []);
    assert.match(near(), /q=lampione/);
    await ask('bianhci');
    assert.match(near(), /q=bianchi/);
    await ask('lampione');
    assert.equal(near(), '');
    await ask('xyzxyz');
    assert.equal(near(), '');
});

test('a confidential request is not guessed by its words, nor offered by a misspelt one', async () => {
    const { code } = await fileReport(desk, report(4, { subject: 'Riservatissimo', body: 'La parola zuzzurellone sta solo qui.', confidential: '1' }));
    assert.equal(query(desk, `SELECT flags & 4 FROM ticket WHERE code = '${code}'`)[0][0], '4');
    await ask('zuzzurellone');
    assert.deepEqual(codes(), []);
    assert.ok(!office.html.includes('<mark>'));
    await ask('zuzzurelone');
    assert.equal(near(), '');
    await ask(code);
    assert.deepEqual(codes(), [code]);
    assert.ok(!office.html.includes('Riservatissimo'));
});

test('whether a word stands in a request that one may not read cannot be told from what is offered', async () => {
    await fileReport(desk, report(5, { subject: 'Segreta', body: 'Scrive Malaspinello.', confidential: '1' }));
    await fileReport(desk, report(6, { subject: 'Aperta', body: 'Scrivono Malaspinella e Cordovanella.' }));
    for (const [typed, meant] of [['malaspinello', 'malaspinella'], ['cordovanello', 'cordovanella']]) {
        await ask(typed);
        assert.deepEqual(codes(), []);
        assert.match(near(), new RegExp(`q=${meant}`), typed);
    }
});

test('a question of thousands of letters is cut, not answered with the end of the daemon', async () => {
    const unknown = ['q', 'w', 'x', 'y', 'z', 'k'].map(c => c.repeat(24)).join(' ');
    await ask(`${unknown} ${'a'.repeat(12000)}`);
    assert.ok([200, 400, 414, 431].includes(office.status), `${office.status}`);
    await ask('lampione');
    assert.equal(office.status, 200);
    assert.ok(codes().length >= 2);
});

test('the box by keyboard: / goes there from anywhere, Enter searches, what was typed stays', { timeout: 60000 }, async () => {
    const o = await Operator.arrive(desk, browser);
    try {
        await o.page.keyboard.press('/');
        await o.page.keyboard.type('lampione');
        await Promise.all([o.page.waitForURL(/q=lampione/), o.page.keyboard.press('Enter')]);
        assert.equal(await o.page.locator('#cerca').inputValue(), 'lampione');
        assert.equal(await o.page.locator('mark').first().innerText(), 'lampione');
        await o.v.look('cerca-trovate');
        await o.v.go(`${desk.url}/ufficio/richieste?q=lampoine`);
        await o.v.look('cerca-forse');
        o.v.clean();
    } finally {
        await o.v.context.close();
    }
});
