// A professional and a holder: consent, reading, adding, hiding, and the history.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, holds, press, said } from '../town.mjs';

export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
export const PDF = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';

export function file(town, name, content) {
  const path = join(town.folder, name);
  writeFileSync(path, content);
  return path;
}

export async function fillDocument(page, title, type, chosen, field = '#file') {
  await page.fill('#title', title);
  await page.selectOption('#type', type);
  await page.fill('input[name="date-jour"]', '20');
  await page.fill('input[name="date-mois"]', '11');
  await page.fill('input[name="date-annee"]', '2026');
  await page.setInputFiles(field, chosen);
}

/** Two people in one story: the holder's page and the doctor's. */
async function both(town) {
  const holder = await town.page();
  await town.enter(holder, town.person('active'));
  const doctor = await town.page();
  await town.signInPro(doctor, town.told.professionals[0].rpps);
  return { holder, doctor };
}

/** Opens every burst of the history: what is folded is not said. */
export async function opened(page) {
  await page.evaluate(() => document.querySelectorAll('main td details').forEach((burst) => { burst.open = true; }));
}

export async function openRecord(town, doctor, person) {
  await town.find(doctor, person);
  if (doctor.url().endsWith('/lien')) {
    await press(doctor);
  }
  // The summary comes first: the record is all of it.
  const record = doctor.url().replace(/\/resume$/, '');
  await doctor.goto(record);
  return record;
}

export const care = [
  ['a professional states the patient’s consent before reading anything', async (town) => {
    const doctor = await town.page();
    await town.signInPro(doctor, town.told.professionals[0].rpps);
    const marcel = town.person('open');
    await town.find(doctor, marcel);
    holds(doctor.url().endsWith('/lien'), 'the care link comes first');
    await press(doctor, doctor.locator('main form button.btn.alt'));
    holds((await doctor.title()).startsWith('Erreur'), 'without consent there is no link');
    await press(doctor);
    holds((await doctor.title()).startsWith('Résumé'), 'the summary comes first');
    await doctor.locator('main a', { hasText: 'Tous les documents' }).click();
    await doctor.waitForURL(/\/pro\/patients\/[0-9a-z]{26}$/);
    holds((await said(doctor)).includes('Documents'), 'the record is open');
    await doctor.locator('.list h3 a').first().click();
    holds(await doctor.locator('dl.facts').first().isVisible(), 'a document opens');
  }],
  ['a professional adds a document, and the holder sees it first', async (town) => {
    const { holder, doctor } = await both(town);
    const bernard = town.person('active');
    const record = await openRecord(town, doctor, bernard);
    await doctor.goto(`${record}/ajouter`);
    // Wrong files are refused in words, and nothing typed is lost.
    for (const [name, content] of [['vide.pdf', ''], ['facture.pdf', 'MZ\u0000\u0001 programme'], ['page.html', '<script>1</script>\u0000']]) {
      await fillDocument(doctor, 'Bilan du parcours', '11488-4', file(town, name, content));
      await press(doctor);
      holds(await doctor.locator('#file-erreur').isVisible(), `${name} is refused beside the field`);
      equal(await doctor.inputValue('#title'), 'Bilan du parcours');
    }
    await fillDocument(doctor, 'Bilan du parcours', '11488-4', file(town, 'bilan.pdf', PDF));
    await press(doctor);
    holds((await said(doctor)).includes('déposé'), 'the professional is told');
    await holder.goto(`${town.base}/espace/moi`);
    holds((await said(holder)).includes('Nouveau : Bilan du parcours'), 'it is new on the home page');
    await holder.click('main .note a.btn');
    equal(await holder.locator('h1').innerText(), 'Bilan du parcours');
    const [download] = await Promise.all([holder.waitForEvent('download'), holder.click('main a.btn:not(.alt)')]);
    const kept = join(town.folder, 'kept.pdf');
    await download.saveAs(kept);
    equal(readFileSync(kept, 'utf8'), PDF, 'byte for byte');
  }],
  ['the holder hides a document from one professional, for whom it then never existed', async (town) => {
    const { holder, doctor } = await both(town);
    const record = await openRecord(town, doctor, town.person('active'));
    await doctor.goto(record);
    const links = await doctor.locator('.list h3 a').evaluateAll((all) => all.map((a) => [a.firstChild.textContent, a.getAttribute('href')]));
    // A long list comes in pages: how many there are in all is said below it.
    const listed = async () => {
      const all = (await said(doctor)).match(/Documents \d+ à \d+ sur (\d+)/);
      return all ? Number(all[1]) : doctor.locator('.list h3 a').count();
    };
    const before = await listed();
    const [title, href] = links.find(([title]) => !title.includes('Bilan du parcours'));
    const id = href.split('/').at(-1);
    const unknown = href.replace(id, '0'.repeat(26));
    const name = town.told.professionals[0].name.replace(/^Dr /, '');
    const answer = async (path) => {
      const response = await doctor.request.get(`${town.base}${path}`);
      return [response.status(), await response.text()];
    };
    equal((await answer(href))[0], 200);
    for (const whom of ['tous', 'one']) {
      await holder.goto(`${town.base}/espace/moi/documents/${id}/visibilite`);
      const button = whom === 'tous'
        ? holder.locator('button', { hasText: 'Masquer à tous' })
        : holder.locator('button', { hasText: `Masquer à ${name}` });
      await button.click();
      await holder.waitForLoadState();
      holds(await holder.locator('#statut', { hasText: 'masqué' }).isVisible(), 'the status says so');
      const [status, body] = await answer(href);
      const [nothing, same] = await answer(unknown);
      equal(status, 404);
      equal(status, nothing);
      equal(body, same, 'byte for byte as for an id that never existed');
      equal((await answer(`${href}/telecharger`))[0], 404, 'nor its file');
      await doctor.goto(record);
      holds(!(await doctor.content()).includes(id), 'the list shows nothing');
      equal(await listed(), before - 1, 'one less in the list;');
      // The status offers the way back.
      await holder.locator('#statut button').click();
      await holder.waitForLoadState();
      equal((await answer(href))[0], 200, 'undone');
    }
    await holder.goto(`${town.base}/espace/moi/acces/journal?qui=autres`);
    await opened(holder);
    const history = await said(holder);
    for (const told of [name, 'Médecin', `A lu « ${title} »`, 'Vous avez donné votre accord']) {
      holds(history.includes(told), `the history tells: ${told}`);
    }
    const lines = await holder.locator('tbody tr').evaluateAll((all) => all.map((row) => row.innerText.replaceAll(/[\u00a0\u202f]/g, ' ')));
    const line = lines.find((text) => text.includes(`« ${title} »`));
    holds(/\d{1,2} \S+ \d{4}/.test(line) && /\d{1,2}.h.\d\d/.test(line), `a line says when: ${line}`);
    await holder.goto(`${town.base}/espace/moi/acces/journal`);
    holds((await said(holder)).includes('A masqué'), 'and what the holder changed');
    await holder.goto(`${town.base}/espace/moi/acces`);
    holds((await said(holder)).includes(name), 'who may read is named');
  }],
  ['the holder adds a document from a file and one from the camera', async (town) => {
    const holder = await town.page();
    await town.enter(holder, town.person('active', 1));
    await holder.goto(`${town.base}/espace/moi/documents/ajouter`);
    await fillDocument(holder, 'Lettre du cardiologue', 'DOCPAT03', file(town, 'lettre.pdf', `${PDF}%2\n`));
    await press(holder);
    holds((await said(holder)).includes('Votre document est ajouté'), 'it is told');
    await holder.goto(`${town.base}/espace/moi/documents/ajouter`);
    await fillDocument(holder, 'Photo de l’ordonnance', 'DOCPAT02', file(town, 'photo.png', PNG), '#photo');
    await press(holder);
    await holder.click('text=Photo de l’ordonnance');
    // It comes after its page, from an address of its own.
    const shown = await holder.locator('img.picture').evaluate((image) => image.decode().then(() => image.naturalWidth > 0));
    holds(shown, 'the picture shows on the page');
  }],
];
