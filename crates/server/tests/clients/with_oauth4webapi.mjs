// oauth4webapi, which takes nothing that a specification does not allow: each answer goes through its own strict check.

import * as oauth from 'oauth4webapi'
import { ask, did, expect, given, refused, signingKeys } from './story.mjs'

const { app, publicApp, redirectUri, scope } = given
const issuer = new URL(given.issuer)
const orders = new URL('/api/v1/orders', issuer)
// The story's server listens on loopback without TLS.
const http = { [oauth.allowInsecureRequests]: true }

const found = await oauth.discoveryRequest(issuer, { ...http, algorithm: 'oauth2' })
const server = await oauth.processDiscoveryResponse(issuer, found)
expect(server.authorization_response_iss_parameter_supported, 'the metadata does not promise iss')
did('metadata')

async function pushed(who, auth, asked, options) {
  const answer = await oauth.pushedAuthorizationRequest(server, who, auth, asked, options)
  const { request_uri } = await oauth.processPushedAuthorizationResponse(server, who, answer)
  return { client_id: who.client_id, request_uri }
}

async function allowed(who, auth, { isPushed, ...options }) {
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const asked = {
    client_id: who.client_id,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }
  const url = new URL(server.authorization_endpoint)
  url.search = new URLSearchParams(isPushed ? await pushed(who, auth, asked, options) : asked)
  const back = new URL(ask({ open: url.href }))

  const [forged, anonymous] = [new URL(back), new URL(back)]
  forged.searchParams.set('iss', 'https://evil.example')
  anonymous.searchParams.delete('iss')
  for (const wrong of [forged, anonymous]) {
    await refused((async () => oauth.validateAuthResponse(server, who, wrong, state))(), oauth.INVALID_RESPONSE)
  }
  const params = oauth.validateAuthResponse(server, who, back, state)
  const answer = await oauth.authorizationCodeGrantRequest(server, who, auth, params, redirectUri, verifier, options)
  return oauth.processAuthorizationCodeResponse(server, who, answer)
}

async function introspect(who, auth, token) {
  const answer = await oauth.introspectionRequest(server, who, auth, token, http)
  return oauth.processIntrospectionResponse(server, who, answer)
}

async function refresh(who, auth, token, options) {
  const answer = await oauth.refreshTokenGrantRequest(server, who, auth, token, options)
  return oauth.processRefreshTokenResponse(server, who, answer)
}

/** From consent to the end of the tokens. */
async function live(who, auth, { isPushed, DPoP } = {}) {
  const options = { ...http, DPoP }
  const first = await allowed(who, auth, { ...options, isPushed })
  const second = await refresh(who, auth, first.refresh_token, options)
  const goods = await oauth.protectedResourceRequest(second.access_token, 'GET', orders, undefined, undefined, options)
  expect(goods.status === 200, 'the token does not work')
  if (who === confidential) {
    const facts = await introspect(who, auth, second.access_token)
    expect(facts.active && facts.scope === scope, JSON.stringify(facts))
    const answer = await oauth.clientCredentialsGrantRequest(server, who, auth, {}, options)
    const own = await oauth.processClientCredentialsResponse(server, who, answer)
    await oauth.processRevocationResponse(await oauth.revocationRequest(server, who, auth, own.access_token, http))
    expect(!(await introspect(who, auth, own.access_token)).active, 'its own token was revoked and is active')
  }
  const revoked = await oauth.revocationRequest(server, who, auth, second.refresh_token, http)
  await oauth.processRevocationResponse(revoked)
  await refused(refresh(who, auth, second.refresh_token, options), 'invalid_grant')
}

const confidential = { client_id: app.id }
await live(confidential, oauth.ClientSecretBasic(app.secret))
did('secret in the header')
await live(confidential, oauth.ClientSecretPost(app.secret))
did('secret in the body')
for (const alg of ['ES256', 'PS256']) {
  const { key, jwks } = await signingKeys(alg)
  ask({ register: jwks })
  const DPoP = oauth.DPoP(confidential, await oauth.generateKeyPair(alg))
  await live(confidential, oauth.PrivateKeyJwt(key), { isPushed: true, DPoP })
  did(`assertion and DPoP by ${alg}, pushed request`)
}
await live({ client_id: publicApp.id }, oauth.None())
did('public')
