// A hospital's software deposits by FHIR; the holder sees it first.
import { equal, holds, said } from '../town.mjs';

/** ITI-65: one document of somebody, with more said of it. */
export function bundle(person, title, content, more = {}) {
  const subject = { reference: `Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|${person.matricule}` };
  const date = new Date().toISOString();
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        fullUrl: 'urn:uuid:0a000000-0000-4000-8000-000000000001',
        resource: {
          resourceType: 'List',
          status: 'current',
          mode: 'working',
          code: { coding: [{ system: 'https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes', code: 'submissionset' }] },
          subject,
          date,
          entry: [{ item: { reference: 'urn:uuid:0a000000-0000-4000-8000-000000000002' } }],
        },
        request: { method: 'POST', url: 'List' },
      },
      {
        fullUrl: 'urn:uuid:0a000000-0000-4000-8000-000000000002',
        resource: {
          resourceType: 'DocumentReference',
          masterIdentifier: { system: 'urn:ietf:rfc:3986', value: `urn:oid:1.2.250.1.999.${Date.now()}` },
          status: 'current',
          type: { coding: [{ system: 'http://loinc.org', code: '11490-0' }] },
          subject,
          date,
          content: [{ attachment: { contentType: 'text/plain', url: 'urn:uuid:0a000000-0000-4000-8000-000000000003', title, creation: date } }],
          ...more,
        },
        request: { method: 'POST', url: 'DocumentReference' },
      },
      {
        fullUrl: 'urn:uuid:0a000000-0000-4000-8000-000000000003',
        resource: { resourceType: 'Binary', contentType: 'text/plain', data: Buffer.from(content).toString('base64') },
        request: { method: 'POST', url: 'Binary' },
      },
    ],
  };
}

export const hospital = [
  ['a hospital’s software deposits by FHIR and the holder reads it', async (town) => {
    const odette = town.person('active', 1);
    const token = await town.token();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' };
    const post = (body) => fetch(`${town.base}/fhir`, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer = await post(bundle(odette, 'Lettre de sortie', 'Sortie le 20 novembre.'));
    const told = await answer.json();
    equal(answer.status, 200, JSON.stringify(told));
    const location = told.entry.map((entry) => entry.response.location).find((at) => at?.includes('DocumentReference/'));
    const back = await fetch(`${town.base}/fhir/DocumentReference/${location.split('DocumentReference/')[1].split('/')[0]}`, { headers });
    equal(back.status, 200);
    equal((await back.json()).content[0].attachment.title, 'Lettre de sortie');
    // What others deposited is not there for it, like what never was.
    const page = await town.page();
    await town.enter(page, odette);
    const own = (await page.locator('.list h3 a').evaluateAll((all) => all.map((a) => [a.firstChild.textContent, a.getAttribute('href')])))
      .find(([title]) => title !== 'Lettre de sortie')[1].split('/').at(-1);
    const [theirs, nothing] = await Promise.all([own, '0'.repeat(own.length)].map(async (id) => {
      const found = await fetch(`${town.base}/fhir/DocumentReference/${id}`, { headers });
      return [found.status, (await found.text()).replaceAll(id, '')].join(' ');
    }));
    holds(theirs.startsWith('404'), theirs);
    equal(theirs, nothing);
    await page.goto(`${town.base}/espace/moi`);
    holds((await said(page)).includes('Nouveau : Lettre de sortie'), 'it is first on the home page');
    await page.click('main .note a.btn');
    holds((await said(page)).includes('Sortie le 20 novembre.'), 'it reads on the page');
    // Unknown, refused and closed people are all the same to a hospital.
    const answers = [];
    for (const person of [{ matricule: '155061501429999' }, town.person('refused'), town.person('closed')]) {
      const refused = await post(bundle(person, 'x', 'y'));
      answers.push(`${refused.status} ${(await refused.text()).replaceAll(person.matricule, '')}`);
    }
    equal(answers[1], answers[2]);
    holds(answers[0].startsWith('422') && answers[1].startsWith('422'), answers.join('\n'));
    const stranger = await fetch(`${town.base}/fhir`, { method: 'POST', headers: { ...headers, authorization: 'Bearer no' }, body: '{}' });
    equal(stranger.status, 401);
    equal((await stranger.json()).resourceType, 'OperationOutcome');
  }],
];
