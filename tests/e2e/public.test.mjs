// SPDX-License-Identifier: EUPL-1.2
// What everybody sees: from a citizen's report over an operator's preview to list, map, page and feeds; and away again at once.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { Keyboard, openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { hasMetadata, photo } from './lib/files.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

const GIF = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
const server = http.createServer((rq, rs) => rs.writeHead(200, { 'Content-Type': 'image/gif' }).end(GIF));
let desk, browser, operator, tiles;

const settings = (more = {}) => desk.loadEnte(e => ({ ...e, ente: { ...e.ente, public_reports: '1', public_place: 'exact', public_noindex: '0', map_tiles: '', ...more } }));
const rows = sql => query(desk, sql);
const shown = code => rows(`SELECT r.id FROM public_row r JOIN ticket t ON t.id = r.ticket_id WHERE t.code = '${code}'`).flat()[0];

before(async () => {
    await new Promise(done => server.listen(0, '127.0.0.1', done));
    tiles = `http://127.0.0.1:${server.address().port}`;
    desk = await openDesk();
    browser = await openBrowser();
    const file = path.join(desk.dir, 'civici.csv');
    writeFileSync(file, 'via;civico;latitudine;longitudine\nVia delle Rose;10;44,4940;11,3420\nVia delle Rose;12;44,4942;11,3424\nVia dei Tigli;;44,4950;11,3430\nVicolo Corto;;44,4935;11,3405\n');
    await desk.must(['ente', 'streets', file]);
    operator = await new Plain(desk).signIn(desk.operator);
});
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
    server.close();
});

const file = (n, more = {}, options) => fileReport(desk, report(n, { name: 'Ottavia', surname: 'Bellincioni', email: 'ottavia@cittadino.test', place: 'Via delle Rose 12', ...more }), options);
const edit = p => p.forms().find(f => f.fields.get('fai') === 'anteprima');
const send = async (p, form, values) => {
    const all = new Map([...form.fields, ...Object.entries(values)]);
    return p.settle(await p.fetch('POST', form.action, { body: new URLSearchParams([...all]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }), form.action);
};
const publish = async (code, values = {}) => {
    await operator.open(`/ufficio/richieste/${code}/pubblica`);
    await send(operator, edit(operator), values);
    await operator.submit('visto', operator.form('visto').names.has('sicuro') ? { sicuro: '1' } : {});
    assert.match(operator.text(), /Fatto: è fra le segnalazioni/);
    return shown(code);
};

test('nothing is public until the body, an operator and the preview say so', { timeout: 240000 }, async () => {
    const anybody = new Plain(desk);
    for (const url of ['/segnalazioni', '/segnalazioni/mappa', '/segnalazioni/atom', '/segnalazioni/griglia?z=12&s=44&w=11&n=45&e=12', '/segnalazioni/1'])
        assert.equal((await anybody.open(url)).status, 404, `off: ${url}`);
    await settings();
    assert.equal((await anybody.open('/segnalazioni')).status, 200);
    assert.match(anybody.text(), /Per ora non c'è nessuna segnalazione/);
    assert.doesNotMatch(anybody.text(), /Filtra|Argomento/, 'nothing to filter');
    const a = await file(1, { subject: 'Buca profonda', body: 'C’è una buca. Chiamate Ottavia al 333 1234567.' }, { files: [{ name: 'buca.jpg', mime: 'image/jpeg', bytes: await photo(browser) }] });

    await operator.open('/ufficio/pubblicazioni');
    assert.ok(operator.links().includes(`/ufficio/richieste/${a.code}/pubblica`), 'it waits for an operator');
    await operator.open(`/ufficio/richieste/${a.code}`);
    assert.ok(operator.links().includes(`/ufficio/richieste/${a.code}/pubblica`), 'the page of the request leads there');
    const url = `/ufficio/richieste/${a.code}/pubblica`;
    await operator.open(url);
    assert.match(operator.text(), /Non ancora pubblicata/);
    // Straight to publishing, without a look: the preview comes, nothing is published.
    await send(operator, edit(operator), { fai: 'pubblica' });
    assert.match(operator.text(), /Ciò che tutti vedranno/);
    assert.equal(shown(a.code), undefined);
    assert.match(operator.text(), /Nel testo sembra esserci .*un numero di telefono/);
    assert.match(operator.html, /<mark>Ottavia<\/mark>/);
    assert.match(operator.html, /<mark>333 1234567<\/mark>/);
    await operator.submit('visto', {});
    assert.equal(operator.status, 422);
    assert.match(operator.text(), /oppure conferma che possono restare/);
    assert.equal(shown(a.code), undefined);
    // What was looked at is what is published, to the letter.
    const forged = operator.form('visto');
    await send(operator, forged, { testo: 'Altre parole', sicuro: '1' });
    assert.equal(shown(a.code), undefined, 'other words than those of the preview');
    await operator.open(url);
    await send(operator, edit(operator), { titolo: 'Buca profonda', testo: 'C’è una buca di mezzo metro.', luogo: 'Via delle Rose', foto1: '1', alt1: '' });
    assert.doesNotMatch(operator.text(), /Nel testo sembra esserci/);
    await operator.submit('visto', {});
    assert.match(operator.text(), /Scrivi che cosa si vede in ogni foto/);
    await send(operator, edit(operator), { alt1: 'Una buca nell’asfalto' });
    await operator.submit('visto', {});
    assert.match(operator.text(), /Fatto: è fra le segnalazioni/);
    const id = shown(a.code);

    await anybody.open('/segnalazioni');
    assert.match(anybody.text(), /1 segnalazione .*Buca profonda/);
    await anybody.open(`/segnalazioni/${id}`);
    assert.match(anybody.text(), /C’è una buca di mezzo metro\./);
    for (const p of ['/segnalazioni', `/segnalazioni/${id}`, '/segnalazioni/atom', '/segnalazioni/mappa'])
        assert.doesNotMatch((await anybody.open(p)).html, /Ottavia|Bellincioni|333|ottavia@/, `no author: ${p}`);
    await anybody.open(`/segnalazioni/${id}`);
    assert.match(anybody.html, /alt="Una buca nell’asfalto"/);
    const thumb = /src="([^"]+miniatura)"/.exec(anybody.html)[1];
    for (const u of [thumb, thumb.replace('/miniatura', '')]) {
        const r = await anybody.fetch('GET', u);
        assert.equal(r.headers['content-type'], 'image/jpeg');
        assert.ok(!hasMetadata(r.bytes), u);
    }
    assert.equal((await anybody.fetch('GET', thumb.replace(/foto\/\d+/, 'foto/9999'))).status, 404);
    assert.deepEqual(rows(`SELECT kind FROM event e JOIN ticket t ON t.id = e.ticket_id WHERE t.code = '${a.code}' AND kind LIKE 'pubbl%'`).flat(), ['pubblicata']);
});

test('filters, counts, feeds', { timeout: 240000 }, async () => {
    const b = await file(2, { subject: 'Altra buca', body: 'Una buca piccola sul ciglio.', place: 'Via dei Tigli 4' });
    const id = await publish(b.code, { titolo: 'Altra buca', testo: 'Una buca <piccola> & "brutta".', luogo: 'Via dei Tigli' });
    const p = new Plain(desk);
    await p.open('/segnalazioni');
    assert.match(p.text(), /2 segnalazioni/);
    assert.match(p.text(), /Buca o strada rovinata \(2\)/);
    await p.submit('via', { via: 'Tigli' });
    assert.match(p.text(), /Altra buca/);
    assert.doesNotMatch(p.text(), /Buca profonda/);
    await p.open('/segnalazioni?stato=risolte');
    assert.match(p.text(), /0 segnalazioni.*Non c'è nessuna segnalazione così/);
    await p.open('/segnalazioni?argomento=strade-buche&stato=in-lavorazione');
    assert.match(p.text(), /2 segnalazioni/);

    // A group stands for all of its subjects, in the list, on the map, in the feed.
    await p.open('/segnalazioni?argomento=strade');
    assert.match(p.text(), /2 segnalazioni/);
    assert.match(p.text(), /Strade e marciapiedi: tutto \(2\)/);
    assert.match(p.text(), /Altra buca/);
    assert.match(p.text(), /Ricevi le nuove: Strade e marciapiedi/);
    await p.open('/segnalazioni?argomento=illuminazione');
    assert.match(p.text(), /0 segnalazioni/);
    for (const [group, n] of [['strade', 2], ['illuminazione', 0]]) {
        const { gruppi } = JSON.parse((await p.fetch('GET', `/segnalazioni/griglia?argomento=${group}&z=13&s=44&w=11&n=45&e=12`)).text);
        assert.equal(gruppi.reduce((sum, c) => sum + c.n, 0), n, `cells of ${group}`);
    }

    for (const url of ['/segnalazioni/atom', '/segnalazioni/atom?argomento=strade', '/segnalazioni/atom?argomento=strade-buche', '/segnalazioni/atom?argomento=strade-buche&zona=centro', '/segnalazioni/atom?zona=centro']) {
        const r = await p.fetch('GET', url);
        assert.match(r.headers['content-type'], /^application\/atom\+xml/);
        const again = await p.fetch('GET', url, { headers: { 'If-None-Match': r.headers.etag } });
        assert.equal(again.status, 304);
        assert.equal(again.text, '');
        assert.equal((await p.fetch('GET', url, { headers: { 'If-Modified-Since': r.headers['last-modified'] } })).status, 304);
        assert.equal((await p.fetch('GET', url, { headers: { 'If-None-Match': '"other"' } })).status, 200);
        const v = await visitor(browser, { keep: false });
        await v.page.goto('about:blank');
        const faults = await v.page.evaluate(xml => {
            const doc = new DOMParser().parseFromString(xml, 'application/xml'), out = [], A = 'http://www.w3.org/2005/Atom';
            if (doc.querySelector('parsererror')) return [`no XML: ${doc.querySelector('parsererror').textContent}`];
            const child = (e, name) => [...e.children].filter(c => c.namespaceURI === A && c.localName === name);
            const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/, feed = doc.documentElement;
            if (feed.namespaceURI !== A || feed.localName !== 'feed') out.push('the root is no feed');
            const ids = new Set();
            for (const e of [feed, ...child(feed, 'entry')]) {
                for (const one of ['id', 'title', 'updated']) if (child(e, one).length !== 1) out.push(`${e.localName}: ${child(e, one).length} ${one}`);
                if (!date.test(child(e, 'updated')[0]?.textContent)) out.push('updated is no RFC 3339');
                if (!/^tag:[^,]+,\d{4}:\S+$/.test(child(e, 'id')[0]?.textContent)) out.push('id is no tag URI');
                if (ids.has(child(e, 'id')[0].textContent)) out.push('an id comes twice');
                ids.add(child(e, 'id')[0].textContent);
                if (child(e, 'link').filter(l => l.getAttribute('rel') === 'alternate').length !== 1) out.push('alternate');
                if (child(e, 'link').some(l => !/^https?:/.test(l.getAttribute('href')))) out.push('a link is not absolute');
            }
            if (!child(feed, 'author')[0]?.querySelector('name')?.textContent) out.push('no author');
            if (child(feed, 'link').filter(l => l.getAttribute('rel') === 'self').length !== 1) out.push('self');
            return out;
        }, r.text);
        await v.close();
        assert.deepEqual(faults, [], url);
    }
    const before = /<id>(tag:[^<]*segnalazioni\/\d+)<\/id>\s*<title>Altra buca/.exec((await p.open('/segnalazioni/atom')).html)[1];
    assert.ok(before.endsWith(`/${id}`));
    await settings({ public_noindex: '1' });
    assert.match((await p.open('/segnalazioni')).html, /<meta name="robots" content="noindex">/);
    await settings();
    assert.doesNotMatch((await p.open('/segnalazioni')).html, /noindex/);
});

test('looked at in the browser: list, page, map without and with tiles, by keys', { timeout: 300000 }, async () => {
    const v = await visitor(browser);
    await v.go(`${desk.url}/segnalazioni`);
    await v.look('segnalazioni');
    await v.page.getByRole('link', { name: 'Buca profonda' }).click();
    await v.look('segnalazioni-una');
    await v.go(`${desk.url}/segnalazioni/mappa`);
    await v.look('segnalazioni-mappa-disegno');
    assert.deepEqual(await v.page.locator('.urp-report-drawing a').evaluateAll(all => all.map(a => a.getAttribute('aria-label')).sort()), ['Altra buca', 'Buca profonda'], 'it opens where the reports are');
    assert.deepEqual((await v.page.locator('.urp-report-drawing > text').allTextContents()).sort(), ['Vicolo Corto', 'via dei Tigli', 'via delle Rose'], 'streets say where that is');
    const zones = v.page.getByRole('list', { name: 'Zona per zona' }).getByRole('listitem');
    assert.equal((await zones.allTextContents()).map(t => Number(/(\d+) segnalazion/.exec(t)[1])).reduce((sum, n) => sum + n, 0), 2, 'the same in numbers');
    await v.page.getByRole('link', { name: 'Tutto il territorio' }).click();
    await v.page.waitForURL(/z=\d+/);
    await v.page.getByRole('link', { name: 'Dove sono le segnalazioni' }).waitFor();
    const keys = new Keyboard(v.page);
    const whole = v.page.url();
    await keys.press('a circle', e => /2 segnalazioni, verso via [^:]+: avvicinati/.test(e.name));
    await v.page.waitForURL(u => u.href !== whole);
    for (let i = 0; i < 4 && !/\/segnalazioni\/\d+$/.test(v.page.url()); i++) {
        const here = v.page.url();
        await v.page.locator('.urp-report-drawing a').first().press('Enter');
        await v.page.waitForURL(u => u.href !== here);
    }
    assert.match(v.page.url(), /\/segnalazioni\/\d+$/, 'circles lead to a report');

    await settings({ map_tiles: `${tiles}/{z}/{x}/{y}.png`, map_attribution: '© Comune' });
    await v.go(`${desk.url}/segnalazioni/mappa`);
    await v.page.locator('.leaflet-container[data-shown="2"]').waitFor();
    await v.look('segnalazioni-mappa');
    assert.equal(await v.page.locator('.urp-map-count[role="link"]').count(), 2, 'this one, too, opens where the reports are');
    const group = v.page.locator('.urp-map-count').filter({ hasText: '2' });
    while (!await group.isVisible()) {
        const near = await v.page.locator('.leaflet-container').getAttribute('data-zoom');
        await v.page.getByRole('button', { name: 'Riduci' }).click();
        await v.page.locator(`.leaflet-container:not([data-zoom="${near}"])`).waitFor();
    }
    assert.equal(await group.getAttribute('aria-label'), '2 segnalazioni: avvicinati');
    const zoom = () => v.page.locator('.leaflet-container').getAttribute('data-zoom').then(Number), first = await zoom();
    await group.focus();
    await v.page.keyboard.press('Enter');
    await until('the map comes nearer', async () => await zoom() > first);
    assert.equal(await zoom(), first + 2, 'one key, one step');
    await v.close();
    // On a telephone: all circles are seen at once, and nothing moves while fonts, style and script arrive late.
    const slow = await visitor(browser, { width: 320, locale: 'en-GB' });
    await slow.page.addInitScript(() => {
        window.shifted = 0;
        new PerformanceObserver(list => list.getEntries().forEach(e => { window.shifted += e.value; })).observe({ type: 'layout-shift', buffered: true });
    });
    for (const width of [320, 412]) {
        await slow.page.setViewportSize({ width, height: 823 });
        let high;
        await slow.page.route(/\.woff2$|\/map\.[^/]*$/, async r => {
            await slow.page.locator('.urp-report-drawing').waitFor({ state: 'attached' });
            await slow.page.evaluate(() => new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted))));
            high ??= await slow.page.locator('.urp-report-map').evaluate(e => e.offsetHeight);
            await r.continue();
        });
        await slow.go(`${desk.url}/segnalazioni/mappa`);
        await slow.page.locator('.leaflet-container[data-shown="2"]').waitFor();
        await slow.page.evaluate(() => document.fonts.ready);
        assert.deepEqual(await slow.page.evaluate(() => {
            const b = document.querySelector('.leaflet-container').getBoundingClientRect();
            return [...document.querySelectorAll('.urp-map-count')].map(e => e.getBoundingClientRect()).map(r => r.left >= b.left && r.right <= b.right && r.top >= b.top && r.bottom <= b.bottom);
        }), [true, true]);
        assert.equal(await slow.page.locator('.urp-report-map').evaluate(e => e.offsetHeight), high, 'the map has the room of the drawing');
        const shifted = await slow.page.evaluate(() => window.shifted);
        assert.ok(shifted < 0.01, `${width} px: layout shift ${shifted}`);
    }
    await slow.close();
    // A server of tiles that gives none: the drawing has more to say than circles on nothing.
    const bare = await visitor(browser);
    let askedTiles = 0;
    await bare.page.route(`${tiles}/**`, r => {
        askedTiles++;
        return r.fulfill({ status: 404 });
    });
    bare.expect(/404/);
    await bare.go(`${desk.url}/segnalazioni/mappa`);
    await until('the drawing is back', async () => askedTiles > 0 && await bare.page.locator('.urp-report-drawing').isVisible());
    assert.equal(await bare.page.locator('.leaflet-container').count(), 0);
    await bare.close();
    const old = await visitor(browser, { script: false });
    await old.go(`${desk.url}/segnalazioni/mappa`);
    assert.equal(await old.page.locator('.urp-report-drawing a').count() > 0, true, 'without script it is our drawing, with tiles as without');
    await old.close();
    const arab = await visitor(browser, { script: false, locale: 'ar-EG' });
    await arab.go(`${desk.url}/segnalazioni/mappa`);
    assert.deepEqual(await arab.page.locator('.urp-report-drawing text').evaluateAll(all => all.filter(e => e.getBBox().width === 0).map(e => e.outerHTML)), [], 'numbers and streets are drawn in Arabic, too');
    await arab.close();
    await settings();

    const o = await visitor(browser);
    await o.go(`${desk.url}/ufficio`);
    await o.page.fill('[name="login"]', desk.operator.login);
    await o.page.fill('[name="password"]', desk.operator.password);
    await o.page.locator('main button[type="submit"]').first().click();
    await o.page.waitForURL(u => u.pathname === '/ufficio');
    const c = await file(3, { subject: 'Marciapiede rotto', body: 'Scrivetemi: ottavia@cittadino.test' });
    await o.go(`${desk.url}/ufficio/pubblicazioni`);
    await o.look('ufficio-pubblicazioni');
    await o.go(`${desk.url}/ufficio/richieste/${c.code}/pubblica`);
    await o.look('ufficio-pubblica');
    await o.page.getByRole('button', { name: 'Guarda l’anteprima' }).click();
    await o.page.waitForLoadState('load');
    await o.look('ufficio-pubblica-anteprima');
    await o.close();
});

test('an error is flagged and looked at; whoever wrote it, a redaction, secrecy hide it at once', { timeout: 240000 }, async () => {
    const c = await file(4, { subject: 'Buca davanti alla scuola', body: 'Una buca davanti alla scuola Manzoni.' });
    const p = new Plain(desk), gone = async why => {
        for (const [url, status] of [[`/segnalazioni/${id}`, 404], [`/segnalazioni/${id}/errore`, 404]]) assert.equal((await p.open(url)).status, status, `${why}: ${url}`);
        for (const url of ['/segnalazioni', '/segnalazioni/atom']) assert.doesNotMatch((await p.open(url)).html, /davanti alla scuola/, `${why}: ${url}`);
    };
    let id = await publish(c.code, { testo: 'Una buca davanti alla scuola.' });
    const board = await visitor(browser);
    await board.go(`${desk.url}/ufficio`);
    await board.page.fill('[name="login"]', desk.operator.login);
    await board.page.fill('[name="password"]', desk.operator.password);
    await board.page.locator('main button[type="submit"]').first().click();
    await board.page.waitForURL(u => u.pathname === '/ufficio');
    const band = board.page.locator('#fasce a', { hasText: 'Errori detti da chi legge' });
    assert.equal(await band.count(), 0, 'no band while nobody says so');

    await p.open(`/segnalazioni/${id}/errore`);
    await p.submit('motivo', { testo: 'Si capisce chi abita lì' });
    assert.equal(p.status, 422);
    assert.equal(p.form('motivo').fields.get('testo'), 'Si capisce chi abita lì', 'what was typed is kept');
    await p.submit('motivo', { motivo: 'persona' });
    assert.match(p.text(), /Grazie: un operatore guarda/);
    await operator.open('/ufficio');
    assert.match(operator.text(), /Pubblicazioni 1/);
    await band.waitFor();
    assert.match(await band.innerText(), /1$/, 'on an open board, without a reload');
    await board.go(`${desk.url}/ufficio?fascia=errori`);
    assert.match(await board.page.locator('#elenco tbody tr').innerText(), /Chi legge dice che c'è un errore/);
    await board.look('ufficio-errori');
    await board.page.locator('#elenco tbody a').first().click();
    await board.page.locator('.urp-why-list a', { hasText: 'versione pubblica' }).click();
    await board.page.waitForURL(u => u.pathname.endsWith('/pubblica'));
    await board.close();
    await operator.open('/ufficio/pubblicazioni');
    assert.match(operator.text(), /Si capisce chi abita lì/);
    await operator.open(`/ufficio/richieste/${c.code}/pubblica`);
    await send(operator, operator.forms().find(f => f.fields.get('fai') === 'guardato'), {});
    assert.match(operator.text(), /le osservazioni non aspettano più nessuno/);
    await operator.open('/ufficio');
    assert.doesNotMatch(operator.text(), /Errori detti da chi legge|Pubblicazioni 1/);
    for (let i = 0; i < 4; i++) await p.fetch('POST', `/segnalazioni/${id}/errore`, { body: 'motivo=altro&testo=', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal((await p.fetch('POST', `/segnalazioni/${id}/errore`, { body: 'motivo=altro&testo=', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })).status, 429, 'not for ever from one network');

    assert.equal(rows(`SELECT count(*) FROM public_flag WHERE publication_id = ${id}`)[0][0], '1', 'nobody says it twice');

    const citizen = new Plain(desk);
    await citizen.open(c.track.replace(desk.url, ''));
    assert.ok(citizen.links().includes(`/segnalazioni/${id}`), 'the citizen finds it');
    await citizen.submit('vuole', {});
    assert.match(citizen.text(), /La tua scelta sulla pubblicazione è salvata/);
    await gone('not wanted');
    await operator.open(`/ufficio/richieste/${c.code}/pubblica`);
    assert.match(operator.text(), /Chi l'ha scritta non vuole/);
    await citizen.submit('vuole', {});
    assert.equal(await publish(c.code), id, 'the same number');

    await operator.open(`/ufficio/richieste/${c.code}/oscura`);
    await operator.submit('passaggio', { passaggio: 'scuola Manzoni', perche: 'Dati di un terzo' });
    await gone('redacted');
    await publish(c.code);
    await operator.open(`/ufficio/richieste/${c.code}/riservatezza`);
    await operator.submit('riservata', { riservata: '1', testo: 'Ci sono dati' });
    await gone('confidential');

    const d = await file(5, { subject: 'Buca da togliere', body: 'Una buca grande in mezzo alla strada.' });
    id = await publish(d.code);
    await operator.open(`/ufficio/richieste/${d.code}/pubblica`);
    await send(operator, operator.forms().find(f => f.fields.get('fai') === 'togli'), { perche: 'doppia' });
    assert.match(operator.text(), /non è più fra le segnalazioni pubbliche/);
    assert.equal((await p.open(`/segnalazioni/${id}`)).status, 404);
});

// Read aloud by the voice of its language, whatever the language of the page around.
test('what a citizen wrote in another language is marked with it; what the office wrote anew is Italian', { timeout: 240000 }, async () => {
    const subject = 'The pavement is broken and there is a hole in it';
    const body = 'There is a big hole in the pavement near the school and it is not safe for the children that walk there. Please could you have it repaired?';
    const e = await file(6, { subject, body });
    assert.deepEqual(rows(`SELECT x.lang FROM ticket_text x JOIN ticket t ON t.id = x.ticket_id WHERE t.code = '${e.code}'`), [['en']]);
    await operator.open(`/ufficio/richieste/${e.code}/pubblica`);
    assert.equal(edit(operator).fields.get('lingua'), 'en', 'the operator is asked only where it may be another one');
    await send(operator, edit(operator), {});
    assert.match(operator.html, new RegExp(`<h3><span lang="en" dir="auto">${subject}</span></h3>`), 'in the preview');
    await operator.submit('visto', operator.form('visto').names.has('sicuro') ? { sicuro: '1' } : {});
    const id = shown(e.code);

    const read = async (lang, url) => (await new Plain(desk).fetch('GET', url, { headers: { 'Accept-Language': lang } })).text;
    const marked = (lang, text) => `<span lang="${lang}" dir="auto">${text}</span>`;
    for (const lang of ['it', 'de']) {
        const one = await read(lang, `/segnalazioni/${id}`);
        assert.ok(one.includes(`<h1 data-element="page-name">${marked('en', subject)}</h1>`), `${lang}: title`);
        assert.ok(one.includes(`<div class="urp-text">${marked('en', body)}</div>`), `${lang}: words`);
        assert.ok((await read(lang, '/segnalazioni')).includes(`>${marked('en', subject)}</a>`), `${lang}: list`);
        assert.ok((await read(lang, `/segnalazioni/${id}/errore`)).includes(marked('en', subject)), `${lang}: error`);
        const feed = await read(lang, '/segnalazioni/atom');
        assert.ok(feed.includes(`<title xml:lang="en">${subject}</title>`), `${lang}: title in the feed`);
        assert.ok(feed.includes(`<p lang="en" xml:lang="en">${body}</p>`), `${lang}: words in the feed`);
    }
    const english = await read('en', `/segnalazioni/${id}`);
    assert.ok(english.includes(`<h1 data-element="page-name">${subject}</h1>`), 'in its own language there is nothing to mark');
    assert.ok((await read('en', '/segnalazioni')).includes(`>${marked('it', 'Altra buca')}</a>`), 'Italian words beside it are marked');

    await operator.open(`/ufficio/richieste/${e.code}/pubblica`);
    await send(operator, edit(operator), { titolo: 'Marciapiede rotto', testo: 'C’è una buca vicino alla scuola.', lingua: 'xx' });
    await operator.submit('visto', {});
    assert.match(operator.text(), /Scegli la lingua/);
    await operator.open(`/ufficio/richieste/${e.code}/pubblica`);
    assert.equal(await publish(e.code, { titolo: 'Marciapiede rotto', testo: 'C’è una buca vicino alla scuola.', lingua: 'it' }), id);
    assert.ok((await read('en', `/segnalazioni/${id}`)).includes(marked('it', 'C’è una buca vicino alla scuola.')));
    assert.ok((await read('it', `/segnalazioni/${id}`)).includes('<div class="urp-text">C’è una buca vicino alla scuola.</div>'));
});
