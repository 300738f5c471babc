// A relying party on `oauth4webapi` that registers itself, signs a person in by every way that the
// library has, signs them out, and deletes itself. Ends with status 0 when the provider did
// everything right.
import assert from 'node:assert/strict'
import * as jose from 'jose'
import * as oauth from 'oauth4webapi'
import { Person, Server, toldOfSignOut } from './relying_party.mjs'

const settings = JSON.parse(process.argv[2])
const issuer = new URL(settings.issuer)
const server = new Server(settings.port)
await server.listen()
const redirect_uri = `${server.origin}/callback`
const person = new Person(issuer, settings)
// The provider of the test speaks plain HTTP on loopback.
const http = { [oauth.allowInsecureRequests]: true }

const discovered = await oauth.discoveryRequest(issuer, http)
const as = await oauth.processDiscoveryResponse(issuer, discovered)

// Keys to sign requests with, and to open answers with.
const signing = await oauth.generateKeyPair('ES256', { extractable: true })
const opening = await jose.generateKeyPair('RSA-OAEP-256', { extractable: true })
const jwk = async (key, more) => ({ ...(await jose.exportJWK(key)), ...more })
const jwks = {
  keys: [
    await jwk(signing.publicKey, { kid: 'signing', alg: 'ES256', use: 'sig' }),
    await jwk(opening.publicKey, { kid: 'opening', alg: 'RSA-OAEP-256', use: 'enc' }),
  ],
}
const encrypted = {
  [oauth.jweDecrypt]: async (token) => {
    const options = {
      keyManagementAlgorithms: ['RSA-OAEP-256'],
      contentEncryptionAlgorithms: ['A256GCM'],
    }
    const { plaintext } = await jose.compactDecrypt(token, opening.privateKey, options)
    return new TextDecoder().decode(plaintext)
  },
}

const wishes = {
  client_name: 'A client on oauth4webapi',
  redirect_uris: [redirect_uri],
  post_logout_redirect_uris: [`${server.origin}/bye`],
  request_uris: [`${server.origin}/request.jwt`],
  backchannel_logout_uri: `${server.origin}/back-channel`,
  backchannel_logout_session_required: true,
  frontchannel_logout_uri: `${server.origin}/front-channel`,
  frontchannel_logout_session_required: true,
  application_type: 'native',
  grant_types: ['authorization_code', 'implicit', 'refresh_token'],
  response_types: ['code', 'code id_token'],
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: 'ES256',
  id_token_signed_response_alg: 'ES256',
  id_token_encrypted_response_alg: 'RSA-OAEP-256',
  id_token_encrypted_response_enc: 'A256GCM',
  userinfo_signed_response_alg: 'ES256',
  userinfo_encrypted_response_alg: 'RSA-OAEP-256',
  userinfo_encrypted_response_enc: 'A256GCM',
  request_object_signing_alg: 'ES256',
  jwks,
}
const registering = { ...http, initialAccessToken: settings.initial_access_token }
const registration = await oauth.dynamicClientRegistrationRequest(as, wishes, registering)
const client = await oauth.processDynamicClientRegistrationResponse(registration)
const key = { key: signing.privateKey, kid: 'signing' }
const authentication = oauth.PrivateKeyJwt(key)
console.log('registered')

// The object as it is, or for the provider's eyes only: the library does not encrypt.
async function sealed(object, alg, enc) {
  const { keys } = await (await fetch(as.jwks_uri)).json()
  const recipient = keys.find((held) => held.use === 'enc' && held.alg === alg)
  return new jose.CompactEncrypt(new TextEncoder().encode(object))
    .setProtectedHeader({ alg, enc, kid: recipient.kid, cty: 'oauth-authz-req+jwt' })
    .encrypt(await jose.importJWK(recipient, alg))
}

// One sign-in. `send` makes the parameters of the request from those that it shall have.
async function signIn(response_type, response_mode, send) {
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const wanted = {
    client_id: client.client_id,
    redirect_uri,
    response_type,
    scope: 'openid email offline_access',
    prompt: 'consent',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    max_age: '300',
    ...(response_mode && { response_mode }),
  }
  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams(await send(wanted)).toString()
  const answer = await person.authorize(url, redirect_uri)
  const isHybrid = response_type === 'code id_token'
  let callback
  if (isHybrid) {
    const options = { ...http, ...encrypted }
    callback = await oauth.validateCodeIdTokenResponse(as, client, answer, nonce, state, 300, options)
  } else {
    const posted = answer instanceof Request && new URLSearchParams(await answer.text())
    callback = oauth.validateAuthResponse(as, client, posted || answer, state)
  }
  const redeemed = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    authentication,
    callback,
    redirect_uri,
    verifier,
    http,
  )
  const expected = { expectedNonce: nonce, maxAge: 300, requireIdToken: true, ...encrypted }
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, redeemed, expected)
  assert.equal(tokens.id_token.split('.').length, 5, 'it came encrypted')
  await oauth.validateApplicationLevelSignature(as, redeemed, http)
  return { tokens, claims: oauth.getValidatedIdTokenClaims(tokens) }
}

const plain = async (wanted) => wanted
const object = (wanted) => oauth.issueRequestObject(as, client, wanted, key)
const { client_id } = client
const byValue = async (wanted) => ({ client_id, request: await object(wanted) })
const byReference = async (wanted) => {
  server.object = await object(wanted)
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(server.object))
  const fragment = Buffer.from(hash).toString('base64url')
  return { client_id, request_uri: `${server.origin}/request.jwt#${fragment}` }
}
const sealedBy = (alg, enc) => async (wanted) => ({
  client_id,
  request: await sealed(await object(wanted), alg, enc),
})

const rows = [
  ['code', undefined, plain],
  ['code', 'form_post', plain],
  ['code id_token', 'fragment', plain],
  ['code id_token', 'form_post', plain],
  ['code', undefined, byValue],
  ['code id_token', 'form_post', byValue],
  ['code', undefined, byReference],
  ['code', undefined, sealedBy('RSA-OAEP', 'A128GCM')],
  ['code', 'form_post', sealedBy('ECDH-ES+A128KW', 'A128CBC-HS256')],
]
let last
for (const [type, mode, send] of rows) {
  last = await signIn(type, mode, send)
  console.log(`signed in by ${type}, ${mode ?? 'query'}`)
}
assert.equal(server.fetches, 1, 'the object by reference was fetched once')

// Tokens in use: a signed and encrypted userinfo answer, a refresh, introspection.
const { tokens, claims } = last
const answered = await oauth.userInfoRequest(as, client, tokens.access_token, http)
const userinfo = await oauth.processUserInfoResponse(as, client, claims.sub, answered, encrypted)
await oauth.validateApplicationLevelSignature(as, answered, http)
assert.equal(userinfo.email, `${settings.username}@example.com`)
const refreshing = [as, client, authentication, tokens.refresh_token, http]
const refreshed = await oauth.refreshTokenGrantRequest(...refreshing)
const renewed = await oauth.processRefreshTokenResponse(as, client, refreshed, encrypted)
assert.equal(oauth.getValidatedIdTokenClaims(renewed).sub, claims.sub)
const looked = [as, client, authentication, renewed.access_token, http]
const seen = await oauth.introspectionRequest(...looked)
const known = await oauth.processIntrospectionResponse(as, client, seen)
assert.equal(known.active, true)
console.log('used')

// Signing out: the library has no messages for it.
const leaving = new URL(as.end_session_endpoint)
leaving.search = new URLSearchParams({
  client_id,
  id_token_hint: renewed.id_token,
  post_logout_redirect_uri: `${server.origin}/bye`,
  state: 'left',
}).toString()
const frames = await person.signOut(leaving)
await toldOfSignOut(as, { client_id, claims, server, frames, open: encrypted[oauth.jweDecrypt] })
console.log('signed out')

// Managing the registration, with the library's request to a protected resource.
let token = client.registration_access_token
const management = new URL(client.registration_client_uri)
async function manage(method, body) {
  const headers = new Headers(body && { 'content-type': 'application/json' })
  const text = body && JSON.stringify(body)
  return oauth.protectedResourceRequest(token, method, management, headers, text, http)
}
const read = await (await manage('GET')).json()
assert.equal(read.client_name, wishes.client_name)
const renamed = { ...wishes, client_id, client_name: 'Another name' }
const updated = await (await manage('PUT', renamed)).json()
assert.equal(updated.client_name, 'Another name')
await assert.rejects(manage('GET'), oauth.WWWAuthenticateChallengeError)
token = updated.registration_access_token
assert.equal((await manage('DELETE')).status, 204)
await assert.rejects(manage('GET'), oauth.WWWAuthenticateChallengeError)
const over = await oauth.refreshTokenGrantRequest(...refreshing)
await assert.rejects(
  oauth.processRefreshTokenResponse(as, client, over, encrypted),
  (error) => error.error === 'invalid_client',
)
console.log('deleted')
server.close()
console.log('done')
