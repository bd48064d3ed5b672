// SPDX-License-Identifier: EUPL-1.2
// What an operator puts right and writes down at the desk: by the forms that the pages really show.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { CODE, Operator } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { query } from './lib/requests.mjs';
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
const at = (p, code) => p.open(`/ufficio/richieste/${code}`);

test('an accesso that came as a question gets its own type and term, and the citizen reads it', { timeout: 120000 }, async () => {
    const code = await byMail('Contratti delle scuole');
    const o = await Operator.arrive(desk, browser);
    await o.open(code);
    await o.v.page.locator('#a-correggi summary').click();
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
    const track = await o.page.locator('a[href*="/pratica/"]').first().getAttribute('href');
    await o.v.close();
    const citizen = await new Plain(desk).open(track);
    assert.match(citizen.text(), /Abbiamo corretto i dati della richiesta/);
    assert.match(citizen.text(), /come «Accesso civico generalizzato \(FOIA\)»/);
    assert.match(citizen.text(), /vale la legge sulla trasparenza/);
});

test('what cannot be corrected is said beside its field, what was typed is kept', { timeout: 60000 }, async () => {
    const code = await byMail('Verbale di un incidente');
    const p = await new Plain(desk).signIn(desk.operator);
    await at(p, code);
    assert.ok(!p.form('presentata').names.has('canale'), 'how a mail came is known');
    await p.submit('presentata', { presentata: '2999-01-01T10:00', luogo: 'Via Roma 3', testo: 'Prova' });
    assert.equal(p.status, 422);
    assert.match(p.html, /id="f-correggi-presentata-errore"/);
    assert.equal(p.form('presentata').fields.get('luogo'), 'Via Roma 3');
    assert.equal(p.form('presentata').fields.get('testo'), 'Prova');
    await at(p, code);
    await p.submit('presentata', {});
    assert.match(p.text(), /Non hai cambiato niente/, 'the same minute is no correction');
    await p.submit('presentata', { tipo: 'inventato' });
    assert.match(p.html, /id="f-correggi-tipo-errore"/);
    assert.equal(ticket(code, 'type')[0], 'info');
});
