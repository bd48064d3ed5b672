// SPDX-License-Identifier: EUPL-1.2
// Who asks, without SPID: a signed form with the copy of a document, or signed digitally; who sees the copy, and that nothing of it is left
// once somebody has looked, or when its time is over.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { pdf } from './lib/files.mjs';
import { CODE } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { query } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
let desk, browser, anna, laura;
before(async () => {
    desk = await openDesk({ operator: { role: 'urp' } });
    laura = await desk.addOperator({ login: 'laura', name: 'Laura Rinaldi', role: 'urp,responsabile,admin' });
    anna = await new Plain(desk).signIn(desk.operator);
    browser = await openBrowser();
}, { timeout: 120000 });
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
});

const WORDS = { subject: 'Copia della pratica edilizia', body: 'Chiedo copia degli atti della pratica edilizia 12 del 2024.', motive: 'Devo vendere la casa e il notaio li chiede.', name: 'Teodolinda', surname: 'Brambilla',
    reply_by: 'email', birth_place: 'Roma', birth_day: '1980-01-01', address: 'Via Roma 1, Borgo Esempio' };
async function begin(type = 'accesso-documentale', more = {}) {
    const p = new Plain(desk);
    await p.open(`/richiedi/${type}`);
    await p.submit('privacy', { privacy: '1' });
    const draft = p.path, f = p.form('body');
    const first = Object.fromEntries(['capacity', 'access_mode'].filter(k => f.choices.has(k)).map(k => [k, f.choices.get(k).find(Boolean)]));
    const values = Object.fromEntries(Object.entries({ ...first, ...WORDS, email: 'teo@cittadino.test', ...more }).filter(([k]) => f.names.has(k)));
    await p.submit('body', values, { button: 'do=identita' });
    assert.equal(p.path, `${draft}/identita`);
    return Object.assign(p, { draft });
}
const upload = (p, files) => p.submit('modulo', {}, { button: 'do=carica', files });
const form = (name = 'modulo-firmato.pdf', bytes = pdf('Modulo firmato')) => ({ field: 'modulo', name, mime: 'application/pdf', bytes });
const copy = (mark, name = `carta-${mark}.pdf`) => ({ field: 'documento', name, mime: 'application/pdf', bytes: pdf(`Carta di ${mark}`) });
async function send(p) {
    await p.open(`${p.draft}/riepilogo`);
    await p.submit('nonce');
    const code = CODE.exec(p.text())?.[0];
    assert.ok(code, p.text().slice(0, 600));
    const track = new URL(p.links().find(u => u.includes(`/pratica/${code}/`)), desk.url).pathname;
    desk.unsaid.add(track.split('/').pop());
    return { code, track, id: query(desk, `SELECT id FROM ticket WHERE code = '${code}'`)[0][0] };
}
const copies = t => Number(query(desk, `SELECT count(*) FROM identity_copy WHERE ticket_id = ${t.id}`)[0][0]);
const at = (t, rest = '') => `/ufficio/richieste/${t.code}${rest}`;
const story = async t => (await anna.open(at(t))).text();
const copyUrl = async t => (await anna.open(at(t, '/identita'))).links().find(l => /\/identita\/\d+$/.test(l));
async function verify(t, values, who = anna) {
    await who.open(at(t, '/identita'));
    return who.submit('come', values);
}
// Every file of the data directory that holds these bytes: store and log of it too.
function traces(...words) {
    const found = [];
    const walk = dir => {
        for (const name of readdirSync(dir)) {
            const file = path.join(dir, name), st = statSync(file, { throwIfNoEntry: false });
            if (st?.isDirectory()) walk(file);
            else if (st?.isFile() && (words.some(w => name.includes(w)) || words.some(w => readFileSync(file).includes(w)))) found.push(path.relative(desk.data, file));
        }
    };
    walk(desk.data);
    return found;
}

// Settori and other bodies get it: links of a PDF lie in streams.
function noSecret(bytes, secret) {
    const file = path.join(desk.dir, 'segreto.pdf'), clear = `${file}.txt`;
    writeFileSync(file, bytes);
    execFileSync('qpdf', ['--qdf', '--object-streams=disable', file, clear]);
    for (const words of ['/bozza/', '/pratica/', secret]) assert.ok(!readFileSync(clear, 'latin1').includes(words), `${words} in the form`);
}

test('without script: the form comes ready to be signed, goes back with the document, and an operator verifies', { timeout: 180000 }, async () => {
    const p = await begin();
    assert.match(p.text(), /legge ci chiede di sapere con certezza chi sei/);
    assert.match(p.text(), /Con il modulo firmato.*Allo sportello/s);
    const most = /al più tardi 30 giorni dopo la fine della richiesta\. In ogni caso la cancelliamo al più tardi 365 giorni dopo che ci è arrivata, anche se la richiesta è ancora aperta\./;
    assert.match(p.text(), most, 'how long the copy stays is told where it is asked for');
    const r = await p.fetch('GET', `${p.draft}/identita/modulo`);
    assert.match(r.headers['content-disposition'], /richiesta-da-firmare\.pdf/);
    const file = path.join(desk.dir, 'modulo.pdf');
    writeFileSync(file, r.bytes);
    const paper = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    noSecret(r.bytes, p.draft.split('/')[2]);
    for (const words of ['Richiesta da firmare', WORDS.body, 'Brambilla', 'Via Roma 1', 'Firma: ____', 'DPR 445/2000', 'al più tardi 365 giorni dopo']) assert.ok(paper.includes(words), `${words} in ${paper}`);

    await upload(p, []);
    assert.equal(p.status, 422);
    assert.match(p.text(), /Scegli il file del modulo firmato/);
    await upload(p, [{ field: 'documento', name: 'tabella.ods', mime: 'application/octet-stream', bytes: Buffer.from('no') }, { field: 'modulo', name: 'falso.p7m', mime: 'application/pkcs7-mime', bytes: Buffer.from([0x30, 0x03, 0x02, 0x01, 0x05]) }]);
    assert.equal(p.status, 422, 'what is no paper is refused');
    assert.match(p.text(), /falso\.p7m/);
    await upload(p, [form()]);
    assert.equal(p.status, 200, p.text().slice(0, 400));
    assert.match(p.text(), /Manca ancora la copia del documento/);
    await upload(p, [copy('SBAGLIATA')]);
    assert.match(p.text(), /C'è tutto/);
    await p.submit('togli', {}, { button: `togli=${p.form('togli').buttons.filter(b => b.name === 'togli').at(-1).value}` });
    assert.doesNotMatch(p.text(), /SBAGLIATA/);
    await upload(p, [copy('GIUSTA')]);
    // Signed is what was there to be signed.
    await p.open(p.draft);
    await p.submit('body', { body: `${WORDS.body} Anche le tavole.` }, { button: 'do=identita' });
    assert.match(p.text(), /Manca ancora il modulo firmato/);
    await upload(p, [form()]);
    await p.open(p.draft);
    await p.submit('body', {}, { button: 'do=identita' });
    assert.match(p.text(), /C'è tutto/, 'nothing was changed');
    // Too many are not even looked at.
    await upload(p, Array.from({ length: 5 }, (_, i) => copy(`TROPPE${i}`)));
    assert.equal(p.status, 422);
    assert.match(p.text(), /al massimo 6 file/);
    assert.deepEqual(traces('TROPPE'), []);
    await p.open(`${p.draft}/riepilogo`);
    assert.match(p.text(), /Come ti fai riconoscere.*modulo firmato, con la copia del documento.*carta-GIUSTA\.pdf/s);
    await p.open(p.draft);
    assert.doesNotMatch(/id="allegati"[\s\S]*?<\/section>/.exec(p.html)[0], /GIUSTA|modulo-firmato/, 'no files like others');
    const t = await send(p);
    assert.equal(copies(t), 1);
    assert.deepEqual(query(desk, `SELECT name, is_form FROM attachment WHERE ticket_id = ${t.id}`), [['modulo-firmato.pdf', '1']]);
    const sha = query(desk, `SELECT sha256 FROM identity_copy WHERE ticket_id = ${t.id}`)[0][0];

    const page = await story(t);
    assert.match(page, /L'identità è da verificare/);
    assert.match(page, /Identità: modulo firmato, con la copia del documento/);
    assert.match(page, /modulo-firmato\.pdf \(modulo firmato\)/);
    const url = await copyUrl(t);
    for (const site of ['cross-site', 'same-site']) {
        const led = await anna.fetch('GET', url, { headers: { 'Sec-Fetch-Site': site } });
        assert.deepEqual([led.status, led.headers.location], [303, at(t, '/identita')], `${site}: nobody is made to look`);
    }
    assert.doesNotMatch(await story(t), /Guardata la copia/);
    for (const site of ['same-origin', 'none']) assert.equal((await anna.fetch('GET', url, { headers: { 'Sec-Fetch-Site': site } })).status, 200, site);
    const got = await anna.fetch('GET', url);
    assert.equal(got.status, 200);
    assert.ok(got.bytes.includes('Carta di GIUSTA'));
    assert.match(got.headers['cache-control'], /no-store|private/);
    assert.match(await story(t), /Guardata la copia del documento.*Anna Neri|Anna Neri.*Guardata la copia del documento/s, 'who looked is on record');

    await verify(t, { come: 'in_person', documento: '' });
    assert.equal(anna.status, 422);
    assert.match(anna.text(), /Scegli quale documento hai visto/);
    assert.equal(copies(t), 1, 'nothing was done');
    await verify(t, { come: 'id_copy' });
    assert.equal(copies(t), 0);
    const told = await story(t);
    assert.match(told, /Identità accertata: modulo firmato, con la copia del documento/);
    assert.match(told, /Copia del documento cancellata: dopo la verifica/);
    assert.doesNotMatch(told, /da verificare/);
    assert.equal((await anna.fetch('GET', url)).status, 404);
    assert.match((await new Plain(desk).open(t.track)).text(), /Abbiamo verificato la tua identità.*|Abbiamo cancellato la copia del tuo documento/s);
    const [kind, actor, data] = query(desk, `SELECT kind, actor, data FROM event_plain WHERE ticket_id = ${t.id} AND kind = 'identificata'`)[0];
    assert.deepEqual([kind, actor, JSON.parse(data).way], ['identificata', 'urp', 'id_copy']);
    await until('the last trace of the copies to be gone', () => traces('GIUSTA', 'SBAGLIATA', sha).length === 0 || false, { ms: 60000 });
    assert.ok(traces('Modulo firmato').length > 0, 'the form stays: the search finds what is there');
});

test('nobody but who verifies sees the copy: not the settore, its mails and page, nor who reads or administers, nor lists and papers', { timeout: 180000 }, async () => {
    const p = await begin('accesso-documentale', { subject: 'Copia del verbale', office: 'Edilizia' });
    await upload(p, [form(), copy('RISERVATA')]);
    const t = await send(p), url = await copyUrl(t);
    await anna.open(at(t));
    const assign = await anna.formFor('assegna');
    const settore = assign.options.get('settore').find(o => /Tributi|Edilizia|Lavori/i.test(o.text)).value;
    assert.equal((await anna.fetch('POST', assign.action, { body: new URLSearchParams([...assign.fields, ['settore', settore]].reduce((m, [k, v]) => m.set(k, v), new Map())).toString(), headers: FORM })).status, 303);
    const box = path.join(desk.data, 'posta', 'new');
    const mails = () => readdirSync(box).map(f => readFileSync(path.join(box, f), 'utf8'));
    await until('the assignment', () => mails().some(m => m.includes(t.code) && /modulo-firmato/.test(m)), { ms: 30000 });
    assert.ok(!mails().some(m => /RISERVATA/.test(m)), 'the settore gets the form, never the copy');
    const [formBytes, copyBytes] = [pdf('Modulo firmato'), pdf('Carta di RISERVATA')].map(b => b.toString('base64').slice(400, 480)), sent = mails().map(m => m.replace(/\r?\n/g, ''));
    assert.ok(sent.some(m => m.includes(formBytes)) && !sent.some(m => m.includes(copyBytes)), 'in bytes, too');

    const code = query(desk, `SELECT code FROM settore WHERE id = ${settore}`)[0][0];
    const others = { referente: 'referente', lettura: 'lettura', amministra: 'admin', rpct: 'rpct' };
    for (const [login, role] of Object.entries(others)) {
        const who = await desk.addOperator({ login, name: `Nome ${login}`, role });
        if (role === 'referente') await desk.must(['user', 'settori', login, code, '--role', role]);
        const q = await new Plain(desk).signIn(who);
        const [seen, list] = [await q.fetch('GET', url), await q.fetch('GET', at(t, '/identita'))];
        if (role === 'rpct') { // answers for requests of access
            assert.deepEqual([seen.status, list.status], [200, 200], role);
            continue;
        }
        assert.ok([403, 404].includes(seen.status) && [403, 404].includes(list.status), `${role}: ${seen.status} ${list.status}`);
        for (const rest of ['', '/stampa', '/allegati/1', `/allegati/${url.split('/').pop()}/miniatura`, '/modulo?apri=rispondi'])
            assert.doesNotMatch((await q.fetch('GET', at(t, rest))).text, /RISERVATA/, `${role} ${rest}`);
        const post = await q.fetch('POST', at(t, '/identita'), { body: `_csrf=${/name="_csrf" value="([^"]+)"/.exec((await q.open('/ufficio/accesso')).html)?.[1]}&come=id_copy`, headers: FORM });
        assert.ok([403, 404].includes(post.status), `${role} verifies: ${post.status}`);
    }
    assert.equal((await new Plain(desk).fetch('GET', url)).status, 303, 'strangers sign in');
    assert.equal(copies(t), 1);
    // Another request's address does not open it.
    const other = await begin('accesso-documentale', { subject: 'Un altro verbale' });
    const o = await send(other);
    assert.equal((await anna.fetch('GET', at(o, `/identita/${url.split('/').pop()}`))).status, 404);
    for (const where of [at(t), at(t, '/stampa'), at(t, '/stampa?note=no'), '/ufficio/richieste', '/ufficio/elenco/scarica?formato=csv', at(t, '/oscura'), '/ufficio/registro-accessi'])
        assert.doesNotMatch((await anna.fetch('GET', where)).text, /RISERVATA/, where);
    const file = path.join(desk.dir, 'fascicolo.pdf');
    writeFileSync(file, (await anna.fetch('GET', at(t, '/pdf'))).bytes);
    assert.doesNotMatch(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }), /RISERVATA/);
    const q = new Plain(desk);
    for (const where of [t.track, `${t.track}/ricevuta`]) assert.doesNotMatch((await q.open(where)).text(), /RISERVATA/, where);
    // Of no use: gone, and nobody is known by it.
    await anna.open(at(t, '/identita'));
    await anna.submit('cosa', {});
    assert.equal(copies(t), 0);
    assert.match(await story(t), /Copia del documento cancellata: non serviva/);
    assert.doesNotMatch(await story(t), /Identità accertata/);
});

test('signed digitally, no document is asked; later, from the page of the request, it can be brought all the same', { timeout: 180000 }, async () => {
    const key = path.join(desk.dir, 'k.pem'), cert = path.join(desk.dir, 'c.pem'), clear = path.join(desk.dir, 'richiesta.pdf'), signed = `${clear}.p7m`;
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=Teodolinda Brambilla'], { stdio: 'ignore' });
    writeFileSync(clear, pdf('Richiesta'));
    execFileSync('openssl', ['cms', '-sign', '-binary', '-nodetach', '-in', clear, '-signer', cert, '-inkey', key, '-outform', 'DER', '-out', signed]);
    const p = await begin('accesso-civico-generalizzato', { subject: 'Contratti per le scuole' });
    assert.match(p.text(), /lo può chiedere chiunque, senza dire perché/);
    await upload(p, [{ field: 'modulo', name: 'richiesta.pdf.p7m', mime: 'application/pkcs7-mime', bytes: readFileSync(signed) }]);
    assert.match(p.text(), /Modulo con firma digitale.*C'è tutto/s);
    const t = await send(p);
    assert.match(await story(t), /Identità: firma digitale/);
    await anna.open(at(t, '/identita'));
    assert.match(anna.text(), /non controlla le firme digitali/);

    const q = await begin('accesso-civico-generalizzato', { subject: 'Bilancio delle mense' });
    await q.open(`${q.draft}/riepilogo`);
    assert.match(q.text(), /Non ancora\. Puoi inviare lo stesso/);
    const late = await send(q), c = new Plain(desk);
    assert.match(await story(late), /Non sappiamo con certezza chi l'ha presentata/);
    await c.open(late.track);
    assert.match(c.text(), /dobbiamo sapere con certezza chi sei/);
    await c.open(`${late.track}/identita`);
    const again = await c.fetch('GET', `${late.track}/identita/modulo`);
    assert.match(again.headers['content-disposition'], /richiesta-da-firmare-.*\.pdf/);
    noSecret(again.bytes, late.track.split('/').pop());
    await upload(c, [form()]);
    assert.match(c.text(), /Manca ancora la copia del documento/);
    await upload(c, [copy('TARDI')]);
    assert.match(c.text(), /C'è tutto/);
    assert.match(await story(late), /Il cittadino ha scritto.*Identità: modulo firmato/s);
    const due = query(desk, `SELECT due_at FROM ticket WHERE id = ${late.id}`)[0][0];
    await verify(late, { come: 'id_copy' });
    assert.equal(query(desk, `SELECT due_at FROM ticket WHERE id = ${late.id}`)[0][0], due, 'nobody had stopped the clock: it was good from the first day');
    await c.open(`${late.track}/identita`);
    assert.match(c.text(), /Sappiamo chi sei: modulo firmato/);
    const raw = "--x\r\nContent-Disposition: form-data; name=\"documento\"; filename=\"ancora.pdf\"\r\nContent-Type: application/pdf\r\n\r\n" + pdf('Ancora').toString('latin1') + '\r\n--x--\r\n';
    assert.equal((await c.fetch('POST', `${late.track}/identita/carte`, { body: Buffer.from(raw, 'latin1'), headers: { 'Content-Type': 'multipart/form-data; boundary=x' } })).status, 303);
    assert.equal(copies(late), 0, 'known: nothing more is kept');
});

test('what nobody looked at goes some days after the end, with an event that says so', { timeout: 180000 }, async () => {
    const p = await begin('accesso-documentale', { subject: 'Vecchio atto' });
    await upload(p, [form(), copy('SCADUTA')]);
    const t = await send(p);
    await anna.open(at(t));
    const end = await anna.formFor('archivia');
    assert.equal((await anna.fetch('POST', end.action, { body: new URLSearchParams([...end.fields, ['testo', 'Il cittadino ha rinunciato.']].reduce((m, [k, v]) => m.set(k, v), new Map())).toString(), headers: FORM })).status, 303);
    await desk.restart();
    assert.equal(copies(t), 1, 'thirty days, when the body says nothing');
    const lead = await new Plain(desk).signIn(laura);
    await lead.open('/ufficio/impostazioni/ente/identity_copy_days');
    await lead.submit('value', { value: '0' });
    await desk.restart();
    await until('the copy to go', () => copies(t) === 0, { ms: 60000 });
    assert.match(await story(t), /Copia del documento cancellata: passati i giorni decisi dall'ente/);
    await until('its last trace to be gone', () => traces('SCADUTA').length === 0, { ms: 60000 });
    await lead.open('/ufficio/impostazioni/ente/identity_copy_days');
    await lead.submit('value', { value: '' });
});

test('at the counter: the kind of document is on record, its number nowhere; on the telephone there is none', { timeout: 120000 }, async () => {
    await anna.open('/ufficio/nuova');
    const values = { type: 'access_doc', subject: 'Copia di un atto', name: 'Gino', surname: 'Sportello', motive: 'Per un ricorso.', document: 'carta' };
    await anna.submit('chi', { ...values, channel: 'phone' }, { button: 'do=altra' });
    assert.match(anna.text(), /Al telefono un documento non si vede/);
    await anna.submit('chi', { ...values, channel: 'counter' }, { button: 'do=altra' });
    const [code] = query(desk, "SELECT t.code FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE x.subject = 'Copia di un atto'")[0];
    assert.match(await story({ code }), /Identità: di persona allo sportello: carta d'identità/);
    assert.doesNotMatch(await story({ code }), /Non sappiamo con certezza/);
});

test('the body chooses where the law does not: a trial, the history, and what cannot be switched off', { timeout: 120000 }, async () => {
    const lead = await new Plain(desk).signIn(laura), S = '/ufficio/impostazioni/identita';
    await lead.open(S);
    assert.match(lead.text(), /Accesso documentale si chiede .*la legge/);
    await lead.open(`${S}/access_foia`);
    assert.match(lead.text(), /valgono tutti i modi di legge/);
    assert.equal(lead.form('text').names.has('ask'), false, 'nothing to choose');
    const f = lead.form('text');
    const forged = new URLSearchParams([...f.fields, ['ask', 'no'], ['papers', ''], ['text', 'Portate pazienza.']].reduce((m, [k, v]) => m.set(k, v), new Map()));
    await lead.fetch('POST', f.action, { body: forged.toString(), headers: FORM });
    assert.match((await begin('accesso-civico-generalizzato')).text(), /Portate pazienza|Con il modulo firmato/);
    assert.equal(Number(query(desk, "SELECT count(*) FROM identity_rule WHERE type = 'access_foia' AND ask <> 'want'")[0][0]), 0);
    await lead.open(`${S}/report`);
    await lead.submit('ask', { ask: 'want' });
    assert.match(lead.text(), /si può offrire, non chiedere/);
    const p = new Plain(desk);
    await p.open('/richiedi/reclamo');
    await p.submit('privacy', { privacy: '1' });
    assert.doesNotMatch(p.text(), /Fatti riconoscere/, 'not by default');
    await lead.open(`${S}/complaint`);
    await lead.submit('ask', { ask: 'want', papers: '1' }, { button: 'do=prova' });
    assert.match(lead.text(), /avremmo dovuto chiedere chi sono/);
    await lead.open(`${S}/complaint`);
    await lead.submit('ask', { ask: 'offer', papers: '1' });
    await p.open(p.path);
    assert.match(p.text(), /Fatti riconoscere/);
    await lead.open(`${S}/complaint`);
    assert.match(lead.text(), /Laura Rinaldi/, 'who changed it');
});

test('in Chromium, with and without script, on a telephone and on a table', { timeout: 180000 }, async () => {
    for (const [script, width] of [[true, 1280], [false, 360]]) {
        const p = await begin('accesso-documentale', { subject: `Atto ${width}` });
        const v = await visitor(browser, { script, width });
        await v.go(`${desk.url}${p.draft}/identita`);
        await v.look(`identita-carte-${script ? 'script' : 'senza'}`);
        await v.page.setInputFiles('#f-modulo', { name: 'modulo.pdf', mimeType: 'application/pdf', buffer: pdf('Firmato') });
        await v.page.setInputFiles('#f-documento', { name: 'documento.pdf', mimeType: 'application/pdf', buffer: pdf(`Documento ${width}`) });
        await v.page.locator('#modulo button[value="carica"]:not([tabindex])').click();
        await v.page.locator('#carte-messe').waitFor();
        assert.equal(await v.page.locator('#carte-messe li').count(), 2);
        await v.look(`identita-carte-messe-${script ? 'script' : 'senza'}`);
        await v.page.getByRole('link', { name: 'Vai avanti' }).click();
        await v.page.waitForURL(/\/riepilogo$/);
        await v.look(`identita-riepilogo-${script ? 'script' : 'senza'}`);
        await v.page.locator('#invia').click();
        await v.page.waitForURL(/\/inviata$/);
        const code = CODE.exec(await v.page.locator('main').innerText())[0];
        await v.close();
        const o = await visitor(browser, { script, width });
        await o.go(`${desk.url}/ufficio/entra`);
        await o.page.fill('[name=login]', desk.operator.login);
        await o.page.fill('[name=password]', desk.operator.password);
        await o.page.locator('main form button').first().click();
        await o.go(`${desk.url}/ufficio/richieste/${code}/identita`);
        await o.look(`ufficio-identita-${script ? 'script' : 'senza'}`);
        await o.page.getByRole('button', { name: 'Identità verificata' }).click();
        await o.page.waitForURL(/fatto=identita/);
        assert.match(await o.page.locator('main').innerText(), /Copia del documento cancellata/);
        await o.close();
    }
});
