// SPDX-License-Identifier: EUPL-1.2
// Requests of citizens without a browser, and the store seen from outside.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { Plain } from './plain.mjs';
import { CODE } from './people.mjs';
import { until } from './wait.mjs';

// Walks the three steps of the form. Resolves only when the page with the number has arrived: then it must never be lost.
export async function fileReport(desk, values, { type = '/segnala', files = [] } = {}) {
    const p = new Plain(desk);
    for (const words of [`${values.name} ${values.surname}`, values.surname, values.email, values.phone, values.subject, values.body, values.place]) desk.unsaid?.add(words);
    await p.open(type);
    await p.submit('privacy', { privacy: '1' });
    await p.submit('body', { ...category(p), ...known(p, values) }, { files: files.map(f => ({ field: 'files', ...f })), button: 'do=avanti' });
    // Where the trap for programs is set, a person presses again.
    await until('the request to be taken', async () => (await p.submit('nonce')).status !== 422);
    const code = CODE.exec(p.text())?.[0];
    if (!code) throw new Error(`no number after sending: ${p.status} ${p.path} ${p.text().slice(0, 400)}`);
    const track = p.links().find(u => u.includes(`/pratica/${code}/`));
    desk.unsaid?.add(track?.split('/').pop());
    return { code, track, page: p };
}

// Where its citizen follows a request that did not come by the form: his key is on the receipt that the desk prints for him.
export async function trackOf(desk, code) {
    const p = await (await new Plain(desk).signIn(desk.operator)).open(`/ufficio/richieste/${code}/ricevuta`);
    return `/pratica/${code}/${/Codice segreto\s*([a-z2-7]{16})/.exec(p.text())[1]}`;
}

// A category of the form's own list that a rule sends to an office for certain; nothing where none is asked.
export function category(p) {
    const list = p.form('body').options.get('category');
    return list ? { category: list.find(o => /buca/i.test(o.text)).value } : {};
}

const known = (p, values) => Object.fromEntries(Object.entries(values).filter(([k]) => p.form('body').names.has(k)));

// The page where a stranger joins the report nearest to this place, as the form offers it.
export async function joinPath(desk, place) {
    const p = await new Plain(desk).open('/segnala');
    await p.submit('privacy', { privacy: '1' });
    await p.submit('body', { ...category(p), place }, { button: 'do=vicino' });
    const link = p.links().find(u => u.includes('/aderisci/'));
    if (!link) throw new Error(`nothing to join near ${place}: ${p.status} ${p.text().slice(0, 400)}`);
    return new URL(link, desk.url).pathname;
}

export function report(n, more = {}) {
    return { place: `Via Roma ${n}`, subject: `Prova numero ${n}`, body: `Testo della richiesta numero ${n}, scritto per una prova.`,
        name: 'Mario', surname: 'Rossi', ...more };
}

// What an operator does on the page of a request: the form of that name, with these values in it.
export async function actOn(p, code, slug, values) {
    await p.open(`/ufficio/richieste/${code}`);
    const form = await p.formFor(slug);
    if (!form) throw new Error(`${p.path} (${p.status}) has no form ${slug}`);
    const r = await p.fetch('POST', form.action, { body: new URLSearchParams([...new Map([...form.fields, ...Object.entries(values)])]).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    if (r.status !== 303) throw new Error(`${form.action}: ${r.status}`);
}

// The store as SQLite says it, read-only; the daemon may run. Rows as arrays of text.
export function query(desk, sql) {
    const out = execFileSync('sqlite3', ['-readonly', '-separator', '\u001f', path.join(desk.data, 'urp.db'), sql], { encoding: 'utf8', maxBuffer: 256 << 20 });
    return out.split('\n').filter(Boolean).map(l => l.split('\u001f'));
}
