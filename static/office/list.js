// SPDX-License-Identifier: EUPL-1.2
// Lists: x chooses the row that j and k walk to; how many are chosen is said.
(() => {
    'use strict';
    const { all } = urp;

    // A bulk action may end before the page hears of anything.
    const running = () => document.querySelector('#andamento [data-running]');
    const look = async () => {
        const answer = running() && await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null);
        if (answer?.ok && !answer.redirected) {
            const next = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('andamento');
            const old = document.getElementById('andamento');
            if (next && !old.contains(document.activeElement)) old.replaceWith(next);
        }
        if (running()) setTimeout(look, 2000);
    };
    if (running()) setTimeout(look, 1000);

    const form = document.querySelector('.urp-pick');
    if (!form) return;
    const boxes = () => all('input[name="r"]', form);
    const whole = form.elements.tutte, said = form.querySelector('.urp-picked');
    const tell = () => {
        const n = boxes().filter(b => b.checked).length;
        said.textContent = whole?.checked ? '' : n === 1 ? '1 scelta' : n ? `${n} scelte` : '';
    };
    form.addEventListener('change', tell);
    addEventListener('pageshow', tell);          // the browser keeps what was ticked
    addEventListener('keydown', e => {
        if (e.key !== 'x' || document.body.dataset.keys === 'off' || e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input:not([name="r"]), select, textarea')) return;
        const box = document.activeElement?.closest('tr')?.querySelector('input[name="r"]');
        if (!box) return;
        e.preventDefault();
        box.checked = !box.checked;
        tell();
    });
})();
