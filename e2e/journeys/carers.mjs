// An adult confides to somebody close to them that they see their space, who accepts,
// reads there, and is told when it ends.
import { everyState } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';
import { proves } from './mandates.mjs';

export const carers = [
  ['a holder confides their space to somebody close to them', async (town) => {
    const holder = town.person('active', 0);
    const carer = town.person('active', 1);
    const page = await town.page();
    await town.enter(page, holder);
    await page.goto(`${town.base}/espace/moi/proches`);
    holds((await said(page)).includes('Vos aidants'), await said(page));
    await everyState(page);
    await page.click('main a:has-text("Inviter un proche")');
    await page.waitForLoadState();
    await proves(town, page, holder);
    await page.waitForURL(/\/proches\/inviter$/);
    equal(await page.locator('main input:checked').count(), 0, 'nothing is ticked beforehand;');
    await everyState(page);
    const [first, ...names] = carer.name.split(' ');
    const [year, month, day] = carer.birth_date.split('-');
    await page.fill('#nom', names.join(' '));
    await page.fill('#prenom', first);
    await page.fill('#naissance', day);
    await page.fill('#naissance-mois', month);
    await page.fill('#naissance-annee', year);
    await page.click('main button:has-text("Faire un code")');
    await page.waitForLoadState();
    await everyState(page);
    await page.check('#voir');
    const end = new Date(Date.now() + 200 * 24 * 3600 * 1000);
    await page.fill('#fin', `${end.getUTCDate()}`);
    await page.fill('#fin-mois', `${end.getUTCMonth() + 1}`);
    await page.fill('#fin-annee', `${end.getUTCFullYear()}`);
    await page.click('main button:has-text("Faire un code")');
    await page.waitForLoadState();
    const code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await said(page));
    holds(code, await said(page));
    await everyState(page);
    // Who is invited reads what it is before they accept.
    const other = await town.page();
    await town.enter(other, carer);
    await other.goto(`${town.base}/espace/moi/proches/rejoindre`);
    await proves(town, other, carer);
    await other.fill('#code', code[0]);
    await press(other);
    holds((await said(other)).includes('vous demande de l’aider'), await said(other));
    await everyState(other);
    await press(other);
    holds((await said(other)).includes('Cochez cette case'), await said(other));
    await everyState(other);
    await other.check('#honneur');
    await press(other);
    await other.waitForURL(/\/espace\/[a-z0-9]{26}\/documents$/);
    const home = other.url().replace('/documents', '');
    const band = other.locator('section.acting');
    holds((await band.innerText()).includes('Vous êtes dans l’espace'), 'the band says whose space it is');
    await everyState(other);
    const entries = await other.locator('nav.main a').evaluateAll((all) => all.map((one) => one.href));
    holds(entries.length >= 3, `${entries.length} entries`);
    for (const href of entries) {
      holds(href.startsWith(home), `${href} stays in the space`);
      await other.goto(href);
      holds(await band.isVisible(), `${href} says whose space it is`);
      await everyState(other);
    }
    await other.goto(`${home}/documents`);
    const document = other.locator('.list h3 a').first();
    if (await document.count()) {
      await document.click();
      await other.waitForLoadState();
      await everyState(other);
    }
    equal((await other.goto(`${home}/messages`)).status(), 404, 'messages are not confided;');
    // The holder sees who it is, and ends it.
    await page.goto(`${town.base}/espace/moi/acces/journal`);
    holds((await said(page)).includes('Votre proche'), await said(page));
    await page.goto(`${town.base}/espace/moi/proches`);
    await everyState(page);
    await page.locator('main a[href*="/aidants/"]').first().click();
    await page.waitForLoadState();
    await proves(town, page, holder);
    await everyState(page);
    await page.click('main button.danger');
    await page.waitForURL(/\/proches\?fait=arrete$/);
    equal((await other.goto(`${home}/documents`)).status(), 404, 'nothing is reached any more;');
  }],
];
