// How files come in: several at once, with script and without, dropped, in pieces
// that go on where they stopped; a hundred megabytes in constant memory.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { everyState } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';
import { PDF, file, fillDocument } from './care.mjs';

const ADD = '/espace/moi/documents/ajouter';
const SAVE = 'main form button.btn:not(.alt)';

/** Three files: one is good, one is none, one is there already. */
function three(town, sign) {
  return [
    file(town, `Bilan_${sign}.pdf`, `${PDF}%${sign}\n`),
    file(town, `facture-${sign}.pdf`, 'MZ\u0000\u0003\u0000'),
    file(town, `copie-${sign}.pdf`, `${PDF}%${sign}\n`),
  ];
}

async function described(page) {
  await page.selectOption('#type', 'DOCPAT03');
  await page.fill('input[name="date-jour"]', '20');
  await page.fill('input[name="date-mois"]', '11');
  await page.fill('input[name="date-annee"]', '2026');
}

/** What each row says. */
async function rows(page) {
  const texts = await page.locator('main .list > li').allInnerTexts();
  return texts.map((text) => text.replaceAll(/[\u00a0\u202f\n]+/g, ' '));
}

async function threeTold(page, sign) {
  const told = await rows(page);
  equal(told.length, 3, 'a line for each;');
  holds(/^Bilan_.*Gardé .*Compléter/.test(told[0]), told[0]);
  holds(/^facture-.*Refusé .*pas accepté/.test(told[1]), told[1]);
  holds(/^copie-.*Déjà là .*déjà ce document/.test(told[2]), told[2]);
  await page.locator('main .list a', { hasText: 'Compléter' }).click();
  await page.waitForLoadState();
  equal(await page.inputValue('#title'), `Bilan ${sign}`, 'called as its file;');
}

function memory(town) {
  const status = readFileSync(`/proc/${town.process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
}

function big(town, name, megabytes) {
  const path = join(town.folder, name);
  const out = openSync(path, 'w');
  const line = Buffer.alloc(1024 * 1024, `${'Une ligne de texte. '.repeat(50)}\n`);
  for (let n = 0; n < megabytes; n += 1) writeSync(out, line);
  closeSync(out);
  return path;
}

export const upload = [
  ['a file of 100 MB goes in with progress and in constant memory, and 101 MB are refused', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active', 1));
    await page.goto(`${town.base}/espace/moi/documents/ajouter`);
    const before = memory(town);
    let most = before;
    const watch = setInterval(() => { most = Math.max(most, memory(town)); }, 50);
    await fillDocument(page, 'Très grand', 'DOCPAT03', big(town, 'grand.txt', 100));
    await page.click('main form button.btn:not(.alt)');
    await page.waitForSelector('progress', { timeout: 30_000 });
    await page.waitForURL(/fait=ajoute/, { timeout: 180_000 });
    clearInterval(watch);
    holds(most - before < 80, `memory grew by ${(most - before).toFixed(0)} MB`);
    await page.goto(`${town.base}/espace/moi/documents/ajouter`);
    await fillDocument(page, 'Trop grand', 'DOCPAT03', big(town, 'trop.txt', 101));
    await page.click('main form button.btn:not(.alt)');
    await page.waitForSelector('main .list .b-err', { timeout: 120_000 });
    holds((await rows(page))[0].includes('peut peser au plus 100 Mo'), 'the sentence says how much is accepted');
  }],
  ['several files without JavaScript are told one by one, and a wrong one undoes no other', async (town) => {
    const page = await town.page({ javaScriptEnabled: false });
    const patient = town.person('active', 1);
    if (patient.cookies) await page.context().addCookies(patient.cookies);
    else await town.signIn(page, patient);
    await page.goto(`${town.base}${ADD}`);
    holds((await said(page)).includes('100 Mo en tout'), 'it says how much goes at once');
    await described(page);
    await page.setInputFiles('#file', three(town, 'sans'));
    await press(page);
    holds((await said(page)).includes('Gardés : 1 sur 3'), await said(page));
    await threeTold(page, 'sans');
  }],
  ['several files are sent one by one with script, mistakes are said beside the fields', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active', 1));
    await page.goto(`${town.base}${ADD}`);
    await page.setInputFiles('#file', three(town, 'glissees'));
    equal((await rows(page)).length, 3, 'what was chosen is listed;');
    await everyState(page);
    await page.click(SAVE);
    await page.waitForSelector('.mistake');
    holds(await page.locator('.field.wrong #type').isVisible(), 'the type is missing');
    equal((await rows(page)).length, 3, 'what was chosen stays chosen;');
    equal(await page.evaluate(() => document.activeElement.id), 'type', 'the first field to mend has the focus;');
    await described(page);
    await page.click(SAVE);
    await page.waitForSelector('main .list .b-warn');
    await page.waitForFunction(() => document.getElementById('statut').textContent.includes('1 sur 3'));
    equal(await page.locator('form[data-envois]').isVisible(), false, 'the form is done with;');
    await everyState(page);
    // To keep both is one press away.
    await page.locator('main .list button', { hasText: 'Garder les deux' }).click();
    await page.waitForFunction(() => document.getElementById('statut').textContent.includes('2 sur 3'));
    await page.goto(`${town.base}/espace/moi/documents?q=glissees`);
    equal(await page.locator('main .list h3 a').count(), 2, 'both are there;');
  }],
  ['files are dropped, one is taken away again, and one goes alone', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active', 1));
    await page.goto(`${town.base}${ADD}`);
    await described(page);
    const drop = (names) => page.evaluate((all) => {
      const dataTransfer = new DataTransfer();
      for (const name of all) dataTransfer.items.add(new File([`Texte de ${name}`], name));
      const zone = document.querySelector('form[data-envois] .empty');
      zone.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }));
      zone.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, names);
    await drop(['Lâché 1.txt']);
    await drop(['Lâché 2.txt']);
    equal((await rows(page)).length, 2, 'both are chosen;');
    await page.locator('main .list button', { hasText: 'Lâché 2' }).click();
    equal((await rows(page)).length, 0, 'one alone is a form like any;');
    await press(page);
    await page.waitForURL(/fait=ajoute/);
    holds((await said(page)).includes('Lâché 1'), 'it is there, called as its file');
  }],
  ['a large file goes on where it stopped, is known again after the page was closed, and can be cancelled', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active', 1));
    const large = big(town, 'Long_film.txt', 14);
    const sent = [];
    let breaks = 1;
    await page.route('**/envois/*', async (route) => {
      const request = route.request();
      if (request.method() === 'PATCH') {
        sent.push(Number(request.headers()['upload-offset']));
        if (sent.length > 1 && breaks > 0) {
          breaks -= 1;
          await route.abort('connectionreset');
          return;
        }
      }
      await route.continue();
    });
    await page.goto(`${town.base}${ADD}`);
    await described(page);
    await page.setInputFiles('#file', large);
    await page.click(SAVE);
    await page.waitForURL(/fait=ajoute/, { timeout: 60_000 });
    const mega = 1024 * 1024;
    equal(sent.join(), [0, 4, 4, 8, 12].map((n) => n * mega).join(), 'what broke off is sent again, and no more;');
    holds((await said(page)).includes('Long film'), 'it is there');

    // The page is closed in the middle; the same file is chosen again.
    const other = big(town, 'Encore_long.txt', 13);
    sent.length = 0;
    breaks = 9;
    await page.goto(`${town.base}${ADD}`);
    await described(page);
    await page.setInputFiles('#file', other);
    await page.click(SAVE);
    await page.waitForFunction(() => document.querySelector('main .list')?.textContent.includes('Connexion perdue'));
    breaks = 0;
    sent.length = 0;
    await page.goto(`${town.base}${ADD}`);
    await described(page);
    await page.setInputFiles('#file', other);
    await page.click(SAVE);
    await page.waitForURL(/fait=ajoute/, { timeout: 60_000 });
    equal(sent.join(), [4, 8, 12].map((n) => n * mega).join(), 'what was durable is not sent again;');

    // Cancelled, it is not kept.
    sent.length = 0;
    breaks = 9;
    await page.goto(`${town.base}${ADD}`);
    await described(page);
    await page.setInputFiles('#file', big(town, 'Annule.txt', 12));
    await page.click(SAVE);
    await page.waitForFunction(() => document.querySelector('main .list')?.textContent.includes('Connexion perdue'));
    const [gone] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'DELETE'),
      page.locator('main .list button', { hasText: 'Annuler' }).click(),
    ]);
    equal(gone.status(), 204, 'nothing of it stays;');
    await page.waitForFunction(() => document.querySelector('main .list')?.textContent.includes('n’est pas gardé'));
    // The connections that were broken above are ours to break.
    town.complaints = town.complaints.filter((one) => !one.includes('net::ERR_CONNECTION_RESET'));
  }],
];
