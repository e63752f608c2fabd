import { Cron } from 'croner';
import { expandNcrontab } from './expandNcrontab.ts';
import { parseTimeSpan } from './parseTimeSpan.ts';

/** When a timer runs next. */
export interface TimerSchedule {
  /** Cron schedules follow daylight saving time where the host has a time zone; intervals do not. */
  adjustForDst: boolean;
  next(after: Date): Date;
}

function intervalSchedule(expression: string, intervalInMs: number): TimerSchedule {
  if (intervalInMs <= 0) throw new Error(`the schedule "${expression}" is no interval: Azure would run it without end`);
  return { adjustForDst: false, next: (after) => new Date(after.getTime() + intervalInMs) };
}

/**
 * Reads an NCRONTAB expression of six fields, or five without seconds, in UTC; or a time span for a fixed interval.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
 */
export function parseSchedule(expression: string): TimerSchedule {
  const intervalInMs = parseTimeSpan(expression);
  if (intervalInMs !== undefined) return intervalSchedule(expression, intervalInMs);

  const pattern = expandNcrontab(expression);
  if (pattern === undefined) {
    throw new Error(
      `the schedule "${expression}" is no NCRONTAB expression: {second} {minute} {hour} {day} {month} {day of week}`,
    );
  }
  const cron = new Cron(pattern, { paused: true, timezone: 'UTC', mode: '6-part', domAndDow: true });
  return {
    adjustForDst: true,
    next(after) {
      const next = cron.nextRun(after);
      if (!next) throw new Error(`the schedule "${expression}" never comes`);
      return next;
    },
  };
}
