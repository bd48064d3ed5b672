// SPDX-License-Identifier: EUPL-1.2
// Mail peers that misbehave on command. They speak real TLS with the certificate of the test mail server.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';

function certificate(server, name = 'server') {
    const ca = path.join(server.dir, 'ca');
    return { key: readFileSync(path.join(ca, `${name}.key`)), cert: readFileSync(path.join(ca, `${name}.crt`)) };
}

function listen(server) {
    return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => resolve(server.address().port));
    });
}

// An SMTP server (implicit TLS). decide(stage, about) is asked at connect, auth, mail, rcpt, data and dot; it returns
//   undefined      go on as a good server
//   "451 text"     answer this        "drop"  close without a word        "silent"  never answer
//   { after: "drop" }   at dot only: keep the mail, then do this: the answer is lost, the mail is not
// taken: [{ from, to, raw, stage }] every mail whose responsibility the server took.
export class BadSmtp {
    constructor(server, { decide = () => undefined, certificate: name = 'server' } = {}) {
        this.decide = decide;
        this.taken = [];
        this.attempts = 0;
        this.sockets = new Set();
        this.server = tls.createServer(certificate(server, name), s => this.talk(s));
    }

    async start() {
        this.port = await listen(this.server);
        this.url = `smtps://localhost:${this.port}`;
        return this;
    }

    talk(socket) {
        this.sockets.add(socket);
        socket.setEncoding('latin1');
        socket.on('error', () => {});
        socket.on('close', () => this.sockets.delete(socket));
        const talk = { socket, buffer: '', data: null, from: '', to: '' };
        this.attempts++;
        if (!this.act(talk, 'connect', '')) this.say(talk, '220 mail.urp.test ESMTP');
        socket.on('data', d => {
            talk.buffer += d;
            this.lines(talk);
        });
    }

    say(talk, line) {
        talk.socket.write(line + '\r\n');
    }

    // True when the good way was left.
    act(talk, stage, about) {
        const what = this.decide(stage, about, talk);
        if (what === undefined) return false;
        if (what === 'drop') talk.socket.destroy();
        else if (what !== 'silent') this.say(talk, what);
        return true;
    }

    lines(talk) {
        for (;;) {
            if (talk.data !== null) {
                const end = ('\r\n' + talk.buffer).indexOf('\r\n.\r\n');
                if (end < 0) return;
                const raw = talk.buffer.slice(0, end);
                talk.buffer = talk.buffer.slice(end + 3);
                talk.data = null;
                this.dot(talk, raw);
                continue;
            }
            const eol = talk.buffer.indexOf('\r\n');
            if (eol < 0) return;
            const line = talk.buffer.slice(0, eol);
            talk.buffer = talk.buffer.slice(eol + 2);
            this.command(talk, line);
        }
    }

    command(talk, line) {
        const verb = line.slice(0, 4).toUpperCase();
        if (verb === 'EHLO') this.say(talk, '250-mail.urp.test\r\n250-AUTH PLAIN LOGIN\r\n250-8BITMIME\r\n250 SIZE 36700160');
        else if (verb === 'HELO' || verb === 'RSET' || verb === 'NOOP') this.say(talk, '250 ok');
        else if (verb === 'AUTH') {
            if (!this.act(talk, 'auth', line)) this.say(talk, /^AUTH PLAIN \S/i.test(line) ? '235 ok' : '334 ');
        } else if (verb === 'MAIL') {
            talk.from = /<([^>]*)>/.exec(line)?.[1] ?? '';
            if (!this.act(talk, 'mail', talk.from)) this.say(talk, '250 ok');
        } else if (verb === 'RCPT') {
            talk.to = /<([^>]*)>/.exec(line)?.[1] ?? '';
            if (!this.act(talk, 'rcpt', talk.to)) this.say(talk, '250 ok');
        } else if (verb === 'DATA') {
            if (this.act(talk, 'data', talk.to)) return;
            talk.data = '';
            this.say(talk, '354 go on');
        } else if (verb === 'QUIT') {
            this.say(talk, '221 bye');
            talk.socket.end();
        } else this.say(talk, /^[A-Za-z0-9+/=]+$/.test(line) ? '235 ok' : '500 what');
    }

    dot(talk, raw) {
        talk.raw = raw;
        const mail = { from: talk.from, to: talk.to, raw: Buffer.from(raw.replace(/\r\n\.\./g, '\r\n.'), 'latin1') };
        const what = this.decide('dot', talk.to, talk);
        if (what === undefined || what.after) this.taken.push(mail);
        if (what === undefined) this.say(talk, '250 2.0.0 kept');
        else if ((what.after ?? what) === 'drop') talk.socket.destroy();
        else if ((what.after ?? what) !== 'silent') this.say(talk, what.after ?? what);
    }

    async close() {
        for (const s of this.sockets) s.destroy();
        await new Promise(r => this.server.close(r));
    }
}

// Between the daemon and the real Dovecot: passes everything on, unless told otherwise.
//   onClient(line, n)  a command of the daemon on the n-th connection; return "drop" or "silent", text to send to the daemon
//                      first, or { answer } to answer in Dovecot's place
//   onServer(text, n)  bytes of Dovecot; return "drop", other text in their place, or { drip: ms } for one byte each so often
export class ImapProxy {
    constructor(server, { onClient = () => undefined, onServer = () => undefined } = {}) {
        this.real = server;
        this.onClient = onClient;
        this.onServer = onServer;
        this.sockets = new Set();
        this.seen = [];
        this.connections = 0;
        this.server = tls.createServer(certificate(server), s => this.pass(s));
    }

    async start() {
        this.port = await listen(this.server);
        this.url = `imaps://localhost:${this.port}`;
        return this;
    }

    pass(client) {
        const dovecot = tls.connect({ port: this.real.imaps, host: '127.0.0.1', servername: 'localhost', ca: readFileSync(this.real.ca) });
        const both = [client, dovecot];
        const n = ++this.connections;
        let dripping = null;
        const end = () => { clearInterval(dripping?.timer); both.forEach(s => s.destroy()); };
        let buffer = '';
        for (const s of both) {
            this.sockets.add(s);
            s.setEncoding('latin1');
            s.on('error', end);
            s.on('close', () => { this.sockets.delete(s); end(); });
        }
        client.on('data', d => {
            buffer += d;
            for (let at; (at = buffer.indexOf('\r\n')) >= 0; buffer = buffer.slice(at + 2)) {
                const line = buffer.slice(0, at);
                this.seen.push(line.replace(/(LOGIN|AUTHENTICATE) .*/i, '$1 ...'));
                const what = this.onClient(line, n);
                if (what === 'drop') return end();
                if (what === 'silent') continue;
                if (what?.answer !== undefined) {
                    client.write(what.answer, 'latin1');
                    continue;
                }
                if (what) client.write(what, 'latin1');
                dovecot.write(line + '\r\n', 'latin1');
            }
        });
        dovecot.on('data', d => {
            const what = this.onServer(d, n);
            if (what === 'drop') return end();
            if (dripping || what?.drip) {
                dripping ??= { rest: '', timer: setInterval(() => {
                    if (dripping.rest) client.write(dripping.rest[0], 'latin1');
                    dripping.rest = dripping.rest.slice(1);
                }, what.drip) };
                dripping.rest += d;
                return;
            }
            client.write(what ?? d, 'latin1');
        });
    }

    cut() {
        for (const s of this.sockets) s.destroy();
    }

    async close() {
        this.cut();
        await new Promise(r => this.server.close(r));
    }
}
