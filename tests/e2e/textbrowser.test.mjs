// SPDX-License-Identifier: EUPL-1.2
// A request from a text browser: w3m on a terminal, its keys pressed as a person would, no script anywhere. What the screen says is
// waited for, never a time.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { openDesk } from './lib/desk.mjs';
import { query } from './lib/requests.mjs';
import { until } from './lib/wait.mjs';

const here = spawnSync('w3m', ['-version']).status === 0 && spawnSync('script', ['--version']).status === 0;
const skip = here ? false : 'no w3m or no script';
const COLUMNS = 100, LINES = 400; // the whole page on one screen: what is searched for is drawn
const NUMBER = /20\d\d-\d{6}-[0-9A-Z]/; // what stands beside it on the screen may touch it
const WORDS = 'Il personale mi ha aiutato a trovare un libro che cercavo da anni.';
let desk, dir;
before(async () => {
    desk = await openDesk();
    dir = mkdtempSync(path.join(tmpdir(), 'urp-w3m-'));
});
after(async () => {
    await desk?.close();
    if (dir) rmSync(dir, { recursive: true, force: true });
});

// One terminal with w3m in it. seen: everything that was drawn since the last key, without the movements of the cursor.
class Terminal {
    constructor(url) {
        const editor = path.join(dir, 'editor');
        writeFileSync(editor, `#!/bin/sh\ncat ${path.join(dir, 'words')} >"$1"\n`);
        chmodSync(editor, 0o755);
        const config = path.join(dir, 'config');
        writeFileSync(config, 'accept_language it\nconfirm_qq 0\nuse_mouse 0\ndisplay_link_number 0\nuse_dictcommand 0\nwrap_search 1\nignorecase_search 0\n');
        this.seen = '';
        this.child = spawn('script', ['-qfec', `stty rows ${LINES} cols ${COLUMNS}; exec w3m -config ${config} -o editor=${editor} -O UTF-8 -I UTF-8 '${url}'`, '/dev/null'],
            { env: { ...process.env, HOME: dir, TERM: 'linux', LANG: 'C.UTF-8', EDITOR: editor } });
        this.child.stdout.on('data', d => { this.seen += d.toString('utf8'); });
        this.ended = new Promise(done => this.child.on('exit', done));
    }

    text() {
        // eslint-disable-next-line no-control-regex
        return this.seen.replace(/\x1b\[[0-9;]*m/g, '').replace(/\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][0-9A-B]|\x1b[=>78]|[\x00-\x1f]/g, ' ').replace(/\s+/g, ' ');
    }

    // w3m draws what has changed alone, Ctrl-L everything; it throws keys away that come while it works, so they are pressed again.
    async shows(what, drawn = false) {
        let asked = 0;
        await until(`the terminal to show ${what}`, () => {
            if (what.test(this.text())) return true;
            if (drawn && ++asked % 20 === 0) this.child.stdin.write('\x0c');
            return false;
        }, { ms: 60000 }).catch(e => { throw new Error(`${e.message}; it shows «${this.text().slice(-900)}»`); });
        return this.text();
    }

    async keys(text, shows, drawn = true) {
        this.seen = '';
        this.child.stdin.write(text);
        await until(`w3m to answer ${JSON.stringify(text)}`, () => this.seen.length > 0, { ms: 60000 });
        if (shows) await this.shows(shows, drawn);
    }

    // The next thing that can be used after these words.
    async after(words) {
        await this.keys('g');
        await this.keys(`/${words}\r`);
        await this.keys('\t');
    }

    // A button stands at the beginning of its line.
    async press(words, shows) {
        await this.keys('g');
        await this.keys(`/^ *${words}\r`);
        await this.keys('\r', shows);
    }

    async field(label, value) {
        await this.after(label);
        await this.keys('\r', /TEXT:/, false);
        await this.keys(`${value}\r`);
    }

    async area(label, value) {
        writeFileSync(path.join(dir, 'words'), `${value}\n`);
        await this.after(label);
        await this.keys('\r');
    }
}

test('words of thanks are filled in and sent from w3m, and the page with the number says so', { skip, timeout: 240000 }, async () => {
    const t = new Terminal(`${desk.url}/richiedi/elogio`);
    try {
        await t.shows(/Elogio[\s\S]*informativa sulla privacy/);
        assert.match(t.text(), /Vai al contenuto/, 'the way past the head comes first');
        await t.after('Leggi l.informativa');
        await t.keys('\t');
        await t.keys('\r', /\[\s*\*\s*\] ?Ho letto/);
        await t.press('Avanti', /Descrivi la richiesta/);
        await t.press('Avanti: rileggi', /Ci sono \d+ cose da correggere/);
        await t.field('Titolo', 'Grazie alla biblioteca');
        await t.area('Il tuo messaggio', WORDS);
        await t.field('Nome', 'Maria');
        await t.field('Cognome', 'Bianchi');
        await t.field('Qui ti mandiamo', 'maria@cittadino.test');
        await t.press('Avanti: rileggi', /Rileggi con calma/);
        for (const said of ['Grazie alla biblioteca', WORDS, 'Maria', 'maria@cittadino.test']) await t.shows(new RegExp(said), true);
        await t.press('Invia Indietro', NUMBER);
        const [code] = NUMBER.exec(t.text());
        assert.deepEqual(query(desk, `SELECT t.code, w.body FROM ticket t JOIN ticket_text w ON w.ticket_id = t.id WHERE t.code = '${code}'`), [[code, WORDS]]);
    } finally {
        t.child.kill();
        await t.ended;
    }
});
