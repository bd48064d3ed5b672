// SPDX-License-Identifier: EUPL-1.2
// Pages that stay open hear that something changed. What they do about it is theirs: "urp-change" is told to the document, at
// most every two seconds, never to a page that nobody sees; it hears of everything when it is seen again.
(() => {
    'use strict';
    const { all } = urp;
    const QUIET_MS = 2000;
    const SURE_MS = 300000;     // also without news: a reminder's moment comes with no change of the store
    const POLL_MS = 30000;      // in place of the stream

    const events = document.body.dataset.events;
    if (!events) return;

    let timer = 0, toldAt = 0, missed = false, heard = true;
    const tell = () => {
        timer = 0;
        missed = document.hidden;
        if (missed) return;
        toldAt = Date.now();
        document.dispatchEvent(new CustomEvent('urp-change'));
    };
    const later = () => {
        // Not all desks at the same moment.
        if (!timer) timer = setTimeout(tell, Math.max(200 + Math.random() * 600, toldAt + QUIET_MS - Date.now()));
    };
    setInterval(() => { if (Date.now() - toldAt >= SURE_MS) later(); }, SURE_MS / 10);
    document.addEventListener('visibilitychange', () => { if (!document.hidden && missed) later(); });

    // ---- the stream, and what to do without one ----

    let stream, poll = 0;
    const deaf = () => { poll ||= setInterval(later, POLL_MS); };
    const listen = () => {
        if (!globalThis.EventSource) return deaf();
        stream = new EventSource(events);
        stream.addEventListener('cambiato', later);
        // What happened while nobody listened is not told again.
        stream.addEventListener('open', () => {
            clearInterval(poll);
            poll = 0;
            if (!heard) later();
            heard = true;
        });
        stream.addEventListener('error', () => {
            heard = false;
            deaf();
            if (stream.readyState === EventSource.CLOSED) setTimeout(listen, POLL_MS);   // refused: the browser gives up
        });
    };
    listen();
    addEventListener('pagehide', () => stream?.close());
    addEventListener('pageshow', e => {
        if (!e.persisted) return;        // back from the browser's own cache, with what was so when it was left
        heard = false;
        listen();
    });

    // ---- pages without manners of their own: what is marked data-live comes anew, but never under somebody's hands ----

    if (document.querySelector('[data-board]')) return;
    document.addEventListener('urp-change', async () => {
        const here = document.activeElement;
        const answer = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null);
        if (!answer?.ok || answer.redirected) return;
        const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
        all('[data-live]').forEach(old => {
            const next = fresh.getElementById(old.id);
            if (!next || next.innerHTML === old.innerHTML || (old.contains(here) && /^(INPUT|SELECT|TEXTAREA)$/.test(here.tagName))) return;
            const kept = old.contains(here) && here.getAttribute('href');
            old.replaceWith(next);
            if (kept) next.querySelector(`a[href="${CSS.escape(kept)}"]`)?.focus();
        });
    });
})();
