// What a person needs when something is lost or changes: a forgotten password,
// another address, a lost second factor.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { everyState } from '../states.mjs';
import { equal, holds, press, said, shows, totp } from '../town.mjs';
import { colleague, comesIn } from './staff.mjs';

const place = (page) => new URL(page.url()).pathname;

/** What is held is due at once: nobody waits three days for a journey. */
function threeDaysPass(town) {
  const program = [
    'import sqlite3, sys',
    'store = sqlite3.connect(sys.argv[1], timeout=20)',
    'store.execute("UPDATE held_act SET due_at = asked_at WHERE state = 0")',
    'store.commit()',
  ];
  execFileSync('python3', ['-c', program.join('\n'), join(town.folder, 'data', 'carnet.db')]);
}

export const recovering = [
  ['a forgotten password is chosen anew, and another address is told', async (town) => {
    const person = town.person('active', 2);
    const page = await town.page();
    await page.goto(`${town.base}/connexion`);
    await page.click('main a[href="/connexion/oubli"]');
    await page.waitForLoadState();
    equal(place(page), '/connexion/oubli');
    await everyState(page);
    await press(page);
    holds((await page.title()).startsWith('Erreur'), 'an empty form says what is missing');
    await everyState(page);
    await shows(page, person);
    await press(page);
    equal(place(page), '/connexion/oubli/code');
    await everyState(page);
    await page.fill('#code', '000000');
    await press(page);
    holds(await page.locator('#code-erreur').isVisible(), 'a wrong code is wrong');
    await everyState(page);
    await page.fill('#code', await town.contactCode('pour un mot de passe oublié'));
    await press(page);
    equal(place(page), '/connexion/oubli/mot-de-passe');
    holds((await said(page)).includes(person.username), 'the username is shown');
    await everyState(page);
    person.password = 'des girafes dans la brume du matin';
    await page.fill('#mot-de-passe', person.password);
    await press(page);
    equal(place(page), '/connexion');
    holds((await said(page)).includes('code de sécurité vous sera demandé'), 'the second factor stays');
    await everyState(page);

    await town.signIn(page, person);
    for (const path of ['/espace/moi/reglages', '/espace/moi/reglages/coordonnees', '/en/espace/moi/reglages/coordonnees']) {
      await page.goto(`${town.base}${path}`);
      await everyState(page);
    }
    await page.goto(`${town.base}/espace/moi/reglages/coordonnees`);
    await press(page);
    holds(await page.locator('#courriel-erreur').isVisible(), 'nothing was typed');
    const mine = 'une-adresse-toute-neuve-et-plutot-longue@exemple.fr';
    await page.fill('#courriel', mine);
    await press(page);
    holds((await said(page)).includes('Un code est parti vers'), 'a code is on its way');
    await everyState(page);
    await page.fill('#code', await town.contactCode(mine));
    await press(page, page.locator('form:has(#code) button'));
    holds((await said(page)).includes(mine), 'it is theirs now');
    await everyState(page);
    await press(page, page.locator('form[action$="/revenir"] button'));
    holds(!(await said(page)).includes(mine), 'and not any more');
    await page.goto(`${town.base}/espace/moi/acces/espace`);
    holds((await said(page)).includes('Nouveau mot de passe choisi après un oubli'), 'it stands in the life of the space');
    await everyState(page);
  }],
  ['a lost second factor is said by phone, waits, and a new one is set up', async (town) => {
    const person = town.person('active', 2);
    const desk = await town.page();
    await comesIn(town, desk, colleague(town, 'operator'));
    await desk.fill('#appel', '2026-11-25/0099');
    await press(desk);
    await shows(desk, person);
    await press(desk, desk.locator('form[action$="/op/verifier"] button'));
    holds((await said(desk)).includes(person.name), 'the caller is recognised');
    await everyState(desk);
    await desk.click('main a[href="/op/second-facteur"]');
    await desk.waitForLoadState();
    equal(place(desk), '/op/second-facteur');
    await everyState(desk);
    const ask = desk.locator('form[action$="/op/second-facteur"] button');
    await press(desk, ask);
    holds(await desk.locator('#lu-erreur').isVisible(), 'the sentence is read first');
    await everyState(desk);
    await desk.check('#lu');
    await press(desk, ask);
    equal(place(desk), '/op');
    holds((await said(desk)).includes('Retrait du second code demandé'), 'it waits');
    holds(!(await said(desk)).includes(person.username), 'the operator sees no username');
    await everyState(desk);

    const page = await town.page();
    await town.enter(page, person);
    await page.goto(`${town.base}/espace/moi/acces/espace`);
    holds((await said(page)).includes('que votre second code est perdu'), 'its holder can call it off');
    await everyState(page);
    threeDaysPass(town);
    for (let tries = 0; place(page) !== '/connexion'; tries += 1) {
      holds(tries < 60, 'the sessions end');
      await new Promise((resolve) => setTimeout(resolve, 500));
      await page.goto(`${town.base}/espace/moi`);
    }
    await page.fill('#identifiant', person.username);
    await page.fill('#mot-de-passe', person.password);
    await press(page);
    equal(place(page), '/connexion/facteur');
    await everyState(page);
    await page.fill('#code', '000000');
    await press(page);
    holds(await page.locator('#code-erreur').isVisible(), 'a wrong code is wrong');
    await everyState(page);
    const secret = (await page.locator('main strong.code').innerText()).replaceAll(/\s/g, '');
    await page.fill('#code', totp(secret));
    await press(page);
    equal(place(page), '/espace/moi');
    person.totp_secret = secret;
    person.step = Math.floor(Date.now() / 30_000);
    person.cookies = await page.context().cookies();
    await everyState(page);
    await page.goto(`${town.base}/espace/moi/reglages/coordonnees`);
    holds((await said(page)).includes('trois premiers jours'), 'no contact changes in the first days');
    await everyState(page);
  }],
];
