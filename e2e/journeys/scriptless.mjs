// The same with JavaScript off; and in English.
import { equal, holds, press, said } from '../town.mjs';
import { PDF, file, fillDocument, openRecord } from './care.mjs';

export const scriptless = [
  ['everything works without JavaScript', async (town) => {
    const page = await town.page({ javaScriptEnabled: false });
    const patient = town.person('active', 2);
    await town.signIn(page, patient);
    await page.goto(`${town.base}/espace/moi/documents/ajouter`);
    await fillDocument(page, 'Sans script', 'DOCPAT03', file(town, 'sans.pdf', `${PDF}%3\n`));
    await press(page);
    await page.click('text=Sans script');
    await page.click('main a.badge');
    await page.locator('button', { hasText: 'Masquer à tous' }).click();
    await page.waitForLoadState();
    holds((await said(page)).includes('Le document est masqué à tous'), 'hidden');
    await page.locator('#statut button').click();
    await page.waitForLoadState();
    await page.goto(`${town.base}/espace/moi/acces/journal`);
    holds((await said(page)).includes('A masqué à tous « Sans script »'), 'told');
    await page.click('header form button');
    await page.waitForLoadState();
    delete patient.cookies;
    const doctor = await town.page({ javaScriptEnabled: false });
    await town.signInPro(doctor, town.told.professionals[1].rpps);
    const record = await openRecord(town, doctor, patient);
    await doctor.goto(`${record}/ajouter`);
    await fillDocument(doctor, 'Rien dedans', '11488-4', file(town, 'vide.pdf', ''));
    await press(doctor);
    holds(await doctor.locator('#file-erreur').isVisible(), 'an empty file is refused beside the field');
    await fillDocument(doctor, 'Déposé sans script', '11488-4', file(town, 'depot.pdf', `${PDF}%4\n`));
    await press(doctor);
    await doctor.click('text=Déposé sans script');
    holds(await doctor.locator('dl.facts').isVisible(), 'a document is added and opens');
  }],
  ['every page is there in English, and the link keeps the page', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    for (const path of ['/espace/moi', '/espace/moi/documents', '/espace/moi/documents/ajouter', '/espace/moi/acces', '/espace/moi/acces/journal', '/espace/moi/reglages/appareils', '/aide']) {
      await page.goto(`${town.base}${path}`);
      await page.click('header a[hreflang=en]');
      await page.waitForLoadState();
      equal(new URL(page.url()).pathname, `/en${path}`);
      equal(await page.locator('html').getAttribute('lang'), 'en');
      const text = await said(page);
      holds(!/Ajouter|Retour|Vous /.test(text.replaceAll(/«[^»]*»/g, '').split('\n').slice(0, 3).join(' ')), `${path} speaks English`);
      await page.click('header a[hreflang=fr]');
      await page.waitForLoadState();
      equal(new URL(page.url()).pathname, path, 'and back to the same page in French;');
    }
    const doctor = await town.page();
    await town.signInPro(doctor, town.told.professionals[0].rpps);
    await doctor.click('header a[hreflang=en]');
    await doctor.waitForLoadState();
    equal(new URL(doctor.url()).pathname, '/en/pro');
    await press(doctor);
    holds((await doctor.title()).startsWith('Error'), 'mistakes are told in English too');
  }],
];
