// SPDX-License-Identifier: EUPL-1.2
// The keys of the office. Those of one letter can be turned off (WCAG 2.1.4): then only ? is left, and only outside of fields.
(() => {
    'use strict';
    const { all, make } = urp;
    const off = document.body.dataset.keys === 'off';

    // ---- ? shows what works on this page ----

    // On the page of one request j and k are links to its neighbours, and say so themselves.
    const known = { '/': 'Cerca', j: 'Riga dopo', k: 'Riga prima', x: 'Scegli la riga' };
    const words = e => (e.getAttribute('aria-label') || e.textContent || e.title || '').replace(/\s+/g, ' ').replace(/\s*\d+$/, '').trim();
    const here = () => {
        const list = new Map();
        if (off) return list;
        all('[data-key]').forEach(e => { if (!list.has(e.dataset.key)) list.set(e.dataset.key, (e.matches('[rel]') ? null : known[e.dataset.key]) ?? words(e)); });
        if (document.querySelector('.urp-queue')) ['j', 'k'].forEach(k => list.set(k, known[k]));
        if (document.querySelector('.urp-pick')) list.set('x', known.x);
        return list;
    };
    const rows = list => [...list].map(([key, what]) => make('tr', {}, make('td', {}, make('kbd', { textContent: key })), make('td', { textContent: what })));
    const show = () => {
        const list = here();
        if (document.querySelector('form[data-compose], .urp-intake form')) list.set('Ctrl + Invio', 'Invia o salva');
        const close = make('button', { type: 'submit', className: 'btn btn-sm btn-primary', textContent: 'Chiudi' });
        const dialog = make('dialog', { className: 'urp-keys-dialog' },
            make('h2', { id: 'tasti-titolo', textContent: 'Tasti di questa pagina' }),
            list.size ? make('table', { className: 'table urp-keys' }, make('tbody', {}, ...rows(list))) : make('p', { textContent: 'I tasti di una lettera sono spenti.' }),
            make('p', {}, make('a', { href: '/ufficio/aiuto#tasti', textContent: 'Aiuto, e come accenderli o spegnerli' })),
            make('form', { method: 'dialog' }, close));
        dialog.setAttribute('aria-labelledby', 'tasti-titolo');
        const back = document.activeElement;
        dialog.addEventListener('close', () => {
            dialog.remove();
            back?.focus();
        });
        document.body.append(dialog);
        dialog.showModal();
        close.focus();
    };

    // ---- j and k walk, / searches, the other letters are written on the page as data-key; Alt + Shift is the browser's ----

    const titles = () => all('.urp-queue td:first-child a');
    const walk = step => {
        const list = titles();
        if (!list.length) return false;
        const at = list.indexOf(document.activeElement);
        const next = list[Math.min(list.length - 1, Math.max(0, at + step))];
        all('.is-here').forEach(r => r.classList.remove('is-here'));
        next.closest('tr').classList.add('is-here');
        next.focus();
        return true;
    };
    addEventListener('keydown', e => {
        if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input, select, textarea, [contenteditable], dialog')) return;
        if (e.key === '?') {
            e.preventDefault();
            return show();
        }
        if (off) return;
        if ((e.key === 'j' && walk(1)) || (e.key === 'k' && walk(-1))) return e.preventDefault();
        const target = document.querySelector(`[data-key="${CSS.escape(e.key)}"]`);
        if (!target) return;
        e.preventDefault();
        if (target.matches('input')) target.focus();
        else target.click();
        if (target.matches('a[href]')) dispatchEvent(new Event('urp:leave'));
    });
})();
