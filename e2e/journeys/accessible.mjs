// Every page, in every state, before the accessibility rules; no third party,
// nothing left in the browser.
import { everyState, paper } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';

/** What a browser keeps of a site, but for its cookies (web_20). */
function kept(page) {
  return page.evaluate(async () => JSON.stringify([
    localStorage.length, sessionStorage.length,
    (await indexedDB.databases()).length, (await caches.keys()).length,
    (await navigator.serviceWorker.getRegistrations()).length,
  ]));
}

export const accessible = [
  ['public pages are accessible in every state', async (town) => {
    const page = await town.page();
    const titles = new Set();
    const paths = ['/', '/activer', '/connexion', '/connexion/oubli', '/pro/connexion', '/aide', '/accessibilite', '/confidentialite', '/mentions', '/rien-ici'];
    for (const path of paths) {
      await page.goto(`${town.base}${path}`);
      titles.add(await page.title());
      await everyState(page);
    }
    equal(titles.size, paths.length, 'titles are unique;');
    for (const path of ['/activer', '/connexion']) {
      await page.goto(`${town.base}${path}`);
      await press(page);
      holds((await page.title()).startsWith('Erreur'), `${path} says that there is a mistake`);
      equal(await page.evaluate(() => document.activeElement.id), 'erreurs', 'the mistakes are read first;');
      await everyState(page);
    }
  }],
  ['the holder’s pages are accessible in every state', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    const titles = new Set();
    const paths = [
      '', '/documents', '/documents/ajouter', '/resultats', '/profil', '/profil/allergies', '/profil/vaccins/ajouter', '/messages', '/messages/ecrire', '/carte', '/agenda', '/agenda/ajouter', '/agenda/reglages', '/corbeille', '/dossiers', '/export', '/acces', '/acces/journal',
      '/acces/presence', '/acces/professions?profession=10', '/acces/reglages', '/acces/urgence', '/acces/verifier', '/reglages', '/reglages/appareils', '/reglages/coordonnees', '/reglages/connexion', '/reglages/notifications', '/notifications',
    ];
    for (const path of paths) {
      await page.goto(`${town.base}/espace/moi${path}`);
      titles.add(await page.title());
      await everyState(page);
      if (path === '/acces/journal') await paper(page);
    }
    equal(titles.size, paths.length, 'titles are unique;');
    await page.goto(`${town.base}/espace/moi/documents?q=introuvable`);
    await everyState(page);
    await page.goto(`${town.base}/espace/moi/documents/ajouter`);
    await press(page);
    await everyState(page);
    await page.goto(`${town.base}/espace/moi`);
    await page.locator('.list h3 a').first().click();
    await page.waitForLoadState();
    const document = page.url();
    await everyState(page);
    await paper(page);
    await page.goto(`${document}/visibilite`);
    await everyState(page);
    await page.locator('a[href*="/voir-comme/"]').first().click();
    await page.waitForLoadState();
    await everyState(page);
    await page.goto(`${document}/visibilite`);
    await press(page, page.locator('button', { hasText: 'Masquer à tous' }));
    await everyState(page);
    await page.goto(document);
    await everyState(page);
    // As who comes back from the proof finds it.
    await page.goto(`${document}/visibilite?fait=a-montrer&qui=tous`);
    equal(await page.locator('#statut button').innerText(), 'Rendre visible ce document');
    await everyState(page);
    await page.goto(`${document}/visibilite`);
    await press(page, page.locator('button', { hasText: 'Rendre visible ce document' }).first());
    await page.goto(`${town.base}/espace/moi/documents/${'0'.repeat(26)}`);
    await everyState(page);
    equal(await kept(page), '[0,0,0,0,0]', 'web_20 nothing is kept in the browser;');
  }],
  ['a space without a document is accessible in every state', async (town) => {
    const page = await town.page();
    const claire = town.person('announced');
    holds(claire.username, 'the activation journey comes before: nobody else has no document');
    await town.enter(page, claire);
    holds((await said(page)).includes('Aucun document.'), 'no document is in it');
    for (const path of ['', '/documents', '/acces', '/acces/journal']) {
      await page.goto(`${town.base}/espace/moi${path}`);
      await everyState(page);
    }
  }],
];

/** The others: by themselves, so that each half of the journeys takes a part. */
export const alsoAccessible = [
  ['the professional’s pages are accessible in every state', async (town) => {
    const page = await town.page();
    const patient = town.person('active', 2);
    await page.goto(`${town.base}/pro/connexion`);
    await page.click('main a.btn');
    await page.waitForLoadState();
    await everyState(page);
    const rpps = town.told.professionals.at(-1).rpps;
    await town.signInPro(page, rpps);
    await everyState(page);
    await press(page);
    await everyState(page);
    const [year, month, day] = patient.birth_date.split('-');
    for (const letters of ['zzz', patient.name.split(' ').at(-1).slice(0, 3)]) {
      await page.goto(`${town.base}/pro`);
      await page.click('main details summary');
      await page.fill('input[name="naissance-jour"]', day);
      await page.fill('input[name="naissance-mois"]', month);
      await page.fill('input[name="naissance-annee"]', year);
      await page.fill('#lettres', letters);
      await press(page);
      await everyState(page);
    }
    await page.click('table a');
    await page.waitForLoadState();
    if (page.url().endsWith('/lien')) {
      await everyState(page);
      await press(page, page.locator('main form button.btn.alt'));
      await everyState(page);
      await press(page);
    }
    await everyState(page);
    // The summary comes first: the record is all of it.
    const record = page.url().replace(/\/resume$/, '');
    for (const path of [record, `${record}/profil`, `${record}/profil/maladies/ajouter`, `${record}/equipe`, `${town.base}/pro`, `${town.base}/pro/depots`, `${town.base}/pro/urgences`, `${town.base}/pro/messages/reglages`, `${town.base}/pro/messages/modeles/ajouter`]) {
      await page.goto(path);
      await everyState(page);
    }
    await page.goto(`${record}/ajouter`);
    await everyState(page);
    await press(page);
    await everyState(page);
    await page.goto(record);
    if ((await page.locator('.list h3 a').count()) > 0) {
      await page.locator('.list h3 a').first().click();
      await page.waitForLoadState();
      await everyState(page);
      await paper(page);
    }
    equal(await kept(page), '[0,0,0,0,0]', 'web_20 nothing is kept in the browser;');
  }],
  ['the main pages are accessible in English, and so is the one that asks for a code', async (town) => {
    const page = await town.page();
    const speaks = async () => {
      equal(await page.getAttribute('html', 'lang'), 'en', `${page.url()}:`);
      await everyState(page);
    };
    const walk = async (paths) => {
      const titles = new Set();
      for (const path of paths) {
        await page.goto(`${town.base}/en${path}`);
        titles.add(await page.title());
        await speaks();
      }
      equal(titles.size, paths.length, 'titles are unique;');
    };
    await walk(['', '/activer', '/opposition', '/code', '/connexion', '/connexion/oubli', '/pro/connexion', '/aide']);
    const person = town.person('active');
    await page.goto(`${town.base}/en/connexion`);
    await page.fill('#identifiant', person.username);
    await page.fill('#mot-de-passe', person.password);
    await press(page);
    equal(new URL(page.url()).pathname, '/en/connexion/code');
    await speaks();
    await page.goto(`${town.base}/connexion/code`);
    await everyState(page);
    await page.fill('#code', '12');
    await press(page);
    holds((await page.title()).startsWith('Erreur'), 'the title says that there is an error');
    await everyState(page);
    await page.goto(`${town.base}/en/connexion/code`);
    await town.code(page, person);
    equal(new URL(page.url()).pathname, '/en/espace/moi');
    await walk([
      '', '/documents', '/documents/ajouter', '/resultats', '/profil', '/messages', '/agenda', '/carte', '/prevention', '/proches', '/acces', '/acces/journal', '/acces/urgence', '/reglages', '/reglages/notifications', '/export',
    ].map((path) => `/espace/moi${path}`));
    await page.goto(`${town.base}/en/espace/moi`);
    await page.locator('.list h3 a').first().click();
    await page.waitForLoadState();
    await speaks();
    const doctor = await town.page();
    await town.signInPro(doctor, town.told.professionals.at(-1).rpps);
    await doctor.goto(`${town.base}/en/pro`);
    equal(await doctor.getAttribute('html', 'lang'), 'en');
    await everyState(doctor);
    await doctor.locator('section a[href$="/resume"]').first().click();
    await doctor.waitForLoadState();
    await everyState(doctor);
    for (const path of ['/pro/messages', '/pro/depots', '/pro/urgences']) {
      await doctor.goto(`${town.base}/en${path}`);
      await everyState(doctor);
    }
  }],
];

/** Of all journeys that were walked before. */
export const asked = [
  ['web_19 no page asked anyone but ourselves for anything, and none complained', async (town) => {
    equal([...town.requests].join(), new URL(town.base).host);
    equal(town.complaints.join('\n'), '');
  }],
];
