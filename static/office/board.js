// SPDX-License-Identifier: EUPL-1.2
// The board that is open all day. Counts follow at once; rows never move under the pointer, the focus or the eyes: to whoever
// reads, new ones are offered, and known ones change where they are.
(() => {
    'use strict';
    const { all, make, say } = urp;

    const board = document.querySelector('[data-board]');
    if (!board) return;
    const at = id => document.getElementById(id);
    const href = a => a.getAttribute('href');

    // ---- counts ----

    // The pill behind a label, in place: the label stays where it is.
    const pill = (old, next) => {
        const a = old.querySelector('.urp-count-pill'), b = next.querySelector('.urp-count-pill');
        if (a && b) {
            a.textContent = b.textContent;
            a.className = b.className;
        } else if (b) {
            old.append(' ', b.cloneNode(true));
        } else {
            a?.remove();
        }
    };
    const counts = (links, fresh) => {
        const next = new Map(all('a', fresh).map(a => [href(a), a]));
        all('a', links).forEach(a => { if (next.has(href(a))) pill(a, next.get(href(a))); });
    };
    const sameLinks = (a, b) => all('a', a).map(href).join() === all('a', b).map(href).join();

    // ---- rows ----

    const rows = root => all('tbody tr[id]', root);
    const title = row => row.querySelector('a').textContent;
    let hidden = null;                   // the newest list, as long as somebody reads the old one
    const told = new Set(rows(board).map(r => r.id));

    const offer = make('button', { type: 'button', className: 'btn btn-sm btn-primary urp-offer', hidden: true });
    board.querySelector('.urp-fresh').append(offer);

    const reading = () => {
        const list = at('elenco'), words = getSelection();
        return list.matches(':hover') || list.contains(document.activeElement) || list.getBoundingClientRect().top < 0 ||
            (!words.isCollapsed && list.contains(words.anchorNode));
    };
    // Whatever changes above: what is looked at stays where it is on the screen.
    const still = change => {
        const list = at('elenco');
        const anchor = list.querySelector('tr:hover, tr:focus-within') ?? rows(list).find(r => r.getBoundingClientRect().top >= 0) ?? list;
        const before = anchor.getBoundingClientRect().top;
        change();
        if (anchor.isConnected) scrollBy(0, anchor.getBoundingClientRect().top - before);
    };
    const show = fresh => {
        hidden = null;
        offer.hidden = true;
        at('elenco').replaceWith(fresh);
    };
    const inPlace = fresh => {
        const next = new Map(rows(fresh).map(r => [r.id, r]));
        rows(at('elenco')).forEach(row => {
            const now = next.get(row.id);
            row.classList.toggle('is-gone', !now);
            if (!now) row.cells[1].replaceChildren(make('small', { textContent: 'Non è più in questo elenco.' }));
            else [...row.cells].forEach((cell, i) => {
                if (i > 0 && cell.innerHTML !== now.cells[i].innerHTML && !cell.contains(document.activeElement)) cell.innerHTML = now.cells[i].innerHTML;
            });
        });
    };
    const added = fresh => {
        const known = new Set(rows(at('elenco')).map(r => r.id));
        return rows(fresh).filter(r => !known.has(r.id));
    };
    const announce = list => {
        const news = list.filter(r => !told.has(r.id));
        news.forEach(r => told.add(r.id));
        if (news.length) say(news.length === 1 ? `Nuova in elenco: ${title(news[0])}` : `Nuove in elenco: ${news.length} richieste`);
    };

    offer.addEventListener('click', () => {
        const first = hidden && added(hidden)[0]?.id;
        if (hidden) show(hidden);
        if (first) at(first).querySelector('a').focus();
    });
    // Whoever has turned away finds everything in its place.
    const turned = () => setTimeout(() => { if (hidden && !reading()) show(hidden); }, 1500);
    board.addEventListener('mouseout', turned);
    board.addEventListener('focusout', turned);

    // An alarm is read out when it is put in: the others stay where they are, and are not read again.
    const alarms = next => {
        const old = at('allarmi'), words = e => e.textContent.trim(), now = new Set([...next.children].map(words));
        [...old.children].filter(e => !now.has(words(e))).forEach(e => e.remove());
        const known = new Set([...old.children].map(words));
        old.append(...[...next.children].filter(e => !known.has(words(e))));
    };

    // ---- a fresh one ----

    const put = fresh => {
        const list = fresh.getElementById('elenco'), news = added(list);
        const nav = document.querySelector('.urp-bar nav');
        counts(nav, fresh.getElementById('menu'));
        for (const id of ['viste', 'fasce']) {
            const old = at(id), next = fresh.getElementById(id);
            if (sameLinks(old, next) || old.matches(':hover, :focus-within')) counts(old, next);
            else old.replaceWith(next);
        }
        for (const id of ['totale', 'aggiornato']) at(id).textContent = fresh.getElementById(id).textContent;
        alarms(fresh.getElementById('allarmi'));
        if (reading()) {
            inPlace(list);
            hidden = list;
            offer.hidden = !news.length;
            offer.textContent = news.length === 1 ? 'Mostra 1 nuova' : `Mostra ${news.length} nuove`;
        } else {
            show(list);
        }
        announce(news);
    };
    let asked = 0;
    document.addEventListener('urp-change', async () => {
        const mine = ++asked;
        const answer = await fetch(board.dataset.board, { headers: { Accept: 'text/html' } }).catch(() => null);
        if (mine !== asked) return;
        if (answer?.redirected) at('aggiornato').textContent = 'La sessione è finita: ricarica la pagina.';
        else if (!answer?.ok) at('aggiornato').textContent = `${at('aggiornato').textContent.split(',')[0]}, ora il server non risponde.`;
        else {
            const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
            still(() => put(fresh));
        }
    });

    // ---- the view of a settore without its button; o opens what j and k walk to ----

    const settore = at('viste').querySelector('form');
    settore?.querySelector('button').classList.add('visually-hidden-focusable');
    board.addEventListener('change', e => { if (e.target.name === 'settore') e.target.form.requestSubmit(); });
    addEventListener('keydown', e => {
        if (e.key !== 'o' || document.body.dataset.keys === 'off' || e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input, select, textarea, [contenteditable]')) return;
        (at('elenco').querySelector('tr:focus-within a') ?? at('elenco').querySelector('tbody a'))?.click();
    });
})();
