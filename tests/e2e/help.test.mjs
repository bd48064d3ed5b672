// SPDX-License-Identifier: EUPL-1.2
// The manual inside the product, the keys that can be turned off, the first steps of a new body.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { press, withOperator as operatorAt } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, report } from './lib/requests.mjs';

let desk, browser;
before(async () => {
    desk = await openDesk({ operator: { role: 'urp,responsabile' } });
    browser = await openBrowser();
    await fileReport(desk, report(1));
});
after(async () => {
    await browser?.close();
    await desk?.close();
});

const withOperator = work => operatorAt(desk, browser, work);

test('the manual: every chapter of its list is there, every page it names opens', { timeout: 60000 }, () => withOperator(async o => {
    await o.v.go(`${desk.url}/ufficio/aiuto`);
    await o.v.look('aiuto');
    const chapters = await o.page.locator('nav[aria-label="Capitoli"] a[href^="#"]').evaluateAll(l => l.map(a => a.getAttribute('href')));
    assert.ok(chapters.length >= 9);
    for (const c of chapters) assert.equal(await o.page.locator(c).count(), 1, c);
    const office = await new Plain(desk).signIn(desk.operator);
    await office.open('/ufficio/aiuto');
    for (const href of new Set(office.links().filter(h => h.startsWith('/ufficio')))) assert.equal((await office.fetch('GET', href.split('#')[0])).status, 200, href);
}));

test('? shows the keys of the page and gives the focus back; a letter opens its page', { timeout: 60000 }, () => withOperator(async o => {
    await o.v.go(`${desk.url}/ufficio/richieste`);
    await o.page.locator('#cerca').evaluate(e => e.blur());
    await o.page.keyboard.press('?');
    const dialog = o.page.locator('dialog[open]');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /Nuova richiesta/);
    await o.v.look('aiuto-tasti');
    await o.page.keyboard.press('Escape');
    await o.page.locator('dialog').waitFor({ state: 'detached' });   // not only shut: gone, and the focus is back
    await Promise.all([o.page.waitForURL(/\/ufficio\/schede/), o.page.keyboard.press('c')]);
}));

test('keys of one letter turned off: they do nothing, ? says so, and they come back', { timeout: 60000 }, () => withOperator(async o => {
    await o.v.go(`${desk.url}/ufficio/aiuto`);
    await press(o.v, o.page.getByRole('button', { name: 'Spegni i tasti' }));
    await o.v.go(`${desk.url}/ufficio/richieste`);
    await o.page.keyboard.press('c');
    await o.page.keyboard.press('j');
    await o.page.keyboard.press('?');
    assert.match(await o.page.locator('dialog[open]').innerText(), /sono spenti/);
    assert.match(o.page.url(), /richieste/);
    assert.equal(await o.page.locator('.is-here').count(), 0);
    await o.page.keyboard.press('Escape');
    await o.v.go(`${desk.url}/ufficio/aiuto`);
    await press(o.v, o.page.getByRole('button', { name: 'Accendi i tasti' }));
    await o.v.go(`${desk.url}/ufficio/richieste`);
    await o.page.keyboard.press('j');
    assert.equal(await o.page.locator('.is-here').count(), 1);
}));

test('first steps: what is done is ticked, what is missing says where', { timeout: 60000 }, () => withOperator(async o => {
    await o.v.go(`${desk.url}/ufficio/primi-passi`);
    await o.v.look('primi-passi');
    const text = await o.page.locator('main').innerText();
    assert.match(text, /\d+ cose pronte su 14/);
    const step = async title => o.page.locator('.urp-steps-list li', { hasText: title });
    assert.equal(await (await step('I settori, ognuno')).getAttribute('class'), 'is-done');
    assert.equal(await (await step('Le schede')).getAttribute('class'), null);
    const office = await new Plain(desk).signIn(desk.operator);
    await office.open('/ufficio/schede/nuova');
    await office.submit('titolo', { titolo: 'Quando apre lo sportello?', risposta: 'Dalle 9 alle 13.', pubblica: '1' });
    await o.page.reload();
    assert.equal(await (await step('Le schede')).getAttribute('class'), 'is-done');
}));
