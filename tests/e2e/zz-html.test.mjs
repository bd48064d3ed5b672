// SPDX-License-Identifier: EUPL-1.2
// Last file of the run: every HTML page that any test of this run was shown goes through the validator at once (it takes
// three seconds to start, however many pages).
// alone: it reads what all others have left.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { PAGES } from './lib/browser.mjs';

const jar = path.join(path.dirname(createRequire(import.meta.url).resolve('vnu-jar/package.json')), 'build/dist/vnu.jar');
const java = spawnSync('java', ['-version']).status === 0;
const skip = java && existsSync(jar) ? false : 'no Java or no vnu.jar';

function validate(files) {
    const r = spawnSync('java', ['-Xss2m', '-jar', jar, '--format', 'json', '--stdout', '--skip-non-html', ...files], { encoding: 'utf8', maxBuffer: 64 << 20 });
    const { messages } = JSON.parse(r.stdout);
    return messages.filter(m => m.type === 'error').map(m => `${path.basename(m.url)}:${m.lastLine}: ${m.message} «${(m.extract ?? '').trim().slice(0, 120)}»`);
}

test('the validator finds an error where there is one', { skip }, () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'urp-vnu-'));
    try {
        writeFileSync(path.join(dir, 'bad.html'), '<!doctype html><html lang="it"><title>x</title><p><div id="a"></div></p><div id="a"></div>');
        assert.ok(validate([path.join(dir, 'bad.html')]).length >= 2);
    } finally {
        rmSync(dir, { recursive: true, force: true });
    }
});

test('every page that was shown is valid HTML', { skip, timeout: 120000 }, t => {
    const files = existsSync(PAGES) ? readdirSync(PAGES).map(f => path.join(PAGES, f)) : [];
    if (!files.length) return t.skip('no test has shown a page');
    t.diagnostic(`${files.length} different pages`);
    const errors = validate(files);
    assert.equal(errors.length, 0, errors.slice(0, 25).join('\n'));
});
