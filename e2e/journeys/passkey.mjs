// A passkey in place of a password and a code, on a virtual authenticator.
import { equal, holds, said } from '../town.mjs';

async function authenticator(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true,
      hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
}

export const passkey = [
  ['a holder adds a passkey, and signs in with it alone', async (town) => {
    const page = await town.page();
    await authenticator(page);
    await town.signIn(page, town.person('active'));
    await page.goto(`${town.base}/espace/moi/reglages/connexion`);
    const offer = page.locator('form[data-passkey=create] button');
    holds((await offer.count()) === 1, 'a passkey is offered');
    const before = await page.locator('#facteur > li').count();
    await offer.click();
    await page.waitForFunction((n) => document.querySelectorAll('#facteur > li').length > n, before);
    await page.click('header form button');
    await page.waitForLoadState();
    await page.goto(`${town.base}/connexion`);
    await page.click('form[data-passkey=get] button');
    await page.waitForURL(`${town.base}/espace/moi`);
    holds((await said(page)).includes('Bonjour'), 'a passkey opens the space');
    // It is taken away again, and the other one stays.
    await page.goto(`${town.base}/espace/moi/reglages/connexion`);
    await page.locator('#facteur > li').last().locator('button').click();
    await page.waitForLoadState();
    await page.goto(`${town.base}/espace/moi/reglages/connexion`);
    equal(await page.locator('#facteur > li').count(), before, 'the passkey is gone;');
  }],
];
