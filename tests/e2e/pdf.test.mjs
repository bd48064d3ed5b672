// SPDX-License-Identifier: EUPL-1.2
// The file of a request and its receipt as PDF: what poppler reads in them, who gets them, and what is not in them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { SCREENSHOTS } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';

let desk;
before(async () => {
    desk = await openDesk();
});
after(async () => {
    await desk?.check();
    await desk?.close();
});

const signedIn = (who = desk.operator) => new Plain(desk).signIn(who);
const someone = (n, name, more = {}) => report(n, { name, surname: 'Prova', email: `${name.toLowerCase()}@cittadino.test`, ...more });
const here = url => url.replace(desk.url, '');

async function act(p, code, slug, values) {
    await p.open(`/ufficio/richieste/${code}`);
    const form = await p.formFor(slug);
    const body = new URLSearchParams([...new Map([...form.fields, ...Object.entries(values)])]).toString();
    assert.equal((await p.fetch('POST', form.action, { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })).status, 303);
}

// The file as it came, checked by qpdf; what it says.
async function pdf(p, url, name) {
    const r = await p.fetch('GET', url);
    assert.equal(r.status, 200, `${url}: ${r.text.slice(0, 300)}`);
    assert.match(r.headers['content-disposition'], /^attachment; filename="?[a-z]+-\d{4}-\d{6}-\w\.pdf/);
    assert.match(r.headers['cache-control'], /no-store|private/);
    mkdirSync(SCREENSHOTS, { recursive: true });
    const file = path.join(SCREENSHOTS, `${name}.pdf`);
    writeFileSync(file, r.bytes);
    execFileSync('qpdf', ['--check', file]);
    execFileSync('pdftoppm', ['-r', '60', '-png', file, file.replace(/\.pdf$/, '')]);
    return { file, text: execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }), tags: execFileSync('pdfinfo', ['-struct-text', file], { encoding: 'utf8' }),
        info: execFileSync('pdfinfo', [file], { encoding: 'utf8' }) };
}

test('the whole file of a request: what was said, by whom, and its attachments, tagged', { timeout: 90000 }, async () => {
    const a = await fileReport(desk, someone(1, 'Rita', { subject: 'Luce spenta «davanti» a scuola', body: 'Perché è buio? 路灯坏了.\nمرحبا بالعالم' }), { files: [{ name: 'foto.txt', mime: 'text/plain', bytes: Buffer.from('foto') }] });
    const p = await signedIn();
    await act(p, a.code, 'nota', { testo: 'Questa è una nota soltanto per noi.' });
    await act(p, a.code, 'scrivi', { testo: 'Gentile Rita, mandiamo qualcuno.' });
    await p.open(`/ufficio/richieste/${a.code}/stampa`);
    assert.ok(p.links().includes(`/ufficio/richieste/${a.code}/pdf`), 'the paper offers it');
    const d = await pdf(p, `/ufficio/richieste/${a.code}/pdf`, 'pdf-fascicolo');
    for (const words of ['Luce spenta «davanti» a scuola', 'Perché è buio?', '路灯坏了', 'Questa è una nota soltanto per noi.', 'Gentile Rita, mandiamo qualcuno.', 'rita@cittadino.test', 'foto.txt', 'pagina 1 di ', a.code])
        assert.ok(d.text.includes(words), `${words} in ${d.text}`);
    assert.match(d.info, new RegExp(`Title: +Fascicolo ${a.code}`));
    assert.match(d.info, /Tagged: +yes/);
    assert.match(d.tags, /^Document\n[\s\S]*H1 \(block\)\n\s+"Luce spenta «davanti» a scuola"/m);
    assert.match(d.tags, /H2 \(block\)\n\s+"Storia"/);
    assert.match(d.tags, /TH\n\s+"Nome"\n\s+TD\n\s+"Rita Prova"/);
});

test('without the notes of the offices, for who takes it out of the house', { timeout: 90000 }, async () => {
    const a = await fileReport(desk, someone(2, 'Sara'));
    const p = await signedIn();
    await act(p, a.code, 'nota', { testo: 'Il vicino è noto ai vigili.' });
    await act(p, a.code, 'scrivi', { testo: 'Gentile Sara, ci pensiamo noi.' });
    await p.open(`/ufficio/richieste/${a.code}/stampa`);
    assert.match(p.text(), /noto ai vigili/);
    const url = p.links().find(l => l.endsWith('/stampa?note=no'));
    await p.open(url);
    assert.doesNotMatch(p.text(), /noto ai vigili/);
    assert.match(p.text(), /ci pensiamo noi/);
    const d = await pdf(p, p.links().find(l => l.endsWith('/pdf?note=no')), 'pdf-senza-note');
    assert.doesNotMatch(d.text, /noto ai vigili/);
    assert.match(d.text, /ci pensiamo noi/);
    assert.match(d.text, /senza le note interne/);
});

test('a receipt is made some times an hour, not as often as somebody asks; the page is always there', { timeout: 90000 }, async () => {
    const a = await fileReport(desk, someone(9, 'Tina'));
    const url = `${here(a.track)}/ricevuta`, p = new Plain(desk);
    for (let i = 0; i < 10; i++)
        assert.equal((await p.fetch('GET', `${url}/pdf`)).status, 200);
    const r = await p.fetch('GET', `${url}/pdf`);
    assert.equal(r.status, 429);
    assert.ok(Number(r.headers['retry-after']) > 0);
    assert.equal((await p.fetch('GET', url)).status, 200);
    assert.equal((await (await signedIn()).fetch('GET', `/ufficio/richieste/${a.code}/pdf`)).status, 200, 'the desk is not counted');
});

test('what is black is black on paper, and a confidential one is read by few, each time on record', { timeout: 90000 }, async () => {
    const a = await fileReport(desk, someone(3, 'Gina', { body: 'Il rumore viene da Ottavio Squarcialupi, ogni notte.' }));
    const p = await signedIn();
    await p.open(`/ufficio/richieste/${a.code}/oscura`);
    await p.submit('passaggio', { passaggio: 'Ottavio Squarcialupi', perche: 'Dati di un terzo' });
    const d = await pdf(p, `/ufficio/richieste/${a.code}/pdf`, 'pdf-oscurata');
    assert.match(d.text, /Il rumore viene da \[oscurato\], ogni notte/);
    assert.doesNotMatch(d.text, /Squarcialupi/);
    const receipt = await pdf(new Plain(desk), `${here(a.track)}/ricevuta/pdf`, 'pdf-ricevuta-oscurata');
    assert.doesNotMatch(receipt.text, /Squarcialupi/);

    const lead = await signedIn(await desk.addOperator({ login: 'capo', name: 'Clara Capo', role: 'urp,responsabile' }));
    await lead.open(`/ufficio/richieste/${a.code}/riservatezza`);
    await lead.submit('riservata', { riservata: '1', testo: 'Prova' });
    const reader = await signedIn(await desk.addOperator({ login: 'lettore', name: 'Lino Lettura', role: 'lettura' }));
    assert.equal((await reader.fetch('GET', `/ufficio/richieste/${a.code}/pdf`)).status, 403);
    const looks = () => query(desk, `SELECT what FROM confidential_view v JOIN ticket t ON t.id = v.ticket_id WHERE t.code = '${a.code}'`).flat().filter(w => w === 'pdf').length;
    const before = looks();
    await pdf(lead, `/ufficio/richieste/${a.code}/pdf`, 'pdf-riservata');
    assert.equal(looks(), before + 1);
});

test('the receipt of a request is a file that can be kept, with all that the law wants in it', { timeout: 90000 }, async () => {
    const a = await fileReport(desk, someone(4, 'Ugo'));
    assert.ok(a.page.links().some(l => l.endsWith('/ricevuta/pdf')), 'offered once it is sent');
    const c = await new Plain(desk).open(here(a.track));
    const url = c.links().find(l => l.endsWith('/ricevuta/pdf'));
    const d = await pdf(c, url, 'pdf-ricevuta');
    const secret = here(a.track).split('/')[3];
    for (const words of [a.code, secret, 'Presentata', 'Risposta entro', 'Ufficio competente', 'Se non rispondiamo', 'Testo della richiesta numero 4', 'Comune di Borgo Esempio', 'Responsabile', 'Domicilio digitale', 'comunicazione di avvio del procedimento', 'vedere gli atti'])
        assert.ok(d.text.includes(words), `${words} in ${d.text}`);
    assert.match(d.tags, /Link \(inline\)/);
    assert.match(d.info, new RegExp(`Title: +Ricevuta della richiesta ${a.code}`));
    assert.equal((await c.fetch('GET', url.replace(secret, 'aaaa-aaaa-aaaa-aaaa'))).status, 404, 'only with the secret');
    const mine = await pdf(a.page, a.page.links().find(l => l.endsWith('/ricevuta/pdf')), 'pdf-ricevuta-bozza');
    assert.ok(mine.text.includes(a.code));
});

test('whoever types a request in and opens it gives the receipt from there, nobody else does', { timeout: 60000 }, async () => {
    const p = await signedIn();
    await p.open('/ufficio/nuova');
    await p.submit('subject', { subject: 'Panchina rotta', place: 'Via Roma 4', body: 'Due assi.' }, { button: 'do=salva' });
    const [, code] = /\/richieste\/([^?]+)\?fatto=nuova/.exec(p.path);
    assert.match(p.text(), /Numero da leggere alla persona/);
    assert.match(p.text(), /Testo per un SMS/);
    assert.ok(p.links().some(l => l.endsWith('/ricevuta')), 'to be printed');
    const d = await pdf(p, p.links().find(l => l.endsWith('/ricevuta/pdf')), 'pdf-ricevuta-sportello');
    assert.ok(d.text.includes(code));
    await p.open(`/ufficio/richieste/${code}`);
    assert.doesNotMatch(p.text(), /Numero da leggere/, 'only there');
    const other = await signedIn(await desk.addOperator({ login: 'bea', name: 'Bea Bianchi' }));
    await other.open(`/ufficio/richieste/${code}?fatto=nuova`);
    assert.doesNotMatch(other.text(), /Numero da leggere/);
});

test('many at once: each gets its own, nothing stays behind', { timeout: 120000 }, async () => {
    const all = [];
    for (let i = 10; i < 14; i++) all.push(await fileReport(desk, someone(i, `Nome${String.fromCharCode(97 + i)}`)));
    const p = await signedIn();
    const open = () => Number(execFileSync('sh', ['-c', `ls /proc/${desk.pid}/fd | wc -l`], { encoding: 'utf8' }));
    await pdf(p, `/ufficio/richieste/${all[0].code}/pdf`, 'pdf-uno');
    const before = open();
    await Promise.all(all.flatMap(a => [1, 2, 3].map(async () => {
        const r = await p.fetch('GET', `/ufficio/richieste/${a.code}/pdf`);
        assert.equal(r.status, 200);
        assert.ok(r.headers['content-disposition'].includes(a.code));
    })));
    assert.ok(open() <= before + 4, 'no files stay open');
});
