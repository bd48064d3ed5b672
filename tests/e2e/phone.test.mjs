// SPDX-License-Identifier: EUPL-1.2
// Phone and counter: five calls in a row with the keyboard alone, the same without script, nothing lost, streets from a list.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { Keyboard, openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { CODE, Operator } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

const NEW = '/ufficio/nuova';
let desk, browser;
before(async () => {
    desk = await openDesk();
    browser = await openBrowser();
    await fileReport(desk, report(1, { name: 'Anna', surname: 'Verdi', email: 'anna.verdi@cittadino.test', phone: '333 1234567', subject: 'Lampione spento' }));
    await fileReport(desk, report(2, { name: 'Luigi', surname: 'Verdi', email: 'luigi.verdi@cittadino.test', phone: '0423 555 123' }));
    const file = path.join(desk.dir, 'vie.csv');
    writeFileSync(file, Buffer.from('DUG;DENOMINAZIONE;ZONA\r\nVIA;GIUSEPPE GARIBALDI;Centro storico\r\nVIA;DELLA LIBERT\xC0;\r\n;;\r\nVIA;;x\r\n', 'latin1'));
    const out = await desk.must(['ente', 'streets', file]);
    assert.match(out, /Windows-1252, separatore punto e virgola: 2 vie nuove/);
});
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
});

const ticket = (code, columns) => query(desk, `SELECT ${columns} FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id LEFT JOIN person p ON p.id = t.person_id LEFT JOIN contact k ON k.ticket_id = t.id WHERE t.code = '${code}'`)[0];
const at = page => page.evaluate(() => document.activeElement.name || document.activeElement.id);
const live = page => page.locator('#urp-live').textContent();
const list = (page, id) => page.locator(`#${id}[role="listbox"]:not([hidden])`);
async function sent(o, keys) {
    const here = o.page.url();
    await Promise.all([o.page.waitForURL(u => u.href !== here && /salvata=|annotata=|fatto=nuova/.test(u.search)), o.page.keyboard.press(keys)]);
    await o.page.waitForLoadState('load');
    o.v.clean();
    return CODE.exec(await o.page.locator('main').innerText())[0];
}

test('five calls in a row by keyboard alone', { timeout: 180000 }, async () => {
    const o = await Operator.arrive(desk, browser);
    const { page } = o, type = text => page.keyboard.type(text), key = k => page.keyboard.press(k);
    await o.v.go(desk.url + NEW);
    assert.equal(await at(page), 'chi', 'the look-up is where one begins');
    await o.v.look('telefono-vuoto');

    // 1. Somebody we know, by telephone; a question answered at once.
    await type('333 12 34');
    await list(page, 'chi-elenco').waitFor();
    await until('the number of persons to be said', async () => /Una persona trovata/.test(await live(page)));
    await key('ArrowDown');
    await o.v.look('telefono-elenco', { full: false });
    await key('Enter');
    assert.equal(await at(page), 'subject');
    await page.locator('.urp-asked').first().waitFor();
    assert.match(await page.locator('#richieste-di').innerText(), /Lampione spento/, 'what she asked before stands beside');
    await type('A che ora apre la biblioteca?');
    await key('Tab');
    assert.equal(await at(page), 'answer');
    await type('Alle nove.');
    assert.match(await page.locator('#esito').textContent(), /si chiude subito/);
    await o.v.look('telefono-risposta');
    const one = await sent(o, 'Control+Shift+Enter');
    assert.deepEqual(ticket(one, 't.type, t.state, t.outcome, t.channel, x.subject, x.body, x.reply_by, p.surname, k.at_once').slice(0, 9),
        ['info', 'closed', 'solved', 'phone', 'A che ora apre la biblioteca?', 'A che ora apre la biblioteca?', 'none', 'Verdi', '1']);
    assert.equal(query(desk, `SELECT count(*) FROM outbox o JOIN ticket t ON t.id = o.ticket_id WHERE t.code = '${one}'`)[0][0], '0', 'nobody is mailed');
    assert.equal(await at(page), 'chi', 'ready for the next');

    // 2. Nobody says who it is.
    await key('Tab');
    await new Keyboard(page).to('subject', e => e.field === 'subject');
    await type('Dove si paga la mensa?');
    await key('Tab');
    await type('Online, con PagoPA.');
    const two = await sent(o, 'Control+Shift+Enter');
    assert.deepEqual(ticket(two, 't.state, coalesce(t.person_id, 0)'), ['closed', '0']);

    // 3. A report of somebody new: name, topic and street by their beginnings.
    await type('Carla De Bianchi');
    await key('Enter');
    await until('the name to be where it belongs', async () => await page.locator('[name="surname"]').inputValue() === 'De Bianchi');
    assert.equal(await page.locator('[name="name"]').inputValue(), 'Carla');
    await type('Lampione spento davanti al civico 12');
    const k = new Keyboard(page);
    await k.to('topic', e => /^Argomento/.test(e.name));
    await type('lamp');
    await list(page, 'f-category-parole-elenco').waitFor();
    await key('ArrowDown');
    await key('Enter');
    assert.equal(await at(page), 'place');
    await type('garib gius 12');
    await list(page, 'f-place-elenco').waitFor();
    await key('Escape');
    assert.equal(await list(page, 'f-place-elenco').count(), 0, 'Escape closes it');
    assert.equal(await page.locator('[name="place"]').inputValue(), 'garib gius 12', 'and leaves what was typed');
    await key('ArrowDown');
    await list(page, 'f-place-elenco').waitFor();
    await key('ArrowDown');
    await key('Enter');
    assert.equal(await page.locator('[name="place"]').inputValue(), 'Via Giuseppe Garibaldi 12');
    await until('the office to be said', async () => /Va subito a: Lavori pubblici/.test(await page.locator('#settore').textContent()));
    await o.v.look('telefono-segnalazione');
    const three = await sent(o, 'Control+Shift+Enter');
    const [type3, state3, place, name, area] = ticket(three, "t.type, t.state, x.place, p.name || ' ' || p.surname, coalesce(t.area_id, 0)");
    assert.deepEqual([type3, state3, place, name], ['report', 'assigned', 'Via Giuseppe Garibaldi 12', 'Carla De Bianchi']);
    assert.notEqual(area, '0', 'the street knows its area');

    // 4. "Ho già segnalato": noted on what is open.
    await type('verdi anna');
    await list(page, 'chi-elenco').waitFor();
    await key('ArrowDown');
    await key('Enter');
    await page.locator('.urp-asked button').first().waitFor();
    await k.to('call', /Ha chiamato per questa/);
    const four = await sent(o, 'Enter');
    assert.match(query(desk, `SELECT m.body FROM message m JOIN ticket t ON t.id = m.ticket_id WHERE t.code = '${four}' AND m.kind = 'note'`)[0][0], /Ha telefonato/);

    // 5. Something dangerous, opened at once.
    await k.to('subject', e => e.field === 'subject');
    await type('Fili scoperti');
    const emergency = query(desk, 'SELECT name FROM category c WHERE emergency = 1 AND NOT EXISTS (SELECT 1 FROM category k WHERE k.parent_id = c.id) LIMIT 1')[0]?.[0];
    assert.ok(emergency, 'the example body has a dangerous category');
    await k.to('topic', e => /^Argomento/.test(e.name));
    await type(emergency);
    await list(page, 'f-category-parole-elenco').waitFor();
    await key('ArrowDown');
    await key('Enter');
    assert.match(await page.locator('#urgenza').innerText(), /112/);
    await o.v.look('telefono-pericolo');
    const five = await sent(o, 'Control+Enter');
    assert.match(page.url(), new RegExp(`/ufficio/richieste/${five}`));

    // How long they took is known of the office, and of nobody.
    const times = query(desk, "SELECT at_once, ms FROM contact WHERE ms IS NOT NULL");
    assert.equal(times.length, 4);
    for (const [, ms] of times) assert.ok(+ms > 100 && +ms < 170000, ms);
    await o.v.go(desk.url + NEW);
    assert.match(await page.locator('main').innerText(), /Questa settimana, tutto l'ufficio: \d+ s per una richiesta \(mediana di 2\), \d+ s per una risposta subito/);
    await o.v.close();
});

test('the receipt: number, text message, paper; for who typed it in alone', { timeout: 60000 }, async () => {
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open(NEW);
    await p.submit('subject', { subject: 'Panchina rotta', place: 'Via Roma 4' }, { button: 'do=altra' });
    const code = CODE.exec(p.text())[0];
    const sms = /<p data-copy>([^<]*richiesta [^<]*)<\/p>/.exec(p.html)[1];
    assert.ok(sms.length <= 160 && sms.includes(code) && sms.includes(`${desk.url}/pratica/${code}/`), sms);
    const paper = p.links().find(u => u.endsWith('/ricevuta'));
    assert.equal((await p.fetch('GET', paper)).status, 200);
    const { secret } = /\/pratica\/[^/]+\/(?<secret>\w+)/.exec(sms).groups;
    assert.match((await p.open(paper)).text(), new RegExp(secret), 'the paper is the citizen’s');
    const other = await new Plain(desk).signIn(await desk.addOperator({ login: 'bruno', name: 'Bruno Blu' }));
    await other.open(`${NEW}?salvata=${code}`);
    assert.doesNotMatch(other.html, /\/pratica\//, 'the key of a citizen is not for whoever knows a number');
});

test('without script: looked up, chosen, answered, noted', { timeout: 60000 }, async () => {
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open(NEW);
    await p.submit('chi', { chi: 'verdi', subject: 'Già scritto' }, { button: 'do=cerca' });
    assert.match(p.text(), /2 persone trovate/);
    assert.equal(p.form('subject').fields.get('subject'), 'Già scritto', 'what was typed stays');
    const anna = p.form('subject').buttons.find(b => /^usa:/.test(b.value) && new RegExp(`value="${b.value}"(?:(?!value=")[^])*?Anna Verdi`).test(p.html));
    await p.submit('chi', {}, { button: `do=${anna.value}` });
    assert.equal(p.form('subject').fields.get('email'), 'anna.verdi@cittadino.test');
    assert.match(p.text(), /Lampione spento/);
    const call = p.form('subject').buttons.find(b => /^chiamata:/.test(b.value));
    assert.ok(call);
    await p.submit('chi', { template: p.form('template').choices.get('template').find(Boolean) }, { button: 'do=modello' });
    assert.notEqual(p.form('answer').fields.get('answer').trim(), '');
    await p.submit('chi', { answer: 'Detto a voce.', answer_mail: '1' }, { button: 'do=altra' });
    const code = CODE.exec(p.text())[0];
    assert.match(p.text(), /Risposta registrata, richiesta chiusa/);
    assert.deepEqual(ticket(code, 't.state, x.reply_by, coalesce(k.ms, 0)'), ['closed', 'email', '0']);
    assert.equal(query(desk, `SELECT group_concat(o.kind) FROM outbox o JOIN ticket t ON t.id = o.ticket_id WHERE t.code = '${code}'`)[0][0], 'answer', 'asked for, so sent');

    await p.open(NEW);
    await p.submit('chi', { chi: 'Olga Nuova' }, { button: 'do=cerca' });
    assert.match(p.text(), /Nessuno trovato/);
    assert.deepEqual([p.form('chi').fields.get('name'), p.form('chi').fields.get('surname')], ['Olga', 'Nuova']);
    await p.open(NEW);
    await p.submit('chi', { chi: '0423 555123' });
    assert.match(p.text(), /Una persona trovata/, 'Enter behind a number looks it up');

    await p.open(NEW);
    const [dangerous] = query(desk, 'SELECT id FROM category c WHERE emergency = 1 AND NOT EXISTS (SELECT 1 FROM category k WHERE k.parent_id = c.id) LIMIT 1')[0];
    await p.submit('subject', { subject: 'Fili scoperti', category: dangerous }, { button: 'do=altra' });
    assert.match(p.text(), /chiamare subito il 112/);
});

test('a scheda that answers is offered while the question is typed, taken by keyboard, and counted', { timeout: 60000 }, async () => {
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open('/ufficio/schede/nuova');
    await p.submit('titolo', { titolo: 'Orari della piscina comunale', risposta: 'La piscina apre alle sette, tutti i giorni.' });
    const o = await Operator.arrive(desk, browser);
    await o.v.go(desk.url + NEW);
    const k = new Keyboard(o.page);
    await k.field('subject', 'Quando apre la piscina?');
    await o.page.locator('#risposte button').first().waitFor();
    await k.to('scheda', /Scheda: Orari della piscina/);
    await o.v.look('telefono-scheda');
    await o.page.keyboard.press('Enter');
    assert.equal(await at(o.page), 'answer');
    const code = await sent(o, 'Control+Shift+Enter');
    assert.equal(query(desk, `SELECT m.body FROM message m JOIN ticket t ON t.id = m.ticket_id WHERE t.code = '${code}' AND m.kind = 'answer'`)[0][0], 'La piscina apre alle sette, tutti i giorni.');
    assert.equal(query(desk, "SELECT office FROM scheda_use")[0][0], '1');
    await o.v.close();
});

test('what cannot be answered by word of mouth is said, and nothing typed is lost', { timeout: 60000 }, async () => {
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open(NEW);
    await p.submit('subject', { subject: 'La risposta', answer: 'Detta.', answer_mail: '1' });
    assert.equal(p.status, 422);
    assert.match(p.html, /id="f-email-errore"/, 'mail to whom?');
    assert.equal(p.form('answer').fields.get('answer'), 'Detta.');
    const form = p.form('subject');
    const r = await p.fetch('POST', NEW, { body: new URLSearchParams([...form.fields, ['answer_mail', ''], ['answer_type', 'access_foia'], ['do', 'salva']].filter(([k], i, all) => all.findLastIndex(x => x[0] === k) === i)).toString(),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal(r.status, 422);
    assert.match(r.text, /si risponde per iscritto/);
});

test('the version of a call: somebody changed the request meanwhile', { timeout: 60000 }, async () => {
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open(`${NEW}?persona=${query(desk, "SELECT id FROM person WHERE name = 'Luigi'")[0][0]}`);
    const call = p.form('subject').buttons.find(b => /^chiamata:/.test(b.value)).value;
    const other = await new Plain(desk).signIn(desk.operator);
    const code = CODE.exec(call)[0];
    await other.open(`/ufficio/richieste/${code}`);
    const note = await other.formFor('nota');
    await other.fetch('POST', note.action, { body: new URLSearchParams([...note.fields, ['testo', 'Intanto.']].filter(([k], i, all) => all.findLastIndex(x => x[0] === k) === i)).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    await p.submit('subject', { subject: 'Chiede quando' }, { button: `do=${call}` });
    assert.equal(p.status, 422);
    assert.equal(p.form('subject').fields.get('subject'), 'Chiede quando');
});

// Questions of "Buca o strada rovinata", for this and the tests below.
const asking = () => desk.loadEnte(e => ({ ...e, questions: [
    { category: 'strade-buche', code: 'pericolo', kind: 'one', label: 'Qualcuno può farsi male adesso?', options: ['Sì', 'No'], stop: 'Sì', required: true },
    { category: 'strade-buche', code: 'profonda', kind: 'number', label: 'Quanto è profonda?', hint: 'In centimetri.' },
    { category: 'strade-buche', code: 'passa', kind: 'many', label: 'Chi ci passa?', options: ['Auto', 'Bici', 'Pedoni'] },
] }));
const hole = () => query(desk, "SELECT id FROM category WHERE code = 'strade-buche'")[0][0];
const fields = code => JSON.parse(query(desk, `SELECT x.fields FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE t.code = '${code}'`)[0][0]).domande;

test('questions of the category without script: shown by a button or by saving, checked, the line about 112 said first, kept with the request', { timeout: 90000 }, async () => {
    await asking();
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open(NEW);
    assert.ok(!p.form('subject').names.has('q-pericolo'));
    await p.submit('subject', { subject: 'Buca profonda', category: hole(), place: 'Via Roma 9' }, { button: 'do=altra' });
    assert.equal(p.status, 200);
    assert.match(p.text(), /ci sono ancora domande da fare/);
    assert.equal(p.form('subject').fields.get('subject'), 'Buca profonda');
    await p.submit('subject', { 'q-profonda': 'tanto' }, { button: 'do=altra' });
    assert.equal(p.status, 422);
    assert.match(p.text(), /Rispondi alla domanda «Qualcuno può farsi male adesso\?»/);
    assert.match(p.text(), /«Quanto è profonda\?»: scrivi un numero/);
    assert.equal(p.form('subject').fields.get('q-profonda'), 'tanto', 'what was typed stays');
    await p.submit('subject', { 'q-pericolo': 'Sì', 'q-profonda': '15', 'q-passa-0': '1', 'q-passa-2': '1' }, { button: 'do=altra' });
    assert.match(p.text(), /C'è una cosa da dire subito alla persona/);
    assert.match(p.text(), /chiami subito il 112/);
    await p.submit('subject', {}, { button: 'do=altra' });
    const code = CODE.exec(p.text())[0];
    assert.deepEqual(fields(code), [{ a: 'Sì', o: true, q: 'Qualcuno può farsi male adesso?' }, { a: '15', q: 'Quanto è profonda?' }, { a: 'Auto, Pedoni', o: true, q: 'Chi ci passa?' }]);
    await p.open(`/ufficio/richieste/${code}`);
    assert.match(p.text(), /Quanto è profonda\?\s*15/);
    // Answered on the spot: nobody is asked any more.
    await p.open(NEW);
    await p.submit('subject', { subject: 'Buca già chiusa', category: hole(), answer: 'È stata chiusa ieri.' }, { button: 'do=altra' });
    assert.match(p.text(), /Risposta registrata, richiesta chiusa/);
    // What was asked before the answer came stays, but for what is wrong.
    await p.open(NEW);
    await p.submit('subject', { subject: 'Buca profonda dieci', category: hole() }, { button: 'do=tipo' });
    await p.submit('subject', { 'q-pericolo': 'No', 'q-profonda': 'tanto', 'q-passa-1': '1', answer: 'È stata chiusa ieri.' }, { button: 'do=altra' });
    assert.match(p.text(), /Risposta registrata, richiesta chiusa/);
    assert.deepEqual(fields(CODE.exec(p.text())[0]), [{ a: 'No', o: true, q: 'Qualcuno può farsi male adesso?' }, { a: 'Bici', o: true, q: 'Chi ci passa?' }]);
    // The button, with all that was typed.
    await p.open(NEW);
    await p.submit('subject', { subject: 'Un’altra buca', category: hole(), name: 'Rino' }, { button: 'do=tipo' });
    assert.ok(p.form('subject').names.has('q-pericolo'));
    assert.equal(p.form('subject').fields.get('name'), 'Rino');
});

test('questions of the category by keyboard: fetched when it is chosen, the line about 112 at once, what was answered is not lost, the clock runs on', { timeout: 90000 }, async () => {
    await asking();
    const o = await Operator.arrive(desk, browser);
    await o.v.go(desk.url + NEW);
    const { page } = o, k = new Keyboard(page);
    const topic = async words => {
        await k.to('topic', e => /^Argomento/.test(e.name));
        await page.keyboard.press('Control+A');
        await page.keyboard.type(words);
        await list(page, 'f-category-parole-elenco').waitFor();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
    };
    await page.locator('[name="subject"]').focus();
    await page.keyboard.type('Buca davanti alla scuola');
    await topic('buca');
    await page.locator('[name="q-profonda"]').waitFor();
    await until('the questions to be said', async () => /3 domande su questo argomento/.test(await live(page)));
    assert.equal(await page.locator('[data-stop]').isVisible(), false);
    await k.to('danger', e => e.field === 'q-pericolo');
    await page.keyboard.press('Space');
    await page.getByText('chiami subito il').waitFor();
    assert.equal(await page.locator('[name="detto_112"]').inputValue(), '1');
    await k.to('depth', e => /^Quanto è profonda/.test(e.name));
    await page.keyboard.type('20');
    await o.v.look('telefono-domande');
    await topic('lamp');
    await page.locator('[name="q-profonda"]').waitFor({ state: 'detached' });
    await topic('buca');
    await page.locator('[name="q-profonda"]').waitFor();
    assert.equal(await page.locator('[name="q-profonda"]').inputValue(), '20');
    assert.ok(await page.locator('[name="q-pericolo"][value="Sì"]').isChecked());
    // The browser dies, and goes on where it was.
    await page.getByText('Tenuta da parte').waitFor();
    const code = await sent(o, 'Control+Shift+Enter');
    assert.deepEqual(fields(code), [{ a: 'Sì', o: true, q: 'Qualcuno può farsi male adesso?' }, { a: '20', q: 'Quanto è profonda?' }]);
    assert.ok(+ticket(code, 'coalesce(k.ms, 0)')[0] > 100, 'measured from the first key to the button');
    await o.v.close();
});

test('a call noted by who works on it for a settore is a note of the settore', { timeout: 90000 }, async () => {
    const rita = await desk.addOperator({ login: 'rita', name: 'Rita Sala', role: 'urp,referente' });
    await desk.must(['user', 'settori', 'rita', 'tributi', '--role', 'urp']);
    await desk.must(['user', 'settori', 'rita', 'lavori-pubblici']);
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open(NEW);
    const [lamp] = query(desk, "SELECT id FROM category WHERE name LIKE 'Lampione%'")[0];
    await p.submit('subject', { subject: 'Lampione rotto', category: lamp, place: 'Via Roma 1', name: 'Marta', surname: 'Chiama' }, { button: 'do=altra' });
    const code = CODE.exec(p.text())[0], person = query(desk, "SELECT id FROM person WHERE name = 'Marta'")[0][0];
    for (const [who, actor, name] of [[rita, 'settore', 'Rita Sala'], [desk.operator, 'urp', desk.operator.name]]) {
        const q = await new Plain(desk).signIn(who);
        await q.open(`${NEW}?persona=${person}`);
        await q.submit('subject', { subject: 'Chiede quando' }, { button: `do=${q.form('subject').buttons.find(b => b.value.startsWith(`chiamata:${code}`)).value}` });
        assert.match(q.text(), /Chiamata annotata/);
        assert.deepEqual(query(desk, `SELECT e.actor, m.author, m.author_name FROM event e JOIN message m ON m.ticket_id = e.ticket_id JOIN ticket t ON t.id = e.ticket_id WHERE t.code = '${code}' AND m.kind = 'note' AND e.kind = 'nota' ORDER BY e.id DESC, m.id DESC LIMIT 1`)[0],
            [actor, actor, name]);
    }
});

test('the browser dies: what was typed is there again, and goes when it is saved', { timeout: 120000 }, async () => {
    const o = await Operator.arrive(desk, browser);
    await o.v.go(desk.url + NEW);
    await o.page.locator('[name="subject"]').fill('Albero caduto');
    await o.page.locator('[name="body"]').fill('In mezzo alla strada.');
    await until('what was typed to be kept', () => query(desk, "SELECT count(*) FROM desk_draft WHERE fields LIKE '%In mezzo%'")[0][0] === '1');
    await o.v.context.close();                  // without a word
    const again = await Operator.arrive(desk, browser);
    await again.v.go(desk.url + NEW);
    assert.match(await again.page.locator('main').innerText(), /Albero caduto/);
    await again.v.look('telefono-lasciata');
    await again.page.locator('#chi').blur();
    await Promise.all([again.page.waitForURL(/bozza=/), again.page.keyboard.press('r')]);
    assert.equal(await again.page.locator('[name="body"]').inputValue(), 'In mezzo alla strada.');
    const code = await sent(again, 'Control+Shift+Enter');
    assert.equal(ticket(code, 'coalesce(k.ms, 0)')[0], '0', 'nobody knows how long it took');
    assert.equal(query(desk, "SELECT count(*) FROM desk_draft WHERE fields LIKE '%In mezzo%'")[0][0], '0');
    await again.v.close();
});

test('what the look-ups say to a program: bounded, and nothing without a sign of the session', { timeout: 60000 }, async () => {
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open(NEW);
    const _csrf = p.form('subject').fields.get('_csrf'), headers = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' };
    const ask = (where, fields) => p.fetch('POST', `${NEW}/${where}`, { body: new URLSearchParams(fields).toString(), headers });
    assert.equal((await ask('persone', { chi: 'verdi' })).status, 403);
    const people = JSON.parse((await ask('persone', { _csrf, chi: 'VERDI  an' })).text);
    assert.deepEqual(people.people.map(x => x.name), ['Anna Verdi']);
    assert.equal(people.people[0].fields.phone, '+393331234567');
    assert.deepEqual(JSON.parse((await ask('vie', { _csrf, place: 'liberta 3' })).text), [{ place: 'Via della Libertà 3', area: '' }]);
    assert.deepEqual(JSON.parse((await ask('vie', { _csrf, place: 'x'.repeat(300) })).text), []);
    const anybody = new Plain(desk);
    assert.notEqual((await anybody.fetch('GET', `${NEW}/argomenti`)).status, 200);
    assert.equal((await ask('persone', { _csrf, chi: 'verdi', altro: '1' })).status, 422);
});

test('the list of streets in the settings: looked at first, then taken', { timeout: 60000 }, async () => {
    const admin = await desk.addOperator({ login: 'capo', name: 'Capo', role: 'urp,admin' });
    const p = await new Plain(desk).signIn(admin);
    const url = '/ufficio/impostazioni/vie';
    const csv = bytes => ({ files: [{ field: 'file', name: 'vie.csv', mime: 'text/csv', bytes: Buffer.from(bytes) }] });
    await p.open(url);
    assert.match(p.text(), /vie, /);
    const upload = async bytes => p.submit('file', {}, csv(bytes));
    await upload('codice,valore\n1,2\n');
    assert.equal(p.status, 422);
    assert.match(p.text(), /Nella prima riga non c'è la colonna/);
    await upload('via,zona\nVia Nuovissima,Centro storico\n12,\nVia Altra,Luna\n');
    assert.equal(p.status, 200);
    assert.match(p.text(), /Riga 3 : «12» non è il nome di una via/);
    assert.match(p.text(), /Riga 4 : la zona «Luna» non c'è/);
    assert.equal(query(desk, "SELECT count(*) FROM street WHERE name = 'Via Nuovissima'")[0][0], '0', 'not yet');
    const old = p.form('elenco').fields.get('elenco');
    await p.submit('elenco', { togli: '1' });
    await until('the list to be taken', async () => /Elenco preso, .*: 2 nuove, 0 cambiate, 0 già uguali/.test((await p.open(url)).text()), { ms: 30000, every: 100 });
    assert.deepEqual(query(desk, "SELECT s.name, coalesce(a.name, '') FROM street s LEFT JOIN area a ON a.id = s.area_id WHERE s.source = 'list' ORDER BY 1"), [['Via Altra', ''], ['Via Nuovissima', 'Centro storico']]);
    await upload('via\nVia Terza\n');
    await p.submit('elenco', { elenco: old });
    assert.equal(p.status, 422, 'that page is an old one');
    const q = await new Plain(desk).signIn(desk.operator);
    await q.open(url);
    assert.equal(q.status, 403);
    const o = new Operator(desk, await visitor(browser));
    await o.signIn(admin);
    await o.v.go(desk.url + url);
    await o.v.look('vie');
    await o.page.locator('#f-file').setInputFiles({ name: 'vie.csv', mimeType: 'text/csv', buffer: Buffer.from('via;zona\nVia Quarta;Centro storico\n12;\n') });
    await o.page.getByRole('button', { name: 'Guarda che cosa cambia' }).click();
    await o.page.getByText('Prendi questo elenco').waitFor();
    await o.v.look('vie-anteprima');
    await o.v.close();
});
