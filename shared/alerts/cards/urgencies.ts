import type { Colour, Style } from './adaptiveCard.ts';

interface Urgency {
  belowHours: number;
  heading: string;
  style: Style;
  colour: Colour;
}

const HOUR_IN_MS = 3_600_000;

const CUTOFFS: Urgency[] = [
  { belowHours: 6, heading: 'Less than 6 hours left', style: 'attention', colour: 'Attention' },
  { belowHours: 24, heading: '6 to 24 hours left', style: 'warning', colour: 'Warning' },
  { belowHours: 72, heading: '1 to 3 days left', style: 'accent', colour: 'Accent' },
  { belowHours: Infinity, heading: 'More than 3 days left', style: 'emphasis', colour: 'Default' },
];

const DIGEST: Urgency[] = [
  { belowHours: 24, heading: 'Less than 24 hours left', style: 'attention', colour: 'Attention' },
  { belowHours: 72, heading: '1 to 3 days left', style: 'warning', colour: 'Warning' },
  { belowHours: 168, heading: '3 to 7 days left', style: 'accent', colour: 'Accent' },
  { belowHours: Infinity, heading: 'More than 7 days left', style: 'emphasis', colour: 'Default' },
];

const SCALES = { cutoffs: CUTOFFS, digest: DIGEST };
export type Scale = keyof typeof SCALES;

export interface UrgencyGroup<T> extends Urgency {
  members: T[];
}

/** What has a cutoff, in groups by how little time is left, the most urgent first. */
export function urgencies<T extends { until: string }>(alerts: T[], now: Date, scale: Scale): UrgencyGroup<T>[] {
  const hoursLeft = ({ until }: T) => (Date.parse(until) - now.getTime()) / HOUR_IN_MS;
  return SCALES[scale].flatMap((urgency, index, all) => {
    const fromHours = all[index - 1]?.belowHours ?? -Infinity;
    const members = alerts.filter((alert) => hoursLeft(alert) >= fromHours && hoursLeft(alert) < urgency.belowHours);
    return members.length > 0 ? [{ ...urgency, members }] : [];
  });
}
