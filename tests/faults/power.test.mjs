// SPDX-License-Identifier: EUPL-1.2
// The power goes. The store lies on a disk of its own (an image, mounted through a loop device); while requests come in, the daemon is
// stopped where it stands and the image is copied: what has reached the disk is in it, what only the kernel knows is not. Each copy
// is mounted as after a restart and must hold every request that somebody was told a number of.
// alone: what others write to the same disk, and how long the kernel waits with it, would spoil the proof.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Desk } from '../e2e/lib/desk.mjs';
import { fileReport, query, report } from '../e2e/lib/requests.mjs';
import { until } from '../e2e/lib/wait.mjs';

const ROUNDS = 4, TRIES = 20, IMAGE_BYTES = 256 * 1024 * 1024;
const base = mkdtempSync(path.join(tmpdir(), 'urp-power-'));
const disk = path.join(base, 'disk.img'), home = path.join(base, 'disk');
const mounts = [];

function mount(image, at) {
    mkdirSync(at, { recursive: true });
    if (spawnSync('mount', ['-o', 'loop', image, at], { stdio: 'ignore' }).status !== 0) return false;
    mounts.push(at);
    return true;
}
function unmount(at) {
    execFileSync('umount', [at]);
    mounts.splice(mounts.indexOf(at), 1);
}

function prepared() {
    if (process.getuid() !== 0 || spawnSync('mkfs.ext4', ['-V'], { stdio: 'ignore' }).status !== 0) return false;
    writeFileSync(disk, '');
    truncateSync(disk, IMAGE_BYTES);
    return spawnSync('mkfs.ext4', ['-q', disk], { stdio: 'ignore' }).status === 0 && mount(disk, home);
}
const ready = prepared();
test.after(() => {
    for (const at of [...mounts]) spawnSync('umount', ['-l', at]);
    rmSync(base, { recursive: true, force: true });
});

function withCopy(round, look) {
    const copy = path.join(base, `cut-${round}`);
    assert.ok(mount(`${copy}.img`, copy), 'the disk comes back: its journal is read');
    try {
        return look(copy);
    } finally {
        unmount(copy);
    }
}

// A copy proves something where a file that nobody synced has not reached it. The kernel may write such a file by itself whenever
// memory is short of clean pages: that round is looked at like the others, and another one is made for the proof.
function cut(round) {
    const name = `unsynced-${round}`;
    writeFileSync(path.join(home, name), 'x'.repeat(5000));
    execFileSync('cp', ['--sparse=always', disk, path.join(base, `cut-${round}.img`)]);
    return withCopy(round, copy => !existsSync(path.join(copy, name)) || statSync(path.join(copy, name)).size === 0);
}

// As it is after the cut: the number that nobody may lose, and the daemon's own proof.
function wakesUp(desk, round, acknowledged) {
    withCopy(round, copy => {
        const data = path.join(copy, path.relative(desk.dir, desk.data)), conf = path.join(base, `cut-${round}.conf`);
        writeFileSync(conf, readFileSync(desk.confFile, 'utf8').replaceAll(desk.data, data), { mode: 0o600 });
        const there = new Set(query({ data: copyOfStore(data, round) }, 'SELECT code FROM ticket').flat());
        const lost = acknowledged.filter(code => !there.has(code));
        assert.deepEqual(lost, [], `round ${round}: ${acknowledged.length} were told a number`);
        execFileSync(path.resolve(process.env.BUILD ?? 'build', 'urpd'), ['check', '--config', conf], { encoding: 'utf8', timeout: 120000 });
    });
}

// Read as the daemon would, but beside it: opening a store writes to it.
function copyOfStore(data, round) {
    const to = path.join(base, `read-${round}`);
    mkdirSync(to);
    for (const name of ['urp.db', 'urp.db-wal']) if (existsSync(path.join(data, name))) execFileSync('cp', [path.join(data, name), to]);
    execFileSync('sqlite3', [path.join(to, 'urp.db'), 'PRAGMA wal_checkpoint(TRUNCATE)'], { stdio: 'ignore' });
    return to;
}

test(`the power goes ${ROUNDS} times under load: nothing that was acknowledged is missing`, { skip: !ready && 'cannot mount an image', timeout: 300000 }, async t => {
    const desk = await new Desk({ dir: home }).configure();
    t.after(() => desk.close({ keep: true }));
    await desk.loadEnte();
    await desk.start();
    const acknowledged = [], cuts = [];
    let proofs = 0;
    let n = 0, over = false;
    const client = async () => {
        while (!over) acknowledged.push((await fileReport(desk, report(++n))).code);
    };
    const clients = [client(), client(), client()];
    execFileSync('sync');
    for (let round = 0; proofs < ROUNDS && round < TRIES; round++) {
        const before = acknowledged.length;
        await until('requests to come in', () => acknowledged.length >= before + 5, { ms: 60000 });
        desk.child.kill('SIGSTOP');
        const told = [...acknowledged];
        if (cut(round)) proofs++;
        cuts.push(told);
        desk.child.kill('SIGCONT');
    }
    over = true;
    await Promise.all(clients);
    for (const [round, told] of cuts.entries()) wakesUp(desk, round, told);
    assert.ok(proofs > 0, 'some copy holds what was synced alone, or this test would prove nothing');
    t.diagnostic(`${proofs} of ${cuts.length} copies without what was not synced; ${acknowledged.length} requests, cut after ${cuts.map(c => c.length).join(', ')}`);
});
