// What other sites, other tabs and curious browsers cannot do.
import { createServer } from 'node:http';
import { everyState } from '../states.mjs';
import { equal, holds, launched, press, said } from '../town.mjs';
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

/**
 * Somebody's browser as people have it: it keeps whole pages to go back to. Playwright
 * switches that off and cannot follow it, so that what comes after is asked of the
 * browser itself.
 */
async function withPageCache(town, walk) {
  const browser = await launched({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'fr-FR' });
    await context.addInitScript(() => {
      addEventListener('pageshow', (event) => { globalThis.keptWhole = event.persisted; });
    });
    const another = await context.newPage();
    await keepsWhole(another, new Tab(await context.newCDPSession(another)));
    const page = await context.newPage();
    town.watch(page);
    await walk(page, new Tab(await context.newCDPSession(page)));
  } finally {
    await browser.close();
  }
}

/** That it does: a page that may be kept is, and comes back as it was left. */
async function keepsWhole(page, tab) {
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end('<!doctype html><title>Une page</title><h1>Une page</h1>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    for (const path of ['une', 'autre']) await page.goto(`http://127.0.0.1:${server.address().port}/${path}`);
    const here = (await tab.history()).currentIndex;
    equal(await tab.goesTo(here - 1), '/une');
    equal(await tab.ask('globalThis.keptWhole'), true, 'a page is kept whole;');
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** The tab of a page: its history, and what it shows. */
class Tab {
  constructor(browser) {
    this.browser = browser;
  }

  async ask(expression) {
    const { result } = await this.browser.send('Runtime.evaluate', { expression, returnByValue: true });
    return result.value;
  }

  /** Waits until this place of the history is shown; its path. */
  async settles(place) {
    for (let tries = 0; tries < 200; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const { currentIndex } = await this.history();
      const ready = await this.ask('document.readyState').catch(() => '');
      if (currentIndex === place && ready === 'complete') return this.ask('location.pathname');
    }
    throw new Error(`place ${place} of the history is never shown`);
  }

  /** While one page takes the place of another, there is none to ask. */
  async history() {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.browser.send('Page.getNavigationHistory');
      } catch (error) {
        if (tries >= 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** Back and Forward lead to this place; its path. */
  async goesTo(place) {
    const { entries } = await this.history();
    await this.browser.send('Page.navigateToHistoryEntry', { entryId: entries[place].id });
    return this.settles(place);
  }

  /** All that is shown, on the screen and on paper. */
  async shown() {
    const all = 'document.title + "\\n" + document.body.innerText + "\\n" + document.documentElement.outerHTML';
    const screen = await this.ask(all);
    await this.browser.send('Emulation.setEmulatedMedia', { media: 'print' });
    const paper = await this.ask(all);
    await this.browser.send('Emulation.setEmulatedMedia', { media: '' });
    const { data } = await this.browser.send('Page.printToPDF', {});
    holds(data.length > 1000, 'the page prints');
    return `${screen}\n${paper}`.replaceAll(/[\u00a0\u202f]/g, ' ');
  }
}

/** Goes through these pages, signs out, and looks at each again by Back and Forward. */
async function leavesNothing(town, page, tab, pages, personal, door) {
  for (const path of pages) {
    await page.goto(`${town.base}${path}`);
    const text = await tab.shown();
    holds(personal.some((word) => text.includes(word)), `${path} is about somebody`);
  }
  // While somebody is in, Back shows the page before: what is looked for is found.
  const here = (await tab.history()).currentIndex;
  await tab.goesTo(here - 1);
  const before = await tab.shown();
  holds(personal.some((word) => before.includes(word)), 'Back leads to what was shown');
  await tab.goesTo(here);
  await tab.ask('document.querySelector(\'header form[action="/deconnexion"] button\').click()');
  equal(await tab.settles(here + 1), '/connexion', 'signing out leads to the door;');
  const last = here + 1;
  const places = [...Array(last + 1).keys()].filter((place) => place > 0);
  for (const place of [...places.toReversed(), ...places, last, 1]) {
    const path = await tab.goesTo(place);
    const text = await tab.shown();
    for (const word of personal) holds(!text.includes(word), `${path} (place ${place}) shows “${word}”`);
    holds(!pages.includes(path), `${path} is shown no more`);
  }
  // Typed again, it leads to the door too.
  await page.goto(`${town.base}${pages.at(-1)}`);
  equal(new URL(page.url()).pathname, door);
}

export const guard = [
  ['web_14 once a holder signed out, Back, Forward and paper show nothing of theirs', async (town) => {
    const person = town.person('active');
    await withPageCache(town, async (page, tab) => {
      await town.signIn(page, person);
      // Signing out ends it: the next journey signs in anew.
      delete person.cookies;
      await page.goto(`${town.base}/espace/moi/documents`);
      const titles = await page.locator('.list h3 a').allInnerTexts();
      holds(titles.length > 1, 'there are documents to see');
      const document = new URL(await page.locator('.list h3 a').first().getAttribute('href'), town.base).pathname;
      const personal = [person.name, ...titles].map((word) => word.replaceAll(/[\u00a0\u202f]/g, ' '));
      const pages = ['/espace/moi', '/espace/moi/acces/journal', '/espace/moi/documents', document];
      await leavesNothing(town, page, tab, pages, personal, '/connexion');
    });
  }],
  ['web_14 once a professional signed out, Back, Forward and paper show nothing of their patient', async (town) => {
    const patient = town.person('active', 1);
    const doctor = town.told.professionals[0];
    await withPageCache(town, async (page, tab) => {
      await page.goto(`${town.base}/pro/connexion`);
      await page.click('main a.btn');
      await page.click(`button[name=rpps][value="${doctor.rpps}"]`);
      await page.waitForURL(`${town.base}/pro`);
      await town.find(page, patient);
      const [record] = /\/pro\/patients\/[0-9a-z]{26}/.exec(page.url());
      const personal = [patient.name.split(' ').at(-1)];
      await leavesNothing(town, page, tab, [record, `${record}/resume`], personal, '/pro/connexion');
    });
  }],
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
  ['what is sent once the session is over is held on the page that answers', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    await page.goto(`${town.base}/espace/moi/dossiers`);
    await page.fill('main form input[name=nom]', 'Mon “genou” & moi');
    // As if it had been over when somebody else sent it.
    await page.context().clearCookies();
    const form = page.locator('main form').first();
    await form.evaluate((it) => { it.action += `?de=${'A'.repeat(22)}`; });
    await press(page, form.locator('button'));
    equal(await page.locator('h1').innerText(), 'Votre session est terminée');
    equal(await page.locator('main input[name=nom]').inputValue(), 'Mon “genou” & moi');
    holds(!(await said(page)).includes('genou'), 'nothing of it is in sight');
    await everyState(page);
    await press(page, page.locator('main form button'));
    equal(await page.locator('main input[name=nom]').inputValue(), 'Mon “genou” & moi', 'before anybody signed in it is held again;');
    const beside = await page.context().newPage();
    await town.enter(beside, town.person('active', 1));
    await beside.close();
    const refused = page.waitForResponse((answer) => answer.request().method() === 'POST');
    await press(page, page.locator('main form button'));
    equal((await refused).status(), 403, 'somebody else sends it;');
    holds((await said(page)).includes('venait d\'une autre personne'), 'and it says so');
  }],
  ['a window keeps its warning until the session was renewed in another one', async (town) => {
    const page = await town.page();
    await town.enter(page, town.person('active'));
    const context = page.context();
    // Not watched: its first renewal fails, as it must.
    const beside = await context.newPage();
    await beside.route('**/session', (route) => route.fulfill({ status: 503 }));
    await context.clock.install();
    for (const one of [page, beside]) await one.goto(`${town.base}/espace/moi/dossiers`);
    const warned = (one) => one.locator('#session[open]').waitFor();
    const minutes = Number(await page.locator('#session').getAttribute('data-minutes'));
    await context.clock.fastForward((minutes - 4) * 60_000);
    await Promise.all([warned(page), warned(beside)]);
    const goesOn = async () => {
      const answered = beside.waitForResponse('**/session');
      await beside.locator('#session form[method=dialog] button').click();
      return (await answered).status();
    };
    equal(await goesOn(), 503);
    // Time enough to be told of it.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    holds(await page.locator('#session').isVisible(), 'nothing was renewed: the other window still warns');
    await context.clock.fastForward(10_000);
    await warned(beside);
    await beside.unroute('**/session');
    equal(await goesOn(), 204);
    for (const one of [page, beside]) await one.locator('#session').waitFor({ state: 'hidden' });
  }],
];
