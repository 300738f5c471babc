// A relying party on `openid-client`: signs a person in, uses, refreshes, inspects and revokes what
// it got, and signs them out. Ends with status 0 when the provider did everything right.
import assert from 'node:assert/strict'
import * as oidc from 'openid-client'
import { Browser } from './browser.mjs'

const { post_logout_redirect_uri, method, ...settings } = JSON.parse(process.argv[2])
const { issuer, client_id, client_secret, redirect_uri, username, password } = settings

const authentication = {
  client_secret_basic: () => oidc.ClientSecretBasic(client_secret),
  client_secret_post: () => oidc.ClientSecretPost(client_secret),
  client_secret_jwt: () => oidc.ClientSecretJwt(client_secret),
  none: () => oidc.None(),
}[method]()

// The provider of the test speaks plain HTTP on loopback.
const config = await oidc.discovery(
  new URL(issuer),
  client_id,
  { id_token_signed_response_alg: 'ES256' },
  authentication,
  { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
)

const verifier = oidc.randomPKCECodeVerifier()
const state = oidc.randomState()
const nonce = oidc.randomNonce()
const url = oidc.buildAuthorizationUrl(config, {
  redirect_uri,
  scope: 'openid email offline_access',
  prompt: 'consent',
  code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  nonce,
  max_age: '300',
})

const browser = new Browser(issuer)
await browser.open(url)
await browser.submit('login-form', { username })
if (browser.has('password')) await browser.submit('login-form', { password })
if (browser.has('consent-form')) await browser.submit('consent-form', {})
assert.ok(browser.url.href.startsWith(redirect_uri), `came back to ${browser.url}`)

const tokens = await oidc.authorizationCodeGrant(config, browser.url, {
  pkceCodeVerifier: verifier,
  expectedState: state,
  expectedNonce: nonce,
  maxAge: 300,
  idTokenExpected: true,
})
const claims = tokens.claims()
assert.equal(tokens.token_type, 'bearer')
console.log('signed in')

const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
assert.equal(userinfo.email, `${username}@example.com`)
assert.equal(userinfo.email_verified, true)
console.log('userinfo')

const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token)
assert.notEqual(renewed.access_token, tokens.access_token)
assert.equal(renewed.claims().sub, claims.sub)
assert.equal(renewed.claims().auth_time, claims.auth_time)
console.log('refresh')

if (method !== 'none') {
  const known = await oidc.tokenIntrospection(config, renewed.access_token)
  assert.equal(known.active, true)
  assert.equal(known.client_id, client_id)
  assert.equal(known.sub, claims.sub)
  console.log('introspection')
}

await oidc.tokenRevocation(config, renewed.refresh_token ?? tokens.refresh_token)
await assert.rejects(oidc.fetchUserInfo(config, renewed.access_token, claims.sub))
await assert.rejects(
  oidc.refreshTokenGrant(config, renewed.refresh_token),
  (error) => error.error === 'invalid_grant',
)
console.log('revocation')

const leaving = oidc.buildEndSessionUrl(config, {
  id_token_hint: renewed.id_token,
  post_logout_redirect_uri,
  state,
})
await browser.open(leaving)
await browser.submit('logout-form', {})
assert.equal(browser.url.href, `${post_logout_redirect_uri}?state=${state}`)
console.log('signed out')
