// npm oidc-provider as fast as it honestly goes: opaque tokens, client_secret_basic, nothing signed, everything in memory.
// It prints one line of JSON (where it listens, and codes to exchange) and answers until its standard input ends.
//
//   node oidc-provider.js GRANTS CODES_OF_EACH
import { once } from "node:events";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [grants, codesOfEach] = process.argv.slice(2).map(Number);
const client = {
  client_id: "bench",
  client_secret: "Ls9zQ4ww0Yc7rVnT2mKx8hBd5fGjUa1eRiPo3sEy",
  redirect_uris: ["https://app.example/callback"],
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  token_endpoint_auth_method: "client_secret_basic",
};
const day = 24 * 3600;

// Its own adapter in memory keeps a thousand entries; this one keeps all, and does less.
class Memory {
  static entries = new Map();
  static members = new Map();

  constructor(model) {
    this.model = model;
  }

  key(id) {
    return `${this.model}:${id}`;
  }

  async upsert(id, payload) {
    const key = this.key(id);
    Memory.entries.set(key, payload);
    if (payload.grantId) {
      const members = Memory.members.get(payload.grantId);
      if (members) members.push(key);
      else Memory.members.set(payload.grantId, [key]);
    }
  }

  async find(id) {
    return Memory.entries.get(this.key(id));
  }

  async consume(id) {
    Memory.entries.get(this.key(id)).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    Memory.entries.delete(this.key(id));
  }

  async revokeByGrantId(grantId) {
    for (const key of Memory.members.get(grantId) ?? []) Memory.entries.delete(key);
    Memory.members.delete(grantId);
  }

  async findByUid() {}

  async findByUserCode() {}
}

const server = createServer();
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1");
await once(server, "listening");
const base = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(base, {
  adapter: Memory,
  clients: [client],
  features: { devInteractions: { enabled: false }, introspection: { enabled: true }, revocation: { enabled: true } },
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  issueRefreshToken: () => true,
  pkce: { required: () => false },
  rotateRefreshToken: true,
  scopes: ["orders:read", "products:read", "stock:read"],
  ttl: { AccessToken: day, AuthorizationCode: 600, Grant: 30 * day, RefreshToken: 30 * day },
});

const scope = "orders:read products:read stock:read";
const known = await provider.Client.find(client.client_id);
const codes = [];
for (let place = 0; place < grants; place += 1) {
  const accountId = `merchant-${place}`;
  const grant = new provider.Grant({ accountId, clientId: client.client_id });
  grant.addOIDCScope(scope);
  const grantId = await grant.save();
  for (let count = 0; count < codesOfEach; count += 1) {
    const code = new provider.AuthorizationCode({
      accountId,
      client: known,
      grantId,
      gty: "authorization_code",
      redirectUri: client.redirect_uris[0],
      scope,
    });
    codes.push(await code.save());
  }
}

server.on("request", provider.callback());
const { client_id, client_secret, redirect_uris } = client;
console.log(JSON.stringify({ base, client_id, client_secret, redirect_uri: redirect_uris[0], codes }));
process.stdin.on("end", () => process.exit(0)).resume();
