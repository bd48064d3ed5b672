// SPDX-License-Identifier: EUPL-1.2
// Every route x every role x own, foreign and confidential request, asked of the real daemon. What has to be answered is in
// tests/fixtures/access-matrix.txt, which the unit test test_web_matrix holds against the route tables: a route without a
// rule fails there, a rule that is not kept fails here.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openDesk } from './lib/desk.mjs';
import { Plain } from './lib/plain.mjs';
import { query } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

const lines = readFileSync(new URL('../fixtures/access-matrix.txt', import.meta.url), 'utf8').split('\n').map(l => l.trim().split(/ +/));
const routes = lines.filter(l => ['GET', 'POST'].includes(l[0])).map(([method, pattern, roles, about]) => ({ method, pattern, roles, about: about.replace('+404', ''), nothing: about.endsWith('+404') }));
const cases = Object.fromEntries(lines.filter(l => l[0] === 'caso').map(([, about, kind, ...rest]) =>
    [`${about} ${kind}`, Object.fromEntries(rest.map((w, i) => [w, rest[i + 1]]).filter((_, i) => i % 2 === 0))]));

const ALL = ['urp', 'responsabile', 'referente', 'rpct', 'lettura', 'admin'];
const GATES = { 'sé': ALL, personale: ALL, sportello: ['urp', 'responsabile'], 'sportello+lettura': ['urp', 'responsabile', 'lettura'] };
// Who asks: role, and where it holds.
const PEOPLE = {
    urp: { role: 'urp' }, 'urp@tributi': { role: 'urp', settori: 'tributi' }, responsabile: { role: 'responsabile' }, 'responsabile@tributi': { role: 'responsabile', settori: 'tributi' }, 'referente@tributi': { role: 'referente', settori: 'tributi' },
    rpct: { role: 'rpct' }, lettura: { role: 'lettura' }, admin: { role: 'admin' },
};
const KINDS = {
    propria: { type: 'access_foia', settore: 'tributi', flags: 0 }, altrui: { type: 'report', settore: 'ambiente', flags: 0 },
    riservata: { type: 'access_foia', settore: 'tributi', flags: 4 }, 'riservata-altrui': { type: 'report', settore: 'ambiente', flags: 4 },
};
let desk;
const people = {}, tickets = {};

// One mail that brings along everything a page about a request can show.
function mail(n) {
    return [`From: Mario Rossi <mario${n}@cittadino.test>`, 'To: urp@comune.test', `Subject: Parola segreta ${n}`, `Message-ID: <m${n}@cittadino.test>`, 'Date: Wed, 04 Feb 2026 10:00:00 +0100',
        'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="b"', '', '--b', 'Content-Type: text/html; charset=utf-8', '', `<p>Parola <b>segreta</b> ${n}: lampione spento davanti alle scuole</p>`, '--b',
        'Content-Type: message/rfc822', 'Content-Disposition: attachment; filename="altra.eml"', '', 'From: altri@cittadino.test', 'To: mario@cittadino.test', 'Subject: Altra', '', 'Testo.', '--b--', ''].join('\r\n');
}

function tamper(sql) {
    execFileSync('sqlite3', [path.join(desk.data, 'urp.db'), sql]);
}

before(async () => {
    desk = await openDesk({ conf: { limits: { login_tries: 1000 } } });
    for (const [i, kind] of Object.keys(KINDS).entries()) {
        await desk.must(['intake'], { input: mail(i) });
        const row = await until(`the request of mail ${i}`, () => query(desk, `SELECT t.id, t.code, j.id FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id JOIN mail_journal j ON j.id = x.journal_id WHERE j.subject = 'Parola segreta ${i}'`)[0], { ms: 20000 });
        tickets[kind] = { id: row[0], code: row[1], arrivo: row[2] };
    }
    await until('the receipts', () => query(desk, 'SELECT count(DISTINCT ticket_id) FROM outbox')[0][0] === '4', { ms: 20000 });
    for (const t of Object.values(tickets)) {
        t.uscita = query(desk, `SELECT id FROM outbox WHERE ticket_id = ${t.id}`)[0][0];
        t.file = query(desk, `SELECT id FROM attachment WHERE ticket_id = ${t.id}`)[0][0];
        t.page = query(desk, `SELECT id FROM message_page WHERE ticket_id = ${t.id}`)[0][0];
    }
    for (const [name, { role, settori }] of Object.entries(PEOPLE)) {
        const login = name.replace('@', '-');
        people[name] = { role, who: await desk.addOperator({ login, name: `Nome ${login}`, role }) };
        if (settori) await desk.must(['user', 'settori', login, settori, '--role', role]);
    }
    desk.victim = query(desk, "SELECT id FROM user WHERE login = 'anna'")[0][0];
    await desk.stop();
    for (const [kind, k] of Object.entries(KINDS)) {
        tamper(`UPDATE ticket SET type = '${k.type}', flags = ${k.flags}, settore_id = (SELECT id FROM settore WHERE code = '${k.settore}'), operator_id = NULL WHERE id = ${tickets[kind].id}`);
    }
    await desk.start();
    for (const p of Object.values(people)) await enter(p);
}, { timeout: 240000 });
after(() => desk?.close());

async function enter(p) {
    p.browser = await new Plain(desk).signIn(p.who);
    await p.browser.open('/ufficio/accesso');
    p.csrf = /name="_csrf" value="([^"]+)"/.exec(p.browser.html)[1];
}

// The status and where it sends; the body is not waited for, since one of them never ends.
function ask(p, method, url) {
    const body = method === 'POST' ? `_csrf=${p?.csrf ?? 'x'}` : null;
    const cookie = p ? [...p.browser.cookies].map(([k, v]) => `${k}=${v}`).join('; ') : '';
    return new Promise((resolve, reject) => {
        const r = http.request({ port: desk.port, host: '127.0.0.1', method, path: url, agent: false, headers: {
            ...(cookie && { Cookie: cookie }), ...(body && { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body), Origin: desk.url }) } }, res => {
            resolve({ status: res.statusCode, to: res.headers.location ?? '' });
            r.destroy();
        });
        r.on('error', e => reject(new Error(`${method} ${url}: ${e.message}`)));
        r.setTimeout(20000, () => r.destroy(new Error('no answer')));
        r.end(body ?? undefined);
    });
}

function address(route, t) {
    const mailId = route.pattern.includes('/uscita/') ? t?.uscita : route.pattern.includes('/arrivo/') ? t?.arrivo : null;
    const id = mailId ?? (route.pattern.includes('/originali/') ? t?.page : route.pattern.includes('/allegati/') ? t?.file : /ufficio\/persone/.test(route.pattern) ? desk.victim : /sessioni/.test(route.pattern) ? '999999' : '1');
    return route.pattern.replace('{code}', t?.code ?? '2026-000001-X').replace('{id}', id ?? '1').replace('{azione}', route.pattern.includes('/persone/') ? 'dati' : /anteprima|bozza/.test(route.pattern) ? 'concludi' : 'nota')
        .replace('{tipo}', 'suggerimento').replace('{atto}', 'rimanda').replace('{sessione}', '1').replace(/\{\w+\}/g, 'aaaaaaaaaaaaaaaaaaaaaaaaaa');
}

const isDoor = r => r.status === 303 && r.to.startsWith('/ufficio/entra?torna=');
// The answer as one of the words of the matrix.
function word(route, r) {
    if (isDoor(r)) return 'entra';
    if (r.status === 403 || r.status >= 500 || r.status === 429) return String(r.status);
    if ([400, 404].includes(r.status) && !route.nothing) return String(r.status);
    return 'si';
}

const said = [];
async function expect(name, p, route, kind, want) {
    const url = address(route, tickets[kind]);
    const r = await ask(p, route.method, url);
    const got = route.nothing && want === '404' && r.status === 404 ? '404' : word(route, r);
    if (![want].flat().includes(got)) said.push(`${name}: ${route.method} ${route.pattern}${kind ? ` (${kind})` : ''}: ${r.status} ${r.to} instead of ${want}`);
    if (p && (route.pattern === '/ufficio/esci' || (route.pattern === '/ufficio/entra' && route.method === 'POST'))) await enter(p);
}

test('the matrix has rules for every kind of person and request', () => {
    assert.ok(routes.length > 80);
    for (const about of ['legge', 'lavora']) {
        for (const kind of Object.keys(KINDS)) assert.deepEqual(Object.keys(cases[`${about} ${kind}`]).sort(), Object.keys(PEOPLE).sort(), `${about} ${kind}`);
    }
});

test('nobody signed in: the door, or nothing', { timeout: 120000 }, async () => {
    said.length = 0;
    for (const route of routes.filter(r => r.roles !== 'tutti')) await expect('nobody', null, route, 'propria', ['entra', '403']);
    assert.deepEqual(said, []);
});

test('public pages are public, for whoever asks', { timeout: 120000 }, async () => {
    said.length = 0;
    for (const route of routes.filter(r => r.roles === 'tutti' && !/^\/(ufficio\/entra\/ente|identita\/ritorno)/.test(r.pattern))) {
        for (const p of [null, people.lettura]) await expect(p ? 'lettura' : 'nobody', p, { ...route, nothing: true }, null, 'si');
    }
    assert.deepEqual(said, []);
});

for (const name of Object.keys(PEOPLE)) {
    test(`every route as ${name}`, { timeout: 240000 }, async () => {
        const p = people[name];
        said.length = 0;
        for (const route of routes.filter(r => r.roles !== 'tutti')) {
            const gate = (GATES[route.roles] ?? route.roles.split(',')).includes(p.role);
            if (route.about === 'ente') await expect(name, p, route, null, gate && !name.includes('@') ? 'si' : '403');
            else if (route.about === '-') await expect(name, p, route, null, gate ? 'si' : '403');
            else for (const kind of Object.keys(KINDS)) await expect(name, p, route, kind, gate ? cases[`${route.about} ${kind}`][name] : '403');
        }
        assert.deepEqual(said, []);
    });
}

// Not the status alone: the words. Every page that a person can open is read for those of requests that are not theirs.
test('no page says the words of a request to whom it is not for', { timeout: 240000 }, async () => {
    const wrong = [];
    for (const [name, p] of Object.entries(people)) {
        await enter(p);
        for (const start of ['/ufficio', '/ufficio/richieste', '/ufficio/richieste?q=segreta', '/ufficio/richieste?q=Rossi', '/ufficio/assegnate', '/ufficio/posta', '/ufficio/posta?q=segreta', '/ufficio/posta?scheda=uscita',
            '/ufficio/nuova?chi=Rossi', ...Object.values(tickets).map(t => `/ufficio/richieste/${t.code}`)]) {
            await p.browser.open(start);
            const html = p.browser.html.replace(/value="[^"]*"|Risultati per «[^»]*»/g, '');
            for (const [i, kind] of Object.keys(KINDS).entries()) {
                const may = cases[`legge ${kind}`][name] === 'si';
                const open = p.browser.path.includes(tickets[kind].code);
                if (html.includes(`Parola segreta ${i}`) && (!may || (kind.startsWith('riservata') && !open))) wrong.push(`${name} reads ${kind} on ${start}`);
                if (html.includes(tickets[kind].code) && cases[`legge ${kind}`][name] === '404') wrong.push(`${name} sees the number of ${kind} on ${start}`);
            }
        }
    }
    assert.deepEqual(wrong, []);
});

test('numbers count what may be known, and nothing else: totals of lists are rows, badges of the board too', { timeout: 120000 }, async () => {
    const numbers = async p => {
        await enter(p);
        const list = await p.browser.open('/ufficio/richieste');
        const rows = new Set(list.links().map(u => /^\/ufficio\/richieste\/(\d{4}-\d{6}-\w)(?:\?|$)/.exec(u)?.[1]).filter(Boolean)).size;
        const total = /id="totale">([^<]*)</.exec(list.html)?.[1] ?? '';
        const board = await p.browser.open('/ufficio');
        const menu = Number(/Da fare\s+(\d+)/.exec(board.text())?.[1] ?? 0);
        const shown = new Set(board.links().map(u => /^\/ufficio\/richieste\/(\d{4}-\d{6}-\w)/.exec(u)?.[1]).filter(Boolean)).size;
        return { rows, total, menu, shown, board: /id="totale"[^>]*>([^<]*)</.exec(board.html)[1] };
    };
    const all = await numbers(people.urp), some = await numbers(people['urp@tributi']);
    assert.match(all.total, new RegExp(`^${all.rows} richieste$`));
    assert.equal(some.rows, 2);
    assert.equal(some.total, '2 richieste fra quelle che puoi vedere');
    assert.ok(all.shown > some.shown && some.shown > 0, JSON.stringify([all, some]));
    assert.equal(some.menu, some.shown);
    assert.match(some.board, new RegExp(`^${some.shown} richiest`));
    const other = await people['urp@tributi'].browser.open(`/ufficio?settore=${query(desk, "SELECT id FROM settore WHERE code = 'ambiente'")[0][0]}`);
    assert.match(/id="totale"[^>]*>([^<]*)</.exec(other.html)[1], new RegExp(`^${some.shown} richiest`), 'the numbers of another settore are not told');
    assert.doesNotMatch(other.text(), /Posta non letta/);
});

test('every look at a confidential request is on record, and the record is for the responsabile and the RPCT', { timeout: 120000 }, async () => {
    const count = () => Number(query(desk, `SELECT count(*) FROM confidential_view WHERE ticket_id = ${tickets.riservata.id}`)[0][0]);
    const looks = [`/ufficio/richieste/${tickets.riservata.code}`, `/ufficio/richieste/${tickets.riservata.code}/allegati/${tickets.riservata.file}`, `/ufficio/posta/arrivo/${tickets.riservata.arrivo}`];
    for (const url of looks) {
        const n = count();
        assert.equal((await ask(people.urp, 'GET', url)).status, 403);
        assert.equal((await ask(people.responsabile, 'GET', url)).status, 200);
        await until('the look to be written', () => count() === n + 1);
    }
    assert.deepEqual(query(desk, `SELECT what FROM confidential_view WHERE ticket_id = ${tickets.riservata.id} ORDER BY id DESC LIMIT 3`).flat().reverse(),
        ['pagina', `allegati/${tickets.riservata.file}`, `posta/arrivo/${tickets.riservata.arrivo}`]);
    assert.throws(() => tamper('DELETE FROM confidential_view'), /append-only/);
    const page = await people.rpct.browser.open('/ufficio/riservate');
    assert.match(page.text(), /Nome responsabile/);
    assert.match(page.text(), new RegExp(tickets.riservata.code));
});

test('the responsabile lets somebody in, with a reason, and out again', { timeout: 120000 }, async () => {
    const url = `/ufficio/richieste/${tickets.riservata.code}`, lead = people.responsabile.browser;
    const id = query(desk, "SELECT id FROM user WHERE login = 'lettura'")[0][0];
    await lead.open(`${url}/lettori`);
    await lead.submit('persona', { persona: id, motivo: '' });
    assert.equal(lead.status, 422);
    assert.match(lead.text(), /Scrivi perché/);
    await lead.submit('persona', { persona: id, motivo: 'Verifica del garante' });
    assert.equal(lead.status, 200);
    assert.equal((await ask(people.lettura, 'GET', url)).status, 200);
    assert.equal((await ask(people.urp, 'GET', url)).status, 403, 'nobody else');
    assert.equal((await ask(people.lettura, 'POST', `${url}/nota`)).status, 403, 'to read, not to work');
    await lead.submit('persona', { persona: id, motivo: 'Ancora' });
    assert.match(lead.text(), /può già leggere/);
    const end = lead.forms().find(f => /lettori\/\d+\/togli/.test(f.action));
    await lead.settle(await lead.fetch('POST', end.action, { body: new URLSearchParams([...end.fields]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }), end.action);
    assert.match(lead.text(), /Verifica del garante/, 'it stays written');
    assert.equal((await ask(people.lettura, 'GET', url)).status, 403);
});

test('a referente works as the settore does', { timeout: 120000 }, async () => {
    const p = people['referente@tributi'], url = `/ufficio/richieste/${tickets.propria.code}`;
    await p.browser.open('/ufficio');
    assert.equal(p.browser.path, '/ufficio/assegnate');
    assert.ok(p.browser.links().includes(url));
    await p.browser.open(url);
    const offered = [...p.browser.html.matchAll(/<details[^>]* id="a-([a-z-]+)"/g)].map(m => m[1]);
    assert.ok(offered.includes('nota') && offered.includes('concludi'), offered.join());
    for (const no of ['assegna', 'archivia', 'trasferisci', 'sospendi']) assert.ok(!offered.includes(no), no);
    await p.browser.fetch('POST', `${url}/assegna`, { body: new URLSearchParams({ _csrf: p.csrf, version: '1', settore: '1' }).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal(query(desk, `SELECT s.code FROM ticket t JOIN settore s ON s.id = t.settore_id WHERE t.id = ${tickets.propria.id}`)[0][0], 'tributi', 'what is not offered does not act');
    const nota = await p.browser.formFor('nota');
    const r = await p.browser.fetch('POST', nota.action, { body: new URLSearchParams([...new Map([...nota.fields, ['testo', 'Lo guardiamo domani.']])]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal(r.status, 303, r.text.replace(/<[^>]+>/g, ' ').slice(0, 2000));
    assert.deepEqual(query(desk, `SELECT actor FROM event WHERE ticket_id = ${tickets.propria.id} AND actor <> 'system' ORDER BY id DESC LIMIT 1`)[0], ['settore']);
});

test('similar requests: those that are not to be read, and confidential ones, are not among them', { timeout: 120000 }, async () => {
    const seen = async name => {
        await people[name].browser.open(`/ufficio/richieste/${tickets.propria.code}/simili`);
        assert.equal(people[name].browser.status, 200);
        return Object.keys(KINDS).filter(kind => kind !== 'propria' && people[name].browser.html.includes(tickets[kind].code));
    };
    for (const name of ['urp', 'lettura', 'responsabile']) assert.deepEqual(await seen(name), ['altrui'], name);
    assert.match(people.urp.browser.text(), /In comune: [^.]*lampione/);
    for (const name of ['urp@tributi', 'referente@tributi', 'rpct']) assert.deepEqual(await seen(name), [], name);
});

test('a request is no duplicate of one that is not to be worked on', { timeout: 120000 }, async () => {
    const p = people.urp;
    await enter(p);
    await p.browser.open(`/ufficio/richieste/${tickets.altrui.code}`);
    const form = await p.browser.formFor('doppione');
    const body = new URLSearchParams([...form.fields, ['altra', tickets.riservata.code]].filter(([k], i, all) => all.findLastIndex(([x]) => x === k) === i)).toString();
    const r = await p.browser.fetch('POST', form.action, { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.notEqual(r.status, 303);
    assert.deepEqual(query(desk, `SELECT count(*) FROM link WHERE other_id = ${tickets.riservata.id}`), [['0']]);
});

test('a mail of no request is for those who see everything', { timeout: 120000 }, async () => {
    await desk.must(['intake'], { input: mail(9).replace('MIME-Version', 'Auto-Submitted: auto-replied\r\nMIME-Version') });
    const id = await until('the mail to be read', () => query(desk, "SELECT id FROM mail_journal WHERE subject = 'Parola segreta 9' AND state <> 'new' AND ticket_id IS NULL")[0]?.[0], { ms: 20000 });
    const urls = [`/ufficio/posta/arrivo/${id}`, `/ufficio/posta/arrivo/${id}/originale`, `/ufficio/posta/arrivo/${id}/sorgente`, `/ufficio/nuova?posta=${id}`];
    for (const url of urls) {
        assert.equal((await ask(people.urp, 'GET', url)).status, 200, url);
        assert.equal((await ask(people['urp@tributi'], 'GET', url)).status, 404, url);
    }
    const listed = async name => (await (await new Plain(desk).signIn(people[name].who)).open('/ufficio/posta')).html.includes('Parola segreta 9');
    assert.ok(await listed('urp'));
    assert.ok(!await listed('urp@tributi'));
    // Who reads everything, and works on one settore alone, reads it and does nothing with it.
    const mixed = await desk.addOperator({ login: 'lettore', name: 'Nome lettore', role: 'lettura,urp' });
    await desk.must(['user', 'settori', 'lettore', 'tributi', '--role', 'urp']);
    const p = await new Plain(desk).signIn(mixed);
    assert.equal((await p.open(`/ufficio/posta/arrivo/${id}`)).status, 200);
    const csrf = (await p.open('/ufficio/nuova')).form('chi').fields.get('_csrf');
    for (const act of ['riprova', 'da-parte', 'rimetti'])
        assert.equal((await p.fetch('POST', `/ufficio/posta/arrivo/${id}/${act}`, { body: new URLSearchParams({ _csrf: csrf }).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })).status, 404, act);
});

test('a role that holds elsewhere gives no rights here: the settore does not act as the URP, nor a responsabile of others', { timeout: 120000 }, async () => {
    const person = async (login, role, ...narrow) => {
        const p = { who: await desk.addOperator({ login, name: `Nome ${login}`, role }) };
        for (const [of, settori] of narrow) await desk.must(['user', 'settori', login, settori, '--role', of]);
        await enter(p);
        return p;
    };
    const url = `/ufficio/richieste/${tickets.altrui.code}`, before = query(desk, `SELECT flags, version FROM ticket WHERE id = ${tickets.altrui.id}`);
    const mixed = await person('misto', 'urp,referente', ['urp', 'tributi'], ['referente', 'ambiente']);
    const chief = await person('capo-altrove', 'responsabile,urp', ['responsabile', 'tributi']);
    assert.equal((await ask(mixed, 'GET', url)).status, 200, 'it is theirs as the settore');
    for (const page of ['riservatezza', 'oscura', 'collega', 'unisci', 'avvisa-unite']) {
        assert.equal((await ask(mixed, 'GET', `${url}/${page}`)).status, 403, page);
        assert.equal((await ask(mixed, 'POST', `${url}/${page}`)).status, 403, page);
        assert.ok(!(await mixed.browser.open(url)).links().includes(`${url}/${page}`), page);
        assert.equal((await ask(chief, 'GET', `${url}/${page}`)).status, 200, page);
    }
    assert.equal((await ask(mixed, 'POST', `${url}/scollega`)).status, 403);
    for (const p of [mixed, chief]) {
        for (const [method, page] of [['GET', 'oscurati'], ['POST', 'oscurati'], ['POST', 'lettori/concedi'], ['POST', 'lettori/1/togli']]) assert.equal((await ask(p, method, `${url}/${page}`)).status, 403, page);
    }
    assert.equal((await ask(people.responsabile, 'GET', `${url}/oscurati`)).status, 200);
    assert.deepEqual(query(desk, `SELECT flags, version FROM ticket WHERE id = ${tickets.altrui.id}`), before);
});

test('beside a request: no number of one that is not to be known, and nothing that tells whose a request without a name is', { timeout: 120000 }, async () => {
    const t = tickets, other = await desk.addOperator({ login: 'doppio', name: 'Nome doppio', role: 'referente' });
    await desk.must(['user', 'settori', 'doppio', 'tributi,ambiente', '--role', 'referente']);
    const beside = async (who, kind, page = '') => (await (await new Plain(desk).signIn(who)).open(`/ufficio/richieste/${t[kind].code}${page}`)).html;
    tamper(`PRAGMA busy_timeout = 5000; INSERT INTO link (ticket_id, other_id, kind, created_at) VALUES (${t.propria.id}, ${t.altrui.id}, 'related', 1), (${t['riservata-altrui'].id}, ${t.propria.id}, 'duplicate', 1);
        UPDATE ticket_text SET subject = 'Parola segreta 0' WHERE ticket_id = ${t.altrui.id}; UPDATE ticket SET attention = 1, person_id = (SELECT person_id FROM ticket WHERE id = ${t.propria.id}) WHERE id IN (${t.propria.id}, ${t.altrui.id})`);
    assert.ok((await beside(people.urp.who, 'propria')).includes(t['riservata-altrui'].code), 'whoever may know of it is told');
    assert.match(await beside(people.urp.who, 'propria', '/simili'), /Stessa persona e stesso oggetto/);
    for (const name of ['urp@tributi', 'referente@tributi', 'rpct']) {
        const html = await beside(people[name].who, 'propria') + await beside(people[name].who, 'propria', '/simili');
        for (const kind of ['altrui', 'riservata-altrui']) assert.ok(!html.includes(t[kind].code), `${name}: ${kind}`);
    }
    assert.match(await beside(other, 'propria', '/simili'), /Stessa persona e stesso oggetto/, 'with a name it is told');
    tamper(`PRAGMA busy_timeout = 5000; DELETE FROM link; UPDATE ticket SET flags = 2 WHERE id = ${t.propria.id}`); // its citizen asked that the office not know
    for (const [kind, hidden] of [['propria', 'altrui'], ['altrui', 'propria']]) {
        for (const page of ['', '/simili']) assert.doesNotMatch(await beside(other, kind, page), /Stessa persona/, kind + page);
        assert.ok(!(await beside(other, kind)).includes(t[hidden].code), `${kind}: not among the others of this person`);
    }
});
