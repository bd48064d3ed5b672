// SPDX-License-Identifier: EUPL-1.2
// weight.mjs ORIGIN COOKIE CODE [TRACKING]: what a page costs on the way, counted by Chromium: requests and bytes of the first visit and of
// the next one with the cache it left. urpd sends pages plain and what is under /static/ as brotli; in front of it nginx compresses
// pages, so their bytes are told plain, as gzip -6 and as brotli -5. TRACKING: path of the page of a request.
import { existsSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [origin, cookie, code, track] = process.argv.slice(2);
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
const { chromium } = await import('playwright-core').catch(() => ({}));
if (!executablePath || !chromium) {
    console.log('  weight of pages: not counted, there is no Chromium or no playwright-core here (make test installs them)');
    process.exit(0);
}
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking'] });

// A stream of events is one request and never ends: counted without its bytes.
async function visit(page, url) {
    const wire = await page.context().newCDPSession(page);
    const seen = new Map();
    await wire.send('Network.enable');
    wire.on('Network.requestWillBeSent', e => e.request.url.startsWith('http') && seen.set(e.requestId, { url: e.request.url, bytes: 0, cached: false }));
    wire.on('Network.requestServedFromCache', e => seen.has(e.requestId) && (seen.get(e.requestId).cached = true));
    wire.on('Network.responseReceived', e => {
        const r = seen.get(e.requestId);
        if (r) Object.assign(r, { cached: r.cached || e.response.fromDiskCache, status: e.response.status, bytes: e.response.encodedDataLength });
    });
    wire.on('Network.loadingFinished', e => seen.has(e.requestId) && (seen.get(e.requestId).bytes = e.encodedDataLength));
    const answer = await page.goto(url, { waitUntil: 'load' });
    const body = await answer.body();
    await page.waitForTimeout(700);
    await wire.detach();
    const sent = [...seen.values()].filter(r => !r.cached);
    const document = sent.find(r => r.url === answer.url());
    return { body, requests: sent.length, rest: sent.reduce((sum, r) => sum + (r === document ? 0 : r.bytes), 0), head: document.bytes - body.length };
}

function tell(name, v, budget) {
    const gzip = gzipSync(v.body, { level: 6 }).length;
    const brotli = brotliCompressSync(v.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;
    const total = v.head + gzip + v.rest;
    const verdict = budget ? `  (<= ${budget}) ${total <= budget ? 'ok' : 'OVER'}` : '';
    console.log(`  ${name.padEnd(52)} ${v.requests} requests, page ${v.body.length} plain, ${gzip} gzip, ${brotli} brotli, the rest ${v.rest}; ${total} bytes in all${verdict}`);
}

const { hostname } = new URL(origin);
const [name, value] = cookie.split('=');
for (const [label, path, warm] of [['board', '/ufficio'], ['list', '/ufficio/richieste', 10240], ['ticket', `/ufficio/richieste/${code}`]]) {
    const context = await browser.newContext({ locale: 'it-IT' });
    await context.addCookies([{ name, value, domain: hostname, path: '/' }]);
    const page = await context.newPage();
    tell(`${label}, first visit`, await visit(page, origin + path));
    tell(`${label}, again`, await visit(page, origin + path), warm);
    await context.close();
}
// What citizens open, each with an empty cache and once more with what it has left there. The form counts as its first step.
const FIRST = 122880, AGAIN = 15360, REQUESTS = 12;
const draft = await begin();
for (const [label, path] of [['home', '/'], ['service sheet', '/servizi/segnalazione'], ['form of a report', '/segnala'], ['form, what is asked', draft], ['tracking', track], ['list of reports', '/segnalazioni']]) {
    if (!path || (await fetch(origin + path)).status !== 200) continue;
    const context = await browser.newContext({ locale: 'it-IT' });
    const page = await context.newPage();
    const first = await visit(page, origin + path);
    tell(`${label}, first visit (<= ${REQUESTS} requests${first.requests > REQUESTS ? ': OVER' : ''})`, first, FIRST);
    tell(`${label}, again`, await visit(page, origin + path), AGAIN);
    await context.close();
}
await browser.close();

// A draft of this moment: its address holds a secret, so nobody else knows any.
async function begin() {
    const began = await fetch(`${origin}/segnala`, { method: 'POST', redirect: 'manual', headers: { Origin: origin }, body: new URLSearchParams({ privacy: '1' }) });
    return began.headers.get('location');
}
