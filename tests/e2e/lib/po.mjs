// SPDX-License-Identifier: EUPL-1.2
// The catalogues as a test reads them: which Italian words have others in a language, and where a page still shows them.
import { readFileSync } from 'node:fs';

const WORDS = /"((?:[^"\\]|\\.)*)"/g;
const HOLE = /%(?:\d|[-+0 #]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:ll|l|z|j)?[a-z])/g;
const squeeze = s => s.replace(/\s+/g, ' ').trim();
const unquote = lines => [...lines.matchAll(WORDS)].map(m => m[1].replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c))).join('');

// [{ ids: [singular, plural], strs: [...] }] of what is translated.
export function catalogue(lang) {
    const text = readFileSync(new URL(`../../../po/${lang}.po`, import.meta.url), 'utf8');
    return text.split(/\n\n+/).map(entry => {
        const of = keyword => [...entry.matchAll(new RegExp(`^${keyword}\\s+((?:"(?:[^"\\\\]|\\\\.)*"\\s*)+)`, 'gm'))].map(m => unquote(m[1])).filter(Boolean);
        return { ids: of('msgid(?:_plural)?'), strs: of('msgstr(?:\\[\\d\\])?') };
    }).filter(e => e.ids.length && e.strs.length);
}

// Words as they stand in one piece on a page: markup parts them.
const pieces = s => s.split(/<[^>]*>/).map(squeeze).filter(p => /\p{L}{2}/u.test(p.replace(HOLE, '')));

// What a page or a mail in this language must not say. A piece with a hole in it needs enough letters around it to be sure.
export class Leftovers {
    constructor(lang) {
        const all = catalogue(lang), said = new Set(all.flatMap(e => e.strs).flatMap(pieces));
        const italian = [...new Set(all.flatMap(e => e.ids).flatMap(pieces))].filter(p => !said.has(p));
        this.whole = new Set(italian.filter(p => !p.match(HOLE)));
        this.holed = italian.filter(p => p.match(HOLE) && p.replace(HOLE, '').match(/\p{L}/gu).length >= 10)
            .map(p => new RegExp(`^${p.split(HOLE).map(escape).join('.+')}$`, 'u'));
    }

    in(texts) {
        return [...new Set(texts.map(squeeze))].filter(t => this.whole.has(t) || this.holed.some(r => r.test(t)));
    }
}

function escape(s) {
    return s.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

// Runs in the page: its words, one by one, with the language that they say to be in.
export function wordsOfPage() {
    const out = [], walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    const add = (e, text) => { if (text && /\p{L}/u.test(text)) out.push([e.closest('[lang]').lang, text]); };
    for (let n = walk.nextNode(); n; n = walk.nextNode()) {
        if (n.nodeType === Node.ELEMENT_NODE) for (const a of ['title', 'alt', 'aria-label', 'placeholder']) add(n, n.getAttribute(a));
        else if (!/^(script|style|textarea)$/.test(n.parentElement.localName)) add(n.parentElement, n.data);
    }
    return out;
}
