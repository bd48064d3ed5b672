// SPDX-License-Identifier: EUPL-1.2
// Certified mail, there and back: a provider of our own takes and certifies, Postfix and Dovecot carry and keep, urpd answers.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Gestore } from './lib/gestore.mjs';
import { makeMail } from './lib/mail.mjs';
import { openMailServer } from './lib/mailserver.mjs';
import { Operator } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { query } from './lib/requests.mjs';
import { Scene, missing } from './lib/scene.mjs';
import { step, until } from './lib/wait.mjs';

const skip = missing();

// The desk with a certified mailbox beside the ordinary one; by_pec: it has an account to send from, too.
async function open(t, { byPec = true, fate, browser = false } = {}) {
    const server = openMailServer();
    const town = server.town('p');
    const gestore = await new Gestore(town, town.office('pec'), { fate }).start();
    t.after(() => gestore.close());   // also when the daemon does not start
    const secret = path.join(gestore.dir, 'secret');
    writeFileSync(secret, `${server.password}\n`, { mode: 0o600 });
    const login = { user: gestore.account, password_file: secret, ca_file: server.ca };
    const s = await Scene.open(t, { browser, town, conf: {
        'mailbox pec': { kind: 'pec', url: `imaps://localhost:${server.imaps}`, ...login, poll_s: 5 },
        ...(byPec ? { 'smtp-pec': { url: gestore.url, ...login, from: gestore.account } } : {}),
        pec: { ca_file: gestore.ca },
    } });
    return { s, gestore, town };
}

const letter = (town, who, more) => makeMail({ from: town.citizen(who), fromName: 'Anna Verdi', to: town.office('pec'), subject: 'Lampione spento in via Roma',
    text: 'È spento da tre giorni.', ...more });
const come = (desk, sql) => until(sql, () => query(desk, sql).length, { ms: 60000, every: 100 });

test('a request by PEC is answered by PEC, and every receipt is on record', { skip, timeout: 180000 }, async t => {
    const { s, gestore, town } = await open(t, { browser: true });
    const anna = town.citizen('anna');

    await step('the request', async () => {
        await gestore.envelope(letter(town, 'anna'), town.office('pec'));
        await come(s.desk, "SELECT 1 FROM ticket WHERE channel = 'pec'");
        assert.deepEqual(query(s.desk, 'SELECT pec, email FROM person'), [[anna, '']]);
        assert.deepEqual(query(s.desk, "SELECT signature, signer FROM pec_mail WHERE effect = 'envelope'"), [['valid', 'Gestore di prova S.p.A.']]);
    });
    const [[code]] = query(s.desk, 'SELECT code FROM ticket');
    await step('whose mailbox it is, somebody looks up: the provider proves an address, no name', async () => {
        const p = await new Plain(s.desk).signIn(s.desk.operator);
        await p.open(`/ufficio/richieste/${code}/identita`);
        assert.match(p.text(), /Da verificare: PEC.*INAD o INI-PEC/s);
        assert.doesNotMatch(p.text(), /Accertata/);
    });
    await step('the acknowledgement goes by PEC, accepted and delivered', async () => {
        await come(s.desk, "SELECT 1 FROM event WHERE kind = 'pec_accettata'");
        await come(s.desk, "SELECT 1 FROM event WHERE kind = 'pec_consegnata'");
        const mail = await s.box(anna).wait('the receipt', m => m.header('x-trasporto') === 'posta-certificata');
        assert.match(mail.header('from'), /Per conto di: pec@/);
        const [sent] = gestore.taken;
        assert.equal(sent.from, gestore.account);
        assert.equal(sent.to, anna);
        assert.doesNotMatch(sent.raw.toString('latin1'), /^Reply-To:/m);
        assert.equal(gestore.taken.length, 1, 'one mail, one recipient');
    });
    await step('a reply that names the provider\'s id finds its request', async () => {
        await gestore.envelope(letter(town, 'anna', { subject: 'R: Lampione', text: 'Il palo è il 114.', inReplyTo: gestore.taken[0].pecId }), town.office('pec'));
        await come(s.desk, "SELECT 1 FROM message WHERE body LIKE '%114%'");
        assert.deepEqual(query(s.desk, 'SELECT count(*) FROM ticket'), [['1']]);
    });
    const operator = await Operator.arrive(s.desk, s.browser);
    await step('what the office sees', async () => {
        await operator.v.go(`${s.desk.url}/ufficio/posta?scheda=uscita`);
        assert.match(await operator.page.locator('main').innerText(), /PEC consegnata/);
        await operator.v.look('posta-pec-uscita');
        await operator.v.go(`${s.desk.url}/ufficio/posta/uscita/1`);
        const head = await operator.page.locator('main').innerText();
        assert.match(head, /Accettata, \d\d\/\d\d\/\d{4} \d\d:\d\d, Gestore di prova/);
        assert.match(head, new RegExp(`Consegnata a ${anna}`));
        assert.match(head, new RegExp(gestore.account));
        await operator.v.look('posta-pec-messaggio');
        const [[receipt]] = query(s.desk, "SELECT journal_id FROM pec_mail WHERE effect = 'delivered'");
        await operator.v.go(`${s.desk.url}/ufficio/posta/arrivo/${receipt}`);
        assert.match(await operator.page.locator('main').innerText(), /Firma del gestore valida/);
        await operator.v.look('posta-pec-ricevuta');
        await operator.open(code);
        const story = await operator.page.locator('main').innerText();
        assert.match(story, /PEC accettata dal gestore/);
        assert.match(story, /PEC consegnata/);
        assert.match(story, /PEC, spedita/);
        assert.match(story, /Firma del gestore valida/);
        await operator.v.look('richiesta-pec');
    });
    await step('the evidence can be taken away', async () => {
        const plain = new Plain(s.desk);
        await plain.signIn(s.desk.operator);
        await plain.open(`/ufficio/richieste/${code}`);
        const receipts = [...plain.html.matchAll(/href="(\/ufficio\/posta\/arrivo\/\d+\/)daticert"/g)].map(m => m[1]);
        assert.ok(new Set(receipts).size >= 2, `two receipts: ${receipts}`);
        for (const url of new Set(receipts.flatMap(r => [`${r}originale`, `${r}daticert`]))) {
            assert.ok(plain.html.includes(`href="${url}"`), url);
            const r = await plain.fetch('GET', url);
            assert.equal(r.status, 200, url);
            assert.match(r.text, url.endsWith('daticert') ? /<postacert tipo="(accettazione|avvenuta-consegna)"/ : /X-Ricevuta: (accettazione|avvenuta-consegna)/);
            assert.match(r.headers['content-disposition'], /attachment/);
        }
    });
    await s.desk.check();
});

test('a PEC that cannot be delivered is red on its request, with the provider\'s words', { skip, timeout: 180000 }, async t => {
    const { s, gestore, town } = await open(t, { fate: () => 'unknown' });

    await gestore.envelope(letter(town, 'bruno'), town.office('pec'));
    await come(s.desk, "SELECT 1 FROM event WHERE kind = 'mail_non_consegnata'");
    assert.deepEqual(query(s.desk, 'SELECT state, last_text FROM outbox'), [['refused', 'PEC: 5.1.1 - Gestore di prova - indirizzo non valido']]);
    const plain = new Plain(s.desk);
    await plain.signIn(s.desk.operator);
    await plain.open('/ufficio/posta?scheda=non-consegnata');
    assert.match(plain.html, /5\.1\.1 - Gestore di prova/);
    await plain.open('/ufficio');
    assert.match(plain.html, /Lampione spento/, 'on the board');
    await s.desk.check();
});

test('without an account the answer goes as ordinary mail, and the office is told', { skip, timeout: 180000 }, async t => {
    const { s, gestore, town } = await open(t, { byPec: false });

    await gestore.envelope(letter(town, 'carla'), town.office('pec'));
    const mail = await s.box(town.citizen('carla')).wait('the receipt', () => true, { ms: 60000 });
    assert.equal(mail.from, town.office('urp'));
    assert.equal(gestore.taken.length, 0);
    const plain = new Plain(s.desk);
    await plain.signIn(s.desk.operator);
    await until('the mail to be settled', () => query(s.desk, "SELECT 1 FROM outbox WHERE state = 'done'").length);
    for (const page of ['/ufficio/posta?scheda=uscita', '/ufficio/posta/uscita/1']) {
        await plain.open(page);
        assert.match(plain.html, /Risposta a una PEC inviata con posta ordinaria/, page);
    }
});
