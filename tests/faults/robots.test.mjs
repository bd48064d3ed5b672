// SPDX-License-Identifier: EUPL-1.2
// Programs that answer mail: ours and theirs stop by themselves, whatever their headers say, and nothing they wrote is lost.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import { Desk, openDesk } from '../e2e/lib/desk.mjs';
import { makeMail } from '../e2e/lib/mail.mjs';
import { openMailServer } from '../e2e/lib/mailserver.mjs';
import { Plain } from '../e2e/lib/plain.mjs';
import { query } from '../e2e/lib/requests.mjs';
import { missing } from '../e2e/lib/scene.mjs';
import { submit } from '../e2e/lib/smtp.mjs';
import { until } from '../e2e/lib/wait.mjs';

const skip = missing();
const count = (desk, sql) => Number(query(desk, `SELECT count(*) FROM ${sql}`)[0][0]);

// Answers each mail of its mailbox as soon as it sees it. reply(mail, n): the mail it sends, or null.
class Robot {
    constructor(town, addr, reply) {
        this.town = town;
        this.addr = addr;
        this.box = town.mailbox(addr);
        this.reply = reply;
        this.seen = new Set();
        this.sent = 0;
    }

    async turn() {
        for (const mail of this.box.mails()) {
            if (this.seen.has(mail.key)) continue;
            this.seen.add(mail.key);
            const answer = this.reply(mail, this.seen.size);
            if (!answer) continue;
            this.sent++;
            await submit(this.town.server.smtp, { from: answer.envelope ?? this.addr, to: answer.to, raw: answer.raw });
        }
    }
}

// No References, no Auto-Submitted, another subject, an id of its own: there is nothing to know it by.
function liar(addr, to) {
    return (mail, n) => {
        const where = to(mail);
        return { to: where, raw: makeMail({ from: addr, to: where, subject: `Domanda ${n} ${randomBytes(3).toString('hex')}`, text: `Testo ${n}: ${randomBytes(6).toString('hex')}.` }) };
    };
}

// Lets the robots act until nothing is under way anywhere: every mail to the desk is in its journal, every mail of the desk
// left and lies in a mailbox, every mail in a mailbox was answered.
async function untilQuiet(town, desk, robots, first) {
    const urp = town.mailbox(town.office('urp'));
    const state = () => `${urp.files().length} mails came, ${count(desk, "mail_journal WHERE state <> 'new'")} read; ${count(desk, 'outbox WHERE settled_at IS NULL')} to leave; ` +
        robots.map(r => `${r.addr} got ${count(desk, `outbox WHERE state = 'done' AND to_addr = '${r.addr}'`)}, saw ${r.seen.size}, sent ${r.sent}`).join('; ');
    await until('the end of it', async () => {
        for (const r of robots) await r.turn();
        const came = urp.files().length;
        const own = count(desk, `outbox WHERE state = 'done' AND to_addr = '${urp.addr}'`);    // the URP is an office, too
        return came === first + own + robots.reduce((n, r) => n + r.sent, 0) && count(desk, "mail_journal WHERE state <> 'new'") === came &&
            count(desk, 'outbox WHERE settled_at IS NULL') === 0 &&
            robots.every(r => count(desk, `outbox WHERE state = 'done' AND to_addr = '${r.addr}'`) === r.seen.size);
    }, { ms: 60000 }).catch(e => { throw new Error(`${e.message}: ${state()}`); });
}

async function scene(t) {
    const mail = openMailServer();
    const town = mail.town('r');
    const desk = await openDesk({ town });
    t.after(() => desk.close());
    return { town, desk, urp: town.office('urp') };
}

test('znuny#138: two robots that answer each other with lying headers stop within the caps', { skip, timeout: 180000 }, async t => {
    const { town, desk, urp } = await scene(t);
    const addr = town.citizen('robot');
    const robot = new Robot(town, addr, liar(addr, () => urp));
    await town.send({ from: addr, to: urp, raw: makeMail({ from: addr, to: urp, subject: 'La prima domanda', text: 'Comincio io.' }) });
    await untilQuiet(town, desk, [robot], 1);
    assert.equal(count(desk, "outbox WHERE kind = 'receipt' AND state = 'done'"), 3);
    assert.equal(robot.seen.size, 3);
    assert.equal(count(desk, 'ticket'), 4, 'what it wrote is kept');
    assert.equal(count(desk, "outbox WHERE kind = 'receipt' AND state = 'held'"), 1);
    const code = query(desk, "SELECT t.code FROM ticket t JOIN outbox o ON o.ticket_id = t.id WHERE o.state = 'held'")[0][0];
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open(`/ufficio/richieste/${code}`);
    assert.match(p.text(), /Trattenuto: già 3 richieste dallo stesso indirizzo in un'ora/, 'and the operator sees why no receipt left');
    await desk.check();
});

test('a robot at the signed address, and one in the office, stop within the caps', { skip, timeout: 180000 }, async t => {
    const { town, desk, urp } = await scene(t);
    const addr = town.citizen('robot'), back = m => m.replyTo || m.from;
    const robot = new Robot(town, addr, liar(addr, back));
    const offices = [...new Set(desk.ente().settori.map(s => s.email.toLowerCase()))].filter(a => a !== urp).map(a => new Robot(town, a, liar(a, back)));
    await town.send({ from: addr, to: urp, raw: makeMail({ from: addr, to: urp, subject: 'La prima domanda', text: 'Comincio io.' }) });
    await untilQuiet(town, desk, [robot, ...offices], 1);
    assert.equal(count(desk, "outbox WHERE kind = 'receipt' AND state = 'done'"), 1);
    assert.equal(count(desk, 'ticket'), 1);
    const most = Number(query(desk, 'SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM outbox WHERE state = \'done\' GROUP BY kind, to_addr)')[0][0]);
    assert.ok(most <= 12, `${most} mails of one kind to one address`);
    await desk.check();
});

// What the vacation command of sieve writes (RFC 5230), to each sender once; honest or not.
const vacations = {
    'honest headers': (addr, urp) => mail => ({ envelope: '', to: urp, raw: makeMail({ from: addr, to: urp, subject: `Auto: ${mail.subject}`, text: 'Sono in ferie fino al 12.',
        inReplyTo: mail.messageId, references: [...mail.references, mail.messageId], headers: { 'Auto-Submitted': 'auto-replied (vacation)' } }) }),
    'no header but the thread': (addr, urp) => mail => ({ to: urp, raw: makeMail({ from: addr, to: urp, subject: 'Sono in ferie', text: 'Torno il 12.',
        inReplyTo: mail.messageId, references: [mail.messageId] }) }),
    'dishonest headers': (addr, urp) => () => ({ to: urp, raw: makeMail({ from: addr, to: urp, subject: 'Sono in ferie', text: 'Buongiorno,\n\nsarò assente fino al 12. Rispondo al mio rientro.' }) }),
};
for (const [name, writes] of Object.entries(vacations)) {
    test(`zammad#5113: a citizen with a vacation notice gets one acknowledgement (${name})`, { skip, timeout: 120000 }, async t => {
        const { town, desk, urp } = await scene(t);
        const addr = town.citizen('anna');
        const told = new Set();
        const answer = writes(addr, urp);
        const anna = new Robot(town, addr, mail => (told.has(mail.from) ? null : (told.add(mail.from), answer(mail))));
        await town.send({ from: addr, to: urp, raw: makeMail({ from: addr, to: urp, subject: 'Lampione spento', text: 'In via Roma 12.' }) });
        await untilQuiet(town, desk, [anna], 1);
        assert.equal(anna.sent, 1, 'it did answer');
        assert.equal(anna.box.mails().filter(m => m.header('auto-submitted')).length, 1, 'one acknowledgement');
        assert.equal(count(desk, "outbox WHERE kind = 'receipt'"), 1);
        assert.equal(count(desk, 'clock_event'), count(desk, 'ticket'), 'no clock moved');
        await desk.check();
    });
}

test('two desks like ours that write to each other say it once', { skip, timeout: 120000 }, async t => {
    const mail = openMailServer();
    const towns = [mail.town('ra'), mail.town('rb')];
    const desks = [];
    for (const [i, town] of towns.entries()) {
        const desk = await new Desk({ town, conf: { urp: { base_url: `https://urp${i}.test` } } }).configure();
        t.after(() => desk.close());
        await desk.loadEnte();
        await desk.start();
        desks.push(desk);
    }
    const urps = towns.map(town => town.office('urp'));
    // A mail in the name of the other desk: by a forwarding, or by somebody who likes such games.
    await towns[0].send({ from: urps[1], to: urps[0], raw: makeMail({ from: urps[1], to: urps[0], subject: 'Richiesta', text: 'Vi giriamo questa domanda.' }) });
    await until('both to be quiet', () => desks.every((d, i) =>
        count(d, "mail_journal WHERE state <> 'new'") === towns[i].mailbox(urps[i]).files().length && count(d, 'outbox WHERE settled_at IS NULL') === 0) &&
        count(desks[0], `outbox WHERE state = 'done' AND to_addr = '${urps[1]}'`) === towns[1].mailbox(urps[1]).files().length &&
        count(desks[1], 'mail_journal') > 0, { ms: 60000 });
    assert.equal(count(desks[0], `outbox WHERE to_addr = '${urps[1]}'`), 1);
    assert.equal(count(desks[1], `outbox WHERE to_addr = '${urps[0]}'`), 0);
    assert.equal(count(desks[0], 'ticket'), 1);
    assert.equal(count(desks[1], "mail_journal WHERE class = 'auto' AND ticket_id IS NULL"), 1, 'a receipt asks nothing of the other desk');
    assert.equal(count(desks[1], 'ticket'), 0);
    for (const d of desks) await d.check();
});
