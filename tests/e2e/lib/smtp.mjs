// SPDX-License-Identifier: EUPL-1.2
// The outside world handing in a mail: plain SMTP to the server's port 25.
import net from 'node:net';

class Talk {
    constructor(port) {
        this.socket = net.connect({ port, host: '127.0.0.1' });
        this.socket.setEncoding('latin1');
        this.buffer = '';
        this.waiting = null;
        this.socket.on('data', d => { this.buffer += d; this.wake(); });
        this.socket.on('close', () => { this.closed = true; this.wake(); });
        this.socket.on('error', e => { this.error = e; this.wake(); });
    }

    wake() {
        this.waiting?.();
    }

    async answer() {
        for (;;) {
            const m = /^(?:\d{3}-.*\r?\n)*(\d{3}) .*\r?\n/.exec(this.buffer);
            if (m) {
                this.buffer = this.buffer.slice(m[0].length);
                return { code: Number(m[1]), text: m[0] };
            }
            if (this.error) throw this.error;
            if (this.closed) throw new Error('SMTP server closed the connection');
            await new Promise(r => { this.waiting = r; });
        }
    }

    async say(line, want) {
        this.socket.write(line + '\r\n', 'latin1');
        const a = await this.answer();
        if (want && Math.floor(a.code / 100) !== want) throw new Error(`SMTP ${line.slice(0, 40)}: ${a.text.trim()}`);
        return a;
    }
}

// raw: Buffer with CRLF lines. Resolves when the server has taken the responsibility.
export async function submit(port, { from, to, raw }) {
    const t = new Talk(port);
    try {
        await t.answer();
        await t.say('EHLO cittadino.test', 2);
        await t.say(`MAIL FROM:<${from}>`, 2);
        for (const rcpt of [to].flat()) await t.say(`RCPT TO:<${rcpt}>`, 2);
        await t.say('DATA', 3);
        t.socket.write(raw.toString('latin1').replace(/\r\n\./g, '\r\n..'), 'latin1');
        await t.say(raw.toString('latin1').endsWith('\r\n') ? '.' : '\r\n.', 2);
        await t.say('QUIT');
    } finally {
        t.socket.destroy();
    }
}
