// A minor's secret: who treats a young person keeps a document from their parent, who
// finds nothing of it; its author shows it to them, and keeps it from them again.
import { everyState } from '../states.mjs';
import { holds, press, said } from '../town.mjs';
import { file, fillDocument } from './care.mjs';
import { proves } from './mandates.mjs';

const TITLE = 'Consultation confidentielle';

/** The space of a child of this parent, whom they answer for from now on. */
async function child(town, parent, person) {
  await parent.goto(`${town.base}/espace/moi/proches`);
  await parent.locator('.card a.btn').first().click();
  await parent.waitForLoadState();
  await proves(town, parent, person);
  await parent.waitForURL(/\/(proches|espace)\/[0-9a-z]{26}$/);
  if (!/\/espace\/[0-9a-z]{26}$/.test(new URL(parent.url()).pathname)) await press(parent);
  return new URL(parent.url()).pathname.split('/')[2];
}

export const secret = [
  ['a minor’s secret: a parent finds nothing of it', async (town) => {
    const parent = await town.page();
    const person = town.person('active', 2);
    await town.enter(parent, person);
    const space = await child(town, parent, person);
    const doctor = await town.page();
    await town.signInPro(doctor, town.told.professionals[0].rpps);
    await doctor.goto(`${town.base}/pro/patients/${space}/ajouter`);
    holds((await said(doctor)).includes('La personne mineure demande que ses parents ne voient pas ce document'), 'the form offers it');
    await everyState(doctor);
    await fillDocument(doctor, TITLE, '11488-4', file(town, 'avis.txt', 'Ce qui a été dit.'));
    await doctor.check('#secret');
    await press(doctor);
    await doctor.goto(`${town.base}/pro/depots`);
    await doctor.locator('main .list a').first().click();
    await doctor.waitForURL(/\/pro\/depots\/[0-9a-z]{26}\//);
    holds((await said(doctor)).includes('a demandé que ses parents ne voient pas ce document'), 'its author is told');
    await everyState(doctor);
    for (const path of ['', '/documents', '/documents?q=confidentielle', '/acces/journal']) {
      await parent.goto(`${town.base}/espace/${space}${path}`);
      holds(!(await parent.content()).includes(TITLE), `nothing of it at ${path}`);
    }
    // Its author shows it to them after all, and keeps it from them again.
    await press(doctor, doctor.locator('button[value=lever]'));
    holds((await said(doctor)).includes('Ses parents voient de nouveau'), 'it is lifted');
    await everyState(doctor);
    await parent.goto(`${town.base}/espace/${space}/documents`);
    holds((await said(parent)).includes(TITLE), 'they see it now');
    await press(doctor, doctor.locator('button[value=garder]'));
    holds((await said(doctor)).includes('Ses parents ne voient plus'), 'it is kept again');
    await parent.goto(`${town.base}/espace/${space}/documents`);
    holds(!(await said(parent)).includes(TITLE), 'they do not any more');
  }],
];
