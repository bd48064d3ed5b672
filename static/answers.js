// SPDX-License-Identifier: EUPL-1.2
// Looks for answers while somebody writes. Never moves the focus, never takes away what is being read; says politely that there is
// something, once.
(() => {
    'use strict';
    const box = document.querySelector('[data-answers]'), form = box?.closest('form');
    if (!form) return;
    const PAUSE_MS = 900, words = ['subject', 'body'];
    const live = document.createElement('p');
    live.className = 'visually-hidden';
    live.setAttribute('role', 'status');
    box.before(live);
    let timer = 0, asked = '', running = null;

    // What stands beside the place already is not said again here; that part comes anew, too, when subject or place change.
    const near = document.querySelector('[data-near-part]');
    const once = () => {
        const there = new Set([...near?.querySelectorAll('a[href^="/schede/"]') ?? []].map(a => a.pathname));
        const all = [...box.querySelectorAll('details')];
        for (const d of all) if (!d.open) d.hidden = there.has(d.querySelector('a')?.pathname);
        const section = box.querySelector('section');
        if (section) section.hidden = all.every(d => d.hidden);
    };
    if (near) new MutationObserver(once).observe(near, { childList: true, subtree: true });
    const show = html => {
        if (box.contains(document.activeElement) || box.querySelector('details[open]')) return;
        box.innerHTML = html;
        once();
        const say = box.querySelector('[data-say]:not([hidden])')?.dataset.say ?? '';
        if (live.textContent !== say) live.textContent = say;
    };
    const ask = async () => {
        const q = words.map(n => form.elements[n]?.value ?? '').join(' ').trim().slice(0, 1900);
        if (q === asked) return;
        asked = q;
        running?.abort();
        running = new AbortController();
        try {
            const answer = await fetch(box.dataset.answers, { method: 'POST', body: new URLSearchParams({ q }), signal: running.signal });
            if (answer.ok) show(await answer.text());
        } catch { /* offline, or somebody writes on */ }
    };
    form.addEventListener('input', e => {
        if (!words.includes(e.target.name)) return;
        clearTimeout(timer);
        timer = setTimeout(ask, PAUSE_MS);
    });
})();
