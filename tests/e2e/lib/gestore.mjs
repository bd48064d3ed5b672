// SPDX-License-Identifier: EUPL-1.2
// A small provider of certified mail (RFC 6109): takes submissions over real SMTP with TLS, refuses what is not from its
// account, and delivers envelopes and receipts, signed, into the real mailboxes. Its keys are made anew for each test.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BadSmtp } from './badpeers.mjs';
import { parseMail } from './mail.mjs';

const DOMAIN = 'pec.gestore.test';
const NAME = 'Gestore di prova S.p.A.';
const SENDER = `posta-certificata@${DOMAIN}`;
const CRLF = '\r\n';

const xml = s => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const base64 = text => Buffer.from(text).toString('base64').replace(/.{76}/g, `$&${CRLF}`);

function rome(date) {
    const p = Object.fromEntries(new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Rome', year: 'numeric', month: '2-digit', day: '2-digit',
        hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).formatToParts(date).map(x => [x.type, x.value]));
    const utc = Date.UTC(p.year, p.month - 1, p.day, p.hour % 24, p.minute, p.second);
    const hours = Math.round((utc - date.getTime()) / 3600000);
    return { giorno: `${p.day}/${p.month}/${p.year}`, ora: `${p.hour}:${p.minute}:${p.second}`, zona: `+0${hours}00` };
}

function daticert({ tipo, errore = 'nessuno', from, to, subject, id, msgid, consegna, esteso }) {
    const { giorno, ora, zona } = rome(new Date());
    return `<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="${tipo}" errore="${errore}">
    <intestazione>
        <mittente>${xml(from)}</mittente>
        <destinatari tipo="certificato">${xml(to)}</destinatari>
        <risposte>${xml(from)}</risposte>
        <oggetto>${xml(subject)}</oggetto>
    </intestazione>
    <dati>
        <gestore-emittente>${NAME}</gestore-emittente>
        <data zona="${zona}"><giorno>${giorno}</giorno><ora>${ora}</ora></data>
        <identificativo>${xml(id)}</identificativo>
        <msgid>${xml(`<${msgid}>`)}</msgid>
        <ricevuta tipo="completa"/>
        ${consegna ? `<consegna>${xml(consegna)}</consegna>` : ''}
        ${esteso ? `<errore-esteso>${xml(esteso)}</errore-esteso>` : ''}
    </dati>
</postacert>
`;
}

export class Gestore extends BadSmtp {
    // account: the only address that may send; fate(to): 'delivered' (also by default), 'unknown'
    constructor(town, account, { fate = () => 'delivered' } = {}) {
        super(town.server, {});
        this.town = town;
        this.account = account;
        this.fate = fate;
        this.serial = 0;
        this.said = Promise.resolve();
        this.dir = mkdtempSync(path.join(tmpdir(), 'urp-gestore-'));
        this.keys();
    }

    file(name) {
        return path.join(this.dir, name);
    }

    keys() {
        const make = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
        const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
        this.ca = this.file('ca.pem');
        make('req', '-x509', ...curve, '-days', '30', '-subj', '/O=Autorita di prova', '-addext', 'basicConstraints=critical,CA:TRUE',
            '-addext', 'keyUsage=critical,keyCertSign', '-keyout', this.file('ca.key'), '-out', this.ca);
        make('req', ...curve, '-subj', `/O=${NAME}`, '-keyout', this.file('key'), '-out', this.file('csr'));
        writeFileSync(this.file('ext'), `subjectAltName=email:${SENDER}\nextendedKeyUsage=emailProtection\nkeyUsage=critical,digitalSignature\n`);
        make('x509', '-req', '-in', this.file('csr'), '-CA', this.ca, '-CAkey', this.file('ca.key'), '-CAcreateserial', '-days', '30',
            '-extfile', this.file('ext'), '-out', this.file('crt'));
    }

    id() {
        return `opec21.${Date.now()}.${++this.serial}@${DOMAIN}`;
    }

    // head: lines; parts: whole MIME parts, in this order.
    signed(head, parts) {
        const mark = `----------=_${Date.now()}-${++this.serial}`;
        const body = `Content-Type: multipart/mixed; boundary="${mark}"${CRLF}${CRLF}` +
            parts.map(p => `--${mark}${CRLF}${p}${CRLF}`).join('') + `--${mark}--${CRLF}`;
        const signed = execFileSync('openssl', ['cms', '-sign', '-binary', '-crlfeol', '-signer', this.file('crt'), '-inkey', this.file('key'), '-md', 'sha256'],
            { input: body, stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 64 << 20 }).toString('latin1');
        return Buffer.from(head.join(CRLF) + CRLF + signed.replace(/\r?\n/g, CRLF), 'latin1');
    }

    text(words) {
        return `Content-Type: text/plain; charset=iso-8859-1${CRLF}Content-Transfer-Encoding: 8bit${CRLF}${CRLF}${words}${CRLF}`;
    }

    statement(about) {
        return `Content-Type: application/xml; name="daticert.xml"${CRLF}Content-Disposition: inline; filename="daticert.xml"${CRLF}` +
            `Content-Transfer-Encoding: base64${CRLF}${CRLF}${base64(daticert(about))}${CRLF}`;
    }

    postacert(raw) {
        return `Content-Type: message/rfc822; name="postacert.eml"${CRLF}Content-Disposition: inline; filename="postacert.eml"${CRLF}` +
            `Content-Transfer-Encoding: 7bit${CRLF}${CRLF}${raw.toString('latin1')}`;
    }

    // The sender's Message-ID goes, the provider's comes in its place (RFC 6109, 2.2.1).
    renamed(raw, id) {
        return Buffer.from(raw.toString('latin1').replace(/^Message-ID:.*$/mi, `Message-ID: <${id}>`), 'latin1');
    }

    async deliver(to, head, parts) {
        const raw = this.signed([...head, `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`, `To: ${to}`, `Message-ID: <${this.id()}>`], parts);
        await this.town.send({ from: SENDER, to, raw });
        return raw;
    }

    // A certified mail of somebody else's account, into the mailbox of to. Gives the id that its readers see.
    async envelope(raw, to) {
        const mail = parseMail(raw);
        const id = this.id();
        const about = { tipo: 'posta-certificata', from: mail.from, to, subject: mail.subject, id, msgid: mail.messageId };
        const head = [`Subject: POSTA CERTIFICATA: ${mail.header('subject')}`, 'X-Trasporto: posta-certificata', `X-Riferimento-Message-ID: <${mail.messageId}>`,
            `From: "Per conto di: ${mail.from}" <${SENDER}>`, `Reply-To: ${mail.from}`, `To: ${to}`, `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
            `Message-ID: <${id}>`];
        await this.town.send({ from: SENDER, to, raw: this.signed(head, [this.text('Messaggio di posta certificata'), this.statement(about),
            this.postacert(this.renamed(raw, id))]) });
        return id;
    }

    receipt(tipo, subject, about, { head = [], parts = [] } = {}) {
        return this.deliver(this.account, [`Subject: ${subject}: ${about.subject}`, `X-Ricevuta: ${tipo}`, `X-Riferimento-Message-ID: <${about.msgid}>`,
            `From: ${SENDER}`, ...head], [this.text(subject), this.statement({ tipo, ...about }), ...parts]);
    }

    // What BadSmtp calls for each mail; the receipts follow in order, after the answer to the dot.
    dot(talk, raw) {
        const mail = parseMail(Buffer.from(raw, 'latin1'));
        if (talk.from !== this.account || mail.from !== this.account) {
            this.say(talk, '550 5.7.1 il mittente non corrisponde alla casella');
            return;
        }
        if (mail.header('cc') || mail.header('bcc') || mail.to !== talk.to.toLowerCase()) {
            this.say(talk, '550 5.7.1 i destinatari non corrispondono alla busta');
            return;
        }
        super.dot(talk, raw);
        this.said = this.said.then(() => this.tell(this.taken.at(-1), mail)).catch(e => { this.failed = e; });
    }

    async tell({ to, raw }, mail) {
        const about = { from: this.account, to, subject: mail.subject, id: this.id(), msgid: mail.messageId };
        this.taken.at(-1).pecId = about.id;
        await this.receipt('accettazione', 'ACCETTAZIONE', about);
        if (this.fate(to) === 'unknown') {
            await this.receipt('errore-consegna', 'AVVISO DI MANCATA CONSEGNA', { ...about, errore: 'no-dest', consegna: to,
                esteso: '5.1.1 - Gestore di prova - indirizzo non valido' });
            return;
        }
        const inside = this.renamed(raw, about.id);
        await this.deliver(to, [`Subject: POSTA CERTIFICATA: ${mail.header('subject')}`, 'X-Trasporto: posta-certificata', `X-Riferimento-Message-ID: <${about.msgid}>`,
            `From: "Per conto di: ${this.account}" <${SENDER}>`], [this.text('Messaggio di posta certificata'), this.statement({ tipo: 'posta-certificata', ...about }), this.postacert(inside)]);
        await this.receipt('avvenuta-consegna', 'CONSEGNA', { ...about, consegna: to }, { parts: [this.postacert(inside)] });
    }

    async close() {
        await super.close();
        await this.said;
        rmSync(this.dir, { recursive: true, force: true });
        if (this.failed) throw this.failed;
    }
}
