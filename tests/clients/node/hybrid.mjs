// A relying party on `openid-client` in the hybrid and implicit flows, by fragment and by form_post.
// Ends with status 0 when the provider did everything right.
import assert from 'node:assert/strict'
import * as oidc from 'openid-client'
import { Browser } from './browser.mjs'

const { issuer, client_id, client_secret, redirect_uri, username, password } = JSON.parse(
  process.argv[2],
)

const browser = new Browser(issuer)

// The provider of the test speaks plain HTTP on loopback.
function discover(useResponseType) {
  return oidc.discovery(
    new URL(issuer),
    client_id,
    { id_token_signed_response_alg: 'ES256' },
    oidc.ClientSecretBasic(client_secret),
    { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks, useResponseType] },
  )
}

// The answer, as the relying party's server or page gets it.
async function answer(url, mode) {
  await browser.open(url)
  if (browser.has('login-form')) await browser.submit('login-form', { username })
  if (browser.has('password')) await browser.submit('login-form', { password })
  if (browser.has('consent-form')) await browser.submit('consent-form', {})
  if (mode === 'form_post') {
    const { action, body } = browser.filled('form-post')
    assert.equal(action.href, redirect_uri)
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return new Request(action, { method: 'POST', headers, body: body.toString() })
  }
  assert.ok(browser.url.href.startsWith(redirect_uri), `came back to ${browser.url}`)
  return browser.url
}

for (const mode of ['fragment', 'form_post']) {
  const config = await discover(oidc.useCodeIdTokenResponseType)
  const verifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  const nonce = oidc.randomNonce()
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: 'openid email',
    response_mode: mode,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    max_age: '300',
  })
  assert.equal(url.searchParams.get('response_type'), 'code id_token')
  const tokens = await oidc.authorizationCodeGrant(config, await answer(url, mode), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    maxAge: 300,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  assert.equal(claims.email, undefined)
  const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
  assert.equal(userinfo.email, `${username}@example.com`)
  console.log(`code id_token by ${mode}`)
}

for (const mode of ['fragment', 'form_post']) {
  const config = await discover(oidc.useIdTokenResponseType)
  const state = oidc.randomState()
  const nonce = oidc.randomNonce()
  const parameters = { redirect_uri, scope: 'openid email', response_mode: mode, state, nonce }
  const url = oidc.buildAuthorizationUrl(config, parameters)
  assert.equal(url.searchParams.get('response_type'), 'id_token')
  const came = await answer(url, mode)
  const claims = await oidc.implicitAuthentication(config, came, nonce, { expectedState: state })
  assert.equal(claims.email, `${username}@example.com`)
  console.log(`id_token by ${mode}`)
}
console.log('done')
