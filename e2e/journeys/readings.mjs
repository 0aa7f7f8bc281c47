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

/** An element of a DICOM file: group, number, kind, value. */
function element(group, number, kind, value) {
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
}

const short = (number) => [number & 0xff, number >> 8];

/** Frames of so many points by as many; what else the file says stands before them. */
function dicom(frames, side, said) {
  const ramp = (at) => Math.floor(((at % side) + Math.floor(at / side) % side) * 2000 / side);
  const points = Array.from({ length: frames * side * side }, (_, at) => short(ramp(at))).flat();
  return Buffer.concat([
    Buffer.alloc(128), Buffer.from('DICM'),
    element(2, 0x10, 'UI', '1.2.840.10008.1.2.1\0'),
    ...said,
    element(0x28, 2, 'US', short(1)),
    element(0x28, 4, 'CS', 'MONOCHROME2'),
    element(0x28, 8, 'IS', `${frames}`),
    element(0x28, 0x10, 'US', short(side)),
    element(0x28, 0x11, 'US', short(side)),
    element(0x28, 0x100, 'US', short(16)),
    element(0x28, 0x101, 'US', short(12)),
    element(0x28, 0x102, 'US', short(11)),
    element(0x28, 0x103, 'US', short(0)),
    element(0x7fe0, 0x10, 'OW', points),
  ]);
}

/** Two frames about somebody else. */
const ofAnother = () => dicom(2, 8, [
  element(8, 0x60, 'CS', 'MR'),
  element(8, 0x1030, 'LO', 'Genou'),
  element(0x10, 0x10, 'PN', 'INCONNU^Personne'),
]);

/** A slice of a study. */
const slice = (series, name, number) => dicom(1, 32 + 4 * number, [
  element(8, 5, 'CS', 'ISO_IR 192'),
  element(8, 0x60, 'CS', 'CT'),
  element(8, 0x1030, 'LO', 'Scanner du thorax'),
  element(8, 0x103e, 'LO', name),
  element(0x20, 0x0d, 'UI', '1.2.3\0'),
  element(0x20, 0x0e, 'UI', `1.2.3.${series}\0`),
  element(0x20, 0x11, 'IS', `${series}`),
  element(0x20, 0x13, 'IS', `${number}`),
]);

/** A zip of files as they are. */
function zipped(files) {
  const table = Array.from({ length: 256 }, (_, byte) => {
    let sum = byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    return sum;
  });
  const crc = (bytes) => ~bytes.reduce((sum, byte) => table[(sum ^ byte) & 255] ^ (sum >>> 8), -1) >>> 0;
  const long = (number) => { const four = Buffer.alloc(4); four.writeUInt32LE(number); return four; };
  const two = (number) => Buffer.from(short(number));
  const [body, directory] = [[], []];
  let at = 0;
  for (const [name, bytes] of files) {
    const about = Buffer.concat([
      two(20), two(0), two(0), two(0), two(0x5821), long(crc(bytes)), long(bytes.length), long(bytes.length),
      two(name.length), two(0),
    ]);
    body.push(Buffer.from('PK\x03\x04'), about, Buffer.from(name), bytes);
    directory.push(Buffer.from('PK\x01\x02'), two(20), about, Buffer.alloc(10), long(at), Buffer.from(name));
    at += 4 + about.length + name.length + bytes.length;
  }
  const listed = Buffer.concat(directory);
  return Buffer.concat([
    ...body, listed, Buffer.from('PK\x05\x06'), two(0), two(0), two(files.length), two(files.length),
    long(listed.length), long(at), two(0),
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
  ['where a drawing does not come, words say what to do, and the page is whole', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    await page.goto(`${town.base}/espace/moi/documents`);
    const links = await page.locator('main .list h3 a').evaluateAll((all) => all.map((link) => link.href));
    let drawn = false;
    for (const link of links) {
      await page.goto(link);
      drawn = (await page.locator('img.picture').count()) > 0;
      if (drawn) break;
    }
    holds(drawn, 'one of them has pages that are drawn');
    await page.route(/\/images\/\d+/, (asked) => asked.fulfill({ status: 503, body: '' }));
    await page.reload();
    const picture = page.locator('img.picture').first();
    equal(await picture.evaluate((image) => image.naturalWidth), 0, 'it did not come;');
    holds((await picture.getAttribute('alt')).includes('téléchargez le document'), 'its words say what to do');
    holds(await page.getByRole('link', { name: /^Télécharger/ }).first().isVisible(), 'and it can be done');
    const { width } = await picture.boundingBox();
    holds(width > 200, `its words have room: ${width}`);
    await everyState(page);
    // It was we who kept them from coming.
    const here = page.url();
    town.complaints = town.complaints.filter((one) => !(one.includes('503') && one.includes(here)));
  }],
  ['images are read one by one, and said to be another person’s', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    await keep(town, page, 'Images du genou', 'genou.dcm', ofAnother());
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
  ['an examination in an archive is looked through, series by series', async (town) => {
    const slices = [3, 1, 2].map((number) => [`DICOM/B${number}`, slice(2, 'Poumon', number)]);
    const zip = zipped([...slices, ['DICOM/A1', slice(1, 'Repérage', 1)], ['LISEZMOI.TXT', Buffer.from('Bonjour')]]);
    for (const scriptless of [false, true]) {
      const page = await town.page({ javaScriptEnabled: !scriptless });
      await town.enter(page, town.person('active'));
      if (!scriptless) await keep(town, page, 'Scanner du thorax', 'scanner.zip', zip);
      else await page.goto(`${town.base}/espace/moi/documents?q=thorax`);
      if (scriptless) await page.getByRole('link', { name: 'Scanner du thorax' }).first().click();
      await page.getByText('Voir les images').click();
      await page.waitForLoadState();
      await page.getByRole('link', { name: 'Scanner, Poumon (3 images)' }).click();
      const place = async (number) => {
        const words = `Image ${number} sur 3`;
        if (scriptless) holds((await said(page)).includes(words), words);
        else await page.waitForFunction((it) => document.querySelector('#images')?.innerText.includes(it), words);
      };
      const wide = async () => {
        const frame = page.locator('figure img');
        if (!scriptless) return frame.evaluate((image) => image.decode().then(() => image.naturalWidth));
        const drawn = await page.request.get(new URL(await frame.getAttribute('src'), page.url()).href);
        return (await drawn.body()).readUInt32BE(16);
      };
      await place(2);
      equal(await wide(), 40, 'the second slice is drawn;');
      if (!scriptless) await everyState(page);
      await page.getByText('Image suivante').click();
      await page.waitForURL(/image=3/);
      await place(3);
      equal(await wide(), 44, 'the third slice is drawn;');
      // Light and size stay the way they were chosen, by links or by keys.
      await page.getByRole('link', { name: 'Toute l’échelle' }).click();
      await page.getByRole('link', { name: 'Inverser noir et blanc' }).click();
      await page.waitForURL(/fenetre=tout.*inverse=oui/);
      await place(3);
      if (scriptless) {
        await page.getByRole('link', { name: 'Agrandir' }).click();
      } else {
        const slider = page.getByRole('slider');
        await slider.fill('1');
        await place(1);
        equal(await wide(), 36, 'the slider leads to the first slice;');
        await page.locator('.screen').focus();
        await page.keyboard.press('End');
        await place(3);
        await page.keyboard.press('i');
        await page.waitForURL((url) => !url.search.includes('inverse'));
        await place(3);
        await page.locator('.screen').focus();
        await page.keyboard.press('+');
      }
      await page.waitForURL(/zoom=2/);
      await place(3);
      if (!scriptless) await everyState(page);
    }
  }],
  ['a slice that cannot be shown is said to be missing, and the next one is reached', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    const slices = [1, 2, 3].map((number) => [`DICOM/P${number}`, slice(1, 'Poignet', number)]);
    slices[1][1] = slices[1][1].subarray(0, -8);
    await keep(town, page, 'Scanner du poignet', 'poignet.zip', zipped(slices));
    await page.getByText('Voir les images').click();
    await page.waitForLoadState();
    const frame = page.locator('figure img');
    const wide = () => frame.evaluate((image) => image.decode().then(() => image.naturalWidth));
    const place = (number) => page.waitForFunction(
      (words) => document.querySelector('#images')?.innerText.includes(words), `Image ${number} sur 3`,
    );
    await place(1);
    equal(await wide(), 36, 'the first slice is drawn;');
    const broken = async () => (await page.locator('#statut').textContent()).includes('ne peut pas s’afficher');
    await page.getByText('Image suivante').click();
    await place(2);
    await page.waitForFunction(() => {
      const image = document.querySelector('figure img');
      return image.src.includes('/images/2?') && image.complete && image.naturalWidth === 0;
    });
    holds(await broken(), 'that the second slice is missing is said');
    holds((await frame.getAttribute('alt')).includes('image 2 sur 3'), 'and it stands in its place');
    await page.getByText('Image suivante').click();
    await place(3);
    equal(await wide(), 44, 'the third slice is drawn;');
    holds(!(await broken()), 'of which nothing is said to be missing');
    // It was we who cut it.
    const { origin, pathname } = new URL(page.url());
    const cut = `404 for ${origin}${pathname}/2?`;
    town.complaints = town.complaints.filter((one) => !one.includes(cut));
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
