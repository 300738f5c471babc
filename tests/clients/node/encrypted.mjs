// A relying party on `openid-client` whose ID tokens and userinfo answers are encrypted, in the code
// flow and the hybrid one. Ends with status 0 when the provider did everything right.
import assert from 'node:assert/strict'
import * as oidc from 'openid-client'
import { Browser } from './browser.mjs'

const { issuer, client_id, client_secret, redirect_uri, username, password, encryption } =
  JSON.parse(process.argv[2])
const { alg, enc, kid, pkcs8 } = encryption

// The private half of the key that is registered.
async function privateKey() {
  const algorithm = alg.startsWith('ECDH')
    ? { name: 'ECDH', namedCurve: 'P-256' }
    : { name: 'RSA-OAEP', hash: alg === 'RSA-OAEP' ? 'SHA-1' : 'SHA-256' }
  const usages = alg.startsWith('ECDH') ? ['deriveBits'] : ['decrypt']
  const der = Buffer.from(pkcs8, 'base64')
  return crypto.subtle.importKey('pkcs8', der, algorithm, false, usages)
}

// The provider of the test speaks plain HTTP on loopback.
async function discover(...more) {
  const config = await oidc.discovery(
    new URL(issuer),
    client_id,
    { id_token_signed_response_alg: 'ES256', userinfo_signed_response_alg: 'ES256' },
    oidc.ClientSecretBasic(client_secret),
    { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks, ...more] },
  )
  const offered = config.serverMetadata()
  for (const kind of ['id_token', 'userinfo']) {
    assert.ok(offered[`${kind}_encryption_alg_values_supported`].includes(alg))
    assert.ok(offered[`${kind}_encryption_enc_values_supported`].includes(enc))
  }
  oidc.enableDecryptingResponses(config, [enc], { key: await privateKey(), alg, kid })
  return config
}

const browser = new Browser(issuer)

async function signIn(config) {
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
  })
  await browser.open(url)
  if (browser.has('login-form')) await browser.submit('login-form', { username })
  if (browser.has('password')) await browser.submit('login-form', { password })
  if (browser.has('consent-form')) await browser.submit('consent-form', {})
  assert.ok(browser.url.href.startsWith(redirect_uri), `came back to ${browser.url}`)
  return oidc.authorizationCodeGrant(config, browser.url, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
}

for (const more of [[], [oidc.useCodeIdTokenResponseType]]) {
  const config = await discover(...more)
  const tokens = await signIn(config)
  assert.equal(tokens.id_token.split('.').length, 5, 'it came encrypted')
  const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)
  assert.equal(userinfo.email, `${username}@example.com`)
  const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token)
  assert.equal(renewed.claims().sub, tokens.claims().sub)
}
console.log('decrypted')
