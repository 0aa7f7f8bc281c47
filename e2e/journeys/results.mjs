// Results by test: the holder reads them in words, on a line, as a curve and in
// a table; a professional by days.
import { everyState, paper } from '../states.mjs';
import { equal, holds, said } from '../town.mjs';
import { openRecord } from './care.mjs';

export const results = [
  ['a holder reads their results by test', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    const menu = await page.locator('nav.main a').allInnerTexts();
    equal(menu.join(', '), 'Accueil, Documents, Profil médical, Messages, Agenda, Qui voit quoi');
    await page.locator('nav.main a', { hasText: 'Documents' }).click();
    await page.locator('main a', { hasText: 'Résultats par analyse' }).click();
    await page.waitForURL(/\/resultats$/);
    holds((await said(page)).includes('Dernier bilan'), 'the last results come first');
    equal(await page.locator('nav.main a[aria-current]').innerText(), 'Documents');
    await everyState(page);
    await paper(page);
    const links = await page.locator('.list h3 a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    let curve = '';
    for (const href of links) {
      await page.goto(`${town.base}${href}`);
      if (await page.locator('svg.chart').count() > 0) curve = href;
      if (curve) break;
    }
    holds(curve !== '', 'one of them has been measured twice');
    holds(await page.locator('svg.chart.wide').first().isVisible(), 'the wide curve is for the desk');
    holds(!(await page.locator('svg.chart.narrow').first().isVisible()), 'and the narrow one is not');
    const points = await page.locator('svg.chart.wide').first().locator('.pt').count();
    equal(await page.locator('table').first().locator('tbody tr').count(), points, 'the table says what the curve shows;');
    await everyState(page);
    await paper(page);
    await page.locator('td a', { hasText: 'Ouvrir le document' }).first().click();
    await page.waitForURL(/\/documents\//);
    holds((await said(page)).includes('Valeurs de référence'), 'the document tells the same');
    await page.goto(`${town.base}/en${curve}`);
    holds((await said(page)).includes('The same values as a table'), 'in English too');
  }],
  ['a professional reads results by days', async (town) => {
    const doctor = await town.page();
    await town.signInPro(doctor, town.told.professionals[0].rpps);
    await openRecord(town, doctor, town.person('active'));
    await doctor.locator('main a', { hasText: 'Résultats de laboratoire' }).click();
    await doctor.waitForURL(/\/resultats$/);
    holds(await doctor.locator('section.id').count() === 1, 'who it is about stays in sight');
    holds(await doctor.locator('table').count() >= 1, 'a table for each heading');
    await everyState(doctor);
    await doctor.locator('tbody th a').first().click();
    await doctor.waitForURL(/\/resultats\/[0-9a-z]{26}\/[0-9]+/);
    await everyState(doctor);
  }],
];
