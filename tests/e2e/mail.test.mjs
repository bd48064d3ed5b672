// SPDX-License-Identifier: EUPL-1.2
// The post office of the operators: every mail with its fate, found again, read anew, made a request by hand, sent to the
// right address. Looked at by axe and the camera at 360 and 1280 px.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { makeMail } from './lib/mail.mjs';
import { Operator, act, fill, press } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { Scene, missing } from './lib/scene.mjs';
import { until } from './lib/wait.mjs';

const skip = missing();
const done = (s, n) => until(`${n} mails to be worked through`, () => Number(query(s.desk, "SELECT count(*) FROM mail_journal WHERE state <> 'new'")[0][0]) >= n, { ms: 60000, every: 100 });
const id = (s, subject) => query(s.desk, `SELECT id FROM mail_journal WHERE subject = '${subject}'`)[0][0];

async function send(s, more) {
    const from = s.town.citizen(more.local ?? 'anna'), to = s.town.office('urp');
    const raw = more.raw ?? makeMail({ from, to, fromName: 'Anna Maria Verdi', text: 'Testo della lettera.', ...more });
    await s.town.send({ from, to, raw });
}

// Windows-1252 that says it is KOI8-R: what a lying program sends.
function lying(s, subject) {
    return Buffer.from([`From: Anna Verdi <${s.town.citizen('anna')}>`, `To: ${s.town.office('urp')}`, `Subject: ${subject}`, `Message-ID: <codifica@${s.town.citizens}>`,
        'Content-Type: text/plain; charset=koi8-r', 'Content-Transfer-Encoding: 8bit', '', 'La citt\xe0 \xe8 buia, perch\xe9 il lampione \xe8 spento.', ''].join('\r\n'), 'latin1');
}

test('the journal: found by sender, subject and Message-ID, filtered, paged with totals', { skip, timeout: 180000 }, async t => {
    const s = await Scene.open(t, { town: 'p' });
    for (let i = 1; i <= 53; i++) await send(s, { local: i % 2 ? 'dispari' : 'pari', subject: `Posta numero ${i}`, messageId: `id-${i}@prova.test` });
    await send(s, { local: 'robot', subject: 'Sono in ferie', headers: { 'Auto-Submitted': 'auto-replied' } });
    await done(s, 54);
    const o = await Operator.arrive(s.desk, s.browser);
    await o.v.go(`${s.desk.url}/ufficio/posta`);
    const rows = () => o.page.locator('table.urp-mail tbody tr').count();
    const text = () => o.page.locator('main').innerText();
    assert.equal(await rows(), 50);
    assert.match(await text(), /\b54 messaggi\b/);
    assert.match(await text(), /Messaggi sul server: 54, nel registro: 54/);
    await o.v.look('ufficio-posta-arrivo');
    await o.page.getByRole('link', { name: 'Successive' }).click();
    assert.equal(await rows(), 4);
    await o.page.getByRole('link', { name: 'Precedenti' }).click();

    const search = async values => {
        const box = o.page.locator('details.urp-filter');
        if (!await box.evaluate(e => e.open)) await box.locator('summary').click();
        await fill(box, values);
        await press(o.v, box.getByRole('button', { name: 'Cerca' }));
    };
    await search({ q: 'PARI@' });
    assert.match(await text(), /\b53 messaggi\b/);
    await search({ q: 'numero 17' });
    assert.equal(await rows(), 1);
    assert.match(await text(), /\b1 messaggio\b/);
    await o.v.look('ufficio-posta-cerca');
    await search({ q: 'id-42@prova.test' });
    assert.match(await text(), /Posta numero 42/);
    await search({ q: '100%_nessuno' });
    assert.match(await text(), /Nessun messaggio corrisponde/);
    assert.equal(await o.page.locator('.urp-filters [name="q"]').inputValue(), '100%_nessuno');
    await search({ q: '', classe: 'new', stato: 'done', casella: 'urp' });
    assert.match(await text(), /\b53 messaggi\b/);
    await search({ classe: '', dal: '2020-01-01', al: '2020-12-31' });
    assert.match(await text(), /Nessun messaggio corrisponde/);
    await o.page.getByRole('link', { name: 'Togli i filtri' }).click();
    assert.match(await text(), /\b54 messaggi\b/);
    // What our own mail server takes for spam waits there until somebody makes a request of it.
    await s.desk.stop();
    execFileSync('sqlite3', [`${s.desk.data}/urp.db`, "UPDATE mail_journal SET class = 'spam' WHERE subject = 'Sono in ferie'"]);
    await s.desk.start();
    await o.v.go(`${s.desk.url}/ufficio/posta?scheda=sospetti`);
    assert.equal(await rows(), 1);
    assert.match(await o.page.getByRole('navigation', { name: 'Posta' }).innerText(), /Sospetti\s*1/);
    // Years of spam: counted without reading it, and a rare word costs no more than any other page.
    await s.desk.stop();
    execFileSync('sqlite3', [`${s.desk.data}/urp.db`, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20100)
        INSERT INTO mail_journal (mailbox, uidvalidity, uid, sha256, size_bytes, received_at, seen_at, state, class, subject)
        SELECT 'vecchia', 9, i, '', 0, i, i, 'done', 'spam', 'Pillole ' || i FROM n`]);
    const [counts] = /SELECT[^;]*/.exec(readFileSync('sql/q/operator.sql', 'utf8').split('-- name: journal_counts')[1]);
    assert.match(execFileSync('sqlite3', [`${s.desk.data}/urp.db`, `EXPLAIN QUERY PLAN ${counts}`], { encoding: 'utf8' }), /USING COVERING INDEX mail_journal_suspect/);
    await s.desk.start();
    await o.v.go(`${s.desk.url}/ufficio/posta?scheda=sospetti&q=sono+in+ferie`);
    assert.match(await text(), /Vai avanti con «Successive»/);
    await o.page.getByRole('link', { name: 'Successive' }).click();
    await o.page.waitForLoadState();
    assert.match(await text(), /Sono in ferie/);
    for (const tab of ['sospetti', 'da-leggere', 'uscita', 'in-attesa', 'non-consegnata', 'trattenuta']) {
        await o.v.go(`${s.desk.url}/ufficio/posta?scheda=${tab}`);
        await o.v.look(`ufficio-posta-${tab}`);
    }
    // Receipts beyond the third to one address in an hour were held: counted, and free to go elsewhere.
    const held = Number(query(s.desk, "SELECT count(*) FROM outbox WHERE state = 'held'")[0][0]);
    assert.ok(held > 40, `${held} held`);
    assert.match(await o.page.getByRole('navigation', { name: 'Posta' }).innerText(), new RegExp(`Trattenuta\\s*${held}\\b`));
    assert.match(await text(), /Trattenuto/);
    await o.page.locator('table.urp-mail tbody tr td a').first().click();
    await o.page.waitForLoadState();
    await act(o.v, 'indirizzo', { to_addr: s.town.citizen('altra') });
    assert.match(await text(), new RegExp(s.town.citizen('altra')));
    await until('it to be sent', () => query(s.desk, `SELECT 1 FROM outbox WHERE to_addr = '${s.town.citizen('altra')}' AND state = 'done'`).length, { ms: 30000, every: 100 });
    await o.v.go(`${s.desk.url}/ufficio/posta?scheda=trattenuta`);
    assert.match(await o.page.getByRole('navigation', { name: 'Posta' }).innerText(), new RegExp(`Trattenuta\\s*${held - 1}\\b`));
    // A state has one word, in the list and in the filter.
    await s.desk.stop();
    execFileSync('sqlite3', [`${s.desk.data}/urp.db`, `UPDATE outbox SET state = 'new', raw_sha = NULL, raw_bytes = NULL, settled_at = NULL, next_try_at = 9000000000 WHERE id = (SELECT max(id) FROM outbox)`]);
    await s.desk.start();
    await o.v.go(`${s.desk.url}/ufficio/posta?scheda=uscita&stato=new`);
    assert.equal(await rows(), 1);
    const word = await o.page.locator('select[name="stato"] option[value="new"]').innerText();
    assert.equal(await o.page.locator('table.urp-mail tbody .urp-badge').innerText(), word);
    // What waits goes at once when an operator says so, and is told as it is.
    await o.page.locator('table.urp-mail tbody tr td a').first().click();
    await o.page.waitForLoadState();
    await o.v.look('ufficio-posta-invia-ora');
    await o.v.go(`${s.desk.url}/ufficio/posta?scheda=in-attesa`);
    await o.v.look('ufficio-posta-in-attesa');
    const waiting = query(s.desk, 'SELECT id FROM outbox WHERE next_try_at = 9000000000')[0][0];
    await press(o.v, o.page.locator('table.urp-mail tbody').getByRole('button', { name: 'Invia ora' }));
    assert.match(await o.page.getByRole('status').first().innerText(), /messaggio (parte adesso|è partito)/);
    await until('it to leave', () => query(s.desk, `SELECT 1 FROM outbox WHERE id = ${waiting} AND state = 'done'`).length, { ms: 30000, every: 100 });
    await o.page.reload();
    assert.equal(await o.page.getByRole('button', { name: 'Invia ora' }).count(), 0);
    await o.v.go(`${s.desk.url}/ufficio/richieste/${query(s.desk, `SELECT t.code FROM ticket t JOIN outbox o ON o.ticket_id = t.id WHERE o.id = ${waiting}`)[0][0]}`);
    assert.match(await text(), /Messaggio in attesa inviato subito: /);
    o.v.clean();
});

test('a mail that lies about its charset: read anew, the old words kept, on record, found by the new ones', { skip, timeout: 180000 }, async t => {
    const s = await Scene.open(t, { town: 'p' });
    await send(s, { raw: lying(s, 'Lampione spento') });
    await done(s, 1);
    const garbled = query(s.desk, 'SELECT body FROM ticket_text')[0][0];
    assert.doesNotMatch(garbled, /città/);
    const o = await Operator.arrive(s.desk, s.browser);
    await o.v.go(`${s.desk.url}/ufficio/posta/arrivo/${id(s, 'Lampione spento')}`);
    const box = o.page.locator('#a-codifica');
    await box.locator('summary').click();
    await fill(box, { codifica: 'windows-1252' });
    await press(o.v, box.getByRole('button', { name: 'Mostra come diventa' }));
    assert.match(await o.page.locator('main').innerText(), /La città è buia, perché il lampione è spento\./);
    assert.equal(query(s.desk, 'SELECT body FROM ticket_text')[0][0], garbled, 'a preview changes nothing');
    await o.v.look('ufficio-posta-codifica');
    await press(o.v, o.page.getByRole('button', { name: 'Usa questo testo' }));
    assert.match(await o.page.locator('main').innerText(), /La città è buia/);
    assert.match(await o.page.locator('main').innerText(), /Messaggio letto con un'altra codifica/);
    assert.equal(query(s.desk, 'SELECT body FROM words_before')[0][0], garbled);
    await o.v.go(`${s.desk.url}/ufficio/richieste?q=citta+perche`);
    assert.match(await o.page.locator('main').innerText(), /Lampione spento/);
    await o.v.go(`${s.desk.url}/ufficio/posta/arrivo/${id(s, 'Lampione spento')}`);
    await o.page.getByText('Testo di prima').click();
    assert.match(await o.page.locator('main').innerText(), /Fino al /);
    await o.v.look('ufficio-posta-testo-di-prima');
    // A second copy says nothing of its own on the request: there is nothing that it could take the place of.
    await send(s, { raw: lying(s, 'Lampione spento') });
    await done(s, 2);
    const copy = query(s.desk, "SELECT id FROM mail_journal WHERE class = 'duplicate' AND ticket_id = 1")[0][0], before = query(s.desk, 'SELECT body FROM ticket_text')[0][0];
    await o.v.go(`${s.desk.url}/ufficio/posta/arrivo/${copy}?codifica=iso-8859-7`);
    assert.match(await o.page.locator('main').innerText(), /letto con la codifica scelta/);
    assert.equal(await o.page.getByRole('button', { name: 'Usa questo testo' }).count(), 0);
    o.v.clean();
    const p = await new Plain(s.desk).signIn(s.desk.operator);
    await p.open(`/ufficio/posta/arrivo/${copy}`);
    const csrf = encodeURIComponent(/name="_csrf" value="([^"]*)"/.exec(p.html)[1]);
    const refused = await p.fetch('POST', `/ufficio/posta/arrivo/${copy}/codifica`, { body: `_csrf=${csrf}&codifica=iso-8859-7`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal(refused.status, 409);
    assert.match(refused.text, /non c&#39;è niente da sostituire|non c'è niente da sostituire/);
    assert.equal(query(s.desk, 'SELECT body FROM ticket_text')[0][0], before);
    await s.desk.check();
});

test('the source of a mail: shown harmless, and as a file', { skip, timeout: 120000 }, async t => {
    const s = await Scene.open(t, { town: 'p' });
    await send(s, { subject: 'Sorgente', text: 'x', headers: { 'X-Prova': '<script>alert(1)</script>' } });
    await done(s, 1);
    const o = await Operator.arrive(s.desk, s.browser);
    await o.v.go(`${s.desk.url}/ufficio/posta/arrivo/${id(s, 'Sorgente')}`);
    await o.v.look('ufficio-posta-messaggio');
    await o.page.getByRole('link', { name: 'Sorgente', exact: true }).click();
    assert.match(await o.page.locator('pre').innerText(), /X-Prova: <script>alert\(1\)<\/script>/);
    await o.v.look('ufficio-posta-sorgente');
    const p = await new Plain(s.desk).signIn(s.desk.operator);
    const raw = await p.fetch('GET', `/ufficio/posta/arrivo/${id(s, 'Sorgente')}/originale`);
    assert.match(raw.headers['content-disposition'], /^attachment; filename="messaggio-\d+\.eml"/);
    assert.match(raw.text, /^Subject: Sorgente/m);
    o.v.clean();
});

test('a request by hand from a mail that made none: filled in, the original attached, dated by its arrival, once', { skip, timeout: 180000 }, async t => {
    const s = await Scene.open(t, { town: 'p' });
    await send(s, { subject: 'Risposta automatica', text: 'La strada davanti alla scuola è piena di buche.', html: '<p>La strada davanti alla scuola è <b>piena</b> di buche.</p>',
        files: [{ name: 'elenco.txt', mime: 'text/plain', bytes: Buffer.from('buche: 12') }], headers: { 'Auto-Submitted': 'auto-replied' }, messageId: 'a-mano@prova.test' });
    await done(s, 1);
    assert.equal(query(s.desk, 'SELECT count(*) FROM ticket')[0][0], '0');
    const mail = id(s, 'Risposta automatica');
    const o = await Operator.arrive(s.desk, s.browser);
    await o.v.go(`${s.desk.url}/ufficio/posta/arrivo/${mail}`);
    await o.page.getByRole('link', { name: 'Crea richiesta a mano' }).click();
    await o.page.waitForLoadState();
    const value = name => o.page.locator(`[name="${name}"]:not([type="hidden"])`).first().inputValue();
    assert.equal(await value('subject'), 'Risposta automatica');
    assert.match(await value('body'), /piena di buche/);
    assert.equal(await value('surname'), 'Verdi');
    assert.equal(await value('name'), 'Anna Maria');
    assert.equal(await value('email'), s.town.citizen('anna'));
    assert.equal(await value('channel'), 'mail');
    await o.v.look('ufficio-posta-a-mano');
    const form = o.page.locator('form.urp-intake');
    await fill(form, { subject: '' });
    o.v.expect(/status of 422/);
    await press(o.v, form.getByRole('button', { name: 'Salva e apri' }).last());
    assert.match(await value('body'), /piena di buche/, 'what was filled in stays');
    await fill(form, { subject: 'Buche davanti alla scuola', reply_by: 'email' });
    await press(o.v, form.getByRole('button', { name: 'Salva e apri' }).last());
    assert.match(await o.page.locator('main').innerText(), /Buche davanti alla scuola/);
    assert.match(await o.page.locator('main').innerText(), /messaggio-originale\.eml/);
    assert.match(await o.page.locator('main').innerText(), /elenco\.txt/);
    for (const way of ['/originali/', '/sorgente']) assert.equal(await o.page.locator(`main a[href*="${way}"]`).count() > 0, true, way);
    assert.deepEqual(query(s.desk, 'SELECT journal_id, (SELECT count(*) FROM message_page WHERE message_id IS NULL AND ticket_id = 1) FROM ticket_text WHERE ticket_id = 1'), [[mail, '1']]);
    const receipt = await s.box(s.town.citizen('anna')).wait('our answer in the thread of the mail', m => m.inReplyTo === 'a-mano@prova.test');
    assert.equal(receipt.subject, 'Re: Risposta automatica');
    const [[presented, received, ticket]] = query(s.desk, `SELECT t.presented_at, j.received_at, j.ticket_id FROM mail_journal j JOIN ticket t ON t.id = j.ticket_id WHERE j.id = ${mail}`);
    assert.ok(Math.abs(presented - received) < 60, 'presented when it came');
    assert.equal(ticket, query(s.desk, 'SELECT id FROM ticket')[0][0]);
    await o.v.go(`${s.desk.url}/ufficio/posta/arrivo/${mail}`);
    assert.equal(await o.page.getByRole('link', { name: 'Crea richiesta a mano' }).count(), 0);
    o.v.clean();
    // Somebody else had the form open.
    const p = await new Plain(s.desk).signIn(s.desk.operator);
    await p.open(`/ufficio/nuova?posta=${mail}`);
    assert.match(p.path, /\/ufficio\/richieste\//);
    await s.desk.check();
});

test('a wrong address: seen with the answer of the server, corrected, sent again, on record', { skip, timeout: 180000 }, async t => {
    const s = await Scene.open(t, { town: 'p' });
    const wrong = s.town.citizen('nouser'), right = s.town.citizen('giusta');
    const r = await fileReport(s.desk, report(1, { email: wrong }));
    await until('the receipt to be refused', () => query(s.desk, `SELECT 1 FROM outbox WHERE to_addr = '${wrong}' AND state = 'refused'`).length, { ms: 60000, every: 200 });
    const o = await Operator.arrive(s.desk, s.browser);
    await o.v.go(`${s.desk.url}/ufficio/posta?scheda=non-consegnata&q=nouser`);
    assert.match(await o.page.locator('main').innerText(), new RegExp(r.code));
    await o.page.locator('table.urp-mail tbody tr td a').first().click();
    await o.page.waitForLoadState();
    assert.match(await o.page.locator('main').innerText(), /Risposta del server\s+550 5\.1\.1 /);
    await o.v.look('ufficio-posta-non-consegnato');
    o.v.expect(/status of 422/);
    await act(o.v, 'indirizzo', { to_addr: 'anna at esempio', persona: true });
    assert.equal(await o.page.locator('#f-indirizzo-to_addr').inputValue(), 'anna at esempio', 'what was typed stays');
    assert.equal(await o.page.locator('[name="persona"]').isChecked(), true);
    await o.v.look('ufficio-posta-indirizzo-errore');
    await act(o.v, 'indirizzo', { to_addr: right });
    const mail = await s.box(right).wait('the same words', m => m.subject.includes(r.code));
    assert.match(mail.text, new RegExp(r.code));
    assert.deepEqual(query(s.desk, `SELECT email FROM person`), [[right]], 'the person, too');
    assert.equal(query(s.desk, `SELECT count(*) FROM outbox WHERE to_addr = '${wrong}' AND replaced_by IS NOT NULL`)[0][0], '1');
    await o.open(r.code);
    assert.match(await o.page.locator('main').innerText(), /Indirizzo corretto, messaggio inviato di nuovo/);
    await o.v.go(`${s.desk.url}/ufficio/posta?scheda=non-consegnata`);
    assert.match(await o.page.locator('main').innerText(), /Tutti i messaggi sono arrivati/);
    await o.v.go(`${s.desk.url}/ufficio/posta?scheda=uscita`);
    assert.match(await o.page.locator('main').innerText(), /Mandato ad altro indirizzo/);
    await o.v.look('ufficio-posta-uscita-piena');
    o.v.clean();
    await s.desk.check();
});
