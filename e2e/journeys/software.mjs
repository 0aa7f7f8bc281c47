// A doctor's software, which is nobody's here: fhir-kit-client, with what the
// doctor's provider gave to it, reads, deposits and finds what the site shows.
// A validator that is nobody's here either reads every answer.
import fhir from 'fhir';
import { Client } from 'fhir-kit-client';
import { createHash, randomBytes } from 'node:crypto';
import { fhirclient, hasPython } from '../python.mjs';
import { equal, holds, said } from '../town.mjs';
import { openRecord } from './care.mjs';
import { bundle } from './hospital.mjs';

const BACK = 'http://127.0.0.1:9/retour';
const INS = 'urn:oid:1.2.250.1.213.1.4.10';

/** What the software asks the provider; the verifier stays with it. */
function wanted(town) {
  const verifier = randomBytes(32).toString('base64url');
  const asked = new URLSearchParams({
    response_type: 'code', client_id: town.told.client.provider_client, redirect_uri: BACK,
    scope: 'openid scope_all', state: randomBytes(16).toString('hex'), nonce: randomBytes(16).toString('hex'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
  });
  return { asked, verifier };
}

/** The ID token that the provider gives to the software for this doctor. */
async function idToken(town, rpps) {
  const { asked, verifier } = wanted(town);
  asked.set('rpps', rpps);
  const headers = { origin: town.base };
  const sent = await fetch(`${town.base}/demo/psc/authorize`, { method: 'POST', body: asked, headers, redirect: 'manual' });
  equal(sent.status, 303, 'the provider sends the doctor back');
  const code = new URL(sent.headers.get('location')).searchParams.get('code');
  const answer = await fetch(`${town.base}/demo/psc/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({
      grant_type: 'authorization_code', client_id: asked.get('client_id'), redirect_uri: BACK, code, code_verifier: verifier,
    }),
  });
  equal(answer.status, 200, 'the provider gives an ID token');
  return (await answer.json()).id_token;
}

/** A doctor of the hospital, and their token here; others get none. */
async function atHospital(town) {
  const elsewhere = await town.exchange(await idToken(town, town.told.professionals[0].rpps));
  equal(elsewhere.status, 400, 'a doctor of another place');
  const page = await (await fetch(`${town.base}/demo/psc/authorize?${wanted(town).asked}`)).text();
  const row = page.split('<tr').find((row) => row.includes(town.told.client.institution) && row.includes('value="'));
  const rpps = row.match(/value="(\d{11})"/)[1];
  const answer = await town.exchange(await idToken(town, rpps));
  equal(answer.status, 200, 'a doctor of the hospital');
  return { rpps, token: (await answer.json()).access_token };
}

/** What is wrong with a resource, by the definitions of FHIR R4. */
export function wrongs(resource) {
  const told = new fhir.Fhir().validate(resource, { errorOnUnexpected: true });
  return told.messages.filter(({ severity }) => ['error', 'fatal'].includes(severity));
}

const CLINICAL = [
  'AllergyIntolerance', 'Appointment', 'CareTeam', 'Condition', 'Consent', 'DeviceUseStatement',
  'Encounter', 'FamilyMemberHistory', 'Immunization', 'MedicationStatement', 'Observation', 'RelatedPerson',
];
/** Of these the versions can be read, too. */
const VERSIONED = ['AllergyIntolerance', 'Condition', 'Immunization', 'MedicationStatement', 'Observation'];

/** What a JSON patch of the label, and of the mark of an archive, says. */
const label = (code) => [{ op: 'replace', path: '/securityLabel/0', value: { coding: [{ code }] } }];
const ARCHIVED = 'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived';

/** What is said in place of an original: the patch that goes along in ITI-65. */
function supersedes(original) {
  const part = [
    { name: 'path', valueString: 'DocumentReference.status' },
    { name: 'type', valueCode: 'replace' },
    { name: 'value', valueCode: 'superseded' },
  ];
  return {
    fullUrl: 'urn:uuid:0a000000-0000-4000-8000-000000000004',
    resource: { resourceType: 'Parameters', parameter: [{ name: 'operation', part }] },
    request: { method: 'PATCH', url: original },
  };
}

/** The id of the document that a transaction made. */
function madeBy(answer) {
  equal(answer.type, 'transaction-response');
  const locations = answer.entry.map(({ response }) => response.location ?? '');
  return locations.map((one) => one.match(/DocumentReference\/([^/]+)/)?.[1]).find((id) => id);
}

const titles = (bundle) => (bundle.entry ?? []).map((entry) => entry.resource.content[0].attachment.title);

export const software = [
  ['a doctor’s software reads and deposits through FHIR as the doctor', async (town) => {
    const person = town.person('active');
    const { rpps, token } = await atHospital(town);
    const client = new Client({ baseUrl: `${town.base}/fhir`, bearerToken: token });
    const statement = await client.capabilityStatement();
    equal(statement.resourceType, 'CapabilityStatement');
    const ins = `${INS}|${person.matricule}`;
    equal((await client.search({ resourceType: 'Patient', searchParams: { identifier: ins } })).total, 1);

    const doctor = await town.page();
    await town.signInPro(doctor, rpps);
    await openRecord(town, doctor, person);
    const search = (more) => client.search({
      resourceType: 'DocumentReference', searchParams: { 'patient.identifier': ins, ...more }, options: { postSearch: true },
    });
    const first = await search({ _count: '1' });
    holds(first.total > 1, `${first.total} documents`);
    const second = await client.nextPage({ bundle: first });
    holds(titles(first)[0] && titles(second).length === 1, JSON.stringify(second));
    await doctor.reload();
    const shown = await said(doctor);
    for (const title of [...titles(first), ...titles(second)]) holds(shown.includes(title), `the site shows ${title}`);

    // What the software deposits is the doctor's.
    const made = await client.create({
      resourceType: 'DocumentReference',
      body: {
        resourceType: 'DocumentReference',
        masterIdentifier: { system: 'urn:ietf:rfc:3986', value: `urn:oid:2.999.7.${Date.now()}` },
        status: 'current',
        type: { coding: [{ system: 'http://loinc.org', code: '11488-4' }] },
        subject: { identifier: { system: INS, value: person.matricule } },
        date: new Date().toISOString(),
        content: [{ attachment: { contentType: 'text/plain', title: 'Avis du logiciel', data: Buffer.from('Tout va bien.').toString('base64') } }],
      },
    });
    holds(titles(await search({ status: 'current' })).includes('Avis du logiciel'), 'it is found again');
    const read = await client.read({ resourceType: 'Binary', id: made.id });
    equal(Buffer.from(read.data, 'base64').toString(), 'Tout va bien.');
    const acts = await client.search({ resourceType: 'AuditEvent', searchParams: { 'patient.identifier': ins } });
    const codes = acts.entry.map((entry) => entry.resource.subtype[1].code);
    holds(codes.includes('document-added') && codes.includes('record-read'), codes.join(' '));

    const holder = await town.page();
    await town.enter(holder, person);
    await holder.goto(`${town.base}/espace/moi/documents`);
    holds((await said(holder)).includes('Avis du logiciel'), 'the holder has it');
  }],
  ['a client of others deposits, replaces, finds and changes as the guide says', async (town) => {
    const person = town.person('active');
    const { rpps, token } = await atHospital(town);
    const client = new Client({ baseUrl: `${town.base}/fhir`, bearerToken: token });
    const ins = `${INS}|${person.matricule}`;
    const doctor = await town.page();
    await town.signInPro(doctor, rpps);
    await openRecord(town, doctor, person);
    const holder = await town.page();
    await town.enter(holder, person);
    const lists = async (title) => {
      await holder.goto(`${town.base}/espace/moi/documents?q=${encodeURIComponent(title)}`);
      return (await holder.locator('.list h3 a', { hasText: title }).count()) === 1;
    };
    const named = () => `urn:oid:2.999.8.${randomBytes(4).readUInt32BE()}`;
    const identified = (value, more = {}) => ({ masterIdentifier: { system: 'urn:ietf:rfc:3986', value }, ...more });
    const status = async (id) => (await client.read({ resourceType: 'DocumentReference', id })).status;
    const bytes = async (id) => Buffer.from((await client.read({ resourceType: 'Binary', id })).data, 'base64').toString();

    // TD2 by ITI-65.
    const first = madeBy(await client.transaction({ body: bundle(person, 'Avis premier', 'Un.', identified(named())) }));
    equal(await status(first), 'current');
    equal(await bytes(first), 'Un.');
    holds(await lists('Avis premier'), 'its patient has it');
    // TD2.1: another one in its place, said by both ways that the guide knows.
    const original = `DocumentReference/${first}`;
    const name = named();
    const replacing = bundle(person, 'Avis second', 'Deux.', identified(name, { relatesTo: [{ code: 'replaces', target: { reference: original } }] }));
    replacing.entry.push(supersedes(original));
    const second = madeBy(await client.transaction({ body: replacing }));
    equal(await status(first), 'superseded');
    equal(await status(second), 'current');
    holds((await lists('Avis second')) && !(await lists('Avis premier')), 'its patient has the new one');
    // TD3.1b: found by the name that its producer gave it.
    const search = (identifier) => client.search({
      resourceType: 'DocumentReference', searchParams: { 'patient.identifier': ins, identifier }, options: { postSearch: true },
    });
    const found = await search(`urn:ietf:rfc:3986|${name}`);
    equal(JSON.stringify(found.entry.map(({ resource }) => resource.id)), JSON.stringify([second]));
    equal((await search(`urn:ietf:rfc:3986|${named()}`)).total, 0, 'another name finds nothing');

    // TD3.3: what the author may change is changed, and the rest refused with its reason.
    const patch = (id, jsonPatch) => client.patch({ resourceType: 'DocumentReference', id, jsonPatch });
    const refused = async (id, jsonPatch) => {
      const error = await patch(id, jsonPatch).then(() => null, (error) => error);
      return `${error?.response.status} ${error?.response.data.issue[0].details?.coding[0].code}`;
    };
    const here = `${town.base}/espace/moi/documents/${second.split('-').pop()}`;
    const says = (resource, code) => JSON.stringify(resource.securityLabel ?? []).includes(code);
    // a: its author hides it from other professionals, and shows it again; its patient is told who hides it.
    const masked = await patch(second, label('MASQUE_PS'));
    equal(Client.httpFor(masked).response.status, 200);
    holds(says(masked, 'MASQUE_PS'), 'its author hides it');
    await holder.goto(`${here}/visibilite`);
    holds((await said(holder)).includes('Masqué aux autres professionnels par son auteur'), 'its patient is told');
    holds(!says(await patch(second, label('N')), 'MASQUE_PS'), 'its author shows it again');
    // Once its patient hid it, its author shows it to nobody, and is not told.
    await holder.goto(`${here}/visibilite`);
    await holder.locator('form[action$="/masquer"]:has(input[value="tous"]) button').click();
    holds(says(await patch(second, label('MASQUE_PS')), 'MASQUE_PS'), 'its author may mark it beside');
    holds(!says(await patch(second, label('N')), 'MASQUE_PS'), 'and lifts no more than that');
    await holder.goto(`${here}/visibilite`);
    holds((await said(holder)).includes('Rendre visible ce document'), 'it is hidden still');
    // b: what waited for a consultation is shown, one way only.
    const waiting = { securityLabel: ['N', 'INVISIBLE_PATIENT'].map((code) => ({ coding: [{ code }] })) };
    const waits = madeBy(await client.transaction({ body: bundle(person, 'Avis en attente', 'Trois.', identified(named(), waiting)) }));
    holds(!(await lists('Avis en attente')), 'it waits');
    const shown = await patch(waits, label('N'));
    equal(Client.httpFor(shown).response.status, 200);
    holds(!JSON.stringify(shown.securityLabel ?? []).includes('INVISIBLE_PATIENT'), 'the label is gone');
    holds(await lists('Avis en attente'), 'its patient has it');
    equal(await refused(waits, label('INVISIBLE_PATIENT')), '422 documents-fhir-one-way');
    // d: archived, it leaves the list and is found by searching, until its patient puts it back.
    const archive = (value) => [{ op: 'replace', path: `/extension[url:'${ARCHIVED}']/valueBoolean`, value }];
    const isArchived = (resource) => (resource.extension ?? []).some((one) => one.url === ARCHIVED && one.valueBoolean === true);
    const archived = await patch(second, archive(true));
    equal(Client.httpFor(archived).response.status, 200);
    holds(isArchived(archived), 'its author archives it');
    holds(!isArchived(await patch(second, archive(false))), 'and takes it out again');
    await patch(second, archive(true));
    // Not before its patient read it.
    await holder.goto(here);
    await holder.goto(`${town.base}/espace/moi/documents`);
    holds((await said(holder)).includes('1 document archivé'), 'it left the list');
    holds(await lists('Avis second'), 'and is found by searching');
    await holder.goto(here);
    await holder.getByRole('button', { name: 'Le remettre dans ma liste' }).click();
    equal(await refused(second, archive(true)), '409 documents-archive-decided');
    equal(await status(second), 'current');
    // c: taken back, twice as once, it is nowhere.
    const back = [{ op: 'replace', path: '/status', value: 'entered-in-error' }];
    for (let n = 0; n < 2; n += 1) equal(Client.httpFor(await patch(second, back)).response.status, 204);
    equal(await client.read({ resourceType: 'DocumentReference', id: second }).catch((error) => error.response.status), 404);
    holds(!(await lists('Avis second')), 'its patient has it no more');
  }],
  ['a doctor’s software reads the whole record in FHIR, and a validator finds nothing wrong', async (town) => {
    const person = town.person('active');
    const { rpps, token } = await atHospital(town);
    const client = new Client({ baseUrl: `${town.base}/fhir`, bearerToken: token });
    const found = await client.search({ resourceType: 'Patient', searchParams: { identifier: `${INS}|${person.matricule}` } });
    const { id } = found.entry[0].resource;
    const doctor = await town.page();
    await town.signInPro(doctor, rpps);
    await openRecord(town, doctor, person);

    const answers = [await client.capabilityStatement(), await client.read({ resourceType: 'Patient', id })];
    // An appointment of this doctor's: theirs alone are read, so there is one.
    const day = new Date(Date.now() + 25 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
    const visit = await client.create({
      resourceType: 'Appointment',
      body: {
        resourceType: 'Appointment', status: 'booked', description: 'Bilan annuel', start: `${day}T09:00:00Z`, end: `${day}T09:20:00Z`,
        participant: [
          { actor: { reference: `Patient/${id}` }, status: 'accepted' },
          { actor: { identifier: { system: 'https://rpps.esante.gouv.fr', value: rpps } }, status: 'accepted' },
        ],
      },
    });
    answers.push(visit);
    const counts = {};
    for (const resourceType of CLINICAL) {
      const bundle = await client.search({ resourceType, searchParams: { patient: id, _count: '100' } });
      counts[resourceType] = bundle.total;
      answers.push(bundle);
      for (const { resource } of (bundle.entry ?? []).slice(0, 1)) {
        const one = await client.read({ resourceType, id: resource.id });
        equal(JSON.stringify(one), JSON.stringify(resource), `${resourceType} by its id`);
        if (!VERSIONED.includes(resourceType) || resource.id.includes('-none')) continue;
        const history = await client.history({ resourceType, id: resource.id });
        equal(JSON.stringify(history.entry?.[0]?.resource), JSON.stringify(resource), `${resourceType} stands first of its versions`);
        const version = await client.vread({ resourceType, id: resource.id, version: resource.meta.versionId });
        equal(JSON.stringify(version), JSON.stringify(resource), `${resourceType} by its version`);
        answers.push(history);
      }
    }
    // What is beside the profile: documents, and who did what (BALP).
    for (const resourceType of ['DocumentReference', 'AuditEvent']) {
      const bundle = await client.search({ resourceType, searchParams: { patient: id, _count: '100' } });
      holds(bundle.entry?.length > 0, `${resourceType}: nothing to be validated`);
      if (resourceType === 'AuditEvent') holds(bundle.entry.some(({ resource }) => resource.meta.profile?.some((one) => one.includes('BALP'))), JSON.stringify(bundle.entry[0]));
      answers.push(bundle);
    }
    // Several at once: what is read comes back, what cannot be asked says so.
    const several = await client.batch({
      body: {
        resourceType: 'Bundle', type: 'batch',
        entry: [
          { request: { method: 'GET', url: `AllergyIntolerance/${id}-00000000000000000000000001` } },
          { request: { method: 'GET', url: 'Device/1' } },
        ],
      },
    });
    equal(JSON.stringify(several.entry.map(({ response }) => response.status.slice(0, 3))), '["404","400"]');
    answers.push(several);
    holds(counts.AllergyIntolerance && counts.Appointment && counts.MedicationStatement && counts.Immunization, JSON.stringify(counts));
    const summary = await client.operation({ name: '$summary', resourceType: 'Patient', id, method: 'GET' });
    equal(summary.type, 'document');
    answers.push(summary);
    for (const answer of answers) {
      equal(JSON.stringify(wrongs(answer)), '[]', answer.resourceType);
    }
    // Another client, which has a model of its own for each type.
    if (hasPython('fhirclient did not read the record')) {
      const read = fhirclient(`${town.base}/fhir`, id, `${INS}|${person.matricule}`, token);
      equal(read.born, person.birth_date, 'whom fhirclient finds');
      for (const resourceType of CLINICAL) equal(read.counts[resourceType], counts[resourceType], `${resourceType}, page by page`);
      holds(read.counts.DocumentReference > 2, 'documents too');
      // TD0.2, TD3.1a and TD3.2 by the person's number, through models that nobody here wrote.
      const { people, documents, told, read: bytes, types } = read.byNumber;
      equal(JSON.stringify(people), JSON.stringify([id]), 'TD0.2: one person, by their number');
      holds(documents > 0 && documents <= read.counts.DocumentReference, 'TD3.1a: what stands now');
      equal(bytes, told, 'TD3.2: every byte that the description tells of');
      equal(types[0], types[1], 'TD3.2: of the same type');
    }
    // Taken away, it was a mistake, and stays its patient’s to see.
    equal(Client.httpFor(await client.delete({ resourceType: 'Appointment', id: visit.id })).response.status, 204);
    equal((await client.read({ resourceType: 'Appointment', id: visit.id })).status, 'entered-in-error');
    // The validator does find what is wrong.
    const allergy = summary.entry.find(({ resource }) => resource.resourceType === 'AllergyIntolerance').resource;
    holds(wrongs({ ...allergy, criticality: 'banana' }).length === 1, 'a wrong code is found');
  }],
];
