// SPDX-License-Identifier: EUPL-1.2
// The real daemon on a free port with a data directory of its own: configured, started, driven from the command
// line, stopped or killed as a test wants.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, closeSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fatal, freePort, until } from './wait.mjs';

const TOP = fileURLToPath(new URL('../../..', import.meta.url));
export const BUILD = path.resolve(TOP, process.env.BUILD ?? 'build');
export const URPD = path.join(BUILD, 'urpd');
export const OTHER = 65534;  // nobody, who here is the service's own user
const START_MS = 30000;      // generous: sanitizer builds on a busy machine

// Writes the sections of a config file. conf: { section: { key: value } }; null leaves a key out.
export function confText(conf) {
    return Object.entries(conf).map(([section, keys]) =>
        `[${section}]\n` + Object.entries(keys).filter(([, v]) => v !== null).map(([k, v]) => `${k} = ${v}\n`).join(''),
    ).join('\n');
}

// town: where mail goes and comes from (mailserver.mjs); without it mail ends in the Maildir of the data directory.
// conf: sections merged over the usual ones. mailbox: false = send but do not read mail.
export class Desk {
    constructor({ town = null, conf = {}, mailbox = true, env = {}, dir = null, wrap = [] } = {}) {
        this.town = town;
        this.extra = conf;
        this.readsMail = mailbox;
        this.env = env;
        this.wrap = wrap;
        this.dir = dir ?? mkdtempSync(path.join(tmpdir(), 'urp-desk-'));
        this.data = path.join(this.dir, 'data');
        this.confFile = path.join(this.dir, 'urp.conf');
        this.logFile = path.join(this.dir, 'urpd.log');
        this.child = null;
        this.unsaid = new Set();     // what people typed here, passwords and keys: no word of it may stand in the log
    }

    async configure() {
        mkdirSync(this.data, { recursive: true, mode: 0o700 });
        this.port ??= await freePort();
        this.url = `http://127.0.0.1:${this.port}`;
        const conf = {
            urp: { data_dir: this.data, base_url: this.url, log_level: 'info' },
            http: { address: '127.0.0.1', port: this.port },
            limits: { forms_per_hour: 100000, sends_per_minute: 0, track_per_hour: 100000, form_min_s: 0 },    // tests type fast
            security: { totp_roles: '' },    // those that are about it say so
        };
        if (this.town) {
            const secret = path.join(this.dir, 'posta.secret');
            writeFileSync(secret, `${this.town.server.password}\n`, { mode: 0o600 });
            chmodSync(secret, 0o600);
            const urp = this.town.office('urp');
            const login = { user: urp, password_file: secret, ca_file: this.town.server.ca };
            conf.smtp = { url: `smtp://localhost:${this.town.server.submission}`, ...login, from: urp };
            if (this.readsMail) {
                conf['mailbox urp'] = { url: `imaps://localhost:${this.town.server.imaps}`, ...login, poll_s: 5 };
            }
        }
        for (const [section, keys] of Object.entries(this.extra)) conf[section] = { ...conf[section], ...keys };
        writeFileSync(this.confFile, confText(conf));
        return this;
    }

    // The service of another user, as in the unit; its binary where that user reaches it. As root only.
    async giveTo(uid) {
        this.binary = path.join(this.dir, 'urpd');
        copyFileSync(URPD, this.binary);
        chmodSync(this.binary, 0o755);
        for (const f of [this.dir, this.data]) chownSync(f, uid, uid);
        this.wrap = ['sh', '-c', `shift; exec setpriv --reuid=${uid} --regid=${uid} --clear-groups '${this.binary}' "$@"`, 'sh'];
        return this;
    }

    // Runs urpd COMMAND --config FILE. Never throws for an exit code: { code, out, err }.
    cli(args, { input = '', env = {}, timeout = 60000 } = {}) {
        const [cmd, ...rest] = [args].flat();
        return new Promise(resolve => {
            const child = execFile(URPD, [cmd, ...rest, '--config', this.confFile],
                { env: { ...process.env, ...this.env, ...env }, timeout, maxBuffer: 64 << 20 },
                (e, out, err) => resolve({ code: e ? e.code ?? e.signal : 0, out, err }));
            child.stdin.on('error', () => {});   // a command may end without reading
            child.stdin.end(input);
        });
    }

    async must(args, options) {
        const r = await this.cli(args, options);
        if (r.code !== 0) throw fatal(`urpd ${[args].flat().join(' ')}: exit ${r.code}\n${r.out}${r.err}`);
        return r.out;
    }

    // The invented Comune, its addresses moved to the domain of this test.
    // No summaries of the day: a test that counts mails must not depend on the hour at which it runs.
    ente() {
        const text = readFileSync(path.join(TOP, 'etc/ente.example.json'), 'utf8');
        const domain = this.town?.domain ?? 'comune.test';
        const ente = JSON.parse(text.replace(/@(?:[\w-]+\.)+\w+/g, `@${domain}`));
        for (const s of ente.settori) s.digest_hour = null;
        return ente;
    }

    async loadEnte(change = x => x) {
        const file = path.join(this.dir, 'ente.json');
        writeFileSync(file, JSON.stringify(change(this.ente()), null, 1));
        await this.must(['ente', 'load', file]);
    }

    async start() {
        if (!existsSync(URPD)) throw fatal(`no ${URPD}: build it first`);
        const log = openSync(this.logFile, 'a');
        const [program, ...args] = [...this.wrap, URPD, 'serve', '--config', this.confFile];
        this.child = spawn(program, args, { stdio: ['ignore', log, log], env: { ...process.env, ...this.env } });
        closeSync(log);
        const child = this.child;
        this.ended = new Promise(resolve => child.once('exit', (code, signal) => { child.gone = { code, signal }; resolve(child.gone); }));
        await until('the first answer of urpd', async () => {
            if (child.gone) throw fatal(`urpd ended at start (${JSON.stringify(child.gone)}):\n${this.log().slice(-3000)}`);
            return (await this.get('/status').catch(() => null))?.status;
        }, { ms: START_MS, every: 20 });
        return this;
    }

    get pid() {
        return this.child?.pid;
    }

    log() {
        return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
    }

    // SIGTERM and the promise that goes with it: exit 0 within half a minute.
    async stop() {
        if (!this.child || this.child.gone) return this.child?.gone;
        this.child.kill('SIGTERM');
        const limit = setTimeout(() => this.child.kill('SIGKILL'), 30000);
        const gone = await this.ended;
        clearTimeout(limit);
        if (gone.code !== 0) throw fatal(`urpd did not stop well: ${JSON.stringify(gone)}\n${this.log().slice(-3000)}`);
        return gone;
    }

    async kill() {
        this.child.kill('SIGKILL');
        return this.ended;
    }

    async restart() {
        await this.stop();
        return this.start();
    }

    async check() {
        return this.must(['check'], { timeout: 120000 });
    }

    async addOperator({ login = 'anna', name = 'Anna Neri', role = 'urp' } = {}) {
        const password = `prova-${randomBytes(6).toString('hex')}`;
        const file = path.join(this.dir, `${login}.secret`);
        this.unsaid.add(password).add(name);
        writeFileSync(file, `${password}\n`, { mode: 0o600 });
        await this.must(['user', 'add', login, '--name', name, '--role', role, '--password-file', file]);
        return { login, name, password };
    }

    get(pathname, options) {
        return request(this.port, 'GET', pathname, options);
    }

    post(pathname, fields, options = {}) {
        const body = new URLSearchParams(fields).toString();
        return request(this.port, 'POST', pathname, {
            ...options, body,
            headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: this.url, ...options.headers },
        });
    }

    // Every test that closes its desk looks whether the log kept quiet.
    assertDiscreet() {
        const log = this.log();
        const said = [...this.unsaid].filter(words => words?.length > 5 && log.includes(words));
        if (said.length) throw fatal(`the log says «${said.join('», «')}»:\n${log.split('\n').filter(l => said.some(w => l.includes(w))).slice(0, 5).join('\n')}`);
    }

    async close({ keep = !!process.env.E2E_KEEP } = {}) {
        try {
            await this.stop();
            this.assertDiscreet();
        } finally {
            if (!keep) rmSync(this.dir, { recursive: true, force: true });
        }
    }
}

// One request, one connection, no redirect followed: { status, headers, text, bytes }.
export function request(port, method, pathname, { headers = {}, body = null, ms = 30000 } = {}) {
    return new Promise((resolve, reject) => {
        const r = http.request({ port, host: '127.0.0.1', method, path: pathname, agent: false, headers:
            body === null ? headers : { ...headers, 'Content-Length': Buffer.byteLength(body) } }, res => {
            const chunks = [];
            res.on('data', c => chunks.push(c));
            res.on('error', reject);
            res.on('end', () => {
                const bytes = Buffer.concat(chunks);
                resolve({ status: res.statusCode, headers: res.headers, bytes, text: bytes.toString('utf8') });
            });
        });
        r.setTimeout(ms, () => r.destroy(new Error(`${method} ${pathname}: no answer in ${ms} ms`)));
        r.on('error', reject);
        r.end(body ?? undefined);
    });
}

// Configured, filled with the example body, started, with one operator (options.operator says who): what most tests begin with.
export async function openDesk(options = {}) {
    const desk = await new Desk(options).configure();
    await desk.loadEnte(options.ente);
    await desk.start();
    desk.operator = await desk.addOperator(options.operator);
    return desk;
}
