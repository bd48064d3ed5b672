// SPDX-License-Identifier: EUPL-1.2
// A working day on paper: what everybody did to which request, and the evening's comparison of that with the store, with the
// pages and with every mailbox. It knows nothing but what the people of the script did and saw.
import assert from 'node:assert/strict';
import net from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { ImapProxy } from './badpeers.mjs';
import { Plain } from './plain.mjs';
import { query } from './requests.mjs';
import { until } from './wait.mjs';

// The provider of our mailbox, between urpd and the real servers. While it is out nobody reads and nobody sends; citizens and
// offices have other providers, what they write arrives at the server and waits.
export class Provider {
    constructor(server) {
        this.server = server;
        this.out = false;
        this.refused = 0;
        this.sockets = new Set();
    }

    async start() {
        this.imap = await new ImapProxy(this.server, { onClient: () => (this.out ? 'drop' : undefined) }).start();
        this.smtp = net.createServer(c => this.pass(c));
        await new Promise(done => this.smtp.listen(0, '127.0.0.1', done));
        this.conf = { 'mailbox urp': { url: this.imap.url }, smtp: { url: `smtp://localhost:${this.smtp.address().port}` } };
        return this;
    }

    pass(client) {
        if (this.out) {
            this.refused++;
            return client.destroy();
        }
        const postfix = net.connect(this.server.submission, '127.0.0.1');
        for (const [from, to] of [[client, postfix], [postfix, client]]) {
            this.sockets.add(from);
            from.on('error', () => {});
            from.on('close', () => { this.sockets.delete(from); to.destroy(); });
            from.pipe(to);
        }
    }

    down() {
        this.out = true;
        this.imap.cut();
        for (const s of this.sockets) s.destroy();
    }

    up() {
        this.out = false;
    }

    async close() {
        this.down();
        await this.imap.close();
        await new Promise(done => this.smtp.close(done));
    }
}

const flat = text => text.replace(/\s+/g, ' ').trim();

export class Book {
    constructor(scene) {
        this.s = scene;
        this.requests = new Map();
        this.letters = [];           // what was sent to us: { id, code } or { id, subject } of a request that it makes
        this.typed = [];             // what an operator typed on a request: { code, login, text }
    }

    // want: state, outcome, settore, channel and email as the evening must find them. said: what stands in the story, each once.
    // heard: what the citizen must have read in exactly one mail; unheard: in none.
    open(code, words, more = {}) {
        assert.ok(!this.requests.has(code), `${code} is given twice`);
        const r = { code, words, want: { state: 'received', outcome: '', settore: '' }, said: [], heard: [], unheard: [], email: '', ...more };
        this.requests.set(code, r);
        return r;
    }

    wrote(r, login, text) {
        this.typed.push({ code: r.code, login, text });
    }

    says(r, login, text, { heard = false } = {}) {
        this.wrote(r, login, text);
        r.said.push(text);
        if (heard) r.heard.push(text);
    }

    letter(raw, of) {
        this.letters.push({ id: /Message-ID: <([^>]+)>/.exec(raw.toString('latin1'))[1], ...of });
    }

    async quiet() {
        const ids = this.letters.map(l => `'${l.id}'`).join();
        const one = sql => Number(query(this.s.desk, sql)[0][0]);
        await until('every mail that came to be worked through', () => one(`SELECT count(*) FROM mail_journal WHERE state <> 'new' AND header_id IN (${ids})`) >= this.letters.length, { ms: 60000, every: 200 });
        await until('every mail that goes to be gone', () => one('SELECT count(*) FROM outbox WHERE settled_at IS NULL') === 0, { ms: 90000, every: 200 }).catch(e => {
            throw new Error(`${e.message}: ${JSON.stringify(query(this.s.desk, "SELECT kind, to_addr, state, attempts, next_try_at - unixepoch(), last_text FROM outbox WHERE settled_at IS NULL"))}`);
        });
    }

    checkRequests() {
        const found = query(this.s.desk, `SELECT t.code, t.id, t.state, coalesce(t.outcome, ''), coalesce(s.code, ''), t.channel, coalesce(p.email, ''), x.subject, replace(x.body, char(10), ' ')
            FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id LEFT JOIN settore s ON s.id = t.settore_id LEFT JOIN person p ON p.id = t.person_id`);
        assert.deepEqual(found.map(f => f[0]).sort(), [...this.requests.keys()].sort(), 'the requests of the day, and no other');
        const is = [], should = [];
        for (const [code, id, state, outcome, settore, channel, email, subject, body] of found) {
            const r = this.requests.get(code);
            const story = query(this.s.desk, `SELECT replace(body, char(10), ' ') FROM message WHERE ticket_id = ${id} AND body <> ''`).map(m => flat(m[0]));
            is.push({ code, state, outcome, settore, channel, email, subject, body: flat(body), story: story.sort() });
            should.push({ code, ...r.want, channel: r.channel, email: r.email, subject: r.words.subject, body: flat(r.words.body), story: r.said.map(flat).sort() });
        }
        const wrong = is.map((x, i) => i).filter(i => !isDeepStrictEqual(is[i], should[i]));
        assert.deepEqual(wrong.map(i => is[i]), wrong.map(i => should[i]), 'every request as the day left it, every word once');
    }

    // As whoever typed it sees it now: in the story, or in a form or a kept text of the page.
    async checkTyped(people) {
        for (const [login, who] of Object.entries(people)) {
            const p = await new Plain(this.s.desk).signIn(who);
            for (const code of new Set(this.typed.filter(t => t.login === login).map(t => t.code))) {
                await p.open(`/ufficio/richieste/${code}`);
                const page = flat(p.text());
                for (const t of this.typed.filter(x => x.login === login && x.code === code)) assert.ok(page.includes(flat(t.text)), `${login} typed «${t.text}» on ${code}: it is nowhere`);
            }
        }
    }

    checkMailIn() {
        const rows = query(this.s.desk, 'SELECT j.header_id, j.state, coalesce(t.code, \'\') FROM mail_journal j LEFT JOIN ticket t ON t.id = j.ticket_id');
        const bySubject = new Map([...this.requests.values()].map(r => [r.words.subject, r.code]));
        const want = this.letters.map(l => [l.id, 'done', l.code ?? bySubject.get(l.subject)]);
        assert.deepEqual(rows.sort(), want.sort(), 'every letter once, with its request');
        assert.equal(this.s.box(this.s.town.office('urp')).files().length, this.letters.length, 'and still in the mailbox');
    }

    checkMailOut() {
        const rows = query(this.s.desk, "SELECT lower(to_addr), header_id, state, kind FROM outbox");
        assert.deepEqual(rows.filter(r => !['done', 'cancelled'].includes(r[2])), []);
        for (const addr of new Set(rows.map(r => r[0]))) {
            const sent = rows.filter(r => r[0] === addr && r[2] === 'done').map(r => r[1]).sort();
            assert.deepEqual(this.s.box(addr).mails().map(m => m.messageId).sort(), sent, `what lies in the mailbox of ${addr} is what was sent there, once`);
        }
        for (const r of this.requests.values()) {
            const mails = r.email ? this.s.box(r.email).mails().map(m => flat(m.text)) : [];
            for (const words of r.heard) assert.equal(mails.filter(m => m.includes(flat(words))).length, 1, `${r.code}: ${r.email} reads «${words}» once`);
            for (const words of r.unheard) assert.equal(mails.filter(m => m.includes(flat(words))).length, 0, `${r.code}: nobody mails «${words}»`);
        }
        return rows.length;
    }
}
