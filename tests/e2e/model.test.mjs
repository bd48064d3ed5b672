// SPDX-License-Identifier: EUPL-1.2
// What the national validator of municipal sites looks for on the pages of a service, each criterion by its description (C.SI.x of
// the model; its own program needs the internet and sixteen gigabytes). The body of this test has filled in everything that the
// frame shows, as a Comune would whose desk is a part of its site.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser, visitor } from './lib/browser.mjs';
import { openDesk, request } from './lib/desk.mjs';
import { TYPES } from './lib/filled.mjs';
import { until } from './lib/wait.mjs';

const SHEETS = TYPES.map(t => t.replace('/richiedi', '/servizi').replace('/segnala', '/servizi/segnalazione'));
const FONTS = ['Titillium Web', 'Lora', 'Roboto Mono'];
const VOICES = ['A chi è rivolto', 'Come fare', 'Cosa serve', 'Cosa si ottiene', 'Tempi e scadenze', 'Accedi al servizio', 'Condizioni di servizio', 'Contatti'];
const LICENCE = 'In applicazione del principio open by default ai sensi dell\'articolo 52 del decreto legislativo 7 marzo 2005, n. 82 (CAD) e salvo dove diversamente specificato (compresi i contenuti incorporati di terzi), i dati, i documenti e le informazioni pubblicati sul sito sono rilasciati con licenza CC-BY 4.0. Gli utenti sono quindi liberi di condividere (riprodurre, distribuire, comunicare al pubblico, esporre in pubblico), rappresentare, eseguire e recitare questo materiale con qualsiasi mezzo e formato e modificare (trasformare il materiale e utilizzarlo per opere derivate) per qualsiasi fine, anche commerciale con il solo onere di attribuzione, senza apporre restrizioni aggiuntive.';
// The controlled list of topics of the model, as far as our sheets name them.
const TOPICS = ["Accesso all'informazione", 'Comunicazione istituzionale', 'Gestione rifiuti', 'Igiene pubblica', 'Mobilità sostenibile', 'Spazio Verde', 'Sviluppo sostenibile', 'Trasparenza amministrativa'];
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path fill="#fff" d="M0 0h10v6L5 10 0 6z"/></svg>';
// Classes of the design system, as its own style sheet names them.
const ITALIA = new Set(readFileSync(createRequire(import.meta.url).resolve('bootstrap-italia/dist/css/bootstrap-italia.min.css'), 'utf8').match(/\.[a-z][\w-]*/gi).map(c => c.slice(1)));
const SITE = 'https://www.comune.test';
const OPEN = ['/', '/servizi', ...SHEETS, '/segnala', '/richiedi/informazioni', '/pratica', '/schede', '/domande-frequenti', '/privacy', '/note-legali', '/accessibilita'];

// A page of another site with one of ours in it. Two of them: one is named by the configuration.
function site() {
    return new Promise(done => {
        const s = createServer((rq, to) => to.setHeader('Content-Type', 'text/html').end(`<!doctype html><title>Sito</title><iframe title="Segnala" src="${desk.url}/segnala" width="800" height="600"></iframe>
<script>addEventListener('message', e => { const f = document.querySelector('iframe'); if (e.source === f.contentWindow && e.data.urpHeight) f.height = e.data.urpHeight; });</script>`));
        s.listen(0, '127.0.0.1', () => done(Object.assign(s, { url: `http://127.0.0.1:${s.address().port}` })));
    });
}

let desk, browser, v, page, known, other;
before(async () => {
    browser = await openBrowser();
    [known, other] = [await site(), await site()];
    desk = await openDesk({
        ente: e => ({ ...e, ente: { ...e.ente, color: '#7a1f5c', region_name: 'Regione Esempio', region_url: 'https://www.regione.test', social: 'https://www.facebook.com/comune https://t.me/comune',
            accessibility_url: 'https://form.agid.gov.it/view/00000000-0000-0000-0000-000000000000', faq_url: '', site_url: SITE } }),
        conf: { urp: { logo_file: await logo() }, http: { frame_ancestors: `${SITE} ${known.url}` } },
    });
    v = await visitor(browser);
    page = v.page;
});
after(async () => {
    await browser?.close();
    await desk?.close();
    for (const s of [known, other]) s?.close();
    if (logoFile) rmSync(logoFile, { force: true });
});

let logoFile = null;
async function logo(bytes = LOGO) {
    logoFile = path.join(process.env.TMPDIR ?? '/tmp', `urp-logo-${process.pid}.svg`);
    writeFileSync(logoFile, bytes);
    return logoFile;
}

const get = at => request(desk.port, 'GET', new URL(at, desk.url).pathname);
const go = async at => {
    const r = await v.go(desk.url + at);
    assert.equal(r.status(), 200, at);
};
const has = name => page.locator(`[data-element="${name}"]`);
const text = async name => (await has(name).first().textContent()).trim().replace(/\s+/g, ' ');
const answers = async href => {
    const url = new URL(href, desk.url);
    assert.ok(href && href !== '#', 'a link that leads somewhere');
    if (url.origin === desk.url) assert.equal((await get(url.href)).status, 200, href);
    else assert.equal(url.protocol, 'https:', href);
    return url;
};

test('C.SI.1.1, C.SI.1.2, C.SI.3.1: fonts, design system and cookies of every public page', { timeout: 240000 }, async () => {
    for (const at of OPEN) {
        await go(at);
        const seen = await page.evaluate(fonts => {
            const first = e => getComputedStyle(e).fontFamily.split(',', 1)[0].replace(/^"|"$/g, '');
            const wrong = [...document.body.querySelectorAll('h1, h2, h3, h4, h5, h6, p')].flatMap(e => [e, ...e.querySelectorAll('*')]).filter(e => !fonts.includes(first(e)));
            return { wrong: wrong.map(e => `${e.localName}.${e.className}: ${first(e)}`), version: getComputedStyle(document.body).getPropertyValue('--bootstrap-italia-version').trim().replaceAll('"', ''),
                classes: [...new Set([...document.querySelectorAll('[class]')].flatMap(e => [...e.classList]))] };
        }, FONTS);
        assert.deepEqual(seen.wrong, [], at);
        assert.match(seen.version, /^2\./, at);
        const italia = seen.classes.filter(c => ITALIA.has(c)).length;
        assert.ok(italia / seen.classes.length >= 0.3, `${at}: ${italia} of ${seen.classes.length} classes are of Bootstrap Italia`);
        assert.deepEqual(await v.context.cookies(), [], `${at}: no cookie at all`);
    }
});

test('C.SI.1.3, C.SI.2.2, C.SI.1.5: the nine sheets, in the prescribed order and with all that must be said', { timeout: 240000 }, async () => {
    await go('/servizi');
    assert.deepEqual((await has('service-link').evaluateAll(l => l.map(a => a.getAttribute('href')))).sort(), [...SHEETS].sort());
    for (const at of SHEETS) {
        await go(at);
        const index = await page.locator('[data-element="page-index"] > li > a').evaluateAll(l => l.map(a => ({ text: a.textContent.trim(), there: !!document.querySelector(a.getAttribute('href')) })));
        assert.deepEqual(index.filter(i => VOICES.includes(i.text)).map(i => i.text), VOICES, at);
        assert.ok(index.every(i => i.there), `${at}: the index leads to its sections`);
        const headings = await page.locator('main h2').evaluateAll(l => l.map(h => h.textContent.trim()));
        assert.deepEqual(headings.filter(h => VOICES.includes(h)), VOICES, `${at}: sections in the same order`);
        for (const name of ['service-title', 'service-description', 'service-addressed', 'service-how-to', 'service-needed', 'service-achieved', 'service-calendar-text', 'service-area']) {
            assert.ok((await text(name)).length >= 3, `${at}: ${name}`);
        }
        for (const name of ['service-status', 'service-calendar-list', 'service-generic-access', 'service-online-access', 'service-booking-access', 'service-file']) assert.ok(await has(name).count() > 0, `${at}: ${name}`);
        assert.equal(await text('service-status'), 'Servizio attivo');
        const topics = await has('service-topic').evaluateAll(l => l.map(t => t.textContent.trim()));
        assert.ok(topics.length > 0 && topics.every(t => TOPICS.includes(t)), `${at}: ${topics}`);
        const crumbs = (await page.locator('[data-element="breadcrumb"] li').evaluateAll(l => l.map(i => i.textContent))).map(c => c.toLowerCase().replaceAll(/[^a-zA-Z0-9 ]/g, '').trim());
        assert.ok(crumbs.indexOf('servizi') >= 0 && crumbs[crumbs.indexOf('servizi') + 1]?.length >= 3, `${at}: ${crumbs}`);
        await answers(await has('service-online-access').getAttribute('href'));
    }
});

test('R.SI.1.1: the metatag of each sheet can be read by programs and has every key', { timeout: 120000 }, async () => {
    for (const at of SHEETS) {
        await go(at);
        const m = JSON.parse(await has('metatag').innerHTML());
        const wanted = [m.name, m.serviceType, m.serviceOperator.name, m.areaServed.name, m.audience.audienceType, m.availableChannel.serviceUrl, m.availableChannel.serviceLocation.name,
            m.availableChannel.serviceLocation.address.streetAddress, m.availableChannel.serviceLocation.address.postalCode, m.availableChannel.serviceLocation.address.addressLocality];
        assert.ok(wanted.every(x => typeof x === 'string' && x.length > 0), `${at}: ${JSON.stringify(m)}`);
        assert.deepEqual(m.availableChannel.serviceLocation.address, { '@type': 'PostalAddress', streetAddress: 'Piazza del Municipio 1', postalCode: '00000', addressLocality: 'Borgo Esempio' });
        await answers(m.availableChannel.serviceUrl);
    }
});

test('C.SI.2.1, C.SI.2.3, C.SI.2.4, C.SI.3.2, C.SI.3.3, C.SI.3.4: the footer of every public page', { timeout: 240000 }, async () => {
    const footer = name => page.locator(`footer [data-element="${name}"]`);
    for (const at of OPEN) {
        await go(at);
        const report = await answers(await footer('report-inefficiency').getAttribute('href'));
        assert.equal(report.pathname.split('/')[1], 'servizi', 'a service of its own');
        assert.ok(['disservizio', 'segnala disservizio', 'segnalazione disservizio'].includes((await footer('report-inefficiency').textContent()).trim().toLowerCase()));
        await answers(await footer('faq').getAttribute('href'));
        assert.match((await footer('faq').textContent()).toLowerCase(), /faq|domande frequenti/);
        await answers(await footer('privacy-policy-link').getAttribute('href'));
        await answers(await footer('legal-notes').getAttribute('href'));
        assert.match(await footer('accessibility-link').getAttribute('href'), /^https:\/\/form\.agid\.gov\.it\/view\/[0-9a-f-]{36}$/);
        await answers(await has('appointment-booking').first().getAttribute('href'));
        assert.ok(await page.locator('nav[data-element="menu"]').count() === 1 && await has('all-services').count() === 1, at);
    }
    await go('/note-legali');
    assert.equal(await text('legal-notes-section'), 'Licenza dei contenuti');
    assert.equal((await text('legal-notes-body')).replaceAll('’', '\''), LICENCE);
});

test('the body\'s logo, colour, region and channels are in the frame, served by us', { timeout: 120000 }, async () => {
    await go('/servizi/segnalazione');
    const look = await page.evaluate(() => {
        const header = document.querySelector('.it-header-center-wrapper'), logo = document.querySelector('header .urp-logo');
        return { ground: getComputedStyle(header).backgroundColor, button: getComputedStyle(document.querySelector('main .btn-primary')).backgroundColor, link: getComputedStyle(document.querySelector('main .breadcrumb a')).color,
            width: logo.naturalWidth, src: logo.getAttribute('src'), theme: document.querySelector('meta[name="theme-color"]').content };
    });
    for (const c of ['ground', 'button', 'link']) assert.equal(look[c], 'rgb(122, 31, 92)', c);
    assert.equal(look.theme, '#7a1f5c');
    assert.ok(look.width > 0 && look.src.startsWith('/aspetto/logo-'));
    assert.equal(await page.locator('.it-header-slim-wrapper a').first().textContent(), 'Regione Esempio');
    assert.deepEqual(await page.locator('header .it-socials a').evaluateAll(l => l.map(a => a.textContent.trim())), ['Facebook', 'Telegram']);
    await v.look('frame-own-look');
    for (const src of [look.src, await page.locator('link[href^="/aspetto/"]').getAttribute('href')]) {
        const r = await get(src);
        assert.match(r.headers['cache-control'], /immutable/);
        assert.match(r.headers['content-security-policy'], /^sandbox;/, 'a picture runs nothing');
    }
    assert.equal((await get('/aspetto/colori-0066cc.css')).status, 404, 'no colour but the body\'s');
});

test('a colour that cannot be read is refused, by name and with one that can', { timeout: 60000 }, async () => {
    await assert.rejects(desk.loadEnte(e => ({ ...e, ente: { ...e.ente, color: '#ffcc00' } })), /ente\.color: #ffcc00 si legge male.*4,5:1.*#[0-9a-f]{6}/s);
    await assert.rejects(desk.loadEnte(e => ({ ...e, ente: { ...e.ente, color: 'rosso' } })), /ente\.color: scrivi il colore/);
    await assert.rejects(desk.loadEnte(e => ({ ...e, ente: { ...e.ente, social: 'javascript:alert(1)' } })), /ente\.social: ci vuole un indirizzo/);
});

test('search engines: canonical address and description where everybody may read, nothing where there is a secret', { timeout: 120000 }, async () => {
    for (const at of OPEN) {
        await go(at);
        assert.equal(await page.locator('link[rel="canonical"]').getAttribute('href'), desk.url + at);
        assert.ok((await page.locator('meta[name="description"]').getAttribute('content')).length > 10, at);
    }
    const robots = (await get('/robots.txt')).text;
    for (const secret of ['/bozza/', '/pratica/', '/s/', '/ufficio']) assert.ok(robots.includes(`Disallow: ${secret}`), secret);
    const map = (await get(robots.match(/Sitemap: (\S+)/)[1])).text;
    for (const at of SHEETS) assert.ok(map.includes(`<loc>${desk.url}${at}</loc>`), at);
    for (const [, url] of map.matchAll(/<loc>([^<]+)</g)) assert.equal((await get(url)).status, 200, url);
});

test('within a page of the body\'s site: no second head and foot, no cookie, and nobody else may do it', { timeout: 120000 }, async () => {
    const own = await get('/segnala');
    assert.ok(own.headers['content-security-policy'].endsWith(`frame-ancestors 'self' ${SITE} ${known.url}`));
    assert.equal(own.headers['x-frame-options'], undefined);
    assert.match(own.headers.vary, /Sec-Fetch-Dest/);
    for (const at of ['/ufficio/entra', '/s/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']) {
        const r = await get(at);
        assert.match(r.headers['content-security-policy'], /frame-ancestors 'none'/, at);
        assert.equal(r.headers['x-frame-options'], 'DENY', at);
    }
    const outside = await visitor(browser, { keep: false });
    outside.expect(/frame-ancestors|Framing/);
    await outside.go(known.url);
    const inside = outside.page.frameLocator('iframe');
    await inside.locator('h1').waitFor();
    assert.equal(await inside.locator('header, .urp-contacts, .it-footer').count(), 0);
    await until('the frame to be as high as its page', async () => await outside.page.locator('iframe').evaluate(f => f.clientHeight) > 700);
    assert.equal(await inside.locator('[data-element="privacy-policy-link"]').count(), 1);
    await inside.locator('[name="privacy"]').check();
    await inside.getByRole('button', { name: 'Avanti' }).click();
    await inside.getByRole('heading', { name: 'Descrivi la richiesta' }).waitFor();
    assert.equal(await inside.locator('header, .it-footer').count(), 0, 'and so on the next step');
    assert.deepEqual(await outside.context.cookies(), []);
    const refused = new Promise(resolve => outside.page.on('console', m => /frame-ancestors|Framing/.test(m.text()) && resolve()));
    await outside.page.goto(other.url);
    await refused;
    await outside.context.close();
});
