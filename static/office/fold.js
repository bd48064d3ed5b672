// SPDX-License-Identifier: EUPL-1.2
// Forms that are made when somebody opens their fold. Without script, and where that fails, a link in the fold leads to the page with
// the form in place.
(() => {
    'use strict';
    const { each, came, make, say } = urp;

    const take = async url => {
        const answer = await fetch(url, { headers: { Accept: 'text/html' } }).catch(() => null);
        return answer?.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), 'text/html').body : null;
    };

    each('details[data-shut]', box => {
        const title = box.querySelector('summary').textContent.trim(), inside = box.querySelector('summary').nextElementSibling;
        let running = false;
        const load = async () => {
            if (!box.open || running || !('shut' in box.dataset)) return;
            running = true;
            inside.setAttribute('aria-busy', 'true');
            const form = await take(box.closest('[data-folds]').dataset.folds + box.id.slice(2));
            running = false;
            inside.removeAttribute('aria-busy');
            inside.querySelector('[role="alert"]')?.remove();
            if (!form) return inside.prepend(make('p', { role: 'alert', textContent: 'Il modulo non si è aperto: prova con il collegamento qui sotto.' }));
            const here = inside.contains(document.activeElement);     // on the link, meanwhile
            inside.replaceChildren(...form.childNodes);
            delete box.dataset.shut;
            came(inside);
            if (here) inside.querySelector('input:not([type="hidden"]), select, textarea, button')?.focus();
            say(`${title}: il modulo è pronto`);
        };
        box.addEventListener('toggle', load);
        load();      // the address may have opened it
    });
})();
