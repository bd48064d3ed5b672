// SPDX-License-Identifier: EUPL-1.2
// What a test about people needs at once: mail server, a town in it, the daemon, a browser. Everything is closed again.
import { openBrowser } from './browser.mjs';
import { openDesk } from './desk.mjs';
import { openMailServer } from './mailserver.mjs';

// Why this machine cannot run such tests, or false.
export function missing() {
    if (process.getuid() !== 0) return 'Postfix needs root';
    return false;
}

export class Scene {
    static async open(t, { town = 'j', mail = true, browser = true, ...options } = {}) {   // town: its name, or one that is there already
        const s = new Scene();
        t.after(() => s.close());
        if (mail) {
            s.mail = openMailServer();
            if (!s.mail) throw new Error('no mail server can run here');
            s.town = typeof town === 'string' ? s.mail.town(town) : town;
        }
        s.desk = await openDesk({ town: s.town, ...options });
        s.ente = s.desk.ente();
        if (browser) {
            s.browser = await openBrowser();
            if (!s.browser) throw new Error('no chromium');
        }
        return s;
    }

    // The office of the body whose name or task contains text.
    settore(text) {
        const found = this.ente.settori.find(x => `${x.name} ${x.tasks ?? ''}`.toLowerCase().includes(text.toLowerCase()));
        if (!found) throw new Error(`no settore «${text}»: ${this.ente.settori.map(x => x.name).join(', ')}`);
        return found;
    }

    box(addr) {
        return this.town.mailbox(addr);
    }

    async close() {
        const errors = [];
        for (const end of [() => this.browser?.close(), () => this.desk?.close()]) {
            await Promise.resolve().then(end).catch(e => errors.push(e));
        }
        if (errors.length) throw errors[0];
    }
}
