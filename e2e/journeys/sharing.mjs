// What is shared of a record by a code, and what a professional says of a result.
import { everyState, paper } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';
import { openRecord } from './care.mjs';
import { proves } from './mandates.mjs';

const button = (page, words) => page.locator('main form button', { hasText: words });

/** The form on which the first document of their list is shared, once they proved who they are: its title. */
async function chooses(town, holder, person) {
  await holder.goto(`${town.base}/espace/moi/documents`);
  await holder.locator('.list h3 a').first().click();
  await holder.waitForURL(/\/documents\/[0-9a-z]{26}$/);
  const title = (await holder.locator('h1').innerText()).trim();
  await holder.locator('main p.row a.btn', { hasText: 'Partager' }).click();
  await holder.waitForURL(/\/documents\/partager/);
  if ((await said(holder)).includes('nous vous demanderons de prouver')) {
    await press(holder, button(holder, 'Vérifier'));
    await proves(town, holder, person);
    await holder.waitForURL(/\/documents\/partager/);
  }
  return title;
}

export const sharing = [
  ['a holder shares one document by a code, and stops it', async (town) => {
    const holder = await town.page();
    const person = town.person('active');
    await town.enter(holder, person);
    const title = await chooses(town, holder, person);
    await everyState(holder);
    await holder.locator('main fieldset input[type=checkbox]').first().uncheck();
    await press(holder, button(holder, 'Vérifier'));
    holds((await said(holder)).includes('Cochez au moins un document'), await said(holder));
    await everyState(holder);
    await holder.locator('main fieldset input[type=checkbox]').first().check();
    await holder.check('input[name="duree"][value="semaine"]');
    await press(holder, button(holder, 'Vérifier'));
    holds((await said(holder)).includes('ne verra pas'), 'what stays closed is said before;');
    await everyState(holder);
    await press(holder, button(holder, 'Partager'));
    const code = (await holder.locator('strong.code').innerText()).trim();
    holds(/^[0-9A-Z]{4}.[0-9A-Z]{4}.[0-9A-Z]{4}$/.test(code), code);
    await everyState(holder);
    await paper(holder);

    const doctor = await town.page();
    await town.signInPro(doctor, town.told.professionals[2].rpps);
    await town.find(doctor, person);
    holds(doctor.url().endsWith('/lien'), `${doctor.url()}: nothing of the record is open to them`);
    await everyState(doctor);
    await doctor.fill('#code', code.toLowerCase());
    await press(doctor, doctor.locator('main form:has(#code) button.btn'));
    await doctor.waitForURL(/\/partage$/);
    equal(await doctor.locator('.list h3 a').count(), 1, 'one document, and no other;');
    await everyState(doctor);
    await doctor.locator('.list h3 a').first().click();
    await doctor.waitForURL(/\/documents\/[0-9a-z]{26}$/);
    equal((await doctor.locator('h1').innerText()).trim(), title);
    await everyState(doctor);
    const document = doctor.url();

    await holder.goto(`${town.base}/espace/moi/acces/partages`);
    holds((await said(holder)).includes(title), 'what is shared is listed;');
    await everyState(holder);
    await press(holder, holder.locator('main table button').first());
    holds((await said(holder)).includes('Le partage est arrêté'), await said(holder));
    await doctor.goto(document);
    holds(doctor.url().endsWith('/lien'), 'nothing of it is open any more;');
  }],
  ['a professional says what a result means, and the holder reads it', async (town) => {
    const doctor = await town.page();
    const person = town.person('active');
    await town.signInPro(doctor, town.told.professionals[0].rpps);
    await openRecord(town, doctor, person);
    await doctor.locator('main a', { hasText: 'Résultats de laboratoire' }).click();
    await doctor.waitForURL(/\/resultats$/);
    await doctor.locator('tbody th a').first().click();
    await doctor.locator('td a', { hasText: 'Ouvrir le document' }).first().click();
    await doctor.waitForURL(/\/documents\/[0-9a-z]{26}$/);
    await doctor.fill('#texte, #text', 'Tout va bien. Nous en parlerons à votre prochaine visite.');
    await press(doctor, button(doctor, 'Envoyer le commentaire'));
    holds((await said(doctor)).includes('Commentaire envoyé'), await said(doctor));
    await everyState(doctor);
    const holder = await town.page();
    await town.enter(holder, person);
    await holder.goto(`${town.base}/espace/moi/documents/${doctor.url().match(/documents\/([0-9a-z]{26})/)[1]}`);
    holds((await said(holder)).includes('Nous en parlerons à votre prochaine visite'), 'the holder reads it;');
    await everyState(holder);
    await press(doctor, button(doctor, 'Retirer ce commentaire'));
    holds((await said(doctor)).includes('Commentaire retiré'), await said(doctor));
    await holder.reload();
    holds(!(await said(holder)).includes('Nous en parlerons'), 'it is gone;');
  }],
];
