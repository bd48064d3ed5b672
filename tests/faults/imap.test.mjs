// SPDX-License-Identifier: EUPL-1.2
// A mailbox that goes away, comes back restored, repeats itself or is cut in the middle: no mail lost, none twice.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ImapProxy } from '../e2e/lib/badpeers.mjs';
import { openMailServer } from '../e2e/lib/mailserver.mjs';
import { makeMail } from '../e2e/lib/mail.mjs';
import { Plain } from '../e2e/lib/plain.mjs';
import { query } from '../e2e/lib/requests.mjs';
import { Scene, missing } from '../e2e/lib/scene.mjs';
import { never, until } from '../e2e/lib/wait.mjs';

const skip = missing();
let serial = 0;

function letter(s, more = {}) {
    const from = s.town.citizen('mittente');
    return { from, to: s.town.office('urp'), raw: makeMail({ from, to: s.town.office('urp'), subject: `Lettera ${++serial}`, text: 'Testo della lettera.', ...more }) };
}
const tickets = (s, where = '1') => query(s.desk, `SELECT subject, count(*) FROM ticket_text WHERE ${where} GROUP BY subject`);
const came = (s, n) => until(`${n} tickets`, () => tickets(s).length >= n, { ms: 60000, every: 200 });
const once = s => assert.deepEqual(tickets(s).filter(r => r[1] !== '1'), [], 'one ticket a mail');

async function throughProxy(t, hooks) {
    const proxy = await new ImapProxy(openMailServer(), hooks).start();
    const s = await Scene.open(t, { town: 'i', browser: false, conf: { 'mailbox urp': { url: proxy.url } } });
    t.after(() => proxy.close());
    return { s, proxy };
}

test('zammad#243: a mail is marked only after the commit, and stays in the mailbox', { skip, timeout: 120000 }, async t => {
    const s = await Scene.open(t, { town: 'i', browser: false });
    await s.town.send(letter(s));
    await came(s, 1);
    const box = s.box(s.town.office('urp'));
    await until('the mail to be marked', () => [...box.flags().values()].every(f => f.includes('S')), { ms: 20000 });
    assert.equal(box.files().length, 1, 'nothing is deleted or moved that nobody asked to move');
});

test('connection cut in the middle of the body: fetched again, one ticket', { skip, timeout: 120000 }, async t => {
    let cuts = 0;
    const { s } = await throughProxy(t, { onServer: d => (/BODY\[\]|RFC822 \{/.test(d) && cuts++ < 3 ? 'drop' : undefined) });
    await s.town.send(letter(s, { text: 'riga lunga\n'.repeat(20000) }));
    await came(s, 1);
    assert.ok(cuts >= 3, `cut ${cuts} times`);
    once(s);
    await s.desk.check();
});

test('the server slips in answers that nobody asked for', { skip, timeout: 120000 }, async t => {
    const { s } = await throughProxy(t, { onClient: line => (/ UID (FETCH|SEARCH)/i.test(line) ? '* 1 FETCH (FLAGS (\\Seen))\r\n* 7 EXISTS\r\n* OK [ALERT] prova\r\n' : undefined) });
    for (let i = 0; i < 3; i++) await s.town.send(letter(s));
    await came(s, 3);
    once(s);
});

test('a server that has news at every moment: what lay there before has its turn, too', { skip, timeout: 120000 }, async t => {
    let down = true; // the first look comes when the mails are there
    const { s } = await throughProxy(t, { onClient: line => (down ? 'drop' : / UID (FETCH|SEARCH)/i.test(line) ? '* 7 EXISTS\r\n' : undefined) });
    for (let i = 0; i < 3; i++) await s.town.send(letter(s));
    down = false;
    await came(s, 3);
    once(s);
});

test('IMAP down at the start and in between: the board says so, mail comes in afterwards', { skip, timeout: 180000 }, async t => {
    let down = true;
    const { s, proxy } = await throughProxy(t, { onClient: () => (down ? 'drop' : undefined) });
    await s.town.send(letter(s));
    await until('the error to be noted', () => query(s.desk, "SELECT last_error FROM mailbox WHERE last_error <> ''").length, { ms: 60000 });
    const p = await new Plain(s.desk).signIn(s.desk.operator);
    const alarm = /La casella di posta «urp» non si può leggere dal(le| \d\d\/\d\d\/\d{4}, ore) \d\d:\d\d: i messaggi nuovi aspettano sul server\./;
    for (const page of ['/ufficio', '/ufficio/richieste', '/ufficio/nuova', '/ufficio/posta']) {
        await p.open(page);
        assert.match(p.text(), alarm, page);
    }
    assert.match(p.text(), /Non raggiungibile dal \d\d\/\d\d\/\d{4} \d\d:\d\d: \S/, 'what the server did, where the alarm leads');
    down = false;
    await came(s, 1);
    await until('the alarm to end', async () => { await p.open('/ufficio'); return p.status === 200 && !alarm.test(p.text()); });
    assert.doesNotMatch(p.html, /urp-alarm/);
    proxy.cut();
    await s.town.send(letter(s));
    await came(s, 2);
    once(s);
});

test('osTicket#494: UIDVALIDITY changes, everything is looked at again, nothing becomes a second ticket', { skip, timeout: 180000 }, async t => {
    const s = await Scene.open(t, { town: 'i', browser: false });
    for (let i = 0; i < 3; i++) await s.town.send(letter(s));
    await came(s, 3);
    await s.desk.stop();
    await s.mail.control('uidvalidity', s.town.office('urp'), '1234567');
    await s.desk.start();
    await s.town.send(letter(s));
    await came(s, 4);
    await never('a second ticket of an old mail', () => tickets(s).some(r => r[1] !== '1'));
    await s.desk.check();
});

test('the same mail delivered twice is one ticket; another text under the same Message-ID is two', { skip, timeout: 120000 }, async t => {
    const s = await Scene.open(t, { town: 'i', browser: false });
    const first = letter(s);
    await s.town.send(first);
    await s.town.send(first);
    await came(s, 1);
    const id = /Message-ID: <([^>]+)>/.exec(first.raw.toString('latin1'))[1];
    await s.town.send(letter(s, { messageId: id, text: 'Un testo del tutto diverso.' }));
    await came(s, 2);
    await never('a third ticket', () => tickets(s).reduce((n, r) => n + Number(r[1]), 0) > 2);
});

test('zammad#2063: the same mail without a Message-ID delivered twice is one ticket', { skip, timeout: 120000 }, async t => {
    const s = await Scene.open(t, { town: 'i', browser: false });
    const box = s.box(s.town.office('urp'));
    const bare = text => letter(s, { subject: 'Ancora', text }).raw.toString('latin1').replace(/^Message-ID: .*\r\n/mi, '');
    const by = (n, mail) => Buffer.from(`Received: from via${n}.test by mx.test; Mon, 2 Mar 2026 10:0${n}:00 +0100\r\n${mail}`, 'latin1');
    const once = bare('Senza identificativo.');
    box.put([by(1, once), by(2, once)]);
    await until('both rows', () => query(s.desk, "SELECT count(*) FROM mail_journal WHERE state = 'done' AND class = 'duplicate'")[0][0] === '1');
    assert.equal(query(s.desk, 'SELECT count(*) FROM ticket')[0][0], '1');
    box.put([by(3, bare('Altre parole.'))]);
    await until('other words are another request', () => query(s.desk, 'SELECT count(*) FROM ticket')[0][0] === '2');
});

test('a mail that cannot be read is a ticket all the same, with the mail attached', { skip, timeout: 120000 }, async t => {
    const s = await Scene.open(t, { town: 'i', browser: false });
    const from = s.town.citizen('strano');
    await s.town.send({ from, to: s.town.office('urp'), raw: Buffer.from(`From: ${from}\r\nCc: ${'a:'.repeat(5000)}\r\nSubject: Lettera impossibile\r\n\r\nciao\r\n`) });
    await s.town.send(letter(s));
    await came(s, 2);
    const p = await new Plain(s.desk).signIn(s.desk.operator);
    await p.open('/ufficio');
    assert.equal(p.status, 200);
    await p.open('/ufficio/posta?scheda=arrivo');
    assert.match(p.text(), /Nuova richiesta/);
    assert.match(p.text(), /L'ha scritto una persona\./, 'operators read Italian');
    assert.doesNotMatch(p.text(), /written by|gave up|unreadable|· new/);
});

test('urpd intake: 0 when durable, also while the daemon is down; it becomes a ticket at the next start', { skip, timeout: 120000 }, async t => {
    const s = await Scene.open(t, { town: 'i', browser: false });
    await s.desk.stop();
    const one = letter(s);
    assert.equal((await s.desk.cli(['intake'], { input: one.raw })).code, 0);
    assert.notEqual((await s.desk.cli(['intake'], { input: '' })).code, 0, 'no mail at all');
    await s.desk.start();
    await came(s, 1);
    once(s);
});
