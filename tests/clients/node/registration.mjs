// A relying party on `openid-client` that registers itself, signs a person in, changes its
// registration, signs them in at the new address, and deletes itself. Ends with status 0 when the
// provider did everything right.
import assert from 'node:assert/strict'
import * as oidc from 'openid-client'
import { Browser } from './browser.mjs'

const { issuer, initial_access_token, redirect_uri, username, password } = JSON.parse(
  process.argv[2],
)
// The provider of the test speaks plain HTTP on loopback.
const execute = [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks]
const wishes = {
  client_name: 'A client that registers itself',
  redirect_uris: [redirect_uri],
  application_type: 'native',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  id_token_signed_response_alg: 'ES256',
  // What the library does with a secret unless it is told otherwise.
  token_endpoint_auth_method: 'client_secret_post',
}

await assert.rejects(
  oidc.dynamicClientRegistration(new URL(issuer), wishes, undefined, { execute }),
  'not without an initial access token',
)
const config = await oidc.dynamicClientRegistration(new URL(issuer), wishes, undefined, {
  execute,
  initialAccessToken: initial_access_token,
})
const registered = config.clientMetadata()
assert.equal(registered.client_secret_expires_at, 0)
console.log('registered')

async function signIn(config, target) {
  const verifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  const nonce = oidc.randomNonce()
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: target,
    scope: 'openid offline_access',
    prompt: 'consent',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  const browser = new Browser(issuer)
  await browser.open(url)
  await browser.submit('login-form', { username })
  if (browser.has('password')) await browser.submit('login-form', { password })
  if (browser.has('consent-form')) await browser.submit('consent-form', {})
  assert.ok(browser.url.href.startsWith(target), `came back to ${browser.url}`)
  return oidc.authorizationCodeGrant(config, browser.url, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
}

const tokens = await signIn(config, redirect_uri)
const { sub } = tokens.claims()
await oidc.fetchUserInfo(config, tokens.access_token, sub)
console.log('signed in')

const management = registered.registration_client_uri
let token = registered.registration_access_token
async function manage(method, body) {
  const headers = { authorization: `Bearer ${token}` }
  if (body) headers['content-type'] = 'application/json'
  const answer = await fetch(management, { method, headers, body: body && JSON.stringify(body) })
  return { status: answer.status, json: answer.status === 204 ? null : await answer.json() }
}

const read = await manage('GET')
assert.equal(read.status, 200)
assert.equal(read.json.client_name, wishes.client_name)

const elsewhere = redirect_uri.replace('/callback', '/elsewhere')
const { client_id } = registered
const updated = await manage('PUT', { ...wishes, client_id, redirect_uris: [elsewhere] })
assert.equal(updated.status, 200)
assert.equal((await manage('GET')).status, 401, 'the token was rotated')
token = updated.json.registration_access_token
console.log('updated')

const again = await signIn(config, elsewhere)
assert.equal(again.claims().sub, sub)
await assert.rejects(signIn(config, redirect_uri), 'the old address is not registered any more')
console.log('signed in again')

assert.equal((await manage('DELETE')).status, 204)
for (const granted of [tokens, again]) {
  await assert.rejects(oidc.fetchUserInfo(config, granted.access_token, sub))
  await assert.rejects(
    oidc.refreshTokenGrant(config, granted.refresh_token),
    (error) => error.error === 'invalid_client',
  )
}
assert.equal((await manage('GET')).status, 401)
console.log('deleted')
