// SPDX-License-Identifier: EUPL-1.2
// A map comes when somebody looks at it, and from nowhere before: its script and its tiles are asked for then. Without it the drawing
// stays.
(() => {
    'use strict';
    const { all, arrived } = urp;
    let both;

    const load = box => {
        if (!both) {
            const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: box.dataset.style });
            const code = Object.assign(document.createElement('script'), { src: box.dataset.map });
            both = Promise.all([arrived(style), arrived(code)]); // without its style the map has another height, and its middle would lie elsewhere
            document.head.append(style, code);
        }
        both.then(() => globalThis.urpMap(box), () => {}); // without an answer the drawing stays
    };
    const watchFor = box => {
        const fold = box.closest('details');
        if (fold) return fold.addEventListener('toggle', () => load(box), { once: true });
        new IntersectionObserver((seen, watch) => {
            if (!seen.some(e => e.isIntersecting)) return;
            watch.disconnect();
            load(box);
        }).observe(box);
    };
    all('.urp-map[data-map]').forEach(watchFor);
    document.addEventListener('urp:map', e => watchFor(e.detail)); // one that a script made
})();
