// SPDX-License-Identifier: EUPL-1.2
// Lists of requests: filters as chips, orders, columns, saved lists, files, and one action on many.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser, visitor } from './lib/browser.mjs';
import { openDesk, request } from './lib/desk.mjs';
import { MOUSE, Operator, press } from './lib/people.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

const MANY = 57;
const SUBJECTS = ['Lampione spento', 'Buca profonda', 'Rifiuti al parco', '=1+1 è una formula'];
let desk, browser, lead;
before(async () => {
    desk = await openDesk();
    lead = await desk.addOperator({ login: 'laura', name: 'Laura Rinaldi', role: 'urp,responsabile' });
    browser = await openBrowser();
    for (let i = 0; i < MANY; i++) {
        await fileReport(desk, report(i, { email: `m${i}@cittadino.test`, subject: SUBJECTS[i % 4] }), { type: i % 3 ? '/segnala' : '/richiedi/reclamo' });
    }
});
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
});

async function arrive(t, { as = desk.operator, ...options } = {}) {
    const o = new Operator(desk, await visitor(browser, options));
    await o.signIn(as);
    t.after(() => o.v.context.close());
    return o;
}
const go = (o, url) => o.v.go(desk.url + url);
const codes = o => o.page.locator('.urp-list tbody small').evaluateAll(l => l.map(e => /20\d\d-\d{6}-\w/.exec(e.textContent)?.[0]).filter(Boolean));
const total = o => o.page.locator('#totale').innerText();
const stored = (where = '1', order = 'id DESC') => query(desk, `SELECT code FROM ticket WHERE ${where} ORDER BY ${order}`).map(r => r[0]);

test('pages forwards and backwards hold every request once, and the total is told', { timeout: 120000 }, async t => {
    const o = await arrive(t);
    await go(o, '/ufficio/richieste');
    assert.equal(await total(o), `${MANY} richieste`);
    const first = await codes(o);
    await o.page.getByRole('link', { name: 'Successive' }).click();
    const second = await codes(o);
    assert.deepEqual([...first, ...second], stored());
    assert.equal(await o.page.getByRole('link', { name: 'Successive' }).count(), 0);
    await o.page.getByRole('link', { name: 'Precedenti' }).click();
    assert.deepEqual(await codes(o), first);
    assert.equal(await o.page.getByRole('link', { name: 'Precedenti' }).count(), 0, 'there is nothing before');
    await go(o, '/ufficio/richieste?ordine=settore-za');
    assert.equal((await codes(o)).length, 50);
    o.v.clean();
});

test('filters: by keyboard, as chips that go one by one, in an address that holds what is set', { timeout: 120000 }, async t => {
    const o = await arrive(t);
    await go(o, '/ufficio/richieste');
    await o.page.keyboard.press('f');
    for (const [group, box] of [['Tipo', 'tipo.complaint'], ['Stato', 'stato.aperte']]) {
        await o.page.locator('.urp-choice > summary', { hasText: group }).focus();
        await o.page.keyboard.press('Enter');
        await o.page.locator(`#filtri [name="${box}"]`).focus();
        await o.page.keyboard.press('Space');
    }
    await o.page.locator('#filtri button').first().click();
    await o.page.waitForURL(`${desk.url}/ufficio/richieste?stato=aperte&tipo=complaint`);
    assert.deepEqual(await codes(o), stored("open = 1 AND type = 'complaint'"));
    assert.equal(await total(o), '19 richieste');
    assert.deepEqual(await o.page.locator('.urp-chips li').evaluateAll(l => l.map(e => e.textContent.trim())),
        ['Togli il filtro Stato: ancora aperte ×', 'Togli il filtro Tipo: Reclamo ×', 'Togli tutti']);
    await o.v.look('ufficio-elenco-filtri');
    await o.page.locator('.urp-chips a', { hasText: 'Stato' }).click();
    assert.equal(new URL(o.page.url()).search, '?tipo=complaint');
    await go(o, '/ufficio/richieste?filtri=tutti');
    await o.page.locator('[name="presentate_da"]').fill('2001-01-01');
    await o.page.locator('[name="presentate_a"]').fill('2001-12-31');
    await o.page.locator('#filtri button').first().click();
    assert.match(await o.page.locator('.urp-empty').innerText(), /Togli qualche filtro/);
    assert.equal(await total(o), '0 richieste');
    await o.v.look('ufficio-elenco-vuoto');
    o.v.clean();
});

test('orders from the heads of the columns, which each person chooses', { timeout: 120000 }, async t => {
    const o = await arrive(t);
    await go(o, '/ufficio/richieste');
    await o.page.getByText('Colonne', { exact: true }).click();
    for (const c of ['modifica', 'argomento', 'etichette', 'operatore', 'settore']) await o.page.locator(`[name="c-${c}"]`).check();
    await o.page.getByRole('button', { name: 'Mostra queste' }).click();
    const heads = () => o.page.locator('.urp-list thead th').allInnerTexts();
    assert.ok((await heads()).includes('Ultima modifica'));
    await o.page.getByRole('link', { name: 'Ultima modifica' }).click();
    assert.equal(await o.page.locator('th[aria-sort="ascending"]').innerText(), 'Ultima modifica ▲');
    assert.deepEqual(await codes(o), stored('1', 'updated_at, id').slice(0, 50));
    await o.page.getByRole('link', { name: 'Ultima modifica' }).click();
    assert.deepEqual(await codes(o), stored('1', 'updated_at DESC, id DESC').slice(0, 50));
    await o.v.look('ufficio-elenco-colonne');
    const other = await arrive(t, { as: lead });
    await go(other, '/ufficio/richieste');
    assert.equal(await other.page.locator('.urp-list thead th').count(), 4, 'those of another person are as they were');
    for (const x of [o, other]) x.v.clean();
});

test('a saved list: private until a responsabile shares it; one of them opens first', { timeout: 120000 }, async t => {
    const laura = await arrive(t, { as: lead }), anna = await arrive(t);
    await go(laura, '/ufficio/richieste?tipo=complaint');
    await laura.page.getByText('Salva l’elenco').click();
    await laura.page.locator('.urp-list-tools [name="nome"]').fill('Reclami');
    await press(laura.v, laura.page.getByRole('button', { name: 'Salva', exact: true }));
    assert.equal(await laura.page.locator('.urp-tabs a[aria-current]').innerText(), 'Reclami');
    await go(anna, '/ufficio/richieste');
    assert.equal(await anna.page.locator('.urp-tabs').count(), 0);
    await go(laura, '/ufficio/elenco/viste');
    await laura.page.getByLabel('Per tutti').check();
    await press(laura.v, laura.page.getByRole('button', { name: 'Salva «Reclami»' }));
    await go(anna, '/ufficio/elenco/viste');
    assert.match(await anna.page.locator('.urp-saved').innerText(), /di Laura Rinaldi/);
    assert.equal(await anna.page.getByRole('button', { name: 'Elimina' }).count(), 0);
    await press(anna.v, anna.page.getByRole('button', { name: 'Apri per primo' }));
    await anna.v.look('ufficio-elenchi-salvati');
    await go(anna, '/ufficio/richieste');
    assert.equal(new URL(anna.page.url()).search, '?tipo=complaint');
    const id = query(desk, 'SELECT id FROM saved_view')[0][0];
    await go(anna, '/ufficio/elenco/viste');
    const csrf = await anna.page.locator('[name="_csrf"]').first().inputValue();
    const cookie = (await anna.v.context.cookies()).map(c => `${c.name}=${c.value}`).join('; ');
    const refused = await desk.post(`/ufficio/elenco/viste/${id}`, { _csrf: csrf, do: 'elimina' }, { headers: { Cookie: cookie } });
    assert.equal(refused.status, 403, 'what is not offered is not possible either');
    await press(anna.v, anna.page.getByRole('button', { name: 'Non aprirlo per primo' }));
    for (const x of [laura, anna]) x.v.clean();
});

// Rows of a .csv as we write it.
function csv(text) {
    assert.ok(text.startsWith('\ufeff'));
    return text.slice(1).trimEnd().split('\r\n').map(l => [...l.matchAll(/"((?:[^"]|"")*)"(?:;|$)/g)].map(m => m[1].replaceAll('""', '"')));
}

test('what is on the screen as a file: the same requests, columns and order; no cell is a formula; who took it is on record', { timeout: 120000 }, async t => {
    const o = await arrive(t, { as: lead });
    await go(o, '/ufficio/richieste?stato=aperte&tipo=report&ordine=vecchie');
    const cookie = (await o.v.context.cookies()).map(c => `${c.name}=${c.value}`).join('; ');
    const take = async link => desk.get(new URL(await o.page.getByRole('link', { name: link, exact: true }).getAttribute('href'), desk.url).href.slice(desk.url.length), { headers: { Cookie: cookie } });
    const answer = await take('CSV');
    assert.match(answer.headers['content-disposition'], /attachment; filename="richieste-20\d\d-\d\d-\d\d\.csv"/);
    const rows = csv(answer.text);
    assert.deepEqual(rows[0], ['Numero', 'Oggetto', 'Tipo', 'Chi scrive', 'Luogo', 'Da fare', 'Stato', 'Settore', 'Scadenza', 'Registrata']);
    assert.deepEqual(rows.slice(1).map(r => r[0]), stored("open = 1 AND type = 'report'", 'id'));
    assert.ok(rows.slice(1).every(r => r[3] === 'Mario Rossi' && r[6] === 'Assegnata'));
    assert.ok(rows.some(r => r[1] === '\'=1+1 è una formula'), 'a quote before the sign');
    const ods = await take('ODS');
    assert.equal(ods.headers['content-type'], 'application/vnd.oasis.opendocument.spreadsheet');
    assert.equal(ods.bytes.subarray(30, 84).toString(), `mimetype${ods.headers['content-type']}`, 'first, stored, without extra fields');
    const dir = mkdtempSync(path.join(tmpdir(), 'urp-ods-'));
    t.after(() => rmSync(dir, { recursive: true }));
    writeFileSync(path.join(dir, 'x.ods'), ods.bytes);
    execFileSync('python3', ['-c', `
import sys, zipfile, xml.etree.ElementTree as E
z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
t = '{urn:oasis:names:tc:opendocument:xmlns:table:1.0}'
E.fromstring(z.read('META-INF/manifest.xml'))
for r in E.fromstring(z.read('content.xml')).iter(t + 'table-row'):
    print('\\t'.join(''.join(c.itertext()) for c in r))
`, path.join(dir, 'x.ods')], { encoding: 'utf8' }).trimEnd().split('\n').forEach((line, i) => {
        assert.deepEqual(line.split('\t'), rows[i].map(c => c.replace(/^'/, '')));
    });
    assert.deepEqual(query(desk, 'SELECT u.login, e.format, e.query, e.columns FROM export_log e JOIN user u ON u.id = e.user_id'),
        ['csv', 'ods'].map(f => ['laura', f, 'stato=aperte&tipo=report&ordine=vecchie', 'stato,scadenza,entrata']));
    assert.equal((await desk.get('/ufficio/elenco/scarica?formato=csv')).status, 303, 'not without signing in');
    o.v.clean();
});

test('what was taken along is told to the responsabile, and to nobody else of the desk', { timeout: 120000 }, async t => {
    const laura = await arrive(t, { as: lead }), anna = await arrive(t);
    await go(laura, '/ufficio/elenco/scaricati');
    assert.match(await laura.page.locator('main table').innerText(), /Laura Rinaldi\s+Stato: ancora aperte; Tipo: Segnalazione di disservizio; Dalle più vecchie\s+CSV/);
    await laura.v.look('ufficio-elenchi-scaricati');
    anna.v.expect(/403/);
    assert.equal((await go(anna, '/ufficio/elenco/scaricati')).status(), 403);
    laura.v.clean();
});

test('a tag on one request: put on by name, found by it, taken off; two operators do not overwrite each other', { timeout: 120000 }, async t => {
    const o = await arrive(t);
    const code = stored('1', 'id')[0];
    await o.open(code);
    const unfold = () => MOUSE.unfold(o.page.locator('#a-etichette'));
    await unfold();
    await o.page.locator('[name="etichetta"]').fill('Sopralluogo');
    await press(o.v, o.page.locator('#etichette button', { hasText: 'Aggiungi' }));
    await o.v.look('ufficio-richiesta-etichetta');
    await unfold();
    const stale = await o.page.locator('#etichette [name="version"]').inputValue();
    await o.page.locator('#etichette .urp-chips a', { hasText: 'Sopralluogo' }).click();
    assert.deepEqual(await codes(o), [code]);
    await o.open(code);
    await unfold();
    await press(o.v, o.page.getByRole('button', { name: 'Togli «Sopralluogo»' }));
    assert.equal(await o.page.locator('#etichette .urp-chips a').count(), 0);
    assert.equal(query(desk, "SELECT n FROM tag WHERE name = 'Sopralluogo'")[0][0], '0');
    const cookie = (await o.v.context.cookies()).map(c => `${c.name}=${c.value}`).join('; ');
    const csrf = await o.page.locator('main [name="_csrf"]').first().inputValue();
    const late = await desk.post(`/ufficio/richieste/${code}/etichette`, { _csrf: csrf, version: stale, etichetta: 'Tardi' }, { headers: { Cookie: cookie } });
    assert.equal(late.status, 422);
    assert.match(late.text, /qualcun altro ha modificato/);
    o.v.clean();
});

// From the list to the preview of an action on rows that are chosen with the keyboard.
async function choose(o, url, n, action) {
    await go(o, url);
    for (let i = 0; i < n; i++) {
        await o.page.keyboard.press('j');
        await o.page.keyboard.press('x');
    }
    if (n) assert.equal(await o.page.locator('.urp-picked').innerText(), n === 1 ? '1 scelta' : `${n} scelte`);
    await o.page.locator('#azione').selectOption(action);
}

test('one action on many: preview with reasons, result of each, all of it taken back before a mail has left', { timeout: 120000 }, async t => {
    const o = await arrive(t, { as: lead });
    const mails = () => query(desk, "SELECT count(*) FROM outbox WHERE kind = 'assigned' AND state = 'done'")[0][0];
    await until('the first mails to be gone', () => query(desk, "SELECT count(*) FROM outbox WHERE settled_at IS NULL")[0][0] === '0');
    const before = query(desk, 'SELECT settore_id, operator_id, outcome, attention FROM ticket ORDER BY id'), sent = mails();
    await choose(o, '/ufficio/richieste?ordine=vecchie', 4, 'assegna');
    await o.v.look('ufficio-elenco-scelte');
    await press(o.v, o.page.getByRole('button', { name: 'Avanti' }));
    await o.page.locator('[name="settore"]').selectOption({ label: 'Lavori pubblici e Manutenzioni' });
    await press(o.v, o.page.getByRole('button', { name: 'Anteprima' }));
    assert.match(await o.page.locator('#anteprima').innerText(), /Riguarda 2 richieste\. Per 2 richieste non è possibile/);
    assert.match(await o.page.locator('.urp-list').innerText(), /È già di questo settore\./);
    await o.v.look('ufficio-insieme-anteprima');
    await press(o.v, o.page.getByRole('button', { name: 'Esegui su 2 richieste' }));
    await o.page.getByText('Finita.').waitFor();
    assert.deepEqual(await o.page.locator('.urp-list .badge').allInnerTexts(), ['Fatta', 'Fatta']);
    await o.v.look('ufficio-insieme-esito');
    await go(o, '/ufficio/richieste');
    assert.match(await o.page.locator('.urp-note').innerText(), /si può ancora annullare/);
    await o.page.getByRole('link', { name: 'La tua azione' }).click();
    await press(o.v, o.page.getByRole('button', { name: 'Annulla tutto' }));
    await o.page.getByText('Annullata.').waitFor();
    assert.deepEqual(query(desk, 'SELECT settore_id, operator_id, outcome, attention FROM ticket ORDER BY id').map(r => [r[0], r[2], r[3]]), before.map(r => [r[0], r[2], r[3]]));
    assert.equal(mails(), sent);
    assert.equal(query(desk, "SELECT count(*) FROM event WHERE kind = 'ripristinata'")[0][0], '2');
    o.v.clean();
});

test('a tag on all of a list, without script: the whole list is meant, a second press is the same action, the filter finds it', { timeout: 120000 }, async t => {
    const o = await arrive(t, { as: lead, script: false });
    await go(o, '/ufficio/richieste?tipo=report&ordine=vecchie');
    await o.page.locator('#azione').selectOption('etichetta');
    await o.page.locator('[name="r"]').first().check();
    await o.page.getByRole('button', { name: 'Avanti' }).click();
    assert.match(await o.page.locator('#anteprima').innerText(), /Riguarda 1 richiesta\./);
    await o.page.goBack();
    await go(o, '/ufficio/richieste');
    await o.page.locator('#azione').selectOption('etichetta');
    await o.page.getByLabel(`Tutte le ${MANY} di questo elenco`).check();
    await o.page.getByRole('button', { name: 'Avanti' }).click();
    await o.page.locator('[name="nuova_etichetta"]').fill('Da visitare');
    await o.page.getByRole('button', { name: 'Anteprima' }).click();
    const run = o.page.getByRole('button', { name: `Esegui su ${MANY} richieste` });
    const form = Object.fromEntries(await o.page.locator('.urp-bulk-form').evaluate(f => [...new FormData(f)]));
    await run.click();
    const cookie = (await o.v.context.cookies()).map(c => `${c.name}=${c.value}`).join('; ');
    const again = await desk.post('/ufficio/elenco/azioni', { ...form, do: 'esegui' }, { headers: { Cookie: cookie } });
    assert.equal(again.headers.location, new URL(o.page.url()).pathname);
    await until('all of them', () => query(desk, "SELECT n FROM tag WHERE name = 'Da visitare'")[0]?.[0] === String(MANY));
    const tag = query(desk, "SELECT id FROM tag WHERE name = 'Da visitare'")[0][0];
    assert.equal(query(desk, `SELECT count(*) FROM event_plain WHERE kind = 'etichettata' AND data = '{"tag":${tag}}'`)[0][0], String(MANY));
    await go(o, `/ufficio/richieste?etichetta=${tag}&tipo=complaint`);
    assert.equal(await total(o), '19 richieste');
    o.v.clean();
});

test('all of a list in a store where they lie far apart: what was not looked at is said, what is counted is found at once', { timeout: 120000 }, async t => {
    const far = 1000000;
    const tamper = sql => execFileSync('sqlite3', ['-cmd', '.timeout 5000', path.join(desk.data, 'urp.db'), sql]);
    const columns = query(desk, 'SELECT name FROM pragma_table_info(\'ticket\')').map(r => r[0]);
    const other = { id: `${far} + i`, number: `${far} + i`, code: `'far-' || i` };
    /* Rows of requests alone, in no count: enough to be walked through. */
    tamper(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000)
        INSERT INTO ticket SELECT ${columns.map(c => other[c] ?? `t.${c}`)} FROM n, ticket t WHERE t.id = (SELECT min(id) FROM ticket)`);
    const guard = query(desk, "SELECT replace(sql, char(10), ' ') FROM sqlite_schema WHERE name = 'ticket_no_delete'")[0][0];
    t.after(() => tamper(`DROP TRIGGER ticket_no_delete; DELETE FROM ticket WHERE id > ${far}; ${guard}`));
    const o = await arrive(t, { as: lead });
    const cookie = (await o.v.context.cookies()).map(c => `${c.name}=${c.value}`).join('; ');
    await go(o, '/ufficio/richieste');
    const _csrf = await o.page.locator('[name="_csrf"]').first().inputValue();
    const all = vista => desk.post('/ufficio/elenco/azioni', { _csrf, vista, azione: 'sollecita', tutte: '1' }, { headers: { Cookie: cookie } });
    const spoken = await all('lingua=it&ordine=vecchie');
    assert.equal(/name="scelte" value="([^"]*)"/.exec(spoken.text)[1].split(',').length, MANY);
    assert.match(spoken.text, /Non abbiamo guardato tutto l/);
    const counted = await all('tipo=complaint&ordine=vecchie');
    assert.equal(/name="scelte" value="([^"]*)"/.exec(counted.text)[1].split(',').length, 19);
    assert.doesNotMatch(counted.text, /Non abbiamo guardato/);
});

test('an answer to many has the data of each; what lacks is said and nothing typed is lost', { timeout: 120000 }, async t => {
    const o = await arrive(t, { as: lead });
    await choose(o, '/ufficio/richieste?tipo=complaint&ordine=vecchie', 2, 'concludi');
    await press(o.v, o.page.getByRole('button', { name: 'Avanti' }));
    await o.page.locator('[name="testo"]').fill('Richiesta {{numero}} in {{luogo}}: fatto.');
    await o.page.locator('[name="esito"]').selectOption({ label: 'Risolta' });
    await press(o.v, o.page.getByRole('button', { name: 'Anteprima' }));
    o.v.expect(/422/);
    await press(o.v, o.page.getByRole('button', { name: 'Esegui su 2 richieste' }));
    assert.match(await o.page.locator('.urp-errors').innerText(), /luogo/);
    assert.match(await o.page.locator('[name="testo"]').inputValue(), /\{\{numero\}\}/);
    await o.v.look('ufficio-insieme-errore');
    await o.page.locator('[name="testo"]').fill('La richiesta {{numero}} è risolta.');
    await press(o.v, o.page.getByRole('button', { name: 'Esegui su 2 richieste' }));
    await o.page.getByText('Finita.').waitFor();
    const said = query(desk, "SELECT t.code, m.body FROM message m JOIN ticket t ON t.id = m.ticket_id WHERE m.kind = 'answer' ORDER BY t.id");
    assert.equal(said.length, 2);
    for (const [code, body] of said) assert.equal(body, `La richiesta ${code} è risolta.`);
    assert.equal(query(desk, "SELECT count(*) FROM outbox WHERE kind = 'answer' AND state = 'new'")[0][0], '2', 'they wait a minute');
});

test('nobody without a role of the desk acts on many, and a reader has no boxes', { timeout: 120000 }, async t => {
    const reader = await desk.addOperator({ login: 'rita', name: 'Rita Bassi', role: 'lettura' });
    const o = await arrive(t, { as: reader });
    await go(o, '/ufficio/richieste');
    assert.equal(await o.page.locator('[name="r"]').count(), 0);
    const cookie = (await o.v.context.cookies()).map(c => `${c.name}=${c.value}`).join('; ');
    const csrf = await o.page.locator('[name="_csrf"]').first().inputValue();
    assert.equal((await desk.post('/ufficio/elenco/azioni', { _csrf: csrf, azione: 'assegna', r: '1.1' }, { headers: { Cookie: cookie } })).status, 403);
    o.v.clean();
});

test('who leaves while a list is sent: the store is free again', { timeout: 120000 }, async t => {
    const o = await arrive(t, { as: lead });
    const cookie = (await o.v.context.cookies()).map(c => `${c.name}=${c.value}`).join('; ');
    await assert.rejects(request(desk.port, 'GET', '/ufficio/elenco/scarica?formato=csv', { headers: { Cookie: cookie }, ms: 1 }));
    await until('the end of the export', () => /event=list\.exported/.test(desk.log()));
    for (let i = 0; i < 6; i++) assert.equal((await desk.get('/ufficio/elenco/scarica?formato=csv', { headers: { Cookie: cookie } })).status, 200);
});

// Ticks boxes of the filters and sends them.
async function tick(o, ...boxes) {
    await o.page.locator('#filtri').evaluate(d => { d.open = true; });
    for (const box of boxes) {
        await o.page.locator('.urp-choice', { has: o.page.locator(`[name="${box}"]`) }).evaluate(d => { d.open = true; });
        await o.page.locator(`#filtri [name="${box}"]`).check();
    }
    await o.page.locator('#filtri button').first().click();
}
const chips = o => o.page.locator('.urp-chips li').evaluateAll(l => l.map(e => e.textContent.trim().replace('Togli il filtro ', '').replace(' ×', '')));

test('one or the other, and all but some, without script: exact totals, short addresses, chips of one value each, the same in files and in searches', { timeout: 120000 }, async t => {
    const o = await arrive(t, { as: lead, script: false });
    await go(o, '/ufficio/richieste?filtri=tutti');
    await tick(o, 'tipo.complaint', 'tipo.info', 'stato.received', 'stato.closed', 'lingua.it');
    assert.equal(new URL(o.page.url()).search, '?stato=received,closed&tipo=complaint,info&lingua=it');
    const both = stored("type IN ('complaint', 'info') AND state IN ('received', 'closed')");
    assert.ok(both.length > 0);
    assert.deepEqual(await codes(o), both);
    assert.deepEqual(await chips(o), ['Stato: Ricevuta', 'o', 'Stato: Chiusa', 'Tipo: Reclamo', 'o', 'Tipo: Richiesta di informazioni', 'Lingua: Italiano', 'Togli tutti']);
    await o.v.look('ufficio-elenco-filtri-molti');
    await o.page.locator('.urp-chips a', { hasText: 'Chiusa' }).click();
    assert.equal(new URL(o.page.url()).search, '?stato=received&tipo=complaint,info&lingua=it');
    assert.match(await o.page.locator('.urp-choice', { hasText: 'Tipo' }).locator('summary').textContent(), /2 scelti/);
    await go(o, '/ufficio/richieste?tipo=complaint,info,report');
    assert.equal(await total(o), `${MANY} richieste`);
    await tick(o, 'tipo.non');
    assert.equal(new URL(o.page.url()).search, '?tipo=non:report,complaint,info');
    assert.equal(await total(o), '0 richieste');
    assert.deepEqual(await chips(o), ['Tipo, non: Segnalazione di disservizio', 'né', 'Tipo, non: Reclamo', 'né', 'Tipo, non: Richiesta di informazioni', 'Togli tutti']);
    await go(o, '/ufficio/richieste?settore=nessuno,999999,1&stato=non:aperte,mai_visto');
    assert.equal(new URL(o.page.url()).search, '?settore=nessuno,999999,1&stato=non:aperte,mai_visto');
    assert.match((await chips(o)).join(' '), /Settore: nessuno o Settore: non c'è più/);
    assert.deepEqual(await codes(o), stored("(settore_id IS NULL OR settore_id = 1) AND open = 0"));
    // The same in a search, in a file, under a name.
    await go(o, '/ufficio/richieste?q=lampione&tipo=non:report');
    assert.deepEqual((await codes(o)).sort(), query(desk, "SELECT t.code FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE t.type <> 'report' AND x.subject = 'Lampione spento'").map(r => r[0]).sort());
    const cookie = (await o.v.context.cookies()).map(c => `${c.name}=${c.value}`).join('; ');
    const file = await desk.get('/ufficio/elenco/scarica?formato=csv&stato=received,closed&tipo=complaint,info&ordine=vecchie', { headers: { Cookie: cookie } });
    assert.deepEqual(csv(file.text).slice(1).map(r => r[0]), [...both].reverse());
    await go(o, '/ufficio/elenco/scaricati');
    assert.match(await o.page.locator('main table').innerText(), /Stato: Ricevuta o Chiusa; Tipo: Reclamo o Richiesta di informazioni; Dalle più vecchie/);
    o.v.clean();
});
