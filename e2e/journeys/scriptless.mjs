// The same with JavaScript off; and in English.
import { createHash, randomBytes } from 'node:crypto';
import { equal, holds, press, said } from '../town.mjs';
import { PDF, file, fillDocument, openRecord } from './care.mjs';

const BACK = 'http://127.0.0.1:4180/retour';
/** Longer than a message is held. */
const HELD = 31_000;

const button = (page, words) => page.locator(`main form button:has-text("${words}")`);

/** What is opened every day. */
const DAILY = [
  '/espace/moi/profil', '/espace/moi/profil/allergies', '/espace/moi/profil/mesures', '/espace/moi/profil/vaccins/ajouter',
  '/espace/moi/messages', '/espace/moi/agenda', '/espace/moi/agenda/ajouter', '/espace/moi/carte', '/espace/moi/prevention',
  '/espace/moi/services', '/espace/moi/reglages/notifications', '/services',
];

/** A line of the profile is written, taken away and put back. */
async function keepsProfile(town, page) {
  await page.goto(`${town.base}/espace/moi/profil/maladies/ajouter`);
  await press(page);
  holds((await page.title()).startsWith('Erreur'), 'a line without a name is none');
  await page.fill('#nom', 'Migraine sans script');
  await press(page);
  holds((await said(page)).includes('Migraine sans script'), 'the line is there');
  await press(page, page.locator('main li', { hasText: 'Migraine sans script' }).locator('button', { hasText: 'Retirer' }));
  await press(page, page.locator('#statut button', { hasText: 'Annuler' }));
  holds((await page.locator('main').innerText()).includes('Migraine sans script'), 'and put back');
}

/** An appointment is written, and called off. */
async function keepsAgenda(town, page) {
  const day = new Date(Date.now() + 12 * 24 * 60 * 60 * 1_000);
  await page.goto(`${town.base}/espace/moi/agenda/ajouter`);
  const parts = { jour: day.getUTCDate(), mois: day.getUTCMonth() + 1, annee: day.getUTCFullYear() };
  for (const [part, value] of Object.entries(parts)) await page.fill(`input[name="date-${part}"]`, String(value));
  await page.fill('#heure', '11 h 15');
  await page.fill('#titre', 'Contrôle sans script');
  await press(page);
  holds((await said(page)).includes('C’est noté pour le'), await said(page));
  await page.goto(`${town.base}/espace/moi/agenda`);
  await page.locator('.list a', { hasText: 'Contrôle sans script' }).first().click();
  await page.waitForLoadState();
  await press(page, button(page, 'Annuler le rendez-vous'));
  holds((await said(page)).includes('C’est annulé.'), 'it is called off');
}

/** The emergency card says what is ticked. */
async function keepsCard(town, page) {
  await page.goto(`${town.base}/espace/moi/carte`);
  await page.locator('label', { hasText: 'Date de naissance' }).locator('input').check();
  await press(page);
  holds((await said(page)).includes('Votre carte est enregistrée.'), await said(page));
}

/** A service is let in, and out again. */
async function letsIn(town, page) {
  // The way leads out of the site: nothing of this browser is counted as ours.
  const context = await town.browser.newContext({ javaScriptEnabled: false, locale: 'fr-FR' });
  context.setDefaultTimeout(20_000);
  await context.addCookies(await page.context().cookies());
  await context.route('http://127.0.0.1:4180/**', (route) => route.fulfill({ contentType: 'text/html', body: '<title>Souffle</title>' }));
  const there = await context.newPage();
  const asked = new URLSearchParams({
    response_type: 'code', client_id: 'souffle', redirect_uri: BACK, state: randomBytes(16).toString('hex'),
    scope: 'launch/patient patient/DocumentReference.rs patient/Binary.r patient/Patient.r offline_access',
    aud: `${town.base}/fhir`, code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(randomBytes(32).toString('base64url')).digest('base64url'),
  });
  await there.goto(`${town.base}/autoriser?${asked}`);
  equal(await there.locator('input[type=checkbox]:checked').count(), 0, 'nothing is ticked;');
  await there.check('#lire-documents');
  // A yes sooner than anybody reads is none.
  await there.waitForTimeout(1_100);
  await there.click('button[value=relier]');
  await there.waitForURL(`${BACK}?**`);
  equal(new URL(there.url()).searchParams.get('state'), asked.get('state'), 'and back to the service;');
  await context.close();
  await page.goto(`${town.base}/espace/moi/services`);
  holds((await said(page)).includes('Souffle'), 'it is let in');
  await press(page, button(page, 'Retirer'));
  holds((await said(page)).includes('est retiré'), await said(page));
}

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
  ['what is done every day works without JavaScript', async (town) => {
    const page = await town.page({ javaScriptEnabled: false });
    const patient = town.person('active', 2);
    await town.enter(page, patient);
    const doctor = await town.page({ javaScriptEnabled: false });
    await town.signInPro(doctor, town.told.professionals[1].rpps);
    const record = await openRecord(town, doctor, patient);
    await doctor.goto(`${record}/messages`);
    await doctor.fill('#sujet', 'Vos nouvelles');
    await doctor.fill('#texte', 'Bonjour, comment allez-vous ?');
    await press(doctor, button(doctor, 'Envoyer'));
    const sent = Date.now();
    await keepsProfile(town, page);
    await keepsAgenda(town, page);
    await keepsCard(town, page);
    await letsIn(town, page);
    await page.waitForTimeout(Math.max(0, HELD - (Date.now() - sent)));
    await page.goto(`${town.base}/espace/moi/messages`);
    await page.locator('.list a', { hasText: 'Vos nouvelles' }).first().click();
    await page.waitForLoadState();
    await page.fill('#texte', 'Bien, merci.');
    await press(page, button(page, 'Envoyer'));
    holds((await said(page)).includes('Message envoyé'), await said(page));
    await press(page, button(page, 'Annuler l’envoi'));
    holds((await said(page)).includes('L’envoi est annulé'), await said(page));
    equal(await page.inputValue('#texte'), 'Bien, merci.', 'what was typed is kept;');
  }],
  ['every page is there in English, and the link keeps the page', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    for (const path of ['/espace/moi', '/espace/moi/documents', '/espace/moi/documents/ajouter', '/espace/moi/acces', '/espace/moi/acces/journal', '/espace/moi/reglages/appareils', '/aide', ...DAILY]) {
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
