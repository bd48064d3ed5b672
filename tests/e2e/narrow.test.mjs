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

test('nor does one set what holds for the whole body: read, not changed; the forms are not offered', { timeout: 120000 }, async () => {
    const { capo, vice } = people;
    await vice.open(S);
    const csrf = /name="_csrf" value="([^"]+)"/.exec((await vice.open('/ufficio/accesso')).html)[1];
    await vice.open(S);
    const sections = [...new Set(vice.links().filter(l => l.startsWith(`${S}/`)).map(l => l.slice(S.length + 1).split('/')[0]))].filter(s => !['settori', 'assenze', 'spiega'].includes(s));
    assert.ok(sections.length >= 12, sections.join());
    const before = () => query(desk, 'SELECT count(*) FROM setting_change')[0][0] + query(desk, 'SELECT version FROM registers')[0][0];
    const was = before();
    for (const section of sections) {
        const page = await vice.open(`${S}/${section}`);
        assert.equal(page.status, 200, section);
        assert.match(page.text(), /Vale per tutto l.ente: qui puoi leggere/, section);
        assert.deepEqual(page.forms().filter(f => f.action.startsWith(`${S}/`)), [], `${section}: nothing to press`);
        assert.equal(page.links().includes(`${S}/${section}/nuova`), false, section);
        if (section === 'vie') {
            const body = '--b\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n' + csrf + '\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="vie.csv"\r\nContent-Type: text/csv\r\n\r\nvia\nVia Nuova\n\r\n--b--\r\n';
            assert.equal((await vice.fetch('POST', `${S}/vie`, { body: Buffer.from(body), headers: { 'Content-Type': 'multipart/form-data; boundary=b' } })).status, 403, section);
            continue;
        }
        const item = vice.links().map(l => l.split('?')[0]).find(l => l.startsWith(`${S}/${section}/`));
        for (const url of [`${S}/${section}/nuova`, ...(item ? [item] : [])]) {
            const status = (await post(vice, url, { _csrf: csrf, version: '', do: 'salva' })).status;
            assert.ok(status === 403 || (status === 404 && url.endsWith('/nuova')), `${url}: ${status}`);
        }
        if (!item) continue;
        for (const act of ['elimina', 'su', 'spegni', 'ripristina']) assert.equal((await post(vice, `${item}/${act}`, { _csrf: csrf, version: '', cambio: '1' })).status, 403, `${item}/${act}`);
        const one = await vice.open(item);
        assert.deepEqual(one.forms().filter(f => f.action.startsWith(`${S}/`)), [], item);
        await capo.open(item);
        assert.ok(capo.forms().some(f => f.action.startsWith(`${S}/`)), `${item}: for who leads everything`);
    }
    assert.equal(before(), was);
    await vice.open(`${S}/settori/${settori.ambiente}`);
    assert.equal(vice.forms().some(f => f.names.has('tasks')), false, 'of another settore');
    await vice.open('/ufficio/elenco/viste');
    assert.doesNotMatch(vice.text(), /Per tutti/);
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

test('«Successive» tells of nothing that one may not see on the board of two offices', { timeout: 120000 }, async () => {
    const bea = await desk.addOperator({ login: 'bea', name: 'Bea Due', role: 'urp' });
    await desk.must(['user', 'settori', 'bea', 'tributi,polizia-locale', '--role', 'urp']);
    const columns = table => query(desk, `SELECT name FROM pragma_table_info('${table}')`).flat();
    const own = `(SELECT id FROM ticket WHERE code = '${codes.own}')`;
    const clone = i => {
        const is = { id: 'NULL', code: `'Z-${i}'`, number: 900000 + i, version: 0, attention: 1, attention_at: 'created_at', due_at: 'due_at - 1000', settore_id: settori.ambiente, operator_id: 'NULL', flags: 0 };
        return `INSERT INTO ticket SELECT ${columns('ticket').map(c => is[c] ?? c).join(', ')} FROM ticket WHERE id = ${own};
            INSERT INTO ticket_text SELECT ${columns('ticket_text').map(c => (c === 'ticket_id' ? `(SELECT id FROM ticket WHERE code = 'Z-${i}')` : c)).join(', ')} FROM ticket_text WHERE ticket_id = ${own};
            UPDATE ticket SET version = 1 WHERE code = 'Z-${i}';`;
    };
    const many = Array.from({ length: 120 }, (_, i) => clone(i)).join('\n');
    await desk.stop();
    execFileSync('sqlite3', [path.join(desk.data, 'urp.db')], { input: `BEGIN; ${many} UPDATE ticket SET attention = 1, attention_at = created_at WHERE id = ${own}; COMMIT;` });
    await desk.start();
    const p = await new Plain(desk).signIn(bea);
    for (const page of ['/ufficio', '/ufficio?fascia=nuove', '/ufficio/richieste', '/ufficio/richieste?stato=aperte']) {
        await p.open(page);
        assert.ok(seen(p).includes('own'), `${page}: the one behind all the others`);
        assert.doesNotMatch(p.html, /Z-\d/, page);
        assert.doesNotMatch(p.text(), /Successive/, page);
    }
    // A filter by what a masked row hides: confidential requests, all with files.
    await desk.stop();
    execFileSync('sqlite3', [path.join(desk.data, 'urp.db')], { input: `BEGIN; UPDATE ticket SET flags = 4 WHERE code LIKE 'Z-%'; INSERT OR IGNORE INTO attachment (${columns('attachment').filter(c => c !== 'id').join()})
        SELECT ${columns('attachment').filter(c => c !== 'id').map(c => (c === 'ticket_id' ? 't.id' : `a.${c}`)).join()} FROM attachment a, ticket t WHERE a.ticket_id = ${own} AND t.code LIKE 'Z-%'; COMMIT;` });
    await desk.start();
    await people.anna.open('/ufficio/richieste?allegati=1&ordine=vecchie');
    assert.ok(seen(people.anna).includes('own'));
    assert.doesNotMatch(people.anna.text(), /Successive/, 'a hundred masked ones are behind it');
    await people.capo.open('/ufficio/richieste?allegati=1&ordine=vecchie');
    assert.match(people.capo.text(), /Successive/);
    await people.capo.open('/ufficio?fascia=nuove');
    assert.match(people.capo.text(), /Successive/, 'there are more for who sees them');
    await people.capo.open(people.capo.links().find(l => /dopo=/.test(l)));
    await people.capo.open(people.capo.links().find(l => /dopo=/.test(l)));
    assert.ok(seen(people.capo).includes('own'));
    assert.doesNotMatch(people.capo.text(), /Successive/);
});

test('who calls: how many requests are open is for those who see them all', { timeout: 60000 }, async () => {
    const lookup = async p => {
        await p.open('/ufficio/nuova');
        const answer = JSON.parse((await post(p, '/ufficio/nuova/persone', { _csrf: p.form('chi').fields.get('_csrf'), chi: 'mario@cittadino.test' })).text);
        assert.ok(answer.people.length > 0);
        return answer.people.map(x => x.open).join('');
    };
    assert.match(await lookup(people.anna), /richiest/);
    assert.equal(await lookup(people.tina), '');
});

test('the words of a planned answer to a confidential request are read on its page, where that is recorded', { timeout: 60000 }, async () => {
    const { capo } = people;
    for (const [kind, words] of [['ownSecret', 'Parole riservate'], ['own', 'Parole di tutti']]) {
        await capo.open(`/ufficio/richieste/${codes[kind]}`);
        const f = await capo.formFor('concludi');
        const body = new URLSearchParams([...f.fields].filter(([k]) => !['testo', 'esito', 'do'].includes(k)).concat([['testo', words], ['esito', 'solved'], ['do', 'programma']])).toString();
        await capo.settle(await capo.fetch('POST', f.action, { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }), f.action);
        assert.match(capo.text(), /l'invio è programmato/, kind);
    }
    await capo.open('/ufficio/promemoria');
    assert.ok(capo.html.includes(`${codes.ownSecret} Richiesta riservata`), 'that there is one is told');
    assert.ok(capo.html.includes('Parole di tutti') && !capo.html.includes('Parole riservate'));
});
