// The other side of our tokens, on `jose`. `keys` prints key pairs; `exchange` reads tokens of ours
// together with those key pairs, checks and opens them all, and prints as many of its own.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import * as jose from 'jose'

const input = JSON.parse(process.argv[2])
const bytes = (text) => new TextEncoder().encode(text)

// OpenID Connect Core §10.2: the left-most bits of the hash that is long enough.
function sharedKey(secret, alg, enc) {
  const lengths = { A128KW: 16, A256KW: 32, A128GCM: 16, A256GCM: 32, 'A128CBC-HS256': 32, 'A256CBC-HS512': 64 }
  const length = lengths[alg] ?? lengths[enc]
  const hash = length > 32 ? 'sha512' : 'sha256'
  return new Uint8Array(createHash(hash).update(secret).digest()).slice(0, length)
}

async function pair(alg, options) {
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true, ...options })
  return { public: await jose.exportJWK(publicKey), private: await jose.exportJWK(privateKey) }
}

async function keys() {
  const signing = {}
  for (const alg of input.signature_algs) signing[alg] = await pair(alg)
  const encryption = [{ algs: ['RSA-OAEP', 'RSA-OAEP-256'], ...(await pair('RSA-OAEP')) }]
  for (const crv of ['P-256', 'P-384', 'P-521', 'X25519']) {
    encryption.push({ algs: ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW'], ...(await pair('ECDH-ES', { crv })) })
  }
  return { signing, encryption }
}

async function exchange() {
  for (const { alg, key, token } of input.signed) {
    const verified = await jose.jwtVerify(token, key ? await jose.importJWK(key, alg) : bytes(input.secret), {
      algorithms: [alg],
    })
    assert.equal(verified.payload.sub, 'ours')
    assert.equal(verified.protectedHeader.alg, alg)
  }
  for (const { alg, enc, key, token } of input.encrypted) {
    const opener = key ? await jose.importJWK(key, alg) : sharedKey(input.secret, alg, enc)
    const opened = await jose.compactDecrypt(token, opener, {
      keyManagementAlgorithms: [alg],
      contentEncryptionAlgorithms: [enc],
    })
    assert.equal(new TextDecoder().decode(opened.plaintext), 'ours')
    assert.equal(opened.protectedHeader.cty, 'JWT')
  }
  const signed = []
  for (const { alg, key } of input.signed) {
    const signer = key ? await jose.importJWK(input.keys.signing[alg].private, alg) : bytes(input.secret)
    const token = await new jose.SignJWT({ sub: 'theirs' }).setProtectedHeader({ alg }).sign(signer)
    signed.push({ alg, token })
  }
  const encrypted = []
  for (const { alg, enc, key } of input.recipients) {
    const recipient = key ? await jose.importJWK(key, alg) : sharedKey(input.secret, alg, enc)
    const header = { alg, enc, cty: 'JWT', ...(key && { kid: key.kid }) }
    const message = new jose.CompactEncrypt(bytes('theirs')).setProtectedHeader(header)
    if (alg.startsWith('ECDH')) message.setKeyManagementParameters({ apu: bytes('them'), apv: bytes('us') })
    encrypted.push({ alg, enc, token: await message.encrypt(recipient) })
  }
  return { signed, encrypted }
}

console.log(JSON.stringify(await { keys, exchange }[input.do]()))
