// The access history: filtered, taken away; and a line reported, from the
// holder to an administrator and back.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyState } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';
import { openRecord, opened } from './care.mjs';
import { colleague, comesIn } from './staff.mjs';

const HISTORY = '/espace/moi/acces/journal';

export const history = [
  ['the history is filtered, opens burst by burst, and is taken away', async (town) => {
    const doctor = await town.page();
    await town.signInPro(doctor, town.told.professionals[0].rpps);
    await doctor.goto(await openRecord(town, doctor, town.person('active')));
    const links = await doctor.locator('.list h3 a').evaluateAll((all) => all.slice(0, 2).map((a) => a.getAttribute('href')));
    for (const href of links) await doctor.goto(`${town.base}${href}`);
    const holder = await town.page();
    await town.enter(holder, town.person('active'));
    await holder.goto(`${town.base}${HISTORY}`);
    await holder.click('main details:not(td details) summary');
    await everyState(holder);
    await holder.selectOption('#qui', 'professionnels');
    await holder.selectOption('#genre', 'lectures');
    await press(holder, holder.locator('main form button'));
    equal(await holder.inputValue('#qui'), 'professionnels');
    holds(!(await said(holder)).includes('A consulté cette page'), 'not the holder’s own');
    holds(/A lu \d+ documents|A consulté le dossier/.test(await said(holder)), 'a burst is one line');
    await opened(holder);
    holds((await said(holder)).includes('A lu « '), 'which opens to each of its lines');
    await everyState(holder);
    await holder.goto(`${town.base}${HISTORY}?qui=tout&annee=2020`);
    holds((await said(holder)).includes('Elle est ignorée'), 'what makes no sense is said');
    holds((await said(holder)).includes('Aucun accès ne correspond'), 'and nothing fits the year');
    await everyState(holder);
    await holder.goto(`${town.base}${HISTORY}`);
    for (const [words, begin] of [['Tableau (CSV)', '\ufeffQuand'], ['À imprimer', '%PDF-']]) {
      const [download] = await Promise.all([holder.waitForEvent('download'), holder.click(`main a:has-text("${words}")`)]);
      const kept = join(town.folder, download.suggestedFilename());
      await download.saveAs(kept);
      holds(readFileSync(kept, 'utf8').startsWith(begin), `${words} is one`);
    }
    await holder.goto(`${town.base}${HISTORY}?qui=moi`);
    await opened(holder);
    holds((await said(holder)).includes('A exporté l’historique (PDF)'), 'which the history tells');
  }],
  ['a line is reported, examined by an administrator, and answered', async (town) => {
    const holder = await town.page();
    await town.enter(holder, town.person('active'));
    await holder.goto(`${town.base}${HISTORY}?qui=professionnels`);
    await holder.click('main a:has-text("Je ne connais pas cette personne")');
    await holder.waitForLoadState();
    await everyState(holder);
    await press(holder);
    holds(await holder.locator('#motif-erreur').isVisible(), 'a reason is missing');
    await everyState(holder);
    await holder.check('input[value="inconnu"]');
    await holder.fill('#texte', 'Je n’étais pas dans cette ville.');
    await press(holder);
    holds((await said(holder)).includes('Votre signalement est reçu'), 'it is received');
    const number = new URL(holder.url()).hash.slice(1);
    holds((await said(holder)).includes(`Signalement ${number}`), 'with its number');
    await everyState(holder);
    const page = await town.page();
    await comesIn(town, page, colleague(town, 'administrator'));
    await page.goto(`${town.base}/admin/signalements`);
    await everyState(page);
    await page.click(`main a:has-text("${number}")`);
    await page.waitForLoadState();
    const { name } = town.person('active');
    holds(!(await said(page)).includes(name), 'whose it is does not show yet');
    await everyState(page);
    await press(page, page.locator('form[action$="/prendre"] button'));
    holds((await said(page)).includes('Titulaire du dossier'), 'once taken it does');
    await press(page, page.locator('form[action$="/repondre"] button'));
    holds(await page.locator('#reponse-erreur, #issue-erreur').first().isVisible(), 'an answer says something');
    await everyState(page);
    await page.check('input[value="legitime"]');
    await page.fill('#reponse', 'Ce médecin remplaçait le vôtre.');
    await press(page, page.locator('form[action$="/repondre"] button'));
    holds((await said(page)).includes('La réponse est enregistrée'), 'it is answered');
    await everyState(page);
    await holder.goto(`${town.base}${HISTORY}`);
    holds((await said(holder)).includes('Ce médecin remplaçait le vôtre.'), 'and read');
    await everyState(holder);
  }],
];
