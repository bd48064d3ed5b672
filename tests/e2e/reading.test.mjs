// SPDX-License-Identifier: EUPL-1.2
// The steps of a report and the page that follows it, as a screen reader reads them: what is announced, and in which order; and as a thumb
// finds them, at 320 px.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { photo } from './lib/files.mjs';
import { heard, outOfOrder } from './lib/heard.mjs';

let desk, browser, v, page;
before(async () => {
    desk = await openDesk();
    browser = await openBrowser();
    v = await visitor(browser);
    v.expect(/422/);
    page = v.page;
}, { timeout: 120000 });
after(async () => {
    await browser?.close();
    await desk?.close();
});

// Everything of the page, and what holds for each.
async function reads(...wanted) {
    const lines = await heard(page);
    assert.equal(outOfOrder(lines, ['link «Vai al contenuto»', 'banner', 'navigation «Principale»', 'main', ...wanted, 'region «Hai bisogno di aiuto?»', 'contentinfo']), null);
    const nameless = lines.filter(l => /^(link|button|textbox|combobox|checkbox|radio|navigation)( (closed|open|required|invalid))*$/.test(l));
    assert.deepEqual(nameless, [], 'all that can be used has a name');
    const levels = lines.map(l => /^heading (\d)/.exec(l)?.[1]).filter(Boolean).map(Number);
    assert.equal(levels.filter(n => n === 1).length, 1);
    const main = lines.slice(lines.indexOf('main')), size = page.viewportSize();
    await page.setViewportSize({ width: 320, height: 640 });
    await v.large(new URL(page.url()).pathname);
    await page.setViewportSize(size);
    return { lines: main, wrong: main.filter(l => / invalid/.test(l)) };
}
const next = () => page.locator('main form button[type="submit"]').last().click();

test('conditions: where we are, what it is for, then the one tick', { timeout: 60000 }, async () => {
    await v.go(`${desk.url}/segnala`);
    const step = ['list «A che punto è»', 'text «Autorizzazioni e condizioni»', 'text «Riepilogo»'];
    const r = await reads('navigation «Percorso di navigazione»', 'heading 1 «Segnalazione di disservizio»', ...step, 'text «C’è pericolo adesso?»', 'heading 2 «Quando non usare questo modulo»', 'heading 2 «I tuoi dati»',
        /^checkbox «Ho letto e compreso l'informativa sulla privacy»/, 'button «Avanti»');
    assert.deepEqual(r.wrong, []);
    await next();
    await page.locator('#errori').waitFor();
    const e = await reads('alert live assertive', 'heading 2 «C’è una cosa da correggere»', /^link «Per continuare leggi/, 'heading 1', /^checkbox .* invalid.*described «Errore: Per continuare/);
    assert.equal(e.wrong.length, 1);
    await page.locator('[name="privacy"]').check();
    await next();
    await page.waitForURL(/\/bozza\//);
});

test('data: kind and place, what is known, the words, the files, who, then on; nothing is wrong before it is tried', { timeout: 90000 }, async () => {
    const r = await reads('heading 1 «Descrivi la richiesta»', 'list «A che punto è»', 'text «(fatto)»', /^navigation «informazioni richieste»/i, 'text «I campi con l’asterisco»',
        'region «Che cosa e dove»', 'heading 2 «Che cosa e dove»', /^combobox «Che cosa vuoi segnalare»/, /^combobox «Luogo» required closed, described «Via e numero civico/, 'button «Usa la tua posizione»',
        'region «Prima di scrivere»', 'region «Descrivi il problema»', /^textbox «Titolo» required, described «Per esempio/, /^textbox «Descrizione» required, described «.*Al massimo 5000 caratteri/,
        'region «Foto e documenti»', /^button «Aggiungi file», described «Foto e documenti/, 'region «Chi sei»', 'textbox «Nome»', 'textbox «Cognome»', /^textbox «E-mail», described «Qui ti mandiamo/, 'region «Riservatezza»', /^checkbox «Non voglio dare il mio nome», described/,
        'button «Salva la bozza»', 'button «Avanti: rileggi e invia»');
    assert.deepEqual(r.wrong, []);
    await page.locator('button[name="do"][value="avanti"]').last().click();
    await page.locator('#errori').waitFor();
    const e = await reads('alert live assertive', /^heading 2 «Ci sono \d cose da correggere»/, /^link «Scegli l'argomento/, 'heading 1', /^combobox «Che cosa vuoi segnalare».* invalid.*described «Errore: Scegli l'argomento/, /^combobox «Luogo» required invalid.*Errore: Scrivi dove/);
    assert.ok(e.wrong.length >= 5, e.wrong.join('\n'));
    await page.locator('[name="category"]').selectOption({ index: 2 });
    for (const [k, x] of Object.entries({ place: 'Via Roma 1', subject: 'Buca', body: 'Larga un metro.', name: 'Ottavia', surname: 'Bellincioni', email: 'ottavia@gmial.com' })) await page.locator(`[name="${k}"]`).fill(x);
    await page.locator('#f-files').setInputFiles([{ name: 'buca.jpg', mimeType: 'image/jpeg', buffer: await photo(browser) }]);
    await page.locator('#file-della-bozza [data-file]').waitFor();
    await reads('region «Foto e documenti»', 'text «buca.jpg»', 'button «Usa il luogo dello scatto di buca.jpg»', 'button «Togli buca.jpg»', /^button «Aggiungi file»/);
    await page.locator('button[name="do"][value="avanti"]').last().click();
    await page.waitForURL(/\/riepilogo$/);
});

test('summary, receipt, following: first what counts', { timeout: 90000 }, async () => {
    await reads('heading 1 «Rileggi e invia»', 'list «A che punto è»', 'heading 2 «Che cosa e dove»', 'link «Modifica Che cosa e dove»', 'term «Luogo»', 'text «Via Roma 1»', 'heading 2 «Descrivi il problema»', 'heading 2 «Chi sei»', 'heading 2 «Foto e documenti»', 'text «buca.jpg»',
        'heading 2 «Chi se ne occuperà»', 'region «Controlla l’indirizzo»', 'text «ottavia@gmial.com»', 'text «ottavia@gmail.com»', 'button «Sì, correggi così»', 'button «Invia»', 'link «Indietro»');
    await page.locator('#invia').click();
    await page.waitForURL(/\/inviata$/);
    const sent = await reads('status', 'heading 1 «Richiesta inviata»', 'text «Numero della richiesta»', /^text «20\d\d-/, /^button «Copia 20/, 'text «Codice segreto»', /^text «entro il /, 'heading 2 «Ti abbiamo scritto a»', 'link «Segui la richiesta»', 'heading 2 «Che cosa succede adesso»', 'heading 2 «I dati della ricevuta»');
    assert.deepEqual(sent.wrong, [], 'no star is wrong before one is chosen');
    await page.locator('main a[href*="/pratica/20"]').first().click();
    await page.waitForURL(/\/pratica\/20/);
    await reads('heading 1 «Buca»', 'list «A che punto è»', 'text «Ricevuta»', 'text «Conclusa»', 'heading 2 «In lavorazione»', 'text «Ti rispondiamo entro»', 'heading 2 «Che cosa è successo»', 'heading 2 «Che cosa hai scritto»', 'heading 2 «Che cosa puoi fare»', 'DisclosureTriangle «Aggiungi informazioni» closed',
        'complementary «Dati della richiesta»', 'heading 2 «La richiesta in breve»', 'link «Ricevuta da stampare»');
    for (const url of ['/', '/pratica', '/servizi/segnalazione']) {
        await v.go(desk.url + url);
        await page.setViewportSize({ width: 320, height: 640 });
        await v.large(url);
    }
    await v.close();
});

test('what is too small is found', { timeout: 60000 }, async () => {
    const w = await visitor(browser);
    await w.page.setContent('<main><a class="btn" style="display:block;height:30px" href="#a">a</a><button style="width:10px;height:10px;padding:0">b</button><button style="width:10px;height:10px;padding:0">c</button></main>');
    await assert.rejects(w.large('bad'), /target-size[\s\S]*only 30 px high/);
    await w.close();
});

test('the order is really looked at', () => {
    assert.equal(outOfOrder(['a', 'b', 'c'], ['a', /c/]), null);
    assert.match(outOfOrder(['a', 'b', 'c'], ['b', 'a']), /^a does not come after «b»/);
});
