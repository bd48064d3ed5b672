// SPDX-License-Identifier: EUPL-1.2
// Mails that are not owed can be refused: by the link, or by the one click of a mail program (RFC 8058).
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { SCREENSHOTS, openBrowser, visitor } from './lib/browser.mjs';
import { openDesk, request } from './lib/desk.mjs';
import { parseMail } from './lib/mail.mjs';
import { actionLink } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { fileReport, query, report } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

let desk, browser;
before(async () => {
    desk = await openDesk();
    browser = await openBrowser();
});
after(async () => {
    await browser?.close();
    await desk?.close();
});

function mailTo(addr, subject) {
    const box = path.join(desk.data, 'posta', 'new');
    const mails = existsSync(box) ? readdirSync(box).map(f => parseMail(readFileSync(path.join(box, f)))) : [];
    return mails.find(m => (!addr || m.to === addr) && subject.test(m.subject));
}

const flags = code => Number(query(desk, `SELECT flags & 16 FROM ticket WHERE code = '${code}'`)[0][0]);

// A citizen who was told that an office has begun.
async function told(n) {
    const email = `mario${n}@cittadino.test`;
    const { code } = await fileReport(desk, report(n, { email }));
    const work = await until('the assignment', () => mailTo(null, new RegExp(`${code}.*Per voi`)));
    const p = await new Plain(desk).open(new URL(actionLink(work)).pathname);
    const start = p.forms().find(f => f.action.endsWith('/prendi-in-carico'));
    const r = await p.fetch('POST', start.action, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams([...new Map(start.fields).set('chi', 'Paolo Neri')]).toString() });
    assert.equal(r.status, 303);
    const mail = await until('the progress', () => mailTo(email, /Presa in carico/));
    const header = mail.header('list-unsubscribe');
    assert.match(header, /^<http[^<>]+>$/);
    return { code, mail, url: new URL(header.slice(1, -1)).pathname };
}

test('one click of the mail program: no cookie, no Origin, nothing asked', { timeout: 60000 }, async () => {
    const { code, mail, url } = await told(1);
    assert.equal(mail.header('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
    const body = 'List-Unsubscribe=One-Click';
    for (let i = 0; i < 2; i++) {
        const r = await request(desk.port, 'POST', url, { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
        assert.ok(r.status === 303 || r.status === 200, `${r.status}`);
    }
    assert.equal(flags(code), 16);
    assert.equal(query(desk, "SELECT count(*) FROM event WHERE kind = 'avvisi'")[0][0], '1');
    const p = await new Plain(desk).open(url);
    assert.match(p.text(), /Non ricevi gli avvisi facoltativi/);
    await p.settle(await p.fetch('POST', `${url}/riprendi`, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: '' }), url);
    assert.equal(flags(code), 0);
    const form = `--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n`;
    const r = await request(desk.port, 'POST', url, { body: form, headers: { 'Content-Type': 'multipart/form-data; boundary=x' } });
    assert.ok(r.status === 303 || r.status === 200, `multipart: ${r.status}`);
    assert.equal(flags(code), 16);
    await desk.check();
});

test('looking changes nothing, and a wrong link opens nothing', { timeout: 60000 }, async () => {
    const { code, url } = await told(2);
    const p = await new Plain(desk).open(url);
    assert.equal(p.status, 200);
    assert.match(p.text(), /La ricevuta, le domande e la risposta ti arrivano sempre/);
    assert.equal(flags(code), 0);
    for (const bad of [`${url}a`, '/avvisi/n1', '/avvisi/n1.aaaaaaaaaaaaaaaa']) {
        assert.equal((await desk.get(bad)).status, 404, bad);
        assert.equal((await request(desk.port, 'POST', bad, { body: '', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })).status, 404, bad);
    }
});

for (const width of [320, 360, 1280]) {
    test(`the page at ${width} px`, { timeout: 60000 }, async () => {
        const { code, url } = await told(width);
        const v = await visitor(browser, { width });
        await v.page.goto(desk.url + url);
        // As narrow as the number itself: it stands in one line all the same.
        assert.deepEqual(await v.page.locator('main .urp-whole').evaluateAll(all => all.map(e => {
            e.closest('p').style.width = '7rem';
            return [e.textContent, e.getClientRects().length];
        })), [[code, 1]]);
        await v.page.getByRole('button', { name: 'Non mandarmi più questi avvisi' }).click();
        await v.page.getByRole('heading', { name: 'Non ricevi gli avvisi facoltativi' }).waitFor();
        mkdirSync(SCREENSHOTS, { recursive: true });
        await v.page.screenshot({ path: path.join(SCREENSHOTS, `avvisi-${width}.png`) });
        assert.ok(await v.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no sideways scrolling');
        assert.deepEqual(v.problems, []);
        await v.context.close();
    });
}
