// A service of the catalogue, which is nobody's here: fhir-kit-client finds where to
// ask, somebody ticks what it may read, it reads, comes back by itself, and reads
// nothing any more once it is paused or removed.
import { Client } from 'fhir-kit-client';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { everyState, paper } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';
import { wrongs } from './software.mjs';

const BACK = 'http://127.0.0.1:4180/retour';
const SERVICE = 'souffle';

/** What the service sends somebody with; the verifier stays with it. */
function wish(town, more = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const asked = new URLSearchParams({
    response_type: 'code', client_id: SERVICE, redirect_uri: BACK, state: randomBytes(16).toString('hex'),
    scope: 'launch/patient patient/DocumentReference.rs patient/Binary.r patient/Patient.r offline_access',
    aud: `${town.base}/fhir`, code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), ...more,
  });
  return { asked, verifier };
}

/** The service's own address: what somebody brings back to it. */
function waits() {
  let server;
  const brought = new Promise((resolve, reject) => {
    server = createServer((request, response) => {
      response.end('<!doctype html><title>Souffle</title><p>Souffle');
      const url = new URL(request.url, BACK);
      if (url.pathname === '/retour') resolve(url.searchParams);
    });
    server.on('error', reject);
    server.listen(4180, '127.0.0.1');
  });
  return { brought, close: () => { server.closeAllConnections(); server.close(); } };
}

async function token(address, form) {
  const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(form) });
  return { status: answer.status, body: await answer.json() };
}

/** What a read is refused with; nothing, when it is not. */
async function refused(read) {
  try {
    await read;
    return undefined;
  } catch (error) {
    return error.response?.status;
  }
}

export const services = [
  ['anybody finds the catalogue, and what a service may read', async (town) => {
    const page = await town.page();
    await page.goto(`${town.base}/services`);
    await everyState(page);
    await page.selectOption('#echange', 'avec');
    await press(page);
    equal(await page.locator('ul.list h3').count(), 1, 'one exchanges');
    await everyState(page);
    await page.click('ul.list h3 a');
    await page.waitForLoadState();
    holds((await page.locator('main').innerText()).includes('Mes documents'), 'what it may read');
    await everyState(page);
    await paper(page);
    await page.goto(`${town.base}/services/proposer`);
    await everyState(page);
  }],
  ['a holder connects a service, which reads what was ticked until it is removed', async (town) => {
    // The way leads out of the site: nothing of this browser is counted as ours.
    const context = await town.browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'fr-FR' });
    const page = await context.newPage();
    const person = town.person('active');
    const open = new Client({ baseUrl: `${town.base}/fhir` });
    const smart = await open.smartAuthMetadata();
    const authorise = String(smart.authorizeUrl);
    holds(authorise.startsWith(town.base), `where to ask: ${authorise}`);
    const { asked, verifier } = wish(town);
    // Nobody is signed in yet: through the door, and on to what was asked.
    await page.goto(`${authorise}?${asked}`);
    equal(new URL(page.url()).pathname, '/connexion', 'the door first');
    await page.fill('#identifiant', person.username);
    await page.fill('#mot-de-passe', person.password);
    await press(page);
    await town.code(page, person);
    equal(new URL(page.url()).pathname, '/autoriser', 'and on');
    holds((await page.title()).includes('Relier Souffle'), await page.title());
    await everyState(page);
    equal(await page.locator('input[type=checkbox]:checked').count(), 0, 'nothing is ticked');
    // A yes sooner than anybody reads is none.
    await page.waitForTimeout(1_100);
    await page.click('button[value=relier]');
    await page.waitForLoadState();
    holds((await said(page)).includes('Cochez au moins une case'), 'nothing is not enough');
    await everyState(page);
    await page.check('#lire-documents');
    await page.check('#lire-identite');
    const app = waits();
    let tokens;
    try {
      await page.waitForTimeout(1_100);
      await page.click('button[value=relier]');
      const brought = await app.brought;
      // The browser is there before anybody sends it elsewhere.
      await page.waitForURL(`${BACK}?**`);
      equal(brought.get('state'), asked.get('state'), 'the state comes back');
      const given = await token(String(smart.tokenUrl), {
        grant_type: 'authorization_code', client_id: SERVICE, redirect_uri: BACK, code: brought.get('code'), code_verifier: verifier,
      });
      equal(given.status, 200, JSON.stringify(given.body));
      tokens = given.body;
    } finally {
      app.close();
    }
    const reads = (access) => {
      const client = new Client({ baseUrl: `${town.base}/fhir`, bearerToken: access });
      return {
        person: () => client.read({ resourceType: 'Patient', id: tokens.patient }),
        documents: () => client.search({ resourceType: 'DocumentReference', searchParams: { patient: `Patient/${tokens.patient}` } }),
      };
    };
    equal((await reads(tokens.access_token).person()).birthDate, person.birth_date, 'who it is');
    const found = await reads(tokens.access_token).documents();
    holds(found.total > 0, 'documents are found');
    const fresh = await token(String(smart.tokenUrl), { grant_type: 'refresh_token', client_id: SERVICE, refresh_token: tokens.refresh_token });
    equal(fresh.status, 200, 'it comes back by itself');
    await reads(fresh.body.access_token).documents();
    // What it read is in the history, under its name.
    await page.goto(`${town.base}/espace/moi/services`);
    await everyState(page);
    await page.click('main a:has-text("a lu ou ajouté")');
    await page.waitForLoadState();
    holds((await page.locator('main').innerText()).includes('Service relié'), 'its reads are in the history');
    await page.goto(`${town.base}/espace/moi/services`);
    await page.click('button:has-text("en pause")');
    await page.waitForLoadState();
    holds((await said(page)).includes('en pause'), await said(page));
    equal(await refused(reads(fresh.body.access_token).documents()), 403, 'paused');
    await everyState(page);
    await page.click('button:has-text("Reprendre")');
    await page.waitForLoadState();
    await reads(fresh.body.access_token).documents();
    await page.click('button:has-text("Retirer")');
    await page.waitForLoadState();
    holds((await said(page)).includes('est retiré'), await said(page));
    equal(await refused(reads(fresh.body.access_token).documents()), 401, 'removed');
    await everyState(page);
    const late = await token(String(smart.tokenUrl), { grant_type: 'refresh_token', client_id: SERVICE, refresh_token: fresh.body.refresh_token });
    equal(late.body.error, 'invalid_grant', 'and does not come back');
    person.cookies = await context.cookies();
  }],
  ['a holder lets a service add measures, and finds them with where they come from', async (town) => {
    const person = town.told.people.filter((one) => one.role === 'active')[1];
    // The way leads out of the site: nothing of this browser is counted as ours.
    const context = await town.browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'fr-FR' });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    await town.signIn(page, person);
    const { asked, verifier } = wish(town, { scope: 'launch/patient patient/Observation.cruds' });
    const app = waits();
    let tokens;
    try {
      await page.goto(`${town.base}/autoriser?${asked}`);
      const shown = await said(page);
      for (const words of ['Ce que le service pourra lire', 'Ce que le service pourra ajouter', 'vous pouvez retirer ce qu’il ajoute']) holds(shown.includes(words), words);
      equal(await page.locator('input[type=checkbox]:checked').count(), 0, 'nothing is ticked');
      await everyState(page);
      await page.check('#ajouter-resultats');
      await page.waitForTimeout(1_100);
      await page.click('button[value=relier]');
      const brought = await app.brought;
      await page.waitForURL(`${BACK}?**`);
      const given = await token(`${town.base}/oauth/token`, {
        grant_type: 'authorization_code', client_id: SERVICE, redirect_uri: BACK, code: brought.get('code'), code_verifier: verifier,
      });
      equal(given.status, 200, JSON.stringify(given.body));
      tokens = given.body;
    } finally {
      app.close();
    }
    const client = new Client({ baseUrl: `${town.base}/fhir`, bearerToken: tokens.access_token });
    const loinc = (code) => ({ coding: [{ system: 'http://loinc.org', code }] });
    const number = (value, code) => ({ value, unit: code, system: 'http://unitsofmeasure.org', code });
    const measure = (code, more) => ({
      resourceType: 'Observation', status: 'final', code: loinc(code),
      subject: { reference: `Patient/${tokens.patient}` }, effectiveDateTime: '2026-05-04T08:30:00+02:00', ...more,
    });
    const weight = await client.create({ resourceType: 'Observation', body: measure('29463-7', { valueQuantity: number(61.4, 'kg') }) });
    equal(weight.valueQuantity.value, 61.4, 'as it was sent');
    await client.create({
      resourceType: 'Observation',
      body: measure('85354-9', {
        component: [['8480-6', 131], ['8462-4', 82]].map(([code, value]) => ({ code: loinc(code), valueQuantity: number(value, 'mm[Hg]') })),
      }),
    });
    equal(await refused(client.create({ resourceType: 'Observation', body: measure('29463-7', { valueQuantity: number(1240, 'kg') }) })), 422, 'nobody weighs that');
    equal(await refused(client.search({ resourceType: 'Observation', searchParams: { patient: tokens.patient } })), 403, 'adding is not reading');
    await page.goto(`${town.base}/espace/moi/profil/mesures`);
    const found = await said(page);
    for (const words of ['61,4', '131/82', 'Ajouté par le service Souffle']) holds(found.includes(words), `${words}: ${found}`);
    await everyState(page);
    await page.goto(`${town.base}/espace/moi/services`);
    holds((await said(page)).includes('Ce service peut ajouter'), 'the list says so');
    await everyState(page);
  }],
  ['a service makes an appointment, which its holder takes off and puts back, and reads who did what', async (town) => {
    const person = town.told.people.filter((one) => one.role === 'active')[1];
    // The way leads out of the site: nothing of this browser is counted as ours.
    const context = await town.browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'fr-FR' });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    await town.signIn(page, person);
    const { asked, verifier } = wish(town, { scope: 'launch/patient patient/Appointment.cruds patient/AuditEvent.rs' });
    const app = waits();
    let tokens;
    try {
      await page.goto(`${town.base}/autoriser?${asked}`);
      const shown = await said(page);
      for (const words of ['Qui a consulté ou modifié mon dossier', 'Ajouter : Mes rendez-vous']) holds(shown.includes(words), words);
      await everyState(page);
      for (const name of ['#lire-historique', '#lire-agenda', '#ajouter-agenda']) await page.check(name);
      await page.waitForTimeout(1_100);
      await page.click('button[value=relier]');
      const brought = await app.brought;
      await page.waitForURL(`${BACK}?**`);
      const given = await token(`${town.base}/oauth/token`, {
        grant_type: 'authorization_code', client_id: SERVICE, redirect_uri: BACK, code: brought.get('code'), code_verifier: verifier,
      });
      equal(given.status, 200, JSON.stringify(given.body));
      tokens = given.body;
    } finally {
      app.close();
    }
    const client = new Client({ baseUrl: `${town.base}/fhir`, bearerToken: tokens.access_token });
    const day = new Date(Date.now() + 20 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
    const made = await client.create({
      resourceType: 'Appointment',
      body: {
        resourceType: 'Appointment', status: 'booked', description: 'Bilan de sommeil', start: `${day}T09:00:00Z`, end: `${day}T09:45:00Z`,
        patientInstruction: 'Venir avec votre carnet de sommeil.',
        participant: [
          { actor: { reference: `Patient/${tokens.patient}` }, status: 'accepted' },
          { actor: { display: 'Dr Nour, médecin du sommeil' }, status: 'accepted' },
          { actor: { reference: 'Location/1', display: '4 quai des Brumes' }, status: 'accepted' },
        ],
      },
    });
    equal(made.description, 'Bilan de sommeil', 'as it was sent');
    for (const one of [
      await client.read({ resourceType: 'Appointment', id: made.id }),
      await client.search({ resourceType: 'Appointment', searchParams: { patient: tokens.patient } }),
    ]) equal(JSON.stringify(wrongs(one)), '[]', 'the validator finds nothing wrong');
    await page.goto(`${town.base}/espace/moi/agenda`);
    holds((await said(page)).includes('le service Souffle'), 'the agenda says where it comes from');
    await everyState(page);
    await page.click('main a:has-text("Bilan de sommeil")');
    await page.waitForLoadState();
    holds((await said(page)).includes('se change là où il a été pris'), await said(page));
    equal(await page.locator('main a:has-text("Modifier")').count(), 0, 'it is not theirs to change');
    await everyState(page);
    await paper(page);
    await page.click('button:has-text("Retirer de mon agenda")');
    await page.waitForLoadState();
    holds((await said(page)).includes('n’est pas annulé'), await said(page));
    equal(await page.locator('main a:has-text("Bilan de sommeil")').count(), 0, 'it is gone');
    await everyState(page);
    await page.click('button:has-text("Annuler cette action")');
    await page.waitForLoadState();
    holds((await said(page)).includes('C’est remis'), await said(page));
    const events = await client.search({ resourceType: 'AuditEvent', searchParams: { patient: `Patient/${tokens.patient}`, _count: 50 } });
    const acts = events.entry.map((one) => one.resource.subtype[1].code);
    holds(acts.includes('appointment-made') || acts.includes('record-read'), acts.join(' '));
    await page.goto(`${town.base}/espace/moi/reglages/notifications`);
    holds((await said(page)).includes('Un service relié a ajouté quelque chose'), 'it may be chosen');
    await everyState(page);
    await context.close();
  }],
];
