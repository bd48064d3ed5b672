// SPDX-License-Identifier: EUPL-1.2
// People in front of Chromium. Every page is watched: an error in its console, an answer 5xx or a request that
// leaves this machine fails the test, whatever the test was about.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { BUILD } from './desk.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
export const SCREENSHOTS = path.join(BUILD, 'screenshots');
export const PAGES = path.join(BUILD, 'e2e-pages');        // for the HTML validator, at the end of the run
const WIDTHS = [360, 1280];

export async function openBrowser() {
    const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
    if (!executablePath) return null;
    mkdirSync(SCREENSHOTS, { recursive: true });
    mkdirSync(PAGES, { recursive: true });
    return chromium.launch({
        executablePath,
        args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--force-color-profile=srgb',
            '--font-render-hinting=none', '--disable-background-networking', '--disable-component-update'],
    });
}

// A person with a browser of his own (cookies, history). script: false = JavaScript off; keep: false = the pages
// are not ours and are not validated.
export async function visitor(browser, { script = true, width = 1280, height = 900, keep = true, locale = 'it-IT' } = {}) {
    const context = await browser.newContext({
        locale, timezoneId: 'Europe/Rome', javaScriptEnabled: script, viewport: { width, height },
        reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(15000);
    const v = new Visitor(context, script, keep);
    v.page = await context.newPage();
    context.on('page', p => v.watch(p));
    v.watch(v.page);
    return v;
}

class Visitor {
    constructor(context, script, keep) {
        this.keep = keep;
        this.context = context;
        this.script = script;
        this.problems = [];
        this.expected = [];
    }

    watch(page) {
        page.on('console', m => {
            if (m.type() === 'error') this.problem(`console: ${m.text()} (${m.location().url})`);
        });
        page.on('pageerror', e => this.problem(`script error: ${e.message}`));
        page.on('request', r => {
            const u = new URL(r.url());
            if (!['data:', 'blob:', 'about:'].includes(u.protocol) && u.hostname !== '127.0.0.1') this.problem(`request to another host: ${r.url()}`);
        });
        page.on('response', async r => {
            if (r.status() >= 500) this.problem(`${r.status()} ${r.request().method()} ${r.url()}`);
            if (/\/originali\/\d+\/documento$/.test(r.url())) return; // what somebody else wrote need not be valid HTML
            if (this.keep && r.request().resourceType() === 'document' && /^text\/html/.test(r.headers()['content-type'] ?? '')) {
                const html = await r.text().catch(() => '');
                if (html) keepPage(r.url(), html);
            }
        });
    }

    problem(text) {
        if (!this.expected.some(e => e.test(text))) this.problems.push(text);
    }

    // A test that provokes an error page says so; Chromium writes 4xx answers to the console.
    expect(pattern) {
        this.expected.push(pattern);
    }

    clean() {
        if (this.problems.length) throw new Error(`the browser complained:\n  ${this.problems.splice(0).join('\n  ')}`);
    }

    async go(url) {
        const r = await this.page.goto(url);
        this.clean();
        return r;
    }

    // Full-page pictures at both widths, accessibility check, and the guards. One call for each state of a page.
    async look(name, { axe = true, full = true, save = true } = {}) {
        const before = this.page.viewportSize();
        for (const width of WIDTHS) {
            await this.page.setViewportSize({ width, height: 900 });
            const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            if (wide > 0) throw new Error(`${name}: at ${width} px the page scrolls sideways by ${wide} px`);
            if (save) await this.page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${width}.png`), fullPage: full, animations: 'disabled' });
        }
        await this.page.setViewportSize(before);
        if (axe && this.script) await this.accessible(name);
        this.clean();
    }

    async accessible(name) {
        await this.page.evaluate(axeSource);
        const result = await this.page.evaluate(tags => window.axe.run(document, { runOnly: tags }), AXE_TAGS);
        const bad = result.violations.filter(v => ['serious', 'critical'].includes(v.impact));
        if (bad.length) {
            throw new Error(`${name}: ${bad.map(v => `${v.impact} ${v.id} (${v.help}): ` +
                v.nodes.slice(0, 5).map(n => `${n.target.join(' ')} ${n.html.slice(0, 160)}`).join('; ')).join('\n  ')}`);
        }
    }

    // WCAG 2.5.8 for all that can be pressed; 2.5.5 (44 px) for what a page is for: its buttons, its fields, what unfolds.
    async large(name) {
        await this.page.evaluate(axeSource);
        const small = await this.page.evaluate(async () => {
            const { violations } = await window.axe.run(document, { runOnly: { type: 'rule', values: ['target-size'] } });
            const main = [...document.querySelectorAll('main :is(.btn, .form-control:not([type="file"]), .form-select, .urp-act > summary)')].filter(e => e.checkVisibility() && !e.matches('.visually-hidden') && e.getBoundingClientRect().height < 43.5);
            return [...violations.flatMap(v => v.nodes.map(n => `target-size ${n.html.slice(0, 120)}`)), ...main.map(e => `only ${Math.round(e.getBoundingClientRect().height)} px high: ${e.outerHTML.slice(0, 120)}`)];
        });
        if (small.length) throw new Error(`${name}: ${small.join('\n  ')}`);
    }

    async close() {
        this.clean();
        await this.context.close();
    }
}

// Pages that differ only in ids, numbers and words of citizens are kept once: the name is made of the shape.
function keepPage(url, html) {
    const shape = html.replace(/>[^<]*</g, '><').replace(/(value|href|action|id|for|content|datetime|src|aria-[a-z]+)="[^"]*"/g, '$1');
    const name = new URL(url).pathname.split('/').slice(1, 3).filter(x => /^[a-z-]{1,24}$/.test(x)).join('-') || 'home';
    const file = path.join(PAGES, `${name}-${createHash('sha256').update(shape).digest('hex').slice(0, 12)}.html`);
    if (!existsSync(file)) writeFileSync(file, html);
}

// A hand on the keyboard and none on the mouse. Walks with Tab to what a screen reader would announce.
export class Keyboard {
    constructor(page) {
        this.page = page;
        this.walked = 0;
    }

    async focused() {
        return this.page.evaluate(() => {
            const e = document.activeElement;
            if (!e || e === document.body) return null;
            const label = e.labels?.length ? [...e.labels].map(l => l.innerText).join(' ') : '';
            const legend = e.closest('fieldset')?.querySelector('legend')?.innerText ?? '';
            const name = e.getAttribute('aria-label') || label || (e.innerText ?? e.value ?? '').trim() || e.title || e.value || '';
            const box = e.getBoundingClientRect();
            const style = getComputedStyle(e);
            const seen = [e, ...(e.labels ?? [])].some(x => {
                const s = getComputedStyle(x);
                return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
            }) || style.outlineStyle !== 'none';
            return { tag: e.tagName.toLowerCase(), type: e.type ?? '', field: e.name ?? '', value: e.value ?? '', name: name.trim(), legend, seen,
                inView: box.bottom > 0 && box.top < innerHeight, checked: !!e.checked };
        });
    }

    // Tabs until fits(element) holds. Fails when the walk has gone around the page without finding it.
    async to(what, fits) {
        const match = typeof fits === 'function' ? fits : e => fits.test(e.name);
        const passed = [];
        for (let i = 0; i < 300; i++) {
            const e = await this.focused();
            if (e && match(e)) {
                if (!e.seen) throw new Error(`keyboard: the focus on «${what}» cannot be seen`);
                return e;
            }
            if (e) passed.push(e.field || e.name.slice(0, 20));
            await this.page.keyboard.press('Tab');
            this.walked++;
        }
        throw new Error(`keyboard: «${what}» is never reached; passed ${[...new Set(passed)].join(', ')}`);
    }

    async field(name, text) {
        await this.to(name, e => e.field === name);
        await this.page.keyboard.press('Control+A');
        await this.page.keyboard.type(text);
    }

    // A select by typing the beginning of its option, as one does.
    async choose(name, value) {
        await this.to(name, e => e.field === name);
        const steps = await this.page.evaluate(({ name, value }) => {
            const s = document.activeElement;
            const list = [...s.options].filter(o => !o.disabled);
            const at = list.findIndex(o => o.value === value || o.text.trim().startsWith(value));
            return at < 0 ? null : at - list.findIndex(o => o.selected);
        }, { name, value });
        if (steps === null) throw new Error(`keyboard: ${name} offers no «${value}»`);
        for (let i = 0; i < Math.abs(steps); i++) await this.page.keyboard.press(steps > 0 ? 'ArrowDown' : 'ArrowUp');
    }

    async tick(name, value = null) {
        const e = await this.to(name, x => x.field === name);
        if (e.type === 'radio') {
            for (let i = 0; i < 20; i++) {
                const f = await this.focused();
                if (f.value === value && f.checked) return;
                await this.page.keyboard.press(i === 0 && f.value === value ? 'Space' : 'ArrowDown');
            }
            throw new Error(`keyboard: radio ${name} has no «${value}»`);
        }
        if (!e.checked) await this.page.keyboard.press('Space');
    }

    async press(what, fits) {
        await this.to(what, fits);
        await Promise.all([this.page.waitForLoadState('load'), this.page.keyboard.press('Enter')]);
    }
}
