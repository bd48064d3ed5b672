// SPDX-License-Identifier: EUPL-1.2
// Several mailboxes at once: each on its own, one that is broken stops nobody, one mail to two of them is one request.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { makeMail } from '../e2e/lib/mail.mjs';
import { Plain } from '../e2e/lib/plain.mjs';
import { query } from '../e2e/lib/requests.mjs';
import { Scene, missing } from '../e2e/lib/scene.mjs';
import { until } from '../e2e/lib/wait.mjs';

const skip = missing();
const tickets = s => query(s.desk, 'SELECT x.subject, count(*), t.channel FROM ticket_text x JOIN ticket t ON t.id = x.ticket_id GROUP BY x.subject');
const came = (s, n) => until(`${n} tickets`, () => tickets(s).length >= n, { ms: 60000, every: 100 });

// urp (ordinary), pec (certified), protocollo (ordinary), and rotta with a password that is none.
async function fourBoxes(t) {
    const s = await Scene.open(t, { town: 'q', browser: false });
    await s.desk.stop();
    const box = (local, more) => ({ url: `imaps://localhost:${s.town.server.imaps}`, user: s.town.office(local), password_file: `${s.desk.dir}/posta.secret`,
        ca_file: s.town.server.ca, poll_s: 5, ...more });
    Object.assign(s.desk.extra, { 'mailbox pec': box('pec', { kind: 'pec' }), 'mailbox protocollo': box('protocollo'), 'mailbox rotta': box('rotta', { url: 'imaps://localhost:1' }) });
    await s.desk.configure();
    await s.desk.start();
    return s;
}
const mail = (s, to, more) => makeMail({ from: s.town.citizen('anna'), fromName: 'Anna Verdi', to: [to].flat().map(x => s.town.office(x)).join(', '), text: 'Testo.', ...more });
const send = (s, local, raw) => s.town.send({ from: s.town.citizen('anna'), to: s.town.office(local), raw });

test('three mailboxes at once, a fourth that cannot be reached stops none of them', { skip, timeout: 120000 }, async t => {
    const s = await fourBoxes(t);
    for (let i = 0; i < 5; i++) for (const local of ['urp', 'pec', 'protocollo']) await send(s, local, mail(s, local, { subject: `A ${local} ${i}` }));
    await came(s, 15);
    assert.deepEqual(tickets(s).filter(r => r[1] !== '1'), []);
    const text = (await s.desk.get('/metrics')).text;
    for (const local of ['urp', 'pec', 'protocollo']) {
        assert.match(text, new RegExp(`^urp_mailbox_up\\{mailbox="${local}"\\} 1$`, 'm'));
        assert.equal(query(s.desk, `SELECT count(*) FROM mail_journal WHERE mailbox = '${local}'`)[0][0], '5');
    }
    await until('the broken one to be told', async () => /^urp_mailbox_up\{mailbox="rotta"\} 0$/m.test((await s.desk.get('/metrics')).text), { ms: 30000 });
    const p = await new Plain(s.desk).signIn(s.desk.operator);
    await p.open('/ufficio');
    assert.match(p.text(), /La casella di posta «rotta» non si può leggere/);
    assert.doesNotMatch(p.text(), /«(urp|pec|protocollo)» non si può leggere/);
    await s.desk.check();
});

test('zammad#1578: the same mail to two mailboxes is one ticket, the second arrival noted with its address', { skip, timeout: 120000 }, async t => {
    const s = await fourBoxes(t);
    const raw = mail(s, ['urp', 'protocollo'], { subject: 'A tutti e due', messageId: `due@${s.town.citizens}` });
    await send(s, 'urp', raw);
    await came(s, 1);
    await send(s, 'protocollo', raw);
    await send(s, 'protocollo', raw);   // and once more to the same: nothing new to say
    await until('the second arrivals', () => query(s.desk, "SELECT 1 FROM mail_journal WHERE class = 'duplicate'").length === 2, { ms: 60000, every: 100 });
    assert.deepEqual(tickets(s).map(r => r.slice(0, 2)), [['A tutti e due', '1']]);
    const notes = query(s.desk, 'SELECT body FROM message').map(r => r[0]);
    assert.equal(notes.length, 1);
    for (const n of notes) assert.match(n, new RegExp(`^Lo stesso messaggio è arrivato anche alla casella «protocollo», all'indirizzo protocollo@${s.town.domain}\\.$`));
    assert.equal(query(s.desk, 'SELECT count(DISTINCT ticket_id) FROM mail_journal')[0][0], '1');
    const code = query(s.desk, 'SELECT code FROM ticket')[0][0];
    const p = await new Plain(s.desk).signIn(s.desk.operator);
    await p.open(`/ufficio/richieste/${code}`);
    assert.match(p.text(), /Lo stesso messaggio è arrivato anche alla casella «protocollo»/);
    await s.desk.check();
});

test('urpd journal: list with filters as table and JSON lines, show with file and reason, retry of one or all', { skip, timeout: 120000 }, async t => {
    const s = await fourBoxes(t);
    await send(s, 'urp', mail(s, 'urp', { subject: 'Perché la città è buia?' }));
    await send(s, 'protocollo', mail(s, 'protocollo', { subject: 'Ferie', headers: { 'Auto-Submitted': 'auto-replied' } }));
    await send(s, 'urp', mail(s, 'urp', { subject: 'Seconda' }));
    const count = where => Number(query(s.desk, `SELECT count(*) FROM mail_journal WHERE ${where}`)[0][0]);
    await until('all to be worked through', () => count("state <> 'new'") === 3, { ms: 60000, every: 100 });
    // What nothing in this parser does any more: a store of an older one, where two mails could not be read.
    await s.desk.stop();
    execFileSync('sqlite3', [`${s.desk.data}/urp.db`, "UPDATE mail_journal SET state = 'failed', class = 'unreadable', reason = 'the parser gave up' WHERE mailbox = 'urp'"]);
    await s.desk.start();
    const lines = async (...args) => (await s.desk.must(['journal', 'list', '--format', 'json', ...args])).trim().split('\n').filter(Boolean).map(l => JSON.parse(l));
    assert.equal((await lines()).length, 3);
    assert.deepEqual((await lines('--search', 'perche LA')).map(r => r.subject), ['Perché la città è buia?']);
    assert.equal((await lines('--class', 'unreadable')).length, 2);
    assert.equal((await lines('--mailbox', 'protocollo')).length, 1);
    assert.equal((await lines('--since', '2099-01-01')).length, 0);
    assert.equal((await lines('--limit', '2')).length, 2);
    const [failed] = await lines('--state', 'failed');
    assert.match(await s.desk.must(['journal', 'list']), /^N +ricevuto +stato +classe +da +richiesta +oggetto\n(.*\n){3}$/);
    const shown = JSON.parse(await s.desk.must(['journal', 'show', String(failed.id)]));
    assert.match(shown.reason_words, /rovinato/);
    assert.match(shown.ticket, /^\d{4}-\d{6}-\w$/);
    assert.deepEqual([shown.ticket, shown.ticket_id], [failed.ticket, failed.ticket_id], 'the code in both, the id beside it');
    assert.match(shown.raw, /posta-in-arrivo\/..\/[0-9a-f]{64}$/);
    await s.desk.must(['journal', 'retry', String(failed.id)]);
    await until('the second try', () => count("state = 'done' AND class = 'new' AND tries = 2") === 1, { ms: 30000, every: 100 });
    assert.match(await s.desk.must(['journal', 'retry', '--failed']), /Si riprova con 1 messaggi/);
    await until('the rest', () => count("state = 'failed'") === 0 && count("class = 'new' AND tries = 2") === 2, { ms: 30000, every: 100 });
    assert.deepEqual(tickets(s).filter(r => r[1] !== '1'), [], 'no second ticket');
    assert.equal((await s.desk.cli(['journal', 'list', '--since', 'ieri'])).code, 64);
    assert.equal((await s.desk.cli(['journal', 'retry'])).code, 64);
    assert.equal((await s.desk.cli(['journal', 'retry', '1'])).code, 1, 'one that did not fail');
    await s.desk.stop();
    assert.equal((await lines()).length, 3, 'and while the daemon is down');
});
