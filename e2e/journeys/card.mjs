// The emergency card: lines are ticked, printed, read by somebody unknown at the
// address in the QR code, until that is ended.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { everyState, paper } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';

const CARD = '/espace/moi/carte';

/** Shows both factors again, where that is asked for. */
async function proves(town, page, person) {
  if (!new URL(page.url()).pathname.endsWith('/preuve')) return false;
  await page.fill('#mot-de-passe', person.password);
  await town.code(page, person);
  return true;
}

/** Writes an allergy that may kill, if she has none of this name yet. */
async function allergic(town, page) {
  await page.goto(`${town.base}/espace/moi/profil/allergies`);
  if ((await said(page)).includes('Arachide')) return;
  await page.goto(`${town.base}/espace/moi/profil/allergies/ajouter`);
  await page.fill('#nom', 'Arachide');
  await page.selectOption('#gravite', 'grave');
  await page.fill('#reaction', 'Œdème de Quincke');
  await press(page);
}

async function coded(town, page, person) {
  const make = () => press(page, page.locator('form[action$="/carte/code"] button'));
  await make();
  if (await proves(town, page, person) && await page.locator('.qr svg').count() === 0) {
    await page.goto(`${town.base}${CARD}`);
    await make();
  }
  return (await page.locator('main pre').innerText()).trim();
}

export const card = [
  ['a holder makes an emergency card and somebody unknown reads it', async (town) => {
    const person = town.person('active');
    const page = await town.page();
    await town.enter(page, person);
    await allergic(town, page);
    await page.goto(`${town.base}/espace/moi/profil`);
    await page.click('main a:has-text("Ma carte d’urgence")');
    await page.waitForURL(/\/carte$/);
    equal(await page.locator('main input:checked').count(), 0, 'nothing is ticked beforehand;');
    holds((await said(page)).includes('Votre carte ne dit rien encore'), 'and it says so');
    await everyState(page);
    await page.locator('label', { hasText: person.name.split(' ').at(-1) }).locator('input').first().check();
    await page.locator('label', { hasText: 'Date de naissance' }).locator('input').check();
    await page.locator('label', { hasText: 'Arachide' }).locator('input').check();
    await press(page);
    holds((await said(page)).includes('Votre carte est enregistrée.'), await said(page));
    holds((await said(page)).includes('3 lignes, sur 40 au plus.'), await said(page));
    await everyState(page);
    const address = await coded(town, page, person);
    await page.goto(`${town.base}${CARD}`);
    holds(await page.locator('.qr svg').isVisible(), 'the code is shown');
    await everyState(page);
    await paper(page);
    for (const words of ['Imprimer pour le portefeuille', 'Imprimer sur une feuille']) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.click(`main a:has-text("${words}")`)]);
      const kept = join(town.folder, download.suggestedFilename());
      await download.saveAs(kept);
      holds(statSync(kept).size > 5_000, `${words}: a file`);
    }
    // Somebody who has nothing but the card.
    const finder = await town.page();
    const answer = await finder.goto(`${town.base}${new URL(address).pathname}`);
    equal(answer.status(), 200);
    equal(answer.headers()['referrer-policy'], 'no-referrer');
    holds(answer.headers()['x-robots-tag'].includes('noindex'), 'no search finds it');
    for (const words of ['Arachide — Œdème de Quincke', 'Date de naissance', 'Appeler le 15', 'il sera noté que la carte a été lue']) {
      holds((await said(finder)).includes(words), `${words}: ${await said(finder)}`);
    }
    equal(await finder.locator('a[href="tel:112"]').count(), 1);
    await everyState(finder);
    await paper(finder);
    await finder.locator('header a[hreflang=en]').click();
    await finder.waitForLoadState();
    holds((await said(finder)).includes('Life in danger: call 15 or 112.'), 'in English too');
    // Its holder sees when, and ends the code.
    await page.goto(`${town.base}${CARD}`);
    equal(await page.locator('main h2:has-text("Lectures de la carte") + ul li').count(), 2, 'both reads are told;');
    await everyState(page);
    await page.goto(`${town.base}/espace/moi/acces/journal`);
    holds((await said(page)).includes('A lu la carte d’urgence, par son code QR'), 'and in the history');
    holds((await said(page)).includes('Personne inconnue'), 'by nobody known');
    await page.goto(`${town.base}${CARD}`);
    await press(page, page.locator('form[action$="/arreter"] button'));
    holds((await said(page)).includes('Le code est arrêté'), await said(page));
    const gone = await finder.goto(`${town.base}${new URL(address).pathname}`);
    equal(gone.status(), 404);
    holds((await said(finder)).includes('Aucune carte d’urgence ne se trouve à cette adresse.'), await said(finder));
    holds((await said(finder)).includes('Appeler le 112'), 'which still says whom to call');
    await everyState(finder);
    await page.goto(`${town.base}/en${CARD}`);
    holds((await said(page)).includes('What your card says'), 'in English too');
  }],
];
