// A parent takes up the space of a child whom the fund attaches to them, reads and
// adds there, comes back to their own, and gives it up.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { everyState } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';

/** Shows both factors again, where that is asked for. */
export async function proves(town, page, person) {
  if (!new URL(page.url()).pathname.endsWith('/preuve')) return;
  await page.fill('#mot-de-passe', person.password);
  await town.code(page, person);
}

/** Longer than a message is held. */
const HELD = 31_000;

/** A doctor writes in a child's space, the parent answers, and is answered. */
async function converses(town, page, home, name) {
  const button = (where, words) => where.locator(`main form button:has-text("${words}")`);
  const doctor = await town.page();
  await town.signInPro(doctor, town.told.professionals[0].rpps);
  const path = `${town.base}/pro/patients/${home.split('/').at(-1)}/messages`;
  await doctor.goto(path);
  holds((await said(doctor)).includes('ses représentants légaux liront cet échange'), await said(doctor));
  await everyState(doctor);
  await doctor.fill('#sujet', 'Vaccins');
  await doctor.fill('#texte', 'Bonjour, le rappel est à faire.');
  await press(doctor, button(doctor, 'Envoyer'));
  const thread = doctor.url();
  await doctor.waitForTimeout(HELD);
  await page.goto(home);
  holds((await said(page)).includes('Un échange n’est pas lu.'), await said(page));
  await everyState(page);
  await page.goto(`${home}/messages`);
  await everyState(page);
  await page.locator('.list a', { hasText: 'Vaccins' }).first().click();
  await page.waitForLoadState();
  holds(page.url().startsWith(home), 'the conversation is in the child’s space');
  await everyState(page);
  await page.fill('#texte', `${name} peut venir mercredi.`);
  await press(page, button(page, 'Envoyer'));
  holds((await said(page)).includes('aucun professionnel ne le voit avant'), await said(page));
  await everyState(page);
  await doctor.waitForTimeout(HELD);
  await doctor.goto(`${town.base}/pro/messages`);
  holds(new RegExp(`Dernier message : .+, pour ${name} `).test(await said(doctor)), await said(doctor));
  await everyState(doctor);
  await doctor.goto(thread);
  holds(new RegExp(`, pour ${name} `).test(await said(doctor)), await said(doctor));
  holds((await said(doctor)).includes('Représentant légal du patient'), await said(doctor));
  await everyState(doctor);
  await doctor.fill('#texte', 'À mercredi.');
  await press(doctor, button(doctor, 'Envoyer'));
  await doctor.waitForTimeout(HELD);
  await page.reload();
  holds((await said(page)).includes('À mercredi.'), await said(page));
  await page.goto(`${home}/messages/ecrire`);
  await everyState(page);
}

/** The parent takes away what they see of the child's space, and reads it offline. */
async function copies(town, page, parent, home, of) {
  await page.goto(`${home}/documents`);
  await page.click('main a:has-text("Exporter le dossier")');
  await page.waitForLoadState();
  holds((await said(page)).includes(`Exporter le dossier ${of}`), await said(page));
  holds((await said(page)).includes('pas les preuves de l’historique'), 'what is not in it is said');
  await everyState(page);
  await press(page);
  await proves(town, page, parent);
  if (!(await said(page)).includes('se prépare') && !(await said(page)).includes('est prêt')) await press(page);
  await everyState(page);
  for (let tries = 0; !(await said(page)).includes('Votre export est prêt'); tries += 1) {
    holds(tries < 60, 'it is packed within a minute');
    await page.waitForTimeout(1_000);
    await page.goto(`${home}/export`);
  }
  await everyState(page);
  const comes = page.waitForEvent('download', { timeout: 60_000 });
  // Where something else fails first, it is that which is told.
  comes.catch(() => {});
  await page.click('main .card a.btn');
  await Promise.race([comes, page.waitForURL(/\/preuve/).catch(() => null)]);
  if (page.url().includes('/preuve')) {
    // The proof of before lasts five minutes.
    await proves(town, page, parent);
    await page.click('main .card a.btn');
  }
  const download = await comes;
  const zip = join(town.folder, 'copy.zip');
  const folder = join(town.folder, 'copy');
  await download.saveAs(zip);
  execFileSync('python3', ['-m', 'zipfile', '-e', zip, folder]);
  const offline = await town.page({ offline: true });
  await offline.goto(pathToFileURL(join(folder, 'index.html')).href);
  await everyState(offline);
  holds((await said(offline)).includes('Pourquoi il n’y a pas de preuves ici'), await said(offline));
  holds(!existsSync(join(folder, 'historique', 'preuves.jsonl')), 'no proofs are in it');
  for (const href of await offline.locator('a').evaluateAll((all) => all.map((a) => a.href))) {
    const path = fileURLToPath(href.split('#')[0]);
    holds(existsSync(path), `${path} is beside it`);
  }
}

export const mandates = [
  ['a parent looks after a child’s space', async (town) => {
    const parent = town.person('active', 2);
    const page = await town.page();
    await town.enter(page, parent);
    holds((await said(page)).includes('Vos enfants'), await said(page));
    await everyState(page);
    await page.click('main a:has-text("Proches")');
    await page.waitForURL(/\/proches$/);
    await everyState(page);
    const name = (await page.locator('main h3').first().innerText()).split(' ')[0];
    const of = /^[aeiouyéèêîïôœ]/i.test(name) ? `d’${name}` : `de ${name}`;
    await page.locator('main a', { hasText: 'Gérer l’espace' }).first().click();
    await page.waitForLoadState();
    await proves(town, page, parent);
    await page.waitForURL(/\/proches\/[a-z0-9]{26}$/);
    const child = page.url();
    await everyState(page);
    await press(page);
    await page.waitForURL(/\/espace\/[a-z0-9]{26}$/);
    const home = page.url();
    holds((await said(page)).includes(`L’espace ${of}`), await said(page));
    const band = page.locator('section.acting');
    holds((await band.innerText()).includes(`Vous êtes dans l’espace ${of}`), 'the band says whose space it is');
    await everyState(page);
    // Every entry of the menu stays in the child's space.
    const entries = await page.locator('nav.main a').evaluateAll((all) => all.map((one) => one.href));
    holds(entries.length >= 6, `${entries.length} entries`);
    for (const href of entries) {
      holds(href.startsWith(home), `${href} stays in the child’s space`);
      await page.goto(href);
      holds(await band.isVisible(), `${href} says whose space it is`);
      await everyState(page);
    }
    await page.goto(`${home}/acces/espace`);
    holds((await said(page)).includes('comme représentant légal'), await said(page));
    await everyState(page);
    await converses(town, page, home, name);
    await copies(town, page, parent, home, of);
    await page.goto(`${home}/acces/espace`);
    // The other language is the same page.
    await page.locator('header a[hreflang=en]').click();
    await page.waitForURL(/\/en\/espace\/[a-z0-9]{26}\/acces\/espace$/);
    holds((await band.innerText()).includes(`You are in ${name}’s space`), await band.innerText());
    await band.locator('a').click();
    await page.waitForURL(/\/en\/espace\/moi$/);
    equal(await page.locator('section.acting').count(), 0, 'at home no band;');
    // The other parent is invited.
    await page.goto(child);
    await proves(town, page, parent);
    await page.fill('#nom', 'Dupont');
    await page.fill('#prenom', 'Jean');
    await page.fill('#naissance', '3');
    await page.fill('#naissance-mois', '2');
    await page.fill('#naissance-annee', '1984');
    await page.click('main button:has-text("Faire un code")');
    await page.waitForLoadState();
    holds(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.test(await said(page)), 'a code is shown once');
    await everyState(page);
    await page.goto(`${town.base}/espace/moi/proches/rejoindre`);
    await page.fill('#code', '0000-0000-0000');
    await press(page);
    holds((await said(page)).includes('pas valable pour vous'), await said(page));
    await everyState(page);
    await page.goto(child);
    await page.click('main button.danger');
    await page.waitForURL(/\/proches\?fait=rendu$/);
    holds((await said(page)).includes('Vous ne gérez plus cet espace.'), await said(page));
    const gone = await page.goto(home);
    equal(gone.status(), 404, 'nothing is reached any more;');
  }],
];
