// SPDX-License-Identifier: EUPL-1.2
// Reminders as Postfix and Dovecot deliver them, days later: the one question how it went, and the settore whose answer a citizen still waits for.
// long: days pass, and with each the daemon starts anew.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';
import { links } from './lib/mail.mjs';
import { actionLink } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { actOn, fileReport, query, report } from './lib/requests.mjs';
import { Scene, missing } from './lib/scene.mjs';
import { until } from './lib/wait.mjs';

const DAY = 86400;
// Every hour of an open day, so that the hour of this test does not count; on a Sunday or a holiday no office is reminded of anything.
const open = (t, town, more = {}) => Scene.open(t, { town, browser: false, conf: { tempi: { undo_minutes: 0 } },
    ente: e => ({ ...e, holidays: [], ente: { ...e.ente, remind_from_hour: '0', remind_until_hour: '24', open_on_saturday: '1', ...more } }) });
const closedToday = d => {
    const rome = new Date(d.toLocaleString('en-US', { timeZone: 'Europe/Rome' }));
    return rome.getDay() === 0 || ['1-1', '1-6', '4-25', '5-1', '6-2', '8-15', '10-4', '11-1', '12-8', '12-25', '12-26'].includes(`${rome.getMonth() + 1}-${rome.getDate()}`) || isEasterMonday(rome);
};
const skip = missing() || (closedToday(new Date()) && 'the offices are closed today: no reminder leaves');

// Gauss, for the years 1900-2099.
function isEasterMonday(d) {
    const y = d.getFullYear(), a = y % 19, b = (19 * a + 24) % 30, c = (2 * (y % 4) + 4 * (y % 7) + 6 * b + 5) % 7;
    let day = 22 + b + c;                                   // of March
    if ((b === 29 && c === 6) || (b === 28 && c === 6 && a > 10)) day -= 7;
    const monday = new Date(y, 2, day + 1);
    return d.getMonth() === monday.getMonth() && d.getDate() === monday.getDate();
}

// The days that pass: what the store says was when it was, so much earlier.
async function later(s, code, columns) {
    await s.desk.stop();
    execFileSync('sqlite3', [path.join(s.desk.data, 'urp.db'), `UPDATE ticket SET ${Object.entries(columns).map(([c, days]) => `${c} = ${c} - ${days * DAY}`).join()} WHERE code = '${code}'`]);
    await s.desk.start();
}
const state = (s, code) => query(s.desk, `SELECT state FROM ticket WHERE code = '${code}'`)[0][0];

test('who did not judge is asked once how it was, can answer from that mail, and hears nothing more of it', { skip, timeout: 180000 }, async t => {
    const s = await open(t, 'giudizio', { rate_after_days: '7', close_after_days: '0' });
    const operator = await new Plain(s.desk).signIn(s.desk.operator);
    const ended = async (n, who) => {
        const { code } = await fileReport(s.desk, report(n, { email: s.town.citizen(who) }));
        await actOn(operator, code, 'concludi', { testo: 'Il lampione è stato riparato.', esito: 'solved' });
        await later(s, code, { answered_at: 1 });
        await until('it to be closed', () => state(s, code) === 'closed', { ms: 30000 });
        return code;
    };
    const first = await ended(1, 'mario'), box = s.box(s.town.citizen('mario'));
    const asked = b => b.mails().filter(m => /Com'è andata\?/.test(m.subject));
    await later(s, first, { closed_at: 6 });
    const quick = await ended(2, 'rita');
    await later(s, quick, { closed_at: 8 });
    await s.box(s.town.citizen('rita')).wait('the question how it was', /Com'è andata\?/);
    assert.equal(asked(box).length, 0, 'six days are not seven');

    await later(s, first, { closed_at: 2 });
    const mail = await box.wait('the question how it was', /Com'è andata\?/);
    assert.ok(mail.subject.startsWith(`[URP ${first}] Com'è andata? `));
    assert.match(mail.text, /conclusa da qualche giorno/);
    assert.match(mail.text, /Te lo chiediamo una volta sola/);
    const p = await new Plain(s.desk).open(new URL(links(mail).find(u => /voto|giudi|valuta/.test(u))).pathname);
    assert.equal(p.status, 200);
    await p.submit('stars', { stars: '4' });
    assert.match(p.text(), /Grazie|registrato/);
    assert.equal(query(s.desk, `SELECT r.stars FROM rating r JOIN ticket t ON t.id = r.ticket_id WHERE t.code = '${first}'`).flat()[0], '4');

    // Another one, who does not answer: days later a third is asked, he is not asked again.
    await later(s, quick, { closed_at: 9 });
    const third = await ended(3, 'ugo');
    await later(s, third, { closed_at: 8 });
    await s.box(s.town.citizen('ugo')).wait('the question how it was', /Com'è andata\?/);
    assert.equal(asked(s.box(s.town.citizen('rita'))).length, 1, 'once');
    assert.equal(asked(box).length, 1);
});

test('a settore that leaves a citizen without an answer is reminded, and answers from that mail', { skip, timeout: 180000 }, async t => {
    const s = await open(t, 'sollecito'), settore = s.settore('Lavori pubblici'), box = s.box(settore.email);
    const { code } = await fileReport(s.desk, report(1, { email: s.town.citizen('anna') }));
    const act = async (from, id, more = {}) => {
        const p = await new Plain(s.desk).open(new URL(actionLink(from)).pathname), form = await p.formFor(id);
        const r = await p.fetch('POST', form.action, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
            body: new URLSearchParams([...new Map([...form.fields, ...Object.entries({ chi: 'Paolo Neri', ...more })])]).toString() });
        assert.equal(r.status, 303, r.text.slice(0, 300));
    };
    // Taken in charge: what is late afterwards is the answer alone.
    await act(await box.wait('the request', m => m.subject.includes(code)), 'prendi-in-carico');
    const reminders = () => box.mails().filter(m => m.subject.startsWith(`[URP ${code}] Sollecito: `));
    const days = Math.ceil((Number(query(s.desk, `SELECT answer_due_at FROM ticket WHERE code = '${code}'`)[0][0]) - Date.now() / 1000) / DAY);
    assert.ok(days > 1, 'there is time at first');
    assert.equal(reminders().length, 0);
    await later(s, code, { answer_due_at: days + 1 });
    await act(await box.wait('the reminder', m => m.subject.startsWith(`[URP ${code}] Sollecito: `)), 'concludi', { testo: 'La buca è chiusa da ieri.', esito: 'solved' });
    assert.match((await s.box(s.town.citizen('anna')).wait('the answer', /La risposta/)).text, /La buca è chiusa da ieri\./);
    const before = reminders().length;
    await later(s, code, { answer_due_at: 5 });
    const other = await fileReport(s.desk, report(2, { email: s.town.citizen('bice') }));
    await act(await box.wait('the other request', m => m.subject.includes(other.code)), 'prendi-in-carico');
    await later(s, other.code, { answer_due_at: days + 1 });
    await box.wait('its reminder', m => m.subject.startsWith(`[URP ${other.code}] Sollecito: `));
    assert.equal(reminders().length, before, 'who has answered is left alone');
});
