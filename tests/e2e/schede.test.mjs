// SPDX-License-Identifier: EUPL-1.2
// Schede: written once, found by the question as people ask it, read by citizens only when the responsabile says so.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { act, fill, press, withOperator as operatorAt } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';

const CARD = {
    titolo: 'Come si rinnova la carta d’identità?', parole: 'CIE, documento scaduto',
    risposta: 'Prenota un appuntamento ai Servizi demografici.\nPorta una fototessera e il vecchio documento. Costa 22,21 euro.',
    argomento: '~Buca', settore: '~demografici', pubblica: true,
};
let desk, browser;
before(async () => {
    desk = await openDesk({ operator: { role: 'urp,responsabile' } });
    browser = await openBrowser();
});
after(async () => {
    await browser?.close();
    await desk?.close();
});

const withOperator = work => operatorAt(desk, browser, work);

test('before there is any, both sides say so kindly', { timeout: 60000 }, () => withOperator(async o => {
    await o.v.go(`${desk.url}/ufficio/schede`);
    assert.match(await o.page.locator('main').innerText(), /Non ci sono ancora schede/);
    await o.v.look('schede-vuote');
    await o.v.go(`${desk.url}/schede`);
    assert.match(await o.page.locator('main').innerText(), /Per ora non ce ne sono/);
    const home = await new Plain(desk).open('/');
    assert.ok(!home.links().includes('/schede'), 'nothing leads where there is nothing');
}));

test('written with mistakes, put right, found by a whole sentence, read by a citizen, counted', { timeout: 120000 }, () => withOperator(async o => {
    o.v.expect(/status of 422/);
    await o.v.go(`${desk.url}/ufficio/schede/nuova`);
    await o.v.look('scheda-nuova');
    await fill(o.page.locator('main'), { ...CARD, pagina: 'www.comune.it/carta' });
    await press(o.v, o.page.locator('main form button[type="submit"]').last());
    assert.match(await o.page.locator('#errori').innerText(), /https:\/\//);
    for (const name of ['titolo', 'risposta', 'parole']) assert.equal(await o.page.locator(`main [name="${name}"]`).inputValue(), CARD[name], `${name} is kept`);
    await o.v.look('scheda-nuova-errore');
    await fill(o.page.locator('main'), { pagina: 'https://www.comune.test/carta' });
    await press(o.v, o.page.locator('main form button[type="submit"]').last());
    assert.equal(await o.page.locator('h1').innerText(), CARD.titolo);
    await o.v.look('scheda');
    const id = o.page.url().match(/schede\/(\d+)/)[1];

    await o.v.go(`${desk.url}/ufficio/schede?q=${encodeURIComponent('vorrei sapere come faccio a rinnovare la carta di identità scaduta')}`);
    assert.equal(await o.page.locator('.urp-schede a').first().innerText(), CARD.titolo);
    await o.v.look('schede-trovate');
    await o.v.go(`${desk.url}/ufficio/schede/${id}`);
    await act(o.v, 'usata');
    assert.match(await o.page.locator('main').innerText(), /usata 1 volta dall'ufficio/);

    const citizen = await visitor(browser);
    await citizen.go(desk.url);
    await press(citizen, citizen.page.getByRole('link', { name: 'Risposte pronte' }));
    await citizen.look('risposte');
    await fill(citizen.page.locator('main'), { q: 'documento scaduto' });
    await press(citizen, citizen.page.locator('main form button'));
    await citizen.look('risposte-trovate');
    await press(citizen, citizen.page.getByRole('link', { name: CARD.titolo }));
    assert.match(await citizen.page.locator('main').innerText(), /22,21 euro/);
    await citizen.look('risposta');
    await press(citizen, citizen.page.getByRole('button', { name: 'Era quello che cercavo' }));
    assert.match(await citizen.page.locator('main').innerText(), /Grazie/);
    citizen.clean();
    await citizen.context.close();
    assert.deepEqual(query(desk, `SELECT office, citizens FROM scheda_use WHERE scheda_id = ${id}`), [['1', '1']]);
}));

test('what is for the office alone does not exist for citizens, nor once set aside', { timeout: 60000 }, async () => {
    const office = await new Plain(desk).signIn(desk.operator);
    await office.open('/ufficio/schede/nuova');
    await office.submit('titolo', { titolo: 'Chi entra nella ZTL?', risposta: 'Chi ha il permesso: segreto-interno.' });
    const id = office.path.match(/schede\/(\d+)/)[1], citizen = new Plain(desk);
    assert.equal((await citizen.fetch('GET', `/schede/${id}`)).status, 404);
    assert.ok(!(await citizen.open('/schede?q=ztl')).html.includes('ZTL?'));
    assert.equal((await citizen.fetch('POST', `/schede/${id}/utile`, { body: '', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })).status, 404);
    await office.open(`/ufficio/schede/${id}`);
    await office.submit('titolo', { pubblica: '1' });
    assert.equal((await citizen.fetch('GET', `/schede/${id}`)).status, 200);
    await office.open(`/ufficio/schede/${id}`);
    const aside = office.forms().find(f => f.fields.get('do') === 'da-parte');
    const r = await office.fetch('POST', aside.action, { body: new URLSearchParams([...aside.fields]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal(r.status, 303);
    assert.equal((await citizen.fetch('GET', `/schede/${id}`)).status, 404);
});

test('two people change one scheda: the second is told, both texts are there', { timeout: 60000 }, async () => {
    const anna = await new Plain(desk).signIn(desk.operator), marco = await new Plain(desk).signIn(desk.operator);
    await anna.open('/ufficio/schede/nuova');
    await anna.submit('titolo', { titolo: 'Quando passa la carta?', risposta: 'Il mercoledì.' });
    const page = anna.path.split('?')[0];
    await anna.open(page);
    await marco.open(page);
    await anna.submit('titolo', { risposta: 'Il giovedì, dice Anna.' });
    await marco.submit('titolo', { risposta: 'Il venerdì, dice Marco.' });
    assert.equal(marco.status, 422);
    assert.match(marco.text(), /ha cambiato questa scheda mentre scrivevi/);
    assert.ok(marco.html.includes('Il giovedì, dice Anna.') && marco.html.includes('Il venerdì, dice Marco.'));
    await marco.submit('titolo', {});
    assert.match(marco.text(), /Il venerdì, dice Marco/);
    assert.ok(marco.html.includes('Il giovedì, dice Anna.'), 'what it said before is kept');
});

test('a good answer becomes a scheda, with a word about what to take out', { timeout: 60000 }, async () => {
    const { code } = await fileReport(desk, report(3));
    const office = await new Plain(desk).signIn(desk.operator);
    await office.open(`/ufficio/richieste/${code}`);
    const form = office.forms().find(f => f.action.endsWith('/concludi'));
    form.fields.set('testo', 'La carta si rinnova su appuntamento.');
    form.fields.set('esito', form.choices.get('esito').find(v => v === 'solved'));
    await office.submit('esito', { testo: 'La buca è stata chiusa, grazie.', esito: 'solved' });
    const [[id]] = query(desk, `SELECT m.id FROM message m JOIN ticket t ON t.id = m.ticket_id WHERE t.code = '${code}' AND m.kind = 'answer'`);
    await office.open(`/ufficio/schede/nuova?da=${id}`);
    assert.match(office.text(), /togli nomi, indirizzi/);
    assert.equal(office.form('titolo').fields.get('risposta'), 'La buca è stata chiusa, grazie.');
    await office.submit('titolo', { titolo: 'Chi chiude le buche?' });
    assert.equal(query(desk, 'SELECT source_id FROM scheda ORDER BY id DESC LIMIT 1')[0][0], query(desk, `SELECT id FROM ticket WHERE code = '${code}'`)[0][0]);
});

test('while a citizen writes, the answer that is there is offered; the focus stays, and without script it stands on the summary', { timeout: 120000 }, async () => {
    const words = 'La mia carta di identità è scaduta e vorrei rinnovarla';
    desk.unsaid?.add(words);
    const v = await visitor(browser, { width: 360 });
    await v.go(`${desk.url}/richiedi/informazioni`);
    await v.page.locator('[name="privacy"]').check();
    await press(v, v.page.getByRole('button', { name: 'Avanti' }));
    const asked = [], box = v.page.locator('[data-answers]');
    v.page.on('request', r => r.url().includes('/risposte') && asked.push(r));
    const field = v.page.locator('textarea[name="body"]');
    await field.pressSequentially(words);
    await box.locator('.urp-answers').waitFor();
    assert.equal(await box.locator('summary').first().innerText(), CARD.titolo);
    assert.ok(await field.evaluate(e => e === document.activeElement), 'the focus stays where somebody writes');
    assert.match(await v.page.locator('[role="status"]:has-text("Sotto il testo")').textContent(), /risposta che forse ti serve|risposte che forse ti servono/);
    assert.ok(asked.length > 0 && asked.every(r => r.method() === 'POST' && r.url() === `${desk.url}/risposte`), 'the words are in no address');
    await box.locator('summary').first().click();
    assert.match(await box.innerText(), /Porta una fototessera/);
    await v.look('risposte-mentre-scrivi');
    await field.fill('Zzzz qqqq wwww yyyy');
    await v.page.waitForResponse(r => r.url().endsWith('/risposte'));
    assert.match(await box.innerText(), /Porta una fototessera/, 'what is being read stays');
    await v.close();

    const p = await new Plain(desk).open('/richiedi/informazioni');
    await p.submit('privacy', { privacy: '1' });
    const more = Object.fromEntries(Object.entries({ name: 'Mario', surname: 'Rossi', subject: 'Documento scaduto' }).filter(([k]) => p.form('body').names.has(k)));
    await p.submit('body', { ...more, body: `${words}.` }, { button: 'do=avanti' });
    assert.match(p.text(), /Forse la risposta c’è già/);
    assert.ok(p.links().some(l => /^\/schede\/\d+$/.test(l)));
});
