// Documents that a child reads: a CDA with what it says twice, and images.
import { everyState } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';
import { file, fillDocument } from './care.mjs';

/** A result of a laboratory, for people and once more for machines. */
const CDA = `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <title>Compte rendu de biologie</title><effectiveTime value="20261120"/><languageCode code="fr-FR"/>
  <component><structuredBody><component><section><title>Glycémie</title>
    <text>Vu ce jour<footnote ID="n">À jeun</footnote>.
      <table><caption>Valeurs</caption><thead><tr><th>Analyse</th><th>Valeur</th></tr></thead>
      <tbody><tr><th>Glucose</th><td>4,89 mmol/L</td></tr></tbody></table></text>
    <entry><observation classCode="OBS" moodCode="EVN"><templateId root="1.3.6.1.4.1.19376.1.3.1.6"/>
      <code code="14749-6" displayName="Glucose"/><effectiveTime value="20261120"/>
      <value xsi:type="PQ" value="4.89" unit="mmol/L"/></observation></entry>
  </section></component></structuredBody></component>
</ClinicalDocument>`;

/** Two frames of eight points by eight, about somebody else. */
function dicom() {
  const element = (group, number, kind, value) => {
    const bytes = Buffer.from(value);
    const padded = Buffer.concat([bytes, Buffer.alloc(bytes.length % 2, ' ')]);
    const long = kind === 'OW';
    const head = Buffer.alloc(long ? 12 : 8);
    head.writeUInt16LE(group, 0);
    head.writeUInt16LE(number, 2);
    head.write(kind, 4);
    if (long) head.writeUInt32LE(padded.length, 8);
    else head.writeUInt16LE(padded.length, 6);
    return Buffer.concat([head, padded]);
  };
  const short = (number) => [number & 0xff, number >> 8];
  const points = Array.from({ length: 2 * 64 }, (_, at) => short(at * 16)).flat();
  return Buffer.concat([
    Buffer.alloc(128), Buffer.from('DICM'),
    element(2, 0x10, 'UI', '1.2.840.10008.1.2.1\0'),
    element(8, 0x60, 'CS', 'MR'),
    element(8, 0x1030, 'LO', 'Genou'),
    element(0x10, 0x10, 'PN', 'INCONNU^Personne'),
    element(0x28, 2, 'US', short(1)),
    element(0x28, 4, 'CS', 'MONOCHROME2'),
    element(0x28, 8, 'IS', '2'),
    element(0x28, 0x10, 'US', short(8)),
    element(0x28, 0x11, 'US', short(8)),
    element(0x28, 0x100, 'US', short(16)),
    element(0x28, 0x101, 'US', short(12)),
    element(0x28, 0x102, 'US', short(11)),
    element(0x28, 0x103, 'US', short(0)),
    element(0x7fe0, 0x10, 'OW', points),
  ]);
}

/** Adds a file of the holder's own, and opens it. */
async function keep(town, page, title, name, content) {
  await page.goto(`${town.base}/espace/moi/documents/ajouter`);
  await fillDocument(page, title, 'DOCPAT03', file(town, name, content));
  await press(page);
  await page.waitForURL(/fait=ajoute/);
  await page.goto(`${town.base}/espace/moi/documents?q=${encodeURIComponent(title)}`);
  await page.locator('main a', { hasText: title }).first().click();
  await page.waitForLoadState();
  equal(await page.locator('h1').innerText(), title);
}

export const readings = [
  ['a CDA document is read on its page, and what it says twice is behind a fold', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    await keep(town, page, 'Glycémie de novembre', 'glycemie.xml', CDA);
    holds((await said(page)).includes('ne porte pas de matricule'), 'whose it is not surely is said');
    const result = page.locator('table', { hasText: '4.89 mmol/L' });
    holds(!(await result.isVisible()), 'what is coded is folded away');
    holds(await page.locator('table', { hasText: '4,89 mmol/L' }).isVisible(), 'the text is not');
    await everyState(page);
    await page.getByText('Les données codées du document').click();
    holds(await result.isVisible(), 'the fold opens');
    await everyState(page);
  }],
  ['images are read one by one, and said to be another person’s', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    await keep(town, page, 'Images du genou', 'genou.dcm', dicom());
    await page.getByText('Voir les images').click();
    await page.waitForLoadState();
    const warned = (await said(page)).includes('l’identité d’une autre personne');
    holds(warned, 'whose they are not is said');
    const frame = page.locator('figure img');
    const drawn = () => frame.evaluate((image) => image.decode().then(() => image.naturalWidth));
    equal(await drawn(), 8, 'the first image is drawn;');
    await everyState(page);
    const first = await frame.getAttribute('src');
    await page.getByText('Image suivante').click();
    await page.waitForFunction(() => document.querySelector('#images')?.innerText.match(/Image 2 sur 2/));
    holds((await frame.getAttribute('src')) !== first, 'the next image is another one');
    equal(await drawn(), 8, 'the second image is drawn;');
    await everyState(page);
  }],
  ['what names somebody else is kept aside, and what is searched is marked', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    const number = '<id root="1.2.250.1.213.1.4.8" extension="184027505612389"/>';
    const foreign = CDA.replace('<component><structuredBody>', `<recordTarget><patientRole>${number}<patient/></patientRole></recordTarget><component><structuredBody>`);
    await page.goto(`${town.base}/espace/moi/documents/ajouter`);
    await fillDocument(page, 'Analyse de quelqu’un', 'DOCPAT03', file(town, 'autre.xml', foreign));
    await press(page);
    await page.waitForSelector('text=Mis de côté');
    await page.goto(`${town.base}/espace/moi/documents?fait=cote`);
    const aside = page.locator('section.note', { hasText: 'il nomme une autre personne' });
    holds(await aside.isVisible(), 'it stands in a part of its own');
    await everyState(page);
    await aside.locator('h3 a').click();
    await page.waitForLoadState();
    holds((await said(page)).includes('Ce document est mis de côté'), 'its page says so too');
    await everyState(page);
    await page.getByRole('button', { name: 'Il est bien à moi' }).click();
    await page.waitForURL(/fait=classe/);
    await page.goto(`${town.base}/espace/moi/documents?q=jeun`);
    holds(await page.locator('main mark', { hasText: 'jeun' }).first().isVisible(), 'the word is marked in a passage');
    await everyState(page);
    await page.goto(`${town.base}/espace/moi/documents?q=quelquun+glycmie`);
    holds((await said(page)).includes('Mots proches'), 'near words are proposed');
    await everyState(page);
    const links = page.locator('ul[aria-labelledby=proches] a');
    await links.first().click();
    await page.waitForLoadState();
    holds(await page.locator('main mark').count() > 0, 'and they find something');
  }],
];
