// SPDX-License-Identifier: EUPL-1.2
// When very many send at once: reckons what the form asks for, aside, and sends. The page starts this file a second time as a worker.
(() => {
    'use strict';

    // ---- the worker: SHA-256 (FIPS 180-4) of one block, again and again ----

    const K = new Uint32Array(64), H = new Uint32Array(8);
    const primes = () => {
        const frac = x => (x - Math.floor(x)) * 4294967296 >>> 0;
        for (let n = 2, i = 0; i < 64; n++) {
            let prime = true;
            for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
            if (!prime) continue;
            if (i < 8) H[i] = frac(Math.sqrt(n));
            K[i++] = frac(Math.cbrt(n));
        }
    };
    const w = new Uint32Array(64);
    const r = (x, n) => x >>> n | x << 32 - n;
    const block = (state, bytes, at) => {
        for (let i = 0; i < 16; i++) w[i] = bytes[at + i * 4] << 24 | bytes[at + i * 4 + 1] << 16 | bytes[at + i * 4 + 2] << 8 | bytes[at + i * 4 + 3];
        for (let i = 16; i < 64; i++) w[i] = w[i - 16] + (r(w[i - 15], 7) ^ r(w[i - 15], 18) ^ w[i - 15] >>> 3) + w[i - 7] + (r(w[i - 2], 17) ^ r(w[i - 2], 19) ^ w[i - 2] >>> 10);
        let [a, b, c, d, e, f, g, h] = state;
        for (let i = 0; i < 64; i++) {
            const t = h + (r(e, 6) ^ r(e, 11) ^ r(e, 25)) + (e & f ^ ~e & g) + K[i] + w[i] | 0, u = (r(a, 2) ^ r(a, 13) ^ r(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
            h = g; g = f; f = e; e = d + t | 0; d = c; c = b; b = a; a = t + u | 0;
        }
        [a, b, c, d, e, f, g, h].forEach((x, i) => { state[i] += x; });
    };
    const sha256 = text => {
        const m = new TextEncoder().encode(text), bytes = new Uint8Array((m.length + 9 + 63 >> 6) * 64), state = H.slice();
        bytes.set(m);
        bytes[m.length] = 0x80;
        new DataView(bytes.buffer).setUint32(bytes.length - 4, m.length * 8);
        for (let at = 0; at < bytes.length; at += 64) block(state, bytes, at);
        return state;
    };
    if (typeof document === 'undefined') {
        primes();
        addEventListener('message', e => {
            for (let n = 0; ; n++) if (Math.clz32(sha256(`${e.data.stamp}.${n}`)[0]) >= e.data.bits) return postMessage(String(n));
        });
        return;
    }

    // ---- the page ----

    const { make, say, words } = urp, form = document.querySelector('form[data-proof]');
    if (!form || !window.Worker) return;
    const note = make('p', { className: 'callout urp-callout', role: 'status', textContent: words('proof')('wait') });
    form.prepend(note);
    say(note.textContent);
    const worker = new Worker(form.dataset.proof);
    worker.addEventListener('message', e => {
        form.elements.prova.value = e.data;
        form.requestSubmit();
    });
    worker.addEventListener('error', () => note.remove());    // the words above the page say what else to do
    worker.postMessage({ stamp: form.elements.timbro.value, bits: +form.dataset.bits });
})();
