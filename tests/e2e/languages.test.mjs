// SPDX-License-Identifier: EUPL-1.2
// A report in German without script and in Arabic with it: every page, the mail, the way of following it in the language that was asked for.
// long: the pages of citizens in each language.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { pdf } from './lib/files.mjs';
import { CODE } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { catalogue } from './lib/po.mjs';
import { category, fileReport, joinPath, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

let desk, browser;
before(async () => {
    desk = await openDesk({ conf: { tempi: { undo_minutes: 0 } } });
    browser = await openBrowser();
});
after(async () => {
    await browser?.close();
    await desk?.close();
});

// The body's own words stay Italian, and say so.
const WELCOME = JSON.parse(readFileSync(new URL('../../etc/ente.example.json', import.meta.url), 'utf8')).texts.welcome;

const decoded = raw => raw.replace(/=\r?\n/g, '').replace(/((?:=[0-9A-F]{2})+)/g, m => Buffer.from(m.replaceAll('=', ''), 'hex').toString('utf8'));
const base64 = raw => raw.split(/\r?\n\r?\n/).map(p => (/^[A-Za-z0-9+/=\r\n]{60,}$/.test(p.trim()) ? Buffer.from(p, 'base64').toString('utf8') : '')).join('\n');
function mailTo(address) {
    const box = path.join(desk.data, 'posta', 'new');
    try {
        for (const f of readdirSync(box)) {
            const raw = readFileSync(path.join(box, f), 'latin1');
            if (new RegExp(`^To: .*${address}`, 'm').test(raw)) return `${decoded(raw)}\n${base64(raw)}`;
        }
    } catch { /* not there yet */ }
    return null;
}

async function walk(v, { words, lang, dir, email, subject, shots }) {
    const page = v.page;
    v.expect(/422/);    // a form with something missing, below
    const seen = async name => {
        assert.equal(await page.locator('html').getAttribute('lang'), lang, name);
        assert.equal(await page.locator('html').getAttribute('dir'), dir, name);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
        if (shots) await v.look(`lingua-${lang}-${name}`);
    };
    await v.go(`${desk.url}/`);
    await seen('home');
    assert.deepEqual(await page.locator('.lead > span').evaluateAll(l => l.map(e => [e.lang, e.dir, e.textContent])), [['it', 'ltr', WELCOME]]);
    assert.match(await page.locator('h1').innerText(), words.home);
    await v.go(`${desk.url}/segnala`);
    await seen('condizioni');
    await page.locator('form [name="privacy"]').check();
    await Promise.all([page.waitForURL(/\/bozza\//), page.locator('form button[type="submit"]', { hasText: words.next }).last().click()]);
    await seen('dati');
    // Names of categories are the body's and Italian, and said to be; our own first choice is not.
    assert.deepEqual(await page.locator('[name="category"] option').evaluateAll(l => l.filter(o => !o.value || /buca/i.test(o.textContent)).map(o => [o.lang, o.dir])),
        [['', ''], ['it', 'ltr']]);
    await page.locator('[name="place"]').fill('via Roma 12');
    await page.locator('[name="email"]').fill(email);
    await page.locator('[name="name"]').fill('Anna');
    await page.locator('[name="surname"]').fill('Muster');
    await page.locator('button[value="avanti"]').last().click();
    await page.locator('#errori').waitFor();
    assert.match(await page.locator('#errori').innerText(), words.error, 'what is wrong is said in it, too');
    await seen('errori');
    const buca = await page.locator('[name="category"] option').evaluateAll(l => l.find(o => /buca/i.test(o.textContent)).value);
    await page.locator('[name="category"]').selectOption(buca);
    await page.locator('[name="subject"]').fill(subject);
    await page.locator('[name="body"]').fill(`${subject}: 1 2 3 4 5 6 7 8`);
    if (words.scripts) {
        assert.match(await page.locator('#f-body-conto').innerText(), words.scripts.left, 'scripts speak it');
        await page.locator('[data-saved]', { hasText: words.scripts.saved }).waitFor();
        assert.doesNotMatch(await page.locator('[data-saved]').innerText(), /%1|undefined/);
    }
    await Promise.all([page.waitForURL(/riepilogo/), page.locator('button[value="avanti"]').last().click()]);
    await seen('riepilogo');
    await Promise.all([page.waitForURL(/inviata/), page.locator('#invia').click()]);
    await seen('inviata');
    assert.deepEqual(await page.locator('[data-copy]').evaluateAll(l => l.map(e => getComputedStyle(e).direction)), ['ltr', 'ltr'], 'a number is read in its own direction');
    const code = CODE.exec(await page.locator('main').innerText())[0];
    assert.deepEqual(query(desk, `SELECT x.lang FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE t.code = '${code}'`), [[lang]]);
    const mail = await until('the receipt', () => mailTo(email));
    assert.match(mail, words.mail, 'the receipt is in it');
    assert.match(mail, new RegExp(`<html lang="${lang}" dir="${dir}">`));
    const track = await page.locator('a[href*="/pratica/2"]').first().getAttribute('href');
    await v.go(track);
    await seen('pratica');
    return track;
}

test('German, without script: the browser asks for it, no cookie is needed', { timeout: 180000, skip: false }, async () => {
    const v = await visitor(browser, { script: false, locale: 'de-DE', width: 320 });
    const track = await walk(v, { lang: 'de', dir: 'ltr', email: 'anna@muster.test', subject: 'Schlagloch', shots: true,
        words: { home: /Wie können wir Ihnen helfen/, next: /Weiter/, error: /Schreiben Sie einen Titel/, mail: /wir haben Ihr Anliegen erhalten/ } });
    assert.deepEqual(await v.context.cookies(), []);
    await v.close();
    const other = await visitor(browser, { script: false });
    await other.go(track);
    assert.equal(await other.page.locator('html').getAttribute('lang'), 'de', 'the link opens it in the language of the request');
    other.expect(/422/);
    for (const [slug, wrong] of [['aggiungi', /Schreiben Sie, was Sie hinzufügen möchten/], ['oscura', /Schreiben Sie, was entfernt oder verdeckt werden soll/]]) {
        await other.go(track);
        const form = other.page.locator(`form[action$="/${slug}"]`);
        await form.locator('xpath=ancestor::details').locator('summary').click();
        await form.locator('button').last().click();
        await other.page.locator('#errori').waitFor();
        assert.match(await other.page.locator('#errori').innerText(), wrong, `${slug}: what only the store knows to be missing is said in it, too`);
    }
    await other.go(`${desk.url}/`);
    assert.equal(await other.page.locator('html').getAttribute('lang'), 'it', 'other pages as the browser asks');
    await other.close();
});

// Bootstrap gives the bar a height of its own on wide screens: what is taller lies under the head.
test('the list of languages is open to a finger at every width', { timeout: 60000 }, async () => {
    const v = await visitor(browser);
    await v.go(`${desk.url}/`);
    const where = () => v.page.locator('.urp-langs summary').evaluateAll(all => all.map(e => e.getBoundingClientRect()).map(b => [Math.round(b.x), Math.round(b.y)]));
    for (const width of [320, 360, 768, 992, 1280]) {
        await v.page.setViewportSize({ width, height: 900 });
        const shut = await where();
        await v.page.locator('.urp-langs summary').click();
        assert.deepEqual(await where(), shut, `${width} px: the toggle stays below the finger`);
        const covered = await v.page.locator('.urp-langs :is(summary, a)').evaluateAll(all => all.filter(e => {
            const box = e.getBoundingClientRect();
            return !e.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
        }).map(e => e.textContent));
        assert.deepEqual(covered, [], `${width} px`);
        await v.page.locator('.urp-langs summary').click();
    }
    await v.close();
});

test('where there is no page, and where a request is none, the language can be chosen all the same', { timeout: 60000 }, async () => {
    for (const where of ['/non-esiste', '/pratica/2026-000001-X/aaaabbbbccccdddd', '/segnalazioni/999', '/bozza/aaaaaaaaaaaaaaaaaaaaaa']) {
        const v = await visitor(browser);
        v.expect(/404/);
        assert.equal((await v.go(desk.url + where)).status(), 404, where);
        await v.page.locator('.urp-langs summary').click();
        await Promise.all([v.page.waitForURL(desk.url + where), v.page.locator('.urp-langs a[lang="de"]').click()]);
        assert.equal(await v.page.locator('html').getAttribute('lang'), 'de', where);
        await v.close();
    }
});

test('Arabic, from right to left, with script: chosen from the menu', { timeout: 180000 }, async () => {
    const v = await visitor(browser, { width: 360 });
    await v.go(`${desk.url}/segnala`);
    await v.page.locator('.urp-langs summary').click();
    await Promise.all([v.page.waitForURL(/\/segnala$/), v.page.locator('.urp-langs a[lang="ar"]').click()]);
    assert.equal(await v.page.locator('html').getAttribute('lang'), 'ar', 'back on the page where it was chosen');
    assert.deepEqual((await v.context.cookies()).map(c => [c.name, c.value, c.httpOnly]), [['lingua', 'ar', true]]);
    await walk(v, { lang: 'ar', dir: 'rtl', email: 'layla@muster.test', subject: 'حفرة كبيرة', shots: true,
        words: { home: /كيف يمكننا مساعدتك/, next: /التالي/, error: /اكتب عنوانًا/, mail: /استلمنا طلبك/,
            scripts: { left: /عدد الأحرف المتبقية: \u2068[0-9]+\u2069/, saved: /حُفظت المسودة في الساعة \u2068[0-9]{2}:[0-9]{2}\u2069/ } } });
    await v.go(`${desk.url}/ufficio`);
    assert.equal(await v.page.locator('html').getAttribute('lang'), 'it', 'the office speaks Italian');
    await v.close();
});

// Does what stands second come behind the first, as one reads in that direction: further on, or on a line further down?
const reads = (way, page, scope, ...words) => page.evaluate(([dir, sel, list]) => {
    const root = document.querySelector(sel), walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), at = [];
    for (let node; (node = walker.nextNode());) {
        const all = node.data;
        for (let i; at.length < list.length && (i = all.indexOf(list[at.length], at.from === node ? at.to : 0)) >= 0;) {
            const range = document.createRange();
            range.setStart(node, i);
            range.setEnd(node, i + list[at.length].length);
            Object.assign(at, { from: node, to: i + list[at.length].length });
            at.push(range.getClientRects()[0]);
        }
    }
    if (at.length < list.length) return `not there: ${list[at.length]}`;
    return at.every((r, i) => !i || r.top > at[i - 1].top + 2 || (dir === 'ltr' ? r.left > at[i - 1].left : r.right < at[i - 1].right)) ? true : at.map(r => [r.left, r.top]);
}, [way, scope, words]);
const leftToRight = (...at) => reads('ltr', ...at), rightToLeft = (...at) => reads('rtl', ...at);

test('among Arabic words, names and addresses keep their order', { timeout: 120000 }, async () => {
    const v = await visitor(browser, { locale: 'ar-EG', width: 1280 });
    const name = 'Comune di Borgo Esempio';
    const filed = await fileReport(desk, report(80, { email: 'karim@cittadino.test', place: 'Via Roma 12' }), { files: [{ name: 'lettera.pdf', mime: 'application/pdf', bytes: pdf() }] });
    await v.go(`${desk.url}/privacy`);
    assert.equal(await leftToRight(v.page, 'main', name, 'Piazza', 'Borgo Esempio ('), true, 'who answers for the data');
    await v.go(`${desk.url}/servizi/accesso-civico-generalizzato`);
    assert.equal(await rightToLeft(v.page, '#condizioni', 'Elena Marchetti', 'البريد الإلكتروني', 'rpct@comune.test', 'الهاتف', '1234510'), true, 'who decides, and how he is reached');
    await v.go(desk.url + await joinPath(desk, 'Via Roma 12'));
    assert.equal(await leftToRight(v.page, 'main', 'Buca', 'ia Roma'), true, 'what was reported, and where');
    await v.go(`${desk.url}/accessibilita`);
    assert.equal(await leftToRight(v.page, 'main', '3', '-quinquies'), true, 'an article of a law');
    await v.context.addCookies([{ name: 'lingua', value: 'ar', url: desk.url }]);    // chosen here; the request is in Italian
    await v.go(new URL(filed.track, desk.url).href);
    assert.match(await v.page.locator('main').innerText(), /\d\s*(بايت|كيلوبايت)/, 'the size of a file');
    assert.doesNotMatch(await v.page.locator('main').innerText(), /\d\s*(byte|kB)/);
    await v.context.close();
});

test('words of the body in a page and a mail of another language say that they are Italian; words that somebody typed are his', { timeout: 120000 }, async () => {
    await desk.loadEnte(e => ({ ...e, questions: [
        { category: 'strade-buche', code: 'passa', kind: 'many', label: 'Chi ci passa?', options: ['Auto', 'Bici', 'Pedoni'] },
        { category: 'strade-buche', code: 'dove', kind: 'text', label: 'Dove di preciso?' },
    ] }));
    const HOURS = desk.ente().ente.hours, own = text => `<span lang="it" dir="ltr">${text}</span>`;
    const p = new Plain(desk);
    p.cookies.set('lingua', 'de');
    await p.open('/servizi/segnalazione');
    assert.match(p.html, new RegExp(`Piazza[^<]*\\(${own(HOURS)}\\)`), 'hours behind an address');
    await p.open('/segnala');
    await p.submit('privacy', { privacy: '1' });
    const values = { ...category(p), place: 'Via Dante 3', subject: 'Loch im Gehweg', body: 'Vor dem Haus ist ein Loch im Gehweg.', name: 'Jana', surname: 'Weiss', email: 'jana@weiss.test' };
    await p.submit('body', values, { button: 'do=avanti' });
    if (/riepilogo/.test(p.path)) await p.open(p.path.replace(/\/riepilogo.*/, ''));
    assert.ok(p.html.includes(`Fragen zu: ${own('Buca o strada rovinata')}</h2>`), 'a name in a sentence');
    await p.submit('body', { 'q-passa-0': '1', 'q-passa-2': '1', 'q-dove': 'Neben dem Laden' }, { button: 'do=avanti' });
    const answers = where => {
        assert.ok(p.html.includes(`<dd>${own('Auto, Pedoni')}</dd>`), `${where}: what the body offered`);
        assert.ok(p.html.includes('<dd>Neben dem Laden</dd>'), `${where}: what was typed, on a page of its language`);
    };
    answers('summary');
    await until('the request to be taken', async () => (await p.submit('nonce')).status !== 422);
    const code = CODE.exec(p.text())[0], track = p.links().find(u => u.includes(`/pratica/${code}/`));

    const office = 'Lavori pubblici e Manutenzioni';
    const box = path.join(desk.data, 'posta', 'new');
    const mails = to => readdirSync(box).map(f => decoded(readFileSync(path.join(box, f), 'latin1'))).filter(m => new RegExp(`^To: .*${to}`, 'm').test(m));
    const work = await until('the mail to the office', () => mails('lavoripubblici@').find(m => m.includes(code)));
    const link = /https?:\/\/[^\s"<>]*\/s\/[^\s"<>#?]+/.exec(work)[0];
    const settore = await new Plain(desk).open(new URL(link).pathname);
    const act = async (id, more = {}) => {
        await settore.open(new URL(link).pathname);
        const form = await settore.formFor(id);
        return settore.settle(await settore.fetch('POST', form.action, { body: new URLSearchParams([...new Map([...form.fields, ...Object.entries({ chi: 'Paolo Neri', ...more })])]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }), form.action);
    };
    await act('prendi-in-carico');
    const html = async (what, words) => until(what, () => mails('jana@').find(m => words.test(m)));
    const taken = await html('the mail that says who has it', /wurde übernommen von/);
    assert.ok(taken.includes(`${own(office)}.</p>`), taken);
    assert.ok(taken.includes(`. ${own(HOURS)}</p>`), 'hours under a mail');
    await act('concludi', { testo: 'Il marciapiede è stato riparato questa mattina dalla nostra squadra.', esito: 'solved' });
    const answer = await html('the answer', /marciapiede/);
    assert.match(answer, new RegExp(`<td dir="auto" lang="it" [^>]*>\\s*Il marciapiede`));
    assert.match(answer, new RegExp(`<strong>[^<]*${own(office)}[^<]*</strong>`));

    await p.open(track.replace(desk.url, ''));
    answers('following it');
    assert.ok(p.html.includes(` · ${own(office)}</span></p>`), 'who did it');
    assert.ok(p.html.includes('<span lang="it" dir="auto">Il marciapiede è stato riparato'), 'what the office wrote');
    p.cookies.set('lingua', 'en');
    await p.open(track.replace(desk.url, ''));
    assert.ok(p.html.includes('<h1 data-element="page-name"><span lang="de" dir="auto">Loch im Gehweg</span></h1>'));
    assert.ok(p.html.includes('<dd><span lang="de" dir="auto">Neben dem Laden</span></dd>'));
});

// One reader, one person: pages made later said "you" to several. Only the citizen speaks to several, to the office.
test('Arabic speaks to the reader as to one person', () => {
    const several = /\p{L}{2,}(?:كم|تموه|تموها)(?!\p{L})/gu, other = /^(?:و|ب|ف|ل)*(?:ال)?(?:حكم|تحكم)$/u;
    const found = catalogue('ar').filter(e => !/ che avete ricevuto\.$/.test(e.ids[0]))
        .flatMap(e => e.strs).flatMap(s => [...s.normalize('NFC').replace(/[\u064b-\u0652]/g, '').matchAll(several)].map(m => m[0]).filter(w => !other.test(w)).map(w => `${w}: ${s}`));
    assert.deepEqual(found, []);
});
