// SPDX-License-Identifier: EUPL-1.2
// The tests' own instruments: a guard that never fires proves nothing, so each is shown something wrong once.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { BadSmtp, ImapProxy } from './lib/badpeers.mjs';
import { Keyboard, openBrowser, visitor } from './lib/browser.mjs';
import { hasMetadata, pdf, photo, withGps } from './lib/files.mjs';
import { links, makeMail, makeReply, parseMail } from './lib/mail.mjs';
import { openMailServer } from './lib/mailserver.mjs';
import { formsOf } from './lib/plain.mjs';
import { missing } from './lib/scene.mjs';
import { never, until } from './lib/wait.mjs';

const run = promisify(execFile);
const skip = missing();

test('a mail made is the mail read', () => {
    const raw = makeMail({
        from: 'a@x.test', fromName: 'Niccolò D\'Angelo', to: 'b@x.test', subject: 'Perché è così: città e più', text: 'Riga è\nhttp://127.0.0.1:1/s/abc.\n',
        html: '<p>Riga &egrave;</p>', files: [{ name: 'già.pdf', mime: 'application/pdf', bytes: pdf('x') }], inReplyTo: 'i@x', references: ['r@x', 'i@x'],
    });
    const m = parseMail(raw);
    assert.equal(m.subject, 'Perché è così: città e più');
    assert.equal(m.from, 'a@x.test');
    assert.match(m.text, /^Riga è\n/);
    assert.match(m.html, /egrave/);
    assert.deepEqual(m.references, ['r@x', 'i@x']);
    assert.deepEqual(m.attachments.map(a => [a.name, a.mime, a.bytes.equals(pdf('x'))]), [['già.pdf', 'application/pdf', true]]);
    assert.deepEqual(links(m), ['http://127.0.0.1:1/s/abc']);
    const r = parseMail(makeReply(m, { from: 'b@x.test', text: 'Sì' }));
    assert.equal(r.inReplyTo, m.messageId);
    assert.match(r.text, /^Sì\n[\s\S]*> Riga è/);
});

test('quoted-printable, RFC 2231 pieces, folded encoded words', () => {
    const m = parseMail(Buffer.from('Subject: =?utf-8?q?citt=C3=A0?=\r\n =?utf-8?q?_nuova?=\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n' +
        'Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nperch=E9 =\r\nno\r\n--x\r\n' +
        'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*0*=utf-8\'\'gi%C3%A0; filename*1=.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--x--\r\n', 'latin1'));
    assert.equal(m.subject, 'città nuova');
    assert.equal(m.text, 'perché no');
    assert.deepEqual(m.attachments.map(a => [a.name, a.bytes.toString()]), [['già.pdf', '%PDF']]);
});

test('forms are read as a browser would send them', () => {
    const [f] = formsOf('<form method="post" action="/x"><input type="hidden" name="t" value="a&amp;b"><input type="checkbox" name="c" value="1">' +
        '<select name="s"><option value="1">Uno</option><option value="2" selected>Due</option></select><textarea name="b">\nriga</textarea>' +
        '<input type="file" name="files"><button name="do" value="avanti">Avanti</button></form>', '/qui');
    assert.deepEqual([...f.fields], [['t', 'a&b'], ['s', '2'], ['b', 'riga']]);
    assert.deepEqual(f.buttons.map(b => `${b.name}=${b.value}`), ['do=avanti']);
    assert.ok(f.names.has('files') && f.names.has('c'));
});

test('waiting ends: with the value, with the reason, or because it must not happen', async () => {
    let n = 0;
    assert.equal(await until('three', () => ++n === 3 && 'x'), 'x');
    await assert.rejects(until('nothing', () => { throw new Error('because'); }, { ms: 60 }), /waited 0.06 s for nothing; last: because/);
    await assert.rejects(never('it', () => true, { ms: 50 }), /must not happen: it/);
});

function page(body, extra = '') {
    return `<!doctype html><html lang="it"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Prova</title>${extra}</head><body><main><h1>Prova</h1>${body}</main></body></html>`;
}

test('the browser\'s guards fire', { timeout: 120000 }, async t => {
    const pages = {
        '/good': page('<p>Tutto bene.</p>'),
        '/console': page('<p>x</p>', '<script>console.error("guasto")</script>'),
        '/csp': page('<p style="color:red">x</p>'),
        '/abroad': page('<img alt="" src="http://127.0.0.2:9/x.png">'),
        '/wide': page('<div class="w" style="width:2000px">largo</div>'),
        '/axe': page('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><input type="text">'),
        '/keys': page('<form><input name="a" style="outline:none;box-shadow:none"><button>Via</button></form>'),
    };
    const server = http.createServer((q, r) => {
        if (q.url === '/ill') return r.writeHead(503, { 'content-type': 'text/html' }).end(page('x'));
        if (!pages[q.url]) return r.writeHead(q.url === '/favicon.ico' ? 204 : 404).end();
        r.setHeader('content-type', 'text/html; charset=utf-8');
        if (q.url === '/csp') r.setHeader('content-security-policy', 'default-src \'none\'');
        r.end(pages[q.url]);
    });
    await new Promise(r => { server.listen(0, '127.0.0.1', r); });
    const base = `http://127.0.0.1:${server.address().port}`;
    const browser = await openBrowser();
    t.after(async () => { await browser?.close(); server.close(); });
    if (!browser) return t.skip('no chromium');
    const look = async (url, name = 'prova') => {
        const v = await visitor(browser, { keep: false });
        try {
            await v.page.goto(base + url);
            await v.look(name, { save: false });
        } finally {
            await v.context.close();
        }
    };
    await look('/good');
    await assert.rejects(look('/console'), /guasto/);
    await assert.rejects(look('/csp'), /console: .*Content Security Policy/i);
    await assert.rejects(look('/abroad'), /another host/);
    await assert.rejects(look('/ill'), /503/);
    await assert.rejects(look('/wide'), /scrolls sideways/);
    await assert.rejects(look('/axe'), /image-alt[\s\S]*label/);
    const v = await visitor(browser, { keep: false });
    await v.page.goto(`${base}/keys`);
    await assert.rejects(new Keyboard(v.page).to('a', e => e.field === 'a'), /focus on «a» cannot be seen/);
    await assert.rejects(new Keyboard(v.page).to('b', e => e.field === 'b'), /never reached/);
    await v.context.close();
});

test('the photo says where it was taken, and its absence is seen', { timeout: 60000 }, async t => {
    const browser = await openBrowser();
    if (!browser) return t.skip('no chromium');
    t.after(() => browser.close());
    const jpeg = await photo(browser, { width: 200, height: 150 });
    assert.ok(hasMetadata(jpeg));
    assert.ok(!hasMetadata(jpeg.subarray(0, 2)));
    const plain = Buffer.from([0xff, 0xd8, 0xff, 0xd9]);
    assert.ok(hasMetadata(withGps(plain)) && !hasMetadata(plain));
});

test('mail goes in by SMTP and is found in the mailbox; bad peers are as bad as asked', { skip, timeout: 60000 }, async t => {
    const server = openMailServer();
    const town = server.town('t');
    const raw = makeMail({ from: town.citizen('a'), to: town.office('urp'), subject: 'Prova', text: '.punto all\'inizio\n' });
    await town.send({ from: town.citizen('a'), to: town.office('urp'), raw });
    const m = await town.mailbox(town.office('urp')).wait('it', /^Prova$/);
    assert.equal(m.text, '.punto all\'inizio\n');

    const dir = mkdtempSync(path.join(tmpdir(), 'urp-tools-'));
    t.after(() => rmSync(dir, { recursive: true, force: true }));
    writeFileSync(path.join(dir, 'm'), raw);
    const send = smtp => run('curl', ['-sS', '--max-time', '5', '--cacert', server.ca, '--url', smtp.url, '--user', 'a:b', '--mail-from', 'a@x.test', '--mail-rcpt', 'b@x.test', '-T', path.join(dir, 'm')])
        .then(() => 0, e => e.code);
    let fault;
    const smtp = await new BadSmtp(server, { decide: stage => fault?.[stage] }).start();
    t.after(() => smtp.close());
    assert.equal(await send(smtp), 0);
    assert.equal(parseMail(smtp.taken[0].raw).text, '.punto all\'inizio\n');
    for (const [f, code] of [[{ rcpt: '450 later' }, 55], [{ dot: '451 no' }, 8], [{ dot: { after: 'drop' } }, 56], [{ connect: '554 no' }, 8], [{ data: 'silent' }, 28]]) {
        fault = f;
        assert.equal(await send(smtp), code, JSON.stringify(f));
    }
    assert.equal(smtp.taken.length, 2, 'the lost answer is the only fault that kept the mail');

    let cut = true;
    const proxy = await new ImapProxy(server, { onServer: d => (cut && / FETCH /.test(d) ? 'drop' : undefined) }).start();
    t.after(() => proxy.close());
    const fetch = () => run('curl', ['-sS', '--max-time', '5', '--cacert', server.ca, '--url', `${proxy.url}/INBOX;UID=1`, '--user', `${town.office('urp')}:${server.password}`]).then(r => r.stdout, e => e.code);
    assert.ok(Number(await fetch()) > 0, 'cut');
    cut = false;
    assert.match(String(await fetch()), /Subject: Prova/);
});
