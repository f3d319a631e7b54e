// oidc-provider as the other server of the differential story: the same endpoints, and a merchant who always agrees,
// save to a request whose state is "deny".

import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'
import { given, tell } from './story.mjs'

const server = createServer((request, response) => {
  const answer = request.url.startsWith('/interaction/') ? decide : provider.callback()
  answer(request, response)
})
await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
const issuer = `http://127.0.0.1:${server.address().port}`

const common = {
  redirect_uris: [given.redirectUri],
  response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  scope: given.scope,
}
const provider = new Provider(issuer, {
  adapter: undefined, // in memory
  clients: given.clients.map((client) => ({ ...common, ...client })),
  responseTypes: ['code'],
  scopes: [given.scope],
  clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
  enabledJWA: { clientAuthSigningAlgValues: ['ES256', 'EdDSA', 'PS256'], dPoPSigningAlgValues: ['ES256', 'EdDSA', 'PS256'] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
    revocation: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    dPoP: { enabled: true },
  },
  issueRefreshToken: () => true,
  rotateRefreshToken: () => true,
  expiresWithSession: () => false,
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
})

async function decide(request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response)
  const result = {}
  if (params.state === 'deny') {
    Object.assign(result, { error: 'access_denied' })
  } else if (prompt.name === 'login') {
    result.login = { accountId: 'merchant' }
  } else {
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
    grant.addOIDCScope(params.scope ?? '')
    result.consent = { grantId: await grant.save() }
  }
  await provider.interactionFinished(request, response, result)
}

tell({ issuer })
