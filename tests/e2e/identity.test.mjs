// SPDX-License-Identifier: EUPL-1.2
// Who asks, where the law wants to know: by a provider, by the headers of a proxy, or without; the way is kept, no session is opened.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser, visitor } from './lib/browser.mjs';
import { Desk } from './lib/desk.mjs';
import { IdentityProvider } from './lib/idp.mjs';
import { CODE } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { query } from './lib/requests.mjs';
import { freePort, until } from './lib/wait.mjs';

const people = {
    mario: { sub: 'c-1', name: 'Mario Rossi', given_name: 'Mario', family_name: 'Rossi', 'https://attributes.eid.gov.it/fiscal_number': 'TINIT-RSSMRA80A01H501U' },
    vuoto: { sub: 'c-2', name: 'Senza Nome' },
};
let desk, idp, browser;
before(async () => {
    desk = new Desk();
    desk.port = await freePort();
    idp = await new IdentityProvider({ redirect: `http://127.0.0.1:${desk.port}/identita/ritorno`, people }).start();
    const secret = path.join(desk.dir, 'cittadini.secret');
    writeFileSync(secret, 'segreto-di-prova\n', { mode: 0o600 });
    desk.extra.cittadini = { issuer: idp.issuer, client_id: 'urp', client_secret_file: secret, proxies: '127.0.0.1' };
    desk.extra.oidc = { timeout_s: 2 };
    await desk.configure();
    await desk.loadEnte();
    await desk.start();
    desk.operator = await desk.addOperator();
    browser = await openBrowser();
}, { timeout: 120000 });
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
    await idp?.stop();
});

const WORDS = { subject: 'Copia della pratica edilizia', body: 'Chiedo copia degli atti della pratica edilizia 12 del 2024.', motive: 'Devo vendere la casa e il notaio li chiede.', email: 'mario@cittadino.test' };
async function begin(type = 'accesso-documentale') {
    const p = new Plain(desk);
    const page = await p.open('/');
    assert.equal(page.status, 200);
    await p.open(`/richiedi/${type}`);
    await p.submit('privacy', { privacy: '1' });
    return p;
}
const known = (p, values) => {
    const f = p.form('body'), first = Object.fromEntries(['capacity', 'access_mode'].map(k => [k, f.choices.get(k).find(Boolean)]));
    return Object.fromEntries(Object.entries({ ...first, reply_by: 'email', birth_place: 'Roma', birth_day: '1980-01-01', address: 'Via Roma 1, Borgo Esempio', ...values }).filter(([k]) => f.names.has(k)));
};
const identities = () => Number(query(desk, "SELECT count(*) FROM draft_field WHERE name = 'identity' AND value <> ''")[0][0]);
async function enter(p, login, change = u => u) {
    const draft = p.path.replace(/\/identita(\?.*)?$/, '');
    const out = (await p.fetch('GET', `${draft}/identita/vai`)).headers.location;
    const back = new URL(change(await idp.walk(out, login)));
    return p.open(back.pathname + back.search);
}

test('SPID or CIE: name and number come from there, cannot be typed over, and the way stays with the request', { timeout: 120000 }, async () => {
    const p = await begin();
    const draft = p.path;
    await p.submit('body', known(p, WORDS), { button: 'do=identita' });
    assert.match(p.path, /\/identita$/);
    assert.match(p.text(), /La richiesta la riceviamo comunque/);
    await enter(p, 'mario');
    assert.equal(p.path, `${draft}/identita`, 'asked before anything is stored');
    assert.match(p.text(), /Sei Mario Rossi\..*«Copia della pratica edilizia»/s);
    assert.equal(identities(), 0);
    const pressed = p.forms().find(f => f.action.endsWith('/identita'));
    await p.settle(await p.fetch('POST', pressed.action, { body: '', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }), pressed.action);
    assert.notEqual(p.path, draft, 'whoever has the old address does not write under this name');
    assert.equal((await p.fetch('GET', draft)).status, 404);
    for (const [path, body] of [['', 'do=salva&body=altro&email=altri%40cittadino.test'], ['/collegamento', 'email=altri%40cittadino.test']])
        assert.equal((await p.fetch('POST', draft + path, { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })).status, 404, path);
    const mine = p.path;
    assert.match((await p.fetch('POST', `${mine}/collegamento`, { body: 'email=altri%40cittadino.test', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })).text, /non ne mandiamo il collegamento/);
    assert.equal(query(desk, "SELECT count(*) FROM outbox WHERE kind = 'draft_link'")[0][0], '0');
    assert.match(p.text(), /Mario Rossi, codice fiscale RSSMRA80A01H501U/);
    assert.equal(p.form('body').names.has('surname'), false, 'not asked any more');
    assert.equal(p.form('body').fields.get('body'), WORDS.body, 'what was typed stays');
    assert.ok(!p.cookies.has('urp'), 'no session');
    const forged = new URLSearchParams([...p.form('body').fields, ['name', 'Luigi'], ['surname', 'Falso'], ['tax_code', ''], ['do', 'avanti']]);
    const r = await p.fetch('POST', mine, { body: forged.toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal(r.status, 303, r.text.replace(/^[\s\S]*?<main/, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 600));
    await p.open(r.headers.location);
    assert.doesNotMatch(p.text(), /Falso/);
    await p.submit('nonce');
    const code = CODE.exec(p.text())[0];
    const [name, surname, tax, told] = query(desk, `SELECT p.name, p.surname, p.tax_code, (SELECT data FROM event_plain e WHERE e.ticket_id = t.id AND e.kind = 'identita') FROM ticket t JOIN person p ON p.id = t.person_id JOIN ticket_text x ON x.ticket_id = t.id WHERE t.code = '${code}'`)[0];
    assert.deepEqual([name, surname, tax], ['Mario', 'Rossi', 'RSSMRA80A01H501U']);
    assert.equal(JSON.parse(told).way, 'oidc', 'on record');
    await p.open(p.links().find(u => u.endsWith('/ricevuta')));
    assert.match(p.text(), /Accertata: SPID o CIE/, 'the receipt names it');
    const o = await new Plain(desk).signIn(desk.operator);
    await o.open(`/ufficio/richieste/${code}`);
    assert.match(o.text(), /Accertata: SPID o CIE/);
    assert.match(o.text(), /Identità: SPID o CIE/, 'and the story');
});

test('who got the way back by mail before is not let in to a name that was proved after', { timeout: 120000 }, async () => {
    const p = await begin();
    const draft = p.path, form = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };
    await p.submit('body', known(p, { ...WORDS, subject: 'Copia di un collaudo' }), { button: 'do=identita' });
    assert.equal((await p.fetch('POST', `${draft}/collegamento`, { ...form, body: 'email=amico%40cittadino.test' })).status, 303);
    const box = path.join(desk.data, 'posta', 'new');
    const mail = await until('the mail', () => existsSync(box) && readdirSync(box).map(f => readFileSync(path.join(box, f), 'utf8')).find(m => /amico@cittadino\.test/.test(m)), { ms: 30000 });
    assert.ok(mail.replace(/=\r?\n/g, '').includes(draft));
    await enter(p, 'mario');
    const pressed = p.forms().find(f => f.action.endsWith('/identita'));
    await p.settle(await p.fetch('POST', pressed.action, { ...form, body: '' }), pressed.action);
    assert.match(p.text(), /Mario Rossi, codice fiscale/);
    const friend = new Plain(desk);
    for (const rest of ['', '/riepilogo', '/identita', '/identita/modulo', '/inizio', '/collegamento'])
        assert.equal((await friend.fetch('GET', draft + rest)).status, 404, rest);
    assert.equal((await friend.fetch('POST', `${draft}/invia`, { ...form, body: 'nonce=x' })).status, 404);
});

test('without it one goes on; refused and broken answers lose nothing that was typed', { timeout: 120000 }, async () => {
    const p = await begin();
    const draft = p.path;
    await p.submit('body', known(p, WORDS), { button: 'do=identita' });
    const out = identities();
    for (const [login, change, words] of [['niente', u => u, /annullato/], ['mario', u => u.replace(/code=[^&]+/, 'code=inventato'), /adesso non funziona/], ['vuoto', u => u, /non ci ha detto nome e cognome/]]) {
        await p.open(`${draft}/identita`);
        await enter(p, login, change);
        assert.match(p.text(), words, login);
    }
    for (const lie of ['foreign signature', 'foreign audience', 'foreign nonce', 'expired', 'alg none']) {
        idp.fault = lie;
        await p.open(`${draft}/identita`);
        await enter(p, 'mario');
        idp.fault = null;
        assert.match(p.text(), /adesso non funziona/, lie);
    }
    // The answer of one browser in another.
    const back = new URL(await idp.walk((await p.fetch('GET', `${draft}/identita/vai`)).headers.location, 'mario'));
    assert.equal((await new Plain(desk).fetch('GET', back.pathname + back.search)).status, 403);
    assert.equal(identities(), out);
    await p.open(draft);
    assert.equal(p.form('body').fields.get('motive'), WORDS.motive);
});

test('whoever follows the link to the draft of somebody else leaves no name there', { timeout: 120000 }, async () => {
    const theirs = await begin(), draft = theirs.path, other = (await begin()).path, was = identities();
    const victim = new Plain(desk), from = site => victim.fetch('GET', `${draft}/identita/vai`, { headers: { 'Sec-Fetch-Site': site } });
    for (const site of ['cross-site', 'same-site', 'none']) assert.equal((await from(site)).headers.location, `${draft}/identita`, site);
    const back = new URL(await idp.walk((await from('same-origin')).headers.location, 'mario'));
    await victim.open(back.pathname + back.search);
    assert.match(victim.text(), /Mario Rossi.*solo se l.hai cominciata tu/s);
    assert.equal(identities(), was);
    const post = (path, site) => victim.fetch('POST', path, { body: '', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': site } });
    assert.equal((await post(`${draft}/identita`, 'cross-site')).status, 403, 'a page of others presses for them');
    assert.equal((await post(`${other}/identita`, 'same-origin')).status, 403, 'it was for one draft');
    assert.equal(identities(), was);
    await theirs.open(`${draft}/identita`);
    assert.doesNotMatch(theirs.text(), /Mario/, 'another browser');
    const now = await post(`${draft}/identita`, 'same-origin');
    assert.equal(now.status, 303);
    assert.equal(identities(), was + 1);
    assert.equal((await post(`${now.headers.location}/identita`, 'same-origin')).status, 403, 'pressed once, the name is gone from the browser');
    assert.equal((await theirs.fetch('GET', draft)).status, 404, 'and the other browser is out');
});

test('a proxy says who it is; nobody else does', { timeout: 120000 }, async () => {
    const headers = { 'X-Identity-Name': 'Anna', 'X-Identity-Surname': 'Verdi', 'X-Identity-Tax-Code': 'VRDNNA80A41H501X', 'Content-Type': 'application/x-www-form-urlencoded', Origin: desk.url };
    const p = await begin();
    const draft = p.path;
    assert.equal((await p.fetch('POST', `${draft}/identita`, { body: '', headers: { ...headers, 'X-Identity-Name': '' } })).status, 403, 'nobody is told');
    assert.match((await p.fetch('GET', `${draft}/identita`, { headers })).text, /ti conosce come Anna Verdi/);
    const kept = await p.fetch('POST', `${draft}/identita`, { body: '', headers });
    assert.equal(kept.status, 303);
    await p.open(kept.headers.location);
    assert.match(p.text(), /Anna Verdi/);
    assert.equal(query(desk, "SELECT value FROM draft_field WHERE name = 'identity' AND draft_id = (SELECT max(id) FROM draft)")[0][0], 'proxy');

    const other = new Desk();
    await other.configure();
    other.extra.cittadini = { proxies: '127.0.0.9' };
    await other.configure();
    await other.loadEnte();
    await other.start();
    try {
        const q = new Plain(other);
        await q.open(`/richiedi/accesso-documentale`);
        await q.submit('privacy', { privacy: '1' });
        assert.doesNotMatch((await q.fetch('GET', `${q.path}/identita`, { headers })).text, /Anna/);
        assert.equal((await q.fetch('POST', `${q.path}/identita`, { body: '', headers: { ...headers, Origin: other.url } })).status, 403);
    } finally {
        await other.close();
    }
});

test('the pages, as people see them; a report is not asked who it is from', { timeout: 60000 }, async () => {
    const r = await begin('accesso-documentale');
    const v = await visitor(browser);
    await v.go(desk.url + r.path);
    await v.look('identita-modulo');
    await v.page.getByRole('button', { name: 'Fatti riconoscere' }).click();
    await v.page.waitForURL(/\/identita$/);
    await v.look('identita');
    v.expect(/favicon\.ico/); // of the provider
    const href = await v.page.locator('a[href$="/identita/vai"]').getAttribute('href');
    await Promise.all([v.page.waitForURL(u => u.href.startsWith(idp.issuer)), v.page.locator('a[href$="/identita/vai"]').click()]);
    await v.page.goto('about:blank');
    await v.page.setContent(`<a href="${desk.url}${href}">Guarda</a>`);
    await Promise.all([v.page.waitForURL(/\/identita$/), v.page.locator('a').click()]); // from the page of others: ours first
    await v.close();
    const p = new Plain(desk);
    await p.open('/segnala');
    await p.submit('privacy', { privacy: '1' });
    assert.doesNotMatch(p.text(), /Fatti riconoscere/);
});
