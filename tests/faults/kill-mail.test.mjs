// SPDX-License-Identifier: EUPL-1.2
// Twenty times SIGKILL while the daemon takes 1,000 mails out of a real mailbox: each has one row, one outcome, one ticket.
import assert from 'node:assert/strict';
import test from 'node:test';
import { makeMail } from '../e2e/lib/mail.mjs';
import { query } from '../e2e/lib/requests.mjs';
import { Scene, missing } from '../e2e/lib/scene.mjs';
import { until } from '../e2e/lib/wait.mjs';

const MAILS = 1000;
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 20);

test(`zammad#5192, zammad#78: SIGKILL ${ROUNDS} times while ${MAILS} mails come in by IMAP: ${MAILS} rows, ${MAILS} outcomes, no ticket twice`, { skip: missing(), timeout: 600000 }, async t => {
    const s = await Scene.open(t, { town: 'm', browser: false, conf: { 'mailbox urp': { done_folder: 'Registrati' } } });
    const to = s.town.office('urp'), box = s.box(to);
    const count = (what, where = '1') => Number(query(s.desk, `SELECT count(*) FROM ${what} WHERE ${where}`)[0][0]);
    const settled = () => count('mail_journal', "state <> 'new'");
    const t0 = performance.now();

    await s.desk.stop();
    box.put(Array.from({ length: MAILS }, (_, i) => makeMail({ from: s.town.citizen(`c${i}`), to, subject: `Lettera numero ${i}`, text: `Testo della lettera ${i}.` })));
    await s.desk.start();
    for (let round = 1; round <= ROUNDS; round++) {
        // Now while bodies are fetched, now while tickets are made; always between two commits of one or the other.
        const rows = count('mail_journal'), done = settled(), want = (round * 7) % 30;
        await until('some progress', () => count('mail_journal') > rows + want || settled() > done + want || settled() === MAILS, { ms: 60000, every: 1 });
        assert.deepEqual(await s.desk.kill(), { code: null, signal: 'SIGKILL' });
        await s.desk.start();
    }
    const killed = (performance.now() - t0) / 1000;
    const left = MAILS - settled();
    await until('every mail to have its outcome', () => settled() === MAILS, { ms: 120000, every: 100 });
    await until('every mail to be moved', () => box.files().length === 0, { ms: 30000, every: 100 });
    t.diagnostic(`${ROUNDS} kills in ${killed.toFixed(1)} s, ${left} mails left then, all in ${((performance.now() - t0) / 1000).toFixed(1)} s`);
    assert.ok(left > 0, 'the last kill came too late to prove anything');

    assert.equal(count('mail_journal'), MAILS);
    assert.equal(count('mail_journal', "state = 'done' AND class = 'new' AND ticket_id IS NOT NULL"), MAILS);
    assert.equal(count('ticket_text', "subject LIKE 'Lettera numero %'"), MAILS);
    assert.equal(count("(SELECT DISTINCT subject FROM ticket_text)", "subject LIKE 'Lettera numero %'"), MAILS, 'no ticket twice');
    assert.equal(Number(query(s.desk, 'SELECT count(DISTINCT ticket_id) FROM mail_journal')[0][0]), MAILS);
    await s.desk.check();
});
