// SPDX-License-Identifier: EUPL-1.2
// A desk that has been at work for some weeks: something of everything, so that each page has something to show. Words and
// addresses are as long as people's are.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openDesk } from './desk.mjs';
import { pdf, photo } from './files.mjs';
import { makeReply, parseMail } from './mail.mjs';
import { actionLink } from './people.mjs';
import { Plain } from './plain.mjs';
import { category, fileReport, query, report } from './requests.mjs';
import { codeAt, stepNow } from './totp.mjs';
import { until } from './wait.mjs';

const LONG_MAIL = 'segreteria.amministrazione.condominio.garibaldi@studio-amministrazioni-immobiliari.example.it';
const LONG_LINK = 'https://www.comune.borgoesempio.example/amministrazione-trasparente/bandi-di-gara-e-contratti/atti-delle-amministrazioni-aggiudicatrici/2026';
const LONG_SUBJECT = 'Illuminazione pubblica non funzionante da tre settimane davanti alla scuola primaria Giuseppe Garibaldi: pericolo serale';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const AUTHSERV = 'mx.comune.test';

export const TYPES = ['/segnala', ...['reclamo', 'suggerimento', 'elogio', 'informazioni', 'accesso-documentale', 'accesso-civico-semplice', 'accesso-civico-generalizzato', 'lettera-al-sindaco', 'accessibilita'].map(t => `/richiedi/${t}`)];

// A letter with everything that a page about a letter can show.
const letter = picture => ['From: =?utf-8?q?Studio_Amministrazioni_Immobiliari?= <' + LONG_MAIL + '>', 'To: urp@comune.test', 'Subject: Lampione spento, allego tutto', 'Message-ID: <tutto@cittadino.test>',
    `Date: ${new Date().toUTCString()}`, 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="b"', '', '--b', 'Content-Type: text/html; charset=utf-8', '',
    `<h1>Buongiorno</h1><p>Il lampione davanti alla scuola è spento: <b>vedi</b> ${LONG_LINK}</p><table><tr><td>uno</td><td>due</td></tr></table><blockquote>Il giorno 3 qualcuno ha scritto: vecchie parole</blockquote>`,
    '--b', 'Content-Type: image/jpeg', 'Content-Transfer-Encoding: base64', 'Content-Disposition: attachment; filename="lampione-davanti-alla-scuola-primaria-giuseppe-garibaldi.jpg"', '', picture.toString('base64').replace(/.{76}/g, '$&\r\n'),
    '--b', 'Content-Type: message/rfc822', 'Content-Disposition: attachment; filename="preventivo.eml"', '', 'From: Luca <luca@altrove.test>', 'To: anna@cittadino.test', 'Subject: Preventivo', `Date: ${new Date().toUTCString()}`, '', 'Costa 300 euro.', '--b--', ''].join('\r\n');

export class Filled {
    static async open(browser) {
        const f = new Filled();
        f.desk = await openDesk({
            ente: e => ({ ...e, ente: { ...e.ente, map_url: 'https://mappe.example.it/?q={luogo}', public_reports: '1', public_place: 'street' } }),
            conf: { limits: { login_tries: 1000 }, mail: { authserv_id: AUTHSERV }, oidc: { issuer: 'http://127.0.0.1:9/mai', name: 'Entra con l’accesso del Comune' } },
        });
        try {
            await f.people();
            await f.requests(await photo(browser));
            await f.office();
            await f.settore();
            await f.settings();
        } catch (e) {
            await f.desk.close();
            throw e;
        }
        return f;
    }

    close() {
        return this.desk.close();
    }

    one(sql) {
        return query(this.desk, sql)[0]?.[0];
    }

    async signedIn(who) {
        return new Plain(this.desk).signIn(who);
    }

    // Presses the form whose address ends so, with these values in it.
    async send(p, slug, values = {}) {
        const form = await p.formFor(slug);
        if (!form) throw new Error(`${p.path} (${p.status}) has no form ${slug}: ${p.forms().map(x => x.action).join(' ')}`);
        const body = new URLSearchParams([...new Map([...form.fields, ...Object.entries(values)])]).toString();
        await p.settle(await p.fetch('POST', form.action, { body, headers: FORM }), form.action);
        if (p.status >= 400) throw new Error(`${form.action}: ${p.status} ${/class="urp-errors"[\s\S]*?<\/ul>/.exec(p.html)?.[0] ?? p.text().slice(0, 300)}`);
        return p;
    }

    mails() {
        const box = path.join(this.desk.data, 'posta', 'new');
        return existsSync(box) ? readdirSync(box).map(x => parseMail(readFileSync(path.join(box, x)))) : [];
    }

    mail(what, fits) {
        return until(what, () => this.mails().find(fits), { ms: 30000 });
    }

    async people() {
        const add = (login, name, role) => this.desk.addOperator({ login, name, role });
        this.laura = await add('laura', 'Laura Rinaldi Montefeltro', 'urp,responsabile,admin,rpct');
        this.tina = await add('tina', 'Tina Tributi', 'referente');
        this.nadia = await add('nadia', 'Nadia Nuova', 'urp');          // sees a desk without anything of her own
        this.elsa = await add('elsa', 'Elsa Riva', 'urp');              // has a second factor
        await this.desk.must(['user', 'settori', 'tina', 'lavori-pubblici,ambiente', '--role', 'referente']);
        const p = await this.signedIn(this.elsa);
        await p.open('/ufficio/accesso/secondo-fattore');
        await p.submit('codice', { codice: codeAt(/class="urp-secret">([A-Z2-7 ]+)</.exec(p.html)[1], stepNow()), attuale: this.elsa.password });
        this.anna = await this.signedIn(this.desk.operator);
        this.lead = await this.signedIn(this.laura);
    }

    async requests(picture) {
        this.codes = {};
        const more = { address: 'Via Giuseppe Garibaldi 12, 31030 Borgo Esempio TV', birth_place: 'Treviso', birth_day: '1980-05-04', section_url: LONG_LINK, motive: 'Mi serve per un ricorso.', capacity: 'delegate', access_mode: 'certified', office: 'Edilizia', reply_by: 'email' };
        for (const [i, type] of TYPES.entries()) {
            const r = await fileReport(this.desk, report(i, { ...more, email: i % 3 ? `mario${i}@cittadino.test` : LONG_MAIL, phone: '333 1234567', subject: i ? `Prova numero ${i}` : LONG_SUBJECT,
                body: `Testo della richiesta ${i}.\n\nSi vede anche qui: ${LONG_LINK}` }), { type, files: i ? [] : [{ name: 'foto.jpg', mime: 'image/jpeg', bytes: picture }, { name: 'planimetria-generale-del-secondo-piano.pdf', mime: 'application/pdf', bytes: pdf() }] });
            this.codes[type.split('/').at(-1)] = r.code;
            if (i === 0) this.track = new URL(r.track, this.desk.url).pathname;
            if (type.endsWith('accesso-documentale')) this.accessTrack = new URL(r.track, this.desk.url).pathname;
        }
        const file = async (n, values) => fileReport(this.desk, report(n, values));
        this.closed = await file(20, { subject: 'Buca chiusa', email: 'bruno@cittadino.test' });
        this.secret = await file(21, { subject: 'Cosa riservata', confidential: '1', email: 'dario@cittadino.test' });
        this.black = await file(22, { subject: 'Il vicino', body: 'Il rumore viene da casa di Teodolinda Brambilla, ogni notte.' });
        this.twin = await file(23, { subject: 'Buca profonda davanti alla scuola', body: 'La buca davanti alla scuola è profonda.' });
        this.twin2 = await file(24, { subject: 'Buca profonda davanti alla scuola', body: 'La buca davanti alla scuola è profonda.', name: 'Carla' });
        this.long = await file(25, { subject: 'Una lunga storia', email: 'elena@cittadino.test' });
        this.undone = await file(26, { subject: 'Lampione da rifare', email: 'fabio@cittadino.test' });
        await this.drafts();
        const c = await new Plain(this.desk).open(this.track);
        await c.submit('testo', { testo: 'Aggiungo che anche il lampione accanto lampeggia.' });
        await this.desk.must(['intake'], { input: letter(picture) });
        this.letterCode = await until('the request of the letter', () => this.one("SELECT t.code FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id WHERE x.subject = 'Lampione spento, allego tutto'"), { ms: 20000 });
        await this.desk.must(['intake'], { input: `From: robot@altrove.test\r\nTo: urp@comune.test\r\nSubject: Fuori ufficio\r\nAuto-Submitted: auto-replied\r\nMessage-ID: <fuori@altrove.test>\r\nDate: ${new Date().toUTCString()}\r\n\r\nSono in ferie.\r\n` });
    }

    // A citizen's form at each of its steps.
    async drafts() {
        const at = async steps => {
            const p = await new Plain(this.desk).open('/segnala');
            await p.submit('privacy', { privacy: '1' });
            if (steps > 1) await p.submit('body', report(40 + steps, { ...category(p), email: LONG_MAIL }), { button: 'do=avanti', files: [{ field: 'files', name: 'planimetria.pdf', mime: 'application/pdf', bytes: pdf() }] });
            if (steps > 2) await p.submit('nonce');
            return p.path;
        };
        this.draft = await at(1);
        this.summary = await at(2);
        this.sent = await at(3);
    }

    // A request of a type of which the law wants to know who asks, begun.
    async accessDraft(rest) {
        const p = await new Plain(this.desk).open('/richiedi/accesso-documentale');
        await p.submit('privacy', { privacy: '1' });
        return p.path + rest;
    }

    at(p, code, rest = '') {
        return p.open(`/ufficio/richieste/${code}${rest}`);
    }

    // What operators have done.
    async office() {
        const { anna, lead } = this, subject = this.codes.segnala;
        for (let i = 0; i < 100; i++) {
            await this.at(anna, this.long.code);
            await this.send(anna, 'nota', { testo: `Nota numero ${i}: sentito l’ufficio, che richiama domani.` });
        }
        await this.at(anna, this.closed.code);
        await this.send(anna, 'concludi', { testo: 'La buca è stata chiusa ieri.', esito: 'solved' });
        await this.at(anna, this.black.code, '/oscura');
        await anna.submit('passaggio', { passaggio: 'Teodolinda Brambilla', perche: 'Dati di un terzo' });
        await this.at(anna, this.twin2.code, `/unisci?altra=${this.twin.code}`);
        await anna.submit('altra', { testo: 'Grazie anche a te.' });
        await this.at(anna, subject, '/collega');
        await anna.submit('altra', { altra: this.twin.code });
        await this.at(anna, subject);
        await this.send(anna, 'concludi', { testo: 'Gentile Mario Rossi, la lampada sarà cambiata domani.', esito: 'planned', do: 'programma' });
        await this.at(anna, this.codes.reclamo);
        await this.send(anna, 'concludi', { testo: 'Una risposta da guardare prima di inviarla.', esito: 'solved', do: 'anteprima' });
        await this.at(anna, this.codes.informazioni);
        await this.send(anna, 'etichette', { etichetta: 'Da visitare', do: 'aggiungi' });
        await lead.open('/ufficio/schede/nuova');
        await lead.submit('titolo', { titolo: 'Come si rinnova la carta d’identità?', parole: 'CIE, documento scaduto', risposta: `Prenota un appuntamento.\nPorta una fototessera: ${LONG_LINK}`, pubblica: '1' });
        this.card = this.one('SELECT id FROM scheda');
        await lead.open('/ufficio/richieste?tipo=complaint');
        await lead.submit('nome', { nome: 'Reclami della scuola primaria Giuseppe Garibaldi' });
        await lead.fetch('GET', '/ufficio/elenco/scarica?formato=csv');
        await this.at(lead, this.secret.code);
        this.bulk = await this.onMany(lead);
    }

    // The preview of one action on several requests is a form that was sent; here it is also done.
    async onMany(p) {
        await p.open('/ufficio/richieste?tipo=report');
        const form = p.forms().find(x => x.action.endsWith('/elenco/azioni'));
        const body = new URLSearchParams([...new Map(form.fields).set('azione', 'etichetta'), ...form.choices.get('r').slice(0, 2).map(r => ['r', r])]).toString();
        await p.settle(await p.fetch('POST', form.action, { body, headers: FORM }), form.action);
        await p.submit('nuova_etichetta', { nuova_etichetta: 'Da ringraziare' }, { button: 'do=anteprima' });
        await p.submit('nuova_etichetta', {}, { button: 'do=esegui' });
        await until('the last of the many', () => this.one('SELECT count(*) FROM bulk WHERE ended_at IS NULL') === '0'); // else it comes between what an office reads and does
        return p.path.split('?')[0];
    }

    // What the offices have done: one has begun by its link, one has answered by mail.
    async settore() {
        const work = code => this.mail(`the assignment of ${code}`, m => m.subject.includes(code) && /Per voi/.test(m.subject));
        this.link = new URL(actionLink(await work(this.twin.code))).pathname;
        const p = await new Plain(this.desk).open(this.link);
        await this.send(p, 'prendi-in-carico', { chi: 'Paolo Neri' });
        const begun = await new Plain(this.desk).open(new URL(actionLink(await work(this.undone.code))).pathname);
        await this.send(begun, 'prendi-in-carico', { chi: 'Paolo Neri' });
        const told = await this.mail('the progress', m => m.to === 'fabio@cittadino.test' && m.header('list-unsubscribe'));
        this.optout = new URL(told.header('list-unsubscribe').slice(1, -1)).pathname;
        const assigned = await work(this.codes.segnala), [office] = assigned.to.split(',');
        const raw = makeReply(assigned, { from: office, fromName: 'Paolo Neri', text: 'NON DI COMPETENZA: la strada è della Provincia' }).toString('latin1');
        await this.desk.must(['intake'], { input: Buffer.from(`Authentication-Results: ${AUTHSERV}; dkim=pass header.d=${office.split('@')[1]}\r\nReceived: from mail.comune.test (mail.comune.test [192.0.2.1]) by ${AUTHSERV} with ESMTPS id 1; ${new Date().toUTCString()}\r\n${raw}`, 'latin1') });
        const done = await this.mail('the confirmation', m => /\/annulla\/\w+/.test(m.text));
        this.undo = /\/annulla\/\w+/.exec(done.text)[0];
        await this.publish(this.twin.code);
    }

    // What everybody may see of a report, looked at before.
    async publish(code) {
        const { anna } = this;
        await this.at(anna, code, '/pubblica');
        await anna.submit('precisione');
        await anna.submit('visto', anna.form('visto').names.has('sicuro') ? { sicuro: '1' } : {});
        this.shown = this.one('SELECT id FROM public_row');
    }

    async settings() {
        const file = path.join(this.desk.dir, 'vie.csv');
        writeFileSync(file, 'DUG;DENOMINAZIONE;ZONA\nVIA;GIUSEPPE GARIBALDI;Centro storico\nPIAZZA;DANTE;\n');
        await this.desk.must(['ente', 'streets', file]);
        const day = n => new Date(Date.now() + n * 864e5).toISOString().slice(0, 10), { lead } = this;
        await lead.open('/ufficio/impostazioni/assenze/nuova?settore=polizia-locale');
        await lead.submit('from', { to: day(5), to_name: 'Ada Gallo', to_email: 'ada.gallo@comune.test' }, { button: 'do=salva' });
        await this.at(lead, this.secret.code, '/lettori');
        await lead.submit('persona', { persona: this.one("SELECT id FROM user WHERE login = 'nadia'"), motivo: 'Verifica del garante' });
    }

    // The rows of the store with which addresses are made.
    id(table, where = '1') {
        return this.one(`SELECT id FROM ${table} WHERE ${where} ORDER BY id LIMIT 1`);
    }

    tamper(sql) {
        execFileSync('sqlite3', ['-cmd', '.timeout 5000', path.join(this.desk.data, 'urp.db'), sql]);
    }
}
