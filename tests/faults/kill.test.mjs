// SPDX-License-Identifier: EUPL-1.2
// Twenty times SIGKILL while citizens send forms, mails come in and assignments go out. Whatever was acknowledged is
// there; every assignment reached its office, as one mail by one Message-ID; the store proves itself each time.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { makeMail } from '../e2e/lib/mail.mjs';
import { CODE } from '../e2e/lib/people.mjs';
import { fileReport, query, report } from '../e2e/lib/requests.mjs';
import { Scene, missing } from '../e2e/lib/scene.mjs';
import { until } from '../e2e/lib/wait.mjs';

const ROUNDS = Number(process.env.KILL_ROUNDS ?? 20);
const CITIZENS = 4;

class Load {
    constructor(s) {
        this.s = s;
        this.acknowledged = new Map();   // code -> tracking path, seen on a page
        this.sentMails = [];             // subjects for which Postfix said 250
        this.piped = [];                 // subjects for which urpd intake said 0
        this.n = 0;
        this.running = true;
    }

    async forms() {
        while (this.running) {
            const n = ++this.n;
            try {
                const r = await fileReport(this.s.desk, report(n, { email: this.s.town.citizen(`c${n}`) }));
                this.acknowledged.set(r.code, r.track);
            } catch (e) {
                if (!/ECONN|EPIPE|hang up|no answer/.test(e.message + e.code)) throw e;
                await pause(5);   // the daemon is being killed
            }
        }
    }

    mail(subject) {
        const from = this.s.town.citizen('posta');
        return makeMail({ from, fromName: 'Posta', to: this.s.town.office('urp'), subject, text: `Testo di ${subject}.` });
    }

    async mails() {
        while (this.running) {
            const subject = `Lettera ${++this.n} per posta`;
            await this.s.town.send({ from: this.s.town.citizen('posta'), to: this.s.town.office('urp'), raw: this.mail(subject) });
            this.sentMails.push(subject);
            await pause(30);
        }
    }

    async pipes() {
        while (this.running) {
            const subject = `Lettera ${++this.n} dalla pipe`;
            const r = await this.s.desk.cli(['intake'], { input: this.mail(subject) });
            if (r.code === 0) this.piped.push(subject);
            else assert.equal(r.code, 75, `intake says done or later, never ${r.code}: ${r.err}`);
            await pause(60);
        }
    }
}

test(`SIGKILL ${ROUNDS} times under load loses nothing`, { skip: missing(), timeout: 900000 }, async t => {
    const s = await Scene.open(t, { town: 'k', browser: false });
    const load = new Load(s);
    const workers = [...Array.from({ length: CITIZENS }, () => load.forms()), load.mails(), load.pipes()];
    const all = Promise.all(workers);
    all.catch(() => {});
    for (let round = 1; round <= ROUNDS; round++) {
        const before = load.acknowledged.size;
        await Promise.race([all, until('new tickets', () => load.acknowledged.size >= before + 3 + (round * 7) % 11, { ms: 60000, every: 3 })]);
        assert.deepEqual(await s.desk.kill(), { code: null, signal: 'SIGKILL' });
        await s.desk.start();
        await s.desk.check();
    }
    load.running = false;
    await all;

    const codes = new Set(query(s.desk, 'SELECT code FROM ticket').map(r => r[0]));
    const lost = [...load.acknowledged.keys()].filter(c => !codes.has(c));
    assert.deepEqual(lost, [], 'acknowledged and lost');
    const [code, track] = [...load.acknowledged].at(-1);
    assert.match((await s.desk.get(track.replace(s.desk.url, ''))).text, new RegExp(code), 'the citizen finds it');

    const subjects = () => query(s.desk, "SELECT subject, count(*) FROM ticket_text WHERE subject LIKE 'Lettera %' GROUP BY subject");
    await until('every mail to be a ticket', () => {
        const have = new Set(subjects().map(r => r[0]));
        return [...load.sentMails, ...load.piped].every(x => have.has(x));
    }, { ms: 120000, every: 500 });
    assert.deepEqual(subjects().filter(r => r[1] !== '1'), [], 'one mail, one ticket');

    await until('all mail to have left', () => query(s.desk, 'SELECT count(*) FROM outbox WHERE settled_at IS NULL')[0][0] === '0', { ms: 180000, every: 500 });
    // One address wrote all those letters: from the fourth in an hour its receipts are held (ticket/cap).
    assert.deepEqual(query(s.desk, "SELECT state, count(*) FROM outbox WHERE state <> 'done' AND (state <> 'held' OR kind <> 'receipt') GROUP BY state"), []);
    assert.deepEqual(query(s.desk, "SELECT 1 FROM outbox o JOIN ticket t ON t.id = o.ticket_id WHERE o.state = 'held' AND t.channel <> 'mail'"), []);
    const assigned = query(s.desk, "SELECT o.header_id, o.to_addr, t.code FROM outbox o JOIN ticket t ON t.id = o.ticket_id WHERE o.kind = 'assigned'");
    assert.ok(assigned.length >= load.acknowledged.size, `${assigned.length} assignments for ${load.acknowledged.size} reports`);
    const delivered = new Map();    // office -> Message-ID -> copies
    for (const addr of new Set(assigned.map(r => r[1]))) {
        const ids = new Map();
        await until(`the mails of ${addr}`, () => s.box(addr).mails().length >= assigned.filter(r => r[1] === addr).length, { ms: 60000, every: 500 });
        for (const m of s.box(addr).mails()) ids.set(m.messageId, [...(ids.get(m.messageId) ?? []), m]);
        delivered.set(addr, ids);
    }
    for (const [id, addr, ticket] of assigned) {
        const copies = delivered.get(addr).get(id) ?? [];
        assert.ok(copies.length >= 1, `the assignment of ${ticket} never reached ${addr}`);
        assert.ok(copies.every(m => CODE.exec(m.subject)?.[0] === ticket), `${id} carries another ticket`);
        const bodies = new Set(copies.map(m => m.raw.toString('latin1').replace(/^[\s\S]*?(?=^From:)/m, '')));
        assert.equal(bodies.size, 1, `copies of ${id} differ`);
    }
    const copies = [...delivered.values()].reduce((n, ids) => n + [...ids.values()].reduce((k, c) => k + c.length, 0), 0);
    t.diagnostic(`${load.acknowledged.size} forms, ${load.sentMails.length + load.piped.length} mails, ${assigned.length} assignments, ${copies - assigned.length} sent again`);
    await s.desk.check();
});
