// An adult confides to somebody close to them that they see their space, who accepts,
// reads there, and is told when it ends.
import { everyState } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';
import { proves } from './mandates.mjs';

/** Longer than a message is held. */
const HELD = 31_000;

/** A doctor writes to who is helped, the carer answers as who they are, and is read so. */
async function talks(town, page, home, carer) {
  const button = (where, words) => where.locator(`main form button:has-text("${words}")`);
  const doctor = await town.page();
  await town.signInPro(doctor, town.told.professionals[0].rpps);
  await doctor.goto(`${town.base}/pro/patients/${home.split('/').at(-1)}/messages`);
  await doctor.fill('#sujet', 'Suivi à deux');
  await doctor.fill('#texte', 'Bonjour, qui vient mercredi ?');
  await press(doctor, button(doctor, 'Envoyer'));
  const thread = doctor.url();
  await doctor.waitForTimeout(HELD);
  await page.goto(`${home}/messages`);
  await everyState(page);
  await page.locator('.list a', { hasText: 'Suivi à deux' }).first().click();
  await page.waitForLoadState();
  await everyState(page);
  await page.fill('#texte', 'Je viens aussi.');
  await press(page, button(page, 'Joindre'));
  await everyState(page);
  equal(await page.locator('main input[type=file]').count(), 0, 'a carer adds no file;');
  await press(page, button(page, 'Envoyer'));
  holds((await said(page)).includes('aucun professionnel ne le voit avant'), await said(page));
  await everyState(page);
  await doctor.waitForTimeout(HELD);
  await doctor.goto(`${town.base}/pro/messages`);
  holds((await said(doctor)).includes(`Dernier message : ${carer}, pour `), await said(doctor));
  await everyState(doctor);
  await doctor.goto(thread);
  holds((await said(doctor)).includes('Aidant du patient'), await said(doctor));
  await everyState(doctor);
  await page.goto(`${home}/messages/ecrire`);
  await everyState(page);
}

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
    await page.check('#messages');
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
    equal((await other.goto(`${home}/agenda`)).status(), 404, 'the diary is not confided;');
    // Messages are: what begins from now on, and never as the holder.
    await other.goto(`${home}/messages`);
    holds((await said(other)).includes('avant que les messages vous soient confiés'), await said(other));
    await everyState(other);
    await other.goto(`${home}/messages/ecrire`);
    await everyState(other);
    await talks(town, other, home, carer.name);
    await page.goto(`${town.base}/espace/moi/messages`);
    await page.locator('.list a', { hasText: 'Suivi à deux' }).first().click();
    await page.waitForLoadState();
    holds((await said(page)).includes('lit aussi cet échange'), await said(page));
    await everyState(page);
    // The holder sees who it is, and ends it.
    await page.goto(`${town.base}/espace/moi/acces/journal`);
    holds((await said(page)).includes('Votre proche'), await said(page));
    await page.goto(`${town.base}/espace/moi/proches`);
    await everyState(page);
    await page.locator('main a[href*="/aidants/"]').first().click();
    await page.waitForLoadState();
    await proves(town, page, holder);
    holds((await said(page)).includes('sous son propre nom'), await said(page));
    await everyState(page);
    await page.click('main button:has-text("Ne plus confier mes messages")');
    await page.waitForURL(/\/proches\?fait=sans-messages$/);
    equal((await other.goto(`${home}/messages`)).status(), 404, 'messages are confided no more;');
    equal((await other.goto(`${home}/documents`)).status(), 200, 'documents still are;');
    await page.locator('main a[href*="/aidants/"]').first().click();
    await page.waitForLoadState();
    await proves(town, page, holder);
    await everyState(page);
    await page.click('main button.danger');
    await page.waitForURL(/\/preuve\?|\/proches\?fait=arrete$/);
    // Ending all of it asks for both factors, and comes back to the button.
    if (page.url().includes('/preuve')) {
      await proves(town, page, holder);
      await page.click('main button.danger');
    }
    await page.waitForURL(/\/proches\?fait=arrete$/);
    equal((await other.goto(`${home}/documents`)).status(), 404, 'nothing is reached any more;');
  }],
];
