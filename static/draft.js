// SPDX-License-Identifier: EUPL-1.2
// The form of a draft on a line that breaks: what is typed and every file go to the server as they come, files in pieces, and go on where
// the line broke. Nothing is kept anywhere but in this page and in the draft.
(() => {
    'use strict';
    const { all, make, say, locale, size, thumb } = urp, text = urp.words('draft');
    const form = document.querySelector('form[data-draft]');
    if (!form) return;

    // ---- the line ----

    const STALLED_MS = 25000;            // nothing moves: the line is dead, whatever the system believes
    const FIRST_WAIT_MS = 2000, LONGEST_WAIT_MS = 60000;
    const clock = ms => { const s = Math.max(1, Math.round(ms / 1000)); return s === 1 ? text('second') : text('seconds', s); };

    // Waits longer each time; a line that comes back, or somebody who presses, ends the wait.
    class Patience {
        tries = 0;
        get next() { return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.tries); }
        wait(signal) {
            const ms = this.next * (.8 + Math.random() * .4);
            this.tries++;
            return new Promise(resolve => {
                const end = () => { clearTimeout(timer); removeEventListener('online', end); signal?.removeEventListener('abort', end); this.now = null; resolve(); };
                const timer = setTimeout(end, ms);
                addEventListener('online', end);
                signal?.addEventListener('abort', end);
                this.now = end;
            });
        }
    }

    // One request that may fail in three ways: 'line' (try again), 'later' (they are busy: try again), or with an answer.
    // moved: bytes that left, so far.
    const ask = (method, url, body, { signal, moved } = {}) => new Promise((resolve, reject) => {
        const x = new XMLHttpRequest();
        let stalled = 0;
        const alive = () => { clearTimeout(stalled); stalled = setTimeout(() => x.abort(), STALLED_MS); };
        const stop = () => x.abort();
        const end = (fn, value) => { clearTimeout(stalled); signal?.removeEventListener('abort', stop); fn(value); };
        const fail = why => end(reject, Object.assign(new Error(why), { why }));
        x.open(method, url);
        x.responseType = 'json';
        x.setRequestHeader('Accept', 'application/json');
        x.upload.addEventListener('progress', p => { alive(); moved?.(p.loaded); });
        x.addEventListener('error', () => fail('line'));
        x.addEventListener('abort', () => fail(signal?.aborted ? 'gone' : 'line'));
        x.addEventListener('load', () => {
            if (x.status === 429 || x.status >= 500) return fail('later');
            return end(resolve, { status: x.status, json: x.response });
        });
        signal?.addEventListener('abort', stop);
        if (signal?.aborted) return fail('gone');
        alive();
        x.send(body);
        return undefined;
    });

    // ---- what was typed ----

    const note = form.querySelector('[data-saved]');
    const tell = (what, kept) => {
        if (!note) return;
        note.textContent = what;
        note.classList.toggle('is-warn', !kept);
        note.hidden = false;
    };
    const typing = new Patience();
    let timer = 0, changed = false, saving = null, retry = null;
    let refused = false;                 // they answered, and will answer the same again: what is there goes with the form, as without script
    const body = extra => {
        const data = new FormData(form);
        data.delete('files');
        for (const [k, v] of Object.entries(extra)) data.set(k, v);
        return data;
    };
    // Fails by 'line' (try again) or 'refused'. The redirection that follows is not read: the page is here already.
    const send = async (extra, leaving) => {
        const fail = why => Object.assign(new Error(why), { why });
        const answer = await fetch(form.action, { method: 'POST', body: body(extra), redirect: 'manual', keepalive: leaving === true, signal: leaving ? undefined : AbortSignal.timeout?.(STALLED_MS) })
            .catch(() => { throw fail('line'); });
        if (answer.type !== 'opaqueredirect' && !answer.ok) throw fail(answer.status >= 500 ? 'line' : 'refused');
    };
    // true: the server has it.
    const save = async leaving => {
        clearTimeout(timer);
        if (saving) await saving;
        if (!changed) return true;
        changed = false;
        const one = send({ do: 'salva' }, leaving);
        saving = one.catch(() => {}).then(() => { saving = null; });
        try {
            await one;
            typing.tries = 0;
            refused = false;
            tell(text('saved', new Date().toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })), true);
            return true;
        } catch (e) {
            changed = true;
            refused = e.why === 'refused';
            tell(text(refused ? 'not-saved' : 'unsaved'), false);
            clearTimeout(timer);
            if (!refused) retry ??= typing.wait().then(() => { retry = null; save(); });
            return false;
        }
    };
    form.addEventListener('input', e => {
        if (e.target.type === 'file') return;
        changed = true;
        clearTimeout(timer);
        timer = setTimeout(save, 4000);
    });
    // The key that ends a line leads to the next field: the step is sent by its button alone.
    const steps = () => all('input:not([type="hidden"]), select, textarea, button', form).filter(e => e.offsetParent && e.tabIndex >= 0 && !e.disabled);
    const LINE = 'input:not([type="checkbox"]):not([type="radio"]):not([type="file"])';
    all(LINE, form).forEach(e => { e.enterKeyHint = 'next'; });
    form.addEventListener('keydown', e => {
        if (e.key !== 'Enter' || e.isComposing || e.defaultPrevented || !e.target.matches(LINE)) return;
        e.preventDefault();
        steps()[steps().indexOf(e.target) + 1]?.focus();
    });
    // A phone that opens the camera may throw the page away.
    document.addEventListener('visibilitychange', () => { if (document.hidden) save(true); });

    // ---- files ----

    const area = form.querySelector('[data-upload]');
    const input = area?.querySelector('input[type="file"]');
    const url = area?.dataset.upload;
    const SMALLEST = 64 << 10, LARGEST = 1 << 20;
    const LOOKS = 4;                     // half a minute
    let piece = 256 << 10;               // what a slow line carries in some seconds
    const queue = [];
    let working = false, idle = [];

    const list = () => {
        let ul = document.getElementById('file-della-bozza');
        if (!ul) {
            ul = make('ul', { className: 'urp-files', id: 'file-della-bozza' });
            area.before(ul);
        }
        return ul;
    };
    const button = (label, about, cls, props) => make('button', { type: 'button', className: `btn btn-sm ${cls}`, ...props }, label,
        make('span', { className: 'visually-hidden' }, ` ${about}`));

    // The same file chosen again, also after the page was thrown away, is known by it and goes on where it stopped.
    const keyOf = file => {
        let h = 0xcbf29ce484222325n;
        for (const c of new TextEncoder().encode(`${file.name}\n${file.size}\n${file.lastModified}\n${file.type}`)) h = BigInt.asUintN(64, (h ^ BigInt(c)) * 0x100000001b3n);
        return `${h.toString(36)}-${file.size.toString(36)}`;
    };

    class Sending {
        constructor(file) {
            this.file = file;
            this.key = keyOf(file);
            this.stop = new AbortController();
            this.patience = new Patience();
            this.said = this.looks = 0;
            this.li = make('li', { className: 'urp-sending' });
            this.name = make('span', {}, file.name, ' ', make('small', { textContent: size(file.size) }));
            this.bar = make('progress', { className: 'urp-progress', max: file.size || 1, value: 0 });
            this.bar.setAttribute('aria-label', text('upload-of', file.name));
            this.state = make('p', { className: 'urp-sending-state', textContent: text('queued') });
            this.again = button(text('again'), file.name, 'btn-outline-primary', { hidden: true });
            this.again.addEventListener('click', () => this.patience.now?.());
            this.cancel = button(text('cancel'), file.name, 'btn-outline-danger');
            this.cancel.addEventListener('click', () => this.drop());
            this.li.append(this.name, this.again, this.cancel, this.bar, this.state);
            if (file.type.startsWith('image/')) thumb(file, this.li);
            list().append(this.li);
        }

        tell(what, aloud) {
            this.state.textContent = what;
            if (aloud && !this.dropped) say(`${this.file.name}: ${what}`);
        }

        moved(n) {
            this.bar.value = n;
            const percent = Math.floor(n / this.file.size * 100), quarter = Math.floor(percent / 25);
            this.tell(`${percent} %`, quarter > this.said && percent < 100);
            this.said = Math.max(this.said, quarter);
        }

        drop() {
            const next = this.li.nextElementSibling?.querySelector('button') || input;
            this.dropped = true;
            if (this.last && !this.over) this.patience.now?.();        // all of it left: what they made of it has to be heard first
            else {
                this.over = true;
                this.stop.abort();
            }
            this.li.remove();
            next.focus();
            say(text('cancelled', this.file.name));
        }

        // Cancelled when they had it already. One that the draft had before, chosen again, stays.
        async takeBack(f) {
            if (!list().querySelector(`[data-file="${f.id}"]`)) await send({ do: 'salva', togli: f.id });
            this.over = true;
        }

        // Cancelled, and the answer was lost: it may be on its way into the draft still.
        async lookAgain() {
            if (this.looks++ === LOOKS) return void (this.over = true);
            await this.patience.wait();
            return this.ask('GET');
        }

        // Refused for good: stays to be read.
        refused(why) {
            this.over = true;
            this.bar.remove();
            this.again.remove();
            this.tell(why || text('refused'), true);
            this.state.classList.add('urp-error');
            this.cancel.firstChild.textContent = text('close');
        }

        // From here on as the server draws it.
        done(f) {
            this.over = true;
            const gone = document.activeElement === this.cancel || document.activeElement === this.again;
            const there = list().querySelector(`[data-file="${f.id}"]`);
            if (there) {
                this.li.remove();
                return say(text('there', f.nome));
            }
            this.li.dataset.file = f.id;
            this.li.className = '';
            this.name.replaceChildren(f.nome, ' ', make('small', { textContent: f.dimensione }));
            const remove = button(text('remove'), f.nome, 'btn-outline-danger', { type: 'submit', name: 'togli', value: f.id });
            this.li.querySelectorAll('button, progress, p').forEach(e => e.remove());
            if (f.luogo && area.dataset.place) {
                this.li.append(button(text('use-place'), text('of', f.nome), 'btn-outline-primary', { type: 'submit', name: 'luogo', value: f.id }));
            }
            this.li.append(remove);
            if (gone) remove.focus();
            say(text('uploaded', f.nome));
            return undefined;
        }

        async ask(method, more, data) {
            return ask(method, method === 'GET' ? `${url}?${new URLSearchParams({ chiave: this.key })}` : url, data, { signal: this.stop.signal, moved: more });
        }

        async one(have) {
            const end = Math.min(have + piece, this.file.size), data = new FormData(), started = performance.now();
            for (const [k, v] of Object.entries({ chiave: this.key, da: have, totale: this.file.size, nome: this.file.name || 'foto.jpg' })) data.append(k, v);
            if (end > have) data.append('pezzo', this.file.slice(have, end), 'pezzo');
            if (end === this.file.size) this.last = true;
            const answer = await this.ask('POST', n => this.moved(Math.min(have + n, end)), data);
            const took = performance.now() - started;
            if (end - have === piece) piece = Math.min(LARGEST, Math.max(SMALLEST, took < 2000 ? piece * 2 : took > 8000 ? piece >> 1 : piece));
            return answer;
        }

        // Asks what has come, sends the rest.
        async attempt() {
            let answer = await this.ask('GET');
            while (!this.over) {
                if (answer.json?.file) return this.dropped ? this.takeBack(answer.json.file) : this.done(answer.json.file);
                if (answer.status === 422 || !Number.isInteger(answer.json?.preso)) return this.refused(answer.json?.errore);
                if (this.dropped) {
                    answer = await this.lookAgain();
                    continue;
                }
                this.moved(answer.json.preso);
                this.again.hidden = true;
                answer = await this.one(answer.json.preso);
                this.patience.tries = 0;
            }
            return undefined;
        }

        async run() {
            this.tell(text('upload'), true);
            while (!this.over) {
                try {
                    await this.attempt();
                } catch (e) {
                    if (this.over || e.why === 'gone') return;
                    if (this.dropped && e.why === 'refused') return void (this.over = true);
                    if (!e.why) return void this.refused(text('unreadable'));
                    piece = Math.max(SMALLEST, piece >> 1);
                    const aloud = this.patience.tries === 0;
                    this.tell(text(e.why === 'line' ? 'broken' : 'busy', clock(this.patience.next)), aloud);
                    this.again.hidden = false;
                    await this.patience.wait(this.stop.signal);
                }
            }
        }
    }

    const pending = () => queue.filter(s => !s.over).length;
    const work = async () => {
        if (working) return;
        working = true;
        for (let s; (s = queue.find(x => !x.over));) await s.run();    // one after the other: the order is theirs, and the line is one
        working = false;
        idle.splice(0).forEach(f => f());
    };
    const add = files => {
        const max = +area.dataset.max, most = +area.dataset.maxBytes;
        for (const file of files) {
            if (queue.some(s => !s.over && !s.dropped && s.key === keyOf(file))) continue;
            const s = new Sending(file);
            if (list().querySelectorAll('[data-file]').length + pending() >= max) s.refused(text('too-many', max));
            else if (file.size > most) s.refused(text('too-big', most >> 20));
            else if (!file.size) s.refused(text('empty'));
            else queue.push(s);
        }
        work();
    };
    const take = from => from.addEventListener('change', () => {
        add([...from.files]);
        from.value = '';                                               // they do not go with the form as well
    });
    if (area && window.AbortController) {
        take(input);
        area.querySelector('button[value="carica"]')?.remove();
        // The chooser of newer telephones has no camera in it; this one is nothing but the camera.
        if (matchMedia('(pointer: coarse)').matches) {
            const camera = make('input', { type: 'file', accept: 'image/*', className: 'visually-hidden', id: 'f-camera', tabIndex: -1 });
            const open = make('button', { type: 'button', className: 'btn btn-outline-primary', textContent: text('camera') });
            camera.setAttribute('capture', 'environment');
            camera.setAttribute('aria-hidden', 'true');
            open.addEventListener('click', () => camera.click());
            take(camera);
            area.prepend(open, camera);
        }
        // Taken away without leaving the page: others may be under way.
        form.addEventListener('click', async e => {
            const b = e.target.closest('button[name="togli"]');
            if (!b || e.defaultPrevented) return;
            e.preventDefault();
            const li = b.closest('li'), next = li.nextElementSibling?.querySelector('button') || li.previousElementSibling?.querySelector('button') || input;
            b.setAttribute('aria-disabled', 'true');
            try {
                await send({ do: 'salva', togli: b.value });
                li.remove();
                next.focus();
                say(text('removed', li.querySelector('span')?.firstChild?.textContent.trim() || 'File'));
            } catch (e) {
                b.removeAttribute('aria-disabled');
                if (e.why === 'refused') {
                    going = true;
                    return void form.requestSubmit(b);
                }
                say(text('not-removed'));
            }
        });
    }
    addEventListener('beforeunload', e => { if (pending() || (changed && !navigator.onLine)) e.preventDefault(); });

    // ---- on to the next page: once the files are there and what is typed is safe ----

    let going = false, waiting = null;
    const stepNote = make('p', { className: 'callout urp-callout urp-waiting', role: 'status', hidden: true });
    (all('.urp-buttons', form).at(-1) || form.lastElementChild).before(stepNote);
    const wait = what => {
        stepNote.textContent = what;
        stepNote.hidden = !what;
    };
    form.addEventListener('submit', async e => {
        if (going || e.defaultPrevented) return;
        e.preventDefault();
        const first = !waiting;
        waiting = { by: e.submitter };
        if (!first) return;
        const patience = new Patience();
        while (pending()) {
            wait(pending() === 1 ? text('one-file') : text('files', pending()));
            await new Promise(resolve => idle.push(resolve));
        }
        changed = true;
        while (!await save() && !refused) {
            wait(text('no-line'));
            await patience.wait();
        }
        wait('');
        going = true;
        form.requestSubmit(waiting.by);
        waiting = null;
    });
    addEventListener('pageshow', () => { going = false; waiting = null; });
})();
