// SPDX-License-Identifier: EUPL-1.2
// urpd intake: 0 when the mail is durable, else 75. Any other code would make the mail server send it back to a citizen.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { Desk, OTHER, URPD } from '../e2e/lib/desk.mjs';
import { makeMail } from '../e2e/lib/mail.mjs';
import { openMailServer } from '../e2e/lib/mailserver.mjs';
import { query } from '../e2e/lib/requests.mjs';
import { missing } from '../e2e/lib/scene.mjs';
import { until } from '../e2e/lib/wait.mjs';

const raw = makeMail({ from: 'a@comune.test', to: 'urp@comune.test', subject: 'Una lettera', text: 'Testo della lettera.\n'.repeat(200) });
const run = (file, args, options = {}) => new Promise(resolve => {
    const child = execFile(file, args, options, (e, out, err) => resolve({ code: e ? e.code ?? e.signal : 0, out, err }));
    child.stdin.on('error', () => {});
    child.stdin.end(raw);
});
const waiting = desk => ['mail', 'pec'].flatMap(c => ['tmp', 'new'].flatMap(d => {
    const dir = path.join(desk.data, 'arrivi', c, d);
    return existsSync(dir) ? readdirSync(dir) : [];
}));

const wrong = [
    ['no such configuration', (desk, args) => [...args, '--config', path.join(desk.dir, 'manca.conf')]],
    ['an unknown key', (desk, args) => (writeFileSync(desk.confFile, '[http]\nprot = 1\n'), [...args, '--config', desk.confFile])],
    ['a data directory that cannot be', (desk, args) => {
        writeFileSync(path.join(desk.dir, 'file'), '');
        writeFileSync(desk.confFile, `[urp]\ndata_dir = ${desk.dir}/file/data\n`);
        return [...args, '--config', desk.confFile];
    }],
    ['an unknown channel', (desk, args) => [...args, '--channel', 'fax', '--config', desk.confFile]],
    ['an option without its value', (desk, args) => [...args, '--config', desk.confFile, '--channel']],
];
for (const [name, how] of wrong) {
    test(`intake, ${name}: 75`, async t => {
        const desk = await new Desk().configure();
        t.after(() => desk.close());
        const r = await run(URPD, how(desk, ['intake']));
        assert.equal(r.code, 75, r.err);
        assert.notEqual(r.err, '', 'and says why');
        assert.deepEqual(waiting(desk), []);
    });
}

test('intake without a configuration takes no mail to where nobody looks', { skip: existsSync('/etc/urp/urp.conf') && 'this machine has one' }, async t => {
    const dir = mkdtempSync(path.join(tmpdir(), 'urp-cwd-'));
    t.after(() => rmSync(dir, { recursive: true, force: true }));
    assert.equal((await run(URPD, ['intake'], { cwd: dir })).code, 75);
    assert.deepEqual(readdirSync(dir), []);
});

test('intake beyond a limit of size: 75, nothing is left; then the mail goes in', async t => {
    const desk = await new Desk().configure();
    t.after(() => desk.close());
    const args = ['intake', '--config', desk.confFile];
    const r = await run('prlimit', ['--fsize=2048', URPD, ...args]);
    assert.equal(r.code, 75, r.err);
    assert.deepEqual(waiting(desk), []);
    assert.equal((await run(URPD, args)).code, 0);
    assert.equal(waiting(desk).length, 1);
});

// The lines of the man page in a real Postfix, with the paths and the user of this test.
test('Postfix pipes as the man page says; a broken configuration makes it wait, not bounce', { skip: missing(), timeout: 120000 }, async t => {
    const server = openMailServer();
    const town = server.town('p');
    const desk = await (await new Desk().configure()).giveTo(OTHER);
    t.after(() => desk.close());
    await desk.loadEnte();

    const name = `urpd-${town.domain.split('.')[0]}`;
    const page = readFileSync(fileURLToPath(new URL('../../etc/urpd.8', import.meta.url)), 'utf8').replace(/\\-/g, '-');
    const service = /^urpd unix .*\n {2}.*$/m.exec(page)[0].replace(/^urpd/, name).replace('user=urp', 'user=nobody')
        .replace('/usr/bin/urpd', desk.binary).replace('/etc/urp/urp.conf', desk.confFile);
    const limit = /^urpd(_destination_recipient_limit = 1)$/m.exec(page)[1];
    const files = ['postfix/master.cf', 'postfix/main.cf', 'fates'].map(f => path.join(server.dir, 'etc', f));
    const before = files.map(f => readFileSync(f, 'utf8'));
    t.after(async () => {
        files.forEach((f, i) => writeFileSync(f, before[i]));
        await server.control('reload');
    });
    writeFileSync(files[0], `${before[0]}${service}\n`);
    writeFileSync(files[1], `${before[1]}${name}${limit}\n`);
    writeFileSync(files[2], `/^urp(\\+.*)?@${town.domain.replace(/\./g, '\\.')}$/ ${name}:\n${before[2]}`);
    await server.control('reload');

    const conf = readFileSync(desk.confFile, 'utf8');
    const send = (to, subject) => town.send({ from: town.citizen('a'), to, raw: makeMail({ from: town.citizen('a'), to, subject, text: 'Testo.' }) });
    const queued = () => execFileSync('/usr/sbin/postqueue', ['-c', path.join(server.dir, 'etc/postfix'), '-j'], { encoding: 'utf8' });
    writeFileSync(desk.confFile, '[http]\nprot = 1\n');
    await send(town.office('urp'), 'Mentre era guasto');
    await until('the mail to be deferred', () => /prot/.test(queued()), { ms: 30000, every: 200 });
    writeFileSync(desk.confFile, conf);
    await send(town.office('urp+codice'), 'Con il codice');
    await desk.start();
    await until('both to be tickets', () => query(desk, 'SELECT subject FROM ticket_text').map(r => r[0]).sort().join() === 'Con il codice,Mentre era guasto', { ms: 60000, every: 200 });
});
