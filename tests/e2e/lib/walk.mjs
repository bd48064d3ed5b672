// SPDX-License-Identifier: EUPL-1.2
// What is asked of every page in every state: it fits a narrow and an enlarged window, nothing is cut off or written over, Tab
// goes through it in order and is seen, and axe finds nothing. Each check answers with a list of complaints.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// WCAG 1.4.12: what a reader may set without losing anything.
const SPACED = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }';
// The windows: a small telephone, a desk, and 1280 x 900 enlarged to 200 %.
export const NARROW = { width: 320, height: 640, deviceScaleFactor: 1, mobile: false };
export const DESK = { width: 1280, height: 720, deviceScaleFactor: 1, mobile: false };
export const ZOOMED = { width: 640, height: 450, deviceScaleFactor: 2, mobile: false };

// Everything below runs in the page.
function inPage() {
    const shown = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const named = e => {
        const words = (e.getAttribute('aria-label') || e.textContent || e.name || '').replace(/\s+/g, ' ').trim().slice(0, 40);
        return `${e.localName}${e.id ? `#${e.id}` : ''}${typeof e.className === 'string' && e.className ? `.${e.className.trim().split(/\s+/).join('.')}` : ''} «${words}»`;
    };
    // Of an element and all above it, asked once while the page stands still.
    let known = new Map(), frames = new Map();
    const above = (e, what, test) => {
        if (!e || e === document.body) return false;
        const key = known.get(e) ?? {};
        known.set(e, key);
        return key[what] ??= above(e.parentElement, what, test) || test(e);
    };
    // For screen readers alone: one pixel, or cut to nothing.
    const unseen = e => above(e, 'unseen', p => {
        const s = getComputedStyle(p), box = p.getBoundingClientRect();
        return (s.clipPath !== 'none' && s.clipPath.startsWith('inset(50%')) || (s.clip !== 'auto' && s.position === 'absolute') || (s.overflow === 'hidden' && (box.width <= 1 || box.height <= 1));
    });
    // Lies over others while the page is scrolled.
    const floats = e => above(e, 'floats', p => /sticky|fixed/.test(getComputedStyle(p).position));
    // What lies outside of a box that scrolls is not on the page.
    const frameOf = e => (!e || e === document.body ? null : (frames.has(e) || frames.set(e, getComputedStyle(e).overflowY === 'visible' ? frameOf(e.parentElement) : e), frames.get(e)));
    const words = e => /\S/.test(e.textContent);
    const FIELDS = /^(input|textarea|select|option|iframe|svg|use|path)$/;

    const frame = () => {
        const said = [], all = [...document.body.querySelectorAll('*')].filter(e => !FIELDS.test(e.localName) && shown(e));
        const root = document.documentElement;
        if (root.scrollWidth > root.clientWidth) {
            const inside = e => { for (let p = e.parentElement; p; p = p.parentElement) if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
            const wide = [...document.body.querySelectorAll('*')].filter(e => shown(e) && e.getBoundingClientRect().right > root.clientWidth + 1 && !inside(e) && !unseen(e));
            said.push(`scrolls sideways by ${root.scrollWidth - root.clientWidth} px: ${wide.slice(-3).map(named).join(', ')}`);
        }
        for (const e of all) {
            const s = getComputedStyle(e), across = e.scrollWidth > e.clientWidth + 1, down = e.scrollHeight > e.clientHeight + 2;
            if (across && /auto|scroll/.test(s.overflowX)) {
                const labelled = /^(region|group)$/.test(e.getAttribute('role')) && (e.getAttribute('aria-label') || e.getAttribute('aria-labelledby'));
                if (e.tabIndex < 0 || !labelled) said.push(`scrolls sideways but is no region with a name that takes the focus: ${named(e)}`);
                if (!e.matches('pre, :has(> table, > pre)')) said.push(`scrolls sideways and is neither table nor source: ${named(e)}`);
            }
            if (!words(e) || unseen(e)) continue;
            if ((across && /hidden|clip/.test(s.overflowX)) || (down && /hidden|clip/.test(s.overflowY))) said.push(`cut off: ${named(e)}`);
        }
        return said;
    };

    // Middles of lines of text, so that tight lines do not count.
    const lines = () => {
        const out = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
        for (let n = walk.nextNode(); n; n = walk.nextNode()) {
            const e = n.parentElement;
            if (!/\S/.test(n.data) || /^(script|style|option|noscript|textarea)$/.test(e.localName) || !shown(e) || unseen(e)) continue;
            if (floats(e)) continue;
            range.selectNodeContents(n);
            const box = frameOf(e)?.getBoundingClientRect();
            for (const r of range.getClientRects()) if (r.width > 2 && (!box || (r.top < box.bottom - 4 && r.bottom > box.top + 4))) out.push({ n, l: r.left + 1, r: r.right - 1, t: r.top + r.height * .3, b: r.bottom - r.height * .3 });
        }
        return out.sort((a, b) => a.t - b.t);
    };
    const overlaps = () => {
        const all = lines(), said = [];
        for (let i = 0; i < all.length; i++) {
            for (let j = i + 1; j < all.length && all[j].t < all[i].b; j++) {
                const a = all[i], b = all[j];
                if (a.n !== b.n && a.l < b.r && b.l < a.r) said.push(`written over: «${a.n.data.trim().slice(0, 30)}» and «${b.n.data.trim().slice(0, 30)}»`);
            }
        }
        return said.slice(0, 5);
    };

    // ---- what can be used ----

    const first = e => {
        const form = e.form ?? document;
        const same = [...form.querySelectorAll(`input[type="radio"][name="${CSS.escape(e.name)}"]`)].filter(x => !x.disabled && shown(x));
        return (same.find(x => x.checked) ?? same[0]) === e;
    };
    const stops = () => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, iframe, [tabindex]')]
        .filter(e => e.tabIndex >= 0 && !e.disabled && e.type !== 'hidden' && shown(e) && (e.type !== 'radio' || first(e)) && (e.localName !== 'summary' || e === e.parentElement.querySelector(':scope > summary')));

    const boxOf = e => {
        let box = e.getBoundingClientRect();
        for (const l of e.labels ?? []) {
            const b = l.getBoundingClientRect();
            if (l.contains(e) || Math.abs(b.top - box.top) < 40) box = { left: Math.min(box.left, b.left), right: Math.max(box.right, b.right), top: Math.min(box.top, b.top), bottom: Math.max(box.bottom, b.bottom) };
        }
        return { l: box.left, r: box.right, t: box.top, b: box.bottom, w: box.right - box.left, h: box.bottom - box.top };
    };
    // WCAG 2.5.8: 24 px, or in a line of text, or with nothing else within 12 px of the middle.
    const inText = e => {
        if (!/^inline/.test(getComputedStyle(e).display) || e.localName !== 'a') return false;
        const block = e.closest('p, li, td, th, dd, dt, label, small, address, div, figcaption');
        return block && block.textContent.trim().length > e.textContent.trim().length;
    };
    const sizes = () => {
        const all = stops().filter(e => !unseen(e) && !e.matches('iframe')).map(e => ({ e, ...boxOf(e) }));
        const mid = x => [(x.l + x.r) / 2, (x.t + x.b) / 2];
        const near = (x, y) => { const [cx, cy] = mid(x); return Math.hypot(Math.max(y.l - cx, 0, cx - y.r), Math.max(y.t - cy, 0, cy - y.b)) < 12; };
        return all.filter(x => (x.w < 23.5 || x.h < 23.5) && !inText(x.e) && all.some(y => y.e !== x.e && !y.e.contains(x.e) && !x.e.contains(y.e) && near(x, y)))
            .map(x => `target of ${Math.round(x.w)} x ${Math.round(x.h)} px beside another: ${named(x.e)}`);
    };

    const shape = () => {
        const said = [], seen = s => [...document.querySelectorAll(s)].filter(shown);
        if (document.documentElement.lang !== 'it') said.push('the language of the page is not said');
        if (!document.title.trim()) said.push('no title');
        if (seen('h1').length !== 1) said.push(`${seen('h1').length} h1`);
        let level = 0;
        for (const h of seen('h1, h2, h3, h4, h5, h6')) {
            const n = Number(h.localName[1]);
            if (n > level + 1 && level > 0) said.push(`h${n} after h${level}: ${named(h)}`);
            level = n;
        }
        if (seen('main').length !== 1) said.push(`${seen('main').length} main`);
        const navs = seen('nav').map(n => n.getAttribute('aria-label') || document.getElementById(n.getAttribute('aria-labelledby'))?.textContent || '');
        if (navs.some(n => !n) || new Set(navs).size !== navs.length) said.push(`navigations without names of their own: ${navs.join(', ')}`);
        const ids = seen('[id]').map(e => e.id), twice = ids.filter((x, i) => ids.indexOf(x) !== i);
        if (twice.length) said.push(`ids given twice: ${twice.join(' ')}`);
        return said;
    };

    // ---- Tab ----

    const look = e => [e, ...(e.labels ?? []), e.parentElement].map(x => {
        const s = getComputedStyle(x);
        return `${s.outlineStyle === 'none' || s.outlineWidth === '0px' ? '' : s.outline}|${s.boxShadow}|${s.borderColor}|${s.backgroundColor}`;
    }).join();
    const covered = radio => {
        const e = unseen(radio) || radio.offsetWidth <= 1 ? radio.labels?.[0] ?? radio : radio;     // what a hidden one shows is its label
        const box = [...e.getClientRects()].find(r => r.width > 0 && r.height > 0);
        if (!box) return `has the focus and no place: ${named(e)}`;
        const l = Math.max(box.left, 0), r = Math.min(box.right, innerWidth), t = Math.max(box.top, 0), b = Math.min(box.bottom, innerHeight);
        if (l >= r || t >= b) return `has the focus out of sight: ${named(e)}`;
        const hit = document.elementFromPoint((l + r) / 2, (t + b) / 2);
        if (!hit || (hit !== e && !e.contains(hit) && ![...(e.labels ?? [])].some(x => x.contains(hit)))) return `has the focus under ${hit ? named(hit) : 'nothing'}: ${named(e)}`;
        return null;
    };
    const walk = { wanted: [], before: [], got: [], around: false };
    // Around is who has left the page at its end, or stands again where it began.
    const note = () => {
        const e = document.activeElement;
        known = new Map();
        if (walk.got.length && (!e || e === document.body || (e === walk.got[0].e && walk.got.length > 1))) walk.around = true;
        if (walk.around || !e || e === document.body || walk.got.at(-1)?.e === e) return;
        const i = walk.wanted.indexOf(e);
        walk.got.push({ e, i, seen: i < 0 || e.localName === 'iframe' || look(e) !== walk.before[i], under: e.localName === 'iframe' ? null : covered(e) });
    };
    const begin = () => {
        document.activeElement?.blur();
        document.body.tabIndex = -1;
        document.body.focus();
        scrollTo(0, 0);
        walk.wanted = stops();
        walk.before = walk.wanted.map(look);
        walk.got = [];
        walk.around = false;
        addEventListener('keydown', e => { if (e.key === 'Tab') note(); }, true);
        return walk.wanted.length;
    };
    const round = () => {
        note();
        return walk.around || walk.got.length === 1 && walk.wanted.length === 1;
    };
    const end = back => {
        const said = [], order = walk.got.map(g => g.i).filter(i => i >= 0);
        if (back) order.reverse();
        document.activeElement?.blur();
        const missed = walk.wanted.filter((e, i) => !order.includes(i) && e.isConnected && shown(e) && e.localName !== 'iframe');
        if (missed.length) said.push(`Tab never comes to ${missed.map(named).slice(0, 5).join(', ')}`);
        if (order.some((x, i) => i > 0 && x < order[i - 1])) said.push(`Tab does not follow the page: ${order.join(' ')}`);
        const start = walk.got[0]?.e;
        if (!back && !start?.closest('main') && (!start?.closest('.skiplinks') || !/^#/.test(start.getAttribute('href') ?? '') || !document.querySelector(start.getAttribute('href')))) said.push(`Tab begins with ${start ? named(start) : 'nothing'}, not with the skip link`);
        for (const g of walk.got) {
            if (!g.seen) said.push(`the focus is not seen on ${named(g.e)}`);
            if (g.under) said.push(g.under);
        }
        return [...new Set(said)];
    };
    const fits = () => { known = new Map(); frames = new Map(); return [...frame(), ...overlaps(), ...sizes()]; };
    const crammed = () => { known = new Map(); frames = new Map(); return [...frame(), ...overlaps()]; };
    const still = () => document.getAnimations().filter(a => a.playState === 'running' && a.effect?.getTiming().iterations === Infinity).map(() => 'something moves without end')
        .concat(getComputedStyle(document.documentElement).scrollBehavior === 'smooth' ? ['scrolls smoothly against the wish of the reader'] : []);

    let sheet = null;
    const spaced = css => {
        sheet ??= new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets = css ? [sheet] : [];
    };
    globalThis.urpWalk = { fits, crammed, shape, begin, round, end, still, spaced };
}

// One page of a browser, with a hand on the size of its window.
export class Walker {
    static async on(v) {
        const w = new Walker();
        w.v = v;
        w.page = v.page;
        w.cdp = await v.context.newCDPSession(v.page);
        w.titles = new Map();
        return w;
    }

    async window(size) {
        await this.cdp.send('Emulation.setDeviceMetricsOverride', size);
        await this.page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    }

    ask(what, more) {
        return this.page.evaluate(([name, x]) => globalThis.urpWalk[name](x), [what, more]);
    }

    // The same page in each window; enlarged, also with the spacing of a reader.
    async fits(said, spacings = ['', SPACED]) {
        for (const [size, where, styles] of [[NARROW, '320 px', ['']], [ZOOMED, '200 %', spacings]]) {
            await this.window(size);
            for (const css of styles) {
                await this.page.evaluate(text => globalThis.urpWalk.spaced(text), css);
                said.push(...(await this.ask(css ? 'crammed' : 'fits')).map(s => `${where}${css ? ', spaced' : ''}: ${s}`));
            }
        }
        await this.page.evaluate(() => globalThis.urpWalk.spaced(''));
    }

    // What is in a frame is another program, and the focus comes out of it in its own time: two steps may look like one. What cannot be
    // reached is reached in no lap; so what is missed in one may be found in another.
    async tab(where, { back = false } = {}) {
        const framed = await this.page.locator('iframe').count();
        let said = await this.lap(where, back, framed);
        for (let more = 2; framed && more && said.some(s => s.includes('never comes')); more--) said = await this.lap(where, back, framed);
        return said;
    }

    // All presses at once: they come one after the other, and the page notes at each where the one before has led.
    async lap(where, back, framed) {
        const key = type => ({ type, key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9, modifiers: back ? 8 : 0 });
        const press = n => Promise.all(Array.from({ length: n }, () => this.cdp.send('Input.dispatchKeyEvent', key('rawKeyDown'))));
        const n = await this.ask('begin') + 1;
        if (!framed) await press(n);
        let around = await this.ask('round');
        for (let i = 0; i < (framed ? n + 60 : 20) && !around; i++) {
            await press(framed ? 1 : 3);
            around = await this.ask('round');
        }
        await this.cdp.send('Input.dispatchKeyEvent', key('keyUp'));
        return [...(around ? [] : ['Tab never leaves the page']), ...await this.ask('end', back)].map(s => `${where}${back ? ', backwards' : ''}: ${s}`);
    }

    // contrast: false where the colours are the reader's own.
    async axe({ contrast = true } = {}) {
        await this.page.evaluate(axeSource);
        await this.page.evaluate(() => scrollTo(0, 0));
        const options = { runOnly: AXE_TAGS, resultTypes: ['violations'], rules: { 'color-contrast': { enabled: contrast } } };
        const found = await this.page.evaluate(o => globalThis.axe.run(document, o), options);
        return found.violations.map(v => `axe ${v.impact} ${v.id} (${v.help}): ${v.nodes.slice(0, 4).map(n => `${n.target.join(' ')} ${n.html.slice(0, 140)}`).join('; ')}`);
    }

    // Everything about what the browser shows now. wide: Tab also through the window of a desk.
    async check({ tab = true, wide = false, contrast = true } = {}) {
        const said = [];
        await this.page.evaluate(inPage);
        said.push(...await this.ask('shape'), ...await this.ask('still'));
        await this.fits(said);
        if (tab) said.push(...await this.tab('200 %'));
        if (wide) {
            await this.window(DESK);
            said.push(...await this.tab('1280 px'), ...await this.tab('1280 px', { back: true }));
        }
        const folded = await this.page.evaluate(() => [...document.querySelectorAll('details:not([open])')].map(d => { d.open = true; return 1; }).length);
        if (folded) {
            const open = [];
            await this.fits(open, ['']);
            said.push(...[...open, ...await this.ask('shape')].map(s => `unfolded: ${s}`));
        }
        await this.window(NARROW);
        said.push(...await this.axe({ contrast }));
        await this.cdp.send('Emulation.clearDeviceMetricsOverride');
        this.v.clean();
        return [...new Set(said)];
    }
}
