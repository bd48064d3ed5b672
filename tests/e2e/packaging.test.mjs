// SPDX-License-Identifier: EUPL-1.2
// What an administrator installs: unit, nginx site, man page, catalogue entry, licence. Tools that are not here skip.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { URPD } from './lib/desk.mjs';

const top = fileURLToPath(new URL('../..', import.meta.url));
const read = name => readFileSync(path.join(top, name), 'utf8');
const has = tool => spawnSync('sh', ['-c', `command -v ${tool}`], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` } }).status === 0;

test('the systemd unit is hardened (exposure at most 1.5)', { skip: !has('systemd-analyze') && 'no systemd-analyze' }, () => {
    const r = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=15', './urp.service'], { cwd: path.join(top, 'etc'), encoding: 'utf8' });
    assert.equal(r.status, 0, r.stdout.split('\n').slice(-2).join('') + r.stderr);
});

test('nginx accepts the sample site', { skip: !has('nginx') && 'no nginx' }, () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'urp-nginx-'));
    try {
        execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=x', '-keyout', `${dir}/privkey.pem`, '-out', `${dir}/fullchain.pem`], { stdio: 'ignore' });
        writeFileSync(`${dir}/site.conf`, read('etc/nginx.conf').replace(/\/etc\/letsencrypt\/live\/[\w.]+/g, dir).replace(/\/var\/log\/nginx/g, dir));
        writeFileSync(`${dir}/nginx.conf`, `pid ${dir}/pid;\nerror_log ${dir}/err;\nevents {}\nhttp { include ${dir}/site.conf; }\n`);
        const r = spawnSync('/usr/sbin/nginx', ['-t', '-c', `${dir}/nginx.conf`], { encoding: 'utf8' });
        assert.equal(r.status, 0, r.stderr);
    } finally {
        rmSync(dir, { recursive: true, force: true });
    }
});

// The rows of the route tables as the sources have them: ["GET" | "POST" | "UPLOAD", pattern].
const routes = execFileSync('git', ['ls-files', 'src/web/**/*.c', 'src/api/*.c'], { cwd: top, encoding: 'utf8' }).trim().split('\n').flatMap(f =>
    [...read(f).matchAll(/^ {4}(?:\{ "(GET|POST)", |([A-Z_]+)\()"(\/[^"]*)"(.*)/gm)].map(m => [m[4].includes('BODY_MULTIPART') ? 'UPLOAD' : m[1] ?? m[2], m[3]]));
const example = pattern => pattern.replace(/\{\w+\}/g, 'Segreto7');

test('nginx writes no secret of a path into its log', () => {
    // Whoever invents another name of a part says here that it is no secret, or masks it.
    const open = /\{(?:id|code|tipo|azione|atto|sessione|sezione|voce|lingua|file)\}/g;
    const secret = routes.map(r => r[1]).filter(p => p.replace(open, '').includes('{'));
    for (const p of ['/s/{capability}', '/pratica/{code}/{secret}', '/bozza/{token}']) assert.ok(secret.includes(p), `${p} among ${routes.length} routes`);
    const map = /map \$request_uri \$urp_uri \{([^}]*)\}/.exec(read('etc/nginx.conf'))[1];
    const masks = [...map.matchAll(/~(\S+)\s+(\S+);/g)].map(m => [new RegExp(m[1]), m[2]]);
    const logged = uri => masks.find(([re]) => re.test(uri))?.[1] ?? uri;
    assert.deepEqual(secret.filter(p => /Segreto7/.test(logged(example(p)))), []);
});

test('nginx lets no browser say who it is', () => {
    const names = [...read('etc/urp.conf').matchAll(/^#header_(?:name|surname|tax_code) = (\S+)$/gm)].map(m => m[1]);
    assert.equal(names.length, 3);
    for (const n of names) assert.match(read('etc/nginx.conf'), new RegExp(`^ {4}proxy_set_header ${n} +"";$`, 'm'));
});

test('nginx keeps no upload: what takes files goes through as it comes', () => {
    const uploads = routes.filter(r => r[0] === 'UPLOAD').map(r => r[1]);
    assert.ok(uploads.length >= 5 && uploads.includes('/bozza/{token}'), uploads.join(' '));
    const through = [...read('etc/nginx.conf').matchAll(/location ~ (\S+) \{([^}]*)\}/g)].filter(m => /proxy_request_buffering off;/.test(m[2])).map(m => new RegExp(m[1]));
    assert.deepEqual(uploads.filter(p => !through.some(re => re.test(example(p)))), []);
});

test('the man page names every command of urpd help', () => {
    const help = execFileSync(URPD, ['help'], { encoding: 'utf8' });
    const page = read('etc/urpd.8').replace(/\\-/g, '-').replace(/\\f[BIRP]/g, '');
    const commands = [...help.matchAll(/^ +urpd ([a-z]+)/gm)].map(m => m[1]);
    assert.ok(commands.length >= 10, help);
    for (const c of new Set(commands)) assert.match(page, new RegExp(`\\b${c}\\b`), `man page lacks ${c}`);
});

test('the man page is well formed', { skip: !has('man') && 'no man' }, () => {
    const r = spawnSync('man', ['-l', '--warnings', path.join(top, 'etc/urpd.8')], { encoding: 'utf8', env: { ...process.env, MANPAGER: 'cat', LC_ALL: 'C.UTF-8' } });
    assert.equal(r.stderr.replace(/.*nroff.*preconv.*\n/g, ''), '');
});

// "-rwxr-xr-x usr/bin/urpd" of every file below dir.
const listed = dir => execFileSync('find', ['.', '-type', 'f', '-printf', '%M %P\\n'], { cwd: dir, encoding: 'utf8' }).trim().split('\n').sort();

test('make install puts down what the package holds, and leaves a configuration alone', { skip: !has('dpkg-deb') && 'no dpkg-deb', timeout: 120000 }, t => {
    const dir = mkdtempSync(path.join(tmpdir(), 'urp-inst-'));
    t.after(() => rmSync(dir, { recursive: true, force: true }));
    const build = process.env.BUILD ?? 'build';
    const here = { cwd: top, encoding: 'utf8', env: { ...process.env, MAKEFLAGS: '' } };
    const make = (to, ...more) => execFileSync('make', ['-s', 'install', `BUILD=${build}`, `DESTDIR=${dir}/${to}`, ...more], here);
    make('a', 'PREFIX=/usr');
    const out = execFileSync('etc/make-deb.sh', [build], here);
    execFileSync('dpkg-deb', ['-x', path.join(top, out.trim().split('\n').at(-1)), `${dir}/deb`]);
    const files = listed(`${dir}/a`);
    for (const f of ['bin/urpd', 'urp.service', 'urpd.8.gz', 'nginx.conf', 'ente.example.json', 'README.md', 'etc/urp/urp.conf']) assert.ok(files.some(l => l.endsWith(f)), f);
    assert.deepEqual(listed(`${dir}/deb`), files);
    execFileSync('diff', ['-r', `${dir}/a`, `${dir}/deb`]);

    make('b');
    const unit = readFileSync(`${dir}/b/usr/local/lib/systemd/system/urp.service`, 'utf8');
    assert.match(unit, /^ExecStart=\/usr\/local\/bin\/urpd serve/m);
    assert.doesNotMatch(unit, /=\/usr\/bin\//);
    assert.equal(execFileSync(URPD, ['config', 'check', '--config', `${dir}/b/etc/urp/urp.conf`], { encoding: 'utf8' }), `${dir}/b/etc/urp/urp.conf: tutto in ordine\n`);
    assert.match(readFileSync(`${dir}/b/etc/urp/urp.conf`, 'utf8'), /^data_dir = \/var\/lib\/urp$/m);
    writeFileSync(`${dir}/b/etc/urp/urp.conf`, '# mio\n');
    make('b');
    assert.equal(readFileSync(`${dir}/b/etc/urp/urp.conf`, 'utf8'), '# mio\n');
});

test('publiccode.yml: required keys, length of the descriptions, licence', () => {
    const y = read('publiccode.yml');
    for (const key of ['publiccodeYmlVersion: "0.7"', 'developmentStatus:', 'softwareType: standalone/web', 'license: EUPL-1.2', 'localisationReady:', 'availableLanguages:', 'type: community']) assert.ok(y.includes(key), key);
    assert.doesNotMatch(y, /^IT:/m, 'the Italian section is deprecated');
    for (const m of y.matchAll(/shortDescription: "([^"]+)"/g)) assert.ok(m[1].length <= 150, `${m[1].length} characters`);
});

test('licence: the whole text is here and every source names it', () => {
    assert.match(read('LICENSE'), /EUROPEAN UNION PUBLIC LICENCE v\. 1\.2[\s\S]*15\.\s*Applicable Law[\s\S]*Appendix/);
    const files = execFileSync('git', ['ls-files', '*.c', '*.h', '*.mjs', '*.sql', '*.t', '*.sh', '*.css', 'static/*.js', 'src/**/*.js'], { cwd: top, encoding: 'utf8' }).trim().split('\n');
    const without = files.filter(f => f && existsSync(path.join(top, f)) && !read(f).slice(0, 400).includes('SPDX-License-Identifier: EUPL-1.2'));
    assert.deepEqual(without, []);
});

test('README: both commands first, pictures exist', () => {
    const text = read('README.md');
    const run = text.indexOf('make run'), tests = text.indexOf('make test');
    assert.ok(run > 0 && run < 200 && tests > run && tests < 400);
    for (const m of text.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) assert.ok(existsSync(path.join(top, m[1])), `${m[1]} is missing`);
    for (const m of text.matchAll(/`(etc\/[\w.-]+|tests\/[\w-]+|src\/[\w-]+|include|sql\/[\w.-]+)`/g)) assert.ok(existsSync(path.join(top, m[1])), `${m[1]} is named and missing`);
});
