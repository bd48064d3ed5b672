// SPDX-License-Identifier: EUPL-1.2
// A working day: telephone, mail and web at once, offices that answer by mail, a colleague who is faster, the provider of the
// mailbox out for a while. In the evening every request is where the day left it, and every word that somebody typed is there.
// Once with the mouse and once with keys alone. URP_DAY=full is the whole day; without it a short one, for every run.
// long: a working day of an office.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Book, Provider } from './lib/day.mjs';
import { makeMail, makeReply } from './lib/mail.mjs';
import { openMailServer } from './lib/mailserver.mjs';
import { KEYS } from './lib/hands.mjs';
import { CODE, Citizen, MOUSE, Operator } from './lib/people.mjs';
import { query } from './lib/requests.mjs';
import { Scene, missing } from './lib/scene.mjs';
import { submit } from './lib/smtp.mjs';
import { step, until } from './lib/wait.mjs';

const DAY = process.env.URP_DAY === 'full' ? { calls: 20, mails: 20, web: 10, settori: 3, limit: 900000 } : { calls: 5, mails: 5, web: 3, settori: 2, limit: 180000 };
// What a rule gives to an office at once, by the beginning of the topic's name.
const TOPICS = [['Lampione', 'lavori-pubblici'], ['Cestini', 'ambiente'], ['Semaforo', 'polizia-locale']].slice(0, DAY.settori);
const OFFICES = TOPICS.map(t => t[1]);
const count = (n, kinds) => Array.from({ length: n }, (_, i) => ({ n: i + 1, kind: kinds[i % kinds.length], round: Math.floor(i / kinds.length) }));

class Day {
    static async begin(t, hand, name) {
        const d = new Day();
        d.hand = hand;
        const server = openMailServer();
        const town = server.town(name);
        d.doors = await server.withDkim(town.domain);
        d.provider = await new Provider(server).start();
        t.after(() => d.provider.close());
        const s = d.s = await Scene.open(t, {
            town,
            ente: e => ({ ...e, settori: e.settori.map(x => (x.code === 'urp' ? { ...x, email: town.office('sportello') } : x)) }),   // its mail is not ours to read
            conf: { ...d.provider.conf, mail: { authserv_id: d.doors.authservId }, tempi: { undo_minutes: 0 } },
        });
        d.marco = await s.desk.addOperator({ login: 'marco', name: 'Marco Riva' });
        d.book = new Book(s);
        d.anna = await Operator.arrive(s.desk, s.browser, { hand });
        d.colleague = await Operator.arrive({ url: s.desk.url, operator: d.marco }, s.browser, { hand });
        for (const o of [d.anna, d.colleague]) o.v.expect(/status of 422/);      // somebody was faster
        return d;
    }

    office(code) {
        return this.s.desk.ente().settori.find(x => x.code === code);
    }

    // ---- the telephone ----

    async call({ n, kind, round }) {
        const { page, v, hand } = this.anna;
        const email = this.s.town.citizen(`telefono${n}`), phone = `0423 70${String(n).padStart(4, '0')}`;
        if (kind === 'again') return this.callAgain(round);
        await hand.go(v, `${this.s.desk.url}/ufficio/nuova`);
        const form = page.locator('form.urp-intake');
        const words = { subject: `Telefonata ${n}: ${kind === 'asked' ? 'a che ora apre la biblioteca?' : 'c\'è un guasto'}`, body: `Chi ha chiamato per ${n} racconta il guasto.` };
        const [topic, settore] = kind === 'danger' ? ['Palo', 'lavori-pubblici'] : TOPICS[round % TOPICS.length];
        await hand.fill(form, { subject: words.subject, name: 'Carla', surname: `Chiama${n}`, phone, ...(kind === 'asked' ? {} : { email, body: words.body }) });
        const answer = `Apre alle nove, risposta ${n}.`;
        if (kind === 'asked') await hand.fill(form, { answer });
        if (['topic', 'danger'].includes(kind)) {
            await hand.type(page.locator('#f-category-parole'), topic);
            await page.locator('#f-category-parole-elenco:not([hidden])').waitFor();
            await page.keyboard.press('ArrowDown');
            await page.keyboard.press('Enter');
        }
        await hand.press(v, form.locator('button[name="do"][value="salva"]').last());
        const code = CODE.exec(await page.locator('main').innerText())[0];
        const r = this.book.open(code, kind === 'asked' ? { ...words, body: words.subject } : words, { channel: 'phone', email: kind === 'asked' ? '' : email, phone, kind, round });
        if (kind === 'asked') {
            r.want = { state: 'closed', outcome: 'solved', settore: '' };
            this.book.says(r, 'anna', answer);
        } else if (kind !== 'unclear') r.want = { state: 'assigned', outcome: '', settore };
        return r;
    }

    // "Ho già segnalato": the same caller about what is open.
    async callAgain(round) {
        const { page, v, hand } = this.anna;
        const r = [...this.book.requests.values()].find(x => x.kind === 'topic' && x.round === round);
        await hand.go(v, `${this.s.desk.url}/ufficio/nuova`);
        await hand.type(page.locator('#chi'), r.phone);
        await page.locator('#chi-elenco:not([hidden])').waitFor();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await page.locator('.urp-asked button').first().waitFor();
        const text = `Chiede quando venite, giro ${round}`;
        await hand.fill(page.locator('form.urp-intake'), { subject: text });
        await hand.press(v, page.locator('.urp-asked button').first());
        this.book.wrote(r, 'anna', text);
        const [[note]] = query(this.s.desk, `SELECT replace(m.body, char(10), ' ') FROM message m JOIN ticket t ON t.id = m.ticket_id WHERE t.code = '${r.code}' AND m.kind = 'note' AND m.body LIKE '%${text}%'`);
        r.said.push(note);
    }

    // ---- mail and web ----

    async mail({ n, kind, round }) {
        const from = this.s.town.citizen(`posta${n}`), subject = `Lettera ${n} di un cittadino`, body = `Scrivo per la cosa numero ${n}.`;
        const raw = makeMail({ from, fromName: `Paola Scrive${n}`, to: this.s.town.office('urp'), subject, text: body });
        await this.s.town.send({ from, to: this.s.town.office('urp'), raw });
        this.book.letter(raw, { subject });
        return { from, subject, body, kind, round };
    }

    // Resolves with the request when the letter has become one.
    async arrived(letter) {
        const code = await until(`the request of «${letter.subject}»`, () => query(this.s.desk, `SELECT t.code FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE x.subject = '${letter.subject}'`)[0]?.[0], { ms: 30000, every: 100 });
        return this.book.requests.get(code) ?? this.book.open(code, { subject: letter.subject, body: letter.body }, {
            channel: 'mail', email: letter.from, kind: letter.kind, round: letter.round, want: { state: 'assigned', outcome: '', settore: 'urp' } });  // by the rule for whatever is only a question
    }

    async writesAgain(r, about, text) {
        const raw = makeReply(about, { from: r.email, fromName: 'Paola', text });
        await this.s.town.send({ from: r.email, to: about.replyTo || about.from, raw });
        this.book.letter(raw, { code: r.code });
        r.said.push(text);
    }

    async web(citizen, { n, kind, round }) {
        const email = kind === 'anonymous' ? '' : this.s.town.citizen(`web${n}`);
        const words = { subject: `Dal sito ${n}`, body: `Segnalo dal sito la cosa numero ${n}.` };
        const category = { returned: '~buca', told: '~non raccolti', anonymous: 'Altro' }[kind];
        const { code } = await citizen.ask({ category, place: `Via Roma ${n}`, ...words, ...(email ? { name: 'Ugo', surname: `Segnala${n}`, email } : { anonymous: true }) });
        const settore = { returned: 'lavori-pubblici', told: 'ambiente', anonymous: '' }[kind];
        return this.book.open(code, words, { channel: 'web', email, kind, round, want: { state: settore ? 'assigned' : 'received', outcome: '', settore } });
    }

    // ---- the offices ----

    // By answering the letter, as its own mail program does.
    async officeAnswers(r, text) {
        const office = this.office(r.want.settore);
        const letter = await this.s.box(office.email).wait('the assignment', m => m.subject.startsWith(`[URP ${r.code}] Per voi`), { ms: 60000 });
        const raw = makeReply(letter, { from: office.email, fromName: 'Paolo Neri', text });
        await submit(this.doors.sign, { from: office.email, to: letter.replyTo, raw });
        this.book.letter(raw, { code: r.code });
    }

    async state(r, want) {
        Object.assign(r.want, want);
        await until(`${r.code} to be ${JSON.stringify(want)}`, () => {
            const [state, outcome, settore] = query(this.s.desk, `SELECT t.state, coalesce(t.outcome, ''), coalesce(s.code, '') FROM ticket t LEFT JOIN settore s ON s.id = t.settore_id WHERE t.code = '${r.code}'`)[0];
            return Object.entries(want).every(([k, v]) => ({ state, outcome, settore })[k] === v);
        }, { ms: 30000, every: 100 });
    }

    // ---- two at one request ----

    // Anna has filled in the form; meanwhile() is what her colleague does; then she sends it.
    async overtaken(r, id, values, meanwhile) {
        const { page, v, hand } = this.anna;
        await this.anna.open(r.code);
        const box = page.locator(`#a-${id}`);
        if (!await box.evaluate(e => e.open)) await hand.unfold(box);
        await hand.fill(box, values);
        if (values.testo) this.book.wrote(r, 'anna', values.testo);
        await this.colleague.open(r.code);
        await meanwhile();
        await hand.press(v, box.locator('button[value="invia"]'));
        const main = await page.locator('main').innerText();
        assert.match(main, /Nel frattempo/, `${r.code}: what the colleague did is told`);
        if (values.testo) assert.ok((await page.locator('main textarea').evaluateAll(l => l.map(e => e.value))).includes(values.testo), 'her words are in the form');
        return main;
    }

    async does(o, login, r, id, values, { heard = false } = {}) {
        if (values.testo) this.book.says(r, login, values.testo, { heard });
        await o.act(id, values);
    }
}

// Anna answers and closes; Marco wrote a note meanwhile; she sends all the same.
async function answered(d, r) {
    const text = `Ecco la risposta a ${r.words.subject}.`, note = `Ho sentito l'ufficio per ${r.words.subject}.`;
    const main = await d.overtaken(r, 'concludi', { testo: text, esito: 'solved' }, () => d.does(d.colleague, 'marco', r, 'nota', { testo: note }));
    assert.ok(main.includes(note));
    await d.anna.act('concludi', {});
    r.said.push(text);
    r.heard.push(text);
    r.unheard.push(note);
    await d.state(r, { state: 'closed', outcome: 'solved' });
}

// Marco was faster with the whole answer. Anna's goes to the citizen as a message, or stays where she finds it again.
async function raced(d, r) {
    const mine = `La risposta di Anna a ${r.words.subject}.`, his = `La risposta di Marco a ${r.words.subject}.`;
    const main = await d.overtaken(r, 'concludi', { testo: mine, esito: 'solved' }, () => d.does(d.colleague, 'marco', r, 'concludi', { testo: his, esito: 'planned' }, { heard: true }));
    assert.ok(main.includes(his));
    if (r.round % 2 === 0) r.unheard.push(mine);
    else {
        await d.anna.act('scrivi', {});
        r.said.push(mine);
        r.heard.push(mine);
    }
    await d.state(r, { state: 'closed', outcome: 'planned' });
}

// Both know where it belongs, and not the same place.
async function assignedTwice(d, r) {
    const [one, two] = [OFFICES[r.round % OFFICES.length], OFFICES[(r.round + 1) % OFFICES.length]];
    const mine = `Per voi, dice Anna di ${r.words.subject}.`, his = `Per voi, dice Marco di ${r.words.subject}.`;
    await d.overtaken(r, 'assegna', { settore: `~${d.office(two).name}`, testo: mine }, () => d.does(d.colleague, 'marco', r, 'assegna', { settore: `~${d.office(one).name}`, testo: his }));
    if (r.round % 2 === 0) {
        await d.state(r, { state: 'assigned', settore: one });          // she sees that it is done
    } else {
        await d.anna.act('assegna', {});
        r.said.push(mine);
        await d.state(r, { state: 'assigned', settore: two });
    }
}

// Both press at the same moment: one of them is told, and presses once more. Nobody knows who.
async function together(d, r) {
    const both = [[d.anna, 'anna'], [d.colleague, 'marco']];
    await Promise.all(both.map(([o]) => o.open(r.code)));
    await Promise.all(both.map(([o, login]) => d.does(o, login, r, 'nota', { testo: `${login} ha guardato ${r.words.subject}.` })));
    const told = [];
    for (const [o, login] of both) {
        if (!/Nel frattempo/.test(await o.page.locator('main').innerText())) continue;
        told.push(login);
        await o.act('nota', {});
    }
    assert.equal(told.length, 1, `one was faster: ${told}`);
}

async function toOffice(d, r, settore) {
    await d.anna.open(r.code);
    await d.does(d.anna, 'anna', r, 'assegna', { settore: `~${d.office(settore).name}`, testo: `Guardate ${r.words.subject}, per favore.` });
    await d.state(r, { state: 'assigned', settore });
}

async function closedByOffice(d, r) {
    const text = `Abbiamo fatto il lavoro per ${r.words.subject}.`;
    await d.officeAnswers(r, `CHIUSA: risolta\n${text}`);
    r.said.push(text);
    if (r.email) r.heard.push(text);
    await d.state(r, { state: 'closed', outcome: 'solved' });
}

async function takenByOffice(d, r) {
    await d.officeAnswers(r, 'PRESA IN CARICO');
    r.said.push('Presa in carico.');         // what the page of the office writes for it, too
    await d.state(r, { state: 'in_progress' });
}

async function toldByOffice(d, r) {
    const text = `Passiamo lunedì per ${r.words.subject}.`;
    await d.officeAnswers(r, `RISPOSTA AL CITTADINO: ${text}`);
    r.said.push(text);
    r.heard.push(text);
    await d.state(r, { state: 'in_progress' });
}

async function returnedByOffice(d, r) {
    const why = `la strada di ${r.words.subject} è della Provincia`;
    await d.officeAnswers(r, `NON DI COMPETENZA: ${why}`);
    r.said.push(why);
    await d.state(r, { state: 'taken', settore: '' });
}

// Words without a command: a note that the URP sends on.
async function noteFromOffice(d, r) {
    const text = `Può venire il martedì per ${r.words.subject}.`;
    await d.officeAnswers(r, text);
    r.said.push(text);
    r.heard.push(text);
}

async function noteSentOn(d, r) {
    const { page, v, hand } = d.anna;
    const send = page.locator('form[action*="/manda-nota"] button').first();
    await until('the note', async () => { await d.anna.open(r.code); return await send.count() > 0; }, { ms: 30000, every: 300 });
    await hand.press(v, send);
    r.said.push(query(d.s.desk, `SELECT m.body FROM message m JOIN ticket t ON t.id = m.ticket_id WHERE t.code = '${r.code}' AND m.public = 1`).at(-1)[0]);   // the note stays, the message to the citizen is another
}

async function question(d, r) {
    const text = `Qual è il numero civico di ${r.words.subject}?`;
    await d.anna.open(r.code);
    await d.does(d.anna, 'anna', r, 'chiedi', { testo: text }, { heard: true });
    await d.state(r, { state: 'waiting_citizen' });
}

for (const [hand, town, limit] of [[MOUSE, 'g', DAY.limit], [KEYS, 'k', 2 * DAY.limit]]) {
    test(`a working day by ${hand.name}: every request ends where it should, no word is lost, no mail goes twice`, { skip: missing(), timeout: limit }, t => day(t, hand, town));
}

test('whoever works with keys is caught with a mouse', { timeout: 60000 }, async t => {
    const s = await Scene.open(t, { mail: false });
    for (const touch of [p => p.mouse.move(50, 50), p => p.locator('h1').click(), p => p.mouse.wheel(0, 10)]) {
        const o = await Operator.arrive(s.desk, s.browser, { hand: KEYS });
        o.v.clean();
        await touch(o.page);
        await until('the guard to tell', () => o.v.problems.length);
        assert.throws(() => o.v.clean(), /a pointer was there/);
        await o.v.context.close();
    }
});

async function day(t, hand, town) {
    const d = await Day.begin(t, hand, town);
    const of = kind => [...d.book.requests.values()].filter(r => r.kind === kind);
    const calls = count(DAY.calls, ['asked', 'topic', 'unclear', 'again', 'danger']);
    const mails = count(DAY.mails, ['answered', 'noted', 'raced', 'asked-back', 'outage']);
    const lateCalls = calls.splice(-1), lateMails = mails.filter(m => m.kind === 'outage');
    const each = async (list, work) => { for (const x of list) await work(x); };

    const letters = await step('morning: the telephone rings, letters come in, people fill in the form', async () => {
        const sent = [];
        const visitorOfSite = await Citizen.arrive(d.s.desk, d.s.browser, { hand });
        await Promise.all([
            each(calls, c => d.call(c)),
            each(mails.filter(m => m.kind !== 'outage'), async m => sent.push(await d.mail(m))),
            each(count(DAY.web, ['returned', 'told', 'anonymous']), w => d.web(visitorOfSite, w)),
        ]);
        await visitorOfSite.v.close();
        await each(sent, l => d.arrived(l));
        return sent;
    });
    assert.equal(letters.length + lateMails.length, DAY.mails);

    await step('both operators work, the offices answer', async () => {
        const offices = [
            each(of('topic').filter(r => r.round % 2 === 0), r => closedByOffice(d, r)),
            each(of('told'), r => toldByOffice(d, r)),
            each(of('returned'), r => returnedByOffice(d, r)),
        ];
        await each(of('answered').slice(1), r => answered(d, r));
        await each(of('raced'), r => raced(d, r));
        await each(of('unclear'), r => assignedTwice(d, r));
        await each(of('asked-back'), r => question(d, r));
        await each(of('noted'), r => toOffice(d, r, OFFICES[r.round % OFFICES.length]));
        await Promise.all(offices);
        await d.book.quiet();
    });
    await outage(d, { of, each, lateCalls, lateMails });

    await step('afternoon', async () => {
        const offices = [each(of('danger'), r => takenByOffice(d, r))];
        await each(of('noted'), r => noteSentOn(d, r));
        await each(of('returned'), r => toOffice(d, r, OFFICES[(r.round + 1) % OFFICES.length]));
        await each(of('returned'), r => closedByOffice(d, r));
        await each(of('asked-back'), async r => {
            await d.anna.open(r.code);
            await d.does(d.anna, 'anna', r, 'concludi', { testo: `Grazie del numero, fatto: ${r.words.subject}.`, esito: 'solved' }, { heard: true });
            await d.state(r, { state: 'closed', outcome: 'solved' });
        });
        await each(of('anonymous'), async r => {
            await together(d, r);
            await d.colleague.open(r.code);
            await d.does(d.colleague, 'marco', r, 'concludi', { testo: `Guardato, non serve altro: ${r.words.subject}.`, esito: 'unfounded' });
            await d.state(r, { state: 'closed', outcome: 'unfounded' });
        });
        await Promise.all(offices);
        await d.book.quiet();
    });
    await step('evening', async () => {
        d.book.checkRequests();
        await d.book.checkTyped({ anna: d.s.desk.operator, marco: d.marco });
        d.book.checkMailIn();
        t.diagnostic(`${d.book.requests.size} requests, ${d.book.letters.length} letters in, ${d.book.checkMailOut()} out, ${d.book.typed.length} texts typed`);
        await d.anna.v.close();
        await d.colleague.v.close();
        await d.s.desk.check();
    });
}

test('with keys and without JavaScript: a call is taken, goes to its office, is answered', { timeout: 90000 }, async t => {
    const s = await Scene.open(t, { mail: false });
    const o = await Operator.arrive(s.desk, s.browser, { hand: KEYS, script: false });
    await KEYS.go(o.v, `${s.desk.url}/ufficio/nuova`);
    const form = o.page.locator('form.urp-intake');
    await KEYS.fill(form, { name: 'Carla', surname: 'Bo', phone: '0423 700001', subject: 'Lampione spento', category: '~Lampione', place: 'Via Roma 3', body: 'Davanti al civico 3.' });
    await KEYS.press(o.v, form.locator('button[name="do"][value="salva"]').last());
    const code = CODE.exec(await o.page.locator('main').innerText())[0];
    const is = () => query(s.desk, `SELECT t.state, coalesce(t.outcome, ''), s.code, x.place FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id LEFT JOIN settore s ON s.id = t.settore_id WHERE t.code = '${code}'`)[0];
    assert.deepEqual(is(), ['assigned', '', 'lavori-pubblici', 'Via Roma 3']);
    await o.open(code);
    await o.act('concludi', { testo: 'La lampada è cambiata.', esito: 'solved' });
    assert.deepEqual(is().slice(0, 2), ['closed', 'solved']);
    await o.v.close();
});

// Nobody reads our mailbox and nobody takes our mail. The office goes on; what citizens and offices write lies at the server.
async function outage(d, { of, each, lateCalls, lateMails }) {
    const one = sql => Number(query(d.s.desk, sql)[0][0]);
    const late = [];
    await step('the provider is out', async () => {
        d.provider.down();
        const before = one('SELECT count(*) FROM mail_journal');
        await each(lateMails, async m => late.push(await d.mail(m)));
        await each(of('asked-back'), async r => d.writesAgain(r, d.s.box(r.email).mails().find(m => m.text.includes('numero civico')), `È il ${r.round + 1}, ${r.words.subject}.`));
        await each(of('noted'), r => noteFromOffice(d, r));
        await each(lateCalls, c => d.call(c));
        await each(of('answered').slice(0, 1), r => answered(d, r));
        await until('the board to say so', async () => {
            await d.hand.go(d.anna.v, `${d.s.desk.url}/ufficio`);
            return /La casella di posta «urp» non si può leggere/.test(await d.anna.page.locator('main').innerText());
        }, { ms: 20000, every: 500 });
        await until('a mail to be refused', () => d.provider.refused > 0, { ms: 10000 });
        assert.equal(one('SELECT count(*) FROM mail_journal'), before, 'nothing comes in');
        assert.ok(one("SELECT count(*) FROM outbox WHERE state = 'later'") > 0, 'what goes out waits');
    });
    await step('the provider is back: what waited at the server comes', async () => {
        d.provider.up();
        await each(late, l => d.arrived(l));
    });
}
