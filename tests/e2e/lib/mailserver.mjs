// SPDX-License-Identifier: EUPL-1.2
// The real mail server of the run (tests/mailserver), and one town of it: a domain of its own for each test, so
// that no test reads another's mail.
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { address, parseMail } from './mail.mjs';
import { submit } from './smtp.mjs';
import { fatal, until } from './wait.mjs';

const SCRIPT = fileURLToPath(new URL('../../mailserver/mailserver.sh', import.meta.url));
const run = promisify(execFile);
let putSerial = 0;

function readEnv(dir) {
    return Object.fromEntries(readFileSync(path.join(dir, 'env'), 'utf8').trim().split('\n').map(l => l.split('=')));
}

// The server of the whole run (MS_DIR in the environment, started by run-e2e.sh); without one, this process starts one
// for all its tests and stops it at its end. Gives null where none can run (not root, packages missing).
export function openMailServer() {
    if (!process.env.MS_DIR) {
        const dir = mkdtempSync(path.join(tmpdir(), 'urp-ms-'));
        try {
            execFileSync(SCRIPT, ['start', dir], { stdio: ['ignore', 'ignore', 'pipe'] });
        } catch (e) {
            rmSync(dir, { recursive: true, force: true });
            if (e.status === 77) return null;
            throw new Error(`mail server: ${e.stderr}`);
        }
        process.env.MS_DIR = dir;
        process.on('exit', () => {
            execFileSync(SCRIPT, ['stop', dir]);
            rmSync(dir, { recursive: true, force: true });
        });
    }
    return new MailServer(process.env.MS_DIR);
}

class MailServer {
    constructor(dir) {
        this.dir = dir;
        const env = readEnv(dir);
        this.smtp = Number(env.MS_SMTP);
        this.submission = Number(env.MS_SUBM);
        this.smtps = Number(env.MS_SMTPS);
        this.imaps = Number(env.MS_IMAPS);
        this.ca = env.MS_CA;
        this.password = env.MS_PASSWORD;
    }

    town(name = 'e') {
        return new Town(this, `${name}${randomBytes(3).toString('hex')}`);
    }

    // Two doors more: sign (a settore's own server, which signs for this domain) and world (ours, which verifies what comes).
    async withDkim(domain) {
        await this.control('dkim', domain);
        const env = readEnv(this.dir);
        return { sign: Number(env.MS_SIGN), world: Number(env.MS_WORLD), authservId: 'mx.urp.test' };
    }

    async control(...args) {
        await run(SCRIPT, [args[0], this.dir, ...args.slice(1)]);
    }
}

// Addresses of one test: the body at NAME.comune.test, citizens at NAME.cittadino.test.
class Town {
    constructor(server, name) {
        this.server = server;
        this.domain = `${name}.comune.test`;
        this.citizens = `${name}.cittadino.test`;
    }

    office(local) {
        return `${local}@${this.domain}`;
    }

    citizen(local) {
        return `${local}@${this.citizens}`;
    }

    mailbox(addr) {
        return new Mailbox(this.server, addr);
    }

    async send({ from, to, raw }) {
        await submit(this.server.smtp, { from: address(from), to, raw });
    }
}

// One person's mailbox, read from the disk of the server: what is there was delivered by Postfix and Dovecot.
class Mailbox {
    constructor(server, addr) {
        const [local, domain] = addr.toLowerCase().split('@');
        this.addr = addr;
        this.root = path.join(server.dir, 'mail');
        this.dir = path.join(server.dir, 'mail', domain, local.split('+')[0]);
        this.cache = new Map();
    }

    files() {
        return ['new', 'cur'].flatMap(d => {
            const dir = path.join(this.dir, d);
            return existsSync(dir) ? readdirSync(dir).map(f => path.join(dir, f)) : [];
        });
    }

    // Oldest first. A file can move from new to cur between listing and reading.
    mails() {
        const list = [];
        for (const f of this.files()) {
            const key = path.basename(f).split(':')[0];
            if (!this.cache.has(key)) {
                try {
                    this.cache.set(key, Object.assign(parseMail(readFileSync(f)), { key }));
                } catch (e) {
                    if (e.code === 'ENOENT') continue;
                    throw e;
                }
            }
            list.push(this.cache.get(key));
        }
        return list.sort((a, b) => order(a.key) - order(b.key));
    }

    // The newest mail that match(mail) accepts; match may be a regular expression on the subject.
    async wait(what, match, { ms = 20000 } = {}) {
        const fits = match instanceof RegExp ? m => match.test(m.subject) : match;
        try {
            return await until(`${what} in the mailbox of ${this.addr}`, () => this.mails().filter(fits).at(-1), { ms });
        } catch (e) {
            throw fatal(`${e.message}; it holds: ${this.mails().map(m => m.subject).join(' | ') || 'nothing'}`);
        }
    }

    // Mails as if they had been there for a long time: files put into the Maildir, oldest first, each a minute younger.
    // flags: letters of IMAP ("S" = read). at: seconds, of the last one.
    put(raws, { flags = '', at = Date.now() / 1000 } = {}) {
        const owner = statSync(this.root);
        const made = [path.dirname(this.dir), this.dir, ...['tmp', 'new', 'cur'].map(d => path.join(this.dir, d))];
        for (const dir of made) {
            if (existsSync(dir)) continue;
            mkdirSync(dir, { mode: 0o700 });
            chownSync(dir, owner.uid, owner.gid);
        }
        raws.forEach((raw, i) => {
            const second = Math.floor(at - (raws.length - 1 - i) * 60);
            const name = `${second}.M${String(++putSerial).padStart(7, '0')}P1.prova`;
            const tmp = path.join(this.dir, 'tmp', name);
            writeFileSync(tmp, raw, { mode: 0o600 });
            chownSync(tmp, owner.uid, owner.gid);
            utimesSync(tmp, second, second);
            renameSync(tmp, path.join(this.dir, flags ? 'cur' : 'new', flags ? `${name}:2,${flags}` : name));
        });
    }

    // IMAP flag letters of each mail, by Message-ID ("S" = read).
    flags() {
        return new Map(this.files().map(f => [parseMail(readFileSync(f)).messageId, /:2,(\w*)$/.exec(f)?.[1] ?? '']));
    }
}

function order(key) {   // SECONDS.MmicrosecondsP...
    const m = /^(\d+)\.M(\d+)/.exec(key);
    return m ? Number(m[1]) * 1e6 + Number(m[2]) : 0;
}
