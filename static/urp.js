// SPDX-License-Identifier: EUPL-1.2
// Makes pages nicer; every one of them works without it. No request to any other host, nothing kept but in the page.
(() => {
    'use strict';
    const all = (what, root = document) => [...root.querySelectorAll(what)];
    const make = (tag, props, ...inside) => {
        const e = Object.assign(document.createElement(tag), props);
        e.append(...inside);
        return e;
    };

    // What a script says comes with the page, in its language (web/words.html.t): say('left', 12). %1, %2: the values.
    const words = script => {
        const found = document.querySelector(`template[data-words="${script}"]`);
        return (name, ...values) => (found?.getAttribute(`data-say-${name}`) ?? '').replace(/%(\d)/g, (_, n) => values[n - 1]);
    };
    const text = words('urp');
    // Numbers and hours as the page writes them: figures that are read in every language.
    const locale = `${document.documentElement.lang || 'it'}-u-nu-latn`;

    // fn for each of these, those that come later too: whoever puts something into the page says so by came().
    const kinds = [];
    const each = (what, fn) => {
        kinds.push([what, fn]);
        all(what).forEach(fn);
    };
    const came = root => kinds.forEach(([what, fn]) => all(what, root).forEach(fn));

    // ---- what every page has ----

    document.getElementById('errori')?.focus();

    // A link of the error summary leads into a folded form: unfold it.
    const unfold = () => {
        const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
        if (!target) return;
        for (let d = target.closest('details'); d; d = d.parentElement.closest('details')) d.open = true;
        if (document.activeElement?.matches('input, select, textarea')) return; // went on meanwhile
        target.scrollIntoView();
        target.querySelector('summary')?.focus();
    };
    addEventListener('hashchange', unfold);
    unfold();

    const count = area => {
        const max = +area.dataset.max, note = document.getElementById(`${area.id}-conto`);
        if (!note) return;
        const show = () => {
            const left = max - [...area.value.replace(/\r?\n/g, '\n')].length;
            note.classList.toggle('is-over', left < 0);
            note.textContent = left < 0 ? text('over', -left) : text('left', left);
        };
        area.addEventListener('input', show);
        if (area.value) show();
    };
    each('textarea[data-max]', count);

    const say = what => {
        let live = document.getElementById('urp-live');
        if (!live) {
            live = make('div', { id: 'urp-live', className: 'visually-hidden', role: 'status' });
            document.body.append(live);
        }
        live.textContent = what;
    };

    // data-copy: its words; data-copy-link: where it leads.
    if (navigator.clipboard) {
        all('[data-copy], [data-copy-link]').forEach(e => {
            const link = 'copyLink' in e.dataset, label = text(link ? 'copy-link' : 'copy');
            const button = make('button', { type: 'button', className: 'urp-linklike', textContent: label });
            if (!link) button.setAttribute('aria-label', text('copy-what', e.textContent));
            button.addEventListener('click', async () => {
                await navigator.clipboard.writeText(link ? e.href : e.textContent);
                button.textContent = text('copied');
                say(text('copied'));
                setTimeout(() => { button.textContent = label; }, 2000);
            });
            if (link) e.parentElement.append(' ', button);      // a link may stand in the middle of a sentence
            else e.after(' ', button);
        });
    }
    all('[data-print]').forEach(b => {
        b.hidden = false;
        b.addEventListener('click', () => print());
    });

    // ---- forms: asked once more, sent once ----

    const free = form => {
        delete form.dataset.sent;
        all('[aria-disabled]', form).forEach(b => b.removeAttribute('aria-disabled'));
    };
    const unsent = (form, button) => {
        free(form);
        all('.urp-unsent', form).forEach(n => n.remove());
        const note = make('p', { className: 'callout urp-callout is-danger urp-unsent', role: 'alert', textContent: text('offline') });
        const near = button?.classList.contains('visually-hidden') ? null : button;
        (near?.closest('.urp-buttons') || near || form.lastElementChild).before(note);
        note.scrollIntoView({ block: 'center' });
    };
    // Files kept offline can be sent when the connection is back: say so where the reader is told to wait.
    addEventListener('online', () => all('.urp-unsent').forEach(n => { n.textContent = text('online'); }));
    addEventListener('submit', e => {
        const form = e.target;
        if (form.dataset.confirm && !confirm(form.dataset.confirm)) return e.preventDefault();
        if (!('guard' in form.dataset) || e.defaultPrevented) return;
        if (form.dataset.sent) return e.preventDefault();
        if (!navigator.onLine) {             // sending now would leave the page, and what is written in it
            e.preventDefault();
            return unsent(form, e.submitter);
        }
        all('.urp-unsent', form).forEach(n => n.remove());
        form.dataset.sent = '1';
        if (e.submitter) e.submitter.setAttribute('aria-disabled', 'true');
        say(text('sending'));
    });
    // Back button: the page comes out of the cache with the guard still on.
    addEventListener('pageshow', () => all('form[data-sent]').forEach(free));

    // ---- a mistake that is corrected is no mistake any more: the page says so at once, not after sending again ----

    const right = field => {
        const group = field?.closest('.form-group.has-error');
        if (!group) return;
        group.classList.remove('has-error');
        all('.urp-error', group).forEach(e => e.remove());
        all('[aria-invalid]', group).forEach(e => e.removeAttribute('aria-invalid'));
        const list = document.getElementById('errori');
        all('a', list ?? group).filter(a => a.hash && group.contains(document.getElementById(a.hash.slice(1)))).forEach(a => a.closest('li')?.remove());
        const n = list ? all('li', list).length : 0;
        if (list && !n) list.remove();
        else if (list) list.querySelector('h2').lastChild.textContent = ` ${n === 1 ? text('wrong-one') : text('wrong', n)}`;
    };
    const REACHES = ['name', 'surname', 'email', 'phone', 'anonymous'];  // one of them is enough where none was there
    addEventListener('input', e => {
        const f = e.target;
        if (!f.form || f.type === 'file' || (f.type !== 'checkbox' && f.type !== 'radio' && !f.value.trim())) return;
        right(f);
        const name = f.form.elements.name;
        if (REACHES.includes(f.name) && name?.matches?.('input') && !name.required) right(name);
    });

    // ---- a draft that was begun on this device: the way back to it and what kind it is, nothing of what it says ----

    const KEPT = 'urp-bozza', FORGET = 'urp-bozza-no';
    const stored = (where, name, value) => {                  // a frame of another site may have no store
        try {
            if (value === undefined) return where().getItem(name);
            if (value === null) where().removeItem(name);
            else where().setItem(name, value);
            return true;
        } catch {
            return null;
        }
    };
    const local = () => localStorage, tab = () => sessionStorage;
    const forget = () => stored(local, KEPT, null);
    const remembered = () => {
        try {
            const k = JSON.parse(stored(local, KEPT));
            if (k && /^\/bozza\/[\w-]+$/.test(k.at) && k.until * 1000 > Date.now()) return k;
        } catch { /* not ours */ }
        forget();
        return null;
    };
    const draft = document.querySelector('form[data-kept-at]'), here = document.querySelector('[data-kept-here]');
    if (draft) {
        const mine = { at: draft.dataset.keptAt, name: draft.dataset.keptAs, until: +draft.dataset.keptUntil };
        const shown = () => { if (here) here.hidden = remembered()?.at !== mine.at; };
        // Not before something is typed: who only looks leaves nothing behind.
        draft.addEventListener('input', () => {
            if (stored(tab, FORGET) !== mine.at) stored(local, KEPT, JSON.stringify(mine));
            shown();
        });
        here?.querySelector('[data-kept-drop]').addEventListener('click', () => {
            forget();
            stored(tab, FORGET, mine.at);
            here.hidden = true;
        });
        shown();
    }
    const sent = /^(\/bozza\/[\w-]+)\/inviata$/.exec(location.pathname);
    if (sent && remembered()?.at === sent[1]) forget();
    all('[data-kept]').forEach(async box => {
        const k = remembered();
        // Sent from elsewhere, or gone: nothing to offer.
        const answer = k && await fetch(k.at, { method: 'HEAD', redirect: 'manual' }).catch(() => null);
        if (answer && !answer.ok && answer.status !== 429 && answer.status < 500) return void forget();
        if (!answer?.ok) return;
        box.querySelector('[data-kept-name]').textContent = k.name;
        box.querySelector('[data-kept-link]').href = k.at;
        box.querySelector('[data-kept-drop]').addEventListener('click', () => {
            forget();
            box.remove();
        });
        box.hidden = false;
    });

    // ---- files: shown before they are sent ----

    const unit = (n, name, digits) => n.toLocaleString(locale, { style: 'unit', unit: name, minimumFractionDigits: digits, maximumFractionDigits: digits });
    const size = n => n < 1e6 ? unit(Math.max(1, Math.round(n / 1e3)), 'kilobyte', 0) : unit(n / 1e6, 'megabyte', 1);
    // Drawn, not loaded: the policy of the pages allows no pictures but our own.
    const thumb = async (file, li) => {
        const picture = await createImageBitmap(file).catch(() => null);
        if (!picture) return;
        const canvas = make('canvas', { width: 112, height: 112 }), side = Math.min(picture.width, picture.height);
        canvas.getContext('2d').drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, 112, 112);
        picture.close();
        li.prepend(canvas);
    };
    each('input[type="file"]:not([data-at-once])', input => {
        const list = make('ul', { className: 'urp-files' });
        input.after(list);
        const show = () => list.replaceChildren(...[...input.files].map((f, i) => {
            const off = make('button', { type: 'button', className: 'btn btn-sm btn-outline-danger', textContent: text('remove') });
            const li = make('li', {}, make('span', {}, make('bdi', { textContent: f.name }), ' ', make('small', { textContent: size(f.size) })), off);
            off.append(make('span', { className: 'visually-hidden', textContent: ` ${f.name}` }));
            off.addEventListener('click', () => {
                const left = new DataTransfer();
                [...input.files].forEach((g, k) => { if (k !== i) left.items.add(g); });
                input.files = left.files;
                show();
                input.focus();
                say(text('removed', f.name));
            });
            if (f.type.startsWith('image/')) thumb(f, li);
            return li;
        }));
        input.addEventListener('change', show);
    });

    // ---- rating: stars are kept at the first click; only the questions that belong to them; under a page, thanks in its place ----

    each('form[data-rating]', form => {
        const sets = all('[data-stars]', form), more = form.querySelector('[data-rating-more]');
        all('.urp-noscript', form).forEach(n => { n.hidden = true; });
        const send = async () => {
            const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
            // The vote has an address of its own now: another star and why belong to it, else one reader is many.
            const own = /^[^?]*\/giudizio\/[^/?]+/.exec(answer.url);
            if (own && answer.ok) form.action = own[0];
            return answer.ok;
        };
        let kept = Promise.resolve();
        const show = () => {
            const stars = form.elements.stars.value;
            sets.forEach(s => {
                s.hidden = !s.dataset.stars.split(' ').includes(stars);
                if (s.hidden) all('input', s).forEach(i => { i.checked = false; });
            });
            if (more) more.hidden = !stars;
        };
        all('[name="stars"]', form).forEach(i => i.addEventListener('change', () => {
            show();
            kept = kept.then(send).catch(() => {});
        }));
        if (more) form.addEventListener('submit', async e => {
            if (!form.elements.stars.value) return;
            e.preventDefault();
            await kept;
            const sent = await send().catch(() => false);
            if (!sent) return form.submit();
            const thanks = make('p', { className: 'urp-rated', tabIndex: -1, textContent: text('thanks') });
            form.replaceWith(thanks);
            thanks.focus();
        });
        if (sets.length > 1) show();
    });

    // Within a page of another site: how high this one is, so that the frame need not scroll. Nothing else is told.
    if (parent !== window && 'ResizeObserver' in window) {
        new ResizeObserver(() => parent.postMessage({ urpHeight: Math.ceil(document.documentElement.getBoundingClientRect().height) }, '*')).observe(document.body);
    }

    // Of a script or a style that is asked for later.
    const arrived = e => new Promise((done, failed) => Object.assign(e, { onload: done, onerror: failed }));

    // For the scripts of single pages.
    globalThis.urp = Object.freeze({ all, arrived, each, came, make, say, words, locale, size, thumb });
})();
