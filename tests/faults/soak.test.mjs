// SPDX-License-Identifier: EUPL-1.2
// Every fault that the test mail server makes on demand, all at once: each row of the outbox ends in what really became of its
// mail, and the operator hears of what did not arrive.
// long: it waits until a mail server has given up.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { openDesk, request } from '../e2e/lib/desk.mjs';
import { openMailServer } from '../e2e/lib/mailserver.mjs';
import { Plain } from '../e2e/lib/plain.mjs';
import { fileReport, query, report } from '../e2e/lib/requests.mjs';
import { missing } from '../e2e/lib/scene.mjs';
import { until } from '../e2e/lib/wait.mjs';

const skip = missing();

// What becomes of a receipt to each of them, at once and in the end; dead: nothing more is sent there.
const fates = {
    good: { first: 'done', last: 'done' },
    nouser: { first: 'refused', last: 'refused', words: /5\.1\.1 .*no such mailbox/, dead: true },
    policy: { first: 'refused', last: 'refused', words: /5\.7\.1 .*refused by policy/ },
    full: { first: 'later', last: 'dead', words: /4\.2\.2 .*mailbox full/ },
    greylist: { first: 'later', last: 'dead', words: /4\.7\.1 .*try again later/ },
    drop: { first: 'refused', last: 'refused', words: /5\.3\.2 .*connection closed/ },
    slow: { first: 'done', last: 'done' },
    bounce: { first: 'refused', last: 'refused', words: /user unknown/, dead: true },        // taken; its report says no
    limbo: { first: 'refused', last: 'refused', words: /host not reachable/ },               // taken; the report comes after 45 s
    blackhole: { first: 'done', last: 'done' },                                              // nobody can know
};

const rows = (desk, where = '1') => Object.fromEntries(query(desk, `SELECT to_addr, state, last_text FROM outbox WHERE kind = 'receipt' AND ${where}`)
    .map(([to, state, text]) => [to.split('@')[0], { state, text: text ?? '' }]));

// Days of tries, without waiting for them: the clock of the rows is moved, the server is really asked.
async function daysPass(desk) {
    await desk.stop();
    execFileSync('sqlite3', [`${desk.data}/urp.db`, 'UPDATE outbox SET next_try_at = 0, created_at = created_at - 6 * 86400, attempts = 20 WHERE settled_at IS NULL']);
    await desk.start();
}

function events(desk, cookie) {   // what an open board hears
    const heard = [];
    const stop = new AbortController();
    fetch(`${desk.url}/ufficio/eventi`, { headers: { Cookie: cookie }, signal: stop.signal }).then(async r => {
        for await (const chunk of r.body) heard.push(Buffer.from(chunk).toString());
    }).catch(() => {});
    return { heard, stop: () => stop.abort() };
}

test('soak: every row of the outbox ends in the true fate', { skip, timeout: 300000 }, async t => {
    const mail = openMailServer();
    const town = mail.town('k');
    // The office of these requests cannot be reached either; it has a second address.
    const desk = await openDesk({ town, conf: { smtp: { timeout_s: 40 } }, ente: e => {
        for (const s of e.settori) Object.assign(s, { email: s.role === 'urp' ? s.email : town.office('nouser'), fallback_email: town.office('seconda') });
        return e;
    } });
    t.after(() => desk.close());
    const p = await new Plain(desk).signIn(desk.operator);
    const board = events(desk, [...p.cookies].map(([k, v]) => `${k}=${v}`).join('; '));
    t.after(() => board.stop());

    const codes = {};
    for (const [i, who] of Object.keys(fates).entries()) codes[who] = (await fileReport(desk, report(i + 1, { email: town.citizen(who) }))).code;

    // The office: refused at once, said on the board within the minute, sent to the second address.
    await until('the second address to get all of it', () => town.mailbox(town.office('seconda')).mails().length >= Object.keys(fates).length, { ms: 60000 });
    const [[born, told]] = query(desk, `SELECT o.created_at, (SELECT min(e.at) FROM event e WHERE e.kind = 'mail_non_consegnata' AND e.ticket_id = o.ticket_id)
        FROM outbox o WHERE o.to_addr = '${town.office('nouser')}' ORDER BY o.id LIMIT 1`).map(r => r.map(Number));
    assert.ok(told - born <= 60, 'the operator hears of it within a minute');
    await until('the open board to be told', () => board.heard.length > 0);
    assert.equal(query(desk, `SELECT count(*) FROM dead_address WHERE addr = '${town.office('nouser')}'`)[0][0], '1');
    assert.ok(Number(query(desk, `SELECT count(*) FROM outbox WHERE to_addr = '${town.office('nouser')}' AND attempts > 0 AND last_code = 550`)[0][0]) >= 1);

    await until('the first fate of each', () => {
        const now = rows(desk);
        return Object.entries(fates).every(([who, f]) => now[who]?.state === f.first);
    }, { ms: 150000 }).catch(e => { throw new Error(`${e.message}: ${JSON.stringify(rows(desk))}`); });

    for (let i = 0; i < 2 && Object.values(rows(desk)).some(r => !['done', 'refused', 'dead'].includes(r.state)); i++) {
        await daysPass(desk);
        await until('the tries to be over', () => Object.entries(fates).every(([who, f]) => rows(desk)[who].state === f.last), { ms: 60000 });
    }
    const end = rows(desk);
    for (const [who, f] of Object.entries(fates)) {
        assert.equal(end[who].state, f.last, who);
        if (f.words) assert.match(end[who].text, f.words, who);
        assert.equal(query(desk, `SELECT count(*) FROM dead_address WHERE addr = '${town.citizen(who)}'`)[0][0], f.dead ? '1' : '0', `${who} is dead or not`);
        const attention = Number(query(desk, `SELECT attention & 32 FROM ticket WHERE code = '${codes[who]}'`)[0][0]);
        assert.ok(attention, `${who}: at least its office was not reached at the first address`);
    }
    for (const who of ['good', 'slow', 'limbo', 'bounce']) {
        const got = town.mailbox(town.citizen(who)).mails().length;
        assert.equal(got, ['good', 'slow'].includes(who) ? 1 : 0, who);
    }

    // Given up after days: the URP's own mailbox has number, recipient and reason.
    for (const who of ['full', 'greylist']) {
        const word = await town.mailbox(town.office('urp')).wait('the word of the desk', m => m.subject.includes(codes[who]) && /Non consegnato/.test(m.subject));
        assert.ok(word.text.includes(town.citizen(who)));
        assert.match(word.text, fates[who].words);
    }
    await until('nothing to be under way', () => query(desk, 'SELECT count(*) FROM outbox WHERE settled_at IS NULL')[0][0] === '0', { ms: 60000 });
    assert.equal(query(desk, 'SELECT count(*) FROM ticket')[0][0], String(Object.keys(fates).length), 'reports and our own mails made no request');

    const q = await new Plain(desk).signIn(desk.operator);
    await q.open('/ufficio');
    assert.match(q.html, /urp-alarm/);
    await q.open('/ufficio/posta?scheda=non-consegnata');
    for (const who of ['nouser', 'policy', 'full', 'greylist', 'drop', 'bounce', 'limbo']) assert.ok(q.text().includes(town.citizen(who)), `${who} is on the page`);
    for (const who of ['good', 'slow', 'blackhole']) assert.ok(!q.text().includes(town.citizen(who)), `${who} is not`);
    assert.equal((await request(desk.port, 'GET', '/status')).status, 200);
    await desk.check();
});
