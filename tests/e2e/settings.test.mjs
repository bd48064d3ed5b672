// SPDX-License-Identifier: EUPL-1.2
// What a responsabile changes in the browser, and what comes of it: without script, by the forms that the pages really show.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { makeMail, parseMail } from './lib/mail.mjs';
import { Operator } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { Scene, missing } from './lib/scene.mjs';
import { until } from './lib/wait.mjs';

const S = '/ufficio/impostazioni';
let desk, browser, lead;
before(async () => {
    desk = await openDesk();
    desk.operator = await desk.addOperator({ login: 'laura', name: 'Laura Rinaldi', role: 'responsabile' });
    lead = await new Plain(desk).signIn(desk.operator);
    browser = await openBrowser();
});
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
});

const one = sql => query(desk, sql)[0]?.[0];
const settore = code => one(`SELECT id FROM settore WHERE code = '${code}'`);
const post = () => path.join(desk.data, 'posta', 'new');
const mails = () => (existsSync(post()) ? readdirSync(post()).map(f => parseMail(readFileSync(path.join(post(), f)))) : []);
const mailTo = (addr, code) => until(`a mail to ${addr} about ${code}`, () => mails().find(m => m.to?.includes(addr) && m.subject.includes(code)));

// The value of a category of the citizen's form.
async function topic(words, type = '/segnala') {
    const p = new Plain(desk);
    await p.open(type);
    await p.submit('privacy', { privacy: '1' });
    return p.form('body').options.get('category').find(o => words.test(o.text)).value;
}

test('a rule is tried on last year\'s requests, saved, and counts for the next one', { timeout: 120000 }, async () => {
    const codes = [];
    for (let i = 0; i < 3; i++) codes.push((await fileReport(desk, report(i))).code);
    const before = one('SELECT count(*) FROM rule');
    await lead.open(`${S}/regole/nuova`);
    const rule = { type: 'report', category: 'strade-buche', settore: 'ambiente', certain: '1', note: 'prova' };
    await lead.submit('settore', rule, { button: 'do=prova' });
    assert.match(lead.text(), /Cambierebbe 3 assegnazioni/);
    assert.match(lead.text(), new RegExp(codes[2]));
    assert.match(lead.text(), /Lavori pubblici e Manutenzioni/);
    assert.equal(one('SELECT count(*) FROM rule'), before, 'a trial changes nothing');
    assert.equal(lead.form('settore').fields.get('settore'), 'ambiente', 'what was chosen is still there');
    await lead.submit('settore', {}, { button: 'do=salva' });
    assert.match(lead.text(), /Salvato/);
    assert.match(lead.text(), /Laura Rinaldi/, 'the change is on record');
    const { code } = await fileReport(desk, report(9));
    assert.equal(one(`SELECT s.code FROM ticket t JOIN settore s ON s.id = t.settore_id WHERE t.code = '${code}'`), 'ambiente');
    await lead.open(`${S}/spiega/${code}`);
    assert.match(lead.text(), /Va subito a Ambiente, Verde e Rifiuti/);
    assert.match(lead.text(), /prova/);
    await lead.open(`${S}/spiega`);
    await lead.submit('type', { type: 'report', category: 'strade-buche', place: 'via Montecolle 1' }, { button: 'do=caso' });
    assert.match(lead.text(), /zona: Montecolle/);
});

test('a rule is moved, switched off and deleted, and comes back from the record', { timeout: 120000 }, async () => {
    await lead.open(`${S}/regole`);
    const order = () => query(desk, 'SELECT id FROM rule ORDER BY position, id').flat();
    const id = one("SELECT r.id FROM rule r JOIN category c ON c.id = r.category_id WHERE r.type = 'info' AND c.code = 'tributi'");
    const was = order().indexOf(id);
    const press = async act => {
        const f = lead.forms().find(x => x.action === `${S}/regole/${id}/${act}`);
        assert.ok(f, `a button ${act}`);
        return lead.settle(await desk.post(f.action, Object.fromEntries(f.fields), { headers: { Cookie: [...lead.cookies].map(c => c.join('=')).join('; ') } }), f.action);
    };
    await press('su');
    assert.equal(order().indexOf(id), was - 1);
    await press('spegni');
    assert.equal(one(`SELECT active FROM rule WHERE id = ${id}`), '0');
    await lead.open(`${S}/regole/${id}`);
    await press('elimina');
    assert.equal(one(`SELECT count(*) FROM rule WHERE id = ${id}`), '0');
    const n = one('SELECT count(*) FROM rule');
    await lead.submit('cambio');
    assert.equal(Number(one('SELECT count(*) FROM rule')), Number(n) + 1, 'put back');
});

test('two responsabili: the second sees what the first wrote, and loses nothing', { timeout: 120000 }, async () => {
    const other = await new Plain(desk).signIn(desk.operator);
    const id = settore('tributi');
    await lead.open(`${S}/settori/${id}`);
    await other.open(`${S}/settori/${id}`);
    await lead.submit('tasks', { phone: '000 111' }, { button: 'do=salva' });
    await other.submit('tasks', { phone: '000 222', tasks: 'Imposte del Comune.' }, { button: 'do=salva' });
    assert.equal(other.status, 422);
    assert.match(other.text(), /Nel frattempo qualcun altro ha cambiato/);
    assert.match(other.text(), /Com’è adesso.*000 111/);
    assert.equal(other.form('tasks').fields.get('tasks'), 'Imposte del Comune.');
    assert.equal(one(`SELECT phone FROM settore WHERE id = ${id}`), '000 111');
    await other.submit('tasks', {}, { button: 'do=salva' });
    assert.equal(one(`SELECT phone FROM settore WHERE id = ${id}`), '000 222', 'knowingly');
    await other.open(`${S}/settori/${id}`);
    assert.match(other.text(), /Telefono da «000 111» a «000 222»/);
    await other.submit('email', { email: 'tributi' }, { button: 'do=salva' });
    assert.match(other.text(), /indirizzo e-mail completo/);
});

test('while an office is away its mail goes to who stands in', { timeout: 120000 }, async () => {
    const last = new Date(Date.now() + 5 * 864e5).toISOString().slice(0, 10);
    await lead.open(`${S}/assenze/nuova?settore=polizia-locale`);
    assert.equal(lead.form('from').fields.get('settore'), 'polizia-locale');
    await lead.submit('from', { to: last, to_name: 'Ada Gallo', to_email: 'ada.gallo@comune.test' }, { button: 'do=salva' });
    assert.match(lead.text(), /Ada Gallo/);
    const { code } = await fileReport(desk, report(20, { category: await topic(/semafor|segnaletica/i) }));
    const mail = await mailTo('ada.gallo@comune.test', code);
    assert.match(mail.text, /è assente fino a .*: ti scriviamo perché lo sostituisci/);
    await lead.open(`/ufficio/richieste/${code}`);
    assert.match(lead.text(), /Assente fino al .*Ada Gallo/);
});

test('a settore with open requests is closed only when somebody else has them', { timeout: 120000 }, async () => {
    await lead.open(`${S}/regole/nuova`);
    await lead.submit('settore', { type: 'suggestion', settore: 'sistemi-informativi', certain: '1', channel: 'web', category: 'digitale' }, { button: 'do=salva' });
    const id = settore('sistemi-informativi');
    const { code } = await fileReport(desk, report(30, { category: await topic(/sito|online/i, '/richiedi/suggerimento') }), { type: '/richiedi/suggerimento' });
    assert.equal(one(`SELECT settore_id FROM ticket WHERE code = '${code}'`), id);
    await lead.open(`${S}/settori/${id}`);
    await lead.submit('tasks', { active: null }, { button: 'do=salva' });
    assert.match(lead.text(), /ancora 1 richieste aperte/);
    // Somebody looked at the office as it was before: nothing moves until it is seen as it is now.
    const other = await new Plain(desk).signIn(desk.operator);
    await other.open(`${S}/settori/${id}`);
    await lead.open(`${S}/settori/${id}`);
    await lead.submit('tasks', { phone: '000 123' }, { button: 'do=salva' });
    await other.submit('a', { a: 'urp' });
    assert.match(other.text(), /Nel frattempo qualcuno ha cambiato questo settore/);
    assert.equal(one(`SELECT settore_id FROM ticket WHERE code = '${code}'`), id, 'not moved');
    assert.equal(other.form('tasks').fields.get('phone'), '000 123', 'the page says how it is now');
    await lead.open(`${S}/settori/${id}`);
    await lead.submit('a', { a: '' });
    assert.match(lead.text(), /C.è qualcosa da correggere|Settore/);
    assert.equal(lead.status, 422);
    await lead.submit('a', { a: 'urp' });
    assert.equal(one(`SELECT s.code FROM ticket t JOIN settore s ON s.id = t.settore_id WHERE t.code = '${code}'`), 'urp');
    await lead.submit('tasks', { active: null }, { button: 'do=salva' });
    assert.match(lead.text(), /Mandano ancora a questo settore/, 'rules lead there');
    assert.equal(one(`SELECT active FROM settore WHERE id = ${id}`), '1');
});

test('a category asks more: the citizen answers, danger stops the form, the office reads the answers', { timeout: 120000 }, async () => {
    const ask = async values => {
        await lead.open(`${S}/domande/nuova?argomento=strade-buche`);
        await lead.submit('label', values, { button: 'do=salva' });
        assert.match(lead.text(), /Salvato/);
    };
    await ask({ label: 'Qualcuno può farsi male adesso?', kind: 'one', options: 'Sì\nNo', stop: 'Sì', required: '1' });
    await ask({ label: 'Quanto è profonda?', kind: 'number', hint: 'In centimetri.', position: '1' });
    await ask({ label: 'Chi ci passa?', kind: 'many', options: 'Auto\nBici\nPedoni', position: '2' });
    const p = new Plain(desk);
    await p.open('/segnala');
    await p.submit('privacy', { privacy: '1' });
    const category = p.form('body').options.get('category').find(o => /buca/i.test(o.text)).value;
    assert.ok(!p.form('body').names.has('q-qualcuno-puo-farsi-male-adesso'), 'not before the category is chosen');
    await p.submit('body', { category, ...report(40) }, { button: 'do=avanti' });
    assert.equal(p.status, 200);
    assert.match(p.text(), /ti chiediamo ancora qualcosa/);
    await p.submit('body', { 'q-qualcuno-puo-farsi-male-adesso': 'Sì', 'q-quanto-e-profonda': 'tanto' }, { button: 'do=avanti' });
    assert.equal(p.status, 422);
    assert.match(p.text(), /Chiama subito il 112/);
    assert.match(p.text(), /scrivi un numero/);
    await p.submit('body', { 'q-qualcuno-puo-farsi-male-adesso': 'No', 'q-quanto-e-profonda': '15', 'q-chi-ci-passa-0': '1', 'q-chi-ci-passa-2': '1' }, { button: 'do=avanti' });
    assert.match(p.text(), /Chi ci passa\? Auto, Pedoni/, 'in the summary');
    await p.submit('nonce');
    const code = /20\d\d-\d{6}-\w/.exec(p.text())[0];
    await lead.open(`/ufficio/richieste/${code}`);
    assert.match(lead.text(), /Quanto è profonda\? 15/);
    const work = await until('the assignment', () => mails().find(m => m.subject.includes(code) && m.subject.includes('Per voi')));
    assert.match(work.text, /Chi ci passa\?: Auto, Pedoni/);
});

test('a legal term is shortened, never loosened, and the page says which law', { timeout: 120000 }, async () => {
    const id = one("SELECT id FROM term WHERE type = 'access_foia' AND timer = 'final'");
    await lead.open(`${S}/termini/${id}`);
    await lead.submit('days', { days: '45' }, { button: 'do=salva' });
    assert.equal(lead.status, 422);
    assert.match(lead.text(), /D\.lgs\. 33\/2013, art\. 5/);
    assert.match(lead.text(), /si può solo abbreviare/);
    await lead.submit('days', { days: '20' }, { button: 'do=salva' });
    assert.equal(one(`SELECT days FROM term WHERE id = ${id}`), '20');
    const p = await new Plain(desk).open('/richiedi/accesso-civico-generalizzato');
    assert.match(p.text(), /Ti rispondiamo entro 20 giorni/);
});

test('a sentence in a mail: previewed by the real renderer, checked, kept with its history', { timeout: 120000 }, async () => {
    const numbers = one('SELECT count(*) FROM ticket');
    await lead.open(`${S}/testi/mail.receipt.intro`);
    await lead.submit('value', { value: 'Ciao {{pippo}}.' }, { button: 'do=salva' });
    assert.equal(lead.status, 422, 'no such field');
    await lead.submit('value', { value: 'Grazie, {{nome|cittadino}}: la pratica {{numero}} è in buone mani.' }, { button: 'do=anteprima' });
    assert.match(lead.text(), /Grazie, Maria Esempio: la pratica 20\d\d-\d{6}-\w è in buone mani/);
    assert.match(lead.text(), /Abbiamo ricevuto: Lampione spento/);
    assert.equal(one('SELECT count(*) FROM ticket'), numbers, 'the invented request is gone');
    await lead.submit('value', {}, { button: 'do=salva' });
    const { code } = await fileReport(desk, report(50, { email: 'mario@cittadino.test', category: await topic(/lampion/i) }));
    const mail = await mailTo('mario@cittadino.test', code);
    assert.match(mail.text, new RegExp(`Grazie, Mario Rossi: la pratica ${code} è in buone mani`));
    await lead.open(`${S}/testi/welcome`);
    const was = lead.form('value').fields.get('value');
    await lead.submit('value', { value: 'Benvenuti.' }, { button: 'do=salva' });
    assert.match((await new Plain(desk).open('/')).text(), /Benvenuti\./);
    await lead.open(`${S}/testi/welcome`);
    await lead.submit('cambio');
    assert.equal(one("SELECT value FROM ente WHERE key = 'text.welcome'"), was, 'put back from the history');
});

test('an emergency: one notice, a category paused, and it ends by itself', { timeout: 120000 }, async () => {
    const local = ms => new Date(ms).toLocaleString('sv-SE', { timeZone: 'Europe/Rome' }).slice(0, 16).replace(' ', 'T');
    await lead.open(`${S}/emergenze/nuova`);
    await lead.submit('text', { text: 'Nevica forte.', way: 'pause', 'categories.1': 'strade-neve' }, { button: 'do=salva' });
    assert.match(lead.text(), /chi trova il modulo fermo deve sapere dove chiamare/);
    await lead.submit('text', { contact: 'Protezione civile, 000 1234599' }, { button: 'do=salva' });
    for (const where of ['/', '/segnala', '/pratica']) assert.match((await new Plain(desk).open(where)).text(), /Nevica forte\. Intanto rivolgiti a: Protezione civile, 000 1234599/, where);
    const german = await (await fetch(`${desk.url}/`, { headers: { 'Accept-Language': 'de' } })).text();
    assert.match(german, /<span lang="it" dir="ltr">Nevica forte\.<\/span> <span>Wenden Sie sich bis dahin an:<\/span> <span lang="it" dir="ltr">Protezione civile, <a class="urp-whole" href="tel:0001234599">000 1234599<\/a><\/span>\. <span>Dieser Hinweis gilt bis .* Uhr\./);
    const p = new Plain(desk);
    await p.open('/segnala');
    await p.submit('privacy', { privacy: '1' });
    const category = p.form('body').options.get('category').find(o => /neve/i.test(o.text)).value;
    await p.submit('body', { category, ...report(60) }, { button: 'do=avanti' });
    assert.equal(p.status, 422);
    assert.match(p.text(), /non raccogliamo richieste su questo argomento/);
    assert.doesNotMatch(p.text(), /Se ne occuperà|manda all’ufficio giusto|nessuno ha ancora segnalato/, 'nobody deals with it for now');
    await p.submit('body', { subject: 'x', body: '' }, { button: 'do=avanti' });
    const told = p.html.slice(p.html.indexOf('id="errori"'), p.html.indexOf('</ul>', p.html.indexOf('id="errori"')));
    assert.deepEqual([...told.matchAll(/href="#f-(\w+)"/g)].map(m => m[1]), ['category', 'subject', 'body'], 'errors stand in the order of the page');
    await p.submit('body', { ...report(60) }, { button: 'do=vicino' });
    assert.match(p.text(), /non raccogliamo richieste su questo argomento.*Cambia argomento o luogo/);
    assert.doesNotMatch(p.text(), /Chi se ne occuperà|Continua: descrivi/);
    await p.open(p.path.replace(/\/vicino.*/, ''));
    const id = one('SELECT id FROM emergency');
    await lead.open(`${S}/emergenze/${id}`);
    await lead.submit('text', { from: local(Date.now() - 7200e3), until: local(Date.now() - 3600e3) }, { button: 'do=salva' });
    assert.doesNotMatch((await new Plain(desk).open('/')).text(), /Nevica forte/);
    await p.submit('body', {}, { button: 'do=avanti' });
    assert.equal(p.status, 200, 'the same draft goes on');
});

test('the forms are closed, say what to do instead, and take nothing', { timeout: 120000 }, async () => {
    const p = new Plain(desk), drafts = () => one('SELECT count(*) FROM draft');
    await p.open('/segnala');
    const day = n => new Date(Date.now() + n * 864e5).toISOString().slice(0, 10);
    await lead.open(`${S}/canali/web`);
    await lead.submit('closed', { closed: '1', until: day(-2) }, { button: 'do=salva' });
    assert.equal(lead.status, 422);
    assert.match(lead.text(), /Questo giorno è già passato/);
    await lead.submit('closed', { until: day(7), text: 'Per una settimana telefona allo 000 1234500.' }, { button: 'do=anteprima' });
    assert.match(lead.text(), /Che cosa si leggerà.*Per una settimana telefona.*PEC: /);
    await lead.submit('closed', {}, { button: 'do=salva' });
    assert.match(lead.text(), /Canale: Modulo sul sito: aggiunto/);
    const n = drafts();
    await p.submit('privacy', { privacy: '1' });
    assert.match(p.text(), /I moduli sul sito sono chiusi fino al \d.*telefona allo 000 1234500.*E-mail.*PEC.*Telefono/);
    assert.equal(drafts(), n);
    assert.doesNotMatch(p.text(), /adesso\? Non usare|Quando non usare|passo 1 di 3/, 'there is no form that one could use');
    assert.match(p.text(), /C’è pericolo adesso\? Chiama il 112/);
    await p.open('/servizi/segnalazione');
    assert.match(p.text(), /Come fare Rivolgiti a noi in uno dei modi che trovi in «Accedi al servizio»/);
    assert.doesNotMatch(p.text(), /Apri il modulo|Oppure in uno di questi modi/);
    await p.open('/');
    assert.match(p.text(), /I moduli sul sito sono chiusi fino al/);
    await lead.open('/ufficio/sicurezza');
    const admin = await new Plain(desk).signIn(await desk.addOperator({ login: 'aldo', name: 'Aldo Sicuro', role: 'admin' }));
    await admin.open('/ufficio/sicurezza');
    assert.match(admin.text(), /Canale chiuso: Modulo sul sito fino al/);
    await lead.open(`${S}/canali/web`);
    await lead.submit('closed', { closed: '' }, { button: 'do=salva' });
    await p.open('/segnala');
    assert.ok(p.form('privacy'));
});

test('certified mail is not closed, and the page says which law; the desk takes what the law lets come by any door', { timeout: 120000 }, async () => {
    await lead.open(`${S}/canali/pec`);
    assert.match(lead.text(), /La PEC non si può chiudere.*artt. 40-bis e 65/);
    assert.ok(!lead.forms().some(f => f.names.has('closed')), 'nothing to choose');
    const post = (path, fields) => lead.fetch('POST', path, { body: new URLSearchParams(fields).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    const csrf = lead.forms().find(f => f.fields.has('_csrf')).fields.get('_csrf');
    assert.notEqual((await post(`${S}/canali/pec`, { _csrf: csrf, version: '', closed: '1', until: '', text: '', do: 'salva' })).status, 303);
    assert.equal(one("SELECT count(*) FROM channel WHERE code = 'pec'"), '0');
    await lead.open(`${S}/canali/phone`);
    await lead.submit('closed', { closed: '1' }, { button: 'do=salva' });
    await lead.open('/ufficio/nuova');
    const before = one('SELECT count(*) FROM ticket');
    await lead.submit('body', { type: 'report', channel: 'phone', subject: 'Buca', body: 'Davanti alla scuola.', place: 'via Roma 1', name: 'Anna', surname: 'Verdi' });
    assert.equal(lead.status, 422);
    assert.match(lead.text(), /Questo canale è chiuso/);
    assert.equal(lead.form('body').fields.get('body'), 'Davanti alla scuola.');
    assert.equal(one('SELECT count(*) FROM ticket'), before);
    await lead.submit('body', { type: 'access_civic', name: 'Anna', surname: 'Verdi' });
    assert.equal(one('SELECT type FROM ticket ORDER BY id DESC LIMIT 1'), 'access_civic');
    await lead.open(`${S}/canali/phone`);
    await lead.submit('closed', { closed: '' }, { button: 'do=salva' });
});

const skip = missing();
test('a closed mailbox, with a real mail server: one courteous answer a day, nothing to a machine, nothing lost, taken anyway', { skip, timeout: 240000 }, async t => {
    const s = await Scene.open(t, { town: 's', browser: false });
    const boss = await new Plain(s.desk).signIn(await s.desk.addOperator({ login: 'lucia', name: 'Lucia Capo', role: 'responsabile' }));
    const q = sql => query(s.desk, sql)[0]?.[0];
    const from = s.town.citizen('anna'), robot = s.town.citizen('robot'), to = s.town.office('urp'), urp = s.box(to), anna = s.box(from);
    const send = (subject, more = {}) => s.town.send({ from: more.from ?? from, to, raw: makeMail({ from, to, fromName: 'Anna Verdi', subject, text: 'Il lampione è spento.', ...more }) });
    const settled = n => until(`${n} mails worked through`, () => Number(q("SELECT count(*) FROM mail_journal WHERE state <> 'new'")) >= n, { ms: 60000, every: 100 });

    // A request from before the door was closed.
    await send('Prima della chiusura');
    const receipt = await anna.wait('the receipt', m => /Prima della chiusura/.test(m.subject));
    await boss.open(`${S}/canali/mail`);
    await boss.submit('closed', { closed: '1', text: 'Da oggi si scrive con il modulo.' }, { button: 'do=salva' });

    await send('Lampione spento', { messageId: `lampione@${s.town.citizens}` });
    const said = await anna.wait('the answer of the closed door', m => /non è diventata una richiesta: Lampione spento/.test(m.subject));
    assert.equal(said.header('auto-submitted'), 'auto-replied');
    assert.match(said.inReplyTo, /lampione@/);
    assert.match(said.text, /Da oggi si scrive con il modulo/);
    assert.match(said.text, /PEC/);
    assert.match(said.text, /Telefono/);
    await send('Un secondo lampione');
    await send('Un programma', { from: robot, headers: { 'Auto-Submitted': 'auto-generated' } });
    await send('Re: Prima della chiusura', { headers: { 'In-Reply-To': receipt.header('message-id'), References: receipt.header('message-id') }, text: 'Sono due lampioni.' });
    await settled(5);
    assert.equal(q('SELECT count(*) FROM ticket'), '1', 'no new request');
    assert.equal(q("SELECT count(*) FROM message WHERE body LIKE 'Sono due lampioni.%'"), '1', 'the reply is with its request');
    assert.equal(q("SELECT group_concat(subject, '|') FROM mail_journal WHERE class = 'closed'"), 'Lampione spento|Un secondo lampione|Un programma');
    await until('all to be sent', () => q('SELECT count(*) FROM outbox WHERE settled_at IS NULL') === '0', { ms: 30000 });
    assert.equal(anna.mails().filter(m => /non è diventata una richiesta/.test(m.subject)).length, 1, 'one a day');
    assert.equal(s.box(robot).mails().length, 0, 'nothing to a machine');
    assert.equal(urp.mails().length, 5, 'all of them are still in the mailbox');

    await boss.open('/ufficio');
    assert.match(boss.text(), /Posta non presa\s+3/, 'the board says that they are there');
    await boss.open('/ufficio/posta?scheda=non-prese');
    assert.match(boss.text(), /Non prese\s+3/);
    assert.match(boss.text(), /Un programma.*Un secondo lampione.*Lampione spento/);
    await boss.open(`/ufficio/posta/arrivo/${q("SELECT id FROM mail_journal WHERE subject = 'Lampione spento'")}`);
    assert.match(boss.text(), /Non preso: la casella era chiusa/);
    await boss.open(boss.links().find(l => l.includes('/ufficio/nuova?posta=')));
    assert.equal(boss.form('body').fields.get('reply_by') ?? 'email', 'email');
    await boss.submit('body', { subject: 'Lampione spento', type: 'report', place: 'via Roma 3' });
    await until('the request made by hand', () => q("SELECT t.code FROM ticket t JOIN mail_journal j ON j.ticket_id = t.id WHERE j.subject = 'Lampione spento'"));
    await boss.open('/ufficio/posta?scheda=non-prese');
    assert.match(boss.text(), /Non prese\s+2/);
    // One that needs no request is put aside, with a reason, and back.
    const advert = `/ufficio/posta/arrivo/${q("SELECT id FROM mail_journal WHERE subject = 'Un programma'")}`;
    await boss.open(advert);
    await boss.submit('motivo', { motivo: '' });
    assert.equal(boss.status, 422);
    assert.match(boss.text(), /Scegli perché non serve una richiesta/);
    await boss.submit('motivo', { motivo: 'pubblicita' });
    assert.match(boss.text(), /Fatto: messa da parte/);
    assert.match(boss.text(), /Messa da parte .*: È pubblicità/);
    await boss.settle(await boss.again(), advert);
    assert.equal(boss.status, 422);
    assert.match(boss.text(), /qualcun altro si è occupato di questo messaggio/);
    await boss.open('/ufficio/posta?scheda=non-prese');
    assert.match(boss.text(), /Non prese\s+1/);
    assert.doesNotMatch(boss.text(), /Un programma/);
    await boss.open('/ufficio');
    assert.match(boss.text(), /Posta non presa\s+1/);
    await boss.open(advert);
    const back = boss.forms().find(f => f.action.endsWith('/rimetti'));
    await boss.settle(await boss.fetch('POST', back.action, { body: new URLSearchParams([...back.fields]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }), back.action);
    assert.match(boss.text(), /Fatto: è di nuovo fra le non prese/);
    assert.match(boss.text(), /Rimessa/);
    await boss.open('/ufficio/posta?scheda=non-prese');
    assert.match(boss.text(), /Un programma/);
    // Open again: the next one is a request.
    await boss.open(`${S}/canali/mail`);
    await boss.submit('closed', { closed: '' }, { button: 'do=salva' });
    await send('Dopo la riapertura');
    await anna.wait('a receipt again', m => /Dopo la riapertura/.test(m.subject));
    await s.desk.check();
});

test('in an emergency new requests hang together with one', { timeout: 120000 }, async () => {
    const { code: parent } = await fileReport(desk, report(70, { category: await topic(/lampion/i) }));
    await lead.open(`${S}/emergenze/nuova`);
    await lead.submit('text', { text: 'Manca l\'acqua.', way: 'group', 'categories.1': 'verde', parent: '2026-999999-X' }, { button: 'do=salva' });
    assert.match(lead.text(), /Scrivi il numero di una richiesta su cui lavori/);
    await lead.submit('text', { parent }, { button: 'do=salva' });
    const { code } = await fileReport(desk, report(71, { category: await topic(/alber/i) }));
    assert.equal(one(`SELECT t.code FROM link l JOIN ticket t ON t.id = l.other_id JOIN ticket n ON n.id = l.ticket_id WHERE n.code = '${code}'`), parent);
});

test('who does not work on a request ties nothing to it, and is not told that it is there', { timeout: 120000 }, async () => {
    const { code } = await fileReport(desk, report(61, { category: await topic(/lampione/i) }));
    const admin = await new Plain(desk).signIn(await desk.addOperator({ login: 'ada', name: 'Ada Amministra', role: 'admin' }));
    const said = [];
    for (const parent of [code, '2020-000001-X']) {
        await admin.open(`${S}/emergenze/nuova`);
        await admin.submit('parent', { text: 'Prova.', way: 'group', 'categories.1': 'strade-buche', parent }, { button: 'do=salva' });
        assert.equal(admin.status, 422);
        said.push(/Scrivi il numero di una richiesta[^.]*\./.exec(admin.text())?.[0]);
    }
    assert.ok(said[0] && said[0] === said[1], `${said}`);
    assert.equal(one(`SELECT count(*) FROM emergency WHERE parent = '${code}'`), '0');
});

test('a topic has names in other languages, which citizens read; without one the Italian name says that it is Italian', { timeout: 120000 }, async () => {
    const id = one("SELECT id FROM category WHERE code = 'strade-marciapiedi'"), group = one("SELECT id FROM category WHERE code = 'strade'");
    await lead.open(`${S}/argomenti/${id}`);
    assert.match(lead.html, /<details class="urp-quoted"><summary>In altre lingue<\/summary>/);
    await lead.submit('name_de', { name_de: 'Gehweg <alt>' }, { button: 'do=salva' });
    assert.equal(one(`SELECT name FROM category_name WHERE category_id = ${id} AND lang = 'de'`), 'Gehweg <alt>');
    await lead.open(`${S}/argomenti/${id}`);
    assert.equal(lead.form('name_de').fields.get('name_de'), 'Gehweg <alt>');
    assert.match(lead.text(), /Nome in tedesco/);

    const p = new Plain(desk);
    const form = async lang => {
        p.cookies.set('lingua', lang);
        await p.open('/segnala');
        await p.submit('privacy', { privacy: '1' });
        return p.html;
    };
    const option = html => new RegExp(`<option value="${id}"[^>]*>[^<]*`).exec(html)[0];
    const label = html => /<optgroup label="(?:Strade|Straßen)[^>]*>/.exec(html)[0];
    assert.equal(option(await form('fr')), `<option value="${id}" lang="it" dir="ltr">Marciapiede rovinato`);
    assert.equal(option(await form('it')), `<option value="${id}">Marciapiede rovinato`);
    assert.equal(option(await form('de')), `<option value="${id}">Gehweg &lt;alt&gt;`);
    assert.equal(label(p.html), '<optgroup label="Strade e marciapiedi" lang="it" dir="ltr">', 'its group has none');
    await lead.open(`${S}/argomenti/${group}`);
    await lead.submit('name_de', { name_de: 'Straßen und Gehwege' }, { button: 'do=salva' });
    assert.equal(label(await form('de')), '<optgroup label="Straßen und Gehwege">');

    await p.submit('body', { category: id, place: 'Via Dante 77', subject: 'Loch im Weg', body: 'Ein tiefes Loch.', name: 'Jana', surname: 'Weiss', email: 'jana@weiss.test' }, { button: 'do=avanti' });
    assert.ok(p.html.includes('<dd>Gehweg &lt;alt&gt;</dd>'), 'in the summary');
    await until('the request to be taken', async () => (await p.submit('nonce')).status !== 422);
    const track = p.links().find(u => /\/pratica\/2/.test(u)).replace(desk.url, '');
    await p.open(track);
    assert.ok(p.html.includes('<dd>Gehweg &lt;alt&gt;</dd>'), 'where it is followed');
    p.cookies.set('lingua', 'fr');
    await p.open(track);
    assert.ok(p.html.includes('<dd><span lang="it" dir="ltr">Marciapiede rovinato</span></dd>'));
    await lead.open(`/ufficio/richieste/${/2\d{3}-\d{6}-\w/.exec(track)[0]}`);
    assert.match(lead.text(), /Marciapiede rovinato/, 'the office reads Italian');
});

test('a settore has names in other languages, too: the citizen reads his, the office Italian', { timeout: 120000 }, async () => {
    const filed = await fileReport(desk, report(91, { email: 'jonas@weiss.test', category: one("SELECT id FROM category WHERE code = 'strade-marciapiedi'") }));
    const [id, name] = query(desk, `SELECT s.id, s.name FROM settore s JOIN ticket t ON t.settore_id = s.id WHERE t.code = '${filed.code}'`)[0];
    const p = new Plain(desk);
    const follow = async lang => {
        p.cookies.set('lingua', lang);
        await p.open(filed.track.replace(desk.url, ''));
        return p.html;
    };
    assert.ok((await follow('de')).includes(`<dd><span lang="it" dir="ltr">${name}</span></dd>`));
    await lead.open(`${S}/settori/${id}`);
    await lead.submit('name_de', { name_de: 'Öffentliche Arbeiten' }, { button: 'do=salva' });
    assert.ok((await follow('de')).includes('<dd>Öffentliche Arbeiten</dd>'));
    assert.match(p.text(), /: Öffentliche Arbeiten/, 'in what happened');
    assert.ok((await follow('it')).includes(`<dd>${name}</dd>`));
    await lead.open(`/ufficio/richieste/${filed.code}`);
    assert.ok(lead.text().includes(name) && !lead.text().includes('Öffentliche'));
});

test('the file of the body does not undo what was changed here, and export gives it back', { timeout: 120000 }, async () => {
    const file = path.join(desk.dir, 'ente.json');
    const refused = await desk.cli(['ente', 'load', file]);
    assert.notEqual(refused.code, 0);
    assert.match(refused.err, /annullerebbe queste modifiche/);
    assert.match(refused.err, /settori: Tributi/);
    const out = await desk.must(['ente', 'export']);
    assert.match(out, /"name_de": ?"Gehweg <alt>"/);
    const copy = path.join(desk.dir, 'copia.json');
    writeFileSync(copy, out);
    await desk.must(['ente', 'load', copy]);
    assert.equal(await desk.must(['ente', 'export']), out, 'what was exported loads to the same');
    await desk.must(['ente', 'load', file, '--force']);
    assert.equal(one('SELECT count(*) FROM question'), '3', 'sections that the file does not have stay');
    assert.notEqual(one("SELECT phone FROM settore WHERE code = 'tributi'"), '000 222');
});

test('another body: written here, one press away where a request is handed over, and reached by PEC', { timeout: 120000 }, async () => {
    await lead.open(`${S}/altri-enti/nuova`);
    await lead.submit('pec', { name: 'Regione Esempio', tasks: 'parchi regionali' }, { button: 'do=salva' });
    assert.equal(lead.status, 422);
    assert.match(lead.text(), /Scrivi un indirizzo a cui passare le richieste/);
    await lead.submit('pec', { pec: 'protocollo@pec.regione.test' }, { button: 'do=salva' });
    assert.match(lead.text(), /Regione Esempio.*protocollo@pec.regione.test \(PEC\)/);
    const { code } = await fileReport(desk, report(62, { category: await topic(/lampione/i) }));
    await (await lead.open(`/ufficio/richieste/${code}`)).unfold('trasferisci');
    const link = lead.links().find(l => l.includes('ente=regione-esempio'));
    assert.ok(link, 'one press away');
    await lead.open(link.split('#')[0]);
    const f = lead.forms().find(x => x.action.endsWith('/trasferisci'));
    assert.ok([...f.fields.values()].includes('protocollo@pec.regione.test'));
    await lead.submit([...f.names].find(n => f.fields.get(n) === 'protocollo@pec.regione.test'));
    assert.equal(one(`SELECT way FROM outbox WHERE to_addr = 'protocollo@pec.regione.test'`).slice(0, 3), 'pec');
    await lead.open(`${S}/altri-enti/${one("SELECT id FROM other_body WHERE code = 'regione-esempio'")}`);
    await lead.submit('pec', { active: null }, { button: 'do=salva' });
    const again = await fileReport(desk, report(63, { category: await topic(/lampione/i) }));
    await (await lead.open(`/ufficio/richieste/${again.code}`)).unfold('trasferisci');
    assert.ok(!lead.links().some(l => l.includes('ente=regione-esempio')), 'switched off');
});

test('an area: its streets say where a report is, a rule gives it to an office, and it is not deleted while they name it', { timeout: 120000 }, async () => {
    await lead.open(`${S}/zone/nuova`);
    await lead.submit('streets', { name: 'Ponte Alto', streets: 'via del Ponte Alto\nvia Roma' }, { button: 'do=salva' });
    assert.equal(lead.status, 422);
    assert.match(lead.text(), /La via «via Roma» è già in un'altra zona/);
    await lead.submit('streets', { streets: 'via del Ponte Alto\nvia del Mulino Vecchio' }, { button: 'do=salva' });
    assert.match(lead.text(), /Ponte Alto\s+2/);
    await lead.open(`${S}/regole/nuova`);
    await lead.submit('settore', { type: 'report', area: 'ponte-alto', settore: 'cultura-sport', certain: '1' }, { button: 'do=salva' });
    await lead.open(`${S}/spiega`);
    await lead.submit('type', { type: 'report', place: 'via del mulino vecchio 3' }, { button: 'do=caso' });
    assert.match(lead.text(), /zona: Ponte Alto/);
    assert.match(lead.text(), /Cultura, Sport/);
    const id = one("SELECT id FROM area WHERE code = 'ponte-alto'");
    await lead.open(`${S}/zone/${id}`);
    await lead.submit('streets', { streets: 'via del Ponte Alto' }, { button: 'do=salva' });
    assert.equal(one(`SELECT count(*) FROM street WHERE area_id = ${id}`), '1');
    await lead.open(`${S}/zone/${id}`);
    const drop = lead.forms().find(x => x.action.endsWith('/elimina'));
    const r = await lead.fetch('POST', drop.action, { body: new URLSearchParams([...drop.fields]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal(r.status, 422);
    assert.match(r.text, /la nominano 1 regole e 0 richieste/);
    assert.match(r.text, /<h1[^>]*>\s*Ponte Alto/, 'the page of the area, with what was wrong');
    assert.equal(one(`SELECT count(*) FROM area WHERE id = ${id}`), '1');
});

test('a prepared answer has a language and categories, and categories of a file that the form has no room for stay', { timeout: 120000 }, async () => {
    const codes = query(desk, 'SELECT code FROM category WHERE parent_id IS NOT NULL ORDER BY id LIMIT 6').flat();
    await desk.loadEnte(e => ({ reply_templates: [...e.reply_templates, { code: 'lunga', title: 'Per molti', body: 'Grazie.', categories: codes }] })).catch(() => null);
    const id = one("SELECT id FROM reply_template WHERE code = 'lunga'");
    await lead.open(`${S}/risposte/${id}`);
    assert.equal(lead.form('body').fields.get('categories.4'), [...codes].sort()[3]);
    await lead.submit('body', { language: 'en', body: 'Thank you.', 'categories.1': '' }, { button: 'do=salva' });
    assert.match(lead.text(), /Per molti\s+Inglese/);
    const kept = query(desk, `SELECT c.code FROM reply_template_category t JOIN category c ON c.id = t.category_id WHERE t.template_id = ${id} ORDER BY c.code`).flat();
    assert.deepEqual(kept, [...codes].sort().slice(1));
    assert.equal(one(`SELECT language FROM reply_template WHERE id = ${id}`), 'en');
});

test('reminders: what would leave for a report that came now, before and after a change', { timeout: 120000 }, async () => {
    await lead.open(`${S}/solleciti`);
    assert.match(lead.text(), /avrebbe questi promemoria.*Sollecito: \S+ \d+ \S+ \d{4}, ore 8, al settore/);
    assert.match(lead.text(), /In bacheca: il settore non risponde/, 'to the end of the ladder');
    await lead.open(`${S}/solleciti/remind_from_hour`);
    await lead.submit('value', { value: '11' }, { button: 'do=anteprima' });
    assert.match(lead.text(), /Sollecito: \S+ \d+ \S+ \d{4}, ore 11, al settore/);
    assert.equal(one("SELECT count(*) FROM ente WHERE key = 'remind_from_hour' AND value <> ''"), '0', 'a preview changes nothing');
    await lead.submit('value', { value: '19' }, { button: 'do=salva' });
    assert.equal(lead.status, 422);
    assert.match(lead.text(), /finiscono alle 18/);
    await lead.submit('value', { value: '11' }, { button: 'do=salva' });
    assert.match(lead.text(), /Prima ora alle 11/);
    assert.match(lead.text(), /Prima ora: aggiunto/);
    await lead.open(`${S}/solleciti/remind_every_days`);
    await lead.submit('value', { value: '90' }, { button: 'do=salva' });
    assert.equal(lead.status, 422);
    assert.equal(lead.form('value').fields.get('value'), '90', 'what was typed is kept');
});

test('from the words alone: what it would have decided is counted, nothing changes until it is saved', { timeout: 120000 }, async () => {
    await lead.open(`${S}/dalle-parole/suggest_certainty`);
    await lead.submit('value', { value: '' }, { button: 'do=prova' });
    assert.match(lead.text(), /Scegli una percentuale/);
    await lead.submit('value', { value: '60' }, { button: 'do=prova' });
    assert.match(lead.text(), /andat[ae] da sol[ae]/);
    const n = Number(/Abbiamo guardato (\d+) richieste/.exec(lead.text())[1]);
    assert.equal(n, Number(one("SELECT count(*) FROM ticket WHERE settore_id IS NOT NULL AND state <> 'archived' AND type NOT LIKE 'access%' AND flags & 4 = 0")));
    assert.equal(one("SELECT count(*) FROM ente WHERE key = 'suggest_certainty'"), '0');
    await lead.submit('value', { value: '90' }, { button: 'do=salva' });
    assert.match(lead.text(), /Dal 90 % di sicurezza/);
    assert.equal(one("SELECT value FROM ente WHERE key = 'suggest_certainty'"), '90');
});

test('an object that a page does not have is not there, whatever is typed into the address', { timeout: 120000 }, async () => {
    await lead.open(`${S}/ente/name`);
    const hidden = Object.fromEntries(lead.form('value').fields);
    const gone = async (method, where, fields = {}) => {
        const r = await lead.fetch(method, S + where, { body: method === 'GET' ? null : new URLSearchParams({ ...hidden, ...fields }).toString(), headers: method === 'GET' ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' } });
        assert.equal(r.status, 404, `${method} ${where}`);
    };
    assert.equal(one("SELECT count(*) FROM ente WHERE key = 'name'"), '1', 'it is in the store');
    await lead.submit('value', { value: `${hidden.value} di prova` }, { button: 'do=salva' });
    assert.match(lead.text(), /Salvato/);
    for (const where of ['/solleciti/name', '/dalle-parole/name']) {
        await gone('GET', where);
        await gone('POST', where, { value: 'x', do: 'anteprima' });
    }
    const change = one("SELECT max(id) FROM setting_change WHERE before IS NOT NULL AND section = 'ente'");
    for (const where of ['/ente/nuova', '/testi/nuova', '/canali/nuova', '/solleciti/nuova', '/dalle-parole/nuova']) {
        await gone('POST', `${where}/ripristina`, { cambio: change });
        await gone('POST', where, { value: 'x' });
    }
    assert.equal(one("SELECT count(*) FROM ente WHERE key IN ('', 'text.')"), '0');
    assert.equal((await lead.open(`${S}/ente`)).status, 200, 'the daemon is there');
});

test('who is no responsabile changes nothing', { timeout: 120000 }, async () => {
    const plain = await new Plain(desk).signIn(await desk.addOperator({ login: 'marco', name: 'Marco Villa', role: 'urp' }));
    for (const where of ['', '/regole', '/regole/nuova', '/spiega']) assert.equal((await plain.open(S + where)).status, 403, where);
});

test('every page of the settings: no fault of accessibility, at every width, with keyboard focus', { timeout: 240000, skip: !existsSync('/usr/bin/chromium') }, async () => {
    const o = await Operator.arrive(desk, browser);
    const id = table => one(`SELECT min(id) FROM ${table}`);
    for (const [name, where] of Object.entries({ home: '', regole: '/regole', regola: `/regole/${id('rule')}`, settori: '/settori', settore: `/settori/${settore('lavori-pubblici')}`, assenze: '/assenze', assenza: '/assenze/nuova',
        argomenti: '/argomenti', argomento: `/argomenti/${id('category')}`, domande: '/domande', domanda: '/domande/nuova', termini: '/termini', termine: `/termini/${id('term')}`, chiusure: '/chiusure',
        chiusura: '/chiusure/nuova', testi: '/testi', testo: '/testi/mail.receipt.intro', ente: '/ente', senza: '/ente/anonymous_policy', risposte: '/risposte', risposta: `/risposte/${id('reply_template')}`,
        emergenze: '/emergenze', emergenza: '/emergenze/nuova', spiega: '/spiega',
        zone: '/zone', zona: `/zone/${id('area')}`, enti: '/altri-enti', altro: `/altri-enti/${id('other_body')}`, solleciti: '/solleciti', ora: '/solleciti/remind_from_hour', parole: '/dalle-parole',
        percento: '/dalle-parole/suggest_certainty', canali: '/canali', canale: '/canali/mail', pec: '/canali/pec' })) {
        await o.v.go(`${desk.url}${S}${where}`);
        await o.v.look(`impostazioni-${name}`);
    }
    await o.v.close();
});
