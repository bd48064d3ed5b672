// SPDX-License-Identifier: EUPL-1.2
// No room on the disk: nothing is acknowledged, nothing is half stored, reading goes on, the operator sees it, and it
// works again without a restart once there is room.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Desk } from '../e2e/lib/desk.mjs';
import { Plain } from '../e2e/lib/plain.mjs';
import { fileReport, query, report } from '../e2e/lib/requests.mjs';
import { until } from '../e2e/lib/wait.mjs';

const dir = mkdtempSync(path.join(tmpdir(), 'urp-disk-'));
const mounted = process.getuid() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=755', 'tmpfs', dir]).status === 0;
test.after(() => {
    if (mounted) execFileSync('umount', ['-l', dir]);
    rmSync(dir, { recursive: true, force: true });
});

async function started(t, options) {
    const desk = await new Desk(options).configure();
    t.after(() => desk.close({ keep: !!options.dir }));
    await desk.loadEnte();
    await desk.start();
    desk.operator = await desk.addOperator();
    return desk;
}

// What an open board hears: how often it was told to look.
async function listen(t, p) {
    let heard = '';
    const jar = [...p.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    const r = http.get({ host: '127.0.0.1', port: p.desk.port, path: '/ufficio/eventi', headers: { Cookie: jar }, agent: false });
    t.after(() => r.destroy());
    r.on('error', () => {});
    const [answer] = await once(r, 'response');
    assert.equal(answer.statusCode, 200);
    answer.setEncoding('utf8').on('data', d => { heard += d; }).on('error', () => {});
    return { before: 0, count: () => heard.split('event: cambiato').length };
}

test('disk full while storing, then room again', { skip: !mounted && 'cannot mount a small disk', timeout: 180000 }, async t => {
    const desk = await started(t, { dir });
    const first = await fileReport(desk, report(1));
    const p = await new Plain(desk).signIn(desk.operator);
    const board = await listen(t, p);
    const alarm = /Ora non si può registrare niente: (disco pieno|errore di lettura o scrittura sul disco)\. Quello che abbiamo già confermato è al sicuro, le nuove richieste non vengono accettate\./;
    await p.open('/ufficio');
    assert.doesNotMatch(p.text(), alarm);
    const ballast = path.join(dir, 'ballast');
    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k'], { stdio: 'ignore' });    // until it is full
    let refused = null;
    const acknowledged = [first.code];
    for (let i = 2; i < 200 && !refused; i++) {
        try {
            acknowledged.push((await fileReport(desk, report(i, { body: 'Testo lungo. '.repeat(300) }))).code);
        } catch (e) {
            refused = e;
        }
    }
    assert.ok(refused, 'a full disk is noticed');
    assert.match(refused.message, /503|no number after sending|has no form/);
    const status = await until('the daemon to say that it is ill', async () => { const r = await desk.get('/status'); return r.status === 503 && r; }, { ms: 15000 });
    assert.match(status.headers['content-type'], /problem\+json/);
    board.before = board.count();
    assert.equal((await desk.get(first.track.replace(desk.url, ''))).status, 200, 'reading goes on');
    const pages = ['/ufficio', '/ufficio/richieste', `/ufficio/richieste/${first.code}`, '/ufficio/posta'];
    for (const page of pages) {
        await p.open(page);
        assert.equal(p.status, 200, page);
        assert.match(p.text(), alarm, page);
    }
    await until('the open board to hear of it, though nothing is committed', () => board.count() > board.before, { ms: 30000 });
    board.before = board.count();
    rmSync(ballast);
    await until('the daemon to be well again', async () => (await desk.get('/status')).status === 200, { ms: 30000 });
    for (const page of pages) {
        await p.open(page);
        assert.doesNotMatch(p.text(), alarm, page);
    }
    await until('the open board to hear that it is over', () => board.count() > board.before, { ms: 30000 });
    acknowledged.push((await fileReport(desk, report(900))).code);
    const codes = new Set(query(desk, 'SELECT code FROM ticket').map(r => r[0]));
    assert.deepEqual(acknowledged.filter(c => !codes.has(c)), []);
    await desk.check();
});

test('a file size limit ends no daemon: 503, then on', { timeout: 180000 }, async t => {
    const base = mkdtempSync(path.join(tmpdir(), 'urp-fsize-'));
    t.after(() => rmSync(base, { recursive: true, force: true }));
    const desk = await started(t, { dir: base });
    await fileReport(desk, report(1));
    execFileSync('prlimit', ['--pid', String(desk.pid), '--fsize=65536:unlimited']);
    let refused = 0;
    for (let i = 2; i < 60 && !refused; i++) await fileReport(desk, report(i, { body: 'Testo lungo. '.repeat(300) })).catch(() => { refused++; });
    assert.ok(refused, 'the limit is felt');
    assert.equal((await desk.get('/')).status, 200, 'and nobody died of SIGXFSZ');
    execFileSync('prlimit', ['--pid', String(desk.pid), '--fsize=unlimited:unlimited']);
    await until('the daemon to take forms again', () => fileReport(desk, report(901)), { ms: 30000, every: 500 });
    await desk.check();
});

test('a photo that does not fit is refused and leaves nothing behind', { skip: !mounted && 'cannot mount a small disk', timeout: 180000 }, async t => {
    mkdirSync(path.join(dir, 'b'));
    const desk = await started(t, { dir: path.join(dir, 'b') });
    const p = new Plain(desk);
    await p.open('/segnala');
    await p.submit('privacy', { privacy: '1' });
    const ballast = path.join(dir, 'ballast2');
    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k'], { stdio: 'ignore' });
    const big = { field: 'files', name: 'grande.pdf', mime: 'application/pdf', bytes: Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(4 << 20, 'x')]) };
    const r = await p.submit('body', report(1), { files: [big], button: 'do=avanti', settle: false });
    assert.ok([503, 507].includes(r.status), `status ${r.status}`);
    rmSync(ballast);
    writeFileSync(path.join(dir, 'room'), 'x');
    await until('room', async () => (await desk.get('/status')).status === 200, { ms: 30000 });
    await fileReport(desk, report(2));
    await desk.check();
});
