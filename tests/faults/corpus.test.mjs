// SPDX-License-Identifier: EUPL-1.2
// 160 real mails from the test suites of others, each with what is true of it (MANIFEST.tsv, settled by three independent parsers
// and by hand): explained by `urpd explain mail`, and taken in for real. The corpus lies beside the project, not in it: other
// people's mails under their own licences. URP_CORPUS names another place; without it the test is skipped.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { Desk } from '../e2e/lib/desk.mjs';
import { until } from '../e2e/lib/wait.mjs';

const CORPUS = path.resolve(process.env.URP_CORPUS ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url)), 'mail');
const skip = !existsSync(path.join(CORPUS, 'MANIFEST.tsv')) && `no corpus in ${CORPUS} (URP_CORPUS)`;

// Where we are right and the manifest is not, or where we will not follow it: file, what differs, why.
const EXCEPTIONS = [
    ['malformed/james-badbound.eml', 'is_bounce', 'it is the report of a mail that came back ("Mail System Error - Returned Mail", from Postmaster): ' +
        'the manifest counts reports of RFC 3464 alone, and a request made of it would be answered to a robot'],
    ['huge-headers/flanker-long-header.eml', 'subject', 'a subject of 200 kB: 32 kB of one header are read (Postfix takes 100 kB for all headers together), ' +
        'a note says so, the mail itself keeps every byte'],
];

const words = s => s.normalize('NFC').split(/\s+/).filter(Boolean).join(' ');
const anyOf = (list, text) => list.split(' || ').some(x => words(text).includes(words(x)));
const AUTOMATIC = ['auto', 'out_of_office'];
const RECEIPTS_OF_FAILURE = ['errore-consegna', 'non-accettazione', 'preavviso-errore-consegna', 'rilevazione-virus'];

function rows() {
    const lines = readFileSync(path.join(CORPUS, 'MANIFEST.tsv'), 'utf8').split('\n').filter(l => l && !l.startsWith('#'));
    const head = lines.shift().split('\t');
    return lines.map(l => Object.fromEntries(l.split('\t').map((v, i) => [head[i], v])));
}

function bytes(row) {
    const raw = readFileSync(path.join(CORPUS, row.file));
    return row.mbox_line === 'yes' ? raw.subarray(raw.indexOf('\n') + 1) : raw;
}

// The keys of the row that are not true of what was understood, each with both values. Of certified mail the manifest
// describes the envelope.
function differences(row, j) {
    const outer = j.envelope?.transport ? j.envelope : j;
    const files = outer.attachments.filter(a => !a.inside);    // found inside another file: the manifest counts leaves
    const names = files.map(a => a.declared || '-');
    const dsn = j.dsn?.action ?? '';
    const isBounce = ['bounce', 'delay'].includes(j.class) || (j.class === 'pec_receipt' && RECEIPTS_OF_FAILURE.includes(j.envelope.receipt));
    const wanted = row.attach_names.split(' | ').map(n => n.normalize('NFC'));
    const facts = {
        subject: [words(outer.subject), words(row.subject)],
        from: [outer.from.toLowerCase(), row.from.toLowerCase()],
        message_id: [j.message_id, row.message_id],
        in_reply_to: [j.in_reply_to, row.in_reply_to],
        references: [j.references.slice(0, 12).join(' '), row.references],
        n_attach: [String(files.length), row.n_attach],
        // Where the count is left open (reports, encrypted mails) the names must be among ours.
        attach_names: [(row.n_attach ? names : names.filter(n => wanted.includes(n))).map((n, i) => wanted[i] === '-' ? '-' : n).join(' | '), wanted.join(' | ')],
        is_autoreply: [AUTOMATIC.includes(j.class) ? 'yes' : 'no', row.is_autoreply === 'yes' ? 'yes' : ''],    // "no" is said of reports, too
        is_bounce: [isBounce ? 'yes' : 'no', row.is_bounce],
        no_ack: [j.no_ack ? 'yes' : 'no', row.no_ack],
        dsn_action: [dsn, row.dsn_action],
        body_has: [anyOf(row.body_has, outer.text) ? row.body_has : outer.text.slice(0, 200), row.body_has],
        quoted_has: [anyOf(row.quoted_has, `${outer.text} ${j.quoted}`) ? row.quoted_has : j.quoted.slice(0, 200), row.quoted_has],
    };
    return Object.entries(facts).filter(([, [got, want]]) => want && got !== want).map(([key, [got, want]]) => ({ key, got, want }));
}

const excused = (file, key) => EXCEPTIONS.some(([f, k]) => f === file && k === key);

test('the corpus as explained: subject, sender, ids, files, kind, words', { skip, timeout: 300000 }, async t => {
    const desk = await new Desk().configure();
    t.after(() => desk.close());
    const wrong = [], used = new Set(), all = rows();
    for (const row of all) {
        const j = JSON.parse(await desk.must(['explain', 'mail'], { input: bytes(row) }));
        for (const d of differences(row, j)) {
            if (excused(row.file, d.key)) used.add(`${row.file} ${d.key}`);
            else wrong.push(`${row.file}: ${d.key} is «${d.got.slice(0, 200)}» instead of «${d.want.slice(0, 200)}»`);
        }
    }
    assert.deepEqual(wrong, []);
    assert.equal(used.size, EXCEPTIONS.length, `an exception that is none any more: ${EXCEPTIONS.filter(([f, k]) => !used.has(`${f} ${k}`)).map(e => e[0])}`);
});

// The store as objects; the daemon may run.
const table = (desk, sql) => JSON.parse(execFileSync('sqlite3', ['-readonly', '-json', path.join(desk.data, 'urp.db'), sql], { encoding: 'utf8', maxBuffer: 256 << 20 }) || '[]');

const REQUEST = ['new', 'list', 'empty'];
const SUBJECT_CHARS = 120;    // of a request; longer ones end in an ellipsis

// What one mail left in the store, against what was explained of it.
function fateDiffers(row, j, fate, ticket) {
    const wrong = [];
    const must = (what, ok) => ok || wrong.push(`${row.file}: ${what}`);
    must('settled once', fate.n === 1 && (fate.state === 'done' || (fate.state === 'failed' && fate.class === 'unreadable')));
    if (fate.class === 'duplicate') return wrong;    // the corpus holds some mails twice
    must(`class ${fate.class} instead of ${j.class}`, fate.class === j.class);
    must('reasons', fate.reason === j.reasons.join('; '));
    must(`a request for ${j.class}`, Boolean(ticket) === REQUEST.includes(j.class));
    if (!ticket) return wrong;
    const subject = words(j.subject) || '(senza oggetto)';
    must(`subject «${ticket.subject}»`, words(ticket.subject) === subject || ([...subject].length > SUBJECT_CHARS && subject.startsWith(words(ticket.subject).replace(/…$/, ''))));
    must(`sender «${ticket.email}${ticket.pec}» of «${j.from}»`, !/^[\w.+'-]+@[\w.-]+\.\w+$/.test(j.from) || ticket.email + ticket.pec === j.from.toLowerCase());
    must(`files ${ticket.files}`, ticket.files === j.attachments.filter(a => a.size > 0).length);
    must('text', !j.text.trim() || words(ticket.body) === words(j.text));
    must('quoted text', words(ticket.quoted) === words(j.quoted));
    return wrong;
}

test('the corpus taken in: every mail ends in one row, as explained, with all of it', { skip, timeout: 600000 }, async t => {
    const desk = await new Desk().configure();
    t.after(() => desk.close());
    await desk.loadEnte();
    await desk.start();
    const all = rows(), explained = new Map();
    for (const row of all) {
        const raw = bytes(row), j = JSON.parse(await desk.must(['explain', 'mail'], { input: raw }));
        await desk.must(['intake', '--channel', row.file.startsWith('pec/') && j.envelope ? 'pec' : 'mail'], { input: raw });
        explained.set(row.file, { sha: createHash('sha256').update(raw).digest('hex'), j });
    }
    const settled = () => table(desk, "SELECT count(*) AS n FROM mail_journal WHERE state <> 'new'")[0].n;
    await until('all to be settled', () => settled() === all.length, { ms: 120000, every: 200 });
    const fates = new Map(table(desk, 'SELECT sha256, count(*) AS n, min(state) AS state, min(class) AS class, min(reason) AS reason, max(ticket_id) AS ticket FROM mail_journal GROUP BY sha256')
        .map(f => [f.sha256, f]));
    const tickets = new Map(table(desk, `SELECT t.id, x.subject, x.body, x.quoted, coalesce(p.email, '') AS email, coalesce(p.pec, '') AS pec,
        (SELECT count(*) FROM attachment a WHERE a.ticket_id = t.id) AS files
        FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id LEFT JOIN person p ON p.id = t.person_id`).map(k => [k.id, k]));
    const wrong = all.flatMap(row => {
        const { sha, j } = explained.get(row.file);
        const fate = fates.get(sha);
        return fate ? fateDiffers(row, j, fate, tickets.get(fate.ticket)) : [`${row.file}: no row`];
    });
    if (process.env.E2E_KEEP) writeFileSync(path.join(desk.dir, 'wrong.txt'), wrong.join('\n'));
    assert.deepEqual(wrong, []);
    t.diagnostic(`${all.length} mails, ${EXCEPTIONS.length} exceptions`);
});
