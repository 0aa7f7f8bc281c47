// A professional steps away and comes back: the session is locked,
// and opens again on the same page for the same person alone.
import { everyState } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';

export const locking = [
  ['a professional locks their session and goes on where they were', async (town) => {
    const page = await town.page();
    const patient = town.person('active', 1);
    const [doctor, other] = town.told.professionals;
    await page.goto(`${town.base}/en/pro/connexion`);
    await page.click('main a.btn');
    await page.click(`button[name=rpps][value="${doctor.rpps}"]`);
    equal(new URL(page.url()).pathname, '/en/pro');
    const where = `${town.base}/en/pro/messages`;
    await page.goto(where);
    await everyState(page);
    await press(page, page.locator('header form[action="/en/pro/verrou"] button'));
    equal(new URL(page.url()).pathname, '/en/pro/verrou');
    holds((await said(page)).includes('Session locked'), 'the page says that it is locked');
    holds((await page.locator('nav.main').count()) === 0, 'there is no menu');
    await everyState(page);
    for (const path of ['/pro', '/pro/messages', '/pro/connexion']) {
      await page.goto(`${town.base}${path}`);
      equal(new URL(page.url()).pathname, '/pro/verrou');
    }
    await page.goto(`${town.base}/espace/moi`);
    equal(new URL(page.url()).pathname, '/connexion');
    // Given up, it stays locked, and the try is counted.
    await page.goto(`${town.base}/en/pro/verrou`);
    await page.click('main a.btn');
    await page.click('button[name=cancel]');
    holds((await said(page)).includes('2 more tries'), 'how many tries are left');
    await everyState(page);
    await page.click('main a.btn');
    await page.click(`button[name=rpps][value="${doctor.rpps}"]`);
    equal(page.url(), where);
    // From a page that answers a form alone, to the nearest one that is shown.
    await town.find(page, patient);
    const space = /patients\/([0-9a-z]{26})/.exec(page.url())[1];
    const messages = `${town.base}/pro/patients/${space}/messages`;
    await page.goto(`${messages}?joindre=oui`);
    await press(page, page.locator('main form[action$="/fichier"] button:not(.alt)'));
    equal(page.url(), `${messages}/fichier`);
    await press(page, page.locator('header form[action="/pro/verrou"] button'));
    await page.click('main a.btn');
    await page.click(`button[name=rpps][value="${doctor.rpps}"]`);
    equal(page.url(), messages);
    await page.goto(where);
    // Somebody else ends it.
    await press(page, page.locator('header form[action="/en/pro/verrou"] button'));
    await page.click('main a.btn');
    await page.click(`button[name=rpps][value="${other.rpps}"]`);
    const refused = await said(page);
    holds(refused.includes("somebody else's"), 'it was somebody else’s');
    holds(!refused.includes(doctor.name ?? patient.name), 'and nobody is named');
    await everyState(page);
    await page.goto(`${town.base}/pro/messages`);
    equal(new URL(page.url()).pathname, '/pro/connexion');
  }],
];
