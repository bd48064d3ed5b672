// SPDX-License-Identifier: EUPL-1.2
// The desk: only the fields of the chosen type; what stands in the others is kept.
(() => {
    'use strict';
    const { all } = urp;

    all('form[data-by-type]').forEach(form => {
        const type = form.elements.type;
        all('.urp-noscript', form).forEach(n => { n.hidden = true; });
        const show = () => all('[data-types]', form).forEach(d => { d.hidden = !d.dataset.types.split(' ').includes(type.value); });
        type.addEventListener('change', show);
        show();
    });
})();
