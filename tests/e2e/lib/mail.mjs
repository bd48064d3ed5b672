// SPDX-License-Identifier: EUPL-1.2
// Mails as the tests need them: made as bytes, and taken apart again. Independent of the daemon's own parser.
import { randomBytes } from 'node:crypto';

const CRLF = '\r\n';

function unfold(head) {
    return head.replace(/\r?\n[ \t]+/g, ' ');
}

function decodeWords(s) {
    return s
        .replace(/(=\?[^?]+\?[bq]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
        .replace(/=\?([^?]+)\?([bq])\?([^?]*)\?=/gi, (_, charset, kind, text) => {
            const bytes = kind.toLowerCase() === 'b'
                ? Buffer.from(text, 'base64')
                : qp(text.replace(/_/g, ' '));
            return decodeText(bytes, charset);
        });
}

function decodeText(bytes, charset = 'utf-8') {
    try {
        return new TextDecoder(charset.toLowerCase()).decode(bytes);
    } catch {
        return bytes.toString('latin1');
    }
}

function qp(s) {
    const raw = s.replace(/=\r?\n/g, '').replace(/=([0-9A-Fa-f]{2})/g, (_, h) => String.fromCharCode(parseInt(h, 16)));
    return Buffer.from(raw, 'latin1');
}

// RFC 2231 in short: name*=utf-8''... and name*0=, name*1= are put together.
function params(value) {
    const out = {};
    const parts = [];
    for (const m of value.matchAll(/;\s*([\w-]+)(\*\d+)?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g)) {
        parts.push({ name: m[1].toLowerCase(), text: (m[4] ?? m[5]).replace(/\\(.)/g, '$1'), coded: !!m[3] });
    }
    for (const p of parts) {
        let text = p.text;
        if (p.coded) {
            text = text.replace(/^[\w-]+'[^']*'/, '');
            text = decodeURIComponent(text);
        }
        out[p.name] = (out[p.name] ?? '') + decodeWords(text);
    }
    return out;
}

function splitHead(raw) {
    const m = /\r?\n\r?\n/.exec(raw);
    return m ? [raw.slice(0, m.index), raw.slice(m.index + m[0].length)] : [raw, ''];
}

function parsePart(raw) {
    const [head, body] = splitHead(raw);
    const headers = new Map();
    for (const line of unfold(head).split(/\r?\n/)) {
        const colon = line.indexOf(':');
        if (colon < 1) continue;
        const name = line.slice(0, colon).toLowerCase();
        if (!headers.has(name)) headers.set(name, []);
        headers.get(name).push(line.slice(colon + 1).trim());
    }
    const type = headers.get('content-type')?.[0] ?? 'text/plain';
    const disposition = headers.get('content-disposition')?.[0] ?? '';
    const part = {
        headers,
        mime: type.split(';')[0].trim().toLowerCase(),
        type: params(';' + type.split(';').slice(1).join(';')),
        disposition: disposition.split(';')[0].trim().toLowerCase(),
        parts: [],
    };
    part.name = params(';' + disposition.split(';').slice(1).join(';')).filename ?? part.type.name ?? '';
    if (part.mime.startsWith('multipart/') && part.type.boundary) {
        const mark = '--' + part.type.boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
        const pieces = ('\n' + body).split(new RegExp(`\\r?\\n${mark}(?:--)?[ \\t]*(?=\\r?\\n|$)`));
        part.parts = pieces.slice(1, -1).map(p => parsePart(p.replace(/^\r?\n/, '')));
    } else {
        const coding = (headers.get('content-transfer-encoding')?.[0] ?? '7bit').toLowerCase();
        part.bytes = coding === 'base64' ? Buffer.from(body, 'base64')
            : coding === 'quoted-printable' ? qp(body) : Buffer.from(body, 'latin1');
        if (part.mime.startsWith('text/')) part.text = decodeText(part.bytes, part.type.charset);
    }
    return part;
}

function* walk(part) {
    yield part;
    for (const p of part.parts) yield* walk(p);
}

// raw: Buffer. Gives what a person would see in a mail program.
export function parseMail(raw) {
    const root = parsePart(raw.toString('latin1'));
    const header = name => decodeWords(utf8(root.headers.get(name.toLowerCase())?.[0] ?? ''));
    const leaves = [...walk(root)].filter(p => !p.parts.length);
    const shown = mime => leaves.find(p => p.mime === mime && p.disposition !== 'attachment')?.text ?? '';
    return {
        raw,
        header,
        headerAll: name => root.headers.get(name.toLowerCase()) ?? [],
        from: address(header('from')),
        to: address(header('to')),
        replyTo: address(header('reply-to')),
        subject: header('subject'),
        messageId: header('message-id').replace(/[<>]/g, ''),
        inReplyTo: header('in-reply-to').replace(/[<>]/g, ''),
        references: (header('references').match(/<[^>]+>/g) ?? []).map(s => s.slice(1, -1)),
        text: shown('text/plain').replace(/\r\n/g, '\n'),
        html: shown('text/html'),
        attachments: leaves.filter(p => p.disposition === 'attachment' || (p.name && !p.mime.startsWith('text/')))
            .map(p => ({ name: p.name, mime: p.mime, bytes: p.bytes })),
        root,
    };
}

function utf8(s) {   // headers were read as latin1; unencoded UTF-8 comes back whole
    const b = Buffer.from(s, 'latin1');
    const t = b.toString('utf8');
    return t.includes('\ufffd') ? s : t;
}

export function address(value) {
    const m = /<([^>]+)>/.exec(value) ?? /([^\s,;<>"]+@[^\s,;<>"]+)/.exec(value);
    return m ? m[1].toLowerCase() : '';
}

// The links of a mail that lead to our site; text part first, so that what a plain-text reader sees is tried.
export function links(mail) {
    const found = (mail.text + ' ' + mail.html.replace(/&amp;/g, '&')).match(/https?:\/\/[^\s<>"')\]]+/g) ?? [];
    return [...new Set(found.map(u => u.replace(/[.,;]+$/, '')))];
}

function word(s) {
    return /^[\x20-\x7e]*$/.test(s) ? s : `=?utf-8?B?${Buffer.from(s).toString('base64')}?=`;
}

// A mail as a common program writes it. files: [{ name, mime, bytes }]
export function makeMail({ from, fromName, to, subject, text, html, files = [], messageId, inReplyTo, references,
                           headers = {}, date = new Date() }) {
    const id = messageId ?? `${randomBytes(8).toString('hex')}@${from.split('@')[1]}`;
    const head = [
        `From: ${fromName ? `${word(fromName)} <${from}>` : from}`,
        `To: ${to}`,
        `Subject: ${word(subject)}`,
        `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
        `Message-ID: <${id}>`,
        'MIME-Version: 1.0',
    ];
    if (inReplyTo) head.push(`In-Reply-To: <${inReplyTo}>`);
    if (references?.length) head.push(`References: ${references.map(r => `<${r}>`).join(CRLF + ' ')}`);
    for (const [k, v] of Object.entries(headers)) head.push(`${k}: ${v}`);
    const plain = body('text/plain', text);
    const both = html ? multipart('alternative', [plain, body('text/html', html)]) : plain;
    const all = files.length ? multipart('mixed', [both, ...files.map(attachment)]) : both;
    return Buffer.from(head.join(CRLF) + CRLF + all, 'latin1');
}

function body(mime, text) {
    const b64 = Buffer.from(text.replace(/\r?\n/g, CRLF), 'utf8').toString('base64').replace(/.{76}/g, `$&${CRLF}`);
    return `Content-Type: ${mime}; charset=utf-8${CRLF}Content-Transfer-Encoding: base64${CRLF}${CRLF}${b64}${CRLF}`;
}

function attachment({ name, mime, bytes }) {
    const b64 = bytes.toString('base64').replace(/.{76}/g, `$&${CRLF}`);
    const coded = `filename*=utf-8''${encodeURIComponent(name)}`;
    return `Content-Type: ${mime}${CRLF}Content-Disposition: attachment; ${coded}${CRLF}` +
        `Content-Transfer-Encoding: base64${CRLF}${CRLF}${b64}${CRLF}`;
}

function multipart(kind, parts) {
    const mark = `=_${randomBytes(9).toString('hex')}`;
    return `Content-Type: multipart/${kind}; boundary="${mark}"${CRLF}${CRLF}` +
        parts.map(p => `--${mark}${CRLF}${p}`).join('') + `--${mark}--${CRLF}`;
}

// What "Rispondi" does: same thread, quoted text, the address that the mail asks for.
export function makeReply(mail, { from, fromName, text, files }) {
    const quoted = mail.text.split('\n').map(l => `> ${l}`).join('\n');
    return makeMail({
        from, fromName, files,
        to: mail.replyTo || mail.from,
        subject: /^re:/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`,
        text: `${text}\n\nIl giorno 25/11/2026, ${mail.from} ha scritto:\n${quoted}\n`,
        inReplyTo: mail.messageId,
        references: [...mail.references, mail.messageId],
    });
}
