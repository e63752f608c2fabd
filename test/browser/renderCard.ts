import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import type { TeamsMessage } from '../../shared/alerts/cards/teamsMessage.ts';

const { resolve } = createRequire(import.meta.url);
const SCRIPTS = [
  resolve('adaptivecards/dist/adaptivecards.min.js'),
  resolve('markdown-it/browser'),
  path.join(import.meta.dirname, 'cardPage.js'),
];

const PAGE = `<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; background: #f5f5f5; }
  /* As Teams lets the text of messages wrap. */
  main { overflow-wrap: break-word; }
  main { box-sizing: border-box; padding: 8px; }
  main > * { border: 1px solid #e1dfdd; border-radius: 6px; background: #fff; }
  main p { margin: 0; }
  main a { color: #5b5fc7; }
</style><main></main>`;

/** Teams on a desktop, and on a phone. */
export const WIDTHS = { desktop: 600, phone: 360 };
type Width = keyof typeof WIDTHS;

export interface DrawnCard {
  /** What the renderer objects to. */
  problems: string[];
  text: string;
  tags: string[];
  links: string[];
  tooWide: string[];
  cut: string[];
}

export interface CardRenderer {
  renderCard: (message: TeamsMessage, width: Width, file?: string) => Promise<DrawnCard>;
  close: () => Promise<void>;
}

/** A Chromium that draws cards as Teams does, to PNG files where asked for. https://learn.microsoft.com/adaptive-cards/sdk/rendering-cards/javascript/getting-started */
export async function startCardRenderer(executablePath: string): Promise<CardRenderer> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Zurich', deviceScaleFactor: 2 });
  const pages = new Map<Width, Promise<Page>>();
  const openPage = async (width: Width) => {
    const page = await context.newPage();
    await page.setViewportSize({ width: WIDTHS[width], height: 400 });
    await page.setContent(PAGE);
    for (const script of SCRIPTS) await page.addScriptTag({ path: script });
    return page;
  };
  return {
    async renderCard(message, width, file) {
      const opened = pages.get(width) ?? openPage(width);
      pages.set(width, opened);
      const page = await opened;
      const [{ content }] = message.attachments;
      const problems = await page.evaluate<string[]>(`drawCard(${JSON.stringify(content)})`);
      const seen = await page.evaluate<Omit<DrawnCard, 'problems'>>('lookAtCard()');
      if (file) await page.screenshot({ path: file, fullPage: true });
      return { problems, ...seen };
    },
    close: () => browser.close(),
  };
}
