// SPDX-License-Identifier: EUPL-1.2
// Public reports on the map of the body's tile server, in place of our drawing: how many there are, from the counts of the store; nearer, each by
// itself. Every circle is a link or a button, in the order of the keyboard.
(() => {
    'use strict';
    const L = window.L, text = urp.words('map');

    const circle = (c, map) => {
        const icon = L.divIcon({ className: 'urp-map-count', html: c.url ? '' : String(c.n), iconSize: c.url ? [28, 28] : [44, 44] });
        const words = c.titolo ?? (c.n === 1 ? text('one') : text('many', c.n));
        const mark = L.marker([c.lat, c.lon], { icon, keyboard: true, title: words, alt: words });
        mark.on('click keypress', e => {
            if (e.type === 'keypress' && e.originalEvent.key !== 'Enter') return;
            if (c.url) location.assign(c.url);
            else map.setView([c.lat, c.lon], Math.min(18, c.n === 1 ? 16 : map.getZoom() + 2));
        });
        mark.on('add', () => {
            const el = mark.getElement();
            el.setAttribute('role', c.url ? 'link' : 'button');
            el.setAttribute('aria-label', words);
            if (c.lingua) el.lang = c.lingua;
        });
        return mark;
    };

    const draw = box => {
        const d = box.dataset;
        if (!d.tiles) return;
        const frame = document.createElement('div');
        frame.setAttribute('role', 'application');
        frame.setAttribute('aria-label', text('reports'));
        const said = document.createElement('p');
        said.className = 'visually-hidden';
        said.setAttribute('role', 'status');
        const drawing = [...box.childNodes];
        box.replaceChildren(frame, said);
        const { map, tiles } = globalThis.urpGround(frame, d);
        map.setMaxZoom(18);
        const layer = L.layerGroup().addTo(map);
        let turn = 0;
        // Circles on nothing say less than our drawing, which has the names of streets.
        let any = false;
        tiles.once('tileload', () => { any = true; }).once('load', () => {
            if (any) return;
            turn++;
            queueMicrotask(() => { // the map is still busy with this tile
                map.remove();
                box.replaceChildren(...drawing);
            });
        });
        const load = async () => {
            const mine = ++turn, b = map.getBounds(), url = new URL(d.reports, location.href);
            const put = (name, v) => url.searchParams.set(name, v.toFixed(6));
            url.searchParams.set('z', map.getZoom());
            put('s', b.getSouth());
            put('w', b.getWest());
            put('n', b.getNorth());
            put('e', b.getEast());
            const answer = await fetch(url).catch(() => null);
            if (!answer?.ok || mine !== turn) return;
            const { gruppi } = await answer.json();
            if (mine !== turn) return;
            layer.clearLayers();
            gruppi.forEach(c => circle(c, map).addTo(layer));
            const n = gruppi.reduce((sum, c) => sum + c.n, 0);
            said.textContent = n === 1 ? text('one-here') : text('many-here', n);
            frame.dataset.shown = String(n);
            frame.dataset.zoom = String(map.getZoom());
        };
        map.on('moveend', load);
        map.fitBounds([[Number(d.south), Number(d.west)], [Number(d.north), Number(d.east)]], { maxZoom: 17 });
    };
    document.querySelectorAll('[data-reports]').forEach(draw);
})();
