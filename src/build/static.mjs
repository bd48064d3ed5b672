// SPDX-License-Identifier: EUPL-1.2
// Fills OUTDIR with what browsers load: node src/build/static.mjs OUTDIR
//
// urp.css     Bootstrap Italia reduced to what our pages use, then static/*.css on top
// urp.js ...  as they are in static/
// office.css, office.js  what the pages of the office need besides: static/office/*, one after the other
// map.css, map.js  Leaflet with static/map/*: loaded by pages with a map, once it is looked at
// icons.svg   the sprite of Bootstrap Italia reduced to the icons named in src/ and static/
// *.woff2     Titillium Web, three weights, Latin letters
//
// A class, icon or variable counts as used when its name stands in a template, a C file of src/web or static/*.js.
// Nothing in the result names another host or a data: address, so that the pages can forbid both.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'lightningcss';
import { PurgeCSS } from 'purgecss';

const TOP = fileURLToPath(new URL('../..', import.meta.url));
const resolve = createRequire(import.meta.url).resolve;
const ITALIA = path.join(path.dirname(resolve('bootstrap-italia/package.json')), 'dist');
const FONTS = path.join(path.dirname(resolve('@fontsource/titillium-web/package.json')), 'files');
const WEIGHTS = [400, 600, 700];
const TARGETS = { chrome: 90 << 16, firefox: 88 << 16, safari: 14 << 16 };

const outdir = process.argv[2];
if (!outdir) {
    console.error('usage: node src/build/static.mjs OUTDIR');
    process.exit(2);
}

function files(dir, fits) {
    return readdirSync(path.join(TOP, dir), { withFileTypes: true }).flatMap(e => {
        const name = path.join(dir, e.name);
        return e.isDirectory() ? files(name, fits) : fits(name) ? [path.join(TOP, name)] : [];
    });
}

const sources = [...files('src/web', f => /\.(html\.t|c)$/.test(f)), ...files('static', f => f.endsWith('.js'))];
const source = sources.map(f => readFileSync(f, 'utf8')).join('\n');

// ---- style --------------------------------------------------------------------------------------

// The national validator reads this variable to see whether a site follows the design system, and which version.
const KEPT_VARIABLE = '--bootstrap-italia-version';

// Pictures inside the style sheet would need data: in the policy of the pages; ours come from the sprite or from borders.
function withoutData(css) {
    return css.replace(/url\((?:"data:[^"]*"|'data:[^']*'|data:[^)]*)\)/g, 'none').replace(/@font-face\s*\{[^}]*\}/g, '');
}

async function italia() {
    const raw = withoutData(readFileSync(path.join(ITALIA, 'css/bootstrap-italia.min.css'), 'utf8').replace(/^\uFEFF/, ''));
    const [purged] = await new PurgeCSS().purge({
        content: [{ raw: source, extension: 'html' }],
        css: [{ raw }],
        defaultExtractor: text => text.match(/[A-Za-z][\w-]*/g) ?? [],
        keyframes: true,
        safelist: { standard: ['html', 'body'], variables: [KEPT_VARIABLE] },
        // Parts that share a class name with ours but belong to components we do not use.
        blocklist: [/^vjs/, /^video/, /^cookiebar/, /^carousel/, /^splide/, /^megamenu/, /^bottom-nav/, /^autocomplete/, /^it-hero/, /^calendar/,
            // Drawn by us: see static/urp.css.
            /^form-(group|check|control|select|text)$/, /^steppers/, /^card/, /^link-list/, /^callout/, /^breadcrumb/, /^nav-link/, /^nav-item/,
            /^navbar-nav/, /^it-footer/, /^badge/, /^input-/, /^is-valid/, /^is-invalid/, /^was-validated/, /^toggles/, /^upload/, /^dropdown/,
            /^btn-(close|icon|progress)/, /^modal/, /^offcanvas/, /^rating/, /^timeline/, /^chip/, /^notification/],
    });
    // Blue is the body's own colour where it has one: src/web/look.c.
    return purged.css.replace(/#06c\b|#0066cc\b/g, 'var(--blue)').replace(/#(?:004d99|0057ad|0052a3|003d7a|036)\b/g, 'var(--blue-dark)');
}

// Custom properties nobody reads are a third of what is left. Repeated, because reading one may keep another.
function withoutUnusedVariables(css, others) {
    for (;;) {
        const read = new Set([...(css + others).matchAll(/var\(\s*(--[\w-]+)/g)].map(m => m[1]).concat(KEPT_VARIABLE));
        const next = css.replace(/(?<=[{;])\s*(--[\w-]+)\s*:[^;{}]*(;|(?=\}))/g, (all, name) => read.has(name) ? all : '');
        if (next === css) return css;
        css = next;
    }
}

// Until the letters are there the system's stand in, as wide and as high as ours (measured: the same Italian sentences in both, in percent of Arial), so
// that nothing moves when they come.
const STAND_IN = { 400: [93.4, 121, 41.8], 600: [88.1, 128.3, 44.3], 700: [89.4, 126.4, 43.6] };

function fontFaces() {
    return WEIGHTS.map(w => {
        const [size, ascent, descent] = STAND_IN[w], bold = w < 600 ? '' : ' Bold';
        return `@font-face{font-family:"Titillium Web";font-weight:${w};font-display:swap;src:url(titillium-${w}.woff2) format("woff2")}` +
            `@font-face{font-family:Stand-in;font-weight:${w};src:local("Arial${bold}"),local("Liberation Sans${bold}");` +
            `size-adjust:${size}%;ascent-override:${ascent}%;descent-override:${descent}%;line-gap-override:0%}`;
    }).join('');
}

// One file after the other, by name.
function parts(dir, ending) {
    const here = path.join(TOP, dir);
    return readdirSync(here).filter(f => f.endsWith(ending)).sort().map(f => readFileSync(path.join(here, f), 'utf8')).join('\n');
}

function officeStyle() {
    return transform({ filename: 'office.css', code: Buffer.from(parts('static/office', '.css')), minify: true, targets: TARGETS }).code;
}

async function style() {
    // A mistake in ours is an error.
    const own = parts('static', '.css');
    transform({ filename: 'static/*.css', code: Buffer.from(own) });
    const css = withoutUnusedVariables(fontFaces() + await italia() + own, parts('static/office', '.css'));
    const { code } = transform({ filename: 'urp.css', code: Buffer.from(css), minify: true, targets: TARGETS, errorRecovery: true });
    return `/*! Bootstrap Italia, BSD-3-Clause, (c) its authors; Titillium Web, OFL-1.1; the rest EUPL-1.2 */\n${code}`;
}

// ---- maps ---------------------------------------------------------------------------------------

const LEAFLET = path.join(path.dirname(resolve('leaflet/package.json')), 'dist');

// Without its picture of nothing (a data: address, which our pages forbid), its link to its own site, and pictures that we do not draw.
function mapScript() {
    const code = readFileSync(path.join(LEAFLET, 'leaflet.js'), 'utf8').replace(/\/\/# sourceMappingURL=.*/, '')
        .replace(/"data:image\/gif[^"]*"/g, '""').replaceAll('https://leafletjs.com', '#');
    if (/"data:|https?:\/\/(?!www\.w3\.org)/.test(code)) throw new Error('leaflet.js names another host');
    return `${code}\n${parts('static/map', '.js')}`;
}

function mapStyle() {
    const css = readFileSync(path.join(LEAFLET, 'leaflet.css'), 'utf8').replace(/^.*url\(.*$/gm, '');
    return transform({ filename: 'map.css', code: Buffer.from(css + parts('static/map', '.css')), minify: true, targets: TARGETS }).code;
}

// ---- icons --------------------------------------------------------------------------------------

function icons() {
    const sprite = readFileSync(path.join(ITALIA, 'svg/sprites.svg'), 'utf8');
    const symbols = new Map([...sprite.matchAll(/<symbol[^>]*\bid="([\w-]+)"[\s\S]*?<\/symbol>/g)].map(m => [m[1], m[0]]));
    const wanted = [...new Set(source.match(/"it-[a-z0-9-]+"/g) ?? [])].map(w => w.slice(1, -1)).filter(w => !/^it-(header|footer|nav|brand|right|socials)/.test(w));
    const unknown = wanted.filter(w => !symbols.has(w));
    if (unknown.length) throw new Error(`no such icon in Bootstrap Italia: ${unknown.join(', ')}`);
    return `<svg xmlns="http://www.w3.org/2000/svg">${wanted.sort().map(w => symbols.get(w)).join('')}</svg>\n`;
}

// ---- all ----------------------------------------------------------------------------------------

mkdirSync(outdir, { recursive: true });
for (const name of readdirSync(outdir)) rmSync(path.join(outdir, name));
for (const name of readdirSync(path.join(TOP, 'static'))) {
    if (/\.(js|svg)$/.test(name)) copyFileSync(path.join(TOP, 'static', name), path.join(outdir, name));
}
writeFileSync(path.join(outdir, 'urp.css'), await style());
writeFileSync(path.join(outdir, 'office.css'), officeStyle());
writeFileSync(path.join(outdir, 'office.js'), parts('static/office', '.js'));
writeFileSync(path.join(outdir, 'map.css'), mapStyle());
writeFileSync(path.join(outdir, 'map.js'), mapScript());
writeFileSync(path.join(outdir, 'icons.svg'), icons());
for (const w of WEIGHTS) {
    copyFileSync(path.join(FONTS, `titillium-web-latin-${w}-normal.woff2`), path.join(outdir, `titillium-${w}.woff2`));
}
