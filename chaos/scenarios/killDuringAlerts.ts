import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Delivery } from '../../local/sink/judgeDelivery.ts';
import {
  countDeliveries,
  countOn,
  dueLines,
  idOf,
  lineIn,
  makeWebhook,
  readLedgers,
  type Receiver,
} from '../alerts.ts';
import type { Host } from '../host.ts';
import { randomFrom } from '../random.ts';
import { startScan, untilScan } from '../scans.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

const SEED = { customers: 75, subscriptionsPerCustomer: 8, alone: true };
const STAGES_IN_HOURS = [72, 24, 6];
/** To where 120, 240 and 120 subscriptions are an hour inside a stage. */
const MOVES = ['25h', '48h', '18h'];
const SETTINGS = { ALERT_RETRY_DELAYS: Array.from({ length: 20 }, () => '1s').join(',') };
/** Slow enough for a kill to meet every step of an alert. */
const READ_TAKES_MS = 60;
const POST_TAKES_MS = 100;
/** So many attempts in each round are answered 500. */
const REFUSED = 150;
/** A kill comes so long at most after what it waits for. */
const KILLED_WITHIN_MS = { fired: 1_500, entered: 600, posted: 1_500, retried: 1_500 };
const SIGN_WITHIN_MS = 8_000;
const LOOK_EVERY_MS = 50;
/**
 * A lost message is sent again 4 minutes after it was due or its lease of 2 minutes ended, and a card that a killed process was gathering
 * after 10: the next process’s clock is that much ahead, instead of waiting.
 */
const LATER_IN_MS = 11 * 60_000;
const ENDS_WITHIN_MS = 90_000;
const TIMER_EVERY_MS = 3_000;
const PRELOAD = pathToFileURL(path.join(import.meta.dirname, '../../test/fixtures/shiftedClock.mjs')).href;

type Sign = keyof typeof KILLED_WITHIN_MS;

/** The app, the clock of its process, and what has come so far. */
interface Course {
  stage: Stage;
  host: Host;
  shiftInMs: number;
  receivers: Record<'plain' | 'cards' | 'failing', Receiver>;
  random: () => number;
  kills: number;
}

/** What can be seen from outside. */
interface Seen {
  entered: number;
  posted: number;
  retried: number;
}

async function look({ stage }: Course): Promise<Seen> {
  const ledgers = await readLedgers(stage.settings.AzureWebJobsStorage ?? '');
  const arrived = await stage.sink.arrived();
  return {
    entered: [...ledgers.values()].reduce((sum, { lines }) => sum + lines.length, 0),
    posted: arrived.length,
    retried: arrived.filter(({ repeat }) => repeat !== 'none').length,
  };
}

async function restart(course: Course, shiftInMs: number): Promise<void> {
  await course.host.kill();
  course.shiftInMs = shiftInMs;
  const clock = { NODE_OPTIONS: `--import=${PRELOAD}`, CLOCK_SHIFT_IN_MS: String(shiftInMs) };
  course.host = await course.stage.startHost({ ...SETTINGS, ...clock });
}

/** Runs the timer, and kills the process at a random moment after something of it can be seen. */
async function killAfter(course: Course, sign: Sign): Promise<void> {
  const before = await look(course);
  await course.host.runTimer('raiseAlerts');
  const until = Date.now() + SIGN_WITHIN_MS;
  while (sign !== 'fired' && (await look(course))[sign] <= before[sign] && Date.now() < until) {
    await delay(LOOK_EVERY_MS);
  }
  await delay(course.random() * KILLED_WITHIN_MS[sign]);
  await course.host.kill();
  course.kills += 1;
  const { entered, posted, retried } = await look(course);
  course.stage.note(
    `kill ${course.kills}, ${sign}: ${entered} alerts entered, ${posted} attempts made, ${retried} of them again`,
  );
  await restart(course, course.shiftInMs);
}

/** Has everything that is due told, and no more to be done. */
async function untilAllTold(course: Course, due: number): Promise<void> {
  const until = Date.now() + ENDS_WITHIN_MS;
  const receivers = Object.values(course.receivers);
  for (;;) {
    await course.host.runTimer('raiseAlerts');
    await delay(TIMER_EVERY_MS);
    const { entered } = await look(course);
    const waiting = await Promise.all(receivers.map((receiver) => countDeliveries(course.host, receiver, 'waiting')));
    const isOver = entered >= due * receivers.length && waiting.every((count) => count === 0);
    if (isOver || Date.now() > until) return;
  }
}

/** Every alert that was due came, and each under one id. */
function checkMessages(stage: Stage, name: string, due: readonly string[], arrived: readonly Delivery[]): void {
  const told = new Set(arrived.filter(({ answeredStatus }) => answeredStatus < 300).map(lineIn));
  const idsOf = new Map<string, Set<string>>();
  for (const delivery of arrived) {
    const line = lineIn(delivery);
    idsOf.set(line, (idsOf.get(line) ?? new Set()).add(idOf(delivery)));
  }
  const ids = [...idsOf.values()];
  stage.check(
    `${name}: alerts that never arrived`,
    [],
    due.filter((line) => !told.has(line)),
  );
  stage.check(
    `${name}: alerts that were not due`,
    [],
    [...told].filter((line) => !due.includes(line)),
  );
  stage.check(`${name}: webhook-ids`, due.length, new Set(arrived.map(idOf)).size);
  stage.check(`${name}: alerts under several webhook-ids`, 0, ids.filter(({ size }) => size > 1).length);
}

/** Every alert that was due is on one card, and each card came. */
async function checkCards(stage: Stage, { webhookId }: Receiver, due: readonly string[]): Promise<void> {
  const { lines = [], countOf = new Map<string, number>() } =
    (await readLedgers(stage.settings.AzureWebJobsStorage ?? '')).get(webhookId) ?? {};
  const cards = new Map<string, Set<number>>();
  for (const delivery of await stage.sink.arrived('cards')) {
    cards.set(idOf(delivery), (cards.get(idOf(delivery)) ?? new Set()).add(countOn(delivery)));
  }
  stage.check(
    'cards: alerts on none',
    [],
    due.filter((line) => !lines.includes(line)),
  );
  stage.check('cards: alerts on all of them', due.length, lines.length);
  stage.check(
    'cards: ids, and how many subscriptions each says it is about',
    Object.fromEntries([...countOf].map(([id, count]) => [`msg_${id}`, [count]]).toSorted()),
    Object.fromEntries([...cards].map(([id, counts]) => [id, [...counts]]).toSorted()),
  );
  stage.note(`${cards.size} cards for ${due.length} alerts`);
}

/** The process dies again and again while alerts are raised and sent. */
export const killDuringAlerts: Scenario = {
  name: 'killDuringAlerts',
  description: `${MOVES.length * Object.keys(KILLED_WITHIN_MS).length} times the process is killed at a random moment while hundreds of alerts are raised and sent to three receivers, one of which fails at first. Every alert arrives, at every stage; each under one webhook-id, and on one card.`,
  onlyReads: true,
  async run(stage) {
    const { emulator, sink } = stage;
    await emulator.seed(SEED);
    const host = await stage.startHost(SETTINGS);
    const { scanId } = await startScan(host);
    await untilScan(host, scanId, { is: ({ state }) => state === 'completed', withinMs: 120_000 });
    const receive = async (hook: string, more: object = {}): Promise<Receiver> => {
      const { webhookId, secret } = await makeWebhook(host, sink.hook(hook), more);
      await sink.know(hook, secret);
      return { hook, webhookId };
    };
    const receivers = {
      plain: await receive('plain'),
      cards: await receive('cards', { format: 'teams' }),
      failing: await receive('failing'),
    };
    const course: Course = { stage, host, shiftInMs: 0, receivers, random: randomFrom(stage.seed), kills: 0 };
    const route = 'GET /v1/customers/*/subscriptions/*';
    await emulator.addFault({ kind: 'slow', route, delayInMs: READ_TAKES_MS, count: 100_000 });

    for (const name of ['plain', 'cards']) {
      await sink.answer({ name, status: 204, count: 100_000, delayInMs: POST_TAKES_MS });
    }

    const everDue = new Set<string>();
    for (const move of MOVES) {
      await emulator.advance(move);
      await course.host.read('customers');
      for (const line of dueLines(await emulator.deadlines(), STAGES_IN_HOURS)) everDue.add(line);
      await sink.answer({ name: 'failing', status: 500, count: REFUSED, delayInMs: POST_TAKES_MS });
      for (const sign of Object.keys(KILLED_WITHIN_MS) as Sign[]) await killAfter(course, sign);
      await restart(course, course.shiftInMs + LATER_IN_MS);
      const startedAt = Date.now();
      await untilAllTold(course, everDue.size);
      stage.note(`all told ${Math.round((Date.now() - startedAt) / 1000)} s after the last kill of this round`);
    }

    const due = [...everDue];
    const arrived = await sink.arrived();
    const of = (name: string) => arrived.filter(({ hook }) => hook === name);
    for (const name of ['plain', 'failing']) checkMessages(stage, name, due, of(name));
    await checkCards(stage, receivers.cards, due);
    for (const state of ['waiting', 'failed', 'dropped']) {
      const counts = await Promise.all(Object.values(receivers).map((one) => countDeliveries(course.host, one, state)));
      stage.check(`deliveries ${state}`, [0, 0, 0], counts);
    }
    stage.check('signatures that are not valid', 0, arrived.filter(({ signature }) => signature !== 'valid').length);
    stage.check('kills', MOVES.length * Object.keys(KILLED_WITHIN_MS).length, course.kills);
    for (const name of Object.keys(receivers)) {
      const taken = of(name).filter(({ answeredStatus }) => answeredStatus < 300);
      const again = taken.length - new Set(taken.map(idOf)).size;
      stage.note(`${name}: ${of(name).length} attempts, ${taken.length} taken, ${again} of them again`);
    }
  },
};
