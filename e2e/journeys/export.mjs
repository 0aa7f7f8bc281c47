// Taking everything out: the file is asked for, packed, downloaded and read
// offline; and the history in it is checked.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { verdict } from '../python.mjs';
import { everyState } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';
import { wrongs } from './software.mjs';

const EXPORT = '/espace/moi/export';
const CHECK = '/espace/moi/acces/verifier';

/** Lines of the profile whose types nobody else fills in here: what is not there is validated by nobody. */
const LINES = {
  famille: { nom: 'Infarctus avant 60 ans', parent: 'pere' },
  dispositifs: { nom: 'Pompe à insuline', lieu: 'Ventre', numero: 'PI-204' },
  professionnels: { nom: 'Dr Hélène Roy', profession: 'Cardiologue', telephone: '02 31 00 00 00' },
  directives: { texte: 'Je souhaite que ma femme soit écoutée.' },
  hospitalisations: { nom: 'Appendicectomie', 'entree-annee': '1999' },
};

/** Shows both factors again, where that is asked for. */
async function proves(town, page, person) {
  if (!new URL(page.url()).pathname.endsWith('/preuve')) return;
  await page.fill('#mot-de-passe', person.password);
  await town.code(page, person);
}

/** Every resource of the record is one of FHIR R4, as a validator that is nobody's here reads it. */
function isSound(folder) {
  const record = JSON.parse(readFileSync(join(folder, 'fhir', 'dossier.json'), 'utf8'));
  const kinds = new Set();
  const whole = new Set(record.entry.map(({ fullUrl }) => fullUrl));
  const results = [];
  for (const { resource } of record.entry) {
    const wrong = wrongs(resource);
    equal(wrong.length, 0, `${resource.resourceType}: ${JSON.stringify(wrong[0])} ${JSON.stringify(resource)};`);
    kinds.add(resource.resourceType);
    if (resource.category?.[0]?.coding?.[0]?.code === 'laboratory') results.push(resource);
  }
  for (const kind of [
    'Patient', 'DocumentReference', 'Observation', 'Appointment', 'AuditEvent',
    'CareTeam', 'Consent', 'DeviceUseStatement', 'Encounter', 'FamilyMemberHistory', 'RelatedPerson',
  ]) holds(kinds.has(kind), `a ${kind} is there`);
  const isDirective = ({ resource }) => resource.resourceType === 'Consent' && resource.scope?.coding?.[0]?.code === 'adr';
  holds(record.entry.some(isDirective), 'and one of the Consents is the advance directives');
  holds(results.length > 0, 'what laboratories found is there');
  for (const { derivedFrom } of results) holds(whole.has(derivedFrom[0].reference), 'its document is beside it');
}

/** The history holds by what docs/log.md says alone, and no longer with one digit of it changed. */
function isProved(folder) {
  const proofs = join(folder, 'historique', 'preuves.jsonl');
  const whole = verdict(proofs);
  holds(whole.startsWith('yes: '), whole);
  const altered = join(folder, '..', 'altered.jsonl');
  const other = (_, begins, digit) => `${begins}${digit === '0' ? '1' : '0'}`;
  writeFileSync(altered, readFileSync(proofs, 'utf8').replace(/("content":")(.)/, other));
  const changed = verdict(altered);
  holds(changed.startsWith('no: '), changed);
}

export const exporting = [
  ['a holder takes their whole record out and reads it offline', async (town) => {
    const person = town.person('active');
    const page = await town.page();
    await town.enter(page, person);
    await page.goto(`${town.base}/espace/moi/agenda/ajouter`);
    const day = new Date(Date.now() + 30 * 24 * 60 * 60 * 1_000);
    for (const [name, part] of [['jour', day.getUTCDate()], ['mois', day.getUTCMonth() + 1], ['annee', day.getUTCFullYear()]]) {
      await page.fill(`input[name="date-${name}"]`, String(part));
    }
    await page.fill('#heure', '11:00');
    await page.fill('#titre', 'Pour emporter');
    await press(page);
    for (const [heading, line] of Object.entries(LINES)) {
      const answered = await page.evaluate(async ([heading, line]) => {
        const { status, redirected } = await fetch(`/espace/moi/profil/${heading}/ajouter`, { method: 'POST', body: new URLSearchParams(line) });
        return `${status} ${redirected}`;
      }, [heading, line]);
      equal(answered, '200 true', `a line of ${heading};`);
    }
    await page.goto(`${town.base}/espace/moi/documents`);
    const documents = await page.locator('.list h3 a').count();
    await page.click('main a:has-text("Exporter tout mon dossier")');
    await page.waitForLoadState();
    holds((await said(page)).includes('tels qu’ils ont été reçus'), 'what is in it is said');
    await everyState(page);
    await press(page);
    await proves(town, page, person);
    if (!(await said(page)).includes('se prépare') && !(await said(page)).includes('est prêt')) await press(page);
    await everyState(page);
    for (let tries = 0; !(await said(page)).includes('Votre export est prêt'); tries += 1) {
      holds(tries < 60, 'it is packed within a minute');
      await page.waitForTimeout(1_000);
      await page.goto(`${town.base}${EXPORT}`);
    }
    await everyState(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('main a.btn')]);
    holds(/^carnet-\d{4}-\d\d-\d\d\.zip$/.test(download.suggestedFilename()), download.suggestedFilename());
    const zip = join(town.folder, 'export.zip');
    const folder = join(town.folder, 'export');
    await download.saveAs(zip);
    execFileSync('python3', ['-m', 'zipfile', '-e', zip, folder]);
    isSound(folder);
    isProved(folder);
    const offline = await town.page({ offline: true });
    await offline.goto(pathToFileURL(join(folder, 'index.html')).href);
    await everyState(offline);
    holds(await offline.locator('ol li').count() >= documents, 'every document is there');
    const links = await offline.locator('a').evaluateAll((all) => all.map((a) => a.href));
    for (const href of links) holds((await offline.evaluate((it) => it.startsWith('file:'), href)), `${href} is beside it`);
    town.exported = folder;
  }],
  ['a holder has the history in it checked', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    await page.goto(`${town.base}/espace/moi/acces/journal`);
    await page.click('main a:has-text("Vérifier que rien")');
    await page.waitForLoadState();
    await everyState(page);
    await press(page, page.locator('main form[method=post] button'));
    holds(await page.locator('#fichier-erreur').isVisible(), 'a file is missing');
    await everyState(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('form[action$="/preuves"] button')]);
    const kept = join(town.folder, 'preuves.jsonl');
    await download.saveAs(kept);
    await page.setInputFiles('#fichier', kept);
    const earlier = town.exported && join(town.exported, 'historique', 'preuves.jsonl');
    if (earlier) await page.setInputFiles('#precedent', earlier);
    await press(page, page.locator('main form[method=post] button'));
    equal(new URL(page.url()).pathname, CHECK);
    const told = await page.locator('#verdict').innerText();
    holds(told.includes('Cet historique est intact'), told);
    holds(!town.exported || told.includes('Rien de votre historique précédent'), told);
    const apart = verdict(kept, earlier);
    holds(apart.startsWith('yes: '), apart);
    await everyState(page);
  }],
];
