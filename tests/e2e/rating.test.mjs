// SPDX-License-Identifier: EUPL-1.2
// Stars under a page: the national component as its validator clicks it, the same without script and with the keyboard, nothing of the reader kept.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Keyboard, openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

let desk, browser;
before(async () => {
    desk = await openDesk();
    browser = await openBrowser();
});
after(async () => {
    await browser?.close();
    await desk?.close();
});

// civic.md b.3: what the official check of C.SI.2.5 and C.SI.2.6 wants, word for word.
const TITLE = 'Quanto sono chiare le informazioni su questa pagina?';
const SIDES = {
    positive: { question: 'Quali sono stati gli aspetti che hai preferito?', answers: ['Le indicazioni erano chiare', 'Le indicazioni erano complete', 'Capivo sempre che stavo procedendo correttamente', 'Non ho avuto problemi tecnici', 'Altro'] },
    negative: { question: 'Dove hai incontrato le maggiori difficoltà?', answers: ['A volte le indicazioni non erano chiare', 'A volte le indicazioni non erano complete', 'A volte non capivo se stavo procedendo correttamente', 'Ho avuto problemi tecnici', 'Altro'] },
};
const el = name => `[data-element="${name}"]`;
const kept = page => query(desk, `SELECT stars, reason, text, about FROM opinion WHERE page = '${page}' ORDER BY id`);

for (const path of ['/', '/privacy', '/accessibilita', '/note-legali', '/domande-frequenti', '/pratica', '/segnala', '/richiedi/reclamo', '/servizi', '/servizi/segnalazione', '/servizi/accesso-documentale']) {
    test(`the component of the validator on ${path}`, { timeout: 60000 }, async () => {
        const v = await visitor(browser);
        await v.go(desk.url + path);
        const inside = v.page.locator(el('feedback'));
        assert.equal((await inside.locator(el('feedback-title')).textContent()).trim(), TITLE);
        assert.equal(await inside.locator(el('feedback-input-text')).count(), 1);
        for (let stars = 1; stars <= 5; stars++) {
            await v.page.locator(el(`feedback-rate-${stars}`)).click();
            const [on, off] = stars > 3 ? ['positive', 'negative'] : ['negative', 'positive'];
            await v.page.locator(el(`feedback-rating-${on}`)).waitFor({ state: 'visible' });
            assert.ok(await v.page.locator(el(`feedback-rating-${off}`)).isHidden(), `${stars}: only the question that belongs to it`);
            const side = v.page.locator(el(`feedback-rating-${on}`));
            assert.equal((await side.locator(el('feedback-rating-question')).textContent()).trim(), SIDES[on].question);
            assert.deepEqual((await side.locator(el('feedback-rating-answer')).allTextContents()).map(t => t.trim()), SIDES[on].answers);
        }
        await until('the last stars to be kept', () => kept(path).length === 1 && kept(path)[0][0] === '5');
        assert.deepEqual(kept(path), [['5', '', '', 'clear']], 'five clicks of one reader are one opinion');
        if (path === '/privacy') await v.look('giudizio-stelle');
        await v.close();
    });
}

test('with script: why and some words, thanks in its place, for a hand on the keyboard', { timeout: 60000 }, async () => {
    const v = await visitor(browser, { width: 360 });
    await v.go(`${desk.url}/schede`);
    const keys = new Keyboard(v.page);
    await v.page.locator('#f-stars-1').focus();
    await v.page.keyboard.press('ArrowRight');
    await v.page.locator('#f-male-1').waitFor({ state: 'visible' });
    assert.equal((await keys.focused()).value, '2');
    await v.page.keyboard.press('Tab');
    assert.equal((await keys.focused()).legend, SIDES.negative.question);
    await v.page.keyboard.press('Space');
    await v.page.keyboard.press('Tab');
    await v.page.keyboard.type('Non trovo gli orari.');
    await v.page.keyboard.press('Tab');
    await v.page.keyboard.press('Enter');
    await v.page.locator('.urp-rated').waitFor();
    assert.match((await keys.focused()).name, /^Grazie/);
    assert.deepEqual(kept('/schede'), [['2', 'male-1', 'Non trovo gli orari.', 'clear']]);
    await v.look('giudizio-grazie');
    await v.close();
});

test('with script, after a mistake: other stars are still the same opinion', { timeout: 60000 }, async () => {
    const v = await visitor(browser);
    await v.go(`${desk.url}/schede`);
    const before = kept('/schede').length;
    v.expect(/422/);
    await Promise.all([v.page.waitForURL(/\/giudizio$/), v.page.locator(el('feedback')).locator('form').evaluate(f => f.submit())]);
    for (const stars of [2, 5, 4]) await v.page.locator(el(`feedback-rate-${stars}`)).click();
    await until('the last stars to be kept', () => kept('/schede').at(-1)?.[0] === '4');
    assert.equal(kept('/schede').length, before + 1);
    await v.page.locator('#f-bene-2').check({ force: true });
    await v.page.locator(el('feedback')).getByRole('button', { name: 'Invia' }).click();
    await v.page.getByRole('heading', { level: 1, name: /Grazie per il tuo giudizio/ }).waitFor();
    assert.deepEqual(kept('/schede').slice(before), [['4', 'bene-2', '', 'clear']]);
    await v.close();
});

test('without script: stars, then why, then thanks; each a page; mistakes keep what was typed', { timeout: 60000 }, async () => {
    const v = await visitor(browser, { script: false });
    await v.go(`${desk.url}/privacy`);
    const before = kept('/privacy').length;
    assert.ok(await v.page.locator('[data-rating-more]').isHidden());
    v.expect(/422/);
    await v.page.getByRole('button', { name: 'Invia il voto' }).click();
    assert.match(await v.page.locator('#errori').innerText(), /Scegli da una a cinque stelle/);
    await v.look('giudizio-senza-stelle');
    await v.go(`${desk.url}/privacy`);
    await v.page.locator(el('feedback-rate-4')).click();
    await v.page.getByRole('button', { name: 'Invia il voto' }).click();
    assert.match(await v.page.locator('h1').innerText(), /il tuo voto è registrato/);
    assert.equal(await v.page.locator(el('feedback-rating-negative')).count(), 0);
    await v.look('giudizio-perche');
    await v.page.locator(el('feedback-input-text')).fill('x'.repeat(201));
    await v.page.locator(el('feedback')).getByRole('button', { name: 'Invia' }).click();
    assert.equal(await v.page.locator(el('feedback-input-text')).inputValue(), 'x'.repeat(201));
    assert.match(await v.page.locator('#errori').innerText(), /200/);
    await v.page.locator('#f-bene-2').check({ force: true });
    await v.page.locator(el('feedback-input-text')).fill('Chiaro.');
    await v.page.locator(el('feedback')).getByRole('button', { name: 'Invia' }).click();
    assert.match(await v.page.locator('h1').innerText(), /Grazie/);
    await v.look('giudizio-finito');
    assert.deepEqual(kept('/privacy').slice(before), [['4', 'bene-2', 'Chiaro.', 'clear']]);
    assert.equal((await v.context.cookies()).length, 0, 'no cookie');
    await v.page.getByRole('link', { name: 'Torna alla pagina' }).click();
    assert.equal(new URL(v.page.url()).pathname, '/privacy');
    await v.close();
});

test('at the end of a service: whether it was easy, about the service and not the request', { timeout: 60000 }, async () => {
    const { page } = await fileReport(desk, report(1));
    const v = await visitor(browser);
    await v.go(desk.url + page.path);
    assert.equal((await v.page.locator(el('feedback-title')).textContent()).trim(), 'Quanto è stato facile usare questo servizio?');
    await v.page.locator(el('feedback-rate-3')).click();
    await until('the stars to be kept', () => query(desk, "SELECT 1 FROM opinion WHERE about = 'easy'").length === 1);
    assert.deepEqual(query(desk, "SELECT page, stars FROM opinion WHERE about = 'easy'"), [['/segnala', '3']]);
    await v.look('inviata-giudizio');
    await v.close();
});

test('no stars for pages that are not there, though a route fits them', { timeout: 60000 }, async () => {
    const p = new Plain(desk);
    const post = page => p.fetch('POST', '/giudizio', { body: new URLSearchParams({ pagina: page, stars: '1', domanda: 'chiara' }).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    for (const page of ['/schede/999999', '/schede/01', '/segnalazioni/999999', '/servizi/inesistente', '/richiedi/inesistente', '/non-c-e']) {
        assert.equal((await post(page)).status, 400, page);
        assert.deepEqual(kept(page), [], page);
    }
    const o = await new Plain(desk).signIn(await desk.addOperator({ login: 'laura', name: 'Laura Rossi', role: 'responsabile' }));
    const write = async more => {
        await o.open('/ufficio/schede/nuova');
        await o.submit('titolo', { titolo: 'Come si rinnova la carta?', risposta: 'Con due foto, allo sportello.', ...more });
        return Number(query(desk, 'SELECT max(id) FROM scheda')[0][0]);
    };
    const id = await write({ pubblica: '1' }), inside = await write({ titolo: 'Chi ha le chiavi?' });
    assert.ok(inside > id);
    assert.equal((await post(`/schede/${inside}`)).status, 400, 'what citizens do not read');
    assert.equal((await post(`/schede/${id}`)).status, 303);
    assert.equal(kept(`/schede/${id}`).length, 1);
});

test('votes of one network are counted so often, and thanked always; pages with a secret have none', { timeout: 60000 }, async () => {
    const p = new Plain(desk);
    const vote = page => p.fetch('POST', '/giudizio', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ pagina: page, stars: '1' }).toString() });
    for (let i = 0; i < 22; i++) assert.ok([200, 303].includes((await vote('/servizi/elogio')).status));
    assert.equal(kept('/servizi/elogio').length, 20);
    for (const bad of ['/pratica/2026-000001-x/aaaa', 'https://example.it', '/ufficio', '', '/inventata', '/schede/1/2', '//3639549953/entra', '/adesione/aaaa']) assert.equal((await vote(bad)).status, 400, bad);
    for (let i = 0; i < 70; i++) assert.ok([200, 303].includes((await vote(['/servizi/reclamo', '/servizi/suggerimento', '/servizi/informazioni', '/richiedi/elogio'][i % 4])).status));
    const all = Number(query(desk, 'SELECT count(*) FROM opinion')[0][0]);
    assert.ok(all >= 60 && all <= 64, `${all} of one network, whatever the page`);
    await p.open('/giudizio/aaaaaaaaaaaaaaaaaaaaaaaaaa');
    assert.equal(p.status, 404);
});
