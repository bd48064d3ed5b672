// SPDX-License-Identifier: EUPL-1.2
// A photo says where it was taken and with what. Whatever door it came in by, nobody but the desk that asks for the original gets that: not
// the office in its mail and on its page, not the citizen, not the readers of the public list.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { GPS_MARK, hasMetadata, photo } from './lib/files.mjs';
import { Gestore } from './lib/gestore.mjs';
import { makeMail, makeReply, parseMail } from './lib/mail.mjs';
import { openMailServer } from './lib/mailserver.mjs';
import { Citizen, CODE, actionLink, trackLink } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { Scene, missing } from './lib/scene.mjs';
import { until } from './lib/wait.mjs';

const AUTHSERV = 'mx.comune.test';
let desk, browser, jpeg, operator;
before(async () => {
    browser = await openBrowser();
    jpeg = await photo(browser);
    assert.ok(hasMetadata(jpeg), 'the photo tells where it was taken');
    desk = await openDesk({ conf: { mail: { authserv_id: AUTHSERV }, tempi: { undo_minutes: 0 } }, ente: e => ({ ...e, ente: { ...e.ente, public_reports: '1' } }) });
    operator = await new Plain(desk).signIn(desk.operator);
}, { timeout: 120000 });
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
});

const picture = name => ({ name: `${name}.jpg`, mime: 'image/jpeg', bytes: jpeg });
const mails = () => {
    const box = path.join(desk.data, 'posta', 'new');
    return readdirSync(box).map(f => parseMail(readFileSync(path.join(box, f))));
};
const mailOf = (what, fits) => until(what, () => existsSync(path.join(desk.data, 'posta', 'new')) && mails().find(fits), { ms: 30000 });
const tells = bytes => hasMetadata(bytes) || /GPS(Latitude|Longitude)|exif:/.test(bytes.toString('latin1'));

// All pictures that links and pages lead to from here, but for originals; refused is what the page of a stranger may not open.
async function pictures(p, start, own) {
    const seen = new Set(), todo = [start], found = [];
    while (todo.length && seen.size < 60) {
        const url = todo.shift().replace(p.desk.url, '').replace(/#.*/, '');
        if (seen.has(url) || !own.test(url) || /originale/.test(url)) continue;
        seen.add(url);
        const r = await p.fetch('GET', url);
        if (/^image\//.test(r.headers['content-type'] ?? '')) found.push([url, r.bytes]);
        else if (/html/.test(r.headers['content-type'] ?? '')) todo.push(...[...r.text.matchAll(/(?:href|src)="([^"]+)"/g)].map(m => m[1].replaceAll('&amp;', '&')));
    }
    return found;
}

async function assign(p, code) {
    await (await p.open(`/ufficio/richieste/${code}`)).unfold('assegna');
    await p.submit('settore', { settore: p.form('settore').options.get('settore').find(o => /Lavori/.test(o.text)).value });
}

// Several forms have fields of one name: nothing on the page but this one.
function alone(p, form) {
    p.html = `<form method="post" action="${form.action}" enctype="multipart/form-data">${form.html}</form>`;
}

const assigned = code => mailOf(`the assignment of ${code}`, m => m.subject.includes(code) && /Per voi/.test(m.subject));

// Who gets a picture of this request, and what it tells. mailed: the mails in which there must be one. closed: to its office it is shut.
async function clean(code, { track, mailed = 1, closed = false }) {
    const said = [], work = await assigned(code);
    const inMails = mails().filter(m => m.subject.includes(code) || m.text.includes(code)).flatMap(m => m.attachments.filter(a => a.mime.startsWith('image/')).map(a => [`mail to ${m.to}`, a.bytes]));
    assert.ok(inMails.length >= mailed, `${inMails.length} pictures in mails`);
    const link = new URL(actionLink(work)).pathname, places = [...inMails];
    for (const [who, what] of [['the office', pictures(new Plain(desk), link, /^\/s\//)], ['the citizen', pictures(new Plain(desk), track, /^\/pratica\/20\d\d-/)],
        ['the desk', pictures(operator, `/ufficio/richieste/${code}`, new RegExp(`^/ufficio/richieste/${code}(\\?|$|/allegati)`))]]) {
        const got = await what;
        assert.ok(got.length > 0 || closed && who === 'the office', `${who} sees it`);
        places.push(...got.map(([url, bytes]) => [`${who}: ${url}`, bytes]));
    }
    for (const [where, bytes] of places) if (tells(bytes)) said.push(where);
    assert.deepEqual(said, []);
    return places.length;
}

const trackOf = async email => new URL(trackLink(await mailOf(`the receipt of ${email}`, m => m.to === email && /\/pratica\/20/.test(m.text)))).pathname;
const values = (n, email) => report(n, { email, subject: `Buca ${n}` });

test('the web form without script', { timeout: 90000 }, async () => {
    const { code, track } = await fileReport(desk, values(1, 'uno@cittadino.test'), { files: [picture('buca')] });
    await clean(code, { track });
    const stored = query(desk, `SELECT size_bytes FROM attachment a JOIN ticket t ON t.id = a.ticket_id WHERE t.code = '${code}'`);
    assert.deepEqual(stored, [[String(jpeg.length)]], 'the original is kept, for whoever must prove what was sent');
});

test('the web form with script, in pieces', { timeout: 90000 }, async () => {
    const c = await Citizen.arrive(desk, browser);
    await c.v.go(`${desk.url}/segnala`);
    await c.page.locator('[name="privacy"]').check();
    await Promise.all([c.page.waitForURL(/\/bozza\//), c.page.locator('main form button[type="submit"]').last().click()]);
    const pieces = c.page.waitForResponse(r => r.url().endsWith('/file') && r.request().method() === 'POST');
    await c.fillData({ category: '~buca', ...values(2, 'due@cittadino.test') }, [picture('buca')]);
    await pieces;
    await c.page.locator('#file-della-bozza [data-file]').waitFor();
    await c.page.locator('button[name="do"][value="avanti"]').last().click();
    await c.page.waitForURL(/\/riepilogo$/);
    const { code, trackUrl } = await c.send();
    await c.v.close();
    await clean(code, { track: new URL(trackUrl).pathname });
});

test('added later, on the page that follows the request', { timeout: 90000 }, async () => {
    const { code, track } = await fileReport(desk, values(3, 'tre@cittadino.test'));
    const p = await new Plain(desk).open(new URL(track, desk.url).pathname);
    await p.submit('testo', { testo: 'Ecco una foto.' }, { files: [{ field: 'files', ...picture('dopo') }] });
    assert.match(p.html, /dopo\.jpg/);
    await mailOf('the office to be told', m => m.subject.includes(code) && m.text.includes('Ecco una foto'));
    await clean(code, { track });
});

test('e-mail', { timeout: 90000 }, async () => {
    await desk.must(['intake'], { input: makeMail({ from: 'quattro@cittadino.test', to: 'urp@comune.test', subject: 'Buca per posta', text: 'Guardate la foto.', files: [picture('posta')] }) });
    const code = await until('the request', () => query(desk, "SELECT t.code FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE x.subject = 'Buca per posta'")[0]?.[0], { ms: 20000 });
    await assign(operator, code);
    await clean(code, { track: await trackOf('quattro@cittadino.test') });
});

test('the desk: a request that somebody brings, and the answer of the URP', { timeout: 90000 }, async () => {
    await operator.open('/ufficio/nuova');
    const type = operator.form('body').options.get('category').find(o => /buca/i.test(o.text)).value;
    await operator.submit('body', { type: 'report', category: type, channel: 'counter', subject: 'Buca allo sportello', body: 'Ha portato la foto.', place: 'Via Roma 5', name: 'Anna', surname: 'Verdi', email: 'cinque@cittadino.test' },
        { files: [{ field: 'files', ...picture('sportello') }], button: 'do=salva' });
    const code = CODE.exec(operator.text())[0], track = await trackOf('cinque@cittadino.test');
    await clean(code, { track });
    await operator.open(`/ufficio/richieste/${code}`);
    alone(operator, await operator.formFor('concludi'));
    await operator.submit('esito', { testo: 'Riparata: ecco come è adesso.', esito: 'solved' }, { files: [{ field: 'files', ...picture('riparata') }], button: 'do=invia' });
    await mailOf('the answer', m => m.to === 'cinque@cittadino.test' && m.text.includes('ecco come è adesso'));
    await clean(code, { track, mailed: 2, closed: true });
});

test('the office: an answer on its page, an answer by mail', { timeout: 120000 }, async () => {
    for (const [n, email, answer] of [[6, 'sei@cittadino.test', async (code, work) => {
        const p = await new Plain(desk).open(new URL(actionLink(work)).pathname);
        alone(p, await p.formFor('concludi'));
        await p.submit('esito', { chi: 'Paolo Neri', testo: 'Chiusa con asfalto a caldo.', esito: 'solved' }, { files: [{ field: 'files', ...picture('chiusa') }] });
        assert.equal(p.status, 200, p.text().slice(0, 300));
    }], [7, 'sette@cittadino.test', async (code, work) => {
        const [office] = work.to.split(','), raw = makeReply(work, { from: office, fromName: 'Paolo Neri', text: 'RISPOSTA AL CITTADINO: Chiusa con asfalto a caldo.', files: [picture('risposta')] });
        await desk.must(['intake'], { input: Buffer.concat([Buffer.from(`Authentication-Results: ${AUTHSERV}; dkim=pass header.d=${office.split('@')[1]}\r\nReceived: from mail.comune.test (mail.comune.test [192.0.2.1]) by ${AUTHSERV} with ESMTPS id 1; ${new Date().toUTCString()}\r\n`), raw]) });
    }]]) {
        const { code, track } = await fileReport(desk, values(n, email));
        await answer(code, await assigned(code));
        const mail = await mailOf(`the answer to ${email}`, m => m.to === email && m.text.includes('asfalto a caldo'));
        assert.ok(mail.attachments.some(a => a.mime === 'image/jpeg'), `${email}: the photo comes with the answer`);
        await clean(code, { track, closed: true });
    }
});

test('the public list shows what was cleaned', { timeout: 90000 }, async () => {
    const { code } = await fileReport(desk, values(8, 'otto@cittadino.test'), { files: [picture('pubblica')] });
    await operator.open(`/ufficio/richieste/${code}/pubblica`);
    const form = operator.form('precisione');
    await operator.submit('precisione', { ...Object.fromEntries([...form.names].filter(n => /^foto\d/.test(n)).map(n => [n, '1'])), ...Object.fromEntries([...form.names].filter(n => /^alt\d/.test(n)).map(n => [n, 'Una buca'])) });
    await operator.submit('visto', operator.form('visto').names.has('sicuro') ? { sicuro: '1' } : {});
    const [id] = query(desk, 'SELECT max(id) FROM public_row')[0], got = await pictures(new Plain(desk), `/segnalazioni/${id}`, new RegExp(`^/segnalazioni/${id}(/foto|$)`));
    assert.ok(got.length >= 1, 'it is shown');
    assert.deepEqual(got.filter(([, bytes]) => tells(bytes)).map(([url]) => url), []);
});

test('PEC', { skip: missing(), timeout: 180000 }, async t => {
    const server = openMailServer(), town = server.town('x'), gestore = await new Gestore(town, town.office('pec')).start();
    t.after(() => gestore.close());
    const secret = path.join(gestore.dir, 'secret');
    writeFileSync(secret, `${server.password}\n`, { mode: 0o600 });
    const login = { user: gestore.account, password_file: secret, ca_file: server.ca };
    const s = await Scene.open(t, { browser: false, town, conf: { 'mailbox pec': { kind: 'pec', url: `imaps://localhost:${server.imaps}`, ...login, poll_s: 5 }, 'smtp-pec': { url: gestore.url, ...login, from: gestore.account }, pec: { ca_file: gestore.ca } } });
    await gestore.envelope(makeMail({ from: town.citizen('anna'), fromName: 'Anna Verdi', to: town.office('pec'), subject: 'Buca per PEC', text: 'Guardate la foto.', files: [picture('pec')] }), town.office('pec'));
    const code = await until('the request', () => query(s.desk, "SELECT code FROM ticket WHERE channel = 'pec'")[0]?.[0], { ms: 60000, every: 100 });
    const p = await new Plain(s.desk).signIn(s.desk.operator);
    await assign(p, code);
    const box = s.box(s.settore('lavori').email), work = await box.wait('the assignment', m => m.subject.includes(code));
    const sent = work.attachments.filter(a => a.mime.startsWith('image/'));
    assert.ok(sent.length === 1, 'the photo goes to the office');
    const got = [...sent.map(a => ['mail', a.bytes]), ...await pictures(new Plain(s.desk), new URL(actionLink(work)).pathname, /^\/s\//),
        ...await pictures(p, `/ufficio/richieste/${code}`, new RegExp(`^/ufficio/richieste/${code}(\\?|$|/allegati)`))];
    assert.ok(got.length >= 3, `${got.length} pictures`);
    assert.deepEqual(got.filter(([, bytes]) => tells(bytes)).map(([where]) => where), []);
});

test('what is looked for would be found', () => {
    assert.ok(tells(jpeg));
    assert.ok(tells(Buffer.from(`x${GPS_MARK}x`)));
    assert.ok(!tells(jpeg.subarray(jpeg.length / 2)));
});
