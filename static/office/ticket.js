// SPDX-License-Identifier: EUPL-1.2
// The page of one request: similar ones come beside the story once that is there. Without script they are a link.
(() => {
    'use strict';
    const { all } = urp;

    all('[data-load]').forEach(box => {
        const load = async () => {
            const answer = await fetch(box.dataset.load, { headers: { Accept: 'text/html' } }).catch(() => null);
            if (!answer?.ok || answer.redirected) return;
            const found = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(box.id);
            // Under the eyes or the hands of somebody nothing changes, and what has the focus stays where it is.
            const here = document.activeElement, top = here.getBoundingClientRect().top;
            if (!found || box.contains(here)) return;
            box.replaceChildren(...found.children);
            scrollBy(0, here.getBoundingClientRect().top - top);
        };
        new IntersectionObserver((seen, watch) => {
            if (!seen.some(e => e.isIntersecting)) return;
            watch.disconnect();
            (window.requestIdleCallback ?? setTimeout)(load);
        }, { rootMargin: '400px' }).observe(box);
    });
})();
