// Prevention: what the calendars ask for, an examination noted and taken back,
// and what a professional reads of it.
import { everyState, paper } from '../states.mjs';
import { equal, holds, said } from '../town.mjs';
import { openRecord } from './care.mjs';

export const prevention = [
  ['a holder notes an examination of prevention and takes it back', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    await page.locator('nav.main a', { hasText: 'Profil médical' }).click();
    await page.locator('main a', { hasText: 'Prévention : vaccins et dépistages' }).click();
    await page.waitForURL(/\/prevention$/);
    equal(await page.locator('nav.main a[aria-current]').innerText(), 'Profil médical');
    const told = await said(page);
    holds(told.includes('À faire maintenant'), 'what to do comes first');
    holds(told.includes('Source :') && told.includes('Version 2025'), 'each says where it is from');
    equal(await page.locator('details[open]').count(), 0, 'what is of no concern is folded;');
    await everyState(page);
    await paper(page);
    const first = page.locator('a', { hasText: 'Noter comme fait' }).first();
    await first.click();
    await page.waitForURL(/\/noter$/);
    await page.getByLabel('Année').fill('2100');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    holds((await said(page)).includes('Cette date n’est pas encore passée'), 'what is to come is not done');
    await everyState(page);
    await page.getByLabel('Année').fill('2024');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.waitForURL(/fait=note/);
    holds((await said(page)).includes('Noté par vous : 2024.'), 'a year is enough');
    await everyState(page);
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.waitForURL(/fait=retire/);
    holds(!(await said(page)).includes('Noté par vous :'), 'and it is gone');
    await page.locator('summary').click();
    holds((await said(page)).includes('Ne vous concerne pas aujourd’hui'), 'what is folded opens without a script');
    await everyState(page);
    // Vaccinations stand by disease too, where the page of vaccinations leads.
    await page.goto(`${town.base}/espace/moi/profil/vaccins`);
    await page.locator('main a', { hasText: 'Vaccins par maladie' }).click();
    await page.waitForURL(/\/prevention#vaccins$/);
    holds(await page.locator('section[aria-labelledby="vaccins"] h3').count() > 3, 'disease by disease');
    await page.goto(`${town.base}/en/espace/moi/prevention`);
    holds((await said(page)).includes('To do now'), 'in English too');
  }],
  ['a professional reads prevention, notes an examination and takes it back', async (town) => {
    const doctor = await town.page();
    await town.signInPro(doctor, town.told.professionals[0].rpps);
    await openRecord(town, doctor, town.person('active'));
    await doctor.locator('main a', { hasText: 'Calendrier de prévention' }).click();
    await doctor.waitForURL(/\/prevention$/);
    equal(await doctor.locator('section.id').count(), 1, 'who it is about stays in sight;');
    equal(await doctor.locator('main form').count(), 0, 'nothing there is theirs to take back;');
    await everyState(doctor);
    await doctor.locator('a', { hasText: 'Noter comme fait' }).first().click();
    await doctor.waitForURL(/\/noter$/);
    equal(await doctor.locator('section.id').count(), 1, 'here too;');
    equal(await doctor.getByText('Masquer aux professionnels').count(), 0, 'they hide nothing from others;');
    await doctor.getByLabel('Année').fill('2100');
    await doctor.getByRole('button', { name: 'Enregistrer' }).click();
    holds((await said(doctor)).includes('Cette date n’est pas encore passée'), 'what is to come is not done');
    await everyState(doctor);
    await doctor.getByLabel('Année').fill('2024');
    await doctor.getByRole('button', { name: 'Enregistrer' }).click();
    await doctor.waitForURL(/fait=note/);
    holds((await said(doctor)).includes('Noté par vous : 2024.'), 'it is noted');
    await everyState(doctor);
    await doctor.getByRole('button', { name: 'Annuler' }).click();
    await doctor.waitForURL(/fait=retire/);
    holds(!(await said(doctor)).includes('Noté par vous'), 'and it is gone');
  }],
];
