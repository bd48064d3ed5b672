// SPDX-License-Identifier: EUPL-1.2
// Kind and place of a report: streets while one types (a combobox by the ARIA pattern), the position of the device, a map when it is asked
// for, and what is known before somebody writes. Without it the form is the same, with a button for the last of them.
(() => {
    'use strict';
    const { arrived, make, say } = urp, text = urp.words('place');
    const panel = document.getElementById('vicino'), form = panel?.closest('form');
    if (!form) return;
    const { category, place, point, point_origin: origin } = form.elements;
    const group = place.closest('.form-group');
    const ask = (url, values) => fetch(url, { method: 'POST', body: new URLSearchParams(values) }).then(r => (r.ok && !r.redirected ? r : null)).catch(() => null);

    // ---- what is known already ----

    const part = panel.querySelector('[data-near-part]'), wait = panel.querySelector('[data-near-wait]');
    panel.querySelector('[data-near-ask]').hidden = true;
    let asked = null;
    const look = async () => {
        const values = { category: category.value, place: place.value.trim(), point: point.value }, key = JSON.stringify(values);
        wait.hidden = category.value !== '';
        if (key === asked) return;
        asked = key;
        const answer = await ask(panel.dataset.near, values), html = answer && await answer.text();
        if (key !== asked) return;
        if (html === null) { // what stood there was about another place; the same may be asked again
            asked = null;
            return part.replaceChildren(make('p', { textContent: text('near-fails') }));
        }
        part.innerHTML = html;
        const n = part.querySelectorAll('.urp-near li').length;
        if (n) say(n === 1 ? text('near-one') : text('near', n));
    };
    category.addEventListener('change', look);
    place.addEventListener('change', look);
    addEventListener('online', look);
    wait.hidden = category.value !== '';

    // One that was meant is taken without leaving the page.
    part.addEventListener('click', e => {
        const b = e.target.closest('button[name="via"]');
        if (!b) return;
        e.preventDefault();
        place.value = typed = b.value;
        place.dispatchEvent(new Event('input', { bubbles: true }));
        place.focus();
        look();
    });

    // ---- streets ----

    const list = make('ul', { id: 'f-place-vie', className: 'urp-streets', role: 'listbox', hidden: true });
    list.setAttribute('aria-label', text('streets'));
    const frame = make('div', { className: 'urp-combo' });
    place.before(frame);
    frame.append(place, list);
    for (const [k, v] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id, 'aria-expanded': 'false' })) place.setAttribute(k, v);
    let at = -1, typed = '', timer = 0;
    const options = () => [...list.children];
    const shut = () => {
        list.hidden = true;
        at = -1;
        place.setAttribute('aria-expanded', 'false');
        place.removeAttribute('aria-activedescendant');
    };
    const mark = i => {
        options().forEach((o, k) => o.setAttribute('aria-selected', String(k === i)));
        at = i;
        if (i < 0) return place.removeAttribute('aria-activedescendant');
        place.setAttribute('aria-activedescendant', options()[i].id);
        options()[i].scrollIntoView({ block: 'nearest' });
    };
    const take = i => {
        place.value = options()[i].dataset.place;
        typed = place.value;
        shut();
        moved();
        place.dispatchEvent(new Event('input', { bubbles: true }));
        look();
    };
    const suggest = async () => {
        const words = place.value.trim();
        if (words === typed) return;
        typed = words;
        if (words.length < 3) return shut();
        const answer = await ask(panel.dataset.streets, { place: words }), found = answer && await answer.json();
        if (!found || typed !== words || document.activeElement !== place) return;
        list.replaceChildren(...found.list.map((s, i) => {
            const o = make('li', { id: `f-place-via-${i}`, role: 'option', lang: 'it' }, s.place, s.area ? make('small', { textContent: ` ${s.area}` }) : '');
            o.dataset.place = s.place;
            o.addEventListener('mousedown', e => { e.preventDefault(); take(i); });
            return o;
        }));
        mark(-1);
        if (!found.list.length) return shut();
        list.hidden = false;
        place.setAttribute('aria-expanded', 'true');
        say(found.list.length === 1 ? text('street-one') : text('street', found.list.length));
    };
    place.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(suggest, 200);
    });
    place.addEventListener('keydown', e => {
        if (e.key === 'Escape' && !list.hidden) { e.preventDefault(); return shut(); }
        if (list.hidden) return;
        const n = options().length;
        if (e.key === 'ArrowDown') mark(at + 1 < n ? at + 1 : 0);
        else if (e.key === 'ArrowUp') mark(at > 0 ? at - 1 : n - 1);
        else if (e.key === 'Enter' && at >= 0) take(at);
        else return;
        e.preventDefault();
    });
    place.addEventListener('blur', shut);

    // ---- the point: by the device, by a map; taken away again ----

    const note = make('p', { className: 'urp-small urp-point', role: 'status' });
    const off = make('button', { type: 'button', className: 'urp-linklike', textContent: text('off'), hidden: true });
    const show = what => {
        note.textContent = what;
        off.hidden = !point.value;
    };
    let last = point.value; // as we know it: the map writes the field by itself
    const set = (at, from) => {
        point.value = last = at;
        origin.value = from;
    };
    const put = async (at, from, words) => {
        set(at, from);
        const answer = await ask(panel.dataset.streets, { point: at }), found = answer && await answer.json();
        if (found?.error) {
            set('', '');
            return show(text('write', found.error));
        }
        if (found?.place && !place.value.trim()) typed = place.value = found.place;
        place.dispatchEvent(new Event('input', { bubbles: true }));
        show(words);
        look();
    };
    // Where somebody stands, or took a photo, is no longer meant by who writes another address. A point of the map was meant.
    function moved() {
        if (!point.value || origin.value === 'map') return;
        set('', '');
        show(text('is-off'));
    }
    place.addEventListener('input', e => { if (e.isTrusted) moved(); });
    off.addEventListener('click', () => {
        set('', '');
        show(text('is-off'));
        place.focus();
        look();
    });
    const tools = make('div', { className: 'urp-place-tools' });
    if (navigator.geolocation) {
        const why = ['', 'not-allowed', 'unknown', 'late'];
        const here = make('button', { type: 'button', className: 'btn btn-outline-primary btn-sm', textContent: text('here') });
        here.addEventListener('click', () => {
            show(text('searching'));
            navigator.geolocation.getCurrentPosition(p => put(`${p.coords.latitude.toFixed(6)}, ${p.coords.longitude.toFixed(6)}`, 'device',
                text('taken', Math.max(1, Math.round(p.coords.accuracy)))), e => show(text(why[e.code] || why[2])), { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
        });
        tools.append(here);
    }
    const d = panel.dataset;
    if (d.map) {
        const open = make('button', { type: 'button', className: 'btn btn-outline-primary btn-sm', textContent: text('map') });
        open.setAttribute('aria-expanded', 'false');
        let box = null;
        open.addEventListener('click', () => {
            if (box) {
                box.hidden = !box.hidden;
                return open.setAttribute('aria-expanded', String(!box.hidden));
            }
            box = make('div', {}, make('p', { className: 'urp-small', textContent: text('map-how') }));
            const map = make('div', { className: 'urp-map' });
            Object.assign(map.dataset, { tiles: d.tiles, attribution: d.attribution, south: d.south, west: d.west, north: d.north, east: d.east, field: 'f-point', keep: text('map-keep') });
            const [lat, lon] = point.value.split(/,\s*/);
            if (lon) Object.assign(map.dataset, { lat, lon });
            box.append(map);
            tools.after(box);
            open.setAttribute('aria-expanded', 'true');
            const style = make('link', { rel: 'stylesheet', href: d.style }), code = make('script', { src: d.map });
            // Without its style the map has another height, and its middle would lie elsewhere.
            Promise.all([arrived(style), arrived(code)]).then(() => globalThis.urpMap(map), () => {
                box.remove(); // another press asks again
                box = null;
                open.setAttribute('aria-expanded', 'false');
                show(text('map-fails'));
            });
            document.head.append(style, code);
            // The map writes the point into the field; what it did is told by its own line.
            const took = () => {
                if (point.value !== last) put(point.value, 'map', text('map-taken'));
            };
            box.addEventListener('click', () => setTimeout(took));
            box.addEventListener('keyup', took);
        });
        tools.append(open);
    }
    tools.append(note, off);
    group.append(tools);
    point.id = 'f-point';
    if (point.value) show(text('has-point'));
})();
