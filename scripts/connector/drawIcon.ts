import { png, type Color } from './png.ts';

/** Neither white nor the color that the platform gives to connectors without an icon. */
export const BRAND_COLOR = '#0b5a6f';

const SIZE = 230;
const CENTER = SIZE / 2;
const SHADES = 256;
const RING = { radius: 70, halfWidth: 7 };
const HAND_HALF_WIDTH = 7;

type Point = readonly [x: number, y: number];

/** The clock of a cutoff, whose hands are a tick: done in time. */
const TICK: readonly [Point, Point, Point] = [
  [CENTER - 32, CENTER + 2],
  [CENTER - 8, CENTER + 26],
  [CENTER + 36, CENTER - 26],
];

function fromSegment([x, y]: Point, [fromX, fromY]: Point, [toX, toY]: Point): number {
  const [alongX, alongY] = [toX - fromX, toY - fromY];
  const share = ((x - fromX) * alongX + (y - fromY) * alongY) / (alongX ** 2 + alongY ** 2);
  const nearest = Math.min(Math.max(share, 0), 1);
  return Math.hypot(x - fromX - nearest * alongX, y - fromY - nearest * alongY);
}

/** How much of a pixel the mark covers, from 0 to 1. */
function coverage(point: Point): number {
  const fromRing = Math.abs(Math.hypot(point[0] - CENTER, point[1] - CENTER) - RING.radius) - RING.halfWidth;
  const [start, knee, end] = TICK;
  const fromTick = Math.min(fromSegment(point, start, knee), fromSegment(point, knee, end)) - HAND_HALF_WIDTH;
  return Math.min(Math.max(0.5 - Math.min(fromRing, fromTick), 0), 1);
}

/** From the brand color to white. */
function palette(): Color[] {
  const channels = /^#(..)(..)(..)$/.exec(BRAND_COLOR)?.slice(1) ?? [];
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => Number.parseInt(channel, 16));
  return Array.from({ length: SHADES }, (_shade, index): Color => {
    const toWhite = (channel: number) => Math.round(channel + (index / (SHADES - 1)) * (255 - channel));
    return [toWhite(red), toWhite(green), toWhite(blue)];
  });
}

/** The connector’s icon, 230 pixels square. https://learn.microsoft.com/connectors/custom-connectors/submit-certification */
export function drawIcon(): Buffer {
  return png(SIZE, palette(), (x, y) => Math.round(coverage([x + 0.5, y + 0.5]) * (SHADES - 1)));
}
