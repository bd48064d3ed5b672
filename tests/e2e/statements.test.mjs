// SPDX-License-Identifier: EUPL-1.2
// What the pages say of themselves, and keep: versions of the privacy notice, feedback on accessibility with its thirty days, cookies; what a
// citizen decides about the own report, and the way back to a draft by mail.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser, visitor } from './lib/browser.mjs';
import { openDesk, request } from './lib/desk.mjs';
import { links, parseMail } from './lib/mail.mjs';
import { Plain } from './lib/plain.mjs';
import { category, fileReport, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

let desk, browser;
before(async () => {
    desk = await openDesk();
    browser = await openBrowser();
});
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
});

const one = sql => query(desk, sql).flat()[0];
const here = url => url.replace(desk.url, '');
const mailsTo = address => {
    const box = path.join(desk.data, 'posta', 'new');
    try { return readdirSync(box).map(f => readFileSync(path.join(box, f))).filter(raw => new RegExp(`^To: .*${address}`, 'm').test(raw.toString('latin1'))).map(parseMail); } catch { return []; }
};

test('each request names the privacy notice that its author read; it stays readable in every language and says when it is old', { timeout: 240000 }, async () => {
    const before = await fileReport(desk, report(1, { email: 'ada@cittadino.test' }));
    const p = await new Plain(desk).open(here(before.track));
    const old = p.links().find(l => /\/privacy\/versioni\/\d+$/.test(l));
    assert.ok(old, 'the page of the request leads to its notice');
    assert.equal((await p.open(old)).status, 200);
    assert.doesNotMatch(p.text(), /non vale più/);
    const valid = p.text();
    assert.match(valid, /dpo@comune\.test/);

    await desk.loadEnte(e => ({ ...e, ente: { ...e.ente, dpo: 'Avv. Nuova Tutela', dpo_email: 'nuova@tutela.example' } }));
    const later = await fileReport(desk, report(2, { email: 'bruno@cittadino.test' }));
    await p.open(here(later.track));
    const now = p.links().find(l => /\/privacy\/versioni\/\d+$/.test(l));
    assert.notEqual(now, old);
    await p.open(here(before.track));
    assert.ok(p.links().includes(old), 'the older request keeps its own');
    await p.open(old);
    assert.match(p.text(), /Questa versione non vale più/);
    assert.match(p.text(), /dpo@comune\.test/);
    assert.doesNotMatch(p.text(), /Nuova Tutela/);
    assert.ok(p.links().includes('/privacy'), 'and leads to the valid one');
    await p.open('/privacy');
    assert.match(p.text(), /Nuova Tutela/);
    assert.ok(p.links().includes(old) && !p.links().includes(now), 'the valid one lists those before it');
    assert.ok(p.links().includes('https://www.garanteprivacy.it') && p.links().includes('mailto:nuova@tutela.example'), 'addresses are links');
    assert.deepEqual((await (await fetch(`${desk.url}/privacy`, { headers: { 'Accept-Language': 'ar' } })).text()).match(/mailto:nuova@tutela\.example/g)?.length, 1, 'in Arabic, too');
    assert.match(p.html, /<h2>Altre informazioni dell’ente<\/h2>\s*<p[^>]*>Nei moduli sono obbligatori/, 'the body’s own words are no part of our sections');
    assert.match(p.html, /più tardi \d+ giorni dopo la fine della richiesta\.[^<]*<\/p>\s*<h2>I tuoi diritti/, 'how long copies are kept is said once');
    for (const bad of ['999', '0', '-1', 'x']) assert.equal((await p.open(`/privacy/versioni/${bad}`)).status, 404, bad);

    const clerk = await new Plain(desk).signIn(desk.operator);
    await clerk.open(`/ufficio/richieste/${before.code}`);
    assert.ok(clerk.links().includes(old), 'operators see which one it was');
    assert.match(clerk.text(), /Informativa letta versione \d+, dal [^(]+\(superata\)/);

    // In a browser, with script and without, in other languages.
    for (const [script, locale, lang, dir, says] of [[true, 'de-DE', 'de', 'ltr', /gilt nicht mehr/], [false, 'ar-EG', 'ar', 'rtl', /لم تعد/], [true, 'it-IT', 'it', 'ltr', /non vale più/]]) {
        const v = await visitor(browser, { script, locale, width: 360 });
        await v.go(`${desk.url}${old}`);
        assert.equal(await v.page.locator('html').getAttribute('lang'), lang);
        assert.equal(await v.page.locator('html').getAttribute('dir'), dir);
        assert.match(await v.page.locator('main').innerText(), says);
        if (lang !== 'it') assert.ok(await v.page.locator('main p[lang="it"]').count() > 0, 'the body’s own words are Italian and say so');
        await v.look(`informativa-vecchia-${lang}`);
        await v.go(`${desk.url}/privacy`);
        await v.look(`informativa-${lang}`);
    }
});

test('a request that came by mail read no notice, and says nothing of one', { timeout: 60000 }, async () => {
    await desk.must(['intake'], { input: `From: Carla <carla@cittadino.test>\r\nTo: urp@comune.test\r\nSubject: Lampione\r\nMessage-ID: <c1@cittadino.test>\r\nDate: ${new Date().toUTCString()}\r\n\r\nIl lampione è spento.\r\n` });
    const code = await until('the mail to be a request', () => one("SELECT t.code FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE x.subject = 'Lampione'"), { ms: 20000 });
    const clerk = await new Plain(desk).signIn(desk.operator);
    await clerk.open(`/ufficio/richieste/${code}`);
    assert.doesNotMatch(clerk.text(), /Informativa letta/);
});

for (const script of [true, false])
    test(`who cannot use a page says so from its foot, without a name, and has an answer within thirty days (${script ? 'with' : 'without'} script)`, { timeout: 240000 }, async () => {
        const v = await visitor(browser, { script, width: 360 });
        await v.go(`${desk.url}/domande-frequenti`);
        await v.page.getByRole('link', { name: 'Segnala un problema di accessibilità' }).click();
        await v.page.locator('form [name="privacy"]').waitFor();
        assert.match(await v.page.locator('main').innerText(), /30 giorni/);
        assert.match(await v.page.locator('main').textContent(), /Difensore civico per il digitale/);
        await v.look('accessibilita-condizioni');
        // A mistake does not forget the page.
        v.expect(/422/);
        await v.page.locator('main form button[type="submit"]').last().click();
        await v.page.locator('#errori').waitFor();
        await v.page.locator('form [name="privacy"]').check();
        await Promise.all([v.page.waitForURL(/\/bozza\//), v.page.locator('main form button[type="submit"]').last().click()]);
        assert.equal(await v.page.locator('[name="page_url"]').inputValue(), `${desk.url}/domande-frequenti`);
        await v.page.locator('[name="subject"]').fill(`Le domande non si aprono (${script})`);
        await v.page.locator('[name="body"]').fill('Con la tastiera non riesco ad aprire le risposte.');
        await v.look('accessibilita-dati');
        await Promise.all([v.page.waitForURL(/riepilogo/), v.page.locator('button[name="do"][value="avanti"]:not([tabindex])').click()]);
        await until('the request to be taken', async () => {
            await v.page.locator('#invia').click();
            await v.page.waitForLoadState();
            return /inviata/.test(v.page.url());
        }, { ms: 20000 });
        assert.match(await v.page.locator('main').textContent(), /Difensore civico per il digitale/);
        await v.look('accessibilita-inviata');

        const [[code, type, days, settore, presented, due, person]] = query(desk, `SELECT t.code, t.type, t.due_days, s.code, t.presented_at, t.due_at, coalesce(t.person_id, 0) FROM ticket t LEFT JOIN settore s ON s.id = t.settore_id
            JOIN ticket_text x ON x.ticket_id = t.id WHERE x.subject = 'Le domande non si aprono (${script})'`);
        assert.deepEqual([type, days, settore, person], ['accessibility', '30', 'sistemi-informativi', '0']);
        assert.ok((due - presented) / 86400 > 29.9 && (due - presented) / 86400 < 34, `${(due - presented) / 86400} days`);
        const clerk = await new Plain(desk).signIn(desk.operator);
        await clerk.open(`/ufficio/richieste/${code}`);
        assert.match(clerk.text(), /Segnalazione di accessibilità/);
        assert.match(clerk.text(), /\/domande-frequenti/);
        await clerk.open('/ufficio/richieste');
        assert.ok(clerk.links().some(l => l.includes(code)), 'it is among the others');
    });

test('the body may answer feedback on accessibility sooner, never later; a body that wants names does not want them here', { timeout: 120000 }, async () => {
    const term = days => e => ({ ...e, ente: { ...e.ente, anonymous_policy: 'refuse' }, terms: [...e.terms.filter(t => t.type !== 'accessibility'), { type: 'accessibility', timer: 'final', days, unit: 'calendar' }] });
    await assert.rejects(desk.loadEnte(term(31)), /il termine di legge è 30 giorni/);
    await desk.loadEnte(term(15));
    const { code } = await fileReport(desk, { subject: 'Contrasto', body: 'Il grigio non si legge.' }, { type: '/richiedi/accessibilita?pagina=/pratica' });
    assert.deepEqual(query(desk, `SELECT due_days FROM ticket WHERE code = '${code}'`), [['15']]);
    assert.match(one(`SELECT fields FROM ticket_text x JOIN ticket t ON t.id = x.ticket_id WHERE t.code = '${code}'`), /"page_url":"[^"]*\/pratica"/);
    // Only pages of ours, none with a secret.
    for (const bad of ['//altrove.test/', '/pratica/2026-000001-X/aaaa', '/bozza/abc', '/non-esiste', 'javascript:alert(1)']) {
        const p = await new Plain(desk).open(`/richiedi/accessibilita?pagina=${encodeURIComponent(bad)}`);
        await p.submit('privacy', { privacy: '1' });
        assert.equal(p.form('body').fields.get('page_url'), '', bad);
    }
    await desk.loadEnte(e => e);
});

test('every page of the citizens has its links to the statement and to the feedback, also within a frame', { timeout: 120000 }, async () => {
    const p = new Plain(desk);
    const { track } = await fileReport(desk, report(3, { email: 'dora@cittadino.test' }));
    for (const url of ['/', '/servizi', '/segnala', '/pratica', '/pratica/mie', '/privacy', '/note-legali', '/accessibilita', '/schede', here(track), '/non-esiste']) {
        await p.open(url);
        const where = url.startsWith('/pratica/') || url === '/non-esiste' ? '/richiedi/accessibilita' : `/richiedi/accessibilita?pagina=${url}`;
        assert.ok(p.links().includes(where), `${url}: ${p.links().filter(l => /accessib/.test(l))}`);
        assert.match(p.html, /data-element="accessibility-link"/, url);
    }
});

test('the legal notes name every cookie that we set, and the citizens’ pages set none unasked', { timeout: 120000 }, async () => {
    await desk.loadEnte(e => ({ ...e, texts: { ...e.texts, legal: 'Le immagini del palio sono del Comitato.' } }));
    const p = await new Plain(desk).open('/note-legali');
    assert.match(p.text(), /Le immagini del palio sono del Comitato\./);
    const named = [...p.html.matchAll(/data-cookie>([^<]+)</g)].map(m => m[1]);
    assert.deepEqual(named.sort(), ['lingua', 'urp', 'urp-ente', 'urp-identita', 'urp-identita-chi']);

    const set = new Set(), note = r => [r.headers['set-cookie'] ?? []].flat().forEach(c => set.add(c.split('=')[0]));
    const { track } = await fileReport(desk, report(4, { email: 'elsa@cittadino.test' }));
    const draft = await new Plain(desk).open('/segnala');
    await draft.submit('privacy', { privacy: '1' });
    for (const url of ['/', '/servizi', '/servizi/segnalazione', '/segnala', '/richiedi/elogio', '/pratica', '/pratica/mie', '/privacy', '/note-legali', '/accessibilita', '/schede', '/domande-frequenti', here(track),
        draft.path, `${draft.path}/collegamento`, '/giudizio/x', '/non-esiste', '/segnalazioni'])
        note(await request(desk.port, 'GET', url, {}));
    assert.deepEqual([...set], [], 'nobody asked for a cookie');
    assert.equal(draft.cookies.size, 0, 'nor by writing');
    note(await request(desk.port, 'GET', '/lingua/de?da=/', {}));
    assert.deepEqual([...set], ['lingua']);
    // Whatever the program can set is named: every call is one of these.
    const staff = await new Plain(desk).signIn(desk.operator);
    for (const name of [...staff.cookies.keys(), ...set]) assert.ok(named.includes(name), name);

    // What a browser really holds, with script.
    const v = await visitor(browser);
    for (const url of ['/', '/segnala', '/note-legali', '/pratica']) await v.go(`${desk.url}${url}`);
    assert.deepEqual(await v.page.context().cookies(), []);
    assert.deepEqual(await v.page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
    await v.go(`${desk.url}/note-legali`);
    await v.look('note-legali-cookie');
});

test('a report is not public because its author ticked a box; without public reports nothing is asked', { timeout: 240000 }, async () => {
    const p = await new Plain(desk).open('/segnala');
    await p.submit('privacy', { privacy: '1' });
    assert.ok(!p.form('body').names.has('not_public'), 'this body publishes nothing');

    await desk.loadEnte(e => ({ ...e, ente: { ...e.ente, public_reports: '1' } }));
    const v = await visitor(browser, { width: 360 });
    await v.go(`${desk.url}/segnala`);
    await v.page.locator('form [name="privacy"]').check();
    await Promise.all([v.page.waitForURL(/\/bozza\//), v.page.locator('main form button[type="submit"]').last().click()]);
    const q = await new Plain(desk).open(here(v.page.url()).split('?')[0]);
    await q.submit('body', { ...category(q), ...report(5, { name: 'Fulvia', surname: 'Prova', email: 'fulvia@cittadino.test', not_public: '1' }) }, { button: 'do=salva' });
    await v.page.reload();
    assert.ok(await v.page.getByLabel('Non rendere pubblica la mia segnalazione').isChecked(), 'the draft keeps it');
    await v.look('non-pubblica-scelta');
    await Promise.all([v.page.waitForURL(/riepilogo/), v.page.locator('button[name="do"][value="avanti"]:not([tabindex])').click()]);
    assert.match(await v.page.locator('main').innerText(), /Segnalazione pubblica\s+No, non la pubblichiamo/);
    await v.look('non-pubblica-riepilogo');

    const no = await fileReport(desk, report(6, { email: 'gina@cittadino.test', not_public: '1' }));
    const yes = await fileReport(desk, report(7, { email: 'gina@cittadino.test' }));
    const clerk = await new Plain(desk).signIn(desk.operator);
    await clerk.open('/ufficio/pubblicazioni');
    assert.ok(clerk.links().some(l => l.includes(yes.code)), 'the other one may be published');
    assert.ok(!clerk.links().some(l => l.includes(no.code)), 'this one does not even wait');
    await clerk.open(`/ufficio/richieste/${no.code}/pubblica`);
    assert.match(clerk.text(), /non vuole/);
    // The author may change it from the page of the request, as before.
    await p.open(here(no.track));
    assert.match(p.text(), /Hai detto di no: non la pubblichiamo/);
    // Silence is no wish: the summary says what can happen.
    const s = await new Plain(desk).open('/segnala');
    await s.submit('privacy', { privacy: '1' });
    await s.submit('body', { ...category(s), ...report(8, { email: 'ida@cittadino.test' }) }, { button: 'do=avanti' });
    assert.match(s.text(), /Segnalazione pubblica Può comparire su questo sito, sempre senza nome/);
    await desk.loadEnte(e => e);
});

for (const script of [true, false])
    test(`whoever has to stop gets the way back by mail (${script ? 'with' : 'without'} script)`, { timeout: 240000 }, async () => {
        const address = `luca-${script}@cittadino.test`, v = await visitor(browser, { script, width: 360 });
        await v.go(`${desk.url}/segnala`);
        await v.page.locator('form [name="privacy"]').check();
        await Promise.all([v.page.waitForURL(/\/bozza\//), v.page.locator('main form button[type="submit"]').last().click()]);
        const draft = here(v.page.url());
        await v.page.locator('[name="subject"]').fill('Parole che nessuno deve leggere');
        await v.page.getByRole('button', { name: 'Mandami il collegamento per continuare dopo' }).click();
        await v.page.waitForURL(/collegamento$/);
        await v.look('continua-dopo');
        v.expect(/422/);
        await v.page.locator('[name="email"]').fill('luca@');
        await v.page.locator('main form button[type="submit"]').click();
        await v.page.locator('.urp-error').waitFor();
        await v.page.locator('[name="email"]').fill(address);
        await Promise.all([v.page.waitForURL(/inviato=1/), v.page.locator('main form button[type="submit"]').click()]);
        await v.look('continua-dopo-inviato');
        const mail = await until('the mail', () => mailsTo(address)[0], { ms: 30000 });
        const text = JSON.stringify(mail);
        assert.doesNotMatch(text, /nessuno deve leggere/);
        assert.match(text, /non è ancora inviata/);
        assert.ok(links(mail).includes(`${desk.url}${draft}`), links(mail).join(' '));
        assert.equal(one(`SELECT count(*) FROM citizen_link WHERE email = '${address}' AND secret <> ''`), '0', 'sent: the store has its hash alone');
        const p = await new Plain(desk).open(draft);
        assert.equal(p.form('body').fields.get('subject'), 'Parole che nessuno deve leggere', 'what was typed is there');
        // It opens what a stranger wrote: the office sees that it went, and where.
        const clerk = await new Plain(desk).signIn(desk.operator);
        await clerk.open(`/ufficio/posta/uscita/${one(`SELECT id FROM outbox WHERE kind = 'draft_link' AND to_addr = '${address}'`)}`);
        assert.match(clerk.text(), new RegExp(address));
        assert.match(clerk.text(), /Il testo non si mostra: contiene un collegamento personale/);
        assert.doesNotMatch(clerk.html, /\/bozza\//);
    });

test('a link that was mailed shows number and secret to whoever just sent, and half an hour later to nobody', { timeout: 120000 }, async () => {
    const { code, track, page } = await fileReport(desk, report(9, { email: 'mara@cittadino.test' }));
    const draft = page.path.replace(/\/inviata.*/, ''), secret = track.split('/').pop(), db = sql => execFileSync('sqlite3', ['-cmd', '.timeout 5000', path.join(desk.data, 'urp.db'), sql]);
    const of = `WHERE ticket_id = (SELECT id FROM ticket WHERE code = '${code}')`, see = async (p = '/inviata') => (await new Plain(desk).open(draft + p)).text();
    db(`UPDATE draft SET updated_at = updated_at - 1900 ${of}`);
    assert.match(await see(), new RegExp(code), 'its link never went by mail');
    db(`UPDATE draft SET mailed = 1, updated_at = updated_at + 1900 ${of}`);
    assert.match(await see(), new RegExp(code), 'just sent');
    db(`UPDATE draft SET updated_at = updated_at - 1900 ${of}`);
    for (const p of ['', '/inviata', '/riepilogo', '/ricevuta', '/ricevuta/pdf']) {
        const text = await see(p);
        assert.match(text, /già stata inviata/, p);
        assert.ok(!text.includes(code) && !text.includes(secret), p);
    }
    assert.ok((await new Plain(desk).open(`${draft}/inviata`)).links().includes('/pratica/mie'));
});

test('nobody floods a mailbox with ways back, and a German one comes in German', { timeout: 120000 }, async () => {
    const begin = async (headers = {}) => {
        const p = new Plain(desk);
        await p.settle(await p.fetch('GET', '/segnala', { headers }), '/segnala');
        const r = await p.fetch('POST', '/segnala', { body: 'privacy=1', headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers } });
        return r.headers.location;
    };
    const ask = async (draft, email) => {
        const p = await new Plain(desk).open(`${draft}/collegamento`);
        return p.submit('email', { email });
    };
    const first = await begin({ 'Accept-Language': 'de' });
    for (let i = 0; i < 3; i++) assert.equal((await ask(first, 'opfer@cittadino.test')).status, 200);
    await until('the mail', () => mailsTo('opfer@cittadino.test').length, { ms: 30000 });
    assert.equal(one("SELECT count(*) FROM outbox WHERE to_addr = 'opfer@cittadino.test'"), '1', 'one way is one mail');
    assert.match(JSON.stringify(mailsTo('opfer@cittadino.test')[0]), /Guten Tag/);
    const statuses = [];
    for (let i = 0; i < 12; i++) statuses.push((await ask(await begin(), `opfer${i % 3}@cittadino.test`)).status);
    assert.ok(statuses.includes(429), `one network has so many an hour: ${statuses}`);
    assert.equal((await new Plain(desk).open('/bozza/aaaaaaaaaaaaaaaaaaaaaaaaaa/collegamento')).status, 404);
});
