// SPDX-License-Identifier: EUPL-1.2
// The desk, while somebody talks: who it is, which street, which office; nothing typed is lost; how long it took. Every answer
// of the server that does not come leaves the page as it is without script.
(() => {
    'use strict';
    const { all, make, say } = urp;
    const form = document.querySelector('form[data-desk]');
    if (!form) return;
    const field = name => form.elements[name];
    const post = (path, body) => fetch(`${form.action}/${path}`, { method: 'POST', body, headers: { Accept: 'application/json' } })
        .then(r => (r.ok && !r.redirected ? r.json() : null)).catch(() => null);
    const small = names => {
        const body = new URLSearchParams({ _csrf: field('_csrf').value });
        names.forEach(n => body.append(n, field(n).value));
        return body;
    };
    const typed = () => new URLSearchParams([...new FormData(form)].filter(([k, v]) => k !== 'files' && typeof v === 'string'));
    const fold = s => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    const later = (ms, what) => {
        let timer = 0;
        return () => {
            clearTimeout(timer);
            timer = setTimeout(what, ms);
        };
    };

    all('.urp-noscript', form).forEach(n => { n.hidden = true; });
    all('.urp-keys', form).forEach(n => { n.hidden = false; });
    // What is wrong is mended where it stands; the summary above has been read out.
    form.querySelector('[aria-invalid="true"]')?.focus();

    // ---- a field with a list below it (ARIA 1.2: combobox) ----

    // find(text) resolves with [{ label, note, ... }]; took(item) has chosen. Up and Down walk, Enter takes, Escape closes.
    const combo = (input, name, { find, took, words, min = 2, wait = 150 }) => {
        const list = make('ul', { id: `${input.id}-elenco`, className: 'urp-combo', hidden: true });
        let items = [], at = -1, asked = 0, gone = false;   // gone: what was marked is in the list no more
        list.setAttribute('role', 'listbox');
        list.setAttribute('aria-label', name);
        Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id }).forEach(([k, v]) => input.setAttribute(k, v));
        input.autocomplete = 'off';
        const box = make('div', { className: 'urp-combo-box' }), here = document.activeElement === input;
        input.before(box);
        box.append(input, list);
        if (here) input.focus();                // what is moved loses it
        const close = () => {
            asked++;
            list.hidden = true;
            at = -1;
            gone = false;
            input.setAttribute('aria-expanded', 'false');
            input.removeAttribute('aria-activedescendant');
        };
        const mark = to => {
            at = to;
            gone = false;
            [...list.children].forEach((li, i) => li.setAttribute('aria-selected', String(i === at)));
            input.setAttribute('aria-activedescendant', list.children[at].id);
            list.children[at].scrollIntoView({ block: 'nearest' });
        };
        const take = i => {
            const item = items[i];
            close();
            took(item);
        };
        const show = found => {
            const marked = at >= 0 ? items[at].label : null;
            items = found;
            list.replaceChildren(...items.map((item, i) => {
                const li = make('li', { id: `${list.id}-${i}` }, make('span', { textContent: item.label }));
                if (item.note) li.append(' ', make('small', { textContent: item.note }));
                li.setAttribute('role', 'option');
                li.setAttribute('aria-selected', 'false');
                li.addEventListener('mousedown', e => {      // before the field loses the focus
                    e.preventDefault();
                    take(i);
                });
                return li;
            }));
            list.hidden = !items.length;
            at = -1;
            input.setAttribute('aria-expanded', String(!!items.length));
            input.removeAttribute('aria-activedescendant');
            // An answer that comes late does not take away what was marked, or Enter would send the form.
            const again = items.findIndex(i => i.label === marked);
            if (again >= 0) mark(again);
            gone = marked !== null && again < 0;
        };
        const look = async () => {
            const mine = ++asked, text = input.value.trim();
            if (text.length < min) return close();
            const found = await find(text);
            if (mine !== asked || !found || document.activeElement !== input) return;
            show(found);
            say(words(found.length));
        };
        const soon = later(wait, look);
        input.addEventListener('input', () => {
            asked++;
            soon();
        });
        input.addEventListener('blur', close);
        input.addEventListener('keydown', e => {
            if (e.ctrlKey || e.altKey || e.metaKey) return;
            const open = !list.hidden;
            if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
                e.preventDefault();
                if (!open) return void look();
                mark(e.key === 'ArrowDown' ? (at + 1) % items.length : (at <= 0 ? items.length : at) - 1);
            } else if (e.key === 'Enter' && open && at >= 0) {
                e.preventDefault();
                take(at);
            } else if (e.key === 'Enter' && open && gone) {
                e.preventDefault();
            } else if (e.key === 'Escape' && open) {
                e.preventDefault();
                close();
            }
        });
        return { look, close };
    };
    const count = (one, many, none) => n => (n === 0 ? none : n === 1 ? one : `${n} ${many}`);
    const next = name => field(name)?.focus();

    // ---- who is it ----

    const side = document.getElementById('richieste-di');
    const fillPerson = (fields, over) => Object.entries(fields).forEach(([k, v]) => {
        const f = field(k);
        if (f && (over || (v && !f.value))) f.value = v;
    });
    const beside = async id => {
        const r = await fetch(`${form.action}/persone/${id}`, { headers: { Accept: 'text/html' } }).catch(() => null);
        if (!r?.ok || r.redirected || field('persona').value !== id) return;
        const page = new DOMParser().parseFromString(await r.text(), 'text/html');
        side.replaceChildren(...page.body.childNodes);
        side.hidden = false;
        const n = all('.urp-asked button', side).length;
        say(n === 0 ? 'Nessuna richiesta aperta.' : n === 1 ? 'Ha una richiesta aperta, accanto al modulo.' : `Ha ${n} richieste aperte, accanto al modulo.`);
    };
    const chi = field('chi');
    if (chi) {
        let fresh = null, filled = {};      // what a new person would be called; what we filled in for it
        const forget = () => {
            field('persona').value = '';
            side.hidden = true;
            side.replaceChildren();
        };
        // Nobody was chosen: what stands in the look-up goes where it belongs, and follows it as long as nobody touched it.
        const settle = () => {
            if (field('persona').value || !fresh || fresh.of !== chi.value.trim()) return;
            const own = n => (field(n).value ? filled[n] === field(n).value : true);
            const names = ['name', 'surname', 'phone', 'email', 'tax_code'].filter(own);
            names.forEach(n => {
                field(n).value = fresh.fields[n];
                filled[n] = fresh.fields[n];
            });
        };
        combo(chi, 'Persone', {
            words: count('Una persona trovata.', 'persone trovate.', 'Nessuna persona trovata.'),
            find: async text => {
                const body = small(['chi']), answer = await post('persone', body);
                if (!answer) return null;
                field('cercato').value = text;
                fresh = { of: text, fields: answer.typed };
                document.getElementById('chiamanti')?.remove();
                return answer.people.map(p => ({ ...p, label: p.name, note: `${p.contact}, ${p.open}` }));
            },
            took: p => {
                fillPerson(p.fields, true);
                field('persona').value = p.id;
                chi.value = p.name;
                field('cercato').value = p.name;
                beside(p.id);
                changed();
                next('subject');
            },
        });
        chi.addEventListener('input', () => { if (field('persona').value) forget(); });
        chi.addEventListener('change', async () => {
            const text = chi.value.trim();
            if (field('persona').value || text.length < 2) return;
            if (fresh?.of !== text) {
                const answer = await post('persone', small(['chi']));
                if (!answer) return;
                field('cercato').value = text;
                fresh = { of: text, fields: answer.typed };
            }
            settle();
            changed();
        });
        // Enter does not send half a form: it is how one leaves the look-up.
        chi.addEventListener('keydown', e => {
            if (e.key !== 'Enter' || e.defaultPrevented || e.ctrlKey || e.metaKey) return;
            e.preventDefault();
            next('subject');
        });
    }

    // ---- which street ----

    combo(field('place'), 'Vie', {
        words: count('Una via trovata.', 'vie trovate.', 'Nessuna via con questo nome: puoi scriverla lo stesso.'),
        find: async () => (await post('vie', small(['place'])))?.map(v => ({ label: v.place, note: v.area })),
        took: v => {
            const place = field('place');
            place.value = /\d/.test(v.label.split(' ').pop()) ? v.label : `${v.label} `;
            place.setSelectionRange(place.value.length, place.value.length);
            place.dispatchEvent(new Event('change', { bubbles: true }));
            changed();
        },
    });

    // ---- which category: the list of the form stays, a field to type in takes its place ----

    const select = field('category');
    let categories = null;
    const emergency = document.getElementById('urgenza');
    const danger = () => { emergency.hidden = !categories?.find(c => c.id === select.value)?.emergency; };
    const byWords = text => {
        const asked = fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
        const begins = (where, w) => fold(where).split(/[^\p{L}\p{N}]+/u).some(x => x.startsWith(w));
        const rank = c => (asked.every(w => begins(c.name, w)) ? 0 : asked.every(w => begins(`${c.name} ${c.group}`, w)) ? 1
            : asked.every(w => begins(`${c.name} ${c.group} ${c.hint} ${c.words}`, w)) ? 2 : 9);
        return (categories ?? []).map(c => ({ c, at: rank(c) })).filter(x => x.at < 9).sort((a, b) => a.at - b.at).slice(0, 8)
            .map(({ c }) => ({ id: c.id, label: c.name, note: c.group }));
    };
    const typing = make('input', { type: 'text', className: 'form-control', id: 'f-category-parole', spellcheck: false });
    const chosenName = () => (select.value ? select.selectedOptions[0].text : '');
    // What the category asks besides: fetched when it is chosen. What was answered before is there again when its question is.
    const questions = document.getElementById('domande'), answered = new Map();
    const boxes = () => all('[name^="q-"]', questions);
    const stops = () => {
        let told = false;
        all('[data-stop]', questions).forEach(c => {
            c.hidden = form.querySelector(`[name="${c.dataset.of}"]:checked, select[name="${c.dataset.of}"]`)?.value !== c.dataset.stop;
            told ||= !c.hidden;
        });
        const field112 = questions.querySelector('[name="detto_112"]');
        if (field112) field112.value = told ? '1' : '';
    };
    let shown = select.value;
    const inquire = async () => {
        const id = select.value;
        if (id === shown) return;
        shown = id;
        const r = id ? await fetch(`${form.action}/domande?argomento=${id}`, { headers: { Accept: 'text/html' } }).catch(() => null) : null;
        if (select.value !== id) return;
        if (id && (!r?.ok || r.redirected)) {
            shown = '';             // asked for again with the next change; the server asks before it saves
            return;
        }
        const page = new DOMParser().parseFromString(r ? await r.text() : '', 'text/html');
        boxes().forEach(b => { answered.set(`${b.name}=${b.type === 'radio' ? b.value : ''}`, b.type === 'radio' || b.type === 'checkbox' ? b.checked : b.value); });
        questions.replaceChildren(...page.body.childNodes);
        boxes().forEach(b => {
            const was = answered.get(`${b.name}=${b.type === 'radio' ? b.value : ''}`);
            if (was === undefined) return;
            if (typeof was === 'boolean') b.checked = was;
            else b.value = was;
        });
        const n = new Set(boxes().map(b => b.closest('.form-group'))).size;
        questions.hidden = !n;
        stops();
        if (n) say(n === 1 ? 'Una domanda su questo argomento.' : `${n} domande su questo argomento.`);
    };
    questions.addEventListener('change', stops);
    select.addEventListener('change', inquire);
    const choose = id => {
        select.value = id;
        typing.value = chosenName();
        inquire();
        danger();
        route();
        changed();
    };
    fetch(`${form.action}/argomenti`, { headers: { Accept: 'application/json' } }).then(r => (r.ok && !r.redirected ? r.json() : null)).then(list => {
        if (!list) return;                      // the select does it, too
        categories = list;
        const label = form.querySelector(`label[for="${select.id}"]`);
        const described = select.getAttribute('aria-describedby');
        if (described) typing.setAttribute('aria-describedby', described);
        if (select.getAttribute('aria-invalid')) typing.setAttribute('aria-invalid', 'true');
        typing.value = chosenName();
        select.before(typing);
        select.hidden = true;
        if (label) label.htmlFor = typing.id;
        if (document.activeElement === select) typing.focus();
        combo(typing, 'Argomenti', {
            min: 1, wait: 0, find: async text => byWords(text), took: c => {
                choose(c.id);
                next('place');
            },
            words: count('Un argomento trovato.', 'argomenti trovati.', 'Nessun argomento con queste parole.'),
        });
        // What is not one of them is none: said, and the field says so.
        typing.addEventListener('change', () => {
            const exact = categories.find(c => fold(c.name) === fold(typing.value.trim()));
            if (exact || !typing.value.trim()) return choose(exact?.id ?? '');
            const [only, other] = byWords(typing.value);
            choose(only && !other ? only.id : '');
            say(select.value ? `Argomento: ${chosenName()}` : 'Nessun argomento scelto.');
        });
    }).catch(() => {});

    // ---- who will get it ----

    const goes = document.getElementById('settore'), offers = document.getElementById('argomenti'), alike = document.getElementById('gia-segnalata');
    const ask = async () => {
        const r = await post('settore', typed());
        if (!r) return;
        const answered = field('answer').value.trim() !== '';
        const text = answered || !r.text ? '' : r.text;
        if (goes.dataset.said !== `${text} ${r.why}`) {
            goes.dataset.said = `${text} ${r.why}`;
            goes.replaceChildren(...(text ? [make('strong', { textContent: text }), ' ', make('span', { className: 'urp-small', textContent: r.why })] : []));
        }
        if (!categories) emergency.hidden = !r.emergency;
        offers.replaceChildren(...(answered ? [] : r.categories).map(c => {
            const b = make('button', { type: 'button', className: 'btn btn-sm btn-outline-primary', textContent: `Argomento: ${c.name}`, title: c.why });
            b.addEventListener('click', () => {
                choose(c.id);
                next('place');
            });
            return b;
        }));
        offers.hidden = !offers.children.length;
        alike.hidden = answered || !r.near.length;
        alike.querySelector('ul').replaceChildren(...r.near.map(n => make('li', {},
            make('a', { href: n.url, target: '_blank', rel: 'noopener' }, n.label, make('span', { className: 'visually-hidden', textContent: ' (si apre in un’altra scheda)' })),
            ' ', make('small', { textContent: n.line }))));
        if (!alike.hidden && alike.dataset.said !== r.near[0].url) say(r.near.length === 1 ? 'Forse è già stata segnalata: c’è una richiesta aperta qui vicino.' : `Forse è già stata segnalata: ci sono ${r.near.length} richieste aperte qui vicino.`);
        alike.dataset.said = r.near[0]?.url ?? '';
    };
    const route = later(500, ask);
    ['type', 'channel', 'category', 'place', 'subject', 'body'].forEach(n => {
        field(n).addEventListener('change', route);
        field(n).addEventListener('input', route);
    });

    // ---- fields of the chosen type; what stands in the others is kept ----

    const type = field('type'), more = document.getElementById('altri-dati');
    const byType = () => {
        all('[data-types]', form).forEach(d => { d.hidden = !d.dataset.types.split(' ').includes(type.value); });
        if (all('[data-types]', more).some(d => !d.hidden)) more.open = true;
    };
    type.addEventListener('change', byType);
    byType();

    // ---- answered, or to be worked on ----

    const answer = field('answer'), outcome = document.getElementById('esito'), work = document.getElementById('da-lavorare');
    const tell = () => {
        const answered = answer.value.trim() !== '';
        const text = answered ? 'Con la risposta la richiesta si chiude subito.' : '';
        if (outcome.textContent !== text) outcome.textContent = text;
        work.classList.toggle('is-off', answered);
    };
    answer.addEventListener('input', tell);
    tell();
    const put = (body, value) => {
        answer.value += (answer.value ? '\n\n' : '') + body;
        field('scheda').value = value;
        answer.dispatchEvent(new Event('input', { bubbles: true }));
        answer.focus();
    };
    const template = field('template');
    template?.addEventListener('change', async () => {
        const value = template.value, text = value && await post('modello', small(['template']));
        if (!text) return;
        template.value = '';
        put(text.body, value);
    });
    // Schede that answer the question as it is typed: behind the answer, so that who knows it just writes.
    const ready = document.getElementById('risposte');
    const find = async () => {
        const hits = answer.value.trim() || field('subject').value.trim().length < 4 ? [] : await post('risposte', small(['subject']));
        if (!hits) return;
        ready.replaceChildren(...hits.map(h => {
            const b = make('button', { type: 'button', className: 'btn btn-sm btn-outline-primary', textContent: `Scheda: ${h.title}`, title: h.body.slice(0, 300) });
            b.addEventListener('click', () => {
                put(h.body, h.value);
                ready.hidden = true;
            });
            return b;
        }));
        ready.hidden = !hits.length;
        if (hits.length) say(hits.length === 1 ? 'Una scheda risponde.' : `${hits.length} schede rispondono.`);
    };
    const findSoon = later(400, find);
    field('subject').addEventListener('input', findSoon);

    // ---- how long it takes: from the first key to the button ----

    const ms = field('ms'), before = +ms.value || 0;
    let since = before ? performance.now() : 0;
    const start = () => {
        if (since) return;
        since = performance.now();
        const drawn = field('drawn_at'), at = field('received_at');
        if (!drawn.value || at.value !== drawn.value) return;
        const now = new Date();                 // the page may have been open for an hour
        at.value = drawn.value = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
    };
    if (!('kept' in form.dataset)) {
        form.addEventListener('keydown', e => { if (e.key.length === 1 || e.key === 'Enter') start(); });
        form.addEventListener('input', start);
        form.addEventListener('submit', () => { if (since) ms.value = String(Math.round(before + performance.now() - since)); }, { capture: true });
    }

    // ---- keys ----

    // Enter alone goes on to the next field: half a request must not be registered by a slip.
    form.addEventListener('keydown', e => {
        if (e.key !== 'Enter' || e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || !e.target.matches('input:not([type="submit"]):not([type="file"]), select') || e.target.id === 'chi') return;
        e.preventDefault();
        const stops = [...form.querySelectorAll('input:not([type="hidden"]), select, textarea, button')].filter(f => !f.disabled && f.offsetParent);
        stops[stops.indexOf(e.target) + 1]?.focus();
    });
    form.addEventListener('keydown', e => {
        if (e.key !== 'Enter' || !(e.ctrlKey || e.metaKey) || e.altKey) return;
        e.preventDefault();
        form.requestSubmit(form.querySelector(`[name="do"][value="${e.shiftKey ? 'altra' : 'salva'}"]`));
    });

    // ---- nothing is lost: kept on the server while one types, without files ----

    const note = form.querySelector('[data-saved]');
    let dirty = false;
    const keep = async leaving => {
        if (!dirty || form.dataset.sent) return;
        dirty = false;
        const r = await fetch(`${form.action}/bozza`, { method: 'POST', body: typed(), keepalive: leaving === true, headers: { Accept: 'application/json' } })
            .then(x => (x.ok && !x.redirected ? x.json() : null)).catch(() => null);
        if (!r) {
            dirty = true;
            return;
        }
        note.textContent = `Tenuta da parte alle ${r.at}.`;
        note.hidden = false;
    };
    const soon = later(1500, keep);
    const changed = () => {
        dirty = true;
        soon();
    };
    form.addEventListener('input', e => { if (e.target.type !== 'file') changed(); });
    document.addEventListener('visibilitychange', () => { if (document.hidden) keep(true); });
    addEventListener('pagehide', () => keep(true));
})();
