// A parent refuses for the family in three screens; somebody closes their space
// and comes back; a lost code is asked for.
import { everyState, paper } from '../states.mjs';
import { equal, holds, press, said, shows } from '../town.mjs';

const path = (page) => new URL(page.url()).pathname;

const letters = (text) => text.normalize('NFD').replace(/[^a-z]/gi, '').toLowerCase();

/** The lines of somebody's receipts of a no on the page of what was sent: to an address in
    which their name is, once there are some. */
async function receipts(town, person) {
  for (let tries = 0; tries < 200; tries += 1) {
    const sent = await (await fetch(`${town.base}/demo/envois`)).text();
    const lines = sent.split('<tr>').filter((line) => line.includes('Votre opposition est enregistrée')
      && letters(line).includes(letters(person.name)));
    if (lines.length) return lines;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no receipt was sent to ${person.name}`);
}

export const objection = [
  ['a parent opts out for themself and a child in three screens, and keeps a receipt', async (town) => {
    const parent = town.person('announced', 1);
    const page = await town.page();
    await page.goto(`${town.base}/`);
    await everyState(page);
    await page.click('main a.btn >> nth=1');
    equal(path(page), '/opposition');
    await everyState(page);
    await press(page);
    holds((await page.title()).startsWith('Erreur'), 'the title says that there is an error');
    await everyState(page);
    await page.fill('#code', parent.code);
    await page.fill('#nir', parent.matricule);
    await page.fill('#serie', parent.card_serial);
    await press(page);
    equal(path(page), '/opposition/pour');
    // The same children stand where one chooses, and what is ticked there is ticked here.
    await page.goto(`${town.base}/activer/choix`);
    await everyState(page);
    const named = page.locator('#pour input[type=checkbox]');
    holds((await named.count()) >= 1, 'the children are named where one chooses');
    await named.first().check();
    const child = await named.first().getAttribute('name');
    await press(page, page.locator('button[value=refuser]'));
    equal(path(page), '/opposition/pour');
    holds(await page.isChecked(`input[name="${child}"]`), 'the child is ticked already');
    const boxes = page.locator('input[type=checkbox]');
    holds((await boxes.count()) >= 2, 'the children at home are in the list');
    await everyState(page);
    for (let n = 0; n < await boxes.count(); n += 1) await boxes.nth(n).uncheck();
    await press(page, page.locator('main form button.danger'));
    holds((await said(page)).includes('Cochez au moins une personne'), 'nobody chosen is said');
    await everyState(page);
    for (let n = 0; n < await boxes.count(); n += 1) await boxes.nth(n).check();
    await press(page, page.locator('main form button.danger'));
    equal(path(page), '/opposition/recu');
    holds((await said(page)).includes(parent.name.split(' ')[0]), 'the receipt names who refused');
    await everyState(page);
    await paper(page);
    const pdf = await page.request.get(`${town.base}/opposition/recu/justificatif`);
    equal(pdf.headers()['content-type'], 'application/pdf');
    equal((await pdf.body()).subarray(0, 5).toString(), '%PDF-');
    // By post too: who has an e-mail asks for it, to the others it goes at once.
    const posted = page.locator('main form[action="/opposition/recu"] button');
    const sent = await receipts(town, parent);
    equal(sent.length, 1, 'one receipt for all');
    const mailed = sent[0].includes('@');
    equal(await posted.count(), mailed ? 1 : 0, 'the button stands for who has an e-mail, and for nobody else');
    if (mailed) {
      holds(!(await said(page)).includes('part aussi par la poste'), 'no letter is told before it is asked for');
      await press(page, posted);
      equal(path(page), '/opposition/recu');
      await everyState(page);
    }
    holds((await said(page)).includes('part aussi par la poste'), 'the receipt goes by post too');
    equal(await posted.count(), 0, 'once');
    // The code is used up, and says so.
    const again = await town.page();
    await again.goto(`${town.base}/activer`);
    await again.fill('#code', parent.code);
    await again.fill('#nir', parent.matricule);
    await again.fill('#serie', parent.card_serial);
    await press(again);
    holds((await said(again)).includes('Vous avez refusé'), 'a used code tells of the refusal');
  }],
  ['a lost code is asked for, and everybody gets the same answer', async (town) => {
    const page = await town.page();
    await page.goto(`${town.base}/activer`);
    await page.click('main a[href="/code"]');
    await everyState(page);
    await press(page);
    await everyState(page);
    const person = town.person('open');
    await shows(page, person);
    await press(page);
    equal(path(page), '/code/envoye');
    await everyState(page);
  }],
  ['a holder closes their space with fresh proof, finds it closed, and opens it again', async (town) => {
    const holder = town.person('active', 1);
    const page = await town.page();
    await town.signIn(page, holder);
    await page.goto(`${town.base}/espace/moi/acces/espace`);
    holds((await said(page)).includes('Espace activé'), 'the life of the space is told');
    await everyState(page);
    await page.goto(`${town.base}/espace/moi/fermeture`);
    await everyState(page);
    await press(page);
    await everyState(page);
    await page.check('input[value=archiver]');
    await press(page);
    equal(path(page), '/espace/moi/fermeture/confirmer');
    await everyState(page);
    await press(page, page.locator('main form button.danger'));
    equal(path(page), '/espace/moi/ferme');
    await everyState(page);
    await page.goto(`${town.base}/espace/moi`);
    equal(path(page), '/espace/moi/ferme', 'the home page leads here');
    const documents = await page.goto(`${town.base}/espace/moi/documents`);
    equal(documents.status(), 404, 'nothing is read any more');
    await page.goto(`${town.base}/espace/moi/ferme`);
    await press(page);
    equal(path(page), '/espace/moi');
    const again = await page.goto(`${town.base}/espace/moi/documents`);
    equal(again.status(), 200, 'everything is there again');
    holder.cookies = await page.context().cookies();
  }],
];
