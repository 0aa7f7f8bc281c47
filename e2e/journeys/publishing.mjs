// A publisher submits a service without an account, two administrators examine it
// criterion by criterion and list it, everybody finds it, its publisher changes its keys,
// and one suspends it.
import { generateKeyPairSync } from 'node:crypto';
import { everyState } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';
import { colleague, comesIn } from './staff.mjs';

const EMAIL = 'catalogue@tension.example';

/** The address that a publisher was sent, from the page of what was sent. */
async function address(town) {
  for (let tries = 0; tries < 200; tries += 1) {
    const sent = await (await fetch(`${town.base}/demo/envois`)).text();
    const row = sent.split('<tr>').find((one) => one.includes(EMAIL));
    const notice = row?.match(/href="([^"]+)"/);
    if (notice) {
      const text = await (await fetch(`${town.base}${notice[1]}`)).text();
      return `${town.base}${text.match(/\/services\/demandes\/[0-9a-f]{40}/)[0]}`;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing was sent to ${EMAIL}`);
}

/** Every criterion is met, but for the first where something is missing. */
async function examines(page, missing = '') {
  for (const select of await page.locator('select[name^=avis-]').all()) await select.selectOption('met');
  if (missing) {
    await page.locator('select[name^=avis-]').first().selectOption('unmet');
    await page.locator('input[name^=note-]').first().fill(missing);
  }
  await press(page, page.locator('form[action$="/examiner"] button'));
}

/** A public key, as services publish it. */
function key(kid) {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' };
}

export const publishing = [
  ['a publisher submits a service, two persons list it, everybody finds it, one suspends it', async (town) => {
    const publisher = await town.page();
    await publisher.goto(`${town.base}/services/proposer`);
    await everyState(publisher);
    await publisher.fill('#editeur', 'Atelier Tension, éditeur inventé');
    await press(publisher);
    holds((await publisher.title()).startsWith('Erreur'), 'what is missing is said');
    equal(await publisher.inputValue('#editeur'), 'Atelier Tension, éditeur inventé', 'nothing typed is lost;');
    await everyState(publisher);
    await publisher.fill('#nom', 'Tension douce');
    await publisher.fill('#contact', EMAIL);
    await publisher.fill('#texte-fr', 'Range les mesures de tension prises à la maison.');
    await publisher.fill('#texte-en', 'Keeps the blood pressures measured at home.');
    await publisher.fill('#site', 'https://tension.example/');
    await publisher.selectOption('#theme', 'mesures');
    await publisher.selectOption('#prix', 'gratuit');
    await publisher.check('[name=donnees-resultats]');
    await publisher.check('[name=ajouts-resultats]');
    await publisher.fill('#retours', 'https://tension.example/retour');
    const first = key('tension-2026');
    await publisher.fill('#cles', JSON.stringify({ keys: [first] }));
    await press(publisher);
    equal(new URL(publisher.url()).pathname, '/services/proposer/envoye', 'look at the mail');
    await everyState(publisher);
    const here = await address(town);
    await publisher.goto(here);
    holds((await said(publisher)).includes('Pas encore confirmée'), 'to look is not to confirm');
    await everyState(publisher);
    await press(publisher);
    holds((await said(publisher)).includes('est confirmée'), await said(publisher));
    await everyState(publisher);

    const odile = await town.page();
    await comesIn(town, odile, colleague(town, 'administrator'));
    await odile.goto(`${town.base}/admin/catalogue`);
    holds((await said(odile)).includes('Envoyé par l’éditeur'), 'it is in the queue, and marked');
    await everyState(odile);
    await odile.click('main a:has-text("Tension douce")');
    await odile.waitForLoadState();
    const sheet = odile.url();
    await everyState(odile);
    await examines(odile, 'La durée de conservation manque.');

    await publisher.goto(here);
    holds((await said(publisher)).includes('La durée de conservation manque.'), 'what is missing is read');
    await everyState(publisher);
    await publisher.click('main a.btn');
    await publisher.waitForLoadState();
    equal(await publisher.inputValue('#nom'), 'Tension douce', 'what was sent is there to be changed;');
    await everyState(publisher);
    await publisher.fill('#texte-fr', 'Range les mesures de tension prises à la maison, et les garde un an.');
    await press(publisher);
    holds((await said(publisher)).includes('Votre correction est envoyée'), await said(publisher));

    await odile.goto(sheet);
    await examines(odile);
    await press(odile, odile.locator('form[action$="/referencer"] button'));
    holds((await said(odile)).includes('Une autre personne doit le confirmer'), 'one person alone lists nothing');
    await everyState(odile);
    const everybody = await town.page();
    await everybody.goto(`${town.base}/services`);
    holds(!(await said(everybody)).includes('Tension douce'), 'nothing is public before');
    const karim = await town.page();
    await comesIn(town, karim, colleague(town, 'administrator', 1));
    await karim.goto(sheet);
    await press(karim, karim.locator('form[action$="/referencer"] button'));
    holds((await said(karim)).includes('référencé pour un an'), await said(karim));
    await everyState(karim);

    await everybody.goto(`${town.base}/services`);
    await everybody.selectOption('#theme', 'mesures');
    await everybody.selectOption('#echange', 'avec');
    await everybody.fill('#q', 'tension');
    await press(everybody);
    holds((await said(everybody)).includes('Tension douce'), 'it is found by theme, exchange and words');
    await everyState(everybody);
    await everybody.selectOption('#echange', 'sans');
    await press(everybody);
    holds(!(await said(everybody)).includes('Tension douce'), 'and not where it does not belong');
    await everybody.goto(`${town.base}/services?q=tension`);
    await everybody.click('main a:has-text("Tension douce")');
    await everybody.waitForLoadState();
    const found = everybody.url();
    holds((await said(everybody)).includes('les garde un an'), 'as it was corrected');
    await everyState(everybody);
    await publisher.goto(here);
    holds((await said(publisher)).includes('Votre service est au catalogue'), 'its publisher knows');
    await everyState(publisher);
    await publisher.click('main a:has-text("Changer les clés")');
    await publisher.waitForLoadState();
    holds((await said(publisher)).includes('tension-2026'), 'which key signs is told');
    await everyState(publisher);
    const next = key('tension-2027');
    await publisher.fill('#cles', JSON.stringify({ keys: [first, next] }));
    await press(publisher);
    holds((await said(publisher)).includes('Une clé actuelle est dans cet ensemble'), 'what overlaps is said,');
    holds((await publisher.inputValue('#cles')).includes('tension-2027'), 'and nothing typed is lost');
    await everyState(publisher);
    await publisher.fill('#cles', JSON.stringify({ keys: [next] }));
    await press(publisher);
    holds((await said(publisher)).includes('Les clés sont changées'), await said(publisher));
    await everyState(publisher);

    await press(odile, odile.locator('form[action$="/examiner"] button'));
    await odile.goto(sheet);
    await odile.click('summary:has-text("Suspendre ce service")');
    await press(odile, odile.locator('form[action$="/suspendre"] button'));
    holds((await said(odile)).includes('Choisissez le motif'), 'not without a reason');
    await everyState(odile);
    await odile.click('summary:has-text("Suspendre ce service")');
    await everyState(odile);
    await odile.selectOption('#raison', 'securite');
    await odile.fill('#note', 'Le serveur d’essai est ouvert à tous.');
    await press(odile, odile.locator('form[action$="/suspendre"] button'));
    holds((await said(odile)).includes('Le service est suspendu'), await said(odile));
    await everyState(odile);
    equal((await everybody.goto(found)).status(), 404, 'nobody finds it any more;');
    await publisher.goto(here);
    holds((await said(publisher)).includes('Le serveur d’essai est ouvert à tous.'), 'and its publisher reads why nothing works');
    await everyState(publisher);
    await publisher.click('main a:has-text("Retirer le service du catalogue")');
    await publisher.waitForLoadState();
    await everyState(publisher);
    await press(publisher, publisher.locator('main form button'));
    holds((await said(publisher)).includes('Cochez la case'), 'it is meant');
    await everyState(publisher);
    await publisher.check('#sur');
    await press(publisher, publisher.locator('main form button'));
    holds((await said(publisher)).includes('est retiré du catalogue'), await said(publisher));
    equal(await publisher.locator('main form').count(), 0, 'for good;');
    await everyState(publisher);
  }],
];
