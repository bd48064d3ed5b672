// SPDX-License-Identifier: EUPL-1.2
// What the server holds against what the journal knows: gaps, backlogs, lies, people who tidy up meanwhile.
// long: a mailbox with thousands of mails.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, unlinkSync } from 'node:fs';
import test from 'node:test';
import { ImapProxy } from '../e2e/lib/badpeers.mjs';
import { URPD } from '../e2e/lib/desk.mjs';
import { openMailServer } from '../e2e/lib/mailserver.mjs';
import { makeMail } from '../e2e/lib/mail.mjs';
import { Plain } from '../e2e/lib/plain.mjs';
import { query } from '../e2e/lib/requests.mjs';
import { Scene, missing } from '../e2e/lib/scene.mjs';
import { never, until } from '../e2e/lib/wait.mjs';

const skip = missing();
const BACKLOG = Number(process.env.BACKLOG_MAILS ?? 3000);
const DAY = 86400;
let serial = 0;

function letter(s, more = {}) {
    const from = s.town.citizen('mittente'), to = more.to ?? s.town.office('urp');
    return { from, to, raw: makeMail({ from, to, subject: `Lettera ${++serial}`, text: `Testo della lettera ${serial}.`, ...more }) };
}
const send = (s, more) => s.town.send(letter(s, more));
const rows = (s, where = '1') => Number(query(s.desk, `SELECT count(*) FROM mail_journal WHERE ${where}`)[0][0]);
const tickets = s => query(s.desk, 'SELECT subject, count(*) FROM ticket_text GROUP BY subject');
const came = (s, n, ms = 60000) => until(`${n} tickets`, () => tickets(s).length >= n, { ms, every: 200 });
const once = s => assert.deepEqual(tickets(s).filter(r => r[1] !== '1'), [], 'one ticket a mail');

// { urp: { messages: 3, missing: 0, ... } } as Prometheus sees it.
async function figures(s) {
    const out = {};
    for (const [, name, box, value] of (await s.desk.get('/metrics')).text.matchAll(/^urp_mailbox_(\w+)\{mailbox="([^"]*)"\} (-?\d+)$/gm)) {
        (out[box] ??= {})[name] = Number(value);
    }
    return out;
}
const becomes = (s, want, box = 'urp') => until(`${box} to be ${JSON.stringify(want)}`, async () => {
    const f = (await figures(s))[box] ?? {};
    if (Object.entries(want).some(([k, v]) => f[k] !== v)) throw new Error(JSON.stringify(f));
    return true;
}, { ms: 60000, every: 200 });

async function throughProxy(t, hooks, conf = {}) {
    const proxy = await new ImapProxy(openMailServer(), hooks).start();
    const s = await Scene.open(t, { town: 'b', browser: false, conf: { 'mailbox urp': { url: proxy.url, ...conf } } });
    t.after(() => proxy.close());
    return { s, proxy };
}

test('freescout#4888: a gap below what was read is found and filled', { skip, timeout: 120000 }, async t => {
    let hide = true;
    const { s } = await throughProxy(t, { onServer: d => (hide ? d.replace(/(\* ESEARCH .* UID ALL )1:3\r/, '$11,3\r') : undefined) });
    s.box(s.town.office('urp')).put([1, 2, 3].map(() => letter(s).raw));
    await came(s, 2);
    await never('the hidden one', () => tickets(s).length > 2);
    hide = false;
    await came(s, 3);
    await becomes(s, { messages: 3, journalled: 3, waiting: 0, missing: 0, unprocessed: 0 });
    once(s);
});

test('freescout#2001: the server lists a mail that it never gives: an alarm on every page, the others come in', { skip, timeout: 120000 }, async t => {
    let lies = true;
    const { s } = await throughProxy(t, { onServer: d => (lies ? d.replace(/(\* ESEARCH .* UID ALL )(\d+)(:\d+)?\r/, '$1$2$3,77\r') : undefined) });
    for (let i = 0; i < 3; i++) await send(s);
    await came(s, 3);
    await becomes(s, { missing: 1, messages: 4, journalled: 3 });
    const p = await new Plain(s.desk).signIn(s.desk.operator);
    const alarm = /Nella casella di posta «urp» c'è un messaggio che il server non ci consegna, (dalle \d\d:\d\d|dal .*): non è nel registro\./;
    for (const page of ['/ufficio', '/ufficio/richieste', '/ufficio/posta']) {
        await p.open(page);
        assert.match(p.text(), alarm, page);
    }
    await send(s);
    await came(s, 4);
    lies = false;
    await becomes(s, { missing: 0, messages: 4, journalled: 4 });
    await p.open('/ufficio');
    assert.doesNotMatch(p.text(), alarm);
});

test('the server refuses one mail: the others come in, this one as soon as it is given', { skip, timeout: 120000 }, async t => {
    let refuses = true;
    const { s } = await throughProxy(t, { onClient: l => (refuses && /UID FETCH 2 \(UID BODY/.test(l) ? { answer: `${l.split(' ')[0]} NO [EXPUNGEISSUED] non adesso\r\n` } : undefined) });
    for (let i = 0; i < 4; i++) await send(s);
    await came(s, 3);
    await becomes(s, { missing: 1, journalled: 3 });
    refuses = false;
    await came(s, 4);
    await becomes(s, { missing: 0, journalled: 4 });
    once(s);
});

test('a server that says NO to every mail for a while is caught up with at once', { skip, timeout: 120000 }, async t => {
    let busy = true;
    const { s } = await throughProxy(t, { onClient: l => (busy && /UID FETCH \d+ \(UID BODY/.test(l) ? { answer: `${l.split(' ')[0]} NO [UNAVAILABLE] occupato\r\n` } : undefined) });
    s.box(s.town.office('urp')).put(Array.from({ length: 60 }, () => letter(s).raw));
    await becomes(s, { missing: 60, journalled: 0 });
    busy = false;
    await came(s, 60, 30000);
    await becomes(s, { missing: 0, journalled: 60, up: 1 });
    once(s);
});

test('zammad#2754: one mail at which the connection always breaks does not stop the mailbox', { skip, timeout: 180000 }, async t => {
    let breaks = true;
    const { s } = await throughProxy(t, { onClient: l => (breaks && /UID FETCH 1 \(UID BODY/.test(l) ? 'drop' : undefined) }, { order: 'oldest' });
    for (let i = 0; i < 4; i++) await send(s);
    await came(s, 3);
    breaks = false;
    await came(s, 4);
    await becomes(s, { missing: 0, journalled: 4 });
    once(s);
});

test('the literal is not of the size announced: the mail is taken whole, once', { skip, timeout: 180000 }, async t => {
    const lies = [-40, +4000, -3, +1];
    const { s } = await throughProxy(t, {
        onServer: d => d.replace(/BODY\[\] \{(\d+)\}/, (m, n) => (lies.length ? `BODY[] {${Number(n) + lies.shift()}}` : m)),
    }, { timeout_s: 5 });
    const one = letter(s, { text: 'riga della lettera\n'.repeat(50) + 'ultima riga' });
    await s.town.send(one);
    await came(s, 1);
    assert.equal(lies.length, 0, 'all lies were told');
    assert.match(query(s.desk, 'SELECT replace(body, char(10), char(32)) FROM ticket_text')[0][0], /^riga della lettera .* ultima riga\s*$/, 'whole');
    assert.equal(rows(s), 1);
    await s.desk.check();
});

test('IDLE goes silent without a word: the poll notices, new mail comes in', { skip, timeout: 120000 }, async t => {
    let hole = 0;   // number of the connection that leads nowhere
    const { s, proxy } = await throughProxy(t, { onClient: (l, n) => (n === hole ? 'silent' : undefined), onServer: (d, n) => (n === hole ? '' : undefined) });
    await send(s);
    await came(s, 1);
    hole = proxy.connections;
    await send(s);
    await came(s, 2, 40000);
    assert.ok(proxy.connections > hole, 'another connection');
});

test('a server that drips one byte a second has a time limit and disturbs no other mailbox', { skip, timeout: 180000 }, async t => {
    let slow = true;
    const server = openMailServer();
    const proxy = await new ImapProxy(server, { onServer: d => (slow && /BODY\[\]/.test(d) ? { drip: 1000 } : undefined) }).start();
    t.after(() => proxy.close());
    const s = await Scene.open(t, { town: 'b', browser: false });
    const lenta = s.town.office('lenta');
    Object.assign(s.desk.extra, { 'mailbox lenta': { url: proxy.url, user: lenta, password_file: `${s.desk.dir}/posta.secret`, ca_file: server.ca, poll_s: 5, timeout_s: 5 } });
    await s.desk.stop();
    await s.desk.configure();
    await s.desk.start();
    const late = letter(s, { to: lenta, subject: 'Lenta', text: 'parola '.repeat(200) });
    await s.town.send(late);
    await until('the slow mailbox to be asked', () => proxy.seen.some(l => /BODY\.PEEK/.test(l)));
    await send(s);
    await came(s, 1, 10000);
    await until('the slow one to be given up', async () => (await figures(s)).lenta?.up === 0, { ms: 60000 });
    assert.equal((await figures(s)).urp.up, 1);
    slow = false;
    await came(s, 2);
    once(s);
});

test('a mailbox where we may only read: mails are ours all the same', { skip, timeout: 120000 }, async t => {
    const { s, proxy } = await throughProxy(t, {
        onClient: l => (/ UID (STORE|MOVE|COPY) /.test(l) ? { answer: `${l.split(' ')[0]} NO [NOPERM] Permission denied\r\n` } : undefined),
        onServer: d => d.replace('[READ-WRITE]', '[READ-ONLY]'),
    });
    for (let i = 0; i < 3; i++) await send(s);
    await came(s, 3);
    await becomes(s, { up: 1, journalled: 3, missing: 0 });
    await send(s);
    await came(s, 4);
    assert.ok(proxy.seen.filter(l => / UID STORE /.test(l)).length <= 2, 'asked once a connection');
    once(s);
});

test('a done_folder that cannot be made: mails come in and stay where they are', { skip, timeout: 120000 }, async t => {
    const s = await Scene.open(t, { town: 'b', browser: false, conf: { 'mailbox urp': { done_folder: 'Fatti/2026/..' } } });
    for (let i = 0; i < 3; i++) await send(s);
    await came(s, 3);
    await becomes(s, { up: 1, messages: 3, journalled: 3, missing: 0 });
    assert.equal(s.box(s.town.office('urp')).files().length, 3);
    await send(s);
    await came(s, 4);
    once(s);
});

test('osTicket#5645: a move that broke is done again, and no mail is moved twice', { skip, timeout: 120000 }, async t => {
    let cuts = 2;
    const { s } = await throughProxy(t, { onClient: l => (/ UID MOVE /.test(l) && cuts-- > 0 ? 'drop' : undefined) }, { done_folder: 'Fatti' });
    for (let i = 0; i < 5; i++) await send(s);
    await came(s, 5);
    await until('the mailbox to be empty', () => s.box(s.town.office('urp')).files().length === 0, { ms: 40000 });
    const done = s.box(s.town.office('urp'));
    done.dir += '/Fatti';
    assert.equal(done.files().length, 5);
    await becomes(s, { messages: 0, missing: 0 });
    assert.equal(rows(s), 5);
    once(s);
});

test('osTicket#6979, freescout#3406: 1 to 10 waiting mails, all read by somebody before us, each become one ticket', { skip, timeout: 120000 }, async t => {
    const s = await Scene.open(t, { town: 'b', browser: false });
    const box = s.box(s.town.office('urp'));
    let sum = 0;
    for (let n = 1; n <= 10; n++) {
        box.put(Array.from({ length: n }, () => letter(s).raw), { flags: n % 2 ? 'S' : 'RS' });
        sum += n;
        await came(s, sum);
    }
    await becomes(s, { messages: 55, journalled: 55, missing: 0 });
    assert.equal(rows(s), 55);
    once(s);
});

test('somebody deletes a mail while we read: no alarm, the rest is whole', { skip, timeout: 120000 }, async t => {
    let s = null;
    const { s: scene } = await throughProxy(t, {
        onClient: l => {
            if (/UID FETCH 2 \(UID BODY/.test(l) && s) {
                const box = s.box(s.town.office('urp'));
                const file = box.files().find(f => /Lettera da buttare/.test(readFileSync(f, 'latin1')));
                if (file) unlinkSync(file);
            }
        },
    }, { order: 'oldest' });
    s = scene;
    await s.desk.stop();
    s.box(s.town.office('urp')).put([letter(s).raw, letter(s, { subject: 'Lettera da buttare' }).raw, letter(s).raw]);
    await s.desk.start();
    await came(s, 2);
    await becomes(s, { messages: 2, journalled: 2, missing: 0, waiting: 0 });
});

test('start_from: what came before is neither taken nor missing', { skip, timeout: 120000 }, async t => {
    const today = new Date().toLocaleDateString('sv', { timeZone: 'Europe/Rome' });
    const s = await Scene.open(t, { town: 'b', browser: false, conf: { 'mailbox urp': { start_from: today } } });
    await s.desk.stop();
    const box = s.box(s.town.office('urp'));
    const midnight = Date.now() / 1000 - (Number(new Date().toLocaleTimeString('it', { timeZone: 'Europe/Rome', hour: '2-digit' }).slice(0, 2)) + 1) * 3600;
    box.put([1, 2, 3].map(() => letter(s).raw), { at: midnight - 300 * DAY });
    box.put([1, 2].map(() => letter(s).raw), { at: midnight });   // of yesterday: the server may count it as today
    await s.desk.start();
    await send(s);
    await came(s, 1);
    await becomes(s, { messages: 1, journalled: 1, missing: 0, waiting: 0 });
    await never('an old one', () => rows(s) > 1);
});

test('UIDVALIDITY changes while we are connected: nothing lost, nothing twice', { skip, timeout: 120000 }, async t => {
    const s = await Scene.open(t, { town: 'b', browser: false });
    for (let i = 0; i < 3; i++) await send(s);
    await came(s, 3);
    await s.mail.control('uidvalidity', s.town.office('urp'), '7654321');
    await send(s);
    await came(s, 4);
    await becomes(s, { messages: 4, journalled: 4, missing: 0 });
    assert.equal(rows(s, 'uidvalidity = 7654321'), 4);
    await until('the old ones to be known', () => rows(s, "class = 'duplicate'") === 3);
    once(s);
    await s.desk.check();
});

test(`first connection to ${BACKLOG} mails: newest first, new mail ahead of them, killed in between, bounded memory`, { skip, timeout: 60000 + BACKLOG * 100 }, async t => {
    const s = await Scene.open(t, { town: 'b', browser: false, mailbox: false });
    await s.desk.stop();
    const from = s.town.citizen('antico'), to = s.town.office('urp');
    const box = s.box(to);
    for (let i = 0; i < BACKLOG; i += 1000) {
        box.put(Array.from({ length: Math.min(1000, BACKLOG - i) }, (_, k) => makeMail({ from, to, subject: `Antica ${i + k + 1}`, text: `Testo ${i + k + 1}.`,
            headers: { 'Auto-Submitted': 'auto-generated' } })), { at: Date.now() / 1000 - (BACKLOG - i) * 60 });
    }
    s.desk.readsMail = true;
    await s.desk.configure();
    const t0 = performance.now();
    let peak = 0;
    const hwm = () => { peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${s.desk.pid}/status`, 'utf8'))[1]) / 1024); };
    await s.desk.start();
    await until('the first of the backlog', () => rows(s) >= 200, { ms: 60000 });
    const first = query(s.desk, 'SELECT uid FROM mail_journal ORDER BY id LIMIT 3').map(r => Number(r[0]));
    assert.deepEqual(first, [BACKLOG, BACKLOG - 1, BACKLOG - 2], 'the newest first');
    hwm();
    await s.desk.kill();
    await s.desk.start();
    await send(s, { subject: 'Arrivata adesso' });
    await until('what comes now', () => query(s.desk, "SELECT 1 FROM ticket_text WHERE subject = 'Arrivata adesso'").length, { ms: 30000 });
    const behind = rows(s, "state = 'done' AND backlog = 1");
    t.diagnostic(`the new mail was a ticket when ${behind} of the backlog were worked through`);
    assert.ok(behind < BACKLOG, 'it did not wait for all of them');
    await until('every mail to have a row', () => rows(s) >= BACKLOG + 1, { ms: 30000 + BACKLOG * 50, every: 250 });
    const taken = (performance.now() - t0) / 1000;
    await until('every mail to be worked through', () => rows(s, "state <> 'new'") >= BACKLOG + 1, { ms: 30000 + BACKLOG * 50, every: 250 });
    const all = (performance.now() - t0) / 1000;
    hwm();
    t.diagnostic(`${Math.round(BACKLOG / taken)} mails/s into the journal, ${Math.round(BACKLOG / all)}/s worked through, peak ${Math.round(peak)} MiB`);
    await becomes(s, { messages: BACKLOG + 1, journalled: BACKLOG + 1, waiting: 0, missing: 0, unprocessed: 0 });
    assert.equal(Number(query(s.desk, 'SELECT count(DISTINCT uid) FROM mail_journal')[0][0]), BACKLOG + 1);
    // AddressSanitizer keeps freed memory back.
    const sanitized = /__asan_init/.test(execFileSync('readelf', ['--dyn-syms', '-W', URPD], { encoding: 'utf8', maxBuffer: 64 << 20 }));
    assert.ok(peak < (sanitized ? 800 : 160), `peak ${peak} MiB`);
});
