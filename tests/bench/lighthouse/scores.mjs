// SPDX-License-Identifier: EUPL-1.2
// scores.mjs [BUILD]: what Lighthouse says, as a telephone, of the pages that citizens see: home, service sheet, steps of the form,
// tracking, list. A daemon of its own with the invented body; behind it a proxy that compresses, as nginx does in front of a real one.
// LIGHTHOUSE_RUNS=3 measurements of each page, the middle one counts. Exit 1 when a score is below what LIGHTHOUSE_MIN says (0: never).
import { createServer, request as ask } from 'node:http';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createGzip } from 'node:zlib';

process.env.BUILD ??= path.resolve(process.argv[2] ?? 'build');
const RUNS = Number(process.env.LIGHTHOUSE_RUNS ?? 3), MIN = Number(process.env.LIGHTHOUSE_MIN ?? 0);
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
const { default: lighthouse } = await import('lighthouse').catch(() => ({}));
const { launch } = await import('chrome-launcher').catch(() => ({}));
if (!lighthouse || !chromium) {
    console.log(`lighthouse: skipped, there is no ${lighthouse ? 'Chromium' : 'lighthouse (npm ci in tests/bench/lighthouse)'} here`);
    process.exit(0);
}
const { openDesk } = await import('../../e2e/lib/desk.mjs');
const { Plain } = await import('../../e2e/lib/plain.mjs');
const { fileReport, report } = await import('../../e2e/lib/requests.mjs');
const { freePort } = await import('../../e2e/lib/wait.mjs');

const port = await freePort();
const desk = await openDesk({ conf: { urp: { base_url: `http://127.0.0.1:${port}` } }, ente: e => ({ ...e, ente: { ...e.ente, public_reports: '1' } }) });
const proxy = createServer((from, to) => {
    const r = ask({ host: '127.0.0.1', port: desk.port, method: from.method, path: from.url, headers: from.headers }, answer => {
        const zip = /^text\/html/.test(answer.headers['content-type'] ?? '') && /gzip/.test(from.headers['accept-encoding'] ?? '');
        const headers = { ...answer.headers };
        if (zip) {
            delete headers['content-length'];
            headers['content-encoding'] = 'gzip';
        }
        to.writeHead(answer.statusCode, headers);
        (zip ? answer.pipe(createGzip({ level: 6 })) : answer).pipe(to);
    });
    from.pipe(r);
});
await new Promise(done => proxy.listen(port, '127.0.0.1', done));
const origin = `http://127.0.0.1:${port}`;

const { code, track } = await fileReport(desk, report());
// One published, so that the list is a list.
const office = await new Plain(desk).signIn(desk.operator);
await office.open(`/ufficio/richieste/${code}/pubblica`);
await office.submit('precisione');
await office.submit('visto', office.form('visto').names.has('sicuro') ? { sicuro: '1' } : {});
const shown = (await new Plain(desk).open('/segnalazioni')).links().find(l => /^\/segnalazioni\/\d+$/.test(l));
if (!shown) throw new Error('nothing is public');
const p = new Plain(desk);
await p.open('/segnala');
await p.submit('privacy', { privacy: '1' });
const pages = [['home', '/'], ['services', '/servizi'], ['sheet', '/servizi/segnalazione'], ['form, step 1', '/segnala'], ['form, step 2', p.path],
    ['tracking, asked for', '/pratica'], ['tracking', new URL(track, origin).pathname], ['list', '/segnalazioni'], ['map', '/segnalazioni/mappa'], ['report', shown]];
// Whoever knows the address of one of these pages can act: they are kept from search engines and describe themselves to none, and lose
// those points on purpose.
const PRIVATE = new Set(['form, step 2', 'tracking']), MEANT = new Set(['is-crawlable', 'meta-description']);

const chrome = await launch({ chromePath: chromium, chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
const middle = list => list.sort((a, b) => a - b)[list.length >> 1];
let low = 0;
console.log(`${'Lighthouse, as a telephone'.padEnd(28)} ${CATEGORIES.map(c => c.padStart(14)).join('')}`);
for (const [name, at] of pages) {
    const seen = [];
    for (let i = 0; i < RUNS; i++) {
        const { lhr } = await lighthouse(origin + at, { port: chrome.port, onlyCategories: CATEGORIES, logLevel: 'silent', locale: 'it' });
        seen.push(lhr);
    }
    if (seen[0].runtimeError) {
        console.log(`${name.padEnd(28)} ${seen[0].runtimeError.message}`);
        continue;
    }
    const scores = CATEGORIES.map(c => middle(seen.map(l => Math.round(100 * l.categories[c].score))));
    low += scores.filter(s => s < MIN).length;
    console.log(`${name.padEnd(28)} ${scores.map(s => String(s).padStart(14)).join('')}`);
    const last = seen.at(-1);
    for (const c of CATEGORIES) {
        for (const ref of last.categories[c].auditRefs) {
            const a = last.audits[ref.id];
            if (ref.weight > 0 && a.score !== null && a.score < 1) console.log(`    ${c}: ${ref.id} ${Math.round(100 * a.score)} ${a.displayValue ?? ''} (${a.title})${MEANT.has(ref.id) && PRIVATE.has(name) ? ': on purpose, the address is a secret' : ''}`);
        }
    }
}
await chrome.kill();
proxy.close();
proxy.closeAllConnections();
await desk.close();
process.exit(low ? 1 : 0);
