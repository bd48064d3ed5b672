// SPDX-License-Identifier: EUPL-1.2
// The way of a report: kind and place, what is there already, who will get it, the words; the address by list, by position, typed; the
// e-mail read once more; another one for the same place; "anche io" up to the mail about the end.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { openDesk, request } from './lib/desk.mjs';
import { links, parseMail } from './lib/mail.mjs';
import { Citizen, Operator, fill, press } from './lib/people.mjs';
import { fileReport, joinPath, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

// One grey pixel, wherever the map asks.
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGOoBwAAgwCBCkGaQwAAAABJRU5ErkJggg==', 'base64');
let tiles = 0;
const server = http.createServer((rq, rs) => {
    tiles++;
    rs.writeHead(200, { 'Content-Type': 'image/png' }).end(png);
});

let desk, browser, there;
before(async () => {
    await new Promise(done => server.listen(0, '127.0.0.1', done));
    desk = await openDesk({ ente: e => ({ ...e, ente: { ...e.ente, map_tiles: `http://127.0.0.1:${server.address().port}/{z}/{x}/{y}.png`, map_attribution: '© prova', joined_hint: '1' } }) });
    browser = await openBrowser();
    there = await fileReport(desk, { ...report(12), place: 'Via Roma 12, dalla signora Segreti', subject: 'Buca dai Segreti', email: 'anna@cittadino.test' });
    there.join = await joinPath(desk, 'Via Roma 12');
    assert.doesNotMatch(there.join, /\d{4}-\d{6}|r1\./, 'neither its code nor its number');
});
after(async () => {
    await browser?.close();
    await desk?.close();
    server.close();
});

function mailTo(addr, subject) {
    const box = path.join(desk.data, 'posta', 'new');
    const mails = existsSync(box) ? readdirSync(box).map(f => parseMail(readFileSync(path.join(box, f)))) : [];
    return mails.find(m => m.to === addr && subject.test(m.subject));
}

async function begin(options) {
    const c = await Citizen.arrive(desk, browser, options);
    await c.v.go(`${desk.url}/segnala`);
    await fill(c.page, { privacy: true });
    await press(c.v, c.page.locator('main form button[type="submit"]').last());
    return c;
}
const onward = c => press(c.v, c.page.locator('button[name="do"][value="avanti"]').last());
const WORDS = { subject: 'Buca profonda', body: 'Una buca profonda in mezzo alla strada.' };

async function widths(c, name) {
    for (const width of [320, 360, 768, 1280]) {
        await c.page.setViewportSize({ width, height: 900 });
        const wide = await c.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${name} at ${width} px is ${wide} px too wide`);
        await c.page.screenshot({ path: path.join('build', 'screenshots', `form-${name}-${width}.png`), fullPage: true, animations: 'disabled' });
    }
    if (c.v.script) await c.v.accessible(name);
}

// What a stranger sees of the report that is there.
function glimpsed(text) {
    assert.match(text, /Buca o strada rovinata, via Roma/);
    assert.doesNotMatch(text, /Segreti|Rossi|Mario/);
}

test('with script: near, office and streets in place; the e-mail is read once more; the next one keeps place and contact', { timeout: 240000 }, async () => {
    const c = await begin({ width: 360 });
    assert.match(await c.page.locator('#vicino').innerText(), /Scegli che cosa segnalare/);
    await fill(c.page, { category: '~buca' });
    await c.page.locator('#vicino', { hasText: 'Lavori pubblici' }).waitFor();
    assert.match(await c.page.locator('#vicino').innerText(), /Scrivi il luogo: così ti diciamo/);
    assert.doesNotMatch(await c.page.locator('#vicino').innerText(), /nessuno ha ancora segnalato/, 'of no place nothing is known');
    // a combobox: the list is told, the arrows walk, Enter takes, Escape shuts
    const place = c.page.locator('[name="place"]');
    await place.focus();
    await c.page.keyboard.type('rom');
    await c.page.locator('[role="option"]').first().waitFor();
    assert.equal(await place.getAttribute('aria-expanded'), 'true');
    await widths(c, 'vie');
    await place.focus();
    if (await place.getAttribute('aria-expanded') !== 'true') {
        await c.page.keyboard.type('a');
        await c.page.locator('[role="option"]').first().waitFor();
    }
    await c.page.keyboard.press('ArrowDown');
    const id = await place.getAttribute('aria-activedescendant');
    assert.equal(await c.page.locator(`#${id}`).getAttribute('aria-selected'), 'true');
    await c.page.keyboard.press('Enter');
    assert.match(await place.inputValue(), /via Roma/i);
    assert.equal(await place.getAttribute('aria-expanded'), 'false');
    await c.page.keyboard.type(' 12');
    await c.page.keyboard.press('Tab');
    await c.page.locator('.urp-near li').first().waitFor();
    glimpsed(await c.page.locator('#vicino').innerText());
    assert.match(await c.page.locator('#vicino').innerText(), /c’è già una segnalazione simile/);
    await widths(c, 'vicino');
    await fill(c.page, { ...WORDS, name: 'Luca', surname: 'Neri', email: 'luca@gmial.com' });
    await onward(c);
    assert.match(await c.page.locator('.urp-email').innerText(), /^luca@gmial\.com$/);
    assert.match(await c.page.locator('main').innerText(), /Intendevi luca@gmail\.com/);
    await widths(c, 'riepilogo');
    await press(c.v, c.page.getByRole('button', { name: /correggi/ }));
    assert.match(await c.page.locator('.urp-email').innerText(), /^luca@gmail\.com$/);
    assert.doesNotMatch(await c.page.locator('main').innerText(), /Intendevi/);
    await c.send();
    await widths(c, 'inviata');
    await press(c.v, c.page.getByRole('button', { name: /stesso luogo/ }));
    assert.match(await place.inputValue(), /via Roma 12/i);
    assert.equal(await c.page.locator('[name="email"]').inputValue(), 'luca@gmail.com');
    assert.equal(await c.page.locator('[name="surname"]').inputValue(), 'Neri');
    for (const name of ['subject', 'body', 'category', 'phone']) assert.equal(await c.page.locator(`[name="${name}"]`).inputValue(), '', name);
    await c.v.close();
});

test('without script: a page shows what is near, nothing typed is lost, the summary says it once more', { timeout: 120000 }, async () => {
    const c = await begin({ script: false, width: 360 });
    await fill(c.page, { category: '~buca', place: 'Via Romaa 12', body: 'Comincio a scrivere.' });
    await press(c.v, c.page.locator('button[value="vicino"]'));
    await widths(c, 'pagina-vicino');
    assert.match(await c.page.locator('main').innerText(), /Non troviamo questa via[^]*Forse intendevi/);
    assert.doesNotMatch(await c.page.locator('main').innerText(), /nessuno ha ancora segnalato/, 'of a street that is not known nothing is known');
    await press(c.v, c.page.getByRole('button', { name: 'via Roma 12' }));
    glimpsed(await c.page.locator('main').innerText());
    await press(c.v, c.page.getByRole('link', { name: /Cambia argomento/ }));
    assert.equal(await c.page.locator('[name="place"]').inputValue(), 'via Roma 12');
    await fill(c.page, { place: 'Strada provinciale, dopo il ponte' });
    await press(c.v, c.page.locator('button[value="vicino"]'));
    assert.match(await c.page.locator('main').innerText(), /non ci occupiamo noi\. L’ente competente è: Provincia di Borgo Esempio.*Scrivi direttamente a \S+@/);
    await widths(c, 'non-nostro');
    await press(c.v, c.page.getByRole('link', { name: /Cambia argomento/ }));
    await fill(c.page, { place: 'Via Roma 12' });
    await press(c.v, c.page.locator('button[value="vicino"]'));
    glimpsed(await c.page.locator('main').innerText());
    assert.match(await c.page.locator('main').innerText(), /Se ne occuperà: .*Lavori pubblici/);
    await press(c.v, c.page.getByRole('link', { name: /Continua/ }));
    assert.equal(await c.page.locator('[name="body"]').inputValue(), 'Comincio a scrivere.');
    assert.equal(await c.page.locator('.urp-near li').count() > 0, true);
    await fill(c.page, { ...WORDS, anonymous: true });
    await onward(c);
    glimpsed(await c.page.locator('#vicino').innerText());
    await c.send();
    await c.v.close();
});

test('no name but an e-mail; back, a closed tab and the key that ends a line lose nothing; the device forgets', { timeout: 240000 }, async () => {
    const c = await begin({ width: 360 });
    const draft = new URL(c.page.url()).pathname, kept = c.page.locator('[data-kept]');
    const value = name => c.page.locator(`[name="${name}"]`).inputValue();
    await fill(c.page, { category: '~buca', place: 'via rma', name: 'Maria', email: 'maria@cittadino.test', anonymous: true });
    await c.page.locator('[name="place"]').press('Enter');
    assert.equal(new URL(c.page.url()).pathname, draft, 'the step is not sent');
    await c.page.getByRole('button', { name: 'via Roma', exact: true }).click();
    await c.page.locator('#vicino', { hasText: 'Davanti a quale numero?' }).waitFor();
    assert.equal(await value('place'), 'via Roma');
    await press(c.v, c.page.getByRole('button', { name: 'Indietro' }));
    assert.equal(new URL(c.page.url()).pathname, `${draft}/inizio`);
    assert.equal(await c.page.locator('[name="privacy"]').isChecked(), true);
    await c.v.accessible('indietro');
    await press(c.v, c.page.locator('main form button[type="submit"]').last());
    assert.deepEqual([await value('place'), await value('email'), new URL(c.page.url()).pathname], ['via Roma', 'maria@cittadino.test', draft]);

    for (const p of ['/', '/segnala']) {
        await c.v.go(desk.url + p);
        await kept.waitFor();
        assert.match(await kept.innerText(), /Riprendi la tua richiesta[^]*Segnal/);
        assert.doesNotMatch(await c.page.evaluate(() => JSON.stringify(localStorage)), /Maria|maria|Roma/, 'nothing of what it says');
    }
    await c.v.accessible('riprendi');
    await press(c.v, kept.getByRole('link', { name: 'Riprendi' }));
    assert.equal(await value('place'), 'via Roma');

    c.v.expect(/422/);
    await onward(c);
    assert.match(await c.page.locator('#errori').innerText(), /2 cose da correggere/);
    await fill(c.page, { subject: 'Buca profonda' });
    assert.match(await c.page.locator('#errori').innerText(), /una cosa da correggere/);
    assert.equal(await c.page.locator('.has-error [name="subject"]').count(), 0);
    await fill(c.page, { body: 'Una buca profonda in mezzo alla strada.' });
    assert.equal(await c.page.locator('#errori').count(), 0);
    await onward(c);
    const summary = await c.page.locator('main').innerText();
    assert.match(summary, /Senza nome, ma ti scriviamo qui:\s+maria@cittadino\.test/);
    assert.doesNotMatch(summary, /\bMaria\b|445\/2000/);
    const sent = await c.send();
    assert.match(sent.text, /Riceverai una risposta[^]*Ti abbiamo scritto a\s+maria@cittadino\.test/);
    assert.deepEqual(query(desk, `SELECT p.name, p.surname, p.email FROM person p JOIN ticket t ON t.person_id = p.id WHERE t.code = '${sent.code}'`), [['', '', 'maria@cittadino.test']]);
    await until('the receipt', () => mailTo('maria@cittadino.test', new RegExp(sent.code)));
    assert.equal(await c.page.evaluate(() => localStorage.length), 0, 'sent: nothing is kept');

    await c.v.go(`${desk.url}/segnala`);
    await fill(c.page, { privacy: true });
    await press(c.v, c.page.locator('main form button[type="submit"]').last());
    await fill(c.page, { place: 'via Cavour 3' });
    await c.page.getByRole('button', { name: 'Dimentica su questo dispositivo' }).click();
    await fill(c.page, { place: 'via Cavour 4' });
    assert.equal(await c.page.evaluate(() => localStorage.length), 0, 'forgotten is forgotten, whatever is typed next');
    await c.v.close();
});

test('the position of the device, and of no other page; refused, it says what to do', { timeout: 120000 }, async () => {
    const c = await begin();
    const draft = new URL(c.page.url()).pathname;
    const policy = async p => (await request(desk.port, 'GET', p)).headers['permissions-policy'];
    assert.match(await policy(draft), /geolocation=\(self\)/);
    for (const p of ['/', '/segnala', '/pratica', `${draft}/vicino`]) assert.match(await policy(p), /geolocation=\(\)/, p);
    const here = c.page.getByRole('button', { name: 'Usa la tua posizione' });
    await here.click();
    await c.page.locator('.urp-point', { hasText: 'Non hai dato il permesso' }).waitFor();
    await c.v.context.grantPermissions(['geolocation']);
    await c.v.context.setGeolocation({ latitude: 44.5, longitude: 11.3, accuracy: 12 });
    await here.click();
    await c.page.locator('.urp-point', { hasText: /Posizione presa, precisa a circa 12 metri/ }).waitFor();
    assert.match(await c.page.locator('[name="place"]').inputValue(), /Posizione indicata|Vicino a/);
    await c.page.locator('[name="place"]').focus();
    await c.page.keyboard.press('End');
    await c.page.keyboard.type(', piazza');
    await c.page.locator('.urp-point', { hasText: 'Punto tolto' }).waitFor();
    assert.deepEqual([await c.page.locator('[name="point"]').inputValue(), await c.page.locator('[name="point_origin"]').inputValue()], ['', ''], 'another address is not where the device is');
    await here.click();
    await c.page.locator('.urp-point', { hasText: /Posizione presa/ }).waitFor();
    await fill(c.page, { category: '~buca', ...WORDS, anonymous: true });
    await onward(c);
    const sent = await c.send();
    assert.deepEqual(query(desk, `SELECT p.lat, p.lon, p.origin FROM ticket_point p JOIN ticket t ON t.id = p.ticket_id WHERE t.code = '${sent.code}'`), [['44500000', '11300000', 'device']]);
    await c.v.close();
});

test('a map that nobody opens asks nobody; by keyboard it gives the point', { timeout: 120000 }, async () => {
    const c = await begin({ width: 360 });
    await fill(c.page, { category: '~buca', place: 'Via Roma 30' });
    await c.page.locator('#vicino', { hasText: 'Lavori pubblici' }).waitFor();
    assert.equal(tiles, 0);
    const open = c.page.getByRole('button', { name: 'Indica sulla mappa' });
    await open.click();
    assert.equal(await open.getAttribute('aria-expanded'), 'true');
    const map = c.page.getByRole('application');
    await map.waitFor();
    await until('a tile', () => tiles > 0);
    await map.focus();
    await c.page.keyboard.press('Enter');
    await c.page.locator('.urp-point', { hasText: 'Punto scelto sulla mappa' }).waitFor();
    await widths(c, 'mappa');
    await fill(c.page, { ...WORDS, anonymous: true });
    await onward(c);
    assert.match(await c.page.locator('main').innerText(), /Punto sulla mappa/);
    const sent = await c.send();
    assert.deepEqual(query(desk, `SELECT p.origin FROM ticket_point p JOIN ticket t ON t.id = p.ticket_id WHERE t.code = '${sent.code}'`), [['map']]);
    await c.v.close();
});

test('the connection is lost at the place: nothing is told of another one, the map can be asked for again, all comes back by itself', { timeout: 120000 }, async () => {
    const c = await begin({ width: 360 }), near = c.page.locator('#vicino'), saved = c.page.locator('[data-saved]');
    c.v.expect(/ERR_INTERNET_DISCONNECTED/);
    await fill(c.page, { category: '~buca', place: 'Via Roma 12' });
    await c.page.keyboard.press('Tab');
    await c.page.locator('.urp-near li').first().waitFor();
    await c.v.context.setOffline(true);
    await fill(c.page, { place: 'Vicolo Corto 3' });
    await c.page.keyboard.press('Tab');
    await near.getByText(/Adesso non riusciamo a dirti/).waitFor();
    assert.equal(await c.page.locator('.urp-near li').count(), 0, 'those of the other place');
    const open = c.page.getByRole('button', { name: 'Indica sulla mappa' });
    await open.click();
    await c.page.locator('.urp-point', { hasText: 'La mappa non si apre' }).waitFor();
    assert.equal(await open.getAttribute('aria-expanded'), 'false');
    await saved.getByText(/Manca la connessione/).waitFor();
    assert.match(await saved.getAttribute('class'), /is-warn/, 'bad news are not green');
    await widths(c, 'senza-linea');
    await c.v.context.setOffline(false);
    await near.getByText('Lavori pubblici').waitFor();
    await saved.getByText(/Bozza salvata/).waitFor();
    assert.doesNotMatch(await saved.getAttribute('class'), /is-warn/);
    await open.click();
    await c.page.getByRole('application').waitFor();
    await c.v.close();
});

test('anche io: a scanner confirms nothing, the desk sees how many, the end is told once', { timeout: 240000 }, async () => {
    const c = await Citizen.arrive(desk, browser, { script: false, width: 360 });
    c.v.expect(/422/);
    await c.v.go(desk.url + there.join);
    glimpsed(await c.page.locator('main').innerText());
    await press(c.v, c.page.getByRole('button', { name: 'Anche io' }));
    assert.match(await c.page.locator('#errori').innerText(), /e-mail/);
    await widths(c, 'anche-io-errore');
    await fill(c.page, { email: 'bruno@cittadino.test' });
    await press(c.v, c.page.getByRole('button', { name: 'Anche io' }));
    assert.match(await c.page.locator('h1').innerText(), /Controlla la posta/);
    const mail = await until('the mail', () => mailTo('bruno@cittadino.test', /Conferma/));
    const url = links(mail).find(u => u.includes('/adesione/'));
    const joined = () => query(desk, 'SELECT count(*) FROM adesione WHERE confirmed_at IS NOT NULL AND left_at IS NULL')[0][0];
    for (let i = 0; i < 3; i++) assert.equal((await request(desk.port, 'GET', new URL(url).pathname)).status, 200);
    assert.equal(joined(), '0');
    await c.v.go(url);
    await widths(c, 'conferma');
    await press(c.v, c.page.getByRole('button', { name: 'Confermo' }));
    assert.match(await c.page.locator('h1').innerText(), /Hai aderito/);
    assert.equal(joined(), '1');
    const o = await Operator.arrive(desk, browser);
    await o.open(there.code);
    assert.match(await o.page.locator('main').innerText(), /Un’altra persona ha lo stesso problema/);
    assert.doesNotMatch(await o.page.locator('main').innerText(), /bruno@/);
    assert.match(await o.page.locator('main').innerText(), /Sono almeno 1: per questo .* la richiesta è segnata/);
    // A hint to people wherever the request stands, said in words; a column, an order, a filter, a file; a table of the responsabile.
    await o.v.go(desk.url + '/ufficio/richieste');
    assert.match(await o.page.locator('.urp-list tbody tr', { hasText: there.code }).innerText(), /1 adesione/);
    await o.v.go(desk.url + '/ufficio');
    assert.match(await o.page.locator('main').innerText(), /da 1 in su.*Non cambia né l'ordine né i termini/);
    await o.v.look('ufficio-adesioni');
    await o.page.getByRole('link', { name: 'Le aperte con più adesioni' }).click();
    await o.page.waitForURL(/ordine=adesioni/);
    assert.deepEqual(await o.page.locator('.urp-list tbody tr').count(), 1);
    assert.match(await o.page.locator('main').innerText(), /Solo con adesioni/);
    await o.v.go(desk.url + '/ufficio/richieste?adesioni=2');
    assert.equal(await o.page.locator('.urp-list tbody tr').count(), 0);
    await o.v.go(desk.url + '/ufficio/richieste?adesioni=1');
    await o.page.getByText('Colonne', { exact: true }).click();
    await o.page.getByLabel('Adesioni', { exact: true }).check();
    await o.page.getByRole('button', { name: 'Mostra queste' }).click();
    await o.page.locator('th', { hasText: 'Adesioni' }).waitFor();
    assert.equal((await o.page.locator('td[data-h="Adesioni"]').innerText()).trim(), '1');
    const file = await o.page.evaluate(async () => (await fetch('/ufficio/elenco/scarica?formato=csv&adesioni=1')).text());
    assert.match(file.split('\n')[0], /Adesioni/);
    assert.match(file, new RegExp(`${there.code}.*"?1"?\r?\n`));
    await o.open(there.code);
    await o.act('concludi', { testo: 'Riparata dalla signora Segreti.', esito: 'solved' });
    const end = await until('the end', () => mailTo('bruno@cittadino.test', /Conclusa/));
    assert.doesNotMatch(end.text, /Segreti|Riparata/);
    const off = /<(http[^>]+)>/.exec(end.header('list-unsubscribe'))[1];
    const r = await request(desk.port, 'POST', new URL(off).pathname, { body: 'List-Unsubscribe=One-Click', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal(r.status, 303);
    assert.equal(query(desk, "SELECT count(*) FROM adesione WHERE email <> ''")[0][0], '0');
    await c.v.go(desk.url + there.join);
    assert.match(await c.page.locator('main').innerText(), /conclusa/);
    await c.v.close();
    await o.v.close();
});

// Whatever a type asks for besides.
const PERSON = { name: 'Carla', surname: 'Verdi', email: 'carla@cittadino.test', birth_place: 'Borgo Esempio', birth_day: '1980-02-03', address: 'Via Roma 1, 00000 Borgo Esempio',
    motive: 'Mi serve per un ricorso.', capacity: 'interested', access_mode: 'copy', reply_by: 'email', subject: 'Una prova', body: 'Il testo di una prova abbastanza lungo.', identifiers: 'La delibera numero 12.' };
for (const script of [true, false])
    test(`the nine types of the first page reach a receipt${script ? '' : ' without script'}`, { timeout: 600000 }, async () => {
        const c = await Citizen.arrive(desk, browser, { script, width: 360 });
        await c.v.go(desk.url);
        const paths = [...new Set(await c.page.locator('main a').evaluateAll(l => l.map(a => a.getAttribute('href'))))].filter(h => h === '/segnala' || /^\/richiedi\/[a-z-]+$/.test(h));
        assert.equal(paths.length, 9, paths.join(' '));
        for (const p of paths) {
            await c.v.go(desk.url + p);
            await fill(c.page, { privacy: true });
            await press(c.v, c.page.locator('main form button[type="submit"]').last());
            const names = await c.page.locator('main [name]').evaluateAll(l => l.map(e => e.name));
            const values = Object.fromEntries(Object.entries({ ...PERSON, ...(names.includes('place') ? { category: '~buca', place: 'Via Dante 3' } : {}) }).filter(([k]) => names.includes(k)));
            await fill(c.page, values);
            await onward(c);
            const sent = await c.send();
            assert.ok(sent.code, p);
        }
        await c.v.close();
    });
