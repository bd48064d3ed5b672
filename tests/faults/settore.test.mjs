// SPDX-License-Identifier: EUPL-1.2
// A settore that works by answering its mail, through real servers: Postfix signs with opendkim on its side, verifies with
// opendkim on ours, Dovecot delivers. What is verified acts and can be taken back; what is forged is a note, and harms nobody.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openDesk } from '../e2e/lib/desk.mjs';
import { makeReply } from '../e2e/lib/mail.mjs';
import { openMailServer } from '../e2e/lib/mailserver.mjs';
import { Plain } from '../e2e/lib/plain.mjs';
import { fileReport, query, report } from '../e2e/lib/requests.mjs';
import { missing } from '../e2e/lib/scene.mjs';
import { submit } from '../e2e/lib/smtp.mjs';
import { until } from '../e2e/lib/wait.mjs';

const skip = missing();
let town, doors, desk, office, count = 0;

before(async () => {
    if (skip) return;
    const server = openMailServer();
    town = server.town('s');
    doors = await server.withDkim(town.domain);
    desk = await openDesk({ town, conf: { mail: { authserv_id: doors.authservId } } });
    office = town.office('lavoripubblici');
}, { timeout: 120000 });
after(() => desk?.close());

// A request that a rule gives to the office, and its letter as the office has it.
async function work() {
    const citizen = town.citizen(`c${++count}`);
    const { code } = await fileReport(desk, report(count, { email: citizen }));
    const letter = await town.mailbox(office).wait('the assignment', m => m.subject.startsWith(`[URP ${code}] Per voi`));
    return { code, citizen, letter };
}

const ticket = code => {
    const [state, outcome, settore, version] = query(desk, `SELECT t.state, t.outcome, coalesce(s.code, ''), t.version FROM ticket t LEFT JOIN settore s ON s.id = t.settore_id WHERE t.code = '${code}'`)[0];
    return { state, outcome, settore, version: Number(version) };
};
const lastNote = code => {
    const r = query(desk, `SELECT m.status, coalesce(json_extract(e.data, '$.unverified'), '') FROM event_plain e JOIN ticket t ON t.id = e.ticket_id
        JOIN message m ON m.id = json_extract(e.data, '$.message') WHERE t.code = '${code}' AND e.kind = 'nota' ORDER BY e.id DESC LIMIT 1`)[0];
    return r && { status: r[0], why: r[1] };
};

// from: who writes. door: through which server. change: what a forger does to the bytes.
async function answer(w, text, { from = office, door = doors.sign, change = x => x, to = w.letter.replyTo } = {}) {
    const raw = change(makeReply({ ...w.letter, replyTo: to }, { from, fromName: 'Paolo Neri', text }).toString('latin1'));
    await submit(door, { from, to, raw: Buffer.from(raw, 'latin1') });
}

const confirmation = (w, box = office) => town.mailbox(box).wait('the confirmation', m => m.subject.startsWith(`[URP ${w.code}] Fatto`));
const undoPath = mail => /\/annulla\/\w+/.exec(mail.text)[0];

async function takeBack(mail) {
    const p = await new Plain(desk).open(undoPath(mail));
    assert.equal(p.status, 200, p.text());
    assert.match(p.text(), /Vuoi annullare\?/);
    const form = p.forms().find(f => f.action.includes('/annulla/'));
    await p.settle(await p.fetch('POST', form.action, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams([...form.fields]).toString() }), form.action);
    return p;
}

const commands = [
    ['PRESA IN CARICO', 'PRESA IN CARICO', { state: 'in_progress' }, /il tuo ufficio prende in carico la richiesta/, true],
    ['RISPOSTA AL CITTADINO', 'Buongiorno,\nRISPOSTA AL CITTADINO: passiamo lunedì.\n\nInviato da iPhone', { state: 'in_progress' }, /il testo qui sotto va al cittadino[\s\S]*passiamo lunedì\./, true],
    ['NON DI COMPETENZA', 'Non di competenza: la strada è della Provincia', { state: 'taken', settore: '' }, /non è di competenza del tuo ufficio/, false],
    ['INOLTRA A', 'INOLTRA A: Polizia locale', { state: 'taken', settore: '' }, /non è vostra ma di «Polizia locale»/, false],
    ['CHIUSA', 'CHIUSA: risolta\nAbbiamo chiuso la buca.', { state: 'closed', outcome: 'solved' }, /chiusa con esito «Risolta»/, true],
];
for (const [name, text, want, says, heard] of commands) {
    test(`${name} by mail acts, is confirmed, and is taken back`, { skip, timeout: 120000 }, async () => {
        const w = await work(), was = ticket(w.code);
        await answer(w, text);
        const done = await confirmation(w);
        const now = ticket(w.code);
        for (const [k, v] of Object.entries(want)) assert.equal(now[k], v, k);
        assert.match(done.text, says);
        assert.equal(query(desk, `SELECT count(*) FROM event_plain e JOIN ticket t ON t.id = e.ticket_id WHERE t.code = '${w.code}' AND e.actor = 'settore' AND json_extract(e.data, '$.verified') = 'dkim'`)[0][0] > 0, true);
        const p = await takeBack(done);
        assert.match(p.text(), /Annullato/);
        const back = ticket(w.code);
        assert.deepEqual({ ...back, version: 0 }, { ...was, version: 0 });
        assert.deepEqual(town.mailbox(w.citizen).mails().map(m => m.subject).filter(s => !/Abbiamo ricevuto/.test(s)), [], 'the citizen heard nothing');
        if (heard) assert.equal(query(desk, `SELECT count(*) FROM outbox o JOIN ticket t ON t.id = o.ticket_id WHERE t.code = '${w.code}' AND o.state = 'cancelled'`)[0][0], '1');
        await p.open(undoPath(done));
        assert.match(p.text(), /Hai annullato/, 'once more: it says so, and does nothing');
        assert.equal(ticket(w.code).version >= back.version, true);
    });
}

test('opened by a mail scanner, the link takes nothing back', { skip, timeout: 120000 }, async () => {
    const w = await work();
    await answer(w, 'PRESA IN CARICO');
    const done = await confirmation(w);
    for (let i = 0; i < 3; i++) await new Plain(desk).open(undoPath(done));
    assert.equal(ticket(w.code).state, 'in_progress');
});

const forgeries = [
    ['a forged statement and no signature', 'PRESA IN CARICO', 'failed',
        { door: () => doors.world, change: raw => `Authentication-Results: mx.urp.test; dkim=pass header.d=${town.domain}\r\n${raw}` }],
    ['a forged statement that names SPF, which opendkim lets pass', 'PRESA IN CARICO', 'failed',
        { door: () => doors.world, change: raw => `Authentication-Results: mx.urp.test; spf=pass smtp.mailfrom=${town.domain}\r\n${raw}` }],
    ['a forged statement through a server that verifies nothing', 'PRESA IN CARICO', 'unsaid',
        { door: () => town.server.smtp, change: raw => `Authentication-Results: mx.urp.test; dkim=pass header.d=${town.domain}\r\n${raw}` }],
    ['a signature that does not hold', 'PRESA IN CARICO', 'failed',
        { door: () => doors.world, change: raw => `DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=${town.domain}; s=s; t=1; bh=AAAA; h=From:To; b=AAAA\r\n${raw}` }],
    ['another address of the same house, well signed', 'PRESA IN CARICO', 'contact', { from: () => town.office('tizio') }],
];
for (const [name, text, why, { door, from, change }] of forgeries) {
    test(`${name}: a note, "non verificata"`, { skip, timeout: 120000 }, async () => {
        const w = await work(), was = ticket(w.code);
        await answer(w, text, { ...(door && { door: door() }), ...(from && { from: from() }), ...(change && { change }) });
        const note = await until('the note', () => lastNote(w.code), { ms: 30000 });
        assert.deepEqual(note, { status: 'unconfirmed', why });
        assert.equal(ticket(w.code).state, was.state);
        desk.operator.page ??= await new Plain(desk).signIn(desk.operator);
        await desk.operator.page.open(`/ufficio/richieste/${w.code}`);
        assert.match(desk.operator.page.text(), /Non verificata, da confermare/);
        if (why === 'contact') return assert.equal(town.mailbox(town.office('tizio')).mails().length, 0, 'a stranger gets no letter');
        const hint = await town.mailbox(office).wait('the hint', m => m.subject.startsWith(`[URP ${w.code}] La tua risposta`));
        assert.match(hint.text, /Non abbiamo potuto verificare che il messaggio venga davvero dal tuo indirizzo\./);
        assert.match(hint.text, /\/s\/\w+/);
    });
}

test('a changed mark in the address: a note, whoever signed', { skip, timeout: 120000 }, async () => {
    const w = await work();
    const to = w.letter.replyTo.replace(/.(?=@)/, c => (c === 'a' ? 'b' : 'a'));
    await answer(w, 'PRESA IN CARICO', { to });
    const note = await until('the note', () => lastNote(w.code), { ms: 30000 });
    assert.deepEqual(note, { status: 'unconfirmed', why: 'signed_address' });
    assert.equal(ticket(w.code).state, 'assigned');
});

test('the record and the store are whole', { skip, timeout: 120000 }, async () => {
    await desk.check();
});
