// SPDX-License-Identifier: EUPL-1.2
// Writing on a request: what is typed is kept on the server, prepared texts are found by two colons, Ctrl+Enter sends,
// and who else is here is said. Every one of them has its way without script.
(() => {
    'use strict';
    const { each, make, say } = urp;
    const mac = /Mac|iPhone|iPad/.test(navigator.platform);

    // ---- kept on the server after a pause, when the page is hidden, and before another form is sent ----

    const PAUSE = 2500;
    const keeper = form => {
        const note = form.querySelector('[data-saved]');
        let timer = 0, changed = false, running = null;
        const save = leaving => {
            clearTimeout(timer);
            if (!changed || form.dataset.sent) return running;
            if (running && !leaving) return running.then(() => save());   // one after the other: each goes on from the one before
            changed = false;
            const body = new URLSearchParams();
            for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
            running = (async () => {
                try {
                    const answer = await fetch(form.dataset.compose, { method: 'POST', body, keepalive: leaving === true });
                    if (!answer.ok) throw new Error(answer.status);
                    const kept = await answer.json();
                    form.elements.bozza.value = kept.bozza;
                    note.textContent = kept.bozza ? `Bozza salvata alle ${kept.ora}.` : '';
                    note.classList.remove('is-bad');
                } catch {
                    changed = true;              // the next pause tries again
                    note.textContent = 'Non riusciamo a salvare la bozza: il testo è ancora qui. Riproviamo fra poco.';
                    note.classList.add('is-bad');
                    clearTimeout(timer);
                    timer = setTimeout(save, 4 * PAUSE);
                } finally { running = null; }
            })();
            return running;
        };
        form.addEventListener('input', e => {
            if (e.target.type === 'file') return;
            changed = true;
            clearTimeout(timer);
            timer = setTimeout(save, PAUSE);
        });
        document.addEventListener('visibilitychange', () => { if (document.hidden) save(true); });
        addEventListener('pagehide', () => save(true));
        return { form, save, isRunning: () => running, isDirty: () => changed && !form.dataset.sent };
    };
    const keepers = [];
    each('form[data-compose]', form => keepers.push(keeper(form)));

    // A draft on its way must not arrive behind the words themselves; and what stands in the other forms is kept first.
    addEventListener('submit', e => {
        const others = keepers.filter(k => k.form !== e.target && k.isDirty());
        const mine = keepers.find(k => k.form === e.target);
        const waits = [...others.map(k => k.save()), mine?.isRunning()].filter(Boolean);
        if (!waits.length || e.target.dataset.waited) return delete e.target.dataset.waited;
        e.preventDefault();
        e.stopImmediatePropagation();
        e.target.dataset.waited = '1';
        const send = () => e.target.requestSubmit(e.submitter);
        Promise.race([Promise.allSettled(waits), new Promise(done => { setTimeout(done, 4000); })]).then(send);
    }, true);

    // ---- Ctrl+Enter ----

    each('form[data-compose]', form => {
        const send = form.querySelector('button[value="invia"]');
        const area = form.querySelector('textarea');
        if (!send || !area) return;
        const keys = mac ? '⌘ + Invio' : 'Ctrl + Invio';
        send.title = keys;
        send.closest('.urp-send').append(make('span', { className: 'urp-small urp-keys', textContent: `${keys} invia` }));
        send.setAttribute('aria-keyshortcuts', mac ? 'Meta+Enter' : 'Control+Enter');
        form.addEventListener('keydown', e => {
            if (e.key !== 'Enter' || !(mac ? e.metaKey : e.ctrlKey) || e.isComposing) return;
            e.preventDefault();
            form.requestSubmit(send);
        });
    });

    // ---- prepared texts: "::" opens a list under the words ----

    const fold = s => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    const known = new Map();
    const load = url => {
        if (!known.has(url)) known.set(url, fetch(url, { headers: { Accept: 'application/json' } }).then(r => (r.ok ? r.json() : Promise.reject(r.status))).then(d => d.modelli).catch(() => { known.delete(url); return null; }));
        return known.get(url);
    };
    let lists = 0;
    const picker = form => {
        const area = form.querySelector('textarea');
        if (!area) return;
        const list = make('ul', { id: `modelli-${++lists}`, className: 'urp-picker', hidden: true });
        const note = make('p', { className: 'form-text', id: `${list.id}-nota`, textContent: 'Scrivi :: per cercare un testo pronto.' });
        let found = [], at = -1, from = -1;
        list.setAttribute('role', 'listbox');
        list.setAttribute('aria-label', 'Testi pronti');
        area.after(list);
        area.labels[0]?.after(note);
        area.setAttribute('aria-describedby', `${note.id} ${area.getAttribute('aria-describedby') || ''}`.trim());
        area.setAttribute('aria-autocomplete', 'list');
        area.setAttribute('aria-haspopup', 'listbox');

        // A text area is no combobox to ARIA: while the list is open it says so, and no longer.
        const shut = () => {
            if (list.hidden) return;
            list.hidden = true;
            from = at = -1;
            for (const a of ['role', 'aria-expanded', 'aria-controls', 'aria-activedescendant']) area.removeAttribute(a);
        };
        const mark = n => {
            at = n;
            [...list.children].forEach((li, i) => {
                li.setAttribute('aria-selected', i === n);
                if (i === n) li.scrollIntoView({ block: 'nearest' });
            });
            if (n >= 0) area.setAttribute('aria-activedescendant', list.children[n].id);
            else area.removeAttribute('aria-activedescendant');
        };
        const take = n => {
            const text = found[n].testo, end = area.selectionEnd;
            area.setSelectionRange(from, end);
            // The way of the browser itself, so that it can be undone.
            if (!document.execCommand('insertText', false, text)) area.setRangeText(text, from, end, 'end');
            shut();
            area.dispatchEvent(new Event('input', { bubbles: true }));
            say(`Inserito: ${found[n].titolo}`);
        };
        const draw = () => {
            list.replaceChildren(...found.map((m, i) => {
                const li = make('li', { id: `${list.id}-${i}` }, make('strong', { textContent: m.titolo }),
                    make('small', { textContent: m.testo.replace(/\s+/g, ' ').slice(0, 110) }));
                li.setAttribute('role', 'option');
                li.addEventListener('mousedown', e => { e.preventDefault(); take(i); });
                return li;
            }));
            list.hidden = false;
            area.setAttribute('role', 'combobox');
            area.setAttribute('aria-expanded', 'true');
            area.setAttribute('aria-controls', list.id);
            mark(0);
        };
        const look = async () => {
            const before = area.value.slice(0, area.selectionEnd);
            const hit = /(?:^|[\s(«])::([^\n:]{0,40})$/.exec(before);
            if (!hit) return shut();
            const models = await load(form.dataset.templates);
            if (area.value.slice(0, area.selectionEnd) !== before) return;       // typed on meanwhile
            if (!models) return say('I testi pronti non si caricano.');
            const words = fold(hit[1]).split(/\s+/).filter(Boolean);
            const fits = (m, where) => words.every(w => fold(where(m)).includes(w));
            const titles = models.filter(m => fits(m, x => x.titolo));
            found = [...titles, ...models.filter(m => !titles.includes(m) && fits(m, x => `${x.titolo} ${x.testo}`))].slice(0, 8);
            if (!found.length) {
                shut();
                return say('Nessun testo pronto.');
            }
            const opened = list.hidden;
            from = area.selectionEnd - hit[1].length - 2;
            draw();
            say(`${found.length === 1 ? 'Un testo pronto' : `${found.length} testi pronti`}${opened ? ': frecce per scegliere, Invio per inserire, Esc per chiudere' : ''}`);
        };
        area.addEventListener('input', look);
        area.addEventListener('blur', shut);
        area.addEventListener('keydown', e => {
            if (list.hidden || e.ctrlKey || e.metaKey) return;
            if (e.key === 'ArrowDown') mark((at + 1) % found.length);
            else if (e.key === 'ArrowUp') mark((at + found.length - 1) % found.length);
            else if (e.key === 'Enter' || e.key === 'Tab') take(at);
            else if (e.key === 'Escape') shut();
            else if (/^Arrow|^Home$|^End$/.test(e.key)) return shut();
            else return;
            e.preventDefault();
            e.stopPropagation();
        });
    };
    each('form[data-templates]', picker);

    // ---- who else is here ----

    const others = document.getElementById('presenti');
    if (others) {
        const SIGN = 20000;
        let wrote = 0, stream = null, timer = 0, changed = false;
        document.addEventListener('input', e => { if (e.target.closest('form[data-compose]')) wrote = Date.now(); });
        const ask = async (leaving = false) => {
            const what = leaving ? 'via=1' : `versione=${others.dataset.version}${Date.now() - wrote < 2 * SIGN ? '&scrive=1' : ''}`;
            const answer = await fetch(`${others.dataset.presence}?${what}`, { headers: { Accept: 'application/json' }, keepalive: leaving }).catch(() => null);
            if (leaving || !answer?.ok || answer.redirected) return;
            const now = await answer.json();
            if (others.textContent !== now.altri) others.textContent = now.altri;
            if (now.cambiata && !changed) {
                changed = true;
                const note = make('p', { className: 'callout urp-callout urp-changed', role: 'status' }, 'La richiesta è cambiata mentre eri qui: ',
                    make('a', { href: location.pathname, textContent: 'rileggila' }), '. Quello che stai scrivendo resta fra le bozze.');
                others.after(note);
            }
        };
        const again = () => {
            clearInterval(timer);
            if (document.hidden) return;
            timer = setInterval(ask, SIGN);
            ask();
        };
        // One stream for what is before the eyes: a browser has few connections, an operator many pages.
        const listen = () => {
            stream?.close();
            stream = null;
            if (document.hidden || !window.EventSource) return;
            let soon = 0;
            stream = new EventSource(others.dataset.stream);
            const look = () => {
                clearTimeout(soon);
                soon = setTimeout(ask, 150);
            };
            stream.addEventListener('presenza', look);
            stream.addEventListener('open', look);       // what happened before it stood was not told
        };
        let first = 0;
        document.addEventListener('input', e => {
            if (!e.target.closest('form[data-compose]') || Date.now() - first < SIGN) return;
            first = Date.now();
            ask();
        });
        document.addEventListener('visibilitychange', () => { again(); listen(); });
        addEventListener('pagehide', () => { stream?.close(); ask(true); });
        addEventListener('pageshow', e => { if (e.persisted) { again(); listen(); } });
        again();
        listen();
    }

    // ---- where the work goes on ----

    const notice = document.querySelector('.urp-notice'), planned = location.hash === '#da-inviare' && document.getElementById('da-inviare');
    const merge = document.querySelector('.urp-merge textarea');
    if (planned) planned.focus();
    else if (merge) {
        const head = document.querySelector('h1');
        head.tabIndex = -1;
        head.focus();
    } else if (notice && others) {
        const open = location.hash && document.querySelector(`${location.hash} textarea`);
        notice.tabIndex = -1;
        (open || notice).focus();
    }
})();
