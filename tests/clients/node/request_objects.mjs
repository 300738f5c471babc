// A relying party on `openid-client` that sends its requests as request objects: signed by itself,
// from a server of its own, and encrypted with `jose`; then it signs out and is told so. Ends with
// status 0 when the provider did everything right.
import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import * as jose from 'jose'
import * as oidc from 'openid-client'
import { Person, Server, toldOfSignOut } from './relying_party.mjs'

const settings = JSON.parse(process.argv[2])
const { issuer, client_id, client_secret, redirect_uri, username, key, kid } = settings
const server = new Server(settings.port)
await server.listen()

const person = new Person(issuer, settings)
const pkcs8 = createPrivateKey(key).export({ type: 'pkcs8', format: 'pem' })
const signing = { key: await jose.importPKCS8(pkcs8, 'RS256'), kid }

// The provider of the test speaks plain HTTP on loopback.
const config = await oidc.discovery(
  new URL(issuer),
  client_id,
  { id_token_signed_response_alg: 'ES256' },
  oidc.ClientSecretBasic(client_secret),
  { execute: [oidc.allowInsecureRequests] },
)
const provider = config.serverMetadata()
assert.equal(provider.request_parameter_supported, true)
assert.ok(provider.request_object_signing_alg_values_supported.includes('RS256'))

// The same request object, for the provider's eyes only.
async function encrypted(object, alg, enc) {
  assert.ok(provider.request_object_encryption_alg_values_supported.includes(alg))
  assert.ok(provider.request_object_encryption_enc_values_supported.includes(enc))
  const { keys } = await (await fetch(provider.jwks_uri)).json()
  const jwk = keys.find((held) => held.use === 'enc' && held.alg === alg)
  return await new jose.CompactEncrypt(new TextEncoder().encode(object))
    .setProtectedHeader({ alg, enc, kid: jwk.kid, cty: 'oauth-authz-req+jwt' })
    .encrypt(await jose.importJWK(jwk, alg))
}

async function signIn(change) {
  const verifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  const nonce = oidc.randomNonce()
  const parameters = {
    redirect_uri,
    response_type: 'code',
    scope: 'openid email',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    max_age: '300',
    claims: JSON.stringify({ id_token: { email: null } }),
  }
  const url = await oidc.buildAuthorizationUrlWithJAR(config, parameters, signing)
  const sent = await change(url.searchParams.get('request'))
  const came = await person.authorize(oidc.buildAuthorizationUrl(config, sent), redirect_uri)
  const tokens = await oidc.authorizationCodeGrant(config, came, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    maxAge: 300,
  })
  assert.equal(tokens.claims().email, `${username}@example.com`)
  return tokens
}

await signIn(async (request) => ({ request }))
console.log('signed')
await signIn(async (object) => {
  server.object = object
  return { request_uri: `${server.origin}/request.jwt` }
})
assert.equal(server.fetches, 1)
console.log('by reference')
let last
for (const [alg, enc] of [
  ['RSA-OAEP-256', 'A128CBC-HS256'],
  ['ECDH-ES', 'A256GCM'],
  ['ECDH-ES+A256KW', 'A256CBC-HS512'],
]) {
  last = await signIn(async (object) => ({ request: await encrypted(object, alg, enc) }))
  console.log(`encrypted with ${alg} and ${enc}`)
}

const leaving = oidc.buildEndSessionUrl(config, {
  id_token_hint: last.id_token,
  post_logout_redirect_uri: `${server.origin}/bye`,
})
const frames = await person.signOut(leaving)
const open = async (token) => token
await toldOfSignOut(provider, { client_id, claims: last.claims(), server, frames, open })
console.log('signed out')
server.close()
console.log('done')
