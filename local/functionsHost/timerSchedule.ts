import { Cron } from 'croner';
import { parseTimeSpan } from './parseTimeSpan.ts';

const FIELD =
  /^(?:[\d*,/-]|\b(?:sun|mon|tue|wed|thu|fri|sat|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)+$/i;

/** When a timer runs next. */
export interface TimerSchedule {
  /** Cron schedules follow daylight saving time where the host has a time zone; intervals do not. */
  adjustForDst: boolean;
  next(after: Date): Date;
}

function intervalSchedule(intervalInMs: number): TimerSchedule {
  return { adjustForDst: false, next: (after) => new Date(after.getTime() + intervalInMs) };
}

/**
 * Reads an NCRONTAB expression of six fields, or five without seconds, in UTC; or a time span for a fixed interval.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
 */
export function parseSchedule(expression: string): TimerSchedule {
  const intervalInMs = parseTimeSpan(expression);
  if (intervalInMs !== undefined && intervalInMs > 0) return intervalSchedule(intervalInMs);

  const fields = expression.trim().split(/\s+/);
  const readable = fields.length === 5 || fields.length === 6;
  if (!readable || !fields.every((field) => FIELD.test(field)) || /7/.test(fields.at(-1) ?? '')) {
    throw new Error(
      `the schedule "${expression}" is no NCRONTAB expression: {second} {minute} {hour} {day} {month} {day of week}`,
    );
  }
  const pattern = fields.map((field) => field.replaceAll(/[a-z]+/gi, (word) => word.slice(0, 3))).join(' ');
  const cron = new Cron(pattern, {
    paused: true,
    timezone: 'UTC',
    mode: '5-or-6-parts',
    domAndDow: true,
    sloppyRanges: true,
  });
  return {
    adjustForDst: true,
    next(after) {
      const next = cron.nextRun(after);
      if (!next) throw new Error(`the schedule "${expression}" never comes`);
      return next;
    },
  };
}
