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
    await press(holder, button(holder, 'Joindre des documents'));
    equal(await holder.inputValue('#texte'), 'Merci. Voici mes mesures.', 'what was typed is kept;');
    await everyState(holder);
    await holder.locator('#joindre input[type=checkbox]').first().check();
    await press(holder, button(holder, 'Envoyer'));
    holds((await said(holder)).includes('Message envoyé'), await said(holder));
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
    await press(doctor, button(doctor, 'Joindre un fichier'));
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
    await press(doctor, button(doctor, 'Laisser mes patients m’écrire'));
    holds((await said(doctor)).includes('Vos patients peuvent vous écrire.'), await said(doctor));
    await everyState(doctor);
  }],
];
