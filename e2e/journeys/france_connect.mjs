// FranceConnect: a space is opened without a code, and its holder signs out
// and in again; others are refused in words.
import { everyState } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';

/** Where a page is. */
const place = (page) => new URL(page.url()).pathname;

/** Follows a link, and waits for where it leads. */
async function follow(page, link) {
  await link.click();
  await page.waitForLoadState();
}

/** Is this person at the demonstration's FranceConnect, and comes back. */
async function be(page, person) {
  equal(place(page), '/demo/franceconnect/authorize');
  await follow(page, page.locator('button[name=personne]', { hasText: person.name }));
}

const away = (page) => page.locator('main a.btn', { hasText: 'FranceConnect' });

export const franceConnect = [
  ['a person activates by FranceConnect without a code, signs out, and in again', async (town) => {
    const marcel = town.person('open');
    const page = await town.page();
    await page.goto(`${town.base}/activer`);
    await follow(page, away(page));
    await everyState(page);
    // Second thoughts lose nothing.
    await follow(page, page.locator('button[name=cancel]'));
    holds((await said(page)).includes('Rien n’a été fait') || (await said(page)).includes("Rien n'a été fait"), 'giving up is no error');
    await everyState(page);
    await follow(page, away(page));
    await be(page, marcel);
    equal(place(page), '/activer/choix');
    await everyState(page);
    await press(page, page.locator('button[value=activer]'));
    equal(place(page), '/activer/contact');
    await page.fill('#courriel', 'marcel.essai@exemple.fr');
    await press(page);
    await page.fill('#code', await town.contactCode('marcel.essai@exemple.fr'));
    await press(page);
    equal(place(page), '/activer/partage');
    await everyState(page);
    // A password may be chosen, and need not be.
    await follow(page, page.locator('main .note a'));
    equal(place(page), '/activer/connexion');
    await everyState(page);
    await press(page, page.locator('main form.card button'));
    equal(place(page), '/activer/partage');
    await press(page);
    equal(place(page), '/espace/moi');
    holds((await said(page)).includes('Bonjour Marcel'), 'the space is open');

    await follow(page, page.locator('header form button'));
    equal(place(page), '/connexion');
    await everyState(page);
    await follow(page, page.locator('a[href="/connexion/franceconnect/sortir"]'));
    holds((await said(page)).includes('ici et chez FranceConnect'), 'signed out on both sides');
    await page.goto(`${town.base}/espace/moi`);
    equal(place(page), '/connexion', 'signed out');

    await follow(page, away(page));
    await be(page, marcel);
    equal(place(page), '/espace/moi');
    marcel.cookies = await page.context().cookies();
  }],
  ['somebody without a password proves again at FranceConnect', async (town) => {
    const marcel = town.person('open');
    const page = await town.page();
    await page.context().addCookies(marcel.cookies);
    await page.goto(`${town.base}/espace/moi/reglages/connexion`);
    equal(place(page), '/espace/moi/reglages/connexion');
    holds((await said(page)).includes('votre seul moyen'), 'the last way in cannot be taken away');
    equal(await page.locator('input[type=password]').count(), 0, 'there is no password to change;');
    await everyState(page);
    await page.goto(`${town.base}/connexion/preuve?retour=/espace/moi/reglages/appareils`);
    equal(await page.locator('input[type=password]').count(), 0, 'there is no password to give;');
    await everyState(page);
    await follow(page, away(page));
    await be(page, marcel);
    equal(place(page), '/espace/moi/reglages/appareils');
    marcel.cookies = await page.context().cookies();
  }],
  ['who comes by FranceConnect may change their mind, or is told that they are active', async (town) => {
    for (const [role, where, words] of [
      ['refused', '/activer/choix', 'Activer'],
      ['closed', '/activer/choix', 'Activer'],
      ['active', '/activer', 'déjà actif'],
    ]) {
      const page = await town.page();
      await page.goto(`${town.base}/activer/franceconnect`);
      await be(page, town.person(role));
      equal(place(page), where);
      holds((await said(page)).includes(words), `${role}: ${words}`);
      await everyState(page);
      await page.goto(`${town.base}/connexion/franceconnect`);
      await be(page, town.person(role));
      holds((await said(page)).includes('Aucun compte'), `${role} does not sign in`);
    }
  }],
  ['a holder links FranceConnect to their account, and removes it', async (town) => {
    const odette = town.person('active', 1);
    const page = await town.page();
    await town.signIn(page, odette);
    const settings = `${town.base}/espace/moi/reglages/connexion`;
    await page.goto(settings);
    await follow(page, away(page));
    await be(page, town.person('active', 0));
    holds((await said(page)).includes('une autre identité'), 'another person’s identity is refused');
    await everyState(page);
    await page.goto(settings);
    await follow(page, away(page));
    await be(page, odette);
    equal(place(page), '/espace/moi/reglages/connexion');
    holds((await said(page)).includes('FranceConnect ouvre votre compte'), 'linked');
    await everyState(page);
    const other = await town.page();
    await other.goto(`${town.base}/connexion/franceconnect`);
    await be(other, odette);
    equal(place(other), '/espace/moi');
    await press(page, page.locator('form[action$=franceconnect] button'));
    holds((await said(page)).includes('Relier FranceConnect'), 'removed');
    await other.goto(`${town.base}/espace/moi`);
    equal(place(other), '/connexion', 'the other sessions are over');
    odette.cookies = await page.context().cookies();
  }],
];
