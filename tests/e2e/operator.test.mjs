// SPDX-License-Identifier: EUPL-1.2
// What an operator puts right and writes down at the desk: by the forms that the pages really show.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { Keyboard, openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { CODE, MOUSE, Operator, act, actionLink, press } from './lib/people.mjs';
import { parseMail } from './lib/mail.mjs';
import { Plain } from './lib/plain.mjs';
import { category, fileReport, query, report, trackOf } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

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

// A mail that nobody could tell from a question. Resolves with the number of its ticket.
async function byMail(subject) {
    await desk.must('intake', { input: `From: Anna Verdi <anna.verdi@cittadino.test>\r\nTo: urp@comune.test\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replace(/\W+/g, '-')}@cittadino.test>\r\nDate: ${new Date().toUTCString()}\r\n\r\nChiedo copia dei contratti.\r\n` });
    return until('the ticket of the mail', () => query(desk, `SELECT t.code FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE x.subject = '${subject}'`)[0]?.[0]);
}
const ticket = (code, columns) => query(desk, `SELECT ${columns} FROM ticket WHERE code = '${code}'`)[0];
// What was mailed about a ticket to the office that has it, from the folder where mail ends without a server.
function workMail(code) {
    const posta = path.join(desk.data, 'posta', 'new');
    const mails = () => (existsSync(posta) ? readdirSync(posta).map(f => parseMail(readFileSync(path.join(posta, f)))) : []);
    return until('the assignment', () => mails().find(m => m.subject.includes(code) && m.subject.includes('Per voi')));
}
const at = (p, code) => p.open(`/ufficio/richieste/${code}`);

test('an accesso that came as a question gets its own type and term, and the citizen reads it', { timeout: 120000 }, async () => {
    const code = await byMail('Contratti delle scuole');
    const o = await Operator.arrive(desk, browser);
    await o.open(code);
    await MOUSE.unfold(o.v.page.locator('#a-correggi'));
    await o.v.look('ufficio-correggi');
    const [old] = ticket(code, 'due_at');
    await o.act('correggi', { tipo: '~generalizzato', testo: 'È una richiesta di accesso: vale la legge sulla trasparenza.' });
    const [type, due, days] = ticket(code, 'type, due_at, due_days');
    assert.deepEqual([type, days], ['access_foia', '30']);
    assert.ok(Number(due) > Number(old));
    const page = (await o.page.locator('main').innerText()).replace(/\s+/g, ' ');
    assert.match(page, /prima era «Richiesta di informazioni»/);
    assert.match(page, /prima avevamo scritto/);
    await o.v.look('ufficio-corretta');
    const track = await trackOf(desk, code);
    await o.v.close();
    const citizen = await new Plain(desk).open(track);
    assert.match(citizen.text(), /Abbiamo corretto i dati della richiesta/);
    assert.match(citizen.text(), /come «Accesso civico generalizzato \(FOIA\)»/);
    assert.match(citizen.text(), /vale la legge sulla trasparenza/);
});

test('what cannot be corrected is said beside its field, what was typed is kept', { timeout: 60000 }, async () => {
    const code = await byMail('Verbale di un incidente');
    const p = await new Plain(desk).signIn(desk.operator);
    await (await at(p, code)).unfold('correggi');
    assert.ok(!p.form('presentata').names.has('canale'), 'how a mail came is known');
    await p.submit('presentata', { presentata: '2999-01-01T10:00', luogo: 'Via Roma 3', testo: 'Prova' });
    assert.equal(p.status, 422);
    assert.match(p.html, /id="f-correggi-presentata-errore"/);
    assert.equal(p.form('presentata').fields.get('luogo'), 'Via Roma 3');
    assert.equal(p.form('presentata').fields.get('testo'), 'Prova');
    await (await at(p, code)).unfold('correggi');
    await p.submit('presentata', {});
    assert.match(p.text(), /Non hai cambiato niente/, 'the same minute is no correction');
    await p.submit('presentata', { tipo: 'inventato' });
    assert.match(p.html, /id="f-correggi-tipo-errore"/);
    assert.equal(ticket(code, 'type')[0], 'info');
});

const PERSON = { name: 'Luisa', surname: 'Verdi', address: 'Via Roma 3, 31030 Borgo Esempio TV', reply_by: 'post' };
const BORN = { birth_place: 'Treviso', birth_day: '1980-05-04' };
// What each type asks for on its own, and what of it the ticket page must say.
const BY_TYPE = {
    report: [{ anonymous: '1', name: '', surname: '' }, {}],
    complaint: [{ office: 'Anagrafe', happened_day: '2026-01-12' }, ['Anagrafe', '12 gennaio 2026']],
    suggestion: [{ anonymous: '' }, {}],
    praise: [{ office: 'Biblioteca' }, ['Biblioteca']],
    info: [{}, {}],
    access_doc: [{ motive: 'Mi serve per un ricorso contro il vicino.', capacity: 'delegate', access_mode: 'certified', office: 'Edilizia', ...BORN },
        ['Mi serve per un ricorso', 'Chiedo per un\'altra persona', 'copia autenticata', 'Edilizia']],
    access_civic: [{ section_url: 'Bandi di gara', ...BORN }, ['Bandi di gara']],
    access_foia: [{ identifiers: 'Prot. 1234', period: 'dal 2023 al 2025', office: 'Ragioneria', purpose: 'press', ...BORN },
        ['Prot. 1234', 'dal 2023 al 2025', 'Ragioneria', 'Giornalismo']],
    mayor: [{}, {}],
};
const shownAt = (p, name) => {
    const box = new RegExp(`<div class="urp-of-type"[^>]*>(?:(?!<div class="urp-of-type")[\\s\\S])*?name="${name}"`).exec(p.html)?.[0];
    return !box || !/^<[^>]* hidden/.test(box);
};

for (const [type, [own, said]] of Object.entries(BY_TYPE)) {
    test(`at the counter, ${type}: its own fields, without script and with what was typed kept`, { timeout: 60000 }, async () => {
        const p = await new Plain(desk).signIn(desk.operator);
        await p.open('/ufficio/nuova');
        const subject = `Allo sportello: ${type}`;
        await p.submit('subject', { type, subject, body: 'Detto a voce.', period: 'resta qui' }, { button: 'do=tipo' });
        assert.equal(p.status, 200);
        assert.equal(p.form('subject').fields.get('subject'), subject);
        assert.equal(p.form('subject').fields.get('period'), 'resta qui');
        for (const name of Object.keys(own)) assert.ok(shownAt(p, name), `${name} is asked`);
        assert.equal(shownAt(p, 'motive'), type === 'access_doc');
        assert.equal(shownAt(p, 'section_url'), type === 'access_civic');
        await p.submit('subject', { channel: 'counter', ...PERSON, happened_day: 'mai', ...own });
        const code = CODE.exec(p.text())?.[0];
        assert.ok(code, `${p.status} ${p.text().slice(0, 300)}`);
        for (const text of [said].flat().filter(x => typeof x === 'string')) assert.ok(p.text().includes(text), text);
        const fields = JSON.parse(query(desk, `SELECT x.fields FROM ticket_text x JOIN ticket t ON t.id = x.ticket_id WHERE t.code = '${code}'`)[0][0]);
        const kept = Object.fromEntries(Object.entries(own).filter(([k, v]) => v && !['anonymous', 'name', 'surname', 'birth_place', 'birth_day'].includes(k)));
        assert.deepEqual(fields, kept, 'nothing of another type');
        const person = query(desk, `SELECT p.surname, p.birth_place, p.birth_day FROM ticket t JOIN person p ON p.id = t.person_id WHERE t.code = '${code}'`)[0];
        if (own.anonymous) assert.equal(person, undefined, 'nobody');
        else assert.equal(person[0], 'Verdi');
        if (own.birth_day) assert.deepEqual(person.slice(1), ['Treviso', '1980-05-04']);
    });
}

test('at the counter: who asks for an accesso is known, and why is said', { timeout: 60000 }, async () => {
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open('/ufficio/nuova');
    await p.submit('subject', { type: 'access_doc', subject: 'Il verbale', body: 'Detto a voce.', period: 'resta qui' });
    assert.equal(p.status, 422);
    assert.match(p.html, /id="f-name-errore"/);
    assert.match(p.html, /id="f-motive-errore"/);
    assert.equal(p.form('subject').fields.get('period'), 'resta qui', 'also what this type does not ask for');
});

test('the desk with script: the fields follow the type, by keyboard; Enter goes on, with Ctrl it saves', { timeout: 120000 }, async () => {
    const o = await Operator.arrive(desk, browser);
    await o.v.go(`${desk.url}/ufficio/nuova`);
    const seen = name => o.page.locator(`[name="${name}"]`).isVisible();
    assert.deepEqual([await seen('motive'), await seen('anonymous'), await seen('birth_day')], [false, true, false]);
    await o.v.look('ufficio-nuova-segnalazione');
    const k = new Keyboard(o.page);
    await k.choose('type', 'Accesso documentale');
    assert.deepEqual([await seen('motive'), await seen('anonymous'), await seen('birth_day')], [true, false, true]);
    assert.equal(await o.page.getByRole('button', { name: 'Mostra i campi' }).isVisible(), false, 'of use without script alone');
    await o.v.look('ufficio-nuova-accesso');
    await k.choose('type', 'Richiesta di informazioni');
    await k.field('name', 'Mario');
    await k.field('subject', 'Orari');
    await k.field('body', 'Gli orari della biblioteca.');
    await k.field('subject', 'Orari della biblioteca');
    await o.page.keyboard.press('Enter');
    assert.equal(await o.page.evaluate(() => document.activeElement.name), 'answer', 'half a request is not registered by a slip');
    assert.match(o.page.url(), /\/ufficio\/nuova$/);
    await press(o.v, { click: () => o.page.keyboard.press('Control+Enter') });
    assert.match(await o.page.locator('main').innerText(), /Richiesta registrata|Orari della biblioteca/);
    assert.match(o.page.url(), /fatto=nuova/);
    await o.v.close();
});

// A form is sent with the version it was drawn with; without it nobody knows what its sender saw.
for (const [what, version] of [['missing', null], ['empty', ''], ['zero', '0'], ['garbled', '12abc'], ['endless', '9'.repeat(40)], ['of the future', '99999']]) {
    test(`a version that is ${what} is a conflict: the page comes anew, what was typed is kept`, { timeout: 60000 }, async () => {
        const { code } = await fileReport(desk, report(`70 ${what}`));
        const written = () => query(desk, `SELECT count(*) FROM message m JOIN ticket t ON t.id = m.ticket_id WHERE t.code = '${code}'`)[0][0];
        const o = await new Plain(desk).signIn(desk.operator);
        await at(o, code);
        const form = await o.formFor('nota');
        const all = new Map(form.fields);
        if (version === null) all.delete('version');
        else all.set('version', version);
        all.set('testo', 'Nota che non deve andare persa.');
        const r = await o.fetch('POST', form.action, { body: new URLSearchParams([...all]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
        assert.equal(r.status, 422);
        assert.match(r.text, /Nel frattempo qualcun altro/);
        assert.match(r.text, /Nota che non deve andare persa\./);
        const s = await new Plain(desk).open(new URL(actionLink(await workMail(code))).pathname);
        const note = s.forms().find(f => f.action.endsWith('/nota'));
        const kept = new Map(note.fields);
        if (version === null) kept.delete('version');
        else kept.set('version', version);
        for (const [k, v] of [['chi', 'Paolo Neri'], ['testo', 'Nota del settore.']]) kept.set(k, v);
        const answer = await s.fetch('POST', note.action, { body: new URLSearchParams([...kept]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
        assert.equal(answer.status, 422);
        assert.match(answer.text, /Nel frattempo qualcun altro/);
        assert.match(answer.text, /href="#a-nota"/);
        assert.match(answer.text, /Nota del settore\./);
        assert.equal(written(), '0', 'nothing was written by either');
    });
}

test('the search keeps to the type, state and settore chosen beside it, on every page', { timeout: 120000 }, async () => {
    const p = await new Plain(desk).signIn(desk.operator);
    for (let i = 0; i < 58; i++) await fileReport(desk, report(i, { subject: `Zampillo ${i}` }), i % 29 ? { type: '/richiedi/elogio' } : {});
    await p.open('/ufficio/richieste?q=zampillo&tipo=report');
    const codes = text => [...new Set(text.match(new RegExp(CODE, 'g')) ?? [])];
    assert.equal(codes(p.text()).length, 2);
    assert.equal(p.form('tipo.report').fields.get('tipo.report'), '1');
    const [settore] = query(desk, "SELECT t.settore_id FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE t.type = 'report' AND x.subject LIKE 'Zampillo%'")[0];
    await p.open(`/ufficio/richieste?q=zampillo&settore=${settore}&stato=aperte`);
    assert.equal(codes(p.text()).length, query(desk, `SELECT count(*) FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE t.settore_id = ${settore} AND x.subject LIKE 'Zampillo%'`)[0][0] | 0);
    // The beginning of a word goes on as a beginning, and the filter with it.
    for (const q of ['zampillo', 'zampil']) {
        const all = [];
        await p.open(`/ufficio/richieste?q=${q}&tipo=praise`);
        for (let pages = 0; ; pages++) {
            assert.ok(pages < 4, 'the pages end');
            all.push(...codes(p.text()));
            const next = p.links().find(u => u.includes('&prima=') && !u.includes('&prima=0'));
            if (!next) break;
            await p.open(next);
        }
        assert.equal(all.length, 56, q);
        assert.equal(new Set(all).size, 56, q);
    }
    await p.open('/ufficio/richieste?q=zampillo&tipo=mayor');
    assert.match(p.text(), /togli i filtri/);
});

test('«Come è calcolato» counts as the due date was counted: a term in working days', { timeout: 60000 }, async () => {
    await desk.loadEnte(e => ({ ...e, terms: [...e.terms, { type: 'praise', timer: 'final', days: 7, unit: 'working' }] }));
    const { code } = await fileReport(desk, report(90), { type: '/richiedi/elogio' });
    const p = await at(await new Plain(desk).signIn(desk.operator), code);
    const said = /<div class="urp-text">([^<]*)<\/div><\/details>/.exec(p.html)[1];
    assert.match(said, /7 giorni lavorativi/);
    const [due] = ticket(code, 'due_at');
    const day = new Intl.DateTimeFormat('it-IT', { timeZone: 'Europe/Rome', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(due * 1000));
    assert.ok(said.includes(`Il termine scade alla fine di ${day}.`), `${said}: ${day}`);
});

test('why this settore: the rule that assigned it stays on the page', { timeout: 60000 }, async () => {
    const { code } = await fileReport(desk, report(91));
    const o = await Operator.arrive(desk, browser);
    await o.open(code);
    const why = o.page.getByText('Perché questo settore?');
    await why.click();
    assert.match(await why.locator('xpath=..').innerText(), /Regola: .*Strade e marciapiedi/);
    await o.v.look('ufficio-perche');
    await o.act('assegna', { settore: '~Polizia' });
    assert.equal(await why.count(), 0, 'somebody chose');
    await o.v.close();
});

const someone = { reply_by: 'email', email: 'mario.rossi@cittadino.test' };
const flat = async page => (await page.locator('main').innerText()).replace(/\s+/g, ' ');

test('the history says which mail went to whom', { timeout: 60000 }, async () => {
    const { code } = await fileReport(desk, report(92, someone));
    await workMail(code);
    const p = await new Plain(desk).signIn(desk.operator);
    await until('the receipt in the history', async () => /Messaggio spedito: ricevuta al cittadino, a mario\.rossi@cittadino\.test/.test((await at(p, code)).text()));
    assert.match(p.text(), /Messaggio spedito: assegnazione al settore, a /);
});

test('the way of a request: a question is answered before the work goes on', { timeout: 90000 }, async () => {
    const { code, track } = await fileReport(desk, report(93, someone));
    const o = await Operator.arrive(desk, browser);
    const way = async () => (await o.page.locator('.urp-way .urp-way-label').allInnerTexts()).map(s => s.replace(/\s+/g, ' ').replace(' (fatto)', '').trim());
    await o.open(code);
    await o.act('chiedi', { testo: 'Qual è il numero del palo?' });
    await o.v.go(track);
    assert.deepEqual(await way(), ['Ricevuta', 'In lavorazione', 'Aspettiamo i tuoi chiarimenti', 'Conclusa']);
    assert.match(await o.page.locator('main').innerText(), /non puoi scrivere al posto suo/);
    assert.equal(await o.page.locator('form[action*="/aggiungi"]').count(), 0, 'who is signed in at the desk looks, and no more');
    const citizen = await visitor(browser);
    await citizen.go(track);
    await act(citizen, 'aggiungi', { testo: 'Il 12.' });
    await citizen.close();
    await o.v.go(track);
    assert.deepEqual(await way(), ['Ricevuta', 'Chiarimenti ricevuti', 'In lavorazione', 'Conclusa']);
    assert.match(await o.page.locator('.urp-way [aria-current="step"]').innerText(), /In lavorazione/);
    await o.v.look('pratica-chiarimenti');
    await o.v.close();
});

test('a command that did nothing by itself never goes to the citizen with its command lines', { timeout: 120000 }, async () => {
    const { code } = await fileReport(desk, report(94, someone));
    await workMail(code);
    const [office] = query(desk, `SELECT s.email FROM settore s JOIN ticket t ON t.settore_id = s.id WHERE t.code = '${code}'`)[0];
    const [id] = query(desk, `SELECT o.header_id FROM outbox o JOIN ticket t ON t.id = o.ticket_id WHERE t.code = '${code}' AND o.kind = 'assigned'`)[0];
    const notes = () => Number(query(desk, `SELECT count(*) FROM message m JOIN ticket t ON t.id = m.ticket_id WHERE t.code = '${code}' AND m.status = 'unconfirmed'`)[0][0]);
    const reply = async (n, text) => {
        await desk.must('intake', { input: `From: Anna Neri <${office}>\r\nTo: urp@comune.test\r\nSubject: Re: lavoro\r\nIn-Reply-To: <${id}>\r\nMessage-ID: <comando-${n}@comune.test>\r\nDate: ${new Date().toUTCString()}\r\n\r\n${text}\r\n` });
        await until('the note', () => notes() === 1);
    };
    const o = await Operator.arrive(desk, browser);
    const send = o.page.locator('form[action$="/manda-nota"] button');
    await reply(1, 'CHIUSA');
    await o.open(code);
    assert.equal(await send.count(), 0, 'nothing in it is for the citizen');
    assert.match(await flat(o.page), /È un comando per noi/);
    await o.v.look('ufficio-nota-comando');
    await press(o.v, o.page.locator('form[action$="/conferma-nota"] button').first());
    await reply(2, 'CHIUSA: risolta\r\nAbbiamo cambiato la lampada.');
    await o.open(code);
    assert.match(await flat(o.page), /Al cittadino va solo: «Abbiamo cambiato la lampada\.»/);
    await press(o.v, send.first());
    const said = query(desk, `SELECT m.author, m.body FROM message m JOIN ticket t ON t.id = m.ticket_id WHERE t.code = '${code}' AND m.public = 1`);
    assert.deepEqual(said, [['settore', 'Abbiamo cambiato la lampada.']]);
    await o.v.close();
});
