// A provider to try our FranceConnect client against: oidc-provider, on which
// FranceConnect itself is built, set up as FranceConnect's substantial level
// is. It obeys the test that started it:
//
//   CARNET_REDIRECT_URI, CARNET_SIGNED_OUT_URI   where browsers go back to
//   CARNET_ENDED_URI                             where it says that a session ended
//   POST /control {who, acr, cancel, ahead, rotate, algorithm, envelope}
//
// It prints one line, {"issuer": …}, and ends with its parent's input.
import { createServer } from 'node:http';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Provider } from 'oidc-provider';

const SCOPES = [
  'given_name', 'family_name', 'preferred_username', 'birthdate', 'gender', 'birthplace', 'birthcountry',
];
const PEOPLE = {
  angela: {
    given_name: 'Angela Claire', given_name_array: ['Angela', 'Claire'], family_name: 'DUBOIS',
    preferred_username: 'MARTIN', birthdate: '1962-08-24', gender: 'female', birthplace: '75107', birthcountry: '99100',
  },
  karim: {
    given_name: 'Karim', given_name_array: ['Karim'], family_name: 'BENAÏSSA',
    birthdate: '1975-01-02', gender: 'male', birthplace: '', birthcountry: '99352',
  },
};

const now = Date.now;
const wish = { who: 'angela', acr: 'eidas2', cancel: false, ahead: 0, algorithm: 'ES256', envelope: null };
Date.now = () => now() + wish.ahead * 1000;

/** A new key of this algorithm, with its private half. */
function key(algorithm) {
  const { privateKey } = algorithm === 'ES256'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: algorithm, use: 'sig' };
}

function provider(issuer) {
  const client = {
    client_secret: 'secret',
    redirect_uris: [process.env.CARNET_REDIRECT_URI],
    post_logout_redirect_uris: [process.env.CARNET_SIGNED_OUT_URI],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: wish.algorithm,
    userinfo_signed_response_alg: wish.algorithm,
    require_auth_time: true,
  };
  if (process.env.CARNET_ENDED_URI) {
    client.backchannel_logout_uri = process.env.CARNET_ENDED_URI;
    client.backchannel_logout_session_required = true;
  }
  if (wish.envelope) {
    const sealed = { alg: 'ECDH-ES', enc: 'A256GCM' };
    Object.assign(client, {
      jwks: wish.envelope,
      id_token_encrypted_response_alg: sealed.alg,
      id_token_encrypted_response_enc: sealed.enc,
      userinfo_encrypted_response_alg: sealed.alg,
      userinfo_encrypted_response_enc: sealed.enc,
    });
  }
  return new Provider(issuer, {
    clients: [{ client_id: 'carnet', ...client }, { client_id: 'another', ...client }],
    jwks: { keys: [key(wish.algorithm)] },
    cookies: { keys: [randomUUID()] },
    acrValues: ['eidas1', 'eidas2', 'eidas3'],
    claims: {
      openid: ['sub'],
      ...Object.fromEntries(SCOPES.map((scope) => [scope, scope === 'given_name' ? [scope, 'given_name_array'] : [scope]])),
    },
    scopes: ['openid'],
    features: {
      backchannelLogout: { enabled: true },
      devInteractions: { enabled: false },
      encryption: { enabled: true },
      jwtUserinfo: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    pkce: { required: () => true },
    // It calls nobody on its own machine, where those are who try it: without that.
    fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
    clientAuthMethods: ['client_secret_post', 'private_key_jwt'],
    ttl: { AccessToken: 60, AuthorizationCode: 30, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) }),
  });
}

/** Nobody types anything: the person of the wish agrees, or gives up. */
async function interaction(request, response) {
  const { params } = await running.interactionDetails(request, response);
  if (wish.cancel) {
    const gaveUp = { error: 'access_denied', error_description: 'User auth aborted' };
    return running.interactionFinished(request, response, gaveUp, { mergeWithLastSubmission: false });
  }
  const grant = new running.Grant({ accountId: wish.who, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const login = { accountId: wish.who, acr: wish.acr };
  const agreed = { login, consent: { grantId: await grant.save() } };
  return running.interactionFinished(request, response, agreed, { mergeWithLastSubmission: false });
}

async function control(request, response) {
  let text = '';
  for await (const piece of request) text += piece;
  const { rotate, ...change } = JSON.parse(text);
  const was = { algorithm: wish.algorithm, envelope: wish.envelope };
  Object.assign(wish, change);
  // Another provider in the same place: with another key.
  if (rotate || was.algorithm !== wish.algorithm || was.envelope !== wish.envelope) running = provider(issuer);
  response.end();
}

const server = createServer((request, response) => {
  const answer = request.url.startsWith('/interaction/') ? interaction(request, response)
    : request.url === '/control' ? control(request, response)
    : running.callback()(request, response);
  Promise.resolve(answer).catch((error) => {
    console.error(error);
    response.statusCode = 500;
    response.end();
  });
});
await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
const issuer = `http://127.0.0.1:${server.address().port}`;
let running = provider(issuer);
console.log(JSON.stringify({ issuer }));
process.stdin.resume().on('end', () => process.exit(0));
