// SPDX-License-Identifier: EUPL-1.2
// Live lists: what changed is fetched and put in place.
(() => {
    'use strict';
    const { all, say } = urp;

    const events = document.body.dataset.events;
    if (events && window.EventSource) {
        let timer = 0;
        const titles = root => all('.urp-queue td:first-child a', root).map(a => `${a.getAttribute('href')}\n${a.textContent}`);
        const refresh = async () => {
            // Never under the hands of somebody who is writing or walking through the list.
            if (document.hidden) return;
            const here = document.activeElement;
            const answer = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null);
            if (!answer?.ok || answer.redirected) return;
            const known = new Set(titles(document));
            const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
            all('[data-live]').forEach(old => {
                const next = fresh.getElementById(old.id);
                if (!next || next.innerHTML === old.innerHTML || (old.contains(here) && /^(INPUT|SELECT|TEXTAREA)$/.test(here.tagName))) return;
                const kept = old.contains(here) && here.getAttribute('href');
                old.replaceWith(next);
                if (kept) next.querySelector(`a[href="${CSS.escape(kept)}"]`)?.focus();
            });
            const menu = document.querySelector('.urp-bar nav'), menuNow = fresh.querySelector('.urp-bar nav');
            if (menu && menuNow && !menu.contains(here)) menu.replaceWith(menuNow);
            document.title = fresh.title;
            const added = titles(document).filter(e => !known.has(e));
            if (added.length) say(added.length === 1 ? `Nuova in elenco: ${added[0].split('\n')[1]}` : `Nuove in elenco: ${added.length} richieste`);
        };
        const later = () => {
            clearTimeout(timer);
            timer = setTimeout(refresh, 400 + Math.random() * 800);
        };
        let stream, heard = true;
        const listen = () => {
            stream = new EventSource(events);
            stream.addEventListener('cambiato', later);
            // What happened while nobody listened is not told again.
            stream.addEventListener('open', () => {
                if (!heard) later();
                heard = true;
            });
            stream.addEventListener('error', () => {
                heard = false;
                if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 30000);   // refused: the browser gives up
            });
        };
        listen();
        document.addEventListener('visibilitychange', () => { if (!document.hidden) later(); });
        addEventListener('pagehide', () => stream.close());
        addEventListener('pageshow', e => {
            if (!e.persisted) return;        // back from the browser's own cache, with what was so when it was left
            heard = false;
            listen();
        });
    }
})();
