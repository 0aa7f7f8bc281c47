// An app that lives in a browser alone: pages of a service, on an origin of its own,
// with the SMART client of SMART Health IT (fhirclient), which nobody here wrote. It
// finds where to ask, sends somebody there, and comes back to read who they are and to
// write what they weigh.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { everyState } from '../states.mjs';
import { equal, holds, said } from '../town.mjs';

const APP = 'http://127.0.0.1:4180';

const begins = (iss) => `<!doctype html><html lang="fr"><title>Souffle</title><h1>Souffle</h1><p id="dit">…</p>
<script src="/fhir-client.js"></script><script>
FHIR.oauth2.authorize({
  iss: ${JSON.stringify(iss)}, clientId: 'souffle', redirectUri: '${APP}/retour', pkceMode: 'required',
  scope: 'launch/patient patient/Patient.r patient/Observation.cruds',
}).catch((error) => { document.getElementById('dit').textContent = 'échec : ' + error.message; });
</script></html>`;

const ends = `<!doctype html><html lang="fr"><title>Souffle</title><h1>Souffle</h1><p id="dit">…</p>
<script src="/fhir-client.js"></script><script>
(async () => {
  const client = await FHIR.oauth2.ready();
  const person = await client.patient.read();
  const weight = await client.create({
    resourceType: 'Observation', status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
    subject: { reference: 'Patient/' + client.patient.id }, effectiveDateTime: '2026-05-06',
    valueQuantity: { value: 63.2, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
  });
  const refused = await client.request('Condition?patient=' + client.patient.id).then(() => 'rien', (error) => error.status);
  return { person: person.birthDate, weight: weight.valueQuantity.value, refused };
})().then(
  (found) => { document.getElementById('dit').textContent = JSON.stringify(found); },
  (error) => { document.getElementById('dit').textContent = 'échec : ' + error.message; },
);
</script></html>`;

/** The service's own pages. */
async function serves(iss) {
  const script = await readFile(new URL('../node_modules/fhirclient/build/fhir-client.js', import.meta.url));
  const pages = { '/': begins(iss), '/retour': ends };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, APP);
    if (pathname === '/fhir-client.js') {
      response.setHeader('content-type', 'text/javascript');
      response.end(script);
      return;
    }
    response.statusCode = pages[pathname] ? 200 : 404;
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(pages[pathname] ?? '');
  });
  await new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(4180, '127.0.0.1', resolve);
  });
  return () => { server.closeAllConnections(); server.close(); };
}

export const browserApp = [
  ['an app in a browser alone is let in from its own pages, reads who it is and writes a weight', async (town) => {
    const person = town.told.people.filter((one) => one.role === 'active')[1];
    // The way leads out of the site: nothing of this browser is counted as ours.
    const context = await town.browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'fr-FR' });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    await town.signIn(page, person);
    const close = await serves(`${town.base}/fhir`);
    try {
      await page.goto(`${APP}/`);
      await page.waitForURL(`${town.base}/autoriser?**`);
      holds((await page.title()).includes('Relier Souffle'), await page.title());
      await everyState(page);
      await page.check('#lire-identite');
      await page.check('#ajouter-resultats');
      // A yes that comes sooner than anybody reads is none.
      await page.waitForTimeout(1_100);
      await page.click('button[value=relier]');
      await page.waitForURL(`${APP}/retour**`);
      const dit = page.locator('#dit');
      await page.waitForFunction(() => document.getElementById('dit').textContent !== '…');
      const found = await dit.innerText();
      holds(found.startsWith('{'), found);
      const told = JSON.parse(found);
      equal(told.person, person.birth_date, 'who it is');
      equal(told.weight, 63.2, 'what was written');
      equal(told.refused, 403, 'what was not ticked is refused, and the page is told so');
      // The same from a page elsewhere: the browser gives it nothing.
      await page.goto('about:blank');
      const elsewhere = await page.evaluate((base) => fetch(`${base}/fhir/metadata`).then(() => 'read', () => 'kept'), town.base);
      equal(elsewhere, 'kept', 'a page elsewhere reads nothing');
    } finally {
      close();
    }
    await page.goto(`${town.base}/espace/moi/profil/mesures`);
    const measures = await said(page);
    for (const words of ['63,2', 'Ajouté par le service Souffle']) holds(measures.includes(words), `${words}: ${measures}`);
    await context.close();
  }],
];
