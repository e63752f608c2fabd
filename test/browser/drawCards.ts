import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { teamsMessage } from '../../shared/alerts/cards/teamsMessage.ts';
import { findChromium } from './findChromium.ts';
import { startCardRenderer, WIDTHS } from './renderCard.ts';
import { someCards } from './someCards.ts';

/** Draws cards of every kind into a folder, to look at: `node test/browser/drawCards.ts <folder>`. */
async function drawCards(folder: string, executablePath: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const renderer = await startCardRenderer(executablePath);
  try {
    for (const [name, card] of Object.entries(someCards())) {
      const message = teamsMessage(card);
      console.log(`${name}: ${Buffer.byteLength(JSON.stringify(message))} bytes`);
      for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
        const { problems, tooWide, cut } = await renderer.renderCard(
          message,
          width,
          path.join(folder, `${name}-${width}.png`),
        );
        for (const problem of [...problems, ...tooWide, ...cut]) console.log(`  ${width}: ${problem}`);
      }
    }
  } finally {
    await renderer.close();
  }
}

const [folder] = process.argv.slice(2);
const chromium = findChromium();
if (!folder) {
  console.error('Usage: node test/browser/drawCards.ts <folder>');
  process.exitCode = 2;
} else if (!chromium) {
  console.error('No Chromium was found on this machine: nothing was drawn.');
  process.exitCode = 1;
} else {
  await drawCards(folder, chromium);
}
