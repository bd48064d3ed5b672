// SPDX-License-Identifier: EUPL-1.2
// A mail server that refuses, stays silent, hangs up, or loses its own answer. Nothing is lost, nothing is sent by a
// second Message-ID, and the operator sees what did not arrive.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { BadSmtp } from '../e2e/lib/badpeers.mjs';
import { Desk } from '../e2e/lib/desk.mjs';
import { pdf } from '../e2e/lib/files.mjs';
import { openMailServer } from '../e2e/lib/mailserver.mjs';
import { parseMail } from '../e2e/lib/mail.mjs';
import { actionLink } from '../e2e/lib/people.mjs';
import { Plain } from '../e2e/lib/plain.mjs';
import { fileReport, query, report } from '../e2e/lib/requests.mjs';
import { missing } from '../e2e/lib/scene.mjs';
import { until } from '../e2e/lib/wait.mjs';

const skip = missing();

async function scene(t, decide, { certificate, start = true, conf = {} } = {}) {
    const mail = openMailServer();
    const smtp = await new BadSmtp(mail, { decide, certificate }).start();
    const town = mail.town('s');
    const desk = await new Desk({ town, mailbox: false, conf: { smtp: { url: smtp.url, timeout_s: 5, ...conf } } }).configure();
    t.after(async () => {
        await desk.close();
        await smtp.close();
    });
    await desk.loadEnte();
    if (start) {
        await desk.start();
        desk.operator = await desk.addOperator();
    }
    return { desk, smtp, town };
}

const outbox = (desk, where = '1') => query(desk, `SELECT kind, state, attempts, last_code, header_id FROM outbox WHERE ${where} ORDER BY id`)
    .map(([kind, state, attempts, code, id]) => ({ kind, state, attempts: Number(attempts), code: Number(code), id }));
const assignment = desk => outbox(desk, "kind = 'assigned'")[0];

// Makes everything that waits for its next try due now, as if the time had passed.
async function timePasses(desk, { older_s = 0 } = {}) {
    await desk.stop();
    execFileSync('sqlite3', [`${desk.data}/urp.db`, `UPDATE outbox SET next_try_at = 0, created_at = created_at - ${older_s} WHERE settled_at IS NULL`]);
    await desk.start();
}

const later = [
    ['450 at RCPT', (stage) => (stage === 'rcpt' ? '450 4.7.1 try later' : undefined)],
    ['451 after the dot', (stage) => (stage === 'dot' ? '451 4.3.0 not now' : undefined)],
    ['421 at the greeting', (stage) => (stage === 'connect' ? '421 4.3.2 too busy' : undefined)],
    ['554 at the greeting (the server, not the recipient)', (stage) => (stage === 'connect' ? '554 5.7.1 no' : undefined)],
    ['connection closed at RCPT', (stage) => (stage === 'rcpt' ? 'drop' : undefined)],
    ['silence after DATA', (stage) => (stage === 'data' ? 'silent' : undefined)],
];
for (const [name, fault] of later) {
    test(`${name}: tried again later with the same Message-ID`, { skip, timeout: 120000 }, async t => {
        let ill = true;
        const { desk, smtp } = await scene(t, (...a) => (ill ? fault(...a) : undefined));
        const { code } = await fileReport(desk, report(1));
        const row = await until('the first try to be noted', () => { const r = assignment(desk); return r?.attempts >= 1 && r; }, { ms: 30000 });
        assert.ok(['later', 'unknown'].includes(row.state), row.state);
        ill = false;
        await timePasses(desk);
        await until('the mail to arrive', () => smtp.taken.some(m => parseMail(m.raw).messageId === row.id), { ms: 30000 });
        await until('the row to be settled', () => assignment(desk).state === 'done');
        const mails = smtp.taken.map(m => parseMail(m.raw)).filter(m => m.subject.includes(code));
        assert.equal(mails.length, 1);
        await desk.check();
    });
}

test('550 for the settore: not tried again, red on the board and on the ticket', { skip, timeout: 120000 }, async t => {
    let ill = true;
    const { desk } = await scene(t, stage => (stage === 'rcpt' && ill ? '550 5.1.1 no such mailbox' : undefined));
    const { code } = await fileReport(desk, report(1));
    await until('the refusal', () => assignment(desk)?.state === 'refused', { ms: 30000 });
    const tries = assignment(desk).attempts;   // of this mail: the receipt and the office's second address are tried, too
    await timePasses(desk);
    assert.equal(assignment(desk).state, 'refused');
    const p = await new Plain(desk).signIn(desk.operator);
    const alarm = /C'è una richiesta con un messaggio non consegnato\./, why = /Un messaggio non è arrivato: guarda la posta di questa richiesta/;
    await p.open('/ufficio');
    assert.match(p.text(), alarm, 'the board says so');
    await p.open(p.links().find(h => h.endsWith('fascia=non-consegnate')));
    assert.match(p.text(), new RegExp(code), 'and shows which one');
    assert.match(p.html, /<b class="is-bad">Non consegnata al settore dalle \d\d:\d\d<\/b>/, 'and since when nobody works on it');
    await p.open(`/ufficio/richieste/${code}`);
    assert.match(p.text(), why);
    assert.match(p.html, /<li class="is-bad">.*Non consegnata al settore dalle \d\d:\d\d/, 'as the board says it');
    assert.match(p.text(), /5\.1\.1 no such mailbox/, 'in the words of the server');
    assert.equal(assignment(desk).attempts, tries);
    ill = false;
    for (const bad = () => outbox(desk, "state IN ('refused', 'dead')").length; bad() > 0;) {
        const left = bad();
        await p.open('/ufficio/posta?scheda=non-consegnata');
        await p.settle(await p.fetch('POST', p.forms().find(f => f.action.endsWith('/riprova')).action, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
            body: new URLSearchParams([...p.forms().find(f => f.action.endsWith('/riprova')).fields]).toString() }), '/ufficio/posta');
        assert.equal(bad(), left - 1);
    }
    await until('all of it to leave', () => outbox(desk, 'settled_at IS NULL').length === 0, { ms: 30000 });
    await p.open('/ufficio');
    assert.doesNotMatch(p.html, /urp-alarm/, 'over');
    await p.open(`/ufficio/richieste/${code}`);
    assert.doesNotMatch(p.text(), why);
    await desk.check();
});

test('the answer to the dot is lost: sent again by the same Message-ID and the same bytes', { skip, timeout: 120000 }, async t => {
    let lose = true;
    const { desk, smtp } = await scene(t, stage => (stage === 'dot' && lose ? { after: 'drop' } : undefined));
    const { code } = await fileReport(desk, report(1));
    const row = await until('the doubt to be noted', () => { const r = assignment(desk); return r?.attempts >= 1 && r; }, { ms: 30000 });
    assert.equal(row.state, 'unknown');
    lose = false;
    await timePasses(desk);
    await until('certainty', () => assignment(desk).state === 'done', { ms: 30000 });
    const copies = smtp.taken.filter(m => parseMail(m.raw).messageId === row.id);
    assert.ok(copies.length >= 2, `${copies.length} copies of ${code}`);
    for (const c of copies) assert.deepEqual(c.raw, copies[0].raw);
});

test('one refused recipient does not hold up the others', { skip, timeout: 120000 }, async t => {
    const { desk, smtp, town } = await scene(t, (stage, about) => (stage === 'rcpt' && about.startsWith('nessuno@') ? '550 5.1.1 no' : undefined));
    await fileReport(desk, report(1, { email: town.citizen('nessuno') }));
    await fileReport(desk, report(2, { email: town.citizen('qualcuno') }));
    await until('the others', () => smtp.taken.some(m => m.to === town.citizen('qualcuno')) && assignment(desk).state === 'done', { ms: 30000 });
    assert.equal(outbox(desk, `to_addr = '${town.citizen('nessuno')}'`)[0].state, 'refused');
});

test('552 for the size: the same mail goes once more without its files, by the same Message-ID', { skip, timeout: 120000 }, async t => {
    const { desk, smtp } = await scene(t, (stage, about, talk) => (stage === 'dot' && talk.raw?.includes('filename') ? '552 5.3.4 message too big' : undefined));
    await fileReport(desk, report(1), { files: [{ name: 'relazione.pdf', mime: 'application/pdf', bytes: pdf() }] });
    const row = await until('the assignment to leave', () => { const r = assignment(desk); return r?.state === 'done' && r; }, { ms: 30000 });
    const mail = smtp.taken.map(m => parseMail(m.raw)).find(m => m.messageId === row.id);
    assert.equal(mail.attachments.length, 0);
    assert.match(mail.text, /Gli allegati sono troppo grandi per la tua casella di posta: si aprono dal collegamento\./);
    assert.equal(row.attempts, 2);
    const p = await new Plain(desk).open(new URL(actionLink(mail)).pathname);
    assert.match(p.text(), /relazione\.pdf/, 'its link shows the file');
    await desk.check();
});

test('a domain that takes few mails a minute holds up its own alone', { skip, timeout: 120000 }, async t => {
    const { desk, smtp, town } = await scene(t, () => undefined, { conf: { per_domain_per_minute: 2 } });
    for (let i = 1; i <= 5; i++) await fileReport(desk, report(i, { email: `mario${i}@lento.test` }));
    for (let i = 6; i <= 7; i++) await fileReport(desk, report(i, { email: `mario${i}@altro${i}.test` }));
    await until('the others', () => smtp.taken.filter(m => /@altro\d\.test$/.test(m.to)).length === 2, { ms: 30000 });
    const slow = outbox(desk, "to_addr LIKE '%@lento.test'");
    assert.equal(slow.filter(r => r.state === 'done').length, 2);
    assert.ok(slow.filter(r => r.state !== 'done').every(r => r.attempts === 0), 'nobody tried them');
    assert.ok(town);
    await timePasses(desk);    // a minute
    await until('the next two', () => smtp.taken.filter(m => m.to.endsWith('@lento.test')).length === 4, { ms: 30000 });
    await timePasses(desk);
    await until('all of them', () => outbox(desk, "to_addr LIKE '%@lento.test' AND state <> 'done'").length === 0, { ms: 30000 });
    assert.equal(smtp.taken.filter(m => m.to.endsWith('@lento.test')).length, 5);
});

test('mail server down: forms are taken, the desk says what is going on, mail leaves when it is back', { skip, timeout: 120000 }, async t => {
    const { desk, smtp, town } = await scene(t, () => undefined);
    const { port } = smtp;
    await smtp.close();
    await fileReport(desk, report(1, { email: town.citizen('mittente') }));
    const tried = n => () => outbox(desk).find(r => r.attempts >= n);    // one tells of the server; the others wait for it
    assert.equal((await until('the first try', tried(1), { ms: 30000 })).state, 'later');
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open('/ufficio');
    assert.doesNotMatch(p.html, /urp-alarm/, 'some minutes are no alarm');
    await timePasses(desk, { older_s: 3700 });
    await p.open('/ufficio/richieste');
    assert.match(p.text(), /2 messaggi aspettano di partire da più di un'ora, il più vecchio dal(le| \d\d\/\d\d\/\d{4}, ore) \d\d:\d\d\./);
    await until('the next try', tried(2), { ms: 30000 });
    await p.open(p.links().find(h => h.endsWith('scheda=in-attesa')));
    assert.match(p.text(), /Assegnazione al settore/);
    assert.match(p.text(), /Si riprova [^<]*(connect|refused)/i, 'what the server said, one click away');
    const t0 = performance.now();
    assert.equal((await desk.get('/')).status, 200);
    assert.ok(performance.now() - t0 < 1000, 'pages do not wait for mail');
    await new Promise(r => { smtp.server.listen(port, '127.0.0.1', r); });
    await timePasses(desk);
    await until('the mail', () => outbox(desk, "state <> 'done'").length === 0, { ms: 30000 });
    await p.open('/ufficio');
    assert.doesNotMatch(p.html, /urp-alarm/);
    await p.open('/ufficio/posta?scheda=in-attesa');
    assert.match(p.text(), /Nessun messaggio aspetta di partire\./);
});

test('«Invia ora»: what waits goes at once, two clicks send once; while the server is down the page says so', { skip, timeout: 120000 }, async t => {
    let ill = 'recipient';
    const { desk, smtp } = await scene(t, stage => (ill === 'recipient' && stage === 'rcpt' ? '450 4.7.1 try later' : ill === 'server' && stage === 'connect' ? '421 4.3.2 too busy' : undefined));
    const { code } = await fileReport(desk, report(1));
    const at = await until('the first try', () => assignment(desk)?.attempts >= 1 && query(desk, "SELECT id FROM outbox WHERE kind = 'assigned'")[0][0], { ms: 30000 });
    const tries = assignment(desk).attempts;
    const p = await new Plain(desk).signIn(desk.operator);
    const page = `/ufficio/posta/uscita/${at}`, button = () => p.forms().find(f => f.action.endsWith('/invia-ora'));
    const click = form => p.fetch('POST', form.action, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams([...form.fields]).toString() });
    ill = 'server';
    await p.open(page);
    assert.doesNotMatch(p.text(), /non risponde/, 'the recipient was refused, the server is there');
    await p.settle(await click(button()), page);
    await until('the next try', () => assignment(desk).attempts > tries, { ms: 30000 });
    await p.open(page);
    assert.match(p.text(), /Il server di posta non risponde \(da: /);
    assert.equal(smtp.taken.length, 0);
    ill = null;
    await until('a moment to wait for', async () => (await p.open(page), button()), { ms: 30000 });
    const form = button();
    const [one, two] = [await click(form), await click(form)];
    assert.equal(one.status, 303);
    assert.equal(two.status, 409, 'the second click finds another moment');
    await until('all of it to leave', () => outbox(desk, 'settled_at IS NULL').length === 0, { ms: 90000 });
    assert.equal(smtp.taken.filter(m => parseMail(m.raw).messageId === assignment(desk).id).length, 1);
    await p.open(page);
    assert.doesNotMatch(p.text(), /non risponde|Invia ora/);
    assert.equal((await click(form)).status, 409, 'nor does a page from before send it twice');
    assert.equal(query(desk, "SELECT count(*) FROM event WHERE kind = 'invio_anticipato'")[0][0], '2');
    await p.open(`/ufficio/richieste/${code}`);
    assert.match(p.text(), /Messaggio in attesa inviato subito: assegnazione al settore, a /);
    await desk.check();
});

test('a server with the certificate of another name and CA gets nothing', { skip, timeout: 120000 }, async t => {
    const { desk, smtp } = await scene(t, () => undefined, { certificate: 'evil' });
    await fileReport(desk, report(1));
    await until('the first try', () => assignment(desk)?.attempts >= 1, { ms: 30000 });
    assert.equal(smtp.taken.length, 0);
    assert.equal(assignment(desk).state, 'later');
});
