// SPDX-License-Identifier: EUPL-1.2
// A browser without script and pictures: follows links, fills and sends the forms that a page really contains (hidden
// fields included), keeps cookies, follows redirects. For load and for faults, where Chromium would be in the way.
import { randomBytes } from 'node:crypto';
import { request } from './desk.mjs';

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };
const unescape = s => s.replace(/&(#?\w+);/g, (m, e) => ENTITIES[e] ?? (e[0] === '#' ? String.fromCodePoint(Number(e[1] === 'x' ? `0${e.slice(1)}` : e.slice(1))) : m));

function attributes(tag) {
    const out = {};
    for (const m of tag.matchAll(/([\w-]+)(?:="([^"]*)")?/g)) out[m[1].toLowerCase()] ??= unescape(m[2] ?? '');
    return out;
}

// The forms of a page of ours: [{ action, method, multipart, fields: Map name -> value, buttons: [{name, value}], choices }]
export function formsOf(html, here) {
    return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head, body]) => {
        const a = attributes(head);
        const form = {
            action: a.action || here, method: (a.method ?? 'get').toUpperCase(), multipart: a.enctype === 'multipart/form-data',
            fields: new Map(), names: new Set(), buttons: [], choices: new Map(), options: new Map(), html: body,
        };
        for (const m of body.matchAll(/<(input|button)\b([^>]*)>/gi)) {
            const i = attributes(m[2]);
            const type = i.type ?? (m[1].toLowerCase() === 'button' ? 'submit' : 'text');
            if (type === 'submit') {
                form.buttons.push({ name: i.name, value: i.value ?? '', action: i.formaction });
                continue;
            }
            if (!i.name) continue;
            form.names.add(i.name);
            if (type === 'file') continue;
            if (type === 'checkbox' || type === 'radio') {
                form.choices.set(i.name, [...(form.choices.get(i.name) ?? []), i.value ?? 'on']);
                if (!('checked' in i)) continue;
            }
            form.fields.set(i.name, i.value ?? '');
        }
        for (const m of body.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/gi)) {
            const { name } = attributes(m[1]);
            const options = [...m[2].matchAll(/<option\b([^>]*)>([^<]*)/gi)].map(o => ({ ...attributes(o[1]), text: unescape(o[2]).trim() }));
            form.names.add(name);
            form.choices.set(name, options.map(o => o.value ?? o.text));
            form.options.set(name, options.map(o => ({ value: o.value ?? o.text, text: o.text })));
            const chosen = options.find(o => 'selected' in o) ?? options[0];
            if (chosen) form.fields.set(name, chosen.value ?? chosen.text);
        }
        for (const m of body.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/gi)) {
            const { name } = attributes(m[1]);
            form.names.add(name);
            form.fields.set(name, unescape(m[2]).replace(/^\n/, ''));
        }
        return form;
    });
}

export class Plain {
    constructor(desk) {
        this.desk = desk;
        this.cookies = new Map();
        this.path = '/';
        this.html = '';
    }

    async fetch(method, path, { body = null, headers = {} } = {}) {
        const jar = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
        const r = await request(this.desk.port, method, path, { body, headers: {
            ...(jar ? { Cookie: jar } : {}), ...(method === 'GET' ? {} : { Origin: this.desk.url }), ...headers } });
        for (const c of [r.headers['set-cookie'] ?? []].flat()) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(c);
            if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(c)) this.cookies.delete(name);
            else this.cookies.set(name, value);
        }
        return r;
    }

    // Follows redirects; the page that is looked at in the end is this.html, at this.path.
    async settle(r, path) {
        for (let hops = 0; r.status === 303 || r.status === 302; hops++) {
            if (hops > 5) throw new Error(`redirects without end at ${path}`);
            const to = new URL(r.headers.location, this.desk.url);
            path = to.pathname + to.search;
            r = await this.fetch('GET', path);
        }
        Object.assign(this, { path, html: r.text, status: r.status, last: r });
        return this;
    }

    async open(path) {
        return this.settle(await this.fetch('GET', path.replace(this.desk.url, '')), path);
    }

    forms() {
        return formsOf(this.html, this.path);
    }

    // The form that has this field, or a button of this name=value.
    form(field) {
        const found = this.forms().find(f => f.names.has(field) || f.buttons.some(b => b.name === field || `${b.name}=${b.value}` === field));
        if (!found) {
            throw new Error(`${this.path} (${this.status}) has no form with «${field}»; it has ${this.forms().map(f => [...f.names, ...f.buttons.map(b => `[${b.name}=${b.value}]`)].join(' ')).join(' | ') || 'none'}`);
        }
        return found;
    }

    // The form that is sent there: of the page, or by itself, as the script fetches it when its fold is opened.
    async formFor(id) {
        const fits = f => new URL(f.action, this.desk.url).pathname.endsWith(`/${id}`);
        const here = this.forms().find(fits), folds = /data-folds="([^"]+)"/.exec(this.html);
        return here || !folds ? here : formsOf((await this.fetch('GET', unescape(folds[1]) + id)).text, this.path).find(fits);
    }

    // The page with the form of this id in place, where it was only named; the way without script.
    async unfold(id) {
        const link = this.links().find(l => new URL(l, this.desk.url).searchParams.get('apri') === id);
        return link ? this.open(link.split('#')[0]) : this;
    }

    // values: { field: text }. files: [{ field, name, mime, bytes }]. button: "name=value" of the button that is pressed.
    async submit(field, values = {}, { files = [], button = null, settle = true } = {}) {
        const form = this.form(field);
        const all = new Map(form.fields);
        for (const [k, v] of Object.entries(values)) {
            if (!form.names.has(k)) throw new Error(`${this.path}: the form has no field «${k}»; it has ${[...form.names].join(' ')}`);
            if (v === null) all.delete(k);
            else all.set(k, v);
        }
        const b = form.buttons.find(x => button ? `${x.name}=${x.value}` === button : x.name && x.name === field) ?? form.buttons[0];
        if (b?.name) all.set(b.name, b.value);
        const action = new URL(b?.action || form.action, this.desk.url + this.path);
        const path = action.pathname + action.search;
        if (form.method === 'GET') return this.open(`${action.pathname}?${new URLSearchParams([...all])}`);
        const [type, body] = form.multipart ? multipart(all, files) : ['application/x-www-form-urlencoded', new URLSearchParams([...all]).toString()];
        const send = () => this.fetch('POST', path, { body, headers: { 'Content-Type': type } });
        this.again = send;
        const r = await send();
        return settle ? this.settle(r, path) : r;
    }

    text() {
        return unescape(this.html.replace(/<(script|style)[\s\S]*?<\/\1>/gi, '').replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ');
    }

    links() {
        return [...this.html.matchAll(/<a\b[^>]*\bhref="([^"]+)"/gi)].map(m => unescape(m[1]));
    }

    async signIn({ login, password }) {
        await this.open('/ufficio');
        await this.submit('login', { login, password });
        return this;
    }
}

function multipart(fields, files) {
    const mark = `----urp${randomBytes(9).toString('hex')}`;
    const parts = [...fields].map(([k, v]) => Buffer.from(`--${mark}\r\nContent-Disposition: form-data; name="${k}"\r\n\r\n${v}\r\n`));
    for (const f of files) {
        parts.push(Buffer.from(`--${mark}\r\nContent-Disposition: form-data; name="${f.field}"; filename="${f.name}"\r\nContent-Type: ${f.mime}\r\n\r\n`), f.bytes, Buffer.from('\r\n'));
    }
    return [`multipart/form-data; boundary=${mark}`, Buffer.concat([...parts, Buffer.from(`--${mark}--\r\n`)])];
}
