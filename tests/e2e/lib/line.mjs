// SPDX-License-Identifier: EUPL-1.2
// A line between a browser and the daemon that can be slow, break after so many bytes, and be mended: real TCP.
import net from 'node:net';

export class Line {
    constructor(port) {
        this.port = port;            // of the daemon; may be set later
        this.sent = 0;               // bytes from the browser that went through
        this.cutAt = Infinity;       // of those: then everything breaks, until mend()
        this.broken = false;
        this.holdAt = Infinity;      // of those: from then on what the daemon answers waits, until release()
        this.held = [];
        this.sockets = new Set();
    }

    async open() {
        this.server = net.createServer({ pauseOnConnect: true }, c => this.carry(c));
        await new Promise(resolve => { this.server.listen(0, '127.0.0.1', resolve); });
        this.url = `http://127.0.0.1:${this.server.address().port}`;
        return this;
    }

    carry(client) {
        if (this.broken) return client.destroy();
        const there = net.connect(this.port, '127.0.0.1');
        for (const s of [client, there]) {
            this.sockets.add(s);
            s.on('error', () => {});
            s.on('close', () => { this.sockets.delete(s); client.destroy(); there.destroy(); });
        }
        client.on('data', bytes => {
            const through = bytes.subarray(0, Math.max(0, this.cutAt - this.sent));
            this.sent += through.length;
            if (!there.write(through)) {
                client.pause();
                there.once('drain', () => client.resume());
            }
            if (this.sent >= this.cutAt) this.cut();
        });
        there.on('data', bytes => {
            if (this.sent >= this.holdAt) this.held.push(() => client.write(bytes));
            else client.write(bytes);
        });
        there.on('end', () => { if (this.sent < this.holdAt) client.end(); });
        client.resume();
        return undefined;
    }

    cut() {
        this.broken = true;
        for (const s of [...this.sockets]) s.destroy();    // at once: resetAndDestroy would let pending bytes out first
    }

    mend() {
        this.cutAt = Infinity;
        this.broken = false;
    }

    release() {
        this.holdAt = Infinity;
        for (const go of this.held.splice(0)) go();
    }

    close() {
        this.cut();
        return new Promise(resolve => { this.server.close(resolve); });
    }
}
