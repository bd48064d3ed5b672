// SPDX-License-Identifier: EUPL-1.2
// All that a citizen can ask, in German and in Arabic, on a telephone, with script and without: from the page of the service to the stars. Every
// page and every mail is in that language, whole; what is Italian is the body's own and says so.
// long: each kind of request, twice in two languages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { openBrowser } from './lib/browser.mjs';
import { openDesk } from './lib/desk.mjs';
import { openMailServer } from './lib/mailserver.mjs';
import { Citizen, act, fill, press, trackLink } from './lib/people.mjs';
import { Plain } from './lib/plain.mjs';
import { Leftovers, wordsOfPage } from './lib/po.mjs';
import { actOn } from './lib/requests.mjs';
import { missing } from './lib/scene.mjs';
import { step } from './lib/wait.mjs';
import { Walker } from './lib/walk.mjs';

const PHONE = { width: 360, height: 740 };
const SERVICES = ['segnalazione', 'reclamo', 'suggerimento', 'elogio', 'informazioni', 'accesso-civico-semplice', 'accesso-civico-generalizzato', 'accesso-documentale', 'lettera-al-sindaco'];
const SPEAK = {
    de: { dir: 'ltr', locale: 'de-DE', name: 'Jürgen', surname: 'Größmann', place: 'Via Roma 12', subject: 'Schlagloch vor der Grundschule', body: 'Seit drei Wochen ist hier ein Loch, einen Meter breit.',
        more: 'Gestern ist jemand gestürzt.', answer: 'Das Loch ist heute Morgen geschlossen worden.', why: 'Ich brauche es für einen Antrag.' },
    ar: { dir: 'rtl', locale: 'ar-EG', name: 'ليلى', surname: 'حداد', place: 'Via Roma 12', subject: 'حفرة أمام المدرسة', body: 'توجد هنا حفرة عرضها متر واحد منذ ثلاثة أسابيع.',
        more: 'سقط شخص هنا أمس.', answer: 'أُغلقت الحفرة هذا الصباح.', why: 'أحتاج إليها لتقديم طلب.' },
};

// What the body has set up in Italian: names of categories, offices, its texts.
const BODY = JSON.parse(readFileSync(new URL('../../etc/ente.example.json', import.meta.url), 'utf8'));
const OWN = new Set([...BODY.categories.flatMap(c => [c, ...c.children ?? []]).flatMap(c => [c.name, c.hint]), ...BODY.settori.map(s => s.name), BODY.ente.hours, ...Object.values(BODY.texts)].filter(Boolean));

const skip = missing();
let desk, browser, town, office;
before(async () => {
    if (skip) return;
    town = openMailServer().town('l');
    desk = await openDesk({ town });
    browser = await openBrowser();
    office = await new Plain(desk).signIn(desk.operator);
});
after(async () => {
    await desk?.check();
    await browser?.close();
    await desk?.close();
});

// Pages of which each kind of request has the same, looked at by axe once in a language.
const ALIKE = new Set(['sent', 'track', 'more told', 'answered', 'stars', 'thanks']), looked = new Set();
const fresh = what => !looked.has(what) && looked.add(what);

// One who speaks one language, and looks at every page for words of another. The same for all journeys: what is loaded once is there.
const known = new Map();
class Stranger extends Citizen {
    static of(lang, script) {
        const who = `${lang} ${script}`;
        if (!known.has(who)) known.set(who, this.met(lang, script));
        return known.get(who);
    }

    static async met(lang, script) {
        const s = await this.arrive(desk, browser, { script, locale: SPEAK[lang].locale, ...PHONE });
        return Object.assign(s, { lang, script, dir: SPEAK[lang].dir, left: new Leftovers(lang), said: [], walker: await Walker.on(s.v) });
    }

    // What is wrong is told at the end of the way, all at once.
    async look(name) {
        const { page, lang, dir } = this, told = what => this.said.push(`${name}: ${what}`);
        const is = await page.locator('html').evaluate(e => `${e.lang} ${e.dir}`);
        if (is !== `${lang} ${dir}`) told(`the page says to be ${is}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) told(`${wide} px too wide`);
        const words = (await page.evaluate(wordsOfPage)).map(([l, text]) => [l, text.replace(/\s+/g, ' ').trim()]);
        for (const text of this.left.in(words.filter(([l]) => l === lang).map(([, text]) => text))) told(`Italian where ${lang} is known: «${text}»`);
        for (const [l, text] of words) if (l === lang && OWN.has(text)) told(`words of the body that do not say to be Italian: «${text}»`);
        if (this.script && fresh(`${lang} ${ALIKE.has(name) ? '' : page.url()} ${name}`)) for (const text of await this.walker.axe()) told(text);
        this.v.clean();
    }

    readMail(mail) {
        if (!mail.html.includes(`<html lang="${this.lang}" dir="${this.dir}">`)) this.said.push(`${mail.subject}: the mail does not say to be ${this.lang}`);
        for (const text of this.left.in([mail.subject, ...mail.text.split('\n'), ...mail.html.split(/<[^>]*>/)])) this.said.push(`${mail.subject}: Italian where ${this.lang} is known: «${text}»`);
        return mail;
    }

    // Whatever of these the form asks for.
    async answers(values) {
        const asked = new Set(await this.page.locator('main [name]:not([type="hidden"])').evaluateAll(l => l.map(e => e.name)));
        return Object.fromEntries(Object.entries(values).filter(([k]) => asked.has(k)));
    }
}

async function journey(service, lang, script) {
    const says = SPEAK[lang], email = town.citizen(`${service}.${lang}.${script ? 'js' : 'ohne'}`);
    const s = await Stranger.of(lang, script), { page, v } = s;
    const sent = await step('asked for', () => ask(s, service, { ...says, email }));
    await step('receipt', async () => {
        await v.go(sent.trackUrl + '/ricevuta');
        await s.look('receipt');
    });
    const receipt = await step('mail', async () => s.readMail(await town.mailbox(email).wait('the receipt', m => m.text.includes(sent.code))));
    await step('followed, and more told', async () => {
        await v.go(trackLink(receipt));
        await s.look('track');
        await act(v, 'aggiungi', { testo: says.more });
        await s.look('more told');
        assert.ok((await page.locator('main').innerText()).includes(says.more));
    });
    await step('answered', async () => {
        await actOn(office, sent.code, 'concludi', { testo: says.answer, esito: 'granted', do: 'invia' });
        const answer = s.readMail(await town.mailbox(email).wait('the answer', m => m.text.includes(says.answer)));
        await v.go(trackLink(answer));
        assert.ok((await page.locator('main').innerText()).includes(says.answer));
        await s.look('answered');
    });
    await step('judged', async () => {
        await press(v, page.locator('main a[href$="/giudizio"]').first());
        await s.look('stars');
        await page.locator('[name="stars"][value="5"]').check({ force: true });
        await press(v, page.locator('main form button').last());
        await s.look('thanks');
    });
    assert.deepEqual(s.said.splice(0), []);
}

async function ask(s, service, { name, surname, email, place, subject, body, why }) {
    const { page, v } = s;
    await v.go(`${desk.url}/servizi/${service}`);
    await s.look('service');
    await press(v, page.locator('main a[href="/segnala"], main a[href^="/richiedi/"]').first());
    await s.look('conditions');
    await fill(page, { privacy: true });
    await press(v, page.locator('main form button[type="submit"]').last());
    await s.look('data');
    v.expect(/422/);
    await press(v, page.locator('button[value="avanti"]').last());
    assert.equal(await page.locator('#errori').count(), 1);
    await s.look('mistakes');
    await s.fillData(await s.answers({ category: '~buca', place, subject, body, name, surname, email, address: 'Via Roma 12', birth_place: 'Wien', birth_day: '1980-05-04', motive: why, office: 'Edilizia',
        section_url: 'https://www.comune.borgoesempio.example/bandi' }));
    for (const choice of ['capacity', 'access_mode', 'reply_by']) await s.fillData(await s.answers({ [choice]: { capacity: 'interested', access_mode: 'copy', reply_by: 'email' }[choice] }));
    await press(v, page.locator('button[value="avanti"]').last());
    await s.look('summary');
    return s.send(() => s.look('sent'));
}

for (const lang of Object.keys(SPEAK)) {
    for (const script of [true, false]) {
        for (const service of SERVICES) test(`${service}, ${lang}${script ? '' : ' without JavaScript'}`, { skip, timeout: 120000 }, () => journey(service, lang, script));
    }
}
