// SPDX-License-Identifier: EUPL-1.2
// An identity provider on loopback (npm oidc-provider): people, groups, and token answers that lie in one way at a time.
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';
import { freePort } from './wait.mjs';

const b64 = o => Buffer.from(typeof o === 'string' ? o : JSON.stringify(o)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);

function rs256(head, claims, key) {
    const said = `${b64({ alg: 'RS256', kid: 'chiave-1', ...head })}.${b64(claims)}`;
    return `${said}.${createSign('RSA-SHA256').update(said).sign(key).toString('base64url')}`;
}

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const claimsOf = token => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

export class IdentityProvider {
    // people: { login: { sub, name, email, groups } }; everybody's password is 'pw'.
    constructor({ redirect, people }) {
        this.redirect = redirect;
        this.people = people;
        this.fault = null;
        this.mine = pair();
        this.others = pair();
    }

    // What each lie does with the honest token t of claims c.
    faults() {
        const good = this.mine.privateKey, bad = this.others.privateKey;
        const spki = this.mine.publicKey.export({ type: 'spki', format: 'pem' });
        const hs = c => { const said = `${b64({ alg: 'HS256', kid: 'chiave-1' })}.${b64(c)}`; return `${said}.${createHmac('sha256', spki).update(said).digest('base64url')}`; };
        const but = more => c => rs256({}, { ...c, ...more }, good);
        const without = key => c => { const { [key]: _, ...rest } = c; return rs256({}, rest, good); };
        return {
            'alg none': c => `${b64({ alg: 'none' })}.${b64(c)}.`, 'alg none with a signature': (c, t) => `${b64({ alg: 'none', kid: 'chiave-1' })}.${t.split('.').slice(1).join('.')}`,
            'public key as secret': hs, 'foreign signature': c => rs256({}, c, bad), 'unknown key': c => rs256({ kid: 'altra' }, c, bad),
            'foreign audience': but({ aud: 'altro-client' }), 'two audiences': but({ aud: ['urp', 'altro-client'] }), 'made for another': but({ azp: 'altro-client' }),
            'foreign issuer': but({ iss: 'https://altrove.test' }), 'expired': but({ iat: now() - 7200, exp: now() - 3600 }), 'of the future': but({ iat: now() + 7200, exp: now() + 9000 }),
            'not before': but({ nbf: now() + 7200 }), 'no exp': without('exp'), 'no iat': without('iat'), 'foreign nonce': but({ nonce: 'x' }), 'no nonce': without('nonce'),
            'no sub': without('sub'), 'sub of another than userinfo': but({ sub: 'p-2' }), 'exp as text': but({ exp: String(now() + 300) }), 'critical header': c => rs256({ crit: ['x'], x: 1 }, c, good),
            'cut': (c, t) => t.slice(0, -20), 'changed words': (c, t) => { const p = t.split('.'); return [p[0], b64({ ...c, sub: 'p-2' }), p[2]].join('.'); },
            'garbage': () => '{}', 'empty': () => '',
        };
    }

    async start() {
        const jwk = { ...this.mine.privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'chiave-1' };
        const port = await freePort();
        this.issuer = `http://127.0.0.1:${port}`;
        const bySub = Object.fromEntries(Object.values(this.people).map(p => [p.sub, p]));
        const provider = this.provider = new Provider(this.issuer, {
            clients: [{ client_id: 'urp', client_secret: 'segreto-di-prova', grant_types: ['authorization_code'], response_types: ['code'], redirect_uris: [this.redirect],
                backchannel_logout_uri: this.redirect.replace('ritorno', 'uscita'), backchannel_logout_session_required: true }],
            jwks: { keys: [jwk] }, cookies: { keys: ['prova'] }, pkce: { required: () => true }, scopes: ['openid', 'profile', 'email', 'groups'],
            claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'given_name', 'family_name', 'https://attributes.eid.gov.it/fiscal_number'], email: ['email'], groups: ['groups'] }, conformIdTokenClaims: false,
            features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } }, interactions: { url: (_c, i) => `/accesso/${i.uid}` },
            fetch: (url, { dispatcher: _, ...options }) => fetch(url, options), // its own would not speak to loopback
            findAccount: async (_c, sub) => bySub[sub] && { accountId: sub, claims: () => ({ ...bySub[sub], email_verified: true }) },
        });
        provider.on('error', () => {});    // a client that hangs up is part of the test
        provider.use((ctx, next) => this.answer(ctx, next));
        await new Promise((resolve, reject) => {
            this.server = provider.listen(port, '127.0.0.1', resolve);
            this.server.on('error', reject);
        });
        return this;
    }

    // Its page of signing in takes the login from the query of a link, so that a browser without script can walk through.
    async answer(ctx, next) {
        if (ctx.path.startsWith('/accesso/')) return this.signIn(ctx);
        await next();
        if (ctx.path !== '/token' || !this.fault || !ctx.body?.id_token) return undefined;
        const lie = this.fault, token = ctx.body.id_token;
        if (lie === 'http 500') { ctx.status = 500; ctx.body = { error: 'server_error' }; }
        else if (lie === 'no json') { ctx.type = 'text/html'; ctx.body = '<h1>proxy</h1>'; }
        else if (lie === 'slow') await new Promise(r => setTimeout(r, 20000).unref());
        else if (lie === 'huge') ctx.body = { ...ctx.body, pad: 'x'.repeat(8 << 20) };
        else ctx.body = { ...ctx.body, id_token: this.faults()[lie](claimsOf(token), token) };
        return undefined;
    }

    async signIn(ctx) {
        const { params } = await this.provider.interactionDetails(ctx.req, ctx.res);
        if (ctx.method !== 'POST') {
            ctx.type = 'html';
            ctx.body = '<!doctype html><html lang="it"><title>Prova</title><form method="post"><label>Utente <input name="login"></label><button>Entra</button></form>';
            return;
        }
        let body = '';
        for await (const c of ctx.req) body += c;
        const who = this.people[new URLSearchParams(body).get('login')];
        ctx.respond = false;
        if (!who) {
            await this.provider.interactionFinished(ctx.req, ctx.res, { error: 'access_denied' });
            return;
        }
        const grant = new this.provider.Grant({ accountId: who.sub, clientId: params.client_id });
        grant.addOIDCScope(params.scope);
        await this.provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: who.sub }, consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
    }

    // Walks from the authorization address to the one that leads back to us, with cookies of its own. login: of whom.
    async walk(url, login, jar = new Map()) {
        const go = async (to, options = {}) => {
            const r = await fetch(to, { redirect: 'manual', ...options, headers: { ...options.headers, cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') } });
            for (const c of r.headers.getSetCookie()) {
                const [pairText] = c.split(';'), i = pairText.indexOf('=');
                if (pairText.slice(i + 1)) jar.set(pairText.slice(0, i), pairText.slice(i + 1));
                else jar.delete(pairText.slice(0, i));
            }
            return r;
        };
        for (let hops = 0; hops < 12; hops++) {
            let r = await go(url);
            if (r.status === 200 && url.includes('/accesso/')) r = await go(url, { method: 'POST', body: new URLSearchParams({ login }) });
            const to = r.headers.get('location');
            if (!to) throw new Error(`provider: ${r.status} at ${url}: ${(await r.text()).slice(0, 300)}`);
            url = new URL(to, this.issuer).href;
            if (url.startsWith(this.redirect)) return url;
        }
        throw new Error('provider: no way back');
    }

    // Signs the person out over there; the provider tells us by itself. jar: of the walk that signed in (walk(..., jar)).
    async signOut(jar) {
        const told = new Promise((resolve, reject) => {
            this.provider.once('backchannel.success', resolve);
            this.provider.once('backchannel.error', (_c, e) => reject(new Error(`${e.message}: ${e.cause}`)));
        });
        await this.leave(`${this.issuer}/session/end`, jar);
        return told;
    }

    // Says yes on the provider's own page of signing out; true: it has let go.
    async leave(url, jar) {
        const cookie = () => [...jar].map(([k, v]) => `${k}=${v}`).join('; ');
        const page = await fetch(url, { headers: { cookie: cookie() } });
        for (const c of page.headers.getSetCookie()) jar.set(c.split('=')[0], c.split(';')[0].split('=').slice(1).join('='));
        const xsrf = /name="xsrf" value="([^"]+)"/.exec(await page.text())[1];
        const done = await fetch(`${this.issuer}/session/end/confirm`, { method: 'POST', redirect: 'manual', headers: { cookie: cookie() }, body: new URLSearchParams({ xsrf, logout: 'yes' }) });
        return done.status === 303 || done.status === 302;
    }

    // A logout token as this provider signs it, changed as wanted; without: keys that are left out.
    logoutToken(more = {}, { without = [], head = { typ: 'logout+jwt' }, key = this.mine.privateKey } = {}) {
        const claims = { iss: this.issuer, aud: 'urp', iat: now(), exp: now() + 120, jti: `jti-${Math.random()}`, events: { 'http://schemas.openid.net/event/backchannel-logout': {} }, ...more };
        for (const k of without) delete claims[k];
        return rs256(head, claims, key);
    }

    stop() {
        return new Promise(resolve => {
            if (!this.server) return resolve();
            this.server.closeAllConnections();
            this.server.close(resolve);
            this.server = null;
            return undefined;
        });
    }
}
