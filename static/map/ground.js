// SPDX-License-Identifier: EUPL-1.2
// The ground of every map: tiles of the body's server, our words, the same buttons at the same place. It stands still while nobody moves it.
(() => {
    'use strict';
    const L = window.L, text = urp.words('map');

    globalThis.urpGround = (frame, d) => {
        const map = L.map(frame, { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false, scrollWheelZoom: false, attributionControl: false });
        const name = (button, word) => {
            button.title = word;
            button.setAttribute('aria-label', word);
        };
        map.addControl(L.control.attribution({ prefix: false }));
        map.zoomControl.setPosition('topright');
        name(map.zoomControl._zoomInButton, text('in'));
        name(map.zoomControl._zoomOutButton, text('out'));
        const credit = document.createElement('span');
        credit.textContent = d.attribution;
        const tiles = L.tileLayer(d.tiles, { maxZoom: 19, attribution: credit.innerHTML }).addTo(map);
        return { map, tiles };
    };
})();
