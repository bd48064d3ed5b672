// SPDX-License-Identifier: EUPL-1.2
// What a clerk sees of an incoming mail: its words with their pictures, how it looked, what it quotes, what is attached, where
// it came from. And what the mail does not get to do meanwhile.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { photo } from './lib/files.mjs';
import { parseMail } from './lib/mail.mjs';
import { Operator, actionLink, press } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { query, trackOf } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

let desk, browser, picture, spy;
before(async () => {
    desk = await openDesk();
    browser = await openBrowser();
    picture = await photo(browser, { width: 640, height: 480 });
    spy = await listen();
});
after(async () => {
    await browser?.close();
    spy?.server.close();
    await desk?.close();
});

// Whoever a hostile mail wants to hear from: notes every request.
function listen() {
    const seen = [];
    const server = http.createServer((rq, rs) => { seen.push(rq.url); rs.end('x'); });
    return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve({ server, seen, url: `http://127.0.0.1:${server.address().port}` })));
}

const CRLF = '\r\n';
const b64 = bytes => Buffer.from(bytes).toString('base64').replace(/.{76}/g, `$&${CRLF}`);
const multipart = (kind, mark, parts) => `Content-Type: multipart/${kind}; boundary=${mark}${CRLF}${CRLF}${parts.map(p => `--${mark}${CRLF}${p}${CRLF}`).join('')}--${mark}--${CRLF}`;
const part = (mime, bytes, head = '') => `Content-Type: ${mime}${CRLF}Content-Transfer-Encoding: base64${CRLF}${head}${CRLF}${b64(bytes)}${CRLF}`;
const html = text => part('text/html; charset=utf-8', text);

let count = 0;
// A mail of Anna; resolves with the number of the ticket that it made, and the page of that ticket as the office sees it.
async function byMail(subject, body, headers = '') {
    const id = `lettera-${++count}@cittadino.test`;
    await desk.must('intake', { input: `From: Anna Verdi <anna@cittadino.test>${CRLF}To: urp@comune.test${CRLF}Subject: ${subject}${CRLF}Message-ID: <${id}>${CRLF}` +
        `Date: ${new Date().toUTCString()}${CRLF}MIME-Version: 1.0${CRLF}${headers}${body}` });
    return until('the ticket of the mail', () => query(desk, `SELECT t.code FROM ticket t JOIN mail_journal j ON j.ticket_id = t.id WHERE j.header_id = '${id}' AND j.state <> 'new'`)[0]?.[0]);
}
async function operator() {
    return Operator.arrive(desk, browser);
}

const INNER = `From: Luca Bianchi <luca@altrove.test>${CRLF}To: Anna Verdi <anna@cittadino.test>${CRLF}Subject: Preventivo del lampione${CRLF}` +
    `Date: Mon, 23 Nov 2026 09:30:00 +0100${CRLF}MIME-Version: 1.0${CRLF}` + multipart('mixed', 'inn', [
    part('text/plain; charset=utf-8', 'Gentile Anna,\nil lampione costa 300 euro.\nLuca\n'), part('application/pdf', '%PDF-1.4\n', `Content-Disposition: attachment; filename=preventivo.pdf${CRLF}`)]);

test('a mail with a picture among its words: shown with them, named, once', { timeout: 120000 }, async () => {
    const code = await byMail('Buca in via Dante', multipart('mixed', 'mix', [
        multipart('related', 'rel', [html('<p>Buongiorno,</p><p>la <b>buca</b> è questa:</p><img src="cid:buca@1" alt="La buca"><p><img src="http://foto.test/logo.png" alt="Logo del bar"></p>' +
            '<p>Altro: <a href="http://foto.test/pagina">le altre foto</a></p>'), part('image/jpeg; name=buca.jpg', picture, `Content-ID: <buca@1>${CRLF}Content-Disposition: inline; filename=buca.jpg${CRLF}`)]),
        `Content-Type: message/rfc822${CRLF}Content-Disposition: attachment; filename="preventivo.eml"${CRLF}${CRLF}${INNER}`]));
    const o = await operator();
    await o.open(code);
    const shown = o.page.getByRole('img', { name: 'Immagine nel messaggio: buca.jpg' });
    await shown.scrollIntoViewIfNeeded();
    assert.ok(await until('the picture to be drawn', () => shown.evaluate(i => i.naturalWidth)) > 0);
    assert.deepEqual(await o.page.locator('.urp-files a').allInnerTexts().then(l => l.filter(t => /buca\.jpg/.test(t))), [], 'not once more among the files');
    await o.v.look('ufficio-lettera-immagine');

    await o.page.getByRole('link', { name: 'Mostra il messaggio originale' }).click();
    const frame = o.page.frameLocator('iframe');
    await frame.getByText('la buca è questa').waitFor();
    assert.equal(await o.page.locator('iframe').getAttribute('sandbox'), '');
    assert.match(await frame.locator('img[alt="La buca"]').getAttribute('src'), /^data:image\/jpeg;base64,/);
    assert.match(await frame.locator('body').innerText(), /Immagine esterna, non caricata: Logo del bar/);
    assert.match(await o.page.locator('main').innerText(), /Le immagini esterne non si caricano/);
    await o.v.look('ufficio-lettera-originale', { full: false });
    await o.v.close();

    const p = await new Plain(desk).signIn(desk.operator);
    await p.open(`/ufficio/richieste/${code}`);
    const page = p.links().find(u => /\/originali\/\d+$/.test(u));
    const r = await p.fetch('GET', `${page}/documento`);
    assert.equal(r.status, 200);
    assert.match(r.headers['content-type'], /^text\/html; charset=utf-8$/);
    for (const word of [/^sandbox;/, /default-src 'none'/, /img-src data:/, /frame-ancestors 'self'/]) assert.match(r.headers['content-security-policy'], word);
    assert.equal((await desk.get(`${page}/documento`)).status, 303, 'not for strangers');
    const other = await byMail('Altra', `Content-Type: text/plain${CRLF}${CRLF}altra${CRLF}`);
    for (const what of [page, `${page}/documento`])
        assert.equal((await p.fetch('GET', what.replace(code, other))).status, 404, 'belongs to its own request');
});

test('an attached mail is opened and read, its files are named', { timeout: 120000 }, async () => {
    const code = query(desk, "SELECT t.code FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE x.subject = 'Buca in via Dante'")[0][0];
    const o = await operator();
    await o.open(code);
    await o.page.getByRole('link', { name: /^Apri il messaggio allegato.*preventivo\.eml/ }).click();
    const words = await o.page.locator('main').innerText();
    for (const word of ['Preventivo del lampione', 'Luca Bianchi <luca@altrove.test>', 'Anna Verdi <anna@cittadino.test>', '23 novembre 2026', 'il lampione costa 300 euro', 'preventivo.pdf'])
        assert.ok(words.includes(word), word);
    await o.v.look('ufficio-lettera-allegata');
    await o.v.close();
    const p = await new Plain(desk).signIn(desk.operator);
    const jpeg = query(desk, "SELECT id FROM attachment WHERE mime = 'image/jpeg'")[0][0];
    await p.open(`/ufficio/richieste/${code}/allegati/${jpeg}/messaggio`);
    assert.equal(p.status, 404, 'a photo is no mail');
});

test('freescout#349: answers between quoted lines stay visible, the rest folds and nothing is cut', { timeout: 120000 }, async () => {
    const old = [...Array(40).keys()].map(i => `> riga vecchia ${i}`).join('\n');
    const code = await byMail('Re: Orari', part('text/plain; charset=utf-8',
        `Buongiorno, rispondo sotto.\n\n> Che giorno preferite?\n\nIl martedì mattina.\n\n> A che ora?\n\nAlle dieci.\n\nIl giorno 3 novembre 2026 Comune <urp@comune.test> ha scritto:\n${old}\n`));
    const o = await operator();
    await o.open(code);
    const seen = await o.page.locator('main').innerText();
    assert.match(seen, /Il martedì mattina/);
    assert.match(seen, /Alle dieci/);
    assert.doesNotMatch(seen, /riga vecchia 39/);
    await o.v.look('ufficio-lettera-citata');
    await o.page.getByText('Mostra il testo citato').click();
    assert.match(await o.page.locator('main').innerText(), /riga vecchia 0[\s\S]*riga vecchia 39/);
    await o.v.close();
});

test('where a mail came from, what it was taken for and why; its source', { timeout: 60000 }, async () => {
    const code = await byMail('Sorgente', `Content-Type: text/plain${CRLF}${CRLF}Testo <b>semplice</b>.${CRLF}`);
    const o = await operator();
    await o.open(code);
    await o.page.getByText('Come è arrivato').click();
    const words = await o.page.locator('main').innerText();
    assert.match(words, /Casella[\s\S]*consegnata dal server di posta[\s\S]*Arrivata[\s\S]*Che cos’è[\s\S]*Perché/);
    await o.v.look('ufficio-lettera-arrivo');
    await o.v.close();
    const p = await new Plain(desk).signIn(desk.operator);
    await p.open(`/ufficio/richieste/${code}`);
    const source = p.links().find(u => /\/posta\/arrivo\/\d+\/sorgente$/.test(u));
    const r = await p.fetch('GET', source);
    assert.equal(r.status, 200);
    assert.match(r.text, /<pre class="urp-source"[^>]*>[\s\S]*^Subject: Sorgente\r?$/m);
    assert.match(r.text, /Testo &lt;b&gt;semplice/);
    const raw = p.links().find(u => /\/posta\/arrivo\/\d+\/originale$/.test(u));
    assert.match((await p.fetch('GET', raw)).headers['content-disposition'], /^attachment; filename="messaggio-\d+\.eml"/);
});

// ---- a stranger's word ----------------------------------------------------------------------------------

// What intake keeps of a reply from an address that is not the citizen's; here a note of the office is made into one.
async function strangers(code, texts) {
    const o = await operator();
    for (const text of texts) {
        await o.open(code);
        await o.act('nota', { testo: text });
    }
    await o.v.close();
    await desk.stop();
    execFileSync('sqlite3', [path.join(desk.data, 'urp.db'), `UPDATE message SET author = 'citizen', author_name = 'Ignoto <ignoto@altrove.test>', user_id = NULL,
        channel = 'mail', kind = 'info', status = 'unconfirmed' WHERE ticket_id = (SELECT id FROM ticket WHERE year || '-' || printf('%06d', number) = substr('${code}', 1, 11));
        INSERT INTO message_fact (ticket_id, message_id, kind, text, tone) SELECT ticket_id, id, 'mittente', 'Mittente non verificato', 'warn' FROM message WHERE body = '${texts[0]}';
        INSERT INTO message_fact (ticket_id, message_id, kind, text, tone) SELECT ticket_id, NULL, 'pec', 'PEC certificata', 'good' FROM message WHERE body = '${texts[0]}';
        INSERT INTO message_fact (ticket_id, message_id, kind, text, tone) SELECT ticket_id, NULL, 'lettura', 'Una parte non si è potuta leggere.', 'warn' FROM message WHERE body = '${texts[0]}'`]);
    await desk.start();
}

// The mail that gave the ticket to its office, from the folder where mail ends without a server.
function assignment(code) {
    const posta = path.join(desk.data, 'posta', 'new');
    return readdirSync(posta).map(f => parseMail(readFileSync(path.join(posta, f)))).find(m => m.subject.includes(code) && m.subject.includes('Per voi'));
}

test('a reply of a stranger: told apart, confirmed or set aside, readable for ever', { timeout: 120000 }, async () => {
    const code = await byMail('Alberi', `Content-Type: text/plain${CRLF}${CRLF}Quando li potate?${CRLF}`);
    const clerk = await operator();
    await clerk.open(code);
    await clerk.act('assegna', { settore: '~Lavori' });
    await clerk.v.close();
    await until('the assignment', () => assignment(code));
    await strangers(code, ['Sono il vicino: ci vuole la scala.', 'Comprate i miei alberi.']);
    const o = await operator();
    await o.open(code);
    const track = await trackOf(desk, code);
    const citizen = async () => (await new Plain(desk).open(track)).text();
    const story = () => o.page.locator('#storia');
    assert.equal(await story().getByText('Messaggio da confermare').count(), 2);
    assert.equal(await story().getByText('Da un indirizzo che non conosciamo').count(), 2);
    assert.match(await story().innerText(), /Ignoto <ignoto@altrove\.test>/);
    assert.equal(await story().getByRole('button', { name: 'Conferma e manda al cittadino' }).count(), 0, 'it is nobody’s answer');
    assert.doesNotMatch(await citizen(), /ci vuole la scala|miei alberi/);
    assert.match(await story().innerText(), /Mittente non verificato\s+Sono il vicino/);
    assert.match(await o.page.getByLabel('La richiesta', { exact: true }).innerText(), /PEC certificata\s+Una parte non si è potuta leggere\.\s+Quando li potate/);
    const office = await new Plain(desk).open(new URL(actionLink(assignment(code))).pathname);
    assert.match(office.text(), /Quando li potate/);
    for (const page of [office.text(), await citizen()]) assert.doesNotMatch(page, /vicino|alberi\.|non verificato|PEC certificata|non si è potuta/, 'for the office alone');
    await o.v.look('ufficio-lettera-sconosciuto');

    await press(o.v, story().getByRole('button', { name: 'Conferma: è del cittadino' }).first());
    assert.match(await o.page.locator('main').innerText(), /messaggio confermato/i);
    assert.match(await story().innerText(), /Messaggio del cittadino[\s\S]*ci vuole la scala/);
    await press(o.v, story().getByRole('button', { name: 'Scarta' }));
    assert.match(await story().innerText(), /Messaggio scartato/);
    assert.doesNotMatch(await story().innerText(), /Comprate i miei alberi/);
    await story().getByText('Mostra il messaggio scartato').click();
    assert.match(await story().innerText(), /Comprate i miei alberi/);
    assert.equal(await story().getByRole('button', { name: /Conferma|Scarta/ }).count(), 0, 'judged once');
    await o.v.look('ufficio-lettera-scartata');
    await o.v.close();
    assert.doesNotMatch(await citizen(), /miei alberi/);
    await desk.check();
});

// ---- what a hostile mail does not get to do ------------------------------------------------------------

const hostile = () => {
    const ran = `console.log('SCRIPT-RAN');fetch('${spy.url}/fetch')`;
    return `<html><head><base href="${spy.url}/base/"><meta http-equiv="refresh" content="0;url=${spy.url}/refresh"><link rel=stylesheet href="${spy.url}/css"><link rel=preconnect href="${spy.url}">
        <link rel=prefetch href="${spy.url}/prefetch"><link rel=icon href="${spy.url}/icon"><script>${ran}</script><script src="${spy.url}/js"></script>
        <style>@import '${spy.url}/import'; @font-face{font-family:f;src:url(${spy.url}/font)} body{background:url(${spy.url}/style);font-family:f} p{background:u\\72l(${spy.url}/escaped)}</style></head>
        <body onload="${ran}" background="${spy.url}/background"><p>Il testo si legge.</p><img src=x onerror="${ran}"><img src="${spy.url}/img" srcset="${spy.url}/srcset 2x"><svg onload="${ran}"><script>${ran}</script></svg>
        <picture><source srcset="${spy.url}/source"><img src="${spy.url}/picture"></picture><video src="${spy.url}/video" poster="${spy.url}/poster" autoplay></video><audio src="${spy.url}/audio" autoplay></audio>
        <iframe src="${spy.url}/iframe"></iframe><iframe srcdoc="<script>${ran}</script>"></iframe><object data="${spy.url}/object"></object><embed src="${spy.url}/embed">
        <form action="${spy.url}/form" id=f><input autofocus onfocus="${ran}" name=q value=1><button>Manda</button></form><script>document.forms[0].submit()</script>
        <details open ontoggle="${ran}"><summary>x</summary></details><math><mtext><img src=x onerror="${ran}"></mtext></math>
        </iframe></body></html><script>top.location='${spy.url}/top'</script><a href="javascript:${ran}">Primo</a> <a href="data:text/html,<script>${ran}</script>">Secondo</a>
        <a href="${spy.url}/link" target="_top">Terzo</a><p style="background-image:url('${spy.url}/inline')">fine</p>`;
};

// Opens the page with the frame and clicks whatever can be clicked in it. Resolves with what scripts said.
async function tempt(o, page) {
    const said = [];
    o.page.on('console', m => { if (/SCRIPT-RAN/.test(m.text())) said.push(m.text()); });
    await o.v.go(desk.url + page);
    const frame = o.page.frameLocator('iframe.urp-letter');
    await frame.getByText('Il testo si legge.').waitFor();
    for (const name of ['Primo', 'Secondo', 'Terzo', 'Manda']) {
        const link = frame.getByText(name, { exact: true });
        if (await link.count()) await link.first().click({ timeout: 3000 });
    }
    // A round trip of its own: what a click had begun would have been seen by now.
    await o.page.evaluate(() => fetch(location.href).then(r => r.text()));
    assert.equal(o.page.url(), desk.url + page, 'still here');
    assert.equal(o.page.context().pages().length, 1, 'no other window');
    assert.ok(o.page.frames().every(f => f.url() === 'about:srcdoc' || f.url() === 'about:blank' || f.url().startsWith(desk.url) || f.url().startsWith('chrome-error:')), o.page.frames().map(f => f.url()).join(' '));
    return said;
}

test('a hostile mail fetches nothing, runs nothing, leads nowhere', { timeout: 120000 }, async () => {
    const code = await byMail('Vinci subito', html(hostile()));
    const o = await operator();
    await o.open(code);
    const page = await o.page.getByRole('link', { name: 'Mostra il messaggio originale' }).getAttribute('href');
    o.v.expect(/allow-popups/);
    assert.deepEqual(await tempt(o, page), []);
    assert.deepEqual(spy.seen, []);
    await o.v.look('ufficio-lettera-ostile', { full: false });
    await o.v.go(`${desk.url}${page}/documento`);
    await o.page.getByText('Terzo').click();
    assert.deepEqual(spy.seen, [], 'also when it is opened by itself');
    await o.v.close();
});

test('the policy alone would hold: the same page as it was sent, put in place of what we made of it', { timeout: 120000 }, async () => {
    const code = await byMail('Vinci ancora', html(`<p>altro</p>${hostile()}`));
    const [sha] = query(desk, `SELECT p.sha256 FROM message_page p JOIN ticket t ON t.id = p.ticket_id WHERE t.code = '${code}'`)[0];
    const file = path.join(desk.data, 'allegati', sha.slice(0, 2), sha);
    const made = readFileSync(file);
    const o = await operator();
    o.v.expect(/console:/);
    o.v.keep = false;
    chmodSync(file, 0o640);
    try {
        writeFileSync(file, hostile());
        await o.open(code);
        const page = await o.page.getByRole('link', { name: 'Mostra il messaggio originale' }).getAttribute('href');
        assert.deepEqual(await tempt(o, page), []);
        assert.deepEqual(spy.seen, []);
        await o.v.close();
    } finally {
        writeFileSync(file, made);
    }
    await desk.check();
});

test('5 MB of tables in tables, and very long words: the pages open, and say what is missing', { timeout: 120000 }, async () => {
    const code = await byMail('Tabelle', html(`<p>Il testo si legge.</p>${'<table><tr><td>'.repeat(350000)}fondo`));
    const o = await operator();
    await o.open(code);
    await o.page.getByRole('link', { name: 'Mostra il messaggio originale' }).click();
    await o.page.frameLocator('iframe.urp-letter').getByText('Il testo si legge.').waitFor();
    assert.match(await o.page.locator('main').innerText(), /molto lungo/);
    const long = await byMail('Lungo', part('text/plain; charset=utf-8', `Inizio.\n${'Ancora una riga di parole.\n'.repeat(4000)}Fine.\n`));
    await o.open(long);
    assert.doesNotMatch(await o.page.locator('main').innerText(), /Fine\./);
    await o.page.getByRole('link', { name: 'leggilo tutto' }).click();
    assert.match(await o.page.locator('main').innerText(), /Inizio\.[\s\S]*Fine\./);
    await o.v.close();
});

test('without script the page is there all the same', { timeout: 60000 }, async () => {
    const code = await byMail('Senza script', html('<p>Testo <i>inclinato</i></p>'));
    const v = await visitor(browser, { script: false });
    const o = new Operator(desk, v);
    await o.signIn(desk.operator);
    await o.open(code);
    await o.page.getByRole('link', { name: 'Mostra il messaggio originale' }).click();
    await o.page.frameLocator('iframe').getByText('inclinato').waitFor();
    await o.page.getByRole('link', { name: 'Apri il messaggio da solo' }).click();
    assert.match(o.page.url(), /\/documento$/);
    await o.page.getByText('inclinato').waitFor();
    await v.close();
});
