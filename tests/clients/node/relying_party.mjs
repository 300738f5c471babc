// What a relying party has beside a library: a server of its own, and people who sign in and out.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import * as jose from 'jose'
import { Browser } from './browser.mjs'

// Serves the request object at `request_uri` and takes logout tokens at `backchannel_logout_uri`.
export class Server {
  constructor(port) {
    this.origin = `http://127.0.0.1:${port}`
    this.object = ''
    this.fetches = 0
    this.posted = new Promise((resolve) => (this.arrived = resolve))
    this.server = createServer((request, response) => {
      if (request.method === 'GET' && request.url === '/request.jwt') {
        this.fetches++
        return response.end(this.object)
      }
      let body = ''
      request.on('data', (part) => (body += part))
      request.on('end', () => {
        if (request.url === '/back-channel') this.arrived(new URLSearchParams(body))
        response.end()
      })
    })
  }

  async listen() {
    const { hostname, port } = new URL(this.origin)
    await new Promise((resolve) => this.server.listen(port, hostname, resolve))
  }

  close() {
    this.server.close()
    this.server.closeAllConnections()
  }
}

// Somebody with a browser.
export class Person {
  constructor(issuer, { username, password }) {
    this.browser = new Browser(issuer)
    this.username = username
    this.password = password
  }

  // Goes through the pages, as far as there are any; the answer as the relying party gets it: a
  // request to its server when it was posted, else an address.
  async authorize(url, redirect_uri) {
    const { browser } = this
    await browser.open(url)
    if (browser.has('login-form')) await browser.submit('login-form', { username: this.username })
    if (browser.has('password')) await browser.submit('login-form', { password: this.password })
    if (browser.has('consent-form')) await browser.submit('consent-form', {})
    if (browser.has('form-post')) {
      const { action, body } = browser.filled('form-post')
      assert.equal(action.href, redirect_uri)
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      return new Request(action, { method: 'POST', headers, body: body.toString() })
    }
    assert.ok(browser.url.href.startsWith(redirect_uri), `came back to ${browser.url}`)
    return browser.url
  }

  // Signs out; the addresses of the frames of the page after it.
  async signOut(url) {
    const { browser } = this
    await browser.open(url)
    await browser.submit('logout-form', {})
    const frames = [...browser.html.matchAll(/<iframe src="([^"]*)"/g)]
    return frames.map(([, src]) => new URL(src.replaceAll(/&(?:amp|#38|#x26);/gi, '&')))
  }
}

// What the browser and the server of a client are told when somebody leaves: libraries have no
// messages for it, so they are checked by hand and `jose`. `open` takes the encryption off.
export async function toldOfSignOut(provider, { client_id, claims, server, frames, open }) {
  assert.equal(frames.length, 1)
  assert.equal(frames[0].origin + frames[0].pathname, `${server.origin}/front-channel`)
  assert.equal(frames[0].searchParams.get('iss'), provider.issuer)
  assert.equal(frames[0].searchParams.get('sid'), claims.sid)
  const posted = await server.posted
  const token = await open(posted.get('logout_token'))
  const told = await jose.jwtVerify(token, jose.createRemoteJWKSet(new URL(provider.jwks_uri)), {
    issuer: provider.issuer,
    audience: client_id,
    typ: 'logout+jwt',
    requiredClaims: ['iat', 'exp', 'jti'],
  })
  assert.equal(told.payload.sid, claims.sid)
  assert.equal(told.payload.nonce, undefined)
  const event = 'http://schemas.openid.net/event/backchannel-logout'
  assert.deepEqual(told.payload.events, { [event]: {} })
}
