import { crc32, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** https://www.w3.org/TR/png-3/#6Colour-values */
const GREY = 0;
const INDEXED = 3;
const WITH_ALPHA = [4, 6];

interface Chunk {
  type: string;
  data: Buffer;
  isIntact: boolean;
}

/** What is to be known of an icon. https://www.w3.org/TR/png-3/ */
export interface Picture {
  isIntact: boolean;
  width: number;
  height: number;
  isOpaque: boolean;
  /** Of the first pixel, as #rrggbb. */
  corner: string | undefined;
}

function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let offset = SIGNATURE.length; offset + 12 <= png.length;) {
    const end = offset + 8 + png.readUInt32BE(offset);
    if (end + 4 > png.length) break;
    const named = png.subarray(offset + 4, end);
    const isIntact = crc32(named) === png.readUInt32BE(end);
    chunks.push({ type: named.toString('latin1', 0, 4), data: named.subarray(4), isIntact });
    offset = end + 4;
  }
  return chunks;
}

/** No filter changes the first pixel, since all count from the pixels before it. */
function cornerOf(header: Buffer, chunks: Chunk[]): string | undefined {
  const depth = header.readUInt8(8);
  const color = header.readUInt8(9);
  const pixels = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)));
  if (depth > 8) return undefined;
  const first = (pixels[1] ?? 0) >> (8 - depth);
  if (color === INDEXED) {
    const palette = chunks.find(({ type }) => type === 'PLTE')?.data;
    return palette && `#${palette.toString('hex', first * 3, first * 3 + 3)}`;
  }
  return `#${color === GREY ? pixels.toString('hex', 1, 2).repeat(3) : pixels.toString('hex', 1, 4)}`;
}

export function readPicture(png: Buffer): Picture | undefined {
  const chunks = chunksOf(png);
  const header = chunks[0];
  if (!png.subarray(0, SIGNATURE.length).equals(SIGNATURE) || header?.type !== 'IHDR') return undefined;
  return {
    isIntact: chunks.every(({ isIntact }) => isIntact) && chunks.at(-1)?.type === 'IEND',
    width: header.data.readUInt32BE(0),
    height: header.data.readUInt32BE(4),
    isOpaque: !WITH_ALPHA.includes(header.data.readUInt8(9)) && !chunks.some(({ type }) => type === 'tRNS'),
    corner: cornerOf(header.data, chunks),
  };
}
