// SPDX-License-Identifier: EUPL-1.2
// Every page in every state that a person can bring about without mail: looked at by axe and the camera at 360 and
// 1280 px, links followed, bad input answered beside the field with everything typed still there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { after, before } from 'node:test';
import { SCREENSHOTS, openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { GPS_MARK, pdf, photo } from './lib/files.mjs';
import { Citizen, CODE, Operator, act, fill, press, withOperator as operatorAt } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { category, fileReport, query, report } from './lib/requests.mjs';

const TYPES = ['segnalazione', 'reclamo', 'suggerimento', 'elogio', 'informazioni', 'accesso-documentale', 'accesso-civico', 'accesso-generalizzato', 'sindaco'];
const REPORT = { category: '~lampione', place: 'Piazza Garibaldi', subject: 'Lampione spento', body: 'Il lampione davanti alla farmacia è spento da una settimana.' };
let desk, browser, picture;
before(async () => {
    desk = await openDesk();
    browser = await openBrowser();
    picture = await photo(browser);
});
after(async () => {
    await browser?.close();
    await desk?.close();
});

async function withCitizen(work, options) {
    const c = await Citizen.arrive(desk, browser, options);
    try {
        await work(c);
        c.v.clean();
    } finally {
        await c.v.context.close();
    }
}
const withOperator = work => operatorAt(desk, browser, work);
const refused = v => v.expect(/status of 4\d\d/);

test('public pages', { timeout: 180000 }, () => withCitizen(async c => {
    for (const [path, name] of [['/', 'home'], ['/pratica', 'pratica-cerca'], ['/privacy', 'privacy'], ['/accessibilita', 'accessibilita'], ['/note-legali', 'note-legali'], ['/domande-frequenti', 'faq']]) {
        const r = await c.v.go(desk.url + path);
        assert.equal(r.status(), 200, path);
        await c.v.look(name);
    }
}));

test('every link of the public pages leads somewhere of ours, or openly away', { timeout: 120000 }, async () => {
    const seen = new Set(['/']);
    for (const path of seen) {
        const p = await new Plain(desk).open(path);
        assert.equal(p.status, 200, path);
        for (const href of p.links()) {
            if (/^(#|mailto:|tel:|https:)/.test(href)) continue;
            assert.match(href, /^\//, `${path}: ${href}`);
            seen.add(href.split('#')[0].replace(/^(\/richiedi\/accessibilita)\?pagina=.*/, '$1') || path); // one page, which each page tells its name
        }
        assert.ok(seen.size < 300, 'a finite site');
    }
    assert.ok(seen.size >= 12, [...seen].join(' '));
});

test('the conditions and the form of every type', { timeout: 300000 }, () => withCitizen(async c => {
    const home = await new Plain(desk).open('/');
    const paths = [...new Set(home.links().filter(h => h === '/segnala' || h.startsWith('/richiedi/')))];
    assert.ok(paths.length >= TYPES.length, `the home page offers ${paths.join(' ')}`);
    for (const path of paths) {
        const name = path.replace('/richiedi/', '').replace('/', '');
        await c.v.go(desk.url + path);
        await c.v.look(`tipo-${name}-condizioni`);
        await fill(c.page, { privacy: true });
        await press(c.v, c.page.locator('main form button[type="submit"]').last());
        await c.v.look(`tipo-${name}-dati`);
    }
}));

test('conditions not accepted: said beside the box and on top, which takes the focus', { timeout: 60000 }, () => withCitizen(async c => {
    refused(c.v);
    await c.v.go(`${desk.url}/segnala`);
    await press(c.v, c.page.locator('main form button[type="submit"]').last());
    await c.page.waitForFunction(() => document.activeElement?.id === 'errori');
    assert.match(await c.page.title(), /^Errore: /);
    assert.equal(await c.page.locator('[name="privacy"]').getAttribute('aria-invalid'), 'true');
    await c.v.look('segnala-condizioni-errore');
}));

for (const script of [true, false]) {
    test(`mistakes in the data: each beside its field, everything typed and uploaded is kept${script ? '' : ', without JavaScript'}`, { timeout: 120000 }, () => withCitizen(async c => {
        refused(c.v);
        await c.v.go(`${desk.url}/segnala`);
        await fill(c.page, { privacy: true });
        await press(c.v, c.page.locator('main form button[type="submit"]').last());
        await c.fillData({ subject: 'Titolo già scritto', email: 'non-è-un-indirizzo', name: 'Niccolò' }, [{ name: 'foto.jpg', mime: 'image/jpeg', bytes: picture }]);
        await press(c.v, c.page.locator('button[name="do"][value="avanti"]').last());
        for (const name of ['category', 'place', 'body', 'email']) {
            const f = c.page.locator(`[name="${name}"]`);
            assert.equal(await f.getAttribute('aria-invalid'), 'true', name);
            const described = (await f.getAttribute('aria-describedby') ?? '').split(/\s+/);
            assert.ok(described.some(id => id.endsWith('-errore')), `${name} is described by its error`);
            const href = `#${await f.getAttribute('id')}`;
            assert.equal(await c.page.locator(`#errori a[href="${href}"]`).count(), 1, `${name} is in the list on top`);
        }
        assert.equal(await c.page.locator('[name="subject"]').inputValue(), 'Titolo già scritto');
        assert.equal(await c.page.locator('[name="name"]').inputValue(), 'Niccolò');
        assert.equal(await c.page.locator('[name="email"]').inputValue(), 'non-è-un-indirizzo');
        assert.match(await c.page.locator('main').innerText(), /foto\.jpg/, 'the upload is kept');
        if (script) {
            await c.page.waitForFunction(() => document.activeElement?.id === 'errori');
            await c.v.look('segnala-dati-errore');
        }
        await c.fillData({ ...REPORT, email: '' });
        await press(c.v, c.page.locator('button[name="do"][value="avanti"]').last());
        assert.match(await c.page.locator('main').innerText(), /foto\.jpg/);
        if (script) await c.v.look('segnala-riepilogo');
        const sent = await c.send();
        const rows = query(desk, `SELECT count(*) FROM attachment a JOIN ticket t ON t.id = a.ticket_id WHERE t.code = '${sent.code}'`);
        assert.equal(rows[0][0], '1');
    }, { script }));
}

test('anonymous report: the page insists on keeping number and secret; both open it', { timeout: 120000 }, () => withCitizen(async c => {
    const sent = await c.ask({ ...REPORT, anonymous: true });
    await c.v.look('segnala-inviata-anonima');
    await c.v.go(`${desk.url}/pratica`);
    await fill(c.page, { codice: sent.code.toLowerCase(), chiave: ` ${sent.secret} ` });
    await press(c.v, c.page.locator('main form button').last());
    assert.match(await c.page.locator('main').innerText(), /Lampione spento/);
    await c.v.look('pratica-nuova');
    const receipt = await c.page.locator('a[href$="/ricevuta"]').first().getAttribute('href');
    await c.v.go(desk.url + receipt);
    await c.v.look('ricevuta');
    await c.v.go(sent.trackUrl);
    await c.page.locator('#a-aggiungi summary').click();
    await fill(c.page.locator('#a-aggiungi'), { testo: 'Aggiungo che anche il lampione accanto lampeggia.' });
    await press(c.v, c.page.locator('#a-aggiungi form button').last());
    await c.v.go(sent.trackUrl);
    assert.match(await c.page.locator('main').innerText(), /accanto lampeggia/);
}));

const files = [
    ['a program called photo', { name: 'foto.jpg', mime: 'image/jpeg', bytes: Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0', 'latin1') }],
    ['a page called document', { name: 'lettera.pdf', mime: 'application/pdf', bytes: Buffer.from('<html><script>alert(1)</script></html>') }],
    ['an SVG', { name: 'logo.svg', mime: 'image/svg+xml', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>') }],
    ['an empty file', { name: 'vuoto.pdf', mime: 'application/pdf', bytes: Buffer.alloc(0) }],
    ['a file over 20 MB', { name: 'enorme.pdf', mime: 'application/pdf', bytes: Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(21 << 20, 'x')]) }],
];
for (const [what, bad] of files) {
    test(`${what} is refused by name, the good file beside it is kept`, { timeout: 60000 }, async () => {
        const p = new Plain(desk);
        await p.open('/segnala');
        await p.submit('privacy', { privacy: '1' });
        await p.submit('body', report(7, category(p)), { button: 'do=avanti', files: [{ field: 'files', ...bad }, { field: 'files', name: 'buono.pdf', mime: 'application/pdf', bytes: pdf() }] });
        assert.equal(p.status, 422);
        assert.ok(p.text().includes(bad.name), `${bad.name} is named`);
        assert.match(p.text(), /buono\.pdf/);
        assert.equal(p.form('body').fields.get('subject'), 'Prova numero 7');
    });
}

// As an iPhone takes it: HEIC with the place in it, through the worker of the daemon itself.
test('a HEIC photo is shown as a JPEG that tells nothing; the office can have the original', { timeout: 120000 }, async () => {
    const jpeg = path.join(desk.dir, 'IMG_1.jpg'), heic = path.join(desk.dir, 'IMG_1.HEIC');
    writeFileSync(jpeg, await photo(browser, { width: 160, height: 120 }));
    execFileSync('heif-enc', ['-q', '80', '-o', heic, jpeg]);
    const bytes = readFileSync(heic);
    [jpeg, heic].forEach(f => rmSync(f));
    assert.ok(bytes.includes(GPS_MARK), 'the photo tells');
    const { code, track } = await fileReport(desk, report(71), { files: [{ name: 'IMG_1.HEIC', mime: 'image/heic', bytes }] });
    const page = await new Plain(desk).open(track.replace(desk.url, ''));
    assert.match(page.text(), /IMG_1\.jpg/);
    const shown = await desk.get(page.links().find(u => u.includes('/allegati/')));
    assert.equal(shown.headers['content-type'], 'image/jpeg');
    assert.equal(shown.bytes.subarray(0, 3).toString('hex'), 'ffd8ff');
    assert.ok(!shown.bytes.includes(GPS_MARK), 'what is shown does not');
    const office = await new Plain(desk).signIn(desk.operator);
    await office.open(`/ufficio/richieste/${code}`);
    const original = await office.fetch('GET', office.links().find(u => u.endsWith('?originale=1')));
    assert.deepEqual(original.bytes, bytes);
});

// More than a form takes, without JavaScript: what fits is kept, the rest is named, nothing typed is lost.
test('twenty-five files: ten are kept, the others are named in one sentence', { timeout: 120000 }, async () => {
    const p = new Plain(desk);
    await p.open('/segnala');
    await p.submit('privacy', { privacy: '1' });
    const many = Array.from({ length: 25 }, (_, i) => ({ field: 'files', name: `pagina-${i + 1}.pdf`, mime: 'application/pdf', bytes: pdf(`Pagina ${i + 1}`) }));
    await p.submit('body', report(8, category(p)), { button: 'do=avanti', files: many });
    assert.equal(p.status, 422);
    const said = /I file ([^:]*) non sono stati aggiunti: puoi allegare al massimo 10 file/.exec(p.text())?.[1] ?? '';
    for (let i = 1; i <= 25; i++) assert.equal(said.includes(`«pagina-${i}.pdf»`), i > 10, `pagina-${i}`);
    assert.equal([...p.html.matchAll(/name="togli"/g)].length, 10);
    assert.equal(p.form('body').fields.get('subject'), 'Prova numero 8');
    assert.match(p.form('body').fields.get('body'), /Testo della richiesta numero 8/);
    await p.submit('body', {}, { button: 'do=avanti' });
    assert.match(p.path, /riepilogo$/, 'one can go on');
    assert.match(p.text(), /pagina-10\.pdf/);
});

test('a film of 60 MB and 240 MB of films beside typed text: each is named, the photo and the text are kept', { timeout: 240000 }, async () => {
    for (const n of [1, 4]) {
        const p = new Plain(desk);
        await p.open('/segnala');
        await p.submit('privacy', { privacy: '1' });
        const films = Array.from({ length: n }, (_, i) => ({ field: 'files', name: `film-${i + 1}.mp4`, mime: 'video/mp4', bytes: Buffer.alloc(60 << 20, 'x') }));
        await p.submit('body', report(9, category(p)), { button: 'do=avanti', files: [...films, { field: 'files', name: 'buono.pdf', mime: 'application/pdf', bytes: pdf() }] });
        assert.equal(p.status, 422);
        for (const f of films) assert.ok(p.text().includes(`«${f.name}» è troppo grande`), f.name);
        assert.match(p.text(), /buono\.pdf/);
        assert.equal(p.form('body').fields.get('subject'), 'Prova numero 9');
    }
});

// In the forms where a file comes with a text: the field of the file says what is wrong, the list on top leads there.
async function fileRefused(v, input, file, shot) {
    const id = await input.getAttribute('id');
    assert.equal(await input.getAttribute('aria-invalid'), 'true');
    assert.ok((await input.getAttribute('aria-describedby')).split(' ').includes(`${id}-errore`), 'described by its error');
    assert.ok((await v.page.locator(`#${id}-errore`).innerText()).includes(file.name), 'named');
    assert.equal(await v.page.locator(`#errori a[href="#${id}"]`).count(), 1, 'in the list on top');
    await v.look(shot);
}
// The office may attach a file of any kind, as the mail does; none of 21 MB.
const notAPhoto = files[0][1], tooBig = files[4][1];

function onDisk(f) {
    const at = path.join(desk.dir, f.name);
    writeFileSync(at, f.bytes);
    return { ...f, path: at };
}

test('a wrong file on the tracking page: said beside the field, the text is kept', { timeout: 120000 }, () => withCitizen(async c => {
    refused(c.v);
    const { track } = await fileReport(desk, report(61));
    await c.v.go(new URL(track, desk.url).href);
    await act(c.v, 'aggiungi', { testo: 'Ecco la foto del lampione.' }, { files: [notAPhoto] });
    const box = c.page.locator('#a-aggiungi');
    await fileRefused(c.v, box.locator('input[type="file"]'), notAPhoto, 'pratica-file-errore');
    assert.equal(await box.locator('[name="testo"]').inputValue(), 'Ecco la foto del lampione.');
    assert.equal(await box.locator('[name="testo"]').getAttribute('aria-invalid'), null, 'nothing is wrong with the text');
}));

test('a file of 21 MB at the desk: said beside the field, what was typed is kept', { timeout: 120000 }, () => withOperator(async o => {
    refused(o.v);
    const { code } = await fileReport(desk, report(62));
    await o.open(code);
    await act(o.v, 'nota', { testo: 'Nota con la foto.' }, { files: [onDisk(tooBig)] });
    const box = o.page.locator('#a-nota');
    await fileRefused(o.v, box.locator('input[type="file"]'), tooBig, 'ufficio-file-errore');
    assert.equal(await box.locator('[name="testo"]').inputValue(), 'Nota con la foto.');
    await o.v.go(`${desk.url}/ufficio/nuova`);
    await fill(o.page, { type: '~informazioni', channel: '~telefono', subject: 'Telefonata con allegato', body: 'Il testo detto al telefono, scritto per una prova.', name: 'Mario', surname: 'Rossi' });
    await o.page.locator('#f-files').setInputFiles(onDisk(tooBig).path);
    await press(o.v, o.page.locator('button[name="do"][value="salva"]'));
    await fileRefused(o.v, o.page.locator('#f-files'), tooBig, 'ufficio-nuova-file-errore');
    assert.equal(await o.page.locator('[name="subject"]').inputValue(), 'Telefonata con allegato');
}));

const clean = t => t.replace(/\s+/g, ' ');
const badInput = [
    ['an empty form', {}, 'subject'],
    ['too long a title', report(1, { subject: 'x'.repeat(121) }), 'subject'],
    ['too long a text', report(1, { body: 'è'.repeat(5001) }), 'body'],
    ['a category that does not exist', report(1, { category: 'inventata' }), 'category'],
    ['a telephone of letters', report(1, { phone: 'chiamami' }), 'phone'],
];
for (const [what, values, field] of badInput) {
    test(`${what}: 422, the field says why, the rest is kept`, { timeout: 60000 }, async () => {
        const p = new Plain(desk);
        await p.open('/segnala');
        await p.submit('privacy', { privacy: '1' });
        const draft = p.path;
        await p.submit('body', { ...category(p), ...values }, { button: 'do=avanti' });
        assert.equal(p.status, 422);
        const wrong = [...p.html.matchAll(/name="(\w+)"[^>]*aria-invalid="true"/g)].map(m => m[1]);
        assert.ok(wrong.includes(field) && (wrong.length === 1 || what === 'an empty form'), `marked as wrong: ${wrong}`);
        for (const [k, v] of Object.entries(values)) if (k !== 'category') assert.equal(clean(p.form('body').fields.get(k) ?? ''), clean(v), k);
        assert.ok(draft);
    });
}

test('bytes that are no text: invalid UTF-8 and NUL are refused as bad input, not stored', async () => {
    const p = new Plain(desk);
    await p.open('/segnala');
    await p.submit('privacy', { privacy: '1' });
    for (const evil of ['%ff%fe', 'a%00b', '%ed%a0%80']) {
        const action = p.form('body').action;
        const r = await p.fetch('POST', action, { body: `do=avanti&category=${category(p).category}&place=Via+Roma&subject=${evil}abc&body=Testo+di+prova+lungo`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
        assert.equal(r.status, 422, evil);
    }
});

test('unknown and doubled fields, wrong content type', async () => {
    const p = new Plain(desk);
    await p.open('/segnala');
    const form = 'application/x-www-form-urlencoded';
    for (const body of ['privacy=1&evil=1', 'privacy=1&privacy=1']) {
        const r = await p.fetch('POST', '/segnala', { body, headers: { 'Content-Type': form } });
        assert.equal(r.status, 422, body);
    }
    assert.equal((await p.fetch('POST', '/segnala', { body: '{}', headers: { 'Content-Type': 'application/json' } })).status, 415);
});

test('«un’altra richiesta simile» leads to the form of the same type', { timeout: 60000 }, async () => {
    for (const type of ['/segnala', '/richiedi/suggerimento', '/richiedi/accesso-civico-generalizzato']) {
        const { page } = await fileReport(desk, report(70, { address: 'Via Roma 1, Borgo', reply_by: 'counter' }), { type });
        assert.equal(/<a href="([^"]+)">Fai un’altra richiesta simile/.exec(page.html)?.[1], type);
    }
});

test('double submit: the same draft sent twice, and twice at once, is one ticket', async () => {
    const count = () => Number(query(desk, 'SELECT count(*) FROM ticket')[0][0]);
    const { page, code } = await fileReport(desk, report(50));
    const n = count();
    const again = await page.again();
    assert.equal(again.status, 303);
    assert.equal(count(), n);
    const p = new Plain(desk);
    await p.open('/segnala');
    await p.submit('privacy', { privacy: '1' });
    await p.submit('body', report(51, category(p)), { button: 'do=avanti' });
    const form = p.form('nonce');
    const send = () => p.fetch('POST', form.action, { body: new URLSearchParams([...form.fields]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    const answers = await Promise.all([send(), send(), send(), send()]);
    assert.deepEqual(answers.map(a => a.status), [303, 303, 303, 303]);
    assert.equal(new Set(answers.map(a => a.headers.location)).size, 1);
    assert.equal(count(), n + 1);
    assert.ok(code);
});

test('unknown number and wrong secret: the same answer, then a pause is asked for', { timeout: 120000 }, async t => {
    const strict = await openDesk({ conf: { limits: { track_per_hour: 20 } } });
    t.after(() => strict.close());
    const { code } = await fileReport(strict, report(1));
    const ask = (codice, chiave) => strict.post('/pratica', { codice, chiave });
    const plainText = r => r.text.replace(/value="[^"]*"/g, '').replace(/nonce-\S+|[0-9a-f]{16,}/g, '');
    const unknown = await ask('2026-999999-X', 'aaaabbbbccccdddd');
    const wrong = await ask(code, 'aaaabbbbccccdddd');
    assert.equal(wrong.status, unknown.status);
    assert.ok([404, 422].includes(wrong.status), String(wrong.status));
    assert.equal(plainText(wrong), plainText(unknown));
    let limited = null;
    for (let i = 0; i < 30 && !limited; i++) {
        const r = await ask(code, 'aaaabbbbccccddd' + 'abcdefghijklmnop'[i % 16]);
        if (r.status === 429) limited = r;
    }
    assert.ok(limited, 'throttled');
    assert.ok(Number(limited.headers['retry-after']) > 0);
});

test('signing in renews a hash of older parameters', { timeout: 60000 }, async t => {
    const own = await openDesk();
    t.after(() => own.close());
    await own.stop();
    // "quattro parole a caso", one pass over 8 KiB.
    const old = '$argon2id$v=19$m=8,t=1,p=1$WRqelLf2WbHKCogKc0eehw$IkPs+iQEc6xtylbnL8DjpfBc+OCqcbc+fB3SM+NiEcw';
    execFileSync('sqlite3', [path.join(own.data, 'urp.db'), `UPDATE user SET password_hash = '${old}'`]);
    await own.start();
    const login = { login: 'anna', password: 'quattro parole a caso' };
    assert.equal((await new Plain(own).signIn({ ...login, password: 'quattro parole a casa' })).status, 422);
    assert.equal(query(own, 'SELECT password_hash FROM user')[0][0], old);
    for (let i = 0; i < 2; i++) {
        const p = await new Plain(own).signIn(login);
        assert.equal(p.status, 200);
        assert.equal(p.path, '/ufficio');
        assert.match(query(own, 'SELECT password_hash FROM user')[0][0], /^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    }
});

test('the sign-in page: wrong password and unknown user say the same, then a pause', { timeout: 120000 }, async t => {
    const strict = await openDesk({ conf: { limits: { login_tries: 4 } } });
    t.after(() => strict.close());
    const sign = (login, password) => strict.post('/ufficio/entra', { login, password });
    const strip = r => r.text.replace(/value="[^"]*"/g, '');
    const wrong = await sign(strict.operator.login, 'sbagliata-sbagliata');
    const unknown = await sign('nessuno', 'sbagliata-sbagliata');
    assert.equal(strip(wrong), strip(unknown));
    let limited = null;
    for (let i = 0; i < 10 && !limited; i++) {
        const r = await sign(strict.operator.login, 'sbagliata-sbagliata');
        if (r.status === 429) limited = r;
    }
    assert.ok(limited, 'throttled');
    assert.notEqual((await sign(strict.operator.login, strict.operator.password)).status, 303, 'also with the right one, for a while');
});

test('pages of errors', { timeout: 60000 }, () => withCitizen(async c => {
    refused(c.v);
    await c.v.page.goto(`${desk.url}/non-esiste`);
    await c.v.look('errore-404');
    await c.v.page.goto(`${desk.url}/s/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`);
    await c.v.look('settore-collegamento-ignoto');
    await c.v.page.goto(`${desk.url}/bozza/aaaaaaaaaaaaaaaaaaaaaa`);
    await c.v.look('bozza-ignota');
}));

test('the office: sign-in, empty board, full board, lists, ticket, new request, mail', { timeout: 300000 }, async t => {
    const fresh = await openDesk();
    t.after(() => fresh.close());
    const v = await visitor(browser);
    await v.go(`${fresh.url}/ufficio`);
    await v.look('ufficio-entra');
    const o = new Operator(fresh, v);
    await o.signIn(fresh.operator);
    await v.look('ufficio-vuoto');
    for (let i = 1; i <= 12; i++) await fileReport(fresh, report(i), { type: i % 3 ? '/segnala' : home(fresh, i) });
    await v.go(`${fresh.url}/ufficio`);
    await v.look('ufficio-coda');
    await v.go(`${fresh.url}/ufficio/richieste`);
    await v.look('ufficio-richieste');
    await v.go(`${fresh.url}/ufficio/richieste?q=${encodeURIComponent('prova numero 4')}`);
    assert.match(await v.page.locator('main').innerText(), /Prova numero 4/);
    const code = CODE.exec(await v.page.locator('main').innerText())[0];
    await o.open(code);
    await v.look('ufficio-pratica');
    for (const [path, name] of [['/ufficio/nuova', 'ufficio-nuova'], ['/ufficio/nuova?chi=Rossi', 'ufficio-chi'], ['/ufficio/posta', 'ufficio-posta'],
        ['/ufficio?vista=mie', 'ufficio-mie-tutte'], ['/ufficio?fascia=oggi', 'ufficio-oggi'], ['/ufficio/promemoria', 'ufficio-promemoria-12']]) {
        await v.go(fresh.url + path);
        await v.look(name);
    }
    refused(v);
    await v.page.goto(`${fresh.url}/ufficio/impostazioni`);
    await v.look('ufficio-vietato');
    await v.context.close();
    await fresh.check();
});

function home(d, i) {
    return ['/richiedi/suggerimento', '/richiedi/elogio'][i % 2];
}

test('two operators on one ticket: the second is told, nothing is overwritten', { timeout: 120000 }, async () => {
    const { code } = await fileReport(desk, report(60));
    await withOperator(async one => withOperator(async two => {
        refused(two.v);
        await one.open(code);
        await two.open(code);
        await one.act('nota', { testo: 'Nota del primo operatore.' });
        await two.act('concludi', { esito: 'solved', testo: 'Risposta del secondo.' });
        const text = await two.page.locator('body').innerText();
        assert.match(text, /nel frattempo|cambiat|modificat/i, text.slice(0, 500));
        assert.match(text, /Nota del primo operatore/, 'and sees what happened');
        assert.equal(await two.page.locator('#a-concludi [name="testo"]').inputValue(), 'Risposta del secondo.', 'and keeps what was typed');
    }));
});

test('signing out ends the session on the server', { timeout: 60000 }, async () => {
    const p = await new Plain(desk).signIn(desk.operator);
    const cookies = new Map(p.cookies);
    assert.equal((await p.open('/ufficio')).path, '/ufficio');
    await p.fetch('POST', '/ufficio/esci', { body: new URLSearchParams({ _csrf: p.forms().map(f => f.fields.get('_csrf')).find(Boolean) }).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    p.cookies = cookies;
    await p.open('/ufficio');
    assert.match(p.path, /entra/);
});

test('a form of the office without its token, or with another\'s, is refused', async () => {
    const p = await new Plain(desk).signIn(desk.operator);
    const { code } = await fileReport(desk, report(61));
    for (const csrf of ['', 'x'.repeat(43)]) {
        const r = await p.fetch('POST', `/ufficio/richieste/${code}/nota`, { body: new URLSearchParams({ _csrf: csrf, testo: 'x' }).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
        assert.equal(r.status, 403);
    }
});

test('what a form weighs: first visit and second', { timeout: 60000 }, async () => {
    const v = await visitor(browser);
    const requests = [];
    const cdp = await v.context.newCDPSession(v.page);
    await cdp.send('Network.enable');
    const size = new Map();
    cdp.on('Network.loadingFinished', e => size.set(e.requestId, e.encodedDataLength));
    cdp.on('Network.responseReceived', e => requests.push({ id: e.requestId, url: e.response.url, cached: e.response.fromDiskCache || e.response.fromPrefetchCache }));
    const weigh = async () => {
        requests.length = 0;
        size.clear();
        await v.page.goto(`${desk.url}/segnala`);
        await v.page.waitForLoadState('networkidle');
        const real = requests.filter(r => !r.cached && (size.get(r.id) ?? 0) > 0);
        // The page itself as nginx sends it in front of us: compressed.
        const page = real.find(r => r.url.endsWith('/segnala')), plain = Buffer.from(await (await fetch(page.url)).arrayBuffer());
        return { n: real.length, bytes: real.reduce((n, r) => n + size.get(r.id), gzipSync(plain).length - plain.length) };
    };
    const first = await weigh();
    const second = await weigh();
    await v.context.close();
    assert.ok(first.n <= 12 && first.bytes <= 120 * 1024, `first visit: ${first.n} requests, ${first.bytes} bytes`);
    assert.ok(second.bytes <= 15 * 1024, `second visit: ${second.bytes} bytes`);
});

// Copied by hand to etc/screenshots when the look of the pages has changed.
test('the two pictures of the README', { timeout: 120000 }, async t => {
    const fresh = await openDesk();
    t.after(() => fresh.close());
    const people = [['Mario', 'Rossi'], ['Anna', 'Bianchi'], ['Luisa', 'Verdi'], ['Paolo', 'Greco'], ['Chiara', 'Costa'], ['Niccolò', 'Conti']];
    const matters = [
        ['/segnala', '~buca', 'Buca profonda davanti alla scuola', 'Via Roma 12'], ['/segnala', '~lampione', 'Lampione spento da una settimana', 'Piazza Garibaldi'],
        ['/richiedi/suggerimento', null, 'Una panchina alla fermata del bus'], ['/segnala', '~abbandonati', 'Materasso lasciato accanto ai cassonetti', 'Via dei Tigli 4'],
        ['/richiedi/elogio', null, 'Grazie all\'ufficio anagrafe'], ['/richiedi/reclamo', null, 'Due ore di attesa allo sportello'],
    ];
    const o = await Operator.arrive(fresh, browser, { height: 800 });
    for (const [i, [path, kind, subject, place]] of matters.entries()) {
        const c = await Citizen.arrive(fresh, browser);
        await c.ask({ ...(kind ? { category: kind, place } : {}), subject, body: `${subject}: vi chiedo di occuparvene, grazie.`, name: people[i][0], surname: people[i][1], email: 'cittadino@example.org' }, { path });
        await c.v.context.close();
    }
    await o.v.go(`${fresh.url}/ufficio`);
    await o.page.screenshot({ path: `${SCREENSHOTS}/readme-ufficio.png` });
    const c = await Citizen.arrive(fresh, browser, { height: 800 });
    await c.v.go(`${fresh.url}/segnala`);
    await fill(c.page, { privacy: true });
    await press(c.v, c.page.locator('main form button[type="submit"]').last());
    await c.fillData({ category: '~buca', place: 'Via Roma 12, davanti alla scuola', subject: 'Buca profonda davanti alla scuola' });
    await c.page.evaluate(() => { document.activeElement?.blur(); document.querySelector('main h1').scrollIntoView(); });
    await c.page.screenshot({ path: `${SCREENSHOTS}/readme-segnala.png` });
    await c.v.context.close();
    await o.v.context.close();
});
