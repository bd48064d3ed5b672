// SPDX-License-Identifier: EUPL-1.2
// What machines write to the desk, through the real daemon: it lies with its request and moves nothing; what our own server calls
// spam waits for a person.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { openDesk } from '../e2e/lib/desk.mjs';
import { makeMail, parseMail } from '../e2e/lib/mail.mjs';
import { query } from '../e2e/lib/requests.mjs';
import { until } from '../e2e/lib/wait.mjs';

const URP = 'urp@comune.test';
const CITIZEN = 'anna@cittadini.test';
const settled = (desk, n) => until(`${n} mails to be settled`, () => Number(query(desk, "SELECT count(*) FROM mail_journal WHERE state <> 'new'")[0][0]) === n, { ms: 60000 });
const take = (desk, fields, headers = {}) => desk.must('intake', { input: makeMail({ to: URP, headers, ...fields }) });
const only = (desk, sql) => query(desk, sql)[0]?.join('|') ?? '';

// Mails that went out, from the Maildir that stands for a mail server.
function sent(desk) {
    const dir = path.join(desk.data, 'posta', 'new');
    return readdirSync(dir).map(f => parseMail(readFileSync(path.join(dir, f))));
}

const standing = desk => only(desk, `SELECT state, coalesce(settore_id, 0), coalesce(operator_id, 0), clock, coalesce(due_at, 0), coalesce(take_due_at, 0), coalesce(answer_due_at, 0),
    attention, reminders, reopened, (SELECT count(*) FROM clock_event), (SELECT count(*) FROM outbox), (SELECT count(*) FROM ticket) FROM ticket WHERE id = 1`);

const asides = [
    ['an automatic answer', { from: CITIZEN, subject: 'Re: Lampione', text: 'La tua mail è arrivata.' }, { 'Auto-Submitted': 'auto-replied' }, 'auto'],
    ['an absence note without a mark', { from: CITIZEN, subject: 'Out of Office: Lampione', text: 'Torno lunedì.' }, {}, 'out_of_office'],
    ['an absence note of a settore', { from: 'strade@comune.test', subject: 'Risposta automatica: Lampione', text: 'Sono in ferie.' }, {}, 'auto'],
    ['a warning of delay', { from: 'mailer-daemon@mx.test', subject: 'Warning: message delayed 4 hours', text: 'Still trying.' }, { 'Return-Path': '<>' }, 'delay'],
];

test('zammad#5113, osTicket#1744, freescout#688: absence notes, automatic answers and delays lie with the request and move nothing', { timeout: 120000 }, async t => {
    const desk = await openDesk();
    t.after(() => desk.close());
    await take(desk, { from: CITIZEN, fromName: 'Anna Verdi', subject: 'Lampione spento', text: 'In via Roma.' });
    await settled(desk, 1);
    const receipt = await until('the receipt to go out', () => sent(desk).find(m => m.to === CITIZEN));
    await until('all else to have gone out', () => only(desk, 'SELECT count(*) FROM outbox WHERE settled_at IS NULL') === '0');
    const before = standing(desk);
    for (const [i, [name, mail, headers, kind]] of asides.entries()) {
        await take(desk, { ...mail, inReplyTo: receipt.messageId }, headers);
        await settled(desk, i + 2);
        assert.equal(only(desk, `SELECT class, ticket_id FROM mail_journal WHERE id = ${i + 2}`), `${kind}|1`, name);
        assert.equal(standing(desk), before, name);
        assert.match(only(desk, `SELECT replace(body, char(10), ' ') FROM message WHERE journal_id = ${i + 2} AND public = 0`), new RegExp(mail.text), name);
    }
    assert.equal(sent(desk).filter(m => m.to === CITIZEN).length, 1, 'nothing was answered');
});

test('spam by our own server waits for an operator; by a stranger\'s server, or in answer to us, it is heard', { timeout: 120000 }, async t => {
    const desk = await openDesk({ conf: { smtp: { from: URP } } });
    t.after(() => desk.close());
    const flagged = (received, fields) => desk.must('intake', { input: Buffer.concat([Buffer.from(received), makeMail({ to: URP, ...fields })]) });
    const OURS = 'X-Spam-Flag: YES\r\nReceived: from x by mx.comune.test with ESMTP id 1\r\n';

    await flagged(OURS, { from: 'x@vinci.test', subject: 'Hai vinto', text: 'Clicca.' });
    await settled(desk, 1);
    assert.equal(only(desk, 'SELECT class, state, coalesce(ticket_id, 0), reason FROM mail_journal'), 'spam|done|0|X-Spam-Flag: YES');
    await flagged('Received: from y by mx.comune.test with ESMTP id 2\r\nX-Spam-Flag: YES\r\nReceived: from z by mx.altrove.test with ESMTP id 3\r\n',
        { from: CITIZEN, subject: 'Buca', text: 'In via Roma.' });
    await settled(desk, 2);
    assert.equal(only(desk, 'SELECT class, ticket_id FROM mail_journal WHERE id = 2'), 'new|1');
    const receipt = await until('the receipt to go out', () => sent(desk).find(m => m.to === CITIZEN));
    await flagged(OURS, { from: CITIZEN, subject: 'Re: Buca', text: 'Al civico 12.', inReplyTo: receipt.messageId });
    await settled(desk, 3);
    assert.equal(only(desk, 'SELECT class, ticket_id FROM mail_journal WHERE id = 3'), 'reply|1');
});
