// SPDX-License-Identifier: EUPL-1.2
// The page of one request: similar ones come beside the story once that is there, and the older part of a long story when it is asked
// for. Without script both are links.
(() => {
    'use strict';
    const { all, say } = urp;

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

    // ---- a long story: more of it comes where it belongs, and what is read stays where it is ----

    const entries = root => all('.urp-event[id]', root);
    // The younger neighbour of what is missing: whoever reads on from there finds it where it was.
    const neighbour = (list, gap) => {
        const after = list.findIndex(e => gap.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
        return gap.dataset.older === 'sopra' ? list[after] : list.at(after < 0 ? -1 : after - 1);
    };

    // The entries that came, in their order on the page; null: it did not work out, and the link leads there.
    const longer = async (href, gap) => {
        const answer = await fetch(href, { headers: { Accept: 'text/html' } }).catch(() => null);
        const fresh = answer?.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('storia');
        const old = document.getElementById('storia');
        if (!fresh || !old) return null;
        const kept = entries(old), still = gap && neighbour(kept, gap), top = still?.getBoundingClientRect().top;
        old.replaceWith(document.adoptNode(fresh));
        const came = entries(fresh).filter(e => {
            const same = kept.find(k => k.id === e.id);
            if (same) e.replaceWith(same);      // what was unfolded in it stays so
            return !same;
        });
        if (still) scrollBy(0, still.getBoundingClientRect().top - top);
        history.replaceState(history.state, '', href.replace(/#.*/, ''));    // read again, it is as long
        return came;
    };

    let busy = false;
    document.addEventListener('click', async e => {
        const link = e.target.closest('#storia [data-older], #storia .urp-event-link');
        if (!link || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
        e.preventDefault();
        // Its own place is on this page; the whole address is for those to whom it is given.
        if (!('older' in link.dataset)) return location.assign(link.hash);
        if (busy) return;
        busy = true;
        say('Carico le voci precedenti');
        const above = link.dataset.older === 'sopra', came = await longer(link.href, link);
        busy = false;
        if (!came) return location.assign(link.href);
        // The nearest to where the link was, with the rest before it or behind.
        (above ? came.at(-1) : came[0])?.querySelector('.urp-event-link').focus({ preventScroll: true });
        say(`${came.length === 1 ? 'Una voce in più' : `${came.length} voci in più`}, ${above ? 'sopra' : 'qui sotto'}.`);
    });

    // Somebody was sent to an entry that is not there: it comes with all that is younger.
    const lead = async () => {
        const id = /^#e(\d+)$/.exec(location.hash)?.[1], page = new URL(location.href);
        if (!id || document.getElementById(`e${id}`)) return;
        page.searchParams.set('storia', id);
        const hash = page.hash;
        page.hash = '';
        if (!await longer(page.href)) return;
        const entry = document.getElementById(hash.slice(1));
        if (!entry) return;
        location.replace(hash);
        entry.querySelector('.urp-event-link').focus();
    };
    addEventListener('hashchange', lead);
    lead();
})();
