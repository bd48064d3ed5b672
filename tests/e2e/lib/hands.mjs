// SPDX-License-Identifier: EUPL-1.2
// Somebody who works with keys alone: the same verbs as MOUSE (people.mjs), so one script is good for both. The pages may not
// see any pointer at all; whoever touches them is told to the test.
import { formMade, until } from './wait.mjs';

const POINTERS = ['pointerdown', 'pointermove', 'pointerover', 'mousedown', 'mousemove', 'mouseover', 'touchstart', 'wheel'];

// The next step with Tab or back with Shift+Tab, whichever is nearer; the page says what stands between, the keys do the walking.
export async function reach(locator) {
    const page = locator.page();
    await locator.waitFor({ state: 'attached' });
    const here = () => locator.evaluate(e => e === document.activeElement);
    const between = await locator.evaluate(e => {
        const first = x => {
            const same = [...(x.form ?? document).querySelectorAll(`input[type="radio"][name="${CSS.escape(x.name)}"]`)];
            return (same.find(y => y.checked) ?? same[0]) === x || x === e;
        };
        const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
            .filter(x => x.tabIndex >= 0 && !x.disabled && x.type !== 'hidden' && x.checkVisibility({ visibilityProperty: true }) && (x.type !== 'radio' || first(x)));
        const at = document.activeElement && document.activeElement !== document.body ? all.indexOf(document.activeElement) : -1;
        return { at, to: all.indexOf(e), of: all.length };
    });
    if (between.to < 0) throw new Error(`keys: ${locator} takes no focus`);
    const n = Math.abs(between.to - between.at);
    for (let i = 0; i < n; i++) await page.keyboard.press(between.to > between.at ? 'Tab' : 'Shift+Tab');
    for (let i = 0; i < 2 * between.of && !await here(); i++) await page.keyboard.press('Tab');      // the walk began somewhere else
    if (!await here()) throw new Error(`keys: Tab never comes to ${locator}`);
}

async function choose(locator, wanted) {
    const steps = await locator.evaluate((s, value) => {
        const list = [...s.options].filter(o => !o.disabled), words = value.startsWith('~') ? value.slice(1).toLowerCase() : null;
        const at = list.findIndex(o => (words ? o.text.toLowerCase().includes(words) : o.value === value || o.text.trim() === value));
        return at < 0 ? null : at - list.findIndex(o => o.selected);
    }, wanted);
    if (steps === null) throw new Error(`keys: no option «${wanted}»`);
    for (let i = 0; i < Math.abs(steps); i++) await locator.page().keyboard.press(steps > 0 ? 'ArrowDown' : 'ArrowUp');
}

export const KEYS = {
    name: 'keys',
    reach,
    async arrive(v) {
        await v.context.exposeBinding('urpPointer', (_, kind) => v.problem(`a pointer was there: ${kind}`));
        await v.context.addInitScript(kinds => {
            for (const kind of kinds) addEventListener(kind, e => { if (e.isTrusted) globalThis.urpPointer(kind); }, true);
            addEventListener('click', e => { if (e.isTrusted && e.detail > 0) globalThis.urpPointer('click'); }, true);   // Enter and Space click, too, with no count
        }, POINTERS);
    },
    // Through the menu or the search when the page has them; the first page is an address that somebody types.
    async go(v, url) {
        const { page } = v, wanted = new URL(url), code = /\/ufficio\/richieste\/([\w-]+)$/.exec(wanted.pathname)?.[1];
        const search = page.locator('#cerca'), link = page.locator(`.urp-bar nav a[href="${wanted.pathname}"]`);
        if (page.url().startsWith(wanted.origin) && code && await search.count()) {
            await KEYS.fill(page.locator('.urp-search'), { q: code });
            await KEYS.press(v, page.locator('.urp-search button'));
            if (new URL(page.url()).pathname !== wanted.pathname) await KEYS.press(v, page.locator(`main a[href^="${wanted.pathname}"]`).first());
        } else if (page.url().startsWith(wanted.origin) && await link.count()) {
            await KEYS.press(v, link.first());
        } else {
            await v.go(url);
        }
    },
    async fill(scope, values) {
        for (const [name, value] of Object.entries(values)) {
            const all = scope.locator(`[name="${name}"]:not([type="hidden"])`);
            if (await all.count() === 0) throw new Error(`no field «${name}»`);
            const field = all.first(), { keyboard } = field.page();
            const kind = await field.evaluate(e => (e.tagName === 'SELECT' ? 'select' : e.type));
            if (kind === 'radio') {
                const one = scope.locator(`[name="${name}"][value="${value}"]`);
                await reach(one);
                await keyboard.press('Space');
                continue;
            }
            await reach(field);
            if (kind === 'select') await choose(field, value);
            else if (kind === 'checkbox') { if (await field.isChecked() !== !!value) await keyboard.press('Space'); }
            else await type(field, value);
        }
    },
    async press(v, button) {
        await reach(button);
        await v.page.evaluate(() => document.documentElement.setAttribute('data-before', ''));
        await v.page.keyboard.press('Enter');
        await until('the page after the key', () => v.page.evaluate(() => document.readyState === 'complete' && !document.documentElement.hasAttribute('data-before')).catch(() => false), { ms: 20000 });
        v.clean();
    },
    async unfold(details) {
        await reach(details.locator('summary').first());
        await details.page().keyboard.press('Enter');
        await formMade(details, async link => {
            await reach(link);
            await details.page().keyboard.press('Enter');
        });
    },
    async type(field, text) {
        await reach(field);
        await type(field, text);
    },
};

async function type(field, text) {
    const { keyboard } = field.page();
    await keyboard.press('Control+A');
    await keyboard.press('Delete');
    await keyboard.type(text);
}
