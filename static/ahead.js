// SPDX-License-Identifier: EUPL-1.2
// What is typed while a page changes is not lost: "n" and the caller's name, in one go. From the key that leaves the old page until the new one
// is ready, letters are kept, and go into the field where the new page begins. It comes first in the page and does not wait for its end.
(() => {
    'use strict';
    const KEPT = 'urp-ahead', A_WHILE_MS = 5000;
    let leaving = 0, ready = false, typed = '';
    try {
        const kept = JSON.parse(sessionStorage.getItem(KEPT) || 'null');
        sessionStorage.removeItem(KEPT);
        if (kept && Date.now() - kept.at < A_WHILE_MS) typed = kept.typed;
    } catch { /* a browser that keeps nothing: as if nothing had been typed */ }

    addEventListener('urp:leave', () => { leaving = Date.now(); });
    addEventListener('keydown', e => {
        const on = leaving && Date.now() - leaving < A_WHILE_MS;
        if ((ready && !on) || e.ctrlKey || e.metaKey || e.altKey || e.target.closest?.('input, select, textarea, [contenteditable], dialog')) return;
        if (e.key.length !== 1 && e.key !== 'Backspace') return;
        e.preventDefault();
        e.stopImmediatePropagation();
        typed = e.key === 'Backspace' ? typed.slice(0, -1) : typed + e.key;
        try {
            if (on) sessionStorage.setItem(KEPT, JSON.stringify({ at: Date.now(), typed }));
        } catch { /* see above */ }
    }, { capture: true });
    addEventListener('DOMContentLoaded', () => {
        const field = document.querySelector('input[autofocus], textarea[autofocus]');
        ready = true;
        if (field && typed) {
            field.focus();
            field.value = typed + field.value;
            field.dispatchEvent(new Event('input', { bubbles: true }));
        }
        typed = '';
    });
    addEventListener('pageshow', () => { leaving = 0; });
})();
