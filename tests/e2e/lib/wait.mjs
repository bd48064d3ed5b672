// SPDX-License-Identifier: EUPL-1.2
// Waiting without sleeping: a condition is asked again and again until it holds or its deadline has passed.
import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

// Returns the first truthy value of ask(). The deadline's error says what was waited for and the last failure.
export async function until(what, ask, { ms = 15000, every = 50 } = {}) {
    const end = performance.now() + ms;
    let last = '';
    for (;;) {
        try {
            const got = await ask();
            if (got) return got;
        } catch (e) {
            if (e.fatal) throw e;
            last = `; last: ${e.message}`;
        }
        if (performance.now() > end) throw new Error(`waited ${ms / 1000} s for ${what}${last}`);
        await pause(every);
    }
}

// True when nothing happens: ask() stays falsy for the whole time. For "no second mail comes".
export async function never(what, ask, { ms = 1500, every = 100 } = {}) {
    const end = performance.now() + ms;
    while (performance.now() < end) {
        if (await ask()) throw new Error(`must not happen: ${what}`);
        await pause(every);
    }
}

// A fold is open: its form is there, or comes by script, or is behind a link that follow() presses.
export async function formMade(fold, follow) {
    if (!await fold.evaluate(e => 'shut' in e.dataset)) return;
    if (!await fold.evaluate(() => 'urp' in globalThis)) {
        await follow(fold.locator('a').first());
        await fold.page().waitForURL(/[?&]apri=/);
    }
    await until('the form in its fold', () => fold.evaluate(e => !('shut' in e.dataset)));
}

export function fatal(message) {
    return Object.assign(new Error(message), { fatal: true });
}

// A port nobody listens on now, and that nobody else of this run is given: $E2E_PORTS is a folder of all lanes. Below those that the kernel
// hands to whoever connects: such a one could sit on the port of a daemon while it is started anew. Above those that browsers refuse.
const PORTS = { from: 11000, to: 21000 };
export async function freePort() {
    for (;;) {
        const port = randomInt(PORTS.from, PORTS.to);
        if (claimed(port) && await listens(port)) return port;
    }
}

function claimed(port) {
    if (!process.env.E2E_PORTS) return true;
    try {
        mkdirSync(path.join(process.env.E2E_PORTS, String(port)));
        return true;
    } catch (e) {
        if (e.code === 'EEXIST') return false;
        throw e;
    }
}

function listens(port) {
    return new Promise((resolve, reject) => {
        const s = net.createServer();
        s.once('error', e => (e.code === 'EADDRINUSE' ? resolve(false) : reject(e)));
        s.listen(port, '127.0.0.1', () => s.close(() => resolve(true)));
    });
}

// Names the step in the error of whatever fails inside it.
export async function step(name, work) {
    const t0 = performance.now();
    try {
        return await work();
    } catch (e) {
        e.message = `[${name}] ${e.message}`;
        throw e;
    } finally {
        if (process.env.E2E_VERBOSE) console.error(`    ${((performance.now() - t0) / 1000).toFixed(1)} s  ${name}`);
    }
}
