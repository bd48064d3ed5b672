// SPDX-License-Identifier: EUPL-1.2
// From one request to the next: the links of its page (lib/plain.mjs).
export const beside = (p, rel) => /href="([^"]*)"/.exec((p.html.match(/<a [^>]*>/g) ?? []).find(a => a.includes(`rel="${rel}"`)) ?? '')?.[1].replace(/&amp;/g, '&');
export const codeOf = p => /\/richieste\/([^?]+)/.exec(p.path)[1];

export async function walk(p, rel) {
    const seen = [codeOf(p)];
    for (let next; (next = beside(p, rel)) && seen.length < 20;) {
        await p.open(next);
        if (p.status !== 200) throw new Error(`${p.path}: ${p.status}`);
        seen.push(codeOf(p));
    }
    return seen;
}
