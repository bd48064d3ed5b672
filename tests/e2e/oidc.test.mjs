// SPDX-License-Identifier: EUPL-1.2
// Signing in through the body's identity provider: who comes in as whom, and every answer that must not be believed.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Desk, request } from './lib/desk.mjs';
import { IdentityProvider } from './lib/idp.mjs';
import { Plain } from './lib/plain.mjs';
import { query } from './lib/requests.mjs';
import { freePort } from './lib/wait.mjs';

const people = {
    olga: { sub: 'p-1', name: 'Olga Operatore', preferred_username: 'olga', email: 'olga@comune.test', groups: ['urp-operatori'] },
    dino: { sub: 'p-2', name: 'Dino Dirigente', preferred_username: 'Dino.Capo@comune.test', email: 'dino@comune.test', groups: ['urp-capi', 'altri'] },
    tina: { sub: 'p-3', name: 'Tina Tributi', preferred_username: 'tina', email: 'tina@comune.test', groups: ['settore:tributi'] },
    sosia: { sub: 'p-6', name: 'Anna Neri', preferred_username: 'anna', email: 'anna@comune.test', groups: ['urp-operatori'] },
    nessuno: { sub: 'p-7', name: 'Nino Nessuno', preferred_username: 'nino', email: 'nino@comune.test', groups: [] },
};
const GROUPS = 'urp-operatori=urp, urp-capi=responsabile, settore:tributi=referente:tributi';
let desk, idp;

async function openDesk(conf) {
    const d = new Desk({ conf: { security: { totp_roles: 'admin' } } });
    d.port = await freePort();
    const provider = await new IdentityProvider({ redirect: `http://127.0.0.1:${d.port}/ufficio/entra/ente/ritorno`, people: structuredClone(people) }).start();
    const secret = path.join(d.dir, 'oidc.secret');
    writeFileSync(secret, 'segreto-di-prova\n', { mode: 0o600 });
    d.extra.oidc = { issuer: provider.issuer, client_id: 'urp', client_secret_file: secret, groups: GROUPS, timeout_s: 2, name: 'Entra con il Comune', ...conf };
    await d.configure();
    await d.loadEnte();
    await d.start();
    d.operator = await d.addOperator();
    return [d, provider];
}

before(async () => { [desk, idp] = await openDesk({ create: 'si' }); }, { timeout: 120000 });
after(async () => { await desk?.close(); await idp?.stop(); });

// From our button to the page where one ends.
async function enter(d, provider, login, { p = new Plain(d), start = '/ufficio/entra/ente?torna=/ufficio', change = u => u, jar } = {}) {
    const r = await p.fetch('GET', start);
    assert.equal(r.status, 303, r.text.slice(0, 200));
    const out = r.headers.location;
    assert.ok(out.startsWith(provider.issuer), out);
    const back = new URL(change(await provider.walk(out, login, jar)));
    return p.open(back.pathname + back.search);
}

// From the page of one's own access, with the password.
async function tie(d, provider, login, p, { password }) {
    await p.open('/ufficio/accesso/ente');
    await p.submit('attuale', { attuale: password });
    const out = p.html.match(/class="btn btn-primary" href="([^"]+)"/);
    if (p.status !== 200) return p;
    const back = new URL(await provider.walk(out[1].replaceAll('&amp;', '&'), login));
    return p.open(back.pathname + back.search);
}

test('the button stands on the page, and leads out with PKCE, state and nonce', { timeout: 60000 }, async () => {
    const p = await new Plain(desk).open('/ufficio/richieste');
    assert.match(p.text(), /Entra con il Comune/);
    const r = await p.fetch('GET', p.links().find(u => u.startsWith('/ufficio/entra/ente')));
    const q = new URL(r.headers.location).searchParams;
    assert.equal(q.get('code_challenge_method'), 'S256');
    for (const key of ['state', 'nonce', 'code_challenge']) assert.ok(q.get(key).length >= 26, key);
    const cookie = [r.headers['set-cookie']].flat().join();
    assert.match(cookie, /HttpOnly; SameSite=Lax/);
    assert.ok(!cookie.includes(q.get('state')), 'what has to come back is sealed');
});

test('groups make roles: an account is born, and follows its groups', { timeout: 90000 }, async () => {
    assert.equal((await enter(desk, idp, 'olga')).path, '/ufficio');
    assert.equal((await enter(desk, idp, 'dino')).path, '/ufficio');
    const t = await enter(desk, idp, 'tina');
    assert.equal(t.path, '/ufficio/assegnate');
    assert.match(t.text(), /Tributi/);
    const show = login => desk.must(['user', 'show', login]);
    assert.match(await show('olga'), /ruoli\turp\n/);
    assert.match(await show('dino.capo'), /ruoli\tresponsabile\n/);
    assert.match(await show('tina'), /ruoli\treferente\n[\s\S]*settore\treferente\ttributi/);
    assert.match((await enter(desk, idp, 'nessuno')).text(), /non hai ancora un utente/);
    idp.people.dino.groups.splice(0, 2, 'urp-operatori');
    const open = await enter(desk, idp, 'dino');
    assert.match(await show('dino.capo'), /ruoli\turp\n/);
    assert.equal((await open.open('/ufficio')).path, '/ufficio');
    idp.people.dino.groups.length = 0;
    assert.match((await enter(desk, idp, 'dino')).text(), /non danno nessun ruolo/);
    assert.match((await open.open('/ufficio')).path, /entra/, 'nothing stays open with rights of yesterday');
    assert.match(await show('dino.capo'), /ruoli\t\n/);
    await desk.must(['user', 'disable', 'olga']);
    assert.match((await enter(desk, idp, 'olga')).text(), /disattivato/);
    await desk.must(['user', 'enable', 'olga']);
});

test('the same name and mail address is another person: no way into an account that is there', { timeout: 60000 }, async () => {
    const [anna] = query(desk, "SELECT id, email FROM user WHERE login = 'anna'")[0];
    const p = await enter(desk, idp, 'sosia');
    assert.equal(p.path, '/ufficio');
    const [[id, login]] = query(desk, "SELECT u.id, u.login FROM user_oidc o JOIN user u ON u.id = o.user_id WHERE o.subject = 'p-6'");
    assert.notEqual(id, anna);
    assert.equal(login, 'anna-2');
    assert.equal(query(desk, `SELECT count(*) FROM user_oidc WHERE user_id = ${anna}`)[0][0], '0');
});

test('tied by an administrator, or by the person who is signed in; never two to one identity', { timeout: 90000 }, async t => {
    const [d, provider] = await openDesk({ create: 'no' });
    t.after(async () => { await d.close(); await provider.stop(); });
    assert.match((await enter(d, provider, 'olga')).text(), /non hai ancora un utente.*p-1/);
    await d.must(['user', 'link', 'anna', 'p-1']);
    const p = await enter(d, provider, 'olga');
    assert.equal(p.path, '/ufficio');
    assert.equal(query(d, "SELECT way FROM session ORDER BY id DESC LIMIT 1")[0][0], 'oidc');
    assert.notEqual((await d.cli(['user', 'link', 'anna', 'p-1'])).code, 0);
    const bruno = await d.addOperator({ login: 'bruno', name: 'Bruno Ve' });
    const b = await new Plain(d).signIn(bruno);
    assert.match((await tie(d, provider, 'olga', b, bruno)).text(), /già collegata a un altro utente/);
    await tie(d, provider, 'dino', b, bruno);
    assert.match(b.path, /^\/ufficio\/accesso\?fatto=collegato/);
    const again = await enter(d, provider, 'dino');
    await again.open('/ufficio/accesso');
    assert.match(again.text(), /bruno/);
    await d.must(['user', 'unlink', 'bruno', 'p-2']);
    assert.match((await again.open('/ufficio')).path, /entra/, 'what the identity opened is over');
    assert.equal((await new Plain(d).signIn(d.operator)).path, '/ufficio', 'local accounts stay');
});

test('an identity is tied with the password in hand, and let go; who owes the second factor ties none', { timeout: 90000 }, async t => {
    const [d, provider] = await openDesk({ create: 'no' });
    t.after(async () => { await d.close(); await provider.stop(); });
    const ties = () => query(d, 'SELECT count(*) FROM user_oidc')[0][0];
    const b = await new Plain(d).signIn(d.operator);
    // The address of old signs in, and ties nothing to whoever is signed in.
    assert.match((await enter(d, provider, 'olga', { p: b, start: '/ufficio/entra/ente?collega=1' })).text(), /non hai ancora un utente/);
    assert.equal(ties(), '0');
    const wrong = await tie(d, provider, 'olga', b, { password: 'sbagliata del tutto' });
    assert.equal(wrong.status, 422);
    assert.equal((await b.fetch('POST', '/ufficio/accesso/ente', { body: `attuale=${encodeURIComponent(d.operator.password)}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status, 403);
    await tie(d, provider, 'olga', b, d.operator);
    assert.match(b.path, /fatto=collegato/);
    assert.equal(ties(), '1');
    assert.match(b.text(), /Scollega/);
    await b.submit('soggetto');
    assert.equal(b.path, '/ufficio/entra');
    assert.equal(ties(), '0');
    await b.signIn(d.operator);
    await tie(d, provider, 'olga', b, d.operator);
    assert.equal(ties(), '1');
    // Who still owes the second factor ties nothing.
    const boss = await d.addOperator({ login: 'capo', name: 'Capo Ve', role: 'admin' });
    const c = await new Plain(d).signIn(boss);
    assert.equal(c.path, '/ufficio/accesso/secondo-fattore');
    assert.notEqual((await c.fetch('GET', '/ufficio/accesso/ente')).status, 200);
    await c.open('/ufficio/accesso');
    const csrf = c.html.match(/name="_csrf" value="([^"]+)"/)[1];
    const post = await c.fetch('POST', '/ufficio/accesso/ente', { body: `_csrf=${encodeURIComponent(csrf)}&attuale=${encodeURIComponent(boss.password)}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    assert.equal(post.status, 403);
});

const refusedWell = p => {
    assert.ok([422, 502, 503].includes(p.status), `${p.status} ${p.path}`);
    assert.ok(!p.cookies.has('urp'), 'no session');
    assert.match(p.text(), /Entra/);
};

test('what must not be believed is refused: the token', { timeout: 180000 }, async t => {
    const sessions = () => query(desk, 'SELECT count(*) FROM session')[0][0];
    const n = sessions();
    for (const lie of [...Object.keys(idp.faults()), 'http 500', 'no json', 'slow', 'huge']) {
        await t.test(lie, async () => {
            idp.fault = lie;
            const started = Date.now();
            try {
                refusedWell(await enter(desk, idp, 'olga'));
            } finally {
                idp.fault = null;
            }
            assert.ok(Date.now() - started < 15000, 'in time');
        });
    }
    assert.equal(sessions(), n, 'nobody came in');
    assert.equal((await enter(desk, idp, 'olga')).path, '/ufficio', 'and the honest one still does');
});

test('what must not be believed is refused: the way back', { timeout: 90000 }, async () => {
    const set = (key, value) => u => { const x = new URL(u); if (value === null) x.searchParams.delete(key); else x.searchParams.set(key, value); return x.href; };
    for (const change of [set('state', 'altro'), set('state', null), set('code', 'inventato'), set('code', null), set('iss', 'https://altrove.test')]) {
        refusedWell(await enter(desk, idp, 'olga', { change }));
    }
    refusedWell(await enter(desk, idp, 'niente', {}));    // the person said no
    // The answer of one browser in another.
    const p = new Plain(desk), thief = new Plain(desk);
    const out = (await p.fetch('GET', '/ufficio/entra/ente')).headers.location;
    const back = new URL(await idp.walk(out, 'olga'));
    refusedWell(await thief.open(back.pathname + back.search));
    await thief.fetch('GET', '/ufficio/entra/ente');
    refusedWell(await thief.open(back.pathname + back.search));
    assert.equal((await p.open(back.pathname + back.search)).path, '/ufficio');
    p.cookies.delete('urp');
    refusedWell(await p.open(back.pathname + back.search));    // a second time
});

test('a provider that is away holds nobody up: passwords go on', { timeout: 90000 }, async t => {
    const [d, provider] = await openDesk({});
    t.after(() => d.close());
    await provider.stop();
    refusedWell(await new Plain(d).open('/ufficio/entra/ente'));
    assert.equal((await new Plain(d).signIn(d.operator)).path, '/ufficio');
});

const out = (d, token) => request(d.port, 'POST', '/ufficio/entra/ente/uscita', { body: new URLSearchParams({ logout_token: token }).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
const isIn = async p => (await p.open('/ufficio/accesso')).path === '/ufficio/accesso';

test('signed out over there is signed out here: the provider says so, and that session alone ends', { timeout: 90000 }, async t => {
    const [d, provider] = await openDesk({ create: 'si' });
    t.after(async () => { await d.close(); await provider.stop(); });
    const jar = new Map(), a = await enter(d, provider, 'olga', { jar }), b = await enter(d, provider, 'olga'), local = await new Plain(d).signIn(d.operator);
    assert.ok(query(d, "SELECT count(DISTINCT oidc_sid) FROM session WHERE oidc_sid <> ''")[0][0] === '2');
    await provider.signOut(jar);
    assert.equal(await isIn(a), false, 'over');
    assert.ok(await isIn(b), 'another browser stays');
    assert.ok(await isIn(local), 'and so does everybody else');
    assert.match(query(d, "SELECT kind FROM user_event ORDER BY id DESC LIMIT 1")[0][0], /uscito/);

    const sub = provider.logoutToken({ sub: 'p-1' });
    assert.equal((await out(d, sub)).status, 200);
    assert.equal(await isIn(b), false, 'without sid all of that person');
    assert.ok(await isIn(local));
});

async function leave(p) {
    const { fields } = await (await p.open('/ufficio')).formFor('esci');
    await p.settle(await p.fetch('POST', '/ufficio/esci', { body: new URLSearchParams([...fields]).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } }), '/ufficio/esci');
}

test('who signs out here is led out over there, too, where the provider can', { timeout: 90000 }, async t => {
    const [d, provider] = await openDesk({ create: 'si' });
    t.after(async () => { await d.close(); await provider.stop(); });
    const local = await new Plain(d).signIn(d.operator);
    await leave(local);
    assert.doesNotMatch(local.text(), /Sei uscito/, 'of a password nothing stays open elsewhere');
    const jar = new Map(), p = await enter(d, provider, 'olga', { jar });
    await leave(p);
    assert.match(p.text(), /L’accesso dell’ente su questo computer è ancora aperto/);
    assert.equal(await isIn(p), false);
    const r = await p.fetch('GET', '/ufficio/entra/ente/esci');
    assert.equal(r.status, 303);
    assert.equal(await provider.leave(r.headers.location, jar), true, 'the provider knows the client and ends its session');
    const again = await fetch((await p.fetch('GET', '/ufficio/entra/ente')).headers.location, { redirect: 'manual', headers: { cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') } });
    assert.match(again.headers.get('location'), /\/accesso\//, 'who comes next is asked who it is');
});

test('a logout token that is not to be believed ends nothing, and each counts once', { timeout: 90000 }, async t => {
    const [d, provider] = await openDesk({ create: 'si' });
    t.after(async () => { await d.close(); await provider.stop(); });
    const p = await enter(d, provider, 'olga');
    const [[sid]] = query(d, "SELECT oidc_sid FROM session WHERE oidc_sid <> ''");
    const good = { sub: 'p-1', sid }, at = Math.floor(Date.now() / 1000);
    const lies = {
        'a nonce': provider.logoutToken({ ...good, nonce: 'x' }), 'no event': provider.logoutToken(good, { without: ['events'] }),
        'another event': provider.logoutToken({ ...good, events: { 'http://schemas.openid.net/event/altro': {} } }),
        'event is no object': provider.logoutToken({ ...good, events: { 'http://schemas.openid.net/event/backchannel-logout': true } }),
        'of nobody': provider.logoutToken({}), 'no jti': provider.logoutToken(good, { without: ['jti'] }), 'no exp': provider.logoutToken(good, { without: ['exp'] }),
        'over': provider.logoutToken({ ...good, iat: at - 900, exp: at - 600 }), 'of the future': provider.logoutToken({ ...good, iat: at + 900, exp: at + 1200 }),
        'foreign audience': provider.logoutToken({ ...good, aud: 'altro-client' }), 'foreign issuer': provider.logoutToken({ ...good, iss: 'https://altrove.test' }),
        'foreign key': provider.logoutToken(good, { key: provider.others.privateKey }), 'an access token': provider.logoutToken(good, { head: { typ: 'at+jwt' } }),
        'garbage': 'x.y.z', 'nothing': '',
    };
    for (const [name, token] of Object.entries(lies)) {
        const r = await out(d, token);
        assert.equal(r.status, 400, name);
        assert.deepEqual(JSON.parse(r.text), { error: 'invalid_request' }, name);
    }
    assert.ok(await isIn(p), 'nothing of it ended anything');
    assert.equal((await out(d, provider.logoutToken({ sub: 'p-2', sid }))).status, 200);
    assert.ok(await isIn(p), 'the session of somebody else');
    const once = provider.logoutToken(good);
    assert.equal((await out(d, once)).status, 200);
    assert.equal(await isIn(p), false);
    assert.equal((await out(d, once)).status, 400, 'heard before');
});
