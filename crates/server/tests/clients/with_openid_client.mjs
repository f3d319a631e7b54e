// openid-client: everything it has, with each way to prove a client.

import * as client from 'openid-client'
import { ask, did, expect, given, refused, signingKeys } from './story.mjs'

// The story's server listens on loopback without TLS.
const how = { algorithm: 'oauth2', execute: [client.allowInsecureRequests] }
const { issuer, app, publicApp, redirectUri, scope } = given
const orders = new URL('/api/v1/orders', issuer)
const itself = new URL('/api/v1/app', issuer)

const discover = (who, auth) => client.discovery(new URL(issuer), who, undefined, auth, how)

/** The merchant allows; the way back with the code is checked by the library (state, RFC 9207). */
async function allowed(config, { pushed, DPoP } = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  const asked = {
    redirect_uri: redirectUri,
    scope,
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  }
  const url = pushed
    ? await client.buildAuthorizationUrlWithPAR(config, asked, { DPoP })
    : client.buildAuthorizationUrl(config, asked)
  const back = new URL(ask({ open: url.href }))
  const checks = { pkceCodeVerifier, expectedState }

  const [forged, anonymous] = [new URL(back), new URL(back)]
  forged.searchParams.set('iss', 'https://evil.example')
  anonymous.searchParams.delete('iss')
  for (const wrong of [forged, anonymous]) {
    await refused(client.authorizationCodeGrant(config, wrong, checks), 'OAUTH_INVALID_RESPONSE')
  }

  return client.authorizationCodeGrant(config, back, checks, undefined, { DPoP })
}

async function call(config, token, url, DPoP) {
  return client.fetchProtectedResource(config, token, url, 'GET', undefined, undefined, { DPoP })
}

/** From consent to the end of the tokens. */
async function live(config, { pushed, DPoP, isPublic } = {}) {
  const first = await allowed(config, { pushed, DPoP })
  expect(first.token_type === (DPoP ? 'dpop' : 'bearer') && first.scope === scope, JSON.stringify(first))
  expect((await call(config, first.access_token, orders, DPoP)).status === 200, 'the first token does not work')
  const second = await client.refreshTokenGrant(config, first.refresh_token, undefined, { DPoP })
  expect((await call(config, second.access_token, orders, DPoP)).status === 200, 'the second token does not work')
  await refused(call(config, first.access_token, orders, DPoP), 'OAUTH_WWW_AUTHENTICATE_CHALLENGE')

  if (isPublic) {
    await refused(client.tokenIntrospection(config, second.access_token), 'OAUTH_WWW_AUTHENTICATE_CHALLENGE')
    await refused(client.clientCredentialsGrant(config), 'unauthorized_client')
  } else {
    const facts = await client.tokenIntrospection(config, second.access_token)
    expect(facts.active && facts.client_id === app.id && facts.scope === scope, JSON.stringify(facts))
    expect(Boolean(facts.cnf?.jkt) === Boolean(DPoP), JSON.stringify(facts))
    expect((await client.tokenIntrospection(config, second.refresh_token)).active, 'the refresh token is inactive')
    const own = await client.clientCredentialsGrant(config, undefined, { DPoP })
    expect((await call(config, own.access_token, itself, DPoP)).status === 200, 'its own token does not work')
  }

  await client.tokenRevocation(config, second.refresh_token)
  await refused(call(config, second.access_token, orders, DPoP), 'OAUTH_WWW_AUTHENTICATE_CHALLENGE')
  await refused(client.refreshTokenGrant(config, second.refresh_token, undefined, { DPoP }), 'invalid_grant')
}

await live(await discover(app.id, client.ClientSecretBasic(app.secret)))
did('secret in the header')
await live(await discover(app.id, client.ClientSecretPost(app.secret)))
did('secret in the body')

for (const alg of ['ES256', 'PS256', 'EdDSA']) {
  const { key, jwks } = await signingKeys(alg)
  ask({ register: jwks })
  await live(await discover(app.id, client.PrivateKeyJwt(key)), { pushed: true })
  did(`assertion by ${alg}, pushed request`)
}

for (const alg of ['ES256', 'PS256']) {
  const config = await discover(app.id, client.ClientSecretBasic(app.secret))
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair(alg))
  await live(config, { pushed: true, DPoP })
  did(`DPoP by ${alg}, pushed request`)
}

await live(await discover(publicApp.id, client.None()), { isPublic: true })
did('public')
const config = await discover(publicApp.id, client.None())
await live(config, { isPublic: true, DPoP: client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256')) })
did('public, DPoP')

const impostor = await discover(app.id, client.ClientSecretBasic('wrong'))
await refused(client.clientCredentialsGrant(impostor), 'OAUTH_WWW_AUTHENTICATE_CHALLENGE')
did('a wrong secret is refused')
