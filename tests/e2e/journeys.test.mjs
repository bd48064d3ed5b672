// SPDX-License-Identifier: EUPL-1.2
// The whole story, three times, with Chromium, Postfix and Dovecot for real; then once more without JavaScript.
import assert from 'node:assert/strict';
import test from 'node:test';
import { hasMetadata, pdf, photo } from './lib/files.mjs';
import { address, links, makeMail, makeReply } from './lib/mail.mjs';
import { Citizen, CODE, Operator, Settore, act, actionLink, offered, press, trackLink } from './lib/people.mjs';
import { Keyboard, visitor } from './lib/browser.mjs';
import { Scene, missing } from './lib/scene.mjs';
import { formMade, never, step, until } from './lib/wait.mjs';

const REPORT = {
    category: '~buca', place: 'Via Roma 12, davanti alla scuola', subject: 'Buca profonda davanti alla scuola',
    body: 'C\'è una buca larga un metro: ieri è caduta una signora in bicicletta.',
    name: 'Mario', surname: 'Rossi', phone: '333 1234567',
};

// (a) web form with photo -> assignment mail -> acts by link -> receipt and answer in the mailbox -> rating
async function byWeb(t, script) {
    const s = await Scene.open(t, { town: 'a' });
    const rossi = s.town.citizen('mario.rossi');
    const shot = name => (script ? v => v.look(name) : async () => {});
    const picture = await photo(s.browser);

    const citizen = await Citizen.arrive(s.desk, s.browser, { script });
    await step('home', async () => {
        await citizen.v.go(s.desk.url);
        await shot('home')(citizen.v);
        await press(citizen.v, citizen.page.locator('main a[href="/segnala"]').first());
    });
    const sent = await step('the three steps', () => citizen.ask({ ...REPORT, email: rossi }, {
        files: [{ name: 'buca di via Roma.jpg', mime: 'image/jpeg', bytes: picture }],
        look: name => (script ? citizen.v.look(`segnala-${name}`) : undefined),
    }));

    const office = s.settore('lavori');
    const box = s.box(office.email);
    const work = await step('assignment mail', () => box.wait('the assignment', m => m.subject.includes(sent.code)));
    await step('what the office reads', async () => {
        assert.equal(work.to, office.email.toLowerCase());
        assert.match(work.replyTo, /^urp\+[^@]+@/, 'replies go to a signed address');
        for (const needed of [sent.code, 'Buca profonda', 'Via Roma 12', 'caduta una signora']) assert.ok(work.text.includes(needed), needed);
        assert.ok(work.html.includes('Buca profonda'), 'HTML part');
        const sentPhoto = work.attachments.find(a => a.mime === 'image/jpeg');
        assert.ok(sentPhoto, 'the photo is attached');
        assert.ok(hasMetadata(picture) && !hasMetadata(sentPhoto.bytes), 'the place where it was taken is not');
        assert.match(sentPhoto.name, /buca di via Roma/);
        const byAction = new Set(links(work).filter(u => new URL(u).pathname.startsWith('/s/')));
        assert.ok(byAction.size >= 4, `one link per action: ${[...byAction].join(' ')}`);
        for (const u of links(work)) assert.equal(new URL(u).origin, s.desk.url, `a link of ours: ${u}`);
    });
    const receipt = await step('receipt', () => s.box(rossi).wait('the receipt', m => m.text.includes(sent.code)));
    await step('what the receipt says', async () => {
        assert.match(receipt.text, /entro|termine/i);
        assert.match(receipt.text, /20\d\d/);
        assert.match(receipt.header('auto-submitted'), /auto-replied|auto-generated/);
        assert.equal(new URL(trackLink(receipt)).pathname, new URL(sent.trackUrl).pathname);
    });

    const settore = await Settore.arrive(s.desk, s.browser, { script });
    await step('a link that is only opened changes nothing', async () => {
        for (const u of links(work).filter(x => new URL(x).pathname.startsWith('/s/'))) {
            const r = await s.desk.get(new URL(u).pathname + new URL(u).search);
            assert.equal(r.status, 200, u);
        }
        await settore.openLink(work);
        assert.ok((await offered(settore.v)).includes('prendi-in-carico'), 'still to be taken in charge');
        await shot('settore-richiesta')(settore.v);
    });
    await step('taken in charge', async () => {
        await settore.act('prendi-in-carico', { chi: 'Paolo Neri' });
        await shot('settore-fatto')(settore.v);
        await box.wait('the echo of the act', m => m.subject.includes(sent.code) && m !== work && /Paolo Neri/.test(m.text));
    });
    await step('the citizen follows', async () => {
        await citizen.v.go(sent.trackUrl);
        assert.match(await citizen.page.locator('main').innerText(), /In lavorazione/);
        await shot('pratica')(citizen.v);
    });
    await step('concluded by the office', async () => {
        await settore.openLink(work);
        await settore.act('concludi', { chi: 'Paolo Neri', esito: 'solved', testo: 'La buca è stata chiusa questa mattina con asfalto a caldo.' });
    });
    const answer = await step('answer', () => s.box(rossi).wait('the answer', m => m.text.includes('asfalto a caldo')));
    await step('what the answer says', async () => {
        assert.equal(answer.to, rossi);
        assert.ok(answer.text.includes(sent.code));
        assert.ok(answer.inReplyTo === receipt.messageId || answer.references.includes(receipt.messageId), 'one thread for the mail program');
    });
    await step('rating', async () => {
        const rate = await until('a link to judge', () => s.box(rossi).mails().flatMap(links).find(u => /giudizio/.test(u)));
        await citizen.v.go(rate);
        await shot('valuta')(citizen.v);
        await citizen.page.locator('[name="stars"][value="5"]').check({ force: true });
        await press(citizen.v, citizen.page.locator('main form button').last());
        await shot('valuta-grazie')(citizen.v);
        await citizen.v.go(sent.trackUrl);
        assert.match(await citizen.page.locator('main').innerText(), /Conclusa/);
        await shot('pratica-conclusa')(citizen.v);
    });
    await step('nothing was sent twice, and the store agrees', async () => {
        for (const b of [box, s.box(rossi)]) {
            const ids = b.mails().map(m => m.messageId);
            assert.equal(new Set(ids).size, ids.length, `twice in ${b.addr}`);
        }
        await citizen.v.close();
        await settore.v.close();
        await s.desk.check();
    });
}

// (b) e-mail with attachment -> operator routes it -> settore replies by mail -> confirmed -> answer in the same thread
async function byMail(t, script) {
    const s = await Scene.open(t, { town: 'b' });
    const bianchi = s.town.citizen('anna.bianchi');
    const first = makeMail({
        from: bianchi, fromName: 'Anna Bianchi', to: s.town.office('urp'), subject: 'Orario per il passaporto di mio figlio',
        text: 'Buongiorno,\nvorrei sapere in quali giorni posso portare i documenti che allego.\nGrazie, Anna Bianchi\n',
        files: [{ name: 'modulo già compilato.pdf', mime: 'application/pdf', bytes: pdf('Modulo compilato') }],
    });
    const firstId = /Message-ID: <([^>]+)>/.exec(first.toString('latin1'))[1];
    const t0 = performance.now();
    await s.town.send({ from: bianchi, to: s.town.office('urp'), raw: first });
    const receipt = await step('receipt', () => s.box(bianchi).wait('the receipt', m => CODE.test(m.text)));
    t.diagnostic(`mail to receipt in ${((performance.now() - t0) / 1000).toFixed(1)} s`);
    const code = CODE.exec(receipt.text)[0];
    await step('the receipt is in the thread', () => assert.ok(receipt.inReplyTo === firstId || receipt.references.includes(firstId)));

    const operator = await Operator.arrive(s.desk, s.browser, { script });
    await step('it waits on the board', async () => {
        await operator.v.go(`${s.desk.url}/ufficio`);
        if (script) await operator.v.look('ufficio');
        await press(operator.v, operator.page.getByRole('link', { name: /passaporto/ }).first());
        const text = await operator.page.locator('main').innerText();
        for (const needed of [code, 'Anna Bianchi', 'in quali giorni posso portare', 'modulo già compilato.pdf']) assert.ok(text.includes(needed), needed);
        if (script) await operator.v.look('ufficio-richiesta');
    });
    const office = s.settore('demografici');
    await step('routed', () => operator.act('assegna', { settore: `~${office.name}` }));
    const work = await step('assignment mail', () => s.box(office.email).wait('the assignment', m => m.subject.includes(code)));
    await step('the attachment goes with it', () => {
        const file = work.attachments.find(a => a.mime === 'application/pdf');
        assert.deepEqual(file?.bytes, pdf('Modulo compilato'));
        assert.equal(file.name, 'modulo già compilato.pdf');
    });

    await step('the settore answers with its mail program', () => s.town.send({
        from: office.email, to: work.replyTo,
        raw: makeReply(work, { from: office.email, fromName: 'Ufficio Anagrafe', text: 'Può venire il martedì e il giovedì dalle 9 alle 12, senza appuntamento.' }),
    }));
    await step('the note waits for the URP, nothing has gone out', async () => {
        await until('the note on the ticket', async () => {
            await operator.open(code);
            return /senza appuntamento/.test(await operator.page.locator('main').innerText());
        }, { ms: 30000, every: 500 });
        if (script) await operator.v.look('ufficio-nota');
        await never('an answer before the URP has confirmed', () => s.box(bianchi).mails().some(m => m.text.includes('senza appuntamento')));
    });
    await step('confirmed with one click', async () => {
        await press(operator.v, operator.page.locator('form[action$="/manda-nota"] button').first());
    });
    const answer = await step('answer in the same thread', () => s.box(bianchi).wait('the answer', m => m.text.includes('senza appuntamento')));
    await step('what the answer is', () => {
        assert.ok([answer.inReplyTo, ...answer.references].includes(firstId), `thread: ${answer.inReplyTo} ${answer.references}`);
        assert.equal(answer.from, s.town.office('urp'));
        assert.doesNotMatch(answer.text, /^>/m, 'no quotation of the office\'s mail');
        assert.match(answer.subject, /passaporto/);
    });
    await step('she writes back, and her words are on the ticket', async () => {
        await s.town.send({ from: bianchi, to: answer.replyTo || answer.from, raw: makeReply(answer, { from: bianchi, fromName: 'Anna Bianchi', text: 'Perfetto, verrò martedì.' }) });
        await until('her message', async () => {
            await operator.open(code);
            return /verrò martedì/.test(await operator.page.locator('main').innerText());
        }, { ms: 30000, every: 500 });
    });
    await step('closed', async () => {
        await operator.v.close();
        await s.desk.check();
    });
}

// (c) phone call entered with the keyboard alone -> "non di competenza" -> reassigned -> closed
async function byPhone(t, script) {
    const s = await Scene.open(t, { town: 'c' });
    const verdi = s.town.citizen('luisa.verdi');
    const v = await visitor(s.browser, { script });
    const k = new Keyboard(v.page);

    await step('signs in', async () => {
        await v.go(`${s.desk.url}/ufficio`);
        await k.field('login', s.desk.operator.login);
        await k.field('password', s.desk.operator.password);
        await press(v, { click: () => v.page.keyboard.press('Enter') });
    });
    const code = await step('enters the call', async () => {
        await k.to('new request', /^(Nuova|Registra)/i);
        await press(v, { click: () => v.page.keyboard.press('Enter') });
        if (script) await v.look('ufficio-nuova');
        await k.choose('type', 'Segnalazione');
        await k.tick('channel', 'phone');
        if (script) {                       // a list that narrows while one types stands in the place of the long one
            await k.to('topic', e => /^Argomento/.test(e.name));
            await v.page.keyboard.type('lampione');
            await v.page.locator('#f-category-parole-elenco[role="listbox"]:not([hidden])').waitFor();
            await v.page.keyboard.press('ArrowDown');
            await v.page.keyboard.press('Enter');
        } else await k.choose('category', 'Lampione');
        await k.field('place', 'Piazza Garibaldi');
        await k.field('subject', 'Lampione spento in piazza');
        await k.field('body', 'La signora dice che è buio da una settimana.');
        await k.field('name', 'Luisa');
        await k.field('surname', 'Verdi');
        await k.field('phone', '0423 123456');
        await k.field('email', verdi);
        await k.to('save', e => e.field === 'do' && e.value === 'salva');
        await press(v, { click: () => v.page.keyboard.press('Enter') });
        return CODE.exec(await v.page.locator('main').innerText())[0];
    });
    const wrong = s.settore('lavori'), right = s.settore('polizia');
    const work = await step('a certain rule has sent it to the first office at once', () => s.box(wrong.email).wait('the assignment', m => m.subject.includes(code)));
    const settore = await Settore.arrive(s.desk, s.browser, { script });
    await step('«non di competenza»', async () => {
        await settore.openLink(work);
        await settore.act('restituisci', { chi: 'Paolo Neri', testo: 'Il lampione è davanti al comando: se ne occupa la Polizia locale.' });
        await settore.v.close();
    });
    await step('it comes back to the board, reassigned', async () => {
        await v.go(`${s.desk.url}/ufficio`);
        await k.to('the ticket', /Lampione spento/);
        await press(v, { click: () => v.page.keyboard.press('Enter') });
        assert.match(await v.page.locator('main').innerText(), /davanti al comando/);
        const choice = v.page.locator('#a-assegna select[name="settore"]');
        assert.equal(await choice.inputValue(), '', 'the rule would send it back to where it comes from: nothing is chosen');
        assert.deepEqual(await choice.locator('option', { hasText: wrong.name }).allTextContents(), [`${wrong.name} — ha detto che non è sua`]);
        await keyboardAct(v, k, 'assegna', () => k.choose('settore', right.name));
    });
    await step('second office gets the work, the first loses it', async () => {
        await s.box(right.email).wait('the assignment', m => m.subject.includes(code));
        const r = await s.desk.get(new URL(actionLink(work)).pathname);
        assert.notEqual(r.status, 500);
        assert.doesNotMatch(r.text, /id="a-prendi-in-carico"/, 'the old link acts no more');
    });
    await step('reassigned once more while assigned: the office that loses it is told', async () => {
        await keyboardAct(v, k, 'assegna', () => k.choose('settore', wrong.name));
        await s.box(right.email).wait('the withdrawal', m => m.subject.includes(code) && /altro ufficio|ritirat|non è più|riassegnat/i.test(m.subject + m.text));
        await keyboardAct(v, k, 'assegna', () => k.choose('settore', right.name));
    });
    await step('closed by the URP with the keyboard', async () => {
        await keyboardAct(v, k, 'concludi', async () => {
            await k.choose('esito', 'Risolta');
            await k.field('testo', 'Il lampione è stato riparato stamattina.');
        });
        await s.box(verdi).wait('the answer', m => m.text.includes('riparato stamattina'));
        assert.match(await v.page.locator('main').innerText(), /Conclusa|Chiusa/);
    });
    await step('the store agrees', async () => {
        await v.close();
        await s.desk.check();
    });
}

// Unfolds an action by its summary, fills it, sends it: no mouse.
async function keyboardAct(v, k, id, fillIn) {
    const box = v.page.locator(`#a-${id}`);
    const folded = await box.locator('xpath=self::details[not(@open)]').count();
    if (folded) {
        const title = (await box.locator('summary').first().innerText()).trim();
        await k.to(title, e => e.tag === 'summary' && e.name.startsWith(title.split('\n')[0]));
        await v.page.keyboard.press('Enter');
        await formMade(box, async () => {
            await k.to('the form', e => e.tag === 'a' && e.name.startsWith('Apri il modulo'));
            await v.page.keyboard.press('Enter');
        });
    }
    await fillIn();
    const send = box.locator('form button[name="do"][value="invia"]');      // beside it: keep as a draft, throw away
    const submit = (await (await send.count() ? send : box.locator('form button').last()).innerText()).trim();
    await k.to(submit, e => e.tag === 'button' && e.name === submit);
    await press(v, { click: () => v.page.keyboard.press('Enter') });
}

const skip = missing();
test('a: web form with photo, acts by link, receipt, answer, rating', { skip, timeout: 240000 }, t => byWeb(t, true));
test('b: e-mail with attachment, routed, reply of the settore confirmed, same thread', { skip, timeout: 240000 }, t => byMail(t, true));
test('c: phone call by keyboard alone, not ours, reassigned, closed', { skip, timeout: 240000 }, t => byPhone(t, true));
test('a without JavaScript', { skip, timeout: 240000 }, t => byWeb(t, false));
test('b without JavaScript', { skip, timeout: 240000 }, t => byMail(t, false));
test('c without JavaScript', { skip, timeout: 240000 }, t => byPhone(t, false));
