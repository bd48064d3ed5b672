// SPDX-License-Identifier: EUPL-1.2
// What the daemon refuses at its start, and the commands that keep the store.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Desk, OTHER, URPD, openDesk } from '../e2e/lib/desk.mjs';
import { makeMail } from '../e2e/lib/mail.mjs';
import { Plain } from '../e2e/lib/plain.mjs';
import { fileReport, query, report } from '../e2e/lib/requests.mjs';
import { until } from '../e2e/lib/wait.mjs';

const store = desk => path.join(desk.data, 'urp.db');
async function withDesk(work) {
    const desk = await openDesk();
    try {
        await work(desk);
    } finally {
        await desk.close();
    }
}
// A desk that must not start: gives what it said.
async function refuses(desk, pattern) {
    await assert.rejects(desk.start(), e => pattern.test(e.message) || assert.fail(`says something else: ${e.message}`));
}

test('a second daemon on the same store is refused', () => withDesk(async desk => {
    const second = new Desk({ dir: desk.dir });
    await second.configure();
    await refuses(second, /già|altr[oa]|lock|occupat/i);
    assert.equal((await desk.get('/')).status, 200, 'the first goes on');
}));

test('a store of a newer version is refused and left as it is', () => withDesk(async desk => {
    await desk.stop();
    execFileSync('sqlite3', [store(desk), 'PRAGMA user_version=9999']);
    const before = readFileSync(store(desk));
    await refuses(desk, /version/i);
    assert.deepEqual(readFileSync(store(desk)), before);
}));

test('a foreign SQLite file is refused', () => withDesk(async desk => {
    await desk.stop();
    execFileSync('sqlite3', [store(desk), 'PRAGMA application_id=1']);
    await refuses(desk, /archivio|application|urpd|database/i);
}));

test('a damaged store is refused', () => withDesk(async desk => {
    await desk.stop();
    const bytes = readFileSync(store(desk));
    bytes.fill(0xff, 3 * 4096, 8 * 4096);
    writeFileSync(store(desk), bytes);
    await refuses(desk, /danneggiat|corrott|malformed|quick_check|integrit/i);
}));

const wrong = [
    ['an unknown key names the nearest one', '[http]\nprot = 8080\n', /prot[\s\S]*port/],
    ['a value out of its range', '[http]\nport = 70000\n', /port/],
    ['a password in the file instead of a path', '[smtp]\npassword = segreta\n', /password/],
    ['a mailbox without address', '[mailbox urp]\nuser = urp\n', /mailbox urp[\s\S]*url|url[\s\S]*mailbox urp/],
    ['plain http for another host', '[urp]\nbase_url = ftp://x\n', /base_url/],
];
for (const [name, text, says] of wrong) {
    test(`config check: ${name}`, async () => {
        const desk = await new Desk().configure();
        try {
            writeFileSync(desk.confFile, text);
            const r = await desk.cli(['config', 'check']);
            assert.notEqual(r.code, 0);
            assert.match(r.out + r.err, says);
        } finally {
            await desk.close();
        }
    });
}

test('config check accepts what config doc prints, and etc/urp.conf is that', async () => {
    const desk = await new Desk().configure();
    try {
        const doc = await desk.must(['config', 'doc']);
        assert.equal(doc, readFileSync(new URL('../../etc/urp.conf', import.meta.url), 'utf8'));
        writeFileSync(desk.confFile, doc);
        assert.equal((await desk.cli(['config', 'check'])).code, 0);
    } finally {
        await desk.close();
    }
});

test('every key of the configuration is read by a line of the program', () => {
    const root = new URL('../../', import.meta.url).pathname;
    const sources = readdirSync(path.join(root, 'src'), { recursive: true }).filter(f => f.endsWith('.c') && !f.endsWith('conf_table.c'))
        .map(f => readFileSync(path.join(root, 'src', f), 'utf8')).join('\n');
    const keys = [...readFileSync(path.join(root, 'etc/urp.conf'), 'utf8').matchAll(/^#(\w+) = ?/gm)].map(m => m[1]);
    assert.ok(keys.length > 30);
    assert.deepEqual(keys.filter(k => !sources.includes(`"${k}"`)), []);
});

test('a password file that others can read is refused', async () => {
    const desk = await new Desk({ conf: { smtp: { url: 'smtps://localhost:1', user: 'u', from: 'urp@comune.test' } } }).configure();
    try {
        const secret = path.join(desk.dir, 's');
        writeFileSync(secret, 'x\n');
        chmodSync(secret, 0o644);
        writeFileSync(desk.confFile, `${readFileSync(desk.confFile, 'utf8')}\n`.replace('[smtp]\n', `[smtp]\npassword_file = ${secret}\n`));
        const r = await desk.cli(['config', 'check']);
        assert.notEqual(r.code, 0, r.out + r.err);
        assert.match(r.out + r.err, /password_file/);
    } finally {
        await desk.close();
    }
});

const notRoot = process.getuid() !== 0 && 'not root';
async function deskOfAnother(t) {
    const desk = await (await new Desk().configure()).giveTo(OTHER);
    t.after(() => desk.close());
    return desk;
}
const walk = dir => readdirSync(dir, { withFileTypes: true }).flatMap(e => [path.join(dir, e.name), ...(e.isDirectory() ? walk(path.join(dir, e.name)) : [])]);
const foreign = dir => walk(dir).filter(f => statSync(f).uid !== OTHER);

test('what root does before the service starts, the service can go on with', { skip: notRoot }, async t => {
    const desk = await deskOfAnother(t);
    const raw = makeMail({ from: 'b@comune.test', to: 'urp@comune.test', subject: 'Portata da root', text: 'Testo.' });
    await desk.loadEnte();
    const { login, password } = await desk.addOperator();      // its password file is root's alone
    await desk.must(['intake'], { input: raw });
    await desk.must(['migrate']);
    await desk.check();
    assert.deepEqual(foreign(desk.data), []);
    await desk.start();
    await until('the mail to be a ticket', () => query(desk, "SELECT 1 FROM ticket_text WHERE subject = 'Portata da root'").length === 1);
    const copy = path.join(desk.dir, 'copia');
    await desk.must(['backup', copy]);                          // beside it, and
    await desk.must(['user', 'add', 'bruno', '--name', 'Bruno Verdi', '--role', 'urp']);
    await (await new Plain(desk).signIn({ login, password })).open('/ufficio');
    assert.deepEqual([...foreign(desk.data), ...foreign(copy)], []);
    await desk.stop();

    const next = await deskOfAnother(t);
    await next.must(['restore', copy]);
    assert.deepEqual(foreign(next.data), []);
    await next.start();
    await next.stop();
    next.wrap = [];                                             // by hand, as root
    await next.start();
    assert.match(readFileSync(`/proc/${next.pid}/status`, 'utf8'), new RegExp(`^Uid:\\t${OTHER}\\t${OTHER}\\t${OTHER}\\t${OTHER}$`, 'm'));
    assert.match(readFileSync(`/proc/${next.pid}/status`, 'utf8'), new RegExp(`^Groups:\\t(${OTHER} )?$`, 'm'));
});

test('root is told as whom a command works when a directory is closed to it', { skip: notRoot }, async t => {
    const desk = await deskOfAnother(t);
    const closed = mkdtempSync(path.join(tmpdir(), 'urp-bak-'));
    t.after(() => rmSync(closed, { recursive: true, force: true }));
    await desk.loadEnte();
    const r = await desk.cli(['backup', path.join(closed, 'copia')]);
    assert.equal(r.code, 1);
    assert.match(r.err, /lavora come utente «nobody»/);
});

test('a password that only the service can see: every command works, serve asks for it', async t => {
    const file = '/run/credentials/urp-prova.service/smtp';
    const desk = await new Desk({ conf: { smtp: { url: 'smtps://localhost:1', user: 'u', from: 'urp@comune.test', password_file: file } } }).configure();
    t.after(() => desk.close());
    const said = await desk.must(['config', 'check']);
    assert.match(said, new RegExp(`nota: .*password_file.*${file}`));
    await desk.loadEnte();
    await desk.must(['intake'], { input: makeMail({ from: 'b@comune.test', to: 'urp@comune.test', subject: 'x', text: 'x' }) });
    await desk.must(['backup', path.join(desk.dir, 'copia')]);
    await refuses(desk, /password_file.*urp-prova/);
});

test('the data directory is nobody else\'s business', () => withDesk(async desk => {
    for (const f of walk(desk.data)) {
        const mode = statSync(f).mode & 0o077;
        assert.equal(mode, 0, `${f} is open to others: ${mode.toString(8)}`);
    }
}));

test('unknown command and missing value: usage, exit 64', async () => {
    const desk = await new Desk().configure();
    try {
        assert.equal((await desk.cli(['fantasia'])).code, 64);
        const help = await desk.cli(['help']);
        assert.equal(help.code, 0);
        for (const c of ['serve', 'intake', 'ente', 'user', 'check', 'backup', 'restore', 'migrate', 'config', 'journal', 'explain', 'version']) {
            assert.match(help.out, new RegExp(`\\b${c}\\b`));
        }
    } finally {
        await desk.close();
    }
});

test('the binary is hardened: PIE, full RELRO, no executable stack, stack protector', t => {
    const elf = execFileSync('readelf', ['-hldW', URPD], { encoding: 'utf8' });
    assert.match(elf, /Type:\s+DYN/);
    assert.match(elf, /GNU_RELRO/);
    assert.match(elf, /BIND_NOW|FLAGS.*NOW/);
    assert.doesNotMatch(elf, /GNU_STACK.*RWE/);
    const symbols = execFileSync('readelf', ['--dyn-syms', '-W', URPD], { encoding: 'utf8', maxBuffer: 64 << 20 });
    if (/__asan_init/.test(symbols)) return t.diagnostic('sanitizer build: fortify is not expected');
    assert.match(symbols, /__stack_chk_fail/);
    assert.match(symbols, /_chk@/);
});

const tampering = [
    ['a row that no event explains', "UPDATE ticket SET state = 'closed', open = 0"],
    ['an event that was removed', 'DROP TRIGGER event_no_delete; DELETE FROM event WHERE id = 2'],
    ['an event that was changed', "DROP TRIGGER event_no_update; UPDATE event SET at = at + 1 WHERE id = 1"],
    ['a mail settled without a reason', "UPDATE outbox SET settled_at = 1 WHERE state = 'new' OR state = 'ready'; UPDATE outbox SET settled_at = NULL WHERE state = 'done'"],
    ['an attachment that is gone', `INSERT INTO attachment (id, ticket_id, at, sha256, shown, name, mime, size_bytes, shown_bytes, public)
        SELECT 900, id, 0, hex(zeroblob(32)), hex(zeroblob(32)), 'x', 'x', 1, 1, 0 FROM ticket LIMIT 1`],
    ['words that the search index does not know', "UPDATE ticket_text SET body = body || ' parolanuova'"],
    ['words that only the search index knows', "INSERT INTO search (search, rowid, text) SELECT 'delete', id, 'prova numero' FROM search_doc LIMIT 1"],
    ['a search index that is torn', 'DELETE FROM search_data WHERE id > 10'],
];
for (const [what, sql] of tampering) {
    test(`urpd check finds ${what}`, () => withDesk(async desk => {
        await fileReport(desk, report(1, { email: 'a@comune.test' }));
        await desk.stop();
        await desk.check();
        execFileSync('sqlite3', [store(desk), sql]);
        const r = await desk.cli(['check']);
        assert.equal(r.code, 1, r.out + r.err);
        assert.match(r.out, /problem/);
    }));
}

test('urpd check finds a mail that is gone and a mail that was changed, in and out', () => withDesk(async desk => {
    await fileReport(desk, report(1, { email: 'a@comune.test' }));
    await desk.must(['intake'], { input: makeMail({ from: 'b@comune.test', to: 'urp@comune.test', subject: 'x', text: 'x' }) });
    const files = dir => walk(path.join(desk.data, dir)).filter(f => statSync(f).isFile());
    await until('a mail in and a mail out', () => query(desk, "SELECT 1 FROM mail_journal WHERE state = 'done'").length && query(desk, "SELECT 1 FROM outbox WHERE state = 'done'").length);
    await desk.stop();
    await desk.check();
    for (const [dir, table] of [['posta-in-arrivo', 'mail_journal'], ['posta-in-uscita', 'outbox']]) {
        const [file] = files(dir);
        const bytes = readFileSync(file);
        for (const damage of [() => rmSync(file), () => writeFileSync(file, `${bytes}.`), () => writeFileSync(file, Buffer.from(bytes.map((b, i) => (i === 9 ? b ^ 1 : b))))]) {
            damage();
            const r = await desk.cli(['check']);
            assert.equal(r.code, 1, r.out + r.err);
            assert.match(r.out, new RegExp(`^${table} \\d+, file ${path.basename(file).slice(0, 16)}: .*\n1 problemi`, 'm'));
            rmSync(file, { force: true });
            writeFileSync(file, bytes, { mode: 0o600 });
        }
    }
    await desk.check();
}));

test('backup beside the running daemon, restored on an empty machine, is the same desk', () => withDesk(async desk => {
    const target = path.join(mkdtempSync(path.join(tmpdir(), 'urp-bak-')), 'copia');
    try {
        await desk.must(['backup', target]);
        assert.ok(existsSync(path.join(target, 'MANIFEST')));
        const other = await new Desk().configure();
        try {
            await other.must(['restore', target]);
            await other.start();
            await other.check();
            assert.equal((await other.get('/')).status, 200);
            const again = await other.cli(['restore', target]);
            assert.notEqual(again.code, 0, 'a running target is refused');
        } finally {
            await other.close();
        }
    } finally {
        rmSync(path.dirname(target), { recursive: true, force: true });
    }
}));

test('after a restore the links that citizens have still open, and a mail that intake took is not lost', () => withDesk(async desk => {
    const target = path.join(mkdtempSync(path.join(tmpdir(), 'urp-bak-')), 'copia');
    const mode = file => (statSync(file).mode & 0o777).toString(8);
    try {
        const { track, code } = await fileReport(desk, report(1, { email: 'a@comune.test' }));
        await desk.stop();
        const raw = makeMail({ from: 'b@comune.test', to: 'urp@comune.test', subject: 'Entrata prima della copia', text: 'Testo.' });
        await desk.must(['intake'], { input: raw });
        await desk.must(['backup', target]);
        assert.equal(mode(path.join(target, 'keys')), '600');
        const other = await new Desk().configure();
        try {
            await other.must(['restore', target]);
            assert.equal(mode(path.join(other.data, 'keys')), '600');
            await other.start();
            const page = await other.get(track.replace(desk.url, ''));
            assert.equal(page.status, 200);
            assert.ok(page.text.includes(code));
            await until('the mail to be a ticket', () => query(other, "SELECT 1 FROM ticket_text WHERE subject = 'Entrata prima della copia'").length === 1);
            await other.check();
        } finally {
            await other.close();
        }
    } finally {
        rmSync(path.dirname(target), { recursive: true, force: true });
    }
}));

test('a backup with one changed byte is not restored', () => withDesk(async desk => {
    const target = path.join(mkdtempSync(path.join(tmpdir(), 'urp-bak-')), 'copia');
    const other = await new Desk().configure();
    try {
        await desk.must(['backup', target]);
        const bad = `${target}-bad`;
        cpSync(target, bad, { recursive: true });
        const db = readdirSync(bad, { recursive: true }).map(f => path.join(bad, f)).find(f => f.endsWith('.db'));
        const bytes = readFileSync(db);
        bytes[bytes.length - 100] ^= 1;
        writeFileSync(db, bytes);
        const r = await other.cli(['restore', bad]);
        assert.notEqual(r.code, 0);
        assert.ok(!existsSync(store(other)), 'nothing was written');
    } finally {
        rmSync(path.dirname(target), { recursive: true, force: true });
        await other.close();
    }
}));
