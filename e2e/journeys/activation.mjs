// A person opens their space with the letter's code, signs out and in again.
import { everyState } from '../states.mjs';
import { equal, holds, press, said, totp } from '../town.mjs';

export const PASSWORD = 'les oies sauvages passent au nord';

export const activation = [
  ['a person activates their space with the code, the number and the card', async (town) => {
    const claire = town.person('announced');
    const page = await town.page();
    await page.goto(`${town.base}/`);
    await page.click('main a.btn');
    // Wrong first: everything typed comes back, but the sentence says what to mend.
    await page.fill('#code', claire.code);
    await page.fill('#nir', claire.matricule.slice(0, 13) + '99');
    await page.fill('#serie', claire.card_serial);
    await press(page);
    holds((await page.title()).startsWith('Erreur'), 'the title says that there is an error');
    equal(await page.inputValue('#serie'), claire.card_serial);
    // Typed sloppily: lower case, spaces, O for 0.
    await page.fill('#code', claire.code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o'));
    await page.fill('#nir', claire.matricule.replace(/^(.)(..)(..)/, '$1 $2 $3 '));
    await page.fill('#serie', ` ${claire.card_serial} `);
    await press(page);
    equal(new URL(page.url()).pathname, '/activer/choix');
    await everyState(page);
    await press(page, page.locator('button[value=activer]'));
    equal(new URL(page.url()).pathname, '/activer/contact');
    await page.fill('#courriel', 'claire');
    await press(page);
    holds((await said(page)).includes('claire.martin@exemple.fr'), 'the sentence shows how an address is written');
    await everyState(page);
    await page.fill('#courriel', 'claire.essai@exemple.fr');
    await page.check('input[name=avis][value=sms]');
    await press(page);
    holds((await said(page)).includes('numéro de mobile'), 'a text message needs a mobile');
    await page.check('input[name=avis][value=courriel]');
    await press(page);
    await everyState(page);
    await page.fill('#code', await town.contactCode('claire.essai@exemple.fr'));
    await press(page);
    equal(new URL(page.url()).pathname, '/activer/connexion');
    await page.fill('#identifiant', 'claire.essai');
    await page.fill('#mot-de-passe', 'court');
    await press(page);
    holds((await said(page)).includes('12'), 'the sentence says how long a password must be');
    equal(await page.inputValue('#identifiant'), 'claire.essai');
    await everyState(page);
    await page.fill('#mot-de-passe', 'motdepasse2024');
    await press(page);
    equal(new URL(page.url()).pathname, '/activer/connexion', 'a common password is refused');
    await page.fill('#mot-de-passe', PASSWORD);
    await press(page);
    equal(new URL(page.url()).pathname, '/activer/facteur');
    await everyState(page);
    claire.totp_secret = (await page.locator('strong.code').innerText()).replaceAll(/\s/g, '');
    claire.username = 'claire.essai';
    claire.password = PASSWORD;
    claire.step = Math.floor(Date.now() / 30_000) - 1;
    await page.fill('#code', '000000');
    await press(page);
    equal(new URL(page.url()).pathname, '/activer/facteur', 'a wrong code is refused');
    await page.fill('#code', totp(claire.totp_secret, claire.step));
    await press(page);
    equal(new URL(page.url()).pathname, '/activer/partage');
    await everyState(page);
    await press(page);
    // The code of this moment is used up with the last step.
    claire.step = Math.floor(Date.now() / 30_000);
    claire.cookies = await page.context().cookies();
    equal(new URL(page.url()).pathname, '/espace/moi');
    holds((await said(page)).includes('Aucun document'), 'the new space is empty and says what comes');
  }],
  ['a used code opens nothing again', async (town) => {
    const claire = town.person('announced');
    const page = await town.page();
    await page.goto(`${town.base}/activer`);
    await page.fill('#code', claire.code);
    await page.fill('#nir', claire.matricule);
    await page.fill('#serie', claire.card_serial);
    await press(page);
    equal(new URL(page.url()).pathname, '/activer');
    holds((await page.title()).startsWith('Erreur'), 'it is refused');
  }],
  ['one signs out and in, and ends a session left open elsewhere', async (town) => {
    const claire = town.person('announced');
    const page = await town.page();
    await town.enter(page, claire);
    const other = await town.page();
    await town.signIn(other, claire);
    await page.goto(`${town.base}/espace/moi/reglages/appareils`);
    await press(page);
    await other.goto(`${town.base}/espace/moi/documents`);
    equal(new URL(other.url()).pathname, '/connexion', 'the other session is over');
    const [cookie] = (await page.context().cookies()).filter((cookie) => cookie.name === '__Host-carnet');
    holds(cookie.httpOnly && cookie.secure && cookie.sameSite !== 'None', 'the cookie is closed to all others');
    delete claire.cookies;
    await page.click('header form button');
    await page.waitForLoadState();
    await page.goto(`${town.base}/espace/moi`);
    equal(new URL(page.url()).pathname, '/connexion', 'signed out');
  }],
  ['a wrong password and an unknown person get the same answer', async (town) => {
    const page = await town.page();
    const answers = [];
    for (const name of [town.person('active').username, 'personne.inconnue']) {
      await page.goto(`${town.base}/connexion`);
      await page.fill('#identifiant', name);
      await page.fill('#mot-de-passe', 'un mot de passe bien faux');
      await press(page);
      answers.push((await said(page)).replaceAll(name, ''));
    }
    equal(answers[0], answers[1]);
  }],
];
