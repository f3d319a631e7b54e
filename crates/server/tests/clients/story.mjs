// How a client's program speaks with the story that started it: a line of JSON each way, over the standard streams.
// Reading waits, so that the program ends when there is nothing left to do.

import { readSync } from 'node:fs'

export function tell(what) {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}

function hear() {
  const bytes = []
  const byte = Buffer.alloc(1)
  while (readSync(0, byte) === 1 && byte[0] !== 10) bytes.push(byte[0])
  return JSON.parse(Buffer.from(bytes).toString())
}

/** Where the server is, and who the client is. */
export const given = hear()

/** Asks for something that is not a client's to do: `{open: url}`, `{register: jwks}`. The answer. */
export function ask(what) {
  tell(what)
  return hear()
}

/** What has been done and found good. */
export function did(what) {
  tell({ did: what })
}

export function expect(truth, otherwise) {
  if (!truth) throw new Error(otherwise)
}

/** That something is refused, with this code where one is named; by whom does not matter. */
export async function refused(attempt, code) {
  const error = await attempt.then(() => undefined, (error) => error)
  expect(error, 'was not refused')
  expect(code === undefined || error.error === code || error.code === code, `refused otherwise: ${error.error} ${error.code} ${error}`)
}

/** A key pair to sign with, and the key set that is registered for it. */
export async function signingKeys(alg) {
  const kinds = {
    ES256: { name: 'ECDSA', namedCurve: 'P-256' },
    PS256: { name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    EdDSA: { name: 'Ed25519' },
  }
  const pair = await crypto.subtle.generateKey(kinds[alg], true, ['sign', 'verify'])
  const { kty, crv, x, y, n, e } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  return { key: pair.privateKey, jwks: { keys: [{ kty, crv, x, y, n, e, alg, use: 'sig' }] } }
}
