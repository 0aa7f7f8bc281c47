// The agenda: an appointment is made, prepared, called off and brought back; a
// calendar program reads it at a secret address, until that is ended; a
// professional writes one down. What is read as iCalendar, ical.js reads.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { hasPython, khal } from '../python.mjs';
import { everyState, paper } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';
import { openRecord } from './care.mjs';

const AGENDA = '/espace/moi/agenda';
const DAY = 24 * 60 * 60 * 1_000;

/** So many days from today, as forms ask for it. */
function inDays(count) {
  const day = new Date(Date.now() + count * DAY);
  return [day.getUTCDate(), day.getUTCMonth() + 1, day.getUTCFullYear()];
}

async function fillIn(page, day, hour, more = {}) {
  for (const [n, name] of ['jour', 'mois', 'annee'].entries()) await page.fill(`input[name="date-${name}"]`, String(day[n]));
  await page.fill('#heure', hour);
  for (const [name, value] of Object.entries(more)) await page.fill(`#${name}`, value);
}

/** The events of a calendar, as ical.js reads them: in the time zone it brings. */
function events(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
}

/** Shows both factors again, where that is asked for. */
async function proves(town, page, person) {
  if (!new URL(page.url()).pathname.endsWith('/preuve')) return false;
  await page.fill('#mot-de-passe', person.password);
  await town.code(page, person);
  return true;
}

/** The last Sunday of a month of this year or of the next, whichever is to come. */
function lastSunday(month) {
  for (let year = new Date().getUTCFullYear(); ; year += 1) {
    const day = new Date(Date.UTC(year, month, 0));
    day.setUTCDate(day.getUTCDate() - day.getUTCDay());
    if (day.getTime() > Date.now()) return [day.getUTCDate(), month, year];
  }
}

/** What is prepared for an appointment is sent to whoever made it, once they can be written to. */
async function sendsWhatIsPrepared(town, doctor, holder) {
  const here = holder.url();
  const there = doctor.url();
  const sends = 'main a:has-text("Envoyer ces questions et documents")';
  await holder.click('main a:has-text("Préparer")');
  await holder.waitForLoadState();
  await holder.fill('#questions', 'Faut-il venir à jeun ?');
  await holder.locator('main input[type=checkbox]').first().check();
  await press(holder);
  equal(await holder.locator(sends).count(), 0, 'nobody is written to who did not open that way;');
  const turns = async (on) => {
    await doctor.goto(`${town.base}/pro/messages/reglages`);
    await press(doctor, doctor.locator(`form[action$="/joignable"] button[value="${on}"]`));
  };
  await turns('oui');
  // Somebody who treats them, too: an appointment alone opens no way.
  await openRecord(town, doctor, town.person('active'));
  await holder.goto(here);
  await everyState(holder);
  await holder.click(sends);
  await holder.waitForLoadState();
  holds((await holder.inputValue('#texte')).includes('Faut-il venir à jeun ?'), 'the questions are there');
  equal(await holder.locator('main input[name^="document-"]:checked').count(), 1, 'and what was to be brought;');
  await everyState(holder);
  await turns('non');
  await holder.goto(here);
  equal(await holder.locator(sends).count(), 0, 'no more than they can be written to;');
  await doctor.goto(there);
}

/** Whoever made an appointment is let read for it, and no more than that. */
async function letsRead(town, doctor, holder) {
  const [here, there] = [holder.url(), doctor.url()];
  const record = there.replace(/\/rendez-vous\/.*$/, '');
  const gives = holder.locator('main button[value="laisser"]');
  if (await gives.count() === 0) {
    // They read already: that is ended first.
    await holder.click('main a:has-text("Voir ses accès")');
    await press(holder, holder.locator('button[value="arreter"]'));
    await holder.goto(here);
  }
  await everyState(holder);
  await press(holder, gives);
  if (await proves(town, holder, town.person('active'))) {
    await holder.waitForLoadState();
    holds((await said(holder)).includes('Rien n’est encore changé'), await said(holder));
    await press(holder, gives);
  }
  holds((await said(holder)).includes('peut lire votre dossier pour ce rendez-vous, jusqu’au'), await said(holder));
  await everyState(holder);
  await doctor.reload();
  holds((await said(doctor)).includes('Le patient vous laisse lire son dossier'), await said(doctor));
  await everyState(doctor);
  await doctor.click('main a:has-text("Ouvrir le dossier")');
  await doctor.waitForLoadState();
  holds(doctor.url().endsWith('/resume'), 'the record is open for the visit');
  await holder.goto(`${town.base}/espace/moi/acces`);
  holds((await said(holder)).includes('Vous avez donné cet accès pour un rendez-vous.'), await said(holder));
  await everyState(holder);
  await holder.goto(`${town.base}/en${new URL(here).pathname}`);
  holds((await said(holder)).includes('can read your record for this visit'), await said(holder));
  await holder.goto(here);
  await press(holder, holder.locator('main button[value="arreter"]'));
  holds((await said(holder)).includes('Cet accès est arrêté.'), await said(holder));
  await everyState(holder);
  await doctor.goto(record);
  holds(doctor.url().endsWith('/lien'), 'it is over at once');
  await doctor.goto(there);
}

export const agenda = [
  ['a holder keeps an agenda and prepares an appointment', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    await page.locator('nav.main a', { hasText: 'Agenda' }).click();
    await page.waitForURL(/\/agenda$/);
    await everyState(page);
    await page.click('main a:has-text("Ajouter un rendez-vous")');
    await page.waitForLoadState();
    await press(page);
    holds((await page.title()).startsWith('Erreur'), 'a day and an hour are missing');
    await everyState(page);
    // An hour over which clocks pass.
    await fillIn(page, lastSunday(3), '2 h 30', { titre: 'Nuit' });
    await press(page);
    holds((await said(page)).includes('les horloges passent de 2 h à 3 h'), 'that hour does not exist');
    // A day that is past is asked about.
    await fillIn(page, inDays(-3), '9 h 30', { titre: 'Consultation' });
    await press(page);
    holds(await page.locator('#passe').count() === 1, 'a day that is past is asked about');
    await everyState(page);
    const day = inDays(10);
    await fillIn(page, day, '9 h 30', { titre: 'Consultation', avec: 'Dr Lemaire', lieu: '12 rue des Tilleuls, Caen', note: 'À jeun ; apporter la carte, et l’ordonnance.\nSonner deux fois.' });
    await press(page);
    holds((await said(page)).includes('C’est noté pour le'), await said(page));
    await everyState(page);
    await paper(page);
    await page.click('main a:has-text("Ajouter un rendez-vous")');
    await page.waitForLoadState();
    await fillIn(page, day, '9:45', { titre: 'Radio' });
    await press(page);
    holds((await said(page)).includes('presque au même moment'), 'two at once are told');
    await everyState(page);
    await page.click('main a:has-text("Ajouter un rappel")');
    await page.waitForLoadState();
    await everyState(page);
    await fillIn(page, inDays(4), '8', { titre: 'Renouveler l’ordonnance' });
    await press(page);
    await page.locator('.list a', { hasText: 'Consultation' }).first().click();
    await page.waitForLoadState();
    await everyState(page);
    await page.click('main a:has-text("Préparer")');
    await page.waitForLoadState();
    await everyState(page);
    await page.fill('#questions', 'Faut-il continuer le traitement ?');
    await page.locator('main input[type=checkbox]').first().check();
    await press(page);
    holds((await said(page)).includes('Faut-il continuer le traitement ?'), 'what is prepared is shown');
    equal(await page.locator('main ul a[href*="/documents/"]').count(), 1, 'with the document to bring;');
    await everyState(page);
    await paper(page);
    await press(page, page.locator('button:has-text("Annuler le rendez-vous")'));
    holds((await said(page)).includes('C’est annulé.'), 'it is called off');
    await everyState(page);
    await press(page, page.locator('button:has-text("Annuler cette action")'));
    holds((await said(page)).includes('Prévu'), 'and brought back');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('main a:has-text("Télécharger (.ics)")')]);
    const kept = join(town.folder, 'rendez-vous.ics');
    await download.saveAs(kept);
    const [one] = events(readFileSync(kept, 'utf8'));
    equal(one.summary, 'Consultation');
    equal(one.location, '12 rue des Tilleuls, Caen');
    holds(one.description.includes('À jeun ; apporter la carte, et l’ordonnance.\nSonner deux fois.'), one.description);
    await page.goto(`${town.base}/espace/moi`);
    holds((await said(page)).includes('Renouveler l’ordonnance'), 'what comes next is on the home page');
    await everyState(page);
    await page.goto(`${town.base}/en${AGENDA}`);
    holds((await said(page)).includes('To come'), 'in English too');
  }],
  ['a calendar program follows the agenda until its address is ended', async (town) => {
    const person = town.person('active');
    const page = await town.page();
    await town.enter(page, person);
    await page.goto(`${town.base}${AGENDA}/ajouter`);
    await fillIn(page, lastSunday(10), '2 h 30', { titre: 'Garde de nuit' });
    await press(page);
    holds((await said(page)).includes('cette heure existe deux fois'), 'it is said which of the two');
    await page.click('main a:has-text("Rappels et abonnement")');
    await page.waitForLoadState();
    await everyState(page);
    const make = 'form[action$="/adresse"]';
    const address = async () => {
      await press(page, page.locator(`${make} button`));
      if (await proves(town, page, person) && await page.locator('.note.ok pre').count() === 0) {
        await page.goto(`${town.base}${AGENDA}/reglages`);
        await press(page, page.locator(`${make} button`));
      }
      return (await page.locator('.note.ok pre').innerText()).trim();
    };
    const plain = await address();
    await everyState(page);
    // A program has no cookie.
    const fetched = async (at) => {
      const answer = await fetch(`${town.base}${new URL(at).pathname}`);
      return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
    };
    const read = await fetched(plain);
    equal(read.status, 200);
    equal(read.type, 'text/calendar; charset=utf-8');
    const discreet = events(read.text);
    holds(discreet.length >= 1, 'it is all there');
    for (const event of discreet) {
      holds(['Rendez-vous', 'Rappel'].includes(event.summary), event.summary);
      equal([event.location, event.description].join(''), '');
    }
    // The hour that comes twice is the first: two hours before the meridian's.
    const [day, month, year] = lastSunday(10);
    const night = Date.UTC(year, month - 1, day, 0, 30);
    holds(discreet.some((event) => event.startDate.toJSDate().getTime() === night), 'the first of the two hours');
    await page.goto(`${town.base}${AGENDA}/reglages`);
    await page.check('#mots');
    const words = await address();
    equal((await fetched(plain)).status, 404, 'another address ends the one before;');
    const told = events((await fetched(words)).text).map((event) => event.summary);
    holds(told.includes('Garde de nuit'), told.join());
    if (hasPython('khal and vdirsyncer did not read the calendar')) {
      const listed = khal(town.folder, `${town.base}${new URL(words).pathname}`);
      const date = [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
      holds(listed.includes(`${date} 02:30 Garde de nuit`), listed);
    }
    await page.goto(`${town.base}${AGENDA}/reglages`);
    await press(page, page.locator('form[action$="/arreter"] button'));
    await everyState(page);
    equal((await fetched(words)).status, 404, 'it is ended at once;');
    await page.goto(`${town.base}/espace/moi/acces/journal?auto=oui`);
    holds((await said(page)).includes('Son application d’agenda a lu'), 'each read is in the history');
  }],
  ['a professional writes an appointment down and calls it off', async (town) => {
    const doctor = await town.page();
    await town.signInPro(doctor, town.told.professionals[0].rpps);
    await town.find(doctor, town.person('active'));
    const space = /patients\/([0-9a-z]{26})/.exec(doctor.url())[1];
    await doctor.goto(`${town.base}/pro/patients/${space}/rendez-vous`);
    holds(await doctor.locator('section.id').count() === 1, 'who it is about stays in sight');
    await everyState(doctor);
    await fillIn(doctor, inDays(20), '14:00', { titre: 'Contrôle', lieu: 'Cabinet' });
    await press(doctor);
    holds((await said(doctor)).includes('Le rendez-vous est noté dans l’agenda du patient.'), await said(doctor));
    await everyState(doctor);
    await doctor.locator('.list h3 a').first().click();
    await doctor.waitForLoadState();
    await everyState(doctor);
    await doctor.click('main a:has-text("Modifier")');
    await doctor.waitForLoadState();
    await everyState(doctor);
    await doctor.fill('#heure', '15:30');
    await press(doctor);
    holds((await said(doctor)).includes('15 h 30'), await said(doctor));
    const holder = await town.page();
    await town.enter(holder, town.person('active'));
    await holder.goto(`${town.base}${AGENDA}`);
    await holder.locator('.list a', { hasText: 'Contrôle' }).first().click();
    await holder.waitForLoadState();
    holds((await said(holder)).includes('peut changer ou annuler ce rendez-vous'), await said(holder));
    equal(await holder.locator('main a:has-text("Modifier")').count(), 0, 'it is changed at its source;');
    equal(await holder.locator('button:has-text("Retirer de mon agenda")').count(), 1, 'and taken off by its holder');
    await everyState(holder);
    await letsRead(town, doctor, holder);
    await sendsWhatIsPrepared(town, doctor, holder);
    await press(doctor, doctor.locator('button:has-text("Annuler le rendez-vous")'));
    await holder.reload();
    holds((await said(holder)).includes('Annulé'), 'the holder sees it');
  }],
];
