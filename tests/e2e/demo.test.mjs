// SPDX-License-Identifier: EUPL-1.2
// What "make run" starts: the demo body with no mail server. The main job works with nothing else.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { BUILD, request } from './lib/desk.mjs';
import { parseMail } from './lib/mail.mjs';
import { actionLink } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, report } from './lib/requests.mjs';
import { fatal, freePort, until } from './lib/wait.mjs';

const SCRIPT = fileURLToPath(new URL('../../etc/run-demo.sh', import.meta.url));

function run(env) {
    const child = spawn(SCRIPT, [BUILD], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const demo = { child, out: '' };
    for (const s of [child.stdout, child.stderr]) s.setEncoding('utf8').on('data', d => { demo.out += d; });
    demo.ended = new Promise(r => child.once('exit', (code, signal) => r(demo.gone = { code, signal })));
    return demo;
}

test('the demo: address and password printed, a report, its mail in the folder, acts by its link', { timeout: 120000 }, async t => {
    const dir = mkdtempSync(path.join(tmpdir(), 'urp-demo-'));
    const port = await freePort();
    const env = { VAR: path.join(dir, 'var'), PORT: String(port), DEMO: '1' };
    let demo = run(env);
    t.after(() => {
        demo.child.kill('SIGKILL');
        rmSync(dir, { recursive: true, force: true });
    });
    const up = () => until('the demo', async () => {
        if (demo.gone) throw fatal(demo.out);
        return (await request(port, 'GET', '/').catch(() => null))?.status === 200;
    }, { ms: 60000 });
    await up();
    const password = /password: (\S+)/.exec(demo.out)?.[1];
    assert.ok(password && demo.out.includes(`http://127.0.0.1:${port}/ufficio`), demo.out);
    assert.equal(statSync(path.join(env.VAR, 'operatore.txt')).mode & 0o077, 0);

    const desk = { port, url: `http://127.0.0.1:${port}` };
    const { code } = await fileReport(desk, report(1, { email: 'mario@example.org' }));
    const posta = path.join(env.VAR, 'posta', 'new');
    const mails = () => (existsSync(posta) ? readdirSync(posta).map(f => parseMail(readFileSync(path.join(posta, f)))) : []);
    const work = await until('the assignment in the folder', () => mails().find(m => m.subject.includes(code) && m.to !== 'mario@example.org'), { ms: 20000 });
    const link = new URL(actionLink(work));
    const p = new Plain(desk);
    await p.open(link.pathname);
    await p.submit('version', { chi: 'Paolo Ferri' });
    assert.match(p.text(), /presa? in carico|lavorazione/i);

    const office = await new Plain(desk).signIn({ login: 'anna', password });
    await office.open('/ufficio/posta?vista=uscita');
    assert.equal(office.status, 200);
    await office.open(`/ufficio/richieste/${code}`);
    assert.match(office.text(), /Paolo Ferri/);

    demo.child.kill('SIGINT');
    assert.deepEqual(await demo.ended, { code: 0, signal: null });

    demo = run(env);
    await up();
    assert.ok(demo.out.includes(password), 'the same operator the second time');
    const taken = run(env);
    await taken.ended;
    assert.match(taken.out, /già occupata/);
    demo.child.kill('SIGTERM');
    assert.equal((await demo.ended).code, 0);
});
