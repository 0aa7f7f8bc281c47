// A hundred megabytes: in constant memory, with progress; one more is refused.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { holds, said } from '../town.mjs';
import { fillDocument } from './care.mjs';

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
    await page.waitForURL(/fait=ajoute/, { timeout: 120_000 });
    clearInterval(watch);
    holds(most - before < 80, `memory grew by ${(most - before).toFixed(0)} MB`);
    await page.goto(`${town.base}/espace/moi/documents/ajouter`);
    await fillDocument(page, 'Trop grand', 'DOCPAT03', big(town, 'trop.txt', 101));
    await page.click('main form button.btn:not(.alt)');
    await page.waitForFunction(() => /100/.test(document.querySelector('#erreurs, main .lead')?.textContent ?? ''), null, { timeout: 120_000 });
    holds((await said(page)).includes('100'), 'the sentence says how much is accepted');
  }],
];
