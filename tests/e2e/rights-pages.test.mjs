// SPDX-License-Identifier: EUPL-1.2
// The pages about people and rights as they look, in every state, and walked once by the administrator.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { Operator } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { codeAt, stepNow } from './lib/totp.mjs';

let desk, browser, boss;
before(async () => {
    [desk, browser] = [await openDesk({ conf: { oidc: { issuer: 'http://127.0.0.1:9/mai', name: 'Entra con l’accesso del Comune' } } }), await openBrowser()];
    if (!browser) throw new Error('no chromium');
    boss = await desk.addOperator({ login: 'laura', name: 'Laura Rinaldi', role: 'responsabile,admin' });
    await desk.addOperator({ login: 'tina', name: 'Tina Tributi', role: 'referente' });
    await desk.addOperator({ login: 'piero', name: 'Piero Lettura', role: 'lettura' });
}, { timeout: 120000 });
after(async () => { await browser?.close(); await desk?.close(); });

test('people: added, narrowed, given roles, shut out; the last administrator stays', { timeout: 180000 }, async () => {
    const o = await Operator.arrive(desk, browser);
    await o.v.close();
    const p = await new Plain(desk).signIn(boss);
    await p.open('/ufficio/persone');
    await p.submit('login', { login: 'ugo', nome: 'Ugo Verdi', email: 'non è un indirizzo' });
    assert.equal(p.status, 422);
    assert.match(p.text(), /Scegli almeno un ruolo/);
    await p.submit('login', { login: 'ugo', nome: 'Ugo Verdi', email: '', 'ruolo-referente': '1' });
    const password = /password ([a-z2-7-]{24})/.exec(p.text())[1];
    const id = query(desk, "SELECT id FROM user WHERE login = 'ugo'")[0][0];
    await p.open(`/ufficio/persone/${id}`);
    await p.submit('settori', { ruolo: 'referente', settori: 'inesistente' });
    assert.match(p.text(), /Non c'è nessun settore «inesistente»/);
    await p.submit('settori', { ruolo: 'referente', settori: 'tributi, ambiente', tipi: 'report' });
    assert.match(p.text(), /settori: ambiente, tributi; tipi: report/);
    const ugo = await new Plain(desk).signIn({ login: 'ugo', password });
    assert.equal(ugo.path, '/ufficio/assegnate');
    await p.submit('ruolo-urp', { 'ruolo-urp': '1', 'ruolo-referente': null });
    assert.match((await ugo.open('/ufficio/assegnate')).path, /entra/, 'whoever loses a role signs in again');
    await p.open(`/ufficio/persone/${id}`);
    const off = p.forms().find(f => f.action.endsWith('/disattiva'));
    await p.settle(await p.fetch('POST', off.action, { body: new URLSearchParams([...off.fields]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }), off.action);
    assert.match(p.text(), /disattivato/);
    const me = query(desk, "SELECT id FROM user WHERE login = 'laura'")[0][0];
    await p.open(`/ufficio/persone/${me}`);
    await p.submit('ruolo-urp', { 'ruolo-urp': '1', 'ruolo-responsabile': null, 'ruolo-admin': null });
    assert.match(p.text(), /unico amministratore/);
});

test('the pages as they look', { timeout: 300000 }, async () => {
    const { code } = await fileReport(desk, report(1, { confidential: '1' }));
    query(desk, 'SELECT 1');
    const o = new Operator(desk, (await Operator.arrive(desk, browser)).v);
    await o.v.page.context().clearCookies();
    await o.v.go(`${desk.url}/ufficio`);
    await o.v.look('accesso-entra-ente');
    await o.signIn(boss);
    const look = async (url, name) => {
        await o.v.go(desk.url + url);
        await o.v.look(name);
    };
    await look('/ufficio/accesso', 'accesso');
    await look('/ufficio/accesso/secondo-fattore', 'accesso-secondo-fattore');
    const secret = (await o.page.locator('.urp-secret').innerText());
    o.v.expect(/422/);
    await o.page.fill('[name=codice]', '000000');
    await o.page.fill('[name=attuale]', 'sbagliata-davvero');
    await o.page.getByRole('button', { name: 'Attiva' }).click();
    await o.page.locator('.urp-errors').waitFor();
    await o.v.look('accesso-secondo-fattore-errore');
    await o.page.fill('[name=codice]', codeAt(secret, stepNow()));
    await o.page.fill('[name=attuale]', boss.password);
    await o.page.getByRole('button', { name: 'Attiva' }).click();
    await o.page.locator('.urp-codes').waitFor();
    await o.v.look('accesso-codici-di-recupero');
    await look('/ufficio/accesso/codici', 'accesso-codici-nuovi');
    await look('/ufficio/persone', 'persone');
    await look(`/ufficio/persone/${query(desk, "SELECT id FROM user WHERE login = 'tina'")[0][0]}`, 'persona');
    await look('/ufficio/sicurezza', 'sicurezza');
    await look('/ufficio/riservate', 'riservate');
    await look(`/ufficio/richieste/${code}`, 'pratica-riservata');
    await look(`/ufficio/richieste/${code}/lettori`, 'pratica-lettori');
    await o.page.context().clearCookies();
    await o.signIn(boss);
    await o.page.locator('[name=codice]').waitFor();
    await o.v.look('accesso-codice');
    await o.page.context().clearCookies();
    o.v.expect(/403/);
    await o.signIn(desk.operator);
    await look(`/ufficio/richieste/${code}`, 'pratica-riservata-chiusa');
    assert.match(await o.page.locator('main').innerText(), /È riservata/);
    assert.doesNotMatch(await o.page.content(), /Prova numero 1|Mario/);
    await o.v.close();
});

test('the register of access: written by the RPCT, without names; a riesame with its term', { timeout: 180000 }, async () => {
    const { code } = await fileReport(desk, report(7, { subject: 'Atti su Gualtiero Rossi', address: 'Via Roma 1, Borgo', reply_by: 'email', email: 'mario.rossi@cittadino.test' }), { type: '/richiedi/accesso-civico-generalizzato' });
    const url = `/ufficio/richieste/${code}`;
    const anna = await new Plain(desk).signIn(desk.operator);
    const rpct = await desk.addOperator({ login: 'elena', name: 'Elena Trasparenza', role: 'rpct' });
    const p = await new Plain(desk).signIn(rpct);
    const csv = async () => (await p.fetch('GET', '/ufficio/registro-accessi/scarica')).text;
    await p.open('/ufficio/registro-accessi');
    assert.match(p.text(), new RegExp(`${code}[^]*Da scrivere`));
    assert.doesNotMatch(p.text(), /Gualtiero|Mario/);
    assert.match(await csv(), new RegExp(`${code}.*Non ancora pubblicabile.*In corso`));
    await p.open(`${url}/riesame`);
    assert.match(p.text(), /dopo un rifiuto, anche parziale, o quando il termine è passato/);
    const refused = await anna.fetch('GET', `${url}/registro`);
    assert.equal(refused.status, 403, 'an operator does not keep the register');
    assert.match(refused.text, /Il tuo ruolo non comprende questa pagina[^]*href="\/ufficio"/, 'and is shown the way back to the desk');

    await anna.open(url);
    const end = await anna.formFor('concludi');
    const data = new FormData();
    for (const [k, v] of new Map([...end.fields, ['testo', 'Non possiamo darti questi atti.'], ['esito', 'denied']])) data.set(k, v);
    const body = new Response(data);
    assert.equal((await anna.fetch('POST', end.action, { body: Buffer.from(await body.arrayBuffer()), headers: { 'Content-Type': body.headers.get('content-type') } })).status, 303);

    await p.open(`${url}/registro`);
    await p.submit('oggetto', { oggetto: 'Permessi di costruire del 2025', verificata: '1' });
    assert.equal(p.status, 422);
    assert.match(p.text(), /Scegli il motivo del rifiuto/);
    assert.equal(p.form('oggetto').fields.get('oggetto'), 'Permessi di costruire del 2025');
    await p.submit('oggetto', { motivo: 'dati_personali', sintesi: '=Riguardano la salute' });
    assert.match(p.text(), /voce del registro degli accessi salvata/);
    assert.match(await csv(), new RegExp(`${code}.*Permessi di costruire del 2025.*Respinta.*Protezione dei dati personali`));

    await p.open(`${url}/riesame`);
    await p.submit('chi', { giorno: '2020-01-01' });
    assert.equal(p.status, 422);
    assert.match(p.text(), /non può essere stato chiesto prima/);
    await p.submit('chi', { giorno: new Date().toLocaleDateString('sv', { timeZone: 'Europe/Rome' }) });
    assert.match(p.text(), /Da decidere entro/);
    await p.open('/ufficio/registro-accessi');
    assert.match(p.text(), /Riesami da decidere/);

    const o = new Operator(desk, (await Operator.arrive(desk, browser)).v);
    await o.v.page.context().clearCookies();
    await o.signIn(rpct);
    for (const [at, name] of [['/ufficio/registro-accessi', 'registro-accessi'], [`${url}/registro`, 'registro-voce'], [`${url}/riesame`, 'riesame']]) {
        await o.v.go(desk.url + at);
        await o.v.look(name);
    }
    await o.v.close();
    await p.open(`${url}/riesame`);
    await p.submit('esito', { esito: 'partial', sintesi: '' });
    assert.match(p.text(), /Scrivi in breve il motivo/);
    await p.submit('esito', { esito: 'partial', sintesi: 'Si danno con i nomi coperti.' });
    assert.match(p.text(), /Accolta in parte/);
    const said = await csv();
    assert.match(said, new RegExp(`${code}.*Non ancora pubblicabile`), 'nobody has read the new reasons');
    assert.doesNotMatch(said, /nomi coperti/);
    await p.open(`${url}/registro`);
    assert.match(p.text(), /motivazione del riesame, da rileggere: «Si danno con i nomi coperti\.»/);
    await p.submit('oggetto', { verificata: '1' });
    assert.match(await csv(), new RegExp(`${code}.*Permessi di costruire del 2025.*nomi coperti`));
    assert.match(await csv(), /Accolta in parte.*Si danno con i nomi coperti/);
    assert.doesNotMatch(await csv(), /Gualtiero|Mario|cittadino\.test/);
    assert.deepEqual(query(desk, "SELECT kind FROM event WHERE kind LIKE 'riesame%' ORDER BY id").flat(), ['riesame_chiesto', 'riesame_deciso']);
});
