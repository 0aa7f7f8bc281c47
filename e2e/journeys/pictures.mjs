// The pictures of the documentation, before any journey changes what they show.
// CARNET_SCREENSHOTS names their folder.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { press } from '../town.mjs';

const folder = process.env.CARNET_SCREENSHOTS;

const draw = async (town) => {
  mkdirSync(folder, { recursive: true });
  const page = await town.page({ viewport: { width: 1280, height: 1130 } });
  await town.enter(page, town.person('active'));
  // One of the last documents is hidden from somebody while it is drawn.
  await page.locator('.list h3 a').nth(2).click();
  await page.waitForLoadState();
  await page.goto(`${page.url()}/visibilite`);
  await press(page, page.locator('.list button').first());
  for (const [path, name] of [['', 'accueil'], ['/documents', 'documents']]) {
    const shown = await page.context().newPage();
    await shown.goto(`${town.base}/espace/moi${path}`);
    await shown.screenshot({ path: join(folder, `${name}.png`) });
    await shown.close();
  }
  await press(page, page.locator('#statut button'));
};

export const pictures = folder ? [['the pictures of the documentation are drawn', draw]] : [];
