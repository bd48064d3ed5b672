// SPDX-License-Identifier: EUPL-1.2
// Roles that hold for one settore alone, and confidential requests among others: what lists, settings and pages beside must not say.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openDesk } from './lib/desk.mjs';
import { Plain } from './lib/plain.mjs';
import { query } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

const S = '/ufficio/impostazioni';
const KINDS = { own: { settore: 'tributi', flags: 0 }, ownSecret: { settore: 'tributi', flags: 4 }, otherSecret: { settore: 'ambiente', flags: 4 }, other: { settore: 'ambiente', flags: 0 } };
const codes = {}, people = {}, settori = {};
let desk;

function mail(n) {
    return ['From: Mario Rossi <mario@cittadino.test>', 'To: urp@comune.test', `Subject: Prova ${n}`, `Message-ID: <n${n}@cittadino.test>`, 'Date: Wed, 04 Feb 2026 10:00:00 +0100', 'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary="b"', '', '--b', 'Content-Type: text/plain; charset=utf-8', '', `Richiesta numero ${n}, scritta per una prova.`, '--b', 'Content-Type: text/plain; name="nota.txt"',
        'Content-Disposition: attachment; filename="nota.txt"', '', 'Una nota.', '--b--', ''].join('\r\n');
}

before(async () => {
    desk = await openDesk({ conf: { limits: { login_tries: 1000 } } });
    const ids = {};
    for (const [i, kind] of Object.keys(KINDS).entries()) {
        await desk.must(['intake'], { input: mail(i) });
        [ids[kind], codes[kind]] = await until(`the request of mail ${i}`, () => query(desk, `SELECT t.id, t.code FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE x.subject = 'Prova ${i}'`)[0], { ms: 20000 });
    }
    for (const [login, role, where] of [['capo', 'responsabile'], ['vice', 'responsabile', 'tributi'], ['tina', 'urp', 'tributi'], ['elena', 'rpct']]) {
        people[login] = await desk.addOperator({ login, name: `Nome ${login}`, role });
        if (where) await desk.must(['user', 'settori', login, where, '--role', role]);
    }
    for (const [code, id] of query(desk, 'SELECT code, id FROM settore')) settori[code] = id;
    await desk.stop();
    const sql = Object.entries(KINDS).map(([kind, k]) => `UPDATE ticket SET type = 'report', flags = ${k.flags}, operator_id = NULL, person_id = (SELECT person_id FROM ticket WHERE id = ${ids.own}), `
        + `settore_id = ${settori[k.settore]} WHERE id = ${ids[kind]};`);
    execFileSync('sqlite3', [path.join(desk.data, 'urp.db'), sql.join('')]);
    await desk.start();
    for (const login of Object.keys(people)) people[login] = await new Plain(desk).signIn(people[login]);
    people.anna = await new Plain(desk).signIn(desk.operator);
}, { timeout: 240000 });
after(() => desk?.close());

const settoreOf = kind => query(desk, `SELECT s.code FROM ticket t JOIN settore s ON s.id = t.settore_id WHERE t.code = '${codes[kind]}'`)[0][0];
const seen = p => Object.keys(codes).filter(k => p.html.includes(codes[k])).sort();
const post = (p, url, fields) => p.fetch('POST', url, { body: new URLSearchParams(fields).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });

test('a responsabile of one settore takes nothing out of another, neither by moving it nor by saying where its messages go', { timeout: 120000 }, async () => {
    const { capo, vice } = people;
    await vice.open(`${S}/settori/${settori.tributi}`);
    const csrf = vice.form('a').fields.get('_csrf');
    await vice.open(`${S}/settori/${settori.ambiente}`);
    assert.equal(vice.forms().some(f => f.names.has('a')), false, 'not offered');
    await capo.open(`${S}/settori/${settori.ambiente}`);
    const move = capo.form('a'), edit = capo.form('tasks');
    assert.equal((await post(vice, move.action, { _csrf: csrf, version: move.fields.get('version'), a: 'tributi' })).status, 403);
    assert.deepEqual([settoreOf('other'), settoreOf('otherSecret')], ['ambiente', 'ambiente']);
    const form = { ...Object.fromEntries(edit.fields), _csrf: csrf, email: 'vice@altrove.test', do: 'salva' };
    assert.equal((await post(vice, edit.action, form)).status, 403);
    assert.notEqual(query(desk, `SELECT email FROM settore WHERE id = ${settori.ambiente}`)[0][0], 'vice@altrove.test');
    const away = { _csrf: csrf, version: '', from: '2027-01-01', to: '2027-01-09', to_settore: '', to_name: 'Vice', to_email: 'vice@altrove.test', note: '', do: 'salva' };
    assert.equal((await post(vice, `${S}/assenze/nuova`, { ...away, settore: 'ambiente' })).status, 403);
    assert.equal((await post(vice, `${S}/assenze/nuova`, { ...away, settore: 'tributi' })).status, 303, 'the own one');
    const [absence] = query(desk, "SELECT id FROM absence ORDER BY id DESC LIMIT 1")[0];
    await vice.open(`${S}/assenze/${absence}`);
    assert.equal((await post(vice, `${S}/assenze/${absence}`, { ...away, version: vice.form('note').fields.get('version'), settore: 'ambiente' })).status, 403, 'nor made one of another');
    for (const page of ['regole', 'argomenti', 'zone'])
        assert.equal((await post(vice, `${S}/${page}/nuova`, { _csrf: csrf, version: '', name: 'x', label: 'x', type: 'report', settore: 'tributi', do: 'salva' })).status, 403, page);
    assert.equal(query(desk, "SELECT count(*) FROM rule WHERE settore_id = (SELECT id FROM settore WHERE code = 'tributi') AND type = 'report' AND category_id IS NULL AND area_id IS NULL")[0][0], '0');

    await vice.open(`${S}/settori/${settori.tributi}`);
    await vice.submit('tasks', { phone: '000 333' }, { button: 'do=salva' });
    assert.equal(query(desk, `SELECT phone FROM settore WHERE id = ${settori.tributi}`)[0][0], '000 333', 'the own one');
    await vice.open(`${S}/settori/${settori.tributi}`);
    await vice.submit('a', { a: 'urp' });
    assert.deepEqual([settoreOf('own'), settoreOf('ownSecret')], ['urp', 'urp'], 'what is theirs they give away');
    await capo.open(`${S}/settori/${settori.urp}`);
    await capo.submit('a', { a: 'tributi' });
    assert.deepEqual([settoreOf('own'), settoreOf('ownSecret')], ['tributi', 'tributi']);
});

test('a list by what a masked row hides does not hold it, nor count it', { timeout: 120000 }, async () => {
    const { anna, capo } = people;
    await anna.open('/ufficio/richieste?ordine=nuove');
    assert.deepEqual(seen(anna), ['other', 'otherSecret', 'own', 'ownSecret'], 'masked, they are known of');
    await anna.open('/ufficio/richieste?allegati=1');
    assert.deepEqual(seen(anna), ['other', 'own']);
    assert.match(anna.text(), /\b2 richieste/);
    assert.doesNotMatch(anna.text(), /\b4 richieste/);
    const csv = (await anna.fetch('GET', '/ufficio/elenco/scarica?formato=csv&allegati=1')).text;
    assert.ok(csv.includes(codes.own) && !csv.includes(codes.ownSecret) && !csv.includes(codes.otherSecret));
    await capo.open('/ufficio/richieste?allegati=1');
    assert.deepEqual(seen(capo), ['other', 'otherSecret', 'own', 'ownSecret']);
    assert.match(capo.text(), /\b4 richieste/);
});

test('numbers that were nearly typed are offered to who may know of them', { timeout: 60000 }, async () => {
    const wrong = code => code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A');
    await people.tina.open(`/ufficio/richieste?q=${wrong(codes.own)}`);
    assert.ok(people.tina.links().some(l => l.includes(codes.own)));
    await people.tina.open(`/ufficio/richieste?q=${wrong(codes.other)}`);
    assert.equal(people.tina.html.includes(codes.other), false);
});

test('who looked at confidential requests is told of those that one may know of', { timeout: 60000 }, async () => {
    const { capo, vice, elena } = people;
    for (const kind of ['ownSecret', 'otherSecret']) await capo.open(`/ufficio/richieste/${codes[kind]}`);
    await until('both looks on record', () => query(desk, 'SELECT count(DISTINCT ticket_id) FROM confidential_view')[0][0] === '2');
    const views = async p => seen(await p.open('/ufficio/riservate'));
    assert.deepEqual([await views(capo), await views(vice), await views(elena)], [['otherSecret', 'ownSecret'], ['ownSecret'], []]);
});

test('other requests of a person: as many as are listed', { timeout: 60000 }, async () => {
    const { anna, capo } = people;
    await capo.open(`/ufficio/richieste/${codes.own}`);
    assert.match(capo.text(), /Altre 3 richieste, 3 aperte/);
    assert.deepEqual(seen(capo), ['other', 'otherSecret', 'own', 'ownSecret']);
    await anna.open(`/ufficio/richieste/${codes.own}`);
    assert.match(anna.text(), /Un’altra richiesta, 1 aperta/);
    assert.deepEqual(seen(anna), ['other', 'own']);
    const person = query(desk, `SELECT person_id FROM ticket WHERE code = '${codes.own}'`)[0][0];
    for (const [p, n] of [[capo, 4], [anna, 2]]) {
        await p.open(`/ufficio/nuova/persone/${person}`);
        assert.match(p.text(), new RegExp(`${n} richieste aperte`));
        assert.equal(seen(p).length, n);
    }
});
