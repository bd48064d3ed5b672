// SPDX-License-Identifier: EUPL-1.2
// The desk: where the typed place is. The street register says it once the field is left; a map, where the body has one, lets it be
// set more exactly. Without script the register says it when the request is saved.
(() => {
    'use strict';
    const { make } = urp;
    const form = document.querySelector('form[data-desk]');
    if (!form) return;
    const { place, point, point_origin: origin } = form.elements;
    const line = make('div', { className: 'urp-desk-where' });
    let asked = '', found = null;
    place.closest('.form-group').append(line);
    point.id = 'f-point';

    const show = r => {
        line.replaceChildren();
        if (r.point) line.append(make('p', { className: 'urp-small' }, 'Sulla mappa: ', make('a', { href: r.geo, textContent: r.point, tabIndex: -1 }), ` ${r.label}`));
        if (!r.data) return;
        const box = make('div', { className: 'urp-map' });
        Object.assign(box.dataset, r.data, { field: point.id, keep: 'Va insieme alla richiesta.' });
        for (const k of ['lat', 'lon']) if (!r.data[k]) delete box.dataset[k];
        line.append(make('details', { className: 'urp-map-fold' }, make('summary', { textContent: r.point ? 'Guarda la mappa' : 'Indica il punto sulla mappa' }), box));
        document.dispatchEvent(new CustomEvent('urp:map', { detail: box }));
    };
    const ask = async () => {
        const typed = place.value.trim();
        if (typed === asked) return;
        asked = typed;
        const body = new URLSearchParams({ _csrf: form.elements._csrf.value, place: typed });
        const r = await fetch(`${form.action}/luogo`, { method: 'POST', body, headers: { Accept: 'application/json' } }).then(a => (a.ok && !a.redirected ? a.json() : null)).catch(() => null);
        if (!r || typed !== asked) return;
        // Another address is another point; "davanti al bar" behind the same one is not.
        if (found !== null && found !== r.point) point.value = origin.value = '';
        if (found !== r.point || !line.children.length) show(r);
        found = r.point;
    };
    place.addEventListener('change', ask);
    if (place.value) ask();
})();
