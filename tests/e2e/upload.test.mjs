// SPDX-License-Identifier: EUPL-1.2
// Photos and words of a report on a line that breaks: nothing is typed twice, nothing is sent twice, nothing is lost.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser, visitor } from './lib/browser.mjs';
import { Desk } from './lib/desk.mjs';
import { heavy, pdf, photo } from './lib/files.mjs';
import { Line } from './lib/line.mjs';
import { CODE } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { category, query } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

const MB = 1 << 20;
let desk, browser, line, dir, jpeg;
before(async () => {
    line = await new Line(0).open();
    desk = await new Desk({ conf: { urp: { base_url: line.url } } }).configure();
    line.port = desk.port;
    await desk.loadEnte();
    await desk.start();
    browser = await openBrowser();
    dir = mkdtempSync(path.join(tmpdir(), 'urp-foto-'));
    jpeg = await photo(browser);
}, { timeout: 120000 });
after(async () => {
    await desk?.check();
    await browser?.close();
    await line?.close();
    await desk?.close();
});

const onDisk = (name, bytes) => {
    const file = path.join(dir, name);
    writeFileSync(file, bytes);
    return file;
};
async function begin(v) {
    await v.go(`${line.url}/segnala`);
    await v.page.locator('[name="privacy"]').check();
    await Promise.all([v.page.waitForURL(/\/bozza\//), v.page.locator('main form button[type="submit"]').last().click()]);
    await v.page.locator('[name="category"]').selectOption({ index: 2 });
    await v.page.locator('[name="place"]').fill('Via Roma 1');
    await v.page.locator('[name="subject"]').fill('Buca davanti alla scuola');
    for (const [k, x] of Object.entries({ name: 'Mario', surname: 'Rossi', email: 'mario.rossi@cittadino.test' })) await v.page.locator(`[name="${k}"]`).fill(x);
    return v.page.url();
}
const names = page => page.locator('#file-della-bozza [data-file] > span').evaluateAll(l => l.map(e => e.firstChild.textContent.trim()));
const drafted = () => query(desk, 'SELECT f.name FROM draft_file f JOIN draft d ON d.id = f.draft_id WHERE d.id = (SELECT max(id) FROM draft) ORDER BY f.id').flat();

test('the line breaks in the middle of the third photo, the telephone has none for a while: the report is finished without typing anything again', { timeout: 180000 }, async () => {
    const v = await visitor(browser, { width: 360, height: 740 });
    v.expect(/Failed to load resource|ERR_/);
    const { page } = v;
    await begin(v);
    const files = [1, 2, 3].map(n => onDisk(`IMG_${n}.jpg`, heavy(jpeg, 4 * MB, n)));
    line.cutAt = line.sent + 10 * MB;             // two of 4 MB, and half of the third
    await page.locator('#f-files').setInputFiles(files);
    const third = page.locator('.urp-sending', { hasText: 'IMG_3.jpg' });
    await third.getByText(/La connessione si è interrotta: riprovo fra \d+ second/).waitFor({ timeout: 90000 });
    assert.deepEqual(await names(page), ['IMG_1.jpg', 'IMG_2.jpg']);
    await v.look('bozza-linea-caduta');
    assert.match(await page.locator('#urp-live').textContent(), /IMG_3\.jpg: La connessione si è interrotta/, 'heard, too');

    // No line at all; one goes on typing, and on.
    await v.context.setOffline(true);
    await page.locator('[name="body"]').fill('È profonda una spanna, ci cadono i bambini.');
    await page.locator('[data-saved]', { hasText: 'Manca la connessione' }).waitFor();
    await page.locator('button[name="do"][value="avanti"]').last().click();
    await page.locator('.urp-waiting', { hasText: 'Aspetto che finisca un file' }).waitFor();
    await v.look('bozza-aspetta');
    const before = line.sent;
    line.mend();
    await v.context.setOffline(false);
    await page.waitForURL(/\/riepilogo$/, { timeout: 60000 }).catch(async e => { throw new Error(`${e.message}\n${await page.locator('main').innerText()}`); });
    assert.ok(line.sent - before < 3.4 * MB, `went on where it stopped: ${line.sent - before} bytes of the rest`);
    assert.match(await page.locator('main').innerText(), /ci cadono i bambini/);
    await Promise.all([page.waitForURL(/\/inviata$/), page.locator('main form button').last().click()]);
    const code = CODE.exec(await page.locator('main').innerText())[0];
    assert.deepEqual(query(desk, `SELECT a.name, a.size_bytes FROM attachment a JOIN ticket t ON t.id = a.ticket_id WHERE t.code = '${code}' ORDER BY a.id`),
        [1, 2, 3].map(n => [`IMG_${n}.jpg`, String(4 * MB)]), 'each once, in order');
    assert.match(query(desk, `SELECT x.body FROM ticket_text x JOIN ticket t ON t.id = x.ticket_id WHERE t.code = '${code}'`)[0][0], /una spanna/);
    await v.close();
});

test('the page is thrown away: the link brings the draft back with two photos, also without script; the same file goes on where it stopped', { timeout: 180000 }, async () => {
    const v = await visitor(browser);
    v.expect(/Failed to load resource|ERR_/);
    const url = await begin(v);
    await v.page.locator('[name="body"]').fill('Scritto prima che il telefono si spegnesse.');
    await v.page.locator('[data-saved]', { hasText: 'Bozza salvata' }).waitFor();
    const files = [1, 2, 3].map(n => onDisk(`FOTO_${n}.jpg`, heavy(jpeg, 3 * MB, n + 10)));
    line.cutAt = line.sent + 8.4 * MB;
    await v.page.locator('#f-files').setInputFiles(files);
    await v.page.locator('.urp-sending', { hasText: 'FOTO_3.jpg' }).getByText(/La connessione si è interrotta/).waitFor({ timeout: 90000 });
    await v.context.close();                      // without a word
    line.mend();

    const p = await new Plain(desk).open(new URL(url).pathname);
    assert.match(p.html, /Scritto prima che il telefono/);
    assert.match(p.text(), /FOTO_1\.jpg[\s\S]*FOTO_2\.jpg/);
    assert.doesNotMatch(p.text(), /FOTO_3/);

    const again = await visitor(browser);
    const before = line.sent;
    await again.go(url);
    assert.deepEqual(await names(again.page), ['FOTO_1.jpg', 'FOTO_2.jpg']);
    await again.page.locator('#f-files').setInputFiles(files);
    await until('the third to be there', async () => (await names(again.page)).length === 3, { ms: 60000 });
    await until('the other two to be known', async () => await again.page.locator('.urp-sending').count() === 0);
    assert.deepEqual(await names(again.page), ['FOTO_1.jpg', 'FOTO_2.jpg', 'FOTO_3.jpg']);
    assert.deepEqual(drafted(), ['FOTO_1.jpg', 'FOTO_2.jpg', 'FOTO_3.jpg']);
    assert.ok(line.sent - before < 2.6 * MB, `${line.sent - before} bytes`);
    await again.look('bozza-file');

    // One taken away without leaving the page, one that is none refused with its name and the remedy, one cancelled.
    await again.page.locator('li', { hasText: 'FOTO_2.jpg' }).getByRole('button', { name: 'Togli' }).click();
    await until('it to be gone', async () => (await names(again.page)).length === 2);
    again.expect(/422/);
    await again.page.locator('#f-files').setInputFiles([onDisk('vuoto.pdf', Buffer.alloc(0)), onDisk('finta.jpg', Buffer.from('non sono una foto')), onDisk('modulo.pdf', pdf('Modulo'))]);
    await until('the document to be there', async () => (await names(again.page)).includes('modulo.pdf'), { ms: 60000 });
    const text = await again.page.locator('#allegati').innerText();
    assert.match(text, /vuoto\.pdf[\s\S]*È vuoto/);
    assert.match(text, /finta\.jpg/);
    assert.deepEqual(drafted(), ['FOTO_1.jpg', 'FOTO_3.jpg', 'modulo.pdf']);
    await again.look('bozza-file-rifiutati');
    line.cut();
    again.expect(/Failed to load resource|ERR_/);
    await again.page.locator('#f-files').setInputFiles([onDisk('altra.jpg', heavy(jpeg, MB, 77))]);
    await again.page.locator('.urp-sending').getByText(/interrotta/).waitFor();
    await again.page.locator('.urp-sending', { hasText: 'altra.jpg' }).getByRole('button', { name: 'Annulla' }).click();
    line.mend();
    assert.equal(await again.page.locator('.urp-sending', { hasText: 'altra.jpg' }).count(), 0);
    await again.close();
});

test('cancelled while the server has all of it: it does not go with the report; an answer that is no line lets the form go as without script', { timeout: 180000 }, async () => {
    const v = await visitor(browser);
    const url = new URL(await begin(v)).pathname, { page } = v;
    line.holdAt = line.sent + 100 * 1024;
    await page.locator('#f-files').setInputFiles([onDisk('ripensata.jpg', heavy(jpeg, 150 * 1024, 91))]);
    await until('the server to have it', () => drafted().includes('ripensata.jpg'), { ms: 60000 });
    await page.locator('.urp-sending', { hasText: 'ripensata.jpg' }).getByRole('button', { name: 'Annulla' }).click();
    line.release();
    await until('it to be taken back', () => !drafted().includes('ripensata.jpg'), { ms: 60000 });
    assert.deepEqual(await names(page), []);
    await page.locator('#f-files').setInputFiles([path.join(dir, 'ripensata.jpg')]);
    await until('the same to be chosen after all', async () => (await names(page)).includes('ripensata.jpg'), { ms: 60000 });

    // Saved so often that they answer 429.
    const p = await new Plain(desk).open(url);
    for (let n = 0, status = 303; status !== 429; n++) {
        assert.ok(n < 500, 'never refused');
        status = (await p.fetch('POST', url, { body: new URLSearchParams({ do: 'salva' }).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })).status;
    }
    v.expect(/429/);
    await page.locator('[name="body"]').fill('Scritto quando il servizio non salva più.');
    await page.locator('[data-saved]', { hasText: 'non si salva da sola' }).waitFor();
    await page.locator('button[name="do"][value="avanti"]').last().click();
    await page.getByRole('heading', { level: 1, name: /Troppi tentativi/ }).waitFor();
    await v.close();
});

test('the place of a photo is taken only when one says so, with script and without', { timeout: 120000 }, async () => {
    const p = new Plain(desk);
    await p.open('/segnala');
    await p.submit('privacy', { privacy: '1' });
    const draft = p.path;
    await p.submit('body', { place: 'Da qualche parte', subject: 'Buca' }, { files: [{ field: 'files', name: 'buca.jpg', mime: 'image/jpeg', bytes: jpeg }], button: 'do=carica' });
    const point = () => query(desk, "SELECT value FROM draft_field WHERE name = 'point' AND value <> '' AND draft_id = (SELECT max(id) FROM draft)").flat();
    assert.deepEqual(point(), [], 'not by itself');
    assert.equal(query(desk, "SELECT count(*) FROM draft_field WHERE value LIKE '%45.88%'")[0][0], '0');
    await p.open(draft);
    const use = p.form('body').buttons.find(b => b.name === 'luogo');
    assert.ok(use, 'offered');
    await p.submit('body', {}, { button: `luogo=${use.value}` });
    assert.match(p.text(), /Abbiamo preso il punto dalla foto/);
    assert.deepEqual(point(), ['45.88, 11.99'.replace(/(\d+)\.(\d+)/g, (m, a, b) => `${a}.${b.padEnd(6, '0')}`)]);
    assert.equal(query(desk, "SELECT value FROM draft_field WHERE name = 'point_origin' AND draft_id = (SELECT max(id) FROM draft)")[0][0], 'photo');
    assert.equal(p.form('body').fields.get('place'), 'Da qualche parte', 'what was typed stays');
});

test('pieces: what no page of ours sends is refused, and nobody reaches the file of another', { timeout: 60000 }, async () => {
    const p = new Plain(desk), q = new Plain(desk);
    const draft = async x => { await x.open('/segnala'); await x.submit('privacy', { privacy: '1' }); return x.path; };
    const [one, two] = [await draft(p), await draft(q)];
    const piece = (where, fields, bytes, more = {}) => {
        const b = 'confine-di-prova', head = Object.entries(fields).map(([k, v]) => `--${b}\r\nContent-Disposition: form-data; name="${k}"\r\n\r\n${v}\r\n`).join('');
        const part = bytes ? Buffer.concat([Buffer.from(`--${b}\r\nContent-Disposition: form-data; name="pezzo"; filename="pezzo"\r\n\r\n`), bytes, Buffer.from('\r\n')]) : Buffer.alloc(0);
        return p.fetch('POST', `${where}/file`, { body: Buffer.concat([Buffer.from(head), part, Buffer.from(`--${b}--\r\n`)]), headers: { 'Content-Type': `multipart/form-data; boundary=${b}`, Accept: 'application/json', ...more } });
    };
    const at = (da, more = {}) => ({ chiave: 'k1', da, totale: jpeg.length, nome: 'a.jpg', ...more });
    const half = Math.floor(jpeg.length / 2);
    const begins = await piece(one, at(5), jpeg.subarray(5));
    assert.deepEqual([begins.status, JSON.parse(begins.text)], [409, { preso: 0 }], 'goes on with what never began');
    assert.deepEqual(JSON.parse((await piece(one, at(0), jpeg.subarray(0, half))).text), { preso: half });
    const twice = await piece(one, at(0), jpeg.subarray(0, half));
    assert.deepEqual([twice.status, JSON.parse(twice.text)], [409, { preso: half }], 'the answer was lost: where it stands');
    assert.deepEqual(JSON.parse((await p.fetch('GET', `${two}/file?chiave=k1`)).text), { preso: 0 }, 'of another draft nothing is told');
    assert.equal((await p.fetch('GET', `${one}/file?chiave=../../etc`)).status, 400);
    assert.equal((await piece(one, at(0, { chiave: '../x' }), jpeg)).status, 400);
    assert.equal((await piece(one, at(-1), jpeg)).status, 400);
    assert.equal((await piece(one, { ...at(0, { chiave: 'k2', totale: 21 * MB }) }, jpeg)).status, 422, 'too big: said before it is sent');
    assert.match((await piece(one, at(0, { chiave: 'k5', totale: 0 }), null, { Cookie: 'lingua=de' })).text, /Die Datei .*a\.jpg.* ist leer/, 'in the language of the page');
    const done = JSON.parse((await piece(one, at(half), jpeg.subarray(half))).text);
    assert.equal(done.file.nome, 'a.jpg');
    assert.equal(done.file.luogo, true);
    assert.deepEqual(JSON.parse((await piece(one, at(half), jpeg.subarray(half))).text), done, 'once more: the same file');
    assert.deepEqual(JSON.parse((await p.fetch('GET', `${one}/file?chiave=k1`)).text), done);
    // The same bytes by another name: still one.
    assert.equal(JSON.parse((await piece(one, at(0, { chiave: 'k3' }), jpeg)).text).file.id, done.file.id);
    assert.equal(query(desk, 'SELECT count(*) FROM draft_file f JOIN draft d ON d.id = f.draft_id WHERE f.key = \'k1\'')[0][0], '1');
    const far = await piece(one, at(0, { chiave: 'k4', totale: 10 }), jpeg);
    assert.equal(far.status, 422, 'more than was announced');
    assert.equal((await p.fetch('GET', '/bozza/aaaaaaaaaaaaaaaaaaaaaa/file?chiave=k1')).status, 404);
    // What is not whole when the request is sent goes with the draft; that of another stays.
    const parts = () => readdirSync(path.join(desk.data, 'spool')).filter(n => n.startsWith('part-')).length, before = parts();
    for (const where of [one, two]) assert.equal((await piece(where, at(0, { chiave: 'k5' }), jpeg.subarray(0, half))).status, 200);
    assert.equal(parts(), before + 2);
    await p.open(one);
    await p.submit('body', { place: 'Via Roma 1', subject: 'Buca', body: 'Davanti al portone.', anonymous: '1', ...category(p) }, { button: 'do=avanti' });
    await until('the request to be taken', async () => (await p.submit('nonce')).status !== 422);
    assert.match(p.text(), CODE);
    assert.equal(parts(), before + 1);
    assert.deepEqual(JSON.parse((await q.fetch('GET', `${two}/file?chiave=k5`)).text), { preso: half });
});
