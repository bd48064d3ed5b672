// SPDX-License-Identifier: EUPL-1.2
// A report from the home page to the page that follows it, in one piece, by keys alone: with script and without, at a desk, on a narrow
// telephone, and at 400 % in a window of 1280 px (WCAG 1.4.10). At each stop of Tab the focus is seen, and nothing lies over it (2.4.11).
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openBrowser, visitor } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { photo } from './lib/files.mjs';
import { KEYS } from './lib/hands.mjs';
import { CODE } from './lib/people.mjs';
import { query } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

let desk, browser, jpeg;
before(async () => {
    desk = await openDesk();
    const file = path.join(desk.dir, 'vie.csv');
    writeFileSync(file, 'DUG;DENOMINAZIONE\nVIA;GIUSEPPE GARIBALDI\nPIAZZA;GIUSEPPE GARIBALDI\nVIA;DANTE\n');
    await desk.must(['ente', 'streets', file]);
    browser = await openBrowser();
    jpeg = await photo(browser);
}, { timeout: 120000 });
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
});

// What is asked at each stop. Runs in the page; a page that is left says nothing more.
function watchFocus() {
    const said = new Set(), frame = () => new Promise(done => { requestAnimationFrame(done); });
    const named = e => `${e.localName}${e.id ? `#${e.id}` : ''} «${(e.getAttribute('aria-label') || e.textContent || e.name || '').replace(/\s+/g, ' ').trim().slice(0, 40)}»`;
    const tell = (e, what) => {
        const words = `${what}: ${named(e)}`;
        if (!said.has(words)) globalThis.urpFocus(words);
        said.add(words);
    };
    // A hidden radio or tick box shows itself in its label.
    const shownBy = e => {
        const r = e.getBoundingClientRect();
        return (r.width <= 1 || r.height <= 1 || getComputedStyle(e).opacity === '0') && e.labels?.[0] || e;
    };
    const painted = e => {
        const s = getComputedStyle(e);
        return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none';
    };
    addEventListener('keyup', async e => {
        if (e.key !== 'Tab') return;
        await frame();
        await frame();
        const f = document.activeElement;
        if (!f || f === document.body) return;
        const s = shownBy(f), box = [...s.getClientRects()].find(r => r.width > 1 && r.height > 1);
        if (!box) return tell(f, 'the focus is nowhere');
        const l = Math.max(box.left, 0), r = Math.min(box.right, innerWidth), t = Math.max(box.top, 0), b = Math.min(box.bottom, innerHeight);
        if (r - l < Math.min(box.width, innerWidth) - 1.5 || b - t < Math.min(box.height, 44, innerHeight / 3) - 1.5) return tell(f, `the focus is not in sight (${Math.round(b - t)} of ${Math.round(box.height)} px high)`);
        for (const [x, y] of [[.5, .5], [.08, .2], [.92, .2], [.08, .8], [.92, .8]]) {
            const hit = document.elementFromPoint(l + (r - l) * x, t + (b - t) * y), over = hit && [...document.querySelectorAll('*')].find(p => p.contains(hit) && /sticky|fixed/.test(getComputedStyle(p).position));
            if (!hit || over && !over.contains(s)) return tell(f, `something lies over the focus (${hit ? named(hit) : 'nothing'})`);
        }
        if (![f, s, ...(f.labels ?? [])].some(painted)) tell(f, 'the focus is not seen');
    }, true);
}

async function person(options) {
    const v = await visitor(browser, options);
    await KEYS.arrive(v);
    await v.context.exposeBinding('urpFocus', (_, what) => v.problem(`${what} (${new URL(v.page.url()).pathname.replace(/[A-Za-z0-9_-]{16,}/, '...')})`));
    await v.context.addInitScript(watchFocus);
    v.page.on('filechooser', () => {});      // from the beginning: a window of the system that is open already cannot be taken over
    return v;
}

const key = (v, k) => v.page.keyboard.press(k);
const follow = (v, href) => KEYS.press(v, v.page.locator(`main a[href*="${href}"]`).first());

async function journey({ script = true, ...window }) {
    const v = await person({ script, ...window }), { page } = v;
    v.expect(/422/);
    await v.go(`${desk.url}/`);
    await key(v, 'Tab');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#contenuto', 'first of all the way past the head');
    await key(v, 'Enter');
    await KEYS.press(v, page.locator('main a[href="/segnala"]').first());
    await KEYS.press(v, page.locator('main form button[type="submit"]').last());
    await page.locator('#errori').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.closest('#errori') !== null), true, 'what is wrong is read at once');
    await KEYS.fill(page.locator('main'), { privacy: true });
    await KEYS.press(v, page.locator('main form button[type="submit"]').last());
    await page.waitForURL(/\/bozza\//);

    await KEYS.fill(page.locator('main'), { category: '~buca' });
    if (script) {
        const place = page.locator('[name="place"]'), list = page.locator('#f-place-vie[role="listbox"]:not([hidden])');
        await KEYS.type(place, 'garib');
        await list.waitFor();
        await key(v, 'Escape');
        await until('Escape to shut the list', async () => await list.count() === 0);
        assert.equal(await place.inputValue(), 'garib', 'and keeps what was typed');
        await page.keyboard.type('a');
        await list.waitFor();
        await key(v, 'ArrowDown');
        await until('the street to be announced', () => place.evaluate(e => document.getElementById(e.getAttribute('aria-activedescendant'))?.getAttribute('aria-selected') === 'true'));
        const wanted = await place.evaluate(e => {
            const o = document.getElementById(e.getAttribute('aria-activedescendant')), box = o.getBoundingClientRect();
            return { street: o.dataset.place, whole: box.top >= 0 && box.bottom <= innerHeight };
        });
        assert.ok(wanted.whole, 'the marked street is in the window');
        await key(v, 'Enter');
        assert.equal(await place.inputValue(), wanted.street);
        assert.match(page.url(), /\/bozza\/[^/]+$/, 'Enter took the street and sent nothing');
        await key(v, 'End');
        await page.keyboard.type(' 12');
    } else {
        await KEYS.fill(page.locator('main'), { place: 'Via Dante 12' });
        await KEYS.press(v, page.locator('button[value="vicino"]'));
        await page.waitForURL(/\/vicino$/);
        await KEYS.press(v, page.locator('main .btn-primary'));
        await page.waitForURL(/\/bozza\/[^/]+$/);
    }
    await KEYS.fill(page.locator('main'), { subject: 'Buca davanti alla scuola', body: 'È larga un metro.\nCi cadono le biciclette.' });

    // The window of the system in which one chooses files is not ours: it opens by the key, and what it gives is sent.
    const input = page.locator('#f-files');
    await KEYS.reach(input);
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), key(v, 'Enter')]);
    await chooser.setFiles([{ name: 'buca.jpg', mimeType: 'image/jpeg', buffer: jpeg }, { name: 'altra.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([jpeg, Buffer.from('x')]) }]);
    if (!script) await KEYS.press(v, page.locator('button[value="carica"]'));
    const files = page.locator('#file-della-bozza [data-file]');
    await until('both photos to be there', async () => await files.count() === 2, { ms: 30000 });
    const away = files.filter({ hasText: 'altra.jpg' }).locator('[name="togli"]');
    if (script) {
        await KEYS.reach(away);
        await key(v, 'Enter');
    } else await KEYS.press(v, away);
    await until('one to be taken away', async () => await files.count() === 1);
    if (script) assert.notEqual(await page.evaluate(() => document.activeElement.localName), 'body', 'the focus is not lost with what was taken away');

    await KEYS.press(v, page.locator('button[name="do"][value="avanti"]:not([tabindex])'));
    await page.locator('#errori').waitFor();
    await KEYS.reach(page.locator('#errori a').first());
    await key(v, 'Enter');
    const field = await page.evaluate(() => document.activeElement.name || document.activeElement.id);
    assert.ok(['name', 'surname', 'email', 'anonymous'].includes(field), `the mistake leads to its field: ${field}`);
    await KEYS.fill(page.locator('main'), { name: 'Ottavia', surname: 'Bellincioni', email: 'ottavia@gmial.com' });
    await KEYS.press(v, page.locator('button[name="do"][value="avanti"]:not([tabindex])'));
    await page.waitForURL(/\/riepilogo$/);
    await KEYS.press(v, page.locator('form[action$="/email"] button'));
    assert.equal((await page.locator('.urp-email').innerText()).trim(), 'ottavia@gmail.com');
    await KEYS.press(v, page.locator('#invia'));
    await page.waitForURL(/\/inviata$/);
    const code = CODE.exec(await page.locator('main').innerText())[0];
    await follow(v, `/pratica/${code}/`);
    const more = page.locator('#a-aggiungi');
    await KEYS.unfold(more);
    await KEYS.fill(more, { testo: 'Oggi è più larga.' });
    await KEYS.press(v, more.locator('form button').last());
    assert.match(await page.locator('main').innerText(), /Oggi è più larga/);
    await v.close();
    assert.deepEqual(query(desk, `SELECT a.name FROM attachment a JOIN ticket t ON t.id = a.ticket_id WHERE t.code = '${code}'`).flat(), ['buca.jpg']);
}

test('at a desk', { timeout: 180000 }, () => journey({ width: 1280, height: 800 }));
test('at 320 px', { timeout: 180000 }, () => journey({ width: 320, height: 568 }));
test('at 400 % in a window of 1280 x 1024', { timeout: 180000 }, () => journey({ width: 320, height: 256 }));
test('at 320 px without script', { timeout: 180000 }, () => journey({ width: 320, height: 568, script: false }));

test('the watch of the focus finds what is wrong', { timeout: 60000 }, async () => {
    const v = await person({ width: 320, height: 400 });
    const said = async html => {
        await v.page.goto('about:blank');
        await v.page.setContent(`<!doctype html><html lang="it"><title>x</title>${html}</html>`);
        await v.page.evaluate(watchFocus);
        await key(v, 'Tab');
        await until('the browser to say something', () => v.problems.length > 0).catch(() => {});
        return v.problems.splice(0).join();
    };
    assert.match(await said('<a href="#a">x</a><div style="position:fixed;inset:0;background:#fff">velo</div>'), /something lies over the focus/);
    assert.match(await said('<a href="#a" style="outline:none">x</a>'), /the focus is not seen/);
    assert.match(await said('<div style="position:fixed;top:-50px"><a href="#a">x</a></div>'), /is not in sight/);
    assert.equal(await said('<a href="#a">x</a>'), '');
    await v.close();
});
