// What other sites, other tabs and curious browsers cannot do.
import { createServer } from 'node:http';
import { equal, holds, press } from '../town.mjs';
import { PNG, fillDocument, file } from './care.mjs';

/** Another site, which sends a form to ours from a person's own browser. */
async function elsewhere(target, walk) {
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end(`<form method=post action="${target}"><input name=qui value=tous><button>Gagner</button></form>`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await walk(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.close();
  }
}

export const guard = [
  ['web_06 a form sent from another site does nothing', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    await elsewhere(`${town.base}/deconnexion`, async (address) => {
      // Not watched: the other site is another host, as it must be.
      const visit = await page.context().newPage();
      await visit.goto(address);
      const [answer] = await Promise.all([
        visit.waitForResponse((response) => response.request().method() === 'POST'),
        visit.click('button'),
      ]);
      equal(answer.status(), 403, 'a form of another site;');
    });
    await page.goto(`${town.base}/espace/moi/documents`);
    equal(new URL(page.url()).pathname, '/espace/moi/documents', 'still signed in;');
  }],
  ['web_17 a file comes as a file, and can neither run nor be framed', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active', 1));
    await page.goto(`${town.base}/espace/moi/documents/ajouter`);
    await fillDocument(page, 'Tableau', 'DOCPAT03', file(town, 'tableau.png', Buffer.concat([PNG, Buffer.from('\n17')])));
    await press(page);
    await page.locator('.list h3 a', { hasText: 'Tableau' }).first().click();
    await page.waitForLoadState();
    const answer = await page.request.get(`${page.url()}/telecharger`);
    const headers = answer.headers();
    equal(answer.status(), 200);
    holds(headers['content-disposition'].startsWith('attachment'), 'it comes as a file');
    equal(headers['content-type'], 'image/png');
    equal(headers['x-content-type-options'], 'nosniff');
    holds(headers['content-security-policy'].includes("default-src 'none'"), 'it can load and run nothing');
    holds(headers['content-security-policy'].includes("frame-ancestors 'none'"), 'nobody frames it');
    holds(headers['cache-control'].includes('no-store'), 'it is not kept');
    equal((await page.request.get(`${page.url()}/image`)).status(), 404, 'no other address gives its content;');
  }],
  ['every cookie is closed to scripts, other hosts and plain lines', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    const doctor = await town.page();
    await town.signInPro(doctor, town.told.professionals[0].rpps);
    const all = [...await page.context().cookies(), ...await doctor.context().cookies()];
    holds(all.length >= 2, 'there are cookies to look at');
    for (const cookie of all) {
      holds(cookie.name.startsWith('__Host-'), `${cookie.name} is of this host alone`);
      holds(cookie.httpOnly && cookie.secure && cookie.path === '/', `${cookie.name} is closed`);
      holds(['Lax', 'Strict'].includes(cookie.sameSite), `${cookie.name} stays on the site`);
    }
  }],
];
