// SPDX-License-Identifier: EUPL-1.2
// Where a request is: a point that comes from the address, a page on which it is set, a map whose tiles come from the body's server
// and from nowhere else, and a drawing of ours where there is none.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { deflateSync } from 'node:zlib';
import { openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { parseMail } from './lib/mail.mjs';
import { Operator } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

function crc32(bytes) {
    let crc = ~0;
    for (const b of bytes) {
        crc ^= b;
        for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
    return ~crc >>> 0;
}

// A tile of one colour, 256 by 256, with a line at its upper edge.
function tile() {
    const chunk = (type, data) => {
        const body = Buffer.concat([Buffer.from(type), data]);
        const out = Buffer.alloc(8 + body.length);
        out.writeUInt32BE(data.length, 0);
        body.copy(out, 4);
        out.writeUInt32BE(crc32(body), 4 + body.length);
        return out;
    };
    const head = Buffer.alloc(13);
    head.writeUInt32BE(256, 0);
    head.writeUInt32BE(256, 4);
    head.set([8, 2, 0, 0, 0], 8);
    const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(768, Buffer.from([0xdc, 0xe8, 0xdc]))]);
    const edge = Buffer.concat([Buffer.from([0]), Buffer.alloc(768, Buffer.from([0xb0, 0xc4, 0xb0]))]);
    const picture = Buffer.concat([edge, ...Array(255).fill(line)]);
    return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(picture)), chunk('IEND', Buffer.alloc(0))]);
}

const png = tile();
const asked = [];
const server = http.createServer((rq, rs) => {
    asked.push({ url: rq.url, referer: rq.headers.referer });
    rs.writeHead(200, { 'Content-Type': 'image/png' }).end(png);
});

let desk, browser, tiles;
before(async () => {
    await new Promise(done => server.listen(0, '127.0.0.1', done));
    tiles = `http://127.0.0.1:${server.address().port}`;
    desk = await openDesk({ ente: e => ({ ...e, ente: { ...e.ente, map_tiles: `${tiles}/{z}/{x}/{y}.png`, map_attribution: '© Comune <di> prova', map_url: 'https://mappe.example.it/?q={luogo}&p={lat},{lon}' } }) });
    browser = await openBrowser();
    const file = path.join(desk.dir, 'civici.csv');
    writeFileSync(file, 'via;civico;latitudine;longitudine\nVia delle Rose;10;44,4940;11,3420\nVia delle Rose;12;44,4942;11,3424\nVia dei Tigli;;44,4950;11,3430\nVicolo Corto;;44,4935;11,3405\n');
    assert.match(await desk.must(['ente', 'streets', file]), /1 vie nuove, 2 cambiate/);
});
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
    server.close();
});

const point = code => query(desk, `SELECT p.lat, p.lon, p.origin FROM ticket_point p JOIN ticket t ON t.id = p.ticket_id WHERE t.code = '${code}'`)[0];
const place = async (n, where) => fileReport(desk, report(n, { name: 'Anna', surname: 'Verdi', email: 'anna.verdi@cittadino.test', place: where }));
const events = code => query(desk, `SELECT e.data FROM event_plain e JOIN ticket t ON t.id = e.ticket_id WHERE t.code = '${code}' AND e.kind = 'luogo_indicato'`).flat();
const operator = async options => {
    const o = new Operator(desk, await visitor(browser, options));
    await o.signIn(desk.operator);
    return o;
};

test('without script: a point from the address, by coordinates, and away again; never in the record', { timeout: 120000 }, async () => {
    const a = await place(1, 'Via delle Rose 12, davanti al cancello');
    const near = await place(2, 'Via delle Rose 10');
    assert.deepEqual(point(a.code), ['44494200', '11342400', 'number']);
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open(`/ufficio/richieste/${a.code}`);
    assert.match(p.html, /href="geo:44\.494200,11\.342400"/);
    assert.match(p.text(), /dal numero civico/);
    assert.match(p.html, /href="https:\/\/mappe\.example\.it\/\?q=Via[^"]*&amp;p=44\.494200,11\.342400"/);
    assert.match(p.last.headers['content-security-policy'], new RegExp(`img-src 'self' ${tiles};`));
    await p.open('/ufficio/richieste');
    assert.match(p.last.headers['content-security-policy'], /img-src 'self';/, 'a page without a map asks nobody');

    const url = `/ufficio/richieste/${a.code}/luogo`;
    await p.open(url);
    assert.match(p.text(), new RegExp(`Richieste aperte qui intorno.*${near.code}.*A 39 metri`));
    await p.submit('indirizzo', { indirizzo: 'via dei tigli 5' });
    assert.match(p.text(), /Trovata la via, ma non il numero/);
    assert.equal(p.form('punto').fields.get('punto'), '44.495000, 11.343000');
    assert.deepEqual(point(a.code), ['44494200', '11342400', 'number'], 'found is not saved');
    const old = new Map(p.form('punto').fields);
    await p.submit('punto', {});
    assert.match(p.text(), /punto salvato/);
    assert.deepEqual(point(a.code), ['44495000', '11343000', 'street']);
    await p.open(url);
    await p.submit('indirizzo', { indirizzo: 'Via Inventata 3' });
    assert.equal(p.status, 422);
    assert.match(p.html, /id="f-cerca-indirizzo-errore"/);
    for (const [typed, says] of [['11.343, 44.495', /scambiate: scrivi 44\.495000, 11\.343000/], ['48.85, 2.35', /fuori dal territorio/], ['qui vicino', /in gradi/]]) {
        await p.open(url);
        await p.submit('punto', { punto: typed });
        assert.equal(p.status, 422);
        assert.match(p.text(), says);
        assert.equal(p.form('punto').fields.get('punto'), typed, 'what was typed is kept');
    }
    const stale = await p.fetch('POST', url, { body: new URLSearchParams([...new Map([...old, ['punto', '44.4951, 11.3431']])]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal(stale.status, 422);
    assert.deepEqual(point(a.code), ['44495000', '11343000', 'street'], 'somebody else was first');
    await p.open(url);
    await p.submit('indirizzo', { indirizzo: 'Via delle Rose 12' });
    await p.submit('punto', { punto: '44,4951; 11,3431' });
    assert.deepEqual(point(a.code), ['44495100', '11343100', 'typed'], 'found by its number, then moved by hand');
    await p.open(url);
    await p.submit('punto', { punto: '' });
    assert.equal(point(a.code), undefined);
    assert.deepEqual(events(a.code), ['{"origin":"street"}', '{"origin":"typed"}', '{"origin":"none"}']);
    await p.open(`/ufficio/richieste/${a.code}`);
    assert.match(p.text(), /Punto sulla mappa cambiato/);
});

test('the settore reads the point in its mail, with the body\'s own map', { timeout: 60000 }, async () => {
    const a = await place(7, 'Via delle Rose 12');
    const sha = await until('the mail to the settore', () => query(desk, `SELECT lower(hex(o.raw_sha)) FROM outbox o JOIN ticket t ON t.id = o.ticket_id WHERE t.code = '${a.code}' AND o.kind = 'assigned' AND o.raw_sha IS NOT NULL`)[0]?.[0]);
    const mail = parseMail(readFileSync(path.join(desk.data, 'posta-in-uscita', sha.slice(0, 2), sha)));
    assert.match(mail.text, /44\.494200, 11\.342400 \(dal numero civico\)/);
    assert.match(mail.text, /https:\/\/mappe\.example\.it\/\?q=\S+&p=44\.494200,11\.342400/);
});

test('the drawing of ours: streets and open requests around, for who may read the request', { timeout: 60000 }, async () => {
    const a = await place(3, 'Via delle Rose 12');
    const b = await place(4, 'Via delle Rose 10');
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open(`/ufficio/richieste/${a.code}/luogo/disegno`);
    assert.match(p.last.headers['content-type'], /^image\/svg\+xml/);
    for (const said of ['Vicolo Corto', 'Via dei Tigli', b.code]) assert.ok(p.html.includes(said), said);
    assert.equal((await new Plain(desk).open(`/ufficio/richieste/${a.code}/luogo/disegno`)).html.includes(b.code), false);
});

test('in Chromium: nothing is asked for before the map is opened; tiles from one server, no referrer, no broken rule', { timeout: 120000 }, async () => {
    const a = await place(5, 'Via delle Rose 12');
    for (const width of [360, 768, 1280]) {
        const o = await operator({ width });
        const files = [];
        o.page.on('request', r => files.push(r.url()));
        asked.length = 0;
        await o.v.go(`${desk.url}/ufficio/richieste/${a.code}`);
        assert.equal(asked.length, 0);
        assert.ok(!files.some(f => /\/map[.-]/.test(f)), 'neither script nor style of the map');
        await o.page.getByText('Guarda la mappa').click();
        await o.page.locator('.leaflet-tile-loaded').first().waitFor();
        assert.ok(asked.length > 0 && asked.every(r => /^\/\d+\/\d+\/\d+\.png$/.test(r.url) && !r.referer), JSON.stringify(asked[0]));
        assert.equal(await o.page.locator('.leaflet-control-attribution').innerText(), '© Comune <di> prova');
        await o.page.locator('.urp-map').scrollIntoViewIfNeeded();
        await o.v.look(`luogo-richiesta-${width}`);
        await o.v.go(`${desk.url}/ufficio/richieste/${a.code}/luogo`);
        await o.page.locator('.leaflet-tile-loaded').first().waitFor();
        await o.v.look(`luogo-${width}`);
        await o.v.close();
    }
});

test('a style that comes after its script: the point is in the middle all the same', { timeout: 120000 }, async () => {
    const a = await place(7, 'Via delle Rose 12');
    const o = await operator();
    const script = o.page.waitForEvent('requestfinished', r => /\/map\.[^/]*js$/.test(r.url()));
    await o.page.route(/\/map\.[^/]*css$/, async r => {
        await script;
        await o.page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
        await r.continue();
    });
    await o.v.go(`${desk.url}/ufficio/richieste/${a.code}/luogo`);
    await o.page.locator('.leaflet-tile-loaded').first().waitFor();
    const off = await o.page.evaluate(() => {
        const map = document.querySelector('.leaflet-container').getBoundingClientRect(), pin = document.querySelector('.leaflet-marker-icon').getBoundingClientRect();
        return [pin.x + 14 - (map.x + map.width / 2), pin.y + 34 - (map.y + map.height / 2)];
    });
    assert.ok(off.every(px => Math.abs(px) < 3), `${off}`);
    await o.v.close();
});

test('the point is moved with the mouse, and with the keyboard alone', { timeout: 120000 }, async () => {
    const a = await place(6, 'Via delle Rose 12');
    const o = await operator();
    const go = async () => {
        await o.v.go(`${desk.url}/ufficio/richieste/${a.code}/luogo`);
        await o.page.locator('.leaflet-tile-loaded').first().waitFor();
    };
    await go();
    const at = o.page.locator('.leaflet-container'), box = await at.boundingBox();
    await at.click({ position: { x: box.width / 2 + 100, y: box.height / 2 } }); // where it stands by then: the page may still be growing above it
    await o.page.getByText('Punto scelto').waitFor();
    await o.page.getByRole('button', { name: 'Salva il punto' }).click();
    await o.page.getByText('punto salvato').waitFor();
    const [lat, lon, origin] = point(a.code);
    assert.equal(origin, 'map');
    assert.ok(Number(lon) > 11342400 && Math.abs(Number(lat) - 44494200) < 20, `${lat} ${lon}`);

    await go();
    const map = o.page.locator('.leaflet-container');
    for (let i = 0; i < 60 && !await map.evaluate(e => e === document.activeElement); i++) await o.page.keyboard.press('Tab');
    assert.ok(await map.evaluate(e => e === document.activeElement), 'the map is reached by Tab');
    await o.page.keyboard.press('ArrowUp');
    await o.page.keyboard.press('Enter');
    await o.page.getByText('Punto scelto').waitFor();
    for (let i = 0; i < 60 && await o.page.evaluate(() => document.activeElement.name) !== 'punto'; i++) await o.page.keyboard.press('Tab');
    await o.page.keyboard.press('Enter');
    await until('the point is saved', () => Number(point(a.code)[0]) > Number(lat) + 100 && point(a.code)[2] === 'map');
    await o.v.close();
});

test('at the desk: the typed place is on the map, a press on it goes along with the request', { timeout: 120000 }, async () => {
    const o = await operator();
    asked.length = 0;
    await o.v.go(`${desk.url}/ufficio/nuova`);
    const save = async () => {
        const before = Number(query(desk, 'SELECT count(*) FROM ticket')[0][0]);
        await o.page.locator('[name=subject]').fill('Buca davanti al cancello');
        await o.page.locator('[name=subject]').press('Control+Enter');
        await until('it is saved', () => Number(query(desk, 'SELECT count(*) FROM ticket')[0][0]) === before + 1);
        return query(desk, 'SELECT p.lat, p.lon, p.origin FROM ticket t LEFT JOIN ticket_point p ON p.ticket_id = t.id ORDER BY t.id DESC LIMIT 1')[0];
    };
    await o.page.locator('[name=place]').fill('Via delle Rose 10');
    await o.page.locator('[name=place]').blur();
    await o.page.getByText('dal numero civico').waitFor();
    assert.equal(asked.length, 0, 'no tile before the map is opened');
    await o.page.getByText('Guarda la mappa').click();
    await o.page.locator('.leaflet-tile-loaded').first().waitFor();
    await o.v.look('luogo-sportello');
    const at = o.page.locator('.leaflet-container'), box = await at.boundingBox();
    await at.click({ position: { x: box.width / 2 + 60, y: box.height / 2 } });
    await o.page.getByText('Va insieme alla richiesta').waitFor();
    await o.page.locator('[name=place]').fill('Via delle Rose 10, davanti al bar');
    const [lat, lon, origin] = await save();
    assert.equal(origin, 'map');
    assert.ok(Number(lon) > 11342000 && Math.abs(Number(lat) - 44494000) < 20, `${lat} ${lon}`);
    await o.v.close();
});

test('no tile server: no request to any other host, the drawing and the link remain', { timeout: 120000 }, async () => {
    const bare = await openDesk();
    try {
        const file = path.join(bare.dir, 'civici.csv');
        writeFileSync(file, 'via;lat;lon\nVia delle Rose;44,4940;11,3420\nVia dei Tigli;44,4945;11,3428\n');
        await bare.must(['ente', 'streets', file]);
        const a = await fileReport(bare, report(1, { name: 'Anna', surname: 'Verdi', email: 'anna.verdi@cittadino.test', place: 'via delle rose' }));
        const o = new Operator(bare, await visitor(browser));
        await o.signIn(bare.operator);
        const hosts = new Set();
        o.page.on('request', r => hosts.add(new URL(r.url()).host));
        await o.v.go(`${bare.url}/ufficio/richieste/${a.code}`);
        await o.page.getByText('Guarda la mappa').click();
        await until('the drawing is there', () => o.page.locator('.urp-map img').evaluate(i => i.complete && i.naturalWidth === 600));
        await o.v.look('luogo-disegno');
        await o.v.go(`${bare.url}/ufficio/richieste/${a.code}/luogo`);
        await until('the drawing is there', () => o.page.locator('.urp-map img').evaluate(i => i.complete && i.naturalWidth === 600));
        await o.v.look('luogo-senza-tessere');
        assert.deepEqual([...hosts], [new URL(bare.url).host]);
        await o.v.close();
    } finally {
        await bare.check();
        await bare.close();
    }
});
