// A demonstration of our own to walk through: started, asked who lives there,
// and stopped. Browsers, codes and signatures as its people would use them.
import { chromium } from 'playwright-core';
import { spawn } from 'node:child_process';
import { createHmac, createPrivateKey, randomUUID, sign } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const CHROMIUM = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

export class Town {
  /**
   * Starts `carnet demo` on a free port, with a folder of its own. Its people
   * know it as localhost: browsers give passkeys to names, not to numbers.
   */
  static async start(binary) {
    const town = new Town();
    const port = await freePort();
    town.folder = mkdtempSync(join(tmpdir(), 'carnet-e2e-'));
    // While journeys are written: a folder of an earlier start, copied.
    if (process.env.CARNET_E2E_DATA) cpSync(process.env.CARNET_E2E_DATA, join(town.folder, 'data'), { recursive: true });
    const args = ['demo', '--json', '--listen', `127.0.0.1:${port}`, '--data', join(town.folder, 'data'), '--seed', '7'];
    // Mail with professionals' own mailboxes: a journey is the server in front.
    town.mail = { lmtp: await freePort(), relay: await freePort() };
    writeFileSync(join(town.folder, 'trusted.csv'), 'medecin.exemple,mx.medecin.exemple\n');
    const env = {
      ...process.env, CARNET_ORIGIN: `http://localhost:${port}`,
      CARNET_MAIL_DOMAIN: 'patient.exemple', CARNET_MAIL_LISTEN: `127.0.0.1:${town.mail.lmtp}`,
      CARNET_MAIL_RECEIVED_BY: 'mx.patient.exemple', CARNET_MAIL_TRUSTED: join(town.folder, 'trusted.csv'),
      CARNET_MAIL_RELAY_HOST: '127.0.0.1', CARNET_MAIL_RELAY_PORT: `${town.mail.relay}`, CARNET_MAIL_RELAY_SECURITY: 'none',
    };
    for (const own of ['CARNET_BINARY', 'CARNET_SCREENSHOTS', 'CARNET_LOOK']) delete env[own];
    town.process = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    // What it warned of is said again at the end, where a journey failed.
    town.warned = [];
    createInterface({ input: town.process.stderr }).on('line', (line) => {
      console.error(line);
      if (/"level":"(WARN|ERROR)"/.test(line)) town.warned = [...town.warned, line].slice(-50);
    });
    town.told = await new Promise((resolve, reject) => {
      let text = '';
      town.process.stdout.on('data', (piece) => {
        text += piece;
        const end = text.indexOf('\n');
        if (end > 0) resolve(JSON.parse(text.slice(0, end)));
      });
      town.process.on('exit', (code) => reject(new Error(`carnet ended with ${code}`)));
    });
    town.base = town.told.base_url;
    town.browser = await launched();
    town.requests = new Set();
    town.complaints = [];
    return town;
  }

  async stop() {
    await this.browser?.close();
    this.process?.removeAllListeners('exit');
    await this.ended();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  /** Ends the program, and waits: until then it writes into its folder. */
  async ended() {
    const { process } = this;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const over = new Promise((resolve) => process.once('exit', resolve));
    const late = setTimeout(() => process.kill('SIGKILL'), 10_000);
    process.kill('SIGTERM');
    await over;
    clearTimeout(late);
  }

  person(role, n = 0) {
    return this.told.people.filter((person) => person.role === role)[n];
  }

  /** A page of a fresh browser profile; everything it asks for is noted. */
  async page(options = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'fr-FR', ...options });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    this.watch(page);
    return page;
  }

  watch(page) {
    page.on('request', (request) => {
      const asked = new URL(request.url());
      // A file that was taken home asks nobody.
      if (asked.protocol !== 'file:') this.requests.add(asked.host);
    });
    page.on('response', (response) => {
      // A page may answer 404 or 422; what it is made of may not be missing.
      const part = !['document', 'xhr', 'fetch'].includes(response.request().resourceType());
      if (part && response.status() >= 400) this.complaints.push(`${page.url()}: ${response.status()} for ${response.url()}`);
      if (response.status() >= 500) this.complaints.push(`${response.status()} at ${response.url()}`);
    });
    page.on('console', (message) => {
      const answered = /status of 4\d\d/.test(message.text());
      if (message.type() === 'error' && !answered) this.complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error.message}`));
  }

  /** Signs a holder in with password and authenticator. */
  async signIn(page, person) {
    await page.goto(`${this.base}/connexion`);
    await page.fill('#identifiant', person.username);
    await page.fill('#mot-de-passe', person.password);
    await press(page);
    await this.code(page, person);
    equal(new URL(page.url()).pathname, '/espace/moi');
    person.cookies = await page.context().cookies();
  }

  /** Goes in with the session of an earlier journey, where there is one. */
  async enter(page, person) {
    if (person.cookies) {
      await page.context().addCookies(person.cookies);
      await page.goto(`${this.base}/espace/moi`);
      if (new URL(page.url()).pathname === '/espace/moi') return;
    }
    await this.signIn(page, person);
  }

  /** Types a code that was not used yet: the server takes the steps around now. */
  async code(page, person) {
    const now = () => Math.floor(Date.now() / 30_000);
    // The step before this one is over for the server when this one ends:
    // the code is typed and sent in less than these ten seconds.
    const earliest = Math.floor((Date.now() + 10_000) / 30_000) - 1;
    person.step = Math.max(earliest, (person.step ?? 0) + 1);
    while (person.step > now() + 1) await new Promise((resolve) => setTimeout(resolve, 500));
    await page.fill('#code', totp(person.totp_secret, person.step));
    await press(page);
  }

  /** Signs a professional in through the demonstration's provider. */
  async signInPro(page, rpps) {
    this.badges ??= new Map();
    if (this.badges.has(rpps)) {
      await page.context().addCookies(this.badges.get(rpps));
      await page.goto(`${this.base}/pro`);
      if (new URL(page.url()).pathname === '/pro') return;
    }
    await page.goto(`${this.base}/pro/connexion`);
    await page.click('main a.btn');
    await page.click(`button[name=rpps][value="${rpps}"]`);
    await page.waitForURL(`${this.base}/pro`);
    this.badges.set(rpps, await page.context().cookies());
  }

  /** Finds a person as professionals do, and opens them. */
  async find(page, person) {
    const [year, month, day] = person.birth_date.split('-');
    await page.goto(`${this.base}/pro`);
    await page.fill('#recherche', `${day}/${month}/${year} ${person.name.split(' ').at(-1).slice(0, 3)}`);
    await press(page);
    await page.click('table a');
    await page.waitForLoadState();
  }

  /** The last code that was sent to a contact, from the page of what was sent. */
  async contactCode(to) {
    for (let tries = 0; tries < 200; tries += 1) {
      const sent = await (await fetch(`${this.base}/demo/envois`)).text();
      const codes = sent.split('<tr>').filter((row) => row.includes(to))
        .map((row) => row.match(/(\d{6})(?:\s|&nbsp;|\u00a0)est votre code/));
      const code = codes.find((found) => found);
      if (code) return code[1];
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`nothing was sent to ${to}`);
  }

  /** A token for the hospital's software. */
  async token() {
    const answer = await this.ask({ grant_type: 'client_credentials' });
    equal(answer.status, 200);
    return (await answer.json()).access_token;
  }

  /** Asks for a token for the professional whom this ID token is about. */
  exchange(idToken) {
    return this.ask({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: idToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    });
  }

  /** The hospital's software asks the token endpoint, and proves itself. */
  ask(what) {
    const client = this.told.client;
    const endpoint = `${this.base}${client.token_path}`;
    const now = Math.floor(Date.now() / 1000);
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { iss: client.client_id, sub: client.client_id, aud: endpoint, exp: now + 240, iat: now, jti: randomUUID() };
    const text = `${encode({ alg: 'ES384', typ: 'JWT', kid: client.key_id })}.${encode(claims)}`;
    const key = createPrivateKey(readFileSync(client.key_file));
    const signature = sign('sha384', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    return fetch(endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        ...what,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: `${text}.${signature}`,
      }),
    });
  }
}

/** The browser that journeys are walked in. */
export function launched(options = {}) {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM, ...options });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** What somebody knows of themself and reads on their card, typed. */
export async function shows(page, person) {
  const [year, month, day] = person.birth_date.split('-');
  await page.fill('#nir', person.matricule);
  await page.fill('input[name="naissance-jour"]', day);
  await page.fill('input[name="naissance-mois"]', month);
  await page.fill('input[name="naissance-annee"]', year);
  await page.fill('#serie', person.card_serial);
}

/** Presses the filled button of the page's main form, and waits for the answer. */
export async function press(page, button = page.locator('main form button.btn:not(.alt):not(.small)')) {
  const form = await page.$('main');
  await page.evaluate(() => { window.pressed = true; });
  const [answer] = await Promise.all([
    page.waitForResponse((response) => {
      const asked = response.request();
      return (asked.isNavigationRequest() || asked.resourceType() === 'xhr') && response.status() !== 303;
    }),
    button.click(),
  ]);
  // The script that follows an upload puts the answer into the page itself.
  if (!answer.request().isNavigationRequest()) {
    // Or the whole page goes, and what was in it: not while it is still going.
    const left = () => page.evaluate(() => !window.pressed).catch(() => false);
    const shown = () => form.evaluate((main) => !main.isConnected).catch(left);
    for (let tries = 0; !(await shown()); tries += 1) {
      holds(tries < 400, `${page.url()}: the answer is shown`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  await page.waitForLoadState();
}

/** RFC 6238 with SHA-1, six digits, thirty seconds. */
export function totp(secret, step = Math.floor(Date.now() / 30_000)) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(/[\s=]/g, '')].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = hash.at(-1) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export function equal(left, right, why = '') {
  if (left !== right) throw new Error(`${why} expected ${JSON.stringify(right)}, found ${JSON.stringify(left)}`);
}

export function holds(condition, why) {
  if (!condition) throw new Error(why);
}

/** The text of a page's main part, with every space the same. */
export async function said(page) {
  return (await page.locator('main').innerText()).replaceAll(/[\u00a0\u202f]/g, ' ');
}
