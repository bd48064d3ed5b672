// SPDX-License-Identifier: EUPL-1.2
// What the three kinds of users do on the pages, by the names that the pages promise (fields, buttons, actions). Works
// with and without JavaScript.
import { visitor } from './browser.mjs';
import { links } from './mail.mjs';
import { formMade, until } from './wait.mjs';

export const CODE = /\b20\d\d-\d{6}-[0-9A-Z]\b/;

// Fills whatever of values the form shows. Values: text, true for a checkbox, "~text" for the option that contains text.
export async function fill(scope, values) {
    for (const [name, value] of Object.entries(values)) {
        const all = scope.locator(`[name="${name}"]:not([type="hidden"])`);
        if (await all.count() === 0) throw new Error(`no field «${name}»`);
        const first = all.first();
        const kind = await first.evaluate(e => (e.tagName === 'SELECT' ? 'select' : e.type));
        if (kind === 'select') await first.selectOption(await optionValue(first, value));
        else if (kind === 'radio') await scope.locator(`[name="${name}"][value="${value}"]`).check({ force: true });
        else if (kind === 'checkbox') await first.setChecked(!!value, { force: true });
        else await first.fill(value);
    }
}

async function optionValue(select, wanted) {
    const options = await select.locator('option').evaluateAll(list => list.map(o => ({ value: o.value, text: o.textContent.trim() })));
    const found = wanted.startsWith('~')
        ? options.find(o => o.text.toLowerCase().includes(wanted.slice(1).toLowerCase()))
        : options.find(o => o.value === wanted || o.text === wanted);
    if (!found) throw new Error(`no option «${wanted}»; there are ${options.map(o => `${o.value}=${o.text}`).join(', ')}`);
    return found.value;
}

// Presses and waits for the page that comes, by navigation or put in place by script. A press that leads nowhere is an
// error by itself.
export async function press(v, button) {
    await v.page.evaluate(() => document.documentElement.setAttribute('data-before', ''));
    await button.click();
    await until('the page after the press', () => v.page.evaluate(
        () => document.readyState === 'complete' && !document.documentElement.hasAttribute('data-before')), { ms: 20000 });
    v.clean();
}

// How somebody works at a page. KEYS (hands.mjs) has the same verbs.
export const MOUSE = {
    name: 'mouse',
    async arrive() {},
    go: (v, url) => v.go(url),
    fill, press,
    async unfold(details) {
        await details.locator('summary').first().click();
        await formMade(details, link => link.click());
    },
    async type(field, text) {
        await field.fill('');
        await field.pressSequentially(text);
    },
};

// What a browser is given: a large file by its path, or it would go through the line to the browser in one piece.
const payload = f => f.path ?? { name: f.name, mimeType: f.mime, buffer: f.bytes };

// One of the forms "things that can be done": unfolds it, fills it, sends it.
export async function act(v, id, values = {}, { files = [], hand = MOUSE } = {}) {
    const box = v.page.locator(`#a-${id}`);
    if (await box.count() === 0) {
        const offered = await v.page.locator('[id^="a-"]').evaluateAll(l => l.map(e => e.id.slice(2)));
        throw new Error(`action «${id}» is not offered; there are ${offered.join(', ') || 'none'}`);
    }
    if (await box.evaluate(e => e.localName === 'details' && !e.open)) await hand.unfold(box);
    await hand.fill(box, values);
    if (files.length) await box.locator('input[type="file"]').setInputFiles(files.map(payload));
    const send = box.locator('form button[name="do"][value="invia"]');
    await hand.press(v, await send.count() ? send.first() : box.locator('form button[type="submit"], form button:not([type])').last());
}

export async function offered(v) {
    return v.page.locator('[id^="a-"]').evaluateAll(l => l.map(e => e.id.slice(2)));
}

// A citizen at the public pages.
export class Citizen {
    constructor(desk, v, hand = MOUSE) {
        this.desk = desk;
        this.v = v;
        this.hand = hand;
    }

    static async arrive(desk, browser, { hand = MOUSE, ...options } = {}) {
        const c = new this(desk, await visitor(browser, options), hand);
        await hand.arrive(c.v);
        return c;
    }

    get page() {
        return this.v.page;
    }

    // The three steps. Stops after each step for look(name), when given.
    async ask(values, { path = '/segnala', files = [], look = async () => {} } = {}) {
        await this.hand.go(this.v, this.desk.url + path);
        await look('passo-1');
        await this.hand.fill(this.page, { privacy: true });
        await this.hand.press(this.v, this.page.locator('main form button[type="submit"], main form button:not([type])').last());
        await look('passo-2');
        await this.fillData(values, files);
        await this.hand.press(this.v, this.page.locator('button[name="do"][value="avanti"]').last());
        await look('passo-3');
        return this.send(look);
    }

    async fillData(values, files = []) {
        await this.hand.fill(this.page, values);
        if (files.length) {
            await this.page.locator('input[type="file"][name="files"]').setInputFiles(files.map(payload));
        }
    }

    async send(look = async () => {}) {
        await this.hand.press(this.v, this.page.locator('#invia'));
        await look('inviata');
        const text = await this.page.locator('main').innerText();
        const code = CODE.exec(text)?.[0];
        if (!code) throw new Error(`no number on the page after sending:\n${text.slice(0, 600)}`);
        const track = await this.page.locator(`main a[href*="/pratica/${code}/"]`).first().getAttribute('href');
        return { code, trackUrl: new URL(track, this.desk.url).href, secret: track.split('/').at(-1).split(/[?#]/)[0], text };
    }
}

// An operator at /ufficio.
export class Operator {
    constructor(desk, v, hand = MOUSE) {
        this.desk = desk;
        this.v = v;
        this.hand = hand;
    }

    static async arrive(desk, browser, { hand = MOUSE, ...options } = {}) {
        const o = new Operator(desk, await visitor(browser, options), hand);
        await hand.arrive(o.v);
        await o.signIn(desk.operator);
        return o;
    }

    get page() {
        return this.v.page;
    }

    async signIn({ login, password }) {
        await this.v.go(`${this.desk.url}/ufficio`);
        await this.hand.fill(this.page, { login, password });
        await this.hand.press(this.v, this.page.getByRole('button', { name: /Entra|Accedi/ }));
    }

    async open(code) {
        await this.hand.go(this.v, `${this.desk.url}/ufficio/richieste/${code}`);
    }

    act(id, values, options) {
        return act(this.v, id, values, { hand: this.hand, ...options });
    }
}

// A person of a settore: has nothing but the mail.
export class Settore {
    constructor(desk, v) {
        this.desk = desk;
        this.v = v;
    }

    static async arrive(desk, browser, options) {
        return new Settore(desk, await visitor(browser, options));
    }

    get page() {
        return this.v.page;
    }

    async openLink(mail) {
        await this.v.go(actionLink(mail));
    }

    act(id, values, options) {
        return act(this.v, id, values, options);
    }
}

// The link of a mail by which one acts (settore) or follows (citizen).
export function actionLink(mail) {
    const found = links(mail).find(u => new URL(u).pathname.startsWith('/s/'));
    if (!found) throw new Error(`no action link in «${mail.subject}»: ${links(mail).join(' ')}`);
    return found;
}

export function trackLink(mail) {
    const found = links(mail).find(u => /^\/pratica\/20\d\d-/.test(new URL(u).pathname));
    if (!found) throw new Error(`no tracking link in «${mail.subject}»: ${links(mail).join(' ')}`);
    return found;
}

// An operator for the time of work; whatever the browser complained about meanwhile fails.
export async function withOperator(desk, browser, work) {
    const o = await Operator.arrive(desk, browser);
    try {
        await work(o);
        o.v.clean();
    } finally {
        await o.v.context.close();
    }
}
