// The medical profile: the holder fills it in, a doctor finds it in thirty
// seconds, adds to it and confirms it.
import { everyState, paper } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';

export const profile = [
  ['a holder fills in their medical profile', async (town) => {
    const page = await town.page();
    await town.enter(page, town.told.people.filter((one) => one.role === 'active')[2]);
    await page.locator('nav.main a', { hasText: 'Profil médical' }).click();
    await page.waitForURL(/\/profil$/);
    holds((await said(page)).includes('Non renseigné'), 'what is not filled in says so');
    await everyState(page);
    await paper(page);
    // One button leads to what is missing.
    await page.locator('main .note a.btn').click();
    await page.waitForURL(/\/ajouter$/);
    await press(page);
    holds((await page.title()).startsWith('Erreur'), 'a line without a name is none');
    await everyState(page);
    await page.fill('#nom', 'Pollen de bouleau');
    await page.selectOption('#gravite', 'moderee');
    await page.fill('input[name="depuis-annee"]', '2015');
    await press(page);
    holds(await page.locator('#statut', { hasText: 'ajoutée' }).isVisible(), 'the status says so');
    holds((await said(page)).includes('Pollen de bouleau'), 'it is there');
    await everyState(page);
    await page.locator('button', { hasText: 'Retirer' }).first().click();
    await page.waitForLoadState();
    holds(!(await page.locator('main').innerText()).includes('Pollen de bouleau'), 'it is gone');
    await page.locator('#statut button', { hasText: 'Annuler' }).click();
    await page.waitForLoadState();
    holds((await said(page)).includes('Pollen de bouleau'), 'and back');
    // A blood pressure upside down is caught, and nothing typed is lost.
    await page.goto(`${town.base}/espace/moi/profil/mesures/ajouter`);
    await page.selectOption('#mesure', 'tension');
    await page.fill('#valeur', '80');
    await page.fill('#seconde', '120');
    for (const [part, text] of [['jour', '4'], ['mois', '5'], ['annee', '2026']]) await page.fill(`input[name="date-${part}"]`, text);
    await press(page);
    holds((await said(page)).includes('Ils semblent inversés'), 'it says how to mend it');
    equal(await page.inputValue('#valeur'), '80');
    await page.goto(`${town.base}/espace/moi/profil/vaccins/ajouter`);
    await everyState(page);
  }],
  ['a doctor finds the summary in thirty seconds', async (town) => {
    const doctor = await town.page();
    await town.signInPro(doctor, town.told.professionals[0].rpps);
    // Each page on the way is one that loads: actions and time are counted in thirty.mjs.
    let pages = 0;
    doctor.on('framenavigated', (frame) => { pages += frame === doctor.mainFrame() ? 1 : 0; });
    await town.find(doctor, town.person('active'));
    if (doctor.url().endsWith('/lien')) {
      await press(doctor);
    }
    if (!doctor.url().endsWith('/resume')) await doctor.goto(`${doctor.url()}/resume`);
    holds(pages <= 5, `${pages} pages from the search to the summary`);
    const text = await said(doctor);
    const order = ['Pénicilline', 'Metformine', 'Diabète de type 2', 'Derniers résultats'].map((words) => text.indexOf(words));
    holds(order.every((place) => place >= 0), `all of it is there: ${order}`);
    holds(order[0] === Math.min(...order), 'what may kill comes first');
    holds(text.includes('déclaré par la personne'), 'what the patient says is marked');
    equal(await doctor.locator('section.id').count(), 1, 'who it is about stays in sight;');
    holds((await doctor.title()).includes('Bernard'), 'two patients in two tabs are told apart');
    await everyState(doctor);
    await paper(doctor);
    await doctor.locator('main h2 a', { hasText: 'Allergies' }).click();
    await doctor.waitForURL(/\/allergies$/);
    await everyState(doctor);
    await doctor.locator('button', { hasText: 'Confirmer' }).first().click();
    await doctor.waitForLoadState();
    holds((await said(doctor)).includes('Vous avez confirmé'), 'it is confirmed');
    const holder = await town.page();
    await town.enter(holder, town.person('active'));
    await holder.goto(`${town.base}/espace/moi/profil/allergies`);
    holds((await said(holder)).includes('Confirmé par'), 'the holder sees by whom');
    await everyState(holder);
    await holder.goto(`${town.base}/espace/moi/profil/mesures`);
    await everyState(holder);
    await doctor.goto(doctor.url().replace('/allergies', ''));
    await everyState(doctor);
    // A correction is asked for, found, and declined with a sentence.
    await holder.goto(`${town.base}/espace/moi/profil/allergies`);
    await holder.locator('main li', { hasText: 'Confirmé par' }).locator('a', { hasText: 'Demander une correction' }).first().click();
    await holder.waitForURL(/\/correction$/);
    await holder.fill('#demande', 'La date est fausse.');
    await press(holder);
    await doctor.goto(`${town.base}/pro/corrections`);
    await everyState(doctor);
    await doctor.locator('main .list a').first().click();
    await doctor.waitForURL(/\/pro\/corrections\/.+\//);
    await press(doctor);
    holds((await doctor.title()).startsWith('Erreur'), 'an answer says which');
    await everyState(doctor);
    await doctor.check('input[value="refusee"]');
    await doctor.fill('#demande', 'Elle vient du compte rendu.');
    await press(doctor);
    holds((await said(doctor)).includes('Votre réponse est envoyée'), 'it is answered');
    await holder.goto(`${town.base}/espace/moi/profil/allergies`);
    holds((await said(holder)).includes('Elle vient du compte rendu.'), 'and read beside the line');
    await everyState(holder);
  }],
  ['a holder sets a target, and makes a line of a document', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    await page.goto(`${town.base}/espace/moi/profil/objectifs`);
    await press(page);
    holds((await page.title()).startsWith('Erreur'), 'a target of nothing is none');
    await everyState(page);
    await page.selectOption('#mesure', 'tension');
    await page.fill('#max', '135');
    await page.fill('#seconde-max', '85');
    for (const [part, text] of [['jour', '1'], ['mois', '1'], ['annee', '2026']]) await page.fill(`input[name="date-${part}"]`, text);
    await press(page);
    holds((await said(page)).includes('135 mmHg au plus'), 'it is said in words');
    await everyState(page);
    await page.goto(`${town.base}/espace/moi/profil/mesures`);
    holds((await said(page)).includes('l’objectif'), 'measures say how they stand to it');
    await everyState(page);
    await paper(page);
    // From a document to a line that rests on it.
    await page.goto(`${town.base}/espace/moi/documents`);
    await page.locator('main .list h2 a, main .list h3 a').first().click();
    await page.waitForURL(/\/documents\/[0-9a-z]{26}$/);
    await page.locator('main a', { hasText: 'Ajouter à mon profil' }).click();
    await page.waitForURL(/\/profil\/depuis\//);
    await everyState(page);
    await page.locator('main .list a', { hasText: 'Hospitalisations' }).click();
    await page.waitForURL(/\/hospitalisations\/ajouter/);
    holds((await page.inputValue('#nom')) !== '', 'its title is proposed,');
    holds((await page.locator('input[name^="document-"]:checked').count()) === 1, 'and the document linked');
    await everyState(page);
    await press(page);
    await page.waitForURL(/\/hospitalisations\?fait=ajoute/);
    holds((await said(page)).includes('Documents liés'), 'the line names it');
    await everyState(page);
  }],
];
