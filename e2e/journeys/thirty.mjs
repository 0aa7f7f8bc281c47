// A professional's thirty seconds, counted: what they do from the search to the summary,
// to a deposit, away and back; and how long the server takes for each page of it.
import { equal, holds, press, said } from '../town.mjs';
import { file } from './care.mjs';

/** How often somebody fills in, ticks, chooses or clicks at most, of each part. */
const MOST = {
  // One line with a date of birth and a name, the button, the answer's one line.
  search: 3,
  // Once of each patient: the button that says that they consented.
  link: 1,
  // The way there, its kind, its day in three fields, the file, whose name is its title, and the button.
  deposit: 7,
  lock: 1,
  // To the provider, and their card.
  back: 2,
};
/** Milliseconds of the server that a page may take; told, not asked of a busy machine. */
const WANTED = 200;

/** Counts what is done on a page, whichever way a journey says it. */
function counted(page) {
  const done = { actions: 0 };
  const frame = page.mainFrame();
  for (const how of ['check', 'click', 'fill', 'selectOption', 'setInputFiles']) {
    const own = frame[how].bind(frame);
    frame[how] = (...all) => {
      done.actions += 1;
      return own(...all);
    };
  }
  return done;
}

/** What the server took for the page that is shown, with the form before it, if any. */
async function served(page) {
  const millis = await page.evaluate(() => {
    const sent = performance.getEntriesByType('resource').filter((one) => one.initiatorType === 'xmlhttprequest');
    const last = sent.at(-1) ?? performance.getEntriesByType('navigation')[0];
    return last.responseStart - last.requestStart + last.redirectEnd - last.redirectStart;
  });
  return Math.round(millis * 10) / 10;
}

export const thirty = [
  ['a doctor finds, reads, deposits, steps away and comes back in few actions', async (town) => {
    const doctor = await town.page();
    const { rpps } = town.told.professionals[0];
    await town.signInPro(doctor, rpps);
    const done = counted(doctor);
    const told = [];
    let before = 0;
    const part = async (name) => {
      const actions = done.actions - before;
      before = done.actions;
      told.push({ name, actions, millis: await served(doctor) });
      holds(actions >= 1, `${name} is counted`);
      holds(actions <= MOST[name], `${name} takes ${actions} actions, of ${MOST[name]}`);
    };
    await town.find(doctor, town.person('active'));
    await part('search');
    if (doctor.url().endsWith('/lien')) {
      await press(doctor);
      await part('link');
    }
    // The summary comes by itself.
    holds(doctor.url().endsWith('/resume'), doctor.url());
    holds((await said(doctor)).includes('Pénicilline'), 'what may kill is on it');
    const summary = doctor.url();
    const { pathname } = new URL(summary);
    await doctor.locator('main a.btn', { hasText: 'Ajouter' }).click();
    await doctor.waitForURL(/\/ajouter$/);
    const form = await served(doctor);
    await doctor.selectOption('#type', '11488-4');
    for (const [field, text] of [['jour', '20'], ['mois', '11'], ['annee', '2026']]) await doctor.fill(`input[name="date-${field}"]`, text);
    await doctor.setInputFiles('#file', file(town, 'Consultation du 20 novembre.txt', 'Examen normal.\n'));
    await press(doctor);
    holds((await said(doctor)).includes('déposé'), 'the doctor is told');
    await part('deposit');
    await press(doctor, doctor.locator('header form[action="/pro/verrou"] button'));
    equal(new URL(doctor.url()).pathname, '/pro/verrou');
    await part('lock');
    await doctor.click('main a.btn');
    await doctor.click(`button[name=rpps][value="${rpps}"]`);
    await doctor.waitForURL((url) => url.pathname.startsWith(pathname.replace(/\/resume$/, '')));
    await part('back');
    const times = [form, ...told.map(({ millis }) => millis)];
    const words = told.map(({ name, actions, millis }) => `${name} ${actions} (${millis} ms)`).join(', ');
    const sum = times.reduce((all, one) => all + one, 0);
    console.log(`        ${done.actions} actions: ${words}; the form of the deposit ${form} ms; ${sum.toFixed(0)} ms of the server`);
    console.log(`        ${times.filter((one) => one > WANTED).length} of ${times.length} pages took more than ${WANTED} ms`);
    holds(times.every((one) => one > 0), `each was timed: ${times.join(' ')}`);
  }],
];
