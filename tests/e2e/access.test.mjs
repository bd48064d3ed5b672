// SPDX-License-Identifier: EUPL-1.2
// One's own access: password, sessions, second factor; and `urpd user`, which does the same from the machine.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openDesk } from './lib/desk.mjs';
import { Plain } from './lib/plain.mjs';
import { query } from './lib/requests.mjs';
import { codeAt, stepNow } from './lib/totp.mjs';

let desk;
before(async () => { desk = await openDesk({ conf: { limits: { login_tries: 1000 } } }); }, { timeout: 120000 });
after(() => desk?.close());

const signedIn = (d, who) => new Plain(d).signIn(who);
const SECRET = /class="urp-secret">([A-Z2-7 ]+)</;

// Sets up the second factor of a signed-in person; returns the secret and the recovery codes.
async function enrol(p, who) {
    await p.open('/ufficio/accesso/secondo-fattore');
    const secret = SECRET.exec(p.html)[1];
    await p.submit('codice', { codice: codeAt(secret, stepNow()), attuale: who.password });
    assert.equal(p.status, 200, p.text().slice(0, 300));
    const codes = [...p.html.matchAll(/<li><code>([a-z2-7-]+)<\/code>/g)].map(m => m[1]);
    assert.equal(codes.length, 10);
    return { secret, codes };
}

test('the password: the old one is asked for, a guessable one refused, other sessions end', { timeout: 60000 }, async () => {
    const who = await desk.addOperator({ login: 'cleonice', name: 'Cleonice Bo' });
    const here = await signedIn(desk, who), there = await signedIn(desk, who);
    await here.open('/ufficio/accesso');
    assert.match(here.text(), /L'ha scelta un'altra persona|scelta un'altra persona/);
    const change = (attuale, password) => here.submit('attuale', { attuale, password });
    for (const [now, next, why] of [['sbagliata-davvero', 'tramonto giallo fisarmonica', /di adesso non è questa/], [who.password, 'corta', /almeno 12/],
        [who.password, 'Password2026!', /troppo facile/], [who.password, 'P4ssw0rd!!!2026', /troppo facile/], [who.password, 'lunamarepassword', /troppo facile/],
        [who.password, '123456789012', /troppo facile/], [who.password, 'abcabcabcabc', /troppo facile/], [who.password, 'cleonice-2026', /contiene il tuo nome/]]) {
        await change(now, next);
        assert.equal(here.status, 422, next);
        assert.match(here.text(), why, next);
    }
    await change(who.password, 'tramonto giallo fisarmonica');
    assert.match(here.text(), /Fatto: la password è cambiata/);
    assert.equal((await there.open('/ufficio')).path, '/ufficio/entra?torna=%2Fufficio', 'the other session is over');
    assert.equal((await signedIn(desk, who)).status, 422, 'the old one opens nothing');
    assert.equal((await signedIn(desk, { ...who, password: 'tramonto giallo fisarmonica' })).path, '/ufficio');
});

test('sessions: listed in words, one ended, all others ended, nobody else’s', { timeout: 60000 }, async () => {
    const who = await desk.addOperator({ login: 'dario', name: 'Dario Po' });
    const other = await signedIn(desk, desk.operator);
    const [a, b, c] = [await signedIn(desk, who), await signedIn(desk, who), await signedIn(desk, who)];
    await a.open('/ufficio/accesso');
    const ends = () => a.forms().filter(f => /sessioni\/\d+\/chiudi/.test(f.action));
    assert.equal(ends().length, 2);
    assert.match(a.text(), /rete 127\.0\.0\.0\/24/);
    const foreign = query(desk, "SELECT s.id FROM session s JOIN user u ON u.id = s.user_id WHERE u.login = 'anna' ORDER BY s.id DESC LIMIT 1")[0][0];
    const csrf = ends()[0].fields.get('_csrf');
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    await a.fetch('POST', `/ufficio/accesso/sessioni/${foreign}/chiudi`, { body: `_csrf=${csrf}`, headers: form });
    assert.equal((await other.open('/ufficio')).path, '/ufficio', 'the session of another person stays');
    await a.fetch('POST', ends()[0].action, { body: `_csrf=${csrf}`, headers: form });
    await a.open('/ufficio/accesso');
    assert.equal(ends().length, 1);
    await a.fetch('POST', '/ufficio/accesso/sessioni/chiudi', { body: `_csrf=${csrf}`, headers: form });
    assert.deepEqual([await b.open('/ufficio'), await c.open('/ufficio')].map(p => p.path.startsWith('/ufficio/entra')), [true, true]);
    assert.equal((await a.open('/ufficio')).path, '/ufficio', 'this one stays');
});

test('second factor: set up, asked for, a code once, recovery codes once', { timeout: 90000 }, async () => {
    const who = await desk.addOperator({ login: 'elsa', name: 'Elsa Ri' });
    const p = await signedIn(desk, who);
    await p.open('/ufficio/accesso/secondo-fattore');
    assert.match(p.html, /<svg class="urp-qr"[\s\S]*<path/);
    const first = SECRET.exec(p.html)[1];
    await p.submit('codice', { codice: '000000', attuale: who.password });
    assert.equal(p.status, 422);
    assert.equal(SECRET.exec(p.html)[1], first, 'the secret stays while it is not proved');
    await p.submit('codice', { codice: codeAt(first, stepNow()), attuale: 'sbagliata-davvero' });
    assert.match(p.text(), /di adesso non è questa/);
    const { secret, codes } = await enrol(p, who);
    const stored = query(desk, "SELECT totp_secret FROM user WHERE login = 'elsa'")[0][0];
    assert.ok(!stored.includes(secret.replace(/ /g, '').toLowerCase()), 'sealed in the store');

    const used = codeAt(secret, stepNow());
    let q = await signedIn(desk, who);
    assert.match(q.text(), /Secondo passo/);
    assert.equal(q.cookies.size, 0, 'no session yet');
    await q.submit('codice', { codice: used });
    assert.equal(q.status, 422, 'the code that set it up is used');
    await q.submit('codice', { codice: codeAt(secret, stepNow() + 1) });
    assert.equal(q.path, '/ufficio');
    q = await signedIn(desk, who);
    await q.submit('codice', { codice: codeAt(secret, stepNow() + 1) });
    assert.equal(q.status, 422, 'not twice');

    await q.submit('codice', { codice: codes[3].toUpperCase().replace(/-/g, ' ') });
    assert.match(q.path, /^\/ufficio\/accesso/);
    assert.match(q.text(), /restano 9 codici/);
    q = await signedIn(desk, who);
    await q.submit('codice', { codice: codes[3] });
    assert.equal(q.status, 422, 'a recovery code opens once');
    for (let i = 0; i < 5; i++) await q.submit('codice', { codice: '111111' });
    assert.match(q.text(), /Ricomincia dalla password/, 'five codes for one password');
    await q.open('/ufficio');
    assert.match(q.path, /entra/);
});

test('codes are counted for the account, whatever the number of passwords', { timeout: 90000 }, async t => {
    const strict = await openDesk({ conf: { limits: { login_tries: 8 } } });
    t.after(() => strict.close());
    const { secret } = await enrol(await signedIn(strict, strict.operator), strict.operator);
    let right = 0;
    for (let i = 0; i < 12; i++) {
        const p = await signedIn(strict, strict.operator);
        if (p.status !== 200) break;    // the password is counted, too
        await p.submit('codice', { codice: '000000' });
        right += p.status === 422 && /Ricomincia/.test(p.text()) ? 1 : 0;
    }
    const p = await signedIn(strict, strict.operator);
    if (p.status === 200) {
        await p.submit('codice', { codice: codeAt(secret, stepNow() + 1) });
        assert.notEqual(p.path, '/ufficio');
    } else assert.equal(p.status, 429);
});

test('a role that needs it: nothing else opens before it is there', { timeout: 90000 }, async t => {
    const d = await openDesk({ conf: { security: { totp_roles: 'admin' } } });
    t.after(() => d.close());
    const admin = await d.addOperator({ login: 'gino', name: 'Gino Al', role: 'urp,admin' });
    const p = await signedIn(d, admin);
    assert.equal(p.path, '/ufficio/accesso/secondo-fattore');
    for (const url of ['/ufficio', '/ufficio/impostazioni', '/ufficio/richieste']) assert.equal((await p.open(url)).path, '/ufficio/accesso/secondo-fattore', url);
    await enrol(p, admin);
    assert.equal((await p.open('/ufficio/impostazioni')).status, 200);
    assert.equal((await signedIn(d, d.operator)).path, '/ufficio', 'others are not asked');
    await d.must(['user', 'totp-reset', 'gino']);
    assert.match((await p.open('/ufficio')).path, /entra/, 'sessions ended');
    assert.equal((await signedIn(d, admin)).path, '/ufficio/accesso/secondo-fattore');
});

test('urpd user: roles, settori, types, sessions, disable, with and without the daemon', { timeout: 90000 }, async t => {
    const d = await openDesk();
    t.after(() => d.close());
    const user = (...args) => d.must(['user', ...args]);
    await user('add', 'ugo', '--name', 'Ugo Tar', '--role', 'referente', '--no-password');
    await user('settori', 'ugo', 'tributi,ambiente');
    await user('roles', 'anna', 'urp,lettura');
    await user('types', 'anna', 'report,info', '--role', 'urp');
    assert.match(await user('show', 'ugo'), /settore\treferente\tambiente\nsettore\treferente\ttributi/);
    assert.match(await user('show', 'anna'), /tipo\turp\tinfo\ntipo\turp\treport/);
    assert.match(await user('show', 'ugo'), /password\tnessuna/);
    for (const bad of [['settori', 'ugo', 'inesistente'], ['types', 'anna', 'nessuno'], ['roles', 'anna', 'capo'], ['settori', 'nessuno', 'tributi'], ['settori', 'anna', 'tributi', '--role', 'rpct']]) {
        assert.notEqual((await d.cli(['user', ...bad])).code, 0, bad.join(' '));
    }
    const p = await signedIn(d, d.operator), q = await signedIn(d, d.operator);
    const lines = (await user('sessions', 'anna')).trim().split('\n');
    assert.equal(lines.length, 2);
    await user('revoke', 'anna', lines[0].split('\t')[0]);
    assert.equal((await user('sessions', 'anna')).trim().split('\n').length, 1);
    await user('revoke', 'anna');
    assert.match((await p.open('/ufficio')).path, /entra/);
    assert.match((await q.open('/ufficio')).path, /entra/);
    await user('disable', 'anna');
    assert.equal((await signedIn(d, d.operator)).status, 422);
    await d.stop();
    await user('enable', 'anna');
    await d.start();
    assert.equal((await signedIn(d, d.operator)).path, '/ufficio');
    assert.deepEqual(query(d, "SELECT kind FROM user_event WHERE user_id = (SELECT id FROM user WHERE login = 'anna') ORDER BY id").flat(),
        ['creato', 'ruoli', 'ambito', 'sessioni', 'sessioni', 'disattivato', 'riattivato']);
});
