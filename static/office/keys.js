// SPDX-License-Identifier: EUPL-1.2
// The keys of the office.
(() => {
    'use strict';
    const { all } = urp;

    const rows = () => all('.urp-queue td:first-child a');
    const walk = step => {
        const list = rows();
        if (!list.length) return false;
        const at = list.indexOf(document.activeElement);
        const next = list[Math.min(list.length - 1, Math.max(0, at + step))];
        all('.is-here').forEach(r => r.classList.remove('is-here'));
        next.closest('tr').classList.add('is-here');
        next.focus();
        return true;
    };
    // j and k walk, / searches, the other letters are written on the page as data-key. Alt + Shift is the browser's.
    addEventListener('keydown', e => {
        if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input, select, textarea, [contenteditable]')) return;
        if ((e.key === 'j' && walk(1)) || (e.key === 'k' && walk(-1))) return e.preventDefault();
        const target = document.querySelector(`[data-key="${CSS.escape(e.key)}"]`);
        if (!target) return;
        e.preventDefault();
        if (target.matches('input')) target.focus();
        else target.click();
    });
})();
