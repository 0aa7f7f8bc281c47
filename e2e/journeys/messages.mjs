// Messages: a professional writes, takes back, sends a file and closes; the holder
// reads, answers with a document of theirs, and writes to whom they may.
import { everyState, paper } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';
import { file } from './care.mjs';

const MESSAGES = '/espace/moi/messages';
/** Longer than a message is held. */
const HELD = 31_000;

const button = (page, words) => page.locator(`main form button:has-text("${words}")`);

async function doctorAt(town, person) {
  const doctor = await town.page();
  await town.signInPro(doctor, town.told.professionals[0].rpps);
  await town.find(doctor, person);
  const space = /patients\/([0-9a-z]{26})/.exec(doctor.url())[1];
  return { doctor, path: `${town.base}/pro/patients/${space}/messages` };
}

export const messages = [
  ['a professional and a holder write to each other', async (town) => {
    const person = town.person('active');
    const { doctor, path } = await doctorAt(town, person);
    const holder = await town.page();
    await town.enter(holder, person);
    await holder.locator('nav.main a', { hasText: 'Messages' }).click();
    await holder.waitForURL(/\/messages$/);
    await everyState(holder);
    await doctor.goto(path);
    holds(await doctor.locator('section.id').count() === 1, 'who it is about stays in sight');
    await everyState(doctor);
    await press(doctor, button(doctor, 'Envoyer'));
    holds((await doctor.title()).startsWith('Erreur'), 'a subject and a text are missing');
    await everyState(doctor);
    await doctor.fill('#sujet', 'Vos résultats');
    await doctor.fill('#texte', 'Bonjour,\n\nvos résultats sont arrivés. Un mot-très-long-'.concat('x'.repeat(80)));
    await press(doctor, button(doctor, 'Envoyer'));
    holds((await said(doctor)).includes('Vous pouvez encore l’annuler pendant 30 secondes'), await said(doctor));
    await everyState(doctor);
    // Taken back, it is a draft again.
    await press(doctor, button(doctor, 'Annuler l’envoi'));
    holds((await said(doctor)).includes('L’envoi est annulé'), await said(doctor));
    equal(await doctor.inputValue('#sujet'), 'Vos résultats');
    await everyState(doctor);
    await press(doctor, button(doctor, 'Envoyer'));
    const thread = doctor.url();
    await holder.reload();
    holds(!(await said(holder)).includes('Vos résultats'), 'it is held');
    await doctor.waitForTimeout(HELD);
    await holder.goto(`${town.base}/espace/moi`);
    holds((await said(holder)).includes('échange non lu'), 'the home page says that something waits');
    await everyState(holder);
    await holder.goto(`${town.base}${MESSAGES}`);
    await everyState(holder);
    await holder.locator('.list a', { hasText: 'Vos résultats' }).first().click();
    await holder.waitForLoadState();
    holds((await said(holder)).includes('appelez le 15'), 'it is not for emergencies');
    equal(await holder.locator('ol > li > article time[datetime]').count(), 1, 'one message, with its time;');
    await everyState(holder);
    await paper(holder);
    const here = holder.url();
    // A document of theirs goes along.
    await holder.fill('#texte', 'Merci. Voici mes mesures.');
    await press(holder, button(holder, 'Joindre des fichiers ou des documents'));
    equal(await holder.inputValue('#texte'), 'Merci. Voici mes mesures.', 'what was typed is kept;');
    await everyState(holder);
    await holder.click('#joindre summary');
    await everyState(holder);
    await holder.locator('#joindre fieldset input[type=checkbox]').first().check();
    // With two files of theirs; one that cannot be read is named, and nothing is sent.
    await holder.setInputFiles('#file', [file(town, 'mesures.txt', 'Mardi : 12'), file(town, 'outil.exe', 'MZ\u0000\u0001')]);
    await press(holder, button(holder, 'Envoyer'));
    await holder.waitForSelector('#erreurs');
    holds((await said(holder)).includes('« outil.exe »'), await said(holder));
    equal(await holder.inputValue('#texte'), 'Merci. Voici mes mesures.', 'what was typed comes back;');
    await everyState(holder);
    await holder.setInputFiles('#file', [file(town, 'mesures.txt', 'Mardi : 12'), file(town, 'suite.txt', 'Jeudi : 13')]);
    await press(holder, button(holder, 'Envoyer'));
    await holder.waitForURL(/\/messages\/[0-9a-z]{26}$/);
    holds((await said(holder)).includes('Message envoyé'), await said(holder));
    equal(await holder.locator('main article ul a').count(), 3, 'three are attached;');
    await everyState(holder);
    await holder.waitForTimeout(HELD);
    await doctor.goto(`${town.base}/pro/messages`);
    holds((await said(doctor)).includes('Nouveau'), 'the inbox has it');
    await everyState(doctor);
    await doctor.goto(thread);
    holds((await said(doctor)).includes('Écrit par'), 'and says who wrote it');
    await everyState(doctor);
    const [download] = await Promise.all([doctor.waitForEvent('download'), doctor.click('main a:has-text("Pièce jointe 1")')]);
    holds(download.suggestedFilename().length > 0, 'the document is read through the conversation');
    // A file of the doctor's, and the end of it.
    await doctor.fill('#texte', 'Je vous joins un courrier.');
    await press(doctor, button(doctor, 'Joindre des fichiers'));
    equal(await doctor.inputValue('#texte'), 'Je vous joins un courrier.');
    await everyState(doctor);
    await doctor.setInputFiles('#file', file(town, 'courrier.txt', 'Cher confrère,\nbonjour.'));
    await press(doctor, button(doctor, 'Envoyer'));
    await doctor.waitForURL(/\/messages\/[0-9a-z]{26}$/);
    holds((await said(doctor)).includes('Je vous joins un courrier.'), await said(doctor));
    await press(doctor, button(doctor, 'Fermer l’échange'));
    holds((await said(doctor)).includes('L’échange est fermé'), await said(doctor));
    await everyState(doctor);
    await holder.goto(here);
    holds((await said(holder)).includes('a fermé cet échange'), 'it is closed');
    equal(await holder.locator('textarea').count(), 0);
    await everyState(holder);
    await holder.goto(`${town.base}/en${new URL(here).pathname}`);
    holds((await said(holder)).includes('closed this conversation'), 'in English too');
  }],
  ['a holder writes first to whom they may', async (town) => {
    const holder = await town.page();
    await town.enter(holder, town.person('active'));
    await holder.goto(`${town.base}${MESSAGES}/ecrire`);
    await everyState(holder);
    // Who wrote before can be written to.
    await holder.fill('#sujet', 'Une question');
    await holder.fill('#texte', 'Bonjour, faut-il revenir ?');
    await press(holder, button(holder, 'Garder comme brouillon'));
    holds((await said(holder)).includes('Le brouillon est gardé'), await said(holder));
    await everyState(holder);
    await holder.click('main a:has-text("Reprendre votre brouillon")');
    await holder.waitForLoadState();
    equal(await holder.inputValue('#sujet'), 'Une question');
    await holder.fill('#sujet', '');
    await press(holder, button(holder, 'Envoyer'));
    holds((await said(holder)).includes('Indiquez l’objet du message.'), await said(holder));
    equal(await holder.inputValue('#texte'), 'Bonjour, faut-il revenir ?');
    await everyState(holder);
    await holder.fill('#sujet', 'Une question');
    await press(holder, button(holder, 'Envoyer'));
    holds((await said(holder)).includes('Message envoyé'), await said(holder));
    const doctor = await town.page();
    await town.signInPro(doctor, town.told.professionals[0].rpps);
    await doctor.locator('nav.main a', { hasText: 'Messages' }).click();
    await doctor.waitForURL(/\/messages$/);
    await doctor.click('main a:has-text("Réglages des messages")');
    await doctor.waitForURL(/reglages$/);
    await everyState(doctor);
    await press(doctor, button(doctor, 'Laisser mes patients m’écrire'));
    holds((await said(doctor)).includes('Vos patients peuvent vous écrire.'), await said(doctor));
    await everyState(doctor);
    // Whoever looks for them is another question, and not answered by that.
    equal(await doctor.isChecked('#cherche'), false, 'nobody ticked it for them;');
    await doctor.check('#cherche');
    await press(doctor, button(doctor, 'Garder ce choix'));
    holds((await said(doctor)).includes('toute personne qui vous cherche aussi'), await said(doctor));
    equal(await doctor.isChecked('#cherche'), true, 'it stands;');
    await everyState(doctor);
  }],
  ['a professional says when they answer and keeps a template', async (town) => {
    const person = town.person('active');
    const { doctor, path } = await doctorAt(town, person);
    const settings = `${town.base}/pro/messages/reglages`;
    await doctor.goto(settings);
    await everyState(doctor);
    await doctor.selectOption('#delai', '3');
    await doctor.fill('#absence', 'Le docteur Petit me remplace au cabinet.');
    await press(doctor, button(doctor, 'Enregistrer le délai'));
    holds((await said(doctor)).includes('Indiquez le premier jour de l’absence'), await said(doctor));
    equal(await doctor.inputValue('#absence'), 'Le docteur Petit me remplace au cabinet.', 'what was typed comes back;');
    await everyState(doctor);
    const day = new Date(Date.now() + 3 * 24 * 3600 * 1000);
    for (const field of ['du', 'au']) {
      await doctor.fill(`#${field}`, String(day.getDate()));
      await doctor.fill(`#${field}-mois`, String(day.getMonth() + 1));
      await doctor.fill(`#${field}-annee`, String(day.getFullYear()));
    }
    await press(doctor, button(doctor, 'Enregistrer le délai'));
    holds((await said(doctor)).includes('C’est enregistré'), await said(doctor));
    await everyState(doctor);
    // A text that they write often.
    await doctor.click('main a:has-text("Ajouter un modèle")');
    await doctor.waitForURL(/modeles\/ajouter$/);
    await everyState(doctor);
    await press(doctor, button(doctor, 'Enregistrer le modèle'));
    holds((await doctor.title()).startsWith('Erreur'), 'a title and a text are missing');
    await everyState(doctor);
    await doctor.fill('#titre', 'Fin de message');
    await doctor.fill('#texte', 'Bien à vous,\n\nle cabinet');
    await press(doctor, button(doctor, 'Enregistrer le modèle'));
    holds((await said(doctor)).includes('Le modèle est enregistré'), await said(doctor));
    await everyState(doctor);
    await doctor.click('main a:has-text("Fin de message")');
    await doctor.waitForURL(/modeles\/[0-9a-z]{26}$/);
    await everyState(doctor);
    await doctor.goto(path);
    await doctor.fill('#sujet', 'Votre rendez-vous');
    await doctor.fill('#texte', 'Bonjour,');
    await press(doctor, button(doctor, 'Insérer'));
    holds((await said(doctor)).includes('Choisissez un modèle'), 'one is to be chosen');
    await everyState(doctor);
    await doctor.selectOption('#modele', { label: 'Fin de message' });
    await press(doctor, button(doctor, 'Insérer'));
    holds((await said(doctor)).includes('Le modèle est inséré'), await said(doctor));
    equal(await doctor.inputValue('#sujet'), 'Votre rendez-vous', 'nothing typed is lost;');
    equal(await doctor.inputValue('#texte'), 'Bonjour,\n\nBien à vous,\n\nle cabinet');
    await everyState(doctor);
    await press(doctor, button(doctor, 'Envoyer'));
    await doctor.waitForTimeout(HELD);
    const holder = await town.page();
    await town.enter(holder, person);
    await holder.goto(`${town.base}${MESSAGES}`);
    await holder.locator('.list a', { hasText: 'Votre rendez-vous' }).first().click();
    await holder.waitForLoadState();
    for (const words of ['répond d’habitude en 3 jours environ', 'ne répond pas le', 'Le docteur Petit me remplace']) {
      holds((await said(holder)).includes(words), words);
    }
    await everyState(holder);
    await holder.goto(`${town.base}${MESSAGES}/ecrire`);
    holds((await said(holder)).includes('répond d’habitude'), 'before they write, too');
    await everyState(holder);
  }],
  ['a professional brings a colleague in and the holder takes them off', async (town) => {
    const person = town.person('active');
    const { doctor, path } = await doctorAt(town, person);
    await doctor.goto(path);
    // Files with the first message.
    await doctor.fill('#sujet', 'Un avis');
    await doctor.fill('#texte', 'Bonjour, voici deux courriers.');
    await press(doctor, button(doctor, 'Joindre des fichiers'));
    equal(await doctor.inputValue('#sujet'), 'Un avis', 'what was typed is kept;');
    await everyState(doctor);
    await doctor.setInputFiles('#file', [file(town, 'un.txt', 'Premier courrier.'), file(town, 'deux.txt', 'Second courrier.')]);
    await press(doctor, button(doctor, 'Envoyer'));
    await doctor.waitForURL(/\/messages\/[0-9a-z]{26}$/);
    const thread = doctor.url();
    equal(await doctor.locator('main article ul a').count(), 2, 'two are attached;');
    await everyState(doctor);
    await doctor.waitForTimeout(HELD);
    await doctor.goto(thread);
    await doctor.click('main a:has-text("Ajouter un collègue")');
    await doctor.waitForURL(/\/ajouter$/);
    holds((await said(doctor)).includes('lira tout l’échange depuis son début'), 'it is said before');
    await everyState(doctor);
    await doctor.fill('#qui', '99700000021');
    await press(doctor, button(doctor, 'Chercher'));
    holds((await said(doctor)).includes('Vous ne pouvez pas ajouter cette personne'), await said(doctor));
    await everyState(doctor);
    const colleague = town.told.professionals[1];
    await doctor.fill('#qui', colleague.rpps);
    await press(doctor, button(doctor, 'Chercher'));
    await everyState(doctor);
    await press(doctor, button(doctor, 'à l’échange'));
    holds((await said(doctor)).includes('Vous avez ajouté'), await said(doctor));
    await everyState(doctor);
    const other = await town.page();
    await town.signInPro(other, colleague.rpps);
    await other.goto(`${town.base}/pro`);
    holds((await said(other)).includes('non lu'), 'the search page says that something waits');
    await everyState(other);
    await other.goto(thread);
    holds((await said(other)).includes('voici deux courriers'), 'all of it is read');
    await everyState(other);
    const holder = await town.page();
    await town.enter(holder, person);
    const here = `${town.base}${MESSAGES}/${thread.split('/').pop()}`;
    await holder.goto(here);
    holds((await said(holder)).includes('a ajouté'), 'the holder sees who came');
    await everyState(holder);
    await button(holder, 'Retirer').last().click();
    await holder.waitForURL(/fait=retire/);
    holds((await said(holder)).includes('ne voit plus rien'), await said(holder));
    await everyState(holder);
    const gone = await other.goto(thread);
    equal(gone.status(), 404, 'they find nothing;');
    await holder.click('main a:has-text("Ajouter quelqu’un")');
    await holder.waitForURL(/\/ajouter$/);
    await everyState(holder);
    await holder.goto(`${town.base}${MESSAGES}/ecrire?joindre=oui`);
    await everyState(holder);
  }],
];
