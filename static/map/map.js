// SPDX-License-Identifier: EUPL-1.2
// A map in the place of the drawing. It only shows, or fills a field with the point that is pressed: what is saved is the field.
// By keyboard: arrows move the map below the ring in its middle, Enter takes the point there.
(() => {
    'use strict';
    const L = window.L, text = urp.words('map');
    const written = at => `${at.lat.toFixed(6)}, ${at.lng.toFixed(6)}`;

    // The coordinates are read by ear, and the pin is seen where they are.
    function choosing(map, box, field, put) {
        const origin = field.form.elements.origine ?? field.form.elements.point_origin;
        const said = document.createElement('p');
        said.className = 'urp-small';
        said.setAttribute('role', 'status');
        box.after(said);
        const take = at => {
            field.value = written(at);
            origin.value = 'map';
            put(at);
            said.textContent = `${text('chosen', field.value)} ${box.dataset.keep ?? text('keep')}`;
        };
        map.on('click', e => take(e.latlng));
        map.getContainer().addEventListener('keydown', e => {
            if (e.key !== 'Enter' || e.target !== map.getContainer()) return;
            e.preventDefault();
            take(map.getCenter());
        });
        field.addEventListener('input', () => { origin.value = ''; });
    }

    function draw(box) {
        const d = box.dataset;
        const field = d.field && document.getElementById(d.field);
        const frame = document.createElement('div');
        box.replaceChildren(frame);
        frame.setAttribute('role', 'application');
        frame.setAttribute('aria-label', text(field ? 'aim' : 'moves'));
        const { map } = globalThis.urpGround(frame, d);
        // What Enter takes must stand still.
        map.panBy = by => L.Map.prototype.panBy.call(map, by, { animate: false });
        let pin;
        const put = at => {
            pin?.remove();
            pin = L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className: '', html: '<div class="urp-map-pin"></div>', iconSize: [28, 28], iconAnchor: [14, 34] }) }).addTo(map);
        };
        if (d.lat) {
            const at = L.latLng(Number(d.lat), Number(d.lon));
            map.setView(at, 17);
            put(at);
        } else {
            map.fitBounds([[Number(d.south), Number(d.west)], [Number(d.north), Number(d.east)]]);
        }
        if (field) {
            frame.classList.add('urp-map-aim');
            choosing(map, box, field, put);
        }
    }

    globalThis.urpMap = draw;
})();
