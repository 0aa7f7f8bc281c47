// Somebody who cannot speak: a professional opens the record in an emergency,
// everybody is told, and it is over.
import { everyState } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';
import { proves } from './mandates.mjs';

/** The holder names a treating doctor: that one's page. */
async function isTreated(town, patient) {
  const { rpps } = town.told.professionals[0];
  const holder = await town.page();
  await town.enter(holder, patient);
  const names = holder.locator('button[value="traitant"]');
  await holder.goto(`${town.base}/espace/moi/acces/pro/${rpps}`);
  if (await names.count() > 0) {
    await press(holder, names);
    await proves(town, holder, patient);
    if (await names.count() > 0) await press(holder, names);
  }
  const doctor = await town.page();
  await town.signInPro(doctor, rpps);
  return doctor;
}

/** The treating doctor finds it on their first page, until they looked at it. */
async function isTold(town, doctor) {
  await doctor.goto(`${town.base}/pro`);
  const told = doctor.locator('main .note.warn');
  holds((await told.innerText()).includes('accès d’urgence'), 'the treating doctor is told at once');
  await everyState(doctor);
  await told.locator('a').click();
  await doctor.waitForLoadState();
  holds((await said(doctor)).includes('Nouveau'), await said(doctor));
  await everyState(doctor);
  await doctor.goto(`${town.base}/pro`);
  equal(await told.count(), 0, 'it was looked at;');
}

export const emergency = [
  ['a professional opens a record in an emergency, and the holder reads why', async (town) => {
    const patient = town.person('active', 1);
    const treating = await isTreated(town, patient);
    const page = await town.page();
    for (const { rpps } of town.told.professionals.slice(-4)) {
      await page.context().clearCookies();
      await town.signInPro(page, rpps);
      await town.find(page, patient);
      if (page.url().endsWith('/lien')) break;
    }
    holds(page.url().endsWith('/lien'), 'one of them has no care link');
    await page.click('main a[href*="/urgence"]');
    await page.waitForLoadState();
    await everyState(page);
    await press(page);
    holds((await page.title()).startsWith('Erreur'), 'a reason is asked for');
    await everyState(page);
    await page.check('input[name=motif][value="cannot-speak"]');
    await page.fill('#raison', 'Inconsciente dans la rue, amenée par les pompiers.');
    await press(page);
    holds(page.url().endsWith('/urgence/fiche'), 'what cannot wait comes first');
    const band = page.locator('.band');
    holds((await band.innerText()).includes('urgence'), 'the band says that this is an emergency');
    await everyState(page);
    await page.locator('main a', { hasText: 'Tous les documents' }).click();
    await page.waitForLoadState();
    if ((await page.locator('.list h3 a').count()) > 0) {
      await page.locator('.list h3 a').first().click();
      await page.waitForLoadState();
      holds(await band.isVisible(), 'the band stays in sight');
    }
    await isTold(town, treating);
    const holder = await town.page();
    await town.enter(holder, patient);
    await holder.goto(`${town.base}/espace/moi/acces/urgence`);
    const told = await said(holder);
    for (const words of ['Inconsciente dans la rue', 'Cet accès sera relu']) holds(told.includes(words), words);
    await everyState(holder);
    await press(page, band.locator('button'));
    equal(new URL(page.url()).pathname, '/pro');
    await town.find(page, patient);
    holds(page.url().endsWith('/lien'), 'closed, it opens nothing');
  }],
];
